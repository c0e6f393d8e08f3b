"""Any table, with the repairs that the caller names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from disprop._errors import DispropError, refused
from disprop.cleaning import _looks
from disprop.cleaning._bounds import Bounds
from disprop.cleaning._rules import Rule
from disprop.cleaning._work import Step, Work
from disprop.cleaning.result import Cleaned

Steps = Step | Sequence[Step]
Names = str | Sequence[str]
Lines = int | Sequence[int]
NUMBERS = ("Int64", "float64")
NUMERIC = ("integer", "number")
SUCH_AS = {
    "columns": {"stops": "integer"},
    "rename": {"Stops": "stops"},
    "leave_out": {"force": "Total"},
    "answers": {(3, "stops"): "12"},
}


def read_counts(  # noqa: PLR0913 (each answers a question that the table may raise)
    source: Any,
    columns: Mapping[str, Steps],
    *,
    rename: Mapping[str, str] | None = None,
    sheet: str | None = None,
    header: Lines | None = None,
    skip: Lines = (),
    leave_out: Mapping[str, Names] | None = None,
    drop: Names = (),
    answers: Mapping[tuple[int, str], str | None] | None = None,
) -> Cleaned:
    r"""Return a clean table with its log, made by the repairs that you name and by no others.

    Use it for any table without a reader of its own. Only headings are tidied without being asked for: spaces and
    byte order marks around a name, and a name that is there twice. Cells of columns that you do not name stay as they
    are.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        A file of comma-separated values, or a frame, best one of text: `pandas.read_csv(path, dtype=str,
        keep_default_na=False)`. Bytes are read as `utf-8-sig`, as UTF-16 where they look like it, or failing that as
        `cp1252`; the log says which. Where only some bytes are not UTF-8, each cell with one is a question. A file of
        text that you opened has the encoding that you chose.
    columns : mapping of str to step or sequence of steps
        For each column its repairs, in order, and at the end its type. A step is the name of a repair in `REPAIRS`,
        `"bounds"`, a type (`integer`, `number`, `date`, `datetime`, `boolean`, `text`), or what `missing_marks`,
        `dates` and `bounds` return.
    rename : mapping of str to str, optional
        New names. This is done first: every other argument uses the new names.
    sheet, header, skip
        Where the table stands in the file, as in `read_table`.
    leave_out : mapping of str to str or sequence of str, optional
        For a column, the values whose rows are left out, such as totals and footers.
    drop : str or sequence of str, optional
        Columns to drop, once all else is done.
    answers : mapping of (int, str) to str or None, optional
        For a row and a column, what you say that the cell is: how to answer a question of an earlier result.

    Returns
    -------
    Cleaned
        The frame, the log, and the questions. A column of which one cell cannot be read as its type stays text, and the
        cell is a question.

    Raises
    ------
    DispropError
        If there is no such column, repair or value, or the source is not a table.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> text = 'Force,Stops\nKent ,"1,204*"\nEssex,n/k\nTotal,1204\n'
    >>> cleaned = cleaning.read_counts(
    ...     io.StringIO(text),
    ...     {"force": "spaces", "stops": ["missing-marks", "notes", "thousands", "integer"]},
    ...     rename={"Force": "force", "Stops": "stops"},
    ...     leave_out={"force": "Total"},
    ... )
    >>> print(cleaned.frame)
       force  stops
    0   Kent   1204
    1  Essex   <NA>
    >>> cleaned.tally()["notes"], cleaned.rows_left_out
    (1, 1)
    """
    _need_mappings({"columns": columns, "rename": rename or {}})
    work = Work(source, "read_counts", **laid_out(sheet, header, skip), **told(leave_out, drop, answers))
    work.rename(rename or {}, "as asked")
    as_told(work)
    for name, steps in columns.items():
        work.column(name, *_steps(steps))
    work.drop(work.given["drop"], "as asked")
    meant = [name for name, steps in columns.items() if any(step in NUMERIC for step in _steps(steps))]
    look(work, {f"{name}{end}" for name in meant for end in ("", "_low", "_high")})
    return work.cleaned()


def _need_mappings(given: Mapping[str, object]) -> None:
    for name, each in given.items():
        if not isinstance(each, Mapping):
            raise refused(name, f"must be a mapping, such as {name}={SUCH_AS[name]}", each)


def laid_out(sheet: str | None, header: Lines | None, skip: Lines) -> dict[str, Any]:
    """Return the arguments that say where the table stands, each in one form."""
    return {
        "sheet": sheet,
        "header": _lines("header", () if header is None else header) or None,
        "skip": _lines("skip", skip),
    }


def _lines(name: str, lines: Lines) -> list[int]:
    every = [lines] if isinstance(lines, int) else list(lines)
    for line in every:
        if type(line) is not int or line < 1:
            raise refused(name, "must be lines, counted from 1", line)
    return every


def told(
    leave_out: Mapping[str, Names] | None, drop: Names, answers: Mapping[tuple[int, str], str | None] | None
) -> dict[str, Any]:
    """Return the arguments that say what its rows, columns and cells are, each in one form."""
    _need_mappings({"leave_out": leave_out or {}, "answers": answers or {}})
    out = {name: several(values) for name, values in (leave_out or {}).items()}
    return {"leave_out": out, "drop": several(drop), "answers": dict(answers or {})}


def as_told(work: Work) -> None:
    """Leave out the rows that the caller names, and set the cells that are answered for."""
    for name, values in work.given["leave_out"].items():
        work.leave_out_where(name, values, "left-out", f"{name} is named in leave_out=")
    answers = work.given["answers"]
    for (row, name), answer in answers.items():
        if row not in range(len(work.grid.kept)):
            said = f"answers= names row {row}; the table has rows 0 to {len(work.grid.kept) - 1}"
            raise DispropError(said, what="answers", got=row)
        work.set(row, name, answer, "answered", "as the caller says")
    work.questions = [question for question in work.questions if (question.row, question.column) not in answers]


def look(work: Work, meant: Collection[str]) -> None:
    """Ask about copies, and about what would count twice; columns that are meant to be numbers are no labels."""
    numbers = [column.name for column in work.grid.columns if str(column.dtype) in NUMBERS]
    copied = {repair.column for repair in work.log if repair.rule == "column-copied"}
    _looks.copies(work, [name for name in numbers if name not in copied])
    whole = [column.name for column in work.grid.columns if str(column.dtype) == NUMBERS[0]]
    _looks.twice(work, [name for name in work.grid.names if name not in {*numbers, *meant}], whole)


def _steps(steps: Steps) -> list[Step]:
    return [steps] if isinstance(steps, (str, Rule, Bounds)) else list(steps)


def several(names: Names) -> list[str]:
    """Return the names, of which one alone is a text."""
    return [names] if isinstance(names, str) else list(names)
