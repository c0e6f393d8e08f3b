"""Limits of the odds ratio against the equations that define them, at fifty digits, and where others go wrong."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from mpmath import mpf
from scipy import stats

from disprop import odds_ratio
from disprop.intervals import ODDS_RATIO
from equations import definitions as d

Side = tuple[int, int]
SHARES = {"exact": mpf(1), "mid-p": mpf("0.5")}
SMALL = [
    ((5, 7), (2, 12)),
    ((1, 14), (2, 2003)),
    ((3, 4), (1, 4000)),
    ((0, 7), (5, 7)),
    ((7, 7), (2, 9)),
    ((0, 293), (307, 307)),
    ((1, 1), (0, 1)),
    ((149, 150), (40, 320)),
]
LARGE = [((400, 1000), (550, 1000)), ((41_726, 76_879), (32_407, 67_495)), ((3, 100_000), (90_000, 100_000))]
at_each_level = pytest.mark.parametrize("level", [0.5, 0.95, 0.9999, 1 - 1e-9])


def solved(group: Side, reference: Side, low: float, high: float, equations: tuple[d.Equation, d.Equation]) -> bool:
    """Whether both limits solve their equations; 0 and infinity are right where a cell is 0."""
    (x1, n1), (x0, n0) = group, reference
    at_low = low == 0 if 0 in (x1, n0 - x0) else d.crosses(equations[0], low)
    at_high = high == np.inf if 0 in (n1 - x1, x0) else d.crosses(equations[1], high)
    return at_low and at_high


@at_each_level
@pytest.mark.parametrize(("group", "reference"), SMALL)
@pytest.mark.parametrize("method", SHARES)
def test_tails_given_both_margins(method: str, group: Side, reference: Side, level: float) -> None:
    found = odds_ratio(group=group, reference=reference, method=method, level=level)
    equations = d.table_tails(*group, *reference, d.tail(level), SHARES[method])
    assert solved(group, reference, float(found.low), float(found.high), equations)


@at_each_level
@pytest.mark.parametrize(("group", "reference"), [*SMALL[:3], *LARGE])
@pytest.mark.parametrize("method", SHARES)
def test_tails_of_large_tables(method: str, group: Side, reference: Side, level: float) -> None:
    found = odds_ratio(group=group, reference=reference, method=method, level=level)
    equations = d.large_table_tails(*group, *reference, d.tail(level), SHARES[method])
    assert solved(group, reference, float(found.low), float(found.high), equations)


@at_each_level
@pytest.mark.parametrize(("group", "reference"), SMALL + LARGE)
def test_score(group: Side, reference: Side, level: float) -> None:
    found = odds_ratio(group=group, reference=reference, method="miettinen-nurminen", level=level)
    score = d.odds_score(*group, *reference, d.tail(level))
    assert solved(group, reference, float(found.low), float(found.high), (score, score))


@at_each_level
@pytest.mark.parametrize(("group", "reference"), [*SMALL[:3], *LARGE])
def test_woolf(group: Side, reference: Side, level: float) -> None:
    found = odds_ratio(group=group, reference=reference, method="woolf-log", level=level)
    (x1, n1), (x0, n0) = group, reference
    cells = [mpf(cell) for cell in (x1, n1 - x1, x0, n0 - x0)]
    factor = mpmath.exp(d.quantile(d.tail(level)) * mpmath.sqrt(sum(1 / cell for cell in cells)))
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    assert abs(found.low * factor / ratio - 1) < d.DIGITS
    assert abs(found.high / factor / ratio - 1) < d.DIGITS


@pytest.mark.parametrize(
    ("group", "reference", "theirs", "right"),
    [
        ((3, 4), (1, 4000), 4.5e15, 626_989.1823853289),  # R's fisher.test
        ((1, 14), (2, 2003), None, 1_528.3725683779817),
        ((1, 14), (1, 2003), None, 12_089.07960474203),
    ],
)
def test_upper_limits_that_others_miss(group: Side, reference: Side, theirs: float | None, right: float) -> None:
    _, upper = d.table_tails(*group, *reference, d.tail(0.95), mpf(1))
    assert d.crosses(upper, right)
    assert theirs is None or abs(upper(mpf(theirs)) + d.tail(0.95)) < mpf("1e-9")  # their tail is 0, not 0.025
    assert odds_ratio(group=group, reference=reference, method="exact").high == pytest.approx(right, rel=1e-13)


@pytest.mark.parametrize(("group", "reference"), [((5, 7), (2, 12)), ((12, 40), (3, 60)), ((250, 700), (190, 800))])
@pytest.mark.parametrize("method", SHARES)
def test_p_values_are_those_of_fisher(method: str, group: Side, reference: Side) -> None:
    (x1, n1), (x0, n0) = group, reference
    given = stats.hypergeom(n1 + n0, n1, x1 + x0)
    half = (1 - float(SHARES[method])) * given.pmf(x1)
    smaller = min(given.sf(x1 - 1), given.cdf(x1)) - half
    p = odds_ratio(group=group, reference=reference, method=method).p_value(1.0)
    assert p == pytest.approx(min(2 * smaller, 1), rel=1e-9)


@pytest.mark.parametrize("method", ["exact", "mid-p"])
@pytest.mark.parametrize("tail", [1e-300, 1e-100, 1e-17, 0.5 - 2**-54])
def test_tails_too_small_to_see_have_limits_that_solve(method: str, tail: float) -> None:
    for group, reference in (*SMALL[:3], ((0, 293), (307, 307)), ((900, 1000), (100, 1000))):
        low, high = ODDS_RATIO.limits(method, tuple(np.array(float(count)) for count in (*group, *reference)), tail)
        equations = d.large_table_tails(*group, *reference, mpf(tail), SHARES[method])
        assert solved(group, reference, float(low), float(high), equations)


def test_many_rows_are_solved_as_one_would_be() -> None:
    rng = np.random.default_rng(1)
    n1, n0 = rng.integers(1, 5_000, (2, 3_000)).astype(float)
    x1, x0 = rng.binomial(n1.astype(int), rng.random(3_000)), rng.binomial(n0.astype(int), rng.random(3_000))
    together = odds_ratio(group=(x1, n1), reference=(x0, n0))
    for i in range(0, 3_000, 100):
        alone = odds_ratio(group=(x1[i], n1[i]), reference=(x0[i], n0[i]))
        each = together[i]
        assert (each.low, each.high) == pytest.approx((alone.low, alone.high), rel=1e-13)
