"""Exact and mid-p limits of a binomial proportion, as odds p/(1-p).

One solver serves Clopper-Pearson and mid-p, and the ratio of two rates, which is the odds of x1 among x1 + x0 events.
On this scale neither p near 0 nor p near 1 loses a digit.

The tail is P(X > x) + weight P(X = x), where `weight` is 1 for Clopper-Pearson and 1/2 for mid-p. What is solved for is
`below`: how far the log odds of the limit are below log(x/y), with y = n - x. A saddlepoint approximation comes so near
that one evaluation of the tail is enough, unless a count is small.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._binomial import deviance, log_peak, tail_ratio
from disprop.intervals._family import Limits

ROWS = 4_096  # taken at a time: a tail of one row holds 40 numbers
CLOSE = 6e-3  # from an error of this in the log of the tail, one step ends within rounding
MOST_STEPS = 30
LEAST_Z = 0.01  # nearer to the estimate the approximation is 0/0
Given = tuple[FloatArray, FloatArray, FloatArray, FloatArray]  # x, y, log a and log_peak(x, y)


def odds_limits(x: FloatArray, n: FloatArray, a: FloatArray, weight: float) -> Limits:
    """Return the limits of p/(1-p): P(X > x | low) + weight P(X = x | low) = a, and X < x for the upper.

    The lower limit is 0 at x = 0, the upper infinity at x = n.
    """
    same = 0 * (x + n + a)
    x, y, log_a, z = x + same, n - x + same, np.log(a) + same, same - ndtri(a)
    if x.size <= ROWS:
        return _limits(x, y, log_a, z, weight)
    low, high = np.empty_like(x), np.empty_like(x)
    for start in range(0, x.size, ROWS):
        rows = slice(start, start + ROWS)
        low[rows], high[rows] = _limits(x[rows], y[rows], log_a[rows], z[rows], weight)
    return low, high


def _limits(x: FloatArray, y: FloatArray, log_a: FloatArray, z: FloatArray, weight: float) -> Limits:
    peak = log_peak(x, y)
    below = _settle(_start(x, y, z, weight), (x, y, log_a, peak), weight)
    above = _settle(_start(y, x, z, weight), (y, x, log_a, peak), weight)
    low, high = x / y * np.exp(-below), x / y * np.exp(above)
    ends = (x == 0) | (y == 0)
    if ends.any():
        other = np.expm1((np.log(weight) - log_a) / (x + y))  # weight q^n = a at x = 0
        low = np.where(x == 0, 0.0, np.where(y == 0, 1 / other, low))
        high = np.where(y == 0, np.inf, np.where(x == 0, other, high))
    return low, high


def _start(x: FloatArray, y: FloatArray, z: FloatArray, weight: float) -> FloatArray:
    """Return `below` of a saddlepoint approximation: one step of Chebyshev's method from Wilson's lower limit.

    The normal score of the tail is r + log(lattice sd/r)/r, where r^2 is twice the deviance (Barndorff-Nielsen 1986,
    Biometrika 73: 307-322), and `lattice` is for P(X >= x) that of Daniels 1987, International Statistical Review 55:
    37-48. For mid-p it is what makes the tail of a count the same from both sides.
    """
    n, z = x + y, np.maximum(z, LEAST_Z)
    part, rest = x - (weight - 0.5), y + (weight - 0.5)  # with the continuity correction
    wide = z * np.sqrt(part * rest / n + z * z / 4)
    below = np.log((rest + z * z / 2 + wide) / (part + z * z / 2 - wide) * x / y)

    p, q = _chances(x, y, below)
    twice = 2 * deviance(x, y, below)
    r, slope, curve = np.sqrt(twice), x * q - y * p, n * p * q
    lattice = -np.expm1(-below) if weight == 1 else 2 * np.tanh(below / 2)
    gap = z - np.log(lattice * np.sqrt(x * y / n) / r) / r - r
    start: FloatArray = below + gap * (r + gap / 2 - gap / 2 * twice * curve / (slope * slope)) / slope
    return start


def _settle(below: FloatArray, given: Given, weight: float, steps: int = MOST_STEPS) -> FloatArray:
    """Return `below` where the tail is a, taking further steps only for the rows that need them."""
    off, below = _step(below, *given, weight)
    far = np.abs(off) > CLOSE * np.abs(given[2])
    if steps == 1 or not far.any():
        return below
    if far.all():
        return _settle(below, given, weight, steps - 1)
    x, y, log_a, peak = (part[far] for part in given)
    below[far] = _settle(below[far], (x, y, log_a, peak), weight, steps - 1)
    return below


def _step(
    below: FloatArray, x: FloatArray, y: FloatArray, log_a: FloatArray, peak: FloatArray, weight: float
) -> Limits:
    """Return the error in the log of the tail, and `below` after a step of Householder's method of fourth order.

    By the log odds, the slope of the log of the tail is m/t, where t = tail/P(X = x) and m = weight x q +
    (1 - weight) y p; the slope of its logarithm is m'/m + (x - np) - m/t. Every further derivative comes from these.
    """
    p, q = _chances(x, y, below)
    t = tail_ratio(x, y, p / q) - (1 - weight)
    off = peak - deviance(x, y, below) + np.log(t) - log_a
    m, pq, tilt = weight * x * q + (1 - weight) * y * p, p * q, q - p
    bend = pq * ((1 - weight) * y - weight * x) / m  # m'/m and its derivatives
    bend1 = bend * tilt - bend * bend
    bend2 = bend1 * tilt - 2 * bend * (pq + bend1)
    slope, variance = m / t, (x + y) * pq
    log1 = bend + (x * q - y * p) - slope  # of the logarithm of the slope
    log2 = bend1 - variance - slope * log1
    log3 = bend2 - variance * tilt - slope * (log1 * log1 + log2)
    return off, below + off / slope * _householder(-off / slope, log1, log2, log3)


def _householder(s: FloatArray, log1: FloatArray, log2: FloatArray, log3: FloatArray) -> FloatArray:
    """Return the step of fourth order over Newton's, which is s; the others are derivatives of the log of the slope."""
    second = log1 * log1 + log2
    two, three = log1 * s / 2, second * (s * s) / 6  # terms of Taylor's series over the first
    four = (log1 * (second + 2 * log2) + log3) * (s * s * s) / 24
    third = 1 + two + two + three
    return third / (third + two + two * two + three + four)


def _chances(x: FloatArray, y: FloatArray, below: FloatArray) -> Limits:
    """Return p and q = 1 - p."""
    odds = x / y * np.exp(-below)
    q = 1 / (1 + odds)
    return odds * q, q
