"""Two directly standardised rates: of populations that share nobody, or of a group and the whole that it is in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import Pair
from disprop._errors import advised
from disprop._methods import DirectRateDifferenceMethod, DirectRateRatioMethod, Sides
from disprop._registry import statistic
from disprop.estimate import Estimate, based, corners_of, family_of, from_family, undefined
from disprop.intervals import DIRECT_RATE, DIRECT_RATE_DIFFERENCE, DIRECT_RATE_RATIO, Family
from disprop.standardise._strata import CAREFUL, Standard, in_words, remarked_where_rare, strata
from disprop.standardise._whole import against_whole, difference_from_whole, ratio_to_whole


@statistic("How many times higher at the same ages?", joins=True, name="direct_rate_ratio")
def direct_rate_ratio(  # noqa: PLR0913 - a group has a reference or a whole
    *,
    group: Pair,
    reference: Pair | None = None,
    whole: Pair | None = None,
    standard: Standard,
    method: DirectRateRatioMethod = "fay",
    level: ArrayLike = 0.95,
    sides: Sides = "two",
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
    how: dict[str, Any] = {"method": method, "level": level, "sides": sides}
    if against_whole(reference, whole):
        return ratio_to_whole(group, whole, standard, **how)
    return _of_two(DIRECT_RATE_RATIO, group, reference, standard, **how)


@statistic("How many more per 10,000 at the same ages?", joins=True, name="direct_rate_difference")
def direct_rate_difference(  # noqa: PLR0913 - a group has a reference or a whole
    *,
    group: Pair,
    reference: Pair | None = None,
    whole: Pair | None = None,
    standard: Standard,
    method: DirectRateDifferenceMethod = "mover-fay-feuer",
    level: ArrayLike = 0.95,
    sides: Sides = "two",
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
    how: dict[str, Any] = {"method": method, "level": level, "sides": sides}
    if against_whole(reference, whole):
        return difference_from_whole(group, whole, standard, **how)
    return _of_two(DIRECT_RATE_DIFFERENCE, group, reference, standard, unit="per 1", **how)


def _of_two(family: Family, group: Any, reference: Any, standard: Standard, **how: Any) -> Estimate:
    read = strata(_pairs.two_sides(group, reference, _pairs.EVENTS), standard)
    sums = [total for side in _pairs.SIDES for total in read.summed(f"{side}_events", f"{side}_population")]
    found = from_family(family, dict(zip(family.data, sums, strict=True)), **how)
    return based(remarked_where_rare(found, read, *_pairs.SIDES), standard=in_words(standard))


WITH_STRATA = "; call direct_rate_ratio, or direct_rate_difference, with the strata of both"


def of_estimates(
    family: Family,
    group: Estimate,
    reference: Estimate,
    *,
    method: str | None = None,
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return the ratio, or the difference, of two rates; refused where only the strata could say what to remark."""
    if method is not None and not any(name in family[method].name for name in CAREFUL):
        said = f"{method} may be too narrow where a heavy stratum has few events, which two rates do not say"
        raise advised(said, WITH_STRATA, what="method", got=method)
    given = dict(zip(_pairs.SIDES, (group, reference), strict=True))
    for side, rate in given.items():
        if corners_of(rate) is not None:
            raise advised(f"{side} is of counts known only in part", WITH_STRATA, what=side, got=rate)
        if family_of(rate) is not DIRECT_RATE:
            raise advised(f"{side} is of populations that are estimates", WITH_STRATA, what=side, got=rate)
    sums = [np.asarray(total) for rate in given.values() for total in rate.data.values()]
    data = _arrays.broadcast({}, dict(zip(family.data, sums, strict=True)))
    unit = group.per(1).unit if family.support[0] < 0 else ""
    found = from_family(family, data, method=method, level=level, sides=sides, unit=unit)
    for side, rate in given.items():
        why = np.array([f"{side} {said}" if said else "" for said in rate.why()], dtype=object)
        found = undefined(found, np.broadcast_to(why.reshape(np.shape(rate.value)), np.shape(found.value)))
    return found
