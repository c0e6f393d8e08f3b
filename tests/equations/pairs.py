"""Definitions at fifty digits of two systems on the same faces, one pass of each person or many."""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mpf

from equations.definitions import quantile, wilson
from equations.risk_scores import likeliest
from equations.single import logarithmic
from equations.targets import Definition, Targets, clipped

ALIKE = mpf("1e-12")
LINE = (-mpmath.inf, mpmath.inf)
Sums = tuple[mpf, ...]  # S and N of u and n, and Q, M, P of u^2, u n and n^2


def tango(both_: mpf, b: mpf, c: mpf, neither: mpf, a: mpf) -> Targets:
    """(b - c - nd)^2 = z^2 n (p_b + p_c - d^2), the shares at their likeliest for the difference d."""
    n = both_ + b + c + neither

    def score(d: mpf) -> mpf:
        def slope(q: mpf) -> mpf:
            rest = 2 * (n - b - c) / (1 - d - 2 * q) if n - b - c else 0
            return (b / (q + d) if b else 0) + (c / q if c else 0) - rest

        q = likeliest(slope, (1 - d) / 2, max(mpf(0), -d))
        return (b - c - n * d) ** 2 - quantile(a) ** 2 * n * (2 * q + d - d**2)

    return (score if c < n else mpf(-1)), (score if b < n else mpf(1))


def newcombe(both_: mpf, b: mpf, c: mpf, neither: mpf, a: mpf) -> Targets:
    """Method 10 of Newcombe 1998: phi with n/2 taken off where the table is positively correlated."""
    n, x1, x0 = both_ + b + c + neither, both_ + b, both_ + c
    (l1, u1), (l0, u0), d = wilson(x1, n, a), wilson(x0, n, a), (b - c) / n
    apart, margins = both_ * neither - b * c, x1 * (n - x1) * x0 * (n - x0)
    phi = (max(apart - n / 2, mpf(0)) if apart > 0 else apart) / mpmath.sqrt(margins or 1)

    def distance(one: mpf, other: mpf) -> mpf:
        return mpmath.sqrt(max(one**2 + other**2 - 2 * phi * one * other, mpf(0)))

    return clipped(d - distance(x1 / n - l1, u0 - x0 / n), d + distance(u1 - x1 / n, x0 / n - l0), (-1, 1))


def wald(both_: mpf, b: mpf, c: mpf, neither: mpf, a: mpf) -> Targets:
    n = both_ + b + c + neither
    d, half = (b - c) / n, quantile(a) * mpmath.sqrt(b + c - (b - c) ** 2 / n) / n
    return clipped(d - half, d + half, (-1, 1))


def bonett_price(both_: mpf, b: mpf, c: mpf, a: mpf) -> Targets:
    n, x1, x0 = both_ + b + c, both_ + b, both_ + c
    spreads = [mpmath.sqrt((1 - (x + 1) / (n + 2)) / (x + 1)) for x in (x1, x0)]
    k = quantile(a) * mpmath.sqrt((b + c + 2) / ((x1 + 1) * (x0 + 1))) / sum(spreads)
    (l1, u1), (l0, u0) = (wilson(x, n, mpmath.erfc(k / mpmath.sqrt(2)) / 2) for x in (x1, x0))
    return (l1 / u0 if x1 else mpf(0)), (u1 / l0 if x0 else mpmath.inf)


def wald_log(both_: mpf, b: mpf, c: mpf, a: mpf) -> Targets:
    x1, x0 = both_ + b, both_ + c
    return logarithmic(x1 / x0, (b + c) / (x1 * x0), a) if b + c and x1 and x0 else (mpf(0), mpmath.inf)


def extra(true_a: mpf, true_b: mpf, false_a: mpf, false_b: mpf, a: mpf) -> Targets:
    """(F - rT)^2 = z^2 (f + r^2 t), which bounds r where T^2 > z^2 t."""
    more, excess, t, f = true_a - true_b, false_a - false_b, true_a + true_b, false_a + false_b
    return roots((excess, more, f, mpf(0), t), quantile(a) ** 2, silent=not f)


def roots(sums: Sums, w: mpf, *, silent: bool, ends: tuple[Any, Any] = LINE) -> Targets:
    """Return the roots d of (S - N d)^2 = w (Q - 2 M d + P d^2), or the ends if that bounds nothing."""
    s, n, q, m, p = sums
    first, half, last = n**2 - w * p, s * n - w * m, s**2 - w * q
    if silent or first <= 0:
        return clipped(-mpmath.inf, mpmath.inf, ends)
    width = mpmath.sqrt(max(half**2 - first * last, mpf(0)))
    return clipped((half - width) / first, (half + width) / first, ends)


def alike(sums: Sums) -> bool:
    """Whether u/n is the same for everyone but for rounding."""
    s, n, q, m, p = sums
    return bool(n**2 * q - 2 * n * s * m + s**2 * p <= ALIKE * (n**2 * q + s**2 * p))


def of_people(people: mpf, a: mpf) -> mpf:
    """Return z^2 K/(K - 1)."""
    return quantile(a) ** 2 * people / (people - 1) if people > 1 else mpmath.inf


def by_person(ends: tuple[Any, Any]) -> Definition:
    """(S - N d)^2 = z^2 K/(K - 1) sum (u - n d)^2."""

    def definition(*data: mpf) -> Targets:
        *sums, people, a = data
        w = of_people(people, a)
        return roots(tuple(sums), w, silent=alike(tuple(sums)) or mpmath.isinf(w), ends=ends)

    return definition


def ratio_by_person(*, null_variance: bool) -> Definition:
    """As by_person for r >= 0: sum (u - n r)^2, or with (1 - r) sum (u - n r) taken off it.

    The roots in r where both signs are right; from 0 where S^2 is too small, and to infinity where N^2 is.
    """

    def definition(*data: mpf) -> Targets:
        s, n, q, m, p, people, a = data
        w = of_people(people, a)
        if mpmath.isinf(w) or (alike((s, n, q, m, p)) and (not null_variance or (s and n))):
            return mpf(0), mpmath.inf

        def equation(r: mpf) -> mpf:
            spread = q - 2 * r * m + r**2 * p - (null_variance * (1 - r) * (s - n * r))
            return (s - n * r) ** 2 - w * spread

        far = n**2 - w * (p - null_variance * n)
        return (equation if equation(mpf(0)) > 0 else mpf(0)), (equation if far > 0 else mpmath.inf)

    return definition


PAIRED: dict[tuple[str, str], Definition] = {
    ("difference of paired proportions", "tango"): tango,
    ("difference of paired proportions", "newcombe"): newcombe,
    ("difference of paired proportions", "wald"): wald,
    ("ratio of paired proportions", "bonett-price"): bonett_price,
    ("ratio of paired proportions", "wald-log"): wald_log,
    ("extra false alerts per extra true alert", "fieller"): extra,
    ("difference of paired proportions, by person", "obuchowski"): by_person((-1, 1)),
    ("ratio of paired proportions, by person", "score"): ratio_by_person(null_variance=True),
    ("ratio of paired proportions, by person", "fieller"): ratio_by_person(null_variance=False),
    ("extra false alerts per extra true alert, by person", "fieller"): by_person(LINE),
}
