"""The variance between areas, tau2, from estimates y with known variances v; areas on the last axis.

All are in terms of the weights w = 1/(v + tau2) and of Q = sum of w (y - mean)^2, the mean weighted by w. An area whose
variance is infinite has the weight 0. A single area says nothing about tau2, which is then 0.

An interval for the ratio of one more area that takes tau as it was fitted is too narrow: of few areas tau is often
fitted as 0. So the predictions at each tau are averaged, weighted by the restricted likelihood of tau times a
half-normal density with scale 1, by which tau is below 2 with 95% (Röver 2020, Journal of Statistical Software 93(6)).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri, ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._roots import root

FURTHEST = 3.0  # a tau: ratios that differ by a factor of exp(3) = 20 and more
FALLEN = 30.0  # in the logarithm: beyond there no tau counts
ROUGH = 10  # steps to there: it need not be known well
_places, _weights = np.polynomial.legendre.leggauss(64)
PLACES, WEIGHTS = (1 + _places) / 2, _weights / 2


class AtTau(NamedTuple):
    """What the counts say at each tau: the logarithm of the restricted likelihood, the mean, and its variance."""

    height: FloatArray
    mean: FloatArray
    variance: FloatArray


Profile = Callable[[FloatArray], AtTau]  # of tau with a last axis for several, each set by itself


def another(profile: Profile, tau: FloatArray, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the limits of the log ratio of one more area; `tau` is the likeliest."""
    weight, mean, spread = _mixture(profile, tau[..., np.newaxis])
    low, high = (_quantile(weight, side * mean, spread, a) for side in (1, -1))
    return low, -high


def _mixture(profile: Profile, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weights, means and spreads at Gauss's places in the cube root of tau, which are densest near 0."""

    def height(tau: FloatArray) -> FloatArray:
        return profile(tau).height - tau**2 / 2

    top = height(tau)

    def fallen(there: FloatArray) -> FloatArray:
        return np.sqrt(FALLEN) - np.sqrt(np.maximum(top - height(there), 0.0))

    low, high = (np.cbrt(root(fallen, tau, np.full_like(tau, end), steps=ROUGH)) for end in (0.0, FURTHEST))
    at = low + (high - low) * PLACES
    found = profile(at**3)
    logs = found.height - at**6 / 2
    weight = WEIGHTS * at**2 * np.exp(logs - logs.max(axis=-1, keepdims=True))
    return weight / weight.sum(axis=-1, keepdims=True), found.mean, np.sqrt(found.variance + at**6)


def _quantile(weight: FloatArray, mean: FloatArray, spread: FloatArray, a: FloatArray) -> FloatArray:
    """Return the quantile of a mixture of normal distributions, which lies between the quantiles of its parts."""
    each = mean + ndtri(a)[..., np.newaxis] * spread

    def short(y: FloatArray) -> FloatArray:
        return (weight * ndtr((y[..., np.newaxis] - mean) / spread)).sum(axis=-1) - a

    return root(short, each.min(axis=-1), each.max(axis=-1))


def weighted(y: FloatArray, v: FloatArray, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weights, and the distances of the areas from their weighted mean."""
    w = 1 / (v + tau2[..., np.newaxis])
    return w, y - mean_of(y, w)[..., np.newaxis]


def mean_of(y: FloatArray, w: FloatArray) -> FloatArray:
    """Return the weighted mean, taken around the middle of the values so that no digit is lost to what they share."""
    middle = y.mean(axis=-1, keepdims=True)
    return middle[..., 0] + (w * (y - middle)).sum(axis=-1) / w.sum(axis=-1)


def heterogeneity(y: FloatArray, v: FloatArray) -> FloatArray:
    """Return Cochran's Q, which is Q at tau2 = 0."""
    w, d = weighted(y, v, np.zeros(y.shape[:-1]))
    return (w * d**2).sum(axis=-1)


def areas_used(v: FloatArray) -> FloatArray:
    """Return how many areas have a finite variance."""
    return np.isfinite(v).sum(axis=-1, dtype=np.float64)


def dersimonian_laird(y: FloatArray, v: FloatArray) -> FloatArray:
    """Return the tau2 of Cochran's Q (DerSimonian and Laird 1986)."""
    return moment(heterogeneity(y, v), v)


def moment(q: FloatArray, v: FloatArray) -> FloatArray:
    """Return (Q - (k - 1)) / (sum w - sum w^2 / sum w), or 0 if that is more."""
    w = 1 / v
    spread = w.sum(axis=-1) - (w**2).sum(axis=-1) / w.sum(axis=-1)
    return _at_least_0((q - areas_used(v) + 1) / spread, areas_used(v))


def paule_mandel(y: FloatArray, v: FloatArray) -> FloatArray:
    """Return tau2 at which Q is what it should be on average, k - 1 (Paule and Mandel 1982)."""
    return where_q_is(np.maximum(areas_used(v) - 1, 1.0), y, v)


def q_profile(y: FloatArray, v: FloatArray, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the tau2 at which Q is the upper and the lower quantile of chi-squared (Viechtbauer 2007)."""
    degrees = areas_used(v) - 1
    none = degrees < 1
    low, high = (where_q_is(np.where(none, 1.0, chdtri(degrees, tail)), y, v) for tail in (a, 1 - a))
    return low, np.where(none, np.inf, high)


def where_q_is(target: FloatArray, y: FloatArray, v: FloatArray) -> FloatArray:
    """Return the tau2 >= 0 at which Q falls to `target`; Q is at most the squares over tau2, 1/Q nearly straight."""

    def beyond(tau2: FloatArray) -> FloatArray:
        w, d = weighted(y, v, tau2)
        return 1 / (w * d**2).sum(axis=-1) - 1 / target

    found = root(beyond, np.zeros(y.shape[:-1]), _squares(y, v) / target)
    return _at_least_0(found, areas_used(v))


def _squares(y: FloatArray, v: FloatArray) -> FloatArray:
    """Return the sum of squares of the areas that have a weight about their plain mean."""
    used = np.isfinite(v)
    return (np.where(used, y - mean_of(y, used * 1.0)[..., np.newaxis], 0.0) ** 2).sum(axis=-1)


def reml(y: FloatArray, v: FloatArray) -> FloatArray:
    """Return the tau2 of the largest restricted likelihood (Harville 1977; Viechtbauer 2005)."""
    degrees = np.maximum(areas_used(v) - 1, 1.0)
    largest = np.max(np.where(np.isfinite(v), v, 0.0), axis=-1)
    # Beyond both of these the score is negative: sum w - sum w^2/sum w >= (k - 1)/(largest v + tau2).
    beyond = np.maximum(largest, 2 * _squares(y, v) / degrees)

    def score(tau2: FloatArray) -> FloatArray:
        w, d = weighted(y, v, tau2)
        total, squares = w.sum(axis=-1), (w**2).sum(axis=-1)
        return ((w * d) ** 2).sum(axis=-1) + squares / total - total

    none = np.zeros(y.shape[:-1])
    found = root(score, none, beyond)
    return _at_least_0(np.where(score(none) > 0, found, 0.0), areas_used(v))


def at_tau(y: FloatArray, v: FloatArray, tau: FloatArray) -> AtTau:
    """Return what the restricted likelihood of normal logs says at each tau, of which a last axis holds several."""
    between = v[..., np.newaxis, :] + tau[..., np.newaxis] ** 2
    w = 1 / between
    mean = mean_of(y[..., np.newaxis, :], w)
    total, far = w.sum(axis=-1), w * (y[..., np.newaxis, :] - mean[..., np.newaxis]) ** 2
    logs = np.log(np.where(np.isinf(between), 1.0, between)).sum(axis=-1) + np.log(total) + far.sum(axis=-1)
    return AtTau(-logs / 2, mean, 1 / total)


def _at_least_0(tau2: FloatArray, areas: FloatArray) -> FloatArray:
    return np.where(areas > 1, np.maximum(tau2, 0.0), 0.0)


ESTIMATORS = {"reml": reml, "dl": dersimonian_laird, "pm": paule_mandel}
