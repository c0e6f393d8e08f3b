"""Intervals for a proportion: x of n, X ~ Binomial(n, p)."""

from collections.abc import Callable

import numpy as np
from scipy.special import betainccinv, ndtri

from disprop._arrays import FloatArray, anywhere, either
from disprop.intervals._binomial import least_quantile
from disprop.intervals._blaker import lowest_log_odds
from disprop.intervals._family import Family, Limits
from disprop.intervals._limits import normal_limits
from disprop.intervals._log_odds import LARGE, QUANTILE, below_of_any, likelihood_odds_limits, odds_limits, odds_tail

LEAST = 1e-300  # of z^2: at level 0 there is nothing to divide by
PROPORTION = Family.of("proportion", np.divide)


def shares(odds: Limits) -> Limits:
    """Return p from p/(1-p)."""
    low, high = odds
    return 1 / (1 + 1 / low), 1 / (1 + 1 / high)


def _score(x: FloatArray, y: FloatArray, v: FloatArray) -> Limits:
    """Return the roots p of (x - np)^2 = v p(1-p) for n = x + y, without a difference of near equals.

    x and y are the counts of the part and of the rest, or these less a correction.
    """
    half, n = v / 2, x + y
    b = x * n + half
    b += np.sqrt(v * x * y + half * half)
    return x * x / b, b / (n * n + v)


def tail_of(weight: float) -> Callable[..., FloatArray]:
    """Return the tail of a null p, counting this share of the probability of x itself; 0 beyond 1."""
    return lambda x, n, p: either(p > 1, 0.0, odds_tail(x, n, either(p < 1, p / (1 - p), np.inf), weight))


@PROPORTION.method("wilson")
def wilson(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Wilson 1927, JASA 22: 209-212

    |x - np| = z sqrt(np(1-p))
    """
    # These are x^2/(nw) and w/(n + z^2), where w = x + z^2/2 + z sqrt(x(n-x)/n + z^2/4). In this order w is z^2 at
    # x = 0 and n + z^2 at x = n to the last digit, so 0 and 1 come out as they are.
    z2 = ndtri(a) ** 2 + LEAST
    w = x * (n - x) * (z2 / n)
    w += z2 * z2 / 4
    w = np.sqrt(w) + z2 / 2
    w += x
    return x * x / (n * w), w / (n + z2)


@PROPORTION.method("wilson-cc")
def wilson_cc(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Newcombe 1998, Statistics in Medicine 17: 857-872, method 4

    |x - np| - 1/2 = z sqrt(np(1-p)); low = 0 at x = 0, high = 1 at x = n
    """
    v = ndtri(a) ** 2 * n
    y = n - x
    low, high = _score(x - 0.5, y + 0.5, v)[0], _score(x + 0.5, y - 0.5, v)[1]
    return either(x == 0, 0.0, low), either(x == n, 1.0, high)


@PROPORTION.method("scas")
def scas(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    |x - np - (z^2 - 1)(1 - 2p)/6| = z sqrt(np(1-p)); low = 0 at x = 0 or x <= c = (z^2 - 1)/6, high = 1 at x = n
    or n - x <= c
    """
    z2 = ndtri(a) ** 2
    c = (z2 - 1) / 6
    low, high = _score(x - c, n - x - c, z2 * n)
    end = np.maximum(c, 0)  # at x <= c the score of a small p is below z
    return either(x <= end, 0.0, low), either(n - x <= end, 1.0, high)


@PROPORTION.method("clopper-pearson", conservative=True, tail=tail_of(1.0))
def clopper_pearson(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Clopper and Pearson 1934, Biometrika 26: 404-413

    P(X >= x | low) = a, P(X <= x | high) = a
    """
    return shares(odds_limits(x, n, a, 1.0))


@PROPORTION.method("mid-p", tail=tail_of(0.5))
def mid_p(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Lancaster 1961, JASA 56: 223-234; Berry and Armitage 1995, The Statistician 44: 417-423

    P(X > x | low) + P(X = x | low)/2 = a, P(X < x | high) + P(X = x | high)/2 = a
    """
    return shares(odds_limits(x, n, a, 0.5))


@PROPORTION.method("jeffreys")
def jeffreys(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133

    P(p < low) = a, P(p > high) = a for p ~ Beta(x + 1/2, n - x + 1/2); low = 0 at x = 0, high = 1 at x = n
    """
    shape, other = x + 0.5, n - x + 0.5
    odds = QUANTILE.odds(shape, other, a)
    low, high = shares(odds) if odds else (least_quantile(shape, other, a), betainccinv(shape, other, a))
    if odds is None and anywhere(large := np.minimum(shape, other) > LARGE):
        below, above = (
            below_of_any(one, two, a, np.asarray(two / (n + 1))) for one, two in ((shape, other), (other, shape))
        )
        least, most = shares((shape / other * np.exp(-below), shape / other * np.exp(above)))
        low, high = either(large, least, low), either(large, most, high)
    return either(x == 0, 0.0, low), either((x == n) | np.isnan(high), 1.0, high)  # NaN where it rounds to 1


@PROPORTION.method("blaker", conservative=True, monotone=False)
def blaker(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Blaker 2000, Canadian Journal of Statistics 28: 783-798; Klaschka 2010, Technical Report 1099

    the smallest and the largest p at which P(the smaller tail is as small as that of x) > 2a
    """
    (low, high), y = odds_limits(x, n, a, 1.0), n - x
    low, high = lowest_log_odds(x, y, a, np.log(low)), lowest_log_odds(y, x, a, -np.log(high))
    return shares((either(x == 0, 0.0, np.exp(low)), either(y == 0, np.inf, np.exp(-high))))


@PROPORTION.method("likelihood")
def likelihood(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133

    2 x log(x/(np)) + 2 (n-x) log((n-x)/(n-np)) = z^2
    """
    return shares(likelihood_odds_limits(x, n, a))


@PROPORTION.method("agresti-coull")
def agresti_coull(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Agresti and Coull 1998, The American Statistician 52: 119-126

    q -+ z sqrt(q(1-q)/m) with m = n + z^2, q = (x + z^2/2)/m, clipped to 0 and 1
    """
    z2 = ndtri(a) ** 2
    m = n + z2
    q = (x + z2 / 2) / m
    return normal_limits(q, q * (1 - q) / m, a)


@PROPORTION.method("wald")
def wald(x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    """Laplace 1812; its coverage: Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133

    p -+ z sqrt(p(1-p)/n) with p = x/n, clipped to 0 and 1: no width at all at x = 0 and x = n
    """
    p = x / n
    return normal_limits(p, p * (1 - p) / n, a)
