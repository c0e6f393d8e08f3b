"""Intervals for the ratio and the difference of two risks: x1 of n1 against x0 of n0, both binomial."""

from disprop._arrays import FloatArray
from disprop.intervals import _skewed
from disprop.intervals._family import (
    FACTS,
    Family,
    Limits,
    composed,
    file_composed,
    log_limits,
    mover_difference,
    mover_ratio,
    normal_limits,
    ratio_value,
)
from disprop.intervals._score import critical, difference_below, difference_value, ratio_low
from disprop.intervals.proportion import PROPORTION

RISK_RATIO = Family.of("risk ratio", ratio_value)
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


file_composed(RISK_RATIO, PROPORTION, IN_A_RATIO, mover_ratio, words="two risks", most=1.0)


@RISK_RATIO.method("katz-log", monotone=False)
def katz_log(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Katz, Baptista, Azen and Pike 1978, Biometrics 34: 469-474

    r exp(-+ z sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0)); from 0 to infinity when a part is 0
    """
    return log_limits(ratio_value(x1, n1, x0, n0), (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), a)


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


_newcombe = composed(PROPORTION["wilson"].kernel, mover_difference, most=1.0)
RISK_DIFFERENCE.method("newcombe", **FACTS["risk difference"]["newcombe"])(_newcombe)
file_composed(RISK_DIFFERENCE, PROPORTION, IN_A_DIFFERENCE, mover_difference, words="two risks", most=1.0)


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
    variance = x1 * (n1 - x1) / n1**3 + x0 * (n0 - x0) / n0**3
    return normal_limits(difference_value(x1, n1, x0, n0), variance, a)
