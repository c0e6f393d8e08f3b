"""What can be said when some alerts were never verified: bounds, and a single number with its assumption named.

Each alert that nobody verified was either true or false. Bounds take both for possible [1]_. A single number takes the
unverified to be like the verified [2]_: seldom so, for operators follow up the alerts that look right.

.. [1] Manski 2003, Partial Identification of Probability Distributions, Springer.
.. [2] Begg and Greenes 1983, Biometrics 39: 207-215.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._text import decimals_for, number
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import AlertRate, checked, share
from disprop.estimate import Number
from disprop.intervals._roots import root

COUNTED_AS_FALSE = "; are these rejections counted as false already?"


class Range(NamedTuple):
    """A lower and an upper limit, or arrays of them."""

    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """Between which shares the truth lies, whatever the alerts never verified were.

    Attributes
    ----------
    least : the share if none of the unverified alerts counts.
    most : the share if all of them count.
    union : from the lower limit of `least` to the upper limit of `most`: covers the whole range between the bounds.
    imbens_manski : narrower: covers the share itself as often as its level says.
    """

    least: AlertRate
    most: AlertRate
    union: Range
    imbens_manski: Range

    def __str__(self) -> str:
        """Write the counts, the bounds and both intervals."""
        return "\n".join(self._line(at) for at in np.ndindex(np.shape(self.least.value)))

    def _line(self, at: tuple[int, ...]) -> str:
        least, most, *limits = (
            100 * float(np.asarray(each)[at])
            for each in (self.least.value, self.most.value, *self.union, *self.imbens_manski)
        )
        if np.isnan(least):
            return "undefined (alerts is 0)"
        (known, *_), (possible, whole, unverified) = (
            [f"{np.asarray(count)[at]:,.0f}" for count in side.data.values()] for side in (self.least, self.most)
        )
        digits = decimals_for(least, limits[0], limits[1])
        shares, union, narrower = (
            " to ".join(number(each, digits) for each in pair) for pair in ((least, most), limits[:2], limits[2:])
        )
        return (
            f"{known} to {possible} of {whole} alerts were {self.least.numerator.split()[0]}, {unverified} were never "
            f"verified ({shares}%; {100 * np.asarray(self.least.level):.12g}% CI of the whole range {union}, "
            f"of the share itself {narrower})"
        )


def precision_bounds(deployment: Deployment, *, method: str | None = None, level: float = 0.95) -> ShareBounds:
    """Return the least and the most that the share of true alerts can have been.

    Parameters
    ----------
    deployment : Deployment
        The counts, with unverified_alerts.
    method, level : str, float
        As for `disprop.proportion`; a level of 0.5 or more.

    Returns
    -------
    ShareBounds
        true_alerts / alerts and (true_alerts + unverified_alerts) / alerts, with two intervals.

    Raises
    ------
    DispropError
        When unverified_alerts was not published: not known is not none.

    Notes
    -----
    The narrower interval takes, in place of z, the c that solves c: N(c + width / s) - N(-c) = level, where s is the
    larger of the standard errors of the two bounds [1]_. Without unverified alerts it is the ordinary interval; the
    wider the bounds, the nearer each of its limits is to a one-sided one, where "mid-p", the default, can miss nearly
    twice as often as its level says: take "clopper-pearson" where that matters.

    References
    ----------
    .. [1] Imbens and Manski 2004, Econometrica 72: 1845-1857.

    Examples
    --------
    Of 42 alerts in London operators rejected 16 and lost 4; what does a rejection mean?

    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, rejected_alerts=16, lost_alerts=4)
    >>> print(alerts.precision_bounds(d))
    8 to 28 of 42 alerts were true, 20 were never verified
    (19.0 to 66.7%; 95% CI of the whole range 9.3 to 79.6, of the share itself 10.6 to 77.7)
    >>> print(alerts.precision_bounds(alerts.rejections_as_false(d)))
    8 to 12 of 42 alerts were true, 4 were never verified
    (19.0 to 28.6%; 95% CI of the whole range 9.3 to 43.5, of the share itself 10.5 to 41.1)
    """
    return _bounds(deployment, "precision", method, level)


def false_alert_share_bounds(deployment: Deployment, *, method: str | None = None, level: float = 0.95) -> ShareBounds:
    """Return the least and the most that the share of false alerts can have been.

    Parameters
    ----------
    deployment : Deployment
        The counts, with unverified_alerts.
    method, level : str, float
        As for `precision_bounds`.

    Returns
    -------
    ShareBounds
        false_alerts / alerts and (false_alerts + unverified_alerts) / alerts, with two intervals.

    Examples
    --------
    "81% wrong" is the upper end:

    >>> from disprop import alerts
    >>> print(alerts.false_alert_share_bounds(alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)))
    14 to 34 of 42 alerts were false, 20 were never verified
    (33.3 to 81.0%; 95% CI of the whole range 20.4 to 90.7, of the share itself 22.3 to 89.4)
    """
    return _bounds(deployment, "false_alert_share", method, level)


def verified_precision(deployment: Deployment, *, method: str | None = None, level: float = 0.95) -> AlertRate:
    """Return the share of verified alerts that were true: true_alerts / (true_alerts + false_alerts).

    It is the precision of all alerts only if those never verified are like the others, "missing at random".

    Parameters
    ----------
    deployment : Deployment
        The counts.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    AlertRate
        A proportion with `data` true_alerts and verified_alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.verified_precision(d))
    8 of 22 verified alerts were true, if the 20 never verified are like them, else 19.0% to 66.7%
    (36.4%, 95% CI 18.5 to 57.6)
    """
    return share(deployment, "verified_precision", method, level)


def verified_false_alert_share(deployment: Deployment, *, method: str | None = None, level: float = 0.95) -> AlertRate:
    """Return the share of verified alerts that were false: false_alerts / (true_alerts + false_alerts).

    Parameters
    ----------
    deployment : Deployment
        The counts.
    method, level : str, float
        As for `disprop.proportion`.

    Returns
    -------
    AlertRate
        A proportion with `data` false_alerts and verified_alerts; see `verified_precision` for what it assumes.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.verified_false_alert_share(d))
    14 of 22 verified alerts were false, if the 20 never verified are like them, else 33.3% to 81.0%
    (63.6%, 95% CI 42.4 to 81.5)
    """
    return share(deployment, "verified_false_alert_share", method, level)


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
    30 of 42 alerts were false, 4 were never verified: up to 81.0% is possible (71.4%, 95% CI 56.5 to 83.5)
    """
    rejected = checked(deployment).need("rejected_alerts", "rejections_as_false moves")
    unverified = deployment.need("unverified_alerts", "rejections_as_false moves rejected alerts out of")
    _arrays.at_most("rejected_alerts", rejected, "unverified_alerts", unverified, COUNTED_AS_FALSE)
    false = {name: deployment.known(name) for name in ("false_alerts", "false_alerts_unconfirmed")}
    more = {name: count + rejected for name, count in false.items() if count is not None}
    return replace(deployment, unverified_alerts=unverified - rejected, **more)  # type: ignore[arg-type]


def _bounds(deployment: Deployment, name: str, method: str | None, level: float) -> ShareBounds:
    levels = _arrays.level(level, "lower")
    checked(deployment).need("unverified_alerts", f"{name}_bounds counts")
    least, most = (share(deployment, each, method, level) for each in (name, f"{name}_bounds"))
    one_sided = ndtr(_critical(levels, least, most))
    low = share(deployment, name, least.method, one_sided, "lower").low
    high = share(deployment, f"{name}_bounds", least.method, one_sided, "upper").high
    return ShareBounds(least, most, Range(least.low, most.high), Range(low, high))


def _critical(level: FloatArray, least: AlertRate, most: AlertRate) -> FloatArray:
    """Return the c of Imbens and Manski (2004), between the one-sided and the two-sided normal quantile."""
    alerts, width = np.asarray(least.data["alerts"]), np.asarray(most.value - least.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        variances = [np.asarray(side.value * (1 - side.value)) for side in (least, most)]
        spread = np.sqrt(np.maximum(variances[0], variances[1]) / alerts)
        apart = np.where(spread > 0, width / spread, np.where(width > 0, np.inf, 0.0))
    low, high = (np.broadcast_to(ndtri(each), apart.shape) for each in (level, (1 + level) / 2))
    return root(lambda c: ndtr(c + apart) - ndtr(-c) - level, low, high)
