"""What the rules read: a frame with the role of each column, its numbers and dates, and what is wrong with cells."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._cells import fault, is_missing, number_of
from disprop._rules import RULES
from disprop.schemas._roles import Kind, Role
from disprop.schemas.report import Finding

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


@dataclass(frozen=True, slots=True)
class Table:
    """A frame whose rows are known by position.

    `roles` says what its columns hold, present or not, `keys` which of them identify a row. `names` and
    `labels` are its columns and index as they came: of two columns with one name, `frame` has the first.
    """

    frame: pd.DataFrame
    roles: dict[str, Role]
    keys: list[str]
    names: list[Any]
    labels: list[Any]
    _numbers: dict[str, FloatArray] = field(default_factory=dict, init=False)

    def present(self, *kinds: Kind) -> list[str]:
        """Return the columns of these kinds that the frame has."""
        return [name for name, role in self.roles.items() if role.kind in kinds and name in self.frame.columns]

    def cells(self, name: str) -> pd.Series[Any]:
        """Return a column as Python objects; all None where the frame lacks it."""
        if name in self.frame.columns:
            return self.frame[name].astype(object)
        return pd.Series([None] * len(self.frame), dtype=object)

    def numbers(self, name: str) -> FloatArray:
        """Return the usable numbers of a column; of one that says yes or no 1 and 0, of dates their days; else NaN."""
        if name not in self._numbers:
            column = self.frame[name] if name in self.frame.columns else self.cells(name)
            role = self.roles.get(name, Role("number"))
            read = {"flag": flags, "date": days}.get(role.kind)
            self._numbers[name] = numbers(column, role) if read is None else read(column)
        return self._numbers[name]

    def dates(self, name: str) -> list[date | None]:
        """Return the dates of a column, None where there is none to read."""
        return each(self.cells(name), day)

    def missing(self, name: str) -> NDArray[np.bool_]:
        """Return which cells of a column are missing."""
        return np.array(each(self.cells(name), is_missing), dtype=bool)

    def faults(self, name: str) -> list[Finding]:
        """Return what is wrong with each cell that is no number, date or flag, as its column has them."""
        at = np.flatnonzero(np.isnan(self.numbers(name)))
        cells, role = self.cells(name).iloc[at], self.roles[name]
        return [self.finding(fault_of(cell, role), name, i, cell) for i, cell in zip(at.tolist(), cells, strict=True)]

    def finding(self, rule: str, column: str | None, position: int, value: object = None, *, hint: str = "") -> Finding:
        """Return a finding about one row."""
        return Finding(rule, column, int(position), self.labels[position], value, hint)
