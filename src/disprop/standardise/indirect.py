"""Indirect standardisation: events against those expected at the rates of a reference population."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._calls import answers
from disprop._errors import Said, worded
from disprop._methods import RateMethod, RateRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, from_family, numbers
from disprop.intervals import RATE, RATE_RATIO
from disprop.standardise._strata import columns, refuse


@statistic("How many times more than expected?", counts=("observed", "expected"), name="indirect_ratio")
def indirect_ratio(observed: ArrayLike, expected: ArrayLike, **options: Unpack[Limits[RateMethod]]) -> Estimate:
    """Return the indirectly standardised ratio `observed / expected` with its interval.

    Use it where the strata of an area are too small for rates of their own: how many times more events there were than
    its people would have had at the rates of a reference population. Two such ratios are not comparable with each
    other, because each is weighted by its own population: use `direct_rate_ratio`, or see `indirect_rate_ratio`.

    Parameters
    ----------
    observed : array_like of int
        Numerator: events that happened.
    expected : array_like of float
        Denominator: events expected, known without error; `expected_events` works them out. Where they come from rates
        of a standard with few events the interval is too narrow: see `indirect_rate_ratio`.
    method : str
        Any method of `rate`; "garwood" by default.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of observed / expected, without a unit. `data` holds both.

    Raises
    ------
    DispropError
        As for `rate`.

    Examples
    --------
    Deaths of 1940 by age, against those expected at the rates of 1960 (Selvin 2004):

    >>> deaths = [45, 201, 320, 670, 1_126, 3_160, 9_723, 17_935, 22_179, 13_461, 2_238]
    >>> people = [906_897, 3_794_573, 10_003_544, 10_629_526, 9_465_330, 8_249_558, 7_294_330, 5_022_499]
    >>> people += [2_920_220, 1_019_504, 142_532]
    >>> deaths_1960 = [141, 926, 1_253, 1_080, 1_869, 4_891, 14_956, 30_888, 41_725, 26_501, 5_928]
    >>> people_1960 = [1_784_033, 7_065_148, 15_658_730, 10_482_916, 9_939_972, 10_563_872, 9_114_202, 6_850_263]
    >>> people_1960 += [4_702_482, 1_874_619, 330_915]
    >>> print(indirect_ratio(sum(deaths), expected_events(people, reference=(deaths_1960, people_1960))))
    0.8305 (95% CI 0.8244 to 0.8367)
    """
    data = _pairs.of_rates({"observed": observed, "expected": expected})
    return from_family(RATE, data, measure="indirectly standardised ratio", **options)


@statistic(
    "How often, at the rates of a reference?",
    joins=True,
    rises={"events": 1, "population": -1},  # of the reference either way
    name="indirect_rate",
)
def indirect_rate(
    events: ArrayLike, population: ArrayLike, *, reference: Pair, **options: Unpack[Limits[RateMethod]]
) -> Estimate:
    """Return the indirectly standardised rate: the reference's crude rate times observed over expected.

    It is `indirect_ratio` written as a rate, and like that is comparable with the reference only.

    Parameters
    ----------
    events, population : array_like
        Counts with the strata on the last axis. Of the events only the sum is used.
    reference : pair (events, population)
        The reference population by stratum, whose rates are known without error.
    method : str
        Any method of `rate`; "garwood" by default.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Unit "per 1". `data` holds the events, the population that would have had the expected events at the reference's
        crude rate, and the expected events.

    Raises
    ------
    DispropError
        As for `expected_events`; for a reference without events.

    Examples
    --------
    >>> reference = [400, 900], [20_000, 15_000]
    >>> print(indirect_rate([12, 30], [900, 300], reference=reference).per(1_000))
    43.3 per 1,000 (95% CI 31.2 to 58.6)
    """
    counted, _ = columns({"events": events, "population": population})
    observed = counted["events"].sum(axis=-1)
    expected = expected_events(counted["population"], reference=reference)
    of_reference, _ = columns(_pairs.one_side("reference", reference, _pairs.EVENTS))
    all_events, everyone = (column.sum(axis=-1) for column in of_reference.values())
    if (all_events == 0).any():
        raise worded("reference without any", "reference", Said("no events"), _arrays.first(all_events == 0))
    data = _pairs.of_rates({"events": observed, "equivalent_population": expected * (everyone / all_events)})
    data["expected"] = np.broadcast_to(expected, data["events"].shape)
    return from_family(RATE, data, unit="per 1", measure="indirectly standardised rate", **options)


@statistic(
    "How many times more than expected, against another group?", joins=True, rises=(1, -1), name="indirect_rate_ratio"
)
def indirect_rate_ratio(
    *, group: Pair, reference: Pair, standard: Pair, **options: Unpack[Limits[RateRatioMethod]]
) -> Estimate:
    """Return the ratio of two indirectly standardised ratios, both to the rates of one standard population.

    This is the only comparison of indirect ratios on offer, and it has a condition that `direct_rate_ratio` has not:
    each ratio is weighted by its own population, so that their ratio means something only if each group's rates are
    the standard's times a number that is the same in every stratum. If they are not, two groups with equal rates in
    every stratum may differ. Ratios to different standards are never comparable, so that both sides share `standard`.

    The standard's rates are taken for known. Where they come from few events the interval is too narrow, unless both
    sides have people of the same strata: with a standard of 80 events and sides that differ somewhat, 95% covered 94%
    for 42 against 520 events expected, 92% for 100 against 900, 80% for 630 against 2,600; with a standard of 10,000
    events 94.6 to 95.2%. Sides that differ much are worse: 89, 82 and 53%.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the strata on the last axis.
    standard : pair (events, population)
        The population whose rates give the expected events of both sides.
    method : str
        Any method of `rate_ratio`, with the same defaults: "mid-p" for an interval, "exact" for one limit.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (group observed / expected) / (reference observed / expected).

    Raises
    ------
    DispropError
        As for `expected_events`; for an Estimate instead of a pair, which does not tell what it was standardised to.

    Examples
    --------
    >>> standard = [400, 900], [20_000, 15_000]
    >>> group, reference = ([12, 30], [900, 300]), ([20, 11], [1_100, 200])
    >>> print(indirect_rate_ratio(group=group, reference=reference, standard=standard))
    1.28 (95% CI 0.80 to 2.05)
    """
    inputs: dict[str, Any] = {}
    for side, given in zip(_pairs.SIDES, (group, reference), strict=True):
        if isinstance(given, Estimate):
            raise worded("standardised estimate", side, Said("an Estimate"))
        counted, _ = columns(_pairs.one_side(side, given, _pairs.EVENTS))
        events, population = counted.values()
        inputs[f"{side}_observed"] = events.sum(axis=-1)
        inputs[f"{side}_expected"] = expected_events(population, reference=standard)
    called = "ratio of indirectly standardised ratios"
    found = from_family(RATE_RATIO, _pairs.of_rates(inputs), measure=called, **options)
    of_standard, living = (np.asarray(each, dtype=float) for each in _arrays.pair("standard", standard, _pairs.EVENTS))
    rates = numbers(np.ravel(np.divide(of_standard, living, where=living > 0, out=np.zeros_like(living))))
    return based(found, standard=rates)


@answers
def expected_events(population: ArrayLike, *, reference: Pair) -> FloatArray:
    """Return the events that a population would have at the rates of a reference, stratum by stratum.

    Parameters
    ----------
    population : array_like of float
        People, with the strata on the last axis.
    reference : pair (events, population)
        The reference population by stratum.

    Returns
    -------
    numpy.ndarray or float
        sum(population * reference events / reference population), without the last axis.

    Raises
    ------
    DispropError
        For a stratum with people where the reference has none, named by its position and label.

    Examples
    --------
    >>> float(expected_events([900, 300], reference=([400, 900], [20_000, 15_000])))
    36.0
    """
    inputs = _pairs.one_side("reference", reference, _pairs.EVENTS)
    known, labels = columns(inputs)
    data = _arrays.broadcast(
        {"population": population, **inputs}, {"population": _arrays.people("population", population), **known}
    )
    unknown = (data["reference_population"] == 0) & (data["population"] > 0)
    refuse(unknown, "reference_population", "is 0 where there is a population", "merge it with a neighbour", labels)
    with np.errstate(invalid="ignore"):
        expected = data["population"] * (data["reference_events"] / data["reference_population"])
    return np.where(data["population"] > 0, expected, 0.0).sum(axis=-1)
