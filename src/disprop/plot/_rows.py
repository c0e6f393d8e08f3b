"""The rows of a forest plot, from estimates or from a frame of any library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._errors import Said, advised, refused
from disprop.plot._labels import writable

COLUMNS = ("value", "low", "high")
Numbers = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the plot."""

    label: str
    value: float
    low: float
    high: float


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
    elif isinstance(source, Mapping):
        names, numbers = source.keys(), _from_estimates(source.values())
    else:
        numbers = _from_estimates([source] if hasattr(source, "low") else source)
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
    columns = (np.asarray(frame[name], dtype=np.float64).tolist() for name in COLUMNS)
    sides = list(frame["sides"]) if "sides" in frame.columns else ["two"] * len(frame[COLUMNS[0]])
    numbers = [_asked_for(*row) for row in zip(*columns, sides, strict=True)]
    return list(frame[column]) if isinstance(column, str) else [], numbers


def _from_estimates(estimates: Iterable[Any]) -> list[Numbers]:
    numbers: list[Numbers] = []
    for estimate in estimates:
        if not hasattr(estimate, "low"):
            raise refused("forest", "draws Estimates", estimate)
        fields = np.broadcast_arrays(estimate.value, estimate.low, estimate.high)
        values, lows, highs = (field.ravel().tolist() for field in fields)
        numbers += [_asked_for(*row, estimate.sides) for row in zip(values, lows, highs, strict=True)]
    return numbers


def _asked_for(value: float, low: float, high: float, sides: str) -> Numbers:
    """Return the limits that are one, NaN for the other: a one-sided limit ends where nothing was estimated."""
    return value, math.nan if sides == "upper" else low, math.nan if sides == "lower" else high


def one_each(what: str, given: Sized, rows: int) -> None:
    """Refuse labels, or bounds, that are not as many as the rows."""
    if len(given) != rows:
        raise refused(what, "must name every row once", len(given), of=f" {what} for {rows} rows")
