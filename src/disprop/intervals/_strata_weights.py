"""Weights of strata: what the contrast of each is multiplied by before they are added up."""

from collections.abc import Callable
from functools import partial

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._strata_fit import Four, Risks

Weights = Callable[[Four, Risks, FloatArray], FloatArray]  # from the counts, the fitted risks and the parameter
Spread = Callable[[FloatArray, FloatArray, FloatArray], Risks]
MN, INVERSE = "miettinen-nurminen", "inverse-variance"
STILL = 1e-14  # relative, of weights that have come to rest
MOST_STEPS = 100
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
    for _ in range(MOST_STEPS):
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
