"""Shares of survey answers that have weights, strata and clusters, and how those of two groups of one survey differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.special import betaincinv

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray
from disprop._cells import is_missing
from disprop._errors import one_of, refused, worded
from disprop.estimate import Estimate, based, unsaid, without_test
from disprop.intervals import Limits
from disprop.intervals._limits import t_quantile

Labels = Iterable[Hashable]
NO_FREEDOM = "those who are meant are in no more clusters than strata, which does not say how much they differ"
METHODS = ("korn-graubard", "beta", "wilson")


class _Shares(NamedTuple):
    """The shares of some groups, their covariances, how many of each answered, and degrees of freedom."""

    value: FloatArray
    covariance: FloatArray
    answered: FloatArray
    degrees: FloatArray

    def limits(self, method: str, a: float) -> Limits:
        """Return the limits of each share: those of as many independent answers as tell as much."""
        p, v, n = self.value, np.diag(self.covariance), self.answered
        with np.errstate(all="ignore"):
            t = t_quantile(self.degrees, np.full(n.shape, a))
            worth = np.where(v > 0, p * (1 - p) / v, n)
            if method == "wilson":
                middle, wide = p + t**2 / (2 * worth), t * np.sqrt(p * (1 - p) / worth + (t / worth) ** 2 / 4)
                return (middle - wide) / (1 + t**2 / worth), (middle + wide) / (1 + t**2 / worth)
            worth = np.where(v > 0, worth * (t_quantile(n - 1, np.full(n.shape, a)) / t) ** 2, n)
            m = np.minimum(worth, n) if method == "korn-graubard" else worth
            low, high = betaincinv(p * m, m - p * m + 1, a), betaincinv(p * m + 1, m - p * m, 1 - a)
            return np.where(p == 0, 0.0, low), np.where(p == 1, 1.0, high)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """A survey with weights: each row is a person, and everyone who was sampled has one.

    Its answers are no counts: an interval for the weighted count of those who said so, as if so many had been asked, is
    far too narrow.

    Parameters
    ----------
    weights : array_like of float
        Of how many people each row stands for; what is proportional to it will do.
    strata : sequence of labels, optional
        The stratum from which each was drawn.
    clusters : sequence of labels, optional
        The cluster, within its stratum, that was drawn; of several stages that of the first. People, if left out.
    all_clusters : array_like of float, optional
        How many clusters, or people, the stratum of each row has in all, if no small part of them was drawn.

    Raises
    ------
    DispropError
        For weights that are negative, labels that are missing, answers other than yes and no, and a stratum with one
        cluster: it does not say how much clusters differ; for fewer clusters in all than were drawn.

    Notes
    -----
    Variances are those of Taylor's linearisation [1]_: with e = w (y - p) / sum w for the people of a group, added up
    to t by cluster, the sum over strata of n / (n - 1) (1 - n / N) sum (t - mean t)^2. Rows of other people belong to
    it: give all, and name those who are meant by `among`, `group` and `reference`. Replicate weights are not read.

    "korn-graubard": Clopper and Pearson's limits of n* = p (1 - p) / v (t(n - 1) / t(df))^2 answers, at most n, of
    which n* p said so [2]_; "beta" the same without the bound, as in R's survey; "wilson" those of p (1 - p) / v
    answers with t(df) for z. df is clusters less strata of those who are meant. Where nobody or everybody said so, n*
    is n. A ratio has t limits on the log scale, and where a share is 0 those of one
    share over those of the other; a difference MOVER limits with the correlation of the two [3]_.

    References
    ----------
    .. [1] Binder 1983, International Statistical Review 51: 279-292.
    .. [2] Korn and Graubard 1998, Survey Methodology 24: 193-201.
    .. [3] Zou 2008, Statistics in Medicine 27: 5081-5096.

    Examples
    --------
    >>> from disprop import surveys
    >>> survey = surveys.Survey(weights=[10, 12, 14, 11] * 30, clusters=list("abcdefgh") * 15)
    >>> stopped, young = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0] * 12, [True, True, False] * 40
    >>> print(survey.share(stopped))
    0.204 (95% CI 0.059 to 0.444)
    >>> print(survey.share(stopped, among=young))
    0.204 (95% CI 0.059 to 0.442)
    >>> print(survey.difference(stopped, group=young, reference=[not each for each in young]))
    0.000 (95% CI -0.089 to 0.095)
    """

    weights: ArrayLike
    strata: Labels | None = None
    clusters: Labels | None = None
    all_clusters: ArrayLike | None = None

    def share(
        self,
        answers: ArrayLike,
        *,
        among: ArrayLike | None = None,
        method: Literal["korn-graubard", "beta", "wilson"] = "korn-graubard",
        level: float = 0.95,
    ) -> Estimate:
        """Return the share of people who said so: the sum of their weights over that of all, or of those `among`."""
        one_of("interval of a survey share", method, METHODS)
        found = self._shares(answers, {"among": np.ones(np.shape(answers)) if among is None else among})
        low, high = found.limits(method, (1 - _arrays.one_level(level)) / 2)
        numbers, variance = (found.value[0], low[0], high[0]), found.covariance[0, 0]
        return _said(("survey share", "per 1", method), numbers, found, variance, level)

    def difference(
        self, answers: ArrayLike, *, group: ArrayLike, reference: ArrayLike, level: float = 0.95
    ) -> Estimate:
        """Return by how much the share of a group is larger than that of another of the same survey."""
        found = self._shares(answers, {"group": group, "reference": reference})
        (p1, p0), ((v1, both), (_, v0)) = found.value, found.covariance
        (l1, l0), (u1, u0) = found.limits("korn-graubard", (1 - _arrays.one_level(level)) / 2)
        together = both / np.sqrt(v1 * v0) if v1 * v0 > 0 else 0.0
        below, above = (
            np.sqrt(one**2 + two**2 - 2 * together * one * two) for one, two in ((p1 - l1, u0 - p0), (u1 - p1, p0 - l0))
        )
        numbers, variance = (p1 - p0, p1 - p0 - below, p1 - p0 + above), v1 + v0 - 2 * both
        words = "difference of survey shares", "per 1", "mover-korn-graubard"
        return _said(words, numbers, found, variance, level)

    def ratio(self, answers: ArrayLike, *, group: ArrayLike, reference: ArrayLike, level: float = 0.95) -> Estimate:
        """Return how many times larger the share of a group is than that of another of the same survey."""
        found = self._shares(answers, {"group": group, "reference": reference})
        (p1, p0), ((v1, both), (_, v0)) = found.value, found.covariance
        a = (1 - _arrays.one_level(level)) / 2
        (l1, l0), (u1, u0) = found.limits("korn-graubard", a)
        with np.errstate(all="ignore"):
            value, variance = p1 / p0, v1 / p1**2 + v0 / p0**2 - 2 * both / (p1 * p0)
            factor = np.exp(t_quantile(found.degrees.min(), np.asarray(a)) * np.sqrt(variance))
            limits = (value / factor, value * factor) if 0 < value < np.inf else (l1 / u0, u1 / l0)
        return _said(("ratio of survey shares", "", "log-t"), (value, *limits), found, variance, level)

    def _shares(self, answers: ArrayLike, groups: dict[str, ArrayLike]) -> _Shares:
        """Return the linearised shares of groups of people."""
        y, *members = (_yes(name, given) for name, given in {"answers": answers, **groups}.items())
        w = _arrays.real("weights", self.weights)
        stratum = _codes("strata", np.zeros(y.size) if self.strata is None else self.strata)
        units = range(y.size) if self.clusters is None else _codes("clusters", self.clusters)
        people = np.inf if self.all_clusters is None else _arrays.real("all_clusters", self.all_clusters)
        if not y.ndim == w.ndim == 1 or len({y.size, w.size, len(stratum), len(units), *map(np.size, members)}) > 1:
            raise worded("rows of a survey", "answers, weights, strata, clusters and groups", y.size)
        cluster = _codes("clusters", zip(stratum, units, strict=True))
        first = np.unique(cluster, return_index=True)[1]
        of, sizes = stratum[first], np.bincount(stratum[first])
        if (sizes == 1).any():
            names = dict.fromkeys([0] if self.strata is None else self.strata)
            raise worded("stratum of one cluster", "strata", 1, one=[*names][sizes.argmin()])
        inside = w * np.array(members)
        sums = inside.sum(axis=1)
        with np.errstate(invalid="ignore"):
            value = (inside * y).sum(axis=1) / sums
            errors = inside * (y - value[:, None]) / sums[:, None]
        totals = np.array([np.bincount(cluster, each) for each in errors])
        means = np.array([np.bincount(of, each) for each in totals]) / sizes
        apart = totals - means[:, of]
        if np.shape(people) not in {(), y.shape} or (np.broadcast_to(people, y.shape)[first] < sizes[of]).any():
            raise refused("all_clusters", "must be a number for each row, no fewer than were drawn", self.all_clusters)
        rest = 1 - sizes[of] / np.broadcast_to(people, y.shape)[first]
        covariance = (apart * (sizes / (sizes - 1))[of] * rest) @ apart.T
        here = [(set(cluster[each > 0]), set(stratum[each > 0])) for each in inside]
        degrees = np.array([float(len(clusters) - len(strata)) for clusters, strata in here])
        return _Shares(value, covariance, (inside > 0).sum(axis=1) * 1.0, degrees)


def _said(words: tuple[str, str, str], numbers: Any, found: _Shares, variance: Any, level: float) -> Estimate:
    names = ("group_", "reference_") if found.value.size > 1 else ("",)
    data = {f"{name}answered": n for name, n in zip(names, found.answered, strict=True)}
    how = dict(zip(("measure", "unit", "method"), words, strict=True))
    made = without_test(numbers[0], numbers[1:], level, {**data, "standard_error": np.sqrt(variance)}, **how)
    return based(
        unsaid(made, NO_FREEDOM), weights="of the survey", clusters=f"degrees of freedom: {found.degrees.min():.0f}"
    )


def _yes(name: str, given: Any) -> FloatArray:
    """Return what is true or false, or 1 or 0, as 1 or 0."""
    items = np.asarray(given, dtype=object)
    for place, item in enumerate(items.ravel()):
        if is_missing(item) or item not in {0, 1}:
            raise refused(name, "must be yes or no: True or False, 1 or 0", item, (place,))
    return items.astype(np.float64)


def _codes(name: str, labels: Labels) -> Any:
    """Return labels as whole numbers in the order in which they first appear."""
    seen: dict[Hashable, int] = {}
    listed = list(labels)
    if any(map(is_missing, listed)):
        raise refused(name, "must name every row", None, ([*map(is_missing, listed)].index(True),))
    return np.array([seen.setdefault(label, len(seen)) for label in listed], dtype=np.intp)
