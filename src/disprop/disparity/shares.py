"""Disproportionality of one group within a whole."""

from typing import Unpack

from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray, Pair
from disprop._methods import ProportionMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, from_family
from disprop.intervals import SHARE_RATIO


@statistic("How does its share of the events compare with its share of the people?")
def share_ratio(*, group: Pair, whole: Pair, **options: Unpack[Limits[ProportionMethod]]) -> Estimate:
    """Return the group's share of the events over its share of the population, with its interval.

    This is the "disparity index" behind "8.5% of the population, 21% of the scans". It compares the group with
    everyone, the group included, and so is smaller than the comparison with all others: for that use
    ``rate_ratio(group=(a, n), reference=(A - a, N - n))``.

    Parameters
    ----------
    group, whole : pairs (events, population)
        The group's events a and population n, and all events A and the whole population N. The populations are taken as
        known without error.
    method : str
        Any method of `proportion`, with the same defaults: "mid-p" for an interval, "clopper-pearson" for one limit.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (a / A) / (n / N), with the limits of the proportion a / A over n / N.

    Raises
    ------
    DispropError
        As for `proportion`, for either pair, and for events of a group without a population.

    Examples
    --------
    143 of 679 scans were of a group of 189,708 among 2,226,058 residents:

    >>> print(share_ratio(group=(143, 189_708), whole=(679, 2_226_058)))
    2.471 (95% CI 2.126 to 2.845)
    """
    data = counts_of(group, whole)
    return from_family(SHARE_RATIO, data, **options)


def counts_of(group: object, whole: object) -> dict[str, FloatArray]:
    """Return the validated counts of a group within a whole."""
    (a, n), (every, everyone) = (_arrays.pair(*each, _pairs.EVENTS) for each in (("group", group), ("whole", whole)))
    inputs: dict[str, ArrayLike] = dict(zip(SHARE_RATIO.data, (a, every, n, everyone), strict=True))
    read = {
        name: (_arrays.counts if "events" in name else _arrays.people)(name, value) for name, value in inputs.items()
    }
    data = _arrays.broadcast(inputs, read)
    for part, of in (SHARE_RATIO.data[:2], SHARE_RATIO.data[2:]):
        _arrays.at_most(part, data[part], of, data[of])
    own, all_events, people, everybody = data.values()
    _pairs.need_population("group_events", own, "group_population", people)
    _pairs.need_population("the others' events", all_events - own, "the others' population", everybody - people)
    return data
