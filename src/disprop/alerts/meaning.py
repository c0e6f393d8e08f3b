"""What an alert means: the chance that it, or a silence, is right, and how rare listed people may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._errors import worded
from disprop._methods import PredictiveValueMethod
from disprop._pairs import of_proportions
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, from_family, remade
from disprop.intervals import Family
from disprop.intervals.predictive import BREAK_EVEN, COUNTED, PREDICTIVE

MATED = ("true_alerts", "mated_passes")
NON_MATED = ("false_alerts", "non_mated_passes")
LISTED = ("listed", "faces")
NO_COUNTS = "rates without their counts give no interval"
UNITS = {BREAK_EVEN: ""}  # of the others "per 1"


def _of_trial(
    measure: str,
    passes: tuple[Any, Any],
    chance: dict[str, Any],
    **options: Unpack[Limits[PredictiveValueMethod]],
) -> Estimate:
    """Return what follows from the passes of both kinds, or from their rates alone, and a chance beside them."""
    family = PREDICTIVE[measure]
    if all(isinstance(given, (int, float)) or hasattr(given, "__array__") for given in passes):  # rates, not pairs
        return _at_rates(family, passes, chance, **options)
    ((name, given),), inputs = chance.items(), inputs_of(*passes)
    if name == "prevalence" and isinstance(given, tuple):
        listed = dict(zip(LISTED, _arrays.pair(name, given, LISTED), strict=True))
        family, data = PREDICTIVE[measure + COUNTED], of_proportions(inputs | listed)
    else:
        read = of_proportions(inputs) | {name: _arrays.inner(name, given)}
        data = _arrays.broadcast(inputs | {name: given}, read)
    return from_family(family, data, unit=UNITS.get(measure, "per 1"), **options)


@statistic("How often is an alert right, where so few are listed?", counts=("part", "whole"), rises=(0, 0))
def positive_predictive_value(
    *, mated: Any, non_mated: Any, prevalence: Any, **options: Unpack[Limits[PredictiveValueMethod]]
) -> Estimate:
    """Return the chance that an alert is true, from a trial of a system and the prevalence of listed people.

    Use it to carry the error rates of a trial, where both kinds of passes were counted, to a street where few people
    are on the watchlist. Where the alerts of the street itself were verified, `precision` counts the same directly.

    Parameters
    ----------
    mated : pair (true_alerts, mated_passes)
        Passes by people on the watchlist, and how many of these raised a true alert.
    non_mated : pair (false_alerts, non_mated_passes)
        Passes by other people, and how many of these raised an alert. Where only both rates were published give these
        in place of the pairs, such as mated=0.89 and non_mated=1 / 6_000: the value can be had then, but no interval,
        and method, level and sides do nothing.
    prevalence : float, array_like of float, or pair (listed, faces)
        Share of passers-by who are on the watchlist, strictly between 0 and 1. A tuple is a pair of counts, whose
        uncertainty then widens the interval. For a range give its ends as a list: the first lower limit and the last
        upper limit hold for all between, since the value rises with the prevalence.
    method : str
        "logit" (default), "bayes", or with a known prevalence also "koopman", "miettinen-nurminen", "scas",
        "mover-wilson".
    level, sides : float or array_like, str
        As for `disprop.proportion`. No exact method is known: one limit is as approximate as the interval.

    Returns
    -------
    Estimate
        Of TPR p / (TPR p + FPR (1 - p)), unit "per 1". NaN, with the limits 0 and 1, where the trial had no alerts.

    Raises
    ------
    DispropError
        For alerts beyond the passes, and for a prevalence of 0 or 1, which leaves nothing to ask.

    Notes
    -----
    Its odds are those of the prevalence times TPR/FPR, so that each interval of that risk ratio gives one. "logit" is
    the interval of [1]_, which adds z^2/2 to each cell where one is 0. "bayes" has Jeffreys priors and exact posterior
    probabilities [2]_, without random draws.

    A 95% interval by "logit" held the value in 95% to 97% of trials of 100 and 6,000 passes with 0.5 to 20 false alerts
    expected. In small trials it does not hold: of 10 and 40 passes it held the value in 91% on average, and in 65%
    where nearly all passes by listed people raise an alert; there "bayes" and "scas" held it in 93% and more.

    References
    ----------
    .. [1] Mercaldo, Lau and Zhou 2007, Statistics in Medicine 26: 2170-2183.
    .. [2] Stamey and Holt 2010, Communications in Statistics: Simulation and Computation 39: 101-110.

    Examples
    --------
    A true-positive rate of 89% and a false-positive rate of 1 in 6,000, where 1 passer-by in 10,000 is listed:

    >>> from disprop import alerts
    >>> print(alerts.positive_predictive_value(mated=(89, 100), non_mated=(1, 6000), prevalence=1 / 10_000))
    0.348 (95% CI 0.070 to 0.791)
    >>> print(alerts.positive_predictive_value(mated=0.89, non_mated=1 / 6_000, prevalence=1 / 10_000))
    0.348 (rates without their counts give no interval)
    """
    return _of_trial("positive predictive value", (mated, non_mated), {"prevalence": prevalence}, **options)


@statistic("How often is silence right, where so few are listed?", counts=("part", "whole"), rises=(0, 0))
def negative_predictive_value(
    *, mated: Any, non_mated: Any, prevalence: Any, **options: Unpack[Limits[PredictiveValueMethod]]
) -> Estimate:
    """Return the chance that a passer-by who raised no alert is not on the watchlist.

    It is near 1 wherever listed people are rare, whatever the system: on a street it says little about it.

    Parameters
    ----------
    mated, non_mated, prevalence, method, level, sides : pairs, float or pair, str, float, str
        As for `positive_predictive_value`.

    Returns
    -------
    Estimate
        Of TNR (1 - p) / (TNR (1 - p) + FNR p), unit "per 1", where TNR = 1 - FPR and FNR = 1 - TPR.

    Raises
    ------
    DispropError
        As for `positive_predictive_value`.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.negative_predictive_value(mated=(26, 41), non_mated=(14, 72), prevalence=0.1))
    0.9520 (95% CI 0.9288 to 0.9679)
    """
    return _of_trial("negative predictive value", (mated, non_mated), {"prevalence": prevalence}, **options)


@statistic("How many have to be listed for alerts to be right so often?", counts=("part", "whole"), rises=(0, 0))
def break_even_prevalence(
    share: ArrayLike = 0.5, *, mated: Any, non_mated: Any, **options: Unpack[Limits[PredictiveValueMethod]]
) -> Estimate:
    """Return the prevalence of listed people at which this share of alerts is true.

    Where fewer passers-by are listed, a smaller share of the alerts is true; at 1/2, most are false below it.

    Parameters
    ----------
    share : array_like of float
        Share of alerts that shall be true, strictly between 0 and 1; 1/2 unless given.
    mated, non_mated, method, level, sides : pairs, str, float, str
        As for `positive_predictive_value` with a known prevalence.

    Returns
    -------
    Estimate
        Of share FPR / (share FPR + (1 - share) TPR).

    Raises
    ------
    DispropError
        As for `positive_predictive_value`.

    Examples
    --------
    >>> from disprop import alerts
    >>> even = alerts.break_even_prevalence([0.5, 0.9], mated=(89, 100), non_mated=(1, 6000))
    >>> [f"1 in {1 / prevalence:,.0f}" for prevalence in even.value]
    ['1 in 5,341', '1 in 594']
    """
    return _of_trial(BREAK_EVEN, (mated, non_mated), {"share": share}, **options)


def inputs_of(mated: Any, non_mated: Any) -> dict[str, ArrayLike]:
    """Return the four counts of a trial under their names."""
    found: dict[str, Any] = {}
    for side, names, pair in (("mated", MATED, mated), ("non_mated", NON_MATED, non_mated)):
        found |= zip(names, _arrays.pair(side, pair, names), strict=True)
        if isinstance(part := found[names[0]], float) and 0 < part < 1:
            raise worded("a count, no rate", names[0], part)
    return found


def _at_rates(
    family: Family, rates: tuple[Any, Any], chance: dict[str, Any], **options: Unpack[Limits[PredictiveValueMethod]]
) -> Estimate:
    """Return the value that follows from two published rates, and a chance beside them, without an interval."""
    of_sides = {side: (rate, _arrays.probability) for side, rate in zip(("mated", "non_mated"), rates, strict=True)}
    beside = {name: (alone, _arrays.inner) for name, alone in chance.items()}
    tpr, fpr, p = _arrays.together(**of_sides, **beside).values()
    passes = dict(zip(family.data, (tpr, np.ones_like(tpr), fpr, np.ones_like(fpr), p), strict=True))  # rates of one
    found = from_family(family, passes, unit=UNITS.get(family.parameter, "per 1"), **options)
    named = dict(zip(("true_positive_rate", "false_positive_rate", *chance), [*found.data.values()][::2], strict=True))
    none = np.full(np.shape(found.value), np.nan)[()]
    alone = replace(found, low=none, high=none, method="rates alone", data=named, remark=NO_COUNTS)
    return based(remade(alone, family=""), assumed="the published rates without sampling error")
