"""Funnel limits, ranks and shrinkage of many areas, beside figures that others printed."""

from __future__ import annotations

import itertools
import json
import pickle
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from scipy.stats import binom, norm, poisson

from disprop import (
    DispropError,
    areas,
    between,
    datasets,
    disparity,
    imperfect,
    indirect_ratio,
    plot,
    proportion,
    rate,
    rate_ratio,
    risk_ratio,
    tables,
)
from disprop.areas import _funnel, _ranks
from disprop.estimate import labels_of
from studies import many_areas as study

OBSERVED = np.array([100, 150, 180, 80, 120, 225, 30, 61, 95, 140, 52, 310.0])
EXPECTED = np.array([108, 112, 165, 95, 100, 220, 41, 50, 120, 128, 60, 250.0])


def forces() -> pd.DataFrame:
    tactics, census = datasets.load("use-of-force-2018-2019"), datasets.load("census-2011")
    people = census.groupby(["force", "group"], as_index=False)["population"].sum()
    named = {"Black (or Black British)": "Black", "White": "White"}
    seen = tactics[tactics["ethnicity"].isin(list(named))].assign(group=lambda rows: rows["ethnicity"].map(named))
    return pd.DataFrame(seen.merge(people, on=["force", "group"]))


def black_over_white() -> Any:
    table = forces().pivot_table(index="force", columns="group", values=["tactics", "population"])
    return rate_ratio(
        **{
            side: (table["tactics"][name], table["population"][name])
            for side, name in (("group", "Black"), ("reference", "White"))
        }
    )


# FunnelPlotR 0.6.0, tests/testthat/test-poisson_limits.R (MIT): limits of observed over expected, at the O seen.
PRINTED = {
    95: ([0.5596924, 0.610826, 0.6746958], [1.649348, 1.544419, 1.427562]),
    99.8: ([0.386265, 0.4479107, 0.5289724], [2.082907, 1.902094, 1.702771]),
}


def test_limits_at_the_count_seen_are_those_that_others_draw() -> None:
    found = areas.funnel(indirect_ratio([1, 2, 3], [15, 20, 30]), limits="seen", overdispersion="none")
    for row, (low, high) in enumerate(PRINTED.values()):
        np.testing.assert_allclose(found.limit_low[row], low, rtol=1e-6)
        np.testing.assert_allclose(found.limit_high[row], high, rtol=1e-6)


@pytest.mark.parametrize(("limits", "chances"), [("seen", (0.136, 0.046, 0.049)), ("predicted", (0.017, 0.020, 0.037))])
def test_limits_at_the_count_seen_are_left_too_often_at_small_counts(limits: Any, chances: Any) -> None:
    """By chance alone, at 2, 5 and 15 expected: the chance said is the sum over every count."""
    for expected, printed in zip((2, 5, 15), chances, strict=True):
        found = areas.funnel(indirect_ratio([1], [expected]), limits=limits, overdispersion="none")
        counts = np.arange(200)
        out = (counts / expected > found.limit_high[0]) | (counts / expected < found.limit_low[0])
        assert found.by_chance[0] == pytest.approx(poisson(expected).pmf(counts)[out].sum(), rel=1e-9)
        assert found.by_chance[0] == pytest.approx(printed, abs=5e-4)


ESTIMATES = {
    "rate": (rate([0, 3, 9, 30, 2], [10, 20, 30, 40, 900]).per(100), 12.0),
    "expected": (indirect_ratio([0, 3, 9, 30, 2], [1, 2.5, 12, 11, 9]), 1.0),
    "share": (proportion([0, 3, 9, 30, 19], [10, 20, 30, 40, 20]), 0.4),
    "share ratio": (disparity.share_ratio(group=([0, 3, 9, 30], 40), whole=([10, 20, 30, 40], 200)), 1.5),
    "ratio": (rate_ratio(group=([0, 3, 9, 30], [50] * 4), reference=([4, 0, 9, 5], [100, 70, 50, 40])), 2.0),
}


@pytest.mark.parametrize("name", ESTIMATES)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
def test_an_area_is_outside_where_its_exact_interval_leaves_the_target_out(name: str, level: float) -> None:
    estimate, target = ESTIMATES[name]
    method = {"rate": "garwood", "expected": "garwood", "ratio": "exact"}.get(name, "clopper-pearson")
    counts = list(estimate.data.values())
    pairs = {"group": counts[:2], "reference": counts[2:]}
    again: Any = {
        "rate": lambda: rate(*counts, method=method, level=level).per(100),
        "expected": lambda: indirect_ratio(*counts, method=method, level=level),
        "share": lambda: proportion(*counts, method=method, level=level),
        "share ratio": lambda: disparity.share_ratio(
            group=(counts[0], counts[2]), whole=(counts[1], counts[3]), method=method, level=level
        ),
        "ratio": lambda: rate_ratio(**pairs, method=method, level=level),
    }[name]()
    found = areas.funnel(estimate, target=target, levels=level, overdispersion="none")
    np.testing.assert_array_equal(
        found.outside[0], np.where(again.low > target, 1, np.where(again.high < target, -1, 0))
    )


def test_overdispersion_is_that_of_others_by_its_name() -> None:
    """FunnelPlotR's own functions, run in R: SHMI on the log scale, CQC on that of the square root."""
    for y, variance, printed in (
        (np.log(OBSERVED / EXPECTED), 1 / EXPECTED, (3.140597433, 0.02057251729, 3.66998889, 0.02546966386)),
        (
            np.sqrt(OBSERVED / EXPECTED) - 1,
            1 / (4 * EXPECTED),
            (3.30394398, 0.005520889473, 3.824724797, 0.006725262886),
        ),
    ):
        phi, tau2 = _funnel.dispersion(_funnel.OVERDISPERSION["spiegelhalter"], y, variance)
        plain = _funnel.dispersion(_funnel.OVERDISPERSION["plain"], y, variance)
        np.testing.assert_allclose([phi, tau2, *plain], printed, rtol=1e-9)
    found = areas.funnel(indirect_ratio(OBSERVED, EXPECTED), overdispersion="spiegelhalter")
    assert (found.phi, found.tau2) == pytest.approx((3.140597433, 0.02057251729), rel=1e-9)


def test_the_default_makes_the_mean_square_of_z_what_it_is_of_ordinary_areas() -> None:
    found = areas.funnel(indirect_ratio(OBSERVED, EXPECTED))
    ends = np.quantile(found.z, [0.1, 0.9])
    assert (np.clip(found.z, *ends) ** 2).mean() == pytest.approx(0.6786546, rel=1e-9)
    assert found.phi == pytest.approx(3.140597433 / 0.6786546, rel=1e-9)
    alike = areas.funnel(indirect_ratio(EXPECTED.round(), EXPECTED))
    assert alike.tau2 == 0


def test_limits_at_the_count_seen_are_wider_by_what_areas_ordinarily_differ() -> None:
    estimate = indirect_ratio(OBSERVED, EXPECTED)
    found, plain = (areas.funnel(estimate, overdispersion=how, limits="seen") for how in ("winsorised", "none"))
    z = 1.959963984540054
    for wide, narrow in ((found.limit_low, plain.limit_low), (found.limit_high, plain.limit_high)):
        np.testing.assert_allclose(np.log(wide[0]) ** 2 - np.log(narrow[0]) ** 2, z**2 * found.tau2, rtol=1e-9)


def test_areas_that_differ_are_outside_by_the_tails_of_a_count_that_is_mixed() -> None:
    """Poisson over lognormal, by adaptive quadrature: with the limit more than the tail, beyond it less."""
    found = areas.funnel(indirect_ratio(OBSERVED, EXPECTED))
    assert found.by_chance == pytest.approx((0.05, 0.002), rel=0.1)  # counts are whole
    for (row, tail), i in itertools.product(enumerate((0.025, 0.001)), (0, 5, 6)):
        low, high = (round(ends[row, i] * EXPECTED[i]) for ends in (found.limit_low, found.limit_high))
        ordinary = norm(0, np.sqrt(found.tau2))

        def mixed(chance: Any, ordinary: Any = ordinary, expected: float = EXPECTED[i]) -> float:
            return float(ordinary.expect(lambda log: chance(poisson(expected * np.exp(log)))))

        assert mixed(lambda law, x=low: law.cdf(x - 1)) < tail <= mixed(lambda law, x=low: law.cdf(x))
        assert mixed(lambda law, x=high: law.sf(x)) <= tail < mixed(lambda law, x=high: law.sf(x - 1))


def test_no_event_is_ordinary_where_areas_differ_much() -> None:
    """Five of six areas were below 99.8% limits, with a tau of 3.4."""
    found = areas.funnel(indirect_ratio([0, 0, 0, 0, 0, 5], [10.0] * 6))
    assert found.tau2 > 9
    assert not found.outside.any()


def test_targets_are_what_areas_have_together() -> None:
    assert areas.funnel(rate([3, 9], [100, 500]).per(1_000)).target == pytest.approx(20)
    assert areas.funnel(proportion([3, 9], [10, 30])).target == pytest.approx(0.3)
    assert areas.funnel(indirect_ratio([3, 9], [10, 30])).target == 1
    shares = disparity.share_ratio(group=([3, 9], [10, 30]), whole=([30, 60], [200, 150]))
    assert areas.funnel(shares).target == pytest.approx(12 / (30 * 10 / 200 + 60 * 30 / 150))
    sides: dict[str, Any] = {"group": ([3, 9], [10, 30]), "reference": ([5, 8], [40, 60])}
    within = (3 * 40 / 50 + 9 * 60 / 90) / (5 * 10 / 50 + 8 * 30 / 90)
    assert areas.funnel(rate_ratio(**sides)).target == pytest.approx(within)


def test_areas_without_anybody_are_left_blank_and_one_area_is_answered() -> None:
    found = areas.funnel(rate([0, 3, 40], [0, 100, 100]))
    assert np.isnan(found.outside[0][0])
    assert found.outside[0][2] == 1
    assert str(areas.funnel(rate([3], [100]))).startswith("1 area beside 0.03 (rate)")
    assert str(areas.ranks(rate([3], [100]))) == (
        "1 (1 to 1) area 1\narea 1 has the highest rate, also allowing for chance (95% confidence)"
    )
    assert np.all(areas.shrunk(rate([3], [100])).shrunk.low > 0)


def test_counts_known_only_in_part_are_outside_where_every_number_is() -> None:
    many = rate([between(50, 60), between(3, 60), 5, 6], [100] * 4)
    found = areas.funnel(many, target=0.05)
    assert found.outside[0].tolist() == [1, 0, 0, 0]
    assert np.isnan(found.z[:2]).all()
    assert areas.funnel(many).target == pytest.approx(11 / 200)
    with pytest.raises(DispropError, match="known only in part"):
        areas.shrunk(many)


def test_an_area_that_may_have_no_event_at_all_is_within_its_limits() -> None:
    many = rate_ratio(group=([between(0, 3), 5, 0, 4], [100] * 4), reference=([0, 4, 0, 0], [100] * 4))
    found = areas.funnel(many, target=1)
    assert found.outside[0, :2].tolist() == [0, 0]
    assert np.isnan(found.outside[0, 2])
    assert 0 < found.by_chance[0] < 0.05
    ranked = areas.ranks(many)
    assert (ranked.rank_low[0], ranked.rank_high[0]) == (1, 3)
    assert np.isnan(ranked.rank[[0, 1]]).all()


def test_ranks_of_counts_known_only_in_part_hold_those_of_every_number() -> None:
    known, ends = [100, 30, 5], range(10, 41, 5)
    found = areas.ranks(rate([between(10, 40), *known], [100] * 4))
    each = [areas.ranks(rate([x, *known], [100] * 4)) for x in ends]
    assert np.isnan(found.rank[0])
    for one in each:
        assert (found.rank_low <= one.rank_low).all()
        assert (found.rank_high >= one.rank_high).all()
        assert (found.could_be_first >= one.could_be_first).all()


def test_ranks_of_forces() -> None:
    """The Black over White ratios of the use of force, by quadrature with 101 nodes elsewhere."""
    found = areas.ranks(black_over_white())
    assert [*found.estimates][:3] == [
        "Dorset, rank 1 (1 to 2)",
        "City of London, rank 2 (1 to 5)",
        "Norfolk, rank 3 (2 to 7)",
    ]
    (labels,) = labels_of(found.areas)
    assert np.array(labels)[found.could_be_first].tolist() == ["City of London", "Dorset"]
    assert np.median(found.rank_high - found.rank_low) == 14
    assert (found.joint_low <= found.rank_low).all()
    assert (found.joint_high >= found.rank_high).all()


def test_an_area_of_hardly_anybody_is_above_none_for_certain() -> None:
    """By the 1/2 alone the area of 1,000 people was above four of millions, and the only one that could be first."""
    found = areas.ranks(rate([0, 12, 30, 40, 25], [1e3, 1e6, 2e6, 2e6, 2e6]))
    assert found.rank_high.tolist() == [5] * 5
    assert found.could_be_first.all()
    empty = areas.ranks(rate([0, 0, 30, 40, 25], [1e3, 1e6, 1e5, 1e5, 1e5]))
    assert (empty.rank_low[0], empty.rank_high[0]) == (1, 5)
    assert (empty.rank_low[1], empty.rank_high[1]) == (4, 5)


def test_the_first_is_kept_beside_an_area_of_hardly_anybody() -> None:
    rng, people, true = np.random.default_rng(1), np.array([1e3, *[1e6] * 4]), np.array([5, 10, 10.5, 11, 12]) / 1e6
    found = [areas.ranks(rate(rng.poisson(people * true), people)) for _ in range(40)]
    assert np.mean([one.could_be_first[-1] for one in found]) >= 0.95
    place = np.array([5, 4, 3, 2, 1])
    assert np.mean([((one.joint_low <= place) & (place <= one.joint_high)).all() for one in found]) >= 0.95


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5])
def test_two_areas_are_told_apart_as_by_the_exact_test_of_two_counts(share: float) -> None:
    tails, apart = [], []
    for one, other in itertools.product(range(0, 13, 3), range(0, 41, 4)):
        found = areas.ranks(rate([one, other], [share * 1e6, (1 - share) * 1e6]))
        tails.append(min(binom.sf(one - 1, one + other, share), binom.cdf(one, one + other, share)))
        apart.append(found.rank_high[0] == found.rank_low[0])
    assert np.max(np.array(tails)[apart]) < 0.031
    assert (np.array(apart) == (np.array(tails) <= 0.025)).mean() > 0.9


def test_quantiles_are_those_of_dunnett_and_of_the_studentised_range() -> None:
    both, joint, above = (each[0] for each in _ranks.quantiles(np.ones(5), 0.95))
    assert (both, joint, above) == pytest.approx((2.4418, 2.7278, 2.1603), abs=5e-5)
    assert _ranks.quantiles(np.ones(2), 0.95)[0] == pytest.approx(1.959963984540054, rel=1e-7)


@pytest.mark.parametrize("errors", [[1, 1, 1, 1], [0.05, 1, 1, 2], [3, 0.2, 0.1, 0.1, 0.1]])
def test_quantiles_are_those_of_draws(errors: list[float]) -> None:
    drawn = np.random.default_rng(5).normal(size=(400_000, len(errors))) * errors
    both, _, above = _ranks.quantiles(np.array(errors), 0.95)
    for i in range(len(errors)):
        apart = np.delete(drawn - drawn[:, [i]], i, axis=1) / np.hypot(np.delete(errors, i), errors[i])
        assert (np.abs(apart).max(axis=1) <= both[i]).mean() == pytest.approx(0.95, abs=0.002)
        assert (apart.max(axis=1) <= above[i]).mean() == pytest.approx(0.95, abs=0.002)


def test_equal_values_have_one_rank() -> None:
    found = areas.ranks(rate([5, 10, 1], [100, 200, 100]))
    assert found.rank.tolist() == [1, 1, 3]
    assert next(iter(found.estimates)).startswith("area 1, rank 1= (")


# Grid of 100 by 101 midpoints: mean, 2.5%, 97.5%, and the probability of more than 1.5; the low end without an event
# is .2635 by 400 by 120 places, where that grid had .2637.
SHRUNK = """1.3091 .8292 1.9744 .2206; 1.0672 .4807 1.6895 .0715; 1.3649 .9781 1.8629 .2537; 1.0086 .4602 1.5630 .0390
1.3747 .8352 2.2154 .2947; .9815 .2635 1.6482 .0569; 1.0159 .5286 1.5199 .0294; 1.2665 .8269 1.8338 .1649"""


def test_shrinkage_is_the_average_over_a_fine_grid() -> None:
    found = areas.shrunk(indirect_ratio([12, 3, 30, 4, 9, 0, 7, 15], [8, 4, 20, 6, 5, 2, 9, 11]))
    own = np.column_stack([found.shrunk.value, found.shrunk.low, found.shrunk.high, found.above(1.5)])
    rows = SHRUNK.replace("\n", ";").split(";")
    np.testing.assert_allclose(own, [[float(number) for number in row.split()] for row in rows], atol=1.1e-4)


@pytest.mark.parametrize(
    ("counts", "expected", "mean"),
    [
        ([1, 50, 60, 55], [0.05, 50, 55, 60], 2.645284),
        ([2, 50, 60, 55], [0.1, 50, 55, 60], 4.680114),
        ([3, 500, 600, 550], [0.3, 500, 550, 600], 2.711325),
    ],
)
def test_shrinkage_of_an_area_that_is_far_smaller_than_the_others(
    counts: list[int], expected: list[float], mean: float
) -> None:
    """As a sum over 500 logits of B by 9,000 logs of m has it; a grid in B had 1.65, 2.77 and 1.98."""
    found = areas.shrunk(indirect_ratio(counts, expected))
    assert np.atleast_1d(found.shrunk.value)[0] == pytest.approx(mean, rel=1e-5)


@pytest.mark.filterwarnings("error")
def test_shrinkage_of_areas_a_thousand_million_times_as_large_is_of_numbers() -> None:
    found = areas.shrunk(rate([1, 2, 3, 0, 0, 1], [1e-3, 0.5, 2, 3, 1e3, 1e6]))
    assert np.all(found.shrunk.low < found.shrunk.value)
    assert np.atleast_1d(found.shrunk.value)[0] > 100
    assert np.all(found.shrunk.high > 0)


def test_shrinkage_with_a_known_prior_is_the_ebgm_of_drug_safety() -> None:
    """The openEBGM 0.9.1 vignette on posterior distributions (GPL-2): FDA CAERS rows with N = 1."""
    expected = [0.0360548272, 0.0038736591, 0.0002979738, 0.076579261, 0.0527413588]
    shape_1, rate_1, shape_2, rate_2, share = 3.25379356, 0.39988854, 2.02612692, 1.9080797, 0.06534557
    prior = [(share, shape_1, rate_1), (1 - share, shape_2, rate_2)]
    found = areas.shrunk(indirect_ratio([1] * 5, expected), prior=prior, level=0.9)
    np.testing.assert_allclose(
        found.prior["weight"][0], [0.2819737, 0.3409653, 0.3482317, 0.2226356, 0.255667], rtol=1e-6
    )
    assert found.geometric.round(2).tolist() == [2.23, 2.58, 2.63, 1.92, 2.09]
    np.testing.assert_allclose(found.shrunk.low, [0.49, 0.52, 0.52, 0.47, 0.48], atol=5e-3)
    np.testing.assert_allclose(found.shrunk.high, [13.85, 15.78, 16.02, 11.77, 12.95], atol=7e-3)


def test_shrinkage_does_not_hang_on_the_unit() -> None:
    one, other = (areas.shrunk(rate([3, 9, 0, 4], np.array([100, 90, 20, 50]) * k).per(10)) for k in (1, 1_000))
    np.testing.assert_allclose(one.shrunk.value, other.shrunk.value * 1_000, rtol=1e-9)
    np.testing.assert_allclose(one.shrunk.high, other.shrunk.high * 1_000, rtol=1e-9)
    np.testing.assert_allclose(one.above(0.5), other.above(0.5 / 1_000), rtol=1e-9)


def test_frames_have_what_is_said_of_each_row() -> None:
    sides: Any = {"columns": ("tactics", "population"), "group": "group", "reference": "White", "within": "force"}
    table = forces()
    found = tables.compare_by(table, rate_ratio, **sides, among=areas.ranks)
    own = found[found["group"] == "Black"].set_index("force")
    alone = areas.ranks(black_over_white())
    assert [own.loc["Norfolk", name] for name in ("rank", "rank_low", "rank_high")] == [3, 2, 7]
    np.testing.assert_array_equal(own["joint_high"].sort_index(), alone.joint_high)
    assert found.loc[found["group"] == "White", "rank"].isna().all()
    black = table[table["group"] == "Black"]
    one: Any = {"columns": ("tactics", "population"), "by": "force", "per": 1_000}
    beside = tables.estimate_by(black, rate, **one, among=partial(areas.funnel, target=50, levels=0.9))
    assert {"z", "outside_90", "limit_low_90"} < set(beside)
    drawn = tables.estimate_by(black, rate, **one, among=areas.shrunk)
    assert (drawn["shrunk_low"] < drawn["shrunk"]).all()


def test_a_row_without_a_value_is_not_among_the_others() -> None:
    table = pd.DataFrame({"area": list("ABC"), "x": [4, None, 9], "n": [100, 100, 100]})
    found = tables.estimate_by(table, rate, columns=("x", "n"), by="area", among=areas.ranks)
    assert found["rank"].isna().tolist() == [False, True, False]
    assert found["rank_high"].max() == 2


@pytest.mark.parametrize(
    "found",
    [areas.funnel(ESTIMATES["ratio"][0]), areas.ranks(ESTIMATES["share"][0]), areas.shrunk(ESTIMATES["rate"][0])],
    ids=["funnel", "ranks", "shrunk"],
)
def test_records_are_kept(found: Any) -> None:
    assert type(found).from_json(found.to_json()) == found == pickle.loads(pickle.dumps(found))  # noqa: S301
    frame = tables.to_frame(found)
    assert len(frame) == len(found.areas)
    assert json.loads(frame.to_json())


BAD: dict[str, Any] = {
    "no estimate": (lambda: areas.ranks((3, 4)), "must be one Estimate"),
    "one number": (lambda: areas.funnel(rate(3, 100)), "one axis"),
    "two axes": (lambda: areas.shrunk(rate([[1, 2]], [[3, 4]])), "one axis"),
    "another parameter": (lambda: areas.ranks(risk_ratio(group=([1], [2]), reference=([2], [3]))), "risk ratio"),
    "estimated people": (lambda: areas.ranks(rate([3, 4], imperfect.estimated([90, 99], cv=0.1))), "estimated"),
    "ratios": (lambda: areas.shrunk(black_over_white()), "rate ratio"),
    "no events": (lambda: areas.funnel(rate([0, 0], [9, 9])), "give another"),
    "no events to shrink": (lambda: areas.shrunk(rate([0, 0], [9, 9])), "no event"),
    "nobody": (lambda: areas.ranks(rate([0, 0], [0, 0])), "no value"),
    "target": (lambda: areas.funnel(rate([1, 2], [9, 9]), target=0), "target"),
    "share": (lambda: areas.funnel(proportion([1, 2], [9, 9]), target=1), "below all"),
    "levels": (lambda: areas.funnel(rate([1, 2], [9, 9]), levels=95), "level"),
    "how": (lambda: areas.funnel(rate([1, 2], [9, 9]), overdispersion="additive"), "winsorised"),  # type: ignore[arg-type]
    "limits": (lambda: areas.funnel(rate([1, 2], [9, 9]), limits="exact"), "predicted"),  # type: ignore[arg-type]
    "prior": (lambda: areas.shrunk(rate([1, 2], [9, 9]), prior=[(1, 2)]), "weight, shape, rate"),  # type: ignore[list-item]
    "by position": (lambda: areas.ranks(rate([1, 2], [9, 9]), 0.9), "level"),  # type: ignore[misc]
    "among": (
        lambda: tables.estimate_by(forces(), rate, columns=("tactics", "population"), by="force", among=str),
        "ranks",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_words(name: str) -> None:
    call, said = BAD[name]
    with pytest.raises(DispropError, match=said):
        call()


def test_a_binomial_area_is_outside_by_the_sum_of_its_tails() -> None:
    counts, n, target = np.arange(21), np.full(21, 20), 0.3
    found = areas.funnel(proportion(counts, n), target=target, overdispersion="none")
    above, below = binom.sf(counts - 1, n, target), binom.cdf(counts, n, target)
    np.testing.assert_array_equal(found.outside[0], np.where(above <= 0.025, 1, np.where(below < 0.025, -1, 0)))


def test_ordinary_areas_are_outside_as_often_as_is_said() -> None:
    """A small one of `studies/many_areas.py`: 43 areas that differ, and none that stands out."""
    found = study.outside(43, 200.0, 0.3, 12)
    assert 0.02 < found["winsorised"][0] < 0.08
    assert found["spiegelhalter"][0] > 0.09
    assert found["none"][0] > 0.4


def test_ranks_and_shrunk_rates_hold() -> None:
    one, joint, first, _ = study.ranked(5, 5.0, 0.3, 25)
    assert min(one, joint, first) > 0.9
    averaged, likeliest = study.shrunk(5, 10.0, 0.3, 25)
    assert averaged > max(0.9, likeliest + 0.03)


def test_pictures_name_areas_by_rank_and_those_outside() -> None:
    found = areas.funnel(ESTIMATES["rate"][0], target=12, overdispersion="none")
    axes = plot.funnel(found)
    outside = {str(i + 1) for i in np.flatnonzero(found.outside.any(axis=0))}
    assert {text.get_text() for text in axes.texts} == outside
    assert axes.get_ylabel() == "rate per 100"
    ranked = plot.forest(areas.ranks(rate(pd.Series({"Kent": 30, "Essex": 90}), [100, 100])))
    assert [label.get_text() for label in ranked.get_yticklabels()] == [
        "Essex, rank 1 (1 to 1)",
        "Kent, rank 2 (2 to 2)",
    ]
    with pytest.raises(DispropError, match=r"areas\.funnel"):
        plot.funnel(ESTIMATES["rate"][0])  # type: ignore[arg-type]


def test_a_frame_and_other_names_are_answered_with_what_to_write() -> None:
    frame, ratios = forces(), rate_ratio(group=([3, 4], 100), reference=([3, 4], 200))
    for asked in (areas.ranks, areas.funnel):
        with pytest.raises(DispropError, match=r"got a frame; of a frame tables\.compare_by.*among=areas\.ranks"):
            asked(frame)  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="indirect_ratio"):
        areas.shrunk(ratios)
    sides: dict[str, Any] = {"columns": ("tactics", "population"), "group": "group", "reference": "White"}
    with pytest.raises(DispropError, match=r"among must be a function such as areas\.ranks; got .ranks."):
        tables.compare_by(frame, rate_ratio, **sides, within="force", among="ranks")
    assert str(areas.ranks(ratios)).splitlines()[0] == "1= (1 to 2) area 1"


def test_all_areas_on_one_side_of_parity_stand_out_from_it() -> None:
    ratios = black_over_white()
    found = areas.funnel(ratios, target=1)
    assert (found.outside == 1).sum(axis=1).tolist() == [42, 35]
    assert found.middle == pytest.approx(float(np.median(ratios.value)))
    assert found.tau2 == pytest.approx(areas.funnel(ratios, target=found.middle).tau2)
    assert "about their own 5.805: they lie on one side" in str(found)
    plain = areas.funnel(ratios, target=1, overdispersion="plain")
    assert (plain.middle, (plain.outside != 0).sum()) == (1, 0)
    beside = areas.funnel(ratios, target=6)
    assert beside.middle == beside.target == 6


def test_areas_that_record_none_of_many_are_named() -> None:
    silent = rate_ratio(group=([0, 40, 50, 60, 55, 1], 1_000), reference=([200, 100, 120, 90, 110, 3], 1_000))
    for said in (areas.funnel(silent), areas.ranks(silent)):
        assert str(said).splitlines()[-1].startswith("0 where many are expected, perhaps not recorded there: area 1 (")
    assert "perhaps" not in str(areas.funnel(rate([0, 9, 8], 100)))


SOME = pd.Index(["Kent", "Essex", "Dorset", "Avon", "Devon", "Leeds"], name="force")
SILENT: dict[str, Any] = {
    "group": (pd.Series([0, 40, 50, 0, 55, 1], SOME), pd.Series([1_000] * 6, SOME)),
    "reference": (pd.Series([200, 100, 120, 0, 110, 3], SOME), pd.Series([1_000] * 6, SOME)),
}
UNRECORDED = (
    "group events 0 where 20 or more are expected in force 'Kent', 'Avon'; "
    "reference events 0 where 20 or more are expected in force 'Avon'"
)


def test_what_joins_areas_names_those_that_record_none_of_many() -> None:
    pooled, each = areas.pool(**SILENT), areas.averages(**SILENT)
    for found in (pooled.ratio, pooled.prediction, *each.estimates.values()):
        assert str(found.remark).endswith(UNRECORDED)
    sparse = areas.pool(group=([0, 9, 8], 100), reference=([3, 20, 30], 100))
    assert not sparse.estimate.remark


def test_areas_without_a_value_are_named() -> None:
    for said in (areas.funnel, areas.ranks):
        assert str(said(rate_ratio(**SILENT))).splitlines()[-1] == "without a value: Avon"
    drawn = areas.shrunk(rate([0, 30, 40, 50, 0], [100, 100, 100, 100, 0]))
    assert str(drawn).splitlines()[-2:] == [
        "0 where many are expected, perhaps not recorded there: area 1 (30 expected)",
        "without a value: area 5",
    ]


def test_who_could_be_first_has_an_interval_that_begins_at_1_but_not_the_other_way_round() -> None:
    rng, more = np.random.default_rng(5), 0
    for _ in range(30):
        found = areas.ranks(rate(rng.poisson(rng.uniform(10, 60, 6)), 100))
        assert (found.rank_low[found.could_be_first] == 1).all()
        more += int((found.rank_low[~found.could_be_first] == 1).sum())
    assert more


def boxes(axes: Any) -> list[Any]:
    placed = [(text, text.get_window_extent()) for text in axes.texts]
    return [axes.get_legend().get_window_extent(), *(Text.get_window_extent(text) for text, _ in placed)]


def placed(name: Any) -> tuple[str, tuple[float, float]]:
    """Return the words of an annotation, and where it stands."""
    return name.get_text(), name.xyann


@pytest.mark.parametrize("asked", [{"target": 1}, {"overdispersion": "none"}])
def test_a_funnel_writes_no_name_upon_another(asked: Any) -> None:
    found = areas.funnel(black_over_white(), **asked)
    axes = plot.funnel(found)
    taken = boxes(axes)
    assert not any(one.overlaps(other) for at, one in enumerate(taken) for other in taken[:at])
    unnamed = int(axes.get_title(loc="right").partition(" ")[0] or 0)
    assert len(axes.texts) + unnamed == found.outside.any(axis=0).sum()
    assert len(axes.texts) > 35
    again = plot.funnel(found)
    assert [*map(placed, again.texts)] == [*map(placed, axes.texts)]
    assert "Dorset" in {text.get_text() for text in axes.texts[:3]}


def test_two_areas_are_said_to_tell_hardly_how_far_areas_differ() -> None:
    two = areas.random_effects(np.log([1e-3, 100.0]), [0.01, 0.02])
    pooled = areas.pool(group=([30, 40], 1_000), reference=([30, 10], 1_000))
    each = areas.averages(group=([30, 40], 1_000), reference=([30, 10], 1_000)).random_effects
    for found in (two.estimate, two.ratio, two.tau2, two.prediction, pooled.ratio, each):
        assert "two areas hardly tell" in str(found.remark)
    three = areas.random_effects([0.1, 0.4, 0.3], [0.01] * 3)
    common = areas.fixed_effect([0.1, 0.4], [0.01] * 2)
    assert not str(three.ratio.remark) + str(common.ratio.remark)
