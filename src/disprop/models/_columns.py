"""The columns of a frame, anything that gives a column by its name; and which of them names the area of a row."""

import re
from collections.abc import Collection, Iterable, Mapping
from numbers import Real
from typing import Any

import numpy as np

from disprop import _arrays, _data
from disprop._arrays import FloatArray
from disprop._cells import is_gap
from disprop._errors import Said, advised, position, refused, unknown


def column(frame: Any, name: str) -> Any:
    """Return one column of a frame, or say which there are."""
    if hasattr(frame, "collect"):
        hint = "; call .collect() on the lazy frame first"
        raise advised("a model needs all rows at once", hint, what="frame", got=Said("lazy frame"))
    names = names_of(frame)
    if name not in names:
        raise unknown("column", name, names)
    if names.count(name) > 1:
        said = f"the frame has more than one column called {name!r}"
        raise advised(said, "; rename all but one", what=name, got=names.count(name))
    return frame[name]


def names_of(frame: Any) -> list[str]:
    """Return the names of the columns; PyArrow has them apart from the columns, a dict has them for keys."""
    for place in ("column_names", "columns"):
        if hasattr(frame, place):
            return list(map(str, getattr(frame, place)))
    if isinstance(frame, Mapping):
        return list(map(str, frame))
    raise refused("frame", "must be a data frame, or a dict of columns", Said(type(frame).__name__))


def labels(name: str, values: Any) -> list[Any]:
    """Return the labels of a column, none of them missing."""
    items = list(np.asarray(values, dtype=object))
    for at, item in enumerate(items):
        if is_gap(item):
            hint = "; leave the row out, or give it a label of its own"
            raise advised(f"{name} is missing{position(at)}", hint, what=name, got=item, where=at)
    return items


def levels(items: list[Any]) -> list[Any]:
    """Return the different labels, in order."""
    return sorted(set(items), key=str)


def is_factor(items: list[Any]) -> bool:
    """Return whether these are labels rather than numbers."""
    return not all(isinstance(item, Real) and not isinstance(item, (bool, np.bool_)) for item in items)


def indicators(items: list[Any], wanted: list[Any]) -> FloatArray:
    """Return a column of 0 and 1 for each of the wanted labels."""
    place = {label: i for i, label in enumerate(wanted)}
    matrix = np.zeros((len(items), len(wanted)))
    for row, item in enumerate(items):
        if item in place:
            matrix[row, place[item]] = 1.0
    return matrix


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
        raise advised(
            f"more than one column names areas: {', '.join(map(repr, got))}",
            "; name the one in cluster= whose rows are alike, or take all rows as independent of each other by "
            "family='quasi-poisson'",
            what="cluster",
            got=got,
        )
    return next(iter(found.values()), None)


def _plain(name: object) -> str:
    """Return a name without capitals, marks and endings: "Force_Name" is a force."""
    words = " ".join(re.findall(r"[a-z]+", str(name).casefold()))
    return ENDING.sub("", words)
