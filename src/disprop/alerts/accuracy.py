"""How often a deployment was right or wrong: of its alerts, of the faces it saw, of the passes that were counted."""

from __future__ import annotations

from typing import Unpack

from disprop._calls import options_of
from disprop._registry import statistic
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import Verdicts, alert_rate, share
from disprop.estimate import Estimate, Record


@alert_rate
def precision(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of all alerts that were true: true_alerts / alerts.

    Use it for "an alert was raised: is it the right person?". Each alert that nobody verified was either true or false:
    `value` counts those *known* to be true, `least` and `most` what the others allow [1]_.

    Parameters
    ----------
    deployment : Deployment
        The counts.
    unverified : str
        What becomes of the alerts never verified. "range" (default) takes them either way: `least` and `most` are what
        the rate is if none and if all of them are what is counted, and the interval goes from the lower limit of the
        one to the upper limit of the other. "left-out" is of verified alerts alone, and of all alerts only if the
        others are like them, which is seldom so [2]_: operators follow up the alerts that look right. "false" counts
        all of them as false alerts. People who walked past stay in a denominator of faces or passes in any case.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` true_alerts and alerts; `basis` says what was counted over what, who decided which
        alerts were true, and what became of those never verified: "taken either way", "left out", "counted as false",
        "none", "not published", or "of no effect" on this rate.

    Raises
    ------
    DispropError
        For what is no Deployment, and for another choice of `unverified`.

    References
    ----------
    .. [1] Manski 2003, Partial Identification of Probability Distributions, Springer.
    .. [2] Begg and Greenes 1983, Biometrics 39: 207-215.

    Examples
    --------
    42 alerts of trials in London: 8 verified true, 14 verified false, 20 never verified:

    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.precision(d))
    8 to 28 of 42 alerts were true, 20 were never verified (between 19.0% and 66.7%, 95% CI 9.3 to 79.6)
    >>> print(alerts.precision(d, unverified="left-out"))
    8 of 22 verified alerts were true, 20 never verified are left out (36.4%, 95% CI 18.5 to 57.6)
    >>> print(alerts.precision(d, unverified="false"))
    8 of 42 alerts were true, 20 never verified are counted as false (19.0%, 95% CI 9.3 to 33.0)
    """


@alert_rate
def false_alert_share(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of all alerts that were false: false_alerts / alerts.

    It answers "this camera has raised an alert: how likely is it the wrong person?" It is not the chance that a
    passer-by is wrongly flagged; that is `false_alert_rate`. With alerts that nobody verified `value` is the share
    *known* to be false.

    Parameters
    ----------
    deployment : Deployment
        The counts.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` false_alerts and alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.false_alert_share(alerts.Deployment(true_alerts=1, false_alerts=7)))
    7 of 8 alerts were false (87.5%, 95% CI 52.0 to 99.4)

    "81% wrong" of the trials in London counts all that were never verified as false:

    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.false_alert_share(d, unverified="false"))
    34 of 42 alerts were false, 20 never verified are counted as false (81.0%, 95% CI 67.0 to 90.7)
    """


@alert_rate
def false_alert_rate(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the false alerts per face seen: false_alerts / faces_seen.

    It answers "I walk past: how likely am I to be wrongly flagged?" It is not the share of alerts that were
    wrong; that is `false_alert_share`. Neither follows from the other.

    Parameters
    ----------
    deployment : Deployment
        The counts, with faces_seen.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` false_alerts and faces_seen.

    Raises
    ------
    DispropError
        When faces_seen was not published.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.false_alert_rate(alerts.Deployment(true_alerts=1, false_alerts=7, faces_seen=8600)))
    7 of 8,600 faces seen raised a false alert
    (0.081%, 95% CI 0.036 to 0.161; 1 in 1,229, from 1 in 621 to 1 in 2,808)
    """


@alert_rate
def true_positive_rate(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of passes by people on the watchlist that raised a true alert: true_alerts / mated_passes.

    Also called the true recognition rate. It needs every pass by a listed person to be counted, as when
    volunteers are seeded; alerts alone cannot give it.

    Parameters
    ----------
    deployment : Deployment
        The counts, with mated_passes, and the true alerts of these passes.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` true_alerts and mated_passes.

    Raises
    ------
    DispropError
        When mated_passes was not published.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.true_positive_rate(alerts.Deployment(true_alerts=89, false_alerts=3, mated_passes=100)))
    89 of 100 passes by listed people raised a true alert (89.0%, 95% CI 81.7 to 94.1)
    """


@alert_rate
def false_positive_rate(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of passes by unlisted people that raised a false alert: false_alerts / non_mated_passes.

    The false positive identification rate of the testing standards. With all faces seen as the denominator it is
    `false_alert_rate`, which is a little smaller.

    Parameters
    ----------
    deployment : Deployment
        The counts, with non_mated_passes, and the false alerts of these passes.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` false_alerts and non_mated_passes.

    Raises
    ------
    DispropError
        When non_mated_passes was not published.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.false_positive_rate(alerts.Deployment(true_alerts=0, false_alerts=1, non_mated_passes=6000)))
    1 of 6,000 passes by unlisted people raised a false alert
    (0.0167%, 95% CI 0.0008 to 0.0822; 1 in 6,000, from 1 in 1,217 to 1 in 119,951)
    """


class BothConventions(Record):
    """The two readings of "how often is it wrong", side by side; `per_face` is None when faces were not disclosed."""

    per_alert: Estimate
    per_face: Estimate | None

    def __str__(self) -> str:
        """Write both sentences, or say what was not disclosed."""
        undisclosed = "false alerts per face seen: faces seen not disclosed"
        return f"{self.per_alert}\n{undisclosed if self.per_face is None else self.per_face}"


@statistic("How often is it wrong, per alert and per face?", counts=("deployment",))
@options_of(share)
def both_conventions(deployment: Deployment, **options: Unpack[Verdicts]) -> BothConventions:
    """Return the share of alerts that were false beside the false alerts per face seen.

    Both are called "false alert rate" in print. They answer different questions and neither gives the other.

    Parameters
    ----------
    deployment : Deployment
        The counts.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    BothConventions
        `per_alert`, and `per_face` where faces_seen was published.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.both_conventions(alerts.Deployment(true_alerts=2, false_alerts=12)))
    12 of 14 alerts were false (85.7%, 95% CI 60.3 to 97.5)
    false alerts per face seen: faces seen not disclosed
    """
    per_alert = false_alert_share(deployment, **options)
    per_face = None if deployment.faces_seen is None else false_alert_rate(deployment, **options)
    return BothConventions(per_alert, per_face)
