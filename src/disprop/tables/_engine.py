"""The caller's frame, of any library that Narwhals knows, and a result of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from disprop._arrays import DispropError, unknown
from disprop.tables._words import NOTE, RESULT, ROWS

Table = nw.DataFrame[Any] | nw.LazyFrame[Any]
EAGER_TWIN: dict[nw.Implementation, Any] = {
    nw.Implementation.POLARS: "polars",
    nw.Implementation.DASK: "pandas",
}  # the others are given Arrow


def read(frame: Any, names: Sequence[Any]) -> Table:
    """Return the columns of a frame that are asked for, each with one role."""
    table = known(frame)
    columns = table.collect_schema().names()
    for name in names:
        if name not in columns:
            raise unknown("column", name, columns)
    if len(set(names)) < len(names):
        raise DispropError(f"each column has one role; got {list(names)}")
    if taken := sorted({ROWS, NOTE, *RESULT} & set(names)):
        raise DispropError(f"columns {taken} have names that the result uses; rename them first")
    return table.select(list(names))


def known(frame: Any) -> Table:
    """Return the frame as Narwhals sees it."""
    try:
        table: Table = nw.from_native(frame)
    except TypeError:
        raise DispropError(f"frame must be a data frame such as pandas or Polars; got {type(frame).__name__}") from None
    return table


def like(frame: Any, columns: dict[str, list[Any]]) -> Any:
    """Return columns as a frame of the same kind as `frame`: a lazy one holds rows that are already worked out."""
    table = known(frame)
    kind = table.implementation
    twin = kind if isinstance(table, nw.DataFrame) else EAGER_TWIN.get(kind, "pyarrow")
    return handed_back(frame, nw.from_dict(columns, backend=twin))


def handed_back(frame: Any, rows: nw.DataFrame[Any]) -> Any:
    """Return rows that the engine of `frame` worked out, as a frame of its kind."""
    table = known(frame)
    if isinstance(table, nw.DataFrame):
        return rows.to_native()
    kind = table.implementation
    return rows.lazy(backend=kind, session=getattr(frame, "sparkSession", None)).to_native()
