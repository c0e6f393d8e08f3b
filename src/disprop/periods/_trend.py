"""The trend of a rate, or of the ratio of two: by how much it changes from one year to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from disprop import _arrays, _pairs
from disprop._arrays import Columns, FloatArray, Pair
from disprop._errors import Said, refused
from disprop._registry import statistic
from disprop.estimate import Estimate, Record, based, from_family, remarked, undefined
from disprop.intervals import RATE, RATE_RATIO
from disprop.intervals.averages import ADJUSTED_RATIO
from disprop.periods._order import Moment, in_order, moments
from disprop.periods._period import DAYS_IN_YEAR

MOST_STEPS, CLOSE, HALF = 100, 1e-10, 0.5
ALIKE = 1.15  # as long as one another, as months are, and quarters
YEARS = range(1900, 2101)  # numbers that are years
NO_LINE = "no line: fewer than 3 periods with people and events, or events of one side all before those of the other"
RESTS = "{:.0f} periods, {:.0f} degrees of freedom, dispersion {:.3g}"
UNLIKE = "; give person-years, as Period.person_years does, and the middle of each period as a number"
Times = Sequence[object] | None  # without any they are the labels of the counts


class Trend(Record):
    """A straight line through the logarithms of rates, or of ratios, over time.

    Attributes
    ----------
    times : the middle of each period, a date or a number.
    ratio : how many times as high as one year, or one unit of time, before.
    fitted : the line at each period, with its limits; periods on the last axis.
    observed : the rate, or the ratio, of each period by itself.
    """

    times: tuple[Any, ...]
    ratio: Estimate
    fitted: Estimate
    observed: Estimate

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The change alone; the line, and what it was drawn through, are for a plot."""
        return {self.ratio.measure: self.ratio}


@statistic("By how much does a rate rise or fall in a year?", joins=True, name="periods.trend")
def trend(events: ArrayLike, population: ArrayLike, *, times: Times = None, level: float = 0.95) -> Trend:
    """Return by how much a rate changes from one year to the next, with its interval."""
    data = _pairs.of_rates({"events": events, "population": population})
    read = _read(times, data)
    days = [each.end - each.start + 1 for each in read]
    if max(days) > ALIKE * min(days):
        got = Said(f"{min(days):.0f} and {max(days):.0f} days")
        raise refused("periods", "must be as long as one another", got, hint=UNLIKE)
    return _drawn(read, from_family(RATE, data, level=_arrays.one_level(level), unit="per 1"))


@statistic("By how much does a disparity grow or shrink in a year?", joins=True, name="periods.ratio_trend")
def ratio_trend(*, group: Pair, reference: Pair, times: Times = None, level: float = 0.95) -> Trend:
    """Return by how much the ratio of two rates changes from one year to the next, with its interval."""
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    return _drawn(_read(times, data), from_family(RATE_RATIO, data, level=_arrays.one_level(level)))


def _read(times: Times, data: Columns) -> list[Moment]:
    """Return when each period was, after checking that there is one for each count, and that none overlap."""
    shape = next(iter(data.values())).shape
    labels: Any = data.axes[-1][1] if times is None and data.axes else times
    given = list(labels) if np.iterable(labels) and not isinstance(labels, str) else []
    read = moments(given) if shape[-1:] == (len(given),) else []
    if not read or len(in_order(read)) < len(read):
        raise refused("times", "must be one for each period, and none twice", labels, of=f" for shape {shape}")
    return read


def _drawn(read: list[Moment], observed: Estimate) -> Trend:
    """Return the line through what was observed."""
    places, dated = np.array([(each.start + each.end) / 2 for each in read]), read[0].dated
    at = (places - places.mean()) / (DAYS_IN_YEAR if dated else 1)
    with np.errstate(all="ignore"):
        slope, line, rests, why = _line(at, *map(np.asarray, observed.data.values()))
    how: dict[str, Any] = {"method": "quasi-poisson", "level": observed.level}
    unit = "year" if dated or all(place in YEARS for place in places) else "unit of time"
    measure = f"{'rate ratio' if observed.unit else 'ratio of rate ratios'} per {unit}"
    ratio = remarked(from_family(ADJUSTED_RATIO, slope | dict(observed.data), measure=measure, **how), rests)
    fitted = from_family(ADJUSTED_RATIO, line, measure=observed.measure, unit=observed.unit, **how)
    found = undefined(ratio, why[..., 0]), undefined(fitted, np.broadcast_to(why, np.shape(fitted.value)))
    words = {
        "period": " to ".join(str(each.name) for each in in_order(read)[:: len(read) - 1]),
        "model": "quasi-poisson",
    }
    times = tuple(date.fromordinal(int(place)) if dated else float(place) for place in places)
    return Trend(times, *(based(each, words) for each in found), observed)


def _line(at: FloatArray, x1: FloatArray, t1: FloatArray, x0: Any = None, t0: Any = 1.0) -> Any:
    """Return the slope of the likeliest line, the line itself, what they rest on, and where there is none why.

    Events of one side are Poisson, and those of two binomial, given both; by iteratively reweighted least squares. It
    does not end where no finite line is the likeliest. A period without people, or events, says nothing.
    """
    known = (t1 > 0) & (t0 > 0) & (x0 is None or x1 + x0 > 0)
    offset, log = np.log(t1 / t0), np.log((x1 + HALF) / (1.0 if x0 is None else x0 + HALF))
    for _ in range(MOST_STEPS):
        mean = np.exp(log) if x0 is None else (x1 + x0) * expit(log)
        weight = np.where(known, mean if x0 is None else mean * expit(-log), 0.0)
        aim = np.where(known, log - offset + (x1 - mean) / weight, 0.0)
        every = _sum(weight)
        away = at - _sum(weight * at) / every
        spread = _sum(weight * away**2)
        slope = _sum(weight * away * aim) / spread
        before, line = log, _sum(weight * aim) / every + slope * away
        log = line + offset
        if (ended := (np.abs(log - before) <= CLOSE) | ~known).all():
            break
    left = _sum(known) - 2.0
    dispersion = _sum(np.where(known, (x1 - mean) ** 2 / weight, 0.0)) / left
    wider = np.maximum(dispersion, 1.0)
    slopes = (each[..., 0] for each in (np.exp(slope), wider / spread, left))
    lines = np.exp(line), wider * (1 / every + away**2 / spread), left + 0 * line
    rests = np.frompyfunc(RESTS.format, 3, 1)(left + 2, left, dispersion)[..., 0]
    why = np.where(ended.all(axis=-1, keepdims=True) & (left > 0), "", NO_LINE).astype(object)
    return *(dict(zip(ADJUSTED_RATIO.data, each, strict=True)) for each in (slopes, lines)), rests, why


def _sum(each: Any) -> FloatArray:
    return np.asarray(each.sum(axis=-1, keepdims=True))
