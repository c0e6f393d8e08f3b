"""Confidence sequences: limits that hold the truth at every look, however often one looks.

The likelihoods of all values are mixed by a prior that was fixed before the first look. Over the likelihood of the
true value the mixture is a martingale that starts at 1, and it ever rises to 1/alpha with a chance of alpha at most
(Ville 1939). The limits are the values at which it is there: log likelihood = log mixture + log alpha, the `edge`. They
are sought on the scale of log odds, or of the logarithm, on which a log likelihood has one peak.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import betaln, expit, gammaln, logsumexp, xlogy

from disprop._arrays import FloatArray
from disprop.intervals import Limits
from disprop.intervals._roots import root

TINY = 1e-300  # in place of a count of 0, whose limit is the end of the range
DEPTH = 40.0  # a mixture is added up until its density is e^-40 of its peak
NODES = 101  # of the trapezium rule, which is exact to 1e-13 on such a peak
Prior = tuple[float, float]


def share_limits(x: FloatArray, n: FloatArray, prior: Prior, alpha: float) -> Limits:
    """Return the p with p^x (1-p)^(n-x) = alpha B(a + x, b + n - x)/B(a, b)."""
    a, b = prior
    edge = betaln(a + x, b + n - x) - betaln(a, b) + np.log(alpha)
    low, high = _odds_limits((x[..., None], (n - x)[..., None], np.zeros(1)), edge, _log(x) - _log(n - x))
    return expit(low), expit(high)


def rate_limits(x: FloatArray, t: FloatArray, prior: Prior, alpha: float) -> Limits:
    """Return the l with l^x exp(-l t) = alpha h^g Gamma(g + x)/(Gamma(g) (h + t)^(g + x))."""
    g, h = prior
    edge = gammaln(g + x) - gammaln(g) - g * np.log1p(t / h) - x * np.log(h + t) + np.log(alpha)
    far = 2 * (xlogy(x, 2 * x / t) - x - edge)  # of the mean l t, as x log m <= x log 2x + m/2 - x
    ends = edge / np.maximum(x, TINY), np.log(far / t)
    low, high = _at_edge(lambda u: x * u - t * np.exp(u), edge, ends, _log(x) - np.log(t))
    return np.where(x == 0, 0.0, np.exp(low)), np.exp(high)


def ratio_limits(
    x1: FloatArray, x0: FloatArray, offset: FloatArray, prior: Prior, alpha: float
) -> tuple[FloatArray, Limits]:
    """Return the likeliest r, and those whose likelihood is alpha times the mixture.

    The likelihood is the product of p^x1 (1-p)^x0 with p = r t1/(r t1 + t0) over looks: here over the last axis, where
    looks of one offset log(t1/t0) stand together. The prior of log r is normal.
    """
    (mean, sd), counts = prior, (x1, x0, offset)
    one, other = x1.sum(axis=-1), x0.sum(axis=-1)
    middle, spread = _log(one) - _log(other), offset.max() - offset.min()

    def slope(v: FloatArray) -> FloatArray:
        w = v[..., None] + offset
        return (x1 * expit(-w) - x0 * expit(w)).sum(axis=-1)

    def density(v: FloatArray) -> FloatArray:
        return _loglik(v, *counts) - ((v - mean) / sd) ** 2 / 2

    likeliest = root(slope, middle - offset.max(), middle - offset.max() + spread)
    sides = np.minimum(likeliest, mean), np.maximum(likeliest, mean)
    peak = root(lambda v: slope(v) - (v - mean) / sd**2, *sides)
    reach = sd * np.sqrt(2 * DEPTH)
    left, right = _at_edge(density, density(peak) - DEPTH, (peak - reach, peak + reach), peak)
    mixed = logsumexp([density(left + (right - left) * at) for at in np.linspace(0, 1, NODES)], axis=0)
    edge = mixed + np.log((right - left) / (NODES - 1) / sd / np.sqrt(2 * np.pi)) + np.log(alpha)
    low, high = _odds_limits(counts, edge, likeliest)
    value = np.where(one == 0, np.where(other == 0, np.nan, 0.0), np.where(other == 0, np.inf, np.exp(likeliest)))
    return value, (np.exp(low), np.exp(high))


def _log(count: FloatArray) -> FloatArray:
    return np.asarray(np.log(np.maximum(count, TINY)))


def _loglik(v: FloatArray, x1: FloatArray, x0: FloatArray, offset: FloatArray) -> FloatArray:
    """Return the log likelihood of log odds v + offset, of which x1 did and x0 did not."""
    w = v[..., None] + offset
    return np.asarray(-(x1 * np.logaddexp(0, -w) + x0 * np.logaddexp(0, w)).sum(axis=-1))


def _odds_limits(counts: tuple[FloatArray, FloatArray, FloatArray], edge: FloatArray, middle: FloatArray) -> Limits:
    """Return the two v at the edge; a log likelihood is below sum x1 (v + offset), and below -sum x0 (v + offset)."""
    (one, by_one), (other, by_other) = ((x.sum(axis=-1), (x * counts[2]).sum(axis=-1)) for x in counts[:2])
    ends = (edge - by_one) / np.maximum(one, TINY), -(edge + by_other) / np.maximum(other, TINY)
    low, high = _at_edge(lambda v: _loglik(v, *counts), edge, ends, middle)
    return np.where(one == 0, -np.inf, low), np.where(other == 0, np.inf, high)


def _at_edge(loglik: Callable[[FloatArray], FloatArray], edge: FloatArray, ends: Limits, middle: FloatArray) -> Limits:
    """Return where the log likelihood is at the edge on either side of its middle, between ends where it is below."""
    low, high = (root(lambda v: loglik(v) - edge, *pair) for pair in ((ends[0], middle), (middle, ends[1])))
    return low, high
