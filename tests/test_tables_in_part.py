"""Frames with counts known only in part: two columns of ends beside the number, taken under the one name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, between, models, odds_ratio, proportion, rate, rate_ratio, schemas, tables
from engines import frames

GAP = None  # where a number would be
COLUMNS = ("stops", "people")
STOPS: dict[str, list[Any]] = {
    "force": ["Kent", "Kent", "Essex", "Essex", "Surrey", "Surrey"],
    "ethnicity": ["Black", "White"] * 3,
    "stops": [70, 1_690, GAP, 250, GAP, 40],
    "stops_low": [70, 1_690, 0, 250, 0, GAP],
    "stops_high": [70, 1_690, 4, 250, GAP, GAP],
    "people": [22_000, 1_400_000, 13_000, 990_000, 700, 10_000],
}
ENGINES = [frames.pandas_arrow, pd.DataFrame, frames.polars, frames.polars_lazy, frames.arrow, frames.duck]
SIDES: dict[str, Any] = {"columns": COLUMNS, "group": "ethnicity", "reference": "White"}
ENDED = 'known at one end only: cleaning.bounds({"*": (1, 4)}) says what a mark stands for'


def by_key(frame: Any, *keys: str) -> dict[Any, dict[str, Any]]:
    return {tuple(row[key] for key in keys): row for row in frames.rows(frame)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("without", ["stops", "nothing"])
def test_every_engine_takes_the_ends_under_the_one_name(engine: Any, without: str) -> None:
    frame = engine({name: cells[:5] for name, cells in STOPS.items() if name != without})
    found = by_key(tables.estimate_by(frame, rate, columns=COLUMNS, by=["force", "ethnicity"]), "force", "ethnicity")
    direct = rate(between(0, 4), 13_000)
    essex, known = found["Essex", "Black"], rate(70, 22_000)
    assert [essex[name] for name in ("stops", "stops_least", "stops_most", "value")] == [None, 0, 4, None]
    numbers = [essex[name] for name in ("least", "most", "low", "high")]
    assert numbers == [direct.least, direct.most, direct.low, direct.high]
    assert essex["note"] == "stops is 0 to 4"
    kent = found["Kent", "Black"]
    assert [kent[name] for name in ("stops", "least", "value", "low", "note")] == [
        70,
        *[known.value] * 2,
        known.low,
        "",
    ]
    assert found["Surrey", "Black"]["note"] == f"stops {ENDED}"


@pytest.mark.parametrize("engine", [pd.DataFrame, frames.polars_lazy, frames.duck])
def test_a_ratio_of_sums_and_its_reference_are_bounded(engine: Any) -> None:
    frame = engine({name: cells[:4] for name, cells in STOPS.items()})
    (black,) = [
        row for row in frames.rows(tables.compare_by(frame, rate_ratio, **SIDES)) if row["ethnicity"] == "Black"
    ]
    direct = rate_ratio(group=(between(70, 74), 35_000), reference=(1_940, 2_390_000))
    assert [black[name] for name in ("least", "most", "low", "high")] == [
        direct.least,
        direct.most,
        direct.low,
        direct.high,
    ]
    assert [black[name] for name in ("stops_least", "stops_most", "reference_stops_most")] == [70, 74, 1_940]
    assert black["note"] == "stops is 70 to 74 for this group"
    within = by_key(
        tables.compare_by(frame, rate_ratio, **{**SIDES, "reference": "Black"}, within="force"), "force", "ethnicity"
    )
    assert within["Essex", "White"]["note"] == "stops is 0 to 4 for the reference"
    assert within["Essex", "Black"]["note"] == "reference"


def test_a_best_guess_is_the_value() -> None:
    frame = pd.DataFrame({"g": ["A", "A"], "n": [120, 5], "n_low": [118, 5], "n_high": [122, 5], "t": [1_000, 100]})
    found = tables.estimate_by(frame, proportion, columns=("n", "t"), by="g")
    assert found[["n", "n_least", "n_most", "value"]].to_numpy().tolist() == [[125, 123, 127, 125 / 1_100]]


def test_a_population_may_have_ends_and_a_join_keeps_them() -> None:
    events = pl.DataFrame({"g": ["A", "B"], "events_low": [0, 60], "events_high": [4, 60]})
    people = pd.DataFrame(
        {"g": ["A", "B"], "population": [None, 8_000], "population_low": [900, None], "population_high": [1_100, None]}
    )
    joined = tables.join_population(events, people, on="g")
    assert joined.columns == [
        "g",
        "events",
        "events_low",
        "events_high",
        "population",
        "population_low",
        "population_high",
    ]
    assert joined.rows() == [("A", None, 0, 4, None, 900, 1_100), ("B", 60, 60, 60, 8_000, 8_000, 8_000)]
    found = by_key(tables.estimate_by(joined, rate, columns=("events", "population"), by="g"), "g")
    assert (found["A",]["least"], found["A",]["most"]) == (0, 4 / 900)
    with pytest.raises(DispropError, match=r"up to 4 of 64 events \(6\.2%\) have no population: A \(0 to 4\)"):
        tables.join_population(events, people[1:], on="g")


def test_a_cell_that_a_method_refuses_says_why_and_refuses_no_other() -> None:
    cells = {"n": [None, None, 7, 60], "n_low": [1, 2, 7, 60], "n_high": [3, 900_000, 7, 60], "t": [1_000_000] * 4}
    frame = pd.DataFrame({"g": ["A", "B", "C", "R"], **cells})
    sides: dict[str, Any] = {"columns": ("n", "t"), "group": "g", "reference": "R"}
    found = tables.compare_by(frame, odds_ratio, **sides, method="woolf-log").set_index("g")
    assert found["high"].isna().tolist() == [False, True, False, True]
    assert str(found.loc["B", "note"]).startswith("odds_ratio does not rise or fall with every count alike")
    assert str(found.loc["B", "note"]).endswith("n is 2 to 900,000 for this group")
    alone = odds_ratio(group=(between(1, 3), 1_000_000), reference=(60, 1_000_000), method="woolf-log")
    assert found.loc["A", "high"] == alone.high


def test_a_regression_takes_known_counts() -> None:
    rows = {"area": ["K", "K", "K", "E", "E", "E"], "g": ["A", "B", "R"] * 2, "t": [900, 800, 9_000, 700, 600, 7_000]}
    ends = {"n_low": [9, 8, 40, 0, 7, 30], "n_high": [9, 8, 40, 4, 7, 30]}
    sides: dict[str, Any] = {"columns": ("n", "t"), "group": "g", "reference": "R"}
    frame = pd.DataFrame({**rows, **ends})
    how: dict[str, Any] = {"covariates": "area", "family": "poisson"}
    found = tables.compare_by(frame, models.adjusted_ratio, **sides, **how).set_index("g")
    without = tables.compare_by(frame[frame["g"] != "A"], models.adjusted_ratio, **sides, **how).set_index("g")
    assert found.loc["A", "note"] == "n known only in part for this group in area 'E'"
    assert float(found.loc["B", "value"]) == float(without.loc["B", "value"])  # type: ignore[arg-type]  # numbers


def three(**columns: list[Any]) -> dict[str, list[Any]]:
    return {
        "g": ["A", "B", "C"],
        "n": [1, 2, None],
        "n_low": [1, 2, 0],
        "n_high": [1, 2, 4],
        "t": [10, 20, 30],
        **columns,
    }


@pytest.mark.parametrize("engine", [pd.DataFrame, frames.polars])
@pytest.mark.parametrize(
    ("columns", "rule", "column", "value"),
    [
        ({"n_low": [1, 5, 0], "n": [1, None, None]}, "ends-crossed", "n", "5 above 2 n_high"),
        ({"n_high": [1, 2, 4], "n": [1, 3, None], "n_low": [1, 0, 0]}, "ends-crossed", "n", "3 above 2 n_high"),
        ({"n": [1, 1, None]}, "ends-crossed", "n", "2 above 1 n"),
        ({"n_low": [1, -2, 0], "n": [1, None, None]}, "negative", "n_low", -2),
        ({"n_high": [1, 2.5, 4], "n": [1, None, None]}, "fractional", "n_high", 2.5),
        ({"n_low": [1, "<5", 0]}, "suppressed", "n_low", "<5"),
        ({"n_low": [1, 2, 1], "t": [10, 20, 0]}, "no-population", "t", "0 for 1 n_low"),
    ],
)
def test_ends_that_cannot_be_are_named_with_their_row(
    engine: Any, columns: Any, rule: str, column: str, value: Any
) -> None:
    try:
        frame = engine(three(**columns))
    except TypeError:
        pytest.skip("no such column can be")
    report = schemas.check(frame, schemas.Counts, keys="g", counts="n", populations="t")
    found = [(finding.rule, finding.column, finding.value) for finding in report.errors]
    assert (rule, column, value) in found
    with pytest.raises(schemas.TableError, match=rule) as refused:
        tables.estimate_by(frame, rate, columns=("n", "t"), by="g")
    assert refused.value.where == report.errors[0].position


def test_a_part_above_its_whole_whatever_they_are_is_refused() -> None:
    frame = pd.DataFrame(three(n=[1, 2, None], n_low=[1, 2, 31], n_high=[1, 2, 40]))
    with pytest.raises(schemas.TableError, match=r"row 2, n: part-above-whole \(31 of 30 t\)"):
        tables.estimate_by(frame, proportion, columns=("n", "t"), by="g")


def test_one_end_alone_is_named() -> None:
    frame = pd.DataFrame(three())
    said = "'n' has a column of one end, and 'n_high' is not there: a count known only in part has both, or neither"
    with pytest.raises(DispropError, match=said):
        tables.estimate_by(frame.drop(columns="n_high"), rate, columns=("n", "t"), by="g")
    report = schemas.check(frame.drop(columns="n_high"), schemas.Counts, keys="g", counts="n", populations="t")
    assert ("missing-column", "n_high") in [(finding.rule, finding.column) for finding in report.errors]


def test_schemas_ask_for_both_ends_or_a_number() -> None:
    frame = pd.DataFrame(STOPS)
    frame.loc[5, "stops"] = np.nan
    for checked in (frame, frame.drop(columns="stops")):
        keys = ["force", "ethnicity"]
        report = schemas.check(checked, schemas.Counts, keys=keys, populations="people")
        found = [(finding.rule, finding.column, finding.position) for finding in report.errors]
        assert found == [("one-end", "stops", 4), ("missing", "stops", 5)]
        lazy = schemas.check(
            pl.from_pandas(checked).lazy(), schemas.Events, keys=["force", "ethnicity"], counts="stops"
        )
        assert lazy.tally() == report.tally()


def test_totals_are_found_beside_suppressed_cells() -> None:
    frame = pd.DataFrame({"g": ["A", "B", "Total"], "n_low": [0, 70, 72], "n_high": [4, 70, 72], "t": [90, 100, 190]})
    with pytest.raises(DispropError, match="1 row would count twice"):
        tables.estimate_by(frame, rate, columns=("n", "t"), by="g")
    assert len(tables.estimate_by(frame, rate, columns=("n", "t"), by="g", leave_out="totals")) == 2


def test_saved_results_keep_least_and_most() -> None:
    found = tables.to_frame(rate([between(0, 4), 12], [900, 2_600]).per(10_000), {"g": ["A", "B"]})
    assert list(found["events_least"]) == [0, 12]
    assert schemas.check(found, schemas.Estimates, keys="g").ok
    by = tables.estimate_by(pd.DataFrame(STOPS), rate, columns=COLUMNS, by=["force", "ethnicity"])
    assert not schemas.check(by, schemas.Estimates, keys=["force", "ethnicity"]).errors
    for edited, rule in (
        ({"least": [45.0, 46.2]}, "limits-swapped"),
        ({"least": [-1.0, 46.2]}, "outside-range"),
        ({"most": [None, 46.2]}, "half-interval"),
    ):
        assert rule in {finding.rule for finding in schemas.check(found.assign(**edited), schemas.Estimates).errors}
