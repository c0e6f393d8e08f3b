"""Skewness-corrected limits of two risks: the equation at fifty digits, the ends, the first crossing, the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from disprop import Estimate, odds_ratio, risk_difference, risk_ratio
from disprop.intervals import _skewed
from equations import definitions as d, skewed

LEVELS = (0.5, 0.8, 0.95, 0.9999)
BILLIONS = 2 * 10**9
EXACT = 1e-13
Side = tuple[int, int]
Compare = Callable[..., Estimate]
PAIRS: list[tuple[Side, Side]] = [
    ((5, 7), (2, 12)),
    ((1, 10), (9, 10)),
    ((0, 7), (5, 9)),
    ((5, 9), (0, 7)),
    ((7, 7), (5, 9)),
    ((5, 9), (7, 7)),
    ((7, 7), (0, 9)),
    ((0, 9), (7, 7)),
    ((0, 7), (0, 9)),
    ((7, 7), (9, 9)),
    ((1, 1), (0, 1)),
    ((1, 1), (999, 1000)),
    ((7, 7), (999_999, 10**6)),
    ((500_000, 10**6), (400_000, 10**6)),
    ((14, BILLIONS), (3, 3 * BILLIONS // 4)),
    ((0, BILLIONS), (3, BILLIONS)),
    ((BILLIONS, BILLIONS), (5, BILLIONS)),
    ((10**9, BILLIONS), (10**9 + 5, BILLIONS)),
    ((1, 2), (0, 2_330_970)),  # a risk that begins to move far beyond the limit
    ((3_747_567, 3_747_567), (90, 174)),
]
MEASURES: dict[str, tuple[Compare, Any, Any]] = {
    "ratio": (risk_ratio, skewed.risk_ratio, skewed.of_ratio),
    "difference": (risk_difference, skewed.risk_difference, skewed.of_difference),
    "odds": (odds_ratio, skewed.odds_ratio, skewed.of_odds),
}
each_measure = pytest.mark.parametrize("measure", MEASURES)


def level_of(z: mpf) -> float:
    return float(mpmath.erf(z / mpmath.sqrt(2)))


def near(equation: Any, limit: float, scale: float) -> bool:
    """Whether the equation changes sign within EXACT of the limit, or is the limit."""
    if not callable(equation):
        return bool(limit == equation)
    low, high = (equation(mpf(limit) + side * mpf(EXACT) * mpf(scale)) for side in (-1, 1))
    return bool(low * high < 0)


@each_measure
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("group", "reference"), PAIRS)
def test_both_limits(measure: str, group: Side, reference: Side, level: float) -> None:
    function, of, _ = MEASURES[measure]
    found = function(group=group, reference=reference, method="scas", level=level)
    targets = of(*group, *reference, d.tail(level))
    for equation, limit in zip(targets, (float(found.low), float(found.high)), strict=True):
        # A difference comes from the value and a distance, and has the digits of the larger of the two.
        value = float(found.value)
        assert near(equation, limit, max(abs(value), abs(limit - value)) if measure == "difference" else limit)


@each_measure
@pytest.mark.parametrize(
    ("group", "reference", "counts"),
    [
        ((2, 5), (3, 9), {"ratio": 2, "odds": 2}),
        ((2, 5), (3, 5), {"ratio": 2, "odds": "4.5"}),
        ((3, 3), (1, 6), {"ratio": 3, "odds": 3}),
    ],
)
def test_the_score_ends_at_this(measure: str, group: Side, reference: Side, counts: dict[str, Any]) -> None:
    function, _, of = MEASURES[measure]
    (x1, n1), (x0, n0) = group, reference
    far, close = mpf(x1) / n1 + mpf(n0 - x0) / n0, mpf(x1) / n1**2 + mpf(n0 - x0) / n0**2
    top = mpmath.sqrt(1 + 6 * mpf(counts.get(measure, far**2 / close)) * (n1 + n0) / (n1 + n0 - 1))
    parts = skewed.score_and_bend(of(x1, n1, x0, n0), n1 + n0)
    least = mpf(-1) if measure == "difference" else mpf(0)
    scores = [skewed.corrected(*parts(least + mpf(10) ** -place)) for place in range(2, 30, 4)]
    assert scores == sorted(scores)
    assert 0 < top - scores[-1] < mpf("1e-5")
    within, beyond = (level_of(top + side * mpf("1e-4")) for side in (-1, 1))
    lows = [function(group=group, reference=reference, method="scas", level=level).low for level in (within, beyond)]
    assert lows[0] > least == lows[1]
    highs = [function(group=reference, reference=group, method="scas", level=level).high for level in (within, beyond)]
    assert highs[0] < (1 if measure == "difference" else np.inf) == highs[1]


def test_the_limit_is_at_the_first_crossing() -> None:
    """A part that is the whole gives a score that rises, falls and rises again, below what level 0.5 asks for."""
    group, reference = (1, 1), (7, 8)
    parts = skewed.score_and_bend(skewed.of_ratio(*group, *reference), 9)
    start, peak, fallen, far = (skewed.corrected(*parts(mpf(r))) for r in ("1.142857", "1.126", "1.08", "0.5"))
    assert peak > start > 0 > fallen < far
    kept, first, last = risk_ratio(group=group, reference=reference, method="scas", level=[0.05, 0.15, 0.3])
    assert kept.low == kept.value  # there the score is above z already
    assert 1.125 < first.low < first.value
    assert last.low < 1


def test_the_score_of_a_value_is_not_z_from_a_level_of_one_half_up() -> None:
    found = risk_ratio(group=(1, 1), reference=(7, 8), method="scas", level=0.5)
    assert found.low < found.value < found.high


def rows(seed: int, many: int) -> list[Any]:
    """Return drawn tables, with many zeros, wholes and small counts."""
    rng = np.random.default_rng(seed)
    wholes = np.round(10 ** rng.uniform(0, 7, (2, many)))
    parts = np.floor(rng.random((2, many)) ** 3 * (wholes + 1))
    parts[rng.random((2, many)) < 0.1] = 0
    parts = np.where(rng.random((2, many)) < 0.1, wholes, parts)
    return [parts[0], wholes[0], parts[1], wholes[1]]


@pytest.mark.parametrize("tail", [0.25, 0.025, 0.001, 1e-9])
def test_limits_of_drawn_tables_solve_the_equation(tail: float) -> None:
    columns = [*rows(4, 60), np.full(60, tail)]
    with np.errstate(all="ignore"):
        found = _skewed.ratio_low(*columns)
    for row, limit in zip(np.transpose(columns[:4]), found, strict=True):
        x1, n1, x0, n0 = (int(count) for count in row)
        low, _ = skewed.risk_ratio(x1, n1, x0, n0, mpf(tail))
        barely = abs(x1 - skewed.said_nothing(n1 + n0, mpf(tail))) < 0.01  # digits of a small difference
        assert barely or near(low, float(limit), float(limit))


@pytest.mark.parametrize("tail", [0.25, 0.025, 0.001, 1e-9])
def test_newtons_steps_end_where_the_search_that_they_fall_back_on_does(tail: float) -> None:
    """Both are the library's, of which the search sees to it that the first crossing is the one."""
    columns = [*rows(4, 3_000), np.full(3_000, tail)]
    with np.errstate(all="ignore"):
        fast, plain = _skewed.ratio_low(*columns), _skewed.searched_ratio_low(*columns)
    # Where hardly more was counted than says nothing, the digits of the limit are those of a small difference.
    z, widened, _ = _skewed.critical(columns[-1], columns[1], columns[3])
    clear = np.abs(columns[0] - (z**2 - 1) / (6 * widened)) > 0.01
    # Up to 0.01 from there two of sixteen digits go: 4e-14 at worst.
    np.testing.assert_allclose(fast[clear], plain[clear], rtol=1e-13)
    assert (fast == 0).sum() == (plain == 0).sum() > 100


def test_one_row_is_what_it_is_among_many() -> None:
    columns = rows(5, 500)
    together = risk_ratio(group=(columns[0], columns[1]), reference=(columns[2], columns[3]), method="scas")
    alone = [
        risk_ratio(group=(x1, n1), reference=(x0, n0), method="scas") for x1, n1, x0, n0 in zip(*columns, strict=True)
    ]
    np.testing.assert_array_equal(together.low, [one.low for one in alone])
    np.testing.assert_array_equal(together.high, [one.high for one in alone])
