"""A checked table of deployments as the counts that the rates of alerts take."""

import math
from typing import Any

import pandas as pd

from disprop import schemas
from disprop._errors import DispropError, Said, advised, placed
from disprop.alerts import Deployment
from disprop.alerts._deployment import COUNTS
from disprop.tables._engine import in_pandas

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
        said = f"{_row(table, row)} has no counts, which are not zeros"
        raise advised(said, ": leave it out and say so", what="counts", got=None, where=row)
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
        got = Said(", ".join(map(repr, by)))
        raise advised(f"one {WORDS} at a time; got {got}", ": split the table by it", what=WORDS, got=got)
    if by and (unsaid := named.isna().to_numpy()).any():
        row = int(unsaid.argmax())
        said = f"{_row(table, row)} does not say who decided, others say {by[0]!r}"
        raise advised(said, f": split the table by {WORDS}", what=WORDS, got=None, where=row)
    return by


def _row(table: pd.DataFrame, position: int) -> str:
    """Return where a row is: its position, and its label in the index where that is another."""
    label = table.index.tolist()[position]
    return f"row {position}" if label == position else f"row {position} ({label!r})"
