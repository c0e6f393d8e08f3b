"""How often intervals of pooled deployments hold the truth, when deployments differ by more than chance.

Run it with `make pooling-study`; it writes docs/explanation/pooling.md. Shares of deployments are beta, with a mean and
a correlation rho; they have 3 to 60 alerts each, drawn anew, whatever their share. Rates per face are gamma, with a
mean and a squared variation theta, over 2,000 to 20,000 faces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disprop._methods import PooledDeploymentsMethod
from disprop.alerts import PooledDeployments, breaks, mean_of_rates, pool
from disprop.pooling.shares import interval
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
SEED = 5
SETS, QUICK_SETS = 150, 4_000  # of likelihoods, and of closed formulas
DEPLOYMENTS = (5, 20, 80)
BLOCK, BLOCKS, FIRST = 100, 8, 100  # sets of predictions, so many at a time; each block has its seed
BREAK_SETS = 1_000
MONTHS = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)]
THETAS = (0.0, 0.1, 0.3, 1.0, 2.0)
PLAIN, ROBUST, RATES = "clopper-pearson", "cluster-robust", "mean_of_rates"


@dataclass(frozen=True, slots=True)
class Case:
    """What is true: the mean, how far deployments spread around it, and how many there are."""

    mean: float
    spread: float  # rho of shares of alerts, theta of rates per face
    deployments: int
    faces: bool = False
    wholes: tuple[int, int] | None = None  # the fewest and the most of a deployment
    next: int | None = None

    @property
    def method(self) -> PooledDeploymentsMethod:
        """The method whose model this is."""
        return "gamma-poisson" if self.faces else "beta-binomial"

    @property
    def following(self) -> int:
        """How many alerts, or faces, the next deployment has."""
        return self.next or (10_000 if self.faces else 20)

    @property
    def range(self) -> tuple[int, int]:
        """The fewest and the most alerts, or faces, of a deployment."""
        return self.wholes or ((2_000, 20_000) if self.faces else (3, 60))

    def sizes(self, sets: int, rng: np.random.Generator) -> Array:
        """Return how many alerts, or faces, each deployment has."""
        fewest, most = self.range
        return rng.integers(fewest, most + 1, (sets, self.deployments)).astype(float)

    def drawn(self, shape: tuple[int, ...], wholes: Array | float, rng: np.random.Generator) -> Array:
        """Return counts of deployments with these wholes."""
        if self.faces:
            return rng.poisson(self._means(shape, rng) * wholes).astype(float)
        return rng.binomial(np.asarray(wholes, dtype=int), self._means(shape, rng)).astype(float)

    def _means(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        if self.spread == 0:
            return np.full(shape, self.mean)
        if self.faces:
            return rng.gamma(1 / self.spread, self.spread * self.mean, shape)
        both = 1 / self.spread - 1
        return rng.beta(self.mean * both, (1 - self.mean) * both, shape)


CASES = (
    *(Case(share, rho, k) for share in (0.1, 0.8) for rho in (0.0, 0.1, 0.3) for k in DEPLOYMENTS),
    *(Case(1e-3, theta, k, faces=True) for theta in (0.0, 0.5, 2.0) for k in DEPLOYMENTS),
)
# Predictions, where they are hardest: few deployments, that differ widely, or with hardly an event.
HARD = (
    *(Case(1e-3, theta, k, faces=True) for theta, k in ((2.0, 5), (2.0, 3), (4.0, 5))),
    Case(3e-4, 3.0, 5, faces=True, wholes=(2_000, 60_000), next=5_000),
    *(Case(0.05, rho, k, next=100) for rho, k in ((0.6, 5), (0.6, 3), (0.2, 5))),
    *(Case(0.01, rho, 5, wholes=(200, 200), next=200) for rho in (0.0, 0.01, 0.1)),
    Case(0.3, 0.3, 5),
)


def coverage(case: Case, sets: int, seed: int = SEED, quick_sets: int = 0) -> dict[str, float]:
    """Return how often each method holds the truth at a level of 95%; those that are quick in more sets."""
    quick = [PLAIN, ROBUST] if case.faces else [PLAIN, ROBUST, RATES]
    found = {name: _held(case, name, quick_sets or sets, seed) for name in quick}
    return {**found, case.method: _held(case, case.method, sets, seed)}


def _held(case: Case, name: str, sets: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    wholes = case.sizes(sets, rng)
    x = case.drawn(wholes.shape, wholes, rng)
    estimate = mean_of_rates(x, wholes) if name == RATES else interval(x, wholes, name, 0.95)
    return float(np.mean(~estimate.excludes(case.mean)))


def next_held(case: Case, sets: int, seed: int = SEED) -> tuple[float, float, float, float]:
    """Return how often the prediction held the next deployment, and how often that brought more.

    Then how often no deployment had an event, and the median of the upper limits of the others.
    """
    rng = np.random.default_rng(seed)
    wholes = case.sizes(sets, rng)
    x = case.drawn(wholes.shape, wholes, rng)
    found = _pooled(case, x, wholes).next_deployment(case.following)
    further, none = case.drawn((sets,), case.following, rng), x.sum(axis=-1) == 0
    held, more = (found.low <= further) & (further <= found.high), further > found.high
    return float(held.mean()), float(more.mean()), float(none.mean()), float(np.median(np.asarray(found.high)[~none]))


def false_breaks(theta: float, sets: int, seed: int = SEED) -> float:
    """Return how often a break is found in 24 months whose rates vary around one level, and have none."""
    rng = np.random.default_rng(seed)
    months = Case(1e-3, theta, len(MONTHS), faces=True)
    found = 0
    for _ in range(sets):
        faces = months.sizes(1, rng)[0]
        found += len(breaks(months.drawn(faces.shape, faces, rng), faces, MONTHS)) > 0
    return found / sets


def _pooled(case: Case, x: Array, wholes: Array) -> PooledDeployments:
    return pool(x, wholes, method=case.method, kind="faces_seen" if case.faces else "alerts", breaks=())


PAGE = """# Which pooling, and how often it holds the truth

Alerts of one deployment share its place, its watchlist and its camera. An interval that takes all alerts for
independent is too narrow. [`alerts.pool`](../how-to/pool-deployments) has several ways to let deployments differ; here
is how often their intervals at the 95% level held the truth: of the defaults in {sets} sets of deployments for each
line, with a standard error of about {error:.1f} points, of the others in {quick_sets:,}, with one of {quick_error:.1f}.

Deployments differ by `rho`, the correlation of two alerts of one deployment, or by `theta`, the squared variation of
their rates per face; at 0 they are alike.

## Shares of alerts

{shares}

## Rates per face

{rates}

## What to use

- **Shares of alerts: `"beta-binomial"`**, the default. Over all lines it held the truth in {own}, where
  `"clopper-pearson"` did in {plain} and `"cluster-robust"` in {robust}.
- **Rates per face: `"gamma-poisson"`**, the default there: {own_rates}, against {plain_rates} and {robust_rates}.
- **`"cluster-robust"`** asks nothing of how deployments differ. It needs twenty or more of them.
- **`mean_of_rates`**, each deployment counting the same, held the mean in {of_rates}.
- **`"clopper-pearson"`** is right where deployments are alike, and only there. The tests of overdispersion that `pool`
  prints can miss a spread that matters when deployments are few, so that they are no licence to use it.
- **`"random-intercept"`** answers another question: the share of the typical (median) deployment. With shares far from
  one half and a wide spread it lies well away from the mean.

## The next deployment

`next_deployment` averages over the spread and over the mean, both of which are uncertain. Here is how often its
interval at the 95% level held the next deployment where that is hardest, after few deployments that differ widely, or
that brought hardly an event; {many} sets for each line.

{predictions}

The standard error is about {prediction_error:.1f} points. Over all lines it held the next deployment in {prediction}.
Nearly all that it missed brought more than the upper limit, which 2.5% should. It held least where many sets had no
event, or nothing else, at all: the last column but one says how often. What the interval does not take in: that the
next deployment may be of another kind, with another threshold, watchlist or place.

The answer leans on what is taken to be as likely as what before the counts are seen. The mean of all deployments and
their squared variation theta (of faces; of alerts rho/(1 - rho) over the mean of the rarer of true and false, which is
the same where a share is small) are weighed by the likelihood, with theta/(1 + theta) alike from 0 to 1, and at each
theta the mean by the root of what the counts say of it. [What else was tried](../decisions/0003-pooling).

## Breaks that are none

`breaks` tests by Poisson rates, which takes the months of one level to be alike. Of {breaks} series of 24 months whose
rates were gamma around one level, with the squared variation `theta` and no break, it found one in:

{false}

The chance of 0.001 that it asks for holds where months are alike. Where they differ widely, one series in ten
has a break that is none: look at the months themselves before you believe it.

{stamp}
"""


def main() -> None:
    """Run the study and write its page."""
    found = {case: coverage(case, SETS, quick_sets=QUICK_SETS) for case in CASES}
    nexts = {case: np.mean([next_held(case, BLOCK, FIRST + i) for i in range(BLOCKS)], axis=0) for case in HARD}
    shares, rates = ([case for case in CASES if case.faces == faces] for faces in (False, True))

    def span(name: str, cases: list[Case]) -> str:
        held = [found[case][name] for case in cases]
        return f"{min(held):.0%} to {max(held):.0%}"

    page = PAGE.format(
        sets=SETS,
        error=100 * np.sqrt(0.05 * 0.95 / SETS),
        quick_sets=QUICK_SETS,
        quick_error=100 * np.sqrt(0.05 * 0.95 / QUICK_SETS),
        shares=_table("rho", shares, found),
        rates=_table("theta", rates, found),
        own=span("beta-binomial", shares),
        plain=span(PLAIN, shares),
        robust=span(ROBUST, shares),
        of_rates=span(RATES, shares),
        own_rates=span("gamma-poisson", rates),
        plain_rates=span(PLAIN, rates),
        robust_rates=span(ROBUST, rates),
        many=BLOCK * BLOCKS,
        predictions=_predictions(nexts),
        prediction_error=100 * np.sqrt(0.05 * 0.95 / (BLOCK * BLOCKS)),
        prediction=f"{min(each[0] for each in nexts.values()):.1%} to {max(each[0] for each in nexts.values()):.1%}",
        breaks=f"{BREAK_SETS:,}",
        false=table(("theta", "series with a break"), [(t, f"{false_breaks(t, BREAK_SETS):.1%}") for t in THETAS]),
        stamp=stamp("make pooling-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "pooling.md").write_text(page, encoding="utf-8")


def _table(spread: str, cases: list[Case], found: dict[Case, dict[str, float]]) -> str:
    head = ("mean", spread, "deployments", *(f"`{name}`" for name in found[cases[0]]))
    rows: list[tuple[object, ...]] = [
        (case.mean, case.spread, case.deployments, *(f"{each:.1%}" for each in found[case].values())) for case in cases
    ]
    return table(head, rows)


def _predictions(nexts: dict[Case, Array]) -> str:
    head = (
        "kind",
        "mean",
        "spread",
        "deployments",
        "each of",
        "the next of",
        "held",
        "brought more",
        "no event",
        "upper limit",
    )
    rows: list[tuple[object, ...]] = []
    for case, held in nexts.items():
        fewest, most = case.range
        kind, spread = ("faces", f"theta {case.spread}") if case.faces else ("alerts", f"rho {case.spread}")
        sizes = (f"{fewest:,} to {most:,}" if fewest < most else f"{most:,}", f"{case.following:,}")
        *shares, limit = held
        percent = (f"{each:.1%}" for each in shares)
        rows.append((kind, case.mean, spread, case.deployments, *sizes, *percent, f"{limit:.0f}"))
    return table(head, rows)


if __name__ == "__main__":
    main()
