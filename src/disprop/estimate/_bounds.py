"""What counts known only in part allow: the estimates at their corners, and the one that holds them all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.estimate._basis import ReadOnly
from disprop.estimate._estimate import HALF, Estimate
from disprop.estimate._limits import Number, scalar, tail_missing
from disprop.estimate._making import remade, remarked

STACKED = ("value", "low", "high")
ROUNDING = 1e-14
OPEN = "undefined at some of the counts that are possible"


def hull(corners: Estimate, best: Estimate | None = None) -> Estimate:
    """Return the estimate of counts that are known only in part.

    Parameters
    ----------
    corners : Estimate
        The estimates that the counts allow, on a first axis: enough of them that none is smaller or larger.
    best : Estimate, optional
        That of the best guesses, NaN in elements without one.

    Returns
    -------
    Estimate
        `value` of the best guesses, `least` and `most` of the corners, `low` and `high` the outer limits of all.
    """
    corners = _alone(corners)
    first = corners[0]
    value = np.full(np.shape(first.value), np.nan) if best is None else np.asarray(best.value)
    low, high = np.fmin.reduce(corners.low, axis=0), np.fmax.reduce(corners.high, axis=0)
    undefined = np.isnan(corners.value)
    data = {name: _count(name, corners, best) for name in corners.data}
    found = replace(
        first,
        value=scalar(_where_alike(corners.value, value)),
        low=scalar(low),
        high=scalar(high),
        data=ReadOnly({**data, **_ends(corners)}),
        remark=np.where(undefined.any(axis=0) & ~undefined.all(axis=0), OPEN, np.asarray(first.remark, dtype=object)),
    )
    return remade(found, corners=corners)


def _alone(corners: Estimate) -> Estimate:
    """Return corners each of which is one estimate: those of corners that hold others take their place."""
    if (inner := corners._made.corners) is None:  # noqa: SLF001 (its own room)
        return corners

    def joined(array: Any) -> Any:
        return array.reshape(-1, *array.shape[2:]) if np.ndim(array) else array

    fields = {name: joined(getattr(inner, name)) for name in (*STACKED, "level", "remark")}
    return replace(inner, **fields, data={name: joined(count) for name, count in inner.data.items()})


def covering_value(estimate: Estimate, corners: Estimate) -> Estimate:
    """Return the estimate with limits that hold the value, not all that is possible."""
    if estimate._made.apart is not None:  # noqa: SLF001 (its own room)
        return estimate
    apart = _apart(corners)
    limits = corners._limits_at(tail_missing(1 - np.asarray(estimate.level), apart))  # noqa: SLF001 (its own room)
    low, high = (corners._made.scale * end for end in limits)  # noqa: SLF001
    low, high = np.fmin.reduce(low, axis=0), np.fmax.reduce(high, axis=0)
    ends = np.fmin(low, estimate.least), np.fmax(high, estimate.most)
    found = replace(estimate, low=scalar(ends[0]), high=scalar(ends[1]))
    return remarked(remade(found, apart=scalar(apart)), "the interval is that of the value (imbens-manski)")


def _apart(corners: Estimate) -> FloatArray:
    """Return how many standard errors the smallest and the largest value lie apart, by the less exact of the two.

    They are counted from the one to the other, in normal scores of the tail with which its limits begin to leave a
    number out.
    """
    values = np.asarray(corners.value)
    least, most = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
    with np.errstate(invalid="ignore"):
        far = [
            np.fmin.reduce(np.where(values == own, _score(corners, other) - _score(corners, own), np.nan), axis=0)
            for own, other in ((most, least), (least, most))
        ]
    return np.where(least < most, np.maximum(np.fmin(*far), 0.0), 0.0)


def _score(corners: Estimate, null: FloatArray) -> FloatArray:
    tails = corners._smallest_tail(null / corners._made.scale)  # noqa: SLF001 (its own room)
    return -ndtri(np.fmin(tails, HALF))


def stack(estimates: Sequence[Estimate]) -> Estimate:
    """Return estimates of one shape on a first axis."""
    first = estimates[0]
    joined: dict[str, Any] = {name: np.stack([getattr(each, name) for each in estimates]) for name in STACKED}
    data = {name: np.stack([each.data[name] for each in estimates]) for name in first.data}
    remark = np.array([np.broadcast_to(np.asarray(each.remark, object), np.shape(each.value)) for each in estimates])
    return remade(replace(first, **joined, data=data, remark=remark), axes=())


def chained(estimates: Iterable[Estimate]) -> Estimate:
    """Return estimates end to end on their first axis; a count that is the same in all takes the room of one."""
    each = [_thin(_alone(one)) for one in estimates]
    fields = {name: _end_to_end([getattr(one, name) for one in each]) for name in (*STACKED, "level", "remark")}
    return _thin(replace(each[0], **fields, data={n: _end_to_end([one.data[n] for one in each]) for n in each[0].data}))


def _end_to_end(arrays: Sequence[Any]) -> Any:
    return np.concatenate(arrays) if np.ndim(arrays[0]) else arrays[0]


def _thin(estimate: Estimate) -> Estimate:
    """Return the estimate with counts that do not differ along the first axis held once."""
    counts = {name: np.asarray(count) for name, count in estimate.data.items() if np.ndim(count)}
    once = {name: np.broadcast_to(at[0], at.shape) for name, at in counts.items() if (at == at[0]).all()}
    return replace(estimate, data={**estimate.data, **once})


def _where_alike(corners: Number, value: Number) -> FloatArray:
    """Return the value of all corners where it is one, and the best guess where it is not."""
    at = np.asarray(corners)
    return np.where(_alike(at), at[0], value)


def _alike(at: FloatArray) -> NDArray[np.bool_]:
    """Return where a number is the same at all corners; those that were summed in other blocks differ in rounding."""
    with np.errstate(invalid="ignore"):
        near = np.abs(at - at[0]) <= ROUNDING * np.abs(at[0])
    return (near | (at == at[0])).all(axis=0)


def _count(name: str, corners: Estimate, best: Estimate | None) -> Number:
    """Return a count where it is known, and its best guess where it is not."""
    at = np.asarray(corners.data[name])
    if np.ndim(at) == 0:
        return corners.data[name]
    guess = np.full(at.shape[1:], np.nan) if best is None else np.asarray(best.data[name])
    return scalar(_where_alike(at, guess))


def _ends(corners: Estimate) -> dict[str, Number]:
    """Return the least and the most of each count that is known only in part."""
    ends: dict[str, Number] = {}
    for name, count in corners.data.items():
        at = np.asarray(count)
        if at.ndim and not _alike(at).all():
            ends |= {f"{name}_least": scalar(at.min(axis=0)), f"{name}_most": scalar(at.max(axis=0))}
    return ends
