"""Rates of a deployment's counts. Each says what it counts and what it divides by, and refuses to guess either."""

from __future__ import annotations

from dataclasses import dataclass, replace

from disprop._arrays import DispropError, unknown
from disprop.alerts._deployment import Deployment
from disprop.estimate import Estimate, from_family
from disprop.intervals import PROPORTION

PER_ALERT = "false_alert_share, which divides by alerts, can be had"
PRECISION = "precision, the share of alerts that were true, can be had"
PER_FACE = "false_alert_rate divides by all faces seen instead, where these were published"
YIELDS = {
    "alerts": ("arrests", "{arrests} of {alerts} alerts led to an arrest"),
    "true_alerts": (
        "arrests_on_true_alerts",
        "{arrests_on_true_alerts} of {true_alerts} true alerts led to an arrest",
    ),
    "faces_seen": ("arrests", "{arrests} arrests followed from {faces_seen} faces seen"),
}


def precision(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of all alerts that were true: true_alerts / alerts.

    Alerts that nobody verified count in the denominator, so that with them this is the share *known* to be true.

    Parameters
    ----------
    deployment : Deployment
        The counts.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` true_alerts and alerts.

    Examples
    --------
    42 alerts of trials in London: 8 verified true, 14 verified false, 20 never verified:

    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.precision(d))
    8 of 42 alerts were true, 20 were never verified (19.0%, 95% CI 10.0 to 33.3)
    """
    return _of_alerts(deployment, "true_alerts", "alert precision", method, level)


def false_alert_share(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of all alerts that were false: false_alerts / alerts.

    It answers "this camera has raised an alert: how likely is it the wrong person?" It is not the chance that a
    passer-by is wrongly flagged; that is `false_alert_rate`. Alerts that nobody verified count in the
    denominator, so that with them this is the share *known* to be false.

    Parameters
    ----------
    deployment : Deployment
        The counts.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    Estimate
        A proportion with `data` false_alerts and alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.false_alert_share(alerts.Deployment(true_alerts=1, false_alerts=7)))
    7 of 8 alerts were false (87.5%, 95% CI 52.9 to 97.8)
    """
    return _of_alerts(deployment, "false_alerts", "false alert share", method, level)


def false_alert_rate(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the false alerts per face seen: false_alerts / faces_seen.

    It answers "I walk past: how likely am I to be wrongly flagged?" It is not the share of alerts that were
    wrong; that is `false_alert_share`. Neither follows from the other.

    Parameters
    ----------
    deployment : Deployment
        The counts, with faces_seen.
    method, level : str, float
        As for `disprop.proportion`.

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
    (0.081%, 95% CI 0.039 to 0.168; 1 in 1,229, from 1 in 595 to 1 in 2,536)
    """
    words = (
        "false_alerts of faces_seen",
        "{false_alerts} of {faces_seen} faces seen raised a false alert",
        PER_ALERT,
    )
    return _share(deployment, "false_alert_rate", words, method, level)


def true_positive_rate(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of passes by people on the watchlist that raised a true alert: true_alerts / mated_passes.

    Also called the true recognition rate. It needs every pass by a listed person to be counted, as when
    volunteers are seeded; alerts alone cannot give it.

    Parameters
    ----------
    deployment : Deployment
        The counts, with mated_passes, and the true alerts of these passes.
    method, level : str, float
        As for `disprop.proportion`.

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
    89 of 100 passes by listed people raised a true alert (89.0%, 95% CI 81.4 to 93.7)
    """
    words = (
        "true_alerts of mated_passes",
        "{true_alerts} of {mated_passes} passes by listed people raised a true alert",
        PRECISION,
    )
    return _share(deployment, "true_positive_rate", words, method, level)


def false_positive_rate(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Return the share of passes by unlisted people that raised a false alert: false_alerts / non_mated_passes.

    The false positive identification rate of the testing standards. With all faces seen as the denominator it is
    `false_alert_rate`, which is a little smaller.

    Parameters
    ----------
    deployment : Deployment
        The counts, with non_mated_passes, and the false alerts of these passes.
    method, level : str, float
        As for `disprop.proportion`.

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
    (0.0167%, 95% CI 0.0029 to 0.0944; 1 in 6,000, from 1 in 1,060 to 1 in 33,989)
    """
    words = (
        "false_alerts of non_mated_passes",
        "{false_alerts} of {non_mated_passes} passes by unlisted people raised a false alert",
        PER_FACE,
    )
    return _share(deployment, "false_positive_rate", words, method, level)


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
    return _share(deployment, "intervention_rate", words, method, level)


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
    return _share(deployment, "wrongful_stops_per_false_alert", words, method, level)


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
    return _share(deployment, "wrongful_stops_per_stop", words, method, level)


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
    return _share(deployment, "wrongful_stops_per_face", words, method, level)


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
    if per not in YIELDS:
        raise unknown("denominator of arrest_yield", per, YIELDS)
    part, phrase = YIELDS[per]
    return _share(deployment, f"arrest_yield per {per}", (f"{part} of {per}", phrase, ""), method, level)


@dataclass(frozen=True, slots=True)
class BothConventions:
    """The two readings of "how often is it wrong", side by side; `per_face` is None when faces were not disclosed."""

    per_alert: Estimate
    per_face: Estimate | None

    def __str__(self) -> str:
        """Write both sentences, or say what was not disclosed."""
        return f"{self.per_alert}\n{self.per_face or 'false alerts per face seen: faces seen not disclosed'}"


def both_conventions(deployment: Deployment, *, method: str = "wilson", level: float = 0.95) -> BothConventions:
    """Return the share of alerts that were false beside the false alerts per face seen.

    Both are called "false alert rate" in print. They answer different questions and neither gives the other.

    Parameters
    ----------
    deployment : Deployment
        The counts.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    BothConventions
        `per_alert`, and `per_face` where faces_seen was published.

    Examples
    --------
    >>> from disprop import alerts
    >>> print(alerts.both_conventions(alerts.Deployment(true_alerts=2, false_alerts=12)))
    12 of 14 alerts were false (85.7%, 95% CI 60.1 to 96.0)
    false alerts per face seen: faces seen not disclosed
    """
    published = deployment.known("faces_seen") is not None
    per_face = false_alert_rate(deployment, method=method, level=level) if published else None
    return BothConventions(false_alert_share(deployment, method=method, level=level), per_face)


def _of_alerts(deployment: Deployment, part: str, measure: str, method: str, level: float) -> Estimate:
    kind = part.removesuffix("_alerts")
    phrase = f"{{{part}}} of {{alerts}} alerts were {kind}"
    if _checked(deployment).unverified_alerts is not None:
        phrase += ", {unverified_alerts} were never verified"
    return _share(deployment, measure, (f"{part} of alerts", phrase, ""), method, level)


def _share(deployment: Deployment, name: str, words: tuple[str, str, str], method: str, level: float) -> Estimate:
    """Return the proportion named by `words`: "numerator of denominator", its sentence, and what to have instead."""
    fraction, phrase, instead = words
    part, whole = fraction.split(" of ")
    counts = {
        part: _checked(deployment).need(part, f"{name} counts"),
        whole: deployment.need(whole, f"{name} divides by", instead),
    }
    unverified = deployment.known("unverified_alerts")
    if whole == "alerts" and unverified is not None:
        counts["unverified_alerts"] = unverified
    estimate = from_family(PROPORTION, counts, method=method, level=level, unit="per 1", phrase=phrase)
    return replace(estimate, measure=name.replace("_", " "))


def _checked(deployment: object) -> Deployment:
    if not isinstance(deployment, Deployment):
        raise DispropError(f"this rate takes an alerts.Deployment; got {deployment!r}")
    return deployment
