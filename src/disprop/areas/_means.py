"""Mean, geometric mean and median of the areas' ratios, from the ratio and the limits of each area.

The areas are fixed and their counts are Poisson: an interval covers what chance did to the counts of these areas. All
take values, lower and upper limits with the areas on the last axis. An area without events on both sides has no ratio:
its value is NaN, and it is passed over.
"""

from __future__ import annotations

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals import Limits

Summary = tuple[FloatArray, Limits]


def mean(value: FloatArray, low: FloatArray, high: FloatArray) -> Summary:
    """Return the mean with MOVER's limits, the squared distances of all areas to their limits added up.

    Zou, Huang and Zhang 2009, Computational Statistics and Data Analysis 53: 1080-1085. An infinite area has its own
    limit for a value on the side where it has one, which is what MOVER tends to as the value grows.
    """
    has = ~np.isnan(value)
    n, finite = has.sum(axis=-1), np.isfinite(value)
    below = np.sqrt((np.where(finite, value - low, 0.0) ** 2).sum(axis=-1))
    above = np.sqrt((np.where(finite, high - value, 0.0) ** 2).sum(axis=-1))
    least = np.where(value == np.inf, low, np.where(has, value, 0.0)).sum(axis=-1) - below
    most = np.where(value == -np.inf, high, np.where(has, value, 0.0)).sum(axis=-1) + above
    average = np.where(has, value, 0.0).sum(axis=-1) / n
    return average, (np.where(n > 0, least / n, -np.inf), np.where(n > 0, most / n, np.inf))


def geometric_mean(value: FloatArray, low: FloatArray, high: FloatArray) -> Summary:
    """Return the exponential of the mean of the logs: 0 with one ratio of 0, infinite with one that is infinite."""
    average, limits = mean(np.log(value), np.log(low), np.log(high))
    return np.exp(average), (np.exp(limits[0]), np.exp(limits[1]))


def median(value: FloatArray, low: FloatArray, high: FloatArray) -> Summary:
    """Return the median of the values, with the medians of the lower and of the upper limits."""
    has = ~np.isnan(value)
    middle, least, most = (_middle(np.where(has, part, np.nan)) for part in (value, low, high))
    none = ~has.any(axis=-1)
    return middle, (np.where(none, 0.0, least), np.where(none, np.inf, most))


def _middle(values: FloatArray) -> FloatArray:
    """Return the mean of the two middle values, NaN passed over; sorting puts it last."""
    n = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    places = np.maximum(np.concatenate(((n - 1) // 2, n // 2), axis=-1), 0)
    both: FloatArray = np.take_along_axis(np.sort(values, axis=-1), places, axis=-1).mean(axis=-1)
    return both
