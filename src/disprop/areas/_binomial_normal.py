"""The exact likelihood of ratios that vary between areas: x of n events are the group's, binomial given n.

The log odds of an area are mean + tau u + offset with u ~ N(0, 1) and offset = log(t1/t0): the model of Stijnen, Hamza
and Ozdemir 2010 (Statistics in Medicine 29: 3046-3067). A count of 0 is a count like any other, and an area without
events contributes nothing. Rows are areas, whatever set they are of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from disprop._arrays import FloatArray

NODES, LOG_WEIGHTS = np.polynomial.hermite.hermgauss(15)
LOG_WEIGHTS = np.log(LOG_WEIGHTS) + NODES**2
ROWS = 4_096  # taken at a time, so that their nodes stay within a processor's cache
MODE_STEPS = 8
PARTS = 6


@dataclass(frozen=True, slots=True)
class Counts:
    """What an area says about its ratio: x of n events, and the log of the ratio of the populations; sets by areas."""

    x: FloatArray
    n: FloatArray
    offset: FloatArray


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The log likelihood of each set, its two slopes and its three second derivatives in the mean and tau."""

    value: FloatArray
    mean: FloatArray
    tau: FloatArray
    mean_mean: FloatArray
    mean_tau: FloatArray
    tau_tau: FloatArray


def likelihood(counts: Counts, mean: FloatArray, tau: FloatArray) -> Likelihood:
    """Return the likelihood at one mean and tau for each set, summed over its areas."""
    shape = counts.x.shape
    rows = [part.reshape(-1) for part in (counts.x, counts.n, counts.offset)]
    rows += [np.broadcast_to(one[..., np.newaxis], shape).reshape(-1) for one in (mean, tau)]
    parts = np.empty((PARTS, counts.x.size))
    for start in range(0, counts.x.size, ROWS):
        chunk = slice(start, start + ROWS)
        parts[:, chunk] = _of_rows(*(row[chunk] for row in rows))
    return Likelihood(*parts.reshape(PARTS, *shape).sum(axis=-1))


def _of_rows(
    x: FloatArray, n: FloatArray, offset: FloatArray, mean: FloatArray, tau: FloatArray
) -> tuple[FloatArray, ...]:
    """Integrate over u by Gauss and Hermite's rule around the mode, with the spread that the curve has there.

    The derivatives are moments of the score s = x - n p given the counts (Louis 1982, JRSS B 44: 226-233).
    """
    centre, spread = _mode(x, n, offset, mean, tau)
    u = centre + np.sqrt(2) * spread * NODES[:, np.newaxis]
    eta = mean + tau * u + offset
    logs = x * eta - n * np.logaddexp(0, eta) - u**2 / 2 + LOG_WEIGHTS[:, np.newaxis]
    highest = logs.max(axis=0)
    share = np.exp(logs - highest)
    total = share.sum(axis=0)
    share /= total
    p = expit(eta)
    s, curve = x - n * p, -n * p * (1 - p)
    mean_slope, tau_slope = (share * s).sum(axis=0), (share * u * s).sum(axis=0)
    inner = share * (curve + s**2)
    mean_mean = inner.sum(axis=0) - mean_slope**2
    mean_tau = (u * inner).sum(axis=0) - mean_slope * tau_slope
    tau_tau = (u**2 * inner).sum(axis=0) - tau_slope**2
    value = highest + np.log(total * spread) - np.log(np.pi) / 2
    return value, mean_slope, tau_slope, mean_mean, mean_tau, tau_tau


def _mode(
    x: FloatArray, n: FloatArray, offset: FloatArray, mean: FloatArray, tau: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return where the integrand is largest, and its spread there, by Newton's steps of at most 1 in the log odds."""
    v = 1 / (x + 0.5) + 1 / (n - x + 0.5)
    u = tau * (np.log((x + 0.5) / (n - x + 0.5)) - offset - mean) / (v + tau**2)
    for _ in range(MODE_STEPS):
        p = expit(mean + tau * u + offset)
        step = (tau * (x - n * p) - u) / (1 + tau**2 * n * p * (1 - p))
        u = u + step / np.maximum(1, np.abs(tau * step))
    p = expit(mean + tau * u + offset)
    return u, 1 / np.sqrt(1 + tau**2 * n * p * (1 - p))
