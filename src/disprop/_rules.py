"""The rules that every number and every row keeps: each said once, for arrays at the door and for frames of any engine.

What a rule asks of numbers is asked of anything that compares as they do: an array, or a column of a frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Severity = Literal["error", "caution"]
LARGEST_COUNT = 2.0**53  # above this a float64 cannot hold every integer
MOST_PEOPLE = 1e50  # so that the products of two populations are numbers


def _never(*_: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Rule:
    """How grave it is to break a rule, and what to do about it; `{typed}` is the number that the cell stands for.

    `broken` says where numbers break it, or the numbers of two columns.
    """

    severity: Severity
    advice: str
    broken: Callable[..., Any] = field(default=_never, repr=False)


def _missing(numbers: Any) -> Any:
    return numbers != numbers  # noqa: PLR0124 (NaN alone is not itself)


def _infinite(numbers: Any) -> Any:
    return ~(numbers.is_finite() if hasattr(numbers, "is_finite") else np.isfinite(numbers))


def _fractional(numbers: Any) -> Any:
    return numbers != (numbers.floor() if hasattr(numbers, "floor") else np.floor(numbers))


def _impossible(people: Any) -> Any:
    return (people != 0) & ((people < 1 / MOST_PEOPLE) | (people > MOST_PEOPLE))


def error(advice: str, broken: Callable[..., Any] = _never) -> Rule:
    """Return a rule that a table must not break."""
    return Rule("error", advice, broken)


RULES: dict[str, Rule] = {
    # a cell
    "missing": error("not known is not 0: find the number, or leave the row out and say so", _missing),
    "suppressed": error(
        "a suppression mark stands for several numbers: imperfect.marked reads it, and cleaning.bounds those of a table"
    ),
    "thousands-separator": error("text with a thousands separator: type {typed}, or read the file with thousands=','"),
    "duration": error("a duration as text: type {typed} (minutes)"),
    "number-as-text": error("a number stored as text: type {typed}, or read the column as numbers"),
    "text": error("text where a number belongs: type the number, or leave the row out"),
    "boolean": error("true or false is not a count: count the rows that are true first"),
    "not-a-number": error("this is not a number: type the number, or leave the row out"),
    "infinite": error("look for a division by zero upstream", _infinite),
    "negative": error("below 0: it may be a code for not known, such as -9", lambda x: x < 0),
    "fractional": error(
        "a percentage, a rate or a weighted estimate is not a count: give the counts that it came from", _fractional
    ),
    "too-large": error(
        "counts lose digits from 2**53 on: look for an identifier, or another unit", lambda x: x >= LARGEST_COUNT
    ),
    "impossible-unit": error("below 1e-50 or above 1e50: take another unit", _impossible),
    "not-a-flag": error("not true or false, nor 1 or 0: write one of them in every row", lambda x: (x != 0) & (x != 1)),
    "no-share": error("5% is 0.05, and 1 in 60,000 is 1 / 60_000", lambda x: x > 1),
    "one-end": error("known at one end only: say what its mark stands for, as cleaning.bounds does, or leave it out"),
    # two cells of a row
    "ends-crossed": error(
        "what a count is at least, itself and at most come in this order: mend them",
        lambda smaller, larger: smaller > larger,
    ),
    "no-population": error(
        "events need a population: check the denominator, or leave the row out and say so",
        lambda events, people: (people == 0) & (events > 0),
    ),
    "part-above-whole": error(
        "one of the two is wrong: mend it, or leave the row out and say so", lambda part, whole: part > whole
    ),
}
