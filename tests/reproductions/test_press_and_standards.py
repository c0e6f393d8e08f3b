"""Figures in the press, in court, in standards and in software: one or two from each."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from disprop import alerts


def test_seven_of_eight(ledger: pd.DataFrame) -> None:
    row = ledger.loc["dm-7of8"]
    assert (row["verdict"], row["value"]) == ("reproduced", 0.875)
    assert (row["low"], row["high"]) == pytest.approx((0.519723, 0.993748), abs=5e-7)


@pytest.mark.parametrize(("claim", "printed"), [("standard-125786-1", "125786"), ("standard-125786-2", "9")])
def test_five_deployments_at_oxford_circus(ledger: pd.DataFrame, claim: str, printed: str) -> None:
    row = ledger.loc[claim]
    assert (row["printed"], row["verdict"], row["rounding"]) == (printed, "reproduced", "exact")


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


@pytest.mark.parametrize(("claim", "printed"), [("proc-asah-1", "3.261324"), ("proc-asah-2", "0.4541632")])
def test_likelihood_ratios_match_to_every_printed_digit(ledger: pd.DataFrame, claim: str, printed: str) -> None:
    row = ledger.loc[claim]
    assert (row["verdict"], row["printed"]) == ("reproduced", printed)
    assert row["rounding"].startswith("half-up, half-even")


@pytest.mark.parametrize("claim", ["bridges-sop", "nist-800-63a"])
def test_limits_are_not_measurements(ledger: pd.DataFrame, claim: str) -> None:
    row = ledger.loc[claim]
    assert row["verdict"] == "not recomputable"
    assert "a rule, not a measurement" in row["finding"]


def test_a_bank_of_200_million_needs_a_false_match_rate_of_5e_12() -> None:
    """A search may return a false match at most once in 1,000, by NIST SP 800-63A."""
    assert float(alerts.fmr_needed(0.001, 200_000_000)) == pytest.approx(5.0e-12, rel=1e-3)


def test_one_in_6000_at_a_tenth_of_the_watchlist() -> None:
    """The National Physical Laboratory's 1 in 6,000 at 10,000 is printed as 1 in 60,000 at 1,000."""
    smaller = float(alerts.rescale_fpir(1 / 6_000, from_size=10_000, to_size=1_000))
    assert 1 / smaller == pytest.approx(59_995.5, abs=0.05)


def test_arrests_that_do_not_add_up(ledger: pd.DataFrame) -> None:
    row = ledger.loc["mps-2025-arrests"]
    assert (row["printed"], row["verdict"], row["value"]) == ("962", "contradicted", 981)
    assert "a difference of 19" in row["finding"]
    assert ledger.loc["mps-2025-far", "rounding"] == "half-up, half-even, truncated"


def test_nearly_one_in_six_is_one_in_seven(ledger: pd.DataFrame) -> None:
    row = ledger.loc["essex-2026-one-in-six"]
    assert (row["verdict"], row["value"]) == ("not recomputable", pytest.approx(27 / 188))
    assert "To the letter it holds" in row["finding"]
    assert round(188 / 27) == 7


def test_nearly_double_is_2_8_times(ledger: pd.DataFrame) -> None:
    row = ledger.loc["essex-2026-nearly-double"]
    assert (row["verdict"], row["value"]) == ("contradicted", pytest.approx(4 / 6 / 0.24))
    assert (row["least"], row["most"]) == pytest.approx((4 / 6 / (46 / 188), 4 / 6 / (45 / 188)))
    at_least_four = sum(math.comb(6, n) * 0.24**n * 0.76 ** (6 - n) for n in (4, 5, 6))
    assert 2 * at_least_four == pytest.approx(0.065, abs=0.0005)
