"""The same rows as a frame of each engine, and any frame as plain rows."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

Columns = dict[str, list[Any]]


def categories(columns: Columns) -> pd.DataFrame:
    """Return a pandas frame whose text is categorical."""
    frame = pd.DataFrame(columns)
    texts = [name for name, cells in columns.items() if any(isinstance(cell, str) for cell in cells)]
    return frame.astype(dict.fromkeys(texts, "category"))


def pandas_arrow(columns: Columns) -> pd.DataFrame:
    return pd.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow")


def polars(columns: Columns) -> Any:
    return import_module("polars").DataFrame(columns)


def polars_lazy(columns: Columns) -> Any:
    return polars(columns).lazy()


def arrow(columns: Columns) -> Any:
    return import_module("pyarrow").table(columns)


def duck(columns: Columns) -> Any:
    return import_module("duckdb").from_arrow(arrow(columns))


def dask(columns: Columns) -> Any:
    return import_module("dask.dataframe").from_pandas(pd.DataFrame(columns), npartitions=2)


def ibis(columns: Columns) -> Any:
    return import_module("ibis").memtable(arrow(columns))


def spark(columns: Columns) -> Any:
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    return session.createDataFrame([*zip(*columns.values(), strict=True)], schema=[*columns])


def modin(columns: Columns) -> Any:
    """Return a Modin frame of its engine in one process: Ray and Dask give the same, later."""
    import_module("modin.config").Engine.put("Python")
    return import_module("modin.pandas").DataFrame(columns)


EAGER: dict[str, Callable[[Columns], Any]] = {
    "pandas": pd.DataFrame,
    "pandas categories": categories,
    "pandas with Arrow types": pandas_arrow,
    "polars": polars,
    "pyarrow": arrow,
}
LAZY: dict[str, Callable[[Columns], Any]] = {"polars lazy": polars_lazy, "duckdb": duck, "dask": dask}
OTHERS: dict[str, Callable[[Columns], Any]] = {"ibis": ibis, "pyspark": spark}
EAGER_OTHERS: dict[str, Callable[[Columns], Any]] = {"modin": modin}


def rows(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame of any engine, with None for what is missing."""
    table = nw.from_native(frame)
    collected = table.collect() if isinstance(table, nw.LazyFrame) else table
    return [{name: _plain(cell) for name, cell in row.items()} for row in collected.iter_rows(named=True)]


def _plain(cell: Any) -> Any:
    return None if cell is None or cell is pd.NA or cell != cell else cell  # noqa: PLR0124 (NaN alone is not itself)
