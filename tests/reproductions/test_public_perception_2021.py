"""Report on the public perception of police fingerprint scanning, Racial Justice Network, 2021."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from disprop import claims, datasets


@pytest.mark.parametrize(
    ("claim", "printed", "count", "numbers"),
    [
        ("R1-s-oppose", "93%", "107", (93.043, 87.22, 96.72)),
        ("R1-s-profiling", "96%", "110", (95.652, 90.63, 98.39)),
        ("R1-s-data", "89%", "102", (88.696, 81.90, 93.57)),
    ],
)
def test_survey_percentages_name_one_count_of_115(
    ledger: pd.DataFrame, claim: str, printed: str, count: str, numbers: tuple[float, ...]
) -> None:
    row = ledger.loc[claim]
    assert (row["printed"], row["verdict"], row["counts"]) == (printed, "consistent", count)
    assert (row["value"], row["low"], row["high"]) == pytest.approx(numbers, abs=0.005)
    assert "Every whole per cent can be reached with 115, so this check cannot fail." in row["finding"]


def test_the_percentage_of_migrants_lacks_its_number(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R1-s-migrants"]
    assert row["verdict"] == "not recomputable"
    assert row["missing"] == "the number of migrants among the participants"
    assert (
        "of the sizes up to 115, 28 cannot print it by any rounding; the smallest that can are 8, 9, 16, 17 and 18"
        in row["finding"]
    )


@pytest.mark.parametrize(
    ("claim", "counts"), [("R1-wy-black", "31 to 34"), ("R1-wy-wbi", "265 to 440"), ("R1-wy-otherwhite", "87")]
)
def test_printed_rates_allow_these_counts(ledger: pd.DataFrame, claim: str, counts: str) -> None:
    assert (ledger.loc[claim, "verdict"], ledger.loc[claim, "counts"]) == ("consistent", counts)


def test_other_white_fits_87_scans_and_gypsy_or_irish_traveller_cannot_be_added(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R1-wy-otherwhite"]
    assert row["value"] == pytest.approx(15.2758, abs=5e-5)
    assert "87 is the only count that prints as 15.3 per 10,000 out of 56,953" in row["finding"]
    other = ledger.loc["R1-wy-otherwhite-with-gypsy"]
    assert "90 is the only count that prints as 15.3 per 10,000 out of 58,613" in other["finding"]
    assert other["rounding"] == "truncated"


def test_seven_over_two_is_three_and_a_half_or_anything_from_2_6_to_5(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R1-wy-black-ratio"]
    assert row["printed"] == "not printed (3.5)"
    assert row["verdict"] == "consistent"
    assert "7 over 2 is 3.5; rounding alone allows 2.60 to 5.00" in row["finding"]
    # Of that the whole counts leave 31/440 to 34/265, over the two populations.
    people = 1_761_205 / 46_476
    bounds = 31 / 440 * people, 34 / 265 * people
    assert (row["value"], row["least"], row["most"]) == (
        3.5,
        pytest.approx(bounds[0]),
        pytest.approx(bounds[1]),
    )
    assert bounds == pytest.approx((2.67, 4.86), abs=0.005)
    # The mid-p envelope lies inside the exact one, 1.792 to 6.965, at the same corners 31/440 and 34/265.
    assert 1.792 < row["low"] < 2.6
    assert 5.0 < row["high"] < 6.965
    assert row["counts"] == "31 to 34; 265 to 440"


def test_21_over_8_5_per_cent(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R1-wy-pakistani"]
    assert row["verdict"] == "consistent"
    assert row["value"] == pytest.approx(2.471, abs=0.0005)
    # 143 of 661 to 142 of 697 over the census's 8.522%; 21% over 8.5% as printed may be 2.398 to 2.544.
    assert (row["least"], row["most"]) == pytest.approx((2.407, 2.521), abs=0.0005)
    assert "189,708 of 2,226,058 is 8.5221%" in str(ledger.loc["R1-wy-pakistani-people", "finding"])
    assert "142 to 143 are the counts that print as 21% out of 661 to 697" in str(
        ledger.loc["R1-wy-pakistani-scans", "finding"]
    )


def test_more_than_three_times_is_possible_but_not_shown(ledger: pd.DataFrame) -> None:
    row = ledger.loc["R1-wy-bame"]
    assert row["verdict"] == "consistent"
    assert row["counts"] == "221 to 432; 265 to 440"
    assert row["least"] == pytest.approx((221 / 464_853) / (440 / 1_761_205))
    assert row["most"] == pytest.approx((432 / 464_853) / (265 / 1_761_205))
    assert row["low"] < row["least"] < 3 < row["most"] < row["high"]
    assert "221 to 432 of 464,853 is 4.75 to 9.29 per 10,000" in str(ledger.loc["R1-wy-others", "finding"])


# What all figures leave: with BAME as who is not White, and as who is not White British or Irish.
TOGETHER = {
    "Black,": ((31, 34), (31, 34)),
    "White British and Irish,": ((265, 440), (265, 440)),
    "Other White,": ((87, 87), (87, 87)),
    "Pakistani,": ((110, 200), (99, 194)),
    "everyone": ((536, 932), (482, 904)),
}


def test_the_figures_of_west_yorkshire_together() -> None:
    joint = claims.jointly(claims.read(json.dumps(datasets.load("report-claims"))))
    assert joint.conflict() == ("R1-wy-otherwhite-with-gypsy",)
    for reading, left_out in enumerate(("R1-wy-bame", "R1-wy-bame-not-white")):
        found = joint.without("R1-wy-otherwhite-with-gypsy", "R1-wy-pakistani-rate", left_out)
        for group, bounds in TOGETHER.items():
            count = found.between(f"{group} scanned in West Yorkshire")
            assert (int(count.low), int(count.high)) == bounds[reading]
        assert [round(float(end), 2) for end in found.figure("R1-wy-black-ratio")] == [2.67, 4.86]


def test_the_number_of_participants_stands_alone(ledger: pd.DataFrame) -> None:
    assert ledger.loc["R1-n", "verdict"] == "not recomputable"
