"""How often the intervals of averages over areas, and of pooled ratios, hold the truth.

Run it with `python -m studies.averages`, or as a part of `make coverage-study`; it writes docs/explanation/averages.md.
Counts are Poisson. In the first part the areas and their ratios are fixed and only the counts are drawn anew; in the
second the ratios are a sample, log-normal with the spread tau, and so is that of the next area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from disprop import areas
from disprop.areas._over_areas import fixed_effect, of_areas
from disprop.estimate import Estimate
from disprop.intervals import RATE_RATIO
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
SEED = 6
SETS = 4_000
DESIGNS, DESIGN_SETS = 60, 400
POOLED_SETS = {3: 300, 5: 300, 10: 150, 43: 40}
AVERAGES = ("mean", "median", "geometric_mean", "fixed_effect")
SPREAD = 0.5  # of the logs of the ratios of fixed areas


@dataclass(frozen=True, slots=True)
class Case:
    """Areas that are fixed: how many, and how many events are expected in each, of the group at its mean ratio."""

    areas: int
    group: float
    reference: float

    def expected(self, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return the ratios of the areas, and the events expected of the reference."""
        logs = SPREAD * rng.normal(size=self.areas)
        return np.exp(logs) / np.exp(logs).mean(), np.full(self.areas, self.reference)


CASES = tuple(
    Case(*numbers)
    for numbers in (
        *((40, 4, 8), (40, 10, 20), (100, 20, 40), (43, 1, 8), (43, 2, 5), (43, 4, 4)),
        *((43, 15, 50), (10, 4, 8), (10, 20, 200), (6, 8, 40), (5, 2, 8), (3, 0.5, 50)),
    )
)


@dataclass(frozen=True, slots=True)
class Held:
    """Of draws: in how many there is an interval, and among those how often it is wrong on either side."""

    given: float
    above: float
    below: float

    @property
    def share(self) -> float:
        """How often an interval that is given holds the truth."""
        return 1 - self.above - self.below

    def __str__(self) -> str:
        """Write the share, and both ways to miss."""
        if self.given == 0:
            return "none"
        some = "" if self.given == 1 else f", given in {self.given:.0%}"
        return f"{self.share:.1%} ({100 * self.above:.1f}/{100 * self.below:.1f}{some})"


def held(estimate: Estimate, truth: float) -> Held:
    """Return how often intervals held the truth."""
    given = ~np.isnan(estimate.low)
    low, high = np.asarray(estimate.low)[given], np.asarray(estimate.high)[given]
    if not given.any():
        return Held(0.0, np.nan, np.nan)
    return Held(float(given.mean()), float((low > truth).mean()), float((high < truth).mean()))


def of_fixed(ratios: Array, sides: tuple[Array, Array], sets: int, rng: np.random.Generator) -> dict[str, Held]:
    """Return how often the averages of drawn counts held those of the ratios; sides are events expected at ratio 1."""
    x1, x0 = rng.poisson(ratios * sides[0], (sets, len(ratios))), rng.poisson(sides[1], (sets, len(ratios)))
    t1, t0 = (np.broadcast_to(side, x1.shape) for side in sides)
    columns = x1.astype(float), t1, x0.astype(float), t0
    found = {
        **of_areas(columns, 0.95),
        "fixed_effect": fixed_effect(dict(zip(RATE_RATIO.data, columns, strict=True)), 0.95),
    }
    weights = 1 / (1 / (ratios * sides[0]) + 1 / sides[1])
    logs = np.log(ratios)
    truth = {
        "mean": ratios.mean(),
        "median": np.median(ratios),
        "geometric_mean": np.exp(logs.mean()),
        "fixed_effect": np.exp(np.average(logs, weights=weights)),
    }
    return {name: held(found[name], float(truth[name])) for name in AVERAGES}


def coverage(case: Case, sets: int, seed: int = SEED) -> dict[str, Held]:
    """Return how often each average held its truth in areas that are alike in size."""
    rng = np.random.default_rng(seed)
    ratios, reference = case.expected(rng)
    return of_fixed(ratios, (np.full(case.areas, float(case.group)), reference), sets, rng)


def of_designs(k: int, fewest: float, designs: int, sets: int) -> list[Held]:
    """Return how often the mean was held in designs drawn at random.

    Reference events expected are log-uniform from `fewest` to 2,000, the group's share is 0.5% to 20%.
    """
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(designs):
        reference = np.exp(rng.uniform(np.log(fewest), np.log(2_000), k))
        group = reference * rng.uniform(0.005, 0.2, k)
        found.append(of_fixed(np.exp(SPREAD * rng.normal(size=k)), (group, reference), sets, rng)["mean"])
    return found


@dataclass(frozen=True, slots=True)
class Sample:
    """Areas that are a sample: how many, how far their log ratios differ, and events expected in each on average."""

    areas: int
    tau: float
    group: float = 30.0
    reference: float = 250.0

    def draw(self, sets: int, seed: int = SEED) -> dict[str, Any]:
        """Return counts of areas whose sizes vary by a spread of 0.5 in the logs; the typical ratio is 1."""
        rng = np.random.default_rng(seed)
        z = rng.normal(size=(3, sets, self.areas))
        group, reference = (
            size * np.exp(0.5 * one) for size, one in zip((self.group, self.reference), z[:2], strict=True)
        )
        events = rng.poisson(group * np.exp(self.tau * z[2])), rng.poisson(reference)
        return {"group": (events[0].astype(float), group), "reference": (events[1].astype(float), reference)}


SAMPLES = (
    *(Sample(k, tau) for k in POOLED_SETS for tau in (0.0, 0.2, 0.4, 0.8)),
    *(Sample(k, tau, group=3.0, reference=15.0) for k in (3, 5, 10) for tau in (0.2, 0.8)),
)
ROUTES: dict[str, dict[str, Any]] = {
    "restricted, t": {},
    "ml, wald": {"tau2": "ml", "interval": "wald"},
    "reml, hartung-knapp": {"tau2": "reml"},
    "reml, hartung-knapp-plain": {"tau2": "reml", "interval": "hartung-knapp-plain"},
    "reml, wald": {"tau2": "reml", "interval": "wald"},
}


def pooled_held(sample: Sample, sets: int, routes: tuple[str, ...] = tuple(ROUTES)) -> dict[str, tuple[float, float]]:
    """Return how often each route held the typical ratio, and how likely its prediction held that of another area.

    The routes by logs refuse areas without events on one side, and are left out where there is one.
    """
    sides = sample.draw(sets)
    zeros = any((events == 0).any() for events, _ in sides.values())
    found = {}
    for name in routes:
        if not (zeros and name.startswith("reml")):
            pooled = areas.pool(**sides, **ROUTES[name])
            found[name] = float(np.mean(~pooled.estimate.excludes(0.0))), _holds(pooled.prediction, sample.tau)
    return found


def _holds(prediction: Estimate, tau: float) -> float:
    """Return the chance that the log ratio of another area, normal around 0, lies within a prediction."""
    if tau == 0:
        return float(np.mean(~prediction.excludes(0.0)))
    return float(np.mean(ndtr(prediction.high / tau) - ndtr(prediction.low / tau)))


PAGE = """# How often averages over areas hold the truth

`areas.averages` and `areas.pool` print 95% intervals. Here is how often they held the truth, in tables whose truth is
known. "95.4% (1.8/2.8)" says that the interval lay above the truth in 1.8% of the tables and below it in 2.8%.

## Areas that are fixed

The areas of a table and no others: their ratios stay as they are, log-normal with a spread of {spread}, and the counts
are drawn anew, {sets:,} times for each line. The standard error is about {error:.1f} points.

{fixed}

Where the counts do not bear an average it has no interval: a mean with more than one area in ten that has at most 1
event of the reference (any, of fewer than ten areas), a median of fewer than 6 areas. "given in" says in how many
tables there was one.

- **`mean`** holds, and a little less where the counts bear it in two tables of three only. Before it was corrected for
  small counts, the interval of the plain mean held it in half of the tables of the first line.
- **`median`** holds as order statistics of k areas do: 96.9% of 6 areas, 97.9% of 10, 96.8% of 43. It is of areas like
  these as well as of these. Where more than one area in ten has at most 2 events on a side it is the plain one with
  wider limits, which hold in nearly all tables.
- **`geometric_mean`** and **`fixed_effect`** lean where areas have few events, and the more areas there are the less
  their intervals allow for it: take the mean, or the sums (`mantel_haenszel`, `ratio_of_means`, `direct`).

The mean in {designs} designs of each kind drawn at random, {design_sets} tables of each: the reference expects from
"at least" to 2,000 events, log-uniform, the group 0.5% to 20% of that, and the log ratios have a spread of {spread}.

{random}

## Areas that are a sample

The ratios are drawn anew with the counts, log-normal around 1 with the spread tau: "held" says how often the interval
held 1, "another" how often the prediction would hold the ratio of one more area. The counts of an area vary around
those that are named. `restricted, t` is the default of `areas.pool`, `reml, hartung-knapp` that of
`areas.random_effects`. Tables: {pooled_sets}. The standard error
is 1 to 3 points.

{pooled}

- **`restricted, t`** held it in {ours}, and its prediction in {ours_another}. It uses areas with a 0.
- **`reml, hartung-knapp`** is as good where no area has a 0 on one side, and refuses the others: with 1/2 added to each
  count it would collapse.
- **The plain form of Hartung and Knapp** comes near 95% on average, and has now and then hardly any width.
- **`wald`** is too narrow for few areas, by either likelihood, and so is its prediction: tau is too often fitted as 0.
- Where tau is 0 everything that allows for a tau holds too often.

{stamp}
"""


def main() -> None:
    """Run the study and write its page."""
    fixed = {case: coverage(case, SETS) for case in CASES}
    pooled = {sample: pooled_held(sample, POOLED_SETS[sample.areas]) for sample in SAMPLES}
    ours = np.array([found["restricted, t"] for found in pooled.values()])
    page = PAGE.format(
        spread=SPREAD,
        sets=SETS,
        error=100 * np.sqrt(0.05 * 0.95 / SETS),
        fixed=table(
            ("areas", "group v reference", *(f"`{name}`" for name in AVERAGES)),
            [(c.areas, f"{c.group:g} v {c.reference:g}", *map(str, each.values())) for c, each in fixed.items()],
        ),
        designs=DESIGNS,
        design_sets=DESIGN_SETS,
        random=table(("areas", "at least", "on average", "worst design", "given"), list(_random())),
        pooled_sets=", ".join(f"{sets:,} of {k} areas" for k, sets in POOLED_SETS.items()),
        pooled=_pooled(pooled),
        ours=f"{ours[:, 0].min():.0%} to {ours[:, 0].max():.0%}",
        ours_another=f"{ours[:, 1].min():.0%} to {ours[:, 1].max():.0%}",
        stamp=stamp("make coverage-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "averages.md").write_text(page, encoding="utf-8")


def _random() -> Iterator[tuple[object, ...]]:
    for fewest in (3, 6, 10):
        for k in (3, 5, 10, 43):
            found = of_designs(k, fewest, DESIGNS, DESIGN_SETS)
            shares = np.array([each.share for each in found])
            given = np.array([each.given for each in found])
            mean = float(np.average(shares, weights=given))
            yield k, fewest, f"{mean:.1%}", f"{shares.min():.1%}", f"{given.mean():.0%}"


def _pooled(found: dict[Sample, dict[str, tuple[float, float]]]) -> str:
    rows: list[tuple[object, ...]] = []
    for sample, each in found.items():
        shares = [f"{each[name][0]:.1%}, {each[name][1]:.1%}" if name in each else "zeros" for name in ROUTES]
        rows.append((sample.areas, sample.tau, f"{sample.group:g} v {sample.reference:g}", *shares))
    return table(("areas", "tau", "group v reference", *(f"{name}: held, another" for name in ROUTES)), rows)


if __name__ == "__main__":
    main()
