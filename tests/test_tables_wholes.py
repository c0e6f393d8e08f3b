"""Groups of a frame beside everyone, beside all others, and beside a reference of more places than their own."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, direct_rate_ratio, disparity, models, rate_ratio, risk_ratio, schemas, tables

FORCES = pd.DataFrame(
    {
        "force": ["A", "A", "A", "B", "B", "B"],
        "group": ["Black", "White", "Asian"] * 2,
        "scans": [33, 352, 20, 9, 40, 0],
        "people": [46_476, 1_761_205, 50_000, 4_000, 90_000, 5_000],
    }
)
ASKED: dict[str, Any] = {"columns": ("scans", "people"), "group": "group", "within": "force"}


def whole_of(frame: pd.DataFrame) -> tuple[int, int]:
    return int(frame["scans"].sum()), int(frame["people"].sum())


@pytest.mark.parametrize("across", [None, ()], ids=["of its force", "of the table"])
def test_each_group_beside_the_whole_that_it_is_in(across: Any) -> None:
    found = tables.compare_by(FORCES, disparity.share_ratio, **ASKED, reference_within=across)
    for row, own in zip(FORCES.to_dict("records"), found.to_dict("records"), strict=True):
        whole = whole_of(FORCES if across == () else FORCES[FORCES["force"] == row["force"]])
        alone = disparity.share_ratio(group=(row["scans"], row["people"]), whole=whole)
        assert [own["value"], own["low"], own["high"]] == pytest.approx([alone.value, alone.low, alone.high])
        assert (own["whole_scans"], own["whole_people"]) == whole
    assert set(found["reference"]) == {"everyone"}
    assert not schemas.check(found, schemas.Estimates).findings
    assert schemas.check(found.assign(value=found["value"] * 1.01), schemas.Estimates).findings
    polars = tables.compare_by(pl.from_pandas(FORCES), disparity.share_ratio, **ASKED, reference_within=across)
    assert polars["low"].to_list() == found["low"].tolist()


def test_readings_have_a_row_each() -> None:
    found = tables.compare_by(FORCES, disparity.readings, **ASKED, reference="White")
    assert found["name"].tolist() == ["share", "others", "reference"] * 4
    alone = disparity.readings(group=(33, 46_476), whole=(405, 1_857_681), reference=(352, 1_761_205))
    assert found["high"].tolist()[:3] == [each.high for each in alone]
    assert schemas.check(found, schemas.Estimates).ok
    without = tables.compare_by(FORCES, disparity.readings, **ASKED)
    assert without["name"].tolist() == ["share", "others"] * 6


def test_all_others_are_everyone_without_the_group() -> None:
    found = tables.compare_by(FORCES, rate_ratio, **ASKED, reference=tables.OTHERS)
    readings = tables.compare_by(FORCES, disparity.readings, **ASKED)
    others = readings[readings["name"] == "others"]
    assert found["value"].tolist() == pytest.approx(others["value"].tolist(), rel=1e-12)
    assert found["low"].tolist() == pytest.approx(others["low"].tolist(), rel=1e-12)


def test_a_reference_of_the_state() -> None:
    """The alternate risk ratio of 34 CFR 300.647: 18 of 120 beside all others of the state, not the 1 of 8 nearby."""
    students = pd.DataFrame(
        {
            "district": ["here", "here", "elsewhere", "elsewhere"],
            "race": ["group", "other"] * 2,
            "identified": [18, 1, 900, 4_999],
            "students": [120, 8, 9_000, 99_992],
        }
    )
    asked: dict[str, Any] = {"columns": ("identified", "students"), "group": "race", "within": "district"}
    for reference in (tables.OTHERS, "other"):
        found = tables.compare_by(students, risk_ratio, **asked, reference=reference, reference_within=())
        assert found["value"][0] == pytest.approx(3.0, rel=1e-12)
        alone = risk_ratio(group=(18, 120), reference=(5_000, 100_000))
        assert (found["low"][0], found["high"][0]) == (alone.low, alone.high)
    assert found["note"].tolist() == ["", "part of the reference"] * 2
    assert np.isnan(found["value"][1])


def test_thousands_of_groups_need_no_square_of_them() -> None:
    many = pd.DataFrame({"group": [f"g{i}" for i in range(20_000)], "scans": 3, "people": 1_000})
    asked: dict[str, Any] = {"columns": ("scans", "people"), "group": "group", "accept": "repeated population"}
    found = tables.compare_by(many, rate_ratio, **asked, reference=tables.OTHERS)
    assert set(found["reference_scans"]) == {3 * 19_999}
    assert set(tables.compare_by(many, disparity.share_ratio, **asked)["whole_scans"]) == {60_000}


def test_a_row_of_totals_is_not_counted_again() -> None:
    total = pd.DataFrame({"force": ["A"], "group": ["All"], "scans": [405], "people": [1_857_681]})
    with_total = pd.concat([FORCES, total], ignore_index=True)
    with pytest.raises(DispropError, match="would count twice"):
        tables.compare_by(with_total, disparity.share_ratio, **ASKED)
    found = tables.compare_by(with_total, disparity.share_ratio, **ASKED, leave_out="totals")
    pd.testing.assert_frame_equal(found, tables.compare_by(FORCES, disparity.share_ratio, **ASKED))


def test_a_whole_with_a_part_missing_is_none() -> None:
    found = tables.compare_by(FORCES.drop(index=5), disparity.share_ratio, **ASKED)
    assert found["note"].tolist()[3:] == ["no row for a group of the whole"] * 2 + ["no row for this group"]
    assert found["value"].isna().tolist() == [False] * 3 + [True] * 3


def test_everyone_at_the_same_ages() -> None:
    ages = pd.DataFrame(
        {
            "group": ["Black"] * 2 + ["White"] * 2,
            "age": ["0-64", "65+"] * 2,
            "cases": [40, 9, 100, 160],
            "people": [9_000, 1_000, 30_000, 20_000],
        }
    )
    asked: dict[str, Any] = {"columns": ("cases", "people"), "group": "group", "strata": "age"}
    standard = {"0-64": 0.8, "65+": 0.2}
    found = tables.compare_by(ages, direct_rate_ratio, **asked, standard=standard)
    alone = direct_rate_ratio(
        group=([40, 9], [9_000, 1_000]), whole=([140, 169], [39_000, 21_000]), standard=[0.8, 0.2]
    )
    own = found.to_dict("records")[0]
    assert [own["value"], own["low"], own["high"]] == pytest.approx([alone.value, alone.low, alone.high])
    named = tables.compare_by(ages, direct_rate_ratio, **asked, standard=standard, reference="White")
    assert found["value"][0] < named["value"][0]


def test_the_parts_of_a_whole_are_known_in_part() -> None:
    """The group and the others vary each by itself: no more is possible than their counts allow together."""
    frame = pd.DataFrame({"group": ["a", "b", "c"], "x_low": [1, 5, 2], "x_high": [3, 5, 4], "people": [100, 200, 300]})
    for statistic in (disparity.share_ratio, disparity.readings):
        found = tables.compare_by(frame, statistic, columns=("x", "people"), group="group").iloc[
            :: statistic_rows(statistic)
        ]
        for at, people in enumerate(frame["people"]):
            every = [
                disparity.share_ratio(group=(counts[at], people), whole=(sum(counts), 600))
                for counts in product(range(1, 4), [5], range(2, 5))
            ]
            ends = [min(each.value for each in every), max(each.value for each in every)]
            ends += [min(each.low for each in every), max(each.high for each in every)]
            own = found.iloc[at][["least", "most", "low", "high"]].tolist()
            assert own == pytest.approx(ends, rel=1e-12)


def statistic_rows(statistic: Any) -> int:
    return 2 if statistic is disparity.readings else 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"statistic": rate_ratio}, "everyone holds the group itself: name one in reference=, or tables.OTHERS"),
        ({"statistic": disparity.share_ratio, "reference": "White"}, "itself among them: leave out reference="),
        ({"statistic": rate_ratio, "reference": "Whit"}, "Did you mean 'White'"),
        ({"statistic": rate_ratio, "reference": "White", "reference_within": "area"}, "no column of within= is called"),
        ({"statistic": models.adjusted_ratio}, "a regression compares with one group: name it in reference="),
    ],
)
def test_what_does_not_compare_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        tables.compare_by(FORCES, **ASKED, **asked)
