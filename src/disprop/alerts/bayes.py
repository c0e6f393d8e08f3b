"""Predictive values at published rates, for which no counts are known and so no interval can be had."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray


def ppv_at(
    prevalence: ArrayLike, *, true_positive_rate: ArrayLike, false_positive_rate: ArrayLike
) -> FloatArray | np.float64:
    """Return the chance that an alert is true where this share of passers-by is listed.

    Its complement is the share of alerts that are false. With FPR (1 - p), the false alerts per face seen, it ties the
    two conventions together: the false share is FPR (1 - p) over all alerts per face seen.

    Parameters
    ----------
    prevalence : array_like of float
        Share of passers-by who are on the watchlist, between 0 and 1.
    true_positive_rate, false_positive_rate : array_like of float
        Alerts per pass of listed people, and per pass of others.

    Returns
    -------
    float or array
        TPR p / (TPR p + FPR (1 - p)); NaN where there are no alerts at all.

    Examples
    --------
    89% and 1 in 6,000, where 1 passer-by in 10,000 is listed:

    >>> from disprop import alerts
    >>> print(f"{alerts.ppv_at(1 / 10_000, true_positive_rate=0.89, false_positive_rate=1 / 6000):.3f}")
    0.348
    """
    p, tpr, fpr = _rates("prevalence", prevalence, true_positive_rate, false_positive_rate)
    return _share(tpr * p, fpr * (1 - p))


def npv_at(
    prevalence: ArrayLike, *, true_positive_rate: ArrayLike, false_positive_rate: ArrayLike
) -> FloatArray | np.float64:
    """Return the chance that a passer-by who raised no alert is not listed.

    Parameters
    ----------
    prevalence, true_positive_rate, false_positive_rate : array_like of float
        As for `ppv_at`.

    Returns
    -------
    float or array
        (1 - FPR)(1 - p) / ((1 - FPR)(1 - p) + (1 - TPR) p); NaN where everybody raises an alert.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(f"{alerts.npv_at(1 / 10_000, true_positive_rate=0.89, false_positive_rate=1 / 6000):.6f}")
    0.999989
    """
    p, tpr, fpr = _rates("prevalence", prevalence, true_positive_rate, false_positive_rate)
    return _share((1 - fpr) * (1 - p), (1 - tpr) * p)


def break_even_at(
    share: ArrayLike = 0.5, *, true_positive_rate: ArrayLike, false_positive_rate: ArrayLike
) -> FloatArray | np.float64:
    """Return the prevalence of listed people at which this share of alerts is true.

    Parameters
    ----------
    share : array_like of float
        Share of alerts that shall be true, between 0 and 1; 1/2 unless given.
    true_positive_rate, false_positive_rate : array_like of float
        As for `ppv_at`, which it inverts.

    Returns
    -------
    float or array
        share FPR / (share FPR + (1 - share) TPR).

    Examples
    --------
    >>> from disprop import alerts
    >>> even = alerts.break_even_at([0.5, 0.9], true_positive_rate=0.89, false_positive_rate=1 / 6000)
    >>> [f"1 in {1 / prevalence:,.0f}" for prevalence in even]
    ['1 in 5,341', '1 in 594']
    """
    q, tpr, fpr = _rates("share", share, true_positive_rate, false_positive_rate)
    return _share(q * fpr, (1 - q) * tpr)


def _rates(name: str, chance: ArrayLike, tpr: ArrayLike, fpr: ArrayLike) -> list[FloatArray]:
    given = {name: chance, "true_positive_rate": tpr, "false_positive_rate": fpr}
    read = {name: _arrays.probability(name, value) for name, value in given.items()}
    return list(_arrays.broadcast(given, read).values())


def _share(part: FloatArray, rest: FloatArray) -> FloatArray | np.float64:
    with np.errstate(invalid="ignore"):
        return (part / (part + rest))[()]
