"""Groups that are known only by a probability, as models of surnames and areas give it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from scipy.special import ndtri

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import one_of, refused, worded
from disprop.estimate import Estimate, Record, based, hull, stack, unsaid, without_test
from disprop.proportions import proportion, risk_ratio

TINY = np.finfo(np.float64).tiny
ROUNDING = 1e-12  # of so many people, nobody
NEAR = 1e-6  # a sum of probabilities is 1 but for the digits that they were written with
UNRELATED = "among people of like probability it happens to every group alike"
TAKEN = "whoever is likely to be of a group, by {:g} or more, is; others are left out"
NOTHING = "nothing happened to anybody who may be of a side"


class ByProbability(Record):
    """A share, or a ratio of two, of groups that are known only by a probability.

    Attributes
    ----------
    bounds : `least` and `most` are what the probabilities allow.
    weighted : everybody counts for each group with the probability of being of it.
    by_threshold : everybody counts for the group that is likely enough, or for none.
    attenuation : of a difference between the group and everybody else, the same everywhere, the share that is left in
        the weighted one: 1 where probabilities are 0 and 1, and less the less they tell apart.
    """

    bounds: Estimate
    weighted: Estimate
    by_threshold: Estimate
    attenuation: float


def by_probability(  # noqa: PLR0913 (counts, probabilities, and what is made of them)
    events: ArrayLike,
    probabilities: Mapping[str, ArrayLike],
    *,
    whole: ArrayLike,
    group: str,
    reference: str | None = None,
    threshold: float = 0.5,
    level: float = 0.95,
) -> ByProbability:
    """Return to which share of a group something happened, or the ratio of two, of groups known by probability alone.

    Use it where nobody recorded a group and a model gives the probability of each from surname or address. Print the
    bounds: what is between them the data do not say, and the model's probabilities may be wrong besides.

    Parameters
    ----------
    events : array_like of int
        To how many people it happened, a row for each kind of people who have the same probabilities, such as an area.
    probabilities : mapping of str to array_like
        For each group the probability that somebody of the row is of it; a row sums to 1 over all groups.
    whole : array_like of int
        How many people a row has; those to whom it happened are among them.
    group, reference : str
        The groups that are compared; without a reference it is the share of the group.
    threshold : float
        From which probability on somebody is taken to be of a group.
    level : float
        Confidence level.

    Returns
    -------
    ByProbability
        The bounds, the weighted estimate and the one by threshold, as proportions or as risk ratios.

    Raises
    ------
    DispropError
        For probabilities outside of 0 to 1 and rows that do not sum to 1, each with its place; for more events than
        people; and for rows of single people, whose probabilities alone bound nothing.

    Notes
    -----
    With y events among n people of whom n p are of the group, from max(0, y - n (1 - p)) to min(y, n p) events are
    theirs [1]_: the sums of these over the rows are sharp, and so are the ratios of the one to the other. Rows with the
    same probabilities are added up first.

    The weighted share sum(y p) / sum(n p) is too low by the mean of the covariance of group and event within a row,
    divided by the group's share [2]_: if it happens to the group more often there, the difference is too small. Of a
    difference that is the same in every row the share sum(n p p) / sum(n p) - sum(n q p) / sum(n q) is left, q being
    the probability of the reference (of everybody else without one). By a threshold the error may go either way, as
    those who pass it live in other places than those who do not [2]_.

    The limits are those of the logarithm, with variance n f (1 - f) of y, f being what the weighted shares of all
    groups foresee. Where probabilities are 0 and 1 they are the method "katz-log".

    References
    ----------
    .. [1] Duncan and Davis 1953, American Sociological Review 18: 665-666.
    .. [2] Chen, Kallus, Mao, Svacha and Udell 2019, Fairness, Accountability, and Transparency: 339-348.

    Examples
    --------
    >>> from disprop.imperfect import by_probability
    >>> likely = {"Black": [0.9, 0.3, 0.05], "White": [0.1, 0.7, 0.95]}
    >>> found = by_probability([60, 50, 40], likely, whole=[200, 400, 900], group="Black", reference="White")
    >>> print(found.bounds)
    between 1.217 and infinity (95% CI 0.878 to infinity)
    >>> print(found.weighted)
    3.01 (95% CI 2.41 to 3.76)
    >>> round(found.attenuation, 2)
    0.46
    """
    y, n, shares = _cells(events, probabilities, whole)
    if group == reference:
        raise refused("reference", "must be another group than group", reference)
    likely = np.stack([shares[one_of("group", side, shares)] for side in (group, reference) if side is not None])
    passed = likely >= _arrays.one("threshold", threshold, _arrays.inner)
    taken = [(counted @ y, counted @ n) for counted in passed.astype(float)]
    two = reference is not None
    limit = _arrays.one_level(level)
    plain = risk_ratio(group=taken[0], reference=taken[1], level=limit) if two else proportion(*taken[0], level=limit)
    means = {name: (each @ y) / max(each @ n, TINY) for name, each in shares.items()}
    foreseen = np.asarray(sum(each * means[name] for name, each in shares.items()))
    made = partial(_estimate, plain, likely @ n, n * foreseen * (1 - foreseen))
    left, most = y - n * (1 - likely), n * likely
    few, many = np.stack([left, left > 0]) * (left > ROUNDING * n), np.stack([np.minimum(y, most), y < most])
    sums = (np.concatenate([own[:, :1], other[:, 1:]], axis=1) for own, other in ((few, many), (many, few)))
    ends = [made(counted, moves, outer) for outer, (counted, moves) in zip((-1, 1), sums, strict=True)]
    rest = likely[1] if two else 1 - likely[0]
    return ByProbability(
        bounds=based(hull(stack(ends)), assumed="nothing beside the probabilities"),
        weighted=based(unsaid(made(y * likely, likely), NOTHING), assumed=UNRELATED),
        by_threshold=based(plain, assumed=TAKEN.format(threshold)),
        attenuation=_mean(likely[0], n * likely[0]) - _mean(likely[0], n * rest),
    )


def _mean(values: FloatArray, weights: FloatArray) -> float:
    return float(values @ weights / total) if (total := weights.sum()) else np.nan


def _estimate(
    plain: Estimate, people: FloatArray, spread: FloatArray, counted: FloatArray, moves: FloatArray, outer: int = 0
) -> Estimate:
    """Return the share, or the ratio of two, of events that are summed over rows, each moving its sum so much.

    Of the lowest and the highest that is possible only the outer limit is needed.
    """
    sums, signs = counted.sum(axis=-1), np.array([1.0, -1.0])[: len(people)]
    with np.errstate(all="ignore"):
        value = np.prod((sums / people) ** signs)
        half = ndtri((1 + plain.level) / 2) * np.sqrt(np.sum(spread * (signs @ (moves / sums[:, np.newaxis])) ** 2))
        low, high = value * np.exp(-half), value * np.exp(half)
    lowest, highest = np.where(value == 0, 0.0, low), np.where(np.isinf(value), value, high)
    ends = {-1: (lowest, value), 0: (low, high), 1: (value, highest)}[outer]
    data = dict(zip(plain.data, np.stack([sums, people], axis=-1).ravel(), strict=True))
    return without_test(value, ends, plain.level, data, method="delta-log", measure=plain.measure, unit=plain.unit)


def _cells(events: ArrayLike, probabilities: Any, whole: ArrayLike) -> tuple[Any, ...]:
    """Return events, people and probabilities, with the rows of the same probabilities added up."""
    if not isinstance(probabilities, Mapping) or not probabilities:
        raise refused("probabilities", "must be a mapping from groups, as frame.to_dict('list')", probabilities)
    read = {name: _arrays.probability(f"probability of {name!r}", each) for name, each in probabilities.items()}
    counts = _pairs.of_proportions({"events": events, "whole": whole})
    y, n, *shares = (np.atleast_1d(each) for each in _arrays.broadcast({}, {**counts, **read}).values())
    total = np.sum(shares, axis=0)
    if (off := np.abs(total - 1) > NEAR).any():
        where = _arrays.first(off)
        raise refused("probabilities", "must sum to 1 in each row", round(float(total[where]), 9), where)
    alike, of = np.unique(np.stack(shares, axis=-1), axis=0, return_inverse=True)
    added = [np.bincount(of.ravel(), weights=each, minlength=len(alike)).astype(np.float64) for each in (y, n)]
    if not (added[1] > 1).any():
        raise worded("probabilities of single people", "whole")
    return *added, dict(zip(read, alike.T, strict=True))
