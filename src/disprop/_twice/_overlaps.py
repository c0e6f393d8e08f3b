"""Periods that overlap: what happened in the days that both hold would count twice."""

import re
from typing import Any

from disprop._twice._rows import Rows
from disprop.periods import Period
from disprop.periods._parsing import known

YEAR = re.compile(r"\d{4}")


def overlapping(rows: Rows) -> dict[tuple[int, str], str]:
    """Return the rows, and the column, whose period overlaps that of another row which is added to them."""
    apart = [name for name in rows.cells if name not in rows.joined]
    found: dict[tuple[int, str], str] = {}
    for name in (name for name in rows.labels if name not in apart):
        meant = _periods({*filter(_may_be, rows.labels[name])})
        if len(meant) > 1:
            others = rows.codes([label for label in rows.labels if label != name])
            found |= {(row, name): why for row, why in _in_column(rows.labels[name], others.tolist(), meant).items()}
    return found


def _in_column(labels: Any, others: list[int], meant: dict[Any, Period]) -> dict[int, str]:
    """Return the rows that begin before an earlier one of the same group ends."""
    periods_of = {row: meant[label] for row, label in enumerate(labels) if _may_be(label) and label in meant}
    dated = [(others[row], period.start, row, period) for row, period in periods_of.items()]
    found: dict[int, str] = {}
    last: dict[int, tuple[Period, Any]] = {}
    for group, _, row, period in sorted(dated, key=lambda one: one[:3]):
        before, label = last.get(group, (period, labels[row]))
        common = before.common(period)
        if common is not None and label != labels[row]:
            found[row] = f"shares {common} with {label!r}"
        if group not in last or period.end > before.end:
            last[group] = (period, labels[row])
    return found


def _may_be(label: Any) -> bool:
    return isinstance(label, Period) or (isinstance(label, str) and YEAR.search(label) is not None)


def _periods(labels: set[Any]) -> dict[Any, Period]:
    """Return those of the labels of a column that are periods."""
    return known(label for label in labels if isinstance(label, str)) | {
        label: label for label in labels if isinstance(label, Period)
    }
