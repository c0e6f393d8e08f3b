"""Alerts that nobody verified: bounds against every completion, the two intervals, and what would tip a claim."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from disprop import DispropError, alerts, proportion
from disprop.alerts import Deployment

ESSEX = Deployment(
    true_alerts=8, false_alerts=14, unverified_alerts=20, rejected_alerts=16, lost_alerts=4, engaged_alerts=22
)
SMALL = [counts for counts in product(range(5), range(5), range(5)) if sum(counts)]


def deployment(true: int, false: int, unverified: int) -> Deployment:
    return Deployment(true_alerts=true, false_alerts=false, unverified_alerts=unverified)


def numbers(*values: Any) -> list[float]:
    return [float(value) for value in values]


# The trials, by what a rejection means


def test_the_trials_with_rejections_left_open() -> None:
    found = alerts.precision_bounds(ESSEX)
    assert numbers(found.least.value, found.most.value) == [8 / 42, 28 / 42]
    assert numbers(*found.union) == pytest.approx([0.092588, 0.796], abs=5e-4)


def test_the_trials_with_rejections_counted_as_false() -> None:
    found = alerts.precision_bounds(alerts.rejections_as_false(ESSEX))
    assert numbers(found.least.value, found.most.value) == [8 / 42, 12 / 42]


def test_81_percent_wrong_is_the_upper_end() -> None:
    wrong, right = alerts.false_alert_share_bounds(ESSEX), alerts.precision_bounds(ESSEX)
    assert f"{wrong.most.value:.0%}" == "81%"
    for one, other in ((wrong.union, right.union), (wrong.imbens_manski, right.imbens_manski)):
        assert numbers(one.low, one.high) == pytest.approx(numbers(1 - other.high, 1 - other.low), rel=1e-12)


def test_verified_alerts_alone_are_marked_as_an_assumption() -> None:
    found = alerts.verified_precision(ESSEX)
    assert numbers(found.value, found.low, found.high) == pytest.approx([8 / 22, 0.185308, 0.575855], abs=5e-7)
    assert "if the 20 never verified are like them" in str(found)
    assert found.unverified == "left out"
    assert alerts.verified_false_alert_share(ESSEX).value == 14 / 22


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


# Bounds contain every completion, and nothing less would


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "mid-p", "jeffreys", "wald"])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_bounds_contain_every_completion(method: str, level: float) -> None:
    for true, false, unverified in SMALL:
        found = alerts.precision_bounds(deployment(true, false, unverified), method=method, level=level)
        each = proportion(np.arange(true, true + unverified + 1), true + false + unverified, method=method, level=level)
        assert numbers(found.least.value, found.most.value) == numbers(np.min(each.value), np.max(each.value))
        assert numbers(*found.union) == pytest.approx(numbers(np.min(each.low), np.max(each.high)), abs=1e-12)


def test_false_share_bounds_contain_every_completion() -> None:
    for true, false, unverified in SMALL:
        found = alerts.false_alert_share_bounds(deployment(true, false, unverified))
        shares = [(false + more) / (true + false + unverified) for more in range(unverified + 1)]
        assert numbers(found.least.value, found.most.value) == [min(shares), max(shares)]


def test_the_narrower_interval_lies_within_the_union_and_around_the_bounds() -> None:
    for counts in SMALL:
        found = alerts.precision_bounds(deployment(*counts))
        low, high = numbers(*found.imbens_manski)
        assert numbers(found.union.low)[0] - 1e-12 <= low <= numbers(found.least.value)[0] + 1e-12
        assert numbers(found.most.value)[0] - 1e-12 <= high <= numbers(found.union.high)[0] + 1e-12


@pytest.mark.parametrize("level", [0.6, 0.95, 0.99])
def test_imbens_and_manski_as_they_wrote_it(level: float) -> None:
    for true, false, unverified in [(8, 14, 20), (8, 30, 4), (100, 40, 1), (3, 3, 30)]:
        found = alerts.precision_bounds(deployment(true, false, unverified), method="wald", level=level)
        n = true + false + unverified
        least, most = true / n, (true + unverified) / n
        errors = [np.sqrt(p * (1 - p) / n) for p in (least, most)]

        def excess(c: float, apart: float = (most - least) / max(errors)) -> float:
            return float(norm.cdf(c + apart) - norm.cdf(-c) - level)

        c = brentq(excess, 0, 10, xtol=1e-14)
        expected = [max(least - c * errors[0], 0), min(most + c * errors[1], 1)]
        assert numbers(*found.imbens_manski) == pytest.approx(expected, rel=1e-10)


def test_without_unverified_alerts_there_is_one_ordinary_interval() -> None:
    for true, false in [(8, 14), (0, 5), (5, 0)]:
        found, plain = alerts.precision_bounds(deployment(true, false, 0)), proportion(true, true + false)
        for limits in (found.union, found.imbens_manski):
            assert numbers(*limits) == pytest.approx(numbers(plain.low, plain.high), rel=1e-12, abs=1e-15)


def test_far_apart_each_limit_is_one_sided() -> None:
    found = alerts.precision_bounds(deployment(100, 100, 2_000))
    low = proportion(100, 2_200, method="mid-p", sides="lower").low
    high = proportion(2_100, 2_200, method="mid-p", sides="upper").high
    assert numbers(*found.imbens_manski) == pytest.approx(numbers(low, high), rel=1e-10)


def test_nothing_verified_bounds_nothing() -> None:
    found = alerts.precision_bounds(deployment(0, 0, 7))
    assert numbers(found.least.value, found.most.value, *found.union, *found.imbens_manski) == [0, 1, 0, 1, 0, 1]


def test_no_alerts_are_undefined() -> None:
    assert str(alerts.precision_bounds(deployment(0, 0, 0))) == "undefined (alerts is 0)"


def test_several_deployments_at_once() -> None:
    many = Deployment(true_alerts=[8, 1], false_alerts=[14, 7], unverified_alerts=[20, 0])
    found = alerts.precision_bounds(many)
    alone = [alerts.precision_bounds(deployment(8, 14, 20)), alerts.precision_bounds(deployment(1, 7, 0))]
    assert str(found).splitlines() == [str(one) for one in alone]
    np.testing.assert_allclose(found.imbens_manski.low, numbers(*(one.imbens_manski.low for one in alone)), rtol=1e-12)


def test_not_known_is_not_none() -> None:
    bare = Deployment(true_alerts=8, false_alerts=14)
    calls: list[Any] = [alerts.precision_bounds, alerts.false_alert_share_bounds, alerts.rejections_as_false]
    for call in (*calls, lambda d: alerts.tipping_point(d, claim=0.5)):
        with pytest.raises(
            DispropError, match=r"unverified_alerts|rejected_alerts, which this deployment did not publish"
        ):
            call(bare)


def test_rejections_that_are_false_already() -> None:
    met = Deployment(true_alerts=2, false_alerts=12, unverified_alerts=0, rejected_alerts=8)
    with pytest.raises(DispropError, match=r"got 8 of 0; are these rejections counted as false already\?"):
        alerts.rejections_as_false(met)


def test_a_level_below_a_half_is_refused() -> None:
    with pytest.raises(DispropError, match=r"must be at least 0\.5; got 0\.4"):
        alerts.precision_bounds(ESSEX, level=0.4)


# Tipping points, against exact fractions


@pytest.mark.parametrize("of", ["true_alerts", "false_alerts"])
def test_the_tipping_point_is_the_first_completion_that_bears_the_claim_out(of: str) -> None:
    claims = [Fraction(i, 20) for i in range(21)] + [Fraction(1, 3), Fraction(2, 3), Fraction(1, 7)]
    for true, false, unverified in SMALL:
        known, whole = (true if of == "true_alerts" else false), true + false + unverified
        for claim in claims:
            found = alerts.tipping_point(deployment(true, false, unverified), claim=float(claim), of=of)
            fewest = next((more for more in range(whole + 1) if Fraction(known + more, whole) >= claim), None)
            assert found.needed == fewest
            assert ("cannot" in str(found)) == (found.needed > unverified) == (found.share > 1)


def test_a_claim_of_70_percent_of_10_alerts_needs_7() -> None:
    assert alerts.tipping_point(deployment(5, 2, 3), claim=0.7).needed == 2  # 0.7 * 10 is above 7 in binary


def test_what_a_tipping_point_says() -> None:
    assert str(alerts.tipping_point(ESSEX, claim=0.19)) == (
        "at least 19.0% of alerts were true, whatever the 20 never verified were"
    )
    two = alerts.tipping_point(ESSEX, claim=[0.5, 0.9])
    assert two.share[0] == 13 / 20  # type: ignore[index]
    assert str(two).splitlines()[1].startswith("it cannot be that at least 90.0% of alerts were true")
    assert str(alerts.tipping_point(deployment(0, 0, 0), claim=0.5)) == "undefined (alerts is 0)"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"claim": 50}, "claim must lie between 0 and 1; got 50"),
        ({"claim": 0.5, "of": "alerts"}, "no kind of alert is called 'alerts'"),
    ],
)
def test_claims_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        alerts.tipping_point(ESSEX, **options)
    assert message in str(refused.value)
