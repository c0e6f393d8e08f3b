"""Limits of a Poisson mean with a given probability in each tail, right for every count and down to tails of 1e-300.

For large counts a series gives them to within rounding; for small ones Halley's method goes on from there. Neither
asks for a gamma function of a large shape in its tail, which the library underneath gets wrong.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammainc, gammaincc, gammaln, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._cornish_fisher import at_score, expanded
from disprop.intervals._family import Limits

MOST_STEPS = 20
CLOSE = 1e-6  # Halley's method triples the digits: after a step this small, all are right


def tails(low: FloatArray, high: FloatArray, a: FloatArray, h: float = 0.0) -> Limits:
    """Return the means with P(L <= mean) = a and P(H > mean) = a, of gamma variables L and H of these two shapes.

    With h = 1/2 they are the means at which the counts `low` and `high` have a mid-p tail of a. The lower shape must
    be at least 1 and the upper at least 1/2.
    """
    low, high, a = low[()], high[()], a[()]  # one number is handled much faster than an array of no dimensions
    z = -ndtri(a)
    terms = at_score(z, h)
    return _limit(low, z, a, h, terms, -1), _limit(high, z, a, h, terms, 1)


def _limit(x: FloatArray, z: FloatArray, a: FloatArray, h: float, terms: Sequence[FloatArray], side: int) -> FloatArray:
    found = expanded(x, terms, side)
    few = x < 10 + 2 * z**2
    if few.all():
        return _solved(found, x, z, a, h, side)
    if few.any():
        x, z, a = np.broadcast_arrays(x, z, a)
        found[few] = _solved(found[few], x[few], z[few], a[few], h, side)
    return found


def _solved(m: FloatArray, x: FloatArray, z: FloatArray, a: FloatArray, h: float, side: int) -> FloatArray:
    """Start at the series, or beyond its reach from the far tail, and go on by Halley's method."""
    log_x, log_a = gammaln(x + 1), np.log(a)
    near = z**2 < x - 0.5
    if not near.all():
        far = x + z * np.sqrt(x) + (z**2 - 1) / 3 if side > 0 else _below(x, log_x, log_a - np.log(1 - h))
        m = np.where(near, m, far)[()]
    for _ in range(MOST_STEPS):
        step = _halley(m, x, log_x, log_a, h, side)
        m = m * np.exp(step)
        if np.all(abs(step) < CLOSE):
            break
    return m


def _below(x: FloatArray, log_x: FloatArray, log_a: FloatArray) -> FloatArray:
    """Return about where the lower tail is a, from m^x exp(-m x/(x + 1)) / x! for the tail."""
    m = first = np.exp((log_a + log_x) / x)
    for _ in range(4):
        m = first * np.exp(m / (x + 1))
    return m


def _halley(m: FloatArray, x: FloatArray, log_x: FloatArray, log_a: FloatArray, h: float, side: int) -> FloatArray:
    """Return the step of log m that brings the logarithm of the tail to log a."""
    p = np.exp(x * np.log(m) - m - log_x)
    weight = (1 - h) * x + h * m
    tail = (gammaincc if side > 0 else gammainc)(x, m) + side * h * p
    slope = p * weight / tail
    newton = (np.log(tail) - log_a) / slope
    return newton / (side + newton * (x - m + h * m / weight + side * slope) / 2)
