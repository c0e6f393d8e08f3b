"""How many times as large one pooled rate is as another, and by how much: MOVER of their intervals."""

import numpy as np

from disprop.estimate import Estimate
from disprop.intervals._compose import mover_difference, mover_ratio


def ratio(one: Estimate, other: Estimate) -> Estimate:
    """Return one over the other; infinite where only the other is 0, undefined where both are."""
    with np.errstate(all="ignore"):
        low, high = mover_ratio(np.asarray(one.value), _limits(one), np.asarray(other.value), _limits(other))
        value = np.asarray(one.value) / np.asarray(other.value)
    return _estimate("ratio between thresholds", one, (value, low, high))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return one less the other."""
    low, high = mover_difference(np.asarray(one.value), _limits(one), np.asarray(other.value), _limits(other))
    return _estimate("difference between thresholds", one, (np.asarray(one.value) - other.value, low, high))


def _limits(of: Estimate) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(of.low), np.asarray(of.high)


def _estimate(measure: str, one: Estimate, numbers: tuple[np.ndarray, ...]) -> Estimate:
    value, low, high = (np.asarray(number)[()] for number in numbers)
    return Estimate(value, low, high, one.level, f"mover-{one.method}", measure)
