"""One ratio, or difference, for all strata: of Mantel and Haenszel, and by the score, from counts that are checked."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from disprop import _pairs
from disprop._arrays import FloatArray, Pair
from disprop._errors import Said, one_of, refused
from disprop._methods import MantelHaenszelMethod, StratifiedScoreMethod
from disprop._pairs import Empty
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, from_family, told
from disprop.intervals._strata_fit import WEIGHTS
from disprop.intervals.strata import IN_STRATA, MANTEL_HAENSZEL, Counts, default_weights, informative

MEASURES = ("rate ratio", "risk ratio", "odds ratio", "rate difference", "risk difference")


def read(measure: str, group: Any, reference: Any) -> tuple[dict[str, FloatArray], Empty]:
    """Return the four counts under their names, as rates or as risks, and what is to be said of empty strata."""
    one_of("stratified measure", measure, MEASURES)
    rates = measure.startswith("rate")
    inputs = _pairs.two_sides(group, reference, _pairs.EVENTS if rates else _pairs.PARTS)
    given, missing = _pairs.filled(inputs)
    data = (_pairs.of_rates if rates else _pairs.of_proportions)(given)
    shape = next(iter(data.values())).shape
    if not shape or shape[-1] == 0:
        found = Said("an empty axis" if shape else "single numbers")
        raise refused("strata", "are the last axis of the counts", found, hint=f": one table has {measure}s of its own")
    return data, _pairs.empty(inputs, data, missing)


def of_strata(measure: str, data: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return how many strata there are, and how many of them say something about the measure."""
    said = informative(measure, Counts(*data.values()))
    many = said.sum(axis=-1, dtype=np.float64)
    return {"strata": np.full(many.shape, float(said.shape[-1])), "informative_strata": many}


def unit_of(measure: str) -> str:
    """Return the unit of a measure: a ratio has none."""
    return "per 1" if measure.endswith("difference") else ""


@statistic("How many times higher, like compared with like?", joins=True)
def mantel_haenszel(
    measure: str, *, group: Pair, reference: Pair, **options: Unpack[Limits[MantelHaenszelMethod]]
) -> Estimate:
    """Return one ratio or difference for all strata, each compared within itself, with its interval.

    Use it where the two sides are spread differently over ages, areas or offences and the ratio is much the same in
    each: it takes out what comes from that spread. `homogeneity` tests whether it is the same. It needs no large
    strata, only many events in all. Where the ratios differ, say so: the result is an average of them.

    Parameters
    ----------
    measure : str
        "rate ratio", "risk ratio", "odds ratio", "rate difference" or "risk difference".
    group, reference : pairs (events, population), or (part, whole) for risks and odds
        The two sides, strata on the last axis; everything before it broadcasts.
    method : str, optional
        The variance: "greenland-robins" for rates and the risk ratio, "robins-breslow-greenland" for the odds ratio,
        "sato" for the risk difference.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of R/S, with R the sum over strata of (group events) (reference population) / (total population) and S the same
        with the sides swapped; for odds, of (group part) (reference rest) / total over the swapped sum. A difference is
        (R - S) over the sum of (group population) (reference population) / (total population). `data` holds the counts
        with their strata, `strata`, and `informative_strata`: those that say something about the measure; `to_dict`
        gives the sum of each count. A stratum without events says
        nothing about a ratio and is a difference of 0; one without a side says
        nothing, and the remark names it. With a missing count (NaN or None) the result is undefined.

    Raises
    ------
    DispropError
        As for `rate` and `proportion`, but for a missing count, and for counts without an axis of strata.

    Notes
    -----
    A ratio is 0 when no group events are compared, infinite when no reference events are, and NaN with the interval
    (0, infinity) when nothing is. Its limits are on the log scale, with the variances of [1]_ and [2]_; a risk
    difference has the variance of [3]_. Where a side has no events, or nothing but events in every stratum (for a risk
    ratio: both sides), those variances are not of both sides: there limits and test are those of `stratified_score`.
    All is NaN where no stratum has both sides. No exact method is known: one limit is as approximate as the interval.

    References
    ----------
    .. [1] Greenland and Robins 1985, Biometrics 41: 55-68.
    .. [2] Robins, Breslow and Greenland 1986, Biometrics 42: 311-323.
    .. [3] Sato, Greenland and Robins 1989, Biometrics 45: 1323-1324.

    Examples
    --------
    Admissions of men against women in six departments of Berkeley: of all applicants men have odds 1.84 times as
    high, and within departments 0.90 times.

    >>> from disprop import odds_ratio, strata
    >>> men, women = (
    ...     ([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]),
    ...     ([89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]),
    ... )
    >>> print(odds_ratio(group=(1198, 2691), reference=(557, 1835), method="woolf-log"))
    1.841 (95% CI 1.624 to 2.087)
    >>> print(strata.mantel_haenszel("odds ratio", group=men, reference=women))
    0.905 (95% CI 0.772 to 1.060)
    """
    data, empty = read(measure, group, reference)
    family = MANTEL_HAENSZEL[measure]
    inputs = data | of_strata(measure, data)
    return told(from_family(family, inputs, unit=unit_of(measure), **options), empty)


@statistic("How many times higher, like with like, where events are few?", joins=True)
def stratified_score(
    measure: str,
    *,
    group: Pair,
    reference: Pair,
    weights: str | None = None,
    **options: Unpack[Limits[StratifiedScoreMethod]],
) -> Estimate:
    """Return one ratio or difference for all strata with its score interval, which needs no large counts.

    Use it instead of `mantel_haenszel` where a side has few events: its test of no difference is that of `cmh_test`, at
    any counts. Where a side has none, `mantel_haenszel` gives these limits too. It takes some hundred times longer.

    Parameters
    ----------
    measure : str
        "rate ratio", "risk ratio", "odds ratio", "rate difference" or "risk difference".
    group, reference : pairs (events, population), or (part, whole) for risks and odds
        The two sides, strata on the last axis; everything before it broadcasts.
    method : str
        "score" (default), or "scas" with the correction for skewness, whose two tails are nearer to each other where
        events are few.
    weights : str, optional
        "mantel-haenszel" (default), n1 n0/N; "miettinen-nurminen", by the variances of the mean risks; or
        "inverse-variance", by the variance of each stratum, which gives the likeliest common value. A rate difference
        has no inverse variances, which would be infinite without events. Of an odds ratio, and but for the first of a
        rate ratio, both others are the same, and an odds ratio has no first.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the same value as `mantel_haenszel` with its weights, and of the likeliest common one with inverse variances,
        as for the odds ratio. `data` holds the counts with their strata, `strata` and `informative_strata`; `to_dict`
        gives the sum of each count.

    Raises
    ------
    DispropError
        As for `mantel_haenszel`.

    Notes
    -----
    Limits solve (sum of w S)^2 = z^2 (sum of w^2 V) [1]_. S is what was observed less what the limit says (p1 - r p0 or
    p1 - p0 - d), V its variance at the likeliest risks or rates under that limit, with the factor N/(N - 1) for risks,
    and w the weight. For odds w S is the slope of the likelihood. "scas" has z + (z^2 - 1) (sum of w^3 M)/(6 v^1.5) for
    z, with M the third moment of S and v the sum of w^2 V, and takes the bias of an odds ratio's slope off it [2]_.
    With inverse variances a stratum in which nothing happened has 1/2 added to its cells for a risk difference, and so
    has one in which everything did, for a risk ratio too. No exact method is known: one limit is as approximate as the
    interval.

    References
    ----------
    .. [1] Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226.
    .. [2] Laud 2017, Pharmaceutical Statistics 16: 334-348, and 2018, 17: 290-293.

    Examples
    --------
    No Black resident was stopped in either of two areas, and 12 White residents were:

    >>> from disprop import strata
    >>> counts = {"group": ([0, 0], [400, 300]), "reference": ([4, 8], [5_000, 9_000])}
    >>> print(strata.stratified_score("rate ratio", **counts))
    0.00 (95% CI 0.00 to 6.55)
    >>> print(strata.stratified_score("rate ratio", **counts, method="scas"))
    0.00 (95% CI 0.00 to 5.37)
    """
    data, empty = read(measure, group, reference)
    weights = default_weights(measure) if weights is None else weights
    one_of(f"weight of strata for a {measure}", weights, WEIGHTS[measure])
    family, inputs = IN_STRATA[measure, weights], data | of_strata(measure, data)
    found = from_family(family, inputs, unit=unit_of(measure), **options)
    return told(based(found, weights=weights), empty)
