"""Rows that cannot be used: found by the caller's engine as sums, named one by one or with examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from disprop import schemas
from disprop._arrays import LARGEST_COUNT
from disprop._errors import DispropError
from disprop.schemas import Finding, Report, TableError
from disprop.schemas._declared import with_roles
from disprop.schemas._roles import Role
from disprop.tables._engine import Table, numbers, read, worked_out
from disprop.tables._frames import ROWS, UNUSABLE

EXAMPLES = 3
COUNT, PEOPLE = Role("count", whole=True), Role("population")
NUMBERS_AS_TEXT = {"number-as-text", "thousands-separator"}
CONVERSIONS = {
    nw.Implementation.PANDAS: 'frame[NAME].str.replace(",", "").astype("Float64")',
    nw.Implementation.POLARS: 'pl.col(NAME).str.replace_all(",", "").cast(pl.Float64)',
    nw.Implementation.PYARROW: 'pc.replace_substring(table[NAME], ",", "").cast("float64")',
    nw.Implementation.DUCKDB: "duckdb.sql('SELECT * REPLACE (replace(NAME, ',', '')::double AS NAME) FROM frame')",
    nw.Implementation.PYSPARK: 'functions.regexp_replace(NAME, ",", "").cast("double")',
    nw.Implementation.IBIS: 'frame[NAME].replace(",", "").cast("float64")',
}


def unusable(parts: list[str], wholes: list[str], dtypes: Mapping[str, Any]) -> nw.Expr:
    """Return where a row cannot be used; `refuse_rows` says why. Whole-number types cannot break every rule."""
    broken = [where for name in (*parts, *wholes) for where in _of_any(name, whole=dtypes[name].is_integer())]
    broken += [_fractional(part) for part in parts if not dtypes[part].is_integer()]
    peopled = ((nw.col(whole) == 0) & (nw.col(part) > 0) for part in parts for whole in wholes)
    known = (~is_missing(part, dtypes[part]) for part in parts for _ in wholes)
    return reduce(or_, [*broken, *(where & there for where, there in zip(peopled, known, strict=True))])


def is_missing(name: str, dtype: Any) -> nw.Expr:
    """Return where a cell is missing: null, or NaN."""
    column = nw.col(name)
    return column.is_null() if dtype.is_integer() else column.is_null() | column.cast(nw.Float64).is_nan()


def _fractional(part: str) -> nw.Expr:
    number = nw.col(part).cast(nw.Float64)
    usual = nw.when(number.abs() <= LARGEST_COUNT).then(number).otherwise(0.0)  # Ibis makes integers of floors
    return usual != usual.floor()


def _of_any(name: str, *, whole: bool) -> list[nw.Expr]:
    """Return where a cell is negative or, but for whole-number types, infinite."""
    column = nw.col(name)
    number = column.cast(nw.Float64)
    return [column < 0, *([] if whole else [~number.is_nan() & ~number.is_finite()])]


def without_objects(table: Table, columns: Sequence[str]) -> Table:
    """Return a table whose columns of numbers are of numbers: those of pandas may be of objects, such as its own NA."""
    native = table.to_native()
    if not isinstance(native, pd.DataFrame):
        return table
    mixed = [name for name in columns if native[name].dtype == object]
    cells = {name: native[name].where(native[name].notna(), np.nan).astype(np.float64) for name in mixed}
    return nw.from_native(native.assign(**cells), eager_only=True)


def holds_objects(dtype: Any) -> bool:
    """Return whether a column may hold anything, such as lists, so that each cell has to be looked at."""
    return dtype in {nw.Object, nw.Unknown} or bool(dtype.is_nested())


def refuse_keys(table: nw.LazyFrame[Any], keys: list[str]) -> None:
    """Refuse keys of a lazy frame that are no single values: they cannot be grouped, or not sorted."""
    dtypes = table.collect_schema()
    for key in keys:
        if dtypes[key] == nw.Object or dtypes[key].is_nested():
            raise DispropError(f"column {key!r} holds {dtypes[key]}; a key must be one value, such as text or a date")


def refuse_rows(table: Table, keys: list[str], parts: list[str], wholes: list[str], *, gaps: bool = True) -> None:
    """Refuse, all at once, the rows of a frame that cannot be used: row by row where it is in memory.

    With `gaps` a cell may be empty; a mark, such as "..", is text.
    """
    roles = dict.fromkeys(keys, Role("key")) | dict.fromkeys(parts, COUNT) | dict.fromkeys(wholes, PEOPLE)
    _refuse(table, keys, roles, gaps=gaps)


def refuse_parts(frame: Any, columns: tuple[str, str]) -> None:
    """Refuse the rows that a proportion cannot be taken of: a part above its whole, or a whole that is no count."""
    part, whole = columns
    table = without_objects(read(frame, columns), columns)
    dtypes, (x, n) = table.collect_schema(), (nw.col(name).cast(nw.Float64) for name in columns)
    bad = (x > n) if dtypes[whole].is_integer() else (x > n) | _fractional(whole)
    known = ~is_missing(part, dtypes[part]) & ~is_missing(whole, dtypes[whole])
    with worked_out(table):
        rows = table.select(nw.when(known & bad).then(1).otherwise(0).alias(UNUSABLE)).select(nw.all().sum()).lazy()
        if numbers(rows.collect(), UNUSABLE)[0]:
            of_whole = Role("count", whole=True, of=(whole,))
            _refuse(table, [], {part: of_whole, whole: COUNT}, gaps=True)


def _refuse(table: Table, keys: list[str], roles: dict[str, Role], *, gaps: bool) -> None:
    report = with_roles(_by_row(table), schemas.Events, roles, keys)
    if gaps:
        left = tuple(one for one in report.findings if one.rule != "missing" or isinstance(one.value, str))
        report = replace(report, findings=left)
    if not report.ok:
        error = TableError(report)
        error.args = (f"{error}{_how_to_read(report, table.implementation)}",)
        raise error


def _by_row(table: Table) -> pd.DataFrame | nw.LazyFrame[Any]:
    """Return a table in memory as pandas, cell by cell, and a lazy one as it is."""
    native = table.to_native()
    if isinstance(table, nw.LazyFrame) or isinstance(native, pd.DataFrame):
        return table if isinstance(table, nw.LazyFrame) else native
    return pd.DataFrame({name: pd.Series(table[name].to_list(), dtype=object) for name in table.columns})


def _how_to_read(report: Report, engine: nw.Implementation) -> str:
    """Return how to make numbers of columns of text, where every fault of them is that they are text."""
    rules: dict[str, set[str]] = {}
    for finding in report.errors:
        rules.setdefault(str(finding.column), set()).add(finding.rule)
    columns = [column for column, broken in rules.items() if broken <= NUMBERS_AS_TEXT]
    return "".join(f"\nto read {column!r} as numbers: {conversion(column, engine)}" for column in columns)


def conversion(column: str, engine: nw.Implementation) -> str:
    """Return what makes numbers of a column of text, in the words of its engine."""
    return CONVERSIONS.get(engine, CONVERSIONS[nw.Implementation.PANDAS]).replace("NAME", repr(column))


def refuse_column(table: nw.LazyFrame[Any], name: str) -> None:
    """Refuse a column of a lazy frame that holds no numbers, with a few of the things that it holds."""
    cells = table.select(name).head(EXAMPLES).collect()[name].to_list()
    if not cells:
        raise TableError(Report(schemas.Events.__name__, 0, (Finding("empty-frame"),)))
    dtype, there = table.collect_schema()[name], [cell for cell in cells if cell is not None]
    holds = f"{dtype}, such as {', '.join(map(repr, there))}" if there else f"no value in its first rows ({dtype})"
    hint = f", as in {conversion(name, table.implementation)}" if dtype == nw.String else ""
    raise DispropError(f"column {name!r} must hold numbers; it holds {holds}: convert it first{hint}")


def unsound_labels(added: nw.DataFrame[Any], key: str) -> list[Finding]:
    """Return what is wrong with the labels of a key: those that are missing, or spelt in two ways."""
    sizes = added.group_by(key, drop_null_keys=False).agg(nw.col(ROWS).sum())
    labels = pd.DataFrame({key: pd.Series(sizes[key].to_list(), dtype=object), ROWS: sizes[ROWS].to_list()})
    found = schemas.check(labels, schemas.Events, keys=[key], counts=[ROWS]).errors if len(labels) else ()
    return [_of_table(finding, int(labels[ROWS].iloc[finding.position or 0])) for finding in found]


def _of_table(finding: Finding, number: int) -> Finding:
    """Return a finding about a label as one about all rows that have it."""
    value = f"{number} {_rows(number)}" if finding.rule == "missing-key" else finding.value
    return replace(finding, position=None, label=None, value=value)


def _rows(number: int) -> str:
    return "row" if number == 1 else "rows"
