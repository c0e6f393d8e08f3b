"""How near thresholds of search are to those that Stan drew, and what hit rates and thresholds say where there is one.

Run it with `make threshold-study`; it writes docs/explanation/thresholds.md. It takes ten minutes of one core.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit

from disprop import models, risk_difference
from studies.machine import PAGES, stamp, table

DATA = Path(__file__).parent.parent / "tests" / "data" / "stanford_thresholds_county.csv"
COLUMNS: dict[str, Any] = {"stops": "num_stops", "searches": "num_searches", "hits": "num_hits"}
HOW: dict[str, Any] = {"group": "driver_race", "area": "location_variable", "reference": "White drivers"}
DRAWS = {"TX": 400}  # of 300 rows; the other states have as many as the function takes by itself
TABLES, AREAS, STOPS, THRESHOLD = 40, 8, 8_000, 0.2
WHITE, BLACK = (-3.5, 2.6), (-3.4, 1.6)  # the logit of the mean and the logarithm of the size of signals


def of_state(state: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return how far the thresholds of a state are from the stored ones, and whether the model fits."""
    found = models.threshold_test(rows, **COLUMNS, **HOW, draws=DRAWS.get(state, 1000))
    off = np.asarray(found.rows.value) - rows["inferred_threshold"].to_numpy()
    figures = np.sqrt((off**2).mean()), np.abs(off).max(), found.drawing_error
    return (
        state,
        str(len(rows)),
        *(f"{each:.4f}" for each in figures),
        f"{found.agreement:.2f}",
        f"{found.fit:.3f}",
    )


def searches(rng: np.random.Generator, name: str, mean: float, size: float) -> pd.DataFrame:
    """Return areas of whose stops all with a chance of a find above the threshold are searched."""
    beta = stats.beta(np.exp(size) * expit(mean), np.exp(size) * expit(-mean))
    searched = rng.binomial(np.full(AREAS, STOPS), beta.sf(THRESHOLD))
    found = rng.binomial(searched, beta.expect(lambda p: p, lb=THRESHOLD, ub=1) / beta.sf(THRESHOLD))
    return pd.DataFrame({"stops": STOPS, "searches": searched, "hits": found, "group": name, "area": range(AREAS)})


def one_threshold() -> list[tuple[str, str]]:
    """Return how often hit rates, and thresholds, say that two groups with one threshold differ."""
    rng, wrong = np.random.default_rng(1), np.zeros(2)
    for _ in range(TABLES):
        frame = pd.concat([searches(rng, "White", *WHITE), searches(rng, "Black", *BLACK)])
        sums = frame.groupby("group")[["hits", "searches"]].sum()
        rates = risk_difference(group=tuple(sums.loc["Black"]), reference=tuple(sums.loc["White"]))
        names: dict[str, Any] = {name: name for name in ("stops", "searches", "hits", "group", "area")}
        found = models.threshold_test(frame, **names, reference="White", draws=200)
        wrong += rates.excludes(0), found.difference[0].excludes(0)
    return [(said, f"{each:.0f}") for said, each in zip(("hit rates", "thresholds"), wrong, strict=True)]


def page() -> str:
    """Return the page with all figures."""
    states = [of_state(str(state), rows) for state, rows in pd.read_csv(DATA).groupby("state")]
    head = (
        "state",
        "rows",
        "off by (root mean square)",
        "at most",
        "standard error of drawing",
        "R-hat",
        "fit",
    )
    return written(table(head, states), table(("", "differ"), one_threshold()))


def written(states: str, groups: str) -> str:
    """Return the text around both tables."""
    return f"""# Thresholds of search

[`models.threshold_test`](../how-to/outcome-test) draws from the posterior of the model that Stanford's Open Policing
Project fitted with Stan. The project stored the posterior means of 1,130 thresholds in nine states. How far ours are
from these, beside what the function says itself: the standard error that drawing adds to the threshold of a group (the
largest of three), R-hat, and the posterior predictive p-value of the hits:

{states}

The thresholds themselves lie between 0.03 and 0.6. What is left is what drawing adds, to ours and to theirs. Texas,
with 300 rows, had 400 draws of each chain in place of 1,000. A row takes about a third of a second.

**Where the fit is below 0.05 the model does not fit**: hits vary more between counties than it allows, and its
intervals are too narrow for what it leaves out. That is so in nearly every state. These means are the published ones;
whether the published model is right is another question, and `fit` answers it.

## One threshold, and signals that differ

{TABLES} tables each of two groups that are searched on one threshold of {THRESHOLD:.0%}, in {AREAS} areas with
{STOPS:,} stops of each. The second group has more people far above it. In how many tables the 95% interval of the
difference between the groups leaves 0 out:

{groups}

Hit rates do differ, and there is no bias. Signals are beta distributed here, as the model has it, and near its priors;
this does not say what happens where they are not.

{stamp("make threshold-study", "disprop", "numpy", "scipy")}
"""


if __name__ == "__main__":
    (PAGES / "thresholds.md").write_text(page(), encoding="utf-8")
