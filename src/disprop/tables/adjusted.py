"""Ratios of every group of a frame, adjusted for other columns by regression."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from disprop._errors import DispropError, Said, advised, one_of, within
from disprop.models import AdjustedRatios, adjusted_ratio
from disprop.models._areas import area_of
from disprop.schemas._frames import Names, known, listed
from disprop.tables._asked import Answers, LeftOut, added_once
from disprop.tables._cells import Key
from disprop.tables._engine import columns_of_frame, like, numbers
from disprop.tables._frames import AGAINST, NOTE, WORDS
from disprop.tables._grid import Grid, columns_of, grid_of, keys_of, strata_of
from disprop.tables._statistic import label, one_level

Frame = TypeVar("Frame")
OPTIONS = ("family", "cluster", "level")
NAMES = ("events", "population")
DISPERSION, DEGREES = "dispersion", "degrees_of_freedom"
SHOWN = 3  # reasons
FOR = (" for this group", " for the reference")


def adjust_by(  # noqa: PLR0913 (each names columns of the frame, or rows of it)
    frame: Frame,
    *,
    columns: tuple[str, str],
    group: str,
    reference: object,
    covariates: Names = (),
    within: Names = (),
    accept: Names = (),
    leave_out: LeftOut = (),
    **options: Any,
) -> Frame:
    """Return every group's rate ratio to a named reference, adjusted for covariates by regression.

    Use it where there is more to allow for than strata can hold. Rows with the same group, covariates and cluster are
    added up first, as in `estimate_by`, so that only counts reach the regression; a dispersion is that of these counts.
    A column that names areas is the cluster, where neither `cluster` nor `family` is named.

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
    covariates : str or sequence of str
        Columns to adjust for: numbers have one slope, text has a level for each value.
    within : str or sequence of str
        Columns that name areas or periods, each with a regression of its own.
    accept, leave_out : str, sequence of str, or dict
        What to do with rows that would count twice, as in `estimate_by`.
    options : str, float, dict
        `family=`, `cluster=` (a column) and `level=`, as for `disprop.models.adjusted_ratio`.

    Returns
    -------
    frame of the caller's kind
        The columns of `compare_by`, degrees_of_freedom and dispersion. The note says what each interval rests on: how
        many clusters, or that rows are taken as independent of each other. A group without any row in an area has no
        value there, and the note says why.

    Raises
    ------
    DispropError
        As for `compare_by` and `adjusted_ratio`; with `within` the area is named.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame(
    ...     {
    ...         "ethnicity": ["Black"] * 5 + ["White"] * 5,
    ...         "force": ["A", "B", "C", "D", "E"] * 2,
    ...         "stops": [12, 3, 30, 4, 9, 80, 45, 160, 30, 52],
    ...         "people": [2_000, 1_500, 5_100, 800, 1_200, 90_000, 90_000, 90_000, 60_000, 80_000],
    ...     }
    ... )
    >>> found = tables.adjust_by(
    ...     stops, columns=("stops", "people"), group="ethnicity", reference="White", covariates="force"
    ... )
    >>> found[["ethnicity", "value", "low", "high", "degrees_of_freedom", "method"]].round(2)
      ethnicity  value   low   high  degrees_of_freedom          method
    0     Black   4.68  0.72  30.37                1.73  cluster-robust
    1     White   1.00   NaN    NaN                 NaN  cluster-robust
    >>> found["note"][0]
    "between the 5 values of 'force', 1.73 degrees of freedom"
    """
    for option in options:
        one_of("option of adjust_by", option, OPTIONS)
    one_level(options)
    places, factors = listed(within, "within="), listed(covariates, "covariates=")
    cluster = options.get("cluster")
    if cluster is None and options.get("family") is None:
        cluster = area_of(columns_of_frame(known(frame)), {*columns, *places, group})
    others = [*factors, *([] if cluster is None or cluster in factors else [cluster])]
    _, added = added_once(frame, columns, [*places, group, *others], Answers.of(accept, leave_out), others)
    grid = grid_of(added, places, group, reference, columns, strata_of(added, others))
    model = {**options, **dict(zip(NAMES, columns, strict=True)), "group": group, "covariates": factors}
    people = numbers(added, columns[1]) > 0
    why = _why(grid, columns[1], people)
    usable = _usable(added, [*places, group], people, grid)
    fitted = {
        place: _fitted(_of_place(usable, places, place), place, {**model, "reference": reference})
        for place in dict.fromkeys(key[:-1] for key, said in zip(grid.group.keys, why, strict=True) if not said)
    }
    keys = columns_of(grid.group.keys, [*places, group])
    passed_over = _passed_over(grid, columns[1], people)
    found: Frame = like(frame, keys, grid.sums, _results(grid, fitted, why, passed_over))
    return found


def _usable(added: nw.DataFrame[Any], names: list[str], people: NDArray[np.bool_], grid: Grid) -> nw.DataFrame[Any]:
    """Return the rows that can be fitted: those with people, of groups of which every count is known."""
    known = {key for key, gap in zip(grid.group.keys, grid.group.gaps("", rows=False), strict=True) if not gap}
    kept = people & [key in known for key in keys_of(added, names)]
    return added.filter(kept.tolist())


def _passed_over(grid: Grid, name: str, people: NDArray[np.bool_]) -> list[str]:
    """Return which rows of a group and of its reference are not fitted, as nobody is in them or there is no row."""
    said = [
        cells.said(
            {f"passed over, as {name} is 0{whose}": ~people[cells.at] & (cells.at >= 0), f"no row{whose}": cells.at < 0}
        )
        for cells, whose in zip((grid.group, grid.reference), FOR, strict=True)
    ]
    return ["; ".join(filter(None, words)) for words in zip(*said, strict=True)]


def _of_place(added: nw.DataFrame[Any], names: list[str], place: Key) -> dict[str, list[Any]]:
    """Return the columns of the rows of one place."""
    same = np.ones(len(added), dtype=bool)
    for name, value in zip(names, place, strict=True):
        same &= np.array([other == value for other in added[name].to_list()])
    kept = [name for name in added.columns if name not in names]
    return {name: list(np.array(added[name].to_list(), dtype=object)[same]) for name in kept}


def _fitted(rows: dict[str, list[Any]], place: Key, model: dict[str, Any]) -> AdjustedRatios:
    try:
        return adjusted_ratio(rows, **model, accept="totals")  # asked about before
    except DispropError as error:
        raise within(error, place) if place else error from None
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:  # from statsmodels, at sizes beyond reason
        said, hint = f"these counts have no regression: {error}", "; look at the largest and smallest"
        own = advised(said, hint, what="counts", got=Said(error))
        raise within(own, place) if place else own from error


def _results(
    grid: Grid, fitted: dict[Key, AdjustedRatios], why: list[str], passed_over: list[str]
) -> dict[str, list[Any]]:
    """Return the result columns with a place for every group."""
    if not fitted:
        got = Said(_unfit(grid.group.keys, why))
        raise DispropError(f"nothing to compare: {got}", what="group", got=got)
    first = next(iter(fitted.values()))
    cells = zip(grid.group.keys, why, passed_over, strict=True)
    rows = [
        _row(key[-1], fitted.get(key[:-1]), said, remark) | _words(fitted.get(key[:-1], first))
        for key, said, remark in cells
    ]
    found = {name: [row[name] for row in rows] for name in rows[0]}
    notes = found.pop(NOTE)
    return {AGAINST: grid.against, **found, NOTE: notes}


def _unfit(keys: list[Key], why: list[str]) -> str:
    """Return why no group is compared."""
    said = [f"{label(key)}: {each}" for key, each in zip(keys, why, strict=True) if each != "reference"]
    more = f"; {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return "; ".join(said[:SHOWN]) + more if said else "there is no group but the reference"


def _words(fit: AdjustedRatios) -> dict[str, Any]:
    return {name: getattr(fit.ratios, name) for name in WORDS}


def _why(grid: Grid, name: str, people: NDArray[np.bool_]) -> list[str]:
    """Return why a group has no ratio, empty where it has one."""
    said: list[Any] = [np.where(grid.is_reference, "reference", "")]
    for cells, whose in zip((grid.group, grid.reference), FOR, strict=True):
        said.append(np.where((cells.at < 0).all(axis=1), f"no row{whose}", ""))
        said.append(cells.gaps(whose, rows=False))
        said.append(np.where((people[cells.at] & (cells.at >= 0)).any(axis=1), "", f"{name} is 0{whose}"))
    return [str(next(filter(None, reasons), "")) for reasons in zip(*said, strict=True)]


def _row(group: object, fit: AdjustedRatios | None, why: str, remark: str) -> dict[str, Any]:
    dispersion = np.nan if fit is None else fit.diagnostics.dispersion
    if fit is None or why:
        value = 1.0 if why == "reference" else np.nan
        gaps = dict.fromkeys(("low", "high", DEGREES), np.nan)
        return {"value": value, **gaps, DISPERSION: dispersion, NOTE: why}
    ratio = fit[group]
    numbers = {name: float(getattr(ratio, name)) for name in ("value", "low", "high")}
    degrees = float(ratio.data["degrees_of_freedom"])
    note = "; ".join(filter(None, (remark, str(ratio.remark))))
    return {**numbers, DEGREES: degrees, DISPERSION: dispersion, NOTE: note}
