"""Two systems on the same people: equations at fifty digits, what bounds nothing, coverage where passes are alike."""

from __future__ import annotations

import functools
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mpf
from scipy import stats

from disprop import DispropError, Estimate, alerts, paired
from disprop.intervals import FAMILIES
from disprop.intervals.by_person import CLUSTERED_DIFFERENCE, CLUSTERED_RATIO
from disprop.intervals.paired import PAIRED_DIFFERENCE
from equations.definitions import quantile, tail
from strategies import limits

LEVELS = (0.5, 0.9, 0.95, 0.999)
PEOPLE = {"both": [1, 2, 0, 3, 1, 2], "only_a": [2, 1, 3, 0, 2, 0], "only_b": [0, 0, 0, 1, 0, 1]}
PASSES = {**PEOPLE, "neither": [1, 1, 1, 0, 5, 1]}


def by_person(**changed: Any) -> Estimate:
    return paired.difference(**{**PASSES, "person": "repeated", **changed})


def test_the_p_value_is_that_of_obuchowski() -> None:
    u = np.subtract(PASSES["only_a"], PASSES["only_b"])
    n = np.sum(list(PASSES.values()), axis=0)
    obuchowski = 5 / 6 * u.sum() ** 2 / (u**2).sum()
    assert by_person().p_value(0) == pytest.approx(stats.chi2.sf(obuchowski, 1), rel=1e-9)
    assert by_person(person="mean").value == pytest.approx((u / n).mean(), rel=1e-15)
    assert by_person().value == u.sum() / n.sum()


def test_the_limits_by_person_solve_their_equation() -> None:
    u = np.subtract(PASSES["only_a"], PASSES["only_b"])
    n = np.sum(list(PASSES.values()), axis=0)
    found = by_person(level=0.8)
    z2 = stats.norm.ppf(0.9) ** 2 * 6 / 5
    for limit in (found.low, found.high):
        assert (u - n * limit).sum() ** 2 == pytest.approx(z2 * ((u - n * limit) ** 2).sum(), rel=1e-12)


def test_the_order_of_the_people_does_not_matter_and_their_likeness_does() -> None:
    order = [3, 1, 0, 5, 4, 2]
    shuffled = by_person(**{name: np.array(count)[order] for name, count in PASSES.items()})
    assert (shuffled.low, shuffled.high) == pytest.approx((by_person().low, by_person().high), rel=1e-12)
    alike = paired.difference(both=[0] * 12, only_a=[9, 0] * 6, only_b=[0, 5] * 6, neither=[4] * 12, person="repeated")
    taken_apart = paired.difference(both=0, only_a=54, only_b=30, neither=48)
    assert alike.high - alike.low > 2 * (taken_apart.high - taken_apart.low)


@pytest.mark.parametrize("counts", [(2, 0, 0, 1), (0, 3, 0, 1)])
def test_people_who_do_not_differ_give_the_whole_range(counts: tuple[int, ...]) -> None:
    found = by_person(**{name: [count] * 7 for name, count in zip(PASSES, counts, strict=True)})
    assert [found.low, found.high] == [-1, 1]


def test_people_are_named_when_they_are_refused() -> None:
    with pytest.raises(DispropError, match="at position 2 are 0: leave that person out"):
        by_person(**{name: [1, 2, 0] for name in PASSES})
    with pytest.raises(DispropError, match="two people or more; got \\(1,\\)"):
        by_person(**{name: [1] for name in PASSES})
    with pytest.raises(DispropError, match=r"no way to count people is called 'repeat'.* 'repeated'"):
        by_person(person="repeat")


def test_coverage_by_person_where_passes_are_alike() -> None:
    rng = np.random.default_rng(20)
    people, passes, trials = 30, 6, 2_000
    leaning = rng.beta(0.5, 0.5, size=(trials, people, 1))  # of one person's discordant passes, towards A
    discordant = rng.random((trials, people, passes)) < 0.5
    to_a = rng.random((trials, people, passes)) < leaning
    u = np.where(discordant, np.where(to_a, 1.0, -1.0), 0.0).sum(axis=2)
    n = np.full_like(u, passes)
    sums = (u.sum(1), n.sum(1), (u * u).sum(1), (u * n).sum(1), (n * n).sum(1), np.full(trials, float(people)))
    low, high = limits(CLUSTERED_DIFFERENCE, "obuchowski", sums, 0.95)
    b, c = ((discordant & side).sum(axis=(1, 2)) for side in (to_a, ~to_a))
    narrow, wide = limits(PAIRED_DIFFERENCE, "tango", (people * passes - b - c, b, c, 0 * b), 0.95)
    assert 0.94 <= ((low <= 0) & (high >= 0)).mean() <= 0.975
    assert ((narrow <= 0) & (wide >= 0)).mean() < 0.85


TWENTY = {"both": [1, 2, 0, 3, 1] * 4, "only_a": [2, 1, 3, 0, 2] * 4, "only_b": [0, 0, 1, 1, 0] * 4}
RATIOS = {
    "six": PEOPLE,
    "twenty": TWENTY,
    "one a person": {"both": [1] * 9 + [0] * 6, "only_a": [0] * 9 + [1] * 5 + [0], "only_b": [0] * 14 + [1]},
    "no alert of A": {"both": [0] * 15, "only_a": [0] * 15, "only_b": [3, 1, 2] * 5},
    "no alert of B": {"both": [0] * 15, "only_a": [3, 1, 2] * 5, "only_b": [0] * 15},
    "many": {"both": [10**6, 3, 0, 40], "only_a": [10**5, 0, 7, 10**4], "only_b": [9, 10**5, 0, 2]},
}
RATIO_METHODS = ("score", "fieller")


def ratio_by_person(people: dict[str, list[int]] = PEOPLE, **changed: Any) -> Estimate:
    return paired.ratio(**{**people, **changed}, person="repeated")


def ratio_equation(people: dict[str, list[int]], name: str, a: mpf) -> Any:
    """Return (sum d)^2 - z^2 K/(K - 1) V, added up over people who have an alert."""
    rows = [(mpf(both + b), mpf(both + c)) for both, b, c in zip(*people.values(), strict=True) if both + b + c]
    weight = quantile(a) ** 2 * len(rows) / (len(rows) - 1)

    def at(r: mpf) -> mpf:
        d = [u - r * n for u, n in rows]
        less = (1 - r) * sum(d) if name == "score" else 0
        return sum(d) ** 2 - weight * (sum(one**2 for one in d) - less)

    return at


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("method", RATIO_METHODS)
@pytest.mark.parametrize("people", RATIOS)
def test_the_ratio_by_person_solves_its_equation(people: str, method: str, level: float) -> None:
    found = ratio_by_person(RATIOS[people], method=method, level=level)
    equation = ratio_equation(RATIOS[people], method, tail(level))
    for limit in map(mpf, (float(found.low), float(found.high))):
        if 0 < limit < mpmath.inf:
            assert equation(limit * (1 - mpf("1e-12"))) * equation(limit * (1 + mpf("1e-12"))) < 0
    if not people.startswith("no alert") or method == "score":  # an end is left out exactly where its equation says so
        assert (found.low == 0) == (equation(mpf(0)) <= 0)
        assert (found.high == np.inf) == (equation(mpf("1e30")) <= 0)


@pytest.mark.parametrize("method", RATIO_METHODS)
def test_the_ratio_by_person_swapped_is_inverted(method: str) -> None:
    for people in RATIOS.values():
        one = ratio_by_person(people, method=method)
        other = ratio_by_person(people, only_a=people["only_b"], only_b=people["only_a"], method=method)
        with np.errstate(divide="ignore"):
            assert (one.low, one.high) == pytest.approx((1 / other.high, 1 / other.low), rel=1e-13)


@pytest.mark.parametrize("method", RATIO_METHODS)
@pytest.mark.parametrize("people", ["six", "twenty", "one a person", "many"])
def test_at_one_it_is_the_test_of_the_difference(people: str, method: str) -> None:
    passes = {**RATIOS[people], "neither": [1] * len(RATIOS[people]["both"])}
    ratio, difference = ratio_by_person(RATIOS[people], method=method), by_person(**passes)
    alerted = np.sum(list(RATIOS[people].values()), axis=0) > 0
    assert alerted.all()
    assert ratio.p_value(1) == pytest.approx(difference.p_value(0), rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("table", [(9, 5, 1), (0, 3, 4), (2, 0, 6), (0, 0, 5), (4, 1, 0)])
def test_one_pass_a_person_is_the_score_form_of_unclustered_pairs(table: tuple[int, int, int], level: float) -> None:
    """With the variance r (b + c) of x_a - r x_b: McNemar's chi-squared at 1, but for (K - 1)/K."""
    one = np.eye(3, dtype=int)
    people: dict[str, Any] = {name: np.repeat(row, table) for name, row in zip(PEOPLE, one, strict=True)}
    both, b, c = table
    k, found = sum(table), paired.ratio(**people, person="repeated", level=level)
    w = stats.norm.isf((1 - level) / 2) ** 2 * k / (k - 1)
    for r in (found.low, found.high):
        if 0 < r < np.inf:
            assert (both + b - r * (both + c)) ** 2 == pytest.approx(w * r * (b + c), rel=1e-10)
    assert (found.low == 0, found.high == np.inf) == (both + b == 0, both + c == 0)
    mcnemar = stats.chi2.sf((k - 1) / k * (b - c) ** 2 / (b + c), 1)
    assert found.p_value(1) == pytest.approx(mcnemar, rel=1e-9)


def test_no_alert_of_one_system_gives_a_finite_limit() -> None:
    """Without an alert of A, (r N)^2 = w (r N + r^2 (P - N)), P the sum of squares of B's."""
    w = stats.norm.ppf(0.975) ** 2 * 15 / 14
    none = ratio_by_person(RATIOS["no alert of A"])
    assert [none.value, none.low] == [0, 0]
    assert none.high == pytest.approx(w * 30 / (30**2 - w * (70 - 30)), rel=1e-12)
    fieller = ratio_by_person(RATIOS["no alert of A"], method="fieller")
    assert [fieller.low, fieller.high] == [0, np.inf]
    neither = ratio_by_person({name: [0, 0, 0] for name in PEOPLE})
    assert str(neither).startswith("undefined, alerts a is 0 and alerts b is 0 (")
    assert np.isnan(neither.value)
    assert [neither.low, neither.high] == [0, np.inf]


@pytest.mark.parametrize("method", RATIO_METHODS)
@pytest.mark.parametrize(
    "people",
    [
        {"both": [2] * 9, "only_a": [1] * 9, "only_b": [0] * 9},  # all alike
        {"both": [4, 1, 2], "only_a": [0, 0, 0], "only_b": [0, 0, 0]},  # none differs
        {"both": [2, 0], "only_a": [0, 0], "only_b": [3, 0]},  # one person with alerts
        {"both": [*[0] * 19, 100], "only_a": [*[1] * 19, 0], "only_b": [0] * 20},  # leaves out 1, in between, alone
    ],
)
def test_what_is_no_interval_spans_everything(people: dict[str, list[int]], method: str) -> None:
    found = ratio_by_person(people, method=method)
    assert [found.low, found.high] == [0, np.inf]


def test_two_pieces_are_spanned() -> None:
    people = {"both": [*[0] * 19, 100], "only_a": [*[1] * 19, 0], "only_b": [0] * 20}
    equation = ratio_equation(people, "fieller", tail(0.95))
    assert [equation(mpf(r)) <= 0 for r in (0, 0.5, 1, 1.19, 100)] == [True, True, False, True, True]


def test_few_people_with_alerts_of_b_leave_the_upper_limit_open() -> None:
    found = ratio_by_person({"both": [0] * 10, "only_a": [3, 2, 4, 3, 2, 3, 0, 0, 4, 3], "only_b": [0] * 8 + [1, 8]})
    assert found.high == np.inf
    assert 0 < found.low < found.value < np.inf


def test_people_without_an_alert_change_nothing() -> None:
    more = ratio_by_person({name: [*count, 0, 0, 0] for name, count in PEOPLE.items()})
    assert (more.low, more.high, more.data) == (ratio_by_person().low, ratio_by_person().high, ratio_by_person().data)


def test_every_person_twice_is_more_people_and_twice_the_passes_are_not() -> None:
    """Four times the sums and the people, as if z^2 were a quarter, but for K/(K - 1); passes twice scale u and n."""
    z = stats.norm.ppf(0.975)
    fourfold = ratio_by_person({name: count * 4 for name, count in PEOPLE.items()}, method="fieller")
    level = 1 - 2 * stats.norm.sf(z / 2 * np.sqrt(24 / 23 / (6 / 5)))
    same = ratio_by_person(method="fieller", level=level)
    assert (fourfold.low, fourfold.high) == pytest.approx((same.low, same.high), rel=1e-10)
    long = {name: [9 * x for x in count] for name, count in TWENTY.items()}
    once, nine = ratio_by_person(TWENTY, method="fieller"), ratio_by_person(long, method="fieller")
    assert (nine.low, nine.high) == pytest.approx((once.low, once.high), rel=1e-12)


relative_by_person = functools.partial(alerts.relative_accuracy, person="repeated")


def test_relative_accuracy_by_person() -> None:
    both, only_a, only_b = ([*count, 0, 0, 0] for count in PEOPLE.values())
    false = [0, 3, 1, 0, 0, 2, 1, 4, 2]
    found = relative_by_person(true_alerts=(both, only_a, only_b), false_alerts=(false, false, [1] + [0] * 8))
    one = found.true_positive_rate
    assert (one.low, one.high, one.measure) == (
        ratio_by_person().low,
        ratio_by_person().high,
        "relative true-positive rate",
    )
    assert found.false_positive_rate.value == 26 / 14
    assert found.extra_false_per_extra_true.value == 12 / 6


@pytest.mark.parametrize("level", [0.5, 0.8])
def test_the_extra_alerts_by_person_solve_their_equation(level: float) -> None:
    t, f = np.array([2, 1, 3, 0, 2, 1, 4, 0, 2]), np.array([0, 3, 1, 9, 0, 2, 1, 4, 2])
    nil = np.zeros(9, dtype=int)
    found = relative_by_person(
        true_alerts=(nil, t, nil), false_alerts=(nil, f, nil), level=level
    ).extra_false_per_extra_true
    weight = stats.norm.isf((1 - level) / 2) ** 2 * 9 / 8
    for r in (found.low, found.high):
        assert (f - r * t).sum() ** 2 == pytest.approx(weight * ((f - r * t) ** 2).sum(), rel=1e-12)
    assert 0 < found.low < found.value < found.high


def test_unclear_extra_true_alerts_by_person_say_nothing() -> None:
    nil = [0, 0, 0]
    for t, f in (([1, 0, 0], [4, 1, 2]), ([2, 3, 4], nil), (nil, nil)):
        found = relative_by_person(true_alerts=(nil, t, nil), false_alerts=(nil, f, nil))
        extra = found.extra_false_per_extra_true
        assert [extra.low, extra.high] == [-np.inf, np.inf]
    assert "(95% CI -infinity to infinity)" in str(found)


def test_bad_people_of_ratios_are_named() -> None:
    with pytest.raises(DispropError, match="two people or more; got \\(\\)"):
        paired.ratio(both=1, only_a=2, only_b=3, person="repeated")
    with pytest.raises(DispropError, match="false_alerts must be a triple"):
        relative_by_person(true_alerts=([1, 2],) * 3, false_alerts=([1, 2],) * 2)  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="false_both"):
        relative_by_person(true_alerts=([1, 2],) * 3, false_alerts=([1, 2, 3],) * 3)


@pytest.mark.parametrize(("people", "passes", "favour"), [(12, 5, 1.0), (30, 5, 2.0), (30, 15, 0.25), (80, 6, 4.0)])
def test_coverage_of_the_ratio_by_person(people: int, passes: int, favour: float) -> None:
    """Of 2,000 trials each: the standard error of a coverage of 95% is 0.5 points.

    Each person has a chance of being alerted by A, and one by B, that stays the same over passes.
    """
    rng = np.random.default_rng(21)
    of_person = rng.beta(0.5, 0.7, size=(2, 2_000, people, 1))  # with the mean 5/12
    share = np.minimum([favour, 1.0], [1.0, 1 / favour]).reshape(2, 1, 1, 1)
    of_a, of_b = rng.random((2, 2_000, people, passes)) < share * of_person
    u, n = of_a.sum(axis=2, dtype=float), of_b.sum(axis=2, dtype=float)
    sums = np.stack([u, n, u * u, u * n, n * n, (u + n > 0).astype(float)]).sum(axis=2)
    low, high = limits(CLUSTERED_RATIO, "score", sums, 0.95)
    assert 0.935 <= ((low <= favour) & (favour <= high)).mean() <= 0.985
    cells = [x.sum(axis=(1, 2)) for x in (of_a & of_b, of_a & ~of_b, ~of_a & of_b)]
    low, high = limits(FAMILIES["ratio of paired proportions"], "bonett-price", cells, 0.95)
    assert ((low <= favour) & (favour <= high)).mean() < 0.91
