"""What operators and officers made of the alerts before anybody was stopped: rejected, pursued, engaged."""

from __future__ import annotations

from typing import Unpack

from disprop.alerts._deployment import Deployment
from disprop.alerts._share import Limits, Verdicts, alert_rate
from disprop.estimate import Estimate


@alert_rate
def operator_rejection_rate(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of alerts that an operator rejected: rejected_alerts / alerts.

    A rejected alert is one that nobody followed up. Whether it was false is another question: see
    `rejections_as_false`.

    Parameters
    ----------
    deployment : Deployment
        The counts, with rejected_alerts.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` rejected_alerts and alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, rejected_alerts=16)
    >>> print(alerts.operator_rejection_rate(d))
    operators rejected 16 of 42 alerts, 20 were never verified (38.1%, 95% CI 24.4 to 53.4)
    """


@alert_rate
def adjudicated_precision(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of pursued alerts that were true: true_alerts / (alerts - rejected_alerts).

    How often system and operator together were right. A rejected alert must not be among the true ones.

    Parameters
    ----------
    deployment : Deployment
        The counts, with rejected_alerts.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` true_alerts and pursued_alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, rejected_alerts=16)
    >>> print(alerts.adjudicated_precision(d))
    8 to 26 of 26 alerts that operators pursued were true, 20 alerts were never verified
    (between 30.8% and 100.0%, 95% CI 15.4 to 100.0)
    """


@alert_rate
def human_false_accept_rate(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of false alerts that officers acted on: false_alerts_confirmed / false_alerts.

    A false alert is confirmed by engaging with the person, so these are the ones that human review let through. How
    often review rejects a true alert cannot be had: a rejected alert is not followed up.

    Parameters
    ----------
    deployment : Deployment
        The counts, with false_alerts_confirmed.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` false_alerts_confirmed and false_alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts_confirmed=14, false_alerts_unconfirmed=16)
    >>> print(alerts.human_false_accept_rate(d))
    officers engaged somebody on 14 of 30 false alerts (46.7%, 95% CI 29.5 to 64.4)
    """


@alert_rate
def engagement_rate(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of alerts after which officers spoke to somebody: engaged_alerts / alerts.

    Parameters
    ----------
    deployment : Deployment
        The counts, with engaged_alerts.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` engaged_alerts and alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, engaged_alerts=22)
    >>> print(alerts.engagement_rate(d))
    officers engaged somebody on 22 of 42 alerts, 20 were never verified (52.4%, 95% CI 37.4 to 67.1)
    """


@alert_rate
def engaged_precision(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of engagements that were with the right person: true_alerts_confirmed / engaged_alerts.

    Parameters
    ----------
    deployment : Deployment
        The counts, with true_alerts_confirmed and engaged_alerts.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` true_alerts_confirmed and engaged_alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, true_alerts_confirmed=8, false_alerts=14, engaged_alerts=22)
    >>> print(alerts.engaged_precision(d))
    8 of 22 alerts that officers acted on were true (36.4%, 95% CI 18.5 to 57.6)
    """
