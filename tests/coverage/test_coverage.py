"""Exact coverage on a small grid; `make coverage-study` does the same on a large one."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from disprop.intervals import FAMILIES, Family
from strategies import PLAIN
from studies import coverage
from studies.machine import PAGES

ROUNDING = 1e-12
MEAN_SHORT = 0.005  # how far the mean coverage of a default may fall below its level
LEVELS = (0.8, 0.95)

STUDIED = [m for m in PLAIN if coverage.studied(m.values[0])]
every_method = pytest.mark.parametrize(("family", "name"), STUDIED)
at_each_level = pytest.mark.parametrize("level", LEVELS)


@at_each_level
@pytest.mark.parametrize(("family", "name"), [m for m in STUDIED if m.values[0][m.values[1]].conservative])
def test_a_conservative_method_never_falls_below_its_level(family: Family, name: str, level: float) -> None:
    for design in coverage.designs(family, small=True):
        limits = coverage.limits_of(family, name, design, level)
        assert coverage.at(family, design, limits).coverage.min() >= level - ROUNDING
        if len(family.data) == 2:
            assert coverage.lowest_beside_limits(family, design, limits) >= level - ROUNDING


@every_method
def test_the_default_covers_as_often_as_it_says_on_average(family: Family, name: str) -> None:
    if name == family.default:
        points, _ = coverage.measured(family, name, 0.95, small=True)
        assert points.coverage.mean() >= 0.95 - MEAN_SHORT


@every_method
def test_every_outcome_is_counted_once(family: Family, name: str) -> None:
    points, lowest = coverage.measured(family, name, 0.95, small=True)
    total = points.coverage + points.below + points.above
    assert np.allclose(total, 1, rtol=0, atol=ROUNDING)
    assert 0 <= lowest <= points.coverage.min()


@pytest.mark.parametrize("parameter", ["Mantel-Haenszel risk ratio", "risk difference in strata", "mean proportion"])
def test_outcomes_of_strata_and_deployments_are_counted_once(parameter: str) -> None:
    family = FAMILIES[parameter]
    (design,) = coverage.designs(family, small=True)
    assert design.chance.sum(axis=1) == pytest.approx(1, rel=1e-12)
    truth = design.truth(family)
    assert np.ptp(truth.reshape(2, 3), axis=0).max() < 1e-12 or family.core == "deployments"
    points, _ = coverage.measured(family, family.default, 0.95, small=True)
    assert np.allclose(points.coverage + points.below + points.above, 1, rtol=0, atol=ROUNDING)
    assert points.coverage.min() > 0.8


def test_wilson_is_at_its_worst_just_below_the_lower_limit_of_one() -> None:
    """There only a count of 0 covers, so the least coverage is (1 - low)^n."""
    family, n = FAMILIES["proportion"], 10
    design = coverage.of_risk(n, np.linspace(0.005, 0.995, 50))
    low, high = coverage.limits_of(family, "wilson", design, 0.95)
    worst = coverage.lowest_beside_limits(family, design, (low, high))
    assert worst == pytest.approx((1 - low[1]) ** n, rel=1e-7)
    assert worst < 0.84


def test_a_simulation_agrees_with_the_sum() -> None:
    family, level, mean, draws = FAMILIES["rate"], 0.95, 3.3, 200_000
    design = coverage.of_rate(np.array([mean]), 1, mean)
    exact = coverage.at(family, design, coverage.limits_of(family, "score", design, level)).coverage[0]
    counts = np.random.default_rng(1).poisson(mean, draws).astype(float)
    low, high = family.limits("score", (counts, np.ones(draws)), (1 - level) / 2)
    assert np.mean((low <= mean) & (mean <= high)) == pytest.approx(exact, abs=5 * np.sqrt(0.05 / draws))


def test_the_written_table_has_a_line_for_every_default() -> None:
    with (PAGES / "coverage.csv").open(encoding="utf-8") as file:
        assert next(file).startswith("# Made by `make coverage-study` on 20")
        written = {(line["family"], line["method"]) for line in csv.DictReader(file)}
    assert {(m.values[0].parameter, m.values[0].default) for m in STUDIED} <= written
