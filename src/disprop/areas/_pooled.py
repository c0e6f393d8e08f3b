"""What pooling returns: the average on the log scale, with how much the areas differ beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop.areas._between import areas_used
from disprop.estimate import Estimate, Number, from_family
from disprop.intervals.pooled import POOLED_LOG_RATIO, POOLED_RATIO

BLOCK = 2**17  # areas taken at a time, whole sets of them, so that they stay within a processor's cache


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """One average log ratio of many areas, and how much the areas differ.

    Attributes
    ----------
    estimate : the average log ratio, with its interval; `ratio` is the same as a ratio.
    tau2 : the variance of the true log ratios between areas, with its interval. It refuses `.p_value`: `p_value`
        below tests whether it is 0.
    prediction : the average log ratio, with an interval for the true log ratio of one more area like these.
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
            differ = "I2 undefined" if np.isnan(i2) else f"I2 {100 * i2:.0f}%"
            between = f"another such area from {float(predicted.low):.3g} to {float(predicted.high):.3g}"
            yield f"{ratio}, {areas:.0f} area{'' if areas == 1 else 's'}, {differ}; {between}"


def as_ratio(log: Estimate) -> Estimate:
    """Return the exponential of an estimate of the family of logs, which keeps its test."""
    inputs = {name: np.asarray(log.data[name]) for name in log.data}
    found = from_family(POOLED_RATIO, inputs, method=log.method, level=log.level, sides=log.sides)
    return replace(found, measure=log.measure.replace("log ratio", "ratio"))


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted to one or many sets of areas, before intervals are made of it."""

    mean: FloatArray
    variance: FloatArray
    tau2: FloatArray
    tau2_limits: tuple[FloatArray, FloatArray]
    tau2_method: str
    q: FloatArray
    i2: FloatArray
    h2: FloatArray
    weights: FloatArray
    areas: FloatArray

    def record(self, *, interval: str, level: ArrayLike) -> Pooled:
        """Return the record, with intervals."""
        degrees = self.areas - 1
        summary = {"log_ratio": self.mean, "variance": self.variance, "degrees": degrees, "areas": self.areas}
        estimate = from_family(POOLED_LOG_RATIO, summary, method=interval, level=level)
        # One area says nothing of how areas differ, so that another one may be anywhere.
        spread = summary | {"variance": np.where(degrees > 0, self.variance + self.tau2, np.inf)}
        new = from_family(POOLED_LOG_RATIO, spread, method=interval, level=level)
        low, high = self.tau2_limits
        tau2 = Estimate(
            value=self.tau2[()],
            low=low[()],
            high=high[()],
            level=estimate.level,
            method=self.tau2_method,
            measure="variance between areas",
            data={"areas": self.areas[()]},
        )
        return Pooled(
            estimate=estimate,
            tau2=tau2,
            prediction=replace(new, measure="log ratio of another area"),
            q=self.q[()],
            degrees=degrees[()],
            p_value=np.where(degrees > 0, chdtrc(np.maximum(degrees, 1), self.q), np.nan)[()],
            i2=self.i2[()],
            h2=self.h2[()],
            weights=self.weights,
            areas=self.areas[()],
        )


def share_between(tau2: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return I2 and H2 by tau2 over the variance of a typical area (Higgins and Thompson 2002)."""
    w, degrees = 1 / v, areas_used(v) - 1
    with np.errstate(all="ignore"):  # a single area has no typical one beside it
        typical = degrees * w.sum(axis=-1) / (w.sum(axis=-1) ** 2 - (w**2).sum(axis=-1))
        return np.where(degrees > 0, tau2 / (tau2 + typical), np.nan), np.where(degrees > 0, tau2 / typical + 1, np.nan)


def for_levels(level: ArrayLike, *columns: FloatArray) -> list[FloatArray]:
    """Return columns with areas on the last axis, again for each level where there are more levels than sets."""
    shape = _arrays.common_shape({"level": _arrays.level(level), "sets of areas": columns[0][..., 0]})
    return [np.broadcast_to(column, (*shape, column.shape[-1])) for column in columns]


def levels_of(level: ArrayLike, areas: FloatArray) -> FloatArray:
    """Return the tail probability of an interval, for each set."""
    levels = _arrays.level(level)
    return np.broadcast_to((1 - levels) / 2, _arrays.common_shape({"level": levels, "sets of areas": areas}))
