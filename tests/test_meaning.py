"""What an alert means: published figures, Bayes' rule in plain fractions, posteriors at fifty digits, and laws."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mpf

from disprop import DispropError, alerts, risk_ratio
from disprop.intervals.predictive import BREAK_EVEN, KNOWN, LISTED, PREDICTED, PREDICTIVE
from strategies import DATA, limits, value

# Subarachnoid haemorrhage, 41 patients with a poor outcome and 72 without: 26 and 14 above a threshold.
MATED, NON_MATED = (26, 41), (14, 72)
TRIAL: dict[str, Any] = {"mated": MATED, "non_mated": NON_MATED}
NPL: dict[str, Any] = {"mated": (89, 100), "non_mated": (1, 6000)}
RATES: dict[str, Any] = {"mated": 0.89, "non_mated": 1 / 6000}
METHODS = [
    pytest.param(family, name, id=f"{family.parameter}-{name}")
    for family in (*PREDICTIVE.values(), PREDICTED)
    for name in family.methods
]
SHARES = [m for m in METHODS if m.values[0] is not PREDICTED]
NO_PAIR: Any = 5
few = settings(max_examples=12, deadline=None)


@pytest.mark.parametrize(
    ("function", "prevalence", "expected"),
    [
        (alerts.positive_predictive_value, 0.1, (0.265985, 0.176596, 0.379752)),
        (alerts.negative_predictive_value, 0.1, (0.951962, 0.928764, 0.967866)),
        (alerts.positive_predictive_value, 0.001, (0.003254, 0.001928, 0.005486)),
    ],
)
def test_published_logit_intervals(function: Any, prevalence: float, expected: tuple[float, ...]) -> None:
    found = function(**TRIAL, prevalence=prevalence)
    assert [found.value, found.low, found.high] == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("function", "method", "expected"),
    [
        (alerts.positive_likelihood_ratio, "katz-log", (3.261324, 1.930236, 5.510328)),
        (alerts.positive_likelihood_ratio, "miettinen-nurminen", (3.261324, 1.953705, 5.556101)),
        (alerts.negative_likelihood_ratio, "katz-log", (0.454163, 0.298805, 0.690297)),
    ],
)
def test_published_likelihood_ratios(function: Any, method: str, expected: tuple[float, ...]) -> None:
    found = function(**TRIAL, method=method)
    assert [found.value, found.low, found.high] == pytest.approx(expected, abs=1e-6)


def test_one_formula_whichever_side_of_one_the_ratio_is() -> None:
    below = alerts.positive_likelihood_ratio(mated=(5, 20), non_mated=(30, 80), method="katz-log")
    above = alerts.positive_likelihood_ratio(mated=(30, 80), non_mated=(5, 20), method="katz-log")
    assert [below.low, below.high] == pytest.approx([0.297, 1.499], abs=5e-4)
    assert not below.excludes(1)
    assert [1 / above.high, 1 / above.low] == pytest.approx([below.low, below.high], rel=1e-12)


def test_a_likelihood_ratio_is_a_risk_ratio() -> None:
    ours, theirs = alerts.positive_likelihood_ratio(**TRIAL), risk_ratio(group=MATED, reference=NON_MATED)
    assert (ours.low, ours.high, ours.p_value(1)) == (theirs.low, theirs.high, theirs.p_value(1))
    assert ours.measure == "positive likelihood ratio"
    quiet = alerts.negative_likelihood_ratio(**TRIAL)
    assert quiet.data == {"misses": 15, "mated_passes": 41, "silences": 58, "non_mated_passes": 72}
    assert quiet.high == risk_ratio(group=(15, 41), reference=(58, 72)).high


@pytest.mark.parametrize("method", ["miettinen-nurminen", "koopman", "scas", "mover-wilson"])
def test_likelihood_ratios_are_defined_at_zeros(method: str) -> None:
    none_false = alerts.positive_likelihood_ratio(mated=(9, 10), non_mated=(0, 50), method=method)
    assert [none_false.value, none_false.high] == [np.inf, np.inf]
    assert 1 < none_false.low < np.inf
    none_missed = alerts.negative_likelihood_ratio(mated=(10, 10), non_mated=(5, 50), method=method)
    assert [none_missed.value, none_missed.low] == [0, 0]
    assert 0 < none_missed.high < 1


def test_break_even_of_the_laboratory() -> None:
    assert 1 / alerts.break_even_prevalence([0.5, 0.9], **RATES).value == pytest.approx([5341, 594.3333], rel=1e-6)
    assert 1 / alerts.break_even_prevalence(**NPL).value == pytest.approx(5341)
    even = alerts.break_even_prevalence(0.9, **NPL)
    assert float(even.low) < 1 / 594.3333 < float(even.high)


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 40), st.integers(1, 40), st.integers(1, 999))
def test_bayes_rule_in_plain_fractions(x1: int, missed: int, x0: int, silent: int, thousandths: int) -> None:
    tpr, fpr, p = Fraction(x1, x1 + missed), Fraction(x0, x0 + silent), Fraction(thousandths, 1000)
    trial: dict[str, Any] = {"mated": (x1, x1 + missed), "non_mated": (x0, x0 + silent)}
    right, quiet = tpr * p + fpr * (1 - p), (1 - tpr) * p + (1 - fpr) * (1 - p)
    ppv = alerts.positive_predictive_value(**trial, prevalence=thousandths / 1000).value
    npv = alerts.negative_predictive_value(**trial, prevalence=thousandths / 1000).value
    assert ppv == pytest.approx(float(tpr * p / right) if right else np.nan, rel=1e-12, nan_ok=True)
    assert npv == pytest.approx(float((1 - fpr) * (1 - p) / quiet), rel=1e-12)
    rates: dict[str, Any] = {"mated": float(tpr), "non_mated": float(fpr), "prevalence": float(p)}
    assert alerts.positive_predictive_value(**rates).value == pytest.approx(ppv, rel=1e-12, nan_ok=True)
    assert alerts.negative_predictive_value(**rates).value == pytest.approx(npv, rel=1e-12)


@given(st.floats(1e-6, 0.5), st.floats(0.01, 1), st.floats(1e-6, 0.5))
def test_the_two_conventions_are_tied_by_the_prevalence(p: float, tpr: float, fpr: float) -> None:
    false_per_face, true_per_face = fpr * (1 - p), tpr * p
    false_share = 1 - alerts.positive_predictive_value(mated=tpr, non_mated=fpr, prevalence=p).value
    assert false_share == pytest.approx(false_per_face / (true_per_face + false_per_face), rel=1e-9)


@given(st.floats(0.01, 0.99), st.floats(0.01, 1), st.floats(1e-6, 1))
def test_break_even_inverts_the_predictive_value(share: float, tpr: float, fpr: float) -> None:
    rates: dict[str, Any] = {"mated": tpr, "non_mated": fpr}
    even = alerts.break_even_prevalence(share, **rates).value
    assert alerts.positive_predictive_value(**rates, prevalence=even).value == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize("method", PREDICTIVE[BREAK_EVEN].methods)
@few
@given(data=st.data())
def test_break_even_limits_invert_those_of_the_predictive_value(method: str, data: st.DataObject) -> None:
    *counts, share = data.draw(DATA["break-even prevalence"])
    low, high = limits(PREDICTIVE[BREAK_EVEN], method, (*counts, share), 0.95)
    for prevalence, end in ((low, 1), (high, 0)):
        if 1e-9 < prevalence < 1 - 1e-9:
            back = limits(PREDICTIVE["positive predictive value"], method, (*counts, prevalence), 0.95)
            assert back[end] == pytest.approx(share, rel=1e-6)


def drawn(family: Any, name: str, data: st.DataObject) -> tuple[float, ...]:
    """Draw counts; for the two methods that move their centre where a cell is 0, such as leave no cell empty."""
    counts = list(data.draw(DATA[family.parameter]))
    if name in {"logit", "bayes"}:
        for place in range(0, len(counts) - 1, 2):
            counts[place + 1] = max(counts[place + 1], 2.0)
            counts[place] = min(max(counts[place], 1.0), counts[place + 1] - 1)
    return tuple(counts)


def test_logit_with_an_empty_cell_is_left_out_for_a_reason() -> None:
    # what is added to the cells grows with the level, and moves the centre
    counts = (1, 1, 1, 4, 0.5)
    (_, high), (_, higher) = (
        limits(PREDICTIVE["positive predictive value"], "logit", counts, level) for level in (0.5, 0.875)
    )
    assert higher < high


@pytest.mark.parametrize(("family", "name"), METHODS)
@few
@given(data=st.data(), levels=st.tuples(st.floats(0.5, 0.999), st.floats(0.5, 0.999)))
def test_limits_are_in_order_and_nested(
    family: Any, name: str, data: st.DataObject, levels: tuple[float, float]
) -> None:
    counts = drawn(family, name, data)
    (inner_low, inner_high), (low, high) = (limits(family, name, counts, level) for level in sorted(levels))
    slack = 1e-9
    assert family.support[0] <= low <= inner_low + slack
    assert inner_low <= inner_high
    assert inner_high - slack <= high <= family.support[1]


@pytest.mark.parametrize(("family", "name"), SHARES)
@few
@given(data=st.data(), level=st.floats(0.8, 0.999))
def test_limits_hold_the_value(family: Any, name: str, data: st.DataObject, level: float) -> None:
    counts = drawn(family, name, data)
    plain, (low, high) = value(family, counts), limits(family, name, counts, level)
    if np.isnan(plain):
        assert (low, high) == (0, 1)
    else:
        assert low - 1e-12 <= plain <= high + 1e-12


@pytest.mark.parametrize(("family", "name"), SHARES)
def test_nobody_passed_is_undefined(family: Any, name: str) -> None:
    rest = (3, 10) if family.parameter in LISTED else (0.1,)
    for counts in ((0, 0, 1, 10), (1, 10, 0, 0)):
        assert np.isnan(limits(family, name, (*counts, *rest), 0.95)).all()


@pytest.mark.parametrize("method", PREDICTIVE[BREAK_EVEN].methods)
def test_the_value_rises_with_the_prevalence(method: str) -> None:
    prevalence = np.geomspace(1e-7, 0.99, 60)
    for trial in (NPL, {"mated": (10, 10), "non_mated": (0, 30)}):
        ppv = alerts.positive_predictive_value(**trial, prevalence=prevalence, method=method)
        npv = alerts.negative_predictive_value(**trial, prevalence=prevalence, method=method)
        for line in (ppv.value, ppv.low, ppv.high, -npv.value, -npv.low, -npv.high):
            assert (np.diff(line) >= 0).all()


@pytest.mark.parametrize("method", PREDICTIVE[BREAK_EVEN].methods)
def test_a_silence_is_an_alert_with_the_sides_swapped(method: str) -> None:
    npv = alerts.negative_predictive_value(**TRIAL, prevalence=0.2, method=method)
    swapped = alerts.positive_predictive_value(mated=(58, 72), non_mated=(15, 41), prevalence=0.8, method=method)
    assert [npv.value, npv.low, npv.high] == pytest.approx([swapped.value, swapped.low, swapped.high], rel=1e-9)


def test_a_zero_cell_is_adjusted() -> None:
    # z^2/2 more in each cell: (10 + z^2/2)/(10 + z^2) over (z^2/2)/(50 + z^2), by hand
    z = 1.959963984540054
    x1, n1, x0, n0 = 10 + z * z / 2, 10 + z * z, z * z / 2, 50 + z * z
    ratio, se = x1 / n1 / (x0 / n0), np.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0)
    found = alerts.positive_predictive_value(mated=(10, 10), non_mated=(0, 50), prevalence=0.5)
    low = ratio * np.exp(-z * se)
    assert [found.value, found.high] == [1, 1]
    assert found.low == pytest.approx(low / (1 + low), rel=1e-12)


def posterior_below(ratio: mpf, counts: tuple[int, ...]) -> mpf:
    """P(p1 <= ratio p0) at twenty digits: the density of p0 by the distribution of p1."""
    a1, b1, a0, b0 = (mpf(x) + mpf(1) / 2 for x in counts)
    scale = mpmath.log(mpmath.beta(a0, b0))

    def integrand(p: mpf) -> mpf:
        below = mpmath.betainc(a1, b1, 0, ratio * p, regularized=True) if ratio * p < 1 else mpf(1)
        return below * mpmath.exp((a0 - 1) * mpmath.log(p) + (b0 - 1) * mpmath.log1p(-p) - scale)

    middle = a0 / (a0 + b0)
    spread = mpmath.sqrt(middle * (1 - middle) / (a0 + b0 + 1))
    ends = {mpf(0), mpf(1), min(mpf(1), 1 / ratio)} | {middle + k * spread for k in (-4, -2, 0, 2, 4, 8, 16)}
    return mpmath.quad(integrand, sorted(end for end in ends if 0 <= end <= 1))


@pytest.mark.parametrize("counts", [(26, 15, 14, 58), (89, 11, 1, 5999), (3, 2, 3, 37), (9, 1, 1, 19), (300, 10, 2, 7)])
def test_posterior_limits_solve_their_equation(counts: tuple[int, ...]) -> None:
    hits, missed, false, silent = counts
    trial: Any = {"mated": (hits, hits + missed), "non_mated": (false, false + silent)}
    found = alerts.positive_predictive_value(**trial, prevalence=0.01, method="bayes")
    with mpmath.workdps(20):
        for limit, tail in ((found.low, 0.025), (found.high, 0.975)):
            odds = mpf(float(limit)) / (1 - mpf(float(limit)))
            assert float(posterior_below(odds * 99, counts)) == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize("counts", [(26, 41, 14, 72), (8, 10, 10_000, 100_000), (900, 1_000, 3, 50_000)])
def test_counting_many_faces_is_knowing_the_prevalence(counts: tuple[int, ...]) -> None:
    trial: Any = {"mated": counts[:2], "non_mated": counts[2:]}
    known = alerts.positive_predictive_value(**trial, prevalence=0.1, method="bayes")
    counted = alerts.positive_predictive_value(**trial, prevalence=(10**13, 10**14), method="bayes")
    assert [counted.low, counted.high] == pytest.approx([known.low, known.high], rel=1e-6)


@pytest.mark.parametrize("counts", [(26, 41, 14, 72, 10, 100), (89, 100, 1, 6000, 8, 8600), (5, 5, 1, 3, 1, 2)])
def test_counted_prevalence_against_draws(counts: tuple[int, ...]) -> None:
    rng, draws = np.random.default_rng(5), 1_000_000
    p1, p0, p = (rng.beta(x + 0.5, n - x + 0.5, draws) for x, n in zip(counts[::2], counts[1::2], strict=True))
    ppv = p1 * p / (p1 * p + p0 * (1 - p))
    trial: Any = {"mated": counts[:2], "non_mated": counts[2:4]}
    found = alerts.positive_predictive_value(**trial, prevalence=counts[4:], method="bayes")
    standard_error = np.sqrt(0.025 * 0.975 / draws)
    assert np.mean(ppv < found.low) == pytest.approx(0.025, abs=5 * standard_error)
    assert np.mean(ppv > found.high) == pytest.approx(0.025, abs=5 * standard_error)


@pytest.mark.parametrize("method", ["logit", "bayes"])
def test_an_uncertain_prevalence_widens_the_interval(method: str) -> None:
    known = alerts.positive_predictive_value(**TRIAL, prevalence=0.1, method=method)
    counted = [alerts.positive_predictive_value(**TRIAL, prevalence=(k, 10 * k), method=method) for k in (1, 10, 100)]
    widths = [float(e.high - e.low) for e in (*counted, known)]
    assert sorted(widths, reverse=True) == widths
    assert [float(e.value) for e in counted] == pytest.approx([float(known.value)] * 3)


def test_a_range_is_its_two_ends() -> None:
    ends = alerts.positive_predictive_value(**NPL, prevalence=[1e-5, 1e-3])
    inside = alerts.positive_predictive_value(**NPL, prevalence=np.geomspace(1e-5, 1e-3, 9))
    assert (ends.low[0] <= inside.low).all()  # type: ignore[index]
    assert (inside.high <= ends.high[1]).all()  # type: ignore[index]


@pytest.mark.parametrize("method", ["logit", "bayes"])
def test_interval_and_test_agree(method: str) -> None:
    for prevalence in (0.1, (10, 100)):
        found = alerts.positive_predictive_value(**TRIAL, prevalence=prevalence, method=method)
        assert found.p_value(float(found.low)) == pytest.approx(0.05, rel=1e-6)
        assert found.p_value(float(found.high)) == pytest.approx(0.05, rel=1e-6)


def beta_binomial_chances(x: int, n: int, m: int) -> list[mpf]:
    a, b = mpf(x) + mpf(1) / 2, mpf(n - x) + mpf(1) / 2
    return [mpmath.binomial(m, k) * mpmath.beta(k + a, m - k + b) / mpmath.beta(a, b) for k in range(m + 1)]


def gamma_poisson_chances(x: int, n: int, m: int) -> list[mpf]:
    a, p = mpf(x) + mpf(1) / 2, mpf(m) / (n + m)
    return [mpmath.rf(a, k) / mpmath.factorial(k) * (1 - p) ** a * p**k for k in range(400)]


@pytest.mark.parametrize("data", [(7, 86, 400), (0, 50, 90), (3, 3, 5), (1, 6, 1), (20, 40, 200), (0, 9, 0)])
@pytest.mark.parametrize(
    ("method", "chances"), [("beta-binomial", beta_binomial_chances), ("gamma-poisson", gamma_poisson_chances)]
)
def test_predicted_counts_sum_the_definition(method: str, chances: Any, data: tuple[int, int, int]) -> None:
    found, exact, tail = alerts.predicted_alerts(*data[:2], further=data[2], method=method), chances(*data), mpf(1) / 40
    low, high = int(found.low), int(found.high)
    assert sum(exact[:low]) <= tail < sum(exact[: low + 1])
    assert sum(exact[high + 1 :]) <= tail < sum(exact[high:])


def test_predicted_counts_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    seen = rng.binomial(500, 0.02, 4_000)
    later = rng.binomial(900, 0.02, 4_000)
    possible, place = np.unique(seen, return_inverse=True)
    found = alerts.predicted_alerts(possible, 500, further=900)
    low, high = (np.asarray(end)[place] for end in (found.low, found.high))
    assert ((low <= later) & (later <= high)).mean() > 0.945


def test_a_large_deployment_is_summed_in_a_moment() -> None:
    found = alerts.predicted_alerts(700, 860_000, further=10_000_000)
    assert 7_000 < float(found.low) < 10_000_000 * 700 / 860_000 < float(found.high) < 9_500


def test_expected_alerts_are_those_of_the_two_kinds_of_passes() -> None:
    found = alerts.expected_alerts(30_000, prevalence=1 / 10_000, **NPL)
    assert found.true_alerts.value == pytest.approx(2.67)
    assert found.false_alerts.value == pytest.approx(29_997 / 6000)
    false = alerts.predicted_alerts(1, 6000, further=29_997, method="gamma-poisson")
    assert (found.false_alerts.low, found.false_alerts.high) == (false.low, false.high)
    assert str(alerts.expected_alerts([100, 200], prevalence=0.01, **NPL)).count("between") == 4


def test_none_seen_still_has_an_upper_limit() -> None:
    found = alerts.predicted_alerts(0, 8_600, further=40_000)
    assert [found.value, found.low] == [0, 0]
    assert 5 < float(found.high) < 20


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: alerts.positive_predictive_value(**TRIAL, prevalence=0.0),
            "prevalence must lie strictly between 0 and 1; got 0",
        ),
        (lambda: alerts.positive_predictive_value(**TRIAL, prevalence=[0.5, 1.0]), "strictly between 0 and 1; got 1"),
        (
            lambda: alerts.positive_predictive_value(**TRIAL, prevalence=10),
            "prevalence must lie between 0 and 1; got 10.*; 5% is 0.05, and 1 in 60,000 is 1 / 60_000",
        ),
        (
            lambda: alerts.positive_predictive_value(**TRIAL, prevalence=(0.001, 0.01)),
            "listed must be whole numbers; got 0.001",
        ),
        (
            lambda: alerts.positive_predictive_value(**TRIAL, prevalence=(5, 4)),
            "listed must not exceed faces; got 5 of 4",
        ),
        (
            lambda: alerts.positive_predictive_value(mated=(5, 4), non_mated=(1, 9), prevalence=0.1),
            "true_alerts must not exceed mated_passes",
        ),
        (
            lambda: alerts.positive_predictive_value(mated=NO_PAIR, non_mated=(1, 9), prevalence=0.1),
            r"mated must be a pair \(true_alerts, mated_passes\); got 5",
        ),
        (lambda: alerts.positive_predictive_value(**TRIAL, prevalence=0.1, method="logitt"), "Did you mean 'logit'"),
        (
            lambda: alerts.positive_predictive_value(**TRIAL, prevalence=(1, 9), method="scas"),
            "prevalence counted interval is called 'scas'",
        ),
        (lambda: alerts.break_even_prevalence(1.0, **TRIAL), "share must lie strictly between 0 and 1; got 1"),
        (
            lambda: alerts.positive_predictive_value(mated=89, non_mated=0.1, prevalence=0.1),
            "mated must lie between 0 and 1; got 89",
        ),
        (lambda: alerts.predicted_alerts(1, 10, further=2.5), "further must be whole numbers; got 2.5"),
    ],
)
def test_refusals_say_what_was_got(call: Any, words: str) -> None:
    with pytest.raises(DispropError, match=words):
        call()


def test_the_families_are_those_of_alerts_and_of_silences() -> None:
    assert {*KNOWN, *LISTED} == set(PREDICTIVE)
    assert len({tuple(PREDICTIVE[name].methods) for name in KNOWN}) == 1


def test_rates_alone_give_a_value_without_an_interval() -> None:
    found = alerts.positive_predictive_value(**RATES, prevalence=[0.0001, 0.001])
    counted = alerts.positive_predictive_value(**NPL, prevalence=[0.0001, 0.001])
    np.testing.assert_allclose(found.value, counted.value, rtol=1e-12)
    assert np.isnan([found.low, found.high, found.p_value(0.5)]).all()
    assert str(found[0]) == "0.348 (rates without their counts give no interval)"
    assert found.basis == {"assumed": "the published rates without sampling error"}
    with pytest.raises(DispropError, match=r"mated must be a pair \(true_alerts, mated_passes\); got 0\.89"):
        alerts.positive_predictive_value(mated=0.89, non_mated=(1, 6_000), prevalence=0.1)


@pytest.mark.parametrize(("mated", "non_mated"), [((0.89, 1), (1, 6000)), ((89, 100), (1 / 6000, 1))])
def test_published_rates_are_sent_to_where_rates_are_taken(mated: Any, non_mated: Any) -> None:
    for function in (alerts.positive_predictive_value, alerts.negative_predictive_value):
        with pytest.raises(DispropError, match=r"got the rate 0\..*in place of the pair: mated=0\.89$"):
            function(mated=mated, non_mated=non_mated, prevalence=0.001)
