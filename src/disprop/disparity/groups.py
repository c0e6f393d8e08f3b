"""Whether groups are treated alike: pairs of groups, and measures of all of them, beside what chance would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray
from disprop._errors import Said, advised, refused
from disprop._methods import RiskMethod
from disprop._registry import statistic
from disprop._twice._doubts import refuse_totals
from disprop.disparity._chance import Kinds, Spread, benjamini_hochberg, drawn_if_equal, generator, holm, spread
from disprop.disparity._inequality import ONE_KIND, TWO_KINDS
from disprop.estimate import Estimate, Record
from disprop.proportions import proportion, risk_difference, risk_ratio

FEWEST_DRAWS = 100
NOT_SAID = "not worked out, as counts are known only in part"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Differentials(Record):
    """What sets groups apart, with what chance alone would do beside it.

    Attributes
    ----------
    groups : their names.
    shares : part / whole of each group.
    pairs : which group is compared with which, as (group, reference).
    ratios, differences : one for each pair.
    p_values : of each ratio against 1, from the method that made its interval; NaN where neither side has an event.
    holm, benjamini_hochberg : the same, adjusted for the number of pairs.
    spreads : the measures of all groups together, by name.
    """

    groups: tuple[str, ...]
    shares: Estimate
    pairs: tuple[tuple[str, str], ...]
    ratios: Estimate
    differences: Estimate
    p_values: FloatArray
    holm: FloatArray
    benjamini_hochberg: FloatArray
    spreads: Mapping[str, Spread]

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The ratio of each pair, as "A over B"."""
        return {f"{one} over {other}": ratio for (one, other), ratio in zip(self.pairs, self.ratios, strict=True)}

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, one row for each pair."""
        names: dict[str, list[object]] = {
            "group": [group for group, _ in self.pairs],
            "reference": [reference for _, reference in self.pairs],
        }
        p = {name: getattr(self, name).tolist() for name in ("p_values", "holm", "benjamini_hochberg")}
        return names | self.ratios.to_dict() | p

    def __str__(self) -> str:
        """Write one pair a line, then one measure a line."""
        rows = zip(self.estimates.items(), self.holm, strict=True)
        pairs = [f"{name}: {ratio}, Holm p = {p:.2g}" for (name, ratio), p in rows]
        spreads: Mapping[str, Any] = self.spreads
        beside = [str(each) if isinstance(each, Spread) else f"{name}: {NOT_SAID}" for name, each in spreads.items()]
        return "\n".join([*pairs, *beside])


@statistic(
    "Are groups treated alike, beside what chance would do?",
    counts=("part", "whole"),
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
    draws: int = 10_000,
    seed: int | None = None,
    rng: np.random.Generator | None = None,
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
    draws : int
        How often equal groups are drawn, at least 100.
    seed, rng : optional
        A seed, or a numpy Generator, for the same draws again.

    Returns
    -------
    Differentials
        Ratios and differences of pairs with p-values, plain and adjusted; and for each measure its value, a one-sided
        limit, its distribution under equality, a p-value, and the value less what is typical of chance.

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

    The null distribution is that of binomial counts with one share for all groups. A group that is small, or has few
    errors, has none in many draws, and a ratio to it is infinite. Where that is so in more draws than 1 - level, the
    ratio tells nothing, whatever the other groups show. Then what is compared with chance, here and in every draw, is
    the measure of steadied rates, p (x + 4) / (e + 4) for x errors where e are expected at the rate p of all groups:
    finite, and near to p for a group too small to tell. The result says so.

    The value less its median is taken on the scale on which chance adds: a ratio is divided by it. It is never nearer
    to equality than the limit, which is the measure at those rates within joint exact limits (Clopper-Pearson,
    Bonferroni) that are nearest to equality.

    References
    ----------
    .. [1] Grother 2022, NIST IR 8429.
    .. [2] de Freitas Pereira and Marcel 2022, IEEE Transactions on Biometrics, Behavior, and Identity Science 4: 19-29.
    .. [3] Howard, Laird, Rubin, Sirotin, Tipton and Vemury 2022, arXiv 2203.05051.

    Examples
    --------
    >>> from disprop import alerts
    >>> found = alerts.differentials([18, 9, 6, 7], [10_000] * 4, ["A", "B", "C", "D"], reference="B", seed=1)
    >>> print(found.ratios[0])
    2.00 (95% CI 0.92 to 4.36)
    >>> print(found.spreads["max_over_min"])
    max over min 3.000 (95% at least 1.000); equal groups give 1.875, and 3.750 in 1 of 20; p = 0.12; corrected 1.600

    A group with 100 searches has no error in a third of the draws of equal groups:

    >>> print(alerts.differentials([200, 20, 0], [10_000, 10_000, 100], "ABC", seed=1).spreads["max_over_min"])
    max over min infinity (95% at least 5.015); no power: 33% of equal draws have a group without an error;
    of steadied rates 8.500; equal groups give 1.272, and 1.499 in 1 of 20; p = 0.0001; corrected 6.683
    """
    if not isinstance(groups, Iterable):
        raise refused("groups", "must be the names of the groups, one for each count", groups)
    names = tuple(str(group) for group in groups)
    kinds = [_kind(names, "part", part, "whole", whole)]
    if misses is not None:
        fields = ("misses_part", "misses_whole")
        kinds.append(_kind(names, *_named(fields, _arrays.pair("misses", misses, fields))))
    refuse_totals(names, dict(zip(("part", "whole"), kinds[0], strict=True)), accept)
    pairs = _pairs_of(names, reference)
    weight, levels = _arrays.one("weight", weight, _arrays.probability), _arrays.one_level(level)
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    ratios, differences = _compared(kinds[0], one, other, method, levels)
    undefined = np.isnan(np.asarray(ratios.value))
    p = np.where(undefined, 1.0, ratios.p_value(1.0))
    return Differentials(
        groups=names,
        shares=proportion(*kinds[0], level=levels),
        pairs=tuple((names[i], names[j]) for i, j in pairs),
        ratios=ratios,
        differences=differences,
        p_values=np.where(undefined, np.nan, p),
        holm=holm(p),
        benjamini_hochberg=benjamini_hochberg(p),
        spreads=_spreads(kinds, weight, levels, _arrays.whole("draws", draws, FEWEST_DRAWS), generator(seed, rng)),
    )


def _compared(
    kind: tuple[FloatArray, FloatArray], one: FloatArray, other: FloatArray, method: RiskMethod, level: float
) -> tuple[Estimate, Estimate]:
    part, whole = kind
    group, reference = (part[one], whole[one]), (part[other], whole[other])
    ratio = risk_ratio(group=group, reference=reference, method=method, level=level)
    return ratio, risk_difference(group=group, reference=reference, method=method, level=level)


def _spreads(kinds: Kinds, weight: float, level: float, draws: int, rng: np.random.Generator) -> dict[str, Spread]:
    null = drawn_if_equal(kinds, draws, rng)
    measures = [(measure, slice(1)) for measure in ONE_KIND]
    measures += [(measure, slice(2)) for measure in TWO_KINDS if len(kinds) > 1]
    return {m.name: spread(m, kinds[used], null[used], level, weight) for m, used in measures}


def _kind(
    names: tuple[str, ...], part: str, parts: ArrayLike, whole: str, wholes: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return checked counts, one for each group."""
    x, n = _pairs.of_proportions({part: parts, whole: wholes}).values()
    if len(names) < 2 or len(set(names)) < len(names) or x.shape != (len(names),):
        rule = "need one entry for each of two groups or more, and each name once"
        raise refused(f"{part}, {whole} and groups", rule, Said(f"shape {x.shape} for {list(names)}"))
    if (n == 0).any():
        name = names[int(np.argmin(n))]
        hint = ": it has no rate, so leave it out and say so"
        raise advised(f"{whole} is 0 for {name!r}", hint, what=whole, got=0, where=name)
    return x, n


def _named(fields: tuple[str, str], given: tuple[ArrayLike, ArrayLike]) -> tuple[str, ArrayLike, str, ArrayLike]:
    return fields[0], given[0], fields[1], given[1]


def _pairs_of(names: tuple[str, ...], reference: object) -> list[tuple[int, int]]:
    """Return which group is compared with which."""
    if reference is None:
        return list(combinations(range(len(names)), 2))
    if str(reference) not in names:
        hint = f"; the groups are {list(names)}"
        raise advised(f"reference {reference!r} is not a group", hint, what="reference", got=reference)
    place = names.index(str(reference))
    return [(i, place) for i in range(len(names)) if i != place]
