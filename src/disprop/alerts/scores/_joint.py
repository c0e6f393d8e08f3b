"""Exact limits of an error rate at a threshold that was itself estimated, whatever the distributions of the scores.

At a threshold that is fixed but unknown the false matches and the misses are independent binomial counts, so that the
exact limits of both rates hold together with the probability `level` when each holds with its square root. The limits
here are over all thresholds that the scores do not rule out. Scores are taken to have no ties in the long run.
"""

from bisect import bisect_left
from collections.abc import Callable

import numpy as np

from disprop._arrays import FloatArray
from disprop.alerts.scores._ordered import Steps
from disprop.intervals import PROPORTION


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
