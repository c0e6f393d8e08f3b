"""Proportions: a part of a whole, and the ratio of two. Parts are binomial."""

from __future__ import annotations

from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop.estimate import Estimate, from_family
from disprop.intervals import PROPORTION, RISK_RATIO
from disprop.rates import two_sides

MORE_THAN_ALL = "; if one person can be counted more than once, this is a rate: use rate()"


def proportion(part: ArrayLike, whole: ArrayLike, *, method: str = "wilson", level: float = 0.95) -> Estimate:
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
    level : float
        Confidence level; 0.95 means 95%.

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
    data = proportion_data({"part": part, "whole": whole})
    return from_family(PROPORTION, data, method=method, level=level, unit="per 1")


def risk_ratio(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    method: str = "mover-wilson",
    level: float = 0.95,
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
    level : float
        Confidence level; 0.95 means 95%.

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
    5 of 7 wrongly flagged people were stopped, and 1 of 12 elsewhere:

    >>> print(risk_ratio(group=(5, 7), reference=(1, 12)))
    8.6 (95% CI 1.8 to 51.8)
    """
    data = proportion_data(two_sides(group, reference, ("part", "whole")))
    return from_family(RISK_RATIO, data, method=method, level=level)


def proportion_data(inputs: dict[str, ArrayLike]) -> dict[str, FloatArray]:
    """Return validated parts and wholes of one shape."""
    data = _arrays.broadcast(inputs, {name: _arrays.counts(name, value) for name, value in inputs.items()})
    names = list(data)
    for part, whole in zip(names[::2], names[1::2], strict=True):
        _arrays.at_most(part, data[part], whole, data[whole], MORE_THAN_ALL)
    return data
