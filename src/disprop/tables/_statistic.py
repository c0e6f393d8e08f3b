"""The caller's statistic: of the right kind, with options that it knows, called once for all cells."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from inspect import ismethod, signature
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from disprop import _arrays
from disprop._arrays import FloatArray, IntArray
from disprop._corners import in_part
from disprop._errors import DispropError, Said, advised, refused, unknown, within, worded
from disprop._registry import STATISTICS
from disprop._sets import Between, as_set, made
from disprop._statistic import Statistic
from disprop.areas import Pooled
from disprop.estimate import Estimate, Record, notes_of, remade
from disprop.periods import Trend
from disprop.standardise.indirect import expected_events
from disprop.strata._estimates import MEASURES
from disprop.tables._cells import Key, Piece, Together, at_ends, label
from disprop.tables._engine import ONE
from disprop.tables._grid import Grid

STAGES = "names"  # the option of a statistic that takes the events of several stages
ENDS = ("low", "high", "best")
SIDED = 2  # columns, of a numerator and its denominator


class Called(NamedTuple):
    """A statistic with its options, the columns of its counts, and the unit that was asked for."""

    own: Statistic
    call: Callable[..., Any]
    options: dict[str, Any]
    columns: tuple[str, ...]
    per: float | None

    def check_strata(self, strata: list[str], *, compares: bool) -> None:
        """Refuse strata for a statistic that does not join them, and the lack of them for one that does."""
        if strata and len(self.columns) > SIDED:
            raise worded("stages twice", "strata")
        own, joins = self.own, bool(strata) or len(self.columns) > SIDED
        joining = own.joins or (compares and own.indirect)
        if joins and not joining:
            alone = {"periods", "groups", "times"}  # what several deployments, or groups, or times are called
            alike = (each for each in STATISTICS.values() if each.joins and each.compares == compares)
            known = sorted((each.name for each in alike if not alone & {*each.options}), key=lambda name: "." in name)
            raise worded("no joining", own.name, known=", ".join(known))
        if joining and not joins:
            raise advised(f"{own.name} joins strata", ": name their columns in strata=", what=own.name)

    def of(self, cells: Grid) -> dict[str, list[Piece]]:
        """Return the estimates of each cell by name, in the unit that was asked for.

        Cells whose counts are known are one piece, and those of which some are known only in part another, or several.
        """
        if STAGES in self.own.options and cells.against:
            several = len(self.columns) > SIDED
            self.options.setdefault(STAGES, self.columns[:-1] if several else cells.group.strata.labels)
        if "times" in self.own.options:
            self.options.setdefault("times", cells.group.strata.labels)
        chosen, in_part = cells.complete, cells.in_part
        known, rest = np.flatnonzero(chosen & ~in_part), np.flatnonzero(chosen & in_part)
        found = self._found(cells, known)
        pieces = {name: [Piece(known, each, notes_of(each))] for name, each in found.items()}
        for at, one, why in self._in_part(cells, rest) if rest.size else ():
            named = {} if why else self._named(one, len(at))
            for name, listed in pieces.items():
                own = named.get(name)
                listed.append(Piece(at, own, [why] if own is None else notes_of(own, at_all=True)))
        return pieces

    def _in_part(self, cells: Grid, at: IntArray) -> Iterator[tuple[Any, Any, str]]:
        """Yield what the statistic is of cells that are known only in part; of one that it refuses, why."""
        try:
            yield at, self.call(**cells.sides(self.columns, at), **self.options), ""
        except DispropError as error:
            if len(at) == 1:
                yield at, None, str(error)
                return
            for half in np.array_split(at, 2):
                yield from self._in_part(cells, half)

    def among(self, says: Callable[[Estimate], Any] | None, cells: Grid) -> dict[str, list[object]]:
        """Return what is said of each cell among the others; of groups beside a reference each is by itself."""
        said: dict[str, NDArray[np.object_]] = {}
        groups = [key[-1] if cells.against else None for key in cells.keys]
        for group in dict.fromkeys(groups) if says else ():
            at = np.flatnonzero(cells.complete & [own == group for own in groups])
            for name, column in self._said(says, cells, at).items() if at.size else ():
                said.setdefault(name, np.full(len(groups), None))[at] = column
        return {name: column.tolist() for name, column in said.items()}

    def _said(self, says: Any, cells: Grid, at: IntArray) -> Any:
        found = self._found(cells, at)
        if [*found] != [ONE]:
            raise refused("among", "takes a statistic of one estimate", Said(self.own.name))
        if not callable(says):
            raise refused("among", "must be a function such as areas.ranks", says, hint="; without quotes and brackets")
        said = says(remade(found[ONE], axes=((None, [label(cells.keys[i]) for i in at]),)))
        if not hasattr(said, "by_area"):
            raise refused("among", "must be a function such as areas.ranks", says)
        return said.by_area()

    def _named(self, found: Any, size: int) -> dict[str, Estimate]:
        """Return the estimates of what a statistic returned by name."""
        if isinstance(found, Record):
            estimates = {ONE: found.ratio} if isinstance(found, (Pooled, Trend)) else found.estimates
        elif isinstance(found, Estimate):
            estimates = {ONE: found}
        else:
            raise worded("no estimate", self.own.name, Said(type(found).__name__))
        if any(np.shape(each.value) != (size,) for each in estimates.values()):
            raise advised(f"{self.own.name} has no value for each cell", ": call it itself", what=self.own.name)
        return {name: each if self.per is None else each.per(self.per) for name, each in estimates.items()}

    def _found(self, cells: Grid, at: IntArray) -> dict[str, Estimate]:
        """Return the estimates of all these cells at once. An error about one of them names it."""
        sides = cells.sides(self.columns, at)
        try:
            found = self.call(**sides, **self.options)
        except DispropError as error:
            raise self._placed(error, [cells.keys[i] for i in at], sides) from None
        except Exception as error:
            raise worded("failed", self.own.name, Said(type(error).__name__), error=error) from error
        return self._named(found, len(at))

    def _placed(self, error: DispropError, keys: Sequence[Key], sides: dict[str, tuple[Any, Any]]) -> DispropError:
        """Return the error about a cell as its row alone has it, with its labels; other errors as they are."""
        row = error.where[0] if isinstance(error.where, tuple) else error.where
        if not isinstance(row, int) or row >= len(keys):
            return error
        try:
            self.call(**{side: tuple(_of(row, each) for each in own) for side, own in sides.items()}, **self.options)
        except DispropError as own:
            if own.where != error.where:
                return within(own, keys[row])
        return error


def _of(row: int, counts: Any) -> Any:
    """Return the counts of one cell: a number, or a row of a frame whose columns are the strata."""
    return counts.iloc[row] if hasattr(counts, "iloc") else counts[row]


TAKES = {True: ("compare_by", "rate_ratio"), False: ("estimate_by", "rate")}
OTHERS = {True: "For one group there is estimate_by", False: "For two there is compare_by"}
METHOD = "; this one takes the rows of its own data, not counts: call it itself"
FILED = '; a function of your own becomes one by @disprop.statistic("What does it answer?")'


def filed(statistic: Any, *, compares: bool) -> Statistic:
    """Return what is known of a statistic, after checking that it is one, and of the right kind."""
    if not callable(statistic):
        raise refused("statistic", "must be a function such as disprop.rate", statistic, hint=_meant(statistic))
    own: Statistic | None = getattr(statistic, "statistic", None)
    name = Said(own.name if own else getattr(statistic, "__name__", repr(statistic)))
    if own is None:
        hint = METHOD if ismethod(statistic) else FILED
        raise refused("statistic", "must be a statistic of disprop", name, hint=hint)
    if own.counts[:1] == ("deployment",):
        raise worded("takes a deployment", name, name)
    if own.compares != compares and not (compares and own.indirect):
        verb, such = TAKES[compares]
        raise refused(verb, f"takes a statistic such as disprop.{such}", name, hint=f". {OTHERS[compares]}")
    return own


def _meant(statistic: Any) -> str:
    """Return what to write for the name of a statistic, and for what it returned."""
    if isinstance(statistic, (Estimate, Record)):
        return "; it was called: name the function alone, without brackets and counts"
    name = str(statistic).removeprefix("disprop.")
    return f"; write disprop.{name}, without quotes" if name in STATISTICS else ""


def called(statistic: Any, options: dict[str, Any], columns: Any, per: float | None, *, compares: bool) -> Called:
    """Return the statistic with its options: of the right kind, with those that it knows and needs, and one level."""
    own = filed(statistic, compares=compares)
    if "level" in options:
        _arrays.one_level(options["level"])
    for option in options:
        if option not in own.options:
            raise unknown(f"option of {own.name}", option, own.options)
    if unsaid := [known for known in own.needs if known not in options]:
        known = f": one of {', '.join(map(repr, MEASURES))}" if unsaid[0] == "measure" else ""
        raise DispropError(f"{own.name} needs {unsaid[0]}={known}", what=unsaid[0])
    return Called(own, _by_sides(statistic, own, compares=compares), options, in_one_row(own, columns), per)


def _added(counts: Any) -> FloatArray:
    return np.asarray(np.asarray(counts).sum(axis=-1))


def _expected(population: Any, *reference: Any) -> FloatArray:
    return expected_events(population, reference=reference)


def _by_sides(statistic: Callable[..., Any], own: Statistic, *, compares: bool) -> Callable[..., Any]:
    """Return the statistic as a function of its sides, each a pair of numerator and denominator."""
    if not compares:
        return lambda *, counts, **options: statistic(**dict(zip(own.counts, counts, strict=False)), **options)
    if own.indirect:
        return lambda *, group, reference, **options: statistic(
            at_ends(_added, group[0]), at_ends(_expected, group[1], *reference, falls=(2,)), **options
        )
    if STAGES in own.options:
        return lambda *, group, reference, **options: statistic(
            group=_staged(*group), reference=_staged(*reference), **options
        )
    if "whole" in own.sides:
        return partial(_of_whole, statistic, own)
    if "group" in own.sides:
        return statistic
    return lambda *, group, reference, **options: statistic(*group, reference=reference, **options)


def _of_whole(statistic: Callable[..., Any], own: Statistic, **given: Any) -> Any:
    """Return a statistic of a group in a whole; where counts are known only in part the others vary by themselves."""
    pairs = [each for side in ("group", "whole") for each in given.get(side, ())]
    if "whole" not in given or not any(isinstance(each, Between) for each in pairs):
        return statistic(**given)

    def of_others(*, group: Any, whole: Any, **options: Any) -> Any:
        return own.call(group=group, whole=tuple(map(np.add, group, whole)), **options)

    others = tuple(map(_less, given["whole"], given["group"]))
    return in_part(of_others, signature(own.call).bind(**{**given, "whole": others}), own)


def _staged(*counts: Any) -> tuple[Any, Any]:
    """Return the events of all stages with the population: those of several columns on a new last axis."""
    *events, people = counts
    if len(events) == 1:
        return events[0], people
    low, high, best = (np.stack([getattr(as_set(each), end) for each in events], axis=-1) for end in ENDS)
    return (made(low, high, best) if any(isinstance(each, Between) for each in events) else low), people


def _less(whole: Any, own: Any) -> Any:
    """Return what is left of a whole without one of its parts, each end without that of the part."""
    one, other = map(as_set, (whole, own))
    return made(*(getattr(one, end) - getattr(other, end) for end in ENDS))


def in_one_row(own: Statistic, columns: Any) -> tuple[str, ...]:
    """Return the columns of counts, the denominator last: numerators are several where a statistic has stages."""
    pair: Any = _arrays.pair("columns", columns, ("numerator", "denominator"))
    numerators, denominator = pair
    return pair if isinstance(numerators, str) or STAGES not in own.options else (*numerators, denominator)


def compared_with(own: Statistic, reference: Any, areas: list[str], wide: list[str] | None) -> bool:
    """Return whether a statistic is given the whole, after checking that it compares with such a reference."""
    if odd := [name for name in wide or () if name not in areas]:
        raise unknown("column of within=", odd[0], areas)
    if own.models and (isinstance(reference, Together) or wide is not None):
        raise advised("a regression compares with one group", ": name it in reference=", what="reference")
    if reference is Together.EVERYONE and "whole" not in own.sides:
        raise worded("with others", "reference", name=own.name)
    if reference is not Together.EVERYONE and "whole" in own.sides and "reference" not in own.sides:
        raise worded("with everyone", "reference", reference, name=own.name)
    return reference is Together.EVERYONE or own.within_whole
