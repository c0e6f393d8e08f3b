"""Any file to a checked table: the sheet, the heading, the notes, and each column as what it reads as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from disprop._marks import reader
from disprop.cleaning import _looks
from disprop.cleaning._layout import is_number
from disprop.cleaning._types import TYPES, UNREADABLE
from disprop.cleaning._work import Step, Work
from disprop.cleaning.counts import Lines, Names, as_told, laid_out, look, told
from disprop.cleaning.result import Cleaned

CODE = re.compile(r"0\d+", re.ASCII)  # a code that would lose its first digit as a number
FIRST = re.compile(r"[+-]?[\d.]+", re.ASCII)


def read_table(  # noqa: PLR0913 (each answers a question that the table may raise)
    source: Any,
    *,
    sheet: str | None = None,
    header: Lines | None = None,
    skip: Lines = (),
    leave_out: Mapping[str, Names] | None = None,
    drop: Names = (),
    answers: Mapping[tuple[int, str], str | None] | None = None,
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
    leave_out : mapping of str to str or sequence of str, optional
        For a column, the values whose rows are left out, such as totals.
    drop : str or sequence of str, optional
        Columns to drop, such as those of totals.
    answers : mapping of (int, str) to str or None, optional
        For a row and a column, what you say that the cell is.

    Returns
    -------
    Cleaned
        The frame, the log and the questions. A question is never an error: the frame is there, with all its rows.

    Raises
    ------
    DispropError
        For what is no table at all: no file, no heading, a row with more cells than the heading, a workbook that cannot
        be opened; and for a sheet or a value that is not there.

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
    """
    work = Work(source, "read_table", **laid_out(sheet, header, skip), **told(leave_out, drop, answers))
    as_told(work)
    work.drop(work.given["drop"], "as asked")
    for name in work.grid.names:
        work.column(name, *_steps(work, name))
    _looks.sums_of_columns(work)
    look(work, ())
    return work.cleaned()


def _steps(work: Work, name: str) -> list[Step]:
    """Return the steps that a column takes: those of numbers where most of its cells read as such, else of text."""
    cells = {str(cell).strip() for cell in set(work.grid.cells(name)) - {None}}
    marked = set(filter(reader(None, "possible"), cells))
    numbers = {cell for cell in cells - marked if is_number(cell)}
    words = cells - marked - numbers - {""}
    if not numbers or len(words) > len(numbers) or any(map(CODE.fullmatch, numbers)):
        return ["spaces", "blanks", "text"]
    percent = any(cell.endswith("%") for cell in numbers)
    shares: list[Step] = ["percentages"] if percent else []
    bounds: list[Step] = ["bounds"] if marked else []
    plain = (FIRST.match(number.replace(",", "")) for number in numbers)
    whole = all(found and TYPES["integer"].read(found[0]) is not UNREADABLE for found in plain)
    kind = "integer" if whole and not percent else "number"
    return ["spaces", *bounds, "missing-marks", "notes", "thousands", *shares, kind]
