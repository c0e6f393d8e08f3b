"""Intervals for the ratio of two rates (Poisson) and of two risks (binomial), composed from single ones.

Rates: given x1 + x0 events in all, x1 is binomial with odds p/(1-p) = (rate1 t1)/(rate0 t0), so every interval
for a proportion is one for a ratio of rates. Risks: MOVER joins the intervals of the two risks.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Family, Kernel, Limits
from disprop.intervals.proportion import PROPORTION

FOUR = ("group_{0}", "group_{1}", "reference_{0}", "reference_{1}")


def ratio_value(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> FloatArray:
    """Return (x1/t1) / (x0/t0): 0 at x1 = 0, infinite at x0 = 0, NaN when both are 0."""
    return (x1 / t1) / (x0 / t0)


RATE_RATIO = Family(
    parameter="rate ratio",
    data=tuple(name.format("events", "population") for name in FOUR),
    support=(0.0, np.inf),
    default="mid-p",
    value=ratio_value,
)
RISK_RATIO = Family(
    parameter="risk ratio",
    data=tuple(name.format("part", "whole") for name in FOUR),
    support=(0.0, np.inf),
    default="mover-wilson",
    value=ratio_value,
)
SHARE_RATIO = Family(
    parameter="share ratio",
    data=("group_events", "all_events", "group_population", "all_population"),
    support=(0.0, np.inf),
    default="wilson",
    value=ratio_value,
)


def conditional(kernel: Kernel) -> Kernel:
    """Return the rate-ratio kernel of a proportion kernel.

    1 - p is the share of the other side, by the same kernel, so that no limit comes from a difference of near equals.
    """

    def limits(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
        (low, high), (least, most) = (kernel(x, x1 + x0, a) for x in (x1, x0))
        silent = x1 + x0 == 0
        return np.where(silent, 0.0, low / most) * (t0 / t1), np.where(silent, np.inf, high / least) * (t0 / t1)

    return limits


def _file_conditional(name: str, source: str, reference: str, *, conservative: bool = False) -> None:
    equation = f"{source} for x1 of x1 + x0, then p/(1-p) t0/t1"
    RATE_RATIO.method(name, equation=equation, reference=reference, conservative=conservative)(
        conditional(PROPORTION[source].kernel)
    )


_file_conditional("mid-p", "mid-p", "Lancaster 1961, JASA 56: 223-234")
_file_conditional(
    "exact", "clopper-pearson", "Przyborowski and Wilenski 1940, Biometrika 31: 313-323", conservative=True
)
_file_conditional("score", "wilson", "Graham, Mengersen and Morton 2003, Statistics in Medicine 22: 2071-2083")


def over_share(kernel: Kernel) -> Kernel:
    """Return the share-ratio kernel of a proportion kernel: its limits over the known population share."""

    def limits(x: FloatArray, n: FloatArray, people: FloatArray, everyone: FloatArray, a: FloatArray) -> Limits:
        low, high = (np.clip(limit, *PROPORTION.support) for limit in kernel(x, n, a))
        share = np.where(people == 0, np.nan, people / everyone)
        return low / share, high / share

    return limits


for _name, _method in PROPORTION.methods.items():
    SHARE_RATIO.method(
        _name,
        equation=f"{_name} for the group's events of all events, over its share of the population",
        reference=_method.reference,
        conservative=_method.conservative,
    )(over_share(_method.kernel))


@RATE_RATIO.method(
    "wald-log",
    equation="r exp(-+ z sqrt(1/x1 + 1/x0)); from 0 to infinity when a count is 0",
    reference="Rothman and Greenland 1998, Modern Epidemiology, 2nd ed.: 238",
)
def wald_log(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    return _log_limits(ratio_value(x1, t1, x0, t0), 1 / x1 + 1 / x0, a)


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
    return _log_limits(ratio_value(x1, n1, x0, n0), (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), a)


def mover_ratio(r1: FloatArray, limits1: Limits, r0: FloatArray, limits0: Limits) -> Limits:
    """Return the MOVER-R limits of r1/r0 from the limits of r1 and of r0 (Donner and Zou 2012, equations 9-10).

    Each is multiplied through so that it has no difference of near equals; then swapping the two sides inverts
    the ratio to the last digit, and a lower limit of 0 below gives infinity above by itself.
    """
    (l1, u1), (l0, u0) = limits1, limits0
    product = r1 * r0
    low_part, high_part = l1 * (2 * r1 - l1), l0 * (2 * r0 - l0)
    low = low_part / (product + np.sqrt(low_part * (u0 - r0) ** 2 + (r0 * (r1 - l1)) ** 2))
    high = (product + np.sqrt(high_part * (u1 - r1) ** 2 + (r1 * (r0 - l0)) ** 2)) / high_part
    return np.where(l1 == 0, 0.0, low), np.where(l0 == 0, np.inf, high)


def _log_limits(value: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    factor = np.exp(-ndtri(a) * np.sqrt(variance))
    silent = np.isinf(variance)
    return np.where(silent, 0.0, value / factor), np.where(silent, np.inf, value * factor)
