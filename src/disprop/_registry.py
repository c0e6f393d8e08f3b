"""The statistics by name: what each counts and takes, what it answers to a wrong call, and to counts known in part.

A statistic is a function of counts that returns an Estimate, or a record of them. The decorator files it in STATISTICS,
which the verbs of tables, the reference and the index of questions walk.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from disprop._calls import with_options, wrong_call
from disprop._corners import in_part
from disprop._of_estimates import estimates_in, with_error
from disprop._sets import KnownInPartError
from disprop._statistic import Statistic
from disprop.estimate import from_family

Given = ParamSpec("Given")
Found = TypeVar("Found")
SIDES = ("group", "reference", "whole", "mated", "non_mated", "true_alerts", "false_alerts")
PARTS = {("part", "whole"), ("alerts", "passes")}
WHOLES = {("population",), ("expected",)}  # without whom nothing is counted
RISES = (1, -1)  # with events, and against people; the reference the other way round
EITHER = (0, 0)  # where strata are added up

STATISTICS: dict[str, Statistic] = {}


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
        The question that it answers, such as "How often does it happen?".
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
        usual = EITHER if joins else RISES
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

        STATISTICS[own.name] = own
        called.statistic = own  # type: ignore[attr-defined]
        return called

    return file


def _public(function: Callable[..., object]) -> str:
    """Return the name under which users find a function: that of its package, without what begins with a dash."""
    module = [part for part in function.__module__.split(".") if not part.startswith("_")]
    package = module[1:2] if module[0] == "disprop" else []  # a function of the caller's has its own name
    return ".".join([*package, function.__name__])
