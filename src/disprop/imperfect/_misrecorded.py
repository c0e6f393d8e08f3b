"""Ratios of groups that were not always recorded as what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import advised, one_of, refused
from disprop._registry import statistic
from disprop.estimate import Estimate, based, remarked
from disprop.imperfect._corrected import (
    Assumed,
    Cells,
    Share,
    Span,
    Weights,
    by_delta,
    cells,
    less,
    over,
    plain,
    remade_at,
    said,
)

NAMES = ("sensitivity", "specificity")  # of the group, and of the reference: in the order of the cells


@statistic("How many times more often, if groups were recorded wrongly?", rises=(0, 0))
def misrecorded(
    measure: str,
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    sensitivity: Share | Mapping[str, Share],
    specificity: Share | Mapping[str, Share],
    level: float = 0.95,
) -> Estimate:
    """Return a ratio of two groups, put right for people who were recorded in the other one.

    Use it where an officer, or a form, decides who is in which group, and a validation study says how often that is
    right, or where you want to see what it would do. Errors are taken to be between the two groups only, and their
    size to be known: a range says what you are ready to believe, and is not sampling error.

    Parameters
    ----------
    measure : str
        "rate ratio": the events are recorded with errors, and the people counted by others, such as a census; "risk
        ratio" or "odds ratio": all of the two wholes are recorded with errors.
    group, reference : pairs (events, population), or (part, whole) for risks and odds
        The counts as recorded.
    sensitivity : float, (low, high) or mapping
        The share of those of the group who are recorded in it. The same for the part and for the rest (not
        differential), or of each its own: {"part": 0.94, "rest": (0.9, 1)}.
    specificity : float, (low, high) or mapping
        The share of those of the reference who are recorded in it; likewise.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Estimate
        Of a rate ratio: the true events of the group are (x - (1 - specificity) n) / (sensitivity + specificity - 1),
        where x of n were recorded in it; their rate, over that of the others. Risks and odds: likewise, with the part
        and the rest each put right. Of ranges `least` and `most` are what they allow, and the interval holds that of
        every point inside; a single range for both is the same number in both. Undefined where counts are below 0: the
        note says which sensitivity, or specificity, is impossible with these counts, and of a range only what is
        possible is taken. `.p_value` is refused: ask `.excludes(1)`.

    Raises
    ------
    DispropError
        For counts as in `rate_ratio` and `risk_ratio`, for shares that are none, and where sensitivity and specificity
        are no better than guessing.

    Notes
    -----
    A true share is a rising function of the recorded one, and so the limits of a rate ratio are those of
    `rate_ratio` ("mid-p"), put right in the same way: they hold as those do. Risks and odds have "delta-log" limits:
    value times exp(+-z s), where s squared is the sum over the recorded cells of the count times the square of the
    slope of the log ratio in it [1]_ [2]_. They are those of "woolf-log" and "katz-log" where all is recorded rightly,
    and need as many events as those; where a corrected count is 0 they say nothing, 0 to infinity.

    References
    ----------
    .. [1] Chu, Wang, Cole and Greenland 2006, Annals of Epidemiology 16: 834-841.
    .. [2] Greenland 1988, Statistics in Medicine 7: 745-757.

    Examples
    --------
    Smokers among 218 cases and 295 controls, where 94% of smokers and 97% of others are recorded as such:

    >>> from disprop.imperfect import misrecorded
    >>> smokers, others = (126, 126 + 71), (92, 92 + 224)
    >>> print(misrecorded("odds ratio", group=smokers, reference=others, sensitivity=0.94, specificity=0.97))
    5.02 (95% CI 3.28 to 7.69)

    If up to 2% of the scans of White residents had been recorded as of Black ones:

    >>> black, white = (33, 46_476), (352, 1_761_205)
    >>> print(misrecorded("rate ratio", group=black, reference=white, sensitivity=1, specificity=(0.98, 1)))
    between 2.72 and 3.55 (95% CI 1.64 to 5.02)
    """
    found = plain(measure, group, reference, level)
    recorded = cells(found)
    ranges = {
        own: ends
        for name in NAMES
        for own, ends in _ranges(name, {"sensitivity": sensitivity, "specificity": specificity}[name], recorded)
    }
    _refuse_guesses(ranges, recorded)
    floors = _floors(ranges, recorded)
    possible = {own: _from(floors[own], *ends) for own, ends in ranges.items()}
    at = _rates if "events" in recorded else _parts
    noted = remarked(based(found, assumed=said(ranges)), _impossible(floors, ranges))
    return over(possible, lambda assumed: at(noted, assumed))


def _ranges(name: str, given: Any, recorded: Mapping[str, Cells]) -> Iterator[tuple[str, Span]]:
    """Yield the range of a share, or those of the strata that have one each."""
    if not isinstance(given, Mapping):
        yield name, _arrays.span(name, given)
        return
    for stratum, share in given.items():
        own = f"{name} of {one_of(f'stratum of {name}', stratum, recorded)}"
        yield own, _arrays.span(own, share)
    if missing := recorded.keys() - given.keys():
        raise advised(f"{name} needs {missing.pop()!r} too", "; or give one for both", what=name, got=given)


def _own(name: str, stratum: str, among: Mapping[str, Any]) -> str:
    """Return under which name a share of a stratum stands: its own, or that of both strata."""
    own = f"{name} of {stratum}"
    return own if own in among else name


def _refuse_guesses(ranges: Mapping[str, Span], recorded: Mapping[str, Cells]) -> None:
    for stratum in recorded:
        best = tuple(ranges[_own(name, stratum, ranges)][1] for name in NAMES)
        if sum(best) <= 1:
            rule = "must be above 1 together: else recording is no better than a guess"
            raise refused(" and ".join(NAMES), rule, best)


def _floors(ranges: Mapping[str, Span], recorded: Mapping[str, Cells]) -> dict[str, FloatArray]:
    """Return the smallest share of each kind that the counts allow: nobody was recorded wrongly who is not there."""
    floors: dict[str, FloatArray] = dict.fromkeys(ranges, np.zeros(()))
    for stratum, counts in recorded.items():
        for name, count in zip(NAMES, counts, strict=True):
            own, total = _own(name, stratum, ranges), np.maximum(sum(counts), 1)
            floors[own] = np.maximum(floors[own], count / total)
    return floors


def _from(floor: FloatArray, low: float, high: float) -> Cells:
    """Return what a range has from a floor on, NaN where that is nothing."""
    start = np.where(floor > high, np.nan, np.maximum(floor, low))
    return start, np.where(floor > high, np.nan, high)


def _impossible(floors: Mapping[str, FloatArray], ranges: Mapping[str, Span]) -> Any:
    """Return what of each range the counts rule out."""

    def words(*each: float) -> str:
        out = (f"{own} below {floor:.3g}" for own, floor in zip(floors, each, strict=True) if floor > ranges[own][0])
        said = " and ".join(out)
        return f"{said} would leave a count below 0" if said else ""

    elementwise: Any = np.frompyfunc(words, len(floors), 1)
    return elementwise(*floors.values())


def _rates(found: Estimate, assumed: Assumed) -> Estimate:
    """Return the rate ratio of the true events: a rising function of that of the recorded ones."""
    sensitivity, specificity = (assumed[_own(name, "events", assumed)] for name in NAMES)

    def true(ratio: Any) -> FloatArray:
        odds = ratio * people
        lost = np.where(sensitivity == 1, 0.0, (1 - sensitivity) * odds)  # an infinite ratio loses none of them
        return np.asarray(less(specificity * odds, 1 - specificity) / less(sensitivity, lost) / people)

    with np.errstate(all="ignore"):
        people = found.data["group_population"] / found.data["reference_population"]
        return remade_at(found, [true(each) for each in (found.value, found.low, found.high)], found.method)


def _parts(found: Estimate, assumed: Assumed) -> Estimate:
    shares = {stratum: [assumed[_own(name, stratum, assumed)] for name in NAMES] for stratum in cells(found)}
    return by_delta(found, {stratum: _weights(*each) for stratum, each in shares.items()})


def _weights(sensitivity: FloatArray, specificity: FloatArray) -> Weights:
    """Return how much of each recorded cell goes into the true one of the group, and of the reference."""
    with np.errstate(divide="ignore"):
        scale = 1 / (sensitivity + specificity - 1)
    return (specificity * scale, (specificity - 1) * scale), ((sensitivity - 1) * scale, sensitivity * scale)
