"""Rows that cannot be used: found by the caller's engine as sums, named one by one or with examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from disprop import schemas
from disprop._errors import DispropError
from disprop.schemas import Finding, Report, TableError
from disprop.schemas._broken import unusable
from disprop.schemas._declared import with_roles
from disprop.schemas._roles import Role
from disprop.tables._engine import Table, numbers, read, worked_out
from disprop.tables._frames import ROWS, UNUSABLE

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
    _refuse(table, keys, dict.fromkeys(keys, Role("key")) | roles_of(parts, wholes), gaps=gaps)


def roles_of(parts: list[str], wholes: list[str]) -> dict[str, Role]:
    """Return what columns of counts and of denominators hold."""
    return dict.fromkeys(parts, COUNT) | dict.fromkeys(wholes, PEOPLE)


def refuse_parts(frame: Any, columns: tuple[str, str]) -> None:
    """Refuse the rows that a proportion cannot be taken of: a part above its whole, or a whole that is no count."""
    part, whole = columns
    table = without_objects(read(frame, columns), columns)
    roles = {part: replace(COUNT, of=(whole,)), whole: COUNT}
    bad = nw.when(unusable(roles, table.collect_schema())).then(1).otherwise(0).alias(UNUSABLE)
    with worked_out(table):
        if numbers(table.select(bad).select(nw.all().sum()).lazy().collect(), UNUSABLE)[0]:
            _refuse(table, [], roles, gaps=True)


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
