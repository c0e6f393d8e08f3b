"""The design of a regression: its columns in the frame, its matrix, and what makes it impossible to fit."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from disprop import _arrays, _data, _pairs
from disprop._arrays import FloatArray
from disprop._cells import is_gap, is_number
from disprop._errors import Said, advised, position, refused, unknown, worded


def column(frame: Any, name: str) -> Any:
    """Return one column of a frame, or say which there are."""
    if hasattr(frame, "collect"):
        raise worded("lazy model", "frame", Said("lazy frame"))
    names = names_of(frame)
    if name not in names:
        raise unknown("column", name, names)
    if names.count(name) > 1:
        raise worded("columns called alike", name, names.count(name))
    return frame[name]


def names_of(frame: Any) -> list[str]:
    """Return the names of the columns; PyArrow has them apart from the columns, a dict has them for keys."""
    named = getattr(frame, "column_names", getattr(frame, "columns", frame if isinstance(frame, Mapping) else None))
    if named is None:
        raise refused("frame", "must be a data frame, or a dict of columns", Said(type(frame).__name__))
    return list(map(str, named))


def labels(name: str, values: Any) -> list[Any]:
    """Return the labels of a column, none of them missing."""
    items = list(np.asarray(values, dtype=object))
    for at, item in enumerate(items):
        if is_gap(item):
            raise worded("label missing", name, item, at, at=position(at))
    return items


def levels(items: list[Any]) -> list[Any]:
    """Return the different labels, in order."""
    return sorted(set(items), key=str)


def others(group: str, items: list[Any], reference: Any) -> list[Any]:
    """Return the groups other than the reference, in order."""
    if reference not in items:
        raise unknown(f"value of {group!r}", reference, levels(items))
    groups = [label for label in levels(items) if label != reference]
    if not groups:
        raise worded("no group but the reference", group, reference)
    return groups


def indicators(items: list[Any], wanted: list[Any]) -> FloatArray:
    """Return a column of 0 and 1 for each of the wanted labels."""
    place = {label: i for i, label in enumerate(wanted)}
    return np.eye(len(wanted) + 1)[:, :-1][[place.get(item, -1) for item in items]]


def centred(name: str, values: Any) -> FloatArray:
    """Return a number for each row, from mean 0 and with standard deviation 1: no ratio depends on either."""
    numbers = _arrays.finite(name, values)
    spread = float(numbers.std()) or 1.0
    return np.asarray((numbers - numbers.mean()) / spread)[:, np.newaxis]


AREAS = frozenset(_data.read("models", "areas.json"))
ENDING = re.compile(r" (name|code|id)$")


def area_of(names: Iterable[object], taken: Collection[object]) -> str | None:
    """Return the column that names areas by its own name, if there is one that has no other role."""
    found: dict[str, str] = {}
    for name in names:
        meaning = _plain(name)
        if meaning in AREAS and name not in taken:
            found.setdefault(meaning, str(name))
    if len(found) > 1:
        got = list(found.values())
        raise worded("several columns of areas", "cluster", got, named=", ".join(map(repr, got)))
    return next(iter(found.values()), None)


def _plain(name: object) -> str:
    """Return a name without capitals, marks and endings: "Force_Name" is a force."""
    words = " ".join(re.findall(r"[a-z]+", str(name).casefold()))
    return ENDING.sub("", words)


SMALL = 1e-8  # of a column with length 1: below this it is rounding


class Design(NamedTuple):
    """What is fitted: events over population, by the columns of a matrix.

    The first column is the intercept and the next ones are the groups other than the reference.
    """

    events: FloatArray
    population: FloatArray
    matrix: FloatArray
    names: list[str]
    groups: list[Any]
    members: NDArray[np.bool_]  # a column for each group: which rows are its own
    base: NDArray[np.bool_]  # which rows are of the reference

    @property
    def places(self) -> slice:
        """Return which columns of the matrix are the groups."""
        return slice(1, 1 + len(self.groups))


def read(frame: Any, counts: tuple[str, str], sides: tuple[str, Any], covariates: list[str]) -> Design:
    """Return the design of a frame, or say why it has none."""
    events, population = _counts(frame, *counts)
    group, reference = sides
    items = labels(group, column(frame, group))
    groups = others(group, items, reference)
    members = indicators(items, groups)
    blocks = [np.ones((len(items), 1)), members]
    names = ["intercept", *(f"{group} = {label}" for label in groups)]
    for name in covariates:
        block, called = _covariate(name, column(frame, name))
        blocks.append(block)
        names += called
    own: NDArray[np.bool_] = members > 0
    return Design(events, population, np.hstack(blocks), names, groups, own, np.asarray(~own.any(axis=1)))


def _counts(frame: Any, events: str, population: str) -> tuple[FloatArray, FloatArray]:
    counted = _arrays.counts(events, column(frame, events))
    people = _arrays.people(population, column(frame, population))
    _pairs.need_population(events, counted, population, people)
    nobody = np.flatnonzero(people == 0)
    if nobody.size:
        hint = "; a row without people has no rate: leave it out"
        at = int(nobody[0])
        raise advised(f"{population} is 0{position(at)}", hint, what=population, got=0, where=at)
    return counted, people


def _covariate(name: str, values: Any) -> tuple[FloatArray, list[str]]:
    """Return the columns of a covariate: one for numbers, one for each label but the first."""
    items = labels(name, values)
    if all(map(is_number, items)):
        return centred(name, values), [name]
    others = levels(items)[1:]
    return indicators(items, others), [f"{name} = {label}" for label in others]


def check(design: Design, reference: Any) -> None:
    """Refuse what has no finite estimate: dependent columns, and columns that separate rows without events."""
    if len(design.names) > len(design.events):
        raise worded("too few rows", "rows", len(design.events), number=len(design.names))
    scaled = _scaled(design.matrix)
    dependent = _null_space(scaled)
    if dependent.size:
        listed = _involved(design.names, dependent)
        raise worded("covariates follow", "covariates", Said(listed))
    _need_events(design, reference)
    separating = _separation(scaled, design.events > 0)
    if separating.size:
        listed = _involved(design.names, separating)
        raise worded("no finite ratio", "covariates", Said(listed))


def _need_events(design: Design, reference: Any) -> None:
    """Refuse a group without events: a regression has no interval for it."""
    if not design.events[design.base].any():
        raise worded("reference without events", "reference", reference)
    none = [label for label, own in zip(design.groups, design.members.T, strict=True) if not design.events[own].any()]
    if none:
        raise worded("group without events", "group", none, named=", ".join(map(repr, none)))


def _scaled(matrix: FloatArray) -> FloatArray:
    """Return the columns at length 1, and those of 0 as they are."""
    lengths = np.linalg.norm(matrix, axis=0)
    return np.asarray(matrix / np.where(lengths == 0, 1.0, lengths))


def _null_space(matrix: FloatArray) -> FloatArray:
    """Return the directions, as columns, in which a matrix with columns of length 1 at most does not move."""
    _, values, directions = np.linalg.svd(np.linalg.qr(matrix, mode="r"))
    rank = int((values > SMALL).sum())
    return np.asarray(directions[rank:].T)


def _involved(names: list[str], directions: FloatArray) -> str:
    """Return the names of the columns that take part in some direction."""
    size = np.abs(directions).max(axis=1)
    return ", ".join(name for name, part in zip(names, size, strict=True) if part > SMALL * size.max())


def _separation(matrix: FloatArray, some: NDArray[np.bool_]) -> FloatArray:
    """Return a direction that leaves rows with events where they are and moves others down, as a column; empty if none.

    Along it the likelihood rises for ever (Correia, Guimaraes and Zylkin 2019). Found by a linear programme.
    """
    free = _null_space(matrix[some])
    if not free.size:
        return np.empty((0, 0))
    from scipy.optimize import linprog

    moved = matrix[~some] @ free
    bounds = np.repeat([0.0, 1.0], len(moved))
    best = linprog(moved.sum(axis=0), A_ub=np.vstack([moved, -moved]), b_ub=bounds, bounds=(None, None))
    if best.x is None or best.fun is None or best.fun > -SMALL:
        return np.empty((0, 0))
    return np.asarray(free @ best.x)[:, np.newaxis]
