"""Ratios of every group of a frame, adjusted for other columns by regression."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._errors import DispropError, Said, in_line, within, worded
from disprop.estimate import notes_of
from disprop.models import AdjustedRatios
from disprop.models._design import area_of
from disprop.schemas._frames import Frame, known, listed
from disprop.tables._asked import Answers
from disprop.tables._cells import Key, Piece, error_of, known_of, label
from disprop.tables._engine import AGAINST, columns_of_frame, like, numbers
from disprop.tables._grid import ITSELF, WHOSE, Grid, columns_of, first_of, grid_of, keys_of, strata_of
from disprop.tables._statistic import Called
from disprop.tables._sums import Columns, counted_once

DISPERSION, DEGREES = "dispersion", "degrees_of_freedom"
SHOWN = 3  # reasons


def compared_by_model(
    frame: Frame, asked: Called, *, places: list[str], group: str, reference: object, answers: Answers
) -> Frame:
    """Return every group's ratio to the reference by a regression in each place, as `compare_by` hands it back."""
    columns, options = asked.columns, asked.options
    if error := error_of(columns[1], columns_of_frame(known(frame))):
        raise worded("model of estimates", columns[1], error)
    factors, cluster = listed(options.get("covariates", ()), "covariates="), options.get("cluster")
    if cluster is None and options.get("family") is None:
        cluster = area_of(columns_of_frame(known(frame)), {*columns, *places, group})
    others = [*factors, *([] if cluster is None or cluster in factors else [cluster])]
    _, added = counted_once(frame, Columns([*places, group, *others], columns[:-1], columns[-1:], others), answers)
    grid = grid_of(added, places, group, reference, columns, strata_of(added, others))
    named = {**dict(zip(asked.own.counts, columns, strict=True)), "group": group, "reference": reference}
    model = partial(asked.call, **{**options, **named, "covariates": factors})
    people = numbers(added, columns[1]) > 0
    why, passed_over = _notes(grid, columns[1])
    keys = [*places, group]
    whole = {key for key, gap in zip(grid.keys, grid.group.gaps("", rows=False), strict=True) if not gap}
    usable = added.filter((people & [key in whole for key in keys_of(added, keys)]).tolist())
    compared: dict[Key, list[int]] = {}
    for i in np.flatnonzero(why == "").tolist():
        compared.setdefault(grid.keys[i][:-1], []).append(i)
    if not compared:
        said = [f"{label(key)}: {why}" for key, why in zip(grid.keys, why, strict=True) if why != ITSELF]
        got = Said(in_line(said, SHOWN, ";") or "there is no group but the reference")
        raise DispropError(f"nothing to compare: {got}", what="group", got=got)
    pieces, more = [], {name: np.full(len(grid.keys), np.nan) for name in (DEGREES, DISPERSION)}
    at, own = keys_of(usable, places), [key[:-1] for key in grid.keys]
    for place, cells in compared.items():
        rows = usable.filter([key == place for key in at]).drop(places)
        found = _fitted(rows.to_dict(as_series=False), place, model)
        ratios = found.ratios[[found.groups.index(grid.keys[i][-1]) for i in cells]]
        notes = ["; ".join(filter(None, both)) for both in zip(passed_over[cells], notes_of(ratios), strict=True)]
        pieces.append(Piece(np.array(cells), ratios, notes))
        more[DEGREES][cells] = ratios.data["degrees_of_freedom"]
        more[DISPERSION][[key == place for key in own]] = found.diagnostics.dispersion
    against = {AGAINST: grid.against}
    return like(frame, columns_of(grid.keys, keys), grid.sums, against | grid.columns(pieces, against | more, why))


def _fitted(rows: dict[str, list[Any]], place: Key, model: Callable[..., AdjustedRatios]) -> AdjustedRatios:
    try:
        return model(rows, accept="totals")  # asked about before
    except DispropError as error:
        raise within(error, place) if place else error from None
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:  # from statsmodels, at sizes beyond reason
        own = worded("no regression", "counts", Said(error))
        raise within(own, place) if place else own from error


def _notes(grid: Grid, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return why a group has no ratio, empty where it has one; and which rows are passed over, its own and others."""
    why, passed_over = [np.where(grid.is_reference, ITSELF, "")], []
    for side, cells in grid.cells.items():
        whose, absent = WHOSE[side], cells.absent
        peopled = known_of(cells.counts[name]) > 0
        why.append(np.where(absent.all(axis=1), f"no row{whose}", ""))
        why.append(cells.gaps(whose, rows=False))
        why.append(np.where(peopled.any(axis=1), "", f"{name} is 0{whose}"))
        empty = {f"passed over, as {name} is 0{whose}": ~(peopled | absent)}
        passed_over.append(cells.said({**empty, f"no row{whose}": absent}))
    beside = ["; ".join(filter(None, said)) for said in zip(*passed_over, strict=True)]
    return first_of(why), np.array(beside, dtype=object)
