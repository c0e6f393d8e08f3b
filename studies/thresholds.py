"""How near thresholds of search are to those that Stan drew, and how often their limits hold the truth.

Run it with `make threshold-study`; it writes docs/explanation/thresholds.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaincc, expit

from disprop import models, risk_difference
from studies.machine import PAGES, stamp, table

DATA = Path(__file__).parent.parent / "tests" / "data" / "stanford_thresholds_county.csv"
COLUMNS = {"stops": "num_stops", "searches": "num_searches", "hits": "num_hits", "group": "driver_race"}
TABLES, AREAS = 100, 10
DRAWS = 400


def states() -> Iterator[tuple[str, ...]]:
    """Yield how far the thresholds of each state are from the stored ones, and how far another seed's are."""
    stored = pd.read_csv(DATA)
    for state, rows in stored.groupby("state"):
        start = perf_counter()
        how = {**COLUMNS, "area": "location_variable", "reference": "White drivers"}
        found = models.threshold_test(rows, **how)
        seconds = perf_counter() - start
        off = np.asarray(found.rows.value) - rows["inferred_threshold"].to_numpy()
        yield (
            str(state),
            str(len(rows)),
            f"{np.sqrt((off**2).mean()):.4f}",
            f"{np.abs(off).max():.4f}",
            f"{off.mean():+.4f}",
            f"{found.agreement:.2f}",
            f"{found.drawing_error:.4f}",
            f"{found.fit:.3f}",
            f"{seconds:.0f}",
        )
        print(state, *found.check().split(";"), off.std(), seconds, found, found.difference, found.ratio, flush=True)


if __name__ == "__main__":
    for each in states():
        print(each, flush=True)
