"""Checking a frame against a schema: everything at once, nothing changed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import narwhals.stable.v2 as nw
import pandas as pd

from disprop._errors import DispropError
from disprop.schemas import _lazy
from disprop.schemas._cells import is_empty
from disprop.schemas._frames import read
from disprop.schemas._roles import KEYS, Kind, Role
from disprop.schemas._rules import columns_present, columns_spelt, near
from disprop.schemas._table import Table
from disprop.schemas.report import Finding, Report, TableError

if TYPE_CHECKING:
    from disprop.schemas.models import Declared

Names = str | Sequence[str]
Frame = TypeVar("Frame")


def check(
    frame: Any,
    schema: type[Declared],
    *,
    keys: Names = (),
    counts: Names = (),
    populations: Names = (),
    dates: Names = (),
) -> Report:
    """Return everything that is wrong, or not what it seems, in a frame.

    Use it to look; use `validate` to stop at a table with errors.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        The table. It is not changed. Only `Events` takes a lazy one, which stays where it is: its engine counts the
        rows that break each rule, and what is read is those counts with a few examples.
    schema : type
        `Counts`, `Population`, `Events`, another schema of this module, or a class of your own built on one of them.
    keys : str or sequence of str
        The columns that identify a row, such as `["force", "ethnicity"]`. `Counts`, `Population` and `Events`
        need them.
    counts : str or sequence of str
        The columns of counts. By default, for `Counts`, all that have no other role.
    populations : str or sequence of str
        The columns of denominators: people or person-time, >= 0 and not always whole.
    dates : str or sequence of str
        The columns of dates.

    Returns
    -------
    Report
        One finding per failing place and rule; of a lazy frame one per column and rule. `report.ok` says whether the
        table can be used.

    Raises
    ------
    DispropError
        Only for a call that cannot be carried out: not a frame, no keys, a column with two roles, a lazy frame of
        counts.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"force": ["Kent", "Kent"], "stops": [4, None]})
    >>> report = schemas.check(frame, schemas.Counts, keys=["force"])
    >>> report.ok, [(f.rule, f.position) for f in report.errors]
    (False, [('duplicate-key', 0), ('missing', 1), ('duplicate-key', 1)])
    """
    named: dict[Kind, list[str]] = {
        "key": listed(keys),
        "population": listed(populations),
        "date": listed(dates),
        "count": listed(counts),
    }
    table = read(frame)
    if isinstance(table, nw.LazyFrame):
        return _in_engine(table, schema, named)
    return with_roles(table, schema, roles_of(schema, named, list(table.columns)), named["key"])


def with_roles(
    frame: pd.DataFrame | nw.LazyFrame[Any], schema: type[Declared], roles: dict[str, Role], keys: Sequence[str] = ()
) -> Report:
    """Return the report on a frame whose columns have these roles."""
    if isinstance(frame, nw.LazyFrame):
        rows, found = _lazy.findings(frame, roles)
    else:
        rows, found = len(frame), [one for rule in schema.rules() for one in rule(_table(frame, roles, keys))]
    return Report(schema.__name__, rows, tuple(sorted(found, key=_order)))


def validate(
    frame: Frame,
    schema: type[Declared],
    *,
    keys: Names = (),
    counts: Names = (),
    populations: Names = (),
    dates: Names = (),
) -> Frame:
    """Return the frame itself if `check` finds no errors, and otherwise raise them all at once.

    Cautions do not stop it; `check` shows them.

    Parameters
    ----------
    frame, schema, keys, counts, populations, dates
        As for `check`.

    Returns
    -------
    frame of the caller's kind
        The same object, unchanged.

    Raises
    ------
    TableError
        A `DispropError` whose `report` holds every finding; its message shows the first twenty lines.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"force": ["Kent", "Essex"], "stops": [4, 0]})
    >>> schemas.validate(frame, schemas.Counts, keys=["force"]) is frame
    True
    """
    report = check(frame, schema, keys=keys, counts=counts, populations=populations, dates=dates)
    if not report.ok:
        raise TableError(report)
    return frame


def listed(names: Names) -> list[str]:
    """Return one name, or several, as a list."""
    several: list[Any] = [names] if isinstance(names, str) else list(names)
    if odd := [name for name in several if not isinstance(name, Hashable) or is_empty(name)]:
        raise DispropError(f"columns are named by text, one name or a list of them; got {odd[0]!r}")
    return several


def roles_of(schema: type[Declared], named: Mapping[Kind, list[str]], columns: Sequence[Any] = ()) -> dict[str, Role]:
    """Return the role of every column that the schema declares or the caller names."""
    roles = {**dict.fromkeys(named["key"], Role("key")), **schema.roles()}
    for kind, names in named.items():
        if kind == "key":
            continue
        all_others = kind == "count" and kind in schema.needs() and not names and not _has(roles, kind)
        chosen = _spare(columns, roles) if all_others else names
        if twice := [name for name in chosen if name in roles]:
            raise DispropError(f"a column has one role; got {twice} in {kind}s=, but it has another role already")
        roles |= dict.fromkeys(chosen, Role(kind, whole=kind == "count", gaps=kind == "date"))
    for kind in schema.needs():
        if not _has(roles, kind):
            has = f"; the frame has {list(columns)}" if len(columns) else ""
            raise DispropError(f"{schema.__name__} needs {kind}s=, names of columns{has}")
    return roles


def _table(frame: pd.DataFrame, roles: dict[str, Role], named: Sequence[str]) -> Table:
    keys = [name for name, role in roles.items() if role.kind in KEYS or name in named]
    unique = frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True)
    return Table(unique, roles, keys, list(frame.columns), frame.index.tolist())


def _in_engine(table: nw.LazyFrame[Any], schema: type[Declared], named: Mapping[Kind, list[str]]) -> Report:
    """Return the report on a frame that is not read."""
    if not schema.in_engine():
        name = schema.__name__
        raise DispropError(f"{name} are checked row by row: collect this lazy frame first, or check records as Events")
    columns = table.collect_schema().names()
    roles = roles_of(schema, named, columns)
    shape = Table(pd.DataFrame(columns=columns), roles, [], columns, [])
    report = with_roles(table, schema, roles)
    found = [*columns_present(shape), *columns_spelt(shape), *report.findings]
    return replace(report, findings=tuple(sorted(found, key=_order)))


def _has(roles: Mapping[str, Role], kind: Kind) -> bool:
    return any(role.kind == kind or (kind == "key" and role.kind in KEYS) for role in roles.values())


def _order(finding: Finding) -> tuple[bool, int]:
    """Errors first, then the table as a whole, then from the top down."""
    return finding.severity == "caution", -1 if finding.position is None else finding.position


def _spare(columns: Sequence[Any], roles: Mapping[str, Role]) -> list[str]:
    """Return the columns without a role, but for those that look like a misspelt key."""
    spare = [name for name in columns if name not in roles]
    misspelt = {near(key, spare) for key in roles if key not in columns}
    return [name for name in spare if str(name) not in misspelt]
