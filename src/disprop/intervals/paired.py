"""Intervals for two systems tried on the same faces: each face is alerted by both, by one of them, or by neither.

With p_a and p_b the shares that A and B alert, what tells A and B apart is only the discordant faces, `only_a` and
`only_b`. Where people pass several times, see `by_person`.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from disprop._arrays import FloatArray
from disprop.intervals._binomial import log_peak
from disprop.intervals._family import FACTS, Family, Limits
from disprop.intervals._limits import Turned, log_limits, t_limits
from disprop.intervals._log_odds import odds_tail
from disprop.intervals._roots import root
from disprop.intervals.by_person import on_a_line
from disprop.intervals.proportion import PROPORTION
from disprop.intervals.ratio import RATE_RATIO

_wilson = PROPORTION["wilson"].kernel


TINY = np.finfo(np.float64).tiny  # in place of 0 where nothing is divided
DISCORDANT_ODDS = Family.of("odds ratio of discordant pairs", np.divide)
PAIRED_DIFFERENCE = Family.of(
    "difference of paired proportions", lambda both, b, c, neither: (b - c) / (both + b + c + neither)
)
PAIRED_RATIO = Family.of("ratio of paired proportions", lambda both, b, c: (both + b) / (both + c))
EXTRA_PER_EXTRA = Family.of(
    "extra false alerts per extra true alert",
    lambda true_a, true_b, false_a, false_b: (false_a - false_b) / (true_a - true_b),
)


def _mid_p_tail(b: FloatArray, c: FloatArray, null: FloatArray) -> FloatArray:
    """Return the tail of a null; at equal counts it is by its source 1/2 - P(only_a)/4, not a half."""
    tied = (b == c) & (b > 0) & (null == 1)
    return np.where(tied, 0.5 - np.exp(log_peak(b, c)) / 4, odds_tail(b, b + c, null, 0.5))


# A ratio of rates over equal populations: given their sum, only_a is binomial.
Turned(
    counts=lambda b, c: (b, np.ones_like(b), c, np.ones_like(b)),
    turn=lambda ratio, *_: ratio,
    back=lambda null, *_: null,
).file(DISCORDANT_ODDS, RATE_RATIO, "{0.name} for only_a of only_a + only_b, then p/(1-p)", FACTS["discordant pairs"])
for _name, _facts in FACTS["discordant pairs"].items():
    DISCORDANT_ODDS.methods[_name] = DISCORDANT_ODDS[_name]._replace(**_facts)
DISCORDANT_ODDS.methods["mid-p"] = DISCORDANT_ODDS["mid-p"]._replace(tail=_mid_p_tail)


@PAIRED_DIFFERENCE.method("tango")
def tango(both: FloatArray, b: FloatArray, c: FloatArray, neither: FloatArray, a: FloatArray) -> Limits:
    """Tango 1998, Statistics in Medicine 17: 891-908

    (b - c - nd)^2 = z^2 n (p_b + p_c - d^2), p_b = p_c + d the likeliest shares of b and c
    """
    n = both + b + c + neither
    return -_tango_high(c, b, n, a), _tango_high(b, c, n, a)


def _tango_high(b: FloatArray, c: FloatArray, n: FloatArray, a: FloatArray) -> FloatArray:
    """Return the upper limit, sought from the wilson limit of |b - c| of n: its variance, s(1 - s), is never more."""

    def score(d: FloatArray) -> FloatArray:
        return b - c - n * d - ndtri(a) * np.sqrt(n * _variance(d, b, c, n))

    (low, _), (_, high) = (_wilson(np.maximum(x, 0.0), n, a) for x in (c - b, b - c))
    start = np.where(b < c, -low, high)
    return np.where(n == 0, np.nan, root(score, start, np.ones_like(start)))


def _variance(d: FloatArray, b: FloatArray, c: FloatArray, n: FloatArray) -> FloatArray:
    """Return p_b + p_c - d^2 at the likeliest p_b and p_c that are d apart: 2q + s(1 - s), s = |d|, q the smaller.

    q solves 2n q^2 + k q = y s(1 - s), with x the count of the larger, y of the smaller, k = (2n - x + y)s - x - y.
    Both of its forms are sums of positive numbers, each on its side of k = 0.
    """
    s, x, y = np.abs(d), np.where(d < 0, c, b), np.where(d < 0, b, c)
    k, right = (2 * n - x + y) * s - (x + y), y * s * (1 - s)
    far = np.abs(k) + np.sqrt(k**2 + 8 * n * right)
    q = np.where(k > 0, 2 * right / np.where(far == 0, 1.0, far), far / (4 * n))
    return 2 * q + s * (1 - s)


@PAIRED_DIFFERENCE.method("newcombe")
def newcombe(both: FloatArray, b: FloatArray, c: FloatArray, neither: FloatArray, a: FloatArray) -> Limits:
    """Newcombe 1998, Statistics in Medicine 17: 2635-2650, method 10

    MOVER of the wilson limits of both shares, with twice their product by phi taken off under each root; phi the
    correlation of the table, its ad - bc less n/2 where that is positive, and 0 in between
    """
    n, x1, x0 = both + b + c + neither, both + b, both + c
    k, d = ndtri(a) ** 2 / n, (b - c) / n
    (down1, up1, spread1), (down0, up0, spread0) = _distances(x1, n, k), _distances(x0, n, k)
    lean, unlike = k / (1 + k) * (x1 + x0 - n) / n, 2 * _without_correlation(both, b, c, neither)
    share = d / np.maximum(spread1 + spread0, TINY)
    low = (lean * (1 - share)) ** 2 + unlike * down1 * up0
    high = (lean * (1 + share)) ** 2 + unlike * up1 * down0
    return d - np.sqrt(low), d + np.sqrt(high)


def _distances(x: FloatArray, n: FloatArray, k: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return how far the wilson limits lie below and above x/n, and their half width times 1 + k; k is z^2/n."""
    variance, off = x / n * (n - x) / n, np.abs(2 * x - n) / (2 * n)
    spread = np.sqrt(k * variance + k**2 / 4)
    far, near = (k * off + spread) / (1 + k), k * variance / np.maximum(k * off + spread, TINY)
    return np.where(2 * x > n, far, near), np.where(2 * x > n, near, far), spread


def _without_correlation(both: FloatArray, b: FloatArray, c: FloatArray, neither: FloatArray) -> FloatArray:
    """Return 1 - phi, as a sum of positive numbers where phi is near 1; 1 where a margin is 0.

    The product of the four margins is (ad - bc)^2 + n (ad (b + c) + bc (a + d)).
    """
    n, apart = both + b + c + neither, both * neither - b * c
    margins = np.sqrt((both + b) * (c + neither)) * np.sqrt((both + c) * (b + neither))
    left = np.where(apart > 0, np.maximum(apart - n / 2, 0.0), apart)
    rest = n * (both * neither * (b + c) + b * c * (both + neither)) + (apart - left) * (apart + left)
    near = rest / (margins * (margins + left))
    return np.where(margins == 0, 1.0, np.where(left > 0, near, 1 - left / margins))


@PAIRED_DIFFERENCE.method("wald", monotone=False)
def wald(both: FloatArray, b: FloatArray, c: FloatArray, neither: FloatArray, a: FloatArray) -> Limits:
    """Agresti and Min 2005, Statistics in Medicine 24: 729-740

    d -+ z sqrt((b + c - (b - c)^2/n)/n^2): no width at all where b = c = 0
    """
    n = both + b + c + neither
    return t_limits((b - c) / n, (b + c - (b - c) ** 2 / n) / n**2, np.array(np.inf), a)


@PAIRED_RATIO.method("bonett-price")
def bonett_price(both: FloatArray, b: FloatArray, c: FloatArray, a: FloatArray) -> Limits:
    """Bonett and Price 2006, Statistics in Medicine 25: 3039-3047

    wilson limits of x_a and x_b of n = both + b + c, the low of one over the high of the other, at k = z sqrt((b +
    c + 2)/((x_a + 1)(x_b + 1))) / (s_a + s_b), s = sqrt((1 - (x + 1)/(n + 2))/(x + 1))
    """
    n, x1, x0 = both + b + c, both + b, both + c
    s1, s0 = (np.sqrt((n - x + 1) / (n + 2) / (x + 1)) for x in (x1, x0))
    k = -ndtri(a) * np.sqrt((b + c + 2) / (x1 + 1) / (x0 + 1)) / (s1 + s0)
    (l1, u1), (l0, u0) = (_wilson(x, n, ndtr(-k)) for x in (x1, x0))
    return np.where(x1 == 0, 0.0, l1 / u0), np.where(x0 == 0, np.inf, u1 / l0)


@PAIRED_RATIO.method("wald-log", monotone=False)
def wald_log(both: FloatArray, b: FloatArray, c: FloatArray, a: FloatArray) -> Limits:
    """Cheng and Macaluso 1997, Epidemiology 8: 104-106

    r exp(-+ z sqrt((b + c)/((both + b)(both + c)))); from 0 to infinity where b + c is 0 or a share is
    """
    x1, x0 = both + b, both + c
    silent = (b + c == 0) | (x1 == 0) | (x0 == 0)
    return log_limits(x1 / x0, np.where(silent, np.inf, (b + c) / (x1 * x0)), a)


@EXTRA_PER_EXTRA.method("fieller")
def fieller(true_a: FloatArray, true_b: FloatArray, false_a: FloatArray, false_b: FloatArray, a: FloatArray) -> Limits:
    """Fieller 1954, JRSS Series B 16: 175-185

    (F - rT)^2 = z^2 (f + r^2 t), F and T the excesses of A, f and t the discordant alerts, false and true; the
    whole line where T^2 <= z^2 t, or f = 0
    """
    sums = false_a - false_b, true_a - true_b, false_a + false_b, np.zeros(()), true_a + true_b
    return on_a_line(sums, ndtri(a) ** 2, EXTRA_PER_EXTRA.support)
