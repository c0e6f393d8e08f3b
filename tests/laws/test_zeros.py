"""Every method at every zero: defined, ordered, and undefined only where a denominator is 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from disprop.intervals import Family
from strategies import PLAIN, limits, value

LEVELS = (1e-17, 0.01, 0.5, 0.95, 0.999999, 1 - 2**-53)
ZEROS: dict[str, list[tuple[float, ...]]] = {
    "proportion": [(0, 1), (1, 1), (0, 10), (10, 10), (0, 10**9), (10**9, 10**9)],
    "rate": [(0, 1), (0, 703), (0, 1e-6), (0, 1e12)],
    "rate ratio": [(0, 703, 122, 89012), (5, 10, 0, 10), (0, 10, 0, 20), (0, 1e-3, 1, 1e9), (1, 1e9, 0, 1e-3)],
    "rate difference": [(0, 703, 122, 89012), (5, 10, 0, 10), (0, 10, 0, 20), (0, 1e-3, 1, 1e9), (1, 1e9, 0, 1e-3)],
    "risk difference": [(0, 7, 5, 7), (5, 7, 0, 7), (0, 7, 0, 9), (7, 7, 9, 9), (0, 7, 9, 9), (7, 7, 0, 9)],
    "risk ratio": [(0, 7, 5, 7), (5, 7, 0, 7), (0, 7, 0, 9), (7, 7, 9, 9), (0, 7, 9, 9), (7, 7, 0, 9)],
    "odds ratio": [
        (0, 7, 5, 7),
        (7, 7, 5, 7),
        (5, 7, 0, 7),
        (5, 7, 7, 7),
        (0, 7, 0, 9),
        (7, 7, 9, 9),
        (0, 7, 9, 9),
        (7, 7, 0, 9),
    ],
    "share ratio": [(0, 10, 1, 2), (10, 10, 1, 2), (0, 1, 5, 5), (1, 1, 5, 5)],
}
WITHOUT: dict[str, list[tuple[float, ...]]] = {
    "proportion": [(0, 0)],
    "rate": [(0, 0)],
    "rate ratio": [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0), (0, 0, 0, 10)],
    "rate difference": [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0), (0, 0, 0, 10)],
    "risk difference": [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0), (0, 0, 10, 10)],
    "risk ratio": [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0), (0, 0, 10, 10)],
    "odds ratio": [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0), (0, 0, 10, 10)],
    "share ratio": [(0, 0, 5, 10), (0, 10, 0, 0), (0, 0, 0, 0), (0, 10, 0, 5)],
}
for _counts in (ZEROS, WITHOUT):  # the same where a population has a lognormal error, and the other one a normal error
    _counts |= {
        f"{parameter} of an estimated population": [(*row, *(0.2, 0, 0.1, 1)[: len(row)]) for row in _counts[parameter]]
        for parameter in ("rate", "rate ratio", "rate difference")
    }
every_method = pytest.mark.parametrize(("family", "name"), PLAIN)


@every_method
@pytest.mark.parametrize("level", LEVELS)
def test_defined_and_ordered_at_zero(family: Family, name: str, level: float) -> None:
    low, high = limits(family, name, zip(*ZEROS[family.parameter], strict=True), level)
    assert (low <= high + 1e-12 * np.abs(high)).all()


@every_method
def test_the_upper_limit_is_finite_where_the_value_is(family: Family, name: str) -> None:
    rows = list(zip(*ZEROS[family.parameter], strict=True))
    _, high = limits(family, name, rows, 0.95)
    silent = name in {"wald-log", "katz-log", "woolf-log"}  # a logarithm of 0 says nothing
    assert (np.isfinite(high) | ~np.isfinite(value(family, rows)) | silent).all()


@every_method
def test_no_denominator_no_interval(family: Family, name: str) -> None:
    rows = list(zip(*WITHOUT[family.parameter], strict=True))
    assert np.isnan(limits(family, name, rows, 0.95)).all()
    assert np.isnan(value(family, rows)).all()


RATIOS = ("rate ratio", "risk ratio", "odds ratio")


@pytest.mark.parametrize(("family", "name"), [m for m in PLAIN if m.values[0].parameter.startswith(RATIOS)])
@pytest.mark.parametrize(
    ("counts", "expected"),
    [((0, 10, 5, 10), 0.0), ((5, 10, 0, 10), np.inf), ((0, 10, 0, 10), np.nan)],
    ids=["no events of the group", "none of the reference", "none at all"],
)
def test_ratios_with_a_zero(family: Family, name: str, counts: Any, expected: float) -> None:
    counts = (*counts, *(0.2, 0, 0.1, 1)[: len(family.data) - len(counts)])
    low, high = limits(family, name, counts, 0.95)
    assert value(family, counts) == pytest.approx(expected, nan_ok=True)
    if counts[0] == 0:
        assert low == 0
    if counts[2] == 0:
        assert high == np.inf
    if not name.endswith("-log"):
        assert (low > 0) == (expected == np.inf)
        assert np.isfinite(high) == (expected == 0)


@pytest.mark.parametrize(("family", "name"), [m for m in PLAIN if m.values[0].parameter == "share ratio"])
@pytest.mark.parametrize("part", [0, 9, 10])
def test_a_share_ratio_stays_below_whole_over_part(family: Family, name: str, part: int) -> None:
    _, high = limits(family, name, (part, 10, 1, 2), 0.95)
    assert high <= 2
