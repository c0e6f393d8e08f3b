"""Whole counts that fit rows: HiGHS proposes them, they are checked in whole numbers, and what contradicts is found.

The least and the most that counts, their sums and ratios can be is each proved by one unit more that is refused.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._errors import DispropError
from disprop.imperfect._solver.rows import ENDLESS, LIMIT, Box, Counts, Row, System

# HiGHS allows 1e-6: it is given rows of larger weights half a unit wider, and may propose what breaks them.
LARGE = 1_000
INFEASIBLE = 2  # a status of scipy.optimize.milp; 4, "infeasible or unbounded", does not say so


class OutOfTimeError(DispropError):
    """The seconds that were given are over."""


class NothingFitsError(Exception):
    """No counts fit all rows."""


class Clock:
    """The seconds that are left."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.until = seconds, time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, if any are."""
        if (left := self.until - time.monotonic()) > 0:
            return left
        raise self.over()

    def over(self) -> OutOfTimeError:
        """Return the error for a search that was not settled in time."""
        said, hint = f"this was not settled within {self.seconds:g} seconds", "give more seconds="
        return OutOfTimeError(f"{said}; {hint}", what="seconds", got=self.seconds, hint=hint)


class Search:
    """Rows made ready once, to be asked for counts many times."""

    def __init__(self, rows: Iterable[Row], names: Iterable[Any], clock: Clock, *, relaxed: bool = True) -> None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        self.system, self.names, self.clock, self.relaxed = System(rows), list(names), clock, relaxed
        place = {name: at for at, name in enumerate(self.names)}
        rows = self.system.rows
        sizes = [max(map(abs, row.weights.values()), default=0) for row in rows]
        units = [2.0 ** -max(0, size.bit_length() - LARGE.bit_length()) for size in sizes]  # so that no digit is lost
        weights = [w * unit for row, unit in zip(rows, units, strict=True) for w in row.weights.values()]
        columns = [place[name] for row in rows for name in row.weights]
        ends = np.cumsum([0, *(len(row.weights) for row in rows)])
        matrix = csr_array((np.array(weights, dtype=np.float64), columns, ends), shape=(len(rows), len(self.names)))
        wider = np.array([size > LARGE for size in sizes]) / 2
        low, high = np.array([(row.low, row.high) for row in rows], dtype=np.float64).reshape(-1, 2).T
        low, high = (np.where(abs(end) < LIMIT, end * units, end) for end in (low - wider, high + wider))
        self.constraints = [LinearConstraint(matrix, low, high)] if rows else []

    def fitting(self, box: Box, weights: Mapping[Any, float], changed: Iterable[Any] | None = None) -> Counts | None:
        """Return counts in a finite box that fit every row, where their weighted sum is large; None where none fit.

        A box in which a proposal breaks a row is split around it, and searched again.
        """
        cost = -np.array([float(weights.get(name, 0)) for name in self.names])
        boxes = [self.system.narrowed(box, changed)]
        while boxes:
            inner = boxes.pop()
            found = None if inner is None else self._proposed(inner, cost / max(1.0, abs(cost).max(initial=0) / LARGE))
            if inner is None or found is None:
                continue
            broken = next((row for row in self.system.rows if not row.holds(found)), None)
            if broken is None:
                return found
            boxes += [self.system.narrowed(part) for part in _around(inner, broken, found)]
        return None

    def _proposed(self, box: Box, cost: FloatArray) -> Counts | None:
        """Return what HiGHS takes for the best counts, the middle of the box where it does not know; None for none."""
        from scipy.optimize import Bounds, milp

        low, high = np.array([box[name] for name in self.names], dtype=np.float64).reshape(-1, 2).T
        given: Any = {"bounds": Bounds(low, high), "constraints": self.constraints}
        for whole in (False, True)[not self.relaxed :]:  # most tables have whole corners, in a third of the time
            options: Any = {"mip_rel_gap": 0.0, "time_limit": self.clock.left()}  # else it stops within 1e-4
            found = milp(cost, integrality=np.full(len(cost), int(whole)), options=options, **given)
            if found.status == INFEASIBLE:
                return None
            if found.x is None:
                continue
            numbers = np.clip(np.rint(found.x), low, high).tolist()
            counts = dict(zip(self.names, map(int, numbers), strict=True))
            if whole or all(row.holds(counts) for row in self.system.rows):
                return counts
        self.clock.left()
        return {name: (least + most) // 2 for name, (least, most) in box.items()}


def _around(box: Box, broken: Row, found: Counts) -> Iterator[Box]:
    """Split a box below, at and above a wrong proposal, along the widest count of the row that it breaks."""
    name = max(broken.weights, key=lambda each: box[each][1] - box[each][0])
    (low, high), at = box[name], found[name]
    for part in ((low, at - 1), (at, at), (at + 1, high)):
        if part[0] <= part[1]:
            yield {**box, name: part}


def conflict(figures: Mapping[Any, Sequence[Row]], firm: Sequence[Row], box: Box, clock: Clock) -> list[Any] | None:
    """Return the fewest figures that no counts in a finite box fit together; None where counts fit all of them.

    `firm` rows, such as that a total is the sum of its parts, are never blamed. Every contradictory set hits every
    escape: figures without which the rest fit. So the smallest set that hits all escapes found so far contradicts
    itself, and is then the smallest, or shows a new one (Ignatiev, Previti, Liffiton and Marques-Silva 2015).
    """
    escapes: list[set[Any]] = []
    while True:
        chosen = _smallest_hitting(escapes, list(figures), clock)
        escape = _escape(figures, firm, box, chosen, clock)
        if not escape:
            return chosen if escape is None else None
        escapes.append(escape)


def _escape(
    figures: Mapping[Any, Sequence[Row]], firm: Sequence[Row], box: Box, chosen: Collection[Any], clock: Clock
) -> set[Any] | None:
    """Return the figures that counts miss which fit the chosen ones, and miss the others by little; None for none."""
    rows, steps = [*firm, *(row for name in chosen for row in figures[name])], Box()
    for name in figures.keys() - set(chosen):
        for at, row in enumerate(figures[name]):
            (least, most), size = row.ends(box), max(map(abs, row.weights.values()), default=1)
            steps[step := ("off by", name, at)] = 0, -(-max(row.low - least, most - row.high, 0) // size)
            rows += [Row({**row.weights, step: size}, low=row.low), Row({**row.weights, step: -size}, high=row.high)]
    found = Search(rows, [*box, *steps], clock).fitting({**box, **steps}, dict.fromkeys(steps, -1))
    if found is None:
        return None
    return {name for name, own in figures.items() if not all(row.holds(found) for row in own)}


def _smallest_hitting(sets: Sequence[set[Any]], names: list[Any], clock: Clock) -> list[Any]:
    """Return the fewest names of which every set has one, in their order."""
    hit = Search([Row(dict.fromkeys(each, 1), 1) for each in sets], names, clock, relaxed=False)
    found = hit.fitting(dict.fromkeys(names, (0, 1)), dict.fromkeys(names, -1)) or {}
    return [name for name in names if found[name]]


def ends(system: System, box: Box, clock: Clock, among: Collection[Any]) -> tuple[Box, set[Any]]:
    """Return the box with the least and the most of the counts that are asked for, and those without a proof.

    A count without a proof has limits that hold and may be too wide: time was over. Raises `NothingFitsError`.
    """
    found, unproved = system.narrowed(box), set[Any]()
    if found is None:
        raise NothingFitsError
    for inner, part in system.parts(found):
        if wanted := [name for name in part if name in among]:
            one = _Part(inner, part, clock)
            unproved |= one.settle([(name, sign) for sign in (1, -1) for name in wanted])
            found |= one.box
    return found, unproved


class _Part:
    """Counts that share rows: their limits, and how far counts that fit have reached."""

    def __init__(self, system: System, box: Box, clock: Clock) -> None:
        self.search, self.box = Search(system.rows, box, clock), box
        self.reached = dict.fromkeys(box, (ENDLESS, -ENDLESS))

    def settle(self, left: list[tuple[Any, int]]) -> set[Any]:
        """Narrow the limits to what is reached, and return the counts for which time did not suffice."""
        before = len(left) + 1
        try:
            while left and len(left) < before:  # all open ends in one sum settle most of them
                before = len(left)
                if not self._look(self.box, dict(left)):
                    raise NothingFitsError
                left = [end for end in left if self._open(*end)]
            for name, sign in left:
                while self._open(name, sign):
                    self._beyond(name, sign)
        except OutOfTimeError:
            return {name for name, sign in left if self._open(name, sign)}
        return set()

    def _open(self, name: Any, sign: int) -> bool:
        return self.reached[name][sign > 0] != self.box[name][sign > 0]

    def _look(self, box: Box, weights: Mapping[Any, int], changed: Collection[Any] | None = None) -> bool:
        """Look for counts in a box, note how far they reach, and return whether there are any."""
        found = self.search.fitting(box, weights, changed)
        for name, count in (found or {}).items():
            low, high = self.reached[name]
            self.reached[name] = min(low, count), max(high, count)
        return found is not None

    def _beyond(self, name: Any, sign: int) -> None:
        """Ask for one unit more than was reached; where that is refused, what was reached is the end."""
        (low, high), (least, most) = self.box[name], self.reached[name]
        further, settled = ((most + 1, high), (low, most)) if sign > 0 else ((low, least - 1), (least, high))
        if not self._look({**self.box, name: further}, {name: sign}, [name]):
            self.box[name] = settled


def largest(system: System, box: Box, weights: Mapping[Any, int], clock: Clock, *more: Row) -> Counts | None:
    """Return counts that make a weighted sum largest, which no counts exceed by one unit; None where nothing fits."""
    return highest_ratio(System([*system.rows, *more]), {**box, None: (1, 1)}, weights, {None: 1}, clock)


def highest_ratio(
    system: System, box: Box, top: Mapping[Any, int], of: Mapping[Any, int], clock: Clock
) -> Counts | None:
    """Return counts at which top / of is highest, where `of` is above 0; None where it never is.

    At the highest ratio r the most of top - r of is 0, and each step is one exact search (Dinkelbach 1967).
    """
    positive = Row(of, 1)
    best = found = Search([*system.rows, positive], box, clock).fitting(box, top)
    while found is not None:
        best, ratio = found, Fraction(Row(top).of(found), positive.of(found))
        better = {n: ratio.denominator * top.get(n, 0) - ratio.numerator * of.get(n, 0) for n in {**top, **of}}
        beyond = Row({name: weight for name, weight in better.items() if weight}, 1)
        found = Search([*system.rows, positive, beyond], box, clock).fitting(box, better)
    return best


def every(system: System, box: Box, clock: Clock) -> Iterator[Counts]:
    """Yield all counts in a finite box that fit every row, one after the other."""
    clock.left()
    found = system.narrowed(box)
    if found is None or not (left := [name for name, (low, high) in found.items() if low < high]):
        yield from [{name: low for name, (low, _) in found.items()}] if found else []
        return
    name = min(left, key=lambda each: found[each][1] - found[each][0])
    for count in range(found[name][0], found[name][1] + 1):
        yield from every(system, {**found, name: (count, count)}, clock)
