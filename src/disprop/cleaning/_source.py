"""From a path, an open file or a frame to a table of text, with nothing read as anything but text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from disprop._arrays import DispropError
from disprop.cleaning._log import Question, Repair

ENCODINGS = ("utf-8-sig", "cp1252")  # in this order; the second takes nearly anything, so it must come last
OTHER_FILES = {b"PK\x03\x04": "a spreadsheet", b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": "an old spreadsheet"}
MARK = "\ufeff"  # the byte order mark
WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
Read = tuple[pd.DataFrame, list[Repair], list[Question]]


def text_of(source: Any) -> Read:
    """Return the raw table as a frame, with what was decided and what was odd on the way."""
    if isinstance(source, pd.DataFrame):
        return _checked(source), [], []
    content = source.read() if hasattr(source, "read") else _bytes(source)
    text, log = _marked(content) if isinstance(content, str) else _decoded(content)
    frame, blank, questions = _table(text)
    return frame, [*log, *blank], questions


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    if isinstance(frame.columns, pd.MultiIndex):
        raise DispropError("the frame must have one row of column names; got several, join them first")
    names: list[Any] = frame.columns.tolist()
    if odd := [name for name in names if not isinstance(name, str)]:
        raise DispropError(f"the names of the columns must be text; got {odd[0]!r}, rename it first")
    return frame


def _bytes(source: Any) -> bytes:
    if not isinstance(source, (str, Path)):
        raise DispropError(
            f"the source must be a path, an open file or a pandas DataFrame; got {type(source).__name__}"
        )
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError):
        raise DispropError(f"no file can be read at {str(source)[:80]!r}; text goes in as io.StringIO(text)") from None


def _marked(text: str) -> tuple[str, list[Repair]]:
    """Take off the byte order mark that another encoding than utf-8-sig leaves in an open file of text."""
    why = "the text began with a byte order mark that was taken off"
    log = [Repair(None, None, MARK, None, "encoding", why)] if text.startswith(MARK) else []
    return text.removeprefix(MARK), log


def _decoded(content: bytes) -> tuple[str, list[Repair]]:
    for start, what in OTHER_FILES.items():
        if content.startswith(start):
            raise DispropError(f"this file is {what}, not text: save the table as CSV")
    tried = [WIDE[content[:2]]] if content[:2] in WIDE else ENCODINGS
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, [Repair(None, None, None, encoding, "encoding", _why(content, encoding))]
    raise DispropError(f"the file is not text in {' or '.join(tried)}: open it yourself, open(path, encoding=...)")


def _why(content: bytes, encoding: str) -> str:
    mark = ", with a byte order mark that was taken off" if content.startswith(b"\xef\xbb\xbf") else ""
    failed = "; it is not utf-8-sig, which was tried first" if encoding == ENCODINGS[1] else ""
    return f"the bytes were read as {encoding}{mark}{failed}"


def _table(text: str) -> tuple[pd.DataFrame, list[Repair], list[Question]]:
    heading, *rows = _rows(text) or [[]]
    if not heading:
        raise DispropError("the file has no heading: its first line must name the columns")
    if len(heading) == 1 and (marks := [mark for mark in ";\t|" if mark in heading[0]]):
        raise DispropError(
            f"the heading has no comma but {marks[0]!r}: read it with pandas.read_csv(path, sep={marks[0]!r}, "
            "dtype=str, keep_default_na=False) and pass the frame"
        )
    for number, row in enumerate(rows):
        if len(row) > len(heading):
            raise DispropError(
                f"row {number} has {len(row)} cells, the heading {len(heading)}: a comma within a cell needs quotes "
                f"around the cell; it begins {row[:3]}"
            )
    empty = [i for i, row in enumerate(rows) if not row]
    blank = [Repair(i, None, None, None, "blank-line", "an empty line is no row") for i in empty]
    short = [_short(i, row, heading) for i, row in enumerate(rows) if 0 < len(row) < len(heading)]
    filled = [row + [None] * (len(heading) - len(row)) for row in rows]
    return pd.DataFrame(filled, columns=pd.Index(heading, dtype=object), dtype=object), blank, short


def _rows(text: str) -> list[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise DispropError(
            f"the text is not a table of comma-separated values: {error}, line {reader.line_num}"
        ) from None


def _short(position: int, row: Sequence[str], heading: Sequence[str]) -> Question:
    cells = f"it has {len(row)} of {len(heading)} cells and the rest are missing"
    return Question(
        position, None, row[0], (), f"{cells}: a footer, or a row that was cut off; leave_out= leaves it out"
    )
