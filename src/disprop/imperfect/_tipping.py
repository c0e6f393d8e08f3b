"""Which share of the events without a group would have to be of one group for a ratio to be another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray
from disprop._errors import one_of, refused
from disprop.estimate import Number
from disprop.intervals import RATE_RATIO
from disprop.intervals._roots import root

ENDS = ("low", "high")
OF = ("value", *ENDS)


def tipping_share(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    unstated: ArrayLike,
    null: ArrayLike = 1.0,
    of: str = "value",
    level: ArrayLike = 0.95,
) -> Number:
    """Return which share of the events without a group must be the group's, for the rate ratio to be `null`.

    Use it to judge a claim by what it assumes of events whose group was not stated. The rest of them are taken to be
    the reference's: no other way of dividing them moves the ratio as far.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the events whose group is stated; array-likes that broadcast.
    unstated : array_like of int
        The events whose group is not known.
    null : float or array_like
        The ratio at which the claim falls; 1 is equality.
    of : str
        What is to be `null`: the "value" of the ratio (default), or its "low" or "high" limit by the default method of
        `rate_ratio`, so that the interval just includes it.
    level : float or array_like
        Confidence level of the limits.

    Returns
    -------
    float or array
        A share s from 0 to 1: with events x1 + s u and x0 + (1 - s) u the ratio, or its limit, is `null`; above s it
        is larger. NaN where no share makes it so: the ratio is on one side of `null` whatever they were.

    Raises
    ------
    DispropError
        For counts that `rate` refuses, for a `null` that is not above 0, and for another `of`.

    Notes
    -----
    For the value s = (null t (x0 + u) - x1) / (u (1 + null t)) with t = group population / reference population. For a
    limit it is found by root finding, with events that need not be whole: floor(s u) events of the group leave `null`
    in the interval, and one more does not.

    Examples
    --------
    72 searches of 72,257 Black residents, 647 of 1,801,352 White ones, and 139 of nobody knows whom:

    >>> from disprop.imperfect import tipping_share
    >>> sides = {"group": (72, 72_257), "reference": (647, 1_801_352)}
    >>> print(tipping_share(**sides, unstated=139))  # above 1 even if all 139 were of White people
    nan
    >>> round(float(tipping_share(**sides, unstated=139, null=3)), 3)
    0.145
    >>> round(float(tipping_share(**sides, unstated=139, null=3, of="low")), 3)
    0.276
    """
    one_of("limit of a ratio", of, OF)
    nulls = _arrays.real("null", null)
    if _arrays.anywhere(nulls <= 0):
        raise refused("null", "must be above 0: 1 is equality", null)
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    more = {"unstated": _arrays.counts("unstated", unstated), "null": nulls, "level": _arrays.level(level)}
    *counts, rest, nulls, levels = _arrays.broadcast({}, {**data, **more}).values()
    with np.errstate(all="ignore"):
        found = _of_value(counts, rest, nulls) if of == "value" else _of_limit(of, counts, rest, (nulls, levels))
    known = (rest > 0) & (counts[1] > 0) & (counts[3] > 0)
    return np.where((found >= 0) & (found <= 1) & known, found, np.nan)[()]


def _of_value(counts: list[FloatArray], rest: FloatArray, null: FloatArray) -> FloatArray:
    events, people, others, other_people = counts
    odds = null * people / other_people
    return (odds * (others + rest) - events) / (rest * (1 + odds))


def _of_limit(of: str, counts: list[FloatArray], rest: FloatArray, asked: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Return the share at which a limit is what is asked for; NaN where it is on one side of it at both ends."""
    events, people, others, other_people = counts
    null, level = asked

    def beyond(share: FloatArray) -> FloatArray:
        data = (events + share * rest, people, others + (1 - share) * rest, other_people)
        limit = RATE_RATIO.limits(RATE_RATIO.default, data, (1 - level) / 2)[ENDS.index(of)]
        return 0.5 - null / (limit + null)  # also of limits that are 0, or infinite

    none, whole = np.zeros(rest.shape), np.ones(rest.shape)
    return np.where((beyond(none) <= 0) & (beyond(whole) >= 0), root(beyond, none, whole), np.nan)
