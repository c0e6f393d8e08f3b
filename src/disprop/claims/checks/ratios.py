"""Ratios: of two printed rates, of shares of events and population, of two proportions, above a threshold."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from disprop import rate_ratio, risk_ratio
from disprop._arrays import DispropError
from disprop.claims.checks._kinds import each_figure, kind
from disprop.claims.checks._words import interval, limits, number, span
from disprop.claims.claim import Claim, Finding, ImpossibleError
from disprop.claims.sources import count, expand
from disprop.disparity import share_ratio
from disprop.imperfect import Printed, counts_for, ratio_bounds, rounding_interval, roundings, wholes_for

Side = Mapping[str, Any]
Pair = tuple[float, float]
RATE = ("printed", "per", "population")


@each_figure("ratio of printed rates", "group", "reference")
def check_ratio(text: str, inputs: Side) -> Finding:
    """Check a ratio against two printed rates, each with its population where that is known."""
    group, reference = (expand(inputs[side], "printed") for side in ("group", "reference"))
    above, below = Printed(group["printed"]), Printed(reference["printed"])
    low, high = rounding_interval(text)
    bounds = _floats(ratio_bounds(above, below))
    fits = low <= bounds[1] and bounds[0] <= high
    value = above.value / below.value
    words = f"{above.text} over {below.text} is {number(value)}; rounding alone allows {limits(bounds)}"
    counts, sampling = _from_rates(group, reference)
    if sampling:
        words += f"; the counts are {span(counts[0])} and {span(counts[1])}"
        words += f", with sampling error {limits(sampling)}"
    return Finding(
        "consistent" if fits else "contradicted",
        f"{words}.",
        roundings=("half-up",) if fits else (),
        value=float(value),
        interval=sampling,
        bounds=bounds,
        counts=counts,
    )


@kind("share of events over share of population", "part", "whole", "rate")
def check_shares(claim: Claim) -> Finding:
    """Check a share of the population against a census, and divide the share of events by it.

    Prints the share of events, then that of the population; `part` and `whole` are the populations and `rate`
    a printed rate of the group, from which the total of events follows.
    """
    if len(claim.figures) != 2:
        raise DispropError(f"this kind prints a share of events and one of people; got {claim.figures!r}")
    events, people = map(Printed, claim.figures)
    part, whole = count(claim.inputs["part"]), count(claim.inputs["whole"])
    exact, value = Fraction(100 * part, whole), events.value / people.value
    found = roundings(exact, people)
    bounds, others = _floats(ratio_bounds(events, people)), _odds_bounds(events, people)
    counts, totals, sampling = _from_total(events, claim.inputs["rate"], part, whole)
    words = (
        f"{events.text} over {people.text} is {number(value)} against everyone (rounding alone allows "
        f"{limits(bounds)}) and {number(_odds(events.value) / _odds(people.value))} against all others "
        f"({limits(others)}). By the census {part:,} of {whole:,} are {number(exact)}%. By the printed rate "
        f"the counts are {span(counts)} of {span(totals)}; with sampling error {limits(sampling)}."
    )
    return Finding(
        "consistent" if found else "contradicted",
        words,
        roundings=found,
        value=float(value),
        interval=sampling,
        bounds=bounds,
        counts=(counts, totals),
    )


@each_figure("ratio of two proportions", "group", "reference")
def check_proportions(text: str, inputs: Side) -> Finding:
    """Check a ratio of two proportions, such as a likelihood ratio, against its counts."""
    sides = [expand(inputs[name], "part", "whole") for name in ("group", "reference")]
    group, reference = ((count(side["part"]), count(side["whole"])) for side in sides)
    estimate = risk_ratio(group=group, reference=reference)
    exact = Fraction(*group) / Fraction(*reference)
    found = roundings(exact, text)
    words = f"{group[0]:,} of {group[1]:,} over {reference[0]:,} of {reference[1]:,} is {number(exact, 7)}"
    return Finding(
        "reproduced" if found else "contradicted",
        f"{words} (95% CI {limits(interval(estimate))}).",
        roundings=found,
        value=float(exact),
        estimate=estimate,
        interval=interval(estimate),
        counts=tuple(range(part, part + 1) for part, _ in (group, reference)),
    )


@kind("ratio above a threshold", "reference", "everyone", "total")
def check_threshold(claim: Claim) -> Finding:
    """Bound the rate of everyone else over that of the reference, printed as ">3".

    The events of everyone else are a total, known from a share and a rate, less those of the reference.
    """
    threshold = Printed(claim.figures[0].removeprefix(">")).value
    reference = expand(claim.inputs["reference"], *RATE)
    total = expand(claim.inputs["total"], "printed", "part", "whole", "rate")
    size = count(reference["population"])
    rest = count(claim.inputs["everyone"]) - size
    own = _counts(reference, size)
    _, totals, _ = _from_total(Printed(total["printed"]), total["rate"], count(total["part"]), count(total["whole"]))
    others = range(totals[0] - own[-1], totals[-1] - own[0] + 1)
    lowest = rate_ratio(group=(others[0], rest), reference=(own[-1], size))
    highest = rate_ratio(group=(others[-1], rest), reference=(own[0], size))
    bounds, sampling = (float(lowest.value), float(highest.value)), (float(lowest.low), float(highest.high))
    value = _as_printed(total, reference, rest)
    return Finding(
        _against(threshold, bounds),
        f"{span(totals)} events less {span(own)} leave {span(others)} for everyone else ({rest:,} people): a "
        f"ratio of {limits(bounds)} from rounding alone ({number(value, 3)} if the printed figures were exact), "
        f"{limits(sampling)} with sampling error.",
        roundings=("half-up",),
        value=value,
        interval=sampling,
        bounds=bounds,
        counts=(others, own),
    )


def _against(threshold: Fraction, bounds: Pair) -> str:
    if bounds[0] > threshold:
        return "reproduced"
    return "consistent" if bounds[1] > threshold else "contradicted"


def _as_printed(total: Side, reference: Side, rest: int) -> float:
    """Return the ratio of everyone else to the reference, as if the printed figures were exact."""
    events = _rate(total["rate"]) * count(total["part"]) / (Printed(total["printed"]).value / 100)
    own = _rate(reference)
    return float((events - own * count(reference["population"])) / rest / own)


def _rate(side: Side) -> Fraction:
    return Printed(side["printed"]).value / count(side["per"])


def _counts(side: Side, size: int) -> range:
    counts = counts_for(side["printed"], size, per=side["per"])
    if not counts:
        raise ImpossibleError(f"No whole number out of {size:,} prints as {side['printed']} per {side['per']:,}.")
    return counts


def _from_rates(group: Side, reference: Side) -> tuple[tuple[range, ...], Pair | None]:
    """Return the counts behind two printed rates, and the envelope of their rate ratio."""
    if "population" not in group or "population" not in reference:
        return (), None
    size, other_size = count(group["population"]), count(reference["population"])
    own = _counts(group, size)
    others = _counts(reference, other_size)
    low = rate_ratio(group=(own[0], size), reference=(others[-1], other_size))
    high = rate_ratio(group=(own[-1], size), reference=(others[0], other_size))
    return (own, others), (float(low.low), float(high.high))


def _from_total(share: Printed, rate: Any, part: int, whole: int) -> tuple[range, range, Pair]:
    """Return a group's counts, the totals that they imply, and the envelope of the share ratio."""
    rate = expand(rate, "printed", "per")
    counts = _counts(rate, part)
    pairs = [(own, total) for own in counts for total in wholes_for(share, own)]
    if not pairs:
        raise ImpossibleError(f"No whole number makes {span(counts)} print as {share.text} of it.")
    owns, totals = (list(side) for side in zip(*pairs, strict=True))
    estimates = share_ratio(events=(owns, totals), population=(part, whole))
    envelope = float(np.min(estimates.low)), float(np.max(estimates.high))
    return counts, range(min(totals), max(totals) + 1), envelope


def _odds(percent: Fraction) -> Fraction:
    return percent / (100 - percent)


def _odds_bounds(events: Printed, people: Printed) -> Pair:
    """Return what rounding allows against all others: the ratio of the odds of the two shares."""
    low, high = rounding_interval(events)
    least, most = rounding_interval(people)
    return float(_odds(low) / _odds(most)), float(_odds(high) / _odds(least))


def _floats(pair: tuple[Fraction, Fraction | float]) -> Pair:
    return float(pair[0]), float(pair[1])
