"""Two systems, or two thresholds, tried on the same faces: which faces both alert, and which only one of them.

Everything is counted on the same footage, so that the difference between A and B is not that between two crowds.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop.estimate import Estimate, from_family
from disprop.intervals.paired import DISCORDANT_ODDS, PAIRED_DIFFERENCE, PAIRED_RATIO


def mcnemar(
    *, only_a: ArrayLike, only_b: ArrayLike, method: str | None = None, level: ArrayLike = 0.95, sides: str = "two"
) -> Estimate:
    """Return the faces that only A alerts over those that only B does: the odds ratio of McNemar's test.

    Use it to ask whether two systems differ at all on the same faces: `.p_value(1)` is McNemar's test. The faces that
    both alert, or neither, say nothing about that, and are not asked for. How much they differ is
    `difference` or `ratio`.

    Parameters
    ----------
    only_a, only_b : array_like of int
        Faces that A alerts and B does not, and the reverse. Swapping them inverts the ratio.
    method : str
        "mid-p" (default of an interval), "exact" (never covers less than `level`; default of one limit), "score"
        (McNemar's chi-squared, without correction) or "scas".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of only_a / only_b: infinite, with a finite lower limit, where only_b is 0; NaN with the interval
        (0, infinity) where both are.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean.

    Notes
    -----
    Given their sum, only_a is binomial with the odds p/(1 - p) = ratio: the limits are those of that proportion. At
    ratio 1 the p-value of "exact" is twice the smaller binomial tail, and that of "mid-p" the mid-p test [1]_: P(X =
    only_a) less, and P(X = only_a)/2 less than 1 where both counts are equal.

    References
    ----------
    .. [1] Fagerland, Lydersen and Laake 2013, BMC Medical Research Methodology 13: 91.

    Examples
    --------
    1 face that only A alerts, and 7 that only B does:

    >>> from disprop import paired
    >>> found = paired.mcnemar(only_a=1, only_b=7)
    >>> print(found, float(found.p_value(1).round(4)))
    0.143 (95% CI 0.006 to 0.924) 0.0391
    """
    data = counts_of({"only_a": only_a, "only_b": only_b})
    return from_family(DISCORDANT_ODDS, data, method=method, level=level, sides=sides)


def difference(  # noqa: PLR0913 - four cells of one table
    *,
    both: ArrayLike,
    only_a: ArrayLike,
    only_b: ArrayLike,
    neither: ArrayLike,
    method: str = "tango",
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return by how much the share of faces that A alerts exceeds the share that B does, on the same faces.

    Use it where every face is known, as with volunteers on the watchlist: it is then the difference of the two
    true-positive (or false-positive) rates. Where nobody knows who passed without an alert use `relative_accuracy`.
    Where people pass several times use `difference_by_person`.

    Parameters
    ----------
    both, only_a, only_b, neither : array_like of int
        Faces that both systems alert, only A, only B, and neither.
    method : str
        "tango" (default: the score interval), "newcombe" or "wald".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (only_a - only_b) / all faces, unit "per 1". `data` holds the four counts.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean.

    Notes
    -----
    Tango's limits are the differences d with (only_a - only_b - n d)^2 = z^2 n (p_a + p_b - d^2), where p_a and p_b are
    the likeliest shares of `only_a` and `only_b` that are d apart [1]_. At d = 0 it is McNemar's chi-squared. One limit
    is no exact one: of 16 and of 30 faces a 95% limit was wrong in 4 to 5% on average and in 8% at the most.

    References
    ----------
    .. [1] Tango 1998, Statistics in Medicine 17: 891-908.

    Examples
    --------
    >>> from disprop import paired
    >>> print(paired.difference(both=1, only_a=1, only_b=7, neither=12))
    -0.286 (95% CI -0.517 to -0.026)
    """
    data = counts_of({"both": both, "only_a": only_a, "only_b": only_b, "neither": neither})
    return from_family(PAIRED_DIFFERENCE, data, method=method, level=level, sides=sides, unit="per 1")


def ratio(
    *,
    both: ArrayLike,
    only_a: ArrayLike,
    only_b: ArrayLike,
    method: str = "bonett-price",
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return how many times as many faces A alerts as B does, on the same faces.

    The faces that neither alerts cancel: the ratio can be had where they were never counted. Where people pass
    several times use `ratio_by_person`.

    Parameters
    ----------
    both, only_a, only_b : array_like of int
        Faces that both systems alert, only A, and only B. Swapping A and B inverts the ratio.
    method : str
        "bonett-price" (default) or "wald-log".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (both + only_a) / (both + only_b): infinite, with a finite lower limit, where B alerts none; NaN with the
        interval (0, infinity) where neither does.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean.

    Notes
    -----
    Bonett and Price divide Wilson limits of the two shares, at a level that allows for their correlation [1]_.
    "wald-log" is r exp(-+ z sqrt((only_a + only_b) / (alerts of A x alerts of B))) [2]_. One limit is no exact one: of
    16 and of 30 faces a 95% limit was wrong in 4% on average and in 13% at the most.

    References
    ----------
    .. [1] Bonett and Price 2006, Statistics in Medicine 25: 3039-3047.
    .. [2] Cheng and Macaluso 1997, Epidemiology 8: 104-106.

    Examples
    --------
    >>> from disprop import paired
    >>> print(paired.ratio(both=1, only_a=1, only_b=7))
    0.250 (95% CI 0.068 to 0.923)
    """
    data = counts_of({"both": both, "only_a": only_a, "only_b": only_b})
    return from_family(PAIRED_RATIO, data, method=method, level=level, sides=sides)


def counts_of(inputs: dict[str, ArrayLike]) -> dict[str, FloatArray]:
    """Return validated counts of one shape."""
    return _arrays.broadcast(inputs, {name: _arrays.counts(name, value) for name, value in inputs.items()})
