"""Which cells must be withheld, so that what is published does not give the small ones away."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from disprop._errors import advised
from disprop._sets import Between, made
from disprop.imperfect._published import Published, box_of
from disprop.imperfect._solver.rows import ENDLESS, Box, System, capped
from disprop.imperfect._solver.search import INFEASIBLE, Clock, asked, ends
from disprop.imperfect._tightened import Tightened, tightened

Move = tuple[int, int]  # a cell, and how far it should seem able to move
DEAR = 1_000  # cells that may be withheld for one total to be published


def suppressed(true: Published, shown: Between, threshold: int, seconds: float) -> tuple[set[int], Tightened]:
    """Return the cells to withhold, and what readers can work out who solve the whole table.

    Counts from 1 to below the threshold are withheld, and as many more as it takes for each of them to seem any number
    from 0 to below the threshold. `shown` is what a cell says that is not withheld.
    """
    tightened(true, seconds)  # totals that are no sums are refused
    table = _Table(true, shown, threshold, Clock(seconds))
    withheld = table.released(table.covered())
    hidden = np.isin(np.arange(true.counts.low.size), list(withheld)).reshape(true.counts.low.shape)
    low, high = np.where(hidden, 0, shown.low), np.where(hidden, np.inf, shown.high)
    return withheld, tightened(replace(true, counts=made(low, high, np.array(np.nan))), seconds)


class _Table:
    """A table with its true counts, what its cells say if they are published, and the small ones."""

    def __init__(self, true: Published, shown: Between, threshold: int, clock: Clock) -> None:
        self.true, self.system, self.clock, self.most = true, System(true.rows()), clock, threshold - 1
        self.counts = {at: low for at, (low, _) in box_of(true.counts).items()}
        self.shown = box_of(shown)
        self.small = {at for at, count in self.counts.items() if 0 < count < threshold}
        self.dear = np.where(true.are_totals().ravel(), DEAR, 1)

    def given_away(self, withheld: Collection[int]) -> list[Move]:
        """Return the small cells that readers know too well, and how far each should be able to move."""
        box: Box = {at: (0, ENDLESS) if at in withheld else span for at, span in self.shown.items()}
        found, unproved = ends(self.system, capped(box, self.most), self.clock, self.small)
        if unproved:
            raise self.clock.over()
        known = {at: (found[at][0] > 0, found[at][1] < self.most) for at in self.small}
        down = [(at, -self.counts[at]) for at, (least, _) in known.items() if least]
        return down + [(at, self.most - self.counts[at]) for at, (_, most) in known.items() if most]

    def covered(self) -> set[int]:
        """Return cells without which none is given away: for each small one the fewest that can move with it.

        One cell at a time, so that all together may not be the fewest (Fischetti and Salazar-Gonzalez 2001).
        """
        withheld = set(self.small)
        while moves := self.given_away(withheld):
            for move in moves:
                withheld |= self._fewest(move, withheld)
        return withheld

    def released(self, withheld: set[int]) -> set[int]:
        """Return the cells without those that turn out not to be needed."""
        for at in sorted(withheld - self.small, key=lambda one: -self.counts[one]):
            if not self.given_away(withheld - {at}):
                withheld = withheld - {at}
        return withheld

    def _fewest(self, move: Move, withheld: set[int]) -> set[int]:
        """Return the fewest cells that must be withheld for a cell to move, with all sums as they are."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array, diags_array, eye_array, hstack

        n, far = len(self.counts), 2 * (self.most + 1)
        count = np.array(list(self.counts.values()), dtype=np.float64)
        down, up = (np.array([span[end] for span in self.shown.values()], dtype=np.float64) - count for end in (0, 1))
        further = np.minimum(-np.minimum(count, far), down), np.maximum(far, up)
        rows = [(i, at, weight) for i, row in enumerate(self.system.rows) for at, weight in row.weights.items()]
        i, j, weights = np.array(rows, dtype=np.int32).reshape(-1, 3).T
        sums = csr_array((weights, (i, n + j)), shape=(len(self.system.rows), 2 * n))
        kept: list[Any] = [
            LinearConstraint(hstack([diags_array(down - further[0]), eye_array(n)]), down, np.inf),
            LinearConstraint(hstack([diags_array(up - further[1]), eye_array(n)]), -np.inf, up),
            LinearConstraint(sums, 0, 0),
        ]
        low, high = np.zeros(2 * n), np.ones(2 * n)
        low[list(withheld)], low[n:], high[n:] = 1, further[0], further[1]
        low[n + move[0]] = high[n + move[0]] = move[1]
        cost = np.concatenate([self.dear + count / (1 + count.sum()), np.zeros(n)])  # of as many cells the smaller ones
        found = asked(cost, kept, (low, high), self.clock)
        if found.x is None and found.status != INFEASIBLE:
            raise self.clock.over()
        if found.x is None:
            name = self.true.name(move[0])
            raise advised(f"{name} cannot be kept from readers", "; publish fewer labels", what="count", got=name)
        return {at for at in range(n) if found.x[at] > 0.5}
