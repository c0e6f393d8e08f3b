"""What a measure of inequality would be by chance alone, were all groups equal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from disprop._arrays import DispropError, FloatArray
from disprop._text import number
from disprop.alerts._spread import Measure
from disprop.intervals import PROPORTION

ROUNDING = 1e-12  # relative: draws that are equal to what was found but for rounding are equal
Kinds = list[tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure of inequality between groups, beside what chance makes of it.

    Attributes
    ----------
    name : which measure.
    value : the measure of the rates as they were found; infinite where a rate of 0 makes it so.
    limit : how near to equality it may be: a one-sided limit at `level`, finite whatever is 0.
    null_median, null_extreme : its median under equality, and the value that chance passes with 1 - level.
    p_value : the chance under equality of a value as unequal as this, or more.
    corrected : the value less the median under equality: divided by it for a ratio, subtracted otherwise, and held at
        equality.
    """

    name: str
    value: float
    limit: float
    null_median: float
    null_extreme: float
    p_value: float
    corrected: float
    level: float

    def __str__(self) -> str:
        """Write the measure beside its null distribution."""
        value, limit, median, extreme, corrected = (
            number(each, 3) for each in (self.value, self.limit, self.null_median, self.null_extreme, self.corrected)
        )
        side = "at most" if self.name == "fairness_discrepancy_rate" else "at least"
        return (
            f"{self.name.replace('_', ' ')} {value} ({100 * self.level:.12g}% {side} {limit}); equal groups give "
            f"{median}, and {extreme} in 1 of {1 / (1 - self.level):.0f}; p = {self.p_value:.2g}; corrected {corrected}"
        )


def rates_if_equal(kinds: Kinds, draws: int, rng: np.random.Generator) -> list[FloatArray]:
    """Return rates of equal groups, one draw a row: binomial counts with the share of all groups together.

    They are drawn in the order of the group sizes, so that the order in which groups are given changes nothing.
    """
    order = np.lexsort([count for pair in kinds for count in pair])
    drawn = []
    for part, whole in kinds:
        sizes = whole[order].astype(np.int64)
        drawn.append(rng.binomial(sizes, part.sum() / whole.sum(), (draws, sizes.size)) / sizes)
    return drawn


def boxes(kinds: Kinds, level: float) -> Kinds:
    """Return exact limits of each rate that hold for all of them together (Bonferroni)."""
    tail = (1 - level) / (2 * sum(part.size for part, _ in kinds))
    return [PROPORTION.limits("clopper-pearson", pair, tail) for pair in kinds]


def spread(measure: Measure, kinds: Kinds, null: list[FloatArray], level: float, weight: float) -> Spread:
    """Return the measure of the counts beside its null distribution."""
    value = float(measure.of([part / whole for part, whole in kinds], weight))
    drawn = measure.sign * measure.of(null, weight)
    found = measure.sign * value
    as_far = drawn >= found - ROUNDING * abs(found) if np.isfinite(found) else drawn >= found
    median, extreme = (float(np.quantile(drawn, q, method="inverted_cdf")) * measure.sign for q in (0.5, level))
    return Spread(
        name=measure.name,
        value=value,
        limit=measure.least(boxes(kinds, level), weight),
        null_median=median,
        null_extreme=extreme,
        p_value=float((1 + as_far.sum()) / (1 + drawn.size)),
        corrected=_corrected(measure, value, median),
        level=level,
    )


def _corrected(measure: Measure, value: float, median: float) -> float:
    """Return the value less what is typical of chance, on the scale where chance adds: logs for ratios."""
    if measure.sign * (value - median) <= 0 or value == median:
        return measure.equality
    return value / median if measure.ratio else measure.equality + (value - median)


def generator(seed: object, rng: object) -> np.random.Generator:
    """Return the source of random numbers that was given: `rng`, or a new one from `seed`."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise DispropError(f"rng must be a numpy.random.Generator; got {rng!r}")
    if seed is not None and rng is not None:
        raise DispropError("give seed= or rng=, not both")
    return rng if isinstance(rng, np.random.Generator) else np.random.default_rng(seed)  # type: ignore[arg-type]
