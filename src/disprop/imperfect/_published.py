"""A published table: its cells by their labels along each axis, and which labels are totals of others."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop import _labels
from disprop._cells import is_empty, is_missing
from disprop._errors import SHOWN, Said, refused, unknown
from disprop._marks import Range, Read, reader
from disprop._sets import Between, made
from disprop.estimate import Result
from disprop.imperfect._known import allowed
from disprop.imperfect._solver.rows import ENDLESS, Box, Row, most_of_all, total
from disprop.imperfect._solver.search import Clock, conflict

Key = tuple[Any, ...]  # a label for each axis
Sum = tuple[int, int, tuple[int, ...]]  # an axis, the place of a total on it, and the places of its parts
Along = list[tuple[Any, Any]]  # labels that are totals, and the list of their parts; None for all others
WITHHELD = '; write "*" for a count that is withheld'


class Published(Result):
    """What was published of a table: every combination of labels, with the totals among them."""

    labels: tuple[tuple[Any, ...], ...]
    sums: tuple[Sum, ...]
    counts: Between

    def rows(self) -> Iterator[Row]:
        """Yield that each total is the sum of its parts, by the places of cells."""
        places = np.arange(self.counts.low.size).reshape(self.counts.low.shape)
        for axis, at, parts in self.sums:
            turned = np.moveaxis(places, axis, 0)
            pieces = turned[list(parts)].reshape(len(parts), -1).T
            yield from map(total, turned[at].ravel().tolist(), pieces.tolist())

    def are_totals(self) -> NDArray[np.bool_]:
        """Return which cells are totals of others."""
        found = np.zeros(self.counts.low.shape, dtype=bool)
        for axis, at, _ in self.sums:
            np.moveaxis(found, axis, 0)[at] = True
        return found

    def place(self, name: Any) -> int:
        """Return where the cell of a name is: of a label, or of a tuple with one for each axis."""
        key = name if isinstance(name, tuple) else (name,)
        if len(key) != len(self.labels):
            raise refused("a cell", f"has {len(self.labels)} labels, one for each axis", name)
        for label, labels in zip(key, self.labels, strict=True):
            if label not in labels:
                raise unknown("label", label, labels)
        at = [labels.index(label) for label, labels in zip(key, self.labels, strict=True)]
        return int(np.ravel_multi_index(at, self.counts.low.shape))

    def key(self, place: int) -> Key:
        """Return the labels of the cell at a place."""
        at = np.unravel_index(place, self.counts.low.shape)
        return tuple(labels[i] for labels, i in zip(self.labels, at, strict=True))

    def name(self, place: int) -> str:
        """Return what the cell at a place is called."""
        return ", ".join(map(str, self.key(place)))

    def fewest(self, seconds: float, *more: Row) -> list[int] | None:
        """Return the fewest figures that no counts fit, together with further rows; None where some do."""
        box = box_of(self.counts)
        figures = {at: [Row({at: 1}, low, high)] for at, (low, high) in box.items() if (low, high) != (0, ENDLESS)}
        free = dict.fromkeys(box, (0, most_of_all(box)))
        return conflict(figures, [*self.rows(), *more], free, Clock(seconds))

    def said(self, places: Iterable[int]) -> str:
        """Return figures as they were published, in words."""
        low, high = self.counts.low.flat, self.counts.high.flat
        texts = [f"{self.name(at)} {spoken(low[at], high[at])}" for at in places]
        *first, last = texts if len(texts) <= SHOWN else [*texts[:SHOWN], f"{len(texts) - SHOWN} more"]
        return " and ".join(filter(None, ["; ".join(first), last]))


def spoken(low: float, high: float) -> str:
    """Return limits in words."""
    if low == high:
        return f"{low:,.0f}"
    return f"{low:,.0f} or more" if math.isinf(high) else f"{low:,.0f} to {high:,.0f}"


def box_of(counts: Between) -> Box:
    """Return the limits of counts by their places, in whole numbers."""
    ends = zip(counts.low.ravel().tolist(), counts.high.ravel().tolist(), strict=True)
    return {at: (int(low), ENDLESS if math.isinf(high) else int(high)) for at, (low, high) in enumerate(ends)}


def by_key(cells: Any, key: Key = ()) -> dict[Key, Any]:
    """Return each cell of a nested mapping, list, array, series or frame of pandas under its labels or places."""
    if (items := _items(cells)) is None:
        return {key: cells}
    found: dict[Key, Any] = {}
    for label, inner in items:
        found |= by_key(inner, (*key, *(label if isinstance(label, tuple) else (label,))))
    return found


def _items(cells: Any) -> Iterable[tuple[Any, Any]] | None:
    """Return what a level of a table holds, under its labels; None of a cell."""
    if isinstance(cells, Mapping):
        return cells.items()
    if not isinstance(cells, (list, tuple)) and not getattr(getattr(cells, "low", cells), "ndim", 0):
        return None
    axes, rows = _labels.axes_of(cells), getattr(cells, "iloc", cells)
    labels = axes[0][1] if axes and axes[0][1] is not None else range(len(cells))
    return [(label, rows[at]) for at, label in enumerate(labels)]


def read(cells: Mapping[Key, Any], totals: Sequence[Any], rule: Mapping[str, Range] | None) -> Published:
    """Return what was published, with the totals of each axis, or one for all; a cell that is not there may be any."""
    if not cells or len({len(key) for key in cells}) > 1 or () in cells:
        raise refused("cells", "must all have as many labels", Said("others; of a long frame, tables.tighten_by"))
    labels = tuple(tuple(dict.fromkeys(axis)) for axis in zip(*cells, strict=True))
    for own, axes in zip(totals, [[axis] for axis in labels] if len(totals) > 1 else [labels], strict=True):
        _refuse_absent(named(own), axes)
    sums = [each for at, axis in enumerate(labels) for each in _sums(at, axis, totals[at % len(totals)])]
    read = reader(rule, "possible", shares=False)
    spans = [_span(cells[key], read, key) if key in cells else (0, math.inf, math.nan) for key in product(*labels)]
    low, high, best = (np.array(end, dtype=np.float64).reshape(*map(len, labels)) for end in zip(*spans, strict=True))
    return Published(labels, tuple(sums), made(low, high, best, "published"))


def _refuse_absent(totals: Along, axes: Sequence[Sequence[Any]]) -> None:
    """Refuse totals that none of the axes has with all of their parts."""
    known = [label for axis in axes for label in axis]
    for label, parts in totals:
        if not any(_fits(label, parts, axis) for axis in axes):
            lost = [each for each in (label, *(parts or ())) if each not in known]
            raise unknown("label of the table" if lost else "axis with parts", lost[0] if lost else label, known)


def _fits(label: Any, parts: Sequence[Any] | None, axis: Sequence[Any]) -> bool:
    return label in {-1, *axis} and all(part in axis for part in parts or ())


def named(totals: Any) -> Along:
    """Return the labels that are totals, each with its parts; None for all other labels."""
    own: Along = [(label, None) for label in (totals if isinstance(totals, (list, tuple)) else [totals])]
    if isinstance(totals, Mapping):
        several = ((label, parts if _nested(parts) else [parts]) for label, parts in totals.items())
        own = [(label, parts) for label, each in several for parts in each]
    if odd := [label for label, parts in own if not (_are_labels([label]) and (parts is None or _are_labels(parts)))]:
        raise refused("totals", "must be labels, or a mapping of them to lists of their parts", odd[0])
    return own


def _are_labels(given: Any) -> bool:
    return isinstance(given, (list, tuple)) and all(isinstance(one, Hashable) and not is_empty(one) for one in given)


def _nested(parts: Any) -> bool:
    return isinstance(parts, (list, tuple)) and bool(parts) and all(isinstance(each, (list, tuple)) for each in parts)


def _sums(axis: int, labels: Sequence[Any], totals: Any) -> Iterator[Sum]:
    """Yield each total of an axis with the places of its parts; -1 is the last place."""
    own = [(label, parts) for label, parts in named(totals) if _fits(label, parts, labels)]
    wholes = [len(labels) - 1 if label == -1 else labels.index(label) for label, _ in own]
    for at, (label, parts) in zip(wholes, own, strict=True):
        rest = tuple(map(labels.index, parts)) if parts else tuple(i for i in range(len(labels)) if i not in wholes)
        if not rest or at in rest or len(set(rest)) < len(rest):
            raise refused(f"the total {label!r}", "needs the labels of its parts, each once", parts)
        yield axis, at, rest


def _span(cell: Any, read: Read, key: Key) -> tuple[float, float, float]:
    if isinstance(cell, Between):
        return float(cell.low), float(cell.high), float(cell.best)
    if is_missing(cell):
        raise refused("cells", "must be counts, or marks such as '<5'", cell, key, WITHHELD)
    low, high = allowed(cell, read, key)
    return low, math.inf if high is None else high, math.nan
