"""What a limit is measured against: the number itself, the equation that it solves, or where an interval begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
from mpmath import mpf

from equations.definitions import Equation

START = mpf("1e-13")  # relative distance of the second point of the secant
SETTLED = mpf("1e-12")  # a step this small squares to nothing beside the rounding of a float
MOST_STEPS = 10
LAST_BIT, NOTHING_LEFT = mpf(2) ** -53, mpf("1e-45")
CLOSE = mpf("1e-14")
DECADES = [mpf(10) ** -digits for digits in range(16, 3, -1)]


@dataclass(frozen=True, slots=True)
class Edge:
    """The end of an interval that is known by asking whether a number is inside; `outside` is 1 above it and -1 below.

    Its distance from a limit is found to the next power of ten.
    """

    inside: Callable[[mpf], bool]
    outside: int

    def error(self, limit: mpf) -> float:
        for distance in DECADES:
            step = self.outside * distance
            if self.inside(limit * (1 - step)) and not self.inside(limit * (1 + step)):
                return float(distance)
        return float("inf")

    def root(self, start: mpf) -> mpf:
        """Return the end itself, to fourteen digits, which is near `start`."""
        step = self.outside * mpf(self.error(start))
        if mpmath.isinf(step):
            return mpmath.nan
        inside, outside = start * (1 - step), start * (1 + step)
        while abs(outside - inside) > CLOSE * abs(start):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if self.inside(middle) else (inside, middle)
        return (inside + outside) / 2


Target = Any  # a limit, an Equation or an Edge; mpmath has no types
Targets = tuple[Target, Target]
Definition = Callable[..., Targets]


def error(target: Target, limit: float, scale: float = 0.0) -> float:
    """Return the relative distance of a limit from its target.

    It is relative to `scale` where that is more: a difference has the digits of what it was taken from.
    """
    if isinstance(target, Edge):
        return target.error(mpf(limit))
    right = root(target, limit)
    if limit == float(right):  # also one too large, or too small, for a float
        return 0.0 if abs(limit) in {0, float("inf")} else float(abs(limit - right) / max(abs(right), mpf(scale)))
    return float(abs(limit - right) / max(abs(right), mpf(scale)))


def root(target: Target, start: float) -> mpf:
    """Return the limit that is meant, which is near `start`."""
    if isinstance(target, Edge):
        return target.root(mpf(start))
    return secant(target, mpf(start)) if callable(target) else target


def secant(equation: Equation, start: mpf) -> mpf:
    """Return the root beside `start`; NaN where there is none, as at the ends of a range."""
    if start == 0 or mpmath.isinf(start):
        return mpmath.nan
    if start == 1 and equation(1 - LAST_BIT) * equation(1 - NOTHING_LEFT) < 0:
        return start  # a proportion so near to 1 that it is rounded to it
    x, before = start, start * (1 - START)
    fx, f_before = equation(x), equation(before)
    for _ in range(MOST_STEPS):
        if fx == f_before:
            break
        step = fx * (x - before) / (fx - f_before)
        before, f_before, x = x, fx, x - step
        if abs(step) < SETTLED * abs(x):
            return x
        fx = equation(x)
    return mpmath.nan


def in_digits(definition: Definition) -> Definition:
    """Return the definition of data at fifty digits; whole numbers of Python would be divided as floats."""
    return lambda *data: definition(*map(mpf, data))


def scaled(target: Target, factor: mpf) -> Target:
    """Return the target of a limit that is `factor` times that of another target."""
    if isinstance(target, Edge):
        return Edge(lambda limit: target.inside(limit / factor), target.outside)
    return (lambda limit: target(limit / factor)) if callable(target) else target * factor


def both(equation: Equation) -> Targets:
    """Return one equation for two limits that are its two roots."""
    return equation, equation


def clipped(low: mpf, high: mpf, ends: tuple[float, float]) -> Targets:
    return max(low, mpf(ends[0])), min(high, mpf(ends[1]))
