"""Repairs of dates: as printed, as a spreadsheet stores them, and those that do not fit their neighbours."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from disprop._errors import one_of
from disprop.cleaning._rules import Answer, Doubt, Fix, Rule, by_text, repair
from disprop.cleaning._types import FORMS, ISO, Cells
from disprop.periods._forms import number_of

ORDERS = ("day", "month", "year")
DAY_ZERO = date(1899, 12, 30)  # of the 1900 date system, counted so that its leap day that never was does no harm
SERIALS = range(20_000, 60_000)  # the years 1954 to 2064
SLACK = timedelta(days=7)  # a date this near to its neighbours fits
NARROW = timedelta(days=60)  # neighbours further apart than this do not tell what fits between them
UNORDERED = 0.25  # share of steps against the rest from which a column is not in the order of its dates
FEWEST = 5  # dates from which neighbours can be judged


def dates(order: str) -> Rule:
    """Return a repair of dates as printed, when you know whether the day, the month or the year comes first.

    Use it where the table alone cannot tell: `"dates"` asks about 01/02/2023 unless another cell of the column, such
    as 23/04/2023, shows the order. It asks about 23-04-11 too, which is a day of 2023 or of 2011.

    Parameters
    ----------
    order : str
        `"day"`, `"month"` or `"year"`: which comes first. After a year comes the month.

    Returns
    -------
    Rule
        A step for `read_table`. Dates become text as YYYY-MM-DD; the step `"date"` gives them their type.

    Raises
    ------
    DispropError
        If the order is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> frame = pd.DataFrame({"day": ["01/02/2023"]})
    >>> print(cleaning.read_table(frame, columns={"day": [cleaning.dates("day"), "date"]}).frame)
             day
    0 2023-02-01
    """
    one_of("order of dates", order, ORDERS)
    return Rule("dates", f"dates as printed, the {order} first", lambda cells: _printed(cells, order, "as asked"))


@repair("dates", "06/04/2023 and 6 April 2023 become 2023-04-06; where nothing shows the order, a question")
def printed(cells: Cells) -> dict[int, Answer]:
    """Read printed dates, in the order that the column itself shows."""
    evidence = {_shows(cell): cell for cell in cells if isinstance(cell, str)}
    shown = [order for order in ORDERS if order in evidence]
    return _printed(cells, *((shown[0], f"as in {evidence[shown[0]]}") if len(shown) == 1 else ("", "")))


@repair("excel-serials", "45022 becomes 2023-04-06, as a spreadsheet counts days; beside dates as text, a question")
def excel_serials(cells: Cells) -> dict[int, Answer]:
    """Turn the day numbers of a spreadsheet into dates."""
    swapped = _half_read(cells)
    return {i: _serial(day, swapped=swapped) for i, cell in enumerate(cells) if (day := _counted(cell))}


def _counted(cell: object) -> date | None:
    found = FORMS["serial"].fullmatch(cell) if isinstance(cell, str) else None
    return DAY_ZERO + timedelta(days=int(found[1])) if found and int(found[1]) in SERIALS else None


def _serial(day: date, *, swapped: bool) -> Answer:
    other = _day(day.year, day.day, day.month)
    if swapped and other and other != day:
        why = "a spreadsheet that reads only some dates of a column may have swapped the day and month of those"
        return Doubt((day.isoformat(), other.isoformat()), why)
    return Fix(day.isoformat(), "a spreadsheet's day number, 1900 date system")


def _half_read(cells: Cells) -> bool:
    """Whether text is left that a spreadsheet did not read as dates: printed ones, or only days that are no months."""
    days = [day for cell in cells if (day := _iso(cell))]
    printed = any(isinstance(cell, str) and FORMS["slashed"].fullmatch(cell) for cell in cells)
    return printed or (bool(days) and all(day.day > 12 for day in days))


def _shows(text: str) -> str:
    """Return which comes first in a date that can only be read one way, or nothing."""
    found = FORMS["slashed"].fullmatch(text)
    readings = _readings(found.groups()) if found else {}
    return next(iter(readings)) if len(readings) == 1 and "year" not in readings else ""


def _printed(cells: Cells, order: str, why: str) -> dict[int, Answer]:
    return by_text(cells, lambda text: _one(text, order, why))


def _one(text: str, order: str, why: str) -> Answer | None:
    if found := FORMS["slashed"].fullmatch(text):
        return _slashed(_readings(found.groups()), order, why)
    if found := FORMS["day named"].fullmatch(text):
        day = _date(found[3], str(number_of(found[2].lower())), found[1])
        return Fix(day, "the month is written out") if day else None
    found = FORMS["like iso"].fullmatch(text)
    day = _date(*found.groups()) if found else None
    return Fix(day, "the year comes first") if day and day != text else None


def _slashed(readings: dict[str, str], order: str, why: str) -> Answer | None:
    days = tuple(dict.fromkeys(readings.values()))
    if order in readings:
        return Fix(readings[order], f"the {order} comes first, {why}")
    if order:
        return Doubt(days, f"not a date with the {order} first, {why}") if days else None
    if len(days) > 1 or set(readings) == {"year"}:  # 31/04/11 is a slip at least as likely as a day of 2031
        return Doubt(days, "the order of day, month and year: nothing in the column decides")
    return Fix(days[0], "a date that can be read one way only") if days else None


def _readings(parts: Sequence[str]) -> dict[str, str]:
    """Return the dates that day/month/year, month/day/year and, of two digits each, year/month/day give."""
    first, _, second, last = parts
    found = {"day": _date(last, second, first), "month": _date(last, first, second)}
    if len(first) == len(last) == 2:
        found["year"] = _date(first, second, last)
    return {order: day for order, day in found.items() if day}


def _date(year: str, month: str, day: str) -> str | None:
    """Return a date as YYYY-MM-DD, or None if there is no such day; two digits are a year from 2000 to 2049."""
    if len(year) == 2 and int(year) >= 50:
        return None
    found = _day(f"20{year}" if len(year) == 2 else year, month, day)
    return found.isoformat() if found else None


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    """Return the day of these numbers, if there is such a one."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# dates beside their neighbours


@repair("odd-dates", "dates that do not fit their neighbours are asked about, with proposals; nothing is changed")
def odd_dates(cells: Cells) -> dict[int, Answer]:
    """Ask about dates that do not fit those around them, and say which would: day and month swapped, another year."""
    dated = {i: day for i, cell in enumerate(cells) if (day := _iso(cell))}
    rows, days = [*dated], [*dated.values()]
    found: dict[int, Answer] = {}
    for k in range(1, len(days) - 1) if len(days) >= FEWEST and _ordered(days) else ():
        around = days[max(0, k - 2) : k] + days[k + 1 : k + 3]
        low, high = min(around), max(around)
        if high - low <= NARROW and not _fits(days[k], low, high):
            why = f"it does not fit the rows around it, {low} to {high}"
            found[rows[k]] = Doubt(_ways(days[k], low, high), why, blocks=False)
    return found


def _ways(day: date, low: date, high: date) -> tuple[str, ...]:
    others = [_day(day.year, day.day, day.month), *(_day(year, day.month, day.day) for year in (low.year, high.year))]
    return tuple(dict.fromkeys(other.isoformat() for other in others if other and _fits(other, low, high)))


def _fits(day: date, low: date, high: date) -> bool:
    return low - SLACK <= day <= high + SLACK


def _ordered(days: list[date]) -> bool:
    """Whether nearly all steps go the same way."""
    ups, downs = (sum(a < b for a, b in pairwise(each)) for each in (days, days[::-1]))
    return min(ups, downs) <= UNORDERED * (ups + downs)


def _iso(cell: object) -> date | None:
    return _day(*cell.split("-")) if isinstance(cell, str) and ISO.fullmatch(cell) else None
