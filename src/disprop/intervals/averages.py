"""Intervals on the log scale of what brings its variance along: averages over areas, and a regression's ratio.

The data of a pooled kernel are the log average, its variance, and the degrees of freedom of that variance; an infinite
variance says that the counts carry nothing.

The mean of the areas' ratios is freed of what small counts of the reference add to it. With x1 events of the group
among t1 people, x0 of the reference among t0, in each of k areas, its data are sums over the areas with the weights
w = (t0/t1)/(k (x0 + 1)): the mean, sum of w x1 (Chapman 1952); its variance, the sum of w^2 x1 (x1 + x0 + 1)/(x0 + 2),
from the unbiased estimates x1/(x0 + 1) and x1 (x1 - 1)/((x0 + 1)(x0 + 2)) of an area's ratio and of its square; and the
heaviest w, by which one more event in some area would raise the mean at most.
"""

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._family import FACTS, Family, Kernel, Limits, log_limits, log_t_limits, t_limits


def _log(log_ratio: FloatArray, variance: FloatArray, _: FloatArray) -> FloatArray:
    return np.where(np.isnan(variance), np.nan, log_ratio)


def _ratio(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray) -> FloatArray:
    return np.exp(_log(log_ratio, variance, degrees))


POOLED_LOG_RATIO = Family.of("pooled log ratio", _log)
POOLED_RATIO = Family.of("pooled ratio", _ratio)


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


MEAN_OF_RATIOS = Family.of("mean of ratios", lambda mean, *_: mean)


@MEAN_OF_RATIOS.method("half-event", **FACTS["mean of ratios"]["half-event"])
def half_event(mean: FloatArray, variance: FloatArray, heaviest: FloatArray, a: FloatArray) -> Limits:
    """Return the limits on the log scale, each about its own mean."""
    low, _ = log_limits(mean, variance / mean**2, a)
    more = mean + heaviest / 2
    _, high = log_limits(more, (variance + heaviest**2 / 2) / more**2, a)
    return np.where(mean == 0, 0.0, low), high


ADJUSTED_RATIO = Family.of("adjusted rate ratio", lambda ratio, *_: ratio)
for _name, _facts in FACTS["adjusted"].items():
    ADJUSTED_RATIO.method(_name, **_facts)(log_t_limits)
