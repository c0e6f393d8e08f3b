"""Rankings of areas by a printed rate."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from disprop._errors import refused
from disprop.claims.checks._kinds import kind, require
from disprop.claims.checks._readings import best
from disprop.claims.checks._sides import Rates, Side, positive, rates
from disprop.claims.checks._words import listed, named, number
from disprop.claims.claim import Claim, Finding
from disprop.claims.sources import count, expand
from disprop.imperfect import Printed
from disprop.imperfect._spans import Number

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
    return Finding(
        "consistent" if all(holds for holds, _ in checks) else "contradicted",
        " ".join(words for _, words in checks),
    )


def _falling(printed: Sequence[str], known: list[Rates]) -> Check:
    """Say whether each rate can be no higher than every one before it."""
    holds = all(low <= ceiling for (low, _), ceiling in zip(_ends(known), _ceilings(known), strict=True))
    return holds, f"The printed rates {listed(printed)} {'' if holds else 'do not '}fall in that order."


def _below(name: str, other: Mapping[str, Any], known: list[Rates], per: int) -> Check:
    """Say whether an area can lie below the last of the ranking: its rate is known, that of the last is printed."""
    events, rate = count(other["events"]), Fraction(count(other["events"]), positive(other["population"]))
    words = f"{name} had {events:,} events, {number(per * rate)} per {per:,}"
    if rate <= _ends(known)[-1][0]:
        return True, f"{words}, below the last of them."
    if rate <= _ceilings(known)[-1]:
        return True, f"{words}, which may be below the last of them or above it."
    return False, f"{words}, above the last of them."


def _by_count(name: str, other: Mapping[str, Any], known: list[Rates]) -> Check:
    own, rank = count(other["events"]), positive(other["rank_by_count"])
    implied = [each.counts for each in known if each.counts is not None]
    surely, possibly = sum(each[0] > own for each in implied), sum(each[-1] > own for each in implied)
    return (
        surely < rank <= possibly + 1,
        f"By the implied counts {surely} of the ranked areas had more events than {name}.",
    )


def _ends(known: list[Rates]) -> list[tuple[Number, Number]]:
    return [(each.span.low, each.span.high) for each in known]


def _ceilings(known: list[Rates]) -> list[Number]:
    """Return the highest that each rate can be without passing one before it."""
    highs = [high for _, high in _ends(known)]
    return [min(highs[: at + 1]) for at in range(len(highs))]
