"""A share, a rate or a ratio that is looked at again and again: limits that hold at every look.

The likelihoods of all values are mixed by a prior that was fixed before the first look. Over the likelihood of the
true value the mixture is a martingale that starts at 1, and it ever rises to 1/alpha with a chance of alpha at most
(Ville 1939). The limits are the values at which it is there: log likelihood = log mixture + log alpha, the `edge`. They
are sought on the scale of log odds, or of the logarithm, on which a log likelihood has one peak.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from scipy.special import betaln, expit, gammaln, logsumexp, xlogy

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._errors import Said, one_of, refused
from disprop._registry import statistic
from disprop.estimate import Estimate, Record, based, without_test
from disprop.intervals import Limits
from disprop.intervals._roots import root

TINY = 1e-300  # in place of a count of 0, whose limit is the end of the range
DEPTH = 40.0  # a mixture is added up until its density is e^-40 of its peak
NODES = 101  # of the trapezium rule, which is exact to 1e-13 on such a peak
Prior = tuple[float, float]
PRIORS = {"proportion": "Beta", "rate": "Gamma", "rate ratio": "lognormal"}


class Monitored(Record):
    """What was known after each look.

    Attributes
    ----------
    looks : the value of all counts so far after each look, with limits that hold at every look.
    claim : the value that was claimed; NaN without one.
    """

    looks: Estimate
    claim: float

    @property
    def running(self) -> Limits:
        """The largest lower and the smallest upper limit so far, which hold just as well; NaN once they cross."""
        low, high = np.fmax.accumulate(self.looks.low), np.fmin.accumulate(self.looks.high)
        crossed = low > high
        return np.where(crossed, np.nan, low), np.where(crossed, np.nan, high)

    @property
    def changed(self) -> int | None:
        """The number of the first look, from 1, at which no one value fits all that was seen; None if there is none."""
        return _first(np.isnan(self.running[0]) & ~np.isnan(self.looks.low))

    @property
    def fell(self) -> int | None:
        """The number of the first look whose limits leave the claim out; None while it stands."""
        return _first((self.claim < self.looks.low) | (self.claim > self.looks.high))

    def __str__(self) -> str:
        """Write what is known after the last look, and what became of the claim."""
        said = f"after {len(self.looks)} looks {self.looks[-1]}"
        if not np.isnan(self.claim):
            said += f"; {self.claim:g} " + (f"fell at look {self.fell}" if self.fell else "stands")
        return f"{said}; no one value fits, from look {self.changed} on" if self.changed else said


def _first(true: Any) -> int | None:
    return int(true.argmax()) + 1 if true.any() else None


@statistic("Is a figure that comes every month clear yet, at any look?", joins=True, name="disparity.monitor")
def monitor(  # noqa: PLR0913 - what is watched, beside whom, and what was fixed before the first look
    events: ArrayLike,
    population: ArrayLike,
    *,
    measure: Literal["proportion", "rate", "rate ratio"],
    reference: Pair | None = None,
    prior: float | None = None,
    claim: float | None = None,
    level: float = 0.95,
) -> Monitored:
    """Return a share, a rate or a ratio after each look, with limits that hold at all looks together.

    Use it where somebody looks after every deployment, or every week, and may stop when the answer is clear. Intervals
    for one look do not hold there: in 94 looks at a share those of Wilson leave the truth out at some time in 35% of
    series, in 1,000 looks in 46%; these in at most 5%, however many looks there are and whenever one stops
    (`studies/looks.py`). They are wider, by half or by all. For a single look at the end of a period use `proportion`,
    `rate` or `rate_ratio`.

    Parameters
    ----------
    events, population : array_like
        What each look adds, in the order of time: they are added up here. Parts and wholes for a proportion.
    measure : str
        "proportion": each of `population` is counted once at most. "rate": events are Poisson. "rate ratio": of the
        rate to that of a reference.
    reference : pair (events, population), for a rate ratio
        What each look adds to the other side.
    prior : float, fixed before the first look
        What is expected: a share, a rate or a ratio. The limits hold whatever it is, and are narrowest near it; chosen
        after a look they do not hold. A rate needs one. Otherwise Beta(1/2, 1/2) if it is left out, and a ratio about
        1. The basis names it.
    claim : float, optional
        A value that was claimed, such as 0.02 for "2% of alerts are false".
    level : float
        Confidence level for all looks together; 0.95 means 95%.

    Returns
    -------
    Monitored
        `looks`, an Estimate with an element for each look, unit "per 1" of a share or rate; the `running` limits; when
        the claim `fell`. The value is that of all counts so far; of a ratio the likeliest one that all looks share,
        as what is at risk may change from look to look.

    Raises
    ------
    DispropError
        As for `rate` or `proportion`; for a rate without a prior; for several series at once.

    Notes
    -----
    With the likelihood L of all counts so far, and its average M over the prior, the limits are the values at which
    L = (1 - level) M. At the true value M/L is a martingale that begins at 1, so that it is ever above 1 / (1 - level)
    with a chance of 1 - level at most [1]_ [2]_. An expected share p gives Beta(1, 1/p - 1); an expected rate l
    Gamma(1, 1/l), of shape and population; an expected ratio a lognormal prior with that median, and a standard
    deviation of 1 of the logarithm. For a ratio L is the product over looks of the chances of the group's part in the
    events of both, given all: a test on totals would be no martingale where the two populations change in different
    ways. Both running limits may be taken at every look, and may cross: then no one value fits.

    All this is of a truth that stays the same. Where it changes, what the limits of all counts so far hold is the
    average so far: over 100 looks at 200 each it was ever left out in 0.4% of series at most, of shares that doubled,
    went up fourfold or in steps, or took turns (`studies/looks.py`). So they see a change late: from 1% to 4% at look
    51 in all series, in half of them 20 looks later or more; from 1% to 2% in 1 of 100. To ask whether a figure has
    changed, compare two periods.

    References
    ----------
    .. [1] Ville 1939, Etude critique de la notion de collectif. Gauthier-Villars.
    .. [2] Robbins 1970, Annals of Mathematical Statistics 41: 1397-1409.

    Examples
    --------
    False alerts among the alerts of two years of deployments, after each of five looks:

    >>> from disprop import disparity
    >>> seen = disparity.monitor([4, 9, 14, 2, 0], [188, 301, 248, 262, 345], measure="proportion", claim=0.008)
    >>> print(seen)
    after 5 looks 0.0216 (95% CI 0.0100 to 0.0396); prior Beta(0.5, 0.5); 0.008 fell at look 2
    """
    one_of("measure", measure, PRIORS)
    if (measure == "rate ratio") != (reference is not None):
        raise refused("reference", "goes with the measure 'rate ratio', and with no other", measure)
    alpha, (first, second) = 1 - _arrays.one_level(level), _prior(measure, prior)
    given = {"events": events, "population": population}
    read = _pairs.of_proportions if measure == "proportion" else _pairs.of_rates
    data = read(given if reference is None else _pairs.two_sides((events, population), reference, _pairs.EVENTS))
    counts = [np.asarray(count) for count in data.values()]
    if counts[0].ndim != 1 or not counts[0].size:
        raise refused("events", "needs what each look adds, of one series", Said(f"shape {counts[0].shape}"))
    so_far = [count.cumsum() for count in counts]
    silent = np.logical_or.reduce([whole == 0 for whole in so_far[1::2]])
    with np.errstate(all="ignore"):
        value, limits = _found(measure, counts, so_far, (first, second), alpha)
    low, high = (np.where(silent, np.nan, limit) for limit in limits)
    looks = without_test(
        np.where(silent, np.nan, value),
        (low, high),
        level,
        dict(zip(data, so_far, strict=True)),
        method="mixture",
        measure=f"{measure} at any look",
        unit="" if reference else "per 1",
    )
    named = based(looks, prior=f"{PRIORS[measure]}({first:.12g}, {second:.12g})")
    of_claim = _arrays.probability if measure == "proportion" else _arrays.real
    return Monitored(named, np.nan if claim is None else _arrays.one("claim", claim, of_claim))


def _prior(measure: str, expected: float | None) -> Prior:
    """Return the two parameters of the prior of an expected value, or the usual ones."""
    if expected is None and measure == "rate":
        raise refused("prior", "must be the expected rate, fixed before the first look", expected)
    if expected is None:
        return (0.5, 0.5) if measure == "proportion" else (1.0, 1.0)
    first = _arrays.size("prior", expected) if "rate" in measure else _arrays.one("prior", expected, _arrays.inner)
    return (first, 1.0) if measure == "rate ratio" else (1.0, 1 / first - (measure == "proportion"))


def _found(
    measure: str, counts: list[FloatArray], so_far: list[FloatArray], prior: Prior, alpha: float
) -> tuple[FloatArray, Limits]:
    """Return the value and the limits after each look."""
    if measure != "rate ratio":
        limits = share_limits if measure == "proportion" else rate_limits
        return so_far[0] / so_far[1], limits(so_far[0], so_far[1], prior, alpha)
    x1, t1, x0, t0 = counts
    both = t1 * t0 > 0  # a look without people on one side says nothing of the ratio
    offsets, place = np.unique(np.where(both, np.log(t1) - np.log(t0), 0.0), return_inverse=True)
    own = both[:, None] & (place[:, None] == np.arange(offsets.size))
    sums = [(x[:, None] * own).cumsum(axis=0) for x in (x1, x0)]
    return ratio_limits(sums[0], sums[1], offsets, (float(np.log(prior[0])), prior[1]), alpha)


def share_limits(x: FloatArray, n: FloatArray, prior: Prior, alpha: float) -> Limits:
    """Return the p with p^x (1-p)^(n-x) = alpha B(a + x, b + n - x)/B(a, b)."""
    a, b = prior
    edge = betaln(a + x, b + n - x) - betaln(a, b) + np.log(alpha)
    low, high = _odds_limits((x[..., None], (n - x)[..., None], np.zeros(1)), edge, _log(x) - _log(n - x))
    return expit(low), expit(high)


def rate_limits(x: FloatArray, t: FloatArray, prior: Prior, alpha: float) -> Limits:
    """Return the l with l^x exp(-l t) = alpha h^g Gamma(g + x)/(Gamma(g) (h + t)^(g + x))."""
    g, h = prior
    edge = gammaln(g + x) - gammaln(g) - g * np.log1p(t / h) - x * np.log(h + t) + np.log(alpha)
    far = 2 * (xlogy(x, 2 * x / t) - x - edge)  # of the mean l t, as x log m <= x log 2x + m/2 - x
    ends = edge / np.maximum(x, TINY), np.log(far / t)
    low, high = _at_edge(lambda u: x * u - t * np.exp(u), edge, ends, _log(x) - np.log(t))
    return np.where(x == 0, 0.0, np.exp(low)), np.exp(high)


def ratio_limits(
    x1: FloatArray, x0: FloatArray, offset: FloatArray, prior: Prior, alpha: float
) -> tuple[FloatArray, Limits]:
    """Return the likeliest r, and those whose likelihood is alpha times the mixture.

    The likelihood is the product of p^x1 (1-p)^x0 with p = r t1/(r t1 + t0) over looks: here over the last axis, where
    looks of one offset log(t1/t0) stand together. The prior of log r is normal.
    """
    (mean, sd), counts = prior, (x1, x0, offset)
    one, other = x1.sum(axis=-1), x0.sum(axis=-1)
    middle, spread = _log(one) - _log(other), offset.max() - offset.min()

    def slope(v: FloatArray) -> FloatArray:
        w = v[..., None] + offset
        return (x1 * expit(-w) - x0 * expit(w)).sum(axis=-1)

    def density(v: FloatArray) -> FloatArray:
        return _loglik(v, *counts) - ((v - mean) / sd) ** 2 / 2

    likeliest = root(slope, middle - offset.max(), middle - offset.max() + spread)
    sides = np.minimum(likeliest, mean), np.maximum(likeliest, mean)
    peak = root(lambda v: slope(v) - (v - mean) / sd**2, *sides)
    reach = sd * np.sqrt(2 * DEPTH)
    left, right = _at_edge(density, density(peak) - DEPTH, (peak - reach, peak + reach), peak)
    mixed = logsumexp([density(left + (right - left) * at) for at in np.linspace(0, 1, NODES)], axis=0)
    edge = mixed + np.log((right - left) / (NODES - 1) / sd / np.sqrt(2 * np.pi)) + np.log(alpha)
    low, high = _odds_limits(counts, edge, likeliest)
    value = np.where(one == 0, np.where(other == 0, np.nan, 0.0), np.where(other == 0, np.inf, np.exp(likeliest)))
    return value, (np.exp(low), np.exp(high))


def _log(count: FloatArray) -> FloatArray:
    return np.asarray(np.log(np.maximum(count, TINY)))


def _loglik(v: FloatArray, x1: FloatArray, x0: FloatArray, offset: FloatArray) -> FloatArray:
    """Return the log likelihood of log odds v + offset, of which x1 did and x0 did not."""
    w = v[..., None] + offset
    return np.asarray(-(x1 * np.logaddexp(0, -w) + x0 * np.logaddexp(0, w)).sum(axis=-1))


def _odds_limits(counts: tuple[FloatArray, FloatArray, FloatArray], edge: FloatArray, middle: FloatArray) -> Limits:
    """Return the two v at the edge; a log likelihood is below sum x1 (v + offset), and below -sum x0 (v + offset)."""
    (one, by_one), (other, by_other) = ((x.sum(axis=-1), (x * counts[2]).sum(axis=-1)) for x in counts[:2])
    ends = (edge - by_one) / np.maximum(one, TINY), -(edge + by_other) / np.maximum(other, TINY)
    low, high = _at_edge(lambda v: _loglik(v, *counts), edge, ends, middle)
    return np.where(one == 0, -np.inf, low), np.where(other == 0, np.inf, high)


def _at_edge(loglik: Callable[[FloatArray], FloatArray], edge: FloatArray, ends: Limits, middle: FloatArray) -> Limits:
    """Return where the log likelihood is at the edge on either side of its middle, between ends where it is below."""
    low, high = (root(lambda v: loglik(v) - edge, *pair) for pair in ((ends[0], middle), (middle, ends[1])))
    return low, high
