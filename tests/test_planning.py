"""How many passes a trial needs: published figures, the promise kept by the limit, and power by plain loops."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from mpmath import mpf
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep

from disprop import DispropError, planning, proportion, rate, rate_ratio, risk_ratio
from disprop.planning.sequential import Lines, outcome
from studies import sequential
from studies.machine import PAGES

PLAN = planning.SequentialPlan(acceptable=1 / 6000, unacceptable=1 / 1000)


def test_published_numbers_of_passes() -> None:
    assert planning.size_below(1 / 60_000) == 179_743
    assert planning.size_below(1 / 60_000, measure="rate") == pytest.approx(180_000, rel=0.002)  # the rule of 3
    assert np.asarray(planning.size_below([0.01, 0.001])).tolist() == [299, 2_995]


@given(st.floats(1e-6, 0.5), st.integers(0, 40), st.floats(0.5, 0.999))
def test_the_passes_give_the_limit_that_they_promise(error_rate: float, errors: int, level: float) -> None:
    n = int(planning.size_below(error_rate, events=errors, level=level))

    def limit(passes: int) -> float:
        return float(proportion(errors, passes, method="clopper-pearson", level=level, sides="upper").high)

    assert limit(n) <= error_rate * (1 + 1e-9)
    assert n - 1 <= errors or limit(n - 1) > error_rate * (1 - 1e-9)


@given(st.floats(1e-6, 1e-3), st.integers(0, 40))
def test_poisson_passes_are_those_of_the_garwood_limit(error_rate: float, errors: int) -> None:
    n = int(planning.size_below(error_rate, events=errors, measure="rate"))
    limits = [float(rate(errors, passes, sides="upper").high) for passes in (n, n - 1)]
    assert limits[0] <= error_rate * (1 + 1e-12)
    assert limits[1] > error_rate * (1 - 1e-12)


def test_alike_passes_of_one_person_count_for_less() -> None:
    assert planning.design_effect(1, correlation=0.3) == 1
    assert planning.design_effect([5, 10], correlation=1.0).tolist() == [5, 10]
    assert planning.design_effect(10, correlation=0.2) == pytest.approx(2.8)


def test_the_rule_of_thirty() -> None:
    thirty = rate(30, 30, level=0.9)
    assert [thirty.low, thirty.high] == pytest.approx([0.72, 1.36], abs=0.005)
    assert 1.6448536 / np.sqrt(30) == pytest.approx(0.300, abs=5e-4)
    needed = int(planning.events_needed(0.3, level=0.9))
    enough, short = (rate(k, k, level=0.9) for k in (needed, needed - 1))
    assert max(enough.high - 1, 1 - enough.low) <= 0.3 < max(short.high - 1, 1 - short.low)
    assert np.asarray(planning.events_needed([0.1, 0.3], level=0.9)).tolist()[1] == needed


def chance(x: int, n: int, p: float) -> mpf:
    from mpmath import binomial

    return binomial(n, x) * mpf(p) ** x * (1 - mpf(p)) ** (n - x)


@pytest.mark.parametrize(("group", "reference"), [((0.4, 9), (0.1, 12)), ((0.2, 15), (0.2, 7)), ((0.05, 20), (0.6, 6))])
def test_power_adds_up_every_table_that_the_interval_finds(group: Any, reference: Any) -> None:
    (p1, n1), (p0, n0) = group, reference
    x1, x0 = np.meshgrid(np.arange(n1 + 1), np.arange(n0 + 1), indexing="ij")
    found = np.asarray(risk_ratio(group=(x1, n1), reference=(x0, n0), level=0.9).excludes(1))
    tables = ((i, j) for i in range(n1 + 1) for j in range(n0 + 1) if found[i, j])
    exact = sum(chance(i, n1, p1) * chance(j, n0, p0) for i, j in tables)
    assert planning.power(group=group, reference=reference, level=0.9) == pytest.approx(float(exact), rel=1e-10)


def test_power_of_equal_rates_is_the_size_of_the_test() -> None:
    size = planning.power(group=(0.001, 20_000), reference=(0.001, 20_000))
    assert size == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize(
    ("ratio", "error_rate", "per_group"), [(4, 0.001, 1), (2, 1 / 6000, 1), (0.5, 0.02, 3), (1.5, 0.1, 1)]
)
def test_enough_passes_and_one_fewer(ratio: float, error_rate: float, per_group: float) -> None:
    n = planning.size_to_detect(ratio, rate=error_rate, reference_per_group=per_group)

    def power(passes: int) -> float:
        sides: Any = (ratio * error_rate, passes), (error_rate, int(np.ceil(per_group * passes)))
        return float(planning.power(group=sides[0], reference=sides[1]))

    assert power(n) >= 0.8 > power(n - 1)


def test_the_smallest_ratio_is_the_one_that_is_found() -> None:
    ratio = planning.detectable_ratio(rate=0.001, sizes=(5_000, 5_000))
    power = planning.power(group=(ratio * 0.001, 5_000), reference=(0.001, 5_000))
    assert power == pytest.approx(0.8, abs=1e-9)
    assert planning.detectable_ratio(rate=0.5, sizes=(1, 1)) == np.inf


def test_the_printed_sizes_of_a_share() -> None:
    found = planning.size_within(0.15, within=0.2, population=[1e50, 4_000])
    assert np.asarray(found).tolist() == [545, 480]
    assert np.asarray(planning.size_within(0.15, within=[0.2, 0.1])).tolist() == [545, 2_177]


LEMESHOW: dict[str, Any] = {"measure": "rate ratio", "method": "normal", "follow_up": 5}


def test_the_printed_size_and_power_of_a_ratio_of_rates() -> None:
    assert 2 * planning.size_to_detect(1.4, rate=0.05, **LEMESHOW) == 2_080
    assert planning.power(group=(0.07, 750), reference=(0.05, 750), **LEMESHOW) == pytest.approx(0.6629312, abs=5e-8)


@pytest.mark.parametrize(("within", "given"), [(0.3, {"share": 0.15}), (0.5, {"reference": 2.5}), (0.4, {})])
def test_the_events_bring_the_limits_within_what_was_asked(within: float, given: Any) -> None:
    def reach(x: int) -> float:
        if "share" in given:
            found = proportion(x, int(np.ceil(x / given["share"])), method="clopper-pearson")
        elif "reference" in given:
            found = rate_ratio(group=(x, 1), reference=(int(np.ceil(x * given["reference"])), 1), method="exact")
        else:
            found = rate(x, 1)
        return float(max(found.high / found.value - 1, 1 - found.low / found.value))

    needed = int(planning.events_needed(within, **given))
    assert reach(needed) <= within < reach(needed - 1)


RATES = [
    ((0.4, 9.5), (0.1, 12.0)),
    ((0.2, 30.0), (0.2, 15.0)),
    ((0.05, 20.0), (0.6, 6.0)),
    ((0.01, 10.0), (0.01, 20.0)),
]


@pytest.mark.parametrize(("group", "reference"), RATES)
def test_power_of_rates_adds_up_all_counts_that_the_interval_finds(group: Any, reference: Any) -> None:
    (l1, t1), (l0, t0) = group, reference
    x1, x0 = np.meshgrid(np.arange(60), np.arange(60), indexing="ij")
    found = np.asarray(rate_ratio(group=(x1, t1), reference=(x0, t0), level=0.9).excludes(1))
    exact = (stats.poisson.pmf(x1, l1 * t1) * stats.poisson.pmf(x0, l0 * t0))[found].sum()
    ours = planning.power(group=group, reference=reference, measure="rate ratio", level=0.9)
    assert ours == pytest.approx(float(exact), rel=1e-10, abs=1e-15)


def test_power_of_many_events_is_that_of_the_normal_approximation() -> None:
    sides: dict[str, Any] = {"group": (0.0105, 2_000_000), "reference": (0.01, 1_500_000)}
    for measure in ("risk ratio", "rate ratio"):
        exact, normal = (planning.power(**sides, measure=measure, method=each) for each in ("exact", "normal"))
        assert exact == pytest.approx(normal, abs=0.002)


def test_the_normal_power_of_shares_is_that_of_statsmodels() -> None:
    theirs = power_proportions_2indep(0.05, 0.1, 300, ratio=2, return_results=False)
    assert planning.power(group=(0.15, 300), reference=(0.1, 600), method="normal") == pytest.approx(theirs, abs=2e-4)


@pytest.mark.parametrize("method", ["exact", "normal"])
@pytest.mark.parametrize("ratio", [1.6, 0.5])
def test_enough_person_years_and_one_fewer(ratio: float, method: Any) -> None:
    how: dict[str, Any] = {"measure": "rate ratio", "method": method}
    n = planning.size_to_detect(ratio, rate=0.02, reference_per_group=3, **how)

    def power(years: int) -> float:
        return float(planning.power(group=(ratio * 0.02, years), reference=(0.02, 3 * years), **how))

    assert power(n) >= 0.8 > power(n - 1)
    found = planning.detectable_ratio(rate=0.02, sizes=(n, 3 * n), **how)
    assert planning.power(group=(found * 0.02, n), reference=(0.02, 3 * n), **how) == pytest.approx(0.8, abs=1e-9)


# (acceptable, unacceptable, reject_wrongly, accept_wrongly), from coarse plans of a few passes to fine ones of millions
GRID = [
    (rate, ratio * rate, *allowed)
    for rate, ratios in ((1e-5, (2, 10)), (1 / 6000, (1.5, 6)), (0.02, (2, 8)), (0.1, (2, 3, 9)), (0.3, (1.5, 3)))
    for ratio in ratios
    for allowed in ((0.05, 0.05), (0.05, 0.1), (0.2, 0.01), (0.001, 0.4))
]


def waldian(plan: planning.SequentialPlan) -> Lines:
    """Return the same test between Wald's own bounds."""
    a, b = plan.reject_wrongly, plan.accept_wrongly
    return Lines(*plan.steps, np.log(b / (1 - a)), np.log((1 - b) / a))


def pass_by_pass(lines: Lines, error_rate: float) -> tuple[float, float, float]:
    """Return the chances of both ends and the mean number of passes, from the likelihood ratio after every pass."""
    going, fewest, n = np.ones(1), 0, 0
    accepted = rejected = passes = 0.0
    while going.sum() > 1e-13:
        passes, n = passes + going.sum(), n + 1
        going = np.convolve(going, [1 - error_rate, error_rate])
        x = fewest + np.arange(going.size)
        ratio = x * lines.error + (n - x) * lines.silence
        accepted, rejected = accepted + going[ratio <= lines.low].sum(), rejected + going[ratio >= lines.high].sum()
        on = (ratio > lines.low) & (ratio < lines.high)
        fewest, going = int(x[on].min(initial=n + 1)), going[on]
    return accepted, rejected, passes


@pytest.mark.parametrize(("acceptable", "unacceptable", "reject", "accept"), GRID)
def test_both_errors_of_a_plan_hold(acceptable: float, unacceptable: float, reject: float, accept: float) -> None:
    plan = planning.SequentialPlan(
        acceptable=acceptable, unacceptable=unacceptable, reject_wrongly=reject, accept_wrongly=accept
    )
    lines = Lines(*plan.steps, *plan.bounds)
    for at in (acceptable, unacceptable):
        ends = outcome(lines, at) if acceptable < 0.02 else pass_by_pass(lines, at)
        wrong, allowed = (ends[1], reject) if at == acceptable else (ends[0], accept)
        assert wrong <= allowed
        assert wrong > 0.99 * allowed or acceptable >= 0.02  # what is allowed is used, but for the steps of few passes


@pytest.mark.parametrize(("acceptable", "unacceptable"), [(0.02, 0.05), (0.1, 0.3), (0.3, 0.9), (0.9, 0.95)])
def test_what_becomes_of_a_trial_is_what_every_pass_adds_up_to(acceptable: float, unacceptable: float) -> None:
    plan = planning.SequentialPlan(acceptable=acceptable, unacceptable=unacceptable, accept_wrongly=0.1)
    for lines in (waldian(plan), Lines(*plan.steps, *plan.bounds)):
        for at in (acceptable / 3, acceptable, (acceptable + unacceptable) / 2, unacceptable, 0.98):
            assert outcome(lines, at) == pytest.approx(pass_by_pass(lines, at), rel=1e-9, abs=1e-11)


def test_walds_bounds_exceed_what_they_allow() -> None:
    """1 in 6,000 against 1 in 1,000: wrongly accepted in 5.11%, after 3,406 passes where the formula says 2,764."""
    wald = outcome(waldian(PLAN), 1 / 1000)
    assert wald.accepted == pytest.approx(0.0511020047, abs=1e-9)
    assert wald.passes == pytest.approx(3405.5315, abs=1e-3)
    assert PLAN.accepts(1 / 1000) == pytest.approx(0.04997, abs=1e-5)
    assert 1 - PLAN.accepts(1 / 6000) == pytest.approx(0.04998, abs=1e-5)
    assert PLAN.expected_passes(1 / 1000) == pytest.approx(2843.66, abs=0.01)


def test_the_page_of_plans_is_that_of_its_study() -> None:
    page = (PAGES / "sequential.md").read_text(encoding="utf-8")
    assert "wrongly accepted" in str(PLAN)
    for found in islice(sequential.study(), 16, 20):
        assert "| " + " | ".join(map(str, sequential.row(found))) + " |" in page
        assert all(got <= allowed for got, allowed in zip(found.ours, found.allowed, strict=False))


@pytest.mark.parametrize("at", [1 / 6000, 1 / 2000, 1 / 1000])
def test_nearer_bounds_would_not_hold(at: float) -> None:
    low, high = PLAN.bounds
    assert outcome(Lines(*PLAN.steps, low, high - 0.01), 1 / 6000).rejected > 0.05
    assert outcome(Lines(*PLAN.steps, low + 0.01, high), 1 / 1000).accepted > 0.05
    assert PLAN.expected_passes(at) < outcome(waldian(PLAN), at).passes


def test_a_plan_can_be_wrong_only_between_its_two_rates() -> None:
    accepted = [PLAN.accepts(each) for each in np.geomspace(1e-6, 0.5, 30)]
    assert accepted == sorted(accepted, reverse=True)
    assert PLAN.steps == pytest.approx((np.log(6), np.log(0.999 / (1 - 1 / 6000))))


def test_decisions_turn_where_the_plan_says() -> None:
    for errors in range(4):
        n = int(PLAN.accept_at(errors))
        assert PLAN.decide(errors, [n - 1, n]).tolist() == ["continue", "accept"]  # type: ignore[union-attr]
    for passes in (100, 5_000, 50_000):
        x = int(PLAN.reject_at(passes))
        assert PLAN.decide([x - 1, x], passes).tolist()[1] == "reject"  # type: ignore[union-attr]
        assert PLAN.decide(x - 1, passes) != "reject"


def run(plan: planning.SequentialPlan, error_rate: float, rng: np.random.Generator) -> tuple[str, int]:
    """Walk from error to error; between two errors the plan can only accept."""
    passes = errors = 0
    while True:
        gap = int(rng.geometric(error_rate))
        accepting = int(plan.accept_at(errors))
        if accepting < passes + gap:
            return "accept", accepting
        passes, errors = passes + gap, errors + 1
        if plan.decide(errors, passes) == "reject":
            return "reject", passes


@pytest.mark.parametrize("error_rate", [0.02, 0.0228, 0.026])
def test_sequential_trials_end_as_they_should(error_rate: float) -> None:
    rng, plan = np.random.default_rng(3), planning.SequentialPlan(acceptable=0.02, unacceptable=0.026)
    ends = [run(plan, error_rate, rng) for _ in range(400)]
    accepted = np.mean([end == "accept" for end, _ in ends])
    assert accepted == pytest.approx(plan.accepts(error_rate), abs=0.06)
    assert np.mean([n for _, n in ends]) == pytest.approx(plan.expected_passes(error_rate), rel=0.1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: planning.size_below(0.0), "rate must lie strictly between 0 and 1; got 0"),
        (lambda: planning.power(group=(0.1, 9), reference=(0.2, 9), method="exat"), "Did you mean 'exact'"),
        (lambda: planning.size_below(0.1, events=1.5), "events must be whole numbers"),
        (lambda: planning.design_effect(0, correlation=0.1), "size must be at least 1; got 0"),
        (lambda: planning.events_needed(30), "within must lie between 0 and 1; got 30"),
        (lambda: planning.size_to_detect(1, rate=0.1), "ratio must differ from 1"),
        (lambda: planning.size_to_detect(20, rate=0.1), "got 20 times 0.1"),
        (
            lambda: planning.power(group=(0.1, 0), reference=(0.1, 9)),
            "size of the group must be above 0",
        ),
        (lambda: planning.size_below(0.0, measure="rate"), "rate must be above 0"),
        (lambda: planning.size_below(1.5), "rate must lie between 0 and 1; got 1.5"),
        (lambda: planning.events_needed(0.1, share=0.2, reference=3), "must not both be given"),
        (lambda: planning.size_within(0.1, within=0.2, population=0), "population must be above 0"),
        (lambda: planning.power(group=(0.1, 9), reference=(0.2, 9), follow_up=2), "follow_up goes with a rate ratio"),
        (lambda: planning.power(group=(0.1, 9.5), reference=(0.2, 9)), "size of the group must be whole"),
        (lambda: planning.SequentialPlan(acceptable=0.1, unacceptable=0.1), "acceptable must be below unacceptable"),
        (lambda: planning.SequentialPlan(acceptable=0.1, unacceptable=0.2, accept_wrongly=0.5), "below 0.5"),
        (lambda: planning.SequentialPlan(acceptable=0.01, unacceptable=0.0104), "too near: a trial between 0.01 and"),
        (lambda: PLAN.decide(5, 4), "errors must not exceed passes; got 5 of 4"),
    ],
)
def test_refusals_say_what_was_got(call: Any, words: str) -> None:
    with pytest.raises(DispropError, match=words):
        call()


def test_events_in_the_place_of_a_rate_are_refused_and_power_is_a_probability() -> None:
    sides: dict[str, Any] = {"group": (33, 46_476), "reference": (352, 1_761_205)}
    with pytest.raises(DispropError, match=r"a side is \(rate, size\), not \(events, population\)"):
        planning.power(**sides, measure="rate ratio")
    with pytest.raises(DispropError, match="at most 1 for each of the size; got 352"):
        planning.size_to_detect(2, rate=352, measure="rate ratio")
    shares = {side: (x / n, n) for side, (x, n) in {"group": (30_000, 46_476), "reference": (352, 1_761_205)}.items()}
    assert planning.power(**shares, measure="rate ratio") <= 1  # type: ignore[arg-type]
    with pytest.raises(DispropError, match=r"sizes must be a pair \(group, reference\); got 5000"):
        planning.detectable_ratio(rate=0.001, sizes=5_000)  # type: ignore[arg-type]
