"""Rates: events over a population (or person-time), and the ratio and the difference of two. Events are Poisson."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from disprop import _arrays, _pairs, intervals
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._errors import Said, one_of, worded
from disprop._estimated import need_known
from disprop._methods import OddsRatioMethod, RateDifferenceMethod, RateMethod, RateRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, from_family

PERSON = ("once", "repeated")


@statistic("How often does it happen?", name="rate")
def rate(
    events: ArrayLike, population: ArrayLike, *, person: str = "once", **options: Unpack[Limits[RateMethod]]
) -> Estimate:
    """Return the rate `events / population` with its interval.

    Use it where the same person can be counted twice, or where the denominator is person-time: stops, scans,
    deaths per year. There may be more events than people. For a share of a whole use `proportion`.

    Parameters
    ----------
    events : array_like of int
        Numerator: how often it happened. Zero is an ordinary count.
    population : array_like of float
        Denominator: people, or person-time. 0 with no events gives NaN; 0 with events is refused. An estimate with an
        error, `imperfect.estimated`, widens the interval: then "mid-p" (default) or "garwood".
    person : str
        "once" (default) where events are independent of each other. "repeated" where the same people are stopped again
        and again: `events` is then the number of people with one event, with two, with three and so on along its first
        axis, and the interval is wider. The value is the same; a method is one of `direct_rate` then.
    method : str
        "garwood" (exact; default, of one limit too), "mid-p", "byar", "score", "scas", "likelihood", "jeffreys",
        "wald-log" or "wald".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the broadcast shape, unit "per 1"; `.per(10_000)` scales it. `data` holds events and population.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean, and for events without a population.

    Notes
    -----
    Garwood limits solve P(X >= events | low) = (1 - level)/2 and P(X <= events | high) = (1 - level)/2 for X
    Poisson [1]_. They never cover less often than `level` says, and somewhat more often at small counts.

    From 500 rows of one level on, "garwood", "mid-p" and "jeffreys" limits come from a polynomial of the level: a row
    may differ from a call of its own by up to 1e-11 of a limit, so compare with a tolerance and not with ==.

    With repeated events those with k of them are taken as Poisson for each k, so that the variance of the count is the
    sum of k^2 people [2]_: events are compound Poisson. "fay-feuer", which is the default then, adds a further person
    with the most events to the upper limit.

    References
    ----------
    .. [1] Garwood 1936, Biometrika 28: 437-442.
    .. [2] Stukel, Glynn, Fisher, Sharp, Lu-Yao and Wennberg 1994, Statistics in Medicine 13: 1781-1791.

    Examples
    --------
    87 scans among 56,953 residents:

    >>> print(rate(87, 56_953).per(10_000))
    15.28 per 10,000 (95% CI 12.24 to 18.84)
    >>> print(rate(0, 703).per(10_000))
    0.0 per 10,000 (95% CI 0.0 to 52.5)

    The same 87, if 40 people were scanned once, 10 twice and 9 three times:

    >>> print(rate([40, 10, 9], 56_953, person="repeated").per(10_000))
    15.28 per 10,000 (95% CI 11.22 to 20.59)
    """
    inputs = {"events": events, "population": population}
    if one_of("way to count people", person, PERSON) == "repeated":
        return _of_people(intervals.DIRECT_RATE, inputs, intervals.RATE.parameter, unit="per 1", **options)
    return from_family(intervals.RATE, _pairs.of_rates(inputs), unit="per 1", **options)


@statistic("How many times more often than to the reference?", name="rate_ratio")
def rate_ratio(
    *, group: Pair, reference: Pair, person: str = "once", **options: Unpack[Limits[RateRatioMethod]]
) -> Estimate:
    """Return how many times higher the group's rate is than the reference's, with its interval.

    Use it for "N times more likely" from events and populations. It divides one rate by the other, so both
    must cover the same period.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides; array-likes that broadcast. Swapping them inverts the ratio and its interval. A population may be
        an estimate with an error, `imperfect.estimated`: then "mid-p" (default) or "exact".
    person : str
        "once" (default), or "repeated": `events` of both are the people with one event, with two and so on, as for
        `rate`; a method is one of `direct_rate_ratio` then.
    method : str
        "mid-p" (default of an interval), "exact" (default of one limit), "score", "scas", "jeffreys", "likelihood",
        "wald-log", or "mover-" before a method of `rate` other than the two of Wald: "mover-garwood", "mover-byar" and
        so on.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (group events / group population) / (reference events / reference population). 0 when the group has no
        events; infinite, with a finite lower limit, when only the reference has none; NaN with the interval
        (0, infinity) when neither has.

    Raises
    ------
    DispropError
        As for `rate`.

    Notes
    -----
    Given all x1 + x0 events, x1 is binomial with odds p/(1 - p) = ratio t1/t0 [1]_: the limits are those of that
    proportion. "exact" uses Clopper-Pearson and never covers less than `level`; "mid-p" counts half of the
    probability of what was observed and covers close to `level` on average. "scas" is the score corrected for
    skewness [2]_; "mover-..." joins the limits of the two rates [3]_.

    From 500 rows of one level on, "exact", "mid-p" and "jeffreys" limits and those that "mover-" joins come from a
    polynomial of the level: a row may differ from a call of its own by up to 1e-11 of a limit.

    References
    ----------
    .. [1] Przyborowski and Wilenski 1940, Biometrika 31: 313-323.
    .. [2] Laud 2017, Pharmaceutical Statistics 16: 334-348.
    .. [3] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    33 scans of 46,476 Black residents against 352 of 1,761,205 White British and Irish residents:

    >>> print(rate_ratio(group=(33, 46_476), reference=(352, 1_761_205)))
    3.55 (95% CI 2.45 to 5.02)
    """
    inputs = _pairs.two_sides(group, reference, _pairs.EVENTS)
    if one_of("way to count people", person, PERSON) == "repeated":
        return _of_people(intervals.DIRECT_RATE_RATIO, inputs, intervals.RATE_RATIO.parameter, **options)
    return from_family(intervals.RATE_RATIO, _pairs.of_rates(inputs), **options)


def _of_people(family: intervals.Family, inputs: dict[str, ArrayLike], measure: str, **options: Any) -> Estimate:
    """Return a rate, or the ratio of two, from the people with one event, with two and so on, on the first axis."""
    need_known("people with several events", *inputs.values())
    data: dict[str, FloatArray] = {}
    for people, population in _pairs.in_turn(inputs):
        x, t = _arrays.counts(people, inputs[people]), _arrays.people(population, inputs[population])
        if not x.size or t.ndim not in {0, x.ndim - 1} or not x.ndim:  # the groups of a frame are no numbers of events
            raise worded("axis of people", people, Said(f"the shapes {x.shape} and {t.shape} of {population}"))
        shape = _arrays.common_shape({people: x[0], population: t})
        rows, t = [np.broadcast_to(row, shape) for row in x], np.array(np.broadcast_to(t, shape))
        _pairs.need_population(people, np.sum(rows, axis=0), population, t)
        with np.errstate(all="ignore"):
            u = 1 / t
            found = intervals.repeated([intervals.WeightedSum(row, t, row * u, row * u**2, u, u, u**2) for row in rows])
        data |= {people.replace("events", name): number for name, number in found._asdict().items()}
    return based(replace(from_family(family, data, **options), measure=measure), person="repeated")


@statistic("How many more per 10,000 than of the reference?", name="rate_difference")
def rate_difference(*, group: Pair, reference: Pair, **options: Unpack[Limits[RateDifferenceMethod]]) -> Estimate:
    """Return by how much the group's rate exceeds the reference's, with its interval.

    Use it for "N more per 10,000": it says how much there is to explain, where a ratio of two small rates may be
    large and concern few people. Both must cover the same period.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides; array-likes that broadcast. Swapping them changes the sign of the difference. A population may be
        an estimate with an error, `imperfect.estimated`: then "mover-mid-p" (default) or "mover-garwood".
    method : str
        "score" (default), "scas", "wald", or "mover-" before a method of `rate` other than the two of Wald:
        "mover-garwood", "mover-byar" and so on.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of group events / group population - reference events / reference population, unit "per 1";
        `.per(10_000)` scales it. 0, with a finite interval, when neither side has events.

    Raises
    ------
    DispropError
        As for `rate`.

    Notes
    -----
    Score limits are the differences at which (value - difference)^2 = z^2 V, where V is the variance of the value
    with both rates fitted to that difference [1]_. "scas" corrects them for skewness [2]_, and "mover-..." joins the
    limits of the two rates [3]_. A "wald" interval has no width when there are no events at all.

    One limit is no exact one by default: a 95% limit is wrong in 4 to 5% of cases on average, and in up to 11% at small
    counts; "mover-garwood" in up to 5.

    References
    ----------
    .. [1] Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226.
    .. [2] Laud 2017, Pharmaceutical Statistics 16: 334-348.
    .. [3] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    33 scans of 46,476 Black residents against 352 of 1,761,205 White British and Irish residents:

    >>> print(rate_difference(group=(33, 46_476), reference=(352, 1_761_205)).per(10_000))
    5.10 per 10,000 (95% CI 3.04 to 7.98)
    """
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    return from_family(intervals.RATE_DIFFERENCE, data, unit="per 1", **options)


FOUR = ("events", "population", "reference_events", "reference_population")


@statistic("", counts=FOUR, rises=(1, -1, -1, 1), name="a ratio of ratios")
def ratio_of_ratios(*, group: Any, reference: Any, **options: Unpack[Limits[OddsRatioMethod]]) -> Estimate:
    """Return the ratio of two rate ratios, from the four counts of each; `compare` is its door."""
    counts = dict(zip(intervals.RATIO_OF_RATIOS.data, (*group, *reference), strict=True))
    return from_family(intervals.RATIO_OF_RATIOS, _pairs.of_rates(counts), **options)
