"""What becomes of alerts that nobody verified: rejections that were false, and what a claim assumes of the others."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import one_of
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import checked
from disprop.estimate import Number

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
    part, whole, unverified, share = _arrays.broadcast(
        {}, {**counts, "claim": _arrays.probability("claim", claim)}
    ).values()
    needed = np.maximum(_fewest(share, whole) - part, 0)
    with np.errstate(invalid="ignore"):
        return np.where((whole > 0) & (needed <= unverified), needed / np.maximum(unverified, 1), np.nan)[()]


def _fewest(share: FloatArray, whole: FloatArray) -> FloatArray:
    """Return the smallest count k with k / whole >= share; share * whole alone can be off by its last digit."""
    count = np.ceil(share * whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = count - ((count >= 1) & ((count - 1) / whole >= share))
        return count + (count / whole < share)
