"""Thresholds compared: per alert always, per face only where what counts as a face is the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, BoolArray, FloatArray
from disprop._errors import one_of, refused, worded
from disprop._estimated import need_known
from disprop._methods import PooledDeploymentsMethod
from disprop._sets import made
from disprop.alerts import _thresholds
from disprop.alerts._deployment import COUNTS, Deployment
from disprop.alerts._share import CHOICES, checked
from disprop.alerts._thresholds import BreakAtThreshold, ThresholdComparison, ThresholdRate
from disprop.periods._parsing import Moment, in_order, moments, starts_of
from disprop.pooling.breaks import Break, breaks as find_breaks
from disprop.pooling.shares import pool

NO_PERIODS = "without periods= nobody knows whether what counts as a face has changed"
NEVER = Moment(0.0, 0.0, "")  # of deployments without periods
TURNS = (_thresholds.ratio, _thresholds.difference)
Rates = tuple[ThresholdRate, ...]


class _Counts(NamedTuple):
    """The counts of each deployment, its threshold, and its alerts that nobody verified."""

    false: FloatArray
    alerts: FloatArray
    faces: FloatArray
    thresholds: FloatArray
    unverified: FloatArray


class _Pooling(NamedTuple):
    """How shares of alerts are pooled, at which level, and what became of alerts never verified."""

    method: PooledDeploymentsMethod
    level: float
    became: str


def by_threshold(  # noqa: PLR0913 - the two of breaks belong together
    deployments: Deployment,
    threshold: ArrayLike,
    *,
    periods: Sequence[object] | None = None,
    breaks: Sequence[Break] | None = None,
    method: PooledDeploymentsMethod = "beta-binomial",
    unverified: str = "range",
    level: float = 0.95,
) -> ThresholdComparison:
    """Return what each threshold did: which share of its alerts was false, and how many alerts it gave per face.

    The share of alerts is compared between all thresholds. Rates per face are compared only between one break in what
    counts as a face and the next: across a break they are of two different things.

    Parameters
    ----------
    deployments : Deployment
        Of arrays, one element a deployment, such as `tables.deployment_of(frame)`.
    threshold : array_like of float
        The threshold of each deployment. The lowest is what the others are compared with.
    periods : sequence, optional
        When each deployment was, such as its date, as in `alerts.breaks`; needed to look for breaks. Without it nothing
        is said per face.
    breaks : sequence of Break, optional
        Breaks that are known; () to compare per face across them anyway.
    method : str
        How the shares of alerts are pooled; see `pool`, by whose default rates per face are.
    unverified : str
        What becomes of the alerts never verified, as in `false_alert_share`: "range" (default) tries every number of
        them that may be false, at each deployment, up to 10,000 combinations; "left-out", or "false".
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    ThresholdComparison
        `per_alert`, a rate for each threshold; `per_face`, the rates per face between breaks; `breaks`, each with the
        change in alerts per face at the thresholds that were used on both sides of it. Each rate of false alerts says
        how many were never verified, and what became of them; what is possible with them is `least` and `most`.

    Raises
    ------
    DispropError
        For anything but a Deployment of two thresholds or more, for lists of other lengths, for a name that is not
        known, for counts known only in part, and where too many alerts were never verified to try them all.

    Notes
    -----
    Ratios and differences are MOVER's of the pooled intervals [1]_; no test comes with them, but `.excludes(1)` says
    whether 1 is left out. Of a single deployment a method that lets deployments differ says next to nothing, and its
    interval is as wide.

    Raising the threshold lowers alerts per face by itself, and so can look like a break. At one threshold it cannot: if
    alerts per face stay the same at a threshold that was used on both sides, the break is the threshold's own doing.

    References
    ----------
    .. [1] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=[9, 14, 8, 20, 18], false_alerts=[4, 3, 2, 1, 0])
    >>> found = alerts.by_threshold(d, [0.6, 0.6, 0.6, 0.64, 0.64])
    >>> print(*found.per_alert, sep="; ")  # doctest: +NORMALIZE_WHITESPACE
    false alerts per alert, 0.6: 9 of 40 in 3 deployments; mean proportion 0.225 (95% CI 0.115 to 0.387);
    false alerts per alert, 0.64: 1 of 39 in 2 deployments; mean proportion 0.026 (95% CI 0.001 to 0.323);
    0.11 (95% CI 0.01 to 1.67) times that of 0.6
    """
    one_of("choice of what becomes of alerts never verified", unverified, CHOICES)
    how, counts = _Pooling(method, _arrays.one_level(level), unverified), _read(deployments, threshold, unverified)
    alerts = counts.alerts - counts.unverified * (unverified == "left-out")
    per_alert = _rates((_thresholds.PER_ALERT, ""), (counts.false, alerts, counts.unverified), counts.thresholds, how)
    if np.isnan(counts.faces).all():
        return ThresholdComparison(per_alert, (), (), "faces seen were not published")
    if periods is None and (breaks is None or len(breaks) > 0):
        return ThresholdComparison(per_alert, (), (), NO_PERIODS)
    given = [] if periods is None else periods
    if periods is not None and len(periods) != len(alerts):
        raise refused("periods", "must be as many as deployments", len(periods), of=f" for {len(alerts)}")
    when = moments(given) or [NEVER] * len(alerts)
    found = find_breaks(counts.alerts, counts.faces, given) if breaks is None else breaks
    return ThresholdComparison(per_alert, *_per_face(counts, when, found, how), "")


def _read(deployments: Deployment, threshold: ArrayLike, became: str) -> _Counts:
    """Return what was counted at each deployment; NaN in place of faces that were not published."""
    given, said = checked(deployments), "by_threshold counts"
    need_known("counts of by_threshold", *(getattr(given, name) for name in COUNTS))
    false, alerts = given.need("false_alerts", said), given.need("alerts", said)
    thresholds = _arrays.finite("threshold", threshold)
    if alerts.ndim != 1 or thresholds.shape != alerts.shape:
        raise worded("own thresholds", "thresholds", thresholds.shape, of=alerts.shape)
    if len(different := np.unique(thresholds)) < 2:
        raise worded("one threshold", "a comparison", different.tolist())
    beside = (("faces_seen", np.nan), ("unverified_alerts", 0.0))
    faces, never = (np.full_like(alerts, none) if (n := given.known(name)) is None else n for name, none in beside)
    return _Counts(false + never * (became == "false"), alerts, faces, thresholds, never)


def _per_face(
    counts: _Counts, when: list[Moment], found: Sequence[Break], how: _Pooling
) -> tuple[Rates, tuple[BreakAtThreshold, ...]]:
    """Return the rates between breaks, and the breaks that lie between two deployments."""
    starts = starts_of([each.period for each in found], in_order(when)) if found else []
    place = np.array([sum(at <= each.start for at in starts) for each in when])
    found = [found[i] for i in np.argsort(starts)]
    segments = {int(i): _segment(counts, when, place == i, how) for i in np.unique(place)}
    between = tuple(_beside(found[j - 1], segments[i], segments[j]) for i, j in pairwise(segments))
    return tuple(rate for rates in segments.values() for rate in rates), between


def _segment(counts: _Counts, when: list[Moment], here: BoolArray, how: _Pooling) -> Rates:
    """Return the rates of the deployments between two breaks."""
    false, alerts, faces, thresholds, never = (each[here] for each in counts)
    order = in_order(each for each, within in zip(when, here, strict=True) if within)
    span = f"{order[0].name} to {order[-1].name}" if order[0].name != "" else ""
    # an alert is one, verified or not
    every = _rates((_thresholds.ALERTS_PER_FACE, span), (alerts, faces, 0 * alerts), thresholds, how)
    return (*every, *_rates((_thresholds.PER_FACE, span), (false, faces, never), thresholds, how))


def _beside(found: Break, before: Rates, after: Rates) -> BreakAtThreshold:
    """Return the break with the change in alerts per face at each threshold of both sides."""
    earlier, later = (
        {each.threshold: each.rate for each in rates if each.of == _thresholds.ALERTS_PER_FACE}
        for rates in (before, after)
    )
    same = [threshold for threshold in later if threshold in earlier]
    return BreakAtThreshold(found, tuple((each, _thresholds.ratio(later[each], earlier[each])) for each in same))


def _rates(
    said: tuple[str, str], counts: tuple[FloatArray, FloatArray, FloatArray], thresholds: FloatArray, how: _Pooling
) -> Rates:
    """Return a rate for each threshold, compared with the lowest."""
    (of, when), rates = said, list[ThresholdRate]()
    kind, method = ("alerts", how.method) if of == _thresholds.PER_ALERT else ("faces_seen", None)
    for threshold in np.unique(thresholds).tolist():
        at = thresholds == threshold
        # One deployment is pooled with an empty one, which says nothing.
        part, whole, never = (np.pad(each[at], (0, int(at.sum() == 1))) for each in counts)
        events = made(part, part + never, part) if how.became == "range" and never.any() else part
        rate = pool(events, whole, method=method, kind=kind, breaks=(), level=how.level).estimate
        reference, lowest = (rates[0].threshold, rates[0].rate) if rates else (threshold, None)
        ratio, less = (None if lowest is None else turn(rate, lowest) for turn in TURNS)
        many, x, n, unsure = (int(each.sum()) for each in (at, part, whole, never))
        own = ThresholdRate(of, when, threshold, rate, reference, ratio, less, many, x, n, unsure, how.became)
        rates.append(own)
    return tuple(rates)
