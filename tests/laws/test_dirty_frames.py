"""Whatever is in a frame, a verb accounts for every row and every event, or refuses it in a sentence of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, strategies as st

from dirty_frames import Dirty, dirty, records
from disprop import DispropError, areas, direct_rate, models, proportion, rate, rate_ratio, strata, tables

COLUMNS = ("n", "t")
SIDES: dict[str, Any] = {"columns": COLUMNS, "group": "g", "reference": "A"}
MANTEL_HAENSZEL: dict[str, Any] = {"strata": "a", "measure": "rate ratio"}
FOREIGN = ("could not be worked out", "could not work out this frame")
KINDS: dict[str, Callable[[Dirty], Any]] = {
    "pandas": lambda frame: frame.pandas,
    "pandas with types": lambda frame: frame.inferred,
    "polars": lambda frame: frame.polars,
    "polars lazy": lambda frame: None if frame.polars is None else frame.polars.lazy(),
}

kinds = st.sampled_from([*KINDS])


def rows(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, pd.DataFrame):
        return [{str(name): cell for name, cell in row.items()} for row in found.to_dict("records")]
    return list((found.collect() if isinstance(found, pl.LazyFrame) else found).to_dicts())


def sums(found: list[dict[str, Any]], name: str) -> float:
    """Return a column added up; what a group has no row for is no number, and not in the sum."""
    return math.fsum(float(row[name]) for row in found if row[name] is not None and not pd.isna(row[name]))


def result_or_sentence(call: Callable[[Any], Any], frame: Any) -> list[dict[str, Any]] | None:
    """Return the rows of a result, or nothing where the frame is refused; nothing else may come of it."""
    if frame is None:
        return None
    before = frame.copy() if isinstance(frame, pd.DataFrame) else None
    error, found = None, None
    try:
        found = rows(call(frame))
    except DispropError as refusal:
        error = refusal
    assert not any(words in str(error) for words in FOREIGN), error
    assert error is None or error.__context__ is None or error.__suppress_context__
    if before is not None:
        pd.testing.assert_frame_equal(frame, before)
    return found


def accounted_for(found: list[dict[str, Any]] | None, frame: Any) -> None:
    """Check that the counts of all rows are in the result, or said to be missing; others would have been refused."""
    if found is not None:
        held = rows(frame)  # what Polars made of the cells
        assert sums(found, "rows") == len(held)
        for name in COLUMNS:
            if any(row[name] is None or pd.isna(row[name]) for row in held):
                assert any(f"{name} missing" in row["note"] for row in found)
            else:  # sums in another order may round differently
                assert sums(found, name) == pytest.approx(sums(held, name), rel=1e-12)


ALL_ROWS: dict[str, Callable[[Any], Any]] = {
    "rate": lambda frame: tables.estimate_by(frame, rate, columns=COLUMNS, by="g"),
    "rate within": lambda frame: tables.estimate_by(frame, rate, columns=COLUMNS, by=["a", "g"], per=1_000),
    "proportion": lambda frame: tables.estimate_by(frame, proportion, columns=COLUMNS, by="g"),
    "direct rate": lambda frame: tables.estimate_by(
        frame, direct_rate, columns=COLUMNS, by="g", strata="a", standard={"Kent": 2, "Essex": 1}
    ),
    "rate ratio": lambda frame: tables.compare_by(frame, rate_ratio, **SIDES),
    "rate ratio within": lambda frame: tables.compare_by(frame, rate_ratio, **SIDES, within="a", method="score"),
    "Mantel-Haenszel": lambda frame: tables.compare_by(frame, strata.mantel_haenszel, **SIDES, **MANTEL_HAENSZEL),
    "adjusted": lambda frame: tables.compare_by(frame, models.adjusted_ratio, **SIDES, covariates="a"),
}


@pytest.mark.parametrize("verb", ALL_ROWS)
@given(kind=kinds, frame=dirty())
def test_every_row_and_event_is_in_the_result_or_the_frame_is_refused(verb: str, kind: str, frame: Dirty) -> None:
    held = KINDS[kind](frame)
    accounted_for(result_or_sentence(ALL_ROWS[verb], held), held)


@given(kind=kinds, frame=dirty())
def test_averages_are_of_sound_frames_or_the_frame_is_refused(kind: str, frame: Dirty) -> None:
    given_frame = KINDS[kind](frame)
    found = result_or_sentence(lambda table: tables.compare_by(table, areas.averages, **SIDES, strata="a"), given_frame)
    if found is not None:
        assert {row["g"] for row in found} == {row["g"] for row in rows(given_frame)} - {"A"}
        assert all(row["note"] or not pd.isna(row["value"]) for row in found)


@given(kind=kinds, frame=records())
def test_every_record_is_counted_or_the_frame_is_refused(kind: str, frame: Dirty) -> None:
    found = result_or_sentence(lambda table: tables.count_by(table, by=["a", "g"]), KINDS[kind](frame))
    assert found is None or sums(found, "events") == len(frame.columns["g"])


@given(kind=kinds, frame=dirty(), people=dirty())
def test_events_meet_their_people_or_are_named_as_left_out(kind: str, frame: Dirty, people: Dirty) -> None:
    accept = ["events without population", "population without events"]

    def joined(table: Any) -> Any:
        return tables.join_population(table, people.pandas, on=["a", "g"], columns=COLUMNS, accept=accept)

    found = result_or_sentence(joined, KINDS[kind](frame))
    if found is not None:
        living = [*zip(people.columns["a"], people.columns["g"], strict=True)]  # some labels are lists, without a hash
        cells = zip(frame.columns["a"], frame.columns["g"], frame.columns["n"], strict=True)
        known = [float(n) for area, group, n in cells if (area, group) in living and not pd.isna(n)]
        assert sums(found, "n") <= math.fsum(known)  # a key with a gap has none
        if not any(map(pd.isna, [*frame.columns["n"], *people.columns["t"]])):
            assert sums(found, "n") == math.fsum(known)
            assert sums(found, "t") == pytest.approx(math.fsum(map(float, people.columns["t"])), rel=1e-12)
