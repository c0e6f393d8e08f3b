"""Metropolitan Police Service, live facial recognition deployments 2020 to 2024, and Garbett's workbook on them."""

from __future__ import annotations

import pandas as pd
import pytest

from disprop import datasets


@pytest.mark.parametrize(
    ("date", "truncated"),
    [("2020-02-27", True), ("2022-01-28", True), ("2022-07-14", False), ("2022-07-16", False)],
)
def test_false_alerts_per_face_reproduce_the_printed_column(
    ledger: pd.DataFrame,
    date: str,
    truncated: bool,  # noqa: FBT001
) -> None:
    row = ledger.loc[f"mps-{date}-far"]
    table = datasets.load("met-deployments-2020-2022").set_index("date")
    assert row["printed"] == table.loc[date, "printed_false_alert_rate"]
    assert row["verdict"] == "reproduced"
    assert row["rounding"] == "half-up, half-even" + ", truncated" * truncated


@pytest.mark.parametrize("date", ["2020-02-27", "2022-01-28", "2022-07-14", "2024-06-28 Brent"])
@pytest.mark.parametrize("convention", ["met", "our"])
def test_the_workbook_shows_both_conventions_and_both_reproduce(
    ledger: pd.DataFrame, convention: str, date: str
) -> None:
    assert ledger.loc[f"garbett-{convention}-{date}", "verdict"] == "reproduced"


def test_a_rate_that_is_not_zero_was_printed_as_0(ledger: pd.DataFrame) -> None:
    row = ledger.loc["garbett-met-2022-07-14"]
    assert row["printed"] == "0"
    assert row["value"] == pytest.approx(1 / 34_360)
    assert "A rate that is not zero is printed as 0." in row["finding"]


@pytest.mark.parametrize(
    ("claim", "value"), [("deployments", 180), ("arrests", 575), ("noaction", 695), ("watchlists", 2_603_540)]
)
def test_totals_of_2024_reproduce(ledger: pd.DataFrame, claim: str, value: int) -> None:
    row = ledger.loc[f"garbett-2024-{claim}"]
    assert (row["verdict"], row["rounding"], row["value"]) == ("reproduced", "exact", value)


def test_faces_of_2024_are_contradicted_by_exactly_11_000(ledger: pd.DataFrame) -> None:
    row = ledger.loc["garbett-2024-faces"]
    assert (row["printed"], row["verdict"], row["value"]) == ("891748", "contradicted", 902_748)
    assert "a difference of 11,000" in row["finding"]


def test_the_digit_that_was_lost_is_in_the_table() -> None:
    table = datasets.load("met-deployments-2023-2024")
    row = table[(table["location"] == "Camden High Rd") & (table["date"] == "2024-12-10")]
    assert row["faces_seen"].to_list() == [12_225]


def test_arrests_per_face_since_2020(ledger: pd.DataFrame) -> None:
    row = ledger.loc["garbett-since2020-arrest-share"]
    assert (row["verdict"], row["printed"]) == ("reproduced", "0.000405")
    assert row["value"] == pytest.approx(0.000405457, abs=5e-10)


def test_no_action_repeats_other_disposal_in_every_row() -> None:
    table = datasets.load("met-deployments-2023-2024")
    assert (table["no_action"] == table["other_disposal"]).all()
