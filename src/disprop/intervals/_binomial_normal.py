"""The likelihood of binomial counts whose log odds are normal: mean + tau u + offset, with u ~ N(0, 1).

With the log of the ratio of two populations as offset, and x of n events the group's, it is the exact likelihood of
ratios that vary between areas: the model of Stijnen, Hamza and Ozdemir 2010 (Statistics in Medicine 29: 3046-3067). A
count of 0 is a count like any other, and n = 0 contributes nothing. Counts are on the last axis, sets on those before.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from disprop._arrays import FloatArray

FALLEN = 30.0  # in the logarithm: beyond there the integrand is below rounding
STEPS = 40  # so many at least, between the two ends
WIDEST = 0.3  # of a step, in log odds: the poles are at pi from the line, and large counts leave half of that
MOST_STEPS = 200
CELLS = 2**16  # of rows by nodes, taken at a time, so that they stay within a processor's cache
PARTS = 8

Rows = tuple[FloatArray, ...]


class Counts(NamedTuple):
    """What is counted: x of n, and what is added to the log odds; sets by areas, or by deployments."""

    x: FloatArray
    n: FloatArray
    offset: FloatArray


class Likelihood(NamedTuple):
    """The log likelihood of each set, with its first and second derivatives in the mean and tau and two thirds."""

    value: FloatArray
    mean: FloatArray
    tau: FloatArray
    mean_mean: FloatArray
    mean_tau: FloatArray
    tau_tau: FloatArray
    mean_mean_mean: FloatArray
    mean_mean_tau: FloatArray


def likelihood(counts: Counts, mean: FloatArray, tau: FloatArray) -> Likelihood:
    """Return the likelihood at one mean and tau for each set, summed over its counts."""
    return Likelihood(*by_count(counts, mean, tau).sum(axis=-1))


def by_count(counts: Counts, mean: FloatArray, tau: FloatArray) -> FloatArray:
    """Return the eight parts of the likelihood, in the order of its fields, of each count by itself."""
    given = np.broadcast_arrays(counts.x, counts.n, counts.offset, mean[..., np.newaxis], tau[..., np.newaxis])
    rows = tuple(one.reshape(-1) for one in given)
    parts = np.empty((PARTS, rows[0].size))
    most = STEPS + 2 * np.sqrt(2 * FALLEN) * np.max(tau, initial=0.0) / WIDEST
    size = int(CELLS / most) + 1
    for start in range(0, rows[0].size, size):
        chunk = slice(start, start + size)
        parts[:, chunk] = _of_rows(*(row[chunk] for row in rows))
    return parts.reshape(PARTS, *given[0].shape)


def _of_rows(x: FloatArray, n: FloatArray, offset: FloatArray, mean: FloatArray, tau: FloatArray) -> Rows:
    """Integrate over u by the trapezium rule, which is right to all digits where an integrand falls away at both ends.

    The derivatives are moments of the score s = x - n p given the counts (Louis 1982, JRSS B 44: 226-233).
    """
    first, last = _ends(x, n, mean + offset, tau)
    steps = int(np.ceil(max(STEPS, np.max((last - first) * tau) / WIDEST)))
    u = np.linspace(first, last, steps + 1)
    eta = mean + offset + tau * u
    logs = _log(x, n, eta, u)
    highest = logs.max(axis=0)
    share = np.exp(logs - highest)
    total = share.sum(axis=0)
    share /= total
    p = expit(eta)
    s, v = x - n * p, n * p * (1 - p)
    of_s, of_square, of_cube = share * s, share * (s**2 - v), share * (s**3 - 3 * s * v - v * (1 - 2 * p))
    mean_slope, tau_slope = of_s.sum(axis=0), (u * of_s).sum(axis=0)
    squares = of_square.sum(axis=0)
    mean_mean = squares - mean_slope**2
    mean_tau = (u * of_square).sum(axis=0) - mean_slope * tau_slope
    tau_tau = (u**2 * of_square).sum(axis=0) - tau_slope**2
    mean_3 = of_cube.sum(axis=0) - mean_slope * (3 * squares - 2 * mean_slope**2)
    mean_2_tau = (u * of_cube).sum(axis=0) - squares * tau_slope - 2 * mean_slope * mean_tau
    value = highest + np.log(total * (last - first) / steps) - np.log(2 * np.pi) / 2
    return value, mean_slope, tau_slope, mean_mean, mean_tau, tau_tau, mean_3, mean_2_tau


def _log(x: FloatArray, n: FloatArray, eta: FloatArray, u: FloatArray) -> FloatArray:
    """Return the logarithm of the integrand, but for the constant of the normal chance."""
    return x * eta - n * np.logaddexp(0, eta) - u**2 / 2


def _ends(x: FloatArray, n: FloatArray, centre: FloatArray, tau: FloatArray) -> FloatArray:
    """Return where the integrand has fallen away, on both sides of its mode.

    Its logarithm curves down by 1 at least, so that it has fallen at mode -+ sqrt(2 FALLEN), and Newton's steps from
    there come nearer without ever being too near.
    """
    mode = _mode(x, n, centre, tau)
    least = _log(x, n, centre + tau * mode, mode) - FALLEN
    u: FloatArray = mode + np.sqrt(2 * FALLEN) * np.array([[-1.0], [1.0]])
    for _ in range(MOST_STEPS):
        eta = centre + tau * u
        step = (least - _log(x, n, eta, u)) / (tau * (x - n * expit(eta)) - u)
        u = u + step
        if (np.abs(step) <= np.abs(u - mode) / 10).all():
            break
    return u


def _mode(x: FloatArray, n: FloatArray, centre: FloatArray, tau: FloatArray) -> FloatArray:
    """Return about where the integrand is largest, by Newton's steps of at most 1 in the log odds."""
    v = 1 / (x + 0.5) + 1 / (n - x + 0.5)
    u: FloatArray = np.clip(tau * (np.log((x + 0.5) / (n - x + 0.5)) - centre) / (v + tau**2), tau * (x - n), tau * x)
    for _ in range(MOST_STEPS):
        p = expit(centre + tau * u)
        curve = 1 + tau**2 * n * p * (1 - p)
        step = (tau * (x - n * p) - u) / curve
        u = u + step / np.maximum(1, np.abs(tau * step))
        if (step**2 * curve <= 1e-4).all():  # a hundredth of a spread
            break
    return u
