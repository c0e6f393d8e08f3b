"""Metropolitan Police Service, answer to Freedom of Information request 01/FOI/19/000807, 27 February 2019."""

from __future__ import annotations

import pandas as pd
import pytest


def test_the_blank_number_of_unknown_alerts_can_only_be_0(ledger: pd.DataFrame) -> None:
    row = ledger.loc["mps-2018-12-total"]
    assert row["verdict"] == "consistent"
    assert "make 14 of 14, which leaves 0 for unknown alerts, December 2018" in row["finding"]
    assert row["missing"] == "the number of unknown alerts, December 2018"


def test_wanted_and_not_wanted_make_the_watchlist(ledger: pd.DataFrame) -> None:
    assert (ledger.loc["mps-2018-12-watchlist", "verdict"], ledger.loc["mps-2018-12-watchlist", "value"]) == (
        "reproduced",
        2226,
    )


@pytest.mark.parametrize(
    ("claim", "value", "low", "high"),
    [("mps-2018-12-fdr", 85.714, 60.2615, 97.5317), ("mps-2018-12-false-stops", 16.667, 2.8948, 45.0565)],
)
def test_percentages_are_ours_and_say_so(
    ledger: pd.DataFrame, claim: str, value: float, low: float, high: float
) -> None:
    row = ledger.loc[claim]
    assert row["printed"].startswith("not printed")
    assert row["verdict"] == "consistent"
    assert row["finding"].startswith("Not printed: worked out here.")
    assert (row["value"], row["low"], row["high"]) == pytest.approx((value, low, high), abs=0.0005)


def test_half_of_the_stops_followed_a_false_alert(ledger: pd.DataFrame) -> None:
    row = ledger.loc["mps-2018-12-stops"]
    assert (row["verdict"], row["value"]) == ("consistent", 0.5)
    assert (row["low"], row["high"]) == pytest.approx((0.094299, 0.905701), abs=5e-7)


def test_rates_per_face_are_refused_because_faces_were_not_disclosed(ledger: pd.DataFrame) -> None:
    row = ledger.loc["mps-2018-12-false-per-face"]
    assert (row["verdict"], row["missing"]) == ("not recomputable", "the number of faces seen")
    assert pd.isna(row["value"])
