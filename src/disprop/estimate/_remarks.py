"""What is to be said beside a number: why it is undefined, and what a reader has to know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._gaps import Empty
from disprop.estimate._estimate import Estimate
from disprop.estimate._limits import scalar


def remarked(estimate: Estimate, remark: str | NDArray[np.object_]) -> Estimate:
    """Return the same estimate with a remark more, on all elements or on each its own."""
    both = np.broadcast_arrays(np.asarray(estimate.remark, dtype=object), np.asarray(remark, dtype=object))
    joined = np.frompyfunc(lambda one, other: "; ".join(filter(None, (one, other))), 2, 1)(*both)
    return replace(estimate, remark=joined)


def undefined(estimate: Estimate, why: NDArray[np.object_]) -> Estimate:
    """Return the same estimate without values, limits and tests where there is a reason why."""
    if not (gone := np.asarray(why != "")).any():
        return estimate
    numbers: dict[str, Any] = {
        name: scalar(np.where(gone, np.nan, getattr(estimate, name))) for name in ("value", "low", "high")
    }
    return replace(estimate, **numbers, remark=np.where(gone, why, np.asarray(estimate.remark, dtype=object)))


def told(estimate: Estimate, empty: Empty) -> Estimate:
    """Return the same estimate with what is to be said of empty strata."""
    return undefined(remarked(estimate, empty.passed_over) if (empty.passed_over != "").any() else estimate, empty.gaps)
