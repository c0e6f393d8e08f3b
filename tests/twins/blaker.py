"""Blaker's limits from his definition, with the tails of the binomial from SciPy, on the scale of the log odds.

The acceptability of p is the chance of the outcomes whose smaller tail is no larger than that of x: P(X >= x), while
that is the smaller, and P(X <= j) for the largest j of which it is no larger. The lower limit is where the
acceptability first reaches 2a.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv, expit
from scipy.stats import binom

from twins.roots import Array, first

MARGIN = 1e-6  # of the log odds, by which the bracket is wider than the quantiles say
ROUNDING = 1e-13  # of 2a: where the acceptability only touches it, as for 2 of 2 at level 0.5


def limits(x: Array, n: Array, a: float) -> tuple[Array, Array]:
    """Return the lower and the upper limits of the proportion."""
    low, high = lower(x, n, a), -lower(n - x, n, a)
    return np.where(x == 0, 0.0, expit(low)), np.where(x == n, 1.0, expit(high))


def lower(x: Array, n: Array, a: float) -> Array:
    """Return the lower limits of the log odds, of no use at x = 0.

    It is found piece by piece, from where P(X >= x) is less than a. A piece, of one j, ends where P(X >= x) overtakes
    P(X <= j + 1) and the acceptability jumps to twice P(X >= x); up to there it falls, from 2a at most, and then rises.
    """
    x, enough = np.maximum(x, 1.0), 2 * a * (1 - ROUNDING)
    place, inner = from_quantile(x, n, a) - MARGIN, from_quantile(x, n, min(2 * a, 0.5)) + MARGIN
    while (short := acceptability(x, n, place) < enough).any():
        place = np.where(short, end_of_piece(x, n, place, inner, enough), place)
    return place


def end_of_piece(x: Array, n: Array, start: Array, inner: Array, enough: float) -> Array:
    """Return the first place after `start` at which the acceptability is enough, or jumps."""
    j = largest(x, n, start)
    jump = first(lambda s: at_least(x, n, s) >= at_most(j + 1, n, s), start, inner)
    return first(lambda s: at_least(x, n, s) + at_most(j, n, s) >= enough, start, jump)


def acceptability(x: Array, n: Array, s: Array) -> Array:
    """P(an outcome with a smaller tail of no more than P(X >= x)), while that is less than a half."""
    return at_least(x, n, s) + at_most(largest(x, n, s), n, s)


def from_quantile(x: Array, n: Array, tail: float) -> Array:
    """Return the log odds at which P(X >= x) is a tail."""
    return np.asarray(np.log(betaincinv(x, n - x + 1, tail) / betainccinv(n - x + 1, x, tail)))


def largest(x: Array, n: Array, s: Array) -> Array:
    """Return the largest j with P(X <= j) <= P(X >= x), or -1."""
    near = at_least(x, n, s)
    j: Array = np.asarray(binom.ppf(near, n, expit(s))) + 1
    while (over := (j >= 0) & (at_most(j, n, s) > near)).any():
        j = np.where(over, j - 1, j)
    return j


def at_least(x: Array, n: Array, s: Array) -> Array:
    """P(X >= x), which is 1 at x = 0 and 0 above n."""
    inside = np.clip(x, 1, n)
    by_p, by_q = betainc(inside, n - inside + 1, expit(s)), betaincc(n - inside + 1, inside, expit(-s))
    return np.where(x <= 0, 1.0, np.where(x > n, 0.0, np.where(s > 2, by_q, by_p)))


def at_most(j: Array, n: Array, s: Array) -> Array:
    """P(X <= j)."""
    return at_least(n - j, n, -s)
