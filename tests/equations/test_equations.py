"""Every limit solves the equation that defines it, to ten digits, for counts from 0 to a million."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from mpmath import mpf

from disprop import Estimate, proportion, rate, rate_ratio, risk_ratio
from disprop.disparity import share_ratio
from equations import definitions as d

LEVELS = (0.5, 0.8, 0.95, 0.999)
HALF, WHOLE = mpf("0.5"), mpf(1)
SHARES = {"exact": WHOLE, "mid-p": HALF}
PARTS = [
    (0, 1),
    (1, 1),
    (0, 10),
    (1, 10),
    (5, 10),
    (10, 10),
    (3, 1_000),
    (999, 1_000),
    (1, 10**6),
    (499_000, 10**6),
    (10**6, 10**6),
]
EVENTS = [(0, 703), (1, 3), (2, 0.25), (7, 8_600), (33, 46_476), (1_000, 1e9), (999_999, 66e6)]
SIDES = [
    ((1, 1), (1, 1)),
    ((33, 46_476), (352, 1_761_205)),
    ((0, 703), (122, 89_012)),
    ((122, 89_012), (0, 703)),
    ((14, 200), (3, 150)),
    ((14, 2e-4), (3, 1.5e-4)),
    ((999_999, 3e6), (500_000, 2.5e6)),
]
PAIRS = [
    ((5, 7), (2, 12)),
    ((1, 10), (9, 10)),
    ((7, 7), (1, 9)),
    ((3, 9), (9, 9)),
    ((500_000, 10**6), (400_000, 10**6)),
]

at_each_level = pytest.mark.parametrize("level", LEVELS)


def solved(equations: tuple[d.Equation, d.Equation], limits: tuple[Any, Any], ends: tuple[float, float]) -> bool:
    """Whether both limits solve their equations; where the support ends there is none to solve."""
    pairs = zip(equations, limits, ends, strict=True)
    return all(limit == end or d.crosses(equation, limit) for equation, limit, end in pairs)


def close(ours: Any, exact: mpf) -> bool:
    return bool(abs(ours - exact) <= d.DIGITS * abs(exact))


def ends(x: int, n: int) -> tuple[float, float]:
    """The limits that stand for 0 of n and n of n; nan where the equation has a root."""
    return (0.0 if x == 0 else mpmath.nan), (1.0 if x == n else mpmath.nan)


@at_each_level
@pytest.mark.parametrize(("x", "n"), PARTS)
@pytest.mark.parametrize(("method", "share"), [("clopper-pearson", WHOLE), ("mid-p", HALF)])
def test_tails_of_a_proportion(method: str, share: mpf, x: int, n: int, level: float) -> None:
    found = proportion(x, n, method=method, level=level)
    assert solved(d.binomial_tails(x, n, d.tail(level), share), (found.low, found.high), ends(x, n))


@at_each_level
@pytest.mark.parametrize(("x", "n"), PARTS)
def test_wilson(x: int, n: int, level: float) -> None:
    found = proportion(x, n, method="wilson", level=level)
    score = d.binomial_score(x, n, d.tail(level))
    assert solved((score, score), (found.low, found.high), ends(x, n))


@at_each_level
@pytest.mark.parametrize(("x", "n"), [case for case in PARTS if case != (499_000, 10**6)])  # seconds for mpmath
def test_posterior_of_a_proportion(x: int, n: int, level: float) -> None:
    found = proportion(x, n, method="jeffreys", level=level)
    mass = d.posterior(d.beta(x + HALF, n - x + HALF), d.tail(level))
    assert solved(mass, (found.low, found.high), ends(x, n))


@at_each_level
@pytest.mark.parametrize(("x", "n"), PARTS)
@pytest.mark.parametrize(("method", "added"), [("wald", 0), ("agresti-coull", 1)])
def test_normal_limits_of_a_proportion(method: str, added: int, x: int, n: int, level: float) -> None:
    found = proportion(x, n, method=method, level=level)
    z = d.quantile(d.tail(level))
    m = n + added * z**2
    q = (x + added * z**2 / 2) / m
    half = z * mpmath.sqrt(q * (1 - q) / m)
    assert close(found.low, max(q - half, mpf(0)))
    assert close(found.high, min(q + half, mpf(1)))


def per(x: int, t: float, limits: tuple[Any, Any], equations: tuple[d.Equation, d.Equation]) -> bool:
    """Whether the limits of a rate, times the population, solve the equations of the mean."""
    low, high = (float(limit * t) for limit in limits)
    return solved(equations, (low, high), (0.0 if x == 0 else mpmath.nan, mpmath.nan))


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
@pytest.mark.parametrize(("method", "share"), [("garwood", WHOLE), ("mid-p", HALF)])
def test_tails_of_a_rate(method: str, share: mpf, x: int, t: float, level: float) -> None:
    found = rate(x, t, method=method, level=level)
    assert per(x, t, (found.low, found.high), d.poisson_tails(x, d.tail(level), share))


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
def test_score_of_a_rate(x: int, t: float, level: float) -> None:
    found = rate(x, t, method="score", level=level)
    score = d.poisson_score(x, d.tail(level))
    assert per(x, t, (found.low, found.high), (score, score))


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
def test_posterior_of_a_rate(x: int, t: float, level: float) -> None:
    found = rate(x, t, method="jeffreys", level=level)
    assert per(x, t, (found.low, found.high), d.posterior(d.gamma(x + HALF), d.tail(level)))


@at_each_level
@pytest.mark.parametrize(("x", "t"), EVENTS)
def test_byar(x: int, t: float, level: float) -> None:
    found = rate(x, t, method="byar", level=level)
    z = d.quantile(d.tail(level))
    low = max(1 - 1 / mpf(9 * x) - z / (3 * mpmath.sqrt(x)), mpf(0)) ** 3 * x if x else mpf(0)
    y = x + 1
    assert close(found.low, low / t)
    assert close(found.high, y * (1 - 1 / mpf(9 * y) + z / (3 * mpmath.sqrt(y))) ** 3 / t)


Side = tuple[int, float]


def in_odds(equation: d.Equation, t1: float, t0: float) -> d.Equation:
    """Put the share p = r t1 / (r t1 + t0) of the group into an equation of p."""
    return lambda r: equation(r * t1 / (r * t1 + t0))


def ratio_ends(x1: int, x0: int) -> tuple[float, float]:
    return (0.0 if x1 == 0 else mpmath.nan), (mpmath.inf if x0 == 0 else mpmath.nan)


@at_each_level
@pytest.mark.parametrize(("group", "reference"), SIDES)
@pytest.mark.parametrize("method", SHARES)
def test_tails_of_a_rate_ratio(method: str, group: Side, reference: Side, level: float) -> None:
    found = rate_ratio(group=group, reference=reference, method=method, level=level)
    (x1, t1), (x0, t0) = group, reference
    low, high = d.binomial_tails(x1, x1 + x0, d.tail(level), SHARES[method])
    equations = in_odds(low, t1, t0), in_odds(high, t1, t0)
    assert solved(equations, (found.low, found.high), ratio_ends(x1, x0))


def poisson_pair_tails(group: Side, reference: Side, a: mpf) -> tuple[d.Equation, d.Equation]:
    """Return the exact equations from two Poisson counts, among the pairs with the same sum."""
    (x1, t1), (x0, t0) = group, reference
    n = x1 + x0

    def chance(r: mpf, counts: range) -> mpf:
        pairs = [d.poisson(k, r * t1) * d.poisson(n - k, mpf(t0)) for k in counts]
        return mpmath.fsum(pairs) / d.poisson(n, r * t1 + t0)

    return lambda r: chance(r, range(x1, n + 1)) - a, lambda r: chance(r, range(x1 + 1)) - a


@at_each_level
@pytest.mark.parametrize(("group", "reference"), [side for side in SIDES if side[0][0] < 100])
def test_exact_rate_ratio_from_two_poisson_counts(group: Side, reference: Side, level: float) -> None:
    found = rate_ratio(group=group, reference=reference, method="exact", level=level)
    equations = poisson_pair_tails(group, reference, d.tail(level))
    assert solved(equations, (found.low, found.high), ratio_ends(group[0], reference[0]))


@at_each_level
@pytest.mark.parametrize(("group", "reference"), SIDES)
def test_score_of_a_rate_ratio(group: Side, reference: Side, level: float) -> None:
    found = rate_ratio(group=group, reference=reference, method="score", level=level)
    equation = d.ratio_score(*group, *reference, d.tail(level))
    assert solved((equation, equation), (found.low, found.high), ratio_ends(group[0], reference[0]))


LogVariance = Callable[[int, float, int, float], mpf]
LOGARITHMIC: dict[str, tuple[Callable[..., Estimate], LogVariance]] = {
    "wald-log": (rate_ratio, lambda x1, _, x0, __: mpf(1) / x1 + mpf(1) / x0),
    "katz-log": (risk_ratio, lambda x1, n1, x0, n0: mpf(1) / x1 - mpf(1) / n1 + mpf(1) / x0 - mpf(1) / n0),
}


@at_each_level
@pytest.mark.parametrize(("group", "reference"), PAIRS)
@pytest.mark.parametrize("method", LOGARITHMIC)
def test_logarithmic_limits(method: str, group: Side, reference: Side, level: float) -> None:
    function, variance = LOGARITHMIC[method]
    found = function(group=group, reference=reference, method=method, level=level)
    (x1, n1), (x0, n0) = group, reference
    factor = mpmath.exp(d.quantile(d.tail(level)) * mpmath.sqrt(variance(x1, n1, x0, n0)))
    ratio = mpf(x1) / n1 / (mpf(x0) / n0)
    assert close(found.low, ratio / factor)
    assert close(found.high, ratio * factor)


@at_each_level
@pytest.mark.parametrize(("group", "reference"), PAIRS)
def test_mover(group: tuple[int, int], reference: tuple[int, int], level: float) -> None:
    found = risk_ratio(group=group, reference=reference, method="mover-wilson", level=level)
    low, high = d.mover(*group, *reference, d.tail(level))
    assert close(found.low, low)
    assert close(found.high, high)


@at_each_level
@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "mid-p", "jeffreys"])
def test_share_ratio_is_the_proportion_over_the_known_share(method: str, level: float) -> None:
    found = share_ratio(group=(143, 189_708), whole=(679, 2_226_058), method=method, level=level)
    single = proportion(143, 679, method=method, level=level)
    for ours, one in ((found.value, single.value), (found.low, single.low), (found.high, single.high)):
        assert close(ours, mpf(float(one)) * 2_226_058 / 189_708)
