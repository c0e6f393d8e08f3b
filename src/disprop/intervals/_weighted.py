"""A weighted sum of Poisson counts, y = sum u x, by the few numbers that its intervals need.

A directly standardised rate is such a sum: x events in a stratum count u = w/t each, where w is the weight of the
stratum in the standard population and t its own population.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._family import Kernel, Limits


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

    def kernel(*data: FloatArray) -> Limits:
        *numbers, a = data
        return limits(WeightedSum(*numbers), a)

    return kernel


def sides(data: tuple[FloatArray, ...]) -> tuple[WeightedSum, WeightedSum]:
    """Return the group's sum and the reference's from the numbers of both."""
    return WeightedSum(*data[:SIZE]), WeightedSum(*data[SIZE : 2 * SIZE])


def names(side: str) -> tuple[str, ...]:
    """Return the names of the numbers of one side."""
    return tuple(f"{side}_{name}" for name in WeightedSum._fields)


def one_more(y: WeightedSum, weight: FloatArray, square: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of the sum with one more event of this weight."""
    return y.weighted_events + weight, y.variance + square


def shape(mean: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the shape of the gamma distribution with this mean and variance; 1 where both are 0."""
    return np.where(mean == 0, 1.0, mean**2 / variance)


def relative_variance(y: WeightedSum) -> FloatArray:
    """Return the variance over the square of the sum, which is that of its logarithm; infinite at 0."""
    return np.where(y.weighted_events == 0, np.inf, y.variance / y.weighted_events**2)
