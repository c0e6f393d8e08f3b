"""Reading the caller's frame, and making one of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import signature
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw
import pandas as pd

from disprop import _arrays, schemas
from disprop._arrays import DispropError, unknown
from disprop.estimate import Estimate
from disprop.tables._grid import WORDS

Names = str | Sequence[str]
Library = Literal["pandas", "polars", "pyarrow"]
RESULT = ("value", "low", "high", *WORDS)
ROWS = "rows"  # the column that says how many rows of the frame were added up
NOTE = "note"  # the column that says why a row has no value


def to_frame(
    estimate: Estimate, keys: Mapping[str, Sequence[object]] | None = None, *, backend: Library = "pandas"
) -> Any:
    """Return an Estimate as a frame, one row an element, with the columns of `keys` in front.

    Parameters
    ----------
    estimate : Estimate
        One number or an array.
    keys : mapping of str to sequence, optional
        What names the elements, such as {"force": ["Kent", "Surrey"]}.
    backend : str
        "pandas" (default), "polars" or "pyarrow".

    Returns
    -------
    frame of that kind
        The keys, the counts, value, low, high, level, method, measure and unit.

    Raises
    ------
    DispropError
        For keys of another length than the estimate, and for an unknown backend.

    Examples
    --------
    >>> from disprop import rate, tables
    >>> tables.to_frame(rate([33, 352], [46_476, 1_761_205]), {"group": ["Black", "White"]})[["group", "events"]]
       group  events
    0  Black    33.0
    1  White   352.0
    """
    columns = estimate.to_dict()
    size = len(columns["value"])
    for name, labels in (keys or {}).items():
        if len(labels) != size:
            raise DispropError(f"key {name!r} has {len(labels)} labels for {size} estimates")
    named = {name: list(labels) for name, labels in (keys or {}).items()}
    if backend not in get_args(Library):
        raise unknown("frame library", backend, get_args(Library))
    return nw.from_dict({**named, **columns}, backend=backend).to_native()


def added_up(frame: Any, columns: tuple[str, str], keys: list[str]) -> nw.DataFrame[Any]:
    """Return the counts added up by the keys, in order of first appearance, after checking every row."""
    table = _read(frame, [*keys, *_arrays.pair("columns", columns, ("numerator", "denominator"))])
    _check_rows(table, keys, columns)
    order = "first row"
    sums = [nw.col(name).sum() for name in columns]
    numbers = table.with_columns(nw.col(*columns).cast(nw.Float64))  # so that no narrow type overflows
    grouped = numbers.with_row_index(order).group_by(keys, drop_null_keys=False)
    added: nw.DataFrame[Any] = grouped.agg(*sums, nw.len().alias(ROWS), nw.col(order).min())
    tidy: nw.DataFrame[Any] = added.sort(order).drop(order)
    return tidy


def _read(frame: Any, names: list[Any]) -> nw.DataFrame[Any]:
    """Return the columns of a frame that are asked for, each with one role."""
    try:
        table: nw.DataFrame[Any] = nw.from_native(frame, eager_only=True)
    except TypeError:
        raise DispropError(f"frame must be a data frame such as pandas or Polars; got {type(frame).__name__}") from None
    for name in names:
        if name not in table.columns:
            raise unknown("column", name, table.columns)
    if len(set(names)) < len(names):
        raise DispropError(f"each column has one role; got {names}")
    if taken := sorted({ROWS, NOTE, *RESULT} & set(names)):
        raise DispropError(f"columns {taken} have names that the result uses; rename them first")
    return table.select(names)


def _check_rows(table: nw.DataFrame[Any], keys: list[str], columns: tuple[str, str]) -> None:
    """Refuse, all at once, the rows that cannot be used."""
    native = table.to_native()
    if not isinstance(native, pd.DataFrame):
        native = pd.DataFrame({name: pd.Series(table[name].to_list(), dtype=object) for name in table.columns})
    part, whole = columns
    schemas.validate(native, schemas.Records, keys=keys, counts=[part], populations=[whole])


def called(statistic: object, options: dict[str, Any], *, compares: bool) -> Callable[..., Estimate]:
    """Return the statistic with its options, after checking that it is of the right kind and knows them."""
    if not callable(statistic):
        raise DispropError(f"statistic must be a function such as disprop.rate; got {statistic!r}")
    name = getattr(statistic, "__name__", repr(statistic))
    takes = signature(statistic).parameters
    if ("reference" in takes) != compares:
        verb, other = ("compare_by", "disprop.rate_ratio") if compares else ("estimate_by", "disprop.rate")
        raise DispropError(f"{verb} takes a statistic such as {other}; got {name}")
    for option in options:
        if option not in takes:
            raise unknown(f"option of {name}", option, [known for known in takes if known in {"method", "level"}])
    return partial(statistic, **options)


def whole_if_it_is(number: float) -> float | int:
    """Return 33.0 as 33, and person-time of 33.5 as it is."""
    return int(number) if float(number).is_integer() else number


def listed(names: Names) -> list[str]:
    """Return one name, or several, as a list."""
    return [names] if isinstance(names, str) else list(names)


def like(frame: Any, columns: dict[str, list[Any]]) -> Any:
    """Return columns as a frame of the same kind as `frame`."""
    backend = nw.from_native(frame, eager_only=True).implementation
    return nw.from_dict(columns, backend=backend).to_native()
