"""Every average over areas, for every group of a frame."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from disprop import areas as over
from disprop._errors import DispropError, Said, one_of, refused
from disprop.areas import Averages
from disprop.schemas._frames import Names, listed
from disprop.tables._asked import Answers, LeftOut, added_once
from disprop.tables._cells import Strata
from disprop.tables._engine import like
from disprop.tables._grid import Grid, grid_of, strata_of
from disprop.tables._statistic import Statistic, one_level

Frame = TypeVar("Frame")
NAMES = [field.name for field in fields(Averages) if field.type == "Estimate"]
AVERAGE = "average"
OPTIONS = ("level", "standard")


def average_by(  # noqa: PLR0913 (each names columns of the frame, or rows of it)
    frame: Frame,
    *,
    columns: tuple[str, str],
    group: str,
    reference: object,
    areas: Names,
    within: Names = (),
    accept: Names = (),
    leave_out: LeftOut = (),
    **options: Any,
) -> Frame:
    """Return every average over areas of every group's rate ratio to a named reference.

    Use it where a report says "N times more likely on average". To have one of them alone, with its options, use
    `compare_by` with `areas.pool` or `strata.mantel_haenszel`.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        The counts; it is not changed.
    columns : pair of str
        The columns of the events and the population.
    group : str
        The column that names the groups.
    reference : value of that column
        The group that the others are compared with.
    areas : str or sequence of str
        The columns that name the areas to average over.
    within : str or sequence of str
        The columns that name sets of areas, such as years.
    accept, leave_out : str, sequence of str, or dict
        What to do with rows that would count twice, as in `estimate_by`.
    options : str, float, dict
        `level=`, and `standard=`: weights by area, for the directly standardised one.

    Returns
    -------
    frame of the caller's kind
        For each group but the reference, within each set, a row for each average of `disprop.areas.averages`, and for
        "within" and "composition": the keys, average, reference, value, low, high, level, sides, method, measure, unit,
        note. Where an
        area has no row for a group, or for the reference, its averages are undefined and the note names the area.

    Raises
    ------
    DispropError
        As for `compare_by`.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame(
    ...     {
    ...         "force": ["Kent", "Kent", "Essex", "Essex"],
    ...         "ethnicity": ["Black", "White"] * 2,
    ...         "stops": [90, 400, 40, 900],
    ...         "people": [9_000, 100_000, 2_000, 150_000],
    ...     }
    ... )
    >>> found = tables.average_by(
    ...     stops, columns=("stops", "people"), group="ethnicity", reference="White", areas="force"
    ... )
    >>> found.loc[found["average"].isin(["pooled", "mean"]), ["ethnicity", "average", "value", "low", "high"]].round(2)
      ethnicity average  value   low  high
    0     Black  pooled   2.27  1.89  2.71
    1     Black    mean   2.91  2.37  3.60
    """
    for option in options:
        one_of("option of average_by", option, OPTIONS)
    one_level(options)
    sets, places = listed(within, "within="), listed(areas, "areas=")
    if not places:
        raise DispropError("areas= names at least one column; averages are over areas", what="areas")
    _, added = added_once(frame, columns, [*sets, group, *places], Answers.of(accept, leave_out), places)
    strata = strata_of(added, places, options.get("standard"))
    grid = grid_of(added, sets, group, reference, columns, strata)
    if grid.is_reference.all():
        said = f"the frame has no group but the reference {reference!r}: nothing to compare"
        raise DispropError(said, what="reference", got=reference)
    averages = Statistic(over.averages, "averages", _with_weights(options, strata))
    found = averages.record(grid.group.named(grid.compared), **grid.sides(columns))
    rows: Frame = like(frame, *_rows([*sets, group], grid, found))
    return rows


def _with_weights(options: dict[str, Any], strata: Strata) -> dict[str, Any]:
    """Return the options with the weights of a standard in the order of the areas."""
    standard = options.get("standard")
    if isinstance(standard, str):
        raise refused("standard", f"needs a weight for each area, such as {{{strata.labels[0]!r}: 1}}", Said("a name"))
    return options if standard is None else {**options, "standard": [standard[area] for area in strata.labels]}


def _rows(names: list[str], grid: Grid, found: Averages) -> tuple[dict[str, list[Any]], ...]:
    """Return the columns of the result: the averages of one group after those of another."""
    kept = [i for i, is_reference in enumerate(grid.is_reference) if not is_reference]
    keys = {name: [grid.group.keys[i][at] for i in kept for _ in NAMES] for at, name in enumerate(names)}
    each = [grid.columns(getattr(found, name)) for name in NAMES]
    turns = {column: [one[column][i] for i in kept for one in each] for column in each[0]}
    return keys, {AVERAGE: NAMES * len(kept), **turns}
