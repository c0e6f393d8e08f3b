"""Totals against their parts, and ratios that rest on a total known from a share and a rate."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from disprop import rate_ratio
from disprop._errors import refused, worded
from disprop._text import listed
from disprop.claims.checks._kinds import each_figure, kind
from disprop.claims.checks._readings import best, bounded, fewer, implied, limits, number, rates_of, span
from disprop.claims.claim import Claim, Finding, ImpossibleError
from disprop.claims.sources import REFERENCES, Side, count, expand, positive, printed_rate
from disprop.disparity import share_ratio
from disprop.imperfect import ROUNDINGS, Printed, rounding_interval, roundings, wholes_for
from disprop.imperfect._grim import counts_in
from disprop.imperfect._printed import ANY, span_of
from disprop.imperfect._spans import Number, Span, quotient, within


@each_figure("sum", "parts", optional=("imputed",))
def check_sum(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a printed total against the sum of `parts`: a reference, or a mapping of names to counts.

    A part that is None was not disclosed; `imputed` says which part was filled in from the total itself. With
    either, or where the total is rounded to fewer figures than it shows, it is at best consistent.
    """
    printed, parts = Printed(text), inputs["parts"]
    if printed.percent or printed.decimals:
        raise refused("a total of counts", "is a whole number", text)
    is_named = isinstance(parts, Mapping) and not set(REFERENCES) & set(parts)
    by_name = parts if is_named else {"the table": parts}
    blank = [name for name, part in by_name.items() if part is None]
    total = sum(count(part) for part in by_name.values() if part is not None)
    if blank:
        return _with_blanks(printed, total, blank)
    return _compared(printed, total, inputs.get("imputed"))


def _compared(printed: Printed, total: int, imputed: str | None) -> Finding:
    words, exact = f"The counts add up to {total:,}", total == printed.value
    found = ("exact",) if exact else roundings(total, printed)
    if not found:
        words = f"{words}; {printed.text} is printed, a difference of {int(abs(total - printed.value)):,}."
        return Finding("contradicted", words, value=float(total))
    words = f"{words}." if exact else f"{words}: {fewer(printed)}."
    verdict = "reproduced" if exact and not imputed else "consistent"
    return Finding(verdict, f"{words} {imputed or ''}".rstrip(), roundings=found, value=float(total))


def _with_blanks(printed: Printed, total: int, blank: list[str]) -> Finding:
    rest = printed.value - total
    words = f"The disclosed parts make {total:,} of {printed.text}"
    if total >= rounding_interval(printed, ROUNDINGS[-1])[1]:
        return Finding("contradicted", f"{words}, which is more than the total.", value=float(total))
    missing = tuple(f"the number of {name}" for name in blank)
    if rest < 0:
        words = f"{words}, which leaves {listed(blank)} no more than rounding allows: {fewer(printed)}."
        return Finding("consistent", words, roundings=ROUNDINGS[-1:], value=float(total), missing=missing)
    words = f"{words}, which leaves {int(rest):,} for {listed(blank)}."
    return Finding("consistent", words, value=float(total), missing=missing)


@kind("share of events over share of population", "part", "whole", "rate")
def check_shares(claim: Claim) -> Finding:
    """Check a share of the population against a census, and divide the share of events by it.

    Prints the share of events, then that of the population; `part` and `whole` are the populations and `rate`
    a printed rate of the group, from which the total of events follows.
    """
    if len(claim.figures) != 2:
        raise refused("this kind", "prints a share of events and one of people", claim.figures)
    events, people = map(Printed, claim.figures)
    if events.percent != people.percent:
        raise worded("one percent sign", "printed", claim.figures)
    populations = count(claim.inputs["part"]), positive(claim.inputs["whole"])
    rate = expand(claim.inputs["rate"], "printed", optional=("per",))
    if finding := _no_total(events):
        return finding
    shares = (events, people)
    return best(lambda how: _shares(shares, populations, rate, how), *shares, Printed(rate["printed"]))


def _shares(figures: tuple[Printed, Printed], populations: tuple[int, int], rate: Side, rounding: str) -> Finding:
    events, people = (_share(figure, rounding) for figure in figures)
    exact = Fraction(*populations)
    counts, totals, sampling = _from_total(figures[0], rate, populations, rounding)
    left, value = events.over(people), quotient(*(_value(figure) for figure in figures))
    against = quotient(*(_odds(_value(figure)) for figure in figures))
    others = limits(_odds_of(events).over(_odds_of(people)))
    said = (
        f"{figures[0].text} over {figures[1].text} is {number(value)} against everyone (rounding alone allows "
        f"{limits(left)}) and {number(against)} against all others ({others}). By the census {populations[0]:,} "
        f"of {populations[1]:,} are {number(100 * exact)}%. By the printed rate the counts are {span(counts)} of "
        f"{span(totals)}; with sampling error {limits(sampling)}."
    )
    verdict = "consistent" if exact in people else "contradicted"
    return bounded(Finding(verdict, said, value=within(value, left)), left, counts, totals, sampling=sampling)


@kind("ratio above a threshold", "reference", "everyone", "total")
def check_threshold(claim: Claim) -> Finding:
    """Bound the rate of everyone else over that of the reference, printed as ">3".

    The events of everyone else are a total, known from a share and a rate, less those of the reference.
    """
    threshold = _threshold(claim)
    reference = expand(claim.inputs["reference"], "printed", "per", "population", optional=("events",))
    total = expand(claim.inputs["total"], "printed", "part", "whole", "rate")
    size, everyone = positive(reference["population"]), positive(claim.inputs["everyone"])
    if everyone <= size:
        raise refused("'everyone'", "must be more people than the reference", everyone, of=f" and {size}")
    share, rate = Printed(total["printed"]), expand(total["rate"], "printed", optional=("per",))
    if finding := _no_total(share):
        return finding

    def by(rounding: str) -> Finding:
        own = implied(reference, size, rounding)
        _, totals, _ = _from_total(share, rate, (count(total["part"]), positive(total["whole"])), rounding)
        as_printed = _as_printed(total, rate, reference, everyone)
        return _above(threshold, (totals, own), (everyone - size, size), as_printed)

    return best(by, share, *(Printed(side["printed"]) for side in (rate, reference)))


def _threshold(claim: Claim) -> Fraction:
    (first, *more) = claim.figures
    if more or not first.startswith(">"):
        raise refused("a threshold", "is one figure, printed like '>3'", claim.printed)
    return Printed(first.removeprefix(">")).value


def _above(threshold: Fraction, counts: tuple[range, range], people: tuple[int, int], as_printed: Number) -> Finding:
    """Compare everyone else, who have what the total leaves, with the reference."""
    (totals, own), (rest, size) = counts, people
    others = range(max(totals[0] - own[-1], 0), totals[-1] - own[0] + 1)
    if not others:
        raise ImpossibleError(f"{span(own)} events of the reference are more than the {span(totals)} of everyone.")
    left = rates_of(others, rest).over(rates_of(own, size))
    estimate = rate_ratio(group=(counts_in(others), rest), reference=(counts_in(own), size))
    value = within(as_printed, left)
    printed = "" if value is None else f" ({number(value, 3)} if the printed figures were exact)"
    said = (
        f"{span(totals)} events less {span(own)} leave {span(others)} for everyone else ({rest:,} people): a "
        f"ratio of {limits(left)} from rounding alone{printed}, {limits(estimate)} with sampling error."
    )
    verdict = "reproduced" if left.low > threshold else "consistent" if left.high > threshold else "contradicted"
    return bounded(Finding(verdict, said, value=value), left, others, own, sampling=estimate)


def _as_printed(total: Side, rate: Side, reference: Side, everyone: int) -> Number:
    """Return the ratio of everyone else to the reference, as if the printed figures were exact."""
    size = positive(reference["population"])
    events = printed_rate(rate) * count(total["part"]) / _value(Printed(total["printed"]))
    return quotient((events - printed_rate(reference) * size) / (everyone - size), printed_rate(reference))


def _from_total(share: Printed, rate: Side, populations: tuple[int, int], rounding: str) -> tuple[range, range, Span]:
    """Return a group's counts, the totals that they imply, and the envelope of the share ratio.

    For one count of the group the ratio falls as the total rises, so that the ends of the totals are enough.
    """
    counts = implied(rate, populations[0], rounding)
    wholes = {own: wholes_for(share, own, per=_scale(share), rounding=rounding) for own in counts if own}
    fitting = {own: range(max(own, totals.start), totals.stop) for own, totals in wholes.items()}
    fitting = {own: totals for own, totals in fitting.items() if totals}
    if not fitting:
        raise ImpossibleError(f"No whole number makes {span(counts)} print as {share.text} of it.")
    owns, least, most = list(fitting), [each[0] for each in fitting.values()], [each[-1] for each in fitting.values()]
    (people, everyone), totals = populations, (most, least)
    lowest, highest = (share_ratio(group=(owns, people), whole=(every, everyone)) for every in totals)
    envelope = Span(float(np.min(lowest.low)), float(np.max(highest.high)))
    return counts, range(min(least), max(most) + 1), envelope


def _no_total(share: Printed) -> Finding | None:
    """Return the finding about a share that may be 0."""
    if span_of(share, ANY).low:
        return None
    words = f"The share printed as {share.text} may be 0, which puts no upper limit on the total of events."
    return Finding("not recomputable", words, missing=("the total of events",))


def _scale(share: Printed) -> int:
    return 100 if share.percent else 1


def _value(share: Printed) -> Fraction:
    return share.value / _scale(share)


def _share(figure: Printed, rounding: str) -> Span:
    """Return the shares that print as a figure; none is above 1."""
    share = span_of(figure, rounding).divided(_scale(figure))
    return replace(share, high=Fraction(1), high_in=True) if share.high > 1 else share


def _odds(share: Number) -> Number:
    return quotient(Fraction(share), 1 - Fraction(share))


def _odds_of(share: Span) -> Span:
    return replace(share, low=_odds(share.low), high=_odds(share.high))
