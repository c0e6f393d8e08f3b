"""Definitions at fifty digits of what an alert means, and of how many alerts are to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import mpmath
from mpmath import mpf

from equations.definitions import Equation, quantile
from equations.single import HALF, beta_below, logarithmic
from equations.targets import Definition, Target, Targets

Four = tuple[Any, ...]
Ratio = Callable[..., Targets]
SHARED = ("koopman", "miettinen-nurminen", "scas", "mover-wilson")
STEP, MOST = mpf("0.1"), 600  # of standard deviations
NOTHING, FREQUENCY = mpf("1e-24"), mpf("0.06")


def alerts(x1: mpf, n1: mpf, x0: mpf, n0: mpf) -> Four:
    return x1, n1, x0, n0


def silences(x1: mpf, n1: mpf, x0: mpf, n0: mpf) -> Four:
    """Return what makes a silence true, and false: silences at other people, and at those listed."""
    return n0 - x0, n0, n1 - x1, n1


def odds(p: mpf) -> mpf:
    return p / (1 - p)


def from_odds(odds_: mpf) -> mpf:
    return mpf(1) if mpmath.isinf(odds_) else odds_ / (1 + odds_)


def of_value(target: Target, prior: mpf) -> Target:
    """Return the target of a value, whose odds are `prior` times a ratio, from that of the ratio."""
    return (lambda v: target(odds(v) / prior)) if callable(target) else from_odds(prior * target)


def at_prevalence(ratio: Ratio, of: Callable[..., Four], sign: int) -> Definition:
    def definition(x1: mpf, n1: mpf, x0: mpf, n0: mpf, p: mpf, a: mpf) -> Targets:
        low, high = (of_value(limit, odds(p) ** sign) for limit in ratio(*of(x1, n1, x0, n0), a))
        return low, high

    return definition


def break_even(ratio: Ratio) -> Definition:
    """Return the prevalence whose odds are those of the share over the ratio."""

    def definition(x1: mpf, n1: mpf, x0: mpf, n0: mpf, share: mpf, a: mpf) -> Targets:
        low, high = ratio(x1, n1, x0, n0, a)

        def inverted(target: Target) -> Target:
            if callable(target):
                return lambda p: target(odds(share) / odds(p))
            return from_odds(odds(share) / target) if target else mpf(1)

        return inverted(high), inverted(low)

    return definition


def fuller(a: mpf, *pairs: mpf) -> list[tuple[mpf, mpf]]:
    """Return parts and wholes with z^2/2 more of each kind where one of the kinds has none at all."""
    sides = list(zip(pairs[::2], pairs[1::2], strict=True))
    more = quantile(a) ** 2 / 2 if any(x in (0, n) for x, n in sides) else 0
    return [(x + more, n + 2 * more) for x, n in sides]


def logit(x1: mpf, n1: mpf, x0: mpf, n0: mpf, a: mpf) -> Targets:
    """Mercaldo, Lau and Zhou 2007."""
    (y1, m1), (y0, m0) = fuller(a, x1, n1, x0, n0)
    low, high = logarithmic(y1 * m0 / (m1 * y0), 1 / y1 - 1 / m1 + 1 / y0 - 1 / m0, a)
    return (low if x1 else mpf(0)), (high if x0 else mpmath.inf)


def logit_counted(of: Callable[..., Four], sign: int) -> Definition:
    def definition(*data: mpf) -> Targets:
        *counts, listed, faces, a = data
        four, part = of(*counts), listed if sign > 0 else faces - listed
        (y1, m1), (y0, m0), (x, n) = fuller(a, *four, part, faces)
        variance = 1 / y1 - 1 / m1 + 1 / y0 - 1 / m0 + 1 / x + 1 / (n - x)
        low, high = logarithmic(y1 * m0 / (m1 * y0) * x / (n - x), variance, a)
        sure = four[2] * (faces - part) == 0
        return (from_odds(low) if four[0] * part else mpf(0)), (mpf(1) if sure else from_odds(high))

    return definition


def bayes(x1: mpf, n1: mpf, x0: mpf, n0: mpf, a: mpf) -> Targets:
    """P(p1/p0 < low) = a and P(p0/p1 < 1/high) = a, with Jeffreys' posterior of each."""
    low, high = quotient(x1, n1, x0, n0, a), quotient(x0, n0, x1, n1, a)
    return (low if x1 else mpf(0)), ((lambda r: high(1 / r)) if x0 else mpmath.inf)


def quotient(x1: mpf, n1: mpf, x0: mpf, n0: mpf, a: mpf) -> Equation:
    """Return P(p1 < r p0) - a: the mean over the log odds u of p0 of P(p1 < r p0), by the trapezium rule.

    For r > 1 it is 1 less the mean over those of p1 of P(p0 < p1/r), so that no share passes 1 on the way.
    """
    one, other = (x1 + HALF, n1 - x1 + HALF), (x0 + HALF, n0 - x0 + HALF)

    def equation(r: mpf) -> mpf:
        if r > 1:
            return 1 - a - mpmath.fsum(w * beta_below(*other, p / r) for p, w in nodes(*one))
        return mpmath.fsum(w * beta_below(*one, r * p) for p, w in nodes(*other)) - a

    return equation


@cache
def nodes(shape: mpf, other: mpf) -> list[tuple[mpf, mpf]]:
    """Return shares at equal steps of their log odds, and their probabilities under the beta distribution."""
    middle, spread = mpmath.log(shape / other), mpmath.sqrt(1 / shape + 1 / other)
    log_norm = mpmath.loggamma(shape + other) - mpmath.loggamma(shape) - mpmath.loggamma(other)

    def node(k: int) -> tuple[mpf, mpf]:
        u = middle + k * STEP * spread
        p, q = 1 / (1 + mpmath.exp(-u)), 1 / (1 + mpmath.exp(u))
        return p, STEP * spread * mpmath.exp(shape * mpmath.log(p) + other * mpmath.log(q) + log_norm)

    found = [node(k) for k in range(-MOST, MOST + 1)]
    return [(p, w) for p, w in found if w > NOTHING]


def bayes_counted(of: Callable[..., Four], sign: int) -> Definition:
    """P(value < low) = a and P(value > high) = a: the mean over the odds of the prevalence of what `quotient` says."""

    def definition(*data: mpf) -> Targets:
        *counts, listed, faces, a = data
        four, part = of(*counts), listed if sign > 0 else faces - listed
        below = distribution(*four, part, faces)
        sure = four[2] * (faces - part) == 0
        low, high = (lambda v: below(odds(v)) - a), (lambda v: 1 - a - below(odds(v)))
        return (low if four[0] * part else mpf(0)), (mpf(1) if sure else high)

    return definition


@cache
def distribution(*counts: mpf) -> Callable[[mpf], mpf]:
    """Return P(p1/p0 odds(p) < t) by the inversion of its characteristic function (Gil-Pelaez 1951).

    The middles of steps h give it but for the chance of logarithms beyond 2 pi/h, whose tails fall as exp(-x/2).
    """
    shapes = [(x + HALF, n - x + HALF) for x, n in zip(counts[::2], counts[1::2], strict=True)]
    (s1, o1), (s0, o0), (s, o) = shapes
    terms = ((1, s1, 1), (-1, s1 + o1, 1), (1, s0, -1), (-1, s0 + o0, -1), (1, s, 1), (1, o, -1))
    found, k = [(mpf(0), mpmath.mpc(1))], 0
    while abs(found[-1][1]) > NOTHING:
        w = (k + HALF) * FREQUENCY
        logs = (sign * (mpmath.loggamma(c + 1j * side * w) - mpmath.loggamma(c)) for sign, c, side in terms)
        found, k = [*found, (w, mpmath.exp(mpmath.fsum(logs)))], k + 1

    def below(t: mpf) -> mpf:
        parts = (mpmath.im(mpmath.exp(-1j * w * mpmath.log(t)) * phi) / w for w, phi in found[1:])
        return HALF - FREQUENCY * mpmath.fsum(parts) / mpmath.pi

    return below


def predicted(rises: Callable[..., mpf]) -> Definition:
    """Return the largest low with P(X < low) <= a and the smallest high with P(X > high) <= a."""

    def definition(x: mpf, n: mpf, m: mpf, a: mpf) -> Targets:
        chances = list(chances_of(lambda k: rises(k, x, n, m)))
        total, below, low = mpmath.fsum(chances), mpf(0), 0
        for chance in chances:
            below += chance / total
            if below > a:
                break
            low += 1
        above, high = mpf(0), len(chances) - 1
        for chance in reversed(chances):
            above += chance / total
            if above > a:
                break
            high -= 1
        return mpf(low), mpf(high)

    return definition


def chances_of(rise: Callable[[int], mpf]) -> Iterator[mpf]:
    """Yield the chances of 0, 1, 2, ... but for a factor, until they fall and are nothing beside the largest."""
    chance = largest = mpf(1)
    k = 0
    while chance > largest * mpf("1e-60"):
        yield chance
        chance, k = chance * rise(k), k + 1
        largest = max(largest, chance)


def beta_binomial(k: int, x: mpf, n: mpf, m: mpf) -> mpf:
    """P(X = k + 1)/P(X = k) of X ~ Binomial(m, p), p ~ Beta(x + 1/2, n - x + 1/2)."""
    return (m - k) * (k + x + HALF) / ((k + 1) * (n - x - HALF + m - k))


def gamma_poisson(k: int, x: mpf, n: mpf, m: mpf) -> mpf:
    """As beta_binomial, of X ~ Poisson(m p), p ~ Gamma(x + 1/2, rate n)."""
    return (k + x + HALF) / (k + 1) * m / (n + m)


KINDS = {"positive": (alerts, 1), "negative": (silences, -1)}


def predictive(shared: Callable[[str], Ratio]) -> dict[tuple[str, str], Definition]:
    """Return the definitions of the families; `shared` gives the definition of a risk ratio by name."""
    ratios: dict[str, Ratio] = {"logit": logit, "bayes": bayes, **{name: shared(name) for name in SHARED}}
    return {
        **{
            (f"{kind} predictive value", name): at_prevalence(ratio, *how)
            for kind, how in KINDS.items()
            for name, ratio in ratios.items()
        },
        **{("break-even prevalence", name): break_even(ratio) for name, ratio in ratios.items()},
        **{
            (f"{kind} predictive value, prevalence counted", "logit"): logit_counted(*how)
            for kind, how in KINDS.items()
        },
        **{
            (f"{kind} predictive value, prevalence counted", "bayes"): bayes_counted(*how)
            for kind, how in KINDS.items()
        },
        ("predicted count", "beta-binomial"): predicted(beta_binomial),
        ("predicted count", "gamma-poisson"): predicted(gamma_poisson),
    }
