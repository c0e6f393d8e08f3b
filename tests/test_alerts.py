"""Accuracy of alerts: golden figures, published deployments, refusals, and the size of the watchlist."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import mpmath
import numpy as np
import pandas as pd
import pytest
from mpmath import mpf

from disprop import DispropError, Estimate, alerts, proportion
from disprop.alerts import Deployment

Rate = Callable[..., Estimate]

DECEMBER_2018 = Deployment(
    true_alerts=2,
    false_alerts=12,
    watchlist=2_226,
    stops_on_true_alerts=2,
    stops_on_false_alerts=2,
    arrests_on_true_alerts=2,
    arrests_on_false_alerts=1,
)
FEBRUARY_2020 = Deployment(true_alerts=1, false_alerts=7, faces_seen=8_600, stops_on_false_alerts=5)
TRIALS = Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)  # as observed by the University of Essex
SEEDED = Deployment(true_alerts=89, false_alerts=3, mated_passes=100, non_mated_passes=18_000, faces_seen=18_100)
BARE = Deployment(true_alerts=2, false_alerts=12)
PER_FACE = (
    "7 of 8,600 faces seen raised a false alert "
    "(0.081%, 95% CI 0.036 to 0.161; 1 in 1,229, from 1 in 621 to 1 in 2,808)"
)

# Intervals at 95%: computed twice, by independent programs, and kept to six decimals.
GOLDEN = {
    (12, 14): {
        "wilson": (0.600586, 0.959906),
        "clopper-pearson": (0.571871, 0.982205),
        "jeffreys": (0.615106, 0.969078),
        "mid-p": (0.602615, 0.975317),
    },
    (2, 14): {
        "wilson": (0.040094, 0.399414),
        "clopper-pearson": (0.017795, 0.428129),
        "jeffreys": (0.030922, 0.384894),
        "mid-p": (0.024683, 0.397385),
    },
    (2, 12): {
        "wilson": (0.046965, 0.448031),
        "clopper-pearson": (0.020863, 0.484138),
        "jeffreys": (0.036338, 0.436248),
        "mid-p": (0.028948, 0.450565),
    },
    (2, 4): {
        "wilson": (0.150039, 0.849961),
        "clopper-pearson": (0.067586, 0.932414),
        "jeffreys": (0.122754, 0.877246),
        "mid-p": (0.094299, 0.905701),
    },
    (8, 42): {
        "wilson": (0.099820, 0.333008),
        "clopper-pearson": (0.086006, 0.341184),
        "jeffreys": (0.094403, 0.327494),
        "mid-p": (0.092588, 0.329832),
    },
    (8, 22): {
        "wilson": (0.197332, 0.570483),
        "clopper-pearson": (0.171979, 0.593423),
        "jeffreys": (0.189323, 0.571290),
        "mid-p": (0.185308, 0.575855),
    },
    (7, 8): {
        "wilson": (0.529112, 0.977583),
        "clopper-pearson": (0.473490, 0.996840),
        "jeffreys": (0.546281, 0.986162),
        "mid-p": (0.519723, 0.993748),
    },
}
SAID: list[tuple[Rate, Deployment, tuple[int, int]]] = [
    (alerts.false_alert_share, DECEMBER_2018, (12, 14)),
    (alerts.precision, DECEMBER_2018, (2, 14)),
    (alerts.wrongful_stops_per_false_alert, DECEMBER_2018, (2, 12)),
    (alerts.wrongful_stops_per_stop, DECEMBER_2018, (2, 4)),
    (partial(alerts.precision, unverified="false"), TRIALS, (8, 42)),
    (alerts.precision, dataclasses.replace(TRIALS, unverified_alerts=None), (8, 22)),
    (alerts.false_alert_share, FEBRUARY_2020, (7, 8)),
]


@pytest.mark.parametrize(("function", "deployment", "counts"), SAID)
def test_golden_intervals(function: Rate, deployment: Deployment, counts: tuple[int, int]) -> None:
    for method, limits in GOLDEN[counts].items():
        found = function(deployment, method=method)
        assert [found.value, found.low, found.high] == pytest.approx(
            [counts[0] / counts[1], *limits], rel=0, abs=5.1e-7
        )


SENTENCES = [
    (alerts.false_alert_share, DECEMBER_2018, "12 of 14 alerts were false (85.7%, 95% CI 60.3 to 97.5)"),
    (alerts.intervention_rate, DECEMBER_2018, "4 of 14 alerts led to a stop (28.6%, 95% CI 9.8 to 55.5)"),
    (
        alerts.wrongful_stops_per_false_alert,
        DECEMBER_2018,
        "2 of 12 false alerts led to a stop (16.7%, 95% CI 2.9 to 45.1)",
    ),
    (alerts.wrongful_stops_per_stop, DECEMBER_2018, "2 of 4 stops followed a false alert (50.0%, 95% CI 9.4 to 90.6)"),
    (alerts.arrest_yield, DECEMBER_2018, "3 of 14 alerts led to an arrest (21.4%, 95% CI 5.8 to 48.0)"),
    (
        alerts.wrongful_stops_per_false_alert,
        FEBRUARY_2020,
        "5 of 7 false alerts led to a stop (71.4%, 95% CI 33.0 to 94.9)",
    ),
    (
        alerts.false_alert_rate,
        FEBRUARY_2020,
        PER_FACE,
    ),
    (
        alerts.precision,
        TRIALS,
        "8 to 28 of 42 alerts were true, 20 were never verified (between 19.0% and 66.7%, 95% CI 9.3 to 79.6)",
    ),
    (
        alerts.false_alert_share,
        TRIALS,
        "14 to 34 of 42 alerts were false, 20 were never verified (between 33.3% and 81.0%, 95% CI 20.4 to 90.7)",
    ),
    (alerts.true_positive_rate, SEEDED, "89 of 100 passes by listed people raised a true alert (89.0%"),
    (alerts.false_positive_rate, SEEDED, "3 of 18,000 passes by unlisted people raised a false alert (0.0167%"),
]


@pytest.mark.parametrize(("function", "deployment", "sentence"), SENTENCES)
def test_a_rate_says_its_counts(function: Rate, deployment: Deployment, sentence: str) -> None:
    assert sentence in str(function(deployment))


def test_a_rate_of_zero_comes_with_its_upper_limit() -> None:
    found = alerts.false_alert_rate(Deployment(true_alerts=0, false_alerts=0, faces_seen=21_940))
    assert (
        str(found)
        == "0 of 21,940 faces seen raised a false alert (0.0000%, 95% CI 0.0000 to 0.0137; at most 1 in 7,324)"
    )


def test_no_alerts_at_all_are_undefined() -> None:
    found = alerts.false_alert_share(Deployment(true_alerts=0, false_alerts=0))
    assert np.isnan([found.value, found.low, found.high]).all()
    assert str(found) == "undefined (false alerts is 0 and alerts is 0)"


def test_data_holds_numerator_and_denominator() -> None:
    assert alerts.false_alert_rate(FEBRUARY_2020).data == {"false_alerts": 7, "faces_seen": 8_600}
    assert alerts.wrongful_stops_per_stop(DECEMBER_2018).data == {"stops_on_false_alerts": 2, "stops": 4}
    known = {"true_alerts": 8, "alerts": 42, "unverified_alerts": 20}
    assert alerts.precision(TRIALS, unverified="false").data == known
    assert alerts.precision(TRIALS).data == known | {"true_alerts_least": 8, "true_alerts_most": 28}


@pytest.mark.parametrize(("per", "counts"), [("alerts", (3, 14)), ("true_alerts", (2, 2)), ("faces_seen", (3, 5_000))])
def test_arrests_per_three_denominators(per: str, counts: tuple[int, int]) -> None:
    found = alerts.arrest_yield(dataclasses.replace(DECEMBER_2018, faces_seen=5_000), per=per)
    assert list(found.data.values())[:2] == list(counts)
    assert found.value == counts[0] / counts[1]


def test_every_rate_is_the_proportion_of_its_counts() -> None:
    for function, deployment, _ in SENTENCES:
        for method, level in (("wilson", 0.9), ("mid-p", 0.5)):
            found = function(deployment, method=method, level=level)
            part, whole, *_ = found.data.values()
            plain = proportion(part, whole, method=method, level=level)
            assert found.value == plain.value
            assert found.low == pytest.approx(plain.low, rel=1e-12, abs=1e-15)
            if found.least == found.most:
                assert found.high == plain.high


def test_a_rate_has_the_p_value_of_its_proportion() -> None:
    for deployment, whole in ((TRIALS, 42), (BARE, 14)):
        found = alerts.precision(deployment, unverified="false")
        part = int(found.data["true_alerts"])
        assert found.p_value(0.5) == pytest.approx(proportion(part, whole).p_value(0.5), rel=1e-12)


# What was not published is refused, and what can be had is named


UNPUBLISHED: list[tuple[Rate, str]] = [
    (
        alerts.false_alert_rate,
        "false_alert_rate divides by faces_seen, which this deployment did not publish; false_alert_share",
    ),
    (
        alerts.true_positive_rate,
        "true_positive_rate divides by mated_passes, which this deployment did not publish; precision",
    ),
    (
        alerts.false_positive_rate,
        "false_positive_rate divides by non_mated_passes, which this deployment did not publish; false_alert_rate",
    ),
    (
        alerts.intervention_rate,
        "intervention_rate counts stops_on_true_alerts and stops_on_false_alerts, which this deployment did not",
    ),
    (
        alerts.wrongful_stops_per_false_alert,
        "wrongful_stops_per_false_alert counts stops_on_false_alerts, which this deployment did not",
    ),
    (
        alerts.wrongful_stops_per_stop,
        "wrongful_stops_per_stop counts stops_on_false_alerts, which this deployment did not",
    ),
    (
        alerts.wrongful_stops_per_face,
        "wrongful_stops_per_face counts stops_on_false_alerts, which this deployment did not",
    ),
    (alerts.arrest_yield, "counts arrests_on_true_alerts and arrests_on_false_alerts, which this deployment did not"),
]


@pytest.mark.parametrize(("function", "message"), UNPUBLISHED)
def test_what_was_not_published_is_refused(function: Rate, message: str) -> None:
    with pytest.raises(DispropError) as refused:
        function(BARE)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            alerts.wrongful_stops_per_face,
            "divides by faces_seen, which this deployment did not publish; wrongful_stops_per_fa",
        ),
        (alerts.false_alert_rate, "divides by faces_seen, which this deployment did not publish; false_alert_share"),
    ],
)
def test_faces_seen_were_not_disclosed_in_december_2018(function: Rate, message: str) -> None:
    with pytest.raises(DispropError) as refused:
        function(DECEMBER_2018)
    assert message in str(refused.value)


def test_stops_after_true_alerts_are_missed_too() -> None:
    with pytest.raises(DispropError, match="divides by stops_on_true_alerts, which"):
        alerts.wrongful_stops_per_stop(FEBRUARY_2020)


def test_unverified_alerts_of_none_are_not_unverified_alerts_of_0() -> None:
    none, zero = BARE, Deployment(true_alerts=2, false_alerts=12, unverified_alerts=0)
    assert none.unverified_alerts is None
    assert "never verified" not in str(alerts.precision(none))
    assert "0 were never verified" in str(alerts.precision(zero))
    assert alerts.precision(none).value == alerts.precision(zero).value
    assert "unverified_alerts" not in alerts.precision(none).data


@pytest.mark.parametrize("name", ["true_alerts", "false_alerts"])
def test_true_and_false_alerts_are_never_taken_for_0(name: str) -> None:
    counts: dict[str, Any] = {"true_alerts": 2, "false_alerts": 12, name: None}
    with pytest.raises(DispropError, match=f"^{name} is needed by every rate of alerts; got None"):
        Deployment(**counts)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"stops_on_true_alerts": 3}, "stops_on_true_alerts must not exceed true_alerts; got 3 of 2"),
        ({"stops_on_false_alerts": 13}, "stops_on_false_alerts must not exceed false_alerts; got 13 of 12"),
        ({"arrests_on_true_alerts": 3}, "arrests_on_true_alerts must not exceed true_alerts; got 3 of 2"),
        ({"arrests_on_false_alerts": 13}, "arrests_on_false_alerts must not exceed false_alerts; got 13 of 12"),
        (
            {"arrests_on_false_alerts": 2, "stops_on_false_alerts": 1},
            "arrests_on_false_alerts must not exceed stops_on_false_alerts",
        ),
        (
            {"arrests_on_true_alerts": 2, "stops_on_true_alerts": 1},
            "arrests_on_true_alerts must not exceed stops_on_true_alerts",
        ),
        ({"faces_seen": 13}, "alerts must not exceed faces_seen; got 14 of 13"),
        ({"unverified_alerts": 7, "faces_seen": 20}, "alerts must not exceed faces_seen; got 21 of 20"),
        ({"mated_passes": 1}, "true_alerts must not exceed mated_passes; got 2 of 1"),
        ({"non_mated_passes": 11}, "false_alerts must not exceed non_mated_passes; got 12 of 11"),
        ({"watchlist": -1}, "watchlist must be finite and >= 0; got -1"),
        ({"watchlist": True}, "watchlist must be numbers; got True"),
        ({"faces_seen": "N/A"}, "faces_seen must be numbers; got 'N/A'"),
        ({"faces_seen": np.nan}, "faces_seen must be finite and >= 0; got nan"),
        ({"unverified_alerts": 0.5}, "unverified_alerts must be whole numbers; got 0.5"),
        ({"faces_seen": [100, 200], "watchlist": [1, 2, 3]}, "the shapes do not broadcast"),
        ({"faces_seen": [100, 13]}, "alerts must not exceed faces_seen; got 14 of 13 at position 1"),
    ],
)
def test_counts_that_do_not_fit_together_are_refused(counts: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        Deployment(true_alerts=2, false_alerts=12, **counts)
    assert message in str(refused.value)


@pytest.mark.parametrize("bad", [None, "x", {"true_alerts": 2}, (2, 12)])
def test_a_rate_takes_a_deployment(bad: Any) -> None:
    for function in (alerts.precision, alerts.false_alert_rate, alerts.arrest_yield, alerts.both_conventions):
        with pytest.raises(DispropError, match=r"takes an alerts\.Deployment; got"):
            function(bad)


@pytest.mark.parametrize("per", ["alert", "stops", None, ["alerts"]])
def test_an_unknown_denominator_of_arrests_is_refused(per: Any) -> None:
    with pytest.raises(
        DispropError,
        match=r"no denominator of arrest_yield is called .* Known: alerts, true_alerts, false_alerts, faces_seen",
    ):
        alerts.arrest_yield(DECEMBER_2018, per=per)


def test_the_deployment_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        BARE.true_alerts = 3  # type: ignore[misc]
    with pytest.raises(DispropError, match="given 2 arguments by position, where none is taken"):
        Deployment(2, 12)  # type: ignore[call-arg]


# Both conventions


def test_both_conventions_side_by_side() -> None:
    both = alerts.both_conventions(FEBRUARY_2020)
    assert both.per_face is not None
    assert (both.per_alert.value, both.per_face.value) == (7 / 8, 7 / 8_600)
    assert str(both).splitlines() == [
        "7 of 8 alerts were false (87.5%, 95% CI 52.0 to 99.4)",
        PER_FACE,
    ]


def test_both_conventions_without_faces() -> None:
    both = alerts.both_conventions(DECEMBER_2018, method="clopper-pearson", level=0.9)
    assert both.per_face is None
    assert both.per_alert.method == "clopper-pearson"
    assert str(both).splitlines() == [
        "12 of 14 alerts were false (85.7%, 90% CI 61.5 to 97.4)",
        "false alerts per face seen: faces seen not disclosed",
    ]


# Several deployments at once


def test_deployments_as_arrays() -> None:
    many = Deployment(true_alerts=[2, 1], false_alerts=[12, 7], faces_seen=[9_000, 8_600], unverified_alerts=0)
    share = alerts.false_alert_share(many)
    assert share.value.tolist() == [12 / 14, 7 / 8]
    assert str(share[1]) == "7 of 8 alerts were false, 0 were never verified (87.5%, 95% CI 52.0 to 99.4)"
    verified = dataclasses.replace(FEBRUARY_2020, unverified_alerts=0)
    one, alone = alerts.false_alert_rate(many)[1], alerts.false_alert_rate(verified)
    limits = {"low", "high"}  # arrays and numbers differ in the last digit of an exponential
    assert [one.low, one.high] == pytest.approx([alone.low, alone.high], rel=1e-14)
    assert all(alone.to_dict()[name] == cells for name, cells in one.to_dict().items() if name not in limits)
    assert len(str(alerts.both_conventions(many)).splitlines()) == 4


def test_columns_of_a_frame_make_deployments() -> None:
    frame = pd.DataFrame({"true": [2, 1], "false": [12, 7]}, dtype="Int64")
    assert alerts.precision(Deployment(true_alerts=frame["true"], false_alerts=frame["false"])).value.tolist() == [
        2 / 14,
        1 / 8,
    ]
    with pytest.raises(DispropError, match="row labels"):
        Deployment(true_alerts=frame["true"], false_alerts=frame["false"][::-1])


# The size of the watchlist, against fifty digits

mpmath.mp.dps = 50
SIZES = [1, 2, 2_226, 10_000, 200_000_000, 2**53 - 1]
RATES = [0.0, 1e-300, 1e-15, 5e-12, 1e-6, 1 / 6_000, 0.5, 1 - 2**-53, 1.0]


def at_least_once(times: mpf, rate: float) -> float:
    return float(1 - (1 - mpf(rate)) ** times) if rate > 1e-40 else float(times * mpf(rate))


def fpir_at(size: Any, *, fmr: Any) -> Any:
    return alerts.at_scale(size, fmr=fmr).fpir


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fmr", RATES)
def test_fpir_at(size: int, fmr: float) -> None:
    assert fpir_at(size, fmr=fmr) == pytest.approx(at_least_once(mpf(size), fmr), rel=1e-14, abs=0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fpir", RATES)
def test_fmr_needed(size: int, fpir: float) -> None:
    assert alerts.fmr_needed(fpir, size) == pytest.approx(at_least_once(1 / mpf(size), fpir), rel=1e-14, abs=0)


@pytest.mark.parametrize("to_size", [0, *SIZES])
@pytest.mark.parametrize("fpir", RATES)
def test_rescale_fpir(to_size: int, fpir: float) -> None:
    exact = at_least_once(mpf(to_size) / 10_000, fpir)
    assert alerts.rescale_fpir(fpir, from_size=10_000, to_size=to_size) == pytest.approx(exact, rel=1e-14, abs=0)


@pytest.mark.parametrize("fpir", [1e-12, 1e-3, 0.3])
@pytest.mark.parametrize("size", [1, 2_226, 200_000_000])
def test_there_and_back_again(fpir: float, size: int) -> None:
    assert fpir_at(size, fmr=alerts.fmr_needed(fpir, size)) == pytest.approx(fpir, rel=1e-14)
    there = alerts.rescale_fpir(fpir, from_size=size, to_size=2 * size)
    assert alerts.rescale_fpir(there, from_size=2 * size, to_size=size) == pytest.approx(fpir, rel=1e-14)


def test_published_sizes() -> None:
    assert 1 / alerts.rescale_fpir(1 / 6_000, from_size=10_000, to_size=1_000) == pytest.approx(59_995.5, abs=0.05)
    assert alerts.fmr_needed(1 / 1_000, 200_000_000) == pytest.approx(5.0e-12, rel=1e-3)
    assert fpir_at(200_000_000, fmr=1e-6) == pytest.approx(1, abs=1e-80)
    assert fpir_at(0, fmr=1.0) == 0


def test_sizes_and_rates_broadcast() -> None:
    assert np.shape(fpir_at([1, 2, 3], fmr=[[0.1], [0.2]])) == (2, 3)
    assert isinstance(fpir_at(5, fmr=0.1), np.float64)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fpir_at(10, fmr=1.5), "fmr must lie between 0 and 1; got 1.5"),
        (lambda: fpir_at(10, fmr=-0.1), "fmr must be finite and >= 0; got -0.1"),
        (lambda: fpir_at(10, fmr=[0.1, np.nan]), "fmr must be finite and >= 0; got nan at position 1"),
        (lambda: fpir_at(2.5, fmr=0.1), "size must be whole numbers; got 2.5"),
        (lambda: fpir_at([True], fmr=0.1), "size must be numbers; got True at position 0"),
        (lambda: fpir_at([1, 2], fmr=[0.1, 0.2, 0.3]), "the shapes do not broadcast: size has shape (2,)"),
        (lambda: alerts.fmr_needed(2, 10), "fpir must lie between 0 and 1; got 2"),
        (lambda: alerts.fmr_needed(0.1, 0), "size must be at least 1 image; got 0"),
        (lambda: alerts.rescale_fpir(0.1, from_size=0, to_size=5), "from_size must be at least 1 image; got 0"),
        (lambda: alerts.rescale_fpir("0.1", from_size=1, to_size=5), "fpir must be numbers; got '0.1'"),
        (
            lambda: fpir_at(pd.Series([1, 2]), fmr=pd.Series([0.1, 0.2], index=[1, 0])),
            "size and fmr carry the same row labels in another order",
        ),
    ],
)
def test_impossible_sizes_and_rates_are_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        call()
    assert message in str(refused.value)
