"""Whether groups are treated alike: pairs of groups, and measures of all of them, beside what chance would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, one_of, refused, worded
from disprop._methods import RiskMethod
from disprop._registry import statistic
from disprop._twice._doubts import refuse_totals
from disprop.disparity._inequality import MEASURES
from disprop.disparity._ray import Ray
from disprop.disparity._several import Several
from disprop.disparity._unequal import Index, drawn_as, index_of, names_of, numbers_of
from disprop.estimate import Estimate, Record
from disprop.proportions import proportion, risk_difference, risk_ratio

Counts = tuple[FloatArray, FloatArray]


class Differentials(Record):
    """What sets groups apart, with what chance alone would do beside it.

    Attributes
    ----------
    groups : their names.
    shares : part / whole of each group.
    ratios : of each pair, as "A over B", with p-values from the method that made the intervals.
    differences : of the same pairs.
    indices : the measures of all groups together, by name.
    """

    groups: tuple[str, ...]
    shares: Estimate
    ratios: Several
    differences: Estimate
    indices: Mapping[str, Index]

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The ratio of each pair, as "A over B"."""
        return self.ratios.estimates

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, one row for each pair."""
        return self.ratios.to_dict()

    def __str__(self) -> str:
        """Write one pair a line, then one measure a line."""
        return "\n".join(map(str, (self.ratios, *self.indices.values())))


@statistic(
    "Are groups treated alike, beside what chance would do?",
    counts=_pairs.PARTS,
    joins=True,
    name="alerts.differentials",
)
def differentials(  # noqa: PLR0913 - the second kind of error has a pair and a weight of its own
    part: ArrayLike,
    whole: ArrayLike,
    groups: Sequence[object],
    *,
    reference: object = None,
    misses: tuple[ArrayLike, ArrayLike] | None = None,
    accept: str | Sequence[str] = (),
    weight: float = 0.5,
    method: RiskMethod = "miettinen-nurminen",
    level: float = 0.95,
    draws: int = 2_000,
    seed: int = 0,
) -> Differentials:
    """Return how the error rates of groups differ, each number beside what chance would make of equal groups.

    Every measure of inequality is above equality by chance alone: of four groups that are treated exactly alike, with
    10,000 searches each and one error in 1,000, the largest rate is typically 1.88 times the smallest, and in one of 20
    such tests 3.75 times. A printed "3 times" says little until this is known.

    Parameters
    ----------
    part, whole : array_like of int
        Errors, such as false alerts, and what they are of, one for each group.
    groups : sequence
        Names of the groups, each once.
    reference : optional
        Compare each other group with this one; without it, each pair is compared.
    misses : pair (part, whole), optional
        The other kind of error, such as passes of listed people without an alert. With it come the measures of both.
    accept : str or sequence of str
        "totals", for groups of which one looks like the total of others.
    weight : float
        Weight of the first kind in these, from 0 to 1.
    method : str
        As for `risk_ratio` and `risk_difference`.
    level : float
        Confidence level of all intervals and limits.
    draws, seed : int
        How many tables are drawn at each step, at least 100, and the seed: the same numbers come again.

    Returns
    -------
    Differentials
        Ratios and differences of pairs with p-values, plain and adjusted; and for each measure its value with an
        interval, a p-value of equality, and the value corrected for chance.

    Raises
    ------
    DispropError
        For counts as in `proportion`; for groups that are fewer than two, unnamed, or named twice; for a group with a
        whole of 0; for a reference that is not a group; for a group that is a total of others, unless accepted.

    Notes
    -----
    Measures: max_over_min, max_over_geometric_mean, max_over_mean [1]_; and
    gini = ``n/(n - 1) sum |x - y| / (2 n^2 mean)``.
    With misses, and weight w: fairness_discrepancy_rate = 1 - w gap - (1 - w) gap of misses [2]_; inequity_rate =
    (max/min)^w (max/min of misses)^(1 - w) [1]_; garbe = w gini + (1 - w) gini of misses [3]_; equalised_odds_gap, the
    larger of the two gaps. Equal rates, all of them 0 too, are at equality.

    Their intervals are those of `disparity.inequality` with ``model="binomial"``: the groups are moved apart along the
    ray of what was found, both kinds of error at once. A group that is small, or has few errors, has none in many
    draws, and a ratio to it is infinite, whatever the other groups show. So ratios are compared by steadied rates, p (x
    + 4) / (e + 4) for x errors where e are expected at the rate p of all groups: finite, and near to p for a group too
    small to tell. Indices by share of people, such as Theil's, are those of `disparity.inequality`.

    References
    ----------
    .. [1] Grother 2022, NIST IR 8429.
    .. [2] de Freitas Pereira and Marcel 2022, IEEE Transactions on Biometrics, Behavior, and Identity Science 4: 19-29.
    .. [3] Howard, Laird, Rubin, Sirotin, Tipton and Vemury 2022, arXiv 2203.05051.

    Examples
    --------
    >>> from disprop import alerts
    >>> found = alerts.differentials([18, 9, 6, 7], [10_000] * 4, ["A", "B", "C", "D"], reference="B")
    >>> print(found["A over B"])
    2.00 (95% CI 0.92 to 4.36)
    >>> print(found.indices["max_over_min"])
    largest over smallest 3.00 (95% CI 1.00 to 5.56); corrected for chance 2.37; p = 0.089 of equality

    A group with 100 searches has no error in a third of the draws of equal groups:

    >>> print(alerts.differentials([200, 20, 0], [10_000, 10_000, 100], "ABC").indices["max_over_min"])
    largest over smallest infinity (95% CI 6.35 to infinity); corrected for chance 9.83; p < 0.0005 of equality
    """
    kinds = [_kind(groups, {"part": part, "whole": whole})]
    if misses is not None:
        fields = ("misses_part", "misses_whole")
        kinds.append(_kind(groups, dict(zip(fields, _arrays.pair("misses", misses, fields), strict=True))))
    x, n = kinds[0]
    names = names_of(groups, x)
    refuse_totals(names, {"part": x, "whole": n}, accept)
    pairs, level = _pairs_of(names, reference), _arrays.one_level(level)
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    asked: dict[str, Any] = {"group": (x[one], n[one]), "reference": (x[other], n[other])}
    asked |= {"method": method, "level": level}
    labels, ratios = [f"{names[i]} over {names[j]}" for i, j in pairs], risk_ratio(**asked)
    return Differentials(
        names,
        proportion(x, n, level=level),
        Several(dict(zip(labels, ratios, strict=True)), 1.0, np.asarray(ratios.p_value(1.0))),
        risk_difference(**asked),
        _indices(kinds, _arrays.one("weight", weight, _arrays.probability), level, **drawn_as(draws, seed)),
    )


def _indices(kinds: list[Counts], weight: float, level: float, **drawn: int) -> dict[str, Index]:
    """Return the measures of one kind of error, and of two where there are."""
    found: dict[str, Index] = {}
    data = dict(zip(("part", "whole"), kinds[0], strict=True))
    for way, used in (("one kind", kinds[:1]), ("two kinds", kinds))[: len(kinds)]:
        ray = Ray(used, np.full(used[0][0].size, 1 / used[0][0].size), risks=True)
        numbers = numbers_of(MEASURES[way], ray, level, weight, **drawn)
        for (name, measure), own in zip(MEASURES[way].items(), numbers, strict=True):
            found[name] = index_of(measure, own, data, level=level, model="binomial")
    return found


def _kind(groups: Sequence[object], counts: dict[str, ArrayLike]) -> Counts:
    """Return checked counts, one for each group."""
    (_, x), (whole, n) = _pairs.of_proportions(counts).items()
    names = names_of(groups, x)
    if x.ndim > 1:
        raise refused(" and ".join(counts), "must be one number for each group", Said(f"shape {x.shape}"))
    if (n == 0).any():
        raise worded("whole of 0", whole, 0, names[int(np.argmin(n))])
    return x, n


def _pairs_of(names: tuple[str, ...], reference: object) -> list[tuple[int, int]]:
    """Return which group is compared with which."""
    if reference is None:
        return list(combinations(range(len(names)), 2))
    place = names.index(one_of("reference", str(reference), names))
    return [(i, place) for i in range(len(names)) if i != place]
