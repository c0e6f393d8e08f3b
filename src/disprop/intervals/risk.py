"""Intervals for the ratio of two risks: x1 of n1 against x0 of n0, both binomial."""

from disprop._arrays import FloatArray
from disprop.intervals import _skewed
from disprop.intervals._family import Family, Limits, file_composed, log_limits, mover_ratio, ratio_value
from disprop.intervals._score import critical, ratio_low
from disprop.intervals.proportion import PROPORTION

RISK_RATIO = Family.of("risk ratio", ratio_value)
# MOVER takes each limit for the quantile of a tail of its own, which those of blaker are not; that of agresti-coull and
# wald can be 0 for several events, and then the ratio to them has no upper limit.
COMPOSABLE = [name for name in PROPORTION.methods if name not in {"blaker", "agresti-coull", "wald"}]


@RISK_RATIO.method("miettinen-nurminen")
def miettinen_nurminen(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226

    (x1/n1 - r x0/n0)^2 = z^2 N/(N-1) (p1 q1/n1 + r^2 p0 q0/n0), p1 = r p0 the likeliest risks of that ratio
    """
    return _score(x1, n1, x0, n0, critical(a, n1, n0, unbiased=True))


@RISK_RATIO.method("koopman")
def koopman(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Koopman 1984, Biometrics 40: 513-517

    (x1/n1 - r x0/n0)^2 = z^2 (p1 q1/n1 + r^2 p0 q0/n0), p1 = r p0 the likeliest risks of that ratio
    """
    return _score(x1, n1, x0, n0, critical(a, n1, n0, unbiased=False))


def _score(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, w: FloatArray) -> Limits:
    """Return both limits: the upper one is the inverse of the lower one with the sides swapped."""
    return ratio_low(x1, n1, x0, n0, w), 1 / ratio_low(x0, n0, x1, n1, w)


@RISK_RATIO.method("scas", monotone=False)
def scas(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Laud 2017, Pharmaceutical Statistics 16: 334-348

    T = +-z + (z^2 - 1) M/(6 V^1.5) for the score T of miettinen-nurminen, V and M the variance and third moment of
    x1/n1 - r x0/n0 under it, at the first crossing from the value outwards; low = 0 at x1 = 0 or z^2 >= 1 + 6 x1
    N/(N-1), high infinite at x0 = 0 or z^2 >= 1 + 6 x0 N/(N-1)
    """
    return _skewed.ratio_low(x1, n1, x0, n0, a), 1 / _skewed.ratio_low(x0, n0, x1, n1, a)


file_composed(RISK_RATIO, PROPORTION, COMPOSABLE, mover_ratio, words="two risks", most=1.0)


@RISK_RATIO.method("katz-log", monotone=False)
def katz_log(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, a: FloatArray) -> Limits:
    """Katz, Baptista, Azen and Pike 1978, Biometrics 34: 469-474

    r exp(-+ z sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0)); from 0 to infinity when a part is 0
    """
    return log_limits(ratio_value(x1, n1, x0, n0), (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), a)
