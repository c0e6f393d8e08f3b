"""Bracketed roots for whole arrays at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from disprop._arrays import FloatArray

MOST_STEPS = 200
EPSILON = float(np.finfo(np.float64).eps)


def root(f: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray) -> FloatArray:
    """Return where `f` crosses zero between `low` and `high`, element by element.

    Inverse quadratic interpolation where it is safe and bisection where it is not. Where `f` has one sign at both
    ends, the root is one of them but for rounding, and the end nearer to zero is returned. The names are those of
    the source: `a` is the newest point, `b` the other end, `c` the one before.

    Source: Chandrupatla 1997, Advances in Engineering Software 28: 145-149.
    """
    a, b = np.broadcast_arrays(low, high)
    fa, fb = f(a), f(b)
    crosses = fa * fb < 0
    best = np.where(np.abs(fa) < np.abs(fb), a, b)
    a, b = np.where(crosses, a, best), np.where(crosses, b, best)
    t = np.full(a.shape, 0.5)
    for _ in range(MOST_STEPS):
        x = a + t * (b - a)
        fx = f(x)
        same = np.sign(fx) == np.sign(fa)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        best = np.where(np.abs(fa) < np.abs(fb), a, b)
        smallest_step = 2 * EPSILON * np.abs(best) / np.abs(b - a)
        done = (smallest_step > 0.5) | (fa == 0) | (a == b)
        if done.all():
            break
        t = np.where(done, 0.0, np.clip(_next_step(a, b, c, fa, fb, fc), smallest_step, 1 - smallest_step))
    return best


def _next_step(*points: FloatArray) -> FloatArray:
    """Return the fraction of the way from `a` to `b` to try next (equations 6-8 of the source)."""
    a, b, c, fa, fb, fc = points
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    curve = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return np.where((phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi), curve, 0.5)
