"""Counts added up by the caller's engine, with every row checked on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from disprop import _arrays
from disprop._arrays import DispropError
from disprop.tables._coded import coded
from disprop.tables._engine import Table, read
from disprop.tables._unusable import any_of, broken, refuse_rows, refuse_values, unsound_labels
from disprop.tables._words import ROWS

ORDER, UNUSABLE = "disprop first row", "disprop unusable rows"


def added_up(frame: Any, columns: tuple[str, str], keys: list[str]) -> nw.DataFrame[Any]:
    """Return the counts added up by the keys, after checking every row.

    The order is that of first appearance, or for a lazy frame, whose rows have none, that of the keys.
    """
    table = read(frame, [*keys, *_arrays.pair("columns", columns, ("numerator", "denominator"))])
    _need_numbers(table, keys, columns)
    rules = broken(columns, table.collect_schema())
    flag = any_of(rules).alias(UNUSABLE)
    numbers = table.select(*keys, nw.col(*columns).cast(nw.Float64), flag)  # so that no narrow type overflows
    added = grouped(numbers.with_columns(nw.col(UNUSABLE).cast(nw.Float64)), keys, [*columns, UNUSABLE])
    sums = added.select(*columns, UNUSABLE).to_numpy()
    if not len(added) or not np.isfinite(sums).all() or sums[:, -1].any() or not _labels_are_sound(added, keys):
        if isinstance(table, nw.DataFrame):
            refuse_rows(table, keys, columns)
        else:
            refuse_values(table, rules, added, keys)
    return added.drop(UNUSABLE)


def grouped(table: Table, keys: list[str], numbers: Sequence[str]) -> nw.DataFrame[Any]:
    """Return the sum of each column of numbers, and the rows, for each combination of the keys."""
    sums = [nw.col(name).sum() for name in numbers]
    if isinstance(table, nw.LazyFrame):
        lazy = table.group_by(keys, drop_null_keys=False).agg(*sums, nw.len().alias(ROWS))
        return lazy.collect().sort(keys)
    if (fast := coded(table, keys, numbers)) is not None:
        return fast
    by_key = table.with_row_index(ORDER).group_by(keys, drop_null_keys=False)
    added: nw.DataFrame[Any] = by_key.agg(*sums, nw.len().alias(ROWS), nw.col(ORDER).min())
    return added.sort(ORDER).drop(ORDER)


def _labels_are_sound(added: nw.DataFrame[Any], keys: list[str]) -> bool:
    """Return whether no label is missing, or differs from another only in how it is spelt."""
    return all(not unsound_labels(added, key) for key in keys)


def _need_numbers(table: Table, keys: list[str], columns: tuple[str, str]) -> None:
    """Look row by row at columns of objects and text: an error then says which cell is not a number."""
    dtypes = table.collect_schema()
    odd = [name for name in columns if not dtypes[name].is_numeric()]
    if isinstance(table, nw.DataFrame):
        if odd or any(dtypes[key] in {nw.Object, nw.Unknown} or dtypes[key].is_nested() for key in keys):
            refuse_rows(table, keys, columns)
    elif odd:
        raise DispropError(f"column {odd[0]!r} must hold numbers; it holds {dtypes[odd[0]]}: convert it first")
