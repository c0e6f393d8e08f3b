"""A report with its named numbers and the claims that refer to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from disprop.claims.claim import Claim

Names = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A report, the numbers that it rests on under their names, and its claims.

    Parameters
    ----------
    claims
        The claims; what an input of theirs refers to is a name of a population, a count or a claim.
    report
        Title, publisher, date, period, address and text of the report.
    tables
        Tables by name: data frames, or what a claims file says of them.
    populations, counts
        Numbers by name: a whole number, `disprop.between`, a mark such as "<5", "unknown" (nobody said), "blank" (asked
        and left empty), or a mapping that refers to a table, to other names or to a claim.
    """

    claims: tuple[Claim, ...]
    report: Mapping[str, str] = field(default_factory=dict)
    tables: Names = field(default_factory=dict)
    populations: Names = field(default_factory=dict)
    counts: Names = field(default_factory=dict)

    @property
    def numbers(self) -> dict[str, Any]:
        """The populations and the counts by name."""
        return {**self.populations, **self.counts}

    def unused(self) -> tuple[str, ...]:
        """Return the names of numbers that no claim refers to: they were printed, and nothing checks them."""
        used = {name for claim in self.claims for value in claim.inputs.values() for name in _listed(value)}
        return tuple(name for name in self.numbers if name not in used)


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
