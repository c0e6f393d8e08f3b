"""Searches of a list: how high the right person comes, and what can be said where only high scores were kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, refused, worded
from disprop._methods import ProportionMethod
from disprop.alerts.scores._ordered import IntArray
from disprop.estimate import Estimate, Record, from_family, hull, remade, stack
from disprop.intervals import PROPORTION
from disprop.proportions import proportion


def mate_ranks(scores: ArrayLike, mate: ArrayLike, *, distances: bool = False) -> IntArray:
    """Return the rank of the right person in each search: 1 where nobody else scores as high.

    A tie counts against: with the same score as one other, the right person is second.

    Parameters
    ----------
    scores : array_like of float, shape (searches, images)
        The score of each image of the gallery in each search. Higher means more alike.
    mate : array_like of int
        Of each search, which image is the right person's, counted from 0.
    distances : bool
        True where lower means more alike.

    Returns
    -------
    array of int
        One rank a search: how many images score at least as high as the right one.

    Raises
    ------
    DispropError
        For scores that are missing or not a table, and for a mate who is not one of its images.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> print(scores.mate_ranks([[0.9, 0.2, 0.4], [0.5, 0.7, 0.5], [0.1, 0.1, 0.8]], [0, 2, 1]))
    [1 3 3]
    """
    table, places = _arrays.finite("scores", scores), _arrays.counts("mate", mate)
    if table.ndim != 2 or places.shape != table.shape[:1]:
        raise worded("a mate for each", "scores", Said(f"{table.shape} and {places.shape}"))
    if (places >= table.shape[1]).any():
        at = int(np.argmax(places >= table.shape[1]))
        raise refused("mate", f"counts the {table.shape[1]} images from 0", int(places[at]), at)
    alike = -table if distances else table
    right = np.take_along_axis(alike, places.astype(np.int64)[:, np.newaxis], axis=1)
    return np.count_nonzero(alike >= right, axis=1)


def cmc(
    ranks: ArrayLike,
    *,
    largest: int = 20,
    not_returned: int = 0,
    method: ProportionMethod | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return how often the right person is among the first 1, 2, ..., `largest` candidates: a CMC curve.

    It is about people who are there to be found, and says nothing about those who are not. On a street nearly
    everybody is not: see `fnir_at_fpir`.

    Parameters
    ----------
    ranks : array_like of int
        Of each search, the rank of the right person, from 1; see `mate_ranks`.
    largest : int
        The last rank to give.
    not_returned : int
        Searches whose candidates did not include the right person.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        An array of `largest` proportions: searches with the right person at that rank or before / all searches.

    Raises
    ------
    DispropError
        For ranks below 1 or not whole, and for no searches at all.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> print(scores.cmc([1, 1, 3, 1, 2], largest=3, not_returned=1))
    3 of 6 searches had the right person at rank 1 or before (50.0%, 95% CI 14.7 to 85.3)
    4 of 6 searches had the right person at rank 2 or before (66.7%, 95% CI 26.2 to 94.0)
    5 of 6 searches had the right person at rank 3 or before (83.3%, 95% CI 40.9 to 99.2)
    """
    found = _arrays.counts("ranks", ranks).ravel()
    missing, last = _arrays.one("not_returned", not_returned, _arrays.counts), _arrays.whole("largest", largest)
    if (found < 1).any():
        raise refused("ranks", "count from 1", 0, int(np.argmin(found)))
    if found.size + missing == 0:
        raise worded("no searches", "ranks", Said("no searches"))
    rank = np.arange(1.0, last + 1)
    part = np.searchsorted(np.sort(found), rank, "right").astype(np.float64)
    data = {"found": part, "searches": np.full(part.shape, found.size + missing), "rank": rank}
    estimate = from_family(PROPORTION, data, method=method, level=_arrays.one_level(level), unit="per 1")
    phrase = "{found} of {searches} searches had the right person at rank {rank} or before"
    return remade(replace(estimate, measure="rank identification rate"), phrase=phrase)


class KeptRates(Record):
    """The two identification rates at one threshold, each between what the missing scores allow.

    Attributes
    ----------
    true_positive : searches that find the right person, of searches for somebody who is there.
    false_positive : searches that return somebody, of searches for somebody who is not there.
    """

    true_positive: Estimate
    false_positive: Estimate


def kept_rates(  # noqa: PLR0913 - what must be known has no defaults
    mated: ArrayLike,
    non_mated: ArrayLike,
    *,
    kept_from: float,
    threshold: float,
    mated_below: int,
    non_mated_below: int,
    unlabelled_below: int,
    method: ProportionMethod | None = None,
    level: float = 0.95,
    distances: bool = False,
) -> KeptRates:
    """Return bounds of the identification rates where searches without a score of `kept_from` left nothing behind.

    Many systems keep what was an alert and nothing else. The rates then divide by searches of which nobody may know
    whether the person was on the list. What is known for certain is between two numbers; the numbers of searches that
    left no score have no defaults, because without them not even that can be had.

    Parameters
    ----------
    mated, non_mated : array_like of float
        The highest score of each search that was kept: of the right person, and of somebody else where the person was
        not on the list. Either may be empty.
    kept_from : float
        Scores of at least this were kept.
    threshold : float
        Where the rates are wanted. Below `kept_from` the searches that left no score may be alerts or not.
    mated_below, non_mated_below : int
        Searches that left no score, of people known to be on the list, and known not to be.
    unlabelled_below : int
        Searches that left no score of people of whom nobody knows. For a street camera: all of them.
    method, level : str, float
        As for `disprop.proportion`.
    distances : bool
        True where lower means more alike, and scores of at most `kept_from` were kept.

    Returns
    -------
    KeptRates
        Of each rate `least` and `most` over all that the unlabelled searches may have been, with the outer limits.

    Raises
    ------
    DispropError
        For a kept score short of `kept_from`, and for scores or counts that are missing.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> found = scores.kept_rates(
    ...     [0.9, 0.8, 0.7],
    ...     [0.65, 0.62],
    ...     kept_from=0.6,
    ...     threshold=0.75,
    ...     mated_below=1,
    ...     non_mated_below=90,
    ...     unlabelled_below=4,
    ... )
    >>> print(found)
    true positive: between 0.250 and 0.500 (95% CI 0.044 to 0.906)
    false positive: 0.0000 (95% CI 0.0000 to 0.0320)
    """
    sign = -1.0 if distances else 1.0
    least = sign * _arrays.one("kept_from", kept_from, _arrays.finite)
    wanted = sign * _arrays.one("threshold", threshold, _arrays.finite)
    known = {"mated_below": mated_below, "non_mated_below": non_mated_below, "unlabelled_below": unlabelled_below}
    of_mated, of_others, unlabelled = (_arrays.one(name, count, _arrays.counts) for name, count in known.items())
    limit = _arrays.one_level(level)

    def rate(kept: FloatArray, labelled: float, measure: str) -> Estimate:
        alerts, everything = float(np.count_nonzero(kept >= wanted)), kept.size + labelled + unlabelled
        # Without a search that is surely of this class, the unlabelled are all there is, and none of them is an alert.
        most = (alerts, kept.size + labelled or unlabelled) if wanted >= least else (everything, everything)
        ends = (proportion(*counts, method=method, level=limit) for counts in ((alerts, everything), most))
        return replace(hull(stack([*ends])), measure=measure)

    true = rate(_kept("mated", mated, least, sign), of_mated, "true positive identification rate")
    false = rate(_kept("non_mated", non_mated, least, sign), of_others, "false positive identification rate")
    return KeptRates(true, false)


def _kept(name: str, scores: ArrayLike, least: float, sign: float) -> FloatArray:
    numbers = sign * _arrays.finite(name, scores)
    if (numbers < least).any():
        at = int(np.argmin(numbers))
        raise worded("scores not kept", name, Said(f"{sign * numbers[at]:.15g}"), at, least=sign * least)
    return numbers
