"""The trade between false matches and misses at every threshold."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from disprop._arrays import FloatArray
from disprop.alerts.scores._ordered import IntArray, ordered, steps
from disprop.estimate import Result


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
