"""The roundings that could have produced a figure, and what they leave open."""

from __future__ import annotations

from fractions import Fraction

from disprop._errors import DispropError
from disprop.imperfect._printed import Printed, applicable, printed as read, span_of
from disprop.imperfect._spans import Exact, fraction

Bounds = tuple[Fraction, Fraction | float]


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
