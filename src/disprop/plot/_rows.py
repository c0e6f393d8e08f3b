"""The rows of a forest plot, from estimates or from a frame of any library, and what they measure.

That says where their reference line stands, their scale, and the words of the axis.
"""

import math
import re
from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop import _data
from disprop._errors import Said, advised, refused
from disprop._text import writable
from disprop.estimate import Estimate, elements_of, estimates_of

COLUMNS = ("value", "low", "high")
POSSIBLE = ("least", "most")
Numbers = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Row:
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
        return self.least < self.most or (math.isnan(self.value) and not math.isnan(self.least))

    @property
    def undefined(self) -> bool:
        """Whether there is nothing to draw but the word."""
        return math.isnan(self.value) and not self.in_part


def read_rows(source: Any, labels: str | Sequence[str] | None) -> list[Row]:
    """Return the rows of any accepted source."""
    names: Iterable[Any] | None = None
    if hasattr(source, "columns"):
        names, numbers = _from_frame(source, labels)
        labels = None if isinstance(labels, str) else labels
    elif isinstance(labels, str):
        hint = f": give a list, as in labels=[{labels!r}]"
        raise refused("labels", "must be one text for each row", labels, hint=hint)
    else:
        found = elements_of(source)
        names, numbers = [name for name, _ in found], [_numbers(estimate) for _, estimate in found]
    given = list(labels if labels is not None else names or ())
    if not numbers:
        raise refused("there", "is nothing to draw", Said("no estimates"))
    one_each("labels", given, len(numbers))
    return [Row(writable(name), *row) for name, row in zip(given, numbers, strict=True)]


def _from_frame(frame: Any, labels: str | Sequence[str] | None) -> tuple[list[Any], list[Numbers]]:
    column = "label" if labels is None else labels
    needed = [*([column] if isinstance(column, str) else []), *COLUMNS]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        hint = "; name the column of the labels in labels=" if column in missing else ""
        said = f"a frame to draw has the columns {needed}; this one lacks {missing}"
        got = list(frame.columns)
        raise advised(said, f"{hint}; it has {got}", what="columns", got=got)
    places = [name if name in frame.columns else COLUMNS[0] for name in (*COLUMNS, *POSSIBLE)]
    columns = (np.asarray(frame[name], dtype=np.float64).tolist() for name in places)
    sides = list(frame["sides"]) if "sides" in frame.columns else ["two"] * len(frame[COLUMNS[0]])
    numbers = [_asked_for(*row) for row in zip(*columns, sides, strict=True)]
    return list(frame[column]) if isinstance(column, str) else [], numbers


def _numbers(estimate: Estimate) -> Numbers:
    value, low, high, least, most = (float(getattr(estimate, name)) for name in (*COLUMNS, *POSSIBLE))
    return _asked_for(value, low, high, least, most, estimate.sides)


def _asked_for(value: float, low: float, high: float, least: float, most: float, sides: str) -> Numbers:
    """Return the limits that are one, NaN for the other: a one-sided limit ends where nothing was estimated."""
    return value, math.nan if sides == "upper" else low, math.nan if sides == "lower" else high, least, most


def one_each(what: str, given: Sized, rows: int) -> None:
    """Refuse labels, or bounds, that are not as many as the rows."""
    if len(given) != rows:
        raise refused(what, "must name every row once", len(given), of=f" {what} for {rows} rows")


KINDS = {"odds ratio": (1.0, True), "log ratio": (0.0, False), "ratio": (1.0, True), "difference": (0.0, False)}
_, RATIOS, INTERVALS = _data.read("plot", "words.json").values()  # ratios: as averages over areas are called
WORDS = ("measure", "unit")
SAID = (*WORDS, "level", "sides", "reference", "note")
NAMED = 2  # measures that the axis names
NOT_SAID: tuple[float | None, bool] = (1.0, True)  # a frame without the column measure is taken for ratios
OTHERWISE: tuple[float | None, bool] = (None, False)


@dataclass(frozen=True, slots=True)
class Meaning:
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
        return KINDS.get(_kind(self.measures[0]), OTHERWISE) if self.measures else NOT_SAID

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


def meaning_of(source: Any, labels: Iterable[str]) -> Meaning:
    """Return what the rows measure, refusing those that have no axis in common."""
    found = _of_frame(source, labels) if hasattr(source, "columns") else _of_estimates(source)
    both = {(_kind(measure), unit) for measure in found.measures for unit in found.units or ("",)}
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


def _of_estimates(source: Any) -> Meaning:
    estimates = list(estimates_of(source).values())
    intervals = [(float(level), estimate.sides) for estimate in estimates for level in np.ravel(estimate.level)]
    return Meaning(
        _each(estimate.measure for estimate in estimates),
        _each(estimate.unit for estimate in estimates),
        _each(intervals),
        _each(estimate.basis["reference"] for estimate in estimates if "reference" in estimate.basis),
    )


def _of_frame(frame: Any, labels: Iterable[str]) -> Meaning:
    cells = {name: list(frame[name]) if name in frame.columns else [] for name in SAID}
    measures, units = (_each(cell if isinstance(cell, str) else "" for cell in cells[name]) for name in WORDS)
    sides = cells["sides"] or ["two"] * len(cells["level"])
    intervals = _each(zip(map(float, cells["level"]), sides, strict=False))
    marked = [label for label, note in zip(labels, cells["note"], strict=False) if note == "reference"]
    references = _each(map(str, cells["reference"] or marked))
    return Meaning(tuple(filter(None, measures)), units, intervals, references)


def _each(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))
