"""Printed figures: rounding against the standard library, and counts against enumeration."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, between, imperfect, rate_ratio
from disprop.imperfect import (
    ROUNDINGS,
    Printed,
    counts_for,
    denominators_for,
    marked,
    rounded,
    rounding_interval,
    roundings,
)
from disprop.imperfect._numbers import Span
from disprop.imperfect._printed import span_of

settings.register_profile("printed", deadline=None)
settings.load_profile("printed")

DECIMAL_MODES = {
    "half-up": decimal.ROUND_HALF_UP,
    "half-even": decimal.ROUND_HALF_EVEN,
    "truncated": decimal.ROUND_DOWN,
}
PLAIN = tuple(DECIMAL_MODES)


def _quantized(exact: Decimal, places: int, rounding: str) -> str:
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=DECIMAL_MODES[rounding]))


def counts(printed: Any, denominator: Any, **how: Any) -> range:
    """Return the counts that the set holds, an empty range where there is none."""
    found = counts_for(printed, denominator, **how)
    return range(0) if found is None else range(int(found.low), int(found.high) + 1)


def _print(exact: Fraction, places: int, rounding: str) -> str:
    """Round an exact fraction to text with plain integers, independently of the module under test."""
    units, rest = divmod(exact.numerator * 10**places, exact.denominator)
    twice = 2 * rest - exact.denominator
    up = {"half-up": twice >= 0, "half-even": twice > 0 or (twice == 0 and units % 2), "truncated": False}
    digits = str(units + bool(up[rounding])).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


@pytest.mark.parametrize(
    ("text", "value", "decimals", "percent"),
    [
        ("34", Fraction(34), 0, False),
        ("15.3", Fraction(153, 10), 1, False),
        ("0.008%", Fraction(8, 1000), 3, True),
        ("1,472", Fraction(1472), 0, False),
        ("2,603,540", Fraction(2603540), 0, False),
        ("0.0008", Fraction(8, 10000), 4, False),
        (".5", Fraction(1, 2), 1, False),
        ("0", Fraction(0), 0, False),
        ("90.0%", Fraction(90), 1, True),
        ("12 %", Fraction(12), 0, True),
    ],
)
def test_a_printed_figure_is_read_digit_by_digit(text: str, value: Fraction, decimals: int, *, percent: bool) -> None:
    figure = Printed(text)
    assert (figure.value, figure.decimals, figure.percent) == (value, decimals, percent)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-3",
            "1,47",
            "3.",
            "1e3",
            "٣",
            "7/8",
            "1-4",
            "3 to 4",
            "7 of 8",
            "1 in 0",
            "half in 2",
            "in 6",
            "1 in half",
        ),
        *(
            "five six",
            "ten five",
            "twenty ten",
            "nearly",
            "about",
            "x",
            "more than 3 or more",
            "5% in 6",
            "over over 3",
        ),
        *("a" * 200, "one in " * 14, None, 34, 3.5, True),
    ],
)
def test_what_is_not_one_printed_figure_is_refused(text: object) -> None:
    with pytest.raises(DispropError, match="a printed figure must be text"):
        Printed(text)  # type: ignore[arg-type]


@given(
    exact=st.decimals(min_value=0, max_value=10**6, places=5),
    places=st.integers(0, 4),
    rounding=st.sampled_from(PLAIN),
)
def test_roundings_agree_with_the_decimal_module(exact: Decimal, places: int, rounding: str) -> None:
    printed = _quantized(exact, places, rounding)
    found = roundings(exact, printed)
    assert [name for name in PLAIN if name in found] == [
        name for name in PLAIN if _quantized(exact, places, name) == printed
    ]


@given(units=st.integers(0, 10**6), places=st.integers(1, 4))
def test_exact_halves_follow_each_rounding_of_the_decimal_module(units: int, places: int) -> None:
    half = Decimal(2 * units + 1).scaleb(-places) / 2
    for rounding in PLAIN:
        assert rounding in roundings(half, _quantized(half, places, rounding))


@given(
    whole=st.integers(1, 10**7),
    share=st.fractions(0, 1),
    places=st.integers(0, 5),
    per=st.sampled_from([1, 100, 1_000, 10_000]),
    rounding=st.sampled_from(PLAIN),
)
def test_the_true_count_is_always_among_the_counts(
    whole: int, share: Fraction, places: int, per: int, rounding: str
) -> None:
    count = math.floor(share * whole)
    printed = _print(Fraction(per * count, whole), places, rounding)
    assert count in counts(printed, whole, per=per, rounding=rounding)
    assert rounding in roundings(Fraction(per * count, whole), printed)


@given(
    printed=st.integers(0, 1100).map(lambda tenths: f"{tenths / 10:.1f}"),
    whole=st.integers(1, 60),
    rounding=st.sampled_from(PLAIN),
)
def test_counts_are_those_that_enumeration_finds(printed: str, whole: int, rounding: str) -> None:
    slow = [n for n in range(2 * whole) if _print(Fraction(100 * n, whole), 1, rounding) == printed]
    assert list(counts(f"{printed}%", whole, rounding=rounding)) == slow


@given(whole=st.integers(1, 250), places=st.integers(0, 1), rounding=st.sampled_from(PLAIN))
@settings(max_examples=40)
def test_every_figure_has_a_count_from_as_many_as_there_are_figures(whole: int, places: int, rounding: str) -> None:
    figures = 100 * 10**places
    have = [bool(counts(f"{n / 10**places:.{places}f}%", whole, rounding=rounding)) for n in range(figures + 1)]
    assert all(have) == (whole >= figures)


@given(units=st.integers(0, 10**6), places=st.integers(0, 4), rounding=st.sampled_from(ROUNDINGS))
def test_an_interval_holds_its_own_figure_and_is_one_step_wide(units: int, places: int, rounding: str) -> None:
    figure = Printed(_print(Fraction(units, 10**places), places, "truncated"))
    low, high = rounding_interval(figure, rounding)
    assert low <= figure.value <= high
    step = figure.step(rounding)
    power_of_ten = rounding == "significant figures" and str(figure.value / step).rstrip("0") == "1"
    assert high - low == (step * Fraction(11, 20) if power_of_ten else step) or low == 0
    assert figure.value in span_of(figure, rounding)
    assert Fraction(high) + figure.step(rounding) / 1000 not in span_of(figure, rounding)


def _to_figures(exact: Decimal, figures: int) -> Decimal:
    """Round to significant figures with the decimal module alone."""
    return decimal.Context(prec=figures, rounding=decimal.ROUND_HALF_UP).plus(exact)


def test_significant_figures_are_those_of_the_decimal_module_over_a_grid() -> None:
    edges = [Decimal(text) for text in ("0.94", "0.95", "9.49", "9.51", "94.9", "949", "950", "1049", "1499", "1500")]
    for shown in [*range(1, 31), *range(40, 120, 10), 101, 115, 150, 160, 200, 900, 1_000, 1_100]:
        figure = Printed(f"{shown:,}")
        fewest = len(str(shown).rstrip("0"))
        for exact in (*edges, *(Decimal(n) / 2 for n in range(340))):
            by_decimal = any(_to_figures(exact, figures) == shown for figures in range(fewest, len(str(shown)) + 1))
            assert (Fraction(exact) in span_of(figure, "significant figures")) == by_decimal, (shown, exact)


@given(digits=st.integers(1, 10**5), places=st.integers(1, 4), thousandths=st.integers(-600, 600))
def test_significant_figures_of_a_decimal_are_those_that_it_shows(digits: int, places: int, thousandths: int) -> None:
    printed = Decimal(digits).scaleb(-places)
    exact = printed + Decimal(thousandths).scaleb(-places - 3)
    if exact > 0:
        shown = len(str(digits))
        by_decimal = _to_figures(exact, shown) == printed
        assert (Fraction(exact) in span_of(Printed(f"{printed:f}"), "significant figures")) == by_decimal


@pytest.mark.parametrize("rounding", PLAIN)
@pytest.mark.parametrize("places", [0, 1, 2])
def test_an_end_belongs_to_an_interval_exactly_where_the_decimal_module_says_so(places: int, rounding: str) -> None:
    for units in range(130):
        printed = f"{Decimal(units).scaleb(-places):f}"
        for end in rounding_interval(printed, rounding):
            assert isinstance(end, Fraction)
            exact = Decimal(end.numerator) / Decimal(end.denominator)
            assert (end in span_of(Printed(printed), rounding)) == (_quantized(exact, places, rounding) == printed)


def test_below_a_power_of_ten_the_place_is_ten_times_smaller() -> None:
    assert list(counts("10%", 100, rounding="significant figures")) == [10, 11, 12, 13, 14]
    assert rounding_interval("10", "significant figures") == (Fraction(19, 2), Fraction(15))
    assert rounding_interval("20", "significant figures") == (Fraction(15), Fraction(25))
    assert rounding_interval("1,000", "significant figures") == (Fraction(950), Fraction(1500))
    assert rounding_interval("10.0", "significant figures") == (Fraction("9.995"), Fraction("10.05"))
    for exact, printed in ((51, "100%"), (6, "10%"), (500, "1,000"), (5, "10")):
        assert roundings(exact, printed) == ()
    assert roundings(51, "50%") == ("significant figures",)


def test_any_rounding_is_each_of_those_that_apply() -> None:
    for printed in ("0%", "7%", "10%", "15%", "20%", "100%", "2.5%"):
        for whole in (3, 7, 40, 115, 200):
            each = {n for name in ROUNDINGS for n in counts(printed, whole, rounding=name)}
            assert set(counts(printed, whole, rounding="any")) == each
    assert rounding_interval("10", "any") == (Fraction(19, 2), Fraction(15))
    assert rounding_interval("15", "any") == (Fraction(29, 2), Fraction(16))


def test_sizes_that_print_a_figure_are_those_of_which_some_count_does() -> None:
    for printed, rounding in (
        ("17%", "half-up"),
        ("16.7%", "half-even"),
        ("0.5%", "truncated"),
        ("40%", ROUNDINGS[-1]),
    ):
        slow = tuple(size for size in range(1, 400) if len(counts(printed, size, rounding=rounding)))
        assert denominators_for(printed, 399, rounding=rounding) == slow
    assert len(denominators_for("15.37%", 10**5)) == 94_990


def test_the_rounding_edge_is_decided_exactly() -> None:
    assert roundings(Decimal("0.025"), "0.02%") == ("half-even", "truncated")
    assert roundings(Decimal("0.025"), "0.03%") == ("half-up",)
    assert roundings(Fraction(100 * 150, 175), "85%") == ("truncated",)
    assert roundings(Fraction(100 * 150, 175), "84%") == ()


def test_trailing_zeros_may_claim_fewer_digits() -> None:
    assert roundings(15_623, "15,600") == ("significant figures",)
    assert roundings(15_600, "15,600") == ROUNDINGS
    assert roundings(15_623, "15,623") == PLAIN
    assert [int(end) for end in rounding_interval("15,600", "significant figures")] == [15_550, 15_650]
    assert rounding_interval("20.0", "significant figures") == rounding_interval("20.0")


def test_the_reports_percentages_of_115_each_name_one_count() -> None:
    assert [list(counts(percent, 115)) for percent in ("93%", "96%", "89%")] == [[107], [110], [102]]


def test_a_printed_rate_can_be_out_of_reach() -> None:
    assert list(counts("15.3", 56_953, per=10_000)) == [87]
    assert not counts("15.3", 58_613, per=10_000)
    assert list(counts("15.3", 58_613, per=10_000, rounding="truncated")) == [90]


def test_a_percentage_without_its_whole_leaves_these_sizes() -> None:
    assert denominators_for("17%", 41) == (6, 12, 18, 23, 24, 29, 30, 35, 36, 41)
    assert denominators_for("88%", 26) == (8, 16, 17, 24, 25, 26)


@pytest.mark.parametrize(
    ("above", "below", "quotient"),
    [
        ((6, 7, True, True), (2, 3, True, True), (2, 3.5, True, True)),
        ((6, 7, False, True), (2, 3, True, True), (2, 3.5, False, True)),
        ((6, 7, True, False), (2, 3, True, True), (2, 3.5, True, False)),
        ((6, 7, True, True), (2, 3, False, True), (2, 3.5, True, False)),
        ((6, 7, True, True), (2, 3, True, False), (2, 3.5, False, True)),
        ((0, 7, True, True), (2, 3, True, False), (0, 3.5, True, True)),
        ((0, 7, False, True), (2, 3, True, True), (0, 3.5, False, True)),
        ((1, 7, True, True), (0, 2, True, True), (0.5, math.inf, True, False)),
        ((1, 7, True, True), (2, math.inf, True, False), (0, 3.5, False, True)),
        ((0, 0, True, True), (0, 2, True, True), (0, 0, True, True)),
        ((1, 2, True, True), (0, 0, True, True), (math.inf, math.inf, True, True)),
    ],
)
def test_the_ends_of_a_quotient_belong_to_it_where_both_ends_are_reached(
    above: tuple[Any, ...], below: tuple[Any, ...], quotient: tuple[Any, ...]
) -> None:
    def exact(end: float) -> Fraction | float:
        return end if end == math.inf else Fraction(end)

    def span(low: float, high: float, *ends: bool) -> Span:
        return Span(exact(low), exact(high), *ends)

    assert span(*above).over(span(*below)) == span(*quotient)


def test_numpy_integers_are_integers() -> None:
    assert counts("93%", np.int64(115)) == range(107, 108)
    assert roundings(np.int64(15_600), "15,600") == ROUNDINGS  # type: ignore[arg-type]


@pytest.mark.parametrize("whole", [0, -1, 2.0, True, "115", None, np.nan])
def test_denominators_must_be_positive_whole_numbers(whole: object) -> None:
    with pytest.raises(DispropError, match="denominator must be a whole number >= 1; got"):
        counts_for("93%", whole)  # type: ignore[arg-type]


@pytest.mark.parametrize(("exact", "rule"), [(0.025, "no digit may be lost"), (True, "no digit"), ("3", "no digit")])
def test_an_inexact_number_is_refused(exact: object, rule: str) -> None:
    with pytest.raises(DispropError, match=rule):
        roundings(exact, "0.02%")  # type: ignore[arg-type]


ODD = ["-5", "NaN", "sNaN", "Infinity", "1e400", "1e999999", "1e-999999"]


@pytest.mark.parametrize("exact", [-1, Fraction(-1, 3), Fraction(10) ** 400, *map(Decimal, ODD)])
def test_exact_numbers_are_finite_and_not_negative(exact: Decimal) -> None:
    with pytest.raises(DispropError, match="exact must be finite and >= 0"):
        roundings(exact, "3")


def test_an_integer_of_thousands_of_digits_is_refused_in_our_words() -> None:
    for huge in (10**5_000, -(10**5_000)):
        with pytest.raises(DispropError, match="exact must be finite and >= 0, and below 1e100; got a number of thou"):
            roundings(huge, "3")


def test_other_arguments_are_checked_at_the_door() -> None:
    with pytest.raises(DispropError, match=r"no rounding is called 'half-upp'\. Did you mean 'half-up'\?"):
        rounding_interval("3", "half-upp")
    with pytest.raises(DispropError, match="per must be a whole number >= 1; got 0"):
        counts_for("3", 10, per=0)
    with pytest.raises(DispropError, match="largest must be a whole number >= 1; got 0"):
        denominators_for("3%", 0)


@pytest.mark.parametrize("wrong", [[], {}, None, 1, np.array([1, 2])])
def test_arguments_of_odd_types_are_refused_in_our_words(wrong: object) -> None:
    any_of: Any = wrong
    with pytest.raises(DispropError, match="no rounding is called"):
        counts_for("3%", 10, rounding=any_of)
    with pytest.raises(DispropError, match="no rounding is called"):
        Printed("3").step(any_of)
    with pytest.raises(DispropError, match="a printed figure must be text"):
        counts_for(any_of, 10)
    if not isinstance(wrong, int):
        with pytest.raises(DispropError, match="denominator must be a whole number"):
            counts_for("3%", any_of)
    if wrong is not None:
        with pytest.raises(DispropError, match=r"per must be a whole number|is per 100"):
            counts_for("3%", 10, per=any_of)


def test_a_figure_has_no_more_digits_than_a_report_prints() -> None:
    for text in ("1" * 5_000, "0." + "0" * 40 + "1", "1" * 31 + "%"):
        with pytest.raises(DispropError, match="a printed figure has at most 30 digits; got"):
            Printed(text)
    with pytest.raises(DispropError, match="denominator must be a whole number >= 1; got a number of thousands"):
        counts_for("3%", -(10**5_000))


def test_what_a_figure_is_per_is_said_once() -> None:
    with pytest.raises(DispropError, match=r"'0\.62' has no percent sign: say per=1 for a share"):
        counts_for("0.62", 37)
    assert list(counts("0.62", 37, per=1)) == [23]
    with pytest.raises(DispropError, match=r"'34%' is per 100 by its percent sign; got per=10000"):
        counts_for("34%", 100, per=10_000)


# Counts known only in part


def test_a_mark_is_what_it_says_or_what_its_publisher_says() -> None:
    assert marked("<5") == between(0, 4, why="marked '<5'")
    assert marked("<5", rule={"<5": (1, 4)}) == between(1, 4, why="marked '<5'")
    assert marked(["fewer than 10", "1-9", 12, "7"]) == between(
        [0, 1, 12, 7], [9, 9, 12, 7], why="marked 'fewer than 10', '1-9', '7'"
    )
    assert marked(7) == between(7, 7)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("*", "has no largest number"),
        (">5", "has no largest number"),
        ("many", "must be marks"),
        (2.5, "whole"),
    ],
)
def test_what_leaves_a_count_open_is_refused(cell: Any, said: str) -> None:
    with pytest.raises(DispropError, match=said) as refused:
        marked(["<5", cell])
    assert refused.value.what == "cells"


@pytest.mark.parametrize("rounding", ["half-up", "half-even", "truncated", "random"])
@pytest.mark.parametrize("to", [1, 2, 3, 5, 10, 100])
def test_rounded_counts_are_those_that_print(to: int, rounding: str) -> None:
    def prints(count: int) -> set[int]:
        under = count // to * to
        if rounding == "random":
            return {under, under + to} if count % to else {under}
        exact = decimal.Decimal(count) / to
        mode = DECIMAL_MODES[rounding]
        return {int(exact.quantize(decimal.Decimal(1), rounding=mode)) * to}

    for multiple in range(0, 8 * to, to):
        every = [count for count in range(10 * to) if multiple in prints(count)]
        found = rounded(multiple, to=to, rounding=rounding)
        assert [float(part) for part in (found.low, found.high, found.best)] == [every[0], every[-1], multiple]


def test_a_number_that_is_no_multiple_was_not_rounded_to_it() -> None:
    with pytest.raises(DispropError, match="count must be a multiple of 5; got 122") as refused:
        rounded([120, 122], to=5)
    assert refused.value.where == 1


def test_a_printed_rate_becomes_a_ratio() -> None:
    events = counts_for("7", 46_476, per=10_000)
    assert events is not None
    found = rate_ratio(group=(events, 46_476), reference=(352, 1_761_205))
    ends = [rate_ratio(group=(count, 46_476), reference=(352, 1_761_205)) for count in (31, 34)]
    assert (found.least, found.most) == (ends[0].value, ends[1].value)
    assert (found.low, found.high) == (ends[0].low, ends[1].high)
    assert found.why() == ["group events is 31 to 34"]


@pytest.mark.parametrize("mark", ["<=5%", ">=95%", "<1,0", "<1,00,0"])
def test_a_share_and_a_comma_in_the_wrong_place_are_no_counts(mark: str) -> None:
    with pytest.raises(DispropError, match="cells must be marks such as '<5', or counts; got"):
        imperfect.marked(mark)
    assert imperfect.marked("<1,000").high == 999


def test_no_cells_are_no_counts() -> None:
    assert imperfect.marked([]).low.shape == (0,)


def test_what_is_no_mapping_is_refused_in_words() -> None:
    sides: Any = {"group": (33, 46_476), "reference": (352, 1_761_205)}
    wrong: Any = [0.5]
    with pytest.raises(DispropError, match="probabilities must be a mapping of cells to shares"):
        imperfect.selected("rate ratio", **sides, probabilities=wrong)
    with pytest.raises(DispropError, match="ranges must be a mapping of assumptions to pairs"):
        imperfect.sensitivity(rate_ratio(**sides), wrong)
