"""One ratio of rates for many areas, from their counts: areas without events on a side are used as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from disprop import _pairs
from disprop._arrays import DispropError, FloatArray, unknown
from disprop.areas._between import ESTIMATORS
from disprop.areas._maximum import Fit, fit, fit_mean, tau_limits
from disprop.areas._pooled import Fitted, Pooled, for_levels, levels_of, share_between
from disprop.areas.effects import INTERVALS, fit_logs
from disprop.intervals._binomial_normal import Counts

EXACT = "ml"


def pool(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    tau2: str = EXACT,
    interval: str = "wald",
    level: ArrayLike = 0.95,
) -> Pooled:
    """Return the average ratio of rates of areas whose ratios vary, from counts, with how much they vary.

    Use it for "in a typical area N times more often". Areas with no events on one side are used, not left out: leaving
    them out keeps the areas where chance made the ratio large, or small.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the areas on the last axis; array-likes that broadcast.
    tau2 : str
        "ml" (default): the exact likelihood of the counts [1]_, in which a 0 is a count like any other. Or an estimator
        of the variance of the log ratios, as in `random_effects`: "reml", "dl", "pm". These need events on both sides
        in every area that has any, and refuse the others by name.
    interval : str
        "wald" (default), or "hartung-knapp" with "reml", "dl" and "pm".
    level : float or array_like
        Confidence level of all intervals; 0.95 means 95%.

    Returns
    -------
    Pooled
        `estimate`, the mean of the areas' log ratios (log of group rate over reference rate), and `ratio`, its
        exponential. Minus infinity when no area has events of the group, infinity when none has any of the reference,
        and undefined when no area has both; the interval is then the whole line. `areas` counts those that have events
        and people on both sides; the others say nothing about a ratio.

    Raises
    ------
    DispropError
        As for `rate`; when a name is not known; when an area has events on one side only and `tau2` is not "ml".

    Notes
    -----
    Given the n events of an area, those of the group are binomial with log odds m + tau u + log(t1/t0), u normal; "ml"
    maximises the likelihood over m and tau (up to 3), with u integrated out by the trapezium rule. Its
    interval comes from the observed information, that of `tau2` from the profile likelihood, without an upper limit
    where that is beyond 9 (3 squared); `q` is Pearson's chi-squared from one common ratio, and `weights` are those of
    1/(v + tau2) with v = 1/(n p (1 - p)).

    References
    ----------
    .. [1] Stijnen, Hamza and Ozdemir 2010, Statistics in Medicine 29: 3046-3067.

    Examples
    --------
    Five areas, one of which recorded nobody of the group:

    >>> from disprop import areas
    >>> black, white = ([12, 0, 30, 4, 9], [2_000, 150, 5_100, 400, 900]), ([80, 45, 60, 30, 52], [90_000] * 5)
    >>> print(areas.pool(group=black, reference=white))
    9.52 (95% CI 7.00 to 12.95), 5 areas, I2 0%; another such area from 7 to 13
    """
    data = read(group, reference, level)
    if tau2 != EXACT:
        return _of_logs(data, tau2=tau2, interval=interval, level=level)
    if interval != "wald":
        raise unknown("interval of pooled counts with tau2='ml'", interval, ("wald",))
    return _exact(counts_of(data), level).record(interval=interval, level=level)


def read(group: object, reference: object, level: ArrayLike) -> dict[str, FloatArray]:
    """Return checked counts with areas on the last axis, and a set of them for each level."""
    data = _pairs.of_rates(_pairs.two_sides(group, reference, _pairs.EVENTS))
    shape = data["group_events"].shape
    if not shape or shape[-1] == 0:
        raise DispropError(f"group and reference need areas on the last axis; got shape {shape}")
    return dict(zip(data, for_levels(level, *data.values()), strict=True))


def counts_of(data: dict[str, FloatArray]) -> Counts:
    """Return what the areas say; one without people on a side says nothing, like one without events."""
    x1, t1, x0, t0 = data.values()
    both = (t1 > 0) & (t0 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = np.where(both, np.log(t1) - np.log(t0), 0.0)
    return Counts(np.where(both, x1, 0.0), np.where(both, x1 + x0, 0.0), offset)


def fit_exact(counts: Counts) -> tuple[Fit, FloatArray, Counts]:
    """Return the fit, the variance of the mean, and the counts of the sets that have a fit.

    Without an area with events on both sides the likelihood has its maximum at infinity, or nowhere.
    """
    x, n = counts.x, counts.n
    two_sided = np.asarray(((x > 0) & (x < n)).any(axis=-1, keepdims=True))
    used, defined = replace(counts, x=np.where(two_sided, x, 0.0), n=np.where(two_sided, n, 0.0)), two_sided[..., 0]
    found = fit(used)
    with np.errstate(divide="ignore", invalid="ignore"):
        end = np.log(x.sum(axis=-1)) - np.log((n - x).sum(axis=-1))
        variance = np.where(defined, found.variance(), np.inf)
    mean = np.where(defined, found.mean, np.where(np.isinf(end), end, np.nan))
    return replace(found, mean=mean), variance, used


def _exact(counts: Counts, level: ArrayLike) -> Fitted:
    found, variance, used = fit_exact(counts)
    areas = (used.n > 0).sum(axis=-1, dtype=np.float64)
    defined = areas > 0
    inside = replace(found, mean=np.where(defined, found.mean, 0.0))
    low, high = tau_limits(used, inside, levels_of(level, areas))
    information, q = _chance(used)
    v = np.where(information > 0, 1 / np.maximum(information, np.finfo(float).tiny), np.inf)
    tau2 = np.where(defined, found.tau**2, np.nan)
    with np.errstate(invalid="ignore"):
        i2, h2 = share_between(tau2, v)
        w = 1 / (v + tau2[..., np.newaxis])
        weights = w / w.sum(axis=-1, keepdims=True)
    return Fitted(
        mean=found.mean,
        variance=variance,
        tau2=tau2,
        tau2_limits=(np.where(defined, low**2, np.nan), np.where(defined, high**2, np.nan)),
        tau2_method="ml, profile likelihood",
        q=q,
        i2=i2,
        h2=h2,
        weights=weights,
        areas=areas,
    )


def _chance(counts: Counts) -> tuple[FloatArray, FloatArray]:
    """Return the information of each area about one common ratio, and Pearson's chi-squared from it."""
    common = fit_mean(counts, np.zeros(counts.x.shape[:-1]))
    p = expit(common.mean[..., np.newaxis] + counts.offset)
    information = counts.n * p * (1 - p)
    terms = np.divide((counts.x - counts.n * p) ** 2, information, out=np.zeros_like(p), where=information > 0)
    return information, terms.sum(axis=-1)


def _of_logs(data: dict[str, FloatArray], *, tau2: str, interval: str, level: ArrayLike) -> Pooled:
    if tau2 not in ESTIMATORS:
        raise unknown("estimator of tau2", tau2, (EXACT, *ESTIMATORS))
    if interval not in INTERVALS:
        raise unknown("interval of pooled areas", interval, INTERVALS)
    counts = counts_of(data)
    x, y = counts.x, counts.n - counts.x
    one_sided = (x == 0) != (y == 0)
    if one_sided.any():
        first = tuple(int(i) for i in np.argwhere(one_sided)[0])
        raise DispropError(
            f"{int(one_sided.sum())} areas have events on one side only, the first at position "
            f"{first[0] if len(first) == 1 else first}; they have no log ratio, and leaving them out would move the "
            f"average: tau2='{EXACT}' uses them"
        )
    silent = counts.n == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(silent, 0.0, np.log(x / y) - counts.offset)
        variances = np.where(silent, np.inf, 1 / x + 1 / y)
    return fit_logs(logs, variances, tau2=tau2, interval=interval, level=level).record(interval=interval, level=level)
