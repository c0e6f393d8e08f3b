"""HandsOffOurBioData, on data to December 2021, and the article Is the police a border force?"""

from __future__ import annotations

import pandas as pd


def test_the_period_has_21_months(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R3-period"]
    assert row["verdict"] == "not recomputable"
    assert "21 months" in row["finding"]


def test_a_count_of_deaths_stands_alone(ledger: pd.DataFrame) -> None:
    assert ledger.loc["ART-39", "verdict"] == "not recomputable"
