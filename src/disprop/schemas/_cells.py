"""The cells of a column: their numbers, their dates, and what is wrong with the others."""

import re
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from disprop._arrays import FloatArray
from disprop._cells import fault, is_missing, number_of
from disprop._rules import RULES
from disprop.schemas._roles import Role

Answer = TypeVar("Answer")
OTHERS = {"flag": "not-a-flag", "date": "date-unreadable"}
TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
DATES = {  # a shape, and how it is read
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}": "%Y-%m-%d",
    r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}": "%d/%m/%Y",
    r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}": "%d/%m/%y",
}
DATE = f"({'|'.join(DATES)})({TIME})?"


def numbers(column: pd.Series, role: Role) -> FloatArray:
    """Return the numbers of `column` that its role allows; a cell with a fault is NaN."""
    values = _values(column, number_of)
    return np.where(reduce(or_, (RULES[rule].broken(values) for rule in role.rules)), np.nan, values)


def fault_of(cell: object, role: Role) -> str:
    """Return the name of what is wrong with a cell that `numbers` left out."""
    if role.kind in OTHERS:
        return "missing" if is_missing(cell) else OTHERS[role.kind]
    number = np.float64(number_of(cell))
    return fault(cell) if np.isnan(number) else next(rule for rule in role.rules if RULES[rule].broken(number))


def flags(column: pd.Series) -> FloatArray:
    """Return 1 for true and 0 for false; a cell that is neither is NaN."""
    values = _values(column, lambda cell: float(cell) if isinstance(cell, (bool, np.bool_)) else number_of(cell))
    return np.where(RULES["not-a-flag"].broken(values), np.nan, values)


def days(column: pd.Series) -> FloatArray:
    """Return the number of the day of each date; a cell that is no date is NaN."""
    read = each(column.astype(object), day)
    return np.array([np.nan if one is None else one.toordinal() for one in read], dtype=np.float64)


def _values(column: pd.Series, read: Callable[[object], float]) -> FloatArray:
    """Return a column of numbers as it is, and what is read from the cells of any other."""
    dtype = column.dtype
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype) and dtype.kind != "c":
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array([read(cell) for cell in column.astype(object)], dtype=np.float64)


def each(cells: pd.Series, ask: Callable[[Any], Answer]) -> list[Answer]:
    """Return the answer about each cell; about equal ones, and about all that are empty, it is asked once."""
    try:
        codes, uniques = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=False)
    except TypeError:  # a list cannot be looked up
        return [ask(cell) for cell in cells]
    answers = [ask(cell) for cell in uniques]
    return [answers[code] for code in codes]


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
