"""Records, one row for each event, counted by the caller's engine."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from disprop._errors import DispropError, Said, advised, refused
from disprop._labels import refuse_alike
from disprop.schemas import Report, TableError
from disprop.schemas._frames import Names, Table, listed
from disprop.tables._batches import alike
from disprop.tables._engine import handed_back, holds_objects, is_frame, read, worked_out
from disprop.tables._frames import ROWS
from disprop.tables._refused import refuse_rows
from disprop.tables._sums import grouped, labels_at_fault

Frame = TypeVar("Frame")
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
        The `by` columns and the counts: in the order in which the groups first appear, or for a lazy frame in the order
        of the labels. A lazy result holds counts that are already worked out.

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
    batches: Iterable[Frame], *, by: Names, name: str = "events", progress: bool | Progress = False
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
    progress : bool or function
        True shows a bar if tqdm is installed; a function is called with the batches and the rows so far.

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
    keys, tell = listed(by, "by="), _teller(progress)
    so_far: nw.DataFrame[Any] | None = None
    batch, rows = None, 0
    for number, batch in enumerate(batches, start=1):
        own = _counted(batch, keys, name)
        rows += int(own[ROWS].sum())
        so_far = own if so_far is None else _added(*alike(so_far, own, keys, number), keys)
        tell(number, rows)
    if so_far is None:
        raise refused("batches", "must hold at least one frame", Said("none"))
    _refuse_labels(so_far, keys)
    return handed_back(batch, so_far.rename({ROWS: name}))


def _counted(frame: Any, keys: list[str], name: Any) -> nw.DataFrame[Any]:
    """Return the number of rows for each combination of the keys."""
    if not keys:
        said = "by= names at least one column; the number of all records is the length of the frame"
        raise DispropError(said, what="by")
    if name in keys:
        said = f"name= is what the counts are called, and {name!r} is a column of by="
        raise advised(said, "; choose another", what="name", got=name)
    if not isinstance(name, str) or not name.strip():
        raise refused("name=", "is what the counts are called, such as 'events'", name)
    table = read(frame, keys)
    with worked_out(table):
        _refuse_lists(table)
        counted = grouped(table, keys, []).with_columns(nw.col(ROWS).cast(nw.Int64))
    _refuse_labels(counted, keys)
    return counted


def _refuse_lists(table: Table) -> None:
    """Refuse keys that are no single value: lists cannot be grouped."""
    odd = [key for key, dtype in table.collect_schema().items() if holds_objects(dtype)]
    if isinstance(table, nw.DataFrame):
        odd = [key for key in odd if not all(isinstance(cell, Hashable) for cell in table[key])]
    if odd:
        refuse_rows(table, odd, {})


def _refuse_labels(counted: nw.DataFrame[Any], keys: list[str]) -> None:
    if findings := labels_at_fault(counted, keys):
        raise TableError(Report("Events", int(counted[ROWS].sum()), tuple(findings)))
    for key in keys:
        refuse_alike(key, counted[key].unique(maintain_order=True).to_list())


def _added(one: nw.DataFrame[Any], other: nw.DataFrame[Any], keys: list[str]) -> nw.DataFrame[Any]:
    """Return the counts of both, in order of first appearance."""
    both = nw.concat([one, other]).rename({ROWS: "n"})
    return grouped(both, keys, ["n"]).drop(ROWS).rename({"n": ROWS})


def _teller(progress: bool | Progress) -> Progress:  # noqa: FBT001 (as the caller gave it)
    """Return what to call after each batch."""
    if callable(progress):
        return progress
    if not progress:
        return lambda batches, rows: None  # noqa: ARG005 (nothing is told)
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped]  # it ships no types
    except ImportError:
        hint = "; install it, or give a function of batches and rows"
        raise advised("progress=True needs tqdm", hint, what="progress", got=progress) from None
    bar = tqdm(unit=" rows", unit_scale=True)
    return lambda batches, rows: _advance(bar, batches, rows)


def _advance(bar: Any, batches: int, rows: int) -> None:
    bar.set_postfix(batches=batches, refresh=False)
    bar.update(rows - bar.n)
