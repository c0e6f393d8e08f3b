"""Intervals for two systems tried on the same people, who are alike in each of their passes.

Each person brings two numbers, u and n, and only sums over people are needed: S and N of u and n, and Q, M, P of u^2,
u n and n^2. Whatever the passes of one person share, u - d n is one draw a person, with the mean 0 at the true d.
"""

import numpy as np
from scipy.special import ndtri

from disprop._arrays import BoolArray, FloatArray
from disprop.intervals._family import Family, Limits

ALIKE = 1e-12  # relative: people who do not differ by more than rounding
Sums = tuple[FloatArray, ...]


def _quotient(u: FloatArray, n: FloatArray, *_: FloatArray) -> FloatArray:
    return u / n


CLUSTERED_DIFFERENCE = Family.of("difference of paired proportions, by person", _quotient)
CLUSTERED_RATIO = Family.of("ratio of paired proportions, by person", _quotient)
CLUSTERED_EXTRA = Family.of("extra false alerts per extra true alert, by person", _quotient)


def _quadratic(sums: Sums, w: FloatArray) -> tuple[FloatArray, ...]:
    """Return first, half, last and width of (S - N d)^2 - w V(d) = first d^2 - 2 half d + last, V = Q - 2 M d + P d^2.

    Its roots are (half -+ width)/first. It is at most 0 at S/N, where V is not negative: it always has roots.
    """
    s, n, q, m, p = sums
    width = np.sqrt(np.maximum(w * _spread(sums) - w**2 * (p * q - m**2), 0.0))
    return n**2 - w * p, s * n - w * m, s**2 - w * q, width


def _spread(sums: Sums) -> FloatArray:
    """Return the sum of (u N - n S)^2."""
    s, n, q, m, p = sums
    return n**2 * q - 2 * n * s * m + s**2 * p


def _alike(sums: Sums) -> BoolArray:
    """Return where u/n is the same for everyone, but for rounding: how much people vary is then not known."""
    s, n, q, _, p = sums
    return _spread(sums) <= ALIKE * (n**2 * q + s**2 * p)


def on_a_line(sums: Sums, w: FloatArray, ends: tuple[float, float]) -> Limits:
    """Return the roots d; the ends where they bound nothing, as all d, or all but some between, have at most 0."""
    first, half, _, width = _quadratic(sums, w)
    silent, (least, most) = ~(first > 0) | _alike(sums), ends
    return np.where(silent, least, (half - width) / first), np.where(silent, most, (half + width) / first)


def _of_a_ratio(sums: Sums, w: FloatArray, silent: BoolArray) -> Limits:
    """Return the roots d >= 0; from 0 to infinity where `silent`.

    An end is infinite where `first` is not above 0, and 0 where `last` is not.
    Where neither is, those d that have at most 0 can be two pieces, from 0 and to infinity: the limits span them.
    Divided by d^2 it is the quadratic of 1/d with the sides swapped, so that swapping them inverts the limits.
    """
    first, half, last, width = _quadratic(sums, w)
    far = np.where(half >= 0, half + width, -first * last / (width - half))
    low, high = np.where(last > 0, last / far, 0.0), np.where(first > 0, far / first, np.inf)
    return np.where(silent, 0.0, low), np.where(silent, np.inf, high)


def _weight(people: FloatArray, a: FloatArray) -> FloatArray:
    """Return z^2 K/(K - 1), which is infinite for one person."""
    return ndtri(a) ** 2 * people / np.maximum(people - 1, 0.0)


@CLUSTERED_DIFFERENCE.method("obuchowski")
def obuchowski(*data: FloatArray) -> Limits:
    """Obuchowski 1998, Statistics in Medicine 17: 1495-1507

    (S - N d)^2 = z^2 K/(K-1) sum (u - n d)^2, u = only_a - only_b and n = pairs of each person; the whole range where
    people are too few, or all alike
    """
    *sums, people, a = data
    return on_a_line(tuple(sums), _weight(people, a), CLUSTERED_DIFFERENCE.support)


@CLUSTERED_RATIO.method("score")
def ratio_score(*data: FloatArray) -> Limits:
    """Obuchowski 1998, Statistics in Medicine 17: 1495-1507, whose test is that of r = 1

    (S - N r)^2 = z^2 K/(K-1) sum (d^2 - (1 - r) d), d = u - n r, u and n the alerts of A and of B; from 0 where
    S^2 is too small, to infinity where N^2 is, and both where all are alike with alerts of both systems
    """
    # As sum d has the mean 0 at the true ratio, sum d^2 - (1 - r) sum d is as good an estimate of its variance as
    # sum d^2 is. With one pass a person it is r (only_a + only_b), which is not 0 where A or B alerts nobody. Written
    # out, it takes S, (S + N)/2 and N off Q, M and P.
    s, n, q, m, p, people, a = data
    silent = _alike((s, n, q, m, p)) & (s > 0) & (n > 0)
    return _of_a_ratio((s, n, q - s, m - (s + n) / 2, p - n), _weight(people, a), silent)


@CLUSTERED_RATIO.method("fieller")
def ratio_fieller(*data: FloatArray) -> Limits:
    """Fieller 1954, JRSS Series B 16: 175-185; Cochran 1977, Sampling Techniques, 3rd edition, chapter 6

    (S - N r)^2 = z^2 K/(K-1) sum (u - n r)^2, u and n the alerts of A and of B; from 0 where S^2 is too small, to
    infinity where N^2 is, and both where all are alike, as where A or B alerts nobody
    """
    *sums, people, a = data
    return _of_a_ratio(tuple(sums), _weight(people, a), _alike(tuple(sums)))


@CLUSTERED_EXTRA.method("fieller")
def extra_fieller(*data: FloatArray) -> Limits:
    """Fieller 1954, JRSS Series B 16: 175-185

    (F - rT)^2 = z^2 K/(K-1) sum (f - r t)^2, f and t the excesses of A for each person, false and true; the whole
    line where T^2 is too small, or all are alike
    """
    *sums, people, a = data
    return on_a_line(tuple(sums), _weight(people, a), CLUSTERED_EXTRA.support)
