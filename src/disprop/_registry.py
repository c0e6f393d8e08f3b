"""The statistics by name: what each counts and takes, what it answers to a wrong call, and to counts known in part.

A statistic is a function of counts that returns an Estimate, or a record of them. The decorator files it in STATISTICS,
which the verbs of tables, the reference and the index of questions walk. One of populations that are estimates is
worked out as if they were exact, then given the error they have.
"""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from inspect import BoundArguments, signature
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._calls import Found, Given, answers, with_options, wrong_call
from disprop._corners import in_part
from disprop._errors import worded
from disprop._estimated import Estimated, together
from disprop._sets import KnownInPartError
from disprop._statistic import Path, Statistic, in_turn, name_of, paths, put, sides_of
from disprop.estimate import Error, Estimate, based, from_family, parameter_of, people_of, widened

TAKEN = "; rate, rate_ratio, rate_difference, direct_rate and direct_rate_ratio take one as a population"
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
            raise worded("no estimate with an error", name, among, name=own.name, taken=TAKEN)


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
    if len(among) < 2 or not among[0].moves_with(among[1]):
        return errors
    (one, _), (two, _) = errors.values()
    left = (np.maximum(one - two, 0.0), np.maximum(two - one, 0.0))
    return {name: (cv, np.zeros(())) for name, cv in zip(errors, left, strict=True)}


def _said(name: str, among: Estimated) -> str:
    """Say whose population is an estimate, and how good a one."""
    ends = dict.fromkeys(f"{end:.3g}" for end in (np.sort(among.cv, axis=None)[[0, -1]] if among.cv.size else ()))
    return f"{name.replace('_', ' ')}, cv {' to '.join(ends)}{f', shared: {among.shared}' if among.shared else ''}"


SIDES = ("group", "reference", "whole", "mated", "non_mated", "true_alerts", "false_alerts")
PARTS = {("part", "whole"), ("alerts", "passes")}
WHOLES = {("population",), ("expected",)}  # without whom nothing is counted
RISES = (1, -1)  # with events, and against people; the reference the other way round

STATISTICS: dict[str, Statistic] = {}


@answers
def statistic(
    asks: str,
    *,
    counts: tuple[str, ...] = ("events", "population"),
    joins: bool = False,
    rises: tuple[int, ...] | Mapping[str, int] | None = None,
    name: str = "",
) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Return a decorator that files a function of counts, and has it answer in our words.

    Parameters
    ----------
    asks : str
        The question that it answers, such as "How often does it happen?"; without one it is filed nowhere.
    counts : tuple of str
        The names of its counts: the first is what is counted. A function with `group=` and `reference=` takes pairs.
    joins : bool
        True where it adds up over strata, the last axis of its counts.
    rises : tuple of int, or mapping
        How it moves with each count: 1 up, -1 down, 0 either way, so that every number that is possible is tried. Of
        a record of counts, such as a deployment, by the names of its fields. Where nothing is said, up with the first
        count and down with the second; either way where it adds up over strata.
    name : str, optional
        Its public name; of a function of your own its own.

    Returns
    -------
    function
        That takes the same, and counts known only in part too.

    Examples
    --------
    >>> from disprop import between, rate, statistic
    >>> @statistic("How many scans does a year have?")
    ... def yearly(events, population, *, level=0.95):
    ...     return rate(events, population, level=level).per(365)
    >>> print(yearly(between(1, 3), 30))
    between 12 and 36 per 365 (95% CI 0.31 to 107)
    """

    def file(function: Callable[Given, Found]) -> Callable[Given, Found]:
        takes = signature(function)
        if "Limits[" in str(function.__annotations__.get("options")):
            takes = with_options(function, from_family)
            setattr(function, "__signature__", takes)  # noqa: B010
        options = {each: option for each, option in takes.parameters.items() if each not in {*SIDES, *counts}}
        sides = tuple(each for each in SIDES if each in takes.parameters and each not in counts)
        models = options.pop("frame", None) is not None
        known, parts = name or _public(function), counts[:2] in PARTS
        pairs = parts or counts[1:] in WHOLES
        usual = (0, 0) if joins else RISES  # either way where strata are added up
        moves = rises if isinstance(rises, Mapping) else dict(zip(counts, rises or usual, strict=False))
        own = Statistic(known, asks, counts, joins, parts, pairs, sides, models, moves, options, function)

        @wraps(function)
        def called(*args: Given.args, **kwargs: Given.kwargs) -> Found:
            try:
                return function(*args, **kwargs)
            except KnownInPartError:
                given = takes.bind(*args, **kwargs)
                arguments, estimates = estimates_in(given, own)
                if estimates:
                    return with_error(called, arguments, estimates, own)
                return in_part(function, given, own)
            except TypeError as error:
                raise wrong_call(own.name, takes, args, kwargs) or error from None

        if asks:
            STATISTICS[own.name] = own
        called.statistic = own  # type: ignore[attr-defined]
        return called

    return file


def _public(function: Callable[..., object]) -> str:
    """Return the name under which users find a function: that of its package, without what begins with a dash."""
    module = [part for part in function.__module__.split(".") if not part.startswith("_")]
    package = module[1:2] if module[0] == "disprop" else []  # a function of the caller's has its own name
    return ".".join([*package, function.__name__])
