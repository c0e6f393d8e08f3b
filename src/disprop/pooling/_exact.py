"""The exact likelihood of the counts of areas: the mean and the tau at which it is largest, and what they say.

All sets are fitted at once. The likelihood is the plain one, or the restricted one, which takes off half of the
logarithm of the information on the mean (the adjusted profile of Cox and Reid 1987, JRSS B 49: 1-39): it allows for the
mean having been fitted too.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri, expit

from disprop._arrays import ArrayLike, BoolArray, FloatArray, NDArray
from disprop.intervals._binomial_normal import Counts, Likelihood, likelihood
from disprop.intervals._limits import t_quantile
from disprop.intervals._roots import root
from disprop.pooling._between import FURTHEST, AtTau, another
from disprop.pooling._pooled_ratio import Fitted, levels_of

MOST_STEPS = 60
NEAREST = 1e-6  # a smaller tau is 0
PLACES = FURTHEST * np.linspace(0, 1, 13) ** 2
CLOSE = 1e-6  # a step of Newton's this small ends within rounding, as its error is squared
WIDEST = 60.0  # of a limit from the mean, in log odds


class Fit(NamedTuple):
    """The best mean of each set at a tau, and the likelihood there."""

    mean: FloatArray
    tau: FloatArray
    at: Likelihood
    restricted: bool = False

    @property
    def information(self) -> FloatArray:
        """The information on the mean, tau taken as known."""
        return -self.at.mean_mean

    @property
    def height(self) -> FloatArray:
        """The logarithm of the likelihood; none where the mean at this tau is no highest point."""
        information = np.where(self.information > 0, self.information, np.inf)
        return self.at.value - np.log(information) / 2 if self.restricted else self.at.value

    @property
    def slope(self) -> FloatArray:
        """The slope of the height in tau, as the mean follows."""
        if not self.restricted:
            return self.at.tau
        follows = self.at.mean_tau / self.information
        change = self.at.mean_mean_tau + self.at.mean_mean_mean * follows
        return self.at.tau + change / self.information / 2

    def variance(self) -> FloatArray:
        """Return the variance of the mean from the observed information; tau is taken as known at its ends."""
        inside = (self.tau > 0) & (self.tau < FURTHEST) & (self.at.tau_tau < 0)
        curve = self.at.mean_mean - np.where(inside, self.at.mean_tau**2 / self.at.tau_tau, 0.0)
        return np.where(curve < 0, -1 / curve, np.inf)


def fit(counts: Counts, *, restricted: bool) -> Fit:
    """Return the fit of the mean and of tau. A single area says nothing of tau, which is then 0."""
    none, alone = np.zeros(counts.x.shape[:-1]), (counts.n > 0).sum(axis=-1) < 2
    common = fit_mean(counts, none, restricted=restricted)
    return _where(alone, common, largest(following(counts, common), none))


def fit_mean(counts: Counts, tau: FloatArray, start: FloatArray | None = None, *, restricted: bool = False) -> Fit:
    """Return the fit of the mean at a tau that is given, by Newton's steps: the likelihood is concave in the mean.

    A step is a shorter one where the slope grew; the slope keeps digits that rounding takes from the value.
    """
    if start is None:
        x, n = counts.x.sum(axis=-1), counts.n.sum(axis=-1)
        start = np.log((x + 0.5) / (n - x + 0.5)) - (counts.n * counts.offset).sum(axis=-1) / np.maximum(n, 1)
    here, share = Fit(start, tau, likelihood(counts, start, tau), restricted), np.ones_like(tau)
    for _ in range(MOST_STEPS):
        curve = here.information
        step = share * np.divide(here.at.mean, curve, out=np.zeros_like(curve), where=curve > 0)
        mean = here.mean + step
        there = here._replace(mean=mean, at=likelihood(counts, mean, tau))
        better = np.abs(there.at.mean) <= np.abs(here.at.mean)
        here, share = _where(better, there, here), np.where(better, np.minimum(2 * share, 1), share / 4)
        if (np.abs(step) <= CLOSE).all():
            break
    return here


def following(counts: Counts, near: Fit) -> Callable[[FloatArray], Fit]:
    """Return the fit as a function of tau; each begins where the one before ended."""

    def at(tau: FloatArray) -> Fit:
        nonlocal near
        near = fit_mean(counts, tau, near.mean, restricted=near.restricted)
        return near

    return at


def largest(at: Callable[[FloatArray], Fit], none: FloatArray) -> Fit:
    """Return the fit at the tau of the greatest height: beside the best of some places, where the slope turns.

    Even in tau, a height that falls from the start is largest at 0; one that rises to the end is so there.
    """
    best = np.array([at(none + place).height for place in PLACES]).argmax(axis=0)
    here = np.maximum(PLACES[best], NEAREST)
    way = np.where(at(here).slope > 0, 1, -1)
    beside = np.maximum(PLACES[np.clip(best + way, 0, len(PLACES) - 1)], NEAREST)
    here, beside = _turning(at, here, beside, way)
    return at(np.where((best == 0) & (way < 0), 0.0, root(lambda tau: at(tau).slope, here, beside)))


def _turning(
    at: Callable[[FloatArray], Fit], here: FloatArray, beside: FloatArray, way: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Halve the way from the higher place to the one beside it until the slopes of the two have opposite signs.

    A likelihood may have a second top: the slope can fall, rise and fall again between two places.
    """
    for _ in range(30):
        wrong = (way * at(beside).slope > 0) & (here != beside)
        if not wrong.any():
            break
        middle = (here + beside) / 2
        there = at(middle)
        nearer = (way * there.slope > 0) & (there.height >= at(here).height)
        here, beside = np.where(wrong & nearer, middle, here), np.where(wrong & ~nearer, middle, beside)
    return here, beside


def tau_limits(counts: Counts, best: Fit, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the tau at which twice the height has fallen by the quantile of chi-squared.

    The upper one is infinite where it has not fallen so far at the furthest tau: the counts do not bound it.
    """
    fall, at = np.sqrt(chdtri(1.0, 2 * a)), following(counts, best)

    def above(tau: FloatArray) -> FloatArray:
        return fall - np.sqrt(np.maximum(2 * (best.height - at(tau).height), 0.0))  # nearly straight

    none, far = np.zeros_like(best.tau), np.full_like(best.tau, FURTHEST)
    low = np.where(above(none) >= 0, 0.0, root(above, none, best.tau))
    return low, np.where(above(far) > 0, np.inf, root(above, best.tau, far))


def profile_limits(counts: Counts, best: Fit, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the means at which twice the likelihood, at its best tau, has fallen by the square of Student's t.

    Infinite where it has not fallen so far within WIDEST of the best mean.
    """
    degrees = np.maximum((counts.n > 0).sum(axis=-1) - 1.0, 1.0)
    fall = t_quantile(degrees, a) ** 2
    start = np.broadcast_to(best.mean, (2, *best.mean.shape))
    sides = np.array([-1.0, 1.0]).reshape(2, *[1] * best.mean.ndim)

    def above(mean: FloatArray) -> FloatArray:
        there = largest(lambda tau: Fit(mean, tau, likelihood(counts, mean, tau)), np.zeros_like(mean))
        return 2 * (there.height - best.height) + fall

    distance = np.ones_like(start)
    while (short := (above(start + sides * distance) > 0) & (distance < WIDEST)).any():
        distance = np.where(short, 2 * distance, distance)
    far = start + sides * distance
    low, high = np.where(above(far) > 0, sides * np.inf, root(above, start, far))
    return low, high


def _where(one: BoolArray, this: Fit, other: Fit) -> Fit:
    parts = [np.where(one, getattr(this.at, name), getattr(other.at, name)) for name in Likelihood._fields]
    mean, tau = np.where(one, this.mean, other.mean), np.where(one, this.tau, other.tau)
    return this._replace(mean=mean, tau=tau, at=Likelihood(*parts))


class Exact(NamedTuple):
    """A fit to sets of areas.

    Without an area with events on both sides the likelihood has its maximum at infinity, or nowhere: such a set has no
    areas. `fitted` are the counts that were fitted, which there are stand-ins, and `used` have 0 there.
    """

    fitted: Counts
    used: Counts
    best: Fit
    mean: FloatArray
    variance: FloatArray
    areas: FloatArray


def counts_of(data: dict[str, FloatArray]) -> Counts:
    """Return what the areas say; one without people on a side says nothing, like one without events."""
    x1, t1, x0, t0 = data.values()
    both = (t1 > 0) & (t0 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = np.where(both, np.log(t1) - np.log(t0), 0.0)
    return Counts(np.where(both, x1, 0.0), np.where(both, x1 + x0, 0.0), offset)


def fit_exact(counts: Counts, *, restricted: bool) -> Exact:
    """Return the fit by the restricted or by the plain likelihood."""
    x, n = counts.x, counts.n
    two_sided = np.asarray(((x > 0) & (x < n)).any(axis=-1, keepdims=True))
    fitted = counts._replace(x=np.where(two_sided, x, 1.0), n=np.where(two_sided, n, 2.0))
    best, defined = fit(fitted, restricted=restricted), two_sided[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        end = np.log(x.sum(axis=-1)) - np.log((n - x).sum(axis=-1))
    return Exact(
        fitted=fitted,
        used=counts._replace(x=np.where(two_sided, x, 0.0), n=np.where(two_sided, n, 0.0)),
        best=best,
        mean=np.where(defined, best.mean, np.where(np.isinf(end), end, np.nan)),
        variance=np.where(defined, 1 / best.information if restricted else best.variance(), np.inf),
        areas=np.where(defined, (n > 0).sum(axis=-1, dtype=np.float64), 0.0),
    )


def pooled(counts: Counts, *, restricted: bool, interval: str, level: ArrayLike) -> Fitted:
    """Return the fit with how much the areas differ, and where another one may be."""
    found = fit_exact(counts, restricted=restricted)
    defined, a = found.areas > 0, levels_of(level, found.areas)
    ends = [np.where(defined, tau**2, np.nan) for tau in tau_limits(found.fitted, found.best, a)]
    tau2 = np.where(defined, found.best.tau**2, np.nan)
    v, q = _chance(found.used)
    return Fitted(
        mean=found.mean,
        variance=found.variance,
        tau2=tau2,
        tau2_limits=(ends[0], ends[1]),
        tau2_method=f"{'restricted' if restricted else 'ml'}, profile likelihood",
        q=q,
        v=v,
        limits=profile_limits(found.fitted, found.best, a) if interval == "profile" else None,
        another=None if interval == "wald" else another(_at_tau(found), found.best.tau, a),
    )


def _at_tau(found: Exact) -> Callable[[FloatArray], AtTau]:
    """Return what the counts say as a function of tau."""
    counts = Counts(*(part[..., np.newaxis, :] for part in (found.fitted.x, found.fitted.n, found.fitted.offset)))

    def at(tau: FloatArray) -> AtTau:
        start = np.broadcast_to(found.best.mean[..., np.newaxis], tau.shape)
        there = fit_mean(counts, tau, start, restricted=True)
        return AtTau(there.height, there.mean, 1 / there.information)

    return at


def _chance(counts: Counts) -> tuple[FloatArray, FloatArray]:
    """Return the variance of each area about one common ratio, and Pearson's chi-squared from it."""
    common = fit_mean(counts, np.zeros(counts.x.shape[:-1]))
    p = expit(common.mean[..., np.newaxis] + counts.offset)
    information = counts.n * p * (1 - p)
    terms = np.divide((counts.x - counts.n * p) ** 2, information, out=np.zeros_like(p), where=information > 0)
    variance = np.divide(1.0, information, out=np.full_like(p, np.inf), where=information > 0)
    return variance, terms.sum(axis=-1)
