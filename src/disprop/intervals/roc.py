"""Intervals of the area under a ROC curve, and of the difference of two areas on the same faces.

The area is the chance that a mated score is above a non-mated one, ties counting half. A variance of 0, as where the
scores separate the classes completely, says nothing: the limits of the methods that rest on it are the whole range.
"""

import numpy as np
from scipy.special import expit, logit, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Family, Limits, t_limits
from disprop.intervals._roots import root

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


@AREA.method("delong-logit", monotone=False)
def delong_logit(*data: FloatArray) -> Limits:
    """DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44: 837-845

    logit A -+ z sqrt(v)/(A(1 - A)), v by DeLong; as delong at v = 0
    """
    area, variance, _, _, a = data
    silent = (variance == 0) | (area == 0) | (area == 1)
    on_scale = np.where(silent, np.inf, variance / (area * (1 - area)) ** 2)
    low, high = t_limits(np.where(silent, 0.0, logit(area)), on_scale, NORMAL, a)
    return expit(low), expit(high)


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


AREAS = (AREA, AREA_DIFFERENCE)
