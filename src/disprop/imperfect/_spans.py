"""Exact numbers, and spans of them that know whether they hold their own ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

from disprop._errors import refused

Number = Fraction | float  # exact, or math.inf
Exact = Rational | Decimal | int | Fraction
LARGEST = 100  # powers of ten: no number to be printed is larger, and none has more decimals


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from `low` to `high`, none below 0; `low_in` and `high_in` say whether the ends are among them."""

    low: Number
    high: Number
    low_in: bool = True
    high_in: bool = True

    @classmethod
    def hull(cls, *spans: Span) -> Span:
        """Return all numbers from the smallest to the largest of several spans."""
        low, low_out = min((span.low, not span.low_in) for span in spans)
        high, high_in = max((span.high, span.high_in) for span in spans)
        return cls(low, high, not low_out, high_in)

    def __contains__(self, exact: Fraction) -> bool:
        return self.meets(Span(exact, exact))

    def meets(self, other: Span) -> bool:
        """Return whether some number belongs to both."""
        low, low_out = max((span.low, not span.low_in) for span in (self, other))
        high, high_in = min((span.high, span.high_in) for span in (self, other))
        return low < high or (low == high and high_in and not low_out)

    def divided(self, by: int | Fraction) -> Span:
        """Return the numbers divided by one."""
        return Span(self.low / by, self.high / by, self.low_in, self.high_in)

    def over(self, other: Span) -> Span:
        """Return every finite quotient of a number of this span by one of the other; by 0 alone all are infinite."""
        if not other.high:
            return Span(math.inf, math.inf)
        if not self.high:
            return Span(Fraction(0), Fraction(0))
        low = self.low / other.high
        high = self.high / other.low if other.low else math.inf
        low_in = self.low_in and (other.high_in or not self.low)
        return Span(low, high, low_in, self.high_in and other.low_in and high < math.inf)

    def integers(self, times: int = 1) -> range:
        """Return the whole numbers among `times` the numbers of the span, by whole numbers alone."""
        (low, low_unit), (high, high_unit) = self.low.as_integer_ratio(), self.high.as_integer_ratio()
        first = -(-low * times // low_unit) if self.low_in else low * times // low_unit + 1
        stop = high * times // high_unit + 1 if self.high_in else -(-high * times // high_unit)
        return range(first, stop)


def fraction(exact: Exact) -> Fraction:
    """Return an exact number as a fraction, refusing floats, negative numbers and those beyond any print."""
    if isinstance(exact, bool) or not isinstance(exact, (Rational, Decimal)):
        raise refused("exact", "must be an integer, Fraction or Decimal: no digit may be lost", exact)
    if isinstance(exact, Decimal):
        powers = exact.as_tuple().exponent
        written = isinstance(powers, int) and powers >= -LARGEST and exact.adjusted() < LARGEST
        number = Fraction(exact) if written else Fraction(-1)
    else:
        number = Fraction(int(exact.numerator), int(exact.denominator))
    if not 0 <= number < 10**LARGEST:
        raise refused("exact", f"must be finite and >= 0, and below 1e{LARGEST}", exact)
    return number
