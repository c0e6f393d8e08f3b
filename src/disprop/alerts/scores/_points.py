"""The two error rates at one threshold, whatever is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._text import counts_named
from disprop.alerts.scores import _joint
from disprop.estimate import Estimate, Record, from_family, remade
from disprop.intervals import PROPORTION


@dataclass(frozen=True, slots=True)
class Words:
    """What the errors and the trials of one kind of experiment are called."""

    false_positive: tuple[str, str]  # its name, and the sentence that names what is counted, of what
    false_negative: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OperatingPoint(Record):
    """The two error rates at one threshold.

    Attributes
    ----------
    threshold : in the unit of the scores; a score equal to it is an alert.
    false_positive : the rate of false alerts that this threshold attains.
    false_negative : the rate of misses at this threshold. Its interval is for this very threshold.
    at_target : the rate of misses at the threshold that has the wanted rate of false alerts in the long run. Its
        interval allows for the threshold having been estimated; None where the threshold was given.
    """

    threshold: float
    false_positive: Estimate
    false_negative: Estimate
    at_target: Estimate | None = None

    def __str__(self) -> str:
        """Write the threshold and the rates in words."""
        lines = [f"threshold {self.threshold:.6g}", str(self.false_positive), str(self.false_negative)]
        if self.at_target is not None:
            lines.append(f"allowing for the threshold being estimated: {self.at_target.per(100)}")
        return "\n".join(lines)


def wanted(name: str, rate: float) -> float:
    """Return the rate to keep, or refuse it."""
    return _arrays.one(name, rate, _arrays.probability)


def at_rate(  # noqa: PLR0913 - two classes, and how to measure them
    m: FloatArray,
    n: FloatArray,
    rate: float,
    words: Words,
    how: tuple[str | None, float],
    *,
    distances: bool,
    unseen: int = 0,
) -> OperatingPoint:
    """Return the point at the threshold that keeps false alerts at `rate`; `unseen` searches are misses anywhere."""
    point = point_at(m, n, _threshold(n, rate), words, how, distances=distances, unseen=unseen)
    low, high = _joint.misses_at(m, n, rate, how[1], unseen)
    misses = point.false_negative
    wider = replace(
        remade(misses, phrase="", family=""),
        low=np.float64(min(low, misses.value)),
        high=np.float64(max(high, misses.value)),
        method="joint",
    )
    return replace(point, at_target=wider)


def _threshold(n: FloatArray, rate: float) -> float:
    """Return the lowest of the scores, in order, that no more than `rate` of them reach."""
    allowed = int(rate * n.size)
    allowed += (allowed + 1) / n.size <= rate  # the product rounded down
    if allowed == n.size:
        return float(n[0])
    too_many = n[n.size - allowed - 1]
    at = int(np.searchsorted(n, too_many, "right"))
    return float(n[at]) if at < n.size else float(np.nextafter(too_many, np.inf))


def point_at(  # noqa: PLR0913 - two classes, and how to measure them
    m: FloatArray,
    n: FloatArray,
    threshold: float,
    words: Words,
    how: tuple[str | None, float],
    *,
    distances: bool,
    unseen: int = 0,
) -> OperatingPoint:
    """Return the two rates at a threshold; both classes are in order."""
    false, misses = n.size - np.searchsorted(n, threshold), np.searchsorted(m, threshold) + unseen
    return OperatingPoint(
        threshold=-threshold if distances else threshold,
        false_positive=_share(int(false), n.size, words.false_positive, how),
        false_negative=_share(int(misses), m.size + unseen, words.false_negative, how),
    )


def _share(part: int, whole: int, words: tuple[str, str], how: tuple[str | None, float]) -> Estimate:
    measure, phrase = words
    data = {name: np.array(float(count)) for name, count in zip(counts_named(phrase), (part, whole), strict=True)}
    estimate = from_family(PROPORTION, data, method=how[0], level=how[1], unit="per 1")
    return remade(replace(estimate, measure=measure), phrase=phrase)
