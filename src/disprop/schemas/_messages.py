"""Every rule of the schemas by name: how grave it is and what to do about it. The texts live only here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "caution"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How grave a finding is, and what to do about it; `{typed}` is the number that the cell stands for."""

    severity: Severity
    advice: str


def _error(advice: str) -> Rule:
    return Rule("error", advice)


def _caution(advice: str) -> Rule:
    return Rule("caution", advice)


RULES: dict[str, Rule] = {
    # the shape of the table
    "empty-frame": _error("there are no rows: check the file or the filter that made the table"),
    "duplicate-column": _error("two columns share this name and only the first was checked: rename or drop one"),
    "missing-column": _error("the table needs this column{hint}"),
    "misspelt-column": _error("this column would be ignored{hint}: rename or drop it"),
    "unknown-column": _caution("not a column of this schema: it was not checked"),
    # one cell
    "missing": _error("not known is not 0: find the number, or leave the row out and say so"),
    "suppressed": _error("a suppression mark stands for several numbers: treat it as bounds, not as a count"),
    "thousands-separator": _error("text with a thousands separator: type {typed}"),
    "duration": _error("a duration as text: type {typed} (minutes)"),
    "number-as-text": _error("a number stored as text: type {typed}, or read the column as numbers"),
    "text": _error("text where a number belongs: type the number, or leave the row out"),
    "boolean": _error("true or false is not a count: count the rows that are true first"),
    "not-a-number": _error("this is not a number: type the number, or leave the row out"),
    "infinite": _error("not finite: look for a division by zero upstream"),
    "negative": _error("below 0: a count or a population cannot be"),
    "fractional": _error("not whole: a count is. If it is a weighted estimate, say so and do not treat it as a count"),
    "date-unreadable": _error("write dates as YYYY-MM-DD"),
    # several cells
    "missing-key": _error("this row belongs to no group: name the group, 'Not stated' for instance"),
    "unusable-key": _error("a key must be one value, such as text, a number or a date"),
    "duplicate-key": _error("several rows have this key: add them up, or name the key that tells them apart"),
    "key-spelling": _error("differs only in spaces or capitals, and would be a group of its own: make them one"),
    "no-population": _error("events need a population: check the denominator, or leave the row out and say so"),
    "part-above-whole": _error("a part exceeds its whole: one of the two is wrong"),
    # deployments: readable, but not what they seem
    "alerts-do-not-sum": _caution("true and false alerts do not add up to alerts: choose one total and say which"),
    "searches-do-not-sum": _caution(
        "mated and non-mated searches do not add up to searches: those of people of whom it is not known are in neither"
    ),
    "outcomes-do-not-sum": _caution(
        "arrests and other disposals are not as many as the alerts: do not derive one from the others"
    ),
    "column-repeated": _caution(
        "equal to other_disposal in every row: one of the two was filled by copying, use neither"
    ),
    "date-out-of-order": _caution("half a year or more from the rows around it: probably a wrong year"),
    "no-counts": _caution("every count is missing: an aborted deployment or one without figures, not zeros"),
    "columns-differ": _caution("not published in every year: compare only the years that have it"),
    "faces-seen-changed": _caution(
        "alerts per face jump here and stay: compare rates per alert across this date, not per face"
    ),
    "rate-only-truncated": _caution("follows from the counts only when cut off, not rounded: recompute it"),
    "rate-only-rounded": _caution(
        "follows from the counts only when rounded, where other rows are cut off: recompute it"
    ),
    "rate-does-not-follow": _caution("does not follow from the counts under any rounding: recompute it"),
    "rate-unreadable": _caution("not a percentage such as 0.08%: it was not compared with the counts"),
}
