"""A period as it is printed, where only one reading is possible."""

from __future__ import annotations

import re
from collections.abc import Callable

from disprop._errors import DispropError, advised, refused, shown
from disprop.periods._period import MONTHS, Period

NAMES = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
SHORT = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)} | {"sept": 9}
FORMS = "'2018/19', '2021', '2021-04', 'August 2021', 'April 2018 to March 2019', 'year ending March 2021'"
DAY = r"\d{4}-\d{2}(?:-\d{2})?"


def parse(text: str) -> Period:
    """Return the period that a printed text names.

    Use it for the headings of tables. What could be read in two ways is refused, and the two are named.

    Parameters
    ----------
    text : str
        - "2018/19" or "2018-19": the financial year, April 2018 to March 2019, as public bodies of the United Kingdom
          count; so not "2011-12", which may be December 2011, and not "2018-2019", which may be two years;
        - "2021": from January to December;
        - "2021-04", "April 2021" or "Apr 2021": a month;
        - "April 2018 to March 2019", "April to June 2021", or with a dash;
        - "2021-04-15 to 2021-06-14", "15 April 2021 to 14 June 2021": two days, both included;
        - "year ending March 2021": the twelve months up to that one.

    Returns
    -------
    Period
        From the first day to the last.

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
    disprop.DispropError: '2011-12' may be December 2011 or April 2011 to March 2012; write 'December 2011' or '2011/12'
    """
    if not isinstance(text, str):
        raise refused("a period", f"is read from text, such as {FORMS}", text)
    plain = " ".join(text.split())
    for form, read in READERS.items():
        if match := re.fullmatch(form, plain, re.IGNORECASE):
            return read(*match.groups())
    hint = f"; write it as one of {FORMS}, or as Period(start, end)"
    raise advised(f"cannot tell which period {shown(text)} is", hint, what="period", got=text)


def _financial(first: str, second: str) -> Period:
    year = int(first)
    if (year + 1) % 100 != int(second):
        hint = f"write the first and the last month, such as 'April {first} to March {first[:2]}{second}'"
        raise _unclear(f"{first}/{second}", "is not one financial year", hint)
    return Period(f"{year}-04", f"{year + 1}-03")


def _year_or_month(first: str, second: str) -> Period:
    """Read "2018-19" as a financial year and "2021-04" as a month; "2011-12" may be both."""
    year, number = int(first), int(second)
    a_month, a_year = 1 <= number <= len(MONTHS), (year + 1) % 100 == number
    if a_month and a_year:
        name = f"{MONTHS[number - 1]} {year}"
        hint = f"write '{name}' or '{first}/{second}'"
        raise _unclear(f"{first}-{second}", f"may be {name} or {_financial(first, second)}", hint)
    return Period(f"{first}-{second}", f"{first}-{second}") if a_month else _financial(first, second)


def _two_years(first: str, second: str) -> Period:
    hint = f"write the months, such as 'April {first} to March {second}'"
    raise _unclear(f"{first}-{second}", "may be a financial year or all of both years", hint)


def _unclear(got: str, why: str, hint: str) -> DispropError:
    """Return the error for words that may be several periods, or none."""
    return advised(f"{got!r} {why}", f"; {hint}", what="period", got=got)


def _between(start: str, end: str) -> Period:
    return Period(_iso(start), _iso(end))


def _of_one_year(start: str, end: str) -> Period:
    return _between(f"{start} {end[-4:]}", end)


def _ending(end: str) -> Period:
    last = _iso(end)
    year, month = int(last[:4]), int(last[5:])
    first = f"{year}-01" if month == len(MONTHS) else f"{year - 1}-{month + 1:02}"
    return Period(first, last)


def _iso(text: str) -> str:
    """Return "April 2021" as "2021-04", "1 April 2021" as "2021-04-01", and what is written so as it is."""
    if re.fullmatch(DAY, text):
        return text
    *day, name, year = text.lower().split()
    number = NAMES.get(name) or SHORT.get(name)
    if number is None:
        said = f"no month is called {name!r} in {text!r}"
        raise advised(said, "; write it in English, such as 'April 2021'", what="month", got=name)
    return f"{year}-{number:02}" + (f"-{int(day[0]):02}" if day else "")


MONTH = r"[a-z]+ \d{4}"
ONE = rf"(?:\d{{1,2}} )?{MONTH}|{DAY}"
TO = r"(?: to | ?[-–] ?)"
READERS: dict[str, Callable[..., Period]] = {
    r"(\d{4})": lambda year: Period(f"{year}-01", f"{year}-12"),
    r"(\d{4})/(\d{2})": _financial,
    r"(\d{4})[-–](\d{2})": _year_or_month,
    r"(\d{4})[-–/](\d{4})": _two_years,
    rf"({MONTH})": lambda month: Period(_iso(month), _iso(month)),
    rf"({ONE}){TO}({ONE})": _between,
    rf"([a-z]+){TO}({MONTH})": _of_one_year,
    rf"(?:year|12 months) (?:ending|to) ({MONTH})": _ending,
}
