"""What the next deployment will bring, if it is one more like these."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals.clustered import SPREADS

BEYOND = 60.0  # standard deviations: a count further off than this has no chance
LEAST = 1e-9  # weight of a dispersion that is worth a look
Chances = Callable[[FloatArray, FloatArray, float, float], tuple[float, FloatArray]]


def next_binomial(x: FloatArray, n: FloatArray, rho: float, size: float) -> tuple[float, FloatArray]:
    """Return the expected count of `size`, and the chance of each, at one correlation.

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
    return size * mean, _chances(np.log((size - c) / (c + 1)) + np.log((c + p) / (size - c - 1 + q)))


def next_poisson(x: FloatArray, people: FloatArray, rho: float, size: float) -> tuple[float, FloatArray]:
    """Return the same for a rate, with theta = rho/(1 - rho): Jeffreys' gamma and the variation of rates together."""
    theta = rho / (1 - rho)
    total, whole = x.sum(), people.sum()
    design = 1 + theta * total * (people**2).sum() / whole**2
    shape = total / design + 0.5
    mean = shape / (whole / design) * size
    r = 1 / ((1 + 1 / shape) * (1 + theta) - 1)
    c = np.arange(np.ceil(mean + BEYOND * np.sqrt(mean + mean**2 / r) + BEYOND))
    return mean, _chances(np.log((c + r) / (c + 1)) + np.log(mean / (r + mean)))


def next_count(
    predict: Chances, x: FloatArray, n: FloatArray, weights: FloatArray, size: float, a: float
) -> tuple[float, float, float]:
    """Return the expected count, and its quantiles at `a` and `1 - a`, averaged over dispersions by their weights."""
    kept = np.flatnonzero(weights > LEAST)
    each = [predict(x, n, float(SPREADS[i]), size) for i in kept]
    together = np.zeros(max(len(chance) for _, chance in each))
    for (_, chance), weight in zip(each, weights[kept], strict=True):
        together[: len(chance)] += weight * chance
    mean = sum(weight * mean for (mean, _), weight in zip(each, weights[kept], strict=True)) / weights[kept].sum()
    return float(mean), *_quantiles(together, a)


def _chances(log_steps: FloatArray) -> FloatArray:
    """Return the chance of each count, from the logarithms of each over that of the one before."""
    logs = np.concatenate([[0.0], np.cumsum(log_steps)])
    chance = np.exp(logs - logs.max())
    return np.asarray(chance / chance.sum())


def _quantiles(chance: FloatArray, a: float) -> tuple[float, float]:
    """Return the smallest counts whose chance of no more is at least `a`, and at least `1 - a`."""
    below, above = np.cumsum(chance), np.cumsum(chance[::-1])[::-1]
    low = int(np.argmax(below >= a * below[-1]))
    high = int(np.flatnonzero(above > a * above[0])[-1])
    return float(low), float(high)
