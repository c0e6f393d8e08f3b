"""A table of cells, and what each line of a log does to it. Cleaning and replaying are the same code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress, groupby
from typing import Any

import pandas as pd

from disprop._errors import advised, unknown, worded
from disprop.cleaning._log import Repair
from disprop.cleaning._types import TYPES, Cells


class Column:
    """The cells of one column, those of rows left out among them, and the type that they have as a frame."""

    def __init__(self, cells: list[Any], dtype: Any = object) -> None:
        self.cells, self.dtype, self.raw = cells, dtype, [*cells]  # the last as they were read
        self.kept: Cells | None = None  # those of the rows that are in; None: to be looked up anew

    def put(self, rows: Iterable[int], cells: list[Any]) -> None:
        """Put these cells into the rows."""
        self.kept = None
        for row, cell in zip(rows, cells, strict=True):
            self.cells[row] = cell


class Grid:
    """The columns of a raw table by their names, and which of its rows are still in."""

    def __init__(self, index: pd.Index[Any], columns: Mapping[str, Column]) -> None:
        self.index, self.columns = index, {**columns}
        self.kept = [True] * len(index)
        self.within: list[int] | None = None  # the positions of the rows that are still in; None: to be looked up anew

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        if name not in self.columns:
            raise unknown("column", name, self.columns)
        return self.columns[name]

    def rows(self) -> Sequence[int]:
        """Return the positions of the rows that are still in."""
        if self.within is None:
            self.within = [*compress(range(len(self.kept)), self.kept)]
        return self.within

    def cell(self, row: int, name: str) -> Any:
        """Return one cell."""
        return self.column(name).cells[row]

    def cells(self, name: str) -> Cells:
        """Return the cells of a column in the rows that are still in."""
        column = self.column(name)
        if column.kept is None:
            column.kept = Cells(compress(column.cells, self.kept))
        return column.kept

    def leave_out(self, rows: Iterable[int]) -> None:
        """Leave rows out."""
        for row in rows:
            self.kept[row] = False
        self.within = None
        for column in self.columns.values():
            column.kept = None

    def frame(self) -> pd.DataFrame:
        """Return the table as a frame, whose index still says which row of the raw table each one was."""
        index = self.index.take(self.rows())
        each = {n: pd.Series(list(compress(c.cells, self.kept)), index, c.dtype) for n, c in self.columns.items()}
        return pd.DataFrame(each, index=index)


def apply(grid: Grid, log: Iterable[Repair]) -> None:
    """Do to the grid what the lines of a log say, those of one column together."""
    for (name, of_rows), repairs in groupby(log, lambda repair: (repair.column, repair.row is not None)):
        if of_rows:
            _of_rows(grid, name, [*repairs])
            continue
        for repair in repairs:
            if (do := STRUCTURE.get(repair.rule)) is None:
                raise worded("unknown rule", "rule", repair.rule)
            do(grid, repair)


def _of_rows(grid: Grid, name: str | None, repairs: list[Repair]) -> None:
    """Set the cells of a column, or leave rows out."""
    rows: list[int] = [repair.row for repair in repairs if repair.row is not None]
    if not 0 <= min(rows) <= max(rows) < len(grid.kept):
        raise worded("another log", "row", max(rows), rows=len(grid.kept))
    if name is None:
        grid.leave_out(rows)
    else:
        column = grid.column(name)
        column.put(rows, [repair.after for repair in repairs])
        if not isinstance(column.dtype, pd.StringDtype):
            column.dtype = object


def _rename(grid: Grid, repair: Repair) -> None:
    grid.column(str(repair.before))
    columns = grid.columns.items()
    grid.columns = {str(repair.after) if name == repair.before else name: column for name, column in columns}


def _drop(grid: Grid, repair: Repair) -> None:
    grid.column(str(repair.column))
    del grid.columns[str(repair.column)]


def _copy(grid: Grid, repair: Repair) -> None:
    """Put a copy of a column behind it."""
    source, twin = grid.column(str(repair.before)), str(repair.after)
    if twin in grid:
        raise advised(f"the table has a column {twin!r} already", "; rename it first", what="column", got=twin)
    columns = [*grid.columns.items()]
    columns.insert([*grid.columns].index(str(repair.before)) + 1, (twin, Column([*source.cells], source.dtype)))
    grid.columns = dict(columns)


def _type(grid: Grid, repair: Repair) -> None:
    name, kind = str(repair.column), TYPES[str(repair.after)]
    column, values = grid.column(name), kind.values(grid.cells(name))
    column.cells, column.dtype = [None] * len(grid.kept), kind.dtype
    column.put(grid.rows(), values)


def _unpivot(grid: Grid, repair: Repair) -> None:
    """Turn each row into one for each label: labels in new columns, values side by side; no column, no value."""
    labels, values = repair.after["labels"], repair.after["values"]
    wide = {name for names in values.values() for name in names}
    keys = [(name, column) for name, column in grid.columns.items() if name not in wide]
    rows, each = grid.rows(), len(next(iter(values.values())))
    long = [(name, Column([key.cells[row] for row in rows for _ in range(each)], key.dtype)) for name, key in keys]
    long += [(name, Column(list(texts) * len(rows), "string")) for name, texts in labels.items()]
    for name, parts in values.items():
        taken = [None if part is None else grid.column(part) for part in parts]
        cells = [part.cells[row] if part else None for row in rows for part in taken]
        long.append((name, Column(cells, _common([part for part in taken if part], cells))))
    _reshaped(grid, long, len(rows) * each)


def _pivot(grid: Grid, repair: Repair) -> None:
    """Turn rows that differ in their labels into one: values in a column for each label; no row, no value."""
    labels, values = repair.after["labels"], repair.after["values"]
    keys = {name: column for name, column in grid.columns.items() if name not in {*labels, *values}}
    places = {each: at for at, each in enumerate(zip(*labels.values(), strict=True))}
    found: dict[str, dict[int, int]] = {}
    for row in grid.rows():
        held = found.setdefault(repr([key.cells[row] for key in keys.values()]), {})
        label = tuple(grid.cell(row, name) for name in labels)
        if (first := held.setdefault(places[label], row)) != row:
            raise worded("one cell", "row", row, first=first, label=", ".join(map(repr, label)))
    firsts = [min(held.values()) for held in found.values()]
    wide = [(name, Column([key.cells[row] for row in firsts], key.dtype)) for name, key in keys.items()]
    for name, parts in values.items():
        long = grid.column(name)
        for at, part in enumerate(parts):
            cells = [long.cells[held[at]] if at in held else None for held in found.values()]
            wide.append((part, Column(cells, _common([long], cells))))
    _reshaped(grid, wide, len(firsts))


def _common(columns: list[Column], cells: list[Any]) -> Any:
    """Return the type of cells that come from several columns: those without any cell have none."""
    filled = [column for column in columns if any(cell is not None for cell in column.cells)] or columns
    kinds = {str(column.dtype): column.dtype for column in filled}
    if len(kinds) > 1:
        return "float64" if kinds.keys() <= {"Int64", "int64", "float64"} else object
    kind, dtype = kinds.popitem()
    return {"int64": "Int64", "bool": "boolean"}.get(kind, dtype) if None in cells else dtype


def _reshaped(grid: Grid, columns: list[tuple[str, Column]], rows: int) -> None:
    names = [name for name, _ in columns]
    if again := [name for name in names if names.count(name) > 1]:
        raise worded("two columns", "column", again[0])
    grid.index, grid.columns = pd.RangeIndex(rows), dict(columns)
    grid.kept, grid.within = [True] * rows, None


# Such a line tells how the text was read, which is done again with the raw file, or what was seen in it.
OF_TEXT = ("encoding", "separator", "layout", "title", "heading-joined", "heading-renamed", "empty-columns")
STRUCTURE: dict[str, Callable[[Grid, Repair], None]] = {
    "column-renamed": _rename,
    "column-dropped": _drop,
    "column-copied": _copy,
    "column-typed": _type,
    "wide-to-long": _unpivot,
    "long-to-wide": _pivot,
    **dict.fromkeys([*OF_TEXT, "groups", "spellings", "not-looked-for"], lambda *_: None),
}
