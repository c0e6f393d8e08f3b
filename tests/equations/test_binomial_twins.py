"""The solver of exact and mid-p limits beside a plain one, and beside fifty digits where the plain one fails."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mpf
from scipy.special import ndtri

from disprop.intervals import PROPORTION, _binomial, _log_odds
from equations import definitions as d
from twins import binomial, blaker

EXACT, MID_P = 1.0, 0.5
AGREED = 1e-11  # of the odds: what the plain solver can do
DIGITS = 4e-12
TAILS = [0.25, 0.05, 0.025, 0.005, 5e-5]  # levels 0.5 to 0.9999
FAR_TAILS = [5e-10, 1e-20, 1e-100, 1e-290]  # odds below 1e-308 have fewer digits to hold
COUNTS = [1, 2, 3, 4, 5, 7, 12, 33, 101, 640, 31_000, 1_000_001]  # not 1,000, where the library's tail fails
both_weights = pytest.mark.parametrize("weight", [EXACT, MID_P])


def odds_limits(x: Any, n: Any, a: Any, weight: float) -> Any:
    x, n, a = (np.asarray(number, dtype=np.float64) for number in (x, n, a))
    with np.errstate(all="ignore"):
        return _log_odds.odds_limits(x, n, a, weight)


@both_weights
@pytest.mark.parametrize("a", TAILS)
def test_the_plain_solver_agrees_on_a_grid(weight: float, a: float) -> None:
    x, y = (part.ravel() for part in np.meshgrid([0, *COUNTS], COUNTS))
    for part in (x, y):
        plain = binomial.odds_limits(part * 1.0, (x + y) * 1.0, a, weight)
        np.testing.assert_allclose(odds_limits(part, x + y, a, weight), plain, rtol=AGREED)


@settings(deadline=None)
@given(
    x=st.one_of(st.integers(0, 9), st.integers(0, 10**6)),
    y=st.one_of(st.integers(0, 9), st.integers(0, 10**6)),
    level=st.floats(0.5, 0.9999),
    weight=st.sampled_from([EXACT, MID_P]),
)
def test_the_plain_solver_agrees(x: int, y: int, level: float, weight: float) -> None:
    n, a = float(max(x + y, 1)), (1 - level) / 2
    plain = binomial.odds_limits(float(x), n, a, weight)
    np.testing.assert_allclose(odds_limits(x, n, a, weight), plain, rtol=AGREED)


def error(x: int, n: int, odds: mpf, a: float, weight: float) -> float:
    """Return how far the log odds are from where the tail above x is a, by one step of Newton's method."""
    p = odds / (1 + odds)
    at_x = d.binomial(x, n, p)
    tail = d.binomial_at_least(x, n, p) - (1 - mpf(weight)) * at_x
    slope = at_x * (weight * x * (1 - p) + (1 - weight) * (n - x) * p)
    return float(abs(mpmath.log(tail / mpf(a)) * tail / slope))


@both_weights
@pytest.mark.parametrize("a", [0.5, 0.4, *TAILS, *FAR_TAILS])
@pytest.mark.parametrize(
    ("x", "n"),
    [
        (1, 2),
        (1, 3),
        (2, 4),
        (1, 14),
        (12, 14),
        (5, 1_000),
        (1_000, 535_583_850),
        (1, 10**9),
        (7, 10**12),
        (640, 10**12),
    ],
)
def test_fifty_digits_agree(x: int, n: int, a: float, weight: float) -> None:
    for part in (x, n - x):
        low, high = odds_limits(part, n, a, weight)
        lower_of_rare, upper_of_rare = (low, high) if part == x else (1 / high, 1 / low)
        assert error(x, n, mpf(float(lower_of_rare)), a, weight) < DIGITS
        assert error(n - x, n, 1 / mpf(float(upper_of_rare)), a, weight) < DIGITS


@both_weights
@pytest.mark.parametrize(("x", "n"), [(10**7, 3 * 10**7), (10**9, 10**12), (5 * 10**8, 10**9)])
@pytest.mark.parametrize("a", [0.025, 5e-10])
def test_fifty_digits_agree_for_a_billion(x: int, n: int, a: float, weight: float) -> None:
    low, high = odds_limits(x, n, a, weight)
    assert error(x, n, mpf(float(low)), a, weight) < DIGITS
    assert error(n - x, n, 1 / mpf(float(high)), a, weight) < DIGITS


@both_weights
def test_limits_are_ordered_and_nested_down_to_the_smallest_tail(weight: float) -> None:
    x, y = (part.ravel() for part in np.meshgrid([0, *COUNTS, 10**9, 10**12], [1, *COUNTS, 10**9, 10**12]))
    tails = np.exp(np.linspace(np.log(1e-290), np.log(0.499), 200))
    low, high = np.transpose([odds_limits(x, x + y, a, weight) for a in tails], (1, 0, 2))
    assert np.isfinite([low, high]).all()
    assert (low < high).all()
    assert (np.diff(low, axis=0) >= 0).all()
    assert (np.diff(high, axis=0) <= 0).all()


@both_weights
def test_one_evaluation_of_the_tail_is_enough_for_most(weight: float, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []

    def counted(x: Any, y: Any, odds: Any) -> Any:
        rows.append(np.size(x))
        return tail_ratio(x, y, odds)

    tail_ratio = _binomial.tail_ratio
    monkeypatch.setattr(_log_odds, "tail_ratio", counted)
    x, y = (part.ravel() for part in np.meshgrid([10, 33, 101, 640, 31_000, 10**6, 10**9], [10, 33, 640, 10**6, 10**9]))
    odds_limits(x, x + y, 0.025, weight)
    assert rows == [x.size, x.size]


@both_weights
def test_rows_do_not_depend_on_their_company(weight: float, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = (part.ravel() for part in np.meshgrid([0, *COUNTS], [0, *COUNTS]))
    together = odds_limits(x, x + y, 0.025, weight)
    monkeypatch.setattr(_log_odds, "ROWS", 7)
    # The same steps, but NumPy rounds the last bits of exp and log differently in short and in long arrays.
    np.testing.assert_allclose(odds_limits(x, x + y, 0.025, weight), together, rtol=1e-14)
    alone = [odds_limits(k, n, 0.025, weight) for k, n in zip(x, x + y, strict=True)]
    np.testing.assert_allclose(np.transpose(alone), together, rtol=1e-14)


@pytest.mark.parametrize("x", [1, 2, 31, 32, 33, 1_000, 10**7, 10**12])
@pytest.mark.parametrize("y", [1, 7, 32, 10**4, 10**12])
def test_the_chance_of_the_count_itself(x: int, y: int) -> None:
    both, below = (np.array(float(x)), np.array(float(y))), np.array(2 / np.sqrt(x * y / (x + y)))
    peak = _binomial.log_peak(*both)
    n, odds = mpf(x + y), mpf(x) / y * mpmath.exp(-mpf(float(below)))
    chosen = mpmath.loggamma(n + 1) - mpmath.loggamma(x + 1) - mpmath.loggamma(y + 1)
    at_best = chosen + x * mpmath.log(x / n) + y * mpmath.log(y / n)
    here = chosen + x * mpmath.log(odds / (1 + odds)) - y * mpmath.log1p(odds)
    assert abs(float(peak - at_best)) < 5e-14
    fallen = _binomial.deviance(*both, below)
    assert float(fallen) == pytest.approx(float(at_best - here), rel=1e-8 if min(x, y) > 10**9 else 1e-11)


@pytest.mark.parametrize("z", [0.0, 0.7, 2.0, 6.0, 37.0])
def test_the_tail_is_the_sum_of_its_terms(z: float) -> None:
    for x in COUNTS[:9]:
        for y in COUNTS[:9]:
            mean = x + z * z / 2 - z * np.sqrt(x * y / (x + y) + z * z / 4)
            odds = mean / (x + y + z * z - mean)
            both = np.array(float(x)), np.array(float(y))
            terms = np.cumprod([1.0] + [odds * (y - k) / (x + k + 1) for k in range(y)])
            # The rule of 20 points, on a density cut off at e^-31, leaves 5.5e-14.
            np.testing.assert_allclose(_binomial.tail_ratio(*both, np.array(odds)), terms.sum(), rtol=1e-13)


@pytest.mark.parametrize("a", [0.025, 1e-20, 1e-100, 1e-140, 1e-200, 1e-300])
def test_jeffreys_limits_in_the_farthest_tails(a: float) -> None:
    for x, n in [(1, 2), (1, 3), (2, 5), (3, 5), (7, 8), (5, 100), (6, 10**9), (3, 10**5), (40, 10**4), (1, 10**7)]:
        low, high = PROPORTION.limits("jeffreys", (np.array(float(x)), np.array(float(n))), a)
        shape, other, p = x + mpf(0.5), n - x + mpf(0.5), mpf(float(low))
        log_first = (
            shape * mpmath.log(p) + other * mpmath.log1p(-p) - mpmath.log(shape) - mpmath.log(beta(shape, other))
        )
        series = mpmath.hyp2f1(shape + other, 1, shape + 1, p)
        assert abs((log_first + mpmath.log(series) - mpmath.log(mpf(a))) / shape * series) < AGREED
        assert x / n < high <= 1


def beta(shape: mpf, other: mpf) -> mpf:
    return mpmath.exp(mpmath.loggamma(shape) + mpmath.loggamma(other) - mpmath.loggamma(shape + other))


@pytest.mark.parametrize("a", [0.5, 0.5 - 1e-9, 0.49, *TAILS, *FAR_TAILS])
def test_the_deviance_at_likelihood_limits_is_that_of_their_level(a: float) -> None:
    z = mpf(-float(ndtri(a)))
    for x, n in [(1, 2), (1, 3), (12, 14), (5, 1_000), (999, 1_000), (7, 10**12), (10**9, 10**12)]:
        with np.errstate(all="ignore"):
            limits = _log_odds.likelihood_odds_limits(np.array(float(x)), np.array(float(n)), np.array(a))
        for odds in (mpf(float(limit)) for limit in limits):
            p, q = odds / (1 + odds), 1 / (1 + odds)
            twice = 2 * (x * mpmath.log(x / (n * p)) + (n - x) * mpmath.log((n - x) / (n * q)))
            slope = max(abs(x * q - (n - x) * p), mpmath.sqrt(twice * n * p * q) / 2)
            assert abs(mpmath.sqrt(twice) - z) * mpmath.sqrt(twice) <= DIGITS * slope


@pytest.mark.parametrize("a", [0.01, 0.2, 0.3, 0.45, 0.499])
def test_blaker_limits_at_every_level_end_where_outcomes_become_acceptable(a: float) -> None:
    for x, n in [(1, 2), (3, 10), (2, 7), (6, 13)]:
        low, high = PROPORTION.limits("blaker", (np.array(float(x)), np.array(float(n))), a)
        for outside, inside in ((low * (1 - 1e-9), low * (1 + 1e-9)), (high * (1 + 1e-9), high * (1 - 1e-9))):
            assert d.acceptability(x, n, mpf(float(outside))) <= 2 * a < d.acceptability(x, n, mpf(float(inside)))


@pytest.mark.parametrize("a", [0.49, 0.3, *TAILS, 5e-10])
def test_the_plain_solver_agrees_on_blaker(a: float) -> None:
    x, y = (part.ravel() * 1.0 for part in np.meshgrid([0, *COUNTS], COUNTS))
    for part in (x, y):
        found = PROPORTION.limits("blaker", (part, x + y), a)
        with np.errstate(all="ignore"):
            plain = blaker.limits(part, x + y, a)
        np.testing.assert_allclose(found, plain, rtol=AGREED)
