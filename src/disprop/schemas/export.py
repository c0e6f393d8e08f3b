"""Schemas for other programs: JSON Schema for one row, and Table Schema for a file."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Unpack

from disprop import _data
from disprop._calls import options_of
from disprop._rules import LARGEST_COUNT
from disprop.schemas._declared import Declared, Named, by_kind, roles_of
from disprop.schemas._frames import Names, listed
from disprop.schemas._rules import keys_are_distinct
from disprop.schemas._table import DATE, KEYS, Kind, Role

KINDS: dict[Kind, dict[str, Any]] = _data.read("schemas", "kinds.json")
WHOLE = {"type": "integer", "maximum": int(LARGEST_COUNT) - 1}
LEFT = "Rows and columns are not compared with each other here: disprop.schemas.check does."


@options_of(by_kind)
def to_json_schema(schema: type[Declared], *, columns: Names = (), **options: Unpack[Named]) -> dict[str, Any]:
    """Return a schema as JSON Schema (draft 2020-12) of one row, such as a record of an API or a line of JSON.

    Use it where rows are checked without this library. It says what a row needs on its own. What compares columns or
    rows (a part above its whole, a key that repeats, counts that do not add up, dates out of order) is left to `check`,
    as are days that no month has, and bands of ages.

    Parameters
    ----------
    schema, keys, counts, populations, dates
        As for `check`; counts must be named, or be found among `columns`.
    columns : str or sequence of str
        The columns of the table, where they are known: optional ones that are not among them are left out, the others
        are needed.

    Returns
    -------
    dict
        Plain data that `json.dumps` writes. A gap is null; JSON has no NaN and no infinity.

    Raises
    ------
    DispropError
        As `check` does for columns that are not named.

    Examples
    --------
    >>> from disprop import schemas
    >>> found = schemas.to_json_schema(schemas.Counts, keys="force", counts="stops")
    >>> found["required"], found["properties"]["stops"]
    (['force', 'stops'], {'type': 'integer', 'minimum': 0, 'maximum': 9007199254740991, 'description': 'a count'})
    """
    roles = _exported(schema, listed(columns), by_kind(**options))
    layouts = [{"required": [*names]} for names in schema.facts().layouts]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": LEFT,
        "title": schema.__name__,
        "description": _summary(schema),
        "type": "object",
        "properties": {name: {**_of_json(role), "description": _meaning(role)} for name, role in roles.items()},
        "required": [name for name, role in roles.items() if role.needed],
        **({"anyOf": layouts} if layouts else {}),
    }


@options_of(by_kind)
def to_table_schema(schema: type[Declared], *, columns: Names = (), **options: Unpack[Named]) -> dict[str, Any]:
    """Return a schema as a Frictionless Table Schema, to publish beside a CSV file.

    Use it in a Data Package. It says what each cell may be, and which columns identify a row. What else compares
    columns or rows is left to `check`, as for `to_json_schema`.

    Parameters
    ----------
    schema, keys, counts, populations, dates
        As for `check`; counts must be named, or be found among `columns`.
    columns : str or sequence of str
        The columns of the file, where they are known: optional ones that are not among them are left out, the others
        are needed.

    Returns
    -------
    dict
        Plain data that `json.dumps` writes. A gap is an empty cell.

    Raises
    ------
    DispropError
        As `check` does for columns that are not named.

    Examples
    --------
    >>> from disprop import schemas
    >>> found = schemas.to_table_schema(schemas.Population, keys=["force", "ethnicity"])
    >>> found["primaryKey"], found["fields"][2]["constraints"]
    (['force', 'ethnicity'], {'required': True, 'minimum': 0})
    """
    roles = _exported(schema, listed(columns), by_kind(**options))
    distinct = keys_are_distinct in schema.facts().rules
    identify = [name for name, role in roles.items() if role.kind in KEYS and role.needed]
    return {
        "title": schema.__name__,
        "description": f"{_summary(schema)} {LEFT}",
        "fields": [{"name": name, **_of_table(role), "description": _meaning(role)} for name, role in roles.items()],
        "missingValues": [""],
        "fieldsMatch": "subset" if all(role.needed for role in roles.values()) else "partial",
        **({"primaryKey": identify} if distinct and identify else {}),
    }


def _exported(schema: type[Declared], columns: list[str], named: Mapping[Kind, list[str]]) -> dict[str, Role]:
    """Return the role of each column; those of a table whose columns are known are all needed."""
    roles = roles_of(schema, named, columns)
    if not columns:
        return roles
    return {name: replace(role, needed=True) for name, role in roles.items() if role.needed or name in columns}


def _summary(schema: type[Declared]) -> str:
    return next((line.strip() for line in (schema.__doc__ or "").splitlines() if line.strip()), "")


def _meaning(role: Role) -> str:
    part = f"; not above {' or '.join(role.of)}" if role.of else ""
    return str(KINDS[role.kind]["means"]) + part


def _of_json(role: Role) -> dict[str, Any]:
    """Return what a value may be in JSON."""
    found = KINDS[role.kind]["json"] | (WHOLE if role.whole else {})
    if role.kind == "date":
        found |= {"pattern": f"^{DATE}$"}
    return found | ({"type": [found["type"], "null"]} if role.gaps and found else {})


def _of_table(role: Role) -> dict[str, Any]:
    """Return the type of a field and its constraints; Table Schema cannot leave the ends of a level out."""
    found, largest = KINDS[role.kind]["table"], {"maximum": WHOLE["maximum"]} if role.whole else {}
    needed = {} if role.gaps or not role.needed else {"required": True}
    dated = {"pattern": DATE} if role.kind == "date" else {}
    whole = {"type": "integer"} if role.whole else {}
    return {**found, **whole, "constraints": {**needed, **found.get("constraints", {}), **largest, **dated}}
