"""The equation of the stratified scores, at fifty digits, with the likeliest risks as roots of their own."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from disprop import strata
from disprop.intervals.stratified import MANTEL_HAENSZEL

TABLES = [
    [(7, 20, 3, 25), (3, 9, 2, 11), (12, 40, 4, 35)],
    [(1, 300, 2, 4_000), (0, 80, 5, 900), (4, 1_000, 9, 30_000)],
    [(90, 100, 70, 95), (5, 6, 8, 30)],
    [(0, 12, 3, 40), (0, 30, 2, 25)],
    [(20, 20, 0, 20), (30, 31, 0, 15), (5, 5, 1, 5)],
    [(24, 26, 0, 32), (35, 35, 1, 21), (0, 28, 27, 35)],
]
NAMES = ["plain", "rare", "common", "none of the group", "all of the group", "roots that meet"]
Number = Any


def bisected(f: Any, low: Number, high: Number) -> Number:
    """Return where a falling function is 0: 200 halvings are 60 digits."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


def likeliest(measure: str, row: tuple[Number, ...], t: Number) -> tuple[Number, Number]:
    """Return p1 and p0 under the value t, where the derivative of the log-likelihood with p0 is 0."""
    x1, n1, x0, n0 = row
    rate = measure.startswith("rate")

    def p1(p0: Number) -> Number:
        if measure == "odds ratio":
            return t * p0 / (1 - p0 + t * p0)
        return t * p0 if measure.endswith("ratio") else p0 + t

    def slope(p0: Number) -> Number:
        p = p1(p0)
        by = {"odds ratio": t / (1 - p0 + t * p0) ** 2}.get(measure, t if measure.endswith("ratio") else 1)
        if rate:
            return by * (x1 / p - n1) + x0 / p0 - n0
        return by * (x1 / p - (n1 - x1) / (1 - p)) + x0 / p0 - (n0 - x0) / (1 - p0)

    least, most = mpmath.mpf(0), mpmath.mpf(10**6 if rate else 1)
    if measure.endswith("difference"):
        least, most = max(least, -t), most if rate else min(most, 1 - t)
    elif measure == "risk ratio":
        most = min(most, 1 / t)
    edge = mpmath.mpf(10) ** -45
    p0 = bisected(slope, least + edge, most - edge)
    return p1(p0), p0


def score(measure: str, table: Any, t: Number) -> Number:
    """Return sum(w S) / sqrt(sum(w^2 V)) at the value t."""
    total, variance = mpmath.mpf(0), mpmath.mpf(0)
    for numbers in table:
        row = tuple(map(mpmath.mpf, numbers))
        (x1, n1, x0, n0), (p1, p0) = row, likeliest(measure, row, t)
        weight, n = n1 * n0 / (n1 + n0), n1 + n0
        v1, v0 = (p1, p0) if measure.startswith("rate") else (p1 * (1 - p1), p0 * (1 - p0))
        factor = 1 if measure.startswith("rate") else n / (n - 1)
        if measure == "odds ratio":
            total += x1 - n1 * p1
            variance += factor / (1 / (n1 * v1) + 1 / (n0 * v0))
            continue
        times = t if measure.endswith("ratio") else 1
        total += weight * (x1 / n1 - times * x0 / n0 - (0 if measure.endswith("ratio") else t))
        variance += factor * weight**2 * (v1 / n1 + times**2 * v0 / n0)
    return total / mpmath.sqrt(variance)


@pytest.mark.parametrize("measure", MANTEL_HAENSZEL)
@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_limits_are_as_many_standard_deviations_away_as_the_level_says(measure: str, table: Any) -> None:
    x1, n1, x0, n0 = np.array(table, dtype=float).T
    found = strata.stratified_score(measure, group=(x1, n1), reference=(x0, n0), level=0.95)
    with mpmath.workdps(50):
        z = mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf("0.95"))
        for limit, sign in ((found.low, 1), (found.high, -1)):
            if 0 < abs(float(limit)) < np.inf:  # beyond these nothing is left out
                assert float(abs(score(measure, table, mpmath.mpf(float(limit))) * sign / z - 1)) < 1e-12
