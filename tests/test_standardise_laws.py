"""Laws of directly standardised rates, by the families of their intervals and by what the public functions say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp

from disprop import (
    Estimate,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    rate,
    rate_difference,
    rate_ratio,
)
from disprop.disparity import share_ratio
from disprop.estimate import from_family
from disprop.intervals import DIRECT_RATE, DIRECT_RATE_DIFFERENCE, DIRECT_RATE_RATIO, DIRECT_RATIO_TO_WHOLE, Family
from strategies import DATA, levels, limits

FAMILIES = (DIRECT_RATE, DIRECT_RATE_RATIO, DIRECT_RATE_DIFFERENCE, DIRECT_RATIO_TO_WHOLE)
METHODS = [
    pytest.param(family, name, id=f"{family.parameter}-{name}") for family in FAMILIES for name in family.methods
]
SINGLE = tuple(DIRECT_RATE.methods)
BAND = 1e-9  # p-values nearer than this to 1 - level, relative, are equal but for rounding
brief = settings(max_examples=10, derandomize=True, deadline=None, database=None)
every_method = pytest.mark.parametrize(("family", "name"), METHODS)
every_single = pytest.mark.parametrize("method", SINGLE)


def estimate(family: Family, name: str, sums: Any, level: float, sides: str = "two") -> Estimate:
    data = dict(zip(family.data, map(np.asarray, sums), strict=True))
    return from_family(family, data, method=name, level=level, sides=sides)


def numbers(found: Estimate) -> Any:
    return np.array([found.value, found.low, found.high], dtype=float)


def not_above(small: Any, large: Any) -> bool:
    return bool(np.all((small <= large) | np.isclose(small, large, rtol=1e-12, atol=0)))


# By family


@every_method
@brief
@given(data=st.data(), level=levels)
def test_limits_are_ordered_inside_the_support_and_hold_the_value(
    family: Family, name: str, data: st.DataObject, level: float
) -> None:
    value, low, high = numbers(estimate(family, name, data.draw(DATA[family.parameter]), level))
    assert family.support[0] <= low <= high <= family.support[1]
    assert np.isnan(value) or (not_above(low, value) and not_above(value, high))


@every_method
@brief
@given(data=st.data(), one=levels, other=levels)
def test_a_higher_level_gives_a_wider_interval(
    family: Family, name: str, data: st.DataObject, one: float, other: float
) -> None:
    sums = data.draw(DATA[family.parameter])
    _, low, high = numbers(estimate(family, name, sums, min(one, other)))
    _, lowest, highest = numbers(estimate(family, name, sums, max(one, other)))
    assert not_above(lowest, low)
    assert not_above(high, highest)


@every_method
@settings(brief, max_examples=4)  # each takes 128 intervals
@given(data=st.data(), level=levels, place=st.floats(1e-3, 0.999))
def test_a_null_is_excluded_when_its_p_value_is_small(
    family: Family, name: str, data: st.DataObject, level: float, place: float
) -> None:
    found = estimate(family, name, data.draw(DATA[family.parameter]), level)
    low, high = np.clip((found.low, found.high), -1e12, 1e12)
    null = low + (high - low) * (4 * place - 1.5)
    p = float(found.p_value(null))
    assert abs(p / (1 - level) - 1) <= BAND or found.excludes(null) == (p < 1 - level)


@every_method
@brief
@given(data=st.data(), level=st.floats(0.501, 0.999))
def test_one_side_at_a_level_is_both_at_twice_the_error(
    family: Family, name: str, data: st.DataObject, level: float
) -> None:
    sums = data.draw(DATA[family.parameter])
    both = estimate(family, name, sums, 1 - 2 * (1 - level))
    lower, upper = (estimate(family, name, sums, level, sides) for sides in ("lower", "upper"))
    assert np.isclose(lower.low, both.low, rtol=1e-9, atol=1e-11)
    assert np.isclose(upper.high, both.high, rtol=1e-9, atol=1e-11)


@every_method
@brief
@given(data=st.data(), level=levels)
def test_broadcasting_equals_looping(family: Family, name: str, data: st.DataObject, level: float) -> None:
    table = np.array(data.draw(st.lists(DATA[family.parameter], min_size=1, max_size=5)))
    together = np.array(limits(family, name, table.T, level))
    alone = [limits(family, name, row, level) for row in table]
    np.testing.assert_allclose(together, np.transpose(alone), rtol=1e-12)


# By strata

Rows = list[Any]  # events, population, weight
a_stratum = st.tuples(st.one_of(st.integers(0, 4), st.integers(0, 500)), st.integers(10, 100_000), st.integers(1, 100))
some_strata = st.lists(a_stratum, min_size=1, max_size=4)


def ask(rows: Any, method: str = "fay-feuer", level: float = 0.95) -> Estimate:
    events, population, weights = zip(*rows, strict=True)
    return direct_rate(list(events), list(population), standard=list(weights), method=method, level=level)


def same(one: Estimate, other: Estimate, rtol: float = 1e-11) -> bool:
    """Whether value and limits agree; a limit that is 0 but for the rounding of the value is 0."""
    ours, theirs = numbers(one), numbers(other)
    return bool(np.allclose(ours, theirs, rtol=rtol, atol=1e-13 * np.nan_to_num(ours[0]), equal_nan=True))


@every_single
@brief
@given(rows=some_strata, data=st.data())
def test_strata_may_stand_in_any_order(method: str, rows: Rows, data: st.DataObject) -> None:
    assert same(ask(rows, method), ask(data.draw(st.permutations(rows)), method))


@every_single
@brief
@given(rows=some_strata, factor=st.sampled_from((1e-6, 3, 1e6)))
def test_the_size_of_the_standard_does_not_matter(method: str, rows: Rows, factor: float) -> None:
    assert same(ask(rows, method), ask([(x, t, w * factor) for x, t, w in rows], method))


@every_single
@brief
@given(rows=some_strata, factor=st.sampled_from((1e-3, 7, 1e3)))
def test_a_rate_scales_with_the_populations(method: str, rows: Rows, factor: float) -> None:
    scaled = numbers(ask([(x, t * factor, w) for x, t, w in rows], method)) * factor
    np.testing.assert_allclose(scaled, numbers(ask(rows, method)), rtol=1e-11, atol=1e-13 * scaled[0])


@every_single
@brief
@given(rows=some_strata, extra=st.tuples(st.integers(0, 5), st.integers(5, 50)))
def test_a_stratum_without_weight_changes_nothing(method: str, rows: Rows, extra: tuple[int, int]) -> None:
    for stratum in ((*extra, 0), (0, 0, 0)):
        longer = ask([stratum, *rows], method)
        assert same(ask(rows, method), longer)
        assert longer.data["events"] == sum(x for x, _, _ in rows)


def halves(rows: Rows) -> Any:
    """Split the first stratum into two of the same make-up: half of its people, and half of its weight."""
    (x, t, w), *rest = rows
    return [(x // 2, t / 2, w / 2), (x - x // 2, t / 2, w / 2), *rest]


@pytest.mark.parametrize("method", [method for method in SINGLE if method != "tiwari"])
@brief
@given(rows=some_strata)
def test_strata_of_the_same_weight_per_head_can_be_merged(method: str, rows: Rows) -> None:
    assert same(ask(rows, method), ask(halves(rows), method))


def test_tiwari_is_left_out_for_a_reason() -> None:
    # The further event has the mean weight per head of the strata, so that a stratum counts for more when it is split.
    rows = [(3, 1000, 5), (4, 50, 1)]
    assert ask(halves(rows), "tiwari").high < 0.999 * ask(rows, "tiwari").high


CRUDE = {"fay-feuer": "garwood", "tiwari": "garwood", "normal": "wald", "log-normal": "wald-log"}


def crude(method: str) -> str:
    """Return the method of one rate, or of two, that a method for strata is with one stratum."""
    mover = method.startswith("mover-")
    bare = method.removeprefix("mover-")
    return "mover-" * mover + CRUDE.get(bare, bare.removeprefix("dobson-"))


@every_single
@brief
@given(row=a_stratum, level=levels)
def test_one_stratum_gives_the_crude_rate(method: str, row: Any, level: float) -> None:
    assert same(ask([row], method, level), rate(row[0], row[1], method=crude(method), level=level))


@pytest.mark.parametrize("method", DIRECT_RATE_RATIO.methods)
@brief
@given(one=a_stratum, other=a_stratum)
def test_one_stratum_gives_the_crude_ratio(method: str, one: Any, other: Any) -> None:
    sides: dict[str, Any] = {"group": ([one[0]], [one[1]]), "reference": ([other[0]], [other[1]])}
    found = direct_rate_ratio(**sides, standard=[1], method=method)
    plain = {"fay": "exact", "log-normal": "wald-log"}.get(method) or crude(method)
    assert same(found, rate_ratio(group=one[:2], reference=other[:2], method=plain), rtol=1e-9)


@pytest.mark.parametrize("method", DIRECT_RATE_DIFFERENCE.methods)
@brief
@given(one=a_stratum, other=a_stratum)
def test_one_stratum_gives_the_crude_difference(method: str, one: Any, other: Any) -> None:
    sides: dict[str, Any] = {"group": ([one[0]], [one[1]]), "reference": ([other[0]], [other[1]])}
    found = direct_rate_difference(**sides, standard=[1], method=method)
    plain = numbers(rate_difference(group=one[:2], reference=other[:2], method=crude(method)))
    np.testing.assert_allclose(numbers(found), plain, rtol=1e-9, atol=1e-12 * np.ptp(plain))


# Monotone, and right at zero


@pytest.mark.parametrize("method", ["fay-feuer", "normal"])
@brief
@given(rows=some_strata, data=st.data(), level=levels)
def test_one_more_event_never_lowers_the_upper_limit(
    method: str, rows: Rows, data: st.DataObject, level: float
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    more = [(x + (at == place), t, w) for at, (x, t, w) in enumerate(rows)]
    before, after = (ask(some, method, level) for some in (rows, more))
    assert not_above(before.high, after.high)


@brief
@given(rows=some_strata, data=st.data(), level=levels)
def test_no_events_leave_the_highest_rate_at_which_there_would_be_none(
    rows: Rows, data: st.DataObject, level: float
) -> None:
    """Whatever the rates of the strata, if no events have the probability a then the standardised rate is below."""
    none = [(0, t, w) for _, t, w in rows]
    tail = (1 - level) / 2
    shares = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=len(rows), max_size=len(rows))))
    expected = -np.log(tail) * shares / shares.sum()
    weights = np.array([w for _, _, w in rows]) / sum(w for _, _, w in rows)
    per_head = weights / np.array([t for _, t, _ in rows])
    for method in ("fay-feuer", "dobson-garwood"):
        value, low, high = numbers(ask(none, method, level))
        assert (value, low) == (0, 0)
        assert not_above((per_head * expected).sum(), high)
        assert high == pytest.approx(-np.log(tail) * per_head.max(), rel=1e-12)


@every_single
def test_no_events_have_a_finite_upper_limit(method: str) -> None:
    value, low, high = numbers(ask([(0, 100, 1), (0, 900, 2)], method))
    assert (value, low) == (0, 0)
    assert np.isfinite(high) == (method != "log-normal")
    assert (high > 0) == (method != "normal")


def test_the_upper_limit_of_tiwari_would_fall_below_the_rate() -> None:
    # One event in the stratum of a tiny weight per head, and two hundred strata of which one weighs much more.
    rows = [(1, 1e9, 1), (0, 1, 1), *[(0, 1e9, 1)] * 200]
    found = ask(rows, "tiwari", 0.5)
    assert found.high == found.value
    assert ask(rows, "fay-feuer", 0.5).high > found.value


# Two sides

two_sides = st.lists(st.tuples(a_stratum, a_stratum), min_size=1, max_size=4)


def sides_of(pairs: Any) -> tuple[Any, Any, list[int]]:
    (x1, t1, w), (x0, t0, _) = (list(zip(*side, strict=True)) for side in zip(*pairs, strict=True))
    return (list(x1), list(t1)), (list(x0), list(t0)), list(w)


@pytest.mark.parametrize("method", DIRECT_RATE_RATIO.methods)
@brief
@given(pairs=two_sides)
def test_swapping_the_sides_inverts_the_ratio(method: str, pairs: Any) -> None:
    one, other, weights = sides_of(pairs)
    found = numbers(direct_rate_ratio(group=one, reference=other, standard=weights, method=method))
    swapped = numbers(direct_rate_ratio(group=other, reference=one, standard=weights, method=method))
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(1 / swapped[[0, 2, 1]], found, rtol=1e-11)


@pytest.mark.parametrize("method", DIRECT_RATE_DIFFERENCE.methods)
@brief
@given(pairs=two_sides)
def test_swapping_the_sides_negates_the_difference(method: str, pairs: Any) -> None:
    one, other, weights = sides_of(pairs)
    found = numbers(direct_rate_difference(group=one, reference=other, standard=weights, method=method))
    swapped = numbers(direct_rate_difference(group=other, reference=one, standard=weights, method=method))
    assert (-swapped[[0, 2, 1]] == found).all()


@pytest.mark.parametrize("method", DIRECT_RATE_RATIO.methods)
def test_ratios_with_a_zero(method: str) -> None:
    none, some = ([0, 0], [100, 200]), ([5, 1], [300, 200])
    ask_for: Callable[..., Estimate] = direct_rate_ratio
    first, second, neither = (
        ask_for(group=group, reference=reference, standard=[1, 1], method=method)
        for group, reference in ((none, some), (some, none), (none, none))
    )
    assert numbers(first)[:2].tolist() == [0, 0]
    assert numbers(second)[[0, 2]].tolist() == [np.inf, np.inf]
    assert np.isnan(neither.value)
    assert numbers(neither)[1:].tolist() == [0, np.inf]
    assert np.isfinite(first.high) == (method != "log-normal")
    assert (second.low > 0) == (method != "log-normal")


# A group and the whole with it


def with_whole(pairs: Any) -> tuple[Any, Any, list[int]]:
    group, others, weights = sides_of(pairs)
    return group, tuple(np.add(group, others).tolist()), weights


@brief
@given(pairs=two_sides)
def test_the_rates_of_group_and_whole_are_those_of_direct_rate(pairs: Any) -> None:
    group, whole, weights = with_whole(pairs)
    own, everyone = (direct_rate(*side, standard=weights).value for side in (group, whole))
    ratio = direct_rate_ratio(group=group, whole=whole, standard=weights).value
    difference = direct_rate_difference(group=group, whole=whole, standard=weights).value
    assert ratio == pytest.approx(own / everyone if everyone else np.nan, rel=1e-12, nan_ok=True)
    assert difference == pytest.approx(own - everyone, rel=1e-12, abs=float(1e-13 * (own + everyone)))


@brief
@given(part=st.integers(0, 30), rest=st.integers(0, 30), people=st.integers(1, 999), level=levels)
def test_one_stratum_of_a_whole_gives_the_exact_share_ratio(part: int, rest: int, people: int, level: float) -> None:
    events, population = (part, part + rest), (people, people + 1_000)
    found = direct_rate_ratio(group=([part], [people]), whole=([events[1]], [population[1]]), standard=[1], level=level)
    if part + rest:
        plain = share_ratio(
            group=(part, people), whole=(events[1], population[1]), method="clopper-pearson", level=level
        )
        assert same(found, plain, rtol=1e-9)
    else:
        assert numbers(found)[1:] == pytest.approx([0, population[1] / people], rel=1e-15)


@pytest.mark.parametrize("method", DIRECT_RATIO_TO_WHOLE.methods)
def test_a_group_that_is_the_whole_has_the_ratio_one(method: str) -> None:
    side = [3, 8], [100, 700]
    found = direct_rate_ratio(group=side, whole=side, standard=[2, 1], method=method)
    np.testing.assert_allclose(numbers(found), 1, rtol=1e-14)


@pytest.mark.parametrize("method", DIRECT_RATE_DIFFERENCE.methods)
def test_a_group_that_is_the_whole_does_not_differ_from_it(method: str) -> None:
    side = [3, 8], [100, 700]
    found = direct_rate_difference(group=side, whole=side, standard=[2, 1], method=method)
    assert (numbers(found) == 0).all()


def test_the_ratio_to_the_whole_is_hardly_wider_than_its_linear_part() -> None:
    # Many events: log-normal limits are as wide as the delta method says, and a little wider where the shares differ.
    everyone, people, w = np.array([90_000, 200_000, 300_000]), np.array([2e6, 5e6, 9e6]), np.array([0.3, 0.3, 0.4])

    def widths(x: Any, t: Any) -> tuple[float, float]:
        found = direct_rate_ratio(group=(x, t), whole=(everyone, people), standard=w, method="log-normal")
        own, whole = (w * x / t).sum(), (w * everyone / people).sum()
        slope = w / t / own - w / people / whole
        variance = (x * slope**2).sum() + ((everyone - x) * (w / people / whole) ** 2).sum()
        return float(np.log(found.high / found.low)), float(2 * 1.959963984540054 * np.sqrt(variance))

    small = widths(np.array([4_000, 9_000, 2_000]), np.array([1e5, 4e5, 5e4]))
    large = widths(np.array([40_000, 90_000, 20_000]), np.array([1e6, 4e6, 5e5]))
    even = widths(np.array([4_000, 9_000, 12_000]), np.array([2e5, 5e5, 9e5]))
    assert 1 < small[0] / small[1] < 1.02
    assert 1 < large[0] / large[1] < 1.1
    assert even[0] == pytest.approx(even[1], rel=1e-4)  # the second-order terms of 25,000 events


@pytest.mark.parametrize(
    ("people", "rates", "other_rates"),
    [
        ([9e5, 5e5, 1e4], [1e-4, 5e-5, 5e-4], [1e-4, 2e-5, 1e-4]),  # shares of 90%, 50% and 1%, five events in the last
        ([5e4, 2e4, 9e4], [1e-4, 5e-5, 5e-5], [1e-4, 2e-5, 1e-4]),
        ([9.5e5, 5e4, 9.8e5], [1e-4, 5e-5, 5e-5], [1e-3, 2e-4, 1e-4]),
    ],
)
def test_the_ratio_to_the_whole_covers_where_shares_differ_much(people: Any, rates: Any, other_rates: Any) -> None:
    t, r, q, w = np.array(people), np.array(rates), np.array(other_rates), np.array([0.25, 0.5, 0.25])
    everyone = np.where(t > 1e5, 1e6, 1e6 if t.max() > 1e5 else 1e5)
    rng = np.random.default_rng(11)
    x, y = rng.poisson(t * r, (4_000, 3)), rng.poisson((everyone - t) * q, (4_000, 3))
    found = direct_rate_ratio(group=(x, t), whole=(x + y, everyone), standard=w)
    truth = (w * r).sum() / (w * (t * r + (everyone - t) * q) / everyone).sum()
    assert np.mean(found.low > truth) <= 0.025
    assert np.mean(found.high < truth) <= 0.025


@pytest.mark.parametrize("method", DIRECT_RATIO_TO_WHOLE.methods)
def test_a_whole_with_no_events_but_the_groups_has_an_interval(method: str) -> None:
    group, whole = ([3, 8], [100, 700]), ([3, 8], [900, 1_000])
    value, low, high = numbers(direct_rate_ratio(group=group, whole=whole, standard=[2, 1], method=method))
    assert 0 < low <= value <= high <= 9


def test_the_quantiles_of_fay_are_those_of_a_ratio_of_two_gammas() -> None:
    group, reference = ([3, 8, 0], [100, 700, 90]), ([5, 1, 9], [300, 200, 555])
    found = direct_rate_ratio(group=group, reference=reference, standard=[2, 1, 3], level=0.9)
    data = {name: mp.mpf(float(number)) for name, number in found.data.items()}

    def above(side: str, other: str, ratio: Any) -> Any:
        """P(G/H > ratio), G as observed, H with an event more."""
        y, v = data[f"{side}_weighted_events"], data[f"{side}_variance"]
        u = data[f"{other}_largest_weight"]
        mean, variance = data[f"{other}_weighted_events"] + u, data[f"{other}_variance"] + u**2
        part = ratio * y / v / (ratio * y / v + mean / variance)
        return mp.betainc(y**2 / v, mean**2 / variance, part, 1, regularized=True)

    with mp.workdps(50):
        assert above("group", "reference", mp.mpf(float(found.low))) == pytest.approx(0.95, rel=1e-13)
        assert above("reference", "group", 1 / mp.mpf(float(found.high))) == pytest.approx(0.95, rel=1e-13)
