"""What every method of every family must do, whatever the counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from disprop.intervals import FAMILIES, Family
from laws.batches import Column, law, limits_of
from strategies import DATA, METHODS, Counts, levels, limits, value

ROUNDING = 1e-12  # relative: what may be lost in a dozen operations
RATIOS = ("rate ratio", "risk ratio", "odds ratio", "share ratio")
SIDES = ("rate ratio", "risk ratio", "odds ratio")
DIFFERENCES = ("rate difference", "risk difference")
PER_PERSON = {"rate": (1,), "rate ratio": (1, 3), "share ratio": (2, 3)}  # where the populations stand
# The width of a log interval falls so fast with a small count that the upper limit falls too.
# That of a Wald difference rises from 0, and that of Agresti and Caffo from one event, so that the lower limit falls;
# scas allows for the skewness of a first event, and for two risks of the last.
NOT_MONOTONE = {
    "wald-log",
    "katz-log",
    "woolf-log",
    "rate difference-wald",
    "risk difference-wald",
    "risk difference-agresti-caffo",
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


def not_above(small: Any, large: Any) -> Any:
    """Whether small <= large, but for rounding; for both limits where there are two."""
    return both((small <= large) | np.isclose(small, large, rtol=ROUNDING, atol=0))


def same(ours: Any, theirs: Any) -> Any:
    return both(np.isclose(ours, theirs, rtol=ROUNDING, atol=0))


def both(hold: Any) -> Any:
    return np.all(hold, axis=0) if np.ndim(hold) == 2 else hold


def test_every_family_has_counts_to_draw() -> None:
    assert set(DATA) == set(FAMILIES)


@law(METHODS, st.floats(1e-9, 0.999999))
def test_limits_are_ordered_and_inside_the_support(family: Family, name: str, counts: Counts, level: Column) -> Column:
    found = limits_of(family, name, counts, level)
    smallest, largest = family.support
    return both((smallest <= found) & (found <= largest)) & not_above(*found)


@law(of(*FAMILIES, leave_out=OFF_CENTRE))
def test_the_interval_contains_the_value(family: Family, name: str, counts: Counts, level: Column) -> Column:
    plain = value(family, counts)
    low, high = limits_of(family, name, counts, level)
    unknown = np.isnan(plain) & (low == 0) & (high == np.inf)
    return unknown | (not_above(low, plain) & not_above(plain, high))


@pytest.mark.parametrize("name", ["wald", "agresti-caffo"])
def test_two_differences_of_risks_are_left_out_for_a_reason(name: str) -> None:
    none, _ = limits(FAMILIES["risk difference"], name, (0, 1000, 1, 1_000_000), 0.999)
    one, _ = limits(FAMILIES["risk difference"], name, (1, 1000, 1, 1_000_000), 0.999)
    assert one < none


def test_agresti_caffo_is_left_out_for_a_reason() -> None:
    low, _ = limits(FAMILIES["risk difference"], "agresti-caffo", (0, 1, 10, 10), 0.5)
    assert low > -1


@law(METHODS, levels, levels)
def test_a_higher_level_gives_a_wider_interval(
    family: Family, name: str, counts: Counts, one: Column, other: Column
) -> Column:
    low, high = limits_of(family, name, counts, np.minimum(one, other))
    lowest, highest = limits_of(family, name, counts, np.maximum(one, other))
    return not_above(lowest, low) & not_above(high, highest)


@law(of("proportion"))
def test_the_complement_mirrors_the_interval(family: Family, name: str, counts: Counts, level: Column) -> Column:
    part, whole = counts
    found = limits_of(family, name, counts, level)
    mirrored = limits_of(family, name, (whole - part, whole), level)
    return both(np.isclose(1 - mirrored[::-1], found, rtol=0, atol=ROUNDING))


@law(of("rate"), levels, st.floats(1e-9, 1e9))
def test_a_rate_scales_with_its_population(
    family: Family, name: str, counts: Counts, level: Column, factor: Column
) -> Column:
    events, people = counts
    scaled = limits_of(family, name, (events, people * factor), level)
    return same(scaled * factor, limits_of(family, name, counts, level))


@law(of("rate ratio", "share ratio"), levels, st.sampled_from((1e-6, 1e-3, 1e6)))
def test_a_ratio_has_no_unit(family: Family, name: str, counts: Counts, level: Column, factor: Column) -> Column:
    scaled = tuple(
        number * factor if place in PER_PERSON[family.parameter] else number for place, number in enumerate(counts)
    )
    found = limits_of(family, name, counts, level)
    return same(limits_of(family, name, scaled, level), found)


@law(of(*SIDES))
def test_swapping_the_sides_inverts_the_ratio(family: Family, name: str, counts: Counts, level: Column) -> Column:
    found = limits_of(family, name, counts, level)
    swapped = limits_of(family, name, (*counts[2:], *counts[:2]), level)
    with np.errstate(divide="ignore"):
        return same(1 / swapped[::-1], found)


@law(of(*DIFFERENCES))
def test_swapping_the_sides_negates_the_difference(family: Family, name: str, counts: Counts, level: Column) -> Column:
    found = limits_of(family, name, counts, level)
    swapped = limits_of(family, name, (*counts[2:], *counts[:2]), level)
    return both(-swapped[::-1] == found)


@law(of("odds ratio"))
def test_an_odds_ratio_has_the_symmetries_of_its_table(
    family: Family, name: str, counts: Counts, level: Column
) -> Column:
    x1, n1, x0, n0 = counts
    parts, rest = x1 + x0, n1 + n0 - x1 - x0
    found = limits_of(family, name, counts, level)
    complement = limits_of(family, name, (n1 - x1, n1, n0 - x0, n0), level)
    transposed = limits_of(family, name, (x1, parts, n1 - x1, rest), level)
    empty = (parts == 0) | (rest == 0)  # a transposed margin of 0 is a whole of 0
    with np.errstate(divide="ignore"):
        return same(1 / complement[::-1], found) & (empty | same(transposed, found))


@law(of("rate difference"), levels, st.sampled_from((1e-6, 1e-3, 1e6)))
def test_a_difference_of_rates_scales_with_the_populations(
    family: Family, name: str, counts: Counts, level: Column, factor: Column
) -> Column:
    x1, t1, x0, t0 = counts
    found = limits_of(family, name, counts, level)
    scaled = limits_of(family, name, (x1, t1 / factor, x0, t0 / factor), level) / factor
    near = np.abs(scaled - found) <= ROUNDING * (x1 / t1 + x0 / t0 + np.ptp(found, axis=0))
    return both(near)


@law(of(*FAMILIES, leave_out=NOT_MONOTONE))
def test_one_more_event_never_lowers_a_limit(family: Family, name: str, counts: Counts, level: Column) -> Column:
    full = (counts[0] >= counts[1]) & (family.data[1] not in {"population", "group_population"})
    before = limits_of(family, name, counts, level)
    after = limits_of(family, name, (np.where(full, counts[0], counts[0] + 1), *counts[1:]), level)
    return not_above(before, after)


@law(of(*SIDES, *DIFFERENCES, leave_out=NOT_MONOTONE))
def test_one_more_reference_event_never_raises_a_limit(
    family: Family, name: str, counts: Counts, level: Column
) -> Column:
    x1, n1, x0, n0 = counts
    full = (x0 >= n0) & (not family.parameter.startswith("rate"))
    before = limits_of(family, name, counts, level)
    after = limits_of(family, name, (x1, n1, np.where(full, x0, x0 + 1), n0), level)
    return not_above(after, before)


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


@law(METHODS)
def test_broadcasting_equals_looping(family: Family, name: str, counts: Counts, level: Column) -> Column:
    together = limits_of(family, name, counts, level)
    alone = [limits(family, name, row[:-1], row[-1]) for row in np.transpose((*counts, level))]
    return same(together, np.transpose(alone))
