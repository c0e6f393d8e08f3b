"""A ratio of counts that were recorded wrongly, put right: at one assumption, or at every one in a range of them.

Each true cell is a weighted sum of the recorded ones. What is monotone in an assumption is extreme at the ends of its
range; limits by the delta method need not be, so that they are sought inside it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from scipy.special import ndtri

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray
from disprop._errors import one_of
from disprop.estimate import Estimate, axes_of, from_family, hull, remade
from disprop.intervals import ODDS_RATIO, RATE_RATIO, RISK_RATIO, Family

RATIOS: dict[str, Family] = {"rate ratio": RATE_RATIO, "risk ratio": RISK_RATIO, "odds ratio": ODDS_RATIO}
DELTA = "delta-log"
GRID, ROUNDS = 7, 16  # points of each range, and how often the search draws nearer: to 1e-8 of the range
LOST = 1e-13
Cells = tuple[FloatArray, FloatArray]  # of the group, and of the reference
Weights = tuple[tuple[Any, Any], tuple[Any, Any]]  # of the recorded cells in the two true ones
Ranges = Mapping[str, tuple[FloatArray, FloatArray]]
Span = tuple[float, float]
Share = float | Span
Assumed = Mapping[str, FloatArray]


def plain(measure: str, group: Any, reference: Any, level: float) -> Estimate:
    """Return the ratio of the counts as they were recorded."""
    one_of("ratio", measure, RATIOS)
    rates = measure == "rate ratio"
    inputs = _pairs.two_sides(group, reference, _pairs.EVENTS if rates else _pairs.PARTS)
    data = (_pairs.of_rates if rates else _pairs.of_proportions)(inputs)
    return from_family(RATIOS[measure], data, method=None, level=_arrays.one_level(level))


def cells(estimate: Estimate) -> dict[str, Cells]:
    """Return the recorded cells of what has happened, and of the rest where there is one."""
    counted, people, counted_too, people_too = (np.asarray(count) for count in estimate.data.values())
    if estimate.measure == "rate ratio":
        return {"events": (counted, counted_too)}
    return {"part": (counted, counted_too), "rest": (people - counted, people_too - counted_too)}


def remade_at(estimate: Estimate, numbers: Sequence[Any], method: str) -> Estimate:
    """Return the estimate with another value and limits, of a wider shape, which come with no test."""
    shape = np.broadcast_shapes(*map(np.shape, numbers))
    value, low, high, *counts = (np.broadcast_to(each, shape)[()] for each in (*numbers, *estimate.data.values()))
    data = dict(zip(estimate.data, counts, strict=True))
    remark = np.broadcast_to(estimate.remark, shape) if np.ndim(estimate.remark) else estimate.remark
    made = remade(estimate, family="", axes=axes_of(estimate) if len(shape) == np.ndim(estimate.value) else ())
    return replace(made, value=value, low=low, high=high, method=method, data=data, remark=remark)


def by_delta(estimate: Estimate, weights: Mapping[str, Weights]) -> Estimate:
    """Return the ratio of true cells; its log has the variance that Poisson counts of the recorded ones give it."""
    recorded = cells(estimate)
    (a, b), (c, d) = (_true(recorded[name], weights[name]) for name in ("part", "rest"))
    with np.errstate(all="ignore"):
        if estimate.measure == "odds ratio":
            value, slopes = a * d / (b * c), {"part": (1 / a, -1 / b), "rest": (-1 / c, 1 / d)}
        else:
            value = a * (b + d) / (b * (a + c))
            beside = (-1 / (a + c), 1 / (b + d))
            slopes = {"part": (1 / a + beside[0], -1 / b + beside[1]), "rest": beside}
        spread = -ndtri((1 - estimate.level) / 2) * np.sqrt(
            sum(_variance(recorded[name], weights[name], slope) for name, slope in slopes.items())
        )
        low, high = value * np.exp(-spread), value * np.exp(spread)
    said = np.isfinite(spread)
    nobody = ~((a + c > 0) & (b + d > 0))
    low, high = (np.where(nobody, np.nan, np.where(said, limit, end)) for limit, end in ((low, 0.0), (high, np.inf)))
    return remade_at(estimate, (value, low, high), DELTA)


def _true(recorded: Cells, weights: Weights) -> Cells:
    (a_a, a_b), (b_a, b_b) = weights
    return less(a_a * recorded[0], -a_b * recorded[1]), less(b_b * recorded[1], -b_a * recorded[0])


def less(recorded: FloatArray, wrongly: FloatArray) -> FloatArray:
    """Return what is left of a count without those recorded wrongly; nothing where that is lost in rounding."""
    left: FloatArray = np.where(recorded - wrongly <= LOST * wrongly, 0.0, recorded - wrongly)
    return left


def _variance(recorded: Cells, weights: Weights, slopes: Cells) -> FloatArray:
    """Return what two recorded cells add to the variance of a log ratio with these slopes in the true ones."""
    (a_a, a_b), (b_a, b_b) = weights
    in_a, in_b = a_a * slopes[0] + b_a * slopes[1], a_b * slopes[0] + b_b * slopes[1]
    total: FloatArray = recorded[0] * in_a**2 + recorded[1] * in_b**2
    return total


def over(ranges: Ranges, at: Callable[[Assumed], Estimate]) -> Estimate:
    """Return the estimate at what is assumed, or of ranges the one that holds those of all that lies in them."""
    open_ones = {name: ends for name, ends in ranges.items() if (ends[0] < ends[1]).any()}
    known = {name: low for name, (low, _) in ranges.items() if name not in open_ones}
    if not open_ones:
        return at(known)
    low, high = (np.array(np.broadcast_arrays(*ends)) for ends in zip(*open_ones.values(), strict=True))

    def found(points: FloatArray) -> Estimate:
        return at(known | dict(zip(open_ones, np.moveaxis(points, 1, 0), strict=True)))

    ends = np.array([[(low, high)[end][i] for i, end in enumerate(each)] for each in product((0, 1), repeat=len(low))])
    corners = found(ends)
    if corners.method != DELTA:
        return hull(corners)
    bends = (lambda points: found(points).low, lambda points: -found(points).high)
    return hull(found(np.concatenate([ends, [_furthest(each, low, high) for each in bends]])))


def _furthest(bends: Callable[[FloatArray], Any], low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the point of a box at which a smooth function is smallest, by a grid that closes in on it."""
    steps = np.array(list(product(np.linspace(0, 1, GRID), repeat=len(low))))
    steps = steps.reshape(*steps.shape, *(1,) * (low.ndim - 1))
    start, end = low, high
    for _ in range(ROUNDS):
        points = start + steps * (end - start)
        numbers = bends(points)
        best = np.where(np.isnan(numbers), np.inf, numbers).argmin(axis=0)
        middle: FloatArray = np.take_along_axis(points, best[np.newaxis, np.newaxis], axis=0)[0]
        step = (end - start) / (GRID - 1)
        start, end = np.maximum(middle - step, low), np.minimum(middle + step, high)
    return middle


def said(ranges: Mapping[str, Span]) -> str:
    """Write what is assumed: "sensitivity 1, specificity 0.98 to 1"."""
    return ", ".join(
        f"{name} {' to '.join(f'{end:.6g}' for end in dict.fromkeys(ends))}" for name, ends in ranges.items()
    )
