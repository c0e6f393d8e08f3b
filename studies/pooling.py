"""How often intervals of pooled deployments hold the truth, when deployments differ by more than chance.

Run it with `python -m studies.pooling`. Shares of deployments are beta with mean `share` and correlation rho; they have
3 to 60 alerts each, drawn anew, whatever their share. The last column is how often the prediction holds the next one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from disprop.alerts.pooling import pool

SEED = 5
METHODS = ("clopper-pearson", "cluster-robust", "beta-binomial")
SHARES, RHOS, DEPLOYMENTS = (0.1, 0.8), (0.0, 0.1, 0.3), (5, 20, 80)
NEXT = 20  # alerts of the next deployment


@dataclass(frozen=True, slots=True)
class Case:
    """What is true: the share of alerts, how alike those of one deployment are, and how many deployments there are."""

    share: float
    rho: float
    deployments: int


def coverage(case: Case, sets: int, seed: int = SEED) -> dict[str, float]:
    """Return how often each method, and the prediction, holds the truth at a level of 95%."""
    rng = np.random.default_rng(seed)
    shape = (sets, case.deployments)
    n = rng.integers(3, 61, shape)
    x = rng.binomial(n, _shares(case, shape, rng))
    held = {}
    for method in METHODS:
        found = pool(x, n, method=method)
        held[method] = float(np.mean(~found.estimate.excludes(case.share)))
    following = rng.binomial(NEXT, _shares(case, (sets,), rng))
    held["prediction"] = float(np.mean(~found.next_deployment(NEXT).excludes(following)))
    return held


def _shares(case: Case, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if case.rho == 0:
        return np.full(shape, case.share)
    both = 1 / case.rho - 1
    return rng.beta(case.share * both, (1 - case.share) * both, shape)


if __name__ == "__main__":
    print(f"{'share':>5} {'rho':>4} {'deployments':>11}  {'  '.join((*METHODS, 'prediction'))}")
    for share in SHARES:
        for rho in RHOS:
            for deployments in DEPLOYMENTS:
                held = coverage(Case(share, rho, deployments), 300)
                row = "  ".join(f"{100 * each:{len(name)}.1f}" for name, each in held.items())
                print(f"{share:5.1f} {rho:4.1f} {deployments:11d}  {row}")
