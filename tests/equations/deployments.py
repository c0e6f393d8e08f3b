"""Definitions at fifty digits of a share, or a rate, from deployments that may differ by more than chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath
from mpmath import mpf

from equations.definitions import quantile
from equations.single import EVENTS, HALF, PART
from equations.summaries import student
from equations.targets import Definition, Targets, in_digits

Counts = tuple[tuple[int, int], ...]
SURE = mpf("1e-14")  # of a dispersion, or a peak: the likelihood is level there, and has twice as many digits
MOST = mpf(1_000_000)  # the largest dispersion that is looked for
WIDE = 10  # standard normal deviates: beyond is less than 1e-22


def cluster_robust(*data: mpf) -> Targets:
    """(r - p)^2 = t^2 p(1 - p)/n*, a quadratic in p."""
    x, n, xx, xn, nn, k, trials, a = data
    r = x / n
    if r in (0, 1):
        return PART["clopper-pearson"](int(x), int(n), a)
    if k < 2:
        return mpf(0), mpf(1)
    v = k / (k - 1) * max(xx - 2 * r * xn + r**2 * nn, mpf(0)) / n**2
    size, t = (min(trials, r * (1 - r) / v) if v else trials), student(k - 1, a)
    middle, half = r + t**2 / (2 * size), t * mpmath.sqrt(r * (1 - r) / size + (t / (2 * size)) ** 2)
    low, high = ((middle + sign * half) / (1 + t**2 / size) for sign in (-1, 1))
    return low, high


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Of deployments with a mean p, and a dispersion v: its logarithm, and the slope of that in each."""

    value: Callable[[mpf, mpf], mpf]
    by_mean: Callable[[mpf, mpf], mpf]
    by_dispersion: Callable[[mpf, mpf], mpf]


def beta_binomial(counts: Counts) -> Likelihood:
    """Skellam 1948, as the product of (p + j v), (1 - p + j v) and 1/(1 + j v)."""
    parts = [
        [j for whole in each for j in range(whole)] for each in zip(*((x, n - x, n) for x, n in counts), strict=True)
    ]

    def value(p: mpf, v: mpf) -> mpf:
        of_x, of_rest, of_all = (
            [mpmath.log(start + j * v) for j in each] for start, each in zip((p, 1 - p, mpf(1)), parts, strict=True)
        )
        return mpmath.fsum(of_x) + mpmath.fsum(of_rest) - mpmath.fsum(of_all)

    def by_mean(p: mpf, v: mpf) -> mpf:
        return mpmath.fsum(1 / (p + j * v) for j in parts[0]) - mpmath.fsum(1 / (1 - p + j * v) for j in parts[1])

    def by_dispersion(p: mpf, v: mpf) -> mpf:
        of_x, of_rest, of_all = (
            mpmath.fsum(j / (start + j * v) for j in each)
            for start, each in zip((p, 1 - p, mpf(1)), parts, strict=True)
        )
        return of_x + of_rest - of_all

    return Likelihood(value, by_mean, by_dispersion)


def gamma_poisson(counts: Counts) -> Likelihood:
    """Greenwood and Yule 1920: a count of mean m has the variance m + v m^2."""

    def value(p: mpf, v: mpf) -> mpf:
        total = mpf(0)
        for x, n in counts:
            total += mpmath.fsum(mpmath.log(1 + j * v) for j in range(x)) + x * mpmath.log(p * n)
            total -= x * mpmath.log1p(v * p * n) + (mpmath.log1p(v * p * n) / v if v else p * n)
        return total

    def by_mean(p: mpf, v: mpf) -> mpf:
        return mpmath.fsum((x / p - n) / (1 + v * p * n) for x, n in counts)

    def by_dispersion(p: mpf, v: mpf) -> mpf:
        total = mpf(0)
        for x, n in counts:
            m = p * n
            curve = (mpmath.log1p(v * m) - v * m / (1 + v * m)) / v**2 if v else m**2 / 2
            total += mpmath.fsum(j / (1 + j * v) for j in range(x)) + curve - x * m / (1 + v * m)
        return total

    return Likelihood(value, by_mean, by_dispersion)


@cache
def deviates(v: mpf) -> list[tuple[mpf, mpf]]:
    """Return normal deviates at equal steps, with their probabilities: at most 1/4 apart in log odds of variance v.

    The error of the trapezium rule is exp(-2 pi^2/h) for steps h of log odds, exp(-2 pi^2/h^2) for those of deviates.
    """
    if not v:
        return [(mpf(0), mpf(1))]
    step = min(HALF, 1 / (4 * mpmath.sqrt(v)))
    return [(step * k, mpmath.npdf(step * k) * step) for k in range(-int(WIDE / step), int(WIDE / step) + 1)]


def random_intercept(counts: Counts) -> Likelihood:
    """Binomial counts whose log odds are normal about logit p with the variance v, by the trapezium rule.

    The slopes are means over the log odds: of x - n q, and of half of (x - n q)^2 - n q (1 - q), where q is the chance.
    """

    @cache
    def moments(p: mpf, v: mpf) -> tuple[mpf, mpf, mpf]:
        value = by_centre = by_variance = mpf(0)
        nodes = deviates(v)
        chances = [(1 / (1 + (1 - p) / p * mpmath.exp(-mpmath.sqrt(v) * u)), w) for u, w in nodes]
        for x, n in counts:
            likely = [w * q**x * (1 - q) ** (n - x) for q, w in chances]
            total = mpmath.fsum(likely)
            value += mpmath.log(total)
            by_centre += mpmath.fsum(each * (x - n * q) for each, (q, _) in zip(likely, chances, strict=True)) / total
            curves = ((x - n * q) ** 2 - n * q * (1 - q) for q, _ in chances)
            by_variance += mpmath.fsum(each * c for each, c in zip(likely, curves, strict=True)) / (2 * total)
        return value, by_centre, by_variance

    return Likelihood(*((lambda p, v, i=i: moments(p, v)[i]) for i in range(3)))


def dispersion(model: Likelihood, p: mpf) -> mpf:
    """Return the likeliest dispersion at a mean: where its slope is 0, if it rises from no dispersion."""

    def slope(v: mpf) -> mpf:
        return model.by_dispersion(p, v)

    low, high = mpf(0), mpf("0.01")
    if slope(low) <= 0:
        return low
    while slope(high) > 0:
        low, high = high, 4 * high
        if high > MOST:
            return MOST
    return mpmath.findroot(slope, (low, high), solver="anderson", tol=SURE, maxsteps=200, verify=False)


def profiled(make: Callable[[Counts], Likelihood], alike: Callable[..., Targets], *, of_share: bool) -> Definition:
    """2 (largest log likelihood - that at the limit, with the dispersion that is likeliest there) = z^2.

    The limits of deployments that are all alike where the counts are all 0, or of shares all of the whole.
    """

    def definition(x: Any, n: Any, a: mpf) -> Targets:
        counts, x, n = tuple((int(x), int(n)) for x, n in zip(x, n, strict=True)), int(sum(x)), int(sum(n))
        if x == 0 or (of_share and x == n):
            return alike(x, n, a)
        model = make(counts)

        def fall(p: mpf) -> mpf:
            return 2 * (top - model.value(p, dispersion(model, p))) - quantile(a) ** 2

        shares = [(part + HALF) / (whole + 1) for part, whole in counts]
        peak = mpmath.findroot(
            lambda p: model.by_mean(p, dispersion(model, p)),
            (min(shares) / 2, max(shares) if of_share else 2 * max(shares)),
            solver="anderson",
            tol=SURE,
            verify=False,
        )
        top = model.value(peak, dispersion(model, peak))
        return fall, (fall if of_share or fall(mpf(1)) > 0 else mpf(1))

    return definition


def garwood(x: int, n: int, a: mpf) -> Targets:
    """Return garwood's limits, of at most one alert for each face."""
    low, high = EVENTS["garwood"](x, a)
    return low, (mpf(1) if high(mpf(n)) > 0 else lambda rate: high(rate * n))


OF_DEPLOYMENTS: dict[tuple[str, str], Definition] = {
    ("proportion, by deployment", "cluster-robust"): in_digits(cluster_robust),
    ("mean proportion", "beta-binomial"): profiled(beta_binomial, PART["clopper-pearson"], of_share=True),
    ("typical proportion", "random-intercept"): profiled(random_intercept, PART["clopper-pearson"], of_share=True),
    ("mean rate", "gamma-poisson"): profiled(gamma_poisson, garwood, of_share=False),
}
