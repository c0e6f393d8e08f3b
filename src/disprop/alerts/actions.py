"""What officers did after the alerts of a deployment: stops and arrests, each with its denominator in its name."""

from __future__ import annotations

from disprop._arrays import unknown
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import share
from disprop.estimate import Estimate

YIELDS = {
    "alerts": ("arrests", "{arrests} of {alerts} alerts led to an arrest"),
    "true_alerts": (
        "arrests_on_true_alerts",
        "{arrests_on_true_alerts} of {true_alerts} true alerts led to an arrest",
    ),
    "faces_seen": ("arrests", "{arrests} arrests followed from {faces_seen} faces seen"),
}


def intervention_rate(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of alerts after which somebody was stopped: stops / alerts.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of stops.
    method, level : str, float
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
    4 of 14 alerts led to a stop (28.6%, 95% CI 11.7 to 54.6)
    """
    words = "stops of alerts", "{stops} of {alerts} alerts led to a stop", ""
    return share(deployment, "intervention_rate", words, method, level)


def wrongful_stops_per_false_alert(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of false alerts after which somebody was stopped: stops_on_false_alerts / false_alerts.

    How often the officers' own check did not catch a wrong alert.

    Parameters
    ----------
    deployment : Deployment
        The counts, with stops_on_false_alerts.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` stops_on_false_alerts and false_alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, stops_on_false_alerts=2)
    >>> print(alerts.wrongful_stops_per_false_alert(d))
    2 of 12 false alerts led to a stop (16.7%, 95% CI 4.7 to 44.8)
    """
    words = (
        "stops_on_false_alerts of false_alerts",
        "{stops_on_false_alerts} of {false_alerts} false alerts led to a stop",
        "",
    )
    return share(deployment, "wrongful_stops_per_false_alert", words, method, level)


def wrongful_stops_per_stop(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of stops that followed a false alert: stops_on_false_alerts / stops.

    Parameters
    ----------
    deployment : Deployment
        The counts, with both kinds of stops.
    method, level : str, float
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
    2 of 4 stops followed a false alert (50.0%, 95% CI 15.0 to 85.0)
    """
    words = (
        "stops_on_false_alerts of stops",
        "{stops_on_false_alerts} of {stops} stops followed a false alert",
        "",
    )
    return share(deployment, "wrongful_stops_per_stop", words, method, level)


def wrongful_stops_per_face(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the stops after a false alert per face seen: stops_on_false_alerts / faces_seen.

    Parameters
    ----------
    deployment : Deployment
        The counts, with stops_on_false_alerts and faces_seen.
    method, level : str, float
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
    (0.058%, 95% CI 0.025 to 0.136; 1 in 1,720, from 1 in 735 to 1 in 4,026)
    """
    words = (
        "stops_on_false_alerts of faces_seen",
        "{stops_on_false_alerts} of {faces_seen} faces seen were stopped after a false alert",
        "wrongful_stops_per_false_alert, which divides by false alerts, can be had",
    )
    return share(deployment, "wrongful_stops_per_face", words, method, level)


def arrest_yield(
    deployment: Deployment, *, per: str = "alerts", method: str = "wilson", level: float = 0.95
) -> Estimate:
    """Return the arrests per alert, per true alert, or per face seen.

    Parameters
    ----------
    deployment : Deployment
        The counts, with the arrests.
    per : str
        The denominator: "alerts" (all arrests / alerts), "true_alerts" (arrests on true alerts / true alerts) or
        "faces_seen" (all arrests / faces seen).
    method, level : str, float
        As for `disprop.proportion`.

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
    3 of 14 alerts led to an arrest (21.4%, 95% CI 7.6 to 47.6)
    """
    if per not in list(YIELDS):
        raise unknown("denominator of arrest_yield", per, YIELDS)
    part, phrase = YIELDS[per]
    return share(deployment, f"arrest_yield per {per}", (f"{part} of {per}", phrase, ""), method, level)
