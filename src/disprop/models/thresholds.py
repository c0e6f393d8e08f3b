"""The threshold test: from which chance of a find on people are searched, by stops, searches and finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import worded
from disprop._registry import statistic
from disprop._twice._doubts import refuse_totals
from disprop.estimate import Estimate, Record, based, remade, remarked, without_test
from disprop.models._design import column, labels, others
from disprop.models._signals import Codes, draw

FEWEST_AREAS = 5
FEWEST_DRAWS = 100
NEAR = 1.3  # R-hat: above it drawing adds a seventh of the standard deviation, and a chain may be lost
UNLIKELY = 0.05
UNFIT = "the model does not fit the hits"
APART = "the chains disagree: take more draws"
RATIO = "ratio of "
MEASURE = "search threshold"
MODEL = "beta distributed signals of each group and area, everyone above one threshold searched"


class Thresholds(Record):
    """The chance of a find from which on people of each group are searched.

    Attributes
    ----------
    groups : the groups, on the last axis of each estimate; the reference first.
    threshold : the chance of a find from which on a stop becomes a search, averaged over the areas that have all
        groups, by their stops.
    difference, ratio : that of each other group less, or over, that of the reference; below 0, or 1, people of the
        group are searched on less.
    rows : the threshold of each row of the frame, in its order.
    fit : how often hits drawn from the model are as far from what it expects as those that were seen; small if it does
        not fit.
    agreement : R-hat of the chains, the largest of all groups; near 1 if enough was drawn.
    drawing_error : the standard error that drawing adds to a threshold, the largest of all groups.
    """

    groups: tuple[Any, ...]
    threshold: Estimate
    difference: Estimate
    ratio: Estimate
    rows: Estimate
    fit: float
    agreement: float
    drawing_error: float

    def __str__(self) -> str:
        """Write a line for each group."""
        return "\n".join(map("{}: {}".format, self.groups, self.threshold))


@statistic("Is one group searched on less than another?", name="models.threshold_test")
def threshold_test(  # noqa: PLR0913 (each names one column of the frame, or one choice)
    frame: Any,
    *,
    stops: str,
    searches: str,
    hits: str,
    group: str,
    area: str,
    reference: Any,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Thresholds:
    """Return the chance of a find from which on officers search people of each group.

    Use it beside hit rates, which can mislead: of two groups searched on the same threshold, the one with more people
    far above it has more finds ("infra-marginality"). The threshold is what the officer decides on. It is the answer of
    a model, so read its `fit` and the hit rates too. Not for searches that leave no choice (on arrest, by warrant), nor
    where every stop is a search, as in the stops and searches of England and Wales: stops that were not searched must
    be in the table. Nor is it about who was stopped.

    Parameters
    ----------
    frame : data frame or dict of columns
        One row for each group of each area.
    stops, searches, hits : str
        Columns of counts: of stops, of those that became searches, of those in which something was found.
    group, area : str
        Columns of the groups, two or more, and of the areas, five or more.
    reference : object
        The value of `group` that the others are compared with.
    level : float
        Probability of the limits after the data; 0.95 means 95%.
    draws, seed : int
        How often each of 16 chains is read, after half as many steps that are not; and the seed: the same numbers come
        again.

    Returns
    -------
    Thresholds
        `threshold` (posterior mean, limits of equal tails), its `difference` from that of the reference and its `ratio`
        to it, a group each on the last axis, averaged over the areas in which all groups were stopped, by the stops of
        these areas; `rows` with the threshold of each row of the frame. All are shares from 0 to 1. `fit`, `agreement`
        and `drawing_error` say whether the model fits and enough was drawn; where not, a remark is on every number.

    Raises
    ------
    DispropError
        For missing values, totals among the labels, a group twice in an area, fewer than two groups or five areas, no
        area with all groups, a group without searches, more searches than stops or more hits than searches, and where
        every stop is a search.

    Notes
    -----
    The model and its priors are those of Stanford's Open Policing project [1]_ [2]_. The chance that something would be
    found on a person is beta distributed, with mean phi and total lambda of the two parameters: logit phi = phi_r +
    phi_d, log lambda = lambda_r + lambda_d for group r and area d, phi_d = lambda_d = 0 in the area with most stops.
    Those above a threshold t are searched; logit t ~ normal(t_r, s_r). Priors, mean (standard deviation): t_r -2 (1);
    phi_r -3.5 (0.25), phi_d 0 (0.25), lambda_r 2 (0.5), lambda_d 0 (0.5), all normal; s_r half-normal (0.25). They were
    chosen for traffic stops in the United States, where few stops become searches and most people carry nothing; with
    few searches the answer is the prior's.

    Thresholds are drawn from the posterior by 16 chains that step along differences of each other [3]_. Means of 1,130
    rows of nine states agree with those that Stan drew for [2]_ within 0.0014 (root mean square by state; 0.0025 of
    Texas, with 400 draws), which is what drawing adds, in about a third of a second a row:
    docs/explanation/thresholds.md has them, and `make threshold-study` makes them again. The limits are what this model
    and these priors leave, and are not shown to hold where these are wrong.

    References
    ----------
    .. [1] Simoiu, Corbett-Davies and Goel 2017, Annals of Applied Statistics 11: 1193-1216.
    .. [2] Pierson et al. 2020, Nature Human Behaviour 4: 736-745.
    .. [3] ter Braak 2006, Statistics and Computing 16: 239-249.

    Examples
    --------
    >>> from disprop import models
    >>> table = {
    ...     "stops": [9000, 7000, 5000, 8000, 6000, 900, 1400, 500, 600, 1200],
    ...     "searches": [180, 150, 90, 200, 110, 36, 66, 20, 30, 40],
    ...     "hits": [54, 46, 30, 55, 36, 8, 13, 5, 6, 9],
    ...     "driver": ["White"] * 5 + ["Black"] * 5,
    ...     "county": ["A", "B", "C", "D", "E"] * 2,
    ... }
    >>> counts = {"stops": "stops", "searches": "searches", "hits": "hits"}
    >>> print(models.threshold_test(table, **counts, group="driver", area="county", reference="White", draws=300))
    White: 0.2151 (95% CI 0.1862 to 0.2450)
    Black: 0.1429 (95% CI 0.1056 to 0.1828)
    """
    confidence, wanted = _arrays.one_level(level), _arrays.whole("draws", draws, FEWEST_DRAWS)
    counts = [_arrays.counts(name, column(frame, name)) for name in (stops, searches, hits)]
    _arrays.at_most(searches, counts[1], stops, counts[0])
    _arrays.at_most(hits, counts[2], searches, counts[1])
    names, places = (labels(each, column(frame, each)) for each in (group, area))
    groups, cells = [reference, *others(group, names, reference)], list(zip(names, places, strict=True))
    for each in (names, places):
        refuse_totals([*dict.fromkeys(each)], {}, ())
    order = list(dict.fromkeys(places))
    own = np.array([order.index(each) for each in places])
    largest = np.argsort(-np.bincount(own, counts[0]), kind="stable")
    codes = np.array([groups.index(each) for each in names]), np.argsort(largest)[own]
    weights = _weights(counts, codes, groups, cells)
    threshold, hit = draw(counts, *codes, wanted, _arrays.integer("seed", seed))
    drawn = threshold @ weights
    fit, agreement, _ = quality = _fit(counts, hit[::10], seed), *_agreement(drawn)
    remark = "; ".join(said for said, so in ((UNFIT, fit < UNLIKELY), (APART, agreement > NEAR)) if so)

    def estimate(drawn: FloatArray, kind: str, names: Sequence[Any], **basis: Any) -> Estimate:
        limits = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=(0, 1))
        said = {"method": "posterior", "measure": kind + MEASURE, "unit": "" if kind == RATIO else "per 1"}
        made = without_test(drawn.mean(axis=(0, 1)), limits, confidence, {}, **said)
        return remarked(based(remade(made, axes=((None, names),)), model=MODEL, **basis), remark)

    base, rest = drawn[..., :1], drawn[..., 1:]
    made = (
        estimate(drawn, "", groups),
        estimate(rest - base, "difference of ", groups[1:], reference=reference),
        estimate(rest / base, RATIO, groups[1:], reference=reference),
        estimate(threshold, "", cells),
    )
    return Thresholds(tuple(groups), *made, *quality)


def _weights(counts: list[FloatArray], codes: tuple[Codes, Codes], groups: list[Any], cells: list[Any]) -> FloatArray:
    """Return how much each row adds to each group: the stops of its area, where that has all groups."""
    group, area = codes
    stops, searches, _ = (np.bincount(group, each) for each in counts)
    bare = [each for each, some, every in zip(groups, searches, stops, strict=True) if some in {0, every}]
    twice = [cell for at, cell in enumerate(cells) if cell in cells[:at]]
    sizes, present = np.bincount(area, counts[0]), np.bincount(area)
    if twice:
        raise worded("twice in an area", "group", twice[:1])
    if bare:
        raise worded("no threshold to see", "searches", bare[:1])
    if len(sizes) < FEWEST_AREAS:
        raise worded("few areas", "area", len(sizes))
    if present.max() < len(groups):
        raise worded("no area with all groups", "area", None)
    weights = np.equal.outer(group, range(len(groups))) * (sizes * (present == len(groups)))[area, np.newaxis]
    return np.asarray(weights / weights.sum(axis=0))


def _fit(counts: list[FloatArray], hit: FloatArray, seed: int) -> float:
    """Return how often hits drawn from the model are as far from what it expects as those seen, by chi-squared."""
    _, searches, seen = counts
    scale = np.maximum(searches * hit * (1 - hit), np.finfo(float).tiny)
    drawn = np.random.default_rng(seed).binomial(searches.astype(np.int64), hit)
    far, near = (((hits - searches * hit) ** 2 / scale).sum(axis=-1) for hits in (seen, drawn))
    return float((near >= far).mean())


def _agreement(drawn: FloatArray) -> tuple[float, float]:
    """Return R-hat and the standard error of drawing, from the means of half chains, the largest of all groups."""
    half = len(drawn) // 2
    parts = np.concatenate([drawn[:half], drawn[half : 2 * half]], axis=1)
    between, within = parts.mean(axis=0).var(axis=0, ddof=1), parts.var(axis=0, ddof=1).mean(axis=0)
    return float(np.sqrt((half - 1) / half + between / within).max()), float(np.sqrt(between / parts.shape[1]).max())
