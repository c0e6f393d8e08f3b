"""The rules of our own results, saved and read again."""

from collections.abc import Iterator

import numpy as np

from disprop._cells import is_empty
from disprop.intervals import FAMILIES
from disprop.schemas._followed import events_are_fewer, measures, scales, values_follow
from disprop.schemas._rules import FREE, Check, did_you_mean
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

LIMITS, POSSIBLE = ("low", "high"), ("least", "most")
CORRECTED = ("delta-log", "rubin")  # methods of what was recorded wrongly, or not at all
CONTAINED = 0.5  # from this level on every method's interval contains its value


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
        for i in np.flatnonzero(low > high).tolist():
            yield table.finding("limits-swapped", least, i, f"{low[i]:.6g} to {high[i]:.6g}")
    value, low, high = (table.numbers(name) for name in ("value", *LIMITS))
    outside = (low <= high) & ((value < low) | (value > high)) & (table.numbers("level") >= CONTAINED)
    for i in np.flatnonzero(outside).tolist():
        yield table.finding("value-outside", "value", i, f"{value[i]:.6g}, {low[i]:.6g} to {high[i]:.6g}")


def methods_are_known(table: Table) -> Iterator[Finding]:
    """Check that the method is one of its measure, where that is a measure of one family."""
    for i, (measure, method) in enumerate(zip(measures(table), table.cells("method"), strict=True)):
        if measure in FAMILIES and not is_empty(method) and str(method) not in {*FAMILIES[measure].methods, *CORRECTED}:
            hint = did_you_mean(method, list(FAMILIES[measure].methods))
            yield table.finding("method-unknown", "method", i, f"{method} of a {measure}", hint=hint)


def numbers_in_range(table: Table) -> Iterator[Finding]:
    """Check that values and limits are such as their measure can have in its unit."""
    scale = scales(table)
    for i, measure in enumerate(measures(table)):
        least, most = FAMILIES[measure].support if measure in FAMILIES else (-np.inf, np.inf)
        for name in ("value", *LIMITS, *POSSIBLE):
            number = table.numbers(name)[i]
            if number < least * scale[i] or number > most * scale[i]:
                yield table.finding("outside-range", name, i, f"{number:.6g} is no {measure}")


def gaps_have_reasons(table: Table) -> Iterator[Finding]:
    """Check that a note says why there is no value or no interval."""
    if not {"value", *LIMITS} <= set(table.names):
        return
    value, low, high = (table.missing(name) for name in ("value", *LIMITS))
    unsaid = np.array([is_empty(cell) for cell in table.cells("note")], dtype=bool)
    for rule, column, gap in (("no-reason", "value", value & low), ("no-interval", "low", ~value & low & high)):
        for i in np.flatnonzero(gap & unsaid).tolist():
            yield table.finding(rule, column, i)


def _unread(table: Table, name: str, position: int) -> bool:
    """Return whether a cell has something that is no number, which another rule names."""
    return bool(np.isnan(table.numbers(name)[position]) and not table.missing(name)[position])


ESTIMATES: tuple[Check, ...] = (
    *FREE,
    levels_are_shares,
    limits_in_order,
    methods_are_known,
    numbers_in_range,
    gaps_have_reasons,
    values_follow,
    events_are_fewer,
)
