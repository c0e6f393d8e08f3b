"""Counts added up by the caller's engine, with every row checked on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from disprop._labels import refuse_alike
from disprop.schemas._broken import missing, unusable
from disprop.tables._coded import coded
from disprop.tables._engine import Table, numbers, own_order, read, worked_out
from disprop.tables._frames import GAPS, ORDER, ROWS, UNUSABLE
from disprop.tables._unusable import (
    holds_objects,
    refuse_keys,
    refuse_rows,
    roles_of,
    unsound_labels,
    without_objects,
)


def summed(frame: Any, keys: list[str], parts: list[str], wholes: list[str]) -> nw.DataFrame[Any]:
    """Return columns of counts and of denominators added up by the keys, after checking every row."""
    table = read(frame, [*keys, *parts, *wholes])
    with worked_out(table):
        _need_numbers(table, keys, parts, wholes)
        added = _checked(table, keys, parts, wholes)
    for key in keys:
        refuse_alike(key, added[key].unique(maintain_order=True).to_list())
    return added


def _checked(table: Table, keys: list[str], parts: list[str], wholes: list[str]) -> nw.DataFrame[Any]:
    """Return the sums, if no row is unusable: how many are is one more sum. One with a missing cell is missing."""
    columns = [*parts, *wholes]
    plain = without_objects(table, columns)
    dtypes = plain.collect_schema()
    gaps = {name: f"{GAPS} {at}" for at, name in enumerate(columns)}
    checked = plain.with_columns(
        nw.col(*columns).cast(nw.Float64),  # so that no narrow type overflows
        *(missing(name, dtypes[name]).cast(nw.Float64).alias(gap) for name, gap in gaps.items()),
        unusable(roles_of(parts, wholes), dtypes).cast(nw.Float64).alias(UNUSABLE),
    )
    filled = (nw.when(nw.col(gap) == 0).then(nw.col(name)).otherwise(0.0).alias(name) for name, gap in gaps.items())
    added = grouped(checked.with_columns(*filled), keys, [*columns, *gaps.values(), UNUSABLE])
    sums = [numbers(added, name) for name in (*columns, UNUSABLE)]
    unknown = any(numbers(added, gap).sum() == numbers(added, ROWS).sum() for gap in gaps.values())
    sound = np.isfinite(sums).all() and not sums[-1].any() and _labels_are_sound(added, keys)
    if not len(added) or unknown or not sound:
        refuse_rows(table, keys, parts, wholes, gaps=not unknown)
    known = (nw.when(nw.col(gap) == 0).then(nw.col(name)).alias(name) for name, gap in gaps.items())
    return added.with_columns(*known).drop(UNUSABLE, *gaps.values())


def grouped(table: Table, keys: list[str], columns: Sequence[str]) -> nw.DataFrame[Any]:
    """Return the sum of each column of numbers, and the rows, for each combination of the keys.

    Keys with an order of their own, ordered categories and Enums, come in it, and others as they first appear.
    """
    return _in_own_order(_grouped(table, keys, columns), keys)


def _in_own_order(added: nw.DataFrame[Any], keys: list[str]) -> nw.DataFrame[Any]:
    if not any(added.schema[key] == nw.Enum for key in keys):
        return added
    places = [
        {label: at for at, label in enumerate(own_order(added[key]) or dict.fromkeys(added[key]))} for key in keys
    ]
    ranks = [[place.get(label, len(place)) for label in added[key]] for key, place in zip(keys, places, strict=True)]
    return nw.maybe_reset_index(added[np.lexsort(ranks[::-1]).tolist()])


def _grouped(table: Table, keys: list[str], columns: Sequence[str]) -> nw.DataFrame[Any]:
    sums = [nw.col(name).sum() for name in columns]
    if isinstance(table, nw.LazyFrame):
        lazy = table.group_by(keys, drop_null_keys=False).agg(*sums, nw.len().alias(ROWS))
        return lazy.collect().sort(keys)
    if (fast := coded(table, keys, columns)) is not None:
        return fast
    if table.implementation.is_pandas():  # whose groups come in order of first appearance
        plain: nw.DataFrame[Any] = table.group_by(keys, drop_null_keys=False).agg(*sums, nw.len().alias(ROWS))
        return plain
    by_key = table.with_row_index(ORDER).group_by(keys, drop_null_keys=False)
    added: nw.DataFrame[Any] = by_key.agg(*sums, nw.len().alias(ROWS), nw.col(ORDER).min())
    return added.sort(ORDER).drop(ORDER)


def _labels_are_sound(added: nw.DataFrame[Any], keys: list[str]) -> bool:
    """Return whether no label is missing, or differs from another only in how it is spelt."""
    return all(not unsound_labels(added, key) for key in keys)


def _need_numbers(table: Table, keys: list[str], parts: list[str], wholes: list[str]) -> None:
    """Look row by row at columns of objects and text: an error then says which cell is not a number."""
    dtypes = table.collect_schema()
    odd = [name for name in (*parts, *wholes) if not dtypes[name].is_numeric()]
    if isinstance(table, nw.LazyFrame):
        refuse_keys(table, keys)
    elif any(holds_objects(dtypes[key]) for key in keys):
        odd.extend(keys)
    if odd:
        refuse_rows(table, keys, parts, wholes, gaps=isinstance(table, nw.DataFrame))
