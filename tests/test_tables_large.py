"""Tables whose results would be far larger than they are, and sums that floats cannot hold."""

from __future__ import annotations

import pandas as pd
import pytest

from disprop import DispropError, rate_ratio, tables


def test_a_grid_far_larger_than_its_table_is_refused() -> None:
    labels = [f"L{i}" for i in range(2_000)]
    frame = pd.DataFrame({"force": labels, "group": labels, "events": 1, "population": 10})
    with pytest.raises(DispropError, match="2,000 by 2,000 labels make 4,000,000 rows of 2,000 that the table has"):
        tables.compare_by(
            frame, rate_ratio, columns=("events", "population"), group="group", reference="L0", within="force"
        )


@pytest.mark.parametrize("reference", [pd.NA, float("nan"), None, ["L0"]])
def test_a_reference_is_one_label(reference: object) -> None:
    frame = pd.DataFrame({"group": ["L0", "L1"], "events": 1, "population": 10})
    with pytest.raises(DispropError, match="reference must be one value of 'group'; got"):
        tables.compare_by(frame, rate_ratio, columns=("events", "population"), group="group", reference=reference)


def test_sums_that_lose_digits_are_refused_in_a_join() -> None:
    counts = pd.DataFrame({"force": ["Kent", "Kent"], "month": [1, 2], "events": [2**52, 2**52]})
    people = pd.DataFrame({"force": ["Kent"], "population": [10]})
    with pytest.raises(DispropError, match=r"events of Kent add up to 2\*\*53 or more; counts lose digits"):
        tables.join_population(counts, people, on="force")
