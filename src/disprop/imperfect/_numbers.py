"""Numbers: as people write them, with the words before them; how they are rounded; and spans of them, all exact."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Rational
from typing import Any, NamedTuple

from disprop import _data
from disprop._errors import refused

Number = Fraction | float  # exact, or math.inf
Exact = Rational | Decimal | int | Fraction
POWERS = 100  # powers of ten: no number to be printed is larger, and none has more decimals
LONGEST = 100  # characters
SIGNIFICANT = "significant figures"
_WORDS: dict[str, Any] = _data.read("imperfect", "printed.json")
_SIZES: dict[str, int] = _WORDS["UNITS"] | _WORDS["OTHERS"] | _WORDS["TENS"] | _WORDS["SCALES"]
QUALIFIERS: dict[str, str] = _WORDS["qualifiers"] | _WORDS["after"]


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


_NUMBER = _data.pattern(
    _WORDS["number"], {name: _any_of(_WORDS[name]) for name in ("UNITS", "OTHERS", "TENS", "SCALES")}
)
_AROUND = {"QUALIFIERS": _any_of([*_WORDS["qualifiers"], *_WORDS["plain"]]), "AFTER": _any_of(_WORDS["after"])}
_FIGURE = _data.pattern(_WORDS["figure"], _AROUND)


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
        written = isinstance(powers, int) and powers >= -POWERS and exact.adjusted() < POWERS
        number = Fraction(exact) if written else Fraction(-1)
    else:
        number = Fraction(int(exact.numerator), int(exact.denominator))
    if not 0 <= number < 10**POWERS:
        raise refused("exact", f"must be finite and >= 0, and below 1e{POWERS}", exact)
    return number


class Written(NamedTuple):
    """An exact number, what one unit of its last printed digit is (0 of a fraction in words), and its decimals."""

    value: Fraction
    unit: Fraction
    decimals: int = 0


@lru_cache(maxsize=4096)
def figure(text: str) -> tuple[Written, Written | None, bool, str] | None:
    """Return the number of a figure, the part before "in" it, whether it is per cent, its qualifier; None of others."""
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(text.split()).casefold())
    match = _FIGURE.fullmatch(plain) if text.isascii() and len(plain) <= LONGEST else None
    number, part = (_number(match[name] or "1") if match else None for name in ("number", "part"))
    if match is None or number is None or part is None:
        return None
    if match["half"]:
        number = Written(number.value + Fraction(1, 2), Fraction(1, 2))
    words = [word for word in (match["qualifier"], match["after"]) if word in QUALIFIERS]
    no_quotient = match["part"] and (not part.unit or not number.unit or not number.value or match["percent"])
    if len(words) > 1 or no_quotient:
        return None
    return number, part if match["part"] else None, bool(match["percent"]), "".join(words)


def _number(text: str) -> Written | None:
    """Return a number in digits or in words, or both, or a fraction in words; None of any other text."""
    *before, last = text.split()
    if last in _WORDS["parts"]:
        top = _number(" ".join(before) or "1")
        return top and Written(top.value / _WORDS["parts"][last], Fraction(0))
    if (match := _NUMBER.fullmatch(text) or _NUMBER.fullmatch(f"1 {text}")) is None:
        return None
    decimals, digits = match["decimals"] or "", match["digits"]
    unit = Fraction(_SIZES[match["scale"]] if match["scale"] else 1, 10 ** len(decimals))
    whole = int(re.sub("[,.]", "", digits)) if digits else sum(_SIZES[word] for word in match["spelt"].split())
    hundreds = 100 * _SIZES.get(match["hundreds"], 1) if match["hundreds"] else 0
    return Written((hundreds + whole) * unit, unit, len(decimals))


def reading(qualifier: str) -> tuple[Fraction | None, Fraction | None, bool]:
    """Return the multiples of a number that a qualifier reaches from and to, and whether the number itself is out."""
    low, high, without = _WORDS["readings"][QUALIFIERS[qualifier]]
    return low and Fraction(low), high and Fraction(high), bool(without)


def _around(value: Fraction, below: Fraction, above: Fraction, *, ends: tuple[bool, bool] = (True, False)) -> Span:
    return Span(max(value - below, Fraction(0)), value + above, *ends)


def _half_even(number: Written) -> Span:
    even = number.value / number.unit % 2 == 0
    return _around(number.value, number.unit / 2, number.unit / 2, ends=(even, even))


def _significant(number: Written) -> Span:
    """Below a power of ten the last figure stands a place lower: at one figure, 9.5 prints as 10 and 9.4 as 9."""
    step = significant_step(number)
    power_of_ten = str(number.value / step).rstrip("0") == "1"
    return _around(number.value, step / 20 if power_of_ten else step / 2, step / 2)


def significant_step(number: Written) -> Fraction:
    """Return one unit of the last digit, of the last one that is not zero in a whole number."""
    if number.decimals or not number.unit or not number.value or number.value.denominator > 1:
        return number.unit
    digits = str(number.value)
    return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))


# The numbers that print as a figure, by how it was rounded.
SPANS: dict[str, Callable[[Written], Span]] = {
    "half-up": lambda number: _around(number.value, number.unit / 2, number.unit / 2),
    "half-even": _half_even,
    "truncated": lambda number: _around(number.value, Fraction(0), number.unit),
    SIGNIFICANT: _significant,
}
ROUNDINGS = tuple(SPANS)
