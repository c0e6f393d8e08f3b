"""The share of the events without a group at which a ratio is what a claim needs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, rate_ratio
from disprop.imperfect import tipping_share
from disprop.intervals import RATE_RATIO

SIDES = {"group": (72, 72_257), "reference": (647, 1_801_352)}  # West Yorkshire, August 2021
counts = st.integers(0, 60)
people = st.integers(1, 5_000)


@given(counts, people, counts, people, st.integers(1, 40), st.floats(0.05, 20))
def test_plugged_back_the_ratio_is_the_boundary(x: int, n: int, x0: int, n0: int, unstated: int, null: float) -> None:
    share = tipping_share(group=(x, n), reference=(x0, n0), unstated=unstated, null=null)
    if not np.isnan(share):
        ratio = (x + share * unstated) / n / ((x0 + (1 - share) * unstated) / n0)
        assert ratio == pytest.approx(null, rel=1e-9)
    else:  # whatever they were, the ratio is on one side
        least, most = x / (x0 + unstated) * n0 / n, (x + unstated) / x0 * n0 / n if x0 else math.inf
        assert not least * (1 + 1e-12) < null < most * (1 - 1e-12)


@settings(max_examples=40)
@given(st.tuples(counts, people), st.tuples(counts, people), st.integers(1, 40), st.floats(0.1, 10), st.integers(0, 1))
def test_plugged_back_the_limit_is_the_boundary(
    group: tuple[int, int], reference: tuple[int, int], unstated: int, null: float, upper: int
) -> None:
    (x, n), (x0, n0), of = group, reference, ("low", "high")[upper]
    share = float(tipping_share(group=group, reference=reference, unstated=unstated, null=null, of=of))

    def limit(of_the_group: float) -> float:
        data = tuple(map(np.asarray, (x + of_the_group, n, x0 + unstated - of_the_group, n0)))
        return float(RATE_RATIO.limits("mid-p", data, 0.025)[upper])

    if np.isnan(share):
        assert not limit(0) < null < limit(unstated)
        return
    assert limit(share * unstated) == pytest.approx(null, rel=1e-9)
    below, above = math.floor(share * unstated), math.floor(share * unstated) + 1
    whole = [k for k in (below, above) if k <= unstated and abs(k - share * unstated) > 1e-9]
    for k in whole:  # of whole events, by the public function
        found = rate_ratio(group=(x + k, n), reference=(x0 + unstated - k, n0))
        assert (getattr(found, of) > null) == (k > share * unstated)


def test_of_the_stops_of_a_month() -> None:
    """By hand: 3 t (647 + 139) - 72 over 139 (1 + 3 t), with t = 72,257 / 1,801,352."""
    t = 72_257 / 1_801_352
    assert tipping_share(**SIDES, unstated=139, null=3) == pytest.approx((3 * t * 786 - 72) / (139 * (1 + 3 * t)))
    assert np.isnan(tipping_share(**SIDES, unstated=139))


def test_what_has_no_answer_is_nan() -> None:
    assert np.isnan(tipping_share(**SIDES, unstated=0, null=3))
    assert np.isnan(tipping_share(group=(0, 0), reference=(5, 100), unstated=9))
    found = tipping_share(group=([0, 72], [100, 72_257]), reference=([0, 647], [500, 1_801_352]), unstated=[5, 139])
    np.testing.assert_allclose(found, [1 / 6, np.nan])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"null": 0}, "null must be above 0: 1 is equality; got 0"),
        ({"of": "ratio"}, "no limit of a ratio is called 'ratio'"),
        ({"unstated": 2.5}, "unstated must be whole numbers; got 2.5"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(DispropError, match=said.replace("(", r"\(")):
        tipping_share(**SIDES, **{"unstated": 139, **wrong})  # type: ignore[arg-type]
