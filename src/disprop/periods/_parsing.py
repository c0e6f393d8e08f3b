"""A period as it is printed, where only one reading is possible; and which of several comes first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Literal, NamedTuple, overload

from disprop._cells import is_number
from disprop._errors import DispropError, Said, advised, of_kind, one_of, refused, shown, worded
from disprop._text import listed
from disprop.periods._forms import STARTS, WORLDS, Reading, readings
from disprop.periods._period import Period

YearKind = Literal["financial", "academic", "calendar"]
FORMS = "'2018/19', '2021', '2021-04', 'August 2021', 'April 2018 to March 2019', 'year ending March 2021'"

TEXT = ("a period", f"is read from text, such as {FORMS}")


@overload
def parse(text: str, *, year: YearKind | None = None) -> Period: ...  # type: ignore[overload-overlap]  # text is many
@overload
def parse(text: Iterable[str], *, year: YearKind | None = None) -> list[Period]: ...
def parse(text: str | Iterable[str], *, year: YearKind | None = None) -> Period | list[Period]:
    """Return the period that a printed text names, or those of a column of texts.

    Use it for the headings and the columns of tables. What could be read in two ways is refused, and both are named. In
    a column the members decide for one another: "2011-12" is a financial year beside "2012-13", and December beside
    "2011-01". Give the whole column where you have it.

    Parameters
    ----------
    text : str or iterable of str
        - "2018/19", "2018-19", "19/20", "FY2018/19": the financial year, April 2018 to March 2019, as public bodies of
          the United Kingdom count; so not "2011-12", which may be December 2011, not "04/05", which may be April 2005,
          and not "2018-2019", which may be two years. Two digits are of the years 1969 to 2068;
        - "2021": from January to December;
        - "2017-19", of up to five years: beside "2018-20" three calendar years, as rolling ones are printed, and beside
          "2019-21" two financial ones, for those do not overlap; alone it may be either;
        - "Q2 2020/21": July to September 2020; "Q2 2020" may be April to June too;
        - "2021-04", "202104", "04/2021", "April 2021" or "Apr 2021": a month;
        - "15 April 2021", "15/04/2021", "2021-04-15": a day; "04/05/2021" may be in April or in May;
        - "year ending March 2021", "YE 31 March 2021", "12 months to March 2021", "quarter ending June 2021": the
          months up to that one;
        - two of these with "to" or a dash between them, "April to June 2021", "01/04/2019 - 31/03/2020".
    year : str, optional
        What the years of the publisher are, where a text does not say: "financial" (from April), "academic" (from
        September, so that "2018/19" is September 2018 to August 2019) or "calendar" ("2018-20" is three years). Then
        "2011-12" and "04/05" are years, and "2021" alone, which may begin or end a financial one, is refused.

    Returns
    -------
    Period or list of Period
        From the first day to the last; one for each text of a column.

    Raises
    ------
    DispropError
        For a text of none of these forms, or of two of them.

    Examples
    --------
    >>> from disprop import periods
    >>> print(periods.parse("2018-19"))
    April 2018 to March 2019
    >>> print(periods.parse("year ending June 2021"))
    July 2020 to June 2021
    >>> periods.parse("2011-12")
    Traceback (most recent call last):
    disprop.DispropError: '2011-12' may be April 2011 to March 2012 or December 2011; write the one that is meant, or
    say year="financial", "academic" or "calendar"
    >>> print(periods.parse("2011-12", year="financial"))
    April 2011 to March 2012
    >>> print(*periods.parse(["2017-19", "2018-20"]), sep="; ")
    January 2017 to December 2019; January 2018 to December 2020
    """
    if year is not None:
        one_of("kind of year", year, STARTS)
    if isinstance(text, str):
        return _parsed([text], year)[0]
    return _parsed(list(of_kind(Iterable, *TEXT, text)), year)


def _parsed(texts: list[str], year: str | None) -> list[Period]:
    for text in texts:
        of_kind(str, *TEXT, text)
    found = {text: readings(text, year) for text in texts}
    meant = decided(found)
    for position, text in enumerate(texts):
        if text not in meant:
            raise _unclear(text, found[text], year, position if len(texts) > 1 else None)
    return [meant[text] for text in texts]


def known(texts: Iterable[str]) -> dict[str, Period]:
    """Return those of the texts of a column that are periods, and can be read in one way only."""
    return decided({text: every for text in texts if (every := readings(text, None))})


def decided(found: Mapping[str, set[Reading]]) -> dict[str, Period]:
    """Return what the texts of one column mean, those that can mean one thing only beside one another.

    Years of which the readings differ are of a kind that does not overlap; where all do, they are rolling ones, and of
    the calendar.
    """
    alone = {text: {period for period, _ in every} for text, every in found.items()}
    found = {text: every for text, every in found.items() if any(words for _, words in every)}
    worlds: dict[frozenset[str], dict[str, set[Period]]] = {}
    for world in WORLDS:
        meant = {text: {period for period, words in every if words <= world} for text, every in found.items()}
        worlds |= {world: meant} if all(meant.values()) else {}
    unsure = [text for text in found if len(alone[text]) > 1]
    if len(unsure) > 1 and all("years" in world for world in worlds):
        apart = {world: meant for world, meant in worlds.items() if not _overlap(meant[text] for text in unsure)}
        worlds = apart or {world: meant for world, meant in worlds.items() if "calendar" in world} or worlds
    alone |= {text: set().union(*(meant[text] for meant in worlds.values())) for text in found if worlds}
    return {text: next(iter(periods)) for text, periods in alone.items() if len(periods) == 1}


def _overlap(meant: Iterable[set[Period]]) -> bool:
    periods = sorted(set[Period]().union(*meant), key=lambda period: period.start)
    return any(before.end >= after.start for before, after in pairwise(periods))


def _unclear(text: str, found: set[Reading], year: str | None, where: int | None) -> DispropError:
    """Return the error for a text that may be several periods, or none."""
    if not found:
        return worded("unknown period", "period", text, where, given=shown(text), forms=FORMS)
    periods = sorted({period for period, _ in found}, key=lambda period: (period.start, period.end))
    of_years = year is None and any(words & {"years", *STARTS} for _, words in found)
    hint = "; write the one that is meant" + (', or say year="financial", "academic" or "calendar"' if of_years else "")
    return advised(f"{text!r} may be {listed(periods, 'or')}", hint, what="period", got=text, where=where)


MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d.*)?")
FEWEST_DAYS = 28  # a shorter period is taken as the month in which it starts


class Moment(NamedTuple):
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
            raise worded("periods of two kinds", "periods", got, position)
    return read


def in_order(read: Iterable[Moment]) -> list[Moment]:
    """Return the different periods from the first to the last; those that overlap have no order."""
    different = sorted(set(read), key=lambda each: (each.start, each.end))
    for earlier, later in pairwise(different):
        if later.start <= earlier.end:
            raise refused(
                "periods", "must not overlap, or they have no order", Said(f"{earlier.name} and {later.name}")
            )
    return different


def starts_of(breaks: Sequence[object], periods: Sequence[Moment]) -> list[float]:
    """Return where the periods of known breaks start; none may lie within one of these periods."""
    starts = [each.start for each in moments([periods[0].name, *breaks])[1:]]  # of one kind with the periods
    for name, start in zip(breaks, starts, strict=True):
        for period in periods:
            if period.start < start <= period.end:
                raise worded("break within a period", "a break", name, name=period.name)
    return starts


def _at(position: int, period: object) -> Moment:
    try:
        return _number(period) if is_number(period) else _of_calendar(period)
    except DispropError as error:
        raise worded("period at a position", "periods", period, position, error=error) from None


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
