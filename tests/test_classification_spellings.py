"""How a label may be written: every list in capitals, with footnote marks and within a table, and none confused."""

from __future__ import annotations

import io
import itertools
import re
from collections import defaultdict
from typing import Any

import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, classifications, cleaning, tables
from disprop._twice._words import BESIDE, key
from disprop.classifications import NO_GROUP, NOT_STATED, Classification
from disprop.classifications._mapping import _why_not, leads, places, targets
from disprop.classifications._recognition import differing

EVERY = [classifications.load(name) for name in classifications.names()]
UK = [one for one in EVERY if one.question.endswith("United Kingdom")]

# Public data as downloaded: NYPD stops as prepared by dssg/aequitas (NYC open data); census tables TS021 and QS201EW of
# the Office for National Statistics from Nomis (Open Government Licence v3.0); table B03002 of the American Community
# Survey of 2017 (public domain)
NYC = ["AMER IND", "ASIAN/PAC.ISL", "BLACK", "BLACK HISPANIC", "WHITE", "WHITE HISPANIC"]
TS021 = [
    "Total: All usual residents",
    "Asian, Asian British or Asian Welsh",
    "Black, Black British, Black Welsh, Caribbean or African",
    "Mixed or Multiple ethnic groups",
    "White",
    "Other ethnic group",
]
BROAD = ["All categories: Ethnic group", "White", "Mixed", "Asian", "Black", "Other"]
QS201EW = [
    f"Ethnic Group: {label}; measures: Value"
    for label in (*BROAD, *(text for m in classifications.load("census-2011-18").members for text in m.spellings))
]
RACES = ["White", "Black or African American", "American Indian and Alaska Native", "Asian", "Some other race"]
B03002 = [
    *("Estimate; Total:", "Estimate; Not Hispanic or Latino:", "Estimate; Hispanic or Latino:"),
    *(f"Estimate; {side} Latino: - {race} alone" for side in ("Not Hispanic or", "Hispanic or") for race in RACES),
    "Estimate; Not Hispanic or Latino: - Native Hawaiian and Other Pacific Islander alone",
    "Estimate; Hispanic or Latino: - Two or more races:",
    "Estimate; Hispanic or Latino: - Two or more races: - Two races including Some other race",
    "Estimate; Hispanic or Latino: - Two or more races: - Two races excluding Some other race, and three or more races",
]
B03002_OF_2022 = [
    label.replace("Estimate; ", "Estimate!!Total:!!").replace(": - ", ":!!").replace("!!Total:!!Total:", "!!Total:")
    for label in B03002
]

MARKS = ["[1]", " [note 2]", "[r]", " (3)", "(a)", "*", " †", "¹", "²³", "1", "[1][2]", " [c] "]
AROUND = [
    "{}; measures: Value",
    "Ethnic Group: {}",
    "Ethnic Group: {}; measures: Value",
    "ETHNICITY: {}",
    "Estimate!!{}",
]


def name(one: Classification) -> str:
    return one.name


def spoiled(label: str) -> list[str]:
    """Return a label as tables may have it."""
    written = [label, label.upper(), label.lower(), f"  {label} ", label.replace(" ", "  "), label.replace(" - ", ": ")]
    marked = [f"{label}{mark}" for mark in MARKS if mark != "1" or not label[-1].isdigit()]
    around = [frame.format(text) for frame in AROUND for text in (label, f"{label.upper()} [1]")]
    return [*written, *marked, *around, f"Ethnic Group: {label}; measures: Value [1]"]


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (NYC, "nypd-stops"),
        (TS021, "census-2021-5"),
        (QS201EW, "census-2011-18"),
        (B03002, "acs-b03002"),
        (B03002_OF_2022, "acs-b03002"),
    ],
)
def test_the_labels_of_public_files_are_recognised_whole(labels: list[str], found: str) -> None:
    assert [one.name for one in classifications.recognise(labels)] == [found]


@pytest.mark.parametrize("one", EVERY, ids=name)
def test_a_list_is_recognised_in_capitals_with_marks_and_shuffled(one: Classification) -> None:
    labels = list(one.labels)
    for write in (str.upper, str.title, "{} [1]".format, "{}²".format, "Ethnic Group: {}; measures: Value".format):
        written = [write(label) for label in labels]
        assert one in classifications.recognise(sorted(written, key=len))


@pytest.mark.parametrize("one", EVERY, ids=name)
def test_no_label_is_forgiven_into_another_of_its_list(one: Classification) -> None:
    meant = defaultdict(set)
    for member in one.members:
        for label in (member.label, *member.spellings):
            meant[key(label)].add(member.label)
            for written in {key(member.parent + label), key(label + member.parent)} if member.parent else ():
                meant[written].add(member.label)
            for written in spoiled(label):
                read = one.read(written)
                assert read, written
                assert read[0] is member, written
    assert {found: labels for found, labels in meant.items() if len(labels) > 1 and key(found) not in one.labels} == {}


def test_what_was_forgiven_is_told() -> None:
    one = classifications.load("18+1")
    for written, forgiven in {
        "W1": "",
        "British": "",
        "BRITISH": "capitals, blanks or punctuation",
        "white & asian": "capitals, blanks or punctuation",
        "Chinese [3]": "a footnote mark",
        "Asian: Chinese": BESIDE,
        "Indian (Asian)": BESIDE,
        "Ethnicity: Indian (Asian) [1]": f"words of the table around it and a footnote mark and {BESIDE}",
    }.items():
        read = one.read(written)
        assert read, written
        assert read[1] == forgiven
    for other in (
        "",
        "W",
        "Black",
        "IC1",
        5,
        None,
        "Not Hispanic",
        "White alone",
        "Margin of Error; Indian",
        "Indian 100",
    ):
        assert one.read(other) is None


@pytest.mark.parametrize("written", ["Margin of Error; White alone", "White alone; moe"])
def test_words_that_change_the_meaning_are_not_forgiven(written: str) -> None:
    assert not any(one.read(written) for one in EVERY)


def test_white_that_is_not_hispanic_is_read_as_nothing_else() -> None:
    found = {one.name: read[0].label for one in EVERY if (read := one.read("White (non-Hispanic)"))}
    assert found == {"acs-b03002-8": "Not Hispanic or Latino: White alone"}


# ambiguous and near


def test_short_lists_are_all_named_and_what_differs_in_them() -> None:
    labels = ["White", "Black", "Asian", "Other"]
    found = classifications.recognise(labels)
    assert {"5+1", "6+1", "data-police-uk-officer-defined"} <= {one.name for one in found}
    assert differing(found, labels) == ["Asian", "Other"]  # White is the same where it is the sum of its groups
    said = str(next(one for one in found if one.name == "6+1"))
    assert said.startswith("6+1: Five groups of the census, with Chinese apart, self-defined; ")


def test_lists_that_print_the_labels_so_come_first() -> None:
    found = [one.name for one in classifications.recognise(["white", "black", "hispanic"])]
    assert found == ["stanford-open-policing", "ojjdp-red", "ojjdp-placement"]
    assert classifications.recognise(["White", "Black", "Hispanic"])[0].name == "ojjdp-red"


def test_a_near_list_is_named_with_the_labels_that_differ() -> None:
    labels = [*NYC[:4], "WHTE", "WHITE HISPANIC"]
    message = (
        "no known classification has all of these labels. nypd-stops has 5 of 6, not 'WHTE' (Did you mean 'WHITE'?)"
    )
    with pytest.raises(DispropError, match=re.escape(message)):
        classifications.recognise(labels)


# crosswalks


def test_every_pair_of_lists_leads_or_says_why_not() -> None:
    why = ("fewer than two groups", "what an officer saw", "and no answer to the one says what the answer to the other")
    for one, other in itertools.product(EVERY, repeat=2):
        if leads(one, other):
            assert one.question == other.question
        else:
            assert any(reason in _why_not(one, other) for reason in why)


@pytest.mark.parametrize("source", EVERY, ids=name)
def test_no_row_is_lost_between_lists_however_the_labels_are_written(source: Classification) -> None:
    labels = [member.label.upper() for member in source.members if member.kind != "overlapping"]
    rows = pl.DataFrame({"label": [label for n, label in enumerate(labels, 1) for _ in range(n)]})
    for target in (other for other in EVERY if leads(source, other)):
        for options in ({"kind": "core"}, {"kind": "maximal", "among": target.groups[0]}):
            counted = tables.tally(rows, source.name, target.name, column="label", **options)
            assert counted["rows"].sum() == len(rows)
            assert set(counted["target"]) <= {*target.groups, NOT_STATED, NO_GROUP}
            assert counted["label"].to_list() == [label for label in counted["label"] if label in labels]


@pytest.mark.parametrize("from_", [one.name for one in UK[:12]])
def test_no_crosswalk_leads_from_the_united_kingdom_to_the_united_states_nor_back(from_: str) -> None:
    for to in ("acs-b03002", "omb-2024", "nypd-stops"):
        for ends in ((from_, to), (to, from_)):
            with pytest.raises(DispropError, match=r"the one is of .*United.*, the other of .*United.*, and no answer"):
                classifications.mapping(*ends)


@pytest.mark.parametrize(
    ("label", "to", "group"),
    [
        ("Not Hispanic or Latino: White alone", "omb-1997", "White"),
        ("Hispanic or Latino: White alone", "omb-1997", "Hispanic or Latino"),
        ("Hispanic or Latino: White alone", "acs-b02001", "White alone"),
        ("Hispanic or Latino: White alone", "omb-1997-race", "White"),
        ("Not Hispanic or Latino: Two or more races", "omb-1997", NO_GROUP),
        ("Not Hispanic or Latino: Two or more races", "crdc", "Two or More Races"),
        ("Hispanic or Latino: Black or African American alone", "nypd-stops", "BLACK HISPANIC"),
        ("Hispanic or Latino: Some other race alone", "nypd-stops", NO_GROUP),
        ("Not Hispanic or Latino: Asian alone", "california-ripa", NO_GROUP),
        ("Not Hispanic or Latino: Asian alone", "stanford-open-policing", "asian/pacific islander"),
    ],
)
def test_labels_of_the_american_community_survey_whose_place_is_known(label: str, to: str, group: str) -> None:
    assert places(classifications.load("acs-b03002"), classifications.load(to), "core", ())[label] == group


@pytest.mark.parametrize(
    ("from_", "label", "to", "group"),
    [
        ("scotland-census", "White: Polish", "18+1", "W9"),
        ("scotland-census", "Mixed or multiple ethnic groups", "18+1", NO_GROUP),
        ("scotland-census", "Mixed or multiple ethnic groups", "5+1", "Mixed"),
        ("scotland-census", "Caribbean or Black: Other Caribbean or Black", "18+1", NO_GROUP),
        ("scotland-census", "Caribbean or Black: Other Caribbean or Black", "5+1", "Black"),
        ("scotland-census", "Caribbean or Black: Caribbean, Caribbean Scottish or Caribbean British", "18+1", NO_GROUP),
        ("18+1", "W9", "scotland-census", NO_GROUP),
        ("northern-ireland-census-2021", "Irish Traveller", "5+1", "White"),
        ("northern-ireland-census-2021", "White", "18+1", NO_GROUP),
        ("dfe-minor", "Gypsy/Roma", "census-2021-19", NO_GROUP),
        ("dfe-minor", "Gypsy/Roma", "dfe-major", "Ethnicity Major White Total"),
        ("dfe-minor", "CHNE", "5+1", "Asian"),
        ("nhs-16+1", "R", "home-office-arrests-to-2018-2019", "Chinese/other"),
        ("nhs-16+1", "R", "home-office-arrests", "2019/20 onwards - Asian or Asian British"),
        ("home-office-stop-and-search", "N/A - vehicle search", "5+1", NO_GROUP),
        ("gov-uk-5A", "Other inc Chinese", "5+1", NO_GROUP),
        ("prisons", "White: Roma", "18+1", "W9"),
        ("census-2021-5", "White", "5+1", "White"),
    ],
)
def test_labels_of_the_united_kingdom_whose_place_is_known(from_: str, label: str, to: str, group: str) -> None:
    assert places(classifications.load(from_), classifications.load(to), "core", ())[label] == group


def test_no_group_is_given_without_some_of_its_people() -> None:
    for one, other in ((one, other) for one, other in itertools.product(EVERY, repeat=2) if leads(one, other)):
        given: dict[str, set[str]] = defaultdict(set)
        for member in one.members:
            for place in targets(member, one, other, "core"):
                given[place] |= member.maximal
        assert all(given[group.label] >= group.core for group in other.members if group.label in given)
    with pytest.raises(
        DispropError, match="fewer than two groups of the one can be put together from groups of the other"
    ):
        classifications.mapping("acs-b03002-8", "omb-1997-race")  # White of those who are not Hispanic


def relabelled(labels: list[Any], from_: str, to: str) -> list[Any]:
    return list(tables.crosswalk(pd.DataFrame({"label": labels}), from_, to, column="label")[to])


def test_labels_forgiven_are_never_merged_silently() -> None:
    assert relabelled(["WHITE: IRISH", "African [2]"], "census-2011-18", "5+1") == ["White", "Black"]
    message = "column 'label' has 'IRISH' and 'Irish', which are both read as 'Irish' of census-2011-18; make them one"
    for labels in (["Irish", "IRISH"], ["IRISH", "Irish", "African"]):
        with pytest.raises(DispropError, match=message):
            relabelled(labels, "census-2011-18", "5+1")
    with pytest.raises(DispropError, match=r"'White 1' and 'White 2', which are both read as 'White' of 5\+1"):
        relabelled(["White 1", "White 2"], "5+1", "5+1")
    assert relabelled(["Irish", "White: Irish"], "census-2011-18", "5+1") == ["White", "White"]  # both are printed


@pytest.mark.parametrize("written", ["WHITE HISPANIC", "White Hispanic [1]"])
def test_one_list_in_two_spellings_is_named_with_the_calls_to_make(written: str) -> None:
    counts = pd.DataFrame({"race": ["BLACK HISPANIC", "AMER IND", written], "events": [3, 4, 5]})
    people = pd.DataFrame(
        {"race": ["Black Hispanic", "American Indian/Alaskan native", "White hispanic"], "population": [30, 40, 50]}
    )
    call = 'tables.crosswalk({}, "nypd-stops", "nypd-stops", column="race", name="race")'
    message = f"labels of nypd-stops on both sides, written in two ways: try {call.format('counts')} and "
    with pytest.raises(DispropError, match=re.escape(message + call.format("population"))):
        tables.join_population(counts, people, on="race")
    ours, theirs = (
        tables.crosswalk(frame, "nypd-stops", "nypd-stops", column="race", name="race") for frame in (counts, people)
    )
    assert list(tables.join_population(ours, theirs, on="race")["population"]) == [30, 40, 50]


# tables as they are read


def told(text: str | io.StringIO) -> list[Any]:
    return [repair for repair in cleaning.read_table(text).log if repair.rule == "groups"]


def test_a_table_that_is_read_says_which_list_a_column_holds_and_what_was_forgiven() -> None:
    rows = "".join(f"{label.title()},{n}\n" for n, label in enumerate(NYC))
    (line,) = told(io.StringIO(f"race,stops\n{rows}"))
    assert (line.row, line.column) == (None, "race")
    assert line.why == "6 labels of nypd-stops; 6 but for capitals, blanks or punctuation"
    assert line.after == ["nypd-stops"]


@pytest.mark.parametrize(("headings", "name"), [(TS021, "census-2021-5"), (QS201EW, "census-2011-18")])
def test_headings_are_recognised_among_others_and_replayed(headings: list[str], name: str) -> None:
    wide = pd.DataFrame([["Kent", "E07000105", 2011, *range(len(headings))]] * 2)
    wide.columns = pd.Index(["area", "area code", "date", *headings])
    cleaned = cleaning.read_table(wide.astype(str))
    (line,) = (repair for repair in cleaned.log if repair.rule == "groups")
    assert line.column is None
    assert line.why.startswith(f"{len(headings)} labels of {name}")
    pd.testing.assert_frame_equal(cleaned.replay(wide.astype(str)), cleaned.frame)


def test_labels_on_several_lists_are_told_with_what_differs() -> None:
    (line,) = told(io.StringIO("group,n\nWhite,1\nBlack,2\nAsian,3\nChinese,4\n"))
    assert line.why == "4 labels of 6+1, gov-uk-7A"
    (line,) = told(io.StringIO("group,n\nWhite,1\nBlack,2\nAsian,3\nOther,4\n"))
    assert line.why.endswith("they differ in 'Asian', 'Other': see the source")


def test_doubtful_labels_are_asked_about_where_they_first_stand() -> None:
    near = cleaning.read_table(io.StringIO("race,n\nWHITE,1\nBLACK,2\nBLAK,3\nBLAK,4\nAMER IND,5\n"))
    assert [(q.row, q.value, q.why) for q in near.questions if q.column == "race"] == [
        (2, "BLAK", "no label of nypd-stops, as the others are (Did you mean 'BLACK'?)")
    ]
    twice = cleaning.read_table(io.StringIO("group,n\nWhite,1\nBlack,2\nAsian,3\nWHITE,5\n"))
    assert [(q.row, q.why) for q in twice.questions] == [(3, "read as 'White' of 5+1, as another label is")]
    assert list(twice.frame["group"]) == ["White", "Black", "Asian", "WHITE"]


@pytest.mark.parametrize("labels", [["Mixed", "Other"], ["Kent", "Essex", "Surrey"], ["a", "b", "White", "Black"]])
def test_columns_of_other_things_are_left_alone(labels: list[str]) -> None:
    cleaned = cleaning.read_table(io.StringIO("kind,n\n" + "".join(f"{label},1\n" for label in labels)))
    assert not told(io.StringIO("kind,n\n" + "".join(f"{label},1\n" for label in labels)))
    assert not cleaned.questions


def test_cells_that_are_no_text_are_passed_over() -> None:
    frame = pd.DataFrame({"group": ["White", "Black", "Asian", None, 5]})
    (line,) = (repair for repair in cleaning.read_table(frame).log if repair.rule == "groups")
    assert line.why.startswith("3 labels of 5+1, 6+1")
