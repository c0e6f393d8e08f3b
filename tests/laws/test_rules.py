"""A rule has one wording: a bad cell is refused in the same words by a function, and by frames of every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from disprop import DispropError, direct_rate, proportion, rate, schemas, tables
from disprop.schemas import RULES
from disprop.schemas.report import Finding
from engines.frames import EAGER, LAZY

ENGINES = {name: {**EAGER, **LAZY}[name] for name in ("pandas", "polars", "pyarrow", "polars lazy", "duckdb")}
INF = float("inf")
COUNTS: list[tuple[str, Any]] = [
    ("negative", -1),
    ("negative", -1.5),
    ("infinite", INF),
    ("infinite", -INF),
    ("fractional", 2.9),
    ("too-large", 2**53),
    ("too-large", 1e300),
    ("number-as-text", "12"),
    ("thousands-separator", "1,204"),
    ("suppressed", "<5"),
    ("duration", "5h03m"),
    ("text", "twelve"),
    ("missing", "N/A"),
    ("boolean", True),
]
PEOPLE: list[tuple[str, Any]] = [
    ("negative", -1.0),
    ("infinite", INF),
    ("impossible-unit", 1e60),
    ("impossible-unit", 1e-60),
    ("number-as-text", "12"),
    ("boolean", True),
]
ROWS: list[tuple[str, Any, dict[str, Any]]] = [
    *((rule, rate, {"n": [cell, cell], "t": [10, 20]}) for rule, cell in COUNTS),
    *((rule, rate, {"n": [1, 2], "t": [cell, cell]}) for rule, cell in PEOPLE),
    ("no-population", rate, {"n": [1, 2], "t": [0, 10]}),
    ("part-above-whole", proportion, {"n": [11, 2], "t": [10, 20]}),
    ("fractional", proportion, {"n": [1, 2], "t": [10.5, 20.0]}),
    ("too-large", proportion, {"n": [1, 2], "t": [2**53, 20]}),
]
IDS = [f"{rule} {columns}" for rule, _, columns in ROWS]


def advice(rule: str, columns: dict[str, Any]) -> str:
    """Return what a rule says of the cell that breaks it."""
    cell = next((cell for cells in columns.values() for cell in cells if isinstance(cell, str)), None)
    return Finding(rule, value=cell).advice


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(DispropError) as refused:
        call()
    return str(refused.value)


@pytest.mark.parametrize(("rule", "statistic", "columns"), ROWS, ids=IDS)
def test_functions_refuse_a_bad_cell_in_the_words_of_its_rule(
    rule: str, statistic: Any, columns: dict[str, list[Any]]
) -> None:
    words, (n, t) = advice(rule, columns), columns.values()
    assert words in refusal(lambda: statistic(n, t))
    assert words in refusal(lambda: statistic(n[0], t[0]))
    if statistic is rate:
        assert words in refusal(lambda: direct_rate(n, t, standard=[1, 1]))


@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES.keys())
@pytest.mark.parametrize(("rule", "statistic", "columns"), ROWS, ids=IDS)
def test_frames_refuse_a_bad_cell_in_the_words_of_its_rule(
    rule: str, statistic: Any, columns: dict[str, list[Any]], make: Callable[[Any], Any]
) -> None:
    frame, words = make({"g": ["A", "B"], **columns}), advice(rule, columns)
    roles: dict[str, Any] = {"counts": "n", "populations": "t"} if statistic is rate else {"counts": ["n", "t"]}
    if rule != "part-above-whole":  # which of two counts is part of the other, only a schema of one's own says
        found = schemas.check(frame, schemas.Events, keys="g", **roles)
        assert [one.rule for one in found.errors if one.advice == words] != []
        assert {one.rule for one in found.errors} == {rule}
    assert words in refusal(lambda: tables.estimate_by(frame, statistic, columns=("n", "t"), by="g"))


def test_every_rule_of_numbers_is_among_the_bad_cells() -> None:
    asked = {rule for kind in ("count", "population") for rule in schemas_rules(kind)}
    assert asked <= {rule for rule, _, _ in ROWS}
    assert {rule for rule, _, _ in ROWS} <= RULES.keys()


def schemas_rules(kind: Any) -> tuple[str, ...]:
    from disprop.schemas._table import Role

    return Role(kind, whole=kind == "count").rules
