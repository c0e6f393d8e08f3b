"""One way from the counts of a deployment to a rate: what it divides by, and what became of the unverified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import TypedDict

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray
from disprop._calls import Given, options_of
from disprop._compare import EITHER_WAY, NO_EFFECT, NONE
from disprop._errors import of_kind, one_of, worded
from disprop._methods import ProportionMethod
from disprop._registry import statistic
from disprop.alerts._deployment import Deployment
from disprop.alerts._metrics import BY_VERDICT, CONFIRMED, METRICS, Metric, metrics_of, rises_of
from disprop.estimate import Estimate, Number, based, from_family, hull, remade
from disprop.intervals import PROPORTION

Counts = dict[str, FloatArray]
MEASURES = {"precision": "alert precision"}  # the others are called as their functions are
# What becomes of the alerts never verified, by what is asked for, and how a sentence says it.
CHOICES = {
    "range": (EITHER_WAY, "were never verified"),
    "left-out": ("left out", "never verified are left out"),
    "false": ("counted as false", "never verified are counted as false"),
}
VERIFIED = {"alerts": "verified_alerts", "engaged_alerts": "confirmed_alerts"}  # wholes without those never verified


class Limits(TypedDict, total=False):
    """The options of every rate of alerts; their defaults are those of `share`."""

    method: ProportionMethod | None
    level: ArrayLike


class Verdicts(Limits, total=False):
    """And of those that depend on which alerts were true: what becomes of the alerts that were never verified."""

    unverified: str


def alert_rate(function: Callable[Given, Estimate]) -> Callable[Given, Estimate]:
    """File the rate of this name under the question that it answers, and work it out: a name has what it divides."""
    return filed(wraps(function)(partial(share, name=function.__name__)))


def filed(function: Callable[Given, Estimate]) -> Callable[Given, Estimate]:
    """File a rate of alerts under the question that it answers, with how it moves with each count."""
    metrics = metrics_of(function.__name__)
    return statistic(metrics[0].question, counts=("deployment",), rises=rises_of(metrics))(options_of(share)(function))


def share(
    deployment: Deployment,
    name: str,
    *,
    unverified: str = "range",
    method: ProportionMethod | None = None,
    level: ArrayLike = 0.95,
) -> Estimate:
    """Return the rate of that name in METRICS, with the alerts never verified as it was asked for."""
    one_of("choice of what becomes of alerts never verified", unverified, CHOICES)
    metric = _verified(name) if unverified == "left-out" else METRICS[name]
    counts = _counts(checked(deployment), name, metric, as_false=unverified == "false")

    def rate(counted: Counts) -> Estimate:
        said = {"unit": "per 1", "measure": MEASURES.get(name, name.replace("_", " "))}
        measured = from_family(PROPORTION, counted, method=method, level=level, **said)
        phrased = remade(measured, phrase=_phrase(metric, counts, deployment.adjudicated_by, unverified))
        by = deployment.adjudicated_by if metric.judged else None
        return based(phrased, _basis(metric, counts, unverified), adjudicated_by=by)

    if unverified == "range" and metric.by_verdict and _never(counts).any():
        return hull(rate(_either_way(deployment, metric, counts, _arrays.level(level).ndim)), rate(counts))
    return rate(counts)


def _verified(name: str) -> Metric:
    """Return the rate of the verified alerts alone; people who walked past stay in a denominator of faces or passes."""
    metric = METRICS[name]
    if not metric.by_verdict or metric.whole not in {*VERIFIED, "pursued_alerts"}:
        return metric
    if metric.whole == "pursued_alerts":
        raise worded("unverified left out", name, "left-out")
    whole = VERIFIED[metric.whole]
    phrase = metric.phrase.replace(f"{{{metric.whole}}} alerts", f"{{{whole}}} verified alerts")
    return replace(metric, phrase=phrase)


def _counts(deployment: Deployment, name: str, metric: Metric, *, as_false: bool) -> Counts:
    """Return numerator and denominator, and the alerts never verified where these were published."""
    counts = {
        metric.part: deployment.need(metric.part, f"{name} counts"),
        metric.whole: deployment.need(metric.whole, f"{name} divides by", metric.instead),
    }
    never = deployment.known("unverified_alerts")
    if as_false and never is not None and "false_alerts" in counts:
        counts["false_alerts"] = counts["false_alerts"] + never
    hint = "; those never verified are counted as false" if as_false else ""
    _arrays.at_most(metric.part, counts[metric.part], metric.whole, counts[metric.whole], hint)
    return counts if never is None else {**counts, "unverified_alerts": never}


def _never(counts: Counts) -> FloatArray:
    return counts.get("unverified_alerts", _arrays.ZERO)


def _either_way(deployment: Deployment, metric: Metric, counts: Counts, axes: int) -> Counts:
    """Return, on a first axis, the counts if none, and if all, of the alerts never verified are what is counted.

    Where true or false alerts are the whole, those that are added to it and are not counted make the rate less.
    """
    part, whole, never = counts.values()
    counted, widens = _countable(deployment, metric.part), metric.whole in BY_VERDICT
    most = whole + counted * widens
    ends = (part, np.minimum(part + counted, most)), (whole + never * widens, most), (never, never)
    missing = (1,) * max(axes - part.ndim, 0)
    return {name: np.stack(both).reshape(2, *missing, *part.shape) for name, both in zip(counts, ends, strict=True)}


def _countable(deployment: Deployment, part: str) -> FloatArray:
    """Return how many of the alerts never verified may belong to the numerator."""
    unverified = deployment.need("unverified_alerts", "")
    if part not in BY_VERDICT:
        return np.zeros_like(unverified)
    engaged, confirmed = deployment.known("engaged_alerts"), deployment.known("confirmed_alerts")
    if part not in CONFIRMED or engaged is None or confirmed is None:
        return unverified
    return np.minimum(unverified, engaged - confirmed)


def _phrase(metric: Metric, counts: Counts, by: str | None, unverified: str) -> str:
    """Return the sentence, who decided, and what became of the alerts never verified."""
    name = (by or "").replace("{", "{{").replace("}", "}}")
    decided = f", as decided by {name}" if by and metric.part in BY_VERDICT[:2] else ""
    if "unverified_alerts" not in counts:
        return metric.phrase + decided
    kind = "" if metric.whole in {"alerts", "verified_alerts"} else "alerts "
    became = CHOICES[unverified if metric.by_verdict and _never(counts).any() else "range"][1]
    return f"{metric.phrase}{decided}, {{unverified_alerts}} {kind}{became}"


def _basis(metric: Metric, counts: Counts, unverified: str) -> dict[str, str]:
    counted, over = (name.replace("_", " ") for name in (metric.part, metric.whole))
    return {"counted": counted, "over": over, "unverified": _fate(metric, counts, unverified)}


def _fate(metric: Metric, counts: Counts, unverified: str) -> str:
    if "unverified_alerts" not in counts:
        return "not published"
    if not _never(counts).any():
        return NONE
    return CHOICES[unverified][0] if metric.by_verdict else NO_EFFECT


def checked(deployment: object) -> Deployment:
    """Return the deployment, or say what was given instead."""
    found: Deployment = of_kind(Deployment, "this rate", "takes an alerts.Deployment", deployment)
    return found


COUNTED_AS_FALSE = "; are these rejections counted as false already?"
KINDS = ("true_alerts", "false_alerts")


def rejections_as_false(deployment: Deployment) -> Deployment:
    """Return the deployment with the alerts that operators rejected counted as false, no longer as unverified.

    Parameters
    ----------
    deployment : Deployment
        The counts, with rejected_alerts among the unverified_alerts.

    Returns
    -------
    Deployment
        The same alerts, of which fewer are unverified and more are false.

    Raises
    ------
    DispropError
        When more alerts were rejected than are unverified, or either was not published.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, rejected_alerts=16)
    >>> print(alerts.false_alert_share(alerts.rejections_as_false(d)))
    30 to 34 of 42 alerts were false, 4 were never verified (between 71.4% and 81.0%, 95% CI 56.5 to 90.7)
    """
    rejected = checked(deployment).need("rejected_alerts", "rejections_as_false moves")
    unverified = deployment.need("unverified_alerts", "rejections_as_false moves rejected alerts out of")
    _arrays.at_most("rejected_alerts", rejected, "unverified_alerts", unverified, COUNTED_AS_FALSE)
    false = {name: deployment.known(name) for name in ("false_alerts", "false_alerts_unconfirmed")}
    more = {name: count + rejected for name, count in false.items() if count is not None}
    return replace(deployment, unverified_alerts=unverified - rejected, **more)  # type: ignore[arg-type]


def tipping_share(deployment: Deployment, *, claim: ArrayLike, of: str = "true_alerts") -> Number:
    """Return which share of the alerts never verified must have been true, or false, for a claim to hold.

    Use it to judge a claim about all alerts by what it assumes of those that nobody looked at. Its counterpart for
    groups that were not stated is `imperfect.tipping_share`.

    Parameters
    ----------
    deployment : Deployment
        The counts, with unverified_alerts.
    claim : float or array_like
        The share claimed, between 0 and 1: "at least this share of alerts were true".
    of : str
        "true_alerts" (default) or "false_alerts": what the share is of.

    Returns
    -------
    float or array
        The fewest alerts that must count, a whole number, over unverified_alerts: 0 where the claim holds whatever they
        were, NaN where it cannot hold even if all of them counted, and where there are no alerts.

    Raises
    ------
    DispropError
        When unverified_alerts was not published, and for a claim that is not a share.

    Examples
    --------
    Of 42 alerts 8 were true and 14 false, and 20 were never verified. At least half were true if 13 of these were:

    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.tipping_share(d, claim=0.5))
    0.65
    >>> print(alerts.tipping_share(d, claim=0.8, of="false_alerts"), alerts.tipping_share(d, claim=0.7))
    1.0 nan
    """
    one_of("kind of alert", of, KINDS)
    unverified = checked(deployment).need("unverified_alerts", "tipping_share counts")
    counts = {of: deployment.need(of, ""), "alerts": deployment.need("alerts", ""), "unverified_alerts": unverified}
    asked = {**counts, "claim": _arrays.probability("claim", claim)}
    part, whole, unverified, share = _arrays.broadcast({}, asked).values()
    needed = np.maximum(_fewest(share, whole) - part, 0)
    with np.errstate(invalid="ignore"):
        return np.where((whole > 0) & (needed <= unverified), needed / np.maximum(unverified, 1), np.nan)[()]


def _fewest(share: FloatArray, whole: FloatArray) -> FloatArray:
    """Return the smallest count k with k / whole >= share; share * whole alone can be off by its last digit."""
    count = np.ceil(share * whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = count - ((count >= 1) & ((count - 1) / whole >= share))
        return count + (count / whole < share)
