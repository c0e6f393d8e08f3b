"""Posterior limits of ratios and odds of binomial shares, and of counts to come: by one sum each, nothing is drawn.

Each share p of x in n has Jeffreys' prior, so that p ~ Beta(x + 1/2, n - x + 1/2) once the counts are known. Limits of
counts to come are whole numbers, and exact.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv, digamma, loggamma, ndtr, ndtri, polygamma

from disprop._arrays import FloatArray, NDArray
from disprop.intervals._family import Limits
from disprop.intervals._roots import root

Shape = tuple[float, float]
Complex = NDArray[np.complexfloating[Any, Any]]
Terms = list[tuple[int, float, float]]
REACH = 8.5  # standard deviations beyond which a normal tail is below rounding
FINEST, COARSEST = 1 / 1024, 1 / 8  # steps between nodes, in standard deviations
SMALLEST = 1e-300
LEAST_TAIL = 1e-11  # a sum over a characteristic function is exact to some 1e-13, so smaller tails are noise
ROUNDING = 1e-17
NEGLIGIBLE = 36.0  # exp(-36) is below rounding
LARGE = 100.0  # from here Stirling's series below is exact in a float
FAR = 60.0  # standard deviations, and counts, above the mean; what lies beyond is below rounding
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680)


def ratio_limits(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of p1/p0 that leave the posterior probability `a` outside on each side."""
    low, high = _by_row(_ratio_limits, (x1, n1, x0, n0, a))
    return np.where(x1 == 0, 0.0, low), np.where(x0 == 0, np.inf, high)


def odds_limits(*data: FloatArray) -> Limits:
    """Return the limits of p1/p0 p/(1 - p) from the parts and wholes of p1, p0 and p, and the tail `a`."""
    low, high = _by_row(_log_odds_limits, data)
    x1, _, x0, _, x, n, _ = data
    return np.where(x1 * x == 0, 0.0, np.exp(low)), np.where(x0 * (n - x) == 0, np.inf, np.exp(high))


def _by_row(limits: Callable[..., tuple[float, float]], data: tuple[FloatArray, ...]) -> Limits:
    """Return the limits of each row; those of rows that are alike are worked out once."""
    columns = np.broadcast_arrays(*data)
    rows = list(zip(*(column.ravel().tolist() for column in columns), strict=True))
    known = {row: limits(*row) for row in dict.fromkeys(rows)}
    found = np.array([known[row] for row in rows]).reshape(-1, 2)
    low, high = (limit.reshape(columns[0].shape) for limit in found.T)
    return low, high


def _ratio_limits(x1: float, n1: float, x0: float, n0: float, a: float) -> tuple[float, float]:
    one, other = (x1 + 0.5, n1 - x1 + 0.5), (x0 + 0.5, n0 - x0 + 0.5)
    return _ratio_low(one, other, a), 1 / _ratio_low(other, one, a)


def _ratio_low(one: Shape, other: Shape, a: float) -> float:
    """Return r with P(p1/p0 <= r) = a.

    P(p1 <= s or p0 >= t) <= a for the quantiles s and t of tails a/2, and P(p1 <= s and p0 >= t) = a for those of tails
    sqrt(a): the root lies between the two s/t.
    """
    start, end = (
        max(float(betaincinv(*one, tail) / betainccinv(*other, tail)), SMALLEST) for tail in (a / 2, np.sqrt(a))
    )
    nodes, weights = _nodes(one, _step(one, other), a)
    of_other, weights_of_other = _nodes(other, _step(other, one), a)

    def error(log_r: FloatArray) -> FloatArray:
        """Integrate over the share that keeps the argument of the other's distribution below 1, so free of a kink."""
        r = np.exp(log_r)
        below = betaincc(*other, nodes / r) @ weights if r >= 1 else betainc(*one, r * of_other) @ weights_of_other
        return np.asarray(np.log(np.maximum(below, SMALLEST)) - np.log(a))

    return float(np.exp(root(error, np.array(np.log(start)), np.array(np.log(end)))))


def _step(one: Shape, other: Shape) -> float:
    """Return a step over `one` that resolves how fast the distribution of `other` rises along it."""
    spreads = [np.sqrt(b / (a * (a + b + 1))) for a, b in (one, other)]
    return float(np.clip(spreads[1] / spreads[0] / 3, FINEST, COARSEST))


def _nodes(shape: Shape, step: float, a: float) -> tuple[FloatArray, FloatArray]:
    """Return quantiles of a share at equal steps of the normal deviate, and their probabilities (trapezium rule)."""
    steps = np.ceil((REACH - min(ndtri(a), 0.0)) / step)
    z = step * np.arange(-steps, steps + 1)
    tail = ndtr(-np.abs(z))
    quantiles = np.where(z < 0, betaincinv(*shape, tail), betainccinv(*shape, tail))
    return quantiles, step * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def _log_odds_limits(*row: float) -> tuple[float, float]:
    *counts, a = row
    if a < LEAST_TAIL:
        return -np.inf, np.inf
    terms = _terms(*((x + 0.5, n - x + 0.5) for x, n in zip(counts[::2], counts[1::2], strict=True)))
    mean = sum(sign * (digamma(up) - digamma(down)) for sign, up, down in terms)
    spread = float(np.sqrt(sum(sign * (polygamma(1, up) + polygamma(1, down)) for sign, up, down in terms)))
    reach = NEGLIGIBLE / min(min(up, down) for sign, up, down in terms if sign > 0) + 12 * spread
    s, weights = _frequencies(terms, mean, spread, np.pi / reach)

    def error(x: FloatArray) -> FloatArray:
        """Return P(X - mean <= x), less what it should be (Gil-Pelaez 1951, Biometrika 38: 481-482)."""
        below = 0.5 - (np.exp(-1j * np.multiply.outer(x, s)) @ weights).imag
        return np.asarray(below - [a, 1 - a], dtype=np.float64)

    low, high = root(error, np.full(2, -reach), np.full(2, reach)) + mean
    return float(low), float(high)


def _terms(one: Shape, other: Shape, listed: Shape) -> Terms:
    """Return the (sign, u, d) of E exp(isX) = product of (G(u + is) G(d - is) / (G(u) G(d)))^sign, X the log odds."""
    return [(1, *listed), (1, one[0], other[0]), (-1, sum(one), sum(other))]


def _frequencies(terms: Terms, mean: float, spread: float, step: float) -> tuple[FloatArray, Complex]:
    """Return the middles s of equal steps to where E exp(is(X - mean)) vanishes, and it by step / (pi s)."""

    def log_characteristic(s: FloatArray) -> Complex:
        return -1j * s * mean + sum(sign * (_rise(u, s) + _rise(d, s).conj()) for sign, u, d in terms)

    last = np.array([1 / spread])
    while log_characteristic(last)[0].real > np.log(ROUNDING):
        last *= 1.5
    s = step * (np.arange(np.ceil(last[0] / step)) + 0.5)
    return s, np.asarray(np.exp(log_characteristic(s)) * (step / (np.pi * s)), dtype=np.complex128)


def _rise(a: float, s: FloatArray) -> Complex:
    """Return log G(a + is) - log G(a), by Stirling's series where both are large and would lose digits."""
    z = a + 1j * s
    if a < LARGE:
        return np.asarray(loggamma(z) - loggamma(a))
    log_ratio = 0.5 * np.log1p((s / a) ** 2) + 1j * np.arctan2(s, a)
    series = sum(c * (z ** (-k) - a ** (-k)) for c, k in zip(STIRLING, (1, 3, 5, 7), strict=True))
    return np.asarray((z - 0.5) * log_ratio + 1j * s * (np.log(a) - 1) + series)


def beta_binomial(x: FloatArray, n: FloatArray, m: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of a count of m, of which each counts with a chance like that of x of n."""
    return _by_row(_beta_binomial, (x, n, m, a))


def gamma_poisson(x: FloatArray, n: FloatArray, m: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of a count over the exposure m, at a rate like that of x over n."""
    return _by_row(_gamma_poisson, (x, n, m, a))


def _beta_binomial(x: float, n: float, m: float, a: float) -> tuple[float, float]:
    p, total = (x + 0.5) / (n + 1), n + 1
    spread = np.sqrt(m * p * (1 - p) * (total + m) / (total + 1))
    k = np.arange(min(m, _most(m * p, spread)))
    return _counts(np.log((m - k) * (k + x + 0.5) / ((k + 1) * (n - x - 0.5 + m - k))), a)


def _gamma_poisson(x: float, n: float, m: float, a: float) -> tuple[float, float]:
    if n == 0:
        return np.nan, np.nan
    mean = (x + 0.5) * m / n
    k = np.arange(_most(mean, np.sqrt(mean * (1 + m / n))))
    return _counts(np.log((k + x + 0.5) / (k + 1)) + np.log(m / (n + m)), a)


def _most(mean: float, spread: float) -> float:
    return float(np.ceil(mean + FAR * (spread + 1)))


def _counts(log_rises: FloatArray, a: float) -> tuple[float, float]:
    """Return the limits from the logarithms of P(X = k + 1) / P(X = k): no large logarithms are subtracted."""
    logs = np.concatenate([[0.0], np.cumsum(log_rises)])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    up_to, above = np.cumsum(chances), np.cumsum(chances[::-1])[::-1] - chances
    return float((up_to <= a).sum()), float((above > a).sum())
