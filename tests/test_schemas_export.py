"""The exported schemas accept and refuse, in other programs, what `check` does of single cells."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from disprop import DispropError, datasets, rate, schemas
from disprop.schemas import check, to_json_schema, to_table_schema


class Outcomes(schemas.Counts):
    """Searches and hits of a county."""

    county: Any = schemas.column.key()
    searches: Any = schemas.column.count()
    hits: Any = schemas.column.count(of="searches")


Row = dict[str, Any]
KEYED: Row = {"keys": "force", "counts": "stops"}
# A schema, its columns where the caller names them, a sound row, and cells each of which spoils it.
TABLES: list[tuple[Any, Row, Row, list[Row]]] = [
    (schemas.Counts, KEYED, {"force": "Kent", "stops": 4}, [{"stops": -1}, {"stops": 1.5}, {"force": " "}]),
    (schemas.Population, {"keys": "force"}, {"force": "Kent", "population": 4.5}, [{"population": "4,000"}]),
    (schemas.Events, {"keys": "force", "dates": "day"}, {"force": "A", "day": "2021-08-31"}, [{"day": "August"}]),
    (schemas.StandardPopulation, {}, {"standard": "x", "age": "0-4", "weight": 0.5}, [{"weight": -1}, {"age": ""}]),
    (
        schemas.Deployments,
        {},
        {"alerts": 3, "true_alerts": 1, "false_alerts": 2, "faces_seen": None, "date": "2024-01-31"},
        [{"alerts": "3 or 4"}, {"threshold": -0.5}, {"date": "31 January"}],
    ),
    (schemas.Searches, {}, {"searches": 900, "bank": 20_000}, [{"searches": 1.5}, {"bank": "20,000"}]),
    (
        schemas.Scores,
        {},
        {"score": -0.5, "mated": True, "person": "a"},
        [{"mated": 2}, {"score": "high"}, {"person": ""}],
    ),
    (
        schemas.Estimates,
        {},
        {
            "value": 1.5,
            "low": 1.1,
            "high": None,
            "level": 0.95,
            "method": "wilson",
            "measure": "proportion",
            "unit": "",
        },
        [{"level": 95}, {"value": "1.5 (1.1 to 2)"}, {"method": ""}],
    ),
    (Outcomes, {}, {"county": "A", "searches": 9, "hits": 3}, [{"hits": -3}, {"county": ""}]),
]
CASES = [pytest.param(*case, id=case[0].__name__) for case in TABLES]


def frictionless_errors(path: Path, rows: list[Row], schema: Row) -> list[str]:
    """Return the types of the errors that frictionless finds in a CSV file of these rows."""
    with (path / "table.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    resource = frictionless.Resource(
        path="table.csv",
        basepath=str(path),
        schema=frictionless.Schema.from_descriptor(schema),
    )
    return [error.type for task in resource.validate().tasks for error in task.errors]


@pytest.mark.parametrize(("schema", "options", "sound", "spoilt"), CASES)
def test_json_schema_accepts_a_sound_row_and_refuses_spoilt_ones(
    schema: Any, options: Row, sound: Row, spoilt: list[Row]
) -> None:
    exported = json.loads(json.dumps(to_json_schema(schema, **options), allow_nan=False))
    Draft202012Validator.check_schema(exported)
    validator = Draft202012Validator(exported)
    assert [error.message for error in validator.iter_errors(sound)] == []
    for cells in spoilt:
        assert not validator.is_valid({**sound, **cells}), cells
        assert not check(pd.DataFrame([{**sound, **cells}]), schema, **options).ok, cells
    for name in exported["required"]:
        assert not validator.is_valid({other: cell for other, cell in sound.items() if other != name})


@pytest.mark.parametrize(("schema", "options", "sound", "spoilt"), CASES)
def test_table_schema_accepts_a_sound_file_and_refuses_spoilt_ones(
    tmp_path: Path, schema: Any, options: Row, sound: Row, spoilt: list[Row]
) -> None:
    assert frictionless_errors(tmp_path, [sound], to_table_schema(schema, **options)) == []
    columns = list({name: 0 for row in (sound, *spoilt) for name in row})
    exported = json.loads(json.dumps(to_table_schema(schema, **options, columns=columns), allow_nan=False))
    filled = {**dict.fromkeys(columns, ""), **sound}
    assert frictionless_errors(tmp_path, [filled], exported) == []
    for cells in spoilt:
        assert frictionless_errors(tmp_path, [{**filled, **cells}], exported), cells


def test_every_schema_is_exported_here() -> None:
    declared = {one for one in vars(schemas).values() if isinstance(one, type) and hasattr(one, "roles")}
    assert declared == {case[0] for case in TABLES} - {Outcomes}


def test_a_key_that_repeats_is_refused_in_a_file_but_not_in_events(tmp_path: Path) -> None:
    rows = [{"force": "Kent", "stops": 1}] * 2
    assert frictionless_errors(tmp_path, rows, to_table_schema(schemas.Counts, **KEYED)) == ["primary-key"]
    assert frictionless_errors(tmp_path, rows, to_table_schema(schemas.Events, **KEYED)) == []
    bands = [{"age": "0-4", "weight": 1}, {"age": "0-4", "weight": 2}]
    known = to_table_schema(schemas.StandardPopulation, columns=["age", "weight"])
    assert known["primaryKey"] == ["age"]
    assert frictionless_errors(tmp_path, bands, known) == ["primary-key"]
    assert "primaryKey" not in to_table_schema(schemas.StandardPopulation)


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    assert (
        frictionless_errors(tmp_path, [{"force": "Kent"}], to_table_schema(schemas.Counts, **KEYED))[0]
        == "missing-label"
    )


def test_deployments_need_one_of_two_layouts_in_json() -> None:
    validator = Draft202012Validator(to_json_schema(schemas.Deployments))
    split = {f"{kind}_alerts_{state}": 0 for kind in ("true", "false") for state in ("confirmed", "unconfirmed")}
    assert validator.is_valid({"alerts": 0, **split})
    assert not validator.is_valid({"alerts": 0, "true_alerts": 0, "true_alerts_confirmed": 0})


def test_what_compares_columns_is_left_to_check(tmp_path: Path) -> None:
    row = {"county": "A", "searches": 3, "hits": 4}
    assert Draft202012Validator(to_json_schema(Outcomes)).is_valid(row)
    assert frictionless_errors(tmp_path, [row], to_table_schema(Outcomes)) == []
    assert [f.rule for f in check(pd.DataFrame([row]), Outcomes).errors] == ["part-above-whole"]
    assert to_json_schema(Outcomes)["properties"]["hits"]["description"] == "a count; not above searches"
    assert to_json_schema(Outcomes)["description"] == "Searches and hits of a county."


def test_counts_are_named_or_found_among_the_columns() -> None:
    named = to_json_schema(schemas.Counts, keys="force", counts=["stops", "searches"])
    assert to_json_schema(schemas.Counts, keys="force", columns=["force", "stops", "searches"]) == named
    with pytest.raises(DispropError, match="Counts needs counts=, names of columns"):
        to_json_schema(schemas.Counts, keys="force")
    with pytest.raises(DispropError, match="Population needs keys=, names of columns"):
        to_table_schema(schemas.Population)


@pytest.mark.parametrize(
    ("name", "schema", "options"),
    [
        ("met-deployments-2020-2022", schemas.Deployments, {}),
        ("met-deployments-2023-2024", schemas.Deployments, {}),
        ("standard-populations", schemas.StandardPopulation, {}),
        ("census-2011", schemas.Population, {"keys": ["force", "group", "ethnicity"]}),
        ("use-of-force-2018-2019", schemas.Counts, {"keys": ["force", "ethnicity"], "counts": "tactics"}),
    ],
)
def test_published_tables_fit_the_exports_as_they_fit_check(
    tmp_path: Path, name: str, schema: Any, options: Row
) -> None:
    frame = datasets.load(name)
    assert check(frame, schema, **options).ok
    rows = json.loads(frame.to_json(orient="records", date_format="iso"))
    validator = Draft202012Validator(to_json_schema(schema, **options))
    assert [error.message for row in rows for error in validator.iter_errors(row)] == []
    text = frame.astype(object).where(frame.notna(), "").astype(str).to_dict("records")
    assert frictionless_errors(tmp_path, text, to_table_schema(schema, **options)) == []


def test_our_own_results_fit_the_exports() -> None:
    found = rate([33, 0], [46_476, 6_330]).per(10_000).to_dict()
    rows = [dict(zip(found, cells, strict=True)) for cells in zip(*found.values(), strict=True)]
    validator = Draft202012Validator(to_json_schema(schemas.Estimates))
    assert [error.message for row in rows for error in validator.iter_errors(row)] == []


class EveryRole(schemas.Events):
    """One column of every role."""

    key: Any = schemas.column.key()
    label: Any = schemas.column.label()
    count: Any = schemas.column.count()
    people: Any = schemas.column.population()
    outcome: Any = schemas.column.outcome()
    setting: Any = schemas.column.setting(whole=False)
    score: Any = schemas.column.score()
    flag: Any = schemas.column.flag()
    day: Any = schemas.column.day()
    number: Any = schemas.column.number()
    note: Any = schemas.column.text()


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**6),
    st.floats(-3, 3),
    st.sampled_from(["", " ", "Kent", "12", "1,204", "<5", "2021-08-31", "31/08/21", "2021-08-31T23:05:00Z", "August"]),
)


@given(st.fixed_dictionaries(dict.fromkeys(EveryRole.roles(), CELLS)))
@settings(deadline=None, max_examples=120)
def test_a_random_row_is_refused_for_the_same_cells_in_json_as_by_check(row: Row) -> None:
    refused = {error.path[0] for error in Draft202012Validator(to_json_schema(EveryRole)).iter_errors(row)}
    report = check(pd.DataFrame({name: pd.Series([cell], dtype=object) for name, cell in row.items()}), EveryRole)
    compared = {"no-population", "part-above-whole"}
    found = {finding.column for finding in report.errors if finding.rule not in compared}
    gaps_as_text = {
        name for name in ("outcome", "setting", "number", "day") if isinstance(row[name], str) and not row[name].strip()
    }
    assert refused - gaps_as_text == found
