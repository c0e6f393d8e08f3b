"""The equal error rate."""

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import DispropError
from disprop.alerts.scores._joint import equal_rates, first
from disprop.alerts.scores._ordered import Steps, ordered, steps
from disprop.estimate import Estimate, without_test


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
        said = f"every score is {abs(m[0]):.15g}: no threshold tells the classes apart, so eer is undefined"
        raise DispropError(said, what="score", got=float(abs(m[0])))
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
