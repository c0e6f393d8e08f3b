"""One share or rate from many deployments: equations, zeros, laws, breaks, the real tables, and coverage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from disprop import DispropError, alerts, datasets, proportion, rate
from disprop.alerts import breaks, mean_of_rates, pool
from disprop.estimate import family_of
from disprop.intervals import FAMILIES, _dispersed
from disprop.pooling._next import Rates, Shares, next_counts, quantiles
from disprop.pooling.shares import METHODS
from studies.pooling import HARD, Case, coverage, false_breaks, next_held
from twins import mixed

FALSE, ALERTS = np.array([2297, 7, 46, 12, 7]), np.array([2470, 17, 51, 14, 8])
SMALL, WHOLES = np.array([2, 1, 0, 3, 9]), np.array([14, 8, 5, 10, 12])
OF_ALERTS = tuple(name for name in METHODS if name != "gamma-poisson")
CHI = stats.chi2.ppf(0.95, 1)


def faces(x: Any, n: Any, method: str = "gamma-poisson", level: Any = 0.95) -> Any:
    return pool(x, n, method=method, kind="faces_seen", breaks=(), level=level)


@pytest.fixture(scope="module")
def met() -> pd.DataFrame:
    table = datasets.load("met-deployments-2023-2024")
    table["false"] = table["false_alerts_confirmed"] + table["false_alerts_unconfirmed"]
    table["all"] = table["true_alerts_confirmed"] + table["true_alerts_unconfirmed"] + table["false"]
    table["month"] = pd.to_datetime(table["date"]).dt.strftime("%Y-%m")
    typed: pd.DataFrame = table.astype({"false": int, "all": int, "faces_seen": int})
    return typed


# The likelihoods


def one(likelihood: Any, eta: float, dispersion: float) -> tuple[float, ...]:
    at = np.array([eta]), np.array([dispersion])
    return tuple(float(part[0]) for part in (likelihood.height(*at), *likelihood.slopes(*at)))


@pytest.mark.parametrize("theta", [1e-300, 1e-12, 1e-5, 0.3, 40.0])
def test_beta_binomial_at_fifty_digits(theta: float) -> None:
    with mpmath.workdps(50):
        p, t = 1 / (1 + mpmath.exp(0.5)), mpmath.mpf(theta)
        expected = sum(
            sum(mpmath.log(p + j * t) for j in range(x))
            + sum(mpmath.log(1 - p + j * t) for j in range(n - x))
            - sum(mpmath.log(1 + j * t) for j in range(n))
            for x, n in zip(SMALL.tolist(), WHOLES.tolist(), strict=True)
        )
    model = _dispersed.beta_binomial(SMALL[None].astype(float), WHOLES[None].astype(float))
    assert one(model, -0.5, theta)[0] == pytest.approx(float(expected), rel=1e-14)


def test_beta_binomial_is_the_distribution_of_that_name() -> None:
    model, theta, p = _dispersed.beta_binomial(SMALL[None] * 1.0, WHOLES[None] * 1.0), 0.3, special.expit(-0.5)
    plain = stats.betabinom.logpmf(SMALL, WHOLES, p / theta, (1 - p) / theta) - np.log(special.comb(WHOLES, SMALL))
    assert one(model, -0.5, theta)[0] == pytest.approx(plain.sum(), rel=1e-12)


@pytest.mark.parametrize("theta", [1e-6, 0.004, 0.3, 7.0])
def test_gamma_poisson_is_negative_binomial(theta: float) -> None:
    people = np.array([100.0, 50.0, 80.0, 120.0, 90.0])
    model = _dispersed.gamma_poisson(SMALL[None] * 1.0, people[None])
    mean = np.exp(-3.0) * people
    plain = stats.nbinom.logpmf(SMALL, 1 / theta, 1 / (1 + theta * mean))
    rest = special.gammaln(SMALL + 1) - SMALL * np.log(people)
    assert one(model, -3.0, theta)[0] == pytest.approx((plain + rest).sum(), rel=1e-9)


@pytest.mark.parametrize("make", [_dispersed.beta_binomial, _dispersed.gamma_poisson, _dispersed.random_intercept])
@pytest.mark.parametrize("dispersion", [0.0, 1e-3, 0.005, 2.0])
def test_slopes_are_differences_of_the_likelihood(make: Any, dispersion: float) -> None:
    model, h = make(SMALL[None] * 1.0, WHOLES[None] * 1.0), 1e-6
    _, by_eta, by_dispersion, *_ = one(model, -0.7, dispersion)
    assert by_eta == pytest.approx((one(model, -0.7 + h, dispersion)[0] - one(model, -0.7 - h, dispersion)[0]) / 2 / h)
    here, further, beyond = (one(model, -0.7, dispersion + step * h)[0] for step in (0, 1, 2))
    assert by_dispersion == pytest.approx((4 * further - 3 * here - beyond) / 2 / h, rel=1e-4)


@pytest.mark.parametrize("law", [mixed.beta_binomial, mixed.gamma_poisson, mixed.random_intercept])
def test_the_limits_are_where_the_profile_has_fallen(law: Any) -> None:
    found = faces(SMALL, WHOLES, law.__name__.replace("_", "-")).estimate
    link = np.log if law is mixed.gamma_poisson else special.logit
    low, top, high = (mixed.profile(law, SMALL, WHOLES, link(end)) for end in (found.low, found.value, found.high))
    assert [2 * (top - low), 2 * (top - high)] == pytest.approx([CHI, CHI], rel=1e-9)
    grid = np.linspace(link(found.low), link(found.high), 25)
    assert max(mixed.profile(law, SMALL, WHOLES, eta) for eta in grid) <= top + 1e-12


@pytest.mark.parametrize(
    ("kind", "counts", "expected"),
    [
        ("alerts", ([0, 15], [7, 40]), (0.21005, 0.01582, 0.68164)),
        ("alerts", ([0, 2, 4], [4, 2, 18]), (0.38486, 0.07794, 0.8513)),
        ("faces_seen", ([11, 3], [44_112, 2_236]), (0.00050191, 0.00015730, 0.0062859)),
    ],
)
def test_of_two_tops_of_a_likelihood_the_higher_is_taken(
    kind: str, counts: tuple[list[int], list[int]], expected: tuple[float, ...]
) -> None:
    """Deployments that are all alike may be likelier than such as differ a little, and less likely than such as do."""
    found: Any = pool(*counts, kind=kind, breaks=()).estimate
    law: Any = mixed.beta_binomial if kind == "alerts" else mixed.gamma_poisson
    link = special.logit if kind == "alerts" else np.log
    thetas = np.exp(np.linspace(-9, 6, 400))

    def profile(eta: Any) -> Any:
        return max(law(*map(np.array, counts), eta, theta) for theta in thetas)

    top, *ends = (profile(link(end)) for end in (found.value, found.low, found.high))
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-3)
    assert [2 * (top - end) for end in ends] == pytest.approx([CHI, CHI], abs=2e-3)
    assert top + 1e-5 > max(profile(eta) for eta in np.linspace(link(found.low), link(found.high), 20))


@pytest.mark.parametrize("t", [1e-12, 1e-3, 1.0, 1e3, 1e12])
def test_few_points_stand_for_many(t: float) -> None:
    points, weights = np.arange(16.0, 40_000), np.random.default_rng(4).poisson(3, (2, 39_984)).astype(float)
    few, own = _dispersed.fewer(points, weights)
    assert few.size < 60
    functions: list[Any] = [lambda y: np.log1p(t * y), lambda y: 1 / (1 + t * y), lambda y: (y / (1 + t * y)) ** 2]
    for of in functions:
        np.testing.assert_allclose((own * of(few)).sum(axis=-1), (weights * of(points)).sum(axis=-1), rtol=3e-13)


def test_two_in_58_alerts_are_not_overdispersed() -> None:
    whole = np.array([3, 2, 4, 1, 5, 2, 3, 3, 4, 2, 3, 2, 3, 4, 2, 5, 1, 3, 4, 2])
    part = np.isin(np.arange(20), (2, 7)).astype(int)
    assert (part.sum(), whole.sum()) == (2, 58)
    found: Any = pool(part, whole)
    assert (found.dispersion["rho"], found.likelihood_ratio.statistic, found.likelihood_ratio.p_value) == (0, 0, 1)
    assert float(found.estimate.value) == pytest.approx(2 / 58, rel=1e-12)
    together = proportion(2, 58, method="likelihood")
    assert found.estimate.low == pytest.approx(together.low, rel=1e-9)
    assert found.estimate.high > together.high  # rho that is likeliest there is above 0


# The moments


def wilson_limits(r: float, trials: float, df: int) -> tuple[float, float]:
    """Wilson's limits of r in so many trials, with Student's t for z."""
    t = stats.t.ppf(0.975, df)
    low, high = np.roots([1 + t**2 / trials, -2 * r - t**2 / trials, r**2])[::-1]
    return float(low), float(high)


def test_the_cluster_robust_equation() -> None:
    found = pool(SMALL, WHOLES, method="cluster-robust").estimate
    r, k = SMALL.sum() / WHOLES.sum(), 5
    variance = k / (k - 1) * ((SMALL - r * WHOLES) ** 2).sum() / WHOLES.sum() ** 2
    trials = r * (1 - r) / variance
    assert trials < WHOLES.sum()
    assert (found.low, found.high) == pytest.approx(wilson_limits(r, trials, k - 1), rel=1e-12)
    assert found.value == pytest.approx(r, rel=1e-15)


def test_there_are_no_more_trials_than_alerts() -> None:
    alike: Any = pool([2, 4, 6], [20, 40, 60], method="cluster-robust").estimate
    assert (alike.low, alike.high) == pytest.approx(wilson_limits(0.1, 120, 2), rel=1e-12)
    rates: Any = mean_of_rates([2, 4, 6], [20, 40, 60])
    assert (rates.low, rates.high) == pytest.approx(wilson_limits(0.1, 9 / (1 / 20 + 1 / 40 + 1 / 60), 2), rel=1e-12)


def test_one_deployment_does_not_say_how_deployments_differ() -> None:
    alone: Any = pool([3, 0], [10, 0], method="cluster-robust").estimate
    assert (alone.value, alone.low, alone.high) == (0.3, 0, 1)
    nothing: Any = pool([0, 0], [0, 0], method="cluster-robust").estimate
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()


def test_clopper_pearson_is_that_of_the_totals() -> None:
    found, plain = pool(FALSE, ALERTS, method="clopper-pearson"), proportion(2369, 2560, method="clopper-pearson")
    assert (found.estimate.low, found.estimate.high) == (plain.low, plain.high)
    assert found.ratio_of_totals == plain.value


def test_the_mean_of_rates_is_of_so_many_trials_as_have_its_variance() -> None:
    found, rates = mean_of_rates([4, 7, 5], [10, 20, 30]), np.array([4 / 10, 7 / 20, 5 / 30])
    r = rates.mean()
    trials = r * (1 - r) / (rates.var(ddof=1) / 3)
    assert (found.value, found.low, found.high) == pytest.approx((r, *wilson_limits(r, trials, 2)), rel=1e-12)
    assert found.value != pytest.approx(16 / 60, rel=0.1)
    none: Any = mean_of_rates([0, 0, 0], [10, 20, 30])
    assert (none.low, none.high) == pytest.approx((0, 1 - 0.025 ** (1 / 3)), rel=1e-12)  # of three deployments


def test_pearson_and_tarone_by_their_definitions() -> None:
    found, p = pool(SMALL, WHOLES), SMALL.sum() / WHOLES.sum()
    chi = ((SMALL - WHOLES * p) ** 2 / (WHOLES * p * (1 - p))).sum()
    z = (((SMALL - WHOLES * p) ** 2 / (p * (1 - p))).sum() - WHOLES.sum()) / np.sqrt(2 * (WHOLES * (WHOLES - 1)).sum())
    assert found.pearson.statistic == pytest.approx(chi, rel=1e-12)
    assert found.pearson.p_value == pytest.approx(stats.chi2.sf(chi, 4), rel=1e-12)
    assert found.tarone.statistic == pytest.approx(z, rel=1e-12)
    assert found.tarone.p_value == pytest.approx(stats.norm.sf(z), rel=1e-12)
    of_faces, m = faces(SMALL, WHOLES * 1000), WHOLES * p
    dean = ((SMALL - m) ** 2 - SMALL).sum() / np.sqrt(2 * (m**2).sum())
    assert of_faces.tarone.statistic == pytest.approx(dean, rel=1e-12)


# Zeros and laws


@pytest.mark.parametrize("method", OF_ALERTS)
def test_no_event_has_a_finite_limit(method: str) -> None:
    none: Any = pool([0, 0, 0], [10, 20, 30], method=method)
    plain = proportion(0, 60, method="clopper-pearson")
    assert (none.estimate.value, none.estimate.low, none.estimate.high) == (0, 0, plain.high)
    everything: Any = pool([10, 20, 30], [10, 20, 30], method=method).estimate
    assert (everything.value, everything.high) == (1, 1)
    assert everything.low == pytest.approx(1 - plain.high, rel=1e-12)


def test_no_event_of_a_rate_has_that_of_garwood() -> None:
    none, plain = faces([0, 0, 0], [1000, 2000, 3000]).estimate, rate(0, 6000)
    assert (none.value, none.low, none.high) == (0, 0, plain.high)
    assert "not tested" in str(faces([0, 0, 0], [1000, 2000, 3000]))


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_deployments_does_not_matter(method: str) -> None:
    order = [3, 0, 4, 2, 1]
    here, there = (faces(x, n, method) for x, n in ((SMALL, WHOLES), (SMALL[order], WHOLES[order])))
    for name in ("value", "low", "high"):
        assert getattr(there.estimate, name) == pytest.approx(getattr(here.estimate, name), rel=1e-9)
    assert there.rho == pytest.approx(here.rho, rel=1e-7)


@pytest.mark.parametrize("method", METHODS)
def test_an_empty_deployment_says_nothing(method: str) -> None:
    here, there = (faces(x, n, method) for x, n in ((SMALL, WHOLES), ([*SMALL, 0], [*WHOLES, 0])))
    for name in ("value", "low", "high"):
        assert getattr(there.estimate, name) == pytest.approx(getattr(here.estimate, name), rel=1e-9)
    assert there.pearson.p_value == pytest.approx(here.pearson.p_value, rel=1e-12)


def test_merging_deployments_leaves_the_ratio_of_totals() -> None:
    merged = [SMALL[:2].sum(), *SMALL[2:]], [WHOLES[:2].sum(), *WHOLES[2:]]
    for method in ("cluster-robust", "clopper-pearson"):
        here, there = pool(SMALL, WHOLES, method=method), pool(*merged, method=method)
        assert here.ratio_of_totals == there.ratio_of_totals == here.estimate.value == there.estimate.value


def test_a_rate_scales_with_the_faces() -> None:
    here, there = faces(SMALL, WHOLES * 100).estimate, faces(SMALL, WHOLES * 700).estimate
    for name in ("value", "low", "high"):
        assert getattr(there, name) * 7 == pytest.approx(getattr(here, name), rel=1e-9)


@pytest.mark.parametrize("method", OF_ALERTS)
def test_true_and_false_alerts_mirror_each_other(method: str) -> None:
    here, there = pool(SMALL, WHOLES, method=method).estimate, pool(WHOLES - SMALL, WHOLES, method=method).estimate
    assert (1 - there.value, 1 - there.high, 1 - there.low) == pytest.approx(
        (here.value, here.low, here.high), rel=1e-8
    )


@pytest.mark.parametrize("method", METHODS)
def test_sets_are_pooled_as_if_each_were_alone(method: str) -> None:
    parts, wholes = np.stack([SMALL, np.zeros(5), WHOLES]), np.stack([WHOLES, WHOLES, WHOLES])
    together = faces(parts, wholes, method)
    for i, part in enumerate(parts):
        alone = faces(part, WHOLES, method)
        for name in ("value", "low", "high"):
            assert getattr(together.estimate, name)[i] == pytest.approx(getattr(alone.estimate, name), rel=1e-9)
        assert str(together).split("\n")[i] == str(alone)
        assert together.next_deployment(20).high[i] == alone.next_deployment(20).high


@pytest.mark.parametrize("method", METHODS)
def test_a_higher_level_is_wider(method: str) -> None:
    found = faces(SMALL, WHOLES, method).estimate
    wide, sure = (pool(SMALL, WHOLES, method=method, kind="faces_seen", breaks=(), level=at) for at in (0.99, 0.5))
    assert wide.estimate.low <= found.low < sure.estimate.low < sure.estimate.high < found.high <= wide.estimate.high


@pytest.mark.parametrize("method", METHODS)
def test_the_test_is_the_interval(method: str) -> None:
    found = faces(SMALL, WHOLES, method).estimate
    assert found.p_value(found.high) == pytest.approx(0.05, rel=1e-6)
    if found.low > 0:
        assert found.p_value(found.low) == pytest.approx(0.05, rel=1e-6)


SETS = np.stack([SMALL, np.zeros(5), WHOLES]), np.stack([WHOLES] * 3)  # of both kinds of alerts, and of one


@pytest.mark.parametrize("method", ["beta-binomial", "random-intercept", "gamma-poisson"])
def test_a_p_value_is_the_level_whose_limit_is_the_null(method: str) -> None:
    found = faces(*SETS, method).estimate
    for null in (0.31, 0.6):
        p = found.p_value(null)
        there, at = faces(*SETS, method, level=1 - np.clip(p, 1e-6, 0.999)).estimate, (p > 1e-6) & (p < 0.999)
        assert np.where(null < found.value, there.low, there.high)[at] == pytest.approx(null, rel=1e-8)
        for side, asked in (("lower", null < found.value), ("upper", null > found.value)):
            assert replace(found, sides=side).p_value(null) == pytest.approx(np.where(asked & (p < 1), p / 2, 1))
    assert found.per(1000).p_value(310).tolist() == found.p_value(0.31).tolist()


@pytest.mark.parametrize("method", ["beta-binomial", "random-intercept", "gamma-poisson"])
def test_p_values_at_the_ends_of_the_range(method: str) -> None:
    found = faces(*SETS, method).estimate
    assert found.p_value(0)[1] == 1
    assert found.p_value(0)[0] < 1e-6
    assert found.p_value(-0.1).tolist() == [0, 0, 0]
    assert found.p_value(found.value) == pytest.approx([1, 1, 1], abs=1e-6)
    if method != "gamma-poisson":
        assert found.p_value(1)[2] == 1
        assert found.p_value(1.1).tolist() == [0, 0, 0]


# Prediction


def plain_chances(counts: tuple[list[int], list[int]], size: int, *, rates: bool) -> Any:
    """The chance of no more than each count: a plain sum over the mean and over theta/(1 + theta), on fine grids."""
    (x, n), law = (np.array(count)[:, None, None] for count in counts), mixed.LAWS
    eta, u = np.linspace(-24, 0 if rates else 24, 241), (np.arange(150) + 0.5)[:, None] / 150
    if rates:
        theta, m = u / (1 - u), np.exp(eta)
        logs = law.nbinom.logpmf(x, 1 / theta, 1 / (1 + theta * m * n)).sum(axis=0)
        information = (m * n / (1 + theta * m * n)).sum(axis=0)
        chances = [law.nbinom.pmf(c, 1 / theta, 1 / (1 + theta * m * size)) for c in range(size)]
    else:
        p, q = special.expit(eta), special.expit(-eta)
        a = p / np.minimum(p, q) * (1 - u) / u
        b = a * np.exp(-eta)
        logs = law.betabinom.logpmf(x, n, a, b).sum(axis=0)
        information = (n * p * q * (a + b + 1) / (a + b + n)).sum(axis=0)
        chances = [law.betabinom.pmf(c, size, a, b) for c in range(size)]
    weights = np.exp(logs - logs.max()) * np.sqrt(information)
    return np.cumsum([(weights * each).sum() / weights.sum() for each in chances])


@pytest.mark.parametrize("rates", [False, True])
@pytest.mark.parametrize("counts", [([2, 1, 0, 3, 9], [14, 8, 5, 10, 12]), ([0, 1, 0], [30, 40, 20]), ([0, 0], [5, 9])])
def test_the_prediction_is_a_plain_sum(counts: tuple[list[int], list[int]], *, rates: bool) -> None:
    below = plain_chances(counts, 15, rates=rates)
    law, (x, n) = Rates() if rates else Shares(), (np.array([count], dtype=float) for count in counts)
    below = np.concatenate([[0.0], below, [1.0]])  # of less than each count
    for a in (0.4, 0.1, 0.025, 0.003):
        for count, chance in zip(next_counts(law, x, n, np.array([15.0]), a)[:, 0], (a, 1 - a), strict=True):
            assert below[int(count)] < chance + 0.001
            assert below[int(count) + 1] > chance - 0.001


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [([1, 0, 0, 1, 0], [200] * 5, 0, 4), ([10, 12, 9, 11], [1_000] * 4, 2, 25), ([0, 0, 0], [200] * 3, 0, 4)],
)
def test_few_events_of_many_do_not_predict_half_of_all(part: list[int], whole: list[int], low: int, high: int) -> None:
    """0 to 103 after two events of 1,000, and 1 to 50, where rho was taken to be anything between 0 and 1 alike."""
    found: Any = pool(part, whole).next_deployment(whole[0])
    assert (found.low, found.high) == (low, high)
    turned: Any = pool(np.subtract(whole, part), whole).next_deployment(whole[0])
    assert (turned.low, turned.high) == (whole[0] - high, whole[0] - low)


def test_small_shares_are_predicted_as_rates() -> None:
    counts = [3, 0, 9, 1], [2_000, 1_500, 3_000, 2_500]
    shares, rates = (pool(*counts, kind=kind, breaks=()).next_deployment(900) for kind in ("alerts", "faces_seen"))
    assert (shares.low, shares.high) == (rates.low, rates.high)


def test_no_more_than_every_face_raises_an_alert() -> None:
    found: Any = faces([50, 0, 0, 0, 0], [1_000] * 5).next_deployment(200)
    assert 50 < found.high < 200
    assert faces([1_000, 3_000], [1_000, 3_000]).next_deployment(50).high == 50


@pytest.mark.parametrize("counts", [([1, 0], [1, 2000]), ([0, 900], [2000, 1000]), ([1, 1], [1, 1]), ([0, 0], [5, 9])])
def test_predictions_of_odd_counts_are_finite(counts: tuple[list[int], list[int]]) -> None:
    for kind in ("alerts", "faces_seen"):
        found: Any = pool(*counts, kind=kind, breaks=()).next_deployment(50)
        assert 0 <= found.low <= found.value <= found.high <= 50


def test_of_deployments_of_nothing_no_next_one_can_be_told() -> None:
    for kind in ("alerts", "faces_seen"):
        found: Any = pool([[0, 0], [1, 2]], [[0, 0], [9, 9]], kind=kind, breaks=()).next_deployment(5)
        assert np.isnan([found.value[0], found.low[0], found.high[0]]).all()
        assert 0 <= found.low[1] <= found.high[1] <= 5


def test_more_dispersion_makes_the_prediction_wider() -> None:
    eta, weights = np.array([-1.0]), np.array([1.0])
    for law in (Shares(), Rates()):
        narrow, wide = (quantiles(law.below(eta, np.array([t]), weights, 40.0), 40.0, 0.025) for t in (1e-9, 0.2))
        assert wide[0] <= narrow[0] < narrow[1] < wide[1]


def test_a_deployment_of_nothing_brings_nothing() -> None:
    found: Any = pool(SMALL, WHOLES).next_deployment(0)
    assert (found.value, found.low, found.high) == (0, 0, 0)


# Breaks, and the tables of the Metropolitan Police


def test_the_break_in_faces_seen_is_found_and_named(met: pd.DataFrame) -> None:
    found = breaks(met["all"], met["faces_seen"], list(met["month"]))
    by_day = breaks(met["all"], met["faces_seen"], list(met["date"]))
    assert [str(one) for one in by_day] == [str(one) for one in found]
    assert [each.period for each in found] == ["2023-12", "2024-08"]
    first, second = found
    counts = [(float(s.data["events"]), float(s.data["population"])) for s in (first.before, first.after, second.after)]
    assert counts == [(28, 307_372), (736, 218_050), (581, 703_718)]
    assert max(each.p_value for each in found) < 1e-100
    assert str(first).startswith("from 2023-12 on: 0.091 to 3.4 alerts per 1,000 faces, 37.1 (95% CI")
    shuffled = met.sample(frac=1, random_state=1)
    again = breaks(shuffled["all"], shuffled["faces_seen"], list(shuffled["month"]))
    assert [str(each) for each in again] == [str(each) for each in found]


def test_a_rate_per_face_is_not_pooled_across_a_break(met: pd.DataFrame) -> None:
    months = list(met["month"])
    counts: dict[str, Any] = {"part": met["all"], "whole": met["faces_seen"], "method": "gamma-poisson"}
    with pytest.raises(DispropError, match=r"not pooled across a break .*2023-12.*2024-08"):
        pool(**counts, kind="faces_seen", periods=months)
    with pytest.raises(DispropError, match="give periods="):
        pool(**counts, kind="faces_seen")
    known = breaks(met["all"], met["faces_seen"], months)
    with pytest.raises(DispropError, match="across a break"):
        pool(met["false"], met["faces_seen"], kind="faces_seen", method="gamma-poisson", periods=months, breaks=known)
    after = (met["month"] >= "2024-08").to_numpy()
    found = pool(
        met["all"][after],
        met["faces_seen"][after],
        kind="faces_seen",
        method="gamma-poisson",
        periods=list(met["month"][after]),
        breaks=known,
    )
    assert found.ratio_of_totals == pytest.approx(581 / 703_718, rel=1e-12)
    told = pool(**counts, kind="faces_seen", breaks=())
    assert told.likelihood_ratio.p_value < 1e-100


def test_thresholds_compare_per_alert_and_not_per_face(met: pd.DataFrame) -> None:
    # Each threshold but the last was used on both sides of a break, so that per face they compare two meanings.
    per_alert, per_face = {}, {}
    for threshold, rows in met.groupby("threshold"):
        per_alert[threshold] = pool(rows["false"], rows["all"])
        per_face[threshold] = pool(
            rows["false"], rows["faces_seen"], kind="faces_seen", method="gamma-poisson", breaks=()
        )
    totals = {threshold: (int(f.part.sum()), int(f.whole.sum())) for threshold, f in per_alert.items()}
    assert totals == {0.6: (25, 692), 0.62: (4, 54), 0.64: (0, 599)}
    assert per_alert[0.64].estimate.value == 0 < per_alert[0.64].estimate.high < per_alert[0.6].estimate.low
    assert per_face[0.64].estimate.high < per_face[0.6].estimate.low
    known = breaks(met["all"], met["faces_seen"], list(met["month"]))
    low = met[met["threshold"] == 0.6]
    with pytest.raises(DispropError, match="across a break"):
        pool(
            *(low["false"], low["faces_seen"]),
            kind="faces_seen",
            periods=list(low["month"]),
            breaks=known,
        )


def test_level_rates_have_no_break() -> None:
    rng = np.random.default_rng(3)
    faces_seen = rng.integers(5_000, 20_000, 24)
    months = [f"2023-{i // 2 + 1:02d}" for i in range(24)]
    assert breaks(rng.poisson(faces_seen * 1e-3), faces_seen, months) == ()
    assert breaks([1, 2], [100, 100], ["2023-01", "2023-02"]) == ()
    assert breaks([0] * 24, faces_seen, months) == ()


def test_one_odd_month_is_not_a_break() -> None:
    events, faces_seen = np.full(12, 10), np.full(12, 10_000)
    events[6] = 500
    assert breaks(events, faces_seen, [f"2023-{i:02d}" for i in range(1, 13)]) == ()


def test_real_false_alerts_differ_by_more_than_chance(met: pd.DataFrame) -> None:
    found = pool(met["false"], met["all"])
    assert (found.part.sum(), found.whole.sum()) == (29, 1345)
    assert found.tarone.p_value < 1e-4
    wide, narrow = found.estimate, pool(met["false"], met["all"], method="clopper-pearson").estimate
    assert wide.high > narrow.high


# Bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pool([1], [2]), "2 deployments or more"),
        (lambda: pool(1, 2), "2 deployments or more"),
        (lambda: pool([3, 1], [2, 2]), "part must not exceed whole; got 3 of 2 at position 0"),
        (lambda: pool([1, 1], [2, 2], method="beta-binomal"), "Did you mean 'beta-binomial'"),
        (lambda: pool([1, 1], [2, 2], kind="faces"), "Did you mean 'faces_seen'"),
        (lambda: pool([1, 1], [2, 2], method="gamma-poisson"), "of counts per face"),
        (lambda: mean_of_rates([1, 0], [2, 0]), "have a whole of 0"),
        (lambda: breaks([1, 1], [2, 2], ["a"]), "lists of one length"),
        (lambda: pool([1, 1], [2, 2]).next_deployment(-1), "size must be finite and >= 0"),
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        call()


def test_coverage_of_pooled_intervals() -> None:
    """The study in small; its binomial error is 1.5 points at 95%."""
    alike, apart = (coverage(Case(0.8, rho, 20), 200) for rho in (0.0, 0.2))
    assert min(alike.values()) > 0.91
    assert apart["clopper-pearson"] < 0.7
    assert apart["beta-binomial"] > 0.92 > apart["clopper-pearson"]
    assert apart["cluster-robust"] > 0.86
    assert next_held(Case(0.8, 0.2, 20), 100)[0] > 0.93


def test_coverage_of_rates() -> None:
    rates = coverage(Case(1e-3, 0.5, 20, faces=True), 100)
    assert rates["gamma-poisson"] > 0.88
    assert rates["clopper-pearson"] < 0.75
    assert next_held(Case(1e-3, 0.5, 20, faces=True), 50)[0] > 0.92


def test_the_prediction_takes_in_that_the_mean_is_uncertain() -> None:
    """After three deployments that differ widely: with the mean's variance alone it brought more in 12 of 100."""
    held, more, *_ = next_held(HARD[1], 200)
    assert held > 0.89
    assert more < 0.1


def test_breaks_that_are_none_are_rare_where_months_are_alike_and_not_where_they_differ() -> None:
    assert false_breaks(0.1, 40) == 0
    assert 0 < false_breaks(1.0, 40) < 0.25


def test_what_pooling_returns_is_public() -> None:
    assert isinstance(pool(SMALL, WHOLES), alerts.PooledDeployments)
    assert isinstance(pool(SMALL, WHOLES).tarone, alerts.Overdispersion)


def test_the_next_deployment_holds_what_is_expected_of_it() -> None:
    found = pool([0] * 81, [7] * 81).next_deployment(20)
    assert 0 < found.value < 1
    assert found.low == 0
    assert found.high == 1


ALL_IN_ONE = [
    ([1, *[0] * 29], [530, *[10_000] * 29]),
    ([50, 0, 0, 0, 0], [1_000] * 5),
    ([0, 7], [900, 300]),
    ([3_000, 0], [3_000, 10]),
]


@pytest.mark.parametrize(("false", "seen"), ALL_IN_ONE)
def test_all_events_per_face_in_one_deployment(false: list[int], seen: list[int]) -> None:
    """One default for a set and for a batch; a proof that rates differ never stands beside limits for rates alike."""
    found, batch = (
        pool(*counts, kind="faces_seen", breaks=()) for counts in ((false, seen), ([false] * 2, [seen] * 2))
    )
    for name in ("value", "low", "high"):
        assert getattr(batch.estimate, name).tolist() == [getattr(found.estimate, name)] * 2
    assert found.estimate.method == batch.estimate.method == "gamma-poisson"
    assert 0 < found.estimate.low < sum(false) / sum(seen) < found.estimate.high <= 1
    assert found.estimate.low <= found.estimate.value <= 1
    alike = pool(false, seen, kind="faces_seen", breaks=(), method="clopper-pearson").estimate
    assert found.estimate.high > alike.high
    assert found.estimate.p_value(1.01) == 0
    assert not found.estimate.excludes(found.estimate.high)


def test_a_next_deployment_of_more_alerts_than_can_be_worked_out_is_refused() -> None:
    with pytest.raises(
        DispropError, match=r"size must be at most 20,000 alerts.*got 100,000: for faces pool with kind"
    ):
        pool([3, 0], [10**2] * 2).next_deployment(10**5)


def test_many_deployments_make_few_columns() -> None:
    n = np.arange(1, 44) % 11 + 2
    found = alerts.pool(n // 2, n).estimate
    columns = found.to_dict()
    assert len(columns) <= 15
    assert columns["part"] + columns["whole"] + columns["deployments"] == [(n // 2).sum(), n.sum(), 43]
    assert np.asarray(found.data["part"]).tolist() == (n // 2).tolist()
    assert found.measure == "mean proportion"
    assert family_of(found) is FAMILIES["mean proportion"]
