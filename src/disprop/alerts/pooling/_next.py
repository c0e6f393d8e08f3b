"""What the next deployment will bring, if it is one more like these."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betainc, expit, logit, pdtr

from disprop._arrays import FloatArray
from disprop.intervals._dispersed import Likelihood, beta_binomial, gamma_poisson
from disprop.intervals.clustered import SPREADS

LEAST = 1e-9  # weight of a dispersion that is worth a look
SLIGHT = 1e-17  # and of a centre
FAR = 300.0  # in log odds or log rates, beyond which numbers end
STEPS = np.linspace(-4.6, 4.6, 81)  # of centres, at the sinh of these times a standard error
Below = Callable[[int], float]  # the chance of no more than a count
Predict = Callable[[FloatArray, FloatArray, float, float], tuple[float, Below]]


def next_binomial(x: FloatArray, n: FloatArray, rho: float, size: float) -> tuple[float, Below]:
    """Return the expected count of `size`, and the chance of no more than any, at one correlation.

    The mean share has its likelihood and Jeffreys' prior, and the share of the next deployment varies around it with
    rho: beta-binomials, averaged over means. Without dispersion that is Jeffreys' prediction. Expected is Jeffreys'
    mean of the counts over their design effect 1 + (sum n^2/sum n - 1) rho.
    """
    total, whole = x.sum(), n.sum()
    design = 1 + ((n**2).sum() / whole - 1) * rho
    mean = (total / design + 0.5) / (whole / design + 1)

    def information(eta: FloatArray) -> FloatArray:
        return np.asarray((n / (1 + (n - 1) * rho)).sum() * expit(eta) * expit(-eta))

    spread = rho / (1 - rho)
    eta, weights = _centres(beta_binomial(x[None], n[None]), float(logit(mean)), spread, information)
    c = np.arange(size)[:, None]
    rises = np.log((size - c) / (c + 1) * (expit(eta) + c * spread) / (expit(-eta) + (size - c - 1) * spread))
    logs = np.concatenate([np.zeros((1, len(eta))), np.cumsum(rises, axis=0)])
    chances = np.exp(logs - logs.max(axis=0))
    below = np.cumsum(chances @ (weights / chances.sum(axis=0)))
    return size * mean, lambda count: float(below[min(count, len(below) - 1)] / below[-1])


def next_poisson(x: FloatArray, people: FloatArray, rho: float, size: float) -> tuple[float, Below]:
    """Return the same for a rate, with theta = rho/(1 - rho): negative binomials, averaged over mean rates."""
    theta = rho / (1 - rho)
    total, whole = x.sum(), people.sum()
    design = 1 + theta * total * (people**2).sum() / whole**2
    mean = (total / design + 0.5) / (whole / design)

    def information(eta: FloatArray) -> FloatArray:
        expected = np.exp(eta)[:, None] * people
        return np.asarray((expected / (1 + theta * expected)).sum(axis=-1))

    eta, weights = _centres(gamma_poisson(x[None], people[None]), float(np.log(mean)), theta, information)
    expected = np.exp(eta) * size

    def below(count: int) -> float:
        each = pdtr(count, expected) if theta == 0 else betainc(1 / theta, count + 1.0, 1 / (1 + theta * expected))
        return float(weights @ each)

    return mean * size, below


def _centres(
    likelihood: Likelihood, middle: float, dispersion: float, information: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return centres with their weights: the likelihood times Jeffreys' prior, the square root of the information."""
    error = 1 / np.sqrt(information(np.array([middle]))[0])
    eta = np.clip(middle + error * np.sinh(STEPS), -FAR, FAR)
    logs = likelihood.at(eta[None], np.full((1, len(eta)), dispersion))[0][0]
    logs = logs + np.log(information(eta)) / 2 + np.log(np.cosh(STEPS))
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    kept = weights > SLIGHT
    return eta[kept], weights[kept] / weights[kept].sum()


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
