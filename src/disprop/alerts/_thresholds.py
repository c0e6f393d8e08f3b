"""What comparing thresholds returns: rates, per alert and per face between breaks, the breaks, and how two compare."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop.alerts._share import CHOICES
from disprop.estimate import Estimate, Record, corners_of, hull
from disprop.intervals._limits import mover_difference, mover_ratio
from disprop.pooling._pooled_share import PooledDeployments
from disprop.pooling.breaks import Break

PER = 1_000  # faces
NUMBERS = ("value", "low", "high", "least", "most")


class ThresholdRate(Record):
    """One rate at one threshold, beside the same rate at the lowest.

    Attributes
    ----------
    threshold : the threshold.
    deployments : how many there were.
    part, whole : the counts, added up.
    pooled : what `pool` returns for them; `pooled.estimate` is the rate.
    reference : the threshold that it is compared with; the lowest of those beside it.
    ratio, difference : this rate over, and less, that of the reference; None for the reference itself.
    unverified : alerts that nobody verified; 0 where none was published.
    became : what became of them: "range", where any of them may belong to `part`, "left-out" or "false".
    """

    threshold: float
    pooled: PooledDeployments
    reference: float
    ratio: Estimate | None
    difference: Estimate | None
    deployments: int = 0
    part: int = 0
    whole: int = 0
    unverified: int = 0
    became: str = "range"

    @property
    def estimate(self) -> Estimate:
        """The rate, with its interval."""
        return self.pooled.estimate

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The rate, and its ratio to and difference from that of the reference."""
        named = {"rate": self.estimate, "ratio": self.ratio, "difference": self.difference}
        return {name: each for name, each in named.items() if each is not None}

    def __str__(self) -> str:
        """Write the counts, the rate, and how it compares."""
        per = self.estimate if self.pooled.kind == "alerts" else self.estimate.per(PER)
        times = "" if self.ratio is None else f"; {self.ratio} times that of {self.reference:g}"
        many = "1 deployment" if self.deployments == 1 else f"{self.deployments:,} deployments"
        counts = f"{self.part:,} of {self.whole:,} in {many}{self._remark()}"
        return f"{self.threshold:g}: {counts}; {self.estimate.measure} {per}{times}"

    def _remark(self) -> str:
        possible = f": up to {self.part + self.unverified:,} is possible" if self.became == "range" else ""
        return f", {self.unverified:,} {CHOICES[self.became][1]}{possible}" if self.unverified else ""


class Segment(Record):
    """The rates per face of a stretch of time in which what counts as a face is the same.

    Attributes
    ----------
    first, last : its first and last period; empty where no periods were given.
    alerts, false_alerts : each per face seen, a rate for each threshold that was used.
    """

    first: str
    last: str
    alerts: tuple[ThresholdRate, ...]
    false_alerts: tuple[ThresholdRate, ...]

    def __str__(self) -> str:
        """Write both rates for each threshold."""
        when = f", {self.first} to {self.last}" if self.first else ""
        kinds = (("Alerts", self.alerts), ("False alerts", self.false_alerts))
        return "\n".join(f"{name} of all faces seen{when}:\n{_lines(rates)}" for name, rates in kinds)


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
    segments : the rates per face, between one break and the next; empty where there is nothing to say per face.
    breaks : the breaks between the segments.
    missing : why nothing is said per face; empty where it is.
    """

    per_alert: tuple[ThresholdRate, ...]
    segments: tuple[Segment, ...]
    breaks: tuple[BreakAtThreshold, ...]
    missing: str

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimates of each rate by what it is of, when, and at which threshold."""
        return {
            ", ".join(filter(None, (measure, first and f"{first} to {last}", f"{rate.threshold:g}", name))): estimate
            for measure, first, last, rate in self._each()
            for name, estimate in rate.estimates.items()
        }

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each rate; pandas and Polars make a frame of these."""
        rows = [_row(*each) for each in self._each()]
        return {name: [row[name] for row in rows] for name in rows[0]}

    def _each(self) -> Iterator[tuple[str, str, str, ThresholdRate]]:
        """Yield each rate with what it is of, and when."""
        yield from (("false alerts per alert", "", "", rate) for rate in self.per_alert)
        for each in self.segments:
            for name, rates in (("alerts per face", each.alerts), ("false alerts per face", each.false_alerts)):
                yield from ((name, each.first, each.last, rate) for rate in rates)

    def __str__(self) -> str:
        """Write everything, with the breaks that the rates per face are kept apart by."""
        head = f"False alerts of all alerts, by threshold:\n{_lines(self.per_alert)}"
        breaks = [f"Not compared per face across a break in alerts per face, {each}." for each in self.breaks]
        faces = [f"Per face: {self.missing}."] if self.missing else [*map(str, self.segments), *breaks]
        return "\n".join([head, *faces])


def _lines(rates: tuple[ThresholdRate, ...]) -> str:
    return "\n".join(f"  {rate}" for rate in rates)


def _row(measure: str, first: str, last: str, rate: ThresholdRate) -> dict[str, object]:
    names = ("deployments", "part", "whole", "unverified", "became")
    counts = {name: getattr(rate, name) for name in names}
    numbers = {name: float(getattr(rate.estimate, name)) for name in NUMBERS}
    basis = {"level": rate.estimate.level, "method": rate.estimate.method}
    times = {f"ratio_{name}": None if rate.ratio is None else float(getattr(rate.ratio, name)) for name in NUMBERS}
    at = {"measure": measure, "first": first, "last": last, "threshold": rate.threshold}
    return {**at, **counts, **numbers, **basis, "reference": rate.reference, **times}


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
