"""Averages over areas, and pooled ratios of few areas, whose intervals hold: figures, equations, and small studies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from mpmath import mp, mpf
from scipy import optimize, stats

from disprop import DispropError, areas, tables
from disprop.areas._averages import unbiased_mean, unbiased_median
from disprop.intervals.averages import MEAN_OF_RATIOS
from studies import averages as study

Side = tuple[Any, Any]
BOTH = tuple[Side, Side]
FIVE: BOTH = (([4, 6, 2, 0, 7], [1_000] * 5), ([8, 5, 11, 9, 3], [6_000] * 5))
SIX: BOTH = (
    ([12, 3, 30, 4, 9, 6], [2_000, 1_500, 5_100, 800, 1_200, 900]),
    ([80, 45, 160, 30, 52, 20], [90_000, 90_000, 90_000, 60_000, 80_000, 50_000]),
)
ZERO: BOTH = (([12, 0, 30, 4, 9], [2_000, 150, 5_100, 400, 900]), ([80, 45, 60, 30, 52], [90_000] * 5))
THREE: BOTH = (([33, 12, 50], [9_000, 8_000, 7_000]), ([250, 300, 200], [200_000, 220_000, 180_000]))
OTHER: BOTH = (
    ([8, 31, 15, 60, 22], [3_000, 4_000, 5_000, 6_000, 7_000]),
    ([120, 150, 300, 250, 410], [90_000, 80_000, 120_000, 110_000, 150_000]),
)


def limits(estimate: Any) -> list[float]:
    return [float(estimate.value), float(estimate.low), float(estimate.high)]


def first_five(sides: BOTH) -> BOTH:
    (x1, t1), (x0, t0) = sides
    return (x1[:5], t1[:5]), (x0[:5], t0[:5])


def ask(sides: BOTH, **options: Any) -> Any:
    return areas.pool(group=sides[0], reference=sides[1], **options)


# The mean.


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        (first_five(SIX), (6.97323121, 4.65102396, 10.78849438)),
        (FIVE, (4.03333333, 2.06011245, 8.05611834)),
    ],
)
def test_the_mean_of_ratios(sides: BOTH, expected: tuple[float, ...]) -> None:
    mean = areas.averages(group=sides[0], reference=sides[1]).mean
    assert limits(mean) == pytest.approx(expected, abs=6e-9)
    assert float(mean.p_value(mean.low)) == pytest.approx(0.05, rel=1e-9)


def test_the_mean_is_its_formula_at_fifty_digits() -> None:
    (x1, t1), (x0, t0) = (map(np.array, side) for side in FIVE)
    sums = unbiased_mean(*(part.astype(float) for part in (x1, t1, x0, t0)))
    low, high = MEAN_OF_RATIOS.limits("half-event", tuple(sums.values())[:3], 0.025)
    with mp.workdps(50):
        rows = [[mpf(int(cell)) for cell in row] for row in zip(x1, t1, x0, t0, strict=True)]
        w = [t0 / t1 / (5 * (x0 + 1)) for _, t1, x0, t0 in rows]
        m = mp.fsum(weight * row[0] for weight, row in zip(w, rows, strict=True))
        v = mp.fsum(u**2 * x1 * (x1 + x0 + 1) / (x0 + 2) for u, (x1, _, x0, _) in zip(w, rows, strict=True))
        z, more = mp.sqrt(2) * mp.erfinv(mpf("0.95")), m + max(w) / 2
        right = m * mp.exp(-z * mp.sqrt(v) / m), more * mp.exp(z * mp.sqrt(v + max(w) ** 2 / 2) / more)
    assert [float(low), float(high)] == pytest.approx([float(limit) for limit in right], rel=1e-14)


def test_its_expectation_is_the_mean_of_the_ratios_and_its_variance_is_unbiased() -> None:
    """Added up over all counts that have a chance: two areas, 9 and 14 events of the reference expected."""
    group, reference, ratios = np.array([3.0, 5.0]), np.array([9.0, 14.0]), np.array([0.8, 2.5])
    x1, x0 = np.arange(60.0), np.arange(80.0)
    first = second = spread = 0.0
    for t1, t0, ratio in zip(group, reference, ratios, strict=True):
        chance = stats.poisson.pmf(x1, ratio * t1)[:, None] * stats.poisson.pmf(x0, t0)
        given = np.stack(np.broadcast_arrays(x1[:, None], x0), axis=-1)[..., None, :]
        w = t0 / t1 / (2 * (given[..., 1] + 1))
        each = (w * given[..., 0])[..., 0]
        variance = (w**2 * given[..., 0] * (given.sum(axis=-1) + 1) / (given[..., 1] + 2))[..., 0]
        mean = float((chance * each).sum())
        first, second = first + mean, second + float((chance * (each - mean) ** 2).sum())
        spread += float((chance * variance).sum())
    assert first == pytest.approx(float((ratios * (1 - np.exp(-reference))).mean()), rel=1e-12)
    assert spread == pytest.approx(second, rel=2e-3)


@pytest.mark.parametrize(
    ("k", "few", "defined"), [(9, 0, True), (9, 1, False), (10, 1, True), (19, 1, True), (20, 3, False)]
)
def test_the_mean_needs_events_of_the_reference_in_nine_areas_of_ten(k: int, few: int, *, defined: bool) -> None:
    x0 = np.full(k, 5)
    x0[:few] = 1
    mean = areas.averages(group=(np.full(k, 3), np.full(k, 100)), reference=(x0, np.full(k, 500))).mean
    assert np.isfinite(limits(mean)).all() == defined
    assert mean.why() == ([""] if defined else [f"{few} of {k} areas have at most 1 event of the reference"])


def test_no_event_of_the_group_has_an_upper_limit() -> None:
    mean = areas.averages(group=([0, 0], [100, 100]), reference=([5, 8], [300, 300])).mean
    assert limits(mean)[:2] == [0, 0]
    assert 0 < float(mean.high) < np.inf


# The median.


def test_the_median_of_ratios() -> None:
    median = areas.averages(group=SIX[0], reference=SIX[1]).median
    assert limits(median) == pytest.approx((8.60089083, 3.32381795, 16.99680076), abs=6e-9)
    assert float(median.data["attained"]) == 0.96875


@pytest.mark.parametrize(("k", "attained"), [(6, 96.9), (8, 99.2), (10, 97.9), (20, 95.9), (43, 96.8)])
def test_the_median_is_between_two_areas_in_order(k: int, attained: float) -> None:
    x1 = 10 * np.arange(1, k + 1)
    median = areas.averages(group=(x1, np.full(k, 100)), reference=(np.full(k, 50), np.full(k, 100))).median
    assert 100 * float(median.data["attained"]) == pytest.approx(attained, abs=0.05)
    share = np.asarray(stats.beta.ppf(0.5, x1 + 0.5, 50.5))
    odds = share / (1 - share)
    j = 1 + int(np.flatnonzero(stats.binom.cdf(np.arange(k), k, 0.5) <= 0.025)[-1])
    assert limits(median) == pytest.approx([np.median(odds), odds[j - 1], odds[k - j]], rel=1e-10)


@pytest.mark.parametrize("expected", [0.05, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("group_is_rare", [True, False])
@pytest.mark.parametrize("k", [6, 43])
def test_the_median_holds_a_common_ratio_of_1_at_any_counts(k: int, expected: float, *, group_is_rare: bool) -> None:
    rng = np.random.default_rng(3)
    rare, other = (rng.poisson(mean, (400, k)).astype(np.float64) for mean in (expected, 500.0))
    rare_side, other_side = (rare, np.full((400, k), expected)), (other, np.full((400, k), 500.0))
    group, reference = (rare_side, other_side) if group_is_rare else (other_side, rare_side)
    with np.errstate(all="ignore"):  # 0 events of 0 are no ratio
        value, (low, high), *_ = unbiased_median(group[0], group[1], reference[0], reference[1], np.full(400, 0.025))
    assert np.mean((low > 1) | (high < 1)) < 0.05
    assert (np.isnan(value) | ((low <= value) & (value <= high))).all()


def test_areas_without_events_of_the_group_leave_the_median_a_lower_limit_of_0() -> None:
    median = areas.averages(group=([0] * 12, [100] * 12), reference=([5] * 12, [10_000] * 12)).median
    share = 1 - 0.5 ** (1 / 5)  # none of 5 events with probability 1/2
    assert limits(median) == pytest.approx([0, 0, 100 * share / (1 - share)], rel=1e-10)


def test_averages_of_which_none_is_defined_say_so_in_words() -> None:
    found = areas.averages(group=([0, 0], [100, 100]), reference=([0, 0], [100, 100]))
    assert found.which("3.0") == []
    with pytest.raises(DispropError, match="leave none defined"):
        found.explain("3.0")


def test_a_median_of_too_few_areas_says_so_and_refuses_nothing_else() -> None:
    found = areas.averages(group=FIVE[0], reference=FIVE[1])
    assert found.median.why() == ["too few areas for an interval at this level: 5"]
    assert str(found.median).endswith(" (too few areas for an interval at this level: 5)")
    assert np.isnan([found.median.low, found.median.high]).all()
    assert np.isfinite(limits(found.mean) + limits(found.pooled)).all()
    wider = areas.averages(group=FIVE[0], reference=FIVE[1], level=[0.5, 0.93, 0.95]).median
    assert np.isnan(np.asarray(wider.low)).tolist() == [False, False, True]


def test_the_table_says_which_average_has_no_interval() -> None:
    (x1, t1), (x0, t0) = FIVE
    rows = {"area": [*"abcde"] * 2, "group": ["G"] * 5 + ["R"] * 5, "events": [*x1, *x0], "people": [*t1, *t0]}
    found = tables.compare_by(
        pd.DataFrame(rows), areas.averages, columns=("events", "people"), group="group", reference="R", strata="area"
    ).set_index("name")
    assert found.loc["median", "note"] == "too few areas for an interval at this level: 5"
    assert found.loc["plain_mean", "note"] == "no interval holds for a plain mean"
    assert (found.loc["mean", "note"], found.loc["pooled", "note"]) == ("", "")


# Pooling from counts.


@pytest.mark.parametrize(
    ("sides", "ratio", "tau", "another"),
    [
        (ZERO, (10.5114, 4.9977, 22.1082), 0.404408, (2.0010, 52.2023)),
        (THREE, (2.759382, 0.303863, 25.058), 0.861446, (0.20385, 36.4463)),
        (OTHER, (2.186207, 0.939983, 5.084671), 0.635226, (0.326120, 14.283554)),
    ],
)
def test_a_pooled_ratio_of_few_areas(sides: BOTH, ratio: tuple[float, ...], tau: float, another: Side) -> None:
    found = ask(sides)
    assert limits(found.ratio) == pytest.approx(ratio, rel=2e-5)
    assert float(np.sqrt(found.tau2.value)) == pytest.approx(tau, abs=6e-7)
    assert np.exp(limits(found.prediction)[1:]) == pytest.approx(another, rel=3e-5)
    assert float(found.ratio.p_value(found.ratio.low)) == pytest.approx(0.05, rel=1e-9)


def test_the_profile_interval_is_where_the_likelihood_has_fallen_by_t_squared() -> None:
    found = ask(OTHER, tau2="ml").ratio
    assert limits(found)[1:] == pytest.approx((0.674184, 6.832682), rel=2e-6)
    with pytest.raises(DispropError, match="comes with no test"):
        found.p_value(1)


def plain_likelihood(sides: BOTH) -> Any:
    """Return the log likelihood of the mean and tau by plain sums over u, which share no code with the library."""
    (x1, t1), (x0, t0) = (tuple(map(np.array, side)) for side in sides)
    u = np.linspace(-9, 9, 4_001)
    w = np.exp(-(u**2) / 2) * (u[1] - u[0])

    def at(mean: float, tau: float) -> float:
        eta = mean + tau * u[:, None] + np.log(t1 / t0)
        logs = x1 * eta - (x1 + x0) * np.logaddexp(0, eta)
        top = logs.max(axis=0)
        return float((top + np.log(w @ np.exp(logs - top) / np.sqrt(2 * np.pi))).sum())

    return at


def test_the_restricted_likelihood_is_largest_there() -> None:
    at, h = plain_likelihood(OTHER), 1e-3

    def minus(tau: float) -> float:
        best = optimize.minimize_scalar(lambda m: -at(m, tau), bracket=(0.5, 1.0), tol=1e-12)
        curve = (at(best.x + h, tau) - 2 * at(best.x, tau) + at(best.x - h, tau)) / h**2
        return float(best.fun + np.log(-curve) / 2)

    tau = optimize.minimize_scalar(minus, bounds=(0.4, 0.9), method="bounded", options={"xatol": 1e-8}).x
    assert float(np.sqrt(ask(OTHER).tau2.value)) == pytest.approx(tau, abs=2e-5)
    for limit in limits(ask(OTHER).tau2)[1:]:
        fall = 2 * (minus(np.sqrt(limit)) - minus(tau))
        assert limit == 0 or fall == pytest.approx(stats.chi2.ppf(0.95, 1), rel=1e-4)


def test_a_likelihood_with_two_tops_is_climbed_to_the_higher() -> None:
    """The five areas with a 0: falling from tau = 0, it rises again to a top at 0.17 that is 0.00066 higher."""
    at, found = plain_likelihood(ZERO), ask(ZERO, tau2="ml")
    mean, tau = float(found.estimate.value), float(np.sqrt(found.tau2.value))
    assert (np.exp(mean), tau) == pytest.approx((9.846947, 0.171498), rel=1e-6)
    assert at(mean, tau) - at(np.log(9.52276733834232), 0.0) == pytest.approx(0.000659, abs=1e-6)


def test_one_area_says_nothing_of_how_areas_differ() -> None:
    found = ask((([1], [10]), ([2], [10])))
    assert limits(found.tau2)[0] == 0
    assert limits(found.ratio) == pytest.approx([0.5, 0, np.inf])
    assert np.exp(limits(found.prediction)[1:]).tolist() == [0, np.inf]


# Logs.


def test_hartung_and_knapp_are_never_narrower_than_areas_that_are_alike() -> None:
    y, v = [1.0, 1.001, 0.999], [0.04] * 3
    ours, plain = (areas.random_effects(y, v, interval=name) for name in ("hartung-knapp", "hartung-knapp-plain"))
    t = stats.t.ppf(0.975, 2)
    assert float(ours.estimate.high - 1) == pytest.approx(t * np.sqrt(0.04 / 3), rel=1e-12)
    assert float(plain.estimate.high - 1) == pytest.approx(t * 0.001 / np.sqrt(3), rel=1e-9)
    assert str(areas.random_effects(y, v)) == str(ours)
    assert ask(OTHER, tau2="dl").estimate.method == "hartung-knapp"


def test_the_prediction_of_logs_is_averaged_over_tau() -> None:
    y, v = np.array([0.2, 1.4, 0.9, 2.1]), np.array([0.1, 0.2, 0.05, 0.3])
    tau = np.linspace(0, 3, 6_001)
    w = 1 / (v + tau[:, None] ** 2)
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    logs = np.log(w).sum(axis=1) - np.log(w.sum(axis=1)) - (w * (y - mean[:, None]) ** 2).sum(axis=1) - tau**2
    weight = np.exp((logs - logs.max()) / 2)
    weight[[0, -1]] /= 2
    prediction = areas.random_effects(y, v).prediction
    for limit, chance in ((prediction.low, 0.025), (prediction.high, 0.975)):
        below = stats.norm.cdf((float(limit) - mean) / np.sqrt(1 / w.sum(axis=1) + tau**2))
        assert (weight * below).sum() / weight.sum() == pytest.approx(chance, abs=1e-8)


def test_a_prediction_of_many_areas_needs_no_more_places() -> None:
    """With 2,000 areas tau is known to 0.01: the places of the average must find it."""
    rng = np.random.default_rng(4)
    v = np.full(2_000, 0.01)
    found = areas.random_effects(rng.normal(1, 0.3, 2_000) + rng.normal(0, 0.1, 2_000), v)
    spread = np.sqrt(float(found.tau2.value)) * 1.96
    assert limits(found.prediction)[1:] == pytest.approx(
        [float(found.estimate.value) - spread, float(found.estimate.value) + spread], rel=2e-3
    )


# Small studies, of which `make coverage-study` does the large ones.


@pytest.mark.parametrize("case", [study.Case(40, 4, 8), study.Case(40, 10, 20), study.Case(10, 20, 200)])
def test_the_mean_and_the_median_hold(case: study.Case) -> None:
    found = study.coverage(case, 1_500)
    assert found["mean"].given > 0.98
    assert 0.93 < found["mean"].share < 0.98  # plain means with MOVER's limits: 0.49 and 0.69 of the first two
    assert found["median"].share > 0.94


def test_the_mean_holds_where_areas_differ_in_size() -> None:
    designs = study.of_designs(10, 6, designs=12, sets=300)
    assert np.mean([one.share for one in designs]) > 0.95
    assert min(one.share for one in designs) > 0.91


def test_a_pooled_ratio_of_few_areas_holds_and_so_does_its_prediction() -> None:
    sample = study.Sample(3, 0.8)
    found = study.pooled_held(sample, 150, ("restricted, t", "reml, hartung-knapp", "reml, wald"))
    assert min(found["restricted, t"]) > 0.92
    assert min(found["reml, hartung-knapp"]) > 0.92
    assert max(found["reml, wald"]) < 0.9


def test_more_events_than_the_exact_likelihood_has_digits_for_are_refused_in_words() -> None:
    most = ([2 * 10**6, 10**6], [10**8, 10**8]), ([8 * 10**6, 9 * 10**6], [10**8, 10**8])
    assert np.isfinite(limits(areas.pool(group=most[0], reference=most[1]).ratio)).all()
    group, reference = ([10**8, 3], [10**9, 30]), ([10**8, 5], [10**9, 50])
    with pytest.raises(DispropError, match=r"more than 10,000,000 events.*tau2='reml'"):
        areas.pool(group=group, reference=reference)
    assert np.isfinite(limits(areas.pool(group=group, reference=reference, tau2="reml").ratio)).all()
    found = areas.averages(group=group, reference=reference)
    assert "more than 10,000,000 events" in found.random_effects.why()[0]
    assert np.isfinite(limits(found.pooled) + limits(found.mean)).all()


def test_a_prediction_too_large_for_a_number_is_infinite_without_a_warning() -> None:
    found = areas.random_effects([1, 2, 3], [1e7] * 3)
    assert "another such area from 0 to inf" in str(found)
