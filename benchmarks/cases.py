"""Cases of every family to time, drawn as reports have them: most counts are small."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from disprop.intervals import FAMILIES, OF, Family, WeightedSum
from disprop.standardise._strata import weighted_sum

Array = NDArray[np.float64]
Columns = tuple[Array, ...]
RATES, RISKS = (FAMILIES[name].data for name in ("rate ratio", "risk ratio"))
ERRORS = {"_cv": 0.05, "_normal": 1.0}  # of a population that is an estimate
UNITS = 8  # strata, deployments or people
SUMMARIES = {  # families of an estimate: any will do
    "adjusted rate ratio": (1.5, 0.05, 9.0),
    "pooled log ratio": (0.4, 0.05, 9.0),
    "pooled ratio": (0.4, 0.05, 9.0),
    "mean of ratios": (2.0, 0.1, 0.5),
    "area under the ROC curve": (0.8, 0.002, 100.0, 1_000.0),
    "difference of areas under the ROC curve": (0.1, 0.002),
}


def pairs(rng: np.random.Generator, shape: tuple[int, ...], sides: int, most: float) -> Columns:
    """Return counts with their denominators, up to ten to the power of `most`, of each side in turn."""
    found: list[Array] = []
    for _ in range(sides):
        whole = np.round(10 ** rng.uniform(1 if len(shape) > 1 else 2, most, shape))
        found += [rng.binomial(whole.astype(int), 10 ** rng.uniform(-3, -0.5, shape)).astype(float), whole]
    return tuple(found)


def sums(u: Array, n: Array) -> Columns:
    """Return the sums over units that clustered intervals take."""
    found = (u, n, u * u, u * n, n * n)
    return (*(each.sum(axis=-1) for each in found), np.full(len(u), float(u.shape[-1])))


def weighted(rng: np.random.Generator, rows: int) -> Columns:
    """Return the sums of a directly standardised rate."""
    events, population = pairs(rng, (rows, UNITS), 1, 4)
    return tuple(np.asarray(each) for each in weighted_sum(events, population, np.full(UNITS, 1 / UNITS)))


@cache
def cases(parameter: str, rows: int) -> Columns:
    """Return drawn data of a family."""
    rng, family = np.random.default_rng(20_190_401), FAMILIES[parameter]
    if family.core:
        return pairs(rng, (rows, UNITS), len(family.data) // 2, 2)
    if parameter in SUMMARIES:
        return tuple(np.full(rows, number) for number in SUMMARIES[parameter])
    if parameter.endswith("by person"):
        return sums(*rng.binomial(4, 0.4, (2, rows, UNITS)).astype(float))
    if parameter.endswith("by deployment"):
        found = sums(*pairs(rng, (rows, UNITS), 1, 2))
        return *found, found[1]
    errors = [name for name in family.data if name.endswith(tuple(ERRORS))]
    exact = FAMILIES[parameter.removesuffix(f" {OF}")] if errors else family
    return *_of_sides(rng, exact, rows), *(np.full(rows, ERRORS[f"_{name.rsplit('_', 1)[1]}"]) for name in errors)


def _of_sides(rng: np.random.Generator, family: Family, rows: int) -> Columns:
    if family.data[-len(WeightedSum._fields) :] == WeightedSum._fields or "weighted_events" in " ".join(family.data):
        two = len(family.data) > len(WeightedSum._fields)
        last = (np.full(rows, 0.2),) if family.data[-1] == "least_share" else ()
        return *weighted(rng, rows), *(weighted(rng, rows) if two else ()), *last
    if family.data[0] == "true_alerts" and "mated_passes" in family.data:
        known = (rng.uniform(0.001, 0.5, rows),) if len(family.data) % 2 else pairs(rng, (rows,), 1, 4)
        return *pairs(rng, (rows,), 2, 3.3), *known
    if "paired" in family.parameter or family.parameter.startswith("extra") or "discordant" in family.parameter:
        return tuple(rng.poisson(20, (len(family.data), rows)).astype(float))
    if family.parameter == "predicted count":
        return *pairs(rng, (rows,), 1, 3.3), rng.poisson(100, rows).astype(float)
    if family.data in {RATES, RISKS} or len(family.data) in {2, 8}:
        return pairs(rng, (rows,), len(family.data) // 2, 3.3 if family.data == RISKS else 5.5)
    part, whole, people, everyone = pairs(rng, (rows,), 2, 5.5)  # a share ratio
    return part, whole, people + 1, everyone + 1
