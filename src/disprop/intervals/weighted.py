"""Intervals for a directly standardised rate, a weighted sum of Poisson counts: y = sum w x/t over strata.

Each of the x events in a stratum counts u = w/t, where w is the weight of the stratum in the standard population and t
its own population. The data of a kernel are the numbers of `WeightedSum`: the strata are summed away before. None is
undefined: a stratum with a weight has a population.
"""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from disprop._arrays import FloatArray
from disprop.intervals._family import Family, Kernel, Limits, log_limits, normal_limits
from disprop.intervals._gamma import tails
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


OfSum = Callable[[WeightedSum, FloatArray], Limits]
SIZE = len(WeightedSum._fields)


def of_sum(limits: OfSum) -> Kernel:
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
