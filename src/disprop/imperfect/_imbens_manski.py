"""Sampling error on top of what counts known only in part allow: around all of it, or around the value."""

from __future__ import annotations

from disprop._errors import advised, refused
from disprop.estimate import Estimate, corners_of, covering_value, family_of


def imbens_manski(estimate: Estimate) -> Estimate:
    """Return the estimate with an interval that covers its value, wherever the counts allow it to lie.

    Of counts known only in part an interval reaches, by default, around every value that is possible: it is the union
    of the intervals of all counts, and holds all of `least` to `most` with the level. To hold the one true value it
    need not be so wide: that lies at one end at most, and error beyond the other end does no harm.

    Use it where the range is wide beside the sampling error and the interval is quoted for the value. Not where a
    reader asks what all possible counts would have given: that is the union.

    Parameters
    ----------
    estimate : Estimate
        Of counts known only in part, by a statistic of this library. One of known counts is returned as it is.

    Returns
    -------
    Estimate
        Value, `least` and `most` are the same; `low` and `high` never lie outside of the union's. `remark` says so, and
        `p_value` agrees. One limit by itself covers the value as it is.

    Raises
    ------
    DispropError
        For an interval that comes with no test, such as that of a mean of ratios.

    Notes
    -----
    Both outer limits have the tail a at which a + Phi(z - d) = 1 - level, where z is the normal score of a, negative,
    and d the distance of the two ends in standard errors [1]_: a is (1 - level) / 2 where they coincide, so that the
    interval is the ordinary one, and 1 - level where they lie far apart. The limits are those of the method of the
    estimate, and d is the normal score of the tail with which the limits of one end leave the other out, by the less
    exact of the two. As a range grows, a falls from 1.96 to 1.645 standard errors before the limits move with its ends:
    one limit may move inwards, where the other end alone moves.

    That the level holds for every width needs the two ends to be estimated in such a way that they coincide where
    there is nothing to be not known [2]_. Ends that come from one set of counts, with what is unknown added to one
    side or to the other, are in order in every sample, which is enough.

    References
    ----------
    .. [1] Imbens and Manski 2004, Econometrica 72: 1845-1857.
    .. [2] Stoye 2009, Econometrica 77: 1299-1315.

    Examples
    --------
    >>> from disprop import between, rate_ratio
    >>> from disprop.imperfect import imbens_manski
    >>> ratio = rate_ratio(group=(between(72, 211), 72_257), reference=(between(647, 786), 1_801_352))
    >>> print(ratio)
    between 2.28 and 8.13 (95% CI 1.78 to 9.48)
    >>> print(imbens_manski(ratio))
    between 2.28 and 8.13 (95% CI 1.86 to 9.25); the interval is that of the value (imbens-manski)
    """
    if not isinstance(estimate, Estimate):
        raise refused("estimate", "must be an Estimate", estimate)
    corners = corners_of(estimate)
    if corners is None or estimate.sides != "two":
        return estimate
    if family_of(corners) is None:
        said = f"the interval of this {estimate.measure} comes with no test"
        raise advised(said, "; its own holds all that is possible", what=estimate.measure)
    return covering_value(estimate, corners)
