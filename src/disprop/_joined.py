"""What was found at several numbers, joined into one result, and whether two ends of the numbers say it all."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._errors import DispropError, worded
from disprop.estimate import Estimate, Record, estimates_of, family_of, hull, stack

P_VALUES = ("p_value", "p_values")  # of which a record has the largest


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
    """Return the record whose estimates hold those of all records, and the largest p-value.

    A fact that they do not share is not a number.
    """
    first = found[0]
    if isinstance(first, tuple):
        return several(name, found, best)
    if not isinstance(first, Record):
        raise DispropError(f"{name} takes no counts that are known only in part", what=name)
    joined = {}
    for field in fields(first):
        values, guess = [getattr(one, field.name) for one in found], best and getattr(best, field.name)
        joined[field.name] = np.max(values, axis=0) if field.name in P_VALUES else _together(name, values, guess)
    return replace(first, **joined)


def _together(name: str, values: list[Any], guess: Any) -> Any:
    """Return what holds all that was found, of an estimate, a record, or a mapping of these; else what all say."""
    if isinstance(values[0], Estimate):
        return hull(stack(values), guess)
    if isinstance(values[0], Record):
        return record(name, values, guess)
    if isinstance(values[0], Mapping):
        return {key: _together(name, [one[key] for one in values], guess and guess[key]) for key in values[0]}
    alike = all(np.array_equal(np.asarray(value), np.asarray(values[0])) for value in values)
    return values[0] if alike else np.full(np.shape(values[0]), np.nan)[()] if guess is None else guess


def several(name: str, found: list[Any], best: Any) -> tuple[Any, ...]:
    """Return the records of several periods, where it does not depend on the numbers which periods these are."""
    places = [tuple(each.period for each in one) for one in found]
    if apart := sorted({str(place) for place in set().union(*places) if any(place not in one for one in places)}):
        raise worded("found at some counts", name, apart, named=", ".join(apart))
    guesses = best or [None] * len(found[0])
    return tuple(record(name, list(each), guess) for each, guess in zip(zip(*found, strict=True), guesses, strict=True))
