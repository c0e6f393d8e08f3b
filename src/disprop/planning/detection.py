"""How likely a difference is to be found, how many it takes to find one, and what could have been found at all."""

from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, TypedDict, Unpack

import numpy as np
from scipy.special import bdtrc, betaln, gammaln, ndtr, ndtri, xlog1py, xlogy

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray, Reader
from disprop._calls import with_options
from disprop._errors import one_of, refused, worded
from disprop.intervals import RATE_RATIO
from disprop.intervals._roots import last, root
from disprop.planning.precision import above_0

MOST = 1 - 1e-16  # a share
Side = tuple[float, float]
Readers = tuple[Reader, Reader]
MEASURES = ("risk ratio", "rate ratio")
Power = Callable[[float, float, float, float], float]  # of a group's rate and size, and those of the reference


class How(TypedDict, total=False):
    """What is compared, by which test, and at which level."""

    measure: Literal["risk ratio", "rate ratio"]
    method: Literal["exact", "normal"]
    follow_up: float | None
    level: float


def power(*, group: Side, reference: Side, **options: Unpack[How]) -> np.float64:
    """Return the chance of finding two shares, or two rates, to differ, if they are as given.

    Parameters
    ----------
    group, reference : pair (rate, size)
        The true share or rate of each side, and how many people, passes or person-years it has.
    measure : str
        "risk ratio" (default): shares of independent people, or passes, strictly between 0 and 1. "rate ratio": rates
        of Poisson events over populations or person-time, at most 1 for each of the size.
    method : str
        "exact" (default): the test is whether the interval of `disprop.risk_ratio`, or of `rate_ratio`, leaves out 1.
        "normal": of the difference, in standard deviations.
    follow_up : float, optional
        Of rates by "normal": the time over which people enter, one after the other, and are followed until its end or
        their first event. Sizes are people then.
    level : float
        Confidence level.

    Returns
    -------
    float
        "exact": the sum of the probabilities of all pairs of counts at which they are found to differ, in either
        direction; where both are alike it is the size of the test. "normal": Phi((abs(d) - z s0)/s1).

    Notes
    -----
    Of shares the test is the score test of Miettinen and Nurminen: (p1 - p0)^2 exceeds z^2 N/(N - 1) pq (1/n1 + 1/n0),
    with p the share of both together. Of rates it is the mid-p test of x1 among x1 + x0.

    "normal": s0^2 = v(p) (1/n1 + 1/n0), s1^2 = v(p1)/n1 + v(p0)/n0, v(p) = p (1 - p) of a share, l of a rate, and
    l^3 T / (l T - 1 + exp(-l T)) with follow-up over T [1]_.

    References
    ----------
    .. [1] Lemeshow, Hosmer, Klar and Lwanga 1990, Adequacy of Sample Size in Health Studies. Wiley.

    Examples
    --------
    4 errors in 1,000 against 1 in 1,000, with 5,000 passes each; and 30 stops a year per 1,000 people against 20:

    >>> from disprop import planning
    >>> print(f"{planning.power(group=(0.004, 5_000), reference=(0.001, 5_000)):.3f}")
    0.888
    >>> print(f"{planning.power(group=(0.03, 2_000), reference=(0.02, 9_000), measure='rate ratio'):.3f}")
    0.737
    """
    chance, read = _test(**options)
    found = chance(*_side("group", group, read), *_side("reference", reference, read))
    return np.float64(min(found, 1.0))  # a sum of probabilities, but for rounding


def size_to_detect(
    ratio: float, *, rate: float, power: float = 0.8, reference_per_group: float = 1.0, **options: Unpack[How]
) -> int:
    """Return how large a group shows, with this power, that its share or rate is `ratio` times the reference's.

    Parameters
    ----------
    ratio : float
        How many times higher, or lower, that of the group is; not 1.
    rate : float
        That of the reference.
    measure, method, follow_up, level
        As for `planning.power`.
    power : float
        The chance of finding the difference that is asked for.
    reference_per_group : float
        Size of the reference for each of the group.

    Returns
    -------
    int
        Size of the group: enough by `planning.power`, where one fewer is not. The power of exact counts is a saw:
        somewhat more may again have slightly less. Multiply by `design_effect` where they come in clusters.

    Raises
    ------
    DispropError
        For a ratio of 1, or one that takes a share beyond 1.

    References
    ----------
    .. [1] Farrington and Manning 1990, Statistics in Medicine 9: 1447-1454.

    Examples
    --------
    >>> from disprop import planning
    >>> planning.size_to_detect(4, rate=0.001), planning.size_to_detect(4, rate=0.001, method="normal")
    (3961, 4349)
    """
    chance, (of_rate, _) = _test(**options)
    p0, wanted = _arrays.one("rate", rate, of_rate), _arrays.one("power", power, _arrays.inner)
    p1, per_group = _arrays.size("ratio", ratio) * p0, _arrays.size("reference_per_group", reference_per_group)
    if ratio == 1 or (of_rate is _arrays.inner and p1 >= 1):
        raise refused("ratio", "must differ from 1 and keep a share below 1", ratio, of=f" times {rate!r}")

    def enough(n: int) -> bool:
        return bool(chance(p1, n, p0, np.ceil(per_group * n)) >= wanted)

    most = 1
    while not enough(most):
        most *= 2
    return bisect_left(range(most), x=True, lo=most // 2, key=enough)


def detectable_ratio(*, rate: float, sizes: tuple[float, float], power: float = 0.8, **options: Unpack[How]) -> float:
    """Return the smallest ratio above 1 that is found with this power.

    Use it on a study that "found no difference": if the ratio is 5, it could not have seen that one group's share was
    four times that of the other.

    Parameters
    ----------
    rate : float
        Share or rate of the reference.
    sizes : pair (group, reference)
        Of each side.
    measure, method, power, follow_up, level
        As for `size_to_detect`.

    Returns
    -------
    float
        The ratio at which `planning.power` is `power`; infinity where even a share of 1 would not be found.

    Examples
    --------
    >>> from disprop import planning
    >>> print(f"{planning.detectable_ratio(rate=0.001, sizes=(5_000, 5_000)):.2f}")
    3.55
    """
    chance, read = _test(**options)
    wanted = _arrays.one("power", power, _arrays.inner)
    both = zip(_pairs.SIDES, _arrays.pair("sizes", sizes, _pairs.SIDES), strict=True)
    (p0, n1), (_, n0) = (_side(name, (rate, size), read) for name, size in both)  # type: ignore[arg-type]
    high, most = 2.0, MOST / p0 if read[0] is _arrays.inner else np.inf
    while high < most and chance(high * p0, n1, p0, n0) < wanted:
        high *= 2

    def excess(ratio: Any) -> Any:
        return chance(float(ratio) * p0, n1, p0, n0) - wanted

    high = min(high, most)
    return float(root(excess, np.array(1.0), np.array(high))) if excess(high) >= 0 else np.inf


def _test(
    *, measure: str = "risk ratio", method: str = "exact", follow_up: float | None = None, level: float = 0.95
) -> tuple[Power, Readers]:
    """Return the power of a test, and how the rate and the size of a side are read."""
    a, shares = (1 - _arrays.one_level(level)) / 2, one_of("measure", measure, MEASURES) == MEASURES[0]
    exact = one_of("way to plan", method, ("exact", "normal")) == "exact"
    if follow_up is not None and (exact or shares):
        raise refused("follow_up", "goes with a rate ratio by method='normal'", follow_up)
    readers = (_arrays.inner, _arrays.counts) if shares else (_per_one, above_0)
    if exact:
        return partial(_of_shares if shares else _of_rates, a), readers
    time = follow_up and _arrays.size("follow_up", follow_up)

    def variance(rate: float) -> float:
        if shares:
            return rate * (1 - rate)
        return rate**3 * time / (rate * time + np.expm1(-rate * time)) if time else rate

    return partial(_normal, a, variance), readers


for _function in (power, size_to_detect, detectable_ratio):
    setattr(_function, "__signature__", with_options(_function, _test))  # noqa: B010


def _per_one(name: str, values: ArrayLike) -> FloatArray:
    """Return rates per person, or unit of time, which events that were given in their place are not."""
    numbers = above_0(name, values)
    if _arrays.anywhere(numbers > 1):
        raise worded("rate above 1", name, values)
    return numbers


def _normal(a: float, variance: Callable[[float], float], p1: float, n1: float, p0: float, n0: float) -> float:
    alike = variance((p1 * n1 + p0 * n0) / (n1 + n0)) * (1 / n1 + 1 / n0)
    apart = variance(p1) / n1 + variance(p0) / n0
    return float(ndtr((np.abs(p1 - p0) + ndtri(a) * np.sqrt(alike)) / np.sqrt(apart)))


def _of_shares(a: float, p1: float, n1: float, p0: float, n0: float) -> float:
    (x1, chance1), (x0, chance0) = _counts(p1, n1), _counts(p0, n0)
    together = n1 + n0
    pooled = (x1[:, None] + x0) / together
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0) * together / (together - 1)
    differs = (x1[:, None] / n1 - x0 / n0) ** 2 > ndtri(a) ** 2 * variance
    return float(chance1 @ differs @ chance0)


@np.errstate(all="ignore")  # of counts that the test does not come to
def _of_rates(a: float, l1: float, t1: float, l0: float, t0: float) -> float:
    """Return the chance that x1 of x1 + x0 events, or x0, is too large for the rates to be alike."""
    mean = l1 * t1 + l0 * t0
    total = _likely(mean, mean, np.inf)
    chance = np.exp(xlogy(total, mean) - mean - gammaln(total + 1))
    tail = RATE_RATIO["mid-p"].tail
    assert tail is not None  # noqa: S101 (it inverts that test)

    def beyond(own: float, other: float, part: float) -> FloatArray:
        """Return the chance of so many events of one side that the test finds it too many, for each total."""
        alike = np.floor(total * (own / (own + other)))
        most = last(lambda x: tail(x, own, total - x, other, 1.0) >= a, alike, total + 1)
        return np.asarray(bdtrc(most, total.astype(np.int64), part))

    return float(chance @ (beyond(t1, t0, l1 * t1 / mean) + beyond(t0, t1, l0 * t0 / mean)))


def _counts(p: float, n: float) -> tuple[FloatArray, FloatArray]:
    """Return the counts of n that are not too rare to matter, and their probabilities."""
    k = _likely(n * p, n * p * (1 - p), n)
    return k, np.exp(xlogy(k, p) + xlog1py(n - k, -p) - betaln(k + 1, n - k + 1) - np.log(n + 1))


def _likely(mean: float, variance: float, most: float) -> FloatArray:
    """Return the counts outside which there is less than 1e-16."""
    reach = 9 * np.sqrt(variance) + 40
    return np.arange(max(np.floor(mean - reach), 0.0), min(np.ceil(mean + reach), most) + 1)


def _side(name: str, pair: Side, readers: Readers) -> Side:
    given = zip(("rate", "size"), _arrays.pair(name, pair, ("rate", "size")), readers, strict=True)
    rate, size = (_arrays.one(f"{what} of the {name}", value, read) for what, value, read in given)
    if not size:
        raise refused(f"size of the {name}", "must be above 0", size)
    return rate, size
