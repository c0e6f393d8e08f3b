"""Experiments of the coverage study whose outcomes are counts: of one or two sides, strata, deployments and sums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from disprop.intervals import FAMILIES, Family
from disprop.standardise._strata import weighted_sum
from studies.designs import (
    Array,
    Design,
    beta_binomial,
    crossed,
    gamma_poisson,
    grid,
    logistic_normal,
    of_rate,
    of_risk,
    pair,
    single,
    sums,
    with_constants,
    with_core,
)

RISK_GRID = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])


def proportions(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield a part of several wholes, at every share."""
    for n in (5, 20) if small else (5, 10, 20, 50, 100, 200):
        yield of_risk(n, np.linspace(0.005, 0.995, 100 if small else 397))


def shares(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield the group's part of all events, where it is a tenth of all people."""
    for design in proportions(family, small=small):
        yield with_constants(design, 1.0, 10.0)


def rates(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield events in a population, at every mean."""
    for low, high in ((0.2, 10),) if small else ((0.2, 10), (10, 100)):
        yield of_rate(np.linspace(low, high, 99 if small else 491), 1, high)


def two_rates(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield both sides at every pair of means, in populations in the ratios 1 to 1 and 5 to 1."""
    means = np.geomspace(0.5, 10, 7) if small else np.geomspace(0.5, 40, 14)
    for population in (1.0, 5.0):
        yield pair(of_rate(means, population, means.max()), of_rate(means, 1, means.max()))


def two_risks(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield both sides at every pair of shares."""
    for n1, n0 in ((8, 12),) if small else ((10, 10), (10, 40), (30, 30), (25, 100)):
        yield pair(of_risk(n1, RISK_GRID), of_risk(n0, RISK_GRID))


def two_periods(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield how many events of each side are of the later period, given all of them, where people stay as many."""

    def parted(x1: Array, n1: Array, x0: Array, n0: Array) -> tuple[Array, ...]:
        people = np.ones_like(x1)
        return x1, people, x0, people, n1 - x1, people, n0 - x0, people

    for one in two_risks(family, small=small):
        yield Design(parted(*one.data), parted(*one.expected), one.chance)


def strata(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield two strata of one effect; the reference of the second has half as much again."""
    effect, p = grid((0.5, 1.0, 1.5), (0.1, 0.3) if small else (0.05, 0.15, 0.3, 0.4))
    of_rates = family.data == FAMILIES["rate ratio"].data
    shapes = ((4, 7, 1.0), (7, 4, 1.5))
    if small or of_rates:
        shapes = ((1, 2, 1.0), (2, 1, 1.5)) if small and of_rates else ((2, 3, 1.0), (3, 2, 1.5))
    sides = [[(n1, group_risk(family.parameter, k * p, effect)), (n0, k * p)] for n1, n0, k in shapes]
    yield with_core(
        [[of_rate(n * q, n, (n * q).max()) if of_rates else of_risk(n, q) for n, q in one] for one in sides]
    )


def group_risk(parameter: str, p: Array, effect: Array) -> Array:
    """Return the risk, or rate, of the group that is so many times that of the reference, or odds, or a bit more."""
    if "difference" in parameter:
        return p + (effect - 1) / 10
    return effect * p / (1 - p + effect * p) if "odds" in parameter else effect * p


def deployments(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield deployments of one centre, which are alike or differ."""
    typical, of_rates = (family.parameter == name for name in ("typical proportion", "mean rate"))
    sizes = ((2, 3) if small else (2, 3, 4)) if typical else (2, 3, 4) if small or of_rates else (4, 6, 8)
    if of_rates:
        q, spread = grid((0.1, 0.3), (0.0, 0.3))
        sides = [single(gamma_poisson(n * q, spread, 8 if small else 15), n, n * q) for n in sizes]
    else:
        q, spread = grid((0.15, 0.4), (0.0, 0.1))
        chances = [
            logistic_normal(n, q, 2 * np.sqrt(spread)) if typical else beta_binomial(n, q, spread) for n in sizes
        ]
        sides = [single(chance, n, n * q) for n, chance in zip(sizes, chances, strict=True)]
    design = with_core([[side] for side in sides])
    yield Design(design.data, design.expected, design.chance, q[:, None])


def by_deployment(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield the sums over deployments that differ, or do not."""
    q, rho = grid((0.15, 0.4), (0.0, 0.1))
    sizes = (3, 4, 5) if small else (4, 5, 6, 7, 8)
    design = with_core([[single(beta_binomial(n, q, rho), n, n * q)] for n in sizes])
    x, n = design.data
    data = (*sums(x, n), np.full(len(x), float(len(sizes))), n.sum(axis=-1))
    yield Design(data, (), design.chance, q[:, None])


def predictive(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield a trial of both kinds of passes, with a prevalence that is known, or counted."""
    counted = family.data[-1] == "faces"
    shapes = ((6, 8),) if small else ((10, 20),) if counted else ((10, 40),)
    p1, p0, p = grid((0.5, 0.8, 0.95), (0.02, 0.1, 0.3), (0.1, 0.3) if counted else (0.01,))
    for n1, n0 in shapes:
        trial = [of_risk(n1, p1), of_risk(n0, p0)]
        yield crossed(*trial, of_risk(5 if small else 9, p)) if counted else with_constants(crossed(*trial), 0.01)


def predicted(_: Family, name: str, *, small: bool) -> Iterator[Design]:
    """Yield a count with one to come, which is what the interval is to hold."""
    p = np.array([0.02, 0.1, 0.3, 0.5])
    for n, m in ((8, 8),) if small else ((20, 20), (50, 100)):
        if name == "beta-binomial":
            both = crossed(of_risk(n, p), of_risk(m, p))
        else:
            both = crossed(of_rate(n * p, n, n * p.max()), of_rate(m * p, m, m * p.max()))
        seen, passes, following, further = both.data
        yield Design((seen, passes, further), (), both.chance, following[None, :])


WEIGHTS = ((0.2, 0.3, 0.5), (0.6, 0.3, 0.1))  # of the strata of one population in the standard


def standardised(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield three strata, of which the last, or the first, is heavy."""
    means = grid(*([(1.0, 3.0), (2.0,), (1.0,)] if small else [(1.0, 4.0), (3.0, 8.0), (2.0, 6.0)]))
    for weights in WEIGHTS[: 1 if small else 2]:
        yield of_sums([with_core([[of_rate(mean, 1, mean.max())] for mean in means])], [weights])


def of_sums(sides: list[Design], weights: Any) -> Design:
    """Return the weighted sums of each side, with the points in common."""

    def summed(side: Design, u: Any) -> Design:
        (x, t), (means, people) = side.data, side.expected
        return Design(weighted_sum(x, t, np.asarray(u)), weighted_sum(means, people, np.asarray(u)), side.chance)

    return crossed(*(summed(*each) for each in zip(sides, weights, strict=True)))


def two_standardised(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield two strata of both sides; of a whole the group is a fifth in each stratum."""
    x1, x2, y1, y2 = grid(
        *([(1.0, 2.0), (1.0,), (2.0,), (1.0,)] if small else [(1.0, 4.0), (3.0,), (2.0, 6.0), (3.0, 8.0)])
    )
    held = 0.2 if family.parameter.endswith("whole") else 0.0
    sides = [with_core([[of_rate(mean, 1, mean.max())] for mean in side]) for side in ((x1, x2), (y1, y2))]
    for w in (0.4,) if small else (0.4, 0.8):
        weights = np.array([w, 1 - w])
        design = of_sums(sides, [weights, (1 - held) * weights])
        yield with_constants(design, held) if held else design
