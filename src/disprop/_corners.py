"""A statistic of counts known only in part: it is worked out where the counts are at their ends.

Where it and its limits rise, or fall, with every such count, two corners hold all that is possible. Else every
combination is tried, if there are not too many, or the call is refused by name.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from inspect import BoundArguments
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from disprop import _arrays
from disprop._errors import DispropError, worded
from disprop._estimated import gathered
from disprop._joined import blanked, defined_alike, monotone, over_cells, record
from disprop._sets import Between, FloatArray
from disprop._statistic import ITSELF, PAIRS, Path, Statistic, in_turn, name_of, paths, put, sides_of
from disprop.estimate import Estimate, chained, hull

Found = TypeVar("Found")
MOST = 400_000  # combinations, as of eight cells of 0 to 4
MOST_CELLS = 5_000_000  # numbers to try, combinations and rows and strata taken together
ONE_BY_ONE = 10_000  # combinations of records, which are made one at a time
AT_ONCE = 200_000  # numbers


class Unknown(NamedTuple):
    """A count known only in part, how the statistic moves with it, and how many of its numbers vary apart."""

    among: Between
    rises: int
    cells: int

    @property
    def sizes(self) -> list[int]:
        """Return how many numbers each of its cells may be."""
        span = (self.among.high - self.among.low).reshape(-1, self.cells)
        return [math.ceil(size) + 1 for size in span.max(axis=0, initial=0)]  # person-years are no whole numbers

    def end(self, *, highest: bool) -> FloatArray:
        """Return the number at which the statistic is lowest, or highest."""
        return self.among.high if highest == (self.rises > 0) else self.among.low

    def ahead(self, steps: list[NDArray[np.intp]], axes: int) -> FloatArray:
        """Return the numbers so many steps from the smallest, the largest at most, on a first axis."""
        low, high = (_padded(end, axes) for end in (self.among.low, self.among.high))
        several = (self.cells,) if self.cells > 1 else ()
        offsets = np.stack(steps, axis=-1).reshape(-1, *(1,) * (axes - len(several)), *several)
        numbers: FloatArray = low + offsets
        return np.minimum(numbers, high, out=numbers)


def in_part(function: Callable[..., Found], given: BoundArguments, own: Statistic) -> Found:
    """Return the statistic of counts of which some are known only in part."""
    call = _Call(function, given, own)
    found = None
    if any(each.rises for each in call.unknown.values()):
        corners, fits = call.fitted(call.tried(ends=True))
        with suppress(DispropError):  # of one within the other both ends may not go together
            found = call.at(corners) if fits and not any(call.refused(corners)) else None
    if found is None or not monotone(found) or not defined_alike(found):
        found = call.everywhere()
    return call.joined(found)


class _Call:
    """A call of a statistic, and its counts that are known only in part."""

    def __init__(self, function: Callable[..., Any], given: BoundArguments, own: Statistic) -> None:
        self.function, self.own, self.parts = function, own, own.of_parts(given.arguments)
        sides = sides_of(own)
        self.arguments = {name: in_turn(name, value, sides, gathered) for name, value in given.arguments.items()}
        self.counts = dict(each for name, value in self.arguments.items() for each in paths(name, value, sides))
        beside = {*own.options} - {*own.rises, *sides}  # options that do not broadcast with the counts
        levels = _arrays.level(given.arguments.get("level", 0.5)).ndim
        counted = max(_axes(value) for (name, _), value in self.counts.items() if name not in beside)
        self.axes = max(counted, levels + (own.joins and levels > 0))  # beside the strata, which are added up
        self.unknown = {
            path: Unknown(value, _rises(own, path), value.low.shape[-1] if own.joins and value.low.ndim else 1)
            for path, value in self.counts.items()
            if isinstance(value, Between)
        }

    def tried(self, *, ends: bool) -> dict[Path, FloatArray]:
        """Return the numbers to try on a first axis: both ends of counts that it moves with, all of the others."""
        moves = {path for path, each in self.unknown.items() if ends and each.rises}
        sizes = [size for path, each in self.unknown.items() if path not in moves for size in each.sizes]
        self._few(combinations := math.prod(sizes))
        steps = list(np.unravel_index(np.arange(combinations), sizes)) if sizes else []
        tried = {}
        for path, each in self.unknown.items():
            if path in moves:
                both = (_padded(each.end(highest=highest), self.axes) for highest in (False, True))
                tried[path] = np.concatenate([np.repeat(end[np.newaxis], combinations, axis=0) for end in both])
            else:
                own, steps = steps[: each.cells], steps[each.cells :]
                numbers = each.ahead(own, self.axes)
                tried[path] = np.concatenate([numbers, numbers]) if moves else numbers
        return tried

    def _few(self, combinations: int, most: int = MOST) -> None:
        """Refuse more combinations than can be tried."""
        numbers = max((np.size(each.among.low) for each in self.unknown.values()), default=1)
        if combinations > (most := max(min(most, MOST_CELLS // max(numbers, 1)), 1)):
            raise worded("neither rises nor falls", self.own.name, combinations, most=most)

    def fitted(self, tried: dict[Path, FloatArray]) -> tuple[dict[Path, FloatArray], bool]:
        """Return the numbers with no part above its whole, and no events without people; and whether they all were."""
        fits = True
        for one, two in self._pairs():
            part, whole = (tried[path] if path in tried else self._end(path) for path in (one, two))
            floor = self._end(one) if self.parts else np.minimum(part, 1)
            if self.parts:
                _arrays.at_most(name_of(self.own, one), floor, name_of(self.own, two), self._end(two, "high"))
            if two in self.unknown:
                tried[two] = np.minimum(np.maximum(whole, floor), self._end(two, "high"))
                fits &= not self.parts or bool((tried[two] == whole).all())
            if one in self.unknown:
                of = tried.get(two, whole)
                tried[one] = np.minimum(part, of) if self.parts else np.where(of == 0, self._end(one), part)
                fits &= not self.parts or bool((tried[one] == part).all())
        return tried, fits

    def _end(self, path: Path, end: str = "low") -> FloatArray:
        """Return the smallest, or the largest, number that a count may be."""
        if path in self.unknown:
            return _padded(getattr(self.unknown[path].among, end), self.axes)
        return _arrays.real(name_of(self.own, path), self.counts[path])

    def _pairs(self) -> Iterator[tuple[Path, Path]]:
        """Yield where a numerator stands and its denominator."""
        if not self.own.pairs and not self.parts:
            return
        for name, _ in self.unknown:
            one, two = self.own.counts
            both = ((one, ITSELF), (two, ITSELF)) if name in self.own.counts else ((name, 0), (name, 1))
            yield from [both] if both[0] in self.counts else []

    def refused(self, tried: Mapping[Path, FloatArray]) -> list[DispropError | None]:
        """Return why records of counts refuse each combination, such as a deployment; nothing of counts alone."""
        if not any(isinstance(at, str) and at != ITSELF for _, at in self.unknown):
            return []
        return self._refusals(partial(put, self.arguments), tried)

    def _refusals(self, function: Callable[..., Any], tried: Mapping[Path, FloatArray]) -> list[DispropError | None]:
        """Return why a function refuses each combination; None where it does not."""
        self._few(_many(tried), ONE_BY_ONE)
        return [_refusal(function, _each(tried, i)) for i in range(_many(tried))]

    def everywhere(self) -> Any:
        """Return what is found at every combination that the statistic itself allows."""
        fitted, _ = self.fitted(self.tried(ends=False))
        tried = self._accepted(fitted, self.refused(fitted))
        try:
            return self.at(tried)
        except DispropError as error:
            if error.what in self.own.options or isinstance(error.got, str):  # an option, wrong for all
                raise
            return self.at(self._accepted(tried, self._refusals(self._found, tried)))

    def _accepted(self, tried: dict[Path, FloatArray], refused: list[DispropError | None]) -> dict[Path, FloatArray]:
        """Return the combinations that fit together; of several rows each must."""
        if not any(refused):
            return tried
        kept, alone = [i for i, error in enumerate(refused) if error is None], self.axes <= self.own.joins
        if kept and alone:
            return {path: numbers[kept] for path, numbers in tried.items()}
        first = next(error for error in refused if error is not None)
        if alone:
            raise first
        hint = "of several, every number that is possible must fit: take this one by itself"
        raise DispropError(f"{first}; {hint}", what=first.what, got=first.got, where=first.where, hint=hint)

    def at(self, tried: Mapping[Path, FloatArray]) -> Any:
        """Return what is found at all of the numbers that are tried, on a first axis; of records a list."""
        many, first = _many(tried), self._found(_each(tried, 0))
        if isinstance(first, Estimate):
            size = max(AT_ONCE // max(numbers[0].size for numbers in tried.values()), 1)
            return chained(self._found(_each(tried, slice(i, i + size))) for i in range(0, many, size))
        self._few(many, ONE_BY_ONE)
        return [first, *(self._found(_each(tried, i)) for i in range(1, many))]

    def _found(self, numbers: Mapping[Path, Any]) -> Any:
        """Return what the statistic is with numbers in place of the counts known only in part."""
        return self.function(**put(self.arguments, numbers))

    def joined(self, found: Any) -> Any:
        """Return the estimate, or the record, that holds all that was found."""
        best = self.best()
        return hull(found, best) if isinstance(found, Estimate) else record(self.own.name, found, best)

    def best(self) -> Any:
        """Return what is found with the best guesses, blank where one is missing; None without any."""
        guesses = {path: each.among.best for path, each in self.unknown.items()}
        missing = [over_cells(np.isnan(guess), self.unknown[path].cells) for path, guess in guesses.items()]
        if any(each.all() for each in missing):
            return None
        filled = {path: np.where(np.isnan(g), self.unknown[path].among.low, g) for path, g in guesses.items()}
        try:
            found = self._found(filled)
        except DispropError as error:
            said = f"the best guesses contradict each other: {error}"
            raise DispropError(said, what=error.what, got=error.got, where=error.where, hint=error.hint) from None
        return blanked(found, missing) if isinstance(found, Estimate) else found if not np.any(missing) else None


def _rises(own: Statistic, path: Path) -> int:
    name, at = path
    return PAIRS[name] * own.rises.get(own.counts[at], 0) if isinstance(at, int) else own.rises.get(at or name, 0)


def _axes(value: Any) -> int:
    """Return how many axes counts have; an option has none."""
    if isinstance(value, Between):
        return value.low.ndim
    return np.ndim(value) if isinstance(value, (list, tuple)) or hasattr(value, "__array__") else 0


def _padded(numbers: FloatArray, axes: int) -> FloatArray:
    return numbers.reshape((1,) * (axes - numbers.ndim) + numbers.shape)


def _refusal(function: Callable[..., Any], numbers: Mapping[Path, Any]) -> DispropError | None:
    try:
        function(numbers)
    except DispropError as error:
        return error
    return None


def _many(tried: Mapping[Path, FloatArray]) -> int:
    return len(next(iter(tried.values())))


def _each(tried: Mapping[Path, FloatArray], at: int | slice) -> dict[Path, FloatArray]:
    return {path: numbers[at] for path, numbers in tried.items()}
