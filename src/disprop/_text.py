"""How numbers and estimates are written: enough digits to see the interval, and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from disprop._errors import refused

DIGITS = 3  # significant digits of the interval's width
FOLLOWS = ("weighted_events", "variance", "squares", "products", "people")  # 0 because the events are
SMALL = 0.01  # below this a share is also written as 1 in N


@dataclass(frozen=True, slots=True)
class Line:
    """One number with its interval and the counts behind it, ready to be written."""

    value: float
    low: float
    high: float
    level: float
    sides: str
    unit: str
    scale: float
    phrase: str
    counts: dict[str, float]
    reason: str = ""
    remark: str = ""

    def text(self, decimals: int | None = None) -> str:
        """Write the number, or the phrase with its percentage, and the remark; the interval decides the decimals."""
        if math.isnan(self.value) and math.isnan(self.low):
            return f"undefined ({self.why()})"
        said = self._sentence(decimals) if self.phrase else self._number(decimals)
        return f"{said}; {self.remark}" if self.remark and not math.isnan(self.value) else said

    def why(self) -> str:
        """Say what leaves the number undefined: the remark on it, a reason for all, or which counts are 0."""
        if self.remark and (math.isnan(self.value) or not self.reason):
            return self.remark
        if self.reason:
            return self._said(self.reason)
        zeros = [name for name, count in self.counts.items() if count == 0 and not name.endswith(FOLLOWS)]
        return " and ".join(f"{name.replace('_', ' ')} is 0" for name in zeros) or "these counts allow any value"

    def _number(self, decimals: int | None) -> str:
        value, low, high = _numbers((self.value, self.low, self.high), decimals)
        head = f"undefined, {self.why()}" if math.isnan(self.value) else value
        unit = "" if self.unit in {"", "per 1"} else f" {self.unit}"
        return f"{head}{unit} ({self._interval(low, high)})"

    def _sentence(self, decimals: int | None) -> str:
        shares = [number / self.scale for number in (self.value, self.low, self.high)]
        value, low, high = _numbers([100 * share for share in shares], decimals)
        return f"{self._said(self.phrase)} ({value}%, {self._interval(low, high)}{one_in(*shares)})"

    def _said(self, words: str) -> str:
        return words.format(**{name: number(count, 0) for name, count in self.counts.items()})

    def _interval(self, low: str, high: str) -> str:
        if math.isnan(self.low):
            return self._said(self.reason) or "no interval"
        range_of = {"two": f"CI {low} to {high}", "lower": f"lower limit {low}", "upper": f"upper limit {high}"}
        return f"{100 * self.level:.12g}% {range_of[self.sides]}"


def number(value: float, decimals: int) -> str:
    """Write one number with thousands separators, or the words for what is not finite.

    A number that is not 0 never prints as 0: it keeps two significant digits instead.
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    text = f"{value:,.{decimals}f}"
    return text if value == 0 or float(text.replace(",", "")) != 0 else f"{value:.2g}"


def decimals_for(value: float, low: float, high: float) -> int:
    """Return the decimals that show three significant digits of the interval's width, or of the value without one."""
    size = next((abs(s) for s in (high - low, value, low) if math.isfinite(s) and s != 0), 1.0)
    return max(0, DIGITS - 1 - math.floor(math.log10(size)))


def decimals_from(spec: str) -> int | None:
    """Read a format such as '.2f'; the empty format leaves the decimals to the width of the interval."""
    if not spec:
        return None
    match = re.fullmatch(r"\.(\d+)f?", spec)
    if match is None:
        raise refused("an estimate", "is formatted with '.2f' or nothing", spec)
    return int(match[1])


def one_in(value: float, low: float, high: float) -> str:
    """Write a small share as 1 in N; its limits are the inverted limits of the share."""
    if not 0 < high < SMALL:
        return ""
    if value == 0:
        return f"; at most 1 in {1 / high:,.0f}"
    least = f"1 in {1 / low:,.0f}" if low > 0 else "none"
    return f"; 1 in {1 / value:,.0f}, from 1 in {1 / high:,.0f} to {least}"


def _numbers(numbers: Sequence[float], decimals: int | None) -> list[str]:
    digits = decimals_for(*numbers) if decimals is None else decimals
    return [number(each, digits) for each in numbers]


def html(rows: dict[str, list[object]]) -> str:
    """Write columns as an HTML table."""
    from html import escape

    head = "".join(f"<th>{escape(name)}</th>" for name in rows)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(cell))}</td>" for cell in row) + "</tr>"
        for row in zip(*rows.values(), strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: object) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:,.0f}" if cell.is_integer() else f"{cell:,.6g}"
