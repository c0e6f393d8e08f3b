"""What is to be said beside a number: why it is undefined, what a reader has to know, and what it rests on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._errors import one_of
from disprop._gaps import Empty
from disprop._text import number
from disprop.estimate._basis import WORDS
from disprop.estimate._estimate import Estimate
from disprop.estimate._how import remade
from disprop.estimate._limits import scalar


def remarked(estimate: Estimate, remark: str | NDArray[np.object_]) -> Estimate:
    """Return the same estimate with a remark more, on all elements or on each its own."""
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
    return remarked(estimate, said) if gone.any() else estimate


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
    return undefined(remarked(estimate, empty.passed_over) if (empty.passed_over != "").any() else estimate, empty.gaps)


def based(estimate: Estimate, words: Mapping[str, object] | None = None, **more: object) -> Estimate:
    """Return the same estimate resting on further words of the vocabulary; what is None or empty is left out."""
    said = {name: str(text) for name, text in {**(words or {}), **more}.items() if text is not None and text != ""}
    for name in said:
        one_of("word of a basis", name, WORDS)
    return replace(estimate, basis={**estimate.basis, **said})
