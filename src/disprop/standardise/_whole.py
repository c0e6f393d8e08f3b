"""A directly standardised rate against that of the whole that contains the group: an area and its country."""

from dataclasses import replace
from typing import Any

import numpy as np

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray
from disprop._errors import DispropError
from disprop.estimate import Estimate, based, from_family
from disprop.intervals import DIRECT_RATE_DIFFERENCE, DIRECT_RATIO_TO_WHOLE, WeightedSum
from disprop.standardise._strata import Standard, Strata, in_words, refuse, remarked_where_rare, strata, weighted_sum

WHOLE = "the whole, the group included"


def against_whole(reference: object, whole: object) -> bool:
    """Return whether a group is compared with the whole that it is in; one of the two is given."""
    if (reference is None) == (whole is None):
        given = "neither" if whole is None else "both"
        raise DispropError(
            f"give reference=, of people who share nobody with the group, or whole=, which contains it; got {given}",
            what="reference",
            hint="give reference= or whole=",
        )
    return whole is not None


def ratio_to_whole(group: Any, whole: Any, standard: Standard, **how: Any) -> Estimate:
    """Return how many times higher the group's standardised rate is than that of the whole."""
    read = _with_others(group, whole, standard)
    least = _shares(read).min(axis=-1)
    own = read.summed("group_events", "group_population")
    data = dict(zip(DIRECT_RATIO_TO_WHOLE.data, (*own, *_beyond(read, own, least), least), strict=True))
    found = from_family(DIRECT_RATIO_TO_WHOLE, data, **how)
    return _said(found, read, standard)


def difference_from_whole(group: Any, whole: Any, standard: Standard, **how: Any) -> Estimate:
    """Return by how much the group's standardised rate exceeds that of the whole."""
    read = _with_others(group, whole, standard)
    weights = np.where(read.weights > 0, read.weights * (1 - _shares(read)), 0.0)
    sums = [*_sum(read, "group", weights), *_sum(read, "others", weights)]
    data = dict(zip(DIRECT_RATE_DIFFERENCE.data, sums, strict=True))
    found = from_family(DIRECT_RATE_DIFFERENCE, data, unit="per 1", **how)
    found = replace(found, measure="directly standardised rate difference from the whole")
    return _said(found, read, standard, weights)


def _said(found: Estimate, read: Strata, standard: Standard, weights: FloatArray | None = None) -> Estimate:
    remarked = remarked_where_rare(found, read, "group", "others", weights=weights)
    return based(remarked, standard=in_words(standard), reference=WHOLE)


def _with_others(group: Any, whole: Any, standard: Standard) -> Strata:
    """Return the strata with columns for everyone in the whole who is not of the group."""
    of_group, of_whole = _pairs.one_side("group", group, _pairs.EVENTS), _pairs.one_side("whole", whole, _pairs.EVENTS)
    read = strata(of_group | of_whole, standard)
    others = {}
    for name in _pairs.EVENTS:
        part, everyone = read.columns[f"group_{name}"], read.columns[f"whole_{name}"]
        _arrays.at_most(f"group_{name}", part, f"whole_{name}", everyone, "; the whole contains the group")
        others[f"others_{name}"] = everyone - part
    without = (others["others_events"] > 0) & (others["others_population"] == 0)
    rule = "has more events than the group, and no more people"
    refuse(without, "the whole", rule, "check the two", read.labels)
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
