"""Groups known only by a probability: bounds by enumeration, the weighted estimate and its attenuation."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, plot, proportion, risk_ratio
from disprop.imperfect import by_probability

SURE = {"Black": [1, 0], "White": [0, 1]}
LIKELY = {"Black": [0.9, 0.3, 0.05], "White": [0.1, 0.7, 0.95]}
WHOLE = [200, 400, 900]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3), st.data()), min_size=1, max_size=3))
def test_the_bounds_are_what_every_completion_allows(cells: list[tuple[int, int, int, Any]]) -> None:
    """Of cells with so many people of each of three groups, every way in which the events may be theirs."""
    sizes = np.array([(a + 1, b + 1, c) for a, b, c, _ in cells])  # alike in nothing but what the probabilities say
    n = sizes.sum(axis=1)
    y = np.array([draw.draw(st.integers(0, int(whole))) for whole, (*_, draw) in zip(n, cells, strict=True)])
    likely = dict(zip("ABC", (sizes / n[:, np.newaxis]).T, strict=True))
    _, rows = np.unique(sizes / n[:, np.newaxis], axis=0, return_index=True)
    if len(rows) < len(n):
        return  # rows with the same probabilities are one cell, of which more is possible
    found = by_probability(y, likely, whole=n, group="A", reference="B")
    ways = [
        [(a, b) for a, b in product(range(size[0] + 1), range(size[1] + 1)) if 0 <= events - a - b <= size[2]]
        for size, events in zip(sizes, y, strict=True)
    ]
    sums = np.array([np.sum(way, axis=0) for way in product(*ways)]) / sizes[:, :2].sum(axis=0)
    with np.errstate(all="ignore"):
        ratios = sums[:, 0] / sums[:, 1]
    ratios = ratios[~np.isnan(ratios)]
    if len(ratios) == len(sums):
        assert (found.bounds.least, found.bounds.most) == pytest.approx((ratios.min(), ratios.max()), rel=1e-12)
    alone = by_probability(y, likely, whole=n, group="A").bounds
    assert (alone.least, alone.most) == pytest.approx((sums[:, 0].min(), sums[:, 0].max()), rel=1e-12, abs=1e-15)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(50, 90), st.floats(0.01, 0.99)), min_size=2, max_size=6),
)
def test_the_weighted_estimate_lies_within_the_bounds(cells: list[tuple[int, int, float]]) -> None:
    y, n, p = map(np.array, zip(*cells, strict=True))
    found = by_probability(y, {"A": p, "B": 1 - p}, whole=n, group="A", reference="B")
    if y.any():
        assert found.bounds.least * (1 - 1e-12) <= found.weighted.value <= found.bounds.most * (1 + 1e-12)
        assert found.bounds.low <= found.bounds.least
        assert found.bounds.high >= found.bounds.most


def test_where_groups_are_known_all_are_the_plain_ratio() -> None:
    found = by_probability([20, 30], SURE, whole=[100, 400], group="Black", reference="White")
    plain = risk_ratio(group=(20, 100), reference=(30, 400))
    log = risk_ratio(group=(20, 100), reference=(30, 400), method="katz-log")
    for row in (found.bounds, found.weighted):
        np.testing.assert_allclose([row.value, row.low, row.high], [log.value, log.low, log.high], rtol=1e-12)
        assert row.least == row.most == row.value
    assert (found.by_threshold.value, found.by_threshold.low) == (plain.value, plain.low)
    assert found.attenuation == 1
    one = by_probability([20, 30], SURE, whole=[100, 400], group="Black")
    assert one.weighted.value == one.by_threshold.value == proportion(20, 100).value


def test_by_hand() -> None:
    found = by_probability([60, 50, 40], LIKELY, whole=WHOLE, group="Black", reference="White")
    assert found.weighted.value == pytest.approx((54 + 15 + 2) / 345 / ((6 + 35 + 38) / 1_155))
    assert found.bounds.least == pytest.approx((40 / 345) / ((20 + 50 + 40) / 1_155))
    assert found.bounds.most == np.inf
    assert found.by_threshold.value == risk_ratio(group=(60, 200), reference=(90, 1_300)).value
    squares = np.array(WHOLE) @ np.square(LIKELY["Black"])
    mixed = np.array(WHOLE) @ (np.array(LIKELY["Black"]) * np.array(LIKELY["White"]))
    assert found.attenuation == pytest.approx(squares / 345 - mixed / 1_155)


def test_the_attenuation_is_what_is_left_of_a_difference_that_is_the_same_everywhere() -> None:
    rng = np.random.default_rng(5)
    p = rng.beta(0.6, 2, 400)
    n = np.full(400, 10_000)
    of_group = np.round(n * p)
    y = rng.binomial(of_group.astype(int), 0.3) + rng.binomial((n - of_group).astype(int), 0.1)
    found = by_probability(y, {"A": p, "B": 1 - p}, whole=n, group="A", reference="B")
    shares = [by_probability(y, {"A": p, "B": 1 - p}, whole=n, group=name).weighted.value for name in "AB"]
    assert (shares[0] - shares[1]) / 0.2 == pytest.approx(found.attenuation, rel=0.02)
    assert found.bounds.least < 3 < found.bounds.most
    assert found.weighted.high < 3  # the interval knows nothing of it


def test_the_weighted_interval_holds_its_level_where_nothing_else_tells_the_groups_apart() -> None:
    """Events are drawn by the row alone: 800 draws, so that four standard errors are 3%."""
    rng = np.random.default_rng(7)
    p, n = np.linspace(0.05, 0.9, 12), np.full(12, 150)
    chance = 0.05 + 0.2 * p
    truth = np.average(chance, weights=p) / np.average(chance, weights=1 - p)
    held = []
    for y in rng.binomial(n, chance, (800, 12)):
        found = by_probability(y, {"A": p, "B": 1 - p}, whole=n, group="A", reference="B").weighted
        held.append(found.low <= truth <= found.high)
    assert 0.92 <= np.mean(held) <= 0.98


def test_without_events_of_a_side_it_says_so() -> None:
    found = by_probability([0, 0, 0], LIKELY, whole=WHOLE, group="Black", reference="White")
    assert found.weighted.why() == ["nothing happened to anybody who may be of a side"]
    assert np.isnan(found.bounds.least)
    assert by_probability([0, 0, 0], LIKELY, whole=WHOLE, group="Black").weighted.value == 0


def test_a_group_that_nobody_is_of_has_no_share() -> None:
    found = by_probability([3, 5], {"Black": [0, 0], "White": [1, 1]}, whole=[10, 20], group="Black", reference="White")
    assert np.isnan(found.attenuation)
    assert np.isnan(found.weighted.value)


def test_it_is_drawn() -> None:
    axes = plot.forest(by_probability([60, 50, 40], LIKELY, whole=WHOLE, group="Black", reference="White"))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["bounds", "weighted", "by_threshold"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"probabilities": {"Black": [0.9, 0.3, 0.05], "White": [0.1, 0.6, 0.95]}},
         "probabilities must sum to 1 in each row; got 0.9 at position 1"),
        ({"probabilities": {"Black": [0.9, 1.3, 0.05], "White": [0.1, -0.3, 0.95]}},
         "probability of 'Black' must lie between 0 and 1; got 1.3 at position 1"),
        ({"probabilities": [0.9, 0.3, 0.05]}, "probabilities must be a mapping from groups, as frame.to_dict('list')"),
        ({"reference": "Black"}, "reference must be another group than group; got 'Black'"),
        ({"group": "Asian"}, "no group is called 'Asian'. Known: Black, White"),
        ({"whole": 1, "events": [1, 0, 1]}, "these are the probabilities of single people, which bound nothing"),
        ({"whole": [20, 400, 900]}, "events must not exceed whole; got 60 of 20 at position 0"),
        ({"threshold": 1.0}, "threshold must lie strictly between 0 and 1; got 1"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"events": [60, 50, 40], "probabilities": LIKELY, "whole": WHOLE, "group": "Black", **wrong}
    with pytest.raises(DispropError) as refusal:
        by_probability(given.pop("events"), given.pop("probabilities"), **given)
    assert str(refusal.value).startswith(said)
