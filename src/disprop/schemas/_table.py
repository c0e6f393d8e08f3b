"""A frame with the role of each of its columns: what the rules read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._cells import is_missing
from disprop.schemas._cells import day, days, each, fault_of, flags, numbers
from disprop.schemas._roles import Kind, Role
from disprop.schemas.report import Finding


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
