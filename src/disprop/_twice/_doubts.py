"""Everything in a table that would count twice: totals, repeated rows and populations, periods that overlap."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._cells import is_empty
from disprop._errors import one_of, worded
from disprop._twice._rows import Rows, overlapping, repeated_populations, repeated_rows
from disprop._twice._sums import EXACT, FEW, LEAST, sums, whole
from disprop._twice._words import LABEL, NUMBERS, Adds, Why, twice_among

TOTALS, ROWS, POPULATION, OVERLAPS = CHOICES = ("totals", "repeated rows", "repeated population", "overlaps")
REMOVABLE = (TOTALS, ROWS)  # without them every count is there once
MOST_ROWS = 10_000  # above it only labels are looked at
BLANK = "blank, beside filled labels"
COLUMN = Why("its rows equal those of all other labels together", NUMBERS)
Said = dict[tuple[int, str], Why]
NEARLY = 0.9  # of the rows of a label


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that would count twice: which of `CHOICES` it is, where, what says so, and by what."""

    kind: str
    row: int
    column: str | None
    label: Any
    why: str
    by: str = LABEL

    def __str__(self) -> str:
        where = "" if self.column is None else f"{self.column} {self.label!r}, "
        return f"{where}{self.why}"


def doubts(rows: Rows) -> list[Doubt]:
    """Return what would count twice, kind by kind, each from the top down; nothing of rows without a label."""
    if not len(rows) or not rows.labels:
        return []
    said, shared = _by_label(rows)
    if len(rows) <= MOST_ROWS:
        shared |= {at: Why(why) for at, why in overlapping(rows).items()}
    totals, summed = _totals(rows, said)
    if len(rows) > MOST_ROWS:
        return [*_of_labels(TOTALS, rows, totals), *_of_labels(OVERLAPS, rows, shared)]
    again = repeated_rows(rows, [row for row, _ in summed])
    copied = np.flatnonzero(np.isin(rows.alike, rows.alike[again]))  # a row is no total of its own copy
    totals |= {at: why for at, why in summed.items() if at[0] not in copied}
    found = [*_of_labels(TOTALS, rows, totals), *_of_labels(OVERLAPS, rows, shared)]
    populations = repeated_populations(rows, without=again)
    found += [Doubt(ROWS, row, None, None, "repeats an earlier row in every cell") for row in again.tolist()]
    return found + [Doubt(POPULATION, row, None, None, why) for row, why in sorted(populations.items())]


def _totals(rows: Rows, said: Said) -> tuple[Said, Said]:
    """Return the rows that are totals by a label, alone or with all that have it, and others that equal their own."""
    unnamed = [name for name in rows.labels if name not in rows.cells]  # without a key a row is refused anyway
    named = said | {(row, name): Why(BLANK) for name in unnamed for row in _blanks(rows, name)}
    if len(rows) > MOST_ROWS or not rows.counts:
        return named, {}
    at = {row for row, _ in named}
    left = np.setdiff1d(np.arange(len(rows)), [*at])
    least, most = rows.numbers
    told = at & {*(sums(least, most) if named else ())}
    summed = {int(left[row]): Why(why, NUMBERS) for row, why in sums(least[left], most[left], len(told)).items()}
    columns = _adding_up(rows, [*summed], left[(least[left] >= LEAST).any(axis=1)])
    found = {(row, _telling(rows, columns[row])): why for row, why in summed.items() if columns[row]}
    kept = left[~np.isin(left, [row for row, _ in found])]
    wholes = {(row, name): COLUMN for name in rows.labels for row in _of_column(rows, name, (least, most), kept)}
    return named | wholes, found


def refuse_totals(groups: Sequence[object], counts: Mapping[str, FloatArray], accept: str | Collection[str]) -> None:
    """Refuse groups of which some are totals of others, unless totals are accepted."""
    accepted = [accept] if isinstance(accept, str) else list(accept)
    for choice in accepted:
        one_of("thing to accept", choice, [TOTALS])
    found = [doubt for doubt in doubts(Rows({"group": groups}, counts)) if doubt.kind == TOTALS]
    if found and not accepted:
        listed = "; ".join(str(doubt) for doubt in found)
        raise worded("total beside groups", "group", found[0].label, found[0].row, listed=listed)


def _by_label(rows: Rows) -> tuple[Said, Said]:
    """Return the rows, and columns, whose label is a total of others, and those whose label overlaps with others."""
    found: tuple[Said, Said] = {}, {}
    for name, cells in rows.labels.items():
        labels = [label if isinstance(label, str) else None for label in cells]
        each = twice_among(dict.fromkeys(filter(None, labels)), _adds_up(rows, labels))
        for said, among in zip(found, each, strict=True):
            said.update(
                {(row, name): among[label] for row, label in enumerate(labels if among else ()) if label in among}
            )
    return found


def _of_labels(kind: str, rows: Rows, said: Said) -> list[Doubt]:
    return [Doubt(kind, row, name, rows.labels[name][row], *why) for (row, name), why in sorted(said.items())]


def _adds_up(rows: Rows, labels: Sequence[Any]) -> Adds:
    """Return what says whether the numbers of some labels may add up to those of another."""

    def adds_up(one: Any, parts: Collection[Any]) -> bool:
        its, theirs = (np.array([label in of for label in labels]) for of in ({one}, {*parts}))
        (low, least), (high, most) = ((each[theirs].sum(axis=0), each[its].sum(axis=0)) for each in rows.ends)
        return bool((low <= most * (1 + EXACT)).all() and (high >= least * (1 - EXACT)).all())

    return adds_up


def _blanks(rows: Rows, name: str) -> list[int]:
    """Return the rows without a label, if there is one of them wherever several rows differ in that label only."""
    blank = np.array([*map(is_empty, rows.labels[name])], dtype=bool)
    if not blank.any():
        return []
    alike = rows.codes([other for other in rows.labels if other != name])
    without, beside = np.bincount(alike, weights=blank), np.bincount(alike, weights=~blank)
    several = beside >= FEW
    if not several.any() or (without[several] != 1).any():
        return []
    return [int(row) for row in np.flatnonzero(blank & several[alike])]


def _adding_up(rows: Rows, found: Sequence[int], large: Any) -> dict[int, list[str]]:
    """Return for each row that equals others the columns whose label does so wherever it stands, or nearly.

    One group of one area among hundreds is the sum of those beside it by chance.
    """
    columns: dict[int, list[str]] = {row: [] for row in found}
    for name in rows.labels if found else ():
        codes, beside = rows.codes([name]), rows.codes([other for other in rows.labels if other != name])
        stands, adds_up = (
            Counter(code for code, _ in {*zip(codes[of], beside[of], strict=True)}) for of in (large, found)
        )
        for row in found:
            columns[row] += [name] if adds_up[codes[row]] >= NEARLY * stands[codes[row]] else []
    return columns


def _telling(rows: Rows, columns: Sequence[str]) -> str:
    """Return the column whose labels vary most: by words rather than numbers."""

    def variety(column: str) -> tuple[int, int]:
        different = set(map(str, rows.labels[column]))
        return sum(any(map(str.isalpha, label)) for label in different), len(different)

    return max(columns, key=variety)


def _of_column(rows: Rows, name: str, numbers: tuple[FloatArray, FloatArray], kept: Any) -> list[int]:
    """Return the rows of a label that equals all others of its column, added up over the other columns."""
    labels, which = np.unique(rows.codes([name])[kept], return_inverse=True)
    if len(labels) in {len(kept), 0}:
        return []
    least, most = (
        np.column_stack([np.bincount(which, weights=column) for column in each[kept].T]).astype(np.float64)
        for each in numbers
    )
    return [int(row) for row in kept[np.isin(which, list(whole(least, most)))]]
