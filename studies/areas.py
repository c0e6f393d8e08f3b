"""What leaving out areas with zeros does to an average ratio: 43 areas, a typical ratio of 10, few events in each.

Run it with `python -m studies.areas`. The ratios of the areas are log-normal around 10 (tau = 0.2), the rates of the
reference log-normal around 3 in 10,000; the group has 200 to 2,000 people in an area and the reference 30,000.
"""

from __future__ import annotations

import numpy as np

from disprop import areas
from disprop._arrays import FloatArray
from disprop.pooling._exact import counts_of, fit_exact

AREAS = 43
TRUTH = 10.0
TAU = 0.2
SEED = 3


def simulate(sets: int, seed: int = SEED) -> tuple[float, float, float]:
    """Return the average ratio by the exact likelihood, by REML of complete areas, and the share of areas with a 0."""
    rng = np.random.default_rng(seed)
    t1, t0 = rng.uniform(200, 2_000, (sets, AREAS)), np.full((sets, AREAS), 30_000.0)
    base = 3e-4 * np.exp(0.5 * rng.normal(size=(sets, AREAS)))
    ratios = TRUTH * np.exp(TAU * rng.normal(size=(sets, AREAS)))
    x1, x0 = rng.poisson(t1 * base * ratios), rng.poisson(t0 * base)
    counts = counts_of({"x1": x1.astype(float), "t1": t1, "x0": x0.astype(float), "t0": t0})
    exact = fit_exact(counts, restricted=True).mean  # that of areas.pool, without what it says beside it
    complete = (x1 > 0) & (x0 > 0)
    dropped = [_of_complete(*(c[i][complete[i]] for c in (x1, t1, x0, t0))) for i in range(sets)]
    return float(np.exp(np.mean(exact))), float(np.exp(np.mean(dropped))), float(1 - complete.mean())


def _of_complete(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> float:
    found = areas.random_effects(np.log(x1 / t1 / (x0 / t0)), 1 / x1 + 1 / x0)
    return float(found.estimate.value)


if __name__ == "__main__":
    exact, dropped, zeros = simulate(200)
    print(f"truth {TRUTH:g}; areas with a 0 on one side {zeros:.0%}")
    print(f"exact likelihood {exact:.2f}; complete areas only {dropped:.2f}")
