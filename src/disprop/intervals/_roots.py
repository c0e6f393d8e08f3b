"""Roots for whole arrays at once: of any function within a bracket, and of polynomials whose roots are all real."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from disprop._arrays import BoolArray, FloatArray, IntArray, anywhere, either, single

MOST_STEPS = 200
Columns = tuple[FloatArray, ...]
Rising = Callable[..., tuple[FloatArray, FloatArray | None]]
LEAST_SLOPE = 1e-12
UNKNOWN, NOTHING = single(-1e300), single(0.0)
SHORT = single(1e-3)  # so far most are straight, so that a step that is 1e-4 of this is the last
CLOSED = 1e-15  # between bounds, and what is left after a step that is the last
EPSILON = float(np.finfo(np.float64).eps)
NEAR = 1e-5  # a step of Laguerre's this small, relative to the root, ends within rounding, as its errors are cubed


@np.errstate(all="ignore")  # the steps that divide by 0 are thrown away
def root(
    f: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray, *, steps: int = MOST_STEPS
) -> FloatArray:
    """Return where `f` crosses zero between `low` and `high`, element by element.

    Inverse quadratic interpolation where it is safe and bisection where it is not. Where `f` has one sign at both
    ends, the root is one of them but for rounding, and the end nearer to zero is returned. The names are those of
    the source: `a` is the newest point, `b` the other end, `c` the one before.

    Fewer steps give a root that is not exact.

    Source: Chandrupatla 1997, Advances in Engineering Software 28: 145-149.
    """
    a, b = (end[()] for end in np.broadcast_arrays(low, high))
    fa, fb = f(a), f(b)
    crosses = fa * fb < 0
    best = either(abs(fa) < abs(fb), a, b)
    a, b = either(crosses, a, best), either(crosses, b, best)
    t: Any = 0.5
    for _ in range(steps):
        x = a + t * (b - a)
        fx = f(x)
        same = np.sign(fx) == np.sign(fa)
        c, fc = either(same, a, b), either(same, fa, fb)
        b, fb = either(same, b, a), either(same, fb, fa)
        a, fa = x, fx
        best = either(abs(fa) < abs(fb), a, b)
        smallest_step = 2 * EPSILON * abs(best) / abs(b - a)
        done = (smallest_step > 0.5) | (fa == 0) | (a == b)
        if not anywhere(~done):
            break
        inside = np.minimum(np.maximum(_next_step(a, b, c, fa, fb, fc), smallest_step), 1 - smallest_step)
        t = either(done, 0.0, inside)
    return best


def rising(
    f: Rising, place: FloatArray, bounds: Columns, columns: Columns, seen: Columns = (), steps: int = MOST_STEPS
) -> FloatArray:
    """Return where `f` of a place and of columns, which gives a value and its slope, goes through 0 between the bounds.

    A bound, if the crossing is beyond it. Without a slope the value says how far beyond the crossing the place is
    thought to be. `seen` is a place with the value and the inverse slope that it has, and how far it is straight. A
    step that leaves the bounds ends half way between them; one is the last where the square of how much smaller it is
    than the one before makes nothing of it. The rows that still move go on.
    """
    low, high = bounds
    place = np.fmin(np.fmax(place, low), high)
    seen = seen or (place, UNKNOWN, NOTHING, SHORT)
    height, slope = f(place, *columns)
    slant = NOTHING if slope is None else 1 / np.fmax(slope, LEAST_SLOPE)
    step = -height if slope is None else _along_a_cubic(place, height, slant, *seen[:3])
    low, high, new = either(height < 0, place, low), either(height < 0, high, place), place + step
    moved, straight = np.abs(place - seen[0]), np.fmin(seen[3], high - low)
    inside = (low <= new) & (new <= high)
    near = inside & (np.abs(step) * (step * step) <= CLOSED * np.square(np.fmax(moved, straight)))
    new = either(inside, new, (low + high) / 2)
    rows = np.flatnonzero(~near & (high - low > CLOSED))
    if steps == 1 or not rows.size:
        return new
    bounds, seen = (low, high), (place, height, slant, straight)
    if rows.size == np.size(new):
        return rising(f, new, bounds, columns, seen, steps - 1)
    new[rows] = rising(f, new[rows], _of(rows, bounds), _of(rows, columns), _of(rows, seen), steps - 1)
    return new


def _of(rows: IntArray, columns: Columns) -> Columns:
    return tuple(column[rows] if column.ndim else column for column in columns)


def _along_a_cubic(place: FloatArray, height: FloatArray, slant: FloatArray, *seen: FloatArray) -> FloatArray:
    """Return the step to 0 along the cubic that two places, with the slopes there, make of the place by the value."""
    before, height_before, slant_before = seen
    fall = height - height_before
    secant, share = (place - before) / fall, height / fall
    return -height * (slant - share * ((slant - secant) + (slant - secant - secant + slant_before) * (1 - share)))


def last(holds: Callable[[Any], BoolArray], low: Any, high: Any) -> Any:
    """Return the last whole number at which `holds`, element by element: it does at `low`, and no more at `high`."""
    while (high - low > 1).any():
        middle = (low + high) // 2
        true = holds(middle)
        low, high = np.where(true, middle, low), np.where(true, high, middle)
    return low


def _next_step(*points: FloatArray) -> FloatArray:
    """Return the fraction of the way from `a` to `b` to try next (equations 6-8 of the source)."""
    a, b, c, fa, fb, fc = points
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    curve = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return either((phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi), curve, 0.5)


def alone(s: FloatArray, q: FloatArray | float) -> FloatArray:
    """Return m >= 0 with m^2 = s (q + m), for s and q >= 0."""
    return (s + np.sqrt(s * (s + 4 * q))) / 2


def positive_root(coefficients: Sequence[FloatArray], start: FloatArray) -> FloatArray:
    """Return the one positive root of polynomials whose other roots are negative or 0, the leading coefficient first.

    As all roots are real, Laguerre's steps go to the root from one side, wherever they begin above 0, and cube the
    error: no bracket is needed.
    """
    n, t = len(coefficients) - 1, start
    for _ in range(MOST_STEPS):
        value, slope, bend = coefficients[0], 0.0 * t, 0.0 * t
        for coefficient in coefficients[1:]:  # Horner's scheme: the polynomial, its slope and half of its curve
            value, slope, bend = value * t + coefficient, slope * t + value, bend * t + slope
        square = ((n - 1) * slope) ** 2 - 2 * n * (n - 1) * (value * bend)
        step = n * value / (slope + np.sqrt(np.maximum(square, 0.0)))
        moving = abs(step) > NEAR * t
        t = np.fmax(t - step, 0.0)
        if not anywhere(moving):
            break
    return t
