"""Every rate of a deployment: its numerator, its denominator, its sentence, and the question that it answers.

Their words are in rates.json. The functions, the error messages and the table of what to ask for read this one list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from disprop import _data
from disprop._text import counts_named
from disprop.alerts._deployment import COUNTS, PRINTED, Deployment, fields_of

# Counts that would be larger if some of the alerts never verified were known. Those of stops and arrests are not among
# them: whoever is stopped or arrested after an alert is identified.
BY_VERDICT = ("true_alerts", "false_alerts", "true_alerts_confirmed", "false_alerts_confirmed", "verified_alerts")
CONFIRMED = tuple(name for name in BY_VERDICT if name.endswith("_confirmed"))
OF_A_VERDICT = ("true", "false", "verified")  # in the name of a count that depends on who decided


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
        if self.whole in ("alerts", "pursued_alerts") or self.by_verdict:
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


METRICS = {_name: Metric(**_words) for _name, _words in _data.read("alerts", "rates.json").items()}


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
