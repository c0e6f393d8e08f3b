"""How findings write numbers."""

import math
from fractions import Fraction

from disprop import _text
from disprop.estimate import Estimate
from disprop.imperfect._numbers import Span


def fixed(value: float | Fraction, digits: int) -> str:
    """Write a number with so many significant digits, thousands commas and no exponent."""
    size = abs(float(value))
    return _text.number(float(value), max(0, digits - 1 - math.floor(math.log10(size))) if 0 < size < math.inf else 0)


def number(value: float | Fraction, digits: int = 4) -> str:
    """Write a number as `fixed` does, without the zeros at its end."""
    text = fixed(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(counts: range) -> str:
    """Write the first and last of some counts."""
    first, last = f"{counts[0]:,}", f"{counts[-1]:,}"
    return first if first == last else f"{first} to {last}"


def limits(of: Span | Estimate) -> str:
    """Write the two limits of a span, or of an estimate of one number; once where they are the same."""
    return " to ".join(dict.fromkeys(fixed(float(end), 3) for end in (of.low, of.high)))
