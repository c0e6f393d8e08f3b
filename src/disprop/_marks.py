"""The marks that stand where a number would: of what is missing, and of what is suppressed, with what that allows."""

from __future__ import annotations

import re

Range = tuple[int, int | None]
UNKNOWN: Range = (0, None)
MARKS: dict[str, Range] = dict.fromkeys(("*", "**", "!", "~", "-", "–", "—", "#", "c", "[c]", "low", "[low]"), UNKNOWN)
# The same in words that the regular expressions of every engine read alike: no escapes but these. No two stars may
# share what they take, or a long cell takes for ever.
SUPPRESSED = (
    r"[*!~#–—-]+|\[?(c|low)\]?"
    r"|([<>≤≥]=?|(fewer|less|more) than|under|over|up to|at (most|least))\s*[0-9][0-9,]*"
)
MISSING = frozenset({"na", "n/a", "nan", "none", "null", "<na>", "..", ":", "x", "[x]", "z", "[z]"})
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
