"""What would have to be true of the alerts that nobody verified for a claim about all alerts to hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import one_of
from disprop.alerts._deployment import Deployment
from disprop.alerts._share import checked
from disprop.estimate import Number, Result

KINDS = ("true_alerts", "false_alerts")


@dataclass(frozen=True, eq=False, repr=False)
class TippingPoint(Result):
    """How many of the alerts never verified must count for a claim to hold.

    Attributes
    ----------
    claim : the share claimed.
    needed : the fewest unverified alerts that must count; 0 where the claim holds without any.
    share : needed / unverified_alerts; above 1 where the claim cannot hold.
    unverified_alerts : how many there are.
    kind : "true" or "false": what the claim says the alerts were.
    """

    claim: Number
    needed: Number
    share: Number
    unverified_alerts: Number
    kind: str

    def __str__(self) -> str:
        """Write when the claim holds."""
        return "\n".join(self._line(at) for at in np.ndindex(np.shape(self.share)))

    def _line(self, at: tuple[int, ...]) -> str:
        numbers = (self.claim, self.needed, self.share, self.unverified_alerts)
        claim, needed, share, unverified = (float(np.asarray(each)[at]) for each in numbers)
        said, rest = f"at least {claim:.1%} of alerts were {self.kind}", f"{unverified:,.0f} never verified were"
        if np.isnan(needed):
            return "undefined (alerts is 0)"
        if needed == 0:
            return f"{said}, whatever the {rest}"
        if needed > unverified:
            return f"it cannot be that {said}, even if all {rest}"
        return f"{said} if {needed:,.0f} or more of the {rest} ({share:.1%})"


def tipping_point(deployment: Deployment, *, claim: ArrayLike, of: str = "true_alerts") -> TippingPoint:
    """Return how many of the alerts never verified must have been true, or false, for a claim to hold.

    Use it to judge a claim about all alerts by what it assumes of those that nobody looked at.

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
    TippingPoint
        With the number needed, and its share of the unverified alerts.

    Raises
    ------
    DispropError
        When unverified_alerts was not published, and for a claim that is not a share.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20)
    >>> print(alerts.tipping_point(d, claim=0.5))
    at least 50.0% of alerts were true if 13 or more of the 20 never verified were (65.0%)
    >>> print(alerts.tipping_point(d, claim=0.8, of="false_alerts"))
    at least 80.0% of alerts were false if 20 or more of the 20 never verified were (100.0%)
    >>> print(alerts.tipping_point(d, claim=0.7))
    it cannot be that at least 70.0% of alerts were true, even if all 20 never verified were
    """
    one_of("kind of alert", of, KINDS)
    unverified = checked(deployment).need("unverified_alerts", "tipping_point counts")
    counts = {of: deployment.need(of, ""), "alerts": deployment.need("alerts", ""), "unverified_alerts": unverified}
    part, whole, unverified, share = _arrays.broadcast(
        {}, {**counts, "claim": _arrays.probability("claim", claim)}
    ).values()
    needed = np.where(whole == 0, np.nan, np.maximum(_fewest(share, whole) - part, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        of_them = np.where(needed == 0, 0.0, needed / unverified)
    return TippingPoint(share[()], needed[()], of_them[()], unverified[()], of.split("_", maxsplit=1)[0])


def _fewest(share: FloatArray, whole: FloatArray) -> FloatArray:
    """Return the smallest count k with k / whole >= share; share * whole alone can be off by its last digit."""
    count = np.ceil(share * whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = count - ((count >= 1) & ((count - 1) / whole >= share))
        return count + (count / whole < share)
