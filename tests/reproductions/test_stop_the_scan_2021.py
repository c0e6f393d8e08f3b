"""Stop the Scan, Racial Justice Network, Yorkshire Resists and Queen Mary University of London, 2021."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.mark.parametrize(
    ("force", "rate", "counts"),
    [
        ("metropolitan", 34, "27,358 to 28,174"),
        ("surrey", 24, "2,662 to 2,774"),
        ("cheshire", 17, "1,696 to 1,798"),
        ("lincolnshire", 15, "1,035 to 1,106"),
    ],
)
def test_rates_imply_these_scans(ledger: pd.DataFrame, force: str, rate: int, counts: str) -> None:
    row = ledger.loc[f"R2-rate-{force}"]
    assert (row["printed"], row["verdict"], row["counts"]) == (f"{rate} per 10,000", "consistent", counts)
    assert (row["least"], row["most"]) == (rate - 0.5, rate + 0.5)
    assert row["low"] < rate - 0.5
    assert row["high"] > rate + 0.5


@pytest.mark.parametrize(("place", "above"), [(1, 0), (2, 1), (3, 2), (4, 3)])
def test_the_ranking_fits_the_press_count_of_west_yorkshire(ledger: pd.DataFrame, place: int, above: int) -> None:
    row = ledger.loc[f"R2-rank-check-{place}"]
    assert row["verdict"] == "consistent"
    assert f"{above} of the 4 others that are known are above" in row["finding"]
    assert ledger.loc["R2-west-yorkshire", "value"] == pytest.approx(6.613, abs=0.0005)
    by_count = ledger.loc["R2-rank-west-yorkshire"]
    assert by_count["verdict"] == "consistent"
    assert "3 of the 4 others that are known are above 1,472" in by_count["finding"]


@pytest.mark.parametrize(
    ("group", "printed"),
    [("arabic", "48"), ("black", "14"), ("asian", "14"), ("chinese", "almost 4"), ("south-east-asian", "2")],
)
def test_averages_over_forces_cannot_be_recomputed(ledger: pd.DataFrame, group: str, printed: str) -> None:
    row = ledger.loc[f"R2-ratio-{group}"]
    assert (row["printed"], row["verdict"]) == (printed, "not recomputable")
    assert "scans by force and ethnic group" in row["missing"]
    assert "which average was taken" in row["missing"]
    assert pd.isna(row["value"])


def test_one_scan_sways_a_small_group(ledger: pd.DataFrame) -> None:
    assert ledger.loc["R2-one-lincolnshire", "value"] == pytest.approx(10_000 / 420)
    assert ledger.loc["R2-one-city-of-london", "value"] == pytest.approx(10_000 / 69)


def test_the_share_of_kent_lacks_its_number(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R2-kent"]
    assert row["verdict"] == "not recomputable"
    assert row["missing"].startswith("the number of scans in Kent")
    assert "the smallest that can are 6, 12, 17, 18 and 23" in row["finding"]


@pytest.mark.parametrize("claim", ["R2-period", "R2-universal", "R2-wales"])
def test_what_stands_alone_is_refused(ledger: pd.DataFrame, claim: str) -> None:
    assert ledger.loc[claim, "verdict"] == "not recomputable"
    assert ledger.loc[claim, "missing"]


def test_the_period_has_16_months(ledger: pd.DataFrame) -> None:
    assert "16 months" in str(ledger.loc["R2-period", "finding"])
