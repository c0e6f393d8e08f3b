"""Intervals of Mantel-Haenszel: one ratio, or one difference, for all strata.

A ratio is that of two sums over the strata, R of the group over S of the reference, for which R - r S has mean 0 and
variance v0 + v1 r + v2 r^2 at the true ratio r; a difference is (R - S)/W, with W the sum of weights. Where a side has
no events, those variances are not of both sides: most methods take the score limits of the strata there.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import FACTS, Family, Limits, log_limits, t_limits
from disprop.intervals._strata_sums import SUMS, Counts, value
from disprop.intervals.strata import SUPPORT, default_weights, names, score_limits, score_tail

Of = Callable[..., Any]
DEFAULTS = {
    "rate ratio": "greenland-robins",
    "risk ratio": "greenland-robins",
    "odds ratio": "robins-breslow-greenland",
    "rate difference": "greenland-robins",
    "risk difference": "sato",
}


def _value(measure: str, *counts: FloatArray) -> FloatArray:
    return value(measure, Counts(*counts))


MANTEL_HAENSZEL = {
    measure: Family(
        parameter=f"Mantel-Haenszel {measure}",
        data=names(measure),
        core="strata",
        support=SUPPORT.get(measure, (0.0, np.inf)),
        default=default,
        value=partial(_value, measure),
        rises=(1, 0, -1, 0) if measure.endswith("difference") else (1, -1, -1, 1),
    )
    for measure, default in DEFAULTS.items()
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


for _measure, _methods in FACTS["Mantel-Haenszel"].items():
    for _name, _facts in _methods.items():
        _limits, _tail = (partial(_of_counts, _measure, *of) for of in _of_sums(_measure, _name))
        MANTEL_HAENSZEL[_measure].method(_name, **_facts, tail=_tail, monotone=False)(_limits)
