"""Where the special functions underneath give way, or where an earlier version of ours did."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betainc, betaincinv
from scipy.stats import poisson

from disprop import proportion, rate, rate_ratio, risk_ratio
from disprop.disparity import share_ratio
from disprop.intervals import RATE

HUGE = 535_583_850


def test_the_library_underneath_still_fails_at_exactly_1000_events() -> None:
    # Why the exact limits come from intervals/_log_odds.py and not from this function.
    quantile = betaincinv(1000, HUGE - 999, 0.025)
    assert betainc(1000, HUGE - 999, quantile) > 0.99


@pytest.mark.parametrize("method", ["clopper-pearson", "mid-p", "jeffreys"])
def test_ours_does_not(method: str) -> None:
    wholes = np.random.default_rng(1).integers(60_000_000, 10**9, 300)
    estimate = proportion(1000, wholes, method=method)
    assert (estimate.low < estimate.value).all()
    assert (estimate.value < estimate.high).all()
    # A part this rare is Poisson to seven digits or more.
    single = RATE.limits({"clopper-pearson": "garwood"}.get(method, method), (np.array(1000.0), np.array(1.0)), 0.025)
    np.testing.assert_allclose(estimate.low * wholes, single[0], rtol=2e-5)
    np.testing.assert_allclose(estimate.high * wholes, single[1], rtol=2e-5)


def test_a_default_ratio_of_1000_to_a_huge_count_holds_its_estimate() -> None:
    ratio = rate_ratio(group=(1000, 1e6), reference=(HUGE - 1000, (HUGE - 1000) * 1e3))
    assert ratio.value == 1
    assert (round(float(ratio.low), 3), round(float(ratio.high), 3)) == (0.939, 1.063)


@pytest.mark.parametrize(
    ("group", "reference"), [((8, 244), (256, 270)), ((1, 6), (19, 22)), ((5, 13), (34, 37)), ((267, 283), (2, 387))]
)
def test_overwhelming_evidence_has_a_small_p_value(group: tuple[int, int], reference: tuple[int, int]) -> None:
    ratio = risk_ratio(group=group, reference=reference)
    assert ratio.excludes(1)
    assert ratio.p_value(1) < 0.05


def test_mid_p_values_below_the_estimate_are_the_tails() -> None:
    below = rate(100, 10, method="mid-p").p_value([5.0, 8.0])
    tails = [2 * (poisson.sf(100, mean) + poisson.pmf(100, mean) / 2) for mean in (50, 80)]
    np.testing.assert_allclose(below, tails, rtol=1e-9)


def test_p_values_of_picked_elements_are_those_of_the_whole() -> None:
    rates = rate([1, 5, 20], [10, 10, 10])
    every = rates.p_value(1.0)
    for index in (slice(None, None, -1), [2, 0, 1], slice(2), np.array([True, False, True])):
        np.testing.assert_array_equal(rates[index].p_value(1.0), np.asarray(every)[index])
    np.testing.assert_array_equal(rates[0].p_value([0.05, 0.5, 1.0]), rate(1, 10).p_value([0.05, 0.5, 1.0]))


def test_an_impossible_null_has_p_value_zero() -> None:
    assert rate(5, 10).p_value(-1.0) == 0
    assert rate(5, 10).p_value(0.0) == 0


def test_a_share_ratio_stays_below_all_of_the_events() -> None:
    for method in ("agresti-coull", "wald", "wilson"):
        estimate = share_ratio(group=(10, 50), whole=(10, 100), method=method)
        assert estimate.value == estimate.high == 2
