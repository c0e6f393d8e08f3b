"""A disparity that comes about in stages, such as stop, search and arrest: what each stage adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from scipy.special import ndtri

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray, Pair
from disprop._errors import one_of, refused
from disprop._registry import statistic
from disprop.estimate import Estimate, Record, from_family, undefined, without_test
from disprop.intervals import RATE_RATIO, RISK_RATIO

METHODS = {"score": ("mid-p", "miettinen-nurminen"), "log": ("wald-log", "katz-log")}  # of the first, and of later ones
ALL, SHARE, FEWEST = "all stages", "share of {}", 2
NO_EVENTS = "a stage has no events on one side, so that the log disparity is infinite"
NOTHING_TO_SHARE = "the ratio over all stages may be 1, so that there is nothing to share out"


class Stages(Record):
    """The relative rate index of each stage, their product, and what each stage adds to it.

    Attributes
    ----------
    names : the stages in their order.
    first : the rate ratio of the first stage, per head of the population.
    later : the risk ratios of the others, each of those who came through the stage before it; stages on the last axis.
    total : the rate ratio of the events of the last stage per head of the population: the product of all of these.
    shares : the part of log(total) that is each stage's log ratio; stages on the last axis. They add up to 1.
    """

    names: tuple[str, ...]
    first: Estimate
    later: Estimate
    total: Estimate
    shares: Estimate

    @property
    def ratios(self) -> dict[str, Estimate]:
        """The ratio of each stage by its name."""
        later = (self.later[..., at] for at in range(len(self.names) - 1))
        return dict(zip(self.names, (self.first, *later), strict=True))

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The ratio of each stage, that of all stages, and each "share of" the log disparity."""
        shares = {SHARE.format(name): self.shares[..., at] for at, name in enumerate(self.names)}
        return {**self.ratios, ALL: self.total, **shares}


@statistic(
    "At which stage does a disparity come about?", counts=("events", "people"), joins=True, name="disparity.stages"
)
def stages(
    names: Sequence[str] | None = None,
    *,
    group: Pair,
    reference: Pair,
    method: Literal["score", "log"] = "score",
    level: float = 0.95,
) -> Stages:
    """Return the relative rate index of each stage of a process, and what each adds to the disparity per head.

    Use it for stop, search, arrest and charge, or referral, petition, adjudication and placement: each stage takes some
    of those who came through the one before it, so that the events of one are the population of the next. The ratios
    multiply to the ratio of the last events per head; a stage of ratio 1 leaves the disparity as it found it. What it
    found may be wrong all the same: a ratio of 1 among people who were stopped says nothing of why they were.

    Parameters
    ----------
    names : sequence of str, optional
        The stages in their order; "stage 1" and so on without.
    group, reference : pairs (events, people)
        The events of each stage on the last axis, and the population of the first; or of each, which are the events of
        the stage before it.
    method : str
        "score" (default) takes "mid-p" for rates and "miettinen-nurminen" for risks; "log" takes "wald-log" and
        "katz-log", whose variances add up to that of the product exactly.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Stages
        (x1_s / x1_(s-1)) / (x0_s / x0_(s-1)) of each stage, with the populations for x_0; (x1_K / x1_0) / (x0_K / x0_0)
        of all; and the shares. A share may be negative or above 1. Where the interval of `total` by "log" holds 1, or a
        stage has no events, there are none, and the remark says why.

    Raises
    ------
    DispropError
        For fewer than two stages, more events than came through the stage before, populations that are not its
        events, and names of which two rows would be called the same.

    Notes
    -----
    Events of the first stage are Poisson and of each later one binomial among those of the one before it, so that log
    ratios L_s of stages are independent in large samples. With V_s = 1/x_s - 1/x_(s-1) of both sides (of the first
    stage 1/x_1), L = sum L_s and V = sum V_s, the limits of L_s / L are by Fieller [1]_ with the covariance V_s:
    (b -+ sqrt(b^2 - a c)) / a, a = L^2 - z^2 V, b = L_s L - z^2 V_s, c = L_s^2 - z^2 V_s. They hold the share in 94.9
    to 95.5% of samples with 18 events a stage or more.

    References
    ----------
    .. [1] Fieller 1954, Journal of the Royal Statistical Society B 16: 175-185.

    Examples
    --------
    Boys in the juvenile courts of the United States in 2020, Black beside White (OJJDP, rounded to 100):

    >>> from disprop import disparity
    >>> black, white = [129_700, 83_400, 39_200, 13_000], [159_200, 83_500, 42_300, 9_500]
    >>> names = ["referred", "petitioned", "adjudicated", "placed"]
    >>> found = disparity.stages(names, group=(black, 2_468_900), reference=(white, 8_752_200))
    >>> print(found.first, found.total, sep="; ")
    2.8881 (95% CI 2.8670 to 2.9093); 4.851 (95% CI 4.724 to 4.981)
    >>> print(found.shares.per(100))
    67.16 per 100 (95% CI 66.09 to 68.27)
    12.901 per 100 (95% CI 12.503 to 13.305)
    -4.74 per 100 (95% CI -5.41 to -4.09)
    24.68 per 100 (95% CI 23.57 to 25.77)
    """
    x1, t1, x0, t0 = _arrays.broadcast({}, {**_chain("group", group), **_chain("reference", reference)}).values()
    if x1.shape[-1] < FEWEST:
        raise refused("events", "must be of two stages or more", x1.shape[-1], of=" stages")
    named = _names(names, x1.shape[-1])
    of_rates, of_risks = METHODS[one_of("method of stages", method, METHODS)]
    how: dict[str, Any] = {"level": _arrays.one_level(level)}

    def per_head(at: int) -> Estimate:
        sides = _pairs.two_sides((x1[..., at], t1[..., 0]), (x0[..., at], t0[..., 0]), _pairs.EVENTS)
        return from_family(RATE_RATIO, _pairs.of_rates(sides), method=of_rates, **how)

    sides = _pairs.two_sides((x1[..., 1:], x1[..., :-1]), (x0[..., 1:], x0[..., :-1]), _pairs.PARTS)
    later = from_family(RISK_RATIO, _pairs.of_proportions(sides), method=of_risks, **how)
    first = per_head(0)
    logs = np.stack([first.value, *np.moveaxis(np.asarray(later.value), -1, 0)], axis=-1)
    return Stages(named, first, later, per_head(-1), _shares(logs, x1, x0, how["level"]))


def _names(given: object, stages: int) -> tuple[str, ...]:
    """Return the names of the stages, of which none is that of another row."""
    each: Any = [f"stage {at}" for at in range(1, stages + 1)] if given is None else given
    named = () if isinstance(each, str) or not np.iterable(each) else tuple(map(str, each))
    if len(named) != stages or len({ALL, *named, *map(SHARE.format, named)}) != 2 * stages + 1:
        raise refused("names", f"must name every stage once, and none {ALL!r}", given, of=f" for {stages} stages")
    return named


def _chain(side: str, given: Pair) -> dict[str, FloatArray]:
    """Return the events of each stage, and the population of the first, after checking that they are one chain."""
    events, population = _arrays.pair(side, given, _pairs.EVENTS)
    counts, people = _arrays.counts(f"{side}_events", events), _arrays.people(f"{side}_population", population)
    if not counts.ndim:
        raise refused(f"{side}_events", "must have its stages on the last axis", events)
    before = f"the {side}'s events of the stage before"
    if people.shape == counts.shape:
        others = people[..., 1:]
        if not ((others == counts[..., :-1]) | (others == people[..., :1])).all():
            raise refused(f"{side}_population", f"must be that of the first stage, or {before}", population)
    first = people[..., :1] if people.shape == counts.shape else people[..., np.newaxis]
    _arrays.at_most(f"{side}_events", counts[..., 1:], before, counts[..., :-1])
    return {f"{side}_events": counts, f"{side}_population": first}


def _shares(ratios: FloatArray, x1: FloatArray, x0: FloatArray, level: float) -> Estimate:
    """Return the part of each log ratio in their sum, with its limits by Fieller."""
    with np.errstate(all="ignore"):
        logs = np.log(ratios)
        added = 1 / x1 + 1 / x0
        variances = np.diff(added, axis=-1, prepend=0.0)
        total, square = logs.sum(axis=-1, keepdims=True), ndtri((1 - level) / 2) ** 2
        a = total**2 - square * added[..., -1:]
        b, c = logs * total - square * variances, logs**2 - square * variances
        root = np.sqrt(np.maximum(b**2 - a * c, 0.0))
        found = logs / total, ((b - root) / a, (b + root) / a)
    data = {"group_events": x1, "reference_events": x0}
    said = {"method": "fieller", "measure": "share of the log disparity", "unit": "per 1"}
    why = np.where(np.isfinite(total), np.where(a > 0, "", NOTHING_TO_SHARE), NO_EVENTS).astype(object)
    return undefined(without_test(*found, level, data, **said), np.broadcast_to(why, logs.shape))
