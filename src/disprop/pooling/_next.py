"""What the next deployment will bring, if it is one more like these.

Chances of the next count are averaged over the mean and over how far deployments differ. Each pair of them weighs as
its likelihood, times the root of what the counts say of the mean there (Jeffreys' prior), with theta/(1 + theta) flat:
theta is the squared variation of rates, and of shares the dispersion rho/(1 - rho) over the rarer of the two shares,
which is that of rates where a share is small. A prior flat in rho itself would put half of its weight on deployments
of which most bring nothing and some nothing else, and so would predict a hundred of 200 after 1, 0, 0, 1 and 0.
"""

from bisect import bisect_left
from collections.abc import Callable

import numpy as np
from scipy.special import betainc, expit, logit

from disprop._arrays import FloatArray
from disprop.intervals._dispersed import Likelihood, beta_binomial, gamma_poisson

FAR = 300.0  # in log odds or log rates, beyond which numbers end
SLIGHT = 1e-12  # weight of a mean that is not worth a look
REACH, CENTRES = 4.6, 61  # means lie at the sinh of equal steps up to here, times a standard error

_places, _weights = np.polynomial.legendre.leggauss(32)
# Of theta/(1 + theta), from 0 to 1, densest near 0: Gauss's places in its cube root.
SPREADS, SPREAD_WEIGHTS = ((1 + _places) / 2) ** 3, _weights / 2 * 3 * ((1 + _places) / 2) ** 2

Below = Callable[[float], float]  # the chance of no more than a count


class Shares:
    """How shares of deployments vary around their mean: as a beta distribution, its centre eta in log odds."""

    likelihood, link = staticmethod(beta_binomial), staticmethod(logit)
    most = FAR  # the largest centre

    def mean(self, x: FloatArray, n: FloatArray, dispersion: float) -> float:
        """Return Jeffreys' mean of the counts over their design effect."""
        design = 1 + ((n**2).sum() / n.sum() - 1) * dispersion / (1 + dispersion)
        return float((x.sum() / design + 0.5) / (n.sum() / design + 1))

    def dispersion(self, eta: FloatArray, theta: float) -> FloatArray:
        """Return the dispersion at each centre."""
        return np.asarray(expit(-np.abs(eta)) * theta)

    def information(self, n: FloatArray, eta: FloatArray, dispersion: FloatArray) -> FloatArray:
        """Return what the counts say of the mean at each centre."""
        rho = (dispersion / (1 + dispersion))[..., None]
        return np.asarray((n / (1 + (n - 1) * rho)).sum(axis=-1) * expit(eta) * expit(-eta))

    def below(self, eta: FloatArray, dispersion: FloatArray, weights: FloatArray, size: float) -> Below:
        """Return the mean of beta-binomials, from how much likelier each count is than the one before."""
        p, q, chances = expit(eta), expit(-eta), np.zeros(int(size) + 1)
        c = np.arange(size)[:, None]
        for rows in np.array_split(np.arange(eta.size), int(eta.size * size / 2**20) + 1):
            t = dispersion[rows]
            rises = np.log((size - c) / (c + 1) * (p[rows] + c * t) / (q[rows] + (size - c - 1) * t))
            logs = np.concatenate([np.zeros((1, rows.size)), np.cumsum(rises, axis=0)])
            each = np.exp(logs - logs.max(axis=0))
            chances += each @ (weights[rows] / each.sum(axis=0))
        below = np.cumsum(chances)
        return lambda count: float(below[int(count)])


class Rates:
    """How rates vary: as a gamma distribution, its centre a logarithm, at most that of 1 per face."""

    likelihood, link = staticmethod(gamma_poisson), staticmethod(np.log)
    most = 0.0

    def mean(self, x: FloatArray, people: FloatArray, theta: float) -> float:
        """Return Jeffreys' mean of the counts over their design effect."""
        design = 1 + theta * x.sum() * (people**2).sum() / people.sum() ** 2
        return float(min((x.sum() / design + 0.5) / (people.sum() / design), 1.0))

    def dispersion(self, eta: FloatArray, theta: float) -> FloatArray:
        """Return the dispersion, the same at each centre."""
        return np.full_like(eta, theta)

    def information(self, people: FloatArray, eta: FloatArray, theta: FloatArray) -> FloatArray:
        """Return what the counts say of the mean at each centre."""
        expected = np.exp(eta)[..., None] * people
        return np.asarray((expected / (1 + theta[..., None] * expected)).sum(axis=-1))

    def below(self, eta: FloatArray, theta: FloatArray, weights: FloatArray, size: float) -> Below:
        """Return the mean of negative binomials."""
        chance = 1 / (1 + theta * np.exp(eta) * size)
        return lambda count: float(weights @ betainc(1 / theta, count + 1.0, chance))


Law = Shares | Rates


def next_count(law: Law, x: FloatArray, n: FloatArray, size: float, a: float) -> tuple[float, float]:
    """Return the quantiles at `a` and `1 - a` of what the next deployment brings, of `size`."""
    model = law.likelihood(x[None], n[None])
    each = [_centres(law, model, (x, n), float(u)) for u in SPREADS]
    eta, dispersion, logs = (np.array(part) for part in zip(*each, strict=True))
    weights = SPREAD_WEIGHTS[:, None] * np.exp(logs - logs.max())
    kept = weights > SLIGHT * weights.max()
    return quantiles(law.below(eta[kept], dispersion[kept], weights[kept] / weights[kept].sum(), size), size, a)


def quantiles(below: Below, size: float, a: float) -> tuple[float, float]:
    """Return the smallest counts whose chance of no more is at least `a`, and at least `1 - a`; `size` at most."""
    ends = (lambda count: below(count) >= a, lambda count: 1 - below(count) <= a)
    low, high = (float(bisect_left(range(int(size)), x=True, key=reached)) for reached in ends)
    return low, high


def _centres(
    law: Law, model: Likelihood, counts: tuple[FloatArray, FloatArray], u: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return centres, their dispersions, and the logarithm of the weight of each, for one theta/(1 + theta)."""
    (x, n), theta = counts, u / (1 - u)
    start = np.array([law.link(law.mean(x, n, 0.0))])
    middle = law.link(law.mean(x, n, float(law.dispersion(start, theta)[0])))
    error = 1 / np.sqrt(law.information(n, np.array([middle]), law.dispersion(start, theta))[0])
    ends = np.clip(np.arcsinh((np.array([-FAR, law.most]) - middle) / error), -REACH, REACH)
    steps = np.linspace(float(ends[0]), float(ends[1]), CENTRES)
    eta = middle + error * np.sinh(steps)
    dispersion = law.dispersion(eta, theta)
    prior = np.log(law.information(n, eta, dispersion)) / 2
    logs = model.at(eta[None], dispersion[None])[0][0] + prior + np.log(error * (steps[1] - steps[0]) * np.cosh(steps))
    return eta, dispersion, logs + np.where(np.arange(CENTRES) % (CENTRES - 1) == 0, np.log(0.5), 0.0)
