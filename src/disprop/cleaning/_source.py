"""From a path, an open file or a frame to a table of text, with nothing read as anything but text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from disprop._errors import DispropError, Said, advised, refused
from disprop.cleaning._decoding import STRAY, decoded, strays, unmarked
from disprop.cleaning._log import Question, Repair

Read = tuple[pd.DataFrame, list[Repair], list[Question]]


def text_of(source: Any) -> Read:
    """Return the raw table as a frame, with what was decided and what was odd on the way."""
    if isinstance(source, pd.DataFrame):
        return _checked(source), [], []
    content = source.read() if hasattr(source, "read") else _bytes(source)
    text, line = unmarked(content) if isinstance(content, str) else decoded(content)
    frame, blank, questions = _table(text)
    return frame, [*line, *blank], questions


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    if isinstance(frame.columns, pd.MultiIndex):
        got = Said("several")
        raise refused("the frame", "must have one row of column names", got, hint=", join them first")
    names: list[Any] = frame.columns.tolist()
    if odd := [name for name in names if not isinstance(name, str)]:
        raise refused("the names of the columns", "must be text", odd[0], hint=", rename it first")
    return frame


def _bytes(source: Any) -> bytes:
    if not isinstance(source, (str, Path)):
        raise refused(
            "the source",
            "must be a path, an open file or a pandas DataFrame",
            Said(type(source).__name__),
        )
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError):
        said = f"no file can be read at {str(source)[:80]!r}"
        raise advised(said, "; text goes in as io.StringIO(text)", what="source", got=source) from None


def _table(text: str) -> tuple[pd.DataFrame, list[Repair], list[Question]]:
    lines = _rows(text) or [[]]
    odd = strays(lines) if STRAY.search(text) else []
    heading, *rows = lines
    if not heading:
        raise advised("the file has no heading", ": its first line must name the columns", what="heading", got="")
    if len(heading) == 1 and (marks := [mark for mark in ";\t|" if mark in heading[0]]):
        by = f"sep={marks[0]!r}, dtype=str, keep_default_na=False"
        hint = f": read it with pandas.read_csv(path, {by}) and pass the frame"
        raise advised(f"the heading has no comma but {marks[0]!r}", hint, what="heading", got=heading[0])
    for number, row in enumerate(rows):
        if len(row) > len(heading):
            said = f"row {number} has {len(row)} cells, the heading {len(heading)}"
            hint = f": a comma within a cell needs quotes around the cell; it begins {row[:3]}"
            raise advised(said, hint, what="cells", got=len(row), where=number)
    empty = [i for i, row in enumerate(rows) if not row]
    blank = [Repair(i, None, None, None, "blank-line", "an empty line is no row") for i in empty]
    short = [_short(i, row, heading) for i, row in enumerate(rows) if 0 < len(row) < len(heading)]
    filled = [row + [None] * (len(heading) - len(row)) for row in rows]
    return pd.DataFrame(filled, columns=pd.Index(heading, dtype=object), dtype=object), blank, odd + short


def _rows(text: str) -> list[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    if "\0" in text:
        said = "the text holds empty characters (NUL), so it is not in the encoding that it was read in"
        raise DispropError(said, what="text", got="\0", where=text.index("\0"))
    try:
        return list(reader)
    except csv.Error as error:
        said = f"the text is not a table of comma-separated values: {error}, line {reader.line_num}"
        raise DispropError(said, what="text", got=Said(error), where=reader.line_num) from None


def _short(position: int, row: Sequence[str], heading: Sequence[str]) -> Question:
    cells = f"it has {len(row)} of {len(heading)} cells and the rest are missing"
    return Question(
        position, None, row[0], (), f"{cells}: a footer, or a row that was cut off; leave_out= leaves it out"
    )
