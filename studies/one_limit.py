"""How often shares near 0, ratios to a large reference, and one limit by itself are wrong: all outcomes added up.

Run it with `make coverage-study`. Nothing is simulated. The error of a limit of one count rises until the truth passes
the limit of the next count, so that its largest value is looked for there; of two counts, on a fine grid.
What is written is docs/explanation/one-limit.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, pdtrik

from disprop.intervals import FAMILIES, PROPORTION, RATE_RATIO, Family
from disprop.intervals.paired import PAIRED_DIFFERENCE, PAIRED_RATIO
from studies.coverage import BESIDE
from studies.designs import LEFT_OUT, Array, Design, binomial, pair, poisson, single
from studies.experiments import designs
from studies.machine import PAGES, stamp, table

LEVEL = 0.95
TAILS = {"two": (1 - LEVEL) / 2, "one": 1 - LEVEL}
WHOLES = (20, 100, 679, 5_000)
EXPECTED = np.geomspace(0.02, 20, 400)
COUNTED = np.ceil(pdtrik(1 - LEFT_OUT, EXPECTED.max())) + 1
REFERENCES = (5, 10, 40, 200, 1_000, 10_000)
OF_MANY = 5_000  # whose limits at a few events are written out
FEW = (0, 1, 2, 3, 5, 10, 20)
PAIRED = (PAIRED_DIFFERENCE, PAIRED_RATIO)
PAIRS = (16, 30)
CHANCES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)  # of both, of only A and of only B
CAREFUL = ("mover-clopper-pearson", "mover-garwood")


class Errors(NamedTuple):
    """How often limits are wrong, over all points of a study: on each side, and on either."""

    lower: float  # the largest probability that the lower limit lies above the truth
    upper: float
    mean_lower: float
    mean_upper: float
    coverage: float  # the least
    mean: float


def errors(parts: list[tuple[Array, Array]], edges: list[tuple[Array, Array]]) -> Errors:
    """Return the errors from the chances of both sides on a grid, and beside the limits where these are looked at."""
    (below, above), (low, high) = (
        tuple(map(np.concatenate, zip(*each, strict=True))) for each in (parts, parts + edges)
    )
    return Errors(high.max(), low.max(), above.mean(), below.mean(), (1 - low - high).min(), (1 - below - above).mean())


def of_share(whole: int, p: Array) -> Design:
    """Return the design of a part of many, without the parts that are too large to happen."""
    return single(binomial(whole, p)[:, : int(min(whole, COUNTED)) + 1], whole, whole * p)


def missed(family: Family, design: Design, limits: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return how likely the limits are to lie below, and above, the truth at each point."""
    truth = design.truth(family)
    below, above = (design.chance * wrong for wrong in (limits[1] < truth, limits[0] > truth))
    return below.sum(axis=1), above.sum(axis=1)


def shares(name: str, tail: float) -> Errors:
    """Return the errors of a method for shares of 0.02 to 20 expected, up to a half of the whole."""
    grid, edges = [], []
    for whole in WHOLES:
        p = EXPECTED[whole / 2 >= EXPECTED] / whole
        design = of_share(whole, p)
        limits = PROPORTION.limits(name, design.data, tail)
        grid.append(missed(PROPORTION, design, limits))
        beside = np.concatenate([limit * (1 + side * BESIDE) for limit in limits for side in (-1, 1)])
        beside = beside[(beside >= p[0]) & (beside <= p[-1])]
        edges.append(missed(PROPORTION, of_share(whole, beside), limits))
    return errors(grid, edges)


def against(reference: float, name: str, tail: float) -> Errors:
    """Return the errors of a ratio of rates, of 0.02 to 20 expected events to many expected of the reference."""
    group = single(poisson(EXPECTED, COUNTED), 1.0, EXPECTED)
    mean = np.array([reference])
    design = pair(group, single(poisson(mean, np.ceil(pdtrik(1 - LEFT_OUT, reference)) + 1), 1.0, mean))
    likely = design.chance.max(axis=0) > LEFT_OUT / design.chance.shape[1]
    design = Design(tuple(part[likely] for part in design.data), design.expected, design.chance[:, likely])
    return errors([missed(RATE_RATIO, design, RATE_RATIO.limits(name, design.data, tail))], [])


def one_sided(family: Family, name: str) -> Errors:
    """Return the errors of one limit on the grid of the coverage study."""
    tried = pairs(len(family.data)) if family in PAIRED else designs(family, name, small=False)
    return errors([missed(family, design, family.limits(name, design.data, TAILS["one"])) for design in tried], [])


def pairs(cells: int) -> Iterator[Design]:
    """Yield all tables of so many pairs: both, only A, only B and neither, of which a family takes the first cells."""
    inner = np.array([c for c in product(CHANCES, repeat=3) if sum(c) < 1]).T
    truths = np.vstack([inner, 1 - inner.sum(axis=0)])
    for n in PAIRS:
        counts = np.array([(*c, n - sum(c)) for c in product(range(n + 1), repeat=3) if sum(c) <= n], dtype=float).T
        log_chance = gammaln(n + 1) - gammaln(counts + 1).sum(axis=0) + np.log(truths).T @ counts
        yield Design(tuple(counts[:cells]), tuple(n * truths[:cells]), np.exp(log_chance))


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{100 * share:.1f}"


def table_of_shares() -> str:
    """Return the errors of every method for shares near 0: as an interval and as one limit."""
    rows: list[tuple[object, ...]] = []
    for name in PROPORTION.methods:
        both, one = (shares(name, TAILS[sides]) for sides in ("two", "one"))
        numbers = (both.lower, both.upper, both.mean_lower, both.mean_upper, both.coverage, both.mean)
        rows.append((f"`{name}`", *map(percent, (*numbers, max(one.lower, one.upper)))))
    head = ("method", "low above", "high below", "mean", "mean", "least coverage", "mean", "one limit")
    return table(head, rows)


def table_of_widths() -> str:
    """Return the limits of a few events of many, in events."""
    x = np.array(FEW, dtype=np.float64)
    rows: list[tuple[object, ...]] = []
    for name in ("mid-p", "clopper-pearson", "wilson"):
        low, high = PROPORTION.limits(name, (x, np.full(x.shape, float(OF_MANY))), TAILS["two"])
        rows.append((f"`{name}`", *(f"{a * OF_MANY:.2f} to {b * OF_MANY:.2f}" for a, b in zip(low, high, strict=True))))
    return table(("method", *map(str, FEW)), rows)


def table_of_references() -> str:
    """Return the errors of ratios of rates to larger and larger references."""
    rows: list[tuple[object, ...]] = []
    for reference in REFERENCES:
        both = [against(reference, name, TAILS["two"]) for name in ("mid-p", "exact")]
        one = [against(reference, name, TAILS["one"]) for name in ("mid-p", "exact")]
        rows.append(
            (
                f"{reference:,}",
                *(percent(each.coverage) for each in both),
                percent(both[0].mean),
                *(percent(max(each.lower, each.upper)) for each in one),
            )
        )
    head = ("expected of the reference", "`mid-p` covers", "`exact`", "`mid-p` on average", "one limit", "one, `exact`")
    return table(head, rows)


def lines_of_one_limit() -> Iterator[tuple[object, ...]]:
    """Yield what one limit of each family holds: by its default, that of an interval, and MOVER of exact limits."""
    for family in (*(each for each in FAMILIES.values() if each.denominators or each.core), *PAIRED):
        careful = [name for name in CAREFUL if name in family.methods and not family.one_sided]
        for name in dict.fromkeys((family.default_for("lower"), family.default, *careful)):
            found = one_sided(family, name)
            numbers = (found.lower, found.mean_lower, found.upper, found.mean_upper)
            yield (family.parameter, f"`{name}`{words_for(family, name)}", *map(percent, numbers))


def words_for(family: Family, name: str) -> str:
    """Return what a method is to one limit."""
    default = {family.default: " (default of an interval)", family.default_for("lower"): " (default)"}
    return default.get(name, "")


def main() -> None:
    """Run the study and write its page."""
    head = ("one limit of a", "method", "lower: at most", "on average", "upper: at most", "on average")
    page = PAGE.format(
        shares=table_of_shares(),
        wholes=", ".join(f"{whole:,}" for whole in WHOLES),
        widths=table_of_widths(),
        many=f"{OF_MANY:,}",
        references=table_of_references(),
        families=table(head, list(lines_of_one_limit())),
        stamp=stamp("make coverage-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "one-limit.md").write_text(page, encoding="utf-8")


PAGE = """# Shares near 0, and one limit by itself

The [coverage study](coverage) looks at intervals, over a grid. Two uses of them need a closer look: a count of a few
among many (false alerts per face, one group's share of the scans), and one limit by itself ("at least", "at most").
What an interval allows too much near one end it takes off at the other; one limit has no other end. This page adds up
the probability of every outcome whose limit is wrong. Nothing is simulated.

## Shares near 0, at 95%

Wholes of {wholes}, with 0.02 to 20 expected and at most half of the whole. **low above**: the largest probability
that the lower limit lies above the truth, looked for beside every limit, where it jumps; **high below**: that the upper
one lies below. Both should be 2.5%. Beside them are the means over the expected counts on a logarithmic scale, the
least and the mean coverage, and the largest error of **one limit** of a 95% level, which should be 5%. All in per cent.

{shares}

`mid-p` leaves out half of the probability of what was observed, and so is never wrong on one side more than twice as
often as it says. `clopper-pearson` leaves out nothing, and is never wrong more often than it says.

What that costs, in events: the 95% limits of a few of {many}.

{widths}

## Ratios of rates to a large reference, at 95%

Given all events, those of the group are binomial, and against a large reference nearly Poisson. Over 0.02 to 20
expected events of the group: the least coverage, its mean, and the largest error of one limit, in per cent.

{references}

## One limit of each family, at 95%

The probability that one limit is wrong, which should be 5%, at most and on average over the grid of the coverage study,
and for two systems on the same faces over all tables of 16 and of 30 pairs. (The grids have steps, so that a little
more is possible between their points.) Families with an exact method take it for one limit by default. The others have
none: they keep the method of an interval, which is right on average and can be wrong two to four times as often as it
says where counts are small, or nearly all are counted. MOVER of exact limits is the careful choice there.

{families}

{stamp}
"""

if __name__ == "__main__":
    main()
