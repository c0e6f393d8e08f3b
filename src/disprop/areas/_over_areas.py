"""Every average over areas that "N times more likely" may mean, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop._arrays import FloatArray, Pair
from disprop._pairs import Empty
from disprop._registry import statistic
from disprop._text import words
from disprop.areas import _averages
from disprop.areas._averages import SAID, WORDS, Averages, Columns
from disprop.estimate import Estimate, Number, based, from_family, remarked, told, undefined, unsaid, without_test
from disprop.intervals import RATE_RATIO, Limits
from disprop.intervals.averages import MEAN_OF_RATIOS, POOLED_RATIO
from disprop.pooling._exact import counts_of, fit_exact
from disprop.pooling._pooled_ratio import TWO, levels_of
from disprop.pooling.logs import fit_common
from disprop.pooling.ratios import TOO_MANY, logs_of, read, too_many
from disprop.rates import rate_ratio
from disprop.standardise._strata import in_words, labels_of_all, weights_of
from disprop.standardise.compare import direct_rate_ratio
from disprop.strata import mantel_haenszel

NONE_HOLDS = "no interval holds for a {}"
UNDEFINED = "an area has no ratio of its own"


@statistic('Which average is "N times more likely"?', joins=True, name="areas.averages")
def averages(
    *, group: Pair, reference: Pair, standard: ArrayLike | Mapping[str, float] | None = None, level: ArrayLike = 0.95
) -> Averages:
    """Return every average ratio over areas with its interval, and how the pooled one differs from that within areas.

    Use it where a report says "N times more likely" of many areas at once: to see which average it printed, and to
    choose which to print.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the areas on the last axis; array-likes that broadcast. Axes before it are sets of areas.
    standard : array_like of float, or mapping of areas to weights, optional
        Weight of each area for the directly standardised ratio; by default the population of both groups together.
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Averages
        With r = (x1/t1)/(x0/t0) the ratio of each of k areas: `pooled`, sum x1/sum t1 over sum x0/sum t0; `mean`,
        sum x1/t1 over (x0 + 1)/t0, divided by k; `median`, of the areas' median-unbiased ratios; `plain_mean` and
        `plain_median`, those of r as others print them, without an interval; `geometric_mean` of r;
        `ratio_of_means`, mean of x1/t1 over mean of x0/t0; `mantel_haenszel`; `observed_expected`, sum x1 over sum
        t1 x0/t0; `direct`, standardised to `standard`; `fixed_effect`, logs weighted by their inverse variances;
        `random_effects`, as `pool`. `within` is the Mantel-Haenszel ratio, and `composition` what the pooled one is
        times that. `notes` says what zeros do to each.

    Raises
    ------
    DispropError
        As for `rate`, but for a missing count.

    Notes
    -----
    With an area without people on a side, averages that need the ratio or the rate of every area are undefined, and the
    others pass over it and say so. With a missing count (NaN or None) all are undefined.

    The areas are those of the table and not a sample of others; chance is in their Poisson counts. `random_effects`
    alone takes the areas for a sample from many.

    `mean`: dividing by a small count makes a plain mean too high, and one area without events of the reference makes
    it infinite. With x0 + 1 instead of x0 it is right on average, but for a factor 1 - exp(-m) of each area, m the
    events expected of its reference [1]_. Its interval is log-normal, from an unbiased estimate of its variance; the
    upper limit has half an event more in the heaviest area, after Fay and Feuer [2]_. Where more than one area in ten
    has at most 1 event of the reference (with fewer than ten areas: any) there is no mean that counts can give: it is
    undefined, `.why()` says so, and the others stand. 95% intervals held the mean in 93% to 97% of the tables
    that had one, of 3 to 100 areas with 4 events and more of the reference, and the median in 97% and more.

    `median`: of ratios t0/t1 b/(1 - b), b the median of the beta distribution of x1 + 1/2 and x0 + 1/2, which from 4
    expected events on are about as likely too high as too low. Its limits are two of these ratios in order, the sign
    test inverted [3]_: no 95% interval exists of fewer than 6 areas, where `low` and `high` are NaN. Its actual level
    is `attained` in `data`. Where more than one area in ten (with fewer than ten areas: any) has at most 2 events on a
    side, it is of the ratios r, and the limits are two in order of what each ratio is at least, and at most, with
    probability 1/2 or more, from the distributions of x1 and x0 + 1, and of x1 + 1 and x0: wide, and right at any
    counts. If the areas' ratios are
    skewed on the log scale and their own intervals are as wide as their spread, the median does not hold: take
    `random_effects`.

    The other intervals: `pooled` mid-p; `geometric_mean` MOVER [4]_; `ratio_of_means`, `observed_expected` and
    `direct` are all directly standardised ratios (with equal weights, the group's people and `standard`) and have the
    interval "fay"; `random_effects` Student's t, as `pool`; the others are normal on the log scale. In areas with few
    events `geometric_mean`, and `fixed_effect` for its weights, lean one way, and the more so the more areas there
    are: of 100 areas with 20 v 40 events they held in 90% and 93%, of 43 with 1 v 8 the latter in 9%.

    References
    ----------
    .. [1] Chapman 1952, Annals of the Institute of Statistical Mathematics 4: 45-49.
    .. [2] Fay and Feuer 1997, Statistics in Medicine 16: 791-801.
    .. [3] Thompson 1936, Annals of Mathematical Statistics 7: 122-128.
    .. [4] Zou, Huang and Zhang 2009, Computational Statistics and Data Analysis 53: 1080-1085.

    Examples
    --------
    Two areas. The group lives where both groups are stopped more often:

    >>> from disprop import areas
    >>> found = areas.averages(group=([400, 30], [10_000, 1_000]), reference=([200, 150], [10_000, 20_000]))
    >>> print(found.pooled, found.within, found.composition, sep="; ")
    3.351 (95% CI 2.910 to 3.860); 2.133 (95% CI 1.822 to 2.497); 1.571 (95% CI 1.451 to 1.700)
    >>> print(found.explain("3.0"))
    3.0 times is the plain mean of the areas' ratios, each area counting the same, 3.00 (no interval holds for a plain
    mean); plain median and median and mean would print the same. With an interval, the mean: 2.98 (95% CI 2.28 to
    3.93). Of all areas together: 3.351 (95% CI 2.910 to 3.860). Within areas: 2.133 (95% CI 1.822 to 2.497).
    """
    data, empty = read(group, reference, level)
    if standard is not None:
        standard = weights_of(standard, labels_of_all([*group, *reference]))
    x1, t1, x0, t0 = data.values()
    columns, sides = (x1, t1, x0, t0), ((x1, t1), (x0, t0))
    peopled = (x1, np.where(t1 > 0, t1, 1.0), x0, np.where(t0 > 0, t0, 1.0))  # others are undefined
    weights, to = (t1 + t0, "both groups together") if standard is None else (standard, in_words(standard))
    within = mantel_haenszel("rate ratio", group=sides[0], reference=sides[1], level=level)
    within = told(replace(within, remark=""), empty)
    found = Averages(
        pooled=rate_ratio(group=_sums(x1, t1), reference=_sums(x0, t0), level=level),
        **{name: undefined(one, empty.nobody) for name, one in of_areas(peopled, level).items()},
        ratio_of_means=_direct(sides, np.ones(x1.shape[-1]), "ratio of mean rates", level, empty),
        mantel_haenszel=within,
        observed_expected=_direct(sides, t1, "observed over expected", level, empty),
        direct=based(_direct(sides, weights, "directly standardised rate ratio", level, empty), standard=to),
        fixed_effect=told(fixed_effect(data, level), empty),
        random_effects=told(_random_effects(data, level), empty),
        within=within,
        composition=told(_from_log(*_averages.composition(*columns), "composition", level), empty),
        areas=np.full(x1.shape[:-1], float(x1.shape[-1]))[()],
        empty=_count((x1 == 0) & (x0 == 0)),
        group_only=_count((x1 > 0) & (x0 == 0)),
        reference_only=_count((x1 == 0) & (x0 > 0)),
    )
    parts = {name: undefined(getattr(found, name), empty.gaps) for name in (*WORDS, "within", "composition")}
    told_of: dict[str, Any] = {name: remarked(each, empty.silent) for name, each in parts.items()}
    return replace(found, **told_of)


def _count(areas: NDArray[np.bool_]) -> Number:
    return areas.sum(axis=-1, dtype=np.float64)[()]


def _sums(events: FloatArray, population: FloatArray) -> tuple[FloatArray, FloatArray]:
    return events.sum(axis=-1), population.sum(axis=-1)


@np.errstate(all="ignore")  # 0 events of 0 are no ratio
def of_areas(columns: Columns, level: ArrayLike) -> dict[str, Estimate]:
    """Return the averages of the ratios of the areas."""
    k = np.full(columns[0].shape[:-1], float(columns[0].shape[-1]))
    a, sums = levels_of(level, k), {**_averages.unbiased_mean(*columns), "areas": k}
    mean = from_family(MEAN_OF_RATIOS, sums, method=MEAN_OF_RATIOS.default, level=level)
    median, geometric = _averages.unbiased_median(*columns, a), _averages.geometric_mean(*columns, a=a)
    counted = {"areas": median.areas, "attained": median.attained}
    found = {
        "mean": unsaid(mean, "{few} of {areas} areas have at most 1 event of the reference"),
        "median": _without_test("median", median.value, median.limits, level, counted),
        "geometric_mean": _without_test("geometric_mean", *geometric, level, {"areas": k}),
    }
    found["median"] = unsaid(found["median"], "too few areas for an interval at this level: {areas}")
    ratios = RATE_RATIO.value(*columns)
    plain = {"plain_mean": _averages.plain_mean(ratios), "plain_median": _averages.middle(ratios)}
    return found | {name: _plain(name, value, level) for name, value in plain.items()}


def _without_test(name: str, value: FloatArray, limits: Limits, level: ArrayLike, data: dict[str, Any]) -> Estimate:
    measure, method = SAID["without a test"][name]
    return without_test(value, limits, level, data, measure=measure, method=method)


def _plain(name: str, value: FloatArray, level: ArrayLike) -> Estimate:
    """Return an average as it is printed elsewhere, for which no interval holds."""
    none = np.full_like(value, np.nan)
    plain = _without_test(name, value, (none, none), level, {})
    return unsaid(plain, UNDEFINED if np.isnan(value).all() else NONE_HOLDS.format(words(name)))


def _direct(sides: tuple[Pair, Pair], standard: ArrayLike, measure: str, level: ArrayLike, empty: Empty) -> Estimate:
    group, reference = sides
    every = np.asarray(standard, dtype=np.float64)
    weights = np.where(every.any(axis=-1, keepdims=True), every, 1.0) if every.ndim > 1 else standard
    found = direct_rate_ratio(group=group, reference=reference, standard=weights, level=level)
    why = np.where(np.isnan(found.value) & np.isnan(found.low), empty.nobody, "")
    return told(replace(found, measure=measure, basis={}), Empty(why, np.where(why == "", empty.nobody, "")))


def fixed_effect(data: dict[str, FloatArray], level: ArrayLike) -> Estimate:
    """Weigh the logs by 1/(1/x1 + 1/x0), which is 0 where there is a 0."""
    fitted = fit_common(*logs_of(counts_of(data)))
    return _from_log(fitted.mean, fitted.variance, "fixed effect", level)


def _random_effects(data: dict[str, FloatArray], level: ArrayLike) -> Estimate:
    many, counts = too_many(data), counts_of(data)
    found = fit_exact(counts._replace(n=np.where(many[..., np.newaxis], 0.0, counts.n)), restricted=True)
    variance = np.where(many, np.nan, found.variance)
    summary = {"log_ratio": found.mean, "variance": variance, "degrees": found.areas - 1}
    estimate = from_family(POOLED_RATIO, summary, method="t", level=level, measure="random effects")
    estimate = based(estimate, tau2="restricted")
    return remarked(estimate, np.where(many, TOO_MANY, np.where(found.areas == 2, TWO, "")))


def _from_log(log_ratio: FloatArray, variance: FloatArray, measure: str, level: ArrayLike) -> Estimate:
    summary = {"log_ratio": log_ratio, "variance": variance, "degrees": np.full_like(variance, np.inf)}
    return from_family(POOLED_RATIO, summary, method="wald", level=level, measure=measure)
