"""What totals give away: the least and the most of every cell, given everything that was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from disprop import _arrays
from disprop._errors import DispropError, Said, advised
from disprop._marks import Range
from disprop._sets import made
from disprop.imperfect._published import Published, box_of, by_key, read
from disprop.imperfect._solver.ends import ends
from disprop.imperfect._solver.rows import LIMIT, System, capped
from disprop.imperfect._solver.search import Clock, NothingFitsError, OutOfTimeError
from disprop.imperfect._tightened import Tightened

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
    return Tightened(published, made(low, high, best, "tightened by its totals"), proved, seconds)


def _contradiction(published: Published, seconds: float) -> DispropError:
    """Return the error that names the fewest figures that contradict each other."""
    try:
        figures = published.fewest(seconds)
    except OutOfTimeError:
        said = f"the figures contradict each other; which of them was not found within {seconds:g} seconds"
        return advised(said, "; give more seconds=", what="cells")
    hint = "; one of them is wrong, or a total is no sum of these parts"
    got, where = Said(published.said(figures)), [published.key(at) for at in figures]
    return advised(f"these {len(figures)} figures cannot all be true: {got}", hint, what="cells", got=got, where=where)
