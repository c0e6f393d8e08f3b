"""The caller's frame, of any library that Narwhals knows, a result of the same kind, and the columns that it has."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from textwrap import shorten
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from disprop._arrays import FloatArray
from disprop._errors import DispropError, Said, advised, did_you_mean, one_of, refused, worded
from disprop.estimate import Estimate, Record, Result, estimates_of, stacked
from disprop.schemas._frames import Table, in_one_row, known
from disprop.schemas._table import in_part

Library = Literal["pandas", "polars", "pyarrow"]
NUMBERS = ("value", "low", "high", "least", "most")
WORDS = ("level", "sides", "method", "measure", "unit")
AGAINST = "reference"  # what a group was compared with
ROWS = "rows"  # how many rows of the frame were added up
ONE, NAME = "", "name"  # of a single estimate none, and the column of the names of several
NOTE = "note"  # why a row has no value
OWN = ("disprop first row", "disprop unusable rows", "disprop missing cells")  # columns on the way
REFERENCE, WHOLE = "reference_", "whole_"  # before the names of their counts


def to_frame(
    found: Result | Sequence[Estimate | Record] | Mapping[str, Estimate | Record],
    keys: Mapping[str, Sequence[object]] | None = None,
    *,
    backend: Library = "pandas",
) -> Any:
    """Return a result as a frame, one row an element, with the columns of `keys` in front.

    Parameters
    ----------
    found : Estimate, Record or another result, or a sequence or mapping of Estimates and Records
        One number or an array; a record has a row for each of its estimates, with its name, and so have several.
    keys : mapping of str to sequence, optional
        What names the elements, such as {"force": ["Kent", "Surrey"]}, or columns of a pandas frame.
    backend : str
        "pandas" (default), "polars" or "pyarrow".

    Returns
    -------
    frame of that kind
        The keys, a name where there are several estimates, the counts, value, low, high, least, most, level, sides,
        method, measure, unit, what the number rests on, and note.

    Raises
    ------
    DispropError
        For keys of another length than the result, or called as one of its columns, and for an unknown backend.

    Examples
    --------
    >>> from disprop import rate, tables
    >>> black, white = rate(33, 46_476).per(10_000), rate(352, 1_761_205).per(10_000)
    >>> tables.to_frame(rate([33, 352], [46_476, 1_761_205]), {"group": ["Black", "White"]})[["group", "events"]]
       group  events
    0  Black      33
    1  White     352
    >>> tables.to_frame({"Black": black, "White": white})[["name", "value"]].round(2)
        name  value
    0  Black    7.1
    1  White    2.0
    """
    columns = found.to_dict() if isinstance(found, Result) else stacked(estimates_of(found))
    size = max(map(len, columns.values()))
    named = {} if keys is None else {name: list(keys[name]) for name in keys}
    for name, labels in named.items():
        if len(labels) != size:
            raise worded("labels and estimates", name, len(labels), size=size)
        if name in columns:
            raise worded("key in the result", name, labels)
    return framed({**named, **columns}, backend)


def framed(columns: Mapping[str, Sequence[object]], backend: Library = "pandas") -> Any:
    """Return columns as a frame of that library."""
    one_of("frame library", backend, get_args(Library))
    return nw.from_dict(dict(columns), backend=backend).to_native()


EAGER_TWIN: dict[str, Any] = {"polars": "polars", "dask": "pandas"}  # the others are given Arrow
RENAMED = "frame.rename(columns=str)"
WIDTH = 300  # characters of what an engine said


def read(frame: Any, keys: Sequence[Any], counts: Sequence[Any] = ()) -> Table:
    """Return the columns of a frame that are asked for, each with one role; of counts known in part both ends."""
    table = known(frame)
    columns = columns_of_frame(table)
    ends = in_part(counts, columns)
    numbers = [name for name in counts if name in columns or str(name) not in ends]
    names = [*keys, *numbers, *(end for both in ends.values() for end in both)]
    for name in names:
        if name not in columns:
            if of := next((count for count, both in ends.items() if name in both), None):
                raise worded("one end", str(name), Said("nothing"), of=of)
            raise _no_column(name, columns, frame)
    if odd := [name for name in names if not isinstance(name, str)]:
        raise refused("names of columns", "must be text", odd[0], hint=f": rename them first, as in {RENAMED}")
    if len(set(names)) < len(names):
        raise refused("each column", "has one role", Said(list(names)))
    if taken := sorted({ROWS, NOTE, AGAINST, *NUMBERS, *WORDS, *OWN} & set(names)):
        raise worded("names taken", "columns", taken)
    return table.select(nw.col(*names))


def columns_of_frame(table: Table) -> list[Any]:
    """Return the names of the columns: one row of them, and each once."""
    with worked_out(table):
        return in_one_row(table.collect_schema().names())


def _no_column(name: object, columns: list[Any], frame: Any) -> DispropError:
    """Return the error for a column that is not there, with where it may be."""
    hint = did_you_mean(name, columns)
    if any(str(column).startswith("\ufeff") for column in columns):
        hint += " A name begins with a byte-order mark: read the file with encoding='utf-8-sig'."
    if isinstance(name, str) and name in getattr(getattr(frame, "index", None), "names", ()):
        hint += " It is in the index: call reset_index() first."
    known = ", ".join(map(str, columns))
    return advised(f"no column is called {name!r}.", f"{hint} Known: {known}", what="column", got=name)


def is_frame(frame: Any) -> bool:
    """Return whether Narwhals knows this as a frame."""
    return nw.from_native(frame, pass_through=True) is not frame


def in_pandas(frame: Any) -> pd.DataFrame:
    """Return a small frame as pandas, whatever it came as."""
    table = known(frame)
    columns_of_frame(table)
    with worked_out(table):
        return collected(table).to_pandas()


def collected(table: Table) -> nw.DataFrame[Any]:
    """Return the rows of a table, worked out where it is lazy."""
    return table.collect() if isinstance(table, nw.LazyFrame) else table


def own_order(column: nw.Series[Any]) -> list[Any]:
    """Return the labels of a column that has them in an order of its own: ordered categories, and Enums."""
    return list(column.dtype.categories) if isinstance(column.dtype, nw.Enum) else []


def numbers(added: nw.DataFrame[Any], name: str) -> FloatArray:
    """Return a column as plain float64, whatever the engine keeps its numbers in."""
    return np.asarray(added[name].to_numpy(), dtype=np.float64)


@contextmanager
def worked_out(table: Table) -> Iterator[None]:
    """Say in a sentence what an engine could not do; its own error is the cause."""
    try:
        yield
    except DispropError:
        raise
    except Exception as error:
        said = shorten(str(error), WIDTH, placeholder="...")
        got, engine = Said(type(error).__name__), table.implementation.value
        raise worded("engine", "frame", got, engine=engine, said=said) from error


def like(frame: Any, *parts: Mapping[str, Any]) -> Any:
    """Return columns as a frame of the same kind as `frame`: a lazy one holds rows that are already worked out."""
    names = Counter(name for part in parts for name in part)
    if twice := [name for name, number in names.items() if number > 1]:
        raise worded("own column", "column", twice[0])
    columns = {name: cells for part in parts for name, cells in part.items()}
    table = known(frame)
    kind = table.implementation
    twin = kind if isinstance(table, nw.DataFrame) else EAGER_TWIN.get(kind.value, "pyarrow")
    return handed_back(frame, _with_categories(table, nw.from_dict(columns, backend=twin)))


def _with_categories(table: Table, rows: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Return rows whose labels are of the categories that they have in a table."""
    dtypes = {name: dtype for name, dtype in table.collect_schema().items() if name in rows.columns}
    kept = {name: dtype for name, dtype in dtypes.items() if isinstance(dtype, (nw.Categorical, nw.Enum))}
    native, theirs = rows.to_native(), table.to_native()
    if not isinstance(native, pd.DataFrame):
        return rows.with_columns(*(nw.col(name).cast(dtype) for name, dtype in kept.items()))
    known = {name: theirs[name].dtype for name in kept}
    fits = {name: dtype for name, dtype in known.items() if native[name].dropna().isin(dtype.categories).all()}
    return nw.from_native(native.astype(fits), eager_only=True)


def handed_back(frame: Any, rows: nw.DataFrame[Any]) -> Any:
    """Return rows that the engine of `frame` worked out, as a frame of its kind."""
    table = known(frame)
    if isinstance(table, nw.DataFrame):
        return rows.to_native()
    return rows.lazy(backend=table.implementation, session=getattr(frame, "sparkSession", None)).to_native()
