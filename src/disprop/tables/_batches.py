"""Batches that are to be added up: frames of one kind, whose keys have one type."""

from typing import Any

import narwhals.stable.v2 as nw

from disprop._errors import Said, advised
from disprop._rules import LARGEST_COUNT

Frame = nw.DataFrame[Any]
TEXTS = (nw.String, nw.Categorical, nw.Enum)


def alike(before: Frame, batch: Frame, keys: list[str], number: int) -> tuple[Frame, Frame]:
    """Return both with keys of one type; nothing is made of another type that it would not be equal to."""
    engines = [type(frame.to_native()).__module__.split(".")[0] for frame in (before, batch)]
    if engines[0] != engines[1]:
        said = f"batch {number} is a frame of {engines[1]} after frames of {engines[0]}"
        raise advised(said, "; give frames of one kind", what="batch", got=Said(engines[1]), where=number)
    types = {key: _shared(key, before[key], batch[key], number) for key in keys}
    changed = [{key: kind for key, kind in types.items() if frame.schema[key] != kind} for frame in (before, batch)]
    one, other = (
        frame.with_columns(*(nw.col(key).cast(kind) for key, kind in casts.items())) if casts else frame
        for frame, casts in zip((before, batch), changed, strict=True)
    )
    return one, other


def _shared(key: str, before: nw.Series[Any], batch: nw.Series[Any], number: int) -> Any:
    """Return the type that holds the keys of both."""
    kinds = before.dtype, batch.dtype
    if kinds[0] == kinds[1] or not len(batch):
        return kinds[0]
    if not len(before):
        return kinds[1]
    if all(kind in TEXTS for kind in kinds):
        return nw.String
    if all(kind.is_numeric() for kind in kinds) and all(map(_is_whole, (before, batch))):
        return nw.Int64
    said = f"column {key!r} is {kinds[1]} in batch {number} and {kinds[0]} before it: labels of the two would not meet"
    raise advised(said, ", make them one type", what=key, got=Said(kinds[1]), where=number)


def _is_whole(keys: nw.Series[Any]) -> bool:
    """Return whether the keys are integers, or floats that hold every integer near them."""
    if keys.dtype.is_integer():
        return keys.dtype != nw.UInt64
    sure = keys.is_finite().all() and (keys.abs() < LARGEST_COUNT).all()
    return bool(sure and (keys == keys.cast(nw.Int64).cast(keys.dtype)).all())
