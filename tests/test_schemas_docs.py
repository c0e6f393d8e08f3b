"""The page of schemas says what the code does: the columns of each schema, and the rules of its own."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from disprop import schemas
from disprop.schemas import RULES
from disprop.schemas._rules import COMMON

PAGE = (Path(__file__).parents[1] / "docs" / "how-to" / "check-a-table.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
SCHEMAS: dict[str, Any] = {
    name: one for name, one in vars(schemas).items() if isinstance(one, type) and hasattr(one, "roles")
}
SHARED = {*COMMON, *schemas.Events.facts().rules}


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([\w-]+)`", cell))


def literals(function: Callable[..., Any]) -> set[str]:
    """Return the texts in a function, and in those of the same module that it calls."""
    found: set[str] = set()
    codes: list[CodeType] = [function.__code__]
    seen: set[CodeType] = set()
    while codes:
        code = codes.pop()
        if code in seen:
            continue
        seen.add(code)
        texts = [item for const in code.co_consts for item in (const if isinstance(const, tuple) else (const,))]
        found |= {text for text in texts if isinstance(text, str)}
        codes += [const for const in code.co_consts if isinstance(const, CodeType)]
        called = (vars(__import__(function.__module__, fromlist=["_"])).get(name) for name in code.co_names)
        codes += [one.__code__ for one in called if isinstance(one, FunctionType)]
    return found


def own_rules(schema: Any) -> set[str]:
    return {rule for check in schema.facts().rules if check not in SHARED for rule in literals(check) & RULES.keys()}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_table_has_the_columns_and_the_rules_of_the_code(row: list[str]) -> None:
    (name,) = names(row[0])
    needed, _, optional = row[2].partition("may have")
    roles = SCHEMAS[name].roles()
    assert names(needed) == {column for column, role in roles.items() if role.needed}
    assert names(optional) == {column for column, role in roles.items() if not role.needed}
    shared = set(
        re.findall(r"`([\w-]+)`", PAGE[PAGE.index("All of them refuse") : PAGE.index("## On your own engine")])
    )
    own = own_rules(SCHEMAS[name]) - shared
    assert names(row[3]) == {rule for rule in own if RULES[rule].severity == "error"}
    assert names(row[4]) == {rule for rule in own if RULES[rule].severity == "caution"}


def test_every_schema_and_every_rule_is_on_the_page() -> None:
    assert {name for row in ROWS for name in names(row[0])} == SCHEMAS.keys()
    assert RULES.keys() - names(PAGE) == set()


def test_what_the_caller_names_is_called_yours() -> None:
    yours = {row[0].strip("`"): row[2] for row in ROWS}
    for name, schema in SCHEMAS.items():
        assert ("your keys" in yours[name]) == ("key" in schema.facts().needs)
        assert ("counts" in yours[name]) == ("count" in schema.facts().needs)


@pytest.mark.parametrize("declare", ["key", "age", "label", "count", "population", "outcome", "setting", "score"])
def test_roles_are_public(declare: str) -> None:
    assert inspect.isfunction(getattr(schemas.column, declare))
