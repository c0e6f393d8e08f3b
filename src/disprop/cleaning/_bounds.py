"""A step that keeps suppression marks as the lowest and the highest number they allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from disprop._errors import refused
from disprop._marks import MARKS, Range, said


@dataclass(frozen=True, slots=True)
class Bounds:
    """A step that keeps suppression marks as the lowest and the highest number they allow."""

    marks: Mapping[str, Range]

    def of(self, cell: object) -> Range | None:
        """Return the lowest and the highest whole number that a cell allows; None if the cell is not suppressed."""
        if not isinstance(cell, str):
            return None
        text = cell.strip().casefold()
        return self.marks[text] if text in self.marks else said(text)


def bounds(marks: Mapping[str, Range] | None = None) -> Bounds:
    """Return a step that turns suppression marks into bounds: a column `_low` and a column `_high` beside the numbers.

    Use it for tables that withhold small numbers. A mark is neither 0 nor missing: it stands for several numbers, and
    `alerts`, `rates` and the rest can be worked out at both ends.

    Parameters
    ----------
    marks : mapping of str to (int, int or None), optional
        What each mark of this table means: the lowest and the highest number, None where there is no highest.
        It is added to what is known: `*`, `!`, `~`, `-`, `#`, `c` and `low` allow any number from 0 up; `<5` is 0 to 4,
        `1-4` and `1 to 4` are what they say.

    Returns
    -------
    Bounds
        A step for `read_counts`. Steps after it apply to all three columns.

    Raises
    ------
    DispropError
        If a range is not a pair of whole numbers from 0 up.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> frame = pd.DataFrame({"cases": ["159200", "<50", "*"]})
    >>> steps = [cleaning.bounds({"*": (1, 4)}), "integer"]
    >>> print(cleaning.read_counts(frame, {"cases": steps}).frame)
        cases  cases_low  cases_high
    0  159200     159200      159200
    1    <NA>          0          49
    2    <NA>          1           4
    """
    own = {mark.strip().casefold(): _checked(mark, allowed) for mark, allowed in (marks or {}).items()}
    return Bounds({**MARKS, **own})


def _checked(mark: str, allowed: Any) -> Range:
    whole = isinstance(allowed, tuple) and len(allowed) == 2 and all(_count(n) for n in allowed if n is not None)
    if not whole or allowed[0] is None or (allowed[1] is not None and allowed[1] < allowed[0]):
        rule = "needs its lowest and highest number, such as (1, 4) or (0, None)"
        raise refused(f"the mark {mark!r}", rule, allowed)
    low, high = allowed
    return low, high


def _count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0
