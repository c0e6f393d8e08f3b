"""A refusal is a sentence for people, and fields for programs; the two say the same."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

import pandas as pd
import pytest

from disprop import DispropError, _data, direct_rate, proportion, schemas, tables
from disprop._errors import Said, one_of, refused

FIELDS = ("what", "got", "where", "hint")


def fields(error: DispropError) -> dict[str, object]:
    return {name: getattr(error, name) for name in FIELDS}


@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])  # noqa: S301
def test_an_error_keeps_its_fields_when_it_is_copied_or_crosses_to_another_process(
    again: Callable[[DispropError], DispropError],
) -> None:
    error = DispropError("events must be >= 0; got -1 at position 3", what="events", got=-1, where=3, hint="look")
    assert fields(again(error)) == fields(error) == {"what": "events", "got": -1, "where": 3, "hint": "look"}
    assert str(again(error)) == str(error)
    assert isinstance(error, ValueError)
    assert type(error).__module__ == "disprop"


def test_a_name_that_is_not_known_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(DispropError) as refused:
        one_of("method", "wilsen", ["wald", "wilson"])
    hint = "Did you mean 'wilson'? Known: wald, wilson"
    assert fields(refused.value) == {"what": "method", "got": "wilsen", "where": None, "hint": hint}
    assert str(refused.value) == f"no method is called 'wilsen'. {hint}"


def test_what_cannot_cross_to_another_process_is_shown_there() -> None:
    error = refused("statistic", "must be a function", lambda: None)  # which has no name elsewhere
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert str(again) == str(error)
    assert again.got.startswith("<function test_what_cannot")
    assert str(again.got) in str(again)


def test_a_long_value_is_cut_and_words_are_not() -> None:
    assert str(refused("n", "is odd", "9" * 5_000)) == f"n is odd; got '{'9' * 59}..."
    assert str(refused("n", "is odd", 10**5_000)) == "n is odd; got a number of thousands of digits"
    assert str(refused("n", "is odd", Said("9" * 70), (3,), "; try")) == f"n is odd; got {'9' * 70} at position 3; try"


def test_a_table_with_errors_has_the_fields_of_the_first() -> None:
    frame = pd.DataFrame({"force": ["Kent", "Essex"], "stops": [3, -3]})
    with pytest.raises(schemas.TableError) as found:
        schemas.validate(frame, schemas.Counts, keys="force")
    again = pickle.loads(pickle.dumps(found.value))  # noqa: S301
    for error in (found.value, again):
        assert (error.what, error.got, error.where) == ("stops", -3, 1)
        assert error.hint == error.report.errors[0].advice


def test_a_row_of_a_table_is_where_the_error_is() -> None:
    counts = pd.DataFrame({"force": ["Kent", "Essex"], "arrests": [3, 9], "stops": [5, 5]})
    with pytest.raises(DispropError) as found:
        tables.estimate_by(counts, proportion, columns=("arrests", "stops"), by="force")
    assert fields(found.value) | {"hint": ""} == {"what": "arrests", "got": "9 of 5 stops", "where": 1, "hint": ""}
    assert "row 1, arrests: part-above-whole (9 of 5 stops): " in str(found.value)


def test_a_stratum_of_a_cell_is_where_the_error_is() -> None:
    places = {"force": ["Kent", "Essex", "Essex", "Kent", "Essex"], "age": ["0-4", "0-4", "5-9", "5-9", "5-9"]}
    deaths = pd.DataFrame({**places, "deaths": [3, 4, 2**53 - 1, 5, 2**53 - 3], "people": [50, 70, 90, 80, 60]})
    options: dict[str, Any] = {"columns": ("deaths", "people"), "by": "force", "strata": "age"}
    with pytest.raises(DispropError) as found:
        tables.estimate_by(deaths, direct_rate, **options, standard={"0-4": 1, "5-9": 1})
    assert str(found.value).startswith("Essex: events must be below 2**53; got 18014398509481980 at position 1; ")
    assert (found.value.what, found.value.got, found.value.where) == ("events", 2**54 - 4, ("Essex", 1))


def test_an_error_of_a_frame_keeps_how_to_read_its_numbers() -> None:
    counts = pd.DataFrame({"force": ["Kent"], "arrests": ["3"], "stops": [5]})
    with pytest.raises(schemas.TableError) as found:
        tables.estimate_by(counts, proportion, columns=("arrests", "stops"), by="force")
    assert "to read 'arrests' as numbers: " in str(found.value)
    assert str(pickle.loads(pickle.dumps(found.value))) == str(found.value)  # noqa: S301


def test_every_sentence_that_is_kept_is_said_somewhere_with_the_fields_that_it_writes() -> None:
    kept, said = _data.read("refused.json"), set()
    for file in Path(direct_rate.__code__.co_filename).parents[1].rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "worded":
                name = ast.literal_eval(call.args[0])
                fields = {field for text in kept[name] for _, field, *_ in Formatter().parse(text) if field}
                written = {re.split(r"[.\[]", field)[0] for field in fields}
                given = {each.arg for each in call.keywords if each.arg}
                spread = any(each.arg is None for each in call.keywords)
                assert given <= written, (file.name, name)
                assert spread or written <= {"what", "got", "shown", "where", *given}, (file.name, name)
                said.add(name)
    assert said == kept.keys()
