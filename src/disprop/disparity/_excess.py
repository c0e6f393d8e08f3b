"""How many events are above parity: more than there would be at the rate of the reference."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from disprop import _pairs
from disprop._methods import RateDifferenceMethod, Sides
from disprop._registry import statistic
from disprop.estimate import Estimate, Number, Record, from_family, remade
from disprop.intervals import RATE_DIFFERENCE, RATE_RATIO


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
