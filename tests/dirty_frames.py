"""Frames to draw: columns of counts, people and labels with faults of many kinds in them, and a few without."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from hypothesis import strategies as st

MOST_ROWS = 12
COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 10_000))
PEOPLE = st.one_of(st.integers(0, 40), st.integers(1, 10**7), st.floats(0.01, 1e6))
GROUPS = ["A", "B", "C"]
AREAS = ["Kent", "Essex"]
# Cells that are no counts. Some are in most rows of a real extract.
NUMBERS_OF_NO_USE = [-1, 1.5, float("nan"), float("inf"), -float("inf"), -0.0, 2**53, 2**63, 1e300, 5e-324]
FAULTS = [
    *NUMBERS_OF_NO_USE,
    *(None, pd.NA, pd.NaT, True, False, np.float32(0.5), np.uint8(255), Decimal("1.5"), Decimal(3), 1j, 10**400),
    *("1,000", "12", " 7 ", "<5", "*", "-", "N/A", "", "twelve", "5h03m", "1e3", "\u0663", "12%"),
    *([1], {"a": 1}, (1, 2), date(2024, 2, 29), b"12", np.array([1, 2])),
]
BAD_LABELS = [
    *(None, float("nan"), pd.NA, pd.NaT, "", " ", "a", "A ", "\u0410", "A\u200b", "B\u00a0", "Caf\u00e9", "Cafe\u0301"),
    *(1, "1", 1.0, True, 0, -1, 2**70, Decimal(1), date(2024, 2, 29), b"A", (1, 2), ["A"], {"a": 1}, {1}, "x" * 300),
    *("value", "rows", "\ufeffA", "\U0001f600", "\x00", "\n", "Not stated", "nan", "None"),
]


@dataclass(frozen=True, slots=True)
class Dirty:
    """The columns of a frame, before they are given to a library."""

    columns: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def pandas(self) -> pd.DataFrame:
        columns = {name: pd.Series(cells, dtype=object) for name, cells in self.columns.items()}
        return pd.DataFrame(columns)

    @property
    def inferred(self) -> pd.DataFrame:
        """The frame with the types that pandas finds for it."""
        return self.pandas.infer_objects()

    @property
    def polars(self) -> pl.DataFrame | None:
        """The frame as Polars has it, if Polars can hold its cells."""
        cells = {
            name: [None if cell is pd.NA or cell is pd.NaT else cell for cell in column]
            for name, column in self.columns.items()
        }
        try:
            return pl.DataFrame(cells, strict=False)
        except Exception:  # noqa: BLE001 (what Polars refuses to hold is no frame)
            return None


@st.composite
def column(draw: st.DrawFn, usual: st.SearchStrategy[Any], faults: list[Any], rows: int) -> list[Any]:
    """Return a column that is sound, or has one kind of fault in a few of its rows, or many in all of them."""
    cells = draw(st.lists(usual, min_size=rows, max_size=rows))
    kinds = draw(st.sampled_from([0, 0, 0, 1, 3]))
    for fault in draw(st.lists(st.sampled_from(faults), min_size=kinds, max_size=kinds)):
        for at in draw(st.sets(st.integers(0, max(rows - 1, 0)), max_size=2)) if rows else ():
            cells[at] = fault
    return cells


@st.composite
def dirty(draw: st.DrawFn) -> Dirty:
    """Return a frame of groups, areas, counts and people, each with faults of its own or with none."""
    rows = draw(st.integers(0, MOST_ROWS))
    return Dirty(
        {
            "g": draw(column(st.sampled_from(GROUPS), BAD_LABELS, rows)),
            "a": draw(column(st.sampled_from(AREAS), BAD_LABELS, rows)),
            "n": draw(column(COUNTS, FAULTS, rows)),
            "t": draw(column(PEOPLE, FAULTS, rows)),
        }
    )


@st.composite
def records(draw: st.DrawFn) -> Dirty:
    """Return records with a group and an area each."""
    rows = draw(st.integers(0, MOST_ROWS))
    return Dirty({name: draw(column(st.sampled_from(usual), BAD_LABELS, rows)) for name, usual in KEYS.items()})


KEYS = {"g": GROUPS, "a": AREAS}
