"""Two systems on the same footage where only alerts are verified: what can be said although nobody knows who passed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numpy.typing import ArrayLike

from disprop import paired
from disprop._errors import refused
from disprop.estimate import Estimate, from_family
from disprop.intervals.by_person import CLUSTERED_EXTRA
from disprop.intervals.paired import EXTRA_PER_EXTRA
from disprop.paired._by_person import of_sums, ratio_of
from disprop.paired.counts import counts_of

ALERTS = ("both", "only_a", "only_b")
KINDS = ("true", "false")


@dataclass(frozen=True, slots=True)
class RelativeAccuracy:
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


def relative_accuracy(
    *,
    true_alerts: tuple[ArrayLike, ArrayLike, ArrayLike],
    false_alerts: tuple[ArrayLike, ArrayLike, ArrayLike],
    method: str = "bonett-price",
    level: ArrayLike = 0.95,
) -> RelativeAccuracy:
    """Return the relative true- and false-positive rates of two systems on the same footage, from verified alerts.

    Use it for live streets, where only alerts are verified: nobody knows how many people on the watchlist walked past
    without one, so neither true-positive rate can be had. Their ratio can: the unknown number cancels. It suits two
    thresholds on one recording. Where people pass several times use `relative_accuracy_by_person`.

    Parameters
    ----------
    true_alerts, false_alerts : triples (both, only_a, only_b) of int
        Faces alerted by both systems, only by A, and only by B, that were the person on the watchlist, and that were
        somebody else. Every alert of either system must have been verified.
    method : str
        As for `paired.ratio`.
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    RelativeAccuracy
        With (both + only_a) / (both + only_b) of the true and of the false alerts, and the excess of false alerts over
        the excess of true ones.

    Raises
    ------
    DispropError
        As for `paired.ratio`, and for what is not a triple.

    Notes
    -----
    The ratio of the rates is identified though the rates are not [1]_ [2]_. The third is a ratio of two differences of
    counts, with Fieller's interval: the ratios r with (F - rT)^2 = z^2 (f + r^2 t), where F and T are the
    excesses of A, f and t the discordant alerts.

    References
    ----------
    .. [1] Chock, Irwig, Berry and Glasziou 1997, Journal of Clinical Epidemiology 50: 1211-1217.
    .. [2] Pepe and Alonzo 2001, Biostatistics 2: 249-260.

    Examples
    --------
    A lower threshold (A) beside a higher one (B):

    >>> from disprop import alerts
    >>> print(alerts.relative_accuracy(true_alerts=(40, 12, 0), false_alerts=(9, 31, 0)))
    true alerts, A over B: 1.300 (95% CI 1.117 to 1.513)
    false alerts, A over B: 4.44 (95% CI 2.52 to 7.85)
    extra false alerts per extra true alert: 2.58 (95% CI 1.38 to 6.22)
    """
    true, false = (triple(*pair) for pair in (("true_alerts", true_alerts), ("false_alerts", false_alerts)))
    split = {f"{kind}_{name}": one[name] for kind, one in (("true", true), ("false", false)) for name in ALERTS[1:]}
    extra = from_family(EXTRA_PER_EXTRA, counts_of(split), method="fieller", level=level)
    return RelativeAccuracy(
        true_positive_rate=_relative("true", true, method, level),
        false_positive_rate=_relative("false", false, method, level),
        extra_false_per_extra_true=extra,
    )


def relative_accuracy_by_person(
    *,
    true_alerts: tuple[ArrayLike, ArrayLike, ArrayLike],
    false_alerts: tuple[ArrayLike, ArrayLike, ArrayLike],
    method: str = "score",
    level: float = 0.95,
) -> RelativeAccuracy:
    """Return the relative rates of `relative_accuracy` for passes that belong to people.

    Use it where only alerts were verified, and the same people were seen several times: a man on the watchlist who
    lives nearby, or a passer-by whom the system takes for him each morning.

    Parameters
    ----------
    true_alerts, false_alerts : triples (both, only_a, only_b) of array_like of int
        As for `relative_accuracy`, one element a person in each of the six, in one order; 0 where someone has none.
    method : str
        As for `paired.ratio`.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    RelativeAccuracy
        As `relative_accuracy` gives it. The interval of the third is the whole line where people are too few to say
        that A adds true alerts, or where all of them have the same ratio.

    Raises
    ------
    DispropError
        As for `paired.ratio`, and for what is not a triple.

    Notes
    -----
    The rates' ratios are identified though the rates are not [1]_; their limits are those of `paired.ratio`.
    With f and t the excesses of A over B for each of K people who have one, false and true, the third has the ratios r
    with (sum f - r sum t)^2 = z^2 K/(K - 1) sum (f - r t)^2 [2]_.

    References
    ----------
    .. [1] Pepe and Alonzo 2001, Biostatistics 2: 249-260.
    .. [2] Fieller 1954, Journal of the Royal Statistical Society, Series B 16: 175-185.

    Examples
    --------
    Five people on the watchlist, and eight who are not, one of them stopped nine times. That is too few to say how
    many false alerts an extra true one costs; with the passes taken apart it would seem to be 1.5 to 29.6:

    >>> from disprop import alerts
    >>> true = ([3, 1, 4, 2, 5] + [0] * 8, [1, 2, 0, 1, 1] + [0] * 8, [0] * 13)
    >>> false = ([0] * 5 + [0, 0, 2, 1, 0, 3, 0, 1], [0] * 5 + [9, 1, 3, 0, 1, 1, 2, 1], [0] * 13)
    >>> print(alerts.relative_accuracy_by_person(true_alerts=true, false_alerts=false))
    true alerts, A over B: 1.33 (95% CI 0.86 to 2.92)
    false alerts, A over B: 3.6 (95% CI 0.6 to 19.0)
    extra false alerts per extra true alert: 3.60 (95% CI -infinity to infinity)
    """
    true, false = triple("true_alerts", true_alerts), triple("false_alerts", false_alerts)
    given = {f"{kind}_{name}": one[name] for kind, one in (("true", true), ("false", false)) for name in ALERTS}
    counts = counts_of(given)
    rates = {
        kind: ratio_of({name: counts[f"{kind}_{name}"] for name in ALERTS}, method=method, level=level)
        for kind in KINDS
    }
    excess = {kind: counts[f"{kind}_only_a"] - counts[f"{kind}_only_b"] for kind in KINDS}
    return RelativeAccuracy(
        **{f"{kind}_positive_rate": replace(rates[kind], measure=f"relative {kind}-positive rate") for kind in KINDS},
        extra_false_per_extra_true=of_sums(
            CLUSTERED_EXTRA, excess["false"], excess["true"], method="fieller", level=level
        ),
    )


def _relative(kind: str, alerts: dict[str, ArrayLike], method: str, level: ArrayLike) -> Estimate:
    both, only_a, only_b = alerts.values()
    ratio = paired.ratio(both=both, only_a=only_a, only_b=only_b, method=method, level=level)
    return replace(ratio, measure=f"relative {kind}-positive rate")


def triple(name: str, given: object) -> dict[str, ArrayLike]:
    """Return the three counts of alerts under their names."""
    if not isinstance(given, (tuple, list)) or len(given) != len(ALERTS):
        raise refused(name, "must be a triple (both, only_a, only_b)", given)
    return dict(zip(ALERTS, given, strict=True))
