"""Error rates of searches at the threshold that keeps false alarms at a given rate."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import refused
from disprop._methods import ProportionMethod
from disprop.alerts.scores._ordered import in_order
from disprop.alerts.scores._points import Classes, OperatingPoint

SEARCHES = (
    (
        "false positive identification rate",
        "{false_positives} of {non_mated_searches} searches for somebody who is not there returned somebody",
    ),
    (
        "false negative identification rate",
        "{misses} of {mated_searches} searches for somebody who is there missed them",
    ),
)


def fnir_at_fpir(  # noqa: PLR0913 - two classes, and how to measure them
    mated: ArrayLike,
    non_mated: Any,
    *,
    fpir: float,
    not_returned: int = 0,
    method: ProportionMethod | None = None,
    level: float = 0.95,
    distances: bool = False,
) -> OperatingPoint:
    """Return the share of searches that miss somebody who is there, with false alarms kept at `fpir` of the searches.

    A search of a watchlist gives many scores and is one trial: somebody who is not on the list is a false alarm where
    any of those scores is an alert. So what counts is the highest score of each search, over searches of people who are
    not there; scores of many searches in one row are refused.

    Parameters
    ----------
    mated : array_like of float
        Of each search for somebody who is there: the score of that person's image (the highest, if there are several).
    non_mated : array_like of float, or a list of them
        A row for each search for somebody who is not there, with the scores of its candidates; an empty row is a
        search that returned nobody.
    fpir : float
        The false positive identification rate to keep, between 0 and 1.
    not_returned : int
        Searches for somebody who is there that gave no score for them: each is a miss.
    method, level : str, float
        As for `disprop.proportion`.
    distances : bool
        True where lower means more alike.

    Returns
    -------
    OperatingPoint
        With false alarms / searches for people who are not there, and misses / searches for people who are; `at_target`
        as for `fnmr_at_fmr`.

    Raises
    ------
    DispropError
        As for `fnmr_at_fmr`, and for non-mated scores that are not in a row for each search.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> point = scores.fnir_at_fpir([0.9, 0.8, 0.4], [[0.5, 0.1], [0.3], [], [0.6, 0.7]], fpir=0.25, not_returned=1)
    >>> print(point.threshold, point.false_negative)
    0.7 2 of 4 searches for somebody who is there missed them (50.0%, 95% CI 9.4 to 90.6)
    """
    missing = int(_arrays.one("not_returned", not_returned, _arrays.counts))
    m = in_order("mated", mated, distances=distances)
    n = np.sort(_largest_of_each(non_mated, distances=distances))
    return Classes(m, n, SEARCHES, method, _arrays.one_level(level), distances, missing).at_rate("fpir", fpir)


def _largest_of_each(rows: Any, *, distances: bool) -> FloatArray:
    """Return the score most alike of each search; minus infinity where it returned nobody."""
    if isinstance(rows, np.ndarray) and rows.ndim == 2:
        searches = _arrays.finite("non_mated", rows)
        largest: FloatArray = (-searches if distances else searches).max(axis=1, initial=-np.inf)
        return largest
    if not isinstance(rows, (list, tuple)) or not rows or any(np.ndim(row) != 1 for row in rows):
        rule = "must have a row of scores for each search"
        why = ", because a search is one trial whatever the number of its candidates"
        raise refused("non_mated", rule + why, rows)
    read = [_arrays.finite(f"search {i} of non_mated", row) for i, row in enumerate(rows)]
    return np.array([(-row if distances else row).max(initial=-np.inf) for row in read])
