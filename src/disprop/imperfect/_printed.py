"""A figure as it was printed, the roundings that could have produced it, and what they leave open."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from disprop._errors import one_of, refused, shown
from disprop.imperfect import _numbers
from disprop.imperfect._numbers import ROUNDINGS, SIGNIFICANT, Exact, Span, Written, fraction

Bounds = tuple[Fraction, Fraction | float]
LONGEST = 30  # digits: no figure of a report has more
ANY = "any"
NEAR = Fraction(9, 10), Fraction(11, 10)  # of a fraction in words: "two-thirds" is a round number


@dataclass(frozen=True, slots=True)
class Printed:
    """A non-negative figure exactly as a report prints it: "34", "0.008%", "1.2 million", "nearly one in six".

    Parameters
    ----------
    text
        The figure: digits with thousands commas, or words, or both; a fraction such as "two-thirds", "1 in 6" or "nine
        in ten"; "double", "25K", "three times"; per cent by its sign or in words; and a qualifier such as "nearly",
        "more than", "at least", "up to" or ">" before it, or "or more" behind it. Nothing else is understood.

    Attributes
    ----------
    value
        The number that is printed, as an exact fraction: "0.008%" has the value 8/1000, and "nearly 1 in 6" 1/6.
    decimals
        Digits after the point.
    percent
        Whether it is per cent.
    qualifier
        The word that says on which side of the number, or how near to it, the figure lies; mostly none.

    Raises
    ------
    DispropError
        If the text is not one printed figure.

    Notes
    -----
    Which numbers a figure stands for is what `rounding_interval` returns: those that round to it. "1 in 6" stands for
    every share with a whole that rounds to 6, "nine in ten" for every share with a part that rounds to 9 of them, and
    a fraction in words for the numbers within a tenth of it.

    A qualifier takes the place of rounding. By itself "more than 3" says nothing but above 3, and "nearly 3" nothing
    but below it; writers mean more. As usually read, "more than" reaches to 1.2 times the number, or to one unit of
    its last digit if that is more ("more than 3" is below 4), "just over" to 1.1 times, "well over" to twice; "nearly"
    begins at 0.9 times; "about" is from 0.9 to 1.1 times; "at least" has no upper limit, "up to" and "less than" no
    lower. With `literal=True` only what is said counts: the printed number, where it is an end.

    Examples
    --------
    >>> from disprop.imperfect import Printed, rounding_interval
    >>> figure = Printed("0.008%")
    >>> figure.value, figure.decimals, figure.percent
    (Fraction(1, 125), 3, True)
    >>> nearly = Printed("nearly one in six")
    >>> nearly.value, nearly.qualifier
    (Fraction(1, 6), 'nearly')
    >>> rounding_interval(nearly)
    (Fraction(3, 20), Fraction(1, 6))
    """

    text: str
    value: Fraction = field(init=False)
    decimals: int = field(init=False)
    percent: bool = field(init=False)
    qualifier: str = field(init=False)
    _number: Written = field(init=False, repr=False)
    _part: Written | None = field(init=False, repr=False)  # of "1 in 6", where the number is 6

    def __post_init__(self) -> None:
        text: Any = self.text
        if isinstance(text, str) and (digits := sum(map(str.isdigit, text))) > LONGEST:
            raise refused("a printed figure", f"has at most {LONGEST} digits", digits, of=f": {shown(text)}")
        found = _numbers.figure(text) if isinstance(text, str) else None
        if found is None:
            rule = "must be text such as '34', '15.3', '0.008%', '1.2 million' or 'nearly one in six'"
            raise refused("a printed figure", rule, text)
        number, part, percent, qualifier = found
        value, decimals = (number.value, number.decimals) if part is None else (part.value / number.value, 0)
        own = {"value": value, "decimals": decimals, "percent": percent, "qualifier": qualifier}
        for name, each in {**own, "_number": number, "_part": part}.items():
            object.__setattr__(self, name, each)

    @property
    def per(self) -> int | None:
        """What it is per by itself: 100 by a percent sign, 1 where it is a fraction, None where nothing says."""
        is_fraction = self._part is not None or not self._number.unit
        return 100 if self.percent else 1 if is_fraction else None

    @property
    def _rounded(self) -> Written:
        """The number that was rounded: of "1 in 6" the whole, of "nine in ten" the part."""
        return self._number if self._part is None or self._part.value == 1 else self._part

    def step(self, rounding: str = "half-up") -> Fraction:
        """Return one unit of the last printed place: of the last non-zero digit for "significant figures".

        It is 100,000 in "1.2 million", that of the whole in "1 in 6", of the part in "nine in ten", and 0 in "half".
        """
        significant = one_of("rounding", rounding, ROUNDINGS) == SIGNIFICANT
        return _numbers.significant_step(self._rounded) if significant else self._rounded.unit

    def _span(self, rounding: str) -> Span:
        """Return the numbers that print so, rounded in one way and without a qualifier."""
        if not self._number.unit:
            return Span(self.value * NEAR[0], self.value * NEAR[1])
        rounded = _numbers.SPANS[rounding](self._rounded)
        if self._part is None:
            return rounded
        own, whole = self._part.value, self._number.value
        if own != 1:
            return rounded.divided(whole)
        turned = Span(own, own).over(rounded)
        in_tenths = rounding == SIGNIFICANT and str(whole).rstrip("0") == "1"  # "1 in 10" beside "3 in 10"
        return Span.hull(turned, _numbers.SPANS["half-up"](self._part).divided(whole)) if in_tenths else turned

    def _read(self, *, literal: bool) -> Span:
        """Return the numbers that the qualifier allows; literally only the printed one is an end."""
        low, high, without = _numbers.reading(self.qualifier)
        unit = self._number.unit if self._part is None else 0
        most = math.inf if high is None or (literal and high != 1) else self.value * high
        if low == 1 and most < math.inf:
            most = max(most, self.value + unit)
        least = Fraction(0) if low is None or (literal and low != 1) else self.value * low
        return Span(least, most, not (without and low == 1), high == 1 and not without)


def span_of(figure: Printed, rounding: str, *, literal: bool = False) -> Span:
    """Return the numbers that print as a figure, rounded in one way or, for "any", in one of those that apply."""
    if one_of("rounding", rounding, (*ROUNDINGS, ANY)) == ANY:
        return Span.hull(*(span_of(figure, name, literal=literal) for name in applicable(figure)))
    return figure._read(literal=literal) if figure.qualifier else figure._span(rounding)  # noqa: SLF001 (its own room)


def applicable(*figures: Printed) -> tuple[str, ...]:
    """Return the roundings that differ for some of the figures; only where one ends in zeros may it claim fewer."""
    generous = any(figure.step(SIGNIFICANT) != figure.step() for figure in figures)
    return ROUNDINGS if generous else tuple(name for name in ROUNDINGS if name != SIGNIFICANT)


def read(value: str | Printed) -> Printed:
    """Return a figure that may have been read already."""
    return value if isinstance(value, Printed) else Printed(value)


def roundings(exact: Exact, printed: str | Printed) -> tuple[str, ...]:
    """Return the names of the roundings by which an exact number prints as a figure.

    Use it to ask how a published figure was rounded; an empty answer means that no rounding gives it.

    Parameters
    ----------
    exact
        The exact number in the units of the print (per cent for a percentage): integer, Fraction or Decimal.
    printed
        The figure as printed.

    Returns
    -------
    tuple of str
        Some of "half-up", "half-even", "truncated" and, where an integer ends in zeros so that it may claim
        fewer digits than it shows, "significant figures": half up, to as few figures as the print allows.

    Raises
    ------
    DispropError
        For a float (0.1 is not exactly a tenth), a negative number, or text that is not a printed figure.

    Examples
    --------
    150 of 175 is 85.714%: printed as 85% it was cut off, not rounded.

    >>> from fractions import Fraction
    >>> from disprop.imperfect import roundings
    >>> roundings(Fraction(100 * 150, 175), "85%")
    ('truncated',)
    >>> roundings(13_200, "13,000")
    ('significant figures',)
    """
    figure = read(printed)
    exact = fraction(exact)
    return tuple(name for name in applicable(figure) if exact in span_of(figure, name))


def rounding_interval(printed: str | Printed, rounding: str = "half-up", *, literal: bool = False) -> Bounds:
    """Return the lowest and highest number that could stand behind a printed figure.

    Parameters
    ----------
    printed
        The figure as printed.
    rounding
        One of `ROUNDINGS`, or "any" for whichever of them allows most. "half-up" is [x - u/2, x + u/2) and
        "truncated" [x, x + u) with u the last printed place; "half-even" has the limits of "half-up" and reaches
        both only if the last digit is even. "significant figures" is half up with u the place of the last digit
        that is not 0, so that 20 is [15, 25); below a power of ten that place is ten times smaller, and 10 is
        [9.5, 15).
    literal
        Of a figure with a qualifier, whether only what is said counts: "more than 3" is then anything above 3, and
        "about 3" anything. As usually read they are 3 to 4, and 2.7 to 3.3: `Printed` says how each is read.

    Returns
    -------
    tuple of Fraction
        The limits in the units of the print, never below 0; the high one is `math.inf` where nothing sets one.

    Raises
    ------
    DispropError
        For an unknown rounding or text that is not a printed figure.

    Examples
    --------
    >>> from disprop.imperfect import rounding_interval
    >>> [float(bound) for bound in rounding_interval("15.3")]
    [15.25, 15.35]
    >>> [float(bound) for bound in rounding_interval("nearly 1.2 million")]
    [1080000.0, 1200000.0]
    """
    span = span_of(read(printed), rounding, literal=literal)
    return Fraction(span.low), span.high
