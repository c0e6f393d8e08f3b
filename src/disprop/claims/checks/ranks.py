"""Rankings of areas by a printed rate."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from disprop.claims.checks._kinds import kind, require
from disprop.claims.checks._words import listed, number
from disprop.claims.claim import Claim, Finding
from disprop.claims.sources import count, expand
from disprop.imperfect import Printed, counts_for, rounding_interval


@kind("ranking", "ranked", optional=("others",))
def check_ranking(claim: Claim) -> Finding:
    """Check that rates are printed in falling order, and that areas outside the ranking lie below its last.

    `ranked` lists the rates, each with printed, per and population; `others` maps an area to its events, its
    population, and its printed rank by count. Areas without figures stay unchecked, so the best
    verdict is "consistent".
    """
    ranked = [expand(side, "printed", "per", "population") for side in claim.inputs["ranked"]]
    floor, per = rounding_interval(ranked[-1]["printed"])[0], ranked[-1]["per"]
    falling = all(Printed(a["printed"]).value >= Printed(b["printed"]).value for a, b in pairwise(ranked))
    checks = [(falling, f"The printed rates {listed([each['printed'] for each in ranked])} fall in that order.")]
    for name, other in claim.inputs.get("others", {}).items():
        require(other, ("events", "population", "rank_by_count"))
        checks += [_below(name, other, floor, per), _by_count(name, other, ranked)]
    return Finding(
        "consistent" if all(holds for holds, _ in checks) else "contradicted",
        " ".join(words for _, words in checks),
    )


def _below(name: str, other: Mapping[str, Any], floor: Fraction, per: int) -> tuple[bool, str]:
    rate = Fraction(per * count(other["events"]), count(other["population"]))
    words = f"{name} had {count(other['events']):,} events, {number(rate)} per {per:,}"
    if rate <= floor:
        return True, f"{words}, below the last of them."
    return False, f"{words}, above the last of them."


def _by_count(name: str, other: Mapping[str, Any], ranked: list[Mapping[str, Any]]) -> tuple[bool, str]:
    own = count(other["events"])
    implied = [counts_for(each["printed"], count(each["population"]), per=each["per"]) for each in ranked]
    surely, possibly = sum(each[0] > own for each in implied), sum(each[-1] > own for each in implied)
    holds = surely < other["rank_by_count"] <= possibly + 1
    return holds, f"By the implied counts {surely} of the ranked areas had more events than {name}."
