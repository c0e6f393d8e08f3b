"""What chance does to a comparison of groups: to a measure of inequality were all equal, and to p-values of many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import DispropError, Said, refused
from disprop._text import number
from disprop.disparity._inequality import Measure
from disprop.estimate import Result
from disprop.intervals import PROPORTION

ROUNDING = 1e-12  # relative: draws that are equal to what was found but for rounding are equal
STEADY = 4.0  # errors
Kinds = list[tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True, eq=False)
class Spread(Result):
    """One measure of inequality between groups, beside what chance makes of it.

    Attributes
    ----------
    name : which measure.
    value : the measure of the rates as they were found; infinite where a rate of 0 makes it so.
    limit : how near to equality it may be: a one-sided limit at `level`, finite whatever is 0.
    compared : what is set beside chance: the value, or the measure of steadied rates where chance alone makes the value
        infinite too often to tell anything.
    null_median, null_extreme : its median under equality, and the value that chance passes with 1 - level.
    null_infinite : the share of draws of equal groups in which the value is infinite: a group has no error in them.
    p_value : the chance under equality of a value as unequal as this, or more.
    corrected : the value less the median under equality: divided by it for a ratio, subtracted otherwise, and held at
        the limit. Of steadied rates where the value is infinite, or not what is compared.
    """

    name: str
    value: float
    limit: float
    compared: float
    null_median: float
    null_extreme: float
    null_infinite: float
    p_value: float
    corrected: float
    level: float

    def __str__(self) -> str:
        """Write the measure beside its null distribution, and what it was that was compared."""
        shown = (self.value, self.limit, self.null_median, self.null_extreme, self.corrected)
        value, limit, median, extreme, corrected = (number(each, 3) for each in shown)
        side = "at most" if self.name == "fairness_discrepancy_rate" else "at least"
        return (
            f"{self.name.replace('_', ' ')} {value} ({100 * self.level:.12g}% {side} {limit}){self._steadied()}; equal "
            f"groups give {median}, and {extreme} in 1 of {1 / (1 - self.level):.0f}; p = {self.p_value:.2g}; "
            f"corrected {corrected}"
        )

    def _steadied(self) -> str:
        if self.compared == self.value:
            return ""
        share = f"{100 * self.null_infinite:.0f}% of equal draws have a group without an error"
        return f"; no power: {share}; of steadied rates {number(self.compared, 3)}"


def drawn_if_equal(kinds: Kinds, draws: int, rng: np.random.Generator) -> Kinds:
    """Return counts of equal groups, one draw a row: binomial, with the share of all groups together.

    They are drawn in the order of the group sizes, so that the order in which groups are given changes nothing.
    """
    order = np.lexsort([count for pair in kinds for count in pair])
    drawn = []
    for part, whole in kinds:
        sizes = whole[order].astype(np.int64)
        drawn.append((rng.binomial(sizes, part.sum() / whole.sum(), (draws, sizes.size)).astype(float), whole[order]))
    return drawn


def plain(kinds: Kinds) -> list[FloatArray]:
    """Return the rates."""
    return [part / whole for part, whole in kinds]


def steadied(kinds: Kinds) -> list[FloatArray]:
    """Return rates with some errors more in each group, of as many as would bring them at the rate of all together.

    Of x errors, where e are expected at the rate p of all groups, the rate is p (x + 4) / (e + 4): never 0, and near
    to p for a group too small to tell. With 1 or 2 in place of 4 chance in a small group hides more of what large
    ones show.
    """
    rates = []
    for part, whole in kinds:
        together = part.sum(axis=-1, keepdims=True) / whole.sum()
        rates.append(together * (part + STEADY) / (whole * together + STEADY))
    return rates


def boxes(kinds: Kinds, level: float) -> Kinds:
    """Return exact limits of each rate that hold for all of them together (Bonferroni)."""
    tail = (1 - level) / (2 * sum(part.size for part, _ in kinds))
    return [PROPORTION.limits("clopper-pearson", pair, tail) for pair in kinds]


def spread(measure: Measure, kinds: Kinds, null: Kinds, level: float, weight: float) -> Spread:
    """Return the measure of the counts beside its null distribution."""
    value, drawn = float(measure.of(plain(kinds), weight)), measure.of(plain(null), weight)
    limit, infinite = measure.least(boxes(kinds, level), weight), float(np.isinf(drawn).mean())
    steady, steady_drawn = float(measure.of(steadied(kinds), weight)), measure.of(steadied(null), weight)
    compared, beside = (value, drawn) if infinite < min(1 - level, 0.5) else (steady, steady_drawn)
    found, far = measure.sign * compared, measure.sign * beside
    as_far = far >= found - ROUNDING * abs(found) if np.isfinite(found) else far >= found
    median, extreme = (_quantile(measure, beside, q) for q in (0.5, level))
    usual = (compared, median) if np.isfinite(compared) else (steady, _quantile(measure, steady_drawn, 0.5))
    return Spread(
        name=measure.name,
        value=value,
        limit=limit,
        compared=compared,
        null_median=median,
        null_extreme=extreme,
        null_infinite=infinite,
        p_value=float((1 + as_far.sum()) / (1 + far.size)),
        corrected=_corrected(measure, *usual, limit),
        level=level,
    )


def _quantile(measure: Measure, drawn: FloatArray, q: float) -> float:
    """Return the value that is passed, away from equality, by 1 - q of the draws."""
    return float(np.quantile(measure.sign * drawn, q, method="inverted_cdf")) * measure.sign


def _corrected(measure: Measure, value: float, median: float, limit: float) -> float:
    """Return the value less what is typical of chance, on the scale where chance adds: logs for ratios."""
    less = value / median if measure.ratio else measure.equality + (value - median)
    return measure.sign * max(measure.sign * less, measure.sign * limit)


def generator(seed: object, rng: object) -> np.random.Generator:
    """Return the source of random numbers that was given: `rng`, or a new one from `seed`."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise refused("rng", "must be a numpy.random.Generator", rng)
    if seed is not None and rng is not None:
        raise DispropError("give seed= or rng=, not both", what="seed and rng", got=Said("both"))
    return rng if isinstance(rng, np.random.Generator) else _arrays.generator(seed)


def holm(p: FloatArray) -> FloatArray:
    """Return p-values that keep the chance of any false alarm among all (Holm 1979)."""
    order, places = _ordered(p)
    steps = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return np.minimum(steps, 1.0)[places]


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """Return p-values that keep the expected share of false alarms among those called (Benjamini, Hochberg 1995)."""
    order, places = _ordered(p)
    steps = p[order] * p.size / np.arange(1, p.size + 1)
    return np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)[places]


def _ordered(p: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the order of the p-values, and the place of each in it."""
    order = np.argsort(p, kind="stable")
    return order, np.argsort(order)
