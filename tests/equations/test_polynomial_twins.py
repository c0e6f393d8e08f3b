"""Limits of many rows at one level, from a polynomial, beside the plain kernel that it is made from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from disprop._arrays import FloatArray
from disprop.intervals import FAMILIES, Limits, _log_odds, _polynomial
from equations import definitions as d

SHARES = [("proportion", name) for name in ("clopper-pearson", "mid-p", "jeffreys")]
RATIOS = [("rate ratio", name) for name in ("exact", "mid-p", "jeffreys")]
COMPOSED = [("share ratio", "clopper-pearson"), ("risk ratio", "mover-mid-p"), ("rate ratio", "mover-garwood")]
SUMS = [("directly standardised rate", "fay-feuer"), ("directly standardised rate ratio", "fay")]
RATES = [("rate", name) for name in ("garwood", "mid-p", "jeffreys")]
LEVELS = [0.5, 0.8, 0.95, 0.99, 0.9999]
PROMISED = 1e-11
ROWS = 4_000
all_methods = pytest.mark.parametrize(("parameter", "name"), SHARES + RATIOS + RATES)


def counts(seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Return counts of both kinds: of every size to 1e7, all the smallest, few beside many, and none."""
    rng = np.random.default_rng(seed)
    some = np.floor(10 ** rng.uniform(0, 7, (2, ROWS)))
    least = np.indices((24, 24)).reshape(2, -1)
    beside = np.array([np.arange(600) % 6, np.floor(10 ** rng.uniform(0, 7, 600))])
    x, y = np.concatenate([some, least, beside, beside[::-1]], axis=1)
    return x[x + y > 0], y[x + y > 0]


def columns(parameter: str, seed: int = 0) -> tuple[FloatArray, ...]:
    """Return such counts as the data of a family."""
    x, y = counts(seed)
    people = np.full_like(x, 3e7)
    group, reference = weighted(x, y), weighted(y, x)
    return {
        "directly standardised rate": group,
        "directly standardised rate ratio": group + reference,
        "proportion": (x, x + y),
        "rate": (x, people),
        "rate ratio": (x, people, y, people + 1),
        "share ratio": (x, x + y, people, 3 * people),
        "risk ratio": (x, x + y, y, x + y + 1),
    }[parameter]


def weighted(x: FloatArray, y: FloatArray) -> tuple[FloatArray, ...]:
    """Return what is known of a sum in which the events of one stratum count three times those of another."""
    light, heavy = 1e-4 * np.ones_like(x), 3e-4 * np.ones_like(x)
    mean, square = (light + heavy) / 2, (light**2 + heavy**2) / 2
    return x + y, 1e8 * light, light * x + heavy * y, light**2 * x + heavy**2 * y, heavy, mean, square


def limits(parameter: str, name: str, data: tuple[FloatArray, ...], a: Any) -> Limits:
    return FAMILIES[parameter].limits(name, data, a)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("parameter", "name"), SHARES + RATIOS + COMPOSED + RATES + SUMS)
def test_the_plain_kernel_agrees(parameter: str, name: str, level: float, monkeypatch: pytest.MonkeyPatch) -> None:
    data, a = columns(parameter), (1 - level) / 2
    quick = limits(parameter, name, data, a)
    monkeypatch.setattr(_polynomial, "FEWEST", np.inf)
    plain = limits(parameter, name, data, a)
    assert (np.not_equal(quick, plain) & np.isfinite(plain)).sum() > ROWS  # it is another way, not the same one
    np.testing.assert_allclose(quick, plain, rtol=PROMISED)


@all_methods
def test_one_row_is_as_it_is_among_many(parameter: str, name: str) -> None:
    data = columns(parameter)
    together = np.array(limits(parameter, name, data, 0.025))
    for row in range(0, ROWS, 97):
        alone = limits(parameter, name, tuple(column[row] for column in data), 0.025)
        np.testing.assert_allclose(together[:, row], alone, rtol=PROMISED)


@pytest.mark.parametrize("parameter", ["proportion", "rate ratio"])
def test_jeffreys_limits_of_the_largest_counts_are_the_same_alone(parameter: str) -> None:
    rng = np.random.default_rng(1)  # beta quantiles of the library underneath are wrong by up to 2e-7 here
    x, y = np.floor(10 ** rng.uniform(7, 15, (2, 600)))
    data = {"proportion": (x, x + y), "rate ratio": (x, np.ones(1), y, np.ones(1))}[parameter]
    for a in (0.25, 0.025, 5e-5):
        together, rows = np.array(limits(parameter, "jeffreys", data, a)), slice(0, 60)
        alone = limits(parameter, "jeffreys", tuple(column[rows] for column in data), a)
        np.testing.assert_allclose(together[:, rows], alone, rtol=PROMISED)


@all_methods
def test_nothing_depends_on_what_was_asked_before(parameter: str, name: str) -> None:
    data = columns(parameter)
    _polynomial.coefficients.cache_clear()
    first = limits(parameter, name, data, 0.025)
    for a in np.linspace(0.01, 0.1, 2 * _polynomial.KEPT)[:: 1 if name == "garwood" else 64]:
        limits(parameter, name, tuple(column[:600] for column in data), a)
    np.testing.assert_array_equal(limits(parameter, name, data, 0.025), first)
    assert _polynomial.coefficients.cache_info().currsize <= _polynomial.KEPT


def test_threads_share_the_polynomials() -> None:
    data, tails = columns("rate ratio"), [0.05, 0.025, 0.005, 0.01] * 4
    _polynomial.coefficients.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda a: limits("rate ratio", "mid-p", data, a), tails))
    for a, both in zip(tails, found, strict=True):
        np.testing.assert_array_equal(both, limits("rate ratio", "mid-p", data, a))
    terms = _polynomial.coefficients(_log_odds.SMOOTH[0.5], 0.025)
    assert terms is not None
    with pytest.raises(ValueError, match="read-only"):
        terms[0, 0] = 1.0


@all_methods
def test_levels_may_be_mixed(parameter: str, name: str) -> None:
    data = columns(parameter)
    a = np.resize([0.025, 0.005, 0.1], data[0].size)
    low, high = limits(parameter, name, data, a)
    for one in (0.025, 0.005, 0.1):
        rows = a == one
        alone = limits(parameter, name, tuple(column[rows] for column in data), one)
        np.testing.assert_allclose((low[rows], high[rows]), alone, rtol=1e-13)


@all_methods
@pytest.mark.parametrize("a", [0.5, 1e-7, 1e-100, "a level for each row"])
def test_other_levels_are_left_to_the_plain_kernel(
    parameter: str, name: str, a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = columns(parameter)
    a = np.linspace(0.01, 0.4, data[0].size) if isinstance(a, str) else a
    quick = limits(parameter, name, data, a)
    monkeypatch.setattr(_polynomial, "FEWEST", np.inf)
    np.testing.assert_array_equal(quick, limits(parameter, name, data, a))


@all_methods
def test_limits_rise_with_the_count_and_nest_by_level(parameter: str, name: str) -> None:
    x = np.arange(3_000.0)
    data = {"proportion": (x, x[-1:]), "rate": (x, np.ones(1)), "rate ratio": (x, np.ones(1), 9 + 0 * x, np.ones(1))}
    value = FAMILIES[parameter].values(data[parameter])
    tails = np.outer([0.25, 0.05, 0.025, 0.005, 5e-5], [1, 1 - 1e-9]).ravel()
    low, high = np.transpose([limits(parameter, name, data[parameter], a) for a in tails], (1, 0, 2))
    assert (np.diff(low, axis=1) > 0).all()
    assert (np.diff(high, axis=1) > 0).all()
    assert ((low <= value) & (value <= high)).all()
    assert (np.diff(low, axis=0) <= 0).all()
    assert (np.diff(high, axis=0) >= 0).all()


def quantile_error(x: int, n: int, odds: mpf, a: float) -> mpf:
    """Return how far the log odds are from where Beta(x + 1/2, n - x + 1/2) has this tail below."""
    shape, other, p = x + mpf(0.5), n - x + mpf(0.5), odds / (1 + odds)
    tail = mpmath.betainc(shape, other, 0, p, regularized=True)
    return mpmath.log(tail / a) * tail * mpmath.beta(shape, other) / (p**shape * (1 - p) ** other)


def tail_error(x: int, n: int, odds: mpf, a: float, weight: float) -> mpf:
    """Return the same for P(X > x) + weight P(X = x)."""
    p = odds / (1 + odds)
    at_x = d.binomial(x, n, p)
    tail = d.binomial_at_least(x, n, p) - (1 - mpf(weight)) * at_x
    return mpmath.log(tail / a) * tail / (at_x * (weight * x * (1 - p) + (1 - weight) * (n - x) * p))


@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
@pytest.mark.parametrize("name", ["exact", "mid-p", "jeffreys"])
def test_fifty_digits_agree(name: str, level: float) -> None:
    rows = [(1, 1), (1, 2), (2, 1), (3, 40), (12, 13), (1, 900), (70, 3), (250, 260)]
    x, y = np.tile(np.transpose(rows), 100) * 1.0
    a, one = (1 - level) / 2, np.ones(1)
    low, high = limits("rate ratio", name, (x, one, y, one), a)
    with mp.workdps(50):
        for (k, other), *odds in zip(rows, low, high, strict=False):  # the rest repeats them
            for count, limit in ((k, mpf(float(odds[0]))), (other, 1 / mpf(float(odds[1])))):
                args = count, k + other, limit, a
                off = (
                    quantile_error(*args) if name == "jeffreys" else tail_error(*args, 1.0 if name == "exact" else 0.5)
                )
                assert abs(off) < 4e-12
