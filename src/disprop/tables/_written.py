"""Results as text that other programs read: CSV for a spreadsheet, JSON for a page."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from disprop._cells import is_empty
from disprop.schemas._frames import known

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula

SAID = {math.inf: "infinity", -math.inf: "minus infinity"}


def to_csv(frame: Any, path: str | Path | None = None, *, spreadsheet: bool = False) -> str:
    """Return a frame as CSV with a line for each row, and write it where a path is given.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        A result, or any other frame.
    path : str or Path, optional
        A file to write, in UTF-8.
    spreadsheet : bool
        True for a file that a spreadsheet will open: a quote is put before every label and heading that begins with
        `=`, `+`, `-`, `@`, a tab or a return, or the spreadsheet would run it as a formula. Numbers stay numbers.
        False (default) writes labels as they are, for programs.

    Returns
    -------
    str
        The text. A missing value is an empty cell, infinity is `inf`.

    Raises
    ------
    DispropError
        If it is no frame.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> frame = pd.DataFrame({"force": ["Kent", "=1+1"], "value": [-0.5, None]})
    >>> print(tables.to_csv(frame, spreadsheet=True))
    force,value
    Kent,-0.5
    '=1+1,
    <BLANKLINE>
    """
    table = _collected(frame)
    safe = _no_formula if spreadsheet else lambda cell: cell
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([safe("" if is_empty(cell) else cell) for cell in row] for row in _lines(table))
    if path is not None:
        Path(path).write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return text.getvalue()


def to_json(frame: Any) -> str:
    """Return a frame as JSON: a list with an object for each row.

    JSON has no infinity and no NaN. Where a number is not finite it is null, and beside it `<name>_is` says what it is:
    "infinity", "minus infinity" or "no number".

    Parameters
    ----------
    frame : any frame that Narwhals knows
        A result, or any other frame. A missing value is null.

    Returns
    -------
    str
        The text, which every reader of JSON takes.

    Raises
    ------
    DispropError
        If it is no frame.

    Examples
    --------
    >>> from disprop import rate_ratio, tables
    >>> found = tables.to_frame(rate_ratio(group=(3, 10), reference=(0, 20)))
    >>> print(tables.to_json(found[["value", "low", "high"]].round(3)))
    [{"value": null, "value_is": "infinity", "low": 1.167, "high": null, "high_is": "infinity"}]
    """
    table = _collected(frame)
    rows = [dict(_named(zip(table.columns, row, strict=True))) for row in table.rows()]
    return json.dumps(rows, allow_nan=False, ensure_ascii=False, default=str)


def _collected(frame: Any) -> nw.DataFrame[Any]:
    table = known(frame)
    return table.collect() if isinstance(table, nw.LazyFrame) else table


def _lines(table: nw.DataFrame[Any]) -> Iterable[Iterable[Any]]:
    yield table.columns
    yield from table.iter_rows()


def _no_formula(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _named(cells: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    """Return the cells of a row with their names, and a word after each number that JSON does not have."""
    for name, cell in cells:
        number = cell.item() if hasattr(cell, "item") else cell
        if isinstance(number, float) and not math.isfinite(number):
            yield name, None
            yield f"{name}_is", SAID.get(number, "no number")
        else:
            yield name, None if not isinstance(number, str) and is_empty(number) else number
