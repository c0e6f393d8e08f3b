"""The plain solver of Blaker's limits: the tails from the library, on the scale of the proportion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc

from disprop._arrays import FloatArray
from disprop.intervals import PROPORTION
from disprop.intervals._roots import root

Near = Callable[[FloatArray], FloatArray]
Far = Callable[[FloatArray, FloatArray], FloatArray]


def limits(x: FloatArray, n: FloatArray, a: float) -> tuple[FloatArray, FloatArray]:
    """Return the lower and the upper limits."""
    y = n - x
    outer_low, outer_high = PROPORTION.limits("clopper-pearson", (x, n), a)
    inner_low, inner_high = PROPORTION.limits("clopper-pearson", (x, n), min(2 * a, 0.5))
    inner_low, inner_high = np.where(a > 0.25, 1.0, inner_low), np.where(a > 0.25, 0.0, inner_high)
    low = _limit(lambda p: _at_least(x, n, p), lambda j, p: _at_most(j, n, p), x - 2, (outer_low, inner_low), a)
    high = _limit(lambda p: _at_most(x, n, p), lambda j, p: _at_least(n - j, n, p), y - 2, (outer_high, inner_high), a)
    return low, high


def _limit(near: Near, far: Far, most: FloatArray, bracket: tuple[FloatArray, FloatArray], a: float) -> FloatArray:
    """Return the outermost parameter whose acceptability reaches 2a.

    `near(p)` is the tail from the count outwards, `far(j, p)` the tail of the other side as far in as j, from -1
    (nothing) to `most`; `bracket` holds where the near tail is a and where it is 2a. The acceptability of p is
    near(p) + far(j, p) for the largest j with far(j, p) <= near(p). As p moves inwards, near grows and far falls:

    - where near is a, that j is the one of `_inwards`, and the sum is 2a at most;
    - from there the sum falls and then rises, for it is 1 less the chance of the counts between the tails, and
      that has one mode; it is above 2a at the end;
    - where near overtakes far(j + 1), the sum jumps to twice near, which is above 2a by now.

    Whatever comes first, the rise or the jump, is the limit, and the larger of the two functions crosses 0 once.
    """
    outer, inner = bracket
    j = _inwards(lambda j: far(j, outer) <= a, most)

    def crossing(p: FloatArray) -> FloatArray:
        tail = near(p)
        return np.maximum(tail + far(j, p) - 2 * a, tail - far(j + 1, p))

    return root(crossing, outer, inner)


def _inwards(holds: Callable[[FloatArray], NDArray[np.bool_]], most: FloatArray) -> FloatArray:
    """Return the largest whole number from -1 to `most` at which `holds`: true at -1, and false after it is false."""
    low, high = np.full_like(most, -1.0), np.maximum(most + 1, 0.0)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        true = holds(middle)
        low, high = np.where(true, middle, low), np.where(true, high, middle)
    return low


def _at_least(x: FloatArray, n: FloatArray, p: FloatArray) -> FloatArray:
    """P(X >= x), which is 1 at x = 0 and 0 above n."""
    return np.where(x <= 0, 1.0, np.where(x > n, 0.0, betainc(x, n - x + 1, p)))


def _at_most(x: FloatArray, n: FloatArray, p: FloatArray) -> FloatArray:
    """P(X <= x), which is 0 below 0 and 1 at x = n."""
    return np.where(x < 0, 0.0, np.where(x >= n, 1.0, betaincc(x + 1, n - x, p)))
