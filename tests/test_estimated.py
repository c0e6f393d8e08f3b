"""Populations that are estimates: their sums, what their errors do to rates and ratios, and what is refused."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import disprop
from disprop import DispropError, between, compare, direct_rate, periods, rate, rate_difference, rate_ratio
from disprop.estimate import corners_of, stack
from disprop.imperfect import Estimated, by_population, estimated, interpolated, undercounted

GROUP, REFERENCE = (33, 46_476), (352, 1_761_205)


@pytest.mark.parametrize(
    ("cv", "ends"), [(0.1, (4.734901, 10.421909)), (0.2, (4.174831, 11.821424)), (0.3, (3.548966, 13.843120))]
)
def test_the_limits_of_a_rate(cv: float, ends: tuple[float, float]) -> None:
    found = rate(33, estimated(46_476, cv=cv)).per(10_000)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-6)
    assert found.value == rate(*GROUP).per(10_000).value


@pytest.mark.parametrize(
    ("cv", "ends"), [(0.1, (2.339315, 5.293918)), (0.2, (2.068899, 5.983585)), (0.3, (1.762346, 6.986372))]
)
def test_the_limits_of_a_ratio(cv: float, ends: tuple[float, float]) -> None:
    found = rate_ratio(group=(33, estimated(46_476, cv=cv)), reference=REFERENCE)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-6)
    swapped = rate_ratio(group=REFERENCE, reference=(33, estimated(46_476, cv=cv)))
    assert (1 / swapped.high, 1 / swapped.low) == pytest.approx(ends, abs=1e-6)


def test_no_events() -> None:
    assert rate(0, estimated(5_000, cv=0.2)).high == pytest.approx(6.3338e-4, abs=5e-9)
    assert rate(0, estimated(5_000, cv=0.2)).low == 0
    none = rate_ratio(group=(3, estimated(100, cv=0.2)), reference=(0, 100))
    back = rate_ratio(group=(0, 100), reference=(3, estimated(100, cv=0.2)))
    assert none.low == pytest.approx(1 / back.high, rel=1e-14)
    assert np.isinf([none.value, none.high]).all()


# Sums, shares and ratios: chapter 8 of the Census Bureau's handbook, tables 8.1, 8.4 and 8.5, margins at 90%.
NEVER = estimated([135_173, 43_104, 24_842], moe=[3_860, 2_642, 1_957], level=0.90)
MEN = estimated([156_720, 44_613, 25_507], moe=[4_222, 2_819, 2_259], level=0.90)
WOMEN = estimated([466_037, 97_360, 67_101], moe=[391, 572, 459], level=0.90)
DIGITS = [
    (NEVER.sum(), "203,119", "5,070", 0),
    (sum(NEVER[i] for i in range(3)), "203,119", "5,070", 0),
    (NEVER.sum().share_of(WOMEN.sum()), "0.322", "0.008", 3),
    (MEN.sum() / NEVER.sum(), "1.117", "0.039", 3),
    (MEN.sum().change_from(NEVER.sum()), "0.117", "0.039", 3),
]


@pytest.mark.parametrize(("found", "value", "margin", "decimals"), DIGITS)
def test_the_printed_digits_of_the_census_bureau(found: Any, value: str, margin: str, decimals: int) -> None:
    assert f"{found.value:,.{decimals}f}" == value
    assert f"{found.moe(0.90):,.{decimals}f}" == margin


def test_the_other_rules_of_the_census_bureau() -> None:
    zeros = estimated([0, 0, 40], moe=[12, 9, 5], level=0.9).sum()  # of zeros the largest margin alone
    assert zeros.moe(0.9) == pytest.approx(np.hypot(12, 5))
    odd = estimated(50, se=1).share_of(estimated(60, se=4))  # the root of less than nothing: the rule of ratios
    assert odd.se == pytest.approx(np.hypot(1, 50 / 60 * 4) / 60)
    assert (NEVER[0] - NEVER[1]).se == pytest.approx((NEVER[0] + NEVER[1]).se)


def test_errors_with_one_name_move_together() -> None:
    one, two = (estimated(size, cv=0.1, shared="undercount") for size in (46_476, 1_761_205))
    assert (one + two).cv == pytest.approx(0.1, rel=1e-14)
    assert (one / two).se == pytest.approx(0, abs=1e-15)
    exact = rate_ratio(group=GROUP, reference=REFERENCE, method="mid-p")
    shared = rate_ratio(group=(33, one), reference=(352, two))
    assert (shared.low, shared.high) == (exact.low, exact.high)
    apart = rate_ratio(group=(33, estimated(46_476, cv=0.1)), reference=(352, estimated(1_761_205, cv=0.1)))
    larger = estimated(46_476, cv=0.3, shared="undercount")
    some, rest = (rate_ratio(group=(33, g), reference=(352, r)) for g, r in ((larger, two), (larger * 1, 1_761_205)))
    assert apart.low < exact.low < exact.high < apart.high
    assert rest.low < some.low == pytest.approx(2.068899, abs=1e-6)  # cv 0.3 less 0.1


STATISTICS: dict[str, Any] = {
    "rate": lambda cv, **how: rate(33, estimated(46_476, cv=cv), **how),
    "rate ratio": lambda cv, **how: rate_ratio(
        group=(33, estimated(46_476, cv=cv)), reference=(352, estimated(1_761_205, cv=cv / 3)), **how
    ),
    "rate difference": lambda cv, **how: rate_difference(
        group=(33, estimated(46_476, cv=cv)), reference=(352, estimated(1_761_205, cv=cv / 3)), **how
    ),
}
EXACT = {
    "rate": lambda **how: rate(*GROUP, **how),
    "rate ratio": lambda **how: rate_ratio(group=GROUP, reference=REFERENCE, **how),
    "rate difference": lambda **how: rate_difference(group=GROUP, reference=REFERENCE, **how),
}
METHODS = [
    *(("rate", name) for name in ("mid-p", "garwood")),
    *(("rate ratio", name) for name in ("mid-p", "exact")),
    *(("rate difference", name) for name in ("mover-mid-p", "mover-garwood")),
]


@pytest.mark.parametrize(("measure", "method"), METHODS)
def test_without_error_it_is_the_method_itself(measure: str, method: str) -> None:
    found, exact = STATISTICS[measure](0, method=method), EXACT[measure](method=method)
    assert (found.value, found.low, found.high) == (exact.value, exact.low, exact.high)
    assert found.p_value(1 if "ratio" in measure else 5e-4) == pytest.approx(
        exact.p_value(1 if "ratio" in measure else 5e-4), rel=1e-9
    )


@pytest.mark.parametrize("measure", STATISTICS)
@given(
    counts=st.tuples(st.integers(0, 400), st.integers(0, 400)),
    cvs=st.lists(st.floats(0, 2), min_size=2, max_size=2).map(sorted),
    other=st.floats(0, 2),
    normal=st.booleans(),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_larger_error_never_narrows(
    measure: str, counts: tuple[int, int], cvs: list[float], other: float, *, normal: bool
) -> None:
    x1, x0 = counts
    people, beside = np.array([900.0, 900.0]), estimated(5_000, cv=other)
    error = {"se": np.minimum(cvs, 0.3) * people} if normal else {"cv": cvs}
    calls: dict[str, Any] = {
        "rate": lambda t: rate(x1, t),
        "rate ratio": lambda t: rate_ratio(group=(x1, t), reference=(x0, beside)),
        "rate difference": lambda t: rate_difference(group=(x1, t), reference=(x0, beside)),
    }
    small, large = calls[measure](estimated(people, **error))
    assert large.low <= small.low or large.low == pytest.approx(small.low, rel=1e-12)
    assert large.high >= small.high or large.high == pytest.approx(small.high, rel=1e-12)


def test_a_margin_is_normal_while_it_is_small() -> None:
    small, large = (estimated(1_000, moe=share * 1_000, level=0.95) for share in (0.4, 1.2))
    assert rate(10**9, small).high * 1_000 / 10**9 == pytest.approx(1 / 0.6, rel=1e-3)  # 1 - 0.4
    assert rate(10**9, large).high * 1_000 / 10**9 == pytest.approx(np.exp(1.2), rel=1e-3)


@pytest.mark.parametrize("events", [0, 1, 33])
def test_a_larger_margin_is_never_narrower(events: int) -> None:
    """A standard error of 300 of 1,000 gave 33 events 0.0184 to 0.0841, and one of 301 gave 0.0165 to 0.0644."""
    found = rate(np.full(151, events), estimated(np.full(151, 1_000), se=np.linspace(0, 1_500, 151)))
    assert (np.diff(found.low) <= 1e-12).all()
    assert (np.diff(found.high) >= -1e-12).all()


def test_events_known_in_part_beside_an_estimated_population() -> None:
    people = estimated([46_476, 900], cv=[0.1, 0.3])
    found = rate(between([0, 30], [4, 33], best=[2, 31]), people)
    ends = [rate(events, people) for events in ([0, 30], [4, 33])]
    assert found.low == pytest.approx(ends[0].low)
    assert found.high == pytest.approx(ends[1].high)
    assert found.value == pytest.approx(rate([2, 31], people).value)
    assert found.most == pytest.approx(ends[1].value)
    corners = corners_of(found)
    assert corners is not None
    assert corners.p_value(1e-4) == pytest.approx(stack(ends).p_value(1e-4))


def test_a_standardised_rate_joins_the_errors_of_its_strata() -> None:
    events, people, standard = [5, 20, 3], [1_000, 2_000, 500], [0.5, 0.3, 0.2]
    share = np.array(standard) * events / people
    share /= share.sum()
    cv = np.array([0.1, 0.2, 0.4])
    apart = direct_rate(events, estimated(people, cv=cv), standard=standard)
    assert apart.data["population_cv"] == pytest.approx(np.sqrt(((share * cv) ** 2).sum()), rel=1e-9)
    shared = direct_rate(events, estimated(people, cv=cv, shared="census"), standard=standard)
    assert shared.data["population_cv"] == pytest.approx((share * cv).sum(), rel=1e-9)
    none = direct_rate([0, 0, 0], estimated(people, cv=cv), standard=standard)
    assert none.data["population_cv"] == 0.4  # nobody knows where the events would fall
    one = direct_rate([33], estimated([46_476], cv=0.2), standard=[1])
    assert one.high == pytest.approx(rate(33, estimated(46_476, cv=0.2), method="garwood").high, rel=1e-12)


def test_a_standardised_ratio_joins_those_of_both_sides() -> None:
    group, reference = ([5, 20], [1_000, 2_000]), ([50, 90], [9_000, 8_000])
    exact = disprop.direct_rate_ratio(group=group, reference=reference, standard=[1, 1])
    people = [estimated(t, cv=0.2, shared="census") for _, t in (group, reference)]
    sides = {"group": (group[0], people[0]), "reference": (reference[0], people[1])}
    shared = disprop.direct_rate_ratio(**sides, standard=[1, 1])
    assert (shared.low, shared.high) == pytest.approx((exact.low, exact.high), rel=1e-9)
    apart = disprop.direct_rate_ratio(
        group=(group[0], estimated(group[1], cv=0.2)), reference=reference, standard=[1, 1]
    )
    assert apart.low < exact.low < exact.high < apart.high


def test_what_was_found_says_so_and_compares() -> None:
    one = periods.rate(33, estimated(46_476, cv=0.1), period=periods.Period("2021-01", "2021-03"))
    other = periods.rate(352, 1_761_205, period=periods.Period("2021-01", "2021-03"))
    assert one.basis == {"estimated": "population, cv 0.1", "period": "January 2021 to March 2021"}
    found = compare("rate ratio", group=one, reference=other)
    assert (found.low, found.high) == pytest.approx((2.339315, 5.293918), abs=1e-6)
    assert found.basis["estimated"] == "group population, cv 0.1"
    yearly = periods.annualised(one)
    assert yearly.data["person_years_cv"] == 0.1
    assert yearly.high == pytest.approx(one.high * 4, rel=2e-2)
    assert yearly.to_dict()["estimated"] == ["population, cv 0.1"]
    assert disprop.Estimate.from_json(one.to_json()) == one


def test_an_estimate_is_a_value() -> None:
    one = estimated([46_476, 900], cv=[0.1, 0.2], shared="census")
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 (our own)
    assert len(one) == 2
    assert repr(one[0]) == "estimated(46_476, cv=0.1, shared='census')"
    assert repr(estimated(203_119, moe=5_070, level=0.9)) == "estimated(203_119, se=3082.34)"
    assert str(one[0]) == "46,476 (standard error 4647.6)"
    with pytest.raises(ValueError, match="read-only"):
        one.value[0] = 1
    assert [rate(1, one[i]).high for i in range(2)] == rate(1, [one[0], one[1]]).high.tolist()
    assert isinstance(one, Estimated)


BAD: dict[str, tuple[Any, str]] = {
    "a margin without its level": (
        lambda: estimated(203_119, moe=5_070),
        "^level is that of a margin of error, moe, which says nothing without it; got None; it is 0.90 with the US",
    ),
    "a level of no margin": (
        lambda: estimated(5, se=1, level=0.9),
        "^level is that of a margin of error, moe, which says nothing without it; got 0.9",
    ),
    "two errors": (lambda: estimated(5, se=1, cv=0.1), "has one error: moe with its level, se or cv; got se and cv$"),
    "no error": (lambda: estimated(5), "moe with its level, se or cv; got none$"),
    "an error below 0": (lambda: estimated(5, se=-1), r"^se must be finite and >= 0; got -1"),
    "a missing error": (
        lambda: estimated([5, 6], se=[1, np.nan]),
        "^se must be finite and >= 0; got nan at position 1",
    ),
    "a percentage for a level": (lambda: estimated(5, moe=1, level=90), "^level must lie strictly between 0 and 1"),
    "events": (
        lambda: rate(estimated(33, cv=0.1), 900),
        "^rate takes no estimate with an error of its own as events; ",
    ),
    "a whole": (
        lambda: disprop.proportion(3, estimated(40, cv=0.1)),
        "^proportion takes no estimate with an error of its own as whole; rate, rate_ratio, ",
    ),
    "another statistic": (
        lambda: disprop.strata.mantel_haenszel(
            "rate ratio", group=([1, 2], estimated([9, 8], cv=0.1)), reference=([3, 4], [90, 80])
        ),
        "^strata.mantel_haenszel takes no estimate with an error of its own as group_population; ",
    ),
    "another method": (
        lambda: rate(33, estimated(46_476, cv=0.1), method="score"),
        "^no rate of an estimated population interval is called 'score'. Known: mid-p, garwood$",
    ),
    "two kinds in one list": (
        lambda: rate([1, 2], [estimated(5, cv=0.1), estimated(5, se=1)]),
        "^population must have errors of one kind",
    ),
    "a division by 0": (lambda: estimated(5, cv=0.1) / estimated(0, se=1), "must not be 0 where it is divided by"),
    "nobody but with events": (lambda: rate(3, estimated(0, se=5)), "^population is 0 where events is 3"),
    "no function": (
        lambda: by_population("rate ratio", 3, {"a": 900}),  # type: ignore[arg-type]
        "^statistic must give one estimate, as rate_ratio does; got 'rate ratio'$",
    ),
    "no candidates": (lambda: by_population(rate, 3, 900), "^no population has candidates by name; write "),
    "candidates of several areas and of one": (
        lambda: by_population(rate, 3, {"2011": 900, "2021": [1_300, 1_400]}),
        "^the populations of all candidates need one shape$",
    ),
    "other candidates": (
        lambda: by_population(rate_ratio, group=(3, {"a": 9}), reference=(3, {"b": 9})),
        "^candidates of both sides need the same names; got a and b$",
    ),
    "a period after the last census": (
        lambda: interpolated({"2001-04-29": 1, "2011-03-27": 2}, period=periods.Period("2019-01", "2019-12")),
        "^the middle of January 2019 to December 2019 lies between no two censuses of 2001-04-29, 2011-03-27; give ",
    ),
    "everybody missed": (lambda: undercounted(5, missed=1), "^missed must be a share below 1"),
    "a range upside down": (lambda: undercounted(5, missed=(0.2, 0.1)), "^missed must have its smaller end first"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_is_named(kind: str) -> None:
    call, said = BAD[kind]
    with pytest.raises(DispropError, match=said):
        call()


def test_candidates_are_each_found_and_then_together() -> None:
    group = {"residents": estimated(46_476, cv=0.1), "by day": 61_000}
    found = by_population(rate_ratio, group=(33, group), reference=REFERENCE, level=0.9)
    alone = [
        rate_ratio(group=(33, each), reference=REFERENCE, level=0.9)
        for each in (estimated(46_476, cv=0.1), estimated(61_000, cv=0))
    ]
    assert [each.low for each in found.population.values()] == [each.low for each in alone]
    assert (found.together.least, found.together.most) == (alone[1].value, alone[0].value)
    assert (found.together.low, found.together.high) == (min(a.low for a in alone), max(a.high for a in alone))
    assert np.isnan(found.together.value)
    assert found.together.basis["over"] == "any of residents, by day"
    assert [*found.estimates] == ["population: residents", "population: by day", "together"]
    assert found.together.p_value(3) == pytest.approx(1)


def test_candidates_with_events_known_in_part() -> None:
    found = by_population(rate, between(0, 4), {"2011": 900, "2021": 1_300})
    assert found.together.most == pytest.approx(4 / 900)
    assert found.together.low == 0
    assert found.together.high == pytest.approx(rate(4, 900).high)


def test_a_population_between_two_censuses() -> None:
    days = {"2011-03-27": 100.0, "2021-03-21": 200.0}
    assert interpolated(days, period=periods.Period("2011-03-27", "2011-03-27")) == 100
    middle = interpolated(days, period=periods.Period("2016-03-24", "2016-03-24"))
    assert middle == pytest.approx(150, abs=0.02)
    three = {"2021-03-21": 200.0, "2001-04-29": 0.0, "2011-03-27": 100.0}
    assert interpolated(three, period=periods.Period("2016-03-24", "2016-03-24")) == middle
    with_error = interpolated(
        {"2011-03-27": 100.0, "2021-03-21": estimated(200, se=10)}, period=periods.Period("2016-03-24", "2016-03-24")
    )
    assert with_error.se == pytest.approx(5, abs=0.01)


def test_those_who_were_missed() -> None:
    assert undercounted(970, missed=0.03) == pytest.approx(1_000)
    assert undercounted(1_020, missed=-0.02) == pytest.approx(1_000)
    both = undercounted(estimated(970, cv=0.03), missed=estimated(0.03, se=0.0097))
    assert both.cv == pytest.approx(np.hypot(0.03, 0.01))
    wide = undercounted(950, missed=(0.0, 0.05))
    assert (wide.low, wide.high) == (950, pytest.approx(1_000))
    equal = [undercounted(n, missed=estimated(0.03, se=0.01, shared="PES")) for n in (970, 97_000)]
    assert rate_ratio(group=(5, equal[0]), reference=(90, equal[1])).low == pytest.approx(
        rate_ratio(group=(5, 970), reference=(90, 97_000)).low, rel=1e-9
    )


def test_candidates_are_called_by_years_too() -> None:
    found = by_population(rate, 3, {2011: 100, 2021: 150})
    assert {name: float(one.value) for name, one in found.population.items()} == {"2011": 0.03, "2021": 0.02}


DAY = periods.Period("2016-03-24", "2016-03-24")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: estimated(100, cv=0.1) + "a", "the other number must be numbers; got 'a'"),
        (lambda: estimated(100, cv=0.1) * None, "the other number must be numbers; got None"),
        (lambda: estimated(100, cv=0.1) - np.nan, "the other number must be finite; got nan"),
        (lambda: estimated([1, 2], cv=0.1) / [1, 2, 3], "the shapes do not broadcast: an estimate has shape (2,)"),
        (lambda: undercounted("many", missed=0.1), "population must be numbers; got 'many'"),
        (lambda: undercounted(np.nan, missed=0.1), "population must be finite and >= 0; got nan"),
        (lambda: undercounted(-5, missed=0.1), "population must be finite and >= 0; got -5"),
        (lambda: undercounted(-5, missed=estimated(0.1, se=0.01)), "population must be finite and >= 0; got -5"),
        (lambda: undercounted([1, 2], missed=[0.1, 0.2, 0.3]), "the shapes do not broadcast: population"),
        (lambda: undercounted([1, 2], missed=([0, 0, 0], 0.3)), "the shapes do not broadcast: population"),
        (lambda: interpolated({"2011-03-27": 1, "2021-03-21": 2}, period="2016"), "period must be a Period"),
        (lambda: interpolated({"2011-03-27": [1, 2], "2021-03-21": [3, 4, 5]}, period=DAY), "the shapes do not"),
        (lambda: interpolated({DAY.start: 1, "2016-03-24": 2}, period=DAY), "censuses must be of different days"),
        (lambda: by_population(rate, 3, {1: 100, "1": 150}), "population must have candidates of different names"),
    ],
)  # fmt: skip
def test_what_is_no_population_is_refused_in_words(call: Any, said: str) -> None:
    with pytest.raises(DispropError) as refusal:
        call()
    assert str(refusal.value).startswith(said)


def test_a_list_is_put_right_for_those_who_were_missed() -> None:
    assert undercounted([970, 1_940], missed=0.03).tolist() == pytest.approx([1_000, 2_000])
