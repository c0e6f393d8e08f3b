"""Every group in every area: where its counts are, where the reference's are, and what is missing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop._arrays import DispropError
from disprop.estimate import Estimate
from disprop.standardise.populations import _band
from disprop.tables._labels import did_you_mean, listed_labels
from disprop.tables._words import WORDS

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Strata:
    """The columns that name strata, and their labels in order. Without columns, all rows are one stratum."""

    names: list[str]
    labels: list[Any]

    def missing(self, absent: NDArray[np.bool_]) -> str:
        """Return the strata that have no row, in words: all of them need not be listed."""
        if absent.all():
            return ""
        labels = ", ".join(repr(label) for label, gone in zip(self.labels, absent, strict=True) if gone)
        return f" in {' and '.join(self.names)} {labels}"


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the rows of each cell are, one for each stratum: -1 where there is none."""

    keys: list[Key]
    at: NDArray[np.int64]
    strata: Strata

    @property
    def complete(self) -> NDArray[np.bool_]:
        return np.asarray((self.at >= 0).all(axis=1))

    def taken(self, count: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Any:
        """Return the counts of the chosen cells; with strata a frame whose columns name them."""
        if not self.strata.names:
            return count[self.at[chosen, 0]]
        labels = pd.Index(self.strata.labels, dtype=object, tupleize_cols=False)
        return pd.DataFrame(count[self.at[chosen]], columns=labels)

    def summed(self, count: NDArray[np.float64]) -> list[float | int | None]:
        """Return the counts of each cell, added up over the strata that it has; None where it has none."""
        there = self.at >= 0
        sums = np.where(there, count[self.at], 0.0).sum(axis=1)
        return whole_if_all_are(sums, np.asarray(there.any(axis=1)))

    def gaps(self, whose: str) -> NDArray[Any]:
        """Return which rows are missing in words, for each cell; empty where none is."""
        words = np.full(len(self.keys), "", dtype=object)
        for i in np.flatnonzero(~self.complete):
            words[i] = f"no row{whose}{self.strata.missing(self.at[i] < 0)}"
        return words


@dataclass(frozen=True, slots=True)
class Grid:
    """Every group in every area beside the reference of that area."""

    group: Cells
    reference: Cells

    @property
    def is_reference(self) -> NDArray[np.bool_]:
        same = (self.group.at == self.reference.at).all(axis=1)
        found: NDArray[np.bool_] = same & (self.group.at >= 0).any(axis=1)
        return found

    @property
    def compared(self) -> NDArray[np.bool_]:
        return self.group.complete & self.reference.complete & ~self.is_reference

    def sides(self, counts: list[NDArray[np.float64]]) -> dict[str, tuple[Any, ...]]:
        """Return the counts of both sides, where they are compared."""
        both = {"group": self.group, "reference": self.reference}
        return {side: tuple(cells.taken(count, self.compared) for count in counts) for side, cells in both.items()}

    def columns(self, estimate: Estimate) -> dict[str, list[Any]]:
        """Return the result columns with a place for every cell; the reference has no interval."""
        blanks = {"value": np.where(self.is_reference, _of_itself(estimate), np.nan), "low": np.nan, "high": np.nan}
        return placed(estimate, self.compared, blanks)

    def notes(self, estimate: Estimate) -> list[Any]:
        """Return why a cell has no ratio, or nothing."""
        group, reference = self.group.gaps(" for this group"), self.reference.gaps(" for the reference")
        without = (self.is_reference, group != "", reference != "")
        blank = np.select(without, ("reference", group, reference), default="")
        return put(np.array(estimate.why(), dtype=object), self.compared, blank)


def _of_itself(estimate: Estimate) -> float:
    """Return what a measure is of the reference beside itself: a ratio 1, a difference 0, a rate unknown here."""
    if estimate.measure.endswith("difference"):
        return 0.0
    return np.nan if estimate.unit else 1.0


def placed(estimate: Estimate, chosen: NDArray[np.bool_], blanks: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the result columns of the chosen cells, with blanks for the others."""
    numbers = {name: put(getattr(estimate, name), chosen, blank) for name, blank in blanks.items()}
    return {**numbers, **{name: [getattr(estimate, name)] * len(chosen) for name in WORDS}}


def put(values: Any, chosen: NDArray[np.bool_], blank: Any) -> list[Any]:
    """Return a column with the values where cells are chosen."""
    column = np.empty(len(chosen), dtype=object)
    column[:] = blank
    column[chosen] = values
    return list(column)


def strata_of(added: nw.DataFrame[Any], names: list[str], standard: Any = None) -> Strata:
    """Return the strata of counts in the order of a standard, or that in which they first appear."""
    if not names:
        return Strata([], [()])
    seen = list(dict.fromkeys(map(_plain, keys_of(added, names))))
    if isinstance(standard, str):
        return Strata(names, sorted(seen, key=lambda age: _band(str(age))))
    if standard is None:
        return Strata(names, seen)
    if not isinstance(standard, Mapping):
        raise DispropError(f"standard must be a name, or weights by {' and '.join(names)} such as {{{seen[0]!r}: 1}}")
    if unweighted := [label for label in seen if label not in standard]:
        raise DispropError(f"standard has no weight for {' and '.join(names)} {unweighted[0]!r}; it has {[*standard]}")
    return Strata(names, list(standard))


def cells_of(added: nw.DataFrame[Any], keys: list[str], strata: Strata) -> Cells:
    """Return the cells that the keys make, in order of first appearance."""
    at = _rows(added, keys, strata)
    return _cells(list(dict.fromkeys(key for key, _ in at)), at, strata)


def grid_of(added: nw.DataFrame[Any], areas: list[str], group: str, reference: object, strata: Strata) -> Grid:
    """Return the grid of the areas and groups of counts that were added up."""
    groups = list(dict.fromkeys(added[group].to_list()))
    if not isinstance(reference, Hashable):
        raise DispropError(f"reference must be one value of {group!r}; got a {type(reference).__name__}")
    if reference not in groups:
        listed = f"it has {listed_labels(groups)}.{did_you_mean(reference, groups)}"
        raise DispropError(f"reference {reference!r} is not a value of {group!r}; {listed}")
    at = _rows(added, [*areas, group], strata)
    places = dict.fromkeys(key[:-1] for key, _ in at)
    cells = [(*place, name) for place, name in product(places, groups)]
    theirs = [(*place, reference) for place in places for _ in groups]
    return Grid(_cells(cells, at, strata), _cells(theirs, at, strata))


def keys_of(added: nw.DataFrame[Any], names: list[str]) -> list[Key]:
    """Return the labels of each row: column by column, for rows are slow to read."""
    return list(zip(*(added[name].to_list() for name in names), strict=True))


def _rows(added: nw.DataFrame[Any], keys: list[str], strata: Strata) -> dict[tuple[Key, Any], int]:
    """Return the row of each key and stratum."""
    size = len(keys)
    rows = enumerate(keys_of(added, [*keys, *strata.names]))
    return {(key[:size], _plain(key[size:])): i for i, key in rows}


def _cells(keys: list[Key], at: dict[tuple[Key, Any], int], strata: Strata) -> Cells:
    places = [at.get((key, label), -1) for key in keys for label in strata.labels]
    return Cells(keys, np.array(places, dtype=np.int64).reshape(len(keys), -1), strata)


def _plain(labels: tuple[Any, ...]) -> Any:
    """Return the label of a stratum: of one column as it is, of several together."""
    return labels[0] if len(labels) == 1 else labels


def whole_if_all_are(numbers: NDArray[np.float64], known: NDArray[np.bool_] | None = None) -> list[float | int | None]:
    """Return 33.0 as 33 unless a column also has person-time such as 33.5; None where a number is not known."""
    there = np.ones(len(numbers), dtype=bool) if known is None else known
    kind = int if bool(np.all(numbers == np.floor(numbers))) else float
    return [kind(number) if is_there else None for number, is_there in zip(numbers, there, strict=True)]
