"""The forms in which periods are printed, and all that each of them may mean."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product

from disprop import _data
from disprop._errors import DispropError, plain
from disprop.periods._period import MONTHS, MONTHS_IN_YEAR, Period

Reading = tuple[Period, frozenset[str]]  # and the words of a world in which it is meant so: "financial", "day first"
Readings = Iterator[tuple[Period, *tuple[str, ...]]]
STARTS = {"financial": 4, "academic": 9, "calendar": 1}  # the month in which a year begins
ORDERS = ("day first", "month first")
WORLDS = [frozenset(each) for each in product(STARTS, ORDERS, ("month", "years"))]
MOST_YEARS = 5  # in a range such as 2015-19
LONGEST = 80  # characters of a text that may be a period
CENTURY = 69  # from which on two digits are a year of the century before
_SAID = _data.read("periods", "forms.json")


def readings(text: str, year: str | None) -> set[Reading]:
    """Return all that a text may mean; `year` is the kind of its years, where the caller knows."""
    seen = re.sub(_SAID["note"], "", plain(text)) if len(text) <= LONGEST and ":" not in text else ""
    found = _one(seen, year)
    for match in () if found else re.finditer(_SAID["to"], seen):
        found |= _between(seen[: match.start()], seen[match.end() :], year)
    return found


def _one(seen: str, year: str | None) -> set[Reading]:
    """Return what a text without a second end may mean."""
    if kind := re.match(_SAID["kind"], seen):
        seen, year = seen[kind.end() :], kind[1] or "financial"
    for form, read in FORMS:
        if match := form.fullmatch(seen):
            try:
                return {(period, frozenset(words)) for period, *words in read(year, **match.groupdict())}
            except DispropError:  # for a day that is not in the calendar
                break
    return set()


def _between(first: str, last: str, year: str | None) -> set[Reading]:
    """Return what lies from one period to another, as "April to June 2021" and "2018/19 to 2020/21" have it."""
    if re.fullmatch(_SAID["without year"], first):
        first = f"{first} {last[-4:]}"
    ends = product(_one(first, year), _one(last, year))
    found = {(Period(a.start, b.end), before | after) for (a, before), (b, after) in ends if a.start <= b.end}
    return {(period, words) for period, words in found if any(words <= world for world in WORLDS)}


def _months(year: int, month: int, count: int) -> Period:
    """Return so many months from one on."""
    at = MONTHS_IN_YEAR * year + month - 1
    start, end = (f"{each // MONTHS_IN_YEAR:04}-{each % MONTHS_IN_YEAR + 1:02}" for each in (at, at + count - 1))
    return Period(start, end)


def _year(year: str | None, first: str) -> Readings:
    """Read "2021": a year of the calendar; of other years that which begins in it, or ends in it."""
    kind = year or "calendar"
    for begin in {int(first), int(first) - (kind != "calendar")}:
        yield (_months(begin, STARTS[kind], MONTHS_IN_YEAR),)


def _pair(year: str | None, first: str, mark: str, second: str) -> Readings:
    """Read "2018-19", "201819", "18/19", "2018 to 2019", "2017-19" and "2021-04"; "2011-12" may be a month, or a year.

    2018 to 2020 are three years of the calendar, and two of those that straddle.
    """
    short, long = len(first) == 2, len(second) == 4
    span = int(second) - int(first) if long else (int(second) - int(first)) % 100
    usual = ("financial", "calendar") if span > 1 or long else ("financial",) if mark else ("financial", "academic")
    kinds = (year,) if year else usual
    years = span == 1 or (span > 1 and mark != "" and not short and (long or span <= MOST_YEARS))
    for kind in kinds if years else ():
        words = [*([kind] if len(kinds) > 1 else []), *([] if mark == "/" and not short else ["years"])]
        yield _months(_full(first), STARTS[kind], MONTHS_IN_YEAR * (span + (kind == "calendar"))), *words
    number, of = (first, second) if short else (second, first)
    sure = long or (mark == "/" and not short) or (years and year in {"financial", "academic"}) or (short and not years)
    if not sure and int(number) in range(1, MONTHS_IN_YEAR + 1):
        yield _months(_full(of), int(number), 1), "month"


def _quarter(year: str | None, number: str, first: str, second: str | None) -> Readings:
    """Read "Q2 2020/21"; "Q2 2020" may be of the calendar year, or of a financial one."""
    usual = ("financial",) if second else ("financial", "calendar")
    if second and (int(second) - int(first)) % 100 != 1:
        return
    for kind in (year,) if year else usual:
        for begin in {int(first), int(first) - (kind != "calendar" and not second)}:
            yield _months(begin, STARTS[kind] + 3 * int(number) - 3, 3), *([] if second else [kind])


def _date(_: str | None, name: str, year: str, day: str = "") -> Readings:
    """Read "31 March 2020", and "March 2020"."""
    date = f"{year}-{number_of(name):02}" + (f"-{int(day):02}" if day else "")
    yield (Period(date, date),)


def _slashed(_: str | None, first: str, second: str, year: str) -> Readings:
    """Read "31/03/2020"; "04/05/2020" may be in April, or in May."""
    for day, month, order in ((first, second, "day first"), (second, first, "month first")):
        if int(month) <= MONTHS_IN_YEAR:
            yield next(_date(None, month, year, day))[0], *([order] if first != second else [])


def _ending(year: str | None, length: str, end: str) -> Readings:
    """Read "year ending 31 March 2020" and "12 months to June 2021"."""
    unit = 1 if "month" in length else 3 if "quarter" in length else MONTHS_IN_YEAR
    count = unit * int(re.sub(r"\D", "", length) or 1)
    for period, words in _one(end, year):
        after = period.end + timedelta(days=1)
        if period.days <= 31 and after.day == 1:
            yield _months(after.year, after.month - count, count), *words


def _full(year: str) -> int:
    return int(year) + (0 if len(year) == 4 else 1900 if int(year) >= CENTURY else 2000)


def number_of(month: str) -> int:
    """Return the number of a month by its number, or by its name or three letters or more of it; 0 for what is none."""
    named = (at for at, name in enumerate(MONTHS, start=1) if len(month) > 2 and name.lower().startswith(month))
    return int(month) if month.isdecimal() else next(named, 0)


READ: dict[str, Callable[..., Readings]] = {
    read.__name__: read for read in (_year, _pair, _quarter, _date, _slashed, _ending)
}
FORMS = [(_data.pattern(form, _SAID["parts"]), READ[read]) for read, form in _SAID["forms"]]
