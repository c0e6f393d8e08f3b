"""Kinds that nothing printed beside them can check; the finding says why."""

from datetime import date
from fractions import Fraction
from functools import partial

from disprop._errors import Said, advised, refused
from disprop.claims.checks._kinds import kind
from disprop.claims.checks._sides import positive
from disprop.claims.checks._words import named, number
from disprop.claims.claim import WORDS, Claim, Finding

REASONS = WORDS["kinds that nothing can check"]


def _refused(reason: str, _claim: Claim) -> Finding:
    return Finding("not recomputable", reason)


for _name, _reason in REASONS.items():
    kind(_name)(partial(_refused, _reason))


@kind("average of ratios", optional=("areas", "per"))
def check_average(claim: Claim) -> Finding:
    """Say why an average over areas cannot be recomputed; `areas` are populations that may sway it."""
    words = ["An average over areas: it needs the counts of every area, and which average was taken."]
    areas = named("areas", claim.inputs.get("areas", {}))
    if areas and "per" not in claim.inputs:
        raise advised("'areas' need the input 'per'", ": what the rate is per, such as 10_000", what="per")
    for name, population in areas.items():
        residents, per = positive(population), positive(claim.inputs["per"])
        moved = number(Fraction(per, residents), 3)
        words.append(f"In {name} ({residents:,} of the group) one event moves the rate by {moved} per {per:,}.")
    return Finding("not recomputable", " ".join(words))


@kind("period", "start", "end")
def check_period(claim: Claim) -> Finding:
    """Count the months of a period that is given as its first and last month, such as "2019-03"."""
    start, end = (_months(claim.inputs[name]) for name in ("start", "end"))
    if end < start:
        got = f"{claim.inputs['start']} to {claim.inputs['end']}"
        raise refused("a period", "must end after it starts", Said(got))
    words = f"The period has {end - start + 1} months. {REASONS['bare fact']}"
    return Finding("not recomputable", words)


def _months(text: object) -> int:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise refused("a month", "must be written like '2019-03'", text) from None
    return 12 * first.year + first.month
