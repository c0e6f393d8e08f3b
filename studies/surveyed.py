"""How often intervals of a survey share hold it, drawn from clusters that are alike within.

Run it with `make coverage-study`; it writes docs/explanation/surveys.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from disprop.surveys import Survey
from disprop.surveys._survey import METHODS
from studies.machine import PAGES, stamp, table

STRATA, CLUSTERS, PEOPLE = 6, 4, 15
STRATUM = np.repeat(np.arange(STRATA), CLUSTERS * PEOPLE)
CLUSTER = np.tile(np.repeat(np.arange(CLUSTERS), PEOPLE), STRATA)
WEIGHTS = np.repeat((10, 14, 20, 25, 33, 50), CLUSTERS * PEOPLE) * np.tile((1.0, 1.5, 2.0), STRATUM.size // 3)
SHARES = (0.005, 0.02, 0.1, 0.5)
ALIKE = (0.01, 0.1)


def missed(share: float, alike: float, draws: int, seed: int = 1) -> Iterator[tuple[str, float, float]]:
    """Yield how often the limits of each method are above, and below, the share, in per cent."""
    rng, survey = np.random.default_rng(seed), Survey(weights=WEIGHTS, strata=STRATUM, clusters=CLUSTER)
    size = (1 - alike) / alike
    chances = rng.beta(share * size, (1 - share) * size, (draws, STRATA * CLUSTERS)).repeat(PEOPLE, axis=1)
    answers = rng.random(chances.shape) < chances
    for method in METHODS:
        found = [survey.share(each, method=method) for each in answers]  # type: ignore[arg-type]
        low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
        yield method, 100 * float((low > share).mean()), 100 * float((high < share).mean())


def page(draws: int = 1_000) -> str:
    """Return the page with all figures."""
    rows: list[tuple[object, ...]] = []
    for alike in ALIKE:
        for share in SHARES:
            cells = [f"{above:.1f} / {below:.1f}" for _, above, below in missed(share, alike, draws)]
            rows.append((f"{share:g}", f"{alike:g}", *cells))
    head = ("share", "correlation in clusters", *(f"`{method}`" for method in METHODS))
    return f"""# Shares of a survey

Six strata of unequal weights, four clusters of 15 people drawn in each. How often 95% limits of
[`Survey.share`](../how-to/survey) were above / below the true share, in per cent of {draws:,} draws; 2.5 / 2.5 is what
they say, with a standard error of 0.5:

{table(head, rows)}

The default is the first. Where answers of one cluster are much alike and few said so, the limits of all are too low:
most clusters then have nobody, and cannot tell how much clusters differ.

{stamp("make coverage-study", "disprop", "numpy", "scipy")}
"""


if __name__ == "__main__":
    (PAGES / "surveys.md").write_text(page(), encoding="utf-8")
