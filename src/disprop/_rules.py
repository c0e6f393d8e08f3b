"""The rules that every number and every row keeps: each said once, for arrays at the door and for frames of any engine.

What a rule asks of numbers is asked of anything that compares as they do: an array, or a column of a frame.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from disprop import _data

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


BROKEN: dict[str, Callable[..., Any]] = {  # where numbers break a rule; of another the one who checks it says so
    "missing": lambda numbers: numbers != numbers,  # noqa: PLR0124 (NaN alone is not itself)
    "infinite": lambda numbers: ~(numbers.is_finite() if hasattr(numbers, "is_finite") else np.isfinite(numbers)),
    "negative": lambda numbers: numbers < 0,
    "fractional": lambda numbers: numbers != (numbers.floor() if hasattr(numbers, "floor") else np.floor(numbers)),
    "too-large": lambda numbers: numbers >= LARGEST_COUNT,
    "impossible-unit": lambda people: (people != 0) & ((people < 1 / MOST_PEOPLE) | (people > MOST_PEOPLE)),
    "not-a-flag": lambda flags: (flags != 0) & (flags != 1),
    "no-share": lambda shares: shares > 1,
    "ends-crossed": lambda smaller, larger: smaller > larger,
    "no-population": lambda events, people: (people == 0) & (events > 0),
    "part-above-whole": lambda part, whole: part > whole,
}
_SAID = _data.read("rules.json")
RULES: dict[str, Rule] = {
    name: Rule(severity, advice, BROKEN.get(name, _never))
    for rules in _SAID.values()
    for name, (severity, advice) in rules.items()
}
