"""Each repair, cell by cell: what it changes, what it asks about, and what it leaves alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from disprop import DispropError, cleaning
from disprop.cleaning import REPAIRS, Cleaned

ALONE = object()


def clean(cells: list[Any], *steps: Any) -> Cleaned:
    return cleaning.read_table(pd.DataFrame({"c": pd.Series(cells, dtype=object)}), columns={"c": steps})


def asked(cleaned: Cleaned) -> list[tuple[str, ...]]:
    return [question.readings for question in cleaned.questions]


CELLS = [
    ("thousands", "1,204", "1204"),
    ("thousands", "12,345,678.5", "12345678.5"),
    ("thousands", "1 204", "1204"),
    ("thousands", "891\u00a0748", "891748"),
    ("thousands", "1\u2009204\u2009000", "1204000"),
    ("thousands", "1\u202f204", "1204"),
    ("thousands", "1'204", "1204"),
    ("thousands", "-1,204", "-1204"),
    ("thousands", "1.204.567", "1204567"),
    ("thousands", "1,20", ALONE),
    ("thousands", "0,204", ALONE),
    ("thousands", "1,204 567", ALONE),
    ("thousands", "0.204", ALONE),
    ("thousands", "12.5", ALONE),
    ("thousands", "Kent, 120", ALONE),
    ("decimal-commas", "12,5", "12.5"),
    ("decimal-commas", "1.204,5", "1204.5"),
    ("decimal-commas", "1.204", "1204"),
    ("decimal-commas", "1\u2009204,25%", "1204.25%"),
    ("decimal-commas", "12.04", ALONE),
    ("decimal-commas", "1204", ALONE),
    ("signs", "£1,204", "1,204"),
    ("signs", "\u22123", "-3"),
    ("signs", "\u2013£12.50", "-12.50"),
    ("signs", "-3", ALONE),
    ("signs", "\u2013", ALONE),
    ("label-notes", "Kent [1]", "Kent"),
    ("label-notes", "Kent*", "Kent"),
    ("label-notes", "Kent (2)", "Kent"),
    ("label-notes", "Kent\u00b9 [note 3]", "Kent"),
    ("label-notes", "Kent (Medway)", ALONE),
    ("label-notes", "[c]", ALONE),
    ("label-notes", "Kent 2", ALONE),
    ("bracketed", "(see note)", ALONE),
    ("durations", "5h03m", "303"),
    ("durations", "5h40", "340"),
    ("durations", "4hr 47m", "287"),
    ("durations", "6h 07m", "367"),
    ("durations", "2h", "120"),
    ("durations", "1 hour 5 minutes", "65"),
    ("durations", "183 minutes", "183"),
    ("durations", "33m", "33"),
    ("durations", "5:03", "303"),
    ("durations", "10:30:00", "630"),
    ("durations", "45:30:00", "2730"),
    ("durations", "5:03:20", ALONE),
    ("durations", "303", ALONE),
    ("durations", "5h03m to 6h", ALONE),
    ("missing-marks", "N/A", None),
    ("missing-marks", "-", None),
    ("missing-marks", "", None),
    ("missing-marks", " \u00a0", None),
    ("missing-marks", "n/k", None),
    ("missing-marks", "0", ALONE),
    ("missing-marks", "Not stated", ALONE),
    ("missing-marks", "-3", ALONE),
    ("blanks", "", None),
    ("blanks", "N/A", ALONE),
    ("notes", "12*", "12"),
    ("notes", "891,748 [1]", "891,748"),
    ("notes", "45 (see note)", "45"),
    ("notes", "12† [r]", "12"),
    ("notes", "12%*", "12%"),
    ("notes", "7¹", "7"),
    ("notes", "12 (p) [m2]", "12"),
    ("notes", "12 (kept back)", "12"),
    ("notes", "*", ALONE),
    ("notes", "(12)", ALONE),
    ("notes", "12 people", ALONE),
    ("notes", "*12", ALONE),
    ("text-formulas", '="0100005"', "0100005"),
    ("text-formulas", "'0100005", "0100005"),
    ("text-formulas", "='Sheet 2'!A1", ALONE),
    ("text-formulas", "'s-Hertogenbosch", ALONE),
    ("powers", "1.25E+02", "125"),
    ("powers", "1.234E2", "123.4"),
    ("flagged", "120", ALONE),
    ("flagged", "E05", ALONE),
    ("flagged", "12E", ALONE),
    ("flagged", "about", ALONE),
    ("dated-bands", "10-17", ALONE),
    ("dated-bands", "Sep-09", ALONE),
    ("dated-bands", "05-Abc", ALONE),
    ("ages", "10-17", ALONE),
    ("ages", "All ages", ALONE),
    ("percentages", "12%", "0.12"),
    ("percentages", "0.08%", "0.0008"),
    ("percentages", "100 per cent", "1.00"),
    ("percentages", "12.50 %", "0.1250"),
    ("percentages", "12", ALONE),
    ("percentages", "1,2%", ALONE),
    ("spaces", " Avon  &\u00a0Somerset\ufeff ", "Avon & Somerset"),
    ("spaces", "Avon & Somerset", ALONE),
    ("excel-serials", "45022", "2023-04-06"),
    ("excel-serials", "45022.0", "2023-04-06"),
    ("excel-serials", "45022.5", ALONE),
    ("excel-serials", "12345", ALONE),
    ("excel-serials", "2023-04-06", ALONE),
    ("dates", "23/04/2023", "2023-04-23"),
    ("dates", "04/23/2023", "2023-04-23"),
    ("dates", "05/05/2023", "2023-05-05"),
    ("dates", "23.04.23", "2023-04-23"),
    ("dates", "6 April 2023", "2023-04-06"),
    ("dates", "6th Apr 23", "2023-04-06"),
    ("dates", "06-Sept-2023", "2023-09-06"),
    ("dates", "2023/4/6", "2023-04-06"),
    ("dates", "2023-04-06 00:00:00", "2023-04-06"),
    ("dates", "2023-04-06", ALONE),
    ("dates", "2023-04-06 12:00:00", ALONE),
    ("dates", "31/02/2023", ALONE),
    ("dates", "23/04/99", ALONE),
    ("dates", "23/04/49", "2049-04-23"),
    ("dates", "6 Ma 2023", ALONE),
    ("dates", "soon", ALONE),
    ("margins", "±1,234", "1,234"),
    ("margins", "± 12", "12"),
    ("margins", "*****", "0"),
    ("margins", "**", None),
    ("margins", "12*", ALONE),
    ("margins", "", ALONE),
]


@pytest.mark.parametrize(("rule", "before", "after"), CELLS)
def test_a_cell(rule: str, before: str, after: object) -> None:
    cleaned = clean([before], rule)
    left = cleaned.frame["c"].tolist()
    if after is ALONE:
        assert (left, cleaned.log, cleaned.questions) == ([before], (), ())
    else:
        (line,) = cleaned.log
        assert (line.row, line.column, line.before, line.after, line.rule) == (0, "c", before, after, rule)
        assert left == [after] or (after is None and pd.isna(left[0]))


@pytest.mark.parametrize(
    ("rule", "cell", "readings"),
    [
        ("thousands", "1.204", ("1204", "1.204")),
        ("bracketed", "(12)", ("-12", "12")),
        ("bracketed", "(1,204)", ("-1,204", "1,204")),
        ("durations", "5h3", ("303", "330")),
        ("durations", "5h75m", ("375",)),
        ("durations", "45:75", ("2775",)),
        ("dates", "01/02/2023", ("2023-02-01", "2023-01-02")),
        ("dates", "1/2/23", ("2023-02-01", "2023-01-02")),
        ("dates", "01/02/23", ("2023-02-01", "2023-01-02", "2001-02-23")),
        ("dates", "21/04/11", ("2011-04-21", "2021-04-11")),
        ("dates", "23-04-20", ("2020-04-23", "2023-04-20")),
        ("durations", "90:00", ("5400", "90")),
        ("durations", "45:30", ("2730", "45.5")),
        ("notes", "3 (thousand)", ("3000", "3")),
        ("notes", "12 (000s)", ("12000", "12")),
        ("notes", "1.2 (£m)", ("1200000", "1.2")),
        ("notes", "1.2* (bn)", ("1200000000", "1.2")),
        ("notes", "5 [millions]", ("5000000", "5")),
        ("notes", "12 (%)", ("0.12", "12")),
        ("notes", "1,204 (thousands)", ()),
        ("notes", "12 (per 100)", ()),
        ("flagged", "120p", ("120",)),
        ("flagged", "1,204 est.", ("1,204",)),
        ("flagged", "~120", ("120",)),
        ("flagged", "c. 120", ("120",)),
        ("flagged", "approx. 120", ("120",)),
        ("powers", "1.2E+06", ("1200000", "1150000-1250000")),
        ("powers", "1e3", ("1000", "500-1500")),
        ("powers", "-1.2e3", ("-1200",)),
        ("ages", "18-2O", ()),
    ],
)
def test_a_cell_that_nothing_decides_is_asked_about_and_left(rule: str, cell: str, readings: tuple[str, ...]) -> None:
    cleaned = clean([cell], rule)
    assert (cleaned.frame["c"].tolist(), asked(cleaned), cleaned.log) == ([cell], [readings], ())


@pytest.mark.parametrize(
    ("cell", "bands"),
    [
        ("05-Sep", ("5-9",)),
        ("Sep-05", ("5-9",)),
        ("9-May", ("5-9",)),  # as American spreadsheets have it
        ("Oct-14", ("10-14",)),
        ("10-Dec", ("10-12",)),
        ("2023-09-05", ("5-9",)),
        ("2014-10-01", ("10-14", "1-10")),
    ],
)
def test_a_date_among_bands_is_read_as_the_band_and_asked_about(cell: str, bands: tuple[str, ...]) -> None:
    cleaned = clean([cell], "dated-bands")
    assert (cleaned.frame["c"].tolist(), asked(cleaned)) == ([bands[0]], [(*bands, cell)])
    assert cleaned.suggested["answers"] == {(cell, "c"): bands[0]}


@pytest.mark.parametrize(
    ("cells", "after", "questions"),
    [
        (
            ["Alpha", "Alpha*", "Beta"],
            ["Alpha", "Alpha*", "Beta"],
            [("Alpha", "Alpha*")],
        ),
        (["Kent", "Kent [1]", "Essex", "Essex"], ["Kent", "Kent", "Essex", "Essex"], []),  # labels come several times
        (["Alpha", "Alpha1", "Beta2"], ["Alpha", "Alpha1", "Beta2"], [("Alpha", "Alpha1")]),
        (["Essex", "Surrey2", "Dorset"], ["Essex", "Surrey2", "Dorset"], [("Surrey", "Surrey2")]),
        (["Site1", "Site2", "Site 3"], ["Site1", "Site2", "Site 3"], []),
        (["Site (1)", "Site (2)"], ["Site (1)", "Site (2)"], []),
        (["Kent [1]", "Kent [2]", "Essex"], ["Kent [1]", "Kent [2]", "Essex"], []),
    ],
)
def test_a_note_on_a_label_goes_where_that_makes_no_two_labels_one(
    cells: list[str], after: list[str], questions: list[tuple[str, ...]]
) -> None:
    cleaned = clean(cells, "label-notes")
    assert (cleaned.frame["c"].tolist(), asked(cleaned)) == (after, questions)


def test_every_repair_is_tested_above() -> None:
    assert {rule for rule, _, _ in CELLS} | {"odd-dates"} == set(REPAIRS)
    assert all(rule.does and rule.name == name for name, rule in REPAIRS.items())


def test_the_documentation_lists_every_repair() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "cleaning.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", page.replace("\\*", "*"), re.MULTILINE))
    assert listed == {name: rule.does for name, rule in REPAIRS.items()}


def test_only_text_is_repaired() -> None:
    cells = [1204, 0.08, True, None, b"1,204", ("1,204",)]
    for rule in REPAIRS:
        cleaned = clean(cells, rule)
        assert (cleaned.frame["c"].tolist(), cleaned.log) == (cells, ())


def test_repairs_follow_one_another_and_each_has_its_line() -> None:
    cleaned = clean(["1,204*", "n/k"], "missing-marks", "notes", "thousands", "integer")
    assert cleaned.frame["c"].tolist() == [1204, pd.NA]
    assert [(r.row, r.before, r.after) for r in cleaned.log] == [
        (1, "n/k", None),
        (0, "1,204*", "1,204"),
        (0, "1,204", "1204"),
        (None, "text", "integer"),
    ]
    assert "'*'" in cleaned.log[1].why


def test_a_repair_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(DispropError, match=r"no repair or type is called 'thousand'\. Did you mean 'thousands'"):
        clean(["1"], "thousand")


# marks and orders of one's own


def test_marks_of_ones_own() -> None:
    cleaned = clean(["12", "Withheld ", "N/A"], cleaning.missing_marks("withheld"))
    assert cleaned.frame["c"].isna().tolist() == [False, True, False]
    with pytest.raises(DispropError, match="missing_marks needs marks"):
        cleaning.missing_marks()


def test_another_date_of_the_column_shows_the_order() -> None:
    cleaned = clean(["01/02/2023", "23/04/2023"], "dates", "date")
    assert cleaned.frame["c"].dt.strftime("%d %B").tolist() == ["01 February", "23 April"]
    assert "as in 23/04/2023" in cleaned.log[0].why
    american = clean(["01/02/2023", "04/23/2023"], "dates", "date")
    assert american.frame["c"].dt.strftime("%d %B").tolist() == ["02 January", "23 April"]


def test_a_column_of_both_orders_decides_nothing() -> None:
    cleaned = clean(["01/02/2023", "23/04/2023", "04/23/2023"], "dates", "date")
    assert asked(cleaned) == [("2023-02-01", "2023-01-02")]
    assert cleaned.frame["c"].tolist() == ["01/02/2023", "2023-04-23", "2023-04-23"]


def test_an_order_that_was_asked_for() -> None:
    cleaned = clean(["01/02/2023", "04/23/2023"], cleaning.dates("day"))
    assert cleaned.frame["c"].tolist() == ["2023-02-01", "04/23/2023"]
    assert asked(cleaned) == [("2023-04-23",)]
    with pytest.raises(DispropError, match=r"no order of dates is called 'days'\. Did you mean 'day'"):
        cleaning.dates("days")


def test_years_of_two_digits_in_front() -> None:
    cells = ["23-04-11", "23-04-20"]
    assert clean(cells, "dates", "date").frame["c"].tolist() == cells
    told = clean(cells, cleaning.dates("year"), "date")
    assert told.frame["c"].dt.strftime("%Y-%m-%d").tolist() == ["2023-04-11", "2023-04-20"]
    assert told.questions == ()
    assert asked(clean(["05/13/21"], cleaning.dates("year"))) == [("2021-05-13",)]
    slip = clean(["31/04/11", "21/04/11"], "dates")
    assert (asked(slip), slip.log) == ([("2031-04-11",), ("2011-04-21", "2021-04-11")], ())
    shown = clean(["21/04/11", "23/04/2011"], "dates")
    assert shown.frame["c"].tolist() == ["2011-04-21", "2011-04-23"]


# two scales and two readings in one column


def test_a_plain_number_among_percentages_is_asked_about() -> None:
    cells = ["12%", "8", "0.5", "0", 0.25, None]
    cleaned = clean(cells, "percentages", "number")
    assert cleaned.frame["c"].tolist() == ["0.12", *cells[1:]]
    assert [(q.row, q.readings) for q in cleaned.questions] == [
        (1, ("8%", "800%")),
        (2, ("0.5%", "50%")),
        (4, ("0.25%", "25%")),
    ]
    answers: dict[tuple[int, str], str | None] = {(1, "c"): "8%", (2, "c"): "50%", (4, "c"): "25%"}
    raw = pd.DataFrame({"c": pd.Series(cells, dtype=object)})
    told = cleaning.read_table(raw, columns={"c": ["percentages", "number"]}, answers=answers)
    assert told.frame["c"].tolist()[:5] == [0.12, 0.08, 0.5, 0.0, 0.25]
    assert told.questions == ()
    assert clean(["8", "0.5"], "percentages", "number").frame["c"].tolist() == [8.0, 0.5]


@pytest.mark.parametrize("steps", [("excel-serials", "dates", "date"), ("dates", "excel-serials", "date")])
def test_a_spreadsheet_that_read_half_of_the_dates_may_have_swapped_them(steps: tuple[str, ...]) -> None:
    cleaned = clean(["45022", "13/04/2023", "45034", "45051"], *steps)
    assert cleaned.frame["c"].tolist() == ["45022", "2023-04-13", "2023-04-18", "2023-05-05"]
    assert asked(cleaned) == [("2023-04-06", "2023-06-04")]


def test_serials_beside_dates_of_every_kind_of_day_are_read() -> None:
    cleaned = clean(["45022", "2023-04-13", "2023-04-05"], "excel-serials", "date")
    assert cleaned.frame["c"].dt.day.tolist() == [6, 13, 5]


# dates beside their neighbours

SWAPPED = ["2023-04-28", "2023-05-02", "2023-05-03", "2023-04-05", "2023-05-06", "2023-05-09", "2023-05-11"]
WRONG_YEAR = ["2024-06-26", "2024-06-28", "2024-06-28", "2023-07-11", "2024-07-11", "2024-07-13", "2024-07-16"]


@pytest.mark.parametrize(("cells", "after"), [(SWAPPED, "2023-05-04"), (WRONG_YEAR, "2024-07-11")])
def test_a_date_that_fits_its_neighbours_otherwise_is_proposed_and_changed_only_if_asked(
    cells: list[str], after: str
) -> None:
    looked = clean(cells, "odd-dates", "date")
    assert looked.frame["c"].dt.strftime("%Y-%m-%d").tolist() == cells
    (question,) = looked.questions
    assert (question.row, question.readings) == (3, (after,))
    raw = pd.DataFrame({"c": pd.Series(cells, dtype=object)})
    changed = cleaning.read_table(raw, columns={"c": ["odd-dates", "date"]}, answers=looked.suggested["answers"])
    assert [(r.row, r.before, r.after, r.rule) for r in changed.log[:-1]] == [(3, cells[3], after, "answered")]
    assert changed.questions == ()


@pytest.mark.parametrize("step", [1, -1])
def test_the_order_of_the_table_may_be_either(step: int) -> None:
    assert [q.row for q in clean(WRONG_YEAR[::step], "odd-dates").questions] == [3]


def test_dates_that_cannot_be_judged_are_not() -> None:
    unordered = ["2023-05-01", "2021-01-01", "2023-06-01", "2020-01-01", "2023-04-05", "2019-01-01", "2023-05-06"]
    pause = ["2020-02-11", "2020-02-21", "2020-02-27", "2022-01-28", "2022-03-10", "2022-07-07"]
    at_the_end = [*SWAPPED[:3], *SWAPPED[4:], "2023-04-05"]
    several = ["2022-12-30", "2022-12-31", "2023-01-02", "2020-01-01", "2023-01-03", "2022-12-31", "2023-01-05"]
    for cells in (unordered, pause, at_the_end, several[:4], ["2023-04-05"]):
        assert clean(cells, "odd-dates").questions == ()


def test_a_date_with_two_ways_to_fit_or_none_is_left() -> None:
    cells = ["2022-11-20", "2022-11-28", "2022-12-02", "2022-01-12", "2023-01-05", "2023-01-10", "2023-01-12"]
    cleaned = clean(cells, "odd-dates")
    assert cleaned.log == ()
    assert [(q.row, q.readings) for q in cleaned.questions] == [(3, ("2022-12-01", "2023-01-12"))]
    alone = [*WRONG_YEAR[:3], "2021-03-30", *WRONG_YEAR[4:]]
    assert asked(clean(alone, "odd-dates")) == [()]


def test_a_misprint_does_not_make_its_neighbours_odd() -> None:
    cells = ["2022-12-20", "2022-12-24", "2023-01-08", "2021-12-28", "2022-12-22", "2023-01-09", "2023-01-11"]
    assert [(q.row, q.readings) for q in clean(cells, "odd-dates").questions] == [(3, ("2022-12-28",))]


# suppression marks


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("*", 0, pd.NA),
        ("!", 0, pd.NA),
        ("~", 0, pd.NA),
        ("-", 0, pd.NA),
        ("[c]", 0, pd.NA),
        ("<5", 0, 4),
        ("< 1,000", 0, 999),
        ("<=5", 0, 5),
        ("≤5", 0, 5),
        ("fewer than 5", 0, 4),
        ("up to 5", 0, 5),
        (">1000", 1001, pd.NA),
        ("at least 10", 10, pd.NA),
        ("1-4", 1, 4),
        ("1 to 4", 1, 4),
        ("17", 17, 17),
    ],
)
def test_a_suppressed_number_becomes_bounds(cell: str, low: int, high: object) -> None:
    cleaned = clean([cell], "bounds", "integer")
    assert list(cleaned.frame.columns) == ["c", "c_low", "c_high"]
    number, least, most = cleaned.frame.iloc[0].tolist()
    assert least == low
    assert most is high or most == high
    assert number is pd.NA if cell != "17" else number == 17


@pytest.mark.parametrize("cell", ["<0", "4-1", "about 5", "5*"])
def test_what_is_no_bound_is_asked_about(cell: str) -> None:
    cleaned = clean([cell], "bounds", "integer")
    assert cleaned.frame.iloc[0].tolist() == [cell] * 3
    assert len(cleaned.questions) == 3


def test_the_bounds_of_a_mark_of_ones_own() -> None:
    cleaned = clean(["*", "**", "12"], cleaning.bounds({"*": (1, 4)}), "integer")
    assert cleaned.frame["c_low"].tolist() == [1, 0, 12]
    assert cleaned.frame["c_high"].tolist() == [4, pd.NA, 12]


@pytest.mark.parametrize("wrong", [(4, 1), (None, 4), (-1, 4), 4, (1, 2, 3), (True, 4), (0.5, 4), "14"])
def test_bounds_that_are_none(wrong: Any) -> None:
    with pytest.raises(DispropError, match="needs its lowest and highest number"):
        cleaning.bounds({"*": wrong})


def test_bounds_do_not_write_over_a_column() -> None:
    frame = pd.DataFrame({"c": ["*"], "c_low": ["3"]})
    with pytest.raises(DispropError, match="a column 'c_low' already"):
        cleaning.read_table(frame, columns={"c": "bounds"})


# types


@pytest.mark.parametrize(
    ("kind", "cells", "dtype"),
    [
        ("integer", ["12", "447337.0", "1204.000", "0.000", "1.0000", "-3", None, 5, 6.0], "Int64"),
        ("number", ["0.6", "-1.84", ".5", "1e3", None, 5], "float64"),
        ("boolean", ["True", "FALSE", None, True], "boolean"),
        ("date", ["2023-04-06", None, pd.Timestamp("2023-04-06")], "datetime64[ns]"),
        ("datetime", ["2021-08-01T00:00:00+01:00", "2021-08-01T00:00:00Z", None], "datetime64[ns, UTC]"),
        ("text", ["12", "", None], "string"),
    ],
)
def test_a_type(kind: str, cells: list[Any], dtype: str) -> None:
    cleaned = clean(cells, kind)
    assert str(cleaned.frame["c"].dtype) == dtype
    assert cleaned.frame["c"].isna().tolist() == [cell is None for cell in cells]
    assert [r.rule for r in cleaned.log] == ["column-typed"]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "2.5"),
        ("integer", "1.000"),
        ("integer", "-86.000"),
        ("integer", "1e3"),
        ("integer", " 12"),
        ("integer", "٣"),
        ("integer", str(2**63)),
        ("integer", "9" * 400),
        ("integer", True),
        ("integer", 2.5),
        ("number", "1,5"),
        ("number", "nan"),
        ("number", "1e999"),
        ("number", 10**400),
        ("number", False),
        ("boolean", "yes"),
        ("boolean", 1),
        ("date", "06/04/2023"),
        ("date", "2023-02-30"),
        ("date", "9999-12-31"),
        ("date", "0001-01-01"),
        ("date", pd.Timestamp("2023-04-06 12:00")),
        ("datetime", "2021-08-01T00:00:00"),
        ("datetime", "soon"),
        ("datetime", 5),
        ("text", 5),
    ],
)
def test_a_cell_of_another_type_keeps_the_column_as_it_is(kind: str, cell: Any) -> None:
    cleaned = clean([cell, None], kind)
    assert cleaned.frame["c"].tolist()[0] is cell
    assert cleaned.log == ()
    (question,) = cleaned.questions
    assert (question.row, question.column, question.value) == (0, "c", cell)


def test_a_cell_of_131072_digits_and_a_mark_is_no_number() -> None:
    cell = "1" * 131_072 + "!"
    assert clean([cell], "number").frame["c"].tolist() == [cell]


def test_a_number_with_an_open_question_is_not_read_by_the_way() -> None:
    cleaned = clean(["1.204", "17"], "thousands", "number")
    assert cleaned.frame["c"].tolist() == ["1.204", "17"]
    assert asked(cleaned) == [("1204", "1.204")]


def test_an_open_question_keeps_the_bounds_of_its_cell_as_text() -> None:
    cleaned = clean(["1.204", "12", "<5"], "thousands", "bounds", "number")
    assert cleaned.frame.astype(object).where(cleaned.frame.notna(), None).to_dict("list") == {
        "c": ["1.204", "12", None],
        "c_low": ["1.204", "12", "0"],
        "c_high": ["1.204", "12", "4"],
    }
    assert [(q.row, q.column, q.readings) for q in cleaned.questions] == [
        (0, name, ("1204", "1.204")) for name in ("c", "c_high", "c_low")
    ]
    raw = pd.DataFrame({"c": ["1.204", "12", "<5"]})
    told = cleaning.read_table(raw, columns={"c": ["thousands", "bounds", "number"]}, answers={(0, "c"): "1204"})
    assert (told.frame["c_low"].tolist(), told.questions) == ([1204, 12, 0], ())
