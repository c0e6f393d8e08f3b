"""What each factor makes of a rate, averaged over all orders in which the factors may change."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, permutations, product
from math import comb
from typing import TypeVar

import numpy as np

from disprop._arrays import ArrayLike, FloatArray

Name = TypeVar("Name")
Factors = Mapping[str, FloatArray]
Rate = Callable[[Factors], ArrayLike]


def cells(factors: Factors) -> FloatArray:
    return np.asarray(np.prod(np.broadcast_arrays(*factors.values()), axis=0))


def standardised(rate: Rate, sides: Sequence[Factors]) -> FloatArray:
    """Return the rates that differ by one factor only: factors on the first axis, populations on the second."""
    n, names = len(sides), list(sides[0])
    pair = np.zeros((len(names), n, n, *np.shape(rate(sides[0]))))
    for (k, own), (i, j) in product(enumerate(names), permutations(range(n), 2)):
        for some, weight in _subsets([name for name in names if name != own]):
            mixed = {name: sides[i if name in (own, *some) else j][name] for name in names}
            pair[k, i, j] += weight * np.asarray(rate(mixed), dtype=np.float64)
    rows, down = pair.sum(axis=2), pair.sum(axis=1)
    others = rows.sum(axis=1, keepdims=True) - rows
    return np.asarray(rows / (n - 1) + others / (n * (n - 1)) - down / n)


def factored(people: FloatArray) -> list[FloatArray]:
    """Return the numbers whose product is the share of each cell, one for each factor."""
    axes = range(people.ndim)

    def like(kept: tuple[int, ...]) -> FloatArray:
        return people.sum(axis=tuple(axis for axis in axes if axis not in kept), keepdims=True)

    def number(axis: int) -> FloatArray:
        others = [other for other in axes if other != axis]
        powers = [(like((*some, axis)) / like(some)) ** weight for some, weight in _subsets(others)]
        return np.where(people > 0, np.prod(np.broadcast_arrays(people, *powers)[1:], axis=0), 0.0)

    with np.errstate(invalid="ignore"):
        return [number(axis) for axis in axes]


def _subsets(others: list[Name]) -> list[tuple[tuple[Name, ...], float]]:
    """Return every subset with the share of all orders in which exactly it comes before the one that is left out."""
    n = len(others)
    return [(some, 1 / ((n + 1) * comb(n, s))) for s in range(n + 1) for some in combinations(others, s)]
