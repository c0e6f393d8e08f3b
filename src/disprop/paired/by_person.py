"""Two systems, or two thresholds, tried on people who pass several times, and are alike in each pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import DispropError, one_of
from disprop.estimate import Estimate, from_family
from disprop.intervals import Family
from disprop.intervals.by_person import CLUSTERED_DIFFERENCE, CLUSTERED_RATIO
from disprop.paired.counts import counts_of

EACH = ("pass", "person")


def difference_by_person(  # noqa: PLR0913 - four cells of one table
    *,
    both: ArrayLike,
    only_a: ArrayLike,
    only_b: ArrayLike,
    neither: ArrayLike,
    each: str = "pass",
    method: str = "obuchowski",
    level: float = 0.95,
) -> Estimate:
    """Return the difference of `difference` for passes that belong to people, who are alike in each pass.

    Use it where the same volunteers walk past several times: their passes are not independent, and an interval that
    takes them to be is too narrow.

    Parameters
    ----------
    both, only_a, only_b, neither : array_like of int
        Passes of each person, one element a person: those that both systems alert, only A, only B, and neither.
    each : str
        What counts once: each "pass" (default), or each "person", as the mean of the people's own differences.
    method : str
        "obuchowski" (default), or "durkalski", without K/(K - 1). The test of Durkalski and others is that of
        each="person", method="durkalski".
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Estimate
        Of sum(only_a - only_b) / sum of passes, or the mean over people of (only_a - only_b) / passes; unit "per 1".
        The whole range, -1 to 1, where the people are too few, or none of them differs.

    Raises
    ------
    DispropError
        For counts as in `difference`, for a person without a pass, and for fewer than two people.

    Notes
    -----
    With u = only_a - only_b and n the passes of each of K people, the limits are the differences d with
    (sum u - d sum n)^2 = z^2 K/(K - 1) sum (u - n d)^2; at d = 0 it is the test of [1]_.

    References
    ----------
    .. [1] Obuchowski 1998, Statistics in Medicine 17: 1495-1507.

    Examples
    --------
    Six volunteers, four passes each:

    >>> from disprop import paired
    >>> found = paired.difference_by_person(
    ...     both=[1, 2, 0, 3, 1, 2], only_a=[2, 1, 3, 0, 2, 0], only_b=[0, 0, 0, 1, 0, 1], neither=[1, 1, 1, 0, 1, 1]
    ... )
    >>> print(found)
    0.25 (95% CI -0.45 to 0.95)
    """
    one_of("way to count people", each, EACH)
    counts = counts_of({"both": both, "only_a": only_a, "only_b": only_b, "neither": neither})
    excess, passes = counts["only_a"] - counts["only_b"], sum(counts.values(), start=_arrays.ZERO)
    _at_least_two(passes)
    _refuse_absent(passes)
    u, n = (excess, passes) if each == "pass" else (excess / passes, np.ones_like(passes))
    return of_sums(CLUSTERED_DIFFERENCE, u, n, method, level, unit="per 1")


def ratio_by_person(
    *, both: ArrayLike, only_a: ArrayLike, only_b: ArrayLike, method: str = "score", level: float = 0.95
) -> Estimate:
    """Return the ratio of `ratio` for passes that belong to people, who are alike in each pass.

    Use it where the same people are seen several times: their passes are not independent, and an interval that takes
    them to be is too narrow. People whom neither system alerts cancel, counted or not.

    Parameters
    ----------
    both, only_a, only_b : array_like of int
        Passes of each person, one element a person: those that both systems alert, only A, and only B. Swapping A and
        B inverts the ratio.
    method : str
        "score" (default), or "fieller", which has no limits where A or B alerts nobody.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Estimate
        Of sum(both + only_a) / sum(both + only_b). The limits are 0 or infinite where the people are too few to say
        more: the upper one where B alerts too few of them, the lower one where A does. Both are where everyone who is
        alerted has the same ratio, as then nothing shows how much people vary. Infinite, with a finite lower limit if
        there are people enough, where B alerts nobody; NaN where neither does.

    Raises
    ------
    DispropError
        For counts as in `ratio`, and for fewer than two people.

    Notes
    -----
    Let u and n be the alerts of A and of B for each of K people with any, and d = u - n r. At the true ratio r the sum
    of d has the mean 0, however alike a person's passes are, and its variance can be had from the people. The limits
    are the ratios with (sum d)^2 = z^2 K/(K - 1) V, a quadratic. "fieller" has V = sum d^2, the interval of a ratio of
    means [1]_ [2]_. "score" has V = sum (d^2 - (1 - r) d), of the same mean: with one pass a person it is
    r (only_a + only_b), the variance of sum d under the null. At r = 1 both are the test of
    `difference_by_person` [3]_, and with one pass a person McNemar's chi-squared times (K - 1)/K.

    Values of r on both sides of those that are left out cannot be an interval. That can happen only where neither 0
    nor infinity is left out, and the limits are then 0 and infinity.

    References
    ----------
    .. [1] Fieller 1954, Journal of the Royal Statistical Society, Series B 16: 175-185.
    .. [2] Cochran 1977, Sampling Techniques, 3rd edition, Wiley, chapter 6.
    .. [3] Obuchowski 1998, Statistics in Medicine 17: 1495-1507.

    Examples
    --------
    Six volunteers, and what the same counts would seem to say if no two passes were of one person:

    >>> from disprop import paired
    >>> seen = {"both": [1, 2, 0, 3, 1, 2], "only_a": [2, 1, 3, 0, 2, 0], "only_b": [0, 0, 0, 1, 0, 1]}
    >>> print(paired.ratio_by_person(**seen))
    1.55 (95% CI 0.68 to 7.18)
    >>> print(paired.ratio(**{name: sum(passes) for name, passes in seen.items()}))
    1.55 (95% CI 0.97 to 2.46)
    """
    counts = counts_of({"both": both, "only_a": only_a, "only_b": only_b})
    return ratio_of(counts, method, level)


def ratio_of(counts: dict[str, FloatArray], method: str, level: float) -> Estimate:
    """Return the ratio of the alerts of A to those of B, from the counts of each person."""
    both, only_a, only_b = counts.values()
    return of_sums(CLUSTERED_RATIO, both + only_a, both + only_b, method, level)


def of_sums(family: Family, u: FloatArray, n: FloatArray, method: str, level: float, unit: str = "") -> Estimate:
    """Return the Estimate of sum u / sum n over people; those who have neither are not counted."""
    _at_least_two(u)
    people = np.array(float(((u != 0) | (n != 0)).sum()))
    sums = (u.sum(), n.sum(), (u * u).sum(), (u * n).sum(), (n * n).sum(), people)
    data = dict(zip(family.data, map(np.asarray, sums), strict=True))
    return from_family(family, data, method=method, level=level, unit=unit)


def _at_least_two(people: FloatArray) -> None:
    if people.ndim != 1 or people.size < 2:
        raise DispropError(f"counts by person need one element a person, and two people or more; got {people.shape}")


def _refuse_absent(passes: FloatArray) -> None:
    if (passes == 0).any():
        at = int(np.argmin(passes))
        raise DispropError(f"each person needs a pass; the four counts at position {at} are 0: leave that person out")
