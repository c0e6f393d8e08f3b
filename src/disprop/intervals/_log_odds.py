"""Exact, mid-p and likelihood limits of a binomial proportion, as odds p/(1-p).

They serve the ratio of two rates too, which is the odds of x1 among x1 + x0 events, but for the populations. On this
scale neither p near 0 nor p near 1 loses a digit.

The tail is P(X > x) + weight P(X = x), where `weight` is 1 for Clopper-Pearson and 1/2 for mid-p. What is solved for is
`below`: how far the log odds of the limit are below log(x/y), with y = n - x. A saddlepoint approximation comes so near
that one evaluation of the tail is enough, unless a count is small.
"""

from collections.abc import Callable
from functools import partial
from math import sqrt

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray, anywhere, either
from disprop.intervals._binomial import deviance, log_peak, tail_ratio, tail_ratio_of_any
from disprop.intervals._family import Limits
from disprop.intervals._polynomial import Smooth

ROWS = 2_048  # taken at a time: a tail of one row holds 40 numbers, which is to stay within a cache
CLOSE = 6e-3  # from an error of this share of the log of the tail, one step leaves less than 1e-12
MOST_STEPS = 30
LEAST_Z = 0.01  # nearer to the estimate the approximation is 0/0
NEAR = 1e-5  # from an error of this in the root of twice the deviance, one step ends within rounding
LEAST = 1e-6  # of that root: up to here it is straight
LARGE = 1e6  # from two shapes of this on the beta quantiles of the library underneath lose digits
SURE = 1e-5  # from an error of this in the log of the tail, one step ends within rounding
Given = tuple[FloatArray, FloatArray, FloatArray, FloatArray]  # x, y, log a and log_peak(x, y)


def odds_limits(x: FloatArray, n: FloatArray, a: FloatArray, weight: float) -> Limits:
    """Return the limits of p/(1-p): P(X > x | low) + weight P(X = x | low) = a, and X < x for the upper.

    The lower limit is 0 at x = 0, the upper infinity at x = n.
    """
    y = n - x
    low, high = SMOOTH[weight].odds(x, y, a) or _odds(x, y, a, weight)
    return _with_ends(x, y, low, high, np.log(weight) - np.log(a))


def _odds(x: FloatArray, y: FloatArray, a: FloatArray, weight: float) -> Limits:
    """Return the limits of counts that are not 0, each by itself."""
    same = 0 * (x + y + a)
    given = x + same, y + same, np.log(a) + same, same - ndtri(a)
    low, high = _by_rows(lambda x, y, log_a, z: np.array(_limits(x, y, log_a, z, weight)), *given)
    return low, high


def _apart(s: FloatArray, p: FloatArray, a: FloatArray, weight: float | None) -> FloatArray:
    """Return `below` for counts that need not be whole, from 1/x + 1/y = s^2 and their share p.

    Without a weight, the limits are quantiles of Beta(x, y), as they are with the weight y/(x + y).
    """
    return below_of_any(1 / (s * s * (1 - p)), 1 / (s * s * p), a, 1 - p if weight is None else weight)


def below_of_any(x: FloatArray, y: FloatArray, a: FloatArray, weight: FloatArray | float) -> FloatArray:
    """Return `below` for counts that need not be whole; with the weight y/(x + y) it is a quantile of Beta(x, y)."""
    given = x, y, 0 * x + np.log(a), log_peak(x, y)
    below = _start(x, y, 0 * x - ndtri(a), weight if isinstance(weight, float) else 0.5)
    for _ in range(MOST_STEPS):
        off, below = _step(below, given, weight, tail_ratio_of_any)
        if not anywhere(abs(off) > SURE):
            break
    return below


SMOOTH = {weight: Smooth(_apart, sqrt(1 / 1 + 1 / 1), (weight,)) for weight in (1.0, 0.5)}  # from one of each on
QUANTILE = Smooth(_apart, sqrt(1 / 0.5 + 1 / 1.5), (None,))  # of Beta(x, y) with x = 1/2 and y = 3/2, or more


def odds_tail(x: FloatArray, n: FloatArray, odds: FloatArray, weight: float) -> FloatArray:
    """Return the smallest `a` at which the limits leave these odds out: the tail that they have there.

    Without a difference of near equals, and so 0 where the odds cannot be; a half and more where they are the estimate.
    """
    x, y, odds = np.broadcast_arrays(x, n - x, odds)
    return _by_rows(partial(_tail, weight=weight), x, y, odds)


def _by_rows(kernel: Callable[..., FloatArray], *columns: FloatArray) -> FloatArray:
    """Return what the kernel gives, taking a part of the rows at a time; its last axis is theirs."""
    if columns[0].ndim == 0:
        return kernel(*columns)
    shape, flat = columns[0].shape, [column.ravel() for column in columns]
    starts = range(0, flat[0].size or 1, ROWS)
    parts = [kernel(*(column[start : start + ROWS] for column in flat)) for start in starts]
    found: FloatArray = np.concatenate(parts, axis=-1)
    return found.reshape((*found.shape[:-1], *shape))


def _tail(x: FloatArray, y: FloatArray, odds: FloatArray, weight: float) -> FloatArray:
    """Return the tail beyond the nearer end: of x where the odds are below the estimate, else of y."""
    beyond = odds * y > x
    x, y, odds = either(beyond, y, x), either(beyond, x, y), either(beyond, 1 / odds, odds)
    below = np.log(x / (y * odds))
    tail = np.exp(log_peak(x, y) - deviance(x, y, below)) * (tail_ratio(x, y, odds) - (1 - weight))
    tail = either(y == 0, weight * np.exp(-x * np.log1p(1 / odds)), tail)
    return either(odds == 0, either(x == 0, 1.0, 0.0), either(x == 0, 1.0, tail))


def likelihood_odds_limits(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of p/(1-p): twice the deviance is z^2. The lower is 0 at x = 0, the upper infinity at x = n."""
    y, z = n - x, -ndtri(a)
    low, high = x / y * np.exp(-_by_deviance(x, y, z)), x / y * np.exp(_by_deviance(y, x, z))
    return _with_ends(x, y, low, high, z * z / 2)


def _by_deviance(x: FloatArray, y: FloatArray, z: FloatArray) -> FloatArray:
    """Return `below` where twice the deviance is z^2."""
    below = _wilson(x, y, z, 0.0)
    for _ in range(MOST_STEPS):
        r = np.sqrt(2 * deviance(x, y, below))
        below = below + _towards(x, y, below, r, z)
        if not anywhere(abs(r - z) > NEAR):
            break
    return either(z < LEAST, z / np.sqrt(x * y / (x + y)), below)


def _limits(x: FloatArray, y: FloatArray, log_a: FloatArray, z: FloatArray, weight: float) -> Limits:
    """Return the limits of a part of the rows; the upper one is the lower one of y."""
    peak = log_peak(x, y)
    below = _settle(_start(x, y, z, weight), (x, y, log_a, peak), weight)
    above = _settle(_start(y, x, z, weight), (y, x, log_a, peak), weight)
    return x / y * np.exp(-below), x / y * np.exp(above)


def _with_ends(x: FloatArray, y: FloatArray, low: FloatArray, high: FloatArray, fall: FloatArray) -> Limits:
    """Return the limits also for x = 0 and for y = 0; at x = 0 the upper one is where q^n = e^-fall."""
    if not anywhere((x == 0) | (y == 0)):
        return low, high
    other = np.expm1(fall / (x + y))
    low = either(x == 0, 0.0, either(y == 0, 1 / other, low))
    return low, either(y == 0, np.inf, either(x == 0, other, high))


def _start(x: FloatArray, y: FloatArray, z: FloatArray, weight: float) -> FloatArray:
    """Return `below` of a saddlepoint approximation: one step of Chebyshev's method from Wilson's lower limit.

    The normal score of the tail is r + log(lattice sd/r)/r, where r^2 is twice the deviance (Barndorff-Nielsen 1986,
    Biometrika 73: 307-322), and `lattice` is for P(X >= x) that of Daniels 1987, International Statistical Review 55:
    37-48. For mid-p it is what makes the tail of a count the same from both sides.
    """
    below = _wilson(x, y, np.maximum(z, LEAST_Z), weight - 0.5)
    r = np.sqrt(2 * deviance(x, y, below))
    lattice = -np.expm1(-below) if weight == 1 else 2 * np.tanh(below / 2)
    target = np.maximum(z, LEAST_Z) - np.log(lattice * np.sqrt(x * y / (x + y)) / r) / r
    return below + _towards(x, y, below, r, target)


def _wilson(x: FloatArray, y: FloatArray, z: FloatArray, correction: float) -> FloatArray:
    """Return `below` of Wilson's lower limit of x less a correction for continuity."""
    n, part, rest = x + y, x - correction, y + correction
    wide = z * np.sqrt(part * rest / n + z * z / 4)
    return np.log((rest + z * z / 2 + wide) / (part + z * z / 2 - wide) * x / y)


def _towards(x: FloatArray, y: FloatArray, below: FloatArray, r: FloatArray, target: FloatArray) -> FloatArray:
    """Return the step of Chebyshev's method by which the root of twice the deviance goes from r to the target."""
    p, q = _chances(x, y, below)
    gap, slope, curve = target - r, x * q - y * p, (x + y) * p * q
    return gap * (r + gap / 2 - gap / 2 * r * r * curve / (slope * slope)) / slope


def _settle(below: FloatArray, given: Given, weight: float, steps: int = MOST_STEPS) -> FloatArray:
    """Return `below` where the tail is a, taking further steps only for the rows that need them."""
    off, below = _step(below, given, weight, tail_ratio)
    far = abs(off) > CLOSE * abs(given[2])
    if steps == 1 or not anywhere(far):
        return below
    if not anywhere(~far):
        return _settle(below, given, weight, steps - 1)
    x, y, log_a, peak = (part[far] for part in given)
    below[far] = _settle(below[far], (x, y, log_a, peak), weight, steps - 1)
    return below


def _step(below: FloatArray, given: Given, weight: FloatArray | float, ratio: Callable[..., FloatArray]) -> Limits:
    """Return the error in the log of the tail, and `below` after a step of Householder's method of fourth order.

    By the log odds, the slope of the log of the tail is m/t, where t = tail/P(X = x) and m = weight x q +
    (1 - weight) y p; the slope of its logarithm is m'/m + (x - np) - m/t. Every further derivative comes from these.
    """
    x, y, log_a, peak = given
    p, q = _chances(x, y, below)
    t = ratio(x, y, p / q) - (1 - weight)
    off = peak - deviance(x, y, below) + np.log(t) - log_a
    m, pq, tilt = weight * x * q + (1 - weight) * y * p, p * q, q - p
    bend = pq * ((1 - weight) * y - weight * x) / m  # m'/m and its derivatives
    bend1 = bend * tilt - bend * bend
    bend2 = bend1 * tilt - 2 * bend * (pq + bend1)
    slope, variance = m / t, (x + y) * pq
    log1 = bend + (x * q - y * p) - slope  # of the logarithm of the slope
    log2 = bend1 - variance - slope * log1
    log3 = bend2 - variance * tilt - slope * (log1 * log1 + log2)
    return off, below + off / slope * _householder(-off / slope, log1, log2, log3)


def _householder(s: FloatArray, log1: FloatArray, log2: FloatArray, log3: FloatArray) -> FloatArray:
    """Return the step of fourth order over Newton's, which is s; the others are derivatives of the log of the slope."""
    second = log1 * log1 + log2
    two, three = (log1 * s / 2, second * (s * s) / 6)  # terms of Taylor's series over the first
    four = (log1 * (second + 2 * log2) + log3) * (s * s * s) / 24
    third = 1 + two + two + three
    return third / (third + two + two * two + three + four)


def _chances(x: FloatArray, y: FloatArray, below: FloatArray) -> Limits:
    """Return p and q = 1 - p."""
    odds = x / y * np.exp(-below)
    q = 1 / (1 + odds)
    return odds * q, q
