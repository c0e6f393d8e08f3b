"""What the next deployment will bring, if it is one more like these.

Chances of the next count are averaged over the mean and over how far deployments differ. Each pair of them weighs as
its likelihood, times the root of what the counts say of the mean there (Jeffreys' prior), with theta/(1 + theta) flat:
theta is the squared variation of rates, and of shares the dispersion rho/(1 - rho) over the rarer of the two shares,
which is that of rates where a share is small. A prior flat in rho itself would put half of its weight on deployments
of which most bring nothing and some nothing else, and so would predict a hundred of 200 after 1, 0, 0, 1 and 0.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import betainc, expit, logit

from disprop._arrays import FloatArray
from disprop.intervals._dispersed import beta_binomial, blocks, fewer, gamma_poisson

FAR = 300.0  # in log odds or log rates, beyond which numbers end
SLIGHT = 1e-13  # weight of a mean, of all together, that is not worth a look
REACH, CENTRES = 4.6, 61  # means lie at the sinh of equal steps up to here, times a standard error
KINDS = 60  # of terms of a likelihood, beside one for each deployment

_places, _weights = np.polynomial.legendre.leggauss(32)
# Of theta/(1 + theta), from 0 to 1, densest near 0: Gauss's places in its cube root.
SPREADS, SPREAD_WEIGHTS = ((1 + _places) / 2) ** 3, _weights / 2 * 3 * ((1 + _places) / 2) ** 2

Below = Callable[[float], float]  # the chance of no more than a count


class Shares:
    """How shares of deployments vary around their mean: as a beta distribution, its centre eta in log odds."""

    likelihood = staticmethod(beta_binomial)
    link: Any = staticmethod(logit)
    most = FAR  # the largest centre

    def mean(self, x: FloatArray, n: FloatArray, dispersion: FloatArray) -> FloatArray:
        """Return Jeffreys' mean of the counts over their design effect."""
        design = 1 + ((n**2).sum(axis=-1) / n.sum(axis=-1) - 1) * dispersion / (1 + dispersion)
        return np.asarray((x.sum(axis=-1) / design + 0.5) / (n.sum(axis=-1) / design + 1))

    def dispersion(self, eta: FloatArray, theta: FloatArray) -> FloatArray:
        """Return the dispersion at each centre."""
        return np.asarray(expit(-np.abs(eta)) * theta)

    def information(self, n: FloatArray, eta: FloatArray, dispersion: FloatArray) -> FloatArray:
        """Return what a deployment of n says of the mean at each centre."""
        return np.asarray(n / (1 + n * dispersion) * (1 + dispersion) * expit(eta) * expit(-eta))

    def below(self, eta: FloatArray, dispersion: FloatArray, weights: FloatArray, size: float) -> Below:
        """Return the mean of beta-binomials, from how much likelier each count is than the one before."""
        p, q, chances = expit(eta), expit(-eta), np.zeros(int(size) + 1)
        c = np.arange(size)[:, None]
        for rows in blocks(eta.size, size):
            t = dispersion[rows]
            rises = np.log((size - c) / (c + 1) * (p[rows] + c * t) / (q[rows] + (size - c - 1) * t))
            logs = np.concatenate([np.zeros((1, t.size)), np.cumsum(rises, axis=0)])
            each = np.exp(logs - logs.max(axis=0))
            chances += each @ (weights[rows] / each.sum(axis=0))
        below = np.cumsum(chances)
        return lambda count: float(below[int(count)])


class Rates:
    """How rates vary: as a gamma distribution, its centre a logarithm, at most that of 1 per face."""

    likelihood = staticmethod(gamma_poisson)
    link: Any = staticmethod(np.log)
    most = 0.0

    def mean(self, x: FloatArray, people: FloatArray, theta: FloatArray) -> FloatArray:
        """Return Jeffreys' mean of the counts over their design effect."""
        total, faces = x.sum(axis=-1), people.sum(axis=-1)
        design = 1 + theta * total * (people**2).sum(axis=-1) / faces**2
        return np.minimum((total / design + 0.5) / (faces / design), 1.0)

    def dispersion(self, eta: FloatArray, theta: FloatArray) -> FloatArray:
        """Return the dispersion, the same at each centre."""
        return np.broadcast_to(theta, np.broadcast_shapes(eta.shape, theta.shape))

    def information(self, people: FloatArray, eta: FloatArray, theta: FloatArray) -> FloatArray:
        """Return what a deployment of so many people says of the mean at each centre."""
        expected = np.exp(eta) * people
        return np.asarray(expected / (1 + theta * expected))

    def below(self, eta: FloatArray, theta: FloatArray, weights: FloatArray, size: float) -> Below:
        """Return the mean of negative binomials."""
        chance = 1 / (1 + theta * np.exp(eta) * size)
        return lambda count: float(weights @ betainc(1 / theta, count + 1.0, chance))


Law = Shares | Rates


def next_counts(law: Law, x: FloatArray, n: FloatArray, size: FloatArray, a: float) -> FloatArray:
    """Return the quantiles at `a` and `1 - a` of what the next deployment brings, of `size`, of each set a row."""
    found = np.empty((2, len(x)))
    for rows in blocks(len(x), SPREADS.size * CENTRES * (x.shape[-1] + KINDS)):
        eta, dispersion, logs = _centres(law, x[rows], n[rows])
        weights = SPREAD_WEIGHTS[:, None] * np.exp(logs - logs.max(axis=(1, 2), keepdims=True))
        kept = weights > SLIGHT * weights.sum(axis=(1, 2), keepdims=True)
        for i, (each, own, of) in enumerate(zip(kept, weights, size[rows], strict=True), start=rows.start):
            at = i - rows.start
            below = law.below(eta[at][each], dispersion[at][each], own[each] / own[each].sum(), of)
            found[:, i] = quantiles(below, of, a)
    return found


def quantiles(below: Below, size: float, a: float) -> tuple[float, float]:
    """Return the smallest counts whose chance of no more is at least `a`, and at least `1 - a`; `size` at most."""
    ends = (lambda count: below(count) >= a, lambda count: 1 - below(count) <= a)
    low, high = (float(bisect_left(range(int(size)), x=True, key=reached)) for reached in ends)
    return low, high


def _centres(law: Law, x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return centres, their dispersions, and the logarithm of the weight of each: of sets by thetas by centres."""
    x, n, theta = x[:, None], n[:, None], np.asarray(SPREADS / (1 - SPREADS), dtype=np.float64)
    some, (many,) = (each[..., None, :] for each in fewer(np.maximum(n, 1.0), np.where(n > 0, 1.0, 0.0)[None]))

    def information(eta: FloatArray, dispersion: FloatArray) -> FloatArray:
        return (many * law.information(some, eta[..., None], dispersion[..., None])).sum(axis=-1)

    start = law.link(law.mean(x, n, np.zeros(1)))
    middle = law.link(law.mean(x, n, law.dispersion(start, theta)))[..., None]
    error = 1 / np.sqrt(information(middle, law.dispersion(start, theta)[..., None]))
    ends = np.clip(np.arcsinh((np.array([-FAR, law.most]) - middle) / error), -REACH, REACH)
    steps = np.linspace(ends[..., 0], ends[..., 1], CENTRES, axis=-1)
    eta = middle + error * np.sinh(steps)
    dispersion, width = law.dispersion(eta, theta[:, None]), steps[..., 1:2] - steps[..., :1]
    prior = np.log(information(eta, dispersion)) / 2 + np.log(error * width * np.cosh(steps))
    of_ends = np.where(np.arange(CENTRES) % (CENTRES - 1) == 0, np.log(0.5), 0.0)
    return eta, dispersion, law.likelihood(x[:, 0], n[:, 0]).height(eta, dispersion) + prior + of_ends
