"""Counts known only in part: what two corners give is what every combination gives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

import disprop
from disprop import Estimate, between, odds_ratio, rate_difference, rate_ratio, risk_difference, risk_ratio
from disprop.intervals import FAMILIES

PARTS = ((0, 3), (4, 8), (0, 2), (3, 6))
EVENTS = ((0, 3), (900, 905), (0, 2), (300, 304))
STATISTICS: dict[str, Any] = {
    "rate ratio": (rate_ratio, EVENTS),
    "rate difference": (rate_difference, EVENTS),
    "risk ratio": (risk_ratio, PARTS),
    "risk difference": (risk_difference, PARTS),
    "odds ratio": (odds_ratio, PARTS),
}
METHODS = [(name, method) for name in STATISTICS for method in FAMILIES[name].methods]


@pytest.mark.parametrize(("name", "method"), METHODS)
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_two_corners_are_all_combinations(name: str, method: str, level: float) -> None:
    statistic, ends = STATISTICS[name]
    x1, n1, x0, n0 = (between(*end) for end in ends)
    found = statistic(group=(x1, n1), reference=(x0, n0), method=method, level=level)
    a, b, c, d = zip(*product(*(range(low, high + 1) for low, high in ends)), strict=True)
    each = statistic(group=(a, b), reference=(c, d), method=method, level=level)
    known = ~np.isnan(each.value)
    assert (found.least, found.most) == pytest.approx((each.value[known].min(), each.value[known].max()), rel=1e-12)
    assert (found.low, found.high) == pytest.approx((each.low.min(), each.high.max()), rel=1e-12)


CASES = 200
WIDTH = 2  # the largest distance between the ends of a count
SINGLE: dict[str, Callable[..., Estimate]] = {"rate": disprop.rate, "proportion": disprop.proportion}
PAIRS: dict[str, Callable[..., Estimate]] = {
    "rate ratio": disprop.rate_ratio,
    "rate difference": disprop.rate_difference,
    "risk ratio": disprop.risk_ratio,
    "risk difference": disprop.risk_difference,
    "odds ratio": disprop.odds_ratio,
}
WITHIN = {"proportion", "risk ratio", "risk difference", "odds ratio"}  # a part lies within its whole
EVERY = [(parameter, method) for parameter in (*SINGLE, *PAIRS) for method in FAMILIES[parameter].methods]


def call(parameter: str, method: str, counts: list[Any]) -> Estimate:
    """Call a statistic with its counts in turn."""
    if parameter in SINGLE:
        return SINGLE[parameter](*counts, method=method)
    return PAIRS[parameter](group=tuple(counts[:2]), reference=tuple(counts[2:]), method=method)


def drawn(parameter: str, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the smallest of each count, and how many more it may be, for every case; wholes are known in half."""
    rng = np.random.default_rng([ord(letter) for letter in f"{parameter} {method}"])
    sides = 1 if parameter in SINGLE else 2
    wholes = rng.integers(3, 40, (CASES, sides))
    parts = np.minimum(rng.integers(0, 12, (CASES, sides)), wholes)
    low = np.stack([parts, wholes], axis=-1).reshape(CASES, -1)
    more = rng.integers(0, WIDTH + 1, low.shape)
    more[: CASES // 2, 1::2] = 0
    return low, more


def enumerated(parameter: str, method: str, low: np.ndarray, more: np.ndarray) -> list[np.ndarray]:
    """Return the extremes of every combination that is allowed, one by one."""
    ends = [
        np.full(len(low), np.inf),
        np.full(len(low), -np.inf),
        np.full(len(low), np.inf),
        np.full(len(low), -np.inf),
    ]
    for steps in product(range(WIDTH + 1), repeat=low.shape[1]):
        counts = low + np.array(steps)
        allowed = (np.array(steps) <= more).all(axis=1)
        if parameter in WITHIN:
            allowed &= (counts[:, ::2] <= counts[:, 1::2]).all(axis=1)
        if not allowed.any():
            continue
        found = call(parameter, method, list(counts[allowed].T))
        numbers = (found.value, found.value, found.low, found.high)
        for end, number, pick in zip(ends, numbers, (np.fmin, np.fmax, np.fmin, np.fmax), strict=True):
            end[allowed] = pick(end[allowed], number)
    return ends


@pytest.mark.parametrize(("parameter", "method"), EVERY, ids=[f"{p}-{m}" for p, m in EVERY])
def test_drawn_counts_allow_what_enumeration_gives(parameter: str, method: str) -> None:
    """Two hundred cases at once, their combinations one by one, for every method."""
    low, more = drawn(parameter, method)
    found = call(parameter, method, [between(*ends) for ends in zip(low.T, (low + more).T, strict=True)])
    ends = enumerated(parameter, method, low, more)
    undefined = ~np.isfinite(ends[0]) & ~np.isfinite(ends[1]) & (ends[0] > ends[1])
    for name, end in zip(("least", "most", "low", "high"), ends, strict=True):
        expected = np.where(undefined, np.nan, end) if name in {"least", "most"} else end
        np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-9, atol=1e-12, err_msg=name)
