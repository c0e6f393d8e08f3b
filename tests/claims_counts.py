"""Claims for tests, and the counts of a finding as ranges, which tests list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from disprop.claims import Claim, Finding, check


def claim(kind: str, printed: str, inputs: Mapping[str, Any] | None = None, **rest: Any) -> Claim:
    """Return a claim under a name that goes with what it is."""
    name = f"{kind} {printed} {sorted((inputs or {}).items(), key=str)}"
    return Claim(id=name, kind=kind, printed=printed, inputs=inputs or {}, **rest)


def checked(kind: str, printed: str, inputs: Mapping[str, Any] | None = None, **rest: Any) -> Finding:
    """Return the finding about a claim that refers to nothing by name."""
    return check(claim(kind, printed, inputs, **rest))


def side(printed: str, population: int | None = None, per: int = 10_000, events: int | None = None) -> Claim:
    """Return a printed rate, which another claim compares."""
    known = {"per": per, "population": population, "events": events}
    return claim("rate", printed, {name: each for name, each in known.items() if each is not None})


def share(part: int, whole: int) -> Claim:
    """Return a share of known counts that is not printed."""
    return claim("share", "not printed", {"part": part, "whole": whole}, derived=True)


def ranges(finding: Finding) -> tuple[range, ...]:
    """Return the counts of each side."""
    return tuple(range(int(counts.low), int(counts.high) + 1) for counts in finding.counts)
