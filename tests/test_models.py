"""Adjusted ratios: closed forms, other programs, simulated truths, and everything that is refused."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from scipy import stats

from disprop import DispropError, models, rate_ratio
from disprop.estimate import notes_of
from disprop.models._fit import NOTHING_LEFT
from studies import adjusted, adjusted_null, closed_forms
from studies.machine import PAGES

COLUMNS: dict[str, Any] = {"events": "stops", "population": "people", "group": "ethnicity", "reference": "White"}
Table = dict[str, Any]


def forces(count: int = 12, seed: int = 1, spread: float = 0.4) -> Table:
    """Return stops of three groups in some forces, which differ; the true ratios are 3 (Black) and 1.5 (Asian)."""
    rng = np.random.default_rng(seed)
    force = np.repeat(np.arange(count), 6)
    ethnicity = np.tile(["White", "Asian", "Black"], 2 * count)
    people = rng.integers(500, 5_000, force.size)
    ratio = np.select([ethnicity == "Asian", ethnicity == "Black"], [1.5, 3.0], 1.0)
    level = np.exp(rng.normal(0, spread, count))[force]
    return {
        "stops": rng.poisson(0.02 * people * level * ratio),
        "people": people,
        "ethnicity": ethnicity,
        "force": np.array([f"force {i}" for i in force]),
        "year": np.tile([2018, 2018, 2018, 2019, 2019, 2019], count),
    }


def numbers(found: models.AdjustedRatios) -> Any:
    return np.array([found.ratios.value, found.ratios.low, found.ratios.high])


def test_each_level_is_for_all_groups() -> None:
    found = models.adjusted_ratio(forces(), **COLUMNS, level=[0.5, 0.9, 0.95])
    assert found.ratios.value.shape == (3, 2)
    for at, level in enumerate((0.5, 0.9, 0.95)):
        alone = models.adjusted_ratio(forces(), **COLUMNS, level=level)
        np.testing.assert_array_equal(numbers(found)[:, at], numbers(alone))
        assert str(found["Black"][at]) == str(alone["Black"])
    assert [line.split(":")[0] for line in str(found).splitlines()] == ["Asian / White"] * 3 + ["Black / White"] * 3


# Closed forms


def test_one_factor_is_the_ratio_of_the_summed_rates() -> None:
    table = forces()
    found = models.adjusted_ratio(table, **COLUMNS, family="poisson")
    for group in ("Asian", "Black"):
        own, base = (table["ethnicity"] == name for name in (group, "White"))
        crude = rate_ratio(
            group=(table["stops"][own].sum(), table["people"][own].sum()),
            reference=(table["stops"][base].sum(), table["people"][base].sum()),
            method="wald-log",
        )
        ours = found[group]
        assert [ours.value, ours.low, ours.high] == pytest.approx([crude.value, crude.low, crude.high], rel=1e-12)
        assert ours.data["group_events"] == crude.data["group_events"]
        assert ours.data["reference_population"] == crude.data["reference_population"]


def test_the_dispersion_widens_quasi_poisson_limits() -> None:
    table = forces()
    plain, quasi = (models.adjusted_ratio(table, **COLUMNS, family=f) for f in ("poisson", "quasi-poisson"))
    rates = {
        g: table["stops"][w].sum() / table["people"][w].sum()
        for g in set(COLUMNS) | {"Asian", "Black", "White"}
        if (w := table["ethnicity"] == g).any()
    }
    mean = table["people"] * np.array([rates[g] for g in table["ethnicity"]])
    phi = ((table["stops"] - mean) ** 2 / mean).sum() / (len(mean) - 3)
    assert plain.diagnostics.dispersion == pytest.approx(phi, rel=1e-10)
    assert quasi.ratios.data["log_variance"] == pytest.approx(phi * np.asarray(plain.ratios.data["log_variance"]))
    reach = np.log(quasi.ratios.high / quasi.ratios.value) / np.sqrt(quasi.ratios.data["log_variance"])
    assert reach == pytest.approx(stats.t.ppf(0.975, len(mean) - 3), rel=1e-10)
    assert f"; too narrow: counts vary {phi:.1f} times as much as Poisson counts do" in str(plain)
    assert str(quasi).endswith("; 69 degrees of freedom")


FIVE: Table = {
    "stops": [12, 3, 30, 4, 9, 80, 45, 160, 30, 52],
    "people": [2_000, 1_500, 5_100, 800, 1_200, 90_000, 90_000, 90_000, 60_000, 80_000],
    "ethnicity": ["Black"] * 5 + ["White"] * 5,
    "force": ["A", "B", "C", "D", "E"] * 2,
}


def test_two_groups_with_the_force_in_the_model_have_a_closed_form() -> None:
    """One parameter: given the events n of a force those of the group are binomial, and say I = n p (1 - p)."""
    x1, t1, x0, t0 = (np.array(FIVE[name][side], dtype=float) for side in HALVES for name in ("stops", "people"))
    log_r = 0.0
    for _ in range(50):
        p = t1 * np.exp(log_r) / (t1 * np.exp(log_r) + t0)
        score, says = x1 - (x1 + x0) * p, (x1 + x0) * p * (1 - p)
        log_r += score.sum() / says.sum()
    share = says / says.sum()
    variance = (score**2 / (1 - share)).sum() / says.sum() ** 2
    covariance = (np.diag(says) - np.outer(says, share)) / np.sqrt(np.outer(1 - share, 1 - share))
    degrees = np.trace(covariance) ** 2 / np.trace(covariance @ covariance)
    found = models.adjusted_ratio(FIVE, **COLUMNS, covariates=["force"])["Black"]
    assert found.value == pytest.approx(np.exp(log_r), rel=1e-10)
    assert found.data["log_variance"] == pytest.approx(variance, rel=1e-9)
    assert found.data["degrees_of_freedom"] == pytest.approx(degrees, rel=1e-9)
    # worked out beforehand, by other hands
    assert [found.value, found.low, found.high] == pytest.approx([4.68348108, 0.72232879, 30.36705058], rel=1e-8)
    assert np.sqrt(variance) == pytest.approx(0.37387042, rel=1e-7)
    assert degrees == pytest.approx(1.73444610, rel=1e-8)
    quasi = models.adjusted_ratio(FIVE, **COLUMNS, covariates=["force"], family="quasi-poisson")
    assert quasi.diagnostics.dispersion == pytest.approx(3.34041685, rel=1e-8)
    assert numbers(quasi)[:, 0] == pytest.approx([4.68348108, 2.25482669, 9.72801814], rel=1e-8)


HALVES = slice(5), slice(5, 10)


@pytest.mark.parametrize("covariates", [[], ["force"]])
@pytest.mark.parametrize("family", ["cluster-robust", "quasi-poisson", "poisson"])
def test_the_studies_work_the_same_limits_out(family: str, covariates: list[str]) -> None:
    counts = [np.array([FIVE[name][side]], dtype=float) for side in HALVES for name in ("stops", "people")]
    log_r, limits = (closed_forms.by_force if covariates else closed_forms.by_group)(*counts)
    chosen = None if family == "cluster-robust" else family
    found = models.adjusted_ratio(FIVE, **COLUMNS, covariates=covariates, family=chosen)["Black"]
    assert found.method == family
    assert np.log(found.value) == pytest.approx(log_r[0, 0], rel=1e-9)
    variance, degrees = (np.ravel(each)[0] for each in limits[family])
    assert found.data["log_variance"] == pytest.approx(variance, rel=1e-9)
    assert found.data["degrees_of_freedom"] == pytest.approx(degrees, rel=1e-9)


@pytest.mark.parametrize("design", adjusted.DESIGNS, ids=lambda design: design.name)
def test_the_study_of_limits_between_clusters_has_those_of_the_library_and_of_statsmodels(design: Any) -> None:
    """A sample of each design, with its rows of two years; a force that has one group only has no row of the other."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    counts = adjusted.drawn(design, 8, 1, np.random.default_rng(3))
    log_r, limits = (closed_forms.by_force if design.adjusted else closed_forms.by_group)(*counts)
    group, force = np.repeat([True, False], 8), np.tile(np.arange(8), 2)
    events, people = np.concatenate(counts[::2], axis=1)[0], np.concatenate(counts[1::2], axis=1)[0]
    row = np.repeat(np.flatnonzero(people), 2 if design.share is None else adjusted.ROWS)
    first = np.diff(row, prepend=-1) > 0
    parts = np.where(first, events[row], 0)  # of the years, which need not be alike
    table = {"stops": parts, "people": people[row] / 2, "ethnicity": np.where(group[row], "Black", "White")}
    table["force"] = force[row].astype(str)
    found = models.adjusted_ratio(table, **COLUMNS, covariates=["force"] if design.adjusted else [])["Black"]
    variance, degrees = (np.ravel(each)[0] for each in limits["cluster-robust"])
    assert [np.log(found.value), found.data["log_variance"], found.data["degrees_of_freedom"]] == pytest.approx(
        [np.ravel(log_r)[0], variance, degrees], rel=1e-7
    )
    dummies = (force[row][:, np.newaxis] == np.arange(design.adjusted, 8)) * 1.0
    base = dummies if design.adjusted else np.empty((len(row), 0))
    matrix = np.column_stack([np.ones(len(row)), group[row], base])
    fit = GLM(parts, matrix, family=Poisson(), offset=np.log(table["people"])).fit(
        cov_type="cluster", cov_kwds={"groups": force[row]}, tol=1e-12
    )
    usual = limits["CR1"][0] * adjusted.usual_factor(8, design.adjusted)
    assert fit.bse[1] ** 2 == pytest.approx(np.ravel(usual)[0], rel=1e-6)


def test_a_small_study_of_a_true_ratio_of_1() -> None:
    """43 forces that differ in size: the default leaves it out in 5%, what was the default in two thirds."""
    null = adjusted_null.Null(43, 1.2, adjusted=True)
    by_square, by_mean = (adjusted_null.left_out(null, kind, 20, samples=1_000) for kind in ("square", "mean"))
    assert 0.035 < by_square["cluster-robust"] < 0.075
    assert 0.035 < by_mean["cluster-robust"] < 0.075
    assert by_square["quasi-poisson"] > 0.12
    assert by_mean["poisson"] > 0.6
    assert by_mean["clubSandwich"] > 0.25


# What is taken where nothing is named


@pytest.mark.parametrize("name", ["force", "Area", "borough_name", "Police Force Area", "ward.code", "State"])
def test_areas_are_the_clusters_where_a_column_names_them(name: str) -> None:
    table = forces()
    table[name] = table.pop("force")
    found, named = models.adjusted_ratio(table, **COLUMNS), models.adjusted_ratio(table, **COLUMNS, cluster=name)
    assert numbers(found).tolist() == numbers(named).tolist()
    assert found.ratios.method == "cluster-robust"
    assert (found.diagnostics.cluster, found.diagnostics.clusters) == (name, 12)


@pytest.mark.parametrize("name", ["use_of_force", "forced", "year", "areas seen", "code"])
def test_other_columns_are_no_areas(name: str) -> None:
    table = forces()
    table[name] = table.pop("force")
    found = models.adjusted_ratio(table, **COLUMNS)
    assert found.ratios.method == "quasi-poisson"
    assert found.diagnostics.cluster is None
    assert str(found["Black"]).endswith(
        "; 69 degrees of freedom; rows are taken as independent of each other: name the column of their areas in "
        "cluster="
    )


def test_columns_that_name_one_area_twice_are_one_and_two_kinds_of_area_are_asked_about() -> None:
    table = forces()
    twice = table | {"force_code": table["force"]}
    assert models.adjusted_ratio(twice, **COLUMNS).diagnostics.cluster == "force"
    with pytest.raises(DispropError, match="more than one column names areas: 'force', 'Region'; name the one in clus"):
        models.adjusted_ratio(table | {"Region": table["force"]}, **COLUMNS)
    assert models.adjusted_ratio(table | {"Region": table["force"]}, **COLUMNS, cluster="force")["Black"].value > 1
    groups = table | {"region": table["ethnicity"]}  # a column with another role
    assert models.adjusted_ratio(groups, **(COLUMNS | {"group": "region"})).diagnostics.cluster == "force"


def test_areas_that_are_too_few_leave_rows_as_independent_of_each_other_and_say_so() -> None:
    found = models.adjusted_ratio(forces(3), **COLUMNS)
    assert found.ratios.method == "quasi-poisson"
    assert "as 'force' has 3 values only" in str(found["Black"])


def test_the_remark_and_the_degrees_of_freedom_are_in_every_element() -> None:
    found = models.adjusted_ratio(forces(), **COLUMNS)
    for group in found.groups:
        one = found[group]
        said = f"between the 12 values of 'force', {float(one.data['degrees_of_freedom']):.3g} degrees of freedom"
        assert one.remark == said
        assert str(one).endswith(f"; {said}")
        assert notes_of(one) == [said]
        assert f"{group} / White: {one}" in str(found).splitlines()
    assert notes_of(found.ratios) == [found[group].remark for group in found.groups]


def test_clusters_of_one_row_in_two_groups_are_welch_without_welch() -> None:
    """With equal populations CR2 is HC2: s1^2/(n1 mean1^2) + s0^2/(n0 mean0^2), of known degrees of freedom."""
    rng = np.random.default_rng(4)
    one, other = rng.poisson(30, 5), rng.poisson(12, 9)
    table = {
        "stops": np.concatenate([one, other]),
        "people": np.full(14, 100),
        "ethnicity": ["Black"] * 5 + ["White"] * 9,
        "force": [f"force {i}" for i in range(14)],
    }
    data = models.adjusted_ratio(table, **COLUMNS, cluster="force")["Black"].data
    parts = [x.var(ddof=1) / len(x) / x.mean() ** 2 for x in (one, other)]
    assert data["log_variance"] == pytest.approx(sum(parts), rel=1e-10)
    # the weights of the fit say that a term has the variance 1/(n mean), and the squares of n - 1 of them vary by that
    model = [1 / (len(x) * x.mean()) for x in (one, other)]
    known = sum(model) ** 2 / sum(m**2 / (len(x) - 1) for m, x in zip(model, (one, other), strict=True))
    assert data["degrees_of_freedom"] == pytest.approx(known, rel=1e-10)


def test_cluster_variances_are_those_of_the_definition() -> None:
    """The slow twin: hat matrices of all rows, and square roots of I - H by their eigenvectors."""
    table = forces(5)
    found = models.adjusted_ratio(table, **COLUMNS, covariates=["year"], cluster="force").ratios
    plain = models.adjusted_ratio(table, **COLUMNS, covariates=["year"])
    x = np.column_stack([table["ethnicity"] == "Asian", table["ethnicity"] == "Black", table["year"] == 2019])
    x = np.column_stack([np.ones(len(x)), x]).astype(float)
    y, offset = table["stops"], np.log(table["people"])
    beta = np.zeros(4)
    for _ in range(50):
        mu = np.exp(x @ beta + offset)
        beta += np.linalg.solve((x.T * mu) @ x, x.T @ (y - mu))
    assert plain.ratios.value == pytest.approx(np.exp(beta[1:3]), rel=1e-10)
    z, e = np.sqrt(mu)[:, np.newaxis] * x, (y - mu) / np.sqrt(mu)
    bread = np.linalg.inv(z.T @ z)
    rest = np.eye(len(y)) - z @ bread @ z.T
    terms, weights = [], []
    for force in np.unique(table["force"]):
        own = table["force"] == force
        values, vectors = np.linalg.eigh(rest[np.ix_(own, own)])
        root = (vectors * values**-0.5) @ vectors.T @ z[own] @ bread
        terms.append(root.T @ e[own])
        weights.append(rest[:, own] @ root)
    assert found.data["log_variance"] == pytest.approx((np.array(terms) ** 2).sum(axis=0)[1:3], rel=1e-9)
    for place, degrees in zip((1, 2), np.asarray(found.data["degrees_of_freedom"]), strict=True):
        p = np.array([[a[:, place] @ b[:, place] for a in weights] for b in weights])
        assert degrees == pytest.approx(np.trace(p) ** 2 / np.trace(p @ p), rel=1e-9)


# Other programs


def test_poisson_and_negative_binomial_agree_with_statsmodels_formulas() -> None:
    from statsmodels.formula.api import glm, negativebinomial
    from statsmodels.genmod.families import Poisson

    frame = pd.DataFrame(forces(seed=3))
    offset = np.log(frame["people"])
    formula = "stops ~ C(ethnicity, Treatment('White')) + year"
    how = {**COLUMNS, "covariates": ["year"]}
    by_glm = glm(formula, frame.assign(year=frame["year"] - 2018), family=Poisson(), offset=offset).fit(tol=1e-14)
    ours = models.adjusted_ratio(frame, **how, family="poisson").ratios
    assert ours.value == pytest.approx(np.exp(by_glm.params.iloc[1:3]), rel=1e-8)
    assert np.sqrt(ours.data["log_variance"]) == pytest.approx(by_glm.bse.iloc[1:3], rel=1e-8)
    model = negativebinomial(formula, frame.assign(year=frame["year"] - 2018), offset=offset)
    theirs = model.fit(disp=0, method="bfgs", maxiter=500, gtol=1e-8)
    found = models.adjusted_ratio(frame, **how, family="negative-binomial")
    assert found.ratios.value == pytest.approx(np.exp(theirs.params.iloc[1:3]), rel=1e-5)
    assert np.sqrt(found.ratios.data["log_variance"]) == pytest.approx(theirs.bse.iloc[1:3], rel=1e-4)
    assert found.diagnostics.alpha == pytest.approx(theirs.params.iloc[-1], rel=1e-5)


# Truth


def test_confounding_is_taken_out() -> None:
    """The group lives where rates are low: its crude ratio is 1, and 2 in each place."""
    table = {
        "stops": [40, 60, 10, 90],
        "people": [2_000, 500, 1_000, 1_500],
        "ethnicity": ["Black", "Black", "White", "White"],
        "place": [False, True, False, True],
    }
    assert models.adjusted_ratio(table, **COLUMNS)["Black"].value == pytest.approx(1, rel=1e-12)
    assert models.adjusted_ratio(table, **COLUMNS, covariates=["place"])["Black"].value == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize("family", ["poisson", "quasi-poisson", "negative-binomial"])
def test_large_samples_find_the_true_ratios(family: str) -> None:
    found = models.adjusted_ratio(forces(400, seed=8), **COLUMNS, covariates=["year"], family=family, cluster="force")
    assert found["Black"].low < 3 < found["Black"].high < 3.3
    assert found["Asian"].low < 1.5 < found["Asian"].high < 1.65


def test_limits_between_few_clusters_cover_as_they_say() -> None:
    """Groups that are whole clusters: the hardest case. 200 samples of 8 forces; limits for independent rows fail."""
    rng, held, naive = np.random.default_rng(12), 0, 0
    for _ in range(200):
        people = rng.integers(800, 1_200, 16)
        force = np.repeat(np.arange(8), 2)
        level = np.exp(rng.normal(0, 0.5, 8))[force]
        table = {
            "stops": rng.poisson(0.05 * people * level),
            "people": people,
            "ethnicity": np.where(force % 2, "Black", "White"),
            "force": force,
        }
        held += not models.adjusted_ratio(table, **COLUMNS, cluster="force")["Black"].excludes(1)
        naive += not models.adjusted_ratio(table, **COLUMNS, family="poisson")["Black"].excludes(1)
    assert 0.90 < held / 200 < 0.99
    assert naive / 200 < 0.6


@pytest.mark.parametrize(("design", "forces", "usual"), [(0, 40, 1.0), (1, 8, 0.9), (4, 4, 0.9), (5, 8, 0.9)])
def test_a_small_study_of_limits_between_clusters(design: int, forces: int, usual: float) -> None:
    """A standard error is 1.1 points. The median of the ratios for their mean would give 0.88 with 40 forces."""
    found = adjusted.measured(adjusted.DESIGNS[design], forces, samples=400)
    assert 0.92 < found.ours < 0.98
    assert found.usual < usual


def test_the_figures_of_the_docstring_are_those_of_the_study() -> None:
    page = (PAGES / "adjusted.md").read_text(encoding="utf-8")
    lines = [line.split(" | ") for line in page.splitlines() if line.endswith("% |")]
    lines = [line for line in lines if len(line) == 4]
    assert [line[1] for line in lines] == list(map(str, adjusted.CLUSTERS)) * len(adjusted.DESIGNS)
    words = " ".join((models.adjusted_ratio.__doc__ or "").split())
    for column in (2, 3):
        shares = [float(line[column].strip("% |")) for line in lines]
        assert f"in {min(shares):.0f}% to {max(shares):.0f}%" in words
    said = re.findall(r"(?:out|quasi-Poisson|, Poisson) in (\d+% to \d+%)", page)
    assert [f"in {share}" in words for share in said] == [True] * 3


# Laws


@pytest.mark.parametrize("family", ["poisson", "quasi-poisson", "negative-binomial"])
@pytest.mark.parametrize("cluster", [None, "force"])
def test_order_units_and_scales_of_covariates_do_not_matter(family: str, cluster: str | None) -> None:
    table = forces(seed=5)
    how: dict[str, Any] = {**COLUMNS, "family": family, "cluster": cluster, "covariates": ["year"]}
    found = models.adjusted_ratio(table, **how)
    order = np.random.default_rng(0).permutation(len(table["stops"]))
    shuffled = {name: values[order] for name, values in table.items()}
    rescaled = table | {"people": table["people"] * 1e6, "year": table["year"] * 1e5 - 3}
    for other in (shuffled, rescaled):
        np.testing.assert_allclose(numbers(models.adjusted_ratio(other, **how)), numbers(found), rtol=1e-7)


def test_another_reference_divides_the_ratios() -> None:
    table = forces()
    white, black = (models.adjusted_ratio(table, **(COLUMNS | {"reference": r})) for r in ("White", "Black"))
    assert black["White"].value == pytest.approx(1 / white["Black"].value, rel=1e-10)
    assert black["White"].low == pytest.approx(1 / white["Black"].high, rel=1e-10)
    assert black["Asian"].value == pytest.approx(white["Asian"].value / white["Black"].value, rel=1e-10)


@pytest.mark.parametrize("family", ["poisson", "quasi-poisson", "negative-binomial"])
@pytest.mark.parametrize("cluster", [None, "force"])
def test_tests_invert_the_intervals(family: str, cluster: str | None) -> None:
    ratios = models.adjusted_ratio(forces(), **COLUMNS, family=family, cluster=cluster).ratios
    assert ratios.p_value(ratios.low) == pytest.approx(0.05, rel=1e-8)
    assert ratios.p_value(ratios.high) == pytest.approx(0.05, rel=1e-8)
    assert (ratios.p_value(ratios.value) == 1).all()
    assert ratios.method == ("cluster-robust" if cluster else family)
    assert ratios.measure == "adjusted rate ratio"


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
def test_any_frame_will_do(kind: Any) -> None:
    table, how = forces(), {**COLUMNS, "covariates": ["year", "force"], "cluster": "force"}
    plain = {name: values.tolist() for name, values in table.items()}
    found = models.adjusted_ratio(kind(plain), **how)
    np.testing.assert_allclose(numbers(found), numbers(models.adjusted_ratio(table, **how)), rtol=1e-12)
    assert found.groups == ("Asian", "Black")
    assert found.covariates == ("year", "force")


def test_nullable_and_categorical_columns_of_pandas_are_read() -> None:
    frame = pd.DataFrame(forces())
    typed = frame.astype({"stops": "Int64", "people": "Int64", "ethnicity": "category", "force": "string"})
    how = {**COLUMNS, "covariates": ["force"]}
    np.testing.assert_allclose(
        numbers(models.adjusted_ratio(typed, **how)), numbers(models.adjusted_ratio(frame, **how)), rtol=1e-12
    )


def test_the_result_says_what_it_is() -> None:
    found = models.adjusted_ratio(forces(), **COLUMNS, cluster="force")
    assert str(found).splitlines()[0].startswith("Asian / White: ")
    assert len(str(found).splitlines()) == 2
    assert found.diagnostics.clusters == 12
    assert found.diagnostics.rows == 72
    assert found.diagnostics.parameters == 3
    with pytest.raises(DispropError, match=r"no group is called 'Blak'\. Did you mean 'Black'"):
        found["Blak"]


# What is refused


def changed(**columns: Any) -> Table:
    return forces() | columns


def filled(name: str, **gaps: Any) -> Any:
    values = forces()[name].tolist()
    for place, gap in gaps.items():
        values[int(place[1:])] = gap
    return values


BLACK = forces()["ethnicity"] == "Black"
YEAR = forces()["year"]
REFUSED: list[tuple[Table, dict[str, Any], str]] = [
    (forces(), {"events": "stop"}, "no column is called 'stop'. Did you mean 'stops'"),
    (forces(), {"reference": "white"}, "no value of 'ethnicity' is called 'white'. Did you mean 'White'"),
    (forces(), {"family": "possion"}, "no family of counts is called 'possion'. Did you mean 'poisson'"),
    (forces(), {"covariates": "year"}, "covariates must be a list of columns; got 'year': write ['year']"),
    (changed(ethnicity=["White"] * 72), {}, "'ethnicity' has no value but the reference 'White'"),
    (changed(ethnicity=filled("ethnicity", p3=None)), {}, "ethnicity is missing at position 3; leave the row out"),
    (changed(force=filled("force", p5=float("nan"))), {"cluster": "force"}, "force is missing at position 5"),
    (changed(year=filled("year", p2=float("nan"))), {"covariates": ["year"]}, "year is missing at position 2"),
    (changed(stops=filled("stops", p1=float("nan"))), {}, "stops must be finite and >= 0; got nan at position 1"),
    (changed(stops=filled("stops", p1=1.5)), {}, "stops must be whole numbers; got 1.5 at position 1"),
    (
        changed(people=filled("people", p4=0), stops=filled("stops", p4=0)),
        {},
        "people is 0 at position 4; a row without",
    ),
    (
        changed(stops=np.where(BLACK, 0, 5)),
        {},
        "'Black' has no events: its ratio is 0 and a regression has no interval",
    ),
    (changed(stops=np.where(BLACK, 5, 0)), {"reference": "Asian"}, "the reference 'Asian' has no events: every ratio"),
    (
        changed(copy=np.where(BLACK, "yes", "no")),
        {"covariates": ["copy"]},
        "told apart: ethnicity = Black, copy = yes;",
    ),
    (changed(more=YEAR + 1), {"covariates": ["year", "more"]}, "cannot be told apart: year, more; drop one"),
    (changed(one=["x"] * 72, two=YEAR * 0), {"covariates": ["one", "two"]}, "cannot be told apart: two; drop one"),
    (
        changed(stops=np.where(YEAR == 2019, 0, 5), year=YEAR.astype(str)),
        {"covariates": ["year"]},
        "ratio: year = 2019",
    ),
    (changed(force=["north", "south", "west"] * 24), {"cluster": "force"}, "'force' has 3 clusters, and a variance"),
    (changed(force=np.where(BLACK, "one", forces()["force"])), {"cluster": "force"}, "a single cluster decides on the"),
    (changed(stops=forces()["people"] // 50), {"family": "negative-binomial"}, "counts vary no more than Poisson"),
]


@pytest.mark.parametrize(("table", "how", "message"), REFUSED, ids=[message for *_, message in REFUSED])
def test_what_cannot_be_fitted_is_refused(table: Table, how: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        models.adjusted_ratio(table, **(COLUMNS | how))
    assert message in str(refused.value)


def test_a_separation_that_no_single_column_shows_is_found() -> None:
    """Black stops are only in the north, and there are none of White people there: the ratio has no end."""
    table = {
        "stops": [4, 0, 6, 3, 5],
        "people": [10] * 5,
        "ethnicity": ["Black", "Black", "White", "Asian", "Asian"],
        "place": ["north", "south", "south", "south", "south"],
    }
    with pytest.raises(DispropError, match="all rows with events look alike"):
        models.adjusted_ratio(table, **COLUMNS, covariates=["place"])


def test_rows_without_events_are_no_separation_by_themselves() -> None:
    table = {"stops": [4, 0, 0, 6], "people": [10] * 4, "ethnicity": ["Black", "Black", "White", "White"]}
    assert models.adjusted_ratio(table, **COLUMNS)["Black"].value == pytest.approx(4 / 6, rel=1e-12)


def test_frames_that_are_none_are_refused() -> None:
    with pytest.raises(DispropError, match=r"call \.collect\(\) on the lazy frame first"):
        models.adjusted_ratio(pl.DataFrame(forces()).lazy(), **COLUMNS)
    with pytest.raises(DispropError, match="frame must be a data frame, or a dict of columns; got list"):
        models.adjusted_ratio([1, 2], **COLUMNS)
    twice = pd.DataFrame(forces())
    twice.insert(0, "stops", 1, allow_duplicates=True)
    with pytest.raises(DispropError, match="more than one column called 'stops'"):
        models.adjusted_ratio(twice, **COLUMNS)
    missing = pd.DataFrame(forces()).astype({"stops": "Int64", "ethnicity": "string"})
    missing.loc[2, "ethnicity"] = pd.NA
    with pytest.raises(DispropError, match="ethnicity is missing at position 2"):
        models.adjusted_ratio(missing, **COLUMNS)


def test_too_few_rows_are_refused() -> None:
    table = {"stops": [4, 6], "people": [10, 10], "ethnicity": ["Black", "White"], "age": [1, 2]}
    with pytest.raises(DispropError, match="2 rows cannot tell 3 parameters apart; drop covariates"):
        models.adjusted_ratio(table, **COLUMNS, covariates=["age"])
    found = models.adjusted_ratio(table, **COLUMNS)
    assert np.isnan(found.diagnostics.dispersion)
    assert numbers(found)[:, 0].tolist() == [pytest.approx(4 / 6), 0, np.inf]
    assert str(found).endswith("(95% CI 0.000 to infinity); " + NOTHING_LEFT)
    assert found["Black"].p_value(1) == 1


def test_a_fit_that_does_not_converge_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from disprop.models import _fit

    monkeypatch.setattr(_fit, "MOST_STEPS", 1)
    with (
        warnings.catch_warnings(),
        pytest.raises(DispropError, match="the poisson regression did not converge in 1 steps"),
    ):
        models.adjusted_ratio(forces(), **COLUMNS, covariates=["year"])


def test_statsmodels_is_loaded_by_the_first_call_only() -> None:
    code = (
        "import sys, disprop.models, disprop.strata; print([m for m in ('statsmodels', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["group", "force"])
def test_rows_that_read_like_totals_are_refused_until_accepted(name: str) -> None:
    groups = ["Black", "White", "Total" if name == "group" else "Asian"]
    forces = ["Kent", "Essex", "Total" if name == "force" else "Surrey"]
    table = {
        "events": [3, 10, 13, 5, 12, 17, 8, 22, 30],
        "people": [100, 900, 1_000, 200, 800, 1_000, 300, 1_700, 2_000],
        "group": groups * 3,
        "force": [force for force in forces for _ in groups],
    }
    model: dict[str, Any] = {
        "events": "events",
        "population": "people",
        "group": "group",
        "reference": "White",
        "covariates": ["force"],
    }
    with pytest.raises(DispropError, match=r"'Total', reads like a total.*accept='totals'"):
        models.adjusted_ratio(table, **model)
    assert models.adjusted_ratio(table, **model, accept="totals").reference == "White"
