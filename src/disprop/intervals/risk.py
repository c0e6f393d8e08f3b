"""Intervals for two proportions, x1 of n1 and x0 of n0: ratio and difference of risks, and the ratio of odds.

The kernels of odds work on the cells of the table: a, b (part and rest of the group) over c, d (of the reference).
Every upper limit is the inverted lower limit of the table with its columns exchanged, so that symmetry is exact. They
also serve the ratio of two rate ratios: given how often each group was counted in all, later events are binomial.
"""

from collections.abc import Callable
from functools import wraps

from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _limits, _skewed
from disprop.intervals._family import FACTS, Family, Kernel, Limits
from disprop.intervals._noncentral import exact_limits
from disprop.intervals._score import critical, difference_below, difference_value, odds_low, ratio_low
from disprop.intervals.proportion import PROPORTION

RISK_RATIO = Family.of("risk ratio", _limits.ratio_value)
# MOVER takes each limit for the quantile of a tail of its own, which those of blaker are not; that of agresti-coull and
# wald can be 0 for several events, and then the ratio to them has no upper limit.
IN_A_RATIO = [name for name in PROPORTION.methods if name not in {"blaker", "agresti-coull", "wald"}]


@RISK_RATIO.method("miettinen-nurminen")
def unbiased_ratio(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    (x1/n1 - r x0/n0)^2 = z^2 N/(N-1) (p1 q1/n1 + r^2 p0 q0/n0), p1 = r p0 the likeliest risks of that ratio
    """
    return _ratio_by_score(x1, n1, x0, n0, critical(a, n1, n0, unbiased=True))


@RISK_RATIO.method("koopman")
def koopman(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Koopman 1984, Biometrics 40: 513-517

    (x1/n1 - r x0/n0)^2 = z^2 (p1 q1/n1 + r^2 p0 q0/n0), p1 = r p0 the likeliest risks of that ratio
    """
    return _ratio_by_score(x1, n1, x0, n0, critical(a, n1, n0, unbiased=False))


def _ratio_by_score(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> Limits:
    """Return both limits: the upper one is the inverse of the lower one with the sides swapped."""
    return ratio_low(x1, n1, x0, n0, w), 1 / ratio_low(x0, n0, x1, n1, w)


@RISK_RATIO.method("scas", monotone=False)
def ratio_scas(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    T = +-z + (z^2 - 1) M/(6 V^1.5) for the score T of miettinen-nurminen, V and M the variance and third moment of
    x1/n1 - r x0/n0 under it, at the first crossing from the value outwards; low = 0 at x1 = 0 or z^2 >= 1 + 6 x1
    N/(N-1), high infinite at x0 = 0 or z^2 >= 1 + 6 x0 N/(N-1)
    """
    return _skewed.ratio_low(x1, n1, x0, n0, a), 1 / _skewed.ratio_low(x0, n0, x1, n1, a)


_limits.file_composed(RISK_RATIO, PROPORTION, IN_A_RATIO, _limits.mover_ratio, words="two risks")


@RISK_RATIO.method("katz-log", monotone=False)
def katz_log(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Katz, Baptista, Azen and Pike 1978, Biometrics 34: 469-474

    r exp(-+ z sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0)); from 0 to infinity when a part is 0
    """
    return _limits.log_limits(_limits.ratio_value(x1, n1, x0, n0), (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), a)


RISK_DIFFERENCE = Family.of("risk difference", difference_value)
# MOVER of wilson is newcombe, and of wald it is wald again; those of blaker as above.
IN_A_DIFFERENCE = [name for name in PROPORTION.methods if name not in {"wilson", "wald", "blaker"}]


@RISK_DIFFERENCE.method("miettinen-nurminen")
def unbiased_difference(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    (x1/n1 - x0/n0 - d)^2 = z^2 N/(N-1) (p1 q1/n1 + p0 q0/n0), p1 = p0 + d the likeliest risks of that difference
    """
    return _difference_by_score(x1, n1, x0, n0, critical(a, n1, n0, unbiased=True))


@RISK_DIFFERENCE.method("mee")
def mee(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Mee 1984, Biometrics 40: 1175-1176

    (x1/n1 - x0/n0 - d)^2 = z^2 (p1 q1/n1 + p0 q0/n0), p1 = p0 + d the likeliest risks of that difference
    """
    return _difference_by_score(x1, n1, x0, n0, critical(a, n1, n0, unbiased=False))


def _difference_by_score(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> Limits:
    d = difference_value(x1, n1, x0, n0)
    return d - difference_below(x1, n1, x0, n0, w), d + difference_below(x0, n0, x1, n1, w)


@RISK_DIFFERENCE.method("scas", monotone=False)
def difference_scas(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    T = +-z + (z^2 - 1) M/(6 V^1.5) for the score T of miettinen-nurminen, V and M the variance and third moment of
    x1/n1 - x0/n0 under it, at the first crossing from the value outwards; low = -1 where z^2 >= 1 + 6 (x1/n1 +
    y0/n0)^2/(x1/n1^2 + y0/n0^2) N/(N-1), high = 1 likewise with y1 and x0, y = n - x
    """
    d = difference_value(x1, n1, x0, n0)
    return d - _skewed.difference_below(x1, n1, x0, n0, a), d + _skewed.difference_below(x0, n0, x1, n1, a)


_newcombe = _limits.composed(PROPORTION, "wilson", _limits.mover_difference)
RISK_DIFFERENCE.method("newcombe", **FACTS["risk difference"]["newcombe"])(_newcombe)
_limits.file_composed(RISK_DIFFERENCE, PROPORTION, IN_A_DIFFERENCE, _limits.mover_difference, words="two risks")


@RISK_DIFFERENCE.method("agresti-caffo", monotone=False)
def agresti_caffo(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Agresti and Caffo 2000, The American Statistician 54: 280-288

    wald with one more of each outcome on each side: x + 1 of n + 2
    """
    return wald(x1 + 1, n1 + 2, x0 + 1, n0 + 2, a)


@RISK_DIFFERENCE.method("wald", monotone=False)
def wald(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Laplace 1812; its coverage: Newcombe 1998, Statistics in Medicine 17: 873-890, method 1

    d -+ z sqrt(p1 q1/n1 + p0 q0/n0) with p = x/n: no width at all where both parts are 0 or everything
    """
    variance = x1 * (n1 - x1) / (n1 * n1 * n1) + x0 * (n0 - x0) / (n0 * n0 * n0)
    return _limits.normal_limits(difference_value(x1, n1, x0, n0), variance, a)


def odds_ratio_value(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> FloatArray:
    """Return the odds x1/(n1 - x1) over x0/(n0 - x0): NaN where a row or a column of the table is empty."""
    return (x1 * (n0 - x0)) / ((n1 - x1) * x0)


ODDS_RATIO = Family.of("odds ratio", odds_ratio_value)


def both_limits(lower: Callable[..., FloatArray]) -> Kernel:
    """Return the kernel of a lower limit `(a, b, c, d, tail)`."""

    @wraps(lower)
    def limits(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
        cells = x1, n1 - x1, x0, n0 - x0
        exchanged = cells[1], cells[0], cells[3], cells[2]
        return lower(*cells, a), 1 / lower(*exchanged, a)

    return limits


@ODDS_RATIO.method("mid-p")
def mid_p(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Lancaster 1961, JASA 56: 223-234; Berry and Armitage 1995, The Statistician 44: 417-423

    P(X > x1 | low) + P(X = x1 | low)/2 = a, P(X < x1 | high) + P(X = x1 | high)/2 = a given all margins
    """
    return exact_limits((x1, n1 - x1, x0, n0 - x0), a, share=0.5)


@ODDS_RATIO.method("exact", conservative=True)
def exact(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Fisher 1935, JRSS 98: 39-82; Cornfield 1956, Proceedings of the Third Berkeley Symposium 4: 135-148

    P(X >= x1 | low) = a, P(X <= x1 | high) = a given all margins
    """
    return exact_limits((x1, n1 - x1, x0, n0 - x0), a, share=1.0)


@ODDS_RATIO.method("miettinen-nurminen")
@both_limits
def miettinen_nurminen(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, tail: FloatArray) -> FloatArray:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    m^2 (1/(a-m) + 1/(b+m) + 1/(c+m) + 1/(d-m)) = z^2 N/(N-1), then (a-m)(d-m) / ((b+m)(c+m))
    """
    everyone = (a + b) + (c + d)
    return odds_low((a, b, c, d), ndtri(tail) ** 2 * (everyone / (everyone - 1)))


ODDS_RATIO.method("scas", **FACTS["odds ratio"]["scas"], monotone=False)(both_limits(_skewed.odds_low))


@ODDS_RATIO.method("woolf-log", monotone=False)
def woolf_log(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Woolf 1955, Annals of Human Genetics 19: 251-253

    r exp(-+ z sqrt(1/a + 1/b + 1/c + 1/d)); from 0 to infinity when a cell is 0
    """
    variance = (1 / x1 + 1 / (n1 - x1)) + (1 / x0 + 1 / (n0 - x0))
    return _limits.log_limits(odds_ratio_value(x1, n1, x0, n0), variance, a)


RATIO_OF_RATIOS = Family.of("ratio of rate ratios", lambda *data: odds_ratio_value(*of_events(*data)) / people(*data))


def of_events(*data: FloatArray) -> tuple[FloatArray, ...]:
    """Return the later events of the group of all its events, and those of the reference of all of its."""
    x1, _, y1, _, x0, _, y0, _ = data
    return x1, x1 + x0, y1, y1 + y0


def people(*data: FloatArray) -> FloatArray:
    """Return the odds that the time of a group's people is a later one, over those of the reference's."""
    return (data[1] / data[3]) / (data[5] / data[7])


_limits.Turned(of_events, lambda odds, *data: odds / people(*data)).file(
    RATIO_OF_RATIOS, ODDS_RATIO, "odds ratio of x1 of x1 + x0 to y1 of y1 + y0, over (t1/s1)/(t0/s0): {0.equation}"
)
