"""Error rates at one threshold: a given one, or the one that keeps false alerts at a given rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import DispropError, FloatArray
from disprop.alerts.scores import _joint
from disprop.alerts.scores._ordered import one_class, ordered
from disprop.estimate import Estimate, from_family
from disprop.intervals import PROPORTION


@dataclass(frozen=True, slots=True)
class Words:
    """What the errors and the trials of one kind of experiment are called."""

    false_positive: tuple[str, str, str, str]  # its name, what is counted, of what, and the sentence
    false_negative: tuple[str, str, str, str]


COMPARISONS = Words(
    (
        "false match rate",
        "false_matches",
        "non_mated",
        "{false_matches} of {non_mated} comparisons of two people were false matches",
    ),
    (
        "false non-match rate",
        "misses",
        "mated",
        "{misses} of {mated} comparisons of a person with themselves were missed",
    ),
)
SEARCHES = Words(
    (
        "false positive identification rate",
        "false_positives",
        "non_mated_searches",
        "{false_positives} of {non_mated_searches} searches for somebody who is not there returned somebody",
    ),
    (
        "false negative identification rate",
        "misses",
        "mated_searches",
        "{misses} of {mated_searches} searches for somebody who is there missed them",
    ),
)


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The two error rates at one threshold.

    Attributes
    ----------
    threshold : in the unit of the scores; a score equal to it is an alert.
    false_positive : the rate of false alerts that this threshold attains.
    false_negative : the rate of misses at this threshold. Its interval is for this very threshold.
    at_target : the rate of misses at the threshold that has the wanted rate of false alerts in the long run. Its
        interval allows for the threshold having been estimated; None where the threshold was given.
    """

    threshold: float
    false_positive: Estimate
    false_negative: Estimate
    at_target: Estimate | None = None

    def __str__(self) -> str:
        """Write the threshold and the rates in words."""
        lines = [f"threshold {self.threshold:.6g}", str(self.false_positive), str(self.false_negative)]
        if self.at_target is not None:
            lines.append(f"allowing for the threshold being estimated: {self.at_target.per(100)}")
        return "\n".join(lines)


def at_threshold(
    mated: ArrayLike,
    non_mated: ArrayLike,
    *,
    threshold: float,
    method: str = "wilson",
    level: float = 0.95,
    distances: bool = False,
) -> OperatingPoint:
    """Return the false match rate and the false non-match rate at one threshold, which was not chosen by these scores.

    Parameters
    ----------
    mated, non_mated : array_like of float
        Scores of comparisons of one person with themselves, and with somebody else. Higher means more alike.
    threshold : float
        A score of at least this is an alert.
    method, level : str, float
        As for `disprop.proportion`.
    distances : bool
        True where lower means more alike: a score of at most the threshold is an alert.

    Returns
    -------
    OperatingPoint
        With false matches / non-mated scores, and misses / mated scores.

    Raises
    ------
    DispropError
        For scores that are missing, infinite, text or boolean, and for a class without scores.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> print(scores.at_threshold([0.9, 0.8, 0.6], [0.7, 0.6, 0.3, 0.1], threshold=0.6))
    threshold 0.6
    2 of 4 comparisons of two people were false matches (50.0%, 95% CI 15.0 to 85.0)
    0 of 3 comparisons of a person with themselves were missed (0.0%, 95% CI 0.0 to 56.1)
    """
    given = float(_arrays.finite("threshold", threshold))
    m, n = ordered(mated, non_mated, distances=distances)
    return _point(m, n, -given if distances else given, COMPARISONS, (method, level), distances=distances)


def fnmr_at_fmr(
    mated: ArrayLike,
    non_mated: ArrayLike,
    *,
    fmr: float,
    method: str = "wilson",
    level: float = 0.95,
    distances: bool = False,
) -> OperatingPoint:
    """Return the false non-match rate at the threshold that keeps the false match rate at `fmr` or below.

    The threshold is a non-mated score: the lowest at which no more than `fmr` of the non-mated scores are alerts. Equal
    scores are alerts together or not at all, so the rate attained may be below the one asked for: it is in the result.
    Where even the highest non-mated score would be too many, the threshold is the next number above it.

    Parameters
    ----------
    mated, non_mated : array_like of float
        Scores of comparisons of one person with themselves, and with somebody else. Higher means more alike.
    fmr : float
        The false match rate to keep, between 0 and 1.
    method, level : str, float
        As for `disprop.proportion`, for the rates at the threshold that was found.
    distances : bool
        True where lower means more alike.

    Returns
    -------
    OperatingPoint
        With false matches / non-mated scores, and misses / mated scores; `at_target` has exact limits ("joint") that
        allow for the threshold being estimated, for independent scores without ties, whatever their distributions.

    Raises
    ------
    DispropError
        For scores that are missing, infinite, text or boolean, and for a class without scores.

    Notes
    -----
    The joint limits: of all counts of non-mated scores, those whose exact limits hold `fmr` give a range of
    thresholds; the lower limit of the misses is that at its lowest, the upper that at its highest. Each of the two
    holds with the probability sqrt(level).

    Examples
    --------
    >>> import numpy as np
    >>> from disprop.alerts import scores
    >>> rng = np.random.default_rng(1)
    >>> print(scores.fnmr_at_fmr(rng.normal(4, 1, 500), rng.normal(0, 1, 20_000), fmr=0.001))
    threshold 3.17849
    20 of 20,000 comparisons of two people were false matches
    (0.1000%, 95% CI 0.0647 to 0.1544; 1 in 1,000, from 1 in 648 to 1 in 1,544)
    94 of 500 comparisons of a person with themselves were missed (18.80%, 95% CI 15.62 to 22.46)
    allowing for the threshold being estimated: 18.8 per 100 (95% CI 12.0 to 30.0)
    """
    m, n = ordered(mated, non_mated, distances=distances)
    return _at_rate(m, n, _rate("fmr", fmr), COMPARISONS, (method, level), distances=distances)


def fnir_at_fpir(  # noqa: PLR0913 - two classes, and how to measure them
    mated: ArrayLike,
    non_mated: Any,
    *,
    fpir: float,
    not_returned: int = 0,
    method: str = "wilson",
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
    0.7 2 of 4 searches for somebody who is there missed them (50.0%, 95% CI 15.0 to 85.0)
    """
    missing = int(_arrays.counts("not_returned", not_returned))
    m = np.sort(one_class("mated", mated, distances=distances))
    n = np.sort(_largest_of_each(non_mated, distances=distances))
    return _at_rate(m, n, _rate("fpir", fpir), SEARCHES, (method, level), distances=distances, unseen=missing)


def _largest_of_each(rows: Any, *, distances: bool) -> FloatArray:
    """Return the score most alike of each search; minus infinity where it returned nobody."""
    if isinstance(rows, np.ndarray) and rows.ndim == 2:
        searches = _arrays.finite("non_mated", rows)
        largest: FloatArray = (-searches if distances else searches).max(axis=1, initial=-np.inf)
        return largest
    if not isinstance(rows, (list, tuple)) or not rows or any(np.ndim(row) != 1 for row in rows):
        raise DispropError(
            "non_mated must have a row of scores for each search, because a search is one trial whatever the number of "
            f"its candidates; got {rows!r:.60}"
        )
    read = [_arrays.finite(f"search {i} of non_mated", row) for i, row in enumerate(rows)]
    return np.array([(-row if distances else row).max(initial=-np.inf) for row in read])


def _rate(name: str, rate: float) -> float:
    return float(_arrays.probability(name, rate))


def _at_rate(  # noqa: PLR0913 - two classes, and how to measure them
    m: FloatArray,
    n: FloatArray,
    rate: float,
    words: Words,
    how: tuple[str, float],
    *,
    distances: bool,
    unseen: int = 0,
) -> OperatingPoint:
    point = _point(m, n, _threshold(n, rate), words, how, distances=distances, unseen=unseen)
    low, high = _joint.misses_at(m, n, rate, how[1], unseen)
    misses = point.false_negative
    wider = replace(
        misses,
        low=np.float64(min(low, misses.value)),
        high=np.float64(max(high, misses.value)),
        method="joint",
        phrase="",
        family="",
    )
    return replace(point, at_target=wider)


def _threshold(n: FloatArray, rate: float) -> float:
    """Return the lowest of the scores, in order, that no more than `rate` of them reach."""
    allowed = int(rate * n.size)
    allowed += (allowed + 1) / n.size <= rate  # the product rounded down
    if allowed == n.size:
        return float(n[0])
    too_many = n[n.size - allowed - 1]
    at = int(np.searchsorted(n, too_many, "right"))
    return float(n[at]) if at < n.size else float(np.nextafter(too_many, np.inf))


def _point(  # noqa: PLR0913 - two classes, and how to measure them
    m: FloatArray,
    n: FloatArray,
    threshold: float,
    words: Words,
    how: tuple[str, float],
    *,
    distances: bool,
    unseen: int = 0,
) -> OperatingPoint:
    false, misses = n.size - np.searchsorted(n, threshold), np.searchsorted(m, threshold) + unseen
    return OperatingPoint(
        threshold=-threshold if distances else threshold,
        false_positive=_share(int(false), n.size, words.false_positive, how),
        false_negative=_share(int(misses), m.size + unseen, words.false_negative, how),
    )


def _share(part: int, whole: int, words: tuple[str, str, str, str], how: tuple[str, float]) -> Estimate:
    measure, counted, of, phrase = words
    data = {counted: np.array(float(part)), of: np.array(float(whole))}
    estimate = from_family(PROPORTION, data, method=how[0], level=how[1], unit="per 1")
    return replace(estimate, measure=measure, phrase=phrase)
