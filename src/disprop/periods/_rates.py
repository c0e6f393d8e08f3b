"""A rate over a period, and the same rate for a year."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from numpy.typing import ArrayLike

from disprop import rates
from disprop._errors import of_kind, refused
from disprop._methods import RateMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, corners_of, parameter_of, remade
from disprop.periods._parsing import parse
from disprop.periods._period import Period

A_YEAR = "a year"
NO_PERIOD = 'must be a Period such as Period("2021-04", "2021-06")'
PEOPLE, PERSON_YEARS = "population", "person_years"
LIVED = ("", "_least", "_most")  # follows the name of what is multiplied by the years, as an error of 10% is not


@statistic("How often does it happen, and in how long a time?", name="periods.rate")
def rate(
    events: ArrayLike, population: ArrayLike, *, period: Period, **options: Unpack[Limits[RateMethod]]
) -> Estimate:
    """Return the rate `events / population` over a period, with its interval.

    Use it where figures of several periods meet: three months of scans among 10,000 people are about a quarter of what
    a year would show, and a ratio of the two would say so of the groups. `disprop.compare` refuses that ratio.

    Parameters
    ----------
    events : array_like of int
        Numerator: how often it happened in the period.
    population : array_like of float
        Denominator: people, not person-time, for the period says how long.
    period : Period
        When it happened; `periods.parse` reads one from text.
    method : str
        As for `disprop.rate`.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the broadcast shape. `basis` holds the period and the unit its length: "per 1 in 3 months"; `.per(10_000)`
        scales it, `periods.annualised` makes it yearly.

    Raises
    ------
    DispropError
        As for `disprop.rate`, and for a period that is not a `Period`.

    Examples
    --------
    >>> from disprop import periods
    >>> spring = periods.Period("2021-04", "2021-06")
    >>> scans = periods.rate(87, 56_953, period=spring).per(10_000)
    >>> print(scans)
    15.28 per 10,000 in 3 months (95% CI 12.24 to 18.84)
    >>> scans.basis
    {'period': 'April 2021 to June 2021'}
    """
    of_kind(Period, "period", NO_PERIOD, period, "; periods.parse reads one from text")
    found = rates.rate(events, population, **options)
    return based(_over(found, A_YEAR if period.years == 1 else f"in {period.length}"), period=period)


def annualised(rate: Estimate) -> Estimate:
    """Return a rate over a period as a rate for a year: by the person-years that the population lived in the period.

    It says how much a year would bring if it went on as in the period. Where there are seasons, or a campaign, compare
    the same months of two years instead.

    Parameters
    ----------
    rate : Estimate
        A result of `periods.rate`; one that is yearly already comes back as it is.

    Returns
    -------
    Estimate
        Of events / (population * years), in the unit that it had, "a year". Value and limits are divided by the years
        together, `.p_value` asks about the yearly rate, and `data` holds events and person_years.

    Raises
    ------
    DispropError
        For what is no rate over a period.

    Examples
    --------
    >>> from disprop import periods
    >>> scans = periods.rate(87, 56_953, period=periods.Period("2021-04", "2021-06")).per(10_000)
    >>> print(periods.annualised(scans))
    61.3 per 10,000 a year (95% CI 49.1 to 75.6)
    """
    if not is_timed(rate):
        raise refused("rate", "must be a rate over a period, as periods.rate gives", rate)
    if PERSON_YEARS in rate.data:
        return rate
    return _over(_divided(rate, years_of(rate)), A_YEAR)


def is_timed(found: object) -> bool:
    """Return whether this is a rate, and says when its events happened."""
    if not isinstance(found, Estimate) or "period" not in found.basis:
        return False
    return parameter_of(found) == "rate"


def years_of(rate: Estimate) -> float:
    """Return the length of time that a rate is over: that of its period, or 1 once it is annualised."""
    return 1.0 if PERSON_YEARS in rate.data else parse(rate.basis["period"]).years


def _over(rate: Estimate, length: str) -> Estimate:
    """Return a rate whose unit names a length of time: "per 1 in 3 months"."""
    return replace(rate, unit=" ".join((*rate.unit.split()[:2], length)))


def _divided(rate: Estimate, years: float) -> Estimate:
    """Return a rate by so many years of its people, and whatever its counts allow likewise."""
    lived = {name for name in rate.data if name.removeprefix(PEOPLE) in LIVED}
    data = {
        name.replace(PEOPLE, PERSON_YEARS): count * years if name in lived else count
        for name, count in rate.data.items()
    }
    corners = corners_of(rate)
    made = remade(rate, corners=None if corners is None else _divided(corners, years))
    return replace(made, value=rate.value / years, low=rate.low / years, high=rate.high / years, data=data)
