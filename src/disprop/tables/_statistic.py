"""The caller's statistic: of the right kind, with options that it knows, called once for all cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

import numpy as np

from disprop._errors import DispropError, Said, advised, refused, unknown, within
from disprop.areas import Pooled
from disprop.estimate import Estimate
from disprop.standardise import expected_events
from disprop.strata._counts import MEASURES
from disprop.tables._cells import Key
from disprop.tables._refused import refuse_parts

OPTIONS = {"method", "level", "sides", "measure", "standard", "tau2", "interval"}
JOINED = "direct_rate, direct_rate_ratio, indirect_ratio, strata.mantel_haenszel, areas.pool"


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic with its options."""

    call: Callable[..., Any]
    name: str
    options: dict[str, Any]

    def of(self, keys: Sequence[Key], **sides: tuple[Any, Any]) -> Estimate:
        """Return the estimate of each cell."""
        found = self.record(keys, **sides)
        estimate = found.ratio if isinstance(found, Pooled) else found
        if not isinstance(estimate, Estimate):
            kind = type(found).__name__
            said = f"{self.name} gives a {kind}, not a value with an interval"
            raise advised(said, ": call it itself", what=self.name, got=Said(kind))
        if np.shape(estimate.value) != (len(keys),):
            raise self._wrong_shape(np.ndim(estimate.value))
        return estimate

    def record(self, keys: Sequence[Key], **sides: tuple[Any, Any]) -> Any:
        """Return what the statistic returns for all cells. An error about one of them names it."""
        try:
            return self.call(**sides, **self.options)
        except DispropError as error:
            raise self._named(error, keys, sides) from None
        except Exception as error:
            kind = type(error).__name__
            hint = "; a statistic takes counts, and gives an Estimate, as disprop.rate does"
            said = f"{self.name} could not be worked out: {kind}: {error}"
            raise advised(said, hint, what=self.name, got=Said(kind)) from error

    def _wrong_shape(self, axes: int) -> DispropError:
        if axes:
            hint = f"; take one of {JOINED}, or leave out strata="
            return advised(f"{self.name} does not join strata", hint, what=self.name)
        return _needs_strata(self.name)

    def _named(self, error: DispropError, keys: Sequence[Key], sides: dict[str, tuple[Any, Any]]) -> DispropError:
        """Return the error about a cell as its row alone has it, with its labels; other errors as they are."""
        row = error.where[0] if isinstance(error.where, tuple) else error.where
        if not isinstance(row, int) or row >= len(keys):
            return error
        try:
            self.call(**{side: (_of(row, x), _of(row, t)) for side, (x, t) in sides.items()}, **self.options)
        except DispropError as own:
            if own.where != error.where:
                return within(own, keys[row])
        return error


def _of(row: int, counts: Any) -> Any:
    """Return the counts of one cell: a number, or a row of a frame whose columns are the strata."""
    return counts.iloc[row] if hasattr(counts, "iloc") else counts[row]


def in_unit(estimate: Estimate, per: float | None) -> Estimate:
    """Return the estimate in the unit that was asked for."""
    return estimate if per is None else estimate.per(per)


def check_parts(frame: Any, columns: tuple[str, str], estimate: Estimate) -> None:
    """Refuse the rows that a statistic of proportions would refuse, each by itself: sums can hide them."""
    if any("whole" in name.split("_") for name in estimate.data):
        refuse_parts(frame, columns)


TAKES = {
    True: ("compare_by", "takes a statistic such as disprop.rate_ratio"),
    False: ("estimate_by", "takes a statistic such as disprop.rate"),
}
OTHERS = {True: "For one group there is estimate_by", False: "For two there is compare_by"}


def _needs_strata(name: str) -> DispropError:
    return advised(f"{name} joins strata", ": name their columns in strata=", what=name)


def label(key: Key) -> str:
    """Return the name of a cell."""
    return ", ".join(map(str, key))


def called(statistic: Any, options: dict[str, Any], *, compares: bool, joins: bool) -> Statistic:
    """Return the statistic with its options, after checking that it is of the right kind and knows them."""
    if not callable(statistic):
        raise refused("statistic", "must be a function such as disprop.rate", statistic)
    name = getattr(statistic, "__name__", repr(statistic))
    one_level(options)
    takes = _arguments(statistic)
    indirect = compares and "expected" in takes
    if ("reference" in takes) != compares and not indirect:
        raise refused(*TAKES[compares], Said(name), hint=f". {OTHERS[compares]}")
    if "deployment" in takes:
        hint = ": make one of the frame with tables.deployment_of"
        raise advised(f"{name} takes a deployment", hint, what=name, got=Said(name))
    for option in options:
        if option not in takes:
            raise unknown(f"option of {name}", option, [known for known in takes if known in OPTIONS])
    needed = [known for known in takes if known in OPTIONS and takes[known].default is Parameter.empty]
    if unsaid := [known for known in needed if known not in options]:
        known = f": one of {', '.join(map(repr, MEASURES))}" if unsaid[0] == "measure" else ""
        raise DispropError(f"{name} needs {unsaid[0]}={known}", what=unsaid[0])
    if "standard" in takes and not joins:
        raise _needs_strata(name)
    return Statistic(_by_sides(statistic, takes, compares=compares), name, options)


def _arguments(statistic: Callable[..., Any]) -> Mapping[str, Parameter]:
    """Return what a function takes; some that are built in do not say."""
    try:
        return signature(statistic).parameters
    except ValueError:
        return {}


def one_level(options: dict[str, Any]) -> None:
    """Refuse several levels: a row has one."""
    if np.ndim(options.get("level", 0)):
        raise refused("level", "must be one number for all rows", options["level"], hint=": call once for each")


def _by_sides(statistic: Callable[..., Any], takes: Any, *, compares: bool) -> Callable[..., Any]:
    """Return the statistic as a function of its sides, each a pair of numerator and denominator."""
    if not compares:
        return lambda *, counts, **options: statistic(*counts, **options)
    if "group" in takes:
        return statistic
    if "expected" in takes:
        return lambda *, group, reference, **options: statistic(
            np.asarray(group[0]).sum(axis=-1), expected_events(group[1], reference=reference), **options
        )
    return lambda *, group, reference, **options: statistic(*group, reference=reference, **options)
