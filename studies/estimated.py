"""How often intervals hold the truth where a population is an estimate: all outcomes added up, nothing simulated.

The estimate of a population T is T exp(cv u), or T (1 + cv u), with u standard normal. A lognormal error divides the
limits of each count by exp(cv u), so that the chance of errors at which they lie above or below the truth is one of the
normal distribution. A normal error of a constant size changes the limits otherwise: they are worked out at errors of
equal probability. Run it with `make coverage-study`; docs/explanation/estimated-populations.md is what is written.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri, pdtrik

from disprop.intervals import FAMILIES, OF, RATE, RATE_RATIO, Family
from studies.designs import Array, poisson
from studies.machine import PAGES, stamp, table

TAIL = 0.025
LEFT_OUT = 1e-9
CVS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.7, 1.0, 1.5)
NORMAL_CVS = (0.05, 0.1, 0.2, 0.3)
EXPECTED = (0.5, 1.0, 3.0, 10.0, 33.0, 200.0)
SIDES = ((3.0, 352.0), (10.0, 10.0), (10.0, 200.0), (33.0, 352.0), (100.0, 1_000.0))
DRAWN = 2_000  # errors of equal probability


class Missed(NamedTuple):
    """The probability that an interval lies below the truth, and above it."""

    below: float
    above: float

    @property
    def coverage(self) -> float:
        """How often it holds the truth."""
        return 1 - self.below - self.above


def counts(*expected: float) -> tuple[list[Array], Array]:
    """Return all likely counts of independent events, and their probabilities."""
    ends = [np.round(pdtrik([LEFT_OUT, 1 - LEFT_OUT], mean)) for mean in expected]
    ranges = [np.arange(low, high + 2) for low, high in ends]
    chances = [poisson(np.array([mean]), row[-1])[0, int(row[0]) :] for mean, row in zip(expected, ranges, strict=True)]
    grid = [part.ravel() for part in np.meshgrid(*ranges, indexing="ij")]
    return grid, np.prod([part.ravel() for part in np.meshgrid(*chances, indexing="ij")], axis=0)


def lognormal(family: Family, name: str, expected: tuple[float, ...], cvs: tuple[float, ...], size: float) -> Missed:
    """Return how often limits miss, of populations of 1 with errors of this size; `cvs` are those that they know of."""
    x, chance = counts(*expected)
    whole = np.ones_like(chance)
    data = [column for count in x for column in (count, whole)]
    data += [np.full_like(chance, number) for cv in cvs for number in (cv, 0.0)]
    low, high = family.limits(name, tuple(data), TAIL)
    with np.errstate(divide="ignore"):
        above, below = (np.log(limit / (expected[0] / np.prod(expected[1:]))) / size for limit in (low, high))
    return Missed(float(chance @ ndtr(-below)), float(chance @ ndtr(above)))


def normal(expected: float, cv: float) -> Missed:
    """Return how often the limits of a rate miss where the standard error of its population is cv of the true one."""
    (x,), chance = counts(expected)
    population = 1 + cv * ndtri((np.arange(DRAWN) + 0.5) / DRAWN)
    x, people = (part.ravel() for part in np.meshgrid(x, population, indexing="ij"))
    family = FAMILIES[f"rate {OF}"]
    low, high = family.limits("mid-p", (x, people, cv / people, np.ones_like(people)), TAIL)
    weights = np.repeat(chance / DRAWN, DRAWN)
    return Missed(float(weights @ (high < expected)), float(weights @ (low > expected)))


def percent(found: Missed) -> str:
    """Return the coverage, and how often the interval lies above and below the truth, in per cent."""
    return f"{100 * found.coverage:.1f} ({100 * found.above:.1f}/{100 * found.below:.1f})"


def of_rate(expected: float, cv: float, *, ignored: bool = False) -> Missed:
    """Return how often the limits of a rate miss, with the error of the population or as if there were none."""
    family, known = (RATE, ()) if ignored else (FAMILIES[f"rate {OF}"], (cv,))
    return lognormal(family, "mid-p", (expected,), known, cv)


def of_ratio(sides: tuple[float, float], cvs: tuple[float, float], *, ignored: bool = False) -> Missed:
    """Return the same of a ratio of rates."""
    family, known = (RATE_RATIO, ()) if ignored else (FAMILIES[f"rate ratio {OF}"], cvs)
    return lognormal(family, "mid-p", sides, known, float(np.hypot(*cvs)))


def main() -> None:
    """Run the study and write its page."""
    names = tuple(f"{mean:g} events" for mean in EXPECTED)
    pairs = tuple(f"{group:g} v {reference:g}" for group, reference in SIDES)
    both = [*product((0.1, 0.2, 0.3), (0.0,)), (0.0, 0.2), (0.2, 0.1), (0.4, 0.4), (1.0, 0.0)]
    page = PAGE.format(
        rates=table(("cv", *names), [(cv, *(percent(of_rate(mean, cv)) for mean in EXPECTED)) for cv in CVS]),
        ignored=table(
            ("cv", *names), [(cv, *(percent(of_rate(mean, cv, ignored=True)) for mean in EXPECTED)) for cv in CVS[:4]]
        ),
        ratios=table(
            ("cv of group and reference", *pairs),
            [(f"{one:g}, {two:g}", *(percent(of_ratio(sides, (one, two))) for sides in SIDES)) for one, two in both],
        ),
        ignored_ratios=table(
            ("cv of group and reference", *pairs),
            [
                (f"{one:g}, 0", *(percent(of_ratio(sides, (one, 0.0), ignored=True)) for sides in SIDES))
                for one in CVS[:4]
            ],
        ),
        normal=table(("cv", *names), [(cv, *(percent(normal(mean, cv)) for mean in EXPECTED)) for cv in NORMAL_CVS]),
        stamp=stamp("make coverage-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "estimated-populations.md").write_text(page, encoding="utf-8")


PAGE = """# Populations that are estimates

A population of a survey, or between two censuses, is itself an estimate. This page says how often 95% intervals of
`rate` and `rate_ratio` hold the truth with `imperfect.estimated(population, cv=...)`, and how often without. The
probabilities of all counts are added up, with those of all errors: nothing is simulated. In brackets is how often the
interval lies above and below the truth, of which each should be 2.5%. [Which population?](which-population.md) says
what to do with them.

## As if it were exact

What the interval of a rate holds when the error of the population is passed over:

{ignored}

And of a ratio of two rates:

{ignored_ratios}

## With its error

The limits of the count, by `mid-p`, are joined with those of the population, T exp(-+z cv), by MOVER-R (Donner and Zou
2012). From 10 events on, 95% is 94.5 to 95.5%. Below, it is more, since events come in whole numbers: so it is of a
rate whose population is exact.

{rates}

Of a ratio, where the group's population, the reference's, or both are estimates:

{ratios}

## A margin of error

Where `moe` or `se` is given and is at most 0.3 of the population, its error is taken as normal, with the limits T -+ z
se. Where it is so, and of constant size:

{normal}

From 0.2 on some samples seem to have an error above 0.3. There the lower limit of the population is lognormal, and
no nearer than at 0.3, so that a larger margin never narrows an interval: it then holds more often than it says.

{stamp}
"""


if __name__ == "__main__":
    main()
