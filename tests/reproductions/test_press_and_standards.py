"""Figures in the press, in court, in standards and in software: one or two from each."""

from __future__ import annotations

import pandas as pd
import pytest


def test_seven_of_eight(ledger: pd.DataFrame) -> None:
    row = ledger.loc["dm-7of8"]
    assert (row["verdict"], row["rounding"], row["value"]) == ("reproduced", "exact", 0.875)
    assert (row["low"], row["high"]) == pytest.approx((0.519723, 0.993748), abs=5e-7)


def test_five_deployments_at_oxford_circus(ledger: pd.DataFrame) -> None:
    row = ledger.loc["standard-125786"]
    assert (row["printed"], row["verdict"], row["rounding"]) == ("125786 / 9", "reproduced", "exact")


def test_the_first_count_of_faces_was_revised(ledger: pd.DataFrame) -> None:
    row = ledger.loc["cw-7july-15600"]
    assert (row["printed"], row["verdict"], row["value"]) == ("15600", "contradicted", 34_286)


def test_one_in_6000_is_0_017_per_cent(ledger: pd.DataFrame) -> None:
    row = ledger.loc["npl-6000"]
    assert (row["verdict"], row["rounding"]) == ("reproduced", "half-up, half-even")
    assert pd.isna(row["low"])


def test_56_to_14_per_cent_is_a_quarter(ledger: pd.DataFrame) -> None:
    row = ledger.loc["pnd-56-14"]
    assert (row["verdict"], row["value"]) == ("consistent", 0.25)
    assert (row["least"], row["most"]) == pytest.approx((13.5 / 56.5, 14.5 / 55.5))


def test_likelihood_ratios_match_to_every_printed_digit(ledger: pd.DataFrame) -> None:
    row = ledger.loc["proc-asah"]
    assert (row["verdict"], row["printed"]) == ("reproduced", "3.261324 / 0.4541632")
    assert row["rounding"] == "half-up, half-even"


@pytest.mark.parametrize("claim", ["bridges-sop", "nist-800-63a"])
def test_limits_are_not_measurements(ledger: pd.DataFrame, claim: str) -> None:
    row = ledger.loc[claim]
    assert row["verdict"] == "not recomputable"
    assert "a rule, not a measurement" in row["finding"]


def test_a_bank_of_200_million_needs_a_false_match_rate_of_5e_12(also_computed: pd.DataFrame) -> None:
    row = also_computed.loc[
        "A bank of 200 million images: which false match rate gives 1 false positive in 1,000 searches?"
    ]
    assert row["value"] == pytest.approx(5.0e-12, rel=1e-3)


def test_one_in_6000_at_a_tenth_of_the_watchlist(also_computed: pd.DataFrame) -> None:
    row = also_computed.loc["NPL, watchlist of 1,000: how many searches for one false positive?"]
    assert row["value"] == pytest.approx(59_995.5, abs=0.05)
