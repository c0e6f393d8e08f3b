"""Events whose group was not stated: how far they can move a rate, or a ratio, by what is assumed of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._errors import advised, of_kind, worded
from disprop._estimated import between
from disprop.estimate import Estimate, Number, Record, axes_of, based, remade, unsaid, without_test
from disprop.imperfect._did_not_answer import rate_or_ratio, tipping_share
from disprop.imperfect._second_source import SecondSource, divided, drawn

IMPUTATIONS = 100
ALIKE = "the not stated divide as the stated do"
SEEN = "the not stated divide as a second source says"


class NotStated(Record):
    """A rate, or a rate ratio, under each assumption about events whose group was not stated.

    Attributes
    ----------
    stated : they are left out. A ratio is right so if they divide as the others do; rates of all groups are too low.
    worst_case : any number of them is of the group, or of the reference: `least` and `most` are what is possible.
    in_proportion : they divide among all groups as the stated events do.
    imputed : the same, drawn 100 times and combined by Rubin's rules, so that the interval knows that it was a guess.
    second_source : drawn 100 times by what a second source says of them; None without one.
    tipping_share : which share of them must be of the group, the rest being of the reference, for both rates to be
        equal; NaN where no share makes them so, and of a rate.
    unstated : how many there are.
    """

    stated: Estimate
    worst_case: Estimate
    in_proportion: Estimate
    imputed: Estimate
    second_source: Estimate | None
    tipping_share: Number
    unstated: Number

    def per(self, number: float) -> NotStated:
        """Return the same record with its rates per `number` people."""
        rates: dict[str, Any] = {name: each.per(number) for name, each in self.estimates.items()}
        return replace(self, **rates)

    def __str__(self) -> str:
        """Write each estimate behind its name, and the tipping share where there is one."""
        said = "the share of the group, if the rest is of the reference, at which both rates are equal"
        line = f"tipping share: {self.tipping_share:.1%}, {said}" if np.all(np.isfinite(self.tipping_share)) else ""
        return "\n".join(filter(None, (super().__str__(), line)))


def not_stated(  # noqa: PLR0913 (the two sides, everyone else, and how they are divided)
    *,
    group: Pair,
    others: ArrayLike,
    unstated: ArrayLike,
    reference: Pair | None = None,
    second: SecondSource | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> NotStated:
    """Return how far events whose group was not stated can move a rate, or a rate ratio.

    Use it wherever a table by group has a row "Not stated": its events happened to somebody, and the populations hold
    everybody, so that without them the rates of all groups are too low. Print the range, or say what is assumed.

    Parameters
    ----------
    group : pair (events, population)
        The events whose group is stated to be this one, and its whole population; array-likes that broadcast.
    others : array_like of int
        The stated events of all groups but the group and the reference; 0 where there are no others.
    unstated : array_like of int
        The events whose group is not known.
    reference : pair (events, population), optional
        The side that the group is compared with; without one it is the rate of the group that is found.
    second : SecondSource, optional
        What another source says of the events without a group, from `second_source`; of single counts only. Those that
        it has no code for divide in proportion.
    level : float
        Confidence level.
    seed : int
        By which the imputations are drawn: the same seed gives the same numbers.

    Returns
    -------
    NotStated
        One rate, or rate ratio, under each assumption, and the tipping share. `basis` of each says what is assumed.

    Raises
    ------
    DispropError
        For counts that `rate` refuses, for a second source that has seen more events than there are, and for one beside
        arrays.

    Notes
    -----
    The range is sharp: one end has all of them in the group, the other all in the reference (or, of a rate, none in the
    group). In proportion, each population is multiplied by the share of events that is stated; of a ratio that
    cancels, and the interval too is that of the stated events. It is a little too wide for a rate.

    An imputation draws the shares of the groups from their gamma distribution given the stated events, or given those
    that have both records, and divides the events without a group by chance among these. The 100 log ratios, each of
    variance 1/x1 + 1/x0, have the total variance W + (1 + 1/100) B, W being the mean of these and B the variance
    between them, and the limits of a t distribution with 99 (1 + W / ((1 + 1/100) B))^2 degrees of freedom [1]_: those
    of Barnard and Rubin are the same, as the variance of a count is known. With nothing to impute it is the method
    "wald-log".

    What is never known from the table itself is whether people who state no group are like those who do. Neither in
    proportion nor a second source is evidence of that.

    References
    ----------
    .. [1] Rubin 1987, Multiple Imputation for Nonresponse in Surveys.

    Examples
    --------
    Searches in West Yorkshire in August 2021: 72 of Black people, 647 of White people, 405 of others, 139 of nobody
    knows whom.

    >>> from disprop.imperfect import not_stated
    >>> found = not_stated(group=(72, 72_257), reference=(647, 1_801_352), others=405, unstated=139)
    >>> print(found.stated)
    2.77 (95% CI 2.16 to 3.52)
    >>> print(found.worst_case)
    between 2.28 and 8.13 (95% CI 1.78 to 9.48)
    >>> rates = not_stated(group=(72, 72_257), others=647 + 405, unstated=139).per(1_000)
    >>> print(rates.stated)
    0.996 per 1,000 (95% CI 0.780 to 1.255)
    >>> print(rates.in_proportion)
    1.120 per 1,000 (95% CI 0.876 to 1.410)
    """
    sides = {"group": group} | ({} if reference is None else {"reference": reference})
    inputs = [_pairs.one_side(name, pair, _pairs.EVENTS) for name, pair in sides.items()]
    data = _pairs.of_rates(dict(each for side in inputs for each in side.items()))
    more = {"others": _arrays.counts("others", others), "unstated": _arrays.counts("unstated", unstated)}
    *counts, rest, gone = _arrays.broadcast({}, {**data, **more}).values()
    pairs = list(zip(counts[::2], counts[1::2], strict=True))
    level, events = _arrays.one_level(level), [x for x, _ in pairs]
    known = sum(events, start=rest)
    share = np.where(gone > 0, known / np.maximum(known + gone, 1), 1.0)
    stated = rate_or_ratio(pairs, level)
    chance = _Chance(np.stack([events[0], events[1] if reference else 0 * rest, rest], axis=-1), gone, seed)
    worst = rate_or_ratio([(between(x, x + gone), n) for x, n in pairs], level)
    seen = None if second is None else based(chance.imputed(stated, _fitting(second, gone, len(pairs))), assumed=SEEN)
    return NotStated(
        stated=based(stated, assumed="the not stated are left out"),
        worst_case=based(worst, assumed="any number of the not stated is of either side"),
        in_proportion=based(rate_or_ratio([(x, n * share) for x, n in pairs], level), assumed=ALIKE),
        imputed=based(chance.imputed(stated), assumed=f"{ALIKE}, by chance"),
        second_source=seen,
        tipping_share=tipping_share(group=pairs[0], reference=pairs[-1], unstated=gone if reference else 0 * gone),
        unstated=gone[()],
    )


def _fitting(second: SecondSource, unstated: FloatArray, sides: int) -> SecondSource:
    of_kind(SecondSource, "second", "must be what second_source returns", second)
    if sides > 1 and np.isnan(second.of_reference).any():
        raise advised("second says nothing of the reference", "; give second_source reference= too", what="second")
    if unstated.ndim:
        raise worded("second source of one table", "second", unstated.shape)
    _arrays.at_most("seen", second.seen.sum(keepdims=True), "unstated", unstated[np.newaxis])
    return second


def rubin(values: FloatArray, variances: FloatArray, tail: float) -> tuple[FloatArray, FloatArray]:
    """Return the mean of imputations, and half of the width of its interval, by Rubin's rules."""
    m, within, between_them = len(values), variances.mean(axis=0), values.var(axis=0, ddof=1)
    total = within + (1 + 1 / m) * between_them
    degrees = (m - 1) / ((1 + 1 / m) * between_them / total) ** 2
    return values.mean(axis=0), stdtrit(degrees, 1 - tail) * np.sqrt(total)


class _Chance(NamedTuple):
    """Stated events of the group, the reference and others on the last axis, and those to be divided by chance."""

    stated: FloatArray
    unstated: FloatArray
    seed: int

    def imputed(self, like: Estimate, second: SecondSource | None = None) -> Estimate:
        """Return the rate, or the ratio, of many imputations."""
        people = list(like.data.values())[1::2]
        completed = list(np.moveaxis(self._completed(second), -1, 0)[: len(people)])
        with np.errstate(all="ignore"):
            logs = [np.log(y / n) for y, n in zip(completed, people, strict=True)]
            variance = np.sum([1 / y for y in completed], axis=0)
            mean, half = rubin(logs[0] - sum(logs[1:]), variance, (1 - float(like.level)) / 2)
            value, *ends = (np.where(np.isfinite(half), np.exp(at), np.nan) for at in (mean, mean - half, mean + half))
            events = [np.exp(np.log(y).mean(axis=0)) for y in completed]  # whose ratio is the value
        counts = (each for pair in zip(events, people, strict=True) for each in pair)
        data, words = dict(zip(like.data, counts, strict=True)), {"measure": like.measure, "unit": like.unit}
        found = without_test(value, ends, like.level, data, method="rubin", **words)
        return unsaid(remade(found, axes=axes_of(like)), "an imputation has no events of a side")

    def _completed(self, second: SecondSource | None) -> FloatArray:
        """Return the events of each side in each imputation."""
        random = _arrays.generator(self.seed)
        seen, left = self.stated, self.unstated
        if second is not None:
            seen, left = seen + drawn(second, IMPUTATIONS, random), left - second.seen.sum()
        weights = random.standard_gamma(self.stated, (IMPUTATIONS, *self.stated.shape))
        return seen + divided(left, weights, random)
