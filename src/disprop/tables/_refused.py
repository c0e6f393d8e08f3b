"""Rows that cannot be used, refused all at once: by name where a frame is in memory, else counted, with examples."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from disprop import schemas
from disprop.schemas import Report, TableError
from disprop.schemas._broken import unusable
from disprop.schemas._declared import with_roles
from disprop.schemas._ends import filled, with_ends
from disprop.schemas._frames import Table, by_cell
from disprop.schemas._roles import Role
from disprop.tables._engine import numbers, read, without_objects, worked_out
from disprop.tables._frames import UNUSABLE

COUNT = Role("count", whole=True)
ALLOWED = {"missing", "one-end"}
NUMBERS_AS_TEXT = {"number-as-text", "thousands-separator"}
CONVERSIONS = {
    nw.Implementation.PANDAS: 'frame[NAME].str.replace(",", "").astype("Float64")',
    nw.Implementation.POLARS: 'pl.col(NAME).str.replace_all(",", "").cast(pl.Float64)',
    nw.Implementation.PYARROW: 'pc.replace_substring(table[NAME], ",", "").cast("float64")',
    nw.Implementation.DUCKDB: "duckdb.sql('SELECT * REPLACE (replace(NAME, ',', '')::double AS NAME) FROM frame')",
    nw.Implementation.PYSPARK: 'functions.regexp_replace(NAME, ",", "").cast("double")',
    nw.Implementation.IBIS: 'frame[NAME].replace(",", "").cast("float64")',
}


def refuse_rows(table: Table, keys: Sequence[str], roles: dict[str, Role], *, gaps: bool = True) -> None:
    """Refuse the rows that cannot be used. With `gaps` a cell may be empty; a mark, such as "..", is text."""
    rows = table if isinstance(table, nw.LazyFrame) else by_cell(table)
    report = with_roles(rows, schemas.Events, dict.fromkeys(keys, Role("key")) | roles, keys)
    if gaps:
        left = tuple(one for one in report.findings if one.rule not in ALLOWED or isinstance(one.value, str))
        report = replace(report, findings=left)
    if not report.ok:
        raise TableError(report, _how_to_read(report, table.implementation))


def refuse_parts(frame: Any, columns: tuple[str, str]) -> None:
    """Refuse the rows that a proportion cannot be taken of: a part above its whole, or a whole that is no count."""
    part, whole = columns
    table = read(frame, [], columns)
    names = table.collect_schema().names()
    roles = with_ends({part: replace(COUNT, of=(whole,)), whole: COUNT}, names)
    table = filled(without_objects(table, names), roles)
    bad = nw.when(unusable(roles, table.collect_schema())).then(1).otherwise(0).alias(UNUSABLE)
    with worked_out(table):
        if numbers(table.select(bad).select(nw.all().sum()).lazy().collect(), UNUSABLE)[0]:
            refuse_rows(table, [], roles)


def _how_to_read(report: Report, engine: nw.Implementation) -> str:
    """Return how to make numbers of columns of text, where every fault of them is that they are text."""
    rules: dict[str, set[str]] = {}
    for finding in report.errors:
        rules.setdefault(str(finding.column), set()).add(finding.rule)
    converted = CONVERSIONS.get(engine, CONVERSIONS[nw.Implementation.PANDAS])
    columns = [column for column, broken in rules.items() if broken <= NUMBERS_AS_TEXT]
    return "".join(f"\nto read {column!r} as numbers: {converted.replace('NAME', repr(column))}" for column in columns)
