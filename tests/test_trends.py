"""The trend of a rate and of a ratio: as a regression has it, where there is none, and from a frame."""

from __future__ import annotations

from itertools import product
from typing import Any

import duckdb
import mpmath
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from disprop import DispropError, between, imperfect, plot, rate, tables
from disprop.periods import Period, Trend, ratio_trend, trend
from studies import trends as study
from studies.machine import PAGES

YEARS = [2018, 2019, 2020, 2021, 2022, 2024]
EVENTS, PEOPLE = [12, 15, 0, 22, 30, 41], [1_000, 1_100, 1_050, 1_000, 1_010, 990]
OTHERS = [100, 120, 90, 130, 150, 160], [9_000, 9_000, 9_100, 9_100, 9_200, 9_300]


def fitted(events: Any, people: Any, columns: Any) -> tuple[Any, Any, float]:
    """Return coefficients, variances and dispersion of a Poisson regression by statsmodels."""
    import statsmodels.api as sm

    model = sm.GLM(np.asarray(events), np.asarray(columns), family=sm.families.Poisson(), offset=np.log(people))
    found = model.fit(maxiter=200, tol=1e-14, tol_criterion="params")
    return found.params, np.diagonal(found.cov_params(scale=1.0)), found.pearson_chi2 / found.df_resid


def test_the_trend_of_a_rate_is_that_of_a_quasi_poisson_regression() -> None:
    found = trend(EVENTS, PEOPLE, times=YEARS)
    slope, variance, dispersion = (
        np.atleast_1d(each)[-1] for each in fitted(EVENTS, PEOPLE, [(1, y - 2020) for y in YEARS])
    )
    assert found.ratio.value == pytest.approx(np.exp(slope), rel=1e-9)
    assert found.ratio.data["dispersion"] == pytest.approx(dispersion, rel=1e-9)
    half = stats.t(4).ppf(0.975) * np.sqrt(variance * dispersion)
    assert (found.ratio.low, found.ratio.high) == pytest.approx(np.exp([slope - half, slope + half]), rel=1e-9)
    assert f"{found.ratio:.6f}" == (
        "1.314342 (95% CI 0.993575 to 1.738666); 6 periods, 4 degrees of freedom, dispersion 4.81"
    )
    assert found.ratio.basis == {"model": "quasi-poisson", "period": "2018 to 2024"}


def test_the_trend_of_a_ratio_has_an_effect_of_each_period_and_of_group_by_time() -> None:
    found = ratio_trend(group=(EVENTS, PEOPLE), reference=OTHERS, times=YEARS)
    rows = [(*(own == y for own in YEARS), side, side * (y - 2020)) for side in (1, 0) for y in YEARS]
    counts = np.concatenate([EVENTS, OTHERS[0]]), np.concatenate([PEOPLE, OTHERS[1]])
    slope, variance, dispersion = (np.atleast_1d(each)[-1] for each in fitted(*counts, np.array(rows, dtype=float)))
    half = stats.t(4).ppf(0.975) * np.sqrt(variance * dispersion)
    ends = np.exp([slope, slope - half, slope + half])
    assert (found.ratio.value, found.ratio.low, found.ratio.high) == pytest.approx(ends, rel=1e-8)
    assert found.ratio.measure == "ratio of rate ratios per year"
    assert (found.fitted.measure, found.fitted.unit) == ("rate ratio", "")


def test_the_line_solves_its_equations_at_fifty_digits() -> None:
    found = trend(EVENTS, PEOPLE, times=YEARS).ratio
    with mpmath.workdps(50):

        def score(slope: Any) -> Any:
            weights = [t * mpmath.exp(slope * (year - 2020)) for t, year in zip(PEOPLE, YEARS, strict=True)]
            mean = sum(w * (year - 2020) for w, year in zip(weights, YEARS, strict=True)) / sum(weights)
            return sum(x * (year - 2020 - mean) for x, year in zip(EVENTS, YEARS, strict=True))

        slope = mpmath.findroot(score, 0.2)
        scale = sum(EVENTS) / sum(t * mpmath.exp(slope * (year - 2020)) for t, year in zip(PEOPLE, YEARS, strict=True))
        means = [scale * t * mpmath.exp(slope * (year - 2020)) for t, year in zip(PEOPLE, YEARS, strict=True)]
        middle = sum(m * year for m, year in zip(means, YEARS, strict=True)) / sum(means)
        spread = sum(m * (year - middle) ** 2 for m, year in zip(means, YEARS, strict=True))
        dispersion = sum((x - m) ** 2 / m for x, m in zip(EVENTS, means, strict=True)) / 4
        assert float(abs(found.value / mpmath.exp(slope) - 1)) < 1e-12
        assert float(abs(found.data["log_variance"] / (dispersion / spread) - 1)) < 1e-12


def test_the_line_is_the_rate_that_is_fitted_and_its_limits_are_narrowest_in_the_middle() -> None:
    found = trend(EVENTS, PEOPLE, times=YEARS)
    means = np.asarray(found.fitted.value) * PEOPLE
    assert means.sum() == pytest.approx(sum(EVENTS))
    assert (means * YEARS).sum() == pytest.approx((np.array(EVENTS) * YEARS).sum())
    step = np.asarray(found.fitted.value)
    assert step[1:] / step[:-1] == pytest.approx(np.asarray(found.ratio.value) ** np.diff(YEARS))
    width = np.log(np.asarray(found.fitted.high) / found.fitted.low)
    assert width.argmin() == 4  # in 2022, where most is known
    assert (found.fitted.measure, found.fitted.unit) == ("rate", "per 1")


def test_no_count_varies_less_than_a_poisson_count() -> None:
    found = trend([10, 11, 12, 13, 14], [100] * 5, times=[1, 2, 3, 4, 5]).ratio
    assert found.data["dispersion"] < 0.01
    mean = np.array(fitted([10, 11, 12, 13, 14], [100] * 5, [(1, y) for y in range(1, 6)])[1])[-1]
    assert found.data["log_variance"] == pytest.approx(mean)


SPARSE = [(a, b, c, d) for a, b, c, d in product((0, 1, 7), repeat=4)]


def test_a_rate_without_a_finite_line_has_none_and_says_so() -> None:
    found = trend(SPARSE, [10, 20, 30, 40], times=[1, 2, 3, 4]).ratio
    for events, value, why in zip(SPARSE, np.asarray(found.value), found.why(), strict=True):
        there = [at for at, x in enumerate(events) if x]
        exists = bool(there) and set(there) not in ({0}, {3})
        assert np.isnan(value) != exists, events
        assert bool(why) != exists
        assert exists or "no finite line" in why or why.startswith("no line: fewer than 3 periods")


def test_a_ratio_without_a_finite_line_has_none() -> None:
    pairs = list(product(SPARSE[::5], repeat=2))
    group, reference = (np.array(side) for side in zip(*pairs, strict=True))
    value = np.asarray(ratio_trend(group=(group, 9), reference=(reference, 50), times=[1, 2, 3, 4]).ratio.value)
    for (one, other), found in zip(pairs, value, strict=True):
        own, others = ([at for at, x in enumerate(side) if x] for side in (one, other))
        apart = not own or not others or max(own) <= min(others) or max(others) <= min(own)
        known = sum(bool(x + y) for x, y in zip(one, other, strict=True))
        assert np.isnan(found) == (apart or known < 3), (one, other)


def test_periods_without_people_are_passed_over_and_gaps_are_no_zeros() -> None:
    whole = trend(EVENTS[1:], PEOPLE[1:], times=YEARS[1:]).ratio
    passed = trend([0, *EVENTS[1:]], [0, *PEOPLE[1:]], times=YEARS).ratio
    assert (passed.value, passed.low) == pytest.approx((whole.value, whole.low))
    assert str(passed.remark).startswith("5 periods, 3 degrees of freedom")
    shuffled = [3, 0, 5, 1, 4, 2]
    turned = trend(*(np.array(each)[shuffled] for each in (EVENTS, PEOPLE)), times=[YEARS[i] for i in shuffled])
    assert turned.ratio.value == pytest.approx(trend(EVENTS, PEOPLE, times=YEARS).ratio.value)


@pytest.mark.parametrize(
    ("times", "unit", "said"),
    [
        (["2018-19", "2019-20", "2020-21"], "year", "April 2018 to March 2021"),
        (["2023-12", "2024-01", "2024-02"], "year", "2023-12 to 2024-02"),
        ([Period("2018-01", "2018-12"), "2019", "2020"], "year", "January 2018 to December 2020"),
        ([2018, 2019, 2020], "year", "2018 to 2020"),
        ([2018.5, 2019, 2020], "unit of time", "2018.5 to 2020"),
        ([1, 2, 5], "unit of time", "1 to 5"),
    ],
)
def test_a_year_is_a_year_however_it_is_written(times: Any, unit: str, said: str) -> None:
    found = trend([12, 15, 20], [100] * 3, times=times)
    assert found.ratio.measure == f"rate ratio per {unit}"
    assert found.ratio.basis["period"].startswith(said)
    named = trend(pd.Series([12, 15, 20], index=times), [100] * 3)
    assert named == found
    if unit == "year" and times[1] != "2024-01":
        assert found.ratio.value == pytest.approx(trend([12, 15, 20], [100] * 3, times=[0, 1, 2]).ratio.value, rel=2e-3)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"times": [1, 2]}, r"times must be one for each period, and none twice; got \[1, 2\] for shape \(3,\)"),
        ({"times": "2018"}, "times must be one for each period"),
        ({}, "times must be one for each period, and none twice; got None"),
        ({"times": [1, 2, 2]}, "none twice"),
        ({"times": ["2018-19", "2019", "2020-21"]}, "periods must not overlap"),
        ({"times": ["2018", "2019", "soon"]}, "position 2: cannot tell which period 'soon' is"),
        ({"times": ["2018", 2019, "2020"]}, "must all be of the calendar, or all numbers"),
        ({"times": ["2018", "2019", "2020-01"]}, r"as long as one another; got .31.*, 365.*. days; give person-years"),
        ({"times": [1, 2, 3], "level": 95}, "level must lie strictly between 0 and 1"),
        ({"times": [1, 2, 3], "events": [1, -2, 3]}, "events must be finite and >= 0"),
        ({"times": [1, 2, 3], "population": [0, 5, 5]}, "population is 0 where events is 12"),
    ],
)
def test_what_is_no_trend_is_refused_in_words(given: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        trend(**{"events": [12, 15, 20], "population": [100] * 3, **given})


def test_two_periods_are_no_trend_and_the_exact_comparison_is_named() -> None:
    found = trend([3, 4], [50, 60], times=[2018, 2019]).ratio
    assert np.isnan(found.value)
    assert "fewer than 3 periods" in found.why()[0]
    assert np.isnan(trend([3], [50], times=[2018]).ratio.value)


def test_counts_known_in_part_leave_a_trend_between_its_ends() -> None:
    found = trend([between(10, 14), *EVENTS[1:]], PEOPLE, times=YEARS).ratio
    each = [trend([x, *EVENTS[1:]], PEOPLE, times=YEARS).ratio for x in range(10, 15)]
    for end, field, pick in (
        ("least", "value", min),
        ("most", "value", max),
        ("low", "low", min),
        ("high", "high", max),
    ):
        assert getattr(found, end) == pytest.approx(pick(getattr(one, field) for one in each))
    sides = {"group": (EVENTS, PEOPLE), "reference": ([between(90, 92), *OTHERS[0][1:]], OTHERS[1])}
    ratio = ratio_trend(**sides, times=YEARS).ratio
    assert ratio.least < ratio.most


def test_a_trend_is_a_record() -> None:
    found = trend(EVENTS, PEOPLE, times=["2018", "2019", "2020", "2021", "2022", "2024"])
    assert Trend.from_json(found.to_json()) == found
    assert list(found.estimates) == ["rate ratio per year"]
    assert tables.to_frame(found)["value"].tolist() == [found.ratio.value]


STOPS = pd.DataFrame(
    [
        (force, group, f"{year}-{year % 100 + 1}", stops, people)
        for force, groups in {
            "Kent": {"Black": ([9, 12, 14, 20], 900), "White": ([90, 80, 95, 100], 20_000)},
            "Essex": {"Black": ([3, 0, 5, 6], 400), "White": ([40, 50, 45, 60], 30_000)},
        }.items()
        for group, (counts, people) in groups.items()
        for year, stops in zip(range(2018, 2022), counts, strict=True)
    ],
    columns=["force", "ethnicity", "year", "stops", "people"],
)
ASKED: dict[str, Any] = {"columns": ("stops", "people"), "time": "year"}
SIDES: dict[str, Any] = {"group": "ethnicity", "reference": "White"}


def own(force: str, group: str) -> Any:
    rows = STOPS[(STOPS["force"] == force) & (STOPS["ethnicity"] == group)].set_index("year")
    return rows["stops"], rows["people"]


def test_a_frame_has_the_trend_of_each_series() -> None:
    found = tables.trend_by(STOPS, by=["force", "ethnicity"], **ASKED)
    assert found["stops"].tolist() == [55, 365, 14, 195]
    for _, row in found.iterrows():
        alone = trend(*own(row["force"], row["ethnicity"])).ratio
        assert (row["value"], row["low"], row["high"]) == pytest.approx((alone.value, alone.low, alone.high))
        assert row["note"] == alone.remark
    ratios = tables.trend_by(STOPS, by="force", **SIDES, **ASKED)
    for _, row in ratios[ratios["ethnicity"] == "Black"].iterrows():
        alone = ratio_trend(group=own(row["force"], "Black"), reference=own(row["force"], "White")).ratio
        assert (row["value"], row["low"], row["high"]) == pytest.approx((alone.value, alone.low, alone.high))
    assert set(ratios["measure"]) == {"ratio of rate ratios per year"}
    assert ratios["note"].tolist()[1] == "reference"


@pytest.mark.parametrize("made", [pl.DataFrame, pl.LazyFrame, duckdb.from_df])
def test_frames_of_other_libraries(made: Any) -> None:
    found = tables.trend_by(made(STOPS), by="force", **SIDES, **ASKED)
    rows = found.collect() if isinstance(found, pl.LazyFrame) else found
    values = sorted(float(each) for each in (rows["value"] if isinstance(rows, pl.DataFrame) else rows.df()["value"]))
    assert values == pytest.approx(sorted(tables.trend_by(STOPS, by="force", **SIDES, **ASKED)["value"]))


def test_a_year_without_data_is_named() -> None:
    found = tables.trend_by(STOPS.drop(5), by="force", **SIDES, **ASKED)
    assert found["note"].tolist()[0] == "no row for the reference in year '2019-20'"
    assert np.isnan(found["value"][0])
    assert found["value"][2] > 1
    gap = STOPS.assign(stops=STOPS["stops"].astype(float).mask(STOPS.index == 0))
    assert tables.trend_by(gap, by=["force", "ethnicity"], **ASKED)["note"][0] == "stops missing in year '2018-19'"


def test_counts_of_a_frame_that_are_known_in_part_leave_its_trend_between_their_ends() -> None:
    known = STOPS.rename(columns={"stops": "stops_low"}).assign(stops_high=lambda frame: frame["stops_low"])
    known.loc[0, "stops_high"] = 12
    row = tables.trend_by(known, by=["force", "ethnicity"], **ASKED).iloc[0]
    alone = trend([between(9, 12), 12, 14, 20], 900, times=STOPS["year"][:4]).ratio
    assert (row["least"], row["most"], row["low"]) == pytest.approx((alone.least, alone.most, alone.low))
    assert row["note"].endswith("stops is 55 to 58")


def test_a_population_with_an_error_is_refused() -> None:
    people = imperfect.estimated([900] * 3, cv=0.1)
    with pytest.raises(
        DispropError, match=r"periods.ratio_trend takes no estimate with an error of its own as group_pop"
    ):
        ratio_trend(group=([1, 2, 3], people), reference=([9, 8, 7], 9_000), times=[1, 2, 3])


BROKEN = STOPS.assign(classification=np.where(STOPS["year"] < "2020", "18+1", "19+1"))


def test_a_break_of_classification_is_refused_until_it_is_accepted() -> None:
    with pytest.raises(
        DispropError, match=r"^classification of Essex is '18\+1', '19\+1' in turn: one label may be"
    ) as caught:
        tables.trend_by(BROKEN, by="force", **ASKED)
    assert caught.value.what == "classification"
    assert 'accept="classification" draws one line' in str(caught.value)
    with pytest.raises(DispropError, match=r"^classification of \('Essex', 'Black'\) is"):
        tables.trend_by(pl.DataFrame(BROKEN), by="force", **SIDES, **ASKED)
    found = tables.trend_by(BROKEN, by="force", accept="classification", **SIDES, **ASKED)
    pd.testing.assert_frame_equal(found, tables.trend_by(STOPS, by="force", **SIDES, **ASKED))
    by_force = STOPS.assign(classification=STOPS["force"])  # one list each
    assert len(tables.trend_by(by_force, by="force", **SIDES, **ASKED)) == 4


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"by": "force", "time": "yaer"}, "no column is called 'yaer'"),
        ({"by": "force", "accept": "rows"}, "thing to accept is called 'rows'"),
        ({"by": "force", "method": "poisson"}, "option of periods.trend is called 'method'"),
        ({"by": "force", "reference": "White"}, "option of periods.trend is called 'reference'"),
        ({"group": "ethnicity"}, "reference"),
        ({}, "by= names at least one column"),
    ],
)
def test_a_wrong_call_is_answered(given: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        tables.trend_by(STOPS, **{**ASKED, **given})


def test_the_plot_has_the_line_the_band_and_the_break() -> None:
    found, observed = trend(EVENTS, PEOPLE, times=YEARS), rate(EVENTS, PEOPLE).per(1_000)
    ax = plot.timeline(YEARS, observed, pooled=found.fitted.per(1_000), breaks=[2019.5])
    line = ax.lines[-1]
    assert list(line.get_xdata()) == YEARS
    assert list(line.get_ydata()) == pytest.approx(list(1_000 * np.asarray(found.fitted.value)))
    assert len(ax.collections) >= 2
    assert ax.get_ylim()[1] < float(found.fitted.per(1_000)[-1].high)  # the band ends at the edge
    turned = plot.timeline(YEARS[::-1], observed[::-1], pooled=found.fitted.per(1_000)[::-1])
    assert list(turned.lines[-1].get_xdata()) == YEARS
    with pytest.raises(DispropError, match="pooled must be one estimate, or one for each date; got 2"):
        plot.timeline(YEARS, observed, pooled=found.fitted[:2])


def test_limits_hold_where_the_study_says_so() -> None:
    rows = {(world, length): found for world, length, *found in study.study(400)}
    wrong = {key: [float(str(each).split()[0]) for each in found] for key, found in rows.items()}
    assert all(max(wrong["Poisson", length][:6]) <= 5 for length in study.LENGTHS)
    assert max(wrong["5 times Poisson", 10][:6]) < 10
    assert min(wrong["5 times Poisson", 10][7:]) > 30  # as Poisson counts
    assert max(wrong["shocks to both", 20][3:6]) < 6  # of a ratio
    assert wrong["shocks that last", 20][2] > 25


def test_the_written_page_is_of_this_study() -> None:
    page = (PAGES / "trends.md").read_text(encoding="utf-8")
    assert "Made by `make coverage-study` on 20" in page.splitlines()[-1]
    assert sum(line.startswith(tuple(f"| {world} |" for world in study.WORLDS)) for line in page.splitlines()) == 30


def test_sides_that_share_only_one_period_have_no_line() -> None:
    found = ratio_trend(group=([5, 3, 2, 0], 900), reference=([0, 0, 4, 5], 900), times=[1, 2, 3, 4])
    assert np.isnan([found.ratio.value, found.ratio.low, found.ratio.high]).all()
    assert "nan" not in str(found)
    steep = trend([0, 0, 0, 1, 10**6], [10**7] * 5, times=[1, 2, 3, 4, 5]).ratio
    assert steep.value == pytest.approx(10**6, rel=1e-4)
