"""The ranks of areas, with intervals: how little a league table says."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._sentences import who
from disprop.areas._areas import VERDICTS, ByArea, Counts, counts_of
from disprop.estimate import Estimate
from disprop.intervals._roots import root

HALF = 0.5
PLACES = np.linspace(-6, 6, 241)
DENSITY = np.exp(-(PLACES**2) / 2) / np.exp(-(PLACES**2) / 2).sum()
SHOWN = 10


class Ranks(ByArea):
    """The rank of each area, 1 for the highest value, and between what it lies.

    Attributes
    ----------
    areas, levels : the estimate, and the one level of the intervals.
    could_be_first : whether the area may be the one with the highest; the one that is, is kept with the level.
    rank : 1 and how many have a higher value; equal values have one rank. NaN without a value, and where counts known
        only in part leave it open.
    rank_low, rank_high : the interval of the rank of this area, if it was chosen before the figures were seen.
    joint_low, joint_high : wider, so that those of all areas hold at once: for whoever looks at the whole table.
    """

    could_be_first: NDArray[np.bool_]
    rank: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    joint_low: FloatArray
    joint_high: FloatArray

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The areas that have a value in order, each with its rank and its interval: "Dorset, rank 1 (1 to 2)"."""
        names = self.names
        return {VERDICTS["ranked"].format(name=names[i], rank=rank): self.areas[i] for i, rank in self._places.items()}

    @property
    def _places(self) -> dict[int, str]:
        """The rank of each area with its interval, in order; an area without a value has none."""
        ranks = self.rank.tolist()
        order = np.lexsort((-np.asarray(self.areas.most), self.rank_high, self.rank_low, self.rank))
        return {
            i: f"{'?' if np.isnan(ranks[i]) else int(ranks[i])}{'=' * (ranks.count(ranks[i]) > 1)} "
            f"({self.rank_low[i]:.0f} to {self.rank_high[i]:.0f})"
            for i in order[~np.isnan(self.rank_low[order])].tolist()
        }

    def _beside(self) -> dict[int, dict[str, str]]:
        """Return the name of each area, and its rank, those without a rank at the end."""
        own, places = super()._beside(), self._places
        return {i: {"rank": places.get(i, ""), **own[i]} for i in dict.fromkeys([*places, *own])}

    def _verdict(self) -> str:
        """Return who has the highest value, or may have it, in words for a reader."""
        first = [self.names[i] for i in self._places if self.could_be_first[i]]
        told = {"measure": self.areas.measure, "level": f"{100 * self.levels[0]:g}%", "who": who(first, "or")}
        return "\n".join([VERDICTS["firsts" if len(first) > 1 else "first"].format(**told), *self.silent])

    def __str__(self) -> str:
        """Write the areas in order, each with its rank and interval, and which could be first."""
        names = self.names
        lines = [f"{rank} {names[i]}" for i, rank in self._places.items()]
        more = [f"and {len(lines) - SHOWN} more"] * (len(lines) > SHOWN)
        return "\n".join([*lines[:SHOWN], *more, self._verdict()])


@np.errstate(divide="ignore", invalid="ignore")  # of a count at the end of its range, and of none
def ranks(areas: Estimate, *, level: float = 0.95) -> Ranks:
    """Return the rank of each area with its interval, and which of them could be the first.

    Use it before "the force with the highest rate" is written: most of a league table is chance, and often several
    could be first. An interval of the rank is not that of the value: values whose intervals overlap may well be told
    apart, and ranks of others that do not know of each other.

    Parameters
    ----------
    areas : Estimate
        With one axis, the areas, as for `funnel`; the counts are what is used.
    level : float
        Of the intervals of ranks; 0.95 means 95%.

    Returns
    -------
    Ranks
        Rank 1 is the highest value. Of counts known only in part the intervals hold whatever the counts may be.

    Raises
    ------
    DispropError
        For what is no such estimate, and for several axes.

    Notes
    -----
    Two areas are told apart where their logs, 1/2 added to each count, differ by more than c standard errors of the
    difference, and where their exact limits at the tail of c say so too, joined as those of a difference are (MOVER,
    [3]_): by the 1/2 alone an area of hardly anybody would be above all. The interval goes from 1 + the areas that are
    certainly higher to k - those certainly lower [1]_. For one area c is the quantile of the largest of its k - 1
    differences (Dunnett: they share the area, so that it is one integral); for all at once it is that of the
    studentised range over the square root of 2 (Tukey and Kramer, never too short [2]_). An area could be first unless
    another is higher by the quantile of the largest difference to one side. That set holds the first with 95%; where
    several truly share the first place it holds each of them with 95%, but all five of five with about 80% only. It may
    leave out an area whose interval begins at 1, as it has all of its error at one end, and the interval half at each;
    never the other way round.

    95% intervals held the rank of an area in 96 to 100% where all are alike, which is hardest, and all ranks at once in
    92 to 100%, of 5 to 43 areas with 5 events and more; the first was kept in 97% and more beside an area of 0.005
    or 0.1 events.

    References
    ----------
    .. [1] Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91: 476-518; Klein, Wright and Wieczorek
       2020, Journal of the Royal Statistical Society C 69: 589-606.
    .. [2] Hayter 1984, Annals of Statistics 12: 61-75.
    .. [3] Zou and Donner 2008, Statistics in Medicine 27: 1693-1702.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import areas, rate
    >>> stops = pd.Series({"Kent": 300, "Essex": 180, "Surrey": 170, "Dorset": 20})
    >>> print(areas.ranks(rate(stops, [100_000, 90_000, 90_000, 8_000])))
    1 (1 to 2) Kent
    2 (1 to 4) Dorset
    3 (2 to 4) Essex
    4 (2 to 4) Surrey
    allowing for chance, the highest rate may be that of Kent or Dorset (95% confidence)
    """
    counts, confidence = counts_of(areas), _arrays.one_level(level)
    y, variance = _logs(counts)
    error = np.sqrt(variance.max(axis=0))
    above = (y.min(axis=0) - y.max(axis=0)[:, None]) / np.hypot(error, error[:, None])  # its own: <= 0
    one, joint, first = quantiles(error, confidence)
    value = counts.value(counts.x)
    low, high = np.where(np.isnan(value), 0.0, value).min(axis=0), np.where(np.isnan(value), np.inf, value).max(axis=0)
    least = 1 + (low > high[:, None]).sum(axis=1)
    most = 1 + ((high > low[:, None]) & ~np.eye(len(error), dtype=bool)).sum(axis=1)
    (one_up, one_down), (up, down), (ahead, _) = (
        _apart(counts, above, c, np.nanmedian(y)) for c in (one, joint, first)
    )
    ends = (*_ends(one_up, one_down, least, most), *_ends(up, down, least, most))
    found = np.stack([np.where(least == most, least, np.nan), *ends, ~ahead.any(axis=1)])
    *numbers, may = counts.spread(found[:, None])
    return Ranks(areas, (confidence,), may == 1, *numbers)


def _logs(counts: Counts) -> tuple[FloatArray, FloatArray]:
    """Return the log of each value, and its variance; 1/2 is added to each count."""
    x, whole = counts.x + HALF, counts.trials + 2 * HALF
    others = 1 / (whole - x) if counts.odds else -1 / whole
    return np.log(counts._replace(trials=whole).value(x)), 1 / x + others


def _apart(
    counts: Counts, above: FloatArray, c: FloatArray, middle: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which areas (columns) are certainly above, and certainly below, each by its own c.

    Both by the logs and by the exact limits of the two at the same tail, joined as limits of a difference are (MOVER).
    """
    logs = [np.log(counts.value(x)) for x in (counts.x, *counts.exact(counts.x, ndtr(-c)[:, None, None]))]
    own, least, most = (expit(each - middle) for each in logs)
    low, high = own.min(axis=0), own.max(axis=0)
    down, up = low - least.min(axis=1), most.max(axis=1) - high
    over = (low - high[:, None] > np.hypot(down, np.diagonal(up)[:, None])) & (above > c[:, None])
    under = (low[:, None] - high > np.hypot(np.diagonal(down)[:, None], up)) & (c[:, None] < above.T)
    return over, under


def _ends(over: NDArray[np.bool_], under: NDArray[np.bool_], least: Any, most: Any) -> tuple[FloatArray, FloatArray]:
    """Return the intervals of the ranks, which are never without the rank itself."""
    return np.minimum(1 + over.sum(axis=1), least), np.maximum(len(over) - under.sum(axis=1), most)


def quantiles(error: FloatArray, level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the quantiles for each area by itself, for all at once, and to one side."""
    from scipy.stats import studentized_range

    k = len(error)
    both, above = (np.array([_largest(error, i, level, two=two) for i in range(k)]) for two in (True, False))
    return both, np.full(k, studentized_range.ppf(level, max(k, 2), np.inf) / np.sqrt(2)), above


def _largest(error: FloatArray, i: int, level: float, *, two: bool) -> float:
    """Return the quantile of the largest of the standardised differences from one area, to both sides or to one."""
    others = np.delete(error, i)
    shared, own = (each / np.hypot(error[i], others) for each in (error[i], others))

    def short(c: FloatArray) -> FloatArray:
        below, above = (ndtr((side * c + shared[:, None] * PLACES) / own[:, None]) for side in (1, -1))
        return np.asarray(np.prod(below - above if two else below, axis=0) @ DENSITY - level)

    tail = (1 - level) / (1 + two)
    most = tail / max(len(others), 1)  # Bonferroni's quantile is larger
    return float(root(short, *(-ndtri(np.array(end)) for end in (tail, most))))
