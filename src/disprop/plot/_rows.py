"""The rows of a forest plot, from estimates or from a frame of any library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._arrays import DispropError

COLUMNS = ("value", "low", "high")


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
        raise DispropError(
            f"labels must be one text for each row; got {labels!r}: give a list, as in labels=[{labels!r}]"
        )
    elif isinstance(source, Mapping):
        names, numbers = source.keys(), _from_estimates(source.values())
    else:
        numbers = _from_estimates([source] if hasattr(source, "low") else source)
    given = list(labels if labels is not None else names or ())
    if not numbers:
        raise DispropError("there is nothing to draw; got no estimates")
    one_each("labels", given, len(numbers))
    return [Row(str(name), *row) for name, row in zip(given, numbers, strict=True)]


def _from_frame(frame: Any, labels: str | Sequence[str] | None) -> tuple[list[Any], list[tuple[float, ...]]]:
    column = "label" if labels is None else labels
    needed = [*([column] if isinstance(column, str) else []), *COLUMNS]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        hint = "; name the column of the labels in labels=" if column in missing else ""
        has = f"; it has {list(frame.columns)}"
        raise DispropError(f"a frame to draw has the columns {needed}; this one lacks {missing}{hint}{has}")
    columns = (np.asarray(frame[name], dtype=np.float64).tolist() for name in COLUMNS)
    return list(frame[column]) if isinstance(column, str) else [], list(zip(*columns, strict=True))


def _from_estimates(estimates: Iterable[Any]) -> list[tuple[float, ...]]:
    numbers: list[tuple[float, ...]] = []
    for estimate in estimates:
        if not hasattr(estimate, "low"):
            raise DispropError(f"forest draws Estimates; got {estimate!r}")
        fields = np.broadcast_arrays(estimate.value, estimate.low, estimate.high)
        numbers += zip(*(field.ravel().tolist() for field in fields), strict=True)
    return numbers


def one_each(what: str, given: Sized, rows: int) -> None:
    """Refuse labels, or bounds, that are not as many as the rows."""
    if len(given) != rows:
        raise DispropError(f"{what} must name every row once; got {len(given)} {what} for {rows} rows")
