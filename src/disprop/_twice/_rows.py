"""The rows that are to be added up: their labels, their numbers, and what tells results apart.

Also those that are there twice, populations that several rows of one result repeat, and periods that overlap.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from disprop._arrays import FloatArray, IntArray
from disprop._twice._sums import CHANCE, LEAST, MOST, beyond_chance
from disprop.periods import Period
from disprop.periods._parsing import known

YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as columns.

    `labels` say what a row is about and `counts` are added up; those that are `wholes` count people, or whatever the
    others are parts of; of those that are known in part `most` has the most that they may be. `others` only tell rows
    apart. Rows with equal labels in `cells` are added into one result, and
    so are those that differ in the `joined` ones of them, the strata.
    """

    labels: Mapping[str, Sequence[Any]]
    counts: Mapping[str, FloatArray] = field(default_factory=dict)
    wholes: Sequence[str] = ()
    others: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    most: Mapping[str, FloatArray] = field(default_factory=dict)
    cells: Sequence[str] = ()
    joined: Sequence[str] = ()

    def __len__(self) -> int:
        return len(next(iter([*self.counts.values(), *self.labels.values()]), ()))

    @property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """The least and the most that the counts may be, one column each."""
        every, none = (self.counts, {**self.counts, **self.most}), np.zeros((len(self), 0))
        least, most = (np.column_stack([none, *each.values()]) for each in every)
        return np.nan_to_num(least), np.nan_to_num(most, nan=MOST)

    @property
    def numbers(self) -> tuple[FloatArray, FloatArray]:
        """The same, but that a row without any number is no part of a sum."""
        least, most = self.ends
        return least, np.where((most >= MOST).all(axis=1, keepdims=True), 0.0, most)

    @property
    def alike(self) -> IntArray:
        """For each row the first that is equal to it in every cell."""
        counts = (np.nan_to_num(cells, nan=-1).tolist() for cells in self.counts.values())
        return coded(zip(*self.labels.values(), *counts, *self.others.values(), strict=True))

    def codes(self, names: Collection[str]) -> IntArray:
        """Return for each row the first that has its labels in these columns."""
        cells = [self.labels[name] for name in names]
        return coded(zip(*cells, strict=True) if cells else [()] * len(self))


def coded(cells: Iterable[Any]) -> IntArray:
    """Return for each cell the place of the first that is equal; what cannot be looked up counts as it is written."""
    seen: dict[Any, int] = {}
    return np.array([seen.setdefault(_known(cell), at) for at, cell in enumerate(cells)], dtype=np.intp)


def _known(cell: Any) -> Any:
    try:
        hash(cell)
    except TypeError:
        return repr(cell)
    return cell


def repeated_rows(rows: Rows, summed: Collection[int] = ()) -> IntArray:
    """Return the rows that repeat an earlier one in every cell, unless chance may have made as many.

    Two records are alike soon enough; two counts of hundreds are not, nor those that `summed` others have.
    """
    again = _again(rows.alike)
    expected = _alike_by_chance(rows.codes(rows.labels), rows.numbers[0])
    return again if beyond_chance(len(again), expected) else again[np.isin(again, [*summed])]


def repeated_populations(rows: Rows, without: IntArray) -> dict[int, str]:
    """Return the rows whose population an earlier row of the same result counts already, with what sets them apart.

    That is so where a population never changes along some column that the result adds up over, or along none.
    """
    found: dict[int, str] = {}
    over = [name for name in rows.labels if name not in rows.cells]
    for name in (name for name in rows.wholes if _is_population(rows, name)):
        for column in (None, *over):
            alike = rows.codes([label for label in rows.labels if label != column])
            again = np.setdiff1d(_constant(alike, rows.counts[name]), without).tolist()
            but = "" if column is None else f"; only {column!r} differs"
            found = dict.fromkeys(again, f"the {name} of an earlier row again{but}") | found
    return found


def _is_population(rows: Rows, name: str) -> bool:
    """Whether a denominator is no fixed number, such as the 1 of records or the 100 of a design."""
    numbers = rows.counts[name]
    fixed = bool((numbers == numbers[0]).all()) and bool(rows.codes(rows.cells).any())
    return not fixed and numbers.max() >= LEAST


def _constant(alike: IntArray, numbers: FloatArray) -> IntArray:
    """Return the rows after the first of each group, if the numbers are the same within every group."""
    again = _again(alike)
    if (numbers[again] != numbers[alike[again]]).any():
        return again[:0]
    repeated = again[numbers[again] > 0]
    by_chance = np.exp(-np.log1p(numbers[repeated]).sum() / 2)
    return repeated if by_chance < CHANCE else again[:0]


def _again(alike: IntArray) -> IntArray:
    """Return the rows whose code, the first row that has it, is an earlier one."""
    return np.flatnonzero(alike != np.arange(len(alike)))


def _alike_by_chance(alike: IntArray, numbers: FloatArray) -> float:
    """Return how many pairs of rows with equal labels chance makes equal: counts near n are so once in root n."""
    others = np.bincount(alike)[alike] - 1
    return float((others / 2 * np.exp(-np.log1p(numbers).sum(axis=1) / 2)).sum())


def overlapping(rows: Rows) -> dict[tuple[int, str], str]:
    """Return the rows, and the column, whose period overlaps that of another row which is added to them."""
    apart = [name for name in rows.cells if name not in rows.joined]
    found: dict[tuple[int, str], str] = {}
    for name in (name for name in rows.labels if name not in apart):
        labels = {row: label for row, label in enumerate(rows.labels[name]) if _may_be(label)}
        read = known({label for label in labels.values() if isinstance(label, str)})
        meant = {
            row: read.get(label, label) for row, label in labels.items() if isinstance(label, Period) or label in read
        }
        if len({*map(labels.get, meant)}) > 1:
            others = rows.codes([label for label in rows.labels if label != name]).tolist()
            found |= {(row, name): why for row, why in _in_column(labels, others, meant).items()}
    return found


def _in_column(labels: Mapping[int, Any], others: list[int], meant: Mapping[int, Period]) -> dict[int, str]:
    """Return the rows that begin before an earlier one of the same group ends."""
    dated = [(others[row], period.start, row, period) for row, period in meant.items()]
    found: dict[int, str] = {}
    last: dict[int, tuple[Period, Any]] = {}
    for group, _, row, period in sorted(dated, key=lambda one: one[:3]):
        before, label = last.get(group, (period, labels[row]))
        common = before.common(period)
        if common is not None and label != labels[row]:
            found[row] = f"shares {common} with {label!r}"
        if group not in last or period.end > before.end:
            last[group] = (period, labels[row])
    return found


def _may_be(label: Any) -> bool:
    return isinstance(label, Period) or (isinstance(label, str) and YEAR.search(label) is not None)
