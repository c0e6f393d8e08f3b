"""Where a table stands in a sheet: its heading under titles, its rows, and the notes below."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from disprop.cleaning._log import Question, Repair, shown

Rows = list[list[str]]
NUMBER = re.compile(r"[£$€]?\s*[+-]?\d[\d.,'\u2019 \u00a0\u2009\u202f]*\s?%?(\s*[*†‡§¶]|\s*\[[^\[\]]*\])*", re.ASCII)
YEAR = re.compile(r"(19|20)\d\d([/-](\d\d|(19|20)\d\d))?", re.ASCII)
UNITS = re.compile(
    r"\(?(%|per ?cent(age)?s?|numbers?|no\.?|n|counts?|people|persons|thousands|000s|£|rate|per [\d,]+.*)\)?",
    re.IGNORECASE,
)
MANY = 3  # years in one line: so many counts are not years by chance
LONG = 40  # characters of a single cell that is a sentence, and no label
ALONE = "nothing else stands in this line: a heading of the rows below, a footer, or numbers that were lost"
NAMED = "it is named in skip="
NOTE = re.compile(
    r"(source|notes?|footnotes?|data|©|crown copyright|key|figures|this|these|includes?|excludes?|see|last updated"
    r"|contact|end of|please|for (more|further))\b|[*†‡\[(]|\d{1,2}[.)]\s",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Layout:
    """A table as it stands in a sheet: the lines of its heading, from 0, what is logged, and what is asked."""

    header: list[int]
    names: list[str] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list)
    log: list[Repair] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


class Sheet:
    """The lines of a sheet, padded to one width, and which of its columns hold numbers."""

    def __init__(self, rows: Rows) -> None:
        self.raw, self.width = rows, max(map(len, rows), default=0)
        self.lines = [[cell.strip() for cell in row] + [""] * (self.width - len(row)) for row in rows]
        self.number = {cell: is_number(cell) for cell in {cell for line in self.lines for cell in line}}
        self.filled = [sum(map(bool, line)) for line in self.lines]
        counts = Counter(count for count in self.filled if count > 1)
        self.usual = max(counts, key=lambda count: (counts[count], count)) if counts else min(self.width, 1)
        self.wide = [count >= min(2, self.usual) and 2 * count >= self.usual > 0 for count in self.filled]
        self.numeric = [at for at in range(self.width) if self._holds_numbers(at)]
        self.heading = [wide and self._names(line) for line, wide in enumerate(self.wide)]
        self.data = [self._holds(line) for line in range(len(rows))]

    def _holds_numbers(self, at: int) -> bool:
        cells = [line[at] for line, wide in zip(self.lines, self.wide, strict=True) if wide and line[at]]
        cells = [cell for cell in cells if self.number[cell] or not UNITS.fullmatch(cell)]
        return 2 * sum(self.number[cell] for cell in cells) >= len(cells) > 0

    def _names(self, line: int) -> bool:
        """Return whether a line names columns: it has no number among those of the columns below but years.

        Years are names in the first line of the table, under no label, or where there are many; else they are counts.
        """
        cells = self.lines[line]
        named = [cells[at] for at in self.numeric if cells[at]]
        numbers = [cell for cell in named if self.number[cell]]
        years = self.wide.index(True) == line or not cells[0] or len(numbers) >= MANY
        return bool(named) and (not numbers or (years and all(map(YEAR.fullmatch, numbers))))

    def _holds(self, line: int) -> bool:
        """Return whether a line has a number where columns of numbers are; of a table of text, cells enough."""
        if not self.numeric:
            return self.wide[line]
        cells = self.lines[line]
        return any(self.number[cells[at]] for at in self.numeric) and not self.heading[line]

    def blank(self, line: int) -> bool:
        """Return whether nothing stands in a line."""
        return not self.filled[line]

    def spans(self, line: int) -> bool:
        """Return whether a line reads as headings over several columns each: with gaps between them, and no number."""
        cells = self.lines[line]
        last = max((at for at, cell in enumerate(cells) if cell), default=0)
        return "" in cells[:last] and not any(self.number[cell] and not YEAR.fullmatch(cell) for cell in cells[1:])


def is_number(cell: str) -> bool:
    """Return whether a cell reads as a number, with its sign of money, its thousands, its per cent and its notes."""
    return bool(cell) and NUMBER.fullmatch(cell) is not None


def found(sheet: Sheet, header: Sequence[int] | None = None, skip: Sequence[int] = ()) -> Layout:
    """Return where the table of a sheet stands; `header` and `skip` are lines, from 0, that the caller names."""
    own = Layout(list(_heading(sheet) if header is None else header))
    if not own.header:
        return own
    end = max(own.header)
    own.names = _joined(sheet, own)
    own.rows = [[*row, *[None] * (sheet.width - len(row))] for row in sheet.raw[end + 1 :]]
    titles = [line for line in range(end) if line not in own.header and not sheet.blank(line)]
    own.log += [_title(sheet, line) for line in titles]
    _first_row_of_numbers(sheet, own)
    _below(sheet, own, {line - end - 1 for line in skip})
    _trim(own)
    if header is not None:  # which lines are the heading is no question any more
        own.questions = [question for question in own.questions if question.row is not None]
    return own


def _heading(sheet: Sheet) -> list[int]:
    """Return the lines of the heading: those right above the first line of data that has one."""
    lines = range(len(sheet.lines))
    wide = [line for line in lines if sheet.wide[line]]
    if not sheet.numeric:
        return wide[:1]
    for line in wide:
        below = next((each for each in lines[line + 1 :] if not sheet.blank(each) and not _units(sheet, each)), None)
        if sheet.heading[line] and below is not None and not sheet.heading[below]:
            above = line
            while above and (sheet.spans(above - 1) or sheet.heading[above - 1]):
                above -= 1
            return list(range(above, line + 1))
    return wide[:1]


def _joined(sheet: Sheet, own: Layout) -> list[str]:
    """Return the names of the columns; a heading over several is put before each of them."""
    *upper, last = own.header
    names = list(sheet.lines[last]) if upper else [*sheet.raw[last], *[""] * (sheet.width - len(sheet.raw[last]))]
    for line in reversed(upper):
        over, cells = "", sheet.lines[line]
        for at, below in enumerate(names):
            over = cells[at] or (over if at and below else "")
            names[at] = f"{over}: {below}" if over and below and over != below else over or below
    if upper:
        after, why = names, "the lines of the heading were joined"
        own.log.append(Repair(None, None, [sheet.lines[line] for line in own.header], after, "heading-joined", why))
    return names


def _title(sheet: Sheet, line: int) -> Repair:
    text = " | ".join(filter(None, sheet.lines[line]))
    return Repair(None, None, text, None, "title", f"line {line + 1} is above the heading: {shown(text)}")


def _first_row_of_numbers(sheet: Sheet, own: Layout) -> None:
    numbers = [cell for at in sheet.numeric if sheet.number[cell := sheet.lines[own.header[-1]][at]]]
    if numbers and not all(map(YEAR.fullmatch, numbers)):
        why = f"line {own.header[-1] + 1} was taken for the heading, and holds numbers; header= names another line"
        own.questions.append(Question(None, None, numbers[0], (), why))


def _below(sheet: Sheet, own: Layout, skip: set[int]) -> None:
    """Leave out what is no row of the table, each by name: blank lines, units, notes, another table."""
    start = max(own.header) + 1
    data = [row for row in range(len(own.rows)) if sheet.data[start + row]]
    last = data[-1] if data else len(own.rows) - 1
    other, until = _another(sheet, own, start) or (None, len(own.rows))
    for row in range(len(own.rows)):
        line = start + row
        cells = sheet.lines[line]
        if sheet.blank(line):
            _out(own, row, "blank-line", "an empty line is no row")
        elif row in skip:
            _out(own, row, "left-out", NAMED)
        elif row >= until:
            _out(own, row, "another-table", "it belongs to another table")
        elif data and row < data[0] and _units(sheet, line):
            _out(own, row, "units-row", "it holds the units of the columns")
        elif cells == sheet.lines[own.header[-1]]:
            _out(own, row, "heading-again", "it repeats the heading")
        elif row > last and _is_note(cells):
            _out(own, row, "note-below", "a note below the table")
        elif sheet.usual > 1 and sheet.filled[line] == 1:
            _ask_alone(own, row, cells, line + 1)
    if other is not None:
        why = f"another table begins at line {start + other + 1} of the sheet: header={start + other + 1} reads it"
        own.questions.append(Question(None, None, None, (), why, {"header": [line + 1 for line in own.header]}))


def _out(own: Layout, row: int, rule: str, why: str) -> None:
    held = " | ".join(cell for cell in own.rows[row] if cell and not cell.isspace()) or None
    own.log.append(Repair(row, None, held, None, rule, why))


def _units(sheet: Sheet, line: int) -> bool:
    """Return whether a line holds units of the columns and nothing else."""
    cells = [cell for cell in sheet.lines[line] if cell]
    return bool(cells) and all(map(UNITS.fullmatch, cells))


def _is_note(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and (len(filled[0]) > LONG or NOTE.match(filled[0]) is not None)


def _ask_alone(own: Layout, row: int, cells: Sequence[str], line: int) -> None:
    at = next(place for place, cell in enumerate(cells) if cell)
    why = f"{ALONE}; skip={line} leaves it out"
    own.questions.append(Question(row, own.names[at] or f"column {at}", cells[at], (), why))


def _another(sheet: Sheet, own: Layout, start: int) -> tuple[int, int] | None:
    """Return the row at which the heading of another table stands, and the first row that belongs to that table."""
    if not sheet.numeric:
        return None
    last = None
    for row in range(len(own.rows)):
        line = start + row
        again = sheet.lines[line] == sheet.lines[own.header[-1]]
        if last is not None and row > last + 1 and sheet.heading[line] and not again:
            return row, last + 1
        last = row if sheet.data[line] else last
    return None


def _trim(own: Layout) -> None:
    """Take out columns in which nothing stands."""
    gone = {repair.row for repair in own.log if repair.row is not None}
    kept = [cells for row, cells in enumerate(own.rows) if row not in gone]
    used = [at for at, name in enumerate(own.names) if name.strip() or any((cells[at] or "").strip() for cells in kept)]
    if len(used) < len(own.names):
        empty = [at + 1 for at in range(len(own.names)) if at not in used]
        why = "nothing stands in these columns, counted from 1"
        own.log.append(Repair(None, None, empty, None, "empty-columns", why))
        own.names = [own.names[at] for at in used]
        own.rows = [[cells[at] for at in used] for cells in own.rows]


def numbers_in(rows: Rows) -> int:
    """Return how many numbers a sheet holds."""
    return sum(is_number(cell.strip()) for row in rows for cell in row)
