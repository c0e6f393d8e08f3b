"""How often limits of indices of inequality hold: those along the ray, and those of a percentile bootstrap.

Run it with `make inequality-study`; it writes docs/explanation/inequality.md. Tables of groups are drawn from known
rates. A lower limit is wrong where it lies above the index of these rates, an upper one where it lies below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from disprop.disparity._inequality import MEASURES, Measure
from disprop.disparity._ray import Ray
from disprop.disparity._unequal import numbers_of
from studies.designs import Array
from studies.machine import PAGES, stamp, table

LEVEL, DRAWS, TABLES = 0.95, 400, 120
RATES = MEASURES["poisson"] | MEASURES["poisson ordered"]
SHARES = MEASURES["poisson"] | MEASURES["binomial"] | MEASURES["binomial ordered"]
PEOPLE = np.array([20_000.0, 10_000, 15_000, 6_000, 9_000])
FEW = np.array([200.0, 100, 150, 60, 90])
ALIKE, APART, FAR = np.ones(5), np.array([0.6, 1.2, 1.0, 2.0, 1.5]), np.array([0.2, 0.5, 1.0, 3.0, 5.0])
SMALL = np.array([60.0, 5_000, 5_000, 5_000])
MANY = np.geomspace(300, 30_000, 20)


@dataclass(frozen=True, slots=True)
class Design:
    """Groups whose rates are known: their people, the rates over their mean, and the events expected of all."""

    says: str
    people: Array
    relative: Array
    events: float
    risks: bool = False

    @property
    def weights(self) -> Array:
        """Return the shares of the people."""
        return np.asarray(self.people / self.people.sum())

    @property
    def rates(self) -> Array:
        """Return the rates."""
        return np.asarray(self.relative * self.events / (self.relative * self.people).sum())

    def truth(self, measure: Measure) -> float:
        """Return the index of the rates."""
        return float(np.ravel(measure.part(self.rates[np.newaxis], self.weights))[0])

    def drawn(self, tables: int, rng: np.random.Generator) -> Array:
        """Return counts, a table a row."""
        size = (tables, len(self.people))
        if self.risks:
            return rng.binomial(self.people.astype(int), self.rates, size).astype(float)
        return rng.poisson(self.people * self.rates, size).astype(float)


DESIGNS = (
    Design("5 equal groups, 20 events", PEOPLE, ALIKE, 20),
    Design("5 equal groups, 200 events", PEOPLE, ALIKE, 200),
    Design("5 groups 3 times apart, 20 events", PEOPLE, APART, 20),
    Design("5 groups 3 times apart, 200 events", PEOPLE, APART, 200),
    Design("5 groups 3 times apart, 2,000 events", PEOPLE, APART, 2_000),
    Design("5 groups 25 times apart, 100 events", PEOPLE, FAR, 100),
    Design("20 equal groups, 200 events", MANY, np.ones(20), 200),
    Design("20 groups 4 times apart, 400 events", MANY, np.geomspace(2, 0.5, 20), 400),
    Design("43 groups, one 5 times the others, 2,000 events", np.full(43, 1e4), np.append(5, np.ones(42)), 2_000),
    Design("43 groups, half twice the others, 4,000 events", np.full(43, 1e4), np.repeat([2.0, 1], [21, 22]), 4_000),
    Design("1 small group 5 times the others, 3 of 153 events", SMALL, np.array([5, 1, 0.96, 1.04]), 153),
    Design("5 equal groups, 300 of 600 people", FEW, ALIKE, 300, risks=True),
    Design("5 groups 3 times apart, 200 of 600 people", FEW, APART, 200, risks=True),
)


@dataclass(frozen=True, slots=True)
class Errors:
    """How often limits of one index lie above the truth, and below it; and those of a percentile bootstrap."""

    above: float
    below: float
    bootstrap_above: float
    bootstrap_below: float
    corrected: float  # how often the corrected value is at most the truth


def resampled(design: Design, events: Array, rng: np.random.Generator) -> Array:
    """Return tables drawn from the rates that were found, as a bootstrap has them."""
    size = (DRAWS, events.size)
    if design.risks:
        return rng.binomial(design.people.astype(int), events / design.people, size) / design.people
    return rng.poisson(events, size) / design.people


def percentile(design: Design, measure: Measure, again: Array) -> Array:
    """Return the percentile limits of an index; of one fitted to each table none."""
    if measure.beside is not None:
        return np.full(2, np.nan)
    drawn = measure.part(again, design.weights)
    return np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")


def missed(limits: Array, truths: Array) -> Array:
    """Return how often the lower limits lie above the truth, and the upper ones below; limits on the last axis."""
    slack = 1e-9 * np.abs(truths) + 1e-15
    with np.errstate(invalid="ignore"):
        return np.asarray(np.mean([limits[..., 0] > truths + slack, limits[..., 1] < truths - slack], axis=1))


def errors(design: Design, tables: int, names: tuple[str, ...] = ()) -> dict[str, Errors]:
    """Return how often the limits of each index are wrong, or of some of them."""
    rng, every = np.random.default_rng(1), SHARES if design.risks else RATES
    measures = {name: every[name] for name in names or every}
    counts = [own for own in design.drawn(tables, rng) if 0 < own.sum() < design.people.sum()]
    numbers, boot = [], []
    for at, own in enumerate(counts):
        ray = Ray([(own, design.people)], design.weights, risks=design.risks)
        numbers.append(numbers_of(measures, ray, LEVEL, draws=DRAWS, seed=at))
        again = resampled(design, own, rng)
        boot.append([percentile(design, measure, again) for measure in measures.values()])
    found, plain = np.array(numbers), np.array(boot)
    truths = np.array([design.truth(measure) for measure in measures.values()])
    ours, theirs = missed(found[..., 1:3], truths), missed(plain, truths)
    corrected = (found[..., 3] <= truths + 1e-12).mean(axis=0)
    each = zip(measures, ours.T, theirs.T, corrected, strict=True)
    return {name: Errors(own[0], own[1], plainly[0], plainly[1], share) for name, own, plainly, share in each}


def lines(design: Design, found: dict[str, Errors]) -> Iterator[tuple[object, ...]]:
    """Yield a line for each index."""
    for name, own in found.items():
        fitted = (SHARES if design.risks else RATES)[name].beside is not None
        yield (
            f"`{name}`",
            f"{100 * own.above:.1f} / {100 * own.below:.1f}",
            "" if fitted else f"{100 * own.bootstrap_above:.0f} / {100 * own.bootstrap_below:.0f}",
            f"{100 * own.corrected:.0f}",
        )


PAGE = """# How often limits of inequality hold

Every index of [`disparity.inequality`](../reference/disparity) is above equality by chance alone: rates of groups that
are alike in truth are not alike in a table. So an interval made by drawing tables from the rates that were found, the
percentile bootstrap, begins too high. Here the rates are moved from equality outwards, along the ray on which they were
found, and a limit is where what was found would just be drawn. The lower limit of the indices of extremes, and
of the Gini coefficient, is also sought with each group at the nearer end of the ray, and the lower one taken. No upper
limit is below the index with one group at its own exact limit.

{tables} tables of each design were drawn, and limits at 95% worked out from {draws} draws a step. "a / b": in a per
cent the lower limit lies above the truth, in b per cent the upper limit below it; 2.5 / 2.5 would be exact. A figure of
2.5 has an error of 1.4. **corrected** is how often the value corrected for chance is at most the truth, in per cent: 50
would be without bias. Of equal groups, whose truth is the least that an index can be, it is how often chance does more.

{sections}
## What it says

{summary}

{stamp}
"""


def summary(found: list[tuple[Design, dict[str, Errors]]]) -> str:
    """Return what holds in words."""
    ours = [(own.above, own.below) for _, each in found for own in each.values()]
    equal = [e for design, each in found for e in each.items() if np.ptp(design.relative) == 0]
    boot = [own.bootstrap_above for name, own in equal if RATES.get(name, SHARES[name]).paths[0] == "ray"]
    above, below = (np.array(side) * 100 for side in zip(*ours, strict=True))
    return (
        f"The lower limit is wrong in {above.mean():.1f}% on average and {above.max():.1f}% at most, the upper one in "
        f"{below.mean():.1f}% and {below.max():.1f}%.\nA percentile bootstrap of equal groups leaves equality out in "
        f"{100 * min(boot):.0f}% of the tables or more."
    )


HEAD = ("index", "along the ray", "percentile bootstrap", "corrected")


def main() -> None:
    """Run the study and write its page."""
    found = [(design, errors(design, TABLES)) for design in DESIGNS]
    tables = {design.says: table(HEAD, list(lines(design, each))) for design, each in found}
    sections = "\n".join(f"## {says}\n\n{of}\n" for says, of in tables.items())
    words = {"tables": TABLES, "draws": DRAWS, "sections": sections, "summary": summary(found)}
    page = PAGE.format(**words, stamp=stamp("make inequality-study", "disprop", "numpy", "scipy"))
    (PAGES / "inequality.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
