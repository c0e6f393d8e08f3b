"""Any frame, of any library that Narwhals knows: as it is seen, and as the rules read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set as AbstractSet
from typing import Any, TypeVar

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from narwhals.exceptions import DuplicateError

from disprop._cells import is_empty
from disprop._errors import Said, refused, worded
from disprop.estimate import Result

Frame = TypeVar("Frame")
Names = str | Sequence[str]
Table = nw.DataFrame[Any] | nw.LazyFrame[Any]


def read(frame: Any) -> pd.DataFrame | nw.LazyFrame[Any]:
    """Return a frame in memory as pandas, cell by cell where it is of another library, and a lazy one as it is."""
    if isinstance(frame, pd.DataFrame):  # two columns of one name are another rule's to refuse
        in_one_row(frame.columns)
        return frame
    table = known(frame)
    return table if isinstance(table, nw.LazyFrame) else by_cell(table)


def known(frame: Any) -> Table:
    """Return the frame as Narwhals sees it."""
    try:
        table: Table = nw.from_native(frame)
    except TypeError:
        hint = "; tables.to_frame makes one of a result" if isinstance(frame, Result) else ""
        hint = hint or "; its .frame is one" * hasattr(frame, "frame")
        got = Said(type(frame).__name__)
        raise refused("frame", "must be a data frame such as pandas or Polars", got, hint=hint) from None
    except DuplicateError:
        names = Counter(getattr(frame, "column_names", None) or frame.columns)
        twice = Said(", ".join(repr(name) for name, number in names.items() if number > 1))
        raise worded("columns of one name", "columns", twice) from None
    return table


def in_one_row(names: Iterable[Any]) -> list[Any]:
    """Return the names of columns, after refusing those in several rows."""
    listed = list(names)
    if nested := [name for name in listed if isinstance(name, tuple)]:
        hint = ": join its parts first, as in frame.columns = frame.columns.map('_'.join)"
        raise refused("frame", "must have one row of column names", nested[0], hint=hint)
    return listed


def listed(names: Names, what: str = "a column") -> list[str]:
    """Return one name, or several, as a list; a set has no order, and bytes are no text."""
    if isinstance(names, (bytes, AbstractSet, Mapping)) or not isinstance(names, Iterable):
        raise refused(what, "must be a name, or a list of names", names)
    several: list[Any] = [names] if isinstance(names, str) else list(names)
    if odd := [name for name in several if not isinstance(name, Hashable) or is_empty(name)]:
        raise refused(what, "must be a name, or a list of names", odd[0])
    return several


def by_cell(table: nw.DataFrame[Any]) -> pd.DataFrame:
    """Return a frame in memory as pandas: one of pandas as it is, another cell by cell."""
    native = table.to_native()
    if isinstance(native, pd.DataFrame):
        return native
    return pd.DataFrame({name: _column(table[name]) for name in table.columns}, index=range(len(table)))


def _column(cells: nw.Series[Any]) -> pd.Series[Any]:
    """Return numbers without gaps as they are, and other cells as Python objects: no type is changed on the way."""
    if cells.dtype.is_numeric() and not cells.dtype.is_decimal() and not cells.null_count():
        return pd.Series(cells.to_numpy())
    return pd.Series(np.fromiter(cells.to_list(), dtype=object, count=len(cells)), dtype=object)
