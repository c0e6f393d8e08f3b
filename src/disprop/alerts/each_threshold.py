"""Thresholds compared: per alert always, per face only where what counts as a face is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import Said, one_of, refused
from disprop._estimated import need_known
from disprop._methods import PooledDeploymentsMethod
from disprop._sets import made
from disprop.alerts._deployment import COUNTS, Deployment
from disprop.alerts._share import CHOICES, checked
from disprop.alerts._thresholds import BreakAtThreshold, Segment, ThresholdComparison, ThresholdRate, difference, ratio
from disprop.periods._parsing import Moment, in_order, moments, starts_of
from disprop.pooling.breaks import Break, breaks as find_breaks
from disprop.pooling.shares import pool

NO_PERIODS = "without periods= nobody knows whether what counts as a face has changed"
NEVER = Moment(0.0, 0.0, "")  # of deployments without periods
_Columns = tuple[FloatArray, FloatArray, FloatArray | None, FloatArray, FloatArray]


class _Counts(NamedTuple):
    """The counts of each deployment, its threshold, its alerts that nobody verified, and how all are to be pooled."""

    false: FloatArray
    alerts: FloatArray
    faces: FloatArray | None
    thresholds: FloatArray
    unverified: FloatArray
    became: str  # what is said of those never verified
    methods: Mapping[str, PooledDeploymentsMethod | None]  # by the kind of whole
    level: float


def by_threshold(  # noqa: PLR0913 - the two of breaks, and the two methods, belong together
    deployments: Deployment,
    threshold: ArrayLike,
    *,
    periods: Sequence[object] | None = None,
    breaks: Sequence[Break] | None = None,
    method: PooledDeploymentsMethod = "beta-binomial",
    face_method: PooledDeploymentsMethod | None = None,
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
        How the shares of alerts are pooled; see `pool`.
    face_method : str, optional
        How the rates per face are pooled; by default as in `pool`.
    unverified : str
        What becomes of the alerts never verified, as in `false_alert_share`: "range" (default) tries every number of
        them that may be false, at each deployment, up to 10,000 combinations; "left-out", or "false".
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    ThresholdComparison
        `per_alert`, a rate for each threshold; `segments`, the rates per face between breaks; `breaks`, each with the
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
    0.6: 9 of 40 in 3 deployments; mean proportion 0.225 (95% CI 0.115 to 0.387);
    0.64: 1 of 39 in 2 deployments; mean proportion 0.026 (95% CI 0.001 to 0.323);
    0.11 (95% CI 0.01 to 1.67) times that of 0.6
    """
    one_of("choice of what becomes of alerts never verified", unverified, CHOICES)
    methods = {"alerts": method, "faces_seen": face_method}
    counts = _Counts(*_read(deployments, threshold, unverified), unverified, methods, _arrays.one_level(level))
    alerts = counts.alerts - counts.unverified * (unverified == "left-out")
    per_alert = _rates(counts.false, alerts, counts, "alerts")
    if counts.faces is None:
        return ThresholdComparison(per_alert, (), (), "faces seen were not published")
    if periods is None:
        if breaks is None or len(breaks) > 0:
            return ThresholdComparison(per_alert, (), (), NO_PERIODS)
        when, found = [NEVER] * len(counts.alerts), breaks
    else:
        if len(periods) != len(counts.alerts):
            raise refused("periods", "must be as many as deployments", len(periods), of=f" for {len(counts.alerts)}")
        when = moments(periods)
        found = find_breaks(counts.alerts, counts.faces, periods) if breaks is None else breaks
    return ThresholdComparison(per_alert, *_per_face(counts, counts.faces, when, found), "")


def _read(deployments: Deployment, threshold: ArrayLike, became: str) -> _Columns:
    """Return false alerts, alerts, faces, thresholds and alerts never verified of each deployment."""
    given, said = checked(deployments), "by_threshold counts"
    need_known("counts of by_threshold", *(getattr(given, name) for name in COUNTS))
    false, alerts, faces = given.need("false_alerts", said), given.need("alerts", said), given.known("faces_seen")
    thresholds = _arrays.finite("threshold", threshold)
    if alerts.ndim != 1 or thresholds.shape != alerts.shape:
        got = Said(f"deployments of shape {alerts.shape} and thresholds of shape {thresholds.shape}")
        raise refused("thresholds", "are compared over a list of deployments, each with its own", got)
    if len(different := np.unique(thresholds)) < 2:
        got = Said(f"only {different.tolist()}")
        raise refused("a comparison", "needs two thresholds or more", got, hint=": use pool()")
    known = given.known("unverified_alerts")
    never = np.zeros_like(alerts) if known is None else known
    return false + never * (became == "false"), alerts, faces, thresholds, never


def _per_face(
    counts: _Counts, faces: FloatArray, when: list[Moment], found: Sequence[Break]
) -> tuple[tuple[Segment, ...], tuple[BreakAtThreshold, ...]]:
    """Return the rates between breaks, and the breaks that lie between two deployments."""
    starts = starts_of([each.period for each in found], in_order(when)) if found else []
    place = np.array([sum(at <= each.start for at in starts) for each in when])
    found = [found[i] for i in np.argsort(starts)]
    segments = {int(i): _segment(counts, faces, when, place == i) for i in np.unique(place)}
    between = tuple(_beside(found[j - 1], segments[i], segments[j]) for i, j in pairwise(segments))
    return tuple(segments.values()), between


def _segment(counts: _Counts, faces: FloatArray, when: list[Moment], here: NDArray[np.bool_]) -> Segment:
    names = ("false", "alerts", "thresholds", "unverified")
    inside = counts._replace(**{name: getattr(counts, name)[here] for name in names})
    known = inside._replace(unverified=np.zeros_like(inside.alerts))  # an alert is one, verified or not
    alerts = _rates(inside.alerts, faces[here], known, "faces_seen")
    false = _rates(inside.false, faces[here], inside, "faces_seen")
    order = in_order(each for each, within in zip(when, here, strict=True) if within)
    return Segment(str(order[0].name), str(order[-1].name), alerts, false)


def _beside(found: Break, before: Segment, after: Segment) -> BreakAtThreshold:
    """Return the break with the change in alerts per face at each threshold of both sides."""
    earlier = {rate.threshold: rate.estimate for rate in before.alerts}
    same = [rate for rate in after.alerts if rate.threshold in earlier]
    times = ((rate.threshold, ratio(rate.estimate, earlier[rate.threshold])) for rate in same)
    return BreakAtThreshold(found, tuple(times))


def _rates(x: FloatArray, n: FloatArray, counts: _Counts, kind: str) -> tuple[ThresholdRate, ...]:
    """Return a rate for each threshold, compared with the lowest."""
    rates: list[ThresholdRate] = []
    for threshold in np.unique(counts.thresholds).tolist():
        at = counts.thresholds == threshold
        # One deployment is pooled with an empty one, which says nothing.
        part, whole, never = (np.pad(each[at], (0, int(at.sum() == 1))) for each in (x, n, counts.unverified))
        known = counts.became != "range" or not never.any()
        events = part if known else made(part, part + never, part)
        pooled = pool(events, whole, method=counts.methods[kind], kind=kind, breaks=(), level=counts.level)
        lowest = rates[0] if rates else None
        rate = ThresholdRate(
            threshold=threshold,
            pooled=pooled,
            reference=lowest.threshold if lowest else threshold,
            ratio=ratio(pooled.estimate, lowest.estimate) if lowest else None,
            difference=difference(pooled.estimate, lowest.estimate) if lowest else None,
            deployments=int(at.sum()),
            part=int(part.sum()),
            whole=int(whole.sum()),
            unverified=int(never.sum()),
            became=counts.became,
        )
        rates.append(rate)
    return tuple(rates)
