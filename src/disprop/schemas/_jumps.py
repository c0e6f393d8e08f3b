"""Where the level of a monthly rate changes for good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop.rates import rate_ratio

JUMP = 2.5  # times as many alerts per face, or as few
LASTING = 3  # months with deployments on either side
CHANCE = 0.001  # a jump this unlikely or less under one common rate


def jumps(alerts: FloatArray, faces: FloatArray) -> list[int]:
    """Return where alerts per face change for good: the index of each month that begins another level.

    Cut the months where the two sides differ most (the largest Poisson likelihood ratio). Keep the cut if

    - one side's rate is 2.5 times the other's or more,
    - it lasts: the three months before lie nearer to the one rate, the three after nearer to the other,
    - the mid-p test puts it down to chance less than once in a thousand.

    Then look within each side.
    """
    possible = range(LASTING, len(alerts) - LASTING + 1)
    cut = max(possible, key=lambda cut: _gain(alerts, faces, cut), default=0)
    if not cut or not _is_jump(alerts, faces, cut):
        return []
    left, right = (jumps(a, f) for a, f in _sides(alerts, faces, cut))
    return [*left, cut, *(cut + later for later in right)]


def _sides(alerts: FloatArray, faces: FloatArray, cut: int) -> list[tuple[FloatArray, FloatArray]]:
    return [(alerts[:cut], faces[:cut]), (alerts[cut:], faces[cut:])]


def _gain(alerts: FloatArray, faces: FloatArray, cut: int) -> float:
    """Twice the log likelihood ratio of two rates against one, but for what does not depend on the cut."""
    events = np.array([a.sum() for a, _ in _sides(alerts, faces, cut)])
    rates = events / [f.sum() for _, f in _sides(alerts, faces, cut)]
    return float(2 * np.sum(events * np.log(np.where(events > 0, rates, 1))))


def _is_jump(alerts: FloatArray, faces: FloatArray, cut: int) -> bool:
    before, after = ((a.sum(), f.sum()) for a, f in _sides(alerts, faces, cut))
    least, most = sorted([before[0] / before[1], after[0] / after[1]])
    if not most > 0 or most < JUMP * least or not _lasts(alerts / faces > np.sqrt(least * most), cut):
        return False
    return float(rate_ratio(group=after, reference=before).p_value(1)) < CHANCE


def _lasts(above: NDArray[np.bool_], cut: int) -> bool:
    before, after = above[cut - LASTING : cut], above[cut : cut + LASTING]
    return bool((before.all() and not after.any()) or (after.all() and not before.any()))
