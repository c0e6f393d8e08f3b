"""Counts whose chance varies from one deployment to the next: three likelihoods of a centre and a dispersion.

The centre eta is a log odds, or a log rate. At dispersion 0 each is the likelihood of one chance for all; it is written
so that it goes there without a difference of near equals. Sets are on the first axis, deployments on the last, and a
centre may have one more axis than the sets, for several centres at once.

And the likeliest centre and dispersion, and how far the centre can be from there, for many sets at once.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from scipy.special import expit, ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._binomial_normal import Counts, by_count
from disprop.intervals._family import Limits
from disprop.intervals._roots import root

NEAR = 0.01  # below this a series of eight terms is right to all digits
CELLS = 2**20  # of a table, held at a time

Slopes = tuple[FloatArray, FloatArray, FloatArray]


class Likelihood(NamedTuple):
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

    The slope in the variance is half of the mean of (x - n p)^2 - n p q given the counts, which holds at 0 too.
    """
    different, whole, times = _repeated(x, n)[:, :, None]
    counts = Counts(different, whole, np.zeros(()))

    def at(eta: FloatArray, variance: FloatArray) -> Slopes:
        value, by_eta, _, curve, *_ = by_count(counts, eta, np.sqrt(variance))
        parts = (value, by_eta, (curve + by_eta**2) / 2)
        value, by_eta, by_variance = ((times * part).sum(axis=-1) for part in parts)
        return value, by_eta, by_variance

    return Likelihood(at, 99.0)


def _repeated(x: FloatArray, n: FloatArray) -> FloatArray:
    """Return the different counts of each set and how many deployments have them; 0 of 0, which says nothing, fills up.

    Most deployments have few alerts, and many have the same: each integral is taken once.
    """
    found = [np.unique(pair, axis=1, return_counts=True) for pair in np.stack([x, n], axis=1)]
    together = np.zeros((3, len(x), max(len(times) for _, times in found)))
    for one, (pair, times) in zip(together.swapaxes(0, 1), found, strict=True):
        one[:, : len(times)] = *pair, times
    return together


def _curve(w: FloatArray) -> FloatArray:
    """Return (log(1 + w) - w/(1 + w))/w^2, which is 1/2 at 0."""
    near = np.minimum(w, NEAR)
    series: FloatArray = sum(((-1) ** i * (i + 1) / (i + 2) * near**i for i in range(8)), start=np.zeros(()))
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
