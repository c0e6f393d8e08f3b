"""Counts whose chance varies from one deployment to the next: three likelihoods of a centre and a dispersion.

The centre eta is a log odds, or a log rate. At dispersion 0 each is the likelihood of one chance for all; it is written
so that it goes there without a difference of near equals. Sets are on the first axis, deployments on the last.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit

from disprop._arrays import FloatArray
from disprop.intervals._binomial_normal import Counts, by_count

TINY, NARROW, NEAR = 1e-8, 1e-9, 0.01  # below this a series of eight terms is right to all digits
CELLS = 2**20  # of a table, held at a time
PLAIN, DIGITS, STRETCH = 16, 38.0, 2**14  # points left as they are; e^-38 is below rounding; points taken at a time

Tables = tuple[FloatArray, ...]


class Likelihood(NamedTuple):
    """A log likelihood but for a constant, from tables with one set a row, at centres and dispersions.

    `of_slopes` gives its slopes in both, and about how these slope: by centre twice, by both, by dispersion twice.
    """

    tables: Tables
    of_height: Callable[[Tables, FloatArray, FloatArray], FloatArray]
    of_slopes: Callable[[Tables, FloatArray, FloatArray], Tables]
    most: float  # the dispersion is sought up to here

    def of(self, rows: Any) -> "Likelihood":
        """Return the likelihood of some of the sets."""
        return self._replace(tables=tuple(table[rows] for table in self.tables))

    def height(self, eta: FloatArray, dispersion: FloatArray) -> FloatArray:
        """Return the likelihood of each set; at several centres on axes after that of the sets."""
        return self.of_height(self.of((slice(None), *[None] * (eta.ndim - 1))).tables, eta, dispersion)

    def slopes(self, eta: FloatArray, dispersion: FloatArray) -> Tables:
        """Return the slopes at one centre and dispersion of each set."""
        return self.of_slopes(self.tables, eta, dispersion)


def beta_binomial(x: FloatArray, n: FloatArray) -> Likelihood:
    """Return the likelihood of beta-binomial counts; the dispersion is theta = rho/(1 - rho).

    The chance of x of n is a product over j of (p + j theta), (q + j theta) and 1/(1 + j theta), so that the logarithm
    is a sum over j, with as many terms as there are deployments with a count above j.
    """
    j, many = _above(np.stack([x, n - x, n]))

    def height(tables: Tables, eta: FloatArray, theta: FloatArray) -> FloatArray:
        a, b, c, total, rest = tables
        p, q, jt = expit(eta), expit(-eta), j * theta[..., None]
        of_j = a * np.log1p(jt / p[..., None]) + b * np.log1p(jt / q[..., None]) - c * np.log1p(jt)
        return np.asarray(of_j.sum(axis=-1) + total * np.log(p) + rest * np.log(q))

    def slopes(tables: Tables, eta: FloatArray, theta: FloatArray) -> Tables:
        p, q, jt = expit(eta), expit(-eta), j * theta[..., None]
        over = (1 / (p[..., None] + jt), 1 / (q[..., None] + jt), 1 / (1 + jt))
        of_p, of_q, of_1 = (table * each for table, each in zip(tables, over, strict=False))
        by_eta, by_theta = p * q * (of_p - of_q).sum(axis=-1), (j * (of_p + of_q - of_1)).sum(axis=-1)
        of_p, of_q, of_1 = (once * each for once, each in zip((of_p, of_q, of_1), over, strict=True))
        by_eta_twice = (q - p) * by_eta - (p * q) ** 2 * (of_p + of_q).sum(axis=-1)
        both = -p * q * (j * (of_p - of_q)).sum(axis=-1)
        return by_eta, by_theta, by_eta_twice, both, -(j**2 * (of_p + of_q - of_1)).sum(axis=-1)

    return Likelihood((*many, x.sum(axis=-1), (n - x).sum(axis=-1)), height, slopes, 1e6)


def gamma_poisson(x: FloatArray, people: FloatArray) -> Likelihood:
    """Return the likelihood of Poisson counts whose rates are gamma; the dispersion is their squared variation."""
    j, (many,) = _above(x[None])
    some, (ones, events) = fewer(np.maximum(people, 1.0), np.stack([(people > 0) * 1.0, x]))

    def height(tables: Tables, eta: FloatArray, theta: FloatArray) -> FloatArray:
        many, some, ones, events, total = tables
        t, m = theta[..., None], np.exp(eta)[..., None] * some
        log = np.log1p(t * m)
        per_theta = np.where(t > 0, log / np.where(t > 0, t, 1.0), m)
        of_j = (many * np.log1p(j * t)).sum(axis=-1)
        return np.asarray(of_j - (events * log + ones * per_theta).sum(axis=-1) + total * eta)

    def slopes(tables: Tables, eta: FloatArray, theta: FloatArray) -> Tables:
        many, some, ones, events, _ = tables
        t, m = theta[..., None], np.exp(eta)[..., None] * some
        w, risen = t * m, j / (1 + j * t)
        over, curve = m / (1 + w), _curve(w)
        rest = (events - ones * m) / (1 + w)
        by_theta = (many * risen).sum(axis=-1) + (ones * m**2 * curve - events * over).sum(axis=-1)
        bend = np.where(w > TINY, (1 / (1 + w) ** 2 - 2 * curve) / np.maximum(w, TINY), -2 / 3)
        by_theta_twice = (events * over**2 + ones * m**3 * bend).sum(axis=-1) - (many * risen**2).sum(axis=-1)
        by_eta_twice = -((ones + t * events) * over / (1 + w)).sum(axis=-1)
        return rest.sum(axis=-1), by_theta, by_eta_twice, -(rest * over).sum(axis=-1), by_theta_twice

    return Likelihood((many, some, ones, events, x.sum(axis=-1)), height, slopes, 1e6)


def random_intercept(x: FloatArray, n: FloatArray) -> Likelihood:
    """Return the likelihood of binomial counts whose log odds are normal; the dispersion is their variance.

    The slope in the variance is half of the mean of (x - n p)^2 - n p q given the counts, which holds at 0 too.
    """

    def parts(tables: Tables, eta: FloatArray, variance: FloatArray) -> FloatArray:
        different, whole, _ = tables
        return by_count(Counts(different, whole, np.zeros(())), eta, np.sqrt(variance))

    def height(tables: Tables, eta: FloatArray, variance: FloatArray) -> FloatArray:
        return np.asarray((tables[2] * parts(tables, eta, variance)[0]).sum(axis=-1))

    def slopes(tables: Tables, eta: FloatArray, variance: FloatArray) -> Tables:
        _, mean, _, curve, both, _, third, mixed = parts(tables, eta, variance)
        four = 4 * np.sqrt(variance)[..., None]
        bend = np.where(four > 0, (mixed + 2 * mean * both) / np.where(four > 0, four, 1.0), -(curve**2) / 2)
        each = (mean, (curve + mean**2) / 2, curve, third / 2 + mean * curve, bend)
        return tuple((tables[2] * part).sum(axis=-1) for part in each)

    return Likelihood(tuple(_repeated(x, n)), height, slopes, 99.0)


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


def _above(counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return whole numbers j, and how many deployments of each set have a count above j; few j stand for many."""
    *kinds, k = counts.shape
    size = max(int(counts.max(initial=0.0)), PLAIN) + 1
    first = np.arange(np.prod(kinds, dtype=np.intp)).reshape(*kinds, 1) * size
    many = np.bincount((first + counts.astype(np.intp)).ravel(), minlength=first.size * size)
    above, j = k - np.cumsum(many.reshape(*kinds, size), axis=-1)[..., :-1], np.arange(size - 1.0)
    points, weights = fewer(j[PLAIN:], above[..., PLAIN:] * 1.0)
    return np.append(j[:PLAIN], points), np.concatenate([above[..., :PLAIN], weights], axis=-1)


def fewer(points: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return few points, with the weights by which sums over them of functions of log(1 + t point) stay what they are.

    Such functions of log(point), for any t, have no pole nearer to the line than pi, so that polynomials of few orders
    through Chebyshev's points are right to rounding.
    """
    y = np.log(points)
    low, high = y.min(initial=np.inf), y.max(initial=-np.inf)
    span = max(high - low, NARROW)
    orders = np.arange(int(DIGITS / np.arcsinh(2 * np.pi / span)) + 1)
    if orders.size >= points.shape[-1]:
        return points, weights
    angles = np.pi * (orders + 0.5) / orders.size
    basis = np.cos(angles[:, None] * orders) * np.where(orders > 0, 2, 1) / orders.size
    z = np.arccos(np.clip((2 * y - low - high) / span, -1, 1))
    sums: FloatArray = np.zeros((*weights.shape[:-1], orders.size))
    for cut in blocks(points.shape[-1], CELLS / STRETCH):
        sums += np.einsum("...k,...ko->...o", weights[..., cut], np.cos(z[..., cut, None] * orders))
    some = np.exp((low + high + span * np.cos(angles)) / 2)
    return np.broadcast_to(some, (*points.shape[:-1], orders.size)), np.einsum("...o,mo->...m", sums, basis)


def blocks(sets: int, cells: float) -> Iterator[slice]:
    """Yield slices of sets, so many that their tables stay small."""
    step = max(int(CELLS / max(cells, 1.0)), 1)
    return (slice(start, start + step) for start in range(0, sets, step))
