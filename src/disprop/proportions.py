"""Proportions: a part of a whole, and the ratio of two. Parts are binomial."""

from __future__ import annotations

from numpy.typing import ArrayLike

from disprop import _pairs
from disprop.estimate import Estimate, from_family
from disprop.intervals import PROPORTION, RISK_RATIO


def proportion(
    part: ArrayLike, whole: ArrayLike, *, method: str = "wilson", level: ArrayLike = 0.95, sides: str = "two"
) -> Estimate:
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
        "wilson" (default), "clopper-pearson", "mid-p", "jeffreys", "agresti-coull" or "wald".
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
    Wilson limits solve (part - whole p)^2 = z^2 whole p (1 - p) [1]_. On average they cover as often as `level`
    says, also at small counts; "clopper-pearson" never covers less, and is wider.

    References
    ----------
    .. [1] Wilson 1927, Journal of the American Statistical Association 22: 209-212.

    Examples
    --------
    12 of 14 alerts were false:

    >>> print(proportion(12, 14))
    0.857 (95% CI 0.601 to 0.960)
    """
    data = _pairs.of_proportions({"part": part, "whole": whole})
    return from_family(PROPORTION, data, method=method, level=level, sides=sides, unit="per 1")


def risk_ratio(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    method: str = "mover-wilson",
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return how many times larger the group's proportion is than the reference's, with its interval.

    Use it for outcomes of people who are counted once each, such as arrests per person stopped. For events over
    residents use `rate_ratio`.

    Parameters
    ----------
    group, reference : pairs (part, whole)
        The two sides; array-likes that broadcast. Swapping them inverts the ratio and its interval.
    method : str
        "mover-wilson" (default) or "katz-log".
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
    MOVER combines the Wilson limits of the two proportions, which keeps their asymmetry and needs no rule of its
    own at zero [1]_.

    References
    ----------
    .. [1] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    Stops after false alerts: 5 of 7 in one deployment, 2 of 12 in an earlier one:

    >>> print(risk_ratio(group=(5, 7), reference=(2, 12)))
    4.3 (95% CI 1.3 to 15.4)
    """
    data = _pairs.of_proportions(_pairs.two_sides(group, reference, _pairs.PARTS))
    return from_family(RISK_RATIO, data, method=method, level=level, sides=sides)
