"""Limits of Student's t: quantiles against fifty digits where they are closed, and far into the tails."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy.special import ndtri

from disprop.intervals._limits import log_limits, log_t_limits, t_limits, t_quantile


def quantile(df: float, a: float) -> float:
    with np.errstate(all="ignore"):
        return float(t_quantile(np.asarray(df, dtype=float), np.asarray(a)))


def tail(df: float, t: float) -> mpmath.mpf:
    """Return P(T > t), with digits enough to take it from 1."""
    n, u = mpmath.mpf(df), mpmath.mpf(t)
    x, half = n / (n + u * u), mpmath.mpf(1) / 2
    with mpmath.workdps(400):
        if x < half:
            return mpmath.betainc(n / 2, half, 0, x, regularized=True) / 2
        return (1 - mpmath.betainc(half, n / 2, 0, 1 - x, regularized=True)) / 2


@pytest.mark.parametrize("df", [1, 1.5, 2, 2.5, 3, 5, 10, 42, 100, 317.3, 1e4])
@pytest.mark.parametrize("a", [0.49, 0.4, 0.1, 0.025, 1e-3, 1e-9, 1e-17, 1e-50, 1e-100, 1e-200, 1e-300])
def test_the_tail_above_a_quantile_is_the_one_asked_for(df: float, a: float) -> None:
    t = quantile(df, a)
    within = 3e-13 if a < 0.45 else 3e-13 / (0.5 - a)  # near the middle the last digit of `a` is many of t
    with mpmath.workdps(50):
        below, above = (tail(df, mpmath.mpf(t) * (1 + side * mpmath.mpf(within))) for side in (-1, 1))
        assert above < a < below


@pytest.mark.parametrize("a", [1e-300, 0.025, 0.4])
def test_infinite_degrees_of_freedom_are_normal(a: float) -> None:
    assert quantile(np.inf, a) == pytest.approx(-ndtri(a), rel=1e-15)
    value, variance, tails = np.array([0.0, 2.0]), np.array([0.1, 0.1]), np.array(a)
    with np.errstate(all="ignore"):
        ours, normal = log_t_limits(value, variance, np.array(np.inf), tails), log_limits(value, variance, tails)
    # exp of a quantile that is the same to the last bit or two, tested above
    np.testing.assert_allclose(ours, normal, rtol=1e-14)


@pytest.mark.parametrize(("variance", "df"), [(np.inf, 5.0), (0.1, 0.0)])
def test_nothing_known_gives_no_limits(variance: float, df: float) -> None:
    with np.errstate(all="ignore"):
        given = [np.array(x) for x in (2.0, variance, df, 0.025)]
        assert np.array_equal(log_t_limits(*given), (0, np.inf))
        assert np.array_equal(t_limits(*given), (-np.inf, np.inf))


def test_limits_are_a_quantile_of_standard_errors_away() -> None:
    given = [np.array(x) for x in (2.0, 0.25, 1.0, 0.025)]  # of Cauchy's distribution: cot(pi a)
    half = float(mpmath.cot(mpmath.pi * mpmath.mpf("0.025"))) / 2
    assert t_limits(*given) == pytest.approx((2 - half, 2 + half), rel=1e-14)
    assert log_t_limits(*given) == pytest.approx((2 * np.exp(-half), 2 * np.exp(half)), rel=1e-13)
