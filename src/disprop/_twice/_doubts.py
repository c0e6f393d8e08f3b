"""Everything in a table that would count twice: totals, repeated rows and populations, periods that overlap."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._errors import advised, unknown
from disprop._twice._overlaps import overlapping
from disprop._twice._repeats import repeated_populations, repeated_rows
from disprop._twice._rows import Rows
from disprop._twice._sums import sums, whole
from disprop._twice._words import totals_among

TOTALS, ROWS, POPULATION, PERIODS = ("totals", "repeated rows", "repeated population", "overlapping periods")
CHOICES = (TOTALS, ROWS, POPULATION, PERIODS)
REMOVABLE = (TOTALS, ROWS)  # without them every count is there once
MOST_ROWS = 10_000  # above it only labels are looked at
BLANK = "blank, beside filled labels"
COLUMN = "its rows equal those of all other labels together"
AGAIN = "repeats an earlier row in every cell"
FEW = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that would count twice: which of `CHOICES` it is, where, and what says so."""

    kind: str
    row: int
    column: str | None
    label: Any
    why: str

    def __str__(self) -> str:
        where = "" if self.column is None else f"{self.column} {self.label!r}, "
        return f"{where}{self.why}"


def doubts(rows: Rows) -> list[Doubt]:
    """Return what would count twice, kind by kind, each from the top down; nothing of rows without a label."""
    if not len(rows) or not rows.labels:
        return []
    if len(rows) > MOST_ROWS:
        return totals(rows)
    again = repeated_rows(rows)
    populations = repeated_populations(rows, without=again)
    found = totals(rows)
    found += [Doubt(ROWS, row, None, None, AGAIN) for row in again.tolist()]
    found += [Doubt(POPULATION, row, None, None, why) for row, why in sorted(populations.items())]
    periods = sorted(overlapping(rows).items())
    return found + [Doubt(PERIODS, row, name, rows.labels[name][row], why) for (row, name), why in periods]


def totals(rows: Rows) -> list[Doubt]:
    """Return the rows that are totals: by a label first, and among the others by their numbers."""
    said = {(row, name): why for name in rows.labels for row, why in _by_label(rows.labels[name]).items()}
    unnamed = [name for name in rows.labels if name not in rows.cells]  # without a key a row is refused anyway
    said |= {(row, name): BLANK for name in unnamed for row in _blanks(rows, name)}
    named = [Doubt(TOTALS, row, name, rows.labels[name][row], why) for (row, name), why in sorted(said.items())]
    if len(rows) > MOST_ROWS or not rows.counts:
        return named
    left = np.setdiff1d(np.arange(len(rows)), [doubt.row for doubt in named])
    least, most = rows.numbers
    summed = {int(left[row]): why for row, why in sums(least[left], most[left]).items()}
    found = [_of_row(rows, row, why) for row, why in summed.items()]
    kept = left[~np.isin(left, list(summed))]
    found += [doubt for name in rows.labels for doubt in _of_column(rows, name, (least, most), kept)]
    return sorted([*named, *found], key=lambda doubt: doubt.row)


def refuse_totals(groups: Sequence[object], counts: Mapping[str, FloatArray], accept: str | Collection[str]) -> None:
    """Refuse groups of which some are totals of others, unless totals are accepted."""
    accepted = [accept] if isinstance(accept, str) else list(accept)
    for choice in accepted:
        if choice != TOTALS:
            raise unknown("thing to accept", choice, [TOTALS])
    if (found := totals(Rows({"group": groups}, counts))) and not accepted:
        listed = "; ".join(str(doubt) for doubt in found)
        hint = f". Leave it out; or accept={TOTALS!r}, if it is no total"
        said = f"a total of other groups is no group of its own: {listed}"
        raise advised(said, hint, what="group", got=found[0].label, where=found[0].row)


def _by_label(labels: Sequence[Any]) -> dict[int, str]:
    among = totals_among(dict.fromkeys(label for label in labels if isinstance(label, str)))
    texts = enumerate(labels) if among else ()
    return {row: among[label] for row, label in texts if isinstance(label, str) and label in among}


def _blanks(rows: Rows, name: str) -> list[int]:
    """Return the rows without a label, if there is one of them wherever several rows differ in that label only."""
    blank = np.array([is_blank(label) for label in rows.labels[name]], dtype=bool)
    if not blank.any():
        return []
    alike = rows.codes([other for other in rows.labels if other != name])
    without, beside = np.bincount(alike, weights=blank), np.bincount(alike, weights=~blank)
    several = beside >= FEW
    if not several.any() or (without[several] != 1).any():
        return []
    return [int(row) for row in np.flatnonzero(blank & several[alike])]


def is_blank(label: Any) -> bool:
    """Return whether nothing stands in a cell of labels."""
    return label is None or (isinstance(label, str) and not label.strip())


def _of_row(rows: Rows, row: int, why: str) -> Doubt:
    """Return a doubt about a row by its numbers, named by the label that varies most: by words rather than numbers."""
    name = max(rows.labels, key=lambda column: _variety(rows.labels[column]), default=None)
    return Doubt(TOTALS, row, name, None if name is None else rows.labels[name][row], why)


def _variety(labels: Iterable[Any]) -> tuple[int, int]:
    different = set(map(str, labels))
    return sum(any(map(str.isalpha, label)) for label in different), len(different)


def _of_column(rows: Rows, name: str, numbers: tuple[FloatArray, FloatArray], kept: Any) -> Iterable[Doubt]:
    """Return the rows of a label that equals all others of its column, added up over the other columns."""
    labels, which = np.unique(rows.codes([name])[kept], return_inverse=True)
    if len(labels) in {len(kept), 0}:
        return []
    least, most = (
        np.column_stack([np.bincount(which, weights=column) for column in each[kept].T]).astype(np.float64)
        for each in numbers
    )
    found = kept[np.isin(which, list(whole(least, most)))]
    return [Doubt(TOTALS, int(row), name, rows.labels[name][row], COLUMN) for row in found]
