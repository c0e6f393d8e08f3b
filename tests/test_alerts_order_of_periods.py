"""Breaks and pooling take periods in the order of time, however these are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, periods
from disprop.alerts import Deployment, breaks, by_threshold, pool
from disprop.periods import Period

ALERTS, FACES = [6, 7, 10, 30, 70, 72, 163], [76_920, 72_923, 59_608, 19_020, 36_045, 23_051, 32_242]
MONTHS = ["2023-08", "2023-09", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]
PERIODS = [Period(month, month) for month in MONTHS]
STARTS = [date.fromisoformat(f"{month}-10") for month in MONTHS]
WRITTEN: dict[str, Any] = {
    "Period": PERIODS,
    "in words": [str(period) for period in PERIODS],
    "in short": [day.strftime("%b %Y") for day in STARTS],
    "dates": STARTS,
    "as text": [day.isoformat() for day in STARTS],
    "with the time": [f"{day} 14:30" for day in STARTS],
    "datetimes": [datetime(day.year, day.month, day.day, 14, tzinfo=UTC) for day in STARTS],
    "numpy's days": np.array(STARTS, dtype="datetime64[D]"),
    "numpy's months": np.array(MONTHS, dtype="datetime64[M]"),
    "pandas' days": pd.Series(pd.to_datetime(STARTS)),
    "pandas' periods": pd.PeriodIndex(MONTHS, freq="M"),
    "weeks": [Period(day, date(day.year, day.month, day.day + 6)) for day in STARTS],
    "two days": ["2023-08-01 to 2023-08-31", *MONTHS[1:]],
}
EXPECTED = "from 2023-12 on: 0.11 to 3 alerts per 1,000 faces, 27.6 (95% CI 18.1 to 44.2) times as many"


@pytest.mark.parametrize("written", WRITTEN)
def test_a_break_is_found_however_the_periods_are_written(written: str) -> None:
    assert [str(each) for each in breaks(ALERTS, FACES, WRITTEN[written])] == [EXPECTED]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_rate_is_not_pooled_across_it(written: str) -> None:
    when = WRITTEN[written]
    with pytest.raises(DispropError, match=r"not pooled across a break .*from 2023-12 on"):
        pool(ALERTS, FACES, kind="faces_seen", periods=when)
    known = breaks(ALERTS, FACES, MONTHS)
    with pytest.raises(DispropError, match=r"not pooled across a break .*from 2023-12 on"):
        pool(ALERTS, FACES, kind="faces_seen", periods=when, breaks=known)
    side = pool(ALERTS[:3], FACES[:3], kind="faces_seen", periods=list(when)[:3], breaks=known)
    assert side.ratio_of_totals == pytest.approx(23 / 209_451, rel=1e-12)


@pytest.mark.parametrize("written", WRITTEN)
def test_thresholds_are_compared_between_breaks(written: str) -> None:
    d = Deployment(true_alerts=np.array(ALERTS) - 1, false_alerts=[1] * 7, faces_seen=FACES)
    found = by_threshold(d, [0.6] * 6 + [0.64], periods=WRITTEN[written])
    low = [rate for rate in found.per_face if (rate.of, rate.threshold) == ("alerts per face", 0.6)]
    assert [(rate.when, rate.part) for rate in low] == [("2023-08 to 2023-11", 23), ("2023-12 to 2024-03", 172)]
    assert [str(each.found) for each in found.breaks] == [EXPECTED]


@pytest.mark.parametrize("first", [1, 7, 96])
def test_numbers_are_in_the_order_of_numbers(first: int) -> None:
    numbers = list(range(first, first + 12))
    spellings: tuple[Any, ...] = (numbers, np.array(numbers), pd.Series(numbers, dtype=float))
    for written in spellings:
        [found] = breaks([5] * 6 + [50] * 6, [1000] * 12, written)
        assert found.period == numbers[6]
        assert str(found).startswith(f"from {numbers[6]} on: 5 to 50 alerts per 1,000 faces, 10.00 (95%")


def test_quarters_and_years_go_by_their_first_day() -> None:
    quarters = [f"{name} {year}" for year in (2021, 2022) for name in ("April to June", "July to September")]
    quarters = [*quarters, "October to December 2022", "January to March 2023", "2023-04-01 to 2023-06-30"]
    [found] = breaks(ALERTS, FACES, quarters)
    assert found.period == "July 2022 to September 2022"
    years = [f"20{year}/{year + 1}" for year in range(12, 19)]
    [found] = breaks(ALERTS, FACES, years)
    assert found.period == "April 2015 to March 2016"
    with pytest.raises(DispropError, match="across a break"):
        pool(ALERTS, FACES, kind="faces_seen", periods=years, breaks=[found])


def test_known_breaks_in_any_order_keep_apart() -> None:
    first, second = breaks([5] * 4 + [90] * 4 + [5] * 4, [1000] * 12, list(range(12)))
    d = Deployment(true_alerts=[4] * 4, false_alerts=[1] * 4, faces_seen=[1000] * 4)
    there, back = (
        by_threshold(d, [0.6, 0.64] * 2, periods=[2, 3, 4, 9], breaks=known)
        for known in ([first, second], [second, first])
    )
    assert str(there) == str(back)
    assert list(dict.fromkeys(rate.when for rate in there.per_face)) == ["2 to 3", "4 to 4", "9 to 9"]


MIXED = [*MONTHS[:6], 7]


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ([f"10/{i:02}/2023" for i in range(1, 8)], "periods, position 0: '10/01/2023' may be 2023-01-10 or"),
        ([f"2023-{i}" for i in range(1, 8)], "position 0: cannot tell which period '2023-1' is"),
        ([str(i) for i in range(1, 8)], "position 0: cannot tell which period '1' is.*a number is no text"),
        ([*MONTHS[:6], "2018-2019"], "position 6: '2018-2019' may be January 2018 to December 2019 or April 2018"),
        ([*MONTHS[:6], "2023-02-31"], "position 6: the calendar has no day '2023-02-31'"),
        ([*MONTHS[:6], None], "position 6: cannot tell which period 'None' is"),
        ([*MONTHS[:6], True], "position 6: cannot tell which period 'True' is"),
        ([*range(6), np.nan], "position 6: a number must be finite; got nan"),
        (MIXED, "all numbers, or their order is not known; got '2023-08' at position 0 and 7 at position 6"),
        ([*MONTHS[:6], "January to March 2024"], "must not overlap.*; got 2024-01 and January 2024 to March 2024"),
    ],
)
def test_periods_without_an_order_are_refused(when: Any, message: str) -> None:
    d = Deployment(true_alerts=np.array(ALERTS) - 1, false_alerts=[1] * 7, faces_seen=FACES)
    for call in (
        lambda: breaks(ALERTS, FACES, when),
        lambda: pool(ALERTS, FACES, kind="faces_seen", periods=when),
        lambda: by_threshold(d, [0.6] * 6 + [0.64], periods=when),
    ):
        with pytest.raises(DispropError, match=message):
            call()


def test_a_known_break_is_of_the_same_kind_and_between_periods() -> None:
    known, numbered = breaks(ALERTS, FACES, MONTHS), breaks(ALERTS, FACES, list(range(7)))
    with pytest.raises(
        DispropError, match=r"all be of the calendar, or all numbers.*'2023-08' at position 0 and 3 at position 1"
    ):
        pool(ALERTS, FACES, kind="faces_seen", periods=MONTHS, breaks=numbered)
    halves = ["July to October 2023", "November 2023 to February 2024"]
    with pytest.raises(DispropError, match="that from 2023-12 on lies within November 2023 to February 2024"):
        pool([23, 172], [209_451, 78_116], kind="faces_seen", periods=halves, breaks=known)


def test_no_deployment_has_no_break() -> None:
    assert breaks([], [], []) == ()


def test_a_name_is_read_back_as_the_period_it_names() -> None:
    for text in ("2021", "2018/19", "year ending June 2021", "2021-04-15 to 2021-06-14", "April to June 2021"):
        assert periods.parse(str(periods.parse(text))) == periods.parse(text)
