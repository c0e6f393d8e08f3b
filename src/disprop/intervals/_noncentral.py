"""Limits of the odds ratio given both margins: tails of Fisher's noncentral hypergeometric distribution.

Given the margins of a table with cells (a, b) over (c, d), the chance of a first cell a + j is proportional to a
product of ratios: each step up multiplies by odds (b - i)(c - i) / ((a + i + 1)(d + i + 1)), each step down by the
same with (a, d) and (b, c) exchanged and the odds inverted. With the observed table as 1, let `above` and `below` be
the sums over all tables above and below it. Then P(above) + share P(observed) = tail is

    tail below = (share - tail) + (1 - tail) above,

which is solved for the odds by Halley's steps on the logarithm of both sides, from the saddlepoint approximation.
"""

import numpy as np
from scipy.special import ndtri, xlog1py

from disprop._arrays import FloatArray
from disprop.intervals._roots import alone

Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
EPSILON = float(np.finfo(np.float64).eps)
SMALL = 2.0**-500  # the first term below, so that a tail of 1e-300 overflows nothing
TINY = 1e-290  # no start is smaller, so that its inverse is finite
CLOSE = 1e-5  # a step from here lands within rounding, as Halley's errors are cubed
MOST_STEPS = 100
FAR = 3.0  # the step, in logarithms, from where the tail overflows
ROWS = 2048  # solved at a time
MOST_STEPS_OF_START = 20
ROUGH = 0.3  # a step this small, in log e, ends the search for the start
FARTHEST = 1e280  # the largest e: nothing left of a cell is 0
NEAR = 1e-4  # below this e the score statistic is nearer to the deviance than what is left of adding that up
LEAST = 1e-3  # the least r that log(u/r)/r has digits at
EMPTY = 0.12  # in place of a cell of 0, which Stirling's formula does not know
TERMS = 2**15  # held at a time


def exact_low(cells: Cells, tail: FloatArray, share: float) -> FloatArray:
    """Return the odds ratio with P(above) + share P(observed) = tail: 0 where no table is below the observed one."""
    a, b, c, d, tail = np.broadcast_arrays(*cells, tail)
    start = np.clip(_start((a, b, c, d), -ndtri(tail), share), TINY, 1 / TINY)
    limit = np.where((a == 0) | (d == 0), 0.0, np.where((b * c == 0) & (tail == share), np.inf, start))
    rows = np.flatnonzero((limit > 0) & np.isfinite(limit))
    for at in np.split(rows, range(ROWS, rows.size, ROWS)):
        limit.flat[at] = _solve(
            np.array([cell.flat[at] for cell in (a, b, c, d)]), tail.flat[at], share, limit.flat[at]
        )
    return limit


def _start(cells: Cells, z: FloatArray, share: float) -> FloatArray:
    """Return the odds ratio of the table moved by m, as in `risk`, so far that the approximation of z is reached.

    That is r + log(u/r)/r: r^2 is the deviance of the first table under the odds ratio of the moved one, and u the
    distance between the two, for whole numbers, in standard errors given the margins (Skovgaard 1987, Journal of
    Applied Probability 24: 875-887). Newton's steps are taken in the log of e = m / (min(a, d) - m), upwards on the
    logarithm of the deviance and downwards on itself: neither goes too far.
    """
    a, b, c, d = cells
    least, most = np.minimum(a, d), np.maximum(a, d)
    v1, v0 = _variances((np.maximum(a, EMPTY), np.maximum(b, EMPTY), np.maximum(c, EMPTY), np.maximum(d, EMPTY)))
    # first with the inverses of three of the cells taken half way: a quadratic
    e = alone(
        np.fmax(z, LEAST) ** 2 / (least + least**2 * (1 / most + (1 / (b + least / 2) + 1 / (c + least / 2)))), 1.0
    )
    for _ in range(MOST_STEPS_OF_START):
        moved, m = _moved(cells, e)
        deviance, change = _deviance(moved, m)
        r = np.sqrt(deviance)
        u = np.sqrt(v1 * v0 / sum(_variances(moved))) / (share + 1 / (a * d / (b * c * _odds_ratio(moved)) - 1))
        over = np.fmax(z - np.log(u / r) / r, LEAST) ** 2 / deviance
        step = np.where(over > 1, np.log(over), over - 1) * (deviance * (1 + e) / change)
        e = np.minimum(e * np.exp(step), FARTHEST)
        if not (np.abs(step) > ROUGH).any():
            break
    return _odds_ratio(_moved(cells, e)[0])


def _moved(cells: Cells, e: FloatArray) -> tuple[Cells, FloatArray]:
    """Return the moved cells, and by how much they moved."""
    a, b, c, d = cells
    least = np.minimum(a, d)
    m, left = least * (e / (1 + e)), least / (1 + e)
    return ((a - least) + left, b + m, c + m, (d - least) + left), m


def _odds_ratio(cells: Cells) -> FloatArray:
    a, b, c, d = cells
    return a * d / (b * c)


def _variances(cells: Cells) -> tuple[FloatArray, FloatArray]:
    """Return n p q of both sides."""
    a, b, c, d = cells
    return 1 / (1 / a + 1 / b), 1 / (1 / c + 1 / d)


def _deviance(cells: Cells, m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return twice the log of the ratio of likelihoods that moving by m makes, and how fast it grows with log m."""
    (a, b, c, d), (v1, v0) = cells, _variances(cells)
    change = 2 * m**2 * (1 / v1 + 1 / v0)
    up, down = xlog1py(a + m, m / a) + xlog1py(d + m, m / d), xlog1py(b - m, -m / b) + xlog1py(c - m, -m / c)
    return np.where(m < NEAR * np.minimum(a, d), change / 2, 2 * (up + down)), change


def _solve(cells: FloatArray, tail: FloatArray, share: float, odds: FloatArray) -> FloatArray:
    """Halley's steps, halved on the log scale when they leave the bracket of what has been seen."""
    odds = odds.copy()
    least, most = np.zeros_like(odds), np.full_like(odds, np.inf)
    rows = np.arange(odds.size)
    for _ in range(MOST_STEPS):
        now = odds[rows]
        gap, slope, curve = _gap(cells[:, rows], tail[rows], share, now)
        gap = np.where(np.isfinite(gap), gap, np.inf)  # the tail overflowed
        least[rows], most[rows] = np.where(gap > 0, now, least[rows]), np.where(gap > 0, most[rows], now)
        step = np.where(np.isfinite(gap), gap / slope / np.maximum(1 - gap * curve / (2 * slope**2), 0.5), FAR)
        new, end = now * np.exp(step), np.where(gap > 0, most[rows], least[rows])
        inside = (least[rows] < new) & (new < most[rows])
        odds[rows] = np.where(inside | (np.abs(gap) < CLOSE), new, np.sqrt(now * end))
        rows = rows[np.abs(gap) >= CLOSE]
        if not rows.size:
            break
    return odds


def _gap(cells: FloatArray, tail: FloatArray, share: float, odds: FloatArray) -> tuple[FloatArray, ...]:
    """Return the log of the left side over the right one, how fast it falls with the log of the odds, and its curve."""
    a, b, c, d = cells
    below, *down = _sums(a, d, b, c, 1 / odds, SMALL).T
    above, *up = _sums(b, c, a, d, odds, 1.0).T
    right = (share - tail) + (1 - tail) * above
    down_1, down_2 = (steps / below for steps in down)
    up_1, up_2 = ((1 - tail) * steps / right for steps in up)
    return (np.log((below / right) * (tail / SMALL)), down_1 + up_1, (down_2 - down_1**2) - (up_2 - up_1**2))


def _sums(p: FloatArray, q: FloatArray, r: FloatArray, s: FloatArray, odds: FloatArray, first: float) -> FloatArray:
    """Add up the products of odds (p - i)(q - i) / ((r + i + 1)(s + i + 1)), and their first two moments.

    The moments are those of the number of factors. Block after block, for the rows whose further terms still count; the
    ratios fall, so that a geometric series bounds what is left. A product is 0 from where p or q is used up.
    """
    total, term = np.zeros((odds.size, 3)), np.full_like(odds, first)
    rows, begin = np.arange(odds.size), 0
    parts = np.array([p, q, r + 1, s + 1, odds])[:, :, None]
    while rows.size:
        i = np.arange(
            begin, begin + max(16, min(max(32, 512 // rows.size, begin), TERMS // rows.size)), dtype=np.float64
        )
        ratio = (parts[0] - i) * (parts[1] - i)
        ratio /= (parts[2] + i) * (parts[3] + i)
        ratio[:, 0] *= term
        ratio *= parts[4]
        terms = np.cumprod(ratio, axis=1)
        total[rows] += terms @ np.vander(i + 1, 3, increasing=True)
        term, fall, begin = terms[:, -1], ratio[:, -1], begin + i.size
        more = (term > 0) & (term * fall > EPSILON * total[rows, 0] * (1 - fall))
        rows, term, parts = rows[more], term[more], parts[:, more]
    return total
