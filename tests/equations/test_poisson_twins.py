"""The limits of a Poisson mean, beside the plain solvers that they are faster than, and beyond where those go wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.special import gammaincinv, ndtri

from disprop._arrays import FloatArray
from disprop.intervals import RATE, Limits
from disprop.intervals._gamma import TERMS, _solved, at_score, coefficients, expanded, tails
from twins import poisson

METHODS = ("garwood", "mid-p", "jeffreys")
ONE = np.array(1.0)


def mean_limits(name: str, x: Any, a: Any) -> Limits:
    """Return our limits for a population of 1."""
    return RATE.limits(name, (np.asarray(x, dtype=np.float64), ONE), np.asarray(a, dtype=np.float64))


TWINS: dict[str, Callable[[FloatArray, FloatArray], Limits]] = dict(
    zip(METHODS, (poisson.garwood, poisson.mid_p, poisson.jeffreys), strict=True)
)


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")  # of the twin, at a count of 0
@pytest.mark.parametrize("level", [0.1, 0.5, 0.8, 0.95, 0.999])
@pytest.mark.parametrize("name", METHODS)
def test_the_plain_solver_agrees(name: str, level: float) -> None:
    x, a = np.arange(3_000.0), np.array((1 - level) / 2)
    # The twins, from the library's inverse functions, are 2e-14 off at worst; one tail or many are the same steps.
    np.testing.assert_allclose(mean_limits(name, x, a), TWINS[name](x, a), rtol=5e-14)
    np.testing.assert_allclose(mean_limits(name, x, np.full(3_000, a)), mean_limits(name, x, a), rtol=1e-14)


def gamma_below(shape: mpf, m: mpf) -> mpf:
    """P(G < m) for G ~ Gamma(shape), to every digit of mp: terms that are all positive and soon fall."""
    total, term, k, nothing = mpf(0), mpf(1), 0, mpf(10) ** -mp.dps
    while term > total * nothing:
        total += term
        k += 1
        term *= m / (shape + k)
    return total * mpmath.exp(shape * mpmath.log(m) - m - mpmath.loggamma(shape + 1))


def newton(tail: mpf, at: mpf, m: mpf, s: mpf, a: float, h: float) -> float:
    """Return the step of log m that takes the logarithm of the tail to log a."""
    return float(abs(mpmath.log(tail / mpf(a))) * tail / (at * ((1 - h) * s + h * m)))


def off(limit: float, shape: float, a: float, *, upper: bool, h: float = 0.0) -> float:
    """Return the relative error of a limit, as the Newton step to where the tail is a."""
    with mp.workdps(50 + round(-np.log10(a))):  # the upper tail is taken from 1
        m, s = mpf(limit), mpf(shape)
        below, at = gamma_below(s, m), mpmath.exp(s * mpmath.log(m) - m - mpmath.loggamma(s + 1))
        tail = 1 - below + h * at if upper else below - h * at
        return newton(tail, at, m, s, a, h)


def worst(name: str, x: int, a: float, off: Callable[..., float] = off) -> float:
    """Return the larger error of both limits; a lower limit for no events must be 0."""
    low, high = (float(limit) for limit in mean_limits(name, x, a))
    h, shapes = {"garwood": (0.0, (x, x + 1)), "mid-p": (0.5, (x, x)), "jeffreys": (0.0, (x + 0.5, x + 0.5))}[name]
    above = off(high, shapes[1], a, upper=True, h=h) if shapes[1] else abs(high / -np.log(2 * a) - 1)
    below = off(low, shapes[0], a, upper=False, h=h) if x else low
    return max(above, below)


@pytest.mark.parametrize("a", [0.25, 0.025, 5e-5, 5e-10, 1e-20, 1e-100, 1e-300])
@pytest.mark.parametrize("x", [0, 1, 2, 3, 7, 12, 20, 60, 200, 1_300, 2_700, 2_800])
@pytest.mark.parametrize("name", METHODS)
def test_limits_are_right_to_thirteen_digits_in_any_tail(name: str, x: int, a: float) -> None:
    assert worst(name, x, a) < 1e-13


def off_at_large(limit: float, shape: float, a: float, *, upper: bool, h: float = 0.0) -> float:
    """As `off` for large shapes: the terms beside the first one as doubles, so that a million of them take no time.

    An error of a tail, here about 1e-12, is one of the limit divided by z sqrt(shape).
    """
    k = np.arange(30 * np.sqrt(shape))
    ratios = np.log1p((shape - k - limit) / limit) if upper else np.log1p((limit - shape - 1 - k) / (shape + 1 + k))
    total = np.exp(np.cumsum(ratios)).sum() + (0 if upper else 1)
    with mp.workdps(50):
        m, s = mpf(limit), mpf(shape)
        at = mpmath.exp(s * mpmath.log(m) - m - mpmath.loggamma(s + 1))
        return newton(at * (mpf(total) + (h if upper else -h)), at, m, s, a, h)


@pytest.mark.parametrize("level", [0.5, 0.9999, 1 - 1e-9])
@pytest.mark.parametrize("x", [100_000, 10**7, 10**9])
@pytest.mark.parametrize("name", METHODS)
def test_limits_of_large_counts_are_right_to_fourteen_digits(name: str, x: int, level: float) -> None:
    assert worst(name, x, (1 - level) / 2, off_at_large) < 1e-14


def test_both_measures_of_an_error_agree() -> None:
    for upper, limit in ((False, 99_000.0), (True, 101_000.0)):
        wanted = off(limit, 1e5, 0.001, upper=upper, h=0.5)
        assert off_at_large(limit, 1e5, 0.001, upper=upper, h=0.5) == pytest.approx(wanted, rel=1e-9)


def test_the_library_underneath_still_fails_where_ours_does_not() -> None:
    """Why no limit comes from its inverse function."""
    assert off_at_large(float(gammaincinv(10**7, 5e-8)), 10**7, 5e-8, upper=False) > 1e-7


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("x", [0, 1, 2, 5, 12, 18, 25, 90, 1_000, 1_369, 2_748, 10**5, 10**9, 10**12])
def test_a_smaller_tail_never_gives_a_narrower_interval(name: str, x: int) -> None:
    a = np.exp(np.linspace(np.log(0.499), np.log(1e-300), 4_000))
    low, high = mean_limits(name, x, a)
    assert np.isfinite(high).all()
    assert (low <= high).all()
    assert (low[1:] <= low[:-1]).all()
    assert (high[1:] >= high[:-1]).all()


@pytest.mark.parametrize("h", [0.0, 0.5])
@pytest.mark.parametrize("a", [0.4, 0.025, 1e-5, 1e-30, 1e-300])
def test_series_and_steps_meet(h: float, a: float) -> None:
    z = np.asarray(-ndtri(a))
    for x in np.floor(10 + 2 * z**2) + np.arange(3.0):
        for side in (-1, 1):
            m = expanded(x, at_score(z, h), side)
            assert m == pytest.approx(_solved(m, x, z, np.asarray(a), h, side), rel=5e-14)


def test_the_series_begins_as_published() -> None:
    wanted = {
        0: {1: Fraction(1)},
        1: {2: Fraction(1, 3), 0: Fraction(-1, 3)},
        2: {3: Fraction(1, 36), 1: Fraction(-7, 36)},
        3: {4: Fraction(-3, 810), 2: Fraction(-7, 810), 0: Fraction(16, 810)},
    }
    for n, row in enumerate(coefficients(0.0)[:4]):
        powers = np.arange(row.size)
        # fractions such as 1/3 and their products, rounded; a power that is not there is 0 but for such rounding
        np.testing.assert_allclose(row, [float(wanted[n].get(int(j), 0)) for j in powers], rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("h", [0.0, 0.5])
def test_one_score_or_many_have_the_same_terms(h: float) -> None:
    z = np.linspace(-3, 8, 12)
    together = np.array(at_score(z, h))
    alone = np.array([at_score(np.asarray(one), h) for one in z]).T
    assert together.shape == (TERMS, 12)
    # One is a product of matrices, the other Horner's rule: 20 terms of both signs, rounded in another order (5e-15).
    np.testing.assert_allclose(together, alone, rtol=2e-14)


def test_one_count_may_have_many_tails() -> None:
    a = np.array([1e-200, 1e-9, 0.025, 0.4])
    low, high = tails(np.array(20.0), np.array(21.0), a)
    for i, tail in enumerate(a):
        assert (low[i], high[i]) == pytest.approx(tails(np.array(20.0), np.array(21.0), np.array(tail)), rel=1e-14)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("population", [np.array(7.0), np.linspace(1, 9, 70_000)])
def test_many_rows_of_one_level_are_as_each_by_itself(name: str, population: FloatArray) -> None:
    """Small counts by a polynomial, and in the same column some that are large, and as large as there are."""
    x = np.arange(70_000.0) % 12_000
    x[::7_000] = [0, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13]
    together = RATE.limits(name, (x, population), 0.025)
    some = slice(0, None, 350)
    people = population if population.ndim == 0 else population[some]
    apart = RATE.limits(name, (x[some], people), np.full(200, 0.025))  # so few are worked out
    # The polynomial leaves out terms of 2e-14.
    np.testing.assert_allclose(np.array(together)[:, some], apart, rtol=5e-14)
