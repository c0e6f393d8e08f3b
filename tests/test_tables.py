from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, datasets, disparity, proportion, rate, rate_ratio, tables
from disprop.schemas import TableError

SCANS: dict[str, list[Any]] = {
    "force": ["Kent", "Kent", "Kent", "Essex", "Essex"],
    "ethnicity": ["White", "Black", "Arab", "White", "Black"],
    "scans": [40, 9, 0, 10, 2],
    "people": [100_000, 5_000, 900, 50_000, 1_500],
}
COLUMNS = ("scans", "people")
KINDS = {"pandas": pd.DataFrame, "polars": pl.DataFrame}


@pytest.fixture(params=KINDS, name="scans")
def _scans(request: pytest.FixtureRequest) -> Any:
    return KINDS[request.param](SCANS)


def rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of any frame, with None for what is missing."""
    records = frame.to_dicts() if isinstance(frame, pl.DataFrame) else frame.to_dict("records")
    return [{name: None if cell != cell else cell for name, cell in row.items()} for row in records]  # noqa: PLR0124


def test_estimates_are_those_of_the_statistic_in_the_kind_of_frame_that_came(scans: Any) -> None:
    found = tables.estimate_by(scans, rate, columns=COLUMNS, by=("force", "ethnicity"), per=10_000, method="byar")
    assert type(found) is type(scans)
    expected = rate(SCANS["scans"], SCANS["people"], method="byar").per(10_000)
    np.testing.assert_array_equal(found["value"], expected.value)
    np.testing.assert_array_equal(found["high"], expected.high)
    assert found["unit"].to_list() == ["per 10,000"] * 5
    assert found["ethnicity"].to_list() == SCANS["ethnicity"]


def test_rows_of_a_group_are_added_up_and_counted(scans: Any) -> None:
    found = rows(tables.estimate_by(scans, rate, columns=COLUMNS, by="ethnicity"))
    assert [(row["ethnicity"], row["scans"], row["people"], row["rows"]) for row in found] == [
        ("White", 50, 150_000, 2),
        ("Black", 11, 6_500, 2),
        ("Arab", 0, 900, 1),
    ]
    assert found[0]["value"] == 50 / 150_000


def test_an_undefined_rate_says_why(scans: Any) -> None:
    empty = type(scans)({"force": ["A", "B"], "scans": [0, 3], "people": [0, 9]})
    first, second = rows(tables.estimate_by(empty, rate, columns=COLUMNS, by="force"))
    assert (first["value"], first["note"]) == (None, "events is 0 and population is 0")
    assert second["note"] == ""


def test_groups_are_compared_within_areas_and_none_vanishes(scans: Any) -> None:
    found = rows(
        tables.compare_by(
            scans, rate_ratio, columns=COLUMNS, group="ethnicity", reference="White", within="force", method="exact"
        )
    )
    assert [(row["force"], row["ethnicity"], row["note"]) for row in found] == [
        ("Kent", "White", "reference"),
        ("Kent", "Black", ""),
        ("Kent", "Arab", ""),
        ("Essex", "White", "reference"),
        ("Essex", "Black", ""),
        ("Essex", "Arab", "no row for this group"),
    ]
    group, reference = ([9, 0, 2], [5_000, 900, 1_500]), ([40, 40, 10], [100_000, 100_000, 50_000])
    kent = rate_ratio(group=group, reference=reference, method="exact")[0]
    assert (found[1]["value"], found[1]["low"], found[1]["high"]) == (kent.value, kent.low, kent.high)
    assert (found[1]["scans"], found[1]["reference_scans"]) == (9, 40)
    assert found[2]["value"] == 0
    assert found[2]["high"] > 0
    assert [found[0][name] for name in ("value", "low", "high")] == [1, None, None]
    assert [found[5][name] for name in ("scans", "people", "value", "low", "high")] == [None] * 5
    assert {row["method"] for row in found} == {"exact"}


def test_an_area_without_the_reference_has_no_ratios(scans: Any) -> None:
    found = rows(
        tables.compare_by(scans, rate_ratio, columns=COLUMNS, group="ethnicity", reference="Arab", within="force")
    )
    essex = [row for row in found if row["force"] == "Essex"]
    assert [row["note"] for row in essex] == ["no row for the reference"] * 2 + ["no row for this group"]
    assert [row["value"] for row in essex] == [None] * 3
    assert essex[0]["scans"] == 10


def test_no_ratio_at_all_still_gives_every_row(scans: Any) -> None:
    alone = type(scans)({"ethnicity": ["White"], "scans": [4], "people": [9]})
    (row,) = rows(tables.compare_by(alone, rate_ratio, columns=COLUMNS, group="ethnicity", reference="White"))
    assert (row["value"], row["note"], row["low"]) == (1, "reference", None)


def test_a_ratio_to_no_events_is_infinite_and_of_none_to_none_undefined(scans: Any) -> None:
    zeros = type(scans)({"ethnicity": ["White", "Black", "Arab"], "scans": [0, 3, 0], "people": [9, 9, 9]})
    found = rows(tables.compare_by(zeros, rate_ratio, columns=COLUMNS, group="ethnicity", reference="White"))
    assert found[1]["value"] == np.inf
    assert 0 < found[1]["low"] < np.inf
    assert (found[2]["value"], found[2]["low"], found[2]["high"]) == (None, 0, np.inf)
    assert found[2]["note"] == "group events is 0 and reference events is 0"


def test_one_error_lists_every_row_that_cannot_be_used_and_changes_nothing() -> None:
    dirty = pd.DataFrame(
        {"force": ["A", None, "C", "D"], "scans": [1.5, 2, -3, 4], "people": [10, 10, 10, np.nan]},
        index=["one", "two", "three", "four"],
    )
    before = dirty.copy()
    with pytest.raises(TableError) as caught:
        tables.estimate_by(dirty, rate, columns=COLUMNS, by="force")
    found = {(finding.position, finding.column, finding.rule) for finding in caught.value.report.errors}
    assert found == {
        (0, "scans", "fractional"),
        (1, "force", "missing-key"),
        (2, "scans", "negative"),
    }
    pd.testing.assert_frame_equal(dirty, before)


def test_polars_rows_are_listed_too() -> None:
    dirty = pl.DataFrame({"force": ["A", None], "scans": [1, None], "people": [-10, 10]})
    with pytest.raises(TableError) as caught:
        tables.estimate_by(dirty, rate, columns=COLUMNS, by="force")
    assert {finding.rule for finding in caught.value.report.errors} == {"negative", "missing-key"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": ("scan", "people")}, "no column is called 'scan'. Did you mean 'scans'"),
        ({"by": "Force"}, "no column is called 'Force'. Did you mean 'force'"),
        ({"by": "scans"}, "each column has one role"),
        ({"by": ()}, "by= names at least one column"),
        ({"columns": "scans"}, "columns must be a pair"),
        ({"frame": {"scans": [1]}}, "frame must be a data frame such as pandas or Polars; got dict"),
        ({"statistic": "rate"}, "statistic must be a function such as disprop.rate; got 'rate'"),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_refused(change: dict[str, Any], message: str) -> None:
    call = {"frame": pd.DataFrame(SCANS), "statistic": rate, "columns": COLUMNS, "by": "force", **change}
    with pytest.raises(DispropError, match=message.replace("(", r"\(")):
        tables.estimate_by(call.pop("frame"), call.pop("statistic"), **call)


def test_an_unknown_reference_lists_the_groups() -> None:
    message = r"reference 'white' is not a value of 'ethnicity'; it has \['White', 'Black', 'Arab'\]"
    with pytest.raises(DispropError, match=message):
        tables.compare_by(pd.DataFrame(SCANS), rate_ratio, columns=COLUMNS, group="ethnicity", reference="white")


def test_a_column_that_the_result_needs_is_refused() -> None:
    frame = pd.DataFrame({"value": ["A"], "scans": [1], "people": [2]})
    with pytest.raises(DispropError, match=r"columns \['value'\] have names that the result uses"):
        tables.estimate_by(frame, rate, columns=COLUMNS, by="value")


def test_a_part_above_its_whole_is_refused_for_a_proportion() -> None:
    frame = pd.DataFrame({"force": ["A", "B"], "scans": [1, 9], "people": [2, 5]})
    with pytest.raises(
        DispropError,
        match=r"(?s)row 1, scans: part-above-whole \(9 of 5 people\): one of the two .*a rate: use rate\(\)",
    ):
        tables.estimate_by(frame, proportion, columns=COLUMNS, by="force")


def test_to_frame_puts_the_keys_in_front() -> None:
    estimate = rate([1, 2], [10, 20])
    frames: list[Any] = [
        tables.to_frame(estimate, {"force": ["A", "B"]}),
        tables.to_frame(estimate, {"force": ["A", "B"]}, backend="polars"),
    ]
    assert list(map(type, frames)) == list(KINDS.values())
    for frame in frames:
        assert list(frame.columns)[:5] == ["force", "events", "population", "value", "low"]
        assert frame["high"].to_list() == np.ravel(estimate.high).tolist()
    assert len(tables.to_frame(rate(1, 2))) == 1
    with pytest.raises(DispropError, match="key 'force' has 1 labels for 2 estimates"):
        tables.to_frame(estimate, {"force": ["A"]})
    with pytest.raises(DispropError, match=r"no frame library is called 'panda'\. Did you mean 'pandas'"):
        tables.to_frame(estimate, backend="panda")  # type: ignore[arg-type]  # what a type checker would stop


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_what_people_read_of_a_result_has_its_keys_counts_limits_and_reasons(kind: Any) -> None:
    read = ["scans", "people", "value", "low", "high", "note"]
    frame = kind(SCANS)
    ratios = tables.compare_by(frame, rate_ratio, columns=COLUMNS, group="ethnicity", reference="White", within="force")
    rates = tables.estimate_by(frame, rate, columns=COLUMNS, by=["ethnicity", "force"])
    for found, keys in ((ratios, ["force", "ethnicity"]), (rates, ["ethnicity", "force"])):
        short = tables.brief(found)
        assert type(short) is kind
        assert list((short.collect() if kind is pl.LazyFrame else short).columns) == [*keys, *read]


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_a_brief_result_keeps_its_level_unit_and_rows_where_they_are_not_the_usual_ones(kind: Any) -> None:
    def columns(found: Any) -> list[str]:
        return list((found.collect() if kind is pl.LazyFrame else found).columns)

    def more(cell: Any) -> Any:
        return cell if isinstance(cell, str) else cell + 1

    how: dict[str, Any] = {"columns": COLUMNS, "by": "ethnicity"}
    once, twice = kind(SCANS), kind({name: [*cells, *map(more, cells)] for name, cells in SCANS.items()})
    one_each = tables.estimate_by(once, rate, columns=COLUMNS, by=["force", "ethnicity"], per=1_000, level=0.8)
    assert columns(tables.brief(one_each))[4:] == ["value", "low", "high", "level", "unit", "note"]
    ratios = tables.compare_by(
        twice, rate_ratio, columns=COLUMNS, group="ethnicity", reference="White", within="force", level=0.8
    )
    read = ["force", "ethnicity", "scans", "people", "rows", "value", "low", "high", "level", "note"]
    assert columns(tables.brief(ratios)) == read
    together = columns(tables.brief(tables.estimate_by(twice, rate, **how, per=1_000)))
    assert together == ["ethnicity", "scans", "people", "value", "low", "high", "unit", "rows", "note"]


def test_a_brief_result_of_several_measures_says_which_is_which() -> None:
    how: dict[str, Any] = {"columns": COLUMNS, "by": ["force", "ethnicity"]}
    frames = [tables.estimate_by(pd.DataFrame(SCANS), one, **how) for one in (rate, proportion)]
    short = tables.brief(pd.concat(frames, ignore_index=True))
    assert set(short["measure"]) == {"rate", "proportion"}


def test_use_of_force_by_force_against_the_census() -> None:
    tactics = datasets.load("use-of-force-2018-2019").replace("Black (or Black British)", "Black")
    people = datasets.load("census-2011").groupby(["force", "group"], as_index=False)["population"].sum()
    both = tactics.merge(people.rename(columns={"group": "ethnicity"}), on=["force", "ethnicity"])
    both = both[both["ethnicity"].isin(["White", "Black"])]
    ratios = tables.compare_by(
        both,
        rate_ratio,
        columns=("tactics", "population"),
        group="ethnicity",
        reference="White",
        within="force",
    )
    black = ratios[ratios["ethnicity"] == "Black"]
    assert len(black) == 43
    by_hand = both.pivot_table(index="force", columns="ethnicity", values=["tactics", "population"]).astype(float)
    each = by_hand["tactics"] / by_hand["population"]
    # two divisions, in another order than ours: rounding only
    np.testing.assert_allclose(black.set_index("force")["value"], each["Black"] / each["White"], rtol=1e-14)
    assert (black["low"] > 1).all()
    pooled = tables.compare_by(
        both, rate_ratio, columns=("tactics", "population"), group="ethnicity", reference="White"
    )
    everyone = by_hand.sum()
    rates = everyone["tactics"] / everyone["population"]
    assert pooled["value"].max() == pytest.approx(rates["Black"] / rates["White"], rel=1e-14)


def test_columns_of_a_frame_are_keys_in_their_order_whatever_its_index() -> None:
    table: Any = pd.DataFrame({"force": ["Kent", "Essex"], "year": [2021, 2022]}, index=[7, 3])
    frame = tables.to_frame(rate([1, 2], 10), table)
    assert frame[["force", "year", "events"]].to_numpy().tolist() == [["Kent", 2021, 1.0], ["Essex", 2022, 2.0]]


PLACES = pd.DataFrame(
    {
        "force": [*"KEL", *"KELM"],
        "code": ["b"] * 3 + ["w"] * 4,  # says the same as the group
        "group": ["B"] * 3 + ["W"] * 4,
        "stops": [3, 4, 5, 6, 7, 8, 9],
        "people": 100,
    }
)
SIDES: dict[str, Any] = {"columns": ("stops", "people"), "group": "group"}
ONLY = "only the reference has force 'M' (1 of 4)"


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_what_only_one_side_was_added_up_over_is_named(kind: Any) -> None:
    frame = kind(PLACES.to_dict("list"))
    for reference, beside in (("W", "reference"), (tables.OTHERS, "")):
        found = tables.compare_by(frame, rate_ratio, **SIDES, reference=reference)
        assert list(found["note"]) == [ONLY, beside]
    everyone = tables.compare_by(frame, disparity.share_ratio, **SIDES)
    assert list(everyone["note"]) == [ONLY, ""]
    turned = tables.compare_by(frame, rate_ratio, **SIDES, reference="B")
    assert list(turned["note"]) == ["reference", "only this group has force 'M' (1 of 4)"]


def test_what_both_sides_have_needs_no_note() -> None:
    even = PLACES[PLACES["force"] != "M"]
    assert tables.compare_by(even, rate_ratio, **SIDES, reference="W")["note"].tolist() == ["", "reference"]
    within = tables.compare_by(PLACES, rate_ratio, **SIDES, reference="W", within="force")
    assert within["note"].tolist() == ["", "reference"] * 3 + ["no row for this group", "reference"]


def test_a_place_that_lacks_a_month_is_told_by_itself() -> None:
    months = pd.concat([PLACES.assign(month=month) for month in ("May", "June", "July")], ignore_index=True)
    some = months[(months["force"] != "K") | (months["group"] != "B") | (months["month"] != "May")]
    found = tables.compare_by(
        some, rate_ratio, **SIDES, reference="W", within="force", accept=["repeated rows", "repeated population"]
    )
    notes = found.set_index(["force", "group"])["note"]
    assert notes.pop(("K", "B")) == "only the reference has month 'May' (1 of 3)"
    assert set(notes) == {"", "reference", "no row for this group"}
