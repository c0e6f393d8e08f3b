"""Tests over strata: whether there is a difference at all, and whether it is the same in every stratum.

The statistics of homogeneity say how far the strata are from one ratio, or one difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from disprop._arrays import BoolArray, FloatArray, Pair
from disprop._errors import one_of
from disprop._pairs import Empty
from disprop._text import chance
from disprop.estimate import Number, Result
from disprop.intervals._strata_fit import WEIGHTS, by_odds
from disprop.intervals._strata_score import by_stratum, limit
from disprop.intervals.strata import Counts, informative, value
from disprop.strata._estimates import read

Statistic = tuple[FloatArray, FloatArray]  # with its degrees of freedom
Effect = tuple[FloatArray, FloatArray]  # of each stratum: its value, on the log scale for a ratio, and its variance
EMPTY_CELL = 0.5  # added to the cells of a stratum with a 0 among them, so that its logarithm is finite


def breslow_day(measure: str, counts: Counts) -> Statistic:
    """Return the sum of (part - fitted)^2 / variance with the odds ratio of Mantel and Haenszel in every stratum."""
    distance, variance, used = _fitted(measure, counts)
    return _over(distance**2, variance, used).sum(axis=-1), _degrees(used)


def breslow_day_tarone(measure: str, counts: Counts) -> Statistic:
    """Return `breslow_day` less the square of the sum of distances over the sum of variances."""
    distance, variance, used = _fitted(measure, counts)
    excess = np.where(used, distance, 0.0).sum(axis=-1) ** 2 / np.where(used, variance, 0.0).sum(axis=-1)
    return _over(distance**2, variance, used).sum(axis=-1) - excess, _degrees(used)


def _fitted(measure: str, c: Counts) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return part - fitted, its variance, and which strata say something; NaN where the ratio is 0 or infinite."""
    ratio = value(measure, *c)
    odds = np.where((ratio > 0) & np.isfinite(ratio), ratio, np.nan)[..., np.newaxis]
    m = c.x1 + c.x0
    fitted = c.n1 * by_odds(c.n0, c.n1, m, 1 / odds)
    inverse = (1 / fitted + 1 / (c.n1 - fitted)) + (1 / (m - fitted) + 1 / (c.n0 - m + fitted))
    return c.x1 - fitted, 1 / inverse, informative(measure, c)


def score(measure: str, counts: Counts) -> Statistic:
    """Return the sum of squared scores of the strata at the value of `stratified_score`."""
    value = limit(measure, counts, np.zeros(counts.x1.shape[:-1]))
    inner = np.isfinite(value) & ((value > 0) | (not measure.endswith("ratio")))
    part, variance = by_stratum(measure, counts, value, next(iter(WEIGHTS[measure])))
    squares = _over(part**2, variance, variance > 0).sum(axis=-1)
    return np.where(inner, squares, np.nan), _degrees(informative(measure, counts))


def cochran_q(measure: str, counts: Counts) -> Statistic:
    """Return the sum of (value - mean)^2 / variance about the mean weighted by inverse variances."""
    value, variance = _effect(measure, _filled(measure, counts))
    used = informative(measure, counts)
    weight = _over(np.ones_like(value), variance, used)
    mean = np.where(used, weight * value, 0.0).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return np.where(used, weight * (value - mean) ** 2, 0.0).sum(axis=-1), _degrees(used)


def _filled(measure: str, c: Counts) -> Counts:
    """Return the counts with 1/2 added to the cells of each stratum that has an empty one."""
    rate = measure.startswith("rate")
    cells = (c.x1, c.x0) if rate else (c.x1, c.x0, c.n1 - c.x1, c.n0 - c.x0)
    more = np.where(np.any([cell == 0 for cell in cells], axis=0), EMPTY_CELL, 0.0)
    people = np.zeros_like(more) if rate else 2 * more
    return Counts(c.x1 + more, c.n1 + people, c.x0 + more, c.n0 + people)


def _effect(measure: str, c: Counts) -> Effect:
    (one, error1), (other, error0) = (SIDES[measure[:4]](*side) for side in ((c.x1, c.n1), (c.x0, c.n0)))
    if measure.endswith("difference"):
        return one - other, error1 + error0
    return np.log(one) - np.log(other), error1 / one**2 + error0 / other**2


# The value of one side, and its variance.
SIDES: dict[str, Callable[[FloatArray, FloatArray], Effect]] = {
    "rate": lambda x, n: (x / n, x / n**2),
    "risk": lambda x, n: (x / n, x * (n - x) / n**3),
    "odds": lambda x, n: (x / (n - x), x * n / (n - x) ** 3),
}


def _over(part: FloatArray, variance: FloatArray, used: BoolArray) -> FloatArray:
    return np.where(used, part / variance, 0.0)


def _degrees(used: BoolArray) -> FloatArray:
    degrees: FloatArray = used.sum(axis=-1, dtype=np.float64) - 1
    return np.maximum(degrees, 0)


class ChiSquared(Result):
    """A chi-squared test, or an array of them.

    Attributes
    ----------
    statistic : the chi-squared statistic; NaN where nothing can be tested.
    degrees_of_freedom : its degrees of freedom.
    p_value : the chance of a statistic at least as large if the hypothesis holds.
    hypothesis : what is tested, such as "one odds ratio in all strata".
    method : name of the test.
    """

    statistic: Number
    degrees_of_freedom: Number
    p_value: Number
    hypothesis: str
    method: str

    def __str__(self) -> str:
        """Write the test in words, a line for each."""
        columns = np.broadcast_arrays(self.statistic, self.degrees_of_freedom, self.p_value)
        return "\n".join(self._line(*map(float, row)) for row in zip(*map(np.ravel, columns), strict=True))

    def _line(self, statistic: float, degrees: float, p: float) -> str:
        if np.isnan(statistic):
            return f"{self.hypothesis}: not tested, too few strata say anything"
        return f"{self.hypothesis}: chi-squared {statistic:.2f} on {degrees:g} df, {chance(p)}"


def chi_squared(found: Statistic, empty: Empty, hypothesis: str, method: str) -> ChiSquared:
    """Return the test of a statistic; without a degree of freedom, or where a count is missing, there is none."""
    degrees = np.asarray(found[1], dtype=np.float64)
    statistic = np.where((degrees > 0) & (empty.gaps == ""), found[0], np.nan)
    with np.errstate(invalid="ignore"):
        p = np.where(np.isnan(statistic), np.nan, chdtrc(np.maximum(degrees, 1), statistic))
    return ChiSquared(np.asarray(statistic)[()], degrees[()], np.asarray(p)[()], hypothesis, method)


Test = Callable[[str, Counts], Statistic]
ANY: dict[str, Test] = {"cochran-q": cochran_q, "score": score}
ODDS_RATIO: dict[str, Test] = {"breslow-day-tarone": breslow_day_tarone, "breslow-day": breslow_day, **ANY}


def cmh_test(measure: str, *, group: Pair, reference: Pair, continuity: bool = False) -> ChiSquared:
    """Return the test of Cochran, Mantel and Haenszel of any difference, like compared with like.

    Use it for "is there anything at all, once age (or area) is allowed for?". It is strongest where all strata differ
    in the same direction.

    Parameters
    ----------
    measure : str
        "risk ratio", "odds ratio" or "risk difference" for parts of wholes, all of which give the same test; "rate
        ratio" or "rate difference" for events over populations.
    group, reference : pairs (events, population), or (part, whole)
        The two sides, strata on the last axis; everything before it broadcasts.
    continuity : bool
        Whether to take 1/2 from the distance between what was observed and expected, which makes the test cautious.

    Returns
    -------
    ChiSquared
        With one degree of freedom. NaN where no stratum has events and people on both sides.

    Raises
    ------
    DispropError
        As for `mantel_haenszel`.

    Notes
    -----
    The square of the sum over strata of (group events - expected), over the sum of their variances given the margins:
    n1 n0 m (N - m) / (N^2 (N - 1)) for risks [1]_ and m t1 t0 / T^2 for rates. With the correction it is 0 where the
    distance is below 1/2; R leaves the correction out there, so that its statistic jumps up as the distance falls.

    References
    ----------
    .. [1] Mantel and Haenszel 1959, Journal of the National Cancer Institute 22: 719-748.

    Examples
    --------
    Admissions of men against women in six departments of Berkeley:

    >>> from disprop import strata
    >>> men, women = (
    ...     ([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]),
    ...     ([89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]),
    ... )
    >>> print(strata.cmh_test("odds ratio", group=men, reference=women))
    no difference within strata: chi-squared 1.52 on 1 df, p = 0.22
    """
    data, empty = read(measure, group, reference)
    c = Counts(*data.values())
    (share, other), m = c.shares, c.x1 + c.x0
    variance = m * share * other
    if not measure.startswith("rate"):
        variance = variance * ((c.total - m) / np.maximum(c.total - 1, 1))
    distance = np.abs((c.x1 * other - c.x0 * share).sum(axis=-1)) - (0.5 if continuity else 0.0)
    with np.errstate(invalid="ignore"):
        statistic = np.maximum(distance, 0) ** 2 / (total := variance.sum(axis=-1))
    method = "Cochran-Mantel-Haenszel" + (" with continuity correction" if continuity else "")
    return chi_squared((statistic, total > 0), empty, "no difference within strata", method)


def homogeneity(
    measure: str,
    *,
    group: Pair,
    reference: Pair,
    method: Literal["breslow-day-tarone", "breslow-day", "cochran-q", "score"] | None = None,
) -> ChiSquared:
    """Return the test of whether the ratio, or difference, is the same in every stratum.

    Use it beside `mantel_haenszel`: where it is small (p below 0.05, say), one ratio hides several, and the strata
    should be shown. With few events it has little power: a large p-value does not show that the strata agree.

    Parameters
    ----------
    measure : str
        "rate ratio", "risk ratio", "odds ratio", "rate difference" or "risk difference".
    group, reference : pairs (events, population), or (part, whole) for risks and odds
        The two sides, strata on the last axis; everything before it broadcasts.
    method : str, optional
        "breslow-day-tarone" (default for the odds ratio) or "breslow-day", of odds ratios alone; "cochran-q" (default
        for the others), or "score", which adds nothing to empty cells.

    Returns
    -------
    ChiSquared
        Its degrees of freedom are the strata that say something about the measure, less 1. NaN for fewer than two.

    Raises
    ------
    DispropError
        As for `mantel_haenszel`, and for a method that the measure has not.

    Notes
    -----
    Breslow and Day: the sum of (part - fitted)^2 / variance with all margins fixed and the odds ratio of Mantel and
    Haenszel [1]_; Tarone takes from it what that ratio's not being the likeliest adds [2]_. Cochran's Q: the sum of
    (value - weighted mean)^2 / variance over strata, on the log scale for ratios [3]_. A stratum in which a cell is 0
    has 1/2 added to its cells for Q. "score" is the sum of the squared scores of the strata at the value that
    `stratified_score` gives. A stratum without events (or, for risks, without anything else) is left out of
    a ratio.

    References
    ----------
    .. [1] Breslow and Day 1980, IARC Scientific Publications 32: 142.
    .. [2] Tarone 1985, Biometrika 72: 91-95.
    .. [3] Cochran 1954, Biometrics 10: 101-129.

    Examples
    --------
    Admissions of men against women in six departments of Berkeley:

    >>> from disprop import strata
    >>> men, women = (
    ...     ([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]),
    ...     ([89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]),
    ... )
    >>> print(strata.homogeneity("odds ratio", group=men, reference=women))
    one odds ratio in all strata: chi-squared 18.83 on 5 df, p = 0.0021
    """
    data, empty = read(measure, group, reference)
    counts = Counts(*data.values())
    known = ODDS_RATIO if measure == "odds ratio" else ANY
    name: str = method or next(iter(known))
    one_of(f"test of one {measure}", name, known)
    with np.errstate(all="ignore"):  # of strata that say nothing, which are left out
        found = known[name](measure, counts)
    return chi_squared(found, empty, f"one {measure} in all strata", name)
