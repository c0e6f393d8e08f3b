"""The equations that define the limits, written from the probabilities themselves at fifty digits.

Nothing here is imported from disprop. A limit is right when its equation changes sign within a relative
distance of `DIGITS` on either side of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import mpmath
from mpmath import mp, mpf

mp.dps = 50
DIGITS = mpf("1e-10")
BITS, NOTHING = 200, 133  # a term that is 2^-133 of the sum, or 1e-40, no longer counts
Equation = Callable[[mpf], mpf]


def tail(level: float) -> mpf:
    """Return the probability in each tail; 1 - level is rounded once, as everywhere."""
    return mpf((1 - level) / 2)


def quantile(a: mpf) -> mpf:
    """Return z with a of the standard normal above it."""
    return mpmath.sqrt(2) * mpmath.erfinv(1 - 2 * a)


def crosses(equation: Equation, limit: float) -> bool:
    """Whether the equation has its root within DIGITS of the limit."""
    below, above = (equation(mpf(limit) * (1 + side * DIGITS)) for side in (-1, 1))
    return bool(below * above < 0)


def outwards(first: mpf, odds: mpf, ratio: Callable[[int], tuple[int, int]]) -> mpf:
    """Add up terms from the first, each the last times odds up/down with up, down = ratio(k), until they are nothing.

    In whole numbers of 2^-BITS of the first term, so that a billion events take no longer than a blink.
    """
    factor, shift = int(odds.man) << max(int(odds.exp), 0), max(-int(odds.exp), 0)
    one = 1 << BITS
    total, term, k = 0, one, 0
    while term > total >> NOTHING:
        total += term
        up, down = ratio(k)
        term = term * factor * up // down >> shift
        k += 1
    return first * total / one


def binomial(x: int, n: int, p: mpf) -> mpf:
    """P(X = x) for X ~ Binomial(n, p)."""
    return mpmath.binomial(n, x) * p**x * (1 - p) ** (n - x)


def binomial_at_least(x: int, n: int, p: mpf) -> mpf:
    return outwards(binomial(x, n, p), p / (1 - p), lambda k: (n - x - k, x + k + 1))


def binomial_at_most(x: int, n: int, p: mpf) -> mpf:
    return outwards(binomial(x, n, p), (1 - p) / p, lambda k: (x - k, n - x + k + 1))


def poisson(x: int, mean: mpf) -> mpf:
    """P(X = x) for X ~ Poisson(mean)."""
    return mpmath.exp(x * mpmath.log(mean) - mean - mpmath.loggamma(x + 1))


def poisson_at_least(x: int, mean: mpf) -> mpf:
    return outwards(poisson(x, mean), mean, lambda k: (1, x + k + 1))


def poisson_at_most(x: int, mean: mpf) -> mpf:
    return outwards(poisson(x, mean), 1 / mean, lambda k: (x - k, 1))


def binomial_tails(x: int, n: int, a: mpf, share: mpf) -> tuple[Equation, Equation]:
    """Return the equations of the two limits; `share` is how much of P(X = x) counts as a tail."""
    return (
        lambda p: binomial_at_least(x, n, p) - (1 - share) * binomial(x, n, p) - a,
        lambda p: binomial_at_most(x, n, p) - (1 - share) * binomial(x, n, p) - a,
    )


def poisson_tails(x: int, a: mpf, share: mpf) -> tuple[Equation, Equation]:
    """As binomial_tails, for the mean of a Poisson count."""
    return (
        lambda m: poisson_at_least(x, m) - (1 - share) * poisson(x, m) - a,
        lambda m: poisson_at_most(x, m) - (1 - share) * poisson(x, m) - a,
    )


def binomial_score(x: int, n: int, a: mpf) -> Equation:
    """(x - np)^2 = z^2 np(1 - p), of which both Wilson limits are roots."""
    return lambda p: (x - n * p) ** 2 - quantile(a) ** 2 * n * p * (1 - p)


def poisson_score(x: int, a: mpf) -> Equation:
    """(x - m)^2 = z^2 m."""
    return lambda m: (x - m) ** 2 - quantile(a) ** 2 * m


def ratio_score(x1: int, t1: mpf, x0: int, t0: mpf, a: mpf) -> Equation:
    """Pearson's chi-squared of both counts, fitted under the ratio r, equals z^2."""

    def equation(r: mpf) -> mpf:
        rate = (x1 + x0) / (r * t1 + t0)
        fitted = ((x1, rate * r * t1), (x0, rate * t0))
        return sum((x - m) ** 2 / m for x, m in fitted) - quantile(a) ** 2

    return equation


def wilson(x: int, n: int, a: mpf) -> tuple[mpf, mpf]:
    """Solve the quadratic of binomial_score."""
    z, p = quantile(a), mpf(x) / n
    half = z * mpmath.sqrt(p * (1 - p) / n + z**2 / (4 * mpf(n) ** 2))
    return tuple((p + z**2 / (2 * n) + sign * half) / (1 + z**2 / n) for sign in (-1, 1))


def mover(x1: int, n1: int, x0: int, n0: int, a: mpf) -> tuple[mpf, mpf]:
    """Donner and Zou's ratio limits, as they print them."""
    (p1, p0), (l1, u1), (l0, u0) = (mpf(x1) / n1, mpf(x0) / n0), wilson(x1, n1, a), wilson(x0, n0, a)
    product = p1 * p0
    low = (product - mpmath.sqrt(product**2 - l1 * u0 * (2 * p1 - l1) * (2 * p0 - u0))) / (u0 * (2 * p0 - u0))
    high = (product + mpmath.sqrt(product**2 - u1 * l0 * (2 * p1 - u1) * (2 * p0 - l0))) / (l0 * (2 * p0 - l0))
    return low, high


def table_tails(x1: int, n1: int, x0: int, n0: int, a: mpf, share: mpf) -> tuple[Equation, Equation]:
    """Return the equations of an odds ratio given both margins, from every table that has them."""
    tables = range(max(0, x1 + x0 - n0), min(n1, x1 + x0) + 1)
    ways = {k: mpmath.binomial(n1, k) * mpmath.binomial(n0, x1 + x0 - k) for k in tables}

    def equation(beyond: range) -> Equation:
        def excess(r: mpf) -> mpf:
            weight = {k: ways[k] * r**k for k in tables}
            tail = mpmath.fsum(weight[k] for k in beyond) + share * weight[x1]
            return tail / mpmath.fsum(weight.values()) - a

        return excess

    return equation(range(x1 + 1, tables.stop)), equation(range(tables.start, x1))


def large_table_tails(x1: int, n1: int, x0: int, n0: int, a: mpf, share: mpf) -> tuple[Equation, Equation]:
    """As table_tails, by the ratios of neighbouring tables from the observed one outwards."""

    def beyond(p: int, q: int, r: int, s: int, odds: mpf) -> mpf:
        return outwards(mpf(1), odds, lambda k: ((p - k) * (q - k), (r + 1 + k) * (s + 1 + k))) - 1

    y1, y0 = n1 - x1, n0 - x0

    def excess(r: mpf, *, lower: bool) -> mpf:
        above, below = beyond(y1, x0, x1, y0, r), beyond(x1, y0, y1, x0, 1 / r)
        return (share + (above if lower else below)) / (1 + above + below) - a

    return partial(excess, lower=True), partial(excess, lower=False)


def odds_score(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Equation:
    """Pearson's chi-squared under the odds ratio r, with risks fitted by likelihood, times (N - 1)/N equals z^2."""

    def equation(r: mpf) -> mpf:
        square, line = n0 * (r - 1), n1 * r + n0 - (x1 + x0) * (r - 1)
        p0 = 2 * (x1 + x0) / (line + mpmath.sqrt(line**2 + 4 * square * (x1 + x0)))
        p1 = p0 * r / (1 + p0 * (r - 1))
        fitted = ((x1, n1, p1), (x0, n0, p0))
        chi2 = sum((x - n * p) ** 2 / (n * p * (1 - p)) for x, n, p in fitted)
        return chi2 * (n1 + n0 - 1) / mpf(n1 + n0) - quantile(a) ** 2

    return equation


def posterior(distribution: Callable[[mpf], mpf], a: mpf) -> tuple[Equation, Equation]:
    """Return the equations of limits with mass a below the lower and a above the upper."""
    return lambda p: distribution(p) - a, lambda p: 1 - distribution(p) - a


def beta(shape: mpf, other: mpf) -> Callable[[mpf], mpf]:
    """P(p < limit) for p ~ Beta(shape, other)."""
    return lambda p: mpmath.betainc(shape, other, 0, p, regularized=True)


def gamma(shape: mpf) -> Callable[[mpf], mpf]:
    """P(m < limit) for m ~ Gamma(shape)."""
    return lambda m: mpmath.gammainc(shape, 0, m, regularized=True)


def binomial_skewed_score(x: int, n: int, a: mpf) -> Equation:
    """(S - (z^2 - 1) M / 6V)^2 = z^2 V, where S = x - np and V and M are the variance and third moment of a count."""

    def equation(p: mpf) -> mpf:
        variance = n * p * (1 - p)
        return skewed(x - n * p, variance, variance * (1 - 2 * p), quantile(a))

    return equation


def poisson_skewed_score(x: int, a: mpf) -> Equation:
    """As binomial_skewed_score, for the mean m of a count: V = M = m."""
    return lambda m: skewed(x - m, m, m, quantile(a))


def skewed(difference: mpf, variance: mpf, moment: mpf, z: mpf) -> mpf:
    return (difference - (z**2 - 1) * moment / (6 * variance)) ** 2 - z**2 * variance


def binomial_corrected_score(x: int, n: int, a: mpf) -> tuple[Equation, Equation]:
    """|x - np| - 1/2 = z sqrt(np(1 - p)), for the lower limit and for the upper."""
    half, z = mpf(1) / 2, quantile(a)
    return (
        lambda p: (x - n * p - half) - z * mpmath.sqrt(n * p * (1 - p)),
        lambda p: (n * p - x - half) - z * mpmath.sqrt(n * p * (1 - p)),
    )


def part_of_deviance(x: int, fitted: mpf) -> mpf:
    """2 x log(x/fitted), which is 0 at x = 0."""
    return 2 * x * mpmath.log(x / fitted) if x else mpf(0)


def binomial_deviance(x: int, n: int, a: mpf) -> Equation:
    """Twice the log of the likelihood ratio equals z^2."""
    return lambda p: part_of_deviance(x, n * p) + part_of_deviance(n - x, n - n * p) - quantile(a) ** 2


def poisson_deviance(x: int, a: mpf) -> Equation:
    return lambda m: part_of_deviance(x, m) - 2 * (x - m) - quantile(a) ** 2


def acceptability(x: int, n: int, p: mpf) -> mpf:
    """P(the smaller tail of X is no larger than the smaller tail of x): Blaker's function, outcome by outcome."""
    chances = [binomial(k, n, p) for k in range(n + 1)]
    smaller = [min(mpmath.fsum(chances[: k + 1]), mpmath.fsum(chances[k:])) for k in range(n + 1)]
    return mpmath.fsum(chance for chance, tail in zip(chances, smaller, strict=True) if tail <= smaller[x])
