"""Limits that come from no family, of surveys, of many looks, of draws: what every interval has to do."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from disprop import Estimate, disparity, surveys
from disprop.estimate import estimates_of, family_of
from laws.test_levels import KNOWN, TAKES, found

LOOKS: dict[str, dict[str, Any]] = {
    "share": {"events": [0, 3, 0, 9, 4], "population": [20, 9, 0, 30, 4], "measure": "proportion"},
    "rate": {"events": [0, 3, 0, 9], "population": [20, 9, 0, 30.5], "measure": "rate", "prior": 0.2},
    "ratio": {
        "events": [0, 3, 0, 9],
        "population": [20, 90, 0, 60],
        "measure": "rate ratio",
        "reference": ([0, 4, 5, 0], [50, 60, 70, 80]),
    },
}
ONES, GROUP = np.array([1.0, 0, 1, 0, 1, 1, 0, 0]), np.arange(8) % 2 == 0
DESIGNS: dict[str, dict[str, Any]] = {
    "weights": {"weights": [1, 2, 1, 3, 1, 2, 4, 1]},
    "clusters": {"weights": [1, 2, 1, 3, 1, 2, 4, 1], "clusters": [1, 1, 2, 2, 3, 3, 4, 4]},
}
NARROW, WIDE = 0.8, 0.95
ROUNDING = 1e-12
SHARES = ("proportion", "survey share")


def of_surveys(design: str, level: float) -> dict[str, Estimate]:
    survey = surveys.Survey(**DESIGNS[design])
    sides = {"group": GROUP, "reference": ~GROUP, "level": level}
    each = {"share": survey.share(ONES, level=level), "none": survey.share(0 * ONES, level=level)}
    return each | {"ratio": survey.ratio(ONES, **sides), "difference": survey.difference(ONES, **sides)}


def holds(narrow: Estimate, wide: Estimate) -> None:
    """Assert that limits hold the value, that a higher level is nowhere narrower, and that both are possible."""
    has = ~np.isnan(wide.value) & ~np.isnan(wide.low)
    slack = ROUNDING * np.nan_to_num(np.abs(wide.value), posinf=0)
    ends = [
        np.asarray(each)[..., np.newaxis][has] for each in (wide.low, narrow.low, wide.value, narrow.high, wide.high)
    ]
    slack = np.asarray(slack)[..., np.newaxis][has]
    for less, more in pairwise(ends):
        assert (less <= more + slack).all()
    if wide.measure.endswith(" ratio"):
        assert (ends[0] >= 0).all()
    if wide.measure.startswith(SHARES):
        assert (ends[0] >= 0).all()
        assert (ends[-1] <= 1 + slack).all()


@pytest.mark.parametrize("kind", LOOKS)
def test_limits_of_many_looks(kind: str) -> None:
    narrow, wide = (disparity.monitor(**LOOKS[kind], level=level).looks for level in (NARROW, WIDE))
    holds(narrow, wide)


@pytest.mark.parametrize("kind", LOOKS)
def test_a_look_is_that_of_all_looks_up_to_it(kind: str) -> None:
    given = LOOKS[kind]
    together = disparity.monitor(**given).looks
    for last in range(1, len(given["events"]) + 1):
        first: dict[str, Any] = {name: each[:last] for name, each in given.items() if isinstance(each, list)}
        if "reference" in given:
            first["reference"] = tuple(each[:last] for each in given["reference"])
        alone = disparity.monitor(**{**given, **first}).looks
        for field in ("value", "low", "high"):
            np.testing.assert_allclose(getattr(alone, field)[-1], getattr(together, field)[last - 1], rtol=1e-10)


@pytest.mark.parametrize("design", DESIGNS)
def test_limits_of_surveys(design: str) -> None:
    narrow, wide = (of_surveys(design, level) for level in (NARROW, WIDE))
    for name, estimate in wide.items():
        holds(narrow[name], estimate)


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in {"Estimated.moe", "imperfect.estimated"}])
def test_limits_of_every_statistic_without_a_family(name: str) -> None:
    assert name in TAKES
    narrow, wide = (found(name, level) for level in (NARROW, WIDE))
    if not hasattr(wide, "to_json"):
        return
    for own, estimate in estimates_of(wide).items():
        if family_of(estimate) is None:
            holds(estimates_of(narrow)[own], estimate)
