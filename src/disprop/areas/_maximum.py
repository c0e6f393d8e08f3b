"""The mean and the tau of the largest likelihood, for all sets at once, and how far tau can be from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, expit

from disprop._arrays import FloatArray
from disprop.intervals._binomial_normal import Counts, Likelihood, likelihood
from disprop.intervals._roots import root

MOST_STEPS = 60
FURTHEST = 3.0  # ratios that differ by a factor of exp(3) = 20 and more
CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Fit:
    """The largest likelihood of each set, and where it is."""

    mean: FloatArray
    tau: FloatArray
    at: Likelihood

    def variance(self) -> FloatArray:
        """Return the variance of the mean from the observed information; tau is taken as known at its ends."""
        inside = (self.tau > 0) & (self.tau < FURTHEST) & (self.at.tau_tau < 0)
        curve = self.at.mean_mean - np.where(inside, self.at.mean_tau**2 / self.at.tau_tau, 0.0)
        return np.where(curve < 0, -1 / curve, np.inf)


def fit(counts: Counts) -> Fit:
    """Return the fit of the mean and of tau."""
    common = fit_mean(counts, np.zeros(counts.x.shape[:-1]))
    p = expit(common.mean[..., np.newaxis] + counts.offset)
    information = counts.n * p * (1 - p)
    excess = (counts.x - counts.n * p) ** 2 - information
    guess = np.sqrt(_divided(np.maximum(excess.sum(axis=-1), 0), (information**2).sum(axis=-1)))
    guess = np.minimum(guess, FURTHEST)
    near = _climb(counts, common.mean, guess, free=True)
    found = fit_mean(counts, near.tau, near.mean)  # the best mean for a tau that was stopped at its end
    return _where(found.at.value > common.at.value + CLOSE, found, common)


def fit_mean(counts: Counts, tau: FloatArray, start: FloatArray | None = None) -> Fit:
    """Return the fit of the mean at a tau that is given."""
    if start is None:
        x, n = counts.x.sum(axis=-1), counts.n.sum(axis=-1)
        start = np.log((x + 0.5) / (n - x + 0.5)) - (counts.n * counts.offset).sum(axis=-1) / np.maximum(n, 1)
    return _climb(counts, start, tau, free=False)


def tau_limits(counts: Counts, best: Fit, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the tau at which twice the profile log likelihood has fallen by the quantile of chi-squared.

    The upper one is infinite where it has not fallen so far at the furthest tau: the counts do not bound it.
    """
    fall = chdtri(1.0, 2 * a)

    def above(tau: FloatArray) -> FloatArray:
        found: FloatArray = 2 * (fit_mean(counts, tau, best.mean).at.value - best.at.value) + fall
        return found

    none, far = np.zeros_like(best.tau), np.full_like(best.tau, FURTHEST)
    low = np.where(above(none) >= 0, 0.0, root(above, none, best.tau))
    return low, np.where(above(far) > 0, np.inf, root(above, best.tau, far))


def _climb(counts: Counts, mean: FloatArray, tau: FloatArray, *, free: bool) -> Fit:
    """Take Newton's steps uphill: a shorter one where the likelihood fell, until none is larger than rounding."""
    here, share = Fit(mean, tau, likelihood(counts, mean, tau)), np.ones_like(mean)
    for _ in range(MOST_STEPS):
        by_mean, by_tau = _newton(here.at, free=free)
        mean, tau = here.mean + share * by_mean, np.abs(here.tau + share * by_tau)  # it is the same at -tau
        tau = np.minimum(tau, FURTHEST) if free else tau
        there = Fit(mean, tau, likelihood(counts, mean, tau))
        # At a fixed tau the likelihood is concave, and the slope keeps digits that rounding takes from the value.
        up = there.at.value >= here.at.value - CLOSE if free else np.abs(there.at.mean) <= np.abs(here.at.mean)
        here, share = _where(up, there, here), np.where(up, np.minimum(2 * share, 1), share / 4)
        if (share * (np.abs(by_mean) + np.abs(by_tau)) <= CLOSE).all():
            break
    return here


def _newton(at: Likelihood, *, free: bool) -> tuple[FloatArray, FloatArray]:
    """Return Newton's step; where the surface does not curve down in tau, the two are moved apart from each other."""
    if not free:
        return _divided(at.mean, -at.mean_mean), np.zeros_like(at.mean)
    determinant = at.mean_mean * at.tau_tau - at.mean_tau**2
    joint = (at.tau_tau < 0) & (determinant > 0)
    by_mean = _divided(at.mean_tau * at.tau - at.tau_tau * at.mean, determinant)
    by_tau = _divided(at.mean_tau * at.mean - at.mean_mean * at.tau, determinant)
    apart = _divided(at.mean, -at.mean_mean), _divided(at.tau, np.abs(at.tau_tau))
    return np.where(joint, by_mean, apart[0]), np.where(joint, by_tau, apart[1])


def _divided(slope: FloatArray, curve: FloatArray) -> FloatArray:
    """Return slope / curve, and no step where the likelihood is flat: a set of areas without events."""
    return np.divide(slope, curve, out=np.zeros_like(slope), where=curve > 0)


def _where(one: NDArray[np.bool_], this: Fit, other: Fit) -> Fit:
    parts = [np.where(one, getattr(this.at, name), getattr(other.at, name)) for name in Likelihood.__dataclass_fields__]
    return Fit(np.where(one, this.mean, other.mean), np.where(one, this.tau, other.tau), Likelihood(*parts))
