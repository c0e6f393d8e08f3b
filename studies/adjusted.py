"""How often limits between clusters hold the truth, of `models.adjusted_ratio` and of the usual sandwich.

Run it with `make adjusted-study`; it writes docs/explanation/adjusted.md. Limits are worked out in closed form; the
tests say that they are those of the library, and of statsmodels. A sample has the stops of two groups in some forces,
in two years. The rate of a force is log-normal about 5 in 100, and the ratio of its two groups log-normal with a mean
of 2. That mean is the truth: events of all forces add up, so that the fitted ratio goes to the mean of the ratios of
the forces, not to their median, which is smaller by the factor exp(-s^2/2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from studies import adjusted_null
from studies.closed_forms import Array, by_force, by_group, quantile
from studies.machine import PAGES, stamp, table

SEED = 4
SAMPLES = 10_000
CLUSTERS = (4, 8, 20, 40)
TRUTH = 2.0
SPREAD = 0.3  # the standard deviation of the logarithm of a force's rate
SLOPE = 0.3  # the same of its ratio
ROWS = 4  # of a force: two years, each by group where it has both
HEADS = ("forces as clusters", "quasi-Poisson, t", "Poisson, z", "CR1, t", "clubSandwich's CR2, t")


@dataclass(frozen=True, slots=True)
class Design:
    """Where the group lives, whether its forces are of one size, and whether they are in the model."""

    name: str
    share: float | None = None  # of the forces, those with nobody but the group; None where every force has both
    unequal: bool = False
    adjusted: bool = False  # for the force


DESIGNS = (
    Design("both in every force"),
    Design("both in every force, forces of unequal size", unequal=True),
    Design("both in every force, unequal, adjusted for the force", unequal=True, adjusted=True),
    Design("one in each force", 1 / 2),
    Design("one in each force, forces of unequal size", 1 / 2, unequal=True),
    Design("the group in a quarter of the forces", 1 / 4),
)


@dataclass(frozen=True, slots=True)
class Covered:
    """The share of samples whose limits hold the truth, by our limits and by the usual ones."""

    design: Design
    clusters: int
    ours: float
    usual: float


def drawn(design: Design, forces: int, samples: int, rng: np.random.Generator) -> tuple[Array, ...]:
    """Return events and people of the group and of the reference: a row for each sample, a column for each force."""
    shape = samples, forces
    size = np.exp(rng.normal(0, 0.7 if design.unequal else 0.0, shape))
    level = np.exp(rng.normal(0, SPREAD, shape))
    ratio = TRUTH * np.exp(rng.normal(-(SLOPE**2) / 2, SLOPE, shape))
    own = np.arange(forces) < max((design.share or 0) * forces, 2)
    people = np.ceil(2_000 * size)
    rows = (ROWS / 2, ROWS / 2) if design.share is None else (ROWS * own, ROWS * ~own)
    sides = []
    for number, times in zip(rows, (ratio, 1.0), strict=True):
        sides += [rng.poisson(0.05 * people * number * level * times).astype(float), people * number]
    return tuple(sides)


def measured(design: Design, forces: int, samples: int, seed: int = SEED) -> Covered:
    """Return how often the limits of both kinds hold the truth."""
    rng = np.random.default_rng([seed, forces, DESIGNS.index(design)])
    counts = drawn(design, forces, samples, rng)
    log_r, limits = (by_force if design.adjusted else by_group)(*counts)
    away = np.abs(log_r - np.log(TRUTH))
    variance, degrees = limits["cluster-robust"]
    usual = limits["CR1"][0] * usual_factor(forces, design.adjusted)
    shares = (away <= q * np.sqrt(v) for v, q in ((variance, quantile(degrees)), (usual, ndtri(0.975))))
    return Covered(design, forces, *(float(held.mean()) for held in shares))


def usual_factor(forces: int, adjusted: bool) -> float:  # noqa: FBT001 (it is named where it is read)
    """Return what statsmodels multiplies CR1 by for the number of rows and of parameters."""
    rows, parameters = forces * ROWS, forces + 1 if adjusted else 2
    return (rows - 1) / (rows - parameters)


def study(samples: int) -> Iterator[Covered]:
    """Yield what every design gives with every number of forces."""
    return (measured(design, forces, samples) for design in DESIGNS for forces in CLUSTERS)


PAGE = """# How often limits between clusters hold the truth

Rows of the same force share its policy. [`models.adjusted_ratio`](../reference/models) takes that in where a column
names the force: it measures how far forces differ, and asks nothing else of them. With few forces that is hard.

## A true ratio of 1

Two groups have the same expected rate in every force: {reference:g} events of the reference and {group:g} of the group
where the force is of mean size. Sizes are log-normal, and counts vary more than Poisson counts do: the variance of the
reference's is 1, 5, 20 or 50 times its mean, and grows with the mean or with its square. The table shows in what per
cent of samples limits at the 95% level left the true ratio out, from the least to the most over these eight ways to
vary; 5.0 is right. Each of them is from {null_samples:,} samples, with a standard error of {null_error:.1f} points.

{nulls}

The first column is the default where forces are named: CR2 with Student's t of Satterthwaite's degrees of freedom. The
second is the default where none is named, the third and fourth are what is usual, and the last is CR2 as the R package
clubSandwich has it, by its algorithm written out, which gives the figures that it prints for a Poisson regression. It
takes another root of a matrix, which leaves out part of the variance where clusters are in the model as well. (Without
the force in the model both are the same here.)

{null_summary}

## A true ratio of 2, which varies

The table shows how often limits at the 95% level held the true ratio, here and by the usual way, which is the sandwich
called CR1 with a normal quantile, as statsmodels gives it. Each figure is from {samples:,} samples, and has a standard
error of about {error:.1f} points.

The forces differ in their rates (log-normal, with a standard deviation of {spread:g} on the log scale) and in their
ratios ({slope:g} on that scale), of which the mean is {truth:g}. That mean is what the fit estimates. The median of the
ratios is {median:.3f}: in a study that took it for the truth, limits would seem to fail the more, the more forces there
are.

{table}

{summary}

{stamp}
"""


def main() -> None:
    """Run the study and write its page."""
    nulls, found = list(adjusted_null.study()), list(study(SAMPLES))
    rows: list[tuple[object, ...]] = [(c.design.name, c.clusters, f"{c.ours:.1%}", f"{c.usual:.1%}") for c in found]
    page = PAGE.format(
        reference=adjusted_null.REFERENCE,
        group=adjusted_null.GROUP,
        null_samples=adjusted_null.SAMPLES,
        null_error=100 * np.sqrt(0.05 * 0.95 / adjusted_null.SAMPLES),
        nulls=table(("in the model", "forces", "sd of log size", *HEADS), adjusted_null.rows(nulls)),
        null_summary=null_summary(nulls),
        samples=SAMPLES,
        error=100 * np.sqrt(0.05 * 0.95 / SAMPLES),
        spread=SPREAD,
        slope=SLOPE,
        truth=TRUTH,
        median=TRUTH * np.exp(-(SLOPE**2) / 2),
        table=table(("groups", "forces", "`adjusted_ratio`", "CR1"), rows),
        summary=summary(found),
        stamp=stamp("make adjusted-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "adjusted.md").write_text(page, encoding="utf-8")


def null_summary(nulls: list[tuple[adjusted_null.Null, adjusted_null.Shares]]) -> str:
    """Return the range of each method, in words."""
    ends = {
        name: [end for _, shares in nulls if name in shares for end in shares[name]] for name in adjusted_null.METHODS
    }
    said = {name: f"{100 * min(each):.0f}% to {100 * max(each):.0f}%" for name, each in ends.items()}
    return (
        f"Over all lines the default left the true ratio out in {said['cluster-robust']} of samples, quasi-Poisson in "
        f"{said['quasi-poisson']}, Poisson in {said['poisson']}, CR1 in {said['CR1']}, and clubSandwich's in "
        f"{said['clubSandwich']}."
    )


def summary(found: list[Covered]) -> str:
    """Return the range of both columns, in words."""
    ours, usual = [c.ours for c in found], [c.usual for c in found]
    return (
        f"Over all lines the limits held the truth in {min(ours):.0%} to {max(ours):.0%} of samples, and the usual "
        f"ones in {min(usual):.0%} to {max(usual):.0%}."
    )


if __name__ == "__main__":
    main()
