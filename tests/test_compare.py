"""Two estimates of one statistic compare; what they rest on must be alike, and the word that is not is named."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import disprop
from disprop import DispropError, Estimate, between, compare, imperfect, periods
from disprop._compare import ACCEPTABLE, WHY
from disprop.estimate import WORDS, based
from disprop.intervals import FAMILIES
from disprop.periods import Period, annualised

SPRING, YEAR = Period("2021-04", "2021-06"), Period("2020-04", "2021-03")
RATES = ("rate ratio", "rate difference")
FUNCTIONS: dict[str, Any] = {
    "rate ratio": disprop.rate_ratio,
    "rate difference": disprop.rate_difference,
    "risk ratio": disprop.risk_ratio,
    "risk difference": disprop.risk_difference,
    "odds ratio": disprop.odds_ratio,
}


def scans(period: Period = SPRING, **options: Any) -> Estimate:
    return periods.rate(87, 56_953, period=period, **options)


def of(measure: str, numerator: Any, denominator: Any) -> Estimate:
    """Return the estimate of one side."""
    return (disprop.rate if measure in RATES else disprop.proportion)(numerator, denominator)


def pair(measure: str) -> tuple[Estimate, Estimate]:
    return of(measure, 5, 7), of(measure, 2, 12)


# what is found


@pytest.mark.parametrize("measure", FUNCTIONS)
@pytest.mark.parametrize("options", [{}, {"level": 0.9}, {"sides": "lower"}])
def test_two_estimates_compare_as_their_counts_do(measure: str, options: dict[str, Any]) -> None:
    group, reference = pair(measure)
    plain = FUNCTIONS[measure](group=(5, 7), reference=(2, 12), **options)
    assert compare(measure, group=group, reference=reference, **options) == plain
    if group.unit:  # the unit of either side makes no difference
        assert compare(measure, group=group.per(1_000), reference=reference, **options) == plain


@pytest.mark.parametrize("measure", FUNCTIONS)
@pytest.mark.parametrize("best", [None, 4])
def test_counts_known_in_part_compare_as_each_of_them_does(measure: str, best: int | None) -> None:
    group = of(measure, between(3, 6, best=best), between(7, 9, best=best and 8))
    reference = of(measure, between(1, 3, best=best and 2), 12)
    found = compare(measure, group=group, reference=reference)
    each = [
        FUNCTIONS[measure](group=(x1, n1), reference=(x0, 12))
        for x1, n1, x0 in product((3, 4, 5, 6), (7, 8, 9), (1, 2, 3))
    ]
    assert (found.least, found.most) == (min(e.value for e in each), max(e.value for e in each))
    limits = min(e.low for e in each), max(e.high for e in each)
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-12)
    assert (
        np.isnan(found.value)
        if best is None
        else found.value == FUNCTIONS[measure](group=(4, 8), reference=(2, 12)).value
    )


@pytest.mark.parametrize("measure", RATES)
def test_people_known_in_part_compare_by_their_person_years(measure: str) -> None:
    """Person-years are no whole numbers, and yet each number of people is tried where a method needs it."""
    family = FAMILIES[measure]
    yearly = [annualised(periods.rate(5, people, period=SPRING)) for people in (between(10, 13), 10, 11, 12, 13)]
    for method in family.methods:
        found, *each = (compare(measure, group=one, reference=scans(YEAR), method=method) for one in yearly)
        least, most = (end(one.value for one in each) for end in (min, max))
        low, high = min(one.low for one in each), max(one.high for one in each)
        assert (found.least, found.most, found.low, found.high) == pytest.approx((least, most, low, high), rel=1e-9)


def test_arrays_compare_row_by_row_and_never_by_labels_in_another_order() -> None:
    one = pd.Series([3, 4], index=["A", "B"])
    group, reference = disprop.rate(one, 100), disprop.rate([5, 6], 100)
    found = compare("rate ratio", group=group, reference=reference)
    assert found == disprop.rate_ratio(group=(one, 100), reference=([5, 6], 100))
    with pytest.raises(DispropError, match="group and reference carry the same row labels in another order"):
        compare("rate ratio", group=group, reference=disprop.rate(one[::-1], 100))
    with pytest.raises(
        DispropError, match="carry the same row labels in another order"
    ):  # it keeps the labels of its sides
        found.excludes(pd.Series([1, 1], index=["B", "A"]))


def test_counts_keep_the_names_that_their_sides_gave_them() -> None:
    found = compare("rate ratio", group=annualised(scans()), reference=scans(YEAR))
    assert list(found.data) == ["group_events", "group_person_years", "reference_events", "reference_population"]
    assert found.basis == {"period": f"{SPRING} against {YEAR}"}


# standardised rates

STRATA = ([12, 30], [900, 300])
OTHERS = ([40, 9], [1_500, 220])
BOTH = {
    "rate ratio": (disprop.direct_rate_ratio, ("fay", "mover-fay-feuer", "mover-tiwari")),
    "rate difference": (disprop.direct_rate_difference, ("mover-fay-feuer", "mover-tiwari")),
}


def standardised(strata: Any, standard: Any = (2, 1), **options: Any) -> Estimate:
    return disprop.direct_rate(*strata, standard=standard, **options)


@pytest.mark.parametrize("measure", BOTH)
@pytest.mark.parametrize("options", [{}, {"level": 0.9}, {"sides": "upper"}])
def test_two_standardised_rates_compare_as_their_strata_do(measure: str, options: dict[str, Any]) -> None:
    function, methods = BOTH[measure]
    for method in (None, *methods):
        asked: dict[str, Any] = {**options, **({"method": method} if method else {})}
        found = compare(measure, group=standardised(STRATA), reference=standardised(OTHERS).per(1_000), **asked)
        assert found == function(group=STRATA, reference=OTHERS, standard=(2, 1), **asked)
        assert found.basis == {"standard": "given: 0.666666666667, 0.333333333333"}


def test_rates_of_two_standards_do_not_compare() -> None:
    with pytest.raises(DispropError, match=r"^standard is 'given: 0\.66.*' for group and 'given: 0\.5, 0\.5' for ref"):
        compare("rate ratio", group=standardised(STRATA), reference=standardised(OTHERS, standard=(1, 1)))


def test_a_standardised_rate_that_is_undefined_leaves_the_comparison_undefined() -> None:
    empty = ([[3, 0], [3, 5]], [[100, 0], [100, 200]])
    found = compare("rate ratio", group=standardised(empty), reference=standardised(OTHERS))
    plain = disprop.direct_rate_ratio(group=empty, reference=OTHERS, standard=(2, 1))
    assert found.why() == plain.why() == ["group population is 0 in stratum 1", ""]
    np.testing.assert_array_equal(found.value, plain.value)
    np.testing.assert_array_equal(found.high, plain.high)


@pytest.mark.parametrize("method", ["log-normal", "mover-dobson-byar"])
def test_a_method_that_may_be_too_narrow_needs_the_strata(method: str) -> None:
    with pytest.raises(
        DispropError, match=f"^{method} may be too narrow where .*; call direct_rate_ratio, or"
    ) as refusal:
        compare("rate ratio", group=standardised(STRATA), reference=standardised(OTHERS), method=method)
    assert refusal.value.what == "method"
    with pytest.raises(DispropError, match="no directly standardised rate ratio interval is called 'garwood'"):
        compare("rate ratio", group=standardised(STRATA), reference=standardised(OTHERS), method="garwood")


def test_standardised_rates_of_counts_known_in_part_need_the_strata() -> None:
    open_one = standardised(([between(0, 4), 30], [900, 300]))
    with pytest.raises(DispropError, match=r"^reference is of counts known only in part; call direct_rate_ratio"):
        compare("rate ratio", group=standardised(STRATA), reference=open_one)


# what is unlike


def test_every_word_of_the_vocabulary_has_a_reason() -> None:
    assert list(WHY) == [word for word in WORDS if word != "estimated"]


@pytest.mark.parametrize("word", WHY)
def test_what_differs_in_a_word_is_refused_until_it_is_accepted(word: str) -> None:
    one, other = pair("risk ratio")
    for group, reference, said in (
        (based(one, {word: "this"}), based(other, {word: "that"}), "'this' for group and 'that' for reference"),
        (based(one, {word: "this"}), other, "'this' for group and not said for reference"),
    ):
        with pytest.raises(DispropError, match=f"^{word} is {said}: {WHY[word]}") as refusal:
            compare("risk ratio", group=group, reference=reference)
        assert refusal.value.what == word
        if word in ACCEPTABLE:
            assert refusal.value.hint == f'accept="{word}" compares them all the same'
            found = compare("risk ratio", group=group, reference=reference, accept=word)
            assert found.basis == {word: f"this against {reference.basis.get(word, 'not said')}"}
        else:
            with pytest.raises(DispropError, match=f"no thing to accept is called '{word}'"):
                compare("risk ratio", group=group, reference=reference, accept=word)
    same = [based(each, {word: "this"}) for each in (one, other)]
    assert compare("risk ratio", group=same[0], reference=same[1]).basis == {word: "this"}


def test_each_word_is_accepted_by_itself() -> None:
    one, other = pair("risk ratio")
    group = based(one, adjudicated_by="officers", person="once")
    with pytest.raises(DispropError, match=r"^adjudicated_by is 'officers' for group"):
        compare("risk ratio", group=group, reference=other, accept="person")
    found = compare("risk ratio", group=group, reference=other, accept=["person", "adjudicated_by"])
    assert found.value == pytest.approx(5 / 7 / (2 / 12))


@pytest.mark.parametrize("group", ["none", "of no effect", "taken either way"])
@pytest.mark.parametrize("reference", ["none", "of no effect", "taken either way"])
def test_alerts_taken_either_way_are_in_the_bounds_and_need_no_acceptance(group: str, reference: str) -> None:
    one, other = pair("risk ratio")
    found = compare("risk ratio", group=based(one, unverified=group), reference=based(other, unverified=reference))
    assert found.value == pytest.approx(5 / 7 / (2 / 12))


# periods


@pytest.mark.parametrize("measure", RATES)
def test_different_lengths_do_not_compare_until_they_are_yearly(measure: str) -> None:
    group, reference = scans(), periods.rate(210, 56_953, period=YEAR)
    message = (
        r"^period is 91 days \(April 2021 to June 2021\) for group and 12 months \(April 2020 to March 2021\) for "
        r"reference: rates over different lengths of time do not compare; compare periods\.annualised\(group\)"
    )
    with pytest.raises(DispropError, match=message):
        compare(measure, group=group, reference=reference)
    with pytest.raises(DispropError, match=message):
        compare(measure, group=group, reference=reference, accept="period")
    found = compare(measure, group=annualised(group), reference=annualised(reference))
    expected = FUNCTIONS[measure](group=(87, SPRING.person_years(56_953)), reference=(210, 56_953))
    assert (found.value, found.low, found.high) == (expected.value, expected.low, expected.high)
    assert found.p_value(1.5) == expected.p_value(1.5)
    assert list(found.data) == ["group_events", "group_person_years", "reference_events", "reference_person_years"]


def test_a_yearly_rate_compares_with_that_of_twelve_months() -> None:
    yearly, twelve = annualised(scans()), scans(YEAR)
    found = compare("rate ratio", group=yearly, reference=twelve)
    assert found.value == pytest.approx(365.2425 / 91, rel=1e-12)
    with pytest.raises(DispropError, match=r"a year \(April 2021 to June 2021, annualised\) for reference"):
        compare("rate ratio", group=scans(), reference=yearly)


def test_one_length_compares_whichever_months_they_are() -> None:
    march, august = Period("2021-03", "2021-03"), Period("2020-08", "2020-08")
    found = compare("rate ratio", group=scans(march), reference=scans(august), level=0.9, method="score")
    assert found.value == 1
    assert (found.level, found.method, found.unit) == (0.9, "score", "")
    with pytest.raises(DispropError, match=r"31 days \(March 2021\) for group and 29 days"):
        compare("rate ratio", group=scans(march), reference=scans(Period("2021-04-02", "2021-04-30")))


@pytest.mark.parametrize(
    ("group", "reference"),
    [
        (Period("2021-02", "2021-02"), Period("2021-03", "2021-03")),
        (Period("2021-02-01", "2021-02-27"), Period("2021-04", "2021-04")),
        (Period("2021-01", "2021-03"), Period("2020-07", "2020-09")),
    ],
)
def test_as_many_events_each_day_are_one_yearly_rate(group: Period, reference: Period) -> None:
    sides = [periods.rate(100 * one.days, 10_000, period=one) for one in (group, reference)]
    with pytest.raises(DispropError, match=rf"{group.days} days .* for group and {reference.days} days"):
        compare("rate ratio", group=sides[0], reference=sides[1])
    found = compare("rate ratio", group=annualised(sides[0]), reference=annualised(sides[1]))
    assert found.value == pytest.approx(1, rel=1e-12)
    assert not found.excludes(1)


@pytest.mark.parametrize("measure", RATES)
def test_periods_with_days_in_common_are_refused_unless_the_people_are_different(measure: str) -> None:
    june, march = (scans(periods.parse(f"year ending {month} 2021")) for month in ("June", "March"))
    message = (
        "^period is 'July 2020 to June 2021' for group and 'April 2020 to March 2021' for reference: events of "
        'July 2020 to March 2021 would be on both sides, .*, unless the people are different; accept="period" compares'
    )
    for group, reference in ((june, march), (annualised(june), annualised(march))):
        with pytest.raises(DispropError, match=message):
            compare(measure, group=group, reference=reference)
    within = annualised(scans(Period("2021-02", "2021-02")))
    with pytest.raises(DispropError, match=r"events of February 2021 would be on both sides"):
        compare(measure, group=within, reference=march)
    for other, one in ((june, march), (within, march)):
        found = compare(measure, group=other, reference=one, accept="period")
        assert found.excludes(0) == (measure == "rate ratio" or other is within)


def test_groups_of_one_period_and_periods_that_meet_compare() -> None:
    group = periods.rate(10, 500, period=YEAR)
    found = compare("rate ratio", group=group, reference=scans(YEAR))
    assert found.low > 1
    assert found.basis == {"period": str(YEAR)}
    next_day = scans(periods.parse("2021-22"))
    assert compare("rate ratio", group=next_day, reference=scans(YEAR)).value == 1


def test_a_rate_that_says_no_period_compares_with_one_that_does_only_when_it_is_accepted() -> None:
    plain = disprop.rate(87, 56_953)
    with pytest.raises(DispropError, match=r"^period is 'April 2021 to June 2021' for group and not said"):
        compare("rate ratio", group=scans(), reference=plain)
    assert compare("rate ratio", group=scans(), reference=plain, accept="period").value == 1


def test_shares_of_periods_of_any_length_compare_where_they_have_no_day_in_common() -> None:
    one, other = (based(disprop.proportion(5, 9), period=period) for period in (SPRING, YEAR))
    assert compare("risk ratio", group=one, reference=other).value == 1
    with pytest.raises(DispropError, match="would be on both sides"):
        compare("risk ratio", group=based(one, period="May 2021"), reference=based(other, period="2021"))


def test_periods_in_other_words_are_compared_as_words() -> None:
    first, second = (based(disprop.rate(5, 9), period=text) for text in ("first half", "second half"))
    assert compare("rate ratio", group=first, reference=first).value == 1
    with pytest.raises(DispropError, match=r"^period is 'first half' for group and 'second half' for"):
        compare("rate ratio", group=first, reference=second)


def test_a_difference_keeps_its_length_of_time() -> None:
    over_months = compare("rate difference", group=scans(), reference=scans()).per(10_000)
    assert over_months.unit == "per 10,000 in 3 months"
    yearly = compare("rate difference", group=annualised(scans()).per(100), reference=scans(YEAR)).per(10_000)
    assert yearly.unit == "per 10,000 a year"
    assert yearly.value == pytest.approx((365.2425 / 91 - 1) * 87 / 5.6953, rel=1e-12)


def test_rates_are_neither_divided_nor_subtracted_in_passing() -> None:
    with pytest.raises(DispropError, match=r'take compare\("rate ratio"'):
        scans() / scans(YEAR)
    with pytest.raises(DispropError, match=r'take compare\("rate difference"'):
        annualised(scans()) - scans()
    with pytest.raises(TypeError):
        5 / scans()  # type: ignore[operator]  # nothing to divide


# what cannot be compared


@pytest.mark.parametrize(
    ("measure", "sides", "message"),
    [
        (
            "risk ratio",
            {},
            "^'risk ratio' compares two proportions; group is 'rate': ask for 'rate ratio' or",
        ),
        ("ratio", {}, "^no comparison is called 'ratio'"),
        (["rate ratio"], {}, "^no comparison is called"),
        ("rate ratio", {"group": (87, 56_953)}, r"^group must be an Estimate, as rate, .* gives; got \(87, 56953\)"),
        (
            "rate ratio",
            {"reference": disprop.rate_ratio(group=(1, 2), reference=(2, 3))},
            "reference is 'rate ratio': ask for 'ratio of r",
        ),
        ("rate ratio", {"method": "mid"}, "no rate ratio interval is called 'mid'"),
        ("rate ratio", {"alpha": 0.05}, "takes no alpha=; write level="),
        ("rate ratio", {"accept": 3}, "^accept must be words such as 'reference'; got 3"),
        (
            "rate ratio",
            {"accept": "adjudicators"},
            "called 'adjudicators'. Did you mean 'adjudicated_by'",
        ),
        (
            "rate ratio",
            {"group": standardised(STRATA), "reference": disprop.rate(87, 56_953), "accept": ("standard", "period")},
            "^group is 'directly standardised rate' and reference 'rate': only two of one measure compare",
        ),
        (
            "rate ratio",
            {"group": disprop.indirect_ratio(12, 9.5)},
            "group is 'indirectly standardised ratio'; call indirect_rate_ratio with the strata of both",
        ),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(measure: Any, sides: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        compare(measure, **{"group": scans(), "reference": scans(), **sides})


def test_a_wrong_call_is_answered_in_our_words() -> None:
    with pytest.raises(
        DispropError, match=r"3 arguments by position.*: write compare\(measure, group=\.\.\., reference=\.\.\.\)"
    ):
        compare("rate ratio", scans(), scans())  # type: ignore[call-arg]
    with pytest.raises(DispropError, match="compare: reference is missing; it takes measure, group=, reference="):
        compare("rate ratio", group=scans())  # type: ignore[call-arg]
    with pytest.raises(DispropError, match=r"^periods\.annualised takes no per=; write"):
        annualised(scans(), per=1_000)  # type: ignore[call-arg]
    with pytest.raises(DispropError, match=r"^periods\.rate: period is missing; it takes events, population, period="):
        periods.rate(3, 100)  # type: ignore[call-arg]


def test_two_measures_of_one_family_do_not_compare() -> None:
    found = disprop.alerts.scores.at_threshold([0.9, 0.8, 0.2], [0.1, 0.3, 0.7], threshold=0.5)
    with pytest.raises(DispropError, match=r"^group is '.*' and reference '.*': only two of one measure compare"):
        compare("risk ratio", group=found.false_positive, reference=found.false_negative)


def test_estimates_in_place_of_counts_are_sent_to_compare() -> None:
    one, two = disprop.rate(3, 100), disprop.rate(5, 100)
    with pytest.raises(DispropError, match=r"two estimates are compared by compare\("):
        disprop.rate_ratio(group=one, reference=two)  # type: ignore[arg-type]


def test_weights_that_are_one_standard_compare() -> None:
    """Twice the weights are the same weights."""
    found = compare("rate ratio", group=standardised(STRATA, (4, 2)), reference=standardised(OTHERS))
    assert found == disprop.direct_rate_ratio(group=STRATA, reference=OTHERS, standard=(2, 1))
    assert found.basis == standardised(STRATA, (600, 300)).basis


BEFORE = disprop.rate_ratio(group=(20, 46_000), reference=(300, 1_750_000))
AFTER = disprop.rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))


def test_a_ratio_of_ratios_is_that_of_the_odds_of_later_events_over_the_people() -> None:
    found = compare("ratio of ratios", group=AFTER, reference=BEFORE)
    assert f"{found:.8f}" == "1.40075921 (95% CI 0.78905010 to 2.52978946)"
    assert found.p_value(1) == pytest.approx(0.254189015297)
    assert (found.measure, found.unit, found.method) == ("ratio of rate ratios", "", "mid-p")
    for method in ("mid-p", "exact", "miettinen-nurminen", "scas", "woolf-log"):
        found = compare("ratio of ratios", group=AFTER, reference=BEFORE, method=method)
        odds = disprop.odds_ratio(group=(33, 385), reference=(20, 320), method=method)  # the same table, by period
        people = (46_476 / 1_761_205) / (46_000 / 1_750_000)
        for ours, theirs in zip((found.low, found.high), (odds.low, odds.high), strict=True):
            assert ours == pytest.approx(theirs / people, rel=1e-12)


def test_the_ratio_of_ratios_turned_round_is_its_inverse() -> None:
    found, back = (compare("ratio of ratios", group=a, reference=b) for a, b in ((AFTER, BEFORE), (BEFORE, AFTER)))
    assert (1 / back.high, 1 / back.value, 1 / back.low) == pytest.approx((found.low, found.value, found.high))


@pytest.mark.parametrize(
    ("before", "after", "value", "ends"),
    [
        ((3, 5), (0, 9), 0.0, (0.0, None)),
        ((0, 5), (3, 9), np.inf, (None, np.inf)),
        ((3, 5), (2, 0), np.inf, (None, np.inf)),
        ((4, 7), (6, 9), (6 / 9) / (4 / 7), (None, None)),
        ((0, 5), (0, 9), np.nan, (0.0, np.inf)),
    ],
)
def test_zeros_leave_a_limit_open_and_never_a_value_made_up(before: Any, after: Any, value: float, ends: Any) -> None:
    ratios = [disprop.rate_ratio(group=(x, 100), reference=(y, 1_000)) for x, y in (after, before)]
    found = compare("ratio of ratios", group=ratios[0], reference=ratios[1])
    assert found.value == pytest.approx(value, nan_ok=True)
    (x1, y1), (x0, y0) = after, before
    for limit, known, side in zip((found.low, found.high), ends, (1, -1), strict=True):
        if known is not None:
            assert limit == known
        else:  # half of the chance of what was counted, and all beyond, given the totals
            chances = stats.nchypergeom_fisher(x1 + x0 + y1 + y0, x1 + x0, x1 + y1, limit)
            beyond = chances.sf(x1) if side > 0 else chances.cdf(x1 - 1)
            assert beyond + chances.pmf(x1) / 2 == pytest.approx(0.025, rel=1e-6)


def test_a_count_known_in_part_leaves_the_ratio_of_ratios_between_its_ends() -> None:
    after = disprop.rate_ratio(group=(between(31, 35), 46_476), reference=(352, 1_761_205))
    found = compare("ratio of ratios", group=after, reference=BEFORE)
    ends = [
        compare(
            "ratio of ratios", group=disprop.rate_ratio(group=(x, 46_476), reference=(352, 1_761_205)), reference=BEFORE
        )
        for x in (31, 35)
    ]
    assert (found.least, found.low, found.most, found.high) == pytest.approx(
        (ends[0].value, ends[0].low, ends[1].value, ends[1].high)
    )


def test_two_ratios_compare_over_different_periods_of_any_length() -> None:
    def of(period: str, black: int, white: int) -> Estimate:
        sides = (periods.rate(n, people, period=periods.parse(period)) for n, people in ((black, 900), (white, 9_000)))
        return compare("rate ratio", **dict(zip(("group", "reference"), sides, strict=True)))

    found = compare("ratio of ratios", group=of("April 2021 to June 2021", 9, 40), reference=of("2020-21", 30, 200))
    assert found.basis["period"] == "April 2021 to June 2021 against April 2020 to March 2021"
    with pytest.raises(DispropError, match="events of January 2021 to March 2021 would be on both sides"):
        compare("ratio of ratios", group=of("January 2021 to June 2021", 9, 40), reference=of("2020-21", 30, 200))


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        ({"reference": disprop.rate(3, 5)}, r"'ratio of ratios' compares two rate ratios; reference is 'rate'"),
        (
            {"reference": disprop.rate_ratio(group=(9, 800), reference=(352, 1_761_205))},
            "events of one reference would be on both sides",
        ),
        ({"method": "wald"}, "no ratio of rate ratios interval is called 'wald'"),
        ({"alpha": 0.1}, "a ratio of ratios takes no alpha=; write level="),
        (
            {"reference": based(BEFORE, classification="18+1"), "group": based(AFTER, classification="19+1")},
            r"classification is '19\+1' for group and '18\+1' for reference: .*; accept=\"classification\" compares",
        ),
        (
            {"group": disprop.rate_ratio(group=(33, imperfect.estimated(900, cv=0.1)), reference=(352, 1_761_205))},
            "a ratio of ratios takes no estimate with an error of its own as group_population",
        ),
    ],
)
def test_what_is_no_ratio_of_ratios(sides: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        compare("ratio of ratios", **{"group": AFTER, "reference": BEFORE, **sides})
