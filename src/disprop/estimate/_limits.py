"""Limits that were asked for, of one side or two, and the tail at which they begin to leave a value out."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals import Family, Limits
from disprop.intervals._roots import root

Number = FloatArray | np.float64
SMALLEST_TAIL = 1e-300


def tails(sides: str) -> int:
    """Return how many tails the error of an interval is divided over."""
    return 2 if sides == "two" else 1


def asked_for(limits: Limits, family: Family, sides: str) -> Limits:
    """Return the limits with the one that was not asked for at the end of the range."""
    if sides == "two":
        return limits
    low, high = limits
    least, most = (np.where(np.isnan(low), np.nan, end) for end in family.support)
    return (least if sides == "upper" else low), (most if sides == "lower" else high)


def smallest_excluding(limits_at: Callable[[FloatArray | float], Limits], null: FloatArray) -> FloatArray:
    """Return the smallest tail probability whose limits leave `null` out, 1 where none up to 1/2 does.

    Bisects its logarithm: a wider tail gives a narrower interval.
    """

    def left_out(log_tail: FloatArray) -> NDArray[np.bool_]:
        low, high = limits_at(np.exp(log_tail))
        return (null < low) | (null > high)

    shape = np.broadcast_shapes(np.shape(limits_at(0.5)[0]), null.shape)
    inside, outside = np.full(shape, np.log(SMALLEST_TAIL)), np.full(shape, np.log(0.5))
    ever, always = left_out(outside), left_out(inside)
    for _ in range(64):
        middle = (inside + outside) / 2
        out = left_out(middle)
        inside, outside = np.where(out, inside, middle), np.where(out, middle, outside)
    return np.where(always, 0.0, np.where(ever, np.exp(outside), 1.0))


def missed(tail: Number, apart: Number) -> FloatArray:
    """Return how often limits with a tail each miss a value at one of two ends so many standard errors apart."""
    return np.asarray(tail + ndtr(ndtri(tail) - apart))


def tail_missing(error: FloatArray, apart: Number) -> FloatArray:
    """Return the tail with which limits miss a value at one of two ends so often: from half of it to all of it."""
    half = np.broadcast_to(error / 2, np.broadcast_shapes(error.shape, np.shape(apart)))
    return np.where(np.asarray(apart) > 0, root(lambda tail: missed(tail, apart) - error, half, 2 * half), half)


def scalar(array: FloatArray) -> Number:
    """Return a 0-d array as a number and any other as it is."""
    return np.asarray(array)[()]
