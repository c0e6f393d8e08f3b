"""Rate ratios adjusted for covariates, by regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import Said, one_of, refused, worded
from disprop._registry import statistic
from disprop._twice._doubts import refuse_totals
from disprop.estimate import based, from_family, remarked
from disprop.intervals.averages import ADJUSTED_RATIO
from disprop.models import _design
from disprop.models._design import Design, area_of, column, labels, levels, names_of
from disprop.models._fit import FITS, AdjustedRatios, Fit, between_clusters, remarks

FEWEST_CLUSTERS = 4
UNNAMED = "rows are taken as independent of each other: name the column of their areas in cluster="
FEW = "rows are taken as independent of each other, as {name!r} has {size} values only"


@statistic("How many times more often, at the same values of other columns?", name="models.adjusted_ratio")
def adjusted_ratio(  # noqa: PLR0913 (each names one column of the frame, or one choice of the model)
    frame: Any,
    *,
    events: str,
    population: str,
    group: str,
    reference: Any,
    covariates: Sequence[str] = (),
    family: str | None = None,
    cluster: str | None = None,
    level: ArrayLike = 0.95,
    accept: str | Sequence[str] = (),
) -> AdjustedRatios:
    """Return the rate ratio of each group to the reference, adjusted for covariates by regression.

    Use it where there are more things to allow for than strata can hold, or where areas must not be taken for
    independent people: rows of the same force share its policy. Without covariates the ratios are those of the summed
    rates. With them it is assumed that the ratio is the same at all their values.

    Parameters
    ----------
    frame : data frame or dict of columns
        One row for each count, from pandas, Polars, PyArrow or any other library that gives a column by its name.
    events, population : str
        Columns of the numerator and the denominator. A population of 0 is refused: such a row has no rate.
    group : str
        Column of the groups.
    reference : object
        The value of `group` that the others are compared with.
    covariates : sequence of str, optional
        Columns to adjust for. Numbers have one slope on the log scale; text and true/false have a level for each value,
        so turn years or codes into text unless a straight line is meant.
    family : str, optional
        "poisson", "quasi-poisson" (variances are multiplied by the measured dispersion) or "negative-binomial" (a count
        with mean m has the variance m + alpha m^2). Without one, and without `cluster`, the areas are the clusters
        where a column is called "area", "force", "borough" or the like, and else the family is "quasi-poisson".
    cluster : str, optional
        Column of clusters of rows that are not independent of each other, such as areas. At least 4 are needed.
    level : float or array_like
        Confidence level; 0.95 means 95%. Of several each is for all groups.
    accept : str or sequence of str
        "totals" for rows whose label reads like that of a total of other rows, which are refused otherwise.

    Returns
    -------
    AdjustedRatios
        Its `ratios` are one Estimate of exp(coefficient), groups on the last axis: (events / population) of the group
        over that of the reference, at the same covariates. `data` holds the variance on the log scale, its degrees of
        freedom and the totals of both sides; the `remark` says what the interval rests on. `diagnostics` holds the
        dispersion and how the fit went.

    Raises
    ------
    DispropError
        For missing values, rows that read like totals, a group (or covariate value) without events, columns that follow
        from one another, too few clusters, and a fit that does not converge: each says what to do.

    Notes
    -----
    The log of the expected events is log(population) + the sum of coefficients; the fit is the likeliest one [1]_, and
    limits are on the log scale. Clusters give the bias-reduced variance CR2 with Student's t of Satterthwaite's degrees
    of freedom [2]_, worked out with the weights of the fit. In simulations of 4 to 40 clusters these limits held the
    truth in 92% to 96% of samples, and those of the usual sandwich (CR1) in 64% to 96%. With counts that vary up to 50
    times as much as Poisson counts, in 5 to 43 areas, they left a true ratio of 1 out in 3% to 9% of samples, those of
    "quasi-poisson" in 0% to 22%, and those of "poisson" in 5% to 79%: docs/explanation/adjusted.md has them all, and
    `make adjusted-study` makes them again. Below 4 clusters limits are so wide that they say nothing: that is refused,
    and so is a ratio that a single cluster decides on. Where one area has most of the weight there are few degrees of
    freedom and the interval is wide: it is honest.

    This CR2 is not that of R's clubSandwich [3]_. The root of I - H is taken with the rows divided by their standard
    deviations, and the variance has no bias if counts are Poisson, whatever is adjusted for. Both are the same where
    the rows of a cluster have one variance. With the clusters among the covariates theirs can lack half of the
    variance: docs/explanation/where-others-differ.md.

    Without clusters rows are taken as independent of each other, which those of one area are not. "quasi-poisson" has
    Student's t of rows less parameters. "poisson" and "negative-binomial" have the normal quantile: they are there to
    reproduce the figures of others. The variance of a negative binomial is that of the observed information with alpha
    estimated too, as in Stata and statsmodels; `MASS::glm.nb` takes alpha as known, and the expected information.

    References
    ----------
    .. [1] McCullagh and Nelder 1989, Generalized Linear Models, 2nd ed.
    .. [2] Bell and McCaffrey 2002, Survey Methodology 28: 169-181.
    .. [3] Pustejovsky and Tipton 2018, Journal of Business and Economic Statistics 36: 672-683.

    Examples
    --------
    Five forces, of which one has half of the incidents. Without the force in the model, and with it:

    >>> from disprop import models
    >>> table = {
    ...     "stops": [12, 3, 30, 4, 9, 80, 45, 160, 30, 52],
    ...     "people": [2_000, 1_500, 5_100, 800, 1_200, 90_000, 90_000, 90_000, 60_000, 80_000],
    ...     "ethnicity": ["Black"] * 5 + ["White"] * 5,
    ...     "force": ["A", "B", "C", "D", "E"] * 2,
    ... }
    >>> columns = {"events": "stops", "population": "people", "group": "ethnicity", "reference": "White"}
    >>> print(models.adjusted_ratio(table, **columns))
    Black / White: 6.1 (95% CI 2.8 to 13.2); between the 5 values of 'force', 2.8 degrees of freedom
    >>> print(models.adjusted_ratio(table, **columns, covariates=["force"]))  # doctest: +NORMALIZE_WHITESPACE
    Black / White: 4.7 (95% CI 0.7 to 30.4); adjusted for force;
    between the 5 values of 'force', 1.73 degrees of freedom
    """
    if family is not None:
        one_of("family of counts", family, FITS)
    if isinstance(covariates, str):
        raise refused("covariates", "must be a list of columns", covariates, hint=f": write [{covariates!r}]")
    design = _design.read(frame, (events, population), (group, reference), list(covariates))
    for name in filter(None, (group, *covariates, cluster)):
        refuse_totals([*dict.fromkeys(labels(name, column(frame, name)))], {}, accept)
    _design.check(design, reference)
    clusters = _clusters(frame, cluster, family, (events, population, group))
    model = family or ("poisson" if clusters.name else "quasi-poisson")
    fit, method = FITS[model](design), "cluster-robust" if clusters.name else model
    numbers = _numbers(design, fit, clusters.codes) | _totals(design)
    diagnostics = replace(fit.diagnostics, clusters=clusters.number, cluster=clusters.name)
    words = {"reference": reference, "clusters": clusters.name, "adjusted_for": ", ".join(covariates), "model": model}
    remark = remarks(method, diagnostics, numbers["degrees_of_freedom"], clusters.why)
    ratios = from_family(ADJUSTED_RATIO, numbers, method=method, level=_for_all(level))
    ratios = based(remarked(ratios, remark), words)
    return AdjustedRatios(tuple(design.groups), reference, ratios, tuple(covariates), diagnostics)


def _for_all(level: ArrayLike) -> ArrayLike:
    """Return each level for all groups, which are on the axis after those of the levels."""
    levels = _arrays.level(level)
    return levels[..., np.newaxis] if levels.ndim else levels


class Clusters(NamedTuple):
    """The cluster of each row, how many there are, and the column of them; without clusters, why there are none."""

    codes: NDArray[np.intp] | None = None
    number: int | None = None
    name: str | None = None
    why: str = ""


def _clusters(frame: Any, asked: str | None, family: str | None, taken: tuple[str, ...]) -> Clusters:
    """Return the clusters that were asked for; or else the areas that a column names, where there are enough."""
    name = asked if asked or family else area_of(names_of(frame), taken)
    if name is None:
        return Clusters(why="" if family else UNNAMED)
    codes = _codes(name, column(frame, name))
    if (number := int(codes.max()) + 1) >= FEWEST_CLUSTERS:
        return Clusters(codes, number, name)
    if asked:
        raise worded("few clusters", name, number, fewest_clusters=FEWEST_CLUSTERS)
    return Clusters(why=FEW.format(name=name, size=number))


def _codes(name: str, values: Any) -> NDArray[np.intp]:
    """Return the number of the cluster of each row."""
    items = labels(name, values)
    place = {label: i for i, label in enumerate(levels(items))}
    return np.array([place[item] for item in items])


def _numbers(design: Design, fit: Fit, codes: NDArray[np.intp] | None) -> dict[str, FloatArray]:
    """Return what the kernel takes, for each group."""
    variances, degrees = fit.variances, np.full(len(design.names), fit.degrees_of_freedom)
    groups = design.places
    if codes is not None:
        between = between_clusters(fit, design.matrix, codes)
        variances, degrees = between.variances, between.degrees_of_freedom
        _seen_in_two(design, between.alone[groups])
    numbers = (np.exp(fit.coefficients), variances, degrees)
    return {name: number[groups] for name, number in zip(ADJUSTED_RATIO.data, numbers, strict=True)}


def _seen_in_two(design: Design, alone: NDArray[np.bool_]) -> None:
    """Refuse a ratio that one cluster decides on: how it varies between clusters cannot be seen."""
    if single := [repr(label) for label, one in zip(design.groups, alone, strict=True) if one]:
        raise worded("one cluster decides", "group", Said(", ".join(single)))


def _totals(design: Design) -> dict[str, FloatArray]:
    """Return the counts of each group and of the reference."""
    sides = {"group": design.members, "reference": np.repeat(design.base[:, None], len(design.groups), axis=1)}
    counts = {"events": design.events, "population": design.population}
    return {f"{side}_{name}": count @ own for side, own in sides.items() for name, count in counts.items()}
