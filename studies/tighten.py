"""Compare `imperfect.tighten` with enumeration: `python -m studies.tighten 300` draws 300 tables, from seed 1.

Every way to fill each table is written down, by code that shares nothing with the library. Each end of each cell, sums,
the ratio of two sums, and where nothing fits the size of the smallest contradiction, must be equal. Tables have 2 to 4
rows and columns, margins that are printed, withheld, rounded or wrong, and at times a subtotal.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp

from disprop import DispropError, between
from disprop.imperfect import tighten

ENDLESS = math.inf
TRIED = 1_000  # sets of figures, that a smaller contradiction is looked for among
Span = tuple[int, float]
Cell = tuple[str, str]


class Drawn:
    """A drawn table: its true counts, what was published of each cell, and every way to fill it."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        rows, columns = ([f"{kind}{i}" for i in range(self.rng.integers(2, 5))] for kind in "rc")
        self.rows, self.columns = rows, columns
        self.subtotal = rows[:2] if len(rows) > 2 and self.rng.random() < 0.5 else []
        self.inner = [(i, j) for i in rows for j in columns]
        true = {cell: self.rng.choice([0, 0, 1, 1, 2, 3, 4, 7], 1) for cell in self.inner}
        self.true = {cell: int(count[0]) for cell, count in self.added(true).items()}
        self.printed: dict[Cell, Span] = {cell: (count, count) for cell, count in self.true.items()}
        hidden = self.some(self.inner, min(len(self.inner), int(self.rng.integers(2, 6))))
        for cell in hidden:
            v = self.true[cell]
            near = [(max(0, v - 1), v + 1), (v // 3 * 3, v // 3 * 3 + 2), (min(v, 1), 8)]
            self.printed[cell] = self.some([(0, 8), (0, 8), *near], 1)[0]
        margins = [cell for cell in self.true if cell not in self.inner]
        for cell in margins:
            v = self.true[cell]
            if self.rng.random() < 0.35:
                self.printed[cell] = self.some([(0, ENDLESS), (max(0, v - 2), v + 2), (max(0, v - 1), v + 1)], 1)[0]
        self.wrong = self.rng.random() < 0.25
        if self.wrong:
            wrong = self.some(margins, 1)[0]
            self.printed[wrong] = (self.true[wrong] + self.some([1, 2, 5], 1)[0],) * 2
        self.ways = self._ways(hidden)

    def some(self, of: list[Any], number: int) -> list[Any]:
        """Draw so many of a list, each once."""
        return [of[i] for i in self.rng.permutation(len(of))[:number]]

    def added(self, inner: dict[Cell, Any]) -> dict[Cell, Any]:
        """Return cells with all of their totals."""
        found = dict(inner)
        for j in self.columns:
            if self.subtotal:
                found["sub", j] = sum(inner[i, j] for i in self.subtotal)
            found["all", j] = sum(inner[i, j] for i in self.rows)
        for i in [*self.rows, *(["sub"] if self.subtotal else []), "all"]:
            found[i, "all"] = sum(found[i, j] for j in self.columns)
        return found

    def _ways(self, hidden: list[Cell]) -> dict[Cell, Any]:
        """Return every way to fill the table, one number for each."""
        sizes = [int(self.printed[cell][1]) - self.printed[cell][0] + 1 for cell in hidden]
        steps = np.indices(sizes).reshape(len(hidden), -1)
        filled = {cell: np.full(steps.shape[1], self.true[cell]) for cell in self.inner}
        filled |= {cell: self.printed[cell][0] + step for cell, step in zip(hidden, steps, strict=True)}
        filled = self.added(filled)
        fits = np.all([(low <= filled[c]) & (filled[c] <= high) for c, (low, high) in self.printed.items()], axis=0)
        return {cell: counts[fits] for cell, counts in filled.items()}

    @property
    def fits(self) -> bool:
        """Whether there is a way to fill the table."""
        return len(self.ways["all", "all"]) > 0

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of `tighten`."""
        totals = {"all": None, "sub": self.subtotal} if self.subtotal else "all"
        return {"cells": {cell: _written(*span) for cell, span in self.printed.items()}, "totals": totals}


def _written(low: int, high: float) -> Any:
    if low == high:
        return low
    return "*" if math.isinf(high) else between(low, int(high))


def fit(table: Drawn, chosen: set[Cell]) -> bool:
    """Return whether whole numbers in the inner cells fit the chosen figures, by one small program of its own."""
    units = dict(zip(table.inner, np.eye(len(table.inner)), strict=True))
    rows = table.added(units)
    figures = [cell for cell in rows if cell in chosen]
    limits = np.array([table.printed[cell] for cell in figures], dtype=float).reshape(-1, 2)
    matrix = np.array([rows[cell] for cell in figures]).reshape(-1, len(table.inner))
    kept = [LinearConstraint(matrix, limits[:, 0], limits[:, 1])] if figures else []
    return bool(milp(np.zeros(len(units)), constraints=kept, integrality=[1] * len(units)).success)


def differences(table: Drawn, tried: int = TRIED) -> list[str]:
    """Return where `tighten` and enumeration differ, in words."""
    if not table.fits:
        return _of_contradiction(table, tried)
    found = tighten(**table.given)
    said = [] if found.proved.all() else ["not everything is proved"]
    for cell, ways in table.ways.items():
        if (found[cell].low, found[cell].high) != (ways.min(), ways.max()):
            said.append(f"{cell} is {found[cell]} and should be {ways.min()} to {ways.max()}")
    one, other = table.some(table.inner, 2), table.some(table.inner, 2)
    top, bottom = (np.sum([table.ways[cell] for cell in cells], axis=0) for cells in (one, other))
    if (found.between(one).low, found.between(one).high) != (top.min(), top.max()):
        said.append(f"the sum of {one} is {found.between(one)} and should be {top.min()} to {top.max()}")
    pairs = {*zip(top.tolist(), bottom.tolist(), strict=True)} - {(0, 0)}
    if ratios := [Fraction(a, b) if b else ENDLESS for a, b in pairs]:
        ratio = found.ratio(group=(one, 1), reference=(other, 1))
        if (ratio.least, ratio.most) != (float(min(ratios)), float(max(ratios))):
            said.append(f"the ratio of {one} to {other} is {ratio} and should be {min(ratios)} to {max(ratios)}")
    return said


def _of_contradiction(table: Drawn, tried: int) -> list[str]:
    try:
        tighten(**table.given)
    except DispropError as error:
        named: set[Cell] = set(error.where)
    else:
        return ["nothing fits, and was not refused"]
    said = [f"{named} fit"] if fit(table, named) else []
    figures = [cell for cell, span in table.printed.items() if span != (0, ENDLESS)]
    smaller = itertools.islice(itertools.combinations(figures, len(named) - 1), tried)
    return said + [f"{fewer} contradict too" for fewer in smaller if not fit(table, set(fewer))]


def main() -> None:
    """Draw tables, say where they differ, and how many there were of each kind."""
    kinds = Counter[str]()
    for seed in range(1, int(sys.argv[1]) + 1):
        table = Drawn(seed)
        for said in differences(table):
            print(f"seed {seed}: {said}")
            kinds["differences"] += 1
        kinds["tables that can be filled" if table.fits else "contradictory tables"] += 1
    print(", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))


if __name__ == "__main__":
    main()
