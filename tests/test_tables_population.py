"""Events meet their population, and whatever has no partner is named."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, tables
from disprop.schemas import TableError

STOPS = {"force": ["Kent", "Kent", "Essex", "Kent"], "ethnicity": ["B", "W", "B", "N"], "events": [3, 6, 1, 10]}
PEOPLE = {"force": ["Kent", "Kent", "Essex", "Essex"], "ethnicity": ["W", "B", "B", "W"], "population": [90, 10, 5, 50]}
ON = ["force", "ethnicity"]
NO_PEOPLE, NO_EVENTS = "events without population", "population without events"


def rows(frame: Any) -> list[tuple[Any, ...]]:
    collected = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    table = collected.to_pandas() if isinstance(collected, pl.DataFrame) else collected
    return [tuple(row) for row in table.itertuples(index=False)]


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_what_was_accepted_is_left_out_or_counted_as_0(kind: Any) -> None:
    found = tables.join_population(kind(STOPS), pd.DataFrame(PEOPLE), on=ON, accept=[NO_PEOPLE, NO_EVENTS])
    assert type(found) is kind
    expected = [("Kent", "B", 3, 10), ("Kent", "W", 6, 90), ("Essex", "B", 1, 5), ("Essex", "W", 0, 50)]
    assert set(rows(found)) == set(expected)
    if kind is not pl.LazyFrame:
        assert rows(found) == expected


@pytest.mark.parametrize(
    ("accept", "message"),
    [
        ((), r"10 of 20 events \(50.0%\) have no population: Kent, N \(10\)\. Accept it with"),
        (NO_EVENTS, r"10 of 20 events \(50.0%\) have no population"),
        (NO_PEOPLE, r"1 of 4 populations have no events: Essex, W\. Accept it with"),
        ("all", f"no thing to accept is called 'all'. Known: {NO_PEOPLE}, {NO_EVENTS}"),
    ],
)
def test_what_was_not_accepted_is_named(accept: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        tables.join_population(pd.DataFrame(STOPS), pd.DataFrame(PEOPLE), on=ON, accept=accept)


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
@pytest.mark.parametrize("label", ["Black ", "black", "Bl\u0430ck", "Black\u200b", "\u00a0Black"])
def test_labels_that_look_alike_on_both_sides_are_refused_whatever_was_accepted(kind: Any, label: str) -> None:
    stops = kind({"force": ["Kent", "Kent"], "group": [label, "White"], "events": [30, 60]})
    people = pd.DataFrame({"force": ["Kent"] * 2, "group": ["Black", "White"], "population": [1_000, 8_000]})
    message = re.escape(
        f"column 'group' has labels in the counts and in the population that look alike and do not meet: {label!a} and "
        "'Black'; make them one"
    )
    for accept in [(), NO_PEOPLE, NO_EVENTS, [NO_PEOPLE, NO_EVENTS]]:
        with pytest.raises(DispropError, match=message):
            tables.join_population(stops, people, on=["force", "group"], accept=accept)


def test_bytes_look_like_the_text_that_they_hold() -> None:
    stops = pl.DataFrame({"group": [b"Black", b"White"], "events": [30, 60]})
    people = pd.DataFrame({"group": ["Black", "White"], "population": [1_000, 8_000]})
    with pytest.raises(DispropError, match=r"b'Black' and 'Black', b'White' and 'White'; make them one"):
        tables.join_population(stops, people, on="group", accept=[NO_PEOPLE, NO_EVENTS])


def test_a_long_list_of_labels_that_look_alike_is_cut() -> None:
    stops = pd.DataFrame({"area": range(23), "events": [1] * 23})
    people = pd.DataFrame({"area": [str(area) for area in range(23)], "population": [5] * 23})
    with pytest.raises(DispropError, match=r"0 and '0', 1 and '1', .*, 19 and '19' and 3 more; make them one"):
        tables.join_population(stops, people, on="area")


def test_a_long_list_is_cut_and_says_by_how_many() -> None:
    stops = pd.DataFrame({"force": [f"force {i}" for i in range(23)], "events": [1] * 23})
    people = pd.DataFrame({"force": ["Kent"], "population": [5]})
    with pytest.raises(DispropError, match=r"force 19 \(1\) and 3 more\."):
        tables.join_population(stops, people, on="force")


def test_two_populations_for_one_key_are_refused() -> None:
    twice = pd.concat([pd.DataFrame(PEOPLE)] * 2)
    message = "population has several rows for Kent, W, Kent, B, Essex, B, Essex, W; give one for each, .*; add up"
    with pytest.raises(DispropError, match=message):
        tables.join_population(pd.DataFrame(STOPS), twice, on=ON)
    with pytest.raises(DispropError, match="population has several rows for Kent, Essex"):
        tables.join_population(pd.DataFrame(STOPS), pd.DataFrame(PEOPLE), on="force")


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
@pytest.mark.parametrize(("people", "rule"), [(-1.0, "negative"), (float("inf"), "infinite")])
def test_a_population_that_cannot_be_is_refused(kind: Any, people: Any, rule: str) -> None:
    bad = kind({**PEOPLE, "population": [90.0, people, 5.0, 50.0]})
    with pytest.raises(TableError) as caught:
        tables.join_population(kind(STOPS), bad, on=ON)
    assert [(finding.rule, finding.column) for finding in caught.value.report.errors] == [(rule, "population")]


def test_bad_counts_and_calls_are_refused() -> None:
    people = pd.DataFrame(PEOPLE)
    with pytest.raises(TableError, match="row 0, events: fractional"):
        tables.join_population(pd.DataFrame(STOPS).assign(events=[0.5, 1, 1, 1]), people, on=ON)
    with pytest.raises(TableError, match=r"to read 'population' as numbers: frame\['population'\]\.str\.replace"):
        tables.join_population(pd.DataFrame(STOPS), people.astype({"population": str}), on=ON)
    with pytest.raises(DispropError, match="on= names at least one column"):
        tables.join_population(pd.DataFrame(STOPS), people, on=())
    with pytest.raises(DispropError, match="no column is called 'n'"):
        tables.join_population(pd.DataFrame(STOPS), people, on=ON, columns=("n", "population"))


def test_person_time_stays_as_it_is() -> None:
    people = pd.DataFrame({"force": ["Kent"], "population": [12.5]})
    found = tables.join_population(pd.DataFrame({"force": ["Kent", "Kent"], "events": [1, 2]}), people, on="force")
    assert rows(found) == [("Kent", 3, 12.5)]
