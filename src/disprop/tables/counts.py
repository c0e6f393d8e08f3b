"""Records, one row for each event, counted by the caller's engine; and deployments as the counts that rates take."""

import math
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from disprop import schemas
from disprop._errors import DispropError, Said, placed, refused, worded
from disprop._rules import LARGEST_COUNT
from disprop.alerts import Deployment
from disprop.alerts._deployment import COUNTS
from disprop.schemas._frames import Frame, Names, Table, listed
from disprop.schemas._lazy import holds_objects, is_text
from disprop.tables._engine import ROWS, handed_back, in_pandas, is_frame, read, worked_out
from disprop.tables._sums import grouped, refuse_labels, refuse_rows, sizes_of

Counted = nw.DataFrame[Any]
Progress = Callable[[int, int], None]


def count_by(frame: Frame, *, by: Names, name: str = "events") -> Frame:
    """Return how many rows a frame of records has for every combination of the `by` columns.

    The engine of the frame counts; what is read is the small table of counts. A combination without records has no
    row: `join_population` says which populations those are.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        One row for each event; it is not changed.
    by : str or sequence of str
        The columns that name the groups. In pandas, categoricals are counted several times faster than text.
    name : str
        What to call the counts.

    Returns
    -------
    frame of the caller's kind
        The `by` columns and the counts: in pandas in the order in which the groups first appear, elsewhere in that of
        the labels. A lazy result holds counts that are already worked out.

    Raises
    ------
    DispropError
        For a column that is not there, and for records that belong to no group, or to two spellings of one: one error
        that says how many.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame({"force": ["Kent", "Kent", "Essex"], "ethnicity": ["Black", "White", "White"]})
    >>> tables.count_by(stops, by="ethnicity")
      ethnicity  events
    0     Black       1
    1     White       2
    """
    return handed_back(frame, _counted(frame, listed(by, "by="), name).rename({ROWS: name}))


def count_batches(
    batches: Iterable[Frame], *, by: Names, name: str = "events", progress: Progress | None = None
) -> Frame:
    """Return what `count_by` does, of records that come in batches and need not fit into memory together.

    Parameters
    ----------
    batches : iterable of frames
        Such as ``pandas.read_csv(path, chunksize=1_000_000)``, or a frame read from each file in turn.
    by : str or sequence of str
        The columns that name the groups.
    name : str
        What to call the counts.
    progress : function, optional
        Called after each batch with the batches and the rows so far.

    Returns
    -------
    frame of the kind of the batches
        As for `count_by`.

    Raises
    ------
    DispropError
        As for `count_by`, if there are no batches, and if they are frames of two kinds or have keys of two types that
        cannot be one: whole numbers below 2**53 as floats are integers beside integers, and categories are text.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> months = [pd.DataFrame({"force": ["Kent", "Essex"]}), pd.DataFrame({"force": ["Kent"]})]
    >>> tables.count_batches(months, by="force", progress=lambda batches, rows: print(batches, rows))
    1 2
    2 3
       force  events
    0   Kent       2
    1  Essex       1
    """
    if is_frame(batches) or not isinstance(batches, Iterable):
        got, hint = (Said("one frame"), ": give it to count_by") if is_frame(batches) else (batches, "")
        raise refused("batches", "must be frames, one after another", got, hint=hint)
    keys = listed(by, "by=")
    so_far: Counted | None = None
    batch, rows = None, 0
    for number, batch in enumerate(batches, start=1):
        own = _counted(batch, keys, name)
        rows += int(own[ROWS].sum())
        so_far = own if so_far is None else _added(_alike(so_far, own, keys, number), keys)
        if progress is not None:
            progress(number, rows)
    if so_far is None:
        raise refused("batches", "must hold at least one frame", Said("none"))
    refuse_labels("Events", sizes_of(so_far, keys))
    return handed_back(batch, so_far.rename({ROWS: name}))


def _counted(frame: Any, keys: list[str], name: Any) -> Counted:
    """Return the number of rows for each combination of the keys."""
    if not keys:
        raise worded("count by nothing", "by")
    if name in keys:
        raise worded("count of a key", "name", name)
    if not isinstance(name, str) or not name.strip():
        raise refused("name=", "is what the counts are called, such as 'events'", name)
    table = read(frame, keys)
    with worked_out(table):
        odd = [key for key, dtype in table.collect_schema().items() if holds_objects(dtype)]
        if isinstance(table, nw.DataFrame):
            odd = [key for key in odd if not all(isinstance(cell, Hashable) for cell in table[key])]
        if odd:  # lists cannot be grouped
            refuse_rows(table, odd, {})
        counted = grouped(_without_order(table), keys, []).with_columns(nw.col(ROWS).cast(nw.Int64))
    refuse_labels("Events", sizes_of(counted, keys))
    return counted


def _added(both: list[Counted], keys: list[str]) -> Counted:
    """Return the counts of both."""
    rows = _without_order(nw.concat(both).rename({ROWS: "n"}))
    return grouped(rows, keys, ["n"]).drop(ROWS).rename({"n": ROWS})


def _without_order(table: Table) -> Table:
    """Return records that may be counted in any order: where each group begins only pandas knows without looking."""
    return table if table.implementation.is_pandas_like() else table.lazy()


def _alike(before: Counted, batch: Counted, keys: list[str], number: int) -> list[Counted]:
    """Return both with keys of one type; nothing is made of another type that it would not be equal to."""
    engines = [type(frame.to_native()).__module__.split(".")[0] for frame in (before, batch)]
    if engines[0] != engines[1]:
        raise worded("other engine", "batch", Said(engines[1]), number, before=engines[0])
    for key in keys:
        kind = _shared(key, before[key], batch[key], number)
        before, batch = (each.with_columns(nw.col(key).cast(kind)) for each in (before, batch))
    return [before, batch]


def _shared(key: str, before: nw.Series[Any], batch: nw.Series[Any], number: int) -> Any:
    """Return the type that holds the keys of both."""
    kinds = before.dtype, batch.dtype
    if kinds[0] == kinds[1] or not len(batch):
        return kinds[0]
    if not len(before):
        return kinds[1]
    if all(map(is_text, kinds)):
        return nw.String
    if all(kind.is_numeric() for kind in kinds) and all(map(_is_whole, (before, batch))):
        return nw.Int64
    raise worded("other type", key, Said(kinds[1]), number, before=kinds[0])


def _is_whole(keys: nw.Series[Any]) -> bool:
    """Return whether the keys are integers, or floats that hold every integer near them."""
    if keys.dtype.is_integer():
        return keys.dtype != nw.UInt64
    sure = keys.is_finite().all() and (keys.abs() < LARGEST_COUNT).all()
    return bool(sure and (keys == keys.cast(nw.Int64).cast(keys.dtype)).all())


# a checked table of deployments as the counts that the rates of alerts take


WORDS = "adjudicated_by"


class Deployments(schemas.Deployments):
    """Deployments whose total of alerts need not be printed: it is that of the true, false and unverified ones."""

    alerts: Any | None = schemas.column.outcome(of="faces_seen")


def deployment_of(frame: Any) -> Deployment:
    """Return the deployments of a table, one element a row.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or another frame that Narwhals knows
        Columns as in `schemas.Deployments`. A column without a single number was not published.

    Returns
    -------
    Deployment
        The counts as arrays in the order of the rows, so that `alerts.precision` and the others give a row each.

    Raises
    ------
    DispropError
        For a table with errors, which are listed; for a row with gaps, or without any count, which is not a row of
        zeros: leave it out; for counts that do not add up; for rows decided by different people.

    Examples
    --------
    One of these rows has 1 alert, but a true one that was confirmed and another that was not:

    >>> from disprop import alerts, datasets, tables
    >>> frame = datasets.load("met-deployments-2023-2024")
    >>> tables.deployment_of(frame)
    Traceback (most recent call last):
    disprop.DispropError: true_alerts + false_alerts must not exceed alerts; got 2 of 1 in row 23;
    one of the two is wrong: mend it, or leave the row out and say so
    >>> print(alerts.precision(tables.deployment_of(frame.drop(index=23)))[0])
    1 of 1 alerts were true (100.0%, 95% CI 5.0 to 100.0)
    """
    table = in_pandas(frame)
    schemas.validate(table, Deployments)
    counts = {name: table[name] for name in COUNTS if name in table and table[name].notna().any()}
    outcomes = [name for name in counts if name != "watchlist"]
    if (empty := table[outcomes].isna().all(axis=1).to_numpy()).any():
        row = int(empty.argmax())
        raise worded("no counts", "counts", None, row, row=_row(table, row))
    by = _deciders(table)
    numbers = {name: column.to_numpy(dtype=float, na_value=math.nan) for name, column in counts.items()}
    try:
        return Deployment(**numbers, adjudicated_by=next(iter(by), None))
    except DispropError as error:
        where = error.where
        raise (placed(error, f" in {_row(table, where)}") if isinstance(where, int) else error) from None


def _deciders(table: pd.DataFrame) -> list[str]:
    """Return who decided in every row, or nobody; a row that does not say so is not like one that does."""
    named = table[WORDS] if WORDS in table else pd.Series(dtype=object)
    by = named.dropna().unique().tolist()
    if len(by) > 1:
        raise worded("several deciders", WORDS, Said(", ".join(map(repr, by))))
    if by and (unsaid := named.isna().to_numpy()).any():
        row = int(unsaid.argmax())
        raise worded("no decider", WORDS, None, row, row=_row(table, row), by=by[0])
    return by


def _row(table: pd.DataFrame, position: int) -> str:
    """Return where a row is: its position, and its label in the index where that is another."""
    label = table.index.tolist()[position]
    return f"row {position}" if label == position else f"row {position} ({label!r})"
