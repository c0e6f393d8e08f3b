"""Comparing the same rate of two deployments, and refusing to compare what does not have one denominator."""

from __future__ import annotations

from typing import Any

from disprop._arrays import DispropError, unknown
from disprop.alerts._share import AlertRate
from disprop.estimate import Estimate, Number
from disprop.proportions import risk_difference, risk_ratio

MEASURES = {"risk ratio": risk_ratio, "risk difference": risk_difference}


def compare(measure: str, *, group: AlertRate, reference: AlertRate, **options: Any) -> Estimate:
    """Return how many times higher a rate is in one deployment than in another, or by how much.

    The two must be the same rate. A share of alerts and a rate per face seen are both called "false alert rate" in
    print; their ratio means nothing, and is refused.

    Parameters
    ----------
    measure : str
        "risk ratio" or "risk difference".
    group, reference : AlertRate
        The same rate of two deployments, such as two results of `false_alert_share`.
    options : str, float
        `method=`, `level=` and `sides=`, passed on to `disprop.risk_ratio` or `disprop.risk_difference`.

    Returns
    -------
    Estimate
        Of the two proportions.

    Raises
    ------
    DispropError
        For two different rates, and for what is not a rate of alerts.

    Examples
    --------
    >>> from disprop import alerts
    >>> earlier = alerts.Deployment(true_alerts=2, false_alerts=12)
    >>> later = alerts.Deployment(true_alerts=1, false_alerts=7, faces_seen=8600)
    >>> shares = [alerts.false_alert_share(d) for d in (later, earlier)]
    >>> print(alerts.compare("risk ratio", group=shares[0], reference=shares[1]))
    1.021 (95% CI 0.593 to 1.524)
    >>> alerts.compare("risk ratio", group=alerts.false_alert_rate(later), reference=shares[1])
    Traceback (most recent call last):
    disprop.DispropError: group divides false alerts by faces seen, reference false alerts by alerts: ...
    """
    if measure not in tuple(MEASURES):
        raise unknown("comparison of alerts", measure, MEASURES)
    for side, rate in (("group", group), ("reference", reference)):
        if not isinstance(rate, AlertRate):
            raise DispropError(f"{side} must be a rate of alerts, such as alerts.precision(deployment); got {rate!r}")
    if (group.numerator, group.denominator) != (reference.numerator, reference.denominator):
        raise DispropError(
            f"group divides {group.numerator} by {group.denominator}, "
            f"reference {reference.numerator} by {reference.denominator}: only the same rate can be compared"
        )
    return MEASURES[measure](group=_pair(group), reference=_pair(reference), **options)


def _pair(rate: AlertRate) -> tuple[Number, Number]:
    part, whole, *_ = rate.data.values()
    return part, whole
