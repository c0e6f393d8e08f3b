"""Limits of the odds ratio given both margins: tails of Fisher's noncentral hypergeometric distribution.

Given the margins of a table with cells (a, b) over (c, d), the chance of a first cell a + j is proportional to a
product of ratios: each step up multiplies by odds (b - i)(c - i) / ((a + i + 1)(d + i + 1)), each step down by the
same with (a, d) and (b, c) exchanged and the odds inverted. With the observed table as 1, let `above` and `below` be
the sums over all tables above and below it. Then P(above) + share P(observed) = tail is

    tail below = (share - tail) + (1 - tail) above,

which is solved for the odds by Newton's steps on the logarithm of both sides.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _cornfield

EPSILON = float(np.finfo(np.float64).eps)
SMALL = 2.0**-500  # the first term below, so that a tail of 1e-300 overflows nothing
TINY = 1e-290  # no start is smaller, so that its inverse is finite
CLOSE = 1e-8  # a step from here lands within rounding, as Newton's errors square
MOST_STEPS = 100
FAR = 3.0  # the step, in logarithms, from where the tail overflows
ROWS = 1024  # solved at a time
TERMS = 2**15  # held at a time


def lower_limit(
    cells: tuple[FloatArray, FloatArray, FloatArray, FloatArray], tail: FloatArray, share: float
) -> FloatArray:
    """Return the odds ratio with P(above) + share P(observed) = tail: 0 where no table is below the observed one."""
    a, b, c, d, tail = np.broadcast_arrays(*cells, tail)
    half = share - 0.5  # the correction for continuity
    start = _cornfield.lower_limit((a - half, b + half, c + half, d - half), ndtri(tail) ** 2, _cornfield.deviance)
    limit = np.where(np.minimum(a, d) == 0, 0.0, np.maximum(start, TINY))
    rows = np.flatnonzero((limit > 0) & np.isfinite(limit))
    for at in np.split(rows, range(ROWS, rows.size, ROWS)):
        limit.flat[at] = _solve(
            np.array([cell.flat[at] for cell in (a, b, c, d)]), tail.flat[at], share, limit.flat[at]
        )
    return limit


def _solve(cells: FloatArray, tail: FloatArray, share: float, odds: FloatArray) -> FloatArray:
    """Newton's steps, halved on the log scale when they leave the bracket of what has been seen."""
    odds = odds.copy()
    least, most = np.zeros_like(odds), np.full_like(odds, np.inf)
    rows = np.arange(odds.size)
    for _ in range(MOST_STEPS):
        now = odds[rows]
        gap, slope = _gap(cells[:, rows], tail[rows], share, now)
        gap = np.where(np.isfinite(gap), gap, np.inf)  # the tail overflowed
        least[rows], most[rows] = np.where(gap > 0, now, least[rows]), np.where(gap > 0, most[rows], now)
        step = np.where(np.isfinite(gap), gap / slope, FAR)
        new, end = now * np.exp(step), np.where(gap > 0, most[rows], least[rows])
        inside = (least[rows] < new) & (new < most[rows])
        odds[rows] = np.where(inside | (np.abs(gap) < CLOSE), new, np.sqrt(now * end))
        rows = rows[np.abs(gap) >= CLOSE]
        if not rows.size:
            break
    return odds


def _gap(cells: FloatArray, tail: FloatArray, share: float, odds: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log of the left side over the right one, and how fast it falls with the log of the odds."""
    a, b, c, d = cells
    below, steps_down = _sums(a, d, b, c, 1 / odds, SMALL)
    above, steps_up = _sums(b, c, a, d, odds, 1.0)
    right = (share - tail) + (1 - tail) * above
    return np.log(below / right) + np.log(tail / SMALL), steps_down / below + (1 - tail) * steps_up / right


def _sums(
    p: FloatArray, q: FloatArray, r: FloatArray, s: FloatArray, odds: FloatArray, first: float
) -> tuple[FloatArray, FloatArray]:
    """Add up the products of odds (p - i)(q - i) / ((r + i + 1)(s + i + 1)), and those times their number of factors.

    Block after block, for the rows whose further terms still count; the ratios fall, so that a geometric series
    bounds what is left. A product is 0 from where p or q is used up.
    """
    total, steps, term = np.zeros_like(odds), np.zeros_like(odds), np.full_like(odds, first)
    rows, begin = np.arange(odds.size), 0
    while rows.size:
        i = np.arange(begin, begin + max(16, min(max(32, begin), TERMS // rows.size)))
        p_, q_, r_, s_, odds_ = (part[rows, None] for part in (p, q, r, s, odds))
        ratio = ((p_ - i) * (q_ - i)) / ((r_ + i + 1) * (s_ + i + 1))
        ratio[:, 0] *= term[rows]
        ratio *= odds_
        terms = np.cumprod(ratio, axis=1)
        total[rows] += terms.sum(axis=1)
        steps[rows] += terms @ (i + 1.0)
        term[rows], begin = terms[:, -1], i[-1] + 1
        fall = ratio[:, -1]
        rows = rows[(term[rows] > 0) & (term[rows] * fall > EPSILON * total[rows] * (1 - fall))]
    return total, steps
