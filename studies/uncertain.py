"""Experiments of the coverage study where the population of the group is an estimate with a lognormal error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtri

from disprop.intervals import Family
from studies.counted import of_sums
from studies.designs import Array, Design, crossed, grid, of_rate, with_constants, with_core

CV = 0.2
PER_HEAD = {"weighted_events": 1, "largest_weight": 1, "mean_weight": 1, "variance": 2, "mean_square_weight": 2}
MEANS = (0.5, 2.0, 8.0, 20.0)


def of_estimated(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield one side, or two of which the reference is known, with every error of the group's population."""
    two, standardised = family.data[0].startswith("group_"), "variance" in " ".join(family.data)
    x, y = grid((1.0, 3.0), (1.0,)) if standardised else grid(MEANS[: 3 if small else 4], (5.0,))
    base = (sums_of if standardised else counts_of)(x, y, two=two)
    nodes = 5 if small or (two and standardised) else 100
    yield with_constants(with_errors(base, family.data, nodes), CV, 0.0, *((0.0, 0.0) if two else ()))


def counts_of(x: Array, y: Array, *, two: bool) -> Design:
    """Return events of the group, and of the reference."""
    return crossed(*(of_rate(mean, 1, mean.max()) for mean in ((x, y) if two else (x,))))


def sums_of(x: Array, y: Array, *, two: bool) -> Design:
    """Return the weighted sums of two strata of each side."""
    sides = [with_core([[of_rate(mean, 1, mean.max())] for mean in side]) for side in ((x, y), (y, y))[: 1 + two]]
    return of_sums(sides, [(0.4, 0.6)] * len(sides))


def with_errors(design: Design, names: tuple[str, ...], nodes: int) -> Design:
    """Return the design with so many equally probable errors of the group's population."""
    error = np.exp(CV * ndtri((np.arange(nodes) + 0.5) / nodes))

    def blurred(name: str, column: Array) -> Array:
        plain, of_group = name.removeprefix("group_"), not name.startswith("reference_")
        power = {"population": 1}.get(plain, -PER_HEAD.get(plain, 0)) if of_group else 0
        return np.asarray(np.repeat(column, nodes) * np.tile(error**power, column.size))

    data = tuple(blurred(name, column) for name, column in zip(names, design.data, strict=False))
    return Design(data, design.expected, np.repeat(design.chance, nodes, axis=1) / nodes)
