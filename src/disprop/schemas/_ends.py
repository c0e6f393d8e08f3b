"""Counts known only in part, as frames have them: in two columns beside the number, what it is at least and at most.

Where the number itself is missing the two say what it may be; where both are missing the number says what they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from disprop._cells import is_missing
from disprop.schemas._roles import Kind, Role
from disprop.schemas._table import each, numbers

NUMBER = Role("setting")
COUNTED: tuple[Kind, ...] = ("count", "population", "outcome")


class Ends(NamedTuple):
    """The columns of the smallest and of the largest number that a count may be."""

    low: str
    high: str


def ends_of(name: object) -> Ends:
    """Return what the two columns of a count are called."""
    return Ends(f"{name}_low", f"{name}_high")


def in_part(names: Iterable[str], columns: Iterable[Any]) -> dict[str, Ends]:
    """Return those of the counts that have a column of an end, with the names of both."""
    there = set(columns)
    return {name: ends for name in names if there.intersection(ends := ends_of(name))}


def whole_counts(names: Iterable[Any]) -> list[Any]:
    """Return names with that of a count in place of its two ends."""
    listed = list(names)
    counts = {name[: -len("_low")] for name in map(str, listed) if name.endswith("_low")}
    counts = {name for name in counts if set(ends_of(name)) <= set(listed)}
    ends = {end: name for name in counts for end in ends_of(name)}
    return list(dict.fromkeys(ends.get(name, name) for name in listed))


def with_ends(roles: Mapping[str, Role], columns: Iterable[Any]) -> dict[str, Role]:
    """Return roles with those of the ends of counts that the columns have; one that is there needs the other."""
    there = set(columns)
    found = in_part((name for name, role in roles.items() if role.kind in COUNTED), there)
    found = {name: ends for name, ends in found.items() if not roles.keys() & set(ends)}
    known = {
        name: replace(roles[name], gaps=True, needed=False, ends=tuple(ends))
        for name, ends in found.items()
        if there.issuperset(ends)
    }
    ends = {end: Role("setting", roles[name].whole, gaps=True) for name, ends in found.items() for end in ends}
    return {**roles, **known, **ends}


def filled(table: Any, roles: Mapping[str, Role]) -> Any:
    """Return a table of any engine whose counts have a number and both ends wherever one says the others."""
    for name, ends in ((name, role.ends) for name, role in roles.items() if role.ends):
        columns = table.collect_schema()
        if name not in columns:
            table = table.with_columns(nw.lit(None, dtype=nw.Float64).alias(name))
        types = {each: columns.get(each, nw.Float64()) for each in (name, *ends)}
        if not all(each.is_numeric() or each == nw.Unknown for each in types.values()):
            continue  # cells of text have a fault of their own
        gone, *gaps = (missing(*each) for each in types.items())
        number, low, high = (nw.col(each).cast(nw.Float64) for each in types)
        alone = gaps[0] & gaps[1]
        table = table.with_columns(
            nw.when(gone & (low == high)).then(low).otherwise(number).alias(name),
            *(nw.when(alone).then(number).otherwise(nw.col(end).cast(nw.Float64)).alias(end) for end in ends),
        )
    return table


def filled_by_cell(frame: pd.DataFrame, roles: Mapping[str, Role]) -> pd.DataFrame:
    """Return what `filled` does of a frame whose cells may be anything."""
    for name, (low, high) in ((name, role.ends) for name, role in roles.items() if role.ends):
        columns = {one: frame[one].astype(object) if one in frame else None for one in (name, low, high)}
        frame = frame.assign(**columns)
        gone, *gaps = (np.array(each(frame[one], is_missing), dtype=bool) for one in columns)
        alike = gone & (numbers(frame[low], NUMBER) == numbers(frame[high], NUMBER))
        alone = gaps[0] & gaps[1]
        frame = frame.assign(
            **{name: frame[name].where(~alike, frame[low])},
            **{end: frame[end].where(~alone, frame[name]) for end in (low, high)},
        )
    return frame


def missing(name: str, dtype: Any) -> nw.Expr:
    """Return where a cell is empty, or NaN in a column that may hold it."""
    empty, may_be_nan = nw.col(name).is_null(), dtype.is_numeric() and not dtype.is_integer()
    return empty | nw.col(name).cast(nw.Float64).is_nan() if may_be_nan else empty
