"""Experiments of the coverage study with too many outcomes to enumerate: averages over areas, and regressions.

They are drawn at random, and each draw is as probable as any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from disprop import DispropError, areas, models
from disprop.areas._averages import unbiased_mean
from disprop.intervals import FAMILIES, Family
from studies import adjusted_null, averages, closed_forms
from studies.designs import Array, Design

ADJUSTED = FAMILIES["adjusted rate ratio"]
DRAWS, FEWER = 4_000, 250


def drawn(data: tuple[Any, ...], true: float) -> Design:
    """Return outcomes that are each as probable as any other."""
    columns = tuple(np.asarray(part, dtype=np.float64) for part in data)
    return Design(columns, (), np.full((1, columns[0].size), 1 / columns[0].size), np.full((1, 1), true))


@cache
def pooled(name: str, *, small: bool) -> list[tuple[Any, ...]]:
    """Return the data of areas whose log ratios are normal about 0, pooled as the method pools them."""
    how: Any = {"tau2": {"t": "restricted", "wald": "ml"}.get(name, "reml"), "interval": name}
    samples = [averages.Sample(k, 0.4).draw(20 if small else FEWER) for k in ((5,) if small else (5, 10))]
    found = [areas.pool(**sample, **how).estimate.data for sample in samples]
    return [tuple(data.values())[:3] for data in found]


def of_pooled(family: Family, name: str, *, small: bool) -> Iterator[Design]:
    """Yield areas that are a sample, of which the typical ratio is 1."""
    return (drawn(data, float(family.parameter == "pooled ratio")) for data in pooled(name, small=small))


def mean_of_ratios(_: Family, *, small: bool) -> Iterator[Design]:
    """Yield areas with fixed ratios; sets with too few events of the reference have no interval, and are left out."""
    for k, group, reference in ((10, 4, 8),) if small else ((6, 8, 40), (10, 4, 8), (10, 20, 200), (43, 4, 4)):
        rng = np.random.default_rng(k)
        ratios, expected = averages.Case(k, group, reference).expected(rng)
        size = 400 if small else DRAWS
        x1, x0 = (rng.poisson(mean, (size, k)).astype(np.float64) for mean in (ratios * group, expected))
        found = unbiased_mean(x1, np.full(x1.shape, float(group)), x0, np.broadcast_to(expected, x0.shape))
        given = ~np.isnan(found["mean"])
        yield drawn(tuple(found[part][given] for part in ("mean", "variance", "heaviest")), float(ratios.mean()))


@cache
def regressed(name: str, *, small: bool) -> list[Design]:
    """Return regressions of two groups in ten forces, whose counts vary more than Poisson's do."""
    found = []
    null = next(each for each in adjusted_null.NULLS if each.forces == 10 and not each.adjusted)
    size = 40 if small else FEWER if name == "negative-binomial" else DRAWS
    for dispersion in (5, 20):
        counts = adjusted_null.drawn(null, "square", dispersion, size, np.random.default_rng(dispersion))
        counts = tuple(count[counts[0].sum(axis=1) > 0] for count in counts)
        if name == "negative-binomial":
            columns = np.array([row for row in map(fitted, *counts) if row]).T
        else:
            log_r, limits = closed_forms.by_group(*counts)
            columns = np.array([np.exp(log_r), *limits[name]])[:, :, 0]
        found.append(drawn(tuple(columns), 1.0))
    return found


def fitted(x1: Array, t1: Array, x0: Array, t0: Array) -> tuple[float, ...]:
    """Return the data of a negative binomial regression on group; none where it is refused."""
    names = ["a"] * len(x1) + ["b"] * len(x0)
    frame = pd.DataFrame({"stops": [*x1, *x0], "people": [*t1, *t0], "group": names})
    try:
        found = models.adjusted_ratio(
            frame, events="stops", population="people", group="group", reference="b", family="negative-binomial"
        )
    except DispropError:  # the counts vary no more than Poisson's
        return ()
    (ratio,) = found.estimates.values()
    return tuple(float(np.squeeze(ratio.data[part])) for part in ADJUSTED.data)


def of_regressed(_: Family, name: str, *, small: bool) -> Iterator[Design]:
    """Yield the regressions of a method."""
    yield from regressed(name, small=small)
