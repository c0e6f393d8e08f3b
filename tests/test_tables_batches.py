"""Batches are counted as one frame would be, or refused in words: no key becomes another on the way."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, tables

LARGE = 2**53  # where floats begin to leave integers out
ADDED: dict[str, tuple[Any, Any, list[tuple[Any, int]]]] = {
    "floats beside integers": (pd.DataFrame({"k": [1, 2]}), pd.DataFrame({"k": [1.0]}), [(1, 2), (2, 1)]),
    "integers that floats would merge": (
        pd.DataFrame({"k": [LARGE, LARGE + 1]}),
        pd.DataFrame({"k": [LARGE + 1, LARGE + 3]}),
        [(LARGE, 1), (LARGE + 1, 2), (LARGE + 3, 1)],
    ),
    "two widths": (pl.DataFrame({"k": [1]}, schema={"k": pl.Int32}), pl.DataFrame({"k": [1]}), [(1, 2)]),
    "two enumerations": (
        pl.DataFrame({"k": ["a"]}, schema={"k": pl.Enum(["a", "b"])}),
        pl.DataFrame({"k": ["b"]}, schema={"k": pl.Enum(["b", "a"])}),
        [("a", 1), ("b", 1)],
    ),
    "an empty batch": (pd.DataFrame({"k": ["a"]}), pd.DataFrame({"k": []}), [("a", 1)]),
}
REFUSED: dict[str, tuple[Any, Any, str]] = {
    "a large float": (pd.DataFrame({"k": [LARGE + 1]}), pd.DataFrame({"k": [2.0**53]}), "'k' is Float64 in batch 2"),
    "a fraction": (pl.DataFrame({"k": [1]}), pl.DataFrame({"k": [0.5]}), "'k' is Float64 in batch 2 and Int64 before"),
    "text": (pl.DataFrame({"k": [1]}), pl.DataFrame({"k": ["b"]}), "'k' is String in batch 2 and Int64 before it"),
    "flags": (pd.DataFrame({"k": [True]}), pd.DataFrame({"k": [1]}), "'k' is Int64 in batch 2 and Boolean before it"),
    "two engines": (pd.DataFrame({"k": [1]}), pl.DataFrame({"k": [1]}), "a frame of polars after frames of pandas"),
}


@pytest.mark.parametrize("case", ADDED)
def test_keys_of_batches_meet_as_what_they_are(case: str) -> None:
    first, second, expected = ADDED[case]
    found = nw.from_native(tables.count_batches([first, second], by="k"), eager_only=True)
    assert found.rows() == expected
    assert found.schema["k"] in (nw.Int64, nw.String)
    assert found.schema["events"] == nw.Int64


@pytest.mark.parametrize("case", REFUSED)
def test_batches_that_would_not_meet_are_refused(case: str) -> None:
    first, second, says = REFUSED[case]
    with pytest.raises(DispropError, match=says):
        tables.count_batches([first, second], by="k")
