"""One statistic under each of several populations that could be meant, and what they leave open together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from disprop._errors import DispropError, advised, refused
from disprop._estimated import Estimated, estimate_of
from disprop.estimate import Estimate, Record, based, corners_of, hull, stack


@dataclass(frozen=True, eq=False, repr=False)
class Populations(Record):
    """An estimate under each of several populations, and the one that holds them all.

    Attributes
    ----------
    population : the estimates by the names of the populations.
    together : between what they lie, with the outer limits of all; it has no value, as nobody says which is right.
    """

    population: Mapping[str, Estimate]
    together: Estimate


def by_population(statistic: Callable[..., Estimate], *counts: Any, **sides: Any) -> Populations:
    """Return a statistic under each of several populations that could be meant, and between what it lies.

    Use it where nobody knows who could have been counted: residents, people who are there by day, licensed drivers,
    those of the last census or the one before. What the choice does to a ratio is then in the answer, instead of
    being made silently.

    Parameters
    ----------
    statistic : function
        `rate`, `rate_ratio` or another statistic of events and populations.
    *counts, **sides
        What it takes, with {"residents": 46_476, "by day": 61_000} in place of a population: numbers, or estimates.
        Where both sides have candidates they have the same names. Options such as `level=` go along.

    Returns
    -------
    Populations
        A record: `population` holds an estimate under each name, `together` lies between the least and the most of
        them, with the outer limits of all intervals.

    Raises
    ------
    DispropError
        Where no population has candidates, or both sides have others; as for the statistic.

    Notes
    -----
    The interval of `together` holds the truth as often as that of the right population does, whichever that is.
    Populations without an error beside `estimated` ones are taken as estimates whose error is 0, so that all intervals
    are of one method.

    Examples
    --------
    >>> from disprop import rate_ratio
    >>> from disprop.imperfect import by_population
    >>> group = {"residents": 46_476, "by day": 61_000}
    >>> reference = {"residents": 1_761_205, "by day": 1_702_000}
    >>> found = by_population(rate_ratio, group=(33, group), reference=(352, reference))
    >>> print(found)
    population: residents: 3.55 (95% CI 2.45 to 5.02)
    population: by day: 2.62 (95% CI 1.80 to 3.69)
    together: between 2.62 and 3.55 (95% CI 1.80 to 5.02)
    """
    given: dict[Any, Any] = {**dict(enumerate(counts)), **sides}
    names = _names(given)
    error = any(isinstance(each, Estimated) for every in _candidates(given) for each in every.values())
    found = {}
    for name in names:
        chosen = {key: _chosen(value, name, error=error) for key, value in given.items()}
        in_turn = [chosen.pop(place) for place in range(len(counts))]
        alone = statistic(*in_turn, **chosen) if callable(statistic) else None  # type: ignore[redundant-expr]
        if not isinstance(alone, Estimate):
            raise refused("statistic", "must give one estimate, as rate_ratio does", statistic)
        found[str(name)] = based(alone, over=str(name))
    if len({np.shape(one.value) for one in found.values()}) > 1:
        raise DispropError("the populations of all candidates need one shape", what="population")
    every = stack([each for one in found.values() for each in _corners(one)])
    return Populations(found, based(hull(every), over=f"any of {', '.join(found)}"))


def _corners(found: Estimate) -> list[Estimate]:
    """Return the estimates that counts known in part allow, or the estimate itself."""
    corners = corners_of(found)
    return [found] if corners is None else list(corners)


def _candidates(given: Mapping[Any, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the populations by name that stand in a call: by themselves, or in a pair."""
    for value in given.values():
        yield from (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Mapping))


def _names(given: Mapping[Any, Any]) -> list[Any]:
    """Return the names of the candidates, which are the same wherever there are some."""
    named = [list(each) for each in _candidates(given)]
    if not named or not named[0]:
        hint = '; write {"residents": 46_476, "by day": 61_000} in place of a population'
        raise advised("no population has candidates by name", hint, what="population")
    if other := next((names for names in named if set(names) != set(named[0])), None):
        both = f"{', '.join(map(str, named[0]))} and {', '.join(map(str, other))}"
        raise DispropError(f"candidates of both sides need the same names; got {both}", what="population", got=other)
    if len({*map(str, named[0])}) < len(named[0]):
        raise refused("population", "must have candidates of different names", named[0])
    return named[0]


def _chosen(value: Any, name: Any, *, error: bool) -> Any:
    """Return an argument with the population of that name; one without error as an estimate where another has one."""
    if isinstance(value, tuple):
        return tuple(_chosen(each, name, error=error) for each in value)
    if not isinstance(value, Mapping):
        return value
    chosen = value[name]
    return estimate_of(chosen, 0.0) if error and not isinstance(chosen, Estimated) else chosen
