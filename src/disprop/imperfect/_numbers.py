"""Numbers as people write them, in digits and in words, with the words before them; and how numbers are rounded."""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from disprop import _data
from disprop.imperfect._spans import Span

_WORDS: dict[str, Any] = _data.read("imperfect", "printed.json")
SPELT = _WORDS["UNITS"] | _WORDS["TEENS"] | _WORDS["TENS"] | _WORDS["SCALES"]
QUALIFIERS: dict[str, str] = _WORDS["qualifiers"] | _WORDS["after"]
LONGEST = 100  # characters
SIGNIFICANT = "significant figures"


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


_LISTS = {name: _any_of(_WORDS[name]) for name in ("UNITS", "TEENS", "TENS", "SCALES")}
_BEFORE = {"QUALIFIERS": _any_of([*_WORDS["qualifiers"], *_WORDS["plain"]]), "AFTER": _any_of(_WORDS["after"])}
_FIGURE = _data.pattern(_WORDS["figure"], _BEFORE)
_DIGITS = _data.pattern(_WORDS["digits"], _LISTS)
_IN_WORDS = _data.pattern(_WORDS["in words"], _WORDS["forms"] | _LISTS)


class Number(NamedTuple):
    """An exact number, what one unit of its last printed digit is (0 for a fraction in words), and its decimals."""

    value: Fraction
    unit: Fraction
    decimals: int = 0


class Figure(NamedTuple):
    """The number of a figure, or of "1 in 6" the part and the whole, with what stands around it."""

    number: Number
    part: Number | None
    percent: bool
    qualifier: str


def figure(text: str) -> Figure | None:
    """Return what a text says that is one figure, None of any other."""
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(text.split()).casefold())
    match = _FIGURE.fullmatch(plain) if text.isascii() and len(plain) <= LONGEST else None
    number = match and _number(match["number"])
    if match is None or number is None:
        return None
    part, half = match["part"] and _number(match["part"]), Fraction(1, 2)
    if match["part"] and (not part or not part.unit or not number.unit or not number.value or match["percent"]):
        return None
    if match["half"]:
        number = Number(number.value + half, half)
    before, after = match["qualifier"], match["after"]
    words = [word for word in (before, after) if word in QUALIFIERS]
    return None if len(words) > 1 else Figure(number, part or None, bool(match["percent"]), "".join(words))


def _number(text: str) -> Number | None:
    """Return a number in digits or in words, None of any other text."""
    if match := _DIGITS.fullmatch(text):
        decimals = match["decimals"] or ""
        unit = Fraction(_WORDS["SCALES"].get(match["scale"], 1), 10 ** len(decimals))
        return Number(int((match["whole"] or "").replace(",", "") + decimals) * unit, unit, len(decimals))
    *before, last = text.split()
    if last in _WORDS["parts"]:
        top = _number(" ".join(before)) if before else Number(Fraction(1), Fraction(1))
        return top and Number(top.value / _WORDS["parts"][last], Fraction(0))
    if text in _WORDS["multiples"]:
        return Number(Fraction(_WORDS["multiples"][text]), Fraction(1))
    return Number(_spelt(text), Fraction(_WORDS["SCALES"].get(last, 1))) if _IN_WORDS.fullmatch(f"{text} ") else None


def _spelt(text: str) -> Fraction:
    """Return what the words of a whole number come to."""
    total = below = 0
    for size in (SPELT[word] for word in text.split() if word != "and"):
        if size >= 1_000:
            total, below = max(below, 1) * size, 0
        else:
            below = max(below, 1) * size if size == 100 else below + size
    return Fraction(total + below)


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
