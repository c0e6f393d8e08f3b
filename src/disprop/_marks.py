"""The one vocabulary of marks that stand where a number would: of what is missing, and of what is suppressed.

Schemas, cleaning and `imperfect` read all of them from here. No two stars of a pattern share what they
take, or a long cell takes for ever.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from disprop import _data
from disprop._errors import one_of, worded

Range = tuple[int, int | None]
Rule = str | Mapping[str, Range]
Read = Callable[[str], Range | None]
_SAID = _data.read("marks.json")
DASHES, WORDS, MISSING = _SAID["dashes"], _SAID["words"], frozenset(_SAID["missing"])
SIGNS = (*DASHES, *_SAID["signs"], *WORDS, *(f"[{word}]" for word in WORDS))
# What a mark with a number N allows, or with two: a least and a most, which are a number, none, or one of those of the
# mark and what is added to it.
READINGS: dict[str, tuple[Any, Any]] = {form: (low, high) for form, low, high in _SAID["readings"]}
NUMBER = "[0-9][0-9,]{0,20}"
PLAIN = re.compile("[0-9.,]+%?")  # numbers, which are no marks unless a rule names them
THOUSANDS = re.compile("[0-9]+|[0-9]{1,3}(,[0-9]{3})+", re.ASCII)
PATTERNS = {re.compile(form.replace("N", NUMBER), re.ASCII): form for form in READINGS}
NOTES = r"(\s?([*†‡§¶¹²³]|\[[0-9a-z]{1,3}\]|\([0-9a-z]{1,3}\))){0,3}"
SUPPRESSED = "|".join(("[*!~#–—-]+", rf"\[?({'|'.join(WORDS)})\]?", *(pattern.pattern for pattern in PATTERNS)))
SUPPRESSED = f"({SUPPRESSED}){NOTES}"
NOTED = re.compile(f"(.+?){NOTES}", re.ASCII)
# What publishers say: hospital episode statistics of England, from September 2018 on and before.
RULES: dict[str, Mapping[str, Range]] = {"hes": {"*": (1, 7)}, "hes-2017": {"*": (1, 5)}}
ZEROS = ("possible", "shown")


def reader(rule: Rule | None, zero: str, *, shares: bool = True) -> Read:
    """Return what reads the lowest and the highest number that a mark allows; None where a text is no mark.

    Without shares, where counts are read, "<=5%" is no mark unless the rule names it.
    """
    one_of("way of showing zeros", zero, ZEROS)
    named = RULES[one_of("rule of a publisher", rule, RULES)] if isinstance(rule, str) else rule or {}
    own = {mark.strip().casefold(): _checked(mark, allowed) for mark, allowed in named.items()}

    def read(text: str) -> Range | None:
        tidy = text.strip().casefold()
        if PLAIN.fullmatch(tidy):
            return own.get(tidy)
        noted = NOTED.fullmatch(tidy)
        least = int(zero == "shown")
        said = (own.get(mark) or _said(mark, least, shares=shares) for mark in (tidy, noted[1] if noted else ""))
        return next(filter(None, said), None)

    return read


def _said(mark: str, least: int, *, shares: bool) -> Range | None:
    """Return what a mark says itself; a smallest number that it does not say is `least`."""
    if mark in SIGNS:
        return least, None
    form = next((form for pattern, form in PATTERNS.items() if pattern.fullmatch(mark)), None)
    if form is None or ("%" in form and not shares):
        return None
    texts = re.findall(NUMBER, mark)
    if not all(THOUSANDS.fullmatch(text) for text in texts):  # "<1,0" is below 1, or below 10: nobody knows
        return None
    numbers = [int(text.replace(",", "")) for text in texts]
    low, high = (numbers[end[0]] + end[1] if isinstance(end, list) else end for end in READINGS[form])
    low = low if low in numbers else max(low, least)
    return (low, high) if high is None or low <= high else None


def _checked(mark: str, allowed: Any) -> Range:
    whole = isinstance(allowed, tuple) and len(allowed) == 2 and all(_count(n) for n in allowed if n is not None)
    if not whole or allowed[0] is None or (allowed[1] is not None and allowed[1] < allowed[0]):
        raise worded("range of a mark", f"the mark {mark!r}", allowed)
    low, high = allowed
    return low, high


def _count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0
