"""The definition of every interval method under its family and name, at fifty digits.

A definition takes the counts and `a`, the probability in each tail, and returns a target for each limit: the limit
itself, where there is a formula for it, the equation that it solves, or where the interval begins (see `targets`).
Methods that are made of others are made here of their definitions, once: the ratio of two rates given their sum, the
ratio of shares, and MOVER.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import mpmath
import numpy as np
from mpmath import mpf

from disprop.intervals import FAMILIES
from equations import definitions as d, estimated, risk_scores, skewed, sums
from equations.deployments import OF_DEPLOYMENTS
from equations.pairs import PAIRED
from equations.predictive import predictive
from equations.single import EVENTS, HALF, PART, WHOLE, logarithmic
from equations.strata_scores import IN_STRATA
from equations.summaries import OF_SUMMARIES
from equations.targets import Definition, Target, Targets, both, clipped, error, in_digits, root, scaled

Mover = Callable[..., tuple[mpf, mpf]]


def per(definition: Definition) -> Definition:
    """Return the definition for a rate of one for its mean count."""

    def of_rate(x: int, t: float, a: mpf) -> Targets:
        low, high = definition(x, a)
        return scaled(low, 1 / mpf(t)), scaled(high, 1 / mpf(t))

    return of_rate


def over_share(definition: Definition) -> Definition:
    """Return the definition for a ratio of shares of one for the group's share of the events."""

    def of_shares(x: int, n: int, people: float, everyone: float, a: mpf) -> Targets:
        low, high = definition(x, n, a)
        return scaled(low, mpf(everyone) / people), scaled(high, mpf(everyone) / people)

    return of_shares


def of_share(definition: Definition) -> Definition:
    """Return the definition for a rate ratio of one for the group's share p = r t1 / (r t1 + t0) of the events."""

    def of_ratio(x1: int, t1: float, x0: int, t0: float, a: mpf) -> Targets:
        if x1 + x0 == 0:
            return mpf(0), mpmath.inf
        low, high = definition(x1, x1 + x0, a)
        return in_odds(low, mpf(t1), mpf(t0)), in_odds(high, mpf(t1), mpf(t0))

    return of_ratio


def in_odds(target: Target, t1: mpf, t0: mpf) -> Target:
    if callable(target):
        return lambda r: target(r * t1 / (r * t1 + t0))
    return mpmath.inf if target == 1 else target / (1 - target) * t0 / t1


@cache
def solved(parameter: str, name: str, data: tuple[Any, ...], a: mpf) -> tuple[mpf, mpf]:
    """Return the limits of a method at fifty digits, by the roots beside the limits of the library."""
    if parameter.startswith(DIRECT):  # of numbers that are not counts
        data = tuple(map(mpf, data))
    columns = tuple(np.asarray(float(number)) for number in data)
    starts = FAMILIES[parameter].limits(name, columns, float(a))
    low, high = (root(*pair) for pair in zip(FILED[parameter, name](*data, a), map(float, starts), strict=True))
    return low, high


def composed(
    parameter: str, name: str, mover: Mover, value: Callable[..., mpf] = lambda x, n: mpf(x) / n
) -> Definition:
    """Return MOVER of the limits of a method for each side, which are moved so far that they hold the estimate."""

    def side(data: tuple[Any, ...], a: mpf) -> tuple[mpf, mpf, mpf]:
        (low, high), middle = solved(parameter, name, data, a), value(*data)
        return middle, min(low, middle), max(high, middle)

    def of_sides(*data: Any) -> Targets:
        *sides, a = data
        half = len(sides) // 2
        return mover(*side(tuple(sides[:half]), a), *side(tuple(sides[half:]), a))

    return of_sides


def mover_ratio(p1: mpf, l1: mpf, u1: mpf, p0: mpf, l0: mpf, u0: mpf) -> tuple[mpf, mpf]:
    """Return Donner and Zou's ratio limits, as they print them; 0 and infinity where they have 0/0."""

    def limit(one: mpf, other: mpf, sign: int) -> mpf:
        product, below = p1 * p0, other * (2 * p0 - other)
        return (product + sign * mpmath.sqrt(product**2 - one * (2 * p1 - one) * below)) / below

    return (limit(l1, u0, -1) if l1 else mpf(0)), (limit(u1, l0, 1) if l0 else mpmath.inf)


def mover_difference(p1: mpf, l1: mpf, u1: mpf, p0: mpf, l0: mpf, u0: mpf) -> tuple[mpf, mpf]:
    return p1 - p0 - mpmath.hypot(p1 - l1, u0 - p0), p1 - p0 + mpmath.hypot(u1 - p1, p0 - l0)


def weighted(*side: mpf) -> mpf:
    """Return the sum of the weighted events of a side."""
    return mpf(side[2])


def a_rate(x: int, t: float) -> mpf:
    return mpf(x) / mpf(t)


def a_ratio(x1: int, t1: float, x0: int, t0: float) -> mpf:
    return a_rate(x1, t1) / a_rate(x0, t0) if x0 else mpmath.inf


def weighted_ratio(*sides: mpf) -> mpf:
    return mpf(sides[2]) / mpf(sides[9]) if sides[9] else mpmath.inf


def difference_of_estimates(rate: Definition) -> Definition:
    """Return MOVER of two rates, each with the error of its population."""

    def definition(x1: int, t1: float, x0: int, t0: float, *errors: Any) -> Targets:
        *both_errors, a = errors

        def side(x: int, t: float, error: list[Any]) -> tuple[mpf, mpf, mpf]:
            (low, high), value = rate(x, t, *error, a), a_rate(x, t)
            return value, min(low, value), max(high, value)

        return mover_difference(*side(x1, t1, both_errors[:2]), *side(x0, t0, both_errors[2:]))

    return definition


def over_time(definition: Definition) -> Definition:
    """Return the definition of a ratio of rate ratios for one of the odds of later events, given all of each group."""

    def of_ratios(*data: Any) -> Targets:
        x1, t1, y1, s1, x0, t0, y0, s0, a = data
        if 0 in (x1 + x0, y1 + y0):
            return mpf(0), mpmath.inf
        low, high = definition(x1, x1 + x0, y1, y1 + y0, a)
        people = mpf(t0) * s1 / (mpf(t1) * s0)
        return scaled(low, people), scaled(high, people)

    return of_ratios


def of_pairs(definition: Definition) -> Definition:
    """Return the definition of a ratio of rates for two counts of one population."""
    return lambda b, c, a: definition(b, 1, c, 1, a)


def risk_ratio(name: str) -> Definition:
    """Return the definition of a risk ratio, of counts at fifty digits."""
    return lambda *data: FILED["risk ratio", name](*map(int, data[:-1]), data[-1])


def at_zeros(definition: Definition, *, also_of_the_rest: bool = False) -> Definition:
    """Return the definition of a ratio with 0 and infinity for the limits that have no equation.

    They are those below a count of 0 of the group and above one of the reference; for odds, of the rest of the others.
    """

    def of_sides(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Targets:
        low, high = definition(x1, n1, x0, n0, a)
        none_below = x1 == 0 or (also_of_the_rest and x0 == n0)
        none_above = x0 == 0 or (also_of_the_rest and x1 == n1)
        return (mpf(0) if none_below else low), (mpmath.inf if none_above else high)

    return of_sides


def log_ratio(variance: Callable[..., mpf]) -> Definition:
    """Return the limits around (x1/n1)/(x0/n0) on the log scale: all there is where a count is 0."""

    def of_sides(x1: int, n1: float, x0: int, n0: float, a: mpf) -> Targets:
        if 0 in (x1, x0):
            return mpf(0), mpmath.inf
        return logarithmic(mpf(x1) * n0 / (mpf(x0) * n1), variance(mpf(x1), mpf(n1), mpf(x0), mpf(n0)), a)

    return of_sides


def woolf(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Targets:
    cells = [mpf(cell) for cell in (x1, n1 - x1, x0, n0 - x0)]
    if 0 in cells:
        return mpf(0), mpmath.inf
    return logarithmic(cells[0] * cells[3] / (cells[1] * cells[2]), mpmath.fsum(1 / cell for cell in cells), a)


def skewed_ratio(x1: int, t1: float, x0: int, t0: float, a: mpf) -> Targets:
    """Return the skewness-corrected score of a ratio of rates, from its variance and third moment (Laud 2017)."""
    z, first, other = d.quantile(a), mpf(t1), mpf(t0)

    def score(r: mpf) -> mpf:
        rate = (x1 + x0) / (r * first + other)
        variance = r * rate / first + r**2 * rate / other
        third = r * rate / first**2 - r**3 * rate / other**2
        return (x1 / first - r * x0 / other) / mpmath.sqrt(variance) - (z**2 - 1) * third / (6 * variance**1.5)

    events = (z**2 - 1) / 6  # so few say nothing: the score never reaches z
    low, high = (lambda r: score(r) - z), (lambda r: score(r) + z)
    return (low if x1 > max(events, 0) else mpf(0)), (high if x0 > max(events, 0) else mpmath.inf)


def rate_difference(x1: int, t1: float, x0: int, t0: float, a: mpf, *, skewed: bool) -> Targets:
    """Return the score of x1/t1 - x0/t0 - d, with both rates at their likeliest for the difference d."""
    z, first, other = d.quantile(a), mpf(t1), mpf(t0)

    def score(apart: mpf) -> mpf:
        def slope(p: mpf) -> mpf:
            return (x1 / (p + apart) if x1 else 0) - first + (x0 / p if x0 else 0) - other

        most = x1 / first + x0 / other + abs(apart)
        p0 = risk_scores.likeliest(slope, most, max(mpf(0), -apart))
        variance, third = (p0 + apart) / first + p0 / other, (p0 + apart) / first**2 - p0 / other**2
        bend = (z**2 - 1) * third / (6 * variance**1.5) if skewed else 0
        return (x1 / first - x0 / other - apart) / mpmath.sqrt(variance) - bend

    return lambda apart: score(apart) - z, lambda apart: score(apart) + z


def wald_rate_difference(x1: int, t1: float, x0: int, t0: float, a: mpf) -> Targets:
    first, other = mpf(t1), mpf(t0)
    half = d.quantile(a) * mpmath.sqrt(x1 / first**2 + x0 / other**2)
    return x1 / first - x0 / other - half, x1 / first - x0 / other + half


def risk_score(*, ratio: bool, unbiased: bool) -> Definition:
    def of_sides(x1: int, n1: int, x0: int, n0: int, a: mpf) -> Targets:
        return risk_scores.risk_score((x1, n1), (x0, n0), a, ratio=ratio, unbiased=unbiased)

    return at_zeros(of_sides) if ratio else of_sides


def normal_difference(x1: int, n1: int, x0: int, n0: int, a: mpf, *, added: int) -> Targets:
    """Wald (added = 0) and Agresti-Caffo (added = 1)."""
    m1, m0 = mpf(n1 + 2 * added), mpf(n0 + 2 * added)
    p1, p0 = (x1 + added) / m1, (x0 + added) / m0
    half = d.quantile(a) * mpmath.sqrt(p1 * (1 - p1) / m1 + p0 * (1 - p0) / m0)
    return clipped(p1 - p0 - half, p1 - p0 + half, (-1, 1))


def table(share: mpf) -> Definition:
    return at_zeros(lambda x1, n1, x0, n0, a: d.large_table_tails(x1, n1, x0, n0, a, share), also_of_the_rest=True)


FILED: dict[tuple[str, str], Definition] = {
    **{("proportion", name): definition for name, definition in PART.items()},
    **{("share ratio", name): over_share(definition) for name, definition in PART.items()},
    **{("rate", name): per(definition) for name, definition in EVENTS.items()},
    **{("rate ratio", f"mover-{name}"): composed("rate", name, mover_ratio) for name in EVENTS},
    **{("rate difference", f"mover-{name}"): composed("rate", name, mover_difference) for name in EVENTS},
    **{("risk ratio", f"mover-{name}"): composed("proportion", name, mover_ratio) for name in PART},
    ("rate ratio", "exact"): of_share(PART["clopper-pearson"]),
    ("rate ratio", "mid-p"): of_share(PART["mid-p"]),
    ("rate ratio", "jeffreys"): of_share(PART["jeffreys"]),
    ("rate ratio", "likelihood"): of_share(PART["likelihood"]),
    ("rate ratio", "score"): of_share(PART["wilson"]),
    ("rate ratio", "scas"): skewed_ratio,
    ("rate ratio", "wald-log"): log_ratio(lambda x1, _, x0, __: 1 / x1 + 1 / x0),
    ("rate difference", "score"): partial(rate_difference, skewed=False),
    ("rate difference", "scas"): partial(rate_difference, skewed=True),
    ("rate difference", "wald"): wald_rate_difference,
    ("risk ratio", "katz-log"): log_ratio(lambda x1, n1, x0, n0: 1 / x1 - 1 / n1 + 1 / x0 - 1 / n0),
    ("risk ratio", "scas"): skewed.risk_ratio,
    ("risk ratio", "koopman"): risk_score(ratio=True, unbiased=False),
    ("risk ratio", "miettinen-nurminen"): risk_score(ratio=True, unbiased=True),
    **{("risk difference", f"mover-{name}"): composed("proportion", name, mover_difference) for name in PART},
    ("risk difference", "scas"): skewed.risk_difference,
    ("risk difference", "mee"): risk_score(ratio=False, unbiased=False),
    ("risk difference", "miettinen-nurminen"): risk_score(ratio=False, unbiased=True),
    ("risk difference", "newcombe"): composed("proportion", "wilson", mover_difference),
    ("risk difference", "agresti-caffo"): partial(normal_difference, added=1),
    ("risk difference", "wald"): partial(normal_difference, added=0),
    ("odds ratio", "exact"): table(WHOLE),
    ("odds ratio", "mid-p"): table(HALF),
    ("odds ratio", "miettinen-nurminen"): at_zeros(
        lambda x1, n1, x0, n0, a: both(d.odds_score(x1, n1, x0, n0, a)), also_of_the_rest=True
    ),
    ("odds ratio", "scas"): skewed.odds_ratio,
    ("odds ratio", "woolf-log"): woolf,
}


TINY = 1e-99  # in place of nobody
DIRECT = "directly standardised rate"
SUMS = sums.single(solved)
QUOTIENTS = {
    "fay": sums.fay,
    "log-normal": sums.log_normal_ratio,
    **{f"mover-{name}": composed(DIRECT, name, mover_ratio, weighted) for name in SUMS},
}
FILED |= {
    **{key: in_digits(definition) for key, definition in {**OF_SUMMARIES, **PAIRED}.items()},
    **{
        ("ratio of rate ratios", name): over_time(of)
        for (parameter, name), of in FILED.items()
        if parameter == "odds ratio"
    },
    **{
        ("odds ratio of discordant pairs", name): of_pairs(FILED["rate ratio", name])
        for name in ("mid-p", "exact", "score", "scas")
    },
    **{
        (DIRECT, name): in_digits(sums.of_side(of))
        for name, of in (SUMS | {"normal": sums.normal, "log-normal": sums.log_normal}).items()
    },
    **{(f"{DIRECT} ratio", name): in_digits(definition) for name, definition in QUOTIENTS.items()},
    **{(f"{DIRECT} ratio to the whole", name): in_digits(sums.to_whole(name, solved)) for name in QUOTIENTS},
    (f"{DIRECT} difference", "normal"): in_digits(sums.normal_difference),
    **{
        (f"{DIRECT} difference", f"mover-{name}"): in_digits(composed(DIRECT, name, mover_difference, weighted))
        for name in SUMS
    },
    **IN_STRATA,
    **OF_DEPLOYMENTS,
    **{key: in_digits(definition) for key, definition in predictive(risk_ratio).items()},
}

OF = "of an estimated population"
ESTIMATED: dict[tuple[str, str], Definition] = {
    **{
        ("rate", name): estimated.of_one(a_rate, partial(solved, "rate", name), mover_ratio)
        for name in ("mid-p", "garwood")
    },
    (DIRECT, "fay-feuer"): estimated.of_one(weighted, partial(solved, DIRECT, "fay-feuer"), mover_ratio),
    **{
        ("rate ratio", name): estimated.of_ratio(a_ratio, partial(solved, "rate ratio", name), mover_ratio)
        for name in ("mid-p", "exact")
    },
    (f"{DIRECT} ratio", "fay"): estimated.of_ratio(
        weighted_ratio, partial(solved, f"{DIRECT} ratio", "fay"), mover_ratio
    ),
}
FILED |= {(f"{parameter} {OF}", name): definition for (parameter, name), definition in ESTIMATED.items()}
FILED |= {
    (f"rate difference {OF}", f"mover-{name}"): difference_of_estimates(FILED[f"rate {OF}", name])
    for name in ("mid-p", "garwood")
}


def errors(parameter: str, name: str, data: tuple[Any, ...], a: float, limits: tuple[Any, Any]) -> list[float]:
    """Return the relative errors of the two limits of a method; whole numbers are taken as integers."""
    targets = FILED[parameter, name](*map(exactly, data), mpf(a))
    return [
        error(target, float(limit), scale_of(parameter, data, limits))
        for target, limit in zip(targets, limits, strict=True)
    ]


def exactly(number: Any) -> Any:
    """Return a whole number as an integer, and those of strata one by one."""
    if isinstance(number, tuple):
        return tuple(map(exactly, number))
    return int(number) if float(number).is_integer() else number


def scale_of(parameter: str, data: tuple[Any, ...], limits: tuple[Any, Any]) -> float:
    """Return what the errors of a parameter of both signs are a fraction of: the larger rate, or the larger limit."""
    if not FAMILIES[parameter].support[0] < 0:
        return 0.0
    if len(data) == 4 and "paired" not in parameter and "extra" not in parameter:
        return float(max(np.max(np.divide(x, np.fmax(n, TINY))) for x, n in (data[:2], data[2:])))
    return float(np.max(np.abs(limits)))
