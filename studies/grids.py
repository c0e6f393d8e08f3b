"""The counts at which every method is measured for its digits: for each family rows of data, with their largest count.

A row near its whole counts as what is left of it. Data without counts, such as an estimate with its variance, have 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import cycle, pairwise, product
from typing import Any

import numpy as np

from disprop.intervals import Family
from disprop.standardise._strata import weighted_sum

Row = tuple[Any, ...]  # numbers, or for strata and deployments tuples of them
Rows = dict[Row, float]
COUNTS = (0, 1, 2, 10, 1e3, 1e5, 1e7, 1e9)
WHOLES = (10, 1e3, 1e5, 2e7, 2e9, 1e12)
FEW, POPULATION = 46_476.0, 1e12 / 7
PAIRS = (
    *((0, 1), (1, 0), (0, 10), (1, 1), (2, 10), (10, 1e3), (1e3, 1e3), (1e5, 1), (1e5, 1e5), (10, 1e7), (1e7, 1e7)),
    *((1, 1e9), (1e9, 1e9)),
)
SIDES = (
    (0, 10, 1, 10),
    (1, 10, 9, 10),
    (2, 10, 1, 1e9),
    (0, 703, 122, 89_012),
    (122, 89_012, 0, 703),
    (3, 10, 1, 1e12),
    (10, 1e3, 1e3, 1e5),
    (1e3, 1e5, 10, 1e9),
    (1e5, 1e7, 1e5, 1e9),
    (1e7, 1e9, 1, 1e9),
    (5e6, 1e7, 4e6, 1e7),
    (1e7, 1e9, 1e7, 1.1e9),
    (1e9, 2e9, 9e8, 2e9),
    (1e9, 1e12, 1, 1e12),
)
SHARES = ((0, 10), (1, 10), (10, 10), (2, 1e3), (1e3, 1e5), (1, 1e12), (1e7, 2e7), (1e9, 2e9), (1e9, 1e12))
TABLES = (  # a row (x1, n1, x0, n0) for each stratum
    ((7, 20, 3, 25), (3, 9, 2, 11), (12, 40, 4, 35)),
    ((1, 300, 2, 4_000), (0, 80, 5, 900), (4, 1_000, 9, 30_000)),
    ((90, 100, 70, 95), (5, 6, 8, 30)),
    ((0, 12, 3, 40), (0, 30, 2, 25)),
    ((20, 20, 0, 20), (30, 31, 0, 15), (5, 5, 1, 5)),
    ((24, 26, 0, 32), (35, 35, 1, 21), (0, 28, 27, 35)),  # where two roots meet
    ((5, 50, 0, 0), (0, 0, 7, 20), (2, 30, 4, 90)),  # strata of one side
)
STANDARDISED = (  # a row (events, population, weight) for each stratum
    ((12, 4_000, 0.3), (5, 9_000, 0.5), (1, 800, 0.2)),
    ((0, 500, 0.6), (40, 90_000, 0.4)),
    ((0, 700, 0.5), (0, 2_000, 0.5)),
    ((7, 46_476, 1.0),),
)
PAIRED = ((20, 7, 3, 30), (0, 5, 0, 12), (9, 0, 0, 40), (3, 4, 4, 0), (0, 1, 6, 0), (1, 12, 1, 200))
PEOPLE = (((3, 4), (0, 2), (1, 5), (2, 2), (0, 1)), ((1, 3), (-1, 2), (0, 4), (2, 6)), ((0, 2), (0, 3)))  # u and n
DEPLOYED = (
    ((2, 14), (0, 9), (5, 30)),
    ((3, 12), (4, 15), (0, 6), (9, 20)),
    ((0, 8), (0, 11)),
    ((1, 5), (1, 6), (2, 9)),
)
PASSES = ((40, 50, 3, 900), (5, 5, 0, 40), (9, 10, 7, 60), (0, 4, 2, 30))
SIZES = (1, 1e2, 1e4, 1e7)  # so many times what the tables hold
ESTIMATES = ((0.4, 0.5, 3.0), (1.3, 0.01, 12.0), (2.4, 4.0, 1.0), (0.2, 1e-6, 2.5), (0.7, 0.3, np.inf))
MEANS = ((6.97, 2.1, 0.4), (0.0, 0.0, 0.3), (1.1, 1e-4, 0.01))
CURVES = ((0.93, 0.0004, 120.0, 900.0), (0.5, 0.02, 12.0, 40.0), (1.0, 0.0, 30.0, 40.0), (0.999, 1e-7, 1e6, 1e5))
FURTHER = ((0, 30, 30), (3, 700, 1_000), (12, 14, 40), (2, 7_000, 200))


def of_parts(row: Row) -> float:
    """Return the largest part of a row of parts and wholes, or what it leaves of the whole."""
    pairs = [(np.asarray(x), np.asarray(n)) for x, n in zip(row[::2], row[1::2], strict=True)]
    return float(max(np.max(np.where((x > 0) & (x <= n), np.minimum(x, n - x), x)) for x, n in pairs))


def of_events(row: Row) -> float:
    """Return the largest number of events of a row that has each before its population."""
    return float(np.max(row[::2]))


def parts() -> list[Row]:
    """Return parts of wholes: few, and nearly all."""
    inner = [(x, n) for n, x in product(WHOLES, COUNTS) if x < n]
    return inner + [(n - x, n) for n, x in product(WHOLES, (0, 1, 2))]


def over_time(x: float, n: float, y: float, m: float) -> Row:
    """Return the events and people of a group and a reference, later and before, of so many later ones of all."""
    return x, FEW, y, POPULATION, n - x, FEW * 0.9, m - y, POPULATION / 3


def columns(k: float, table: Iterable[Row]) -> Row:
    """Return a column for each number of the rows, so many times over."""
    return tuple(zip(*(tuple(k * number for number in row) for row in table), strict=True))


def summed(k: float, table: Iterable[Row]) -> Row:
    """Return the weighted sum of strata, given as (events, population, weight), of so many times the people."""
    events, population, weights = np.array(table, dtype=np.float64).T
    return tuple(map(float, weighted_sum(k * events, k * population, weights)))


def over_units(k: float, units: Iterable[Row], *, trials: bool = False) -> Row:
    """Return the sums over people, or deployments, given as (u, n), of whom there are so many times as many."""
    u, n = np.array(units).T
    sums = (u.sum(), n.sum(), (u * u).sum(), (u * n).sum(), (n * n).sum(), len(u))
    return tuple(float(k * each) for each in (*sums, *([n.sum()] if trials else [])))


def plainly(rows: Iterable[Row], size: Callable[[Row], float] = lambda _: 0.0) -> Rows:
    """Return rows with their size."""
    return {row: size(row) for row in rows}


IN_STRATA = [*(columns(1, table) for table in TABLES), *(columns(*of) for of in product(SIZES[1:], TABLES[:2]))]
APART = [columns(1, table) for table in DEPLOYED]
PAIRS_OF_ALERTS = [tuple(k * x for x in row) for k, row in product(SIZES, PAIRED)]
BY_PERSON = {over_units(k, people): 5 * k for k, people in product(SIZES, PEOPLE)}
DIRECT = {summed(k, table): k * max(x for x, *_ in table) for k, table in product(SIZES, STANDARDISED)}
BOTH = {one + other: max(DIRECT[one], DIRECT[other]) for one, other in pairwise(DIRECT)}
GRIDS: dict[tuple[str, str, str], Rows] = {
    ("part", "whole", ""): plainly(parts(), of_parts),
    ("events", "population", ""): {(x, POPULATION): x for x in COUNTS},
    ("group_events", "reference_population", ""): plainly([(x, FEW, y, POPULATION) for x, y in PAIRS], of_events),
    ("group_part", "reference_whole", ""): plainly(SIDES, of_parts),
    ("group_group_events", "reference_reference_population", ""): {over_time(*row): of_parts(row) for row in SIDES},
    ("group_events", "all_population", ""): {(*row, FEW, POPULATION): row[0] for row in SHARES},
    ("group_events", "reference_population", "strata"): plainly(IN_STRATA, of_events),
    ("group_part", "reference_whole", "strata"): plainly(IN_STRATA, of_parts),
    ("part", "whole", "deployments"): plainly(APART, of_parts),
    ("events", "population", "deployments"): plainly(APART, of_events),
    ("ratio", "degrees_of_freedom", ""): plainly(ESTIMATES),
    ("log_ratio", "degrees", ""): plainly(ESTIMATES),
    ("mean", "heaviest", ""): plainly(MEANS),
    ("events", "mean_square_weight", ""): DIRECT,
    ("group_events", "reference_mean_square_weight", ""): BOTH,
    ("group_events", "least_share", ""): {(*row, 0.3): size for row, size in BOTH.items()},
    ("part", "trials", ""): {over_units(*of, trials=True): 30 * of[0] for of in product(SIZES, DEPLOYED)},
    ("only_a", "only_b", ""): plainly(PAIRS, max),
    ("both", "neither", ""): plainly(PAIRS_OF_ALERTS, max),
    ("both", "only_b", ""): plainly([row[:3] for row in PAIRS_OF_ALERTS], max),
    ("true_only_a", "false_only_b", ""): plainly(PAIRS_OF_ALERTS, max),
    ("excess", "people", ""): BY_PERSON,
    ("alerts_a", "people", ""): BY_PERSON,
    ("extra_false", "people", ""): BY_PERSON,
    ("area", "non_mated", ""): plainly(CURVES),
    ("difference", "variance", ""): plainly([(-0.02, 0.0004), (0.3, 1e-7), (0.0, 0.0)]),
    ("true_alerts", "prevalence", ""): plainly([(*row, 0.0004) for row in PASSES], lambda row: max(row[:4:2])),
    ("true_alerts", "share", ""): plainly([(*row, 0.5) for row in PASSES], lambda row: max(row[:4:2])),
    ("true_alerts", "faces", ""): plainly([(*row, 3, 7_000) for row in PASSES], of_events),
    ("alerts", "further", ""): plainly(FURTHER, lambda row: row[0]),
}
ONE_ERROR = ((0.2, 0.0), (0.1, 1.0), (0.0, 0.0))  # the coefficient of variation of a population, and 1 if it is normal
GRIDS |= {
    ("events", "population_normal", "rate"): {(x, FEW, *error): x for x, error in zip(COUNTS, cycle(ONE_ERROR))},
    ("events", "population_normal", "standardised"): {
        (*row, *error): size for (row, size), error in zip(DIRECT.items(), cycle(ONE_ERROR))
    },
    ("group_events", "reference_population_normal", "rate"): {
        (x, FEW, y, POPULATION, *error, 0.15, 0.0): max(x, y) for (x, y), error in zip(PAIRS, cycle(ONE_ERROR))
    },
    ("group_events", "reference_population_normal", "standardised"): {
        (*row, *error, 0.15, 0.0): size for (row, size), error in zip(BOTH.items(), cycle(ONE_ERROR))
    },
}
BEYOND: dict[tuple[str, str, str], tuple[Row, ...]] = {
    ("part", "whole", ""): ((1, 1e15), (1e5, 1e15)),
    ("events", "population", ""): ((1e5, 1e15),),
    ("group_events", "reference_population", ""): ((1, 1e15, 1e5, 1e-3), (1e5, 1e-3, 1e5, 1e15)),
    ("group_part", "reference_whole", ""): ((1, 1e15, 1e5, 1e7), (1e5, 1e15, 1e5, 2e15)),
}


def key(family: Family) -> tuple[str, str, str]:
    """Return the names of the first and the last number of the data, and of what they are added up over."""
    of = "" if "normal" not in family.data[-1] else "standardised" if "variance" in " ".join(family.data) else "rate"
    return family.data[0], family.data[-1], family.core or of


def rows(family: Family) -> Rows:
    """Return the rows of a family, each with its largest count."""
    return GRIDS.get(key(family), {})


def beyond(family: Family) -> tuple[Row, ...]:
    """Return rows of which nothing is promised."""
    return BEYOND.get(key(family), ())
