"""A label beside those that it holds, ages that overlap and areas in others are asked about; leaves never are."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, classifications, cleaning, rate, schemas, tables
from disprop._twice._doubts import doubts
from disprop._twice._rows import Rows
from disprop._twice._words import PART, nested, totals_among, twice_among

EVERY = [classifications.load(name) for name in classifications.names()]
SUMMED = [(one, member) for one in EVERY for member in one.members if member.kind == "overlapping" and member.core]
AGES = ["0-9", "10-14", "15-17", "18-24", "25-34", "35-49", "50-64", "65+"]
RAW = Path(__file__).parent / "data" / "raw"


def never(*_: Any) -> bool:
    return False


def frame(counts: dict[str, int], name: str = "ethnicity", **more: list[Any]) -> pd.DataFrame:
    people = [100 * count + 7 for count in counts.values()]
    return pd.DataFrame({name: list(counts), "stops": list(counts.values()), "people": people, **more})


def rows_of(table: pd.DataFrame, *labels: str) -> Rows:
    numbers = {name: table[name].to_numpy(float) for name in table if name not in labels}
    return Rows({name: table[name].tolist() for name in labels}, numbers)


# groups

BROAD = {"White": 900, "Mixed": 20, "Asian": 230, "Black": 90, "Other": 31}
LEAVES = {"White British": 700, "White Irish": 61, "Indian": 120, "Pakistani": 77, "Black": 90, "Mixed": 20}


@pytest.mark.parametrize(
    ("labels", "totals", "parts"),
    [
        (["White", "White British", "White Irish", "White other", "Black"], ["White"], []),
        (["Asian", "Indian", "Pakistani", "Bangladeshi", "Chinese", "Other Asian", "Black"], ["Asian"], []),
        (["White", "White British", "White Irish", "Black"], [], ["White British", "White Irish"]),
        ([*BROAD, "White British"], [], ["White British"]),
        (["White alone", "White alone, not Hispanic", "Black alone"], [], ["White alone, not Hispanic"]),
        (["10-17", "10-14", "15-17", "18+"], ["10-17"], []),
        (["10-17", "10-14", "18+", "25-34"], [], ["10-14", "25-34"]),
        (["Scotland", "Fife", "Glasgow City", "England"], ["Scotland"], []),
        (["Wales", "Gwent", "South Wales", "Kent"], ["Wales"], []),
        (["E12000001", "E06000001", "E06000047", "S92000003", "S12000005"], ["E12000001", "S92000003"], []),
        (["North East", "Durham Constabulary", "Cleveland", "Kent"], ["North East"], []),
        (["London", "Metropolitan Police", "City of London", "Kent"], ["London"], []),
    ],
)
def test_a_label_that_holds_others_is_told_by_the_lists(labels: list[str], totals: list[str], parts: list[str]) -> None:
    twice, shared = twice_among(labels, never)
    assert [label for label in labels if label in twice] == [label for label in labels if label in {*totals, *parts}]
    assert all((twice[label].by == PART) == (label in parts) for label in twice)
    assert not shared
    assert set(totals_among(labels)) == {
        *totals,
        *(one for one in ("White", "White alone", "10-17", "18+") if parts and one in labels),
    }


@pytest.mark.parametrize(
    "labels",
    [
        list(BROAD),
        [*BROAD, "Chinese", "Not stated"],
        list(LEAVES),
        ["White", "Black", "Hispanic", "Asian"],
        AGES,
        ["0-5", "5-10", "10-15"],  # they meet
        ["10-17", "18+", "Not known"],
        ["West Midlands", "Staffordshire", "Warwickshire", "Kent"],  # a force of that name
        ["London", "Kent", "Essex", "Surrey"],
        ["West Midlands", "Worcestershire", "Greater Manchester", "Kent"],  # counties
        ["Scotland", "Kent", "Essex"],
        ["Bolton", "Cardiff", "Fife", "Leeds"],
        ["Black", "Blue", "African violet", "White", "Roman"],
    ],
)
def test_labels_that_are_apart_are_not_asked_about(labels: list[str]) -> None:
    assert twice_among(labels, never) == ({}, {})


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_the_groups_of_a_list_are_apart_in_each_way_that_they_are_printed(one: Any) -> None:
    rng = np.random.default_rng(3)
    leaves = [member for member in one.members if member.kind != "overlapping" and member.label != "All"]
    for _ in range(3):
        labels = [str(rng.choice([member.label, *member.spellings])) for member in leaves]
        twice, shared = nested(rng.permutation(labels).tolist(), never)  # some of these say total
        assert not twice
        assert not shared or one.name == "omb-2024"  # "White alone" is of another list, which is not of Hispanics


@pytest.mark.parametrize(("one", "wide"), SUMMED, ids=lambda each: getattr(each, "name", getattr(each, "label", "")))
def test_a_sum_beside_its_groups_is_always_asked_about(one: Any, wide: Any) -> None:
    leaves = [member.label for member in one.members if member.kind == "group"]
    assert list(totals_among([*leaves, wide.label])) == [wide.label]


COUNTS = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seed=COUNTS, at=st.integers(0, len(SUMMED) - 1))
def test_leaves_get_no_question_and_a_parent_among_them_always_does(seed: int, at: int) -> None:
    """However the rows are shuffled, whichever leaves are dropped, and whether the parent adds up or not."""
    rng = np.random.default_rng(seed)
    one, wide = SUMMED[at]
    leaves = [member for member in one.members if member.kind == "group"]
    own = [member for member in leaves if member.core < wide.core]
    kept = [member for member in leaves if rng.random() < 0.8 or member in own[:2]]
    counts = {member.label: int(rng.integers(60, 90_000)) for member in rng.permutation(np.array(kept, dtype=object))}
    if len(counts) > 3:
        assert doubts(rows_of(frame(counts), "ethnicity")) == []
    inside = sum(counts[member.label] for member in kept if member in own)
    more = {wide.label: inside + int(rng.integers(0, 2)) * int(rng.integers(1, 900))}
    labels = rng.permutation([*counts, wide.label]).tolist()
    found = doubts(rows_of(frame({label: (counts | more)[label] for label in labels}), "ethnicity"))
    asked = {doubt.label for doubt in found}
    assert asked == {wide.label} or asked <= {member.label for member in own}
    assert asked
    left = {label: (counts | more)[label] for label in labels if label not in asked}
    assert doubts(rows_of(frame(left), "ethnicity")) == [] or len(left) < 4


@settings(max_examples=60, deadline=None)
@given(seed=COUNTS)
def test_bands_of_ages_that_meet_are_no_question_and_one_over_others_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    edges = sorted(rng.choice(np.arange(1, 90), size=6, replace=False).tolist())
    bands = [f"{low}-{high - 1}" if high - low > 1 else str(low) for low, high in pairwise(edges)]
    labels = rng.permutation([*bands, f"{edges[-1]}+", f"Under {edges[0]}"]).tolist()
    assert twice_among(labels, never) == ({}, {})
    low, high = sorted(rng.choice(len(edges), size=2, replace=False).tolist())
    wide = f"{edges[low]}+" if high == len(edges) - 1 else f"{edges[low]} to {edges[high] - 1}"
    twice, _ = twice_among([*labels, wide], never)
    assert bool(twice) == (high - low > 1 or high == len(edges) - 1)


# the verbs, the checks and cleaning


def test_every_door_asks_and_takes_the_same_answers() -> None:
    table = frame({"White": 761, "White British": 700, "White Irish": 61, "Black": 90}).assign(
        people=[76_100, 70_000, 6_100, 9_000], force="Kent"
    )
    how: dict[str, Any] = {"columns": ("stops", "people"), "by": "force"}
    with pytest.raises(DispropError, match=r"row 0: ethnicity 'White', holds 'White British', 'White Irish'\. lea"):
        tables.estimate_by(table, rate, **how)
    for answer in ("totals", {"ethnicity": ["White"]}):
        assert tables.estimate_by(table, rate, **how, leave_out=answer)["stops"].tolist() == [851]
    assert tables.estimate_by(table, rate, **how, accept="totals")["stops"].tolist() == [1_612]
    report = schemas.check(table[["ethnicity", "stops"]], schemas.Counts, keys="ethnicity")
    assert [(one.rule, one.position) for one in report.cautions] == [("total-row", 0)]
    (question,) = cleaning.read_table(table.astype(str)).questions
    assert (question.row, question.answer) == (0, {"leave_out": {"ethnicity": ["White"]}})
    with pytest.raises(DispropError, match="ethnicity 'White', holds"):
        tables.join_population(
            table[["ethnicity", "stops"]], table[["ethnicity", "people"]], on="ethnicity", columns=("stops", "people")
        )


def test_nobody_is_lost_where_parts_are_not_all_there() -> None:
    table = frame(BROAD | {"White British": 700}).assign(force="Kent")
    with pytest.raises(DispropError, match="'White British', part of 'White', which holds 'White British' and more"):
        tables.estimate_by(table, rate, columns=("stops", "people"), by="force")
    found = tables.estimate_by(table, rate, columns=("stops", "people"), by="force", leave_out="totals")
    assert found["stops"].tolist() == [sum(BROAD.values())]
    asked = cleaning.read_table(table.astype(str))
    assert asked.suggested == {"leave_out": {"ethnicity": ["White British"]}}


def test_a_parent_that_is_no_exact_sum_is_asked_about() -> None:
    counts = {"White": 900, "White British": 700, "White Irish": 61, "White other": 120, "Black": 90}
    assert [doubt.label for doubt in doubts(rows_of(frame(counts), "ethnicity"))] == ["White"]  # 19 are not stated
    text = "Group,Stops\nWhite,900\nWhite British,830\nWhite Irish,*\nBlack,90\nAsian,71\n"
    (question,) = (one for one in cleaning.read_table(io.StringIO(text)).questions if one.value == "White")
    assert question.answer == {"leave_out": {"Group": ["White"]}}  # 70 may be Irish


def test_race_and_origin_in_one_column_overlap() -> None:
    labels = ["White alone", "Black or African American alone", "Hispanic or Latino", "Not Hispanic or Latino"]
    table = frame(dict(zip(labels, (800, 160, 230, 770), strict=True)), "race").assign(place="A")
    how: dict[str, Any] = {"columns": ("stops", "people"), "by": "place"}
    with pytest.raises(DispropError, match=r"\(overlaps\): .*'Hispanic or Latino', overlaps with 'White alone'"):
        tables.estimate_by(table, rate, **how)
    assert tables.estimate_by(table, rate, **how, accept="overlaps")["stops"].tolist() == [1_960]
    kept = tables.estimate_by(table, rate, **how, leave_out={"race": labels[2:]})
    assert kept["stops"].tolist() == [960]
    questions = cleaning.read_table(table.astype(str)).questions
    asked = [(one.value, one.answer) for one in questions if "overlaps with" in one.why]
    assert asked == [(label, {}) for label in labels[2:]]
    report = schemas.check(table[["race", "stops"]], schemas.Counts, keys="race")
    assert {one.rule for one in report.cautions} == {"overlap"}


def test_columns_of_groups_that_hold_others_are_asked_about() -> None:
    text = "Force,White,White British,White Irish,Black\nKent,900,810,90,40\nEssex,500,430,70,30\n"
    (white,) = (one for one in cleaning.read_table(io.StringIO(text)).questions if one.column == "White")
    assert white.answer == {"drop": ["White"]}
    asked = cleaning.read_table(io.StringIO(text.replace("900", "950"))).suggested
    assert asked["drop"] == ["White British", "White Irish"]  # of the others of White nothing else is there


# numbers


def test_one_coincidence_among_hundreds_of_groups_is_none() -> None:
    """In the census of 2011, groups by district, 17 numbers are the sums of those beside them."""
    census = cleaning.read_census(RAW / "nomis_qs201ew_2011.csv").frame
    assert doubts(rows_of(census[["area", "ethnicity", "population"]], "area", "ethnicity")) == []
    rng = np.random.default_rng(5)
    sizes = np.exp(rng.normal(5, 2, size=(348, 18))) + rng.poisson(20, size=(348, 18))
    labels = {
        "area": np.repeat([f"area {i}" for i in range(348)], 18),
        "group": [f"group {i}" for i in range(18)] * 348,
    }
    for _ in range(4):
        drawn = pd.DataFrame(labels | {"population": rng.poisson(sizes).ravel()})
        assert doubts(rows_of(drawn, "area", "group")) == []


def test_a_label_that_adds_up_wherever_it_stands_is_a_total_and_is_named() -> None:
    rng = np.random.default_rng(6)
    parts = rng.integers(20, 3_000, size=(40, 3))
    numbers = np.column_stack([parts, parts.sum(axis=1)]).ravel()
    table = pd.DataFrame(
        {
            "area": np.repeat([f"area {i}" for i in range(40)], 4),
            "group": ["a", "b", "c", "the three"] * 40,
            "n": numbers,
        }
    )
    found = doubts(rows_of(table, "area", "group"))
    assert {(doubt.column, doubt.label) for doubt in found} == {("group", "the three")}
    assert len(found) == 40


def test_one_column_alone_leaves_no_row_out() -> None:
    text = "Force,Stops{}\nSussex,60{}\nEssex,200{}\nSurrey,40{}\nKent,300{}\n"
    (asked,) = cleaning.read_table(io.StringIO(text.format(*[""] * 5))).questions
    assert (asked.value, asked.readings, asked.answer) == ("Kent", ("a total", "a row of its own"), {})
    (asked,) = cleaning.read_table(io.StringIO(text.format(",Arrests", ",8", ",70", ",9", ",87"))).questions
    assert asked.answer == {"leave_out": {"Force": ["Kent"]}}
    assert cleaning.read_table(io.StringIO(text.format(",Arrests", ",8", ",70", ",9", ",88"))).questions == ()


def test_rounded_shares_that_are_equal_are_no_copy() -> None:
    text = "Group,n,%,m,%\nA,620,62,3100,62\nB,301,30,1490,30\nC,79,8,411,8\n"
    assert not [one for one in cleaning.read_table(io.StringIO(text)).questions if "copy" in one.why]
    same = text.replace("%,m,%", "k,m,l")
    assert [one.column for one in cleaning.read_table(io.StringIO(same)).questions if "copy" in one.why] == ["l"]


def test_two_spellings_that_are_or_become_one_label_are_told() -> None:
    text = "Force,Stops\nDevon & Cornwall,60\nEssex,200\nDevon and Cornwall,48\nKent,391\nKent ,10\n"
    cleaned = cleaning.read_table(io.StringIO(text))
    (question,) = cleaned.questions
    assert question.why.startswith("'Devon & Cornwall', 'Devon and Cornwall' are names of 'Devon & Cornwall'")
    assert question.answer == {}
    assert "`Kent`, `Kent ` are one label now, and its rows add up." in cleaned.report()
    pd.testing.assert_frame_equal(cleaned.replay(io.StringIO(text)), cleaned.frame)
