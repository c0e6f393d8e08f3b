"""Chances of a binomial count in terms that keep their digits whatever the counts are.

The count is x of n, y = n - x, and the log odds of the success are `below` less than the estimate log(x/y).
"""

import numpy as np
from scipy.special import betaincinv, gammaln

from disprop._arrays import FloatArray, either

FEW = 32.0  # from here three terms of Stirling's series do
DEPTH = 31.0  # a tail is followed until its density is e^-31 of what it was
GAUSS, FINER = ((-(1 + nodes) / 2, weights / 2) for nodes, weights in map(np.polynomial.legendre.leggauss, (20, 64)))
LIFT = 24  # counts of so many more leave a fraction of them without effect


def log_peak(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return log P(X = x) where the estimate is the truth: the largest that this chance can be.

    Of the factorials only what Stirling's formula leaves is needed (Loader 2000, Fast and accurate computation of
    binomial probabilities).
    """
    n = x + y
    left = _stirling_error(n) - _stirling_error(x) - _stirling_error(y)
    return np.log(n / (2 * np.pi * x * y)) / 2 + left


def _stirling_error(n: FloatArray) -> FloatArray:
    """Return log n! less Stirling's formula for it."""
    few, square = np.minimum(n, FEW), 1 / (n * n)
    known = gammaln(few + 1) - (few + 0.5) * np.log(few) + few - np.log(2 * np.pi) / 2
    return either(n < FEW, known, (1 / 12 - (1 / 360 - square / 1260) * square) / n)


def deviance(x: FloatArray, y: FloatArray, below: FloatArray) -> FloatArray:
    """Return log_peak less log P(X = x): x log(x/(np)) + y log(y/(nq)), each logarithm from what it differs by."""
    n = x + y
    return x * np.log1p(y / n * np.expm1(below)) + y * np.log1p(x / n * np.expm1(-below))


def tail_ratio(x: FloatArray, y: FloatArray, odds: FloatArray, gauss: tuple[FloatArray, ...] = GAUSS) -> FloatArray:
    """Return P(X >= x)/P(X = x), for odds at which P(X >= x) is a half or so at the most, of whole x.

    It is x times the integral of (1 - v)^(x-1) (1 + odds v)^y over v from 0 to 1, by Gauss's rule with 20 points on the
    part that counts. With v = 1 - e^-u, minus the logarithm of this density is x u - y log(1 + odds v) but for a
    Jacobian; it is convex in u and below the parabola that it touches at 0. So where the parabola reaches DEPTH is too
    near, and one step of Newton's method from there is enough.
    """
    mean = y * odds
    slope = x - mean
    u = 2 * DEPTH / (slope + np.sqrt(slope * slope + 2 * DEPTH * mean * (1 + odds)))
    v = -np.expm1(-u)
    growth = 1 + odds * v
    u = u + (DEPTH - x * u + y * np.log(growth)) / (x - mean * (1 - v) / growth)
    far = -np.expm1(-u)
    minus_nodes, weights = gauss
    v = np.multiply.outer(minus_nodes, far)  # minus v, and in place from here on: this is where the time goes
    log_density = np.log1p(v)
    v *= -odds
    np.log1p(v, out=v)
    log_density *= x - 1
    v *= y
    log_density += v
    return x * far * (weights @ np.exp(log_density, out=log_density))


def tail_ratio_of_any(x: FloatArray, y: FloatArray, odds: FloatArray) -> FloatArray:
    """Return what `tail_ratio` does for counts that need not be whole: that of larger ones, and one term for each less.

    There the density of x has no end that counts, and where it has, the rule does better for a whole power of it.
    """
    p, q = odds / (1 + odds), 1 / (1 + odds)
    ratio = tail_ratio(x + LIFT, y, odds, FINER)
    for more in range(LIFT, 0, -1):
        ratio = q + p * (x + y + more) / (x + more) * ratio
    return ratio


def least_quantile(shape: FloatArray, other: FloatArray, a: FloatArray) -> FloatArray:
    """Return the p at which P(B < p) = a for B ~ Beta(shape, other).

    The library gives up where p is so small that the first term of the series, p^shape/(shape B(shape, other)), is
    all of it.
    """
    p: FloatArray = np.asarray(betaincinv(shape, other, a))
    lost = np.isnan(p)
    if lost.any():
        share: FloatArray = shape / (shape + other)
        log_p: FloatArray = (np.log(a) - log_peak(shape, other) + (other - 1) * np.log1p(-share)) / shape
        p = np.where(lost, share * np.exp(log_p), p)
    return p
