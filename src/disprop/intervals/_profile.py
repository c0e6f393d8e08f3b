"""The likeliest centre and dispersion, and how far the centre can be from there, for many sets at once."""

import numpy as np
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._dispersed import Likelihood
from disprop.intervals._family import Limits
from disprop.intervals._roots import root

FAR = 30.0  # in log odds or log rates: limits that are further off say nothing


def dispersion(likelihood: Likelihood, eta: FloatArray) -> FloatArray:
    """Return the likeliest dispersion at a centre, sought as the root of its slope in u, dispersion = u/(1 - u)."""

    def slope(u: FloatArray) -> FloatArray:
        return likelihood.at(eta, u / (1 - u))[2]

    none, most = np.zeros_like(eta), np.full_like(eta, likelihood.most / (1 + likelihood.most))
    u = root(slope, none, most)
    u = np.where(slope(none) <= 0, none, np.where(slope(most) >= 0, most, u))
    return u / (1 - u)


def likeliest(likelihood: Likelihood, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the centre of each set at which the profile likelihood is largest, and the dispersion there."""

    def slope(eta: FloatArray) -> FloatArray:
        return likelihood.at(eta, dispersion(likelihood, eta))[1]

    start = start[:, None]
    eta = root(slope, start - FAR, start + FAR)
    return eta[:, 0], dispersion(likelihood, eta)[:, 0]


def profile(likelihood: Likelihood, eta: FloatArray) -> FloatArray:
    """Return the likelihood of a centre at the likeliest dispersion that goes with it."""
    return likelihood.at(eta, dispersion(likelihood, eta))[0]


def profile_limits(likelihood: Likelihood, start: FloatArray, a: FloatArray) -> Limits:
    """Return the centres at which twice the profile log likelihood has fallen by z^2; infinite where it never does."""
    peak = likeliest(likelihood, start)[0][:, None]
    top = profile(likelihood, peak)
    fall = np.broadcast_to(ndtri(a) ** 2, start.shape)[:, None] / 2

    def above(eta: FloatArray) -> FloatArray:
        return profile(likelihood, eta) - top + fall

    ends = peak + np.array((-FAR, FAR))
    found = np.where(above(ends) > 0, np.array((-np.inf, np.inf)), root(above, peak + np.zeros(2), ends))
    return found[:, 0], found[:, 1]


def profile_tail(likelihood: Likelihood, start: FloatArray, eta: FloatArray) -> FloatArray:
    """Return the smallest tail whose limits leave a centre out: z^2 is twice what the likelihood has fallen there."""
    peak = likeliest(likelihood, start)[0]
    at = np.clip(eta, peak - FAR, peak + FAR)
    top, here = (profile(likelihood, centre[:, None])[:, 0] for centre in (peak, at))
    return np.asarray(ndtr(-np.sqrt(2 * np.maximum(top - here, 0.0))))
