"""By which rounding printed figures are read, the rates that a printed one allows, and how findings write numbers."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from disprop.claims.claim import WORDS, Finding, ImpossibleError
from disprop.claims.sources import Side, count, positive, unit
from disprop.estimate import Estimate
from disprop.imperfect import Printed, roundings
from disprop.imperfect._grim import counts_in, numbers_for
from disprop.imperfect._numbers import SIGNIFICANT
from disprop.imperfect._printed import ANY, applicable, span_of
from disprop.imperfect._spans import Span


def fixed(value: Any, digits: int) -> str:
    """Write a number with so many significant digits, thousands commas and no exponent."""
    if math.isnan(value):
        return "undefined"
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "infinity"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(float(value)))))
    return f"{float(value):,.{decimals}f}"


def number(value: float | Fraction, digits: int = 4) -> str:
    """Write a number as `fixed` does, without the zeros at its end."""
    text = fixed(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(counts: range) -> str:
    """Write the first and last of some counts."""
    first, last = f"{counts[0]:,}", f"{counts[-1]:,}"
    return first if first == last else f"{first} to {last}"


def limits(of: Span | Estimate) -> str:
    """Write the two limits of a span, or of an estimate of one number."""
    return f"{fixed(of.low, 3)} to {fixed(of.high, 3)}"


# From the worst to the best: what one way of rounding makes impossible, another may still contradict.
ORDER = ("impossible", "contradicted", "not recomputable", "consistent", "reproduced")
NEEDED = ("consistent", "reproduced")


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
    said = f"{words}: printed as {figure.text} it is {how}, not rounded half up."
    return Finding("reproduced", said, roundings=found)


def from_counts(finding: Finding, value: float | None, estimate: Estimate, *counts: int) -> Finding:
    """Return a finding with the figure that known counts give, its interval, and these counts."""
    known = tuple(counts_in(range(own, own + 1)) for own in counts)
    return replace(finding, value=value, **_sampled(estimate), counts=known)


def bounded(finding: Finding, left: Span, *counts: range, sampling: Span | Estimate | None = None) -> Finding:
    """Return a finding with the ends of what the print leaves, the counts that it allows, and their sampling error."""
    known, least, most = tuple(map(counts_in, counts)), float(left.low), float(left.high)
    return replace(finding, least=least, most=most, counts=known, **_sampled(sampling))


def _sampled(sampling: Span | Estimate | None) -> dict[str, Any]:
    limits = None if sampling is None else (float(sampling.low), float(sampling.high))
    return {"interval": limits, "estimate": sampling if isinstance(sampling, Estimate) else None}


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
    generous = rounding in (SIGNIFICANT, ANY) and finding.verdict == "reproduced"
    return replace(
        finding,
        verdict="consistent" if generous else finding.verdict,
        said=f"{finding.said}{WORDS['roundings that are taken'][rounding]}",
        roundings=(rounding,),
    )


class Rates(NamedTuple):
    """The rates behind a printed one: all that print so, or of these the rates of whole counts in a population."""

    printed: Span
    span: Span
    counts: range | None = None
    population: int = 1

    def each(self) -> Iterator[Span]:
        """Return the rates one by one where there are counts, else all together."""
        if self.counts is None:
            return iter([self.span])
        return (rates_of(range(own, own + 1), self.population) for own in self.counts)

    def meets(self, wanted: Span) -> bool:
        """Return whether one of the rates, not 0, is among those wanted."""
        if self.counts is None or wanted.high == math.inf:
            return self.span.meets(wanted)
        fitting = wanted.integers(self.population)
        return max(fitting.start, self.counts.start, 1) < min(fitting.stop, self.counts.stop)


def rates_of(counts: range, population: int) -> Span:
    """Return the rates from that of the first of some counts to that of the last."""
    return Span(Fraction(counts[0], population), Fraction(counts[-1], population))


def rates(side: Side, rounding: str) -> Rates:
    """Return what a side allows: `printed`, `per` and, where they are known, `population` and `events`."""
    printed = span_of(Printed(side["printed"]), rounding).divided(unit(side) or 1)
    if side.get("population") is None:
        return Rates(printed, printed)
    population = positive(side["population"])
    counts = implied(side, population, rounding)
    return Rates(printed, rates_of(counts, population), counts, population)


def implied(side: Side, population: int, rounding: str) -> range:
    """Return the count that is given, or those that print as the rate, of which there is at least one."""
    if side.get("events") is not None:
        own = count(side["events"])
        return range(own, own + 1)
    per = unit(side)
    counts = numbers_for(side["printed"], population, per=per, rounding=rounding)
    if not counts:
        said = side["printed"] if Printed(side["printed"]).percent else f"{side['printed']} per {per:,}"
        raise ImpossibleError(f"No whole number out of {population:,} prints as {said}.")
    return counts
