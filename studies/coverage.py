"""Exact coverage of every interval method, by adding up the probability of every outcome; nothing is simulated.

For each point of a grid (a true p, a true mean, or a pair of them) the probability of each possible count is
added up over the counts whose interval contains the truth. The families are walked, so a new method comes in by
itself. What is written is docs/explanation/coverage.csv and one plot for each family.

The outcomes of a Poisson count are enumerated until less than 1e-14 of the probability is left.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, pdtrik, xlog1py, xlogy

from disprop.intervals import FAMILIES, Family
from disprop.intervals._compose import RATES, RISKS
from studies.machine import PAGES, stamp

Array = NDArray[np.float64]
LEVELS = (0.9, 0.95, 0.99)
LEFT_OUT = 1e-14  # probability of the counts beyond the enumerated ones
BESIDE = 1e-9  # relative distance of a point from a limit, where the coverage jumps
RISK_GRID = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])


@dataclass(frozen=True, slots=True)
class Design:
    """All outcomes of an experiment, and how probable each is at each true point.

    Attributes
    ----------
    data : counts and denominators of the family, an element for each outcome.
    expected : the same at the true points, an element for each point.
    chance : probability, points down and outcomes across.
    """

    data: tuple[Array, ...]
    expected: tuple[Array, ...]
    chance: Array

    def truth(self, family: Family) -> Array:
        """Return the true value of the parameter at each point; deployments are alike, and have that of their sums."""
        if family.core == "deployments":
            part, whole = (count.sum(axis=-1) for count in self.expected)
            return np.asarray(part / whole)
        return family.value(*self.expected)


@dataclass(frozen=True, slots=True)
class Points:
    """What an interval does at each point of a grid."""

    coverage: Array
    below: Array  # probability that the whole interval lies below the truth
    above: Array
    width: Array


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


def plain_designs(data: tuple[str, ...], *, small: bool) -> Iterator[Design]:
    """Yield the experiments for one or two sides; none where this study has no design for these counts."""
    if data == ("part", "whole"):
        for n in (5, 20) if small else (5, 10, 20, 50, 100, 200):
            yield of_risk(n, np.linspace(0.005, 0.995, 100 if small else 397))
    elif data == ("events", "population"):
        for low, high in ((0.2, 10),) if small else ((0.2, 10), (10, 100)):
            yield of_rate(np.linspace(low, high, 99 if small else 491), 1, high)
    elif data == RATES:
        means = np.geomspace(0.5, 10, 7) if small else np.geomspace(0.5, 40, 14)
        for population in (1.0, 5.0):
            yield pair(of_rate(means, population, means.max()), of_rate(means, 1, means.max()))
    elif data == RISKS:
        for n1, n0 in ((8, 12),) if small else ((10, 10), (10, 40), (30, 30), (25, 100)):
            yield pair(of_risk(n1, RISK_GRID), of_risk(n0, RISK_GRID))


def designs(family: Family, *, small: bool) -> Iterator[Design]:
    """Yield the experiments for a family; none where this study has no design for its counts."""
    if not family.core:
        yield from plain_designs(family.data, small=small)
        return
    effect, p = (each.ravel() for each in np.meshgrid((0.5, 1.0, 1.5), (0.1, 0.3) if small else (0.05, 0.15, 0.3, 0.4)))
    rates = family.data in {RATES, ("events", "population")}
    if family.core == "strata":  # the reference of the second has half as much again
        shapes = ((2, 3, 1.0), (3, 2, 1.5)) if small or rates else ((4, 7, 1.0), (7, 4, 1.5))
        sides = [[(n1, group_risk(family.parameter, k * p, effect)), (n0, k * p)] for n1, n0, k in shapes]
    else:  # all alike
        sides = [[(n, p)] for n in ((2, 3, 4) if small or rates else (4, 6, 8))]
    yield with_core([[of_rate(n * q, n, (n * q).max()) if rates else of_risk(n, q) for n, q in one] for one in sides])


def group_risk(parameter: str, p: Array, effect: Array) -> Array:
    """Return the risk, or rate, of the group that is so many times that of the reference, or odds, or a bit more."""
    if "difference" in parameter:
        return p + (effect - 1) / 10
    return effect * p / (1 - p + effect * p) if "odds" in parameter else effect * p


def with_core(units: list[list[Design]]) -> Design:
    """Return the design of independent strata, or deployments, with their points in common: a last axis of counts."""
    every = [side for unit in units for side in unit]
    index = np.meshgrid(*(np.arange(side.chance.shape[1]) for side in every), indexing="ij")
    chance = np.ones((every[0].chance.shape[0], index[0].size))
    columns: list[tuple[Array, ...]] = []
    for side, at in zip(every, index, strict=True):
        chance *= side.chance[:, at.ravel()]
        columns.append((*(part[at.ravel()] for part in side.data), *side.expected))
    by_unit = [columns[i : i + len(units[0])] for i in range(0, len(columns), len(units[0]))]
    data = [np.stack([unit[i][j] for unit in by_unit], axis=-1) for i in range(len(units[0])) for j in (0, 1)]
    expected = [np.stack([unit[i][j] for unit in by_unit], axis=-1) for i in range(len(units[0])) for j in (2, 3)]
    return Design(tuple(data), tuple(expected), chance)


def studied(family: Family) -> bool:
    """Whether there is a design for the counts of this family."""
    return any(True for _ in designs(family, small=True))


def limits_of(family: Family, name: str, design: Design, level: float) -> tuple[Array, Array]:
    """Return the limits at every outcome."""
    return family.limits(name, design.data, (1 - level) / 2)


def at(family: Family, design: Design, limits: tuple[Array, Array]) -> Points:
    """Return what the limits do at each point of a design."""
    low, high = limits
    truth = design.truth(family)[:, None]
    below, above = ((design.chance * missed).sum(axis=1) for missed in (high < truth, low > truth))
    return Points(1 - below - above, below, above, design.chance @ length(family, low, high))


def length(family: Family, low: Array, high: Array) -> Array:
    """Return high - low; of r/(1+r) for a ratio, whose limits can be infinite."""
    if family.support == (0.0, np.inf) and len(family.data) == 4:
        with np.errstate(divide="ignore"):
            low, high = 1 / (1 + 1 / low), 1 / (1 + 1 / high)
    return high - low


def lowest_beside_limits(family: Family, design: Design, limits: tuple[Array, Array]) -> float:
    """Return the least coverage beside the limits: for one count it is least where it jumps.

    Between two jumps the counts that cover are the same run of counts, and its probability has no inner minimum.
    """
    whole, truth = float(design.data[1][0]), design.truth(family)
    near = np.concatenate([limit * (1 + side * BESIDE) for limit in limits for side in (-1, 1)])
    inside = near[(near >= truth.min()) & (near <= truth.max())]
    if inside.size == 0:
        return 1.0
    if family.data[0] == "part":
        beside = of_risk(int(whole), inside)
    else:
        beside = of_rate(inside * whole, whole, truth.max() * whole)
    return float(at(family, beside, limits).coverage.min())


def measured(family: Family, name: str, level: float, *, small: bool = False) -> tuple[Points, float]:
    """Return the points of all designs together, and the least coverage met at them or between them."""
    parts, lowest = [], 1.0
    for design in designs(family, small=small):
        limits = limits_of(family, name, design, level)
        parts.append(at(family, design, limits))
        if len(family.data) == 2 and not family.core:
            lowest = min(lowest, lowest_beside_limits(family, design, limits))
    points = Points(*(np.concatenate([getattr(part, field) for part in parts]) for field in Points.__slots__))
    return points, min(lowest, float(points.coverage.min()))


def row(family: Family, name: str, level: float, standard: Array) -> dict[str, Any]:
    """Return one line of the table; `standard` is the expected width of the default method at each point."""
    points, lowest = measured(family, name, level)
    low, middle, high = np.quantile(points.coverage, (0.05, 0.5, 0.95))
    return {
        "family": family.parameter,
        "method": name,
        "level": level,
        "points": points.coverage.size,
        "minimum": lowest,
        "percentile_5": low,
        "median": middle,
        "percentile_95": high,
        "mean": points.coverage.mean(),
        "interval_below": points.below.mean(),
        "interval_above": points.above.mean(),
        "imbalance": np.abs(points.below - points.above).mean(),
        "relative_width": (points.width / standard).mean(),
    }


def rows() -> Iterator[dict[str, Any]]:
    """Yield the line of every method and level, saying on stderr how far it is."""
    for family in filter(studied, FAMILIES.values()):
        for level in LEVELS:
            standard = measured(family, family.default, level)[0].width
            for name in family.methods:
                started = time.perf_counter()
                yield row(family, name, level, standard)
                took = time.perf_counter() - started
                print(f"{family.parameter:16} {name:20} {level:g}  {took:.1f} s", file=sys.stderr)


def plain(line: dict[str, Any]) -> dict[str, str]:
    """Return a line with six digits: a change of rounding is no change."""
    return {name: f"{cell:.6g}" if isinstance(cell, float) else str(cell) for name, cell in line.items()}


def main() -> None:
    """Study every method, then write the table and the plots."""
    from studies.coverage_plots import draw

    started = time.perf_counter()
    lines = [plain(line) for line in rows()]
    took = time.perf_counter() - started
    with (PAGES / "coverage.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {stamp('make coverage-study', 'disprop', 'numpy', 'scipy')} It took {took:.0f} s.\n")
        table = csv.DictWriter(file, lines[0], lineterminator="\n")
        table.writeheader()
        table.writerows(lines)
    draw()


if __name__ == "__main__":
    main()
