"""What a suppression mark says about the number behind it: at least so many, at most so many, or nothing more."""

from __future__ import annotations

import re

Range = tuple[int, int | None]
UNKNOWN: Range = (0, None)
MARKS: dict[str, Range] = dict.fromkeys(("*", "**", "!", "~", "-", "–", "—", "#", "c", "[c]", "low", "[low]"), UNKNOWN)
SMALL = re.compile(r"(?P<than><|fewer than|less than|under)\s*(?P<number>[\d,]{0,20}\d)", re.ASCII | re.IGNORECASE)
MOST = re.compile(r"(?P<than><=|≤|up to|at most)\s*(?P<number>[\d,]{0,20}\d)", re.ASCII | re.IGNORECASE)
LARGE = re.compile(r"(?P<than>>|more than|over)\s*(?P<number>[\d,]{0,20}\d)", re.ASCII | re.IGNORECASE)
LEAST = re.compile(r"(?P<than>>=|≥|at least)\s*(?P<number>[\d,]{0,20}\d)", re.ASCII | re.IGNORECASE)
BETWEEN = re.compile(r"(\d{1,18})\s*(?:-|–|to)\s*(\d{1,18})", re.ASCII | re.IGNORECASE)


def said(text: str) -> Range | None:
    """Return the lowest and the highest whole number that a text such as "<5" or "1 to 4" allows, or None."""
    for pattern, low, high in ((SMALL, 0, -1), (MOST, 0, 0)):
        if found := pattern.fullmatch(text):
            most = _number(found) + high
            return (low, most) if most >= 0 else None
    for pattern, more in ((LARGE, 1), (LEAST, 0)):
        if found := pattern.fullmatch(text):
            return _number(found) + more, None
    found = BETWEEN.fullmatch(text)
    return (int(found[1]), int(found[2])) if found and int(found[1]) <= int(found[2]) else None


def _number(found: re.Match[str]) -> int:
    return int(found["number"].replace(",", ""))
