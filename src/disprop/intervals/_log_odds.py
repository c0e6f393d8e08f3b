"""Exact and mid-p limits of a binomial proportion, as log odds.

One solver serves Clopper-Pearson and mid-p, and the ratio of two rates, whose log is the log odds of x1 among
x1 + x0 events. On this scale neither p near 0 nor p near 1 loses a digit.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaincc, betaln, expit, log_expit, logit, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Limits

MOST_STEPS = 50
NEAR_ONE = 0.9
CLOSE = 1e-9  # a Newton step from this near, in standard errors, ends within rounding


def log_odds(x: FloatArray, n: FloatArray, a: FloatArray, weight: float) -> Limits:
    """Return the limits of log(p/(1-p)): P(X > x | low) + weight P(X = x | low) = a, and X < x for the upper.

    `weight` is 1 for Clopper-Pearson and 1/2 for mid-p. The lower limit is minus infinity at x = 0, the upper
    infinity at x = n. The other limit there has a closed form: weight q^n = a.
    """
    x, n, a = np.broadcast_arrays(x, n, a)
    low = np.where(x == n, -_at_none(n, a, weight), _lower(x, n, a, weight))
    high = np.where(x == 0, _at_none(n, a, weight), -_lower(n - x, n, a, weight))
    return np.where(x == 0, -np.inf, low), np.where(x == n, np.inf, high)


def _at_none(n: FloatArray, a: FloatArray, weight: float) -> FloatArray:
    log_q = np.log(a / weight) / n
    return np.log(-np.expm1(log_q)) - log_q


def _lower(x: FloatArray, n: FloatArray, a: FloatArray, weight: float) -> FloatArray:
    """Newton's method on the normal score of the tail, which is nearly linear in the log odds.

    The probability of x alone serves the slope only, so the digits that its logarithms lose do not matter.
    """
    target, log_binomial = ndtri(a), -betaln(x + 1, n - x + 1) - np.log(n + 1)
    closed = (x == 0) | (x == n) | (a == 1)  # infinite, or known in closed form
    inside, theta = logit((x + 0.5) / (n + 1)), _start(x - (weight - 0.5), n, target)
    for _ in range(MOST_STEPS):
        p, q = expit(theta), expit(-theta)
        at_x = np.exp(log_binomial + x * log_expit(theta) + (n - x) * log_expit(-theta))
        tail, slope = _tail(x, n, p, q, weight), at_x * (weight * x * q + (1 - weight) * (n - x) * p)
        score = ndtri(tail)
        off = score - target
        step = off * np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi) / slope
        lost = ~np.isfinite(step)  # so far out that the tail is 0: come half of the way back
        theta = np.where(lost, (theta + inside) / 2, theta - step)
        if np.all(closed | ((np.abs(off) < CLOSE) & ~lost)):
            break
    return np.where(a == 1, np.inf, theta)


def _tail(x: FloatArray, n: FloatArray, p: FloatArray, q: FloatArray, weight: float) -> FloatArray:
    """Return P(X > x) + weight P(X = x), as the mean of P(X >= x) and P(X > x)."""
    at_least = _beta(x, n - x + 1, p, q)
    return at_least if weight == 1 else weight * at_least + (1 - weight) * _beta(x + 1, n - x, p, q)


def _beta(a: FloatArray, b: FloatArray, p: FloatArray, q: FloatArray) -> FloatArray:
    """Return I_p(a, b); near p = 1 from q = 1 - p, which has all its digits there, at several times the cost."""
    found, near_one = np.empty_like(p), p > NEAR_ONE
    betainc(a, b, p, out=found, where=~near_one)
    betaincc(b, a, q, out=found, where=near_one)
    return found


def _start(x: FloatArray, n: FloatArray, z: FloatArray) -> FloatArray:
    """Return Wilson's lower limit (z is negative), x with its continuity correction."""
    c, w = x + z**2 / 2, z * np.sqrt(np.maximum(x * (n - x) / n, 0) + z**2 / 4)
    p = (c + w) / (n + z**2)
    return np.log(p / (1 - p))
