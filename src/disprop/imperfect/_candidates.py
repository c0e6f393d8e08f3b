"""One statistic under each of several populations that could be meant; the interval of a value known in part."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from disprop._errors import DispropError, of_kind, refused, worded
from disprop._estimated import Estimated, estimate_of
from disprop.estimate import Estimate, Record, based, corners_of, covering_value, family_of, hull, stack


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
    allowed = ((one,) if (corners := corners_of(one)) is None else corners for one in found.values())
    every = hull(stack([each for corners in allowed for each in corners]))
    return Populations(found, based(every, over=f"any of {', '.join(found)}"))


def _candidates(given: Mapping[Any, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the populations by name that stand in a call: by themselves, or in a pair."""
    for value in given.values():
        yield from (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Mapping))


def _names(given: Mapping[Any, Any]) -> list[Any]:
    """Return the names of the candidates, which are the same wherever there are some."""
    named = [list(each) for each in _candidates(given)]
    if not named or not named[0]:
        raise worded("no candidates", "population")
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


def imbens_manski(estimate: Estimate) -> Estimate:
    """Return the estimate with an interval that covers its value, wherever the counts allow it to lie.

    Of counts known only in part an interval reaches, by default, around every value that is possible: it is the union
    of the intervals of all counts, and holds all of `least` to `most` with the level. To hold the one true value it
    need not be so wide: that lies at one end at most, and error beyond the other end does no harm.

    Use it where the range is wide beside the sampling error and the interval is quoted for the value. Not where a
    reader asks what all possible counts would have given: that is the union.

    Parameters
    ----------
    estimate : Estimate
        Of counts known only in part, by a statistic of this library. One of known counts is returned as it is.

    Returns
    -------
    Estimate
        Value, `least` and `most` are the same; `low` and `high` never lie outside of the union's. `remark` says so, and
        `p_value` agrees. One limit by itself covers the value as it is.

    Raises
    ------
    DispropError
        For an interval that comes with no test, such as that of a mean of ratios.

    Notes
    -----
    Both outer limits have the tail a at which a + Phi(z - d) = 1 - level, where z is the normal score of a, negative,
    and d the distance of the two ends in standard errors [1]_: a is (1 - level) / 2 where they coincide, so that the
    interval is the ordinary one, and 1 - level where they lie far apart. The limits are those of the method of the
    estimate, and d is the normal score of the tail with which the limits of one end leave the other out, by the less
    exact of the two. As a range grows, a falls from 1.96 to 1.645 standard errors before the limits move with its ends:
    one limit may move inwards, where the other end alone moves.

    That the level holds for every width needs the two ends to be estimated in such a way that they coincide where
    there is nothing to be not known [2]_. Ends that come from one set of counts, with what is unknown added to one
    side or to the other, are in order in every sample, which is enough.

    References
    ----------
    .. [1] Imbens and Manski 2004, Econometrica 72: 1845-1857.
    .. [2] Stoye 2009, Econometrica 77: 1299-1315.

    Examples
    --------
    >>> from disprop import between, rate_ratio
    >>> from disprop.imperfect import imbens_manski
    >>> ratio = rate_ratio(group=(between(72, 211), 72_257), reference=(between(647, 786), 1_801_352))
    >>> print(ratio)
    between 2.28 and 8.13 (95% CI 1.78 to 9.48)
    >>> print(imbens_manski(ratio))
    between 2.28 and 8.13 (95% CI 1.86 to 9.25); the interval is that of the value (imbens-manski)
    """
    of_kind(Estimate, "estimate", "must be an Estimate", estimate)
    corners = corners_of(estimate)
    if corners is None or estimate.sides != "two":
        return estimate
    if family_of(corners) is None:
        raise worded("interval without a test", estimate.measure)
    return covering_value(estimate, corners)
