"""Fussey and Murray, Independent Report on the Met's Trial of Live Facial Recognition, University of Essex, 2019."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest


@pytest.mark.parametrize(
    ("claim", "value", "low", "high"),
    [
        ("fm-42-8", 19.0476, 9.2588, 32.9832),
        ("fm-81", 80.9524, 67.0168, 90.7412),
        ("fm-bbw-3636", 36.3636, 18.5308, 57.5855),
    ],
)
def test_shares_reproduce(ledger: pd.DataFrame, claim: str, value: float, low: float, high: float) -> None:
    row = ledger.loc[claim]
    assert row["verdict"] == "reproduced"
    assert (row["value"], row["low"], row["high"]) == pytest.approx((value, low, high), abs=5e-5)


@pytest.mark.parametrize("claim", ["fm-flow-1", "fm-flow-2"])
def test_the_flow_of_alerts_adds_up(ledger: pd.DataFrame, claim: str) -> None:
    assert (ledger.loc[claim, "verdict"], ledger.loc[claim, "rounding"]) == ("reproduced", "exact")


def test_alerts_never_verified_leave_wide_bounds(ledger: pd.DataFrame) -> None:
    row: Any = ledger.loc["fm-true"]
    assert row["verdict"] == "consistent"
    assert "8 to 28 of 42 is 0.190 to 0.667" in row["finding"]
    assert pd.isna(row["value"])
    assert (row["least"], row["most"]) == pytest.approx((8 / 42, 28 / 42))
    assert row["low"] == pytest.approx(0.092588, abs=5e-7)
    assert row["high"] > 28 / 42
