"""Definitions of the methods for one count at fifty digits: of x of n, and of x events, whose mean is estimated.

Each takes the count and `a`, the probability in each tail, and returns what the two limits are measured against.
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from mpmath import mpf

from equations import definitions as d
from equations.targets import Definition, Edge, Targets, both, clipped

HALF, WHOLE = mpf("0.5"), mpf(1)
ONE = 1 << d.BITS  # shapes in whole numbers of its inverse


def of_part(equations: Callable[[int, int, mpf], Targets]) -> Definition:
    """Return the definition with 0 for the lower limit at x = 0, and 1 for the upper at x = n."""

    def definition(x: int, n: int, a: mpf) -> Targets:
        low, high = equations(x, n, a)
        return (low if x else mpf(0)), (high if x < n else mpf(1))

    return definition


def of_events(equations: Callable[[int, mpf], Targets]) -> Definition:
    """Return the definition with 0 for the lower limit at x = 0."""

    def definition(x: int, a: mpf) -> Targets:
        low, high = equations(x, a)
        return (low if x else mpf(0)), high

    return definition


def whole(number: mpf) -> int:
    return int(number * ONE)


def gamma_below(shape: mpf, m: mpf) -> mpf:
    """P(G < m) for G ~ Gamma(shape), by the series whose terms are all positive."""
    first, bottom = mpmath.exp(shape * mpmath.log(m) - m - mpmath.loggamma(shape + 1)), whole(shape + 1)
    return d.outwards(first, m, lambda k: (ONE, bottom + k * ONE))


def beta_below(shape: mpf, other: mpf, p: mpf) -> mpf:
    """P(B < p) for B ~ Beta(shape, other), by the series whose terms are all positive."""
    if p > HALF:
        return 1 - beta_below(other, shape, 1 - p)
    log_first = shape * mpmath.log(p) + other * mpmath.log1p(-p) - mpmath.log(shape) + mpmath.loggamma(shape + other)
    first, top, bottom = (
        mpmath.exp(log_first - mpmath.loggamma(shape) - mpmath.loggamma(other)),
        *map(whole, (shape + other, shape + 1)),
    )
    return d.outwards(first, p, lambda k: (top + k * ONE, bottom + k * ONE))


def beta_limits(x: int, n: int, a: mpf) -> Targets:
    shape, other = x + HALF, n - x + HALF
    return lambda p: beta_below(shape, other, p) - a, lambda p: beta_below(other, shape, 1 - p) - a


def gamma_limits(x: int, a: mpf) -> Targets:
    return lambda m: gamma_below(x + HALF, m) - a, lambda m: 1 - gamma_below(x + HALF, m) - a


def normal(x: int, n: int, a: mpf, added: int) -> Targets:
    """Wald (added = 0) and Agresti-Coull (added = 1)."""
    z = d.quantile(a)
    m = n + added * z**2
    q = (x + added * z**2 / 2) / m
    half = z * mpmath.sqrt(q * (1 - q) / m)
    return clipped(q - half, q + half, (0, 1))


def silent(x: int, a: mpf) -> bool:
    """Whether the skewness-corrected score of so few events never reaches z (Laud 2017)."""
    return bool(6 * x <= max(d.quantile(a) ** 2 - 1, 0))


def skewed_part(x: int, n: int, a: mpf) -> Targets:
    score = d.binomial_skewed_score(x, n, a)
    return (mpf(0) if silent(x, a) else score), (mpf(1) if silent(n - x, a) else score)


def skewed_events(x: int, a: mpf) -> Targets:
    score = d.poisson_skewed_score(x, a)
    return (mpf(0) if silent(x, a) else score), score


def byar(x: int, a: mpf) -> Targets:
    z, y = d.quantile(a), mpf(x + 1)
    low = max(1 - 1 / mpf(9 * x) - z / (3 * mpmath.sqrt(x)), mpf(0)) ** 3 * x if x else mpf(0)
    return low, y * (1 - 1 / (9 * y) + z / (3 * mpmath.sqrt(y))) ** 3


def wald_events(x: int, a: mpf) -> Targets:
    half = d.quantile(a) * mpmath.sqrt(x)
    return clipped(x - half, x + half, (0, mpmath.inf))


def logarithmic(value: mpf, variance: mpf, a: mpf) -> Targets:
    factor = mpmath.exp(d.quantile(a) * mpmath.sqrt(variance))
    return value / factor, value * factor


def wald_log_events(x: int, a: mpf) -> Targets:
    return logarithmic(mpf(x), 1 / mpf(x), a) if x else (mpf(0), mpmath.inf)


def blaker(x: int, n: int, a: mpf) -> Targets:
    return (
        Edge(lambda p: acceptability(x, n, p) > 2 * a, -1),
        Edge(lambda p: p < 1 and acceptability(n - x, n, 1 - p) > 2 * a, 1),
    )


def acceptability(x: int, n: int, p: mpf) -> mpf:
    """Return P(the smaller tail of X is no larger than P(X >= x)), for p below x/n.

    It is P(X >= x) and as much of the lower tail as is no more than that: about as far from the mean as x is.
    """
    near, j = d.binomial_at_least(x, n, p), max(int(2 * n * p) - x, 0)
    far = d.binomial_at_most(j, n, p)
    while far > near and j >= 0:
        far, j = far - d.binomial(j, n, p), j - 1
    while j + 1 < x and far + d.binomial(j + 1, n, p) <= near:
        far, j = far + d.binomial(j + 1, n, p), j + 1
    return near + (far if j >= 0 else mpf(0))


PART: dict[str, Definition] = {
    "wilson": of_part(d.wilson),
    "wilson-cc": of_part(d.binomial_corrected_score),
    "scas": skewed_part,
    "clopper-pearson": of_part(lambda x, n, a: d.binomial_tails(x, n, a, WHOLE)),
    "mid-p": of_part(lambda x, n, a: d.binomial_tails(x, n, a, HALF)),
    "jeffreys": of_part(beta_limits),
    "blaker": of_part(blaker),
    "likelihood": of_part(lambda x, n, a: both(d.binomial_deviance(x, n, a))),
    "agresti-coull": lambda x, n, a: normal(x, n, a, 1),
    "wald": lambda x, n, a: normal(x, n, a, 0),
}
EVENTS: dict[str, Definition] = {
    "garwood": of_events(lambda x, a: d.poisson_tails(x, a, WHOLE)),
    "byar": byar,
    "mid-p": of_events(lambda x, a: d.poisson_tails(x, a, HALF)),
    "score": of_events(lambda x, a: both(d.poisson_score(x, a))),
    "scas": skewed_events,
    "likelihood": of_events(lambda x, a: both(d.poisson_deviance(x, a))),
    "jeffreys": of_events(gamma_limits),
    "wald-log": wald_log_events,
    "wald": wald_events,
}
