"""How numbers and estimates are written: enough digits to see the interval, and no more."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from disprop._arrays import DispropError

if TYPE_CHECKING:
    from disprop.estimate import Estimate

DIGITS = 3  # significant digits of the interval's width
SMALL = 0.01  # below this a share is also written as 1 in N


def number(value: float, decimals: int) -> str:
    """Write one number with thousands separators, or the words for what is not finite."""
    if math.isnan(value):
        return "undefined"
    return f"{value:,.{decimals}f}" if math.isfinite(value) else "infinity"


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
        raise DispropError(f"an estimate is formatted with '.2f' or nothing; got {spec!r}")
    return int(match[1])


def one(estimate: Estimate, decimals: int | None = None) -> str:
    """Write an estimate of one number."""
    value, low, high = float(estimate.value), float(estimate.low), float(estimate.high)
    if math.isnan(value) and math.isnan(low):
        return f"undefined ({why(estimate)})"
    if estimate.phrase:
        return f"{_phrase(estimate)} ({_percent(estimate, value, low, high, decimals)})"
    digits = decimals_for(value, low, high) if decimals is None else decimals
    head = number(value, digits)
    if math.isnan(value):
        head = f"undefined, {why(estimate)}"
    unit = "" if estimate.unit in {"", "per 1"} else f" {estimate.unit}"
    if math.isnan(low):
        return f"{head}{unit} (no interval)"
    return f"{head}{unit} ({_interval(estimate, number(low, digits), number(high, digits))})"


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
    return f"{cell:,.6g}" if isinstance(cell, float) else str(cell)


def _interval(estimate: Estimate, low: str, high: str) -> str:
    return f"{100 * estimate.level:.6g}% CI {low} to {high}"


def _percent(estimate: Estimate, value: float, low: float, high: float, decimals: int | None) -> str:
    factor = 100 / estimate.scale
    digits = decimals_for(factor * value, factor * low, factor * high) if decimals is None else decimals
    share, least, most = (number(factor * x, digits) for x in (value, low, high))
    words = f"{share}%, {_interval(estimate, least, most)}"
    return words + one_in(value / estimate.scale, low / estimate.scale, high / estimate.scale)


def one_in(value: float, low: float, high: float) -> str:
    """Write a small share as 1 in N; its limits are the inverted limits of the share."""
    if not high < SMALL:
        return ""
    if value == 0:
        return f"; at most 1 in {1 / high:,.0f}"
    least = f"1 in {1 / low:,.0f}" if low > 0 else "none"
    return f"; 1 in {1 / value:,.0f}, from 1 in {1 / high:,.0f} to {least}"


def _phrase(estimate: Estimate) -> str:
    return estimate.phrase.format(**{name: number(float(count), 0) for name, count in estimate.data.items()})


def why(estimate: Estimate) -> str:
    """Say which counts of 0 leave an estimate undefined."""
    zeros = [name.replace("_", " ") for name, count in estimate.data.items() if float(count) == 0]
    return " and ".join(f"{name} is 0" for name in zeros)
