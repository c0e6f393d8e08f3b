"""The least and the most that counts, their sums and ratios can be, each proved by one unit more that is refused."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from disprop.imperfect._solver.rows import ENDLESS, Box, Counts, Row, System
from disprop.imperfect._solver.search import Clock, NothingFitsError, OutOfTimeError, Search

End = tuple[Any, int]  # a count, and 1 for its most or -1 for its least


def ends(system: System, box: Box, clock: Clock, asked: Collection[Any]) -> tuple[Box, set[Any]]:
    """Return the box with the least and the most of the counts that are asked for, and those without a proof.

    A count without a proof has limits that hold and may be too wide: time was over. Raises `NothingFitsError`.
    """
    found, unproved = system.narrowed(box), set[Any]()
    if found is None:
        raise NothingFitsError
    for inner, part in system.parts(found):
        if wanted := [name for name in part if name in asked]:
            one = _Part(inner, part, clock)
            unproved |= one.settle([(name, sign) for sign in (1, -1) for name in wanted])
            found |= one.box
    return found, unproved


class _Part:
    """Counts that share rows: their limits, and how far counts that fit have reached."""

    def __init__(self, system: System, box: Box, clock: Clock) -> None:
        self.search, self.box = Search(system.rows, box, clock), box
        self.reached = dict.fromkeys(box, (ENDLESS, -ENDLESS))

    def settle(self, left: list[End]) -> set[Any]:
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
    best = found = Search([*system.rows, *more], box, clock).fitting(box, weights)
    while found is not None:
        best, beyond = found, Row(weights, Row(weights).of(found) + 1)
        found = Search([*system.rows, *more, beyond], box, clock).fitting(box, weights)
    return best


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
