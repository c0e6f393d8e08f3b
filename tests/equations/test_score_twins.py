"""The score and exact limits of two sides beside their slow twins: a bracketed root of the statistic itself.

The twins search the whole line for the logarithm of the unknown, where the library takes Laguerre's or Halley's steps
from a near start. For extremes the same equations are solved at fifty digits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf
from scipy.special import ndtri

from disprop.intervals import FAMILIES, ODDS_RATIO
from disprop.intervals._roots import positive_root
from disprop.intervals._score import difference_below, multiplier, odds_low as odds_score, ratio_low
from twins import scores
from twins.scores import FAR

mp.dps = 50
Array = Any
TWIN = 2e-12  # the statistic is a difference of near equals where a risk is near its end: 3e-13 was seen
DIGITS = 1e-13

wholes = st.one_of(st.integers(1, 12), st.integers(1, 10**5), st.integers(1, 10**12))
chances = st.floats(-300, np.log10(0.4999)).map(lambda power: 10.0**power)


@st.composite
def parts(draw: st.DrawFn) -> tuple[float, float]:
    n = draw(wholes)
    few = draw(st.integers(0, min(n, 4)))
    return float(draw(st.sampled_from((few, n - few, draw(st.integers(0, n)))))), float(n)


tables = st.lists(st.tuples(parts(), parts(), chances), min_size=1, max_size=8)


def columns(drawn: Any) -> tuple[Array, ...]:
    """Return x1, n1, x0, n0 and the squared critical value of tables drawn."""
    x1, n1, x0, n0, a = np.array([(*group, *reference, a) for group, reference, a in drawn]).T
    return x1, n1, x0, n0, ndtri(a) ** 2


@settings(deadline=None)
@given(tables)
def test_the_multiplier_of_a_ratio(drawn: Any) -> None:
    x1, n1, x0, n0, w = columns(drawn)
    with np.errstate(all="ignore"):
        found = multiplier(np.maximum(x1, 1), (n1 - x1) / n1, x0, (n0 - x0) / n0, w)
        twin = scores.multiplier(np.maximum(x1, 1), (n1 - x1) / n1, x0, (n0 - x0) / n0, w)
    inner = (n1 > x1) | (twin[1] > 1e-6 * x1)  # where the group has a rest of 0, nothing may be left
    np.testing.assert_allclose(found[0], twin[0], rtol=TWIN)
    np.testing.assert_allclose(found[1][inner], twin[1][inner], rtol=1e-9)  # ill-conditioned near that end


@settings(deadline=None)
@given(tables)
def test_how_far_below_a_difference(drawn: Any) -> None:
    x1, n1, x0, n0, w = columns(drawn)
    with np.errstate(all="ignore"):
        found, twin = difference_below(x1, n1, x0, n0, w), scores.difference_below(x1, n1, x0, n0, w)
    never = (x1 == 0) & (x0 == n0)  # already at -1
    assert (found[never] == 0).all()
    np.testing.assert_allclose(found[~never], twin[~never], rtol=TWIN)


@settings(deadline=None)
@given(tables)
def test_the_score_limit_of_an_odds_ratio(drawn: Any) -> None:
    x1, n1, x0, n0, w = columns(drawn)
    cells = x1, n1 - x1, x0, n0 - x0
    with np.errstate(all="ignore"):
        found, twin = odds_score(cells, w), scores.odds_score(cells, w)
    none = np.minimum(x1, n0 - x0) == 0
    assert (found[none] == 0).all()
    np.testing.assert_allclose(found[~none], twin[~none], rtol=TWIN)


EXTREMES = [
    ((1.0, 1e12), (1.0, 1e12)),
    ((1e9, 2e9), (1e9 + 1, 2e9)),
    ((1e9, 1e12), (1.0, 3.0)),
    ((1.0, 3.0), (1e9, 1e12)),
    ((1e12 - 1, 1e12), (5.0, 1e12)),
    ((7.0, 9.0), (0.0, 12.0)),
    ((7.0, 9.0), (12.0, 12.0)),
    ((2.0, 3.0), (1.0, 1e12)),
    ((1e9, 1e12), (1e9, 1e12)),
]
TAILS = [1e-300, 1e-30, 1e-9, 0.025, 0.25, 0.4999999]
each_extreme = pytest.mark.parametrize(("group", "reference"), EXTREMES)
at_each_tail = pytest.mark.parametrize("a", TAILS)


def solved(statistic: Callable[[mpf], mpf], w: mpf) -> mpf:
    """Return the root at fifty digits, by halving in the logarithm."""
    low, high = mpf(-FAR), mpf(FAR)
    for _ in range(180):
        middle = (low + high) / 2
        low, high = (middle, high) if statistic(mpmath.exp(middle)) < w else (low, middle)
    return mpmath.exp(low)


def near(found: Array, right: mpf) -> bool:
    return bool(abs(mpf(float(found)) - right) <= DIGITS * abs(right))


@each_extreme
@at_each_tail
def test_extremes_at_fifty_digits(group: tuple[float, float], reference: tuple[float, float], a: float) -> None:
    (x1, n1), (x0, n0) = group, reference
    w = float(ndtri(a) ** 2)
    a1, b1, c0, d0 = mpf(x1), mpf(n1) - mpf(x1), mpf(x0), mpf(n0) - mpf(x0)

    def of_ratio(t: mpf) -> mpf:
        d = a1 * t / (1 + t)
        return d**2 * (b1 / (n1 * (a1 / (1 + t))) + d0 / (n0 * (c0 + d)))

    def of_difference(m: mpf) -> mpf:
        def share(x: mpf, n: mpf) -> mpf:
            p = 2 * x / (n + m + mpmath.sqrt((n + m) ** 2 - 4 * m * x))
            return p * (1 - p) / n

        return m**2 * (share(a1, mpf(n1)) + share(d0, mpf(n0)))

    least = min(a1, d0)

    def of_odds(e: mpf) -> mpf:
        m = least * e / (1 + e)
        return m**2 * (1 / (a1 - m) + 1 / (b1 + m) + 1 / (c0 + m) + 1 / (d0 - m))

    with np.errstate(all="ignore"):
        x, n, y, m, squared = np.array([[x1], [n1], [x0], [n0], [w]])
        ratio, below = ratio_low(x, n, y, m, squared)[0], difference_below(x, n, y, m, squared)[0]
        odds = odds_score((x, n - x, y, m - y), squared)[0]
    t, w50 = solved(of_ratio, mpf(w)), mpf(w)
    d, e = a1 * t / (1 + t), a1 / (1 + t)
    assert near(ratio, e / (b1 + e) * (n0 + d) / (c0 + d))
    assert near(below, w50 / solved(of_difference, w50))
    if least > 0:
        m = least * (1 - 1 / (1 + solved(of_odds, w50)))
        assert near(odds, (a1 - m) * (d0 - m) / ((b1 + m) * (c0 + m)))
    else:
        assert odds == 0


def test_no_width_at_the_estimate() -> None:
    nothing = np.array([0.0])
    x1, n1, x0, n0 = np.array([[3.0], [10.0], [2.0], [8.0]])
    with np.errstate(all="ignore"):
        assert ratio_low(x1, n1, x0, n0, nothing) == pytest.approx([1.2], rel=1e-15)
        assert difference_below(x1, n1, x0, n0, nothing).tolist() == [0.0]
        assert odds_score((x1, n1 - x1, x0, n0 - x0), nothing) == pytest.approx([9 / 7], rel=1e-15)


def test_a_row_that_is_no_table_does_not_hold_up_the_others() -> None:
    x1, n1, x0, n0 = np.array([[3.0, 10.0, 2.0, 8.0], [0.0, 0.0, 0.0, 0.0], [0.0, 5.0, 5.0, 5.0]]).T
    alone = tuple(np.asarray(count) for count in (3.0, 10.0, 2.0, 8.0))
    for name in ("exact", "mid-p", "miettinen-nurminen"):
        together = ODDS_RATIO.limits(name, (x1, n1, x0, n0), 0.025)
        single = ODDS_RATIO.limits(name, alone, 0.025)
        # the same steps; NumPy rounds the last bit of one number and of an array differently
        np.testing.assert_allclose([limit[0] for limit in together], single, rtol=1e-14)


@settings(deadline=None)
@given(st.lists(st.floats(-8, 8), min_size=1, max_size=3), st.floats(-8, 8), st.floats(-9, 9))
def test_the_positive_root_of_a_polynomial_with_roots_that_are_given(
    negative: list[float], positive: float, start: float
) -> None:
    """Laguerre's steps from anywhere above 0 find 10^positive beside roots -10^negative."""
    coefficients = np.array([1.0, -(10.0**positive)])
    for power in negative:
        coefficients = np.convolve(coefficients, [1.0, 10.0**power])
    found = positive_root([np.array([c]) for c in coefficients], np.array([10.0**start]))
    assert found == pytest.approx([10.0**positive], rel=1e-13)


@pytest.mark.parametrize("people", [1e-50, 1e-20, 1.0])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
def test_beside_a_rate_that_is_next_to_nothing_a_difference_is_a_rate(people: float, level: float) -> None:
    x, nobody, a = np.array([4.0, 16, 874]), np.zeros(3), (1 - level) / 2
    least, most = FAMILIES["rate"].limits("scas", (x, people + nobody), a)
    of_group = FAMILIES["rate difference"].limits("scas", (x, people + nobody, 2 + nobody, people * 1e40 + nobody), a)
    of_other = FAMILIES["rate difference"].limits("scas", (2 + nobody, people * 1e40 + nobody, x, people + nobody), a)
    np.testing.assert_allclose(of_group, (least, most), rtol=1e-12)
    np.testing.assert_allclose(of_other, (-most, -least), rtol=1e-12)
