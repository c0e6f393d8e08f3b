"""What a table often hides, looked for and asked about; nothing is changed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._labels import plain
from disprop._names import contradicted, official
from disprop._twice._doubts import TOTALS, doubts
from disprop._twice._rows import Rows
from disprop._twice._sums import sums
from disprop._twice._words import totals_among, words_of
from disprop.cleaning._work import Work

SEXES = {"Male", "Female"}
PLACE = re.compile(r"[EWSNK]\d{8}", re.ASCII)
MANY = 300  # columns: beyond them not each is held against each
TWICE = "would count them twice"
ASKED = {
    TOTALS: f"it may be a total of other rows ({{why}}), and {TWICE}",
    "repeated rows": "it repeats an earlier row in every cell, and may count it twice",
    "overlapping periods": "it {why}, and what happened then may count twice",
}
OF_COLUMNS = f"it may be a total of other columns ({{why}}), and {TWICE}"


def is_england_and_wales(label: object) -> bool:
    """Whether a label names England and Wales, with or without a word for total."""
    return set(words_of(label)) - {"and", "total"} == {"england", "wales"}


def twice(work: Work, names: Iterable[str], numbers: Iterable[str] = ()) -> None:
    """Ask about rows that would count twice, by what is in columns of labels and in columns of numbers."""
    kept = list(work.grid.rows())
    counts = {name: _counts(work.grid.cells(name)) for name in numbers}
    labels = {name: work.grid.cells(name) for name in names}
    usual = {name: column for name, column in counts.items() if not (column < 0).any()}
    found = doubts(Rows(labels, usual))
    rows = {kept[doubt.row] for doubt in found if doubt.kind == TOTALS}
    named = {doubt.column for doubt in found if doubt.kind == TOTALS}
    answers = {name: work.leaving_out(rows, name) for name in named if name is not None}
    for doubt in found:
        answer = answers[doubt.column].get(kept[doubt.row], {}) if doubt.kind == TOTALS and doubt.column else {}
        work.ask(kept[doubt.row], doubt.column, ASKED[doubt.kind].format(why=doubt.why), **answer)


def _counts(cells: Iterable[object]) -> FloatArray:
    return np.array([cell if isinstance(cell, int) else np.nan for cell in cells], dtype=np.float64)


def total_columns(work: Work, names: Sequence[str]) -> None:
    """Ask about columns of groups whose heading reads like that of a total."""
    for name, why in totals_among(names).items():
        work.ask(None, str(name), OF_COLUMNS.format(why=why), drop=[str(name)])


def sums_of_columns(work: Work) -> None:
    """Ask about columns of whole numbers that read like totals, or are the sums of columns beside them in every row."""
    copied = {part.column for part in work.log if part.rule == "column-copied"}
    whole = [column.name for column in work.grid.columns if str(column.dtype) == "Int64" and column.name not in copied]
    if len(whole) < 2:
        return
    total_columns(work, whole)
    names = [name for name in whole if name not in totals_among(whole)]
    numbers = np.array([_counts(work.grid.cells(name)) for name in names])
    known = numbers[:, ~np.isnan(numbers).any(axis=0)] if names else np.empty((0, 0))
    for place, why in sums(known).items() if known.shape[1] else ():
        beside = why.replace("rows", "columns").replace("below", "right of").replace("above", "left of")
        work.ask(None, names[place], OF_COLUMNS.format(why=beside), drop=[names[place]])


def labels(work: Work, name: str) -> None:
    """Ask about rows that read like totals, and about those without a label."""
    cells = work.grid.column(name).cells
    among = totals_among({cells[row] for row in work.grid.rows() if isinstance(cells[row], str)})
    rows = {row for row in work.grid.rows() if isinstance(cells[row], str) and cells[row] in among}
    answers = work.leaving_out(rows, name)
    for row in work.grid.rows():
        if cells[row] is None:
            work.ask(row, name, "no label: a total of other rows, or a name that was lost")
        elif row in rows:
            work.ask(row, name, ASKED[TOTALS].format(why=among[cells[row]]), **answers.get(row, {}))


def repeated_labels(work: Work, name: str, rows: Iterable[int]) -> None:
    """Ask about those of the rows whose label another of them had before."""
    keys = {row: repr(label) for row in rows if (label := work.grid.cell(row, name)) is not None}
    _repeated(work, keys, name, "an earlier row has this label too, and both are kept: one of them counts twice")


def copies(work: Work, names: Sequence[str]) -> None:
    """Ask about columns of numbers that are equal in every row where both are known, and not always the same number.

    Of more than MANY columns only those are asked about that are equal in what is missing, too.
    """
    rows, before = list(work.grid.rows()), dict[str, Sequence[Any]]()
    equal: dict[tuple[Any, ...], str] = {}
    for name in names:
        cells = tuple(work.grid.column(name).cells[row] for row in rows)
        alike = before if len(names) <= MANY else filter(None, [equal.get(cells)])
        if first := next((other for other in alike if (pairs := _equal(before[other], cells))), None):
            share = f"{pairs} of {pairs} rows"
            work.ask(None, name, f"equal to {first} in {share}, so one of the two may be a copy", drop=[name])
        before[name] = cells
        equal.setdefault(cells, name)


def _equal(first: Sequence[Any], second: Sequence[Any]) -> int:
    """Return the rows where both are known, if they are equal in all of them and not always the same number; else 0."""
    if any(a != b and a is not None and b is not None for a, b in zip(first, second, strict=True)):
        return 0
    both = [a for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    return len(both) if len(set(both)) > 1 else 0


def unequal_sums(work: Work, parts: Sequence[str], total: str) -> None:
    """Ask about the row whose parts add up to a number farthest from the printed total, if there is one."""
    off = {}
    for row, printed, *numbers in zip(work.grid.rows(), *map(work.grid.cells, [total, *parts]), strict=True):
        if all(type(number) is int for number in (printed, *numbers)) and sum(numbers) != printed:
            off[row] = printed, sum(numbers)
    if off:
        row = max(off, key=lambda each: abs(off[each][0] - off[each][1]))
        more = f"; so do those of {len(off) - 1} more rows, by no more than these" if len(off) > 1 else ""
        work.ask(row, total, f"its parts add up to {off[row][1]}{more}")


def repeated_rows(work: Work) -> None:
    """Ask about rows that repeat an earlier one in every cell."""
    rows = list(zip(*(column.cells for column in work.grid.columns), strict=True))
    keys = {row: repr(rows[row]) for row in work.grid.rows()}
    _repeated(work, keys, None, "it repeats an earlier row in every cell: two events alike, or one entered twice")


def _repeated(work: Work, keys: Mapping[int, str], name: str | None, why: str) -> None:
    seen: set[str] = set()
    for row, key in keys.items():
        if key in seen:
            work.ask(row, name, why)
        seen.add(key)


def names(work: Work, columns: Sequence[str]) -> None:
    """Ask about names that are spelt otherwise than usual, and about codes beside them that are another's."""
    held = {name: {cell for cell in work.grid.cells(name) if isinstance(cell, str)} for name in columns}
    for name, labels in held.items():
        usual = official(labels)
        unlike = {label: usual[label] for label in sorted(labels) if plain(usual.get(label, label)) != plain(label)}
        if unlike and not SEXES & {*unlike.values()}:
            said = ", ".join(f"{label!r} is {own!r}" for label, own in unlike.items())
            answers = {(label, name): own for label, own in unlike.items()}
            work.ask(None, name, f"usually spelt otherwise: {said}", answers=answers)
    codes = [name for name, labels in held.items() if labels and all(map(PLACE.fullmatch, labels))]
    for code, name in product(codes, columns):
        beside = zip(work.grid.cells(code), work.grid.cells(name), strict=True)
        for row, why in contradicted(dict(zip(beside, work.grid.rows(), strict=True))).items():
            work.ask(row, name, why)


def sexes(work: Work) -> None:
    """Ask about numbers that stand for the sexes."""
    for name in work.grid.names:
        if plain(name) in {"sex", "gender"} and {str(cell) for cell in work.grid.cells(name)} & {"1", "2"}:
            work.ask(None, name, "which number is which sex", "1 is male and 2 female, as in ISO 5218", "1 is female")
