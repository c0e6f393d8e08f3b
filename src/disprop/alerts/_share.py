"""One way from the counts of a deployment to a rate, which says what it divides by and what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields

from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import DispropError
from disprop.alerts._deployment import Deployment
from disprop.alerts._metrics import METRICS
from disprop.estimate import Estimate, from_family
from disprop.intervals import PROPORTION

MEASURES = {"precision": "alert precision"}  # the others are called as their functions are
ALIKE = ", if the {unverified_alerts} never verified are like them"
NEVER = ", {unverified_alerts} were never verified"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AlertRate(Estimate):
    """An `Estimate` that also says what kind of thing it divides by, who decided, and what became of the unknown.

    Attributes
    ----------
    adjudicated_by : who established which alerts were true; empty where that was not published.
    unverified : "in the denominator", "left out" or "not published": what became of the alerts never verified.
    """

    adjudicated_by: str = ""
    unverified: str = "not published"

    @property
    def numerator(self) -> str:
        """What is counted, such as "false alerts"."""
        return next(iter(self.data)).replace("_", " ")

    @property
    def denominator(self) -> str:
        """What it is divided by, such as "alerts" or "faces seen": only rates of one kind can be compared."""
        return list(self.data)[1].replace("_", " ")

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns as any Estimate does, and the basis of the rate."""
        columns = Estimate.to_dict(self)
        size = len(columns["value"])
        basis = ("numerator", "denominator", "adjudicated_by", "unverified")
        return {**columns, **{name: [getattr(self, name)] * size for name in basis}}


def share(deployment: Deployment, name: str, method: str | None, level: ArrayLike, sides: str = "two") -> AlertRate:
    """Return the rate of that name in METRICS."""
    metric = METRICS[name]
    part, whole = metric.part, metric.whole
    counts = {
        part: checked(deployment).need(part, f"{name} counts"),
        whole: deployment.need(whole, f"{name} divides by", metric.instead),
    }
    _arrays.at_most(part, counts[part], whole, counts[whole])
    unverified = deployment.known("unverified_alerts")
    if unverified is not None and whole in {"alerts", "verified_alerts", "pursued_alerts"}:
        counts["unverified_alerts"] = unverified
    estimate = from_family(PROPORTION, counts, method=method, level=level, sides=sides, unit="per 1")
    kept = {field.name: getattr(estimate, field.name) for field in fields(Estimate)}
    kept |= {
        "measure": MEASURES.get(name, name.replace("_", " ")),
        "phrase": metric.phrase + _remarks(deployment, tuple(counts)),
    }
    return AlertRate(**kept, adjudicated_by=deployment.adjudicated_by or "", unverified=_fate(deployment, whole))


def _remarks(deployment: Deployment, names: tuple[str, ...]) -> str:
    """Return what the sentence says of the alerts never verified, and of who decided."""
    part, whole, *rest = names
    said = {"alerts": NEVER, "verified_alerts": ALIKE}.get(whole, "") if rest else ""
    by = (deployment.adjudicated_by or "").replace("{", "{{").replace("}", "}}")
    judged = part in {"true_alerts", "false_alerts"}
    return (said if judged else "") + (f", as decided by {by}" if by and judged else "")


def _fate(deployment: Deployment, whole: str) -> str:
    if deployment.unverified_alerts is None:
        return "not published"
    return "in the denominator" if whole in {"alerts", "pursued_alerts"} else "left out"


def checked(deployment: object) -> Deployment:
    """Return the deployment, or say what was given instead."""
    if not isinstance(deployment, Deployment):
        raise DispropError(f"this rate takes an alerts.Deployment; got {deployment!r}")
    return deployment
