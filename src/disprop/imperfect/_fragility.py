"""A claim about one ratio or difference: what other counts, or people, leave of it, and how few events it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from disprop._arrays import BoolArray, FloatArray
from disprop._errors import one_of, worded
from disprop.estimate import Estimate, Number, Result, family_of, from_family, scale_of
from disprop.imperfect._e_value import null_of
from disprop.imperfect._recorded import NAMES, truly
from disprop.intervals import Family

FOUR = ("rate ratio", "rate difference", "risk ratio", "risk difference", "odds ratio")
ALL = 256  # numbers of events that are tried one by one; beyond them limits move one way
# What k events that are wrong add to the side that has too many, and to the other one.
WRONG: dict[str, Callable[[FloatArray], tuple[Any, Any]]] = {
    "recoded": lambda k: (-k, k),
    "removed": lambda k: (-k, 0),
    "unstated": lambda k: (0, k),
    "rounding": lambda k: (-(k // 2), (k - 1) // 2),
}


class Claim(NamedTuple):
    """That an estimate, or its limit, is above a null, or below it."""

    estimate: Estimate
    family: Family
    null: float  # per 1
    of: str
    above: bool

    @classmethod
    def about(cls, estimate: Estimate, null: float | None, of: str = "limit") -> Claim:
        """Return the claim that an estimate of four known counts would bear out."""
        one_of("claim of an estimate", of, ("limit", "value"))
        left, family = null_of(estimate, null), family_of(estimate)
        if family is None or family.parameter not in FOUR or len(estimate.data) != 4 or np.ndim(estimate.value):
            raise worded("claim of four counts", "a claim", estimate)
        return cls(estimate, family, left / scale_of(estimate), of, bool(estimate.value > left))

    @property
    def sides(self) -> tuple[str, str]:
        """The side that has too many if the claim is wrong, and the other one."""
        return ("group", "reference") if self.above else ("reference", "group")

    @property
    def events(self) -> float:
        """How many events the side has that has too many."""
        return float([*self.estimate.data.values()][0 if self.above else 2])

    def falls(self, number: Any) -> BoolArray:
        """Return where a number does not bear the claim out."""
        return ~np.asarray(number > self.null if self.above else number < self.null)

    def at(self, assumed: Mapping[str, Any]) -> FloatArray:
        """Return the number that the claim is about, by the method of the estimate, if things were as assumed."""
        own, measure, counts = self.estimate, self.family.parameter, self._counts(assumed)
        found = from_family(self.family, counts, method=own.method, level=own.level, sides=own.sides)
        number: Any = found.value if self.of == "value" else found.low if self.above else found.high
        factor, power = assumed.get("unmeasured", 1.0), (1 if self.above else -1) * (1 + (measure == "odds ratio"))
        with np.errstate(all="ignore"):
            if measure == "rate ratio":
                people = counts["group_population"] / counts["reference_population"]
                number = truly(number, people, *(assumed.get(name, np.ones(())) for name in NAMES))
            return np.asarray(number / (factor**2 / (2 * factor - 1)) ** power / assumed.get("selection", 1.0))

    def _counts(self, assumed: Mapping[str, Any]) -> dict[str, FloatArray]:
        """Return the counts without what was recorded wrongly; of a whole, those who are moved take it with them."""
        data = self.estimate.data
        counts = {name: np.asarray(assumed.get(name.replace("_", " "), count)) for name, count in data.items()}
        counted, people = (name.removeprefix("group_") for name in [*data][:2])
        for wrong in filter(assumed.__contains__, WRONG):
            moved = (counted, people) if (wrong, people) == ("recoded", "whole") else (counted,)
            for side, change in zip(self.sides, WRONG[wrong](assumed[wrong]), strict=True):
                counts |= {name: np.maximum(counts[name] + change, 0.0) for name in (f"{side}_{own}" for own in moved)}
        shape = np.broadcast_shapes(*map(np.shape, counts.values()))
        return {name: np.broadcast_to(count, shape) for name, count in counts.items()}

    def fewest(self, wrong: str) -> float:
        """Return the fewest events that must be wrong, in this way, for the claim to fall; NaN where none do."""
        most = {"unstated": np.inf, "rounding": 2 * self.events + 1}.get(wrong, self.events)
        tried = np.unique(np.minimum([*range(ALL), *2.0 ** np.arange(8, 48)], most))
        while (fallen := self.falls(self.at({wrong: tried}))).any():
            first = int(fallen.argmax())
            if not first or tried[first] - tried[first - 1] == 1:
                return float(tried[first])
            tried = np.unique(np.rint(np.linspace(tried[first - 1], tried[first], ALL)))
        return float("nan")


class Fragility(Result):
    """How many events would have to be recorded wrongly for an interval to hold a null.

    Attributes
    ----------
    recoded : the fewest events that must be of the other side.
    removed : the fewest that must not have happened.
    events : of how many: those of the side that has too many.
    null : the ratio, or the difference.
    method : of the interval; another one may need more events, or fewer.
    level : of the interval.
    """

    recoded: Number
    removed: Number
    events: Number
    null: float
    method: str
    level: Number

    def __str__(self) -> str:
        """Write what would have to be true."""
        numbers = np.broadcast_arrays(self.recoded, self.removed, self.events, self.null, self.level)
        return "\n".join(self._line(*each) for each in zip(*map(np.ravel, numbers), strict=True))

    def _line(self, recoded: float, removed: float, events: float, null: float, level: float) -> str:
        holds = f"the {100 * level:.12g}% interval ({self.method}) holds {null:g}"
        if np.isnan(recoded):
            return f"undefined: there is no interval, or {null:g} is not reached"
        few = f"if {recoded:,.0f} of {events:,.0f} events are of the other side, or {removed:,.0f} did not happen"
        return f"{holds} {few if recoded else 'as it is'}"


def fragility(estimate: Estimate, *, null: float | None = None) -> Fragility:
    """Return how many events would have to be recorded wrongly for the interval of an estimate to hold `null`.

    Use it to see on how few events a claim stands. It is no measure of effect, and grows with the counts.

    Parameters
    ----------
    estimate : Estimate
        A ratio or a difference of two rates or risks, or an odds ratio, of known counts.
    null : float, optional
        In the unit of the estimate: 1 of a ratio and 0 of a difference, when left out.

    Returns
    -------
    Fragility
        Of the shape of the estimate, whole numbers: 0 where the interval holds `null` as it is, NaN where there is no
        interval. Events move from the side that has too many, to the other one (`recoded`) or nowhere (`removed`);
        of risks, who is moved takes the whole along, and who is removed stays in it.

    Raises
    ------
    DispropError
        For another estimate, and for a `null` that is not above 0 of a ratio.

    Notes
    -----
    Found with the method and the level of the estimate itself: one event fewer leaves `null` out. Every number up to
    255 is tried; from there on limits move one way, and the number is closed in on. The fragility index of trials is
    `removed`, with Fisher's test there [1]_.

    References
    ----------
    .. [1] Walsh and others 2014, Journal of Clinical Epidemiology 67: 622-628.

    Examples
    --------
    >>> from disprop import rate_ratio
    >>> from disprop.imperfect import fragility
    >>> print(fragility(rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))))
    the 95% interval (mid-p) holds 1 if 17 of 33 events are of the other side, or 18 did not happen
    """
    left, found = null_of(estimate, null), np.full((3, *np.shape(estimate.value)), np.nan)
    for at in map(tuple, np.argwhere(~np.isnan(estimate.low))):
        claim = Claim.about(estimate[at], null)
        found[:, *at] = claim.fewest("recoded"), claim.fewest("removed"), claim.events
    recoded, removed, events = (each[()] for each in found)
    return Fragility(recoded, removed, events, left, estimate.method, np.asarray(estimate.level)[()])
