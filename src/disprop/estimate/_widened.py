"""The same estimate where populations are estimates themselves: their error widens the interval, not the value."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from disprop._arrays import FloatArray
from disprop.estimate._basis import ReadOnly
from disprop.estimate._estimate import Estimate
from disprop.estimate._limits import Number, asked_for, scalar, tails
from disprop.estimate._remade import corners_of, family_of, remade
from disprop.intervals import FAMILIES, OF, Family

CV = "_cv"
Error = tuple[FloatArray, FloatArray]  # the coefficient of variation, and 1 where the error is normal


def estimated_family(found: object) -> Family | None:
    """Return the family of the same parameter for populations that are estimates; none where there is none."""
    family = family_of(found) if isinstance(found, Estimate) else None
    return None if family is None else FAMILIES.get(f"{family.parameter} {OF}")


def people_of(found: Estimate) -> list[str]:
    """Return what its populations are called in `data`, where its family has room for their errors."""
    family, exact = estimated_family(found), family_of(found)
    if family is None or exact is None:
        return []
    own, errors = list(found.data), [name for name in family.data if name.endswith(CV)]
    return [own[exact.data.index(name.removesuffix(CV))] for name in errors]


def widened(found: Estimate, errors: Mapping[str, Error], method: str | None) -> Estimate:
    """Return the estimate with the error of its populations, by their names in `data`; of the others it is 0."""
    family, exact = estimated_family(found), family_of(found)
    assert family is not None and exact is not None  # noqa: S101, PT018 (whoever calls has asked)
    method = family.default_for(found.sides) if method is None else method
    own = list(found.data)[: len(exact.data)]
    columns = _columns(people_of(found), errors, np.shape(found.data[own[0]]))
    data = ReadOnly({**{name: found.data[name] for name in own}, **columns, **found.data})
    corners = corners_of(found)
    if corners is None:
        a = (1 - np.asarray(found.level)) / tails(found.sides)
        plain = tuple(np.asarray(data[name]) for name in (*own, *columns))
        low, high = asked_for(family.limits(method, plain, a), family, found.sides)
        low, high = (limit * found._made.scale for limit in (low, high))  # noqa: SLF001 (its own room)
    else:
        corners = widened(corners, errors, method)
        low, high = np.fmin.reduce(corners.low, axis=0), np.fmax.reduce(corners.high, axis=0)
    made = remade(found, family=family.parameter, corners=corners)
    return replace(made, low=scalar(low), high=scalar(high), method=method, data=data)


def _columns(people: list[str], errors: Mapping[str, Error], shape: tuple[int, ...]) -> dict[str, Number]:
    """Return the columns of errors that follow the counts: two for each population."""
    zero = (np.zeros(()), np.zeros(()))
    found: dict[str, Number] = {}
    for name in people:
        for word, error in zip((CV, "_normal"), errors.get(name, zero), strict=True):
            found[f"{name}{word}"] = scalar(np.broadcast_to(error, shape))
    return found
