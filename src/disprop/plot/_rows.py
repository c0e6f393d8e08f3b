"""The rows of a forest plot, from estimates or from a frame of any library."""

import math
from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._errors import Said, advised, refused
from disprop.estimate import Estimate, elements_of
from disprop.plot._axes import writable

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
        raise refused(
            "labels", "must be one text for each row", labels, hint=f": give a list, as in labels=[{labels!r}]"
        )
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
