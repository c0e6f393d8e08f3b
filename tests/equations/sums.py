"""Definitions at fifty digits of directly standardised rates, from the numbers of their weighted sums.

Each side is (events, population, y, v, u, w, w2): y the sum of the weighted events, v its variance, u the largest
weight, w and w2 the means of the weights and of their squares.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import mpmath
from mpmath import mpf

from equations.definitions import Equation, quantile
from equations.single import EVENTS, beta_below, gamma_below, logarithmic
from equations.targets import Definition, Targets

Solved = Callable[[str, str, tuple[Any, ...], mpf], tuple[mpf, mpf]]
OfSide = Callable[["Side", mpf], Targets]


class Side(NamedTuple):
    """The numbers of one weighted sum."""

    x: mpf
    t: mpf
    y: mpf
    v: mpf
    u: mpf
    w: mpf
    w2: mpf


def of_side(definition: OfSide) -> Definition:
    return lambda *data: definition(Side(*data[:-1]), data[-1])


def gamma(mean: mpf, variance: mpf, goal: mpf) -> Equation:
    """Return the equation of the quantile below which a gamma variable of this mean and variance lies with `goal`."""
    shape = mean**2 / variance
    return lambda limit: gamma_below(shape, limit * mean / variance) - goal


def of_gammas(y: mpf, v: mpf, more: mpf, square: mpf, a: mpf) -> Targets:
    """Return the equations of the gammas of y and v, and of one more event of weight `more`."""
    return (gamma(y, v, a) if y else mpf(0)), gamma(y + more, v + square, 1 - a)


def fay_feuer(side: Side, a: mpf) -> Targets:
    return of_gammas(side.y, side.v, side.u, side.u**2, a)


def tiwari(side: Side, a: mpf) -> Targets:
    low, high = of_gammas(side.y, side.v, side.w, side.w2, a)
    return low, (side.y if high(side.y) > 0 else high)  # never below the rate


def normal(side: Side, a: mpf) -> Targets:
    half = quantile(a) * mpmath.sqrt(side.v)
    return max(side.y - half, mpf(0)), side.y + half


def log_normal(side: Side, a: mpf) -> Targets:
    return logarithmic(side.y, side.v / side.y**2, a) if side.y else (mpf(0), mpmath.inf)


def dobson(name: str, solved: Solved) -> OfSide:
    """Return y + sqrt(v/X) (limit - X) with the limits of the total X; at X = 0, u times them."""

    def definition(side: Side, a: mpf) -> Targets:
        scale = mpmath.sqrt(side.v / side.x) if side.x else side.u
        low, high = (side.y + scale * (limit - side.x) for limit in solved("rate", name, (int(side.x), 1), a))
        return max(low, mpf(0)), high

    return definition


def fay(*data: Any) -> Targets:
    """Return the equations y1/(y0 + u0) F = limit with F's quantile at a, and the same of the sides swapped."""
    *sides, a = data
    low, high = quotient(sides[:7], sides[7:], a), quotient(sides[7:], sides[:7], a)
    return low or mpf(0), (lambda limit: high(1 / limit)) if high else mpmath.inf


def quotient(one: Any, other: Any, a: mpf) -> Equation | None:
    """Return P(F < f) - a for the f of a limit; F has twice the shapes of both gammas for its degrees of freedom."""
    (_, _, y, v, *_), (_, _, y0, v0, u, *_) = one, other
    if not y:
        return None
    shape, below = y**2 / v, (y0 + u) ** 2 / (v0 + u**2)

    def equation(limit: mpf) -> mpf:
        f = limit * (y0 + u) / y
        return beta_below(shape, below, shape * f / (shape * f + below)) - a

    return equation


def log_normal_ratio(*data: Any) -> Targets:
    (_, _, y1, v1, *_), (_, _, y0, v0, *_), a = data[:7], data[7:14], data[-1]
    return logarithmic(y1 / y0, v1 / y1**2 + v0 / y0**2, a) if y1 and y0 else (mpf(0), mpmath.inf)


def normal_difference(*data: Any) -> Targets:
    (_, _, y1, v1, *_), (_, _, y0, v0, *_), a = data[:7], data[7:14], data[-1]
    half = quantile(a) * mpmath.sqrt(v1 + v0)
    return y1 - y0 - half, y1 - y0 + half


def to_whole(name: str, solved: Solved) -> Definition:
    """Return 1/(b + q), with b the least share of the group and q the limits of all else over the group."""

    def definition(*data: Any) -> Targets:
        group, others, b, a = data[:7], data[7:14], data[14], data[15]
        if not others[4]:  # nobody else
            return 1 / b, 1 / b
        low, high = solved("directly standardised rate ratio", name, (*others, *group), a)
        return 1 / (b + high), (1 / (b + low) if b + low else mpmath.inf)

    return definition


def single(solved: Solved) -> dict[str, OfSide]:
    """Return the definitions of one rate that MOVER takes."""
    return {"fay-feuer": fay_feuer, "tiwari": tiwari, **{f"dobson-{name}": dobson(name, solved) for name in COMPOSABLE}}


COMPOSABLE = [name for name in EVENTS if not name.startswith("wald")]
