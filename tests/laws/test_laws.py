"""What every method of every family must do, whatever the counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from disprop.intervals import FAMILIES, Family
from strategies import DATA, METHODS, levels, limits, part_of_whole, rates, value

ROUNDING = 1e-12  # relative: what may be lost in a dozen operations
RATIOS = ("rate ratio", "risk ratio", "odds ratio", "share ratio")
SIDES = ("rate ratio", "risk ratio", "odds ratio")
DIFFERENCES = ("rate difference", "risk difference")
PER_PERSON = {"rate": (1,), "rate ratio": (1, 3), "share ratio": (2, 3)}  # where the populations stand
# The width of a log interval falls so fast with a small count that the upper limit falls too.
# That of a Wald difference rises from 0, so that the lower limit falls; scas allows for the skewness of a first event.
NOT_MONOTONE = {
    "wald-log",
    "katz-log",
    "woolf-log",
    "rate difference-wald",
    "risk difference-wald",
    "rate difference-scas",
}
# Centred on risks drawn towards 1/2: at a low level the value of extreme counts is outside.
OFF_CENTRE = {"agresti-caffo"}


def of(*parameters: str, leave_out: set[str] | None = None) -> list[Any]:
    out = leave_out or set()
    return [m for m in METHODS if m.values[0].parameter in parameters and not {m.values[1], m.id} & out]


every_method = pytest.mark.parametrize(("family", "name"), METHODS)


def not_above(small: Any, large: Any) -> bool:
    """Whether small <= large, but for rounding."""
    return bool(np.all((small <= large) | np.isclose(small, large, rtol=ROUNDING, atol=0)))


def same(ours: Any, theirs: Any) -> bool:
    return bool(np.all(np.isclose(ours, theirs, rtol=ROUNDING, atol=0)))


def test_every_family_has_counts_to_draw() -> None:
    assert set(DATA) == set(FAMILIES)


@every_method
@given(data=st.data(), level=st.floats(1e-9, 0.999999))
def test_limits_are_ordered_and_inside_the_support(
    family: Family, name: str, data: st.DataObject, level: float
) -> None:
    counts = data.draw(DATA[family.parameter])
    low, high = limits(family, name, counts, level)
    smallest, largest = family.support
    assert smallest <= low <= largest
    assert smallest <= high <= largest
    assert not_above(low, high)


@pytest.mark.parametrize(("family", "name"), of(*FAMILIES, leave_out=OFF_CENTRE))
@given(data=st.data(), level=levels)
def test_the_interval_contains_the_value(family: Family, name: str, data: st.DataObject, level: float) -> None:
    counts = data.draw(DATA[family.parameter])
    plain = value(family, counts)
    low, high = limits(family, name, counts, level)
    if np.isnan(plain):
        assert (low, high) == (0, np.inf)
    else:
        assert not_above(low, plain)
        assert not_above(plain, high)


def test_the_wald_difference_is_left_out_for_a_reason() -> None:
    none, _ = limits(FAMILIES["risk difference"], "wald", (0, 1000, 1, 1000), 0.999)
    one, _ = limits(FAMILIES["risk difference"], "wald", (1, 1000, 1, 1000), 0.999)
    assert one < none


def test_agresti_caffo_is_left_out_for_a_reason() -> None:
    low, _ = limits(FAMILIES["risk difference"], "agresti-caffo", (0, 1, 10, 10), 0.5)
    assert low > -1


@every_method
@given(data=st.data(), one=levels, other=levels)
def test_a_higher_level_gives_a_wider_interval(
    family: Family, name: str, data: st.DataObject, one: float, other: float
) -> None:
    counts = data.draw(DATA[family.parameter])
    low, high = limits(family, name, counts, min(one, other))
    lowest, highest = limits(family, name, counts, max(one, other))
    assert not_above(lowest, low)
    assert not_above(high, highest)


@pytest.mark.parametrize(("family", "name"), of("proportion"))
@given(counts=part_of_whole(), level=levels)
def test_the_complement_mirrors_the_interval(family: Family, name: str, counts: Any, level: float) -> None:
    part, whole = counts
    low, high = limits(family, name, counts, level)
    mirrored_low, mirrored_high = limits(family, name, (whole - part, whole), level)
    assert 1 - mirrored_high == pytest.approx(low, rel=0, abs=ROUNDING)
    assert 1 - mirrored_low == pytest.approx(high, rel=0, abs=ROUNDING)


@pytest.mark.parametrize(("family", "name"), of("rate"))
@given(counts=rates, level=levels, factor=st.floats(1e-9, 1e9))
def test_a_rate_scales_with_its_population(family: Family, name: str, counts: Any, level: float, factor: float) -> None:
    limit = np.array(limits(family, name, counts, level))
    scaled = np.array(limits(family, name, (counts[0], counts[1] * factor), level))
    assert same(scaled * factor, limit)


@pytest.mark.parametrize(("family", "name"), of("rate ratio", "share ratio"))
@given(data=st.data(), level=levels, factor=st.sampled_from((1e-6, 1e-3, 1e6)))
def test_a_ratio_has_no_unit(family: Family, name: str, data: st.DataObject, level: float, factor: float) -> None:
    counts = data.draw(DATA[family.parameter])
    scaled = [number * factor if i in PER_PERSON[family.parameter] else number for i, number in enumerate(counts)]
    assert same(limits(family, name, scaled, level), limits(family, name, counts, level))


@pytest.mark.parametrize(("family", "name"), of(*SIDES))
@given(data=st.data(), level=levels)
def test_swapping_the_sides_inverts_the_ratio(family: Family, name: str, data: st.DataObject, level: float) -> None:
    counts = data.draw(DATA[family.parameter])
    low, high = limits(family, name, counts, level)
    swapped = np.array(limits(family, name, (*counts[2:], *counts[:2]), level))
    with np.errstate(divide="ignore"):
        assert same(1 / swapped[::-1], (low, high))


@pytest.mark.parametrize(("family", "name"), of(*DIFFERENCES))
@given(data=st.data(), level=levels)
def test_swapping_the_sides_negates_the_difference(
    family: Family, name: str, data: st.DataObject, level: float
) -> None:
    counts = data.draw(DATA[family.parameter])
    low, high = limits(family, name, counts, level)
    swapped_low, swapped_high = limits(family, name, (*counts[2:], *counts[:2]), level)
    assert (-swapped_high, -swapped_low) == (low, high)


@pytest.mark.parametrize(("family", "name"), of("odds ratio"))
@given(counts=DATA["odds ratio"], level=levels)
def test_an_odds_ratio_has_the_symmetries_of_its_table(family: Family, name: str, counts: Any, level: float) -> None:
    x1, n1, x0, n0 = counts
    found = np.array(limits(family, name, counts, level))
    complement = np.array(limits(family, name, (n1 - x1, n1, n0 - x0, n0), level))
    assume(x1 + x0 > 0 and n1 + n0 > x1 + x0)  # a transposed margin of 0 is a whole of 0
    transposed = limits(family, name, (x1, x1 + x0, n1 - x1, n1 + n0 - x1 - x0), level)
    with np.errstate(divide="ignore"):
        assert same(1 / complement[::-1], found)
    assert same(transposed, found)


@pytest.mark.parametrize(("family", "name"), of("rate difference"))
@given(data=st.data(), level=levels, factor=st.sampled_from((1e-6, 1e-3, 1e6)))
def test_a_difference_of_rates_scales_with_the_populations(
    family: Family, name: str, data: st.DataObject, level: float, factor: float
) -> None:
    x1, t1, x0, t0 = data.draw(DATA[family.parameter])
    limit = np.array(limits(family, name, (x1, t1, x0, t0), level))
    scaled = np.array(limits(family, name, (x1, t1 / factor, x0, t0 / factor), level))
    assert scaled / factor == pytest.approx(limit, rel=0, abs=ROUNDING * (x1 / t1 + x0 / t0 + np.ptp(limit)))


@pytest.mark.parametrize(("family", "name"), of(*FAMILIES, leave_out=NOT_MONOTONE))
@given(data=st.data(), level=levels)
def test_one_more_event_never_lowers_a_limit(family: Family, name: str, data: st.DataObject, level: float) -> None:
    fewer = data.draw(DATA[family.parameter])
    more = (fewer[0] + 1, *fewer[1:])
    assume("part" not in family.data[0] or more[0] <= more[1])
    assume(family.parameter != "share ratio" or more[0] <= more[1])
    for before, after in zip(limits(family, name, fewer, level), limits(family, name, more, level), strict=True):
        assert not_above(before, after)


@pytest.mark.parametrize(("family", "name"), of(*SIDES, *DIFFERENCES, leave_out=NOT_MONOTONE))
@given(data=st.data(), level=levels)
def test_one_more_reference_event_never_raises_a_limit(
    family: Family, name: str, data: st.DataObject, level: float
) -> None:
    fewer = data.draw(DATA[family.parameter])
    more = (*fewer[:2], fewer[2] + 1, fewer[3])
    assume(family.parameter.startswith("rate") or more[2] <= more[3])
    for before, after in zip(limits(family, name, fewer, level), limits(family, name, more, level), strict=True):
        assert not_above(after, before)


@pytest.mark.parametrize(("family", "name"), [m for m in of(*SIDES) if m.values[1] in NOT_MONOTONE])
def test_the_log_methods_are_left_out_for_a_reason(family: Family, name: str) -> None:
    _, one = limits(family, name, (1, 1000, 50, 1000), 0.999)
    _, two = limits(family, name, (2, 1000, 50, 1000), 0.999)
    assert two < one


@pytest.mark.parametrize(("name", "group", "level"), [("wald", (0, 1000), 0.999), ("scas", (0, 10), 0.995)])
def test_two_differences_of_rates_are_left_out_for_a_reason(name: str, group: Any, level: float) -> None:
    # scas corrects for the skewness of one event until it says nothing against a group rate near 0.
    reference = (1, 1000) if name == "wald" else (2, 1e7)
    none, _ = limits(FAMILIES["rate difference"], name, (*group, *reference), level)
    one, _ = limits(FAMILIES["rate difference"], name, (1, group[1], *reference), level)
    assert one < none


def test_the_log_method_of_a_rate_is_left_out_for_the_same_reason() -> None:
    _, one = limits(FAMILIES["rate"], "wald-log", (1, 1), 0.999)
    _, two = limits(FAMILIES["rate"], "wald-log", (2, 1), 0.999)
    assert two < one


@every_method
@given(data=st.data(), level=levels)
def test_broadcasting_equals_looping(family: Family, name: str, data: st.DataObject, level: float) -> None:
    rows = data.draw(st.lists(DATA[family.parameter], min_size=1, max_size=6))
    together = np.array(limits(family, name, zip(*rows, strict=True), level))
    alone = np.array([limits(family, name, row, level) for row in rows]).T
    assert same(together, alone)
