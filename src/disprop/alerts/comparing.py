"""Comparing the same rate of two deployments, and refusing to compare what does not have one denominator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from disprop._errors import DispropError, one_of
from disprop.alerts._metrics import BY_VERDICT
from disprop.estimate import Estimate, Number, scale_of
from disprop.proportions import risk_difference, risk_ratio

MEASURES = {"risk ratio": risk_ratio, "risk difference": risk_difference}
ACCEPTED = ("verification", "adjudicators")
OF_A_VERDICT = ("true", "false", "verified")  # words in the name of a count that depends on who decided


def compare(
    measure: str, *, group: Estimate, reference: Estimate, accept: str | Sequence[str] = (), **options: Any
) -> Estimate:
    """Return how many times higher a rate is in one deployment than in another, or by how much.

    The two must be the same rate. A share of alerts and a rate per face seen are both called "false alert rate" in
    print; their ratio means nothing, and is refused.

    Parameters
    ----------
    measure : str
        "risk ratio" or "risk difference".
    group, reference : Estimate
        The same rate of two deployments, such as two results of `false_alert_share`.
    accept : str or sequence of str
        What two deployments may differ in all the same: "verification", where alerts of either were never verified, or
        only one says how many were, so that the comparison is of what is known; "adjudicators", where different people
        decided which alerts were true.
    options : str, float
        `method=`, `level=` and `sides=`, passed on to `disprop.risk_ratio` or `disprop.risk_difference`.

    Returns
    -------
    Estimate
        Of the two proportions.

    Raises
    ------
    DispropError
        For two different rates, for what is not a rate of alerts, and for deployments that differ in what can be
        accepted, and is not.

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
    >>> unseen = alerts.false_alert_share(alerts.Deployment(true_alerts=2, false_alerts=2, unverified_alerts=10))
    >>> alerts.compare("risk ratio", group=unseen, reference=shares[1])
    Traceback (most recent call last):
    disprop.DispropError: alerts were not verified alike: of group 10 never were: 14.3% to 85.7% is possible;
    reference does not say how many never were. accept="verification" compares what is known
    """
    one_of("comparison of alerts", measure, MEASURES)
    for side, rate in (("group", group), ("reference", reference)):
        if "unverified" not in getattr(rate, "basis", {}):
            raise DispropError(f"{side} must be a rate of alerts, such as alerts.precision(deployment); got {rate!r}")
    if _kind(group) != _kind(reference):
        raise DispropError(
            f"group divides {_kind(group)}, reference {_kind(reference)}: only the same rate can be compared"
        )
    _verified_alike(group, reference, accepted := listed(accept))
    _judged_alike(group, reference, accepted)
    return MEASURES[measure](group=_pair(group), reference=_pair(reference), **options)


def listed(accept: str | Sequence[str]) -> tuple[str, ...]:
    """Return what is accepted, each a word that is known."""
    words = (accept,) if isinstance(accept, str) else tuple(accept)
    for word in words:
        one_of("thing to accept", word, ACCEPTED)
    return words


def _verified_alike(group: Estimate, reference: Estimate, accepted: tuple[str, ...]) -> None:
    """Refuse rates that alerts never verified could change; those of verified alerts alone leave them out by name.

    Alerts that nobody verified make two rates unlike even where both have some: nobody knows in which way.
    """
    fates = {group.basis["unverified"], reference.basis["unverified"]}
    if "verification" in accepted or not {*list(group.data)[:2]} & {*BY_VERDICT}:
        return
    if len(fates) > 1 or "taken either way" in fates:
        sides = "; ".join(_unverified(side, rate) for side, rate in (("group", group), ("reference", reference)))
        raise DispropError(f'alerts were not verified alike: {sides}. accept="verification" compares what is known')


def _unverified(side: str, rate: Estimate) -> str:
    if "unverified_alerts" not in rate.data:
        return f"{side} does not say how many never were"
    if rate.basis["unverified"] == "none":
        return f"of {side} all were"
    never = np.sum(rate.data["unverified_alerts"])
    least, most = (100 * float(end) / scale_of(rate) for end in (np.nanmin(rate.least), np.nanmax(rate.most)))
    return f"of {side} {never:,.0f} never were: {least:.3g}% to {most:.3g}% is possible"


def _judged_alike(group: Estimate, reference: Estimate, accepted: tuple[str, ...]) -> None:
    judged = any(word in name for name in list(group.data)[:2] for word in OF_A_VERDICT)
    if not judged or _judge(group) == _judge(reference) or "adjudicators" in accepted:
        return
    by = (_judge(rate) for rate in (group, reference))
    raise DispropError(
        f'which alerts were true was decided by {" for group, and by ".join(by)} for reference. accept="adjudicators" '
        "compares them all the same"
    )


def _judge(rate: Estimate) -> str:
    return rate.basis.get("adjudicated_by", "nobody named")


def _kind(rate: Estimate) -> str:
    return f"{rate.basis['counted']} by {rate.basis['over']}"


def _pair(rate: Estimate) -> tuple[Number, Number]:
    part, whole, *_ = rate.data.values()
    return part, whole
