"""Repairs of one cell at a time: numbers, percentages, durations, notes, gaps and spaces."""

from __future__ import annotations

import re
from decimal import Decimal

from disprop._arrays import DispropError
from disprop.cleaning._rules import Answer, Doubt, Fix, Rule, cell_rule, each, put

SPACES = " \u00a0\u2009\u202f"
THOUSANDS = re.compile(
    rf"[+-]?[1-9]\d{{0,2}}(?P<mark>[,'\u2019{SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*(?:\.\d+)?", re.ASCII
)
POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(?P<groups>(?:\.\d{3})+)", re.ASCII)
PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:%|per ?cent)", re.ASCII | re.IGNORECASE)
HOUR, MINUTE = r"h(?:ou)?r?s?", r"m(?:in(?:ute)?s?)?"
DURATION = re.compile(
    rf"(?P<h>\d{{1,3}})\s*{HOUR}(?:\s*(?P<m>\d{{1,2}})\s*(?P<unit>{MINUTE})?)?|(?P<only>\d{{1,5}})\s*{MINUTE}",
    re.ASCII | re.IGNORECASE,
)
CLOCK = re.compile(r"(?P<h>\d{1,3}):(?P<m>\d\d)(?::00)?", re.ASCII)
NOTED = re.compile(
    rf"(?P<number>[+-]?\d(?:[\d,.'\u2019{SPACES}]*\d)?%?)"
    r"(?P<note>(?:\s*(?:[*†‡§¶#^¹²³⁰⁴-⁹]|\[[^\[\]]*\]|\([^()]*\)))+)\s*"
)
UNSEEN = re.compile("[\u200b\u2060\ufeff]")
MARKS = (
    "",
    "-",
    "–",
    "—",
    "n/a",
    "#n/a",
    "na",
    "n.a.",
    "n/k",
    "nk",
    "not known",
    "null",
    "none",
    "nan",
    "..",
    ":",
    "[x]",
    "[z]",
)


def missing_marks(*marks: str) -> Rule:
    """Return a repair that makes these marks missing, capitals and stray spaces aside.

    Use it where a table has marks of its own; `"missing-marks"` knows the usual ones, and `"blanks"` only the
    empty cell.

    Parameters
    ----------
    marks : str
        The marks as printed, any number of them. "" is an empty cell.

    Returns
    -------
    Rule
        A step for `read_counts`. A marked cell becomes missing, never 0.

    Raises
    ------
    DispropError
        If there is no mark, or one is not text.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> frame = pd.DataFrame({"stops": ["12", "withheld"]})
    >>> cleaned = cleaning.read_counts(frame, {"stops": [cleaning.missing_marks("withheld"), "integer"]})
    >>> cleaned.frame["stops"].tolist()
    [12, <NA>]
    """
    if not marks or not all(isinstance(mark, str) for mark in marks):
        raise DispropError(f"missing_marks needs marks such as 'withheld'; got {marks!r}")
    return _missing("missing-marks", "the marks named by the caller become missing, never 0", marks)


def _missing(name: str, does: str, marks: tuple[str, ...]) -> Rule:
    known = {mark.strip().casefold() for mark in marks}

    def missing(text: str) -> Answer | None:
        return Fix(None, "a mark for a missing value, not 0") if text.strip().casefold() in known else None

    return cell_rule(name, does, missing)


@each("thousands", "1,204 and 1 204 become 1204; 1.204 alone is a question")
def thousands(text: str) -> Answer | None:
    """Take out separators between groups of three digits."""
    if found := THOUSANDS.fullmatch(text):
        return Fix(text.replace(found["mark"], ""), f"{found['mark']!r} separates thousands")
    if not (found := POINTS.fullmatch(text)):
        return None
    joined = text.replace(".", "")
    if len(found["groups"]) == len(".000"):
        return Doubt((joined, text), "a point that separates thousands, or decimals")
    return Fix(joined, "points separate thousands, as there are several")


@each("percentages", "12% becomes the share 0.12, digit by digit")
def percentages(text: str) -> Answer | None:
    """Move the point of a percentage by two places, which loses no digit."""
    if not (found := PERCENT.fullmatch(text)):
        return None
    sign, digits, exponent = Decimal(found[1]).as_tuple()
    share = Decimal((sign, digits, int(exponent) - 2))
    return Fix(format(share, "f"), "a percentage as text is a share of 1")


@each("durations", "5h03m, 2h, 5:03 and 183 minutes become minutes; 5h3 is a question")
def durations(text: str) -> Answer | None:
    """Turn hours and minutes into minutes."""
    found = DURATION.fullmatch(text.strip()) or CLOCK.fullmatch(text.strip())
    if not found:
        return None
    parts = found.groupdict()
    if parts.get("only"):
        return Fix(str(int(parts["only"])), "a duration, in minutes")
    hours, minutes = int(parts["h"]), int(parts["m"] or 0)
    total = str(60 * hours + minutes)
    if minutes > 59:
        return Doubt((total,), "60 minutes or more beside the hours")
    if len(parts["m"] or "00") == 1 and not parts["unit"]:
        return Doubt(
            (total, str(60 * hours + 10 * minutes)), "one digit of minutes: a leading or a trailing 0 may be lost"
        )
    return Fix(total, "a duration, in minutes")


@each("notes", "12*, 891,748 [1] and 45 (see note) lose the note, which the log keeps")
def notes(text: str) -> Answer | None:
    """Take the marks and brackets off the end of a number."""
    if not (found := NOTED.fullmatch(text)):
        return None
    return Fix(found["number"], f"the note {found['note'].strip()!r} is kept here")


@each("spaces", "spaces at the ends, double, non-breaking and invisible ones go")
def spaces(text: str) -> Answer | None:
    """Leave single spaces between words and none around them."""
    tidy = " ".join(UNSEEN.sub("", text).split())
    return Fix(tidy, "stray spaces") if tidy != text else None


put(_missing("missing-marks", "N/A, -, n/k, the empty cell and the like become missing, never 0", MARKS))
put(_missing("blanks", "empty cells become missing, never 0", ("",)))
