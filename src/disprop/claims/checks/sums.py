"""Totals against their parts."""

from collections.abc import Mapping
from typing import Any

from disprop._errors import refused
from disprop.claims.checks._kinds import each_figure
from disprop.claims.checks._readings import fewer
from disprop.claims.checks._words import listed
from disprop.claims.claim import Finding
from disprop.claims.sources import REFERENCES, count
from disprop.imperfect import ROUNDINGS, Printed, rounding_interval, roundings


@each_figure("sum", "parts", optional=("imputed",))
def check_sum(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a printed total against the sum of `parts`: a reference, or a mapping of names to counts.

    A part that is None was not disclosed; `imputed` says which part was filled in from the total itself. With
    either, or where the total is rounded to fewer figures than it shows, it is at best consistent.
    """
    printed, parts = Printed(text), inputs["parts"]
    if printed.percent or printed.decimals:
        raise refused("a total of counts", "is a whole number", text)
    by_name = parts if _is_named(parts) else {"the table": parts}
    blank = [name for name, part in by_name.items() if part is None]
    total = sum(count(part) for part in by_name.values() if part is not None)
    if blank:
        return _with_blanks(printed, total, blank)
    return _compared(printed, total, inputs.get("imputed"))


def _compared(printed: Printed, total: int, imputed: str | None) -> Finding:
    words, exact = f"The counts add up to {total:,}", total == printed.value
    found = ("exact",) if exact else roundings(total, printed)
    if not found:
        words = f"{words}; {printed.text} is printed, a difference of {int(abs(total - printed.value)):,}."
        return Finding("contradicted", words, value=float(total))
    words = f"{words}." if exact else f"{words}: {fewer(printed)}."
    verdict = "reproduced" if exact and not imputed else "consistent"
    return Finding(verdict, f"{words} {imputed or ''}".rstrip(), roundings=found, value=float(total))


def _with_blanks(printed: Printed, total: int, blank: list[str]) -> Finding:
    rest = printed.value - total
    words = f"The disclosed parts make {total:,} of {printed.text}"
    if total >= rounding_interval(printed, ROUNDINGS[-1])[1]:
        return Finding("contradicted", f"{words}, which is more than the total.", value=float(total))
    missing = tuple(f"the number of {name}" for name in blank)
    if rest < 0:
        words = f"{words}, which leaves {listed(blank)} no more than rounding allows: {fewer(printed)}."
        return Finding("consistent", words, roundings=ROUNDINGS[-1:], value=float(total), missing=missing)
    return Finding(
        "consistent", f"{words}, which leaves {int(rest):,} for {listed(blank)}.", value=float(total), missing=missing
    )


def _is_named(parts: object) -> bool:
    return isinstance(parts, Mapping) and not set(REFERENCES) & set(parts)
