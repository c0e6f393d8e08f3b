"""One way from the counts of a deployment to a rate: a numerator, a denominator, and the sentence about them."""

from __future__ import annotations

from dataclasses import replace

from disprop._arrays import DispropError
from disprop.alerts._deployment import Deployment
from disprop.estimate import Estimate, from_family
from disprop.intervals import PROPORTION


def share(deployment: Deployment, name: str, words: tuple[str, str, str], method: str, level: float) -> Estimate:
    """Return the proportion named by `words`: "numerator of denominator", its sentence, and what to have instead."""
    fraction, phrase, instead = words
    part, whole = fraction.split(" of ")
    counts = {
        part: checked(deployment).need(part, f"{name} counts"),
        whole: deployment.need(whole, f"{name} divides by", instead),
    }
    unverified = deployment.known("unverified_alerts")
    if whole == "alerts" and unverified is not None:
        counts["unverified_alerts"] = unverified
    estimate = from_family(PROPORTION, counts, method=method, level=level, unit="per 1")
    return replace(estimate, measure=name.replace("_", " "), phrase=phrase)


def checked(deployment: object) -> Deployment:
    """Return the deployment, or say what was given instead."""
    if not isinstance(deployment, Deployment):
        raise DispropError(f"this rate takes an alerts.Deployment; got {deployment!r}")
    return deployment
