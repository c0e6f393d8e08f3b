"""Tests over strata: whether there is a difference at all, and whether it is the same in every stratum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from disprop._arrays import FloatArray, Pair
from disprop._errors import one_of
from disprop.estimate import Number, Result
from disprop.intervals._strata_sums import Counts
from disprop.strata._counts import read
from disprop.strata._homogeneity import Statistic, breslow_day, breslow_day_tarone, cochran_q, score


@dataclass(frozen=True, slots=True, eq=False)
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
        said = f"p = {p:.2g}" if p > 0 else "p below 1e-300"
        return f"{self.hypothesis}: chi-squared {statistic:.2f} on {degrees:g} df, {said}"


def chi_squared(statistic: FloatArray, degrees: FloatArray, hypothesis: str, method: str) -> ChiSquared:
    """Return the test of a statistic; without a degree of freedom there is none."""
    degrees = np.asarray(degrees, dtype=np.float64)
    statistic = np.where(degrees > 0, statistic, np.nan)
    with np.errstate(invalid="ignore"):
        p = np.where(np.isnan(statistic), np.nan, chdtrc(np.maximum(degrees, 1), statistic))
    return ChiSquared(np.asarray(statistic)[()], degrees[()], np.asarray(p)[()], hypothesis, method)


CORRECTION = 0.5
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
    distance = np.abs((c.x1 * other - c.x0 * share).sum(axis=-1)) - (CORRECTION if continuity else 0.0)
    with np.errstate(invalid="ignore"):
        statistic = np.maximum(distance, 0) ** 2 / (total := variance.sum(axis=-1))
    method = "Cochran-Mantel-Haenszel" + (" with continuity correction" if continuity else "")
    statistic = np.where(empty.gaps == "", statistic, np.nan)
    return chi_squared(statistic, total > 0, "no difference within strata", method)


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
        statistic, degrees = known[name](measure, counts)
    statistic = np.where(empty.gaps == "", statistic, np.nan)
    return chi_squared(statistic, degrees, f"one {measure} in all strata", name)
