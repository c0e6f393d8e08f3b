"""The record of all averages, and the words about a printed one."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import numpy as np

from disprop import _data
from disprop._errors import refused, worded
from disprop._text import words
from disprop.estimate import Estimate, Number, Record

_SAID = _data.read("areas", "averages.json")
WORDS: dict[str, str] = _SAID["is"]
ZEROS: dict[str, str] = _SAID["zeros"]
BESIDE = {"plain_mean": "mean", "plain_median": "median"}  # what others print, and what has an interval


class Averages(Record):
    """Twelve averages of one ratio over areas, and the split of the pooled one into `within` times `composition`.

    Attributes
    ----------
    pooled, mean, plain_mean, median, plain_median, geometric_mean, ratio_of_means, mantel_haenszel, observed_expected,
    direct, fixed_effect, random_effects : the averages; see `averages`. `plain_mean` and `plain_median` are what others
        print: they have no interval, those beside them have. The medians and the geometric mean refuse `.p_value`: ask
        `.excludes(1)`.
    within : the Mantel-Haenszel ratio once more, as one part of the pooled ratio.
    composition : the other part: how many times larger the pooled ratio is than the one within areas, because the two
        groups live in different areas. log(pooled) = log(within) + log(composition).
    areas, empty, group_only, reference_only : number of areas, of those without any events, with events of the group
        alone, and of the reference alone.
    """

    pooled: Estimate
    mean: Estimate
    plain_mean: Estimate
    median: Estimate
    plain_median: Estimate
    geometric_mean: Estimate
    ratio_of_means: Estimate
    mantel_haenszel: Estimate
    observed_expected: Estimate
    direct: Estimate
    fixed_effect: Estimate
    random_effects: Estimate
    within: Estimate
    composition: Estimate
    areas: Number
    empty: Number
    group_only: Number
    reference_only: Number

    @property
    def notes(self) -> dict[str, str]:
        """What zeros do to each average, and how many areas have them."""
        counted = ", ".join(
            f"{int(np.sum(number))} {name}"
            for name, number in (
                ("without any events", self.empty),
                ("with events of the group alone", self.group_only),
                ("with events of the reference alone", self.reference_only),
            )
        )
        return {name: f"{text} ({counted})" for name, text in ZEROS.items()}

    def which(self, printed: str | float) -> list[str]:
        """Return the averages that a printed number is, rounded to its digits; the nearest first.

        A plain mean, or median, comes before the one of this library, which is seldom printed elsewhere. Give it as
        text to keep a last 0: "10.30" has two decimals.
        """
        number, half = _printed(printed)
        near = [(name in BESIDE.values(), abs(value - number), name) for name, value in self._values()]
        return [name for _, away, name in sorted(near) if away <= half]

    def explain(self, printed: str | float) -> str:
        """Return which average a printed "N times" most likely is, with the pooled ratio and the one within areas."""
        values = dict(self._values())
        if not values:
            raise worded("no average defined", "printed", printed)
        number, _ = _printed(printed)
        names = self.which(printed)
        name = names[0] if names else min(values, key=lambda each: abs(values[each] - number))
        none = "" if names else "none of these averages; the nearest is "
        also = f"; {words(' and '.join(names[1:]))} would print the same" if names[1:] else ""
        ours = BESIDE.get(name, "") if names else ""
        beside = f". With an interval, the {ours}: {getattr(self, ours)}" if ours else ""
        head = f"{printed} times is {none}{WORDS[name]}, {getattr(self, name)}{also}{beside}"
        return f"{head}. Of all areas together: {self.pooled}. Within areas: {self.within}."

    def _values(self) -> Iterator[tuple[str, float]]:
        if np.ndim(self.areas):
            raise worded("averages of many sets", "sets", np.shape(self.areas))
        values = ((name, float(getattr(self, name).value)) for name in WORDS)
        return ((name, value) for name, value in values if np.isfinite(value))


def _printed(printed: str | float) -> tuple[float, float]:
    """Return a printed number, and half of a unit of its last digit."""
    try:
        number = Decimal(str(printed))
    except InvalidOperation:
        raise refused("printed", "must be a number as it was printed, such as '10.30'", printed) from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise refused("printed", "must be a finite number", printed)
    return float(number), 0.5 * 10.0**exponent * (1 + 1e-12)
