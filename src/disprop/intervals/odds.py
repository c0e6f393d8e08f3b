"""Intervals for the ratio of two odds: x1 of n1 against x0 of n0.

The kernels work on the cells of the table: a, b (part and rest of the group) over c, d (of the reference). Every upper
limit is the inverted lower limit of the table with its columns exchanged, which makes the laws of symmetry exact.
"""

from collections.abc import Callable
from functools import wraps

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _skewed
from disprop.intervals._family import FACTS, Family, Kernel, Limits, log_limits
from disprop.intervals._noncentral import Cells, exact_low
from disprop.intervals._roots import alone, positive_root


def odds_ratio_value(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> FloatArray:
    """Return the odds x1/(n1 - x1) over x0/(n0 - x0): NaN where a row or a column of the table is empty."""
    return (x1 * (n0 - x0)) / ((n1 - x1) * x0)


ODDS_RATIO = Family.of("odds ratio", odds_ratio_value)


def both_limits(lower: Callable[..., FloatArray]) -> Kernel:
    """Return the kernel of a lower limit `(a, b, c, d, tail)`."""

    @wraps(lower)
    def limits(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
        cells = x1, n1 - x1, x0, n0 - x0
        exchanged = cells[1], cells[0], cells[3], cells[2]
        return lower(*cells, a), 1 / lower(*exchanged, a)

    return limits


@ODDS_RATIO.method("mid-p")
@both_limits
def mid_p(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, tail: FloatArray) -> FloatArray:
    """Lancaster 1961, JASA 56: 223-234; Berry and Armitage 1995, The Statistician 44: 417-423

    P(X > x1 | low) + P(X = x1 | low)/2 = a, P(X < x1 | high) + P(X = x1 | high)/2 = a given all margins
    """
    return exact_low((a, b, c, d), tail, share=0.5)


@ODDS_RATIO.method("exact", conservative=True)
@both_limits
def exact(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, tail: FloatArray) -> FloatArray:
    """Fisher 1935, JRSS 98: 39-82; Cornfield 1956, Proceedings of the Third Berkeley Symposium 4: 135-148

    P(X >= x1 | low) = a, P(X <= x1 | high) = a given all margins
    """
    return exact_low((a, b, c, d), tail, share=1.0)


@ODDS_RATIO.method("miettinen-nurminen")
@both_limits
def miettinen_nurminen(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, tail: FloatArray) -> FloatArray:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    m^2 (1/(a-m) + 1/(b+m) + 1/(c+m) + 1/(d-m)) = z^2 N/(N-1), then (a-m)(d-m) / ((b+m)(c+m))
    """
    everyone = (a + b) + (c + d)
    return score_low((a, b, c, d), ndtri(tail) ** 2 * (everyone / (everyone - 1)))


ODDS_RATIO.method("scas", **FACTS["odds ratio"]["scas"], monotone=False)(both_limits(_skewed.odds_low))


@ODDS_RATIO.method("woolf-log", monotone=False)
def woolf_log(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Woolf 1955, Annals of Human Genetics 19: 251-253

    r exp(-+ z sqrt(1/a + 1/b + 1/c + 1/d)); from 0 to infinity when a cell is 0
    """
    variance = (1 / x1 + 1 / (n1 - x1)) + (1 / x0 + 1 / (n0 - x0))
    return log_limits(odds_ratio_value(x1, n1, x0, n0), variance, a)


def score_low(cells: Cells, target: FloatArray) -> FloatArray:
    """Return the odds ratio, below that of the table, at which the score statistic is `target` (Cornfield 1956).

    A table with fixed margins, moved by m, has cells a - m, b + m, c + m, d - m, and its own odds ratio. Under that
    odds ratio the first table has the score statistic m^2 (1/(a-m) + 1/(b+m) + 1/(c+m) + 1/(d-m)).

    The unknown is e = m / (least - m), where least = min(a, d): both m and what is left come from it without a
    difference of near equals. The statistic has a pole at each cell, so that the quartic in e has four real roots, of
    which one is positive. It is sought from the least e at which one of the four terms, or two of them with m = 0 in
    the larger cell, are enough.
    """
    a, b, c, d = cells
    none, least, most = (a == 0) | (d == 0), np.minimum(a, d), np.maximum(a, d)
    least = np.where(none, 1.0, least)
    spare, wide, tall = np.maximum(most - least, 0.0), b + least, c + least
    # (most + spare e)(c + tall e) = p + q e + r e^2, and so on with (b + wide e)
    p, q, r = most * c, most * tall + spare * c, spare * tall
    side = least * (most + c)
    start = 1 / np.maximum(
        1 / alone(target / (least + least**2 / most), 1.0), least / np.minimum(alone(target, b), alone(target, c)) - 1
    )
    quartic = (
        least * wide * r,
        wide * (least * (q + side) - target * r),
        least * (wide * p + side * b) - target * (b * r + wide * q),
        -target * (b * q + wide * p),
        -target * b * p,
    )
    e = positive_root(quartic, start)
    return np.where(none, 0.0, least * (most + spare * e) / ((b + wide * e) * (c + tall * e)))
