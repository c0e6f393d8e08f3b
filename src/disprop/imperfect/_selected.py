"""Ratios of groups of whom not all were counted, and not alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._errors import one_of, refused
from disprop._registry import statistic
from disprop.estimate import Estimate, based
from disprop.imperfect._corrected import Assumed, Share, by_delta, cells, over, plain, remade_at, said

SIDES = ("group", "reference")


@statistic("How many times more often, if not all were counted?", rises=(0, 0))
def selected(
    measure: str,
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    probabilities: Mapping[str, Share],
    level: float = 0.95,
) -> Estimate:
    """Return a ratio of two groups, put right for what was never counted.

    Use it where stops, complaints or answers of one group are recorded more often than those of the other, or where
    those who took part in a study differ from those who did not. Selection alike on both sides changes no rate ratio.

    Parameters
    ----------
    measure : str
        "rate ratio", "risk ratio" or "odds ratio".
    group, reference : pairs (events, population), or (part, whole) for risks and odds
        The counts as recorded.
    probabilities : mapping of str to float or (low, high)
        The share of each cell that was counted: of a rate ratio "group events" and "reference events"; of the others
        "group part", "group rest", "reference part" and "reference rest". What is not named was counted whole. A range
        says what you are ready to believe, and is not sampling error.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Estimate
        Of the counts, each divided by its probability. A rate ratio, or an odds ratio, and its limits (those of
        "mid-p") are divided by the bias factor: the probability of the group over that of the reference, of odds that
        of the part over that of the rest. A risk ratio has "delta-log" limits, as in `misrecorded`. Of ranges `least`
        and `most` are what they allow, and the interval holds that of every point inside. `.p_value` is refused: ask
        `.excludes(1)`.

    Raises
    ------
    DispropError
        For counts as in `rate_ratio` and `risk_ratio`, for cells that there are not, and for shares that are 0 or none.

    References
    ----------
    Fox, MacLehose and Lash 2021, Applying Quantitative Bias Analysis to Epidemiologic Data, 2nd edition, Springer,
    chapter 4.

    Examples
    --------
    If all scans of Black residents were recorded, and 60 to 90% of those of White residents:

    >>> from disprop.imperfect import selected
    >>> black, white = (33, 46_476), (352, 1_761_205)
    >>> print(selected("rate ratio", group=black, reference=white, probabilities={"reference events": (0.6, 0.9)}))
    between 2.13 and 3.20 (95% CI 1.47 to 4.52)
    """
    found = plain(measure, group, reference, level)
    given = {f"{side} {stratum}": (1.0, 1.0) for stratum in cells(found) for side in SIDES}
    for name, share in probabilities.items():
        given[one_of("cell", name, given)] = ends = _arrays.span(name, share)
        if not ends[0]:
            raise refused(name, "must be above 0: of a cell that nobody counted nothing is known", share)
    noted = based(found, assumed=f"counted: {said({name: given[name] for name in probabilities}) or 'all'}")
    shape = np.shape(found.value)
    ranges = {name: (np.full(shape, low), np.full(shape, high)) for name, (low, high) in given.items()}
    return over(ranges, lambda assumed: _at(noted, assumed))


def _at(found: Estimate, assumed: Assumed) -> Estimate:
    """Return the ratio of the cells, each divided by the share of it that was counted."""
    shares = {stratum: [assumed[f"{side} {stratum}"] for side in SIDES] for stratum in cells(found)}
    if found.measure == "risk ratio":
        return by_delta(found, {own: ((1 / one, 0.0), (0.0, 1 / other)) for own, (one, other) in shares.items()})
    (one, other), *rest = shares.values()
    factor = one / other * (rest[0][1] / rest[0][0] if rest else 1.0)
    return remade_at(found, [each / factor for each in (found.value, found.low, found.high)], found.method)
