"""Experiments of the coverage study on two systems: on the same faces, by person, and their scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from disprop.intervals import Family
from studies.designs import Design, binomial, crossed, grid, kept, multinomial, of_rate, tables, with_constants

PEOPLE: dict[str, tuple[tuple[tuple[float, float], ...], tuple[tuple[float, ...], ...]]] = {
    "difference of paired proportions, by person": (  # only A less only B, of two passes
        ((0, 2), (1, 2), (2, 2), (-1, 2), (-2, 2)),
        ((0.5, 0.1, 0.15, 0.1, 0.15), (0.5, 0.15, 0.25, 0.05, 0.05), (0.8, 0.05, 0.1, 0.03, 0.02)),
    ),
    "ratio of paired proportions, by person": (  # alerts of A and of B
        ((0, 0), (1, 1), (2, 2), (1, 0), (0, 1), (2, 1)),
        ((0.3, 0.2, 0.2, 0.1, 0.1, 0.1), (0.1, 0.2, 0.3, 0.2, 0.05, 0.15), (0.5, 0.2, 0.1, 0.05, 0.1, 0.05)),
    ),
    "extra false alerts per extra true alert, by person": (  # further false and true alerts of A
        ((0, 0), (0, 1), (0, 2), (1, 1), (2, 1), (-1, 1)),
        ((0.1, 0.3, 0.2, 0.2, 0.1, 0.1), (0.2, 0.3, 0.1, 0.2, 0.15, 0.05), (0.1, 0.4, 0.3, 0.1, 0.05, 0.05)),
    ),
}


def people(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield people of a few kinds; those without an alert of either system do not count."""
    kinds, points = PEOPLE[family.parameter]
    u, n = np.array(kinds).T
    shares_of_kinds = np.array(points)
    for total in (6,) if small else (8, 14):
        counts = tables(total, len(kinds))
        counted = counts[(u != 0) | (n != 0)].sum(axis=0)
        data = (*((each @ counts) for each in (u, n, u * u, u * n, n * n)), counted)
        true = (shares_of_kinds @ u) / (shares_of_kinds @ n)
        yield Design(data, (), multinomial(counts, shares_of_kinds), true[:, None])


PAIRED = np.array(  # the shares of both, only A, only B and neither: alike and apart, common and rare
    [
        *((0.4, 0.1, 0.1, 0.4), (0.5, 0.2, 0.05, 0.25), (0.2, 0.3, 0.3, 0.2)),
        *((0.05, 0.1, 0.02, 0.83), (0.1, 0.6, 0.1, 0.2), (0.7, 0.1, 0.02, 0.18)),
    ]
)


def pairs(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield all tables of a few pairs."""
    for total in (8,) if small else (16, 30):
        counts, width = tables(total, 4), len(family.data)
        yield Design(tuple(counts[:width]), tuple((total * PAIRED.T)[:width]), multinomial(counts, PAIRED))


def discordant(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield a number of discordant pairs, split at every odds."""
    for total in (5, 12) if small else (5, 12, 40):
        p = np.linspace(0.01, 0.99, 99)
        counts = np.arange(total + 1.0)
        yield Design((counts, total - counts), (total * p, total * (1 - p)), binomial(total, p))


def extra_alerts(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield four independent Poisson counts: A has the more true alerts."""
    means = grid((4.0,) if small else (6.0, 12.0), (1.0, 2.0), (1.0, 3.0), (1.0,))
    yield without_populations(crossed(*(of_rate(mean, 1, mean.max()) for mean in means)))


def without_populations(design: Design) -> Design:
    """Return the design of the counts alone."""
    return Design(design.data[::2], design.expected[::2], design.chance)


def curve(values: Any, of_mated: Any, of_others: Any, m: int, n: int) -> Design:
    """Return the area and its variance by DeLong of scores with few values, and of a second system's less them.

    `values` has the scores of each kind of comparison, with a row for each system; shares have a row for each point.
    """
    kinds = np.asarray(values, dtype=np.float64)
    beats = (kinds[:, :, None] > kinds[:, None, :]) + (kinds[:, :, None] == kinds[:, None, :]) / 2
    wins = beats[0] - beats[1] if len(kinds) > 1 else beats[0]
    mated, others = tables(m, wins.shape[0]), tables(n, wins.shape[1])
    i, j = grid(np.arange(mated.shape[1]), np.arange(others.shape[1]))
    above, under = (wins @ others / n)[:, j], (wins.T @ mated / m)[:, i]  # of each kind of mated, and of other score
    area = (mated[:, i] * above).sum(axis=0) / m
    spread = sum(
        (counts * (each - area) ** 2).sum(axis=0) / (size - 1) / size
        for counts, each, size in ((mated[:, i], above, m), (others[:, j], under, n))
    )
    of_mated, of_others = np.asarray(of_mated), np.asarray(of_others)
    chance = multinomial(mated, of_mated)[:, i] * multinomial(others, of_others)[:, j]
    true = np.einsum("pi,ij,pj->p", of_mated, wins, of_others)
    return kept(Design((area, np.asarray(spread)), (), chance, true[:, None]))


def one_curve(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield scores of four values, of systems that tell nothing, some and much."""
    of_mated = ((0.25, 0.25, 0.25, 0.25), (0.05, 0.15, 0.3, 0.5), (0.02, 0.05, 0.13, 0.8))
    of_others = ((0.25, 0.25, 0.25, 0.25), (0.4, 0.3, 0.2, 0.1), (0.6, 0.3, 0.08, 0.02))
    for m, n in ((4, 5),) if small else ((8, 10), (6, 14)):
        yield with_constants(curve([(0, 1, 2, 3)], of_mated, of_others, m, n), m, n)


def two_curves(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield two systems on the same comparisons, of five kinds."""
    of_mated = ((0.1, 0.2, 0.2, 0.3, 0.2), (0.1, 0.3, 0.1, 0.2, 0.3))
    of_others = ((0.5, 0.15, 0.15, 0.1, 0.1), (0.6, 0.1, 0.2, 0.05, 0.05))
    size = 4 if small else 7
    yield curve([(0, 1, 0, 1, 2), (0, 0, 1, 1, 1)], of_mated, of_others, size, size)
