"""Several imputations of what is missing, combined into one estimate."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import refused
from disprop.estimate import Estimate, without_test

SEVERAL = 2


def rubin(
    values: ArrayLike, variances: ArrayLike, *, complete: float = np.inf, level: float = 0.95, measure: str = "mean"
) -> Estimate:
    """Return the estimate of several imputations by Rubin's rules.

    Use it where what is missing was drawn several times, and something estimated from each completed set of data. Give
    the logarithms of ratios, not ratios.

    Parameters
    ----------
    values : array_like
        The estimate of each imputation, on the first axis; at least 2.
    variances : array_like
        The squared standard error of each.
    complete : float
        The degrees of freedom that the estimate would have if nothing were missing; infinite for counts, whose variance
        is known.
    level : float
        Confidence level.
    measure : str
        What the values are.

    Returns
    -------
    Estimate
        The mean of the values. `data` holds the variance within imputations and between them, and the degrees of
        freedom. It comes without a test.

    Raises
    ------
    DispropError
        For fewer than 2 imputations, and for variances that are negative.

    Notes
    -----
    T = W + (1 + 1/m) B, W the mean of the variances and B the variance of the m values [1]_. The limits are those of a
    t distribution, whose degrees of freedom are 1 / (1/r + 1/c): r = (m - 1) / g^2 with g = (1 + 1/m) B / T, and
    c = d (1 - g) (d + 1) / (d + 3), d those of complete data [2]_.

    References
    ----------
    .. [1] Rubin 1987, Multiple Imputation for Nonresponse in Surveys, chapter 3.
    .. [2] Barnard and Rubin 1999, Biometrika 86: 948-955.

    Examples
    --------
    >>> from disprop.imperfect import rubin
    >>> found = rubin([0.52, 0.61, 0.48, 0.55, 0.57], [0.01, 0.011, 0.009, 0.01, 0.01], complete=40)
    >>> print(found)
    0.546 (95% CI 0.310 to 0.782)
    >>> round(float(found.data["degrees_of_freedom"]), 1)
    21.5
    """
    each = {"values": _arrays.finite("values", values), "variances": _arrays.real("variances", variances)}
    drawn, own = _arrays.broadcast({}, each).values()
    if not drawn.ndim or len(drawn) < SEVERAL:
        raise refused("values", "must be of 2 imputations or more", values)
    tail = (1 - _arrays.one_level(level)) / 2
    mean, half, data = combined(drawn, own, float(complete), tail)
    return without_test(mean, (mean - half, mean + half), level, data, method="rubin", measure=measure)


def combined(
    values: FloatArray, variances: FloatArray, complete: float, tail: float
) -> tuple[FloatArray, FloatArray, dict[str, FloatArray]]:
    """Return the mean, half of the width of its interval, and what that comes from."""
    m = len(values)
    within, between = variances.mean(axis=0), values.var(axis=0, ddof=1)
    total = within + (1 + 1 / m) * between
    with np.errstate(all="ignore"):
        missing = (1 + 1 / m) * between / total
        observed = (1 - missing) * complete / (1 + 2 / (complete + 1))
        degrees = 1 / (missing**2 / (m - 1) + 1 / observed)
        half = stdtrit(degrees, 1 - tail) * np.sqrt(total)
    return values.mean(axis=0), half, {"within": within, "between": between, "degrees_of_freedom": degrees}
