"""Results as people read them, and as text for other programs: CSV for a spreadsheet, JSON for a page."""

import csv
import io
import json
import math
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from disprop._cells import is_empty
from disprop._errors import worded
from disprop.estimate import WORDS as BASIS
from disprop.schemas._frames import Frame, known
from disprop.tables._engine import AGAINST, NOTE, NUMBERS, REFERENCE, ROWS, WHOLE, WORDS, collected, columns_of_frame

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
SAID = {math.inf: "infinity", -math.inf: "minus infinity"}


def brief(found: Frame) -> Frame:
    """Return a result without the columns that say the same in every row, or that few read.

    Use it to print. What it leaves out is what makes a number reproducible: the method and the measure, and the counts
    of the reference beside each group. Save the whole result, which `schemas.Estimates` checks, not this part of it.

    Parameters
    ----------
    found : any frame that Narwhals knows
        What `estimate_by` or `compare_by` gave.

    Returns
    -------
    frame of the same kind
        The keys, the counts of the group, value, low, high and note, and what else the result has of its own. Then
        level unless it is 0.95 throughout, sides where a limit is one-sided, unit where there is one, measure where
        there are several, least and most where the counts allow more than one value, reference where no row is noted as
        the reference, what else the number rests on unless it is one thing that another column says, and rows where
        several were added up for a group.

    Raises
    ------
    DispropError
        For a frame that is no such result.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate_ratio, tables
    >>> scans = pd.DataFrame({"group": ["Black", "White"], "scans": [33, 352], "people": [46_476, 1_761_205]})
    >>> found = tables.compare_by(scans, rate_ratio, columns=("scans", "people"), group="group", reference="White")
    >>> print(tables.brief(found).round(2))
       group  scans   people  value   low  high       note
    0  Black     33    46476   3.55  2.45  5.02
    1  White    352  1761205   1.00   NaN   NaN  reference
    """
    names = columns_of_frame(known(found))
    if not {"value", "low", "high", *WORDS} <= set(names):
        raise worded("no result", "found", names)
    left_out = {*_unsaid(found), *(f"{side}{name}" for name in names for side in (REFERENCE, WHOLE))}
    kept: Any = known(found).select([name for name in names if name not in left_out])
    return kept.to_native()


def _unsaid(found: Any) -> set[str]:
    """Return the columns that say in every row what a reader takes for granted."""
    columns = (*NUMBERS, *WORDS, *BASIS, NOTE, ROWS)
    table = known(found)
    read = collected(table.select([name for name in columns if name in table.collect_schema().names()]))
    values = {name: set(read[name].to_list()) for name in read.columns}
    usual = {
        "method": True,
        "level": values["level"] <= {0.95},
        "sides": values["sides"] <= {"two"},
        AGAINST: AGAINST in values.get(NOTE, ()),
        "unit": values["unit"] <= {"", "per 1", None},
        "measure": len(values["measure"]) == 1,
        ROWS: not any(rows is not None and rows > 1 for rows in values.get(ROWS, ())),
    }
    said = " ".join(str(text) for name in ("measure", "method", NOTE) for text in values.get(name, ())).lower()
    for name in (each for each in BASIS if each in values and each != AGAINST):
        usual[name] = len(values[name]) == 1 and all(str(text).lower() in said for text in values[name])
    value = read["value"].to_list()
    for name in (each for each in ("least", "most") if each in values):
        usual[name] = np.array_equal(np.array(read[name].to_list(), float), np.array(value, float), equal_nan=True)
    return {name for name, unsaid in usual.items() if unsaid}


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
    table = collected(known(frame))
    safe = _no_formula if spreadsheet else lambda cell: cell
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(
        [safe("" if is_empty(cell) else cell) for cell in row] for row in chain([table.columns], table.iter_rows())
    )
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
    table = collected(known(frame))
    rows = [dict(_named(zip(table.columns, row, strict=True))) for row in table.rows()]
    return json.dumps(rows, allow_nan=False, ensure_ascii=False, default=str)


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
