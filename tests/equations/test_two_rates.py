"""The equations of the methods for two rates, from the probabilities at fifty digits, and what stands at their ends."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
from mpmath import mpf

from disprop import rate, rate_difference, rate_ratio
from disprop.intervals.ratio import COMPOSABLE
from equations import definitions as d
from equations.test_equations import SIDES, Side, at_each_level

DIGITS, ITERATED = mpf("1e-13"), mpf("1e-11")
MORE_SIDES = [*SIDES, ((0, 10), (0, 20)), ((3, 1e-3), (2, 1e6)), ((1, 5e8), (0, 40))]
two_sides = pytest.mark.parametrize(("group", "reference"), MORE_SIDES)


def solves(equation: d.Equation, limit: Any, within: mpf) -> bool:
    """Whether the equation changes sign within a distance of the limit."""
    limit = mpf(float(limit))
    return bool(equation(limit - within) * equation(limit + within) <= 0)


def corrected(score: mpf, skewness: mpf) -> mpf:
    """Return the z next to 0 with score = z + (z^2 - 1) skewness/6 (Laud 2017)."""
    sixth = skewness / 6
    return 2 * (score + sixth) / (1 + mpmath.sqrt(1 + 4 * sixth * (score + sixth)))


def ratio_score(group: Side, reference: Side, r: mpf) -> mpf:
    """Return the corrected score of x1/t1 - r x0/t0, with both rates fitted to the ratio r."""
    (x1, t1), (x0, t0) = ((x, mpf(t)) for x, t in (group, reference))
    fitted = (x1 + x0) / (r * t1 + t0)
    variance = r * fitted / t1 + r**2 * fitted / t0
    third = r * fitted / t1**2 - r**3 * fitted / t0**2
    return corrected((x1 / t1 - r * x0 / t0) / mpmath.sqrt(variance), third / variance**1.5)


def difference_score(group: Side, reference: Side, difference: mpf, *, skewed: bool) -> mpf:
    """Return the score of x1/t1 - x0/t0 - difference, with both rates fitted to the difference by bisection."""
    (x1, t1), (x0, t0) = ((x, mpf(t)) for x, t in (group, reference))
    low, high = max(mpf(0), -difference), x1 / t1 + x0 / t0 + abs(difference)
    for _ in range(200):
        middle = (low + high) / 2
        slope = (x1 / (middle + difference) if x1 else 0) - t1 + (x0 / middle if x0 else 0) - t0
        low, high = (middle, high) if slope > 0 else (low, middle)
    variance = (high + difference) / t1 + high / t0
    third = (high + difference) / t1**2 - high / t0**2
    score = (x1 / t1 - x0 / t0 - difference) / mpmath.sqrt(variance)
    return corrected(score, third / variance**1.5) if skewed else score


@at_each_level
@two_sides
def test_skewed_score_of_a_ratio(group: Side, reference: Side, level: float) -> None:
    found = rate_ratio(group=group, reference=reference, method="scas", level=level)
    z = d.quantile(d.tail(level))
    for limit, goal, events in ((found.low, z, group[0]), (found.high, -z, reference[0])):
        if events == 0 or z**2 >= 6 * events + 1:
            assert limit in {0, mpmath.inf}
        else:

            def equation(r: mpf, goal: mpf = goal) -> mpf:
                return ratio_score(group, reference, r) - goal

            assert solves(equation, limit, DIGITS * mpf(limit))


@pytest.mark.parametrize("events", [1, 2, 7])
def test_the_skewed_score_goes_no_higher_than_this(events: int) -> None:
    top = mpmath.sqrt(6 * events + 1)
    scores = [ratio_score((events, 3), (50, 7), mpf(10) ** -power) for power in (2, 6, 12, 24)]
    assert scores == sorted(scores)
    assert mpf("1e-5") > top - scores[-1] > 0
    beyond, within = (float(mpmath.erf(z / mpmath.sqrt(2))) for z in (top + DIGITS**0.5, top - DIGITS**0.5))
    lows = [
        rate_ratio(group=(events, 3), reference=(50, 7), method="scas", level=level).low for level in (within, beyond)
    ]
    assert lows[0] > 0 == lows[1]


@at_each_level
@pytest.mark.parametrize(("group", "reference"), [side for side in SIDES if max(side[0][0], side[1][0]) < 1000])
def test_likelihood_of_a_ratio_from_two_poisson_counts(group: Side, reference: Side, level: float) -> None:
    found = rate_ratio(group=group, reference=reference, method="likelihood", level=level)
    (x1, t1), (x0, t0) = group, reference

    def deviance(r: mpf) -> mpf:
        fitted = (x1 + x0) / (r * t1 + mpf(t0))
        pairs = (x1, fitted * r * t1), (x0, fitted * t0)
        return mpmath.fsum(2 * x * mpmath.log(x / m) for x, m in pairs if x) - d.quantile(d.tail(level)) ** 2

    for limit in (found.low, found.high):
        assert limit in {0, mpmath.inf} or solves(deviance, limit, ITERATED * mpf(limit))
    assert (found.low == 0, found.high == mpmath.inf) == (x1 == 0, x0 == 0)


@at_each_level
@pytest.mark.parametrize(("group", "reference"), [side for side in SIDES if max(side[0][0], side[1][0]) < 1000])
def test_posterior_of_a_ratio(group: Side, reference: Side, level: float) -> None:
    found = rate_ratio(group=group, reference=reference, method="jeffreys", level=level)
    (x1, t1), (x0, t0) = group, reference
    share = d.beta(x1 + mpf("0.5"), x0 + mpf("0.5"))
    for equation, limit in zip(d.posterior(share, d.tail(level)), (found.low, found.high), strict=True):
        in_odds = lambda r, equation=equation: equation(r * t1 / (r * t1 + t0))  # noqa: E731 (one line)
        assert limit in {0, mpmath.inf} or solves(in_odds, limit, ITERATED * mpf(limit))
    assert (found.low == 0, found.high == mpmath.inf) == (x1 == 0, x0 == 0)


def scale(found: Any, group: Side, reference: Side) -> mpf:
    """Return what the digits of a difference are digits of."""
    return mpf(max(group[0] / group[1], reference[0] / reference[1], found.high - found.low))


@at_each_level
@two_sides
@pytest.mark.parametrize("method", ["score", "scas"])
def test_scores_of_a_difference(method: str, group: Side, reference: Side, level: float) -> None:
    found = rate_difference(group=group, reference=reference, method=method, level=level)
    z = d.quantile(d.tail(level))
    for limit, goal in ((found.low, z), (found.high, -z)):

        def equation(difference: mpf, goal: mpf = goal) -> mpf:
            return difference_score(group, reference, difference, skewed=method == "scas") - goal

        assert solves(equation, limit, DIGITS * scale(found, group, reference))


@at_each_level
@two_sides
def test_wald_of_a_difference(group: Side, reference: Side, level: float) -> None:
    found = rate_difference(group=group, reference=reference, method="wald", level=level)
    (x1, t1), (x0, t0) = ((x, mpf(t)) for x, t in (group, reference))
    half = d.quantile(d.tail(level)) * mpmath.sqrt(x1 / t1**2 + x0 / t0**2)
    exact = x1 / t1 - x0 / t0 - half, x1 / t1 - x0 / t0 + half
    for ours, right in zip((found.low, found.high), exact, strict=True):
        assert abs(ours - right) <= DIGITS * scale(found, group, reference)


@at_each_level
@two_sides
@pytest.mark.parametrize("method", COMPOSABLE)
def test_mover_of_every_method_of_a_rate(method: str, group: Side, reference: Side, level: float) -> None:
    sides = (rate(*side, method=method, level=level) for side in (group, reference))
    (r1, l1, u1), (r0, l0, u0) = ([mpf(float(v)) for v in (e.value, e.low, e.high)] for e in sides)
    of: dict[str, Any] = {"group": group, "reference": reference, "method": f"mover-{method}", "level": level}
    apart = rate_difference(**of)
    for ours, right in (
        (apart.low, r1 - r0 - mpmath.hypot(r1 - l1, u0 - r0)),
        (apart.high, r1 - r0 + mpmath.hypot(u1 - r1, r0 - l0)),
    ):
        assert abs(ours - right) <= DIGITS * scale(apart, group, reference)
    times = rate_ratio(**of)
    if l1 > 0:
        low = r1 * r0 - mpmath.sqrt((r1 * r0) ** 2 - l1 * u0 * (2 * r1 - l1) * (2 * r0 - u0))
        assert times.low == pytest.approx(float(low / (u0 * (2 * r0 - u0))), rel=1e-12)
    if l0 > 0:
        high = r1 * r0 + mpmath.sqrt((r1 * r0) ** 2 - u1 * l0 * (2 * r1 - u1) * (2 * r0 - l0))
        assert times.high == pytest.approx(float(high / (l0 * (2 * r0 - l0))), rel=1e-12)
    assert (times.low == 0, times.high == mpmath.inf) == (l1 == 0, l0 == 0)


def test_a_difference_of_no_events_is_nothing_within_finite_limits() -> None:
    found = rate_difference(group=(0, 46_476), reference=(0, 1_761_205))
    z = d.quantile(d.tail(0.95))
    assert found.value == 0
    assert found.low == pytest.approx(float(-(z**2) / 1_761_205), rel=1e-14)
    assert found.high == pytest.approx(float(z**2 / 46_476), rel=1e-14)


def test_limits_do_not_depend_on_the_unit_of_the_populations() -> None:
    group, reference = (14, 2e8), (3, 1.5e8)  # a program that searches to 13 decimals prints 18.18 and 83.79
    limits = [rate_ratio(group=group, reference=reference, method=method).high for method in ("score", "scas")]
    assert [round(float(limit), 2) for limit in limits] == [11.36, 14.60]
