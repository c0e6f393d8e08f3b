"""The rows of a forest plot, from estimates or from a frame of any library, and what they measure.

That says where their reference line stands, their scale, and the words of the axis.
"""

import re
from collections.abc import Iterable, Sequence, Sized
from math import isnan, nan
from typing import Any, NamedTuple

import disprop
from disprop import _data, _tabled as tabled
from disprop._errors import Said, refused
from disprop._text import REFERENCE, Line, writable
from disprop.estimate import elements_of, rows_of


def one_each(what: str, given: Sized, rows: int) -> None:
    """Refuse labels, or bounds, that are not as many as the rows."""
    if len(given) != rows:
        raise refused(what, "must name every row once", len(given), of=f" {what} for {rows} rows")


def undefined(row: Line) -> bool:
    """Return whether there is nothing to draw but the word."""
    return isnan(row.value) and not row.in_part


def _noted(row: Line) -> str:
    """Return why a row has no number, where it says so in few words."""
    return row.remark if undefined(row) and row.remark != REFERENCE and len(row.remark) <= SHORT else ""


KINDS = {"odds ratio": (1.0, True), "log ratio": (0.0, False), "ratio": (1.0, True), "difference": (0.0, False)}
RATIOS = _data.read("plot", "words.json")["ratios"]  # as averages over areas are called
SHORT = 38  # letters of a note beside a row
NAMED = 2  # measures that the axis names


class Meaning(NamedTuple):
    """The measures, units and intervals of all rows, each once, and the reference groups."""

    measures: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    intervals: tuple[str, ...] = ()  # such as "95% CI"
    references: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()  # the number of each row with its limits, as tables have it

    @property
    def place(self) -> tuple[float | None, bool]:
        """Where there is no difference, and whether a log axis suits; rows without a measure are taken for ratios."""
        return KINDS.get(_kind(self.measures[0]), (None, False)) if self.measures else (1.0, True)

    @property
    def measured(self) -> str:
        """What is measured, in which unit, such as "rate per 1,000"."""
        measures = ", ".join(self.measures) if len(self.measures) <= NAMED else f"{_kind(self.measures[0])}s"
        return measures + "".join(f" {unit}" for unit in self.units if unit and unit != "per 1")

    @property
    def words(self) -> str:
        """The label of the axis, such as "rate ratio (95% CI; reference White)"; empty where nothing is known."""
        named = "reference" if len(self.references) == 1 else "references"
        beside = [" and ".join(self.intervals)] if self.intervals else []
        beside += [f"{named} {', '.join(self.references)}"] if self.references else []
        return f"{self.measured} ({'; '.join(beside)})" if self.measures and beside else self.measured


def read_rows(source: Any, labels: str | Sequence[str] | None) -> tuple[list[str], list[Line], Meaning]:
    """Return the names of the rows of any accepted source, their numbers, and what they measure."""
    given = None if isinstance(labels, str) else labels
    if hasattr(type(source), "columns"):  # a frame, and only then are engines of frames loaded
        found = disprop.tables.rows.rows_of_frame(source, (labels or "label") if given is None else [])
    elif given is not labels:
        hint = f": give a list, as in labels=[{labels!r}]"
        raise refused("labels", "must be one text for each row", labels, hint=hint)
    else:
        found = [row for name, one in elements_of(source) for row in rows_of({name: one})]
    if not found:
        raise refused("there", "is nothing to draw", Said("no estimates"))
    given = ["".join(row.labels.values()) for row in found] if given is None else given
    one_each("labels", given, len(found))
    names = [*map(writable, given)]
    return names, [_asked_for(row.line) for row in found], _meaning_of(found, names)


def _asked_for(line: Line) -> Line:
    """Return a line without the limit that was not asked for: a one-sided one ends where nothing was estimated."""
    low, high = (nan if line.sides == other else end for other, end in (("upper", line.low), ("lower", line.high)))
    return line._replace(low=low, high=high)


def _meaning_of(rows: Sequence[tabled.Row], labels: Iterable[str]) -> Meaning:
    """Return what the rows measure, refusing those that have no axis in common."""
    marked = [label for label, row in zip(labels, rows, strict=True) if row.line.remark == REFERENCE]
    found = Meaning(
        tuple(filter(None, _each(row.measure for row in rows))),
        _each(row.line.unit for row in rows),
        _each(row.line.interval for row in rows if row.line.interval),
        _each(row.said[REFERENCE] for row in rows if row.said.get(REFERENCE)) or _each(marked),
        tuple(_noted(row.line) or row.line.cell(unit=False, interval=row.line.sides != "two") for row in rows),
    )
    both = {(_kind(measure), unit) for measure in found.measures for unit in found.units}
    if len(both) > 1:
        said = " and ".join([*found.measures, *(unit for unit in found.units if unit)])
        hint = ": draw the rows of each on axes of their own"
        raise refused("one axis", "shows one measure in one unit", Said(said), hint=hint)
    return found


def _kind(measure: str) -> str:
    """Return what measures must share to have an axis in common: a crude rate ratio and an adjusted one do."""
    if measure in RATIOS or measure.startswith("relative "):
        return "ratio"
    kinds = (kind for kind in KINDS if re.search(rf"\b{kind}s?\b", measure))
    return next(kinds, re.sub(r"^(in)?directly standardised ", "", measure))


def _each(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))
