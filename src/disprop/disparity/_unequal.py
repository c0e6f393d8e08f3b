"""How unequal the rates of several groups are: every index with its interval, and what chance makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from disprop import _arrays, _labels, _pairs
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, one_of, refused
from disprop._registry import statistic
from disprop._text import chance, decimals_for, number
from disprop._twice._doubts import refuse_totals
from disprop.disparity._inequality import MEASURES, Measure
from disprop.disparity._ray import NUMBERS, Inverted, Ray
from disprop.estimate import Estimate, Number, Record, based, remade, remarked, without_test

NOTHING = "there are no events, or nothing else, or a group of nobody, so how unequal it is nobody knows"


class Index(Record):
    """An index of inequality, and what chance makes of it.

    Attributes
    ----------
    estimate : the index of the rates as they were found, with its interval.
    corrected : the index without what chance adds to it; below equality where chance alone does more.
    p_value : the chance under equality of as much, or more; of ordered groups of as much on either side.
    least_p : the smallest p-value that so many draws can give.
    """

    estimate: Estimate
    corrected: Number
    p_value: Number
    least_p: Number

    @property
    def noise(self) -> Number:
        """What chance adds to the index: the estimate less what is corrected."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.estimate.value - self.corrected)[()]

    def __str__(self) -> str:
        """Write the index beside what chance makes of it."""
        said = f"{self.estimate.measure} {self.estimate}"
        if np.ndim(self.corrected) or np.isnan(self.corrected):
            return said
        numbers = (float(getattr(self.estimate, name)) for name in ("value", "low", "high"))
        corrected = number(float(self.corrected), decimals_for(*numbers))
        return (
            f"{said}; corrected for chance {corrected}; {chance(float(self.p_value), float(self.least_p))} of equality"
        )


class Inequality(Record):
    """How unequal several groups are, by each index.

    Attributes
    ----------
    groups : their names.
    indices : by name.
    """

    groups: tuple[str, ...]
    indices: Mapping[str, Index]

    @property
    def estimates(self) -> dict[str, Estimate]:
        """Each index by its name."""
        return {name: index.estimate for name, index in self.indices.items()}

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each index, with what chance makes of it."""
        columns = {n: [getattr(each, n) for each in self.indices.values()] for n in ("noise", "corrected", "p_value")}
        return Record.to_dict(self) | {name: np.ravel(column).tolist() for name, column in columns.items()}

    def __str__(self) -> str:
        """Write one index a line."""
        return "\n".join(map(str, self.indices.values()))


@statistic("How unequal are several groups?", joins=True, name="disparity.inequality")
def inequality(  # noqa: PLR0913 - names of groups, and how much work is to be done, beside what is asked
    events: ArrayLike,
    population: ArrayLike,
    *,
    groups: Sequence[object] | None = None,
    ordered: bool = False,
    model: Literal["poisson", "binomial"] = "poisson",
    per: float = 1,
    accept: str | Sequence[str] = (),
    level: float = 0.95,
    draws: int = 2_000,
    seed: int = 0,
) -> Inequality:
    r"""Return how unequal the rates of several groups are by each index of the field, with intervals that hold.

    Use it to say in one number how far groups are from equality, and to compare places or years by it. Every index is
    above equality by chance alone, the more so the fewer the events: of 165 events in five groups a Theil index of
    0.012 says nothing. So each has an interval that begins at equality where it may, the chance of as much were all
    equal, and a value corrected for chance. Which group is above which, it does not say: see `rate_ratio`.

    Parameters
    ----------
    events, population : array_like
        Counts, the groups on the last axis; of several rows each is a table of its own.
    groups : sequence, optional
        Their names; those of the columns or the index where they have one.
    ordered : bool
        Whether the groups are given in an order, such as of deprivation, the first with rank 0: adds the
        concentration index, and the slope and the relative index of inequality.
    model : str
        "poisson" (default) for rates; "binomial" for shares of people, each with the event or without: adds the indices
        of segregation.
    per : float
        10_000 gives differences per 10,000, and the variance per 10,000 squared.
    accept : str or sequence of str
        "totals", for groups of which one looks like the total of others.
    level : float
        Confidence level; 0.95 means 95%.
    draws, seed : int
        How many tables are drawn at each step, at least 100, and the seed: the same numbers come again.

    Returns
    -------
    Inequality
        `indices` by name, with x of the r_i over their mean m, weights p_i = population / all, and q_i = p_i x_i:

        - `difference` max - min; `ratio` max / min; `variance` sum p (r - m)^2 (between-group variance)
        - `dissimilarity` sum \|q - p\| / 2 (Hoover's); `gini`, from the Lorenz curve of the groups
        - `theil` sum q ln(q / p); `mean_log_deviation` sum p ln(p / q)
        - `disparity_index`, the plain mean of \|x - 1\| (index of disparity; per 1, where others give per cent)
        - binomial: `segregation`, dissimilarity of those with the event and those without; `eta_squared` variance /
          (m (1 - m)); `information`, Theil's H
        - ordered, with R the share of all people below the middle of a group: `concentration` sum q (2 R - 1); `slope`
          and `relative_slope`, from a regression on R, at 1 less and over that at 0: a straight line and a Poisson
          regression of rates, a logistic one of shares

    Raises
    ------
    DispropError
        As for `rate`, or `proportion`; for fewer than two groups, or names that do not fit; for a group that is a total
        of others, unless accepted.

    Notes
    -----
    Interval: the rates are moved along the ray m (r / m)^s, with the events of all groups as many as were found; s =
    0 is equality, s = 1 what was found. The lower limit is the index at the s where as much as was found, or more, is
    drawn with half of 1 - level; equality where it is so there. The upper limit likewise; what is nearer to equality
    than half of equal groups counts as being as near as these. The lower limit of `difference`, `ratio` and `gini` is
    also sought with each group at the lower or the upper end of the ray, whichever is nearer, and the lower one
    taken: chance makes most of extremes, and of the gaps that Gini adds up, where many groups are at an end. On the
    ray alone it was above the truth in 28% (ratio) and 77% (Gini) of tables of 43 groups of which one differed. No
    limit is below the value, nor below the index with any one group at its own exact limit: the ray does not say
    where a group is of which 0 or 1 events were found.
    Shares are moved about m on the logit scale; ordered groups by exp(s R) from what was found, to both sides. Ratios
    and the log deviation are compared with 4 expected events added to each group, or a small group, which often has
    none, would hide the others. A percentile bootstrap of what was found leaves equality out in every table of equal
    groups.

    Corrected: the variance less sum p (1 - p) var(r), which is right on average. Of the others the index at the s of
    which half of the draws are above what was found; where equal groups have more in half of the draws, equality less
    what is missing. The p-value of `theil` is that of the likelihood ratio test of equal rates, 2 events times Theil's
    index, and of shares that of `information`.

    How often limits are wrong: :doc:`/explanation/inequality`.

    References
    ----------
    Mackenbach and Kunst 1997, Social Science and Medicine 44: 757-771. Duncan and Duncan 1955, American Sociological
    Review 20: 210-217. Harper and Lynch 2005, Methods for Measuring Cancer Disparities. Moreno-Betancur et al. 2015,
    Epidemiology 26: 518-527.

    Examples
    --------
    >>> from disprop import disparity
    >>> found = disparity.inequality([40, 25, 60, 10, 30], [20_000, 10_000, 15_000, 6_000, 9_000], per=10_000)
    >>> print(found.indices["theil"])
    Theil index 0.0492 (95% CI 0.0060 to 0.0985); corrected for chance 0.0406; p = 0.005 of equality
    >>> print(found.indices["variance"])
    between-group variance per 10,000 squared 76 (95% CI 12 to 172); corrected for chance 58; p = 0.0035 of equality
    """
    risks = one_of("model", model, ("poisson", "binomial")) == "binomial"
    read = _pairs.of_proportions if risks else _pairs.of_rates
    data = read({"events": events, "population": population})
    x, t = data.values()
    names = names_of(groups, x, getattr(data, "axes", ()))
    if x.ndim == 1:
        refuse_totals(names, data, accept)
    of = MEASURES["poisson"] | (MEASURES["binomial"] if risks else {})
    of |= MEASURES[f"{model} ordered"] if ordered else {}
    drawn, level = drawn_as(draws, seed), _arrays.one_level(level)
    rows = np.stack([x, t], axis=-2).reshape(-1, 2, x.shape[-1])
    rays = (Ray([(own, people)], people / max(people.sum(), 1), risks=risks) for own, people in rows)
    found = np.array([numbers_of(of, each, level, **drawn) for each in rays])
    numbers = np.moveaxis(found.reshape(*x.shape[:-1], *found.shape[1:]), (-2, -1), (0, 1))
    said: dict[str, Any] = {"level": level, "model": model, "per": _arrays.size("per", per)}
    indices = {name: index_of(of[name], own, data, **said) for name, own in zip(of, numbers, strict=True)}
    return Inequality(names, indices)


def drawn_as(draws: int, seed: int) -> dict[str, int]:
    """Return how many tables are drawn, and from which seed, after a check of both."""
    return {"draws": _arrays.whole("draws", draws, 100), "seed": _arrays.integer("seed", seed)}


def numbers_of(measures: Mapping[str, Measure], ray: Ray, level: float, first: float = 1.0, **drawn: int) -> FloatArray:
    """Return what is found of each measure; NaN where the counts tell nothing."""
    if not ray.known.any():
        return np.full((len(measures), NUMBERS), np.nan)
    ray.draw(**drawn)
    return np.array([Inverted(measure, ray, first).found((1 - level) / 2) for measure in measures.values()])


def names_of(groups: Sequence[object] | None, counts: FloatArray, axes: _labels.Axes = ()) -> tuple[str, ...]:
    """Return the names of the groups: those given, or those of the last axis; numbers where there are none."""
    if not counts.ndim or counts.shape[-1] < 2:
        raise refused("the counts", "must be of two groups or more, on the last axis", Said(f"shape {counts.shape}"))
    own = axes[-1][1] if axes else None
    given = groups if groups is not None else own if own is not None else range(1, counts.shape[-1] + 1)
    names = tuple(map(str, given)) if isinstance(given, Iterable) else ()
    if not len(names) == len(set(names)) == counts.shape[-1]:
        raise refused("groups", "must be one name for each group, each once", groups)
    return names


def index_of(
    measure: Measure, found: FloatArray, data: Mapping[str, Any], *, level: float, model: str, per: float = 1
) -> Index:
    """Return an index in its unit, with what it rests on."""
    value, low, high, corrected = (np.asarray(number) * per**measure.power for number in found[:4])
    each, scale = f"per {per:,.15g}", per if measure.power == 1 else 1.0
    said = measure.says + (f" {each} squared" if measure.power > 1 and per != 1 else "")
    own = {"method": "ray", "measure": said, "unit": each if measure.power == 1 else ""}
    estimate = without_test(value, (low, high), level, dict(data), **own)
    estimate = remarked(based(remade(estimate, scale=scale), model=model), np.where(np.isnan(value), NOTHING, ""))
    return Index(estimate, *(np.asarray(own)[()] for own in (corrected, *found[4:])))
