"""Intervals for the difference of two rates: x1 events in t1 against x0 in t0, both Poisson.

The score methods look for `below`, how far the lower limit is below the value; the upper limit is as far above it as
the lower limit of the swapped sides is below. With both rates fitted to the difference, the value has the variance V,
the larger root of V^2 - (x1/t1^2 + x0/t0^2 - below (1/t1 - 1/t0)) V + (value - below) below/(t1 t0) = 0.
"""

from collections.abc import Callable
from functools import wraps

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Family, Kernel, Limits, file_composed, mover_difference
from disprop.intervals._roots import root
from disprop.intervals._score import difference_value, multiplier
from disprop.intervals.rate import RATE
from disprop.intervals.ratio import COMPOSABLE

Sides = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


RATE_DIFFERENCE = Family.of("rate difference", difference_value)


def both_ways(below: Callable[[Sides, FloatArray], FloatArray]) -> Kernel:
    """Return the kernel of a function that gives how far the lower limit is below the value."""

    @wraps(below)
    def limits(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
        value, z = difference_value(x1, t1, x0, t0), -ndtri(a)
        return value - below((x1, t1, x0, t0), z), value + below((x0, t0, x1, t1), z)

    return limits


def _variance(sides: Sides, below: FloatArray) -> FloatArray:
    """Return V, from the sum or the product of the two roots, whichever loses no digits."""
    x1, t1, x0, t0 = sides
    half = (x1 / t1**2 + x0 / t0**2 - below * (1 / t1 - 1 / t0)) / 2
    product = (difference_value(*sides) - below) * below / (t1 * t0)
    distance = np.sqrt(half**2 - product)
    return np.where(half > 0, half + distance, product / (half - distance))


@RATE_DIFFERENCE.method("score")
@both_ways
def score(sides: Sides, z: FloatArray) -> FloatArray:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    (value - difference)^2 = z^2 V, V the variance with both rates fitted to the difference
    """
    x1, t1, x0, t0 = sides
    # The rates fitted to the difference are x1/(t1 + m) and x0/(t0 - m), and below is m V.
    w = z**2
    m, _ = multiplier(t0, x0 / t0, t1, x1 / t1, w)
    return np.where(w == 0, 0.0, w / m)


@RATE_DIFFERENCE.method("scas", monotone=False)
@both_ways
def scas(sides: Sides, z: FloatArray) -> FloatArray:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    value - difference = +-z sqrt V + (z^2 - 1) m/(6 V), V and m the variance and the third moment with both rates
    fitted to the difference
    """
    x1, t1, x0, t0 = sides
    c = (z**2 - 1) / 6

    def corrected_score(below: FloatArray) -> FloatArray:
        v = _variance(sides, below)
        third_moment = x1 / (t1 + below / v) / t1 * (1 / t1 + 1 / t0) - v / t0
        bend = third_moment / (6 * v**1.5)
        total = below / np.sqrt(v) + bend
        nearer: FloatArray = 2 * total / (1 + np.sqrt(1 + 4 * bend * total))  # the root of bend z^2 + z = total
        return nearer - z

    none = x1 + x0 == 0  # then `below` is known: the distance of the scas limit of the reference from 0
    # |m|/V is below 1/t1 or 1/t0 and V grows by at most below/t0, so that a quadratic gives an outer bound.
    shift = np.maximum(c / t1, -c / t0)
    variance = x1 / t1**2 + x0 / t0**2 + shift / t0
    outer = shift + z * (z / t0 + np.sqrt((z / t0) ** 2 + 4 * variance)) / 2
    return root(corrected_score, np.where(none, (z + np.sqrt(z**2 / 3 + 2 / 3)) ** 2 / 4 / t0, 0.0), outer)


file_composed(RATE_DIFFERENCE, RATE, COMPOSABLE, mover_difference, words="two rates")


@RATE_DIFFERENCE.method("wald", monotone=False)
def wald(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Rothman and Greenland 1998, Modern Epidemiology, 2nd ed.: 237

    value -+ z sqrt(x1/t1^2 + x0/t0^2): no width at all where both counts are 0
    """
    value = difference_value(x1, t1, x0, t0)
    half = -ndtri(a) * np.hypot(np.sqrt(x1) / t1, np.sqrt(x0) / t0)
    return value - half, value + half
