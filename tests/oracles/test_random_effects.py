"""Pooled areas against metafor 5.0.1 (R 4.2.2): see README.md beside this file and the source in the JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from disprop import areas

HELD = json.loads((Path(__file__).parent / "random_effects.json").read_text(encoding="utf-8"))
CLOSE = 1e-11  # relative; metafor's REML is up to 1.3e-11 from the root of its equation, which ours solves to 2e-14
CASES = [case | {"inputs": HELD["sets"][case["set"]]} for case in HELD["cases"]]
RANDOM = {name: method["ours"] for name, method in HELD["source"]["methods"].items() if name != "ee"}
COMMON = [case for case in CASES if case["method"] == "ee"]
NAMES = ["estimate", "lower", "upper", "pi_lower", "pi_upper", "tau2", "Q", "Q_p", "I2", "H2"]
PROFILE = ["tau2_qprofile_lower", "tau2_qprofile_upper"]


def ask(case: dict[str, Any]) -> areas.Pooled:
    y, v = case["inputs"]["yi"], case["inputs"]["vi"]
    if case["method"] == "ee":
        return areas.fixed_effect(y, v, level=case["inputs"]["level"])
    tau2, interval = RANDOM[case["method"]]
    return areas.random_effects(y, v, tau2=tau2, interval=interval, level=case["inputs"]["level"])


def numbers(found: areas.Pooled) -> dict[str, Any]:
    estimate, new, tau2 = found.estimate, found.prediction, found.tau2
    return dict(
        zip(
            NAMES + PROFILE,
            [
                *(estimate.value, estimate.low, estimate.high, new.low, new.high, tau2.value),
                *(found.q, found.p_value, 100 * found.i2, found.h2, tau2.low, tau2.high),
            ],
            strict=True,
        )
    )


def far_off(case: dict[str, Any], names: list[str]) -> dict[str, tuple[float, float]]:
    """Return what differs by more than CLOSE of its size, or of its unit if that is more."""
    ours = numbers(ask(case))
    unit = defaultdict(lambda: float(np.mean(case["inputs"]["vi"])), I2=100.0)
    pairs = {name: (float(ours[name]), float(case[name])) for name in names if name in case}
    return {name: (a, b) for name, (a, b) in pairs.items() if not abs(a - b) <= CLOSE * max(abs(b), unit[name])}


@pytest.mark.parametrize("method", RANDOM)
def test_random_effects_agree_with_metafor(method: str) -> None:
    cases = [case for case in CASES if case["method"] == method]
    assert len(cases) == 61
    assert [found for case in cases if (found := far_off(case, NAMES))] == []


@pytest.mark.parametrize("method", ["reml", "dl"])
def test_intervals_of_tau2_agree_with_metafor(method: str) -> None:
    cases = [case for case in CASES if case["method"] == method]
    assert sum(PROFILE[0] in case for case in cases) == 61
    assert [found for case in cases if (found := far_off(case, PROFILE))] == []


def test_fixed_effects_agree_with_metafor() -> None:
    assert len(COMMON) == 61
    assert [found for case in COMMON if (found := far_off(case, NAMES))] == []


@pytest.mark.parametrize("method", RANDOM)
def test_many_sets_at_once_are_each_set_by_itself(method: str) -> None:
    cases = [case for case in CASES if case["method"] == method and len(case["inputs"]["yi"]) == 6]
    y, v = (np.array([case["inputs"][name] for case in cases]) for name in ("yi", "vi"))
    tau2, interval = RANDOM[method]
    found = numbers(
        areas.random_effects(y, v, tau2=tau2, interval=interval, level=[case["inputs"]["level"] for case in cases])
    )
    alone = [numbers(ask(case)) for case in cases]
    for name in NAMES + PROFILE:
        np.testing.assert_allclose(found[name], [one[name] for one in alone], rtol=1e-12, atol=1e-14, err_msg=name)
