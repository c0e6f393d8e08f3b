"""What a trial of listed and of other people says: how alerts tell them apart, and how many alerts are to come.

A likelihood ratio is how many times more often listed people raise an alert, or none, than other people do. Intervals
of alerts to come are for the count itself and not only for its mean.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._methods import PredictedCountMethod, RiskRatioMethod
from disprop._pairs import of_proportions
from disprop._registry import statistic
from disprop.alerts.meaning import MATED, NON_MATED, inputs_of
from disprop.estimate import Estimate, Limits, Record, from_family
from disprop.intervals import RISK_RATIO
from disprop.intervals.predictive import PREDICTED


@statistic("How many times likelier is an alert of somebody listed?", counts=("part", "whole"), rises=(0, 0))
def positive_likelihood_ratio(*, mated: Pair, non_mated: Pair, **options: Unpack[Limits[RiskRatioMethod]]) -> Estimate:
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
    return from_family(RISK_RATIO, counts, measure="positive likelihood ratio", **options)


@statistic("How many times likelier is silence at somebody listed?", counts=("part", "whole"), rises=(0, 0))
def negative_likelihood_ratio(*, mated: Pair, non_mated: Pair, **options: Unpack[Limits[RiskRatioMethod]]) -> Estimate:
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
    return from_family(RISK_RATIO, quiet, measure="negative likelihood ratio", **options)


class ExpectedAlerts(Record):
    """The true and the false alerts that are to come, each with its prediction interval."""

    true_alerts: Estimate
    false_alerts: Estimate

    def __str__(self) -> str:
        """Write both, one line each."""
        return f"true alerts: {_said(self.true_alerts)}\nfalse alerts: {_said(self.false_alerts)}"


@statistic("How many alerts are to come?", counts=("alerts", "passes"), rises={"alerts": 1, "passes": -1, "further": 1})
def predicted_alerts(
    alerts: ArrayLike,
    passes: ArrayLike,
    *,
    further: ArrayLike,
    **options: Unpack[Limits[PredictedCountMethod]],
) -> Estimate:
    """Return how many alerts to expect among further passes of the same kind, and the limits of that count.

    Parameters
    ----------
    alerts, passes : array_like of int
        Alerts that were counted, and the passes, or faces, that could raise them.
    further : array_like
        Passes to come. Whole numbers, unless the method is "gamma-poisson".
    method : str
        "beta-binomial" (default): each pass raises at most one alert. "gamma-poisson": passes are an exposure.
    level, sides : float or array_like, str
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        Of alerts / passes * further. The limits are whole numbers, between which the count falls with at least the
        probability `level`, if the passes to come are like those counted: deployments that differ spread it wider.

    Raises
    ------
    DispropError
        For alerts beyond the passes, and for a fraction of a pass to come.

    Notes
    -----
    Jeffreys priors; the probabilities of the counts are summed, nothing is drawn at random [1]_.

    References
    ----------
    .. [1] Geisser 1993, Predictive Inference: An Introduction. Chapman and Hall.

    Examples
    --------
    7 false alerts at 8,600 faces; how many at 40,000?

    >>> from disprop import alerts
    >>> print(alerts.predicted_alerts(7, 8_600, further=40_000))
    32.6 (95% CI 13.0 to 67.0)
    """
    read = _arrays.real if options.get("method") == "gamma-poisson" else _arrays.counts
    inputs = {"alerts": alerts, "passes": passes}
    counts = of_proportions(inputs)
    data = _arrays.broadcast(inputs | {"further": further}, counts | {"further": read("further", further)})
    return from_family(PREDICTED, data, **options)


@statistic(
    "How many true and false alerts are to come?",
    counts=("part", "whole"),
    rises={"part": 1, "whole": -1, "faces_seen": 1},
)
def expected_alerts(
    faces_seen: ArrayLike, *, prevalence: ArrayLike, mated: Pair, non_mated: Pair, level: ArrayLike = 0.95
) -> ExpectedAlerts:
    """Return how many true and false alerts to expect when so many faces are seen, with prediction intervals.

    Parameters
    ----------
    faces_seen : array_like of int
        Faces that the deployment will see.
    prevalence : array_like of float
        Share of them that is on the watchlist, strictly between 0 and 1.
    mated, non_mated : pairs (alerts, passes)
        As for `positive_predictive_value`.
    level : float or array_like
        Probability that each count falls within its limits.

    Returns
    -------
    ExpectedAlerts
        With F p TPR true and F (1 - p) FPR false alerts, and limits as for `predicted_alerts`, "gamma-poisson".

    Raises
    ------
    DispropError
        As for `positive_predictive_value`.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.expected_alerts(30_000, prevalence=1 / 10_000, mated=(89, 100), non_mated=(1, 6000)))
    true alerts: 2.7, between 0 and 6 (95%)
    false alerts: 5.0, between 0 and 25 (95%)
    """
    faces, p = _arrays.counts("faces_seen", faces_seen), _arrays.inner("prevalence", prevalence)
    counts = of_proportions(inputs_of(mated, non_mated))
    true, false = ([counts[name] for name in names] for names in (MATED, NON_MATED))

    def to_come(kind: str, pair: list[FloatArray], share: FloatArray) -> Estimate:
        found = predicted_alerts(*pair, further=faces * share, method="gamma-poisson", level=level)
        return replace(found, measure=f"{kind} alerts to come")

    return ExpectedAlerts(to_come("true", true, p), to_come("false", false, 1 - p))


def _said(count: Estimate) -> str:
    if np.ndim(count.value):
        return "\n  ".join(["", *map(_said, count)])
    likeliest = f"{count.value:,.1f}" if count.least == count.most else f"{count.least:,.1f} to {count.most:,.1f}"
    return f"{likeliest}, between {count.low:,.0f} and {count.high:,.0f} ({100 * float(count.level):.12g}%)"
