"""Mean, median and geometric mean of the areas' ratios; the record of all averages, and the words about a printed one.

The areas are fixed and their counts are Poisson: an interval covers what chance did to the counts of these areas. All
take events and population of the group and of the reference, x1, t1, x0 and t0, with the areas on the last axis. An
area without events on both sides has no ratio: its plain ratio is NaN, and it is passed over.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy.special import bdtr, betaincinv

from disprop import _data
from disprop._arrays import FloatArray
from disprop._errors import worded
from disprop._text import words
from disprop.estimate import Estimate, Number, Record
from disprop.imperfect import Printed
from disprop.intervals import RATE_RATIO, Limits

SAID: dict[str, dict[str, Any]] = _data.read("areas", "averages.json")
WORDS: dict[str, str] = SAID["is"]
BESIDE = {"plain_mean": "mean", "plain_median": "median"}  # what others print, and what has an interval


class Averages(Record):
    """Twelve averages of one ratio over areas, and the split of the pooled one into `within` times `composition`.

    Attributes
    ----------
    pooled, mean, plain_mean, median, plain_median, geometric_mean, ratio_of_means, mantel_haenszel, observed_expected,
    direct, fixed_effect, random_effects : the averages; see `averages`. `plain_mean` and `plain_median` are what others
        print: they have no interval, those beside them have. The medians and the geometric mean refuse `.p_value`: ask
        `.excludes(1)`.
    within : the Mantel-Haenszel ratio once more, as one part of the pooled ratio.
    composition : the other part: how many times larger the pooled ratio is than the one within areas, because the two
        groups live in different areas. log(pooled) = log(within) + log(composition).
    areas, empty, group_only, reference_only : number of areas, of those without any events, with events of the group
        alone, and of the reference alone.
    """

    pooled: Estimate
    mean: Estimate
    plain_mean: Estimate
    median: Estimate
    plain_median: Estimate
    geometric_mean: Estimate
    ratio_of_means: Estimate
    mantel_haenszel: Estimate
    observed_expected: Estimate
    direct: Estimate
    fixed_effect: Estimate
    random_effects: Estimate
    within: Estimate
    composition: Estimate
    areas: Number
    empty: Number
    group_only: Number
    reference_only: Number

    @property
    def notes(self) -> dict[str, str]:
        """What zeros do to each average, and how many areas have them."""
        counted = ", ".join(f"{int(np.sum(getattr(self, name)))} {text}" for name, text in SAID["counted"].items())
        return {name: f"{text} ({counted})" for name, text in SAID["zeros"].items()}

    def which(self, printed: str | float) -> list[str]:
        """Return the averages that a printed number is, rounded to its digits; the nearest first.

        A plain mean, or median, comes before the one of this library, which is seldom printed elsewhere. Give it as
        text to keep a last 0: "10.30" has two decimals.
        """
        number, half = _printed(printed)
        near = [(name in BESIDE.values(), abs(value - number), name) for name, value in self._values()]
        return [name for _, away, name in sorted(near) if away <= half]

    def explain(self, printed: str | float) -> str:
        """Return which average a printed "N times" most likely is, with the pooled ratio and the one within areas."""
        values = dict(self._values())
        if not values:
            raise worded("no average defined", "printed", printed)
        number, _ = _printed(printed)
        names = self.which(printed)
        name = names[0] if names else min(values, key=lambda each: abs(values[each] - number))
        none = "" if names else "none of these averages; the nearest is "
        also = f"; {words(' and '.join(names[1:]))} would print the same" if names[1:] else ""
        ours = BESIDE.get(name, "") if names else ""
        beside = f". With an interval, the {ours}: {getattr(self, ours)}" if ours else ""
        head = f"{printed} times is {none}{WORDS[name]}, {getattr(self, name)}{also}{beside}"
        return f"{head}. Of all areas together: {self.pooled}. Within areas: {self.within}."

    def _values(self) -> Iterator[tuple[str, float]]:
        if np.ndim(self.areas):
            raise worded("averages of many sets", "sets", np.shape(self.areas))
        values = ((name, float(getattr(self, name).value)) for name in WORDS)
        return ((name, value) for name, value in values if np.isfinite(value))


def _printed(printed: str | float) -> tuple[float, float]:
    """Return a printed number, and half of a unit of its last digit."""
    figure = Printed(str(printed))
    return float(figure.value), 0.5 * float(figure.step()) * (1 + ROUNDING)


Columns = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
FEW = 1  # events of the reference
MOST_FEW = 0.1  # of the areas: with more, what the mean leaves out is no longer small
SMALL = 2  # events of either side: with fewer than 4 or so expected a ratio leans, whatever stands for it
ROUNDING = 1e-12
EQUAL = 1e-14  # what is left of equal weights


class Median(NamedTuple):
    """The median, its limits, how many areas it is of, and the level that the limits have."""

    value: FloatArray
    limits: Limits
    areas: FloatArray
    attained: FloatArray


def unbiased_mean(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> dict[str, FloatArray]:
    """Return the sums of the family of means, and how many areas have too few events of the reference for one.

    The expectation of w x1 is the area's share of the mean but for exp(-m), m the events expected of the reference.
    """
    w = t0 / t1 / (x1.shape[-1] * (x0 + 1))
    few = (x0 <= FEW).sum(axis=-1, dtype=np.float64)
    mean = np.where(few > MOST_FEW * x1.shape[-1], np.nan, (w * x1).sum(axis=-1))
    variance = (w**2 * x1 * (x1 + x0 + 1) / (x0 + 2)).sum(axis=-1)
    return {"mean": mean, "variance": variance, "heaviest": w.max(axis=-1), "few": few}


def unbiased_median(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Median:
    """Return the median of ratios that are each as likely too high as too low, with two in order as limits.

    The limits are the j-th from below and from above, j the largest with P(B < j) <= a, B binomial of k and 1/2. Where
    many areas have hardly an event on a side no ratio of theirs is as likely too high as too low: there the median is
    that of the ratios as they are, and its limits of what each is at least, and at most, with probability 1/2 or more.
    """
    some = x1 + x0 > 0
    k, a = some.sum(axis=-1, keepdims=True), a[..., np.newaxis]
    small = (some & (np.minimum(x1, x0) <= SMALL)).sum(axis=-1, keepdims=True) > MOST_FEW * k
    more = np.where(small, 1.0, 0.5)  # of an event: on the one side for the least ratio, on the other for the most
    ratios, least, most = (
        np.sort(np.where(some, _odds(x1 + one, x0 + other) * t0 / t1, np.nan), axis=-1)
        for one, other in ((0.5, 0.5), (1 - more, more), (more, 1 - more))
    )
    outside = bdtr(np.arange(ratios.shape[-1] // 2 + 1), k, 0.5)
    j = (outside <= a * (1 + ROUNDING)).sum(axis=-1, keepdims=True)
    low, high, beyond = (
        np.where(j > 0, np.take_along_axis(of, np.clip(at, 0, of.shape[-1] - 1), axis=-1), np.nan)[..., 0]
        for of, at in ((least, j - 1), (most, k - j), (outside, j - 1))
    )
    as_they_are = np.where(some, x1 / t1 / (x0 / t0), np.nan)
    value = middle(np.where(small, as_they_are, ratios))
    return Median(value, (low, high), k[..., 0].astype(np.float64), 1 - 2 * beyond)


def _odds(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the odds at the median of a beta distribution; all of it is at 0, or at 1, where one number is 0."""
    odds = betaincinv(one, other, 0.5) / betaincinv(other, one, 0.5)
    return np.where(one == 0, 0.0, np.where(other == 0, np.inf, odds))


def plain_mean(ratios: FloatArray) -> FloatArray:
    """Return the mean of the values that are none of NaN."""
    has = ~np.isnan(ratios)
    return np.where(has, ratios, 0.0).sum(axis=-1) / has.sum(axis=-1)


def middle(ratios: FloatArray) -> FloatArray:
    """Return the mean of the two middle values, NaN passed over; sorting puts it last."""
    n = (~np.isnan(ratios)).sum(axis=-1, keepdims=True)
    places = np.maximum(np.concatenate(((n - 1) // 2, n // 2), axis=-1), 0)
    return np.take_along_axis(np.sort(ratios, axis=-1), places, axis=-1).mean(axis=-1)


def geometric_mean(*columns: FloatArray, a: FloatArray) -> tuple[FloatArray, Limits]:
    """Return the exponential of the mean of the logs, with MOVER's limits from the score limits of the areas.

    The squared distances of all logs to their limits are added up (Zou, Huang and Zhang 2009, Computational Statistics
    and Data Analysis 53: 1080-1085). An infinite log has its own limit for a value on the side where it has one, which
    is what MOVER tends to as the value grows: a ratio of 0 makes the mean 0, an infinite one makes it infinite.
    """
    value, (low, high) = np.log(RATE_RATIO.value(*columns)), RATE_RATIO.limits("score", columns, a[..., np.newaxis])
    low, high = np.log(low), np.log(high)
    has, finite = ~np.isnan(value), np.isfinite(value)
    n = has.sum(axis=-1)
    below, above = (np.sqrt((np.where(finite, value - limit, 0.0) ** 2).sum(axis=-1)) for limit in (low, high))
    least = np.where(value == np.inf, low, np.where(has, value, 0.0)).sum(axis=-1) - below
    most = np.where(value == -np.inf, high, np.where(has, value, 0.0)).sum(axis=-1) + above
    ends = np.where(n > 0, least / n, -np.inf), np.where(n > 0, most / n, np.inf)
    return np.exp(plain_mean(value)), (np.exp(ends[0]), np.exp(ends[1]))


def composition(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log of the pooled over the Mantel-Haenszel ratio, and its variance by the delta method.

    Each side has the ratio of its plain sum to its weighted sum, with the weights of Mantel and Haenszel; the change of
    that log with one more event of an area is 1/sum - weight/weighted sum. Equal weights leave nothing to vary.
    """
    everyone = np.where(t1 + t0 > 0, t1 + t0, 1.0)
    group, group_variance = _one_side(x1, t0 / everyone, t1)
    reference, reference_variance = _one_side(x0, t1 / everyone, t0)
    variance = group_variance + reference_variance
    return group - reference, np.where(np.isnan(variance), np.inf, variance)


def _one_side(x: FloatArray, weight: FloatArray, t: FloatArray) -> tuple[FloatArray, FloatArray]:
    total, weighted = x.sum(axis=-1), (x * weight).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = 1 - weight * (total / weighted)[..., np.newaxis]
        change = np.where(np.abs(change) < EQUAL, 0.0, change)
        return np.log(total / t.sum(axis=-1) / weighted), (x * change**2).sum(axis=-1) / total**2
