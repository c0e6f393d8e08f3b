"""A clean table with its log: what was changed, what was left alone, and the way back."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from disprop import _data
from disprop._errors import in_line
from disprop.cleaning._files import uncollected
from disprop.cleaning._grid import apply
from disprop.cleaning._log import DOES, MOST, SHOWN, Question, Repair, asked, group_of, grouped, merged, shown, written
from disprop.cleaning._source import text_of
from disprop.cleaning._types import FORMS
from disprop.estimate._basis import ReadOnly

SAID: dict[str, str] = _data.read("cleaning", "report.json")
NAMED = 100  # rows left out that are named one by one


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """A clean table, the log of every repair, and the questions that only a person can answer.

    A cell without a line in the log is what it was in the raw table. Each row of the raw table is in the frame, or
    is named in `left_out`.

    Parameters
    ----------
    frame : pandas.DataFrame
        The clean table. Its index says which row of the raw table each one was, unless wide was made long.
    log : sequence of Repair
        One line for every cell that was changed, every row left out, every column renamed, dropped, copied or given a
        type, in the order in which it was done.
    questions : tuple of Question
        What was seen and not repaired.
    rows_in, rows_left_out : int
        Rows of the raw table, and how many of them are not in the frame.
    reader : str
        The reader that made it.
    given : mapping of str to object
        The arguments that answered questions already.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> raw = pd.DataFrame({"force": ["Kent", "Essex", "Surrey"], "stops": ["1,204", "n/k", "1.204"]})
    >>> cleaned = cleaning.read_table(raw, columns={"stops": ["missing-marks", "thousands", "integer"]})
    >>> print(cleaned)  # doctest: +NORMALIZE_WHITESPACE
    - Of 3 rows below the heading 3 were kept and 0 left out; the table has 3 rows and 2 columns.
    - 1 column is read as text in every cell: `force`.
    - In `stops` 1 cell is changed (a mark for a missing value, not 0): `'n/k'` to missing.
    - In `stops` 1 cell is changed (`,` separates thousands): `'1,204'` to `'1204'`.
    - 1 question is open.
    - stops, row 2: `1.204`: 1204 or 1.204? a point that separates thousands, or decimals;
    `answers={(2, 'stops'): '...'}` says what it is.
    >>> cleaned.replay(raw).equals(cleaned.frame)
    True
    """

    frame: pd.DataFrame
    log: Sequence[Repair]
    questions: tuple[Question, ...]
    rows_in: int
    rows_left_out: int
    reader: str = ""
    given: Mapping[str, Any] = field(default_factory=ReadOnly)

    @property
    def suggested(self) -> dict[str, Any]:
        """The arguments for the same reader that answer every question which has an answer, and those given already.

        Look at the questions first: ``cleaning.read_table(path, **cleaned.suggested)`` then reads the table again.
        """
        return merged([self.given, *(question.answer for question in self.questions)])

    @property
    def left_out(self) -> tuple[Repair, ...]:
        """The lines of the rows that are not in the frame; `before` holds what was in them."""
        return tuple(repair for repair in self.log if repair.column is None and repair.row is not None)

    def replay(self, raw: Any) -> pd.DataFrame:
        """Return what the log makes of the raw table: exactly `frame`.

        Parameters
        ----------
        raw : path, open file or pandas.DataFrame
            The table that was cleaned.

        Returns
        -------
        pandas.DataFrame
            The clean table, made from the raw one by nothing but the lines of the log.

        Raises
        ------
        DispropError
            If the raw table lacks a row or a column that the log names.
        """
        layout: dict[str, Any] = next((repair.after for repair in self.log if repair.rule == "layout"), {})
        with uncollected():
            grid = text_of(raw, **layout)[0]
            apply(grid, self.log)
            return grid.frame()

    def to_frame(self) -> pd.DataFrame:
        """Return the log as a frame: row, column, before, after, rule, why."""
        names = [each.name for each in fields(Repair)]
        cells = [[getattr(repair, name) for name in names] for repair in self.log]
        return pd.DataFrame(cells, columns=names, dtype=object).astype({"row": "Int64"})

    def to_dict(self) -> dict[str, Any]:
        """Return the rows in and left out, the log and the questions as plain data."""
        return {
            "rows_in": self.rows_in,
            "rows_left_out": self.rows_left_out,
            "log": [repair.to_dict() for repair in self.log],
            "questions": [question.to_dict() for question in self.questions],
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def report(self) -> str:
        r"""Return all that was done, asked and answered in sentences, one a line: for the appendix of a report.

        It is a list in Markdown, in which whatever stood in the file is code, and it reads as text. Rows left out are
        named; of cells that were changed alike, how many, and the first of them.

        Examples
        --------
        >>> import io
        >>> from disprop import cleaning
        >>> text = 'Force,Stops\nKent,"1,204"\nEssex,310\nTotal,"1,514"\n'
        >>> print(cleaning.read_table(io.StringIO(text), leave_out={"Force": "Total"}).report())
        - Of 3 rows below the heading 2 were kept and 1 left out; the table has 2 rows and 2 columns.
        - 1 column is read as text in every cell: `Force`.
        - 1 column is read as integer in every cell: `Stops`.
        - 1 row is left out (Force is named in leave\_out=): `Total`.
        - In `Stops` 1 cell is changed (`,` separates thousands): `'1,204'` to `'1204'`.
        - These answers were given: `leave_out={'Force': ['Total']}`.
        - No question is open.
        """
        left_out, (rows, columns) = self.rows_left_out, self.frame.shape
        shape = {"rows_in": self.rows_in, "kept": self.rows_in - left_out, "rows_left_out": left_out}
        said = SAID["rows"].format(**shape, rows=rows, columns=columns)
        changes = sorted(grouped(self.log, group_of).values(), key=lambda group: _order(group[0]))
        every = [said, *map(_sentence, changes), *_of_questions(self.questions, self.given)]
        return "\n".join(f"- {line}" for line in every)

    def tally(self) -> dict[str, int]:
        """Return how many lines of the log each rule has."""
        return dict(Counter(repair.rule for repair in self.log))

    def __str__(self) -> str:
        answers = {name: value for name, value in self.suggested.items() if name in DOES}
        call = f"suggested: cleaning.{self.reader}(..., {written(answers)})"
        return self.report() + f"\n{call}" * any(question.answer for question in self.questions)

    __repr__ = __str__  # which a notebook shows


# what was done, in plain sentences for the appendix of a report


def _of_questions(questions: Sequence[Question], given: Mapping[str, Any]) -> list[str]:
    """Return what was answered, and what is open."""
    answers = written({name: value for name, value in given.items() if name in DOES})
    said = [SAID["given"].format(code(answers))] if answers else []
    if not questions:
        return [*said, SAID["closed"]]
    still = SAID["open"].format(_counted(len(questions), "question"))
    return [*said, still, *(f"{prose(question)}." for question in asked(questions))]


def prose(text: str) -> str:
    """Return a text whose quotes and arguments are code, and whose other signs mean nothing in Markdown."""

    def meant(found: re.Match[str]) -> str:
        quoted = found[2] if found[1] is None else found[1]
        return f"\\{found[0]}" if quoted is None else code(quoted)

    return FORMS["code or sign"].sub(meant, text)


def code(text: str) -> str:
    """Return a text as Markdown shows it unchanged, and as it stands in text between backticks."""
    marks = "``" if "`" in text else "`"
    return f"{marks}{text}{marks}"


def _order(repair: Repair) -> int:
    """0 for what a change of the file or of a column is, 1 of a row, 2 of a cell."""
    return 0 if repair.row is None else 1 + (repair.column is not None)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{' is' if number == 1 else 's are'}"


def _sentence(group: Sequence[Repair]) -> str:
    """Return the sentence of one kind of change, of the file, a column, a row or cells."""
    first, kind = group[0], (group[0].rule, "row", "cell")[_order(group[0])]
    reasons = list(dict.fromkeys(repair.why for repair in group))
    why = "; ".join([*map(prose, reasons[:SHOWN]), *["and others"] * (len(reasons) > SHOWN)])
    if kind not in SAID:
        return f"{why[:1].upper()}{why[1:]}."
    n, column = _counted(len(group), kind.partition("-")[0]), code(str(first.column))
    return SAID[kind].format(n=n, why=why, named=_named(group, kind), column=column, first=first)


def _named(group: Sequence[Repair], kind: str) -> str:
    if kind == "row":
        names = Counter(_held(repair.before) for repair in group)
        texts = [f"{name} ({times:,} times)" if times > 1 else name for name, times in names.items()]
    elif kind in {"column-dropped", "column-typed"}:
        texts = [code(str(repair.column)) for repair in group]
    else:
        texts = [f"{_value(repair.before)} to {_value(repair.after)}" for repair in group]
    return in_line(texts, {"row": NAMED, "cell": SHOWN}.get(kind, MOST))


def _value(value: Any) -> str:
    return "missing" if value is None else code(shown(value))


def _held(before: Any) -> str:
    """Return what stood in a row: its texts, which name it, or a line as it was."""
    cells = before.values() if isinstance(before, Mapping) else [before]
    texts = [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell))]
    return code(" | ".join(texts)) if texts else "without a name"
