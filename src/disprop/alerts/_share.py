"""One way from the counts of a deployment to a rate, which says what it divides by and what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _text
from disprop._arrays import FloatArray
from disprop._errors import DispropError
from disprop.alerts._deployment import Deployment
from disprop.alerts._metrics import BY_VERDICT, CONFIRMED, METRICS, Metric
from disprop.estimate import Estimate, Number, from_family, remade, scale_of
from disprop.intervals import PROPORTION

MEASURES = {"precision": "alert precision"}  # the others are called as their functions are
UNKNOWN = np.float64(np.nan)
FEWEST_DECIMALS = 1  # of the range that is possible, in percent
# What becomes of the alerts never verified, by what a rate divides by; of other wholes they are left out.
FATES = {
    "alerts": "in the denominator",
    "pursued_alerts": "in the denominator unless rejected",
    "engaged_alerts": "in the denominator if engaged",
    "faces_seen": "in the denominator",
    "mated_passes": "in the denominator",
    "non_mated_passes": "in the denominator",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AlertRate(Estimate):
    """An `Estimate` that also says what kind of thing it divides by, who decided, and what became of the unknown.

    Attributes
    ----------
    adjudicated_by : who established which alerts were true; empty where that was not published.
    unverified : what became of the alerts never verified: "not published", "none", "in the denominator" (of all alerts,
        faces or passes, where they count as not what is counted), "in the denominator unless rejected", "in the
        denominator if engaged", "in the numerator and the denominator", or "left out".
    least, most : the rate if none, and if all, of the alerts never verified are what is counted; equal where they make
        no difference, and NaN where unverified_alerts was not published. Sampling error is not in them.
    """

    adjudicated_by: str = ""
    unverified: str = "not published"
    least: Number = UNKNOWN
    most: Number = UNKNOWN

    @property
    def numerator(self) -> str:
        """What is counted, such as "false alerts"."""
        return next(iter(self.data)).replace("_", " ")

    @property
    def denominator(self) -> str:
        """What it is divided by, such as "alerts" or "faces seen": only rates of one kind can be compared."""
        return list(self.data)[1].replace("_", " ")

    def per(self, number: float) -> AlertRate:
        """Return the same rate per `number` of what it divides by."""
        scaled = Estimate.per(self, number)
        least, most = (each / scale_of(self) * scale_of(scaled) for each in (self.least, self.most))
        return replace(scaled, least=least, most=most)  # type: ignore[call-arg,return-value]

    def __getitem__(self, index: Any) -> AlertRate:
        """Return the elements at `index` as an AlertRate of their own."""
        least, most = (np.asarray(each)[index][()] for each in (self.least, self.most))
        return replace(Estimate.__getitem__(self, index), least=least, most=most)  # type: ignore[call-arg,return-value]

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns as any Estimate does, what is possible, and the basis of the rate."""
        columns = Estimate.to_dict(self)
        size = len(columns["value"])
        possible = {name: np.ravel(getattr(self, name)).tolist() for name in ("least", "most")}
        basis = ("numerator", "denominator", "adjudicated_by", "unverified")
        return {**columns, **possible, **{name: [getattr(self, name)] * size for name in basis}}

    def _line(self, at: tuple[int, ...]) -> _text.Line:
        """Return a line whose sentence says who decided, and what is possible with the alerts never verified."""
        line = Estimate._line(self, at)  # noqa: SLF001 - its own: super() does not know a class with slots
        ends = (100 * float(np.asarray(each)[at]) / scale_of(self) for each in (self.least, self.most))
        phrase = line.phrase + self._decided() + self._remark(line, *ends)
        return replace(line, phrase=phrase, possible=(line.value, line.value))

    def _remark(self, line: _text.Line, least: float, most: float) -> str:
        if "unverified_alerts" not in self.data:
            return ""
        digits = FEWEST_DECIMALS if most >= 1 else _text.decimals_for(10 * most, most, most)
        low, high = (_text.number(each, digits) for each in (least, most))
        span = f"{low}% to {high}%" if least < 100 * line.value / line.scale or self._at_random else f"up to {high}%"
        if self._at_random:
            return ", if the {unverified_alerts} never verified are like them" + (
                f", else {span}" if least < most else ""
            )
        kind = "" if self.denominator == "alerts" else "alerts "
        possible = f": {span} is possible" if least < most else ""
        return f", {{unverified_alerts}} {kind}were never verified{possible}"

    @property
    def _at_random(self) -> bool:
        """Whether the rate is that of all alerts only if those never verified are like the others."""
        return self.denominator == "verified alerts"

    def _decided(self) -> str:
        by = self.adjudicated_by.replace("{", "{{").replace("}", "}}")
        return f", as decided by {by}" if by and next(iter(self.data)) in BY_VERDICT[:2] else ""


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
    if unverified is not None:
        counts["unverified_alerts"] = unverified
    estimate = from_family(PROPORTION, counts, method=method, level=level, sides=sides, unit="per 1")
    estimate = remade(estimate, phrase=metric.phrase)
    kept: dict[str, Any] = {field.name: getattr(estimate, field.name) for field in fields(Estimate)}
    kept |= {"measure": MEASURES.get(name, name.replace("_", " "))}
    ends = (UNKNOWN, UNKNOWN) if unverified is None else _possible(deployment, metric)
    kept |= {name: _like(end, estimate.value) for name, end in zip(("least", "most"), ends, strict=True)}
    return AlertRate(**kept, adjudicated_by=deployment.adjudicated_by or "", unverified=_fate(unverified, metric))


def _like(end: Any, value: Number) -> Number:
    """Return an end in the shape of the value."""
    number: Number = np.broadcast_to(end, np.shape(value))[()]
    return number


def _possible(deployment: Deployment, metric: Metric) -> tuple[FloatArray, FloatArray]:
    """Return the rate if none, and if all, of the alerts never verified are what is counted.

    Where true or false alerts are the whole, those that are added to it and are not counted make the rate less.
    """
    part, whole = (deployment.need(name, "") for name in (metric.part, metric.whole))
    unverified, counted = deployment.need("unverified_alerts", ""), _countable(deployment, metric.part)
    widens = metric.whole in BY_VERDICT
    with np.errstate(divide="ignore", invalid="ignore"):
        least = part / (whole + unverified * widens)
        return least, np.minimum(part + counted, whole + counted * widens) / (whole + counted * widens)


def _countable(deployment: Deployment, part: str) -> FloatArray:
    """Return how many of the alerts never verified may belong to the numerator."""
    unverified = deployment.need("unverified_alerts", "")
    if part not in BY_VERDICT:
        return np.zeros_like(unverified)
    engaged, confirmed = deployment.known("engaged_alerts"), deployment.known("confirmed_alerts")
    if part not in CONFIRMED or engaged is None or confirmed is None:
        return unverified
    return np.minimum(unverified, engaged - confirmed)


def _fate(unverified: FloatArray | None, metric: Metric) -> str:
    if unverified is None:
        return "not published"
    if not unverified.any():
        return "none"
    if metric.part.startswith("possibly"):
        return "in the numerator and the denominator"
    return FATES.get(metric.whole, "left out")


def checked(deployment: object) -> Deployment:
    """Return the deployment, or say what was given instead."""
    if not isinstance(deployment, Deployment):
        raise DispropError(f"this rate takes an alerts.Deployment; got {deployment!r}")
    return deployment
