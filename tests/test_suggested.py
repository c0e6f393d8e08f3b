"""Answers to questions: each is an argument of the same reader, one round of them is enough, and nothing is applied."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from disprop import DispropError, cleaning
from disprop.cleaning import Cleaned

DATA = Path(__file__).parent / "data"
FILES = sorted(path for path in DATA.rglob("*") if path.suffix in {".csv", ".ods"})
NAMESAKES = "Area,Uses\nWest Midlands,1157\nStaffordshire,305\nWest Midlands,852\nDurham,338\nTotal,2652\n"


def read(text: str, **options: Any) -> Cleaned:
    return cleaning.read_table(io.StringIO(text), **options)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_one_round_of_answers_is_enough(path: Path) -> None:
    asked = cleaning.read_table(path)
    answers = {name: value for name, value in asked.suggested.items() if name != "lengthen"}
    answered = cleaning.read_table(path, **asked.suggested)
    assert not any(question.answer for question in answered.questions)
    assert len(answered.questions) <= sum(not question.answer for question in asked.questions)
    assert answered.replay(path).equals(answered.frame)
    if answers != asked.suggested:
        answered = cleaning.read_table(path, **answers)  # as wide as it was, to be held against what was read
    kept = [name for name in asked.frame if name in answered.frame]
    expected = asked.frame.loc[answered.frame.index, kept]
    for (label, name), usual in asked.suggested.get("answers", {}).items():
        expected[name] = expected[name].replace(label, usual)
    pd.testing.assert_frame_equal(answered.frame, expected)  # no other number
    gone = {question.row for question in asked.questions if {"leave_out", "skip"} & set(question.answer)}
    assert set(asked.frame.index) - set(answered.frame.index) == gone
    dropped = {name for question in asked.questions for name in question.answer.get("drop", [])}
    assert {name for name in asked.frame if name not in answered.frame} == dropped


def test_a_region_with_the_name_of_a_force_is_answered_for_by_its_line() -> None:
    frame = pd.read_csv(io.StringIO(NAMESAKES), dtype=str)
    (region, total) = read(NAMESAKES).questions
    assert (region.row, region.line, region.answer) == (0, 2, {"skip": [2]})
    assert region.why.endswith("; skip=[2] leaves it out")
    assert str(region).startswith("Area, row 0 (line 2): 'West Midlands'")
    assert (total.row, total.answer) == (4, {"leave_out": {"Area": ["Total"]}})
    for table in (frame, io.StringIO(NAMESAKES)):
        asked = cleaning.read_table(table, columns={"Uses": "integer"})
        answers = {"skip": [2], "leave_out": {"Area": ["Total"]}}
        assert asked.suggested == {"columns": {"Uses": "integer"}, **answers}
        assert str(asked).endswith("\nsuggested: cleaning.read_table(..., skip=[2], leave_out={'Area': ['Total']})")
    answered = cleaning.read_table(frame, **asked.suggested)
    assert answered.frame["Uses"].tolist() == [305, 852, 338]
    assert answered.replay(frame).equals(answered.frame)


def test_labels_that_only_spaces_tell_apart_are_answered_for_by_line() -> None:
    text = NAMESAKES.replace("West Midlands,1157", "  West\u00a0Midlands ,1157")
    asked = read(text)
    assert asked.suggested == {"skip": [2], "leave_out": {"Area": ["Total"]}}
    assert read(text, **asked.suggested).frame["Area"].tolist() == ["Staffordshire", "West Midlands", "Durham"]


def test_the_log_ends_with_the_call_that_answers() -> None:
    text = "Crown copyright\n\nForce,Stops,All\nKent,120,240\nEssex,212,424\nTotal,332,664\n"
    asked = read(text)
    call = "suggested: cleaning.read_table(..., drop=['All'], leave_out={'Force': ['Total']})"
    assert str(asked).splitlines()[-1] == call
    answered = read(text, **asked.suggested)
    assert "suggested" not in str(answered)
    assert answered.suggested == answered.given == asked.suggested


def test_what_was_given_stays_in_what_is_suggested() -> None:
    text = "Force,Stops,All\nKent,120,240\nEssex,212,424\nTotal,332,664\nTotal of all,332,664\n"
    half = read(text, drop="All", leave_out={"Force": "Total of all"})
    assert half.given == {"drop": ["All"], "leave_out": {"Force": ["Total of all"]}}
    assert half.suggested == {"drop": ["All"], "leave_out": {"Force": ["Total of all", "Total"]}}


def test_the_table_that_was_read_is_named() -> None:
    text = "Force,Stops\nKent,310\nEssex,212\n\nForce,Arrests\nKent,31\nEssex,21\n"
    (question,) = read(text).questions
    assert question.answer == {"header": [1]}
    assert "header=5 reads it; header=[1] keeps to it" in question.why
    assert read(text, header=1).questions == ()
    assert read(text, header=5).questions == ()


def test_what_only_a_person_knows_has_no_answer_and_names_the_argument() -> None:
    asked = read("Force,Stops\nNorth East\nKent,1.204\nEssex,17\n")
    alone, unclear = asked.questions
    assert (alone.answer, unclear.answer) == ({"skip": [2]}, {})
    assert alone.why.endswith("skip=[2] leaves it out")
    assert "answers={(1, 'Stops'): '...'} says what it is" in unclear.why
    assert read("Force,Stops\nNorth East\nKent,1.204\n", skip=2, answers={(1, "Stops"): "1204"}).questions == ()


def test_a_cell_that_is_answered_for_is_asked_about_no_more() -> None:
    content = "force,n\nMôn,1\n".encode() + "Orléans,2\n".encode("cp1252")
    (question,) = cleaning.read_table(io.BytesIO(content)).questions
    assert "answers={(1, 'force'): '...'}" in question.why
    assert cleaning.read_table(io.BytesIO(content), answers={(1, "force"): "Orléans"}).questions == ()


def test_readers_of_known_tables_take_the_answers_that_they_suggest() -> None:
    grid = "location,date,purpose_reference,total_alerts\nTotal,2022-07-07,1,4\nLeeds,2022-07-08,1,3\n"
    asked = cleaning.read_deployments(io.StringIO(grid))
    assert asked.suggested == {"leave_out": {"location": ["Total"]}}
    told = cleaning.read_deployments(io.StringIO(grid), **asked.suggested)
    assert (told.frame["location"].tolist(), told.questions) == (["Leeds"], ())


def test_answers_can_be_kept_and_cannot_be_changed() -> None:
    (question,) = read("Force,Stops\nKent,120\nEssex,212\nTotal,332\n").questions
    assert json.loads(json.dumps(question.to_dict()))["answer"] == {"leave_out": {"Force": ["Total"]}}
    with pytest.raises(DispropError, match="cannot be changed"):
        question.answer["drop"] = []  # type: ignore[index]


@pytest.mark.parametrize("line", [1, 9])
def test_lines_that_are_no_rows_are_not_passed_over(line: int) -> None:
    with pytest.raises(DispropError, match=f"skip must be lines of rows, 2 to 4; got {line}"):
        read("Force,Stops\nKent,120\nEssex,212\nSurrey,332\n", skip=line)
    with pytest.raises(DispropError, match=f"skip must be lines of rows, 2 to 4; got {line}"):
        cleaning.read_table(pd.DataFrame({"Stops": ["1", "2", "3"]}), skip=line)
