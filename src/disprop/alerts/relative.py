"""Two systems on the same footage where only alerts are verified: what can be said although nobody knows who passed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from numpy.typing import ArrayLike

from disprop import paired
from disprop._errors import one_of, refused
from disprop._methods import PairedRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Record, based, from_family
from disprop.intervals.by_person import CLUSTERED_EXTRA
from disprop.intervals.paired import EXTRA_PER_EXTRA
from disprop.paired.counts import counts_of, of_sums

ALERTS = ("both", "only_a", "only_b")


class RelativeAccuracy(Record):
    """What verified alerts alone say about two systems on the same footage.

    Attributes
    ----------
    true_positive_rate : the true-positive rate of A over that of B: true alerts of A over those of B.
    false_positive_rate : the same for false alerts.
    extra_false_per_extra_true : false alerts that A adds for each true alert that it adds; its interval is the whole
        line where it is not clear that A adds true alerts at all, or where no false alert is of one system only.
    """

    true_positive_rate: Estimate
    false_positive_rate: Estimate
    extra_false_per_extra_true: Estimate

    def __str__(self) -> str:
        """Write the three in words."""
        return (
            f"true alerts, A over B: {self.true_positive_rate}\n"
            f"false alerts, A over B: {self.false_positive_rate}\n"
            f"extra false alerts per extra true alert: {self.extra_false_per_extra_true}"
        )


@statistic("How do two systems compare on a street, where only alerts are verified?", counts=ALERTS, rises=(0, 0, 0))
def relative_accuracy(
    *,
    true_alerts: tuple[ArrayLike, ArrayLike, ArrayLike],
    false_alerts: tuple[ArrayLike, ArrayLike, ArrayLike],
    person: str = "once",
    method: PairedRatioMethod | None = None,
    level: ArrayLike = 0.95,
) -> RelativeAccuracy:
    """Return the relative true- and false-positive rates of two systems on the same footage, from verified alerts.

    Use it for live streets, where only alerts are verified: nobody knows how many people on the watchlist walked past
    without one, so neither true-positive rate can be had. Their ratio can: the unknown number cancels. It suits two
    thresholds on one recording.

    Parameters
    ----------
    true_alerts, false_alerts : triples (both, only_a, only_b) of int
        Faces alerted by both systems, only by A, and only by B, that were the person on the watchlist, and that were
        somebody else. Every alert of either system must have been verified.
    person : str
        "once" (default) where each face is of another person. "repeated" where the same people were seen several
        times, as a man on the watchlist who lives nearby, or a passer-by whom the system takes for him each morning:
        each of the six has one element a person then, in one order, 0 where someone has none.
    method, level : str, float or array_like
        As for `paired.ratio`.

    Returns
    -------
    RelativeAccuracy
        With (both + only_a) / (both + only_b) of the true and of the false alerts, and the excess of false alerts over
        the excess of true ones; the interval of the third is the whole line where it cannot be said that A adds true
        alerts.

    Raises
    ------
    DispropError
        As for `paired.ratio`, and for what is not a triple.

    Notes
    -----
    The ratio of the rates is identified though the rates are not [1]_ [2]_. The third is a ratio of two differences of
    counts, with Fieller's interval: the ratios r with (F - rT)^2 = z^2 (f + r^2 t), where F and T are the
    excesses of A, f and t the discordant alerts. Of people seen several times it has the ratios r with
    (sum f - r sum t)^2 = z^2 K/(K - 1) sum (f - r t)^2, f and t being the excesses of A for each of K people [3]_.

    References
    ----------
    .. [1] Chock, Irwig, Berry and Glasziou 1997, Journal of Clinical Epidemiology 50: 1211-1217.
    .. [2] Pepe and Alonzo 2001, Biostatistics 2: 249-260.
    .. [3] Fieller 1954, Journal of the Royal Statistical Society, Series B 16: 175-185.

    Examples
    --------
    A lower threshold (A) beside a higher one (B):

    >>> from disprop import alerts
    >>> print(alerts.relative_accuracy(true_alerts=(40, 12, 0), false_alerts=(9, 31, 0)))
    true alerts, A over B: 1.300 (95% CI 1.117 to 1.513)
    false alerts, A over B: 4.44 (95% CI 2.52 to 7.85)
    extra false alerts per extra true alert: 2.58 (95% CI 1.38 to 6.22)

    Five people on the watchlist, and eight who are not, one of them stopped nine times. That is too few to say how
    many false alerts an extra true one costs; with the passes taken apart it would seem to be 1.5 to 29.6:

    >>> true = ([3, 1, 4, 2, 5] + [0] * 8, [1, 2, 0, 1, 1] + [0] * 8, [0] * 13)
    >>> false = ([0] * 5 + [0, 0, 2, 1, 0, 3, 0, 1], [0] * 5 + [9, 1, 3, 0, 1, 1, 2, 1], [0] * 13)
    >>> print(alerts.relative_accuracy(true_alerts=true, false_alerts=false, person="repeated"))
    true alerts, A over B: 1.33 (95% CI 0.86 to 2.92)
    false alerts, A over B: 3.6 (95% CI 0.6 to 19.0)
    extra false alerts per extra true alert: 3.60 (95% CI -infinity to infinity)
    """
    triples = {"true": triple("true_alerts", true_alerts), "false": triple("false_alerts", false_alerts)}
    one_of("way to count people", person, ("once", "repeated"))
    given = {f"{kind}_{name}": one[name] for kind, one in triples.items() for name in ALERTS}
    how: dict[str, Any] = {"person": person, "method": method, "level": level}
    rates = {
        f"{kind}_positive_rate": replace(paired.ratio(**one, **how), measure=f"relative {kind}-positive rate")
        for kind, one in triples.items()
    }
    return RelativeAccuracy(**rates, extra_false_per_extra_true=_extra(given, person, level))


def _extra(given: dict[str, Any], person: str, level: ArrayLike) -> Estimate:
    """Return the excess of false alerts of A over the excess of true ones."""
    if person == "once":
        apart = {name: count for name, count in given.items() if not name.endswith("both")}
        return from_family(EXTRA_PER_EXTRA, counts_of(apart), method="fieller", level=level)
    counts = counts_of(given)
    false, true = (counts[f"{kind}_only_a"] - counts[f"{kind}_only_b"] for kind in ("false", "true"))
    return based(of_sums(CLUSTERED_EXTRA, false, true, method="fieller", level=level), person=person)


def triple(name: str, given: object) -> dict[str, Any]:
    """Return the three counts of alerts under their names."""
    if not isinstance(given, (tuple, list)) or len(given) != len(ALERTS):
        raise refused(name, "must be a triple (both, only_a, only_b)", given)
    return dict(zip(ALERTS, given, strict=True))
