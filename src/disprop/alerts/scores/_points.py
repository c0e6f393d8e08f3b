"""The two error rates at one threshold, whatever is counted."""

from dataclasses import dataclass, replace

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._methods import ProportionMethod
from disprop._text import counts_named
from disprop.alerts.scores import _joint
from disprop.estimate import Estimate, Record, from_family, remade
from disprop.intervals import PROPORTION

Words = tuple[str, str]  # what an error rate is called, and the sentence that names what is counted, of what


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


@dataclass(frozen=True, slots=True)
class Classes:
    """The scores of both classes in order, and how they are measured; `unseen` searches are misses anywhere."""

    mated: FloatArray
    non_mated: FloatArray
    words: tuple[Words, Words]  # of a false positive, and of a false negative
    method: ProportionMethod | None
    level: float
    distances: bool
    unseen: int = 0

    def at(self, threshold: float) -> OperatingPoint:
        """Return the two rates at a threshold."""
        (m, n), (of_false, of_misses) = (self.mated, self.non_mated), self.words
        false, misses = n.size - np.searchsorted(n, threshold), np.searchsorted(m, threshold) + self.unseen
        return OperatingPoint(
            threshold=-threshold if self.distances else threshold,
            false_positive=self._share(int(false), n.size, *of_false),
            false_negative=self._share(int(misses), m.size + self.unseen, *of_misses),
        )

    def at_rate(self, name: str, wanted: float) -> OperatingPoint:
        """Return the point at the threshold that keeps false alerts at the rate that is wanted."""
        rate = _arrays.one(name, wanted, _arrays.probability)
        point = self.at(_threshold(self.non_mated, rate))
        low, high = _joint.misses_at(self.mated, self.non_mated, rate, self.level, self.unseen)
        misses = point.false_negative
        wider = replace(
            remade(misses, phrase="", family=""),
            low=np.float64(min(low, misses.value)),
            high=np.float64(max(high, misses.value)),
            method="joint",
        )
        return replace(point, at_target=wider)

    def _share(self, part: int, whole: int, measure: str, phrase: str) -> Estimate:
        data = {name: np.array(float(count)) for name, count in zip(counts_named(phrase), (part, whole), strict=True)}
        estimate = from_family(PROPORTION, data, method=self.method, level=self.level, unit="per 1")
        return remade(replace(estimate, measure=measure), phrase=phrase)


def _threshold(n: FloatArray, rate: float) -> float:
    """Return the lowest of the scores, in order, that no more than `rate` of them reach."""
    allowed = int(rate * n.size)
    allowed += (allowed + 1) / n.size <= rate  # the product rounded down
    if allowed == n.size:
        return float(n[0])
    too_many = n[n.size - allowed - 1]
    at = int(np.searchsorted(n, too_many, "right"))
    return float(n[at]) if at < n.size else float(np.nextafter(too_many, np.inf))
