"""Many comparisons at once, and whether a difference is too small to matter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from disprop import DispropError, between, rate, rate_difference, rate_ratio, risk_ratio, tables
from disprop.disparity import equivalence, inequality, readings, several

GROUP, REFERENCE = ([30, 12, 9, 0], [1_000, 1_500, 800, 700]), ([60, 55, 40, 30], [8_000, 9_000, 4_000, 5_000])
RATIOS = rate_ratio(group=GROUP, reference=REFERENCE)


def test_adjusted_p_values_are_those_of_the_papers() -> None:
    """Holm 1979 by hand; Benjamini and Hochberg, and Benjamini and Yekutieli, by SciPy; Hochberg by his steps."""
    found = several(RATIOS)
    p, k = found.p_values, 4
    order = np.argsort(p)
    holm = np.maximum.accumulate(p[order] * (k - np.arange(k)))
    hochberg = np.minimum.accumulate((p[order] * (k - np.arange(k)))[::-1])[::-1]
    assert found.adjusted("holm")[order] == pytest.approx(np.minimum(holm, 1), rel=1e-13)
    assert found.adjusted("hochberg")[order] == pytest.approx(np.minimum(hochberg, 1), rel=1e-13)
    assert found.adjusted("benjamini-hochberg") == pytest.approx(stats.false_discovery_control(p), rel=1e-13)
    assert found.adjusted("benjamini-yekutieli") == pytest.approx(stats.false_discovery_control(p, method="by"))
    assert p == pytest.approx(np.asarray(RATIOS.p_value(1)), rel=1e-12)


def test_every_one_and_at_least_one() -> None:
    found = several(RATIOS)
    assert (found.every, found.some) == (found.p_values.max(), 4 * found.p_values.min())
    above = several(rate_ratio(group=GROUP, reference=REFERENCE, sides="lower"))
    assert above.every == pytest.approx(1, abs=1e-9)  # 0 events show nothing to be above
    assert str(above).endswith("at least one is above 1: p = 7.1e-08")
    assert "every one is above 1: p = 1" in str(above)


def test_simultaneous_intervals_are_those_of_the_method_at_a_smaller_error() -> None:
    wide = rate_ratio(group=GROUP, reference=REFERENCE, level=1 - 0.05 / 4)
    for own, (name, each) in zip(wide, several(RATIOS).simultaneous.items(), strict=True):
        assert (own.low, own.high, own.level) == pytest.approx((each.low, each.high, each.level), rel=1e-12), name
        assert (each.p_value(1) < 0.05 / 4) == each.excludes(1)


def test_counts_known_in_part_have_the_widest() -> None:
    own = rate_ratio(group=([between(0, 4), 12], [1_000, 1_500]), reference=([60, 55], [8_000, 9_000]))
    wide = rate_ratio(group=([between(0, 4), 12], [1_000, 1_500]), reference=([60, 55], [8_000, 9_000]), level=0.975)
    found = several(own).simultaneous["1"]
    assert (found.low, found.high) == pytest.approx((wide[0].low, wide[0].high), rel=1e-12)


def test_estimates_have_their_names() -> None:
    found = several({"Kent": RATIOS[0], "Essex": RATIOS[1]})
    assert list(found.estimates) == ["Kent", "Essex"]
    assert found.to_dict()["holm"] == found.adjusted("holm").tolist()
    assert str(found).startswith("Kent: 4.00 (95% CI 2.55 to 6.17), Holm p = ")
    assert several(rate_difference(group=GROUP, reference=REFERENCE)).null == 0


def test_a_frame_has_what_is_said_of_each_area_in_columns() -> None:
    frame = pd.DataFrame(
        {"force": [*"ABAB"], "group": [*"xxyy"], "e": [30, 12, 60, 55], "n": [1_000, 1_500, 8_000, 9_000]}
    )
    sides: dict[str, Any] = {"columns": ("e", "n"), "group": "group", "reference": "y", "within": "force"}
    found = tables.compare_by(frame, rate_ratio, **sides, among=several)
    expected, rows = several(RATIOS[:2]), found[found["group"] == "x"]
    assert rows["holm"].tolist() == pytest.approx(expected.adjusted("holm").tolist(), rel=1e-12)
    assert rows["simultaneous_high"].tolist() == pytest.approx(
        [e.high for e in expected.simultaneous.values()], rel=1e-12
    )
    assert found.loc[found["group"] == "y", "p_value"].isna().all()


@given(st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_equivalence_is_shown_exactly_where_its_interval_lies_within(x: int, y: int) -> None:
    if x + y == 0:
        return
    ratio = rate_ratio(group=(x, 10_000), reference=(y, 12_000))
    found = equivalence(ratio, within=1.25)
    inside = bool(found.estimate.low > 1 / 1.25 and found.estimate.high < 1.25)
    assert (found.p_value < 0.05) == inside == found.shown
    assert found.estimate.level == pytest.approx(0.9)


def test_equivalence_by_two_binomial_tails() -> None:
    """Given both counts the share of the first is binomial, so the two tests are exact tails."""
    found = equivalence(rate_ratio(group=(480, 90_000), reference=(950, 181_000), method="exact"))
    share = [r * 90_000 / (r * 90_000 + 181_000) for r in (0.8, 1.25)]
    tails = stats.binom.sf(479, 1_430, share[0]), stats.binom.cdf(480, 1_430, share[1])
    assert found.p_value == pytest.approx(max(tails), rel=1e-9)
    assert str(found).endswith(f"shown to lie between 0.8 and 1.25, p = {max(tails):.2g}")


def test_equivalence_of_differences_and_of_several() -> None:
    difference = rate_difference(group=(48, 9_000), reference=(95, 18_000)).per(1_000)
    found = equivalence(difference, within=3)
    assert (found.within, bool(found.shown)) == ((-3, 3), True)
    assert not equivalence(difference, within=(-0.1, 0.1)).shown
    many = equivalence(RATIOS)
    assert np.shape(many.shown) == (4,)
    assert str(many).count("\n") == 7  # the estimates, then the verdict on each


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: several(rate([3, 4], [10, 20])), "give null="),
        (lambda: several([RATIOS, rate_ratio(group=(3, 10), reference=(4, 20), sides="upper")]), "one side"),
        (lambda: several([RATIOS[0], rate_ratio(group=(3, 10), reference=(4, 20), level=0.9)]), "one level"),
        (lambda: several([]), "at least one"),
        (lambda: several(RATIOS).adjusted("bonferoni"), "no adjustment is called"),
        (lambda: several(inequality([3, 4], [10, 20], draws=100)["ratio"], null=1), "comes with no test"),
        (lambda: equivalence(RATIOS, within=0.5), "must be above 1"),
        (lambda: equivalence(RATIOS, within=(2, 1)), "a pair in order"),
        (lambda: equivalence(rate(3, 10), within=2), "give"),
        (lambda: equivalence(risk_ratio(group=(3, 10), reference=(4, 20), sides="lower")), "two sides"),
        (lambda: equivalence(rate_ratio(group=(3, 10), reference=(4, 20), level=0.5)), "must be above 0.5"),
        (lambda: equivalence([1, 2]), "must be one"),  # type: ignore[arg-type]
        (lambda: equivalence(readings(group=(3, 10), whole=(9, 40))), "must be one"),  # type: ignore[arg-type]
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        call()


def test_a_p_value_of_0_is_never_said() -> None:
    far = rate_ratio(group=([90_000, 80_000], 100_000), reference=([900, 800], 1_000_000))
    assert float(several(far).p_values[0]) == 0
    assert "Holm p < 1e-300" in str(several(far))
    assert "p = 0" not in str(several(far))
    found = inequality([900, 100], [10_000, 10_000], draws=199)
    assert str(found.indices["theil"]).endswith("; p < 0.005 of equality")
    with pytest.raises(DispropError, match=r"called 'Gini'\. Did you mean 'gini'"):
        found.indices["Gini"]
