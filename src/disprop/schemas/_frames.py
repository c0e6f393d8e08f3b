"""Any frame as the rules read it: in memory by position, or in its engine."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
from narwhals.exceptions import DuplicateError

from disprop._errors import DispropError


def read(frame: Any) -> pd.DataFrame | nw.LazyFrame[Any]:
    """Return a frame in memory as pandas, cell by cell where it is of another library, and a lazy one as it is."""
    if isinstance(frame, pd.DataFrame):
        if isinstance(frame.columns, pd.MultiIndex):
            raise DispropError("frame must have one row of column names; got several")
        return frame
    table = _known(frame)
    return table if isinstance(table, nw.LazyFrame) else by_cell(table)


def by_cell(table: nw.DataFrame[Any]) -> pd.DataFrame:
    """Return a frame in memory as pandas: one of pandas as it is, another cell by cell."""
    native = table.to_native()
    if isinstance(native, pd.DataFrame):
        return native
    return pd.DataFrame({name: _column(table[name]) for name in table.columns}, index=range(len(table)))


def _known(frame: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    try:
        table: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(frame)
    except TypeError:
        got = type(frame).__name__
        raise DispropError(f"frame must be a data frame such as pandas or Polars; got {got}") from None
    except DuplicateError as error:
        raise DispropError(f"columns must have names of their own; {error}") from None
    return table


def _column(cells: nw.Series[Any]) -> pd.Series[Any]:
    """Return numbers without gaps as they are, and other cells as Python objects: no type is changed on the way."""
    if cells.dtype.is_numeric() and not cells.dtype.is_decimal() and not cells.null_count():
        return pd.Series(cells.to_numpy())
    return pd.Series(cells.to_list(), dtype=object)
