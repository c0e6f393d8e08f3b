"""Two systems, or two thresholds, tried on the same faces: which faces both alert, and which only one of them.

Everything is counted on the same footage, so that the difference between A and B is not that between two crowds.
People who pass several times are alike in each pass.
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import one_of, position, refused, worded
from disprop._estimated import need_known
from disprop._methods import McNemarMethod, PairedDifferenceMethod, PairedRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, from_family
from disprop.intervals import Family
from disprop.intervals.by_person import CLUSTERED_DIFFERENCE, CLUSTERED_RATIO
from disprop.intervals.paired import DISCORDANT_ODDS, PAIRED_DIFFERENCE, PAIRED_RATIO

CELLS = ("both", "only_a", "only_b", "neither")
PERSON = ("once", "repeated", "mean")


def difference_of(counts: dict[str, FloatArray], person: str, **how: Any) -> Estimate:
    """Return the difference of the shares that A and B alert, from the counts of each person.

    Each pass counts once; with person="mean" each person, by the mean of the people's own differences.
    """
    excess, passes = counts["only_a"] - counts["only_b"], sum(counts.values(), start=_arrays.ZERO)
    _at_least_two(passes)
    if (passes == 0).any():
        at = int(np.argmin(passes))
        raise worded("person without passes", "each person", 0, at, at=position(at))
    u, n = (excess, passes) if person == "repeated" else (excess / passes, np.ones_like(passes))
    return of_sums(CLUSTERED_DIFFERENCE, u, n, unit="per 1", **how)


def ratio_of(counts: dict[str, FloatArray], **how: Any) -> Estimate:
    """Return the ratio of the alerts of A to those of B, from the counts of each person."""
    both, only_a, only_b = counts.values()
    return of_sums(CLUSTERED_RATIO, both + only_a, both + only_b, **how)


def of_sums(family: Family, u: FloatArray, n: FloatArray, **how: Any) -> Estimate:
    """Return the Estimate of sum u / sum n over people; those who have neither are not counted."""
    _at_least_two(u)
    people = np.array(float(((u != 0) | (n != 0)).sum()))
    sums = (u.sum(), n.sum(), (u * u).sum(), (u * n).sum(), (n * n).sum(), people)
    return from_family(family, dict(zip(family.data, map(np.asarray, sums), strict=True)), **how)


def _at_least_two(people: FloatArray) -> None:
    if people.ndim != 1 or people.size < 2:
        raise refused("counts by person", "need one element a person, and two people or more", people.shape)


@statistic("Do two systems differ on the same faces?", counts=("only_a", "only_b"), rises=(1, -1))
def mcnemar(*, only_a: ArrayLike, only_b: ArrayLike, **options: Unpack[Limits[McNemarMethod]]) -> Estimate:
    """Return the faces that only A alerts over those that only B does: the odds ratio of McNemar's test.

    Use it to ask whether two systems differ at all on the same faces: `.p_value(1)` is McNemar's test. The faces that
    both alert, or neither, say nothing about that, and are not asked for. How much they differ is
    `difference` or `ratio`.

    Parameters
    ----------
    only_a, only_b : array_like of int
        Faces that A alerts and B does not, and the reverse. Swapping them inverts the ratio.
    method : str
        "mid-p" (default of an interval), "exact" (never covers less than `level`; default of one limit), "score"
        (McNemar's chi-squared, without correction) or "scas".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of only_a / only_b: infinite, with a finite lower limit, where only_b is 0; NaN with the interval
        (0, infinity) where both are.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean.

    Notes
    -----
    Given their sum, only_a is binomial with the odds p/(1 - p) = ratio: the limits are those of that proportion. At
    ratio 1 the p-value of "exact" is twice the smaller binomial tail, and that of "mid-p" the mid-p test [1]_: P(X =
    only_a) less, and P(X = only_a)/2 less than 1 where both counts are equal.

    References
    ----------
    .. [1] Fagerland, Lydersen and Laake 2013, BMC Medical Research Methodology 13: 91.

    Examples
    --------
    1 face that only A alerts, and 7 that only B does:

    >>> from disprop import paired
    >>> found = paired.mcnemar(only_a=1, only_b=7)
    >>> print(found, float(found.p_value(1).round(4)))
    0.143 (95% CI 0.006 to 0.924) 0.0391
    """
    return from_family(DISCORDANT_ODDS, counts_of({"only_a": only_a, "only_b": only_b}), **options)


@statistic("By how much does one system alert a larger share of the same faces?", counts=CELLS, rises=(0, 0, 0, 0))
def difference(
    *,
    both: ArrayLike,
    only_a: ArrayLike,
    only_b: ArrayLike,
    neither: ArrayLike,
    person: str = "once",
    **options: Unpack[Limits[PairedDifferenceMethod]],
) -> Estimate:
    """Return by how much the share of faces that A alerts exceeds the share that B does, on the same faces.

    Use it where every face is known, as with volunteers on the watchlist: it is then the difference of the two
    true-positive (or false-positive) rates. Where nobody knows who passed without an alert use `relative_accuracy`.

    Parameters
    ----------
    both, only_a, only_b, neither : array_like of int
        Faces that both systems alert, only A, only B, and neither; of people who pass several times the passes of each,
        one element a person.
    person : str
        "once" (default): every face is of somebody else. Of volunteers who walk past several times, whose passes are
        not independent: "repeated", where each pass counts once, or "mean", where each person does, by the mean of the
        people's own differences.
    method : str
        "tango" (default: the score interval), "newcombe" or "wald". Of repeated passes "obuchowski".
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (only_a - only_b) / all faces, unit "per 1". `data` holds the four counts. Of repeated passes the sums over
        people, or the mean over people; the whole range, -1 to 1, where these are too few, or none of them differs.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean; of repeated passes for a person without one,
        and for fewer than two people.

    Notes
    -----
    Tango's limits are the differences d with (only_a - only_b - n d)^2 = z^2 n (p_a + p_b - d^2), where p_a and p_b are
    the likeliest shares of `only_a` and `only_b` that are d apart [1]_. At d = 0 it is McNemar's chi-squared. One limit
    is no exact one: of 16 and of 30 faces a 95% limit was wrong in 4 to 5% on average and in 8% at the most.

    Of repeated passes, with u = only_a - only_b and n the passes of each of K people, the limits are the differences d
    with (sum u - d sum n)^2 = z^2 K/(K - 1) sum (u - n d)^2; at d = 0 it is the test of [2]_.

    References
    ----------
    .. [1] Tango 1998, Statistics in Medicine 17: 891-908.
    .. [2] Obuchowski 1998, Statistics in Medicine 17: 1495-1507.

    Examples
    --------
    >>> from disprop import paired
    >>> print(paired.difference(both=1, only_a=1, only_b=7, neither=12))
    -0.286 (95% CI -0.517 to -0.026)

    Six volunteers, four passes each:

    >>> passes = {"both": [1, 2, 0, 3, 1, 2], "only_a": [2, 1, 3, 0, 2, 0], "only_b": [0, 0, 0, 1, 0, 1]}
    >>> print(paired.difference(**passes, neither=[1, 1, 1, 0, 1, 1], person="repeated"))
    0.25 (95% CI -0.45 to 0.95)
    """
    one_of("way to count people", person, PERSON)
    if person != "once":
        need_known("passes of people who pass several times", both, only_a, only_b, neither)
    data = counts_of({"both": both, "only_a": only_a, "only_b": only_b, "neither": neither})
    if person != "once":
        return based(difference_of(data, person, **options), person=person)
    return from_family(PAIRED_DIFFERENCE, data, unit="per 1", **options)


@statistic("How many times as many of the same faces does one system alert?", counts=CELLS[:3], rises=(0, 0, 0))
def ratio(
    *,
    both: ArrayLike,
    only_a: ArrayLike,
    only_b: ArrayLike,
    person: str = "once",
    **options: Unpack[Limits[PairedRatioMethod]],
) -> Estimate:
    """Return how many times as many faces A alerts as B does, on the same faces.

    The faces that neither alerts cancel: the ratio can be had where they were never counted.

    Parameters
    ----------
    both, only_a, only_b : array_like of int
        Faces that both systems alert, only A, and only B; of people who pass several times the passes of each, one
        element a person. Swapping A and B inverts the ratio.
    person : str
        "once" (default): every face is of somebody else. "repeated": people pass several times, and are alike in each
        pass, which an interval that takes passes to be independent makes too narrow.
    method : str
        "bonett-price" (default) or "wald-log". Of repeated passes "score" (default), or "fieller", which has no limits
        where A or B alerts nobody.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (both + only_a) / (both + only_b): infinite, with a finite lower limit, where B alerts none; NaN with the
        interval (0, infinity) where neither does. Of repeated passes the limits are 0 or infinite where the people are
        too few to say more: the upper one where B alerts too few of them, the lower one where A does. Both are where
        everyone who is alerted has the same ratio, as then nothing shows how much people vary.

    Raises
    ------
    DispropError
        For counts that are negative, fractional, missing, text or boolean; for passes of one person.

    Notes
    -----
    Bonett and Price divide Wilson limits of the two shares, at a level that allows for their correlation [1]_.
    "wald-log" is r exp(-+ z sqrt((only_a + only_b) / (alerts of A x alerts of B))) [2]_. One limit is no exact one: of
    16 and of 30 faces a 95% limit was wrong in 4% on average and in 13% at the most.

    Of repeated passes let u and n be the alerts of A and of B for each of K people with any, and d = u - n r. At the
    true ratio r the sum of d has the mean 0, however alike a person's passes are, and its variance can be had from the
    people. The limits are the ratios with (sum d)^2 = z^2 K/(K - 1) V, a quadratic. "fieller" has V = sum d^2, the
    interval of a ratio of means [3]_ [4]_. "score" has V = sum (d^2 - (1 - r) d), of the same mean: with one pass a
    person it is r (only_a + only_b), the variance of sum d under the null. At r = 1 both are the test of `difference`
    [5]_, and with one pass a person McNemar's chi-squared times (K - 1)/K. Values of r on both sides of those that are
    left out cannot be an interval. That can happen only where neither 0 nor infinity is left out, and the limits are
    then 0 and infinity.

    References
    ----------
    .. [1] Bonett and Price 2006, Statistics in Medicine 25: 3039-3047.
    .. [2] Cheng and Macaluso 1997, Epidemiology 8: 104-106.
    .. [3] Fieller 1954, Journal of the Royal Statistical Society, Series B 16: 175-185.
    .. [4] Cochran 1977, Sampling Techniques, 3rd edition, Wiley, chapter 6.
    .. [5] Obuchowski 1998, Statistics in Medicine 17: 1495-1507.

    Examples
    --------
    >>> from disprop import paired
    >>> print(paired.ratio(both=1, only_a=1, only_b=7))
    0.250 (95% CI 0.068 to 0.923)

    Six volunteers, and what the same counts would seem to say if no two passes were of one person:

    >>> seen = {"both": [1, 2, 0, 3, 1, 2], "only_a": [2, 1, 3, 0, 2, 0], "only_b": [0, 0, 0, 1, 0, 1]}
    >>> print(paired.ratio(**seen, person="repeated"))
    1.55 (95% CI 0.68 to 7.18)
    >>> print(paired.ratio(**{name: sum(passes) for name, passes in seen.items()}))
    1.55 (95% CI 0.97 to 2.46)
    """
    one_of("way to count people", person, PERSON[:2])
    if person != "once":
        need_known("passes of people who pass several times", both, only_a, only_b)
    data = counts_of({"both": both, "only_a": only_a, "only_b": only_b})
    if person != "once":
        return based(ratio_of(data, **options), person=person)
    return from_family(PAIRED_RATIO, data, **options)


def counts_of(inputs: dict[str, ArrayLike]) -> dict[str, FloatArray]:
    """Return validated counts of one shape."""
    return _arrays.broadcast(inputs, {name: _arrays.counts(name, value) for name, value in inputs.items()})
