"""What can be said where scores were kept only above a threshold: bounds, not guesses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import Said, refused
from disprop.estimate import Estimate
from disprop.proportions import proportion


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the largest proportion that the missing scores allow, each with its own interval.

    What is not known lies between `low.value` and `high.value`; with sampling error, between `low.low` and `high.high`.
    """

    low: Estimate
    high: Estimate

    def __str__(self) -> str:
        """Write the bounds, and how far sampling error takes them."""
        low, high = (one.per(100) for one in (self.low, self.high))
        outer = f"{100 * float(low.level):.12g}% CI {float(low.low):.1f} to {float(high.high):.1f}"
        return f"from {float(low.value):.1f}% to {float(high.value):.1f}% ({outer})"


@dataclass(frozen=True, slots=True)
class KeptRates:
    """Bounds of the two identification rates at one threshold.

    Attributes
    ----------
    true_positive : searches that find the right person, of searches for somebody who is there.
    false_positive : searches that return somebody, of searches for somebody who is not there.
    """

    true_positive: Bounds
    false_positive: Bounds

    def __str__(self) -> str:
        """Write both."""
        return (
            f"true positive identification rate {self.true_positive}\n"
            f"false positive identification rate {self.false_positive}"
        )


def kept_rates(  # noqa: PLR0913 - what must be known has no defaults
    mated: ArrayLike,
    non_mated: ArrayLike,
    *,
    kept_from: float,
    threshold: float,
    mated_below: int,
    non_mated_below: int,
    unlabelled_below: int,
    method: str | None = None,
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
        Each rate's least and largest value over all that the unlabelled searches may have been.

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
    true positive identification rate from 25.0% to 50.0% (95% CI 4.4 to 90.6)
    false positive identification rate from 0.0% to 0.0% (95% CI 0.0 to 3.2)
    """
    sign = -1.0 if distances else 1.0
    least, wanted = (
        sign * _arrays.one(name, given, _arrays.finite)
        for name, given in (("kept_from", kept_from), ("threshold", threshold))
    )
    known = {"mated_below": mated_below, "non_mated_below": non_mated_below, "unlabelled_below": unlabelled_below}
    of_mated, of_others, unlabelled = (_arrays.one(name, count, _arrays.counts) for name, count in known.items())
    found = (_kept("mated", mated, least, sign), of_mated), (_kept("non_mated", non_mated, least, sign), of_others)
    sure = wanted >= least
    bounds = [_bounds(scores, wanted, (below, unlabelled), (method, level), sure=sure) for scores, below in found]
    return KeptRates(*bounds)


def _kept(name: str, scores: ArrayLike, least: float, sign: float) -> FloatArray:
    numbers = sign * _arrays.finite(name, scores)
    if (numbers < least).any():
        at = int(np.argmin(numbers))
        rule = f"must hold only scores that were kept, from {sign * least:.15g} on"
        raise refused(name, rule, Said(f"{sign * numbers[at]:.15g}"), at)
    return numbers


def _bounds(
    kept: FloatArray, wanted: float, below: tuple[float, float], how: tuple[str | None, float], *, sure: bool
) -> Bounds:
    """Return the bounds of one class: the unlabelled searches are all of it, or none, and alerts only if not `sure`."""
    method, level = how
    labelled, unlabelled = below
    alerts, most = float(np.count_nonzero(kept >= wanted)), kept.size + labelled + unlabelled
    least = proportion(alerts, most, method=method, level=level)
    if not sure:
        return Bounds(least, proportion(most, most, method=method, level=level))
    # Without a search that is surely of this class, those unlabelled are all there is, and none of them is an alert.
    fewest = kept.size + labelled or unlabelled
    return Bounds(least, proportion(alerts, fewest, method=method, level=level))
