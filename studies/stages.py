"""How often shares of the log disparity, and the ratios of stages, miss the truth: `python -m studies.stages`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disprop import disparity

SEED, DRAWS = 3, 4_000
# The population of both sides, and the chances of both at each of three stages.
DESIGNS = (
    ((5_000, 100_000), (0.06, 0.3, 0.2), (0.02, 0.2, 0.15)),
    ((20_000, 200_000), (0.06, 0.3, 0.1), (0.02, 0.4, 0.1)),
)
SCALES = (1.0, 0.25, 0.1)


def drawn(rng: np.random.Generator, people: float, chances: tuple[float, ...]) -> NDArray[np.int64]:
    """Return the events of each stage on the last axis."""
    events = [rng.poisson(people * chances[0], DRAWS)]
    for chance in chances[1:]:
        events.append(rng.binomial(events[-1], chance))
    return np.stack(events, axis=-1)


def main() -> None:
    """Print the per cent of draws, of those with a value, with the lower limit above the truth / the upper below it."""
    rng = np.random.default_rng(SEED)
    for scale in SCALES:
        for people, group, reference in DESIGNS:
            sides = [(drawn(rng, scale * n, p), scale * n) for n, p in zip(people, (group, reference), strict=True)]
            found = disparity.stages(group=sides[0], reference=sides[1])
            logs = np.log(np.array(group) / np.array(reference))
            truth = dict(zip(found.estimates, [*np.exp(logs), np.exp(logs.sum()), *logs / logs.sum()], strict=True))
            print(f"{scale * people[0] * np.prod(group):.1f} events of the group at the last stage")
            for name, estimate in found.estimates.items():
                given = ~np.isnan(estimate.value)
                below, above = (
                    np.mean(side[given]) for side in (estimate.low > truth[name], estimate.high < truth[name])
                )
                print(f"  {name}: {100 * below:.1f} / {100 * above:.1f} of {100 * given.mean():.0f}%")


if __name__ == "__main__":
    main()
