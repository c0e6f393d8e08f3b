"""Scores at the door, in order, how many lie below others, and exact limits at a threshold that was itself estimated.

At a threshold that is fixed but unknown the false matches and the misses are independent binomial counts, so that the
exact limits of both rates hold together with the probability `level` when each holds with its square root. The limits
here are over all thresholds that the scores do not rule out. Scores are taken to have no ties in the long run.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Literal

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray, NDArray
from disprop._errors import Said, refused, worded
from disprop.intervals import PROPORTION

IntArray = NDArray[np.int64]
Steps = tuple[FloatArray, IntArray, IntArray]
CHUNK = 4_096  # needles at a time: they and what they are sought among stay in a processor's cache


def one_class(name: str, scores: ArrayLike, *, distances: bool) -> FloatArray:
    """Return the scores of one class as an array of their own, higher meaning more alike."""
    numbers = _arrays.finite(name, scores)
    if numbers.ndim != 1:
        raise refused(name, "must be one row of scores", Said(f"shape {numbers.shape}"))
    if numbers.size == 0:
        raise worded("no scores", name, Said("no scores"))
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


def exact(part: int, whole: int, level: float) -> tuple[float, float]:
    """Return Clopper and Pearson's limits, each rate held with the square root of the level."""
    a = (1 - np.sqrt(level)) / 2
    low, high = PROPORTION.limits("clopper-pearson", (np.array(float(part)), np.array(float(whole))), a)
    return float(low), float(high)


def first(holds: Callable[[int], bool], size: int) -> int:
    """Return the first of 0, ..., size - 1 for which something holds from there on; size where it never does."""
    return bisect_left(range(size), x=True, key=lambda k: bool(holds(k)))


def misses_at(m: FloatArray, n: FloatArray, rate: float, level: float, unseen: int = 0) -> tuple[float, float]:
    """Return limits of the share of mated scores below the threshold whose false match rate is `rate`.

    Both classes are in order; `unseen` mated scores are below every threshold.
    """
    least = first(lambda k: exact(k, n.size, level)[1] >= rate, n.size)
    most = first(lambda k: exact(k, n.size, level)[0] > rate, n.size + 1) - 1
    fewest = 0 if most == n.size else int(np.searchsorted(m, n[n.size - most - 1], "right"))
    largest = m.size if least == 0 else int(np.searchsorted(m, n[n.size - least], "left"))
    whole = m.size + unseen
    return exact(fewest + unseen, whole, level)[0], exact(largest + unseen, whole, level)[1]


def equal_rates(curve: Steps, n: FloatArray, level: float) -> tuple[float, float]:
    """Return limits of the rate at which false matches and misses are equal, from the steps of the classes."""
    thresholds, false, misses = curve
    mated = int(misses[-1])

    def lows(i: int) -> tuple[float, float]:
        """Of the best that a threshold can do: at a mated score."""
        return exact(int(false[i]), n.size, level)[0], exact(int(misses[i]), mated, level)[0]

    def highs(i: int) -> tuple[float, float]:
        """Of the worst: just beyond a mated score; the first is short of all scores."""
        passed = 0 if i == 0 else int(np.searchsorted(n, thresholds[i - 1], "right"))
        return exact(n.size - passed, n.size, level)[1], exact(int(misses[i]), mated, level)[1]

    at = first(lambda i: lows(i)[1] >= lows(i)[0], false.size)
    low = min(lows(at)[1], lows(at - 1)[0] if at else 1.0)
    at = first(lambda i: highs(i)[1] >= highs(i)[0], false.size)
    high = max(highs(at)[0], highs(at - 1)[1] if at else 0.0)
    return low, high
