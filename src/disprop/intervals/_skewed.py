"""Score limits of two risks with Laud's correction for skewness, in dual form.

The score is T = S/sqrt(L V) and its bend A = M/(6 (L V)^1.5): S the distance of the estimate from the parameter, V and
M its variance and third moment under the likeliest risks, L = N/(N - 1). The corrected score z solves
z + (z^2 - 1) A = T. The lower limit is where, on the path from the estimate to the end of the support, it first
reaches the critical value: the estimate, where it is above that already, and the end, where it ends below.

It rises all the way but for a fall, from below 0.65, where a part that is the whole (or, for a difference, a part of
0) begins to move, and one near the end for an odds ratio, from above 6.8. A cell of 0 that the path draws upon stands
for ever smaller ones.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from disprop._arrays import BoolArray, FloatArray
from disprop.intervals._roots import root
from disprop.intervals._score import pulled

Path = Callable[[FloatArray], tuple[FloatArray, FloatArray]]  # the score and its bend at each place
REACHES = 4.0 ** np.arange(-0.5, 5)  # 1/2 to 512: e^709 is the largest number
TINY = 1e-60
MOST_STEPS = 8  # of Newton
NEAR = 1e-9  # a step this small squares to nothing
LEAST = 1 / 8  # of s, that a step leaves
MOVES = 32.0  # the place, for a part that is the whole, where its risk begins to move from 1


def critical(a: FloatArray, n1: FloatArray, n0: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return z, L, and k = (z^2 - 1)/(6L): the count that an end of the support can be compatible with."""
    z, widened = -ndtri(a), (n1 + n0) / (n1 + n0 - 1)
    return z, widened, (z**2 - 1) / (6 * widened)


def crossing(path: Path, z: FloatArray, estimate: FloatArray, start: FloatArray, wanted: BoolArray) -> FloatArray:
    """Return the place where the corrected score is z, from the estimate on, looking ever farther from the start."""

    def excess(place: FloatArray) -> FloatArray:
        score, bend = path(place)
        total = score + bend
        corrected = 2 * total / (1 + np.sqrt(1 + 4 * bend * total))  # the root next to 0
        return np.where(wanted, corrected - z, 0.0)

    start = np.maximum(start, estimate)
    low, high = np.broadcast_arrays(start + 0 * z, start)
    for reach in REACHES:
        too_far, too_near = excess(low) > 0, excess(high) < 0
        if not (too_far | too_near).any():
            break
        low = np.where(too_far, np.maximum(start - reach, estimate), low)
        high = np.where(too_near, start + reach, high)
    return root(excess, low, high)


def searched_ratio_low(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> FloatArray:
    """Return the lower limit of (x1/n1)/(x0/n0), from q = (x1 - d)/(x0 + d) with d as in `_score.ratio_low`.

    With N = x1 + x0, x1 - d = N q/(1 + q) and x0 + d = N/(1 + q). Divided by the fitted risk of its side, each estimate
    has variance v = 1/(n o) and third moment (1 - o)/(n o)^2 = v^2 - v/n at the fitted odds o. The score ends at
    z^2 = 1 + 6 L x1.
    """
    z, widened, k = critical(a, n1, n0)
    n, y1, y0 = x1 + x0, np.maximum(n1 - x1, TINY), n0 - x0

    def path(place: FloatArray) -> tuple[FloatArray, FloatArray]:
        q = np.exp(-place)
        v1, v0 = y1 / n1 * (1 + q) / (n * q), y0 / n0 * (1 + q) / n
        v, third = v1 + v0, v1 * (v1 - 1 / n1) - v0 * (v0 - 1 / n0)
        return (x1 - x0 * q) / (1 + q) * np.sqrt(v / widened), third / (6 * (widened * v) ** 1.5)

    reached = (x1 > k) & (x1 * n0 > 0)
    start = np.where(x1 == n1, 2 * MOVES, np.log((x0 + 1) / (x1 + 1)))
    q = np.exp(-crossing(path, z, np.log(x0 / x1), start, reached))
    return np.where(reached, q * (y0 * (1 + q) + n) / (y1 * (1 + q) + n * q), 0.0)


def ratio_low(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> FloatArray:
    """Return `searched_ratio_low` by Newton's steps, eight times as fast; what does not settle soon is left to that.

    Times sqrt(L/V)(1 + q), score - bend (z^2 - 1) = z is x1 - x0 q = k K + R. With b = y/n, the terms of V have the
    shares f1 = b1/(b1 + b0 q) and f0, K is (1 + q) M/V^2 and R is z sqrt(L N q (1 + q)/(b1 + b0 q)). At the other root
    z of the correction R + z^2 K/(3 L) is below 0. The first s is that with V and K of two rates.
    """
    z, widened, k = critical(a, n1, n0)
    y1, y0 = np.maximum(n1 - x1, TINY), n0 - x0
    n, b1, b0 = x1 + x0, y1 / n1, y0 / n0
    root_n, over, q = z * np.sqrt(widened * n), np.maximum(x1 - k, 0), x1 / (x0 + 1)
    p = root_n * np.sqrt((1 + q) / (b1 + b0 * q))
    s = 2 * over / (p + np.sqrt(np.maximum(p * p + 4 * (x0 - k) * over, 0)))
    silent = (over == 0) | (x1 == 0)
    settled = silent
    for _ in range(MOST_STEPS):
        q = s * s
        q1, total = 1 + q, b1 + b0 * q
        f0 = b0 * q / total
        f1 = 1 - f0
        r = root_n * s * np.sqrt(q1 / total)
        tilt, per_head, spread = f1 - f0, f1 / n1 - f0 / n0, n * q / total
        bent = q1 * tilt - spread * per_head
        slope_of_bent = q * tilt - 2 * f1 * f0 * q1 - spread * (f1 * per_head - f1 * f0 * (1 / n1 + 1 / n0))
        step = (x1 - x0 * q - k * bent - r) / (2 * (x0 * q + k * slope_of_bent) + r * (1 + q / q1 - f0))
        s = np.where(settled, s, s * np.maximum(1 + step, LEAST))
        settled = settled | (np.abs(step) < NEAR)
        if settled.all():
            break
    q = np.minimum(s * s, x1 / x0)  # not beyond the estimate
    low = np.where(silent, 0.0, q * (y0 * (1 + q) + n) / (y1 * (1 + q) + n * q))
    lost = ~(settled & (silent | (r + z**2 / (3 * widened) * bent > 0)))
    if lost.any():
        low[lost] = searched_ratio_low(*(column[lost] for column in np.broadcast_arrays(x1, n1, x0, n0, a)))
    return low


def odds_low(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, tail: FloatArray) -> FloatArray:
    """Return the lower limit of ad/(bc), from v = (b' or c')/(a' or d') with the smaller of each pair of moved cells.

    The table moved by m has cells p = a - m, q = b + m, r = c + m, s = d - m. With W the sum of their inverses, the
    log of the odds ratio is m W from its estimate, of which the bias is (1/(qr) - 1/(ps))/W; the variance is W, and the
    third moment that sum with squares, q and r negative. The score ends at z^2 = 1 + 6 L min(a, d), and with
    min(a, d) + 1/4 twice if a = d.
    """
    z, widened, k = critical(tail, a + b, c + d)
    least, b, c = np.minimum(a, d), np.maximum(b, TINY), np.maximum(c, TINY)
    room = np.minimum(b, c)

    def moved(place: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what is left of the smaller cell, and what the other has got."""
        return (least + room) / (1 + np.exp(place)), (least + room) / (1 + np.exp(-place))

    def table(left: FloatArray, got: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        return (a - least) + left, (b - room) + got, (c - room) + got, (d - least) + left

    def path(place: FloatArray) -> tuple[FloatArray, FloatArray]:
        left, got = moved(place)
        p, q, r, s = table(left, got)
        m = np.where(room < least, got - room, least - left)
        w = (1 / p + 1 / s) + (1 / q + 1 / r)
        third = (1 / p**2 + 1 / s**2) - (1 / q**2 + 1 / r**2)
        bias = (1 / (q * r) - 1 / (p * s)) / w
        return (m * w - bias) / np.sqrt(widened * w), third / (6 * (widened * w) ** 1.5)

    reached = (np.where(a == d, 2 * least + 0.5, least) > k) & (least > 0)
    estimate, start = np.log(room / least), np.log((room + 1) / (least + 1))
    p, q, r, s = table(*moved(crossing(path, z, estimate, start, reached)))
    return np.where(reached, (p * s) / (q * r), 0.0)


def difference_below(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> FloatArray:
    """Return how far below x1/n1 - x0/n0 the lower limit is, infinitely far where the end of the support is.

    The fitted risks solve x1 - n1 p1 = m p1 q1 and n0 p0 - x0 = m p0 q0, and the distance is m V. The score ends at
    z^2 = 1 + 6 L F^2/G with F = x1/n1 + y0/n0, the distance to the end, and G = x1/n1^2 + y0/n0^2.
    """
    z, widened, k = critical(a, n1, n0)
    y1, y0 = n1 - x1, n0 - x0
    origin = np.minimum(np.where(y1 == 0, n1, np.inf), np.where(x0 == 0, n0, np.inf))
    origin = np.where(origin == np.inf, 0.0, origin)  # of m: where a risk begins to move, from which m has its digits
    scale = 2 / np.sqrt(1 / n1 + 1 / n0)

    def moments(place: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return m, V, and the third moment over V."""
        more = scale * np.sinh(place)
        m = origin + more
        p1, q1, _ = pulled(x1, np.maximum(y1, TINY), m, (n1 - origin) - more)
        q0, p0, _ = pulled(y0, np.maximum(x0, TINY), m, (n0 - origin) - more)
        v1, v0 = p1 * q1 / n1, p0 * q0 / n0
        return m, v1 + v0, (v1 * (q1 - p1) / n1 - v0 * (q0 - p0) / n0) / (v1 + v0)

    def path(place: FloatArray) -> tuple[FloatArray, FloatArray]:
        m, v, third = moments(place)
        return m * np.sqrt(v / widened), third / (6 * widened**1.5 * np.sqrt(v))

    reached = (x1 / n1 + y0 / n0) ** 2 > np.maximum(k, 0) * (x1 / n1**2 + y0 / n0**2)
    estimate = np.arcsinh(-origin / scale)
    place = crossing(path, z, estimate, np.zeros_like(z), reached)
    m, _, third = moments(place)
    # m V by the equation, of which it is a root: a small V at a large m has few digits.
    below = (z * np.sqrt(widened) + np.sqrt(z**2 * widened + 4 * k * third * m)) ** 2 / (4 * m)
    return np.where(reached, np.where(place > estimate, below, 0.0), np.inf)
