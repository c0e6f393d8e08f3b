"""Coverage of every interval method, by adding up the probability of every outcome.

For each point of a grid (a true p, a true mean, or a pair of them) the probability of each possible count is
added up over the counts whose interval contains the truth. All families are walked, and all methods; the experiments
of each family are in `experiments`. What is written is docs/explanation/coverage.csv and a plot for each larger family.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from disprop.intervals import FAMILIES, Family
from studies.designs import Array, Design, of_rate, of_risk
from studies.experiments import designs
from studies.machine import PAGES, stamp

LEVELS = (0.9, 0.95, 0.99)
ONE_COUNT = ("proportion", "rate")
DIVIDED = ("ratio", "odds", "extra")  # words of the parameters whose limits can be infinite
BESIDE = 1e-9  # relative distance of a point from a limit, where the coverage jumps


@dataclass(frozen=True, slots=True)
class Points:
    """What an interval does at each point of a grid."""

    coverage: Array
    below: Array  # probability that the whole interval lies below the truth
    above: Array
    width: Array


def limits_of(family: Family, name: str, design: Design, level: float) -> tuple[Array, Array]:
    """Return the limits at every outcome."""
    return family.limits(name, design.data, (1 - level) / 2)


def at(family: Family, design: Design, limits: tuple[Array, Array]) -> Points:
    """Return what the limits do at each point of a design."""
    low, high = limits
    truth = design.truth(family)
    below, above = ((design.chance * missed).sum(axis=1) for missed in (high < truth, low > truth))
    return Points(1 - below - above, below, above, design.chance @ length(family, low, high))


def length(family: Family, low: Array, high: Array) -> Array:
    """Return high - low; of r/(1 + |r|) for what is divided by a count, and so can have infinite limits."""
    if any(word in family.parameter for word in DIVIDED):
        with np.errstate(divide="ignore"):
            low, high = (np.sign(limit) / (1 + 1 / np.abs(limit)) for limit in (low, high))
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


Found = tuple[Points, float]


def measured(family: Family, name: str, level: float, *, small: bool = False) -> Found:
    """Return the points of all designs together, and the least coverage met at them or between them."""
    parts, lowest = [], 1.0
    for design in designs(family, name, small=small):
        limits = limits_of(family, name, design, level)
        parts.append(at(family, design, limits))
        if family.parameter in ONE_COUNT:
            lowest = min(lowest, lowest_beside_limits(family, design, limits))
    points = Points(*(np.concatenate([getattr(part, field) for part in parts]) for field in Points.__slots__))
    return points, min(lowest, float(points.coverage.min()))


def row(family: Family, name: str, level: float, found: Found, standard: Array) -> dict[str, Any]:
    """Return one line of the table; `standard` is the expected width of the default method at each point."""
    points, lowest = found
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


def rows(families: Iterable[Family]) -> Iterator[dict[str, Any]]:
    """Yield the line of every method and level, saying on stderr how far it is."""
    for family, level in product(families, LEVELS):
        started = time.perf_counter()
        found = {name: measured(family, name, level) for name in family.methods}
        standard = found[family.default][0].width
        yield from (row(family, name, level, each, standard) for name, each in found.items())
        print(f"{family.parameter} {level:g}  {time.perf_counter() - started:.1f} s", file=sys.stderr)


def plain(line: dict[str, Any]) -> dict[str, str]:
    """Return a line with six digits: a change of rounding is no change."""
    return {name: f"{cell:.6g}" if isinstance(cell, float) else str(cell) for name, cell in line.items()}


def main() -> None:
    """Study every method, then write the table and the plots."""
    from studies.coverage_plots import draw

    started = time.perf_counter()
    lines = [plain(line) for line in rows(FAMILIES.values())]
    took = time.perf_counter() - started
    with (PAGES / "coverage.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {stamp('make coverage-study', 'disprop', 'numpy', 'scipy')} It took {took:.0f} s.\n")
        table = csv.DictWriter(file, lines[0], lineterminator="\n")
        table.writeheader()
        table.writerows(lines)
    draw()


if __name__ == "__main__":
    main()
