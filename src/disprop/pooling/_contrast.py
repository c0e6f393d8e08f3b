"""How many times as large one pooled rate is as another, and by how much: MOVER of their intervals."""

from collections.abc import Callable

import numpy as np

from disprop._arrays import FloatArray
from disprop.estimate import Estimate, corners_of, hull
from disprop.intervals._compose import mover_difference, mover_ratio

Numbers = tuple[FloatArray, FloatArray, FloatArray]  # value, low, high


def ratio(one: Estimate, other: Estimate) -> Estimate:
    """Return one over the other; infinite where only the other is 0, undefined where both are."""
    return _compared("ratio between thresholds", _over, one, other)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return one less the other."""
    return _compared("difference between thresholds", _less, one, other)


def _over(one: Numbers, other: Numbers) -> Numbers:
    with np.errstate(all="ignore"):
        return one[0] / other[0], *mover_ratio(one[0], one[1:], other[0], other[1:])


def _less(one: Numbers, other: Numbers) -> Numbers:
    return one[0] - other[0], *mover_difference(one[0], one[1:], other[0], other[1:])


def _compared(measure: str, of: Callable[[Numbers, Numbers], Numbers], one: Estimate, other: Estimate) -> Estimate:
    """Return the comparison; of counts known only in part what each that is possible gives beside each of the other."""
    plain = _estimate(measure, one, *of(_numbers(one), _numbers(other)))
    ones, others = (each if (corners := corners_of(each)) is None else corners for each in (one, other))
    if ones is one and others is other:
        return plain
    every = [of(_numbers(ones), each) for each in zip(*map(np.atleast_1d, _numbers(others)), strict=True)]
    value, low, high = ([np.atleast_1d(each[i]) for each in every] for i in range(3))
    ends = np.fmin.reduce(value, axis=None), np.fmax.reduce(value, axis=None)
    outer = np.fmin.reduce(low, axis=None), np.fmax.reduce(high, axis=None)
    return hull(_estimate(measure, one, np.array(ends), *(np.full(2, end) for end in outer)), plain)


def _numbers(of: Estimate) -> Numbers:
    return np.asarray(of.value), np.asarray(of.low), np.asarray(of.high)


def _estimate(measure: str, one: Estimate, value: FloatArray, low: FloatArray, high: FloatArray) -> Estimate:
    return Estimate(value[()], low[()], high[()], one.level, f"mover-{one.method}", measure)
