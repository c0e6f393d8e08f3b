"""Limits of a Poisson mean: quantiles of the gamma distribution from SciPy, and halving between the exact ones."""

from __future__ import annotations

import numpy as np
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

from twins.roots import Array, first

Limits = tuple[Array, Array]


def garwood(x: Array, a: Array) -> Limits:
    return np.where(x == 0, 0.0, gammaincinv(x, a)), gammainccinv(x + 1, a)


def jeffreys(x: Array, a: Array) -> Limits:
    return np.where(x == 0, 0.0, gammaincinv(x + 0.5, a)), gammainccinv(x + 0.5, a)


def mid_p(x: Array, a: Array) -> Limits:
    """Between the exact limits at a and at 2a, because the mid-p tail is between the exact one and half of it."""

    def at_least(mean: Array) -> Array:
        """P(X >= x), which is 1 at x = 0."""
        return np.where(x == 0, 1.0, gammainc(x, mean))

    def below(mean: Array) -> Array:
        """P(X < x), which is 0 at x = 0."""
        return np.where(x == 0, 0.0, gammaincc(x, mean))

    (outer_low, outer_high), (inner_low, inner_high) = garwood(x, a), garwood(x, 2 * a)
    low = first(lambda m: at_least(m) + gammainc(x + 1, m) >= 2 * a, outer_low, inner_low)
    high = first(lambda m: gammaincc(x + 1, m) + below(m) <= 2 * a, inner_high, outer_high)
    return np.where(x == 0, 0.0, low), high
