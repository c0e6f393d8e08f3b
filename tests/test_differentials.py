"""Differences between groups: pairs, measures beside their null distribution, and claims about composition."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from disprop import DispropError, risk_difference, risk_ratio
from disprop.alerts import differentials, share_vs_base
from disprop.disparity._chance import benjamini_hochberg, boxes, drawn_if_equal, holm, spread
from disprop.disparity._inequality import (
    ONE_KIND,
    TWO_KINDS,
    gap,
    gini,
    max_over_geometric_mean,
    max_over_mean,
    max_over_min,
)

PART, WHOLE, GROUPS = [18, 9, 6, 7], [10_000, 9_000, 8_000, 7_000], ["A", "B", "C", "D"]
MISSES = ([30, 25, 41, 12], [1_000, 900, 1_100, 700])
WRONG: Any = 3
PARTS = (max_over_min, max_over_geometric_mean, max_over_mean, gini, gap)


def near(a: Any, b: Any) -> bool:
    return bool(np.isclose(a, b, rtol=1e-12, atol=1e-12) or a == b)


@pytest.fixture(scope="module")
def found() -> Any:
    return differentials(PART, WHOLE, GROUPS, misses=MISSES, seed=1, weight=0.3)


# Pairs


def test_pairs_are_the_ratios_and_differences_of_the_library(found: Any) -> None:
    assert found.pairs == (("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("C", "D"))
    ratio = risk_ratio(group=(18, 10_000), reference=(6, 8_000))
    difference = risk_difference(group=(18, 10_000), reference=(6, 8_000))
    for name in ("value", "low", "high"):
        assert getattr(found.ratios[1], name) == getattr(ratio, name)
        assert getattr(found.differences[1], name) == getattr(difference, name)
    assert found.p_values[1] == ratio.p_value(1)
    assert found.to_dict()["reference"] == ["B", "C", "D", "C", "D", "D"]


def test_a_reference_is_compared_with_each_other_group() -> None:
    named: Any = differentials(PART, WHOLE, GROUPS, reference="C", seed=1)
    assert named.pairs == (("A", "C"), ("B", "C"), ("D", "C"))
    assert named.ratios[0].value == pytest.approx(18 / 10_000 / (6 / 8_000), rel=1e-14)


def test_swapping_two_groups_inverts_their_ratio() -> None:
    here: Any = differentials(PART[:2], WHOLE[:2], GROUPS[:2], seed=1)
    there: Any = differentials(PART[1::-1], WHOLE[1::-1], GROUPS[1::-1], seed=1)
    assert 1 / there.ratios.value[0] == pytest.approx(here.ratios.value[0], rel=1e-14)
    assert -there.differences.high[0] == pytest.approx(here.differences.low[0], rel=1e-12)
    assert there.p_values == pytest.approx(here.p_values, rel=1e-9)


def test_adjusted_p_values_are_those_of_scipy_and_of_holms_table() -> None:
    p = np.array([0.01, 0.04, 0.03, 0.005, 0.8])
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), rel=1e-14)
    assert holm(p) == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.8], rel=1e-14)
    assert holm(np.array([0.9, 0.8])).tolist() == [1, 1]


def test_a_pair_without_an_event_has_no_p_value() -> None:
    none: Any = differentials([0, 0, 5], [100, 200, 300], ["A", "B", "C"], seed=1)
    assert np.isnan(none.p_values[0])
    assert none.holm[0] == none.benjamini_hochberg[0] == 1
    assert np.isfinite(none.ratios.high[1])


# Measures


def test_measures_by_their_definitions(found: Any) -> None:
    e, m = (np.array(part) / np.array(whole) for part, whole in ((PART, WHOLE), MISSES))

    def plain_gini(x: Any) -> float:
        n = len(x)
        return float(n / (n - 1) * np.abs(x[:, None] - x).sum() / (2 * n**2 * x.mean()))

    expected = {
        "max_over_min": e.max() / e.min(),
        "max_over_geometric_mean": e.max() / stats.gmean(e),
        "max_over_mean": e.max() / e.mean(),
        "gini": plain_gini(e),
        "fairness_discrepancy_rate": 1 - (0.3 * np.ptp(e) + 0.7 * np.ptp(m)),
        "inequity_rate": (e.max() / e.min()) ** 0.3 * (m.max() / m.min()) ** 0.7,
        "garbe": 0.3 * plain_gini(e) + 0.7 * plain_gini(m),
        "equalised_odds_gap": max(np.ptp(e), np.ptp(m)),
    }
    assert {name: one.value for name, one in found.spreads.items()} == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("groups", "median", "extreme"), [(4, 1.875, 3.75), (8, 2.5, 5.0)])
def test_equal_groups_are_not_equal_in_a_sample(groups: int, median: float, extreme: float) -> None:
    """With 10,000 searches each and one error in 1,000: 1.88 and 3.75 of four groups, 2.5 and 5.0 of eight."""
    equal = differentials([10] * groups, [10_000] * groups, range(groups), seed=1, draws=100_000)
    largest = equal.spreads["max_over_min"]
    assert (largest.null_median, largest.null_extreme) == pytest.approx((median, extreme), rel=1e-12)
    assert (largest.value, largest.p_value, largest.corrected) == (1, 1, 1)
    assert equal.spreads["gini"].null_median == pytest.approx(0.18, abs=0.01)
    draws = np.random.default_rng(7).binomial(10_000, 1e-3, (100_000, groups)) / 10_000
    assert gini(draws).mean() == pytest.approx(0.18, abs=0.005)


def of_groups(name: str, sizes: Any, seed: int, rates: Any = 0.02, samples: int = 500) -> list[Any]:
    rng, (measure,) = np.random.default_rng(seed), [m for m in ONE_KIND if m.name == name]
    sizes = np.array(sizes, dtype=float)
    kinds = [[(rng.binomial(sizes.astype(int), rates) * 1.0, sizes)] for _ in range(samples)]
    return [spread(measure, kind, drawn_if_equal(kind, 400, rng), 0.95, 1.0) for kind in kinds]


def test_p_values_are_uniform_enough_under_equality() -> None:
    p = np.array([one.p_value for one in of_groups("gini", [2_000, 5_000, 8_000], 11)])
    assert 0.02 < np.mean(p <= 0.05) < 0.085
    assert 0.45 < np.mean(p) < 0.55


def test_the_corrected_value_of_equal_groups_is_equality_half_of_the_time() -> None:
    corrected = of_groups("max_over_min", [5_000] * 4, 12)
    assert 0.43 < np.mean([one.corrected == 1 for one in corrected]) < 0.6
    assert all(one.corrected <= one.value for one in corrected)


def test_what_is_corrected_is_divided_or_subtracted(found: Any) -> None:
    ratio, share = found.spreads["max_over_min"], found.spreads["gini"]
    assert ratio.corrected == ratio.value / ratio.null_median
    assert share.corrected == max(share.value - share.null_median, 0)
    turned = differentials([90, 5], [100, 100], "AB", misses=([1, 2], [10, 10]), seed=1).spreads
    rate = turned["fairness_discrepancy_rate"]
    assert rate.value < rate.null_median < 1
    assert rate.corrected == pytest.approx(1 - (rate.null_median - rate.value), rel=1e-12)
    assert rate.null_extreme < rate.null_median
    assert rate.p_value < 0.01


RATIOS = ("max_over_min", "max_over_geometric_mean")


@pytest.mark.parametrize("name", RATIOS)
@pytest.mark.parametrize(
    "sizes", [[10_000, 9_000, 8_000, 400], [5_000, 5_000, 100], [300, 300, 300], [5_000, 5_000, 5]]
)
def test_a_small_group_leaves_the_others_their_power(name: str, sizes: list[int]) -> None:
    """With the ratios themselves 0 of 400 were found: where every other draw is infinite, p is never below 1/2."""
    equal = of_groups(name, sizes, seed=13, rates=0.004, samples=400)
    assert np.mean([one.p_value <= 0.05 for one in equal]) < 0.08  # 3 standard errors
    apart = of_groups(name, sizes, seed=14, rates=[0.04, *[0.004] * (len(sizes) - 1)], samples=100)
    assert np.mean([one.p_value <= 0.05 for one in apart]) > 0.8  # nearly 1 but with 12 errors against 1 and 1
    assert max(one.null_extreme for one in equal + apart) < np.inf


def test_no_power_is_said_where_a_group_has_no_error_by_chance() -> None:
    found = differentials([18, 9, 6, 0], [10_000, 9_000, 8_000, 400], GROUPS, seed=1).spreads["max_over_min"]
    chance = np.prod([1 - (1 - 33 / 27_400) ** n for n in (10_000, 9_000, 8_000, 400)])
    assert found.null_infinite == pytest.approx(1 - chance, abs=0.02)
    assert "max over min infinity (95% at least 1.000); no power: 62% of equal draws have a group with" in str(found)
    rate = 33 / 27_400
    steady = (np.array([18, 9, 6, 0]) + 4) / (rate * np.array([10_000, 9_000, 8_000, 400]) + 4)
    assert found.compared == pytest.approx(steady.max() / steady.min(), rel=1e-12)
    assert found.corrected == pytest.approx(found.compared / found.null_median, rel=1e-12)
    plain = differentials([18, 9, 6, 7], [10_000] * 4, GROUPS, seed=1).spreads["max_over_min"]
    assert (plain.compared, "no power" in str(plain)) == (3, False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(30, 3_000)), min_size=2, max_size=5))
def test_what_is_corrected_is_finite_and_never_within_the_limit(counts: list[tuple[int, int]]) -> None:
    part, whole = ([count[at] for count in counts] for at in (0, 1))
    misses = (part[::-1], whole[::-1])
    found = differentials(part, whole, range(len(part)), misses=misses, draws=100, seed=1).spreads
    for measure in (*ONE_KIND, *TWO_KINDS):
        one = found[measure.name]
        numbers = (one.limit, one.compared, one.null_median, one.null_extreme, one.p_value, one.corrected)
        assert np.isfinite([*numbers[:1], *numbers[2:]]).all()
        assert measure.sign * one.corrected >= measure.sign * one.limit
        assert one.compared == one.value or one.null_infinite >= 0.05


def test_an_infinite_value_is_corrected_by_steadied_rates() -> None:
    found = differentials([30, 28, 33, 0], [10_000] * 4, GROUPS, seed=1).spreads["max_over_min"]
    assert found.compared == found.value == np.inf
    assert found.null_infinite == 0
    assert 4.02 < found.limit < found.corrected == pytest.approx((37 / 4) / (34 / 24), rel=0.1)


def test_zeros_have_a_finite_limit() -> None:
    misses = ([0, 0, 9], [20, 20, 20])
    spreads = differentials([0, 40, 9], [1_000, 1_000, 1_000], "ABC", misses=misses, seed=1).spreads
    for name in ("max_over_min", "max_over_geometric_mean", "inequity_rate"):
        assert spreads[name].value == np.inf
        assert 1 < spreads[name].limit < np.inf
    assert all(np.isfinite(one.limit) for one in spreads.values())
    numbers = ("null_median", "null_extreme", "p_value", "corrected")
    assert not any(np.isnan(getattr(one, name)) for one in spreads.values() for name in numbers)


def test_no_errors_at_all_are_equality() -> None:
    spreads = differentials([0, 0, 0], [10, 20, 30], "ABC", misses=([5, 5, 5], [10, 10, 10]), seed=1).spreads
    at = {m.name: m.equality for m in (*ONE_KIND, *TWO_KINDS)}
    assert {name: one.value for name, one in spreads.items()} == at
    assert {name: one.limit for name, one in spreads.items()} == at
    assert at["garbe"] == 0
    assert {one.p_value for one in spreads.values()} == {1}


def test_equality_to_the_last_digit_is_equality() -> None:
    shares = np.array([1 / 3, 1 / 3, 1 / 3])
    assert [float(part(shares)) for part in PARTS] == [1, 1 if near(max_over_geometric_mean(shares), 1) else 0, 1, 0, 0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(12, 80)), min_size=2, max_size=5))
def test_the_limit_is_the_least_within_the_box(counts: list[tuple[int, int]]) -> None:
    kind = tuple(np.array(column, dtype=float) for column in zip(*counts, strict=True))
    ((low, high),) = boxes([kind], 0.95)  # type: ignore[list-item]
    within = low + (high - low) * np.random.default_rng(1).random((2_000, len(counts)))
    for measure in ONE_KIND:
        least = measure.least([(low, high)], 1.0)
        assert least <= measure.part(within).min() + 1e-12
        assert least <= float(measure.part(kind[0] / kind[1])) + 1e-12
        assert least >= measure.equality - 1e-12


def test_the_limit_of_the_largest_over_the_smallest() -> None:
    one = differentials([90, 5], [1_000, 1_000], "AB", seed=1).spreads["max_over_min"]
    low, high = stats.beta.ppf(0.0125, 90, 911), stats.beta.ppf(0.9875, 6, 995)
    assert one.limit == pytest.approx(low / high, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_groups_changes_nothing(order: list[int]) -> None:
    def of(column: Any) -> list[Any]:
        return [column[i] for i in order]

    here = differentials(PART, WHOLE, GROUPS, misses=MISSES, seed=1, draws=200)
    there = differentials(of(PART), of(WHOLE), of(GROUPS), misses=(of(MISSES[0]), of(MISSES[1])), seed=1, draws=200)
    for name, one in here.spreads.items():
        other = there.spreads[name]
        assert (one.p_value, one.null_median) == pytest.approx((other.p_value, other.null_median), rel=1e-12)
        assert (one.value, one.limit) == pytest.approx((other.value, other.limit), rel=1e-12)


@given(st.lists(st.integers(1, 1_000), min_size=2, max_size=6), st.integers(2, 50))
def test_measures_of_shares_have_no_unit(counts: list[int], factor: int) -> None:
    rates = np.array(counts) / 1000
    for part in (max_over_min, max_over_geometric_mean, max_over_mean, gini):
        assert float(part(rates / factor)) == pytest.approx(float(part(rates)), rel=1e-9, abs=1e-12)
    exact = sum(abs(Fraction(a) - b) for a in counts for b in counts) / (2 * (len(counts) - 1) * sum(counts))
    assert float(gini(rates)) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


def test_the_same_seed_gives_the_same_numbers(found: Any) -> None:
    again = differentials(PART, WHOLE, GROUPS, misses=MISSES, weight=0.3, rng=np.random.default_rng(1))
    assert str(again) == str(found)
    assert str(differentials(PART, WHOLE, GROUPS, misses=MISSES, weight=0.3, seed=2)) != str(found)


def test_what_is_printed_has_every_number(found: Any) -> None:
    lines = str(found).split("\n")
    assert lines[0] == f"A over B: {found.ratios[0]}, Holm p = {found.holm[0]:.2g}"
    assert lines[-1].startswith("equalised odds gap 0.020 (95% at least ")
    assert len(lines) == 6 + 8


# Claims about composition


def test_eight_of_ten_needs_a_base() -> None:
    with pytest.raises(DispropError, match="a share of alerts is not a rate: give base="):
        share_vs_base(8, 10)
    claim = share_vs_base(8, 10, 0.13)
    assert (claim.share.low, claim.share.high) == pytest.approx((0.443905, 0.974789), abs=1e-6)
    assert claim.p_value == pytest.approx(2 * stats.binom.sf(7, 10, 0.13), rel=1e-6)
    assert claim.significant
    assert claim.tipping_base == claim.share.low
    assert not share_vs_base(8, 10, claim.tipping_base * (1 + 1e-9)).significant
    assert share_vs_base(8, 10, claim.tipping_base * (1 - 1e-9)).significant


def test_a_range_of_bases_takes_the_one_that_agrees_best() -> None:
    assert share_vs_base(8, 10, (0.13, 0.3)).p_value == share_vs_base(8, 10, 0.3).p_value
    assert share_vs_base(1, 40, (0.13, 0.3)).p_value == share_vs_base(1, 40, 0.13).p_value
    inside = share_vs_base(8, 10, (0.13, 0.9))
    assert inside.p_value == pytest.approx(1, abs=1e-9)
    assert not inside.significant


def test_less_than_the_base_tips_from_above() -> None:
    claim = share_vs_base(1, 40, 0.3)
    assert claim.significant
    assert claim.tipping_base == claim.share.high
    assert str(claim).endswith("not significant from a base of 13.2% down")


def test_all_or_none_of_the_alerts() -> None:
    assert share_vs_base(0, 10, 0.5).tipping_base == pytest.approx(1 - 0.025**0.1, rel=1e-9)
    assert share_vs_base(10, 10, 0.5).tipping_base == pytest.approx(0.025**0.1, rel=1e-9)


@given(st.integers(0, 30), st.integers(1, 30), st.floats(0.02, 0.98))
@settings(max_examples=40, deadline=None)
def test_the_complement_makes_the_same_claim(part: int, more: int, base: float) -> None:
    whole = part + more
    here, there = share_vs_base(part, whole, base), share_vs_base(more, whole, 1 - base)
    assert here.p_value == pytest.approx(there.p_value, rel=1e-6, abs=1e-12)
    if not near(part / whole, base):
        assert here.tipping_base == pytest.approx(1 - there.tipping_base, rel=1e-9, abs=1e-12)


# Bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: differentials([1], [2], ["A"]), "two groups or more"),
        (lambda: differentials([1, 1], [2, 2], ["A", "A"]), "each name once"),
        (lambda: differentials([1, 1, 1], [2, 2, 2], ["A", "B"]), "one entry for each"),
        (lambda: differentials([0, 1], [0, 2], ["A", "B"]), "whole is 0 for 'A'"),
        (lambda: differentials([3, 1], [2, 2], ["A", "B"]), "part must not exceed whole"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], reference="C"), "reference 'C' is not a group"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], misses=WRONG), "misses must be a pair"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], misses=([3, 1], [2, 2])), "misses_part must not exceed"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], weight=2), "weight must lie between 0 and 1"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], draws=50), "at least 100; got 50"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], draws=True), "draws must be a whole number of at least"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], seed=1, rng=np.random.default_rng(1)), "not both"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], rng=WRONG), "numpy.random.Generator; got"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], level=95), "level must lie strictly"),
        (lambda: share_vs_base(8, 10, 80), "base must lie between 0 and 1"),
        (lambda: share_vs_base(8, 10, (0.3, 0.1)), r"a pair \(low, high\); got"),
        (lambda: share_vs_base([8, 1], 10, 0.1), "one count of one whole"),
        (lambda: share_vs_base(0, 0, 0.1), "one count of one whole above 0"),
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        call()


def test_none_of_the_alerts_against_a_base_of_all_cannot_be() -> None:
    assert share_vs_base(0, 10, 1.0).p_value == 0
    assert share_vs_base(10, 10, 1.0).p_value == 1
