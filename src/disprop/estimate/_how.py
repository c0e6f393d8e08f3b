"""How an estimate was made: by whose kernel, in which unit; and the same one made otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from disprop._arrays import Axes
from disprop.estimate._estimate import Estimate
from disprop.intervals import FAMILIES, OF, Family


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


def corners_of(estimate: Estimate) -> Estimate | None:
    """Return the estimates that counts known only in part allow, on a first axis; None where counts are known."""
    return estimate._made.corners  # noqa: SLF001 (its own room)


def labels_of(estimate: Estimate) -> list[Sequence[object]]:
    """Return the labels of each axis: those that the counts came with, or else the places, from 1."""
    shape = np.shape(estimate.value)
    known = [labels for _, labels in axes_of(estimate)]
    fit = len(known) == len(shape) and all(own is None or len(own) == n for own, n in zip(known, shape, strict=True))
    named = known if fit else [None] * len(shape)
    return [range(1, n + 1) if own is None else list(own) for own, n in zip(named, shape, strict=True)]


def remade(estimate: Estimate, **changes: Any) -> Estimate:
    """Return the same estimate made otherwise: of another family, scale, phrase, or with other labels."""
    return replace(estimate, _made=replace(estimate._made, **changes))  # noqa: SLF001 (its own room)
