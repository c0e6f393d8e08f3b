"""Any file to a table: titles, headings of several lines, notes, workbooks, and columns that count twice."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, cleaning, rate_ratio, tables
from disprop.cleaning import Cleaned

RAW = Path(__file__).parent / "data" / "raw"


def read(text: str, **options: Any) -> Cleaned:
    return cleaning.read_table(io.StringIO(text), **options)


def rules(cleaned: Cleaned) -> list[str]:
    return [repair.rule for repair in cleaned.log]


def asked(cleaned: Cleaned) -> str:
    return "\n".join(map(str, cleaned.questions))


CENSUS = """
"TS021 - Ethnic group"
"ONS Crown Copyright Reserved [from Nomis on 18 April 2023]"
"Population :","All usual residents"
"Date       :","2021"

"area","mnemonic","Total: All usual residents","Asian","Black","White"

"Hartlepool 001A","E01011954",2284,19,17,2248
"Hartlepool 001B","E01011969",1345,6,0,1339
"Hartlepool 001C","E01011970",1070,7,4,1059
"""


def test_titles_above_the_heading_are_no_heading() -> None:
    cleaned = read(CENSUS)
    assert [*cleaned.frame] == ["area", "mnemonic", "Total: All usual residents", "Asian", "Black", "White"]
    assert cleaned.frame["Asian"].tolist() == [19, 6, 7]
    assert rules(cleaned).count("title") == 4
    assert "drop=" in asked(cleaned)
    assert asked(read(CENSUS, drop="Total: All usual residents", lengthen={})) == ""
    assert cleaned.replay(io.StringIO(CENSUS)).equals(cleaned.frame)


def test_headings_of_two_lines_are_joined_and_units_are_no_row() -> None:
    text = (
        "Table 2,,,,\n,2019,,2020,\nForce,Stops,Arrests,Stops,Arrests\n,number,number,number,number\nKent,120,7,130,9\n"
    )
    cleaned = read(text)
    assert [*cleaned.frame] == ["Force", "2019: Stops", "2019: Arrests", "2020: Stops", "2020: Arrests"]
    assert cleaned.frame.iloc[0].tolist() == ["Kent", 120, 7, 130, 9]
    assert {"title", "heading-joined", "units-row"} <= set(rules(cleaned))
    assert cleaned.replay(io.StringIO(text)).equals(cleaned.frame)


def test_years_may_be_headings_and_other_numbers_are_asked_about() -> None:
    assert [*read("Force,2019,2019/20\nKent,12,14\n").frame] == ["Force", "2019", "2019/20"]
    assert "header= names another line" in asked(read("Essex,310,17\nKent,12,14\n"))


def test_counts_that_read_like_years_are_counts() -> None:
    assert read("Force,Stops\nKent,1950\nEssex,12\n").frame["Stops"].tolist() == [1950, 12]
    frame = read("Force,Stops,Arrests\nKent,1950,1960\n\nEssex,1999,2001\nSurrey,12,3\n").frame
    assert frame["Arrests"].tolist() == [1960, 2001, 3]
    joined = read(",Stops,Stops,Stops\nForce,2018,2019,2020\nKent,120,7,9\nEssex,12,8,7\n").frame
    assert [*joined] == ["Force", "Stops: 2018", "Stops: 2019", "Stops: 2020"]


def test_notes_below_are_left_out_by_name_and_a_label_alone_is_asked_about() -> None:
    cleaned = read("Force,Stops\nNorth East\nCleveland,310\nDurham,212\n\n1. Revised since.\nSource: Home Office\n")
    assert [repair.before for repair in cleaned.left_out] == [None, "1. Revised since.", "Source: Home Office"]
    assert cleaned.frame["Force"].tolist() == ["North East", "Cleveland", "Durham"]
    assert "a heading of the rows below" in asked(cleaned)
    assert read("Force,Stops\nNorth East\nKent,310\n", skip=2).frame["Force"].tolist() == ["Kent"]


def test_a_second_table_is_another_one() -> None:
    text = "Table 1\nForce,Stops\nKent,310\nEssex,212\n\nTable 2\n\nForce,Arrests\nKent,31\nEssex,21\n"
    cleaned = read(text)
    assert cleaned.frame["Stops"].tolist() == [310, 212]
    assert "header=8 reads it" in asked(cleaned)
    other = read(text, header=8)
    assert other.frame["Arrests"].tolist() == [31, 21]
    assert other.replay(io.StringIO(text)).equals(other.frame)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_separators_are_found(mark: str) -> None:
    frame = read(f"Force{mark}Stops\nKent{mark}1,204\nEssex{mark}310\n").frame
    assert frame["Stops"].tolist() == [1204, 310]


def test_codes_stay_text_and_marks_become_what_they_allow() -> None:
    frame = read("Code,Stops,Share\n01,<5,12%\n02,310,8.5%\n").frame
    assert frame["Code"].tolist() == ["01", "02"]
    assert frame[["Stops_low", "Stops_high"]].to_numpy().tolist() == [[0, 4], [310, 310]]
    assert frame["Share"].tolist() == [0.12, 0.085]


def test_columns_within_columns_are_asked_about() -> None:
    rows = [(f"area {i}", 1000 + 7 * i, 900 + 5 * i, 60 + i, 40 + i) for i in range(1, 9)]
    lines = [f"{name},{one + 90},{one},{b},{one - b}" for name, one, _, b, _ in rows]
    cleaned = read("area,All people,White,Irish,British\n" + "\n".join(lines) + "\n")
    said = "(holds 'Irish', 'British', equal to the 2 columns directly right of it)"
    assert f"White: it may be a total of other columns {said}" in asked(cleaned)


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Write an OpenDocument workbook with nothing but the standard library."""
    cell = {str: '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'}
    number = '<table:table-cell office:value-type="float" office:value="{}"/>'
    rows = {
        name: "".join(
            "<table:table-row>" + "".join(cell.get(type(x), number).format(x) for x in line) + "</table:table-row>"
            for line in lines
        )
        for name, lines in sheets.items()
    }
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    body = "".join(f'<table:table table:name="{name}">{lines}</table:table>' for name, lines in rows.items())
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return held.getvalue()


BOOK = workbook(
    {
        "Index": [["Sheet", "Title"], ["Table_1", "Stops"]],
        "Table_1": [["Table 1: Stops", ""], ["Force", "Stops"], ["Kent", 120.0], ["Essex", 212.0]],
    }
)


def test_the_sheet_with_the_numbers_is_read_and_the_others_are_named() -> None:
    cleaned = cleaning.read_table(io.BytesIO(BOOK))
    assert cleaned.frame.to_numpy().tolist() == [["Kent", 120], ["Essex", 212]]
    assert cleaned.questions[0].readings == ("Index", "Table_1")
    assert cleaned.replay(io.BytesIO(BOOK)).equals(cleaned.frame)
    assert [*cleaning.read_table(io.BytesIO(BOOK), sheet="Index").frame] == ["Sheet", "Title"]
    with pytest.raises(DispropError, match=r"no sheet is called 'Table_2'. Did you mean 'Table_1'"):
        cleaning.read_table(io.BytesIO(BOOK), sheet="Table_2")


def test_an_archive_of_one_file_is_that_file() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("stops.csv", "Force,Stops\nKent,120\n")
    assert cleaning.read_table(io.BytesIO(held.getvalue())).frame["Stops"].tolist() == [120]
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("other.csv", "a\n")
    with pytest.raises(DispropError, match=r"this archive holds 2 files: 'stops.csv', 'other.csv'; unpack it"):
        cleaning.read_table(io.BytesIO(held.getvalue()))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"header": 0}, "header must be lines, counted from 1; got 0"),
        ({"skip": "2"}, "skip must be lines, counted from 1; got '2'"),
        ({"sheet": "Stops"}, "no sheet is called 'Stops'"),
        ({"leave_out": "totals"}, r"leave_out must be a mapping, such as leave_out=\{'force': 'Total'\}; got 'totals'"),
        ({"leave_out": {"Force": "Total"}}, r"no value of 'Force' is called 'Total'\. Known: Kent$"),
    ],
)
def test_wrong_answers_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        read("Force,Stops\nKent,120\n", **options)


REGIONS = "Area,Uses\n  West\u00a0Midlands ,1157\nStaffordshire,305\nWest Midlands,852\nNorth East ,338\nDurham,338\n"


def test_rows_are_left_out_by_the_name_that_a_question_shows() -> None:
    found = read(REGIONS)
    assert found.questions[0].value == "West Midlands"
    assert read(REGIONS, leave_out={"Area": "North East"}).frame["Uses"].tolist() == [1157, 305, 852, 338]


def test_a_region_is_not_left_out_for_the_force_of_its_name() -> None:
    message = r"'West Midlands' may be '  West\\xa0Midlands ' \(row 0\) or 'West Midlands' \(row 2\); give one as"
    with pytest.raises(DispropError, match=message):
        read(REGIONS, leave_out={"Area": "West Midlands"})
    region = "  West\u00a0Midlands "
    assert read(REGIONS, leave_out={"Area": region}).frame["Uses"].tolist() == [305, 852, 338, 338]
    assert read(REGIONS, leave_out={"Area": [region, "West Midlands"]}).frame["Uses"].tolist() == [305, 338, 338]


def test_from_a_file_to_a_ratio() -> None:
    text = "Stops\n\nForce,Group,Stops,People\nKent,Black,33,46 476\nKent,White,352,1 761 205\nSource: the force\n"
    frame = read(text).frame
    found = tables.compare_by(frame, rate_ratio, columns=("Stops", "People"), group="Group", reference="White")
    assert found["value"].round(2).tolist() == [3.55, 1.0]


names = st.lists(st.sampled_from(["White", "Black", "Asian", "Mixed", "Other"]), min_size=2, unique=True)
titles = st.lists(st.sampled_from(["Table 4. Stops,,", "All persons", "", "Crown copyright,,"]), max_size=3)
notes = st.lists(st.sampled_from(["Source: the force", "1. Revised.", "", "* see the notes"]), max_size=3)


@settings(deadline=None)  # the first call reads the lists of groups
@given(names, titles, notes, st.data())
def test_dirt_around_a_table_changes_no_number(
    groups: list[str], above: list[str], below: list[str], data: Any
) -> None:
    counts = data.draw(st.lists(st.integers(0, 10**6), min_size=3 * len(groups), max_size=3 * len(groups)))
    width = len(groups)
    clean = [[f"area {i}", *counts[i * width : (i + 1) * width]] for i in range(3)]
    number = data.draw(st.sampled_from(["{}", "{:,}", "{}*", " {} "]))
    lines = [",".join(["Area", *groups])]
    lines += [",".join([name, *(f'"{number.format(count)}"' for count in row)]) for name, *row in clean]
    cleaned = read("\n".join([*above, *lines, *below]) + "\n")
    assert [*cleaned.frame] == ["Area", *groups]
    assert cleaned.frame.to_numpy().tolist() == clean


@pytest.mark.parametrize("nothing", ["", ":"])
def test_rows_without_numbers_are_no_heading_of_another_table(nothing: str) -> None:
    lines = [f"Kent,Restraint,{each},4,5" for each in "ab"]
    gaps = [f"Kent,Restraint,{each},{nothing},{nothing}" for each in ("compliant", "not compliant", "other")]
    text = "\n".join(["Force,Type,Tactic,White,Black", *lines, *gaps, *lines, ": = not available.,,,,"])
    cleaned = read(text)
    assert (len(cleaned.frame), rules(cleaned).count("note-below")) == (7, 1)
    assert "another table" not in asked(cleaned)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.csv")), ids=lambda path: str(path.stem))
def test_raw_files_keep_every_row(path: Path) -> None:
    cleaned = cleaning.read_table(path)
    heading = next((max(line.after["header"]) for line in cleaned.log if line.rule == "layout"), 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(cleaned.frame) + cleaned.rows_left_out == cleaned.rows_in == len(lines) - heading
    assert cleaned.replay(path).equals(cleaned.frame)


def test_a_mark_of_a_share_is_no_mark_of_a_count() -> None:
    steps = {"Stops": ["bounds", "integer"], "Share": ["bounds", "percentages", "number"]}
    cleaned = cleaning.read_table(io.StringIO("Stops,Share\n<=5%,<=5%\n12,12%\n"), columns=steps)
    assert cleaned.frame["Stops_high"].tolist() == ["<=5%", "12"]
    assert "not a whole number" in asked(cleaned)
    assert cleaned.frame["Share_high"].tolist()[0] != "<=5%"
    named = {"Stops": [cleaning.bounds({"<=5%": (0, 2)}), "integer"]}  # unless the publisher's rule names it
    assert cleaning.read_table(io.StringIO("Stops\n<=5%\n12\n"), columns=named).frame["Stops_high"].tolist() == [2, 12]


# what passed without a question: rows taken for a heading, levels of areas, codes, thousands, a table beside


@pytest.mark.parametrize("first", ["1200x", "100+", "1200 (2)", "see note"])
def test_a_first_row_that_reads_as_names_is_asked_about(first: str) -> None:
    text = f"Force,Stops\nKent,{first}\nEssex,300\nSurrey,500\n"
    assert "line 2 was taken for the heading, and names columns that have names" in asked(read(text))
    assert read(text, header=1).frame["Force"].tolist() == ["Kent", "Essex", "Surrey"]


def test_levels_of_areas_above_the_lowest_would_count_twice() -> None:
    rows = "National,,80\nRegional,London,50\nLocal authority,Camden,5\nLocal authority,Barnet,4\n"
    text = f"geographic_level,area,exclusions\n{rows}"
    levels = {"geographic_level": ["National", "Regional"]}
    assert read(text).suggested["leave_out"] == levels | {"area": ["London"]}
    assert read(text, **read(text).suggested).frame["exclusions"].sum() == 9


def test_codes_below_zero_are_asked_about_and_those_of_changes_are_not() -> None:
    text = "school,enrolled,change\nA,-9,-3\nB,12,2\nC,-666666666,1\n"
    cleaned = read(text)
    assert cleaned.suggested == {"answers": {("-666666666", "enrolled"): None, ("-9", "enrolled"): None}}
    assert read(text, **cleaned.suggested).frame["enrolled"].sum() == 12


def test_a_heading_in_thousands_is_asked_about() -> None:
    assert "thousands" in asked(read("Force,Population (000s)\nKent,1800\nEssex,1700\n"))
    assert not read("Force,Rate per 1 000s\nKent,18\nEssex,17\n").questions


def test_the_table_beside_is_dropped_and_not_the_labels_of_this_one() -> None:
    text = "Force,Stops,,Force,Arrests\nKent,10,,Essex,3\nEssex,20,,Kent,4\n"
    assert list(read(text, **read(text).suggested).frame) == ["Force", "Stops"]


@pytest.mark.parametrize(
    "text",
    ["Year,Stops\n2018,120\n2019,130\n2020,250\n", "Group,Stops\nWhite,100\nBlack,60\nAsian,40\n"],
)
def test_a_year_or_a_known_group_that_equals_the_others_is_asked_about_and_kept(text: str) -> None:
    assert "equal to all other rows together" in asked(read(text))
    assert not read(text).suggested


@pytest.mark.parametrize(("again", "asks"), [("Kent,12\nEssex,22", 1), ("Surrey,12\nSussex,22", 0)])
def test_a_heading_again_over_the_same_labels_is_asked_about(again: str, asks: int) -> None:
    cleaned = read(f"Force,Stops\nKent,10\nEssex,20\n\nForce,Stops\n{again}\n")
    assert len(cleaned.frame) == 4
    assert asked(cleaned).count("the heading stands again") == asks
