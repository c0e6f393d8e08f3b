"""The sums of Mantel and Haenszel: what the strata say of one ratio, or one difference, added up.

A ratio is R/S, the sums over strata of what the group and the reference contribute. The sums that follow them, v0, v1
and v2, make the variance. R and S that are NaN beside an infinite variance mean that nothing happened in any stratum;
all NaN, that no stratum has people on both sides.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray

Terms = tuple[FloatArray, ...]
NONE = np.zeros(1)  # in place of v0 and v2, of rates and risks


class Counts(NamedTuple):
    """Numerator and denominator of both sides, strata on the last axis."""

    x1: FloatArray
    n1: FloatArray
    x0: FloatArray
    n0: FloatArray

    @property
    def total(self) -> FloatArray:
        """Return the people of a stratum, 1 where it has none: whatever is divided by it there is 0."""
        everyone = self.n1 + self.n0
        return np.where(everyone == 0, 1.0, everyone)

    @property
    def shares(self) -> tuple[FloatArray, FloatArray]:
        """Return the share of the people of a stratum that each side has."""
        total = self.total
        return self.n1 / total, self.n0 / total

    @property
    def weight(self) -> FloatArray:
        """Return the weight of Mantel and Haenszel, 0 where a side has nobody."""
        return self.n1 * (self.n0 / self.total)


def informative(measure: str, c: Counts) -> NDArray[np.bool_]:
    """Return which strata say something about the measure."""
    if measure == "odds ratio":
        return ((c.x1 > 0) & (c.n0 > c.x0)) | ((c.x0 > 0) & (c.n1 > c.x1))
    if measure.endswith("difference"):
        return (c.n1 > 0) & (c.n0 > 0)
    return ((c.x1 > 0) & (c.n0 > 0)) | ((c.x0 > 0) & (c.n1 > 0))


def value(measure: str, *counts: FloatArray) -> FloatArray:
    """Return R/S, or (R - S)/W with W the sum of weights."""
    c = Counts(*counts)
    r, s = (side.sum(axis=-1) for side in _sides(measure, c))
    return (r - s) / c.weight.sum(axis=-1) if measure.endswith("difference") else r / s


def _sides(measure: str, c: Counts) -> tuple[FloatArray, FloatArray]:
    """Return what each stratum adds to R and to S."""
    if measure == "odds ratio":
        total = c.total
        return c.x1 * ((c.n0 - c.x0) / total), (c.n1 - c.x1) * (c.x0 / total)
    share, other = c.shares
    return c.x1 * other, c.x0 * share


def _ratio_of_rates(c: Counts) -> Terms:
    share, other = c.shares
    return c.x1 * other, c.x0 * share, NONE, (c.x1 + c.x0) * share * other, NONE


def _ratio_of_risks(c: Counts) -> Terms:
    share, other = c.shares
    spread = (c.x0 * other * (c.n1 - c.x1) + c.x1 * share * (c.n0 - c.x0)) / c.total
    return c.x1 * other, c.x0 * share, NONE, spread, NONE


def _ratio_of_odds(c: Counts) -> Terms:
    total, (r, s) = c.total, _sides("odds ratio", c)
    rest1, rest0 = c.n1 - c.x1, c.n0 - c.x0
    p, q = (c.x1 + rest0) / total, (rest1 + c.x0) / total
    return r, s, p * r / 2, (p * s + q * r) / 2, q * s / 2


def _of_ratio(terms: Callable[[Counts], Terms]) -> Callable[[Counts], Terms]:
    """Return the function that adds the terms of a ratio up: NaN with an infinite variance where all are 0."""

    def sums(counts: Counts) -> Terms:
        r, s, *variances = (term.sum(axis=-1) for term in terms(counts))
        silent = r + s == 0
        if not silent.any():
            return r, s, *variances
        unsaid = np.where(counts.weight.any(axis=-1), np.inf, np.nan)
        ratio = (np.where(silent, np.nan, side) for side in (r, s))
        return *ratio, *(np.where(silent, unsaid, variance) for variance in variances)

    return sums


def _of_difference(c: Counts) -> Terms:
    """Return the sums of both sides and of the weights, NaN where no stratum has both sides."""
    r, s, weight = (each.sum(axis=-1) for each in (*_sides("difference", c), c.weight))
    return tuple(np.where(weight == 0, np.nan, each) for each in (r, s, weight))


def _difference_of_rates(c: Counts) -> Terms:
    (share, other), (r, s, weight) = c.shares, _of_difference(c)
    return r, s, weight, (c.x1 * other**2 + c.x0 * share**2).sum(axis=-1) / weight**2


def _difference_of_risks(c: Counts) -> Terms:
    total, (share, other), (r, s, weight) = c.total, c.shares, _of_difference(c)
    tilt = c.x0 * share**2 - c.x1 * other**2 + share * (c.n0 - c.n1) * other / 2
    spread = (c.x1 * ((c.n0 - c.x0) / total) + c.x0 * ((c.n1 - c.x1) / total)) / 2
    tilted, spread = (r - s) / weight * tilt.sum(axis=-1), spread.sum(axis=-1)
    return r, s, weight, np.maximum(tilted + spread, 0.0) / weight**2


SUMS: dict[str, Callable[[Counts], Terms]] = {
    "rate ratio": _of_ratio(_ratio_of_rates),
    "risk ratio": _of_ratio(_ratio_of_risks),
    "odds ratio": _of_ratio(_ratio_of_odds),
    "rate difference": _difference_of_rates,
    "risk difference": _difference_of_risks,
}
