"""Counts whose chance varies from one deployment to the next: three likelihoods of a centre and a dispersion.

The centre eta is a log odds, or a log rate. At dispersion 0 each is the likelihood of one chance for all; it is written
so that it goes there without a difference of near equals. Sets are on the first axis, deployments on the last, and a
centre may have one more axis than the sets, for several centres at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from disprop._arrays import FloatArray

NODES = np.linspace(-1, 1, 61)
STEP = NODES[1] - NODES[0]
REACH = 8.0  # standard deviations: beyond these a normal chance is below rounding
MODE_STEPS = 12
CLOSE = 1e-9  # Newton's steps square the error: after one as small as this nothing is left
NEAR = 0.01  # below this a series of eight terms is right to all digits
CELLS = 2**20  # of a table, held at a time

Slopes = tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A log likelihood but for a constant, with its slopes in the centre and in the dispersion; sets by centres."""

    at: Callable[[FloatArray, FloatArray], Slopes]
    most: float  # the dispersion is sought up to here


def beta_binomial(x: FloatArray, n: FloatArray) -> Likelihood:
    """Return the likelihood of beta-binomial counts; the dispersion is theta = rho/(1 - rho).

    The chance of x of n is a product over j of (p + j theta), (q + j theta) and 1/(1 + j theta), so that the logarithm
    is a sum over j, with as many terms as there are deployments with a count above j.
    """
    j = np.arange(float(n.max()))
    many = [_above(count, j)[:, None] for count in (x, n - x, n)]
    total, rest = (count.sum(axis=-1)[:, None] for count in (x, n - x))

    def at(eta: FloatArray, theta: FloatArray) -> Slopes:
        p, q, t = expit(eta)[..., None], expit(-eta)[..., None], theta[..., None]
        a, b, c = many
        value = (a * np.log1p(j * t / p) + b * np.log1p(j * t / q) - c * np.log1p(j * t)).sum(axis=-1)
        value = value + total * np.log(p[..., 0]) + rest * np.log(q[..., 0])
        of_p, of_q = a / (p + j * t), b / (q + j * t)
        by_eta = p[..., 0] * q[..., 0] * (of_p - of_q).sum(axis=-1)
        return value, by_eta, (j * (of_p + of_q - c / (1 + j * t))).sum(axis=-1)

    return Likelihood(at, 1e6)


def gamma_poisson(x: FloatArray, people: FloatArray) -> Likelihood:
    """Return the likelihood of Poisson counts whose rates are gamma; the dispersion is their squared variation."""
    j = np.arange(max(float(x.max()), 1.0))
    many, x, people = _above(x, j)[:, None], x[:, None], people[:, None]

    def at(eta: FloatArray, theta: FloatArray) -> Slopes:
        t, m = theta[..., None], np.exp(eta)[..., None] * people
        w = t * m
        per_theta = np.where(t > 0, np.log1p(w) / np.where(t > 0, t, 1.0), m)
        value = (many * np.log1p(j * t)).sum(axis=-1) - (x * np.log1p(w) + per_theta).sum(axis=-1)
        by_theta = (many * j / (1 + j * t)).sum(axis=-1) + (m**2 * _curve(w) - x * m / (1 + w)).sum(axis=-1)
        return value + x.sum(axis=-1) * eta, ((x - m) / (1 + w)).sum(axis=-1), by_theta

    return Likelihood(at, 1e6)


def random_intercept(x: FloatArray, n: FloatArray) -> Likelihood:
    """Return the likelihood of binomial counts whose log odds are normal; the dispersion is their variance.

    Integrated over u, normal, by the trapezium rule in t with u = mode + spread sinh(t): the steps are short where a
    large deployment has its peak, and the ends are beyond what is possible, as Gauss and Hermite's rule around the mode
    is not where many deployments have a count of 0. With s = x - n p the slope in the variance is half of the mean of
    s^2 - n p q given the counts, which holds at 0 too.
    """
    x, n = x[:, None], n[:, None]

    def at(eta: FloatArray, variance: FloatArray) -> Slopes:
        eta, tau = eta[..., None], np.sqrt(variance)[..., None]
        centre, spread = _mode(x, n, eta, tau)
        half = np.arcsinh((REACH + np.abs(centre)) / spread)[..., None]
        u = centre[..., None] + spread[..., None] * np.sinh(half * NODES)
        odds = eta[..., None] + tau[..., None] * u
        logs = x[..., None] * odds - n[..., None] * np.logaddexp(0, odds) - u**2 / 2 + np.log(np.cosh(half * NODES))
        highest = logs.max(axis=-1, keepdims=True)
        share = np.exp(logs - highest)
        total = share.sum(axis=-1)
        p = expit(odds)
        s = x[..., None] - n[..., None] * p
        by_eta, by_variance = (
            (share * part).sum(axis=-1) / total for part in (s, (s**2 - n[..., None] * p * (1 - p)) / 2)
        )
        value = highest[..., 0] + np.log(total * spread * half[..., 0] * STEP / np.sqrt(2 * np.pi))
        return value.sum(axis=-1), by_eta.sum(axis=-1), by_variance.sum(axis=-1)

    return Likelihood(at, 99.0)


def _mode(x: FloatArray, n: FloatArray, eta: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where the integrand is largest, and its spread there, by Newton's steps of at most 1 in the log odds."""
    v = 1 / (x + 0.5) + 1 / (n - x + 0.5)
    u = tau * (np.log((x + 0.5) / (n - x + 0.5)) - eta) / (v + tau**2)
    for _ in range(MODE_STEPS):
        p = expit(eta + tau * u)
        step = (tau * (x - n * p) - u) / (1 + tau**2 * n * p * (1 - p))
        u = u + step / np.maximum(1, np.abs(tau * step))
        if np.abs(step).max() < CLOSE:
            break
    p = expit(eta + tau * u)
    return u, 1 / np.sqrt(1 + tau**2 * n * p * (1 - p))


def _curve(w: FloatArray) -> FloatArray:
    """Return (log(1 + w) - w/(1 + w))/w^2, which is 1/2 at 0."""
    series: FloatArray = sum(((-1) ** i * (i + 1) / (i + 2) * w**i for i in range(8)), start=np.zeros(()))
    far = np.where(w > NEAR, w, 1.0)
    return np.where(w > NEAR, (np.log1p(far) - far / (1 + far)) / far**2, series)


def _above(counts: FloatArray, j: FloatArray) -> FloatArray:
    """Return how many deployments of each set have a count above j."""
    above: FloatArray = np.zeros((len(counts), len(j)))
    for count in counts.T:
        above += count[:, None] > j
    return above


def blocks(sets: int, cells: float) -> Iterator[slice]:
    """Yield slices of sets, so many that their tables stay small."""
    step = max(int(CELLS / max(cells, 1.0)), 1)
    return (slice(start, start + step) for start in range(0, sets, step))
