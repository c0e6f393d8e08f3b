"""Every average over areas that "N times more likely" may mean, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import DispropError, FloatArray
from disprop.areas._averages import Averages
from disprop.areas._means import Summary, geometric_mean, mean, median
from disprop.areas._pooled import levels_of
from disprop.areas._split import composition
from disprop.areas.pooling import counts_of, fit_exact, read
from disprop.estimate import Estimate, Number, from_family
from disprop.intervals import RATE_RATIO
from disprop.intervals.pooled import POOLED_RATIO
from disprop.rates import rate_ratio
from disprop.standardise import direct_rate_ratio
from disprop.strata import mantel_haenszel

OF_AREAS: dict[str, tuple[Callable[..., Summary], str]] = {
    "mean": (mean, "MOVER of the score limits of the areas"),
    "median": (median, "medians of the score limits of the areas"),
    "geometric_mean": (geometric_mean, "MOVER of the log score limits of the areas"),
}
Pair = tuple[FloatArray, FloatArray]
Columns = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def averages(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    standard: ArrayLike | None = None,
    level: ArrayLike = 0.95,
) -> Averages:
    """Return every average ratio over areas with its interval, and how the pooled one differs from that within areas.

    Use it where a report says "N times more likely" of many areas at once: to see which average it printed, and to
    choose which to print.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the areas on the last axis; array-likes that broadcast. Axes before it are sets of areas.
    standard : array_like of float, optional
        Weight of each area for the directly standardised ratio; by default the population of both groups together.
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Averages
        With r = (x1/t1)/(x0/t0) the ratio of an area: `pooled`, sum x1/sum t1 over sum x0/sum t0; `mean`, `median` and
        `geometric_mean` of r; `ratio_of_means`, mean of x1/t1 over mean of x0/t0; `mantel_haenszel`;
        `observed_expected`, sum x1 over sum t1 x0/t0; `direct`, standardised to `standard`; `fixed_effect`, logs
        weighted by their inverse variances; `random_effects`, as `pool`. `within` is the Mantel-Haenszel ratio, and
        `composition` what the pooled one is times that. `notes` says what zeros do to each.

    Raises
    ------
    DispropError
        As for `rate`, and for an area without people on one side.

    Notes
    -----
    The areas are those of the table and not a sample of others; chance is in their Poisson counts. `random_effects`
    alone takes the areas for a sample from many. Intervals: `pooled` mid-p; `mean` and `geometric_mean` MOVER [1]_;
    `median` the medians of the areas' limits, on the wide side where areas are alike; `ratio_of_means`,
    `observed_expected` and `direct` are all directly standardised ratios (with equal weights, the group's people and
    `standard`) and have the interval "fay"; the others are normal on the log scale.

    In areas with few events the ratio of an area is too high on average, and infinite ones come up: `mean`, and
    `fixed_effect` for its weights, then lean one way (with 5% of areas at 0 their 95% intervals covered 87% and 84% of
    300 draws of a table of forces). The sums, from `ratio_of_means` to `direct`, and `random_effects` do not.

    References
    ----------
    .. [1] Zou, Huang and Zhang 2009, Computational Statistics and Data Analysis 53: 1080-1085.

    Examples
    --------
    Two areas. The group lives where both groups are stopped more often:

    >>> from disprop import areas
    >>> found = areas.averages(group=([400, 30], [10_000, 1_000]), reference=([200, 150], [10_000, 20_000]))
    >>> print(found.pooled, found.within, found.composition, sep="; ")
    3.351 (95% CI 2.910 to 3.860); 2.133 (95% CI 1.822 to 2.497); 1.571 (95% CI 1.451 to 1.700)
    >>> print(found.sentence("3.0"))
    3.0 times is the mean of the areas' ratios, each area counting the same, 3.00 (95% CI 2.34 to 3.97); median would
    print the same. Of all areas together: 3.351 (95% CI 2.910 to 3.860). Within areas: 2.133 (95% CI 1.822 to 2.497).
    """
    data = read(group, reference, level)
    _need_people(data)
    x1, t1, x0, t0 = data.values()
    columns, sides = (x1, t1, x0, t0), ((x1, t1), (x0, t0))
    weights = t1 + t0 if standard is None else standard
    within = mantel_haenszel("rate ratio", group=sides[0], reference=sides[1], level=level)
    return Averages(
        pooled=rate_ratio(group=_sums(x1, t1), reference=_sums(x0, t0), level=level),
        **_of_areas(columns, level),
        ratio_of_means=_direct(sides, np.ones(x1.shape[-1]), "ratio of mean rates", level),
        mantel_haenszel=within,
        observed_expected=_direct(sides, t1, "observed over expected", level),
        direct=_direct(sides, weights, "directly standardised rate ratio", level),
        fixed_effect=_fixed_effect(columns, level),
        random_effects=_random_effects(data, level),
        within=within,
        composition=_from_log(*composition(*columns), "composition", level),
        areas=np.full(x1.shape[:-1], float(x1.shape[-1]))[()],
        empty=_count((x1 == 0) & (x0 == 0)),
        group_only=_count((x1 > 0) & (x0 == 0)),
        reference_only=_count((x1 == 0) & (x0 > 0)),
    )


def _need_people(data: dict[str, FloatArray]) -> None:
    for name in ("group_population", "reference_population"):
        if (data[name] == 0).any():
            where = tuple(int(i) for i in np.argwhere(data[name] == 0)[0])
            raise DispropError(
                f"{name} is 0 at position {where[0] if len(where) == 1 else where}; an area needs people on both sides "
                "to have a ratio: leave it out, or merge it with a neighbour"
            )


def _count(areas: NDArray[np.bool_]) -> Number:
    number: Number = areas.sum(axis=-1, dtype=np.float64)[()]
    return number


def _sums(events: FloatArray, population: FloatArray) -> tuple[FloatArray, FloatArray]:
    return events.sum(axis=-1), population.sum(axis=-1)


def _of_areas(columns: Columns, level: ArrayLike) -> dict[str, Estimate]:
    """Return the averages of the ratios of the areas."""
    areas = np.full(columns[0].shape[:-1], float(columns[0].shape[-1]))
    levels, a = _arrays.level(level), levels_of(level, areas)
    with np.errstate(all="ignore"):
        value = RATE_RATIO.value(*columns)
        low, high = RATE_RATIO.limits("score", columns, a[..., np.newaxis])
        found = {name: average(value, low, high) for name, (average, _) in OF_AREAS.items()}
    return {
        name: Estimate(
            value=middle[()],
            low=np.maximum(limits[0], 0)[()],
            high=limits[1][()],
            level=levels if levels.ndim else float(levels),
            method=OF_AREAS[name][1],
            measure=f"{name.replace('_', ' ')} of ratios",
            data={"areas": areas[()]},
        )
        for name, (middle, limits) in found.items()
    }


def _direct(sides: tuple[Pair, Pair], standard: ArrayLike, measure: str, level: ArrayLike) -> Estimate:
    group, reference = sides
    found = direct_rate_ratio(group=group, reference=reference, standard=standard, level=level)
    return replace(found, measure=measure)


def _fixed_effect(columns: Columns, level: ArrayLike) -> Estimate:
    """Weigh the logs by 1/(1/x1 + 1/x0), which is x1 x0/(x1 + x0), and so 0 where there is a 0."""
    x1, _, x0, _ = columns
    with np.errstate(all="ignore"):
        w = np.where(x1 + x0 > 0, x1 * x0 / (x1 + x0), 0.0)
        logs = np.where(w > 0, np.log(RATE_RATIO.value(*columns)), 0.0)
        total = w.sum(axis=-1)
        return _from_log((w * logs).sum(axis=-1) / total, 1 / total, "fixed effect", level)


def _random_effects(data: dict[str, FloatArray], level: ArrayLike) -> Estimate:
    found, variance, _ = fit_exact(counts_of(data))
    return _from_log(found.mean, variance, "random effects", level)


def _from_log(log_ratio: FloatArray, variance: FloatArray, measure: str, level: ArrayLike) -> Estimate:
    summary = {"log_ratio": log_ratio, "variance": variance, "degrees": np.full_like(variance, np.inf)}
    return replace(from_family(POOLED_RATIO, summary, method="wald", level=level), measure=measure)
