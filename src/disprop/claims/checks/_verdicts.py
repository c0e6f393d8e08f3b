"""From what the numbers of a claim allow to a verdict, by each way in which its figures may have been rounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from disprop.claims._amounts import Reading
from disprop.claims._words import limits, number
from disprop.claims.claim import WORDS, Claim, Finding, ImpossibleError
from disprop.estimate import Estimate
from disprop.imperfect import ROUNDINGS, Printed, rounding_interval, roundings
from disprop.imperfect._grim import counts_in
from disprop.imperfect._numbers import QUALIFIERS, SIGNIFICANT
from disprop.imperfect._printed import ANY, applicable
from disprop.imperfect._spans import Number, Span, within

# From the worst to the best: what one way of rounding makes impossible, another may still contradict.
ORDER = ("impossible", "contradicted", "not recomputable", "consistent", "reproduced")
FINITE = Span(Fraction(0), Fraction(10**30))


class Outcome(NamedTuple):
    """What the numbers of a claim give, in the units of its print.

    `fits` says whether some whole numbers give one of the values wanted; `exact` is the value where nothing is open.
    """

    words: str
    left: Span
    fits: Callable[[Span], bool]
    exact: Number | None = None
    value: Number | None = None
    counts: tuple[range, ...] = ()
    sampling: Estimate | Span | None = None
    after: str = ""
    missing: tuple[str, ...] = ()


Examined = Callable[[Claim, Reading], Outcome | Finding]


def lacking(missing: tuple[str, ...], why: str = "") -> Finding:
    """Return that something would be needed which nobody printed."""
    return Finding("not recomputable", why or f"Not known: {'; '.join(missing)}.", missing=missing)


def verdict(examined: Examined, claim: Claim, ledger: Any) -> Finding:
    """Return the finding by the first rounding, the usual one first, that speaks for the figures.

    All figures are read alike; if none of that will do, each in its own way; at last to the letter of their words, of
    which nobody can say how they were meant. "contradicted" and "impossible" so mean that no reading helps.
    """
    found: list[Finding] = []
    seen = {claim.id: claim}

    def figures() -> list[Printed]:
        return [figure for each in seen.values() if (figure := each.figure)]

    def tried(rounding: str, *, literal: bool = False) -> bool:
        reading = Reading(ledger, rounding, literal=literal)
        finding = _tried(examined, claim, reading)
        seen.update(reading.seen)
        good = ORDER.index(finding.verdict) > ORDER.index("not recomputable")
        if good and not finding.roundings:
            said = f"{finding.said}{WORDS['roundings that are taken'][rounding]}"
            finding = replace(finding, said=said, roundings=(rounding,))
        found.append(finding)
        return good

    for rounding in (*ROUNDINGS, ANY):
        mixed = claim.kind != "rank" and len(figures()) > 1
        if (mixed if rounding == ANY else rounding in applicable(*figures())) and tried(rounding):
            return found[-1]
        if found[-1].value is not None and found[-1].least is None:
            break  # it is known exactly: no reading changes it
    best = max(found, key=lambda each: ORDER.index(each.verdict))
    words = [figure.qualifier for figure in figures() if figure.qualifier]
    doubtful = words and best.verdict != "not recomputable" and tried(ANY, literal=True)
    return _to_the_letter(best, found[-1], words) if doubtful else best


def _to_the_letter(best: Finding, loose: Finding, words: list[str]) -> Finding:
    """Return what to say where only the letter of some words holds: of "more than" that is what they mean."""
    if all(QUALIFIERS[word] == "above" for word in words):
        return replace(loose, said=f"{loose.said} It holds to the letter.")
    said = f"{best.said} To the letter it holds; whether it does as meant turns on {' and '.join(map(repr, words))}."
    return replace(loose, verdict="not recomputable", said=said, roundings=())


def _tried(examined: Examined, claim: Claim, reading: Reading) -> Finding:
    try:
        found = examined(claim, reading)
    except ImpossibleError as reason:
        return Finding(reason.verdict, str(reason))
    figure = claim.figure
    if isinstance(found, Finding):
        return found
    if figure is None:
        finding = Finding("consistent", f"{found.words}.")
    elif found.exact is not None and not figure.qualifier and figure.step():
        finding = judged(found.exact, figure, found.words)
    else:
        wanted, exact = reading.span(figure), found.exact
        fits = found.fits(wanted) if exact is None else isinstance(exact, Fraction) and exact in wanted
        usual = f", and {figure.qualifier!r} reads as {limits(wanted)}" if figure.qualifier else ""
        finding = Finding("consistent" if fits else "contradicted", f"{found.words}{usual}.")
    value, sampling = found.value if found.exact is None else found.exact, found.sampling
    return replace(
        finding,
        said=f"{finding.said}{found.after}",
        value=None if value is None else within(value, FINITE),
        interval=None if sampling is None else (float(sampling.low), float(sampling.high)),
        estimate=sampling if isinstance(sampling, Estimate) else None,
        counts=tuple(map(counts_in, found.counts)),
        least=float(found.left.low) if found.exact is None else None,
        most=float(found.left.high) if found.exact is None else None,
        missing=found.missing,
    )


def judged(exact: Number, figure: Printed, words: str) -> Finding:
    """Return the verdict on a figure whose exact value is known: every rounding that gives it, in a sentence."""
    if not isinstance(exact, Fraction):
        return Finding("contradicted", f"{words}: there is no finite ratio.")
    whole = figure.per is None and exact == figure.value and exact.denominator == 1
    found = ("exact",) if whole else roundings(exact, figure)
    if not found:
        apart = abs(exact - figure.value) if figure.per is None and exact.denominator == 1 else 0
        differ = f", a difference of {number(apart, 15)}" if apart else ""
        return Finding("contradicted", f"{words}; no rounding of it prints as {figure.text}{differ}.")
    if {"half-up", "exact"} & {*found}:
        return Finding("reproduced", f"{words}.", roundings=found)
    if found == (SIGNIFICANT,):
        ends = (number(end, 6) for end in rounding_interval(figure, SIGNIFICANT))
        said = WORDS["fewer figures"]["shown"].format(words, figure.text, *ends)
        return Finding("consistent", said, roundings=found)
    how = " or ".join(name for name in found if name != SIGNIFICANT)
    said = f"{words}: printed as {figure.text} it is {how}, not rounded half up."
    return Finding("reproduced", said, roundings=found)
