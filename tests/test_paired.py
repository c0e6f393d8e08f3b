"""Two systems on the same faces: published figures, the equations at fifty digits, and what swapping A and B does."""

from __future__ import annotations

from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mpf
from scipy import stats

from disprop import DispropError, alerts, paired
from disprop.intervals import FAMILIES, Family
from disprop.intervals.paired import PAIRED_DIFFERENCE
from equations.definitions import quantile, tail
from laws.batches import drawn, estimate, limits_of
from laws.test_laws import both as of_both, not_above, same
from strategies import levels, limits, value

METHODS: list[Any] = [
    pytest.param(family, name, id=f"{family.parameter}-{name}")
    for family in FAMILIES.values()
    if any(word in family.parameter for word in ("paired", "pairs", "extra", "ROC"))
    for name in family.methods
]
every_method = pytest.mark.parametrize(("family", "name"), METHODS)
MIRRORED = {
    "odds ratio of discordant pairs": (1, 0),
    "ratio of paired proportions": (0, 2, 1),
    "ratio of paired proportions, by person": (1, 0, 4, 3, 2, 5),
}
NEGATED = {"difference of paired proportions": (0, 2, 1, 3)}
unhurried = settings(max_examples=5, deadline=None, derandomize=True, database=None)  # of twenty cases each
LEVELS = (0.5, 0.9, 0.95, 0.999)
TABLES = [(1, 1, 7, 12), (43, 0, 1, 0), (20, 12, 2, 16), (0, 0, 0, 9), (9, 0, 0, 0), (0, 9, 0, 0), (0, 4, 5, 0)]
LARGE = [(0, 1, 0, 10**9), (999, 10**6, 999_000, 10**7), (10**9, 3, 40, 17)]


# Published figures


@pytest.mark.parametrize(
    ("table", "method", "level", "low", "high", "decimals"),
    [
        ((43, 0, 1, 0), "tango", 0.90, -0.096, 0.037, 3),  # Tango 1998, table V
        ((1, 1, 7, 12), "tango", 0.95, -0.517, -0.026, 3),  # Fagerland, Lydersen and Laake 2014, table V
        ((20, 12, 2, 16), "newcombe", 0.95, 0.0562, 0.3292, 4),  # Newcombe 1998, method 10
    ],
)
def test_published_differences(
    table: tuple[int, ...], method: str, level: float, low: float, high: float, decimals: int
) -> None:
    both, only_a, only_b, neither = table
    counts: dict[str, Any] = {"both": both, "only_a": only_a, "only_b": only_b, "neither": neither}
    found = paired.difference(**counts, method=method, level=level)
    assert (found.low, found.high) == pytest.approx((low, high), rel=0, abs=0.5 * 10**-decimals)


def test_published_odds_ratio_and_p_values() -> None:
    exact, mid_p, score = (
        paired.mcnemar(only_a=1, only_b=7, method=name, level=0.95) for name in ("exact", "mid-p", "score")
    )
    assert (exact.low, exact.high) == pytest.approx((0.003, 1.112), rel=0, abs=5e-4)
    assert exact.p_value(1) == pytest.approx(0.0703125, rel=1e-9)  # twice 9/256
    assert mid_p.p_value(1) == pytest.approx(0.0390625, rel=1e-9)
    assert score.p_value(1) == pytest.approx(stats.chi2.sf(36 / 8, 1), rel=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0, 3), (5, 5), (12, 4), (1, 30)])
def test_mcnemar_is_that_of_statsmodels(a: int, b: int) -> None:
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    exact = contingency.mcnemar([[9, a], [b, 9]], exact=True).pvalue
    squared = contingency.mcnemar([[9, a], [b, 9]], exact=False, correction=False).pvalue
    assert paired.mcnemar(only_a=a, only_b=b, method="exact").p_value(1) == pytest.approx(exact, rel=1e-9)
    assert paired.mcnemar(only_a=a, only_b=b, method="score").p_value(1) == pytest.approx(squared, rel=1e-9)


# The equations, at fifty digits


def tango_equation(table: tuple[int, ...], a: mpf) -> Any:
    """Return (b - c - nd)^2 - z^2 n (p_b + p_c - d^2) with the shares at their likeliest for the difference d."""
    _, b, c, _ = table
    n = sum(table)

    def likeliest(d: mpf) -> mpf:
        """Return p_c by bisection of the slope of the log likelihood of (p_c + d, p_c, 1 - d - 2 p_c)."""
        low, high = max(mpf(0), -d), (1 - d) / 2
        for _ in range(120):
            q = (low + high) / 2
            slope = (
                (b / (q + d) if b else 0)
                + (c / q if c else 0)
                - (2 * (n - b - c) / (1 - d - 2 * q) if n - b - c else 0)
            )
            low, high = (q, high) if slope > 0 else (low, q)
        return (low + high) / 2

    return lambda d: (b - c - n * d) ** 2 - quantile(a) ** 2 * n * (2 * likeliest(d) + d - d**2)


@pytest.mark.parametrize("table", [*TABLES, *LARGE])
@pytest.mark.parametrize("level", LEVELS)
def test_tango_solves_its_equation(table: tuple[int, ...], level: float) -> None:
    low, high = limits(PAIRED_DIFFERENCE, "tango", table, level)
    equation, size = tango_equation(table, tail(level)), mpf(max(table[1:3])) / sum(table)
    for limit in map(mpf, (float(low), float(high))):
        if abs(limit) != 1:
            step = mpf("1e-13") * max(abs(limit), size)
            assert equation(limit - step) * equation(limit + step) < 0


def test_tango_at_the_ends() -> None:
    low, high = limits(PAIRED_DIFFERENCE, "tango", np.transpose([(0, 9, 0, 0), (0, 0, 9, 0)]), 0.95)
    z2 = stats.norm.ppf(0.975) ** 2
    assert low == pytest.approx([(9 - z2) / (9 + z2), -1], rel=1e-13)
    assert high == pytest.approx([1, (z2 - 9) / (9 + z2)], rel=1e-13)


@pytest.mark.parametrize("n", [1, 5, 1000])
def test_no_discordant_pair_still_bounds_the_difference(n: int) -> None:
    z2 = stats.norm.ppf(0.975) ** 2
    found = paired.difference(both=n, only_a=0, only_b=0, neither=0)
    assert (found.low, found.high) == pytest.approx((-z2 / (n + z2), z2 / (n + z2)), rel=1e-13)


@pytest.mark.parametrize("table", [*TABLES[:3], (0, 0, 0, 5), (0, 3, 0, 1), *LARGE[1:]])
def test_bonett_price_as_printed(table: tuple[int, ...]) -> None:
    both, b, c = map(mpf, table[:3])
    n, x1, x0, z = both + b + c, both + b, both + c, quantile(tail(0.95))
    if n == 0:
        assert limits(FAMILIES["ratio of paired proportions"], "bonett-price", table[:3], 0.95) == (0, np.inf)
        return
    top = mpmath.sqrt((b + c + 2) / ((x1 + 1) * (x0 + 1)))
    parts = [mpmath.sqrt((1 - (x + 1) / (n + 2)) / (x + 1)) for x in (x1, x0)]
    k = top / sum(parts) * z
    (l1, u1), (l0, u0) = (
        [(2 * x + k**2 + side * k * mpmath.sqrt(k**2 + 4 * x * (1 - x / n))) / (2 * (n + k**2)) for side in (-1, 1)]
        for x in (x1, x0)
    )
    low, high = limits(FAMILIES["ratio of paired proportions"], "bonett-price", table[:3], 0.95)
    assert float(low) == pytest.approx(float(l1 / u0), rel=1e-13)
    assert float(high) == (pytest.approx(float(u1 / l0), rel=1e-13) if x0 else np.inf)


# The laws of every family of intervals


@every_method
@unhurried
@given(data=st.data())
def test_limits_are_ordered_and_inside_the_support(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family, st.floats(1e-9, 0.999999))
    found = limits_of(family, name, cases.counts, level)
    undefined = np.isnan(value(family, cases.counts)) & np.isnan(found).all(axis=0)
    smallest, largest = family.support
    assert cases.failing(undefined | of_both((smallest <= found) & (found <= largest))) == []
    assert cases.failing(undefined | not_above(*found)) == []


@every_method
@unhurried
@given(data=st.data())
def test_the_interval_contains_the_value(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    plain = value(family, cases.counts)
    low, high = limits_of(family, name, cases.counts, level)
    near = not_above(low - 1e-12, plain) & not_above(plain, high + 1e-12)
    assert cases.failing(np.isnan(plain) | near) == []


@every_method
@unhurried
@given(data=st.data())
def test_a_higher_level_gives_a_wider_interval(family: Family, name: str, data: st.DataObject) -> None:
    cases, one, other = drawn(data, family, levels, levels)
    low, high = limits_of(family, name, cases.counts, np.minimum(one, other))
    lowest, highest = limits_of(family, name, cases.counts, np.maximum(one, other))
    undefined = np.isnan(low) & np.isnan(lowest)
    assert cases.failing(undefined | (not_above(lowest, low) & not_above(high, highest))) == []


@pytest.mark.parametrize(("family", "name"), [m for m in METHODS if m.values[0].parameter in {**MIRRORED, **NEGATED}])
@unhurried
@given(data=st.data())
def test_swapping_the_systems_mirrors_the_interval(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    order = {**MIRRORED, **NEGATED}[family.parameter]
    found = limits_of(family, name, cases.counts, level)
    swapped = limits_of(family, name, tuple(cases.counts[i] for i in order), level)[::-1]
    with np.errstate(divide="ignore"):
        mirrored = -swapped if family.parameter in NEGATED else 1 / swapped
    assert cases.failing(np.isnan(found).all(axis=0) | same(mirrored, found)) == []


@every_method
@unhurried
@given(data=st.data())
def test_broadcasting_equals_looping(family: Family, name: str, data: st.DataObject) -> None:
    cases, level = drawn(data, family)
    together = limits_of(family, name, cases.counts, level)
    alone = np.transpose([limits(family, name, row[:-1], row[-1]) for row in zip(*cases.counts, level, strict=True)])
    assert cases.failing(of_both(np.isclose(together, alone, rtol=1e-12, atol=0, equal_nan=True))) == []


@every_method
@unhurried
@given(data=st.data())
def test_a_null_is_excluded_when_its_p_value_is_small(family: Family, name: str, data: st.DataObject) -> None:
    cases, level, null = drawn(data, family, levels, st.sampled_from((0.0, 0.1, 0.5, 1.0, 2.0, -0.3)))
    found = estimate(family, name, cases.counts, level)
    p = found.p_value(null)
    close = np.isnan(p) | (np.abs(p / (1 - level) - 1) <= 1e-9)
    assert cases.failing(close | (found.excludes(null) == (p < 1 - level))) == []


# Coverage, by adding up the probabilities of all tables whose interval holds the truth


def coverage(method: str, n: int, chances: tuple[float, float, float]) -> float:
    """Return how often the interval of a difference holds p_b - p_c, for `both`, `only_a` and `only_b` of n."""
    cells = np.array([c for c in product(range(n + 1), repeat=3) if sum(c) <= n]).T
    table = (*cells, n - cells.sum(axis=0))
    weight = stats.multinomial.pmf(np.transpose(table), n, (*chances, 1 - sum(chances)))
    low, high = limits(PAIRED_DIFFERENCE, method, table, 0.95)
    truth = chances[1] - chances[2]
    return float(weight[(low <= truth + 1e-12) & (truth - 1e-12 <= high)].sum())


CHANCES = [(0.4, 0.1, 0.1), (0.1, 0.3, 0.05), (0.6, 0.02, 0.02), (0.2, 0.01, 0.2), (0.05, 0.45, 0.45), (0.0, 0.1, 0.9)]


@pytest.mark.parametrize("chances", CHANCES)
def test_tango_covers_near_its_level(chances: tuple[float, float, float]) -> None:
    assert coverage("tango", 16, chances) >= 0.93


def test_wald_does_not() -> None:
    assert coverage("wald", 16, CHANCES[3]) < 0.9


@pytest.mark.parametrize("odds", [0.05, 0.5, 1.0, 3.0, 40.0])
@pytest.mark.parametrize("n", [1, 6, 25])
def test_the_exact_odds_ratio_never_covers_less(odds: float, n: int) -> None:
    x = np.arange(n + 1)
    found = paired.mcnemar(only_a=x, only_b=n - x, method="exact")
    weight = stats.binom.pmf(x, n, odds / (1 + odds))
    assert weight[~found.excludes(odds)].sum() >= 0.95


# Where only alerts are verified


def test_the_faces_that_neither_alerts_are_not_needed() -> None:
    found = alerts.relative_accuracy(true_alerts=(40, 12, 3), false_alerts=(9, 31, 2))
    for unseen in (0, 10, 10**6):
        whole = 40 + 12 + 3 + unseen
        assert found.true_positive_rate.value == pytest.approx((52 / whole) / (43 / whole), rel=1e-14)
    assert found.false_positive_rate.value == 40 / 11
    assert found.extra_false_per_extra_true.value == 29 / 9


def test_swapping_the_systems_leaves_the_extra_alerts_alone() -> None:
    one = alerts.relative_accuracy(true_alerts=(40, 12, 3), false_alerts=(9, 31, 2))
    other = alerts.relative_accuracy(true_alerts=(40, 3, 12), false_alerts=(9, 2, 31))
    extra, again = one.extra_false_per_extra_true, other.extra_false_per_extra_true
    assert (extra.value, extra.low, extra.high) == pytest.approx((again.value, again.low, again.high), rel=1e-13)
    assert one.true_positive_rate.low == pytest.approx(1 / other.true_positive_rate.high, rel=1e-13)


def test_fieller_solves_its_equation() -> None:
    extra = alerts.relative_accuracy(true_alerts=(40, 12, 1), false_alerts=(9, 31, 2)).extra_false_per_extra_true
    z2 = stats.norm.ppf(0.975) ** 2
    for r in (extra.low, extra.high):
        assert (29 - 11 * r) ** 2 == pytest.approx(z2 * (33 + 13 * r**2), rel=1e-12)


def test_unclear_extra_true_alerts_say_nothing() -> None:
    found = alerts.relative_accuracy(true_alerts=(40, 5, 3), false_alerts=(9, 31, 2)).extra_false_per_extra_true
    assert [found.low, found.high] == [-np.inf, np.inf]
    assert found.value == 14.5


def test_no_discordant_false_alert_says_nothing_of_their_number() -> None:
    found = alerts.relative_accuracy(true_alerts=(40, 12, 0), false_alerts=(9, 0, 0)).extra_false_per_extra_true
    assert found.value == 0
    assert [found.low, found.high] == [-np.inf, np.inf]


def test_no_alerts_of_b_give_an_infinite_ratio_with_a_lower_limit() -> None:
    found = alerts.relative_accuracy(true_alerts=(0, 12, 0), false_alerts=(0, 0, 0))
    assert found.true_positive_rate.value == np.inf
    assert 1 < found.true_positive_rate.low < np.inf
    assert np.isnan(found.false_positive_rate.value)
    assert [found.false_positive_rate.low, found.false_positive_rate.high] == [0, np.inf]
    assert "undefined" in str(found)


@pytest.mark.parametrize("wrong", [(1, 2), 3, (1, 2, 3, 4)])
def test_what_is_not_a_triple_is_refused(wrong: Any) -> None:
    with pytest.raises(DispropError, match="true_alerts must be a triple \\(both, only_a, only_b\\); got"):
        alerts.relative_accuracy(true_alerts=wrong, false_alerts=(1, 2, 3))


def test_bad_counts_are_named() -> None:
    with pytest.raises(DispropError, match="only_b must be whole numbers; got 2\\.5"):
        paired.ratio(both=1, only_a=1, only_b=2.5)
    with pytest.raises(DispropError, match="neither must be finite and >= 0; got -1 at position 1"):
        paired.difference(both=1, only_a=1, only_b=2, neither=[3, -1])
    assert np.isnan(paired.difference(both=0, only_a=0, only_b=0, neither=0).low)


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_the_mid_p_test_of_equal_counts_is_that_of_its_source(count: int) -> None:
    # Fagerland, Lydersen and Laake 2013: 1 - P(only_a)/2 where the counts are equal
    found = paired.mcnemar(only_a=count, only_b=count)
    assert found.p_value(1) == pytest.approx(1 - stats.binom.pmf(count, 2 * count, 0.5) / 2, rel=1e-13)
    assert paired.mcnemar(only_a=count, only_b=count, method="exact").p_value(1) == 1
    assert paired.mcnemar(only_a=count, only_b=count, method="mid-p", sides="lower").p_value(1) == 1
    assert paired.mcnemar(only_a=0, only_b=0).p_value(1) == 1
