"""What the next deployment will bring, if it is one more like these."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betainc

from disprop._arrays import FloatArray
from disprop.intervals.clustered import SPREADS

LEAST = 1e-9  # weight of a dispersion that is worth a look
Below = Callable[[int], float]  # the chance of no more than a count
Predict = Callable[[FloatArray, FloatArray, float, float], tuple[float, Below]]


def next_binomial(x: FloatArray, n: FloatArray, rho: float, size: float) -> tuple[float, Below]:
    """Return the expected count of `size`, and the chance of no more than any, at one correlation.

    The share of the deployments has Jeffreys' distribution, from the counts divided by their design effect
    1 + (sum n^2/sum n - 1) rho; the share of the next one varies around it with rho. The beta-binomial with the mean
    and the variance of both together gives the count. Without dispersion it is Jeffreys' prediction.
    """
    total, whole = x.sum(), n.sum()
    design = 1 + ((n**2).sum() / whole - 1) * rho
    mean, more = (total / design + 0.5) / (whole / design + 1), 1 / (whole / design + 2)
    both = rho + (1 - rho) * more
    p, q = (share * (1 / both - 1) for share in (mean, 1 - mean))
    c = np.arange(size)
    logs = np.concatenate([[0.0], np.cumsum(np.log((size - c) / (c + 1)) + np.log((c + p) / (size - c - 1 + q)))])
    below = np.cumsum(np.exp(logs - logs.max()))
    return size * mean, lambda count: float(below[min(count, len(below) - 1)] / below[-1])


def next_poisson(x: FloatArray, people: FloatArray, rho: float, size: float) -> tuple[float, Below]:
    """Return the same for a rate, with theta = rho/(1 - rho): Jeffreys' gamma and the variation of rates together."""
    theta = rho / (1 - rho)
    total, whole = x.sum(), people.sum()
    design = 1 + theta * total * (people**2).sum() / whole**2
    shape = total / design + 0.5
    mean = shape / (whole / design) * size
    r = 1 / ((1 + 1 / shape) * (1 + theta) - 1)
    return mean, lambda count: float(betainc(r, count + 1.0, r / (r + mean)))


def next_limits(
    predict: Predict, x: FloatArray, n: FloatArray, weights: FloatArray, size: float, a: float
) -> tuple[float, float]:
    """Return the quantiles of the next count at `a` and `1 - a`, averaged over dispersions by their weights."""
    kept = np.flatnonzero(weights > LEAST)
    each = [(weights[i], predict(x, n, float(SPREADS[i]), size)[1]) for i in kept]
    return quantiles(each, a)


def quantiles(each: list[tuple[float, Below]], a: float) -> tuple[float, float]:
    """Return the smallest counts whose chance of no more is at least `a`, and at least `1 - a`."""
    total = sum(weight for weight, _ in each)

    def below(count: int) -> float:
        return sum(weight * chance(count) for weight, chance in each) / total

    return _first(lambda count: below(count) >= a), _first(lambda count: 1 - below(count) <= a)


def _first(reached: Callable[[int], bool]) -> float:
    """Return the smallest count that has reached it: doubled until it has, then halved between."""
    high = 1
    while not reached(high):
        high *= 2
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return float(high)
