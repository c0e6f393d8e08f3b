"""Three readings of one figure: a share beside a share, all others, a reference; and how many events are too many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, Pair
from disprop._errors import refused, worded
from disprop._methods import ProportionMethod, RateDifferenceMethod, Sides
from disprop._registry import statistic
from disprop._text import chance
from disprop.disparity._selection import counts_of
from disprop.estimate import Estimate, Number, Record, from_family, remade
from disprop.intervals import RATE_DIFFERENCE, RATE_RATIO, SHARE_RATIO
from disprop.proportions import proportion


class Readings(Record):
    """The readings of one figure, which are different numbers and are often taken for one another.

    Attributes
    ----------
    share : the group's share of the events over its share of the people: it is compared with everyone, itself included.
    others : the group's rate over that of all others.
    reference : the group's rate over that of the reference, where one is given.
    """

    share: Estimate
    others: Estimate
    reference: Estimate | None = None


@statistic("How many times is that, read in each of three ways?", name="disparity.readings")
def readings(*, group: Pair, whole: Pair, reference: Pair | None = None, level: ArrayLike = 0.95) -> Readings:
    """Return what a share of events says in each of its three readings, with their intervals.

    Use it wherever "8.5% of the population, 21% of the scans" is printed. It is 2.47 times as a share ratio, 2.86 times
    as a comparison with all others, and against a third group another number again. A ratio to everyone is drawn
    towards 1 by the group itself, the more the larger it is: one of half of the people can never pass 2.

    Parameters
    ----------
    group, whole : pairs (events, population)
        The group's events and people, and all events and all people.
    reference : pair (events, population), optional
        A group to compare with, such as White residents. Or the same of the state or country, where too few of the
        comparison live nearby ("alternate risk ratio").
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Readings
        `share` (a / A) / (n / N), `others` (a / n) / ((A - a) / (N - n)) and `reference` (a / n) / (x0 / t0), for a of
        A events and n of N people. "mid-p" all three.

    Raises
    ------
    DispropError
        As for `share_ratio`, and as for `rate` of the reference.

    Notes
    -----
    Given all events, the group's are binomial. Both of the first two are functions of that one share p, p N / n and
    p (N - n) / ((1 - p) n), and so are their limits: they hold 1 together or not at all. That the group is part of the
    whole is thereby allowed for.

    Examples
    --------
    >>> from disprop import disparity
    >>> print(disparity.readings(group=(143, 189_708), whole=(679, 2_226_058), reference=(352, 1_761_205)))
    share: 2.471 (95% CI 2.126 to 2.845)
    others: 2.86 (95% CI 2.38 to 3.44)
    reference: 3.77 (95% CI 3.10 to 4.57)
    """
    data = counts_of(group, whole)
    own, every, people, everyone = data.values()
    beside = {"events": every - own, "population": everyone - people}

    def against(counts: Mapping[str, ArrayLike]) -> Estimate:
        pairs = {"group_events": own, "group_population": people}
        data = _pairs.of_rates(pairs | {f"reference_{name}": count for name, count in counts.items()})
        return from_family(RATE_RATIO, data, method="mid-p", level=level)

    pair = None if reference is None else _arrays.pair("reference", reference, _pairs.EVENTS)
    return Readings(
        from_family(SHARE_RATIO, data, method="mid-p", level=level),
        replace(against(beside), measure="rate ratio to all others"),
        None if pair is None else against(dict(zip(_pairs.EVENTS, pair, strict=True))),
    )


class Excess(Record):
    """What a group has above parity with a reference; below it where negative.

    Attributes
    ----------
    events : the group's events less those that it would have at the rate of the reference.
    share : the same over the group's events, 1 - 1 / rate ratio, per 1.
    rate : the same over the group's people, the rate difference, per 1.
    """

    events: Estimate
    share: Estimate
    rate: Estimate


@statistic("How many of its events are above parity?", name="disparity.excess")
def excess(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    method: RateDifferenceMethod = "mover-mid-p",
    level: ArrayLike = 0.95,
    sides: Sides = "two",
) -> Excess:
    """Return how many of a group's events are above parity: more than it would have at the rate of the reference.

    Use it beside a ratio, which says nothing of how many people it concerns: "33 scans, about 24 above parity". It
    compares two rates, and says nothing of why they differ; that it is "attributable" to a cause takes more than
    counts.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides; array-likes that broadcast. Both must cover the same period.
    method : str
        A method of `rate_difference` that `rate_ratio` has too: "mover-mid-p" (default), "score", "scas", or another of
        the "mover" methods.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Excess
        Of x1 events of t1 people beside x0 of t0: `events` x1 - t1 x0 / t0, `share` that over x1, `rate` that over t1.
        Where x1 is 0 the share is minus infinity, and where only x0 is, 1.

    Raises
    ------
    DispropError
        As for `rate`, and for a method that is not one of both.

    Notes
    -----
    The limits of `events` and `rate` are those of the rate difference, of `share` those of 1 - 1 / rate ratio. MOVER's
    ratio limits are where its difference of x1 / t1 and r x0 / t0 has 0 for a limit [1]_, and the score's likewise: so
    all three hold parity, or none does.

    References
    ----------
    .. [1] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    33 scans of 46,476 Black residents against 352 of 1,761,205 White British and Irish residents:

    >>> from disprop import disparity
    >>> above = disparity.excess(group=(33, 46_476), reference=(352, 1_761_205))
    >>> print(above.events)
    23.7 (95% CI 13.8 to 36.6)
    """
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    rate = from_family(RATE_DIFFERENCE, data, method=method, level=level, sides=sides, unit="per 1")
    ratio = from_family(RATE_RATIO, data, method=method, level=level, sides=sides)
    people = rate.data["group_population"]
    return Excess(
        _turned(rate, lambda each: each * people, measure="excess events", unit=""),
        _turned(ratio, lambda each: 1 - 1 / each, measure="excess share of events", unit="per 1"),
        rate,
    )


def _turned(estimate: Estimate, turn: Callable[[Number], Number], **words: str) -> Estimate:
    """Return an estimate with its three numbers turned into others; it tests nothing that the first does not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        numbers = {name: turn(np.float64(getattr(estimate, name))) for name in ("value", "low", "high")}
    return remade(replace(estimate, **numbers, **words), family="")  # type: ignore[arg-type]


class ShareVsBase(Record):
    """A share of alerts beside the share of the group among those who could have been alerted.

    Attributes
    ----------
    share : part / whole, with its interval.
    base : the smallest and the largest base share.
    p_value : of the base share within that range which agrees best with the counts; 1 where the share is inside it.
    tipping_base : the base share at which the claim is no longer significant at the level: the smallest, when the
        share is above its base; the largest, when it is below.
    """

    share: Estimate
    base: tuple[float, float]
    p_value: float
    tipping_base: float

    @property
    def significant(self) -> bool:
        """Whether the share differs from every base share in the range by more than chance."""
        return bool(self.p_value < 1 - self.share.level)

    def _verdict(self) -> str:
        low, high = (f"{100 * end:.3g}%" for end in self.base)
        base = low if low == high else f"{low} to {high}"
        tips = f"{100 * self.tipping_base:.1f}% {'up' if self.tipping_base == self.share.low else 'down'}"
        return f"against a base of {base}: {chance(float(self.p_value))}; not significant from a base of {tips}"


@statistic(
    "Is its share of the alerts more than its share of those who could be alerted?",
    counts=("part", "whole"),
    name="alerts.share_vs_base",
)
def share_vs_base(
    part: ArrayLike,
    whole: ArrayLike,
    base: float | tuple[float, float] | None = None,
    *,
    method: ProportionMethod = "clopper-pearson",
    level: float = 0.95,
) -> ShareVsBase:
    """Return whether a group's share of alerts is more than its share of those who could have been alerted.

    "8 of 10 false alerts were of Black people" is no rate: where 8 of 10 faces were of Black people it is what a system
    that treats all alike does. It needs a base share, or a range of them where nobody counted.

    Parameters
    ----------
    part, whole : int
        Alerts of the group, and all alerts.
    base : float or pair of float
        The group's share among those who could have been alerted, or the smallest and largest that it may have been.
    method : str
        As for `proportion`; "clopper-pearson" (exact) by default.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    ShareVsBase
        The share with its interval, the p-value from the same method, and the base share at which the claim tips. A
        pair gives the largest p-value within it.

    Raises
    ------
    DispropError
        Without a base; for a base that is not between 0 and 1, or a pair out of order; for counts as in `proportion`,
        and for more than one.

    Examples
    --------
    Eight of ten false alerts were of Black people. Nobody counted who walked past: 13% of Londoners were Black in 2011,
    and on some streets 30% may be:

    >>> from disprop import alerts
    >>> print(alerts.share_vs_base(8, 10, (0.13, 0.30)))
    share: 8 of 10 (80.0%, 95% CI 44.4 to 97.5)
    against a base of 13% to 30%: p = 0.0032; not significant from a base of 44.4% up
    """
    if base is None:
        raise worded("share is no rate", "base", base)
    low, high = _arrays.span("base", base)
    plain = proportion(part, whole, method=method, level=_arrays.one_level(level))
    share = remade(plain, phrase="{part} of {whole}")
    if np.ndim(share.value) or np.isnan(share.least):
        raise refused("share_vs_base", "takes one count of one whole above 0", part, of=f" of {whole!r}")
    nearest = float(np.clip(np.clip(low, share.least, share.most), low, high))
    tipping = share.high if nearest > share.most else share.low
    return ShareVsBase(share, (low, high), float(share.p_value(nearest)), float(tipping))
