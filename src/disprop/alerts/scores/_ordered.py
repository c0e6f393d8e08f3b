"""Scores at the door, in order, and how many lie below others."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import DispropError, Said, refused

IntArray = NDArray[np.int64]
Steps = tuple[FloatArray, IntArray, IntArray]
CHUNK = 4_096  # needles at a time: they and what they are sought among stay in a processor's cache


def one_class(name: str, scores: ArrayLike, *, distances: bool) -> FloatArray:
    """Return the scores of one class as an array of their own, higher meaning more alike."""
    numbers = _arrays.finite(name, scores)
    if numbers.ndim != 1:
        raise refused(name, "must be one row of scores", Said(f"shape {numbers.shape}"))
    if numbers.size == 0:
        why = "a rate of this class is undefined without any"
        raise DispropError(f"{name} has no scores; {why}", what=name, got=Said("no scores"))
    return np.negative(numbers, out=numbers) if distances else numbers


def classes(mated: ArrayLike, non_mated: ArrayLike, *, distances: bool) -> tuple[FloatArray, FloatArray]:
    """Return both classes, in the order in which they were given."""
    return (one_class("mated", mated, distances=distances), one_class("non_mated", non_mated, distances=distances))


def ordered(mated: ArrayLike, non_mated: ArrayLike, *, distances: bool) -> tuple[FloatArray, FloatArray]:
    """Return both classes from the lowest score to the highest."""
    return in_order("mated", mated, distances=distances), in_order("non_mated", non_mated, distances=distances)


def in_order(name: str, scores: ArrayLike, *, distances: bool) -> FloatArray:
    """Return one class from the lowest score to the highest.

    Whatever is missing or infinite is at an end of a sorted array, so that an array of floats is looked at no further.
    """
    if type(scores) is np.ndarray and scores.dtype == np.float64 and scores.ndim == 1 and scores.size:
        numbers = np.sort(scores)
        if np.isfinite(numbers[[0, -1]]).all():
            return np.negative(numbers[::-1]) if distances else numbers
    numbers = one_class(name, scores, distances=distances)
    numbers.sort()
    return numbers


def below(scores: FloatArray, needles: FloatArray, *, equal: bool = False) -> IntArray:
    """Return how many of the scores are below each needle, or equal to it; both are in order.

    A search for many needles at once visits the whole of the scores for each of them; a chunk of needles has its
    answers in one stretch, which fits into the cache.
    """
    side: Literal["left", "right"] = "right" if equal else "left"
    found = np.empty(needles.size, dtype=np.int64)
    ends = np.append(np.searchsorted(scores, needles[::CHUNK], side), scores.size)
    for i, start in enumerate(range(0, needles.size, CHUNK)):
        rows, stretch = slice(start, start + CHUNK), scores[ends[i] : ends[i + 1]]
        np.add(np.searchsorted(stretch, needles[rows], side), ends[i], out=found[rows])
    return found


def steps(m: FloatArray, n: FloatArray) -> Steps:
    """Return the distinct mated scores and infinity, with the non-mated scores not below and the mated ones below."""
    first = np.ones(m.size + 1, dtype=bool)  # the last is infinity, below which all mated scores are
    np.not_equal(m[1:], m[:-1], out=first[1:-1])
    misses = np.flatnonzero(first)
    thresholds = np.empty(misses.size)
    thresholds[:-1], thresholds[-1] = m[misses[:-1]], np.inf
    false_matches = below(n, thresholds)
    return thresholds, np.subtract(n.size, false_matches, out=false_matches), misses
