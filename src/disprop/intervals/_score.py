"""Score limits of two risks in dual form: solved for the multiplier of the constraint, never for the fitted risks.

With y = n - x and w = z^2 (times N/(N - 1) where the method has it), the fitted risks of the score test are
functions of one number, the weight that the constraint puts on the two likelihoods. Every term below is a sum of
positive numbers, so no digit is lost, whatever the sizes of the counts.
"""

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray, anywhere, either
from disprop.intervals._family import Limits
from disprop.intervals._roots import alone, positive_root

Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
HALVES = 65_536.0
NOTHING = 1e-30  # in place of a share of 0, so that every cubic has its positive root
TINY = 1e-100  # keeps a distance of 0 from dividing
NEAR = 1e-5  # a step of Halley's this small, relative to the root, ends within rounding
MOST_STEPS = 50


def critical(a: FloatArray, n1: FloatArray, n0: FloatArray, *, unbiased: bool) -> FloatArray:
    """Return the critical value of the squared score: z^2, or z^2 N/(N - 1) for the unbiased variance."""
    n, squared = n1 + n0, np.square(ndtri(a))
    return squared * n / (n - 1) if unbiased else squared


def multiplier(x1: FloatArray, b1: FloatArray, x0: FloatArray, b0: FloatArray, w: FloatArray) -> Limits:
    """Return d between 0 and x1 with d^2 (b1/(x1 - d) + b0/(x0 + d)) = w, and x1 - d; d = x1 where there is none.

    In t = d/(x1 - d) it is a cubic with one positive root, between the poles two others. It is sought from where the
    larger of the two terms alone is w.
    """
    b1, both = np.maximum(b1, NOTHING), x1 + x0
    start = np.minimum(alone(w / (b1 * x1), 1.0), 1 / np.maximum(x1 / alone(w / b0, x0) - 1, 0.0))
    t = positive_root((x1 * b1 * both, x1 * (b1 * x0 + b0 * x1) - w * both, -w * (both + x0), -w * x0), start)
    return x1 / (1 + 1 / t), x1 / (1 + t)


def ratio_low(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> FloatArray:
    """Return the ratio below (x1/n1)/(x0/n0) at which the squared score is w.

    The risks fitted under the ratio are p1 = (x1 - d)/(n1 - d) and p0 = (x0 + d)/(n0 + d), 0 <= d <= x1, and the
    squared score is d^2 (y1/(n1(x1 - d)) + y0/(n0(x0 + d))). At x1 = n1 the risk p1 is 1 until d = n1, and falls with
    d standing still from there on.
    """
    y1, b0 = n1 - x1, (n0 - x0) / n0
    d, e = multiplier(either(x1 == 0, 1.0, x1), y1 / n1, x0, b0, w)
    p1 = either(y1 == 0, 1 / (1 + np.maximum(w / n1 - n1 * b0 / (x0 + n1), 0.0)), e / (y1 + e))
    return either(x1 == 0, 0.0, p1 * ((n0 + d) / (x0 + d)))


def difference_value(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> FloatArray:
    """Return x1/n1 - x0/n0, rounded at the end only: x1 n0 - x0 n1 is exact to n = 2^36, in two halves."""
    high1, high0 = (HALVES * np.floor(n / HALVES) for n in (n1, n0))
    return ((x1 * high0 - x0 * high1) + (x1 * (n0 - high0) - x0 * (n1 - high1))) / (n1 * n0)


def difference_below(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> FloatArray:
    """Return how far below x1/n1 - x0/n0 the squared score of the difference is w.

    The fitted risks solve x1 - n1 p1 = m p1 q1 and n0 p0 - x0 = m p0 q0. With v = p q/n the distance is
    s = m(v1 + v0) and the squared score m s; so s is w/m, which keeps its digits where s does not. The slope of m s is
    m(v + v n/r) for each side and its curve 2 x y/r^3, with r as in `_pulled`: Halley's steps, down from where one
    side alone has w.
    """
    y1, y0 = n1 - x1, n0 - x0
    most = m = np.fmin(alone_in_difference(x1, y1, n1, w), alone_in_difference(y0, x0, n0, w))
    for _ in range(MOST_STEPS):
        (v1, s1, c1), (v0, s0, c0) = _pulled(x1, y1, n1, m), _pulled(y0, x0, n0, m)
        v, slope = v1 + v0, (v1 + v0) + (s1 + s0)
        newton = (v - w / m**2) / slope
        step = newton / np.maximum(1 - newton * (c1 + c0) / slope, 0.5)
        m = np.fmin(m - m * step, most)
        if not anywhere(abs(step) > NEAR):
            break
    return either((w == 0) | np.isinf(most), 0.0, w / m)


def alone_in_difference(x: FloatArray, y: FloatArray, n: FloatArray, w: FloatArray) -> FloatArray:
    """Return m with m^2 p q/n = w, where x - n p = m p q: infinite at x = 0, where p is 0 for every m."""
    k = y - x
    s = np.sqrt(w * (w * k**2 + 4 * x * y * (n + w))) + w * abs(k)
    return n * either(k > 0, s / (2 * x) / y, 2 * w * (n + w) / s)


def _pulled(x: FloatArray, y: FloatArray, n: FloatArray, m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return v = p q/n where x - n p = m p q, v n/s and x y/s^3, with s as in `pulled`."""
    p, q, s = pulled(x, y, m, n - m)
    return p * q / n, p * q / s, (x / s) * (y / s) / s


def pulled(x: FloatArray, y: FloatArray, m: FloatArray, less: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return p, q = 1 - p and s, where x - n p = m p q with n = x + y, m >= 0, and `less` is n - m.

    As m grows p falls by p q/s, s = n + m (q - p).
    """
    s = np.sqrt(less**2 + 4 * m * y) + TINY
    return 2 * x / (x + y + m + s), either(less >= 0, 2 * y / (less + s), (s - less) / (2 * m)), s


def odds_low(cells: Cells, target: FloatArray) -> FloatArray:
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
    least = either(none, 1.0, least)
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
    return either(none, 0.0, least * (most + spare * e) / ((b + wide * e) * (c + tall * e)))
