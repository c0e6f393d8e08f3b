"""Three readings of one figure, what is above parity, and selection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, between, disparity, odds_ratio, rate_difference, rate_ratio

counts = st.tuples(st.integers(0, 60), st.integers(100, 5_000))
METHODS = ("mover-mid-p", "mover-garwood", "score", "scas")


def test_readings_of_west_yorkshire() -> None:
    found = disparity.readings(group=(143, 189_708), whole=(679, 2_226_058))
    assert [round(float(each.value), 2) for each in found] == [2.47, 2.86]
    assert found.reference is None
    assert "times the rate of everyone (679 among 2,226,058)" in found.sentence()


@settings(max_examples=60, deadline=None)
@given(own=st.integers(0, 40), rest=st.integers(1, 60), people=st.integers(50, 900))
def test_readings_hold_one_together(own: int, rest: int, people: int) -> None:
    """A share ratio and the ratio to all others are functions of one share, and so are their limits."""
    share, others = disparity.readings(group=(own, people), whole=(own + rest, people + 1_000))
    assert share.excludes(1) == others.excludes(1)
    assert share.p_value(1) == pytest.approx(others.p_value(1), rel=1e-9)
    p = np.array([share.low, share.high]) * people / (people + 1_000)
    assert p * 1_000 / ((1 - p) * people) == pytest.approx([others.low, others.high], rel=1e-9)


def test_no_group_can_pass_the_inverse_of_its_share() -> None:
    found = disparity.readings(group=(80, 500), whole=(80, 1_000))
    assert [float(each.value) for each in found] == [2, np.inf]


def test_readings_of_counts_known_in_part() -> None:
    found = disparity.readings(group=(between(1, 3), 100), whole=(between(2, 4), 900), reference=(5, 400))
    pairs = [(a, b) for a in (1, 2, 3) for b in (2, 3, 4) if a <= b]
    each = [disparity.readings(group=(a, 100), whole=(b, 900)) for a, b in pairs]
    for name in ("share", "others"):
        own = found[name]
        assert own.least == min(one[name].value for one in each)
        assert own.most == max(one[name].value for one in each)
        assert own.low == min(one[name].low for one in each)


def test_excess_of_black_residents() -> None:
    above = disparity.excess(group=(33, 46_476), reference=(352, 1_761_205))
    assert above.events.value == pytest.approx(33 - 46_476 * 352 / 1_761_205, rel=1e-12)
    assert above.share.value == pytest.approx(1 - 1 / 3.5526496, rel=1e-7)
    assert above.rate.value == pytest.approx(above.events.value / 46_476, rel=1e-12)


@settings(max_examples=80, deadline=None)
@given(group=counts, reference=counts, method=st.sampled_from(METHODS))
def test_excess_is_of_the_difference_and_of_the_ratio(group: Any, reference: Any, method: Any) -> None:
    """Its limits are theirs, and all three hold parity or none does, where a limit is not parity itself."""
    above = disparity.excess(group=group, reference=reference, method=method)
    difference = rate_difference(group=group, reference=reference, method=method)
    ratio = rate_ratio(group=group, reference=reference, method=method)
    assert above.events.low == pytest.approx(difference.low * group[1], rel=1e-12)
    assert above.events.high == pytest.approx(difference.high * group[1], rel=1e-12)
    assert above.share.high == pytest.approx(1 - 1 / ratio.high if ratio.high else -np.inf, rel=1e-12)
    assert not np.isnan(above.share.value) or group[0] == reference[0] == 0
    if min(abs(float(ratio.low) - 1), abs(float(ratio.high) - 1)) > 1e-9:
        assert above.events.excludes(0) == above.share.excludes(0) == above.rate.excludes(0)


def test_excess_of_counts_known_in_part() -> None:
    found = disparity.excess(group=(between(0, 4), 900), reference=(9, 5_000))
    each = [disparity.excess(group=(x, 900), reference=(9, 5_000)).events for x in range(5)]
    assert (found.events.least, found.events.most) == (each[0].value, each[-1].value)
    assert (found.events.low, found.events.high) == (each[0].low, each[-1].high)


def test_its_p_value_is_that_of_the_rate() -> None:
    above = disparity.excess(group=(33, 46_476), reference=(352, 1_761_205))
    with pytest.raises(DispropError, match="no test"):
        above.events.p_value(0)
    assert above.rate.p_value(0) < 0.001


# Shortfall, by transfer, to parity, and the upper limit: by hand from the formulas, in whole numbers.
SHORT = {
    ((69, 212), (538, 824)): (42, 35, 70, 0.585967),
    ((37, 66), (538, 824)): (0, 0, 7, 1.012295),
    ((0, 665), (1_443, 2_015)): (381, 302, 477, 0.005660),
    ((1, 20), (30, 100)): (4, 4, 5, 0.673310),
}


@pytest.mark.parametrize("sides", SHORT, ids=str)
def test_selections_that_are_missing(sides: Any) -> None:
    found = disparity.selection(group=sides[0], reference=sides[1])
    *missing, limit = SHORT[sides]
    assert [found.shortfall, found.transfer, found.to_parity] == missing
    assert found.limit.high == pytest.approx(limit, abs=5e-7)
    assert found.below == (missing[0] > 0)
    assert found.shown == (limit < 0.8)


# DisImpact, vignette Tutorial: 80% index against the group with the highest rate, 4,292 of 6,000.
COLLEGES = {
    (607, 2_000): (0.4242777, 538, 824),
    (847, 4_000): (0.2960158, 1_443, 2_015),
    (504, 1_000): (0.7045666, 69, 212),
    (78, 200): (0.5452004, 37, 66),
    (4_200, 6_800): (0.8634395, 0, 665),
}


@pytest.mark.parametrize("group", COLLEGES, ids=str)
def test_index_of_the_california_colleges(group: Any) -> None:
    found = disparity.selection(group=group, reference=(4_292, 6_000))
    index, missing, to_parity = COLLEGES[group]
    assert found.ratio.value == pytest.approx(index, abs=5e-8)
    assert [found.shortfall, found.to_parity] == [missing, to_parity]


@pytest.mark.parametrize(("selected", "below"), [(45, True), (48, False), (51, False)])
def test_four_fifths_is_not_below_four_fifths(selected: int, below: Any) -> None:
    """Uniform Guidelines, questions and answers 1979, question 12: 45, 48 and 51 beside 60 per cent."""
    assert disparity.selection(group=(selected, 100), reference=(60, 100)).below == below
    huge = 10**5
    assert disparity.selection(group=(selected * huge, 100 * huge), reference=(60 * huge, 100 * huge)).below == below


def test_rules_leave_out_what_is_too_small() -> None:
    """34 CFR 300.647: 1 of 8 students is no comparison."""
    assert disparity.selection(group=(18, 120), reference=(1, 8), rule="idea").small
    assert not disparity.selection(group=(18, 120), reference=(50, 800), rule="idea").small
    assert disparity.selection(group=(1, 9), reference=(50, 800)).small
    alternate = disparity.selection(group=(18, 120), reference=(5_000, 100_000), rule="idea")
    assert alternate.ratio.value == pytest.approx(3.0, rel=1e-12)
    with pytest.raises(DispropError, match="rule"):
        disparity.selection(group=(1, 9), reference=(50, 800), rule="80%")  # type: ignore[arg-type]


def test_what_is_not_known_of_a_selection_is_not_said() -> None:
    found = disparity.selection(group=(between(30, 60), 66), reference=(538, 824))
    assert np.isnan(found.below)
    assert "cannot be said" in str(found)
    assert "cannot be said" in str(disparity.selection(group=(0, 0), reference=(3, 5)))


@pytest.mark.parametrize("sides", [*SHORT, ((3, 9), (2, 40)), ((5, 5), (0, 8))], ids=str)
def test_fishers_test_is_that_of_the_odds_ratio(sides: Any) -> None:
    expected = odds_ratio(group=sides[0], reference=sides[1], method="mid-p").p_value(1)
    found = disparity.selection(group=sides[0], reference=sides[1])
    assert found.p_value == pytest.approx(expected, rel=1e-8)


def test_each_element_is_a_selection() -> None:
    found = disparity.selection(group=([45, 48], 100), reference=(60, 100))
    assert found.below.tolist() == [True, False]
    assert found.shortfall.tolist() == [3, 0]
    assert "99.9% CI" in str(disparity.selection(group=(5, 20), reference=(15, 20), level=[0.5, 0.999]))


@pytest.mark.parametrize("reference", [np.array([352, 1_761_205]), [], ()], ids=str)
def test_a_reference_that_is_no_pair_is_not_taken_for_none(reference: Any) -> None:
    with pytest.raises(DispropError, match="reference must be a pair"):
        disparity.readings(group=(143, 189_708), whole=(679, 2_226_058), reference=reference)
