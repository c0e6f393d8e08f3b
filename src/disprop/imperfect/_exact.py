"""Numbers that lose no digit, and how one that is refused is named."""

from decimal import Decimal
from fractions import Fraction
from numbers import Rational

from disprop._errors import refused

Exact = Rational | Decimal | int | Fraction

LARGEST = 100  # powers of ten: no number to be printed is larger, and none has more decimals


def fraction(exact: Exact) -> Fraction:
    """Return an exact number as a fraction, refusing floats, negative numbers and those beyond any print."""
    if isinstance(exact, bool) or not isinstance(exact, (Rational, Decimal)):
        raise refused("exact", "must be an integer, Fraction or Decimal: no digit may be lost", exact)
    if isinstance(exact, Decimal):
        return _of_decimal(exact)
    number = Fraction(int(exact.numerator), int(exact.denominator))
    if not 0 <= number < 10**LARGEST:
        raise refused("exact", f"must be finite and >= 0, and below 1e{LARGEST}", exact)
    return number


def _of_decimal(exact: Decimal) -> Fraction:
    powers = exact.as_tuple().exponent
    if not isinstance(powers, int) or exact < 0 or exact.adjusted() >= LARGEST or powers < -LARGEST:
        raise refused("exact", f"must be finite and >= 0, and below 1e{LARGEST}", exact)
    return Fraction(exact)
