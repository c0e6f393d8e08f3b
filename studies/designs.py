"""Designs of the coverage study: all outcomes of an experiment, with their probability at each true point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, gammaln, pdtrik, xlog1py, xlogy

from disprop.intervals import Family

Array = NDArray[np.float64]
LEFT_OUT = 1e-14  # probability of the counts beyond the enumerated ones
NEVER = 1e-13  # an outcome less probable than that at every point is left out


@dataclass(frozen=True, slots=True)
class Design:
    """All outcomes of an experiment, and how probable each is at each true point.

    Attributes
    ----------
    data : counts and denominators of the family, an element for each outcome.
    expected : the same at the true points, an element for each point.
    chance : probability, points down and outcomes across.
    true : the truth itself, where it is not the value of what is expected: for each point, or for each outcome.
    """

    data: tuple[Array, ...]
    expected: tuple[Array, ...]
    chance: Array
    true: Array | None = None

    def truth(self, family: Family) -> Array:
        """Return the true value, points down; one that is drawn with the outcome has the outcomes across."""
        if self.true is not None:
            return self.true
        return family.value(*self.expected)[:, None]


def binomial(n: int, p: Array) -> Array:
    """P(X = 0..n), points down."""
    x = np.arange(n + 1.0)
    ways = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    return np.exp(ways + xlogy(x, p[:, None]) + xlog1py(n - x, -p[:, None]))


def poisson(mean: Array, most: float) -> Array:
    """P(X = 0..most), points down."""
    x = np.arange(most + 1)
    return np.exp(xlogy(x, mean[:, None]) - mean[:, None] - gammaln(x + 1))


def single(chance: Array, whole: float, expected: Array) -> Design:
    """Return the design of one count over `whole`."""
    counts = np.arange(float(chance.shape[1]))
    return Design((counts, np.full(counts.shape, whole)), (expected, np.full(expected.shape, whole)), chance)


def pair(one: Design, other: Design) -> Design:
    """Return the design of two independent sides, at every pair of their points."""

    def crossed(first: tuple[Array, ...], second: tuple[Array, ...]) -> tuple[Array, ...]:
        columns = np.meshgrid(np.arange(first[0].size), np.arange(second[0].size), indexing="ij")
        rows, others = (index.ravel() for index in columns)
        return *(part[rows] for part in first), *(part[others] for part in second)

    chance = np.asarray(np.kron(one.chance, other.chance), dtype=np.float64)
    return Design(crossed(one.data, other.data), crossed(one.expected, other.expected), chance)


def of_risk(n: int, p: Array) -> Design:
    """Return the design of a part of n at each p."""
    return single(binomial(n, p), n, n * p)


def of_rate(mean: Array, population: float, largest: float) -> Design:
    """Return the design of events in a population at each mean, as many as the largest mean can give."""
    return single(poisson(mean, np.ceil(pdtrik(1 - LEFT_OUT, largest)) + 1), population, mean)


def tables(total: int, kinds: int) -> Array:
    """Return all ways to spread a total over kinds, a row for each kind."""
    if kinds == 1:
        return np.array([[float(total)]])
    parts = [(first, tables(total - first, kinds - 1)) for first in range(total + 1)]
    return np.hstack([np.vstack([np.full((1, rest.shape[1]), float(first)), rest]) for first, rest in parts])


def multinomial(counts: Array, shares: Array) -> Array:
    """Return the probability of each table of counts, at shares with a row for each point."""
    ways = gammaln(counts.sum(axis=0) + 1) - gammaln(counts + 1).sum(axis=0)
    return np.asarray(np.exp(ways + xlogy(counts[None], shares[:, :, None]).sum(axis=1)))


def kept(design: Design) -> Design:
    """Return the design without outcomes that hardly ever happen."""
    some = design.chance.max(axis=0) > NEVER
    return Design(tuple(part[some] for part in design.data), design.expected, design.chance[:, some], design.true)


def crossed(*sides: Design) -> Design:
    """Return the design of independent sides, whose points are in common."""
    index = [at.ravel() for at in np.meshgrid(*(np.arange(side.data[0].size) for side in sides), indexing="ij")]
    chance = np.ones((sides[0].chance.shape[0], index[0].size))
    for side, at in zip(sides, index, strict=True):
        chance *= side.chance[:, at]
    data = tuple(part[at] for side, at in zip(sides, index, strict=True) for part in side.data)
    return kept(Design(data, tuple(part for side in sides for part in side.expected), chance))


def with_core(units: list[list[Design]]) -> Design:
    """Return the design of independent strata, or deployments, with their points in common: a last axis of counts."""
    flat = crossed(*(side for unit in units for side in unit))
    width, width_of_unit = len(flat.data), len(flat.data) // len(units)
    data, expected = (
        tuple(np.stack(columns[i:width:width_of_unit], axis=-1) for i in range(width_of_unit))
        for columns in (flat.data, flat.expected)
    )
    return Design(data, expected, flat.chance)


def with_constants(design: Design, *numbers: float) -> Design:
    """Return the design with further data that do not vary."""

    def more(columns: tuple[Array, ...]) -> tuple[Array, ...]:
        return (*columns, *(np.full(columns[0].shape, number) for number in numbers)) if columns else ()

    return Design(more(design.data), more(design.expected), design.chance, design.true)


def grid(*values: Any) -> list[Array]:
    """Return every combination, a column for each of the values."""
    return [each.ravel() for each in np.meshgrid(*map(np.asarray, values), indexing="ij")]


def beta_binomial(n: int, p: Array, rho: Array) -> Array:
    """P(X = 0..n) of a chance that varies about p with the intraclass correlation rho, points down."""
    x, theta = np.arange(n + 1.0), (rho / (1 - rho))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = p[:, None] / theta, (1 - p[:, None]) / theta
        ways = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
        varied = np.exp(ways + betaln(x + a, n - x + b) - betaln(a, b))
    return np.where(theta > 0, varied, binomial(n, p))


def logistic_normal(n: int, p: Array, spread: Array) -> Array:
    """P(X = 0..n) of a chance whose log odds are normal about those of p, points down."""
    z = np.linspace(-8, 8, 161)
    weights = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    log_odds = np.log(p / (1 - p))[:, None] + spread[:, None] * z
    return np.asarray(np.einsum("k,kpx->px", weights, np.stack([binomial(n, each) for each in expit(log_odds).T])))


def gamma_poisson(mean: Array, theta: Array, most: float) -> Array:
    """P(X = 0..most) of a mean that varies with the squared variation theta, points down."""
    x, size = np.arange(most + 1), (1 / np.maximum(theta, LEFT_OUT))[:, None]
    share = mean[:, None] / (size + mean[:, None])
    varied = np.exp(gammaln(x + size) - gammaln(size) - gammaln(x + 1) + size * np.log1p(-share) + xlogy(x, share))
    return np.where(theta[:, None] > 0, varied, poisson(mean, most))


def sums(u: Array, n: Array) -> tuple[Array, ...]:
    """Return the sums over the last axis of u and n, and of their squares and products."""
    return tuple(each.sum(axis=-1) for each in (u, n, u * u, u * n, n * n))
