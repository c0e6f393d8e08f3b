"""By which rounding printed figures are read: each is tried, and the finding says which one it took."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from disprop.claims.checks._words import interval, number
from disprop.claims.claim import WORDS, Finding, ImpossibleError
from disprop.estimate import Estimate
from disprop.imperfect import Printed, roundings
from disprop.imperfect._grim import counts_in
from disprop.imperfect._printed import ANY, SIGNIFICANT, applicable, span_of
from disprop.imperfect._spans import Span

# From the worst to the best: what one way of rounding makes impossible, another may still contradict.
ORDER = ("impossible", "contradicted", "not recomputable", "consistent", "reproduced")
NEEDED = ("consistent", "reproduced")
GENEROUS = (SIGNIFICANT, ANY)
TAKEN = WORDS["roundings that are taken"]


def best(by: Callable[[str], Finding], *figures: Printed, mixed: bool = True) -> Finding:
    """Return the finding by the first rounding, the usual one first, that speaks best for the figures.

    All figures are read alike; if none of that will do and `mixed` allows it, each in its own way. "contradicted"
    and "impossible" so mean that no reading helps.
    """
    found = {name: _tried(by, name) for name in applicable(*figures)}
    rounding = max(found, key=lambda name: ORDER.index(found[name].verdict))
    if mixed and found[rounding].verdict not in NEEDED:
        found[ANY] = _tried(by, ANY)
        rounding = ANY if found[ANY].verdict in NEEDED else rounding
    return _by(rounding, found[rounding])


def judged(exact: Fraction, figure: Printed, words: str) -> Finding:
    """Return the verdict on a figure whose exact value is known: every rounding that gives it, in a sentence."""
    found = roundings(exact, figure)
    if not found:
        return Finding("contradicted", f"{words}; no rounding of it prints as {figure.text}.")
    if "half-up" in found:
        return Finding("reproduced", f"{words}.", roundings=found)
    if found == (SIGNIFICANT,):
        return Finding("consistent", f"{words}: {fewer(figure)}.", roundings=found)
    how = " or ".join(name for name in found if name != SIGNIFICANT)
    return Finding(
        "reproduced", f"{words}: printed as {figure.text} it is {how}, not rounded half up.", roundings=found
    )


def from_counts(finding: Finding, value: float | None, estimate: Estimate, *counts: int) -> Finding:
    """Return a finding with the figure that known counts give, its interval, and these counts."""
    known = tuple(counts_in(range(own, own + 1)) for own in counts)
    return replace(finding, value=value, estimate=estimate, interval=interval(estimate), counts=known)


def bounded(verdict: str, sentence: str, left: Span, *counts: range, **more: Any) -> Finding:
    """Return a finding with the ends of what the print leaves, and the counts that it allows."""
    known = tuple(map(counts_in, counts))
    return Finding(verdict, sentence, least=float(left.low), most=float(left.high), counts=known, **more)


def fewer(figure: Printed) -> str:
    """Say what a figure allows that may be rounded to fewer significant figures than it shows."""
    span = span_of(figure, SIGNIFICANT)
    return (
        f"printed as {figure.text} it is rounded to fewer significant figures than are shown, as anything from "
        f"{number(span.low, 6)} to {number(span.high, 6)} may be"
    )


def _tried(by: Callable[[str], Finding], rounding: str) -> Finding:
    try:
        return by(rounding)
    except ImpossibleError as reason:
        return Finding("impossible", str(reason))


def _by(rounding: str, finding: Finding) -> Finding:
    if finding.verdict not in NEEDED:
        return finding
    generous = rounding in GENEROUS and finding.verdict == "reproduced"
    return replace(
        finding,
        verdict="consistent" if generous else finding.verdict,
        sentence=f"{finding.sentence}{TAKEN[rounding]}",
        roundings=(rounding,),
    )
