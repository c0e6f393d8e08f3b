"""The equation of the stratified scores, at fifty digits, with the likeliest risks as roots of their own."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from disprop import strata
from disprop.intervals._strata_weights import WEIGHTS
from disprop.intervals.mantel_haenszel import MANTEL_HAENSZEL
from disprop.intervals.strata import METHODS

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


def weight(measure: str, row: tuple[Number, ...], risks: tuple[Number, Number], t: Number) -> Number:
    """Return 1 over the variance that Miettinen and Nurminen, or the stratum itself, gives to its contrast."""
    (_, n1, _, n0), (p1, p0) = row, risks
    s1, s0 = {
        "rate ratio": (1, t),
        "rate difference": (p1, p0),
        "risk ratio": (1 - p1, t * (1 - p0)),
        "risk difference": (p1 * (1 - p1), p0 * (1 - p0)),
    }[measure]
    return 1 / (s1 / n1 + s0 / n0)


def weighted(measure: str, rows: Any, fits: Any, t: Number, weights: str) -> list[Number]:
    """Return the weight of each stratum."""
    if measure == "odds ratio":
        return [
            1 / (1 / (n1 * p1 * (1 - p1)) + 1 / (n0 * p0 * (1 - p0)))
            for (_, n1, _, n0), (p1, p0) in zip(rows, fits, strict=True)
        ]
    found = [n1 * n0 / (n1 + n0) for _, n1, _, n0 in rows]
    if weights == "inverse-variance":
        return [weight(measure, row, fit, t) for row, fit in zip(rows, fits, strict=True)]
    for _ in range(100 if weights == "miettinen-nurminen" else 0):
        means = tuple(sum(w * fit[i] for w, fit in zip(found, fits, strict=True)) / sum(found) for i in (0, 1))
        found = [weight(measure, row, means, t) for row in rows]
    return found


def moments(measure: str, row: tuple[Number, ...], risks: tuple[Number, Number], t: Number, bias: Number) -> Any:
    """Return the contrast of a stratum, its variance and its third moment."""
    (x1, n1, x0, n0), (p1, p0) = row, risks
    factor = 1 if measure.startswith("rate") else (n1 + n0) / (n1 + n0 - 1)
    rests = (1, 1) if measure.startswith("rate") else (1 - p1, 1 - p0)
    v1, v0 = p1 * rests[0] / n1, p0 * rests[1] / n0
    tilts = (1, 1) if measure.startswith("rate") else (1 - 2 * p1, 1 - 2 * p0)
    m1, m0 = v1 * tilts[0] / n1, v0 * tilts[1] / n0
    if measure == "odds ratio":
        w1, w0 = p1 * (1 - p1), p0 * (1 - p0)
        slope = (x1 / n1 - p1) / w1 - (x0 / n0 - p0) / w0 - bias * (p1 - p0) / (n1 * w1 + n0 * w0)
        return slope, factor * (v1 / w1**2 + v0 / w0**2), m1 / w1**3 - m0 / w0**3
    times = t if measure.endswith("ratio") else 1
    distance = x1 / n1 - times * x0 / n0 - (0 if measure.endswith("ratio") else t)
    return distance, factor * (v1 + times**2 * v0), m1 - times**3 * m0


def score(measure: str, table: Any, t: Number, weights: str, method: str) -> Number:
    """Return sum(w S) / sqrt(sum(w^2 V)) at the value t, corrected for skewness or not."""
    rows = [tuple(map(mpmath.mpf, numbers)) for numbers in table]
    fits = [likeliest(measure, row, t) for row in rows]
    parts = [moments(measure, row, fit, t, method == "scas") for row, fit in zip(rows, fits, strict=True)]
    found = weighted(measure, rows, fits, t, weights)
    total, variance, third = (sum(w**k * part[k - 1] for w, part in zip(found, parts, strict=True)) for k in (1, 2, 3))
    plain, bend = total / mpmath.sqrt(variance), third / (6 * variance ** mpmath.mpf("1.5"))
    if method == "score":
        return plain
    return 2 * (plain + bend) / (1 + mpmath.sqrt(1 + 4 * bend * (plain + bend)))


KINDS = [(measure, weights, method) for measure in WEIGHTS for weights in WEIGHTS[measure] for method in METHODS]


@pytest.mark.parametrize(("measure", "weights", "method"), KINDS)
@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_limits_are_as_many_standard_deviations_away_as_the_level_says(
    measure: str, weights: str, method: str, table: Any
) -> None:
    x1, n1, x0, n0 = np.array(table, dtype=float).T
    found = strata.stratified_score(measure, group=(x1, n1), reference=(x0, n0), weights=weights, method=method)
    with mpmath.workdps(50):
        z = mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf("0.95"))
        for limit, sign in ((found.low, 1), (found.high, -1)):
            least, most = MANTEL_HAENSZEL[measure].support
            if least < limit < most:  # beyond these nothing is left out
                exact = score(measure, table, mpmath.mpf(float(limit)), weights, method)
                assert float(abs(exact * sign / z - 1)) < 1e-12
