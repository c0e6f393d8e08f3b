"""How often intervals of a standardised rate hold it where a heavy stratum has few events: all outcomes added up.

Run it with `make coverage-study`. Two strata stand for many: a heavy one with few expected events, which makes up a
share of the standardised rate, and all the others with many. Nothing is simulated; what is written is
docs/explanation/rare-strata.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import pdtrik

from disprop.intervals import DIRECT_RATE, RATE_RATIO, WeightedSum
from disprop.standardise._strata import heaviest_rare
from studies.designs import LEFT_OUT, Array, poisson
from studies.machine import PAGES, stamp, table

METHODS = ("fay-feuer", "tiwari", "dobson-garwood", "dobson-byar", "dobson-mid-p", "normal", "log-normal")
BYAR = "dobson-byar"
SHARES = (0.02, 0.05, 0.1, 0.3, 0.6)
RARE = (0.3, 1.0, 3.0, 5.0, 10.0, 20.0)
OTHERS = 100.0
RATES = np.geomspace(1, 16, 5)  # of the strata of an indirect comparison
PEOPLE = {
    "alike": ([0.2] * 5, [0.2] * 5),
    "somewhat different": ([0.28, 0.24, 0.2, 0.16, 0.12], [0.12, 0.16, 0.2, 0.24, 0.28]),
    "very different": ([0.36, 0.28, 0.2, 0.1, 0.06], [0.06, 0.1, 0.2, 0.28, 0.36]),
}
COMPARED = ((42, 520), (100, 900), (250, 1_600), (630, 2_600))  # expected of the group and of the reference
OF_STANDARD = (80, 1_000, 10_000)
SETS = 20_000


def counts(mean: float) -> tuple[Array, Array]:
    """Return the counts that can happen, and their probabilities."""
    most = float(np.ceil(pdtrik(1 - LEFT_OUT, mean))) + 1
    return np.arange(most + 1), poisson(np.array([mean]), most)[0]


def missed(method: str, share: float, rare: float, tail: float = 0.025) -> tuple[float, float]:
    """Return how likely the limits are to lie below, and above, a standardised rate of 1.

    The heavy stratum makes up `share` of the rate, with `rare` events expected.
    """
    below, above, _, chance = outcomes(method, share, rare, tail)
    return float(chance[below].sum()), float(chance[above].sum())


def unsaid(method: str, share: float, rare: float) -> float:
    """Return how likely a 95% interval is to miss without a remark."""
    below, above, said, chance = outcomes(method, share, rare, 0.025)
    return float(chance[(below | above) & ~said].sum())


def outcomes(method: str, share: float, rare: float, tail: float) -> tuple[Any, Any, Any, Array]:
    """Return where the limits lie below and above, where a remark says so, and how likely each outcome is."""
    u = share / rare, (1 - share) / OTHERS
    (x, p), (rest, q) = counts(rare), counts(OTHERS)
    events = np.meshgrid(x, rest, indexing="ij")
    even = np.ones(events[0].shape)
    data = WeightedSum(
        events=events[0] + events[1],
        population=even,
        weighted_events=u[0] * events[0] + u[1] * events[1],
        variance=u[0] ** 2 * events[0] + u[1] ** 2 * events[1],
        largest_weight=max(u) * even,
        mean_weight=sum(u) / 2 * even,
        mean_square_weight=(u[0] ** 2 + u[1] ** 2) / 2 * even,
    )
    low, high = DIRECT_RATE.limits(method, tuple(data), tail)
    said = heaviest_rare(np.stack(events, axis=-1), 1 / np.array(u), np.ones(2)) >= 0
    return high < 1, low > 1, said, np.multiply.outer(p, q)


def held(group: float, reference: float, of_standard: float, people: str, seed: int = 1) -> float:
    """Return how often `indirect_rate_ratio` holds a true 1 where the standard's rates come from so many events.

    Five strata of the standard are of one size. Drawn, and not added up: there are seven counts.
    """
    rng, total = np.random.default_rng(seed), RATES.sum()
    rates = rng.poisson(of_standard * RATES / total, (SETS, RATES.size)) / (of_standard / total)
    sides: list[Array] = []
    for mean, here in zip((group, reference), np.array(PEOPLE[people]), strict=True):
        scale = mean / (here * RATES).sum()
        sides += [rng.poisson(mean, SETS).astype(np.float64), scale * rates @ here]
    low, high = RATE_RATIO.limits("mid-p", tuple(sides), 0.025)
    return float(((low <= 1) & (high >= 1)).mean())


def table_of_rates() -> str:
    """Return how often each method holds the standardised rate."""
    rows: list[tuple[object, ...]] = [
        (
            *(f"{share:.0%}", f"{rare:g}"),
            *(f"{100 * (1 - sum(missed(name, share, rare))):.1f}" for name in METHODS),
            f"{100 * unsaid(BYAR, share, rare):.1f}",
        )
        for share in SHARES
        for rare in RARE
    ]
    return table(("of the rate", "expected", *(f"`{name}`" for name in METHODS), "unsaid"), rows)


def table_of_limits() -> str:
    """Return the largest error of one limit of a 95% level, lower and upper."""
    rows: list[tuple[object, ...]] = []
    for name in METHODS:
        errors = np.array([missed(name, share, rare, 0.05) for share in SHARES for rare in RARE])
        above, below = errors[:, 1].max(), errors[:, 0].max()
        rows.append((f"`{name}`", f"{100 * above:.1f}", f"{100 * below:.1f}"))
    return table(("method", "lower limit above", "upper limit below"), rows)


def table_of_standards() -> str:
    """Return how often `indirect_rate_ratio` holds the truth, by the events that the standard's rates rest on."""
    rows: list[tuple[object, ...]] = [
        (people, f"{group:,} v {reference:,}", *(f"{100 * held(group, reference, n, people):.1f}" for n in OF_STANDARD))
        for people in PEOPLE
        for group, reference in COMPARED
    ]
    head = ("the sides are", "expected", *(f"standard of {events:,}" for events in OF_STANDARD))
    return table(head, rows)


def main() -> None:
    """Run the study and write its page."""
    page = PAGE.format(
        others=f"{OTHERS:g}",
        rates=table_of_rates(),
        limits=table_of_limits(),
        sets=f"{SETS:,}",
        standards=table_of_standards(),
        error=f"{100 * np.sqrt(0.05 * 0.95 / SETS):.2f}",
        stamp=stamp("make coverage-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "rare-strata.md").write_text(page, encoding="utf-8")


PAGE = """# Standardised rates with rare events

## A heavy stratum with few events

In a directly standardised rate an event counts for the weight of its stratum over its population. Where a heavy stratum
has few people, one event there moves the rate a great deal, and none says little: the variance is estimated from the
events that happened, so that it is too small just when the rate is too low.

Two strata stand for many: a heavy one, which makes up a share **of the rate**, with few events **expected**, and all
others with {others} expected. How often a 95% interval holds the rate, in per cent, with every outcome added up;
**unsaid** is how often that of `dobson-byar` does not, without a remark that it may be too narrow:

{rates}

Nearly all that is missed lies above the upper limit. With one event expected nothing happens in 37 of 100 cases, and
then `dobson-...`, `normal` and `log-normal` know nothing of the stratum. `fay-feuer` and `tiwari` allow for an event
that did not happen: `fay-feuer` holds everywhere here. Where a stratum has fewer than five events, and one of them
moves the rate by more than a third of its standard deviation and weighs more than twice the mean, the `remark` of the
other methods says that they may be too narrow.

## One limit, at 95%

The largest probability that one limit is wrong over the same grid, which should be 5%:

{limits}

## A standard whose rates are themselves counted

`indirect_ratio`, `indirect_rate` and `indirect_rate_ratio` take the rates of the standard for known. Where these come
from few events they are not. The error has the same size for both sides of a ratio, and drops out of it where both have
people of the same strata; where they do not, it stays. How often the 95% interval of `indirect_rate_ratio` holds a true
ratio of 1, in per cent of {sets} sets (standard error {error}); five strata whose rates differ up to 16-fold:

{standards}

With more events in the comparison the interval is narrower, and the error of the standard weighs more. A standard
should have ten times as many events as the larger side.

{stamp}
"""

if __name__ == "__main__":
    main()
