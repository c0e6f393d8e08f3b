"""The vectorised root beside its slow twins: halving, and Brent's method of SciPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from disprop import proportion, rate
from disprop.intervals._roots import rising, root
from twins.roots import first

Function = Callable[[Any], Any]
FUNCTIONS: dict[str, tuple[Function, float, float]] = {
    "line": (lambda x: x - 0.3, 0.0, 1.0),
    "cube": (lambda x: (x - 0.7) ** 3, 0.0, 1.0),
    "steep": (lambda x: np.tanh(1e6 * (x - 0.123456789)), 0.0, 1.0),
    "flat, then steep": (lambda x: x**40 - 0.5, 0.0, 1.1),
    "falling": (lambda x: np.exp(-x) - 0.025, 0.0, 100.0),
    "tiny": (lambda x: x - 1e-15, 0.0, 1.0),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_root_is_that_of_bisection(name: str) -> None:
    f, low, high = FUNCTIONS[name]
    halved = first(lambda x: (f(x) < 0) == (f(high) < 0), low, high)
    assert root(f, np.asarray(low), np.asarray(high)) == pytest.approx(halved, rel=1e-5 if name == "cube" else 1e-13)


def test_each_element_has_its_own_root() -> None:
    target = np.array([0.0, 1e-12, 0.3, 0.999, 1.0])
    found = root(lambda x: x**3 - target, np.zeros(5), np.ones(5))
    assert found == pytest.approx(np.cbrt(target), rel=1e-14)


def test_without_a_change_of_sign_the_nearer_end_is_returned() -> None:
    ends = np.array([0.0, 0.0]), np.array([1.0, 1.0])
    assert root(lambda x: x + np.array([0.001, -1.001]), *ends).tolist() == [0.0, 1.0]


def test_an_end_that_is_the_root_is_returned() -> None:
    assert root(lambda x: x, np.array([0.0, -1.0]), np.array([1.0, 0.0])).tolist() == [0.0, 0.0]


SLOPES: dict[str, Function] = {
    "line": lambda x: 1.0 + 0 * x,
    "cube": lambda x: 3 * (x - 0.7) ** 2,
    "flat, then steep": lambda x: 40 * x**39,
    "tiny": lambda x: 1.0 + 0 * x,
}


@pytest.mark.parametrize("start", [0.0, 0.01, 0.6, 1.0])
@pytest.mark.parametrize("name", SLOPES)
def test_the_crossing_of_a_rising_function_is_its_root(name: str, start: float) -> None:
    f, low, high = FUNCTIONS[name]
    bounds = np.full(3, low), np.full(3, high)
    with np.errstate(all="ignore"):
        found = rising(lambda x: (f(x), SLOPES[name](x)), np.full(3, start), bounds, ())
    halved = first(lambda x: f(x) >= 0, low, high)
    assert found == pytest.approx(np.full(3, halved), rel=1e-5 if name == "cube" else 1e-13, abs=1e-15)


def test_a_crossing_beyond_the_bounds_is_the_bound_that_is_nearer() -> None:
    target, bounds = np.array([-3.0, 0.25, 3.0]), (np.zeros(3), np.ones(3))
    with np.errstate(all="ignore"):
        found = rising(lambda x, y: (x - y, np.ones_like(x)), np.full(3, 0.5), bounds, (target,))
    np.testing.assert_allclose(found, [0.0, 0.25, 1.0], atol=1e-14)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
@pytest.mark.parametrize(("x", "n"), [(1, 10), (5, 10), (9, 10), (26, 42), (3, 1000), (400, 1000)])
def test_mid_p_of_a_proportion_in_a_plain_loop(x: int, n: int, level: float) -> None:
    a = (1 - level) / 2

    def above(p: float) -> float:
        return float(stats.binom.sf(x, n, p) + stats.binom.pmf(x, n, p) / 2 - a)

    def below(p: float) -> float:
        return float(stats.binom.cdf(x - 1, n, p) + stats.binom.pmf(x, n, p) / 2 - a)

    found = proportion(x, n, method="mid-p", level=level)
    # brentq is asked for all the digits it can give, so that the comparison below is with the equation
    slow = [brentq(f, 1e-12, 1 - 1e-12, xtol=1e-15, rtol=1e-14) for f in (above, below)]
    assert [found.low, found.high] == pytest.approx(slow, rel=1e-10)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
@pytest.mark.parametrize("x", [1, 2, 7, 87, 1000])
def test_mid_p_of_a_rate_in_a_plain_loop(x: int, level: float) -> None:
    a = (1 - level) / 2

    def above(mean: float) -> float:
        return float(stats.poisson.sf(x, mean) + stats.poisson.pmf(x, mean) / 2 - a)

    def below(mean: float) -> float:
        return float(stats.poisson.cdf(x - 1, mean) + stats.poisson.pmf(x, mean) / 2 - a)

    found = rate(x, 1, method="mid-p", level=level)
    # brentq is asked for all the digits it can give, as above
    slow = [brentq(f, 1e-9, 10 * x + 30, xtol=1e-15, rtol=1e-14) for f in (above, below)]
    assert [found.low, found.high] == pytest.approx(slow, rel=1e-10)
