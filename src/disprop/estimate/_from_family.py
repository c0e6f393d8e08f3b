"""From validated counts, and the family of their parameter, to an Estimate; and from limits that are known already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypedDict, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._methods import Sides
from disprop.estimate._basis import ReadOnly
from disprop.estimate._estimate import Estimate, Made
from disprop.estimate._limits import asked_for, scalar, tails
from disprop.intervals import Family

Method = TypeVar("Method", bound=str)


class Limits(TypedDict, Generic[Method], total=False):
    """What a statistic takes beside its counts: how limits are found, at which level, and on which sides."""

    method: Method | None
    level: ArrayLike
    sides: Sides


def from_family(
    family: Family,
    data: dict[str, FloatArray],
    *,
    method: str | None = None,
    level: ArrayLike = 0.95,
    sides: str = "two",
    unit: str = "",
) -> Estimate:
    """Return the Estimate of a family's parameter from validated counts of one shape.

    The family's own counts come first, in its order; further ones are carried along in `data`. Without a method, it is
    the family that decides.
    """
    levels = _arrays.level(level, sides)
    axes: _arrays.Axes = getattr(data, "axes", ())
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
        measure=family.parameter,
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
