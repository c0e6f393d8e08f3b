"""P-values adjusted for how many comparisons there are."""

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray


def holm(p: FloatArray) -> FloatArray:
    """Return p-values that keep the chance of any false alarm among all (Holm 1979)."""
    order, places = _ordered(p)
    steps = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return np.minimum(steps, 1.0)[places]


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """Return p-values that keep the expected share of false alarms among those called (Benjamini, Hochberg 1995)."""
    order, places = _ordered(p)
    steps = p[order] * p.size / np.arange(1, p.size + 1)
    return np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)[places]


def _ordered(p: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the order of the p-values, and the place of each in it."""
    order = np.argsort(p, kind="stable")
    return order, np.argsort(order)
