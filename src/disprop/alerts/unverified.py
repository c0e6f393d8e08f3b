"""Alerts that operators rejected: what becomes of the counts if every rejection was right."""

from __future__ import annotations

from dataclasses import replace

from disprop import _arrays
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import checked

COUNTED_AS_FALSE = "; are these rejections counted as false already?"


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
