"""From what the numbers of a claim allow to a verdict, by each way in which its figures may have been rounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from disprop.claims._amounts import Reading, limits, number
from disprop.claims.claim import VERDICTS, WORDS, Claim, Finding, ImpossibleError
from disprop.estimate import Estimate
from disprop.imperfect import ROUNDINGS, Printed, rounding_interval, roundings
from disprop.imperfect._grim import counts_in
from disprop.imperfect._numbers import QUALIFIERS, SIGNIFICANT, Number, Span
from disprop.imperfect._printed import ANY, applicable

LARGEST = 10**30  # what is larger is not shown


Examined = Callable[[Claim, Reading], Finding]  # all but the rounding


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
        try:
            finding = examined(claim, reading)
        except ImpossibleError as reason:
            finding = Finding(reason.verdict, str(reason))
        seen.update(reading.seen)
        good = VERDICTS.index(finding.verdict) > VERDICTS.index("not recomputable")
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
    best = max(found, key=lambda each: VERDICTS.index(each.verdict))
    words = [figure.qualifier for figure in figures() if figure.qualifier]
    doubtful = words and best.verdict != "not recomputable" and tried(ANY, literal=True)
    return _to_the_letter(best, found[-1], words) if doubtful else best


def _to_the_letter(best: Finding, loose: Finding, words: list[str]) -> Finding:
    """Return what to say where only the letter of some words holds: of "more than" that is what they mean."""
    if all(QUALIFIERS[word] == "above" for word in words):
        return replace(loose, said=f"{loose.said} It holds to the letter.")
    said = f"{best.said} To the letter it holds; whether it does as meant turns on {' and '.join(map(repr, words))}."
    return replace(loose, verdict="not recomputable", said=said, roundings=())


def told(
    claim: Claim, reading: Reading, words: str, left: Span, *, exact: Number | None = None, **found: Any
) -> Finding:
    """Return what the numbers of a claim give, in the units of its print: all of `left`, or what is `exact`.

    `fits` says whether some whole numbers give what is printed, `value` what is shown; `after` ends the finding.
    """
    figure, value, after = claim.figure, found.pop("value", exact), found.pop("after", "")
    wanted = reading.span(figure) if figure else left
    fits = found.pop("fits", left.meets(wanted)) if exact is None else isinstance(exact, Fraction) and exact in wanted
    if figure is not None and exact is not None and not figure.qualifier and figure.step():
        finding = judged(exact, figure, words)
    else:
        usual = f", and {figure.qualifier!r} reads as {limits(wanted)}" if figure and figure.qualifier else ""
        finding = Finding("consistent" if fits or figure is None else "contradicted", f"{words}{usual}.")
    ends: dict[str, Any] = {} if exact is not None else {"least": float(left.low), "most": float(left.high)}
    shown = float(value) if value is not None and value <= LARGEST else None
    return replace(finding, said=f"{finding.said}{after}", value=shown, **ends, **found)


def sampled(estimate: Estimate | None, counts: Iterable[range]) -> dict[str, Any]:
    """Return the sampling error and the counts of a finding."""
    interval = None if estimate is None else (float(estimate.low), float(estimate.high))
    return {"estimate": estimate, "interval": interval, "counts": tuple(map(counts_in, counts))}


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
