"""Printed rates beside each other: ratios of two, of two proportions, and rankings of areas."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from disprop import rate_ratio, risk_ratio
from disprop._errors import Said, refused
from disprop._text import listed
from disprop.claims.checks._kinds import each_figure, kind, require
from disprop.claims.checks._readings import Rates, best, bounded, from_counts, judged, limits, number, rates, span
from disprop.claims.claim import Claim, Finding
from disprop.claims.sources import Side, count, expand, named, positive, printed_rate, unit
from disprop.estimate import Estimate
from disprop.imperfect import Printed
from disprop.imperfect._grim import counts_in
from disprop.imperfect._printed import span_of
from disprop.imperfect._spans import Number, Span, quotient, within

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
    wanted = span_of(figure, rounding).divided(100 if figure.percent else 1)
    fits = wanted.meets(left) and any(_over_some(own, wanted, reference) for own in group.each())
    counts = tuple(side.counts for side in (group, reference) if side.counts is not None)
    estimate = _estimate(group, reference)
    only = [len(each) for each in counts] == [1, 1]
    as_printed = quotient(*map(printed_rate, sides))
    verdict, value = "consistent" if fits else "contradicted", within(left.low if only else as_printed, left)
    over, alone = " over ".join(side["printed"] for side in sides), group.printed.over(reference.printed)
    said = f"{over} is {number(as_printed)}; rounding alone allows {limits(alone)}{_by_counts(counts, left, estimate)}."
    return bounded(Finding(verdict, said, value=value), left, *counts, sampling=estimate)


def _over_some(own: Span, wanted: Span, reference: Rates) -> bool:
    """Return whether rates of the group, over some rate of the reference above 0, are a ratio that is wanted."""
    if not own.high:
        return Fraction(0) in wanted and bool(reference.span.high)
    return reference.meets(own.over(wanted))


def _estimate(group: Rates, reference: Rates) -> Estimate | None:
    """Return the ratio of all counts that fit, where both sides have some."""
    sides = [(counts_in(side.counts), side.population) for side in (group, reference) if side.counts is not None]
    return rate_ratio(group=sides[0], reference=sides[1]) if len(sides) == 2 else None


def _by_counts(counts: tuple[range, ...], left: Span, estimate: Estimate | None) -> str:
    if not counts:
        return ""
    error = "" if estimate is None else f", with sampling error {limits(estimate)}"
    return f"; the counts are {' and '.join(map(span, counts))}, which leave {_extent(left)}{error}"


def _extent(left: Span) -> str:
    if left.low == left.high:
        return "no finite ratio" if left.low == math.inf else f"only {number(left.low)}"
    return limits(left)


@each_figure("ratio of two proportions", "group", "reference")
def check_proportions(text: str, inputs: Mapping[str, Side]) -> Finding:
    """Check a ratio of two proportions, such as a likelihood ratio, against its counts."""
    sides = [expand(inputs[name], "part", "whole", optional=()) for name in ("group", "reference")]
    group, reference = ((count(side["part"]), positive(side["whole"])) for side in sides)
    estimate = risk_ratio(group=group, reference=reference)
    figure, exact = Printed(text), quotient(Fraction(*group), Fraction(*reference))
    words = f"{group[0]:,} of {group[1]:,} over {reference[0]:,} of {reference[1]:,} is {number(exact, 7)}"
    words = f"{words} (95% CI {limits(estimate)})"
    if not isinstance(exact, Fraction):
        finding = Finding("contradicted", f"{words}: there is no finite ratio.")
    else:
        finding = judged(exact * (100 if figure.percent else 1), figure, words)
    value = within(exact, Span(Fraction(0), Fraction(10**30)))
    return from_counts(finding, value, estimate, group[0], reference[0])


Check = tuple[bool, str]


@kind("ranking", "ranked", optional=("others",))
def check_ranking(claim: Claim) -> Finding:
    """Check that rates can fall in the order printed, and that areas outside the ranking can lie below its last.

    `ranked` lists the rates, each with printed, per and population; `others` maps an area to its events, its
    population, and its printed rank by count. Areas without figures stay unchecked, so the best
    verdict is "consistent".
    """
    sides = claim.inputs["ranked"]
    if not isinstance(sides, (list, tuple)) or not sides:
        raise refused("'ranked'", "must be a list of rates", sides)
    ranked = [expand(side, "printed", "per", "population") for side in sides]
    others = named("others", claim.inputs.get("others", {}))
    for other in others.values():
        require(other, ("events", "population", "rank_by_count"))
    figures = [Printed(each["printed"]) for each in ranked]
    return best(lambda rounding: _ranked(ranked, others, rounding), *figures, mixed=False)


def _ranked(ranked: list[Side], others: Mapping[str, Any], rounding: str) -> Finding:
    known = [rates(side, rounding) for side in ranked]
    checks = [_falling([each["printed"] for each in ranked], known)]
    for name, other in others.items():
        checks += [_below(name, other, known, ranked[-1]["per"]), _by_count(name, other, known)]
    verdict = "consistent" if all(holds for holds, _ in checks) else "contradicted"
    return Finding(verdict, " ".join(words for _, words in checks))


def _falling(printed: Sequence[str], known: list[Rates]) -> Check:
    """Say whether each rate can be no higher than every one before it."""
    holds = all(each.span.low <= ceiling for each, ceiling in zip(known, _ceilings(known), strict=True))
    return holds, f"The printed rates {listed(printed)} {'' if holds else 'do not '}fall in that order."


def _below(name: str, other: Mapping[str, Any], known: list[Rates], per: int) -> Check:
    """Say whether an area can lie below the last of the ranking: its rate is known, that of the last is printed."""
    events, rate = count(other["events"]), Fraction(count(other["events"]), positive(other["population"]))
    words = f"{name} had {events:,} events, {number(per * rate)} per {per:,}"
    if rate <= known[-1].span.low:
        return True, f"{words}, below the last of them."
    if rate <= _ceilings(known)[-1]:
        return True, f"{words}, which may be below the last of them or above it."
    return False, f"{words}, above the last of them."


def _by_count(name: str, other: Mapping[str, Any], known: list[Rates]) -> Check:
    own, rank = count(other["events"]), positive(other["rank_by_count"])
    implied = [each.counts for each in known if each.counts is not None]
    surely, possibly = sum(each[0] > own for each in implied), sum(each[-1] > own for each in implied)
    said = f"By the implied counts {surely} of the ranked areas had more events than {name}."
    return surely < rank <= possibly + 1, said


def _ceilings(known: list[Rates]) -> list[Number]:
    """Return the highest that each rate can be without passing one before it."""
    return list(accumulate((each.span.high for each in known), min))
