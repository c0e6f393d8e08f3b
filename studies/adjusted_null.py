"""How often limits leave a true ratio of 1 out, where counts vary more than Poisson counts do.

Two groups in some forces have the same expected rate, with one row for each group and force.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from studies.closed_forms import Array, by_force, by_group, quantile

SEED = 11
SAMPLES = 10_000
REFERENCE, GROUP = 300.0, 18.0  # events that are expected in a force of mean size
DISPERSIONS = (1, 5, 20, 50)  # the variance of the reference's count over its mean, in a force of mean size
KINDS = ("mean", "square")  # what the variance beyond Poisson's is proportional to
METHODS = ("cluster-robust", "quasi-poisson", "poisson", "CR1", "clubSandwich")
Shares = dict[str, tuple[float, float]]  # the least and the largest share of each method


@dataclass(frozen=True, slots=True)
class Null:
    """How many forces there are, how they differ in size on the log scale, and whether they are in the model."""

    forces: int
    spread: float
    adjusted: bool


NULLS = tuple(
    Null(forces, spread, adjusted) for adjusted, forces, spread in product((True, False), (5, 10, 43), (0.5, 1.2))
)


def drawn(null: Null, kind: str, dispersion: int, samples: int, rng: np.random.Generator) -> tuple[Array, ...]:
    """Return events and people of the group and of the reference, a column for each force."""
    size = np.exp(rng.normal(0, null.spread, (samples, null.forces)))
    size /= size.mean(axis=1, keepdims=True)
    sides = []
    for mean in (GROUP * size, REFERENCE * size):
        excess = dispersion - 1 if kind == "mean" else (dispersion - 1) / REFERENCE * mean
        level = rng.gamma(mean / excess, excess) if dispersion > 1 else mean
        sides += [rng.poisson(level).astype(float), mean]
    return tuple(sides)


def left_out(null: Null, kind: str, dispersion: int, samples: int = SAMPLES, seed: int = SEED) -> dict[str, float]:
    """Return the share of samples whose limits leave the true ratio of 1 out, by method."""
    rng = np.random.default_rng([seed, NULLS.index(null), KINDS.index(kind), dispersion])
    counts = drawn(null, kind, dispersion, samples, rng)
    some = counts[0].sum(axis=1) > 0
    log_r, limits = (by_force if null.adjusted else by_group)(*(count[some] for count in counts))
    return {
        name: float((np.abs(log_r) > quantile(degrees) * np.sqrt(variance)).mean())
        for name, (variance, degrees) in limits.items()
    }


def study(samples: int = SAMPLES) -> Iterator[tuple[Null, Shares]]:
    """Yield the least and the largest share of each method, over both kinds of variance and all dispersions."""
    for null in NULLS:
        found = [left_out(null, kind, phi, samples) for kind, phi in product(KINDS, DISPERSIONS)]
        shares = {name: [each[name] for each in found] for name in METHODS if name in found[0]}
        yield null, {name: (min(each), max(each)) for name, each in shares.items()}


def rows(found: list[tuple[Null, Shares]]) -> list[tuple[object, ...]]:
    """Return the lines of the table."""
    return [
        (
            "the force" if null.adjusted else "nothing",
            null.forces,
            f"{null.spread:g}",
            *(_range(shares[name]) if name in shares else "" for name in METHODS),
        )
        for null, shares in found
    ]


def _range(shares: tuple[float, float]) -> str:
    low, high = (f"{100 * share:.1f}" for share in shares)
    return f"{low} to {high}"
