"""What the rules read: a frame with the role of each column, its numbers, dates and ends, and what is wrong there."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Literal, NamedTuple, TypeVar, get_args

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from disprop import _data
from disprop._arrays import BoolArray, FloatArray
from disprop._cells import fault, is_missing, number_of
from disprop._rules import RULES
from disprop.schemas.report import Finding

Key = Literal["key", "age"]
Number = Literal["count", "population", "outcome", "setting", "score", "level", "number"]
Kind = Key | Number | Literal["label", "flag", "date", "text"]
KEYS: tuple[Kind, ...] = get_args(Key)
NUMBERS: tuple[Kind, ...] = get_args(Number)


@dataclass(frozen=True, slots=True)
class Role:
    """What a column holds. `of` names the columns that it is a part of; without `needed` it may be absent.

    `ends` are the columns of the smallest and the largest number that a count may be, where it has such. Numbers may be
    `whole` only, with `gaps`, `signed` (below 0 too) and `endless` (infinite too).
    """

    kind: Kind
    whole: bool = False
    gaps: bool = False
    signed: bool = False
    endless: bool = False
    of: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    needed: bool = True

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that its numbers keep, in the order in which a cell is asked."""
        finite, unsigned = ["infinite"] * (not self.endless), ["negative"] * (not self.signed)
        own = ["impossible-unit"] * (self.kind == "population")
        return ("missing", *finite, *unsigned, *["fractional", "too-large"] * self.whole, *own)


Answer = TypeVar("Answer")
OTHERS = {"flag": "not-a-flag", "date": "date-unreadable"}
TIME = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)? ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
DATES: dict[str, str] = _data.read("schemas", "dates.json")  # a shape, and how it is read
DATE = f"({'|'.join(DATES)})({TIME})?"


def numbers(column: pd.Series, role: Role) -> FloatArray:
    """Return the numbers of `column` that its role allows; a cell with a fault is NaN."""
    values = _values(column, number_of)
    return np.where(reduce(or_, (RULES[rule].broken(values) for rule in role.rules)), np.nan, values)


def fault_of(cell: object, role: Role) -> str:
    """Return the name of what is wrong with a cell that `numbers` left out."""
    if role.kind in OTHERS:
        return "missing" if is_missing(cell) else OTHERS[role.kind]
    number = np.float64(number_of(cell))
    return fault(cell) if np.isnan(number) else next(rule for rule in role.rules if RULES[rule].broken(number))


def flags(column: pd.Series) -> FloatArray:
    """Return 1 for true and 0 for false; a cell that is neither is NaN."""
    values = _values(column, lambda cell: float(cell) if isinstance(cell, (bool, np.bool_)) else number_of(cell))
    return np.where(RULES["not-a-flag"].broken(values), np.nan, values)


def days(column: pd.Series) -> FloatArray:
    """Return the number of the day of each date; a cell that is no date is NaN."""
    read = each(column.astype(object), day)
    return np.array([np.nan if one is None else one.toordinal() for one in read], dtype=np.float64)


def _values(column: pd.Series, read: Callable[[object], float]) -> FloatArray:
    """Return a column of numbers as it is, and what is read from the cells of any other."""
    dtype = column.dtype
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype) and dtype.kind != "c":
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array([read(cell) for cell in column.astype(object)], dtype=np.float64)


def each(cells: pd.Series, ask: Callable[[Any], Answer]) -> list[Answer]:
    """Return the answer about each cell; about equal ones, and about all that are empty, it is asked once."""
    try:
        codes, uniques = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=False)
    except TypeError:  # a list cannot be looked up
        return [ask(cell) for cell in cells]
    answers = [ask(cell) for cell in uniques]
    return [answers[code] for code in codes]


def day(cell: object) -> date | None:
    """Return the date in a cell, or None."""
    if is_missing(cell):
        return None
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    return _parsed(cell) if isinstance(cell, str) else None


def _parsed(text: str) -> date | None:
    """Return the day of a text, with or without the time of day."""
    if found := re.fullmatch(DATE, text.strip()):
        for style in DATES.values():
            with suppress(ValueError):  # for another shape, or 31 February
                return date(*time.strptime(found[1], style)[:3])
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """A frame whose rows are known by position.

    `roles` says what its columns hold, present or not, `keys` which of them identify a row. `names` and
    `labels` are its columns and index as they came: of two columns with one name, `frame` has the first.
    """

    frame: pd.DataFrame
    roles: dict[str, Role]
    keys: list[str]
    names: list[Any]
    labels: list[Any]
    _numbers: dict[str, FloatArray] = field(default_factory=dict, init=False)

    def present(self, *kinds: Kind) -> list[str]:
        """Return the columns of these kinds that the frame has."""
        return [name for name, role in self.roles.items() if role.kind in kinds and name in self.frame.columns]

    def cells(self, name: str) -> pd.Series[Any]:
        """Return a column as Python objects; all None where the frame lacks it."""
        if name in self.frame.columns:
            return self.frame[name].astype(object)
        return pd.Series([None] * len(self.frame), dtype=object)

    def numbers(self, name: str) -> FloatArray:
        """Return the usable numbers of a column; of one that says yes or no 1 and 0, of dates their days; else NaN."""
        if name not in self._numbers:
            self._numbers[name] = self._filled(name, self._read(name))
        return self._numbers[name]

    def _read(self, name: str) -> FloatArray:
        column = self.frame[name] if name in self.frame.columns else self.cells(name)
        role = self.roles.get(name, Role("number"))
        read = {"flag": flags, "date": days}.get(role.kind)
        return numbers(column, role) if read is None else read(column)

    def _filled(self, name: str, own: FloatArray) -> FloatArray:
        """Return the numbers of a count where both of its ends are one, and those of ends where the count is known."""
        if own_ends := self.roles[name].ends if name in self.roles else ():
            low, high = map(self._read, own_ends)
            return np.where(self.missing(name) & (low == high), low, own)
        count = next((count for count, role in self.roles.items() if name in role.ends), None)
        if count is None:
            return own
        return np.where(np.all([self.missing(end) for end in self.roles[count].ends], axis=0), self._read(count), own)

    def dates(self, name: str) -> list[date | None]:
        """Return the dates of a column, None where there is none to read."""
        return each(self.cells(name), day)

    def missing(self, name: str) -> BoolArray:
        """Return which cells of a column are missing."""
        return np.array(each(self.cells(name), is_missing), dtype=bool)

    def faults(self, name: str) -> list[Finding]:
        """Return what is wrong with each cell that is no number, date or flag, as its column has them."""
        at = np.flatnonzero(np.isnan(self.numbers(name)))
        cells, role = self.cells(name).iloc[at], self.roles[name]
        return [self.finding(fault_of(cell, role), name, i, cell) for i, cell in zip(at.tolist(), cells, strict=True)]

    def finding(self, rule: str, column: str | None, position: int, value: object = None, *, hint: str = "") -> Finding:
        """Return a finding about one row."""
        return Finding(rule, column, int(position), self.labels[position], value, hint)

    def findings(
        self, rule: str, column: str | None, where: ArrayLike, said: str = "", *cells: Sequence[Any] | FloatArray
    ) -> Iterator[Finding]:
        """Yield a finding about each row where a rule is broken, with its numbers as they are said."""
        for i in np.flatnonzero(where).tolist():
            yield self.finding(rule, column, i, said.format(*(each[i] for each in cells)) or None)


COUNTED: tuple[Kind, ...] = ("count", "population", "outcome")


class Ends(NamedTuple):
    """The columns of the smallest and of the largest number that a count may be, beside the number itself.

    Where the number is missing the two say what it may be; where both are missing the number says what they are.
    """

    low: str
    high: str


def ends_of(name: object) -> Ends:
    """Return what the two columns of a count are called."""
    return Ends(f"{name}_low", f"{name}_high")


def in_part(names: Iterable[str], columns: Iterable[Any]) -> dict[str, Ends]:
    """Return those of the counts that have a column of an end, with the names of both."""
    there = set(columns)
    return {name: ends for name in names if there.intersection(ends := ends_of(name))}


def whole_counts(names: Iterable[Any]) -> list[Any]:
    """Return names with that of a count in place of its two ends."""
    listed = list(names)
    counts = {str(name).removesuffix("_low") for name in listed}
    ends = {end: name for name in counts for end in ends_of(name) if set(ends_of(name)) <= set(listed)}
    return list(dict.fromkeys(ends.get(name, name) for name in listed))


def with_ends(roles: Mapping[str, Role], columns: Iterable[Any]) -> dict[str, Role]:
    """Return roles with those of the ends of counts that the columns have; one that is there needs the other."""
    there = set(columns)
    found = in_part((name for name, role in roles.items() if role.kind in COUNTED), there)
    found = {name: ends for name, ends in found.items() if not roles.keys() & set(ends)}
    known = {
        name: replace(roles[name], gaps=True, needed=False, ends=tuple(ends))
        for name, ends in found.items()
        if there.issuperset(ends)
    }
    ends = {end: Role("setting", roles[name].whole, gaps=True) for name, ends in found.items() for end in ends}
    return {**roles, **known, **ends}


def filled(table: Any, roles: Mapping[str, Role]) -> Any:
    """Return a table of any engine whose counts have a number and both ends wherever one says the others."""
    for name, ends in ((name, role.ends) for name, role in roles.items() if role.ends):
        columns = table.collect_schema()
        if name not in columns:
            table = table.with_columns(nw.lit(None, dtype=nw.Float64).alias(name))
        types = {each: columns.get(each, nw.Float64()) for each in (name, *ends)}
        if not all(each.is_numeric() or each == nw.Unknown for each in types.values()):
            continue  # cells of text have a fault of their own
        gone, *gaps = (missing(*each) for each in types.items())
        number, low, high = (nw.col(each).cast(nw.Float64) for each in types)
        alone = gaps[0] & gaps[1]
        table = table.with_columns(
            nw.when(gone & (low == high)).then(low).otherwise(number).alias(name),
            *(nw.when(alone).then(number).otherwise(nw.col(end).cast(nw.Float64)).alias(end) for end in ends),
        )
    return table


def with_counts(frame: pd.DataFrame, roles: Mapping[str, Role]) -> pd.DataFrame:
    """Return a frame with a column, of nothing, for every count that has its ends alone."""
    return frame.assign(**{name: None for name, role in roles.items() if role.ends and name not in frame})


def missing(name: str, dtype: Any) -> nw.Expr:
    """Return where a cell is empty, or NaN in a column that may hold it."""
    empty, may_be_nan = nw.col(name).is_null(), dtype.is_numeric() and not dtype.is_integer()
    return empty | nw.col(name).cast(nw.Float64).is_nan() if may_be_nan else empty
