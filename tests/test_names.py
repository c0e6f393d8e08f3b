"""Names of forces, places and sexes: what is spelt otherwise is suggested, and nothing is changed by itself."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from disprop import DispropError, _names, cleaning, datasets, tables

KNOWN = datasets.load("names").fillna("")
FORCES = KNOWN[KNOWN["kind"] == "force"]
# as data.police.uk names them
POLICE_UK = """
Avon and Somerset Constabulary, Bedfordshire Police, British Transport Police, Cambridgeshire Constabulary,
Cheshire Constabulary, City of London Police, Cleveland Police, Cumbria Constabulary, Derbyshire Constabulary,
Devon & Cornwall Police, Dorset Police, Durham Constabulary, Dyfed-Powys Police, Essex Police, Gloucestershire
Constabulary, Greater Manchester Police, Gwent Police, Hampshire Constabulary, Hertfordshire Constabulary,
Humberside Police, Kent Police, Lancashire Constabulary, Leicestershire Police, Lincolnshire Police,
Merseyside Police, Metropolitan Police Service, Norfolk Constabulary, North Wales Police, North Yorkshire
Police, Northamptonshire Police, Northumbria Police, Nottinghamshire Police, Police Service of Northern
Ireland, South Wales Police, South Yorkshire Police, Staffordshire Police, Suffolk Constabulary, Surrey
Police, Sussex Police, Thames Valley Police, Warwickshire Police, West Mercia Police, West Midlands Police,
West Yorkshire Police, Wiltshire Police"""


def read(text: str, **options: Any) -> cleaning.Cleaned:
    return cleaning.read_table(io.StringIO(text), **options)


def asked(text: str, **options: Any) -> list[str]:
    return [str(question) for question in read(text, **options).questions]


# the list


def test_the_forces_and_places_are_all_there() -> None:
    territorial = FORCES[FORCES["code"] != ""]
    assert len(territorial) == 43
    assert territorial["code"].str[:3].value_counts().to_dict() == {"E23": 39, "W15": 4}
    assert FORCES["name"].tolist()[-5:] == [
        "British Transport Police",
        "Ministry of Defence Police",
        "Civil Nuclear Constabulary",
        "Police Service of Northern Ireland",
        "Police Scotland",
    ]
    assert set(KNOWN.loc[KNOWN["kind"] == "region", "code"]) == {f"E1200000{at}" for at in range(1, 10)}
    authorities = KNOWN.loc[KNOWN["kind"] == "local authority", "code"].str[:3].value_counts()
    assert authorities[["E09", "W06", "N09"]].to_dict() == {"E09": 33, "W06": 22, "N09": 11}


@pytest.mark.parametrize("name", ["census-2011", "census-2021", "use-of-force-2018-2019"])
def test_the_populations_that_come_with_the_library_have_the_usual_names(name: str) -> None:
    forces = datasets.load(name)["force"].unique()
    assert _names.official(forces) == {force: force for force in forces}


def test_no_code_is_of_two_names_and_no_spelling_of_one_kind() -> None:
    assert KNOWN.loc[KNOWN["code"] != "", "code"].is_unique
    for _, rows in KNOWN.groupby("kind"):
        owners: dict[str, set[str]] = {}
        for name, also in zip(rows["name"], rows["also"], strict=True):
            for spelling in (name, *filter(None, also.split("|"))):
                owners.setdefault(_names.key_of(spelling), set()).add(name)
        assert all(len(names) == 1 for names in owners.values())


def test_every_name_of_data_police_uk_is_known() -> None:
    printed = re.split(r",\s+", POLICE_UK.strip())
    found = _names.official(printed)
    assert len(printed) == 45
    assert set(found) == {*printed}
    assert set(FORCES["name"]) - set(found.values()) == {
        "Ministry of Defence Police",
        "Civil Nuclear Constabulary",
        "Police Scotland",
    }


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Avon and Somerset", "Avon & Somerset"),
        ("AVON AND SOMERSET", "Avon & Somerset"),
        ("London, City of", "City of London"),
        ("City of London Police", "City of London"),
        ("Met", "Metropolitan"),
        ("Metropolitan Police", "Metropolitan"),
        ("The Metropolitan Police Service", "Metropolitan"),
        ("Devon and Cornwall Police", "Devon & Cornwall"),
        ("Dyfed Powys", "Dyfed-Powys"),
        ("Hampshire and Isle of Wight Constabulary", "Hampshire"),
        ("BTP", "British Transport Police"),
        ("PSNI", "Police Service of Northern Ireland"),
    ],
)
def test_spellings_of_one_force_are_one(label: str, name: str) -> None:
    assert _names.official([label, "Kent", "Dorset"])[label] == name


def test_a_country_is_no_force_and_a_column_of_other_things_has_no_names() -> None:
    assert _names.official(["Northern Ireland", "Kent"]) == {}  # one of two is not most of them
    assert _names.official(["Met", "Unmet", "Neither"]) == {}
    assert _names.official(["Kent"]) == {}
    assert _names.official([None, 3, "Kent", "Essex"]) == {}


# in a table


SPELT = 'Force,Stops\nAvon and Somerset,5\n"London, City of",6\nKent,7\nAvon  and Somerset,8\n'


def test_spellings_are_one_question_and_its_answer_gives_the_usual_ones() -> None:
    cleaned = read(SPELT)
    assert cleaned.frame["Force"].tolist() == ["Avon and Somerset", "London, City of", "Kent", "Avon and Somerset"]
    (question,) = [each for each in cleaned.questions if "spelt" in each.why]
    assert question.column == "Force"
    assert question.why.startswith(
        "usually spelt otherwise: 'Avon and Somerset' is 'Avon & Somerset', 'London, City of' is 'City of London'; ans"
    )
    again = read(SPELT, **cleaned.suggested)
    assert again.frame["Force"].tolist() == ["Avon & Somerset", "City of London", "Kent", "Avon & Somerset"]
    assert again.tally()["answered"] == 3
    assert not any("spelt" in each.why for each in again.questions)
    assert again.replay(io.StringIO(SPELT)).equals(again.frame)


def test_capitals_alone_are_no_other_spelling() -> None:
    assert asked("Region,Stops\nYorkshire and the Humber,5\nSouth East,6\n") == []


def test_an_answer_for_a_value_that_is_not_there_is_refused() -> None:
    with pytest.raises(DispropError, match=r"no value of 'Force' is called 'Kant'\. Did you mean 'Kent'"):
        read(SPELT, answers={("Kant", "Force"): "Kent"})


def test_a_code_beside_the_name_of_another_is_asked_about_once_for_each_pair() -> None:
    rows = ["E23000001,Kent,5", "E23000001,Kent,6", "E23000036,Avon & Somerset,5", "W15000003,Gwent,5"]
    assert not any("code" in line for line in asked("\n".join(["Code,Force,Stops", *rows])))  # codes of something else
    rows[3:] = ["W15000003,South Wales,5"]
    found = [line for line in asked("\n".join(["Code,Force,Stops", *rows])) if "code" in line]
    assert found == ["Force, row 1 (line 3): 'Kent': the code 'E23000001' beside it is that of 'Metropolitan'"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("E06000047", "Durham"),
        ("E23000008", "Durham"),
        ("E10000016", "Kent"),
        ("E06000023", "City of Bristol"),
        ("E23000036", "Avonshire"),  # nobody's name
        ("E01000001", "Kent"),  # nobody's code
        ("E07000100", "St Albans"),  # before 2012
    ],
)
def test_a_code_that_may_be_right_is_not_asked_about(code: str, name: str) -> None:
    sure = {("E23000036", "Avon & Somerset"): 0, ("E23000001", "Met"): 1, ("E12000007", "London"): 2}
    assert _names.contradicted({**sure, (code, name): 3}) == {}
    assert [*_names.contradicted({**sure, ("E23000001", "Kent"): 3})] == [3]


def test_the_numbers_of_sexes_are_asked_about_and_their_words_are_not() -> None:
    (question,) = read("sex,stops\n1,5\n2,6\n").questions
    assert question.readings == ("1 is male and 2 female, as in ISO 5218", "1 is female")
    assert asked("Gender,stops\nM,5\nF,6\n") == asked("sex,stops\nMales,5\nFemales,6\n") == []


@pytest.mark.parametrize("heading", ["Age", "age_band", "Age group (years)"])
def test_bands_of_ages_are_no_marks_and_no_numbers(heading: str) -> None:
    cleaned = read(f"{heading},stops\n0,5\n1-4,6\n5-9,<5\n10 and over,9\n")
    assert cleaned.frame[heading].tolist() == ["0", "1-4", "5-9", "10 and over"]
    assert cleaned.frame["stops_high"].tolist() == [5, 6, 4, 9]


def test_counts_of_an_age_are_counts() -> None:
    assert read("force,arrests age 10-17\nKent,12\nEssex,<5\nDorset,7\n").frame.columns.tolist()[1:] == [
        "arrests age 10-17",
        "arrests age 10-17_low",
        "arrests age 10-17_high",
    ]
    assert read("age,stops\n17,5\n18,6\n").frame["age"].tolist() == [17, 18]


# in a join


def test_the_error_of_a_join_names_what_is_spelt_otherwise() -> None:
    counts = pd.DataFrame({"force": ["Avon & Somerset", "Kent Police"], "sex": ["M", "F"], "events": [5, 6]})
    people = pd.DataFrame(
        {"force": ["Avon and Somerset", "Kent"], "sex": ["Male", "Female"], "population": [1_000, 2_000]}
    )
    with pytest.raises(DispropError) as caught:
        tables.join_population(counts, people, on=["force", "sex"])
    said = str(caught.value)
    assert "'Avon & Somerset' and 'Avon and Somerset'" in said
    assert "'Kent Police' and 'Kent'" in said
    assert "'M' and 'Male'" in said
    assert "'F' and 'Female'" in said


def test_names_on_no_list_are_held_against_each_other_too() -> None:
    counts = pd.DataFrame({"area": ["Bath & Wells", "Ely"], "events": [5, 6]})
    people = pd.DataFrame({"area": ["Bath and Wells", "Ely"], "population": [1_000, 2_000]})
    with pytest.raises(DispropError, match=r"their spelling only: 'Bath & Wells' and 'Bath and Wells'$"):
        tables.join_population(counts, people, on="area")


@given(st.data())
def test_usual_names_of_one_kind_are_never_said_to_be_unusual(data: Any) -> None:
    kind = KNOWN[KNOWN["kind"] == data.draw(st.sampled_from(sorted(set(KNOWN["kind"]))))]
    names = data.draw(st.lists(st.sampled_from(kind["name"].tolist()), min_size=2, unique=True))
    text = "\n".join(["area;stops", *(f"{name};{at}" for at, name in enumerate(names))])
    assert not any("spelt otherwise" in question.why for question in read(text).questions)
