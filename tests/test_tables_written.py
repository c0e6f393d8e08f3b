"""Frames as text: nothing that a spreadsheet would run, nothing that a reader of JSON would refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, rate, tables
from engines.frames import EAGER, LAZY

CELLS: dict[str, list[Any]] = {
    "=k": ["=1+1", "+1", "-1", "@a", "\tb", "Kent, the county", 'a "b"'],
    "n": [-1.5, 2.0, float("inf"), float("-inf"), float("nan"), 0.1, 1e300],
}


@pytest.mark.parametrize("make", [*EAGER.values(), LAZY["polars lazy"]])
def test_labels_that_a_spreadsheet_would_run_are_quoted(make: Any) -> None:
    plain, safe = (
        [*csv.reader(io.StringIO(tables.to_csv(make(CELLS), spreadsheet=quoted)))] for quoted in (False, True)
    )
    assert [row[0] for row in plain] == ["=k", *CELLS["=k"]]
    assert [row[0] for row in safe] == ["'=k", "'=1+1", "'+1", "'-1", "'@a", "'\tb", "Kent, the county", 'a "b"']
    assert (
        [row[1] for row in safe]
        == [row[1] for row in plain]
        == ["n", "-1.5", "2.0", "inf", "-inf", "", "0.1", "1e+300"]
    )


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_json_has_null_and_a_word_for_what_is_not_finite(make: Any) -> None:
    def refused(constant: str) -> None:
        raise AssertionError(constant)

    rows = json.loads(tables.to_json(make(CELLS)), parse_constant=refused)
    assert [row["n"] for row in rows] == [-1.5, 2.0, None, None, None, 0.1, 1e300]
    assert [row.get("n_is") for row in rows] == [None, None, "infinity", "minus infinity", "no number", None, None]


def test_missing_cells_are_null_and_days_are_text() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "day": [pd.Timestamp("2020-01-31"), pd.NaT]})
    first, second = json.loads(tables.to_json(frame))
    assert first == {"n": 1, "day": "2020-01-31 00:00:00"}
    assert second == {"n": None, "day": None}


def test_a_result_is_written_where_it_is_asked(tmp_path: Path) -> None:
    found = tables.to_frame(rate([3, 0], [10, 20]), {"force": ["Kent", "Môn"]})
    text = tables.to_csv(found, tmp_path / "rates.csv")
    assert (tmp_path / "rates.csv").read_text(encoding="utf-8") == text
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "rates.csv")[["force", "value"]], found[["force", "value"]])


@pytest.mark.parametrize("write", [tables.to_csv, tables.to_json])
def test_what_is_no_frame_is_refused(write: Any) -> None:
    with pytest.raises(DispropError, match="frame must be a data frame such as pandas or Polars; got list"):
        write([1, 2])
