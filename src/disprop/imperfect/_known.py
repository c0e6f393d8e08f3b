"""Counts known only in part, from how they were published: a mark such as "<5", or a rounded number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._errors import DispropError, one_of, refused
from disprop._marks import MISSING, Range, Read, Rule, reader
from disprop._sets import Between, made

ENDLESS = 'name its largest number, as in rule={"*": (1, 4)}'


def marked(cells: Any, *, rule: Rule | None = None, zero: str = "possible") -> Between:
    """Return the counts behind cells of which some are suppressed: "<5" is any number from 0 to 4.

    Use it for one cell of a table, or a column of them, before any statistic. A mark is neither 0 nor missing.

    Parameters
    ----------
    cells : str, int, or sequence of them
        Marks such as "<5", "5 or fewer", "1-4" or "*", and ordinary counts beside them.
    rule : str or mapping of str to (int, int), optional
        What the publisher says that a mark stands for, such as {"*": (1, 9)}, or the name of a publisher's rule, as in
        `cleaning.bounds`, which lists the marks. It goes before what the mark itself says.
    zero : str
        "possible" (default), or "shown" where the publisher prints 0 as 0: "<5" is then 1 to 4.

    Returns
    -------
    Between
        Of the shape of `cells`; `why` names the marks.

    Raises
    ------
    DispropError
        For a mark that has no largest number, such as "*" without a rule, and for what is neither mark nor count.

    Examples
    --------
    >>> from disprop import rate
    >>> from disprop.imperfect import marked
    >>> marked("<5")
    between(0, 4, why="marked '<5'")
    >>> marked(["<5", 12, "*"], rule="hes", zero="shown")
    between([1, 12, 1], [4, 12, 7], why="marked '<5', '*'")
    >>> print(rate(marked("<5"), 900).per(10_000))
    between 0 and 44 per 10,000 (95% CI 0 to 114)
    """
    listed = np.empty(np.shape(cells), dtype=object)
    listed[...] = cells
    read = reader(rule, zero, shares=False)
    spans = [_span(cell, read) for cell in listed.flat]
    low, high = np.moveaxis(np.array(spans, dtype=np.float64).reshape(*listed.shape, 2), -1, 0)
    marks = dict.fromkeys(repr(cell) for cell in listed.flat if isinstance(cell, str))
    why = f"marked {', '.join(marks)}" if marks else ""
    return made(_arrays.counts("low", low), _arrays.counts("high", high), np.array(np.nan), why)


def _span(cell: object, read: Read) -> tuple[float, float]:
    """Return the smallest and the largest number behind one cell."""
    low, high = allowed(cell, read)
    if high is None:
        raise DispropError(f"the mark {cell!r} has no largest number: {ENDLESS}", what="cells", got=cell, hint=ENDLESS)
    return low, high


def allowed(cell: object, read: Read, where: object = None) -> tuple[float, float | None]:
    """Return the smallest and the largest number behind one cell, None where a mark has no largest."""
    if not isinstance(cell, str):
        number = _arrays.one("cells", cell, _arrays.counts)  # type: ignore[arg-type]  # what is no number is refused there
        return number, number
    found = read(cell) or _plain(cell.strip())
    if found is None:
        hint = "; this one says that there is no number: leave it out" if cell.strip().casefold() in MISSING else ""
        raise refused("cells", "must be marks such as '<5', or counts", cell, where, hint)
    return found


def _plain(text: str) -> Range | None:
    return (int(text), int(text)) if text.isdecimal() and text.isascii() else None


# What a number n may have been before it was rounded to a multiple: from n - below to n + above.
SPREADS: dict[str, Callable[[int, bool], tuple[int, int]]] = {
    "half-up": lambda to, _: (to // 2, (to - 1) // 2),
    "half-even": lambda to, even: (to // 2, to // 2) if even else ((to - 1) // 2, (to - 1) // 2),
    "truncated": lambda to, _: (0, to - 1),
    "random": lambda to, _: (to - 1, to - 1),
}


def rounded(count: ArrayLike, *, to: int, rounding: str = "half-up") -> Between:
    """Return the counts behind a number that was rounded to a multiple: 120 to 5 is any number from 118 to 122.

    Use it for statistics that are rounded to 3, 5, 10 or 100 to protect people, where the rule is published.

    Parameters
    ----------
    count : array_like of int
        The numbers as published.
    to : int
        What they are multiples of.
    rounding : str
        "half-up" (default), "half-even", "truncated", or "random": up or down by chance, so that a number may have
        moved by anything less than `to`.

    Returns
    -------
    Between
        From the smallest to the largest number that gives the print, never below 0; the best guess is the print.

    Raises
    ------
    DispropError
        For a number that is no multiple, and for an unknown rounding.

    Examples
    --------
    >>> from disprop import rate
    >>> from disprop.imperfect import rounded
    >>> rounded(120, to=5)
    between(118, 122, best=120, why='rounded to 5')
    >>> rounded([0, 3], to=3, rounding="random")
    between([0, 1], [2, 5], best=[0, 3], why='rounded to 3')
    >>> print(rate(rounded(120, to=5), 8_600).per(10_000))
    139.5, between 137.2 and 141.9 per 10,000 (95% CI 113.6 to 169.4)
    """
    numbers, step = _arrays.counts("count", count), _arrays.counts("to", to)
    one_of("rounding", rounding, SPREADS)
    if step.ndim or not step:
        raise refused("to", "must be one whole number from 1 up", to)
    if (off := numbers % step != 0).any():
        where = _arrays.first(off)
        raise refused("count", f"must be a multiple of {int(step)}", int(numbers[where]), where)
    size = int(step)
    even = (numbers // step) % 2 == 0
    ends = (SPREADS[rounding](size, is_even) for is_even in (True, False))
    below, above = (np.where(even, *each) for each in zip(*ends, strict=True))
    return made(np.maximum(numbers - below, 0), numbers + above, numbers, f"rounded to {size}")
