"""Three readings of one figure: a share beside a share, against all others, and against a reference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import Pair
from disprop._registry import statistic
from disprop.disparity.shares import counts_of
from disprop.estimate import Estimate, Record, from_family
from disprop.intervals import RATE_RATIO, SHARE_RATIO

SENTENCES = {
    "share": "its share of the events is {} times its share of the people",
    "others": "its rate is {} times that of all others",
    "reference": "its rate is {} times that of the reference",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Readings(Record):
    """The readings of one figure, which are different numbers and are often taken for one another.

    Attributes
    ----------
    share : the group's share of the events over its share of the people: it is compared with everyone, itself included.
    others : the group's rate over that of all others.
    reference : the group's rate over that of the reference, where one is given.
    """

    share: Estimate
    others: Estimate
    reference: Estimate | None = None

    def __str__(self) -> str:
        """Write each reading as a sentence."""
        return "\n".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        for name, estimate in self.estimates.items():
            number, _, rest = str(estimate).partition(" (")
            yield (
                f"{SENTENCES[name].format(number)} ({rest}" if np.ndim(estimate.value) == 0 else f"{name}:\n{estimate}"
            )


@statistic("How many times is that, read in each of three ways?", name="disparity.readings")
def readings(*, group: Pair, whole: Pair, reference: Pair | None = None, level: ArrayLike = 0.95) -> Readings:
    """Return what a share of events says in each of its three readings, with their intervals.

    Use it wherever "8.5% of the population, 21% of the scans" is printed. It is 2.47 times as a share ratio, 2.86 times
    as a comparison with all others, and against a third group another number again. A ratio to everyone is drawn
    towards 1 by the group itself, the more the larger it is: one of half of the people can never pass 2.

    Parameters
    ----------
    group, whole : pairs (events, population)
        The group's events and people, and all events and all people.
    reference : pair (events, population), optional
        A group to compare with, such as White residents. Or the same of the state or country, where too few of the
        comparison live nearby ("alternate risk ratio").
    level : float or array_like
        Confidence level; 0.95 means 95%.

    Returns
    -------
    Readings
        `share` (a / A) / (n / N), `others` (a / n) / ((A - a) / (N - n)) and `reference` (a / n) / (x0 / t0), for a of
        A events and n of N people. "mid-p" all three.

    Raises
    ------
    DispropError
        As for `share_ratio`, and as for `rate` of the reference.

    Notes
    -----
    Given all events, the group's are binomial. Both of the first two are functions of that one share p, p N / n and
    p (N - n) / ((1 - p) n), and so are their limits: they hold 1 together or not at all. That the group is part of the
    whole is thereby allowed for.

    Examples
    --------
    >>> from disprop import disparity
    >>> print(disparity.readings(group=(143, 189_708), whole=(679, 2_226_058), reference=(352, 1_761_205)))
    its share of the events is 2.471 times its share of the people (95% CI 2.126 to 2.845)
    its rate is 2.86 times that of all others (95% CI 2.38 to 3.44)
    its rate is 3.77 times that of the reference (95% CI 3.10 to 4.57)
    """
    data = counts_of(group, whole)
    own, every, people, everyone = data.values()
    beside = {"events": every - own, "population": everyone - people}

    def against(counts: Mapping[str, ArrayLike]) -> Estimate:
        pairs = {"group_events": own, "group_population": people}
        data = _pairs.of_rates(pairs | {f"reference_{name}": count for name, count in counts.items()})
        return from_family(RATE_RATIO, data, method="mid-p", level=level)

    pair = reference and _arrays.pair("reference", reference, _pairs.EVENTS)
    return Readings(
        from_family(SHARE_RATIO, data, method="mid-p", level=level),
        against(beside),
        None if not pair else against(dict(zip(_pairs.EVENTS, pair, strict=True))),
    )
