"""Rates: events over a population (or person-time), and the ratio and the difference of two. Events are Poisson."""

from __future__ import annotations

from typing import Unpack

from numpy.typing import ArrayLike

from disprop import _pairs
from disprop._arrays import Pair
from disprop._methods import RateDifferenceMethod, RateMethod, RateRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, from_family
from disprop.intervals import RATE, RATE_DIFFERENCE, RATE_RATIO


@statistic("How often does it happen?", name="rate")
def rate(events: ArrayLike, population: ArrayLike, **options: Unpack[Limits[RateMethod]]) -> Estimate:
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

    References
    ----------
    .. [1] Garwood 1936, Biometrika 28: 437-442.

    Examples
    --------
    87 scans among 56,953 residents:

    >>> print(rate(87, 56_953).per(10_000))
    15.28 per 10,000 (95% CI 12.24 to 18.84)
    >>> print(rate(0, 703).per(10_000))
    0.0 per 10,000 (95% CI 0.0 to 52.5)
    """
    data = _pairs.of_rates({"events": events, "population": population})
    return from_family(RATE, data, unit="per 1", **options)


@statistic("How many times more often than to the reference?", name="rate_ratio")
def rate_ratio(*, group: Pair, reference: Pair, **options: Unpack[Limits[RateRatioMethod]]) -> Estimate:
    """Return how many times higher the group's rate is than the reference's, with its interval.

    Use it for "N times more likely" from events and populations. It divides one rate by the other, so both
    must cover the same period.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides; array-likes that broadcast. Swapping them inverts the ratio and its interval. A population may be
        an estimate with an error, `imperfect.estimated`: then "mid-p" (default) or "exact".
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
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    return from_family(RATE_RATIO, data, **options)


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
    return from_family(RATE_DIFFERENCE, data, unit="per 1", **options)
