"""Every rule of the schemas by name: how grave it is and what to do. Those of rows are shared with the door."""

from disprop._rules import RULES as OF_ROWS
from disprop._rules import Rule, error


def _caution(advice: str) -> Rule:
    return Rule("caution", advice)


RULES: dict[str, Rule] = {
    # the shape of the table
    "empty-frame": error("there are no rows: check the file or the filter that made the table"),
    "duplicate-column": error("two columns share this name and only the first was checked: rename or drop one"),
    "missing-column": error("the table needs this column{hint}"),
    "misspelt-column": error("this column would be ignored{hint}: rename or drop it"),
    "unknown-column": _caution("not a column of this schema: it was not checked"),
    # cells
    **OF_ROWS,
    "date-unreadable": error("write dates as YYYY-MM-DD"),
    # several cells
    "missing-key": error("this row belongs to no group: name the group, 'Not stated' for instance"),
    "unusable-key": error("a key must be one value, such as text, a number or a date"),
    "missing-label": error("this row does not say which: name it in every row, or leave the column out"),
    "duplicate-key": error("several rows have this key: add them up, or name the key that tells them apart"),
    "key-spelling": error("differs only in spaces or capitals, and would be a group of its own: make them one"),
    "not-stated": _caution(
        "no group{hint}: without them every rate by group is too low; imperfect.not_stated says how far they move it"
    ),
    # rows that would count twice
    "total-row": _caution("may be a total of other rows, which would count twice{hint}: leave it out of sums"),
    "repeated-row": _caution("repeats an earlier row in every cell, and would count twice: leave one out, or say why"),
    "repeated-population": _caution("would count people twice{hint}: join populations to counts that are added up"),
    "overlapping-periods": _caution("days of two periods would count twice{hint}: take periods that do not overlap"),
    # standard populations
    "age-unreadable": error("write ages as 0-4, 85+, under 1 or 0"),
    "age-overlap": error("begins before another band ends: its people would count twice"),
    "age-gap": error(
        "does not begin where the band before it ends: add the ages between, or say that they are left out"
    ),
    "no-weight": error("all weights are 0: a standard needs people"),
    "weights-do-not-sum": _caution("probably rounded before printing: divide by the sum that they have"),
    # scores of a face recogniser
    "score-not-kept": error("beyond what was kept: one of the two is wrong, or distances are taken for scores"),
    "search-of-several": error("one search is of one person: give each search a name of its own"),
    "one-class": _caution("only mated or only non-mated scores: one of the two error rates cannot be had"),
    "systems-mixed": _caution("scores of different systems have no common scale: take one system at a time"),
    "kept-differently": _caution("scores were kept from different values on: use only what all of them kept"),
    # results that were saved and read again
    "level-outside": error("a level lies strictly between 0 and 1: 0.95 means 95%"),
    "half-interval": error("one limit without the other: compute the interval again"),
    "limits-swapped": error("the lower limit is above the upper one: swap them, or compute the interval again"),
    "value-outside": error("the value is outside its own interval: one of the three was changed"),
    "outside-range": error("no such number can be: look for a wrong unit, such as per cent for per 1"),
    "method-unknown": error("not a method of this measure{hint}"),
    "no-reason": _caution("no value, and no note that says why: compute it again, or say why"),
    "no-interval": _caution("a value without an interval, and no note that says why: do not rank it"),
    "value-does-not-follow": _caution("does not follow from the counts beside it: one of them was changed"),
    "value-not-compared": _caution(
        "value not compared with its counts, which are not here or not enough: keep the whole result, not a part of it"
    ),
    "events-above-population": _caution(
        "more events than people in nearly every row: right where one can have several, wrong if columns= was swapped"
    ),
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
    "rate-does-not-follow": _caution("does not follow from the counts by any rounding of its last digit: recompute it"),
    "rate-unreadable": _caution("not a percentage such as 0.08%: it was not compared with the counts"),
}
