"""Intervals for the ratio and the difference of two directly standardised rates, and for the ratio to a whole.

The data of a kernel are the numbers of `WeightedSum` of one side, then those of the other.
"""

import numpy as np
from scipy.special import betainccinv, betaincinv

from disprop._arrays import FloatArray
from disprop.intervals._family import (
    Family,
    Kernel,
    Limits,
    Mover,
    log_limits,
    mover_difference,
    mover_ratio,
    normal_limits,
)
from disprop.intervals.weighted import (
    COMPOSABLE_SUMS,
    DIRECT_RATE,
    WeightedSum,
    one_more,
    relative_variance,
    shape,
    sides,
)


def _ratio(*data: FloatArray) -> FloatArray:
    group, reference = sides(data)
    return group.weighted_events / reference.weighted_events


def _difference(*data: FloatArray) -> FloatArray:
    group, reference = sides(data)
    return group.weighted_events - reference.weighted_events


def _share(*data: FloatArray) -> FloatArray:
    (group, others), held = sides(data), data[-1]
    return group.weighted_events / (held * group.weighted_events + others.weighted_events)


DIRECT_RATE_RATIO = Family.of("directly standardised rate ratio", _ratio)
DIRECT_RATE_DIFFERENCE = Family.of("directly standardised rate difference", _difference)
DIRECT_RATIO_TO_WHOLE = Family.of("directly standardised rate ratio to the whole", _share)


@DIRECT_RATE_RATIO.method("fay")
def fay(*data: FloatArray) -> Limits:
    """Fay 1999, Communications in Statistics, Theory and Methods 28: 2141-2160

    y1/(y0 + u0) F_a(2 y1^2/v1, 2 (y0 + u0)^2/(v0 + u0^2)), u0 the largest weight; high the same, inverted
    """
    (group, reference), a = sides(data), data[-1]
    with np.errstate(divide="ignore"):
        return _fay_low(group, reference, a), 1 / _fay_low(reference, group, a)


def _fay_low(y: WeightedSum, other: WeightedSum, a: FloatArray) -> FloatArray:
    """Return the lower limit. A quantile of F is (k0/k1) b/(1 - b), b that of a beta distribution with k1 and k0."""
    mean, variance = one_more(other, other.largest_weight, other.largest_weight**2)
    k1, k0 = shape(y.weighted_events, y.variance), shape(mean, variance)
    odds = betaincinv(k1, k0, a) / betainccinv(k0, k1, a)
    return y.weighted_events / k1 * odds * k0 / mean


@DIRECT_RATE_RATIO.method("log-normal")
def log_normal(*data: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82, chapter 2

    r exp(-+ z sqrt(v1/y1^2 + v0/y0^2)); from 0 to infinity at no events
    """
    (group, reference), a = sides(data), data[-1]
    return log_limits(_ratio(*data), relative_variance(group) + relative_variance(reference), a)


@DIRECT_RATE_DIFFERENCE.method("normal")
def normal(*data: FloatArray) -> Limits:
    """Breslow and Day 1987, IARC Scientific Publications 82, chapter 2

    d -+ z sqrt(v1 + v0): no width where neither side has events
    """
    (group, reference), a = sides(data), data[-1]
    return normal_limits(_difference(*data), group.variance + reference.variance, a)


def of_two(kernel: Kernel, mover: Mover) -> Kernel:
    """Return the kernel of two sums that MOVER makes of a kernel of one."""

    def of(y: WeightedSum, a: FloatArray) -> tuple[FloatArray, Limits]:
        value, (low, high) = y.weighted_events, kernel(*y, a)
        return value, (np.clip(low, 0.0, value), np.maximum(high, value))

    def limits(*data: FloatArray) -> Limits:
        (group, reference), a = sides(data), data[-1]
        return mover(*of(group, a), *of(reference, a))

    return limits


for _name in COMPOSABLE_SUMS:
    for _family, _mover in ((DIRECT_RATE_RATIO, mover_ratio), (DIRECT_RATE_DIFFERENCE, mover_difference)):
        _family.method(
            f"mover-{_name}",
            equation=f"MOVER of the {_name} limits of the two rates",
            reference="Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359",
        )(of_two(DIRECT_RATE[_name].kernel, _mover))


def to_whole(kernel: Kernel) -> Kernel:
    """Return the kernel of the ratio to the whole from one of the ratio of two sums.

    With b the least share of the group, the whole is b y1 + y0: the ratio is 1/(b + q), and q = y0/y1.
    """

    def limits(*data: FloatArray) -> Limits:
        *two, b, a = data
        group, others = sides(tuple(two))
        low, high = kernel(*others, *group, a)
        nobody = others.largest_weight == 0  # then the group is the whole
        return 1 / (b + np.where(nobody, 0.0, high)), 1 / (b + np.where(nobody, 0.0, low))

    return limits


for _name, _method in DIRECT_RATE_RATIO.methods.items():
    DIRECT_RATIO_TO_WHOLE.method(
        _name,
        equation=f"1/(b + q), b the group's least share, q by {_name} of all else and the group",
        reference=_method.reference,
    )(to_whole(_method.kernel))
