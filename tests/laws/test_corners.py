"""Counts known only in part: what two corners give is what every combination gives."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from disprop import between, odds_ratio, rate_difference, rate_ratio, risk_difference, risk_ratio
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
