"""Intervals of an average on the log scale whose variance has degrees of freedom: pooled areas, and their parts.

The data of a kernel are the log average, its variance, and the degrees of freedom of that variance; an infinite
variance says that the counts carry nothing.
"""

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._compose import t_limits
from disprop.intervals._family import FACTS, Family, Kernel, Limits

SUMMARY = ("log_ratio", "variance", "degrees")


def _log(log_ratio: FloatArray, variance: FloatArray, _: FloatArray) -> FloatArray:
    return np.where(np.isnan(variance), np.nan, log_ratio)


def _ratio(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray) -> FloatArray:
    return np.exp(_log(log_ratio, variance, degrees))


POOLED_LOG_RATIO = Family("pooled log ratio", SUMMARY, "t", _log, (-np.inf, np.inf), rises=(1, 0, 0))
POOLED_RATIO = Family("pooled ratio", SUMMARY, "t", _ratio, rises=(1, 0, 0))


def wald(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    """Return the limits with the normal distribution in the place of Student's."""
    return student(log_ratio, variance, np.full_like(degrees, np.inf), a)


def student(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    """Unbounded on both sides where the log is infinite or undefined, or the variance says nothing."""
    low, high = t_limits(log_ratio, variance, degrees, a)
    silent = ~np.isfinite(log_ratio) | np.isinf(variance)
    return np.where(silent, -np.inf, low), np.where(silent, np.inf, high)


def exponential(kernel: Kernel) -> Kernel:
    """Return the kernel of the ratio from that of its logarithm."""

    def of_ratio(*data: FloatArray) -> Limits:
        low, high = kernel(*data)
        return np.exp(low), np.exp(high)

    return of_ratio


for _name, _facts in FACTS["pooled"].items():
    _kernel = wald if _name == "wald" else student
    POOLED_LOG_RATIO.method(_name, **_facts)(_kernel)
    POOLED_RATIO.method(_name, **{**_facts, "equation": f"exp({_facts['equation']})"})(exponential(_kernel))
