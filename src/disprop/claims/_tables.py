"""Counts of tables: of the user, of a CSV file beside a claims file, or of those that come with disprop."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pandas as pd

from disprop import datasets
from disprop._errors import of_kind, one_of, refused, unknown, worded
from disprop.claims.claim import uncommaed
from disprop.imperfect import marked

BUT = "all but "


def total(tables: Mapping[str, Any], form: Mapping[str, Any]) -> range:
    """Return what the rows of a table add up to that a reference such as {"table": "census", "where": ...} names."""
    name = one_of("table", form["table"], tables)
    table = tables[name] if isinstance(tables[name], Mapping) else {"frame": tables[name]}
    frame = table["frame"] if "frame" in table else _dataset(table.get("dataset", name))
    chosen = pd.Series(data=True, index=frame.index)
    for key, wanted in {**_where(name, table), **_where(name, form)}.items():
        chosen &= _chosen(f"{key} in {name}", _column(name, frame, key).astype(str), wanted)
    column = form.get("value", table.get("value"))
    if column is None:
        return range(int(chosen.sum()), int(chosen.sum()) + 1)
    cells = _column(name, frame, column)[chosen]
    if cells.empty or cells.isna().any():
        raise worded("missing count", column, None, {**_where(name, form)}, of=name)
    if pd.api.types.is_numeric_dtype(cells) and (cells % 1 == 0).all():
        cells = cells.astype("Int64")
    known = marked([uncommaed(cell.strip()) for cell in cells.astype(str)])
    return range(int(known.low.sum()), int(known.high.sum()) + 1)


def _where(name: str, of: Mapping[str, Any]) -> Mapping[str, Any]:
    return of_kind(
        Mapping, f"rows of {name}", "are chosen by a mapping such as {'force': 'Surrey'}", of.get("where", {})
    )


@cache
def _dataset(name: str) -> pd.DataFrame:
    loaded = datasets.load(name)
    if not isinstance(loaded, pd.DataFrame):
        raise worded("no table of counts", "table", name, others=", ".join(datasets.names()))
    return loaded


def _chosen(column: str, cells: pd.Series[Any], wanted: Any) -> pd.Series[Any]:
    """Return which cells of a column are one of the patterns wanted, each of which must be there."""
    if isinstance(wanted, str) and wanted.startswith(BUT):
        return ~_chosen(column, cells, wanted.removeprefix(BUT))
    patterns = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(patterns, list) or not patterns or not all(isinstance(each, str) for each in patterns):
        raise refused(column, "is chosen by text, or by a list of texts", wanted)
    for pattern in patterns:
        if not any(fnmatchcase(cell, pattern) for cell in cells):
            raise unknown(column, pattern, sorted(set(cells)))
    return cells.map(lambda cell: any(fnmatchcase(cell, each) for each in patterns))


def _column(name: str, frame: pd.DataFrame, column: Any) -> pd.Series[Any]:
    return frame[one_of(f"column of {name}", column, frame.columns)]
