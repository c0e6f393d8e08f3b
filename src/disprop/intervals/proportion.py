"""Intervals for a proportion: x of n, X ~ Binomial(n, p)."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaincc, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._beta import lower_quantile, upper_quantile
from disprop.intervals._family import Family, Limits
from disprop.intervals._roots import root

PROPORTION = Family(
    parameter="proportion",
    data=("part", "whole"),
    support=(0.0, 1.0),
    default="wilson",
    value=np.divide,
)


@PROPORTION.method("wilson", equation="|x - np| = z sqrt(np(1-p))", reference="Wilson 1927, JASA 22: 209-212")
def wilson(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    z = -ndtri(a)
    c = x + z**2 / 2
    w = z * np.sqrt(x * (n - x) / n + z**2 / 4)
    low = np.where(x == 0, 0.0, x**2 / (n * (c + w)))  # no difference of near equals
    return low, np.where(x == n, 1.0, (c + w) / (n + z**2))


@PROPORTION.method(
    "clopper-pearson",
    equation="P(X >= x | low) = a, P(X <= x | high) = a",
    reference="Clopper and Pearson 1934, Biometrika 26: 404-413",
    conservative=True,
)
def clopper_pearson(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    low = np.where(x == 0, 0.0, lower_quantile(x, n - x + 1, a))
    high = np.where(x == n, 1.0, upper_quantile(x + 1, n - x, a))
    return low, high


@PROPORTION.method(
    "mid-p",
    equation="P(X > x | low) + P(X = x | low)/2 = a, P(X < x | high) + P(X = x | high)/2 = a",
    reference="Lancaster 1961, JASA 56: 223-234; Berry and Armitage 1995, The Statistician 44: 417-423",
)
def mid_p(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    def upper_tail(p: FloatArray) -> FloatArray:
        return (_at_least(x, n, p) + _at_least(x + 1, n, p)) / 2 - a

    def lower_tail(p: FloatArray) -> FloatArray:
        return (_at_most(x, n, p) + _at_most(x - 1, n, p)) / 2 - a

    # The mid-p tail lies between the exact one and half of it, so the exact limits at a and 2a are a bracket.
    (outer_low, outer_high), (inner_low, inner_high) = clopper_pearson(x, n, a), clopper_pearson(x, n, 2 * a)
    low = np.where(x == 0, 0.0, root(upper_tail, outer_low, inner_low))
    high = np.where(x == n, 1.0, root(lower_tail, inner_high, outer_high))
    return low, high


@PROPORTION.method(
    "jeffreys",
    equation="P(p < low) = a, P(p > high) = a for p ~ Beta(x + 1/2, n - x + 1/2); low = 0 at x = 0, high = 1 at x = n",
    reference="Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133",
)
def jeffreys(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    low = np.where(x == 0, 0.0, lower_quantile(x + 0.5, n - x + 0.5, a))
    high = np.where(x == n, 1.0, upper_quantile(x + 0.5, n - x + 0.5, a))
    return low, high


@PROPORTION.method(
    "agresti-coull",
    equation="q -+ z sqrt(q(1-q)/m) with m = n + z^2, q = (x + z^2/2)/m, clipped to 0 and 1",
    reference="Agresti and Coull 1998, The American Statistician 52: 119-126",
)
def agresti_coull(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    z = -ndtri(a)
    m = n + z**2
    q = (x + z**2 / 2) / m
    half = z * np.sqrt(q * (1 - q) / m)
    return q - half, q + half


@PROPORTION.method(
    "wald",
    equation="p -+ z sqrt(p(1-p)/n) with p = x/n, clipped to 0 and 1: no width at all at x = 0 and x = n",
    reference="Laplace 1812; its coverage: Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133",
)
def wald(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    p = x / n
    half = -ndtri(a) * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


def _at_least(x: FloatArray, n: FloatArray, p: FloatArray) -> FloatArray:
    """P(X >= x), which is 1 at x = 0 and 0 above n."""
    return np.where(x <= 0, 1.0, np.where(x > n, 0.0, betainc(x, n - x + 1, p)))


def _at_most(x: FloatArray, n: FloatArray, p: FloatArray) -> FloatArray:
    """P(X <= x), which is 0 below 0 and 1 at x = n."""
    return np.where(x < 0, 0.0, np.where(x >= n, 1.0, betaincc(x + 1, n - x, p)))
