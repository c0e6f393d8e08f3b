"""Statistics of homogeneity: how far the strata are from one ratio, or one difference."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop.intervals._strata_fit import WEIGHTS, by_odds
from disprop.intervals._strata_score import by_stratum, limit
from disprop.intervals._strata_sums import SUMS, Counts, informative

Statistic = tuple[FloatArray, FloatArray]  # with its degrees of freedom
Effect = tuple[FloatArray, FloatArray]  # of each stratum: its value, on the log scale for a ratio, and its variance
EMPTY_CELL = 0.5  # added to the cells of a stratum with a 0 among them, so that its logarithm is finite


def breslow_day(measure: str, counts: Counts) -> Statistic:
    """Return the sum of (part - fitted)^2 / variance with the odds ratio of Mantel and Haenszel in every stratum."""
    distance, variance, used = _fitted(measure, counts)
    return _over(distance**2, variance, used).sum(axis=-1), _degrees(used)


def breslow_day_tarone(measure: str, counts: Counts) -> Statistic:
    """Return `breslow_day` less the square of the sum of distances over the sum of variances."""
    distance, variance, used = _fitted(measure, counts)
    excess = np.where(used, distance, 0.0).sum(axis=-1) ** 2 / np.where(used, variance, 0.0).sum(axis=-1)
    return _over(distance**2, variance, used).sum(axis=-1) - excess, _degrees(used)


def _fitted(measure: str, c: Counts) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return part - fitted, its variance, and which strata say something; NaN where the ratio is 0 or infinite."""
    r, s, *_ = SUMS[measure](c)
    odds = np.where((r > 0) & (s > 0), r / s, np.nan)[..., np.newaxis]
    m = c.x1 + c.x0
    fitted = c.n1 * by_odds(c.n0, c.n1, m, 1 / odds)
    inverse = (1 / fitted + 1 / (c.n1 - fitted)) + (1 / (m - fitted) + 1 / (c.n0 - m + fitted))
    return c.x1 - fitted, 1 / inverse, informative(measure, c)


def score(measure: str, counts: Counts) -> Statistic:
    """Return the sum of squared scores of the strata at the value of `stratified_score`."""
    value = limit(measure, counts, np.zeros(counts.x1.shape[:-1]))
    inner = np.isfinite(value) & ((value > 0) | (not measure.endswith("ratio")))
    part, variance = by_stratum(measure, counts, value, next(iter(WEIGHTS[measure])))
    squares = _over(part**2, variance, variance > 0).sum(axis=-1)
    return np.where(inner, squares, np.nan), _degrees(informative(measure, counts))


def cochran_q(measure: str, counts: Counts) -> Statistic:
    """Return the sum of (value - mean)^2 / variance about the mean weighted by inverse variances."""
    value, variance = EFFECTS[measure](_filled(measure, counts))
    used = informative(measure, counts)
    weight = _over(np.ones_like(value), variance, used)
    mean = np.where(used, weight * value, 0.0).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return np.where(used, weight * (value - mean) ** 2, 0.0).sum(axis=-1), _degrees(used)


def _filled(measure: str, c: Counts) -> Counts:
    """Return the counts with 1/2 added to the cells of each stratum that has an empty one."""
    rate = measure.startswith("rate")
    cells = (c.x1, c.x0) if rate else (c.x1, c.x0, c.n1 - c.x1, c.n0 - c.x0)
    more = np.where(np.any([cell == 0 for cell in cells], axis=0), EMPTY_CELL, 0.0)
    people = np.zeros_like(more) if rate else 2 * more
    return Counts(c.x1 + more, c.n1 + people, c.x0 + more, c.n0 + people)


def _log_rates(c: Counts) -> Effect:
    return np.log(c.x1 / c.n1) - np.log(c.x0 / c.n0), 1 / c.x1 + 1 / c.x0


def _log_risks(c: Counts) -> Effect:
    return np.log(c.x1 / c.n1) - np.log(c.x0 / c.n0), (c.n1 - c.x1) / (c.x1 * c.n1) + (c.n0 - c.x0) / (c.x0 * c.n0)


def _log_odds(c: Counts) -> Effect:
    rest1, rest0 = c.n1 - c.x1, c.n0 - c.x0
    return np.log(c.x1 / rest1) - np.log(c.x0 / rest0), 1 / c.x1 + 1 / rest1 + 1 / c.x0 + 1 / rest0


def _rates(c: Counts) -> Effect:
    return c.x1 / c.n1 - c.x0 / c.n0, c.x1 / c.n1**2 + c.x0 / c.n0**2


def _risks(c: Counts) -> Effect:
    return c.x1 / c.n1 - c.x0 / c.n0, c.x1 * (c.n1 - c.x1) / c.n1**3 + c.x0 * (c.n0 - c.x0) / c.n0**3


EFFECTS: dict[str, Callable[[Counts], Effect]] = {
    "rate ratio": _log_rates,
    "risk ratio": _log_risks,
    "odds ratio": _log_odds,
    "rate difference": _rates,
    "risk difference": _risks,
}


def _over(part: FloatArray, variance: FloatArray, used: NDArray[np.bool_]) -> FloatArray:
    return np.where(used, part / variance, 0.0)


def _degrees(used: NDArray[np.bool_]) -> FloatArray:
    degrees: FloatArray = used.sum(axis=-1, dtype=np.float64) - 1
    return np.maximum(degrees, 0)
