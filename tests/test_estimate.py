"""The result type: units, tests, parts, frames, and how it is written."""

from __future__ import annotations

import copy
import dataclasses
import operator
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from disprop import DispropError, Estimate, odds_ratio, proportion, rate, rate_ratio, risk_ratio
from disprop.disparity import share_ratio

RATIOS: dict[str, Estimate] = {
    "rate ratio": rate_ratio(group=(33, 46_476), reference=(352, 1_761_205)),
    "risk ratio": risk_ratio(group=(5, 7), reference=(2, 12)),
    "share ratio": share_ratio(group=(143, 189_708), whole=(679, 2_226_058)),
}
SINGLES: dict[str, Estimate] = {"rate": rate(87, 56_953), "proportion": proportion(12, 14)}
EVERY = {**SINGLES, **RATIOS}


# Units


def test_per_scales_value_and_limits_together() -> None:
    one = rate(87, 56_953)
    scaled = one.per(10_000)
    assert scaled.unit == "per 10,000"
    for name in ("value", "low", "high"):
        assert getattr(scaled, name) == pytest.approx(10_000 * getattr(one, name), rel=1e-15)
    assert (scaled.data, scaled.level, scaled.method) == (one.data, one.level, one.method)


def test_per_twice_is_not_squared() -> None:
    again = rate(87, 56_953).per(10_000).per(1_000)
    once = rate(87, 56_953).per(1_000)
    assert [again.value, again.low, again.high] == pytest.approx([once.value, once.low, once.high], rel=1e-15)
    assert again.unit == "per 1,000"


@pytest.mark.parametrize("measure", RATIOS)
def test_a_ratio_has_no_unit(measure: str) -> None:
    with pytest.raises(DispropError, match=f"^a {measure} has no unit, so it cannot be given per 10,000$"):
        RATIOS[measure].per(10_000)


@pytest.mark.parametrize(
    ("number", "unit"),
    [(100_000, "per 100,000"), (1e6, "per 1,000,000"), (np.int64(100), "per 100"), (Fraction(1, 2), "per 0.5")],
)
def test_units_are_written_as_numbers(number: Any, unit: str) -> None:
    assert rate(1, 100).per(number).unit == unit


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf, True, np.True_, "100", None, [1, 2], 10**400, 1j], ids=repr)
@pytest.mark.parametrize("measure", ["rate", "rate ratio"])
def test_per_needs_one_positive_number(measure: str, bad: Any) -> None:
    with pytest.raises(DispropError, match=r"^per\(\) needs one positive number such as 10_000; got "):
        EVERY[measure].per(bad)


def test_a_null_is_in_the_unit_of_the_estimate() -> None:
    one = rate(87, 56_953)
    scaled = one.per(10_000)
    assert scaled.p_value(12.0) == pytest.approx(one.p_value(0.0012), rel=1e-12)
    assert scaled.excludes(12.0)
    assert not scaled.excludes(13.0)


# Tests


@pytest.mark.parametrize(("events", "mean"), [(0, 3.0), (3, 1.2), (3, 9.5), (87, 60.0), (87, 130.0)])
def test_p_value_of_a_rate_is_twice_the_smaller_poisson_tail(events: int, mean: float) -> None:
    tails = stats.poisson.cdf(events, mean), stats.poisson.sf(events - 1, mean)
    assert rate(events, 10).p_value(mean / 10) == pytest.approx(2 * min(tails), rel=1e-10)


@pytest.mark.parametrize(("part", "whole", "null"), [(0, 10, 0.3), (12, 14, 0.5), (2, 14, 0.5), (143, 679, 0.085)])
def test_p_value_of_a_proportion_is_the_score_test(part: int, whole: int, null: float) -> None:
    z = (part - whole * null) / np.sqrt(whole * null * (1 - null))
    assert proportion(part, whole, method="wilson").p_value(null) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-10)


@pytest.mark.parametrize("method", ["mid-p", "clopper-pearson"])
@pytest.mark.parametrize(("part", "null"), [(0, 1), (3, 1), (9, 1), (1, 0), (3, 0), (10, 0)])
def test_a_share_that_the_counts_rule_out_has_a_p_value_of_0(part: int, null: int, method: str) -> None:
    assert proportion(part, 10, method=method).p_value(null) == 0
    assert share_ratio(group=(part, 1), whole=(10, 4), method=method).p_value(4 * null) == 0
    assert proportion(10 * null, 10, method=method).p_value(null) == 1


def test_a_share_ratio_beyond_the_largest_possible_has_a_p_value_of_0() -> None:
    assert share_ratio(group=(10, 1), whole=(10, 4)).p_value([4, 4.1]).tolist() == [1, 0]


@pytest.mark.parametrize(("part", "whole", "null"), [(0, 10, 0.3), (12, 14, 0.5), (2, 14, 0.5), (143, 679, 0.085)])
def test_exact_and_mid_p_values_of_a_proportion(part: int, whole: int, null: float) -> None:
    point = stats.binom.pmf(part, whole, null)
    tail = min(stats.binom.cdf(part, whole, null), stats.binom.sf(part - 1, whole, null))
    exact, mid = (proportion(part, whole, method=m).p_value(null) for m in ("clopper-pearson", "mid-p"))
    assert exact == pytest.approx(min(1, 2 * tail), rel=1e-10)
    assert mid == pytest.approx(2 * tail - point, rel=1e-10)


def test_p_value_of_a_rate_ratio_is_the_conditional_binomial_test() -> None:
    share = 46_476 / (46_476 + 1_761_205)
    tail = stats.binom.sf(32, 385, share)
    assert tail < 0.5
    exact = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205), method="exact")
    assert exact.p_value(1.0) == pytest.approx(2 * tail, rel=1e-10)
    mid = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    assert mid.p_value(1.0) == pytest.approx(2 * tail - stats.binom.pmf(33, 385, share), rel=1e-10)


@pytest.mark.parametrize("null", [1e3, 1e6, 1e10, 1e20])
def test_a_p_value_far_out_keeps_its_digits(null: float) -> None:
    found = rate_ratio(group=(0, 1), reference=(1, 1), method="exact")
    assert found.p_value(null) == pytest.approx(2 / (1 + null), rel=1e-12)


@pytest.mark.parametrize("method", ["garwood", "byar", "mid-p", "score", "jeffreys"])
def test_no_method_calls_a_far_null_likely(method: str) -> None:
    assert rate([1, 5, 40], 100, method=method).p_value(2.0).max() < 1e-20


def test_mover_does_not_call_a_far_null_likely() -> None:
    found = risk_ratio(group=([7, 4, 5, 6], [26, 27, 7, 47]), reference=([3, 4, 2, 20], [27, 36, 12, 27]))
    assert (found.p_value(30.0) < 1e-2).all()
    assert (found.p_value(found.value) > 0.999).all()


def test_nulls_broadcast() -> None:
    found = rate([3, 9], 100)
    assert found.excludes([[0.001], [0.03], [0.5]]).tolist() == [[True, True], [False, True], [True, True]]
    assert found.p_value([[0.001], [0.03], [0.5]]).shape == (3, 2)


def test_without_an_interval_there_is_no_p_value() -> None:
    assert np.isnan(rate(0, 0).p_value(1.0))
    assert not rate(0, 0).excludes(1.0)
    bare = Estimate(np.float64(1), np.float64(np.nan), np.float64(np.nan), 0.95, "none", "rate ratio")
    assert np.isnan(bare.p_value(1.0))


@pytest.mark.parametrize(
    ("null", "message"),
    [
        (np.nan, "null must be finite; got nan"),
        (np.inf, "null must be finite; got inf"),
        ("1", "null must be numbers; got '1'"),
        (True, "null must be numbers; got True"),
        (None, "null must be numbers; got None"),
        (1j, "null must be numbers; got 1j"),
        ([1, 2, 3], "the shapes do not broadcast: null has shape (3,), value has shape (2,)"),
    ],
)
@pytest.mark.parametrize("test", ["excludes", "p_value"])
def test_a_null_that_is_not_a_number_is_refused(test: str, null: Any, message: str) -> None:
    with pytest.raises(DispropError) as refused:
        getattr(rate([1, 2], 10), test)(null)
    assert str(refused.value).startswith(message)


# Parts


def test_elements_are_estimates_of_their_own() -> None:
    together = rate([0, 7, 87], [703, 8_600, 56_953])
    assert len(together) == 3
    for one, events, population in zip(together, (0, 7, 87), (703, 8_600, 56_953), strict=True):
        alone = rate(events, population)
        # NumPy's loops over arrays and over single numbers may round the last bit of a limit differently.
        assert (one.low, one.high) == pytest.approx((alone.low, alone.high), rel=1e-15)
        assert replace(one, low=alone.low, high=alone.high).to_dict() == alone.to_dict()
        assert one.p_value(0.001) == pytest.approx(alone.p_value(0.001), rel=1e-12)
    assert isinstance(together[0].value, np.float64)
    assert together[1:].data["events"].tolist() == [7, 87]
    assert together[np.array([True, False, True])].value.shape == (2,)
    assert together[-1].per(100).unit == "per 100"


def test_rows_and_columns_of_a_table() -> None:
    table = rate([[1, 2, 3], [4, 5, 6]], [10, 20, 30])
    assert len(table) == 2
    assert table[1].value.tolist() == [0.4, 0.25, 0.2]
    assert table[1, 2].p_value(0.1) == pytest.approx(rate(6, 30).p_value(0.1), rel=1e-12)


def test_a_single_number_has_no_elements() -> None:
    for asked in (len, lambda found: found[0], lambda found: [*found], lambda found: pd.DataFrame([found])):
        with pytest.raises(DispropError, match=r"an Estimate of one rate has no parts: take \.value, \.low and \.high"):
            asked(rate(1, 10))
    with pytest.raises(DispropError, match=r"lie within the shape \(1,\); got 1"):
        rate([1], 10)[1]


def test_the_fields_cannot_be_set() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        rate(1, 10).value = np.float64(0)  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        rate(1, 10).estimate = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize(
    "twin",
    [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))],  # noqa: S301 (our own)
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_is_the_same_estimate(twin: Callable[[Estimate], Estimate], measure: str) -> None:
    found = EVERY[measure]
    again = twin(found)
    assert again.to_dict() == found.to_dict()
    assert again.p_value(0.7) == found.p_value(0.7)
    assert str(again) == str(found)


# Frames


NUMBERS = ["value", "low", "high", "least", "most"]
COLUMNS = ["events", "population", *NUMBERS, "level", "sides", "method", "measure", "unit", "note"]


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_columns_make_a_frame(frame: Callable[[Any], Any]) -> None:
    made = frame(rate([0, 7], [703, 8_600]).per(10_000).to_dict())
    assert list(made.columns) == COLUMNS
    assert made.shape == (2, 13)
    assert list(made["events"]) == [0, 7]
    assert list(made["unit"]) == ["per 10,000"] * 2


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_one_number_makes_one_row(frame: Callable[[Any], Any]) -> None:
    made = frame(rate_ratio(group=(5, 10), reference=(3, 10)).to_dict())
    assert list(made.columns)[:4] == ["group_events", "group_population", "reference_events", "reference_population"]
    assert made.shape == (1, 15)


# How it is written


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (rate(87, 56_953).per(10_000), "15.28 per 10,000 (95% CI 12.24 to 18.84)"),
        (rate(0, 703).per(10_000), "0.0 per 10,000 (95% CI 0.0 to 52.5)"),
        (rate(0, 0), "undefined (events is 0 and population is 0)"),
        (rate(3_000_000, 1), "3,000,000 (95% CI 2,996,606 to 3,003,397)"),
        (proportion(12, 14), "0.857 (95% CI 0.603 to 0.975)"),
        (proportion(12, 14).per(100), "85.7 per 100 (95% CI 60.3 to 97.5)"),
        (rate_ratio(group=(0, 703), reference=(122, 89_012)), "0.00 (95% CI 0.00 to 3.15)"),
        (rate_ratio(group=(5, 5), reference=(0, 5)), "infinity (95% CI 1.22 to infinity)"),
        (
            rate_ratio(group=(0, 5), reference=(0, 5)),
            "undefined, group events is 0 and reference events is 0 (95% CI 0.00 to infinity)",
        ),
        (rate(7, 8_600, level=0.999).per(10_000), "8.1 per 10,000 (99.9% CI 1.6 to 24.0)"),
        (rate(7, 8_600, level=0.9999999), "(99.99999% CI"),
        (
            Estimate(np.float64(1), np.float64(np.nan), np.float64(np.nan), 0.95, "none", "rate ratio"),
            "1.00 (no interval)",
        ),
    ],
)
def test_an_estimate_in_words(found: Estimate, text: str) -> None:
    assert text in str(found)
    assert f"{found}" == str(found)


def test_decimals_can_be_fixed() -> None:
    found = proportion(12, 14)
    assert f"{found:.2f}" == f"{found:.2}" == "0.86 (95% CI 0.60 to 0.98)"
    assert f"{rate([1, 2], 3):.1f}".splitlines() == [f"{rate(1, 3):.1f}", f"{rate(2, 3):.1f}"]


@pytest.mark.parametrize("spec", ["2", "d", ".f", ".2e", "5.2f", "x"])
def test_any_other_format_is_refused(spec: str) -> None:
    with pytest.raises(DispropError, match="an estimate is formatted with"):
        format(rate(1, 2), spec)


def test_long_arrays_are_cut() -> None:
    lines = str(rate(np.arange(12), 100)).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "and 2 more"


def test_a_notebook_shows_a_table() -> None:
    html = rate([0, 7], [0, 8_600])._repr_html_()
    undefined, found = "undefined (events is 0 and population is 0)", "0.00081 (95% CI 0.00033 to 0.00168)"
    assert html.startswith(f"<p>{undefined}<br>{found}</p><table ")
    cells = re.findall(r"<t[hd] [^>]*>([^<]*)", html)
    assert cells[:4] == ["", "events", "population", "rate (95% CI)"]
    assert cells[4:12] == ["1", "0", "0", "undefined ", "2", "7", "8,600", "0.00081 (0.00033 to 0.00168)"]
    assert html.endswith(">a</sup> events is 0 and population is 0</td></tr></tfoot></table>")


def test_a_number_that_is_not_zero_never_prints_as_zero() -> None:
    assert str(rate_ratio(group=(1, 1000), reference=(1, 100))) == "0.10 (95% CI 0.0026 to 3.90)"
    assert str(rate_ratio(group=(1, 1000), reference=(1, 100), level=0.999)).startswith("0.1 (99.9% CI 5e-05 to ")
    assert "99.9999999% CI" in str(rate(3, 10, level=1 - 1e-9))


def test_what_was_checked_cannot_be_changed() -> None:
    estimate = rate([1, 2], [3, 4])
    with pytest.raises(ValueError, match="read-only"):
        estimate.data["events"][0] = -5  # type: ignore[index]  # an array here


def test_a_result_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match=r"neither true nor false; ask \.excludes"):
        bool(rate(1, 2))


def test_all_against_all_allows_any_odds_ratio() -> None:
    assert str(odds_ratio(group=(3, 3), reference=(4, 4))).startswith(
        "undefined, these counts allow any value (95% CI 0"
    )


@pytest.mark.parametrize("other", [rate([3, 4], 10), 2, 2.5, np.float64(2), np.array([1.0, 2.0])], ids=repr)
@pytest.mark.parametrize(
    ("sign", "instead"),
    [
        (operator.truediv, r'take compare\("rate ratio", group=, reference=\)'),
        (operator.sub, r'take compare\("rate difference", group=, reference=\)'),
        (operator.add, "add up the counts first"),
        (operator.mul, r"take \.per\(1_000\) for a unit"),
    ],
)
def test_arithmetic_with_results_is_refused_with_what_to_take(sign: Any, instead: str, other: Any) -> None:
    with pytest.raises(DispropError, match=f"^an Estimate has an interval, which . cannot give: {instead}"):
        sign(rate([1, 2], 10), other)
    with pytest.raises((DispropError, TypeError), match=r"cannot give|unsupported operand"):
        sign(other, rate([1, 2], 10))
