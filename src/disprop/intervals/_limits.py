"""Limits in closed form that several families share: normal, on a log scale, with Student's t, and MOVER."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from scipy.special import betaln, ndtri, stdtrit

from disprop._arrays import FloatArray, either
from disprop.intervals._family import Family, Kernel, Limits

Tail = Callable[..., FloatArray]
Mover = Callable[[FloatArray, Limits, FloatArray, Limits], Limits]
LOG_EPSILON = -37.0  # exp of it is below the rounding of a float
DONNER_ZOU = "Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359"
NEWCOMBE = "Newcombe 1998, Statistics in Medicine 17: 873-890"


def ratio_value(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> FloatArray:
    """Return (x1/t1) / (x0/t0): 0 at x1 = 0, infinite at x0 = 0, NaN when both are 0."""
    return (x1 / t1) / (x0 / t0)


def mover_ratio(r1: FloatArray, limits1: Limits, r0: FloatArray, limits0: Limits) -> Limits:
    """Return the MOVER-R limits of r1/r0 from the limits of r1 and of r0 (Donner and Zou 2012, equations 9-10).

    Each is multiplied through so that it has no difference of near equals; then swapping the two sides inverts
    the ratio to the last digit, and a lower limit of 0 below gives infinity above by itself.
    """
    (l1, u1), (l0, u0) = limits1, limits0
    product = r1 * r0
    s1, s0 = np.sqrt(l1) * np.sqrt(2 * r1 - l1), np.sqrt(l0) * np.sqrt(2 * r0 - l0)  # their squares can vanish
    low = s1 / (product + np.hypot(s1 * (u0 - r0), r0 * (r1 - l1))) * s1
    high = (product + np.hypot(s0 * (u1 - r1), r1 * (r0 - l0))) / s0 / s0
    return either(l1 == 0, 0.0, low), either(l0 == 0, np.inf, high)


def log_limits(value: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    """Return value exp(-+ z sqrt(variance)); from 0 to infinity where the variance is infinite."""
    return _times(value, variance, -ndtri(a))


def log_t_limits(value: FloatArray, variance: FloatArray, df: FloatArray, a: FloatArray) -> Limits:
    """Return value exp(-+ t sqrt(variance)) with t of Student's distribution; infinite degrees of freedom give z.

    From 0 to infinity where the variance is infinite, or where no degree of freedom is left.
    """
    return _times(value, either(df > 0, variance, np.inf), t_quantile(df, a))


def normal_limits(value: FloatArray, variance: FloatArray, a: FloatArray) -> Limits:
    """Return value -+ z sqrt(variance)."""
    half = -ndtri(a) * np.sqrt(variance)
    return value - half, value + half


def t_limits(value: FloatArray, variance: FloatArray, df: FloatArray, a: FloatArray) -> Limits:
    """Return value -+ t sqrt(variance) with t of Student's distribution; infinite degrees of freedom give z.

    Unbounded where the variance is infinite, or where no degree of freedom is left.
    """
    silent = np.isinf(variance) | (df <= 0)
    half = either(silent, np.inf, t_quantile(df, a) * np.sqrt(variance))
    return value - half, value + half


def t_quantile(df: FloatArray, a: FloatArray) -> FloatArray:
    """Return t with the probability `a` <= 1/2 above it.

    stdtrit gives minus infinity, or half of what is right, at tails as small as 1e-200. With x = df/(df + t^2) the
    tail is x^(df/2)/(df B(df/2, 1/2)), but for terms of the size of x: where those are below rounding it is inverted.
    """
    log_x = 2 / df * (np.log(a) + np.log(df) + betaln(df / 2, 0.5))
    return either(log_x < LOG_EPSILON, np.sqrt(df) * np.exp(-log_x / 2), -stdtrit(df, a))


def _times(value: FloatArray, variance: FloatArray, quantile: FloatArray) -> Limits:
    """Return value exp(-+ quantile sqrt(variance)); from 0 to infinity where the variance is infinite."""
    factor, silent = np.exp(quantile * np.sqrt(variance)), np.isinf(variance)
    return either(silent, 0.0, value / factor), either(silent, np.inf, value * factor)


def mover_difference(r1: FloatArray, limits1: Limits, r0: FloatArray, limits0: Limits) -> Limits:
    """Return the MOVER limits of r1 - r0 from the limits of r1 and of r0 (Newcombe 1998; Donner and Zou 2012)."""
    (l1, u1), (l0, u0) = limits1, limits0
    d = r1 - r0
    return d - np.hypot(r1 - l1, u0 - r0), d + np.hypot(u1 - r1, r0 - l0)


def file_composed(family: Family, of_one: Family, names: Iterable[str], mover: Mover, *, words: str) -> None:
    """File MOVER of these methods of one side under the family of both, whose sides are called by `words`."""
    of_ratio = mover is mover_ratio
    for name in names:
        family.method(
            f"mover-{name}",
            equation=f"{'MOVER-R' if of_ratio else 'MOVER'} of the {name} limits of the {words}",
            reference=DONNER_ZOU if of_ratio else f"{NEWCOMBE}; {DONNER_ZOU}",
        )(composed(of_one, name, mover))


def composed(of_one: Family, name: str, mover: Mover) -> Kernel:
    """Return the kernel of two sides that MOVER makes of a method of one, centred on the plain estimates.

    The limits of each side are clipped to its support, and hold its value, which some methods lose at levels near 0.
    """
    kernel, (least, most) = of_one[name].kernel, of_one.support

    def of(data: list[FloatArray], a: FloatArray) -> tuple[FloatArray, Limits]:
        value, (low, high) = of_one.value(*data), kernel(*data, a)
        return value, (np.minimum(np.maximum(low, least), value), np.minimum(np.maximum(high, value), most))

    def limits(*data: FloatArray) -> Limits:
        *both, a = data
        half = len(both) // 2
        return mover(*of(both[:half], a), *of(both[half:], a))

    return limits


class Turned(NamedTuple):
    """A parameter that rises, or falls, with another one, whose counts it has beside numbers that are known."""

    counts: Callable[..., tuple[FloatArray, ...]]
    turn: Callable[..., FloatArray]  # what the other is, and all data
    falls: bool = False
    back: Callable[..., FloatArray] | None = None  # what of the other a null of this is, and all data

    def kernel(self, kernel: Kernel) -> Kernel:
        """Return the kernel that a kernel of the other gives."""

        def limits(*data: FloatArray) -> Limits:
            *own, a = data
            low, high = (self.turn(limit, *own) for limit in kernel(*self.counts(*own), a))
            return (high, low) if self.falls else (low, high)

        return limits

    def tail(self, tail: Tail | None) -> Tail | None:
        """Return the tail of a null that a tail of the other gives, where there is one."""
        back = self.back
        if tail is None or back is None:
            return None
        return lambda *data: tail(*self.counts(*data[:-1]), back(data[-1], *data[:-1]))

    def file(self, family: Family, other: Family, equation: str, names: Iterable[str] = ()) -> None:
        """File the methods of the other, or those of some names, under the family."""
        for name in names or other.methods:
            own = other[name]
            kernel, said = self.kernel(own.kernel), equation.format(own)
            family.methods[name] = own._replace(kernel=kernel, equation=said, tail=self.tail(own.tail))
