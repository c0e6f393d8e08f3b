"""One-sided limits and arrays of levels are the two-sided interval at another level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disprop import DispropError, Estimate, proportion, rate
from disprop.estimate import from_family
from disprop.intervals import FAMILIES, Family
from strategies import DATA, METHODS

every_method = pytest.mark.parametrize(("family", "name"), METHODS)


def estimate(family: Family, name: str, counts: Any, **how: Any) -> Estimate:
    data = {key: np.asarray(count, dtype=float) for key, count in zip(family.data, counts, strict=True)}
    return from_family(family, data, method=name, **how)


@every_method
@given(data=st.data(), level=st.floats(0.501, 0.999))
def test_one_side_at_a_level_is_both_at_twice_the_error(
    family: Family, name: str, data: st.DataObject, level: float
) -> None:
    counts = data.draw(DATA[family.parameter])
    both = estimate(family, name, counts, level=1 - 2 * (1 - level))
    lower = estimate(family, name, counts, level=level, sides="lower")
    upper = estimate(family, name, counts, level=level, sides="upper")
    assert lower.low == pytest.approx(both.low, rel=1e-9, abs=1e-11)
    assert upper.high == pytest.approx(both.high, rel=1e-9, abs=1e-11)
    assert (upper.low, lower.high) == family.support


@pytest.mark.parametrize("parameter", FAMILIES)
@given(data=st.data(), levels=st.lists(st.floats(0.5, 0.999), min_size=1, max_size=4))
def test_an_array_of_levels_is_a_loop_over_them(parameter: str, data: st.DataObject, levels: list[float]) -> None:
    family = FAMILIES[parameter]
    counts = data.draw(DATA[parameter])
    together = estimate(family, family.default, counts, level=levels)
    alone = [estimate(family, family.default, counts, level=level) for level in levels]
    # a root for several levels at once takes other steps than for one, and ends within a few units of rounding
    np.testing.assert_allclose(together.low, [each.low for each in alone], rtol=1e-12)
    np.testing.assert_allclose(together.high, [each.high for each in alone], rtol=1e-12)
    assert [each.level for each in together] == levels


@every_method
@given(data=st.data(), level=st.floats(0.501, 0.999), null=st.floats(-1, 3), sides=st.sampled_from(("lower", "upper")))
def test_a_one_sided_test_agrees_with_its_limit(
    family: Family, name: str, data: st.DataObject, level: float, null: float, sides: str
) -> None:
    one = estimate(family, name, data.draw(DATA[family.parameter]), level=level, sides=sides)
    p = one.p_value(null)
    if not np.isclose(p, 1 - level, rtol=1e-6, atol=1e-9):  # at the limit itself rounding decides
        assert bool(one.excludes(null)) == bool(p < 1 - level)


def test_one_sided_p_values_are_single_tails() -> None:
    # P(X <= 10 | 20) and P(X >= 10 | 5) for a Poisson count of 10
    assert rate(10, 1, sides="upper").p_value(20) == pytest.approx(0.010811718826652723, rel=1e-10)
    assert rate(10, 1, sides="lower").p_value(5) == pytest.approx(0.03182805730620481, rel=1e-10)
    assert rate(10, 1, sides="lower").p_value(20) == 1
    assert not rate(10, 1, sides="upper").excludes(0.001)


def test_one_limit_is_written_as_such() -> None:
    assert str(proportion(12, 14, sides="lower")) == "0.857 (95% lower limit 0.647)"
    assert str(rate(0, 1000, sides="upper").per(1000)) == "0.00 per 1,000 (95% upper limit 3.00)"
    assert str(proportion(12, 14, level=[0.5, 0.95])).splitlines()[1] == "0.857 (95% CI 0.601 to 0.960)"
    assert repr(proportion(12, 14, level=[0.5, 0.95])[0]).endswith("(50% CI 0.783 to 0.909)>")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"sides": "both"}, "no choice of sides is called 'both'. Known: two, lower, upper"),
        ({"sides": "lower", "level": 0.4}, "the level of a one-sided limit must be at least 0.5; got 0.4"),
        ({"level": [0.9, 95]}, r"level must lie strictly between 0 and 1 \(0.95 means 95%\); got \[0.9, 95\]"),
        ({"level": [0.9, 0.95]}, r"the shapes do not broadcast: events has shape \(3,\)"),
    ],
)
def test_what_cannot_be_is_refused(how: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        rate([1, 2, 3], 10, **how)
