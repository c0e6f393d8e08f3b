"""The likeliest risks of the two sides of a stratum under a hypothesis about their ratio or difference, and its weight.

Rates are risks of any size. A weight is what the contrast of a stratum is multiplied by before all are added up.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._score import difference_value, pulled

Four = tuple[FloatArray, FloatArray, FloatArray, FloatArray]  # x1, n1, x0, n0, strata on the last axis
Risks = tuple[FloatArray, FloatArray]
TINY = 1e-60  # in place of a cell of 0, of which there are ever smaller ones
NEAR = 1e-6  # a step this small, relative to the multiplier, ends within rounding, as its error is squared
MOST_STEPS = 60


def rate_of_ratio(c: Four, r: FloatArray) -> FloatArray:
    """Return the likeliest rate of the reference under the ratio r."""
    x1, t1, x0, t0 = c
    return (x1 + x0) / (r * t1 + t0)


def rates_of_difference(c: Four, d: FloatArray) -> Risks:
    """Return the likeliest rates of the difference d: T p0^2 + (T d - m) p0 - x0 d = 0, and p1 likewise."""
    x1, t1, x0, t0 = c
    t, m = t1 + t0, x1 + x0
    return positive_root(t, -t * d - m, x1 * d), positive_root(t, t * d - m, -x0 * d)


def rests_of_ratio(c: Four, r: FloatArray) -> tuple[Risks, FloatArray]:
    """Return what the likeliest risks of the ratio r leave to 1, and the likeliest risk of the reference.

    With y = n - x and e = r - 1 the rests solve N q1^2 - (y1 + y0 r - N e) q1 - e y1 = 0 and
    N r q0^2 - (y1 + y0 r + N e) q0 + e y0 = 0, and p0 solves N r p0^2 - (n1 r + x1 + n0 + x0 r) p0 + x1 + x0 = 0. All
    three have the discriminant (N e + y1 - y0 r)^2 + 4 y1 y0 r: nothing cancels where nearly all have the part.
    """
    x1, n1, x0, n0 = c
    y1, y0r, ne = n1 - x1, (n0 - x0) * r, (n1 + n0) * (r - 1)
    distance = np.sqrt((ne + y1 - y0r) ** 2 + 4 * y1 * y0r)
    q1 = _larger_root(y1 + y0r - ne, distance, -(r - 1) * y1, n1 + n0)
    q0 = _larger_root(y1 + y0r + ne, distance, (r - 1) * (n0 - x0), (n1 + n0) * r)
    return (q1, q0), 2 * (x1 + x0) / (n1 * r + x1 + n0 + x0 * r + distance)


def _larger_root(b: FloatArray, distance: FloatArray, c: FloatArray, a: FloatArray) -> FloatArray:
    """Return the larger root of a q^2 - b q + c with the root of its discriminant, as a sum of numbers of one sign."""
    return np.where(b < 0, 2 * c / (b - distance), (b + distance) / (2 * a))


def risks_of_odds(c: Four, r: FloatArray) -> tuple[Risks, Risks]:
    """Return the likeliest risks of the odds ratio r, each with what it leaves to 1."""
    x1, n1, x0, n0 = c
    m, n = x1 + x0, n1 + n0
    one = by_odds(n0, n1, m, 1 / r), by_odds(n0, n1, n - m, r)
    return one, (by_odds(n1, n0, m, r), by_odds(n1, n0, n - m, 1 / r))


def risks_of_difference(c: Four, d: FloatArray) -> tuple[FloatArray, FloatArray, Risks]:
    """Return x1/n1 - x0/n0 - d, the variance of that difference, and the likeliest risks with the difference d.

    For d below x1/n1 - x0/n0 they solve x1 - n1 p1 = m p1 q1 and n0 p0 - x0 = m p0 q0 with a multiplier m > 0, and the
    variance V is such that m V = x1/n1 - x0/n0 - d; above it the sides change places. Neither m nor V loses a digit
    where two roots of the cubic of Miettinen and Nurminen 1985 meet.
    """
    x1, n1, x0, n0 = c
    distance = difference_value(x1, n1, x0, n0) - d
    below = distance >= 0
    first, second = (
        (np.where(below, a, b), np.where(below, m, n)) for a, m, b, n in ((x1, n1, x0, n0), (x0, n0, x1, n1))
    )
    size = np.abs(distance)
    m = _multiplier((*first, *second), size, 1 + np.where(below, d, -d))
    (p1, _, _), (_, p0, _) = _sides((*first, *second), m)
    variance = np.where(size > 0, size / m, _own(*first) + _own(*second))
    return distance, variance, (np.where(below, p1, p0), np.where(below, p0, p1))


def _own(x: FloatArray, n: FloatArray) -> FloatArray:
    """Return the variance of x/n at the risk x/n itself: 0 where nothing, or everything, happened."""
    return (x / n) * ((n - x) / n) / n


def _multiplier(c: Four, distance: FloatArray, room: FloatArray) -> FloatArray:
    """Return m where m V is the distance; `room` is how far the difference is from -1.

    Newton's steps, between the values that are known to be too small and too large, down from the smaller of two: one
    side alone cannot go more than all the distance, and p1 <= x1/m and q0 <= y0/m.
    """
    x1, n1, x0, n0 = c
    alone, other = _alone(x1, n1, distance), _alone(n0 - x0, n0, distance)
    m = high = np.fmin(np.fmin(alone, other), (x1 + n0 - x0) / room)
    low = np.zeros_like(m)
    for _ in range(MOST_STEPS):
        (p1, q1, s1), (q0, p0, s0) = _sides(c, m)
        v1, v0 = p1 * q1, p0 * q0
        excess, slope = m * (v1 / n1 + v0 / n0) - distance, v1 / s1 + v0 / s0
        low, high = np.where(excess < 0, m, low), np.where(excess > 0, m, high)
        newton = excess / slope
        bend = (x1 / s1 * ((n1 - x1) / s1) / s1 + x0 / s0 * ((n0 - x0) / s0) / s0 - slope) / m
        step = m - newton / np.maximum(1 - newton * bend / slope, 0.5)
        inside = (step >= low) & (step <= high * (1 + NEAR))  # where one side does not move the root is the highest
        step = np.where(inside, np.minimum(step, high), (low + high) / 2)
        moving = (np.abs(step - m) > NEAR * m) & (room > 0)
        m = step
        if not moving.any():
            break
    return m


def _alone(x: FloatArray, n: FloatArray, distance: FloatArray) -> FloatArray:
    """Return m where x/n - p is the distance; infinite where p would be no risk."""
    p = x / n - distance
    return np.where(p > 0, n * distance / p / ((n - x) / n + distance), np.inf)


def _sides(c: Four, m: FloatArray) -> tuple[tuple[FloatArray, FloatArray, FloatArray], ...]:
    """Return p, q and s of the risk that is pulled down, and of the one that its rest is pulled down of."""
    x1, n1, x0, n0 = c
    return pulled(x1, np.maximum(n1 - x1, TINY), m, n1 - m), pulled(n0 - x0, np.maximum(x0, TINY), m, n0 - m)


def positive_root(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """Return the root of a p^2 + b p + c that is a risk, without a difference of near equals."""
    distance = np.sqrt(np.maximum(b**2 - 4 * a * c, 0))
    return np.where(b > 0, -2 * c / (b + distance), (distance - b) / (2 * a))


def by_odds(n1: FloatArray, n0: FloatArray, m: FloatArray, r: FloatArray) -> FloatArray:
    """Return p0 where n0 (r - 1) p0^2 + (n1 r + n0 - m (r - 1)) p0 - m = 0."""
    return positive_root(n0 * (r - 1), n1 * r + n0 - m * (r - 1), -m)


Weights = Callable[[Four, Risks, FloatArray], FloatArray]  # from the counts, the fitted risks and the parameter
Spread = Callable[[FloatArray, FloatArray, FloatArray], Risks]
MN, INVERSE = "miettinen-nurminen", "inverse-variance"
STILL = 1e-14  # relative, of weights that have come to rest
EMPTY = 0.5  # added to the cells of a stratum whose inverse variance is infinite where nothing differs


def mantel_haenszel(c: Four, _risks: Risks, _null: FloatArray) -> FloatArray:
    """Return n1 n0/N."""
    return c[1] * (c[3] / (c[1] + c[3]))


def inverse_variance(spread: Spread, c: Four, risks: Risks, null: FloatArray) -> FloatArray:
    """Return 1/(s1/n1 + s0/n0) with the spreads of the stratum's own risks: then w S is the slope of the likelihood."""
    s1, s0 = spread(*risks, null)
    return 1 / (s1 / c[1] + s0 / c[3])


def miettinen_nurminen(spread: Spread, c: Four, risks: Risks, null: FloatArray) -> FloatArray:
    """Return 1/(s1/n1 + s0/n0) with the spreads of the means of the risks, which have these weights themselves."""
    both = (c[1] > 0) & (c[3] > 0)
    p1, p0 = (np.where(both, p, 0.0) for p in risks)
    weight = np.where(both, mantel_haenszel(c, risks, null), 0.0)
    for _ in range(100):
        everything = weight.sum(axis=-1, keepdims=True)
        mean1, mean0 = ((weight * p).sum(axis=-1, keepdims=True) / everything for p in (p1, p0))
        s1, s0 = spread(mean1, mean0, null)
        found = np.where(both, 1 / (s1 / c[1] + s0 / c[3]), 0.0)
        found /= found.sum(axis=-1, keepdims=True)
        moving = np.abs(found - weight / everything) > STILL * found
        weight = found
        if not moving.any():
            break
    return np.where(weight > 0, weight, 0.0)  # none where nothing varies


def one(c: Four, _risks: Risks, _null: FloatArray) -> FloatArray:
    """Return 1: the contrast of odds is the slope of the likelihood already."""
    return np.ones_like(c[1])


def _of(spread: Spread, *names: str) -> dict[str, Weights]:
    known = {MN: partial(miettinen_nurminen, spread), INVERSE: partial(inverse_variance, spread)}
    return {"mantel-haenszel": mantel_haenszel, **{name: known[name] for name in names}}


WEIGHTS: dict[str, dict[str, Weights]] = {  # the first of each is its default
    "rate ratio": _of(lambda p1, _p0, r: (np.ones_like(p1), r), MN, INVERSE),
    "rate difference": _of(lambda p1, p0, _d: (p1, p0), MN),
    "risk ratio": _of(lambda q1, q0, r: (q1, r * q0), MN, INVERSE),  # of what the risks leave to 1
    "risk difference": _of(lambda p1, p0, _d: (p1 * (1 - p1), p0 * (1 - p0)), MN, INVERSE),
    "odds ratio": {INVERSE: one, MN: one},
}


def levelled(measure: str, c: Four, weights: str) -> Four:
    """Return the counts with 1/2 added to each cell of a stratum that would have all the weight at no difference."""
    if weights != INVERSE or measure not in {"risk ratio", "risk difference"}:
        return c
    x1, n1, x0, n0 = c
    alike = (x1 == n1) & (x0 == n0)
    if measure == "risk difference":
        alike = alike | ((x1 == 0) & (x0 == 0))
    more = np.where(alike & (n1 > 0) & (n0 > 0), EMPTY, 0.0)
    return x1 + more, n1 + 2 * more, x0 + more, n0 + 2 * more
