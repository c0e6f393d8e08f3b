"""The rows that are to be added up: their labels, their numbers, and what tells results apart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._twice._sums import MOST

Codes = NDArray[np.intp]


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
    _codes: dict[str, Codes] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(next(iter([*self.counts.values(), *self.labels.values()]), ()))

    @property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """The least and the most that the counts may be, one column each."""
        if not self.counts:
            return np.zeros((len(self), 0)), np.zeros((len(self), 0))
        least, most = (np.column_stack([*each.values()]) for each in (self.counts, {**self.counts, **self.most}))
        return np.nan_to_num(least), np.nan_to_num(most, nan=MOST)

    @property
    def numbers(self) -> tuple[FloatArray, FloatArray]:
        """The same, but that a row without any number is no part of a sum."""
        least, most = self.ends
        return least, np.where((most >= MOST).all(axis=1, keepdims=True), 0.0, most)

    def codes(self, names: Iterable[str]) -> Codes:
        """Return one number for the labels of each row in these columns."""
        alike = np.zeros(len(self), dtype=np.intp)
        for name in names:
            if name not in self._codes:
                self._codes[name] = coded(self.labels[name])
            alike = together(alike, self._codes[name])
        return alike


def together(one: Codes, other: Codes) -> Codes:
    """Return one number for each pair of numbers."""
    pairs = one * (int(other.max(initial=0)) + 1) + other
    return np.unique(pairs, return_inverse=True)[1]


def coded(cells: Collection[Any]) -> Codes:
    """Return a number for each cell, the same for equal ones; what cannot be looked up counts as it is written."""
    seen: dict[Any, int] = {}
    return np.array([seen.setdefault(_known(cell), len(seen)) for cell in cells], dtype=np.intp)


def _known(cell: Any) -> Any:
    try:
        hash(cell)
    except TypeError:
        return repr(cell)
    return cell
