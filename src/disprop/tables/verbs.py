"""A statistic for every group, and every group against a reference within areas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from disprop._arrays import DispropError
from disprop.estimate import Estimate
from disprop.tables._frames import NOTE, RESULT, ROWS, Names, added_up, called, like, listed, whole_if_it_is
from disprop.tables._grid import grid_of

Frame = TypeVar("Frame")


def estimate_by(
    frame: Frame,
    statistic: Callable[..., Estimate],
    *,
    columns: tuple[str, str],
    by: Names,
    per: float | None = None,
    **options: Any,
) -> Frame:
    """Return a statistic with its interval for every combination of the `by` columns.

    Rows with the same combination are added up first, numerators and denominators alike, and the column "rows"
    says how many there were. So leave out the areas to pool over them; but give each population once, for adding
    it up over months counts the same people again (unless person-time is what you want).

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or another frame that Narwhals knows
        The counts; it is not changed.
    statistic : function
        `disprop.rate` or `disprop.proportion`, or another of a numerator and a denominator.
    columns : pair of str
        The columns of the numerator and the denominator.
    by : str or sequence of str
        The columns that name the groups.
    per : float, optional
        10_000 gives rates per 10,000.
    **options
        `method=` and `level=`, passed on to the statistic.

    Returns
    -------
    frame of the caller's kind
        The `by` columns, both counts, value, low, high, level, method, measure, unit, and rows, in the order in
        which the groups first appear.

    Raises
    ------
    DispropError
        For a column that is not there, and for rows that cannot be used: one error that lists them all.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate, tables
    >>> scans = pd.DataFrame(
    ...     {"group": ["Black", "White British or Irish"], "scans": [33, 352], "people": [46_476, 1_761_205]}
    ... )
    >>> rates = tables.estimate_by(scans, rate, columns=("scans", "people"), by="group", per=10_000)
    >>> rates[["group", "value", "low", "high"]].round(1)
                        group  value  low  high
    0                   Black    7.1  4.9  10.0
    1  White British or Irish    2.0  1.8   2.2
    """
    keys = listed(by)
    if not keys:
        raise DispropError("by= names at least one column; for one figure call the statistic itself")
    added = added_up(frame, columns, keys)
    estimate = called(statistic, options, compares=False)(*(added[name].to_numpy() for name in columns))
    if per is not None:
        estimate = estimate.per(per)
    known = {key: added[key].to_list() for key in keys}
    known |= {name: [whole_if_it_is(number) for number in added[name]] for name in columns}
    results = {name: column for name, column in estimate.to_dict().items() if name in RESULT}
    found: Frame = like(frame, {**known, **results, ROWS: added[ROWS].to_list(), NOTE: estimate.why()})
    return found


def compare_by(
    frame: Frame,
    statistic: Callable[..., Estimate],
    *,
    columns: tuple[str, str],
    group: str,
    reference: object,
    within: Names = (),
    **options: Any,
) -> Frame:
    """Return every group's ratio to a named reference, within each area.

    Every group that appears anywhere in the frame has a row in every area. Where an area has no row for it, or
    none for the reference, the value is undefined and the column "note" says why: nothing vanishes, and what is
    missing is never 0. The reference itself has value 1 and no interval. Rows are added up as in `estimate_by`.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or another frame that Narwhals knows
        The counts; it is not changed.
    statistic : function
        `disprop.rate_ratio` or `disprop.risk_ratio`, or another of `group=` and `reference=` pairs.
    columns : pair of str
        The columns of the numerator and the denominator.
    group : str
        The column that names the groups.
    reference : value of that column
        The group that the others are compared with.
    within : str or sequence of str
        The columns that name the areas or periods; none pools over all rows.
    **options
        `method=` and `level=`, passed on to the statistic.

    Returns
    -------
    frame of the caller's kind
        The `within` and `group` columns; the counts of the group and the rows that were added up for them, the same
        of the reference with ``reference_`` before the names; value, low, high, level, method, measure, unit, note.

    Raises
    ------
    DispropError
        For a column or reference that is not there, and for rows that cannot be used: one error that lists them all.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate_ratio, tables
    >>> scans = pd.DataFrame(
    ...     {"group": ["Black", "White British or Irish"], "scans": [33, 352], "people": [46_476, 1_761_205]}
    ... )
    >>> ratios = tables.compare_by(
    ...     scans, rate_ratio, columns=("scans", "people"), group="group", reference="White British or Irish"
    ... )
    >>> ratios[["group", "value", "low", "high", "note"]].round(2)
                        group  value   low  high       note
    0                   Black   3.55  2.45  5.02
    1  White British or Irish   1.00   NaN   NaN  reference
    """
    areas = listed(within)
    added = added_up(frame, columns, [*areas, group])
    grid = grid_of(added, areas, group, reference)
    counts = {name: added[name].to_numpy() for name in (*columns, ROWS)}
    sides = {side: tuple(counts[name][at[grid.compared]] for name in columns) for side, at in grid.sides.items()}
    estimate = called(statistic, options, compares=True)(**sides)
    keys = dict(zip([*areas, group], map(list, zip(*grid.cells, strict=True)), strict=True))
    known = {
        f"{prefix}{name}": [whole_if_it_is(count[i]) if i >= 0 else None for i in at]
        for prefix, at in zip(("", "reference_"), grid.sides.values(), strict=True)
        for name, count in counts.items()
    }
    found: Frame = like(frame, {**keys, **known, **grid.columns(estimate), NOTE: grid.notes(estimate)})
    return found
