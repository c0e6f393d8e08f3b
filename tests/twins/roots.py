"""Places by halving, of which nothing is assumed but that something holds from there on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def first(holds: Callable[[Array], Any], low: Any, high: Any) -> Array:
    """Return, element by element, the first number above `low` at which it holds; `high` where there is none below."""
    low, high = (np.array(end, dtype=np.float64) for end in np.broadcast_arrays(low, high))
    while True:
        middle = low + (high - low) / 2
        between = (low < middle) & (middle < high)
        if not between.any():
            return np.asarray(high)
        there = holds(middle)
        low, high = np.where(between & ~there, middle, low), np.where(between & there, middle, high)
