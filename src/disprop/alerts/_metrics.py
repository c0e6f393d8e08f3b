"""Every rate of a deployment: its numerator, its denominator, its sentence, and the question that it answers.

The functions, the error messages and the table of what to ask for all read this one list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from disprop._text import counts_named
from disprop.alerts._deployment import COUNTS, PRINTED, Deployment, fields_of

# Counts that would be larger if some of the alerts never verified were known. Those of stops and arrests are not among
# them: whoever is stopped or arrested after an alert is identified.
BY_VERDICT = ("true_alerts", "false_alerts", "true_alerts_confirmed", "false_alerts_confirmed", "verified_alerts")
CONFIRMED = tuple(name for name in BY_VERDICT if name.endswith("_confirmed"))
OF_A_VERDICT = ("true", "false", "verified")  # in the name of a count that depends on who decided
WITHIN_ALERTS = ("alerts", "pursued_alerts")


@dataclass(frozen=True, slots=True)
class Metric:
    """One rate, `part` / `whole`: the two counts that its sentence names, in this order.

    `instead` names what can be had where the denominator was not published.
    """

    phrase: str
    question: str
    instead: str = ""
    part: str = field(init=False)
    whole: str = field(init=False)

    def __post_init__(self) -> None:
        for name, count in zip(("part", "whole"), counts_named(self.phrase), strict=True):
            object.__setattr__(self, name, count)

    @property
    def counts(self) -> tuple[str, ...]:
        """Return the published counts that the rate is made of, and those never verified where they bear on it."""
        names = [*fields_of(self.part), *fields_of(self.whole)]
        if self.whole in WITHIN_ALERTS or self.by_verdict:
            names.append("unverified_alerts")
        return tuple(dict.fromkeys(names))

    @property
    def by_verdict(self) -> bool:
        """Return whether the rate would be another if the alerts never verified were known."""
        return self.part in BY_VERDICT or self.whole in BY_VERDICT

    @property
    def judged(self) -> bool:
        """Return whether the rate depends on who decided which alerts were true."""
        return any(verdict in name for verdict in OF_A_VERDICT for name in (self.part, self.whole))


# What each rate says, and then the question that it answers.
PHRASES = {
    "precision": "{true_alerts} of {alerts} alerts were true",
    "false_alert_share": "{false_alerts} of {alerts} alerts were false",
    "false_alert_rate": "{false_alerts} of {faces_seen} faces seen raised a false alert",
    "true_positive_rate": "{true_alerts} of {mated_passes} passes by listed people raised a true alert",
    "false_positive_rate": "{false_alerts} of {non_mated_passes} passes by unlisted people raised a false alert",
    "operator_rejection_rate": "operators rejected {rejected_alerts} of {alerts} alerts",
    "adjudicated_precision": "{true_alerts} of {pursued_alerts} alerts that operators pursued were true",
    "human_false_accept_rate": "officers engaged somebody on {false_alerts_confirmed} of {false_alerts} false alerts",
    "engagement_rate": "officers engaged somebody on {engaged_alerts} of {alerts} alerts",
    "engaged_precision": "{true_alerts_confirmed} of {engaged_alerts} alerts that officers acted on were true",
    "intervention_rate": "{stops} of {alerts} alerts led to a stop",
    "wrongful_stops_per_false_alert": "{stops_on_false_alerts} of {false_alerts} false alerts led to a stop",
    "wrongful_stops_per_stop": "{stops_on_false_alerts} of {stops} stops followed a false alert",
    "wrongful_stops_per_face": "{stops_on_false_alerts} of {faces_seen} faces seen were stopped after a false alert",
    "arrest_yield per alerts": "{arrests} of {alerts} alerts led to an arrest",
    "arrest_yield per true_alerts": "{arrests_on_true_alerts} of {true_alerts} true alerts led to an arrest",
    "arrest_yield per false_alerts": (
        "{arrests_on_false_alerts} of {false_alerts} false alerts led to an arrest of somebody else"
    ),
    "arrest_yield per faces_seen": "{arrests} arrests followed from {faces_seen} faces seen",
    "arrests_of_others": (
        "{arrests_on_false_alerts} of {arrests} arrests were of somebody who was not the person on the watchlist"
    ),
    "de_arrest_rate": "{de_arrests} of {arrests} arrests were taken back",
    "charge_rate": "{charges} of {arrests} arrests led to a charge",
}
QUESTIONS = {
    "precision": "An alert was raised: is it the right person?",
    "false_alert_share": "An alert was raised: is it the wrong person?",
    "false_alert_rate": "I walk past: am I wrongly flagged?",
    "true_positive_rate": "Somebody on the watchlist walks past: are they found?",
    "false_positive_rate": "Somebody who is not on the watchlist walks past: are they flagged?",
    "operator_rejection_rate": "How often does the operator disbelieve the system?",
    "adjudicated_precision": "The operator believes an alert: is it the right person?",
    "human_false_accept_rate": "The system is wrong: do the officers act on it?",
    "engagement_rate": "How often does an alert lead to somebody being spoken to?",
    "engaged_precision": "Somebody is spoken to after an alert: is it the right person?",
    "intervention_rate": "How often does an alert lead to a stop?",
    "wrongful_stops_per_false_alert": "The system is wrong: is somebody stopped?",
    "wrongful_stops_per_stop": "Somebody is stopped after an alert: was the alert wrong?",
    "wrongful_stops_per_face": "I walk past: am I stopped by mistake?",
    "arrest_yield per alerts": "How often does an alert lead to an arrest?",
    "arrest_yield per true_alerts": "The system is right: is the person arrested?",
    "arrest_yield per false_alerts": "The system is wrong: is somebody else arrested?",
    "arrest_yield per faces_seen": "How many people must be scanned for an arrest?",
    "arrests_of_others": "Of the arrests, how many were not of the person looked for?",
    "de_arrest_rate": "Of the arrests, how many were a mistake that was noticed?",
    "charge_rate": "Of the arrests, how many led to a charge?",
}
# What can be had where the whole of a rate was not published.
INSTEAD = {
    "false_alert_rate": "false_alert_share, which divides by alerts, can be had",
    "true_positive_rate": "precision, the share of alerts that were true, can be had",
    "false_positive_rate": "false_alert_rate divides by all faces seen instead, where these were published",
    "wrongful_stops_per_face": "wrongful_stops_per_false_alert, which divides by false alerts, can be had",
}
METRICS = {name: Metric(said, QUESTIONS[name], INSTEAD.get(name, "")) for name, said in PHRASES.items()}


def metrics_of(function: str) -> list[Metric]:
    """Return the rates that a function gives; one for each denominator that can be chosen."""
    return [metric for name, metric in METRICS.items() if name.partition(" ")[0] == function]


def rises_of(metrics: Iterable[Metric]) -> dict[str, int]:
    """Return how a rate moves with each published count: up with its numerator, down with the rest of its denominator.

    0 where it may do either: alerts never verified are taken either way, and may be engaged only if others were not.
    Of a count that does not matter either direction will do.
    """
    rises = dict.fromkeys(COUNTS, 1)
    for metric in metrics:
        down, up = _published(metric.whole), _published(metric.part)
        either = ("unverified_alerts", *(("engaged_alerts", *CONFIRMED) if metric.part in CONFIRMED else ()))
        rises |= dict.fromkeys(down, -1) | dict.fromkeys(up, 1) | dict.fromkeys(either, 0)
        if metric.whole == "pursued_alerts":
            rises["rejected_alerts"] = 1
    return rises


def _published(name: str) -> list[str]:
    """Return the counts that a count may have been printed as: itself, its parts, and theirs."""
    fields = [name, *fields_of(name)]
    return [*fields, *(part for field in fields for part in PRINTED.get(field, ()))]


def counts_needed(deployment: Deployment | None = None) -> dict[str, tuple[str, ...]]:
    """Return the counts that each rate is made of: what to ask for in a request for information.

    Parameters
    ----------
    deployment : Deployment, optional
        What was published already; by default nothing.

    Returns
    -------
    dict
        The name of each rate, with the names of the counts of a `Deployment` that are still needed for it; none where
        it can be had. A rate of all alerts, or of true or false ones, lists unverified_alerts too: without them it can
        be computed, but nobody can say what it may have been.

    Examples
    --------
    >>> from disprop import alerts
    >>> alerts.counts_needed()["false_alert_rate"]
    ('false_alerts', 'faces_seen', 'unverified_alerts')
    >>> alerts.counts_needed(alerts.Deployment(true_alerts=2, false_alerts=12))["false_alert_rate"]
    ('faces_seen', 'unverified_alerts')
    """
    return {
        name: tuple(count for count in metric.counts if deployment is None or getattr(deployment, count) is None)
        for name, metric in METRICS.items()
    }
