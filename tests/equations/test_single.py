"""The equations of the other methods for one proportion and one rate, and what stands where they have no root."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from disprop import proportion, rate
from equations import definitions as d
from equations.test_equations import EVENTS, PARTS, at_each_level, close

LARGE = [(1, 10**7), (5_000_000, 10**7), (10**7 - 1, 10**7), (1, 10**9), (400_000_000, 10**9), (10**9 - 1, 10**9)]
CLOSED_FORM, LIKELIHOOD = mpf("1e-13"), mpf("1e-11")


def right(equation: d.Equation, limit: Any, digits: mpf) -> bool:
    """Whether the equation changes sign within the relative distance `digits` of the limit."""
    limit = mpf(float(limit))
    above = limit * (1 + digits)
    if limit < 1 < above:
        above = (limit + 1) / 2  # nearer, and a proportion
    return bool(equation(limit * (1 - digits)) * equation(above) < 0)


def within(digits: mpf, equations: tuple[d.Equation, d.Equation], limits: tuple[Any, Any]) -> bool:
    """Whether each limit that is inside the range solves its equation to `digits`."""
    pairs = zip(equations, limits, strict=True)
    return all(limit in {0, 1} or right(equation, limit, digits) for equation, limit in pairs)


@at_each_level
@pytest.mark.parametrize(("x", "n"), [*PARTS, *LARGE])
def test_wilson_with_a_correction(x: int, n: int, level: float) -> None:
    found = proportion(x, n, method="wilson-cc", level=level)
    assert within(CLOSED_FORM, d.binomial_corrected_score(x, n, d.tail(level)), (found.low, found.high))
    assert (found.low == 0, found.high == 1) == (x == 0, x == n)


def no_root(x: int, level: float) -> bool:
    """Whether scas has no root for the limit at the end of the range where the count is x."""
    return x == 0 or 6 * x <= d.quantile(d.tail(level)) ** 2 - 1


@at_each_level
@pytest.mark.parametrize(("x", "n"), [*PARTS, *LARGE])
def test_score_with_its_skewness(x: int, n: int, level: float) -> None:
    found = proportion(x, n, method="scas", level=level)
    score = d.binomial_skewed_score(x, n, d.tail(level))
    assert within(CLOSED_FORM, (score, score), (found.low, found.high))
    assert (found.low == 0, found.high == 1) == (no_root(x, level), no_root(n - x, level))


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
def test_score_of_a_rate_with_its_skewness(x: int, t: float, level: float) -> None:
    found = rate(x, 1, method="scas", level=level)
    score = d.poisson_skewed_score(x, d.tail(level))
    assert right(score, found.high, CLOSED_FORM)
    assert found.low == 0 if no_root(x, level) else right(score, found.low, CLOSED_FORM)
    assert close(rate(x, t, method="scas", level=level).high, mpf(float(found.high)) / t)


@pytest.mark.parametrize(("x", "n"), [(1, 1), (1, 5), (1, 1_000), (2, 40)])
def test_the_skewed_score_stays_below_z_at_a_small_count(x: int, n: int) -> None:
    """Where scas gives 0, no p however small is rejected; just below that level some are."""
    z = mpmath.sqrt(6 * x + 1)

    def score(p: mpf, z: mpf) -> mpf:
        variance = n * p * (1 - p)
        return (x - n * p - (z**2 - 1) * (1 - 2 * p) / 6) / mpmath.sqrt(variance)

    chances = [mpf(10) ** -k for k in range(1, 30)]
    assert max(score(p, z * (1 + mpf("1e-6"))) for p in chances) < z
    assert max(score(p, z * (1 - mpf("1e-6"))) for p in chances) > z
    level = float(mpmath.erf(z / mpmath.sqrt(2)))
    low = [float(proportion(x, n, method="scas", level=level + step).low) for step in (-1e-6, 1e-6)]
    assert 0 == low[1] < low[0] < 1e-8


@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
@pytest.mark.parametrize(("x", "n"), [*PARTS, *LARGE])
def test_likelihood_of_a_proportion(x: int, n: int, level: float) -> None:
    found = proportion(x, n, method="likelihood", level=level)
    deviance = d.binomial_deviance(x, n, d.tail(level))
    assert within(LIKELIHOOD, (deviance, deviance), (found.low, found.high))
    assert (found.low == 0, found.high == 1) == (x == 0, x == n)


@pytest.mark.parametrize("n", [1, 10, 10**9])
def test_likelihood_of_none(n: int) -> None:
    found = proportion(0, n, method="likelihood")
    assert close(found.high, -mpmath.expm1(-(d.quantile(d.tail(0.95)) ** 2) / (2 * n)))


@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
@pytest.mark.parametrize("x", [0, 1, 2, 33, 1_000, 10**7, 10**9])
def test_likelihood_of_a_rate(x: int, level: float) -> None:
    found = rate(x, 1, method="likelihood", level=level)
    deviance = d.poisson_deviance(x, d.tail(level))
    assert right(deviance, found.high, LIKELIHOOD)
    assert found.low == 0 if x == 0 else right(deviance, found.low, LIKELIHOOD)


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
def test_normal_limits_of_a_rate(x: int, t: float, level: float) -> None:
    found = rate(x, t, method="wald", level=level)
    half = d.quantile(d.tail(level)) * mpmath.sqrt(x)
    assert close(found.low, max(x - half, mpf(0)) / t)
    assert close(found.high, (x + half) / t)


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
def test_logarithmic_limits_of_a_rate(x: int, t: float, level: float) -> None:
    found = rate(x, t, method="wald-log", level=level)
    if x == 0:
        assert found.low == 0
        assert found.high == np.inf
        return
    factor = mpmath.exp(d.quantile(d.tail(level)) / mpmath.sqrt(x))
    assert close(found.low, x / factor / t)
    assert close(found.high, x * factor / t)


BLAKER = [(0, 1), (1, 1), (0, 10), (1, 10), (3, 10), (5, 5), (5, 10), (7, 23), (10, 25), (1, 40), (38, 40)]


@at_each_level
@pytest.mark.parametrize(("x", "n"), BLAKER)
def test_blaker_holds_whatever_is_acceptable(x: int, n: int, level: float) -> None:
    """All points beyond the limits have an acceptability of 2a at most, and those just inside have more."""
    found, a = proportion(x, n, method="blaker", level=level), d.tail(level)
    low, high = mpf(float(found.low)), mpf(float(found.high))
    steps = [d.DIGITS, *(mpf(k) / 40 for k in range(1, 40))]
    beyond = [low * (1 - step) for step in steps if x] + [high + (1 - high) * step for step in steps if x < n]
    beyond += [high * (1 + d.DIGITS)] if x < n else []
    just_inside = ([low * (1 + d.DIGITS)] if x else []) + ([high * (1 - d.DIGITS)] if x < n else [])
    assert max(d.acceptability(x, n, p) for p in beyond) <= 2 * a * (1 + d.DIGITS)
    assert min(d.acceptability(x, n, p) for p in just_inside) > 2 * a * (1 - d.DIGITS)
    assert (low == 0, high == 1) == (x == 0, x == n)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_blaker_lies_inside_clopper_pearson(level: float) -> None:
    n = np.repeat([1, 2, 9, 100, 10_000], 5)
    x = np.floor(n * np.tile([0, 0.05, 0.4, 0.9, 1], 5))
    inner, outer = (proportion(x, n, method=method, level=level) for method in ("blaker", "clopper-pearson"))
    assert (inner.low >= outer.low * (1 - 1e-12)).all()
    assert (inner.high <= outer.high * (1 + 1e-12)).all()


# binom 1.1.1.1 of R, binom.lrt: its search for the lower limit ends before the root
R_STOPS_EARLY = [
    (1, 476, 0.9, 0.00024817188197654203),
    (1, 29, 0.95, 0.002030276291893833),
    (2, 334, 0.9, 0.0014111421169947604),
    (1540, 616_278, 0.99, 0.0023569029872274536),
]


@pytest.mark.parametrize(("x", "n", "level", "printed"), R_STOPS_EARLY)
def test_the_likelihood_limits_of_r_are_off(x: int, n: int, level: float, printed: float) -> None:
    a = d.tail(level)
    deviance = d.binomial_deviance(x, n, a)
    assert right(deviance, proportion(x, n, method="likelihood", level=level).low, LIKELIHOOD)
    assert abs(deviance(mpf(printed))) > d.quantile(a) ** 2 / 1000
