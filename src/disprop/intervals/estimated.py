"""Intervals where a population is itself an estimate, of some coefficient of variation: MOVER-R of two limits.

What a method gives for the population as it was estimated is divided by the true population over the estimated one,
whose limits are exp(-+z cv) for a lognormal error and 1 -+ z cv for a normal one.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray, single
from disprop._estimated import LARGEST_NORMAL
from disprop.intervals._family import Family, Kernel, Limits
from disprop.intervals._limits import DONNER_ZOU, mover_difference, mover_ratio
from disprop.intervals.rate import RATE
from disprop.intervals.ratio import RATE_DIFFERENCE, RATE_RATIO
from disprop.intervals.weighted import DIRECT_RATE, DIRECT_RATE_RATIO

ERROR = ("population_cv", "population_normal")
OF = "of an estimated population"
EXACTLY = single(1.0)
MOVER = "mover-"


def estimated(base: Family, kernel_of: Callable[[str], Kernel], *names: str) -> None:
    """File the family of a parameter where populations are estimates: its counts, followed by their errors.

    The first of its methods is the default of an interval, the last that of one limit.
    """
    sides = ("group_", "reference_") if base.data[0].startswith("group_") else ("",)
    errors = tuple(f"{side}{name}" for side in sides for name in ERROR)
    family = replace(
        base,
        parameter=f"{base.parameter} {OF}",
        data=base.data + errors,
        default=names[0],
        one_sided=names[-1],
        value=lambda *data: base.value(*data[: len(base.data)]),
        rises=base.rises and base.rises + (0,) * len(errors),
        methods={},
    )
    for name in names:
        equation = f"MOVER-R of the {name.removeprefix(MOVER)} limits and those of the populations"
        family.method(name, equation=equation, reference=DONNER_ZOU)(kernel_of(name))


def factor(cv: FloatArray, normal: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of the true population over the estimated one.

    Of a normal error above the largest one they are lognormal, and the lower one is no nearer than that of the largest.
    """
    reach, largest = (-ndtri(a) * error for error in (cv, np.minimum(cv, LARGEST_NORMAL)))
    low = np.where(normal > 0, np.minimum(np.maximum(1 - largest, 0.0), np.exp(-reach)), np.exp(-reach))
    return low, np.where((normal > 0) & (cv <= LARGEST_NORMAL), 1 + reach, np.exp(reach))


def over(value: FloatArray, limits: Limits, error: Limits) -> Limits:
    """Return the MOVER-R limits of value/error, of an error about 1; the limits hold the value before they are joined.

    An infinite value has the lower limit that the swapped sides give: theirs is the upper one of no events.
    """
    low, high = _holding(value, limits)
    found = mover_ratio(value, (low, high), EXACTLY, error)
    least = 1 / error[1]
    swapped = low * np.sqrt(least * (2 - least))
    unknown = np.isnan(value)
    return (
        np.where(unknown, 0.0, np.where(np.isinf(value), swapped, found[0])),
        np.where(unknown | np.isinf(value), np.inf, found[1]),
    )


def of_one(base: Family, name: str) -> Kernel:
    """Return the kernel of one side."""

    def kernel(*data: FloatArray) -> Limits:
        *counts, cv, normal, a = data
        limits = base[name].kernel(*counts, a)
        return _where_exact(cv == 0, limits, over(base.value(*counts), limits, factor(cv, normal, a)))

    return kernel


def of_ratio(base: Family, name: str) -> Kernel:
    """Return the kernel of a ratio: divided by the error of one side, and, the sides swapped, by that of the other.

    Both are joined by the share that each side has in the variance, so that swapping the sides inverts the interval.
    """

    def kernel(*data: FloatArray) -> Limits:
        *counts, cv1, normal1, cv0, normal0, a = data
        value, limits = base.value(*counts), base[name].kernel(*counts, a)
        error = mover_ratio(EXACTLY, factor(cv1, normal1, a), EXACTLY, factor(cv0, normal0, a))
        group = over(value, limits, error)
        reference = _inverted(over(1 / value, _inverted(limits), _inverted(error)))
        share = np.where(cv1 == 0, 0.0, (cv1 / np.hypot(cv1, cv0)) ** 2)
        low, high = (one**share * other ** (1 - share) for one, other in zip(group, reference, strict=True))
        return _where_exact((cv1 == 0) & (cv0 == 0), limits, (low, high))

    return kernel


def of_difference(name: str) -> Kernel:
    """Return the kernel of a difference: MOVER of the limits of two rates, each with the error of its population."""
    one = of_one(RATE, name.removeprefix(MOVER))

    def kernel(*data: FloatArray) -> Limits:
        x1, t1, x0, t0, *errors, a = data
        sides = ((x1, t1, *errors[:2]), (x0, t0, *errors[2:]))
        (r1, limits1), (r0, limits0) = ((x / t, one(x, t, *error, a)) for x, t, *error in sides)
        return mover_difference(r1, _holding(r1, limits1), r0, _holding(r0, limits0))

    return kernel


def _holding(value: FloatArray, limits: Limits) -> Limits:
    return np.minimum(limits[0], value), np.maximum(limits[1], value)


def _inverted(limits: Limits) -> Limits:
    return 1 / limits[1], 1 / limits[0]


def _where_exact(exact: FloatArray, limits: Limits, otherwise: Limits) -> Limits:
    """Return the limits themselves where populations are known without error."""
    low, high = (np.where(exact, *pair) for pair in zip(limits, otherwise, strict=True))
    return low, high


estimated(RATE, partial(of_one, RATE), "mid-p", "garwood")
estimated(RATE_RATIO, partial(of_ratio, RATE_RATIO), "mid-p", "exact")
estimated(RATE_DIFFERENCE, of_difference, "mover-mid-p", "mover-garwood")
estimated(DIRECT_RATE, partial(of_one, DIRECT_RATE), "fay-feuer")
estimated(DIRECT_RATE_RATIO, partial(of_ratio, DIRECT_RATE_RATIO), "fay")
