"""A rate that knows its period, and the comparison of two of the same length."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, NoReturn, Self

from numpy.typing import ArrayLike

from disprop import rates
from disprop._errors import DispropError, one_of
from disprop.estimate import Estimate, Number, scale_of
from disprop.periods._period import Period

MEASURES = {"rate ratio": rates.rate_ratio, "rate difference": rates.rate_difference}
A_YEAR = "a year"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class TimedEstimate(Estimate):
    """An `Estimate` for a length of time, which its unit names: "per 10,000 a year".

    Attributes
    ----------
    length : the words for it: "a year", or "in 3 months".
    """

    length: str

    def per(self, number: float) -> Self:
        """Return the same estimate per `number` people, for the same length of time."""
        scaled = Estimate.per(self, number)
        return replace(scaled, unit=f"{scaled.unit} {self.length}")  # type: ignore[return-value]  # its own kind


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PeriodRate(TimedEstimate):
    """A rate over a period, as `periods.rate` makes it.

    Two of them compare with `periods.compare`, if they are of the same length.

    Attributes
    ----------
    period : when the events happened.
    """

    period: Period

    @property
    def years(self) -> float:
        """The length of time that the rate is over: that of its period, or 1 once it is annualised."""
        return 1.0 if "person_years" in self.data else self.period.years

    def annualised(self) -> PeriodRate:
        """Return the rate for a year: the same events, by the person-years that the population lived in the period.

        Value and limits are divided by the years together, and `.p_value` asks about the yearly rate.
        """
        if "person_years" in self.data:
            return self
        events, population = self.data.values()
        by_year = rates.rate(
            events, self.period.person_years(population), method=self.method, level=self.level, sides=self.sides
        )
        data = dict(zip(("events", "person_years"), by_year.data.values(), strict=True))
        return _over(replace(by_year, data=data), self.period, A_YEAR).per(scale_of(self))

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns as any Estimate does, and the period with the years that the rate is over."""
        columns = Estimate.to_dict(self)
        size = len(columns["value"])
        return {**columns, "period": [str(self.period)] * size, "years": [self.years] * size}

    def __truediv__(self, other: object) -> NoReturn:
        """Refuse: a ratio of two rates has an interval, and needs periods of one length."""
        raise DispropError('rates are not divided with /; take periods.compare("rate ratio", ...)')

    def __sub__(self, other: object) -> NoReturn:
        """Refuse: a difference of two rates has an interval, and needs periods of one length."""
        raise DispropError('rates are not subtracted with -; take periods.compare("rate difference", ...)')


def rate(
    events: ArrayLike,
    population: ArrayLike,
    *,
    period: Period,
    method: str | None = None,
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> PeriodRate:
    """Return the rate `events / population` over a period, with its interval.

    Use it where figures of several periods meet: three months of scans among 10,000 people are about a quarter of what
    a year would show, and a ratio of the two would say so of the groups.

    Parameters
    ----------
    events : array_like of int
        Numerator: how often it happened in the period.
    population : array_like of float
        Denominator: people, not person-time, for the period says how long.
    period : Period
        When it happened.
    method : str
        As for `disprop.rate`.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    PeriodRate
        Of the broadcast shape; `.annualised()` gives events per person-year, `.per(10_000)` scales either.

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
    >>> print(scans.annualised())
    61.3 per 10,000 a year (95% CI 49.1 to 75.6)
    """
    if not isinstance(period, Period):
        raise DispropError(f'period must be a Period such as Period("2021-04", "2021-06"); got {period!r}')
    found = rates.rate(events, population, method=method, level=level, sides=sides)
    return _over(found, period, A_YEAR if period.years == 1 else f"in {period.length}")


def compare(
    measure: str, *, group: PeriodRate, reference: PeriodRate, different_people: bool = False, **options: Any
) -> Estimate:
    """Return how many times higher one rate is than another, or by how much, if both are over the same length of time.

    That is as many days, or as many whole years: February and March have different lengths. An annualised rate is over
    a year, and compares with another of a year.

    Two rates over one and the same period are of different groups. Over different periods they are taken for those of
    one group, whose events must then not be on both sides: such periods may not have a day in common.

    Parameters
    ----------
    measure : str
        "rate ratio" or "rate difference".
    group, reference : PeriodRate
        Two results of `periods.rate`.
    different_people : bool
        True says that nobody is on both sides, so that different periods may have days in common.
    options : str, float
        `method=`, `level=` and `sides=`, passed on to `disprop.rate_ratio` or `disprop.rate_difference`.

    Returns
    -------
    Estimate
        Of the two rates; a difference keeps its length of time when `.per(10_000)` scales it.

    Raises
    ------
    DispropError
        For periods that overlap, and for those of different lengths: it names both, and what to do.

    Examples
    --------
    >>> from disprop import periods
    >>> spring = periods.rate(87, 56_953, period=periods.Period("2021-04", "2021-06"))
    >>> before = periods.rate(210, 56_953, period=periods.parse("2020-21"))
    >>> periods.compare("rate ratio", group=spring, reference=before)
    Traceback (most recent call last):
    disprop.DispropError: group is over 91 days (April 2021 to June 2021) and reference over 12 months (April 2020 to
    March 2021): rates over different lengths of time do not compare; compare group.annualised() with
    reference.annualised()
    >>> print(periods.compare("rate ratio", group=spring.annualised(), reference=before.annualised()))
    1.663 (95% CI 1.290 to 2.129)
    """
    one_of("comparison of rates", measure, MEASURES)
    for side, given in (("group", group), ("reference", reference)):
        if not isinstance(given, PeriodRate):
            raise DispropError(f"{side} must be a rate over a period, as periods.rate gives; got {given!r}")
    if not different_people:
        _refuse_common_days(group.period, reference.period)
    if group.years != reference.years:
        raise DispropError(
            f"group is over {_described(group)} and reference over {_described(reference)}: rates over different "
            "lengths of time do not compare; compare group.annualised() with reference.annualised()"
        )
    found = MEASURES[measure](group=_pair(group), reference=_pair(reference), **options)
    names = [f"{side}_{name}" for side, one in (("group", group), ("reference", reference)) for name in one.data]
    found = replace(found, data=dict(zip(names, found.data.values(), strict=True)))
    return TimedEstimate(**_fields(found), length=group.length).per(1) if found.unit else found


def _refuse_common_days(group: Period, reference: Period) -> None:
    """Refuse periods that overlap, unless they are the same: then the rates are of different groups."""
    if group != reference and (common := group.common(reference)):
        raise DispropError(
            f"group is of {group} and reference of {reference}, which have {common} in common: events of these days "
            "would be on both sides, and the interval takes the sides for independent. Compare periods without a "
            "common day; if the rates are of different people, say different_people=True"
        )


def _over(found: Estimate, period: Period, length: str) -> PeriodRate:
    """Return an estimate as a rate over a period, per 1."""
    return PeriodRate(**_fields(found), length=length, period=period).per(1)


def _fields(found: Estimate) -> dict[str, Any]:
    return {field.name: getattr(found, field.name) for field in fields(Estimate)}


def _pair(given: PeriodRate) -> tuple[Number, Number]:
    events, exposure = given.data.values()
    return events, exposure


def _described(given: PeriodRate) -> str:
    if "person_years" in given.data:
        return f"a year ({given.period}, annualised)"
    length = given.period.length if given.years.is_integer() else f"{given.period.days} days"
    return f"{length} ({given.period})"
