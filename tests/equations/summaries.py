"""Definitions at fifty digits of limits around an estimate: of regressions, averages over areas, and ROC curves."""

from __future__ import annotations

from functools import cache

import mpmath
from mpmath import mpf

from equations.definitions import quantile
from equations.single import logarithmic
from equations.targets import Definition, Targets, clipped

HALF = mpf("0.5")


@cache
def student(degrees: mpf, a: mpf) -> mpf:
    """Return t with the probability a above it: I_x(df/2, 1/2) = 2a at x = df/(df + t^2), solved for log x."""
    if mpmath.isinf(degrees):
        return quantile(a)

    def excess(log_x: mpf) -> mpf:
        return mpmath.log(mpmath.betainc(degrees / 2, HALF, 0, mpmath.exp(log_x), regularized=True) / (2 * a))

    log_x = mpmath.findroot(excess, (4 * mpmath.log(a) / degrees - 4, mpf(0)), solver="anderson", maxsteps=500)
    return mpmath.sqrt(degrees * mpmath.expm1(-log_x))


def around(value: mpf, variance: mpf, degrees: mpf, a: mpf) -> tuple[mpf, mpf]:
    """Return value -+ t sqrt(variance), unbounded where nothing is known of the variance."""
    if mpmath.isinf(variance) or degrees <= 0 or not mpmath.isfinite(value):
        return -mpmath.inf, mpmath.inf
    half = student(degrees, a) * mpmath.sqrt(variance)
    return value - half, value + half


def adjusted(ratio: mpf, variance: mpf, degrees: mpf, a: mpf) -> Targets:
    return tuple(ratio * mpmath.exp(limit) for limit in around(mpf(0), variance, degrees, a))


def pooled(*, normal: bool, ratio: bool) -> Definition:
    def definition(log_ratio: mpf, variance: mpf, degrees: mpf, a: mpf) -> Targets:
        limits = around(log_ratio, variance, mpmath.inf if normal else degrees, a)
        return tuple(map(mpmath.exp, limits)) if ratio else limits

    return definition


def half_event(m: mpf, v: mpf, u: mpf, a: mpf) -> Targets:
    more = m + u / 2
    low = logarithmic(m, v / m**2, a)[0] if m else mpf(0)
    return low, logarithmic(more, (v + u**2 / 2) / more**2, a)[1]


def delong_difference(d: mpf, v: mpf, a: mpf) -> Targets:
    return clipped(*around(d, v or mpmath.inf, mpmath.inf, a), (-1, 1))


def delong(area: mpf, v: mpf, _m: mpf, _n: mpf, a: mpf) -> Targets:
    return clipped(*around(area, v or mpmath.inf, mpmath.inf, a), (0, 1))


def newcombe(area: mpf, _v: mpf, m: mpf, n: mpf, a: mpf) -> Targets:
    def equation(t: mpf) -> mpf:
        spread = 1 + ((m + n) / 2 - 1) * ((1 - t) / (2 - t) + t / (1 + t))
        return (area - t) ** 2 - quantile(a) ** 2 * t * (1 - t) * spread / (m * n)

    return (equation if area else mpf(0)), (equation if area < 1 else mpf(1))


OF_SUMMARIES: dict[tuple[str, str], Definition] = {
    **{
        ("adjusted rate ratio", name): adjusted
        for name in ("poisson", "quasi-poisson", "negative-binomial", "cluster-robust")
    },
    **{
        (parameter, name): pooled(normal=name == "wald", ratio=parameter == "pooled ratio")
        for parameter in ("pooled log ratio", "pooled ratio")
        for name in ("t", "hartung-knapp", "hartung-knapp-plain", "wald")
    },
    ("mean of ratios", "half-event"): half_event,
    ("area under the ROC curve", "delong"): delong,
    ("area under the ROC curve", "newcombe"): newcombe,
    ("difference of areas under the ROC curve", "delong"): delong_difference,
}
