"""Intervals for the ratio of two risks: x1 of n1 against x0 of n0, both binomial."""

from __future__ import annotations

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._compose import RISKS, log_limits, mover_ratio, ratio_value
from disprop.intervals._family import Family, Limits
from disprop.intervals.proportion import PROPORTION

RISK_RATIO = Family(
    parameter="risk ratio",
    data=RISKS,
    support=(0.0, np.inf),
    default="mover-wilson",
    value=ratio_value,
)


@RISK_RATIO.method(
    "mover-wilson",
    equation="MOVER-R of the Wilson limits of the two risks",
    reference="Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359",
)
def mover_wilson(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    wilson = PROPORTION["wilson"].kernel
    return mover_ratio(x1 / n1, wilson(x1, n1, a), x0 / n0, wilson(x0, n0, a))


@RISK_RATIO.method(
    "katz-log",
    equation="r exp(-+ z sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0)); from 0 to infinity when a part is 0",
    reference="Katz, Baptista, Azen and Pike 1978, Biometrics 34: 469-474",
)
def katz_log(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    return log_limits(ratio_value(x1, n1, x0, n0), (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), a)
