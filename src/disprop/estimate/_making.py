"""Estimates, made from the counts of a family or from limits that are known already, and made, or said, otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Generic, TypedDict, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import one_of
from disprop._labels import Axes
from disprop._methods import Sides
from disprop._pairs import Empty
from disprop._text import number
from disprop.estimate._basis import WORDS, ReadOnly
from disprop.estimate._estimate import Estimate, Made
from disprop.estimate._limits import Number, asked_for, scalar, tails
from disprop.intervals import FAMILIES, OF, Family

Method = TypeVar("Method", bound=str)


class Limits(TypedDict, Generic[Method], total=False):
    """What a statistic takes beside its counts: how limits are found, at which level, and on which sides."""

    method: Method | None
    level: ArrayLike
    sides: Sides


def from_family(  # noqa: PLR0913 (what a statistic takes, and how its number is called)
    family: Family,
    data: dict[str, FloatArray],
    *,
    method: str | None = None,
    level: ArrayLike = 0.95,
    sides: str = "two",
    measure: str = "",
    unit: str = "",
) -> Estimate:
    """Return the Estimate of a family's parameter from validated counts of one shape.

    The family's own counts come first, in its order; further ones are carried along in `data`. Without a method, it is
    the family that decides; without a `measure`, it is called as its parameter is.
    """
    levels = _arrays.level(level, sides)
    axes: Axes = getattr(data, "axes", ())
    method = family.default_for(sides) if method is None else method
    if levels.ndim:
        data, levels = _at_levels(family, data, levels)
    inputs = tuple(data.values())[: len(family.data)]
    with np.errstate(all="ignore"):
        value = family.values(inputs)
    low, high = asked_for(family.limits(method, inputs, (1 - levels) / tails(sides)), family, sides)
    return Estimate(
        value=scalar(value),
        low=scalar(low),
        high=scalar(high),
        level=levels if levels.ndim else float(levels),
        method=method,
        measure=measure or family.parameter,
        unit=unit,
        data=ReadOnly((name, scalar(count)) for name, count in data.items()),
        sides=sides,
        _made=Made(family.parameter, axes=axes if len(axes) == np.ndim(value) else ()),
    )


def without_test(value: Any, limits: Iterable[Any], level: ArrayLike, data: dict[str, Any], **said: Any) -> Estimate:
    """Return an Estimate whose limits are no kernel's, so that it refuses a p-value."""
    value, low, high = (scalar(np.asarray(number, dtype=np.float64)) for number in (value, *limits))
    levels = _arrays.level(level)
    counts = {name: scalar(np.asarray(count, dtype=np.float64)) for name, count in data.items()}
    return Estimate(value, low, high, levels if levels.ndim else float(levels), data=counts, **said)


def _at_levels(
    family: Family, data: dict[str, FloatArray], levels: FloatArray
) -> tuple[dict[str, FloatArray], FloatArray]:
    """Return counts and levels of one shape; where counts have a core, it stays their last axis."""
    cored = family.data if family.core else ()
    rows = {name: count[..., 0] if name in cored else count for name, count in data.items()}
    *columns, levels = _arrays.broadcast({}, {**rows, "level": levels}).values()
    whole = {name: np.broadcast_to(data[name], (*levels.shape, data[name].shape[-1])) for name in cored}
    return {**dict(zip(data, columns, strict=True)), **whole}, levels


def family_of(estimate: Estimate) -> Family | None:
    """Return the family whose kernel made the interval; none for one that comes with no test."""
    name = estimate._made.family  # noqa: SLF001 (its own room)
    return FAMILIES[name] if name else None


def parameter_of(estimate: Estimate) -> str:
    """Return the parameter that the interval is for, the same where populations are estimates; else nothing."""
    family = family_of(estimate)
    return "" if family is None else family.parameter.removesuffix(f" {OF}")


def axes_of(estimate: Estimate) -> Axes:
    """Return the labels that the counts came with."""
    return estimate._made.axes  # noqa: SLF001 (its own room)


def scale_of(estimate: Estimate) -> float:
    """Return how many of the denominator its numbers are for."""
    return estimate._made.scale  # noqa: SLF001 (its own room)


def corners_of(estimate: Estimate) -> Estimate | None:
    """Return the estimates that counts known only in part allow, on a first axis; None where counts are known."""
    return estimate._made.corners  # noqa: SLF001 (its own room)


def remade(estimate: Estimate, **changes: Any) -> Estimate:
    """Return the same estimate made otherwise: of another family, scale, phrase, or with other labels."""
    return replace(estimate, _made=replace(estimate._made, **changes))  # noqa: SLF001 (its own room)


def at_level(estimate: Estimate, level: Any) -> Estimate:
    """Return the same estimate with the limits of another level."""
    if (corners := corners_of(estimate)) is not None:
        corners = at_level(corners, level)
        low, high = np.fmin.reduce(corners.low, axis=0), np.fmax.reduce(corners.high, axis=0)
    else:
        a = (1 - np.asarray(level)) / tails(estimate.sides)
        low, high = (estimate._made.scale * end for end in estimate._limits_at(a))  # noqa: SLF001 (its own room)
    found = replace(remade(estimate, corners=corners), low=scalar(low), high=scalar(high))
    return replace(found, level=level if np.ndim(level) else float(level))


def remarked(estimate: Estimate, remark: str | NDArray[np.object_]) -> Estimate:
    """Return the same estimate with a remark more, on all elements or on each its own, if there is any to make."""
    if not np.any(np.asarray(remark) != ""):
        return estimate
    both = np.broadcast_arrays(np.asarray(estimate.remark, dtype=object), np.asarray(remark, dtype=object))
    joined = np.frompyfunc(lambda one, other: "; ".join(filter(None, (one, other))), 2, 1)(*both)
    return replace(estimate, remark=joined)


def unsaid(estimate: Estimate, why: str) -> Estimate:
    """Return the same estimate with a reason where value or limits are missing, its counts in place of braces."""
    gone = np.isnan(estimate.value) | np.isnan(estimate.low)
    said = np.full(np.shape(gone), "", dtype=object)
    for at in map(tuple, np.argwhere(gone)):
        counts = {name: number(float(np.asarray(count)[at]), 0) for name, count in estimate.data.items()}
        said[at] = why.format(**counts)
    return remarked(estimate, said)


def undefined(estimate: Estimate, why: NDArray[np.object_]) -> Estimate:
    """Return the same estimate without values, limits and tests where there is a reason why."""
    if not (gone := np.asarray(why != "")).any():
        return estimate
    numbers: dict[str, Any] = {
        name: scalar(np.where(gone, np.nan, getattr(estimate, name))) for name in ("value", "low", "high")
    }
    remark = np.where(gone, why, np.asarray(estimate.remark, dtype=object))
    return replace(remade(estimate, corners=None), **numbers, remark=remark)


def told(estimate: Estimate, empty: Empty) -> Estimate:
    """Return the same estimate with what is to be said of empty strata."""
    return undefined(remarked(estimate, empty.passed_over), empty.gaps)


def based(estimate: Estimate, words: Mapping[str, object] | None = None, **more: object) -> Estimate:
    """Return the same estimate resting on further words of the vocabulary; what is None or empty is left out."""
    said = {name: str(text) for name, text in {**(words or {}), **more}.items() if text is not None and text != ""}
    for name in said:
        one_of("word of a basis", name, WORDS)
    return replace(estimate, basis={**estimate.basis, **said})


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
    corners = None if (several := corners_of(found)) is None else widened(several, errors, method)
    made = replace(remade(found, family=family.parameter, corners=corners), method=method, data=data)
    return at_level(made, found.level)


def _columns(people: list[str], errors: Mapping[str, Error], shape: tuple[int, ...]) -> dict[str, Number]:
    """Return the columns of errors that follow the counts: two for each population."""
    zero = (np.zeros(()), np.zeros(()))
    return {
        f"{name}{word}": scalar(np.broadcast_to(error, shape))
        for name in people
        for word, error in zip((CV, "_normal"), errors.get(name, zero), strict=True)
    }
