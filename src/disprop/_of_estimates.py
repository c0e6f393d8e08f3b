"""A statistic of populations that are estimates: worked out as if they were exact, then given the error they have."""

from collections.abc import Callable, Mapping
from functools import partial
from inspect import BoundArguments
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._errors import advised
from disprop._estimated import Estimated, together
from disprop._statistic import Path, Statistic, in_turn, name_of, paths, put, sides_of
from disprop.estimate import Error, Estimate, based, parameter_of, people_of, widened

TAKEN = "; rate, rate_ratio, rate_difference, direct_rate and direct_rate_ratio take one as a population"
BOTH = 2
Estimates = dict[Path, Estimated]


def estimates_in(given: BoundArguments, own: Statistic) -> tuple[dict[str, Any], Estimates]:
    """Return the arguments of a call, and which of its counts are estimates."""
    sides = sides_of(own)
    arguments = {name: in_turn(name, value, sides, together) for name, value in given.arguments.items()}
    every = (each for name, value in arguments.items() for each in paths(name, value, sides))
    return arguments, {path: value for path, value in every if isinstance(value, Estimated)}


def with_error(called: Callable[..., Any], arguments: dict[str, Any], estimates: Estimates, own: Statistic) -> Any:
    """Return what a statistic finds, with the error of its populations; it may have counts known in part besides."""

    def at(populations: Mapping[Path, FloatArray]) -> Any:
        return called(**put(arguments, populations))

    values = {path: each.value for path, each in estimates.items()}
    found, names = at(values), {path: name_of(own, path) for path in estimates}
    _need_room(found, {names[path]: each for path, each in estimates.items()}, own)
    errors = {names[path]: (each.cv, each.normal) for path, each in estimates.items()}
    if own.joins:
        sums = {names[path]: partial(_value, at, values, path) for path in estimates}
        errors = {name: _of_sum(sums[name], each) for name, each in zip(errors, estimates.values(), strict=True)}
    if "ratio" in parameter_of(found):
        errors = _apart(errors, *estimates.values())
    said = "; ".join(_said(names[path], each) for path, each in estimates.items())
    method = arguments.get("method", own.options["method"].default if "method" in own.options else None)
    return based(widened(found, errors, method), estimated=said)


def _value(at: Callable[..., Any], values: Mapping[Path, FloatArray], path: Path, people: FloatArray) -> Any:
    return at({**values, path: people}).value


def _need_room(found: Any, estimates: Mapping[str, Estimated], own: Statistic) -> None:
    """Refuse an estimate that is no population, and a statistic whose interval has no room for its error."""
    people = people_of(found) if isinstance(found, Estimate) else []
    for name, among in estimates.items():
        if name not in people:
            said = f"{own.name} takes no estimate with an error of its own as {name}"
            raise advised(said, TAKEN, what=name, got=among)


def _of_sum(value_at: Callable[[FloatArray], Any], among: Estimated) -> Error:
    """Return the error of a sum over strata: what each adds to it, by what half of its people would add once more.

    The largest error of all strata where the sum is 0, or not known.
    """
    strata, value = np.arange(among.value.shape[-1]), value_at(among.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        halved = (value_at(np.where(strata == i, among.value / 2, among.value)) for i in strata)
        each = np.stack([np.maximum(more / value, value / more) - 1 for more in halved], axis=-1) * among.cv
    joined = each.sum(axis=-1) if among.shared else np.sqrt((each**2).sum(axis=-1))
    return np.where(np.isfinite(joined), joined, among.cv.max(axis=-1)), np.zeros(())


def _apart(errors: dict[str, Error], *among: Estimated) -> dict[str, Error]:
    """Return what is left of the errors of two populations in their ratio: of one that both have, the difference."""
    if len(among) < BOTH or not among[0].moves_with(among[1]):
        return errors
    (one, _), (two, _) = errors.values()
    left = (np.maximum(one - two, 0.0), np.maximum(two - one, 0.0))
    return {name: (cv, np.zeros(())) for name, cv in zip(errors, left, strict=True)}


def _said(name: str, among: Estimated) -> str:
    """Say whose population is an estimate, and how good a one."""
    ends = dict.fromkeys(f"{end:.3g}" for end in (np.sort(among.cv, axis=None)[[0, -1]] if among.cv.size else ()))
    return f"{name.replace('_', ' ')}, cv {' to '.join(ends)}{f', shared: {among.shared}' if among.shared else ''}"
