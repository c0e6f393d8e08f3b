"""Proportions: a part of a whole, and the ratio and the difference of two. Parts are binomial."""

from __future__ import annotations

from typing import Unpack

from disprop import _pairs
from disprop._arrays import ArrayLike, Pair
from disprop._methods import OddsRatioMethod, ProportionMethod, RiskDifferenceMethod, RiskRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, from_family
from disprop.intervals import ODDS_RATIO, PROPORTION, RISK_DIFFERENCE, RISK_RATIO


@statistic("What share of the whole?", counts=("part", "whole"), name="proportion")
def proportion(part: ArrayLike, whole: ArrayLike, **options: Unpack[Limits[ProportionMethod]]) -> Estimate:
    """Return the proportion `part / whole` with its interval.

    Use it where each of `whole` can be counted once at most: alerts that were false, survey answers, stops that
    led to an arrest. Where one person can be counted more than once use `rate`.

    Parameters
    ----------
    part : array_like of int
        Numerator. Zero is an ordinary count.
    whole : array_like of int
        Denominator, at least as large as `part`. 0 of 0 is undefined and gives NaN.
    method : str
        "mid-p" (default of an interval), "clopper-pearson" (exact; default of one limit), "blaker", "wilson",
        "wilson-cc", "scas", "likelihood", "jeffreys", "agresti-coull" or "wald".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the broadcast shape, unit "per 1"; `.per(100)` gives percentages. `data` holds part and whole.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean, and for a part above its whole.

    Notes
    -----
    "mid-p" limits are those at which the probability of more (or fewer) than `part`, with half of that of `part`
    itself, is (1 - level)/2 [1]_. On either side they are never wrong more than twice as often as that, and 95% covers
    91.7% or more. "clopper-pearson" counts all of the probability of `part` and is never wrong more often than it says
    [2]_, so that it is what one limit takes; its interval is 10 to 14% wider at 1 to 3 of many. "wilson" is wrong on
    one side in up to 16% for 2.5% where few of many are counted; from 20 of either kind on it hardly differs.

    From 500 rows of one level on, "mid-p", "clopper-pearson" and "jeffreys" limits come from a polynomial of the level:
    a row may differ from a call of its own by up to 1e-11 of a limit, so compare with a tolerance and not with ==.

    References
    ----------
    .. [1] Lancaster 1961, Journal of the American Statistical Association 56: 223-234.
    .. [2] Clopper and Pearson 1934, Biometrika 26: 404-413.

    Examples
    --------
    12 of 14 alerts were false:

    >>> print(proportion(12, 14))
    0.857 (95% CI 0.603 to 0.975)
    """
    return from_family(PROPORTION, _pairs.of_proportions({"part": part, "whole": whole}), unit="per 1", **options)


@statistic("How many times larger is the share?", counts=("part", "whole"), name="risk_ratio")
def risk_ratio(*, group: Pair, reference: Pair, **options: Unpack[Limits[RiskRatioMethod]]) -> Estimate:
    """Return how many times larger the group's proportion is than the reference's, with its interval.

    Use it for outcomes of people who are counted once each, such as arrests per person stopped. For events over
    residents use `rate_ratio`.

    Parameters
    ----------
    group, reference : pairs (part, whole)
        The two sides; array-likes that broadcast. Swapping them inverts the ratio and its interval.
    method : str
        "miettinen-nurminen" (default), "koopman", "scas", "katz-log", or "mover-" before the name of a method of
        `proportion`, but "blaker", "agresti-coull" and "wald".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (group part / group whole) / (reference part / reference whole). 0 when the group's part is 0;
        infinite, with a finite lower limit, when only the reference's is; NaN with the interval (0, infinity)
        when both are.

    Raises
    ------
    DispropError
        As for `proportion`.

    Notes
    -----
    Score limits are the ratios r that solve
    (p1 - r p0)^2 = z^2 N / (N - 1) (q1 (1 - q1) / n1 + r^2 q0 (1 - q0) / n0), where p are the two proportions, n the
    wholes, N their sum, and q the likeliest proportions of that ratio [1]_; they need no rule of their own at zero.
    "koopman" leaves out N / (N - 1). "scas" corrects the score for its skewness, so that the truth is missed about as
    often on either side [2]_. The "mover" methods combine the limits of the two proportions [3]_.

    One limit is no exact one by default: a 95% limit is wrong in 4 to 5% of cases on average, and in up to 18% where
    nearly all of either whole are counted; "scas" in up to 10%, "mover-clopper-pearson" in up to 5.

    References
    ----------
    .. [1] Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226.
    .. [2] Laud 2017, Pharmaceutical Statistics 16: 334-348.
    .. [3] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    Stops after false alerts: 5 of 7 in one deployment, 2 of 12 in an earlier one:

    >>> print(risk_ratio(group=(5, 7), reference=(2, 12)))
    4.3 (95% CI 1.2 to 16.6)
    """
    return from_family(RISK_RATIO, _pairs.of_proportions(_pairs.two_sides(group, reference, _pairs.PARTS)), **options)


@statistic("How many times higher are the odds?", counts=("part", "whole"), name="odds_ratio")
def odds_ratio(*, group: Pair, reference: Pair, **options: Unpack[Limits[OddsRatioMethod]]) -> Estimate:
    """Return how many times larger the group's odds are than the reference's, with its interval.

    The odds are part against rest: 12 false alerts of 14 are odds of 12 to 2. Use it to set beside published odds
    ratios, or where cases and controls were sampled. It is not how many times more likely something is: that is
    `risk_ratio`, which is nearer to 1 unless the part is rare.

    Parameters
    ----------
    group, reference : pairs (part, whole)
        The two sides; array-likes that broadcast. Swapping them inverts the ratio and its interval, and so does
        counting the rest instead of the part.
    method : str
        "mid-p" (default of an interval), "exact" (default of one limit), "miettinen-nurminen", "scas" or "woolf-log".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (group part / group rest) / (reference part / reference rest). 0 when the group's part or the
        reference's rest is 0; infinite, with a finite lower limit, when the group's rest or the reference's part
        is; NaN with the interval (0, infinity) when nobody, or everybody, is in the parts.

    Raises
    ------
    DispropError
        As for `proportion`.

    Notes
    -----
    Given both margins of the table the group's part follows Fisher's noncentral hypergeometric distribution, which
    has the odds ratio as its only parameter [1]_: "exact" inverts its tails and never covers less than `level`;
    "mid-p" counts half of the probability of what was observed and covers close to `level` on average. Their
    p-values are twice the smaller tail of Fisher's test, or of its mid-p form.

    References
    ----------
    .. [1] Cornfield 1956, Proceedings of the Third Berkeley Symposium 4: 135-148.

    Examples
    --------
    Stops after false alerts: 5 of 7 in one deployment, 2 of 12 in an earlier one:

    >>> print(odds_ratio(group=(5, 7), reference=(2, 12)))
    12 (95% CI 1 to 132)
    """
    return from_family(ODDS_RATIO, _pairs.of_proportions(_pairs.two_sides(group, reference, _pairs.PARTS)), **options)


@statistic("By how much is the share larger?", counts=("part", "whole"), rises=(1, 0), name="risk_difference")
def risk_difference(*, group: Pair, reference: Pair, **options: Unpack[Limits[RiskDifferenceMethod]]) -> Estimate:
    """Return by how much the group's proportion is larger than the reference's, with its interval.

    Use it where the number of people matters more than how many times: 3 more in every 100 stopped were arrested.
    A ratio says nothing about that number, and a difference nothing about how many times.

    Parameters
    ----------
    group, reference : pairs (part, whole)
        The two sides; array-likes that broadcast. Swapping them changes the sign of the difference and its interval.
    method : str
        "miettinen-nurminen" (default), "mee", "scas", "newcombe", "agresti-caffo", "wald", or "mover-" before the name
        of a method of `proportion`, but "wilson", "blaker" and "wald".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of group part / group whole - reference part / reference whole, from -1 to 1, unit "per 1"; `.per(100)` gives
        percentage points.

    Raises
    ------
    DispropError
        As for `proportion`.

    Notes
    -----
    Score limits are the differences D that solve
    (p1 - p0 - D)^2 = z^2 N / (N - 1) (q1 (1 - q1) / n1 + q0 (1 - q0) / n0), where p are the two proportions, n the
    wholes, N their sum, and q the likeliest proportions among those that differ by D [1]_. "mee" leaves out
    N / (N - 1); "scas" corrects the score for its skewness [2]_; "newcombe" composes the two Wilson intervals [3]_, and
    the "mover" methods any other two. "wald" has no width where both parts are 0.

    One limit is no exact one by default: a 95% limit is wrong in 4 to 5% of cases on average, and in up to 11% at small
    counts; "mover-clopper-pearson" in up to 6.

    References
    ----------
    .. [1] Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226.
    .. [2] Laud 2017, Pharmaceutical Statistics 16: 334-348.
    .. [3] Newcombe 1998, Statistics in Medicine 17: 873-890.

    Examples
    --------
    Stops after false alerts: 5 of 7 in one deployment, 2 of 12 in an earlier one:

    >>> print(risk_difference(group=(5, 7), reference=(2, 12)).per(100))
    54.8 per 100 (95% CI 8.4 to 82.3)
    """
    data = _pairs.of_proportions(_pairs.two_sides(group, reference, _pairs.PARTS))
    return from_family(RISK_DIFFERENCE, data, unit="per 1", **options)
