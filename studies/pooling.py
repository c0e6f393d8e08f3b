"""How often intervals of pooled deployments hold the truth, when deployments differ by more than chance.

Run it with `make pooling-study`; it writes docs/explanation/pooling.md. Shares of deployments are beta, with a mean and
a correlation rho; they have 3 to 60 alerts each, drawn anew, whatever their share. Rates per face are gamma, with a
mean and a squared variation theta, over 2,000 to 20,000 faces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disprop.alerts.pooling import PooledDeployments, pool
from disprop.alerts.pooling._next import next_binomial, next_poisson, quantiles
from disprop.alerts.pooling._pool import interval
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
SEED = 5
SETS = 150
DEPLOYMENTS = (5, 20, 80)
TAIL = 0.025
PLAIN, ROBUST, PREDICTION, NARROW = "clopper-pearson", "cluster-robust", "prediction", "with the likeliest spread alone"


@dataclass(frozen=True, slots=True)
class Case:
    """What is true: the mean, how far deployments spread around it, and how many there are."""

    mean: float
    spread: float  # rho of shares of alerts, theta of rates per face
    deployments: int
    faces: bool = False

    @property
    def method(self) -> str:
        """The method whose model this is."""
        return "gamma-poisson" if self.faces else "beta-binomial"

    @property
    def following(self) -> int:
        """How many alerts, or faces, the next deployment has."""
        return 10_000 if self.faces else 20

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


def coverage(case: Case, sets: int, seed: int = SEED) -> dict[str, float]:
    """Return how often each method, and the prediction, holds the truth at a level of 95%."""
    rng = np.random.default_rng(seed)
    shape = (sets, case.deployments)
    wholes = rng.integers(*((2_000, 20_001) if case.faces else (3, 61)), shape).astype(float)
    x = case.drawn(shape, wholes, rng)
    kind = "faces_seen" if case.faces else "alerts"
    found = pool(x, wholes, method=case.method, kind=kind, breaks=())
    estimates = {name: interval(x, wholes, name, 0.95) for name in (PLAIN, ROBUST)} | {case.method: found.estimate}
    held = {name: float(np.mean(~estimate.excludes(case.mean))) for name, estimate in estimates.items()}
    further = case.drawn((sets,), case.following, rng)
    held[PREDICTION] = float(np.mean(~found.next_deployment(case.following).excludes(further)))
    narrow = np.array(list(_narrow(found, case)))
    held[NARROW] = float(np.mean((narrow[:, 0] <= further) & (further <= narrow[:, 1])))
    return held


def _narrow(found: PooledDeployments, case: Case) -> Iterator[tuple[float, float]]:
    """Yield predictions that take the likeliest spread to be the true one."""
    rho = np.asarray(found.rho)
    for x, n, spread in zip(found.part, found.whole, rho / (1 + rho) if case.faces else rho, strict=True):
        predict = next_poisson if case.faces else next_binomial
        yield quantiles([(1.0, predict(x, n, float(spread), case.following)[1])], TAIL)


PAGE = """# Which pooling, and how often it holds the truth

Alerts of one deployment share its place, its watchlist and its camera. An interval that takes all alerts for
independent is too narrow. [`alerts.pool`](../how-to/pool-deployments) has several ways to let deployments differ; here
is how often their intervals at the 95% level held the truth, in {sets} sets of deployments for each line, with a
standard error of about {error:.1f} points.

Deployments differ by `rho`, the correlation of two alerts of one deployment, or by `theta`, the squared variation of
their rates per face; at 0 they are alike. The two columns on the right are of predictions of the next deployment
({alerts} alerts, or {faces:,} faces). A count is a whole number, so that they hold it more often than 95%. The
last takes the likeliest spread of the deployments for the true one; `next_deployment` averages over all spreads.

## Shares of alerts

{shares}

## Rates per face

{rates}

## What to use

- **Shares of alerts: `"beta-binomial"`**, the default. Over all lines it held the truth in {own}, where
  `"clopper-pearson"` did in {plain} and `"cluster-robust"` in {robust}.
- **Rates per face: `"gamma-poisson"`**, the default there: {own_rates}, against {plain_rates} and {robust_rates}.
- **`"cluster-robust"`** asks nothing of how deployments differ. It needs twenty or more of them.
- **`"clopper-pearson"`** is right where deployments are alike, and only there. The tests of overdispersion that `pool`
  prints can miss a spread that matters when deployments are few, so that they are no licence to use it.
- **`"random-intercept"`** answers another question: the share of the typical (median) deployment. With shares far from
  one half and a wide spread it lies well away from the mean.
- **The next deployment**: `next_deployment` held it in {prediction}; the likeliest spread alone in {narrow}. What its
  interval does not take in: that the next deployment may be of another kind, with another threshold, watchlist or
  place; and a spread that the counts cannot show, because there was no event.

{stamp}
"""


def main() -> None:
    """Run the study and write its page."""
    found = {case: coverage(case, SETS) for case in CASES}
    shares, rates = ([case for case in CASES if case.faces == faces] for faces in (False, True))

    def span(name: str, cases: list[Case]) -> str:
        held = [found[case][name] for case in cases]
        return f"{min(held):.0%} to {max(held):.0%}"

    page = PAGE.format(
        sets=SETS,
        error=100 * np.sqrt(0.05 * 0.95 / SETS),
        alerts=shares[0].following,
        faces=rates[0].following,
        shares=_table("rho", shares, found),
        rates=_table("theta", rates, found),
        own=span("beta-binomial", shares),
        plain=span(PLAIN, shares),
        robust=span(ROBUST, shares),
        own_rates=span("gamma-poisson", rates),
        plain_rates=span(PLAIN, rates),
        robust_rates=span(ROBUST, rates),
        prediction=span(PREDICTION, list(CASES)),
        narrow=span(NARROW, list(CASES)),
        stamp=stamp("make pooling-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "pooling.md").write_text(page, encoding="utf-8")


def _table(spread: str, cases: list[Case], found: dict[Case, dict[str, float]]) -> str:
    head = ("mean", spread, "deployments", *(f"`{name}`" if "-" in name else name for name in found[cases[0]]))
    rows: list[tuple[object, ...]] = [
        (case.mean, case.spread, case.deployments, *(f"{each:.1%}" for each in found[case].values())) for case in cases
    ]
    return table(head, rows)


if __name__ == "__main__":
    main()
