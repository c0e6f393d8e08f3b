"""Frames, and checked tables, as the rows that are asked whether they would count twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from disprop._arrays import FloatArray
from disprop._cells import is_empty
from disprop._twice._doubts import BLANK, MOST_ROWS, Doubt, doubts
from disprop._twice._rows import Rows
from disprop.schemas._roles import NUMBERS, Role
from disprop.schemas._table import Table, each, numbers
from disprop.schemas.report import Finding

YEARS = (1900, 2100)
COUNT = Role("setting")  # any number from 0 on: what is no count is another rule's to say
RULES = {
    "totals": "total-row",
    "repeated rows": "repeated-row",
    "repeated population": "repeated-population",
    "overlapping periods": "overlapping-periods",
}


def rows_of(
    frame: pd.DataFrame, cells: Sequence[str], parts: Sequence[str], wholes: Sequence[str], joined: Sequence[str] = ()
) -> Rows:
    """Return the rows of a frame: text, dates and years are labels whether they are named or not."""
    counts = {name: numbers(frame[name], COUNT) for name in (*parts, *wholes)}
    spare = [name for name in frame.columns if name not in counts]
    labels = [name for name in spare if name in cells or _says_which(frame[name])]
    return Rows(
        labels={name: _labels(frame[name]) for name in labels},
        counts=counts,
        wholes=wholes,
        others={name: frame[name].tolist() for name in spare if name not in labels},
        cells=cells,
        joined=joined,
    )


def rows_count_once(table: Table) -> Iterator[Finding]:
    """Check that no row is a total of others, and no two periods overlap."""
    for doubt in _doubts(table):
        if doubt.kind in {"totals", "overlapping periods"}:
            yield _finding(table, doubt)


def rows_are_there_once(table: Table) -> Iterator[Finding]:
    """Check that no row is there twice, and no population in several rows of one key."""
    for doubt in _doubts(table):
        if doubt.kind in {"repeated rows", "repeated population"}:
            yield _finding(table, doubt)


def _doubts(table: Table) -> list[Doubt]:
    counts, wholes = table.present("count", "outcome"), table.present("population")
    named = [name for name in table.present(*NUMBERS, "date", "flag") if name not in {*counts, *wholes}]
    keys = [name for name in table.keys if name in table.frame.columns]
    seen = table.frame.drop(columns=named)
    if len(seen) > MOST_ROWS:
        seen = seen[[*keys, *table.present("label"), *counts, *wholes]]
    found = doubts(rows_of(seen, keys, counts, wholes, joined=keys))
    return [doubt for doubt in found if doubt.why != BLANK]  # what has to have a label has a rule of its own


def _finding(table: Table, doubt: Doubt) -> Finding:
    return table.finding(RULES[doubt.kind], doubt.column, doubt.row, doubt.label, hint=f": {doubt.why}")


def _says_which(column: pd.Series[Any]) -> bool:
    """Whether a column names something: anything but numbers does, and of these years do."""
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return not pd.api.types.is_timedelta64_dtype(column.dtype)
    if pd.api.types.is_bool_dtype(column.dtype):
        return True
    values: FloatArray = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return bool(len(values) and ((values >= YEARS[0]) & (values <= YEARS[1]) & (values == np.floor(values))).all())


def _labels(column: pd.Series[Any]) -> list[Any]:
    """Return the labels of a column, None where there is none."""
    cells = column.astype(object)
    return each(cells, lambda cell: None if is_empty(cell) else cell)
