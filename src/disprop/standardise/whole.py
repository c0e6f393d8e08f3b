"""A directly standardised rate against that of the whole that contains the group: an area and its country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray
from disprop.estimate import Estimate, from_family
from disprop.intervals import DIRECT_RATE_DIFFERENCE, DIRECT_RATIO_TO_WHOLE, WeightedSum
from disprop.standardise._strata import Standard, Strata, pair, refuse, strata, weighted_sum

Pair = tuple[ArrayLike, ArrayLike]


def direct_rate_ratio_to_whole(
    *,
    group: Pair,
    whole: Pair,
    standard: Standard,
    method: str = "fay",
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return how many times higher the group's directly standardised rate is than that of the whole it belongs to.

    Use it for an area against its country, or a group against everyone. The group's events are among those of the
    whole, so that the two rates move together; `direct_rate_ratio`, which takes them as independent, would be too wide.

    Parameters
    ----------
    group, whole : pairs (events, population)
        The group, and the whole with the group in it; strata on the last axis; array-likes that broadcast.
    standard : array_like of float, or mapping of labels to weights
        As for `direct_rate`, the same for both.
    method : str
        Any method of `direct_rate_ratio`; "fay" by default.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the group's standardised rate over that of the whole. It cannot exceed the whole's population over the
        group's, in the stratum where the group's share is least. NaN when the whole has no events.

    Raises
    ------
    DispropError
        As for `direct_rate`; for a group with more events or people than the whole has.

    Notes
    -----
    The whole's rate is B + C, where B is what the group's own events add to it and C what those of all others add.
    With b = B/y, y the group's rate, the ratio is 1/(b + C/y), and C and y are independent: the limits of C/y by a
    method of `direct_rate_ratio` give those of the ratio. Where the group's share of the population is the same in all
    strata, b is that share. Where it is not, b varies, and the variance of C is raised by as much as gives the ratio
    the variance that it has; it is never lowered. This composition is our own.

    Examples
    --------
    Fifth and later children against those of the first, third and fifth rank together (Fay and Feuer 1997, Table 1):

    >>> fifth = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    >>> three = [110, 220, 237, 255, 409, 395], [245_438, 535_817, 445_420, 306_706, 163_322, 46_104]
    >>> all_births = [63_986.6, 186_263.6, 157_302.2, 97_647, 47_572.6, 12_262.6]
    >>> print(direct_rate_ratio_to_whole(group=fifth, whole=three, standard=all_births))
    0.863 (95% CI 0.783 to 1.312)
    """
    read = _with_others(group, whole, standard)
    own, others, share = read.summed("group_events", "group_population"), _others(read), _share(read)
    others = others._replace(variance=others.variance + _spread(read, share, own, others))
    share = np.where((own.events == 0) & (others.weighted_events == 0), 0.0, share)
    data = dict(zip(DIRECT_RATIO_TO_WHOLE.data, (*own, *others, share), strict=True))
    return from_family(DIRECT_RATIO_TO_WHOLE, data, method=method, level=level, sides=sides)


def direct_rate_difference_from_whole(
    *,
    group: Pair,
    whole: Pair,
    standard: Standard,
    method: str = "mover-fay-feuer",
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return by how much the group's directly standardised rate exceeds that of the whole it belongs to.

    Use it for an area against its country, or a group against everyone; see `direct_rate_ratio_to_whole`.

    Parameters
    ----------
    group, whole : pairs (events, population)
        The group, and the whole with the group in it; strata on the last axis; array-likes that broadcast.
    standard : array_like of float, or mapping of labels to weights
        As for `direct_rate`, the same for both.
    method : str
        Any method of `direct_rate_difference`; "mover-fay-feuer" by default.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the group's standardised rate less that of the whole, unit "per 1".

    Raises
    ------
    DispropError
        As for `direct_rate_ratio_to_whole`.

    Notes
    -----
    The rate of a stratum differs from that of the whole by the difference from the others', times the share of the
    others in the population. So the difference is one between the group and the others, who are independent, with the
    weights of the standard times that share.

    Examples
    --------
    >>> fifth = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    >>> three = [110, 220, 237, 255, 409, 395], [245_438, 535_817, 445_420, 306_706, 163_322, 46_104]
    >>> all_births = [63_986.6, 186_263.6, 157_302.2, 97_647, 47_572.6, 12_262.6]
    >>> found = direct_rate_difference_from_whole(group=fifth, whole=three, standard=all_births)
    >>> print(found.per(100_000))
    -12 per 100,000 (95% CI -19 to 105)
    """
    read = _with_others(group, whole, standard)
    own = weighted_sum(read.columns["group_events"], read.columns["group_population"], _other_weights(read))
    data = dict(zip(DIRECT_RATE_DIFFERENCE.data, (*own, *_others(read)), strict=True))
    found = from_family(DIRECT_RATE_DIFFERENCE, data, method=method, level=level, sides=sides, unit="per 1")
    return replace(found, measure="directly standardised rate difference from the whole")


def _with_others(group: Any, whole: Any, standard: Standard) -> Strata:
    """Return the strata with columns for everyone in the whole who is not of the group."""
    read = strata(pair("group", group) | pair("whole", whole), standard)
    others = {}
    for name in _pairs.EVENTS:
        part, everyone = read.columns[f"group_{name}"], read.columns[f"whole_{name}"]
        _arrays.at_most(f"group_{name}", part, f"whole_{name}", everyone, "; the whole contains the group")
        others[f"others_{name}"] = everyone - part
    without = (others["others_events"] > 0) & (others["others_population"] == 0)
    refuse(without, "the whole has more events than the group, and no more people", "check the two", read.labels)
    return replace(read, columns=read.columns | others)


def _other_weights(read: Strata) -> FloatArray:
    """Return the weights times the others' share of the population."""
    everyone = read.columns["whole_population"]
    with np.errstate(invalid="ignore"):
        return np.where(read.weights > 0, read.weights * (read.columns["others_population"] / everyone), 0.0)


def _others(read: Strata) -> WeightedSum:
    """Return what the events of all others add to the rate of the whole."""
    return weighted_sum(read.columns["others_events"], read.columns["others_population"], _other_weights(read))


def _share(read: Strata) -> FloatArray:
    """Return b: what the group's events add to the whole's rate, over the group's; without events, the least share."""
    own = read.summed("group_events", "group_population").weighted_events
    added = weighted_sum(read.columns["group_events"], read.columns["whole_population"], read.weights).weighted_events
    with np.errstate(invalid="ignore"):
        shares = np.where(read.weights > 0, read.columns["group_population"] / read.columns["whole_population"], np.inf)
        return np.where(own > 0, added / own, shares.min(axis=-1))


def _spread(read: Strata, share: FloatArray, own: WeightedSum, others: WeightedSum) -> FloatArray:
    """Return what the variation of b adds to the variance of C: sum x d (d + 2 u C/y), d = b u - w/(whole's t)."""
    events, counts = read.columns["group_events"], read.weights > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        u = np.where(counts, read.weights / read.columns["group_population"], 0.0)
        d = share[..., None] * u - np.where(counts, read.weights / read.columns["whole_population"], 0.0)
        ratio = np.where(own.weighted_events > 0, others.weighted_events / own.weighted_events, 0.0)
    added: FloatArray = (events * d * (d + 2 * u * ratio[..., None])).sum(axis=-1)
    return np.maximum(added, 0.0)
