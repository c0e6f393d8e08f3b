"""Intervals of Mantel-Haenszel: one ratio, or one difference, for all strata.

A ratio is that of two sums over the strata, R of the group over S of the reference, for which R - r S has mean 0 and
variance v0 + v1 r + v2 r^2 at the true ratio r. The kernels take these sums. Sums that are NaN beside an infinite v1
mean that nothing happened in any stratum; all NaN, that no stratum has people on both sides.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._compose import log_limits, t_limits
from disprop.intervals._family import Family, Kernel, Limits

SUMS = ("group_sum", "reference_sum", "variance_sum")
ODDS_SUMS = ("group_sum", "reference_sum", "group_variance_sum", "variance_sum", "reference_variance_sum")
SUMMARY = ("estimate", "variance")
NONE = np.zeros(())
GREENLAND_ROBINS = "Greenland and Robins 1985, Biometrics 41: 55-68"
RBG = "Robins, Breslow and Greenland 1986, Biometrics 42: 311-323"
LOG = "r exp(-+ z sqrt({variance})) with r = R/S; from 0 to infinity where R or S is 0"
SCORE = "(R - r S)^2 = z^2 {variance}: finite on the one side where R or S is 0"
SATO = "Sato 1990, Biometrics 46: 71-80"


def _ratio(r: FloatArray, s: FloatArray, *_: FloatArray) -> FloatArray:
    return r / s


def _estimate(estimate: FloatArray, variance: FloatArray) -> FloatArray:
    return np.where(np.isnan(variance), np.nan, estimate)


def _family(measure: str, data: tuple[str, ...], default: str) -> Family:
    """Return a family of sums; those have no denominator among them, so that kernels say what is undefined."""
    least = {"rate difference": -np.inf, "risk difference": -1.0}.get(measure, 0.0)
    most = 1.0 if measure == "risk difference" else np.inf
    value = _estimate if measure.endswith("difference") else _ratio
    return Family(f"Mantel-Haenszel {measure}", data, (least, most), default, value, denominators=())


MANTEL_HAENSZEL = {
    "rate ratio": _family("rate ratio", SUMS, "greenland-robins"),
    "risk ratio": _family("risk ratio", SUMS, "greenland-robins"),
    "odds ratio": _family("odds ratio", ODDS_SUMS, "robins-breslow-greenland"),
    "rate difference": _family("rate difference", SUMMARY, "greenland-robins"),
    "risk difference": _family("risk difference", SUMMARY, "sato"),
}


def _log(sums: tuple[FloatArray, FloatArray], variances: tuple[FloatArray, ...], a: FloatArray) -> Limits:
    (r, s), (v0, v1, v2) = sums, variances
    variance = v0 / r**2 + v1 / r / s + v2 / s**2
    return log_limits(r / s, np.where((r == 0) | (s == 0) | np.isinf(v1), np.inf, variance), a)


def _score(sums: tuple[FloatArray, FloatArray], variances: tuple[FloatArray, ...], a: FloatArray) -> Limits:
    """Return the roots of (S^2 - z^2 v2) r^2 - 2 b r + R^2 - z^2 v0 with b = R S + z^2 v1/2, from sums of one sign."""
    (r, s), (v0, v1, v2), w = sums, variances, ndtri(a) ** 2
    first, last, b = s**2 - w * v2, r**2 - w * v0, r * s + w * v1 / 2
    squared = w * (r * s * v1 + v2 * r**2 + v0 * s**2) + w**2 * (v1**2 / 4 - v0 * v2)  # b^2 - first last
    sums_of_roots = b + np.sqrt(np.maximum(squared, 0))
    nothing = (squared < 0) | np.isinf(v1)
    low = np.where(nothing | (last <= 0), 0.0, last / sums_of_roots)
    return low, np.where(nothing | (first <= 0), np.inf, sums_of_roots / first)


def _with_one_variance(of: Kernel) -> Kernel:
    """Return the kernel of rates and risks, whose variance is v1 r alone."""

    def limits(r: FloatArray, s: FloatArray, v: FloatArray, a: FloatArray) -> Limits:
        return of((r, s), (NONE, v, NONE), a)

    return limits


for _name in ("rate ratio", "risk ratio"):
    _method = MANTEL_HAENSZEL[_name].method
    _method("greenland-robins", equation=LOG.format(variance="v1/(R S)"), reference=GREENLAND_ROBINS)(
        _with_one_variance(_log)
    )
    _method("score", equation=SCORE.format(variance="v1 r"), reference=SATO)(_with_one_variance(_score))


@MANTEL_HAENSZEL["odds ratio"].method(
    "robins-breslow-greenland", equation=LOG.format(variance="v0/R^2 + v1/(R S) + v2/S^2"), reference=RBG
)
def robins_breslow_greenland(*data: FloatArray) -> Limits:
    r, s, v0, v1, v2, a = data
    return _log((r, s), (v0, v1, v2), a)


@MANTEL_HAENSZEL["odds ratio"].method("score", equation=SCORE.format(variance="(v0 + v1 r + v2 r^2)"), reference=SATO)
def score(*data: FloatArray) -> Limits:
    r, s, v0, v1, v2, a = data
    return _score((r, s), (v0, v1, v2), a)


def _wald(estimate: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    return t_limits(estimate, variance, np.array(np.inf), a)


MANTEL_HAENSZEL["rate difference"].method(
    "greenland-robins",
    equation="d -+ z sqrt(v), v = sum of (x1 t0^2 + x0 t1^2)/T^2 over (sum of t1 t0/T)^2: no width without events",
    reference=GREENLAND_ROBINS,
)(_wald)
MANTEL_HAENSZEL["risk difference"].method(
    "sato",
    equation="d -+ z sqrt(v), v Sato's variance: right for many small strata and for few large ones; no width where "
    "nothing, or everything, happened",
    reference="Sato, Greenland and Robins 1989, Biometrics 45: 1323-1324",
)(_wald)
