"""The likeliest centre and dispersion, and how far the centre can be from there, for many sets at once.

A likelihood may have two tops: one at a dispersion of 0, and one of deployments that differ. The higher counts.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import expit, ndtr, ndtri

from disprop._arrays import BoolArray, FloatArray, IntArray
from disprop.intervals._dispersed import Likelihood
from disprop.intervals._family import Limits

FAR = 30.0  # in log odds or log rates: limits that are further off say nothing
CLOSE = 1e-7  # in standard errors: a step of Newton's this small ends within rounding, as its error is squared
MOST_STEPS = 100
PLACES = np.array([0.0, *expit(np.linspace(-7, 4, 10))])  # of u: a likelihood may have a second top
BESIDE = np.array([0.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0])  # in log odds or log rates, of all counts together
LOOKED = 100.0  # at most so many of both at once

Falling = Callable[[IntArray, FloatArray], tuple[FloatArray, FloatArray]]


@np.errstate(all="ignore")  # steps that divide by 0 are not taken
def falls(
    slopes: Falling, start: FloatArray, ends: tuple[FloatArray, FloatArray], longest: float = np.inf
) -> FloatArray:
    """Return where each of many functions falls through 0, or the end that is nearer to it.

    By Newton's steps, or by halves where these lead out of the bracket, of the rows that are not done. `slopes` returns
    the values of some rows, and how they slope.
    """
    at, rows, (low, high) = start.copy(), np.arange(start.size), ends
    least, most = np.full_like(start, -np.inf), np.full_like(start, np.inf)
    for _ in range(MOST_STEPS):
        here = at[rows]
        value, slope = slopes(rows, here)
        least[rows], most[rows] = np.where(value > 0, here, least[rows]), np.where(value > 0, most[rows], here)
        slope = np.where(slope > -np.inf, slope, 0.0)
        step = np.where(slope < 0, -value / slope, np.copysign(np.inf, value))
        there = np.clip(here + np.clip(step, -longest, longest), low[rows], high[rows])
        at_end = here == np.where(value > 0, high[rows], low[rows])
        done = at_end | (value == 0) | (value**2 <= -(CLOSE**2) * slope)
        inside = done | ((there > least[rows]) & (there < most[rows]))
        at[rows] = np.where(inside, there, (least[rows] + most[rows]) / 2)
        rows = rows[~done & (at[rows] != here)]
        if not rows.size:
            break
    return at


def dispersion(likelihood: Likelihood, eta: FloatArray, near: FloatArray) -> FloatArray:
    """Return the likeliest dispersion at a centre, sought in u, dispersion = u/(1 - u).

    From one near to it; where the likelihood falls from 0 on, from the highest of some places, if that leads higher.
    """
    u, none = near / (1 + near), np.zeros_like(eta)
    low, high = none.copy(), np.full_like(eta, likelihood.most / (1 + likelihood.most))
    falling = np.flatnonzero(likelihood.slopes(eta, none)[1] <= 0)
    best = 1 + _heights(likelihood.of(falling), eta[falling]).argmax(axis=-1)
    u[falling], low[falling], high[falling] = (PLACES[np.minimum(best + i, len(PLACES) - 1)] for i in (0, -1, 1))

    def slopes(rows: IntArray, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        _, slope, _, _, twice = likelihood.of(rows).slopes(eta[rows], u / (1 - u))
        return slope / (1 - u) ** 2, twice / (1 - u) ** 4

    u = falls(slopes, u, (low, high))
    u[falling] *= _higher(likelihood.of(falling), (eta[falling], u[falling] / (1 - u[falling])), (eta[falling], 0.0))
    return u / (1 - u)


def _higher(likelihood: Likelihood, one: Any, other: Any) -> BoolArray:
    """Return whether the likelihood is higher at one centre and dispersion than at the other."""
    heights = [likelihood.height(eta, dispersion + np.zeros_like(eta)) for eta, dispersion in (one, other)]
    return np.asarray(heights[0] > heights[1])


def _heights(likelihood: Likelihood, eta: FloatArray) -> FloatArray:
    """Return the likelihood at places beyond 0, on a last axis, where it is higher than at the one before."""
    heights = likelihood.height(eta[..., None], np.broadcast_to(PLACES / (1 - PLACES), (*eta.shape, len(PLACES))))
    return np.where(np.diff(heights) > 0, heights[..., 1:], -np.inf)


def profile(likelihood: Likelihood, eta: FloatArray, near: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the likeliest dispersion at a centre, and how the likelihood slopes and bends as it follows the centre."""
    theta = dispersion(likelihood, eta, near)
    slope, _, curve, both, twice = likelihood.slopes(eta, theta)
    inside = (theta > 0) & (theta < likelihood.most) & (twice < 0)
    return theta, slope, curve - np.where(inside, both**2 / np.where(inside, twice, 1.0), 0.0)


def likeliest(likelihood: Likelihood, start: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the likeliest centre and dispersion of each set, and the curve there, sought from the highest place."""
    beside = start[:, None] + BESIDE
    first, places = _heights(likelihood, beside).reshape(len(start), -1).argmax(axis=-1), len(PLACES) - 1
    eta, u = beside[np.arange(len(start)), first // places], PLACES[1 + first % places]
    theta = u / (1 - u)

    def slopes(rows: IntArray, eta: FloatArray) -> tuple[FloatArray, FloatArray]:
        theta[rows], *slope = profile(likelihood.of(rows), eta, theta[rows])
        return slope[0], slope[1]

    eta = falls(slopes, eta, (start - FAR, start + FAR), longest=0.5)
    differ = _higher(likelihood, (eta, theta), (start, 0.0))
    eta, theta = np.where(differ, eta, start), np.where(differ, theta, 0.0)
    theta, _, curve = profile(likelihood, eta, theta)
    return eta, theta, curve


def profile_limits(likelihood: Likelihood, start: FloatArray, a: FloatArray) -> Limits:
    """Return the centres at which twice the profile log likelihood has fallen by z^2; infinite where it never does.

    They are sought as the root of that fall, which is nearly straight in standard errors.
    """
    top, both = likeliest(likelihood, start), likelihood.of(np.tile(np.arange(len(start)), 2))
    eta, theta, curve = (np.tile(each, 2) for each in top)
    fall, side, peak = np.tile(-ndtri(a), 2) / np.sqrt(2), np.repeat([-1.0, 1.0], len(start)), both.height(eta, theta)
    error = side / np.sqrt(np.where(curve < 0, -curve, 1.0))

    def slopes(rows: IntArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        own, at = both.of(rows), eta[rows] + error[rows] * z
        theta[rows], slope, _ = profile(own, at, theta[rows])
        fallen = np.sqrt(np.maximum(peak[rows] - own.height(at, theta[rows]), 0.0))
        return fall[rows] - fallen, error[rows] * slope / (2 * fallen)

    far = FAR / np.abs(error)
    z = falls(slopes, np.minimum(fall * np.sqrt(2), far), (np.zeros_like(far), far))
    low, high = np.where(z < far, eta + error * z, side * np.inf).reshape(2, -1)
    return low, high


def profile_tail(likelihood: Likelihood, start: FloatArray, eta: FloatArray) -> FloatArray:
    """Return the smallest tail whose limits leave a centre out: z^2 is twice what the likelihood has fallen there."""
    peak, theta, _ = likeliest(likelihood, start)
    at = np.clip(eta, peak - FAR, peak + FAR)
    fallen = likelihood.height(peak, theta) - likelihood.height(at, dispersion(likelihood, at, theta))
    return np.asarray(ndtr(-np.sqrt(2 * np.maximum(fallen, 0.0))))
