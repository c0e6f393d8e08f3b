"""The cells of a result: where the rows of each are, what they add up to, and what is missing in words."""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop._arrays import BoolArray, FloatArray, IntArray
from disprop._errors import Said, in_line, worded
from disprop._estimated import ERROR, LOGNORMAL, NORMAL, Estimated, estimate_of, quantile
from disprop._rules import LARGEST_COUNT
from disprop._sets import Between, as_set, made
from disprop.estimate import Estimate
from disprop.schemas._table import ends_of
from disprop.tables._engine import ROWS, numbers

Key = tuple[object, ...]
Count = FloatArray | Between | Estimated
Chosen = BoolArray | IntArray
Beside = Callable[[FloatArray], FloatArray]  # of numbers by place, group and stratum: the sum beside each group
ONE_END = '{} known at one end only{}: cleaning.bounds({{"*": (1, 4)}}) says what a mark stands for'

NO_ERROR = "the error of {} missing{}: 0 only where its publisher says so"


def label(key: Key) -> str:
    """Return the name of a cell."""
    return ", ".join(map(str, key))


def _ends(count: Count) -> tuple[FloatArray, FloatArray]:
    if isinstance(count, Between):
        return count.low, count.high
    known = count.value + 0 * count.se if isinstance(count, Estimated) else count  # both are needed
    return known, known


def known_of(count: Count) -> FloatArray:
    """Return the numbers of a count: the best guesses of one that is known only in part."""
    return count.best if isinstance(count, Between) else count.value if isinstance(count, Estimated) else count


def mapped(count: Count, function: Callable[[FloatArray], FloatArray]) -> Count:
    """Return a count of whose numbers the same was made, whichever they are; squares of errors add up."""
    if isinstance(count, Between):
        return made(function(count.low), function(count.high), function(count.best))
    if isinstance(count, Estimated):
        return estimate_of(function(count.value), np.sqrt(function(count.se**2)), count.kind)
    return function(count)


def labels_of(column: nw.Series[Any]) -> list[Any]:
    """Return the labels of a column; a dictionary of PyArrow is thirty times faster to read when it is spelt out."""
    if not column.implementation.is_pyarrow() or column.dtype != nw.Categorical:
        return column.to_list()
    native = column.to_native()
    return native.cast(native.type.value_type).to_pylist()


def counts_at(rows: IntArray, added: nw.DataFrame[Any], columns: Sequence[str]) -> dict[str, Count]:
    """Return the counts of each cell and stratum, and how many rows were added up; NaN where it has none (row -1)."""
    at = rows.reshape(-1, rows.shape[-1])

    def placed(numbers: FloatArray) -> FloatArray:
        return np.where(at < 0, np.nan, numbers[at])

    return {name: mapped(_count_of(added, name), placed) for name in (*columns, ROWS)}


def _count_of(added: nw.DataFrame[Any], name: str) -> Count:
    """Return a column of sums as counts, as well known as they are: here columns become counts."""
    number, (low, high) = numbers(added, name), ends_of(name)
    if error := error_of(name, added.columns):
        return estimate(number, numbers(added, error), name, error)
    return made(numbers(added, low), numbers(added, high), number) if low in added.columns else number


def at_ends(function: Callable[..., FloatArray], *counts: Any, falls: Sequence[int] = ()) -> Any:
    """Return a function of counts by strata at their ends: it rises with each, but for those that it falls with."""
    if not any(isinstance(count, Between) for count in counts):
        return function(*counts)
    sets = [as_set(count) for count in counts]
    lows, highs = ([(each.low, each.high)[end != (at in falls)] for at, each in enumerate(sets)] for end in (0, 1))
    unknown = reduce(or_, (np.isnan(each.best).any(axis=-1) for each in sets))
    best = function(*(np.where(np.isnan(each.best), each.low, each.best) for each in sets))
    return made(function(*lows), function(*highs), np.where(unknown, np.nan, best))


class Piece(NamedTuple):
    """Some cells, what was found of them at once, or nothing where it was refused, and what is to be said of each."""

    at: IntArray
    estimate: Estimate | None
    notes: list[str]


class Strata(NamedTuple):
    """The columns that name strata, and their labels in order. Without columns, all rows are one stratum."""

    names: list[str]
    labels: list[Any]

    def missing(self, absent: BoolArray) -> str:
        """Return the strata that have no row, in words: all of them need not be listed."""
        if absent.all():
            return ""
        gone = [repr(label) for label, one in zip(self.labels, absent, strict=True) if one]
        return f" in {' and '.join(self.names)} {in_line(gone)}"


class Cells(NamedTuple):
    """The counts of each cell, and how many rows were added up for it, by stratum; NaN where it has no row."""

    keys: list[Key]
    strata: Strata
    counts: dict[str, Count]

    @property
    def absent(self) -> BoolArray:
        """Which strata of each cell have no row."""
        return np.isnan(known_of(self.counts[ROWS]))

    @property
    def complete(self) -> BoolArray:
        """Which cells have every count in every stratum."""
        return np.asarray(~reduce(or_, (np.isnan(np.add(*_ends(each))) for each in self.counts.values())).any(axis=1))

    @property
    def in_part(self) -> BoolArray:
        """Which cells have a count that is known only in part."""
        return np.asarray(reduce(or_, (np.less(*_ends(each)) for each in self.counts.values())).any(axis=1))

    def taken(self, columns: Sequence[str], chosen: Chosen) -> tuple[Any, ...]:
        """Return the counts of the chosen cells; with strata frames whose columns name them, where they are known."""
        at = chosen if self.strata.names else (chosen, 0)
        return tuple(self._framed(self.counts[name][at]) for name in columns)

    def _framed(self, found: Count) -> Any:
        if isinstance(found, Estimated) or (isinstance(found, Between) and (found.low < found.high).any()):
            return found
        known, _ = _ends(found)
        if not self.strata.names:
            return known
        labels = pd.Index(self.strata.labels, dtype=object, tupleize_cols=False, name=" and ".join(self.strata.names))
        return pd.DataFrame(known, columns=labels)

    @property
    def sums(self) -> dict[str, Any]:
        """Return the counts of each cell, added up over the strata that it has; None where it has none, or a gap.

        Of counts known only in part the best guesses; what they are at least and at most stands behind all counts.
        """
        sums = {name: mapped(count, self._summed) for name, count in self.counts.items()}
        columns = {name: known_of(each) for name, each in sums.items()}
        rows = {ROWS: whole_if_all_are(columns.pop(ROWS))}
        for name, each in sums.items():
            columns |= {f"{name}_least": each.low, f"{name}_most": each.high} if isinstance(each, Between) else {}
        errors = {f"{name}_se": each.se.tolist() for name, each in sums.items() if isinstance(each, Estimated)}
        return {name: whole_if_all_are(each) for name, each in columns.items()} | errors | rows

    def _summed(self, count: FloatArray) -> FloatArray:
        there = ~self.absent
        return np.where(there.any(axis=1), np.where(there, count, 0.0).sum(axis=1), np.nan)

    def spans(self, whose: str) -> NDArray[Any]:
        """Return between what the counts of each cell lie, in words; empty where they are known."""
        said = np.full(len(self.keys), "", dtype=object)
        for name, count in self.counts.items():
            low, high = map(self._summed, _ends(count))
            spans, which = np.unique((low + 1j * high)[wide := low < high], return_inverse=True)
            words = [f"; {name} is {span.real:,.0f} to {span.imag:,.0f}{whose}" for span in spans]
            said[wide] += np.array(words, dtype=object)[which]
        return said

    def gaps(self, whose: str, *, rows: bool = True) -> NDArray[Any]:
        """Return which rows and counts are missing in words, for each cell; empty where none is.

        Of counts alone, which a regression asks about, also those that are known only in part.
        """
        there, gone = ~self.absent, {f"no row{whose}": self.absent} if rows else {}
        for name, count in self.counts.items():
            low, high = map(np.isnan, _ends(count))
            known = ~np.isnan(count.value) if isinstance(count, Estimated) else np.False_
            if not rows:
                gone[f"{name} known only in part{whose}"] = np.less(*_ends(count))
            gone[f"{name} missing{whose}"] = there & low & high & ~known
            gone[NO_ERROR.format(name, whose)] = there & low & high & known
            gone[ONE_END.format(name, whose)] = there & (low ^ high)
        return self.said(gone)

    def said(self, words: dict[str, BoolArray]) -> NDArray[Any]:
        """Return what is true of each cell, with its strata."""
        said = np.full(len(self.keys), "", dtype=object)
        for i in np.flatnonzero(reduce(or_, words.values()).any(axis=1)):
            each = ((word, true[i]) for word, true in words.items() if true[i].any())
            said[i] = "; ".join(f"{word}{self.strata.missing(true)}" for word, true in each)
        return said


def whole_if_all_are(sums: FloatArray) -> Any:
    """Return 33.0 as 33 unless a column also has person-time such as 33.5; None where a number is not known."""
    known = ~np.isnan(sums)
    present = sums[known]
    whole = bool(np.all((present == np.floor(present)) & (present < LARGEST_COUNT)))
    if known.all():
        return sums.astype(np.int64 if whole else np.float64)
    kind = int if whole else float
    return [kind(number) if is_there else None for number, is_there in zip(sums, known, strict=True)]


NEARLY = re.compile(r"[\W_]*(moe|margin|error|std_?err|se|cv)(?![a-z]).*", re.IGNORECASE)


def error_of(population: Any, columns: Iterable[Any]) -> str:
    """Return the name of the column of a population's error; empty where there is none."""
    population = str(population)  # one that is no text is refused where it is read
    named = {str(name): ERROR.fullmatch(str(name).removeprefix(population)) for name in columns}
    named = {name: match for name, match in named.items() if name.startswith(population)}
    found = [name for name, match in named.items() if match]
    if near := [name for name in named if name not in found and NEARLY.fullmatch(name.removeprefix(population))]:
        raise worded("near an error", near[0], of=population)
    if len(found) > 1:
        raise worded("several errors", population, Said(found), names=", ".join(found))
    if found and found[0].rstrip("_") == f"{population}_moe":
        raise worded("no level", found[0], of=population)
    return "".join(found)


def square(population: str, error: str) -> nw.Expr:
    """Return the square of the error of each row."""
    size = nw.col(error) * nw.col(population) if error.endswith("_cv") else nw.col(error)
    return (size**2).alias(error)


def root(population: str, error: str) -> nw.Expr:
    """Return the error of a sum, as that of a row is given, from the sum of squares."""
    size = nw.col(error) ** 0.5
    if error.endswith("_cv"):
        size = nw.when(nw.col(population) > 0).then(size / nw.col(population)).otherwise(size)
    return size.alias(error)


def estimate(value: FloatArray, given: FloatArray, population: str, error: str) -> Estimated:
    """Return populations with their errors, of which some may not be known."""
    kind, level = ERROR.fullmatch(error.removeprefix(population)).groups()  # type: ignore[union-attr]  # it was found
    se = given * value if kind == "cv" else given / (quantile(float(level) / 100) if level else 1.0)
    return estimate_of(value, se, LOGNORMAL if kind == "cv" else NORMAL)


class Together(Enum):
    """Groups that are compared with as one, as `reference=` of `compare_by`."""

    EVERYONE = "everyone"
    OTHERS = "all others"


EVERYONE, OTHERS = Together


def summed_cells(own: Cells, wider: IntArray, beside: Beside) -> Cells:
    """Return the cells of what each is compared with: groups `beside` it, in all places that have the same number."""

    def added(numbers: FloatArray) -> FloatArray:
        each = numbers.reshape(len(wider), -1, numbers.shape[-1])
        wide = np.zeros((int(wider.max(initial=-1)) + 1, *each.shape[1:]))
        np.add.at(wide, wider, each)
        gone = np.isnan(wide)
        sums = np.where(beside(gone.astype(np.float64)) > 0, np.nan, beside(np.where(gone, 0.0, wide)))
        return np.broadcast_to(sums, wide.shape)[wider].reshape(numbers.shape)

    return own._replace(counts={name: mapped(count, added) for name, count in own.counts.items()})
