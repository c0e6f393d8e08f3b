"""Limits of the odds ratio given both margins: tails of Fisher's noncentral hypergeometric distribution.

Given the margins of a table with cells (a, b) over (c, d), the chance of a first cell a + j is proportional to a
product of ratios: each step up multiplies by odds (b - i)(c - i) / ((a + i + 1)(d + i + 1)), each step down by the
same with (a, d) and (b, c) exchanged and the odds inverted. With the observed table as 1, let `above` and `below` be
the sums over all tables above and below it. Then P(above) + share P(observed) = tail is

    tail below = (share - tail) + (1 - tail) above,

which is solved for the odds by steps of fourth order on the logarithm of both sides, from the score limit of a table
half a table farther, so to say: exact limits count all of the observed one.
"""

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Limits
from disprop.intervals._roots import NOTHING, UNKNOWN, rising
from disprop.intervals._score import Cells, odds_low

EPSILON = float(np.finfo(np.float64).eps)
SMALL = 2.0**-500  # the first term below, so that a tail of 1e-300 overflows nothing
FARTHEST = 708.0  # the log of the odds and of their inverse is finite there
STRAIGHT = 2e3  # as `rising` has it for a standard error of 1: a step of 1e-3, or so, is the last
FEW = 64  # rows, whose terms are multiplied up in one call
ROWS = 4096  # limits at a time
TERMS = 2**15  # held at a time
FIRST = 512  # terms of few rows that are added up at once


def exact_limits(cells: Cells, tail: FloatArray, share: float) -> Limits:
    """Return the odds ratios with P(above) + share P(observed) = tail, and with P(below) for P(above).

    The latter is the inverse of the former for the table with its columns exchanged, and both are solved at once.
    """
    columns = np.broadcast_arrays(*cells, tail)
    given = np.array(columns).reshape(5, -1)
    given = np.concatenate((given, given[[1, 0, 3, 2, 4]]), axis=1)
    starts = range(0, given.shape[1] or 1, ROWS)
    low = np.concatenate([_low(given[:, start : start + ROWS], share) for start in starts])
    low, high = low.reshape(2, *columns[0].shape)
    return low, 1 / high


def _low(given: FloatArray, share: float) -> FloatArray:
    """Return the lower limits: 0 where no table is below the observed one."""
    a, b, c, d, tail = given
    limit = np.where((a == 0) | (d == 0), 0.0, np.where((b * c == 0) & (tail == share), np.inf, 1.0))
    rows = np.flatnonzero(limit == 1)
    a, b, c, d, tail = given[:, rows]
    half, z = share - 0.5, -ndtri(tail)
    start = np.log(odds_low((a - half, b + half, c + half, d - half), z * z))
    straight = STRAIGHT / (1 + z * z / (1 / a + 1 / b + 1 / c + 1 / d)) ** 0.75
    bounds = np.full_like(a, -FARTHEST), np.full_like(a, FARTHEST)
    seen = start, UNKNOWN, NOTHING, straight
    limit[rows] = np.exp(rising(_beyond, start, bounds, (a, b, c, d, tail, share - tail), seen))
    return limit


def _beyond(log_odds: FloatArray, *columns: FloatArray) -> tuple[FloatArray, None]:
    """Return how far beyond the limit these are, by Householder's step of fourth order."""
    a, b, c, d, tail, least = columns
    odds, n = np.exp(log_odds), a.size
    p, q, r, s = np.append(a, b), np.append(d, c), np.append(b, a), np.append(c, d)
    sums = _sums(p, q, r, s, np.append(1 / odds, odds), np.repeat((SMALL, 1.0), n))
    below, above = sums[0, :n], (1 - tail) * sums[0, n:]
    right = least + above
    down, up = _cumulants(sums[1:, :n] / below), _cumulants((1 - tail) * sums[1:, n:] / right)
    excess, slope = np.log((right / below) * (SMALL / tail)), down[0] + up[0]
    newton, curve = -excess / slope, (down[1] - up[1]) / (2 * slope)
    over = 1 - newton * (curve - newton * ((down[2] + up[2]) / (6 * slope) - curve * curve))
    beyond = -newton / np.maximum(over, 0.5)
    overflowed = np.where(np.isfinite(below), np.inf, -np.inf)
    return np.where(np.isfinite(beyond), beyond, overflowed), None


def _cumulants(moments: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the first three cumulants."""
    first, second, third = moments
    square = first * first
    return first, second - square, third - 3 * first * second + 2 * first * square


def _sums(p: FloatArray, q: FloatArray, r: FloatArray, s: FloatArray, odds: FloatArray, term: FloatArray) -> FloatArray:
    """Add up the products of odds (p - i)(q - i) / ((r + i + 1)(s + i + 1)), and their first three moments.

    The moments are those of the number of factors. Block after block, for the rows whose further terms still count; the
    ratios fall, so that a geometric series bounds what is left.
    """
    total, rows, begin, one = np.zeros((4, p.size)), np.arange(p.size), 0, np.ones_like(p)
    over, under = np.array((p * q, -p - q, one)), np.array(((r + 1) * (s + 1), r + s + 2, one))
    while rows.size:
        i = np.arange(begin, begin + max(16, min(max(begin, FIRST // rows.size), TERMS // rows.size)) + 1.0)
        powers = np.array((i * 0 + 1, i, i * i, i * i * i))
        before = powers[:3, :-1].T
        terms = before @ over
        np.maximum(terms, 0, out=terms)  # a product is 0 from where p or q is used up
        terms /= before @ under
        terms *= odds
        fall = terms[-1].copy()
        terms[0] *= term
        if rows.size < FEW:
            np.multiply.accumulate(terms, axis=0, out=terms)
        else:
            for k in range(1, len(terms)):
                terms[k] *= terms[k - 1]
        total[:, rows] += powers[:, 1:] @ terms
        term, begin = terms[-1], begin + len(terms)
        more = np.flatnonzero((term > 0) & (term * fall > EPSILON * total[0, rows] * (1 - fall)))
        rows, term, odds, over, under = rows[more], term[more], odds[more], over[:, more], under[:, more]
    return total
