"""How high the right person comes among the candidates of a search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._errors import DispropError, Said, refused
from disprop._methods import ProportionMethod
from disprop.alerts.scores._ordered import IntArray
from disprop.estimate import Estimate, from_family, remade
from disprop.intervals import PROPORTION


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
        got = Said(f"{table.shape} and {places.shape}")
        raise refused("scores", "need a row for each search and mate a number for each", got)
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
        why = "how often somebody is found is undefined without any"
        raise DispropError(f"ranks has no searches; {why}", what="ranks", got=Said("no searches"))
    rank = np.arange(1.0, last + 1)
    part = np.searchsorted(np.sort(found), rank, "right").astype(np.float64)
    data = {"found": part, "searches": np.full(part.shape, found.size + missing), "rank": rank}
    estimate = from_family(PROPORTION, data, method=method, level=_arrays.one_level(level), unit="per 1")
    phrase = "{found} of {searches} searches had the right person at rank {rank} or before"
    return remade(replace(estimate, measure="rank identification rate"), phrase=phrase)
