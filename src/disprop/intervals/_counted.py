"""Limits of a Poisson mean, over the population: the counts that many rows share are worked out once."""

from collections.abc import Callable
from functools import wraps

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._family import Kernel, Limits

OfMean = Callable[[FloatArray, FloatArray], Limits]
LONGEST = 100_000  # entries of a table: less than a megabyte for each limit
SHARE = 8  # rows for each entry; with fewer, working the rows out is as fast
ROWS = 32_768


def over_population(of_mean: OfMean) -> Kernel:
    """Return the kernel of a rate from the limits of its mean count, which depend on the count alone.

    Where there are many rows for one level, the limits of small counts are looked up in a table.
    """

    @wraps(of_mean)
    def kernel(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
        if a.ndim or x.size < SHARE:
            low, high = of_mean(x, a)
            return low / t, high / t
        table = of_mean(np.arange(min(x.max() + 1, x.size // SHARE, LONGEST)), a)
        low, high = np.empty((2, x.size))
        for start in range(0, x.size, ROWS):
            rows = slice(start, start + ROWS)
            _look_up(table, x[rows], (low[rows], high[rows]), lambda count: of_mean(count, a))
            low[rows] /= t[rows] if t.ndim else t
            high[rows] /= t[rows] if t.ndim else t
        return low, high

    return kernel


def _look_up(table: Limits, x: FloatArray, out: Limits, of_count: Callable[[FloatArray], Limits]) -> None:
    """Write the limits of the counts; those of counts beyond the table are worked out."""
    place = x.astype(np.intp)
    beyond = place >= table[0].size
    for entries, limit in zip(table, out, strict=True):
        np.take(entries, place, mode="clip", out=limit)
    if beyond.any():
        for limit, found in zip(out, of_count(x[beyond]), strict=True):
            limit[beyond] = found
