"""Checking a frame against a schema: everything at once, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from disprop._arrays import DispropError
from disprop.schemas._rules import near
from disprop.schemas._table import Kind, Role, Table
from disprop.schemas.report import Finding, Report, TableError

if TYPE_CHECKING:
    from disprop.schemas.models import Declared

Names = str | Sequence[str]


def check(
    frame: pd.DataFrame, schema: type[Declared], *, keys: Names = (), counts: Names = (), populations: Names = ()
) -> Report:
    """Return everything that is wrong, or not what it seems, in a frame.

    Use it to look; use `validate` to stop at a table with errors.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table. It is not changed.
    schema : type
        `Counts`, `Population`, `Deployments`, or a class of your own built on one of them.
    keys : str or sequence of str
        The columns that identify a row, such as `["force", "ethnicity"]`. `Counts` and `Population`
        need them.
    counts : str or sequence of str
        The columns of counts. By default, for `Counts`, all that are not keys.
    populations : str or sequence of str
        The columns of denominators: people or person-time, >= 0 and not always whole.

    Returns
    -------
    Report
        One finding per failing place and rule. `report.ok` says whether the table can be used.

    Raises
    ------
    DispropError
        Only for a call that cannot be carried out: not a frame, no keys, a column with two roles.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"force": ["Kent", "Kent"], "stops": [4, None]})
    >>> report = schemas.check(frame, schemas.Counts, keys=["force"])
    >>> report.ok, [(f.rule, f.position) for f in report.errors]
    (False, [('duplicate-key', 0), ('missing', 1), ('duplicate-key', 1)])
    """
    table = _table(frame, schema, _names(keys), {"population": _names(populations), "count": _names(counts)})
    findings = [finding for rule in schema.rules() for finding in rule(table)]
    return Report(schema.__name__, len(frame), tuple(sorted(findings, key=_order)))


def validate(
    frame: pd.DataFrame, schema: type[Declared], *, keys: Names = (), counts: Names = (), populations: Names = ()
) -> pd.DataFrame:
    """Return the frame itself if `check` finds no errors, and otherwise raise them all at once.

    Cautions do not stop it; `check` shows them.

    Parameters
    ----------
    frame, schema, keys, counts, populations
        As for `check`.

    Returns
    -------
    pandas.DataFrame
        The same object, unchanged.

    Raises
    ------
    TableError
        A `DispropError` whose `report` holds every finding; its message shows the first twenty.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"force": ["Kent", "Essex"], "stops": [4, 0]})
    >>> schemas.validate(frame, schemas.Counts, keys=["force"]) is frame
    True
    """
    report = check(frame, schema, keys=keys, counts=counts, populations=populations)
    if not report.ok:
        raise TableError(report)
    return frame


def _names(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _table(frame: Any, schema: type[Declared], keys: list[str], numbers: dict[Kind, list[str]]) -> Table:
    if not isinstance(frame, pd.DataFrame) or isinstance(frame.columns, pd.MultiIndex):
        got = type(frame).__name__
        raise DispropError(f"frame must be a pandas DataFrame with one row of column names; got {got}")
    roles = _roles(frame, schema, keys, numbers)
    for kind in schema.needs():
        if not _has(roles, kind):
            has = f"the frame has {list(frame.columns)}"
            raise DispropError(f"{schema.__name__} needs {kind}s=, names of columns; {has}")
    keys = [name for name, role in roles.items() if role.kind == "key" or name in keys]
    unique = frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True)
    return Table(unique, roles, keys, list(frame.columns), frame.index.tolist())


def _roles(
    frame: pd.DataFrame, schema: type[Declared], keys: list[str], numbers: dict[Kind, list[str]]
) -> dict[str, Role]:
    roles = {**dict.fromkeys(keys, Role("key")), **schema.roles()}
    for kind, names in numbers.items():
        all_others = kind == "count" and kind in schema.needs() and not names and not _has(roles, kind)
        chosen = _spare(frame, roles) if all_others else names
        if twice := [name for name in chosen if name in roles]:
            raise DispropError(f"a column has one role; got {twice} in {kind}s=, but it has another role already")
        roles |= dict.fromkeys(chosen, Role(kind, whole=kind == "count"))
    return roles


def _has(roles: dict[str, Role], kind: Kind) -> bool:
    return any(role.kind == kind for role in roles.values())


def _order(finding: Finding) -> tuple[bool, int]:
    """Errors first, then the table as a whole, then from the top down."""
    return finding.severity == "caution", -1 if finding.position is None else finding.position


def _spare(frame: pd.DataFrame, roles: dict[str, Role]) -> list[str]:
    """Return the columns without a role, but for those that look like a misspelt key."""
    spare = [name for name in frame.columns if name not in roles]
    misspelt = {near(key, spare) for key in roles if key not in frame.columns}
    return [name for name in spare if str(name) not in misspelt]
