"""What silence can hide: the share of events without a group that tips a ratio, and forces that did not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._errors import Said, lacking, one_of, refused, worded
from disprop._estimated import between
from disprop.estimate import Estimate, Number, Record, based
from disprop.intervals import RATE_RATIO
from disprop.intervals._roots import root
from disprop.rates import rate, rate_ratio

ENDS = ("low", "high")
OF = ("value", *ENDS)


def tipping_share(
    *,
    group: Pair,
    reference: Pair,
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
    x1, n1, x0, n0, rest, nulls, levels = _arrays.broadcast({}, {**data, **more}).values()

    def beyond(share: FloatArray) -> FloatArray:
        y1, y0 = x1 + share * rest, x0 + (1 - share) * rest
        if of == "value":
            return y1 * n0 - nulls * n1 * y0
        limit = RATE_RATIO.limits(RATE_RATIO.default, (y1, n1, y0, n0), (1 - levels) / 2)[ENDS.index(of)]
        return 0.5 - nulls / (limit + nulls)  # also of limits that are 0, or infinite

    none, whole = np.zeros(rest.shape), np.ones(rest.shape)
    with np.errstate(all="ignore"):
        crosses = (beyond(none) <= 0) & (beyond(whole) >= 0) & (rest > 0) & (n1 > 0) & (n0 > 0)
        return np.where(crosses, root(beyond, none, whole), np.nan)[()]


class Answers(Record):
    """A rate, or a rate ratio, with those that did not answer and without them.

    Attributes
    ----------
    answered : of those that answered alone.
    everyone : of all of them; `least` and `most` are what the rates that were stated allow.
    """

    answered: Estimate
    everyone: Estimate


def did_not_answer(
    *,
    group: Pair,
    silent: Mapping[str, ArrayLike],
    rates: Mapping[str, tuple[float, float]],
    reference: Pair | None = None,
    level: float = 0.95,
) -> Answers:
    """Return a rate, or a rate ratio, of all forces or months of which some did not answer.

    Use it before adding up answers: no answer is not no events, and to leave a force out says nothing of all forces.
    What may have happened there is yours to say, and is printed with the result.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides in those that answered, which are added up; without a reference it is the rate of the group.
    silent : mapping of str to float or array_like
        The population of "group", and of "reference", in those that did not answer, added up too.
    rates : mapping of str to (least, most)
        The smallest and the largest rate of each side that is plausible there, such as those of the forces that
        answered: {"group": (0.001, 0.02), "reference": (0.0005, 0.004)}.
    level : float
        Confidence level.

    Returns
    -------
    Answers
        Both, the second with `least` and `most`; its `basis` says which rates it assumes.

    Raises
    ------
    DispropError
        For counts that `rate` refuses, for a side without a population or rates, for rates in the wrong order, and for
        a largest rate of 0.

    Examples
    --------
    >>> from disprop.imperfect import did_not_answer
    >>> found = did_not_answer(
    ...     group=([30, 12], [9_000, 4_000]),
    ...     reference=([60, 45], [80_000, 50_000]),
    ...     silent={"group": 3_000, "reference": 40_000},
    ...     rates={"group": (0.001, 0.006), "reference": (0.0005, 0.002)},
    ... )
    >>> print(found.answered)
    4.00 (95% CI 2.77 to 5.69)
    >>> print(found.everyone)
    between 2.58 and 5.10 (95% CI 1.85 to 6.92)
    """
    sides = {"group": group} | ({} if reference is None else {"reference": reference})
    found = [_side(side, pair, silent, rates) for side, pair in sides.items()]
    for side in (*silent, *rates):
        one_of("side", side, ("group", "reference"))
    limit = _arrays.one_level(level)
    told, every = (rate_or_ratio([each[at] for each in found], limit) for at in (0, 1))
    assumed = ", ".join(f"{side} {rates[side][0]:g} to {rates[side][1]:g}" for side in sides)
    return Answers(
        answered=based(told, assumed="those that did not answer are left out"),
        everyone=based(every, assumed=f"rates where nobody answered: {assumed}"),
    )


def rate_or_ratio(sides: Sequence[tuple[Any, Any]], level: float) -> Estimate:
    """Return the rate of one side, or the ratio of two."""
    group, *reference = sides
    return rate_ratio(group=group, reference=reference[0], level=level) if reference else rate(*group, level=level)


def _side(
    side: str, pair: Any, silent: Mapping[str, ArrayLike], rates: Mapping[str, tuple[float, float]]
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return events and people of a side, of those that answered and of all."""
    given: dict[str, Any] = {"silent": silent, "rates": rates}
    for name, known in given.items():
        if not isinstance(known, Mapping) or side not in known:
            raise lacking(name, side, known if isinstance(known, Mapping) else ())
    data = _pairs.of_rates(dict(zip(_pairs.EVENTS, _arrays.pair(side, pair, _pairs.EVENTS), strict=True)))
    if len({np.shape(each) for each in pair}) > 1:
        raise worded("a population each", side, Said(" and ".join(str(np.shape(each)) for each in pair)))
    events, people = (each.sum() for each in data.values())
    unheard = _arrays.people(f"silent {side}", silent[side]).sum()
    ends = _arrays.pair(f"rates of {side}", rates[side], ("least", "most"))
    least, most = (np.asarray(_arrays.one(f"rates of {side}", end, _arrays.real)) for end in ends)
    _arrays.at_most("the least rate", least, "the largest", most)
    if not most:
        raise refused(f"rates of {side}", "must not end at 0", rates[side], hint="; no answer is not no events")
    possible = between(events + np.floor(least * unheard), events + np.ceil(most * unheard), why="no answer")
    return (events, people), (possible, people + unheard)
