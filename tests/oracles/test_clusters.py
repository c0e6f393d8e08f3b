"""Variances between clusters beside those of R's clubSandwich 0.6: where they are the same, and where they are not.

Its algorithm (Pustejovsky and Tipton 2018, with the defaults of its method for `glm`) is written out here with full
matrices, and gives every figure that its help page prints for a Poisson regression. The data of that example, the
weights of pigs by what they were fed, come with the tests of statsmodels.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from disprop.models._fit import Diagnostics, Fit, between_clusters

PIGS = Path(statsmodels.__file__).parent / "regression" / "tests" / "results" / "dietox.csv"
# ?vcovCR.glm: glm(Weight ~ Cu * poly(Time, 3), family = "quasipoisson"), clusters Pig, coef_test(vcov = "CR2")
PRINTED = {
    "estimate": [4.0124, -0.0134, 0.0330, 12.7115, -1.6810, 0.0292, -0.0823, -0.3242, 0.0927, -0.1777, -0.1010, 0.1146],
    "se": [0.0190, 0.0286, 0.0333, 0.2414, 0.1456, 0.0566, 0.3120, 0.3433, 0.2113, 0.1656, 0.1013, 0.0998],
    "degrees": [22.0, 45.7, 44.8, 22.0, 22.0, 21.9, 45.6, 44.8, 45.6, 44.8, 45.5, 44.7],
}


def fitted(events: Any, matrix: Any, population: Any = None) -> Fit:
    """Return a Poisson regression."""
    offset = None if population is None else np.log(population)
    found = GLM(events, matrix, family=Poisson(), offset=offset).fit(tol=1e-14)
    mu = np.asarray(found.mu)
    variances = np.diagonal(found.cov_params(scale=1.0))
    residual = np.asarray(events - mu)
    return Fit(np.asarray(found.params), variances, np.inf, mu, residual, Diagnostics(len(mu), 1, 1.0, 0.0, 1))


def of_pigs() -> tuple[Fit, Any, Any]:
    """Return the fit of the example, its matrix and its clusters."""
    frame = pd.read_csv(PIGS)
    powers, signs = np.linalg.qr(np.vander(frame["Time"] - frame["Time"].mean(), 4, increasing=True))
    time = (powers * np.sign(np.diagonal(signs)))[:, 1:]
    fed = np.column_stack([frame["Cu"] == level for level in (2, 3)]).astype(float)
    both = [fed[:, [i]] * time[:, [j]] for j in range(3) for i in range(2)]
    matrix = np.column_stack([np.ones(len(frame)), fed, time, *both])
    return fitted(frame["Weight"].to_numpy(), matrix), matrix, pd.factorize(frame["Pig"])[0]


def of_forces() -> tuple[Fit, Any, Any]:
    """Return the fit of two groups in five forces, with the force in the model."""
    events = np.array([12, 3, 30, 4, 9, 80, 45, 160, 30, 52], dtype=float)
    people = np.array([2_000, 1_500, 5_100, 800, 1_200, 90_000, 90_000, 90_000, 60_000, 80_000])
    matrix = np.column_stack([np.repeat([1.0, 0.0], 5), np.tile(np.eye(5), (2, 1))])
    return fitted(events, matrix, people), matrix, np.tile(np.arange(5), 2)


def club_sandwich(fit: Fit, matrix: Any, codes: Any) -> tuple[Any, Any, Any]:
    """Return variances, degrees of freedom, and the variances that are expected if counts are Poisson."""
    mu, slope = fit.weight, fit.weight[:, np.newaxis] * matrix
    bread = np.linalg.inv((matrix.T * mu) @ matrix)
    covariance = (np.eye(len(mu)) - slope @ bread @ matrix.T) * mu  # of the residuals
    by_cluster = []
    for own in (codes == code for code in np.unique(codes)):
        root = np.sqrt(mu[own])  # of the target, a diagonal matrix
        values, vectors = np.linalg.eigh(root[:, np.newaxis] * covariance[np.ix_(own, own)] * root)
        some = values > 1e-10 * values.max()
        inverse = (vectors[:, some] * values[some] ** -0.5) @ vectors[:, some].T
        by_cluster.append((own, bread @ matrix[own].T @ (root[:, np.newaxis] * inverse * root)))
    terms = np.array([moved @ fit.residual[own] for own, moved in by_cluster])
    p = np.array([[np.diagonal(a @ covariance[np.ix_(i, j)] @ b.T) for j, b in by_cluster] for i, a in by_cluster])
    trace = np.einsum("iij->j", p)
    return (terms**2).sum(axis=0), trace**2 / np.einsum("ikj,kij->j", p, p), trace


def test_the_algorithm_written_out_gives_what_club_sandwich_prints() -> None:
    fit, matrix, codes = of_pigs()
    variances, degrees, _ = club_sandwich(fit, matrix, codes)
    assert fit.coefficients == pytest.approx(PRINTED["estimate"], rel=0, abs=0.5e-4)
    assert np.sqrt(variances) == pytest.approx(PRINTED["se"], rel=0, abs=0.5e-4)
    assert degrees == pytest.approx(PRINTED["degrees"], rel=0, abs=0.05)


def test_ours_are_near_where_the_rows_of_a_cluster_vary_alike() -> None:
    fit, matrix, codes = of_pigs()
    ours, (variances, degrees, _) = between_clusters(fit, matrix, codes), club_sandwich(fit, matrix, codes)
    assert ours.variances == pytest.approx(variances, rel=3e-3)
    assert np.abs(ours.variances / variances - 1).max() > 1e-4
    assert ours.degrees_of_freedom == pytest.approx(degrees, rel=2e-3)


def test_ours_are_the_same_where_they_have_one_variance() -> None:
    """As in a linear regression: the two roots are of one matrix then."""
    fit, matrix, codes = of_pigs()
    level = fit._replace(weight=np.ones_like(fit.weight))
    ours, (variances, degrees, _) = between_clusters(level, matrix, codes), club_sandwich(level, matrix, codes)
    assert ours.variances == pytest.approx(variances, rel=1e-9)
    assert ours.degrees_of_freedom == pytest.approx(degrees, rel=1e-9)


def expected_of_ours(fit: Fit, matrix: Any, codes: Any) -> Any:
    """Return the mean of our variances if counts are Poisson: the sum over the columns of a root of the covariance."""
    mu = fit.weight
    covariance = np.diag(mu) - (mu[:, np.newaxis] * matrix) @ np.linalg.inv((matrix.T * mu) @ matrix) @ (matrix.T * mu)
    values, vectors = np.linalg.eigh(covariance)
    roots = (vectors * np.sqrt(np.maximum(values, 0))).T
    return sum(between_clusters(fit._replace(residual=root), matrix, codes).variances for root in roots)


def test_ours_have_no_bias_with_clusters_in_the_model_and_theirs_lack_half_of_the_variance() -> None:
    fit, matrix, codes = of_forces()
    ours, (variances, degrees, expected) = between_clusters(fit, matrix, codes), club_sandwich(fit, matrix, codes)
    assert np.sqrt(ours.variances[0]) == pytest.approx(0.3738704, rel=1e-6)
    assert [np.sqrt(variances[0]), degrees[0]] == pytest.approx([0.2917879, 1.3313206], rel=1e-6)
    assert expected_of_ours(fit, matrix, codes)[0] == pytest.approx(fit.variances[0], rel=1e-9)
    assert expected[0] / fit.variances[0] == pytest.approx(0.5345, abs=1e-4)


def test_neither_has_a_bias_without_clusters_in_the_model() -> None:
    fit, matrix, codes = of_pigs()
    some = codes < 8
    fit = fit._replace(weight=fit.weight[some], residual=fit.residual[some])
    matrix, codes = matrix[some][:, [0, 3, 4, 5]], codes[some]
    variances = np.diagonal(np.linalg.inv((matrix.T * fit.weight) @ matrix))
    assert expected_of_ours(fit, matrix, codes) == pytest.approx(variances, rel=1e-9)
    assert club_sandwich(fit, matrix, codes)[2] == pytest.approx(variances, rel=1e-9)
