"""Intervals of one ratio, or one difference, common to all strata: by the sums of Mantel and Haenszel, and by a score.

Counts have the strata on their last axis. A ratio of Mantel and Haenszel is that of two sums over the strata, R of the
group over S of the reference; a difference is (R - S)/W, with W the sum of weights. Where a side has no events, the
variances of these are not of both sides: the score limits of the strata take their place.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from disprop._arrays import BoolArray, FloatArray
from disprop.intervals import _strata_score
from disprop.intervals._family import FACTS, Family, Limits
from disprop.intervals._limits import log_limits, t_limits
from disprop.intervals._strata_fit import WEIGHTS


class Counts(NamedTuple):
    """Numerator and denominator of both sides, strata on the last axis."""

    x1: FloatArray
    n1: FloatArray
    x0: FloatArray
    n0: FloatArray

    @property
    def total(self) -> FloatArray:
        """Return the people of a stratum, 1 where it has none: whatever is divided by it there is 0."""
        everyone = self.n1 + self.n0
        return np.where(everyone == 0, 1.0, everyone)

    @property
    def shares(self) -> tuple[FloatArray, FloatArray]:
        """Return the share of the people of a stratum that each side has."""
        total = self.total
        return self.n1 / total, self.n0 / total

    @property
    def weight(self) -> FloatArray:
        """Return the weight of Mantel and Haenszel, 0 where a side has nobody."""
        return self.n1 * (self.n0 / self.total)


def informative(measure: str, c: Counts) -> BoolArray:
    """Return which strata say something about the measure."""
    if measure == "odds ratio":
        return ((c.x1 > 0) & (c.n0 > c.x0)) | ((c.x0 > 0) & (c.n1 > c.x1))
    if measure.endswith("difference"):
        return (c.n1 > 0) & (c.n0 > 0)
    return ((c.x1 > 0) & (c.n0 > 0)) | ((c.x0 > 0) & (c.n1 > 0))


def _sides(measure: str, c: Counts) -> tuple[FloatArray, FloatArray]:
    """Return what each stratum adds to R and to S."""
    if measure == "odds ratio":
        total = c.total
        return c.x1 * ((c.n0 - c.x0) / total), (c.n1 - c.x1) * (c.x0 / total)
    share, other = c.shares
    return c.x1 * other, c.x0 * share


def value(measure: str, *counts: FloatArray) -> FloatArray:
    """Return R/S, or (R - S)/W with W the sum of weights."""
    c = Counts(*counts)
    r, s = (side.sum(axis=-1) for side in _sides(measure, c))
    return (r - s) / c.weight.sum(axis=-1) if measure.endswith("difference") else r / s


def _of_rate_ratio(c: Counts, r: FloatArray, s: FloatArray) -> FloatArray:
    share, other = c.shares
    return ((c.x1 + c.x0) * share * other).sum(axis=-1) / r / s


def _of_risk_ratio(c: Counts, r: FloatArray, s: FloatArray) -> FloatArray:
    share, other = c.shares
    spread = (c.x0 * other * (c.n1 - c.x1) + c.x1 * share * (c.n0 - c.x0)) / c.total
    return spread.sum(axis=-1) / r / s


def _of_odds_ratio(c: Counts, r: FloatArray, s: FloatArray) -> FloatArray:
    total, (of_r, of_s) = c.total, _sides("odds ratio", c)
    p, q = (c.x1 + (c.n0 - c.x0)) / total, ((c.n1 - c.x1) + c.x0) / total
    v0, v1, v2 = ((each / 2).sum(axis=-1) for each in (p * of_r, p * of_s + q * of_r, q * of_s))
    return v0 / r**2 + v1 / r / s + v2 / s**2


def _of_rate_difference(c: Counts, _: FloatArray, weight: FloatArray) -> FloatArray:
    share, other = c.shares
    return (c.x1 * other**2 + c.x0 * share**2).sum(axis=-1) / weight**2


def _of_risk_difference(c: Counts, difference: FloatArray, weight: FloatArray) -> FloatArray:
    total, (share, other) = c.total, c.shares
    tilt = c.x0 * share**2 - c.x1 * other**2 + share * (c.n0 - c.n1) * other / 2
    spread = (c.x1 * ((c.n0 - c.x0) / total) + c.x0 * ((c.n1 - c.x1) / total)) / 2
    return np.maximum(difference * tilt.sum(axis=-1) + spread.sum(axis=-1), 0.0) / weight**2


# Of the logarithm of a ratio, from R and S; of a difference, from it and W.
VARIANCES: dict[str, Callable[[Counts, FloatArray, FloatArray], FloatArray]] = {
    "rate ratio": _of_rate_ratio,
    "risk ratio": _of_risk_ratio,
    "odds ratio": _of_odds_ratio,
    "rate difference": _of_rate_difference,
    "risk difference": _of_risk_difference,
}


class Sums(NamedTuple):
    """What all strata say: the ratio or the difference, its variance, and where that is not of both sides."""

    value: FloatArray
    variance: FloatArray
    one_sided: BoolArray


def sums(measure: str, c: Counts) -> Sums:
    """Return the sums over the strata. The value is NaN where these say nothing."""
    r, s = (side.sum(axis=-1) for side in _sides(measure, c))
    one_sided: BoolArray = (r == 0) | (s == 0)
    if measure.endswith("difference"):
        weight = c.weight.sum(axis=-1)
        weight = np.where(weight == 0, np.nan, weight)
        d = (r - s) / weight
        if measure == "risk difference":  # of the counts, as R and S are equal to W only but for rounding
            rests = (c.n1 > c.x1) & (c.n0 > 0), (c.n0 > c.x0) & (c.n1 > 0)
            one_sided |= ~(rests[0].any(axis=-1) & rests[1].any(axis=-1))
        return Sums(d, VARIANCES[measure](c, d, weight), one_sided & ~np.isnan(d))
    variance = np.where(one_sided, np.inf, VARIANCES[measure](c, r, s))
    if measure == "risk ratio":
        one_sided |= variance == 0  # everything happened to everybody
    if (nothing := r + s == 0).any():
        variance = np.where(nothing & ~c.weight.any(axis=-1), np.nan, variance)
    return Sums(r / s, variance, one_sided & ~nothing)


def default_weights(measure: str) -> str:
    """Return the weights of a measure when none are asked for."""
    return next(iter(WEIGHTS[measure]))


def _simple_limits(measure: str, *data: FloatArray) -> Limits:
    """Return the limits from the sums, on the log scale for a ratio."""
    *counts, a = data
    found = sums(measure, Counts(*counts))
    if measure.endswith("difference"):
        limits = t_limits(found.value, found.variance, np.array(np.inf), a)
    else:
        limits = log_limits(found.value, found.variance, a)
    low, high = _with_score(measure, found, limits, score_limits, data)
    return low, high


def _simple_tail(measure: str, *data: FloatArray) -> FloatArray:
    """Return the probability beyond a null, the last of the data; 1/2 where nothing is known."""
    *counts, null = data
    found = sums(measure, Counts(*counts))
    distance = found.value - null if measure.endswith("difference") else np.log(null / found.value)
    z = distance / np.sqrt(found.variance)
    return _with_score(measure, found, np.where(np.isnan(z), 0.5, ndtr(-np.abs(z))), score_tail, data)


def _with_score(measure: str, sums: Sums, found: Any, score: Callable[..., Any], data: tuple[FloatArray, ...]) -> Any:
    """Return what was found, and where a variance is not of both sides what the score of the strata gives."""
    if not sums.one_sided.any():
        return found
    *counts, last = data
    shape = np.broadcast_shapes(sums.one_sided.shape, np.shape(last))
    both, bare = np.array(found), np.broadcast_to(sums.one_sided, shape)
    some = [np.broadcast_to(count, (*shape, count.shape[-1]))[bare] for count in counts]
    both[..., bare] = score(measure, default_weights(measure), *some, np.broadcast_to(last, shape)[bare])
    return both


MANTEL_HAENSZEL = {measure: Family.of(f"Mantel-Haenszel {measure}", partial(value, measure)) for measure in VARIANCES}
for _measure, _family in MANTEL_HAENSZEL.items():
    _facts: dict[str, Any] = {"tail": partial(_simple_tail, _measure), "monotone": False}
    _family.method(_family.default, **FACTS["Mantel-Haenszel"][_measure], **_facts)(partial(_simple_limits, _measure))


def score_limits(measure: str, weights: str, *data: FloatArray, bent: bool = False) -> Limits:
    """Return where the score of all strata is z standard deviations, on both sides of the value."""
    x1, n1, x0, n0, a = data
    z = np.broadcast_to(-ndtri(a), np.broadcast_shapes(x1.shape[:-1], np.shape(a)))
    low, high = (_strata_score.limit(measure, (x1, n1, x0, n0), each, weights, bent=bent) for each in (z, -z))
    return low, high


def score_tail(measure: str, weights: str, *data: FloatArray) -> FloatArray:
    """Return the probability beyond the score at a null, the last of the data."""
    x1, n1, x0, n0, null = data
    return _strata_score.tail(measure, (x1, n1, x0, n0), null, weights)


def _value(measure: str, weights: str, *counts: FloatArray) -> FloatArray:
    x1, n1, x0, n0 = counts
    return _strata_score.limit(measure, (x1, n1, x0, n0), np.zeros(x1.shape[:-1]), weights)


def _rises(measure: str, weights: str) -> tuple[int, ...]:
    """Return where the value goes with the counts of one stratum; weights that follow the risks may turn it round."""
    if weights != "mantel-haenszel" and measure not in {"rate ratio", "odds ratio"}:
        return (0, 0, 0, 0)
    return (1, 0, -1, 0) if measure.endswith("difference") else (1, -1, -1, 1)


def _stratified(measure: str, weights: str) -> Family:
    """Return the family of a measure with these weights; the name says them where they are not its default."""
    family = replace(
        MANTEL_HAENSZEL[measure],
        parameter=f"{measure} in strata" + ("" if weights == default_weights(measure) else f" weighted by {weights}"),
        default="score",
        value=partial(_value, measure, weights),
        rises=_rises(measure, weights),
        methods={},
    )
    for name, facts in FACTS["strata"].items():
        equation = facts["equation"].format(measure=measure, weights=weights)
        tail = None if name == "scas" else partial(score_tail, measure, weights)
        file = family.method(name, equation=equation, reference=facts["reference"], tail=tail, monotone=False)
        file(partial(score_limits, measure, weights, bent=name == "scas"))
    return family


IN_STRATA = {(measure, weights): _stratified(measure, weights) for measure in WEIGHTS for weights in WEIGHTS[measure]}
