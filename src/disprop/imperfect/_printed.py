"""A figure as it was printed, and the numbers that print as it by each rounding."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from disprop._errors import one_of, refused, shown
from disprop.imperfect._spans import Exact, Span, fraction

_FIGURE = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?(?P<percent>%?)")
LONGEST = 30  # digits: no figure of a report has more
SIGNIFICANT = "significant figures"
ANY = "any"


def _around(value: Fraction, below: Fraction, above: Fraction, *, ends: tuple[bool, bool] = (True, False)) -> Span:
    return Span(max(value - below, Fraction(0)), value + above, *ends)


def _half_up(figure: Printed) -> Span:
    return _around(figure.value, figure.step() / 2, figure.step() / 2)


def _half_even(figure: Printed) -> Span:
    even = figure.value / figure.step() % 2 == 0
    return _around(figure.value, figure.step() / 2, figure.step() / 2, ends=(even, even))


def _truncated(figure: Printed) -> Span:
    return _around(figure.value, Fraction(0), figure.step())


def _significant(figure: Printed) -> Span:
    """Below a power of ten the last figure stands a place lower: at one figure, 9.5 prints as 10 and 9.4 as 9."""
    half = figure.step(SIGNIFICANT) / 2
    power_of_ten = str(figure.value / figure.step(SIGNIFICANT)).rstrip("0") == "1"
    return _around(figure.value, half / 10 if power_of_ten else half, half)


# The numbers that print as a figure, by how it was rounded.
_SPANS: dict[str, Callable[[Printed], Span]] = {
    "half-up": _half_up,
    "half-even": _half_even,
    "truncated": _truncated,
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
        match = _match(self.text)
        if match is None:
            raise refused(
                "a printed figure",
                "must be text such as '34', '15.3', '0.008%' or '1,472'",
                self.text,
            )
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
        if _known(rounding, ROUNDINGS) == SIGNIFICANT and not self.decimals and self.value:
            digits = str(self.value)
            return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
        return Fraction(1, 10**self.decimals)

    def gives(self, exact: Exact, rounding: str) -> bool:
        """Return whether `exact`, rounded in that way, prints as this figure."""
        return fraction(exact) in span_of(self, rounding)


def span_of(figure: Printed, rounding: str) -> Span:
    """Return the numbers that print as a figure, rounded in one way or, for "any", in one of those that apply."""
    if _known(rounding, (*ROUNDINGS, ANY)) == ANY:
        return Span.hull(_SPANS[name](figure) for name in applicable(figure))
    return _SPANS[rounding](figure)


def applicable(*figures: Printed) -> tuple[str, ...]:
    """Return the roundings that differ for some of the figures; only where one ends in zeros may it claim fewer."""
    generous = any(figure.step(SIGNIFICANT) != figure.step() for figure in figures)
    return ROUNDINGS if generous else tuple(name for name in ROUNDINGS if name != SIGNIFICANT)


def _match(text: object) -> re.Match[str] | None:
    return _FIGURE.fullmatch(text.strip()) if isinstance(text, str) and text.isascii() else None


def _known(rounding: object, names: tuple[str, ...]) -> str:
    return one_of("rounding", rounding, names)


def printed(value: str | Printed) -> Printed:
    """Return a figure that may have been read already."""
    return value if isinstance(value, Printed) else Printed(value)
