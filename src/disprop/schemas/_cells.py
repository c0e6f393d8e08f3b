"""What one cell of a table is: an ordinary number, or a fault with a name."""

from __future__ import annotations

import re
import time
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from disprop._arrays import FloatArray

MISSING_MARKS = frozenset({"na", "n/a", "nan", "none", "null", "<na>", "..", ":", "x", "[x]", "z", "[z]"})
TEXT_FAULTS = {
    "suppressed": re.compile(r"[*!~–—-]+|\[?(c|low)\]?|[<>≤≥]=?\s*\d+|(fewer|less|more) than \d+", re.IGNORECASE),
    "thousands-separator": re.compile(r"[+-]?\d{1,3}([, '\u00a0\u2009\u202f]\d{3})+(\.\d+)?"),
    "number-as-text": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE),
    "duration": re.compile(r"((?P<h>\d+)\s*h(ou)?r?s?)?\s*((?P<m>\d+)\s*(m(in(ute)?s?)?)?)?", re.IGNORECASE),
}
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")


def numbers(column: pd.Series, *, whole: bool) -> FloatArray:
    """Return the finite numbers >= 0 of `column`; a cell with a fault is NaN."""
    dtype = column.dtype
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype) and dtype.kind != "c":
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        values = np.array([_number(cell) for cell in column.astype(object)], dtype=np.float64)
    good = np.isfinite(values) & (values >= 0)
    if whole:
        good &= values == np.floor(values)
    return np.where(good, values, np.nan)


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


def typed(name: str, cell: object) -> str:
    """Return what should be typed instead of `cell`, for the faults that have an answer."""
    text = str(cell).strip()
    if name == "duration":
        found = TEXT_FAULTS["duration"].fullmatch(text)
        hours, minutes = (int(part or 0) for part in found.group("h", "m")) if found else (0, 0)
        return str(60 * hours + minutes)
    return re.sub(r"[^\d.e+-]", "", text) if name == "thousands-separator" else text


def day(cell: object) -> date | None:
    """Return the date in a cell, or None."""
    if is_missing(cell):
        return None
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    return _parsed(cell) if isinstance(cell, str) else None


def _parsed(text: str) -> date | None:
    for style in DATE_FORMATS:
        try:
            return date(*time.strptime(text.strip(), style)[:3])
        except ValueError:
            continue
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
