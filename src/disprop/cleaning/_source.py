"""From a path, an open file or a frame to a table of text, with nothing read as anything but text."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_hashable, is_object_dtype

from disprop._errors import Said, advised, in_line, one_of, refused, worded
from disprop.cleaning._cells import tidy, unlike
from disprop.cleaning._files import Rows, sheets_of, strays
from disprop.cleaning._grid import Column, Grid
from disprop.cleaning._layout import Layout, found
from disprop.cleaning._log import Question, Repair
from disprop.cleaning._sheet import Sheet, is_number
from disprop.cleaning._types import SAID

Fits = Callable[[Sequence[str]], bool]  # whether the headings of a sheet are those of the table that is looked for


def text_of(
    source: Any,
    sheet: str | None = None,
    header: Sequence[int] | None = None,
    skip: Sequence[int] = (),
    fits: Fits | None = None,
) -> tuple[Grid, list[Repair], list[Question]]:
    """Return the raw table, with what was decided and what was odd on the way.

    `header` and `skip` are lines of the sheet, from 1; the heading of a frame is its line 1.
    """
    if isinstance(source, pd.DataFrame):
        columns, out = _columns(source), (line - 2 for line in _rows_of(skip, 2, len(source)))
        held = {row: dict(zip(source.columns, source.iloc[row], strict=True)) for row in out}
        skipped = [Repair(row, None, cells, None, "left-out", SAID["out"]["left-out"]) for row, cells in held.items()]
        names, renamed = _once(source.columns.tolist())
        return Grid(source.index, dict(zip(names, columns, strict=True))), [*skipped, *renamed], []
    sheets = sheets_of(source.read() if hasattr(source, "read") else _bytes(source))
    name, asked = _chosen(sheets.rows, sheet, fits)
    lines = Sheet(sheets.rows[name])
    own = found(lines, None if header is None else [line - 1 for line in header], [line - 1 for line in skip])
    if not own.header or not any(own.names):
        raise advised("the file has no heading", ": a line of it must name the columns", what="heading", got="")
    first = max(own.header) + 1
    rows = len(lines.lines) - first
    _rows_of(skip, first + 1, rows)
    odd = strays(own.names, own.columns) if sheets.stray else []
    names, renamed = _once(own.names)
    grid = Grid(pd.RangeIndex(rows), dict(zip(names, map(Column, own.columns), strict=True)))
    plain = name == "" and own.header == [0] and not skip
    where = {"sheet": name, "header": own.lines, "skip": [*skip]}
    heading = f"line{'s' * (len(own.header) > 1)} {in_line(map(str, own.lines))}"
    why = f"the heading is {heading}{f' of the sheet {name!r}' if name else ''}"
    read = [] if plain else [Repair(None, None, None, where, "layout", why)]
    questions = [*asked, *sheets.unseen, *odd, *_uneven(lines, own, first), *own.questions]
    return grid, [*sheets.log, *read, *own.log, *renamed], questions


def _once(was: Sequence[str]) -> tuple[list[str], list[Repair]]:
    """Return every heading once and without stray spaces, and the lines that say so, from the right to the left."""
    plain = [tidy(name) or f"column {at}" for at, name in enumerate(was)]
    names = unlike(plain)
    log = []
    for old, without, new in zip(was, plain, names, strict=True):
        why = SAID["heading untidy" if new == without else "heading taken"]
        log += [Repair(None, old, old, new, "heading-renamed", why)] * (old != new)
    return names, log[::-1]


def _rows_of(skip: Sequence[int], first: int, count: int) -> Sequence[int]:
    """Return the lines that are to be left out, each of which must be that of a row."""
    for line in skip:
        if not first <= line < first + count:
            raise refused("skip", f"must be lines of rows, {first} to {first + count - 1}", line)
    return skip


def _chosen(sheets: dict[str, Rows], sheet: str | None, fits: Fits | None) -> tuple[str, list[Question]]:
    """Return the sheet that is named, or of those that fit that with the most numbers, and then a question."""
    if sheet is not None:
        return one_of("sheet", sheet, sheets), []
    among = [name for name, rows in sheets.items() if len(sheets) > 1 and fits and fits(found(Sheet(rows)).names)]
    among = among or [*sheets]
    if len(among) == 1:
        return among[0], []
    most = max(among, key=lambda name: sum(is_number(cell.strip()) for row in sheets[name] for cell in row))
    why = f"of {len(among)} sheets {most!r} has the most numbers and was read"
    return most, [Question(None, None, None, tuple(among), why, {"sheet": most})]


def _uneven(sheet: Sheet, own: Layout, first: int) -> list[Question]:
    """Refuse rows of more cells than the heading, and ask about those of fewer."""
    width = max(len(sheet.raw[line]) for line in own.header)
    gone = {repair.row for repair in own.log}
    asked = []
    for number, row in enumerate(sheet.raw[first:]):
        if any(sheet.lines[first + number][width:]):
            raise worded("uneven row", "cells", len(row), number, width=width, first=row[:3])
        if len(row) < width and number not in gone and sheet.filled[first + number] > 1:
            short = f"it has {len(row)} of {len(own.names)} cells and the rest are missing"
            why = f"{short}: a footer, or a row that was cut off; skip={first + number + 1} leaves it out"
            asked.append(Question(number, None, row[0], (), why))
    return asked


def _columns(frame: pd.DataFrame) -> list[Column]:
    """Return the columns of a frame; every missing cell is None."""
    if isinstance(frame.columns, pd.MultiIndex):
        got = Said("several")
        raise refused("the frame", "must have one row of column names", got, hint=", join them first")
    names: list[Any] = frame.columns.tolist()
    if odd := [name for name in names if not isinstance(name, str)]:
        raise refused("the names of the columns", "must be text", odd[0], hint=", rename it first")
    for at, name in enumerate(names):
        cells = frame.iloc[:, at]
        if is_object_dtype(cells) and not (alone := cells.map(is_hashable)).all():
            row, hint = int(alone.argmin()), "; make a row or a column of each first"
            raise refused(f"the column {name!r}", "must hold one value in each cell", cells.iloc[row], row, hint)
    objects = frame.astype(object).where(frame.notna(), None)
    return [Column(objects.iloc[:, at].tolist(), dtype) for at, dtype in enumerate(frame.dtypes)]


def _bytes(source: Any) -> bytes:
    if not isinstance(source, (str, Path)):
        rule = "must be a path, an open file or a pandas DataFrame"
        raise refused("the source", rule, Said(type(source).__name__))
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError):
        raise worded("no file", "source", source, path=str(source)[:80]) from None
