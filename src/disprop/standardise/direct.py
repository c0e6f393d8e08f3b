"""Direct standardisation: the rate that a population would have with the make-up of a standard population."""

from __future__ import annotations

from functools import reduce
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._errors import Said, advised, one_of, worded
from disprop._estimated import need_known
from disprop._methods import DirectRateMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, corners_of, family_of, from_family, undefined
from disprop.intervals import DIRECT_RATE, Family, WeightedSum, repeated
from disprop.standardise._strata import CAREFUL, Standard, Strata, in_words, remarked_where_rare, strata, weighted_sum


@statistic("How often would it happen with the make-up of a standard population?", joins=True, name="direct_rate")
def direct_rate(
    events: ArrayLike,
    population: ArrayLike,
    *,
    standard: Standard,
    person: str = "once",
    **options: Unpack[Limits[DirectRateMethod]],
) -> Estimate:
    """Return the directly standardised rate: what it would be with the make-up of a standard population.

    Use it to compare areas or groups of different ages (or whatever the strata are) like with like: each stratum's
    rate is averaged with the same weights for all.

    Parameters
    ----------
    events : array_like of int
        Numerators, with the strata on the last axis; any axes before it are areas or groups.
    population : array_like of float
        Denominators of the same shape. Where a stratum with a weight has nobody in it, or a count is missing (NaN or
        None), the area has no rate, and `.why()` names the stratum. Estimates with an error, `imperfect.estimated`,
        widen the interval: then "fay-feuer".
    standard : array_like of float, or mapping of labels to weights, or str
        Weight of each stratum, in the order of the strata; they are divided by their sum. `standard_weights` has those
        of standard populations; where the columns of a frame are ages, its name is enough: "european-2013".
    person : str
        "once" (default) where events are independent of each other. "repeated" where the same people are stopped,
        scanned or admitted again and again: `events` then holds the number of people with one event, with two, with
        three and so on along its first axis, and the interval is wider. The value is the same.
    method : str
        "fay-feuer" (default), "tiwari", "dobson-" before a method of `rate` other than the two of Wald
        ("dobson-byar", "dobson-garwood" and so on), "normal" or "log-normal".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of sum(weight * events / population), unit "per 1", an element for each area. `data` holds events and population
        of the strata that have a weight, and what the interval is made from. The `remark` says where a method may be
        too narrow: fewer than 5 events in a stratum, of which one moves the rate by more than a third of its standard
        deviation and weighs more than twice the mean.

    Raises
    ------
    DispropError
        As for `rate`, but for a missing count; for a standard that does not fit.

    Notes
    -----
    The events x of each stratum are taken as Poisson and independent. With u = weight/population, the rate is
    y = sum u x and its variance v = sum u^2 x. "fay-feuer" takes gamma quantiles with these moments, the upper one with
    an event more in the stratum of the largest u [1]_; "tiwari" adds an event of mean u instead, which is less cautious
    [2]_; "dobson-..." moves the limits of the total count [3]_. With one stratum they are the limits of `rate`.

    Where a heavy stratum has few events, "dobson-...", "normal" and "log-normal" are too narrow: with a stratum that
    makes up 30% of the rate, and 0.3, 1 or 3 events expected there, 95% covered 27, 63 and 90 to 92%; "fay-feuer" and
    "tiwari" covered 95% and more there. One limit of a 95% level by "fay-feuer" was wrong in up to 5%, by "tiwari" in
    6%, and an upper one by the others in up to 74%.

    With repeated events the people with k of them are taken as Poisson for each k, so that the variance is
    sum k^2 u^2 people [4]_. The further event of "fay-feuer" is a person with the most events that there is room for.

    References
    ----------
    .. [1] Fay and Feuer 1997, Statistics in Medicine 16: 791-801.
    .. [2] Tiwari, Clegg and Zou 2006, Statistical Methods in Medical Research 15: 547-569.
    .. [3] Dobson, Kuulasmaa, Eberle and Scherer 1991, Statistics in Medicine 10: 457-462.
    .. [4] Stukel, Glynn, Fisher, Sharp, Lu-Yao and Wennberg 1994, Statistics in Medicine 13: 1781-1791.

    Examples
    --------
    Down's syndrome among first-born children by the age of the mother, standardised to all births (Fay and Feuer 1997,
    Table 1):

    >>> events = [107, 141, 60, 40, 39, 25]
    >>> births = [230_061, 329_449, 114_920, 39_487, 14_208, 3_052]
    >>> all_births = [63_986.6, 186_263.6, 157_302.2, 97_647, 47_572.6, 12_262.6]
    >>> print(direct_rate(events, births, standard=all_births).per(100_000))
    92.3 per 100,000 (95% CI 80.4 to 105.8)

    Two age groups: 40 and 30 people searched once, 5 and 9 twice, 1 and 4 three times.

    >>> people = [[40, 30], [5, 9], [1, 4]]
    >>> print(direct_rate(people, [9_000, 4_000], standard=[0.5, 0.5], person="repeated").per(1_000))
    10.44 per 1,000 (95% CI 7.98 to 13.72)
    >>> print(direct_rate([53, 60], [9_000, 4_000], standard=[0.5, 0.5]).per(1_000))
    10.44 per 1,000 (95% CI 8.49 to 12.74)
    """
    one_of("way to count people", person, ("once", "repeated"))
    if person == "once":
        read = strata({"events": events, "population": population}, standard)
        sums = read.summed()
    else:
        read, sums = _of_people(events, population, standard)
    found = from_family(DIRECT_RATE, sums._asdict(), unit="per 1", **options)
    words = {"standard": in_words(standard), "person": "" if person == "once" else person}
    return remarked_where_rare(based(found, words), read, "")


def _of_people(people: ArrayLike, population: ArrayLike, standard: Standard) -> tuple[Strata, WeightedSum]:
    """Return the strata and the sum of events from the people with one event, with two and so on, on the first axis."""
    need_known("people with several events", people)
    read = strata({"people": people, "population": population}, standard)
    counted = read.columns["people"]
    if counted.ndim < 2 or not len(counted):
        raise worded("rows of people", "people", Said(f"the shape {counted.shape}"))
    rows = zip(counted, read.columns["population"], strict=True)
    sums = [weighted_sum(row, people_of, read.weights) for row, people_of in rows]
    gaps = reduce(lambda one, other: np.where(one != "", one, other), read.gaps) if read.gaps.ndim else read.gaps
    once = {"events": counted.sum(axis=0), "population": read.columns["population"][0]}  # a person counts once
    return read._replace(columns=once, gaps=gaps), repeated(sums)


WITH_STRATA = "; call direct_rate_ratio, or direct_rate_difference, with the strata of both"


def of_estimates(family: Family, group: Estimate, reference: Estimate, **options: Unpack[Limits[str]]) -> Estimate:
    """Return the ratio, or the difference, of two rates; refused where only the strata could say what to remark."""
    method = options.get("method")
    if method is not None and not any(name in family[method].name for name in CAREFUL):
        raise worded("too narrow", "method", method, with_strata=WITH_STRATA)
    given = dict(zip(_pairs.SIDES, (group, reference), strict=True))
    for side, rate in given.items():
        if corners_of(rate) is not None:
            raise advised(f"{side} is of counts known only in part", WITH_STRATA, what=side, got=rate)
        if family_of(rate) is not DIRECT_RATE:
            raise advised(f"{side} is of populations that are estimates", WITH_STRATA, what=side, got=rate)
    sums = [np.asarray(total) for rate in given.values() for total in rate.data.values()]
    data = _arrays.broadcast({}, dict(zip(family.data, sums, strict=True)))
    unit = group.per(1).unit if family.support[0] < 0 else ""
    found = from_family(family, data, unit=unit, **options)
    for side, rate in given.items():
        why = np.array([f"{side} {said}" if said else "" for said in rate.why()], dtype=object)
        found = undefined(found, np.broadcast_to(why.reshape(np.shape(rate.value)), np.shape(found.value)))
    return found
