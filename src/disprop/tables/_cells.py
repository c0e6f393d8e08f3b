"""The cells of a result: where the rows of each are, what they add up to, and what is missing in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._labels import in_line
from disprop._rules import LARGEST_COUNT

Key = tuple[object, ...]


def label(key: Key) -> str:
    """Return the name of a cell."""
    return ", ".join(map(str, key))


@dataclass(frozen=True, slots=True)
class Strata:
    """The columns that name strata, and their labels in order. Without columns, all rows are one stratum."""

    names: list[str]
    labels: list[Any]

    def missing(self, absent: NDArray[np.bool_]) -> str:
        """Return the strata that have no row, in words: all of them need not be listed."""
        if absent.all():
            return ""
        gone = [repr(label) for label, one in zip(self.labels, absent, strict=True) if one]
        return f" in {' and '.join(self.names)} {in_line(gone)}"


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the rows of each cell are, one for each stratum: -1 where there is none; and the counts of all rows."""

    keys: list[Key]
    at: NDArray[np.int64]
    strata: Strata
    counts: dict[str, FloatArray]

    @property
    def complete(self) -> NDArray[np.bool_]:
        return np.asarray(~self._empty.any(axis=1))

    @property
    def _empty(self) -> NDArray[np.bool_]:
        return reduce(or_, (self._unknown(name) for name in self.counts), self.at < 0)

    def _unknown(self, name: str) -> NDArray[np.bool_]:
        """Return the strata of each cell that have a row without this count."""
        return np.isnan(self.counts[name])[self.at] & (self.at >= 0)

    def named(self, chosen: NDArray[np.bool_]) -> list[Key]:
        """Return the keys of the chosen cells."""
        return [key for key, is_there in zip(self.keys, chosen, strict=True) if is_there]

    def taken(self, columns: Sequence[str], chosen: NDArray[np.bool_]) -> tuple[Any, ...]:
        """Return the counts of the chosen cells; with strata frames whose columns name them."""
        return tuple(self._taken(self.counts[name], chosen) for name in columns)

    def _taken(self, count: FloatArray, chosen: NDArray[np.bool_]) -> Any:
        if not self.strata.names:
            return count[self.at[chosen, 0]]
        labels = pd.Index(self.strata.labels, dtype=object, tupleize_cols=False, name=" and ".join(self.strata.names))
        return pd.DataFrame(count[self.at[chosen]], columns=labels)

    @property
    def sums(self) -> dict[str, Any]:
        """Return the counts of each cell, added up over the strata that it has; None where it has none, or a gap."""
        return {name: self._summed(count) for name, count in self.counts.items()}

    def _summed(self, count: FloatArray) -> Any:
        there = self.at >= 0
        sums = np.where(there, count[self.at], 0.0).sum(axis=1)
        return whole_if_all_are(sums, np.asarray(there.any(axis=1)) & ~np.isnan(sums))

    def gaps(self, whose: str, *, rows: bool = True) -> NDArray[Any]:
        """Return which rows and counts, or counts alone, are missing in words, for each cell; empty where none is."""
        gone = {f"no row{whose}": self.at < 0} if rows else {}
        return self.said(gone | {f"{name} missing{whose}": self._unknown(name) for name in self.counts})

    def said(self, words: dict[str, NDArray[np.bool_]]) -> NDArray[Any]:
        """Return what is true of each cell, with its strata."""
        said = np.full(len(self.keys), "", dtype=object)
        for i in np.flatnonzero(reduce(or_, words.values()).any(axis=1)):
            each = ((word, true[i]) for word, true in words.items() if true[i].any())
            said[i] = "; ".join(f"{word}{self.strata.missing(true)}" for word, true in each)
        return said


def whole_if_all_are(numbers: NDArray[np.float64], known: NDArray[np.bool_] | None = None) -> Any:
    """Return 33.0 as 33 unless a column also has person-time such as 33.5; None where a number is not known."""
    present = numbers[~np.isnan(numbers)]
    whole = bool(np.all((present == np.floor(present)) & (present < LARGEST_COUNT)))
    if known is None or known.all():
        return numbers.astype(np.int64 if whole else np.float64)
    kind = int if whole else float
    return [kind(number) if is_there else None for number, is_there in zip(numbers, known, strict=True)]
