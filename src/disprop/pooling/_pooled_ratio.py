"""What pooling returns: the average on the log scale, with how much the areas differ beside it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy.special import chdtrc

from disprop import _arrays, estimate as making
from disprop._arrays import ArrayLike, FloatArray
from disprop._pairs import Empty
from disprop.estimate import Estimate, Number, Record
from disprop.intervals import Limits
from disprop.intervals.averages import POOLED_LOG_RATIO, POOLED_RATIO
from disprop.pooling._between import areas_used

TWO = "two areas hardly tell how far areas differ, which the limits leave open"
BLOCK = 2**17  # areas taken at a time, whole sets of them, so that they stay within a processor's cache


class Pooled(Record):
    """One average log ratio of many areas, and how much the areas differ.

    Attributes
    ----------
    estimate : the average log ratio, with its interval; `ratio` is the same as a ratio.
    tau2 : the variance of the true log ratios between areas, with its interval. It refuses `.p_value`: `p_value`
        below tests whether it is 0.
    prediction : the average log ratio, with an interval for the true log ratio of one more area like these. Averaged
        over tau it comes without a test.
    q, degrees, p_value : the test that all areas have one ratio: chi-squared, its degrees of freedom, its p-value.
    i2 : share of the variance of the areas' log ratios that is not chance, from 0 to 1.
    h2 : their variance over what chance alone would make it.
    weights : share of each area in the average; they sum to 1.
    areas : number of areas that say something.
    """

    estimate: Estimate
    tau2: Estimate
    prediction: Estimate
    q: Number
    degrees: Number
    p_value: Number
    i2: Number
    h2: Number
    weights: FloatArray
    areas: Number

    @property
    def ratio(self) -> Estimate:
        """The average as a ratio: the exponential of `estimate` and its limits."""
        return as_ratio(self.estimate)

    def __str__(self) -> str:
        """Write the average as a ratio, and how far the areas are from it; one line for each set."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        average, new = self.ratio, as_ratio(self.prediction)
        for at in np.ndindex(np.shape(self.areas)):
            ratio, predicted = (one[at] if at else one for one in (average, new))
            areas, i2 = (float(np.asarray(number)[at]) for number in (self.areas, self.i2))
            in_part = making.corners_of(self.estimate) is not None
            why = "not worked out, as counts are known only in part" if in_part else "undefined"
            differ = f"I2 {why}" if np.isnan(i2) else f"I2 {100 * i2:.0f}%"
            ends = (float(predicted.low), float(predicted.high))
            between = f"another such area from {' to '.join(f'{end:.3g}'.replace('inf', 'infinity') for end in ends)}"
            yield f"{ratio}, {areas:.0f} area{'' if areas == 1 else 's'}, {differ}; {between}"


def with_empty(found: Pooled, empty: Empty) -> Pooled:
    """Return the same with what is to be said of empty areas; undefined where one has no count."""
    known = np.broadcast_to(empty.gaps == "", np.shape(found.areas))
    names = ("q", "degrees", "p_value", "i2", "h2", "areas")
    parts: dict[str, Any] = {name: np.where(known, getattr(found, name), np.nan)[()] for name in names}
    for name in ("estimate", "tau2", "prediction"):
        parts[name] = making.remarked(making.told(getattr(found, name), empty), empty.silent)
    return replace(found, **parts, weights=np.where(known[..., np.newaxis], found.weights, np.nan))


@np.errstate(over="ignore")  # a limit too large for a number is infinite
def as_ratio(log: Estimate) -> Estimate:
    """Return the exponential of an estimate of a log ratio, with its test where it has one."""
    if (corners := making.corners_of(log)) is not None:
        best = replace(making.remade(log, corners=None), data={name: log.data[name] for name in corners.data})
        return making.hull(as_ratio(corners), as_ratio(best))
    measure = log.measure.replace("log ratio", "ratio")
    if making.family_of(log) is None:
        value, low, high = (np.exp(part) for part in (log.value, log.low, log.high))
        return replace(log, value=value, low=low, high=high, measure=measure)
    inputs = {name: np.asarray(log.data[name]) for name in log.data}
    found = making.from_family(POOLED_RATIO, inputs, method=log.method, level=log.level, measure=measure)
    gone = np.isnan(log.value) & np.isnan(log.low)
    return replace(making.undefined(found, np.where(gone, log.remark, "")), remark=log.remark, basis=log.basis)


class Fitted(NamedTuple):
    """What was fitted to one or many sets of areas, before intervals are made of it.

    `v` are the variances of the areas by chance. `limits` are those of an interval that is not
    made of the mean and its variance; `another`, those for one more area that are averaged over tau.
    """

    mean: FloatArray
    variance: FloatArray
    tau2: FloatArray
    tau2_limits: Limits
    tau2_method: str
    q: FloatArray
    v: FloatArray
    limits: Limits | None = None
    another: Limits | None = None

    @property
    def areas(self) -> FloatArray:
        """How many areas say something."""
        return areas_used(self.v)

    def record(self, *, interval: str, level: ArrayLike, tau2: str, assumed: str = "") -> Pooled:
        """Return the record, with intervals, which says by which estimator areas differ and what was assumed."""
        degrees = self.areas - 1
        between = making.without_test(
            *(self.tau2, self.tau2_limits, level),
            measure="variance between areas",
            method=self.tau2_method,
            data={"areas": self.areas},
        )
        estimate = self._estimate("pooled log ratio", self.limits, self.variance, interval, level)
        words, few = {"tau2": tau2, "assumed": assumed}, np.where((degrees == 1) & (assumed == ""), TWO, "")
        parts = {"estimate": estimate, "tau2": between, "prediction": self._prediction(interval, level)}
        with np.errstate(all="ignore"):  # where no area has a weight there is no average
            w = 1 / (self.v + self.tau2[..., np.newaxis])
            weights = w / w.sum(axis=-1, keepdims=True)
            i2, h2 = (1 - degrees / np.maximum(self.q, degrees), self.q / degrees) if tau2 == "0" else self._shares()
            known = np.where(degrees > 0, 1.0, np.nan)
        return Pooled(
            **{name: making.remarked(making.based(each, words), few) for name, each in parts.items()},
            q=self.q[()],
            degrees=degrees[()],
            p_value=np.where(degrees > 0, chdtrc(np.maximum(degrees, 1), self.q), np.nan)[()],
            i2=(known * i2)[()],
            h2=(known * h2)[()],
            weights=weights,
            areas=self.areas[()],
        )

    def _prediction(self, interval: str, level: ArrayLike) -> Estimate:
        """Return the interval for one more area. One area says nothing of how areas differ: it may be anywhere."""
        spread = np.where(self.areas > 1, self.variance + self.tau2, np.inf)
        method = interval if self.another is None else "averaged over tau"
        return self._estimate("log ratio of another area", self.another, spread, method, level)

    def _estimate(
        self, measure: str, limits: Limits | None, variance: FloatArray, method: str, level: ArrayLike
    ) -> Estimate:
        """Return the mean with limits that are given, or with those of a kernel."""
        summary = {"log_ratio": self.mean, "variance": variance, "degrees": self.areas - 1, "areas": self.areas}
        if limits is not None:  # of one area, or none, nothing is known of how areas differ
            limits = (np.where(self.areas > 1, limits[0], -np.inf), np.where(self.areas > 1, limits[1], np.inf))
            return making.without_test(self.mean, limits, level, measure=measure, method=method, data=summary)
        return making.from_family(POOLED_LOG_RATIO, summary, method=method, level=level, measure=measure)

    def _shares(self) -> tuple[FloatArray, FloatArray]:
        """Return I2 and H2 by tau2 over the variance of a typical area (Higgins and Thompson 2002)."""
        w = 1 / self.v
        typical = (self.areas - 1) * w.sum(axis=-1) / (w.sum(axis=-1) ** 2 - (w**2).sum(axis=-1))
        return self.tau2 / (self.tau2 + typical), self.tau2 / typical + 1


def for_levels(level: ArrayLike, *columns: FloatArray) -> list[FloatArray]:
    """Return columns with areas on the last axis, again for each level where there are more levels than sets."""
    shape = _arrays.common_shape({"level": _arrays.level(level), "sets of areas": columns[0][..., 0]})
    return [np.broadcast_to(column, (*shape, column.shape[-1])) for column in columns]


def levels_of(level: ArrayLike, areas: FloatArray) -> FloatArray:
    """Return the tail probability of an interval, for each set."""
    levels = _arrays.level(level)
    return np.broadcast_to((1 - levels) / 2, _arrays.common_shape({"level": levels, "sets of areas": areas}))
