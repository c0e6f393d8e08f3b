"""One-sided limits and arrays of levels are the two-sided interval at another level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from disprop import DispropError, proportion, rate, rate_ratio
from disprop.intervals import FAMILIES, Family
from laws.batches import Column, batched, estimate, fewer, law
from strategies import DATA, METHODS, PLAIN, Counts

one_sided = st.floats(0.501, 0.999)


@law(METHODS, one_sided)
def test_one_side_at_a_level_is_both_at_twice_the_error(
    family: Family, name: str, counts: Counts, level: Column
) -> Column:
    both = estimate(family, name, counts, 1 - 2 * (1 - level))
    lower, upper = (estimate(family, name, counts, level, sides) for sides in ("lower", "upper"))
    pairs = (lower.low, both.low), (upper.high, both.high)
    near = np.all([np.isclose(one, two, rtol=1e-9, atol=1e-11, equal_nan=True) for one, two in pairs], axis=0)
    return near & (np.isnan(both.low) | (upper.low == family.support[0]) & (lower.high == family.support[1]))


@pytest.mark.parametrize("parameter", FAMILIES)
@batched
@given(data=st.data(), levels=st.lists(st.floats(0.5, 0.999), min_size=1, max_size=4))
def test_an_array_of_levels_is_a_loop_over_them(parameter: str, data: st.DataObject, levels: list[float]) -> None:
    family = FAMILIES[parameter]
    counts = data.draw(DATA[parameter])
    together = estimate(family, family.default, counts, levels)
    alone = [estimate(family, family.default, counts, level) for level in levels]
    # a root for several levels at once takes other steps than for one, and ends within a few units of rounding
    np.testing.assert_allclose(together.low, [each.low for each in alone], rtol=1e-12)
    np.testing.assert_allclose(together.high, [each.high for each in alone], rtol=1e-12)
    assert [each.level for each in together] == levels


@law(PLAIN, one_sided, st.floats(-1, 3), st.booleans(), examples=fewer)
def test_a_one_sided_test_agrees_with_its_limit(
    family: Family, name: str, counts: Counts, level: Column, null: Column, upper: Column
) -> Column:
    one = estimate(family, name, counts, level, "upper" if upper[0] else "lower")
    p = one.p_value(null)
    limit = one.high if upper[0] else one.low
    # at the limit itself rounding decides, and one of Blaker's stays where it is over a range of levels
    close = np.isclose(p, 1 - level, rtol=1e-6, atol=1e-9) | np.isclose(null, limit, rtol=1e-12, atol=0)
    return close | (one.excludes(null) == (p < 1 - level))


@pytest.mark.parametrize("method", ["mover-garwood", "mover-mid-p", "mover-likelihood", "mover-jeffreys"])
def test_the_smallest_tail_leaves_the_null_in(method: str) -> None:
    # the product of two limits of 1e-309 is 0: the upper limit that it divides is not
    counts = {"group": (0, 156_817_643.0), "reference": (1, 729_697_844.0)}
    p = rate_ratio(**counts, method=method, sides="upper").p_value(30)
    assert rate_ratio(**counts, method=method, sides="upper", level=1 - p).high == pytest.approx(30, rel=1e-9)


def test_one_sided_p_values_are_single_tails() -> None:
    # P(X <= 10 | 20) and P(X >= 10 | 5) for a Poisson count of 10
    assert rate(10, 1, sides="upper").p_value(20) == pytest.approx(0.010811718826652723, rel=1e-10)
    assert rate(10, 1, sides="lower").p_value(5) == pytest.approx(0.03182805730620481, rel=1e-10)
    assert rate(10, 1, sides="lower").p_value(20) == 1
    assert not rate(10, 1, sides="upper").excludes(0.001)


def test_one_limit_is_written_as_such() -> None:
    assert str(proportion(12, 14, sides="lower")) == "0.857 (95% lower limit 0.615)"
    assert str(rate(0, 1000, sides="upper").per(1000)) == "0.00 per 1,000 (95% upper limit 3.00)"
    assert str(proportion(12, 14, level=[0.5, 0.95])).splitlines()[1] == "0.857 (95% CI 0.603 to 0.975)"
    assert repr(proportion(12, 14, level=[0.5, 0.95])[0]).endswith("(50% CI 0.775 to 0.909)>")


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
