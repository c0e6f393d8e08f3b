"""Ratios: of two printed rates, and of two proportions."""

import math
from collections.abc import Mapping
from fractions import Fraction

from disprop import rate_ratio, risk_ratio
from disprop._errors import Said, refused
from disprop.claims.checks._kinds import each_figure
from disprop.claims.checks._readings import best, bounded, from_counts, judged
from disprop.claims.checks._sides import Rates, Side, positive, printed_span, rates, unit
from disprop.claims.checks._words import ends, interval, limits, number, quotient, span, within
from disprop.claims.claim import Finding
from disprop.claims.sources import count, expand
from disprop.estimate import Estimate
from disprop.imperfect import Printed
from disprop.imperfect._grim import counts_in
from disprop.imperfect._printed import span_of
from disprop.imperfect._spans import Span

SIDE = ("per", "population", "events")


@each_figure("ratio of printed rates", "group", "reference")
def check_ratio(text: str, inputs: Side) -> Finding:
    """Check a ratio against two printed rates: by their counts where the population is known, else by rounding."""
    sides = [expand(inputs[name], "printed", optional=SIDE) for name in ("group", "reference")]
    if len({unit(side) is None for side in sides}) > 1:
        got = Said(f"{sides[0]!r} and {sides[1]!r}")
        raise refused("both rates", "must say what they are per, or neither", got)
    figure = Printed(text)
    return best(lambda rounding: _ratio(figure, sides, rounding), figure, *(Printed(side["printed"]) for side in sides))


def _ratio(figure: Printed, sides: list[Side], rounding: str) -> Finding:
    group, reference = (rates(side, rounding) for side in sides)
    left = group.span.over(reference.span)
    fits = _attained(span_of(figure, rounding).divided(100 if figure.percent else 1), group, reference)
    counts = tuple(side.counts for side in (group, reference) if side.counts is not None)
    estimate = _estimate(group, reference)
    sampling = None if estimate is None else interval(estimate)
    only = [len(each) for each in counts] == [1, 1]
    as_printed = quotient(*(Fraction(Printed(side["printed"]).value, unit(side) or 1) for side in sides))
    verdict, value = "consistent" if fits else "contradicted", within(left.low if only else as_printed, left)
    said = f"{_by_rounding(sides, as_printed, rounding)}{_by_counts(counts, left, sampling)}."
    return bounded(verdict, said, left, *counts, value=value, estimate=estimate, interval=sampling)


def _attained(wanted: Span, group: Rates, reference: Rates) -> bool:
    """Return whether some rate of the group over some rate of the reference is a ratio that is wanted."""
    if not wanted.meets(group.span.over(reference.span)):
        return False
    return any(_over_some(own, wanted, reference) for own in group.each())


def _over_some(own: Span, wanted: Span, reference: Rates) -> bool:
    """Return whether rates of the group, over some rate of the reference above 0, are a ratio that is wanted."""
    if not own.high:
        return Fraction(0) in wanted and bool(reference.span.high)
    return reference.meets(own.over(wanted))


def _estimate(group: Rates, reference: Rates) -> Estimate | None:
    """Return the ratio of all counts that fit, where both sides have some."""
    sides = [(counts_in(side.counts), side.population) for side in (group, reference) if side.counts is not None]
    return rate_ratio(group=sides[0], reference=sides[1]) if len(sides) == 2 else None


def _by_rounding(sides: list[Side], as_printed: Fraction | float, rounding: str) -> str:
    above, below = (printed_span(side, rounding) for side in sides)
    said = " over ".join(side["printed"] for side in sides)
    return f"{said} is {number(as_printed)}; rounding alone allows {limits(ends(above.over(below)))}"


def _by_counts(counts: tuple[range, ...], left: Span, sampling: tuple[float, float] | None) -> str:
    if not counts:
        return ""
    error = f", with sampling error {limits(sampling)}" if sampling else ""
    return f"; the counts are {' and '.join(map(span, counts))}, which leave {_extent(left)}{error}"


def _extent(left: Span) -> str:
    if left.low == left.high:
        return "no finite ratio" if left.low == math.inf else f"only {number(left.low)}"
    return limits(ends(left))


@each_figure("ratio of two proportions", "group", "reference")
def check_proportions(text: str, inputs: Mapping[str, Side]) -> Finding:
    """Check a ratio of two proportions, such as a likelihood ratio, against its counts."""
    sides = [expand(inputs[name], "part", "whole", optional=()) for name in ("group", "reference")]
    group, reference = ((count(side["part"]), positive(side["whole"])) for side in sides)
    estimate = risk_ratio(group=group, reference=reference)
    figure, exact = Printed(text), quotient(Fraction(*group), Fraction(*reference))
    words = f"{group[0]:,} of {group[1]:,} over {reference[0]:,} of {reference[1]:,} is {number(exact, 7)}"
    words = f"{words} (95% CI {limits(interval(estimate))})"
    if not isinstance(exact, Fraction):
        finding = Finding("contradicted", f"{words}: there is no finite ratio.")
    else:
        finding = judged(exact * (100 if figure.percent else 1), figure, words)
    value = within(exact, Span(Fraction(0), Fraction(10**30)))
    return from_counts(finding, value, estimate, group[0], reference[0])
