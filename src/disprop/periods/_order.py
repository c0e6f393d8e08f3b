"""Which period comes first: by the calendar or by number, never by how it is spelt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from disprop._cells import is_number
from disprop._errors import DispropError, Said, advised, refused
from disprop.periods._parsing import parse
from disprop.periods._period import Period

MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d.*)?")
FEWEST_DAYS = 28  # a shorter period is taken as the month in which it starts


@dataclass(frozen=True, slots=True)
class Moment:
    """A period: its first and last day, counted from the first of the calendar, or its number; and its name."""

    start: float
    end: float
    name: object

    @property
    def dated(self) -> bool:
        """Whether it is of the calendar, and no number."""
        return isinstance(self.name, str)


def moments(periods: Iterable[object]) -> list[Moment]:
    """Return when each period was; all are of the calendar, or all are numbers."""
    read = [_at(position, period) for position, period in enumerate(periods)]
    for position, each in enumerate(read):
        if each.dated != read[0].dated:
            got = Said(f"{read[0].name!r} at position 0 and {each.name!r}")
            rule = "must all be of the calendar, or all numbers, or their order is not known"
            raise refused("periods", rule, got, position)
    return read


def in_order(read: Iterable[Moment]) -> list[Moment]:
    """Return the different periods from the first to the last; those that overlap have no order."""
    different = sorted(set(read), key=lambda each: (each.start, each.end))
    for earlier, later in pairwise(different):
        if later.start <= earlier.end:
            got = Said(f"{earlier.name} and {later.name}")
            raise refused("periods", "must not overlap, or they have no order", got)
    return different


def starts_of(breaks: Sequence[object], periods: Sequence[Moment]) -> list[float]:
    """Return where the periods of known breaks start; none may lie within one of these periods."""
    starts = [each.start for each in moments([periods[0].name, *breaks])[1:]]  # of one kind with the periods
    for name, start in zip(breaks, starts, strict=True):
        for period in periods:
            if period.start < start <= period.end:
                said = f"a break must lie between periods; that from {name} on lies within {period.name}"
                raise DispropError(said, what="a break", got=name)
    return starts


def _at(position: int, period: object) -> Moment:
    try:
        return _number(period) if is_number(period) else _of_calendar(period)
    except DispropError as error:
        hint = ". A day is written as '2021-04-15', and a number is no text"
        said = f"periods, position {position}: {error}"
        raise advised(said, hint, what="periods", got=period, where=position) from None


def _number(period: object) -> Moment:
    number = float(period)  # type: ignore[arg-type]
    if not isfinite(number):
        raise refused("a number", "must be finite", number)
    name = int(number) if number == int(number) else number
    return Moment(number, number, name)


def _of_calendar(period: object) -> Moment:
    """Return a period with its name; single days, and weeks, as the month in which they start."""
    read = period if isinstance(period, Period) else _of_text(str(period))
    name = read.start.isoformat()[:7]
    month = Period(name, name)
    read = month if read.days < FEWEST_DAYS else read
    return Moment(read.start.toordinal(), read.end.toordinal(), name if read == month else str(read))


def _of_text(text: str) -> Period:
    """Return the period of a text; "2021-12" is a month here, and never a financial year."""
    if MONTH.fullmatch(text):
        return Period(text, text)
    day = DAY.fullmatch(text)
    return Period(day[1], day[1]) if day else parse(text)
