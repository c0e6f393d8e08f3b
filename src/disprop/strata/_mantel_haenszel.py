"""Mantel-Haenszel: one ratio or difference for all strata."""

from __future__ import annotations

from numpy.typing import ArrayLike

from disprop._methods import MantelHaenszelMethod, Sides
from disprop._registry import statistic
from disprop.estimate import Estimate, from_family, told
from disprop.intervals.mantel_haenszel import MANTEL_HAENSZEL
from disprop.strata._counts import of_strata, read, unit_of


@statistic("How many times higher, like compared with like?", joins=True, rises=(0, 0))
def mantel_haenszel(
    measure: str,
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    method: MantelHaenszelMethod | None = None,
    level: ArrayLike = 0.95,
    sides: Sides = "two",
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
    family = MANTEL_HAENSZEL[measure]
    inputs = data | of_strata(measure, data)
    return told(from_family(family, inputs, method=method, level=level, sides=sides, unit=unit_of(measure)), empty)
