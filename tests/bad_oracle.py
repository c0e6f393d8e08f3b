"""What was read wrong of a bad file without a word, and what was asked about that is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pandas as pd

from bad_files import LABELLED, MARKS, BadFile, Line, Mark
from disprop.cleaning import Cleaned

ENOUGH = 1000  # a total by its numbers alone must be seen from here on


class Reading:
    """A bad file beside what was read of it: which line became which row, and which column which."""

    def __init__(self, file: BadFile, cleaned: Cleaned) -> None:
        self.file, self.cleaned = file, cleaned
        layout = next((repair.after for repair in cleaned.log if repair.rule == "layout"), {"header": [1]})
        self.header = [line - 1 for line in layout["header"]]
        self.start = max(self.header) + 1
        copied = {repair.column for repair in cleaned.log if repair.rule == "column-copied"}
        self.names = [name for name in cleaned.frame.columns if name not in copied]
        self.asked = {(question.row, question.column) for question in cleaned.questions}
        self.rows = {row for row, _ in self.asked if row is not None}
        self.columns = {column for row, column in self.asked if row is None and column is not None}
        self.about = " ".join(q.why for q in cleaned.questions if q.row is None and q.column is None)
        self.texts = {name for name in self.names if str(cleaned.frame[name].dtype) in {"object", "string"}}
        self.touched = {column for _, column in self.asked}


def faults(file: BadFile, cleaned: Cleaned) -> list[str]:
    """Return what differs from the clean table without a question about it."""
    read = Reading(file, cleaned)
    if read.header != file.heading:
        told = "heading" in read.about or "another table" in read.about
        return [] if told else [f"the heading is {file.heading}, and {read.header} was read without a word"]
    found = [*_columns(read)]
    return found or [*_rows(read)]


def _columns(read: Reading) -> Iterator[str]:
    beside = "beside" in read.about or "another-beside" not in read.file.dirt
    if not beside:
        yield "another table beside this one was read into it"
    expected = [column.name for column in read.file.columns]
    seen: list[str] = []
    for number, (name, got) in enumerate(zip_longest(expected, read.names)):
        if name is None:
            if "another-beside" not in read.file.dirt:
                yield f"a column {got!r} that is not there"
            continue
        tidy = " ".join(name.split()) or f"column {number}"
        seen.append(tidy)
        if got != tidy and got != f"{tidy} ({seen.count(tidy)})":
            yield f"the column {tidy!r} is called {got!r}"
            return
    for column, name in zip(read.file.columns, read.names, strict=False):
        if column.kind in {"total", "copy"} and name not in read.columns | read.texts:
            copied = any("a copy" in question.why for question in read.cleaned.questions)
            if (column.kind == "copy" and copied) or read.texts & read.touched:
                continue  # it is asked about as the other of the two, or once all columns are read
            if (
                (max(column.cells) >= ENOUGH and "marks" not in read.file.dirt)
                or column.kind == "copy"
                or column.name != "Whole"
            ):
                yield f"the column {name!r} ({column.kind}) is not asked about"


def _rows(read: Reading) -> Iterator[str]:
    kept = {int(row): at for at, row in enumerate(read.cleaned.frame.index)}
    for at, line in enumerate(read.file.lines[read.start :]):
        inside = at in kept
        if line.kind == "row":
            yield from _row(read, line, at, kept[at]) if inside else [f"the row {line.cells} is left out"]
        elif line.kind in {"total", "quiet"} and inside and at not in read.rows:
            if line.kind == "total" or _can_be_seen(read, line):
                yield f"the total {line.cells} is not asked about"
        elif line.kind not in {"total", "quiet"} and inside and at not in read.rows:
            yield f"the line {line.cells} ({line.kind}) became a row"
        elif line.kind == "other" and not inside and "another table" not in read.about:
            yield f"the other table {line.cells} is gone"
        elif line.kind in {"total", "quiet", "alone"} and not inside and "another table" not in read.about:
            yield f"the line {line.cells} ({line.kind}) is left out"


def _can_be_seen(read: Reading, line: Line) -> bool:
    """Whether the numbers of a total without a word for it are large, and all its parts are known."""
    marks = [cell for each in read.file.lines for cell in each.truth if isinstance(cell, Mark)]
    unknown = [mark for mark in marks if (MARKS[mark.text] or (0, None))[1] is None]
    known = not unknown and "alone" not in read.file.dirt
    numbers = [
        cell for cell, column in zip(line.truth, read.file.columns, strict=True) if column.kind in {"count", "total"}
    ]
    return known and max(numbers) >= ENOUGH


def _row(read: Reading, line: Line, row: int, at: int) -> Iterator[str]:
    frame = read.cleaned.frame
    for column, name, truth, printed in zip(read.file.columns, read.names, line.truth, line.cells, strict=False):
        got = frame[name].iloc[at]
        answered = (row, name) in read.asked or name in read.columns
        text = name in read.touched and isinstance(got, str) and (got == str(truth) or _digits(got) == str(truth))
        if answered or text or _is(got, truth, column.kind):
            if isinstance(truth, Mark) and not answered:
                yield from _bounds(frame, name, at, truth)
        elif not (name in read.touched and isinstance(got, str) and got == " ".join(printed.split())):
            yield f"{name}, {line.cells}: {truth!r} was read as {got!r}"


def _digits(text: str) -> str:
    """Return a number as text without the zeros that end its decimals."""
    return text.rstrip("0") if "." in text else text


def _is(got: Any, truth: Any, kind: str) -> bool:
    if isinstance(truth, Mark):
        return bool(pd.isna(got))
    if kind in LABELLED:
        return str(got) == str(truth)
    return not isinstance(got, str) and not pd.isna(got) and abs(float(got) - truth) < 1e-9 * max(1, abs(truth))


def _bounds(frame: pd.DataFrame, name: str, at: int, mark: Mark) -> Iterator[str]:
    if MARKS[mark.text] is None:
        return
    if f"{name}_low" not in frame:
        yield f"the mark {mark.text!r} in {name} is missing, and no more"
        return
    low, high = MARKS[mark.text]
    got = frame[f"{name}_low"].iloc[at], frame[f"{name}_high"].iloc[at]
    if str(got[0]) != str(low) or (high is None) != pd.isna(got[1]) or (high is not None and str(got[1]) != str(high)):
        yield f"the mark {mark.text!r} in {name} was read as {got}"


def false_alarms(file: BadFile, cleaned: Cleaned) -> list[str]:
    """Return the questions about rows and columns that nothing is wrong with."""
    read = Reading(file, cleaned)
    if read.header != file.heading:
        return [f"heading: {question}" for question in cleaned.questions]
    sound = {
        name
        for column, name in zip(file.columns, read.names, strict=False)
        if column.kind not in {"total", "copy"} and not column.name.startswith(("Total", "All"))
    }
    found = []
    for question in cleaned.questions:
        if question.row is None:
            wrong = question.column in sound and not {"copied-column", "merged-down", "another-beside"} & {*file.dirt}
        else:
            line = file.lines[read.start + question.row]
            dirty = {"noted-labels", "noted-numbers", "marks", "decimal-comma", "another-beside", "merged-down"} & {
                *file.dirt
            }
            wrong = line.kind == "row" and not dirty
        if wrong:
            found.append(str(question))
    return found


def lost(file: BadFile, cleaned: Cleaned) -> list[str]:
    """Return the rows and cells of the clean table that are gone once all answers were given that were suggested."""
    read = Reading(file, cleaned)
    if read.header != file.heading:
        return []
    dropped = {repair.column for repair in cleaned.log if repair.rule == "column-dropped"}
    sound = [column.kind not in {"total", "copy"} for column in file.columns]
    kept = {int(row): at for at, row in enumerate(cleaned.frame.index)}
    found = []
    for at, line in enumerate(file.lines[read.start :]):
        if line.kind == "row" and at not in kept:
            found.append(f"the row {line.cells} is left out")
        elif line.kind == "row" and not dropped and all(sound):
            found += _row(read, line, at, kept[at])
    return found
