"""Fitting by statsmodels: Poisson, quasi-Poisson and negative binomial regressions with an offset.

Variances between clusters are right for few of them: CR2, with Satterthwaite's degrees of freedom. Bell and McCaffrey
2002: the residuals of a cluster are inflated by (I - H_g)^(-1/2), with H the hat matrix of the fit, so that the
variance has no bias if the model holds. With Z_g the rows of a cluster, weighted, and M = Z'Z, every product that is
needed is one of small matrices: (I - H_g)^(-1/2) Z_g = Z_g K_g with K_g of the size of M.
"""

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._errors import unknown, worded
from disprop.estimate import Estimate, Record, Result
from disprop.models._design import Design

MUCH = 1.5  # a dispersion above this makes Poisson limits a fifth too narrow or more
NOTHING_LEFT = "as many parameters as rows: nothing shows how much counts vary; rate_ratio takes them as Poisson counts"
NARROW = "too narrow: counts vary {:.1f} times as much as Poisson counts do; leave out family="


class Diagnostics(Result):
    """How a regression went.

    Attributes
    ----------
    rows, parameters : how many rows were fitted, by how many coefficients.
    dispersion : Pearson's chi-squared over its degrees of freedom: 1 if the counts vary as the family says. NaN where
        no degree of freedom is left.
    alpha : the variance of a negative binomial count is m + alpha m^2; 0 for the other families.
    iterations : steps of the fit.
    clusters : how many clusters the variances are between; None without.
    cluster : the column that names them; None without.
    """

    rows: int
    parameters: int
    dispersion: float
    alpha: float
    iterations: int
    clusters: int | None = None
    cluster: str | None = None


class AdjustedRatios(Record):
    """The rate ratio of each group to the reference, adjusted for the covariates.

    Attributes
    ----------
    groups : the groups, in the order of the ratios; the reference is not among them.
    reference : the group that they are compared with.
    ratios : one Estimate, groups on its last axis, after that of the levels where there are several.
    covariates : what the ratios are adjusted for.
    diagnostics : how the fit went.
    """

    groups: tuple[Any, ...]
    reference: Any
    ratios: Estimate
    covariates: tuple[str, ...]
    diagnostics: Diagnostics

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The ratio of each group by its name."""
        return {str(group): self[group] for group in self.groups}

    def __getitem__(self, group: Any) -> Estimate:
        """Return the ratio of one group by its name."""
        if group not in self.groups:
            raise unknown("group", group, self.groups)
        return self.ratios[..., self.groups.index(group)]

    def __str__(self) -> str:
        """Write a line for each group, and each level, with what its interval rests on."""
        return "\n".join(
            f"{group} / {self.reference}: {line}" for group in self.groups for line in str(self[group]).splitlines()
        )


def remarks(method: str, diagnostics: Diagnostics, degrees: FloatArray, why: str) -> NDArray[np.object_]:
    """Return what the interval of each group rests on."""
    if diagnostics.cluster is not None:
        between = f"between the {diagnostics.clusters} values of {diagnostics.cluster!r}"
        return _each(f"{between}, {{}} degrees of freedom", degrees)
    if method == "quasi-poisson" and np.isnan(diagnostics.dispersion):
        return _each(NOTHING_LEFT, degrees)
    if method == "quasi-poisson":
        return _each("; ".join(filter(None, ("{} degrees of freedom", why))), degrees)
    much = method == "poisson" and diagnostics.dispersion > MUCH
    return _each(NARROW.format(diagnostics.dispersion) if much else "", degrees)


def _each(words: str, degrees: FloatArray) -> NDArray[np.object_]:
    return np.array([words.format(f"{number:.3g}") for number in degrees], dtype=object)


MOST_STEPS = 200
CLOSE = 1e-10  # of the coefficients, between the last two steps


class Fit(NamedTuple):
    """A fitted regression.

    `weight` is the information of each row, and `residual` what it adds to the score of a coefficient of 1.
    """

    coefficients: FloatArray
    variances: FloatArray
    degrees_of_freedom: float
    weight: FloatArray
    residual: FloatArray
    diagnostics: Diagnostics


def poisson(design: Design) -> Fit:
    """Return the Poisson regression, with the variances of Poisson counts."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(design.events, design.matrix, family=Poisson(), offset=np.log(design.population))
    with _quietly():
        found = model.fit(maxiter=MOST_STEPS, tol=CLOSE, tol_criterion="params")
    mu = np.asarray(found.mu)
    _need(found.converged and np.isfinite(mu).all(), "poisson")
    return _fit(design, found, np.diagonal(found.cov_params(scale=1.0)), mu, int(found.fit_history["iteration"]))


def quasi_poisson(design: Design) -> Fit:
    """Return the Poisson regression, with its variances times the dispersion: unknown where no row is left over."""
    fit, left = poisson(design), len(design.events) - len(design.names)
    known = fit.variances * fit.diagnostics.dispersion if left else np.full_like(fit.variances, np.inf)
    return fit._replace(variances=known, degrees_of_freedom=float(left))


def negative_binomial(design: Design) -> Fit:
    """Return the regression in which a count with mean m has the variance m + alpha m^2 (NB2)."""
    start = poisson(design)
    mu = start.weight
    excess = (design.events - mu) ** 2 - design.events
    if excess.sum() <= 0:  # the likelihood falls as alpha leaves 0
        raise worded("no more than Poisson", "family", "negative-binomial")
    from statsmodels.discrete.discrete_model import NegativeBinomial

    model = NegativeBinomial(design.events, design.matrix, loglike_method="nb2", offset=np.log(design.population))
    first = np.append(start.coefficients, max(excess.sum() / (mu**2).sum(), 1e-3))
    with _quietly():
        near = model.fit(start_params=first, method="bfgs", maxiter=MOST_STEPS, gtol=1e-6, disp=0)
        found = model.fit(start_params=near.params, method="newton", maxiter=MOST_STEPS, tol=1e-12, disp=0)
        mu = np.asarray(found.predict(which="mean"))
        variances = np.diagonal(np.linalg.inv(-model.hessian(found.params)))
    alpha = float(found.params[-1])
    _need(found.mle_retvals["converged"] and alpha > 0 and (variances > 0).all(), "negative-binomial")
    return _fit(design, found, variances, mu, int(found.mle_retvals["iterations"]), alpha)


def _fit(design: Design, found: Any, variances: FloatArray, mu: FloatArray, iterations: int, alpha: float = 0.0) -> Fit:
    """Return the fit by which a count with mean mu has the variance mu + alpha mu^2."""
    shrink, size = 1 + alpha * mu, len(design.names)
    squares, residual = (design.events - mu) ** 2 / (mu * shrink), (design.events - mu) / shrink
    dispersion = float(squares.sum() / (len(mu) - size)) if len(mu) > size else np.nan
    coefficients = np.asarray(found.params)[:size]
    diagnostics = Diagnostics(len(mu), size, dispersion, alpha, iterations)
    return Fit(coefficients, variances[:size], np.inf, mu / shrink, residual, diagnostics)


FITS = {fit.__name__.replace("_", "-"): fit for fit in (poisson, negative_binomial, quasi_poisson)}


def _need(converged: Any, family: str) -> None:
    """Refuse a fit that has not come to its end."""
    if not np.all(converged):
        raise worded("no convergence", "family", family, most_steps=MOST_STEPS)


def _quietly() -> warnings.catch_warnings:
    """Keep warnings of the fit in: what they say is checked here, and raised."""
    return warnings.catch_warnings(action="ignore")


WHOLE = 1e-10  # a direction in which 1 - H_g is below this belongs to the cluster alone, and tells nothing of others


class Between(NamedTuple):
    """What varies between clusters, for each coefficient: its variance, degrees of freedom, and what rests on one."""

    variances: FloatArray
    degrees_of_freedom: FloatArray
    alone: NDArray[np.bool_]  # whether a single cluster decides on some of it, so that its variance cannot be seen


def between_clusters(fit: Fit, matrix: FloatArray, codes: NDArray[np.intp]) -> Between:
    """Return the variance between clusters of each coefficient."""
    scores, crossed = _by_cluster(fit, matrix, codes)
    values, vectors = np.linalg.eigh(crossed.sum(axis=0))
    half, inverse_half = ((vectors * values**power) @ vectors.T for power in (0.5, -0.5))
    shares, axes = np.linalg.eigh(inverse_half @ crossed @ inverse_half)  # of the information, the part of each cluster
    left = 1 - shares
    inflation = np.where(left > WHOLE, np.maximum(left, WHOLE) ** -0.5, 0.0)
    parts = (axes.transpose(0, 2, 1) @ inverse_half) ** 2  # of the variance of each coefficient, by direction
    alone = np.where((left > WHOLE)[:, :, np.newaxis], 0.0, parts).sum(axis=(0, 1)) > 1e-8 * parts[0].sum(axis=0)
    inflate = inverse_half @ (axes * inflation[:, np.newaxis, :]) @ axes.transpose(0, 2, 1) @ half  # K_g
    moved = inflate @ inverse_half @ inverse_half  # K_g M^-1: a column for each coefficient
    terms = np.einsum("gij,gi->gj", moved, scores)
    return Between((terms**2).sum(axis=0), _degrees(moved, crossed, inverse_half), alone)


def _by_cluster(fit: Fit, matrix: FloatArray, codes: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Return the score of each cluster, and its Z_g'Z_g."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    x, weight = matrix[order], fit.weight[order]
    parts = zip(np.split(x, starts[1:]), np.split(weight, starts[1:]), strict=True)
    crossed = np.stack([(part.T * w) @ part for part, w in parts])
    return np.add.reduceat(x * fit.residual[order][:, np.newaxis], starts), crossed


def _degrees(moved: FloatArray, crossed: FloatArray, inverse_half: FloatArray) -> FloatArray:
    """Return (tr P)^2 / tr(P P), P the covariances of the clusters' terms if rows are independent.

    P is a diagonal matrix less h'h; neither is written out, because there may be many clusters.
    """
    d = crossed @ moved
    own = np.einsum("gij,gij->gj", moved, d)
    h = inverse_half @ d
    shared = np.einsum("gij,gij->gj", h, h)
    outer = np.einsum("gij,gkj->jik", h, h)
    trace = (own - shared).sum(axis=0)
    squares = (own**2 - 2 * own * shared).sum(axis=0) + (outer**2).sum(axis=(1, 2))
    return trace**2 / squares
