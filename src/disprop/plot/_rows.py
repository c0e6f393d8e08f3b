"""The rows of a forest plot, from estimates or from a frame of any library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._arrays import DispropError

COLUMNS = ("label", "value", "low", "high")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the plot."""

    label: str
    value: float
    low: float
    high: float


def read_rows(source: Any, labels: Sequence[str] | None) -> list[Row]:
    """Return the rows of any accepted source."""
    names: Iterable[Any] | None = None
    if hasattr(source, "columns"):
        names, numbers = _from_frame(source, named=labels is None)
    elif isinstance(source, Mapping):
        names, numbers = source.keys(), _from_estimates(source.values())
    else:
        numbers = _from_estimates([source] if hasattr(source, "low") else source)
    given = list(labels if labels is not None else names or ())
    if not numbers:
        raise DispropError("there is nothing to draw; got no estimates")
    one_each("labels", given, len(numbers))
    return [Row(str(name), *row) for name, row in zip(given, numbers, strict=True)]


def _from_frame(frame: Any, *, named: bool) -> tuple[list[str], list[tuple[float, ...]]]:
    needed = COLUMNS if named else COLUMNS[1:]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DispropError(f"a frame to draw has the columns {list(needed)}; this one lacks {missing}")
    columns = (np.asarray(frame[name], dtype=np.float64).tolist() for name in COLUMNS[1:])
    return list(frame["label"]) if named else [], list(zip(*columns, strict=True))


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
