"""Known lists of ethnic groups: which one a column holds, and what a crosswalk to another makes of every label."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, strategies as st

from disprop import DispropError, classifications, datasets, rate_ratio, tables
from disprop.classifications import NO_GROUP, NOT_STATED, Classification
from disprop.classifications._mapping import leads, places, targets
from engines.frames import EAGER, rows

STOPS, CENSUS = "data-police-uk-self-defined", "census-2011-18"
OFFICERS = ("ic-codes", "data-police-uk-officer-defined", "home-office-use-of-force")
OFFICERS_2019 = "home-office-use-of-force-2019-2020"
POLICE = (
    *(CENSUS, "census-2021-19", "18+1", "16+1", STOPS, f"{STOPS}-16+1", "5+1", "6+1"),
    *(*OFFICERS, OFFICERS_2019),
)
GOV_UK = {
    code: int(code[:-1]) for code in ("2A", "2B", "4A", "4B", "5A", "5C", "6B", "6C", "7A", "8A", "9A", "10A", "10B")
}
GOV_UK |= {"12A": 11, "13A": 13, "16A": 16, "18A": 18, "19A": 19}
EVERY = [classifications.load(name) for name in classifications.names()]
PAIRS = [(one, other) for one in EVERY for other in EVERY if leads(one, other)]
POLICE_PAIRS = [(one, other) for one, other in PAIRS if {one.name, other.name} <= {*POLICE}]

# West Yorkshire, August 2021: rows of each label, and of empty cells, in the month as published
WEST_YORKSHIRE: dict[str | None, int] = {
    "White - English/Welsh/Scottish/Northern Irish/British": 586,
    "Asian/Asian British - Pakistani": 255,
    "Other ethnic group - Not stated": 177,
    "White - Gypsy or Irish Traveller": 59,
    "Asian/Asian British - Any other Asian background": 49,
    "Black/African/Caribbean/Black British - Caribbean": 36,
    "Asian/Asian British - Bangladeshi": 26,
    "Black/African/Caribbean/Black British - African": 26,
    "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background": 22,
    "Mixed/Multiple ethnic groups - White and Asian": 19,
    "Mixed/Multiple ethnic groups - White and Black Caribbean": 17,
    "Other ethnic group - Any other ethnic group": 13,
    "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background": 10,
    "Asian/Asian British - Indian": 10,
    "White - Irish": 4,
    None: 3,
}
OFFICER_DEFINED: dict[str | None, int] = {"White": 722, "Asian": 415, "Black": 109, None: 54, "Other": 12}
RECORDS = [label for label, number in WEST_YORKSHIRE.items() for _ in range(number)]


def ids(value: Any) -> str:
    return value.name if isinstance(value, Classification) else str(value)


def related(labels: list[Any], from_: str, to: str, **options: Any) -> list[Any]:
    frame = pl.DataFrame({"label": pl.Series(labels, dtype=pl.String)})
    return tables.crosswalk(frame, from_, to, column="label", name="to", **options)["to"].to_list()


# the lists


def test_the_known_lists_are_these() -> None:
    assert classifications.names()[: len(POLICE)] == POLICE
    sizes = {one.name: (len(one.groups), len(one.not_stated)) for one in EVERY}
    assert sizes == {
        CENSUS: (18, 0),
        "census-2021-19": (19, 0),
        "18+1": (18, 1),
        "16+1": (16, 1),
        STOPS: (18, 1),
        f"{STOPS}-16+1": (16, 1),
        "5+1": (5, 1),
        "6+1": (6, 1),
        "ic-codes": (6, 3),
        "data-police-uk-officer-defined": (5, 0),
        "home-office-use-of-force": (6, 2),
        OFFICERS_2019: (5, 1),
        "census-2021-5": (5, 0),
        "scotland-census": (19, 1),
        "northern-ireland-census-2021": (13, 0),
        "home-office-stop-and-search": (5, 1),
        "home-office-arrests": (5, 1),
        "home-office-arrests-to-2018-2019": (5, 1),
        **{f"gov-uk-{code}": (groups, 1) for code, groups in GOV_UK.items()},
        "dfe-minor": (18, 3),
        "dfe-major": (6, 1),
        "nhs-16+1": (16, 2),
        "annual-population-survey": (6, 0),
        "prisons": (19, 2),
        "acs-b03002": (14, 0),
        "acs-b03002-8": (8, 0),
        "acs-b02001": (7, 0),
        "omb-1997": (6, 0),
        "omb-1997-race": (6, 0),
        "crdc": (7, 0),
        "nypd-stops": (7, 2),
        "california-ripa": (8, 0),
        "stanford-open-policing": (5, 1),
        "ojjdp-red": (5, 0),
        "ojjdp-placement": (6, 0),
        "omb-2024": (8, 0),
    }


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("census-2011", "'census-2011-18'"),
        ("data-police-uk", f"'{STOPS}' or '{STOPS}-16+1' or 'data-police-uk-officer-defined'"),
        ("6 + 1", "'6+1'"),
    ],
)
def test_a_list_that_is_not_known_is_told_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(DispropError, match=re.escape(f"no classification is called {name!r}. Did you mean {meant}?")):
        classifications.load(name)


@pytest.mark.parametrize("one", EVERY, ids=ids)
def test_every_list_is_described_and_has_each_label_once(one: Classification) -> None:
    assert all((one.title, one.source, one.note))
    spellings = [text for member in one.members for text in (member.label, *member.spellings)]
    assert len(spellings) == len(set(spellings)) == len(one.labels)
    assert hash(one) == hash(classifications.load(one.name))
    with pytest.raises(AttributeError):
        one.name = "other"  # type: ignore[misc]  # frozen


NOWHERE = {
    "ic-codes": {"M9"},  # Other Mixed looks like no code
    "omb-1997": {"N.other", "N.multi"},
    "omb-1997-race": {"N.other", "H.other"},
    "crdc": {"N.other"},
}


@pytest.mark.parametrize("one", EVERY, ids=ids)
def test_people_who_choose_their_group_are_in_one_and_all_groups_together_are_everyone(one: Classification) -> None:
    everyone = {code for other in EVERY if other.question == one.question for m in other.members for code in m.maximal}
    groups = [member for member in one.members if member.kind == "group"]
    cores = Counter(code for member in groups for code in member.core)
    assert set(cores.values()) == {1}
    assert {code for member in groups for code in member.maximal} == everyone - NOWHERE.get(one.name, set())
    assert all(member.maximal for member in groups)
    for member in one.members:
        assert member.core <= member.maximal
        assert member.kind in {"group", "overlapping"} or not member.maximal
        assert one.basis == "officer-defined" or member.core == member.maximal
        assert one.basis == "self-defined" or member.kind != "group" or member.status == "judgement"
        assert member.status == "definition" or member.note


@pytest.mark.parametrize(
    ("name", "label", "parent"),
    [
        ("18+1", "A4", "Asian"),
        ("16+1", "O1", "Other"),
        (CENSUS, "Gypsy or Irish Traveller", "White"),
        ("census-2021-19", "White: Roma", "White"),
        (STOPS, "Mixed/Multiple ethnic groups - White and Asian", "Mixed"),
    ],
)
def test_groups_stand_under_their_parents(name: str, label: str, parent: str) -> None:
    one = classifications.load(name)
    assert one.parents[label] == parent
    assert set(one.parents) == set(one.groups)


def test_the_labels_are_those_of_the_published_lists_and_of_the_datasets() -> None:
    codes = datasets.load("ethnicity-codes")
    schemes = {
        STOPS: "data-police-uk-self-defined",
        "18+1": "self-defined-18+1",
        "16+1": "self-defined-16+1",
        CENSUS: "census-2011",
        "census-2021-19": "census-2021",
        "ic-codes": "officer-defined-ic",
        "data-police-uk-officer-defined": "data-police-uk-officer-defined",
        "home-office-use-of-force": "home-office-use-of-force-2018-2019",
        OFFICERS_2019: OFFICERS_2019,
    }
    for name, scheme in schemes.items():
        listed = codes[codes["scheme"] == scheme].fillna({"code": ""})
        printed = {label for label in listed["label"] if label not in {"(blank)", "Unknown"}}
        assert printed <= set(classifications.load(name).labels), name
    for name in ("18+1", "16+1", "ic-codes"):
        listed = codes[codes["scheme"] == schemes[name]]
        assert set(listed["code"]) == {member.label for member in classifications.load(name).members}
    assert tuple(datasets.load("census-2011")["ethnicity"].unique()) == classifications.load(CENSUS).groups
    assert set(datasets.load("use-of-force-2018-2019")["ethnicity"]) == set(
        classifications.load("home-office-use-of-force").labels
    )


def test_officer_codes_hold_whom_the_dataset_of_crosswalks_says() -> None:
    judged = datasets.load("ethnicity-crosswalk").dropna(subset="code")
    said = {key: set(part["code"]) for key, part in judged.groupby(["officer_code", "extent"])}
    for member in classifications.load("ic-codes").members:
        for extent in ("core", "maximal"):
            codes = {code.partition(".")[0] for code in getattr(member, extent)}
            assert codes - {"Roma"} == said.get((member.label, extent), set())


# which list a column holds


@pytest.mark.parametrize("one", EVERY, ids=ids)
def test_a_list_is_recognised_by_its_labels_however_they_are_written(one: Classification) -> None:
    assert one in classifications.recognise(one.groups)
    assert one in classifications.recognise([*one.labels, None, float("nan"), pd.NA, "", NOT_STATED, NO_GROUP])


def test_few_labels_may_be_of_several_lists() -> None:
    found = [one.name for one in classifications.recognise(["White", "Black", "Asian", "White"])]
    assert found[:4] == ["5+1", "6+1", "data-police-uk-officer-defined", "gov-uk-4A"]
    assert [one.name for one in classifications.recognise(WEST_YORKSHIRE)] == [STOPS]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (
            ["White - Irsh", "Mixed/Multiple ethnic groups - White and Asian", "Other ethnic group - Arab"],
            f"{STOPS} has 2 of 3, not 'White - Irsh' .Did you mean 'White - Irish'?",
        ),
        (
            ["White", "Irish"],
            "census-2011-18 has 1 of 2, not 'White' .a sum, or a part, of other labels of the list: l",
        ),
        (["Klingon"], "no known classification has all of these labels. None has even one; got 'Klingon'"),
        (["O2", *"abcdefghi"], "18.1 has 1 of 10, not 'a', 'b', 'c', 'd', 'e' and 4 more"),
        ([None, ""], "no labels to recognise: every value is missing"),
        ([], "no labels to recognise"),
        ("White", "labels are several texts, such as the values of a column; got 'White'"),
        ([1, 2], "labels must be text; got 1"),
        (5, "labels are several texts, such as the values of a column; got 5"),
        ([["White"]], r"labels must be text; got \['White'\]"),
    ],
)
def test_labels_that_are_not_recognised_are_told_the_nearest_list(labels: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        classifications.recognise(labels)


# what a crosswalk makes of a label


def test_the_month_of_west_yorkshire_in_five_groups() -> None:
    found = Counter(related(RECORDS, STOPS, "5+1"))
    assert found == {"White": 649, "Asian": 340, "Black": 72, "Mixed": 58, "Other": 13, NOT_STATED: 177, None: 3}
    assert sum(found.values()) == 1312


def test_the_month_of_west_yorkshire_in_the_groups_of_the_census() -> None:
    assert Counter(related(RECORDS, STOPS, CENSUS)) == {
        "White British": 586,
        "Irish": 4,
        "Gypsy or Irish Traveller": 59,
        "White and Black Caribbean": 17,
        "White and Asian": 19,
        "Other Mixed": 22,
        "Indian": 10,
        "Pakistani": 255,
        "Bangladeshi": 26,
        "Other Asian": 49,
        "Caribbean": 36,
        "African": 26,
        "Other Black": 10,
        "Any other ethnic group": 13,
        NOT_STATED: 177,
        None: 3,
    }


@pytest.mark.parametrize("kind", ["core", "maximal"])
def test_the_people_that_officers_may_have_meant(kind: str) -> None:
    census = datasets.load("census-2011")
    there = census[census["force"] == "West Yorkshire"]
    options = {"column": "ethnicity", "kind": kind, "among": ["White", "Black"], "name": "seen"}
    seen = tables.crosswalk(there, CENSUS, "data-police-uk-officer-defined", **options)  # type: ignore[arg-type]
    people = seen.groupby("seen")["population"].sum()
    by_group = there.groupby("group")["population"].sum()
    mixed = there.set_index("ethnicity")["population"][["White and Black Caribbean", "White and Black African"]].sum()
    assert people["White"] == by_group["White"]
    assert people["Black"] == by_group["Black"] + (mixed if kind == "maximal" else 0)
    assert people.sum() == there["population"].sum()


def residents(group: str, kind: str) -> int:
    there = datasets.load("census-2021").query("force == 'West Yorkshire'")
    seen = tables.crosswalk(
        there, "census-2021-19", "ic-codes", column="ethnicity", kind=kind, among=group, name="seen"
    )
    return int(seen.loc[seen["seen"] == group, "population"].sum())


def test_the_range_of_a_ratio_crosses_core_and_maximal() -> None:
    people = {kind: (residents("IC3", kind), residents("IC1", kind)) for kind in ("core", "maximal")}
    assert people == {"core": (72_257, 1_707_738), "maximal": (103_586, 1_801_352)}
    found = {
        (kind, other): rate_ratio(group=(100, people[kind][0]), reference=(647, people[other][1])).value
        for kind, other in itertools.product(people, repeat=2)
    }
    rounded = {kinds: round(float(value), 2) for kinds, value in found.items()}
    assert rounded == {
        ("maximal", "core"): 2.55,
        ("maximal", "maximal"): 2.69,
        ("core", "core"): 3.65,
        ("core", "maximal"): 3.85,
    }


@pytest.mark.parametrize("one", [one for one in EVERY if one.basis == "officer-defined"], ids=ids)
def test_nobody_is_on_both_sides_of_a_core_and_the_maximal_of_another_group(one: Classification) -> None:
    for group, other in itertools.permutations([member for member in one.members if member.kind == "group"], 2):
        assert not group.core & other.maximal


def test_officers_do_not_always_see_what_people_say() -> None:
    stops = datasets.load("west-yorkshire-stops-2021-08")
    said = related(stops["Self-defined ethnicity"].fillna("").to_list(), STOPS, "5+1")
    seen = stops.loc[[group == "Black" for group in said], "Officer-defined ethnicity"]
    assert Counter(seen.fillna("")) == {"Black": 67, "White": 2, "Asian": 1, "Other": 1, "": 1}


@pytest.mark.parametrize(
    ("from_", "label", "to", "core", "maximal"),
    [
        (STOPS, "Other ethnic group - Not stated", "5+1", {NOT_STATED}, {NOT_STATED}),
        ("home-office-use-of-force", "Don't know", OFFICERS_2019, {NOT_STATED}, {NOT_STATED}),
        ("census-2021-19", "White: Roma", "18+1", {"W9"}, {"W9"}),
        ("18+1", "W9", "census-2021-19", set(), {"White: Roma", "White: Other White"}),
        ("16+1", "O1", "5+1", {"Asian"}, {"Asian"}),
        ("18+1", "A4", "16+1", {"O1"}, {"O1"}),
        ("18+1", "O2", "16+1", {"O9"}, {"O9"}),
        ("5+1", "Asian", "6+1", set(), {"Asian", "Chinese"}),
        (CENSUS, "Other White", "ic-codes", set(), {"IC1", "IC2"}),
        (CENSUS, "White and Black African", "ic-codes", set(), {"IC3"}),
        (CENSUS, "Other Mixed", "ic-codes", set(), set()),
        (CENSUS, "Chinese", "home-office-use-of-force", {"Chinese"}, {"Chinese"}),
        (CENSUS, "Chinese", OFFICERS_2019, set(), {"Asian (or Asian British)", "Other"}),
        ("ic-codes", "IC3", "data-police-uk-officer-defined", {"Black"}, {"Black", "Mixed"}),
        ("ic-codes", "IC5", "data-police-uk-officer-defined", set(), {"Asian", "Other"}),
        (f"{STOPS}-16+1", "Chinese or other ethnic group - Chinese (01)", "18+1", {"A4"}, {"A4"}),
    ],
)
def test_labels_whose_place_is_known(from_: str, label: str, to: str, core: set[str], maximal: set[str]) -> None:
    source, target = classifications.load(from_), classifications.load(to)
    member = source.labels[label]
    assert set(targets(member, source, target, "core")) == core
    assert set(targets(member, source, target, "maximal")) == maximal


@pytest.mark.parametrize(("source", "target"), POLICE_PAIRS, ids=ids)
def test_every_label_has_a_place_or_is_listed_as_having_none(source: Classification, target: Classification) -> None:
    taken = [member for member in source.members if member.kind != "overlapping"]
    for kind in ("core", "maximal"):
        found = classifications.mapping(source.name, target.name, kind)
        assert list(dict.fromkeys(found["label"])) == [member.label for member in taken]
        assert set(found["target"]) <= {*target.groups, NOT_STATED, NO_GROUP}
        not_stated = found.loc[found["target"] == NOT_STATED, "label"]
        assert tuple(not_stated) == source.not_stated
        judged = found[found["status"] == "judgement"]
        assert (judged["note"] != "").all()
    placed = places(source, target, "core", ())
    printed = {text for member in taken for text in (member.label, *member.spellings)}
    assert set(placed) == {*printed, NOT_STATED, NO_GROUP}


@pytest.mark.parametrize("source", EVERY, ids=ids)
def test_core_is_within_maximal(source: Classification) -> None:
    for member, target in itertools.product(source.members, [other for one, other in PAIRS if one is source]):
        core, maximal = (targets(member, source, target, kind) for kind in ("core", "maximal"))
        assert set(core) <= set(maximal)
        assert len(core) <= 1


def test_a_way_through_a_third_list_leads_to_the_same_place() -> None:
    ways = 0
    few = [classifications.load(name) for name in (*POLICE, "scotland-census", "acs-b03002", "omb-1997", "crdc")]
    for one, middle, other in itertools.product(few, repeat=3):
        if leads(one, middle) and leads(middle, other) and leads(one, other):
            first, then, direct = (places(*ends, "core", ()) for ends in ((one, middle), (middle, other), (one, other)))
            for member in (member for member in one.members if member.kind != "overlapping"):
                through, straight = then[first[member.label]], direct[member.label]
                assert through in {straight, NO_GROUP}
                stop = middle.labels.get(first[member.label])
                if stop and (stop.core, stop.maximal) == (member.core, member.maximal):  # nothing was lost on the way
                    assert through == straight
                    ways += 1
    assert ways > 1000


def test_maximal_asks_which_groups_are_compared_where_a_label_may_belong_to_several() -> None:
    labels = ["White British", "Other White", "White and Black African", "Chinese"]
    message = (
        "some labels may belong to several groups of ic-codes: 'Other White' to IC1 and IC2; 'Other Asian' to IC4 and "
        "IC5. Name in among= the groups that you compare"
    )
    with pytest.raises(DispropError, match=message):
        related(labels, CENSUS, "ic-codes", kind="maximal")
    found = related(labels, CENSUS, "ic-codes", kind="maximal", among=["IC1", "IC3"])
    assert found == ["IC1", "IC1", "IC3", NO_GROUP]
    assert related(labels, CENSUS, "ic-codes") == ["IC1", NO_GROUP, NO_GROUP, "IC5"]
    assert related(labels, CENSUS, "ic-codes", among="IC1") == ["IC1", *[NO_GROUP] * 3]


def test_a_list_leads_to_itself_in_one_spelling() -> None:
    printed = ["White: Irish", "Irish", "Other ethnic group: Arab"]
    assert related(printed, CENSUS, CENSUS) == ["Irish", "Irish", "Arab"]
    assert related(["IC9", "IC3", "Black"], "ic-codes", "ic-codes", kind="maximal") == [NOT_STATED, "IC3", "IC3"]


@pytest.mark.parametrize(
    ("from_", "to", "why", "others"),
    [
        (
            "5+1",
            CENSUS,
            "fewer than two groups of the one can be put together from groups of the other",
            "6+1, data-police-uk-officer-defined, home-office-use-of-force, home-office-use-of-force-2019-2020, census",
        ),
        (
            "ic-codes",
            CENSUS,
            "what an officer saw does not say what people say of themselves",
            "data-police-uk-officer-defined, home-office-use-of-force, home-office-use-of-force-2019-2020",
        ),
    ],
)
def test_a_crosswalk_that_does_not_exist_names_those_that_do(from_: str, to: str, why: str, others: str) -> None:
    back = f'such as crosswalk(population, "{to}", "{from_}", ...). From {from_} there are those to {others}'
    message = rf"no crosswalk leads from {re.escape(from_)} to {to}: {why}; take .*{re.escape(back)}"
    for call in (tables.crosswalk, tables.tally):
        with pytest.raises(DispropError, match=message):
            call(pd.DataFrame({"label": ["White"]}), from_, to, column="label")
    with pytest.raises(DispropError, match=message):
        classifications.mapping(from_, to)


# frames


def test_the_records_of_a_month_are_counted_with_what_is_missing() -> None:
    found = tables.tally(pd.DataFrame({"label": RECORDS}), STOPS, CENSUS, column="label")
    assert found["rows"].sum() == len(RECORDS)
    assert found["rows"].tolist()[-2:] == [177, 3]
    assert found["target"].isna().sum() == 1
    assert dict(zip(found["label"][:-1], found["rows"][:-1], strict=True)) == {
        label: number for label, number in WEST_YORKSHIRE.items() if label
    }


LABELS = st.sampled_from([*classifications.load(STOPS).labels, NO_GROUP, None, ""])


@given(st.lists(LABELS, max_size=30), st.sampled_from([other.name for one, other in PAIRS if one.name == STOPS]))
def test_a_crosswalk_loses_no_row_and_makes_none(labels: list[str | None], to: str) -> None:
    frame = pd.DataFrame({"label": pd.Series(labels, dtype=object), "row": range(len(labels))})
    found = tables.crosswalk(frame, STOPS, to, column="label")
    assert found["row"].tolist() == list(range(len(labels)))
    assert found["label"].tolist() == frame["label"].tolist()
    assert found[to].isna().tolist() == [not label for label in labels]
    counted = tables.tally(frame, STOPS, to, column="label")
    assert counted["rows"].sum() == len(labels)
    assert list(frame.columns) == ["label", "row"]


def test_empty_text_is_missing_and_is_counted_with_it() -> None:
    frame = pd.DataFrame({"label": ["W1", "", None]})
    assert tables.crosswalk(frame, "18+1", "5+1", column="label")["5+1"].isna().tolist() == [False, True, True]
    assert tables.tally(frame, "18+1", "5+1", column="label")["rows"].tolist() == [1, 2]


def test_the_new_column_takes_no_name_that_is_taken() -> None:
    frame = pd.DataFrame({"label": ["W1"], "5+1": [1], "n": [2]}, index=[7])
    with pytest.raises(DispropError, match=r"the frame has a column '5\+1' already; give another name="):
        tables.crosswalk(frame, "18+1", "5+1", column="label")
    found = tables.crosswalk(frame, "18+1", "5+1", column="label", name="label")
    pd.testing.assert_frame_equal(found, frame.assign(label=["White"]))


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (pd.DataFrame({"label": ["W1"]}), {"column": "lable"}, "no column is called 'lable'. Did you mean 'label'"),
        (pd.DataFrame({"label": [1]}), {}, "column 'label' must hold labels as text; it holds Int64"),
        (pd.DataFrame({"label": pd.to_datetime(["2021-04-01"])}), {}, "must hold labels as text; it holds Datetime"),
        (pd.DataFrame({"label": ["W1", 1.5]}, dtype=object), {}, r"does not have: 1\.5, 1 row"),
        (pd.DataFrame({"label": [True]}), {}, "must hold labels as text; it holds Boolean"),
        (pl.DataFrame({"label": [b"W1"]}), {}, "must hold labels as text; it holds Binary"),
        (pd.DataFrame([["W1", "W2"]], columns=["label", "label"]), {}, "several columns are called 'label'"),
        (pd.DataFrame([["W1", "W2"]]), {"column": 0}, "no column is called 0"),
        (pd.DataFrame({"label": ["W1"]}), {"column": ["label"]}, r"no column is called \['label'\]"),
        (pl.DataFrame({"label": [["W1"]]}), {}, "must hold labels as text; it holds List"),
        (pd.DataFrame({"label": ["W1"]}), {"kind": "most"}, "no kind of crosswalk is called 'most'"),
        (
            pd.DataFrame({"label": ["W1"]}),
            {"among": ["Wite"]},
            r"no group of 5\+1 is called 'Wite'. Did you mean 'White'",
        ),
        (pd.DataFrame({"label": ["Other ethnic group - Not stated"]}), {}, f"All labels of the column are in {STOPS}"),
        (pd.DataFrame({"label": ["White"]}), {"from_": CENSUS}, "'White', 1 row .a sum, or a part, of other labels"),
        (pd.DataFrame({"label": [f"x{i}" for i in range(25)]}), {}, "; and 5 more"),
        ({"label": ["W1"]}, {}, "frame must be a data frame"),
    ],
)
def test_a_frame_that_cannot_be_relabelled_says_why(frame: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        tables.crosswalk(frame, **{"from_": "18+1", "to": "5+1", "column": "label", **options})
    with pytest.raises(DispropError, match=message):
        tables.tally(frame, **{"from_": "18+1", "to": "5+1", "column": "label", **options})


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, EAGER["pyarrow"]])
@pytest.mark.parametrize("cells", [[None, None], [], ["", None]])
def test_a_column_without_labels_stays_without(kind: Any, cells: list[Any]) -> None:
    frame = kind({"label": cells})
    assert [row["5+1"] for row in rows(tables.crosswalk(frame, "18+1", "5+1", column="label"))] == [None] * len(cells)
    counted = rows(tables.tally(frame, "18+1", "5+1", column="label"))
    assert [row["rows"] for row in counted] == [len(cells)][: len(cells)]
    if kind is pd.DataFrame:  # as a reader of files makes of a column of empty cells
        assert (
            tables.crosswalk(frame.astype(float) if "" not in cells else frame, "18+1", "5+1", column="label").shape[1]
            == 2
        )


@pytest.mark.parametrize("name", ["", 5, ["a"]])
def test_the_new_column_has_a_name(name: Any) -> None:
    with pytest.raises(DispropError, match="name= is what the new column is called, as text; got"):
        tables.crosswalk(pd.DataFrame({"label": ["W1"]}), "18+1", "5+1", column="label", name=name)


def test_a_column_may_be_called_as_the_counts_are() -> None:
    found = tables.crosswalk(pd.DataFrame({"rows": ["W1"], "label": [1]}), "18+1", "5+1", column="rows")
    assert found["5+1"].tolist() == ["White"]


def test_a_frame_without_rows_stays_one() -> None:
    frame = pd.DataFrame({"label": pd.Series([], dtype=str)})
    assert tables.crosswalk(frame, "18+1", "5+1", column="label")["5+1"].tolist() == []
    assert tables.tally(frame, "18+1", "5+1", column="label").shape == (0, 3)


# counts meet populations

PEOPLE = datasets.load("census-2011").query("force == 'West Yorkshire'")


def counts(labels: dict[str | None, int]) -> pd.DataFrame:
    there = {label: number for label, number in labels.items() if label}
    return pd.DataFrame({"ethnicity": list(there), "events": list(there.values())})


BOTH = ["events without population", "population without events"]


def test_two_lists_that_meet_are_named_with_the_crosswalk_between_them() -> None:
    call = (
        r'tables\.crosswalk\(counts, "data-police-uk-self-defined", "census-2011-18", column="ethnicity", '
        r'name="ethnicity"\)$'
    )
    message = (
        rf"1309 of 1309 events \(100\.0%\) have no population: .* 'ethnicity' of the counts has labels of {STOPS}, "
        f"that of the population those of {CENSUS}: try {call}"
    )
    with pytest.raises(DispropError, match=message):
        tables.join_population(counts(WEST_YORKSHIRE), PEOPLE, on="ethnicity")


def test_what_was_accepted_does_not_hide_two_lists() -> None:
    message = (
        r"0 of 15 groups of the counts are in the population, .* 'ethnicity' of the counts has labels of .*: try "
        "tables.crosswalk"
    )
    with pytest.raises(DispropError, match=message):
        tables.join_population(counts(WEST_YORKSHIRE), PEOPLE, on="ethnicity", accept=BOTH)


FIVE, SIX = (classifications.load(name).groups for name in ("5+1", "6+1"))
NO_CHINESE = ("White", "Asian")


def of(labels: Any, column: str) -> pd.DataFrame:
    return pd.DataFrame({"group": list(labels), column: range(1, len(labels) + 1)})


@pytest.mark.parametrize("events", [SIX, ("White", "Asian", "Chinese", NOT_STATED)])
def test_a_label_of_one_list_only_tells_it_from_another_with_the_same_labels(events: Any) -> None:
    message = (
        rf"{len({*events} & {*FIVE})} of {len(events)} groups of the counts are in the population, and equal labels of "
        r"two lists may hold different people; accept=\"labels of two lists\" says that here they hold the same\. "
        r"'group' of the counts has labels of 6\+1.*, that of the population those of 5\+1 or "
        r'data-police-uk-officer-defined: try tables\.crosswalk\(counts, "6\+1", "5\+1", column="group", name="group"'
    )
    with pytest.raises(DispropError, match=message):
        tables.join_population(of(events, "events"), of(FIVE, "population"), on="group", accept=BOTH)
    found = tables.join_population(
        of(events, "events"), of(FIVE, "population"), on="group", accept=[*BOTH, "labels of two lists"]
    )
    assert set(found["group"]) == {*FIVE}


@pytest.mark.parametrize("events", [FIVE, (*FIVE, NOT_STATED)])
def test_a_group_that_only_the_population_has_apart_is_no_group_without_events(events: Any) -> None:
    advice = 'try tables.crosswalk(population, "6+1", "5+1", column="group", name="group")'
    for accept in ["events without population", BOTH]:
        with pytest.raises(DispropError, match=f"{re.escape(advice)}$"):
            tables.join_population(of(events, "events"), of(SIX, "population"), on="group", accept=accept)


@pytest.mark.parametrize(
    ("events", "people"),
    [
        (("White", "Asian", "Black"), SIX),
        (NO_CHINESE, FIVE),
        ((*FIVE, NOT_STATED), FIVE),
        (SIX, SIX),
        (("Chinese", "Asian"), ("Asian", "White")),  # an excerpt of either
    ],
)
def test_labels_that_may_be_of_one_list_are_joined(events: Any, people: Any) -> None:
    found = tables.join_population(of(events, "events"), of(people, "population"), on="group", accept=BOTH)
    assert set(found["group"]) == {*people}


def test_one_list_written_in_two_ways_is_refused_whatever_was_accepted() -> None:
    events, people = ("White: Irish", "Indian", NOT_STATED), ("Irish", "Indian")
    with pytest.raises(DispropError, match=r"labels of census-2011-18 on both sides, written in two ways: try"):
        tables.join_population(of(events, "events"), of(people, "population"), on="group", accept=BOTH)


def test_following_the_advice_gives_the_ratio() -> None:
    counted = counts(WEST_YORKSHIRE)
    mended = tables.crosswalk(counted, STOPS, CENSUS, column="ethnicity", name="ethnicity")
    both = tables.join_population(
        mended, PEOPLE, on="ethnicity", accept=["events without population", "population without events"]
    )
    found = tables.compare_by(
        both, rate_ratio, columns=("events", "population"), group="ethnicity", reference="White British"
    ).set_index("ethnicity")
    people = PEOPLE.set_index("ethnicity")["population"]
    assert found.loc["Pakistani", "value"] == pytest.approx(255 / 189_708 / (586 / people["White British"]), rel=1e-12)
    assert found.loc["Arab", "events"] == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "advice"),
    [
        (
            ["White", "Black (or Black British)", "Don't know"],
            ["White British", "African"],
            r'\(population, "census-2011-18", "home-office-use-of-force", .* and again with kind="maximal"$',
        ),
        (["W1", "W9"], ["White: Roma", "White: Irish"], r'18\+1 or 16\+1, .*population, "census-2021-19", "18\+1"'),
        (["White", "Asian"], ["White British", "Indian"], r'crosswalk\(population, "census-2011-18", "5\+1"'),
        (
            ["White: Irish", "Not stated"],
            ["Irish"],
            r"has labels of census-2011-18 on both sides, written in two ways: try",
        ),
        (
            ["IC3", "IC1"],
            ["W1", "B1"],
            r'of ic-codes, that .* of 18\+1 or 16\+1: try .*population, "16\+1", "ic-codes"',
        ),
    ],
)
def test_the_advice_goes_the_way_that_a_crosswalk_goes(ours: list[str], theirs: list[str], advice: str) -> None:
    counted = pd.DataFrame({"group": ours, "events": [1] * len(ours)})
    people = pl.DataFrame({"group": theirs, "population": [10] * len(theirs)})
    for accept in ([], ["events without population"]):
        with pytest.raises(DispropError, match=advice):
            tables.join_population(counted, people, on="group", accept=accept)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (["White", "Not stated"], ["White"]),
        (["Kent", "Essex"], ["Surrey"]),
        (["White", "Klingon"], ["White British"]),
        ([1, 2], [1]),
    ],
)
def test_other_labels_get_no_advice(ours: list[Any], theirs: list[Any]) -> None:
    counted = pd.DataFrame({"group": ours, "events": [1] * len(ours)})
    people = pd.DataFrame({"group": theirs, "population": [10] * len(theirs)})
    with pytest.raises(DispropError, match=r"or mend the labels($|; imperfect.not_stated says how far)"):
        tables.join_population(counted, people, on="group")
