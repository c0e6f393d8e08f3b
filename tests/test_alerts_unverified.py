"""Alerts that nobody verified: what is possible against every completion, each choice, and what would tip a claim."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from disprop import DispropError, alerts, proportion
from disprop.alerts import Deployment

ESSEX = Deployment(
    true_alerts=8, false_alerts=14, unverified_alerts=20, rejected_alerts=16, lost_alerts=4, engaged_alerts=22
)
SPLIT = dataclasses.replace(ESSEX, true_alerts_confirmed=8, false_alerts_confirmed=14)
SMALL = [counts for counts in product(range(5), range(5), range(5)) if sum(counts)]


def deployment(true: int, false: int, unverified: int) -> Deployment:
    return Deployment(true_alerts=true, false_alerts=false, unverified_alerts=unverified)


def numbers(*values: Any) -> list[float]:
    return [float(value) for value in values]


# The trials, by what a rejection means, and the figures that were printed


def test_the_trials_with_rejections_left_open() -> None:
    found = alerts.precision(ESSEX)
    assert numbers(found.value, found.least, found.most) == [8 / 42, 8 / 42, 28 / 42]
    assert numbers(found.low, found.high) == pytest.approx(
        numbers(proportion(8, 42).low, proportion(28, 42).high), rel=1e-12
    )
    assert found.basis["unverified"] == "taken either way"
    assert str(found) == (
        "8 to 28 of 42 alerts were true, 20 were never verified (between 19.0% and 66.7%, 95% CI 9.3 to 79.6)"
    )


def test_the_trials_with_rejections_counted_as_false() -> None:
    found = alerts.precision(alerts.rejections_as_false(ESSEX))
    assert numbers(found.least, found.most) == [8 / 42, 12 / 42]


@pytest.mark.parametrize(
    ("rate", "unverified", "counts", "printed", "fate"),
    [
        (alerts.precision, "false", (8, 42), "19%", "counted as false"),  # Fussey and Murray 2019
        (alerts.precision, "left-out", (8, 22), "36%", "left out"),  # the same
        (alerts.false_alert_share, "false", (34, 42), "81%", "counted as false"),  # Sky News, 2019
        (alerts.false_alert_share, "left-out", (14, 22), "64%", "left out"),
        (alerts.engaged_precision, "false", (8, 22), "36%", "counted as false"),
        (alerts.adjudicated_precision, "false", (8, 26), "31%", "counted as false"),
        (alerts.engaged_precision, "left-out", (8, 22), "36%", "left out"),
    ],
)
def test_each_choice_gives_the_figure_that_was_printed(
    rate: Any, unverified: str, counts: tuple[int, int], printed: str, fate: str
) -> None:
    found, plain = rate(SPLIT, unverified=unverified), proportion(*counts)
    assert numbers(found.value, found.low, found.high) == numbers(plain.value, plain.low, plain.high)
    assert found.least == found.most == found.value
    assert f"{found.value:.0%}" == printed
    assert found.basis["unverified"] == fate
    assert fate in str(found)


@pytest.mark.parametrize("unverified", ["range", "left-out", "false"])
def test_true_and_false_alerts_make_up_the_whole_under_every_choice(unverified: str) -> None:
    for counts in SMALL:
        right, wrong = (
            rate(deployment(*counts), unverified=unverified) for rate in (alerts.precision, alerts.false_alert_share)
        )
        for one, other in (("least", "most"), ("most", "least"), ("low", "high"), ("high", "low")):
            expected = 1 - getattr(wrong, other)
            assert getattr(right, one) == pytest.approx(expected, rel=1e-12, abs=1e-15, nan_ok=True)


@pytest.mark.parametrize("unverified", ["left-out", "false"])
def test_a_choice_is_the_deployment_in_which_it_is_so(unverified: str) -> None:
    """Alerts that are left out were never raised; those that are counted as false were found to be false."""
    passes: Any = {"faces_seen": 40, "mated_passes": 20, "non_mated_passes": 20}
    for true, false, never in SMALL:
        d = Deployment(true_alerts=true, false_alerts=false, unverified_alerts=never, **passes)
        wrong = false + never if unverified == "false" else false
        plain = Deployment(true_alerts=true, false_alerts=wrong, unverified_alerts=0, **passes)
        for rate in (alerts.precision, alerts.false_alert_share, alerts.false_alert_rate, alerts.true_positive_rate):
            found, same = rate(d, unverified=unverified), rate(plain)
            assert numbers(found.value, found.low, found.high) == pytest.approx(
                numbers(same.value, same.low, same.high), nan_ok=True
            )


def test_pursued_alerts_cannot_be_told_apart() -> None:
    with pytest.raises(DispropError, match=r"cannot leave alerts never verified out: .*unverified=\"range\" takes"):
        alerts.adjudicated_precision(ESSEX, unverified="left-out")
    with pytest.raises(DispropError, match=r"no choice .* is called 'leftout'\. Did you mean 'left-out'"):
        alerts.precision(ESSEX, unverified="leftout")


def test_rejections_move_from_unverified_to_false_and_nowhere_else() -> None:
    split = alerts.from_statuses(
        ["true_confirmed"] * 8 + ["false_unconfirmed"] * 2 + ["operator_rejected"] * 3, alerts=13
    )
    found = alerts.rejections_as_false(split)
    assert [found.known(name) for name in ("false_alerts", "false_alerts_unconfirmed", "unverified_alerts")] == [
        5,
        5,
        0,
    ]
    assert [found.known(name) for name in ("alerts", "true_alerts", "rejected_alerts")] == [13, 8, 3]


# The range contains every completion, and nothing less would


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "mid-p", "jeffreys", "wald"])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_range_contains_every_completion(method: str, level: float) -> None:
    for true, false, unverified in SMALL:
        found = alerts.precision(deployment(true, false, unverified), method=method, level=level)
        each = proportion(np.arange(true, true + unverified + 1), true + false + unverified, method=method, level=level)
        assert numbers(found.least, found.most) == numbers(np.min(each.value), np.max(each.value))
        assert numbers(found.low, found.high) == pytest.approx(numbers(np.min(each.low), np.max(each.high)), abs=1e-12)


def test_false_share_ranges_contain_every_completion() -> None:
    for true, false, unverified in SMALL:
        found = alerts.false_alert_share(deployment(true, false, unverified))
        shares = [(false + more) / (true + false + unverified) for more in range(unverified + 1)]
        assert numbers(found.least, found.most) == [min(shares), max(shares)]


def test_test_and_interval_agree_on_what_is_possible() -> None:
    found = alerts.precision(ESSEX)
    assert found.p_value([0.19, 0.4, 0.66]).tolist() == pytest.approx([proportion(8, 42).p_value(0.19), 1, 1])
    for null in (found.low, found.high):
        assert found.p_value(null) == pytest.approx(0.05, rel=1e-8)
    two = [0.1, 0.9]  # as many as there are ends
    assert found.p_value(two).tolist() == pytest.approx([found.p_value(null) for null in two], rel=1e-9)


def test_without_unverified_alerts_there_is_one_ordinary_interval() -> None:
    for true, false in [(8, 14), (0, 5), (5, 0)]:
        found, plain = alerts.precision(deployment(true, false, 0)), proportion(true, true + false)
        assert numbers(found.value, found.low, found.high) == numbers(plain.value, plain.low, plain.high)
        assert found.basis["unverified"] == "none"


def test_nothing_verified_bounds_nothing() -> None:
    found = alerts.precision(deployment(0, 0, 7))
    assert numbers(found.least, found.most, found.low, found.high) == [0, 1, 0, 1]


def test_no_alerts_are_undefined() -> None:
    assert alerts.precision(deployment(0, 0, 0)).why() == [
        "true alerts is 0 and alerts is 0 and unverified alerts is 0"
    ]


def test_several_deployments_and_levels_at_once() -> None:
    many = Deployment(true_alerts=[8, 1], false_alerts=[14, 7], unverified_alerts=[20, 0])
    found = alerts.precision(many)
    alone = [alerts.precision(deployment(8, 14, 20)), alerts.precision(deployment(1, 7, 0))]
    assert str(found).splitlines() == [str(one) for one in alone]
    for level, one in zip([0.8, 0.9, 0.99], alerts.precision(ESSEX, level=[0.8, 0.9, 0.99]), strict=True):
        same = alerts.precision(ESSEX, level=level)
        assert numbers(one.least, one.most) == numbers(same.least, same.most)
        assert numbers(one.low, one.high) == pytest.approx(numbers(same.low, same.high), rel=1e-12)


def test_not_known_is_not_none() -> None:
    bare = Deployment(true_alerts=8, false_alerts=14)
    calls: list[Any] = [alerts.rejections_as_false]
    for call in (*calls, lambda d: alerts.tipping_share(d, claim=0.5)):
        with pytest.raises(
            DispropError, match=r"unverified_alerts|rejected_alerts, which this deployment did not publish"
        ):
            call(bare)


def test_rejections_that_are_false_already() -> None:
    met = Deployment(true_alerts=2, false_alerts=12, unverified_alerts=0, rejected_alerts=8)
    with pytest.raises(DispropError, match=r"got 8 of 0; .*; are these rejections counted as false already\?"):
        alerts.rejections_as_false(met)


# Tipping points, against exact fractions


@pytest.mark.parametrize("of", ["true_alerts", "false_alerts"])
def test_the_share_that_tips_is_the_first_completion_that_bears_the_claim_out(of: str) -> None:
    claims = [Fraction(i, 20) for i in range(21)] + [Fraction(1, 3), Fraction(2, 3), Fraction(1, 7)]
    for true, false, unverified in SMALL:
        known, whole = (true if of == "true_alerts" else false), true + false + unverified
        found = alerts.tipping_share(deployment(true, false, unverified), claim=[*map(float, claims)], of=of)
        for claim, share in zip(claims, found, strict=True):
            possible = (more for more in range(unverified + 1) if whole and Fraction(known + more, whole) >= claim)
            fewest = next(possible, None)
            right = np.nan if fewest is None else fewest / max(unverified, 1)
            np.testing.assert_array_equal(share, right)


def test_a_claim_of_70_percent_of_10_alerts_needs_7() -> None:
    assert alerts.tipping_share(deployment(5, 2, 3), claim=0.7) == 2 / 3  # 0.7 * 10 is above 7 in binary


def test_shares_that_tip_several_claims() -> None:
    np.testing.assert_array_equal(alerts.tipping_share(ESSEX, claim=[0.19, 0.5, 0.9]), [0, 13 / 20, np.nan])
    assert np.isnan(alerts.tipping_share(deployment(0, 0, 0), claim=0.5))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"claim": 50}, "claim must lie between 0 and 1; got 50"),
        ({"claim": 0.5, "of": "alerts"}, "no kind of alert is called 'alerts'"),
    ],
)
def test_claims_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        alerts.tipping_share(ESSEX, **options)
    assert message in str(refused.value)
