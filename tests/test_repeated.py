"""Rates of events that come to the same people again and again: compound Poisson, without strata."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, between, direct_rate, direct_rate_ratio, rate, rate_ratio, tables

PEOPLE = [40, 10, 9]  # with one, two and three events


def test_a_rate_is_the_standardised_rate_of_one_stratum() -> None:
    ours = rate(PEOPLE, 56_953, person="repeated")
    theirs = direct_rate([[n] for n in PEOPLE], [56_953], standard=[1], person="repeated")
    assert (ours.value, ours.low, ours.high) == (theirs.value, theirs.low, theirs.high)
    assert ours.measure == "rate"
    assert ours.value == rate(87, 56_953).value
    assert ours.p_value(0.001) == theirs.p_value(0.001)
    frame = tables.to_frame(ours)
    assert frame["person"].tolist() == ["repeated"]


def test_events_that_come_once_are_those_of_a_rate() -> None:
    one, plain = rate([50], 900, person="repeated"), rate(50, 900)
    assert (one.low, one.high) == pytest.approx((float(plain.low), float(plain.high)), rel=1e-12)
    group, reference = ([18], 4_000), ([110], 90_000)
    ratio = rate_ratio(group=group, reference=reference, person="repeated")
    exact = rate_ratio(group=(18, 4_000), reference=(110, 90_000), method="exact")
    assert (ratio.low, ratio.high) == pytest.approx((float(exact.low), float(exact.high)), rel=1e-10)


def test_a_ratio_is_the_standardised_ratio_of_one_stratum() -> None:
    group, reference = ([9, 3, 1], 4_000), ([80, 12, 2], 90_000)
    ours = rate_ratio(group=group, reference=reference, person="repeated")
    once = rate_ratio(group=(18, 4_000), reference=(110, 90_000))
    assert ours.value == pytest.approx(float(once.value), rel=1e-12)
    assert ours.low < once.low < once.high < ours.high
    back = rate_ratio(group=reference, reference=group, person="repeated")
    assert (ours.low, ours.high) == pytest.approx((1 / float(back.high), 1 / float(back.low)), rel=1e-12)
    assert ours.measure == "rate ratio"
    flat = direct_rate_ratio(group=([18], [4_000]), reference=([110], [90_000]), standard=[1])
    assert ours.value == pytest.approx(float(flat.value), rel=1e-12)


def test_several_groups_and_zeros() -> None:
    found = rate([[0, 3], [0, 1]], [900, 800], person="repeated")
    assert (np.asarray(found.value).tolist(), np.asarray(found.low)[0]) == ([0, 5 / 800], 0)
    assert np.asarray(found.high)[0] == pytest.approx(2 * float(rate(0, 900).high), rel=1e-12)  # a person with two
    nobody = rate([0, 0], 0, person="repeated")
    assert np.isnan([nobody.value, nobody.low, nobody.high]).all()


def test_the_groups_of_a_frame_are_not_taken_for_numbers_of_events() -> None:
    frame = pd.DataFrame({"group": ["A", "B"], "people": [3, 4], "population": [10, 20]})
    columns = ("people", "population")
    with pytest.raises(DispropError, match="on a first axis of its own"):
        tables.estimate_by(frame, rate, columns=columns, by="group", person="repeated")
    with pytest.raises(DispropError, match="on a first axis of its own"):
        tables.compare_by(frame, rate_ratio, columns=columns, group="group", reference="B", person="repeated")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"events": 5, "population": 900}, "needs people with one event, with two and so on, on a first axis of its own"),
    ({"events": [5, 1], "population": 0}, "population is 0"),
    ({"events": [5, 1.5], "population": 9}, "events must be whole numbers"),
    ({"events": [5, between(0, 4)], "population": 9}, "known only in part"),
    ({"events": [5, 1], "population": 9, "person": "twice"}, "way to count people"),
    ({"events": [5, 1], "population": 9, "method": "garwood"}, "dobson-garwood"),
    ({"events": [[5, 1], [1, 1]], "population": [9, 9, 9]}, "do not broadcast"),
]


@pytest.mark.parametrize(("given", "said"), REFUSED)
def test_what_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        rate(**{"person": "repeated", **given})


def test_the_interval_holds_where_that_of_independent_events_does_not() -> None:
    rng, means = np.random.default_rng(1), np.array([[20.0], [6.0], [4.0]])
    people = rng.poisson(means, (3, 20_000))
    truth = float((means[:, 0] * [1, 2, 3]).sum()) / 1_000
    repeated = rate(people, 1_000, person="repeated")
    once = rate((people * np.array([[1], [2], [3]])).sum(axis=0), 1_000)
    wrong = [np.mean(np.asarray(each.excludes(truth))) for each in (repeated, once)]
    assert wrong[0] <= 0.05
    assert wrong[1] > 0.12
