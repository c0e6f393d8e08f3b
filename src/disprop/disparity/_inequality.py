"""How unequal the rates of several groups are, in one number: the indices.

An index is of rates on the last axis, and of the weights of the groups, which add up to 1. Where all rates are equal,
all of them 0 too, it is at its value for equality.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.special import entr, expit, logit, xlogy

from disprop import _data
from disprop._arrays import FloatArray

Part = Callable[[FloatArray, FloatArray], FloatArray]
Path = Literal["ray", "ends", "ranks"]
STEPS, FARTHEST, STEEPEST, EPSILON, TINY = 100, 2.0, 40.0, 1e-13, 1e-300  # of Newton's method


def mean_of(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean rate."""
    return np.asarray((rates * weights).sum(axis=-1))


def ranks(weights: FloatArray) -> FloatArray:
    """Return the share of all people below the middle of each group."""
    return np.asarray(np.cumsum(weights, axis=-1) - weights / 2)


def relative(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return each rate over the mean; 1 where all are equal."""
    mean = mean_of(rates, weights)[..., np.newaxis]
    alike = rates.max(axis=-1, keepdims=True) == rates.min(axis=-1, keepdims=True)
    return np.where(alike, 1.0, rates / np.where(alike, 1.0, mean))


def gap(rates: FloatArray, _: FloatArray) -> FloatArray:
    """Return the largest rate less the smallest."""
    return rates.max(axis=-1) - rates.min(axis=-1)


def max_over_min(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the largest rate over the smallest; infinite where only the smallest is 0."""
    with np.errstate(divide="ignore"):
        return max_over_mean(rates, weights) / relative(rates, weights).min(axis=-1)


def max_over_mean(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the largest rate over the mean of all."""
    return np.asarray(relative(rates, weights).max(axis=-1))


def max_over_geometric_mean(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the largest rate over the geometric mean of all; infinite where another is 0."""
    return max_over_mean(rates, weights) * np.exp(mean_log_deviation(rates, weights))


def variance(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean squared distance of the rates from their mean."""
    return mean_of((relative(rates, weights) - 1) ** 2, weights) * mean_of(rates, weights) ** 2


def noise_of_variance(weights: FloatArray, errors: FloatArray) -> FloatArray:
    """Return how much larger than the true one the variance between groups is on average, of variances of the rates."""
    return mean_of((1 - weights) * errors, weights)


def dissimilarity(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return half the sum of differences between shares of the events and of the people."""
    return mean_of(np.abs(relative(rates, weights) - 1), weights) / 2


def _of_shares(index: FloatArray, most: FloatArray) -> FloatArray:
    """Return an index over the most that it can be; where that is 0 all shares are 0, or 1, and equal."""
    return np.where(most > 0, index / np.where(most > 0, most, 1.0), 0.0)


def segregation(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return half the sum of differences between shares of those with the event and of those without."""
    return _of_shares(dissimilarity(rates, weights), 1 - mean_of(rates, weights))


def eta_squared(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the variance between groups over that of one person."""
    mean = mean_of(rates, weights)
    return _of_shares(variance(rates, weights), mean * (1 - mean))


def information(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how much less is unknown of a person whose group is known, 1 less the mean entropy over that of all."""
    mean, rest = mean_of(rates, weights), mean_of(1 - rates, weights)
    known = mean * theil(rates, weights) + rest * theil(1 - rates, weights)
    return _of_shares(known, entr(mean) + entr(rest))


def theil(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean of x ln(x), for rates x over their mean."""
    of_mean = relative(rates, weights)
    return mean_of(np.asarray(xlogy(of_mean, of_mean), dtype=np.float64), weights)


def mean_log_deviation(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean of -ln(x), for rates x over their mean; infinite where one is 0."""
    with np.errstate(divide="ignore"):
        return 0.0 - mean_of(np.log(relative(rates, weights)), weights)


def disparity_index(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the plain mean, over groups, of how far each rate lies from the mean, over the mean."""
    return np.asarray(np.abs(relative(rates, weights) - 1).mean(axis=-1))


def concentration(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return twice the mean rank of the events less 1, from -1 to 1."""
    return mean_of((relative(rates, weights) - 1) * 2 * ranks(weights), weights)


def gini(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the concentration in the order of the rates, half the mean difference of two people over the mean."""
    order = np.argsort(rates, axis=-1, kind="stable")
    own = np.take_along_axis(np.broadcast_to(weights, rates.shape), order, axis=-1)
    return concentration(np.take_along_axis(rates, order, axis=-1), own)


def gini_of_groups(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return n/(n - 1) sum |x - y| / (2 n^2 mean) over pairs of n groups of one weight, from 0 to 1."""
    groups = rates.shape[-1]
    return gini(rates, weights) * (groups / (groups - 1))


def slope(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the slope of the line through the rates on the ranks, by least squares: from rank 0 to rank 1."""
    spread = mean_of((ranks(weights) - 0.5) ** 2, weights)
    return concentration(rates, weights) * mean_of(rates, weights) / (2 * spread)


def logistic_slope(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how much larger the share that a logistic regression on the rank fits is at rank 1 than at rank 0."""
    low, high = expit(_fitted(rates, weights, logistic=True))
    return np.atleast_1d(high - low)


def logistic_relative_slope(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how many times as large the share that a logistic regression on the rank fits is at rank 1 as at 0."""
    low, high = expit(_fitted(rates, weights, logistic=True))
    return np.atleast_1d(np.inf if low == 0 else high / low)


def relative_slope(rates: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how many times as large the rate that a Poisson regression on the rank fits is at rank 1 as at 0."""
    low, high = _fitted(rates, weights, logistic=False)
    return np.atleast_1d(np.exp(high - low))


def _fitted(rates: FloatArray, weights: FloatArray, *, logistic: bool) -> FloatArray:
    """Return what a regression of one table on the rank has at ranks 0 and 1, on the scale of its link.

    Each person counts once: the sums of the events, and of their ranks, are as they were found. Where all events are
    at one end there is no such line, and it is as steep as it may get.
    """
    rates, rank = rates.reshape(weights.shape), ranks(weights) - 0.5
    mean = mean_of(rates, weights)
    line = np.array([logit(mean) if logistic else np.log(mean), 0.0])
    for _ in range(STEPS):
        fitted = (expit if logistic else np.exp)(line[0] + line[1] * rank)
        spread = weights * (fitted * (1 - fitted) if logistic else fitted)
        none, one, two = ((spread * rank**power).sum() for power in range(3))
        left, sloped = mean_of(rates - fitted, weights), mean_of((rates - fitted) * rank, weights)
        step = np.array([two * left - one * sloped, none * sloped - one * left]) / max(none * two - one**2, TINY)
        line = line + np.clip(step, -FARTHEST, FARTHEST)
        if np.abs(step).max() < EPSILON or abs(line[1]) > STEEPEST:
            break
    steep = line[1] * (np.inf if abs(line[1]) > STEEPEST else 1.0)
    return np.array([line[0] - steep / 2, line[0] + steep / 2])


def one_less_average(one: FloatArray, other: FloatArray, first: float) -> FloatArray:
    """Return 1 less the weighted mean of both."""
    return 1 - average(one, other, first)


def average(one: FloatArray, other: FloatArray, first: float) -> FloatArray:
    """Return the weighted mean of both."""
    return first * one + (1 - first) * other


def product(one: FloatArray, other: FloatArray, first: float) -> FloatArray:
    """Return the weighted geometric mean of both."""
    return one**first * other ** (1 - first)


def larger(one: FloatArray, other: FloatArray, _: float) -> FloatArray:
    """Return the larger of both."""
    return np.maximum(one, other)


class Measure(NamedTuple):
    """An index of one kind of event, or of two joined.

    Attributes
    ----------
    part : the index of one kind.
    says : what it is called.
    join : what makes one number of the two kinds, given the weight of the first; None for one kind.
    equality : its value where the groups are equal.
    steady : whether a rate of 0 can make it infinite, so that what is compared is the index of steadied rates.
    beside : what is compared in its place, where that tells the same and is sooner worked out.
    sign : -1 where less is more unequal, otherwise 1.
    paths : how groups are moved from equality outwards; by "ranks" where it asks in which order the groups are given,
        and is on either side of equality. Of several the limit nearer to equality is the nearest, for chance makes more
        of extremes where all groups are at one of the "ends".
    power : of what the rates are per: 1 for a difference, 2 for a variance.
    noise : how much chance adds to it on average, of weights and variances of the rates, where that is known.
    """

    part: Part
    says: str
    join: Callable[[FloatArray, FloatArray, float], FloatArray] | None = None
    equality: float = 0.0
    steady: bool = False
    beside: Part | None = None
    sign: float = 1.0
    paths: tuple[Path, ...] = ("ray",)
    power: int = 0
    noise: Part | None = None


def _measure(said: dict[str, Any]) -> Measure:
    """Return a measure of the file, in which functions have their names."""
    return Measure(**{key: FUNCTIONS[word] if key in PARTS else word for key, word in said.items()})


PARTS = ("part", "join", "beside", "noise")
FUNCTIONS: dict[str, Any] = {name: each for name, each in globals().items() if callable(each)}
MEASURES: dict[str, dict[str, Measure]] = {
    kind: {name: _measure(said) for name, said in each.items()}
    for kind, each in _data.read("disparity", "indices.json").items()
}
