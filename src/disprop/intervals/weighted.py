"""Intervals for a directly standardised rate, for the ratio and difference of two, and for the ratio to a whole.

A rate is a weighted sum of Poisson counts: y = sum w x/t over strata. Each of the x events in a stratum counts u = w/t,
where w is the weight of the stratum in the standard population and t its own population. The data of a kernel are the
numbers of `WeightedSum`, of one side and then of the other: the strata are summed away before. None is undefined: a
stratum with a weight has a population.
"""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

import numpy as np
from scipy.special import betainccinv, betaincinv, gammainccinv, gammaincinv

from disprop._arrays import FloatArray
from disprop.intervals._family import Family, Kernel, Limits
from disprop.intervals._gamma import tails
from disprop.intervals._limits import Turned, file_composed, log_limits, mover_difference, mover_ratio, normal_limits
from disprop.intervals._log_odds import QUANTILE
from disprop.intervals.rate import RATE
from disprop.intervals.ratio import COMPOSABLE


class WeightedSum(NamedTuple):
    """The sum of one side, with what is known of its weights: those of the strata that count, u > 0."""

    events: FloatArray
    population: FloatArray
    weighted_events: FloatArray
    variance: FloatArray  # sum u^2 x
    largest_weight: FloatArray
    mean_weight: FloatArray
    mean_square_weight: FloatArray


def repeated(sums: list[WeightedSum]) -> WeightedSum:
    """Return the sum of events from those of the people with 1, 2, 3 ... events."""
    k = np.arange(1.0, len(sums) + 1)
    once = sums[0]

    def total(name: str, times: FloatArray) -> FloatArray:
        return np.tensordot(times, np.array([getattr(one, name) for one in sums]), axes=1)

    return WeightedSum(
        events=total("events", k),
        population=once.population,
        weighted_events=total("weighted_events", k),
        variance=total("variance", k**2),
        largest_weight=once.largest_weight * k.max(),
        mean_weight=once.mean_weight * k.mean(),
        mean_square_weight=once.mean_square_weight * (k**2).mean(),
    )


SIZE = len(WeightedSum._fields)


def of_sum(limits: Callable[[WeightedSum, FloatArray], Limits]) -> Kernel:
    """Return the kernel of one weighted sum."""

    @wraps(limits)
    def kernel(*data: FloatArray) -> Limits:
        *numbers, a = data
        return limits(WeightedSum(*numbers), a)

    return kernel


def sides(data: tuple[FloatArray, ...]) -> tuple[WeightedSum, WeightedSum]:
    """Return the group's sum and the reference's from the numbers of both."""
    return WeightedSum(*data[:SIZE]), WeightedSum(*data[SIZE : 2 * SIZE])


def one_more(y: WeightedSum, weight: FloatArray, square: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of the sum with one more event of this weight."""
    return y.weighted_events + weight, y.variance + square


def shape(mean: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the shape of the gamma distribution with this mean and variance; 1 where both are 0."""
    return np.where(mean == 0, 1.0, mean**2 / variance)


def relative_variance(y: WeightedSum) -> FloatArray:
    """Return the variance over the square of the sum, which is that of its logarithm; infinite at 0."""
    return np.where(y.weighted_events == 0, np.inf, y.variance / y.weighted_events**2)


SMALL = 1.0  # shape
DIRECT_RATE = Family.of("directly standardised rate", lambda *data: WeightedSum(*data).weighted_events)


def gamma_limits(y: WeightedSum, weight: FloatArray, square: FloatArray, a: FloatArray) -> Limits:
    """Return the quantiles of two gamma distributions: as observed, and with one more event of this weight.

    They have the mean and the variance of the sum (Fay and Feuer 1997).
    """
    mean, variance = one_more(y, weight, square)
    k, more = shape(y.weighted_events, y.variance), shape(mean, variance)
    low, high = _quantiles(k, more, a)
    return low * (y.weighted_events / k), high * (mean / more)


def _quantiles(low: FloatArray, high: FloatArray, a: FloatArray) -> Limits:
    """Return the quantiles of gamma variables with these shapes; scipy's for the small ones, where they serve."""
    lows, highs = tails(np.maximum(low, SMALL), np.maximum(high, SMALL), a)
    return (
        lows if np.all(low >= SMALL) else np.where(low < SMALL, gammaincinv(low, a), lows),
        highs if np.all(high >= SMALL) else np.where(high < SMALL, gammainccinv(high, a), highs),
    )


@DIRECT_RATE.method("fay-feuer")
@of_sum
def fay_feuer(y: WeightedSum, a: FloatArray) -> Limits:
    """Fay and Feuer 1997, Statistics in Medicine 16: 791-801

    P(G < low) = P(H > high) = a, gamma: G of mean y, variance v; H of y + u, v + u^2, u the largest weight
    """
    return gamma_limits(y, y.largest_weight, y.largest_weight**2, a)


@DIRECT_RATE.method("tiwari")
@of_sum
def tiwari(y: WeightedSum, a: FloatArray) -> Limits:
    """Tiwari, Clegg and Zou 2006, Statistical Methods in Medical Research 15: 547-569

    as fay-feuer, with the means of the weights and of their squares for u and u^2; high at least y
    """
    low, high = gamma_limits(y, y.mean_weight, y.mean_square_weight, a)
    return low, np.maximum(y.weighted_events, high)


def dobson(kernel: Kernel) -> Kernel:
    """Return the kernel that gives the total of the events limits by `kernel`, and scales their distance from it.

    The scale is sqrt(variance / events). Without events it is the largest weight: the rate is then at most that times
    the upper limit of the total, wherever the events to come may fall.
    """

    def limits(y: WeightedSum, a: FloatArray) -> Limits:
        scale = np.where(y.events == 0, y.largest_weight, np.sqrt(y.variance / y.events))
        low, high = (scale * limit for limit in kernel(y.events, np.ones_like(y.events), a))
        middle = y.weighted_events - scale * y.events
        return middle + low, middle + high

    return of_sum(limits)


for _name in COMPOSABLE:
    DIRECT_RATE.method(
        f"dobson-{_name}",
        equation=f"y + sqrt(v/X) (limit - X), limit by {_name} for the total X; at X = 0 the largest weight times it",
        reference="Dobson, Kuulasmaa, Eberle and Scherer 1991, Statistics in Medicine 10: 457-462",
    )(dobson(RATE[_name].kernel))
COMPOSABLE_SUMS = tuple(DIRECT_RATE.methods)  # those below are filed for two rates in their own right


@DIRECT_RATE.method("normal")
@of_sum
def normal(y: WeightedSum, a: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82, chapter 2

    y -+ z sqrt v, clipped to 0: no width at no events
    """
    return normal_limits(y.weighted_events, y.variance, a)


@DIRECT_RATE.method("log-normal")
@of_sum
def log_normal(y: WeightedSum, a: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82, chapter 2

    y exp(-+ z sqrt v / y); from 0 to infinity at y = 0
    """
    return log_limits(y.weighted_events, relative_variance(y), a)


def _ratio(*data: FloatArray) -> FloatArray:
    group, reference = sides(data)
    return group.weighted_events / reference.weighted_events


def _difference(*data: FloatArray) -> FloatArray:
    group, reference = sides(data)
    return group.weighted_events - reference.weighted_events


def _share(*data: FloatArray) -> FloatArray:
    (group, others), held = sides(data), data[-1]
    return group.weighted_events / (held * group.weighted_events + others.weighted_events)


DIRECT_RATE_RATIO = Family.of("directly standardised rate ratio", _ratio)
DIRECT_RATE_DIFFERENCE = Family.of("directly standardised rate difference", _difference)
DIRECT_RATIO_TO_WHOLE = Family.of("directly standardised rate ratio to the whole", _share)


@DIRECT_RATE_RATIO.method("fay")
def fay(*data: FloatArray) -> Limits:
    """Fay 1999, Communications in Statistics, Theory and Methods 28: 2141-2160

    y1/(y0 + u0) F_a(2 y1^2/v1, 2 (y0 + u0)^2/(v0 + u0^2)), u0 the largest weight; high the same, inverted
    """
    (group, reference), a = sides(data), data[-1]
    with np.errstate(divide="ignore"):
        return _fay_low(group, reference, a), 1 / _fay_low(reference, group, a)


def _fay_low(y: WeightedSum, other: WeightedSum, a: FloatArray) -> FloatArray:
    """Return the lower limit. A quantile of F is (k0/k1) b/(1 - b), b that of a beta distribution with k1 and k0."""
    mean, variance = one_more(other, other.largest_weight, other.largest_weight**2)
    k1, k0 = shape(y.weighted_events, y.variance), shape(mean, variance)
    odds, *_ = QUANTILE.odds(k1, k0, a) or (betaincinv(k1, k0, a) / betainccinv(k0, k1, a),)
    return y.weighted_events / k1 * odds * k0 / mean


@DIRECT_RATE_RATIO.method("log-normal")
def log_normal_ratio(*data: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82, chapter 2

    r exp(-+ z sqrt(v1/y1^2 + v0/y0^2)); from 0 to infinity at no events
    """
    (group, reference), a = sides(data), data[-1]
    return log_limits(_ratio(*data), relative_variance(group) + relative_variance(reference), a)


@DIRECT_RATE_DIFFERENCE.method("normal")
def normal_difference(*data: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82, chapter 2

    d -+ z sqrt(v1 + v0): no width where neither side has events
    """
    (group, reference), a = sides(data), data[-1]
    return normal_limits(_difference(*data), group.variance + reference.variance, a)


file_composed(DIRECT_RATE_RATIO, DIRECT_RATE, COMPOSABLE_SUMS, mover_ratio, words="two rates")
file_composed(DIRECT_RATE_DIFFERENCE, DIRECT_RATE, COMPOSABLE_SUMS, mover_difference, words="two rates")


def to_whole(ratio: FloatArray, *data: FloatArray) -> FloatArray:
    """Return the ratio to the whole from that of all else to the group.

    With b the least share of the group, the whole is b y1 + y0: the ratio is 1/(b + q), and q = y0/y1.
    """
    nobody = sides(data)[1].largest_weight == 0  # then the group is the whole
    return 1 / (data[-1] + np.where(nobody, 0.0, ratio))


Turned(lambda *data: (*data[SIZE : 2 * SIZE], *data[:SIZE]), to_whole, falls=True).file(
    DIRECT_RATIO_TO_WHOLE,
    DIRECT_RATE_RATIO,
    "1/(b + q), b the group's least share, q by {0.name} of all else and the group",
)
