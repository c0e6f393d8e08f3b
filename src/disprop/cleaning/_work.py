"""A table while it is cleaned: every change is a line of the log first, and then done."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from pandas.api.types import is_object_dtype

from disprop._errors import advised, unknown, worded
from disprop.cleaning._cells import tidy
from disprop.cleaning._grid import apply
from disprop.cleaning._log import DOES, Question, Repair, grouped, written
from disprop.cleaning._rules import Answer, Bounds, Doubt, Fix, Rule, Step, step_of
from disprop.cleaning._source import Fits, text_of
from disprop.cleaning._types import SAID, TYPES
from disprop.cleaning.result import Cleaned
from disprop.estimate._basis import ReadOnly

Lists = Mapping[str, Sequence[str | None]]  # names, or labels, side by side
LAYOUT = ("sheet", "header", "skip")  # arguments that say where the table stands in the file


class Work:
    """A grid, its log and its questions; each method is one kind of change.

    `given` are the arguments of the reader that answer questions, with what the caller gave for them.
    """

    def __init__(self, source: Any, reader: str = "", fits: Fits | None = None, **given: Any) -> None:
        self.grid, log, asked = text_of(source, fits=fits, **{name: given[name] for name in LAYOUT if name in given})
        self.reader, self.given, self.of_file = reader, given, not isinstance(source, pd.DataFrame)
        self.log: list[Repair] = []
        self.questions: list[Question] = []
        self.open: defaultdict[str, set[int]] = defaultdict(set)  # rows of a column that nobody can read yet
        heading = next((max(repair.after["header"]) for repair in log if repair.rule == "layout"), 1)
        self.first: int | None = heading + 1  # the line of the first row, while rows are lines
        self.copied: dict[str, str] = {}  # the columns that are copies, each with the one that it is of
        self.raw_rows = len(self.grid.kept)
        self.done(*log)
        gone = {*(given.get("drop") or ())}
        for question in (each for each in asked if not {*each.answer.get("drop", ["it"])} <= gone):
            cell = question.readings and None not in (question.row, question.column)
            how = self._how(question.row, question.column) if cell else ""
            self._put(replace(question, why=question.why + how))

    @property
    def own(self) -> list[str]:
        """The columns that are no copies."""
        return [name for name in self.grid.columns if name not in self.copied]

    @property
    def numbers(self) -> list[str]:
        """The columns of numbers among them."""
        return [name for name in self.own if str(self.grid.column(name).dtype).lower() in {"int64", "float64"}]

    @property
    def whole(self) -> list[str]:
        """The columns of whole numbers among them."""
        return [name for name in self.numbers if str(self.grid.column(name).dtype).lower() == "int64"]

    def done(self, *repairs: Repair) -> None:
        """Do the repairs, and log them."""
        apply(self.grid, repairs)
        self.log += repairs

    def rename(self, names: Mapping[str, str], why: str = SAID["name"]) -> None:
        """Rename columns."""
        for old, new in names.items():
            self.grid.column(old)
            if new != old and new in self.grid:
                raise worded("name taken", old, new)
            if new != old:
                self.done(Repair(None, old, old, new, "column-renamed", why))
                self.open[new] = self.open.pop(old, set())

    def drop(self, names: Iterable[str], why: str) -> None:
        """Drop columns."""
        self.done(*(Repair(None, name, "column", None, "column-dropped", why) for name in names))

    def copy(self, name: str, twin: str, why: str) -> None:
        """Put a copy of a column beside it, under another name; what is asked about it is asked about both."""
        self.done(Repair(None, twin, name, twin, "column-copied", why))
        self.copied[twin] = name
        doubts = [q for q in self.questions if q.column == name and q.row in self.open[name]]
        self.questions += [replace(doubt, column=twin) for doubt in doubts]
        self.open[twin] = {*self.open[name]}

    def leave_out(self, rows: Iterable[int], rule: str, why: str) -> None:
        """Leave rows out, each by name; what it held is in the log."""
        columns = self.grid.columns.items()
        held = {row: {name: column.cells[row] for name, column in columns} for row in rows}
        self.done(*(Repair(row, None, cells, None, rule, why) for row, cells in held.items()))

    def leave_out_where(self, name: str, values: Collection[str], rule: str, why: str) -> None:
        """Leave out the rows that have one of these values, all of which there must be, whatever spaces are around."""
        cells = self.grid.column(name).cells
        held = grouped(range(len(cells)), cells.__getitem__)
        names = {cell: {cell, tidy(cell)} for cell in held}
        for value in values:
            rows = {cell: each[0] for cell, each in held.items() if value in names[cell]}
            if not rows:
                raise unknown(f"value of {name!r}", value, dict.fromkeys(map(tidy, filter(None, held))))
            if len(rows) > 1 and not set(rows) <= set(values):
                either = " or ".join(f"{cell!r} (row {row})" for cell, row in rows.items())
                raise advised(f"{value!r} may be {either}", "; give one as it stands, or all", what=name, got=value)
        named = {cell for cell in held if names[cell] & {*values}}
        out = [row for row in self.grid.rows() if cells[row] in named]
        self.leave_out(out, rule, why)

    def rows_of(self, name: str) -> dict[Any, list[int]]:
        """Return the rows of each value of a column, whatever spaces are around it."""
        cells = [*map(tidy, self.grid.column(name).cells)]
        return grouped(range(len(cells)), cells.__getitem__)

    def set(self, row: int, name: str, after: Any, rule: str, why: str) -> None:
        """Change one cell, unless it is so already."""
        self.change(name, {row: (after, why)}, rule)

    def change(self, name: str, after: Mapping[int, tuple[Any, str]], rule: str) -> None:
        """Change cells of a column, those that are not so already: the new one of each row, and why."""
        cells, each = self.grid.column(name).cells, after.items()
        self.done(*(Repair(row, name, cells[row], new, rule, why) for row, (new, why) in each if new != cells[row]))

    def ask(self, row: int | None, name: str | None, why: str, *readings: str, **answer: Any) -> None:
        """Put a question about a cell, a row or a column, with the argument that answers it as the library would."""
        value = None if row is None or name is None else self.grid.cell(row, name)
        self._put(Question(row, name, value, readings, why, answer))

    def line(self, row: int | None) -> int | None:
        """Return the line of the file that a row stands in."""
        return None if row is None or self.first is None else self.first + row

    def leaving_out(self, rows: Collection[int], name: str) -> dict[int, dict[str, Any]]:
        """Return what leaves out each of the rows: its label, or its line where rows that stay have the label too."""
        stood = self.grid.column(name).raw
        spelled = Counter(map(tidy, {cell for cell in stood if isinstance(cell, str)}))
        stay = {stood[row] for row in self.grid.rows() if row not in rows and isinstance(stood[row], str)}
        others, found = {*map(tidy, stay)}, {}
        for row in rows:
            label = tidy(stood[row])
            alone = label and spelled[label] == 1 and label not in others
            found[row] = {"leave_out": {name: [label]}} if alone else {"skip": [self.line(row)]}
        return found if self.first is not None else {}

    def _put(self, question: Question) -> None:
        """Ask, with the line of the row, and the argument that answers it if the reader has it."""
        answer = ReadOnly({name: value for name, value in question.answer.items() if name in self.given})
        says = "".join(f"; {written({name: value})} {DOES[name]}" for name, value in answer.items())
        line = self.line(question.row) if self.of_file else None
        placed = replace(question, line=line, answer=answer, why=question.why + says)
        self.questions.append(placed)

    def column(self, name: str, *steps: Step) -> None:
        """Take a column through repairs, and through a type at the end."""
        self.grid.column(name)
        names = [name]
        for step in steps:
            found = step_of(step)
            if isinstance(found, Bounds):
                names = [name, *self._bound(name, found, shares="integer" not in steps)]
            for each in names:
                if isinstance(found, Rule):
                    self._repair(each, found)
                elif isinstance(found, str):
                    self._type(each, found)

    def reshape(self, rule: str, before: list[str], labels: Lists, values: Lists) -> None:
        """Turn rows into columns, or columns into rows, which are no lines of the file any more."""
        self.first = None
        after = {name: {k: [*v] for k, v in each.items()} for name, each in (("labels", labels), ("values", values))}
        self.done(Repair(None, None, before, after, rule, SAID[rule]))

    def cleaned(self) -> Cleaned:
        """Return the result."""
        left_out = sum(repair.row is not None and repair.column is None for repair in self.log)
        given = ReadOnly({name: value for name, value in self.given.items() if value})
        told = tuple(self.log), tuple(self.questions)
        return Cleaned(self.grid.frame(), *told, self.raw_rows, left_out, self.reader, given)

    def _repair(self, name: str, rule: Rule) -> None:
        rows, found = self.grid.rows(), rule.answers(self.grid.cells(name))
        answers = {rows[at]: found[at] for at in sorted(found)}
        for row, one in answers.items():
            if isinstance(one, Doubt) or one.readings:
                self._doubt(row, name, one)
        fixes = {row: (one.after, one.why) for row, one in answers.items() if isinstance(one, Fix)}
        self.change(name, fixes, rule.name)

    def _doubt(self, row: int, name: str, found: Answer) -> None:
        """Ask about the answer of a rule that is in doubt; what a cell is read as, or can only be, is suggested."""
        if isinstance(found, Doubt) and found.blocks:
            self.open[name].add(row)
        only = name not in self.copied and (isinstance(found, Fix) or len(found.readings) == 1)
        answer = {"answers": {(tidy(self.grid.column(name).raw[row]), name): found.readings[0]}} if only else {}
        self._ask_about(row, name, found.why, *found.readings, **answer)

    def _type(self, name: str, kind: str) -> None:
        words, rows, cells = TYPES[kind].words, self.grid.rows(), self.grid.cells(name)
        unread = [rows[i] for i in TYPES[kind].unread(cells)]
        for row in unread:
            if row not in self.open[name]:
                self._ask_about(row, name, f"not {words}, so the column stays text: repair it, or answer for it")
        if not unread and self.open[name].isdisjoint(rows):
            missing = cells.count(None)
            why = f"each of {len(cells) - missing} cells is {words}, {missing} missing"
            dtype = self.grid.column(name).dtype
            was = "text" if is_object_dtype(dtype) or isinstance(dtype, pd.StringDtype) else str(dtype)
            self.done(Repair(None, name, was, kind, "column-typed", why))

    def _ask_about(self, row: int, name: str, why: str, *readings: str, **answer: Any) -> None:
        """Ask what a cell is."""
        self.ask(row, name, why if answer else why + self._how(row, name), *readings, **answer)

    def _how(self, row: int | None, name: str | None) -> str:
        """Return the argument that says what a cell is, if the reader has it."""
        return f"; answers={{({row}, {name!r}): '...'}} says what it is" if "answers" in self.given else ""

    def _bound(self, name: str, step: Bounds, *, shares: bool) -> tuple[str, str]:
        low, high = f"{name}_low", f"{name}_high"
        self.copy(name, high, "the highest number that a suppression mark allows; the number itself elsewhere")
        self.copy(name, low, "the lowest number that a suppression mark allows; the number itself elsewhere")
        cells = self.grid.cells(name)
        known = {cell: step.said(cell, shares=shares) for cell in cells.texts}
        said = {row: found for row, cell in zip(self.grid.rows(), cells, strict=True) if (found := known.get(cell))}
        for at, column in enumerate((low, high, name)):
            self.change(column, {row: (found[at], found[3]) for row, found in said.items()}, "bounds")
        return low, high
