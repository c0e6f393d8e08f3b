"""Numbers as the rows of a table: what names each, its counts, its value with limits, and notes that are said once.

How a table is written in each format are the templates of `formats.json`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import chain, groupby, islice
from typing import NamedTuple

from disprop import _data
from disprop._text import ENDS, Line, words, writable

ROWS = 60  # of a table in a notebook
FEW = 4  # counts that need not be those of every row
ON_A_PAGE = 40  # rows of a table in LaTeX
WORKED_OUT = re.compile(
    "variance|weight|squares|products|_cv$|_normal$|_by_|few|heaviest|attained|log_|degrees|mean|dispersion|^ratio$"
)
SUMMED = re.compile(" per (year|unit of time), .*population$")  # in which everybody is once a period
MEASURE, METHOD, NOTE = "measure", "method", "note"
FORMS = _data.read("formats.json")
MARKDOWN = re.compile(r"([\\`*_~\[\]|$])")  # what it reads as more than itself
LINKS = re.compile("|".join(map(re.escape, FORMS["links"])))
MINUS = re.compile(r"(?<![\w-])-(?=\d)")


class Row(NamedTuple):
    """One number, what names it, and what is said of it: None where that has no meaning, as a method without limits."""

    labels: dict[str, str]
    line: Line
    measure: str
    said: dict[str, str | None]
    group: str = ""
    family: str = ""  # of the method


class Layout(NamedTuple):
    """A table that is ready to be written: the first `named` cells of a row are what names it."""

    head: list[str]  # of several lines where there is no room
    named: int
    rows: list[tuple[str, list[str], str]]  # group, cells, marks of its notes
    notes: list[tuple[str, str]]  # mark and text


def laid_out(rows: Sequence[Row], *, counts: bool = True) -> Layout:
    """Return the table of these numbers: what is the same in every row is said in its head, or in a note below."""
    names = [name for name in rows[0].labels if any(row.labels[name] != row.measure for row in rows)]
    labels = [name for name in names if _one(row.labels[name] for row in rows) is None] or names[:1]
    measure, unit, interval = map(_one, zip(*map(_meaning, rows), strict=True))
    counted = _counted(rows) if counts else []
    notes, marks = _notes([{name: row.labels[name] for name in names if name not in labels} | row.said for row in rows])
    own = [MEASURE] if measure is None else []
    measured = " ".join(filter(None, (measure or "value", unit)))
    head = [*labels, *own, *(words(name).replace(" ", "\n") for name in counted), f"{measured}\n({interval})"]
    head[-1] = head[-1] if interval else measured
    filled = []
    for row, mark in zip(rows, marks, strict=True):
        named = [*(row.labels[name] for name in labels), *(row.measure for _ in own)]
        number = row.line.cell(unit=unit is None, interval=interval is None)
        filled.append((row.group, [*named, *map(row.line.span, counted), number], mark))
    return Layout(head, len(labels) + len(own), filled, notes)


def plain(columns: Mapping[str, Sequence[object]]) -> Layout:
    """Return the table of any columns, with what all rows say below; of a single row one below the other."""
    cells = {words(name): [*map(_cell, column)] for name, column in columns.items()}
    if {len(own) for own in cells.values()} == {1}:
        return Layout(["", ""], 1, [("", [name, *own], "") for name, own in cells.items()], [])
    notes = [("", f"{name}: {own[0]}") for name, own in cells.items() if _one(own) is not None]
    kept = {name: own for name, own in cells.items() if _one(own) is None}
    return Layout([*kept], 1, [("", [*row], "") for row in zip(*kept.values(), strict=True)], notes)


def _meaning(row: Row) -> tuple[str, str, str]:
    return row.measure, "" if row.line.unit == "per 1" else row.line.unit, row.line.interval


def _one(values: Iterable[str]) -> str | None:
    """Return what all are; None where they differ."""
    different = {*values}
    return different.pop() if len(different) == 1 else None


def _counted(rows: Sequence[Row]) -> list[str]:
    """Return the counts of all rows, or those that every row has where they are many; not their ends, nor sums."""
    counts = ((row.measure, name) for row in rows for name in row.line.counts)
    every = dict.fromkeys(name for measure, name in counts if not SUMMED.search(f"{measure}, {name}"))
    ends = {f"{name}_{end}" for name in every for end in ENDS}
    known = [name for name in every if name not in ends and not WORKED_OUT.search(name)]
    return known if len(known) <= FEW else [name for name in known if all(name in row.line.counts for row in rows)]


def _notes(said: Sequence[Mapping[str, str | None]]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what is said of all rows, then what of some, marked in the order of rows; and the marks of each."""
    same = [name for name in dict.fromkeys(chain(*said)) if len({row.get(name, "") for row in said} - {None}) == 1]
    own = [[(name, text) for name, text in row.items() if text and name not in same] for row in said]
    marks = {note: _mark(place) for place, note in enumerate(dict.fromkeys(chain(*own)))}
    of_all = {name: text for name in same for row in said if (text := row.get(name))}
    notes = [*(("", noted(*note)) for note in of_all.items()), *((mark, noted(*note)) for note, mark in marks.items())]
    return notes, [", ".join(marks[note] for note in marks if note in row) for row in own]


def noted(name: str, text: str) -> str:
    """Return what is said of a row, behind what it is about."""
    return text if name == NOTE else f"{words(name)}: {text}"


def _mark(place: int) -> str:
    """Return a, b, ... z, aa, ab, ..."""
    return (_mark(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def _cell(cell: object) -> str:
    if not isinstance(cell, float):
        return "" if cell is None else str(cell)
    return f"{cell:,.0f}" if cell.is_integer() else f"{cell:,.6g}"


def one_line(text: object) -> str:
    """Return a text in one line, with nothing in it that cannot be seen."""
    return " ".join(writable(text).split())


def in_html(text: object) -> str:
    """Return a text as HTML shows it, whoever wrote it."""
    return escape(writable(text))


def in_markdown(text: object) -> str:
    """Return a text as Markdown shows it, in which tags and what some readers make a link of are text too."""
    plain = LINKS.sub(lambda link: FORMS["links"][link[0]], escape(one_line(text), quote=False))
    return MARKDOWN.sub(r"\\\1", plain)


def in_latex(text: object) -> str:
    """Return a text as LaTeX sets it."""
    return MINUS.sub("$-$", "".join(FORMS["characters"].get(each, each) for each in one_line(text)))


SAFE: dict[str, Callable[[object], str]] = {"html": in_html, "markdown": in_markdown, "latex": in_latex}


def written(layout: Layout, to: str = "html", title: str = "", most: int | None = None) -> str:
    """Return a table as text in one format, cut after so many rows."""
    form, safe = FORMS["longtable" if to == "latex" and len(layout.rows) > ON_A_PAGE else to], SAFE[to]
    kinds = [int(place >= layout.named) for place in range(len(layout.head))]
    head = [form["break"].join(map(safe, each.split("\n"))) for each in layout.head]

    def row(of: str, cells: Iterable[str]) -> str:
        parts = (form[of][kind].format(cell, name) for kind, cell, name in zip(kinds, cells, head, strict=True))
        return form["row"].format(form["between"].join(parts))

    lines = []
    for group, members in groupby(islice(layout.rows, most), lambda each: each[0]):
        lines += [form["group"].format(safe(group), len(head))] * bool(group)
        for _, (*first, last), marks in members:
            marked = f"{safe(last)} {form['mark'].format(marks)}" if marks else safe(last)
            lines.append(row("cells", [*map(safe, first), marked]))
    more = [("", f"and {len(layout.rows) - most:,} more")] if most and len(layout.rows) > most else []
    below = (f"{form['mark'].format(mark)} {safe(text)}" if mark else safe(text) for mark, text in layout.notes + more)
    return form["table"].format(
        title=form["title"].format(safe(title)) if title else "",
        sides=form["beside"].join(form["sides"][kind] for kind in kinds),
        head=row("heads", head),
        body=form["lines"].join(lines),
        notes="".join(form["note"].format(each, len(head)) for each in below),
    )
