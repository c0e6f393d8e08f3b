"""Periods and their lengths, how they are read, and rates that compare over one length of time only."""

from __future__ import annotations

import pickle
import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, strategies as st

import disprop
from disprop import DispropError, Estimate, between, periods, tables
from disprop.periods import Period, annualised
from disprop.periods._forms import readings

SPRING, YEAR = Period("2021-04", "2021-06"), Period("2020-04", "2021-03")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def scans(period: Period = SPRING, **options: Any) -> Estimate:
    return periods.rate(87, 56_953, period=period, **options)


# how long a period is


@pytest.mark.parametrize(
    ("start", "end", "days", "months", "length"),
    [
        ("2021-04", "2021-04", 30, 1, "1 month"),
        ("2021-02", "2021-02", 28, 1, "1 month"),
        ("2020-04", "2021-03", 365, 12, "12 months"),
        ("2020-01", "2020-12", 366, 12, "12 months"),
        ("2021-04-01", "2021-06-30", 91, 3, "3 months"),
        ("2021-04-15", "2021-06-14", 61, 2, "2 months"),
        ("2019-11-30", "2020-11-29", 366, 12, "12 months"),
        ("2016-04", "2022-03", 2191, 72, "72 months"),
        ("2020-02-29", "2021-02-28", 366, 12, "12 months"),
        ("2020-02-29", "2020-03-28", 29, 1, "1 month"),
        ("2021-01-31", "2021-02-28", 29, 1, "1 month"),
        ("2021-01-30", "2021-04-29", 90, 3, "3 months"),
    ],
)
def test_whole_months_name_a_period_and_whole_years_measure_it(
    start: str, end: str, days: int, months: int, length: str
) -> None:
    period = Period(start, end)
    years = days / 365.2425 if months % 12 else months / 12
    assert (period.days, period.months, period.years, period.length) == (days, months, years, length)


@pytest.mark.parametrize(
    ("start", "end", "days", "length"),
    [
        ("2021-04-15", "2021-04-15", 1, "1 day"),
        ("2021-04-15", "2021-05-20", 36, "36 days"),
        ("2021-01-31", "2021-01-31", 1, "1 day"),
        ("2020-02-29", "2020-02-29", 1, "1 day"),
        ("2020-02-29", "2021-02-27", 365, "365 days"),
        ("2021-01-15", "2021-02-28", 45, "45 days"),
    ],
)
def test_other_periods_are_measured_in_days(start: str, end: str, days: int, length: str) -> None:
    period = Period(start, end)
    assert period.length == length
    assert period.years == pytest.approx(days / 365.2425, rel=1e-15)
    assert period.months == pytest.approx(days / 365.2425 * 12, rel=1e-15)


def test_months_and_days_and_dates_are_one_thing() -> None:
    assert Period("2021-04", "2021-06") == Period("2021-04-01", "2021-06-30") == Period(date(2021, 4, 1), "2021-06")
    assert pickle.loads(pickle.dumps(SPRING)) == SPRING  # noqa: S301 (our own)
    assert len({SPRING, Period("2021-04", "2021-06")}) == 1
    assert not hasattr(SPRING, "__dict__")
    with pytest.raises(AttributeError):
        SPRING.start = date(2021, 1, 1)  # type: ignore[misc]  # frozen


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (SPRING, "April 2021 to June 2021"),
        (Period("2021-08", "2021-08"), "August 2021"),
        (Period("2021-04-15", "2021-06-14"), "2021-04-15 to 2021-06-14"),
        (Period("2021-04-01", "2021-04-09"), "2021-04-01 to 2021-04-09"),
        (Period("2021-04-01", "2021-04-01"), "2021-04-01"),
    ],
)
def test_a_period_is_written_so_that_it_can_be_read_again(period: Period, text: str) -> None:
    assert str(period) == text
    assert periods.parse(text) == period


@given(DAYS, st.integers(0, 4000))
def test_any_two_days_make_a_period_that_can_be_read_again(start: date, further: int) -> None:
    period = Period(start, start + timedelta(days=further))
    assert periods.parse(str(period)) == period
    assert period.days == further + 1
    assert abs(period.months - period.years * 12) < 0.15  # February is short, and a year may have a day more
    assert abs(period.years - period.days / 365.2425) < 0.0062  # of a year with a 29 February too many, or too few


@given(DAYS, st.integers(1, 200))
def test_periods_of_whole_months_add_up(start: date, months: int) -> None:
    begin = start.replace(day=1)
    ends = [pd.Timestamp(begin) + pd.DateOffset(months=m) - pd.Timedelta(days=1) for m in (months, 2 * months)]
    first, second = (end.date() for end in ends)
    assert Period(begin, first).months == Period(first + timedelta(days=1), second).months == months
    assert Period(begin, second).months == 2 * months


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2021-06", "2021-04", "ends on the day that it starts, or later; got 2021-06-01 to 2021-04-30"),
        ("2021", "2021-04", 'a month "2021-04" or a day "2021-04-15"; got \'2021\'; periods.parse reads words'),
        ("2021-13", "2021-13", "the calendar has no day '2021-13-01'"),
        ("2021-02-29", "2021-03", "the calendar has no day '2021-02-29'"),
        (datetime(2021, 4, 1, 9, 30), "2021-06", r"say which day is meant, with \.date\(\)"),  # noqa: DTZ001 (as given)
        (pd.Timestamp("2021-04-01"), "2021-06", r"say which day is meant, with \.date\(\)"),
        (2021, "2021-06", "got 2021;"),
        (None, "2021-06", "got None;"),
        ("2021-04", "9999-12", "a period needs the day on which it ended; got 9999-12-31"),
    ],
)
def test_what_is_no_period_is_refused_by_name(start: Any, end: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        Period(start, end)


# how it is read


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018-19", "2018-04", "2019-03"),
        ("2018/19", "2018-04", "2019-03"),
        ("2018–19", "2018-04", "2019-03"),
        ("2011/12", "2011-04", "2012-03"),
        ("1999-00", "1999-04", "2000-03"),
        ("2021-04", "2021-04", "2021-04"),
        ("2021", "2021-01", "2021-12"),
        ("August 2021", "2021-08", "2021-08"),
        ("sept 2021", "2021-09", "2021-09"),
        ("April 2018 to March 2019", "2018-04", "2019-03"),
        ("  Apr 2018 -  Mar 2019 ", "2018-04", "2019-03"),
        ("April 2018–March 2019", "2018-04", "2019-03"),
        ("2021-04 to 2021-06", "2021-04", "2021-06"),
        ("2021-04-15 to 2021-06-14", "2021-04-15", "2021-06-14"),
        ("15 April 2021 to 14 June 2021", "2021-04-15", "2021-06-14"),
        ("1 Apr 2018 - 31 Mar 2019", "2018-04", "2019-03"),
        ("April to June 2021", "2021-04", "2021-06"),
        ("Jan–Mar 2021", "2021-01", "2021-03"),
        ("year ending March 2021", "2020-04", "2021-03"),
        ("Year ending December 2021", "2021-01", "2021-12"),
        ("12 months to June 2021", "2020-07", "2021-06"),
        ("Year ending 31 March 2020", "2019-04", "2020-03"),
        ("YE March 2020", "2019-04", "2020-03"),
        ("y/e Mar 2020", "2019-04", "2020-03"),
        ("year to March 2020", "2019-04", "2020-03"),
        ("Year ended 29 February 2020", "2019-03", "2020-02"),
        ("Year ending March 2021 [note 4]", "2020-04", "2021-03"),
        ("quarter ending June 2020", "2020-04", "2020-06"),
        ("3 years to March 2020", "2017-04", "2020-03"),
        ("19/20", "2019-04", "2020-03"),
        ("98/99", "1998-04", "1999-03"),
        ("FY2018/19", "2018-04", "2019-03"),
        ("financial year 2018/19", "2018-04", "2019-03"),
        ("Academic year 2018/19", "2018-09", "2019-08"),
        ("2018/19 - 2020/21", "2018-04", "2021-03"),
        ("2018/19–20/21", "2018-04", "2021-03"),
        ("Q2 2020/21", "2020-07", "2020-09"),
        ("2020-21 Q4", "2021-01", "2021-03"),
        ("202004", "2020-04", "2020-04"),
        ("04/2020", "2020-04", "2020-04"),
        ("Apr-2021", "2021-04", "2021-04"),
        ("2001-12", "2001-12", "2001-12"),
        ("01/04/2019 - 31/03/2020", "2019-04", "2020-03"),
        ("15/04/2021", "2021-04-15", "2021-04-15"),
        ("04/04/2021", "2021-04-04", "2021-04-04"),
        ("15th April 2021", "2021-04-15", "2021-04-15"),
        ("2021-04-15", "2021-04-15", "2021-04-15"),
        ("1 April to 30 June 2021", "2021-04", "2021-06"),
    ],
)
def test_printed_periods_are_read(text: str, start: str, end: str) -> None:
    assert periods.parse(text) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2011-12", "may be April 2011 to March 2012 or December 2011; write the one that is meant, or say year="),
        ("201112", "may be April 2011 to March 2012, September 2011 to August 2012 or December 2011"),
        ("2000-01", "may be January 2000 or April 2000 to March 2001"),
        ("2008-10", "may be January 2008 to December 2010, April 2008 to March 2010 or October 2008"),
        ("2018-2019", "may be January 2018 to December 2019 or April 2018 to March 2019; write the one that is meant"),
        ("2018/2019", "may be January 2018 to December 2019 or April 2018 to March 2019"),
        ("2018 to 2019", "may be January 2018 to December 2019 or April 2018 to March 2019"),
        ("2018-2030", "may be January 2018 to December 2030 or April 2018 to March 2030"),
        ("2017-19", "may be January 2017 to December 2019 or April 2017 to March 2019"),
        ("201819", "may be April 2018 to March 2019 or September 2018 to August 2019"),
        ("04/05", "may be April 2004 to March 2005 or April 2005"),
        ("04/05/2021", "may be 2021-04-05 or 2021-05-04; write the one that is meant$"),
        ("04/05/2021 to 06/07/2021", "may be 2021-04-05 to 2021-06-07 or 2021-05-04 to 2021-07-06"),
        ("Q1 2021", "may be April 2020 to June 2020, January 2021 to March 2021 or April 2021 to June 2021"),
        ("2021-00", "cannot tell which period '2021-00' is; write it as one of '2018/19'"),
        ("13/2020", "cannot tell which period"),
        ("Q2 2020/22", "cannot tell which period"),
        ("15-19", "cannot tell which period"),
        ("avril 2018", "cannot tell which period 'avril 2018' is"),
        ("April to March 2019", "cannot tell which period"),
        ("31 April 2021 to 5 May 2021", "cannot tell which period"),
        ("4 to 5 May 2021", "cannot tell which period"),
        ("March 2019 to April 2018", "cannot tell which period"),
        ("year ending 5 April 2020", "cannot tell which period"),
        ("year ending 2020", "cannot tell which period"),
        ("", "cannot tell which period ''"),
        (2021, "a period is read from text, such as .*; got 2021"),
        ([2021], "a period is read from text, such as .*; got 2021"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(text: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        periods.parse(text)


@pytest.mark.parametrize(
    ("text", "year", "start", "end"),
    [
        ("04/05", "financial", "2004-04", "2005-03"),
        ("2011-12", "financial", "2011-04", "2012-03"),
        ("2011-12", "academic", "2011-09", "2012-08"),
        ("2018/19", "academic", "2018-09", "2019-08"),
        ("201819", "academic", "2018-09", "2019-08"),
        ("2018-20", "financial", "2018-04", "2020-03"),
        ("2018-20", "calendar", "2018-01", "2020-12"),
        ("2018-2019", "calendar", "2018-01", "2019-12"),
        ("2021-04", "financial", "2021-04", "2021-04"),
        ("Q2 2020", "calendar", "2020-04", "2020-06"),
        ("financial year 2018/19", "academic", "2018-04", "2019-03"),
        ("Year ending March 2020", "academic", "2019-04", "2020-03"),
    ],
)
def test_the_caller_says_what_the_years_are(text: str, year: Any, start: str, end: str) -> None:
    assert periods.parse(text, year=year) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "year", "message"),
    [
        ("2021", "financial", "'2021' may be April 2020 to March 2021 or April 2021 to March 2022"),
        ("Q2 2020", "financial", "may be July 2019 to September 2019 or July 2020 to September 2020; .* is meant$"),
        ("2011-12", "calendar", "may be January 2011 to December 2012 or December 2011; write the one that is meant$"),
        ("2021", "fiscal", "no kind of year is called 'fiscal'"),
    ],
)
def test_what_the_kind_of_year_leaves_open_is_refused(text: str, year: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        periods.parse(text, year=year)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["2018-20", "2017-19"], [("2018-01", "2020-12"), ("2017-01", "2019-12")]),  # rolling
        (["2016-18", "2018-20"], [("2016-04", "2018-03"), ("2018-04", "2020-03")]),  # one after the other
        (["2018-2019", "2019-2020"], [("2018-04", "2019-03"), ("2019-04", "2020-03")]),
        (["2011-12", "2012-13"], [("2011-04", "2012-03"), ("2012-04", "2013-03")]),
        (["2011-12", "2011-01"], [("2011-12", "2011-12"), ("2011-01", "2011-01")]),
        (["04/05", "13/14"], [("2004-04", "2005-03"), ("2013-04", "2014-03")]),
        (["01/02/2020", "15/02/2020"], [("2020-02-01", "2020-02-01"), ("2020-02-15", "2020-02-15")]),
        (["2021", "2018/19"], [("2021-01", "2021-12"), ("2018-04", "2019-03")]),
        (["2012-13", "2021-04"], [("2012-04", "2013-03"), ("2021-04", "2021-04")]),  # two ways, each of them clear
        ([], []),
    ],
)
def test_the_members_of_a_column_decide_for_one_another(texts: list[str], found: list[tuple[str, str]]) -> None:
    assert periods.parse(texts) == periods.parse(pd.Series(texts, dtype=object)) == [Period(*ends) for ends in found]


@pytest.mark.parametrize(
    ("texts", "where", "message"),
    [
        (["2009-11", "2010-12"], 0, "2009 to December 2011, April 2009 to March 2011 or November 2009"),
        (["2015-17", "2018-20"], 0, "'2015-17' may be January 2015 to December 2017 or April 2015 to March 2017"),
        (["2012-13", "2011-12", "2011-01"], 1, "'2011-12' may be"),
        (["2012-13", "Total"], 1, "cannot tell which period 'Total' is"),
    ],
)
def test_a_column_that_does_not_decide_is_refused_by_its_row(texts: list[str], where: int, message: str) -> None:
    with pytest.raises(DispropError, match=message) as caught:
        periods.parse(texts)
    assert caught.value.where == where


FIGURES = st.integers(0, 99).map("{:02}".format)
PRINTED = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "Q1 ", "year ending ", "April ", "15/", "FY"]),
    st.one_of(FIGURES, FIGURES.map("20{}".format)),
    st.sampled_from(["", "-", "/", " to ", " - "]),
    st.one_of(st.just(""), FIGURES, FIGURES.map("20{}".format), st.just("June 2021")),
    st.sampled_from(["", "/2021", " Q3", " [note 2]"]),
)


@given(PRINTED)
def test_a_text_is_one_period_or_all_that_it_may_be_is_named(text: str) -> None:
    try:
        found = periods.parse(text)
    except DispropError as error:
        for named in re.findall(r"may be (.*); write", str(error)):
            meant = periods.parse([*re.split(r", | or ", named)])
            assert len(set(meant)) > 1
    else:
        assert periods.parse(str(found)) == found
        assert found in {period for period, _ in readings(text, None)}
        assert len({period for period, _ in readings(text, None)}) == 1


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_is_refused(text: str) -> None:
    with suppress(DispropError):
        assert isinstance(periods.parse(text), Period)


@given(DAYS, st.integers(1, 1500))
def test_a_day_more_is_a_little_more_time(start: date, days: int) -> None:
    first, second = (Period(start, start + timedelta(days=number)).years for number in (days - 1, days))
    assert 0 <= second - first < 3 / 365


# rates


def test_a_rate_over_a_period_is_the_rate_with_its_length() -> None:
    found, plain = scans(), disprop.rate(87, 56_953)
    assert (found.value, found.low, found.high) == (plain.value, plain.low, plain.high)
    assert (found.basis, found.unit) == ({"period": str(SPRING)}, "per 1 in 3 months")
    assert periods.parse(found.basis["period"]) == SPRING
    assert found.data == plain.data
    assert found.p_value(0.001) == plain.p_value(0.001)
    assert scans(YEAR).unit == "per 1 a year"


@pytest.mark.parametrize("scale", [1, 10_000])
@pytest.mark.parametrize("options", [{}, {"method": "byar", "level": 0.9}, {"sides": "upper"}])
@pytest.mark.parametrize("period", [SPRING, YEAR, Period("2018-04", "2021-03"), Period("2021-04-15", "2021-05-20")])
def test_a_yearly_rate_scales_everything_together(period: Period, options: dict[str, Any], scale: int) -> None:
    found = scans(period, **options).per(scale)
    yearly = annualised(found)
    for name in ("value", "low", "high"):
        assert getattr(yearly, name) * period.years == pytest.approx(getattr(found, name), rel=1e-12)
    assert yearly.p_value(scale * 0.001 / period.years) == pytest.approx(found.p_value(scale * 0.001), rel=1e-9)
    assert yearly.data == {"events": 87, "person_years": 56_953 * period.years}
    assert (yearly.basis, yearly.method) == (found.basis, found.method)
    assert yearly.unit == f"per {scale:,} a year"
    assert annualised(yearly) is yearly
    assert f"{yearly.per(1_000)}".partition("(")[0].endswith("per 1,000 a year ")


def test_a_yearly_rate_is_the_rate_by_person_years() -> None:
    yearly, plain = annualised(scans()), disprop.rate(87, SPRING.person_years(56_953))
    for name in ("value", "low", "high"):  # divided by the population and the years, or by their product: a last bit
        assert getattr(yearly, name) == pytest.approx(getattr(plain, name), rel=1e-15)


def test_a_yearly_rate_of_counts_known_in_part_is_that_of_each() -> None:
    found = annualised(periods.rate(between(80, 90, best=87), between(50_000, 60_000), period=SPRING))
    ends = [annualised(periods.rate(e, n, period=SPRING)) for e, n in ((80, 60_000), (90, 50_000))]
    assert (found.least, found.most) == (ends[0].value, ends[1].value)
    assert (found.low, found.high) == (ends[0].low, ends[1].high)
    assert found.data["person_years_least"] == 50_000 * SPRING.years
    assert found.p_value(ends[1].high * 1.01) < 0.05
    assert found.per(1_000).most == pytest.approx(1_000 * ends[1].value)


def test_arrays_of_rates_keep_their_period() -> None:
    found = annualised(periods.rate([3, 0], [1_000, 2_000], period=SPRING, level=[0.9, 0.95])).per(1_000)
    np.testing.assert_allclose(found.value, [3 / SPRING.years, 0], rtol=1e-12)
    assert [one.basis["period"] for one in found] == [str(SPRING)] * 2
    assert found[0].data == {"events": 3, "person_years": 1_000 * SPRING.years}
    columns = found.to_dict()
    assert columns["person_years"] == [1_000 * SPRING.years, 2_000 * SPRING.years]
    assert columns["period"] == ["April 2021 to June 2021"] * 2
    assert columns["unit"] == ["per 1,000 a year"] * 2
    assert tables.to_frame(found, {"group": ["A", "B"]})["level"].tolist() == [0.9, 0.95]


@pytest.mark.parametrize("period", ["2021-04", None, (date(2021, 4, 1), date(2021, 6, 30))])
def test_a_rate_needs_a_period(period: Any) -> None:
    with pytest.raises(DispropError, match=r'period must be a Period such as Period\("2021-04", "2021-06"\); got'):
        periods.rate(87, 56_953, period=period)


@pytest.mark.parametrize(("events", "population", "message"), [(-1, 5, "events must be"), (1, 0, "population is 0")])
def test_counts_are_checked_as_in_any_rate(events: int, population: int, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        periods.rate(events, population, period=SPRING)


@pytest.mark.parametrize("other", [disprop.rate(1, 2), disprop.proportion(1, 2), (87, 56_953)])
def test_only_a_rate_over_a_period_is_made_yearly(other: Any) -> None:
    with pytest.raises(DispropError, match=r"^rate must be a rate over a period, as periods\.rate gives; got"):
        annualised(other)


# frames


def test_a_frame_of_rates_of_several_periods_says_which_is_which() -> None:
    found = [tables.to_frame(scans(period)) for period in (SPRING, YEAR)]
    assert [frame["period"].tolist() for frame in found] == [["April 2021 to June 2021"], ["April 2020 to March 2021"]]


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_person_years_of_a_column_go_where_populations_do(kind: Any) -> None:
    table = kind({"group": ["A", "B"], "events": [3, 4], "population": [1_000, 2_000]})
    years = SPRING.person_years(table["population"])
    with_years = table.assign(years=years) if kind is pd.DataFrame else table.with_columns(pl.Series("years", years))
    found = tables.estimate_by(with_years, disprop.rate, columns=("events", "years"), by="group")
    assert list(found["value"]) == [3 / (1_000 * SPRING.years), 4 / (2_000 * SPRING.years)]
