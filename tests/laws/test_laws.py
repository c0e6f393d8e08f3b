"""What every method of every family must do, whatever the counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disprop.intervals import FAMILIES, Family
from laws.batches import batched, drawn, limits_of
from strategies import DATA, METHODS, levels, limits, value

ROUNDING = 1e-12  # relative: what may be lost in a dozen operations
RATIOS = ("rate ratio", "risk ratio", "odds ratio", "share ratio")
SIDES = ("rate ratio", "risk ratio", "odds ratio")
DIFFERENCES = ("rate difference", "risk difference")
PER_PERSON = {"rate": (1,), "rate ratio": (1, 3), "share ratio": (2, 3)}  # where the populations stand
# The width of a log interval falls so fast with a small count that the upper limit falls too.
# That of a Wald difference rises from 0, so that the lower limit falls; scas allows for the skewness of a first event,
# and for two risks of the last.
NOT_MONOTONE = {
    "wald-log",
    "katz-log",
    "woolf-log",
    "rate difference-wald",
    "risk difference-wald",
    "rate difference-scas",
    "risk ratio-scas",
    "risk difference-scas",
    "odds ratio-scas",
}
# Centred on risks drawn towards 1/2: at a low level the value of extreme counts is outside.
OFF_CENTRE = {"agresti-caffo"}


def of(*parameters: str, leave_out: set[str] | None = None) -> list[Any]:
    out = leave_out or set()
    return [m for m in METHODS if m.values[0].parameter in parameters and not {m.values[1], m.id} & out]


every_method = pytest.mark.parametrize(("family", "name"), METHODS)


def not_above(small: Any, large: Any) -> Any:
    """Whether small <= large, but for rounding; for both limits where there are two."""
    return both((small <= large) | np.isclose(small, large, rtol=ROUNDING, atol=0))


def same(ours: Any, theirs: Any) -> Any:
    return both(np.isclose(ours, theirs, rtol=ROUNDING, atol=0))


def both(hold: Any) -> Any:
    return np.all(hold, axis=0) if np.ndim(hold) == 2 else hold


def test_every_family_has_counts_to_draw() -> None:
    assert set(DATA) == set(FAMILIES)


@every_method
@batched
@given(data=st.data())
def test_limits_are_ordered_and_inside_the_support(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family, st.floats(1e-9, 0.999999))
    found = limits_of(family, name, cases.counts, level)
    smallest, largest = family.support
    assert cases.failing(both((smallest <= found) & (found <= largest))) == []
    assert cases.failing(not_above(*found)) == []


@pytest.mark.parametrize(("family", "name"), of(*FAMILIES, leave_out=OFF_CENTRE))
@batched
@given(data=st.data())
def test_the_interval_contains_the_value(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    plain = value(family, cases.counts)
    low, high = limits_of(family, name, cases.counts, level)
    unknown = np.isnan(plain) & (low == 0) & (high == np.inf)
    assert cases.failing(unknown | (not_above(low, plain) & not_above(plain, high))) == []


def test_the_wald_difference_is_left_out_for_a_reason() -> None:
    none, _ = limits(FAMILIES["risk difference"], "wald", (0, 1000, 1, 1000), 0.999)
    one, _ = limits(FAMILIES["risk difference"], "wald", (1, 1000, 1, 1000), 0.999)
    assert one < none


def test_agresti_caffo_is_left_out_for_a_reason() -> None:
    low, _ = limits(FAMILIES["risk difference"], "agresti-caffo", (0, 1, 10, 10), 0.5)
    assert low > -1


@every_method
@batched
@given(data=st.data())
def test_a_higher_level_gives_a_wider_interval(family: Family, name: str, data: st.DataObject) -> None:
    cases, one, other = drawn(data, family, levels, levels)
    low, high = limits_of(family, name, cases.counts, np.minimum(one, other))
    lowest, highest = limits_of(family, name, cases.counts, np.maximum(one, other))
    assert cases.failing(not_above(lowest, low) & not_above(high, highest)) == []


@pytest.mark.parametrize(("family", "name"), of("proportion"))
@batched
@given(data=st.data())
def test_the_complement_mirrors_the_interval(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    part, whole = cases.counts
    found = limits_of(family, name, cases.counts, level)
    mirrored = limits_of(family, name, (whole - part, whole), level)
    assert cases.failing(both(np.isclose(1 - mirrored[::-1], found, rtol=0, atol=ROUNDING))) == []


@pytest.mark.parametrize(("family", "name"), of("rate"))
@batched
@given(data=st.data())
def test_a_rate_scales_with_its_population(family: Family, name: str, data: st.DataObject) -> None:
    cases, level, factor = drawn(data, family, levels, st.floats(1e-9, 1e9))
    events, people = cases.counts
    scaled = limits_of(family, name, (events, people * factor), level)
    assert cases.failing(same(scaled * factor, limits_of(family, name, cases.counts, level))) == []


@pytest.mark.parametrize(("family", "name"), of("rate ratio", "share ratio"))
@batched
@given(data=st.data())
def test_a_ratio_has_no_unit(family: Family, name: str, data: st.DataObject) -> None:
    cases, level, factor = drawn(data, family, levels, st.sampled_from((1e-6, 1e-3, 1e6)))
    scaled = tuple(
        number * factor if place in PER_PERSON[family.parameter] else number
        for place, number in enumerate(cases.counts)
    )
    found = limits_of(family, name, cases.counts, level)
    assert cases.failing(same(limits_of(family, name, scaled, level), found)) == []


@pytest.mark.parametrize(("family", "name"), of(*SIDES))
@batched
@given(data=st.data())
def test_swapping_the_sides_inverts_the_ratio(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    found = limits_of(family, name, cases.counts, level)
    swapped = limits_of(family, name, (*cases.counts[2:], *cases.counts[:2]), level)
    with np.errstate(divide="ignore"):
        assert cases.failing(same(1 / swapped[::-1], found)) == []


@pytest.mark.parametrize(("family", "name"), of(*DIFFERENCES))
@batched
@given(data=st.data())
def test_swapping_the_sides_negates_the_difference(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    found = limits_of(family, name, cases.counts, level)
    swapped = limits_of(family, name, (*cases.counts[2:], *cases.counts[:2]), level)
    assert cases.failing(both(-swapped[::-1] == found)) == []


@pytest.mark.parametrize(("family", "name"), of("odds ratio"))
@batched
@given(data=st.data())
def test_an_odds_ratio_has_the_symmetries_of_its_table(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    x1, n1, x0, n0 = cases.counts
    parts, rest = x1 + x0, n1 + n0 - x1 - x0
    found = limits_of(family, name, cases.counts, level)
    complement = limits_of(family, name, (n1 - x1, n1, n0 - x0, n0), level)
    transposed = limits_of(family, name, (x1, parts, n1 - x1, rest), level)
    empty = (parts == 0) | (rest == 0)  # a transposed margin of 0 is a whole of 0
    with np.errstate(divide="ignore"):
        assert cases.failing(same(1 / complement[::-1], found)) == []
    assert cases.failing(empty | same(transposed, found)) == []


@pytest.mark.parametrize(("family", "name"), of("rate difference"))
@batched
@given(data=st.data())
def test_a_difference_of_rates_scales_with_the_populations(family: Family, name: str, data: st.DataObject) -> None:
    cases, level, factor = drawn(data, family, levels, st.sampled_from((1e-6, 1e-3, 1e6)))
    x1, t1, x0, t0 = cases.counts
    found = limits_of(family, name, cases.counts, level)
    scaled = limits_of(family, name, (x1, t1 / factor, x0, t0 / factor), level) / factor
    near = np.abs(scaled - found) <= ROUNDING * (x1 / t1 + x0 / t0 + np.ptp(found, axis=0))
    assert cases.failing(both(near)) == []


@pytest.mark.parametrize(("family", "name"), of(*FAMILIES, leave_out=NOT_MONOTONE))
@batched
@given(data=st.data())
def test_one_more_event_never_lowers_a_limit(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    fewer = cases.counts
    full = (fewer[0] >= fewer[1]) & (family.data[1] not in {"population", "group_population"})
    more = (np.where(full, fewer[0], fewer[0] + 1), *fewer[1:])
    before, after = (limits_of(family, name, counts, level) for counts in (fewer, more))
    assert cases.failing(not_above(before, after)) == []


@pytest.mark.parametrize(("family", "name"), of(*SIDES, *DIFFERENCES, leave_out=NOT_MONOTONE))
@batched
@given(data=st.data())
def test_one_more_reference_event_never_raises_a_limit(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    x1, n1, x0, n0 = cases.counts
    full = (x0 >= n0) & (not family.parameter.startswith("rate"))
    before = limits_of(family, name, cases.counts, level)
    after = limits_of(family, name, (x1, n1, np.where(full, x0, x0 + 1), n0), level)
    assert cases.failing(not_above(after, before)) == []


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


@pytest.mark.parametrize(
    ("parameter", "fewer", "level"),
    [("risk ratio", (0, 1, 47, 47), 0.9873), ("risk difference", (0, 1, 19, 19), 0.995)],
)
def test_the_skewed_scores_of_two_risks_are_left_out_for_a_reason(parameter: str, fewer: Any, level: float) -> None:
    _, none = limits(FAMILIES[parameter], "scas", fewer, level)
    _, all_of_it = limits(FAMILIES[parameter], "scas", (1, *fewer[1:]), level)
    assert all_of_it < none


def test_the_skewed_score_of_odds_is_left_out_for_a_reason() -> None:
    # Two cells of 1 say more about odds near 0 than one of them does.
    low, _ = limits(FAMILIES["odds ratio"], "scas", (1, 2, 1, 2), 0.995)
    lower, _ = limits(FAMILIES["odds ratio"], "scas", (2, 2, 1, 2), 0.995)
    assert 0 < lower < low


def test_the_log_method_of_a_rate_is_left_out_for_the_same_reason() -> None:
    _, one = limits(FAMILIES["rate"], "wald-log", (1, 1), 0.999)
    _, two = limits(FAMILIES["rate"], "wald-log", (2, 1), 0.999)
    assert two < one


@every_method
@batched
@given(data=st.data())
def test_broadcasting_equals_looping(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    together = limits_of(family, name, cases.counts, level)
    alone = [limits(family, name, row[:-1], row[-1]) for row in zip(*cases.counts, level, strict=True)]
    assert cases.failing(same(together, np.transpose(alone))) == []
