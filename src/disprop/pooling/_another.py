"""Where the ratio of one more area is likely to be, averaged over how much the areas may differ.

An interval that takes tau as it was fitted is too narrow: of few areas tau is often fitted as 0. So the predictions at
each tau are averaged, weighted by the restricted likelihood of tau times a half-normal density with scale 1, by which
tau is below 2 with 95% (Röver 2020, Journal of Statistical Software 93(6)).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._roots import root
from disprop.pooling._maximum import FURTHEST

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
