"""Which integer counts a printed rate or percentage allows: the GRIM check and its form for rates.

GRIM is "granularity-related inconsistency of means": Brown and Heathers (2017), The GRIM Test,
Social Psychological and Personality Science 8(4), 363-369.
"""

import math
from fractions import Fraction

import numpy as np

from disprop import _arrays
from disprop._errors import DispropError, worded
from disprop._sets import Between, made
from disprop.imperfect._numbers import Span
from disprop.imperfect._printed import Printed, read, span_of


def counts_for(
    printed: str | Printed, denominator: int, *, per: int | None = None, rounding: str = "half-up"
) -> Between | None:
    """Return the integer counts whose rate or percentage prints as a figure.

    Use it to recover the counts behind a printed percentage of n, or behind a printed rate of a known
    population. Every statistic takes them in place of a count.

    Parameters
    ----------
    printed
        The figure as printed.
    denominator
        The whole number of people or cases that the count was divided by.
    per
        What the figure is "per": 10,000 for a rate per 10,000, 1 for a plain share. A figure with a percent sign is
        per 100 and needs none; nor does a fraction, such as "1 in 6". What has no upper limit, such as "at least 7",
        reaches up to one for each.
    rounding
        One of `ROUNDINGS`, or "any" for every count that some of them allows.

    Returns
    -------
    Between
        From the smallest to the largest count; they may exceed the denominator, as events of a population can. None
        where no integer gives the figure: then the figure and the denominator contradict each other.

    Raises
    ------
    DispropError
        If the figure, the denominator, `per` or the rounding is not valid.

    Notes
    -----
    A figure that is printed with d decimals can only fail this check where the denominator is below per x 10^d: 115
    reaches every whole per cent, 25 does not.

    References
    ----------
    Brown and Heathers (2017), The GRIM Test, Social Psychological and Personality Science 8(4), 363-369.

    Examples
    --------
    >>> from disprop.imperfect import counts_for
    >>> counts_for("93%", 115)
    between(107, 107, why='printed as 93% of 115')
    >>> print(counts_for("15.3", 58_613, per=10_000))
    None

    7 scans per 10,000 of 46,476 residents are 31 to 34 scans:

    >>> from disprop import rate_ratio
    >>> print(rate_ratio(group=(counts_for("7", 46_476, per=10_000), 46_476), reference=(352, 1_761_205)))
    between 3.34 and 3.66 (95% CI 2.28 to 5.15)
    """
    found = _shares(printed, per, rounding).integers(_arrays.integer("denominator", denominator, 1))
    why = f"printed as {read(printed).text}{'' if per is None else f' per {per:,}'} of {denominator:,}"
    return counts_in(found, why) if found else None


def counts_in(found: range, why: str = "") -> Between:
    """Return the counts of a range that is not empty as one count known only in part."""
    return made(np.array(found[0]), np.array(found[-1]), np.array(np.nan), why)


def denominators_for(
    printed: str | Printed, largest: int, *, per: int | None = None, rounding: str = "half-up"
) -> tuple[int, ...]:
    """Return the denominators up to `largest` for which some integer count prints as a figure.

    Use it when the report gives a percentage but not the number of people it is a percentage of.

    Parameters
    ----------
    printed, per, rounding
        As for `counts_for`.
    largest
        The largest denominator to try.

    Returns
    -------
    tuple of int
        The denominators that can print the figure, in order.

    Raises
    ------
    DispropError
        If the figure, `largest`, `per` or the rounding is not valid.

    Examples
    --------
    >>> from disprop.imperfect import denominators_for
    >>> denominators_for("17%", 30)
    (6, 12, 18, 23, 24, 29, 30)
    """
    sizes, share = range(1, _arrays.integer("largest", largest, 1) + 1), _shares(printed, per, rounding)
    return tuple(size for size in sizes if share.integers(size))


def _shares(printed: str | Printed, per: int | None, rounding: str) -> Span:
    """Return the shares, or the events of one person, that print as a figure."""
    figure = read(printed)
    share = span_of(figure, rounding).divided(_per(figure, per))
    return share if share.high < math.inf else Span(share.low, Fraction(1), share.low_in)


def _per(figure: Printed, per: int | None) -> int:
    """Return what a figure is per; a percent sign and a fraction say so by themselves, and nothing else does."""
    size = figure.per if per is None else _arrays.integer("per", per, 1)
    if size is None:
        raise worded("no percent sign", "printed", figure.text)
    if figure.per not in {None, size}:
        sign = "by its percent sign" if figure.percent else "as a fraction"
        raise DispropError(f"{figure.text!r} is per {figure.per} {sign}; got per={per!r}", what="per", got=per)
    return size
