"""Deployments of which some counts are known only in part: every rate against all deployments that fit."""

from __future__ import annotations

import dataclasses
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import Between, DispropError, alerts, areas, between, proportion
from disprop.alerts import Deployment
from disprop.alerts._metrics import METRICS, Metric
from disprop.alerts._share import CHOICES

LARGEST = {  # of each count of a small deployment
    "true_alerts": 4,
    "false_alerts": 4,
    "unverified_alerts": 3,
    "faces_seen": 30,
    "mated_passes": 12,
    "non_mated_passes": 20,
    "rejected_alerts": 3,
    "engaged_alerts": 6,
    "stops_on_true_alerts": 2,
    "stops_on_false_alerts": 2,
    "arrests_on_true_alerts": 2,
    "arrests_on_false_alerts": 2,
    "charges": 3,
    "de_arrests": 2,
    "true_alerts_confirmed": 2,
    "false_alerts_confirmed": 2,
}
NUMBERS = ("least", "most", "low", "high")


@st.composite
def in_part(draw: st.DrawFn, counts: tuple[str, ...]) -> dict[str, Any]:
    """Return these counts, up to three of them known only in part."""
    needed = dict.fromkeys([*("true_alerts", "false_alerts"), *counts])
    unsure = draw(st.sets(st.sampled_from(list(needed)), min_size=1, max_size=3))
    found: dict[str, Any] = {}
    for name in needed:
        low = draw(st.integers(LARGEST[name] // 3, LARGEST[name]))
        found[name] = between(low, low + draw(st.integers(1, 3))) if name in unsure else low
    return found


def deployments(counts: dict[str, Any]) -> list[Deployment]:
    """Return every deployment that these counts may be of: those that it refuses cannot be."""
    numbers = (
        np.arange(float(each.low), float(each.high) + 1) if isinstance(each, Between) else [each]
        for each in counts.values()
    )
    fitting = []
    for row in product(*numbers):
        try:
            fitting.append(Deployment(**dict(zip(counts, row, strict=True))))
        except DispropError:
            continue
    return fitting


def rate(name: str, deployment: Deployment, **options: Any) -> Any:
    function, _, per = name.partition(" per ")
    choice = {"per": per} if per else {}
    return getattr(alerts, function)(deployment, **choice, **options)


def choices(name: str, metric: Metric) -> list[dict[str, str]]:
    if not metric.by_verdict:
        return [{}]
    return [{"unverified": each} for each in CHOICES if (name, each) != ("adjudicated_precision", "left-out")]


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_rate_is_what_all_deployments_that_fit_allow(name: str, data: st.DataObject) -> None:
    """Half of the combinations, or more, may be refused: more stops than alerts, more engaged than raised."""
    metric = METRICS[name]
    counts = data.draw(in_part(metric.counts))
    fitting = deployments(counts)
    for options in choices(name, metric):
        try:
            each = [rate(name, one, **options) for one in fitting]
        except DispropError:  # a rate above 1 with those never verified counted as false
            continue
        if not each:
            with pytest.raises(DispropError):
                rate(name, Deployment(**counts), **options)
            continue
        found = rate(name, Deployment(**counts), **options)
        for number, end in zip(NUMBERS, (np.fmin, np.fmax, np.fmin, np.fmax), strict=True):
            expected = end.reduce([getattr(one, number) for one in each])
            assert getattr(found, number) == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), (number, counts)


def test_a_total_narrows_its_parts() -> None:
    apart = Deployment(true_alerts=between(2, 4), false_alerts=between(10, 12))
    together = dataclasses.replace(apart, alerts=14)
    assert (alerts.precision(apart).least, alerts.precision(apart).most) == (2 / 14, 4 / 14)
    assert (alerts.precision(together).least, alerts.precision(together).most) == (2 / 14, 4 / 14)
    shifted = dataclasses.replace(apart, alerts=13)
    assert (alerts.precision(shifted).least, alerts.precision(shifted).most) == (2 / 13, 3 / 13)
    assert str(alerts.precision(shifted)) == (
        "2 to 3 of 13 alerts were true (between 15.4% and 23.1%, 95% CI 2.7 to 50.9)"
    )


def test_parts_known_in_part_make_up_what_was_not_printed() -> None:
    split = Deployment(true_alerts_confirmed=between(1, 2), true_alerts_unconfirmed=1, false_alerts=6)
    assert split.true_alerts is None
    found = alerts.precision(split)
    assert (found.least, found.most) == (2 / 8, 3 / 9)


def test_a_best_guess_is_the_value() -> None:
    guess = Deployment(true_alerts=between(2, 4, best=3), false_alerts=12, unverified_alerts=between(0, 5, best=1))
    found = alerts.precision(guess)
    assert (found.value, found.least, found.most) == (3 / 16, 2 / 19, 9 / 21)
    assert np.isnan(alerts.precision(dataclasses.replace(guess, true_alerts=between(2, 4))).value)


def test_several_deployments_each_with_what_is_known() -> None:
    many = Deployment(true_alerts=[2, 3], false_alerts=between([3, 4], [5, 6]), unverified_alerts=[0, 2])
    found = alerts.precision(many)
    assert found.least.tolist() == [2 / 7, 3 / 11]
    assert found.most.tolist() == [2 / 5, 5 / 9]
    mixed = Deployment(true_alerts=[2, 3], false_alerts=[between(3, 5), between(4, 6)], unverified_alerts=[0, 2])
    assert alerts.precision(mixed) == found
    assert str(found[0]).startswith("2 of 5 to 7 alerts were true, 0 were never verified (between 28.6% and 40.0%")


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(DispropError, match=r"^stops_on_true_alerts must not exceed true_alerts; got 5 of 4"):
        alerts.precision(Deployment(true_alerts=between(2, 4), false_alerts=3, stops_on_true_alerts=5))
    several = Deployment(true_alerts=between([2, 2], 4), false_alerts=3, stops_on_true_alerts=[0, 3])
    with pytest.raises(DispropError, match=r"got 3 of 2 at position 1; .* take this one by itself$"):
        alerts.precision(several)
    with pytest.raises(DispropError, match="of this deployment is known only in part"):
        alerts.tipping_share(Deployment(true_alerts=between(2, 4), false_alerts=3, unverified_alerts=2), claim=0.5)


def test_a_deployment_shows_what_is_known_of_it() -> None:
    shown = repr(Deployment(true_alerts=between(2, 4, why="printed as <5"), false_alerts=12, adjudicated_by="officers"))
    assert shown == (
        "Deployment(true_alerts=between(2, 4, why='printed as <5'), false_alerts=12, adjudicated_by='officers')"
    )
    assert str(alerts.both_conventions(Deployment(true_alerts=1, false_alerts=between(6, 8), faces_seen=9_000))) == (
        "6 to 8 of 7 to 9 alerts were false (between 85.7% and 88.9%, 95% CI 47.0 to 99.4)\n"
        "6 to 8 of 9,000 faces seen raised a false alert (between 0.067% and 0.089%, 95% CI 0.027 to 0.169)"
    )


def test_a_total_known_in_part_that_its_parts_cannot_be_is_refused() -> None:
    """Eight alerts at the least are no seven: one was never verified, or a count is wrong."""
    with pytest.raises(DispropError, match="got 8 of 7"):
        Deployment(alerts=between(8, 12), true_alerts=2, false_alerts=5)
    with pytest.raises(DispropError, match="must not exceed alerts; got 7 of 6"):
        Deployment(alerts=between(3, 6), true_alerts=2, false_alerts=5)
    assert alerts.precision(Deployment(alerts=between(6, 8), true_alerts=2, false_alerts=5)).value == 2 / 7


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"true_alerts": between(10, 12), "false_alerts": between(3, 4), "alerts": 5},
            "true_alerts + false_alerts must not exceed alerts; got 13 of 5",
        ),
        (
            {"true_alerts": between(1, 2), "false_alerts": between(3, 4), "alerts": between(20, 25)},
            "alerts must not exceed true_alerts + false_alerts; got 20 of 6",
        ),
        (
            {"true_alerts": between(5, 9), "false_alerts": 1, "faces_seen": 3},
            "alerts must not exceed faces_seen; got 6 of 3",
        ),
        (
            {"true_alerts": 8, "false_alerts": 1, "true_alerts_confirmed": between(1, 2), "true_alerts_unconfirmed": 3},
            "true_alerts must not exceed true_alerts_confirmed + true_alerts_unconfirmed; got 8 of 5",
        ),
        (
            {"true_alerts": 3, "false_alerts": 4, "rejected_alerts": between(5, 6), "lost_alerts": 3},
            "lost_alerts must not exceed pursued_alerts; got 3 of 2",
        ),
    ],
)
def test_what_no_numbers_can_be_is_refused_when_it_is_made(counts: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError) as caught:
        Deployment(**counts)
    assert str(caught.value).startswith(said)


def test_what_some_numbers_can_be_is_taken() -> None:
    assert Deployment(true_alerts=between(10, 12), false_alerts=between(3, 4), alerts=between(9, 13)).alerts is not None
    assert (
        Deployment(true_alerts=3, false_alerts=4, rejected_alerts=between(4, 6), lost_alerts=3).lost_alerts is not None
    )


def test_best_guesses_that_contradict_each_other_are_told_so() -> None:
    guessed = Deployment(true_alerts=between(2, 4, best=4), false_alerts=3, alerts=between(5, 8, best=5))
    with pytest.raises(
        DispropError, match=r"^the best guesses contradict each other: true_alerts \+ false_alerts must not"
    ):
        alerts.precision(guessed)
    with pytest.raises(
        DispropError, match=r"^the best guesses contradict each other: part must not exceed whole; got 8 of 6"
    ):
        proportion(between(0, 9, best=8), between(5, 20, best=6))


def test_pooled_areas_say_why_nothing_is_tested() -> None:
    found = areas.pool(group=([between(0, 1), 5, 6], [900, 800, 700]), reference=([5, 9, 7], [9_000] * 3))
    assert "3 areas, I2 not worked out, as counts are known only in part; another" in str(found)
