"""Likelihood ratios: how many times more often listed people raise an alert, or none, than other people do."""

from __future__ import annotations

from dataclasses import replace

from numpy.typing import ArrayLike

from disprop._methods import RiskRatioMethod, Sides
from disprop._pairs import of_proportions
from disprop._registry import statistic
from disprop.alerts.meaning import MATED, NON_MATED, inputs_of
from disprop.estimate import Estimate, from_family
from disprop.intervals import RISK_RATIO


@statistic("How many times likelier is an alert of somebody listed?", counts=("part", "whole"), rises=(0, 0))
def positive_likelihood_ratio(
    *,
    mated: tuple[ArrayLike, ArrayLike],
    non_mated: tuple[ArrayLike, ArrayLike],
    method: RiskRatioMethod = "miettinen-nurminen",
    level: ArrayLike = 0.95,
    sides: Sides = "two",
) -> Estimate:
    """Return how many times more often a listed person raises an alert than somebody else: TPR / FPR.

    An alert multiplies the odds that a passer-by is listed by it. It does not depend on how many people are.

    Parameters
    ----------
    mated : pair (true_alerts, mated_passes)
        Passes by people on the watchlist, and how many of these raised a true alert.
    non_mated : pair (false_alerts, non_mated_passes)
        Passes by other people, and how many of these raised an alert.
    method : str
        Of `disprop.risk_ratio`, which it is: "miettinen-nurminen" (default), "koopman", "scas", "katz-log" (in this
        field Simel's), "mover-wilson" and others. None of them chooses its formula by the ratio.
    level, sides : float or array_like, str
        As for `disprop.risk_ratio`.

    Returns
    -------
    Estimate
        Of (true_alerts / mated_passes) / (false_alerts / non_mated_passes): infinite, with a finite lower limit, where
        there was no false alert.

    Raises
    ------
    DispropError
        For alerts beyond the passes, and for what `disprop.risk_ratio` refuses.

    References
    ----------
    .. [1] Simel, Samsa and Matchar 1991, Journal of Clinical Epidemiology 44: 763-770.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.positive_likelihood_ratio(mated=(26, 41), non_mated=(14, 72)))
    3.26 (95% CI 1.95 to 5.56)
    """
    counts = of_proportions(inputs_of(mated, non_mated))
    ratio = from_family(RISK_RATIO, counts, method=method, level=level, sides=sides)
    return replace(ratio, measure="positive likelihood ratio")


@statistic("How many times likelier is silence at somebody listed?", counts=("part", "whole"), rises=(0, 0))
def negative_likelihood_ratio(
    *,
    mated: tuple[ArrayLike, ArrayLike],
    non_mated: tuple[ArrayLike, ArrayLike],
    method: RiskRatioMethod = "miettinen-nurminen",
    level: ArrayLike = 0.95,
    sides: Sides = "two",
) -> Estimate:
    """Return how many times more often a listed person raises no alert than somebody else: (1 - TPR) / (1 - FPR).

    Parameters
    ----------
    mated, non_mated, method, level, sides : pairs, str, float, str
        As for `positive_likelihood_ratio`.

    Returns
    -------
    Estimate
        Of (misses / mated_passes) / (silences / non_mated_passes), both of which are worked out from the alerts.

    Raises
    ------
    DispropError
        As for `positive_likelihood_ratio`.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.negative_likelihood_ratio(mated=(26, 41), non_mated=(14, 72)))
    0.454 (95% CI 0.289 to 0.661)
    """
    counts = of_proportions(inputs_of(mated, non_mated))
    (found, listed), (false, others) = ([counts[name] for name in names] for names in (MATED, NON_MATED))
    quiet = {"misses": listed - found, MATED[1]: listed, "silences": others - false, NON_MATED[1]: others}
    ratio = from_family(RISK_RATIO, quiet, method=method, level=level, sides=sides)
    return replace(ratio, measure="negative likelihood ratio")
