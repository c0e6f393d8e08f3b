"""One rule for an empty cell: its own row has no value and says why, and no other row is the worse for it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pytest

from disprop import (
    DispropError,
    areas,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    models,
    odds_ratio,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    risk_ratio,
    strata,
    tables,
)
from disprop.schemas import TableError

HOW: dict[str, Any] = {"columns": ("stops", "people")}
SIDES: dict[str, Any] = {**HOW, "group": "group", "reference": "White"}
STOPS: dict[str, Any] = {
    "force": ["Kent", "Kent", "Essex", "Essex", "Surrey", "Surrey"],
    "group": ["Black", "White"] * 3,
    "stops": [3, 40, None, 50, 7, 60],
    "people": [100, 1_000, 200, 2_000, 350, 3_100],
}
KINDS: dict[str, Callable[[Any], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
    "polars lazy": pl.LazyFrame,
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def rows(found: Any) -> list[dict[str, Any]]:
    """Return the rows of any frame, with None for what is missing."""
    table = found.collect() if isinstance(found, pl.LazyFrame) else found
    table = table.to_pylist() if isinstance(table, pa.Table) else table
    listed = (
        table
        if isinstance(table, list)
        else table.to_dict("records")
        if isinstance(table, pd.DataFrame)
        else table.to_dicts()
    )
    return [
        {str(name): None if isinstance(cell, float) and math.isnan(cell) else cell for name, cell in row.items()}
        for row in listed
    ]


@each_kind
def test_a_missing_count_leaves_its_own_group_without_a_rate(kind: str) -> None:
    black, white = rows(tables.estimate_by(KINDS[kind](STOPS), rate, **HOW, by="group"))
    assert (black["stops"], black["people"], black["value"], black["low"]) == (None, 650, None, None)
    assert black["note"] == "stops missing"
    assert (white["stops"], white["value"], white["note"]) == (150, 150 / 6_100, "")


@each_kind
def test_a_missing_count_of_an_area_is_named_with_its_area(kind: str) -> None:
    frame = KINDS[kind](STOPS)
    (black, white) = rows(
        tables.compare_by(frame, strata.mantel_haenszel, **SIDES, strata="force", measure="rate ratio")
    )
    assert (black["value"], black["note"]) == (None, "stops missing for this group in force 'Essex'")
    assert white["note"] == "reference"
    within = rows(tables.compare_by(frame, rate_ratio, **SIDES, within="force"))
    assert [(row["force"], row["group"]) for row in within if row["value"] is None] == [("Essex", "Black")]
    averages = rows(tables.compare_by(frame, areas.averages, **SIDES, strata="force"))
    assert {row["note"] for row in averages} == {"stops missing for this group in force 'Essex'"}


@pytest.mark.parametrize(
    "cells",
    [
        [np.nan, 2.0],
        [None, 2],
        pd.Series([pd.NA, 2], dtype=object),
        pd.Series([pd.NaT, 2], dtype=object),
        [Decimal("NaN"), Decimal(2)],
        pd.array([None, 2], dtype="Int64"),
        pd.array([None, 2], dtype="int64[pyarrow]"),
    ],
    ids=["NaN", "None", "NA", "NaT", "decimal", "nullable", "arrow"],
)
@pytest.mark.parametrize("column", ["stops", "people"])
def test_what_is_missing_is_missing_in_every_type(cells: Any, column: str) -> None:
    frame = pd.DataFrame({"group": ["Black", "White"], "stops": [1, 2], "people": [10, 20]}).assign(**{column: cells})
    black, white = rows(tables.estimate_by(frame, rate, **HOW, by="group"))
    assert (black["value"], black["note"]) == (None, f"{column} missing")
    assert white["value"] is not None


def test_a_mark_is_text_and_a_column_without_a_number_is_no_column_of_counts() -> None:
    frame = pd.DataFrame(STOPS)
    with pytest.raises(TableError, match=r"row 2, stops: missing \(\.\.\)"):
        tables.estimate_by(frame.assign(stops=[3, 40, "..", 50, 7, 60]), rate, **HOW, by="group")
    with pytest.raises(TableError, match="stops: missing"):
        tables.estimate_by(frame.assign(stops=np.nan), rate, **HOW, by="group")


@each_kind
def test_a_join_keeps_what_is_missing_missing(kind: str) -> None:
    counts = KINDS[kind]({name: STOPS[name] for name in ("force", "group", "stops")})
    people = KINDS[kind]({name: STOPS[name] for name in ("force", "group", "people")})
    joined = rows(tables.join_population(counts, people, on=["force", "group"], columns=("stops", "people")))
    assert sorted(joined, key=lambda row: row["people"]) == sorted(
        rows(pd.DataFrame(STOPS)), key=lambda row: row["people"]
    )


def test_a_regression_goes_on_without_the_group_that_has_a_gap() -> None:
    table: dict[str, Any] = {
        "group": ["Black", "Black", "White", "White", "Asian", "Asian"],
        "age": ["old", "young"] * 3,
        "stops": [40, 60, 10, 90, 8, None],
        "people": [2_000, 500, 1_000, 1_500, 100, 100],
    }
    found: Any = tables.compare_by(pd.DataFrame(table), models.adjusted_ratio, **SIDES, covariates="age").set_index(
        "group"
    )
    assert found.loc["Asian", "note"] == "stops missing for this group in age 'young'"
    assert math.isnan(found.loc["Asian", "value"])
    assert found.loc["Black", "value"] == pytest.approx(2.0)
    assert found["reference"].tolist() == ["White"] * 3


def test_a_regression_passes_over_rows_without_people_and_says_so() -> None:
    table: dict[str, Any] = {
        "group": ["Black", "Black", "White", "White", "Asian", "Asian"],
        "age": ["old", "young"] * 3,
        "stops": [40, 60, 10, 90, 0, 0],
        "people": [2_000, 500, 1_000, 1_500, 0, 0],
    }
    found: Any = tables.compare_by(pd.DataFrame(table), models.adjusted_ratio, **SIDES, covariates="age").set_index(
        "group"
    )
    assert found.loc["Asian", "note"] == "people is 0 for this group"
    assert "passed over" not in found.loc["Black", "note"]
    assert found.loc["Black", "value"] == pytest.approx(2.0)
    one = pd.DataFrame({**table, "stops": [40, 60, 10, 90, 0, 3], "people": [2_000, 500, 1_000, 1_500, 0, 100]})
    found = tables.compare_by(one, models.adjusted_ratio, **SIDES, covariates="age").set_index("group")
    assert found.loc["Asian", "note"].startswith("passed over, as people is 0 for this group in age 'old'")
    assert found.loc["Asian", "value"] == pytest.approx(0.03 / 0.06)


def test_a_regression_says_in_which_strata_a_group_has_no_row() -> None:
    table = pd.DataFrame(
        {
            "group": ["Black"] * 2 + ["White"] * 30 + ["Asian"] * 30,
            "age": ["1", "2", *[f"{i}" for i in range(30)] * 2],
            "stops": [40, 60, *range(10, 40), *range(20, 50)],
            "people": [2_000, 500, *[1_000] * 60],
        }
    )
    found: Any = tables.compare_by(table, models.adjusted_ratio, **SIDES, covariates="age").set_index("group")
    assert "no row for this group in age '0', '3', '4'" in found.loc["Black", "note"]
    assert "'21' and 8 more" in found.loc["Black", "note"]
    assert "no row" not in found.loc["Asian", "note"]


EMPTY: Any = ([1, 0, 2], [10, 0, 30])  # nobody in the second stratum
GAP: Any = ([1, None, 2], [10, 4, 30])
WHOLE: Any = ([1, 2, 2], [10, 40, 30])
EVEN = [1, 1, 1]


@pytest.mark.parametrize(("events", "people"), [EMPTY, GAP, ([1, 0, 2], [10, np.nan, 30])])
def test_a_standardised_rate_needs_every_stratum_that_has_a_weight(events: Any, people: Any) -> None:
    both: Any = direct_rate([events, [1, 2, 3]], [people, [10, 20, 30]], standard=EVEN)
    assert np.isnan([both.value[0], both.low[0], both.high[0], both.p_value(0.1)[0]]).all()
    alone = direct_rate([1, 2, 3], [10, 20, 30], standard=EVEN)
    assert [both.value[1], both.low[1], both.high[1]] == pytest.approx([alone.value, alone.low, alone.high], rel=1e-14)
    assert both.why()[0].endswith(" in stratum 1")
    assert both.why()[1] == ""
    without = direct_rate(events, people, standard=[1, 0, 1])  # a stratum of weight 0 does not count at all
    assert without.value == direct_rate([1, 2], [10, 30], standard=[1, 1]).value
    for function in (direct_rate_ratio, direct_rate_difference):
        for sides in ({"group": (events, people), "reference": WHOLE}, {"group": WHOLE, "reference": (events, people)}):
            found = function(**sides, standard=EVEN)
            assert math.isnan(found.value)
            assert math.isnan(found.p_value(1))
            assert " in stratum 1" in found.why()[0]


MEASURES = ["rate ratio", "risk ratio", "odds ratio", "rate difference", "risk difference"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("function", [strata.mantel_haenszel, strata.stratified_score])
def test_what_compares_within_strata_passes_over_one_without_a_side_and_says_so(function: Any, measure: str) -> None:
    found, rest = (
        function(measure, group=group, reference=reference)
        for group, reference in ((EMPTY, WHOLE), (([1, 2], [10, 30]), ([1, 2], [10, 30])))
    )
    assert (found.value, found.low, found.high) == pytest.approx((rest.value, rest.low, rest.high), rel=1e-12)
    assert re.fullmatch(r"passed over, as group (population|whole) is 0 in stratum 1", str(found.remark))
    assert str(found).endswith(f"; {found.remark}")
    assert not str(rest.remark)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("function", [strata.mantel_haenszel, strata.stratified_score])
def test_a_missing_count_is_never_passed_over(function: Any, measure: str) -> None:
    found = function(measure, group=([[1, 1, 2], [1, np.nan, 2]], [10, 4, 30]), reference=WHOLE)
    assert np.isnan(found.value).tolist() == [False, True]
    assert found[0].value == function(measure, group=([1, 1, 2], [10, 4, 30]), reference=WHOLE).value
    assert re.fullmatch(r"group (events|part) missing in stratum 1", found.why()[1])
    assert math.isnan(found[1].p_value(1))


def test_a_test_over_strata_with_a_missing_count_is_not_made() -> None:
    for test in (strata.cmh_test, strata.homogeneity):
        assert math.isnan(test("rate ratio", group=GAP, reference=WHOLE).p_value)
        assert not math.isnan(test("rate ratio", group=EMPTY, reference=WHOLE).p_value)


AREAS = pd.Index(["Kent", "Essex", "Surrey", "Sussex"], name="force")
GROUP: Any = ([12, 0, 30, 9], [2_000, 0, 5_100, 900])
SOME_GAP: Any = ([12, None, 30, 9], [2_000, 70, 5_100, 900])
REFERENCE = pd.Series([80, 45, 60, 52], index=AREAS), pd.Series([90_000] * 4, index=AREAS)


@pytest.mark.parametrize("how", [{}, {"tau2": "ml"}, {"tau2": "reml"}])
def test_pooling_passes_over_an_area_without_people_and_says_so(how: dict[str, Any]) -> None:
    found = areas.pool(group=GROUP, reference=REFERENCE, **how)
    rest = areas.pool(group=([12, 30, 9], [2_000, 5_100, 900]), reference=([80, 60, 52], [90_000] * 3), **how)
    assert found.ratio.value == pytest.approx(rest.ratio.value, rel=1e-9)
    assert found.ratio.remark == "passed over, as group population is 0 in force 'Essex'"
    gap = areas.pool(group=SOME_GAP, reference=REFERENCE, **how)
    assert np.isnan([gap.ratio.value, gap.ratio.low, gap.prediction.high, gap.tau2.value, gap.q, gap.i2]).all()
    assert gap.ratio.why() == ["group events missing in force 'Essex'"]


def test_each_average_says_what_an_area_without_people_does_to_it() -> None:
    found = areas.averages(group=GROUP, reference=REFERENCE)
    rest = areas.averages(group=([12, 30, 9], [2_000, 5_100, 900]), reference=([80, 60, 52], [90_000] * 3))
    for name in ("mean", "median", "geometric_mean", "plain_mean", "plain_median", "ratio_of_means", "direct"):
        assert getattr(found, name).why() == ["group population is 0 in force 'Essex'"], name
        assert math.isnan(getattr(found, name).value), name
    for name in ("mantel_haenszel", "observed_expected", "fixed_effect", "random_effects", "within"):
        one = getattr(found, name)
        assert one.value == pytest.approx(getattr(rest, name).value, rel=1e-9), name
        assert "passed over, as group population is 0 in force 'Essex'" in str(one.remark), name
    assert found.pooled.value == pytest.approx((51 / 8_000) / (237 / 360_000))
    gap = areas.averages(group=SOME_GAP, reference=REFERENCE)
    for name in ("pooled", "mean", "mantel_haenszel", "random_effects", "composition"):
        assert getattr(gap, name).why() == ["group events missing in force 'Essex'"], name


SUMS_HIDE: dict[str, Any] = {
    "a part above its whole": ({"n": [5, 1], "t": [3, 7]}, "n: part-above-whole"),
    "survey weights": ({"n": [1, 3], "t": [1.5, 4.5]}, "t: fractional"),
}


@pytest.mark.parametrize("fault", SUMS_HIDE)
@each_kind
def test_each_row_of_a_proportion_is_checked_as_the_function_checks_it(kind: str, fault: str) -> None:
    columns, said = SUMS_HIDE[fault]
    with pytest.raises(DispropError, match=r"must (not exceed|be whole)"):
        proportion(columns["n"], columns["t"])
    one = KINDS[kind]({"g": ["A", "A"], **columns})
    two = KINDS[kind]({"g": ["A", "A", "B"], "n": [*columns["n"], 1], "t": [*columns["t"], 9]})
    sides: dict[str, Any] = {"columns": ("n", "t"), "group": "g", "reference": "B"}
    calls: list[Callable[[], Any]] = [
        lambda: tables.estimate_by(one, proportion, columns=("n", "t"), by="g"),
        lambda: tables.compare_by(two, risk_ratio, **sides),
        lambda: tables.compare_by(two, odds_ratio, **sides),
    ]
    for call in calls:
        with pytest.raises(TableError, match=said):
            call()
    assert tables.estimate_by(one, rate, columns=("n", "t"), by="g") is not None  # a rate may have both


def test_a_difference_has_a_unit() -> None:
    frame = pd.DataFrame({"group": ["Black", "White"], "stops": [33, 352], "people": [46_476, 1_761_205]})
    plain, scaled = (tables.compare_by(frame, rate_difference, **SIDES, per=per) for per in (None, 10_000))
    np.testing.assert_allclose(scaled[["value", "low", "high"]], plain[["value", "low", "high"]] * 10_000, rtol=1e-14)
    assert scaled["unit"].tolist() == ["per 10,000"] * 2
    with pytest.raises(DispropError, match="a rate ratio has no unit"):
        tables.compare_by(frame, rate_ratio, **SIDES, per=10_000)


@each_kind
@pytest.mark.parametrize("sides", ["lower", "upper"])
def test_a_one_sided_limit_says_so_in_every_output(kind: str, sides: str) -> None:
    frame = KINDS[kind](STOPS)
    rates = tables.estimate_by(frame, rate, **HOW, by=["force", "group"], sides=sides)
    ratios = tables.compare_by(frame, rate_ratio, **SIDES, within="force", sides=sides)
    for found in (rates, ratios, tables.brief(rates), tables.brief(ratios)):
        assert {row["sides"] for row in rows(found)} == {sides}
    assert "sides" not in rows(tables.brief(tables.estimate_by(frame, rate, **HOW, by="group")))[0]
    assert rate([1, 2], 30, sides=sides).to_dict()["sides"] == [sides] * 2


@each_kind
def test_the_reference_keeps_its_name_when_its_rows_are_left_out(kind: str) -> None:
    found = tables.compare_by(KINDS[kind](STOPS), rate_ratio, **SIDES, within="force")
    assert {row["reference"] for row in rows(found)} == {"White"}
    others = pd.DataFrame([row for row in rows(found) if row["group"] != "White"])
    assert set(tables.brief(others)["reference"]) == {"White"}  # no row is noted as the reference any more
    assert "reference" not in tables.brief(pd.DataFrame(rows(found)))
