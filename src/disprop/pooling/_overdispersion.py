"""Whether deployments differ by more than chance: three tests of the same thing."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtr

from disprop._arrays import FloatArray
from disprop.estimate import Number, Result


@dataclass(frozen=True, slots=True, eq=False)
class Overdispersion(Result):
    """One test that all deployments have one chance; a small p-value says that they differ.

    Attributes
    ----------
    name : "Pearson", "Tarone" or "likelihood ratio".
    statistic : chi-squared of Pearson, z of Tarone, or twice the log likelihood ratio; NaN where nothing can be tested.
    p_value : the chance of a statistic at least as large if they do not. With few events none of them has much power.
    """

    name: str
    statistic: Number
    p_value: Number

    def __str__(self) -> str:
        """Write the test in words."""
        pairs = zip(np.ravel(self.statistic), np.ravel(self.p_value), strict=True)
        return "\n".join(
            f"{self.name}: not tested, the counts say nothing" if np.isnan(s) else f"{self.name} {s:.2f}, p = {p:.2g}"
            for s, p in pairs
        )


def pearson(x: FloatArray, n: FloatArray, *, binomial: bool) -> Overdispersion:
    """Return chi-squared, the sum of (x - expected)^2 over its variance, with one degree less than deployments."""
    expected, variance = _common(x, n, binomial=binomial)
    degrees = (n > 0).sum(axis=-1) - 1.0
    with np.errstate(all="ignore"):
        terms = np.where(n > 0, (x - expected) ** 2 / variance, 0.0)
        statistic = np.where(degrees > 0, terms.sum(axis=-1), np.nan)
        p = chdtrc(np.maximum(degrees, 1), statistic)
    return Overdispersion("Pearson", statistic[()], np.asarray(p)[()])


def tarone(x: FloatArray, n: FloatArray, *, binomial: bool) -> Overdispersion:
    """Return the score test of a dispersion of 0, its p-value from one side (Tarone 1979; for rates Dean 1992)."""
    expected, variance = _common(x, n, binomial=binomial)
    with np.errstate(all="ignore"):
        if binomial:
            over = np.where(n > 0, (x - expected) ** 2 / (variance / n), 0.0).sum(axis=-1) - n.sum(axis=-1)
            spread = (n * (n - 1)).sum(axis=-1)
        else:
            over, spread = ((x - expected) ** 2 - x).sum(axis=-1), (expected**2).sum(axis=-1)
        z = over / np.sqrt(2 * spread)
    z = np.where(np.isfinite(z), z, np.nan)
    return Overdispersion("Tarone", z[()], np.asarray(ndtr(-z))[()])


def likelihood_ratio(twice: FloatArray, x: FloatArray, n: FloatArray, *, binomial: bool) -> Overdispersion:
    """Return the test of the likelihoods; half of chi-squared's tail, as a dispersion cannot be below 0."""
    total, whole = x.sum(axis=-1), n.sum(axis=-1)
    silent = (total == 0) | ((total == whole) & binomial)
    statistic = np.where(silent, np.nan, twice)
    with np.errstate(all="ignore"):
        p = np.where(statistic > 0, chdtrc(1.0, statistic) / 2, np.where(silent, np.nan, 1.0))
    return Overdispersion("likelihood ratio", statistic[()], p[()])


def _common(x: FloatArray, n: FloatArray, *, binomial: bool) -> tuple[FloatArray, FloatArray]:
    """Return what one common chance makes of each deployment: its expected count, and the variance of that."""
    with np.errstate(all="ignore"):
        share = (x.sum(axis=-1) / n.sum(axis=-1))[..., np.newaxis]
    return share * n, share * n * (1 - share if binomial else 1.0)
