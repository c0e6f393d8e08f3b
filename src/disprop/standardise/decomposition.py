"""How much of a difference between crude rates is rates, and how much is who lives there; and any factors of a rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtri

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._calls import answers
from disprop._errors import DispropError, one_of, refused, worded
from disprop.estimate import Estimate, Record, remade, remarked, without_test
from disprop.standardise._orders import Factors, Rate, cells, factored, standardised
from disprop.standardise._strata import columns, refuse

Sides = Mapping[str, Factors]  # of each population
Published = Mapping[str, Mapping[str, ArrayLike]]
TOTAL = "difference"  # of all parts
STEP = 1e-5  # of central differences, relative
NO_ERRORS = "no interval: errors of what was published were not given"
NO_SLOPE = "no interval: the rate is no number on both sides of what was published, so that it has no slope there"


class Decomposition(Record):
    """The difference of two rates or more, in parts that add up to it.

    Attributes
    ----------
    parts : what each factor makes of the difference, by its name; of several populations from the first.
    difference : that of the rates themselves.
    standardised : of `das_gupta` the rates that the populations would have if only that factor differed.
    """

    parts: Mapping[str, Estimate]
    difference: Estimate
    standardised: Mapping[str, Estimate]

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The parts by name, and the difference that they add up to."""
        return {**self.parts, TOTAL: self.difference}


@answers
def kitagawa(
    *, group: Pair, reference: Pair, factors: Sequence[str] = ("strata",), published: bool = False, level: float = 0.95
) -> Decomposition:
    """Return how much of the difference between two crude rates is rates, and how much is composition.

    Use it when somebody answers a higher rate with younger people: it says how much of the gap that explains, and how
    much each factor, where people are counted by several at once, such as age and area.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with an axis for each factor.
    factors : sequence of str
        The names of the axes, in order.
    published : bool
        True where the first of each pair are rates as published, not events: without an interval.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Decomposition
        Its parts add up to the difference: "rates" is sum((r1 - r0) (c1 + c0)/2), and "strata", which several factors
        share out, sum((c1 - c0) (r1 + r0)/2), with the rates r of the strata and their shares c of the population [1]_.

    Raises
    ------
    DispropError
        For events without a population, a stratum where only one side has one, and factors without an axis each.

    Notes
    -----
    Rates are split from composition first [2]_. The share of a cell is a product of one number for each factor: of the
    shares of the cell's level of that factor among the people who are like the cell in S, for all sets S of other
    factors, each to the power of the weight of S. The part of a factor is the change that its numbers make to the sum
    of (r1 + r0)/2 times all the numbers, averaged over all orders of changing them. Each part is a sum of w x / t over
    Poisson counts x: limits are value -+ z sqrt(sum (w / t)^2 x); a side without events shows no variance.

    References
    ----------
    .. [1] Kitagawa 1955, Journal of the American Statistical Association 50: 1168-1194.
    .. [2] Das Gupta 1993, Standardization and Decomposition of Rates, Current Population Reports P23-186, chapter 5.

    Examples
    --------
    Down's syndrome among fifth and later children against first-born ones, by the mother's age (Fay and Feuer 1997):

    >>> first = [107, 141, 60, 40, 39, 25], [230_061, 329_449, 114_920, 39_487, 14_208, 3_052]
    >>> fifth = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    >>> for name, part in kitagawa(group=fifth, reference=first).estimates.items():
    ...     print(f"{name}: {part.per(1_000):.2f}")
    rates: -0.18 per 1,000 (95% CI -0.39 to 0.02)
    strata: 1.29 per 1,000 (95% CI 1.12 to 1.46)
    difference: 1.11 per 1,000 (95% CI 0.98 to 1.24)
    """
    names = list(factors)
    (x1, t1), (x0, t0) = _checked(_pairs.two_sides(group, reference, _pairs.EVENTS), names, published=published)
    c1, c0 = t1 / t1.sum(), t0 / t0.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        r1, r0 = (np.where(t > 0, x if published else x / t, 0.0) for x, t in ((x1, t1), (x0, t0)))
        v1, v0 = (np.where(t > 0, x / t**2, 0.0) for x, t in ((x1, t1), (x0, t0)))
    known = not published and x1.any() and x0.any()

    def part(w1: FloatArray, w0: FloatArray) -> Estimate:
        variance = (w1**2 * v1 + w0**2 * v0).sum() if known else np.nan
        return _normal((w1 * r1).sum() + (w0 * r0).sum(), variance, level, unit="per 1")

    shares = standardised(cells, [dict(zip(names, factored(people), strict=True)) for people in (t1, t0)])
    halves = dict(zip(names, (shares[:, 0] - shares[:, 1]) / 2, strict=True))
    parts = {"rates": part((c1 + c0) / 2, -(c1 + c0) / 2)} | {name: part(half, half) for name, half in halves.items()}
    return Decomposition(parts, part(c1, -c0), {})


def product(factors: Factors) -> float:
    """Return the sum of the product of all factors."""
    return float(cells(factors).sum())


@answers
def das_gupta(
    populations: Published, *, rate: Rate = product, errors: Published | None = None, level: float = 0.95
) -> Decomposition:
    """Return how much of the difference between published rates each of their factors makes; of counts `kitagawa` does.

    Parameters
    ----------
    populations : mapping of str to mapping of str to array_like
        Of each population its factors by name, numbers or arrays that the rate joins, such as ages.
    rate : function
        Of the factors of a population by name, giving its rate; by default the sum of their product.
    errors : mapping like `populations`, optional
        Standard errors, independent of each other; what is not there has none.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Decomposition
        `parts` of the difference from the first population, which add up to `difference`: one for each other
        population, and these add up among themselves. Without `errors` they have no interval.

    Raises
    ------
    DispropError
        For fewer than two populations, factors that differ, and a rate that is no number.

    Notes
    -----
    The part of a factor is the change that it makes to the rate, averaged over all orders of changing the factors from
    one population's to the other's [1]_. Of N populations let A(i, j) be the mean rate with the factor of i, and the
    others mixed from i and j: sum_j A(i, j)/(N - 1) + sum_(k != i, j) A(k, j)/(N (N - 1)) - sum_j A(j, i)/N, of chapter
    6, have differences that add up. Variances are by the delta method, from central differences of the rate.

    References
    ----------
    .. [1] Das Gupta 1993, Standardization and Decomposition of Rates, Current Population Reports P23-186, chapters 2-6.

    Examples
    --------
    Earnings per man: of those who earn, by the share who do, US 1980 (example 2.1 of [1]_):

    >>> men = {"Black": {"earnings": 10_930, "earners": 0.717892}, "White": {"earnings": 16_591, "earners": 0.825974}}
    >>> found = das_gupta(men, errors={"Black": {"earnings": 60}, "White": {"earnings": 25}})
    >>> print(found)
    earnings: 4,370 (95% CI 4,272 to 4,468)
    earners: 1,487.3 (95% CI 1,480.4 to 1,494.1)
    difference: 5,857 (95% CI 5,764 to 5,951)
    """
    errors = {} if errors is None else errors
    sides = _read(populations, errors, rate)
    names, first = [*sides], next(iter(sides.values()))
    value = standardised(rate, [*sides.values()])
    if value.ndim > len(("factors", "populations")) or not np.isfinite(value).all():
        raise refused("rate", "must give one number for each mixture of the factors", rate(first))
    steps = [_slope(rate, sides, *each) for each in _errors(sides, errors)]
    slopes = np.stack(steps) if steps else np.full((1, *value.shape), np.nan)
    rows = [*first, TOTAL]

    def of_each(apart: Callable[[FloatArray], FloatArray], named: list[str]) -> dict[str, Estimate]:
        numbers, moves = (
            np.concatenate([each, each.sum(axis=-2, keepdims=True)], axis=-2) for each in (apart(value), apart(slopes))
        )
        found = _normal(numbers, (moves**2).sum(axis=0), level, why=NO_SLOPE if steps else NO_ERRORS)
        return {row: remade(found[k], axes=((None, named),)) for k, row in enumerate(rows)}

    parts = of_each(lambda rates: rates[..., 1:] - rates[..., :1], names[1:])
    parts = parts if len(names) > len(_pairs.SIDES) else {row: part[0] for row, part in parts.items()}
    difference, each = parts.pop(rows[-1]), of_each(lambda rates: rates, names)
    return Decomposition(parts, difference, {row: each[row] for row in parts})


def _normal(
    value: FloatArray, variance: FloatArray | float, level: float, unit: str = "", why: str = NO_ERRORS
) -> Estimate:
    """Return an estimate with limits of the normal distribution; none where the variance is not known."""
    half = -ndtri((1 - _arrays.one_level(level)) / 2) * np.sqrt(variance)
    said = {"method": "delta", "measure": "part of a difference", "unit": unit}
    found = without_test(value, (value - half, value + half), level, {}, **said)
    return remarked(found, why) if np.isnan(half).any() else found


def _read(populations: Any, errors: Any, rate: Any) -> Sides:
    """Return the factors of each population, after checking what was given."""
    for what, given, least in (("populations", populations, len(_pairs.SIDES)), ("errors", errors, 0)):
        held = given.values() if isinstance(given, Mapping) and len(given) >= least else [None]
        if not all(isinstance(own, Mapping) and own for own in held):
            raise refused(what, f"must map {least} populations or more to their factors by name", given)
    if not callable(rate):
        raise refused("rate", "must be a function of the factors", rate)
    sides = {str(k): {f: _arrays.finite(f"{f} of {k}", x) for f, x in own.items()} for k, own in populations.items()}
    if len(sides) < len(populations):
        raise refused("populations", "must each have a name, in letters too", [*populations])
    first, factors = next(iter(sides.items()))
    if TOTAL in factors:
        raise refused("factors", f"must have names other than {TOTAL!r}, which they add up to", [*factors])
    for name, side in sides.items():
        if {f: x.shape for f, x in side.items()} != {f: x.shape for f, x in factors.items()}:
            raise refused(f"the factors of {name}", f"must be those of {first}, of one shape", [*side])
    return sides


def _errors(sides: Sides, errors: Published) -> Iterator[tuple[str, str, int, float]]:
    """Yield the population, factor and place of each error, and its size."""
    for name, own in errors.items():
        of = sides[one_of("population", str(name), sides)]
        for factor, given in own.items():
            known = of[one_of("factor", factor, of)]
            sizes = np.broadcast_to(_arrays.people(f"error of {factor} of {name}", given), known.shape)
            yield from ((str(name), factor, place, float(size)) for place, size in enumerate(sizes.flat) if size)


def _slope(rate: Rate, sides: Sides, name: str, factor: str, place: int, error: float) -> FloatArray:
    """Return how far the standardised rates move with one error of one number."""
    own = sides[name]
    step = STEP * max(abs(float(own[factor].flat[place])), error)

    def at(by: float) -> FloatArray:
        moved = np.array(own[factor])
        moved.flat[place] += by
        return standardised(rate, [*{**sides, name: {**own, factor: moved}}.values()])

    with np.errstate(all="ignore"):
        return np.asarray((at(step) - at(-step)) / (2 * step) * error)


def _checked(inputs: dict[str, ArrayLike], names: list[str], *, published: bool) -> list[tuple[FloatArray, FloatArray]]:
    data, labels = (_published if published else columns)(inputs)
    x1, t1, x0, t0 = data.values()
    if x1.ndim != len(set(names)) or x1.ndim != len(names):
        raise worded("axes of factors", "factors", names=names, ndim=x1.ndim)
    refuse((t1 > 0) != (t0 > 0), "only one side", "has a population", "merge it with a neighbour", labels)
    if t1.sum() == 0:
        raise DispropError("the populations are 0 everywhere, so that there is no rate", what="population", got=0)
    return [(x1, t1), (x0, t0)]


def _published(inputs: dict[str, ArrayLike]) -> tuple[dict[str, FloatArray], None]:
    """Return rates and populations as published, of one shape."""
    read = {name: (_arrays.people if "population" in name else _arrays.finite)(name, x) for name, x in inputs.items()}
    return _arrays.broadcast(inputs, read), None
