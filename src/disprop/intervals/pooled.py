"""Intervals of an average on the log scale whose variance has degrees of freedom: pooled areas, and their parts.

The data of a kernel are the log average, its variance, and the degrees of freedom of that variance; an infinite
variance says that the counts carry nothing.
"""

from __future__ import annotations

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._compose import t_limits
from disprop.intervals._family import Family, Limits

SUMMARY = ("log_ratio", "variance", "degrees")


def _log(log_ratio: FloatArray, variance: FloatArray, _: FloatArray) -> FloatArray:
    return np.where(np.isnan(variance), np.nan, log_ratio)


def _ratio(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray) -> FloatArray:
    return np.exp(_log(log_ratio, variance, degrees))


POOLED_LOG_RATIO = Family("pooled log ratio", SUMMARY, (-np.inf, np.inf), "wald", _log, denominators=())
POOLED_RATIO = Family("pooled ratio", SUMMARY, (0.0, np.inf), "wald", _ratio, denominators=())


def wald(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    return hartung_knapp(log_ratio, variance, np.full_like(degrees, np.inf), a)


def hartung_knapp(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    """Unbounded on both sides where the log is infinite or undefined, or the variance says nothing."""
    low, high = t_limits(log_ratio, variance, degrees, a)
    silent = ~np.isfinite(log_ratio) | np.isinf(variance)
    return np.where(silent, -np.inf, low), np.where(silent, np.inf, high)


def exp_wald(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    low, high = wald(log_ratio, variance, degrees, a)
    return np.exp(low), np.exp(high)


def exp_hartung_knapp(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    low, high = hartung_knapp(log_ratio, variance, degrees, a)
    return np.exp(low), np.exp(high)


for _family, _kernels, _form in (
    (POOLED_LOG_RATIO, (wald, hartung_knapp), "{}"),
    (POOLED_RATIO, (exp_wald, exp_hartung_knapp), "exp({})"),
):
    _family.method(
        "wald",
        equation=_form.format("log ratio -+ z sqrt(variance)"),
        reference="DerSimonian and Laird 1986, Controlled Clinical Trials 7: 177-188",
    )(_kernels[0])
    _family.method(
        "hartung-knapp",
        equation=_form.format("log ratio -+ t sqrt(variance)")
        + ", variance = sum of w (y - mean)^2 over (k - 1) sum of w, t of Student with k - 1 degrees of freedom",
        reference="Hartung and Knapp 2001, Statistics in Medicine 20: 3875-3889",
    )(_kernels[1])
