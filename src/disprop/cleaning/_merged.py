"""Labels that are printed once, and stand for the blank cells below them, as merged cells do."""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any

from disprop._twice._doubts import is_blank
from disprop.cleaning._forms import SAID
from disprop.cleaning._work import Work


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


def ask_merged(work: Work, numbers: Collection[str]) -> None:
    """Ask about columns of labels, but the last of all, whose blank cells may stand for the label above."""
    no_labels = {f"{name}{end}" for name in numbers for end in ("", "_low", "_high")}
    labels = [name for name in work.grid.names if name not in no_labels] if numbers else []
    if not any(None in (held := work.grid.cells(name)) or any(map(is_blank, held.texts)) for name in labels):
        return
    told = {question.row for question in work.questions if {"skip", "leave_out"} & question.answer.keys()}
    rows = [row for row in work.grid.rows() if row not in told]
    columns = {name: [work.grid.cell(row, name) for row in rows] for name in labels}
    before = len(set(zip(*columns.values(), strict=True)))
    unlabelled = {
        row: labels[-1] for at, row in enumerate(rows) if all(is_blank(cells[at]) for cells in columns.values())
    }
    for name, cells in columns.items():
        blank = [row for row, cell in zip(rows, cells, strict=True) if is_blank(cell)]
        told_apart = len(set(zip(*{**columns, name: _down(cells)}.values(), strict=True))) >= before
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
