"""Intervals of Mantel-Haenszel: one ratio, or one difference, for all strata.

A ratio is that of two sums over the strata, R of the group over S of the reference, for which R - r S has mean 0 and
variance v0 + v1 r + v2 r^2 at the true ratio r; a difference is (R - S)/W, with W the sum of weights. The kernels take
these sums. Sums that are NaN beside an infinite v1 mean that nothing happened in any stratum; all NaN, that no stratum
has people on both sides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._compose import log_limits, t_limits
from disprop.intervals._family import Family, Limits

Sums = tuple[FloatArray, FloatArray]
Variances = tuple[FloatArray, FloatArray, FloatArray]
SUMS = ("group_sum", "reference_sum", "variance_sum")
ODDS_SUMS = ("group_sum", "reference_sum", "group_variance_sum", "variance_sum", "reference_variance_sum")
DIFFERENCE_SUMS = ("group_sum", "reference_sum", "weight", "variance")
NONE = np.zeros(())
GREENLAND_ROBINS = "Greenland and Robins 1985, Biometrics 41: 55-68"
RBG = "Robins, Breslow and Greenland 1986, Biometrics 42: 311-323"
LOG = "r exp(-+ z sqrt({variance})) with r = R/S; from 0 to infinity where R or S is 0"
SCORE = "(R - r S)^2 = z^2 {variance}: finite on the one side where R or S is 0"
SATO = "Sato 1990, Biometrics 46: 71-80"


def _ratio(r: FloatArray, s: FloatArray, *_: FloatArray) -> FloatArray:
    return r / s


def _difference(r: FloatArray, s: FloatArray, w: FloatArray, _: FloatArray) -> FloatArray:
    return (r - s) / w


def _family(measure: str, data: tuple[str, ...], default: str) -> Family:
    """Return a family of sums; those have no denominator among them, so that kernels say what is undefined."""
    least = {"rate difference": -np.inf, "risk difference": -1.0}.get(measure, 0.0)
    most = 1.0 if measure == "risk difference" else np.inf
    value = _difference if measure.endswith("difference") else _ratio
    return Family(f"Mantel-Haenszel {measure}", data, (least, most), default, value, denominators=())


MANTEL_HAENSZEL = {
    "rate ratio": _family("rate ratio", SUMS, "greenland-robins"),
    "risk ratio": _family("risk ratio", SUMS, "greenland-robins"),
    "odds ratio": _family("odds ratio", ODDS_SUMS, "robins-breslow-greenland"),
    "rate difference": _family("rate difference", DIFFERENCE_SUMS, "greenland-robins"),
    "risk difference": _family("risk difference", DIFFERENCE_SUMS, "sato"),
}


def one_sided(measure: str, sums: tuple[FloatArray, ...]) -> NDArray[np.bool_]:
    """Return where a side has no events, or nothing but events, so that the variance is not that of both sides."""
    r, s, *others = sums
    silent: NDArray[np.bool_] = (r == 0) | (s == 0)
    if measure == "risk ratio":
        silent |= others[0] == 0  # everything happened to everybody
    if measure == "risk difference":
        silent |= (r == others[0]) | (s == others[0])
    return silent


def _log(sums: Sums, variances: Variances, a: FloatArray) -> Limits:
    return log_limits(sums[0] / sums[1], _log_variance(sums, variances), a)


def _log_tail(sums: Sums, variances: Variances, null: FloatArray) -> FloatArray:
    return _beyond(np.log(null * sums[1] / sums[0]), _log_variance(sums, variances))


def _log_variance(sums: Sums, variances: Variances) -> FloatArray:
    """Return the variance of log(R/S), infinite where a side has no events."""
    (r, s), (v0, v1, v2) = sums, variances
    return np.where((r == 0) | (s == 0) | np.isinf(v1), np.inf, v0 / r**2 + v1 / r / s + v2 / s**2)


def _score(sums: Sums, variances: Variances, a: FloatArray) -> Limits:
    """Return the roots of (S^2 - z^2 v2) r^2 - 2 b r + R^2 - z^2 v0 with b = R S + z^2 v1/2, from sums of one sign."""
    (r, s), (v0, v1, v2), w = sums, variances, ndtri(a) ** 2
    first, last, b = s**2 - w * v2, r**2 - w * v0, r * s + w * v1 / 2
    squared = w * (r * s * v1 + v2 * r**2 + v0 * s**2) + w**2 * (v1**2 / 4 - v0 * v2)  # b^2 - first last
    sums_of_roots = b + np.sqrt(np.maximum(squared, 0))
    nothing = (squared < 0) | np.isinf(v1)
    low = np.where(nothing | (last <= 0), 0.0, last / sums_of_roots)
    return low, np.where(nothing | (first <= 0), np.inf, sums_of_roots / first)


def _score_tail(sums: Sums, variances: Variances, null: FloatArray) -> FloatArray:
    (r, s), (v0, v1, v2) = sums, variances
    return _beyond(r - null * s, v0 + v1 * null + v2 * null**2)


def _beyond(distance: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the probability beyond a distance, 1/2 where nothing is known."""
    z = distance / np.sqrt(variance)
    return np.where(np.isnan(z), 0.5, ndtr(-np.abs(z)))


def _of_two(of: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function of the sums of rates and risks, whose variance is v1 r alone."""
    return lambda r, s, v, last: of((r, s), (NONE, v, NONE), last)


def _of_five(of: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function of the sums of odds."""
    return lambda r, s, v0, v1, v2, last: of((r, s), (v0, v1, v2), last)


for _name, _of, _default, _variance, _by_odds, _source in (
    ("rate ratio", _of_two, "greenland-robins", "v1/(R S)", "v1 r", GREENLAND_ROBINS),
    ("risk ratio", _of_two, "greenland-robins", "v1/(R S)", "v1 r", GREENLAND_ROBINS),
    (
        "odds ratio",
        _of_five,
        "robins-breslow-greenland",
        "v0/R^2 + v1/(R S) + v2/S^2",
        "(v0 + v1 r + v2 r^2)",
        RBG,
    ),
):
    _file = MANTEL_HAENSZEL[_name].method
    _file(_default, equation=LOG.format(variance=_variance), reference=_source, tail=_of(_log_tail))(_of(_log))
    _file("score", equation=SCORE.format(variance=_by_odds), reference=SATO, tail=_of(_score_tail))(_of(_score))


def _wald(r: FloatArray, s: FloatArray, w: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    return t_limits((r - s) / w, variance, np.array(np.inf), a)


def _wald_tail(r: FloatArray, s: FloatArray, w: FloatArray, variance: FloatArray, null: FloatArray) -> FloatArray:
    return _beyond((r - s) / w - null, variance)


MANTEL_HAENSZEL["rate difference"].method(
    "greenland-robins",
    equation="d -+ z sqrt(v), v = sum of (x1 t0^2 + x0 t1^2)/T^2 over (sum of t1 t0/T)^2: no width without events",
    reference=GREENLAND_ROBINS,
    tail=_wald_tail,
)(_wald)
MANTEL_HAENSZEL["risk difference"].method(
    "sato",
    equation="d -+ z sqrt(v), v Sato's variance: right for many small strata and for few large ones; no width where "
    "nothing, or everything, happened",
    reference="Sato, Greenland and Robins 1989, Biometrics 45: 1323-1324",
    tail=_wald_tail,
)(_wald)
