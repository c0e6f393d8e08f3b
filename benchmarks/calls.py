"""The calls that two commits are compared by, on one row, 1,000 and 100,000; timed in a process of their own.

    python -m benchmarks.calls [--rows 1 1000 100000]

It prints what each took, in seconds, as JSON. Only what both commits have is imported: the package and NumPy.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import disprop
from benchmarks.measured import Call, seconds
from disprop import alerts, areas, strata, tables

ROWS = (1, 1_000, 100_000)
TABLE_ROWS = MOST_POOLED = 1_000  # pooled rows are the areas, or the deployments, of one average; 5 at least
AGES, STRATA, GROUPS = 19, 5, ("White", "Black", "Asian", "Mixed")
LONG_ENOUGH = 0.02  # seconds of calls, of which the clock tells the time of one
TURNS = 5
Side = tuple[Any, Any]


def side(rng: np.random.Generator, *shape: int) -> Side:
    """Return events and populations."""
    people = rng.integers(1_000, 90_000, shape)
    return rng.binomial(people, 0.01), people


def calls(rows: int) -> Iterator[tuple[str, Call]]:
    """Yield each call with its name; of one row, plain numbers are given."""
    rng = np.random.default_rng(20_190_401)
    shape = () if rows == 1 else (rows,)
    group, reference, ages = side(rng, *shape), side(rng, *shape), side(rng, *shape, AGES)
    weights = list(disprop.standard_weights("european-2013").values())
    both: dict[str, Any] = {"group": group, "reference": reference}
    stratified: dict[str, Any] = {name: side(rng, *shape, STRATA) for name in both}
    yield "rate", partial(disprop.rate, *group)
    yield "proportion", partial(disprop.proportion, *group)
    yield "rate_ratio", partial(disprop.rate_ratio, **both)
    yield "risk_ratio", partial(disprop.risk_ratio, **both)
    yield "direct_rate", partial(disprop.direct_rate, *ages, standard=weights)
    yield "mantel_haenszel", partial(strata.mantel_haenszel, "rate ratio", **stratified)
    yield "alerts.precision", partial(precision, *alerts_of(rng, *shape))
    if rows <= MOST_POOLED:
        areas_of: dict[str, Any] = {name: side(rng, max(rows, STRATA)) for name in both}
        yield "areas.pool", partial(areas.pool, **areas_of)
        yield "alerts.pool", partial(alerts.pool, *alerts_of(rng, max(rows, STRATA)), breaks=())
    if rows == TABLE_ROWS:
        yield "tables.compare_by", partial(compare, frame(rng))


def alerts_of(rng: np.random.Generator, *shape: int) -> Side:
    """Return false alerts and alerts."""
    every = rng.integers(5, 60, shape)
    return rng.binomial(every, rng.beta(7, 3, shape)), every


def precision(false: Any, every: Any) -> Any:
    """Return the share of alerts that were true."""
    return alerts.precision(alerts.Deployment(true_alerts=every - false, false_alerts=false))


def frame(rng: np.random.Generator) -> Any:
    """Return a table of areas, each with every group."""
    import pandas as pd

    number = TABLE_ROWS // len(GROUPS)
    names = [f"area {i:03d}" for i in range(number)]
    events, population = side(rng, TABLE_ROWS)
    keys = {"area": np.repeat(names, len(GROUPS)), "group": np.tile(GROUPS, number)}
    return pd.DataFrame({**keys, "events": events, "population": population})


def compare(rows: Any) -> Any:
    """Return the ratio of each group to the first in each area."""
    where: dict[str, Any] = {"group": "group", "reference": GROUPS[0], "within": ["area"]}
    return tables.compare_by(rows, disprop.rate_ratio, columns=("events", "population"), **where)


def time_of(call: Call) -> float:
    """Return the least time of a call: of many at once where one is short."""
    call()  # tables are made, modules are loaded
    once = max(seconds(call), 1e-7)
    many = max(1, round(LONG_ENOUGH / once))
    return min(seconds(partial(repeat, call, many)) / many for _ in range(1 if once > 1 else TURNS))


def repeat(call: Callable[[], Any], many: int) -> None:
    """Call it many times."""
    for _ in range(many):
        call()


def main() -> None:
    """Time every call and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    asked = parser.parse_args()
    times = {f"{name}, {rows:,}": time_of(call) for rows in asked.rows for name, call in calls(rows)}
    print(json.dumps({"where": str(Path(disprop.__file__).parents[2]), "times": times}))


if __name__ == "__main__":
    main()
