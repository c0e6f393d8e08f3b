"""Intervals of one ratio, or one difference, common to all strata: by the sums of Mantel and Haenszel, and by a score.

Counts have the strata on their last axis. A ratio of Mantel and Haenszel is that of two sums over the strata, R of the
group over S of the reference, for which R - r S has mean 0 and variance v0 + v1 r + v2 r^2 at the true ratio r; a
difference is (R - S)/W, with W the sum of weights. Where a side has no events, those variances are not of both sides:
most methods take the score limits of the strata there.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _strata_score
from disprop.intervals._family import FACTS, Family, Limits
from disprop.intervals._limits import log_limits, t_limits
from disprop.intervals._strata_fit import WEIGHTS
from disprop.intervals._strata_sums import SUMS, Counts, value

Of = Callable[..., Any]


MANTEL_HAENSZEL = {
    measure: Family.of(f"Mantel-Haenszel {measure}", partial(value, measure)) for measure in FACTS["Mantel-Haenszel"]
}


def one_sided(measure: str, c: Counts, sums: tuple[FloatArray, ...]) -> NDArray[np.bool_]:
    """Return where a side has no events, or nothing but events, so that the variance is not that of both sides."""
    r, s, *others = sums
    silent: NDArray[np.bool_] = (r == 0) | (s == 0)
    if measure == "risk ratio":
        silent |= others[1] == 0  # everything happened to everybody
    if measure == "risk difference":  # of the counts, as R and S are equal to W only but for rounding
        rests = (c.n1 > c.x1) & (c.n0 > 0), (c.n0 > c.x0) & (c.n1 > 0)
        silent |= ~(rests[0].any(axis=-1) & rests[1].any(axis=-1))
    return silent


def _log(*data: FloatArray) -> Limits:
    *sums, a = data
    return log_limits(sums[0] / sums[1], _log_variance(*sums), a)


def _log_tail(*data: FloatArray) -> FloatArray:
    *sums, null = data
    return _beyond(np.log(null * sums[1] / sums[0]), _log_variance(*sums))


def _log_variance(r: FloatArray, s: FloatArray, v0: FloatArray, v1: FloatArray, v2: FloatArray) -> FloatArray:
    """Return the variance of log(R/S), infinite where a side has no events."""
    return np.where((r == 0) | (s == 0) | np.isinf(v1), np.inf, v0 / r**2 + v1 / r / s + v2 / s**2)


def _score(r: FloatArray, s: FloatArray, v0: FloatArray, v1: FloatArray, v2: FloatArray, a: FloatArray) -> Limits:
    """Return the roots of (S^2 - z^2 v2) r^2 - 2 b r + R^2 - z^2 v0 with b = R S + z^2 v1/2, from sums of one sign."""
    w = ndtri(a) ** 2
    first, last, b = s**2 - w * v2, r**2 - w * v0, r * s + w * v1 / 2
    squared = w * (r * s * v1 + v2 * r**2 + v0 * s**2) + w**2 * (v1**2 / 4 - v0 * v2)  # b^2 - first last
    sums_of_roots = b + np.sqrt(np.maximum(squared, 0))
    nothing = (squared < 0) | np.isinf(v1)
    low = np.where(nothing | (last <= 0), 0.0, last / sums_of_roots)
    return low, np.where(nothing | (first <= 0), np.inf, sums_of_roots / first)


def _score_tail(*data: FloatArray) -> FloatArray:
    r, s, v0, v1, v2, null = data
    return _beyond(r - null * s, v0 + v1 * null + v2 * null**2)


def _wald(r: FloatArray, s: FloatArray, w: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    return t_limits((r - s) / w, variance, np.array(np.inf), a)


def _wald_tail(r: FloatArray, s: FloatArray, w: FloatArray, variance: FloatArray, null: FloatArray) -> FloatArray:
    return _beyond((r - s) / w - null, variance)


def _beyond(distance: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the probability beyond a distance, 1/2 where nothing is known."""
    z = distance / np.sqrt(variance)
    return np.where(np.isnan(z), 0.5, ndtr(-np.abs(z)))


def _of_counts(measure: str, of_sums: Of, of_score: Of | None, *data: FloatArray) -> Any:
    """Return what a function of the sums gives for counts and a last number, which is a tail or a null.

    Where a side has no events it is what `of_score` gives, of the strata, if there is one.
    """
    *counts, last = data
    sums = SUMS[measure](Counts(*counts))
    found = of_sums(*sums, last)
    if of_score is None or not (silent := one_sided(measure, Counts(*counts), sums)).any():
        return found
    shape = np.broadcast_shapes(silent.shape, np.shape(last))
    both, silent = np.array(found), np.broadcast_to(silent, shape)
    some = [np.broadcast_to(count, (*shape, count.shape[-1]))[silent] for count in counts]
    both[..., silent] = of_score(measure, default_weights(measure), *some, np.broadcast_to(last, shape)[silent])
    return tuple(both) if isinstance(found, tuple) else both


def _of_sums(measure: str, name: str) -> tuple[tuple[Of, Of | None], ...]:
    """Return what gives the limits, and the tail, from the sums, each with what takes its place on one side.

    The score is finite there.
    """
    if name == "score":
        return (_score, None), (_score_tail, None)
    limits, tail = (_wald, _wald_tail) if measure.endswith("difference") else (_log, _log_tail)
    return (limits, score_limits), (tail, score_tail)


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


def _family(measure: str, weights: str) -> Family:
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


def default_weights(measure: str) -> str:
    """Return the weights of a measure when none are asked for."""
    return next(iter(WEIGHTS[measure]))


IN_STRATA = {(measure, weights): _family(measure, weights) for measure in WEIGHTS for weights in WEIGHTS[measure]}

for _measure, _methods in FACTS["Mantel-Haenszel"].items():
    for _name, _facts in _methods.items():
        _limits, _tail = (partial(_of_counts, _measure, *of) for of in _of_sums(_measure, _name))
        MANTEL_HAENSZEL[_measure].method(_name, **_facts, tail=_tail, monotone=False)(_limits)
