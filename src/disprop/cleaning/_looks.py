"""What a table often hides, looked for and asked about; nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from disprop.cleaning._work import Work

TOTAL = re.compile(
    r"\W*((grand|sub|overall)[ -]?)?totals?\b.*|all( (forces|areas|groups|ages|ethnicities|persons|people|categories))?"
    r"|england( (and|&) wales)?|great britain|united kingdom|uk",
    re.IGNORECASE,
)


def totals(work: Work, names: Iterable[str]) -> None:
    """Ask about rows whose label reads like that of a total."""
    for name in names:
        cells = work.grid.column(name).cells
        for row in work.grid.rows():
            if isinstance(cells[row], str) and TOTAL.fullmatch(cells[row].strip()):
                work.ask(row, name, "it may be a total of other rows; leave_out= leaves it out, or it counts twice")


def copies(work: Work, names: Sequence[str]) -> None:
    """Ask about columns of numbers that are equal in every row where both are known, and not always the same number."""
    rows = list(work.grid.rows())
    columns = {name: [work.grid.column(name).cells[row] for row in rows] for name in names}
    for first, second in combinations(columns, 2):
        pairs = [(a, b) for a, b in zip(columns[first], columns[second], strict=True) if None not in (a, b)]
        if len(set(pairs)) > 1 and all(a == b for a, b in pairs):
            share = f"{len(pairs)} of {len(pairs)} rows"
            work.ask(None, second, f"equal to {first} in {share}, so one of the two may be a copy; drop= drops it")


def sums(work: Work, parts: Sequence[str], total: str) -> None:
    """Ask about rows whose parts do not add up to the printed total."""
    for row in work.grid.rows():
        numbers, printed = [work.grid.cell(row, part) for part in parts], work.grid.cell(row, total)
        if all(type(number) is int for number in (printed, *numbers)) and sum(numbers) != printed:
            work.ask(row, total, f"its parts add up to {sum(numbers)}")


def repeated_rows(work: Work) -> None:
    """Ask about rows that repeat an earlier one in every cell."""
    seen: set[str] = set()
    rows = [repr(cells) for cells in zip(*(column.cells for column in work.grid.columns), strict=True)]
    for row in work.grid.rows():
        if rows[row] not in seen:
            seen.add(rows[row])
            continue
        work.ask(row, None, "it repeats an earlier row in every cell: two events alike, or one entered twice")
