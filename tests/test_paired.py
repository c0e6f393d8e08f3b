"""Two systems on the same faces: published figures, the equations at fifty digits, and what swapping A and B does."""

from __future__ import annotations

from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from scipy import stats

from disprop import DispropError, Estimate, alerts
from disprop.intervals import FAMILIES, Family
from disprop.intervals.area import AREAS
from disprop.intervals.by_person import BY_PERSON, CLUSTERED_DIFFERENCE, CLUSTERED_RATIO
from disprop.intervals.paired import PAIRED, PAIRED_DIFFERENCE
from equations.definitions import quantile, tail
from laws.batches import drawn, estimate, limits_of
from laws.test_laws import both as of_both
from laws.test_laws import not_above, same
from strategies import levels, limits, value

METHODS: list[Any] = [
    pytest.param(family, name, id=f"{family.parameter}-{name}")
    for family in (*PAIRED, *BY_PERSON, *AREAS)
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
    found = alerts.paired_difference(**counts, method=method, level=level)
    assert (found.low, found.high) == pytest.approx((low, high), rel=0, abs=0.5 * 10**-decimals)


def test_published_odds_ratio_and_p_values() -> None:
    exact, mid_p, score = (
        alerts.mcnemar(only_a=1, only_b=7, method=name, level=0.95) for name in ("exact", "mid-p", "score")
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
    assert alerts.mcnemar(only_a=a, only_b=b, method="exact").p_value(1) == pytest.approx(exact, rel=1e-9)
    assert alerts.mcnemar(only_a=a, only_b=b, method="score").p_value(1) == pytest.approx(squared, rel=1e-9)


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
    found = alerts.paired_difference(both=n, only_a=0, only_b=0, neither=0)
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
    found = alerts.mcnemar(only_a=x, only_b=n - x, method="exact")
    weight = stats.binom.pmf(x, n, odds / (1 + odds))
    assert weight[~found.excludes(odds)].sum() >= 0.95


# By person

PEOPLE = {"both": [1, 2, 0, 3, 1, 2], "only_a": [2, 1, 3, 0, 2, 0], "only_b": [0, 0, 0, 1, 0, 1]}
PASSES = {**PEOPLE, "neither": [1, 1, 1, 0, 5, 1]}


def by_person(**changed: Any) -> Estimate:
    return alerts.paired_difference_by_person(**{**PASSES, **changed})


def test_the_p_values_are_those_of_obuchowski_and_of_durkalski() -> None:
    u = np.subtract(PASSES["only_a"], PASSES["only_b"])
    n = np.sum(list(PASSES.values()), axis=0)
    obuchowski = 5 / 6 * u.sum() ** 2 / (u**2).sum()
    durkalski = (u / n).sum() ** 2 / ((u / n) ** 2).sum()
    assert by_person().p_value(0) == pytest.approx(stats.chi2.sf(obuchowski, 1), rel=1e-9)
    found = by_person(each="person", method="durkalski")
    assert found.p_value(0) == pytest.approx(stats.chi2.sf(durkalski, 1), rel=1e-9)
    assert found.value == pytest.approx((u / n).mean(), rel=1e-15)
    assert by_person().value == u.sum() / n.sum()


def test_the_limits_by_person_solve_their_equation() -> None:
    u = np.subtract(PASSES["only_a"], PASSES["only_b"])
    n = np.sum(list(PASSES.values()), axis=0)
    found = by_person(level=0.8)
    z2 = stats.norm.ppf(0.9) ** 2 * 6 / 5
    for limit in (found.low, found.high):
        assert (u - n * limit).sum() ** 2 == pytest.approx(z2 * ((u - n * limit) ** 2).sum(), rel=1e-12)


def test_the_order_of_the_people_does_not_matter_and_their_likeness_does() -> None:
    order = [3, 1, 0, 5, 4, 2]
    shuffled = by_person(**{name: np.array(count)[order] for name, count in PASSES.items()})
    assert (shuffled.low, shuffled.high) == pytest.approx((by_person().low, by_person().high), rel=1e-12)
    alike = alerts.paired_difference_by_person(both=[0] * 12, only_a=[9, 0] * 6, only_b=[0, 5] * 6, neither=[4] * 12)
    taken_apart = alerts.paired_difference(both=0, only_a=54, only_b=30, neither=48)
    assert alike.high - alike.low > 2 * (taken_apart.high - taken_apart.low)


@pytest.mark.parametrize("counts", [(2, 0, 0, 1), (0, 3, 0, 1)])
def test_people_who_do_not_differ_give_the_whole_range(counts: tuple[int, ...]) -> None:
    found = by_person(**{name: [count] * 7 for name, count in zip(PASSES, counts, strict=True)})
    assert [found.low, found.high] == [-1, 1]


def test_people_are_named_when_they_are_refused() -> None:
    with pytest.raises(DispropError, match="at position 2 are 0: leave that person out"):
        by_person(**{name: [1, 2, 0] for name in PASSES})
    with pytest.raises(DispropError, match="two people or more; got \\(1,\\)"):
        by_person(**{name: [1] for name in PASSES})
    with pytest.raises(DispropError, match=r"no way to count people is called 'persn'.* 'person'"):
        by_person(each="persn")


def test_coverage_by_person_where_passes_are_alike() -> None:
    rng = np.random.default_rng(20)
    people, passes, trials = 30, 6, 2_000
    leaning = rng.beta(0.5, 0.5, size=(trials, people, 1))  # of one person's discordant passes, towards A
    discordant = rng.random((trials, people, passes)) < 0.5
    to_a = rng.random((trials, people, passes)) < leaning
    u = np.where(discordant, np.where(to_a, 1.0, -1.0), 0.0).sum(axis=2)
    n = np.full_like(u, passes)
    sums = (u.sum(1), n.sum(1), (u * u).sum(1), (u * n).sum(1), (n * n).sum(1), np.full(trials, float(people)))
    low, high = limits(CLUSTERED_DIFFERENCE, "obuchowski", sums, 0.95)
    b, c = ((discordant & side).sum(axis=(1, 2)) for side in (to_a, ~to_a))
    narrow, wide = limits(PAIRED_DIFFERENCE, "tango", (people * passes - b - c, b, c, 0 * b), 0.95)
    assert 0.94 <= ((low <= 0) & (high >= 0)).mean() <= 0.975
    assert ((narrow <= 0) & (wide >= 0)).mean() < 0.85


# The ratio by person

TWENTY = {"both": [1, 2, 0, 3, 1] * 4, "only_a": [2, 1, 3, 0, 2] * 4, "only_b": [0, 0, 1, 1, 0] * 4}
RATIOS = {
    "six": PEOPLE,
    "twenty": TWENTY,
    "one a person": {"both": [1] * 9 + [0] * 6, "only_a": [0] * 9 + [1] * 5 + [0], "only_b": [0] * 14 + [1]},
    "no alert of A": {"both": [0] * 15, "only_a": [0] * 15, "only_b": [3, 1, 2] * 5},
    "no alert of B": {"both": [0] * 15, "only_a": [3, 1, 2] * 5, "only_b": [0] * 15},
    "many": {"both": [10**6, 3, 0, 40], "only_a": [10**5, 0, 7, 10**4], "only_b": [9, 10**5, 0, 2]},
}
RATIO_METHODS = ("score", "fieller")


def ratio_by_person(people: dict[str, list[int]] = PEOPLE, **changed: Any) -> Estimate:
    return alerts.paired_ratio_by_person(**{**people, **changed})


def ratio_equation(people: dict[str, list[int]], name: str, a: mpf) -> Any:
    """Return (sum d)^2 - z^2 K/(K - 1) V, added up over people who have an alert."""
    rows = [(mpf(both + b), mpf(both + c)) for both, b, c in zip(*people.values(), strict=True) if both + b + c]
    weight = quantile(a) ** 2 * len(rows) / (len(rows) - 1)

    def at(r: mpf) -> mpf:
        d = [u - r * n for u, n in rows]
        less = (1 - r) * sum(d) if name == "score" else 0
        return sum(d) ** 2 - weight * (sum(one**2 for one in d) - less)

    return at


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("method", RATIO_METHODS)
@pytest.mark.parametrize("people", RATIOS)
def test_the_ratio_by_person_solves_its_equation(people: str, method: str, level: float) -> None:
    found = ratio_by_person(RATIOS[people], method=method, level=level)
    equation = ratio_equation(RATIOS[people], method, tail(level))
    for limit in map(mpf, (float(found.low), float(found.high))):
        if 0 < limit < mpmath.inf:
            assert equation(limit * (1 - mpf("1e-12"))) * equation(limit * (1 + mpf("1e-12"))) < 0
    if not people.startswith("no alert") or method == "score":  # an end is left out exactly where its equation says so
        assert (found.low == 0) == (equation(mpf(0)) <= 0)
        assert (found.high == np.inf) == (equation(mpf("1e30")) <= 0)


@pytest.mark.parametrize("method", RATIO_METHODS)
def test_the_ratio_by_person_swapped_is_inverted(method: str) -> None:
    for people in RATIOS.values():
        one = ratio_by_person(people, method=method)
        other = ratio_by_person(people, only_a=people["only_b"], only_b=people["only_a"], method=method)
        with np.errstate(divide="ignore"):
            assert (one.low, one.high) == pytest.approx((1 / other.high, 1 / other.low), rel=1e-13)


@pytest.mark.parametrize("method", RATIO_METHODS)
@pytest.mark.parametrize("people", ["six", "twenty", "one a person", "many"])
def test_at_one_it_is_the_test_of_the_difference(people: str, method: str) -> None:
    passes = {**RATIOS[people], "neither": [1] * len(RATIOS[people]["both"])}
    ratio, difference = ratio_by_person(RATIOS[people], method=method), by_person(**passes)
    alerted = np.sum(list(RATIOS[people].values()), axis=0) > 0
    assert alerted.all()
    assert ratio.p_value(1) == pytest.approx(difference.p_value(0), rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("table", [(9, 5, 1), (0, 3, 4), (2, 0, 6), (0, 0, 5), (4, 1, 0)])
def test_one_pass_a_person_is_the_score_form_of_unclustered_pairs(table: tuple[int, int, int], level: float) -> None:
    """With the variance r (b + c) of x_a - r x_b: McNemar's chi-squared at 1, but for (K - 1)/K."""
    one = np.eye(3, dtype=int)
    people: dict[str, Any] = {name: np.repeat(row, table) for name, row in zip(PEOPLE, one, strict=True)}
    both, b, c = table
    k, found = sum(table), alerts.paired_ratio_by_person(**people, level=level)
    w = stats.norm.isf((1 - level) / 2) ** 2 * k / (k - 1)
    for r in (found.low, found.high):
        if 0 < r < np.inf:
            assert (both + b - r * (both + c)) ** 2 == pytest.approx(w * r * (b + c), rel=1e-10)
    assert (found.low == 0, found.high == np.inf) == (both + b == 0, both + c == 0)
    mcnemar = stats.chi2.sf((k - 1) / k * (b - c) ** 2 / (b + c), 1)
    assert found.p_value(1) == pytest.approx(mcnemar, rel=1e-9)


def test_no_alert_of_one_system_gives_a_finite_limit() -> None:
    """Without an alert of A, (r N)^2 = w (r N + r^2 (P - N)), P the sum of squares of B's."""
    w = stats.norm.ppf(0.975) ** 2 * 15 / 14
    none = ratio_by_person(RATIOS["no alert of A"])
    assert [none.value, none.low] == [0, 0]
    assert none.high == pytest.approx(w * 30 / (30**2 - w * (70 - 30)), rel=1e-12)
    fieller = ratio_by_person(RATIOS["no alert of A"], method="fieller")
    assert [fieller.low, fieller.high] == [0, np.inf]
    neither = ratio_by_person({name: [0, 0, 0] for name in PEOPLE})
    assert str(neither).startswith("undefined, alerts a is 0 and alerts b is 0 (")
    assert np.isnan(neither.value)
    assert [neither.low, neither.high] == [0, np.inf]


@pytest.mark.parametrize("method", RATIO_METHODS)
@pytest.mark.parametrize(
    "people",
    [
        {"both": [2] * 9, "only_a": [1] * 9, "only_b": [0] * 9},  # all alike
        {"both": [4, 1, 2], "only_a": [0, 0, 0], "only_b": [0, 0, 0]},  # none differs
        {"both": [2, 0], "only_a": [0, 0], "only_b": [3, 0]},  # one person with alerts
        {"both": [*[0] * 19, 100], "only_a": [*[1] * 19, 0], "only_b": [0] * 20},  # leaves out 1, in between, alone
    ],
)
def test_what_is_no_interval_spans_everything(people: dict[str, list[int]], method: str) -> None:
    found = ratio_by_person(people, method=method)
    assert [found.low, found.high] == [0, np.inf]


def test_two_pieces_are_spanned() -> None:
    people = {"both": [*[0] * 19, 100], "only_a": [*[1] * 19, 0], "only_b": [0] * 20}
    equation = ratio_equation(people, "fieller", tail(0.95))
    assert [equation(mpf(r)) <= 0 for r in (0, 0.5, 1, 1.19, 100)] == [True, True, False, True, True]


def test_few_people_with_alerts_of_b_leave_the_upper_limit_open() -> None:
    found = ratio_by_person({"both": [0] * 10, "only_a": [3, 2, 4, 3, 2, 3, 0, 0, 4, 3], "only_b": [0] * 8 + [1, 8]})
    assert found.high == np.inf
    assert 0 < found.low < found.value < np.inf


def test_people_without_an_alert_change_nothing() -> None:
    more = ratio_by_person({name: [*count, 0, 0, 0] for name, count in PEOPLE.items()})
    assert (more.low, more.high, more.data) == (ratio_by_person().low, ratio_by_person().high, ratio_by_person().data)


def test_every_person_twice_is_more_people_and_twice_the_passes_are_not() -> None:
    """Four times the sums and the people, as if z^2 were a quarter, but for K/(K - 1); passes twice scale u and n."""
    z = stats.norm.ppf(0.975)
    fourfold = ratio_by_person({name: count * 4 for name, count in PEOPLE.items()}, method="fieller")
    level = 1 - 2 * stats.norm.sf(z / 2 * np.sqrt(24 / 23 / (6 / 5)))
    same = ratio_by_person(method="fieller", level=level)
    assert (fourfold.low, fourfold.high) == pytest.approx((same.low, same.high), rel=1e-10)
    long = {name: [9 * x for x in count] for name, count in TWENTY.items()}
    once, nine = ratio_by_person(TWENTY, method="fieller"), ratio_by_person(long, method="fieller")
    assert (nine.low, nine.high) == pytest.approx((once.low, once.high), rel=1e-12)


def test_relative_accuracy_by_person() -> None:
    both, only_a, only_b = ([*count, 0, 0, 0] for count in PEOPLE.values())
    false = [0, 3, 1, 0, 0, 2, 1, 4, 2]
    found = alerts.relative_accuracy_by_person(
        true_alerts=(both, only_a, only_b), false_alerts=(false, false, [1] + [0] * 8)
    )
    one = found.true_positive_rate
    assert (one.low, one.high, one.measure) == (
        ratio_by_person().low,
        ratio_by_person().high,
        "relative true-positive rate",
    )
    assert found.false_positive_rate.value == 26 / 14
    assert found.extra_false_per_extra_true.value == 12 / 6


@pytest.mark.parametrize("level", [0.5, 0.8])
def test_the_extra_alerts_by_person_solve_their_equation(level: float) -> None:
    t, f = np.array([2, 1, 3, 0, 2, 1, 4, 0, 2]), np.array([0, 3, 1, 9, 0, 2, 1, 4, 2])
    nil = np.zeros(9, dtype=int)
    found = alerts.relative_accuracy_by_person(
        true_alerts=(nil, t, nil), false_alerts=(nil, f, nil), level=level
    ).extra_false_per_extra_true
    weight = stats.norm.isf((1 - level) / 2) ** 2 * 9 / 8
    for r in (found.low, found.high):
        assert (f - r * t).sum() ** 2 == pytest.approx(weight * ((f - r * t) ** 2).sum(), rel=1e-12)
    assert 0 < found.low < found.value < found.high


def test_unclear_extra_true_alerts_by_person_say_nothing() -> None:
    nil = [0, 0, 0]
    for t, f in (([1, 0, 0], [4, 1, 2]), ([2, 3, 4], nil), (nil, nil)):
        found = alerts.relative_accuracy_by_person(true_alerts=(nil, t, nil), false_alerts=(nil, f, nil))
        extra = found.extra_false_per_extra_true
        assert [extra.low, extra.high] == [-np.inf, np.inf]
    assert "(95% CI -infinity to infinity)" in str(found)


def test_bad_people_of_ratios_are_named() -> None:
    with pytest.raises(DispropError, match="two people or more; got \\(\\)"):
        alerts.paired_ratio_by_person(both=1, only_a=2, only_b=3)
    with pytest.raises(DispropError, match="false_alerts must be a triple"):
        alerts.relative_accuracy_by_person(true_alerts=([1, 2],) * 3, false_alerts=([1, 2],) * 2)  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="false_both"):
        alerts.relative_accuracy_by_person(true_alerts=([1, 2],) * 3, false_alerts=([1, 2, 3],) * 3)


@pytest.mark.parametrize(("people", "passes", "favour"), [(12, 5, 1.0), (30, 5, 2.0), (30, 15, 0.25), (80, 6, 4.0)])
def test_coverage_of_the_ratio_by_person(people: int, passes: int, favour: float) -> None:
    """Of 2,000 trials each: the standard error of a coverage of 95% is 0.5 points.

    Each person has a chance of being alerted by A, and one by B, that stays the same over passes.
    """
    rng = np.random.default_rng(21)
    of_person = rng.beta(0.5, 0.7, size=(2, 2_000, people, 1))  # with the mean 5/12
    share = np.minimum([favour, 1.0], [1.0, 1 / favour]).reshape(2, 1, 1, 1)
    of_a, of_b = rng.random((2, 2_000, people, passes)) < share * of_person
    u, n = of_a.sum(axis=2, dtype=float), of_b.sum(axis=2, dtype=float)
    sums = np.stack([u, n, u * u, u * n, n * n, (u + n > 0).astype(float)]).sum(axis=2)
    low, high = limits(CLUSTERED_RATIO, "score", sums, 0.95)
    assert 0.935 <= ((low <= favour) & (favour <= high)).mean() <= 0.985
    cells = [x.sum(axis=(1, 2)) for x in (of_a & of_b, of_a & ~of_b, ~of_a & of_b)]
    low, high = limits(FAMILIES["ratio of paired proportions"], "bonett-price", cells, 0.95)
    assert ((low <= favour) & (favour <= high)).mean() < 0.91


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
        alerts.paired_ratio(both=1, only_a=1, only_b=2.5)
    with pytest.raises(DispropError, match="neither must be finite and >= 0; got -1 at position 1"):
        alerts.paired_difference(both=1, only_a=1, only_b=2, neither=[3, -1])
    assert np.isnan(alerts.paired_difference(both=0, only_a=0, only_b=0, neither=0).low)
