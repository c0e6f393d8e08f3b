"""Counts of strata, of standards, of pairs and of areas that are known only in part: what is found is enumeration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest

from disprop import (
    Estimate,
    areas as over,
    between,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    indirect_ratio,
    paired,
    strata,
)
from disprop._registry import STATISTICS
from disprop.disparity import share_ratio
from disprop.estimate import estimates_of
from disprop.intervals import FAMILIES

STANDARD = [0.3, 0.7]
PEOPLE = [2_000, 900], [30_000, 44_000]
WHOLES = [40, 25], [90, 110]
WEIGHTED = ("fay-feuer", "tiwari", "dobson-byar")
Ends = tuple[int, int]
X1, X0 = ((0, 2), (3, 4)), ((8, 8), (11, 12))  # for each stratum


def compared(statistic: Callable[..., Any], wholes: tuple[list[int], list[int]], **options: Any) -> Callable[..., Any]:
    """Return a statistic of the counts of both sides in turn, stratum by stratum."""
    return lambda a, b, c, d: statistic(group=([a, b], wholes[0]), reference=([c, d], wholes[1]), **options)


def wholes_of(measure: str) -> tuple[list[int], list[int]]:
    return PEOPLE if measure.startswith("rate") else WHOLES


def standardised(a: Any, _: Any, c: Any, __: Any, method: str) -> Estimate:
    return direct_rate([a, c], PEOPLE[1], standard=STANDARD, method=method)


def of_strata(name: str, statistic: Callable[..., Any], prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for parameter, family in FAMILIES.items():
        if family.core == "strata" and parameter.startswith(prefix) and "weighted" not in parameter:
            measure = parameter.removeprefix("Mantel-Haenszel ").removesuffix(" in strata")
            for method in family.methods:
                options = {"measure": measure, "method": method}
                yield f"{name} {measure} {method}", compared(statistic, wholes_of(measure), **options)


CASES: dict[str, Callable[..., Any]] = {
    **dict(of_strata("mantel_haenszel", strata.mantel_haenszel, "Mantel-Haenszel")),
    **dict(of_strata("score", strata.stratified_score, "r")),
    **{
        f"direct_rate {method}": partial(standardised, method=method)
        for method in ("fay-feuer", "tiwari", "dobson-byar")
    },
    "direct_rate_ratio": compared(direct_rate_ratio, PEOPLE, standard=STANDARD),
    "direct_rate_difference": compared(direct_rate_difference, PEOPLE, standard=STANDARD),
    "indirect_ratio": lambda a, *_: indirect_ratio(a, 3.5),
    "share_ratio": lambda a, *_: share_ratio(group=(a, 900), whole=(60, 50_000)),
    "mcnemar": lambda *counts: paired.mcnemar(only_a=counts[0], only_b=counts[3]),
    "paired difference": lambda *counts: paired.difference(both=20, only_a=counts[0], only_b=counts[3], neither=60),
    "paired ratio": lambda *counts: paired.ratio(both=20, only_a=counts[0], only_b=counts[3]),
    "areas.pool": compared(over.pool, PEOPLE),
    "areas.averages": compared(over.averages, PEOPLE),
}


def combined(calls: Callable[..., Any], ends: tuple[Ends, ...]) -> list[dict[str, Estimate]]:
    """Return what is found at every combination, one call each."""
    return [estimates_of(calls(*counts)) for counts in product(*(range(low, high + 1) for low, high in ends))]


@pytest.mark.parametrize("name", CASES)
def test_strata_known_in_part_are_all_their_combinations(name: str) -> None:
    ends = (*X1, *X0)
    found = estimates_of(CASES[name](*(between(*end) for end in ends)))
    every = combined(CASES[name], ends)
    for which, estimate in found.items():
        each = [one[which] for one in every]
        for end, field, pick in (
            ("least", "value", np.fmin),
            ("most", "value", np.fmax),
            ("low", "low", np.fmin),
            ("high", "high", np.fmax),
        ):
            expected = pick.reduce([getattr(one, field) for one in each])
            assert getattr(estimate, end) == pytest.approx(expected, rel=1e-9, abs=1e-13, nan_ok=True), (which, end)


def test_every_statistic_that_joins_strata_is_here() -> None:
    tried = " ".join(CASES)
    own = {"indirect_rate", "indirect_rate_ratio", "areas.random_effects", "areas.fixed_effect"}  # of the same sums
    own |= {
        "alerts.mean_of_rates",
        "alerts.breaks",
        "alerts.differentials",
        "disparity.inequality",
        "disparity.monitor",
        "disparity.stages",
        "periods.trend",
        "periods.ratio_trend",
    }  # elsewhere, with what else there is of many
    joins = {name for name, each in STATISTICS.items() if each.joins} - own
    assert all(name.rpartition(".")[2].removeprefix("stratified_") in tried for name in joins)
