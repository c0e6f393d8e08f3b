"""The skewness-corrected score of two risks (Laud 2017), from the likelihood itself at fifty digits."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from mpmath import mpf

from equations.definitions import Equation, quantile
from equations.risk_scores import fitted_difference, fitted_ratio

Moments = Callable[[mpf], tuple[mpf, mpf, mpf]]  # the distance of the estimate, its variance and its third moment


def of_ratio(x1: int, n1: int, x0: int, n0: int) -> Moments:
    """Return the moments of x1/n1 - r x0/n0 under the likeliest risks of the ratio r."""

    def moments(r: mpf) -> tuple[mpf, mpf, mpf]:
        p1, p0 = fitted_ratio(x1, n1, x0, n0, r)
        (v1, m1), (v0, m0) = central(p1, n1), central(p0, n0)
        return mpf(x1) / n1 - r * x0 / n0, v1 + r**2 * v0, m1 - r**3 * m0

    return moments


def of_difference(x1: int, n1: int, x0: int, n0: int) -> Moments:
    """Return the moments of x1/n1 - x0/n0 - d under the likeliest risks of the difference d."""

    def moments(d: mpf) -> tuple[mpf, mpf, mpf]:
        p1, p0 = fitted_difference(x1, n1, x0, n0, d)
        (v1, m1), (v0, m0) = central(p1, n1), central(p0, n0)
        return mpf(x1) / n1 - mpf(x0) / n0 - d, v1 + v0, m1 - m0

    return moments


def of_odds(x1: int, n1: int, x0: int, n0: int) -> Moments:
    """Return the moments of (x1/n1 - p1)/(p1 q1) - (x0/n0 - p0)/(p0 q0), less its bias, under odds ratio r."""

    def moments(r: mpf) -> tuple[mpf, mpf, mpf]:
        square, line = n0 * (r - 1), n1 * r + n0 - (x1 + x0) * (r - 1)
        p0 = 2 * (x1 + x0) / (line + mpmath.sqrt(line**2 + 4 * square * (x1 + x0)))
        p1 = p0 * r / (1 + p0 * (r - 1))
        (v1, m1), (v0, m0) = central(p1, n1), central(p0, n0)
        w1, w0 = p1 * (1 - p1), p0 * (1 - p0)
        distance = (mpf(x1) / n1 - p1) / w1 - (mpf(x0) / n0 - p0) / w0 - (p1 - p0) / (n1 * w1 + n0 * w0)
        return distance, v1 / w1**2 + v0 / w0**2, m1 / w1**3 - m0 / w0**3

    return moments


def central(p: mpf, n: int) -> tuple[mpf, mpf]:
    """Return the variance of a proportion and its third central moment."""
    variance = p * (1 - p) / n
    return variance, variance * (1 - 2 * p) / n


def score_and_bend(moments: Moments, total: int) -> Callable[[mpf], tuple[mpf, mpf]]:
    """Return the score, with the variance times N/(N - 1), and a sixth of the skewness."""
    widened = mpf(total) / (total - 1)

    def parts(parameter: mpf) -> tuple[mpf, mpf]:
        distance, variance, third = moments(parameter)
        return distance / mpmath.sqrt(widened * variance), third / (6 * (widened * variance) ** mpf("1.5"))

    return parts


def corrected(score: mpf, bend: mpf) -> mpf:
    """Return the z next to 0 with score = z + (z^2 - 1) bend."""
    return 2 * (score + bend) / (1 + mpmath.sqrt(1 + 4 * bend * (score + bend)))


def equations(moments: Moments, total: int, a: mpf) -> tuple[Equation, Equation]:
    """Return the equations of the lower limit and of the upper."""
    parts, z = score_and_bend(moments, total), quantile(a)

    def towards(goal: mpf) -> Equation:
        def excess(parameter: mpf) -> mpf:
            score, bend = parts(parameter)
            return score - (goal**2 - 1) * bend - goal

        return excess

    return towards(z), towards(-z)


Limits = tuple[Equation | mpf, Equation | mpf]
HALF = mpf("0.5")


def risk_ratio(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Limits:
    """Return the equations, or the ends of the support where the score does not get so far."""
    low, high = equations(of_ratio(x1, n1, x0, n0), n1 + n0, a)
    most = said_nothing(n1 + n0, a)
    return (low if x1 > most else mpf(0)), (high if x0 > most else mpmath.inf)


def odds_ratio(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Limits:
    low, high = equations(of_odds(x1, n1, x0, n0), n1 + n0, a)
    y1, y0 = n1 - x1, n0 - x0
    most = said_nothing(n1 + n0, a)
    ends = [2 * cell + HALF if cell == other else min(cell, other) for cell, other in ((x1, y0), (y1, x0))]
    return (
        low if ends[0] > most and x1 * y0 else mpf(0),
        high if ends[1] > most and y1 * x0 else mpmath.inf,
    )


def risk_difference(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Limits:
    low, high = equations(of_difference(x1, n1, x0, n0), n1 + n0, a)
    most = said_nothing(n1 + n0, a)
    room = [
        (mpf(x) / n + mpf(m - y) / m) ** 2 > most * (mpf(x) / n**2 + mpf(m - y) / mpf(m) ** 2)
        for x, n, y, m in ((x1, n1, x0, n0), (x0, n0, x1, n1))
    ]
    return (low if room[0] else mpf(-1)), (high if room[1] else mpf(1))


def said_nothing(total: int, a: mpf) -> mpf:
    """Return how many events an end of the support is compatible with."""
    return max((quantile(a) ** 2 - 1) / 6 * (total - 1) / mpf(total), mpf(0))
