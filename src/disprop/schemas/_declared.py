"""What a schema declares: the role of each column, the rules that follow from it, and the report on a frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

import narwhals.stable.v2 as nw
import pandas as pd
import pandera.pandas as pa

from disprop._errors import DispropError, refused
from disprop.schemas import _lazy
from disprop.schemas._ends import filled, filled_by_cell, whole_counts, with_ends
from disprop.schemas._frames import Names, listed
from disprop.schemas._roles import KEYS, Kind, Role
from disprop.schemas._rules import COUNTED, Check, near
from disprop.schemas._table import Table
from disprop.schemas.report import Finding, Report


@dataclass(frozen=True, slots=True)
class Facts:
    """What a schema says beside its columns.

    Attributes
    ----------
    needs : kinds of column that the caller names, where the model does not declare them.
    rules : what `check` applies.
    layouts : sets of columns of which a table needs one, beside those that it needs anyway.
    in_engine : whether a lazy frame is checked where it is, without being read.
    """

    needs: tuple[Kind, ...] = ()
    rules: tuple[Check, ...] = COUNTED
    layouts: tuple[tuple[str, ...], ...] = ()
    in_engine: bool = False


class Declared(pa.DataFrameModel):
    """A pandera model whose columns carry a role. Within pandera it refuses what `check` calls an error."""

    _facts = Facts()

    @classmethod
    def facts(cls) -> Facts:
        """Return what the schema says beside its columns."""
        return cls._facts

    @classmethod
    def roles(cls) -> dict[str, Role]:
        """Return the role of each declared column; `Any | None` declares one that may be absent."""
        return {name: _role(column) for name, column in cls.to_schema().columns.items()}

    @pa.dataframe_check(name="disprop", error="disprop.schemas.check lists what is wrong")
    @classmethod
    def no_errors(cls, frame: pd.DataFrame) -> bool:
        """Whether `check` finds no errors."""
        named: dict[Kind, list[str]] = {"key": []}
        return with_roles(frame, cls, roles_of(cls, named, list(frame.columns))).ok


class Named(TypedDict, total=False):
    """Columns that a caller names beside those of a schema; by default none."""

    keys: Names
    counts: Names
    populations: Names
    dates: Names


def by_kind(
    *, keys: Names = (), counts: Names = (), populations: Names = (), dates: Names = ()
) -> dict[Kind, list[str]]:
    """Return the columns that were named by what they hold."""
    return {"key": listed(keys), "population": listed(populations), "date": listed(dates), "count": listed(counts)}


def with_roles(
    frame: pd.DataFrame | nw.LazyFrame[Any], schema: type[Declared], roles: dict[str, Role], keys: Sequence[str] = ()
) -> Report:
    """Return the report on a frame whose columns have these roles."""
    if isinstance(frame, nw.LazyFrame):
        rows, found = _lazy.findings(filled(frame, roles), roles)
    else:
        rows, found = len(frame), [one for rule in schema.facts().rules for one in rule(_table(frame, roles, keys))]
    return Report(schema.__name__, rows, tuple(sorted(found, key=in_order)))


def roles_of(schema: type[Declared], named: Mapping[Kind, list[str]], columns: Sequence[Any] = ()) -> dict[str, Role]:
    """Return the role of every column that the schema declares or the caller names."""
    roles = {**dict.fromkeys(named["key"], Role("key")), **schema.roles()}
    for kind, names in named.items():
        if kind == "key":
            continue
        all_others = kind == "count" and kind in schema.facts().needs and not names and not _has(roles, kind)
        chosen = _spare(columns, roles) if all_others else names
        if twice := [name for name in chosen if name in roles]:
            of = f" in {kind}s=, but it has another role already"
            raise refused("a column", "has one role", twice, of=of)
        roles |= dict.fromkeys(chosen, Role(kind, whole=kind == "count", gaps=kind == "date"))
    for kind in schema.facts().needs:
        if not _has(roles, kind):
            has = f"; the frame has {list(columns)}" if len(columns) else ""
            said = f"{schema.__name__} needs {kind}s=, names of columns{has}"
            raise DispropError(said, what=f"{kind}s", got=list(columns))
    return with_ends(roles, columns)


def _table(frame: pd.DataFrame, roles: dict[str, Role], named: Sequence[str]) -> Table:
    keys = [name for name, role in roles.items() if role.kind in KEYS or name in named]
    unique = filled_by_cell(frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True), roles)
    return Table(unique, roles, keys, list(frame.columns), frame.index.tolist())


def _has(roles: Mapping[str, Role], kind: Kind) -> bool:
    return any(role.kind == kind or (kind == "key" and role.kind in KEYS) for role in roles.values())


def in_order(finding: Finding) -> tuple[bool, int]:
    """Errors first, then the table as a whole, then from the top down."""
    return finding.severity == "caution", -1 if finding.position is None else finding.position


def _spare(columns: Sequence[Any], roles: Mapping[str, Role]) -> list[str]:
    """Return the columns without a role, but for those that look like a misspelt key."""
    spare = [name for name in whole_counts(columns) if name not in roles]
    misspelt = {near(key, spare) for key in roles if key not in columns}
    return [name for name in spare if str(name) not in misspelt]


def _role(column: Any) -> Role:
    """Return the role in a column's metadata; a plain pandera column counts as text."""
    role: Role = (column.metadata or {}).get("role", Role("text"))
    return replace(role, needed=column.required)
