"""Categories stay what they are: their type, their categories, and their own order where they have one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pytest

from disprop import areas, rate, rate_ratio, tables

AGES = ["0-17", "18-64", "65+", "not known"]
COUNTS: dict[str, Any] = {
    "force": ["Kent", "Kent", "Essex", "Essex", "Essex"],
    "age": ["65+", "0-17", "18-64", "65+", "0-17"],
    "stops": [3, 40, 20, 11, 7],
    "people": [100, 1_000, 2_000, 350, 900],
}
HOW: dict[str, Any] = {"columns": ("stops", "people")}
ORDERED = pd.CategoricalDtype(AGES, ordered=True)


def pandas(dtype: Any) -> pd.DataFrame:
    return pd.DataFrame(COUNTS).astype({"age": dtype})


def polars(dtype: Any) -> pl.DataFrame:
    return pl.DataFrame(COUNTS, schema_overrides={"age": dtype})


FRAMES: dict[str, tuple[Callable[[], Any], Any]] = {
    "pandas, ordered": (lambda: pandas(ORDERED), ORDERED),
    "Polars Enum": (lambda: polars(pl.Enum(AGES)), pl.Enum(AGES)),
    "Polars Enum, lazy": (lambda: polars(pl.Enum(AGES)).lazy(), pl.Enum(AGES)),
}
UNORDERED: dict[str, tuple[Callable[[], Any], Any]] = {
    "pandas": (lambda: pandas(pd.CategoricalDtype(AGES)), pd.CategoricalDtype(AGES)),
    "Polars Categorical": (lambda: polars(pl.Categorical), pl.Categorical()),
}
VERBS: dict[str, Callable[[Any], Any]] = {
    "estimate": lambda frame: tables.estimate_by(frame, rate, **HOW, by="age"),
    "estimate within": lambda frame: tables.estimate_by(frame, rate, **HOW, by=["force", "age"]),
    "compare": lambda frame: tables.compare_by(frame, rate_ratio, **HOW, group="age", reference="65+", within="force"),
    "average": lambda frame: tables.compare_by(
        frame, areas.averages, **HOW, group="age", reference="65+", strata="force"
    ),
    "count": lambda frame: tables.count_by(frame, by="age"),
}


def ages(found: Any) -> tuple[Any, list[str]]:
    """Return the type of the column and its different labels, as they come."""
    column = (found.collect() if isinstance(found, pl.LazyFrame) else found)["age"]
    labels = column.tolist() if isinstance(column, pd.Series) else column.to_list()
    return column.dtype, list(dict.fromkeys(labels))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", FRAMES)
def test_ordered_categories_come_in_their_own_order(verb: str, kind: str) -> None:
    make, dtype = FRAMES[kind]
    found_type, labels = ages(VERBS[verb](make()))
    assert found_type == dtype
    expected = [age for age in AGES[:3] if verb != "average" or age != "65+"]
    if verb == "estimate within":  # Kent has nobody of 18 to 64, and comes first where the rows have an order
        expected = expected if kind == "Polars Enum, lazy" else ["0-17", "65+", "18-64"]
    assert labels == expected


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", UNORDERED)
def test_categories_without_an_order_keep_their_type(verb: str, kind: str) -> None:
    make, dtype = UNORDERED[kind]
    found_type, labels = ages(VERBS[verb](make()))
    assert found_type == dtype
    counted = verb == "count" and kind != "pandas"  # in the order of the labels
    assert labels[0] == ("0-17" if verb == "average" or counted else "65+")


def test_a_dictionary_of_arrow_stays_one() -> None:
    table = pa.table({**COUNTS, "age": pa.array(COUNTS["age"]).dictionary_encode()})
    found = tables.estimate_by(table, rate, **HOW, by="age")
    assert pa.types.is_dictionary(found.schema.field("age").type)
    assert found["age"].to_pylist() == ["65+", "0-17", "18-64"]


def test_a_label_beside_the_categories_is_not_lost() -> None:
    people = pd.DataFrame({"age": [*AGES[:3], "Not known"], "people": [1_900, 2_000, 450, 30]})
    counts = pandas(ORDERED)[["age", "stops"]]
    joined = tables.join_population(
        counts, people, on="age", columns=("stops", "people"), accept="population without events"
    )
    assert joined["age"].tolist() == ["0-17", "18-64", "65+", "Not known"]
