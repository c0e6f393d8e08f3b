"""What totals give away: the least and the most of every cell, and the statistics of several cells together."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._errors import SHOWN, DispropError, Said, advised, refused, worded
from disprop._marks import Range
from disprop._sets import Between, made
from disprop.estimate import Estimate, Result, corners_of, hull, remarked, stack
from disprop.imperfect._published import Published, box_of, by_key, read, spoken
from disprop.imperfect._solver.rows import LIMIT, Box, Row, System, capped
from disprop.imperfect._solver.search import Clock, NothingFitsError, OutOfTimeError, ends, highest_ratio, largest
from disprop.proportions import proportion
from disprop.rates import rate, rate_ratio

SIDE = ("cells", "population")
TOTALS = "tightened by its totals"
ENDLESS = '; give a total that holds it, or its largest number, as in rule={"*": (0, 500)}'
Weights = dict[int, int]


class Tightened(Result):
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
    seconds: float

    def __getitem__(self, name: Any) -> Between:
        """Return what a cell can be, by its label, or by one label for each axis."""
        (at,) = self._weights(name)
        return self.counts[np.unravel_index(at, self.proved.shape)]

    def sum(self, names: Any) -> Between:
        """Return what the sum of several cells can be, a list of names: often narrower than each by itself."""
        weights = self._weights(names)
        why = TOTALS
        try:
            found = [largest(*self._about(weights), turned, Clock(self.seconds)) for turned in _both(weights)]
            least, most = (Row(weights).of(each or {}) for each in found)
        except OutOfTimeError:
            least, most = Row(weights).ends(box_of(self.counts))
            why = f"{TOTALS}, {self._out_of_time}"
        return made(np.array(float(least)), np.array(float(most)), np.array(math.nan), why)

    def rate(self, names: Any, population: ArrayLike, **options: Any) -> Estimate:
        """Return the rate of the events in one cell, or in a list of them, as `disprop.rate` does."""
        return rate(self.sum(names), population, **options)

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

    def why(self, *name: Any) -> str:
        """Return why a cell is what it is: the fewest published figures that rule out one less, and one more."""
        (at,) = self._weights(name if len(name) > 1 else name[0])
        low, high = int(self.counts.low.flat[at]), int(self.counts.high.flat[at])
        beyond = {f"at least {low:,}": (0, low - 1), f"at most {high:,}": (high + 1, LIMIT)}
        try:
            said = [self._because(at, end, span) for end, span in beyond.items() if span[1] >= 0]
        except OutOfTimeError:
            said = [self._out_of_time]
        return f"{self.published.name(at)} is {spoken(low, high)}: {'; '.join(said)}"

    def _because(self, at: int, end: str, span: tuple[int, int]) -> str:
        figures = self.published.fewest(self.seconds, Row({at: 1}, *span))
        if not figures:  # the end holds, and was not settled
            return f"{end}, {self._out_of_time}"
        return f"{end}, {'as published' if figures == [at] else f'because of {self.published.said(figures)}'}"

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

    @property
    def _out_of_time(self) -> str:
        return f"not narrowed further within {self.seconds:g} seconds"

    def _weights(self, names: Any) -> Weights:
        places = [self.published.place(name) for name in (names if isinstance(names, list) else [names])]
        if len(set(places)) < len(places) or not places:
            raise refused("cells", "must be one name, or a list of names, each once", names)
        if endless := [self.published.name(at) for at in places if math.isinf(self.counts.high.flat[at])]:
            raise worded("endless cell", "cells", endless[0], endless=ENDLESS)
        return dict.fromkeys(places, 1)

    def _about(self, names: Iterable[int]) -> tuple[System, Box]:
        """Return the rows and the limits of whatever has to do with some cells."""
        box, rows = capped(box_of(self.counts)), list[Row]()
        inner = {at: box[at] for at in names}
        for system, part in System(self.published.rows()).parts(box):
            if part.keys() & inner.keys():
                rows, inner = [*rows, *system.rows], inner | part
        return System(rows), inner

    def _together(self, statistic: Callable[[Any, Any], Estimate], one: Any, other: Any) -> Estimate:
        """Return a statistic that rises with one sum and falls with another, at counts that fit together."""
        apart = statistic(self.sum(one), self.sum(other))
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
        found = [highest_ratio(system, box, turned, of, clock) for turned in _both(top)]
        found.append(largest(system, box, top, clock, Row(of, 0, 0)))
        return [(Row(top).of(each), Row(of).of(each)) for each in found if each is not None]


def _both(weights: Weights) -> list[Weights]:
    """Return the weights that ask for the least of a sum, and for the most."""
    return [{at: sign * weight for at, weight in weights.items()} for sign in (-1, 1)]


SECONDS = 60.0


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
        `found["old", "Spain"]` is a count to be used in any statistic; `sum`, `rate`, `ratio` and `share` use several
        together, which is narrower than each by itself; `why` names the figures that make a cell what it is.

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
    return Tightened(published, made(low, high, best, TOTALS), proved, seconds)


def _contradiction(published: Published, seconds: float) -> DispropError:
    """Return the error that names the fewest figures that contradict each other."""
    try:
        figures = published.fewest(seconds)
    except OutOfTimeError:
        return worded("contradiction not found", "cells", seconds=seconds)
    hint = "; one of them is wrong, or a total is no sum of these parts"
    got, where = Said(published.said(figures)), [published.key(at) for at in figures]
    return advised(f"these {len(figures)} figures cannot all be true: {got}", hint, what="cells", got=got, where=where)
