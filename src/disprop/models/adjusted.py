"""Rate ratios adjusted for covariates, by regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop._arrays import DispropError, FloatArray, unknown
from disprop.estimate import from_family
from disprop.intervals.adjusted import ADJUSTED_RATIO
from disprop.models import _design
from disprop.models._clusters import between_clusters
from disprop.models._columns import column, labels, levels
from disprop.models._design import Design
from disprop.models._fit import FITS, Fit
from disprop.models._result import AdjustedRatios, Diagnostics

FEWEST_CLUSTERS = 4


def adjusted_ratio(  # noqa: PLR0913 (each names one column of the frame, or one choice of the model)
    frame: Any,
    *,
    events: str,
    population: str,
    group: str,
    reference: Any,
    covariates: Sequence[str] = (),
    family: str = "poisson",
    cluster: str | None = None,
    level: ArrayLike = 0.95,
) -> AdjustedRatios:
    """Return the rate ratio of each group to the reference, adjusted for covariates by regression.

    Use it where there are more things to allow for than strata can hold, or where areas must not be taken for
    independent people: rows of the same force share its policy, so give `cluster="force"`. Without covariates the
    ratios are those of the summed rates. With them it is assumed that the ratio is the same at all their values.

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
    family : str
        "poisson" (default), "quasi-poisson" (variances are multiplied by the measured dispersion) or
        "negative-binomial" (a count with mean m has the variance m + alpha m^2).
    cluster : str, optional
        Column of clusters of rows that are not independent of each other. At least 4 are needed.
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    AdjustedRatios
        Its `ratios` are one Estimate of exp(coefficient), groups on the axis: (events / population) of the group over
        that of the reference, at the same covariates. `data` holds the variance on the log scale, its degrees of
        freedom and the totals of both sides. `diagnostics` holds the dispersion and how the fit went.

    Raises
    ------
    DispropError
        For missing values, a group (or covariate value) without events, columns that follow from one another, too few
        clusters, and a fit that does not converge: each says what to do.

    Notes
    -----
    The log of the expected events is log(population) + the sum of coefficients; the fit is the likeliest one [1]_, and
    limits are on the log scale. Clusters give the bias-reduced variance CR2 with Student's t of Satterthwaite's degrees
    of freedom [2]_, worked out with the weights of the fit. In simulations of 4 to 40 clusters these limits held the
    truth in 91% to 96% of samples, and those of the usual sandwich (CR1) in 65% to 96%: docs/explanation/adjusted.md
    has them all, and `make adjusted-study` makes them again. Below 4 clusters limits are so wide that they say nothing:
    that is refused, and so is a ratio that a single cluster decides on.

    References
    ----------
    .. [1] McCullagh and Nelder 1989, Generalized Linear Models, 2nd ed.
    .. [2] Bell and McCaffrey 2002, Survey Methodology 28: 169-181.

    Examples
    --------
    Two ages in which the ratio is 2, of which the group has more in the one with the lower rate:

    >>> from disprop import models
    >>> table = {
    ...     "stops": [40, 60, 10, 90],
    ...     "people": [2_000, 500, 1_000, 1_500],
    ...     "ethnicity": ["Black", "Black", "White", "White"],
    ...     "age": ["old", "young", "old", "young"],
    ... }
    >>> columns = {"events": "stops", "population": "people", "group": "ethnicity", "reference": "White"}
    >>> print(models.adjusted_ratio(table, **columns)["Black"])
    1.000 (95% CI 0.758 to 1.319)
    >>> print(models.adjusted_ratio(table, **columns, covariates=["age"])["Black"])
    2.00 (95% CI 1.49 to 2.69)
    """
    if family not in FITS:
        raise unknown("family of counts", family, FITS)
    if isinstance(covariates, str):
        raise DispropError(f"covariates must be a list of columns; got {covariates!r}: write [{covariates!r}]")
    design = _design.read(frame, (events, population), (group, reference), list(covariates))
    _design.check(design, reference)
    codes = None if cluster is None else _codes(cluster, column(frame, cluster))
    fit = FITS[family](design)
    numbers = _numbers(design, fit, codes) | _totals(design)
    method = family if codes is None else "cluster-robust"
    return AdjustedRatios(
        groups=tuple(design.groups),
        reference=reference,
        ratios=from_family(ADJUSTED_RATIO, numbers, method=method, level=level),
        covariates=tuple(covariates),
        diagnostics=_diagnostics(design, fit, codes),
    )


def _codes(name: str, values: Any) -> Any:
    """Return the number of the cluster of each row."""
    items = labels(name, values)
    known = levels(items)
    if len(known) < FEWEST_CLUSTERS:
        raise DispropError(
            f"{name!r} has {len(known)} clusters, and a variance between fewer than {FEWEST_CLUSTERS} says little; "
            "take smaller clusters, or put it among the covariates"
        )
    place = {label: i for i, label in enumerate(known)}
    return np.array([place[item] for item in items])


def _numbers(design: Design, fit: Fit, codes: Any) -> dict[str, FloatArray]:
    """Return what the kernel takes, for each group."""
    variances, degrees = fit.variances, np.full(len(design.names), fit.degrees_of_freedom)
    groups = design.places
    if codes is not None:
        between = between_clusters(fit, design.matrix, codes)
        variances, degrees = between.variances, between.degrees_of_freedom
        _seen_in_two(design, between.alone[groups])
    return {
        "ratio": np.exp(fit.coefficients[groups]),
        "log_variance": variances[groups],
        "degrees_of_freedom": degrees[groups],
    }


def _seen_in_two(design: Design, alone: NDArray[np.bool_]) -> None:
    """Refuse a ratio that one cluster decides on: how it varies between clusters cannot be seen."""
    single = [repr(label) for label, one in zip(design.groups, alone, strict=True) if one]
    if single:
        raise DispropError(
            f"a single cluster decides on the ratio of {', '.join(single)}, so nothing shows how it varies between "
            "clusters; leave the group out, or choose a reference that is in more clusters"
        )


def _totals(design: Design) -> dict[str, FloatArray]:
    counts = {"events": design.events, "population": design.population}
    of_groups = {f"group_{name}": count @ design.members for name, count in counts.items()}
    of_reference = {
        f"reference_{name}": np.full(len(design.groups), c[design.base].sum()) for name, c in counts.items()
    }
    return of_groups | of_reference


def _diagnostics(design: Design, fit: Fit, codes: Any) -> Diagnostics:
    return Diagnostics(
        rows=len(design.events),
        parameters=len(design.names),
        dispersion=fit.dispersion,
        alpha=fit.alpha,
        iterations=fit.iterations,
        converged=True,
        clusters=None if codes is None else int(codes.max()) + 1,
    )
