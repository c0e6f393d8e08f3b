"""What totals give away: the least and the most of every cell, and which cells must be withheld to keep small ones."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop import _arrays
from disprop._errors import SHOWN, DispropError, Said, advised, refused, worded
from disprop._marks import Range
from disprop._sets import Between, made
from disprop.imperfect._published import Published, box_of, by_key, read, spoken
from disprop.imperfect._solved import SECONDS, TOGETHER, Solved
from disprop.imperfect._solver.rows import ENDLESS, LIMIT, Box, Row, System, Weights, capped
from disprop.imperfect._solver.search import Clock, NothingFitsError, Search, ends

UNLIMITED = '; give a total that holds it, or its largest number, as in rule={"*": (0, 500)}'
Move = tuple[int, int]  # a cell, and how far it should seem able to move
MOVED = "moved"
DEAR = 1_000  # cells that may be withheld for one total to be published


class Tightened(Solved):
    """The cells of a published table, as everything published together leaves them; `imperfect.tighten` makes one.

    `found["old", "Spain"]` is the count of a cell. Attributes have an axis for each axis of the table.

    Attributes
    ----------
    published : the labels of each axis, the totals among them, and what was published of each cell.
    counts : what each cell can be, given all others; `high` is infinite where nothing says how large it can be.
    proved : whether both ends are proved to be reached, and not only to hold.
    seconds : how long was looked for them.
    """

    published: Published
    counts: Between
    proved: NDArray[np.bool_]

    def __getitem__(self, name: Any) -> Between:
        """Return what a cell can be, by its label, or by one label for each axis."""
        (at,) = self._weights(name)
        return self.counts[np.unravel_index(at, self.proved.shape)]

    def why(self, *name: Any) -> str:
        """Return why a cell is what it is: the fewest published figures that rule out one less, and one more."""
        key = name if len(name) > 1 else name[0]
        (at,) = weights = self._weights(key)
        return self._why(self.published.name(at), weights, self[key])

    def _system(self) -> tuple[Iterable[Row], Box]:
        return self.published.rows(), box_of(self.counts)

    def _because(self, row: Row) -> str:
        figures = self.published.fewest(self.seconds, row)
        if figures is None:  # the end holds, and was not settled
            return self._out_of_time
        return "as published" if figures == [*row.weights] else f"because of {self.published.said(figures)}"

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each cell."""
        sets = {"printed_": self.published.counts, "": self.counts}
        ends = {f"{name}{end}": getattr(counts, end) for name, counts in sets.items() for end in ("low", "high")}
        columns = {name: list[object](column.flat) for name, column in {**ends, "proved": self.proved}.items()}
        return {"name": [self.published.name(at) for at in range(self.proved.size)], **columns}

    def __str__(self) -> str:
        """Write what each cell can be that was not published as a number."""
        hidden = np.flatnonzero(self.published.counts.low != self.published.counts.high).tolist()
        lines = [f"{self.published.name(at)}: {self._line(at)}" for at in hidden[:SHOWN]]
        more = len(hidden) - SHOWN
        return "\n".join(lines + ([f"and {more:,} more"] if more > 0 else [])) or "every cell was published"

    def __repr__(self) -> str:
        """Write what it is, and what each cell can be."""
        return f"<Tightened\n{self}>"

    def _line(self, at: int) -> str:
        said = spoken(self.counts.low.flat[at], self.counts.high.flat[at])
        return said if self.proved.flat[at] else f"{said} ({self._out_of_time})"

    def _weights(self, names: Any) -> Weights:
        places = [self.published.place(name) for name in (names if isinstance(names, list) else [names])]
        if len(set(places)) < len(places) or not places:
            raise refused("cells", "must be one name, or a list of names, each once", names)
        if endless := [self.published.name(at) for at in places if math.isinf(self.counts.high.flat[at])]:
            raise worded("endless cell", "cells", endless[0], endless=UNLIMITED)
        return dict.fromkeys(places, 1)


def tighten(cells: Any, *, totals: Any, rule: Mapping[str, Range] | None = None, seconds: float = SECONDS) -> Tightened:
    """Return the smallest and the largest number that each cell of a table can be, given all of its totals.

    Use it where some cells are withheld or rounded and totals are published: together they say more than each mark by
    itself, and a withheld cell may be known after all. Use it before publishing too, to see what the totals give away.
    Not for totals that count something else than the sum of their cells, such as people who may be in several.

    Parameters
    ----------
    cells : nested mapping, frame of pandas, array, or nested lists
        The table as it was published, totals included: counts, marks such as "<5" or "*", and `between(low, high)`. By
        labels, such as {"old": {"Spain": 6, "all": 13}, "all": {...}}, in one axis or several; arrays by places. A cell
        that a mapping leaves out was not published.
    totals : label, sequence of labels, or mapping
        Which labels are totals, along whichever axis has them: "all" is the sum of all other labels that are no totals;
        {"all": None, "Asian": ["Indian", "Pakistani"]} says of which. Two lists, as in {"all": [["men", "women"],
        ["young", "old"]]}, are two ways to add up to one total. -1 is the last row, column and so on.
    rule : mapping of str to (int, int), optional
        What the publisher says that a mark stands for, as in `marked`. A mark without a largest number, such as "*",
        may be whatever the totals allow.
    seconds : float
        How long to look, 60 by default. What is not settled then has limits that hold, but may be too wide; `proved`
        and `str` say so.

    Returns
    -------
    Tightened
        `found["old", "Spain"]` is a count to be used in any statistic; `between`, `rate`, `ratio` and `share` use
        several together, which is narrower than each by itself; `why` names the figures that make a cell what it is.

    Raises
    ------
    DispropError
        If the figures contradict each other: it names the fewest that do. For totals that the table does not have, and
        for what is neither mark nor count. For a cell that nothing limits from above, when it is asked for.

    Notes
    -----
    Limits are exact: counts that fit everything published reach each end, and one unit more is refused, by sums in
    whole numbers or by HiGHS, which finds no counts for it. Counts are never below 0. Cells may be withheld for any
    reason: nothing is made of where the marks are.

    Examples
    --------
    A table in the manual of GaussSuppression [1]_, where four cells are withheld and all totals published:

    >>> from disprop.imperfect import tighten
    >>> found = tighten(
    ...     {
    ...         "old": {"Iceland": "*", "Portugal": "*", "Spain": 6, "all": 13},
    ...         "young": {"Iceland": "*", "Portugal": "*", "Spain": 5, "all": 7},
    ...         "all": {"Iceland": 5, "Portugal": 4, "Spain": 11, "all": 20},
    ...     },
    ...     totals="all",
    ... )
    >>> print(found)
    old, Iceland: 3 to 5
    old, Portugal: 2 to 4
    young, Iceland: 0 to 2
    young, Portugal: 0 to 2
    >>> print(found.why("young", "Portugal"))
    young, Portugal is 0 to 2: at most 2, because of young, Spain 5 and young, all 7

    References
    ----------
    .. [1] GaussSuppression, "Small count frequency table suppression", data set a with maxN = 1.
    """
    return tightened(read(by_key(cells), [totals], rule), _arrays.size("seconds", seconds))


def tightened(published: Published, seconds: float) -> Tightened:
    """Return the limits of every cell; a cell that nothing limits from above has none."""
    clock, system, printed = Clock(seconds), System(published.rows()), published.counts
    start = system.narrowed(box_of(printed))
    if start is None:
        raise _contradiction(published, seconds)
    try:
        box, unproved = ends(system, capped(start), clock, start)
    except NothingFitsError:
        raise _contradiction(published, seconds) from None
    shape = printed.low.shape
    low, high = np.array([box[at] for at in start], dtype=np.float64).T.reshape(2, *shape)
    high[np.array([most >= LIMIT for _, most in start.values()]).reshape(shape)] = np.inf
    best = np.where((printed.best >= low) & (printed.best <= high), printed.best, np.nan)
    proved = np.array([at not in unproved for at in start]).reshape(shape)
    return Tightened(seconds, published, made(low, high, best, TOGETHER), proved)


def _contradiction(published: Published, seconds: float) -> DispropError:
    """Return the error that names the fewest figures that contradict each other."""
    figures = published.fewest(seconds) or []
    hint = "; one of them is wrong, or a total is no sum of these parts"
    got, where = Said(published.said(figures)), [published.key(at) for at in figures]
    return advised(f"these {len(figures)} figures cannot all be true: {got}", hint, what="cells", got=got, where=where)


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
        far, everything, box = 2 * (self.most + 1), 1 + sum(self.counts.values()), Box()
        rows = [Row({(MOVED, at): weight for at, weight in row.weights.items()}, 0, 0) for row in self.system.rows]
        for at, count in self.counts.items():
            moved, (down, up) = (MOVED, at), [end - count for end in self.shown[at]]
            least, most = min(-min(count, far), down), max(far, up)
            box |= {at: (int(at in withheld), 1), moved: (least, most)}
            rows += [Row({at: down - least, moved: 1}, low=down)] * (least < down)
            rows += [Row({at: up - most, moved: 1}, high=up)] * (up < most)
        box[MOVED, move[0]] = move[1], move[1]
        cost = {at: -self.dear[at] - count / everything for at, count in self.counts.items()}  # the smaller ones first
        found = Search(rows, box, self.clock, relaxed=False).fitting(box, cost)
        if found is None:
            name = self.true.name(move[0])
            raise advised(f"{name} cannot be kept from readers", "; publish fewer labels", what="count", got=name)
        return {at for at in self.counts if found[at]}
