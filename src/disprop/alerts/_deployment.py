"""The counts of a facial-recognition deployment, as published or from the status of each of its alerts.

What was not published stays None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from disprop import _arrays, _data
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, advised, one_of, refused, worded
from disprop._estimated import gathered
from disprop._sets import Between, KnownInPartError, as_set

_KNOWN = _data.read("alerts", "counts.json")
# Counts that are the sum of others (alerts that nobody verified belong to the alerts where they were published), and
# those that may be printed both as a whole and in parts.
SUMS, PRINTED = ({name: tuple(parts) for name, parts in _KNOWN[kind].items()} for kind in ("sums", "printed"))
WITHIN = _KNOWN["within"]  # each part lies within its whole, where both were published
STATUSES = _KNOWN["statuses"]  # each beside the counts to which it adds one alert; confirmed: the person was engaged
ALL = ("alerts", "pursued_alerts")  # among which those never verified are
TOTAL_ONLY = "; a total of alerts does not say which were right: subtract only if every alert was verified"
UNVERIFIED = "; alerts of which nobody established which they were belong in unverified_alerts"


Span = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Deployment:
    """The counts of one deployment, or of several as arrays of one shape.

    What was not published is None, which is not 0: a rate that needs it is refused. Counts that do not fit
    together (more stops on false alerts than false alerts) are refused by name, never repaired.

    A count that is known only in part can be `disprop.between(2, 4)`: each rate then says what the combinations allow
    that fit together.

    What an alert was (true, false, never verified) and what was done about it (rejected by an operator, lost in the
    crowd, engaged) are two questions; the counts answer them separately.

    Parameters
    ----------
    true_alerts, false_alerts : array_like of int
        Alerts that were the person on the watchlist, and alerts that were somebody else. May be left out where both
        their confirmed and unconfirmed parts are given.
    unverified_alerts : array_like of int, optional
        Alerts of which nobody established which they were.
    faces_seen : array_like of int, optional
        Faces that the system saw. How they are counted differs between forces and over time.
    watchlist : array_like of int, optional
        Images on the watchlist.
    stops_on_true_alerts, stops_on_false_alerts : array_like of int, optional
        Alerts after which somebody was stopped: all such alerts, as whoever is stopped is taken to be identified.
    arrests_on_true_alerts, arrests_on_false_alerts : array_like of int, optional
        Alerts after which somebody was arrested: the person on the watchlist, and somebody else. An arrest after a
        false alert is not a true alert.
    mated_passes, non_mated_passes : array_like of int, optional
        Passes by people who are on the watchlist, and by people who are not. Known only where volunteers were
        seeded or everybody was identified; the true and false alerts must then be those of these passes.
    alerts : array_like of int, optional
        All alerts, where they were printed: they must be true + false + unverified alerts.
    true_alerts_confirmed, false_alerts_confirmed : array_like of int, optional
        The true and false alerts that were established by engaging with the person.
    true_alerts_unconfirmed, false_alerts_unconfirmed : array_like of int, optional
        Those that were established otherwise: by an operator, or in a later review.
    rejected_alerts : array_like of int, optional
        Alerts that an operator rejected, whether they are counted as false or as unverified.
    lost_alerts : array_like of int, optional
        Alerts that were pursued, but the person was not found.
    engaged_alerts : array_like of int, optional
        Alerts after which officers spoke to somebody, stopped or not.
    de_arrests, charges : array_like of int, optional
        Arrests that were taken back, and arrests that led to a charge.
    adjudicated_by : str, optional
        Who established which alerts were true, such as "officers" or "an independent panel". Results say it.

    Examples
    --------
    >>> from disprop import alerts
    >>> d = alerts.Deployment(true_alerts=2, false_alerts=12, watchlist=2226)
    >>> print(alerts.false_alert_share(d))
    12 of 14 alerts were false (85.7%, 95% CI 60.3 to 97.5)

    What was published, and nothing else, is shown:

    >>> d
    Deployment(true_alerts=2, false_alerts=12, watchlist=2226)

    The total is checked, and is no substitute for its parts:

    >>> alerts.Deployment(alerts=42, true_alerts=8, false_alerts=14)
    Traceback (most recent call last):
    disprop.DispropError: alerts must not exceed true_alerts + false_alerts; got 42 of 22; one of the two ...
    """

    true_alerts: ArrayLike | None = None
    false_alerts: ArrayLike | None = None
    unverified_alerts: ArrayLike | None = None
    faces_seen: ArrayLike | None = None
    watchlist: ArrayLike | None = None
    stops_on_true_alerts: ArrayLike | None = None
    stops_on_false_alerts: ArrayLike | None = None
    arrests_on_true_alerts: ArrayLike | None = None
    arrests_on_false_alerts: ArrayLike | None = None
    mated_passes: ArrayLike | None = None
    non_mated_passes: ArrayLike | None = None
    alerts: ArrayLike | None = None
    true_alerts_confirmed: ArrayLike | None = None
    true_alerts_unconfirmed: ArrayLike | None = None
    false_alerts_confirmed: ArrayLike | None = None
    false_alerts_unconfirmed: ArrayLike | None = None
    rejected_alerts: ArrayLike | None = None
    lost_alerts: ArrayLike | None = None
    engaged_alerts: ArrayLike | None = None
    de_arrests: ArrayLike | None = None
    charges: ArrayLike | None = None
    adjudicated_by: str | None = None

    def __post_init__(self) -> None:
        """Validate the published counts and bring them to one shape."""
        if self.adjudicated_by is not None and not isinstance(self.adjudicated_by, str):
            raise refused("adjudicated_by", "must be text, such as 'officers'", self.adjudicated_by)
        self._read({name: gathered(name, count) for name, count in self._published()})
        self._add_up()
        for part, whole in WITHIN:
            parts, wholes = self._span(part), self._span(whole)
            if parts is not None and wholes is not None:
                _arrays.at_most(part, parts[0], whole, wholes[1])

    def _read(self, published: dict[str, Any]) -> None:
        """Bring the counts to one shape, those known only in part as they are."""
        sets = {name: count for name, count in published.items() if isinstance(count, Between)}
        numbers = {name: count for name, count in published.items() if name not in sets}
        read = {name: _arrays.counts(name, count) for name, count in numbers.items()}
        arrays = _arrays.broadcast(numbers, read | {name: among.low for name, among in sets.items()})
        for name, array in arrays.items():
            object.__setattr__(self, name, sets[name].of_shape(array.shape) if name in sets else array)

    def __repr__(self) -> str:
        """Show what was published, and nothing else."""
        shown = [f"{name}={_shown(count)}" for name, count in self._published()]
        by = [f"adjudicated_by={self.adjudicated_by!r}"] if self.adjudicated_by else []
        return f"Deployment({', '.join([*shown, *by])})"

    def _published(self) -> Iterator[tuple[str, Any]]:
        values = ((name, getattr(self, name)) for name in COUNTS)
        return ((name, value) for name, value in values if value is not None)

    def _in_part(self, name: str) -> bool:
        """Return whether a count, or one that it is the sum of, is known only in part: it is then checked when used."""
        fields = [*fields_of(name), *(("unverified_alerts",) if name in ALL else ())]
        unsaid = [part for field in fields if getattr(self, field) is None for part in PRINTED.get(field, ())]
        return any(isinstance(getattr(self, field), Between) for field in (*fields, *unsaid))

    def _add_up(self) -> None:
        """Add true and false alerts up from their parts where only these were printed; check printed totals."""
        for name, parts in PRINTED.items():
            split = all(getattr(self, part) is not None for part in parts)
            if getattr(self, name) is None and not split:
                hint = "" if self.alerts is None else TOTAL_ONLY
                raise refused(name, "is needed by every rate of alerts", Said("None, which is not 0"), hint=hint)
            if split and getattr(self, name) is not None:
                self._equal(name, parts)
            elif split and not any(map(self._in_part, parts)):
                object.__setattr__(self, name, self.known(name))
        if self.alerts is not None:
            unverified = () if self.unverified_alerts is None else ("unverified_alerts",)
            self._equal("alerts", (*SUMS["alerts"], *unverified), UNVERIFIED)

    def _equal(self, name: str, parts: tuple[str, ...], hint: str = "") -> None:
        """Refuse a printed total that its printed parts cannot add up to."""
        total, span, words = as_set(getattr(self, name)), self._sum(parts), " + ".join(parts)
        if span is not None:
            _arrays.at_most(words, span[0], name, total.high)
            _arrays.at_most(name, total.low, words, span[1], hint)

    def _sum(self, parts: tuple[str, ...]) -> Span | None:
        """Return between what a sum of counts lies; None where one was not published."""
        spans = [span for part in parts if (span := self._span(part)) is not None]
        if len(spans) < len(parts):
            return None
        least = np.asarray(sum((low for low, _ in spans), start=_arrays.ZERO))
        if all(low is high for low, high in spans):
            return least, least
        return least, np.asarray(sum((high for _, high in spans), start=_arrays.ZERO))

    def _span(self, name: str) -> Span | None:
        """Return the smallest and the largest that a count, or a sum of counts, may be; None if not published."""
        if name == "pursued_alerts":
            every, rejected = self._span("alerts"), self._span("rejected_alerts")
            return None if every is None or rejected is None else (every[0] - rejected[1], every[1] - rejected[0])
        if name == "alerts":
            return self._sum((*SUMS[name], *(() if self.unverified_alerts is None else ("unverified_alerts",))))
        count = getattr(self, name) if name in COUNTS else None
        if count is not None:
            return (count.low, count.high) if isinstance(count, Between) else (count, count)
        parts = SUMS.get(name, PRINTED.get(name))
        return None if parts is None else self._sum(parts)

    def known(self, name: str) -> FloatArray | None:
        """Return a count, or the sum of its parts; None when it, or a part, was not published.

        One that is known only in part is refused: a rate answers that with what is possible.
        """
        if self._in_part(name):
            raise KnownInPartError(f"{name} of this deployment is known only in part", what=name)
        span = self._span(name)
        return None if span is None else span[1]

    def need(self, name: str, sentence: str, instead: str = "") -> FloatArray:
        """Return a count that a rate cannot do without, or refuse with `sentence` and what can be had instead."""
        count = self.known(name)
        if count is None:
            names = " and ".join(part for part in fields_of(name) if getattr(self, part) is None)
            hint = f"; {instead}" if instead else ""
            raise advised(f"{sentence} {names}, which this deployment did not publish", hint, what=names, got=None)
        return count


def fields_of(name: str) -> tuple[str, ...]:
    """Return the published counts that a count is made of."""
    return (*SUMS["alerts"], "rejected_alerts") if name == "pursued_alerts" else SUMS.get(name, (name,))


def _shown(count: Any) -> str:
    """Write a count as it was given."""
    return repr(count) if isinstance(count, Between) else repr(np.asarray(count, dtype=int).tolist())


COUNTS = tuple(each.name for each in fields(Deployment) if each.name != "adjudicated_by")


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
        raise worded("counts of statuses", " and ".join(twice), published[twice[0]])
    counted: dict[str, Any] = {name: counts[name] for name in COUNTED}
    return Deployment(**counted, **published)
