"""A figure as it was printed, and the roundings that could have produced it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

from disprop._arrays import DispropError, unknown

Exact = Rational | Decimal | int | Fraction
Bounds = tuple[Fraction, Fraction | float]

_FIGURE = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?(?P<percent>%?)")
_HALF = Fraction(1, 2)


def _half_up(units: Fraction) -> int:
    return math.floor(units + _HALF)


# How many units of the last printed place an exact number of units becomes. Python's round() is half-even.
_ROUND: dict[str, Callable[[Fraction], int]] = {
    "half-up": _half_up,
    "half-even": round,
    "truncated": math.floor,
    "significant figures": _half_up,
}
ROUNDINGS = tuple(_ROUND)


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
            raise DispropError(
                f"a printed figure must be text such as '34', '15.3', '0.008%' or '1,472'; got {self.text!r}"
            )
        decimals = match["decimals"] or ""
        digits = match["whole"].replace(",", "") + decimals
        object.__setattr__(self, "value", Fraction(int(digits), 10 ** len(decimals)))
        object.__setattr__(self, "decimals", len(decimals))
        object.__setattr__(self, "significant", len(digits.lstrip("0")))
        object.__setattr__(self, "percent", bool(match["percent"]))

    def step(self, rounding: str = "half-up") -> Fraction:
        """Return one unit of the last printed place: of the last non-zero digit for "significant figures"."""
        if _known(rounding) == "significant figures" and not self.decimals and self.value:
            digits = str(self.value)
            return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
        return Fraction(1, 10**self.decimals)

    def gives(self, exact: Exact, rounding: str) -> bool:
        """Return whether `exact`, rounded in that way, prints as this figure."""
        step = self.step(rounding)
        return _ROUND[rounding](_fraction(exact) / step) * step == self.value


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
        fewer digits than it shows, "significant figures".

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
    figure = _printed(printed)
    exact = _fraction(exact)
    return tuple(name for name in ROUNDINGS if _applies(figure, name) and figure.gives(exact, name))


def rounding_interval(printed: str | Printed, rounding: str = "half-up") -> tuple[Fraction, Fraction]:
    """Return the lowest and highest number that could stand behind a printed figure.

    Parameters
    ----------
    printed
        The figure as printed.
    rounding
        One of `ROUNDINGS`. "half-up" is [x - u/2, x + u/2) and "truncated" [x, x + u) with u the last printed
        place; "half-even" has the limits of "half-up" and reaches both only if the last digit is even.

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
    figure = _printed(printed)
    step = figure.step(rounding)
    below = 0 if rounding == "truncated" else step / 2
    return max(figure.value - below, Fraction(0)), figure.value - below + step


def ratio_bounds(above: str | Printed, below: str | Printed, *, rounding: str = "half-up") -> Bounds:
    """Return the lowest and highest ratio of two printed figures that their rounding allows.

    Parameters
    ----------
    above, below
        The figures as printed: numerator and denominator of the ratio.
    rounding
        How both were rounded; one of `ROUNDINGS`.

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
    above, below = _printed(above), _printed(below)
    if above.percent != below.percent:
        raise DispropError(f"one figure has a percent sign and the other has not: {above.text!r} over {below.text!r}")
    low, high = rounding_interval(above, rounding)
    smallest, largest = rounding_interval(below, rounding)
    return low / largest, high / smallest if smallest else math.inf


def _match(text: object) -> re.Match[str] | None:
    return _FIGURE.fullmatch(text.strip()) if isinstance(text, str) and text.isascii() else None


def _printed(value: str | Printed) -> Printed:
    return value if isinstance(value, Printed) else Printed(value)


def _known(rounding: str) -> str:
    if rounding not in _ROUND:
        raise unknown("rounding", rounding, ROUNDINGS)
    return rounding


def _applies(figure: Printed, rounding: str) -> bool:
    return rounding != "significant figures" or figure.step(rounding) != figure.step()


def _fraction(exact: Exact) -> Fraction:
    if isinstance(exact, bool) or not isinstance(exact, (Rational, Decimal)):
        raise DispropError(f"exact must be an integer, Fraction or Decimal: no digit may be lost; got {exact!r}")
    if not math.isfinite(exact) or exact < 0:
        raise DispropError(f"exact must be finite and >= 0; got {exact}")
    return Fraction(exact) if isinstance(exact, Decimal) else Fraction(int(exact.numerator), int(exact.denominator))
