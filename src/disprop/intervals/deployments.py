"""Intervals of a share, or a rate, from deployments that may differ by more than chance.

Counts have the deployments on their last axis, but for the cluster-robust interval, which takes sums over them.
Without an event, or with nothing else, the counts say nothing of how much deployments differ: the limits are then those
of deployments that are all alike, clopper-pearson or garwood.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit

from disprop._arrays import FloatArray
from disprop.intervals import _dispersed, _profile
from disprop.intervals._dispersed import Likelihood
from disprop.intervals._family import FACTS, Family, Limits
from disprop.intervals._limits import t_quantile
from disprop.intervals.proportion import PROPORTION
from disprop.intervals.rate import RATE

_clopper_pearson = PROPORTION["clopper-pearson"].kernel
_garwood = RATE["garwood"].kernel

DEPLOYMENTS = Family.of("proportion, by deployment", lambda part, whole, *_: part / whole)


@DEPLOYMENTS.method("cluster-robust")
def cluster_robust(*data: FloatArray) -> Limits:
    """Franco, Little, Louis and Slud 2019, Journal of Survey Statistics and Methodology 7: 334-364

    |r - p| = t sqrt(p(1 - p)/n*), n* = min(trials, r(1 - r)/v), v = k/(k-1) sum (x - r n)^2/N^2, t Student's with
    k - 1 degrees of freedom; clopper-pearson at r = 0 and 1
    """
    x, n, xx, xn, nn, k, trials, a = data
    r, t = x / n, t_quantile(k - 1, a)
    v = k / (k - 1) * np.maximum(xx - 2 * r * xn + r**2 * nn, 0.0) / n**2
    size = np.minimum(trials, np.where(v > 0, r * (1 - r) / v, np.inf))
    pull = np.where(k > 1, t**2 / (t**2 + size), 1.0)  # towards 1/2: one deployment says nothing of the spread
    kept = np.where(k > 1, size / (t**2 + size), 0.0)  # 1 - pull, with all its digits
    high = r * kept + pull / 2 + np.sqrt(r * (1 - r) * pull * kept + pull**2 / 4)
    alike, silent = _clopper_pearson(*np.broadcast_arrays(x, n, a)), (r == 0) | (r == 1)
    return np.where(silent, alike[0], r**2 * kept / high), np.where(silent, alike[1], high)


def _binomial_tail(x: FloatArray, n: FloatArray, p: FloatArray) -> FloatArray:
    """Return the chance of none of n, or of all where x is: the tail at which clopper-pearson leaves p out."""
    return np.where(x == 0, 1 - p, p) ** n


def _poisson_tail(_: FloatArray, people: FloatArray, rate: FloatArray) -> FloatArray:
    return np.exp(-rate * people)


class Kind(NamedTuple):
    """One likelihood of deployments: the scale of its centre, and the limits of deployments that are all alike.

    `alike_tail` is the smallest tail of those limits at which they leave a null out, without an event or with nothing
    else. Of a share that nothing else happened says as little of the dispersion as that nothing did; not so of a rate,
    which is held to 1 all the same: a face is one alert at most.
    """

    parameter: str
    make: Callable[[FloatArray, FloatArray], Likelihood]
    link: Callable[[FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]
    alike: Callable[..., Limits]
    alike_tail: Callable[..., FloatArray]
    of_share: bool


OF_SHARES = (logit, expit, _clopper_pearson, _binomial_tail, True)
KINDS = {
    "beta-binomial": Kind("mean proportion", _dispersed.beta_binomial, *OF_SHARES),
    "random-intercept": Kind("typical proportion", _dispersed.random_intercept, *OF_SHARES),
    "gamma-poisson": Kind(
        "mean rate", _dispersed.gamma_poisson, np.log, np.exp, _garwood, _poisson_tail, of_share=False
    ),
}


def fitted(kind: Kind, x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the centre, the dispersion, and twice the log likelihood over that without dispersion; one set a row."""
    shape, (x, n) = x.shape[:-1], _rows(x, n)
    total, whole = x.sum(axis=-1), n.sum(axis=-1)
    found = np.empty((3, len(x)))
    found[:] = total / whole, np.zeros_like(whole), np.zeros_like(whole)
    for rows, model, start in _models(kind, x, n):
        eta, v, _ = _profile.likeliest(model, start)
        apart = model.height(eta, v) - model.height(start, np.zeros_like(start))
        found[:, rows] = kind.back(eta), v, np.maximum(2 * apart, 0.0)
    centre, dispersion, twice = (each.reshape(shape) for each in found)
    return centre, dispersion, twice


def _value(kind: Kind, x: FloatArray, n: FloatArray) -> FloatArray:
    return np.minimum(fitted(kind, x, n)[0], 1.0)


def _limits(kind: Kind, x: FloatArray, n: FloatArray, a: FloatArray) -> Limits:
    total, whole, tail = x.sum(axis=-1), n.sum(axis=-1), np.broadcast_to(a, len(x))
    low, high = (np.array(limit) for limit in kind.alike(total, whole, tail))
    for rows, model, start in _models(kind, x, n):
        low[rows], high[rows] = (kind.back(end) for end in _profile.profile_limits(model, start, tail[rows]))
    return np.where(whole > 0, low, np.nan), np.where(whole > 0, high, np.nan)


def _tail(kind: Kind, x: FloatArray, n: FloatArray, null: FloatArray) -> FloatArray:
    """Return the smallest tail at which the limits leave the null out."""
    shape = np.broadcast_shapes(x.shape[:-1], null.shape)
    x, n = _rows(*(np.broadcast_to(count, (*shape, count.shape[-1])) for count in (x, n)))
    total, whole, nulls = x.sum(axis=-1), n.sum(axis=-1), np.clip(np.broadcast_to(null, shape).ravel(), 0.0, 1.0)
    a = kind.alike_tail(total, whole, nulls)
    for rows, model, start in _models(kind, x, n):
        a[rows] = _profile.profile_tail(model, start, kind.link(nulls[rows]))
    return a.reshape(shape)


def _models(kind: Kind, x: FloatArray, n: FloatArray) -> Iterator[Any]:
    """Yield which sets say how much deployments differ, some at a time, with their likelihood and where to start."""
    total, whole = x.sum(axis=-1), n.sum(axis=-1)
    two_sided = np.flatnonzero((total > 0) & ((total < whole) | (not kind.of_share)))
    cells = max(n.max(initial=0) if kind.of_share else x.max(initial=0), _profile.LOOKED * x.shape[-1])
    for cut in _dispersed.blocks(len(two_sided), 2 * cells):
        rows = two_sided[cut]
        yield rows, kind.make(x[rows], n[rows]), kind.link(total[rows] / whole[rows])


def _rows(x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the counts with one set of deployments a row."""
    return x.reshape(-1, x.shape[-1]), n.reshape(-1, n.shape[-1])


def _family(name: str, kind: Kind) -> Family:
    """Return the family of one method; an event more changes how far deployments differ, and what each counts for."""
    family = Family.of(kind.parameter, partial(_value, kind))
    family.method(name, **FACTS["deployments"][name], tail=partial(_tail, kind))(partial(_limits, kind))
    return family


OF_DEPLOYMENTS = {name: _family(name, kind) for name, kind in KINDS.items()}
