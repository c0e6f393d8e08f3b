"""The trade between false matches and misses at every threshold, and the area under it."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._calls import options_of
from disprop._errors import Said, worded
from disprop._methods import RocAreaMethod, Sides
from disprop.alerts.scores._ordered import IntArray, below, classes, ordered, steps
from disprop.estimate import Estimate, Limits, Result, from_family
from disprop.intervals.averages import AREA, AREA_DIFFERENCE


class Curve(Result):
    """Counts at every threshold that matters, from the loosest to the strictest.

    The thresholds are the distinct mated scores, and one that nothing reaches. Any other threshold has the misses of
    the next stricter one here, and at least as many false matches: nobody would choose it.

    Attributes
    ----------
    thresholds : in the unit of the scores; the last is infinite.
    false_matches : non-mated scores at the threshold or beyond it.
    misses : mated scores short of it.
    mated, non_mated : how many scores there are of each class.
    """

    thresholds: FloatArray
    false_matches: IntArray
    misses: IntArray
    mated: int
    non_mated: int

    @property
    def fmr(self) -> FloatArray:
        """False match rate: false_matches / non_mated."""
        return self.false_matches / self.non_mated

    @property
    def fnmr(self) -> FloatArray:
        """False non-match rate: misses / mated."""
        return self.misses / self.mated

    @property
    def tmr(self) -> FloatArray:
        """True match rate, the height of a ROC curve: (mated - misses) / mated."""
        return (self.mated - self.misses) / self.mated

    def __len__(self) -> int:
        """Return how many thresholds there are."""
        return len(self.thresholds)

    def __repr__(self) -> str:
        """Write what it is made of."""
        return f"<Curve of {self.mated:,} mated and {self.non_mated:,} non-mated scores: {len(self):,} thresholds>"


def det(mated: ArrayLike, non_mated: ArrayLike, *, distances: bool = False) -> Curve:
    """Return false matches and misses at every threshold: a DET curve, and, by `tmr`, a ROC curve.

    Exact: nothing is binned or left out. A score equal to the threshold is an alert, so that scores that are equal
    become alerts together.

    Parameters
    ----------
    mated, non_mated : array_like of float
        Scores of comparisons of one person with themselves, and with somebody else. Higher means more alike.
    distances : bool
        True where lower means more alike: a score is then an alert where it is at most the threshold.

    Returns
    -------
    Curve
        `thresholds`, `false_matches` and `misses`, and the rates `fmr`, `fnmr` and `tmr`.

    Raises
    ------
    DispropError
        For scores that are missing, infinite, text or boolean, and for a class without scores.

    Notes
    -----
    Each class is sorted, and the mated scores are counted into the non-mated ones. Memory: 8 bytes for each score, and
    24 for each threshold that is returned.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> curve = scores.det([0.9, 0.8, 0.6], [0.7, 0.6, 0.3, 0.1])
    >>> for threshold, fmr, fnmr in zip(curve.thresholds, curve.fmr, curve.fnmr):
    ...     print(f"{threshold}: {fmr:.2f} {fnmr:.2f}")
    0.6: 0.50 0.00
    0.8: 0.00 0.33
    0.9: 0.00 0.67
    inf: 0.00 1.00
    """
    m, n = ordered(mated, non_mated, distances=distances)
    thresholds, false_matches, misses = steps(m, n)
    return Curve(-thresholds if distances else thresholds, false_matches, misses, m.size, n.size)


CLASSES = ("mated", "non_mated")


@options_of(from_family)
def auc(
    mated: ArrayLike, non_mated: ArrayLike, *, distances: bool = False, **options: Unpack[Limits[RocAreaMethod]]
) -> Estimate:
    """Return the area under the ROC curve: the chance that a mated score is above a non-mated one, ties counting half.

    It averages over all thresholds, and most of them would never be used on a street: two systems with the same area
    can differ tenfold at a false match rate of one in a million. For one threshold use `fnmr_at_fmr`.

    Parameters
    ----------
    mated, non_mated : array_like of float
        Scores of comparisons of one person with themselves, and with somebody else. Higher means more alike.
    method : str
        "delong" (default), or "newcombe", which has limits where the classes do not overlap.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.
    distances : bool
        True where lower means more alike.

    Returns
    -------
    Estimate
        `data` holds the area, its variance by DeLong, and how many scores there are of each class. Where that variance
        is 0, or a class has one score, DeLong's limits are the whole range.

    Raises
    ------
    DispropError
        For scores that are missing, infinite, text or boolean, and for a class without scores.

    Notes
    -----
    The variance is S10/m + S01/n, where S10 is the variance of the share of non-mated scores below each mated one, and
    S01 that of the share of mated scores above each non-mated one [1]_, found by sorting in O(N log N), as in [2]_.
    All scores count as independent: where people have several use `bootstrap`. No exact method is known: one limit is
    as approximate as the interval. With few scores "delong" is too narrow: of 8 mated and 10 others, or 6 and 14, its
    95% interval held the area in 88% on average; "newcombe" held it in 94% and more.

    References
    ----------
    .. [1] DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44: 837-845.
    .. [2] Sun and Xu 2014, IEEE Signal Processing Letters 21: 1389-1393.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> print(scores.auc([0.9, 0.8, 0.7, 0.4, 0.85], [0.5, 0.3, 0.1, 0.75, 0.2, 0.35]))
    0.900 (95% CI 0.713 to 1.000)
    """
    m, n = ordered(mated, non_mated, distances=distances)
    above = (below(n, m) + below(n, m, equal=True)) / (2 * n.size)
    under = (below(m, n) + below(m, n, equal=True)) / (2 * m.size)
    counts = {"mated": float(m.size), "non_mated": float(n.size)}
    data = {"area": above.mean(), "variance": _variance(above, under), **counts}
    return from_family(AREA, _as_arrays(data), **options)


def auc_difference(
    *, a: Pair, b: Pair, level: ArrayLike = 0.95, sides: Sides = "two", distances: bool = False
) -> Estimate:
    """Return the area under the ROC curve of system A less that of system B, on the same comparisons.

    Parameters
    ----------
    a, b : pairs (mated, non_mated) of array_like
        The scores of the two systems for the same comparisons, in the same order.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.
    distances : bool
        True where lower means more alike, for both systems.

    Returns
    -------
    Estimate
        `data` holds the difference and its variance, which allows for the comparisons being the same; `.p_value(0)` is
        DeLong's test. Where the variance is 0, as for one system with itself, the limits are -1 and 1.

    Raises
    ------
    DispropError
        As for `auc`, and for classes that differ in size between the systems.

    Notes
    -----
    As for `auc`, with the difference of the two systems' shares for each score in place of the shares. With 7 scores
    of each class a 95% interval held the difference in 93%.

    Examples
    --------
    >>> from disprop.alerts import scores
    >>> better = ([0.9, 0.8, 0.7, 0.6, 0.85], [0.5, 0.3, 0.1, 0.65, 0.2, 0.35])
    >>> other = ([0.9, 0.5, 0.3, 0.4, 0.85], [0.5, 0.3, 0.1, 0.75, 0.2, 0.35])
    >>> print(scores.auc_difference(a=better, b=other))
    0.200 (95% CI -0.069 to 0.469)
    """
    (m1, n1), (m0, n0) = (
        classes(*_arrays.pair(name, scores, CLASSES), distances=distances) for name, scores in (("a", a), ("b", b))
    )
    if (m1.size, n1.size) != (m0.size, n0.size):
        sizes = Said(f"{m1.size} and {m0.size} mated, {n1.size} and {n0.size} non-mated")
        raise worded("other comparisons", "a and b", sizes)
    above, under = _share_below(n1, m1) - _share_below(n0, m0), _share_below(m1, n1) - _share_below(m0, n0)
    data = _as_arrays({"difference": above.mean(), "variance": _variance(above, under)})
    return from_family(AREA_DIFFERENCE, data, method="delong", level=level, sides=sides)


def _share_below(scores: FloatArray, needles: FloatArray) -> FloatArray:
    """Return the share of the scores below each needle, in the order of the needles, ties counting half."""
    order = np.argsort(needles)
    scores, needles, found = np.sort(scores), needles[order], np.empty(needles.size)
    found[order] = (below(scores, needles) + below(scores, needles, equal=True)) / (2 * scores.size)
    return found


def _variance(above: FloatArray, under: FloatArray) -> float:
    """Return S10/m + S01/n; infinite where a class has one score, which has no variance."""
    if min(above.size, under.size) == 1:
        return np.inf
    return float(above.var(ddof=1) / above.size + under.var(ddof=1) / under.size)


def _as_arrays(data: dict[str, float]) -> dict[str, FloatArray]:
    return {name: np.array(number) for name, number in data.items()}
