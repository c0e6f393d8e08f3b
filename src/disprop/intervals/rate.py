"""Intervals for a rate: x events in a population t, X ~ Poisson(rate t). Limits of the mean, over t."""

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray, either
from disprop.intervals._family import Family, Limits
from disprop.intervals._gamma import tails_of
from disprop.intervals._limits import log_limits, normal_limits

RATE = Family.of("rate", np.divide)


@RATE.method("garwood", conservative=True)
def garwood(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Garwood 1936, Biometrika 28: 437-442

    P(X >= x | low) = a, P(X <= x | high) = a
    """
    low, high = tails_of(x, 1.0, a)
    return either(x == 0, 0.0, low) / t, either(x == 0, -np.log(a), high) / t  # P(X = 0) = exp(-m)


@RATE.method("byar")
def byar(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82: 69

    x(1 - 1/(9x) - z/(3 sqrt x))^3 (0 at x = 0) to y(1 - 1/(9y) + z/(3 sqrt y))^3 with y = x + 1, over t
    """
    z = -ndtri(a)
    low = either(x == 0, 0.0, x * np.maximum(1 - 1 / (9 * x) - z / (3 * np.sqrt(x)), 0) ** 3)
    y = x + 1
    return low / t, y * (1 - 1 / (9 * y) + z / (3 * np.sqrt(y))) ** 3 / t


@RATE.method("mid-p")
def mid_p(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Lancaster 1961, JASA 56: 223-234; Cohen and Yang 1994, Statistics in Medicine 13: 2189-2203

    P(X > x | low) + P(X = x | low)/2 = a, P(X < x | high) + P(X = x | high)/2 = a
    """
    low, high = tails_of(np.maximum(x, 1), 0.0, a, h=0.5)
    return either(x == 0, 0.0, low) / t, either(x == 0, -np.log(2 * a), high) / t  # P(X = 0)/2 = exp(-m)/2


def _score(x: FloatArray, z: FloatArray) -> Limits:
    """Return the roots m of (x - m)^2 = z^2 m; x is the count, or the count less a correction."""
    b = x + z**2 / 2
    w = z * np.sqrt(x + z**2 / 4)
    return x**2 / (b + w), b + w


@RATE.method("score")
def score(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Rao 1948; Graham, Mengersen and Morton 2003, Statistics in Medicine 22: 2071-2083

    |x - m| = z sqrt(m), over t
    """
    low, high = _score(x, -ndtri(a))
    return either(x == 0, 0.0, low) / t, high / t


@RATE.method("scas")
def scas(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    |x - m - (z^2 - 1)/6| = z sqrt(m), over t; low = 0 at x = 0 or x <= (z^2 - 1)/6
    """
    z = -ndtri(a)
    c = (z**2 - 1) / 6
    low, high = _score(x - c, z)
    return either(x <= np.maximum(c, 0), 0.0, low) / t, high / t


@RATE.method("likelihood")
def likelihood(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Brown, Cai and DasGupta 2003, Statistica Sinica 13: 19-49

    2 x log(x/m) - 2 (x - m) = z^2, over t
    """
    z, some = -ndtri(a), np.maximum(x, 1.0)
    q = z / np.sqrt(some)
    half = q * q / 2
    low, high = _by_deviance(np.expm1(-q - half / 3) - half, half), _by_deviance(np.log1p(q / (1 + q / 6) + half), half)
    return either(x == 0, 0.0, x * low) / t, either(x == 0, z**2 / 2, x * high) / t


def _by_deviance(s: FloatArray, half: FloatArray) -> FloatArray:
    """Return e^s, the mean over x, where e^s - 1 - s is half of z^2/x.

    From a start that is within 0.02, two steps of Halley's end within rounding.
    """
    for _ in range(2):
        excess = np.expm1(s)
        step = (excess - s - half) / excess
        s = s - either(half > 0, step / (1 - step * (1 + excess) / (2 * excess)), 0.0)
    return np.exp(s)


@RATE.method("jeffreys")
def jeffreys(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Brown, Cai and DasGupta 2003, Statistica Sinica 13: 19-49

    P(m < low | x) = a, P(m > high | x) = a, m | x ~ Gamma(x + 1/2), over t; low = 0 at x = 0
    """
    low, high = tails_of(x + 0.5, 0.0, a)
    return either(x == 0, 0.0, low) / t, high / t


@RATE.method("wald-log", monotone=False)
def wald_log(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Rothman and Greenland 1998, Modern Epidemiology, 2nd ed.

    x exp(-+ z/sqrt x) / t; from 0 to infinity at x = 0
    """
    return log_limits(x / t, 1 / x, a)


@RATE.method("wald")
def wald(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
    """Laplace 1812; its coverage: Brown, Cai and DasGupta 2003, Statistica Sinica 13: 19-49

    (x -+ z sqrt x) / t, clipped to 0: no width at all at x = 0
    """
    low, high = normal_limits(x, x, a)
    return low / t, high / t
