"""South Wales Police 2017 and 2018: answer to Wired, as printed by the Daily Mail, Wired, TechRadar and the force."""

from __future__ import annotations

import pandas as pd
import pytest


def test_92_per_cent_was_cut_off(ledger: pd.DataFrame) -> None:
    row = ledger.loc["swp-ucl-92"]
    assert (row["verdict"], row["rounding"]) == ("reproduced", "truncated")
    assert "2,297 of 2,470 is 92.996%" in row["finding"]


@pytest.mark.parametrize(("claim", "total"), [("swp-15-events-tot-1", 2451), ("swp-15-events-tot-2", 234)])
def test_totals_rest_on_a_row_filled_in_from_them(ledger: pd.DataFrame, claim: str, total: int) -> None:
    row = ledger.loc[claim]
    assert (row["verdict"], row["value"]) == ("consistent", total)
    assert row["missing"] == "the row of the Stereophonics concert"


def test_the_elvis_festival_adds_up(ledger: pd.DataFrame) -> None:
    assert (ledger.loc["elvis", "verdict"], ledger.loc["elvis", "value"]) == ("reproduced", 17)


def test_0_025_printed_as_0_02_is_half_even_or_cut_off(ledger: pd.DataFrame) -> None:
    row = ledger.loc["swansea-002"]
    assert (row["verdict"], row["rounding"], row["value"]) == ("reproduced", "half-even, truncated", 0.025)


def test_one_in_2251_has_no_counts(ledger: pd.DataFrame) -> None:
    row = ledger.loc["swp-italy-2251"]
    assert (row["verdict"], row["missing"]) == (
        "not recomputable",
        "the number of false alerts; the number of faces seen",
    )
