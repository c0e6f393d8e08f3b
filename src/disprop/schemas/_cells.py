"""What one cell of a table is: an ordinary number, or a fault with a name."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from disprop._arrays import FloatArray
from disprop.schemas._roles import Role

Answer = TypeVar("Answer")
MISSING_MARKS = frozenset({"na", "n/a", "nan", "none", "null", "<na>", "..", ":", "x", "[x]", "z", "[z]"})
# Patterns that the regular expressions of every engine read alike: no escapes but these, and the spaces as they are.
# No two stars may share what they take, or a long cell takes for ever.
TEXTS = {
    "suppressed": r"[*!~–—-]+|\[?(c|low)\]?|[<>≤≥]=?\s*[0-9]+|(fewer|less|more) than [0-9]+",
    "thousands-separator": r"[+-]?[0-9]{1,3}([, '" + "\u00a0\u2009\u202f" + r"][0-9]{3})+(\.[0-9]+)?",
    "number-as-text": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?",
    "duration": r"[0-9]{1,5}\s*h(ou)?r?s?(\s*[0-9]{1,5}(\s*m(in(ute)?s?)?)?)?|[0-9]{1,5}\s*m(in(ute)?s?)?",
}
TEXT_FAULTS = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in TEXTS.items()}
TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
DATES = {  # a shape, and how it is read
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}": "%Y-%m-%d",
    r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}": "%d/%m/%Y",
    r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}": "%d/%m/%y",
}
DATE = f"({'|'.join(DATES)})({TIME})?"


def numbers(column: pd.Series, role: Role) -> FloatArray:
    """Return the numbers of `column` that its role allows; a cell with a fault is NaN."""
    values = _values(column, _number)
    good = ~np.isnan(values) if role.endless else np.isfinite(values)
    if not role.signed:
        good &= values >= 0
    if role.whole:
        good &= values == np.floor(values)
    return np.where(good, values, np.nan)


def flags(column: pd.Series) -> FloatArray:
    """Return 1 for true and 0 for false; a cell that is neither is NaN."""
    values = _values(column, lambda cell: float(cell) if isinstance(cell, (bool, np.bool_)) else _number(cell))
    return np.where(np.isin(values, (0, 1)), values, np.nan)


def _values(column: pd.Series, read: Callable[[object], float]) -> FloatArray:
    """Return a column of numbers as it is, and what is read from the cells of any other."""
    dtype = column.dtype
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype) and dtype.kind != "c":
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array([read(cell) for cell in column.astype(object)], dtype=np.float64)


def fault(cell: object) -> str:
    """Return the name of what is wrong with a cell that `numbers` left out."""
    if is_missing(cell):
        return "missing"
    if isinstance(cell, (bool, np.bool_)):
        return "boolean"
    if isinstance(cell, str):
        return next((name for name, mark in TEXT_FAULTS.items() if mark.fullmatch(cell.strip())), "text")
    value = _number(cell)
    if np.isnan(value):
        return "not-a-number"
    if np.isinf(value):
        return "infinite"
    return "negative" if value < 0 else "fractional"


def is_missing(cell: Any) -> bool:
    """Whether the cell is empty, or text that says so."""
    return is_empty(cell) or (isinstance(cell, str) and cell.strip().lower() in MISSING_MARKS)


def is_empty(cell: Any) -> bool:
    """Whether the cell is None, NaN, NA, NaT or blank text. A key may be called "x", so only this makes it missing."""
    if isinstance(cell, str):
        return not cell.strip()
    return pd.api.types.is_scalar(cell) and bool(pd.isna(cell))


def each(cells: pd.Series, ask: Callable[[Any], Answer]) -> list[Answer]:
    """Return the answer about each cell; about equal ones, and about all that are empty, it is asked once."""
    try:
        codes, uniques = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=False)
    except TypeError:  # a list cannot be looked up
        return [ask(cell) for cell in cells]
    answers = [ask(cell) for cell in uniques]
    return [answers[code] for code in codes]


def typed(name: str, cell: object) -> str:
    """Return what should be typed instead of `cell`, for the faults that have an answer."""
    text = str(cell).strip()
    if name == "duration":
        first, *rest = (int(part) for part in re.findall("[0-9]+", text))
        return str((60 * first if "h" in text.lower() else first) + sum(rest))
    return re.sub(r"[^\d.e+-]", "", text) if name == "thousands-separator" else text


def day(cell: object) -> date | None:
    """Return the date in a cell, or None."""
    if is_missing(cell):
        return None
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    return _parsed(cell) if isinstance(cell, str) else None


def _parsed(text: str) -> date | None:
    """Return the day of a text, with or without the time of day."""
    found = re.fullmatch(DATE, text.strip())
    style = next((style for shape, style in DATES.items() if found and re.fullmatch(shape, found[1])), None)
    try:
        return date(*time.strptime(found[1], style)[:3]) if found and style else None
    except ValueError:  # such as 31 February
        return None


def _number(cell: object) -> float:
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, (Real, Decimal)):
        return np.nan
    try:
        return float(cell)
    except OverflowError:  # an integer beyond every float
        return np.inf
    except ValueError:  # a signalling NaN
        return np.nan
