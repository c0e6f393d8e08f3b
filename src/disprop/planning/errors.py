"""How many passes a trial needs: to show that errors are rare, or so many times rarer in one group than in another."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincc, gammaincinv

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import one_of, refused
from disprop.intervals import RATE
from disprop.intervals._roots import last

Counts = NDArray[np.int64] | np.int64
METHODS = ("exact", "poisson")


def passes_needed(
    rate: ArrayLike, *, errors: ArrayLike = 0, method: Literal["exact", "poisson"] = "exact", level: ArrayLike = 0.95
) -> Counts:
    """Return how many independent passes show that an error rate is below `rate`, if so many errors are seen in them.

    Parameters
    ----------
    rate : array_like of float
        The error rate to be excluded, strictly between 0 and 1.
    errors : array_like of int
        Errors that will be seen; 0 unless given. Plan for as many as the system is expected to make.
    method : str
        "exact" (default): the upper Clopper-Pearson limit. "poisson": that of a Poisson count, chi-squared / (2 rate).
    level : array_like of float
        Confidence level of the one-sided limit.

    Returns
    -------
    int or array of int
        The smallest number of passes n for which `proportion(errors, n, method="clopper-pearson", sides="upper")` does
        not exceed `rate`. Without errors that is ln(1 - level) / ln(1 - rate), about 3 / rate at 95%: the rule of 3.

    Notes
    -----
    Passes of one person are alike: multiply by `design_effect` for a trial in which each volunteer passes often.

    References
    ----------
    .. [1] Louis 1981, The American Statistician 35: 154.
    .. [2] Jovanovic and Levy 1997, The American Statistician 51: 137-139.

    Examples
    --------
    To show less than 1 false alert in 60,000 passes, with none seen, and with one:

    >>> from disprop import planning
    >>> planning.passes_needed(1 / 60_000, errors=[0, 1]).tolist()
    [179743, 284630]
    """
    one_of("way to plan passes", method, METHODS)
    p, k, levels = _arrays.together(
        rate=(rate, _arrays.inner),
        errors=(errors, _arrays.counts),
        level=(level, lambda _, given: _arrays.level(given, "upper")),
    ).values()
    by_poisson = np.ceil(gammaincinv(k + 1, levels) / p).astype(np.int64)
    return by_poisson[()] if method == "poisson" else _least_exact(p, k, 1 - levels, by_poisson)[()]


def _least_exact(p: FloatArray, k: FloatArray, a: FloatArray, start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the least n with P(X <= k | n, p) <= a, by bisection: it falls as n grows."""
    low, high = k.astype(np.int64), 2 * start + 2  # k of k is never below; twice the Poisson answer always is
    return last(lambda n: ~(betaincc(k + 1, n - k, p) <= a), low, high) + 1


def design_effect(attempts: ArrayLike, *, correlation: ArrayLike) -> FloatArray | np.float64:
    """Return how many times more passes are needed when each person passes `attempts` times: 1 + (m - 1) rho.

    The rules of 3 and of 30 take every pass to be independent. Errors cluster in people, so that they need too few.

    Parameters
    ----------
    attempts : array_like of int
        Passes of each person, m.
    correlation : array_like of float
        Of the errors of one person, rho: 0 where they are independent, 1 where a person always or never fails.

    Returns
    -------
    float or array
        1 + (m - 1) rho. Divide passes by it for how many independent ones they are worth.

    References
    ----------
    .. [1] Kish 1965, Survey Sampling. Wiley.

    Examples
    --------
    Ten passes of each volunteer, with a correlation of 0.2, are worth 3.6:

    >>> from disprop import planning
    >>> effect = planning.design_effect(10, correlation=0.2)
    >>> print(f"{effect:.1f}: {10 / effect:.1f}")
    2.8: 3.6
    """
    m, rho = _arrays.together(
        attempts=(attempts, _arrays.counts), correlation=(correlation, _arrays.probability)
    ).values()
    if (m == 0).any():
        raise refused("attempts", "must be at least 1", 0, _arrays.first(m == 0))
    return (1 + (m - 1) * rho)[()]


def errors_needed(within: ArrayLike, *, level: ArrayLike = 0.9) -> Counts:
    """Return how many errors must be seen for the error rate to be known to within this share of itself.

    The rule of 30 says: 30 errors, for 30% either way at 90%. That is 1.645 / sqrt(30); the exact limits of 30 errors
    are 0.72 and 1.36 times what was seen, so that 30% needs 41.

    Parameters
    ----------
    within : array_like of float
        The share: 0.3 for 30% either way. Strictly between 0 and 1.
    level : array_like of float
        Confidence level; 90% as in the rule.

    Returns
    -------
    int or array of int
        The smallest number of errors whose exact (Garwood) limits are both within the share of it.

    References
    ----------
    .. [1] Doddington, Przybocki, Martin and Reynolds 2000, Speech Communication 31: 225-254.

    Examples
    --------
    >>> from disprop import planning, rate
    >>> int(planning.errors_needed(0.3))
    41
    >>> print(rate(30, 30, level=0.9))
    1.000 (90% CI 0.720 to 1.356)
    """
    share, levels = _arrays.together(
        within=(within, _arrays.inner), level=(level, lambda _, given: _arrays.level(given))
    ).values()
    high = np.ones(share.shape, np.int64)
    while not (close := _close(high, share, levels)).all():
        high = np.where(close, high, 2 * high)
    return (last(lambda errors: ~_close(errors, share, levels), np.zeros_like(high), high) + 1)[()]


def _close(errors: NDArray[np.int64], share: FloatArray, level: FloatArray) -> NDArray[np.bool_]:
    seen = errors.astype(np.float64)
    low, high = RATE.limits("garwood", (seen, seen), (1 - level) / 2)
    return np.asarray((low >= 1 - share) & (high <= 1 + share))
