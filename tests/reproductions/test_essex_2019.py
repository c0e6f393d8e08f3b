"""Fussey and Murray, Independent Report on the Met's Trial of Live Facial Recognition, University of Essex, 2019."""

from __future__ import annotations

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


def test_the_flow_of_alerts_adds_up(ledger: pd.DataFrame) -> None:
    assert (ledger.loc["fm-flow", "verdict"], ledger.loc["fm-flow", "rounding"]) == ("reproduced", "exact")


def test_precision_of_all_alerts_and_of_those_stopped(also_computed: pd.DataFrame) -> None:
    everyone = also_computed.loc["Met trials seen by Essex: which share of alerts was verified?"]
    stopped = also_computed.loc["Met trials seen by Essex: which share of the people stopped was on the watchlist?"]
    assert (everyone["value"], stopped["value"]) == pytest.approx((8 / 42, 8 / 22))
    assert (everyone["low"], everyone["high"]) == pytest.approx((0.092588, 0.329832), abs=5e-7)
    assert (stopped["low"], stopped["high"]) == pytest.approx((0.185308, 0.575855), abs=5e-7)
    assert stopped["finding"].startswith("8 of 22 people stopped were the person on the watchlist (36.4%")


def test_alerts_never_verified_leave_wide_bounds(also_computed: pd.DataFrame) -> None:
    row = also_computed.loc["Met trials seen by Essex: which share of alerts can have been true?"]
    assert row["outcome"] == "bounded"
    assert row["finding"].startswith("19.0 to 66.7%: 20 of 42 alerts were never verified")
    assert row["low"] == pytest.approx(0.092588, abs=5e-7)
    assert row["high"] > 28 / 42
