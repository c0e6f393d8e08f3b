"""Error rates of comparisons and of searches: at a threshold, and where false matches are kept at a rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np

from disprop import _arrays, _data
from disprop._arrays import ArrayLike, FloatArray
from disprop._calls import options_of
from disprop._errors import worded
from disprop._methods import ProportionMethod
from disprop._text import counts_named
from disprop.alerts.scores._ordered import in_order, misses_at, ordered
from disprop.estimate import Estimate, Record, from_family, remade
from disprop.intervals import PROPORTION

Words = tuple[str, str]  # what an error rate is called, and the sentence that names what is counted, of what


class OperatingPoint(Record):
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


@dataclass(frozen=True, slots=True)
class Classes:
    """The scores of both classes in order, and how they are measured; `unseen` searches are misses anywhere."""

    mated: FloatArray
    non_mated: FloatArray
    words: tuple[Words, Words]  # of a false positive, and of a false negative
    method: ProportionMethod | None = None
    level: float = 0.95
    distances: bool = False
    unseen: int = 0

    def at(self, threshold: float) -> OperatingPoint:
        """Return the two rates at a threshold."""
        (m, n), (of_false, of_misses) = (self.mated, self.non_mated), self.words
        false, misses = n.size - np.searchsorted(n, threshold), np.searchsorted(m, threshold) + self.unseen
        return OperatingPoint(
            threshold=-threshold if self.distances else threshold,
            false_positive=self._share(int(false), n.size, *of_false),
            false_negative=self._share(int(misses), m.size + self.unseen, *of_misses),
        )

    def at_rate(self, name: str, wanted: float) -> OperatingPoint:
        """Return the point at the threshold that keeps false alerts at the rate that is wanted."""
        rate = _arrays.one(name, wanted, _arrays.probability)
        point = self.at(_threshold(self.non_mated, rate))
        low, high = misses_at(self.mated, self.non_mated, rate, self.level, self.unseen)
        misses = point.false_negative
        wider = replace(
            remade(misses, phrase="", family=""),
            low=np.float64(min(low, misses.value)),
            high=np.float64(max(high, misses.value)),
            method="joint",
        )
        return replace(point, at_target=wider)

    def _share(self, part: int, whole: int, measure: str, phrase: str) -> Estimate:
        data = {name: np.array(float(count)) for name, count in zip(counts_named(phrase), (part, whole), strict=True)}
        how: dict[str, Any] = {"method": self.method, "unit": "per 1", "measure": measure}
        return remade(from_family(PROPORTION, data, level=_arrays.one_level(self.level), **how), phrase=phrase)


def _threshold(n: FloatArray, rate: float) -> float:
    """Return the lowest of the scores, in order, that no more than `rate` of them reach."""
    allowed = int(rate * n.size)
    allowed += (allowed + 1) / n.size <= rate  # the product rounded down
    if allowed == n.size:
        return float(n[0])
    too_many = n[n.size - allowed - 1]
    at = int(np.searchsorted(n, too_many, "right"))
    return float(n[at]) if at < n.size else float(np.nextafter(too_many, np.inf))


# What a false positive, and a false negative, is called, and the sentence that names what is counted, of what.
COMPARISONS, SEARCHES = _data.read("alerts", "scores", "rates.json").values()


class How(TypedDict, total=False):
    """By which interval rates are measured, and whether lower means more alike."""

    method: ProportionMethod | None
    level: float
    distances: bool


def _comparisons(mated: ArrayLike, non_mated: ArrayLike, **options: Unpack[How]) -> Classes:
    scores = ordered(mated, non_mated, distances=options.get("distances", False))
    return Classes(*scores, COMPARISONS, **options)


@options_of(Classes)
def at_threshold(mated: ArrayLike, non_mated: ArrayLike, *, threshold: float, **options: Unpack[How]) -> OperatingPoint:
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
    2 of 4 comparisons of two people were false matches (50.0%, 95% CI 9.4 to 90.6)
    0 of 3 comparisons of a person with themselves were missed (0.0%, 95% CI 0.0 to 63.2)
    """
    given = _arrays.one("threshold", threshold, _arrays.finite)
    found = _comparisons(mated, non_mated, **options)
    return found.at(-given if found.distances else given)


@options_of(Classes)
def fnmr_at_fmr(mated: ArrayLike, non_mated: ArrayLike, *, fmr: float, **options: Unpack[How]) -> OperatingPoint:
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
    (0.1000%, 95% CI 0.0628 to 0.1517; 1 in 1,000, from 1 in 659 to 1 in 1,592)
    94 of 500 comparisons of a person with themselves were missed (18.80%, 95% CI 15.56 to 22.40)
    allowing for the threshold being estimated: 18.8 per 100 (95% CI 12.0 to 30.0)
    """
    return _comparisons(mated, non_mated, **options).at_rate("fmr", fmr)


@options_of(Classes)
def fnir_at_fpir(
    mated: ArrayLike, non_mated: Any, *, fpir: float, not_returned: int = 0, **options: Unpack[How]
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
    missing, distances = int(_arrays.one("not_returned", not_returned, _arrays.counts)), options.get("distances", False)
    m, n = in_order("mated", mated, distances=distances), np.sort(_largest_of_each(non_mated, distances=distances))
    return Classes(m, n, SEARCHES, unseen=missing, **options).at_rate("fpir", fpir)


def _largest_of_each(rows: Any, *, distances: bool) -> FloatArray:
    """Return the score most alike of each search; minus infinity where it returned nobody."""
    if isinstance(rows, np.ndarray) and rows.ndim == 2:
        searches = _arrays.finite("non_mated", rows)
        largest: FloatArray = (-searches if distances else searches).max(axis=1, initial=-np.inf)
        return largest
    if not isinstance(rows, (list, tuple)) or not rows or any(np.ndim(row) != 1 for row in rows):
        raise worded("rows of searches", "non_mated", rows)
    read = [_arrays.finite(f"search {i} of non_mated", row) for i, row in enumerate(rows)]
    return np.array([(-row if distances else row).max(initial=-np.inf) for row in read])
