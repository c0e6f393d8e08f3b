"""Mantel-Haenszel: one ratio or difference for all strata."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop._arrays import FloatArray
from disprop.estimate import Estimate, from_family, told
from disprop.intervals.common import mantel_haenszel_family
from disprop.intervals.stratified import MANTEL_HAENSZEL, one_sided
from disprop.strata._counts import Counts, over_strata, read, unit_of

Terms = tuple[FloatArray, ...]


def mantel_haenszel(
    measure: str,
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    method: str | None = None,
    level: ArrayLike = 0.95,
    sides: str = "two",
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
        The variance: "greenland-robins" (default for rates and the risk ratio), "robins-breslow-greenland" (odds
        ratio), "sato" (risk difference); or "score" for a ratio, which needs no logarithm.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of R/S, with R the sum over strata of (group events) (reference population) / (total population) and S the same
        with the sides swapped; for odds, of (group part) (reference rest) / total over the swapped sum. A difference is
        (R - S) over the sum of (group population) (reference population) / (total population). `data` holds these sums,
        the totals of each count, `strata`, and `informative_strata`: those that say something about the measure; and
        where a side has no events the counts of every stratum, as in `stratified_score`. A stratum without events says
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
    ratio: both sides), those variances are not of both sides: there limits and test are those of `stratified_score`,
    whatever the method, but for "score" [4]_. All is NaN where no stratum has both sides. No exact method is known: one
    limit is as approximate as the interval.

    References
    ----------
    .. [1] Greenland and Robins 1985, Biometrics 41: 55-68.
    .. [2] Robins, Breslow and Greenland 1986, Biometrics 42: 311-323.
    .. [3] Sato, Greenland and Robins 1989, Biometrics 45: 1323-1324.
    .. [4] Sato 1990, Biometrics 46: 71-80.

    Examples
    --------
    Admissions of men against women in six departments of Berkeley: of all applicants men have odds 1.84 times as
    high, and within departments 0.90 times.

    >>> from disprop import odds_ratio, strata
    >>> men, women = (
    ...     ([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]),
    ...     (
    ...         [89, 17, 202, 131, 94, 24],
    ...         [108, 25, 593, 375, 393, 341],
    ...     ),
    ... )
    >>> print(odds_ratio(group=(1198, 2691), reference=(557, 1835), method="woolf-log"))
    1.841 (95% CI 1.624 to 2.087)
    >>> print(strata.mantel_haenszel("odds ratio", group=men, reference=women))
    0.905 (95% CI 0.772 to 1.060)
    """
    data, empty = read(measure, group, reference)
    counts, family = Counts(*data.values()), MANTEL_HAENSZEL[measure]
    sums = tuple(over_strata(SUMS[measure], counts))
    if one_sided(measure, sums).any():
        family, sums = mantel_haenszel_family(measure, counts.x1.shape[-1]), (*sums, *counts.of_each())
    inputs = dict(zip(family.data, sums, strict=True))
    inputs |= {name: count.sum(axis=-1) for name, count in data.items()} | of_strata(measure, counts)
    method = method or family.default
    found = from_family(family, inputs, method=method, level=level, sides=sides, unit=unit_of(measure))
    return told(replace(found, measure=MANTEL_HAENSZEL[measure].parameter), empty)


def of_strata(measure: str, counts: Counts) -> dict[str, FloatArray]:
    """Return how many strata there are, and how many of them say something about the measure."""

    def said(some: Counts) -> tuple[FloatArray]:
        return (informative(measure, some).sum(axis=-1, dtype=np.float64),)

    (informative_strata,) = over_strata(said, counts)
    strata = np.full(informative_strata.shape, float(counts.x1.shape[-1]))
    return {"strata": strata, "informative_strata": informative_strata}


def informative(measure: str, counts: Counts) -> NDArray[np.bool_]:
    """Return which strata say something about the measure."""
    if measure not in TERMS:
        return counts.weight > 0
    r, s, *_ = TERMS[measure](counts)
    return r + s > 0


def _ratio_of_rates(c: Counts) -> Terms:
    share, other = c.n1 / c.total, c.n0 / c.total
    return c.x1 * other, c.x0 * share, (c.x1 + c.x0) * share * other


def _ratio_of_risks(c: Counts) -> Terms:
    share, other = c.n1 / c.total, c.n0 / c.total
    spread = (c.x0 * other * (c.n1 - c.x1) + c.x1 * share * (c.n0 - c.x0)) / c.total
    return c.x1 * other, c.x0 * share, spread


def _ratio_of_odds(c: Counts) -> Terms:
    rest1, rest0 = c.n1 - c.x1, c.n0 - c.x0
    r, s = c.x1 * (rest0 / c.total), rest1 * (c.x0 / c.total)
    p, q = (c.x1 + rest0) / c.total, (rest1 + c.x0) / c.total
    return r, s, p * r / 2, (p * s + q * r) / 2, q * s / 2


TERMS: dict[str, Callable[[Counts], Terms]] = {
    "rate ratio": _ratio_of_rates,
    "risk ratio": _ratio_of_risks,
    "odds ratio": _ratio_of_odds,
}


def _of_ratio(terms: Callable[[Counts], Terms]) -> Callable[[Counts], Terms]:
    """Return the function that adds the terms of a ratio up: NaN with an infinite variance where all are 0."""

    def sums(counts: Counts) -> Terms:
        r, s, *variances = (term.sum(axis=-1) for term in terms(counts))
        silent = r + s == 0
        unsaid = np.where(counts.weight.any(axis=-1), np.inf, np.nan)
        ratio = (np.where(silent, np.nan, side) for side in (r, s))
        return *ratio, *(np.where(silent, unsaid, variance) for variance in variances)

    return sums


def _of_difference(c: Counts) -> Terms:
    """Return the sums of both sides and of the weights, NaN where no stratum has both sides."""
    weight = c.weight.sum(axis=-1)
    sums = (c.x1 * (c.n0 / c.total)).sum(axis=-1), (c.x0 * (c.n1 / c.total)).sum(axis=-1), weight
    return tuple(np.where(weight == 0, np.nan, each) for each in sums)


def _difference_of_rates(c: Counts) -> Terms:
    share, other, (r, s, weight) = c.n1 / c.total, c.n0 / c.total, _of_difference(c)
    return r, s, weight, (c.x1 * other**2 + c.x0 * share**2).sum(axis=-1) / weight**2


def _difference_of_risks(c: Counts) -> Terms:
    share, other, (r, s, weight) = c.n1 / c.total, c.n0 / c.total, _of_difference(c)
    tilt = c.x0 * share**2 - c.x1 * other**2 + share * (c.n0 - c.n1) * other / 2
    spread = (c.x1 * ((c.n0 - c.x0) / c.total) + c.x0 * ((c.n1 - c.x1) / c.total)) / 2
    tilted, spread = (r - s) / weight * tilt.sum(axis=-1), spread.sum(axis=-1)
    return r, s, weight, np.maximum(tilted + spread, 0.0) / weight**2


SUMS: dict[str, Callable[[Counts], Terms]] = {
    **{measure: _of_ratio(terms) for measure, terms in TERMS.items()},
    "rate difference": _difference_of_rates,
    "risk difference": _difference_of_risks,
}
