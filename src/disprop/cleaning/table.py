"""Any file to a checked table: the sheet, the heading, the notes, and each column as what it reads as."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, TypeVar, Unpack

from disprop._errors import of_kind, one_of, refused, unknown, worded
from disprop.cleaning import _looks
from disprop.cleaning._columns import ask_merged, decimal_of, fill, fitting, groups
from disprop.cleaning._files import uncollected
from disprop.cleaning._rules import Bounds, Rule, Step
from disprop.cleaning._spread import Values, fields_of, spread_of
from disprop.cleaning._types import SAID
from disprop.cleaning._work import Work
from disprop.cleaning.reshape import ask_beside, shape, spread
from disprop.cleaning.result import Cleaned

Steps = Step | Sequence[Step]
Names = str | Sequence[str]
Lines = int | Sequence[int]
Named = TypeVar("Named", str, Step)
NUMBERS = ("Int64", "float64")  # the types of columns that are no labels


@uncollected()
def read_table(  # noqa: PLR0913 (each answers a question that the table may raise)
    source: Any,
    *,
    sheet: str | None = None,
    header: Lines | None = None,
    skip: Lines = (),
    rename: Mapping[str, str] | None = None,
    columns: Mapping[str, Steps] | None = None,
    leave_out: Mapping[str, Names] | None = None,
    drop: Names = (),
    fill_down: Names = (),
    decimal: str | None = None,
    answers: Mapping[tuple[int | str, str], str | None] | None = None,
    lengthen: Values | None = None,
) -> Cleaned:
    r"""Return the table of a file, whatever stands around it, with a log of all that was done and what is to be asked.

    Use it first, for any file: text in any usual encoding and with any usual separator, a workbook (xlsx, xls or ods,
    with the extra `files`), or an archive of one of these. Titles above the heading, lines of units, and notes below
    the table are no rows, and each is a line of the log. Headings of several lines are joined. A column whose cells
    read as numbers becomes one of numbers, and suppression marks in it become two columns of what they allow; every
    other column stays text. Where two readings stand the table is read in one of them, and a question names the
    argument that asks for the other.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The file as published; open it in binary, or give its path, so that its encoding can be found.
    sheet : str, optional
        Which sheet of a workbook.
    header : int or sequence of int, optional
        The line of the heading, or the lines that are to be joined, counted from 1 as a spreadsheet counts them.
    skip : int or sequence of int, optional
        Lines below the heading that are no rows.
    rename : mapping of str to str, optional
        New names. This is done first: every other argument uses the new names.
    columns : mapping of str to step or sequence of steps, optional
        For a column, how it is read: its repairs, in order, and at the end its type. A step is the name of a repair in
        `REPAIRS`, `"bounds"`, a type (`integer`, `number`, `date`, `datetime`, `boolean`, `text`), or what
        `missing_marks`, `dates` and `bounds` return. `()` leaves the column as it is. Columns that you do not name are
        read as what they look like; where nothing may be guessed, name them all.
    leave_out : mapping of str to str or sequence of str, optional
        For a column, the values whose rows are left out, such as totals.
    drop : str or sequence of str, optional
        Columns to drop, such as those of totals, or `stops_low`.
    fill_down : str or sequence of str, optional
        Columns whose blank cells stand for the label above them, as merged cells do.
    decimal : str, optional
        What stands before decimals: "." or ",".
    answers : mapping of (int or str, str) to str or None, optional
        For a row, or a value, and a column, what you say that the cell is, or all cells of that value ("" are those in
        which nothing stands): how to answer a question of an earlier result.
    lengthen : mapping of str to str or mapping, optional
        Which columns become rows, as in `cleaning.lengthen`. With ``{}`` nothing is asked about it.

    Returns
    -------
    Cleaned
        The frame, the log and the questions. A question is never an error: the frame is there, with all its rows. A
        column of which one cell cannot be read as its type stays text, and the cell is a question.

    Raises
    ------
    DispropError
        For what is no table at all: no file, no heading, a row with more cells than the heading, a workbook that cannot
        be opened; and for a sheet, a column, a repair or a value that is not there.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> text = 'Table 4. Stops by force\n\nForce,Stops,Arrests\nKent,"1,204",<5\nEssex,310,17\nSource: Home Office\n'
    >>> cleaned = cleaning.read_table(io.StringIO(text))
    >>> print(cleaned.frame)
       Force  Stops  Arrests  Arrests_low  Arrests_high
    0   Kent   1204     <NA>            0             4
    1  Essex    310       17           17            17
    >>> cleaned.left_out[0].before
    'Source: Home Office'
    >>> named = cleaning.read_table(
    ...     io.StringIO("Force,Month,Stops\nKent,1/4/2020,12*\nTotal,,12\n"),
    ...     rename={"Force": "force", "Month": "month", "Stops": "stops"},
    ...     columns={"month": [cleaning.dates("day"), "date"]},
    ...     leave_out={"force": "Total"},
    ... )
    >>> print(named.frame)
      force      month  stops
    0  Kent 2020-04-01     12
    """
    rename, columns = _mapping("rename", rename), _mapping("columns", columns)
    given = told(sheet=sheet, header=header, skip=skip, leave_out=leave_out, drop=drop, answers=answers)
    own: dict[str, Any] = {"rename": rename, "columns": columns, "fill_down": several(fill_down)}
    own |= {"decimal": None if decimal is None else one_of("decimal", decimal, (".", ",")), "lengthen": lengthen}
    work = Work(source, "read_table", None, **given, **own)
    work.rename(rename, "as asked")
    as_told(work)
    fill(work, work.given["fill_down"])
    numbers = taken(work, columns, decimal or decimal_of(work, columns))
    meant = {f"{name}{end}" for name in numbers for end in ("", "_low", "_high")}
    values = shape(work) if lengthen is None else lengthen
    found = spread_of(work.own, values)
    _looks.sums_of_columns(work, found)
    ask_beside(work, found)
    _looks.copies(work, work.numbers, found.partners)
    typed = work.grid.columns.items()
    labels = [name for name, one in typed if name not in meant and str(one.dtype) not in NUMBERS]
    _looks.twice(work, labels, _looks.counted(work))
    _looks.names(work, labels)
    _looks.sexes(work)
    _looks.below_zero(work, work.numbers)
    ask_merged(work, meant)
    groups(work)
    if lengthen:
        spread(work, found)
    elif values:
        work.ask(None, None, f"columns are named for {' and '.join(fields_of(values))}", lengthen=values)
    return work.cleaned()


class Told(TypedDict, total=False):
    """The arguments that say where a table stands in a file, and answer what is asked about it."""

    sheet: str | None
    header: Lines | None
    skip: Lines
    leave_out: Mapping[str, Names] | None
    drop: Names
    answers: Mapping[tuple[int | str, str], str | None] | None


def told(**options: Unpack[Told]) -> dict[str, Any]:
    """Return these arguments, each in one form."""
    header, leave_out = options.get("header"), _mapping("leave_out", options.get("leave_out"))
    return {
        "sheet": options.get("sheet"),
        "header": _lines("header", () if header is None else header) or None,
        "skip": _lines("skip", options.get("skip", ())),
        "leave_out": {name: several(values) for name, values in leave_out.items()},
        "drop": several(options.get("drop", ())),
        "answers": dict(_mapping("answers", options.get("answers"))),
    }


def _lines(name: str, lines: Lines) -> list[int]:
    every = [lines] if isinstance(lines, int) else list(lines)
    for line in every:
        if type(line) is not int or line < 1:
            raise refused(name, "must be lines, counted from 1", line)
    return every


def as_told(work: Work) -> None:
    """Leave out the rows that the caller names, and set the cells that are answered for."""
    for name, values in work.given["leave_out"].items():
        work.leave_out_where(name, values, "left-out", f"{name} is named in leave_out=")
    answers = work.given["answers"]
    rows = {name: work.rows_of(name) for name in {name: where for where, name in answers if isinstance(where, str)}}
    for (where, name), answer in answers.items():
        if isinstance(where, str) and where not in rows[name]:
            raise unknown(f"value of {name!r}", where, filter(None, rows[name]))
        for row in rows[name][where] if isinstance(where, str) else [where]:
            if row not in range(len(work.grid.kept)):
                raise worded("no such row", "answers", row, last=len(work.grid.kept) - 1)
            work.set(row, name, answer, "answered", "as the caller says")
    work.questions = [question for question in work.questions if (question.row, question.column) not in answers]


def taken(work: Work, columns: Mapping[str, Steps], mark: str = ".") -> list[str]:
    """Take each column through the steps named for it, or those of what it looks like; return those meant as numbers.

    Columns to drop are dropped before, but for those that come of others, and those that have steps.
    """
    drop = work.given["drop"]
    first = [name for name in drop if name in work.grid and name not in columns]
    work.drop(first, "as asked")
    if first:
        held = zip(*(column.cells for column in work.grid.columns.values()), strict=True)
        filled = [any(str(cell or "").strip() for cell in cells) for cells in held]
        empty = [row for row in work.grid.rows() if not filled[row]]
        work.leave_out(empty, "blank-line", "nothing stands in the columns that are left")
    steps = {name: several(own) for name, own in columns.items()}
    steps |= {name: fitting(work, name, mark) for name in work.grid.columns if name not in columns}
    for name, own in steps.items():
        work.column(name, *own)
    work.drop([name for name in drop if name not in set(first)], "as asked")
    return [name for name, own in steps.items() if any(step in ("integer", "number") for step in own)]


def _mapping(name: str, given: Any) -> Any:
    rule = f"must be a mapping, such as {name}={SAID['such as'][name]}"
    return of_kind(Mapping, name, rule, {} if given is None else given)


def several(given: Named | Sequence[Named]) -> list[Named]:
    """Return the names or steps, of which one may stand alone."""
    return [given] if isinstance(given, (str, Rule, Bounds)) else list(given)
