"""What every method of every family must do, whatever the counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from disprop.intervals import FAMILIES, Family
from laws.batches import Column, batched, drawn, law, limits_of
from strategies import DATA, METHODS, Counts, grown, levels, limits, rows_of, value

ROUNDING = 1e-12  # relative: what may be lost in a dozen operations
ROOT = 1e-9  # relative: what a root of a sum over strata, or an integral, leaves open
RATES, RISKS = FAMILIES["rate ratio"].data, FAMILIES["risk ratio"].data
DIFFERENCES = tuple(
    name for name, family in FAMILIES.items() if family.support[0] < 0 and family.data in (RATES, RISKS)
)
SIDES = tuple(name for name, family in FAMILIES.items() if family.data in (RATES, RISKS) and name not in DIFFERENCES)
PLAIN_RATIOS = ("rate ratio", "risk ratio", "odds ratio")
PER_PERSON = {"rate": (1,), "rate ratio": (1, 3), "share ratio": (2, 3)}  # where the populations stand
# Centred on risks drawn towards 1/2: at a low level the value of extreme counts is outside.
# Predictions, and medians of a posterior, do not claim to hold the plain value.
OFF_CENTRE = {"agresti-caffo", "bayes", *(f"predicted count-{name}" for name in FAMILIES["predicted count"].methods)}
# What is added to the cells grows with the level.
NOT_NESTED = {"logit"}


def of(*parameters: str, leave_out: set[str] | None = None) -> list[Any]:
    out = leave_out or set()
    return [m for m in METHODS if m.values[0].parameter in parameters and not {m.values[1], m.id} & out]


def not_above(small: Any, large: Any) -> Any:
    """Whether small <= large, but for rounding; for both limits where there are two."""
    return both((small <= large) | np.isclose(small, large, rtol=ROUNDING, atol=0))


def same(ours: Any, theirs: Any) -> Any:
    return both(np.isclose(ours, theirs, rtol=ROUNDING, atol=0, equal_nan=True))


def alike(ours: Any, theirs: Any) -> Any:
    """Whether limits are the same but for what a root leaves open; undefined in both is the same."""
    return both(np.isclose(ours, theirs, rtol=ROOT, atol=ROOT * 1e-3, equal_nan=True))


def both(hold: Any) -> Any:
    return np.all(hold, axis=0) if np.ndim(hold) == 2 else hold


def tolerance(family: Family) -> float:
    return ROOT if family.core else ROUNDING


def test_every_family_has_counts_to_draw() -> None:
    assert set(DATA) == set(FAMILIES)


@law(METHODS, st.floats(1e-9, 0.999999))
def test_limits_are_ordered_and_inside_the_support(family: Family, name: str, counts: Counts, level: Column) -> Column:
    found = limits_of(family, name, counts, level)
    smallest, largest = family.support
    undefined = np.isnan(found).all(axis=0) & np.isnan(value(family, counts))
    return undefined | both((smallest <= found) & (found <= largest)) & not_above(*found)


@law(of(*FAMILIES, leave_out=OFF_CENTRE))
def test_the_interval_contains_the_value(family: Family, name: str, counts: Counts, level: Column) -> Column:
    plain = value(family, counts)
    low, high = limits_of(family, name, counts, level)
    all_or_nothing = (low == family.support[0]) & (high >= 1) | np.isnan(low) & np.isnan(high)
    unknown = np.isnan(plain) & all_or_nothing
    return unknown | (not_above(low, plain) & not_above(plain, high))


@pytest.mark.parametrize("name", ["wald", "agresti-caffo"])
def test_two_differences_of_risks_are_left_out_for_a_reason(name: str) -> None:
    none, _ = limits(FAMILIES["risk difference"], name, (0, 1000, 1, 1_000_000), 0.999)
    one, _ = limits(FAMILIES["risk difference"], name, (1, 1000, 1, 1_000_000), 0.999)
    assert one < none


def test_agresti_caffo_is_left_out_for_a_reason() -> None:
    low, _ = limits(FAMILIES["risk difference"], "agresti-caffo", (0, 1, 10, 10), 0.5)
    assert low > -1


@law(of(*FAMILIES, leave_out=NOT_NESTED), levels, levels)
def test_a_higher_level_gives_a_wider_interval(
    family: Family, name: str, counts: Counts, one: Column, other: Column
) -> Column:
    low, high = limits_of(family, name, counts, np.minimum(one, other))
    lowest, highest = limits_of(family, name, counts, np.maximum(one, other))
    return np.isnan(low) & np.isnan(lowest) | not_above(lowest, low) & not_above(high, highest)


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


def mirror(found: Any) -> Any:
    return 1 - found[::-1]


def invert(found: Any) -> Any:
    return 1 / found[::-1]


def negate(found: Any) -> Any:
    return -found[::-1]


def other_side(x1: Any, n1: Any, x0: Any, n0: Any) -> Any:
    return x0, n0, x1, n1


def complement(x: Any, n: Any, *others: Any) -> Any:
    return (n - x, n, *(complement(*others) if others else ()))


Turn = tuple[Callable[..., Any], Callable[[Any], Any]]  # of the counts, and what it does to the limits
BY_PERSON = "difference of paired proportions, by person", "ratio of paired proportions, by person"
SYMMETRIES: list[tuple[str, Turn]] = [
    *((name, (complement, mirror)) for name in ("proportion", "mean proportion", "typical proportion")),
    *((name, (other_side, invert)) for name in SIDES),
    *((name, (other_side, negate)) for name in DIFFERENCES),
    *((name, (complement, invert)) for name in SIDES if "odds" in name),
    *((name, (complement, negate)) for name in DIFFERENCES if "risk" in name),
    ("odds ratio of discordant pairs", (lambda b, c: (c, b), invert)),
    ("ratio of paired proportions", (lambda both, b, c: (both, c, b), invert)),
    ("difference of paired proportions", (lambda both, b, c, neither: (both, c, b, neither), negate)),
    ("difference of paired proportions", (lambda both, b, c, neither: (neither, b, c, both), lambda found: found)),
    (BY_PERSON[0], (lambda u, n, uu, un, nn, k: (-u, n, uu, -un, nn, k), negate)),
    (BY_PERSON[1], (lambda u, n, uu, un, nn, k: (n, u, nn, un, uu, k), invert)),
    ("extra false alerts per extra true alert", (lambda ta, tb, fa, fb: (ta, tb, fb, fa), negate)),
    ("area under the ROC curve", (lambda area, *rest: (1 - area, *rest), mirror)),
    ("difference of areas under the ROC curve", (lambda d, v: (-d, v), negate)),
    ("pooled log ratio", (lambda y, *rest: (-y, *rest), negate)),
    ("pooled ratio", (lambda y, *rest: (-y, *rest), invert)),
    ("adjusted rate ratio", (lambda ratio, *rest: (1 / ratio, *rest), invert)),
    ("directly standardised rate ratio", (lambda *sums: (*sums[7:], *sums[:7]), invert)),
    ("directly standardised rate difference", (lambda *sums: (*sums[7:], *sums[:7]), negate)),
]


@pytest.mark.parametrize(("parameter", "turn"), SYMMETRIES)
@batched
@given(data=st.data())
def test_turning_the_counts_turns_the_interval(parameter: str, turn: Turn, data: st.DataObject) -> None:
    family, (of_counts, of_limits) = FAMILIES[parameter], turn
    batch, _ = drawn(data, family)
    for name in family.methods:
        cases = batch.first(rows_of(family, name))
        found = limits_of(family, name, cases.counts, *cases.more)
        turned = limits_of(family, name, of_counts(*cases.counts), *cases.more)
        with np.errstate(all="ignore"):
            expected, width = of_limits(turned), np.ptp(found, axis=0)
            size = 0.0 if of_limits is invert else np.fmax(width, 1.0 if np.isfinite(family.support).all() else 0.0)
            near = np.isclose(expected, found, rtol=tolerance(family), atol=0, equal_nan=True)
            near |= np.abs(expected - found) <= tolerance(family) * size
        assert not cases.failing(both(near)), (name, cases.failing(both(near)))


@law(of("rate difference"), levels, st.sampled_from((1e-6, 1e-3, 1e6)))
def test_a_difference_of_rates_scales_with_the_populations(
    family: Family, name: str, counts: Counts, level: Column, factor: Column
) -> Column:
    x1, t1, x0, t0 = counts
    found = limits_of(family, name, counts, level)
    scaled = limits_of(family, name, (x1, t1 / factor, x0, t0 / factor), level) / factor
    near = np.abs(scaled - found) <= ROUNDING * (x1 / t1 + x0 / t0 + np.ptp(found, axis=0))
    return both(near)


MOVING = [m for m in METHODS if any(m.values[0].rises)]
amounts = st.sampled_from((1.0, 1.0, 2.0, 7.0, 60.0))


@law(MOVING, amounts)
def test_the_value_goes_where_its_family_says(family: Family, name: str, counts: Counts, amount: Column) -> Column:
    del name  # the value is that of every method
    before, holds = value(family, counts), np.isfinite(amount)
    for place, rises in enumerate(family.rises):
        after = value(family, grown(family, counts, place, amount))
        apart = np.isnan(before) | np.isnan(after)
        holds = holds & (apart | (rises == 0) | not_above(*((before, after) if rises > 0 else (after, before))))
    return holds


@law([m for m in MOVING if m.values[0][m.values[1]].monotone], levels, amounts)
def test_the_limits_go_there_too(family: Family, name: str, counts: Counts, level: Column, amount: Column) -> Column:
    before, holds = limits_of(family, name, counts, level), np.isfinite(amount)
    for place, rises in ((place, rises) for place, rises in enumerate(family.rises) if rises):
        after = limits_of(family, name, grown(family, counts, place, amount), level)
        apart = np.isnan(before).any(axis=0) | np.isnan(after).any(axis=0)
        holds = holds & (apart | not_above(*((before, after) if rises > 0 else (after, before))))
    return holds


@pytest.mark.parametrize(("family", "name"), [m for m in of(*PLAIN_RATIOS) if m.values[1].endswith("-log")])
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


# The counts, which of them grows (of strata the first), by how much, the level, and the limit that goes the wrong way.
STRATA = ([3, 3, 3], [98, 72, 6], [0, 3, 0], [1, 692_759, 45])
WRONG_WAY = [
    ("proportion", "blaker", (1, 18), 1, 1, 0.5, 1),
    ("difference of paired proportions", "wald", (2, 0, 0, 3), 1, 1, 0.9, 0),
    ("ratio of paired proportions", "wald-log", (1, 0, 47_581), 1, 1, 0.995, 1),
    ("positive predictive value", "logit", (1, 4, 19, 22, 0.03), 0, 1, 0.999, 1),
    ("Mantel-Haenszel risk ratio", "greenland-robins", STRATA, 0, 7, 0.995, 0),
    ("risk ratio in strata", "score", ([3, 3, 178], [5, 6, 185], [2, 2, 0], [6, 5, 504_043]), 0, 1, 0.9, 0),
    ("rate ratio in strata", "score", ([1, 2, 0], [175, 29, 3.6], [2, 3, 46], [19, 114_466, 33_673]), 0, 1, 0.999, 0),
]


@pytest.mark.parametrize(("parameter", "name", "counts", "place", "amount", "level", "limit"), WRONG_WAY)
def test_other_methods_are_not_monotone_for_a_reason(  # noqa: PLR0913, PLR0917 (one case)
    parameter: str, name: str, counts: Any, place: int, amount: float, level: float, limit: int
) -> None:
    family, given = FAMILIES[parameter], tuple(np.array([count], dtype=np.float64) for count in counts)
    more = grown(family, given, place, np.array([amount]))
    before, after = (limits(family, name, each, level)[limit] for each in (given, more))
    assert not family[name].monotone
    assert (after - before) * family.rises[place] < 0


@pytest.mark.parametrize(
    ("parameter", "counts", "more"),
    [
        ("mean rate", ((0, 2, 7, 1, 9), (3186, 1185, 4242, 79, 474)), ((1, 2, 7, 1, 9), (3186, 1185, 4242, 79, 474))),
        (
            "risk ratio in strata weighted by inverse-variance",
            ((0, 26, 154093), (1, 29, 199242), (1, 1, 3), (1, 155, 555276)),
            ((1, 26, 154093), (1, 29, 199242), (1, 1, 3), (1, 155, 555276)),
        ),
    ],
)
def test_some_values_fall_with_one_event_more(parameter: str, counts: Any, more: Any) -> None:
    family = FAMILIES[parameter]
    before, after = (value(family, [np.array([count]) for count in each]) for each in (counts, more))
    assert after < before
    assert not any(family.rises)


def test_the_log_method_of_a_rate_is_left_out_for_the_same_reason() -> None:
    assert not FAMILIES["rate"]["wald-log"].monotone
    _, one = limits(FAMILIES["rate"], "wald-log", (1, 1), 0.999)
    _, two = limits(FAMILIES["rate"], "wald-log", (2, 1), 0.999)
    assert two < one


CORED = [m for m in METHODS if m.values[0].core]


@law(CORED)
def test_strata_stand_in_any_order(family: Family, name: str, counts: Counts, level: Column) -> Column:
    found = limits_of(family, name, counts, level)
    order = [2, 0, 1, *range(3, counts[0].shape[1])]
    return alike(limits_of(family, name, tuple(count[:, order] for count in counts), level), found)


@law(CORED)
def test_a_stratum_without_people_changes_nothing(family: Family, name: str, counts: Counts, level: Column) -> Column:
    longer = tuple(np.column_stack((count, np.zeros(len(count)))) for count in counts)
    return alike(limits_of(family, name, longer, level), limits_of(family, name, counts, level))


@law([m for m in CORED if m.values[0].data == RATES and "ratio" in m.values[0].parameter])
def test_strata_of_one_composition_merge(family: Family, name: str, counts: Counts, level: Column) -> Column:
    x1, t1, x0, t0 = counts  # in halves of the people, with all events of the group in one, of the reference in both
    none, people1, people0 = np.zeros_like(x1), np.tile(t1 / 2, 2), np.tile(t0 / 2, 2)
    halves = np.column_stack((x1, none)), people1, np.column_stack((x0 // 2, x0 - x0 // 2)), people0
    return alike(limits_of(family, name, halves, level), limits_of(family, name, counts, level))


@law(METHODS)
def test_broadcasting_equals_looping(family: Family, name: str, counts: Counts, level: Column) -> Column:
    together = limits_of(family, name, counts, level)
    low, high = np.transpose([limits(family, name, row[:-1], row[-1]) for row in zip(*counts, level, strict=True)])
    return same(together, (low, high))  # of one row both are numbers, and no arrays of one
