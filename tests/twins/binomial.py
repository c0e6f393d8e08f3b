"""The plain solver of exact and mid-p limits: Newton's method on the normal score, the tail from the library."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, betaln, expit, log_expit, ndtri

Array = NDArray[np.float64]
MOST_STEPS = 100
CLOSE = 1e-9  # a Newton step from this near, in standard errors, ends within rounding


def odds_limits(x: Any, n: Any, a: Any, weight: float) -> tuple[Array, Array]:
    """Return the odds p/(1-p) at which P(X > x) + weight P(X = x) = a, and the same for X < x."""
    with np.errstate(all="ignore"):
        x, n, a = np.broadcast_arrays(x, n, a)
        low, high = _lower(x, n, a, weight), _lower(n - x, n, a, weight)
        none = np.exp(_at_none(n, a, weight))
        low = np.where(x == 0, 0.0, np.where(x == n, 1 / none, np.exp(low)))
        return low, np.where(x == n, np.inf, np.where(x == 0, none, np.exp(-high)))


def _at_none(n: Array, a: Array, weight: float) -> Any:
    log_q = np.log(a / weight) / n
    return np.log(-np.expm1(log_q)) - log_q


def _lower(x: Array, n: Array, a: Array, weight: float) -> Any:
    target, log_binomial = ndtri(a), -betaln(x + 1, n - x + 1) - np.log(n + 1)
    theta = _wilson(x - (weight - 0.5), n, target)
    for _ in range(MOST_STEPS):
        p, q = expit(theta), expit(-theta)
        at_x = np.exp(log_binomial + x * log_expit(theta) + (n - x) * log_expit(-theta))
        slope = at_x * (weight * x * q + (1 - weight) * (n - x) * p)
        score = ndtri(weight * _at_least(x, n, p, q) + (1 - weight) * _at_least(x + 1, n, p, q))
        theta = theta - (score - target) * np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi) / slope
        if np.all((x == 0) | (x == n) | (np.abs(score - target) < CLOSE)):
            return theta
    raise AssertionError("the plain solver did not end")


def _at_least(x: Array, n: Array, p: Array, q: Array) -> Any:
    return np.where(p > 0.9, betaincc(n - x + 1, x, q), betainc(x, n - x + 1, p))


def _wilson(x: Array, n: Array, z: Array) -> Any:
    c, w = x + z**2 / 2, z * np.sqrt(np.maximum(x * (n - x) / n, 0) + z**2 / 4)
    p = (c + w) / (n + z**2)
    return np.log(p / (1 - p))
