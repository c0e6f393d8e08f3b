"""Chances of a binomial count in terms that keep their digits whatever the counts are, and limits of Blaker's interval.

The count is x of n, y = n - x, and the log odds of the success are `below` less than the estimate log(x/y).
"""

import numpy as np
from scipy.special import betaincinv, gammaln

from disprop._arrays import FloatArray, either
from disprop.intervals._roots import last, root

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


def tail_ratio(
    x: FloatArray, y: FloatArray, odds: FloatArray, gauss: tuple[FloatArray, FloatArray] = GAUSS
) -> FloatArray:
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


def acceptable_odds(x: FloatArray, y: FloatArray, a: FloatArray, bracket: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Return the lowest odds at which the acceptability of x, of x + y, reaches 2a.

    `bracket` holds the odds at which P(X >= x) is a and at which it is 2a, or 1/2 if that is less. The acceptability is
    P(X >= x) + P(X <= j) for the largest j whose P(X <= j) is no more than P(X >= x), the near tail. As the odds grow,
    the near tail grows and the far one falls:

    - where the near tail is a, that j is the one that is sought first, and the sum is 2a at most;
    - from there the sum falls and then rises, for it is 1 less the chance of the counts between the tails, and
      that has one mode; it is above 2a where the near tail is;
    - where the near tail overtakes P(X <= j + 1), which it has where it is 1/2, the sum jumps to twice the near tail,
      which is above 2a by now.

    Whatever comes first, the rise or the jump, is the limit, and the larger of the two functions crosses 0 once.
    """
    n, outer = x + y, bracket[0]
    mean = np.floor(n * outer / (1 + outer))  # a tail of less than a half ends here
    most = np.maximum(np.minimum(x - 2, mean) + 1, 0.0)
    j = last(lambda j: np.where(j < 0, 0.0, _at_least(n - j, j, 1 / outer)) <= a, np.full_like(most, -1.0), most)

    tails = np.array((x, n - j, n - j - 1))  # P(X >= x), and from the other side P(X <= j) and P(X <= j + 1)
    rests, none = n - tails, tails > n
    inside = np.minimum(tails, n), np.maximum(rests, 0.0)

    least = 2 * a * (1 - 1e-13)  # where the sum only touches 2a, as for 2 of 2 at level 0.5, rounding must not decide

    def crossing(odds: FloatArray) -> FloatArray:
        near, far, further = np.where(none, 0.0, _at_least(*inside, np.array((odds, 1 / odds, 1 / odds))))
        return np.maximum(near + far - least, near - further)

    return root(crossing, *bracket)


def _at_least(x: FloatArray, y: FloatArray, odds: FloatArray) -> FloatArray:
    """P(X >= x) for x > 0, which is p^x at y = 0."""
    log_at_x = log_peak(x, y) - deviance(x, y, np.log(x / (y * odds)))
    at_x = np.exp(np.where(y == 0, -x * np.log1p(1 / odds), log_at_x))
    return at_x * tail_ratio(x.ravel(), y.ravel(), odds.ravel()).reshape(x.shape)
