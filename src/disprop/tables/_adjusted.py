"""Ratios of every group of a frame, adjusted for other columns by regression."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from disprop._arrays import BoolArray
from disprop._errors import DispropError, Said, in_line, within, worded
from disprop.models import AdjustedRatios
from disprop.models._design import area_of
from disprop.schemas._frames import known, listed
from disprop.tables._asked import Answers, added_once
from disprop.tables._cells import Key, error_of, label
from disprop.tables._engine import AGAINST, NOTE, NUMBERS, columns_of_frame, like, numbers
from disprop.tables._grid import WHOSE, Grid, columns_of, grid_of, keys_of, strata_of, words_of
from disprop.tables._statistic import Called

DISPERSION, DEGREES = "dispersion", "degrees_of_freedom"
SHOWN = 3  # reasons


def compared_by_model(  # noqa: PLR0913 (each names columns of the frame, or one of its values)
    frame: Any, fit: Any, asked: Called, *, places: list[str], group: str, reference: object, answers: Answers
) -> Any:
    """Return every group's ratio to the reference by a regression in each place, as `compare_by` hands it back."""
    columns, options = asked.columns, asked.options
    if error := error_of(columns[1], columns_of_frame(known(frame))):
        raise worded("model of estimates", columns[1], error)
    factors, cluster = listed(options.get("covariates", ()), "covariates="), options.get("cluster")
    if cluster is None and options.get("family") is None:
        cluster = area_of(columns_of_frame(known(frame)), {*columns, *places, group})
    others = [*factors, *([] if cluster is None or cluster in factors else [cluster])]
    _, added = added_once(frame, columns, [*places, group, *others], answers, others)
    grid = grid_of(added, places, group, reference, columns, strata_of(added, others))
    named = {**dict(zip(fit.statistic.counts, columns, strict=True)), "group": group, "reference": reference}
    model = partial(fit, **{**options, **named, "covariates": factors})
    people = numbers(added, columns[1]) > 0
    why, passed_over = _notes(grid, columns[1], people)
    keys = [*places, group]
    whole = {key for key, gap in zip(grid.keys, grid.group.gaps("", rows=False), strict=True) if not gap}
    usable = added.filter((people & [key in whole for key in keys_of(added, keys)]).tolist())
    compared = dict.fromkeys(key[:-1] for key, said in zip(grid.keys, why, strict=True) if not said)
    at = keys_of(usable, places)
    rows_of = {place: usable.filter([key == place for key in at]).drop(places) for place in compared}
    fitted = {place: _fitted(rows.to_dict(as_series=False), place, model) for place, rows in rows_of.items()}
    return like(frame, columns_of(grid.keys, keys), grid.sums, _results(grid, fitted, why, passed_over))


def _fitted(rows: dict[str, list[Any]], place: Key, model: Callable[..., AdjustedRatios]) -> AdjustedRatios:
    try:
        return model(rows, accept="totals")  # asked about before
    except DispropError as error:
        raise within(error, place) if place else error from None
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:  # from statsmodels, at sizes beyond reason
        own = worded("no regression", "counts", Said(error))
        raise within(own, place) if place else own from error


def _results(
    grid: Grid, fitted: dict[Key, AdjustedRatios], why: list[str], passed_over: list[str]
) -> dict[str, Sequence[Any]]:
    """Return the result columns with a place for every group."""
    cells = list(zip(grid.keys, why, passed_over, strict=True))
    if not fitted:
        said = [f"{label(key)}: {why}" for key, why, _ in cells if why != "reference"]
        got = Said(in_line(said, SHOWN, ";") or "there is no group but the reference")
        raise DispropError(f"nothing to compare: {got}", what="group", got=got)
    first = next(iter(fitted.values()))
    rows = [
        _row(key[-1], fitted.get(key[:-1]), said, remark) | words_of(fitted.get(key[:-1], first).ratios)
        for key, said, remark in cells
    ]
    names = dict.fromkeys(name for row in rows for name in row if name not in {AGAINST, NOTE})
    return {AGAINST: grid.against, **{name: [row.get(name) for row in rows] for name in (*names, NOTE)}}


def _notes(grid: Grid, name: str, people: BoolArray) -> tuple[list[str], list[str]]:
    """Return why a group has no ratio, empty where it has one; and which rows are passed over, its own and others."""
    why: list[Any] = [np.where(grid.is_reference, "reference", "")]
    passed_over: list[Any] = []
    for side, cells in grid.cells.items():
        whose, absent = WHOSE[side], cells.at < 0
        peopled = people[cells.at] & ~absent
        why.append(np.where(absent.all(axis=1), f"no row{whose}", ""))
        why.append(cells.gaps(whose, rows=False))
        why.append(np.where(peopled.any(axis=1), "", f"{name} is 0{whose}"))
        empty = {f"passed over, as {name} is 0{whose}": ~(peopled | absent)}
        passed_over.append(cells.said({**empty, f"no row{whose}": absent}))
    first = [str(next(filter(None, said), "")) for said in zip(*why, strict=True)]
    return first, ["; ".join(filter(None, said)) for said in zip(*passed_over, strict=True)]


def _row(group: object, fit: AdjustedRatios | None, why: str, remark: str) -> dict[str, Any]:
    dispersion = np.nan if fit is None else fit.diagnostics.dispersion
    if fit is None or why:
        values = dict.fromkeys(NUMBERS, 1.0 if why == "reference" else np.nan)
        gaps = dict.fromkeys(("low", "high", DEGREES), np.nan)
        return {**values, **gaps, DISPERSION: dispersion, NOTE: why}
    ratio = fit[group]
    numbers = {name: float(getattr(ratio, name)) for name in NUMBERS}
    degrees = float(ratio.data["degrees_of_freedom"])
    note = "; ".join(filter(None, (remark, str(ratio.remark))))
    return {**numbers, DEGREES: degrees, DISPERSION: dispersion, NOTE: note}
