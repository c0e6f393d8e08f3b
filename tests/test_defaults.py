"""Which method is taken when none is asked for: the family decides, for an interval and for one limit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from disprop import (
    Estimate,
    disparity,
    indirect_rate,
    indirect_rate_ratio,
    indirect_ratio,
    odds_ratio,
    paired,
    periods,
    proportion,
    rate,
    rate_ratio,
)
from disprop.estimate import family_of
from disprop.intervals import FAMILIES, OF

SIDES = {"group": (3, 50), "reference": (9, 80)}
STRATA = {"group": ([3], [50]), "reference": ([9], [80])}
CALLS: dict[str, tuple[Callable[..., Estimate], dict[str, Any], str, str]] = {
    "rate": (rate, {"events": 3, "population": 50}, "garwood", "garwood"),
    "proportion": (proportion, {"part": 3, "whole": 50}, "mid-p", "clopper-pearson"),
    "rate_ratio": (rate_ratio, SIDES, "mid-p", "exact"),
    "odds_ratio": (odds_ratio, SIDES, "mid-p", "exact"),
    "share_ratio": (disparity.share_ratio, {"group": (3, 9), "whole": (50, 80)}, "mid-p", "clopper-pearson"),
    "indirect_ratio": (indirect_ratio, {"observed": 3, "expected": 2.5}, "garwood", "garwood"),
    "indirect_rate": (
        indirect_rate,
        {"events": [3], "population": [50], "reference": ([9], [80])},
        "garwood",
        "garwood",
    ),
    "indirect_rate_ratio": (indirect_rate_ratio, {**STRATA, "standard": ([20], [300])}, "mid-p", "exact"),
    "mcnemar": (paired.mcnemar, {"only_a": 3, "only_b": 9}, "mid-p", "exact"),
    "periods.rate": (
        periods.rate,
        {"events": 3, "population": 50, "period": periods.Period("2021-04", "2021-06")},
        "garwood",
        "garwood",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_one_limit_is_exact_where_there_is_an_exact_method(name: str) -> None:
    call, counts, of_both, of_one = CALLS[name]
    assert call(**counts).method == of_both
    for side in ("lower", "upper"):
        found = call(**counts, sides=side)
        assert found.method == of_one
        family = family_of(found)
        assert family is not None
        assert family[of_one].conservative


def test_a_family_with_exact_methods_takes_one_of_them_for_one_limit() -> None:
    exact = {name for name, family in FAMILIES.items() if any(m.conservative for m in family.methods.values())}
    estimated = {name for name in FAMILIES if name.endswith(OF)}  # the method that is exact where populations are known
    assert {name for name, family in FAMILIES.items() if family.one_sided} == exact | estimated
    assert all(FAMILIES[name][FAMILIES[name].default_for("upper")].conservative for name in exact)


def test_a_family_without_one_keeps_its_default() -> None:
    family = FAMILIES["risk ratio"]
    assert family.default_for("lower") == family.default_for("two") == family.default == "miettinen-nurminen"


@pytest.mark.parametrize("whole", [20, 679])
def test_one_limit_of_a_share_errs_no_more_often_than_it_says(whole: int) -> None:
    part = np.arange(whole + 1)
    lower, upper = proportion(part, whole, sides="lower"), proportion(part, whole, sides="upper")
    just_below, just_above = lower[1:].low * (1 - 1e-9), upper[:-1].high * (1 + 1e-9)  # where an error is likeliest
    assert np.all(stats.binom.sf(part[1:] - 1, whole, just_below) <= 0.05)
    assert np.all(stats.binom.cdf(part[:-1], whole, just_above) <= 0.05)


def test_one_event_is_no_finding_against_parity() -> None:
    found = disparity.share_ratio(group=(1, 2_590), whole=(679, 10_000_000))
    assert [found.value, found.low, found.high] == pytest.approx(
        [5.686309073643, 0.284430642071, 27.959558919924], rel=1e-11
    )
    assert found.p_value(1) == pytest.approx(0.1750335398414334, rel=1e-10)
    assert disparity.share_ratio(group=(1, 2_590), whole=(679, 10_000_000), method="wilson").excludes(1)


def test_every_method_states_its_source_and_its_equation() -> None:
    methods = {(name, method.name): method for name, family in FAMILIES.items() for method in family.methods.values()}
    assert all(re.search(r"\d{4}", method.reference) for method in methods.values())
    assert [key for key, method in methods.items() if not method.equation or "\n" in method.equation] == []
    wilson = methods["proportion", "wilson"]
    assert wilson.equation == "|x - np| = z sqrt(np(1-p))"
    assert wilson.reference == "Wilson 1927, JASA 22: 209-212"
