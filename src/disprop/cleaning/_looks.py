"""What a table often hides, looked for and asked about; nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from disprop.cleaning._work import Work

WORDS = re.compile(r"[^\W_]+")
LINKS = {"and", "the", "for", "of", "in", "total"}
SUMMED = {"total", "totals", "subtotal", "subtotals", "sum", "aggregate"}
EVERYBODY = {"overall", "persons", "people", "everyone", "everybody", "both sexes", "both"}
STATES = {"england", "britain", "kingdom", "uk", "gb"}
NATIONS = STATES | {"wales", "scotland", "northern", "ireland", "great", "united"}
NO_TOTAL = {"other", "others", "saints", "souls", "hallows"}  # after "all": those left over, and names of places
MANY = 300  # columns: beyond them not each is held against each
LONGEST = 10  # words: what is longer is a sentence and no label
TWICE = "would count them twice: leave it out, as leave_out= of read_counts does"


def is_total(label: object) -> bool:
    """Whether a label reads like that of a total; the one place that says so, for every reader."""
    words = words_of(label)
    if not words or len(words) > LONGEST:
        return bool(words) and words[0] in SUMMED
    everybody = "all" in (words[0], words[-1]) and not NO_TOTAL & set(words[1:2])
    whole = set(words) - LINKS
    return bool(SUMMED & set(words)) or everybody or " ".join(words) in EVERYBODY or bool(_nations(whole) & STATES)


def is_england_and_wales(label: object) -> bool:
    """Whether a label names England and Wales, with or without a word for total."""
    return set(words_of(label)) - LINKS == {"england", "wales"}


def totals(work: Work, names: Iterable[str]) -> None:
    """Ask about rows whose label reads like that of a total."""
    for name in names:
        cells = work.grid.column(name).cells
        found = {label for label in {cell for cell in cells if isinstance(cell, str)} if is_total(label)}
        for row in work.grid.rows():
            if isinstance(cells[row], str) and cells[row] in found:
                work.ask(row, name, f"it may be a total of other rows, and {TWICE}")


def total_columns(work: Work, names: Iterable[str]) -> None:
    """Ask about columns of groups whose heading reads like that of a total."""
    for name in filter(is_total, names):
        work.ask(None, name, f"it may be a total of other groups, and {TWICE}")


def labels(work: Work, name: str) -> None:
    """Ask about rows that read like totals, and about those without a label."""
    totals(work, [name])
    for row in work.grid.rows():
        if work.grid.cell(row, name) is None:
            work.ask(row, name, "no label: a total of other rows, or a name that was lost")


def repeated_labels(work: Work, name: str, rows: Iterable[int]) -> None:
    """Ask about those of the rows whose label another of them had before."""
    seen: set[str] = set()
    for row in rows:
        label = work.grid.cell(row, name)
        if label is not None and repr(label) in seen:
            work.ask(row, name, "an earlier row has this label too, and both are kept: one of them counts twice")
        seen.add(repr(label))


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
            work.ask(None, name, f"equal to {first} in {share}, so one of the two may be a copy; drop= drops it")
        before[name] = cells
        equal.setdefault(cells, name)


def _equal(first: Sequence[Any], second: Sequence[Any]) -> int:
    """Return the rows where both are known, if they are equal in all of them and not always the same number; else 0."""
    if any(a != b and a is not None and b is not None for a, b in zip(first, second, strict=True)):
        return 0
    both = [a for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    return len(both) if len(set(both)) > 1 else 0


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


def words_of(label: object) -> list[str]:
    """Return the words of a label in small letters, without marks."""
    return WORDS.findall(label.casefold().replace("&", " and ")) if isinstance(label, str) else []


def _nations(words: set[str]) -> set[str]:
    """Return the words, if all of them are of the names of nations."""
    return words if words <= NATIONS else set()
