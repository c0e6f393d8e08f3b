"""The odds ratio of a table moved until its score statistic is reached (Cornfield 1956).

A table of cells (a, b) over (c, d) with fixed margins, moved by m, has cells a - m, b + m, c + m, d - m, and its own
odds ratio. Under that odds ratio the first table has the score statistic m^2 (1/(a-m) + 1/(b+m) + 1/(c+m) + 1/(d-m)).
"""

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._roots import alone, positive_root

Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def lower_limit(cells: Cells, target: FloatArray) -> FloatArray:
    """Return the odds ratio, below that of the table, at which the score statistic is `target`.

    The unknown is e = m / (least - m), where least = min(a, d): both m and what is left come from it without a
    difference of near equals. The statistic has a pole at each cell, so that the quartic in e has four real roots, of
    which one is positive. It is sought from the least e at which one of the four terms, or two of them with m = 0 in
    the larger cell, are enough.
    """
    a, b, c, d = cells
    none, least, most = (a == 0) | (d == 0), np.minimum(a, d), np.maximum(a, d)
    least = np.where(none, 1.0, least)
    spare, wide, tall = np.maximum(most - least, 0.0), b + least, c + least
    # (most + spare e)(c + tall e) = p + q e + r e^2, and so on with (b + wide e)
    p, q, r = most * c, most * tall + spare * c, spare * tall
    side = least * (most + c)
    start = 1 / np.maximum(
        1 / alone(target / (least + least**2 / most), 1.0), least / np.minimum(alone(target, b), alone(target, c)) - 1
    )
    quartic = (
        least * wide * r,
        wide * (least * (q + side) - target * r),
        least * (wide * p + side * b) - target * (b * r + wide * q),
        -target * (b * q + wide * p),
        -target * b * p,
    )
    e = positive_root(quartic, start)
    return np.where(none, 0.0, least * (most + spare * e) / ((b + wide * e) * (c + tall * e)))
