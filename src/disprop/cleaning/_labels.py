"""Labels: printed once for the blank cells below them, as merged cells are, and those of known lists of groups."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any

from pandas.api.types import is_numeric_dtype

from disprop._errors import in_line
from disprop._twice._doubts import is_blank
from disprop._twice._words import totals_among
from disprop.classifications._classification import known
from disprop.classifications._recognition import differing, holding, lacking, spelt
from disprop.cleaning._log import Repair
from disprop.cleaning._types import SAID
from disprop.cleaning._work import Work

FEW, MANY = 3, 60  # labels of a list at least, and at most
NEAR = 0.75  # of the labels are those of a list


def fill(work: Work, names: Iterable[str]) -> None:
    """Write the label above into each blank cell."""
    for name in names:
        above: tuple[int, Any] | None = None
        for row in work.grid.rows():
            if not is_blank(cell := work.grid.cell(row, name)):
                above = row, cell
            elif above is not None:
                why = f"a blank cell stands for the label above it, row {above[0]}"
                work.set(row, name, above[1], "filled-down", why)


def ask_merged(work: Work, meant: Collection[str]) -> None:
    """Ask about columns of labels, not those meant as numbers or the last, whose blank cells may stand for another."""
    labels = [name for name in work.grid.names if name not in meant] if meant else []
    if not any(None in (held := work.grid.cells(name)) or any(map(is_blank, held.texts)) for name in labels):
        return
    told = {question.row for question in work.questions if {"skip", "leave_out"} & question.answer.keys()}
    rows = [row for row in work.grid.rows() if row not in told]
    columns = {name: [work.grid.cell(row, name) for row in rows] for name in labels}
    before = [*zip(*columns.values(), strict=True)]
    unlabelled = {row: labels[-1] for row, cells in zip(rows, before, strict=True) if all(map(is_blank, cells))}
    for name, cells in columns.items():
        blank = [row for row, cell in zip(rows, cells, strict=True) if is_blank(cell)]
        told_apart = len(set(zip(*{**columns, name: _down(cells)}.values(), strict=True))) >= len({*before})
        if blank and told_apart and name != work.grid.names[-1] and _each_once(cells):
            if 3 * len(blank) >= len(rows):
                work.ask(None, name, SAID["merged"].format(len(blank)), fill_down=[name])
            else:
                unlabelled |= dict.fromkeys(blank, name)
    for row, name in unlabelled.items():
        work.ask(row, name, SAID["unlabelled"].format([name]))


def _each_once(cells: Sequence[Any]) -> bool:
    """Return whether the first cell has a label, and no label follows itself."""
    filled = [cell for cell in cells if not is_blank(cell)]
    texts = bool(filled) and all(isinstance(cell, str) for cell in filled)
    return texts and not is_blank(cells[0]) and all(one != other for one, other in pairwise(filled))


def _down(cells: Sequence[Any]) -> list[Any]:
    down: list[Any] = []
    for cell in cells:
        down.append(down[-1] if down and is_blank(cell) else cell)
    return down


def groups(work: Work) -> None:
    """Look at the headings, and at each column of text."""
    headings = [name for name in work.grid.names[: 4 * MANY] if any(one.read(name) for one in known().values())]
    _look(work, None, headings)
    for name in [column.name for column in work.grid.columns if not is_numeric_dtype(column.dtype)]:
        cells = work.grid.cells(name)
        if len(cells.texts) <= MANY:
            labels = [cell for cell in dict.fromkeys(cells) if cell in cells.texts]
            totals = totals_among(labels)
            _look(work, name, [label for label in labels if label not in totals])


def _look(work: Work, column: str | None, labels: list[str]) -> None:
    """Log the lists that have all of the labels, in what they differ and what was forgiven; ask about labels near one.

    That is a label that the nearest list does not have, or that is forgiven into one that is there too.
    """
    lists = holding(labels) if len(labels) >= FEW else ()
    one = lists[0] if lists else min(known().values(), key=lambda each: len(lacking(each, [*labels])))
    read = {label: one.read(label) or (None, "") for label in labels}
    if lists:
        forgiven = "".join(f"; {n} but for {how}" for how, n in Counter(how for _, how in read.values()).items() if how)
        unlike = differing(lists, labels)
        odd = f"; they differ in {in_line(map(repr, unlike))}: see the source" if unlike else ""
        named = [each.name for each in lists]
        said = f"{len(labels)} labels of {in_line(named)}{forgiven}{odd}"
        work.done(Repair(None, column, None, named, "groups", said))
    times = Counter(meant for meant, _ in read.values())
    near = len(labels) - times[None] >= max(FEW, NEAR * len(labels))
    if column is None or not near:
        return
    for label, (meant, how) in read.items():
        row = work.grid.rows()[work.grid.cells(column).index(label)]
        if not meant:
            work.ask(row, column, f"no label of {one.name}, as the others are{spelt(label, one)}")
        elif how and times[meant] > 1:
            work.ask(row, column, f"read as {meant.label!r} of {one.name}, as another label is")
