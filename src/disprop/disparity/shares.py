"""Disproportionality of one group within a whole."""

from __future__ import annotations

from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._methods import ProportionMethod, Sides
from disprop._registry import statistic
from disprop.estimate import Estimate, from_family
from disprop.intervals import SHARE_RATIO


@statistic("How does its share of the events compare with its share of the people?", counts=("part", "whole"))
def share_ratio(
    *,
    events: tuple[ArrayLike, ArrayLike],
    population: tuple[ArrayLike, ArrayLike],
    method: ProportionMethod | None = None,
    level: ArrayLike = 0.95,
    sides: Sides = "two",
) -> Estimate:
    """Return the group's share of the events over its share of the population, with its interval.

    This is the "disparity index" behind "8.5% of the population, 21% of the scans". It compares the group with
    everyone, the group included, and so is smaller than the comparison with all others: for that use
    ``rate_ratio(group=(a, n), reference=(A - a, N - n))``.

    Parameters
    ----------
    events : pair (part, whole)
        The group's events a, and all events A.
    population : pair (part, whole)
        The group's population n, and the whole population N; taken as known without error.
    method : str
        Any method of `proportion`, with the same defaults: "mid-p" for an interval, "clopper-pearson" for one limit.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (a / A) / (n / N), with the limits of the proportion a / A over n / N.

    Raises
    ------
    DispropError
        As for `proportion`, for either pair, and for events of a group without a population.

    Examples
    --------
    143 of 679 scans were of a group of 189,708 among 2,226,058 residents:

    >>> print(share_ratio(events=(143, 679), population=(189_708, 2_226_058)))
    2.471 (95% CI 2.126 to 2.845)
    """
    inputs = dict(
        zip(SHARE_RATIO.data, (*_part_of("events", events), *_part_of("population", population)), strict=True)
    )
    read = {
        name: (_arrays.counts if "events" in name else _arrays.people)(name, value) for name, value in inputs.items()
    }
    data = _arrays.broadcast(inputs, read)
    a, all_events, n, everyone = data
    _arrays.at_most(a, data[a], all_events, data[all_events])
    _arrays.at_most(n, data[n], everyone, data[everyone])
    _pairs.need_population(a, data[a], n, data[n])
    _pairs.need_population(
        "the others' events", data[all_events] - data[a], "the others' population", data[everyone] - data[n]
    )
    return from_family(SHARE_RATIO, data, method=method, level=level, sides=sides)


def _part_of(name: str, value: object) -> tuple[ArrayLike, ArrayLike]:
    return _arrays.pair(name, value, _pairs.PARTS)
