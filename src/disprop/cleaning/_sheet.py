"""The lines of a sheet: which of its columns hold numbers, and which of its lines name columns or hold data."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from typing import Any

import pandas as pd

from disprop._errors import worded
from disprop._marks import MISSING, reader
from disprop.cleaning._types import FORMS

Rows = list[list[str]]
Cells = tuple[str, ...]
CODE = re.compile(r"0\d+", re.ASCII)  # a code that would lose its first digit as a number
YEAR = re.compile(r"(19|20)\d\d([/-](\d\d|(19|20)\d\d))?", re.ASCII)
ABOUT = {"date", "population", "units", "unit", "source", "period", "coverage", "published", "table", "year"}
MOST = 10_000_000  # cells that a sheet of very uneven lines may have
FEW = 2  # words, more of which are a note and no label
MANY = 3  # years in one line: so many counts are not years by chance
LONG = 40  # characters of a cell that is a sentence, and no label
MARK = reader(None, "possible")


class Sheet:
    """The lines of a sheet, padded to one width, and which of its columns hold numbers."""

    def __init__(self, rows: Rows) -> None:
        self.raw, self.width = rows, max(map(len, rows), default=0)
        if len(rows) * self.width > MOST + 20 * sum(map(len, rows)):
            longest = max(range(len(rows)), key=lambda line: len(rows[line]))
            raise worded("uneven lines", "cells", self.width, longest, line=longest + 1, lines=len(rows))
        self.printed = [_each(column, lambda cell: cell) for column in zip_longest(*rows)]
        self.columns = [_each(column, lambda cell: (cell or "").strip()) for column in self.printed]
        self.lines = [*zip(*self.columns, strict=True)]
        self.times = [*map(Counter, self.columns)]
        cells = set[str]().union(*self.times)
        self.number = {cell: is_number(cell) for cell in cells}
        words = (cell for cell in cells if cell and not self.number[cell])
        flagged = FORMS["flagged"].fullmatch, FORMS["powers"].fullmatch
        self.mark = {c for c in words if c.casefold() in MISSING or MARK(c) or any(fits(c) for fits in flagged)}
        self.filled = [self.width - line.count("") for line in self.lines]
        counts = Counter(count for count in self.filled if count > 1)
        self.usual = max(counts, key=lambda count: (counts[count], count)) if counts else min(self.width, 1)
        self.wide = [count >= min(2, self.usual) and 2 * count >= self.usual > 0 for count in self.filled]
        self.narrow = [line for line, wide in enumerate(self.wide) if not wide]
        self.numeric = [at for at in range(self.width) if self._holds_numbers(at)]
        self.counted = [at for at in self.numeric if at] or self.numeric  # in the first column stands a label
        values = {cell for cell in cells if self.number[cell]}
        frame = pd.DataFrame(dict(enumerate(self.columns)), dtype=object)
        counted = frame[self.numeric].isin({cell for cell in values if self.counts(cell)}).any(axis=1)
        self.heading: dict[int, Cells] = {}
        for line in frame.index[~counted].tolist():
            named = self.lines[line]
            over = self.filled[line] > 1 and not named[0] and 2 * self.filled[line] >= len(self.numeric)
            if (self.wide[line] or over) and self._names(named):
                self.heading[line] = named
        held = frame[self.counted].isin(values | self.mark).any(axis=1) if self.numeric else self.wide
        notes = (line for line, filled in enumerate(self.filled) if filled == 2 and self.marked(line))
        aside = {*self.heading, *notes} if self.numeric else set()  # a value there is none of data
        self.data = [has and line not in aside for line, has in enumerate(held)]

    def _holds_numbers(self, at: int) -> bool:
        cells = self.times[at] - Counter(self.columns[at][line] for line in self.narrow)
        del cells[""]
        for cell in [cell for cell in cells if not self.number[cell]]:
            if cell in self.mark or FORMS["units"].fullmatch(cell):
                del cells[cell]
        numbers = sum(count for cell, count in cells.items() if self.number[cell])
        return 2 * numbers >= cells.total() > 0 and not any(cell[0] == "0" and CODE.fullmatch(cell) for cell in cells)

    def _names(self, cells: Cells) -> bool:
        """Return whether a line names columns: it has text and no value where the columns hold numbers, but years.

        Years are names under a heading that is not complete, where many rise, or where no label stands in the line.
        """
        named = [cells[at] for at in self.numeric if cells[at]]
        years = [cell for cell in named if self.number[cell]]
        if not years:
            return not all(cell in self.mark for cell in named)
        rising = len(years) >= MANY and all(one < other for one, other in pairwise(years))
        several = rising or len(named) == sum(map(bool, cells)) > 1
        return all(map(YEAR.fullmatch, years)) and (several or not self._named(cells))

    def _named(self, cells: Cells) -> bool:
        """Return whether a line above names every column that this one fills."""
        filled = [at for at, cell in enumerate(cells) if cell]
        return any(all(above[at] for at in filled) for line, above in self.heading.items() if not self.about(line))

    def like(self, line: int) -> set[int]:
        """Return the lines that have a cell of this one in its column."""
        again = [at for at, cell in enumerate(self.lines[line]) if cell and self.times[at][cell] > 1]
        return {other for at in again for other, cell in enumerate(self.columns[at]) if cell == self.lines[line][at]}

    def spans(self, line: int) -> bool:
        """Return whether a line reads as headings over several columns each: with gaps between them, and no number."""
        cells = self.lines[line]
        last = max((at for at, cell in enumerate(cells) if cell), default=0)
        return "" in cells[:last] and not any(map(self.counts, cells[1:]))

    def units(self, line: int) -> bool:
        """Return whether a line holds units of the columns and nothing else."""
        cells = self.cells(line)
        return bool(cells) and all(map(FORMS["units"].fullmatch, cells))

    def about(self, line: int) -> bool:
        """Return whether a line says one thing about the table, such as "Date: 2021", in two cells."""
        first, second, *_ = [*self.cells(line), "", ""]
        known = first.endswith(":") or (first.casefold() in ABOUT and self.number[second])
        return self.filled[line] == 2 and known

    def note(self, line: int) -> bool:
        """Return whether a line reads as a note: by its first word, or as a sentence."""
        cells = self.cells(line)
        known = bool(cells) and (max(map(len, cells)) > LONG or FORMS["note"].match(cells[0]) is not None)
        return known or self.marked(line)

    def marked(self, line: int) -> bool:
        """Return whether a line is the mark of a note in one cell, and the note in another."""
        cells = self.cells(line)
        return len(cells) == 2 and FORMS["marker"].fullmatch(cells[0]) is not None and len(cells[1].split()) > FEW

    def cells(self, line: int) -> list[str]:
        """Return the filled cells of a line."""
        return [cell for cell in self.lines[line] if cell]

    def counts(self, cell: str) -> bool:
        """Return whether a cell is a number, and no year."""
        return self.number[cell] and not YEAR.fullmatch(cell)

    def names(self, line: int) -> bool:
        """Return whether a line may name the columns of a table below it: several short texts, and no number."""
        cells = self.cells(line)
        texts = not any(self.number[cell] or cell in self.mark for cell in cells)
        return len(cells) > 1 and texts and not self.note(line)


def _each(column: Sequence[str | None], read: Callable[[str | None], Any]) -> list[Any]:
    """Return what the cells of a column are read as: equal texts are one object, so that less memory is looked at."""
    held = {cell: read(cell) for cell in set(column)}
    return [*map(held.__getitem__, column)]


def is_number(cell: str) -> bool:
    """Return whether a cell reads as a number, with its sign of money, its thousands, its per cent and its notes."""
    return bool(cell) and FORMS["number"].fullmatch(" ".join(cell.split())) is not None
