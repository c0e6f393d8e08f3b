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
from disprop.standardise._rare import remarked_where_rare
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
        group's, in the stratum where the group's share is least; NaN with the interval from 0 to that when the whole
        has no events.

    Raises
    ------
    DispropError
        As for `direct_rate`; for a group with more events or people than the whole has.

    Notes
    -----
    Let b be the group's share of the population in the stratum where it is least, and y its rate. The whole's rate is
    b y + d, where no event counts less than nothing in d, so that the ratio is 1/(b + d/y), and the limits of d/y by a
    method of `direct_rate_ratio` give those of the ratio. With one stratum d and y are independent, and "fay" is the
    exact interval of the `share_ratio`. Otherwise they have events of the group in common: the variance of d is lowered
    by as much as gives d/y the variance that it has, but not below that of the others' events, which makes the
    interval rather too wide than too narrow. This composition is our own.

    Examples
    --------
    Fifth and later children against those of the first, third and fifth rank together (Fay and Feuer 1997, Table 1):

    >>> fifth = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    >>> three = [110, 220, 237, 255, 409, 395], [245_438, 535_817, 445_420, 306_706, 163_322, 46_104]
    >>> all_births = [63_986.6, 186_263.6, 157_302.2, 97_647, 47_572.6, 12_262.6]
    >>> print(direct_rate_ratio_to_whole(group=fifth, whole=three, standard=all_births))
    0.86 (95% CI 0.77 to 2.15)
    """
    read = _with_others(group, whole, standard)
    least = _shares(read).min(axis=-1)
    own = read.summed("group_events", "group_population")
    data = dict(zip(DIRECT_RATIO_TO_WHOLE.data, (*own, *_beyond(read, own, least), least), strict=True))
    found = from_family(DIRECT_RATIO_TO_WHOLE, data, method=method, level=level, sides=sides)
    return remarked_where_rare(found, read, "group", "others")


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
    weights = np.where(read.weights > 0, read.weights * (1 - _shares(read)), 0.0)
    sums = [*_sum(read, "group", weights), *_sum(read, "others", weights)]
    data = dict(zip(DIRECT_RATE_DIFFERENCE.data, sums, strict=True))
    found = from_family(DIRECT_RATE_DIFFERENCE, data, method=method, level=level, sides=sides, unit="per 1")
    found = replace(found, measure="directly standardised rate difference from the whole")
    return remarked_where_rare(found, read, "group", "others", weights=weights)


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


def _sum(read: Strata, side: str, weights: FloatArray) -> WeightedSum:
    return weighted_sum(read.columns[f"{side}_events"], read.columns[f"{side}_population"], weights)


def _shares(read: Strata) -> FloatArray:
    """Return the group's share of the population in each stratum, 1 in those without weight."""
    with np.errstate(invalid="ignore"):
        shares = read.columns["group_population"] / read.columns["whole_population"]
    return np.where(read.weights > 0, shares, 1.0)


def _beyond(read: Strata, own: WeightedSum, least: FloatArray) -> WeightedSum:
    """Return d: what all events add to the rate of the whole, but for the least share of the group's rate."""
    shares, sides = _shares(read), ("group", "others")
    weights = [read.weights * (shares - least[..., None]), read.weights * (1 - shares)]
    both = [np.concatenate([read.columns[f"{side}_{name}"] for side in sides], axis=-1) for name in _pairs.EVENTS]
    found = weighted_sum(both[0], both[1], np.concatenate(weights, axis=-1))
    alone = _sum(read, "others", weights[1]).variance
    with np.errstate(divide="ignore", invalid="ignore"):
        # An event of the group counts u in y, and (share - least) u in d.
        u = np.where(read.weights > 0, read.weights / read.columns["group_population"], 0.0)
        covariance = (read.columns["group_events"] * u**2 * (shares - least[..., None])).sum(axis=-1)
        lowered = found.variance - 2 * covariance * np.where(
            covariance > 0, found.weighted_events / own.weighted_events, 0
        )
    return found._replace(variance=np.where(alone == 0, found.variance, np.maximum(lowered, alone)))
