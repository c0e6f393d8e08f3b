"""Checking a frame against a schema: everything at once, nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, Unpack

import narwhals.stable.v2 as nw
import pandas as pd

from disprop._calls import options_of
from disprop._errors import Said, advised
from disprop.schemas._declared import Declared, Named, by_kind, in_order, roles_of, with_roles
from disprop.schemas._frames import read
from disprop.schemas._roles import Kind
from disprop.schemas._rules import columns_present, columns_spelt
from disprop.schemas._table import Table
from disprop.schemas.report import Report, TableError

Frame = TypeVar("Frame")


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
    if isinstance(table, nw.LazyFrame):
        return _in_engine(table, schema, named)
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


def _in_engine(table: nw.LazyFrame[Any], schema: type[Declared], named: Mapping[Kind, list[str]]) -> Report:
    """Return the report on a frame that is not read."""
    if not schema.facts().in_engine:
        name = schema.__name__
        hint = ": collect this lazy frame first, or check records as Events"
        raise advised(f"{name} are checked row by row", hint, what=name, got=Said("lazy frame"))
    columns = table.collect_schema().names()
    roles = roles_of(schema, named, columns)
    shape = Table(pd.DataFrame(columns=columns), roles, [], columns, [])
    report = with_roles(table, schema, roles)
    found = [*columns_present(shape), *columns_spelt(shape), *report.findings]
    return replace(report, findings=tuple(sorted(found, key=in_order)))
