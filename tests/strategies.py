"""Counts to draw, by the family of intervals that they are for. Zeros and wholes are drawn often."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from disprop.intervals import FAMILIES, Family, WeightedSum
from disprop.standardise._strata import weighted_sum

Counts = tuple[Any, ...]  # numbers, columns of them, or those of strata

METHODS: list[Any] = [
    pytest.param(family, name, id=f"{family.parameter}-{name}")
    for family in FAMILIES.values()
    for name in family.methods
]
PLAIN = [  # of counts of one or two sides: the others are made of these
    m
    for m in METHODS
    if m.values[0].denominators and not {"mated_passes", "further", "group_group_events"} & {*m.values[0].data}
]

levels = st.floats(0.5, 0.999)
events = st.one_of(st.integers(0, 4), st.integers(0, 1_000), st.integers(0, 1_000_000)).map(float)
people = st.one_of(st.integers(1, 1_000_000).map(float), st.floats(1e-3, 1e9))


@st.composite
def part_of_whole(draw: st.DrawFn) -> Counts:
    whole = draw(st.one_of(st.integers(1, 10), st.integers(1, 1_000_000)))
    part = draw(st.one_of(st.sampled_from((0, whole)), st.integers(0, whole)))
    return float(part), float(whole)


def joined(*parts: st.SearchStrategy[Counts]) -> st.SearchStrategy[Counts]:
    return st.tuples(*parts).map(lambda drawn: tuple(number for part in drawn for number in part))


known_share = people.flatmap(lambda n: st.tuples(st.just(n), st.floats(1, 1e4).map(lambda k: k * n)))
rates = st.tuples(events, people)
few_events = st.tuples(st.integers(0, 400).map(float), people)
positive = st.floats(1e-3, 1e6)
one_variance = st.tuples(positive)
an_estimate = st.tuples(st.floats(-1, 1), st.floats(0, 1))


def of_strata(rows: list[Any]) -> WeightedSum:
    """Return the weighted sum of strata given as (events, population, weight)."""
    events, population, weights = np.array(rows, dtype=np.float64).T
    return weighted_sum(events, population, weights / weights.sum())


a_stratum = st.tuples(st.one_of(st.integers(0, 4), st.integers(0, 1_000)), st.floats(1.0, 1e5), st.integers(1, 100))
share_of_group = st.tuples(st.floats(0.01, 1))
weighted_sums = st.lists(a_stratum, min_size=1, max_size=4).map(of_strata).map(lambda sums: tuple(map(float, sums)))

a_person = st.tuples(*[st.integers(0, 5)] * 4).filter(any)
alerts_of_one = st.tuples(*[st.integers(0, 5)] * 3)
excess_of_one = st.tuples(*[st.integers(-4, 5)] * 2)
areas = st.tuples(st.one_of(st.floats(0, 1), st.sampled_from((0.0, 1.0))), st.floats(0, 0.25))


def by_person(people: list[Any]) -> Counts:
    """Return the sums over people, given as (both, only A, only B, neither)."""
    both, a, b, neither = np.array(people, dtype=np.float64).T
    u, n = a - b, both + a + b + neither
    return over_people(u, n)


def alerts_by_person(people: list[Any]) -> Counts:
    """Return the sums of the alerts of A and of B over people, given as (both, only A, only B)."""
    both, a, b = np.array(people, dtype=np.float64).T
    return over_people(both + a, both + b)


def excess_by_person(people: list[Any]) -> Counts:
    """Return the sums of the excesses of A over people, given as (false, true)."""
    return over_people(*np.array(people, dtype=np.float64).T)


def over_people(u: Any, n: Any) -> Counts:
    anyone = float(((u != 0) | (n != 0)).sum())
    return tuple(map(float, (u.sum(), n.sum(), (u * u).sum(), (u * n).sum(), (n * n).sum(), anyone)))


a_trial = joined(part_of_whole(), part_of_whole())
chance = st.tuples(st.floats(1e-6, 0.999))
further = st.tuples(st.integers(0, 1_000).map(float))


def by_deployment(deployments: list[Counts]) -> Counts:
    """Return the sums over deployments, given as (part, whole)."""
    x, n = np.array(deployments).T
    sums = (x.sum(), n.sum(), (x * x).sum(), (x * n).sum(), (n * n).sum(), len(deployments), n.sum())
    return tuple(map(float, sums))


STRATA, MANY = 3, 5  # of a case: so many strata, or deployments, some of them without people


def with_core(one: st.SearchStrategy[Counts], size: int) -> st.SearchStrategy[tuple[Counts, ...]]:
    """Draw counts with a core axis, those of so many strata or deployments; the last has people."""
    nobody = one.map(lambda counts: (0.0,) * len(counts))
    rows = st.tuples(*[st.one_of(one, one, one, nobody)] * (size - 1), one)
    return rows.map(lambda rows: tuple(zip(*rows, strict=True)))


two_sides = {"group_events": joined(rates, rates), "group_part": joined(part_of_whole(), part_of_whole())}
in_strata = {first: with_core(one, STRATA) for first, one in two_sides.items()}
an_error = st.one_of(  # lognormal of any size, or normal of a small one
    st.tuples(st.one_of(st.just(0.0), st.floats(1e-4, 3)), st.just(0.0)), st.tuples(st.floats(0, 0.3), st.just(1.0))
)
few_of_whole = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n).map(float), st.just(float(n))))
few_of_faces = st.tuples(st.integers(0, 9).map(float), st.integers(10, 5_000).map(float))

DATA: dict[str, st.SearchStrategy[Any]] = {
    "proportion": part_of_whole(),
    "rate": rates,
    "rate difference": joined(rates, rates),
    "rate ratio": joined(rates, rates),
    "ratio of rate ratios": joined(few_events, few_events, few_events, few_events),
    "risk difference": joined(part_of_whole(), part_of_whole()),
    "risk ratio": joined(part_of_whole(), part_of_whole()),
    "odds ratio": joined(part_of_whole(), part_of_whole()),
    "share ratio": joined(part_of_whole(), known_share),
    **{family.parameter: in_strata[family.data[0]] for family in FAMILIES.values() if family.core == "strata"},
    "mean proportion": with_core(few_of_whole, MANY),
    "typical proportion": with_core(few_of_whole, MANY),
    "mean rate": with_core(few_of_faces, MANY),
    "adjusted rate ratio": joined(
        one_variance, st.tuples(st.floats(0, 9), st.one_of(st.floats(0.5, 50), st.just(np.inf)))
    ),
    "pooled log ratio": joined(an_estimate, one_variance),
    "pooled ratio": joined(an_estimate, one_variance),
    "mean of ratios": st.tuples(positive, positive, positive),
    "directly standardised rate": weighted_sums,
    "directly standardised rate ratio": joined(weighted_sums, weighted_sums),
    "directly standardised rate difference": joined(weighted_sums, weighted_sums),
    "directly standardised rate ratio to the whole": joined(weighted_sums, weighted_sums, share_of_group),
    "odds ratio of discordant pairs": st.tuples(events, events),
    "difference of paired proportions": st.tuples(events, events, events, events),
    "ratio of paired proportions": st.tuples(events, events, events),
    "difference of paired proportions, by person": st.lists(a_person, min_size=2, max_size=12).map(by_person),
    "ratio of paired proportions, by person": st.lists(alerts_of_one, min_size=2, max_size=12).map(alerts_by_person),
    "extra false alerts per extra true alert, by person": st.lists(excess_of_one, min_size=2, max_size=12).map(
        excess_by_person
    ),
    "proportion, by deployment": st.lists(part_of_whole(), min_size=2, max_size=12).map(by_deployment),
    "extra false alerts per extra true alert": st.tuples(events, events, events, events),
    "area under the ROC curve": joined(areas, st.tuples(st.integers(1, 1_000), st.integers(1, 1_000))),
    "difference of areas under the ROC curve": an_estimate,
    "positive predictive value": joined(a_trial, chance),
    "negative predictive value": joined(a_trial, chance),
    "positive predictive value, prevalence counted": joined(a_trial, part_of_whole()),
    "negative predictive value, prevalence counted": joined(a_trial, part_of_whole()),
    "break-even prevalence": joined(a_trial, chance),
    "predicted count": joined(part_of_whole(), further),
    "rate of an estimated population": joined(rates, an_error),
    "rate ratio of an estimated population": joined(rates, rates, an_error, an_error),
    "rate difference of an estimated population": joined(rates, rates, an_error, an_error),
    "directly standardised rate of an estimated population": joined(weighted_sums, an_error),
    "directly standardised rate ratio of an estimated population": joined(
        *(weighted_sums, weighted_sums, an_error, an_error)
    ),
}


ROWS = 50  # of one batch
FEW = 6  # of strata or deployments, whose limits are a thousand times slower
SLOW = {"random-intercept": 1, "bayes": 8}  # integrals, of so many rows
ROOTS = ("scas", "bayes", "random-intercept")  # whose p-values are sought by some sixty intervals, one row each


def rows_of(family: Family, name: str = "", *, tests: bool = False) -> int:
    """Return on how many cases of a batch a method is tried: fewer where it is slow, and slower still to invert."""
    rows = min(FEW if family.core else ROWS, SLOW.get(name, ROWS))
    return 1 if tests and name in ROOTS and (family.core or name in SLOW) else rows


def limits(family: Family, name: str, counts: Any, level: float) -> tuple[Any, Any]:
    """Return the limits for one tuple of counts, or for a table of them with a column for each."""
    data = tuple(np.asarray(column, dtype=np.float64) for column in counts)
    return family.limits(name, data, (1 - level) / 2)


WITHIN = {
    "part": "whole",
    "group_part": "group_whole",
    "reference_part": "reference_whole",
    "group_events": "all_events",
    "group_population": "all_population",
    "true_alerts": "mated_passes",
    "false_alerts": "non_mated_passes",
    "listed": "faces",
    "alerts": "passes",
}
SHARES = ("prevalence", "share", "area", "difference")  # at most 1


def grown(family: Family, counts: Any, place: int, amount: Any) -> Any:
    """Return the counts with one of them so much larger, that of the first stratum, but where it cannot be."""
    name, count, most = family.data[place], counts[place], np.array(np.inf)
    if family.core:
        amount = np.where(counts[place | 1] > 0, amount[:, None], 0.0) * (np.arange(count.shape[1]) == 0)
    if WITHIN.get(name) in family.data:
        most = counts[family.data.index(WITHIN[name])]
    more = (1 + count) / 2 if name in SHARES else count + amount
    return (*counts[:place], np.where(more <= most, more, count), *counts[place + 1 :])


def value(family: Family, counts: Any) -> Any:
    with np.errstate(all="ignore"):
        return family.value(*(np.asarray(column, dtype=np.float64) for column in counts))
