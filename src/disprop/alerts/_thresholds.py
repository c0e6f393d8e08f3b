"""What comparing thresholds returns: rates, per alert and per face between breaks, the breaks, and how two compare."""

from collections.abc import Callable
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop.alerts._share import CHOICES
from disprop.estimate import Estimate, Record, corners_of, hull
from disprop.intervals._limits import mover_difference, mover_ratio
from disprop.pooling.breaks import Break

PER = 1_000  # faces
PER_ALERT, ALERTS_PER_FACE, PER_FACE = "false alerts per alert", "alerts per face", "false alerts per face"


class ThresholdRate(Record):
    """One rate at one threshold, beside the same rate at the lowest.

    Attributes
    ----------
    of : what it is the rate of: "false alerts per alert", "alerts per face" or "false alerts per face".
    when : the stretch of time in which what counts as a face is the same, as "2023-04 to 2023-11"; empty per alert, and
        where no periods were given.
    threshold : the threshold.
    rate : the rate, as `pool` estimates it.
    reference : the threshold that it is compared with; the lowest of those beside it.
    ratio, difference : this rate over, and less, that of the reference; None for the reference itself.
    deployments : how many there were.
    part, whole : the counts, added up.
    unverified : alerts that nobody verified; 0 where none was published.
    became : what became of them: "range", where any of them may belong to `part`, "left-out" or "false".
    """

    of: str
    when: str
    threshold: float
    rate: Estimate
    reference: float
    ratio: Estimate | None
    difference: Estimate | None
    deployments: int
    part: int
    whole: int
    unverified: int
    became: str

    @property
    def label(self) -> str:
        """What it is of, when, and at which threshold."""
        return ", ".join(filter(None, (self.of, self.when, f"{self.threshold:g}")))

    def __str__(self) -> str:
        """Write the counts, the rate, and how it compares."""
        per = self.rate if self.of == PER_ALERT else self.rate.per(PER)
        times = "" if self.ratio is None else f"; {self.ratio} times that of {self.reference:g}"
        many = "1 deployment" if self.deployments == 1 else f"{self.deployments:,} deployments"
        counts = f"{self.part:,} of {self.whole:,} in {many}{self._remark()}"
        return f"{self.label}: {counts}; {self.rate.measure} {per}{times}"

    def _remark(self) -> str:
        possible = f": up to {self.part + self.unverified:,} is possible" if self.became == "range" else ""
        return f", {self.unverified:,} {CHOICES[self.became][1]}{possible}" if self.unverified else ""


class BreakAtThreshold(Record):
    """A break in alerts per face, and what changed at the thresholds that were used on both sides of it.

    Attributes
    ----------
    found : the break, over all thresholds.
    unchanged : threshold and ratio, alerts per face after over before. A ratio near 1 says that the break comes from a
        change of thresholds; a ratio like that of the break, that it does not.
    """

    found: Break
    unchanged: tuple[tuple[float, Estimate], ...]

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The change in alerts per face at each threshold of both sides."""
        return {f"alerts per face after over before, {threshold:g}": times for threshold, times in self.unchanged}

    def __str__(self) -> str:
        """Write the break, and how far the thresholds can account for it."""
        beside = "; ".join(f"at {threshold:g}, used on both sides, {times}" for threshold, times in self.unchanged)
        return f"{self.found}; {beside or 'no threshold was used on both sides, so it may be due to them'}"


class ThresholdComparison(Record):
    """What each threshold did, per alert and per face.

    Attributes
    ----------
    per_alert : the share of alerts that were false, a rate for each threshold.
    per_face : the rates per face, between one break and the next; empty where there is nothing to say per face.
    breaks : the breaks between these.
    missing : why nothing is said per face; empty where it is.
    """

    per_alert: tuple[ThresholdRate, ...]
    per_face: tuple[ThresholdRate, ...]
    breaks: tuple[BreakAtThreshold, ...]
    missing: str

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimates of each rate by what it is of, when, and at which threshold."""
        rates = (*self.per_alert, *self.per_face)
        return {f"{rate.label}, {name}": own for rate in rates for name, own in rate.estimates.items()}

    def __str__(self) -> str:
        """Write everything, with the breaks that the rates per face are kept apart by."""
        breaks = [f"Not compared per face across a break in alerts per face, {each}." for each in self.breaks]
        missing = [f"Per face: {self.missing}."] if self.missing else []
        return "\n".join(map(str, (*self.per_alert, *self.per_face, *missing, *breaks)))


Of = Callable[..., Any]  # of two numbers, or of two with their limits


def ratio(one: Estimate, other: Estimate) -> Estimate:
    """Return one over the other; infinite where only the other is 0, undefined where both are."""
    return _compared("ratio between thresholds", np.divide, mover_ratio, one, other)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return one less the other."""
    return _compared("difference between thresholds", np.subtract, mover_difference, one, other)


@np.errstate(all="ignore")  # nothing over nothing
def _compared(measure: str, value: Of, limits: Of, one: Estimate, other: Estimate) -> Estimate:
    """Return the comparison; of counts known only in part what each that is possible gives beside each of the other."""

    def of(one: FloatArray, other: FloatArray) -> list[FloatArray]:
        return [value(one[0], other[0]), *limits(one[0], one[1:], other[0], other[1:])]

    plain = _estimate(measure, one, *of(_numbers(one), _numbers(other)))
    ones, others = (each if (corners := corners_of(each)) is None else corners for each in (one, other))
    if ones is one and others is other:
        return plain
    every = of(_numbers(ones).reshape(3, -1, 1), _numbers(others).reshape(3, 1, -1))
    ends, (low, _), (_, high) = ([np.fmin.reduce(each, axis=None), np.fmax.reduce(each, axis=None)] for each in every)
    return hull(_estimate(measure, one, np.array(ends), np.full(2, low), np.full(2, high)), plain)


def _numbers(of: Estimate) -> FloatArray:
    return np.array([of.value, of.low, of.high])


def _estimate(measure: str, one: Estimate, value: FloatArray, low: FloatArray, high: FloatArray) -> Estimate:
    return Estimate(value[()], low[()], high[()], one.level, f"mover-{one.method}", measure)
