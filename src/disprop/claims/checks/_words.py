"""How findings write numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from disprop.estimate import Estimate


def fixed(value: float | Fraction, digits: int) -> str:
    """Write a number with so many significant digits, thousands commas and no exponent."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "infinity"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(float(value)))))
    return f"{float(value):,.{decimals}f}"


def number(value: float | Fraction, digits: int = 4) -> str:
    """Write a number as `fixed` does, without the zeros at its end."""
    text = fixed(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(counts: range) -> str:
    """Write the first and last of some counts."""
    first, last = f"{counts[0]:,}", f"{counts[-1]:,}"
    return first if first == last else f"{first} to {last}"


def limits(pair: tuple[float, float]) -> str:
    """Write two limits."""
    return f"{fixed(pair[0], 3)} to {fixed(pair[1], 3)}"


def interval(estimate: Estimate) -> tuple[float, float]:
    """Return the limits of an estimate of one number."""
    return float(estimate.low), float(estimate.high)


def listed(names: Sequence[object]) -> str:
    """Join names as a sentence does."""
    *most, last = map(str, names)
    return f"{', '.join(most)} and {last}" if most else last
