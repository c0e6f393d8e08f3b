"""The trend of a rate, or of the ratio of two: by how much it changes from one year to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import expit

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, Columns, FloatArray, Pair
from disprop._errors import refused
from disprop._registry import statistic
from disprop.estimate import Estimate, Record, based, from_family, remarked, undefined
from disprop.intervals.averages import ADJUSTED_RATIO
from disprop.periods._parsing import Moment, in_order, moments
from disprop.periods._period import DAYS_IN_YEAR

MOST_STEPS, CLOSE, HALF = 100, 1e-10, 0.5
ALIKE = 1.15  # as long as one another, as months are, and quarters
NO_LINE = "no line: fewer than 3 periods with people and events, or events of one side all before those of the other"
RESTS = "{:.0f} periods, {:.0f} degree{} of freedom, dispersion {:.3g}"
UNLIKE = "; give person-years, as Period.person_years does, and the middle of each period as a number"
Times = Iterable[object] | None  # without any they are the labels of the counts


class Trend(Record):
    """A straight line through the logarithms of rates, or of ratios, over time.

    Attributes
    ----------
    ratio : how many times as high as one year, or one unit of time, before.
    fitted : the rate, or the ratio, that the line has at each period, with the limits of the line; periods on the last
        axis.
    """

    ratio: Estimate
    fitted: Estimate

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The change alone; the line is for a plot."""
        return {self.ratio.measure: self.ratio}


@statistic("By how much does a rate rise or fall in a year?", joins=True, name="periods.trend")
def trend(events: ArrayLike, population: ArrayLike, *, times: Times = None, level: float = 0.95) -> Trend:
    """Return by how much a rate changes from one year to the next, with the line and its limits.

    Use it for three periods or more; two compare by `compare("rate ratio", ...)`. It says whether the rate went up or
    down in these years, evenly on the scale of logarithms, and not why, nor whether it goes on.

    Parameters
    ----------
    events, population : array_like
        Numerator and denominator of each period, which are on the last axis. A population of 0 passes the period over.
    times : sequence, optional
        When each was: "2018-19", "2023-12", dates, `Period`, or numbers such as 2019, in any order and with gaps, and
        none in another; a day, or a week, is taken as its month. Without it the labels of the counts.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Trend
        Its `ratio` is (events / population) over that of a year before, or of one less where times are other numbers
        than years; the remark says what it rests on. `fitted` is the line at each period. Undefined with less than
        three periods, and where all events lie in the first period, or the last.

    Raises
    ------
    DispropError
        For counts that `rate` refuses, times that overlap, and periods of which one is more than 15% longer than
        another: give person-years then.

    Notes
    -----
    The log of the expected events is log(population) + a + b t, fitted as for Poisson counts [1]_; `ratio` is exp(b).
    Counts of years differ by more than chance: variances are multiplied by Pearson's chi-squared over its degrees of
    freedom, two less than periods, at least by 1, and limits have Student's t of these. They leave the truth out in at
    most 6.5% of series of 20 or 200 events a period, in few where counts are Poisson, and in up to 38% where what
    disturbs one year is still there in the next: docs/explanation/trends.md.

    References
    ----------
    .. [1] McCullagh and Nelder 1989, Generalized Linear Models, 2nd ed.

    Examples
    --------
    >>> from disprop import periods
    >>> found = periods.trend([12, 15, 22, 30, 41], [10_000] * 5, times=[2018, 2019, 2020, 2021, 2023])
    >>> print(found)
    rate ratio per year: 1.274 (95% CI 1.081 to 1.501); 5 periods, 3 degrees of freedom, dispersion 0.26
    >>> print(f"{found.fitted.per(1_000)[0]:.1f}")
    1.3 per 1,000 (95% CI 0.7 to 2.3)
    """
    data = _pairs.of_rates({"events": events, "population": population})
    read = _read(times, data)
    days = [each.end - each.start + 1 for each in read]
    if max(days) > ALIKE * min(days):
        raise refused("periods", "must be as long as one another", [min(days), max(days)], of=" days", hint=UNLIKE)
    return _drawn("rate", read, data, _arrays.one_level(level))


@statistic("By how much does a disparity grow or shrink in a year?", joins=True, name="periods.ratio_trend")
def ratio_trend(*, group: Pair, reference: Pair, times: Times = None, level: float = 0.95) -> Trend:
    """Return by how much the ratio of two rates changes from one year to the next, with the line and its limits.

    Use it for a disparity over three periods or more; two compare by `compare("ratio of ratios", ...)`. What moves both
    rates alike in one year, such as a lockdown, leaves it alone.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, periods on the last axis. A period without people on a side, or without events on both, is passed
        over.
    times, level
        As for `trend`; periods may be of any length, as it divides out.

    Returns
    -------
    Trend
        As of `trend`: its `ratio` is the rate ratio over that of a year before. Undefined where all events of one side
        come before those of the other, too.

    Raises
    ------
    DispropError
        As for `rate_ratio`, and for times that overlap.

    Notes
    -----
    Given all events of a period, those of the group are binomial with log odds log(population / population of the
    reference) + a + b t, which is the Poisson regression with an effect of each period and of group by time. Limits are
    those of `trend`, with the dispersion of these shares.

    Examples
    --------
    >>> from disprop import periods
    >>> group, reference = ([9, 12, 14, 20], 900), ([90, 80, 95, 100], 20_000)
    >>> print(periods.ratio_trend(group=group, reference=reference, times=["2018-19", "2019-20", "2020-21", "2021-22"]))
    ratio of rate ratios per year: 1.23 (95% CI 0.70 to 2.16); 4 periods, 2 degrees of freedom, dispersion 0.161
    """
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    return _drawn("rate ratio", _read(times, data), data, _arrays.one_level(level))


def _read(times: Times, data: Columns) -> list[Moment]:
    """Return when each period was, after checking that there is one for each count, and that none overlap."""
    shape = next(iter(data.values())).shape
    labels: Any = data.axes[-1][1] if times is None and data.axes else times
    given = list(labels) if np.iterable(labels) and not isinstance(labels, str) else []
    read = moments(given) if shape[-1:] == (len(given),) else []
    if not read or len(in_order(read)) < len(read):
        raise refused(
            "times",
            "must be one for each period, and none twice",
            labels,
            of=f" for shape {shape}",
            hint="; give them, as in times=[2019, 2020, 2021]",
        )
    return read


def _drawn(measure: str, read: list[Moment], data: Columns, level: float) -> Trend:
    """Return the line through the rates, or the ratios, of these counts."""
    places, dated = np.array([(each.start + each.end) / 2 for each in read]), read[0].dated
    at = (places - places.mean()) / (DAYS_IN_YEAR if dated else 1)
    with np.errstate(all="ignore"):
        numbers, left, why = _line(at, *data.values())
    ends = [str(each.name).split(" to ") for each in in_order(read)]
    found = from_family(ADJUSTED_RATIO, numbers, method="quasi-poisson", level=level)
    found = based(undefined(found, why), period=f"{ends[0][0]} to {ends[-1][-1]}", model="quasi-poisson")
    rise = "rate ratio" if measure == "rate" else "ratio of rate ratios"
    unit = "year" if dated or all(place in range(1900, 2101) for place in places) else "unit of time"
    ratio = replace(found[..., -1], measure=f"{rise} per {unit}", data={**found[..., -1].data, **data})
    plural = np.where(left == 1, "", "s")
    rests: Any = np.frompyfunc(RESTS.format, 4, 1)(left + 2, left, plural, ratio.data["dispersion"])
    fitted = replace(found[..., :-1], measure=measure, unit="per 1" if measure == "rate" else "")
    return Trend(remarked(ratio, np.where(np.isnan(ratio.value), "", rests)), fitted)


def _line(at: FloatArray, x1: FloatArray, t1: FloatArray, x0: Any = None, t0: Any = 1.0) -> Any:
    """Return the numbers of the likeliest line and of its slope, their degrees of freedom, and why there is none.

    Events of one side are Poisson, and those of two binomial, given both; by iteratively reweighted least squares. It
    does not end, or one period has all the weight, where no finite line is the likeliest. A period without people,
    or events, says nothing.
    """
    known = (t1 > 0) & (t0 > 0) & (x0 is None or x1 + x0 > 0)
    offset, log = np.log(t1 / t0), np.log((x1 + HALF) / (1.0 if x0 is None else x0 + HALF))
    for _ in range(MOST_STEPS):
        p, q = expit(log), expit(-log)
        off = x1 - np.exp(log) if x0 is None else x1 * q - x0 * p
        weight = np.where(known, np.exp(log) if x0 is None else (x1 + x0) * p * q, 0.0)
        aim = np.where(known, log - offset + off / weight, 0.0)
        every = _sum(weight)
        away = at - _sum(weight * at) / every
        spread = _sum(weight * away**2)
        slope = _sum(weight * away * aim) / spread
        before, line = log, _sum(weight * aim) / every + slope * away
        log = line + offset
        if (ended := (np.abs(log - before) <= CLOSE) | ~known).all():
            break
    left = _sum(known) - 2.0
    dispersion = _sum(np.where(known, off**2 / weight, 0.0)) / left
    log = np.concatenate([line, slope], axis=-1)  # the slope is behind the line
    variance = np.concatenate([1 / every + away**2 / spread, 1 / spread], axis=-1) * np.maximum(dispersion, 1.0)
    numbers = dict(zip(ADJUSTED_RATIO.data, (np.exp(log), variance, left + 0 * log), strict=True))
    why = np.where(ended.all(axis=-1, keepdims=True) & (left > 0) & (spread > CLOSE * _sum(at**2)), "", NO_LINE)
    return {**numbers, "dispersion": dispersion + 0 * log}, left[..., 0], np.broadcast_to(why.astype(object), log.shape)


def _sum(each: Any) -> FloatArray:
    return np.asarray(each.sum(axis=-1, keepdims=True))
