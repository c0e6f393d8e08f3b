"""Thresholds compared: the real tables, breaks, single deployments, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, alerts, datasets, tables
from disprop.alerts import Deployment, by_threshold, pool

NOT_ADDING_UP = 23  # the row of the table with 1 alert of which 2 were true
FALSE, TRUE = np.array([4, 3, 2, 1, 0]), np.array([9, 14, 8, 20, 18])
THRESHOLDS = [0.6, 0.6, 0.6, 0.64, 0.64]
SMALL = Deployment(true_alerts=TRUE, false_alerts=FALSE)
SEEN = Deployment(true_alerts=TRUE, false_alerts=FALSE, faces_seen=[9000, 11000, 8000, 10000, 9500])


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    table: pd.DataFrame = datasets.load("met-deployments-2023-2024").drop(index=NOT_ADDING_UP)
    return table


@pytest.fixture(scope="module")
def met(frame: pd.DataFrame) -> Any:
    return by_threshold(tables.deployment_of(frame), frame["threshold"], periods=list(frame["date"]))


def per_face(found: Any, of: str = "alerts per face") -> dict[str, list[Any]]:
    spells: dict[str, list[Any]] = {}
    for rate in found.per_face:
        spells.setdefault(rate.when, []).extend([rate] if rate.of == of else [])
    return spells


def counts(rates: Any) -> dict[float, tuple[int, int, int]]:
    return {rate.threshold: (rate.part, rate.whole, rate.deployments) for rate in rates}


def test_the_real_table_per_alert(met: Any) -> None:
    assert counts(met.per_alert) == {0.6: (25, 690, 111), 0.62: (4, 54, 10), 0.64: (0, 599, 81)}
    low, middle, high = met.per_alert
    assert (low.ratio, low.difference) == (None, None)
    assert middle.ratio.excludes(1) == np.False_
    assert high.ratio.excludes(1)
    assert high.ratio.value == 0 < high.ratio.high < 0.2
    assert high.rate.high == pytest.approx(1 - 0.025 ** (1 / 599), rel=1e-12)
    assert high.difference.high < 0


def test_the_real_table_per_face_is_kept_apart_at_breaks(met: Any) -> None:
    every, false = per_face(met), per_face(met, "false alerts per face")
    assert [*every] == ["2023-04 to 2023-11", "2023-12 to 2024-07", "2024-08 to 2024-12"]
    assert counts(every["2023-04 to 2023-11"]) == {0.6: (28, 307_372, 17)}
    assert counts(every["2023-12 to 2024-07"]) == {
        0.6: (662, 169_594, 94),
        0.62: (54, 16_589, 10),
        0.64: (18, 17_587, 4),
    }
    assert counts(false["2023-12 to 2024-07"]) == {0.6: (24, 169_594, 94), 0.62: (4, 16_589, 10), 0.64: (0, 17_587, 4)}
    assert counts(false["2024-08 to 2024-12"]) == {0.64: (0, 703_718, 77)}
    (last,) = false["2024-08 to 2024-12"]
    assert last.ratio is None  # its only neighbours are on the other side of a break
    assert last.rate.high == pytest.approx(-np.log(0.025) / 703_718, rel=1e-12)


def test_the_real_breaks_say_which_may_be_due_to_the_threshold(met: Any) -> None:
    december, august = met.breaks
    assert (december.found.period, august.found.period) == ("2023-12", "2024-08")
    [(low, rose)], [(high, fell)] = december.unchanged, august.unchanged
    assert (low, high) == (0.6, 0.64)
    assert rose.low > 10  # at one threshold: what counts as a face has changed
    assert not fell.excludes(1)
    text = str(met)
    assert "false alerts per alert, 0.62: 4 of 54 in 10 deployments; mean proportion 0.078" in text
    assert "Not compared per face across a break in alerts per face, from 2023-12 on: 0.091 to" in text
    assert "at 0.64, used on both sides, 0.4" in text


def test_a_row_for_each_rate(met: Any) -> None:
    rows = pd.DataFrame(met.to_dict())
    compared = 2 + 2 * 2
    assert len(rows) == 3 + 2 * 5 + 2 * compared
    assert list(rows["name"][:2]) == ["false alerts per alert, 0.6, rate", "false alerts per alert, 0.62, rate"]
    assert (rows["measure"] == "ratio between thresholds").sum() == compared


def test_the_contrast_is_mover_of_the_pooled_intervals() -> None:
    low, high = by_threshold(SMALL, THRESHOLDS).per_alert
    one, other = high.rate, low.rate
    assert one.value == pytest.approx(pool([1, 0], [21, 18]).estimate.value, rel=1e-12)
    r, (l1, u1), (l0, u0) = one.value * other.value, (one.low, one.high), (other.low, other.high)
    least = (r - np.sqrt(r**2 - l1 * (2 * one.value - l1) * u0 * (2 * other.value - u0))) / (
        u0 * (2 * other.value - u0)
    )
    most = (r + np.sqrt(r**2 - u1 * (2 * one.value - u1) * l0 * (2 * other.value - l0))) / (l0 * (2 * other.value - l0))
    assert high.ratio is not None
    assert high.difference is not None
    assert (high.ratio.low, high.ratio.high) == pytest.approx((least, most), rel=1e-9)
    less = one.value - other.value - np.hypot(one.value - l1, u0 - other.value)
    assert high.difference.low == pytest.approx(less, rel=1e-12)
    with pytest.raises(DispropError, match=r"ratio between thresholds comes with no test; ask .excludes"):
        high.ratio.p_value(1)


def test_the_order_of_deployments_does_not_matter() -> None:
    order = [3, 0, 4, 2, 1]
    there = by_threshold(Deployment(true_alerts=TRUE[order], false_alerts=FALSE[order]), np.take(THRESHOLDS, order))
    assert str(there) == str(by_threshold(SMALL, THRESHOLDS))


def test_alerts_never_verified_are_in_the_denominator() -> None:
    d = Deployment(true_alerts=TRUE, false_alerts=FALSE, unverified_alerts=[1, 0, 0, 2, 0])
    found = by_threshold(d, THRESHOLDS)
    assert counts(found.per_alert) == {0.6: (9, 41, 3), 0.64: (1, 41, 2)}
    assert "0.64: 1 of 41 in 2 deployments, 2 were never verified: up to 3 is possible; mean" in str(found)
    assert [rate.unverified for rate in found.per_alert] == [1, 2]


def test_an_alert_is_an_alert_whoever_verified_it() -> None:
    d = Deployment(true_alerts=TRUE, false_alerts=FALSE, unverified_alerts=[1, 0, 0, 2, 0], faces_seen=[1_000] * 5)
    found = by_threshold(d, THRESHOLDS, breaks=())
    assert [rate.unverified for rate in found.per_face] == [0, 0, 1, 2]


def test_why_nothing_is_said_per_face() -> None:
    assert by_threshold(SMALL, THRESHOLDS).missing == "faces seen were not published"
    assert "without periods=" in by_threshold(SEEN, THRESHOLDS).missing
    assert by_threshold(SEEN, THRESHOLDS).per_face == ()
    told = by_threshold(SEEN, THRESHOLDS, breaks=())
    assert (told.missing, [*per_face(told)], told.breaks) == ("", [""], ())
    assert told.per_face[-1].ratio is not None


def test_known_breaks_keep_apart_and_those_outside_do_not() -> None:
    known = alerts.breaks([1] * 4 + [90] * 4, [1000] * 8, [f"2024-0{i}" for i in range(1, 9)])
    assert [each.period for each in known] == ["2024-05"]
    months = ["2024-03", "2024-04", "2024-05", "2024-06", "2024-07"]
    apart = by_threshold(SEEN, THRESHOLDS, periods=months, breaks=known)
    assert [counts(each) for each in per_face(apart).values()] == [
        {0.6: (30, 20_000, 2)},
        {0.6: (10, 8_000, 1), 0.64: (39, 19_500, 2)},
    ]
    assert [threshold for threshold, _ in apart.breaks[0].unchanged] == [0.6]
    later = by_threshold(SEEN, THRESHOLDS, periods=[f"2025-{month[5:]}" for month in months], breaks=known)
    assert (len(per_face(later)), later.breaks) == (1, ())
    switched = by_threshold(SEEN, [0.6, 0.6, 0.64, 0.64, 0.64], periods=months, breaks=known)
    assert str(switched).endswith("no threshold was used on both sides, so it may be due to them.")


def test_no_ratio_is_of_two_methods() -> None:
    """At 0.6 several deployments had false alerts, at 0.64 only one of three: both rates let deployments differ."""
    counts = Deployment(true_alerts=[9] * 7, false_alerts=[3, 1, 0, 2, 0, 6, 0], faces_seen=[9_000] * 7)
    found = by_threshold(counts, [0.6] * 4 + [0.64] * 3, breaks=())
    low, high = found.per_face[2:]
    assert low.rate.method == high.rate.method == "gamma-poisson"
    assert high.ratio is not None
    assert high.ratio.method == "mover-gamma-poisson"
    assert high.rate.high == 1  # nothing bounds how far rates differ
    assert not high.ratio.excludes(1)
    assert {rate.rate.method for rate in found.per_alert} == {"beta-binomial"}


def test_one_deployment_says_little() -> None:
    both = by_threshold(SMALL, [0.6, 0.6, 0.6, 0.6, 0.64])
    assert both.per_alert[1].deployments == 1
    assert "in 1 deployment;" in str(both)
    alone = by_threshold(Deployment(true_alerts=[8, 9, 8], false_alerts=[2, 3, 2]), [0.6, 0.6, 0.64]).per_alert[1]
    assert alone.rate.high > 0.6
    assert alerts.false_alert_share(Deployment(true_alerts=8, false_alerts=2)).high < 0.52


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: by_threshold(SMALL, [0.6] * 5), r"two thresholds or more; got only \[0.6\]"),
        (lambda: by_threshold(SMALL, [0.6, 0.64]), r"shape \(5,\) and thresholds of shape \(2,\)"),
        (lambda: by_threshold(SMALL, [0.6, 0.6, np.nan, 0.64, 0.64]), "threshold must be finite"),
        (lambda: by_threshold(SEEN, THRESHOLDS, periods=["2024-01"]), "as many as deployments; got 1 for 5"),
        (lambda: by_threshold([1, 2], [0.6, 0.64]), "takes an alerts.Deployment"),  # type: ignore[arg-type]
        (lambda: by_threshold(SMALL, THRESHOLDS, method="beta-binomal"), "Did you mean 'beta-binomial'"),
        (lambda: by_threshold(SMALL, THRESHOLDS, level=95), "level must lie strictly"),
        (lambda: pool(SMALL, SMALL), r"pool\(d.false_alerts, d.known\('alerts'\)\)"),  # type: ignore[arg-type]
        (lambda: pool([SMALL, SMALL], [1, 2]), r"pool\(d.false_alerts, d.known\('alerts'\)\)"),  # type: ignore[arg-type]
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        call()
