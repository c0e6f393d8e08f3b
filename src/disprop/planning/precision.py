"""How many to count: to show that something is rare, or to know how often it happens to within so much."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import betaincc, gammaincinv, ndtri

from disprop import _arrays
from disprop._arrays import ArrayLike, BoolArray, FloatArray, NDArray
from disprop._errors import one_of, refused
from disprop.intervals import PROPORTION, RATE, RATE_RATIO
from disprop.intervals._roots import last

MANY = 1e50
Whole = NDArray[np.int64]
Counts = Whole | np.int64


def size_below(
    rate: ArrayLike,
    *,
    events: ArrayLike = 0,
    measure: Literal["proportion", "rate"] = "proportion",
    level: ArrayLike = 0.95,
) -> Counts:
    """Return how many must be counted to show that a share, or a rate, is below `rate`, if so many events are seen.

    Parameters
    ----------
    rate : array_like of float
        The share or the rate to be excluded: strictly between 0 and 1, or above 0.
    events : array_like of int
        Events that will be seen; 0 unless given. Plan for as many as are expected.
    measure : str
        "proportion" (default): independent people, or passes, each counted once. "rate": events are Poisson, and the
        size is a population or person-time.
    level : array_like of float
        Confidence level of the one-sided limit.

    Returns
    -------
    int or array of int
        The smallest n at which the upper limit of `events` in n does not exceed `rate`: of `proportion` by
        Clopper-Pearson, of `rate` by Garwood. Without events that is ln(1 - level) / ln(1 - rate), about 3 / rate at
        95%: the rule of 3.

    Notes
    -----
    Passes of one person are alike: multiply by `design_effect` for a trial in which each volunteer passes often.

    References
    ----------
    .. [1] Louis 1981, The American Statistician 35: 154.
    .. [2] Jovanovic and Levy 1997, The American Statistician 51: 137-139.

    Examples
    --------
    To show less than 1 false alert in 60,000 passes, with none seen, and with one:

    >>> from disprop import planning
    >>> planning.size_below(1 / 60_000, events=[0, 1]).tolist()
    [179743, 284630]
    """
    shares = one_of("measure", measure, ("proportion", "rate")) == "proportion"
    p, k, levels = _arrays.together(
        rate=(rate, _arrays.inner if shares else above_0),
        events=(events, _arrays.counts),
        level=(level, lambda _, given: _arrays.level(given, "upper")),
    ).values()
    by_poisson = np.ceil(gammaincinv(k + 1, levels) / p).astype(np.int64)
    if not shares:
        return by_poisson[()]
    most = 2 * by_poisson + 2  # twice the Poisson answer is always enough, and k of k never
    found = last(lambda n: ~(betaincc(k + 1, n - k, p) <= 1 - levels), k.astype(np.int64), most) + 1
    return np.asarray(found, dtype=np.int64)[()]


def size_within(
    share: ArrayLike, *, within: ArrayLike, population: ArrayLike | None = None, level: ArrayLike = 0.95
) -> Counts:
    """Return how many people must be asked, or looked at, for a share to be known to within a part of itself.

    Parameters
    ----------
    share : array_like of float
        The share that is expected, strictly between 0 and 1.
    within : array_like of float
        The part: 0.2 for 20% either way. For 3 points either way about a share of 0.15, 0.03 / 0.15.
    population : array_like of float, optional
        Of how many they are drawn: n becomes n / (1 + n / population).
    level : array_like of float
        Confidence level.

    Returns
    -------
    int or array of int
        The smallest number n >= z^2 (1 - p) / (p within^2) of independent people. That takes the share to be normal;
        `events_needed(within, share=...)` is exact. Multiply by `design_effect` where they come in clusters.

    References
    ----------
    .. [1] Cochran 1977, Sampling Techniques, 3rd edition, chapter 4. Wiley.

    Examples
    --------
    A share of 15%, to within a fifth of it, of any number of people, and of 4,000:

    >>> from disprop import planning
    >>> int(planning.size_within(0.15, within=0.2)), int(planning.size_within(0.15, within=0.2, population=4_000))
    (545, 480)
    """
    p, part, people, levels = _arrays.together(
        share=(share, _arrays.inner),
        within=(within, _arrays.inner),
        population=(MANY if population is None else population, above_0),
        level=(level, lambda _, given: _arrays.level(given)),
    ).values()
    n = ndtri((1 - levels) / 2) ** 2 * (1 - p) / (p * part**2)
    return np.ceil(n / (1 + n / people)).astype(np.int64)[()]


def events_needed(
    within: ArrayLike,
    *,
    share: ArrayLike | None = None,
    reference: ArrayLike | None = None,
    level: ArrayLike = 0.95,
) -> Counts:
    """Return how many events must be seen for a rate, a share, or a rate ratio, to be known to within a part of itself.

    The rule of 30 says: 30 errors, for 30% either way at 90%. That is 1.645 / sqrt(30); the exact limits of 30 errors
    are 0.72 and 1.36 times what was seen, so that 30% needs 41. It takes a population of `events / rate` to see them.

    Parameters
    ----------
    within : array_like of float
        The part: 0.3 for 30% either way. Strictly between 0 and 1.
    share : array_like of float, optional
        Of a share, that is expected: events are a part then.
    reference : array_like of float, optional
        Of a rate ratio: how many events the reference has for each event of the group.
    level : array_like of float
        Confidence level.

    Returns
    -------
    int or array of int
        The smallest number of events, of the group, whose exact limits are both within the part: Garwood's of a rate,
        Clopper and Pearson's of a share, Przyborowski and Wilenski's of a ratio.

    References
    ----------
    .. [1] Doddington, Przybocki, Martin and Reynolds 2000, Speech Communication 31: 225-254.

    Examples
    --------
    >>> from disprop import planning, rate
    >>> int(planning.events_needed(0.3, level=0.9)), int(planning.events_needed(0.3, reference=4, level=0.9))
    (41, 52)
    >>> print(rate(30, 30, level=0.9))
    1.000 (90% CI 0.720 to 1.356)
    """
    if share is not None and reference is not None:
        raise refused("share and reference", "must not both be given: a share, or a rate ratio", (share, reference))
    part, p, other, levels = _arrays.together(
        within=(within, _arrays.inner),
        share=(0.5 if share is None else share, _arrays.inner),
        reference=(1.0 if reference is None else reference, above_0),
        level=(level, lambda _, given: _arrays.level(given)),
    ).values()

    def short(number: Whole) -> BoolArray:
        x = number.astype(np.float64)
        one, family, name = np.ones_like(x), RATE, "garwood"
        data: tuple[FloatArray, ...] = (x, one)
        if share is not None:
            family, name, data = PROPORTION, "clopper-pearson", (x, np.ceil(x / p))
        elif reference is not None:
            family, name, data = RATE_RATIO, "exact", (x, one, np.ceil(x * other), one)
        low, high = family.limits(name, data, (1 - levels) / 2)
        return ~((low >= (1 - part) * family.value(*data)) & (high <= (1 + part) * family.value(*data)))

    most = np.ones(part.shape, np.int64)
    while (far := short(most)).any():
        most = np.where(far, 2 * most, most)
    return np.asarray(last(short, np.zeros_like(most), most) + 1, dtype=np.int64)[()]


def design_effect(size: ArrayLike, *, correlation: ArrayLike) -> FloatArray | np.float64:
    """Return how many times more must be counted where they come in clusters of `size`: 1 + (m - 1) rho.

    Every other function of planning takes people, or passes, to be independent. Errors cluster in people, and answers
    in households and places, so that they need too few. Multiply what they ask for by this, and divide what you have
    by it before you ask for its power.

    Parameters
    ----------
    size : array_like of int
        Of each cluster, m: passes of each person, people of each place.
    correlation : array_like of float
        Within a cluster, rho: 0 where they are independent, 1 where all of one cluster are alike.

    Returns
    -------
    float or array
        1 + (m - 1) rho. Divide a number by it for how many independent ones it is worth.

    References
    ----------
    .. [1] Kish 1965, Survey Sampling. Wiley.

    Examples
    --------
    Ten passes of each volunteer, with a correlation of 0.2, are worth 3.6:

    >>> from disprop import planning
    >>> effect = planning.design_effect(10, correlation=0.2)
    >>> print(f"{effect:.1f}: {10 / effect:.1f}")
    2.8: 3.6
    """
    m, rho = _arrays.together(size=(size, _arrays.counts), correlation=(correlation, _arrays.probability)).values()
    if (m == 0).any():
        raise refused("size", "must be at least 1", 0, _arrays.first(m == 0))
    return (1 + (m - 1) * rho)[()]


def above_0(name: str, values: ArrayLike) -> FloatArray:
    """Return rates or populations, of which none is 0."""
    numbers = _arrays.people(name, values)
    if _arrays.anywhere(numbers == 0):
        raise refused(name, "must be above 0", 0, _arrays.first(numbers == 0))
    return numbers
