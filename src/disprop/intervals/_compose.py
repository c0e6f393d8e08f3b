"""What the families of two sides share: the plain ratio, MOVER, and limits on the log scale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Kernel, Limits

Mover = Callable[[FloatArray, Limits, FloatArray, Limits], Limits]
RATES = ("group_events", "group_population", "reference_events", "reference_population")
RISKS = ("group_part", "group_whole", "reference_part", "reference_whole")


def ratio_value(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> FloatArray:
    """Return (x1/t1) / (x0/t0): 0 at x1 = 0, infinite at x0 = 0, NaN when both are 0."""
    return (x1 / t1) / (x0 / t0)


def mover_ratio(r1: FloatArray, limits1: Limits, r0: FloatArray, limits0: Limits) -> Limits:
    """Return the MOVER-R limits of r1/r0 from the limits of r1 and of r0 (Donner and Zou 2012, equations 9-10).

    Each is multiplied through so that it has no difference of near equals; then swapping the two sides inverts
    the ratio to the last digit, and a lower limit of 0 below gives infinity above by itself.
    """
    (l1, u1), (l0, u0) = limits1, limits0
    product = r1 * r0
    low_part, high_part = l1 * (2 * r1 - l1), l0 * (2 * r0 - l0)
    low = low_part / (product + np.sqrt(low_part * (u0 - r0) ** 2 + (r0 * (r1 - l1)) ** 2))
    high = (product + np.sqrt(high_part * (u1 - r1) ** 2 + (r1 * (r0 - l0)) ** 2)) / high_part
    return np.where(l1 == 0, 0.0, low), np.where(l0 == 0, np.inf, high)


def log_limits(value: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    """Return value exp(-+ z sqrt(variance)); from 0 to infinity where the variance is infinite."""
    factor = np.exp(-ndtri(a) * np.sqrt(variance))
    silent = np.isinf(variance)
    return np.where(silent, 0.0, value / factor), np.where(silent, np.inf, value * factor)


def mover_difference(r1: FloatArray, limits1: Limits, r0: FloatArray, limits0: Limits) -> Limits:
    """Return the MOVER limits of r1 - r0 from the limits of r1 and of r0 (Newcombe 1998; Donner and Zou 2012)."""
    (l1, u1), (l0, u0) = limits1, limits0
    d = r1 - r0
    return d - np.hypot(r1 - l1, u0 - r0), d + np.hypot(u1 - r1, r0 - l0)


def composed(kernel: Kernel, mover: Mover) -> Kernel:
    """Return the kernel of two sides that MOVER makes of a kernel of one, centred on the plain estimates."""

    def limits(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
        (r1, limits1), (r0, limits0) = (_around(x / t, kernel(x, t, a)) for x, t in ((x1, t1), (x0, t0)))
        return mover(r1, limits1, r0, limits0)

    return limits


def _around(value: FloatArray, limits: Limits) -> tuple[FloatArray, Limits]:
    """Return a value with limits that hold it, which some methods lose at levels near 0."""
    low, high = limits
    return value, (np.minimum(low, value), np.maximum(high, value))
