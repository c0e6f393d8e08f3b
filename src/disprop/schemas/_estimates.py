"""The rules of results that were saved and read again: in order, possible, and what follows from the counts beside."""

import re
from collections.abc import Iterator

import numpy as np

from disprop._arrays import BoolArray, FloatArray
from disprop._cells import is_empty
from disprop._errors import did_you_mean
from disprop.intervals import FAMILIES
from disprop.schemas._rules import FREE, checks_in
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

REFERENCE, WHOLE = "reference_", "whole_"  # before the names of their counts
ONE_SIDE = ("rate", "proportion")
TWO_SIDES = ("rate ratio", "rate difference", "risk ratio", "risk difference", "odds ratio")
DIGITS = 15  # of a float that was written in full
LIMITS, POSSIBLE = ("low", "high"), ("least", "most")
CORRECTED = ("delta-log", "rubin")  # methods of what was recorded wrongly, or not at all
CONTAINED = 0.5  # from this level on every method's interval contains its value


def measures(table: Table) -> list[str]:
    """Return what each row is a value of."""
    return ["" if is_empty(cell) else str(cell) for cell in table.cells("measure")]


def scales(table: Table) -> FloatArray:
    """Return how many people a rate is given for: 10,000 of "per 10,000 a year", and 1 where there is no unit."""
    units = (re.sub("^(%|percentage points)$", "per 100", str(cell)) for cell in table.cells("unit"))
    found = [re.fullmatch(r"per ([0-9][0-9,]*(?:\.[0-9]+)?)( .*)?", unit) for unit in units]
    return np.array([float(unit[1].replace(",", "")) if unit else 1.0 for unit in found])


def _by_measure(table: Table) -> Iterator[tuple[str, BoolArray]]:
    """Yield each measure with its rows that have a value."""
    given = np.array(measures(table), dtype=object)
    for measure in sorted(set(given) - {""}):
        rows = (given == measure) & ~np.isnan(table.numbers("value"))
        if rows.any():
            yield measure, rows


def _counts(table: Table, measure: str) -> tuple[str, ...]:
    """Return the columns of the counts that a value comes from, in the order of its family; none if they are not there.

    They have the names of the family, as `to_dict` writes them; or are two that have twins of the reference, as
    `compare_by` writes them, or of the whole; or stand before the value, as `estimate_by` writes them.
    """
    if measure not in FAMILIES or FAMILIES[measure].core:  # the sums of strata are not their counts
        return ()
    names = [str(name) for name in table.names]
    if set(FAMILIES[measure].data) <= set(names):
        return FAMILIES[measure].data
    pair: list[str] = []
    side = WHOLE if measure == "share ratio" else REFERENCE
    if measure in (*TWO_SIDES, "share ratio"):
        pair = [name for name in names if name != "rows" and f"{side}{name}" in names]
    elif measure in ONE_SIDE:
        pair = names[: names.index("value")][-2:]
    if len(pair) != 2 or any(np.isnan(table.numbers(name)).all() for name in pair):
        return ()
    both = (*pair, *(f"{side}{name}" for name in pair if measure not in ONE_SIDE))
    return both[::2] + both[1::2] if side == WHOLE else both


def _counted(table: Table, measure: str, columns: tuple[str, ...]) -> tuple[FloatArray, BoolArray]:
    """Return what the counts give, and where they are all known. A reference without events is still 1 of itself."""
    counts = [table.numbers(name) for name in columns]
    with np.errstate(all="ignore"):
        counted = FAMILIES[measure].value(*counts) * scales(table)
    if measure in TWO_SIDES:
        of_itself = (counts[0] == counts[2]) & (counts[1] == counts[3]) & np.isnan(counted)
        counted = np.where(of_itself, 0.0 if measure.endswith("difference") else 1.0, counted)
    known: BoolArray = ~np.isnan(sum(counts))
    return counted, known


def _rounded(value: float) -> float:
    """Return half a unit of the last decimal of a number as it was written."""
    digits, _, power = repr(float(value)).partition("e")
    decimals = digits.partition(".")[2]
    if len(digits.lstrip("-0.").replace(".", "")) >= DIGITS:
        return abs(value) * 1e-12
    return 0.5000001 * 10.0 ** (int(power or 0) - len(decimals))


def levels_are_shares(table: Table) -> Iterator[Finding]:
    """Check that levels lie strictly between 0 and 1."""
    level = table.numbers("level")
    for i in np.flatnonzero((level <= 0) | (level >= 1)).tolist():
        yield table.finding("level-outside", "level", i, float(level[i]))


def limits_in_order(table: Table) -> Iterator[Finding]:
    """Check that both limits are there, in order, and on either side of the value; and both ends of what it can be."""
    for least, most in (LIMITS, POSSIBLE):
        low, high = table.numbers(least), table.numbers(most)
        for i in np.flatnonzero(np.isnan(low) != np.isnan(high)).tolist():
            if all(name in table.names and not _unread(table, name, i) for name in (least, most)):
                yield table.finding("half-interval", most if np.isnan(high[i]) else least, i)
        yield from table.findings("limits-swapped", least, low > high, "{:.6g} to {:.6g}", low, high)
    value, low, high = (table.numbers(name) for name in ("value", *LIMITS))
    outside = (low <= high) & ((value < low) | (value > high)) & (table.numbers("level") >= CONTAINED)
    yield from table.findings("value-outside", "value", outside, "{:.6g}, {:.6g} to {:.6g}", value, low, high)


def methods_are_known(table: Table) -> Iterator[Finding]:
    """Check that the method is one of its measure, where that is a measure of one family."""
    for i, (measure, method) in enumerate(zip(measures(table), table.cells("method"), strict=True)):
        if measure in FAMILIES and not is_empty(method) and str(method) not in {*FAMILIES[measure].methods, *CORRECTED}:
            hint = did_you_mean(method, FAMILIES[measure].methods, ".")
            yield table.finding("method-unknown", "method", i, f"{method} of a {measure}", hint=hint)


def numbers_in_range(table: Table) -> Iterator[Finding]:
    """Check that values and limits are such as their measure can have in its unit."""
    given, scale = measures(table), scales(table)
    ends = [FAMILIES[measure].support if measure in FAMILIES else (-np.inf, np.inf) for measure in given]
    least, most = (scale * end for end in np.array(ends).reshape(-1, 2).T)
    for name in ("value", *LIMITS, *POSSIBLE):
        number = table.numbers(name)
        outside = (number < least) | (number > most)
        yield from table.findings("outside-range", name, outside, "{:.6g} is no {}", number, given)


def gaps_have_reasons(table: Table) -> Iterator[Finding]:
    """Check that a note says why there is no value or no interval."""
    if not {"value", *LIMITS} <= set(table.names):
        return
    value, low, high = (table.missing(name) for name in ("value", *LIMITS))
    unsaid = np.array([is_empty(cell) for cell in table.cells("note")], dtype=bool)
    for rule, column, gap in (("no-reason", "value", value & low), ("no-interval", "low", ~value & low & high)):
        yield from table.findings(rule, column, gap & unsaid)


def _unread(table: Table, name: str, position: int) -> bool:
    """Return whether a cell has something that is no number, which another rule names."""
    return bool(np.isnan(table.numbers(name)[position]) and not table.missing(name)[position])


def values_follow(table: Table) -> Iterator[Finding]:
    """Check that values follow from the counts beside them, and say of which that could not be checked."""
    for measure, rows in _by_measure(table):
        columns = _counts(table, measure)
        if not columns:
            yield Finding("value-not-compared", "value", value=measure)
            continue
        counted, known = _counted(table, measure, columns)
        for i in np.flatnonzero(rows).tolist():
            value = table.numbers("value")[i]
            if not known[i]:
                yield table.finding("value-not-compared", "value", i, measure)
            elif value != counted[i] and not abs(value - counted[i]) <= _rounded(value):
                said = f"{value:.6g}, but {counted[i]:.6g}"
                named = "" if columns == FAMILIES[measure].data else f" by {', '.join(columns)}"
                yield table.finding("value-does-not-follow", "value", i, said + named)


def events_are_fewer(table: Table) -> Iterator[Finding]:
    """Check that not nearly every row has more events than people, as when the two were swapped."""
    for measure, rows in _by_measure(table):
        columns = _counts(table, measure) if measure in ("rate", "rate ratio", "rate difference") else ()
        if columns:
            events, people = (table.numbers(name)[rows] for name in columns[:2])
            above, known = int((events > people).sum()), int((~np.isnan(events + people)).sum())
            if above and above >= 0.9 * known:
                yield Finding("events-above-population", columns[0], value=f"{above} of {known} rows")


ESTIMATES = (*FREE, *checks_in(globals()))
