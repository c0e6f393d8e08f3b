"""What can be said where scores were kept only above a threshold: bounds, not guesses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import Said, refused
from disprop._methods import ProportionMethod
from disprop.estimate import Estimate, Record, hull, stack
from disprop.proportions import proportion

MEASURES = ("true positive identification rate", "false positive identification rate")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
    least, wanted = (
        sign * _arrays.one(name, given, _arrays.finite)
        for name, given in (("kept_from", kept_from), ("threshold", threshold))
    )
    known = {"mated_below": mated_below, "non_mated_below": non_mated_below, "unlabelled_below": unlabelled_below}
    of_mated, of_others, unlabelled = (_arrays.one(name, count, _arrays.counts) for name, count in known.items())
    found = (_kept("mated", mated, least, sign), of_mated), (_kept("non_mated", non_mated, least, sign), of_others)
    sure = wanted >= least
    limit = _arrays.one_level(level)
    rates = (_between(scores, wanted, (below, unlabelled), (method, limit), sure=sure) for scores, below in found)
    return KeptRates(*(replace(rate, measure=name) for name, rate in zip(MEASURES, rates, strict=True)))


def _kept(name: str, scores: ArrayLike, least: float, sign: float) -> FloatArray:
    numbers = sign * _arrays.finite(name, scores)
    if (numbers < least).any():
        at = int(np.argmin(numbers))
        rule = f"must hold only scores that were kept, from {sign * least:.15g} on"
        raise refused(name, rule, Said(f"{sign * numbers[at]:.15g}"), at)
    return numbers


def _between(
    kept: FloatArray,
    wanted: float,
    below: tuple[float, float],
    how: tuple[ProportionMethod | None, float],
    *,
    sure: bool,
) -> Estimate:
    """Return the rate of one class: the unlabelled searches are all of it, or none, and alerts only if not `sure`."""
    method, level = how
    labelled, unlabelled = below
    alerts, all_of_it = float(np.count_nonzero(kept >= wanted)), kept.size + labelled + unlabelled
    # Without a search that is surely of this class, those unlabelled are all there is, and none of them is an alert.
    most = (alerts, kept.size + labelled or unlabelled) if sure else (all_of_it, all_of_it)
    ends = ((alerts, all_of_it), most)
    return hull(stack([proportion(*counts, method=method, level=level) for counts in ends]))
