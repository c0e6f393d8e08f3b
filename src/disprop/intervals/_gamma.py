"""Limits of a Poisson mean with a given probability in each tail, right for every count and down to tails of 1e-300.

For large counts a series gives them to within rounding (Cornish and Fisher 1938, Revue de l'Institut International de
Statistique 5: 307-320); for small ones Halley's method goes on from there. Neither asks for a gamma function of a large
shape in its tail, which the library underneath gets wrong.

The tail is a function of the mean m: for h = 0 the probability that a gamma variable of shape x lies beyond m, for
h = 1/2 half of that and half of the same of shape x + 1, which is the mid-p tail of the count x. Let z be its normal
score, t = 1/sqrt(x) and m = x (1 + tu). The density of m is phi(z) dz/dm. Differentiated once more, its logarithm is
free of constants (dashes are derivatives by z):

    (1 + tu)(1 + htu)(u'' + zu') = u'^2 (u (1 + htu) + (1 - h) t).

Order by order in t, this has one solution in polynomials of z: for h = 0,
u = z + t (z^2 - 1)/3 + t^2 (z^3 - 7z)/36 - t^3 (3 z^4 + 7 z^2 - 16)/810 + ...
"""

from collections.abc import Sequence
from functools import cache
from math import sqrt

import numpy as np
from scipy.special import gammainc, gammaincc, gammaln, ndtri

from disprop._arrays import FloatArray, anywhere, either
from disprop.intervals._family import Limits
from disprop.intervals._polynomial import Smooth

MOST_STEPS = 20
CLOSE = 1e-6  # Halley's method triples the digits: after a step this small, all are right


def tails(low: FloatArray, high: FloatArray, a: FloatArray, h: float = 0.0) -> Limits:
    """Return the means with P(L <= mean) = a and P(H > mean) = a, of gamma variables L and H of these two shapes.

    With h = 1/2 they are the means at which the counts `low` and `high` have a mid-p tail of a. The lower shape must
    be at least 1 and the upper at least 1/2.
    """
    z = -ndtri(a)
    terms = at_score(z, h)
    return _limit(low, z, a, h, terms, -1), _limit(high, z, a, h, terms, 1)


def tails_of(x: FloatArray, more: float, a: FloatArray, h: float = 0.0) -> Limits:
    """Return the same of the shapes x, of 1/2 at least, and x + more; the lower one is that of 1 where x is less."""
    apart = SMOOTH[h, more].distances(x, NONE, a) if anywhere(x < reach(-ndtri(a))) else None
    if apart is None:
        return tails(np.maximum(x, 1), x + more, a, h)
    return x * np.exp(-apart[0]), x * np.exp(apart[1])


def reach(z: FloatArray) -> FloatArray:
    """Return the shape from which on the series does."""
    return 10 + 2 * z**2


def _limit(x: FloatArray, z: FloatArray, a: FloatArray, h: float, terms: Sequence[FloatArray], side: int) -> FloatArray:
    """Return the series where it does for all, or else the polynomial of a level, or where Halley's method goes."""
    few = x < reach(z)
    apart = SMOOTH[h, 0.0].distances(x, NONE, a) if anywhere(few) else None
    if apart is not None:
        return x * np.exp(side * apart[(side + 1) // 2])
    found = expanded(x, terms, side)
    if not anywhere(~few):
        return _solved(found, x, z, a, h, side)
    if anywhere(few):
        x, z, a = np.broadcast_arrays(x, z, a)
        found[few] = _solved(found[few], x[few], z[few], a[few], h, side)
    return found


def _apart(s: FloatArray, p: FloatArray, a: FloatArray, h: float, more: float) -> FloatArray:
    """Return how far the lower limit of the shape x = 1/s^2 is below x, for p = 0, and the upper of x + more above."""
    x, z = 1 / (s * s), -ndtri(a)
    low, high = (
        _solved(expanded(shape, at_score(z, h), side), shape, z, a, h, side) for shape, side in ((x, -1), (x + more, 1))
    )
    return (1 - p) * np.log(x / low) + p * np.log(high / x)


NONE = np.array(np.inf)  # no other count
SMOOTH = {(h, more): Smooth(_apart, sqrt(1 / 0.5), (h, more)) for h, more in ((0.0, 0.0), (0.0, 1.0), (0.5, 0.0))}


def _solved(m: FloatArray, x: FloatArray, z: FloatArray, a: FloatArray, h: float, side: int) -> FloatArray:
    """Start at the series, or beyond its reach from the far tail, and go on by Halley's method."""
    log_x, log_a = gammaln(x + 1), np.log(a)
    near = z**2 < x - 0.5
    if anywhere(~near):
        far = x + z * np.sqrt(x) + (z**2 - 1) / 3 if side > 0 else _below(x, log_x, log_a - np.log(1 - h))
        m = either(near, m, far)
    for _ in range(MOST_STEPS):
        step = _halley(m, x, log_x, log_a, h, side)
        m = m * np.exp(step)
        if not anywhere(abs(step) >= CLOSE):
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


TERMS = 20
WIDTH = TERMS + 3  # powers of z: t^n comes with z^(n + 1) at most, and with z^(n + 3) in the products
POWERS = np.arange(WIDTH)
ONE = (POWERS == 0) * 1.0


def expanded(x: FloatArray, terms: Sequence[FloatArray], side: int) -> FloatArray:
    """Return m for the normal score z of the `terms` (side 1) or for -z (side -1, as u(-z, t) = -u(z, -t))."""
    t = side / np.sqrt(x)
    m = t * terms[-1]
    for term in terms[-2::-1]:
        m += term
        m *= t
    m += 1
    m *= x
    return m


def at_score(z: FloatArray, h: float) -> Sequence[FloatArray]:
    """Return the factor of each power of t: numbers for one z, arrays for an array."""
    if z.ndim == 0:
        return list(coefficients(h) @ z**POWERS)
    square = z**2
    return [
        _polynomial(row[n + 1 :: -2].tolist(), square) * z ** ((n + 1) % 2) for n, row in enumerate(coefficients(h))
    ]


def _polynomial(factors: Sequence[float], z: FloatArray) -> FloatArray:
    """Return the value of a polynomial whose highest power comes first."""
    value = np.full_like(z, factors[0])
    for factor in factors[1:]:
        value *= z
        value += factor
    return value


@cache
def coefficients(h: float) -> FloatArray:
    """Return u, with a row for each power of t and a column for each power of z.

    A factor of the equation is known up to t^n once u is; u'' - zu' - u is what the lower orders leave over.
    """
    u, slope, curve, ratio, weight, left, right, square = np.zeros((8, TERMS, WIDTH))
    u[0, 1] = 1
    ratio[0] = weight[0] = left[0] = square[0] = slope[0] = ONE
    right[0] = curve[0] = u[0]
    for n in range(1, TERMS):
        ratio[n], weight[n] = u[n - 1], h * u[n - 1]
        left[n] = _of_order(n, ratio, weight)
        right[n] = _of_order(n, u, weight) + (1 - h) * ONE * (n == 1)
        square[n] = _of_order(n, slope, slope)
        rest = _of_order(n, square, right) - _of_order(n, left, curve)
        for j in range(n + 1, -1, -1):
            u[n, j] = (j + 2) * u[n, j + 2] - rest[j] / (j + 1)
        slope[n, :-1] = (POWERS * u[n])[1:]
        curve[n] = POWERS * u[n]
        curve[n, :-1] += (POWERS * slope[n])[1:]
        right[n] += u[n]
        square[n] += 2 * slope[n]
    return u


def _of_order(n: int, one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the coefficient of t^n in the product of two series."""
    products = [np.convolve(one[k], other[n - k])[:WIDTH] for k in range(n + 1)]
    return np.sum(products, axis=0)
