"""Exact coverage on a small grid; `make coverage-study` does the same on a large one."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from disprop.alerts import scores
from disprop.intervals import FAMILIES, Family
from strategies import METHODS, PLAIN
from studies import coverage, designs, experiments
from studies.machine import PAGES

ROUNDING = 1e-12
MEAN_SHORT = 0.005  # how far the mean coverage of a default may fall below its level
LEVELS = (0.8, 0.95)
# The defaults that fall short in experiments as small as these, and the least that they cover on average.
SHORT = {
    "Mantel-Haenszel risk difference": 0.94,
    "area under the ROC curve": 0.92,
    "difference of areas under the ROC curve": 0.91,
    "positive predictive value": 0.88,
    "negative predictive value": 0.87,
    "negative predictive value, prevalence counted": 0.9,
    "break-even prevalence": 0.88,
}
DRAWN = {"pooled log ratio", "pooled ratio", "mean of ratios", "adjusted rate ratio"}  # too few draws for a figure

every_family = pytest.mark.parametrize("parameter", FAMILIES)
at_each_level = pytest.mark.parametrize("level", LEVELS)


@at_each_level
@pytest.mark.parametrize(("family", "name"), [m for m in METHODS if m.values[0][m.values[1]].conservative])
def test_a_conservative_method_never_falls_below_its_level(family: Family, name: str, level: float) -> None:
    for design in experiments.designs(family, name, small=True):
        limits = coverage.limits_of(family, name, design, level)
        assert coverage.at(family, design, limits).coverage.min() >= level - ROUNDING
        if family.parameter in coverage.ONE_COUNT:
            assert coverage.lowest_beside_limits(family, design, limits) >= level - ROUNDING


def test_every_family_has_experiments_of_its_own() -> None:
    assert set(experiments.EXPERIMENTS) == set(FAMILIES)


@every_family
def test_outcomes_are_counted_once_and_the_default_covers_as_often_as_it_says_on_average(parameter: str) -> None:
    family = FAMILIES[parameter]
    for design in experiments.designs(family, small=True):
        assert design.chance.sum(axis=1) == pytest.approx(1, abs=1e-3 if parameter == "mean rate" else 1e-8)
        assert len(design.data) == len(family.data)
        least, most = family.support
        assert ((least <= design.truth(family)) & (design.truth(family) <= most)).all()
    points, lowest = coverage.measured(family, family.default, 0.95, small=True)
    assert np.allclose(points.coverage + points.below + points.above, 1, rtol=0, atol=ROUNDING)
    assert 0 <= lowest <= points.coverage.min()
    expected = SHORT.get(parameter, 0.8 if parameter in DRAWN else 0.95 - MEAN_SHORT)
    assert (
        expected <= points.coverage.mean() < expected + 0.01
        if parameter in SHORT
        else points.coverage.mean() >= expected
    )


@pytest.mark.parametrize(("family", "name"), PLAIN)
def test_every_method_of_counts_is_measured(family: Family, name: str) -> None:
    points, lowest = coverage.measured(family, name, 0.95, small=True)
    assert 0 <= lowest <= points.coverage.min()


@pytest.mark.parametrize("parameter", ["Mantel-Haenszel risk ratio", "risk difference in strata", "mean proportion"])
def test_strata_and_deployments_have_one_truth(parameter: str) -> None:
    family = FAMILIES[parameter]
    (design,) = experiments.designs(family, small=True)
    truth = design.truth(family)[:, 0]
    assert np.ptp(truth.reshape(-1, 2), axis=1).max() < ROUNDING


def test_the_areas_of_the_study_are_those_of_auc() -> None:
    (design,) = experiments.designs(FAMILIES["area under the ROC curve"], small=True)
    mated, others = designs.tables(4, 4), designs.tables(5, 4)
    i, j = (at.ravel() for at in np.meshgrid(np.arange(mated.shape[1]), np.arange(others.shape[1]), indexing="ij"))
    for at in (0, 700, 1500):
        m, n = (np.repeat(np.arange(4.0), counts.astype(int)) for counts in (mated[:, i[at]], others[:, j[at]]))
        found = scores.auc(m, n).data
        assert (design.data[0][at], design.data[1][at]) == pytest.approx((found["area"], found["variance"]), abs=1e-15)


def test_mixtures_have_the_mean_and_the_spread_that_they_are_named_for() -> None:
    p, rho, x = np.array([0.15, 0.4]), np.array([0.1, 0.0]), np.arange(9.0)
    mixed = designs.beta_binomial(8, p, rho)
    assert mixed @ x == pytest.approx(8 * p)
    assert mixed @ x**2 - (mixed @ x) ** 2 == pytest.approx(8 * p * (1 - p) * (1 + 7 * rho))
    counts = designs.gamma_poisson(np.array([0.6, 0.6]), np.array([0.3, 0.0]), 60)
    x = np.arange(61.0)
    assert counts @ x == pytest.approx([0.6, 0.6])
    assert counts @ x**2 - 0.36 == pytest.approx([0.6 + 0.3 * 0.36, 0.6])


def test_wilson_is_at_its_worst_just_below_the_lower_limit_of_one() -> None:
    """There only a count of 0 covers, so the least coverage is (1 - low)^n."""
    family, n = FAMILIES["proportion"], 10
    design = designs.of_risk(n, np.linspace(0.005, 0.995, 50))
    low, high = coverage.limits_of(family, "wilson", design, 0.95)
    worst = coverage.lowest_beside_limits(family, design, (low, high))
    assert worst == pytest.approx((1 - low[1]) ** n, rel=1e-7)
    assert worst < 0.84


def test_a_simulation_agrees_with_the_sum() -> None:
    family, level, mean, draws = FAMILIES["rate"], 0.95, 3.3, 200_000
    design = designs.of_rate(np.array([mean]), 1, mean)
    exact = coverage.at(family, design, coverage.limits_of(family, "score", design, level)).coverage[0]
    counts = np.random.default_rng(1).poisson(mean, draws).astype(float)
    low, high = family.limits("score", (counts, np.ones(draws)), (1 - level) / 2)
    assert np.mean((low <= mean) & (mean <= high)) == pytest.approx(exact, abs=5 * np.sqrt(0.05 / draws))


def test_the_written_table_has_a_line_for_every_method() -> None:
    with (PAGES / "coverage.csv").open(encoding="utf-8") as file:
        assert next(file).startswith("# Made by `make coverage-study` on 20")
        written = [(line["family"], line["method"], float(line["level"])) for line in csv.DictReader(file)]
    every = {(m.values[0].parameter, m.values[1], level) for m in METHODS for level in coverage.LEVELS}
    assert set(written) == every
    assert len(written) == len(every)
