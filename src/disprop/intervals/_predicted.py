"""Limits of a count to come, by summing its probabilities: whole numbers, and exact."""

from collections.abc import Callable

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._family import Limits

REACH = 60.0  # standard deviations, and counts, above the mean; what lies beyond is below rounding


def beta_binomial(x: FloatArray, n: FloatArray, m: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of a count of m, of which each counts with a chance like that of x of n."""
    return _by_row(_beta_binomial, x, n, m, a)


def gamma_poisson(x: FloatArray, n: FloatArray, m: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of a count over the exposure m, at a rate like that of x over n."""
    return _by_row(_gamma_poisson, x, n, m, a)


def _by_row(limits: Callable[..., tuple[float, float]], *data: FloatArray) -> Limits:
    columns = np.broadcast_arrays(*data)
    rows = zip(*(column.ravel().tolist() for column in columns), strict=True)
    found = np.array([limits(*row) if row[1] else (np.nan, np.nan) for row in rows]).reshape(-1, 2)
    low, high = (limit.reshape(columns[0].shape) for limit in found.T)
    return low, high


def _beta_binomial(x: float, n: float, m: float, a: float) -> tuple[float, float]:
    p, total = (x + 0.5) / (n + 1), n + 1
    spread = np.sqrt(m * p * (1 - p) * (total + m) / (total + 1))
    k = np.arange(min(m, _most(m * p, spread)))
    return _limits(np.log((m - k) * (k + x + 0.5) / ((k + 1) * (n - x - 0.5 + m - k))), a)


def _gamma_poisson(x: float, n: float, m: float, a: float) -> tuple[float, float]:
    mean = (x + 0.5) * m / n
    k = np.arange(_most(mean, np.sqrt(mean * (1 + m / n))))
    return _limits(np.log((k + x + 0.5) / (k + 1)) + np.log(m / (n + m)), a)


def _most(mean: float, spread: float) -> float:
    return float(np.ceil(mean + REACH * (spread + 1)))


def _limits(log_rises: FloatArray, a: float) -> tuple[float, float]:
    """Return the limits from the logarithms of P(X = k + 1) / P(X = k): no large logarithms are subtracted."""
    logs = np.concatenate([[0.0], np.cumsum(log_rises)])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    up_to, above = np.cumsum(chances), np.cumsum(chances[::-1])[::-1] - chances
    return float((up_to <= a).sum()), float((above > a).sum())
