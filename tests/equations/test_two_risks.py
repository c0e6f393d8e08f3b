"""Limits of the ratio of two risks and of their difference, against the likelihood itself at fifty digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from disprop import Estimate, proportion, risk_difference, risk_ratio
from disprop.intervals import FAMILIES, risk
from equations import definitions as d
from equations.risk_scores import risk_score

LEVELS = (0.5, 0.9999)
BILLIONS = 2 * 10**9
EXACT = mpf("1e-13")
Side = tuple[int, int]
PAIRS: list[tuple[Side, Side]] = [
    ((5, 7), (2, 12)),
    ((1, 10), (9, 10)),
    ((0, 7), (5, 9)),
    ((7, 7), (1, 9)),
    ((7, 7), (0, 9)),
    ((0, 7), (0, 9)),
    ((7, 7), (9, 9)),
    ((3, 9), (9, 9)),
    ((7, 7), (999_999, 10**6)),
    ((500_000, 10**6), (400_000, 10**6)),
    ((14, BILLIONS), (3, 3 * BILLIONS // 4)),
    ((0, BILLIONS), (3, BILLIONS)),
    ((BILLIONS, BILLIONS), (5, BILLIONS)),
    ((10**9, BILLIONS), (10**9 + 5, BILLIONS)),
]
UNBIASED = {"koopman": False, "mee": False, "miettinen-nurminen": True}
Compare = Callable[..., Estimate]
SCORES = [
    (risk_ratio, "koopman"),
    (risk_ratio, "miettinen-nurminen"),
    (risk_difference, "mee"),
    (risk_difference, "miettinen-nurminen"),
]
at_each_level = pytest.mark.parametrize("level", LEVELS)
each_pair = pytest.mark.parametrize(("group", "reference"), PAIRS)


def ends(function: Compare, x1: int, n1: int, x0: int, n0: int) -> tuple[float, float]:
    """Return the limits where there is nothing to solve; nan where the equation has a root."""
    if function is risk_ratio:
        return (0.0 if x1 == 0 else np.nan), (np.inf if x0 == 0 else np.nan)
    return (-1.0 if (x1, x0) == (0, n0) else np.nan), (1.0 if (x1, x0) == (n1, 0) else np.nan)


def changes_sign(equation: d.Equation, limit: float, around: float) -> bool:
    """Whether the root is within EXACT of the limit, relative to the scale of the limit."""
    low, high = (equation(mpf(limit) + side * EXACT * mpf(around)) for side in (-1, 1))
    return bool(low * high < 0)


@at_each_level
@each_pair
@pytest.mark.parametrize(("function", "method"), SCORES)
def test_score_limits(function: Compare, method: str, group: Side, reference: Side, level: float) -> None:
    found = function(group=group, reference=reference, method=method, level=level)
    equations = risk_score(group, reference, d.tail(level), ratio=function is risk_ratio, unbiased=UNBIASED[method])
    limits = found.low, found.high
    for equation, limit, end in zip(equations, limits, ends(function, *group, *reference), strict=True):
        # A difference comes from the value and a distance, and has the digits of the larger of the two.
        scale = abs(limit) if function is risk_ratio else max(abs(float(found.value)), abs(float(found.value - limit)))
        assert limit == end or changes_sign(equation, float(limit), float(scale))


@at_each_level
@each_pair
def test_newcombe_is_a_square_and_add_of_wilson(group: Side, reference: Side, level: float) -> None:
    found = risk_difference(group=group, reference=reference, method="newcombe", level=level)
    (p1, p0), (l1, u1), (l0, u0) = (
        [mpf(x) / n for x, n in (group, reference)],
        *(d.wilson(*side, d.tail(level)) for side in (group, reference)),
    )
    assert found.low == pytest.approx(float(p1 - p0 - mpmath.hypot(p1 - l1, u0 - p0)), rel=1e-10, abs=1e-15)
    assert found.high == pytest.approx(float(p1 - p0 + mpmath.hypot(u1 - p1, p0 - l0)), rel=1e-10, abs=1e-15)


@at_each_level
@each_pair
@pytest.mark.parametrize(("method", "added"), [("wald", 0), ("agresti-caffo", 1)])
def test_normal_limits(method: str, added: int, group: Side, reference: Side, level: float) -> None:
    found = risk_difference(group=group, reference=reference, method=method, level=level)
    counts = [(mpf(x + added), mpf(n + 2 * added)) for x, n in (group, reference)]
    (p1, n1), (p0, n0) = ((x / n, n) for x, n in counts)
    half = d.quantile(d.tail(level)) * mpmath.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    limits = max(p1 - p0 - half, mpf(-1)), min(p1 - p0 + half, mpf(1))
    for ours, exact in zip((found.low, found.high), limits, strict=True):
        assert abs(ours - exact) <= EXACT * max(abs(p1 - p0), half)


FEW: list[tuple[Side, Side]] = [((5, 7), (2, 12)), ((7, 7), (1, 9)), ((0, 7), (9, 9)), ((20, 100), (300, 1_000))]


def sides(group: Side, reference: Side, method: str, level: float) -> Iterator[tuple[mpf, mpf, mpf]]:
    """Yield the value and the limits of each side, as they are printed."""
    for part, whole in (group, reference):
        found = proportion(part, whole, method=method, level=level)
        yield mpf(part) / whole, mpf(float(found.low)), mpf(float(found.high))


@at_each_level
@pytest.mark.parametrize("method", risk.IN_A_RATIO)
@pytest.mark.parametrize(("group", "reference"), FEW)
def test_mover_of_any_method(method: str, group: Side, reference: Side, level: float) -> None:
    found = risk_ratio(group=group, reference=reference, method=f"mover-{method}", level=level)
    (p1, l1, u1), (p0, l0, u0) = sides(group, reference, method, level)
    product = p1 * p0
    if l1 > 0:
        low = product - mpmath.sqrt(product**2 - l1 * u0 * (2 * p1 - l1) * (2 * p0 - u0))
        assert found.low == pytest.approx(float(low / (u0 * (2 * p0 - u0))), rel=1e-12)
    if l0 > 0:
        high = product + mpmath.sqrt(product**2 - u1 * l0 * (2 * p1 - u1) * (2 * p0 - l0))
        assert found.high == pytest.approx(float(high / (l0 * (2 * p0 - l0))), rel=1e-12)
    assert (found.low == 0, found.high == np.inf) == (l1 == 0, l0 == 0)


@at_each_level
@pytest.mark.parametrize("method", risk.IN_A_DIFFERENCE)
@pytest.mark.parametrize(("group", "reference"), FEW)
def test_mover_of_any_method_for_a_difference(method: str, group: Side, reference: Side, level: float) -> None:
    found = risk_difference(group=group, reference=reference, method=f"mover-{method}", level=level)
    (p1, l1, u1), (p0, l0, u0) = sides(group, reference, method, level)
    low, high = p1 - p0 - mpmath.hypot(p1 - l1, u0 - p0), p1 - p0 + mpmath.hypot(u1 - p1, p0 - l0)
    assert abs(found.low - low) <= EXACT
    assert abs(found.high - high) <= EXACT


@pytest.mark.parametrize("method", ["agresti-coull", "wald"])
def test_a_method_without_a_lower_limit_for_few_events_is_left_out_of_the_ratio(method: str) -> None:
    assert proportion(1, 12, method=method).low == 0  # and then that of the ratio to it has no upper limit
    assert f"mover-{method}" not in FAMILIES["risk ratio"].methods


def test_the_limits_of_blaker_have_no_tails_for_mover() -> None:
    # All of 5 or none of 5 has chance 1/16 when p is 1/2: the lower limit is the same at a range of levels.
    lows = [proportion(5, 5, method="blaker", level=level).low for level in (0.94, 0.95, 0.96)]
    assert lows == pytest.approx([0.5] * 3, rel=1e-14)
    assert not any("mover-blaker" in FAMILIES[of].methods for of in ("risk ratio", "risk difference"))


def test_mover_of_wald_is_wald() -> None:
    group, reference = (5, 17), (9, 22)
    (p1, l1, u1), (p0, l0, u0) = sides(group, reference, "wald", 0.8)
    found = risk_difference(group=group, reference=reference, method="wald", level=0.8)
    assert found.low == pytest.approx(float(p1 - p0 - mpmath.hypot(p1 - l1, u0 - p0)), rel=1e-13)
    assert found.high == pytest.approx(float(p1 - p0 + mpmath.hypot(u1 - p1, p0 - l0)), rel=1e-13)
    assert "mover-wald" not in FAMILIES["risk difference"].methods


def test_a_difference_of_huge_counts_is_exact() -> None:
    counts = [(BILLIONS - i, BILLIONS - 7 * i) for i in range(5)]
    for group, reference in product([(10**9 + 1, 2 * 10**9 - 1), (7, 2 * 10**9)], counts):
        part = mpf(group[0]) / group[1] - mpf(reference[0] - 10**9) / reference[1]
        found = risk_difference(group=group, reference=(reference[0] - 10**9, reference[1]))
        assert abs(found.value - part) <= abs(part) * mpf("5e-16")


def test_another_programs_mee_limit_is_not_where_the_score_is_z() -> None:
    """DescTools 0.99.59 stops its search early: BinomDiffCI(4, 1831, 0, 1488, method = "mee", conf.level = 0.9)."""
    group, reference, printed = (4, 1831), (0, 1488), mpf("0.00031189481881284853")
    low, _ = risk_score(group, reference, d.tail(0.9), ratio=False, unbiased=False)
    found = risk_difference(group=group, reference=reference, method="mee", level=0.9)
    assert low(printed) > 0.025
    assert changes_sign(low, float(found.low), float(found.value))
    assert found.low == pytest.approx(0.00036787979137313954, rel=1e-13)
