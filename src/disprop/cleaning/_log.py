"""What was done to a table, and what was seen and left alone: one record each."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Any, TypeVar

from disprop._errors import in_line
from disprop.cleaning._types import SAID
from disprop.estimate._basis import ReadOnly

Record = TypeVar("Record")
Answer = Mapping[str, Any]
# What each argument of a reader that answers a question does with what the question is about.
DOES: dict[str, str] = SAID["does"]
VARIED = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")  # what differs between questions of one kind
SHOWN = 3  # changes shown of one rule in one column
MOST = 12  # columns named together
WIDTH = 60  # characters of a value in a line of text


@dataclass(frozen=True, slots=True)
class Repair:
    """One change: of a cell (row and column), of a row (no column), of a column (no row) or of the table (neither).

    Parameters
    ----------
    row : int or None
        The position of the row in the raw table; the first row under the heading is 0.
    column : str or None
        The name of the column at that moment.
    before, after
        What stood there, and what stands there now. None is a missing value.
    rule : str
        The name of the rule.
    why : str
        In plain words.
    """

    row: int | None
    column: str | None
    before: Any
    after: Any
    rule: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Return the repair as plain data that `json` can write."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}

    def __str__(self) -> str:
        return f"{self.rule}, {_place(self)}: {shown(self.before)} -> {shown(self.after)}: {self.why}"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was seen and not repaired, because only a person can say what it means.

    Parameters
    ----------
    row, column
        Where, as in `Repair`.
    value
        What stands there.
    readings : tuple of str
        What it may mean; empty if nobody can tell from the table.
    why : str
        What is odd, and which argument answers it, written out.
    answer : mapping of str to object, optional
        The argument that answers it as the library would, such as ``{"leave_out": {"Force": ["Total"]}}``; empty where
        only a person can know. Nothing is done with it until somebody passes it.
    line : int, optional
        The line of the file that the row stands in, counted from 1 as an editor and a spreadsheet count them.
    """

    row: int | None
    column: str | None
    value: Any
    readings: tuple[str, ...]
    why: str
    answer: Answer = field(default_factory=ReadOnly)
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the question as plain data that `json` can write."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}

    def __str__(self) -> str:
        value = "" if self.value is None else f": {shown(self.value)}"
        return f"{_place(self)}{value}: {' or '.join(self.readings)}{'? ' if self.readings else ''}{self.why}"


def asked(questions: Iterable[Question]) -> list[str]:
    """Return the questions as lines of text: those that differ only by rows, values and numbers together."""
    groups = grouped(questions, lambda question: (question.column, VARIED.sub("", question.why))).values()
    rows = [[str(each.row) for each in group[1:]] for group in groups]
    more = [f" and {len(those)} more (rows {in_line(those, SHOWN)})" if those else "" for those in rows]
    return [f"{group[0]}{end}" for group, end in zip(groups, more, strict=True)]


def written(answer: Answer) -> str:
    """Return arguments as they are typed."""
    return ", ".join(f"{name}={value!r}" for name, value in answer.items())


def merged(answers: Iterable[Answer]) -> dict[str, Any]:
    """Return the arguments of several answers as one mapping: names within names, lists after lists."""
    found: dict[str, Any] = {}
    for name, value in ((name, value) for answer in answers for name, value in answer.items()):
        both: list[Any] = [found.get(name, value), value]
        if all(isinstance(each, Mapping) for each in both):
            found[name] = merged(both)
        else:
            lists = all(isinstance(each, list) for each in both)
            found[name] = [*dict.fromkeys(chain.from_iterable(both))] if lists else value
    return found


def grouped(records: Iterable[Record], key: Callable[[Record], Any]) -> dict[Any, list[Record]]:
    """Return the records with one key together."""
    groups: dict[Any, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return groups


def shown(value: Any) -> str:
    """Return a value as it is written in a line."""
    text = "missing" if value is None else repr(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 4]}...{text[0]}"


def plain(value: Any) -> Any:
    """JSON has no NaN, no dates and no tuples: such values become text and lists."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or type(value) in (bool, int, str) else str(value)


def _place(record: Repair | Question) -> str:
    parts = [] if record.column is None else [record.column]
    line = f" (line {record.line})" if isinstance(record, Question) and record.line is not None else ""
    parts += [] if record.row is None else [f"row {record.row}{line}"]
    return ", ".join(parts) or "table"


def group_of(repair: Repair) -> tuple[object, ...]:
    """Return what repairs of one line of text have in common."""
    if repair.row is None:
        return repair.rule, repair.after if repair.rule == "column-typed" else repair.why
    return repair.rule, repair.column, repair.why if repair.column is None else ""
