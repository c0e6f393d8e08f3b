"""Score limits of two risks in dual form: solved for the multiplier of the constraint, never for the fitted risks.

With y = n - x and w = z^2 (times N/(N - 1) where the method has it), the fitted risks of the score test are
functions of one number, the weight that the constraint puts on the two likelihoods. Every term below is a sum of
positive numbers, so no digit is lost, whatever the sizes of the counts.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Limits
from disprop.intervals._roots import root

HALVES = 65_536.0


def critical(a: FloatArray, n1: FloatArray, n0: FloatArray, *, unbiased: bool) -> FloatArray:
    """Return the critical value of the squared score: z^2, or z^2 N/(N - 1) for the unbiased variance."""
    n, squared = n1 + n0, np.square(ndtri(a))
    return squared * n / (n - 1) if unbiased else squared


def ratio_low(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> FloatArray:
    """Return the ratio below (x1/n1)/(x0/n0) at which the squared score is w.

    The risks fitted under the ratio are p1 = (x1 - d)/(n1 - d) and p0 = (x0 + d)/(n0 + d), 0 <= d <= x1, and the
    squared score is d^2 (y1/(n1(x1 - d)) + y0/(n0(x0 + d))), which rises from 0. It is solved for t = d/(x1 - d).
    """
    y1, y0 = n1 - x1, n0 - x0
    b1, b0 = y1 / n1, y0 / n0

    def parts(t: FloatArray) -> Limits:
        return x1 / (1 + 1 / t), x1 / (1 + t)

    def excess(t: FloatArray) -> FloatArray:
        d, _ = parts(t)
        return d * (t * b1 + d * b0 / (x0 + d)) - w

    def single(w: FloatArray) -> FloatArray:  # where the larger of the two terms alone is w
        d = (w + np.sqrt(w * (w + 4 * b0 * x0))) / (2 * b0)
        t = (w + np.sqrt(w * (w + 4 * b1 * x1))) / (2 * b1 * x1)
        nearer: FloatArray = np.fmin(t, np.where(d < x1, d / (x1 - d), np.inf))
        return nearer

    inside = (x1 > 0) & (y1 > 0)
    d, e = parts(root(excess, np.where(inside, single(w / 2), 1.0), np.where(inside, single(w), 1.0)))
    low = e / (y1 + e) * (n0 + d) / (x0 + d)
    return np.where(x1 == 0, 0.0, np.where(y1 == 0, _ratio_low_of_all(n1, x0, n0, w), low))


def _ratio_low_of_all(n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> FloatArray:
    """Return ratio_low at x1 = n1: p1 is 1 until d = n1, and falls with d standing still from there on."""
    b0 = (n0 - x0) / n0
    alone = (w + np.sqrt(w * (w + 4 * b0 * x0))) / (2 * b0)
    d: FloatArray = np.fmin(alone, n1)
    left: FloatArray = np.where(alone < n1, 0.0, np.maximum(w / n1 - n1 * b0 / (x0 + n1), 0.0))
    return (n0 + d) / (x0 + d) / (1 + left)


def difference_value(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> FloatArray:
    """Return x1/n1 - x0/n0, rounded at the end only: x1 n0 - x0 n1 is exact to n = 2^36, in two halves."""
    (high1, low1), (high0, low0) = (divmod(n, HALVES) for n in (n1, n0))
    return (HALVES * (x1 * high0 - x0 * high1) + (x1 * low0 - x0 * low1)) / (n1 * n0)


def difference_below(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> FloatArray:
    """Return how far below x1/n1 - x0/n0 the squared score of the difference is w.

    The fitted risks solve x1 - n1 p1 = m p1 q1 and n0 p0 - x0 = m p0 q0. With v = p q/n the distance is
    s = m(v1 + v0) and the squared score m s, both rising with m; so s is w/m, which keeps its digits where s does not.
    """
    y1, y0 = n1 - x1, n0 - x0

    def excess(m: FloatArray) -> FloatArray:
        (p1, q1), (q0, p0) = _pulled(x1, y1, m), _pulled(y0, x0, m)
        return m * np.sqrt(p1 * q1 / n1 + p0 * q0 / n0) - np.sqrt(w)

    furthest = x1 / n1 + y0 / n0  # from the value to -1
    some = (furthest > 0) & (w > 0)
    most = (w + x1 + y0) / furthest  # because p1 <= x1/m and q0 <= y0/m
    least = np.fmin(2 * np.sqrt(w / (1 / n1 + 1 / n0)), most)  # because v <= 1/(4n)
    m = root(excess, np.where(some, least, 1.0), np.where(some, most, 1.0))
    return np.where(some, w / m, 0.0)


def _pulled(x: FloatArray, y: FloatArray, m: FloatArray) -> Limits:
    """Return p and q = 1 - p with x - n p = m p q, where n = x + y and m >= 0."""
    n = x + y
    s = np.sqrt((n - m) ** 2 + 4 * m * y)
    return 2 * x / (n + m + s), np.where(n >= m, 2 * y / (n - m + s), (m - n + s) / (2 * m))
