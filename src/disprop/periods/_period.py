"""From one day to another, both included, and how long that is."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from numpy.typing import ArrayLike

from disprop import _arrays, _data
from disprop._errors import Said, refused, worded
from disprop.estimate import Number

DAYS_IN_YEAR = 365.2425  # the mean of the calendar's 400 years
MONTHS_IN_YEAR = 12
MONTHS: list[str] = _data.read("periods", "forms.json")["months"]


@dataclass(frozen=True, slots=True)
class Period:
    """A period from one day to another, both of them in it.

    Parameters
    ----------
    start, end : str or datetime.date
        A month, "2021-04", or a day, "2021-04-15". A month at the start means its first day, one at the end its last.

    Raises
    ------
    DispropError
        For what is neither, and for an end before the start.

    Notes
    -----
    Time is counted in days, of which a year has 365.2425, the mean of the calendar; 12 months, and any number of whole
    years, are that many years exactly, with a 29 February or without.

    A period is of whole months where it ends the day before the day of the month on which it began: April to June, or
    15 April to 14 June. Where the last month has no such day, its end is meant: 29 February 2020 to 28 February 2021 is
    12 months. Months name a period. They do not measure it, for February is shorter than March.

    Examples
    --------
    >>> from disprop import periods
    >>> period = periods.Period("2021-04", "2021-06")
    >>> print(period)
    April 2021 to June 2021
    >>> period.months, period.days, round(period.years, 4)
    (3.0, 91, 0.2491)
    >>> print(round(period.person_years(56_953), 1))
    14189.8
    """

    start: date
    end: date

    def __init__(self, start: str | date, end: str | date) -> None:
        object.__setattr__(self, "start", _day(start, last=False))
        object.__setattr__(self, "end", _day(end, last=True))
        if self.end < self.start:
            raise refused("a period", "ends on the day that it starts, or later", Said(f"{self.start} to {self.end}"))
        if self.end == date.max:
            raise refused("a period", "needs the day on which it ended", Said(f"{self.end}, the last of the calendar"))

    @property
    def days(self) -> int:
        """How many days there are in the period, its first and its last included."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> float:
        """How many months of the calendar there are: 1 in February as in March; not whole ones are `years` times 12."""
        whole = self._whole_months()
        return self.years * MONTHS_IN_YEAR if whole is None else float(whole)

    @property
    def years(self) -> float:
        """How many years there are: exact where they are whole, otherwise days / 365.2425."""
        whole = self._whole_months()
        return self.days / DAYS_IN_YEAR if whole is None or whole % MONTHS_IN_YEAR else whole / MONTHS_IN_YEAR

    @property
    def length(self) -> str:
        """How long the period is, in words: "3 months", or "18 days" where the months are not whole."""
        months = self._whole_months()
        number, unit = (self.days, "day") if months is None else (months, "month")
        return f"{number} {unit}{'' if number == 1 else 's'}"

    def common(self, other: Period) -> Period | None:
        """Return the days that are in another period too, or None where there are none."""
        first, last = max(self.start, other.start), min(self.end, other.end)
        return Period(first, last) if first <= last else None

    def person_years(self, population: ArrayLike) -> Number:
        """Return the time that a population lived in the period: people times years.

        It takes the population to have stayed the same throughout. Give the middle of the period's, or a mean.
        """
        return (_arrays.people("population", population) * self.years)[()]

    def _whole_months(self) -> int | None:
        """Return the number of whole months, or nothing where they are not whole."""
        if (self.end + timedelta(days=1)).day == self.start.day:
            after = self.end + timedelta(days=1)
        elif self.start.day > self.end.day == monthrange(self.end.year, self.end.month)[1]:
            after = self.end  # of a month that is too short to have the day on which the period began
        else:
            return None
        return MONTHS_IN_YEAR * (after.year - self.start.year) + after.month - self.start.month

    def __str__(self) -> str:
        """Write whole months by their names, and other periods by their days."""
        if self.start == self.end:
            return str(self.start)
        if self.start.day > 1 or self._whole_months() is None:
            return f"{self.start} to {self.end}"
        first, last = (f"{MONTHS[day.month - 1]} {day.year}" for day in (self.start, self.end))
        return first if first == last else f"{first} to {last}"


def _day(given: object, *, last: bool) -> date:
    """Return a day, or the first or the last of a month."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if isinstance(given, str):
        if re.fullmatch(r"\d{4}-\d{2}", given):
            first = _read(f"{given}-01")
            return first.replace(day=monthrange(first.year, first.month)[1]) if last else first
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
            return _read(given)
    hint = "; say which day is meant, with .date()" if isinstance(given, datetime) else ""
    rule = 'starts and ends with a month "2021-04" or a day "2021-04-15"'
    raise refused("a period", rule, given, hint=hint or TO_PARSE)


TO_PARSE = "; periods.parse reads words such as 'April 2018 to March 2019'"


def _read(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise worded("no such day", "day", text) from None
