"""Where a table stands in a sheet: its heading under titles, its rows, and the notes below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from disprop._errors import in_line
from disprop.cleaning._cells import unlike
from disprop.cleaning._log import Question, Repair, shown
from disprop.cleaning._sheet import YEAR, Sheet
from disprop.cleaning._types import FORMS, SAID


@dataclass(slots=True)
class Layout:
    """A table as it stands in a sheet: the lines of its heading, from 0, what is logged, and what is asked."""

    header: list[int]
    names: list[str] = field(default_factory=list)
    columns: list[list[str | None]] = field(default_factory=list)  # their cells below the heading
    log: list[Repair] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    alike: set[int] = field(default_factory=set)  # lines with a cell that the last of the heading has there, too

    @property
    def lines(self) -> list[int]:
        """The lines of its heading, from 1."""
        return [line + 1 for line in self.header]

    def ask(self, why: str, value: Any = None, name: str | None = None, row: int | None = None, **answer: Any) -> None:
        """Put a question, with the argument that answers it."""
        self.questions.append(Question(row, name, value, (), why, answer))


def found(sheet: Sheet, header: Sequence[int] | None = None, skip: Sequence[int] = ()) -> Layout:
    """Return where the table of a sheet stands; `header` and `skip` are lines, from 0, that the caller names."""
    own = Layout(list(_heading(sheet) if header is None else header))
    if not own.header:
        return own
    end, own.alike = max(own.header), sheet.like(own.header[-1])
    own.names = _joined(sheet, own)
    for name in filter(FORMS["thousands or millions"].search, own.names):
        own.ask(SAID["as printed"], name, name)
    own.columns = [column[end + 1 :] for column in sheet.printed]
    titles = [line for line in range(end) if line not in own.header and sheet.filled[line]]
    for line in titles:
        text = " | ".join(sheet.cells(line))
        own.log.append(Repair(None, None, text, None, "title", f"line {line + 1} is above the heading: {shown(text)}"))
    if header is None:  # if not, which lines are the heading is no question
        _ask_about_first(sheet, own)
        _ask_about_above(sheet, own, titles)
    _below(sheet, own, {line - end - 1 for line in skip}, told=header is not None)
    if any(repair.rule == "heading-again" for repair in own.log) and _labels_again(sheet, end + 1):
        own.ask(SAID["heading again"])
    _trim(sheet, own)
    return own


def _heading(sheet: Sheet) -> list[int]:
    """Return the lines of the heading: of those above the first line of data the last that names most columns."""
    wide = [line for line, is_wide in enumerate(sheet.wide) if is_wide]
    first = next((line for line in wide if _begins(sheet, line)), len(sheet.lines))
    named = [line for line in sheet.heading if line < first and not sheet.units(line)]
    lines = [line for line in named if not sheet.about(line)] or named
    lines = [line for line in lines if sheet.lines.index(sheet.lines[line]) == line]
    if not sheet.numeric or not lines:
        return wide[:1]
    above = last = max(lines, key=lambda line: (sum(bool(sheet.lines[line][at]) for at in sheet.numeric), line))
    while last + 1 in lines:
        last += 1
    while above and (sheet.spans(above - 1) or above - 1 in sheet.heading) and not sheet.about(above - 1):
        above -= 1
    return list(range(above, last + 1))


def _begins(sheet: Sheet, line: int) -> bool:
    """Return whether a line is one of data, with values in half of the columns that hold them."""
    values = sum(sheet.number[cell] or cell in sheet.mark for cell in (sheet.lines[line][at] for at in sheet.counted))
    return sheet.data[line] and 2 * values >= len(sheet.counted) and not sheet.about(line)


def _joined(sheet: Sheet, own: Layout) -> list[str]:
    """Return the names of the columns; a heading over several is put before each of them."""
    *upper, last = own.header
    names = list(sheet.lines[last]) if upper else [*sheet.raw[last], *[""] * (sheet.width - len(sheet.raw[last]))]
    for line in reversed(upper):
        over, cells = "", sheet.lines[line]
        for at, below in enumerate(names):
            alike = at and (at in sheet.numeric) == (at - 1 in sheet.numeric)
            over = cells[at] or (over if alike and below else "")
            names[at] = f"{over}: {below}" if over and below and over != below else over or below
    if upper:
        held, why = [[*sheet.lines[line]] for line in own.header], "the lines of the heading were joined"
        own.log.append(Repair(None, None, held, names, "heading-joined", why))
    return names


def _ask_about_above(sheet: Sheet, own: Layout, titles: Sequence[int]) -> None:
    """Ask about lines above the heading that hold numbers, as those of another table do."""
    lines = (line for line in titles if sheet.filled[line] > 1 and not sheet.about(line))
    for line in [line for line in lines if any(map(sheet.counts, sheet.lines[line]))][:1]:
        why = f"line {line + 1} and perhaps others above the heading hold numbers: another table, which header= reads"
        own.ask(why, " | ".join(sheet.cells(line)), header=own.lines)


def _ask_about_first(sheet: Sheet, own: Layout) -> None:
    """Ask whether the last line of the heading is the first row: it holds numbers, or names what has a name."""
    last = sheet.lines[own.header[-1]]
    numbers = [cell for at in sheet.numeric if sheet.number[cell := last[at]]]
    twice = own.header[1:] and all(
        above or not cell for above, cell in zip(sheet.lines[own.header[-2]], last, strict=True)
    )
    if not twice and all(map(YEAR.fullmatch, numbers)):
        return
    holds = "names columns that have names: a second heading, or the first row" if twice else "holds numbers"
    why = f"line {own.header[-1] + 1} was taken for the heading, and {holds}; header= names another line"
    own.ask(why, [*numbers, *last][0])


def _below(sheet: Sheet, own: Layout, skip: set[int], *, told: bool) -> None:
    """Leave out what is no row of the table, each by name: blank lines, units, notes, another table."""
    start = max(own.header) + 1
    other, until = _another(sheet, own, start) or (None, len(sheet.lines) - start)
    data = [row for row in range(until) if sheet.data[start + row]]
    first, last = (data[0], data[-1]) if data else (0, len(sheet.lines) - start - 1)
    within, apart = range(first, min(last + 1, until)), {*skip, *(line - start for line in own.alike)}
    odd = [row for row, filled in enumerate(sheet.filled[start:]) if filled < 2 or row not in within or row in apart]
    for row in odd:
        line, beyond = start + row, row > last
        is_out = {
            "blank-line": not sheet.filled[line],
            "left-out": row in skip,
            "another-table": row >= until,
            "units-row": row < first and sheet.units(line),
            "heading-again": _again(sheet, own, line),
            "note-below": beyond and sheet.note(line),
        }
        if rule := next(filter(is_out.get, is_out), None):
            _leave_out(sheet, own, row, rule)
        elif sheet.usual > 1 and (sheet.filled[line] == 1 or beyond):
            at = next(place for place, cell in enumerate(sheet.lines[line]) if cell)
            why, where = SAID["alone" if sheet.filled[line] == 1 else "no number"], own.names[at] or f"column {at}"
            own.ask(why, sheet.lines[line][at], where, row, skip=[line + 1])
    if other is not None and not told:
        why = f"another table begins at line {start + other + 1} of the sheet: header={start + other + 1} reads it"
        own.ask(why, header=own.lines)


def _leave_out(sheet: Sheet, own: Layout, row: int, rule: str) -> None:
    """Leave out a line, and ask about units that make another number of what is printed."""
    held = " | ".join(cell for column in own.columns if (cell := column[row]) and not cell.isspace()) or None
    own.log.append(Repair(row, None, held, None, rule, SAID["out"][rule]))
    for name, unit in zip(own.names, sheet.lines[max(own.header) + 1 + row], strict=True):
        if rule == "units-row" and FORMS["scaled"].search(unit):
            own.ask(f"its unit is {unit!r}, and its numbers are kept as they are printed", unit, name)


def _labels_again(sheet: Sheet, start: int) -> bool:
    data = [sheet.lines[line] for line in range(start, len(sheet.lines)) if sheet.data[line]]
    keys = [tuple(cell for at, cell in enumerate(cells) if at not in sheet.numeric) for cells in data]
    return len({*keys}) < len(keys)


def _again(sheet: Sheet, own: Layout, line: int) -> bool:
    """Return whether a line repeats the heading, or the part of it that one table beside another has."""
    if line not in own.alike:
        return False
    cells, heading = sheet.lines[line], sheet.lines[own.header[-1]]
    repeated = all(not cell or cell == head for cell, head in zip(cells, heading, strict=True))
    return repeated and 2 * sheet.filled[line] > sheet.filled[own.header[-1]]


def _another(sheet: Sheet, own: Layout, start: int) -> tuple[int, int] | None:
    """Return the row at which the heading of another table stands, and the first row that belongs to that table."""
    last = None
    for row in range(len(sheet.lines) - start - 1) if sheet.numeric else ():
        line = start + row
        if last is not None and row > last + 1 and _begins_another(sheet, own, line):
            return row, last + 1
        last = row if sheet.data[line] or (last is not None and _again(sheet, own, line)) else last
    return None


def _begins_another(sheet: Sheet, own: Layout, line: int) -> bool:
    """Return whether a line names columns, other than those of the table, with a number under one of the names."""
    if sheet.data[line] or not sheet.names(line) or _again(sheet, own, line):
        return False
    below = next((each for each in range(line + 1, len(sheet.lines)) if sheet.filled[each]), line)
    under = zip(sheet.lines[line], sheet.lines[below], strict=True)
    return line in sheet.heading or any(name and sheet.counts(cell) for name, cell in under)


def _trim(sheet: Sheet, own: Layout) -> None:
    """Take out columns in which nothing stands, and ask where they part two tables."""
    gone = {repair.row for repair in own.log if repair.row is not None}
    data = len(gone) < len(sheet.lines) - own.header[-1] - 1
    held = [any((cell or "").strip() for row, cell in enumerate(column) if row not in gone) for column in own.columns]
    used = [at for at, name in enumerate(own.names) if name.strip() or held[at]]
    empty = {
        "nothing stands in columns {}, counted from 1": [str(at + 1) for at in {*range(len(held))}.difference(used)],
        "nothing stands below the headings {}": [repr(own.names[at].strip()) for at in used if data and not held[at]],
    }
    for why, which in empty.items():
        if which:
            own.log.append(Repair(None, None, which, None, "empty-columns", why.format(in_line(which))))
    if len(used) == len(own.names):
        return
    _ask_about_beside(sheet, own, used)
    own.names = [own.names[at] for at in used]
    own.columns = [own.columns[at] for at in used]


def _ask_about_beside(sheet: Sheet, own: Layout, used: Sequence[int]) -> None:
    """Ask about columns beyond an empty one that are a table of their own, with labels and numbers."""
    blocks = [[at for _, at in block] for _, block in groupby(enumerate(used), lambda pair: pair[1] - pair[0])]
    names = unlike([" ".join(name.split()) for name in own.names])
    for block in blocks[1:]:
        named = [names[at] for at in block]
        if {*block} & {*sheet.numeric} and {*block} - {*sheet.numeric} and all(own.names[at].strip() for at in block):
            own.ask(f"beyond an empty column stands another table beside this one: {', '.join(named)}", drop=named)
