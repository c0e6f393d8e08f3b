"""Totals against their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from disprop.claims.checks._kinds import each_figure
from disprop.claims.checks._words import listed
from disprop.claims.claim import Finding
from disprop.claims.sources import REFERENCES, count
from disprop.imperfect import Printed, roundings


@each_figure("sum", "parts", optional=("imputed",))
def check_sum(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a printed total against the sum of `parts`: a reference, or a mapping of names to counts.

    A part that is None was not disclosed; `imputed` says which part was filled in from the total itself. With
    either, the total is at best consistent.
    """
    printed, parts = Printed(text), inputs["parts"]
    named = parts if _is_named(parts) else {"the table": parts}
    blank = [name for name, part in named.items() if part is None]
    total = sum(count(part) for part in named.values() if part is not None)
    if blank:
        return _with_blanks(printed, total, blank)
    return _compared(printed, total, inputs.get("imputed"))


def _compared(printed: Printed, total: int, imputed: str | None) -> Finding:
    found = ("exact",) if total == printed.value else roundings(total, printed)
    if not found:
        by = abs(total - printed.value)
        words = f"The counts add up to {total:,}; {printed.text} is printed, a difference of {int(by):,}."
        return Finding("contradicted", words, value=float(total))
    words = f"The counts add up to {total:,}."
    if imputed:
        return Finding("consistent", f"{words} {imputed}", roundings=found, value=float(total))
    return Finding("reproduced", words, roundings=found, value=float(total))


def _with_blanks(printed: Printed, total: int, blank: list[str]) -> Finding:
    rest = printed.value - total
    words = f"The disclosed parts make {total:,} of {printed.text}"
    if rest < 0:
        return Finding("contradicted", f"{words}, which is more than the total.", value=float(total))
    return Finding(
        "consistent",
        f"{words}, which leaves {int(rest):,} for {listed(blank)}.",
        value=float(total),
        missing=tuple(f"the number of {name}" for name in blank),
    )


def _is_named(parts: object) -> bool:
    return isinstance(parts, Mapping) and not set(REFERENCES) & set(parts)
