"""What would count twice is asked about wherever rows are added up, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from disprop import (
    DispropError,
    alerts,
    areas,
    cleaning,
    datasets,
    models,
    proportion,
    rate,
    rate_ratio,
    schemas,
    strata,
    tables,
)
from disprop._twice._doubts import CHOICES, MOST_ROWS, doubts
from disprop._twice._rows import Rows
from disprop._twice._words import totals_among

RAW = Path(__file__).parent / "data" / "raw"
FORCE = pd.read_csv(RAW / "use_of_force_2019_2020_by_force.csv")
OFFICERS = pd.read_csv(RAW / "officers_2019_by_force_and_region.csv").head(53)  # whole officers, the rest fractions
BOTH = ("March 2019", "September 2019")
KINDS = [pd.DataFrame, pl.DataFrame, pl.LazyFrame]


def positions(found: Any, kind: str = "totals") -> list[int]:
    return sorted({doubt.row for doubt in found if doubt.kind == kind})


def of(labels: dict[str, list[Any]], **counts: Any) -> Rows:
    numbers = {name: np.array(cells, dtype=float) for name, cells in counts.items()}
    return Rows(labels, numbers)


# labels


@pytest.mark.parametrize(
    "label",
    [
        *("Total", "total ", "ALL", "Statewide", "England and Wales", "ENGLAND & WALES", "Persons", "Grand total"),
        *("Sub-total", "sub total", "All persons", "Total North East ", "Great Britain", "Both sexes", "England"),
    ],
)
def test_the_label_of_a_total_is_found_beside_others(label: str) -> None:
    assert list(totals_among(["Kent", label, "Essex"])) == [label]
    assert totals_among([label]) == {}  # a column that says the same of every row has no total of others


@pytest.mark.parametrize(
    "label",
    [
        *("All other ethnic groups", "Any other White background", "All Saints", "Other", "Not stated", "Totnes"),
        *("West Midlands", "London", "Wales", "Scotland", "City of London", "Black or Black British - Caribbean"),
    ],
)
def test_the_label_of_a_group_is_none(label: str) -> None:
    assert totals_among(["Kent", label, "Essex", "Surrey"]) == {}


def test_a_label_is_a_total_only_of_what_is_beside_it() -> None:
    regions = ["North East", "North West", "London"]
    assert totals_among([*regions, "Unknown"]) == {}
    assert totals_among(["England", "Wales", "Scotland"]) == {}
    assert list(totals_among([*regions, "England"])) == ["England"]
    forces = ["Cleveland", "Durham", "Cumbria", "Cheshire", "West Midlands"]
    assert list(totals_among([*regions, *forces])) == ["North East", "North West"]
    assert list(totals_among(["White", "White: Irish", "White: British", "Black"])) == ["White"]
    assert totals_among(["Theft", "Theft - shops", "Drugs - possession"]) == {}


def test_a_blank_is_a_total_where_every_group_has_one() -> None:
    rolled_up: dict[str, list[Any]] = {
        "force": ["A", "A", "A", "B", "B", "B"],
        "group": ["W", "B", None, "W", "B", " "],
    }
    assert positions(doubts(Rows(rolled_up))) == [2, 5]
    assert positions(doubts(Rows({"force": ["A", "B", "C"], "note": ["", "late", "late"]}))) == []


# numbers


def test_a_row_that_equals_all_others_is_found() -> None:
    assert positions(doubts(of({"g": ["a", "b", "c"]}, n=[20, 35, 55]))) == [2]
    assert positions(doubts(of({"g": ["a", "b", "c"]}, n=[10, 20, 30]))) == []  # too few to tell
    assert positions(doubts(of({"g": ["a", "b", "c"]}, n=[20, 35, 55], t=[100, 200, 301]))) == []
    assert positions(doubts(of({"g": ["a", "b", "c"]}, n=[70, 0, 70]))) == []  # of one row, not of others


def test_numbers_beyond_all_counting_are_no_sums_and_no_warning() -> None:
    most, labels = 8.98846567431158e307, {"g": ["a", "b", "c", "a"]}
    assert positions(doubts(of(labels, n=[20, 35, most, 20]))) == []
    assert positions(doubts(of({"g": ["a", "b", "c"]}, n=[most, most, most]))) == []
    repeated = of({"g": ["a", "b", "a", "c"]}, n=[most, 3, most, 9], t=[most, 7, most, 8], u=[most, 5, most, 6])
    assert positions(doubts(repeated), "repeated rows") == [2]


def test_regions_are_found_by_their_sums_alone() -> None:
    regions = [0, 4, 10, 15, 21, 26, 33, 36, 42, 48]
    for columns in (BOTH, BOTH[:1]):
        counts = {name: OFFICERS[name].tolist() for name in columns}
        assert positions(doubts(of({"area": list(range(len(OFFICERS)))}, **counts))) == regions


def test_a_label_that_equals_all_others_of_its_column_is_found_wherever_its_rows_are() -> None:
    labels = {"group": ["W", "W", "B", "B", "Any", "Any"], "force": ["K", "E"] * 3}
    assert positions(doubts(of(labels, n=[31, 47, 12, 9, 43, 56]))) == [4, 5]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_tables_without_totals_are_asked_about_in_fewer_than_1_in_1000(columns: int) -> None:
    rng = np.random.default_rng(17 + columns)
    asked = sum(bool(doubts(drawn(rng, columns))) for _ in range(1_500))
    assert asked < 2 + 2 * (columns == 1)  # of a law of 1 in 1,000, six standard errors would be 10


def drawn(rng: np.random.Generator, columns: int) -> Rows:
    """Return a table as people have them: a few to many rows, counts of tens to ten thousands, even or uneven."""
    size = int(rng.integers(2, 41))
    people = 10 ** rng.uniform(1.5, 4.5) * np.exp(rng.uniform(0.3, 1.5) * rng.normal(size=size))
    shares = 10 ** rng.uniform(-1, 0, columns - 1)
    counts = [np.round(people), *(rng.poisson(people * share) for share in shares)]
    return of({"area": [f"area {i}" for i in range(size)]}, **{f"n{i}": count for i, count in enumerate(counts)})


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), word=st.sampled_from(["Total", "Everyone there"]), blocks=st.integers(1, 6))
def test_totals_that_are_put_into_a_table_are_found(seed: int, word: str, blocks: int) -> None:
    rng = np.random.default_rng(seed)
    below = bool(rng.integers(2))
    labels: list[str] = []
    counts: list[Any] = []
    totals: list[int] = []
    for block in range(blocks):
        rows = rng.integers(25, 3_000, (int(rng.integers(2, 9)), 2)) * [1, 20]
        names = [f"{block}, {i}" for i in range(len(rows))]
        pieces = [(names, rows), ([f"{word} {block}"], rows.sum(axis=0)[None])]
        for own, numbers in pieces[:: -1 if below else 1]:
            totals += [len(labels)] if len(own) == 1 else []
            labels += own
            counts.append(numbers)
    events, people = np.vstack(counts).T
    found = positions(doubts(of({"area": labels}, events=events, people=people)))
    assert set(totals) <= set(found)
    assert word != "Total" or found == totals


# rows, populations and periods


def test_rows_that_are_there_twice_are_found_and_records_are_not() -> None:
    counts = {"n": [30, 60, 30, 60], "t": [1_000, 8_000, 1_000, 8_000]}
    assert positions(doubts(of({"g": ["B", "W"] * 2}, **counts)), "repeated rows") == [2, 3]
    told_apart = of({"g": ["B", "W"] * 2, "month": ["May", "May", "June", "June"]}, **counts)
    assert positions(doubts(told_apart), "repeated rows") == []
    assert doubts(of({"g": ["B", "B", "W", "B"]}, n=[0, 0, 3_000, 4])) == []  # two months without a stop
    assert doubts(of({}, n=[455, 455, 910])) == []  # of which nothing says what they are
    records = of({"g": ["B", "W"] * 200}, hit=[0, 1, 1, 1] * 100, n=[1] * 400)
    assert doubts(records) == []


@pytest.mark.parametrize("reason", ["labelled", "left out"])
def test_a_population_on_several_rows_of_one_group_is_found(reason: str) -> None:
    labels = {"g": ["B"] * 3 + ["W"] * 3, "why": ["a", "b", "c"] * 2}
    frame = pd.DataFrame(labels | {"n": [3, 4, 5, 30, 40, 50], "t": [9_000] * 3 + [100_000] * 3})
    frame = frame if reason == "labelled" else frame.drop(columns="why")
    how: dict[str, Any] = {"columns": ("n", "t"), "group": "g", "reference": "W"}
    with pytest.raises(DispropError, match=r"\(repeated population\): rows 1, 2, 4, 5: the t of an earlier row"):
        tables.compare_by(frame, rate_ratio, **how)
    assert len(tables.compare_by(frame, rate_ratio, **how, accept="repeated population")) == 2
    varying = frame.assign(t=[9_000, 9_010, 9_020, 100_000, 100_100, 99_900])
    assert len(tables.compare_by(varying, rate_ratio, **how)) == 2


def test_a_denominator_that_is_the_same_everywhere_is_no_population() -> None:
    trials = pd.DataFrame({"g": ["B", "B", "W", "W"], "day": ["1", "2"] * 2, "n": [5, 6, 7, 8], "t": [100] * 4})
    assert tables.estimate_by(trials, proportion, columns=("n", "t"), by="g")["t"].tolist() == [200, 200]


def test_periods_that_overlap_are_found_where_they_are_added_up() -> None:
    periods = ["March 2019 to June 2020"] * 2 + ["April 2020 to December 2021"] * 2
    frame = pd.DataFrame({"g": ["B", "W"] * 2, "when": periods, "n": [3, 4, 5, 30], "t": [90, 1_000, 91, 1_002]})
    how: dict[str, Any] = {"columns": ("n", "t"), "group": "g", "reference": "W"}
    with pytest.raises(DispropError, match="shares April 2020 to June 2020 with 'March 2019 to June 2020'"):
        tables.compare_by(frame, rate_ratio, **how)
    with pytest.raises(DispropError, match="overlaps"):
        tables.compare_by(frame, strata.mantel_haenszel, **how, strata="when", measure="rate ratio")
    assert len(tables.compare_by(frame, rate_ratio, **how, within="when")) == 4  # which adds nothing up
    one_by_one = frame.assign(when=["2018/19"] * 2 + ["2019/20"] * 2)
    assert len(tables.compare_by(one_by_one, rate_ratio, **how)) == 2


# the verbs


WIDE = {
    "force": ["Kent"] * 3 + ["Essex"] * 3,
    "group": ["White", "Black", "Total"] * 2,
    "stops": [1_119, 250, 1_369, 297, 48, 345],
    "days": [1_499, 291, 1_790, 390, 62, 452],
}


def cells(found: Any) -> dict[str, list[Any]]:
    eager = found.collect() if isinstance(found, pl.LazyFrame) else found
    return {name: list(eager[name]) for name in eager.columns}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", ["totals", {"group": "Total"}])
def test_a_column_with_totals_makes_no_interval_too_narrow(kind: Any, answer: Any) -> None:
    how: dict[str, Any] = {"columns": ("stops", "days"), "by": "force"}
    with pytest.raises(DispropError, match=r"2 rows would count twice \(totals\): .*group 'Total', reads like a total"):
        tables.estimate_by(kind(WIDE), rate, **how)
    found = cells(tables.estimate_by(kind(WIDE), rate, **how, leave_out=answer))
    kent = found["force"].index("Kent")
    assert (round(found["low"][kent], 3), round(found["high"][kent], 3)) == (0.725, 0.806)
    assert found["rows"] == [2, 2]
    twice = cells(tables.estimate_by(kind(WIDE), rate, **how, accept="totals"))
    assert (round(twice["low"][kent], 3), round(twice["high"][kent], 3)) == (0.736, 0.794)


STRATA = pd.DataFrame(
    {
        "force": ["Kent", "Kent", "Essex", "Essex", "Total", "Total"],
        "ethnicity": ["Black", "White"] * 3,
        "stops": [9, 40, 4, 90, 13, 130],
        "people": [900, 10_000, 200, 15_000, 1_100, 25_000],
    }
)
MANTEL_HAENSZEL: dict[str, Any] = {"columns": ("stops", "people"), "group": "ethnicity", "reference": "White"}


def test_two_rows_of_totals_are_no_stratum() -> None:
    how = MANTEL_HAENSZEL | {"strata": "force", "measure": "rate ratio"}
    with pytest.raises(DispropError, match=r"2 rows would count twice .*rows 4, 5: force 'Total', reads"):
        tables.compare_by(STRATA, strata.mantel_haenszel, **how)
    found = tables.compare_by(STRATA, strata.mantel_haenszel, **how, leave_out="totals").iloc[0]
    by_hand = strata.mantel_haenszel("rate ratio", group=([9, 4], [900, 200]), reference=([40, 90], [10_000, 15_000]))
    assert (found["value"], found["low"], found["high"]) == (by_hand.value, by_hand.low, by_hand.high)


@pytest.mark.parametrize(
    "call",
    [
        lambda frame, **how: tables.compare_by(frame, rate_ratio, **MANTEL_HAENSZEL, **how),
        lambda frame, **how: tables.compare_by(frame, areas.averages, **MANTEL_HAENSZEL, strata="force", **how),
        lambda frame, **how: tables.compare_by(
            frame, models.adjusted_ratio, **MANTEL_HAENSZEL, covariates="force", **how
        ),
        lambda frame, **how: tables.estimate_by(frame, rate, columns=("stops", "people"), by="ethnicity", **how),
        lambda frame, **how: tables.join_population(
            frame.drop(columns="people"),
            frame.drop(columns="stops"),
            on=["force", "ethnicity"],
            columns=("stops", "people"),
            **how,
        ),
    ],
    ids=["compare_by", "average_by", "adjust_by", "estimate_by", "join_population"],
)
def test_every_verb_asks_and_takes_both_answers(call: Any) -> None:
    with pytest.raises(DispropError, match="2 rows would count twice"):
        call(STRATA)
    pd.testing.assert_frame_equal(call(STRATA, leave_out="totals"), call(STRATA.head(4)))
    pd.testing.assert_frame_equal(call(STRATA, leave_out={"force": ["Total"]}), call(STRATA.head(4)))
    assert len(call(STRATA, accept="totals")) >= len(call(STRATA.head(4)))


def test_a_label_to_leave_out_may_be_in_either_frame() -> None:
    people = STRATA.head(4).drop(columns="stops")
    how: dict[str, Any] = {"on": ["force", "ethnicity"], "columns": ("stops", "people")}
    found = tables.join_population(STRATA.drop(columns="people"), people, **how, leave_out={"force": "Total"})
    assert found["people"].tolist() == people["people"].tolist()
    months = people.assign(sex=["Persons", "Men"] * 2)
    with pytest.raises(DispropError, match="have no population: Kent, Black"):
        tables.join_population(STRATA.head(4).drop(columns="people"), months, **how, leave_out={"sex": "Persons"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_concatenated_with_itself_is_asked_about(kind: Any) -> None:
    frame = kind({name: cells[:4] * 2 for name, cells in STRATA.to_dict("list").items()})
    how: dict[str, Any] = {"columns": ("stops", "people"), "by": ["force", "ethnicity"]}
    with pytest.raises(DispropError, match=r"4 rows would count twice \(repeated rows\)"):
        tables.estimate_by(frame, rate, **how)
    once = cells(tables.estimate_by(frame, rate, **how, leave_out="repeated rows"))
    assert once["stops"] == cells(tables.estimate_by(kind(STRATA.head(4).to_dict("list")), rate, **how))["stops"]


def test_real_tables_with_totals_are_asked_about() -> None:
    with pytest.raises(DispropError, match="11 rows would count twice"):
        tables.estimate_by(FORCE.assign(days=366), rate, columns=("Total", "days"), by="Region")
    found = tables.estimate_by(FORCE.assign(days=366), rate, columns=("Total", "days"), by="Region", leave_out="totals")
    assert (found["rows"].sum(), found["Total"].sum()) == (43, FORCE["Total"][0])
    how: dict[str, Any] = {"columns": BOTH, "by": "Force/Region"}
    with pytest.raises(DispropError, match=r"10 rows would count twice .*'West Midlands', equal to the 4 rows"):
        tables.estimate_by(OFFICERS, rate, **how)
    assert tables.estimate_by(OFFICERS, rate, **how, leave_out="totals")["rows"].tolist() == [1] * 43


def test_a_row_is_named_by_words_where_columns_of_numbers_are_text() -> None:
    places = {"change": ["7.25", "8.5", "9.125"], "force": ["London", "Met", "City"]}
    frame = pd.DataFrame({**places, "n": ["31811", "31056", "755"]})
    (question,) = cleaning.read_table(frame, columns={"change": (), "n": "integer"}).questions
    assert (question.row, question.column, question.value) == (0, "force", "London")


def test_above_ten_thousand_rows_the_labels_of_the_keys_are_looked_at() -> None:
    rows = MOST_ROWS + 1
    frame = pd.DataFrame({"g": ["W", "B", "Total"] * rows, "n": 1, "t": 9})
    with pytest.raises(DispropError, match="1 row would count twice"):
        tables.estimate_by(frame, rate, columns=("n", "t"), by="g")
    found = tables.estimate_by(frame, rate, columns=("n", "t"), by="g", leave_out="totals")
    assert found["g"].tolist() == ["W", "B"]


def test_where_no_row_is_one_too_many_the_error_says_what_else_to_do() -> None:
    months = {
        "force": ["Kent"] * 4,
        "month": [1, 2] * 2,
        "group": [*"WWBB"],
        "n": [10, 12, 3, 4],
        "t": [9_000] * 2 + [800] * 2,
    }
    how: dict[str, Any] = {"columns": ("n", "t"), "by": ["force", "group"]}
    with pytest.raises(DispropError, match="as person-time; or add the counts up first, and join_population brings"):
        tables.estimate_by(pd.DataFrame(months), rate, **how)
    span = {"force": ["Kent"] * 2, "period": ["March 2019 to June 2020", "April 2020 to December 2021"]}
    two = pd.DataFrame({**span, "n": [40, 66], "t": [900, 901]})
    with pytest.raises(DispropError, match=r"or leave_out=\{column: labels\} leaves rows out"):
        tables.estimate_by(two, rate, columns=("n", "t"), by="force")
    one = tables.estimate_by(two, rate, columns=("n", "t"), by="force", leave_out={"period": span["period"][1]})
    assert one["n"].tolist() == [40]


def test_answers_that_nobody_asked_for_are_refused() -> None:
    how: dict[str, Any] = {"columns": ("stops", "people"), "by": "force"}
    with pytest.raises(DispropError, match=r"no thing to accept is called 'total'\. Did you mean 'totals'"):
        tables.estimate_by(STRATA, rate, **how, accept="total")
    with pytest.raises(DispropError, match="no thing to leave out is called 'repeated population'"):
        tables.estimate_by(STRATA, rate, **how, leave_out="repeated population")
    with pytest.raises(DispropError, match=r"no value of 'force' is called 'total'\. Did you mean 'Total'"):
        tables.estimate_by(STRATA, rate, **how, leave_out={"force": "total"})
    with pytest.raises(DispropError, match="no column is called 'area'"):
        tables.estimate_by(STRATA, rate, **how, leave_out={"area": "Total"})


# checks, cleaning and functions of groups


def test_a_check_points_out_what_would_count_twice() -> None:
    report = schemas.check(FORCE, schemas.Counts, keys=["Region", "Police Force"])
    assert (len({f.position for f in report.cautions}), {f.rule for f in report.findings}) == (11, {"total-row"})
    regions = schemas.check(OFFICERS[["Force/Region", *BOTH]].drop(index=[21, 33]), schemas.Counts, keys="Force/Region")
    assert [f.position for f in regions.cautions] == [0, 4, 10, 15, 25, 34, 40, 46]
    again = pd.concat([STRATA.head(4)] * 2)
    twice = schemas.check(again, schemas.Events, keys=["force", "ethnicity"], counts="stops", populations="people")
    assert [(f.rule, f.position) for f in twice.cautions] == [("repeated-row", row) for row in range(4, 8)]


@pytest.mark.parametrize("name", [name for name in datasets.names() if "deployments" in name or "census" in name])
def test_the_tables_that_are_shipped_have_nothing_twice(name: str) -> None:
    frame = datasets.load(name)
    counts = [column for column in frame if pd.api.types.is_integer_dtype(frame[column])]
    labels = {column: frame[column].tolist() for column in frame if column not in counts}
    numbers = {column: frame[column].to_numpy(float, na_value=np.nan) for column in counts}
    assert doubts(Rows(labels, numbers)) == []


def test_cleaning_asks_by_the_same_recogniser() -> None:
    raw = pd.read_csv(RAW / "officers_2019_by_force_and_region.csv", dtype=str).head(53)
    asked = cleaning.read_table(raw, columns={"Force/Region": "text", **dict.fromkeys(BOTH, ())}).questions
    assert [q.row for q in asked] == [0, 4, 10, 15, 26, 33, 36, 42, 48]
    assert asked[0].why.startswith(
        "it may be a total of other rows (holds 'Cleveland', 'Durham', 'Northumbria'), and would"
    )
    asked = cleaning.read_table(raw, columns={"Force/Region": "text", **dict.fromkeys(BOTH, "integer")}).questions
    assert [q.row for q in asked if q.row is not None] == [0, 4, 10, 15, 21, 26, 33, 36, 42, 48]


def test_a_total_is_no_group_beside_its_groups() -> None:
    counts: dict[str, Any] = {"part": [18, 9, 27], "whole": [10_000, 10_000, 20_000], "draws": 100}
    with pytest.raises(DispropError, match=r"a total of other groups is no group of its own: group 'All', reads like"):
        alerts.differentials(groups=["A", "B", "All"], **counts)
    with pytest.raises(DispropError, match="group 'C', equal to all other rows together"):
        alerts.differentials(groups=["A", "B", "C"], **counts)
    assert len(alerts.differentials(groups=["A", "B", "All"], **counts, accept="totals").estimates) == 3
    with pytest.raises(DispropError, match=f"thing to accept is called '{CHOICES[1]}'"):
        alerts.differentials(groups=["A", "B", "All"], **counts, accept=CHOICES[1])


def test_no_row_is_left_out_that_was_not_listed() -> None:
    """Totals of totals are looked for so many times deep; a second look at what is left would take more rows out."""
    counts = [50, 60]
    for _ in range(6):
        counts.append(sum(counts))
    frame = pd.DataFrame({"force": list("ABCDEFGH"), "events": counts, "population": [10 * count for count in counts]})
    with pytest.raises(DispropError, match="rows would count twice") as caught:
        tables.estimate_by(frame, rate, columns=("events", "population"), by="force")
    listed = int(str(caught.value).split()[0])
    kept = tables.estimate_by(frame, rate, columns=("events", "population"), by="force", leave_out="totals")
    assert len(kept) == len(frame) - listed


def test_a_row_that_stands_twice_is_no_total_of_its_own_copy() -> None:
    labels = {
        "force": ["Kent", "Kent", "Essex", "Essex", "Essex", "Total"],
        "ethnicity": ["White", "Black", "White", "Black", "White", "All"],
    }
    least = {"stops": np.array([800, 90, 12_345, 0, 12_345, 25_580.0])}
    most = {"stops": np.array([800, 90, 12_345, 4, 12_345, 25_580.0])}
    found = doubts(Rows(labels, least, most=most))
    assert {(doubt.kind, doubt.row) for doubt in found} == {("totals", 5), ("repeated rows", 4)}
