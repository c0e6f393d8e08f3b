"""A deployment from a list of its alerts, one status each."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from disprop._errors import Said, advised, one_of, refused
from disprop.alerts._deployment import STATUSES, Deployment

COUNTED = tuple(dict.fromkeys(name for names in STATUSES.values() for name in names))


def from_statuses(statuses: Iterable[str], **published: Any) -> Deployment:
    """Return the deployment whose alerts had these statuses, one for each alert.

    Parameters
    ----------
    statuses : iterable of str
        "true_confirmed" and "false_confirmed" where it was established by engaging with the person;
        "true_unconfirmed" and "false_unconfirmed" where otherwise; "engaged" where officers engaged, but what came out
        is not known; "lost" where nobody was found; "operator_rejected" where nobody looked; "unknown". The list has
        to be complete: an alert that is not in it is not counted.
    published : array_like of int
        Further counts of the `Deployment`, such as faces_seen; `alerts=` checks that the list is complete.

    Returns
    -------
    Deployment
        With the counts. Those rejected by operators are unverified; `rejections_as_false` counts them as false.

    Raises
    ------
    DispropError
        For a status that is not one of these.

    Examples
    --------
    >>> from disprop import alerts
    >>> seen = ["true_confirmed"] * 8 + ["false_confirmed"] * 14 + ["lost"] * 4 + ["operator_rejected"] * 16
    >>> print(alerts.precision(alerts.from_statuses(seen, alerts=42)))
    8 to 28 of 42 alerts were true, 20 were never verified (between 19.0% and 66.7%, 95% CI 9.3 to 79.6)
    """
    if isinstance(statuses, str):
        raise refused("statuses", "must be a list with one status for each alert", Said(f"the text {statuses!r}"))
    counts: Counter[str] = Counter()
    for status in statuses:
        one_of("status of an alert", status, STATUSES)
        counts.update(STATUSES[status])
    if twice := sorted(set(COUNTED) & set(published)):
        both = " and ".join(twice)
        raise advised(f"{both} come from the statuses", "; leave them out", what=both, got=published[twice[0]])
    counted: dict[str, Any] = {name: counts[name] for name in COUNTED}
    return Deployment(**counted, **published)
