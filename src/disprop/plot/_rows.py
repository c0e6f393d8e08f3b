"""The rows of a forest plot, from estimates or from a frame of any library, and what they measure.

That says where their reference line stands, their scale, and the words of the axis.
"""

import re
from collections.abc import Iterable, Sequence, Sized
from math import isnan, nan
from typing import Any, NamedTuple

from disprop import _data, _tabled as tabled
from disprop._errors import Said, refused
from disprop._text import INTERVALS, REFERENCE, Line, writable
from disprop.estimate import elements_of, rows_of
from disprop.tables._engine import is_frame
from disprop.tables._rows import rows_of_frame


class Row(NamedTuple):
    """One line of the plot."""

    label: str
    value: float
    low: float
    high: float
    least: float
    most: float

    @property
    def in_part(self) -> bool:
        """Whether the counts are known only in part, and allow more than one value."""
        return self.least < self.most or (isnan(self.value) and not isnan(self.least))

    @property
    def undefined(self) -> bool:
        """Whether there is nothing to draw but the word."""
        return isnan(self.value) and not self.in_part


def one_each(what: str, given: Sized, rows: int) -> None:
    """Refuse labels, or bounds, that are not as many as the rows."""
    if len(given) != rows:
        raise refused(what, "must name every row once", len(given), of=f" {what} for {rows} rows")


KINDS = {"odds ratio": (1.0, True), "log ratio": (0.0, False), "ratio": (1.0, True), "difference": (0.0, False)}
_, RATIOS = _data.read("plot", "words.json").values()  # ratios: as averages over areas are called
NAMED = 2  # measures that the axis names
NOT_SAID: tuple[float | None, bool] = (1.0, True)  # a frame without the column measure is taken for ratios


class Meaning(NamedTuple):
    """The measures, units and intervals of all rows, each once, and the reference groups."""

    measures: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    intervals: tuple[tuple[float, str], ...] = ()  # level and sides
    references: tuple[str, ...] = ()

    @property
    def null(self) -> float | None:
        """Where there is no difference: 1 for a ratio, 0 for a difference, nowhere for a rate."""
        return self._place[0]

    @property
    def log(self) -> bool:
        """Whether a logarithmic axis suits: it does for ratios."""
        return self._place[1]

    @property
    def _place(self) -> tuple[float | None, bool]:
        return KINDS.get(_kind(self.measures[0]), (None, False)) if self.measures else NOT_SAID

    @property
    def measured(self) -> str:
        """What is measured, in which unit, such as "rate per 1,000"."""
        measures = ", ".join(self.measures) if len(self.measures) <= NAMED else f"{_kind(self.measures[0])}s"
        return measures + "".join(f" {unit}" for unit in self.units if unit and unit != "per 1")

    @property
    def words(self) -> str:
        """The label of the axis, such as "rate ratio (95% CI; reference White)"; empty where nothing is known."""
        beside = [_interval(sides, self.intervals) for sides in _each(sides for _, sides in self.intervals)]
        named = "reference" if len(self.references) == 1 else "references"
        beside += [f"{named} {', '.join(self.references)}"] if self.references else []
        return f"{self.measured} ({'; '.join(beside)})" if self.measures and beside else self.measured


def _interval(sides: str, intervals: Iterable[tuple[float, str]]) -> str:
    """Return the words for the intervals of these sides, such as "95% CI" or "95% upper limit"."""
    levels = " and ".join(f"{100 * level:.10g}%" for level, own in intervals if own == sides)
    return f"{levels} {INTERVALS[sides]}"


def read_rows(source: Any, labels: str | Sequence[str] | None) -> tuple[list[Row], Meaning]:
    """Return the rows of any accepted source, and what they measure."""
    given = None if isinstance(labels, str) else labels
    if is_frame(source):
        found = rows_of_frame(source, (labels or "label") if given is None else [])
    elif given is not labels:
        hint = f": give a list, as in labels=[{labels!r}]"
        raise refused("labels", "must be one text for each row", labels, hint=hint)
    else:
        found = [row for name, one in elements_of(source) for row in rows_of({name: one})]
    if not found:
        raise refused("there", "is nothing to draw", Said("no estimates"))
    given = (
        labels
        if labels is not None and not isinstance(labels, str)
        else [" ".join(row.labels.values()) for row in found]
    )
    one_each("labels", given, len(found))
    rows = [_drawn(label, row.line) for label, row in zip(map(writable, given), found, strict=True)]
    return rows, _meaning_of(found, [row.label for row in rows])


def _drawn(label: str, line: Line) -> Row:
    """Return a line of the plot: the limit that was not asked for is none, where a one-sided one ends."""
    low, high = (nan if line.sides == other else end for other, end in (("upper", line.low), ("lower", line.high)))
    return Row(label, line.value, low, high, *line.possible)


def _meaning_of(rows: Sequence[tabled.Row], labels: Iterable[str]) -> Meaning:
    """Return what the rows measure, refusing those that have no axis in common."""
    marked = [label for label, row in zip(labels, rows, strict=True) if row.line.remark == REFERENCE]
    found = Meaning(
        tuple(filter(None, _each(row.measure for row in rows))),
        _each(row.line.unit for row in rows),
        _each((row.line.level, row.line.sides) for row in rows if not isnan(row.line.level)),
        _each(row.said[REFERENCE] for row in rows if row.said.get(REFERENCE)) or _each(marked),
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
