"""What a schema declares, and how a frame is checked against it: everything at once, nothing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypedDict, Unpack

import narwhals.stable.v2 as nw
import pandas as pd
import pandera.pandas as pa

from disprop import _data
from disprop._calls import options_of
from disprop._errors import Said, nearest, refused, worded
from disprop.schemas import _lazy, column
from disprop.schemas._frames import Frame, Names, listed, read
from disprop.schemas._rules import COUNTED, Check
from disprop.schemas._table import KEYS, Kind, Role, Table, filled, whole_counts, with_counts, with_ends
from disprop.schemas.report import Finding, Report, TableError


class Facts(NamedTuple):
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


COLUMNS = _data.rows("schemas", "columns.csv")


def _listed(*, holds: str, whole: str, of: str, **_: str) -> Any:
    """Return the column of a line of the list."""
    return getattr(column, holds)(**({"whole": False} if whole else {}), **({"of": tuple(of.split())} if of else {}))


class Declared(pa.DataFrameModel):
    """A pandera model whose columns carry a role. Within pandera it refuses what `check` calls an error."""

    _facts = Facts()

    def __init_subclass__(cls, **facts: Any) -> None:
        """Take what a schema says beside its columns, and of one of ours the columns that are listed for it."""
        cls._facts = cls._facts._replace(**facts)
        ours = cls.__module__ == f"{__package__}.models"
        for row in (row for row in COLUMNS if ours and row["schema"] == cls.__name__):
            field, name = _listed(**row), row["column"]
            field.__set_name__(cls, name)
            setattr(cls, name, field)
            cls.__annotations__[name] = Any if row["needed"] == "yes" else Any | None
        super().__init_subclass__()  # type: ignore[no-untyped-call]

    @classmethod
    def facts(cls) -> Facts:
        """Return what the schema says beside its columns."""
        return cls._facts

    @classmethod
    def roles(cls) -> dict[str, Role]:
        """Return the role of each declared column; `Any | None` declares one that may be absent."""
        return {name: _role(declared) for name, declared in cls.to_schema().columns.items()}

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
        named = [name for name, role in roles.items() if role.kind in KEYS or name in keys]
        unique = with_counts(frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True), roles)
        table = Table(unique, roles, named, list(frame.columns), frame.index.tolist())
        rows, found = len(frame), [one for rule in schema.facts().rules for one in rule(table)]
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
            raise worded("columns unsaid", f"{kind}s", list(columns), schema=schema.__name__, has=has)
    return with_ends(roles, columns)


def _has(roles: Mapping[str, Role], kind: Kind) -> bool:
    return any(role.kind == kind or (kind == "key" and role.kind in KEYS) for role in roles.values())


def in_order(finding: Finding) -> tuple[bool, int]:
    """Errors first, then the table as a whole, then from the top down."""
    return finding.severity == "caution", -1 if finding.position is None else finding.position


def _spare(columns: Sequence[Any], roles: Mapping[str, Role]) -> list[str]:
    """Return the columns without a role, but for those that look like a misspelt key."""
    spare = [name for name in whole_counts(columns) if name not in roles]
    misspelt = {nearest(key, spare) for key in roles if key not in columns}
    return [name for name in spare if name not in misspelt]


def _role(declared: Any) -> Role:
    """Return the role in a column's metadata; a plain pandera column counts as text."""
    role: Role = (declared.metadata or {}).get("role", Role("text"))
    return replace(role, needed=declared.required)


@options_of(by_kind)
def check(frame: Any, schema: type[Declared], **options: Unpack[Named]) -> Report:
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
        The columns of counts. By default, for `Counts`, all that have no other role. One that is known only in part has
        columns `<name>_low` and `<name>_high`, as `cleaning.bounds` makes them: then the number itself may be missing.
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
    named, table = by_kind(**options), read(frame)
    if isinstance(table, nw.LazyFrame) and not schema.facts().in_engine:
        raise worded("lazy rows", schema.__name__, Said("lazy frame"))
    return with_roles(table, schema, roles_of(schema, named, list(table.columns)), named["key"])


@options_of(by_kind)
def validate(frame: Frame, schema: type[Declared], **options: Unpack[Named]) -> Frame:
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
    report = check(frame, schema, **options)
    if not report.ok:
        raise TableError(report)
    return frame
