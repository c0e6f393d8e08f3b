"""Intervals for the ratio and the difference of two rates, and of a share of events to a share of the population.

Given x1 + x0 events in all, x1 is binomial with odds p/(1-p) = (rate1 t1)/(rate0 t0), so every interval for a
proportion is one for a ratio of rates; and given A events in all, every interval for a/A is one for its ratio to n/N.

The score methods of a difference look for how far the lower limit is below the value; the upper limit is as far above
it as the lower limit of the swapped sides is below.
"""

from collections.abc import Callable
from functools import wraps

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray, either
from disprop.intervals._family import FACTS, Family, Kernel, Limits
from disprop.intervals._limits import Turned, file_composed, log_limits, mover_difference, mover_ratio, ratio_value
from disprop.intervals._log_odds import QUANTILE, likelihood_odds_limits, odds_limits, odds_tail
from disprop.intervals._score import difference_value, multiplier
from disprop.intervals._skewed import rate_difference_below
from disprop.intervals.proportion import PROPORTION
from disprop.intervals.rate import RATE

RATE_RATIO = Family.of("rate ratio", ratio_value)
# MOVER has nothing to add to these: of wald it makes wald again for a difference, and for a ratio an interval without
# width where both counts are 0; wald-log has no limits at 0.
COMPOSABLE = [name for name in RATE.methods if name not in {"wald", "wald-log"}]
SHARE_RATIO = Family.of("share ratio", ratio_value)


def tail_of(weight: float) -> Callable[..., FloatArray]:
    """Return the tail of a null ratio, counting this share of the probability of x1 itself."""

    def tail(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, null: FloatArray) -> FloatArray:
        return either(x1 + x0 == 0, 1.0, odds_tail(x1, x1 + x0, null * (t1 / t0), weight))

    return tail


@RATE_RATIO.method("mid-p", tail=tail_of(0.5))
def mid_p(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Lancaster 1961, JASA 56: 223-234

    mid-p for x1 of x1 + x0, then p/(1-p) t0/t1
    """
    low, high = odds_limits(x1, x1 + x0, a, 0.5)
    return low * (t0 / t1), high * (t0 / t1)


@RATE_RATIO.method("exact", conservative=True, tail=tail_of(1.0))
def exact(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Przyborowski and Wilenski 1940, Biometrika 31: 313-323

    clopper-pearson for x1 of x1 + x0, then p/(1-p) t0/t1
    """
    low, high = odds_limits(x1, x1 + x0, a, 1.0)
    return low * (t0 / t1), high * (t0 / t1)


@RATE_RATIO.method("jeffreys")
def jeffreys(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133

    jeffreys for x1 of x1 + x0, then p/(1-p) t0/t1
    """
    odds = QUANTILE.odds(x1 + 0.5, x0 + 0.5, a)
    if odds is None:  # 1 - p is the share of the other side, so that no limit comes from a difference of near equals
        (low, high), (least, most) = (PROPORTION["jeffreys"].kernel(x, x1 + x0, a) for x in (x1, x0))
        odds = low / most, high / least
    return either(x1 == 0, 0.0, odds[0] * (t0 / t1)), either(x0 == 0, np.inf, odds[1] * (t0 / t1))


@RATE_RATIO.method("likelihood")
def likelihood(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133

    likelihood for x1 of x1 + x0, then p/(1-p) t0/t1
    """
    low, high = likelihood_odds_limits(x1, x1 + x0, a)
    return low * (t0 / t1), high * (t0 / t1)


def _quadratic(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, z: FloatArray, c: FloatArray) -> Limits:
    """Return r = s^2 t0/t1 with (x0 - c) s^2 +- z s sqrt(x1 + x0) - (x1 - c) = 0: + for low and - for high.

    It is the score equation times s: with the rates fitted under the ratio r, x1 - x0 s^2 has the standard deviation
    s sqrt(x1 + x0) and the skewness (1 - s^2)/(s sqrt(x1 + x0)). As s goes to 0 the corrected score rises to
    sqrt(6 x1 + 1) and no further, so that nothing above 0 can be left out where x1 <= c = (z^2 - 1)/6; nothing below
    infinity where x0 <= c. No events are compatible with a ratio of 0 at every level.
    """
    most = np.maximum(c, 0)
    sd = z * np.sqrt(x1 + x0)
    w = sd + np.sqrt(sd**2 + 4 * (x1 - c) * (x0 - c))
    low = either(x1 <= most, 0.0, (2 * (x1 - c) / w) ** 2 * (t0 / t1))
    return low, either(x0 <= most, np.inf, (w / (2 * (x0 - c))) ** 2 * (t0 / t1))


@RATE_RATIO.method("score")
def score(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Graham, Mengersen and Morton 2003, Statistics in Medicine 22: 2071-2083

    x1 - x0 s^2 = +-z s sqrt(x1 + x0) with s^2 = r t1/t0
    """
    return _quadratic(x1, t1, x0, t0, -ndtri(a), 0 * a)


@RATE_RATIO.method("scas")
def scas(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    x1 - x0 s^2 = +-z s sqrt(x1 + x0) + c(1 - s^2) with s^2 = r t1/t0, c = (z^2 - 1)/6; low = 0 at x1 = 0 or x1 <=
    c, high infinite at x0 = 0 or x0 <= c
    """
    z = -ndtri(a)
    return _quadratic(x1, t1, x0, t0, z, (z**2 - 1) / 6)


file_composed(RATE_RATIO, RATE, COMPOSABLE, mover_ratio, words="two rates")


Turned(
    counts=lambda x, n, *_: (x, n),
    turn=lambda p, _x, _n, people, everyone: np.clip(p, 0, 1) / either(people == 0, np.nan, people / everyone),
    back=lambda null, _x, _n, people, everyone: null * (people / everyone),
).file(SHARE_RATIO, PROPORTION, "{0.name} for the group's events of all events, over its share of the population")


@RATE_RATIO.method("wald-log", monotone=False)
def wald_log(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Rothman and Greenland 1998, Modern Epidemiology, 2nd ed.: 238

    r exp(-+ z sqrt(1/x1 + 1/x0)); from 0 to infinity when a count is 0
    """
    return log_limits(ratio_value(x1, t1, x0, t0), 1 / x1 + 1 / x0, a)


RATE_DIFFERENCE = Family.of("rate difference", difference_value)


def both_ways(below: Callable[..., FloatArray]) -> Kernel:
    """Return the kernel of a function that gives how far the lower limit is below the value."""

    @wraps(below)
    def limits(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
        value, z = difference_value(x1, t1, x0, t0), -ndtri(a)
        return value - below(x1, t1, x0, t0, z), value + below(x0, t0, x1, t1, z)

    return limits


@RATE_DIFFERENCE.method("score")
@both_ways
def score_below(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, z: FloatArray) -> FloatArray:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    (value - difference)^2 = z^2 V, V the variance with both rates fitted to the difference
    """
    # The rates fitted to the difference are x1/(t1 + m) and x0/(t0 - m), and below is m V.
    w = z**2
    m, _ = multiplier(t0, x0 / t0, t1, x1 / t1, w)
    return either(w == 0, 0.0, w / m)


RATE_DIFFERENCE.method("scas", **FACTS["rate difference"]["scas"], monotone=False)(both_ways(rate_difference_below))
file_composed(RATE_DIFFERENCE, RATE, COMPOSABLE, mover_difference, words="two rates")


@RATE_DIFFERENCE.method("wald", monotone=False)
def wald_difference(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray, a: FloatArray) -> Limits:
    """Rothman and Greenland 1998, Modern Epidemiology, 2nd ed.: 237

    value -+ z sqrt(x1/t1^2 + x0/t0^2): no width at all where both counts are 0
    """
    value = difference_value(x1, t1, x0, t0)
    half = -ndtri(a) * np.hypot(np.sqrt(x1) / t1, np.sqrt(x0) / t0)
    return value - half, value + half
