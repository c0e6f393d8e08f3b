"""Whole counts that fit everything published together: what they, their sums and their ratios can be, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._sets import Between, made
from disprop.estimate import Estimate, Result, corners_of, hull, remarked, stack
from disprop.imperfect._published import spoken
from disprop.imperfect._solver.rows import LIMIT, Box, Row, System, Weights, capped
from disprop.imperfect._solver.search import Clock, OutOfTimeError, highest_ratio, largest
from disprop.proportions import proportion
from disprop.rates import rate, rate_ratio

SIDE = ("cells", "population")
SECONDS = 60.0
TOGETHER = "by all that was published"


class Solved(Result):
    """Counts that fit rows; which rows, and what their names are, a class of it says."""

    seconds: float

    def _system(self) -> tuple[Iterable[Row], Box]:
        """Return the rows, and the limits that were found."""
        raise NotImplementedError  # each of its classes says

    def _weights(self, names: Any) -> Weights:
        """Return the weights of one name, or of a list of them."""
        raise NotImplementedError  # each of its classes says

    def _because(self, row: Row) -> str:
        """Return the fewest figures that rule out a row, in words."""
        raise NotImplementedError  # each of its classes says

    def between(self, names: Any) -> Between:
        """Return what a count can be, or the sum of a list of them: often narrower than each by itself."""
        weights, why = self._weights(names), TOGETHER
        try:
            found = [largest(*self._about(weights), turned, Clock(self.seconds)) for turned in both(weights)]
            least, most = (Row(weights).of(each or {}) for each in found)
        except OutOfTimeError:
            least, most = Row(weights).ends(self._system()[1])
            why = f"{TOGETHER}, {self._out_of_time}"
        return made(np.array(float(least)), np.array(float(most)), np.array(math.nan), why)

    def rate(self, names: Any, population: ArrayLike, **options: Any) -> Estimate:
        """Return the rate of the events in one cell, or in a list of them, as `disprop.rate` does."""
        return rate(self.between(names), population, **options)

    def ratio(self, *, group: tuple[Any, ArrayLike], reference: tuple[Any, ArrayLike], **options: Any) -> Estimate:
        """Return the ratio of two rates, as `disprop.rate_ratio` does; a side is (one cell or a list, population).

        `least` and `most` are of counts that fit together. `low` and `high` let the two sides vary apart: they hold,
        and may be wider than need be.
        """
        one, people = _arrays.pair("group", group, SIDE)
        other, others = _arrays.pair("reference", reference, SIDE)
        return self._together(lambda x, y: rate_ratio(group=(x, people), reference=(y, others), **options), one, other)

    def share(self, *, part: Any, whole: Any, **options: Any) -> Estimate:
        """Return the share that cells have of those that contain them, as `disprop.proportion` does."""
        return self._together(lambda x, n: proportion(x, n, **options), part, whole)

    def _why(self, said: str, weights: Weights, known: Between) -> str:
        """Return why a sum is what it is: the fewest figures that rule out one less, and one more."""
        low, high = int(known.low), int(known.high)
        beyond = {f"at least {low:,}": (0, low - 1), f"at most {high:,}": (high + 1, LIMIT)}
        ends = {end: Row(weights, *span) for end, span in beyond.items() if span[1] >= 0}
        try:
            because = [f"{end}, {self._because(row)}" for end, row in ends.items()]
        except OutOfTimeError:
            because = [self._out_of_time]
        return f"{said} is {spoken(low, high)}: {'; '.join(because)}"

    @property
    def _out_of_time(self) -> str:
        return f"not narrowed further within {self.seconds:g} seconds"

    def _about(self, names: Iterable[Any]) -> tuple[System, Box]:
        """Return the rows and the limits of whatever has to do with some cells."""
        (facts, found), rows = self._system(), list[Row]()
        box = capped(found)
        inner = {at: box[at] for at in names}
        for system, part in System(facts).parts(box):
            if part.keys() & inner.keys():
                rows, inner = [*rows, *system.rows], inner | part
        return System(rows), inner

    def _together(self, statistic: Callable[[Any, Any], Estimate], one: Any, other: Any) -> Estimate:
        """Return a statistic that rises with one sum and falls with another, at counts that fit together."""
        apart = statistic(self.between(one), self.between(other))
        if (corners := corners_of(apart)) is None:
            return apart
        try:
            pairs = self._extremes(self._weights(one), self._weights(other))
        except OutOfTimeError:
            return remarked(apart, self._out_of_time)
        outer = (corners[i] for i in range(len(corners)))
        unreached = [replace(each, value=np.full(np.shape(each.value), np.nan)[()]) for each in outer]  # limits alone
        reached = [statistic(*pair) for pair in pairs]
        return replace(hull(stack([*reached, *unreached])), remark=hull(stack(reached)).remark)

    def _extremes(self, top: Weights, of: Weights) -> list[tuple[int, int]]:
        """Return both sums where their ratio is lowest and highest, and where it is infinite."""
        system, box = self._about([*top, *of])
        clock = Clock(self.seconds)
        found = [highest_ratio(system, box, turned, of, clock) for turned in both(top)]
        found.append(largest(system, box, top, clock, Row(of, 0, 0)))
        return [(Row(top).of(each), Row(of).of(each)) for each in found if each is not None]


def both(weights: Weights) -> list[Weights]:
    """Return the weights that ask for the least of a sum, and for the most."""
    return [{at: sign * weight for at, weight in weights.items()} for sign in (-1, 1)]
