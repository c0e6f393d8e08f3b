"""How unequal the rates of several groups are, in one number: the measures, and how little each can be.

A measure is of rates on the last axis. Where all rates are equal, all of them 0 too, it is at its value for equality.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from disprop._arrays import FloatArray

Part = Callable[[FloatArray], FloatArray]


def max_over_min(rates: FloatArray) -> FloatArray:
    """Return the largest rate over the smallest; infinite where only the smallest is 0."""
    return _ratio(rates.max(axis=-1), rates.min(axis=-1))


def max_over_mean(rates: FloatArray) -> FloatArray:
    """Return the largest rate over the plain mean of all."""
    return _ratio(rates.max(axis=-1), rates.mean(axis=-1))


def max_over_geometric_mean(rates: FloatArray) -> FloatArray:
    """Return the largest rate over the geometric mean of all; infinite where another is 0."""
    with np.errstate(divide="ignore"):
        return _ratio(rates.max(axis=-1), np.exp(np.log(rates).mean(axis=-1)))


def gini(rates: FloatArray) -> FloatArray:
    """Return n/(n - 1) sum |x - y| / (2 n^2 mean) over pairs of groups, from 0 to 1.

    Of sorted rates the sum over pairs is twice the sum of (2i - n - 1) x, i from 1.
    """
    n = rates.shape[-1]
    places = 2.0 * np.arange(1, n + 1) - n - 1
    total = rates.sum(axis=-1)
    apart = (np.sort(rates, axis=-1) * places).sum(axis=-1)
    return np.where(_equal(rates), 0.0, apart / np.where(total > 0, total, 1.0) / (n - 1))


def gap(rates: FloatArray) -> FloatArray:
    """Return the largest rate less the smallest."""
    return rates.max(axis=-1) - rates.min(axis=-1)


def _ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((top == bottom) | (top == 0), 1.0, np.maximum(top / bottom, 1.0))


def _equal(rates: FloatArray) -> FloatArray:
    return rates.max(axis=-1) == rates.min(axis=-1)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of one kind of error, or of two joined.

    Attributes
    ----------
    name : its name.
    part : the measure of one kind of error.
    join : what makes one number of the two kinds, given the weight of the first; None for one kind.
    equality : its value where the groups are equal.
    ratio : whether it is a ratio, to be compared on the log scale.
    sign : -1 where less is more unequal, otherwise 1.
    """

    name: str
    part: Part
    join: Callable[[FloatArray, FloatArray, float], FloatArray] | None = None
    equality: float = 0.0
    ratio: bool = False
    sign: float = 1.0

    def of(self, rates: list[FloatArray], weight: float) -> FloatArray:
        """Return the measure of the rates of one kind of error, or of two."""
        parts = [self.part(kind) for kind in rates]
        return parts[0] if self.join is None else self.join(parts[0], parts[1], weight)

    def least(self, boxes: list[tuple[FloatArray, FloatArray]], weight: float) -> float:
        """Return the measure that is nearest to equality when each rate may be anywhere between two limits.

        Each of these measures falls when two rates move towards each other. So of all rates of one sum the nearest to
        equality are those that are one number c, clipped to their limits, and between two limits the measure is
        monotone in c: it is least where c is one of the limits.
        """
        nearest = []
        for low, high in boxes:
            clipped = np.clip(np.concatenate([low, high])[:, np.newaxis], low, high)
            nearest.append(clipped[np.argmin(self.part(clipped))])
        return float(self.of(nearest, weight))


def _average(one: FloatArray, other: FloatArray, weight: float) -> FloatArray:
    return weight * one + (1 - weight) * other


def _one_less(one: FloatArray, other: FloatArray, weight: float) -> FloatArray:
    return 1 - _average(one, other, weight)


def _product(one: FloatArray, other: FloatArray, weight: float) -> FloatArray:
    return one**weight * other ** (1 - weight)


def _larger(one: FloatArray, other: FloatArray, _: float) -> FloatArray:
    return np.maximum(one, other)


ONE_KIND = (
    Measure("max_over_min", max_over_min, equality=1.0, ratio=True),
    Measure("max_over_geometric_mean", max_over_geometric_mean, equality=1.0, ratio=True),
    Measure("max_over_mean", max_over_mean, equality=1.0, ratio=True),
    Measure("gini", gini),
)
TWO_KINDS = (
    Measure("fairness_discrepancy_rate", gap, _one_less, equality=1.0, sign=-1.0),
    Measure("inequity_rate", max_over_min, _product, equality=1.0, ratio=True),
    Measure("garbe", gini, _average),
    Measure("equalised_odds_gap", gap, _larger),
)
