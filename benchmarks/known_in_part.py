"""Time what counts known only in part cost in a table, beside counts that are known: one row for each cell.

    python benchmarks/known_in_part.py [ROWS]

Prints the seconds of both, and how many times as long the first take. Rates and ratios are worked out at two corners,
so that about twice the time of the arithmetic, and less of the whole, is to be expected.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from disprop import rate, rate_ratio, tables

COLUMNS = ("events", "people")
SMALL = 5  # smaller counts are withheld
TIMES = 3  # of which the fastest counts


def main() -> None:
    """Print a line for each verb and each share of cells that is known only in part."""
    parser = argparse.ArgumentParser(description="Time tables of counts that are known only in part.")
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    rows = parser.parse_args().rows
    print(f"{rows:,} cells, seconds of a processor: known, known in part, times as long")
    for mean in (100, 1):
        known, in_part = frames(rows, mean)
        share = (in_part["events_low"] < in_part["events_high"]).mean()
        for name, call in (("estimate_by(rate)", estimated), ("compare_by(rate_ratio)", compared)):
            one, other = fastest(call, known), fastest(call, in_part)
            print(f"{name:24}{share:7.1%} of cells in part{one:8.2f}{other:8.2f}{other / one:7.2f}")


def frames(rows: int, mean: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a table of counts, and the same with small ones withheld."""
    random = np.random.default_rng(20_181_217)
    people = random.integers(1_000, 100_000, rows)
    events = random.poisson(mean * people / people.mean())
    small = events < SMALL
    known = pd.DataFrame(
        {"area": np.arange(rows) // 2, "group": np.arange(rows) % 2, "events": events, "people": people}
    )
    ends = {
        "events": np.where(small, np.nan, events),
        "events_low": np.where(small, 0, events),
        "events_high": np.where(small, SMALL - 1, events),
    }
    return known, known.assign(**ends)


def estimated(frame: pd.DataFrame) -> Any:
    """Return the rate of each cell."""
    return tables.estimate_by(frame, rate, columns=COLUMNS, by=["area", "group"])


def compared(frame: pd.DataFrame) -> Any:
    """Return the ratio of the two groups of each area."""
    return tables.compare_by(frame, rate_ratio, columns=COLUMNS, group="group", reference=0, within="area")


def fastest(call: Callable[[pd.DataFrame], Any], frame: pd.DataFrame) -> float:
    """Return the seconds of a processor that the fastest of several calls takes."""
    seconds = []
    for _ in range(TIMES):
        start = time.process_time()
        call(frame)
        seconds.append(time.process_time() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
