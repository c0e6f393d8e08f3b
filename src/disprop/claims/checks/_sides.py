"""A printed rate as one side of a comparison: the rates that it allows, by counts where the population is known."""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from disprop._errors import DispropError, lacking, refused
from disprop.claims.claim import ImpossibleError
from disprop.claims.sources import count
from disprop.imperfect import Printed
from disprop.imperfect._grim import numbers_for
from disprop.imperfect._printed import span_of
from disprop.imperfect._spans import Span

Side = Mapping[str, Any]
PERCENT = 100


class Rates(NamedTuple):
    """The rates behind a printed one: all of a span, or those of whole counts in a population."""

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
    if side.get("population") is None:
        return Rates(printed_span(side, rounding))
    population = positive(side["population"])
    counts = implied(side, population, rounding)
    return Rates(rates_of(counts, population), counts, population)


def printed_span(side: Side, rounding: str) -> Span:
    """Return the rates, of one person, that print as the figure."""
    return span_of(Printed(side["printed"]), rounding).divided(unit(side) or 1)


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


def unit(side: Side) -> int | None:
    """Return what the printed rate is per: 100 by a percent sign, None where nothing says."""
    per, percent = positive(side["per"]) if "per" in side else None, Printed(side["printed"]).percent
    if percent and per not in {None, PERCENT}:
        raise DispropError(f"{side['printed']!r} is per 100 by its percent sign; got per={per}", what="per", got=per)
    if per or percent:
        return per or PERCENT
    if side.get("population") is not None:
        raise lacking("a printed rate of a known population", "per", side)
    return None


def positive(reference: Any) -> int:
    """Return a count that something is divided by."""
    whole = count(reference)
    if whole < 1:
        raise refused("a denominator", "must be at least 1", whole)
    return whole
