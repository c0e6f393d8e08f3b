"""How often limits of a trend leave the truth out: of counts that vary as Poisson counts, more than these, and in runs.

Run it with `make coverage-study`; it writes docs/explanation/trends.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from disprop import periods
from disprop.estimate import Estimate
from studies.machine import PAGES, stamp, table

SERIES, SEED, NORMAL = 4_000, 6, 1.959964
CHANGE = 1.1  # from one period to the next
LENGTHS, EVENTS = (3, 4, 6, 10, 20), (2, 20, 200)
REFERENCE = 8  # times as many events as the group has
# How counts go beside their line: the dispersion, the sd of the logarithm of a shock to both sides, and to the group
# alone, and how much of it lasts to the next period.
WORLDS: dict[str, dict[str, float]] = {
    "Poisson": {},
    "5 times Poisson": {"dispersion": 5},
    "20 times Poisson": {"dispersion": 20},
    "shocks to both": {"both": 0.3},
    "shocks to one": {"one": 0.3},
    "shocks that last": {"both": 0.3, "one": 0.3, "lasts": 0.7},
}


def shocks(rng: np.random.Generator, sd: float, lasts: float, shape: tuple[int, int]) -> Any:
    """Return shocks of the logarithm of a rate, of which each period keeps a part of the last one's."""
    found = rng.normal(0, sd, shape)
    for at in range(1, shape[1]):
        found[:, at] = lasts * found[:, at - 1] + np.sqrt(1 - lasts**2) * found[:, at]
    return found


def drawn(rng: np.random.Generator, mean: Any, dispersion: float) -> Any:
    """Return counts of which the variance is so many times the mean."""
    return rng.poisson(mean) if dispersion == 1 else rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)


def missed(ratio: Estimate, truth: float, *, as_poisson: bool = False) -> str:
    """Return the per cent of series whose limits leave the truth out, and of how many, where some have none.

    Or whose limits would, with the variances of Poisson counts and the normal quantile.
    """
    there = np.asarray(~np.isnan(ratio.low))
    if as_poisson:
        sd = np.sqrt(ratio.data["log_variance"] / np.maximum(ratio.data["dispersion"], 1))[there]
        out = np.abs(np.log(np.asarray(ratio.value)[there] / truth)) > NORMAL * sd
    else:
        out = np.asarray((ratio.low > truth) | (ratio.high < truth))[there]
    few = f" of {100 * np.mean(there):.0f}%" if np.mean(there) < 0.995 else ""
    return f"{100 * np.mean(out):.1f}{few}"


def of_one(
    rng: np.random.Generator, series: int, length: int, events: float, beside: dict[str, float]
) -> tuple[str, str, str]:
    """Return how often both trends miss the truth, and limits of Poisson counts that of the rate."""
    times, size, lasts = np.arange(length), beside.get("dispersion", 1), beside.get("lasts", 0)
    line = CHANGE ** (times - times.mean())
    both, alone = (np.exp(shocks(rng, beside.get(sd, 0), lasts, (series, length))) for sd in ("both", "one"))
    people = np.full(length, float(events))
    group = drawn(rng, people * line * both * alone, size), people
    reference = drawn(rng, REFERENCE * people * both, size), REFERENCE * people
    rate = periods.trend(*group, times=times).ratio
    ratio = periods.ratio_trend(group=group, reference=reference, times=times).ratio
    return missed(rate, CHANGE), missed(ratio, CHANGE), missed(rate, CHANGE, as_poisson=True)


def study(series: int = SERIES) -> Iterator[tuple[object, ...]]:
    """Yield a row for each world and length: how often each misses the truth, by the events of a period."""
    rng = np.random.default_rng(SEED)
    for (world, beside), length in product(WORLDS.items(), LENGTHS):
        found = (of_one(rng, series, length, events, beside) for events in EVENTS)
        yield world, length, *(each for kind in zip(*found, strict=True) for each in kind)


def page() -> str:
    """Return the page with all figures."""
    heads = [f"{kind}, {events}" for kind in ("rate", "ratio", "as Poisson") for events in EVENTS]
    return f"""# How far to trust a trend

How often the 95% limits of [`periods.trend`](../how-to/before-and-after) (a rate) and `periods.ratio_trend` (a ratio)
leave the true change out, per cent of {SERIES:,} series, where a rate grows by a tenth from one period to the next. 5
is nominal, and the standard error at most 0.8. By how many periods there are, and by the group's events in one of them;
the reference has {REFERENCE} times as many. "as Poisson" is the same line of a rate with the variances of Poisson
counts and the normal quantile, which is what a Poisson regression has. "of 67%" is of those series that have a line.

{table(("counts are", "periods", *heads), [*study()])}

- **Counts that vary more than Poisson counts** make the limits of a Poisson regression worthless: with 20 events and
  more they miss in 22 to 70%. These limits take the dispersion from the counts, at least 1, and have Student's t of two
  degrees of freedom less than there are periods. With 2 events a period they miss in up to 9%.
- **Three or four periods say little.** The t of one degree of freedom is 12.7: limits are so wide that they hardly ever
  miss. They are wide where counts are Poisson, too, for so few of them do not show it.
- **Shocks to both sides**, such as a lockdown, move a rate and leave the ratio alone: its line looks within periods.
- **Shocks that last are not seen.** Where seven tenths of the shock of one period are still there in the next, the
  counts look like a line, and limits miss in up to 38%. No formula for a few periods mends that: a trend says what
  happened, not that it goes on.

Shocks are normal on the scale of logarithms, with a standard deviation of 0.3; counts with a dispersion are negative
binomial.

{stamp("make coverage-study", "disprop", "numpy", "scipy")}
"""


if __name__ == "__main__":
    (PAGES / "trends.md").write_text(page(), encoding="utf-8")
