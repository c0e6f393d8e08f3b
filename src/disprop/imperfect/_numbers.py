"""Numbers as people write them, in digits and in words, with the words before them; and how numbers are rounded."""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from disprop import _data
from disprop.imperfect._spans import Span

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


class Number(NamedTuple):
    """An exact number, what one unit of its last printed digit is (0 of a fraction in words), and its decimals."""

    value: Fraction
    unit: Fraction
    decimals: int = 0


@lru_cache(maxsize=4096)
def figure(text: str) -> tuple[Number, Number | None, bool, str] | None:
    """Return the number of a figure, the part before "in" it, whether it is per cent, its qualifier; None of others."""
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(text.split()).casefold())
    match = _FIGURE.fullmatch(plain) if text.isascii() and len(plain) <= LONGEST else None
    number, part = (_number(match[name] or "1") if match else None for name in ("number", "part"))
    if match is None or number is None or part is None:
        return None
    if match["half"]:
        number = Number(number.value + Fraction(1, 2), Fraction(1, 2))
    words = [word for word in (match["qualifier"], match["after"]) if word in QUALIFIERS]
    no_quotient = match["part"] and (not part.unit or not number.unit or not number.value or match["percent"])
    if len(words) > 1 or no_quotient:
        return None
    return number, part if match["part"] else None, bool(match["percent"]), "".join(words)


def _number(text: str) -> Number | None:
    """Return a number in digits or in words, or both, or a fraction in words; None of any other text."""
    *before, last = text.split()
    if last in _WORDS["parts"]:
        top = _number(" ".join(before) or "1")
        return top and Number(top.value / _WORDS["parts"][last], Fraction(0))
    if (match := _NUMBER.fullmatch(text) or _NUMBER.fullmatch(f"1 {text}")) is None:
        return None
    decimals, digits = match["decimals"] or "", match["digits"]
    unit = Fraction(_SIZES[match["scale"]] if match["scale"] else 1, 10 ** len(decimals))
    whole = int(re.sub("[,.]", "", digits)) if digits else sum(_SIZES[word] for word in match["spelt"].split())
    hundreds = 100 * _SIZES.get(match["hundreds"], 1) if match["hundreds"] else 0
    return Number((hundreds + whole) * unit, unit, len(decimals))


def reading(qualifier: str) -> tuple[Fraction | None, Fraction | None, bool]:
    """Return the multiples of a number that a qualifier reaches from and to, and whether the number itself is out."""
    low, high, without = _WORDS["readings"][QUALIFIERS[qualifier]]
    return low and Fraction(low), high and Fraction(high), bool(without)


def _around(value: Fraction, below: Fraction, above: Fraction, *, ends: tuple[bool, bool] = (True, False)) -> Span:
    return Span(max(value - below, Fraction(0)), value + above, *ends)


def _half_even(number: Number) -> Span:
    even = number.value / number.unit % 2 == 0
    return _around(number.value, number.unit / 2, number.unit / 2, ends=(even, even))


def _significant(number: Number) -> Span:
    """Below a power of ten the last figure stands a place lower: at one figure, 9.5 prints as 10 and 9.4 as 9."""
    step = significant_step(number)
    power_of_ten = str(number.value / step).rstrip("0") == "1"
    return _around(number.value, step / 20 if power_of_ten else step / 2, step / 2)


def significant_step(number: Number) -> Fraction:
    """Return one unit of the last digit, of the last one that is not zero in a whole number."""
    if number.decimals or not number.unit or not number.value or number.value.denominator > 1:
        return number.unit
    digits = str(number.value)
    return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))


# The numbers that print as a figure, by how it was rounded.
SPANS: dict[str, Callable[[Number], Span]] = {
    "half-up": lambda number: _around(number.value, number.unit / 2, number.unit / 2),
    "half-even": _half_even,
    "truncated": lambda number: _around(number.value, Fraction(0), number.unit),
    SIGNIFICANT: _significant,
}
ROUNDINGS = tuple(SPANS)
