"""Sampling error on top of counts known only in part: intervals of the value, and of all that is possible."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from disprop import DispropError, Estimate, between, odds_ratio, proportion, rate, rate_difference, rate_ratio
from disprop.imperfect import imbens_manski
from studies.edge import suppressed, unstated

SIDES: dict[str, Any] = {"group": (between(72, 211), 72_257), "reference": (between(647, 786), 1_801_352)}
FOUND = [
    rate_ratio(**SIDES),
    rate_ratio(**SIDES, level=[0.5, 0.8, 0.999]),
    rate_ratio(group=(between([0, 3, 9], [4, 9, 9]), 900), reference=(between([0, 2, 5], [3, 12, 5]), 5_000)),
    rate_difference(**SIDES).per(10_000),
    rate_difference(group=(between(0, 2), 900), reference=(between(0, 1), 5_000), method="wald"),
    rate(between([0, 10], [5, 13]), 1_000).per(1_000),
    proportion(between(0, 4), 20, level=0.9),
    odds_ratio(group=(between(0, 4), 20), reference=(9, 40)),
]


@pytest.mark.parametrize("found", FOUND, ids=str)
def test_it_lies_within_the_union_and_holds_all_that_is_possible(found: Estimate) -> None:
    value = imbens_manski(found)
    assert np.all((found.low <= value.low) & (value.low <= found.least))
    assert np.all((found.most <= value.high) & (value.high <= found.high))
    assert imbens_manski(value) is value


@pytest.mark.parametrize("found", FOUND, ids=str)
def test_both_limits_err_together_as_often_as_the_level_says(found: Estimate) -> None:
    """The tail of the limits is the a of a + Phi(z(a) - d) = 1 - level, by the p value of the union."""
    value = imbens_manski(found)
    for end, possible in ((value.low, value.least), (value.high, value.most)):
        inner = np.asarray((end != possible) & np.isfinite(end) & (found.value != end))
        if not inner.any():
            continue
        null = np.where(np.isfinite(end), end, 1.0)
        tail = np.asarray(found.p_value(null)) / 2
        error = tail + norm.cdf(norm.ppf(tail) - np.asarray(value._made.apart))  # noqa: SLF001 (what it was made with)
        wanted = np.broadcast_to(1 - np.asarray(found.level), error.shape)
        at = inner & (tail > 0) & (tail < 0.5)
        np.testing.assert_allclose(error[at], wanted[at], rtol=1e-6)
        np.testing.assert_allclose(np.asarray(value.p_value(null))[at], wanted[at], rtol=1e-6)


def test_normal_limits_are_those_of_the_paper() -> None:
    """Imbens and Manski 2004, equation 7: Phi(c + (upper - lower) / s) - Phi(-c) = level, of a difference by Wald."""
    found = rate_difference(group=(between(40, 48), 1_000), reference=(60, 1_000), method="wald")
    value = imbens_manski(found)
    s = np.sqrt((48 + 60) / 1_000**2)  # of the less exact end
    apart = 0.008 / s
    low_s = np.sqrt((40 + 60) / 1_000**2)
    c = (-0.02 - float(value.low)) / low_s
    assert norm.cdf(c + apart) - norm.cdf(-c) == pytest.approx(0.95, rel=1e-9)
    assert (float(value.high) + 0.012) / s == pytest.approx(c, rel=1e-9)


def test_known_counts_have_their_ordinary_interval() -> None:
    plain = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    assert imbens_manski(plain) is plain
    same = imbens_manski(rate_ratio(group=(between(33, 33), 46_476), reference=(352, 1_761_205)))
    np.testing.assert_allclose([same.low, same.high], [plain.low, plain.high], rtol=1e-14)
    assert same.p_value(3.0) == pytest.approx(plain.p_value(3.0), rel=1e-14)


def test_far_apart_each_limit_is_that_of_one_side() -> None:
    value = imbens_manski(rate_ratio(**SIDES))
    ends = rate_ratio(group=([72, 211], 72_257), reference=([786, 647], 1_801_352), level=0.90)
    np.testing.assert_allclose([value.low, value.high], [ends[0].low, ends[1].high], rtol=1e-12)


def test_a_wider_range_is_never_a_narrower_interval_though_one_limit_may_move_inwards() -> None:
    found = [
        imbens_manski(rate_difference(group=(between(40, 40 + k), 1_000), reference=(60, 1_000), method="wald"))
        for k in range(0, 40, 2)
    ]
    assert (np.diff([each.high - each.low for each in found]) >= 0).all()
    assert found[1].low > found[0].low  # as c falls from 1.96 to 1.645


def test_it_keeps_what_it_covers_in_parts_and_copies() -> None:
    value = imbens_manski(FOUND[2])
    one = imbens_manski(FOUND[2][1])
    np.testing.assert_allclose([one.low, one.high], [value[1].low, value[1].high], rtol=1e-12)
    assert one.p_value(20.0) == pytest.approx(value[1].p_value(20.0), rel=1e-9)
    assert Estimate.from_json(value.to_json()) == value
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 (its own)
    assert all(
        str(note).endswith("the interval is that of the value (imbens-manski)") for note in value.to_dict()["note"]
    )
    per = imbens_manski(FOUND[3].per(1))
    np.testing.assert_allclose(per.per(10_000).low, imbens_manski(FOUND[3]).low, rtol=1e-12)


def test_one_limit_covers_the_value_as_it_is() -> None:
    lower = rate(between(3, 9), 1_000, sides="lower")
    assert (imbens_manski(lower).low, imbens_manski(lower).high) == (lower.low, lower.high)


def test_what_cannot_be_covered_is_refused() -> None:
    from disprop import areas

    sides = {"group": ([between(3, 5), 12, 9], [100, 300, 200]), "reference": ([30, 20, 25], [900, 800, 700])}
    with pytest.raises(DispropError, match=r"^the interval of this .* comes with no test; its own holds all"):
        imbens_manski(areas.averages(**sides).geometric_mean)
    with pytest.raises(DispropError, match="estimate must be an Estimate; got 3"):
        imbens_manski(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("more", [0, 2, 20])
def test_at_the_edge_the_truth_is_held(more: float) -> None:
    """The whole study is studies/edge.py; four standard errors of 4,000 draws are 1.4%."""
    for found in unstated((30, 100), more, "exact", draws=4_000):
        assert found.union >= found.value >= 0.95 - 0.014
        assert (found.narrower > 0.03) == (more > 0)


def test_of_a_withheld_cell_the_truth_is_held() -> None:
    assert suppressed(3.0, draws=1_000).value >= 0.95 - 0.028
