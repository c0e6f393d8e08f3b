"""Indices of inequality: their values, against published ones and definitions; their limits, noise and tests."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf
from scipy.stats import binom, poisson

from disprop import DispropError, between, plot, rate_ratio, tables
from disprop.disparity import inequality
from disprop.disparity._inequality import MEASURES
from disprop.disparity._ray import Inverted, Ray
from disprop.imperfect import estimated
from studies import inequality as study

X, T = [40, 25, 60, 10, 30], [20_000, 10_000, 15_000, 6_000, 9_000]
# Tests of WHO's R package healthequal 1.0.1 (MIT), data of set.seed(123) in R 4.2.2: people, per cent, and its error.
PEOPLE = [832, 931, 1468, 1021, 1039, 1515, 1138, 620, 794, 866, 1367, 1108, 1120]
PEOPLE += [1033, 833, 1536, 1149, 410, 1210, 858, 680, 935, 692, 781, 812]
PER_CENT = [61, 74, 58, 59, 72, 75, 74, 68, 75, 67, 73, 63, 66, 62, 60, 66, 71, 73, 71, 61, 74, 84, 55, 69, 60]
ERROR = [5, 3, 3, 3, 4, 9, 2, 2, 2, 5, 5, 7, 5, 6, 4, 5, 6, 6, 9, 4, 3, 4, 1, 3, 7]
SOME = MEASURES["poisson"] | MEASURES["binomial"]


def of(name: str, rates: Any, people: Any) -> float:
    weights = np.array(people, dtype=float)
    measures = SOME | MEASURES["poisson ordered"]
    return float(np.ravel(measures[name].part(np.array([rates], dtype=float), weights / weights.sum()))[0])


def named(**options: Any) -> Any:
    return inequality(X, T, **{"draws": 200, **options})


# Values


def test_the_values_that_who_prints() -> None:
    assert of("variance", PER_CENT, PEOPLE) == pytest.approx(46.198326, abs=5e-7)
    assert 1_000 * of("theil", PER_CENT, PEOPLE) == pytest.approx(5.0359, abs=1e-4)
    assert 100 * of("disparity_index", PER_CENT, PEOPLE) == pytest.approx(8.7018175, abs=5e-7)
    assert 200 * of("dissimilarity", PER_CENT, PEOPLE) == pytest.approx(8.6178417, abs=5e-7)  # weighted by people
    mean = np.average(PER_CENT, weights=PEOPLE)
    assert 2 * mean * of("dissimilarity", PER_CENT, PEOPLE) == pytest.approx(5.8348689, abs=5e-7)  # from the mean
    weights = np.array(PEOPLE) / np.sum(PEOPLE)
    noise = SOME["variance"].noise
    assert noise is not None
    assert float(noise(weights, np.array(ERROR) ** 2.0)) == pytest.approx(25.59, abs=0.005)


@pytest.mark.parametrize(
    ("name", "value", "printed", "right"),
    [("theil", 5.0359, (5.0331, 5.0387), (2.25, 7.82)), ("mean_log_deviation", 5.0524, (5.0496, 5.0552), (2.26, 7.84))],
)
def test_whos_intervals_are_a_thousand_times_too_narrow(name: str, value: float, printed: Any, right: Any) -> None:
    """They are the value times 1,000, and its standard error by the delta method once."""
    rates, errors = np.array(PER_CENT, dtype=float), np.array(ERROR)
    steps = 1e-4 * np.eye(rates.size)
    slopes = np.array([of(name, rates + step, PEOPLE) - of(name, rates - step, PEOPLE) for step in steps]) / 2e-4
    error = 1.959964 * np.sqrt(((slopes * errors) ** 2).sum())
    found = 1_000 * of(name, rates, PEOPLE)
    assert found == pytest.approx(value, abs=1e-4)
    assert (found - error, found + error) == pytest.approx(printed, abs=1e-4)
    assert (found - 1_000 * error, found + 1_000 * error) == pytest.approx(right, abs=0.005)


def test_slopes_count_each_person_once() -> None:
    """WHO's own 44.44502 and 3.159506 weight by people twice; these are the sums of a logistic regression once."""
    events, people = np.array([16, 27, 65, 52, 63]), np.array([78, 91, 162, 103, 105])
    found = inequality(events, people, ordered=True, model="binomial", draws=100)
    assert 100 * found["slope"].value == pytest.approx(44.905264, abs=5e-7)
    assert found["relative_slope"].value == pytest.approx(3.223923, abs=5e-7)
    mp.dps = 50
    twice, once = (logistic_ends(events, people, power) for power in (2, 1))
    assert [float(100 * (twice[1] - twice[0])), float(twice[1] / twice[0])] == pytest.approx(
        [44.44502, 3.159506], rel=1e-6
    )
    assert found["relative_slope"].value == pytest.approx(float(once[1] / once[0]), rel=1e-12)
    assert found["slope"].value == pytest.approx(float(once[1] - once[0]), rel=1e-12)


def logistic_ends(events: Any, people: Any, power: int) -> list[Any]:
    """Return a logistic regression's shares at ranks 0 and 1 at 50 digits, each group weighted by people to a power."""
    n, x = [mpf(int(each)) for each in people], [mpf(int(each)) for each in events]
    rank = [(sum(n[:i]) + n[i] / 2) / sum(n) for i in range(len(n))]

    def left(a: Any, b: Any) -> list[Any]:
        each = [n[i] ** (power - 1) * (x[i] - n[i] / (1 + mp.exp(-a - b * rank[i]))) for i in range(len(n))]
        return [sum(each), sum(e * r for e, r in zip(each, rank, strict=True))]

    a, b = mp.findroot(left, (mpf(-1), mpf(2)))
    return [1 / (1 + mp.exp(-a)), 1 / (1 + mp.exp(-a - b))]


@pytest.mark.parametrize(
    ("one", "other", "d"),
    [
        ([100, 60, 40, 0], [0, 40, 60, 100], 0.6),
        ([80, 80, 20, 20], [20, 20, 80, 80], 0.6),
        ([100, 100, 0, 0], [0, 0, 100, 100], 1),
        ([100, 100, 100], [100, 100, 100], 0),
    ],
)
def test_dissimilarity_as_the_package_segregation_has_it(one: list[int], other: list[int], d: float) -> None:
    people = np.add(one, other)
    assert of("segregation", np.divide(one, people), people) == pytest.approx(d, abs=1e-12)
    assert (of("eta_squared", np.divide(one, people), people) == 1) == (d == 1)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(31, 90)), min_size=2, max_size=6).filter(
        lambda c: sum(x for x, _ in c)
    )
)
def test_definitions(counts: list[tuple[int, int]]) -> None:
    x, t = (np.array(each, dtype=float) for each in zip(*counts, strict=True))
    rates, p, q, m = x / t, t / t.sum(), x / x.sum(), x.sum() / t.sum()
    seen = q > 0
    pairs = sum(p[i] * p[j] * abs(rates[i] - rates[j]) for i, j in product(range(len(x)), repeat=2))
    rank = np.cumsum(p) - p / 2
    expected = {
        "difference": rates.max() - rates.min(),
        "variance": (p * (rates - m) ** 2).sum(),
        "dissimilarity": np.abs(p - q).sum() / 2,
        "theil": (q[seen] * np.log(q[seen] / p[seen])).sum(),
        "disparity_index": np.abs(rates - m).mean() / m,
        "gini": pairs / (2 * m),
        "segregation": np.abs(q - (t - x) / (t - x).sum()).sum() / 2,
        "eta_squared": (p * (rates - m) ** 2).sum() / (m * (1 - m)),
        "concentration": 2 * (q * rank).sum() - 1,
        "slope": np.polyfit(rank, rates, 1, w=np.sqrt(p))[0],
    }
    if seen.all():
        expected |= {"mean_log_deviation": (p * np.log(p / q)).sum(), "ratio": rates.max() / rates.min()}
    for name, value in expected.items():
        assert of(name, rates, t) == pytest.approx(value, rel=1e-9, abs=1e-12), name


def test_theils_index_is_the_likelihood_ratio_and_so_is_information() -> None:
    x, t = np.array(X), np.array(T)
    expected = t * x.sum() / t.sum()
    assert 2 * x.sum() * of("theil", x / t, t) == pytest.approx(2 * (x * np.log(x / expected)).sum(), rel=1e-12)
    y, rest = np.array([16, 27, 65]), np.array([62, 64, 97])
    n, table = y + rest, np.array([y, rest])
    ratio = 2 * (table * np.log(table * n.sum() / (table.sum(1)[:, None] * n))).sum()
    m = y.sum() / n.sum()
    entropy = -m * np.log(m) - (1 - m) * np.log(1 - m)
    assert 2 * n.sum() * entropy * of("information", y / n, n) == pytest.approx(ratio, rel=1e-12)


@given(st.floats(1e-9, 1), st.integers(2, 7))
def test_equal_rates_are_at_equality_to_the_last_digit(share: float, groups: int) -> None:
    people = np.arange(1, groups + 1) * 7
    for name, measure in {**SOME, "concentration": MEASURES["poisson ordered"]["concentration"]}.items():
        assert of(name, [share] * groups, people) == measure.equality, name
        assert of(name, [0.0] * groups, people) == measure.equality, name


# Limits


def test_limits_of_five_groups() -> None:
    """By another program, with a coarse grid and 20,000 draws: BGV 9.5 to 163, Theil .0059 to .102, D .057 to .214."""
    found = inequality(X, T, per=10_000)
    assert found["variance"].value == pytest.approx(75.69444, abs=5e-6)
    assert found.indices["variance"].noise == pytest.approx(17.91667, abs=5e-6)
    assert found.indices["variance"].corrected == pytest.approx(57.77778, abs=5e-6)
    assert found["theil"].value == pytest.approx(0.04923701, abs=5e-9)
    assert found["dissimilarity"].value == pytest.approx(0.14545455, abs=5e-9)
    for name, low, high in (("variance", 9.5, 163), ("theil", 0.0059, 0.102), ("dissimilarity", 0.057, 0.214)):
        assert found[name].low == pytest.approx(low, rel=0.25)
        assert found[name].high == pytest.approx(high, rel=0.06)


@pytest.mark.parametrize("name", ["theil", "ratio", "difference", "slope", "relative_slope"])
def test_limits_solve_their_equation(name: str) -> None:
    """At each limit's rates what was found, or what is farther, is drawn by other numbers in 2.5%."""
    measures = MEASURES["poisson"] | MEASURES["poisson ordered"]
    x, t = np.array(X, dtype=float), np.array(T, dtype=float)
    ours, others = (Ray([(x, t)], t / t.sum(), risks=False).draw(4_000, seed) for seed in (0, 9))
    here, there = Inverted(measures[name], ours), Inverted(measures[name], others)
    path, *ends = measures[name].paths
    place = here._edge(lambda at: here.passes(at, path) > 0.025)  # noqa: SLF001
    assert there.passes(place, path) == pytest.approx(0.025, abs=0.01)
    _, low, high, *_ = here.found(0.025)
    nearer = [here._near(0.025, other) for other in ends]  # noqa: SLF001
    assert low == pytest.approx(min(here._at(place, path), *nearer, np.inf), rel=1e-12)  # noqa: SLF001
    place = here._edge(lambda at: here.falls(at) <= 0.025)  # noqa: SLF001
    assert there.falls(place) == pytest.approx(0.025, abs=0.01)
    own = 0.0 if path == "ranks" else here._farthest(0.025)  # noqa: SLF001
    assert high == pytest.approx(max(here._at(place, path), own), rel=1e-12)  # noqa: SLF001


@pytest.mark.parametrize(("events", "own"), [(0, 3.688879), (1, 5.571643)])
def test_a_group_too_small_to_lie_anywhere_has_its_own_limit(events: int, own: float) -> None:
    """The ray ended at 13.7 for none: it does not say where a group is whose own limit is 61.5 per 1,000."""
    people = [60, 5_000, 5_000, 5_000]
    found = inequality([events, 48, 52, 50], people, per=1_000, draws=100)
    rates = [own / 60, 48 / 5_000, 0.0104, 0.01]
    for name, power in (("difference", 1), ("variance", 2), ("disparity_index", 0)):
        assert found[name].high >= of(name, rates, people) * 1_000**power * (1 - 1e-6), name


def test_a_small_share_of_which_all_have_it_has_its_own_limit() -> None:
    """Of 5 of 5 the lower exact limit is (1 - level) / 2 to the power 1 / 5."""
    found = inequality([5, 4_970, 4_980], [5, 5_000, 5_000], model="binomial", draws=100)
    assert found["difference"].high == pytest.approx(0.996 - 0.025**0.2, rel=1e-9)


def test_groups_at_their_limits_make_no_lower_limit_less() -> None:
    """Each share's own limit is towards a half, where 1 of 10 and 9 of 10 are nearer to each other."""
    x, t = np.array([1.0, 9.0]), np.array([10.0, 10.0])
    inverted = Inverted(SOME["difference"], Ray([(x, t)], t / 20, risks=True).draw(100, 0))
    assert inverted._farthest(1e-6) == inverted.found(1e-6)[0] == 0.8  # noqa: SLF001


@pytest.mark.parametrize(("share", "risks"), [(0.2, False), (0.2, True), (0.9, True)])
def test_large_counts_are_drawn_as_small_ones_are(share: float, *, risks: bool) -> None:
    people, at = 200_000, np.linspace(1e-6, 1 - 1e-6, 2_001)
    law = binom(people, share) if risks else poisson(people * share)
    ray = Ray([(np.array([9.0, 9.0]), np.array([90.0, 90.0]))], np.array([0.5, 0.5]), risks=risks)
    apart = ray._quantiles(people * share, people, at) - law.ppf(at)  # noqa: SLF001
    assert np.abs(apart).max() <= 1
    assert (apart != 0).mean() < 0.02


def test_limits_of_large_counts_are_as_narrow_as_they_tell() -> None:
    """They took longer than anyone waits, and were no nearer than 1/8,000 of the ray."""
    events, people = np.array([10**9, 2 * 10**9]), np.array([10**11, 10**11])
    found, ratio = inequality(events, people, draws=500)["ratio"], rate_ratio(group=(2e9, 1e11), reference=(1e9, 1e11))
    assert (found.low, found.high) == pytest.approx((ratio.low, ratio.high), abs=2e-5)
    assert found.low < found.value < found.high


def test_equality_is_in_the_interval_unless_it_is_refuted() -> None:
    for index in (*named().indices.values(), *named(model="binomial").indices.values()):
        equality = 1.0 if index.estimate.measure == "largest over smallest" else 0.0
        assert (index.estimate.low > equality) == (index.p_value <= 0.0275), index


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4), st.sampled_from(["poisson", "binomial"]))
@settings(max_examples=8, deadline=None)
def test_limits_hold_the_value_and_are_nested(events: list[int], model: str) -> None:
    people = [20 + 13 * i for i in range(len(events))]
    options: dict[str, Any] = {"model": model, "draws": 100, "ordered": True}
    wide, narrow = (inequality(events, people, level=level, **options) for level in (0.95, 0.8))
    for name, own in wide.estimates.items():
        if sum(events) == 0:
            assert np.isnan([own.value, own.low, own.high]).all()
            continue
        assert own.low <= narrow[name].low <= own.value <= narrow[name].high <= own.high, name
        assert not np.isnan(wide.indices[name].corrected)


def test_groups_too_equal_are_not_known_to_be_equal() -> None:
    """20 of 300 beside 7 of 100 twice are nearer than chance would have them, which does not show that they are so."""
    found = inequality([20, 7, 7], [300, 100, 100], draws=1_000)
    assert found["ratio"].value == pytest.approx(1.05)
    assert found["ratio"].high > 2.2
    assert found.indices["theil"].corrected < 0
    assert found.indices["ratio"].corrected < 1


def test_a_group_without_events_and_all_in_one() -> None:
    none = inequality([0, 9], [50, 100], ordered=True, draws=400)
    assert (none["ratio"].value, none["ratio"].high, none["mean_log_deviation"].value) == (np.inf,) * 3
    assert 1 <= none["ratio"].low < np.inf
    assert none["difference"].high > 0.15  # 9 events of 100 may be 16: more than in one group is not all
    assert none["relative_slope"].value == np.inf
    every = inequality([0, 50], [50, 50], model="binomial", ordered=True, draws=400)
    assert every["segregation"].value == every["segregation"].high == 1
    assert every["eta_squared"].value == every["information"].value == 1
    assert every["segregation"].low < 1


def test_limits_hold_as_often_as_the_study_says() -> None:
    """A small part of the study: 40 tables of 5 groups, equal and not; 4 standard errors of 2.5%."""
    equal, apart = (study.errors(study.DESIGNS[at], 40, ("theil", "ratio")) for at in (1, 3))
    for own in (*equal.values(), *apart.values()):
        assert max(own.above, own.below) <= 0.125
    assert equal["theil"].bootstrap_above == 1


# One call


def test_several_tables_are_one_each() -> None:
    both = inequality([X, X[::-1]], T, draws=100)
    alone = inequality(X[::-1], T, draws=100)
    for name, own in both.estimates.items():
        assert own[1].value == alone[name].value, name
        assert (own[1].low, own[1].high) == (alone[name].low, alone[name].high)
    assert np.asarray(both.indices["theil"].p_value)[1] == alone.indices["theil"].p_value
    assert len(plot.forest(both["theil"]).get_yticklabels()) == 2


def test_a_frame_gives_a_row_for_each_place_and_index() -> None:
    frame = pd.DataFrame(
        {"force": ["A"] * 3 + ["B"] * 3, "group": [*"xyz"] * 2, "e": [3, 5, 9, 2, 7, 7], "n": [100] * 6}
    )
    found = tables.estimate_by(frame, inequality, columns=("e", "n"), by="force", strata="group", draws=200)
    theil = found[found["name"] == "theil"]
    assert theil["force"].tolist() == ["A", "B"]
    assert theil["low"].tolist() == [inequality(e, [100] * 3, draws=200)["theil"].low for e in ([3, 5, 9], [2, 7, 7])]
    assert set(found["model"]) == {"poisson"}
    series = inequality(pd.Series([3, 5, 9], index=[*"xyz"]), pd.Series([100] * 3, index=[*"xyz"]), draws=100)
    assert series.groups == ("x", "y", "z")
    columns = series.to_dict()
    assert columns["noise"] == pytest.approx(np.subtract(columns["value"], columns["corrected"]).tolist())


def test_units() -> None:
    one, many = named(ordered=True), named(ordered=True, per=1_000)
    for name, power in (("difference", 1), ("slope", 1), ("variance", 2), ("theil", 0), ("ratio", 0)):
        for field in ("value", "low", "high"):
            assert getattr(many[name], field) == pytest.approx(getattr(one[name], field) * 1_000**power, rel=1e-12)
    assert many["difference"].per(1).value == pytest.approx(one["difference"].value, rel=1e-14)
    assert str(many["difference"]).startswith("2.33 per 1,000 (95% CI ")
    assert many["variance"].measure == "between-group variance per 1,000 squared"
    with pytest.raises(DispropError, match="has no unit"):
        many["variance"].per(10)


def test_counts_known_in_part_have_all_that_is_possible() -> None:
    found = inequality([between(0, 2), 5, 9], [100, 100, 100], draws=100)
    each = [inequality([x, 5, 9], [100, 100, 100], draws=100) for x in range(3)]
    for name, own in found.estimates.items():
        assert own.low == min(one[name].low for one in each), name
        assert own.high == max(one[name].high for one in each), name
        assert (own.least, own.most) == (min(e[name].value for e in each), max(e[name].value for e in each))
        assert found.indices[name].p_value == max(one.indices[name].p_value for one in each)


def test_what_is_said() -> None:
    lines = str(named(groups="ABCDE", per=10_000)).split("\n")
    assert lines[0].startswith("largest less smallest 23.3 per 10,000 (95% CI ")
    assert lines[2].startswith("between-group variance per 10,000 squared 76 (95% CI ")
    assert "; corrected for chance 58; p " in lines[2]
    assert lines[2].endswith(" of equality")
    assert named()["theil"].basis == {"model": "poisson"}
    assert "a group of nobody" in inequality([3, 0], [100, 0], draws=100)["theil"].why()[0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: inequality(3, 10), "two groups or more"),
        (lambda: inequality([3], [10]), "two groups or more"),
        (lambda: inequality([3, 4], [10, 20], groups=["A", "A"]), "each once"),
        (lambda: inequality([3, 4, 7], [10, 20, 30], groups=["A", "B", "Total"]), "total"),
        (lambda: inequality([3, 4], [10, 0]), "population is 0"),
        (lambda: inequality([3, 14], [10, 10], model="binomial"), "must not exceed"),
        (lambda: inequality([3, 4], [10, 20], model="normal"), "no model is called"),  # type: ignore[arg-type]
        (lambda: inequality([3, 4], [10, 20], draws=10), "at least 100"),
        (lambda: inequality([3, 4], [10, 20], level=95), "strictly between 0 and 1"),
        (lambda: inequality([3, 4], [10, 20], per=0), "per"),
        (lambda: inequality([3, 4], estimated([10, 20], cv=0.1)), "takes no estimate"),
        (lambda: named()["theil"].p_value(0), "comes with no test"),
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        call()


def test_of_many_groups_of_which_one_differs_the_extremes_are_not_too_far_apart() -> None:
    design = next(one for one in study.DESIGNS if one.says.startswith("43 groups, one 5"))
    found = study.errors(design, 30, ("difference", "ratio", "gini"))
    assert max(each.above for each in found.values()) < 0.15  # was 0.12 and 0.28


def test_for_the_lower_limit_of_extremes_each_group_is_at_an_end() -> None:
    x, t = np.array([50.0, 11, 12, 9, 8, 10]), np.full(6, 1_000.0)
    for risks in (False, True):
        rates = Ray([(x, t)], t / t.sum(), risks=risks).rates(0.4, "ends")[0]
        assert np.unique(rates).size == 2
        assert (rates == rates.max()).tolist() == [True] + [False] * 5
        assert (rates * t).sum() == pytest.approx(x.sum(), rel=1e-12)
