"""The counts of a facial-recognition deployment, as published: what was not published stays None."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import DispropError, FloatArray

# Each part lies within its whole, where both were published.
WITHIN = (
    ("stops_on_true_alerts", "true_alerts"),
    ("stops_on_false_alerts", "false_alerts"),
    ("arrests_on_true_alerts", "true_alerts"),
    ("arrests_on_false_alerts", "false_alerts"),
    ("arrests_on_true_alerts", "stops_on_true_alerts"),
    ("arrests_on_false_alerts", "stops_on_false_alerts"),
    ("alerts", "faces_seen"),
    ("true_alerts", "mated_passes"),
    ("false_alerts", "non_mated_passes"),
)
SUMS = {
    "stops": ("stops_on_true_alerts", "stops_on_false_alerts"),
    "arrests": ("arrests_on_true_alerts", "arrests_on_false_alerts"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deployment:
    """The counts of one deployment, or of several as arrays of one shape.

    What was not published is None, which is not 0: a rate that needs it is refused. Counts that do not fit
    together (more stops on false alerts than false alerts) are refused by name, never repaired.

    Parameters
    ----------
    true_alerts, false_alerts : array_like of int
        Alerts that were the person on the watchlist, and alerts that were somebody else.
    unverified_alerts : array_like of int, optional
        Alerts of which nobody established which they were.
    faces_seen : array_like of int, optional
        Faces that the system saw. How they are counted differs between forces and over time.
    watchlist : array_like of int, optional
        Images on the watchlist.
    stops_on_true_alerts, stops_on_false_alerts : array_like of int, optional
        Alerts after which somebody was stopped (engaged).
    arrests_on_true_alerts, arrests_on_false_alerts : array_like of int, optional
        Alerts after which somebody was arrested. An arrest after a false alert is not a true alert.
    mated_passes, non_mated_passes : array_like of int, optional
        Passes by people who are on the watchlist, and by people who are not. Known only where volunteers were
        seeded or everybody was identified; the true and false alerts must then be those of these passes.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, watchlist=2226)
    >>> print(alerts.false_alert_share(d))
    12 of 14 alerts were false (85.7%, 95% CI 60.1 to 96.0)
    """

    true_alerts: ArrayLike
    false_alerts: ArrayLike
    unverified_alerts: ArrayLike | None = None
    faces_seen: ArrayLike | None = None
    watchlist: ArrayLike | None = None
    stops_on_true_alerts: ArrayLike | None = None
    stops_on_false_alerts: ArrayLike | None = None
    arrests_on_true_alerts: ArrayLike | None = None
    arrests_on_false_alerts: ArrayLike | None = None
    mated_passes: ArrayLike | None = None
    non_mated_passes: ArrayLike | None = None

    def __post_init__(self) -> None:
        """Validate the published counts and bring them to one shape."""
        for name in ("true_alerts", "false_alerts"):
            if getattr(self, name) is None:
                raise DispropError(f"{name} is needed by every rate of alerts; got None, which is not 0")
        published = dict(self._published())
        read = {name: _arrays.counts(name, value) for name, value in published.items()}
        for name, array in _arrays.broadcast(published, read).items():
            object.__setattr__(self, name, array)
        for part, whole in WITHIN:
            parts, wholes = self.known(part), self.known(whole)
            if parts is not None and wholes is not None:
                _arrays.at_most(part, parts, whole, wholes)

    def _published(self) -> Iterator[tuple[str, ArrayLike]]:
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return ((name, value) for name, value in values if value is not None)

    @property
    def alerts(self) -> FloatArray:
        """All alerts: true, false, and those never verified."""
        parts = (self.known(name) for name in ("true_alerts", "false_alerts", "unverified_alerts"))
        return sum((part for part in parts if part is not None), start=_arrays.ZERO)

    def known(self, name: str) -> FloatArray | None:
        """Return a count, or the sum of its parts; None when it, or a part, was not published."""
        if name == "alerts":
            return self.alerts
        parts = [getattr(self, part) for part in SUMS.get(name, (name,))]
        return None if any(part is None for part in parts) else sum(parts, start=_arrays.ZERO)

    def need(self, name: str, sentence: str, instead: str = "") -> FloatArray:
        """Return a count that a rate cannot do without, or refuse with `sentence` and what can be had instead."""
        count = self.known(name)
        if count is None:
            names = " and ".join(part for part in SUMS.get(name, (name,)) if getattr(self, part) is None)
            hint = f"; {instead}" if instead else ""
            raise DispropError(f"{sentence} {names}, which this deployment did not publish{hint}")
        return count
