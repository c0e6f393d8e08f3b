"""Places in an order, and what stands around a figure or several: ranges, intervals, margins of error."""

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
from disprop.claims._amounts import ONE, Reading, values_of
from disprop.claims._words import limits
from disprop.claims.checks._verdicts import lacking
from disprop.claims.claim import WORDS, Claim, Finding
from disprop.imperfect import Printed
from disprop.imperfect._spans import Span
from disprop.intervals import FAMILIES

PLACES: dict[str, Any] = WORDS["places"]
ENDS = re.compile(r"(?:from |between )?(.+?)(?: to | and |,(?!\d{3}(?!\d)) ?| ?[-–] ?)(.+)")


def ranked(claim: Claim, reading: Reading) -> Finding:
    """Check a place among others; those that are not known stay unchecked, so that the best verdict is "consistent"."""
    values = values_of(claim, "of", "among")
    own, *others = [reading.figure(each) for each in values]
    missing, known = reading.lacks(claim, "among"), [each for each in others if each.known]
    if not own.known or not known:
        return lacking(reading.lacks(claim, "of", "among"))
    bare = any(each.bare for each in (own, *known))
    first, *rest = [
        (replace(each, wholes=ONE, rows=()) if bare and each.counts else each).span for each in (own, *known)
    ]
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
