"""Intervals of what comes with its variance: averages over areas, ratios from a regression, areas under ROC curves.

The data of a pooled ratio are log_ratio, variance and degrees of freedom.
"""

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import FACTS, Family, Limits
from disprop.intervals._limits import Turned, log_limits, log_t_limits, t_limits
from disprop.intervals._roots import root


def _log(log_ratio: FloatArray, variance: FloatArray, _: FloatArray) -> FloatArray:
    return np.where(np.isnan(variance), np.nan, log_ratio)


POOLED_LOG_RATIO = Family.of("pooled log ratio", _log)
POOLED_RATIO = Family.of("pooled ratio", lambda *data: np.exp(_log(*data)))


def wald(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    """Return the limits with the normal distribution in the place of Student's."""
    return student(log_ratio, variance, np.full_like(degrees, np.inf), a)


def student(log_ratio: FloatArray, variance: FloatArray, degrees: FloatArray, a: FloatArray) -> Limits:
    """Unbounded on both sides where the log is infinite or undefined, or the variance says nothing."""
    low, high = t_limits(log_ratio, variance, degrees, a)
    silent = ~np.isfinite(log_ratio) | np.isinf(variance)
    return np.where(silent, -np.inf, low), np.where(silent, np.inf, high)


for _name, _facts in FACTS["pooled"].items():
    POOLED_LOG_RATIO.method(_name, **_facts)(wald if _name == "wald" else student)
Turned(lambda *data: data, lambda log, *_: np.exp(log)).file(POOLED_RATIO, POOLED_LOG_RATIO, "exp({0.equation})")


MEAN_OF_RATIOS = Family.of("mean of ratios", lambda mean, *_: mean)


@MEAN_OF_RATIOS.method("half-event", **FACTS["mean of ratios"]["half-event"])
def half_event(mean: FloatArray, variance: FloatArray, heaviest: FloatArray, a: FloatArray) -> Limits:
    """Return the limits on the log scale, each about its own mean."""
    low, _ = log_limits(mean, variance / mean**2, a)
    more = mean + heaviest / 2
    _, high = log_limits(more, (variance + heaviest**2 / 2) / more**2, a)
    return np.where(mean == 0, 0.0, low), high


ADJUSTED_RATIO = Family.of("adjusted rate ratio", lambda ratio, *_: ratio)
for _name, _facts in FACTS["adjusted"].items():
    ADJUSTED_RATIO.method(_name, **_facts)(log_t_limits)


NORMAL = np.array(np.inf)  # degrees of freedom


AREA = Family.of("area under the ROC curve", lambda first, *_: first)
AREA_DIFFERENCE = Family.of("difference of areas under the ROC curve", lambda first, *_: first)


@AREA.method("delong")
def delong(*data: FloatArray) -> Limits:
    """DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44: 837-845

    A -+ z sqrt(v), v by DeLong; the whole range where v is 0 or has no estimate
    """
    area, variance, _, _, a = data
    return difference_delong(area, variance, a)


@AREA.method("newcombe")
def newcombe(*data: FloatArray) -> Limits:
    """Newcombe 2006, Statistics in Medicine 25: 559-573, method 5

    (A - t)^2 = z^2 t(1 - t) (1 + s ((1 - t)/(2 - t) + t/(1 + t)))/(m n), m and n the scores of each class,
    s = (m + n)/2 - 1
    """
    area, _, mated, non_mated, a = data
    return 1 - _newcombe_high(1 - area, mated, non_mated, a), _newcombe_high(area, mated, non_mated, a)


def _newcombe_high(area: FloatArray, m: FloatArray, n: FloatArray, a: FloatArray) -> FloatArray:
    """Return the upper limit, sought from that of m n independent pairs, whose variance is never more."""
    w, s = ndtri(a) ** 2, (m + n) / 2 - 1

    def score(t: FloatArray) -> FloatArray:
        spread = 1 + s * ((1 - t) / (2 - t) + t / (1 + t))
        return np.sqrt(w * t * (1 - t) * spread / (m * n)) - (t - area)

    v = w / (m * n)
    start = (area + v / 2 + np.sqrt(v * area * (1 - area) + v**2 / 4)) / (1 + v)
    return root(score, start, np.ones_like(start))


@AREA_DIFFERENCE.method("delong")
def difference_delong(difference: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    """DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44: 837-845

    d -+ z sqrt(v), v by DeLong, paired; as for one area
    """
    return t_limits(difference, np.where(variance == 0, np.inf, variance), NORMAL, a)
