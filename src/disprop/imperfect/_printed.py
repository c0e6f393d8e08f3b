"""A figure as it was printed, the roundings that could have produced it, and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from disprop._errors import DispropError, one_of, refused, shown
from disprop.imperfect._spans import Exact, Span, fraction

_FIGURE = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?(?P<percent>%?)")
Bounds = tuple[Fraction, Fraction | float]
LONGEST = 30  # digits: no figure of a report has more
SIGNIFICANT = "significant figures"
ANY = "any"


def _around(value: Fraction, below: Fraction, above: Fraction, *, ends: tuple[bool, bool] = (True, False)) -> Span:
    return Span(max(value - below, Fraction(0)), value + above, *ends)


def _half_even(figure: Printed) -> Span:
    even = figure.value / figure.step() % 2 == 0
    return _around(figure.value, figure.step() / 2, figure.step() / 2, ends=(even, even))


def _significant(figure: Printed) -> Span:
    """Below a power of ten the last figure stands a place lower: at one figure, 9.5 prints as 10 and 9.4 as 9."""
    half = figure.step(SIGNIFICANT) / 2
    power_of_ten = str(figure.value / figure.step(SIGNIFICANT)).rstrip("0") == "1"
    return _around(figure.value, half / 10 if power_of_ten else half, half)


# The numbers that print as a figure, by how it was rounded.
_SPANS: dict[str, Callable[[Printed], Span]] = {
    "half-up": lambda figure: _around(figure.value, figure.step() / 2, figure.step() / 2),
    "half-even": _half_even,
    "truncated": lambda figure: _around(figure.value, Fraction(0), figure.step()),
    SIGNIFICANT: _significant,
}
ROUNDINGS = tuple(_SPANS)


@dataclass(frozen=True, slots=True)
class Printed:
    """A non-negative figure exactly as a report prints it: "34", "15.3", "0.008%", "1,472".

    Parameters
    ----------
    text
        The digits as printed. Thousands commas and a percent sign are understood; nothing else is.

    Attributes
    ----------
    value
        The number that the digits spell, as an exact fraction: "0.008%" has the value 8/1000.
    decimals
        Digits after the point.
    significant
        Significant figures, with the trailing zeros of an integer counted as significant.
    percent
        Whether a percent sign follows.

    Raises
    ------
    DispropError
        If the text is not one printed figure.

    Examples
    --------
    >>> from disprop.imperfect import Printed
    >>> figure = Printed("0.008%")
    >>> figure.value, figure.decimals, figure.significant, figure.percent
    (Fraction(1, 125), 3, 1, True)
    """

    text: str
    value: Fraction = field(init=False)
    decimals: int = field(init=False)
    significant: int = field(init=False)
    percent: bool = field(init=False)

    def __post_init__(self) -> None:
        text: Any = self.text
        match = _FIGURE.fullmatch(text.strip()) if isinstance(text, str) and text.isascii() else None
        if match is None:
            raise refused("a printed figure", "must be text such as '34', '15.3', '0.008%' or '1,472'", self.text)
        decimals = match["decimals"] or ""
        digits = match["whole"].replace(",", "") + decimals
        if len(digits) > LONGEST:
            of = f": {shown(self.text)}"
            raise refused("a printed figure", f"has at most {LONGEST} digits", len(digits), of=of)
        object.__setattr__(self, "value", Fraction(int(digits), 10 ** len(decimals)))
        object.__setattr__(self, "decimals", len(decimals))
        object.__setattr__(self, "significant", len(digits.lstrip("0")))
        object.__setattr__(self, "percent", bool(match["percent"]))

    def step(self, rounding: str = "half-up") -> Fraction:
        """Return one unit of the last printed place: of the last non-zero digit for "significant figures"."""
        if one_of("rounding", rounding, ROUNDINGS) == SIGNIFICANT and not self.decimals and self.value:
            digits = str(self.value)
            return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
        return Fraction(1, 10**self.decimals)

    def gives(self, exact: Exact, rounding: str) -> bool:
        """Return whether `exact`, rounded in that way, prints as this figure."""
        return fraction(exact) in span_of(self, rounding)


def span_of(figure: Printed, rounding: str) -> Span:
    """Return the numbers that print as a figure, rounded in one way or, for "any", in one of those that apply."""
    if one_of("rounding", rounding, (*ROUNDINGS, ANY)) == ANY:
        return Span.hull(_SPANS[name](figure) for name in applicable(figure))
    return _SPANS[rounding](figure)


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


def rounding_interval(printed: str | Printed, rounding: str = "half-up") -> tuple[Fraction, Fraction]:
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

    Returns
    -------
    tuple of Fraction
        The limits in the units of the print, never below 0.

    Raises
    ------
    DispropError
        For an unknown rounding or text that is not a printed figure.

    Examples
    --------
    >>> from disprop.imperfect import rounding_interval
    >>> [float(bound) for bound in rounding_interval("15.3")]
    [15.25, 15.35]
    """
    span = span_of(read(printed), rounding)
    return Fraction(span.low), Fraction(span.high)


def ratio_bounds(above: str | Printed, below: str | Printed, *, rounding: str = "half-up") -> Bounds:
    """Return the lowest and highest ratio of two printed figures that their rounding allows.

    Parameters
    ----------
    above, below
        The figures as printed: numerator and denominator of the ratio.
    rounding
        How both were rounded; one of `ROUNDINGS`, or "any".

    Returns
    -------
    tuple
        low = lowest above / highest below, high = highest above / lowest below; the high bound is `math.inf`
        where the lower figure may be 0.

    Raises
    ------
    DispropError
        For an unknown rounding, text that is not a printed figure, and a percentage over a figure that is none.

    Examples
    --------
    7 against 2 per 10,000 is 3.5 times, but the printed digits allow anything from 2.6 to 5.

    >>> from disprop.imperfect import ratio_bounds
    >>> [float(bound) for bound in ratio_bounds("7", "2")]
    [2.6, 5.0]
    """
    above, below = read(above), read(below)
    if above.percent != below.percent:
        got = (above.text, below.text)
        said = f"one figure has a percent sign and the other has not: {above.text!r} over {below.text!r}"
        raise DispropError(said, what="above and below", got=got)
    quotient = span_of(above, rounding).over(span_of(below, rounding))
    return Fraction(quotient.low), quotient.high
