"""Where the level of alerts per face changes for good: what counts as a face has probably changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, worded
from disprop._registry import statistic
from disprop.estimate import Estimate, Record, based
from disprop.periods._parsing import in_order, moments
from disprop.rates import rate, rate_ratio

LASTING = 3  # periods on either side


class Break(Record):
    """A period from which on there are many times more, or fewer, alerts per face.

    Attributes
    ----------
    period : the first period of the new level: a month as "2023-12", a longer period in words, or a number.
    before, after : alerts per face on either side, up to the neighbouring breaks.
    ratio : after over before.
    p_value : exact, times the number of periods at which a break was looked for.
    """

    period: object
    before: Estimate
    after: Estimate
    ratio: Estimate
    p_value: float

    def __str__(self) -> str:
        """Write the break in words."""
        sides = ({float(side.least), float(side.most)} for side in (self.before, self.after))
        before, after = ("-".join(f"{rate * 1000:.2g}" for rate in sorted(side)) for side in sides)
        return f"from {self.period} on: {before} to {after} alerts per 1,000 faces, {self.ratio} times as many"


@statistic(
    "Since when is something else counted as a face?", counts=("alerts", "faces_seen"), joins=True, name="alerts.breaks"
)
def breaks(
    alerts: ArrayLike, faces_seen: ArrayLike, periods: Sequence[object], *, times: float = 2.5, chance: float = 0.001
) -> tuple[Break, ...]:
    """Return where alerts per face change for good, from one period to the next.

    Rates per face on the two sides of a break are not of the same thing: more faces may be counted, or the same face
    several times. A pooled rate across a break is an average of two definitions; alerts per alert are not touched.

    Parameters
    ----------
    alerts, faces_seen : array_like of int
        Of each deployment, without gaps: leave out a deployment that published neither.
    periods : sequence
        When each was: months such as "2023-12", dates, `periods.Period`, text that `periods.parse` reads, or numbers.
        They are taken in the order of the calendar, or of the numbers, and deployments of one period are added up. A
        date is taken as its month: single days vary too much for a lasting change to be seen.
    times : float
        A break is at least this many times as many alerts per face, or as few.
    chance : float
        And its p-value, adjusted for looking at every period, is below this.

    Returns
    -------
    tuple of Break
        In the order of time; empty where there is none. Of counts known only in part what is found at all that are
        possible, with the largest p-value; refused where one is found at some of them only.

    Raises
    ------
    DispropError
        For counts as in `rate`, when there are not as many periods as deployments, and when the periods have no order:
        text that could be read in two ways, such as "10/08/2023", numbers among months, or periods that overlap.

    Notes
    -----
    The cut is where the likelihoods of two levels and of one differ most; it must also last, the three periods before
    it lying nearer to the one level, and the three after to the other. Both sides are then looked at again. The test is
    the exact one of two Poisson rates. It takes periods of one level to be alike, which they are not quite: this is
    why a break must also be large, and last. Where the rates of 24 months varied around one level and had no break, one
    was found in 2% of series at a squared variation theta of 0.3, and in 11% at theta 1, whatever `chance` says
    (`studies/pooling.py`): the p-value is not to be believed where months differ widely.

    Examples
    --------
    The Metropolitan Police's tables of 2023 and 2024, by month from August 2023 to March 2024:

    >>> from disprop import alerts
    >>> months = ["2023-08", "2023-09", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]
    >>> found = alerts.breaks(
    ...     [6, 7, 10, 30, 70, 72, 163], [76_920, 72_923, 59_608, 19_020, 36_045, 23_051, 32_242], months
    ... )
    >>> print(*found, sep="; ")
    from 2023-12 on: 0.11 to 3 alerts per 1,000 faces, 27.6 (95% CI 18.1 to 44.2) times as many
    """
    events, faces = _pairs.of_rates({"alerts": alerts, "faces_seen": faces_seen}).values()
    if events.ndim != 1 or len(periods) != len(events):
        raise worded("one length", "alerts, faces_seen and periods", Said(f"{events.shape} and {len(periods)}"))
    _arrays.size("times", times)
    read = moments(periods)
    order = in_order(read)
    places = {each: i for i, each in enumerate(order)}
    place = np.array([places[each] for each in read], dtype=np.intp)
    a, f = (np.bincount(place, weights=count).astype(np.float64) for count in (events, faces))
    names = [each.name for each, faces_then in zip(order, f, strict=True) if faces_then > 0]
    a, f = a[f > 0], f[f > 0]
    cuts = _cuts(a, f, max(len(a) - 2 * LASTING + 1, 1), times, chance)
    ends = [0, *(cut for cut, _ in cuts), len(a)]
    return tuple(
        _named(names[cut], p, (a[start:cut], f[start:cut]), (a[cut:end], f[cut:end]))
        for (cut, p), start, end in zip(cuts, ends, ends[2:], strict=False)
    )


def _cuts(a: FloatArray, f: FloatArray, tried: int, times: float, chance: float) -> list[tuple[int, float]]:
    """Return each cut with its p-value, by looking on either side of the largest."""
    possible = np.arange(LASTING, len(a) - LASTING + 1)
    if not possible.size:
        return []
    before = (np.cumsum(a)[possible - 1], np.cumsum(f)[possible - 1])
    after = (a.sum() - before[0], f.sum() - before[1])
    best = int(np.argmax(_gain(*before) + _gain(*after)))
    cut, sides = int(possible[best]), [(float(x[best]), float(n[best])) for x, n in (before, after)]
    p = min(1.0, tried * float(rate_ratio(group=sides[1], reference=sides[0], method="exact").p_value(1)))
    if p >= chance or not _large_and_lasting(a / f, cut, [x / n for x, n in sides], times):
        return []
    left, right = (_cuts(a[side], f[side], tried, times, chance) for side in (slice(cut), slice(cut, None)))
    return [*left, (cut, p), *((cut + later, q) for later, q in right)]


def _gain(events: FloatArray, faces: FloatArray) -> FloatArray:
    """Return the log likelihood of a level, but for what does not depend on the cut."""
    level = np.divide(events, faces, out=np.ones_like(faces), where=events > 0)
    return events * np.log(level)


def _large_and_lasting(rates: FloatArray, cut: int, levels: list[float], times: float) -> bool:
    least, most = sorted(levels)
    above = rates > np.sqrt(least * most)
    before, after = above[cut - LASTING : cut], above[cut : cut + LASTING]
    lasts = (before.all() and not after.any()) or (after.all() and not before.any())
    return bool(most >= times * least and lasts)


def _named(
    period: object, p: float, before: tuple[FloatArray, FloatArray], after: tuple[FloatArray, FloatArray]
) -> Break:
    sides = [(x.sum(), n.sum()) for x, n in (before, after)]
    found = (*(rate(x, n) for x, n in sides), rate_ratio(group=sides[1], reference=sides[0], method="exact"))
    first, second, ratio = (based(each, counted="alerts", over="faces seen") for each in found)
    return Break(period, first, second, ratio, p)
