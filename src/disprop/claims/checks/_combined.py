"""Figures that are made of others: ratios, differences, changes, sums, averages and products."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

from disprop import rate_difference, rate_ratio, risk_difference, risk_ratio
from disprop._text import listed
from disprop.claims._amounts import ONE, Amount, Reading, counted, limits, number, values_of, width
from disprop.claims.checks._verdicts import lacking, sampled, told
from disprop.claims.claim import KINDS, UNSAID, WORDS, Claim, Finding
from disprop.disparity import share_ratio
from disprop.estimate import Estimate, hull
from disprop.imperfect import Printed, roundings
from disprop.imperfect._grim import counts_in
from disprop.imperfect._numbers import Number, Span

TRIED = 100_000  # combinations of counts
UNLIKE = ("ratio", "difference", "change")
Made = Callable[..., Span]


def _apart(one: Span, other: Span) -> Span:
    """Return how far apart a number of one span and a number of the other can be."""
    (low, low_in), (high, high_in) = (
        max((one.low - other.high, one.low_in and other.high_in), (other.low - one.high, other.low_in and one.high_in)),
        max((one.high - other.low, one.high_in and other.low_in), (other.high - one.low, other.high_in and one.low_in)),
    )
    return Span(low, high, low_in, high_in) if low > 0 else Span(Fraction(0), high, high_in=high_in)


def _plus(*spans: Span) -> Span:
    low, high = sum(each.low for each in spans), sum(each.high for each in spans)
    return Span(low, high, all(each.low_in for each in spans), all(each.high_in for each in spans))


def _times(one: Span, other: Span) -> Span:
    return Span(one.low * other.low, one.high * other.high, one.low_in and other.low_in, one.high_in and other.high_in)


def _changed(after: Span, before: Span) -> Span:
    return _apart(after.over(before), Span(Fraction(1), Fraction(1)))


def _carried_on(of: Span, since: Span, to: Span) -> Span:
    return _times(of, to.over(since))


# Of each kind its inputs, what is done with them, and the word between them.
HOW: dict[str, tuple[tuple[str, ...], Made, str]] = {
    "ratio": (("group", "reference"), Span.over, " over "),
    "difference": (("group", "reference"), _apart, " less "),
    "points": (("group", "reference"), _apart, " less "),
    "change": (("after", "before"), _changed, " after "),
    "expected": (("chance", "faces"), _times, " of "),
    "projection": (("of", "from", "to"), _carried_on, ", carried on from one to the other of "),
    "sum": (("parts",), _plus, " and "),
    "count": (("of",), _plus, " and "),
    "average": (("of",), Span.hull, " and "),
}
# Which interval belongs to a comparison of two rates, or of two shares.
STATISTICS: dict[tuple[str, bool], Callable[..., Estimate]] = {
    ("ratio", False): rate_ratio,
    ("ratio", True): risk_ratio,
    ("difference", False): rate_difference,
    ("points", True): risk_difference,
}


def combined(claim: Claim, reading: Reading) -> Finding:
    """Check a figure against those that it is made of: by their counts where they are known, else by their rounding."""
    names, made, word = HOW[claim.kind]
    values, scale = values_of(claim, *names), _scale(claim, reading)
    sides = [reading.figure(value) for value in values]
    known = [side.known for side in sides]
    if made is _plus and claim.figure and any(known) and not all(known):
        words, least = _with_blanks(values, sides, claim.figure, scale)
        left, missing = Span(least, math.inf), reading.lacks(claim, *names)
        return told(claim, reading, words, left, value=least, missing=missing)
    if (stop := _stops(claim, values, sides, reading)) is not None:
        return stop
    left, imputed = made(*(side.span for side in sides)).divided(1 / scale), claim.inputs.get("imputed", "")
    sampling, counts = _sampling(claim, values, sides, reading), tuple(each.counts for each in sides if each.counts)
    error = "" if sampling is None else limits(sampling)
    drawn = {"after": imputed and f" {imputed}", **sampled(sampling, counts)}
    added, is_known = _added(claim, values, scale, reading), all(side.given for side in sides) and left.low == left.high
    if is_known and (added is None or roundings(Fraction(left.low), claim.printed)):
        shown = "The counts add up to" if made is _plus else f"{word.join(map(str, sides))} {_is(claim, sides)}"
        words = f"{shown} {number(left.low, 15 if made is _plus else 7)}{error and f' (95% CI {error})'}"
        return told(claim, reading, words, left, value=left.low, exact=None if imputed else left.low, **drawn)
    value = added if added is not None else _as_printed(made, values, left, scale, reading)
    alone = made(*(side.printed or side.span for side in sides)).divided(1 / scale)
    words = f"{word.join(map(reading.shown, values))}{'' if value is None else f' {_is(claim, sides)} {number(value)}'}"
    words = f"{words}; rounding alone allows {limits(alone)}"
    if len(sides) == len(counts) == 2:
        words = f"{words}; the counts are {' and '.join(map(counted, counts))}, which leave {limits(left)}"
    words = f"{words}{error and f', with sampling error {error}'}"
    value = value if value is not None and left.low <= value <= left.high else None
    wanted = reading.span(claim.figure).divided(scale) if claim.figure else left
    fits = added is not None or _fits(made, sides, wanted)
    return told(claim, reading, words, left, value=value, fits=fits, **drawn)


def _stops(claim: Claim, values: list[Any], sides: list[Amount], reading: Reading) -> Finding | None:
    """Return why nothing can be recomputed, or what contradicts a figure without a look at its digits."""
    names, made, word = HOW[claim.kind]
    if claim.kind == "count" and all(value in UNSAID for value in values):
        return lacking((), KINDS["fact"]["why"])
    if not all(side.known for side in sides):
        return lacking(reading.lacks(claim, *names), WORDS["combined"]["average"] if made == Span.hull else "")
    unlike = claim.kind in UNLIKE and len({side.wholes is ONE for side in sides}) > 1
    if unlike or (claim.kind == "change" and claim.figure and claim.figure.per is None):
        return lacking((), WORDS["combined"]["unlike" if unlike else "change"])
    if claim.way and _way(sides) == -claim.way:
        is_way = _is(claim, sides).removesuffix(" of")
        return Finding("contradicted", f"{word.join(map(str, sides))} {is_way}; printed is {claim.printed}.")
    return None


def _added(claim: Claim, values: list[Any], scale: Fraction, reading: Reading) -> Fraction | None:
    """Return what parts add up to as they are printed, where that is printed as their total, such as 99.7%."""
    shown = [each for value in values if (each := reading.as_printed(value)) is not None]
    added, figure = sum(shown, Fraction(0)) * scale, claim.figure if HOW[claim.kind][1] is _plus else None
    return added if figure and len(shown) == len(values) and added in reading.span(figure) else None


def _as_printed(made: Made, values: list[Any], left: Span, scale: Fraction, reading: Reading) -> Number | None:
    """Return the figure that those printed give, or the only one that their counts do."""
    spans = [Span(each, each) for value in values if (each := reading.as_printed(value)) is not None]
    if all(side.low == side.high for side in (reading.figure(value).span for value in values)):
        return left.low
    return made(*spans).low * scale if len(spans) == len(values) and made != Span.hull else None


def _is(claim: Claim, sides: list[Amount]) -> str:
    """Return "is" and, of a change, whether it is a rise or a fall, where that is sure."""
    return WORDS["combined"]["is"][_way(sides) if claim.kind == "change" else 0]


def _way(sides: list[Amount]) -> int:
    """Return 1 for a rise, -1 for a fall, 0 where what was before and after overlap."""
    after, before = sides[0].span, sides[-1].span
    return (after.low > before.high) - (after.high < before.low)


def _scale(claim: Claim, reading: Reading) -> Fraction:
    """Return what the figure is per: a change and points are per cent, a difference as it says."""
    own, per = reading.number(claim.inputs.get("per")), claim.figure.per if claim.figure else None
    return Fraction({"points": 100, "change": per or 100}.get(claim.kind, per or (own or ONE)[0]))


def _fits(made: Made, sides: list[Amount], wanted: Span) -> bool:
    """Return whether some whole numbers of the sides give one of the values wanted."""
    many = math.prod([width(side.counts) for side in sides if side.of_counts]) > TRIED
    if many or not made(*(side.span for side in sides)).meets(wanted):
        return made(*(side.span for side in sides)).meets(wanted)
    return any(made(*each).meets(wanted) for each in product(*(side.each() for side in sides)))


def _with_blanks(values: list[Any], sides: list[Amount], total: Printed, scale: Fraction) -> tuple[str, Number]:
    """Say what the parts that are known leave for those that are not."""
    least = _plus(*(side.span for side in sides if side.known)).low * scale
    unknown = [str(value) for value, side in zip(values, sides, strict=True) if not side.known]
    blank = ["the rest" if each in UNSAID else each for each in unknown]
    rest = total.value - Fraction(least)
    leaves = f"leaves {number(rest, 15)} for {listed(blank)}" if rest >= 0 else "is more than that"
    return f"The disclosed parts make {number(least, 15)} of {total.text}, which {leaves}", least


def _sampling(claim: Claim, values: list[Any], sides: list[Amount], reading: Reading) -> Estimate | None:
    """Return the sampling error where both sides are counts of known wholes, an envelope over all that fit."""
    claims = [each for value in values if (each := reading.claim(value))]
    shares = all(each.kind != "rate" for each in claims)
    counts = [side for side in sides if side.of_counts and not side.bare]
    statistic = STATISTICS.get((claim.kind, shares))
    if statistic is None or not len(claims) == len(counts) == 2:
        return None
    if statistic is risk_ratio and {*map(str, claims[1].inputs.values())} <= reading.people.keys():
        return _share_ratio(*counts)
    if any(width(side.wholes) > 1 for side in counts):
        return None
    group, reference = ((counts_in(side.counts), side.wholes[0]) for side in counts)
    found = statistic(group=group, reference=reference)
    return found if claim.kind == "ratio" else found.per(int(_scale(claim, reading)))


def _share_ratio(events: Amount, people: Amount) -> Estimate:
    """Return the envelope of a share of events over a share of people.

    For one count of the group the ratio falls as the total rises, so that the ends of the totals are enough.
    """
    ends = [(own, end) for own, wholes in events.pairs.items() for end in (wholes[0], wholes[-1])]
    counts, totals = zip(*ends, strict=True)
    return hull(share_ratio(group=(counts, people.counts[0]), whole=(totals, people.wholes[0])))
