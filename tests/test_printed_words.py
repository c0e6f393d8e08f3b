"""Figures in words: what people write for a number, and which numbers their qualifiers allow."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from disprop import DispropError
from disprop.imperfect import ROUNDINGS, Printed, counts_for, denominators_for, rounding_interval, roundings
from disprop.imperfect._numbers import QUALIFIERS

ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@given(st.integers(0, 99), st.sampled_from(["", "hundred", "thousand", "hundred thousand", "million", "billion"]))
def test_numbers_in_words(number: int, scale: str) -> None:
    small = ONES[number] if number < 20 else f"{TENS[number // 10 - 2]}-{ONES[number % 10]}".removesuffix("-zero")
    figure = Printed(f"{small} {scale}".capitalize())
    size = {"hundred": 100, "thousand": 1_000, "hundred thousand": 10**5, "million": 10**6, "billion": 10**9}
    assert figure.value == number * size.get(scale, 1)
    assert figure.step() == size.get(scale, 1)


@pytest.mark.parametrize(
    ("text", "value", "step", "per"),
    [
        ("1.2 million", 1_200_000, 100_000, None),
        ("25K", 25_000, 1_000, None),
        ("2 bn", 2 * 10**9, 10**9, None),
        ("double", 2, 1, None),
        ("twice", 2, 1, None),
        ("threefold", 3, 1, None),
        ("six times", 6, 1, None),
        ("3x", 3, 1, None),
        ("three and a half times", Fraction(7, 2), Fraction(1, 2), None),
        ("sixty per cent", 60, 1, 100),
        ("0.5 percent", Fraction(1, 2), Fraction(1, 10), 100),
        ("half", Fraction(1, 2), 0, 1),
        ("a third", Fraction(1, 3), 0, 1),
        ("Two-thirds", Fraction(2, 3), 0, 1),
        ("three quarters", Fraction(3, 4), 0, 1),
        ("one-fourth", Fraction(1, 4), 0, 1),
        ("one hundred and five", 105, 1, None),
        ("a hundred and twenty-three", 123, 1, None),
        ("two hundred and ten thousand", 210_000, 1_000, None),
        ("1 in 6,000", Fraction(1, 6_000), 1, 1),
        ("one in six", Fraction(1, 6), 1, 1),
        ("nine out of ten", Fraction(9, 10), 1, 1),
        ("19 in every 20", Fraction(19, 20), 1, 1),
        ("exactly 12", 12, 1, None),
    ],
)
def test_what_people_write_for_a_number(text: str, value: Any, step: Any, per: int | None) -> None:
    figure = Printed(text)
    assert (figure.value, figure.step(), figure.per, figure.qualifier) == (value, step, per, "")


@pytest.mark.parametrize(
    ("text", "usual", "literal"),
    [
        ("more than 3 times", (3, 4), (3, math.inf)),
        ("over 50%", (50, 60), (50, math.inf)),
        ("> 3", (3, 4), (3, math.inf)),
        ("over 1 in 4", (Fraction(1, 4), Fraction(3, 10)), (Fraction(1, 4), math.inf)),
        ("just over 3", (3, 4), (3, math.inf)),
        ("just over 30", (30, 33), (30, math.inf)),
        ("nearly one in six", (Fraction(3, 20), Fraction(1, 6)), (0, Fraction(1, 6))),
        ("almost 60 per cent", (54, 60), (0, 60)),
        ("about 12,000", (10_800, 13_200), (0, math.inf)),
        ("at least 34", (34, math.inf), (34, math.inf)),
        ("10 or more", (10, math.inf), (10, math.inf)),
        ("up to six times", (0, 6), (0, 6)),
        ("less than 1%", (0, 1), (0, 1)),
        ("half", (Fraction(9, 20), Fraction(11, 20)), (Fraction(9, 20), Fraction(11, 20))),
        ("1 in 6", (Fraction(2, 13), Fraction(2, 11)), (Fraction(2, 13), Fraction(2, 11))),
        ("nine in ten", (Fraction(17, 20), Fraction(19, 20)), (Fraction(17, 20), Fraction(19, 20))),
    ],
)
def test_what_a_figure_in_words_allows(text: str, usual: tuple[Any, Any], literal: tuple[Any, Any]) -> None:
    assert rounding_interval(text) == usual
    assert rounding_interval(text, literal=True) == literal


@given(
    st.sampled_from([*QUALIFIERS]), st.fractions(1, 100).map(lambda each: round(each, 1)), st.sampled_from(ROUNDINGS)
)
def test_a_qualifier_reaches_no_further_than_it_says(qualifier: str, value: Fraction, rounding: str) -> None:
    behind = qualifier.startswith("or ") or qualifier in {"plus", "+"}
    digits = format(float(value), ".1f")
    figure = Printed(f"{digits} {qualifier}" if behind else f"{qualifier} {digits}")
    usual, literal = rounding_interval(figure, rounding), rounding_interval(figure, rounding, literal=True)
    assert figure.value == value
    assert figure.qualifier == qualifier
    assert literal[0] <= usual[0] < usual[1] <= literal[1]
    assert usual[0] <= value <= usual[1]
    assert {*literal} <= {0, value, math.inf}


@given(st.integers(2, 40), st.fractions(Fraction(1, 60), 1))
def test_one_in_n_is_a_whole_that_rounds_to_n(whole: int, share: Fraction) -> None:
    assert ("half-up" in roundings(share, f"1 in {whole}")) == (math.floor(1 / share + Fraction(1, 2)) == whole)


def test_the_printed_number_itself_is_out_of_more_than_and_of_nearly() -> None:
    for text, fits in (("more than 3", False), ("nearly 3", False), ("at least 3", True), ("up to 3", True)):
        assert bool(roundings(3, text)) == fits, text
    assert not roundings(4, "more than 3")


def test_the_counts_behind_words() -> None:
    def ends(text: str, whole: int) -> tuple[float, float]:
        found = counts_for(text, whole)
        assert found is not None
        return float(found.low), float(found.high)

    assert ends("nearly one in six", 188) == (29, 31)  # printed of 27 of 188, which are 1 in 7
    assert ends("nearly one in seven", 188) == (25, 26)
    assert denominators_for("half", 5) == (2, 4)
    assert ends("at least half", 115) == ends("at least 50%", 115) == (58, 115)
    with pytest.raises(DispropError, match="'1 in 7' is per 1 as a fraction; got per=100"):
        counts_for("1 in 7", 188, per=100)


def test_one_in_ten_may_be_a_number_of_tenths() -> None:
    """Beside "3 in 10" it is so many tenths, in a table of whole tenths: 4 of 30, which are 1 in 7.5, print so."""
    assert roundings(Fraction(4, 30), "1 in 10") == ("significant figures",)
    assert not roundings(Fraction(5, 30), "1 in 10")
