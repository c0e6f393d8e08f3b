"""The average of log ratios whose variances are known: one ratio for all areas, or ratios that vary between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, one_of, refused, worded
from disprop._registry import statistic
from disprop.intervals import Limits
from disprop.pooling import _between
from disprop.pooling._pooled_ratio import BLOCK, Fitted, Pooled, for_levels, levels_of

LogsMethod = Literal["hartung-knapp", "hartung-knapp-plain", "wald"]
COUNTS = ("log_values", "variances")
INTERVALS: tuple[LogsMethod, ...] = get_args(LogsMethod)


@statistic(
    "What is the ratio in a typical area, from published ratios?",
    counts=COUNTS,
    joins=True,
    name="areas.random_effects",
)
def random_effects(
    log_values: ArrayLike,
    variances: ArrayLike,
    *,
    tau2: str = "reml",
    interval: LogsMethod = "hartung-knapp",
    level: ArrayLike = 0.95,
) -> Pooled:
    """Return the average of log ratios that vary between areas, with how much they vary.

    Use it for published ratios with their intervals, when the counts are not at hand; with counts use `pool`, which can
    use areas without events. It answers "what is the ratio in a typical area", each area counting for about as much
    as any other: not "how many times more often does it happen to a person".

    Parameters
    ----------
    log_values : array_like of float
        Log ratios, with the areas on the last axis; any axes before it are sets of areas.
    variances : array_like of float
        Their variances, above 0, taken as known: for a ratio of rates 1/(group events) + 1/(reference events).
    tau2 : str
        How the variance between areas is estimated: "reml" (default: restricted maximum likelihood [1]_), "dl"
        (DerSimonian and Laird [2]_) or "pm" (Paule and Mandel [3]_).
    interval : str
        "hartung-knapp" (default), which has Student's t and a variance from the areas themselves, but none below that
        of areas that differ by chance alone [4]_; "hartung-knapp-plain", without that, which may have hardly any width
        where areas happen to be alike [5]_; "wald", normal, and too narrow for fewer than about 20 areas.
    level : float or array_like
        Confidence level of all intervals; 0.95 means 95%.

    Returns
    -------
    Pooled
        `estimate`, the sum of w times log value over the sum of w with w = 1/(variance + tau2), on the log scale;
        `ratio`, its exponential; `tau2` with its Q-profile interval [6]_; `prediction`, `q`, `i2`, `weights`.

    Raises
    ------
    DispropError
        When a value is not finite, a variance is not above 0, or a name is not known.

    Notes
    -----
    With w = 1/(variance + tau2) and q = sum w (y - mean)^2 over k - 1, the variance of the mean is max(1, q) over
    sum w, or q over sum w for "hartung-knapp-plain", with k - 1 degrees of freedom. The prediction of "hartung-knapp"
    is averaged over tau, as that of `pool`; that of the others is the estimate -+ a quantile times
    sqrt(variance + tau2), and too narrow where tau was fitted as 0 by chance.

    References
    ----------
    .. [1] Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30: 261-293.
    .. [2] DerSimonian and Laird 1986, Controlled Clinical Trials 7: 177-188.
    .. [3] Paule and Mandel 1982, Journal of Research of the National Bureau of Standards 87: 377-385.
    .. [4] Knapp and Hartung 2003, Statistics in Medicine 22: 2693-2710.
    .. [5] Hartung and Knapp 2001, Statistics in Medicine 20: 3875-3889.
    .. [6] Viechtbauer 2007, Statistics in Medicine 26: 37-52.

    Examples
    --------
    >>> import numpy as np
    >>> from disprop import areas
    >>> ratios, events = np.array([5.8, 4.7, 5.1, 11.0]), np.array([1521, 960, 340, 24])
    >>> pooled = areas.random_effects(np.log(ratios), 1 / events + 1 / 5000)
    >>> print(pooled)
    5.98 (95% CI 3.41 to 10.51), 4 areas, I2 98%; another such area from 1.67 to 22.9
    """
    y, v = _read(log_values, variances, level)
    one_of("interval of pooled areas", interval, INTERVALS)
    return fit_logs(y, v, tau2=tau2, interval=interval, level=level).record(interval=interval, level=level, tau2=tau2)


@statistic(
    "What is the one ratio of all areas, from published ratios?", counts=COUNTS, joins=True, name="areas.fixed_effect"
)
def fixed_effect(log_values: ArrayLike, variances: ArrayLike, *, level: ArrayLike = 0.95) -> Pooled:
    """Return the average of log ratios weighted by how sure each is: one ratio that all areas are taken to have.

    Use it when the areas do not differ by more than chance (see `p_value`). Where they do, it is an average in which
    the areas with most events, such as London, count for most; its interval then says nothing of how far they differ.

    Parameters
    ----------
    log_values : array_like of float
        Log ratios, with the areas on the last axis; any axes before it are sets of areas.
    variances : array_like of float
        Their variances, above 0, taken as known.
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Pooled
        `estimate`, the sum of log value / variance over the sum of 1 / variance, on the log scale; `ratio`, its
        exponential; `tau2` is 0, without an interval; `i2` is (Q - (k - 1))/Q, `h2` is Q/(k - 1).

    Raises
    ------
    DispropError
        As for `random_effects`.

    Examples
    --------
    >>> import numpy as np
    >>> from disprop import areas
    >>> ratios, events = np.array([5.8, 4.7, 5.1, 11.0]), np.array([1521, 960, 340, 24])
    >>> print(areas.fixed_effect(np.log(ratios), 1 / events + 1 / 5000).ratio)
    5.331 (95% CI 5.118 to 5.553)
    """
    y, v = _read(log_values, variances, level)
    return fit_common(y, v).record(interval="wald", level=level, tau2="0", assumed="one ratio in all areas")


@np.errstate(all="ignore")  # where no area has a weight there is no average
def fit_logs(y: FloatArray, v: FloatArray, *, tau2: str, interval: str, level: ArrayLike) -> Fitted:
    """Fit the average of ratios that vary; an area of infinite variance has no weight."""
    one_of("estimator of tau2", tau2, _between.ESTIMATORS)
    areas = _between.areas_used(v)
    (between,) = _by_block(lambda y, v: (_between.ESTIMATORS[tau2](y, v),), y, v)
    w, d = _between.weighted(y, v, between)
    variance = 1 / w.sum(axis=-1)
    if interval != "wald":
        ratio = np.where(areas > 1, (w * d**2).sum(axis=-1) / np.maximum(areas - 1, 1), np.inf)
        variance = variance * (np.maximum(ratio, 1) if interval == "hartung-knapp" else ratio)
    a = levels_of(level, areas)
    low, high = _by_block(_between.q_profile, y, v, a)
    return Fitted(
        mean=_between.mean_of(y, w),
        variance=variance,
        tau2=between,
        tau2_limits=(low, high),
        tau2_method=f"{tau2}, Q-profile",
        q=_between.heterogeneity(y, v),
        v=v,
        another=_another(y, v, between, a) if interval == "hartung-knapp" else None,
    )


def _another(y: FloatArray, v: FloatArray, tau2: FloatArray, a: FloatArray) -> Limits:
    """Return the limits of one more area, averaged over tau."""

    def of(y: FloatArray, v: FloatArray, tau: FloatArray, a: FloatArray) -> Limits:
        return _between.another(lambda tau: _between.at_tau(y, v, tau), tau, a)

    alone = _between.areas_used(v) < 2  # of which whatever is found is not used
    v = np.where(alone[..., np.newaxis], 1.0, v)
    low, high = _by_block(of, y, v, np.minimum(np.sqrt(tau2), _between.FURTHEST), a)
    return low, high


@np.errstate(all="ignore")
def fit_common(y: FloatArray, v: FloatArray) -> Fitted:
    """Fit the one ratio of all areas."""
    none, mean, variance = np.zeros(y.shape[:-1]), _between.mean_of(y, 1 / v), 1 / (1 / v).sum(axis=-1)
    return Fitted(mean, variance, none, (none + np.nan, none + np.nan), "fixed at 0", _between.heterogeneity(y, v), v)


def _by_block(
    function: Callable[..., tuple[FloatArray, ...]], y: FloatArray, v: FloatArray, *of_sets: FloatArray
) -> tuple[FloatArray, ...]:
    """Return what a function of whole sets gives, a block of sets at a time."""
    shape, k = y.shape[:-1], y.shape[-1]
    rows = (y.reshape(-1, k), v.reshape(-1, k), *(each.reshape(-1) for each in of_sets))
    step = max(BLOCK // k, 1)
    with np.errstate(all="ignore"):
        blocks = [function(*(row[i : i + step] for row in rows)) for i in range(0, max(len(rows[0]), 1), step)]
    return tuple(np.concatenate(parts).reshape(shape) for parts in zip(*blocks, strict=True))


def _read(log_values: ArrayLike, variances: ArrayLike, level: ArrayLike) -> list[FloatArray]:
    y, v = _arrays.together(log_values=(log_values, _arrays.finite), variances=(variances, _arrays.real)).values()
    if y.ndim == 0 or y.shape[-1] == 0:
        raise refused("log_values", "need areas on the last axis", Said(f"shape {y.shape}"))
    if (v == 0).any():
        raise worded("variance of 0", "variances", 0, _arrays.first(v == 0))
    return for_levels(level, y, v)
