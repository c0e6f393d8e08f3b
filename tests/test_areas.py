"""Averages over areas, and pooling from counts: laws, zeros, the real table, and a simulation with the truth known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf
from scipy import optimize, stats

from disprop import DispropError, areas, datasets, rate_ratio
from disprop.areas import _over_areas
from disprop.areas._averages import WORDS
from disprop.estimate import Estimate
from disprop.intervals._binomial_normal import Counts, likelihood
from disprop.pooling import _between, _exact
from studies.areas import simulate
from twins.mixed import binomial_normal

SUMS = ("pooled", "ratio_of_means", "mantel_haenszel", "observed_expected", "direct", "random_effects", "composition")
CLOSE = 1e-12
SPARSE = 50
laws = settings(max_examples=40, derandomize=True, deadline=None, database=None)
Side = tuple[Any, Any]


def ends(estimate: Estimate) -> Any:
    return np.array([estimate.value, estimate.low, estimate.high])


def forces() -> tuple[Side, Side]:
    """Return tactics and residents by force, Black and White, 2018-19 over the census of 2011."""
    tactics = datasets.load("use-of-force-2018-2019").pivot_table(index="force", columns="ethnicity", values="tactics")
    census = datasets.load("census-2011").pivot_table(
        index="force", columns="group", values="population", aggfunc="sum"
    )
    people = census.loc[tactics.index]
    columns = (tactics["Black (or Black British)"], people["Black"], tactics["White"], people["White"])
    x1, t1, x0, t0 = (np.asarray(column, dtype=np.float64) for column in columns)
    return (x1, t1), (x0, t0)


TABLE = forces()
FOUND = areas.averages(group=TABLE[0], reference=TABLE[1])
some_areas = st.lists(
    st.tuples(st.integers(1, 500), st.floats(10, 1e4), st.integers(1, 500), st.floats(10, 1e5)), min_size=1, max_size=6
)


def columns_of(rows: list[tuple[float, ...]]) -> tuple[Side, Side]:
    x1, t1, x0, t0 = np.array(rows, dtype=np.float64).T
    return (x1, t1), (x0, t0)


# The table of the forces: Black and White, tactics in 2018-19 over residents at the census of 2011.


def test_the_averages_of_the_forces() -> None:
    printed = {name: f"{float(getattr(FOUND, name).value):.2f}" for name in (*WORDS, "composition")}
    assert printed == {
        "pooled": "5.44",
        "mean": "6.62",
        "plain_mean": "6.62",
        "median": "5.81",
        "plain_median": "5.80",
        "geometric_mean": "6.02",
        "ratio_of_means": "9.42",
        "mantel_haenszel": "4.23",
        "observed_expected": "4.18",
        "direct": "5.71",
        "fixed_effect": "4.50",
        "random_effects": "6.04",
        "composition": "1.29",
    }


def test_the_averages_are_what_they_say() -> None:
    (x1, t1), (x0, t0) = TABLE
    r1, r0 = x1 / t1, x0 / t0
    r, w, both = r1 / r0, 1 / (1 / x1 + 1 / x0), t1 + t0
    share = stats.beta.ppf(0.5, x1 + 0.5, x0 + 0.5)
    expected = {
        "pooled": x1.sum() / t1.sum() / (x0.sum() / t0.sum()),
        "mean": (x1 / t1 / ((x0 + 1) / t0)).mean(),
        "plain_mean": r.mean(),
        "median": np.median(share / (1 - share) * t0 / t1),
        "plain_median": np.median(r),
        "geometric_mean": stats.gmean(r),
        "ratio_of_means": r1.mean() / r0.mean(),
        "mantel_haenszel": (x1 * t0 / both).sum() / (x0 * t1 / both).sum(),
        "observed_expected": x1.sum() / (t1 * r0).sum(),
        "direct": (both * r1).sum() / (both * r0).sum(),
        "fixed_effect": np.exp(np.average(np.log(r), weights=w)),
    }
    assert {name: float(getattr(FOUND, name).value) for name in expected} == pytest.approx(expected, rel=CLOSE)


def test_the_fixed_effect_is_that_of_the_logs() -> None:
    (x1, t1), (x0, t0) = TABLE
    logs = areas.fixed_effect(np.log(x1 / t1 / (x0 / t0)), 1 / x1 + 1 / x0).ratio
    np.testing.assert_allclose(ends(FOUND.fixed_effect), ends(logs), rtol=CLOSE)


def test_the_exact_route_agrees_with_the_logs_where_counts_are_large() -> None:
    group, reference = TABLE
    exact, logs = (areas.pool(group=group, reference=reference, tau2=tau2) for tau2 in ("restricted", "reml"))
    # Normal logs are the first term of the exact likelihood; the next is of the order of 1 in a count, some being 12:
    # so the two agree to some tenths of a per cent, and are not meant to agree further.
    np.testing.assert_allclose(ends(exact.ratio), ends(logs.ratio), rtol=0.005)
    assert float(exact.tau2.value) == pytest.approx(float(logs.tau2.value), rel=0.03)
    np.testing.assert_allclose(ends(exact.ratio), ends(FOUND.random_effects), rtol=CLOSE)


# Laws.


@laws
@given(some_areas, st.randoms(use_true_random=False))
def test_the_order_of_the_areas_does_not_matter(rows: list[tuple[float, ...]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    (g, r), (g2, r2) = columns_of(rows), columns_of(shuffled)
    one, other = areas.averages(group=g, reference=r), areas.averages(group=g2, reference=r2)
    for name in (*WORDS, "composition"):
        np.testing.assert_allclose(ends(getattr(one, name)), ends(getattr(other, name)), rtol=1e-7, err_msg=name)


def test_two_areas_a_hundred_thousand_times_apart_are_fitted_without_a_warning() -> None:
    found = areas.averages(group=([4, 8], [10, 5_613]), reference=([1, 1], [673, 10]))
    assert found.random_effects.low < found.random_effects.value < found.random_effects.high


@laws
@given(some_areas)
def test_the_pooled_ratio_is_the_one_within_times_composition(rows: list[tuple[float, ...]]) -> None:
    group, reference = columns_of(rows)
    found = areas.averages(group=group, reference=reference)
    parts = np.log(found.within.value) + np.log(found.composition.value)
    assert abs(np.log(found.pooled.value) - parts) < 1e-13
    assert found.within is found.mantel_haenszel


@laws
@given(st.integers(1, 500), st.floats(10, 1e4), st.integers(1, 500), st.floats(10, 1e5))
def test_of_one_area_every_average_is_its_ratio(x1: int, t1: float, x0: int, t0: float) -> None:
    found = areas.averages(group=([x1], [t1]), reference=([x0], [t0]))
    plain = float(rate_ratio(group=(x1, t1), reference=(x0, t0)).value)
    apart = {"mean", "median"}  # which allow for small counts
    same = [name for name in WORDS if name not in apart]
    assert {name: float(getattr(found, name).value) for name in same} == pytest.approx(dict.fromkeys(same, plain))
    assert np.isnan(found.mean.value) if x0 == 1 else float(found.mean.value) == pytest.approx(plain * x0 / (x0 + 1))
    assert ends(found.composition) == pytest.approx([1, 1, 1], abs=1e-14)


@laws
@given(some_areas, st.floats(0.01, 10))
def test_equal_composition_leaves_only_the_ratio_within(rows: list[tuple[float, ...]], share: float) -> None:
    (x1, t1), (x0, _) = columns_of(rows)
    found = areas.averages(group=(x1, t1), reference=(x0, share * t1))
    assert ends(found.composition) == pytest.approx([1, 1, 1], abs=1e-12)


@laws
@given(some_areas)
def test_two_areas_with_the_same_rates_may_be_merged(rows: list[tuple[float, ...]]) -> None:
    (x1, t1), (x0, t0) = columns_of(rows)
    twice = [np.concatenate((column, 2 * column[:1])) for column in (x1, t1, x0, t0)]
    merged = [np.concatenate((3 * column[:1], column[1:])) for column in (x1, t1, x0, t0)]
    one = areas.averages(group=(twice[0], twice[1]), reference=(twice[2], twice[3]))
    other = areas.averages(group=(merged[0], merged[1]), reference=(merged[2], merged[3]))
    for name in ("pooled", "mantel_haenszel", "observed_expected", "direct", "fixed_effect", "composition"):
        np.testing.assert_allclose(
            float(getattr(one, name).value), float(getattr(other, name).value), rtol=1e-11, err_msg=name
        )


@laws
@given(some_areas, st.sampled_from((1e-3, 1e3)))
def test_scaling_both_populations_changes_no_ratio(rows: list[tuple[float, ...]], factor: float) -> None:
    (x1, t1), (x0, t0) = columns_of(rows)
    one = areas.averages(group=(x1, t1), reference=(x0, t0))
    other = areas.averages(group=(x1, factor * t1), reference=(x0, factor * t0))
    for name in (*WORDS, "composition"):
        np.testing.assert_allclose(ends(getattr(one, name)), ends(getattr(other, name)), rtol=1e-7, err_msg=name)


def test_sets_of_areas_are_each_set_by_itself() -> None:
    rng = np.random.default_rng(5)
    (x1, x0), (t1, t0) = rng.poisson(6, (2, 4, 7)), rng.uniform(100, 900, (2, 4, 7))
    together, pooled = (
        areas.averages(group=(x1, t1), reference=(x0, t0)),
        areas.pool(group=(x1, t1), reference=(x0, t0)),
    )
    for i in range(4):
        alone = areas.averages(group=(x1[i], t1[i]), reference=(x0[i], t0[i]))
        one = areas.pool(group=(x1[i], t1[i]), reference=(x0[i], t0[i]))
        for name in (*WORDS, "composition"):
            np.testing.assert_allclose(ends(getattr(together, name)[i]), ends(getattr(alone, name)), rtol=1e-8)
        np.testing.assert_allclose(ends(pooled.tau2[i]), ends(one.tau2), rtol=1e-6, atol=1e-10)
        np.testing.assert_allclose(np.asarray(pooled.q)[i], one.q, rtol=1e-6)
        np.testing.assert_allclose(np.asarray(pooled.i2)[i], one.i2, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("interval", ["wald", "hartung-knapp-plain"])
def test_the_p_value_of_a_limit_is_one_minus_the_level(interval: str) -> None:
    found = areas.random_effects([1.0, 1.5, 0.7, 2.2], [0.1, 0.2, 0.1, 0.3], interval=interval, level=0.9)
    for estimate in (found.estimate, found.ratio, found.prediction):
        assert float(estimate.p_value(float(estimate.low))) == pytest.approx(0.1, rel=1e-9)
        assert float(estimate.p_value(float(estimate.high))) == pytest.approx(0.1, rel=1e-9)
    assert np.log(ends(found.ratio)) == pytest.approx(ends(found.estimate), rel=CLOSE)


def test_one_study_is_its_own_average() -> None:
    found = areas.random_effects([1.0], [0.25], interval="wald")
    assert ends(found.estimate) == pytest.approx(ends(areas.fixed_effect([1.0], [0.25]).estimate))
    assert np.isnan([found.p_value, found.i2, found.h2]).all()
    assert str(found) == "2.72 (95% CI 1.02 to 7.24), 1 area, I2 undefined; another such area from 0 to infinity"
    student = areas.random_effects([1.0], [0.25]).ratio
    assert (float(student.low), float(student.high)) == (0, np.inf)  # no degree of freedom is left


# Zeros.


def test_areas_without_reference_events_leave_no_mean_and_the_others_stand() -> None:
    found = areas.averages(group=([4, 0, 0, 3], [10, 20, 30, 40]), reference=([0, 0, 5, 6], [100] * 4))
    assert float(found.plain_mean.value) == np.inf
    assert np.isnan(ends(found.mean)).all()
    assert found.mean.why() == ["2 of 4 areas have at most 1 event of the reference"]
    assert str(found.mean) == "undefined (2 of 4 areas have at most 1 event of the reference)"
    assert np.isnan(found.geometric_mean.value)  # a ratio of 0 and an infinite one
    assert float(found.plain_median.value) == pytest.approx(1.25)
    assert found.median.why() == ["too few areas for an interval at this level: 3"]
    assert [float(found.empty), float(found.group_only), float(found.reference_only)] == [1, 1, 1]
    assert "makes it infinite" in found.notes["plain_mean"]
    assert "1 with events of the group alone" in found.notes["mean"]
    for name in SUMS:
        assert np.isfinite(ends(getattr(found, name))).all(), name


def test_a_ratio_of_zero_has_an_upper_limit_in_every_mean() -> None:
    found = areas.averages(group=([0, 12], [100, 1_000]), reference=([5, 6], [100, 1_000]))
    assert float(found.geometric_mean.value) == 0
    assert 0 < float(found.geometric_mean.high) < np.inf
    assert float(found.plain_mean.value) == 1
    assert float(found.mean.high) > 1 > float(found.mean.value) > float(found.mean.low) > 0


def test_no_events_at_all_say_nothing() -> None:
    found = areas.averages(group=([0, 0], [10, 20]), reference=([0, 0], [100, 100]))
    for name in WORDS:
        estimate = getattr(found, name)
        assert np.isnan(estimate.value), name
        none = {"mean", "plain_mean", "median", "plain_median"}
        expected = (np.nan, np.nan) if name in none else (0, np.inf)
        assert (float(estimate.low), float(estimate.high)) == pytest.approx(expected, nan_ok=True), name


@pytest.mark.parametrize(
    ("x1", "x0", "value"), [((0, 0), (1, 2), 0), ((5, 0), (0, 0), np.inf), ((0, 3), (1, 0), np.nan)]
)
def test_pooling_without_a_maximum_says_so(x1: Any, x0: Any, value: float) -> None:
    found = areas.pool(group=(x1, [10, 20]), reference=(x0, [100, 100]))
    assert float(found.ratio.value) == pytest.approx(value, nan_ok=True)
    assert [float(found.ratio.low), float(found.ratio.high), float(found.areas)] == [0, np.inf, 0]


def test_areas_that_say_nothing_change_nothing() -> None:
    with_them = areas.pool(group=([4, 0, 6, 0], [10, 20, 30, 0]), reference=([3, 0, 5, 7], [90, 80, 70, 60]))
    without = areas.pool(group=([4, 6], [10, 30]), reference=([3, 5], [90, 70]))
    np.testing.assert_allclose(ends(with_them.estimate), ends(without.estimate), rtol=1e-9)
    assert with_them.areas == without.areas == 2
    assert with_them.weights[[1, 3]].tolist() == [0, 0]


@pytest.mark.parametrize("tau2", ["reml", "dl", "pm"])
def test_the_log_routes_refuse_one_sided_areas(tau2: str) -> None:
    with pytest.raises(
        DispropError, match=r"1 areas have events on one side only, the first at position 1; .*'restricted'"
    ):
        areas.pool(group=([4, 0], [10, 20]), reference=([3, 6], [90, 80]), tau2=tau2)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"tau2": "remel"}, "no estimator of tau2 is called 'remel'. Did you mean 'reml'"),
        ({"interval": "hartung-knapp"}, "with tau2='restricted' is called 'hartung-knapp'. Known: t"),
        ({"tau2": "ml", "interval": "t"}, "with tau2='ml' is called 't'. Known: profile, wald"),
        ({"tau2": "dl", "interval": "walt"}, "Did you mean 'wald'"),
        ({"level": 95}, "level must lie strictly between 0 and 1"),
    ],
)
def test_wrong_names_are_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        areas.pool(group=([4, 2], [10, 20]), reference=([3, 6], [90, 80]), **asked)


def test_wrong_data_are_refused() -> None:
    with pytest.raises(DispropError, match="need areas on the last axis"):
        areas.averages(group=(4, 10), reference=(3, 90))
    with pytest.raises(DispropError, match="need areas on the last axis"):
        areas.random_effects(1.0, 0.5)
    with pytest.raises(DispropError, match="variances must be above 0; got 0"):
        areas.random_effects([1.0, 2.0], [0.5, 0.0])
    with pytest.raises(DispropError, match="interval of pooled areas is called 'z'"):
        areas.random_effects([1.0, 2.0], [0.5, 0.1], interval="z")


@pytest.mark.parametrize("tau2", ["reml", "dl", "pm"])
def test_the_log_routes_say_nothing_where_no_area_has_events(tau2: str) -> None:
    found = areas.pool(group=([0, 0], [10, 20]), reference=([0, 0], [90, 80]), tau2=tau2)
    assert np.isnan(found.ratio.value)
    assert [float(found.ratio.low), float(found.ratio.high), float(found.areas)] == [0, np.inf, 0]


def test_no_sets_are_no_results() -> None:
    none = np.zeros((0, 3))
    assert len(areas.random_effects(none, none + 1).estimate) == len(areas.fixed_effect(none, none + 1).estimate) == 0
    assert len(areas.pool(group=(none, none + 1), reference=(none, none + 1)).estimate) == 0


def test_populations_whose_products_are_no_numbers_are_refused() -> None:
    message = "group_population must be 0 or between 1e-50 and 1e50; got 1e-300 at position 0; below 1e-50"
    with pytest.raises(DispropError) as refused:
        areas.pool(group=([9, 3], [1e-300, 1e-299]), reference=([5, 9], [1e300, 1e300]))
    assert str(refused.value).startswith(message)


LEVELS = [[0.5], [0.95], [0.999]]
SETS: tuple[Side, Side] = (([[9, 3, 4], [3, 4, 1]], [10, 20, 30]), ([5, 9, 7], [100] * 3))


@pytest.mark.parametrize("sets", [0, slice(None)])
@pytest.mark.parametrize(
    "of",
    [
        lambda group, reference, level: areas.averages(group=group, reference=reference, level=level).mean,
        lambda group, reference, level: areas.averages(group=group, reference=reference, level=level).random_effects,
        lambda group, reference, level: areas.pool(group=group, reference=reference, level=level).tau2,
        lambda group, reference, level: areas.pool(group=group, reference=reference, level=level).ratio,
        lambda group, reference, level: areas.pool(group=group, reference=reference, level=level, tau2="dl").tau2,
        lambda group, _, level: areas.random_effects(group[0], group[1], level=level).prediction,
        lambda group, _, level: areas.fixed_effect(group[0], group[1], level=level).ratio,
    ],
)
def test_many_levels_are_each_level_by_itself(of: Any, sets: Any) -> None:
    (events, people), reference = SETS
    group = (np.array(events)[sets], people)
    levels = np.array(LEVELS) if np.ndim(group[0]) == 2 else np.ravel(LEVELS)
    found = of(group, reference, levels)
    for i, level in enumerate(np.ravel(LEVELS)):
        one = of(group, reference, float(level))
        np.testing.assert_allclose(ends(found)[:, i], ends(one), rtol=1e-9)
    assert len(str(found).splitlines()) == np.size(found.value)


def test_levels_that_do_not_fit_the_sets_are_refused() -> None:
    with pytest.raises(DispropError, match=r"level has shape \(3,\), sets of areas has shape \(2,\)"):
        areas.averages(group=SETS[0], reference=SETS[1], level=[0.5, 0.9, 0.95])


@pytest.mark.parametrize("name", ["median", "geometric_mean"])
def test_an_interval_without_a_test_refuses_the_p_value(name: str) -> None:
    with pytest.raises(DispropError, match=f"{name.replace('_', ' ')} of ratios comes with no test; ask .excludes"):
        getattr(FOUND, name).p_value(1)
    assert getattr(FOUND, name).excludes(1)


def test_tau2_refuses_the_p_value() -> None:
    with pytest.raises(DispropError, match="variance between areas comes with no test"):
        areas.random_effects([0.1, 0.9], [0.2, 0.1]).tau2.p_value(0)


# Words.


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("9.42", ["ratio_of_means"]),
        ("6.62", ["plain_mean", "mean"]),
        ("5.80", ["plain_median"]),
        ("6.0", ["geometric_mean", "random_effects"]),
        ("10.3", []),
    ],
)
def test_which_average_was_printed(printed: str, names: list[str]) -> None:
    assert FOUND.which(printed) == names


def test_a_printed_number_as_a_sentence() -> None:
    assert FOUND.explain("9.4").startswith("9.4 times is the ratio of mean rates: ")
    assert "Within areas: 4.2292 (95% CI 4.1951 to 4.2635)." in FOUND.explain("9.4")
    assert FOUND.explain("10.3").startswith("10.3 times is none of these averages; the nearest is the ratio of mean")
    beside = "; mean would print the same. With an interval, the mean: 6.621 (95% CI 6.483 to 6.764). Of all areas"
    assert beside in FOUND.explain("6.62")
    with pytest.raises(DispropError, match="printed figure"):
        FOUND.which("soon")
    with pytest.raises(DispropError, match="one set of areas"):
        areas.averages(group=([[1, 2]], [[5, 6]]), reference=([[1, 2]], [[5, 6]])).which(1)


def test_the_columns_have_a_row_for_each_average() -> None:
    columns = FOUND.to_dict()
    names = [*WORDS, "within", "composition"]
    assert columns["name"] == names == [*WORDS, "within", "composition"]
    assert columns["value"] == [float(getattr(FOUND, name).value) for name in names]
    assert {len(cells) for cells in columns.values()} == {len(names)}
    assert f"{FOUND:.2f}".splitlines()[0] == f"pooled: {FOUND.pooled:.2f}"


# Equations.


def test_the_estimators_solve_their_equations_at_fifty_digits() -> None:
    y, v = np.array([0.96, 2.11, 1.91, 0.2]), np.array([0.19, 0.19, 0.36, 0.05])

    def parts(tau2: float) -> tuple[list[mpf], mpf]:
        w = [1 / (mpf(one) + mpf(tau2)) for one in v]
        mean = mp.fsum(a * mpf(b) for a, b in zip(w, y, strict=True)) / mp.fsum(w)
        return w, mean

    with mp.workdps(50):
        w, mean = parts(float(_between.paule_mandel(y, v)))
        assert abs(mp.fsum(a * (mpf(b) - mean) ** 2 for a, b in zip(w, y, strict=True)) - 3) < 1e-13
        w, mean = parts(float(_between.reml(y, v)))
        squares = mp.fsum(a**2 for a in w)
        spread = mp.fsum((a * (mpf(b) - mean)) ** 2 for a, b in zip(w, y, strict=True))
        assert abs(spread + squares / mp.fsum(w) - mp.fsum(w)) < 1e-13


def test_the_fit_is_where_a_general_search_finds_it() -> None:
    rng = np.random.default_rng(11)
    t1, t0 = rng.uniform(50, 400, 12), np.full(12, 5_000.0)
    x1, x0 = rng.poisson(t1 * 0.02 * np.exp(rng.normal(0, 0.8, 12))), rng.poisson(t0 * 0.002)

    def minus(at: Any) -> float:
        return -binomial_normal(x1, x1 + x0, np.log(t1 / t0) + at[0], at[1])

    general = optimize.minimize(minus, (2.0, 0.5), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    found = areas.pool(group=(x1, t1), reference=(x0, t0), tau2="ml")
    assert (x1 == 0).any()
    assert [float(found.estimate.value), float(found.tau2.value)] == pytest.approx(
        [general.x[0], general.x[1] ** 2], rel=1e-6
    )
    for tau2 in (found.tau2.low, found.tau2.high):  # the likelihood has fallen by half of the quantile there
        tau = float(np.sqrt(tau2))
        best = optimize.minimize_scalar(lambda m, tau=tau: minus((m, tau)), bounds=(0, 5), method="bounded")
        assert float(tau2) == 0 or 2 * (best.fun - general.fun) == pytest.approx(stats.chi2.ppf(0.95, 1), rel=1e-6)


def sparse_sets() -> tuple[Any, Counts]:
    """Return sets of six areas whose ratios differ so much that tau is at its end in most, and their fits."""
    rng = np.random.default_rng(5)
    x1, x0 = rng.poisson(3 * np.exp(4 * rng.normal(size=(SPARSE, 6)))), rng.poisson(3, (SPARSE, 6))
    counts = Counts(x1.astype(np.float64), (x1 + x0).astype(np.float64), np.zeros((SPARSE, 6)))
    return _exact.fit(counts, restricted=False), counts


def test_the_mean_is_the_best_one_where_tau_is_stopped_at_its_end() -> None:
    found, counts = sparse_sets()
    best = _exact.fit_mean(counts, found.tau)
    assert SPARSE / 2 < (found.tau == _exact.PLACES[-1]).sum() < SPARSE
    np.testing.assert_allclose(found.mean, best.mean, atol=1e-8)
    grid = [_exact.fit_mean(counts, np.full(SPARSE, tau)).at.value for tau in np.linspace(0, 3, 31)]
    assert (np.max(grid, axis=0) - found.at.value).max() < 1e-8


def test_tau_has_no_upper_limit_where_the_counts_do_not_bound_it() -> None:
    rng = np.random.default_rng(1)
    side = np.full((50, 5), 100.0)
    found = areas.pool(group=(rng.poisson(0.3, (50, 5)), side), reference=(rng.poisson(0.3, (50, 5)), side))
    high = np.asarray(found.tau2.high)
    assert np.isinf(high).any()
    assert (high[np.isfinite(high)] <= 9).all()


def test_sparse_sets_are_fitted_in_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule for u once gave slopes that no step could follow: 50 sparse sets took 3,488 evaluations."""
    calls = []

    def counted(*given: Any) -> Any:
        calls.append(given)
        return likelihood(*given)

    monkeypatch.setattr(_exact, "likelihood", counted)
    _, counts = sparse_sets()
    _exact.tau_limits(counts, _exact.fit(counts, restricted=False), np.full(SPARSE, 0.025))
    assert len(calls) < 800


# A simulation, with the truth known: see studies/areas.py.


def test_leaving_out_areas_with_zeros_moves_the_average_and_the_exact_route_does_not() -> None:
    exact, dropped, zeros = simulate(sets=40)
    assert zeros > 0.1
    assert abs(exact - 10) < 0.5
    assert dropped > 11


def coverage(scale: float) -> dict[str, float]:
    """Return how often each interval holds the average of the table, with a share of its counts, drawn 300 times."""
    (x1, t1), (x0, t0) = TABLE
    rng = np.random.default_rng(7)
    drawn = [rng.poisson(mean * scale, (300, 43)) for mean in (x1, x0)]
    found = areas.averages(group=(drawn[0], t1), reference=(drawn[1], t0))
    truth = {name: float(getattr(FOUND, name).value) for name in (*WORDS, "composition")}
    given = {name: found_one for name in truth if np.isfinite((found_one := getattr(found, name)).low).any()}
    return {name: float(np.mean(~np.asarray(one.excludes(truth[name])))) for name, one in given.items()}


def test_the_intervals_cover_where_no_area_is_nearly_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = rate_ratio(
        group=(np.zeros(300), 0), reference=(0, 0)
    )  # it takes the areas for a sample: wider than chance
    monkeypatch.setattr(_over_areas, "_random_effects", lambda *_: nothing)
    covered = coverage(0.5)
    assert set(covered) == {*WORDS, "composition"} - {"plain_mean", "plain_median", "random_effects"}
    assert {name: share for name, share in covered.items() if share < 0.92} == {}


def test_the_intervals_of_sums_and_of_the_mean_cover_where_areas_are_nearly_empty() -> None:
    covered = coverage(0.02)
    assert {name: covered[name] for name in (*SUMS, "mean", "median") if covered[name] < 0.92} == {}
