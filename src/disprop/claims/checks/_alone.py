"""Figures by themselves: shares, rates and 1 in so many; places in an order; ranges, intervals and margins of error."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from fractions import Fraction
from statistics import NormalDist
from typing import Any

from disprop import proportion, rate
from disprop._errors import refused
from disprop._text import listed
from disprop.claims._amounts import PAIRS, Amount, Reading, counted, limits, number, values_of, width
from disprop.claims.checks._verdicts import judged, lacking, sampled, told
from disprop.claims.claim import TWO_COUNTS, WORDS, Claim, Finding, ImpossibleError
from disprop.estimate import Estimate
from disprop.imperfect import Printed, denominators_for, rounding_interval
from disprop.imperfect._grim import counts_in
from disprop.imperfect._numbers import Span
from disprop.imperfect._printed import ANY
from disprop.intervals import FAMILIES

PLACES: dict[str, Any] = WORDS["places"]
ENDS = re.compile(r"(?:from |between )?(.+?)(?: to | and |,(?!\d{3}(?!\d)) ?| ?[-–] ?)(.+)")
LARGEST = 1_000, 10_000  # wholes that are searched: where nothing bounds them, and where something does


def fraction(claim: Claim, reading: Reading) -> Finding:
    """Check a part of a whole, or events of a population: with both counts, with one of them, or with neither."""
    if "same" in claim.inputs:
        return _same(claim, reading)
    if claim.kind == "share" and (match := TWO_COUNTS.fullmatch(claim.printed)):
        return _two_counts(claim, match.groups(), reading)
    figure, per = claim.figure, claim.per
    if figure is not None and claim.kind == "share" and figure.per is None and figure.value > 1:
        return lacking((), WORDS["sizes"]["no share"].format(figure.text))
    amount = reading.amount(claim)
    if not amount.of_counts:
        return _without(claim, figure, reading)
    estimate, left = _estimate(claim, amount, per), amount.span.divided(Fraction(1, per))
    of, error = {1: "", 100: "%"}.get(per, f" per {per:,}"), "" if estimate is None else limits(estimate)
    only = left.low if left.low == left.high else None
    drawn = sampled(estimate, (amount.counts,))
    if amount.given or figure is None:
        value = limits(left) if only is None else number(only, 5)
        zero = " A rate that is not zero is printed as 0." if left.low and figure and not figure.value else ""
        words = f"{amount} is {value}{of}{error and f' (95% CI {error})'}"
        return told(claim, reading, words, left, exact=only, after=zero, **drawn)
    so = reading.span(figure)
    left = so if claim.kind == "rate" else replace(so, high=min(so.high, Fraction(per)))
    fit = "is the only count that prints" if width(amount.counts) == 1 else "are the counts that print"
    words = f"{counted(amount.counts)} {fit} as {claim.said} out of {counted(amount.wholes)}"
    fits, fails = any(each.meets(so.divided(per)) for each in amount.each()), _cannot_fail(figure, amount, per)
    words = f"{words}{error and f'; with sampling error {error}'}"
    return told(claim, reading, words, left, value=only, fits=fits, after=fails, **drawn)


def _estimate(claim: Claim, amount: Amount, per: int) -> Estimate | None:
    """Return the figure with its interval, an envelope over the counts, where the whole is one number."""
    statistic = rate if claim.kind == "rate" else proportion
    return None if width(amount.wholes) > 1 else statistic(counts_in(amount.counts), amount.wholes[0]).per(per)


def _cannot_fail(figure: Printed, amount: Amount, per: int) -> str:
    size = amount.wholes[0]
    if figure.qualifier or width(amount.wholes) > 1 or size < per * 10**figure.decimals:
        return ""
    words = "whole per cent" if figure.percent and not figure.decimals else "figure printed this way"
    return f" Every {words} can be reached with {size:,}, so this check cannot fail."


def _without(claim: Claim, figure: Printed | None, reading: Reading) -> Finding:
    """Say what is missing and, of a share, which sizes of an undisclosed whole could print it at all."""
    if figure is None or claim.kind == "rate" or figure.per == 1:
        return lacking(reading.lacks(claim, *PAIRS[claim.kind]))
    per, largest = claim.per, reading.number(claim.inputs.get("largest"))
    if rounding_interval(figure, ANY)[0] > per:
        raise ImpossibleError(f"No part of a whole prints as {figure.text}: it would be larger than the whole.")
    limit = min(largest[-1], LARGEST[1]) if largest else min(per * 10**figure.decimals, LARGEST[0])
    sizes = denominators_for(figure, limit, per=per, rounding=ANY)
    words = WORDS["sizes"]["none" if not sizes else "of" if len(sizes) < limit else "any"]
    words = words.format(figure.text, limit, limit - len(sizes), listed([f"{size:,}" for size in sizes[:5]] or [""]))
    return lacking(("the number that the percentage is of",), words)


def _same(claim: Claim, reading: Reading) -> Finding:
    """Check a figure against the same one printed in another form, which may be rounded itself."""
    name, per, printed = claim.inputs["same"], claim.per, reading.as_printed(claim.inputs["same"])
    if printed is None or claim.figure is None:
        return lacking(reading.lacks(claim, "same"), "One of the two is not printed.")
    left, exact = reading.figure(name).span.divided(Fraction(1, per)), printed * per
    words = f"{reading.shown(name)} is {number(exact)}{'%' if per == 100 else ''}"
    found = judged(exact, claim.figure, words)
    if found.verdict != "contradicted":
        return replace(found, value=float(exact))
    return told(claim, reading, f"{words}, but may be {limits(left)}: it is rounded too", left, value=exact)


def _two_counts(claim: Claim, texts: tuple[str, ...], reading: Reading) -> Finding:
    """Check a share that is printed as two counts, "7 of 8 (88%)": each of the two, and what they come to."""
    inputs = {name: claim.inputs.get(name, text) for name, text in zip(PAIRS["share"], texts, strict=False)}
    for exact, text in zip(map(reading.as_printed, inputs.values()), texts, strict=False):
        found = exact is not None and judged(exact, Printed(text), f"{number(exact, 15)} it is")
        if found and found.verdict != "reproduced":
            return found
    return fraction(replace(claim, printed=texts[2] or f"{texts[0]} in {texts[1]}", inputs=inputs), reading)


def ranked(claim: Claim, reading: Reading) -> Finding:
    """Check a place among others; those that are not known stay unchecked, so that the best verdict is "consistent"."""
    values = values_of(claim, "of", "among")
    own, *others = [reading.figure(each) for each in values]
    missing, known = reading.lacks(claim, "among"), [each for each in others if each.known]
    if not own.known or not known:
        return lacking(reading.lacks(claim, "of", "among"))
    bare = any(each.bare for each in (own, *known))
    first, *rest = [(each.alone if bare else each).span for each in (own, *known)]
    place, sign = place_of(claim.printed)
    apart = [sorted((sign * (each.low - first.high), sign * (each.high - first.low))) for each in rest]
    surely, possibly = sum(least > 0 for least, _ in apart), sum(most >= 0 for _, most in apart)
    holds = surely < place <= possibly + len(missing) + 1
    many = f"{surely}" if surely == possibly else f"{surely} to {possibly}"
    side = "above" if sign > 0 else "below"
    said = f"{many} of the {len(rest)} others that are known are {side} {reading.shown(values[0])}."
    return Finding("consistent" if holds else "contradicted", said, missing=missing)


def place_of(text: str) -> tuple[int, int]:
    """Return the place that words name, and -1 where it is counted from the lowest."""
    words = text.casefold().replace("-", " ").split()
    found = [PLACES[word] for word in words if word in PLACES]
    found += [int(word[:-2]) for word in words if word[:-2].isdigit()]
    if not found:
        raise refused("a rank", "is printed like 'highest', 'fourth' or 'second lowest'", text)
    return max(1, *found), -1 if min(found) < 0 else 1


def _ends(claim: Claim, reading: Reading) -> tuple[list[Span], Span, Span]:
    """Return what the figures of a claim may be, and its two printed ends, for one."""
    of, match = values_of(claim, "of"), ENDS.fullmatch(claim.printed.strip("[]() "))
    if match is None:
        raise refused(f"a {claim.kind}", "is printed like '3 to 17'", claim.printed)
    low, high = map(Printed, match.groups())
    named = reading.claim(of[0])
    per = high.per or (named.per if named else 1)
    spans = [reading.figure(each).span for each in of]
    return spans, reading.span(low).divided(per), reading.span(high).divided(per)


def spread(claim: Claim, reading: Reading) -> Finding:
    """Check the lowest and the highest of several figures."""
    spans, low, high = _ends(claim, reading)
    if missing := reading.lacks(claim, "of"):
        return lacking(missing)
    least, most = (Span(end(each.low for each in spans), end(each.high for each in spans)) for end in (min, max))
    said = f"The lowest is {limits(least)} and the highest {limits(most)}, for one."
    return Finding("consistent" if least.meets(low) and most.meets(high) else "contradicted", said)


def interval(claim: Claim, reading: Reading) -> Finding:
    """Check that an interval holds its estimate and, where there are counts, which method gives its limits."""
    (own, *_), low, high = _ends(claim, reading)
    name = values_of(claim, "of")[0]
    of, amount = reading.claim(name), reading.figure(name)
    if not amount.known:
        return lacking(reading.lacks(claim, "of"))
    held = (own.divided(1), own.divided(100), own.divided(Fraction(1, 100)))  # whichever of the two lacks its sign
    if not any(low.low <= each.high and each.low <= high.high for each in held):
        return Finding("contradicted", f"{claim.printed} does not hold its estimate, {reading.shown(name)}.")
    methods = []
    if of and amount.given:
        statistic: Any = rate if of.kind == "rate" else proportion
        for method in FAMILIES[statistic.__name__].methods:
            found = statistic(amount.counts[0], amount.wholes[0], method=method, level=_level(claim))
            methods += [method] * (Fraction(float(found.low)) in low and Fraction(float(found.high)) in high)
    said = f"These are its limits by the method {listed(methods)}." if methods else "It holds its estimate."
    return Finding("reproduced" if methods else "consistent", said)


def _level(claim: Claim) -> float:
    figure = Printed(str(claim.inputs.get("level", "95%")))
    level = float(figure.value / (figure.per or 1))
    if not 0 < level < 1:
        raise refused("level", "lies between 0% and 100%, such as 95%", figure.text)
    return level


def margin(claim: Claim, reading: Reading) -> Finding:
    """Check a margin of error against that of a simple random sample, at the share or, as polls say it, at a half."""
    size, of = reading.whole(claim.inputs.get("whole")), reading.figure(claim.inputs.get("of")).span
    if size is None:
        return lacking(reading.lacks(claim, "whole"))
    shares, z = {0.5, float(of.low), min(float(of.high), 1.0)}, NormalDist().inv_cdf((1 + _level(claim)) / 2)
    errors = [Fraction(100 * z * math.sqrt(share * (1 - share) / size[0])) for share in shares]
    found, figure = Span(min(errors), max(errors)), Printed(claim.printed.strip("± points"))
    said = f"A simple random sample of {size[0]:,} has a margin of {limits(found)} points"
    fits = found.meets(reading.span(figure))
    return Finding("consistent", f"{said}.") if fits else lacking((), f"{said}; {WORDS['combined']['design']}")
