"""The exact likelihood of the counts of areas, fitted, with all that is said about the areas from there."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from disprop._arrays import FloatArray
from disprop.intervals import Limits
from disprop.intervals._binomial_normal import Counts
from disprop.pooling._between import AtTau, another
from disprop.pooling._maximum import Fit, fit, fit_mean, profile_limits, tau_limits
from disprop.pooling._pooled_ratio import Fitted, levels_of, share_between


@dataclass(frozen=True, slots=True)
class Exact:
    """A fit to sets of areas.

    Without an area with events on both sides the likelihood has its maximum at infinity, or nowhere: such a set has no
    areas. `fitted` are the counts that were fitted, which there are stand-ins, and `used` have 0 there.
    """

    fitted: Counts
    used: Counts
    best: Fit
    mean: FloatArray
    variance: FloatArray
    areas: FloatArray


def counts_of(data: dict[str, FloatArray]) -> Counts:
    """Return what the areas say; one without people on a side says nothing, like one without events."""
    x1, t1, x0, t0 = data.values()
    both = (t1 > 0) & (t0 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = np.where(both, np.log(t1) - np.log(t0), 0.0)
    return Counts(np.where(both, x1, 0.0), np.where(both, x1 + x0, 0.0), offset)


def fit_exact(counts: Counts, *, restricted: bool) -> Exact:
    """Return the fit by the restricted or by the plain likelihood."""
    x, n = counts.x, counts.n
    two_sided = np.asarray(((x > 0) & (x < n)).any(axis=-1, keepdims=True))
    fitted = replace(counts, x=np.where(two_sided, x, 1.0), n=np.where(two_sided, n, 2.0))
    best, defined = fit(fitted, restricted=restricted), two_sided[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        end = np.log(x.sum(axis=-1)) - np.log((n - x).sum(axis=-1))
    return Exact(
        fitted=fitted,
        used=replace(counts, x=np.where(two_sided, x, 0.0), n=np.where(two_sided, n, 0.0)),
        best=best,
        mean=np.where(defined, best.mean, np.where(np.isinf(end), end, np.nan)),
        variance=np.where(defined, 1 / best.information if restricted else best.variance(), np.inf),
        areas=np.where(defined, (n > 0).sum(axis=-1, dtype=np.float64), 0.0),
    )


def pooled(counts: Counts, *, restricted: bool, interval: str, level: ArrayLike) -> Fitted:
    """Return the fit with how much the areas differ, and where another one may be."""
    found = fit_exact(counts, restricted=restricted)
    defined, a = found.areas > 0, levels_of(level, found.areas)
    ends = [np.where(defined, tau**2, np.nan) for tau in tau_limits(found.fitted, found.best, a)]
    tau2 = np.where(defined, found.best.tau**2, np.nan)
    v, q = _chance(found.used)
    with np.errstate(invalid="ignore"):
        i2, h2 = share_between(tau2, v)
        w = 1 / (v + tau2[..., np.newaxis])
        weights = w / w.sum(axis=-1, keepdims=True)
    return Fitted(
        mean=found.mean,
        variance=found.variance,
        tau2=tau2,
        tau2_limits=(ends[0], ends[1]),
        tau2_method=f"{'restricted' if restricted else 'ml'}, profile likelihood",
        q=q,
        i2=i2,
        h2=h2,
        weights=weights,
        areas=found.areas,
        limits=_profile(found, a) if interval == "profile" else None,
        another=None if interval == "wald" else _known(found, another(_at_tau(found), found.best.tau, a)),
    )


def _profile(found: Exact, a: FloatArray) -> Limits:
    return _known(found, profile_limits(found.fitted, found.best, np.maximum(found.areas - 1, 1), a))


def _known(found: Exact, limits: Limits) -> Limits:
    """Return limits that are unbounded where one area, or none, says nothing of how areas differ."""
    return np.where(found.areas > 1, limits[0], -np.inf), np.where(found.areas > 1, limits[1], np.inf)


def _at_tau(found: Exact) -> Callable[[FloatArray], AtTau]:
    """Return what the counts say as a function of tau."""
    counts = Counts(*(part[..., np.newaxis, :] for part in (found.fitted.x, found.fitted.n, found.fitted.offset)))

    def at(tau: FloatArray) -> AtTau:
        start = np.broadcast_to(found.best.mean[..., np.newaxis], tau.shape)
        there = fit_mean(counts, tau, start, restricted=True)
        return AtTau(there.height, there.mean, 1 / there.information)

    return at


def _chance(counts: Counts) -> tuple[FloatArray, FloatArray]:
    """Return the variance of each area about one common ratio, and Pearson's chi-squared from it."""
    common = fit_mean(counts, np.zeros(counts.x.shape[:-1]))
    p = expit(common.mean[..., np.newaxis] + counts.offset)
    information = counts.n * p * (1 - p)
    terms = np.divide((counts.x - counts.n * p) ** 2, information, out=np.zeros_like(p), where=information > 0)
    variance = np.divide(1.0, information, out=np.full_like(p, np.inf), where=information > 0)
    return variance, terms.sum(axis=-1)
