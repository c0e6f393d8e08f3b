"""Differences between groups: pairs, measures beside their null distribution, and claims about composition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from disprop import DispropError, risk_difference, risk_ratio
from disprop.alerts import differentials, share_vs_base
from disprop.disparity._inequality import MEASURES
from disprop.disparity._ray import Inverted, Ray

PART, WHOLE, GROUPS = [18, 9, 6, 7], [10_000, 9_000, 8_000, 7_000], ["A", "B", "C", "D"]
MISSES = ([30, 25, 41, 12], [1_000, 900, 1_100, 700])
WRONG: Any = 3


def near(a: Any, b: Any) -> bool:
    return bool(np.isclose(a, b, rtol=1e-12, atol=1e-12) or a == b)


@pytest.fixture(scope="module")
def found() -> Any:
    return differentials(PART, WHOLE, GROUPS, misses=MISSES, weight=0.3, draws=150)


# Pairs


def test_pairs_are_the_ratios_and_differences_of_the_library(found: Any) -> None:
    assert list(found.estimates) == ["A over B", "A over C", "A over D", "B over C", "B over D", "C over D"]
    ratio = risk_ratio(group=(18, 10_000), reference=(6, 8_000))
    difference = risk_difference(group=(18, 10_000), reference=(6, 8_000))
    for name in ("value", "low", "high"):
        assert getattr(found["A over C"], name) == getattr(ratio, name)
        assert getattr(found.differences[1], name) == getattr(difference, name)
    assert found.ratios.p_values[1] == ratio.p_value(1)
    assert found.to_dict()["name"] == list(found.estimates)


def test_a_reference_is_compared_with_each_other_group() -> None:
    named = differentials(PART, WHOLE, GROUPS, reference="C", draws=100)
    assert list(named.estimates) == ["A over C", "B over C", "D over C"]
    assert named["A over C"].value == pytest.approx(18 / 10_000 / (6 / 8_000), rel=1e-14)


def test_swapping_two_groups_inverts_their_ratio() -> None:
    here = differentials(PART[:2], WHOLE[:2], GROUPS[:2], draws=100)
    there = differentials(PART[1::-1], WHOLE[1::-1], GROUPS[1::-1], draws=100)
    assert 1 / there["B over A"].value == pytest.approx(here["A over B"].value, rel=1e-14)
    assert -np.asarray(there.differences.high)[0] == pytest.approx(np.asarray(here.differences.low)[0], rel=1e-12)
    assert there.ratios.p_values == pytest.approx(here.ratios.p_values, rel=1e-9)


def test_a_pair_without_an_event_shows_nothing() -> None:
    none = differentials([0, 0, 5], [100, 200, 300], ["A", "B", "C"], draws=100)
    assert np.isnan(none["A over B"].value)
    assert (
        none.ratios.p_values[0] == none.ratios.adjusted("holm")[0] == none.ratios.adjusted("benjamini-hochberg")[0] == 1
    )
    assert np.isfinite(none["A over C"].high)


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
    assert {name: one.estimate.value for name, one in found.indices.items()} == pytest.approx(expected, rel=1e-12)
    for one in found.indices.values():
        assert one.estimate.low <= one.estimate.value <= one.estimate.high
    assert found.indices["fairness_discrepancy_rate"].estimate.high <= 1


def of_groups(sizes: Any, rates: Any, tables: int) -> list[Any]:
    rng, sizes = np.random.default_rng(13), np.array(sizes, dtype=float)
    counts = rng.binomial(sizes.astype(int), rates, (tables, sizes.size)) * 1.0
    measures = {name: MEASURES["one kind"][name] for name in ("max_over_min", "gini")}
    rays = (Ray([(own, sizes)], np.full(sizes.size, 1 / sizes.size), risks=True).draw(300, 1) for own in counts)
    return [{name: Inverted(measure, ray)._p_values()[0] for name, measure in measures.items()} for ray in rays]  # noqa: SLF001


def test_p_values_are_uniform_enough_under_equality() -> None:
    p = np.array([each["gini"] for each in of_groups([2_000, 5_000, 8_000], 0.02, 400)])
    assert 0.02 < np.mean(p <= 0.05) < 0.085
    assert 0.45 < np.mean(p) < 0.55


@pytest.mark.parametrize("sizes", [[10_000, 9_000, 8_000, 400], [5_000, 5_000, 100], [5_000, 5_000, 5]])
def test_a_small_group_leaves_the_others_their_power(sizes: list[int]) -> None:
    """With the ratios themselves 0 of 400 were found: where every other draw is infinite, p is never below 1/2."""
    equal = of_groups(sizes, 0.004, 200)
    assert np.mean([one["max_over_min"] <= 0.05 for one in equal]) < 0.1  # 3 standard errors
    apart = of_groups(sizes, [0.04, *[0.004] * (len(sizes) - 1)], 60)
    assert np.mean([one["max_over_min"] <= 0.05 for one in apart]) > 0.8


def test_zeros_have_a_finite_lower_limit() -> None:
    found = differentials([0, 40, 9], [1_000, 1_000, 1_000], "ABC", misses=([0, 0, 9], [20, 20, 20]), draws=400).indices
    for name in ("max_over_min", "max_over_geometric_mean", "inequity_rate"):
        one = found[name]
        assert (one.estimate.value, one.estimate.high) == (np.inf, np.inf)
        assert 1 < one.estimate.low < one.corrected < np.inf
    assert not any(np.isnan([one.corrected, one.p_value, one.estimate.low]).any() for one in found.values())


def test_no_errors_at_all_are_equality() -> None:
    none = differentials([0, 0, 0], [10, 20, 30], "ABC", misses=([5, 5, 5], [10, 10, 10]), draws=100).indices
    assert np.isnan(none["gini"].estimate.value)
    assert "how unequal" in none["gini"].estimate.why()[0]
    two = {name: none[name].estimate.value for name in MEASURES["two kinds"]}
    assert two == {name: measure.equality for name, measure in MEASURES["two kinds"].items()}


@pytest.mark.parametrize("order", [[3, 2, 1, 0], [1, 3, 0, 2]])
def test_the_order_of_groups_changes_nothing(order: list[int]) -> None:
    def of(column: Any) -> list[Any]:
        return [column[i] for i in order]

    here = differentials(PART, WHOLE, GROUPS, misses=MISSES, draws=100)
    there = differentials(of(PART), of(WHOLE), of(GROUPS), misses=(of(MISSES[0]), of(MISSES[1])), draws=100)
    for name, one in here.indices.items():
        other = there.indices[name]
        for field in ("value", "low", "high"):
            assert getattr(one.estimate, field) == pytest.approx(getattr(other.estimate, field), rel=1e-9)
        assert (one.p_value, one.corrected) == pytest.approx((other.p_value, other.corrected), rel=1e-9)


def test_the_same_seed_gives_the_same_numbers(found: Any) -> None:
    again = differentials(PART, WHOLE, GROUPS, misses=MISSES, weight=0.3, draws=150)
    assert str(again) == str(found)
    assert str(differentials(PART, WHOLE, GROUPS, misses=MISSES, weight=0.3, draws=150, seed=2)) != str(found)


def test_what_is_printed_has_every_number(found: Any) -> None:
    lines = str(found).split("\n")
    assert lines[0] == f"A over B: {found['A over B']}, Holm p = {found.ratios.adjusted('holm')[0]:.2g}"
    assert lines[-1].startswith("equalised odds gap 0.02")
    assert len(lines) == 6 + 2 + 8


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
        (
            lambda: differentials([[1, 2], [3, 4]], [[9, 9], [9, 9]], ["A", "B"]),
            r"one number for each group; got shape",
        ),
        (lambda: differentials([1, 2], [9, 9], ["A", "B"], misses=([1], [2])), "two groups or more"),
        (lambda: differentials([1, 1], [2, 2], ["A", "A"]), "each once"),
        (lambda: differentials([1, 1, 1], [2, 2, 2], ["A", "B"]), "one name for each group"),
        (lambda: differentials([0, 1], [0, 2], ["A", "B"]), "whole is 0 for 'A'"),
        (lambda: differentials([3, 1], [2, 2], ["A", "B"]), "part must not exceed whole"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], reference="C"), "C"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], misses=WRONG), "misses must be a pair"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], misses=([3, 1], [2, 2])), "misses_part must not exceed"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], weight=2), "weight must lie between 0 and 1"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], draws=50), "at least 100; got 50"),
        (lambda: differentials([1, 1], [2, 2], ["A", "B"], draws=True), "draws must be a whole number of at least"),
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
