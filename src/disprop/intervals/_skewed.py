"""Score limits of two sides with Laud's correction for skewness, in dual form.

The score is T = S/sqrt(L V) and its bend A = M/(6 (L V)^1.5): S the distance of the estimate from the parameter, V and
M its variance and third moment under the likeliest risks, L = N/(N - 1). The corrected score z solves
z + (z^2 - 1) A = T. The lower limit is where, on the path from the estimate to the end of the support, it first
reaches the critical value: the estimate, where it is above that already, and the end, where it ends below.

The place on the path goes from 0, at the estimate, to infinity, and S is m V with the multiplier m of the constraint.
The corrected score rises all the way but for a fall, from below 0.65, where a part that is the whole (or, for a
difference, a part of 0) begins to move, and one near the end for an odds ratio, from above 6.8. A cell of 0 that the
path draws upon stands for ever smaller ones.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import ndtri

from disprop._arrays import BoolArray, FloatArray, anywhere, either
from disprop.intervals._roots import NOTHING, Columns, alone, rising
from disprop.intervals._score import alone_in_difference, pulled

Path = Callable[..., Columns]  # of a place and columns: m, V, M, and how fast each grows with the place's logarithm
TINY = 1e-60
NOWHERE, EVERYWHERE = -240.0, 240.0  # places, as their logarithms
MOVES = 70.0  # the place, for a part that is the whole, where its risk begins to move from 1
LEAST_SCORE = -0.75  # of which the logarithm is taken
ESTIMATE = 1e-25  # of m: no limit is so near to it, but itself
STEPS, SMALL = 8, 1e-9  # of Newton, for a ratio: so many, and a step that squares to nothing
LEAST = 1 / 8  # of s, that a step leaves


def critical(a: FloatArray, n1: FloatArray, n0: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return z, L, and k = (z^2 - 1)/(6L): the count that an end of the support can be compatible with."""
    z, widened = -ndtri(a), (n1 + n0) / (n1 + n0 - 1)
    return z, widened, (z**2 - 1) / (6 * widened)


def corrected(moments: Columns, widened: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the corrected score, the root next to 0, and how fast it grows with the logarithm of the place."""
    m, v, third, m_slope, v_slope, third_slope = moments
    growth, sd = v_slope / v, np.sqrt(widened * v)
    sixth = 1 / (6 * widened * v * sd)
    bend = third * sixth
    total = m * v / sd + bend
    root = np.sqrt(1 + 4 * bend * total)
    score = 2 * total / (1 + root)
    bend_slope = third_slope * sixth - 1.5 * bend * growth
    return score, (v / sd * (m_slope + m * growth / 2) - (score * score - 1) * bend_slope) / root


def crossing(path: Path, start: FloatArray, bounds: Columns, columns: Columns) -> FloatArray:
    """Return the place between the bounds, which are logarithms, where the corrected score is z.

    z and L are the first two columns. What rises is the logarithm of (1 + score)/(1 + z), nearly straight in that of
    the place.
    """

    def gap(place: FloatArray, *columns: FloatArray) -> tuple[FloatArray, FloatArray]:
        score, slope = corrected(path(np.exp(place), *columns), columns[1])
        above = 1 + np.maximum(score, LEAST_SCORE)
        return np.log(above / (1 + columns[0])), slope / above

    return np.exp(rising(gap, np.log(start), bounds, columns))


def _within(wanted: BoolArray) -> Columns:
    """Return the ends of the path; two that are the same where no crossing is wanted."""
    return either(wanted, NOWHERE, 0.0), either(wanted, EVERYWHERE, 0.0)


def _apart(place: FloatArray, *columns: FloatArray, squared: float = 1.0) -> Columns:
    """Return the moments where m is taken from x1 and given to x0, and V is b1/(x1 - m) + b0/(x0 + m).

    So it is for two risks, each over its fitted value (the third moments are v^2 - v/n), and for two rates, with their
    times as x and n (-v/n). The place is m/(x1 - m).
    """
    _, _, x1, b1, n1, x0, b0, n0 = columns
    left = x1 / (1 + place)
    m = left * place
    got = x0 + m
    v1, v0 = b1 / left, b0 / got
    up, down, s1, s0 = v1 / left, v0 / got, squared * v1, squared * v0
    moves = m / (1 + place)
    third, by_m = v1 * (s1 - 1 / n1) - v0 * (s0 - 1 / n0), up * (2 * s1 - 1 / n1) + down * (2 * s0 - 1 / n0)
    return m, v1 + v0, third, moves, (up - down) * moves, by_m * moves


def pulled_apart(wanted: BoolArray, turn: BoolArray, columns: Columns, squared: float) -> FloatArray:
    """Return the place of `_apart` of the limit, from that where the two sides by themselves would be."""
    z, widened, x1, b1, _, x0, b0, _ = columns
    w, path = z * z * widened, partial(_apart, squared=squared)
    one, other = alone(w / (b1 * x1), 1.0), 1 / np.maximum(x1 / alone(w / b0, x0) - 1, 0.0)
    start, (low, high) = 1 / np.hypot(1 / one, 1 / other), _within(wanted)
    if anywhere(turn):
        beyond = turn & (corrected(path(np.exp(MOVES), *columns), widened)[0] < z)
        start = either(beyond, one, start)
        low, high = either(beyond, MOVES, low), either(turn & ~beyond, MOVES, high)
    return crossing(path, start, (low, high), columns)


def searched_ratio_low(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> FloatArray:
    """Return the lower limit of (x1/n1)/(x0/n0), with the multiplier as in `_score.ratio_low`.

    The score ends at z^2 = 1 + 6 L x1.
    """
    z, widened, k = critical(a, n1, n0)
    reached, y1, y0 = (x1 > k) & (x1 * n0 > 0), np.maximum(n1 - x1, TINY), n0 - x0
    some = np.maximum(x1, TINY)
    place = pulled_apart(reached, reached & (x1 == n1), (z, widened, some, y1 / n1, n1, x0, y0 / n0, n0), 1.0)
    left = some / (1 + place)
    q, n = left / (x0 + left * place), x1 + x0
    return either(reached, q * (y0 * (1 + q) + n) / (y1 * (1 + q) + n * q), 0.0)


def ratio_low(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> FloatArray:
    """Return `searched_ratio_low` by Newton's steps, twice as fast; what does not settle soon is left to that.

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
    for _ in range(STEPS):
        q = s * s
        q1, total = 1 + q, b1 + b0 * q
        f0 = b0 * q / total
        f1 = 1 - f0
        r = root_n * s * np.sqrt(q1 / total)
        tilt, per_head, spread = f1 - f0, f1 / n1 - f0 / n0, n * q / total
        bent = q1 * tilt - spread * per_head
        slope_of_bent = q * tilt - 2 * f1 * f0 * q1 - spread * (f1 * per_head - f1 * f0 * (1 / n1 + 1 / n0))
        step = (x1 - x0 * q - k * bent - r) / (2 * (x0 * q + k * slope_of_bent) + r * (1 + q / q1 - f0))
        s = either(settled, s, s * np.maximum(1 + step, LEAST))
        settled = settled | (np.abs(step) < SMALL)
        if not anywhere(~settled):
            break
    q = np.minimum(s * s, x1 / x0)  # not beyond the estimate
    low = np.where(silent, 0.0, q * (y0 * (1 + q) + n) / (y1 * (1 + q) + n * q))
    lost = ~(settled & (silent | (r + z**2 / (3 * widened) * bent > 0)))
    if anywhere(lost):
        low[lost] = searched_ratio_low(*(column[lost] for column in np.broadcast_arrays(x1, n1, x0, n0, a)))
    return low


def rate_difference_below(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, z: FloatArray) -> FloatArray:
    """Return how far below x1/t1 - x0/t0 the lower limit is: the rates fitted are x1/(t1 + m) and x0/(t0 - m)."""
    some = np.maximum(x0, TINY)
    columns = (z, np.ones_like(z), t0, some / t0, t0, t1, x1 / t1, t1)
    place = pulled_apart(some > 0, x0 == 0, columns, 0.0)
    m, v, *_ = _apart(place, *columns, squared=0.0)
    return m * v


def _odds(place: FloatArray, *columns: FloatArray) -> Columns:
    """Return the moments of the table moved by m, place times what is left of its smaller cell.

    With cells p = a - m, q = b + m, r = c + m, s = d - m and W the sum of their inverses, the log of the odds ratio is
    m W from its estimate, of which the bias is (1/(qr) - 1/(ps))/W: taken off m here. The variance is W, and the third
    moment that sum with squares, q and r negative.
    """
    _, _, a, b, c, d = columns
    least = np.minimum(a, d)
    left = least / (1 + place)
    m = left * place
    p, q, r, s = 1 / ((a - least) + left), 1 / (b + m), 1 / (c + m), 1 / ((d - least) + left)
    falls, rises = p + s, q + r
    w = falls + rises
    ps, qr = p * s, q * r
    third = falls * falls - rises * rises - 2 * (ps - qr)
    bias = (qr - ps) / (w * w)
    moves = m / (1 + place)
    bias_by_m = -(qr * rises + ps * falls) / (w * w) - 2 * bias * third / w
    third_by_m = 2 * ((p * p * p + s * s * s) + (q * q * q + r * r * r))
    return m - bias, w, third, (1 - bias_by_m) * moves, third * moves, third_by_m * moves


def odds_low(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, tail: FloatArray) -> FloatArray:
    """Return the lower limit of ad/(bc).

    The score ends at z^2 = 1 + 6 L min(a, d), and with min(a, d) + 1/4 twice if a = d.
    """
    z, widened, k = critical(tail, a + b, c + d)
    least, most = np.minimum(a, d), np.maximum(a, d)
    reached = (either(a == d, 2 * least + 0.5, least) > k) & (least > 0)
    half = 1 / (b + least / 2) + 1 / (c + least / 2)
    start = alone(z * z * widened / (least + least * least * (1 / most + half)), 1.0)
    columns = (z, widened, a, np.maximum(b, TINY), np.maximum(c, TINY), d)
    place = crossing(_odds, start, _within(reached), columns)
    left = least / (1 + place)
    m = left * place
    return either(reached, ((a - least) + left) * ((d - least) + left) / ((b + m) * (c + m)), 0.0)


def _difference(place: FloatArray, *columns: FloatArray) -> Columns:
    """Return the moments where x1 - n1 p1 = m p1 q1 and n0 p0 - x0 = m p0 q0 give the fitted risks; m = base + place.

    Of each side v = p q/n has the slope -v g/s, g = q - p or p - q, and v g/n has v (2v - g^2/n)/s; s as in `pulled`.
    """
    _, _, base, x1, y1, n1, y0, x0, n0 = columns
    m = base + place
    p1, q1, s1 = pulled(x1, y1, m, (n1 - base) - place)
    q0, p0, s0 = pulled(y0, x0, m, (n0 - base) - place)
    g1, g0, v1, v0 = q1 - p1, p0 - q0, p1 * q1 / n1, p0 * q0 / n0
    c1, c0, moved1, moved0 = g1 / n1, g0 / n0, place * v1 / s1, place * v0 / s0
    third_slope = moved1 * (2 * v1 - g1 * c1) + moved0 * (2 * v0 - g0 * c0)
    return m, v1 + v0, v1 * c1 + v0 * c0, place, -(moved1 * g1 + moved0 * g0), third_slope


def difference_below(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> FloatArray:
    """Return how far below x1/n1 - x0/n0 the lower limit is, infinitely far where the end of the support is.

    From where a risk of 1 or 0 begins to move, at m = n, the place is counted: so it keeps its digits. The score ends
    at z^2 = 1 + 6 L F^2/G with F = x1/n1 + y0/n0, the distance to the end, and G = x1/n1^2 + y0/n0^2.
    """
    z, widened, k = critical(a, n1, n0)
    y1, y0, w = n1 - x1, n0 - x0, z * z * widened
    reached = (x1 / n1 + y0 / n0) ** 2 > np.maximum(k, 0) * (x1 / n1**2 + y0 / n0**2)
    start = 1 / np.hypot(1 / alone_in_difference(x1, y1, n1, w), 1 / alone_in_difference(y0, x0, n0, w))
    base, (low, high), turn = NOTHING, _within(reached), (y1 == 0) | (x0 == 0)
    sides = x1, np.maximum(y1, TINY), n1, y0, np.maximum(x0, TINY), n0
    if anywhere(turn):
        origin = np.minimum(either(y1 == 0, n1, np.inf), either(x0 == 0, n0, np.inf))
        at_turn = _difference(np.exp(NOWHERE), z, widened, origin, *sides)
        beyond = turn & (corrected(at_turn, widened)[0] < z)
        base, high = either(beyond, origin, 0.0), either(turn & ~beyond, np.log(origin), high)
        start = either(beyond, w, start)
    columns = (z, widened, base, *sides)
    m, v, third, *_ = _difference(crossing(_difference, start, (low, high), columns), *columns)
    # m V by the equation, of which it is a root: a small V at a large m has few digits.
    below = (z * np.sqrt(widened) + np.sqrt(w + 4 * k * third / v * m)) ** 2 / (4 * m)
    return either(reached, either(m > ESTIMATE, below, 0.0), np.inf)
