"""Intervals that allow for people having several scores, by drawing people anew; the equal error rate has such ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray, NDArray
from disprop._errors import Said, one_of, refused, worded
from disprop.alerts.scores._ordered import IntArray, Steps, below, classes, equal_rates, first, ordered, steps
from disprop.estimate import Estimate, without_test
from disprop.intervals.averages import AREA

Statistic = Callable[[FloatArray, FloatArray], float]
Apart = Callable[[FloatArray, FloatArray, float], tuple[float, float]]


def _area(mated: FloatArray, non_mated: FloatArray) -> float:
    m, n = np.sort(mated), np.sort(non_mated)
    return float((below(n, m) + below(n, m, equal=True)).mean() / (2 * n.size))


def _equal_error(mated: FloatArray, non_mated: FloatArray) -> float:
    n = np.sort(non_mated)
    return equal_error(steps(np.sort(mated), n), n)


def _area_apart(mated: FloatArray, non_mated: FloatArray, level: float) -> tuple[float, float]:
    """Return Newcombe's limits of the area of independent scores."""
    counts = (_area(mated, non_mated), 0.0, mated.size, non_mated.size)
    low, high = AREA.limits("newcombe", tuple(np.array(float(count)) for count in counts), (1 - level) / 2)
    return float(low), float(high)


def _equal_apart(mated: FloatArray, non_mated: FloatArray, level: float) -> tuple[float, float]:
    """Return the joint limits of the equal error rate of independent scores."""
    n = np.sort(non_mated)
    return equal_rates(steps(np.sort(mated), n), n, level)


def _unbounded(*_: object) -> tuple[float, float]:
    return -np.inf, np.inf


STATISTICS: dict[str, tuple[Statistic, Apart]] = {"auc": (_area, _area_apart), "eer": (_equal_error, _equal_apart)}


class Attempts(NamedTuple):
    """Scores in the order of their people: where each person's begin, and how many there are."""

    scores: FloatArray
    start: IntArray
    size: IntArray

    def of(self, people: IntArray, rng: np.random.Generator) -> FloatArray:
        """Return as many scores of each of these people as they have, drawn from their own with replacement."""
        sizes = self.size[people]
        within = (rng.random(int(sizes.sum())) * np.repeat(sizes, sizes)).astype(np.int64)
        return self.scores[np.repeat(self.start[people], sizes) + within]

    def one_each(self) -> FloatArray:
        """Return the first score of everybody who has one."""
        return self.scores[self.start[self.size > 0]]


def bootstrap(  # noqa: PLR0913 - two classes with their people, and how to draw
    statistic: str | Statistic,
    mated: ArrayLike,
    non_mated: ArrayLike,
    *,
    mated_person: ArrayLike,
    non_mated_person: ArrayLike,
    draws: int = 2_000,
    seed: int = 0,
    level: float = 0.95,
    distances: bool = False,
) -> Estimate:
    """Return a statistic of the scores with an interval that allows for people having several scores each.

    The scores of one person are alike: some people are matched well, others badly, in every attempt. An interval that
    takes all scores to be independent is then too narrow. Here people are drawn with replacement, and then the attempts
    of each, in two levels. Somebody who has scores of both classes is drawn with both.

    Parameters
    ----------
    statistic : str or callable
        "auc", "eer", or a function of the mated and the non-mated scores (higher meaning more alike) to one number.
    mated, non_mated : array_like of float
        Scores of comparisons of one person with themselves, and with somebody else. Higher means more alike.
    mated_person, non_mated_person : array_like
        Whose attempt each score is: any labels, the same in both classes for the same person. Of a non-mated score it
        is the person in front of the camera.
    draws : int
        How often people are drawn.
    seed : int
        The same seed gives the same interval.
    level : float
        Confidence level; 0.95 means 95%.
    distances : bool
        True where lower means more alike; the statistic gets the scores with their sign changed.

    Returns
    -------
    Estimate
        With the quantiles of the draws as limits ("subject-bootstrap"); `data` holds the numbers of scores, people and
        draws. Draws that are all the same, as where the scores separate the classes completely, say nothing of how far
        off they are, nor does a class of one person: the limits then take in those of the first score of each person
        alone, which are independent. Of the area these are Newcombe's, of the equal error rate the joint ones, as in
        `auc` and `eer`; of a function nothing is known, and they are infinite.

    Raises
    ------
    DispropError
        For scores without a person each, fewer than two people, and a statistic that is not a number in some draw.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> found = scores.bootstrap(
    ...     "auc",
    ...     [0.9, 0.8, 0.4, 0.5, 0.7, 0.75],
    ...     [0.5, 0.3, 0.1, 0.6, 0.2, 0.35],
    ...     mated_person=["a", "a", "b", "b", "c", "c"],
    ...     non_mated_person=["a", "b", "c", "c", "b", "a"],
    ... )
    >>> print(found.value.round(3), found.low < found.value < found.high)
    0.903 True
    """
    limit = _arrays.one_level(level)
    times = _arrays.whole("draws", draws)
    m, n = classes(mated, non_mated, distances=distances)
    named = statistic if callable(statistic) else one_of("statistic of scores", statistic, STATISTICS)
    chosen, apart = STATISTICS[named] if isinstance(named, str) else (named, _unbounded)
    both, groups = _by_person((m, mated_person), (n, non_mated_person))
    rng = _arrays.generator(seed)
    drawn = np.array([chosen(*scores) for scores in _draws(both, groups, times, rng)])
    value = float(chosen(m, n))
    if not np.isfinite([value, *drawn]).all():
        raise refused("the statistic", "must be a finite number for every draw", Said(drawn[~np.isfinite(drawn)][:1]))
    low, high = np.quantile(drawn, [(1 - limit) / 2, (1 + limit) / 2])
    one_each = [attempts.one_each() for attempts in both]
    if np.ptp(drawn) == 0 or (isinstance(statistic, str) and min(each.size for each in one_each) == 1):
        least, most = apart(one_each[0], one_each[1], limit)
        low, high = min(low, least), max(high, most)
    counts = {"mated": m.size, "non_mated": n.size, "people": sum(group.size for group in groups), "draws": times}
    measure = statistic if isinstance(statistic, str) else "statistic of scores"
    return without_test(value, (low, high), limit, data=counts, method="subject-bootstrap", measure=measure)


def _by_person(*given: tuple[FloatArray, ArrayLike]) -> tuple[list[Attempts], list[IntArray]]:
    """Return the attempts of each class, and the people in groups: with scores of both classes, or of one."""
    labels = [_labels(scores, people) for scores, people in given]
    names, codes = np.unique(np.concatenate(labels), return_inverse=True)
    if names.size < 2:
        raise refused("there", "must be two people or more to draw from", names.size)
    classes_of = np.split(codes, [labels[0].size])
    attempts = [_attempts(scores, code, names.size) for (scores, _), code in zip(given, classes_of, strict=True)]
    kind = sum(2**i * (one.size > 0) for i, one in enumerate(attempts))
    return attempts, [np.flatnonzero(kind == each) for each in np.unique(kind)]


def _labels(scores: FloatArray, people: ArrayLike) -> NDArray[np.str_]:
    labels = np.asarray(people).astype(str)
    if labels.shape != scores.shape:
        raise worded("people of scores", "each score", Said(f"{scores.size} scores and labels of shape {labels.shape}"))
    return labels


def _attempts(scores: FloatArray, person: IntArray, people: int) -> Attempts:
    size = np.bincount(person, minlength=people)
    return Attempts(scores[np.argsort(person, kind="stable")], np.cumsum(size) - size, size)


def _draws(
    both: list[Attempts], groups: list[IntArray], times: int, rng: np.random.Generator
) -> Iterator[list[FloatArray]]:
    for _ in range(times):
        people = np.concatenate([group[rng.integers(group.size, size=group.size)] for group in groups])
        yield [attempts.of(people, rng) for attempts in both]


def eer(mated: ArrayLike, non_mated: ArrayLike, *, level: float = 0.95, distances: bool = False) -> Estimate:
    """Return the equal error rate: where the false match rate and the false non-match rate are the same.

    One number to compare systems by, at a threshold that nobody would use to search a crowd: there, one face in a
    thousand may already be too many. For the rate at a threshold in use, see `fnmr_at_fmr`.

    Parameters
    ----------
    mated, non_mated : array_like of float
        Scores of comparisons of one person with themselves, and with somebody else. Higher means more alike.
    level : float
        Confidence level; 0.95 means 95%.
    distances : bool
        True where lower means more alike.

    Returns
    -------
    Estimate
        `data` holds how many scores there are of each class.

    Raises
    ------
    DispropError
        For scores that are missing, infinite, text or boolean, a class without scores, and scores that are all equal.

    Notes
    -----
    Between two neighbouring thresholds the curve is taken to be straight, as if ties were broken by chance. The limits
    ("joint") hold whatever the distributions, for independent scores: they are the least and the largest rate that is
    within exact limits of both rates, each with the probability sqrt(level), at some threshold. They never cover
    less than `level`. Where people have several scores use `bootstrap`.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> print(scores.eer([0.9, 0.8, 0.7, 0.4, 0.85], [0.5, 0.3, 0.1, 0.75, 0.2, 0.35]))
    0.200 (95% CI 0.003 to 0.764)
    """
    limit = _arrays.one_level(level)
    m, n = ordered(mated, non_mated, distances=distances)
    if m[0] == n[0] == m[-1] == n[-1]:
        raise worded("all scores alike", "score", float(abs(m[0])), said=abs(m[0]))
    curve = steps(m, n)
    value, (low, high) = equal_error(curve, n), equal_rates(curve, n, limit)
    ends, sizes = (min(low, value), max(high, value)), {"mated": m.size, "non_mated": n.size}
    return without_test(value, ends, limit, sizes, method="joint", measure="equal error rate", unit="per 1")


def equal_error(curve: Steps, n: FloatArray) -> float:
    """Return the equal error rate, from the steps of the classes."""
    thresholds, false, misses = curve
    mated = int(misses[-1])
    at = first(lambda i: misses[i] * n.size >= false[i] * mated, misses.size)  # the last one has no false matches
    if at == 0:
        return 0.0
    # Beyond the mated scores of the threshold before, the misses are these; the false matches fall on to `false[at]`.
    passed = n.size - float(np.searchsorted(n, thresholds[at - 1], "right"))
    before, after = false[at - 1] / n.size - misses[at - 1] / mated, passed / n.size - misses[at] / mated
    share = before / (before - after) if after < 0 else 1.0
    return float(((1 - share) * misses[at - 1] + share * misses[at]) / mated)
