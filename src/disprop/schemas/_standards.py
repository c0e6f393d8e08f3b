"""The rules of a standard population."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from disprop._ages import Band, read
from disprop._cells import is_empty
from disprop.schemas._rules import COMMON, checks_in
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

AGE, STANDARD, WEIGHT = "age", "standard", "weight"
PRINTED = 0.01  # weights that miss a round sum by less were meant to have it
ROUNDING = 1e-9  # of a sum of floats


def strata_are_named(table: Table) -> Iterator[Finding]:
    """Check that the rows have ages, or other strata that the caller names."""
    if all(name in {AGE, STANDARD} for name in table.keys) and AGE not in table.names:
        yield Finding("missing-column", AGE, hint=" (or name the strata with keys=)")


def ages_are_readable(table: Table) -> Iterator[Finding]:
    """Check that every age band has a first and a last age."""
    for position, cell in enumerate(table.cells(AGE)):
        if not is_empty(cell) and _ages(cell) is None:
            yield table.finding("age-unreadable", AGE, position, cell)


def ages_follow(table: Table) -> Iterator[Finding]:
    """Check that the bands of each standard leave no gap and do not overlap."""
    for rows in _apart(table, [name for name in table.keys if name != AGE]):
        bands = [(ages, i) for i in rows if (ages := _ages(table.cells(AGE).iloc[i])) is not None]
        for ((_, end), before), ((start, _), i) in pairwise(sorted(bands)):
            if start != end:
                value = f"{table.cells(AGE).iloc[i]} after {table.cells(AGE).iloc[before]}"
                yield table.finding("age-overlap" if start < end else "age-gap", AGE, i, value)


def weights_sum(table: Table) -> Iterator[Finding]:
    """Check that the weights of each standard have a sum, and the one that they were meant to have."""
    for rows in _apart(table, [STANDARD]):
        total = math.fsum(table.numbers(WEIGHT)[rows])
        if total == 0:
            yield table.finding("no-weight", WEIGHT, rows[0], 0)
        elif total > 0:
            meant = 10.0 ** round(math.log10(total))
            if ROUNDING < abs(total / meant - 1) < PRINTED:
                yield table.finding("weights-do-not-sum", WEIGHT, rows[0], f"{total:.15g}, not {meant:.15g}")


def _apart(table: Table, names: list[str]) -> list[list[int]]:
    """Return the rows that have the same labels in these columns; all rows where there are none."""
    labels: dict[tuple[Any, ...], list[int]] = {}
    columns = [table.cells(name).map(str) for name in names]
    for i in range(len(table.frame)):
        labels.setdefault(tuple(column.iloc[i] for column in columns), []).append(i)
    return list(labels.values())


def _ages(cell: Any) -> Band | None:
    """Return the first age of a band and the first above it, or None."""
    return read(int(cell) if isinstance(cell, (float, np.floating)) and float(cell).is_integer() else cell)


STANDARDS = (*COMMON, *checks_in(globals()))
