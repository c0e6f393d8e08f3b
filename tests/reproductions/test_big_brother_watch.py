"""Big Brother Watch: Face Off, 2018; 4 March 2020; Understanding live facial recognition statistics, 2023."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.mark.parametrize(
    ("claim", "printed", "value"),
    [("bbw-175-85", "85%", 85.714), ("bbw-swp-899", "89.9%", 89.968)],
)
def test_two_percentages_were_cut_off_not_rounded(ledger: pd.DataFrame, claim: str, printed: str, value: float) -> None:
    row = ledger.loc[claim]
    assert (row["printed"], row["verdict"], row["rounding"]) == (printed, "reproduced", "truncated")
    assert row["value"] == pytest.approx(value, abs=0.0005)


def test_wrongful_stops_at_oxford_circus(ledger: pd.DataFrame) -> None:
    row = ledger.loc["bbw-oxford-71"]
    assert row["verdict"] == "reproduced"
    assert row["finding"].startswith("5 of 7 is 71.429%")


def test_98_per_cent_of_104(ledger: pd.DataFrame) -> None:
    row = ledger.loc["met-98"]
    assert row["verdict"] == "reproduced"
    assert row["finding"].startswith("102 of 104 is 98.077%")


@pytest.mark.parametrize(
    ("claim", "printed", "said"),
    [
        ("swp-interventions-1", "not printed (47.0%)", "110 of 234 is 47.009%"),
        ("swp-interventions-2", "not printed (6.4%)", "15 of 234 is 6.4103%"),
    ],
)
def test_interventions_and_arrests_are_our_percentages(
    ledger: pd.DataFrame, claim: str, printed: str, said: str
) -> None:
    row = ledger.loc[claim]
    assert (row["printed"], row["verdict"]) == (printed, "consistent")
    assert said in row["finding"]
