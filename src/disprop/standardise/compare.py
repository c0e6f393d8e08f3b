"""Two directly standardised rates: of populations that share nobody, or of a group and the whole that it is in."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from disprop import _arrays, _pairs, intervals
from disprop._arrays import FloatArray, Pair
from disprop._errors import DispropError
from disprop._methods import DirectRateDifferenceMethod, DirectRateRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, based, from_family
from disprop.standardise import _strata
from disprop.standardise._strata import Standard, Strata

WHOLE = "the whole, the group included"
BESIDE = ("group", "others")


def against_whole(reference: object, whole: object) -> bool:
    """Return whether a group is compared with the whole that it is in; one of the two is given."""
    if (reference is None) == (whole is None):
        given = "neither" if whole is None else "both"
        said = "give reference=, of people who share nobody with the group, or whole=, which contains it"
        raise DispropError(f"{said}; got {given}", what="reference", hint="give reference= or whole=")
    return whole is not None


def ratio_to_whole(group: Any, whole: Any, standard: Standard, **how: Any) -> Estimate:
    """Return how many times higher the group's standardised rate is than that of the whole."""
    read = _with_others(group, whole, standard)
    least = _shares(read).min(axis=-1)
    own = read.summed("group")
    data = dict(zip(intervals.DIRECT_RATIO_TO_WHOLE.data, (*own, *_beyond(read, own, least), least), strict=True))
    found = from_family(intervals.DIRECT_RATIO_TO_WHOLE, data, **how)
    remarked = _strata.remarked_where_rare(found, read, *BESIDE)
    return based(remarked, standard=_strata.in_words(standard), reference=WHOLE)


def difference_from_whole(group: Any, whole: Any, standard: Standard, **how: Any) -> Estimate:
    """Return by how much the group's standardised rate exceeds that of the whole."""
    read = _with_others(group, whole, standard)
    read = read._replace(weights=np.where(read.weights > 0, read.weights * (1 - _shares(read)), 0.0))
    called = {"measure": "directly standardised rate difference from the whole", "unit": "per 1"}
    return based(_of_sides(intervals.DIRECT_RATE_DIFFERENCE, read, BESIDE, standard, **called, **how), reference=WHOLE)


def _with_others(group: Any, whole: Any, standard: Standard) -> Strata:
    """Return the strata with columns for everyone in the whole who is not of the group."""
    of_group, of_whole = _pairs.one_side("group", group, _pairs.EVENTS), _pairs.one_side("whole", whole, _pairs.EVENTS)
    read = _strata.strata(of_group | of_whole, standard)
    others = {}
    for name in _pairs.EVENTS:
        part, everyone = read.columns[f"group_{name}"], read.columns[f"whole_{name}"]
        _arrays.at_most(f"group_{name}", part, f"whole_{name}", everyone, "; the whole contains the group")
        others[f"others_{name}"] = everyone - part
    without = (others["others_events"] > 0) & (others["others_population"] == 0)
    rule = "has more events than the group, and no more people"
    _strata.refuse(without, "the whole", rule, "check the two", read.labels)
    return read._replace(columns=read.columns | others)


def _shares(read: Strata) -> FloatArray:
    """Return the group's share of the population in each stratum, 1 in those without weight."""
    with np.errstate(invalid="ignore"):
        shares = read.columns["group_population"] / read.columns["whole_population"]
    return np.where(read.weights > 0, shares, 1.0)


def _beyond(read: Strata, own: intervals.WeightedSum, least: FloatArray) -> intervals.WeightedSum:
    """Return d: what all events add to the rate of the whole, but for the least share of the group's rate."""
    shares = _shares(read)
    weights = [read.weights * (shares - least[..., None]), read.weights * (1 - shares)]
    columns = (*zip(*map(read.side, BESIDE), strict=True), weights)
    found = _strata.weighted_sum(*(np.concatenate(both, axis=-1) for both in columns))
    alone = read._replace(weights=weights[1]).summed("others").variance
    with np.errstate(divide="ignore", invalid="ignore"):
        # An event of the group counts u in y, and (share - least) u in d.
        u = np.where(read.weights > 0, read.weights / read.columns["group_population"], 0.0)
        covariance = (read.columns["group_events"] * u**2 * (shares - least[..., None])).sum(axis=-1)
        times = np.where(covariance > 0, found.weighted_events / own.weighted_events, 0)
        lowered = found.variance - 2 * covariance * times
    return found._replace(variance=np.where(alone == 0, found.variance, np.maximum(lowered, alone)))


@statistic("How many times higher at the same ages?", joins=True, name="direct_rate_ratio")
def direct_rate_ratio(
    *,
    group: Pair,
    reference: Pair | None = None,
    whole: Pair | None = None,
    standard: Standard,
    **options: Unpack[Limits[DirectRateRatioMethod]],
) -> Estimate:
    """Return how many times higher the group's directly standardised rate is than the reference's.

    Use it for "N times more likely, at the same ages". Both must cover the same period. A reference shares nobody with
    the group; an area against its country, or a group against everyone, is compared with `whole=`.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the strata on the last axis; array-likes that broadcast. Populations may be estimates with
        an error, `imperfect.estimated`, where there is a reference: then "fay".
    whole : pair (events, population), instead of a reference
        Everyone, with the group among them: the two rates then move together, which the interval allows for.
    standard : array_like of float, or mapping of labels to weights
        As for `direct_rate`, the same for both sides.
    method : str
        "fay" (default), "log-normal", or "mover-" before a method of `direct_rate` other than "normal" and
        "log-normal": "mover-fay-feuer", "mover-dobson-byar" and so on.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the group's standardised rate over the reference's. 0 when the group has no events; infinite, with a finite
        lower limit, when only the reference has none; NaN with the interval (0, infinity) when neither has. To the
        whole it cannot exceed the whole's population over the group's, in the stratum where the group's share is least.

    Raises
    ------
    DispropError
        As for `direct_rate`; for both a reference and a whole, or neither; for a group with more events or people than
        the whole has.

    Notes
    -----
    "fay" takes quantiles of an F distribution, the ratio of the two gamma distributions of "fay-feuer" [1]_; with one
    stratum it is the "exact" method of `rate_ratio`. "mover-..." joins the limits of the two rates [2]_. "log-normal"
    and "mover-dobson-..." are too narrow where a heavy stratum has few events: see `direct_rate`.

    To a whole: let b be the group's share of the population in the stratum where it is least, and y its rate. The
    whole's rate is b y + d, where no event counts less than nothing in d, so that the ratio is 1/(b + d/y), and the
    limits of d/y give those of the ratio. With one stratum d and y are independent, and "fay" is the exact interval of
    the `share_ratio`. Otherwise they have events of the group in common: the variance of d is lowered by as much as
    gives d/y the variance that it has, but not below that of the others' events, which makes the interval rather too
    wide than too narrow. This composition is our own.

    References
    ----------
    .. [1] Fay 1999, Communications in Statistics, Theory and Methods 28: 2141-2160.
    .. [2] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    Down's syndrome among fifth and later children, against first-born ones (Fay and Feuer 1997, Table 1). Their mothers
    are older; at the same ages the excess is gone:

    >>> from disprop import rate_ratio
    >>> first = [107, 141, 60, 40, 39, 25], [230_061, 329_449, 114_920, 39_487, 14_208, 3_052]
    >>> fifth = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    >>> all_births = [63_986.6, 186_263.6, 157_302.2, 97_647, 47_572.6, 12_262.6]
    >>> print(rate_ratio(group=(740, 442_811), reference=(412, 731_177)))
    2.966 (95% CI 2.630 to 3.347)
    >>> print(direct_rate_ratio(group=fifth, reference=first, standard=all_births))
    0.82 (95% CI 0.69 to 2.08)

    Against those of the first, third and fifth rank together:

    >>> three = [110, 220, 237, 255, 409, 395], [245_438, 535_817, 445_420, 306_706, 163_322, 46_104]
    >>> print(direct_rate_ratio(group=fifth, whole=three, standard=all_births))
    0.86 (95% CI 0.77 to 2.15)
    """
    if against_whole(reference, whole):
        return ratio_to_whole(group, whole, standard, **options)
    return _of_two(intervals.DIRECT_RATE_RATIO, group, reference, standard, **options)


@statistic("How many more per 10,000 at the same ages?", joins=True, name="direct_rate_difference")
def direct_rate_difference(
    *,
    group: Pair,
    reference: Pair | None = None,
    whole: Pair | None = None,
    standard: Standard,
    **options: Unpack[Limits[DirectRateDifferenceMethod]],
) -> Estimate:
    """Return by how much the group's directly standardised rate exceeds the reference's.

    Use it for "N more per 10,000, at the same ages". Both must cover the same period. A reference shares nobody with
    the group; an area against its country, or a group against everyone, is compared with `whole=`.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides, with the strata on the last axis; array-likes that broadcast.
    whole : pair (events, population), instead of a reference
        Everyone, with the group among them: the two rates then move together, which the interval allows for.
    standard : array_like of float, or mapping of labels to weights
        As for `direct_rate`, the same for both sides.
    method : str
        "normal", or "mover-" before a method of `direct_rate` other than "normal" and "log-normal": "mover-fay-feuer"
        (default), "mover-dobson-byar" and so on.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of the group's standardised rate less the reference's, or that of the whole, unit "per 1".

    Raises
    ------
    DispropError
        As for `direct_rate_ratio`.

    Notes
    -----
    MOVER adds the squared distances of the limits of the two rates from them [1]_. "normal" and "mover-dobson-..." are
    too narrow where a heavy stratum has few events: see `direct_rate`.

    The rate of a stratum differs from that of the whole by the difference from the others', times the share of the
    others in the population. So the difference from a whole is one between the group and the others, who are
    independent, with the weights of the standard times that share.

    References
    ----------
    .. [1] Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359.

    Examples
    --------
    Third children against first-born ones (Fay and Feuer 1997, Table 1):

    >>> first = [107, 141, 60, 40, 39, 25], [230_061, 329_449, 114_920, 39_487, 14_208, 3_052]
    >>> third = [3, 71, 114, 103, 108, 75], [15_050, 175_702, 207_081, 117_300, 45_026, 8_660]
    >>> all_births = [63_986.6, 186_263.6, 157_302.2, 97_647, 47_572.6, 12_262.6]
    >>> print(direct_rate_difference(group=third, reference=first, standard=all_births).per(100_000))
    -7.2 per 100,000 (95% CI -22.8 to 7.7)
    """
    if against_whole(reference, whole):
        return difference_from_whole(group, whole, standard, **options)
    return _of_two(intervals.DIRECT_RATE_DIFFERENCE, group, reference, standard, unit="per 1", **options)


def _of_two(family: intervals.Family, group: Any, reference: Any, standard: Standard, **how: Any) -> Estimate:
    read = _strata.strata(_pairs.two_sides(group, reference, _pairs.EVENTS), standard)
    return _of_sides(family, read, _pairs.SIDES, standard, **how)


def _of_sides(family: intervals.Family, read: Strata, two: tuple[str, str], standard: Standard, **how: Any) -> Estimate:
    sums = [total for side in two for total in read.summed(side)]
    found = from_family(family, dict(zip(family.data, sums, strict=True)), **how)
    return based(_strata.remarked_where_rare(found, read, *two), standard=_strata.in_words(standard))
