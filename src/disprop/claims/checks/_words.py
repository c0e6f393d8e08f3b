"""How findings write numbers."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from disprop._errors import refused
from disprop.estimate import Estimate
from disprop.imperfect._spans import Number, Span


def fixed(value: float | Fraction, digits: int) -> str:
    """Write a number with so many significant digits, thousands commas and no exponent."""
    if math.isnan(value):
        return "undefined"
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


def quotient(above: Number, below: Number) -> Number:
    """Return an exact quotient: infinity over 0, and NaN where both are 0 or both infinite."""
    if below == 0 or math.inf in (above, below):
        return math.nan if above == below else math.inf if below != math.inf else Fraction(0)
    return above / below


def ends(span: Span) -> tuple[float, float]:
    """Return the ends of a span as floats."""
    return float(span.low), float(span.high)


def within(value: Number, span: Span) -> float | None:
    """Return a value if it lies between the finite ends of a span, and None if not."""
    return float(value) if math.isfinite(value) and span.low <= value <= span.high else None


def listed(names: Sequence[object]) -> str:
    """Join names as a sentence does."""
    *most, last = map(str, names)
    return f"{', '.join(most)} and {last}" if most else last


def named(what: str, value: object) -> Mapping[str, Any]:
    """Return an input that maps names to counts or to more inputs."""
    if not isinstance(value, Mapping):
        raise refused(f"{what!r}", "must map names to what is known of each", value)
    return value
