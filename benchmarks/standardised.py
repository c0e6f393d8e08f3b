"""Time of directly standardised rates: 100,000 areas of 19 ages, beside the same formula written with scipy.

    python -m benchmarks.standardised [--areas 100000] [--repeats 7]

What is written is docs/explanation/speed-standardised.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainccinv, gammaincinv

from benchmarks.measured import memory, seconds
from disprop import direct_rate, standard_weights
from disprop.intervals import DIRECT_RATE
from disprop.standardise._strata import weighted_sum
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
TAIL = np.array(0.025)
TARGET = 250
PAGE = """# How fast standardised rates are

{areas:,} areas of 19 ages, standardised to the European standard population of 2013: nanoseconds of CPU time for each
area, the least of {repeats} turns, and the most bytes held at once for each area, the result included. The counts
themselves take 304.

{stamp}

{lines}

Sums and limits by fay-feuer, without the checks of the public function, are meant to take {target} together; they took
{together:,.0f}.
"""


def counts(areas: int) -> tuple[Array, Array, Array]:
    """Return events, populations and weights."""
    rng = np.random.default_rng(2013)
    weights = np.array(list(standard_weights("european-2013").values()))
    population = rng.integers(100, 5_000, (areas, weights.size)).astype(float)
    return rng.poisson(population * 0.01).astype(float), population, weights


def with_scipy(x: Array, t: Array, w: Array) -> tuple[Array, Array]:
    """Return the limits of Fay and Feuer, as one would write them."""
    u = w / t
    y, v, most = (u * x).sum(axis=1), (u**2 * x).sum(axis=1), u.max(axis=1)
    mean, variance = y + most, v + most**2
    low = gammaincinv(y**2 / v, TAIL) * v / y
    return low, gammainccinv(mean**2 / variance, TAIL) * variance / mean


def main() -> None:
    """Time everything, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=7)
    asked = parser.parse_args()
    x, t, w = counts(asked.areas)
    sums = tuple(weighted_sum(x, t, w))
    calls: dict[str, Callable[[], Any]] = {
        "sums over the ages": partial(weighted_sum, x, t, w),
        **{f"limits by `{name}`": partial(DIRECT_RATE.limits, name, sums, TAIL) for name in DIRECT_RATE.methods},
        "`direct_rate`, with its checks": partial(direct_rate, x, t, standard=w),
        "fay-feuer written with scipy, sums and limits": partial(with_scipy, x, t, w),
    }
    turns = [[seconds(call) for call in calls.values()] for _ in range(asked.repeats)]
    times = {name: min(column) / asked.areas * 1e9 for name, *column in zip(calls, *turns, strict=True)}
    lines: list[tuple[object, ...]] = [
        (name, f"{times[name]:,.0f}", f"{memory(call) / asked.areas:,.0f}") for name, call in calls.items()
    ]
    page = PAGE.format(
        areas=asked.areas,
        repeats=asked.repeats,
        stamp=stamp("python -m benchmarks.standardised", "disprop", "numpy", "scipy"),
        lines=table(("what", "ns an area", "bytes"), lines),
        target=TARGET,
        together=times["sums over the ages"] + times["limits by `fay-feuer`"],
    )
    print(page)
    (PAGES / "speed-standardised.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
