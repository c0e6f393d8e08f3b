"""Three kinds of counts, drawn for a family with events or parts of one or of two sides."""

from __future__ import annotations

from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from disprop.intervals import FAMILIES

Array = NDArray[np.float64]
KINDS = ("small of many", "half of few", "large")
ONE: dict[str, tuple[float, ...]] = {  # what a single call is timed with
    "small of many": (7.0, 46_476.0, 35.0, 1_761_205.0),
    "half of few": (12.0, 25.0, 31.0, 64.0),
    "large": (40_210.0, 912_350.0, 61_733.0, 1_380_002.0),
}


def plain(family: str, kind: str) -> tuple[int, ...]:
    """Return the counts of one row as Python's own numbers."""
    return tuple(int(number) for number in ONE[kind][: len(FAMILIES[family].data)])


@cache
def columns(family: str, kind: str, rows: int) -> tuple[Array, ...]:
    """Return the counts of many rows; none is 0, as some of the peers refuse it."""
    rng = np.random.default_rng((20_190_401, crc32(kind.encode())))
    sides = len(FAMILIES[family].data) // 2
    found = tuple(each for _ in range(sides) for each in _side(rng, kind, rows))
    for each in found:
        each.setflags(write=False)
    return found


def _side(rng: np.random.Generator, kind: str, rows: int) -> tuple[Array, Array]:
    if kind == "small of many":
        part, whole = rng.integers(1, 40, rows), rng.integers(10_000, 2_000_000, rows)
    elif kind == "half of few":
        whole = rng.integers(6, 200, rows)
        part = np.clip(rng.binomial(whole, 0.5), 1, whole - 1)
    else:
        whole = rng.integers(200_000, 5_000_000, rows)
        part = rng.binomial(whole, rng.uniform(0.002, 0.2, rows))
    return part.astype(np.float64), whole.astype(np.float64)
