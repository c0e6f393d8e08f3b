"""A ratio of counts that were recorded wrongly, put right: at one assumption, or at every one in a range of them.

Each true cell is a weighted sum of the recorded ones. What is monotone in an assumption is extreme at the ends of its
range; limits by the delta method need not be, so that they are sought inside it too.
"""

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
from disprop.intervals import ODDS_RATIO, RATE_RATIO, RISK_RATIO

RATIOS = {family.parameter: family for family in (RATE_RATIO, RISK_RATIO, ODDS_RATIO)}
DELTA = "delta-log"
GRID, ROUNDS = 7, 16  # points of each range, and how often the search draws nearer: to 1e-8 of the range
LOST = 1e-13  # of a count: what rounding leaves of it
Cells = tuple[Any, Any]  # of the group, and of the reference
Assumed = Mapping[str, FloatArray]


def plain(measure: str, group: Any, reference: Any, level: float) -> Estimate:
    """Return the ratio of the counts as they were recorded."""
    rates = one_of("ratio", measure, RATIOS) == "rate ratio"
    inputs = _pairs.two_sides(group, reference, _pairs.EVENTS if rates else _pairs.PARTS)
    data = (_pairs.of_rates if rates else _pairs.of_proportions)(inputs)
    return from_family(RATIOS[measure], data, method=None, level=_arrays.one_level(level))


def cells(estimate: Estimate) -> dict[str, Cells]:
    """Return the recorded cells of what has happened, and of the rest where there is one."""
    x1, n1, x0, n0 = map(np.asarray, estimate.data.values())
    return {"events": (x1, x0)} if estimate.measure == "rate ratio" else {"part": (x1, x0), "rest": (n1 - x1, n0 - x0)}


def remade_at(estimate: Estimate, numbers: Sequence[Any], method: str) -> Estimate:
    """Return the estimate with another value and limits, of a wider shape, which come with no test."""
    shape, remark = np.broadcast_shapes(*map(np.shape, numbers)), np.asarray(estimate.remark, dtype=object)
    wide = (np.broadcast_to(each, shape)[()] for each in (remark, *numbers, *estimate.data.values()))
    remark, value, low, high, *counts = wide
    data = dict(zip(estimate.data, counts, strict=True))
    made = remade(estimate, family="")
    return replace(made, value=value, low=low, high=high, method=method, data=data, remark=remark)


def by_delta(estimate: Estimate, weights: Mapping[str, tuple[Cells, Cells]]) -> Estimate:
    """Return the ratio of true cells, weighted sums of the recorded ones, whose Poisson errors its log has."""
    recorded, risk = cells(estimate), estimate.measure == "risk ratio"
    (a, b), (c, d) = (_true(*recorded[name], *weights[name]) for name in recorded)
    with np.errstate(all="ignore"):
        p, q = (c + a, d + b) if risk else (c, d)
        value, slopes = a * q / (b * p), ((1 / a - risk / p, risk / q - 1 / b), (-1 / p, 1 / q))
        errors = (_error(*recorded[name], *weights[name], *slope) for name, slope in zip(recorded, slopes, strict=True))
        spread = -ndtri((1 - estimate.level) / 2) * np.sqrt(sum(errors))
        limits = [(value * np.exp(-spread), 0.0), (value * np.exp(spread), np.inf)]
    there = (a + c > 0) & (b + d > 0)
    ends = (np.where(there, np.where(np.isfinite(spread), limit, end), np.nan) for limit, end in limits)
    return remade_at(estimate, (value, *ends), DELTA)


def _true(x: FloatArray, y: FloatArray, first: Cells, second: Cells) -> Cells:
    return less(first[0] * x, -first[1] * y), less(second[1] * y, -second[0] * x)


def _error(x: FloatArray, y: FloatArray, first: Cells, second: Cells, *slopes: FloatArray) -> Any:
    """Return what two recorded cells add to the variance of a log ratio with these slopes in the true ones."""
    in_x, in_y = (first[i] * slopes[0] + second[i] * slopes[1] for i in (0, 1))
    return x * in_x**2 + y * in_y**2


def less(recorded: Any, wrongly: Any) -> FloatArray:
    """Return what is left of a count without those recorded wrongly; nothing where that is lost in rounding."""
    return np.where(recorded - wrongly <= LOST * wrongly, 0.0, recorded - wrongly)


def over(ranges: Mapping[str, FloatArray], at: Callable[[Assumed], Estimate]) -> Estimate:
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
    if corners.method == DELTA:
        bends = (lambda points: found(points).low, lambda points: -found(points).high)
        corners = found(np.concatenate([ends, [_furthest(each, low, high) for each in bends]]))
    return remade(hull(corners), axes=axes_of(corners))


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


def said(ranges: Mapping[str, tuple[float, float]]) -> str:
    """Write what is assumed: "sensitivity 1, specificity 0.98 to 1"."""
    spans = {own: " to ".join(f"{end:.6g}" for end in dict.fromkeys(ends)) for own, ends in ranges.items()}
    return ", ".join(map(" ".join, spans.items()))
