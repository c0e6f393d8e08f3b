"""The definition of each interval method under its family and name, at fifty digits.

A definition takes the counts and `a`, the probability in each tail, and returns two targets: for the lower limit and
for the upper. A target is the limit itself, where there is a formula for it, or the equation that it solves. `error`
measures how far a limit is from its target.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mpmath
from mpmath import mpf

from equations import definitions as d
from equations import risk_scores

Target = Any  # the limit, or the equation that it solves; mpmath has no types
Definition = Callable[..., tuple[Target, Target]]
HALF, WHOLE = mpf("0.5"), mpf(1)
START = mpf("1e-13")  # relative distance of the second point of the secant
SETTLED = mpf("1e-12")  # a step this small squares to nothing beside the rounding of a float
MOST_STEPS = 30
NO_EQUATION = (-1.0, 0.0, 1.0, mpmath.inf, -mpmath.inf)  # ends of a support, which no equation has to be solved for


def error(target: Target, limit: float, scale: float = 0.0) -> float:
    """Return the relative distance of a limit from its target; 0 at the end of a support.

    It is relative to `scale` where that is more: a difference has the digits of what it was taken from.
    """
    if limit in NO_EQUATION and (callable(target) or limit == target):
        return 0.0
    right = secant(target, mpf(limit)) if callable(target) else target
    return float(abs(limit - right) / max(abs(right), mpf(scale))) if limit != right else 0.0


def secant(equation: d.Equation, start: mpf) -> mpf:
    """Return the root beside `start`; NaN where there is none."""
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


def beta_below(shape: mpf, other: mpf, p: mpf) -> mpf:
    """P(B < p) for B ~ Beta(shape, other), by the series whose terms are all positive and soon fall."""
    if p > HALF:
        return 1 - beta_below(other, shape, 1 - p)
    log_first = shape * mpmath.log(p) + other * mpmath.log1p(-p) - mpmath.log(shape) + mpmath.loggamma(shape + other)
    first = mpmath.exp(log_first - mpmath.loggamma(shape) - mpmath.loggamma(other))
    return d.outwards(first, lambda k: p * (shape + other + k) / (shape + 1 + k))


def gamma_below(shape: mpf, m: mpf) -> mpf:
    """P(G < m) for G ~ Gamma(shape), by the series whose terms are all positive."""
    first = mpmath.exp(shape * mpmath.log(m) - m - mpmath.loggamma(shape + 1))
    return d.outwards(first, lambda k: m / (shape + 1 + k))


def clipped(low: mpf, high: mpf, ends: tuple[float, float]) -> tuple[mpf, mpf]:
    return max(low, mpf(ends[0])), min(high, mpf(ends[1]))


def per(definition: Definition) -> Definition:
    """Return the definition for a rate of one for its mean count."""

    def of_rate(x: int, t: float, a: mpf) -> tuple[Target, Target]:
        return tuple(over(target, t) for target in definition(x, a))

    return of_rate


def over(target: Target, t: float) -> Target:
    return (lambda r: target(r * t)) if callable(target) else target / t


def of_share(definition: Definition) -> Definition:
    """Return the definition for a rate ratio of one for the group's share p = r t1 / (r t1 + t0) of the events."""

    def of_ratio(x1: int, t1: float, x0: int, t0: float, a: mpf) -> tuple[Target, Target]:
        targets = definition(x1, x1 + x0, a)
        return tuple(in_odds(target, mpf(t1), mpf(t0)) for target in targets)

    return of_ratio


def in_odds(target: Target, t1: mpf, t0: mpf) -> Target:
    if callable(target):
        return lambda r: target(r * t1 / (r * t1 + t0))
    return mpmath.inf if target == 1 else target / (1 - target) * t0 / t1


def both(equation: d.Equation) -> tuple[Target, Target]:
    """Return one equation for two limits that are its two roots."""
    return equation, equation


def normal(x: int, n: int, a: mpf, added: int) -> tuple[Target, Target]:
    """Wald (added = 0) and Agresti-Coull (added = 1)."""
    z = d.quantile(a)
    m = n + added * z**2
    q = (x + added * z**2 / 2) / m
    half = z * mpmath.sqrt(q * (1 - q) / m)
    return clipped(q - half, q + half, (0, 1))


def wilson(x: int, n: int, a: mpf) -> tuple[Target, Target]:
    low, high = d.wilson(x, n, a)
    return (mpf(0) if x == 0 else low), (mpf(1) if x == n else high)


def beta_limits(x: int, n: int, a: mpf) -> tuple[Target, Target]:
    shape, other = x + HALF, n - x + HALF
    low, high = (lambda p: beta_below(shape, other, p) - a), (lambda p: beta_below(other, shape, 1 - p) - a)
    return (low if x else mpf(0)), (high if x < n else mpf(1))


def byar(x: int, a: mpf) -> tuple[Target, Target]:
    z, y = d.quantile(a), mpf(x + 1)
    low = max(1 - 1 / mpf(9 * x) - z / (3 * mpmath.sqrt(x)), mpf(0)) ** 3 * x if x else mpf(0)
    return low, y * (1 - 1 / (9 * y) + z / (3 * mpmath.sqrt(y))) ** 3


def gamma_limits(x: int, a: mpf) -> tuple[Target, Target]:
    shape = x + HALF
    low: Target = (lambda m: gamma_below(shape, m) - a) if x else mpf(0)
    return low, lambda m: 1 - gamma_below(shape, m) - a


def logarithmic(value: mpf, variance: mpf, a: mpf) -> tuple[Target, Target]:
    factor = mpmath.exp(d.quantile(a) * mpmath.sqrt(variance))
    return value / factor, value * factor


def wald_log(x1: int, t1: float, x0: int, t0: float, a: mpf) -> tuple[Target, Target]:
    if 0 in (x1, x0):
        return mpf(0), mpmath.inf
    return logarithmic(mpf(x1) * t0 / (mpf(x0) * t1), mpf(1) / x1 + mpf(1) / x0, a)


def katz_log(x1: int, n1: int, x0: int, n0: int, a: mpf) -> tuple[Target, Target]:
    if 0 in (x1, x0):
        return mpf(0), mpmath.inf
    variance = mpf(1) / x1 - mpf(1) / n1 + mpf(1) / x0 - mpf(1) / n0
    return logarithmic(mpf(x1) * n0 / (mpf(x0) * n1), variance, a)


def exact(x: int, n: int, a: mpf) -> tuple[Target, Target]:
    return d.binomial_tails(x, n, a, WHOLE)


def mid_p(x: int, n: int, a: mpf) -> tuple[Target, Target]:
    return d.binomial_tails(x, n, a, HALF)


def mover_wilson(x1: int, n1: int, x0: int, n0: int, a: mpf) -> tuple[Target, Target]:
    """MOVER of Wilson, whose printed form is 0/0 where a limit of a side is 0."""
    if x1 and x0:
        return d.mover(x1, n1, x0, n0, a)
    if x1 == 0 == x0:
        return mpf(0), mpmath.inf
    if x1:
        return 1 / mpf(mover_wilson(x0, n0, x1, n1, a)[1]), mpmath.inf
    return mpf(0), d.mover(x1, n1, x0, n0, a)[1]


def wald_rate(x: int, a: mpf) -> tuple[Target, Target]:
    half = d.quantile(a) * mpmath.sqrt(x)
    return max(x - half, mpf(0)), x + half


def wald_log_rate(x: int, a: mpf) -> tuple[Target, Target]:
    return logarithmic(mpf(x), 1 / mpf(x), a) if x else (mpf(0), mpmath.inf)


def skewed_ratio(x1: int, t1: float, x0: int, t0: float, a: mpf) -> tuple[Target, Target]:
    """Return the skewness-corrected score of a ratio of rates, from its variance and third moment (Laud 2017)."""
    z, first, other = d.quantile(a), mpf(t1), mpf(t0)

    def score(r: mpf) -> mpf:
        rate = (x1 + x0) / (r * first + other)
        variance = r * rate / first + r**2 * rate / other
        third = r * rate / first**2 - r**3 * rate / other**2
        return (x1 / first - r * x0 / other) / mpmath.sqrt(variance) - (z**2 - 1) * third / (6 * variance**1.5)

    return lambda r: score(r) - z, lambda r: score(r) + z


def risk_score(*, ratio: bool, unbiased: bool) -> Definition:
    def of_sides(x1: int, n1: int, x0: int, n0: int, a: mpf) -> tuple[Target, Target]:
        return risk_scores.risk_score((x1, n1), (x0, n0), a, ratio=ratio, unbiased=unbiased)

    return of_sides


def newcombe(x1: int, n1: int, x0: int, n0: int, a: mpf) -> tuple[Target, Target]:
    p1, p0 = mpf(x1) / n1, mpf(x0) / n0
    (l1, u1), (l0, u0) = d.wilson(x1, n1, a), d.wilson(x0, n0, a)
    return p1 - p0 - mpmath.hypot(p1 - l1, u0 - p0), p1 - p0 + mpmath.hypot(u1 - p1, p0 - l0)


def normal_difference(x1: int, n1: int, x0: int, n0: int, a: mpf, *, added: int) -> tuple[Target, Target]:
    """Wald (added = 0) and Agresti-Caffo (added = 1)."""
    m1, m0 = mpf(n1 + 2 * added), mpf(n0 + 2 * added)
    p1, p0 = (x1 + added) / m1, (x0 + added) / m0
    half = d.quantile(a) * mpmath.sqrt(p1 * (1 - p1) / m1 + p0 * (1 - p0) / m0)
    return clipped(p1 - p0 - half, p1 - p0 + half, (-1, 1))


def woolf(x1: int, n1: int, x0: int, n0: int, a: mpf) -> tuple[Target, Target]:
    cells = [mpf(cell) for cell in (x1, n1 - x1, x0, n0 - x0)]
    if 0 in cells:
        return mpf(0), mpmath.inf
    return logarithmic(cells[0] * cells[3] / (cells[1] * cells[2]), mpmath.fsum(1 / cell for cell in cells), a)


FILED: dict[tuple[str, str], Definition] = {
    ("proportion", "wilson"): wilson,
    ("proportion", "clopper-pearson"): exact,
    ("proportion", "mid-p"): mid_p,
    ("proportion", "jeffreys"): beta_limits,
    ("proportion", "agresti-coull"): lambda x, n, a: normal(x, n, a, 1),
    ("proportion", "wald"): lambda x, n, a: normal(x, n, a, 0),
    ("proportion", "wilson-cc"): d.binomial_corrected_score,
    ("proportion", "scas"): lambda x, n, a: both(d.binomial_skewed_score(x, n, a)),
    ("proportion", "likelihood"): lambda x, n, a: both(d.binomial_deviance(x, n, a)),
    ("rate", "garwood"): per(lambda x, a: d.poisson_tails(x, a, WHOLE)),
    ("rate", "mid-p"): per(lambda x, a: d.poisson_tails(x, a, HALF)),
    ("rate", "byar"): per(byar),
    ("rate", "score"): per(lambda x, a: both(d.poisson_score(x, a))),
    ("rate", "jeffreys"): per(gamma_limits),
    ("rate", "scas"): per(lambda x, a: both(d.poisson_skewed_score(x, a))),
    ("rate", "likelihood"): per(lambda x, a: both(d.poisson_deviance(x, a))),
    ("rate", "wald"): per(wald_rate),
    ("rate", "wald-log"): per(wald_log_rate),
    ("rate ratio", "jeffreys"): of_share(beta_limits),
    ("rate ratio", "likelihood"): of_share(lambda x, n, a: both(d.binomial_deviance(x, n, a))),
    ("rate ratio", "scas"): skewed_ratio,
    ("rate ratio", "mid-p"): of_share(mid_p),
    ("rate ratio", "exact"): of_share(exact),
    ("rate ratio", "score"): of_share(wilson),
    ("rate ratio", "wald-log"): wald_log,
    ("risk ratio", "mover-wilson"): mover_wilson,
    ("risk ratio", "katz-log"): katz_log,
    ("risk ratio", "koopman"): risk_score(ratio=True, unbiased=False),
    ("risk ratio", "miettinen-nurminen"): risk_score(ratio=True, unbiased=True),
    ("odds ratio", "exact"): lambda x1, n1, x0, n0, a: d.large_table_tails(x1, n1, x0, n0, a, WHOLE),
    ("odds ratio", "mid-p"): lambda x1, n1, x0, n0, a: d.large_table_tails(x1, n1, x0, n0, a, HALF),
    ("odds ratio", "miettinen-nurminen"): lambda x1, n1, x0, n0, a: both(d.odds_score(x1, n1, x0, n0, a)),
    ("odds ratio", "woolf-log"): woolf,
    ("risk difference", "mee"): risk_score(ratio=False, unbiased=False),
    ("risk difference", "miettinen-nurminen"): risk_score(ratio=False, unbiased=True),
    ("risk difference", "newcombe"): newcombe,
    ("risk difference", "agresti-caffo"): partial(normal_difference, added=1),
    ("risk difference", "wald"): partial(normal_difference, added=0),
}


def errors(parameter: str, name: str, data: tuple[float, ...], a: float, limits: tuple[Any, Any]) -> list[float]:
    """Return the relative errors of the two limits of a method; whole numbers are taken as integers."""
    exactly = [int(number) if float(number).is_integer() else number for number in data]
    targets = FILED[parameter, name](*exactly, mpf(a))
    scale = max(data[0] / data[1], data[2] / data[3]) if parameter.endswith("difference") else 0.0
    return [error(target, float(limit), scale) for target, limit in zip(targets, limits, strict=True)]
