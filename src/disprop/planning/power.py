"""How many passes show that one group's error rate is so many times another's, and what a trial can show at all."""

from bisect import bisect_left

import numpy as np
from scipy.special import bdtr, bdtrc, betaln, ndtri, xlog1py, xlogy

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import refused

RARE = 1e-16  # a count that is rarer is left out of a sum of probabilities
Side = tuple[float, int]


def detection_power(*, group: Side, reference: Side, level: float = 0.95) -> np.float64:
    """Return the chance that a trial finds two error rates to differ, if they are as given.

    Parameters
    ----------
    group, reference : pair (rate, passes)
        The true error rate, strictly between 0 and 1, and the independent passes of each side.
    level : float
        Confidence level of the interval: the test is whether that of `disprop.risk_ratio` leaves out 1.

    Returns
    -------
    float
        The sum of the probabilities of all pairs of counts at which it does: exact, and the size of the test where the
        two rates are alike.

    Notes
    -----
    The test is the score test of Miettinen and Nurminen, in either direction: (p1 - p0)^2 exceeds
    z^2 N/(N - 1) pq (1/n1 + 1/n0), with p the rate of both together.

    Examples
    --------
    4 errors in 1,000 against 1 in 1,000, with 5,000 passes each:

    >>> from disprop import planning
    >>> print(f"{planning.detection_power(group=(0.004, 5_000), reference=(0.001, 5_000)):.3f}")
    0.888
    """
    (p1, n1), (p0, n0) = (_side(name, pair) for name, pair in (("group", group), ("reference", reference)))
    return _power(p1, n1, p0, n0, _tail(level))


def passes_to_detect(
    ratio: float, *, rate: float, power: float = 0.8, level: float = 0.95, reference_per_group: float = 1.0
) -> int:
    """Return how many passes of the group show, with this power, that its error rate is `ratio` times the reference's.

    Parameters
    ----------
    ratio : float
        How many times higher, or lower, the group's error rate is; not 1.
    rate : float
        Error rate of the reference.
    power : float
        The chance of finding the difference that is asked for.
    level : float
        Confidence level, as for `detection_power`.
    reference_per_group : float
        Passes of the reference for each pass of the group.

    Returns
    -------
    int
        Passes of the group: enough by `detection_power`, where one fewer is not. The power of exact counts is a saw:
        somewhat more passes may again have slightly less.

    Raises
    ------
    DispropError
        For a ratio of 1, or one that takes the rate beyond 1.

    References
    ----------
    .. [1] Farrington and Manning 1990, Statistics in Medicine 9: 1447-1454.

    Examples
    --------
    >>> from disprop import planning
    >>> planning.passes_to_detect(4, rate=0.001)
    3961
    """
    p0, tail = _arrays.one("rate", rate, _arrays.inner), _tail(level)
    p1, wanted = _group_rate(ratio, p0), _arrays.one("power", power, _arrays.inner)
    per_group = _arrays.size("reference_per_group", reference_per_group)

    def short(n: int) -> bool:
        return bool(_power(p1, n, p0, int(np.ceil(per_group * n)), tail) < wanted)

    low = high = int(np.ceil(_asymptotic(p1, p0, per_group, tail, wanted)))
    while short(high):
        low, high = high, 2 * high
    while low > 1 and not short(low):
        low //= 2
    return low + bisect_left(range(low, high), x=True, key=lambda n: not short(n))


def detectable_ratio(*, rate: float, passes: tuple[int, int], power: float = 0.8, level: float = 0.95) -> float:
    """Return the smallest ratio above 1 that a trial finds with this power.

    Use it on a trial that "found no difference": if the ratio is 5, the trial could not have seen that one
    group's error rate was four times that of the other.

    Parameters
    ----------
    rate : float
        Error rate of the reference.
    passes : pair (group, reference)
        Independent passes of each.
    power, level : float
        As for `passes_to_detect`.

    Returns
    -------
    float
        The ratio at which `detection_power` is `power`; infinity where even a rate of 1 would not be found.

    Examples
    --------
    >>> from disprop import planning
    >>> print(f"{planning.detectable_ratio(rate=0.001, passes=(5_000, 5_000)):.2f}")
    3.55
    """
    p0, wanted = _arrays.one("rate", rate, _arrays.inner), _arrays.one("power", power, _arrays.inner)
    tail = _tail(level)
    (_, n1), (_, n0) = (_side(name, (p0, count)) for name, count in zip(("group", "reference"), passes, strict=True))
    low, high = 1.0, 1 / p0
    if _power(1 - RARE, n1, p0, n0, tail) < wanted:
        return np.inf
    for _ in range(60):
        middle = (low + high) / 2
        found = _power(middle * p0, n1, p0, n0, tail) >= wanted
        low, high = (low, middle) if found else (middle, high)
    return high


def _power(p1: float, n1: int, p0: float, n0: int, z2: float) -> np.float64:
    (x1, chance1), (x0, chance0) = _counts(p1, n1), _counts(p0, n0)
    together = n1 + n0
    pooled = (x1[:, None] + x0) / together
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0) * together / (together - 1)
    differs = (x1[:, None] / n1 - x0 / n0) ** 2 > z2 * variance
    return np.float64(chance1 @ differs @ chance0)


def _counts(p: float, n: int) -> tuple[FloatArray, FloatArray]:
    """Return the counts of n that are not too rare to matter, and their probabilities."""
    least = bisect_left(range(n), x=True, key=lambda k: bool(bdtr(k, n, p) >= RARE)) - 1
    most = bisect_left(range(n), x=True, key=lambda k: bool(bdtrc(k, n, p) <= RARE))
    k = np.arange(max(least, 0), most + 1, dtype=np.float64)
    return k, np.exp(xlogy(k, p) + xlog1py(n - k, -p) - betaln(k + 1, n - k + 1) - np.log(n + 1))


def _asymptotic(p1: float, p0: float, per_group: float, z2: float, power: float) -> float:
    """Return the passes by the normal approximation with the pooled variance under equality."""
    p = (p1 + per_group * p0) / (1 + per_group)
    alike, apart = p * (1 - p) * (1 + 1 / per_group), p1 * (1 - p1) + p0 * (1 - p0) / per_group
    root = np.sqrt(z2 * alike) + max(ndtri(power), 0.0) * np.sqrt(apart)
    return float((root / (p1 - p0)) ** 2)


def _side(name: str, pair: Side) -> Side:
    rate, passes = _arrays.pair(name, pair, ("rate", "passes"))
    count = _arrays.counts(f"passes of the {name}", passes)
    if count.ndim or count == 0:
        raise refused(f"passes of the {name}", "must be one number of at least 1", passes)
    return _arrays.one(f"rate of the {name}", rate, _arrays.inner), int(count)


def _group_rate(ratio: float, rate: float) -> float:
    group = _arrays.size("ratio", ratio) * rate
    if ratio == 1 or group >= 1:
        raise refused("ratio", "must differ from 1 and keep the rate below 1", ratio, of=f" times {rate!r}")
    return group


def _tail(level: float) -> float:
    """Return z^2 of a two-sided level."""
    return float(ndtri((1 - _arrays.one_level(level)) / 2) ** 2)
