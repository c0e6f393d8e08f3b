"""What one cell is: an ordinary number, or a fault with a name."""

import re
from numbers import Number
from typing import Any

import numpy as np

from disprop import _data
from disprop._marks import MISSING, SUPPRESSED

GAPS = {"NAType", "NaTType"}  # what pandas calls a missing value, by type, since it need not be there
# No two stars may share what they take, or a long cell takes for ever.
TEXTS = {"suppressed": SUPPRESSED, **_data.read("texts.json")}
TEXT_FAULTS = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in TEXTS.items()}


def is_number(cell: object) -> bool:
    """Whether the cell holds a number: true and false are none, nor is a time."""
    return isinstance(cell, Number) and not isinstance(
        cell, (bool, complex, np.bool_, np.timedelta64, np.complexfloating)
    )


def number_of(cell: Any) -> float:
    """Return the number in a cell, infinite beyond every float; NaN where it holds none."""
    try:
        return float(cell) if is_number(cell) else np.nan
    except OverflowError:  # an integer beyond every float
        return np.inf
    except ValueError:  # a signalling NaN
        return np.nan


def fault(cell: object) -> str:
    """Return the name of what is wrong with a cell that holds no number."""
    if is_missing(cell):
        return "missing"
    if isinstance(cell, (bool, np.bool_)):
        return "boolean"
    if isinstance(cell, str):
        return next((name for name, mark in TEXT_FAULTS.items() if mark.fullmatch(cell.strip())), "text")
    return "suppressed" if type(cell).__name__ == "Between" else "not-a-number"


def typed(name: str, cell: object) -> str:
    """Return what should be typed instead of `cell`, for the faults that have an answer."""
    text = str(cell).strip()
    if name == "duration":
        first, *rest = (int(part) for part in re.findall("[0-9]+", text))
        return str((60 * first if "h" in text.lower() else first) + sum(rest))
    return re.sub(r"[^\d.e+-]", "", text) if name == "thousands-separator" else text


def is_missing(cell: Any) -> bool:
    """Whether the cell is empty, or text that says so."""
    return is_empty(cell) or (isinstance(cell, str) and cell.strip().lower() in MISSING)


def is_empty(cell: Any) -> bool:
    """Whether the cell is None, NaN, NA, NaT or blank text. A key may be called "x", so only this makes it missing."""
    return not cell.strip() if isinstance(cell, str) else is_gap(cell)


def is_gap(cell: Any) -> bool:
    """Whether the cell is None, NaN, or what pandas and NumPy have for them."""
    if type(cell).__name__ == "Decimal":  # a signalling NaN does not compare
        return bool(cell.is_nan())
    known = isinstance(cell, (Number, np.datetime64, np.timedelta64))
    return cell is None or type(cell).__name__ in GAPS or (known and bool(cell != cell))  # noqa: PLR0124 (NaN is not itself)
