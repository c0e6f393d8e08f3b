"""No cell of a column of numbers, ages or labels is left as text without a word."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, cleaning
from disprop.cleaning import Cleaned


def read(text: str, **options: Any) -> Cleaned:
    return cleaning.read_table(io.StringIO(text), **options)


def column(heading: str, cells: list[str], **options: Any) -> Cleaned:
    quoted = (cell.replace('"', '""') for cell in cells)
    lines = [f'Area {number} of {len(cells)},"{cell}"' for number, cell in enumerate(quoted)]
    return read("\n".join([f"Area,{heading}", *lines]), **{"header": 1, **options})


PLAIN = re.compile(r"[+-]?\d*\.?\d*(e-\d+)?", re.ASCII | re.IGNORECASE)  # what reads as a number of itself
DIGITS = st.integers(0, 10**6).map(str)
AROUND = st.sampled_from(
    ["{}p", "~{}", "c. {}", "{} approx", "n={}", "{}E+06", "0{}", "{}..5", '="{}"', "#{}", "{}-Sep", "{} of 9", "{}k"]
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
ODD = st.builds(str.format, AROUND, DIGITS) | WORDS | st.sampled_from(["see note", "#REF!", "tbc", "l20", "1O0"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 10**6).map(str), min_size=1, max_size=8),
    st.lists(ODD, min_size=1, max_size=8),
    st.integers(1, 3),
    st.randoms(use_true_random=False),
)
def test_what_is_no_number_among_numbers_is_repaired_a_mark_or_asked_about(
    numbers: list[str], odd: list[str], times: int, order: Any
) -> None:
    cells = [*numbers * times, *odd[: len(numbers) * times]]
    order.shuffle(cells)
    cleaned = column("Stops", cells)
    told: set[tuple[Any, Any]] = {(line.row, line.column) for line in cleaned.log if line.row is not None}
    told |= {(question.row, question.column) for question in cleaned.questions}
    kept = [cells[row] in numbers for row in cleaned.frame.index]
    if (None, "Stops") in told or 2 * sum(kept) < len(kept):
        return
    for row, got in cleaned.frame["Stops"].items():
        assert (row, "Stops") in told or not isinstance(got, str) or PLAIN.fullmatch(got), (cells, got)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["0", "0", "0", "see note", "not known yet", "tbc"], "3 of 6 cells read as numbers and 3 do not"),
        (["012", "99", "1204"], "begin with 0"),
    ],
)
def test_a_column_that_stays_text_though_half_of_it_reads_as_numbers_is_asked_about(
    cells: list[str], said: str
) -> None:
    (asked,) = column("Stops", cells).questions
    assert said in asked.why
    assert "columns={'Stops': 'text'}" in asked.why
    assert column("Stops", cells, columns={"Stops": "text"}).questions == ()


@pytest.mark.parametrize("cells", [["012", "099"], ["E01", "012"], ["Kent", "Essex", "12"]])
def test_codes_and_labels_are_no_question(cells: list[str]) -> None:
    assert column("Code", cells).questions == ()


@pytest.mark.parametrize(("odd", "number"), [("120p", 120), ("~120", 120), ("c. 120", 120), ("1,204 prov.", 1204)])
def test_a_column_of_flagged_numbers_is_one_of_numbers_after_one_round(odd: str, number: int) -> None:
    cells = [odd, odd.replace("1", "2", 1), "7"]
    answered = column("Stops", cells, **column("Stops", cells).suggested)
    assert answered.frame["Stops"].tolist() == [number, int(str(number).replace("1", "2", 1)), 7]
    assert answered.questions == ()


@pytest.mark.parametrize("odd", ["120p", "~120", "c. 120", "1.2E+06"])
def test_a_flagged_number_below_the_heading_is_no_heading(odd: str) -> None:
    cleaned = read(f"Area,Stops\nKent,{odd}\nEssex,99\nDorset,7\n")
    assert ([*cleaned.frame], cleaned.frame["Area"].tolist()) == (["Area", "Stops"], ["Kent", "Essex", "Dorset"])


def test_what_is_left_of_a_number_in_powers_of_ten_is_kept_as_bounds_where_asked() -> None:
    cleaned = column("People", ["1.2E+06", "99"])
    (asked,) = cleaned.questions
    assert asked.readings == ("1200000", "1150000-1250000")
    assert "left 2 of its digits" in asked.why
    frame = column("People", ["1.2E+06", "99"], answers={(0, "People"): asked.readings[1]}).frame
    assert frame[["People_low", "People_high"]].iloc[0].tolist() == [1_150_000, 1_250_000]
    assert column("Share", ["1.2E-05", "0.5"]).frame["Share"].tolist() == [0.000012, 0.5]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [("Age", ["0-4", "05-Sep", "Oct-14", "15+"]), ("Age group", ["05-Sep", "Oct-14"]), ("Band", ["0-4", "05-Sep"])],
)
def test_ages_that_a_spreadsheet_took_for_dates_are_bands_and_questions(heading: str, cells: list[str]) -> None:
    cleaned = column(heading, cells)
    bands = {"05-Sep": "5-9", "Oct-14": "10-14"}
    assert cleaned.frame[heading].tolist() == [bands.get(cell, cell) for cell in cells]
    assert [question.value for question in cleaned.questions] == [cell for cell in cells if cell in bands]
    answered = column(heading, cells, **cleaned.suggested)
    assert (answered.frame[heading].tolist(), answered.questions) == (cleaned.frame[heading].tolist(), ())


def test_days_without_ages_beside_them_stay_days() -> None:
    assert column("Day", ["05-Sep", "06-Sep"]).frame["Day"].tolist() == ["05-Sep", "06-Sep"]


def test_ages_that_cannot_be_read_are_asked_about() -> None:
    cleaned = column("Age", ["0-17", "18-2O", "All ages"])
    assert [(question.row, question.value) for question in cleaned.questions if "can be read" in question.why] == [
        (1, "18-2O")
    ]


def test_codes_in_formulas_that_keep_them_text_keep_their_first_digit() -> None:
    cleaned = column("Code", ['="0100005"', '="0100006"'])
    assert cleaned.frame["Code"].tolist() == ["0100005", "0100006"]
    assert cleaned.tally()["text-formulas"] == 2


@pytest.mark.parametrize("areas", [["Kent", "Kent1", "Essex"], ["Essex", "Kent1", "Dorset"]])
def test_a_digit_glued_to_a_known_label_is_asked_about(areas: list[str]) -> None:
    cleaned = read("Area,Stops\n" + "".join(f"{area},{number}\n" for number, area in enumerate(areas, start=3)))
    assert [(question.row, question.readings) for question in cleaned.questions] == [(1, ("Kent", "Kent1"))]


def test_cells_that_hold_several_values_are_refused() -> None:
    frame = pd.DataFrame({"force": ["Kent", "Essex"], "stops": [[1, 2], [3]]})
    with pytest.raises(DispropError, match=r"the column 'stops' must hold one value in each cell; got \[1, 2\]") as no:
        cleaning.read_table(frame)
    assert no.value.where == 0


def test_a_bracket_at_the_end_of_a_label_is_part_of_it() -> None:
    text = "Force,Asian (or Asian British),Black (or Black British),White,Chinese\nKent,1,2,3,6\nEssex,4,5,9,17\n"
    groups = ["Asian (or Asian British)", "Black (or Black British)", "White", "Chinese"]
    assert read(text).suggested == {"lengthen": {"count": {"ethnicity": groups}}}
    around = "Force,Uses (White),Uses (Black)\nKent,1,2\nEssex,4,5\n"
    assert read(around).suggested == {"lengthen": {"uses": "Uses ({ethnicity})"}}


def test_empty_columns_are_named_in_print() -> None:
    said = str(read("Force,,Stops,Nil,\nKent,,12,,\nEssex,,13,,\n"))
    assert "othing stands in columns 2, 5, counted from 1" in said
    assert "othing stands below the headings" in said
    assert "Nil" in said


def test_answers_by_value_are_of_what_stands_in_the_file() -> None:
    text = "Area,Stops\nKent,120p\nEssex,99\nDorset,7\n"
    swapped = {("Kent", "Area"): "Essex", ("Essex", "Area"): "Kent"}
    assert read(text, answers=swapped).frame["Area"].tolist() == ["Essex", "Kent", "Dorset"]
    with pytest.raises(DispropError, match="no value of 'Area' is called 'Kant'"):
        read(text, answers={("Kant", "Area"): "Kent"})
