"""Ratios of groups that were not always recorded as what they are, or of whom not all were counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray, Pair
from disprop._errors import advised, of_kind, one_of, refused
from disprop._registry import statistic
from disprop.estimate import Estimate, based, remarked
from disprop.imperfect._corrected import Assumed, Cells, by_delta, cells, less, over, plain, remade_at, said

Span = tuple[float, float]
Share = float | Span
Shares = Share | Mapping[str, Share]  # for both strata, or of each
SIDES, NAMES = ("group", "reference"), ("sensitivity", "specificity")  # of which each is the share recorded rightly


@statistic("How many times more often, if groups were recorded wrongly?", rises=(0, 0))
def misrecorded(
    measure: str, *, group: Pair, reference: Pair, sensitivity: Shares, specificity: Shares, level: float = 0.95
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
        The share of those of the reference who are recorded in it; likewise. Both together are above 1: a record that
        is no better than chance says nothing.
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
        For counts as in `rate_ratio` and `risk_ratio`, and for shares that are none.

    Notes
    -----
    A true share is a rising function of the recorded one, and so the limits of a rate ratio are those of
    `rate_ratio` ("mid-p"), put right in the same way: they hold as those do. Risks and odds have "delta-log" limits:
    value times exp(+-z s), where s squared is the sum over the recorded cells of the count times the square of the
    slope of the log ratio in it [1]_ [2]_. They are those of "woolf-log" and "katz-log" where all is recorded rightly.
    Where a corrected count is 0 they say nothing, 0 to infinity. Added up over all outcomes, 95% limits of an odds
    ratio held it in 95 to 97% of those without a count below 0, with 40 to 1,000 people each in the part and the rest,
    5 to 50% of them of the group, and shares of 0.8 and 0.9, or 0.94 and 0.97; the upper limit was too low in up to
    4.5%.

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
    recorded, given = cells(found), zip(NAMES, (sensitivity, specificity), strict=True)
    spans = {own: span for name, share in given for own, span in _spans(name, share, recorded)}
    floors: dict[str, FloatArray] = dict.fromkeys(spans, np.zeros(()))
    for (stratum, counts), (at, name) in product(recorded.items(), enumerate(NAMES)):
        own = _own(name, stratum, spans)
        floors[own] = np.maximum(floors[own], counts[at] / np.maximum(sum(counts), 1))
    found = based(found, assumed=said(spans))
    for own, (low, _) in spans.items():
        found = remarked(found, _too_low(own, low, floors[own]))
    put_right = _rates if "events" in recorded else _parts
    ranges = {own: _above(floors[own], *span) for own, span in spans.items()}
    return over(ranges, lambda assumed: put_right(found, assumed))


def _spans(name: str, given: Any, recorded: Mapping[str, Cells]) -> Iterator[tuple[str, Span]]:
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


def _above(floor: FloatArray, low: float, high: float) -> FloatArray:
    """Return what a range has from a floor on, NaN where that is nothing."""
    return np.where(floor > high, np.nan, np.broadcast_arrays(np.maximum(floor, low), high))


def _too_low(own: str, low: float, floor: FloatArray) -> Any:
    """Say what the counts rule out of a range: that more were recorded wrongly than were recorded."""
    words = f"{own} below {{:.3g}} would leave a count below 0"
    return np.frompyfunc(lambda least: words.format(least) if least > low else "", 1, 1)(floor)


def _rates(found: Estimate, assumed: Assumed) -> Estimate:
    shares = [assumed[_own(name, "events", assumed)] for name in NAMES]
    with np.errstate(all="ignore"):
        people = found.data["group_population"] / found.data["reference_population"]
        numbers = [truly(each, people, *shares) for each in (found.value, found.low, found.high)]
    return remade_at(found, numbers, found.method)


def truly(ratio: Any, people: Any, sensitivity: FloatArray, specificity: FloatArray) -> FloatArray:
    """Return the rate ratio of the true events: a rising function of that of the recorded ones."""
    odds = ratio * people
    lost = np.where(sensitivity == 1, 0.0, (1 - sensitivity) * odds)  # an infinite ratio loses none of them
    return less(specificity * odds, 1 - specificity) / less(sensitivity, lost) / people


def _parts(found: Estimate, assumed: Assumed) -> Estimate:
    shares = {stratum: [assumed[_own(name, stratum, assumed)] for name in NAMES] for stratum in cells(found)}
    return by_delta(found, {stratum: _weights(*each) for stratum, each in shares.items()})


def _weights(sensitivity: FloatArray, specificity: FloatArray) -> tuple[Cells, Cells]:
    """Return how much of each recorded cell goes into the true one of the group, and of the reference."""
    with np.errstate(divide="ignore"):
        scale = 1 / (sensitivity + specificity - 1)
    return (specificity * scale, (specificity - 1) * scale), ((sensitivity - 1) * scale, sensitivity * scale)


@statistic("How many times more often, if not all were counted?", rises=(0, 0))
def selected(
    measure: str, *, group: Pair, reference: Pair, probabilities: Mapping[str, Share], level: float = 0.95
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
    of_kind(Mapping, "probabilities", "must be a mapping of cells to shares", probabilities)
    given = {f"{side} {stratum}": (1.0, 1.0) for stratum in cells(found) for side in SIDES}
    for name, share in probabilities.items():
        given[one_of("cell", name, given)] = span = _arrays.span(name, share)
        if not span[0]:
            raise refused(name, "must be above 0: of a cell that nobody counted nothing is known", share)
    noted = based(found, assumed=f"counted: {said({name: given[name] for name in probabilities}) or 'all'}")
    every = np.zeros(np.shape(found.value))
    return over({name: _above(every, *span) for name, span in given.items()}, lambda assumed: _each(noted, assumed))


def _each(found: Estimate, assumed: Assumed) -> Estimate:
    """Return the ratio of the cells, each divided by the share of it that was counted."""
    shares = {stratum: [assumed[f"{side} {stratum}"] for side in SIDES] for stratum in cells(found)}
    if found.measure == "risk ratio":
        return by_delta(found, {own: ((1 / one, 0.0), (0.0, 1 / other)) for own, (one, other) in shares.items()})
    (one, other), *rest = shares.values()
    factor = one / other * (rest[0][1] / rest[0][0] if rest else 1.0)
    return remade_at(found, [each / factor for each in (found.value, found.low, found.high)], found.method)
