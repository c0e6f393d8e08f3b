"""How much of a difference between two crude rates is rates, and how much is who lives there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from disprop import _pairs
from disprop._arrays import FloatArray, Pair
from disprop._errors import DispropError
from disprop.estimate import Result
from disprop.standardise._strata import columns, refuse


@dataclass(frozen=True, slots=True, eq=False)
class Decomposition(Result):
    """The difference of two crude rates, in parts that add up to it.

    Attributes
    ----------
    group, reference : the two crude rates.
    difference : group less reference.
    rates : the part that is there because the rates of the strata differ.
    composition : the part that is there because the populations are made up differently, by factor.
    """

    group: float
    reference: float
    difference: float
    rates: float
    composition: Mapping[str, float]

    @property
    def parts(self) -> dict[str, float]:
        """The parts by name: the rates, and each factor of the composition."""
        return {"rates": self.rates, **self.composition}

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, one row for each part, and for the difference that they add up to."""
        rows = {**self.parts, "difference": self.difference}
        return {"name": [*rows], "value": [*map(float, rows.values())]}

    def __str__(self) -> str:
        """Write the parts in words, per 1,000."""
        listed = ", ".join(f"{_per_1000(part)} by {name}" for name, part in self.parts.items())
        return f"{_per_1000(self.difference)} per 1,000: {listed}"


def _per_1000(part: float) -> str:
    """Return a part of a difference with its sign; what is left of digits that cancelled is 0."""
    return f"{round(1_000 * part, 12) + 0.0:+.3g}"


def kitagawa(*, group: Pair, reference: Pair) -> Decomposition:
    """Return how much of the difference between two crude rates is rates, and how much is composition.

    Use it when a group has a higher crude rate, and somebody answers that its people are younger: it says how much of
    the gap that explains.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, one number for each stratum.

    Returns
    -------
    Decomposition
        Its two parts add up to the difference, without a remainder: `rates` is sum((r1 - r0) (c1 + c0)/2) and
        `composition["strata"]` is sum((c1 - c0) (r1 + r0)/2), with the rates r of the strata and their shares c of the
        population [1]_.

    Raises
    ------
    DispropError
        For events without a population, and for a stratum where only one side has a population, whose rate is unknown.

    References
    ----------
    .. [1] Kitagawa 1955, Journal of the American Statistical Association 50: 1168-1194.

    Examples
    --------
    Down's syndrome among fifth and later children against first-born ones, by the age of the mother (Fay and Feuer
    1997, Table 1). The gap is older mothers:

    >>> first = [107, 141, 60, 40, 39, 25], [230_061, 329_449, 114_920, 39_487, 14_208, 3_052]
    >>> fifth = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    >>> print(kitagawa(group=fifth, reference=first))
    +1.11 per 1,000: -0.185 by rates, +1.29 by strata
    """
    return das_gupta(group=group, reference=reference, factors=("strata",))


def das_gupta(*, group: Pair, reference: Pair, factors: Sequence[str]) -> Decomposition:
    """Return how much of the difference between two crude rates is rates, and how much each factor of composition.

    Use it where people are counted by several factors at once, such as age, sex and area.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with an axis for each factor.
    factors : sequence of str
        The names of the axes, in order.

    Returns
    -------
    Decomposition
        `rates` and one part for each factor; they add up to the difference, without a remainder. `rates` is that of
        `kitagawa` on all cells as strata, and the factors share its composition out.

    Raises
    ------
    DispropError
        As for `kitagawa`; for counts that have not as many axes as there are factors.

    Notes
    -----
    Rates are split from composition first [1]_: `rates` is sum((r1 - r0) (c1 + c0)/2) over all cells, with their rates
    r and their shares c of the population. The share of a cell is a product of one number for each factor: of the
    shares of the cell's level of that factor among the people who are like the cell in S, for all sets S of other
    factors, each to the power of the weight of S. The part of a factor is the change that its numbers make to the sum
    of (r1 + r0)/2 times all the numbers, averaged over all orders of changing these from the reference's to the
    group's.

    References
    ----------
    .. [1] Das Gupta 1993, Standardization and Decomposition of Rates, Current Population Reports P23-186, chapter 5.

    Examples
    --------
    Two ages by two areas:

    >>> group = [[10, 40], [20, 90]], [[1_000, 2_000], [900, 2_500]]
    >>> reference = [[15, 20], [30, 50]], [[2_000, 1_000], [1_800, 1_300]]
    >>> print(das_gupta(group=group, reference=reference, factors=("age", "area")))
    +6.15 per 1,000: +1.07 by rates, +0.134 by age, +4.94 by area
    """
    names = list(factors)
    sides = _checked(_pairs.two_sides(group, reference, _pairs.EVENTS), names)
    (x1, t1), (x0, t0) = sides
    r1, r0 = (np.where(people > 0, events / np.where(people > 0, people, 1.0), 0.0) for events, people in sides)
    rates = float(((r1 - r0) * (t1 / t1.sum() + t0 / t0.sum()) / 2).sum())
    composition = _effects((r1 + r0) / 2, [_factored(people) for _, people in sides])
    crude = float(x1.sum() / t1.sum()), float(x0.sum() / t0.sum())
    return Decomposition(*crude, crude[0] - crude[1], rates, dict(zip(names, composition, strict=True)))


def _checked(inputs: dict[str, ArrayLike], names: list[str]) -> list[tuple[FloatArray, FloatArray]]:
    data, labels = columns(inputs)
    x1, t1, x0, t0 = data.values()
    if x1.ndim != len(set(names)) or x1.ndim != len(names):
        said = f"the counts need an axis for each of the factors {names}; they have {x1.ndim}"
        raise DispropError(said, what="the counts", got=x1.ndim)
    refuse((t1 > 0) != (t0 > 0), "only one side", "has a population", "merge it with a neighbour", labels)
    if t1.sum() == 0:
        both = "group_population and reference_population"
        raise DispropError(f"{both} are 0 everywhere, so that there is no rate", what=both, got=0)
    return [(x1, t1), (x0, t0)]


def _factored(people: FloatArray) -> list[FloatArray]:
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


def _effects(rates: FloatArray, sides: list[list[FloatArray]]) -> list[float]:
    """Return what each factor does to the sum of rates by shares when it goes from the reference's to the group's."""
    factors = range(len(sides[0]))

    def effect(changing: int) -> float:
        others = [other for other in factors if other != changing]
        step = sides[0][changing] - sides[1][changing]
        mixed = (
            weight * np.prod([rates, *(sides[i not in some][i] for i in others)], axis=0)
            for some, weight in _subsets(others)
        )
        return float((step * sum(mixed)).sum())

    return [effect(i) for i in factors]


def _subsets(others: list[int]) -> list[tuple[tuple[int, ...], float]]:
    """Return every subset with the share of all orders in which exactly it comes before the one that is left out."""
    n = len(others)
    return [(some, 1 / ((n + 1) * comb(n, s))) for s in range(n + 1) for some in combinations(others, s)]
