"""What officers did after the alerts of a deployment: stops and arrests, each with its denominator in its name."""

from __future__ import annotations

from typing import Unpack

from disprop._errors import one_of
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import Limits, Verdicts, alert_rate, filed, share
from disprop.estimate import Estimate


@alert_rate
def intervention_rate(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of alerts after which somebody was stopped: stops / alerts.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of stops.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` stops and alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, stops_on_true_alerts=2, stops_on_false_alerts=2)
    >>> print(alerts.intervention_rate(d))
    4 of 14 alerts led to a stop (28.6%, 95% CI 9.8 to 55.5)
    """


@alert_rate
def wrongful_stops_per_false_alert(deployment: Deployment, **options: Unpack[Verdicts]) -> Estimate:
    """Return the share of false alerts after which somebody was stopped: stops_on_false_alerts / false_alerts.

    How often the officers' own check did not catch a wrong alert.

    Parameters
    ----------
    deployment : Deployment
        The counts, with stops_on_false_alerts.
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` stops_on_false_alerts and false_alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, stops_on_false_alerts=2)
    >>> print(alerts.wrongful_stops_per_false_alert(d))
    2 of 12 false alerts led to a stop (16.7%, 95% CI 2.9 to 45.1)
    """


@alert_rate
def wrongful_stops_per_stop(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of stops that followed a false alert: stops_on_false_alerts / stops.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of stops.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` stops_on_false_alerts and stops.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, stops_on_true_alerts=2, stops_on_false_alerts=2)
    >>> print(alerts.wrongful_stops_per_stop(d))
    2 of 4 stops followed a false alert (50.0%, 95% CI 9.4 to 90.6)
    """


@alert_rate
def wrongful_stops_per_face(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the stops after a false alert per face seen: stops_on_false_alerts / faces_seen.

    Parameters
    ----------
    deployment : Deployment
        The counts, with stops_on_false_alerts and faces_seen.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` stops_on_false_alerts and faces_seen.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=1, false_alerts=7, stops_on_false_alerts=5, faces_seen=8600)
    >>> print(alerts.wrongful_stops_per_face(d))
    5 of 8,600 faces seen were stopped after a false alert
    (0.058%, 95% CI 0.021 to 0.129; 1 in 1,720, from 1 in 776 to 1 in 4,694)
    """


@filed
def arrest_yield(deployment: Deployment, *, per: str = "alerts", **options: Unpack[Verdicts]) -> Estimate:
    """Return the arrests per alert, per true or false alert, or per face seen.

    Parameters
    ----------
    deployment : Deployment
        The counts, with the arrests.
    per : str
        The denominator: "alerts" (all arrests / alerts), "true_alerts" (arrests on true alerts / true alerts),
        "false_alerts" (arrests on false alerts / false alerts) or "faces_seen" (all arrests / faces seen).
    unverified, method, level : str, str, float or array_like
        As for `precision`.

    Returns
    -------
    Estimate
        A proportion with `data` arrests and the denominator.

    Examples
    --------
    One of the three arrests followed a false alert: the person stopped was wanted for something else.

    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, arrests_on_true_alerts=2, arrests_on_false_alerts=1)
    >>> print(alerts.arrest_yield(d))
    3 of 14 alerts led to an arrest (21.4%, 95% CI 5.8 to 48.0)
    """
    one_of("denominator of arrest_yield", per, ("alerts", "true_alerts", "false_alerts", "faces_seen"))
    return share(deployment, f"arrest_yield per {per}", **options)


@alert_rate
def arrests_of_others(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of arrests that were not of the person on the watchlist: arrests_on_false_alerts / arrests.

    A false alert can lead to an arrest, of somebody wanted for something else or of somebody who objects. It is an
    arrest, but not a success of the system.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of arrests.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` arrests_on_false_alerts and arrests.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, arrests_on_true_alerts=2, arrests_on_false_alerts=1)
    >>> print(alerts.arrests_of_others(d))
    1 of 3 arrests were of somebody who was not the person on the watchlist (33.3%, 95% CI 1.7 to 86.8)
    """


@alert_rate
def de_arrest_rate(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of arrests that were taken back: de_arrests / arrests.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of arrests and de_arrests.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` de_arrests and arrests.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(
    ...     true_alerts=30, false_alerts=5, arrests_on_true_alerts=20, arrests_on_false_alerts=0, de_arrests=1
    ... )
    >>> print(alerts.de_arrest_rate(d))
    1 of 20 arrests were taken back (5.0%, 95% CI 0.3 to 22.3)
    """


@alert_rate
def charge_rate(deployment: Deployment, **options: Unpack[Limits]) -> Estimate:
    """Return the share of arrests that led to a charge: charges / arrests.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of arrests and charges.
    method, level : str, float or array_like
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` charges and arrests.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(
    ...     true_alerts=30, false_alerts=5, arrests_on_true_alerts=20, arrests_on_false_alerts=0, charges=9
    ... )
    >>> print(alerts.charge_rate(d))
    9 of 20 arrests led to a charge (45.0%, 95% CI 24.6 to 66.7)
    """
