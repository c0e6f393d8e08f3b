"""Definitions at fifty digits where a population is itself an estimate: MOVER-R of two limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
from mpmath import mpf

from equations.definitions import quantile
from equations.targets import Definition, Targets

Mover = Callable[..., tuple[mpf, mpf]]
Limits = tuple[mpf, mpf]


def factor(cv: mpf, normal: mpf, a: mpf) -> Limits:
    """Return the limits of the true population over the estimated one."""
    reach = quantile(a) * cv
    return (max(1 - reach, mpf(0)), 1 + reach) if normal else (mpmath.exp(-reach), mpmath.exp(reach))


def over(value: mpf, limits: Limits, error: Limits, mover: Mover) -> Limits:
    """Return MOVER-R of limits, which hold the value, over an error about 1; of an infinite value what it goes to."""
    low, high = min(limits[0], value), max(limits[1], value)
    if mpmath.isinf(value):
        return low * mpmath.sqrt((2 - 1 / error[1]) / error[1]), mpmath.inf
    return mover(value, low, high, mpf(1), *error)


def inverted(limits: Limits) -> Limits:
    low, high = (mpmath.inf if not each else 1 / each for each in limits)
    return high, low


def of_one(value: Callable[..., mpf], solved: Callable[..., Limits], mover: Mover) -> Definition:
    """Return the limits of one side over those of its population."""

    def definition(*data: Any) -> Targets:
        *counts, cv, normal, a = data
        limits = solved(tuple(counts), a)
        return over(value(*counts), limits, factor(mpf(cv), normal, a), mover) if cv else limits

    return definition


def of_ratio(value: Callable[..., mpf], solved: Callable[..., Limits], mover: Mover) -> Definition:
    """Return a ratio over the error of one side, and inverted over that of the other, joined by shares of variance."""

    def definition(*data: Any) -> Targets:
        *counts, cv1, normal1, cv0, normal0, a = data
        r, limits = value(*counts), solved(tuple(counts), a)
        one, other = factor(mpf(cv1), normal1, a), factor(mpf(cv0), normal0, a)
        error = mover(mpf(1), *one, mpf(1), *other)
        group = over(r, limits, error, mover)
        swapped = 1 / r if r else mpmath.inf
        reference = inverted(over(swapped, inverted(limits), inverted(error), mover))
        share = mpf(cv1) ** 2 / (mpf(cv1) ** 2 + mpf(cv0) ** 2)
        low, high = (x**share * y ** (1 - share) for x, y in zip(group, reference, strict=True))
        return low, high

    return definition
