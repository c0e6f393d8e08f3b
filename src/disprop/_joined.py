"""What was found at several numbers, joined into one result, and whether two ends of the numbers say it all."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._errors import DispropError
from disprop.estimate import Estimate, Record, estimates_of, family_of, hull, stack


def monotone(found: Any) -> bool:
    """Return whether the limits of every method that was used move with each count in one direction."""
    used = [each for one in (found if isinstance(found, list) else [found]) for each in estimates_of(one).values()]
    return all((family := family_of(each)) is not None and family[each.method].monotone for each in used)


def defined_alike(found: Any) -> bool:
    """Return whether what is undefined at one end is so at both: else its limits may be wider in between."""
    if isinstance(found, Estimate):
        gone = [np.isnan(found.value)]
    else:
        named = [estimates_of(one) for one in found]
        gone = [np.isnan([one[name].value for one in named]) for name in named[0]]
    return all(bool((each.any(axis=0) == each.all(axis=0)).all()) for each in gone)


def over_cells(true: NDArray[np.bool_], cells: int) -> NDArray[np.bool_]:
    return np.asarray(true.any(axis=-1)) if cells > 1 else true


def blanked(best: Estimate, missing: list[NDArray[np.bool_]]) -> Estimate:
    """Return the estimate of the best guesses without those that rest on a guess that is missing."""
    gone = np.broadcast_to(np.logical_or.reduce(np.broadcast_arrays(*missing)), np.shape(best.value))
    if not gone.any():
        return best
    data = {
        name: np.where(gone[(..., *(np.newaxis,) * (np.ndim(count) - gone.ndim))], np.nan, count)
        for name, count in best.data.items()
    }
    return replace(best, value=np.where(gone, np.nan, best.value), data=data)


def record(name: str, found: list[Any], best: Any) -> Any:
    """Return the record whose estimates hold those of all records; a fact that they do not share is not a number."""
    first = found[0]
    if not isinstance(first, Record):
        raise DispropError(f"{name} takes no counts that are known only in part", what=name)
    joined: dict[str, Any] = {}
    for field in fields(first):  # type: ignore[arg-type]  # a dataclass
        values, guess = [getattr(one, field.name) for one in found], best and getattr(best, field.name)
        if isinstance(values[0], Estimate):
            joined[field.name] = hull(stack(values), guess)
        elif isinstance(values[0], Record):
            joined[field.name] = record(name, values, guess)
        else:
            joined[field.name] = _fact(values, guess)
    return replace(first, **joined)  # type: ignore[type-var]


def _fact(values: list[Any], guess: Any) -> Any:
    """Return what all records say, else what that of the best guesses says, else NaN."""
    if all(np.array_equal(np.asarray(value), np.asarray(values[0])) for value in values):
        return values[0]
    return np.full(np.shape(values[0]), np.nan)[()] if guess is None else guess
