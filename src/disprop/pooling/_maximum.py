"""The mean and the tau of the largest likelihood, for all sets at once, and how far both can be from there.

The likelihood is the plain one, or the restricted one, which takes off half of the logarithm of the information on the
mean (the adjusted profile of Cox and Reid 1987, JRSS B 49: 1-39): it allows for the mean having been fitted too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from disprop._arrays import FloatArray
from disprop.intervals._binomial_normal import Counts, Likelihood, likelihood
from disprop.intervals._family import t_quantile
from disprop.intervals._roots import root

MOST_STEPS = 60
FURTHEST = 3.0  # ratios that differ by a factor of exp(3) = 20 and more
NEAREST = 1e-6  # a smaller tau is 0
PLACES = FURTHEST * np.linspace(0, 1, 13) ** 2
CLOSE = 1e-6  # a step of Newton's this small ends within rounding, as its error is squared
WIDEST = 60.0  # of a limit from the mean, in log odds

HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Fit:
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
        """The logarithm of the likelihood."""
        return self.at.value - np.log(self.information) / 2 if self.restricted else self.at.value

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
        there = replace(here, mean=mean, at=likelihood(counts, mean, tau))
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
    for _ in range(HALVINGS):
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


def profile_limits(counts: Counts, best: Fit, degrees: FloatArray, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the means at which twice the likelihood, at its best tau, has fallen by the square of Student's t.

    Infinite where it has not fallen so far within WIDEST of the best mean.
    """
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


def _where(one: NDArray[np.bool_], this: Fit, other: Fit) -> Fit:
    parts = [np.where(one, getattr(this.at, name), getattr(other.at, name)) for name in Likelihood.__dataclass_fields__]
    mean, tau = np.where(one, this.mean, other.mean), np.where(one, this.tau, other.tau)
    return replace(this, mean=mean, tau=tau, at=Likelihood(*parts))
