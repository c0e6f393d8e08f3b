"""The odds ratio of a table moved until its distance from the first one is reached (Cornfield 1956).

A table of cells (a, b) over (c, d) with fixed margins, moved by m, has cells a - m, b + m, c + m, d - m, and its own
odds ratio. Under that odds ratio the first table has the score statistic m^2 (1/(a-m) + 1/(b+m) + 1/(c+m) + 1/(d-m)).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import xlog1py

from disprop._arrays import FloatArray

EPSILON = float(np.finfo(np.float64).eps)
MOST_STEPS = 60
FARTHEST = 1e280  # the largest e: nothing left of a cell is 0
NEAR = 1e-4  # below this e the score statistic is nearer to the deviance than what is left of adding that up
Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
Statistic = Callable[[Cells, FloatArray], tuple[FloatArray, FloatArray]]


def score(cells: Cells, m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the score statistic of the table moved by m, and how fast it grows with log m; the cells are the moved."""
    (a, b, c, d), total = cells, _sum_of_inverses(cells)
    change = (1 / a**2 + 1 / d**2) - (1 / b**2 + 1 / c**2)
    return m**2 * total, 2 * m**2 * total + m**3 * change


def deviance(cells: Cells, m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """As `score`, for twice the log of the ratio of likelihoods (by Stirling's formula)."""
    (a, b, c, d), change = cells, 2 * m**2 * _sum_of_inverses(cells)
    up, down = xlog1py(a + m, m / a) + xlog1py(d + m, m / d), xlog1py(b - m, -m / b) + xlog1py(c - m, -m / c)
    return np.where(m < NEAR * np.minimum(a, d), change / 2, 2 * (up + down)), change


def lower_limit(
    cells: Cells, target: FloatArray, statistic: Statistic = score, near: float = 4 * EPSILON
) -> FloatArray:
    """Return the odds ratio, below that of the table, at which the statistic is `target`.

    The unknown is e = m / (least - m), where least = min(a, d): both m and what is left come from it without a
    difference of near equals. Newton's steps are taken in log e, upwards on the logarithm of the statistic and
    downwards on the statistic itself: neither goes too far.
    """
    a, b, c, d = cells
    least, e = np.minimum(a, d), _start(cells, target)
    for _ in range(MOST_STEPS):
        moved, m = _moved(cells, e)
        now, change = statistic(moved, m)
        over = target / now
        step = np.where(over > 1, np.log(over), over - 1) * (now * (1 + e) / change)
        e = np.minimum(e * np.exp(step), FARTHEST)
        if not (np.abs(step) > near).any():
            break
    (fewer, more, larger, less), _ = _moved(cells, e)
    limit = np.where(target == 0, a * d / (b * c), fewer * less / (more * larger))
    return np.where(least == 0, 0.0, limit)


def _sum_of_inverses(cells: Cells) -> FloatArray:
    a, b, c, d = cells
    return (1 / a + 1 / d) + (1 / b + 1 / c)


def _moved(cells: Cells, e: FloatArray) -> tuple[Cells, FloatArray]:
    """Return the moved cells, and by how much they moved."""
    a, b, c, d = cells
    least = np.minimum(a, d)
    m, left = least * (e / (1 + e)), least / (1 + e)
    return ((a - least) + left, b + m, c + m, (d - least) + left), m


def _start(cells: Cells, target: FloatArray) -> FloatArray:
    """Return e where the inverses of three of the cells are taken half way: a quadratic."""
    a, b, c, d = cells
    least, most = np.minimum(a, d), np.maximum(a, d)
    scaled = target / (least + least**2 * (1 / most + (1 / (b + least / 2) + 1 / (c + least / 2))))
    return (scaled + np.sqrt(scaled**2 + 4 * scaled)) / 2
