"""Populations that nobody counted: estimates with an error, people who were missed, and those between two censuses."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import of_kind, refused, worded
from disprop._estimated import LOGNORMAL, NORMAL, Estimated, estimate_of, quantile
from disprop._sets import made
from disprop.periods import Period


def estimated(
    value: ArrayLike,
    *,
    moe: ArrayLike | None = None,
    level: float | None = None,
    se: ArrayLike | None = None,
    cv: ArrayLike | None = None,
    shared: str = "",
) -> Estimated:
    """Return a population that is itself an estimate, with its error.

    Use it for figures of a survey, such as the American Community Survey, for estimates between two censuses, and for
    any population with a published error, wherever a function takes a population. Where several populations could be
    meant, and no error says which, use `by_population`.

    Parameters
    ----------
    value : array_like of float
        The estimates as published.
    moe : array_like of float, optional
        Their margins of error: how far an interval goes to either side. A controlled total, which has none, has 0.
    level : float, optional
        The level of the margins: 0.90 with the US Census Bureau, mostly 0.95 elsewhere. Needed with `moe`.
    se, cv : array_like of float, optional
        Their standard errors, or coefficients of variation (standard errors as parts of the values), instead.
    shared : str, optional
        The name of an error that other populations have too, such as "undercount 2021". Errors of one name move
        together: they add up in a sum, and drop out of a ratio as far as they are equal. Others are independent.

    Returns
    -------
    Estimated
        With `value`, `se`, `cv` and `moe(level)`. Sums (`a + b` or `.sum()`), differences, ratios (`a / b`),
        `a.share_of(b)` and `a.change_from(b)` are estimates too, by the rules of the US Census Bureau [1]_.

    Raises
    ------
    DispropError
        For a margin of error without its level, and unless exactly one of `moe`, `se` and `cv` is given; for an
        estimate or an error that is missing or below 0.

    Notes
    -----
    The true population over the estimated one has the limits exp(-+z cv) where `cv` is given. Where `moe` or `se` is
    given they are 1 -+ z cv, as of a normal error, while cv is at most 0.3; above it they are exp(-+z cv) too, and the
    lower one at most 1 - 0.3 z, so that a larger error never narrows the interval of a rate. They are joined with the
    limits of the count by MOVER-R [2]_, for which `rate` and `rate_ratio` take those by "mid-p" unless told otherwise.
    At cv up to 1.5, intervals of 95% hold the rate in 94.8 to 95.2% from 10 events on. As if the population were exact
    they would hold it in 91, 80 and 68% of cases with 33 events expected and cv 0.1, 0.2 and 0.3. An error that the
    sides of a ratio share and that is equal drops out of it; `rate_difference` takes all errors as independent, which
    makes its interval wider than a shared one needs. `direct_rate` joins the errors of the strata, weighted by what
    each adds.

    References
    ----------
    .. [1] US Census Bureau 2018, Understanding and Using American Community Survey Data, chapter 8.
    .. [2] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    >>> from disprop import rate
    >>> from disprop.imperfect import estimated
    >>> print(rate(33, 46_476).per(10_000))
    7.10 per 10,000 (95% CI 4.89 to 9.97)
    >>> print(rate(33, estimated(46_476, cv=0.2)).per(10_000))
    7.10 per 10,000 (95% CI 4.17 to 11.82); estimated population, cv 0.2

    The share of women who never married in three counties, whose figures have margins of error at 90%:

    >>> never = estimated([135_173, 43_104, 24_842], moe=[3_860, 2_642, 1_957], level=0.90).sum()
    >>> women = estimated([466_037, 97_360, 67_101], moe=[391, 572, 459], level=0.90).sum()
    >>> share = never.share_of(women)
    >>> print(f"{share.value:.3f}, margin {share.moe(0.90):.3f}")
    0.322, margin 0.008
    """
    given = {name: error for name, error in (("moe", moe), ("se", se), ("cv", cv)) if error is not None}
    if len(given) != 1:
        raise worded("one error", "error", [*given], said=" and ".join(given) or "none")
    (name, error), numbers = next(iter(given.items())), _arrays.real("value", value)
    if (level is None) == (name == "moe"):
        raise worded("level of a margin", "level", level)
    of_kind(str, "shared", "must be the name of an error, such as 'undercount 2021'", shared)
    errors = _arrays.real(name, error)
    _arrays.broadcast({"value": value, name: error}, {"value": numbers, name: errors})
    if name == "cv":
        return estimate_of(numbers, errors * numbers, LOGNORMAL, shared)
    z = 1.0 if level is None else quantile(_arrays.one_level(level))
    return estimate_of(numbers, errors / z, NORMAL, shared)


def undercounted(population: Any, *, missed: Any) -> Any:
    """Return how many people there are where a census missed some of them.

    Use it where a survey after a census says what share of a group was not counted. Published figures are often
    adjusted already: then there is nothing to do.

    Parameters
    ----------
    population : array_like of float, or Estimated
        The people who were counted.
    missed : float, pair of floats, or Estimated
        The share of all people who were not: 0.033 where 3.3% were missed, negative where more were counted than there
        are. A pair is a range of which nothing is known but its ends; an estimate has an error, and a `shared` name
        where other groups have the same.

    Returns
    -------
    float, Between or Estimated
        population / (1 - missed); of a range between what it lies, of an estimate with its error.

    Raises
    ------
    DispropError
        For a share of 1 or more, and for a range whose ends are the wrong way round.

    Examples
    --------
    A group of 46,476, of whom the census missed 3.3%, with a standard error of 0.6 points:

    >>> from disprop import rate
    >>> from disprop.imperfect import estimated, undercounted
    >>> people = undercounted(46_476, missed=estimated(0.033, se=0.006))
    >>> people
    estimated(48_062, se=298.213)
    >>> print(rate(33, undercounted(46_476, missed=(0.02, 0.05))).per(10_000))
    between 6.75 and 6.96 per 10,000 (95% CI 4.64 to 9.77)
    """
    people = _people(population)
    if isinstance(missed, Estimated):
        there = 1 - _share(missed.value)
        return estimate_of(1 / there, missed.se / there**2, missed.kind, missed.shared) * people
    if not isinstance(missed, tuple):
        there = 1 - _share(missed)
        _alike({"population": people, "missed": there})
        return people / there
    low, high = (_share(end) for end in _arrays.pair("missed", missed, ("least", "most")))
    if (low > high).any():
        raise refused("missed", "must have its smaller end first", missed)
    people = _arrays.people("population", population)
    _alike({"population": people, "the least": low, "the most": high})
    return made(people / (1 - low), people / (1 - high), np.array(np.nan), "undercount")


def _share(missed: ArrayLike) -> FloatArray:
    share = _arrays.finite("missed", missed)
    if (share >= 1).any():
        raise refused("missed", "must be a share below 1, such as 0.033", missed)
    return share


def interpolated(censuses: Mapping[Any, Any], *, period: Period) -> Any:
    """Return the population at the middle of a period, on a straight line between the censuses before and after it.

    Use it where a group grows or shrinks between two censuses: the figure of either would be wrong for events between
    them. Not for a group whose name or list of groups changed from one census to the next.

    Parameters
    ----------
    censuses : mapping of days to populations
        The day of each census, "2011-03-27" or a date, with the population that it counted: numbers, or `estimated`.
    period : Period
        When the events happened.

    Returns
    -------
    float or Estimated
        As the censuses are.

    Raises
    ------
    DispropError
        For a period whose middle lies before the first census or after the last, and for fewer than two.

    Notes
    -----
    Nothing shows that the way between two censuses was straight. Give `by_population` both ends beside the middle.

    Examples
    --------
    People of the group "Arab" in England and Wales, for scans of the year 2019:

    >>> from disprop.imperfect import interpolated
    >>> from disprop.periods import Period
    >>> censuses = {"2011-03-27": 230_600, "2021-03-21": 331_856}
    >>> print(round(interpolated(censuses, period=Period("2019-01", "2019-12"))))
    314420
    """
    of_kind(Period, "period", "must be a Period, as periods.parse reads it", period)
    on = {Period(day, day).start.toordinal() + 0.5: day for day in censuses}
    if len(on) < len(censuses):
        raise refused("censuses", "must be of different days", list(censuses))
    days = sorted(on.items())
    middle = period.start.toordinal() + period.days / 2
    around = [pair for pair in pairwise(days) if pair[0][0] <= middle <= pair[1][0]]
    if not around:
        raise worded("between no censuses", "period", period, said=", ".join(map(str, censuses)) or "none")
    (before, first), (after, last) = around[0]
    part = (middle - before) / (after - before)
    earlier, later = (_people(censuses[day]) for day in (first, last))
    _alike({str(first): earlier, str(last): later})
    return earlier * (1 - part) + later * part


def _alike(people: Mapping[str, Any]) -> None:
    """Refuse populations, estimates among them, whose shapes do not fit."""
    _arrays.common_shape({name: getattr(each, "value", each) for name, each in people.items()})


def _people(population: Any) -> Any:
    return population if isinstance(population, Estimated) else _arrays.people("population", population)
