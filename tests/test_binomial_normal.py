"""The likelihood of binomial counts whose log odds are normal, which pooled areas and deployments share."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from scipy import special

from disprop.intervals._binomial_normal import Counts, Likelihood, by_count, likelihood
from disprop.intervals._dispersed import random_intercept

COUNTS = ((0, 1), (0, 5), (1, 1), (3, 40), (0, 1_000), (999, 1_000), (1, 40_000), (50_000, 100_000))
TAUS = (0.0, 0.5, 3.0, np.sqrt(37), np.sqrt(99))
SPREADS = (0.5, 2, 6, 15)
SIDES = (1, 2, 3.5, 5, 7, 9, 12)


def of(x: Any, n: Any, mean: float, tau: float, offset: float = 0.0) -> Likelihood:
    counts = Counts(np.array([x], dtype=np.float64), np.array([n], dtype=np.float64), np.array([offset]))
    return likelihood(counts, np.array(mean), np.array(tau))


def at_thirty_digits(x: int, n: int, centre: float, tau: float) -> float:
    def log(u: Any) -> Any:
        eta = centre + tau * u
        return x * eta - n * mpmath.log1p(mpmath.exp(eta)) - u**2 / 2

    u = np.linspace(-13, 13, 100_001)
    eta = centre + tau * u
    mode = float(u[np.argmax(x * eta - n * np.logaddexp(0, eta) - u**2 / 2)])
    spread = (1 + tau**2 * n * special.expit(centre + tau * mode) * special.expit(-centre - tau * mode)) ** -0.5
    away = sorted({step for step in (*(spread * by for by in SPREADS), *SIDES) if step <= SIDES[-1]})
    with mpmath.workdps(30):
        top, breaks = log(mpmath.mpf(mode)), [mode - step for step in reversed(away)] + [mode + step for step in away]
        total = mpmath.quad(lambda u: mpmath.exp(log(u) - top), breaks)
        return float(top + mpmath.log(total / mpmath.sqrt(2 * mpmath.pi)))


@pytest.mark.parametrize("tau", TAUS)
@pytest.mark.parametrize(("x", "n"), COUNTS)
def test_it_is_the_integral_at_thirty_digits(x: int, n: int, tau: float) -> None:
    for centre in (-6.0, 0.4):
        found = float(of(x, n, centre - 1, tau, offset=1.0).value)
        assert found == pytest.approx(at_thirty_digits(x, n, centre, tau), rel=1e-11)


@pytest.mark.parametrize("tau", [0.0, 0.3, 3.0, 9.0])
@pytest.mark.parametrize(("x", "n"), COUNTS[:6])
def test_the_slopes_are_those_of_the_value(x: int, n: int, tau: float) -> None:
    h = 1e-5
    here = of(x, n, -0.7, tau)
    for name, step in (("mean", (h, 0)), ("tau", (0, h))):
        up, down = (of(x, n, -0.7 + sign * step[0], abs(tau + sign * step[1])) for sign in (1, -1))
        mirror = -1 if tau == 0 and name == "tau" else 1  # the slope in tau is odd
        slopes = {"": (up.value - down.value, getattr(here, name))}
        slopes["mean"] = up.mean - down.mean, getattr(here, f"mean_{name}")
        if name == "tau":
            slopes["tau"] = up.tau - mirror * down.tau, here.tau_tau
        for difference, slope in slopes.values():
            size = max(1.0, abs(float(here.mean_mean)), abs(float(here.tau_tau)), abs(float(here.value)))
            assert float(difference) / 2 / h == pytest.approx(float(slope), rel=1e-5, abs=1e-9 * size)


def test_rows_are_summed_and_sets_are_apart() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(0, 50, (2_000, 6)).astype(np.float64)
    x, offset = rng.binomial(n.astype(int), 0.2).astype(np.float64), rng.normal(size=(2_000, 6))
    mean, tau = rng.normal(size=2_000), rng.uniform(0, 3, 2_000)
    together = likelihood(Counts(x, n, offset), mean, tau)
    for i in (0, 777, 1_999):
        alone = [of(x[i, j], n[i, j], mean[i], tau[i], offset[i, j]) for j in range(6)]
        for name in Likelihood._fields:
            one_by_one = sum(float(getattr(one, name)) for one in alone)
            assert float(getattr(together, name)[i]) == pytest.approx(one_by_one, rel=1e-10, abs=1e-10)


def test_nothing_counted_says_nothing() -> None:
    parts = by_count(Counts(*np.zeros((3, 1))), np.array(0.3), np.array(2.0))
    np.testing.assert_allclose(parts, 0, atol=1e-12)


@pytest.mark.parametrize("variance", [0.0, 1e-12, 0.16, 37.0])
def test_random_intercepts_are_the_same_likelihood(variance: float) -> None:
    x, n, tau = np.array([[3.0]]), np.array([[40.0]]), np.sqrt(variance)
    model, at = random_intercept(x, n), np.array([[-2.0], [variance]])
    value, by_eta, by_variance = (float(part[0]) for part in (model.height(*at), *model.slopes(*at)[:2]))
    here = of(3, 40, -2, tau)
    assert (value, by_eta) == (float(here.value), float(here.mean))
    half = float(here.tau) / tau / 2 if tau > 0.1 else (float(here.tau_tau)) / 2  # the limit at 0
    assert by_variance == pytest.approx(half, rel=1e-9)
