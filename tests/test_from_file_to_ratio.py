"""From a published file to a ratio: one call to read, one round of answers, one call to compare; and the report."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from disprop import cleaning, rate_ratio, risk_ratio, tables
from disprop.cleaning import Cleaned

SIGNS = re.compile(r"(?<!\\)[*_<>`|#\[\]]")  # what Markdown would take for its own
NO_REGION = ["Central Service Secondments", "British Transport Police"]
RAW = Path(__file__).parent / "data" / "raw"


def answered(name: str, **answers: Any) -> Cleaned:
    """Return a file read with the answers that the library suggests, and these."""
    asked = cleaning.read_table(RAW / name)
    return cleaning.read_table(RAW / name, **asked.suggested | answers)


def compared(frame: pd.DataFrame, statistic: Any, group: str, reference: str, *columns: str) -> pd.DataFrame:
    found: pd.DataFrame = tables.compare_by(frame, statistic, columns=columns, group=group, reference=reference)
    return found.set_index(group)


def test_uses_of_force_by_force() -> None:
    cleaned = answered("use_of_force_2019_2020_by_force.csv")
    assert (len(cleaned.frame), cleaned.questions) == (43, ())
    assert cleaned.frame["Total"].sum() == 491_984  # the printed total of England and Wales
    found = compared(cleaned.frame.assign(days=366), rate_ratio, "Police Force", "Kent", "Total", "days")
    kent, durham = (int(cleaned.frame.set_index("Police Force")["Total"][name]) for name in ("Kent", "Durham"))
    assert durham == 8000
    assert found["value"]["Durham"] == pytest.approx(
        rate_ratio(group=(durham, 366), reference=(kent, 366)).value, rel=1e-12
    )


def test_officers_by_force_where_regions_are_sums() -> None:
    cleaned = answered("officers_2019_by_force_and_region.csv", lengthen={})
    assert (len(cleaned.frame), cleaned.questions) == (45, ())
    assert cleaned.frame["Force/Region"].tolist().count("West Midlands") == 1  # the force, whose region is left out
    regions = [line.before for line in cleaned.left_out if isinstance(line.before, dict)]
    (west,) = (line.before.split(" | ") for line in cleaned.left_out if isinstance(line.before, str))
    total = sum(float(region["September 2019"]) for region in regions) + float(west[2])
    officers = cleaned.frame.set_index("Force/Region")["September 2019"]
    assert officers.sum() - officers[NO_REGION].sum() == total == 127_381
    found = compared(cleaned.frame.assign(month=1), rate_ratio, "Force/Region", "Kent", "September 2019", "month")
    assert found["value"]["Cleveland"] == pytest.approx(1244 / 3615, rel=1e-12)


def test_hit_rates_of_records() -> None:
    name = "nyc_stops_with_hits_extract.csv"
    cleaned = answered(name)
    assert (len(cleaned.frame), cleaned.questions, cleaned.rows_left_out) == (400, (), 0)
    found = compared(cleaned.frame.assign(stops=1), risk_ratio, "race", "WHITE", "label_value", "stops")
    rows = list(csv.DictReader(io.StringIO((RAW / name).read_text("utf-8"))))
    stops, hits = (
        Counter(row["race"] for row in rows),
        Counter(row["race"] for row in rows if row["label_value"] == "1.0"),
    )
    white = hits["WHITE"], stops["WHITE"]
    for race in stops:
        assert found["value"][race] == pytest.approx(
            risk_ratio(group=(hits[race], stops[race]), reference=white).value, rel=1e-12
        )


def test_uses_of_conducted_energy_devices_in_a_workbook() -> None:
    suggested = cleaning.read_table(RAW / "conducted_energy_devices_2016.ods").suggested
    taken = {
        name: suggested[name] for name in ("sheet", "skip", "leave_out")
    }  # the column of totals is the denominator
    cleaned = cleaning.read_table(RAW / "conducted_energy_devices_2016.ods", **taken)
    (printed,) = (line.before["Total"] for line in cleaned.left_out if "England and Wales" in str(line.before))
    assert (len(cleaned.frame), cleaned.frame["Total"].sum()) == (43, int(printed))
    found = compared(cleaned.frame, risk_ratio, "Police Force/Region", "Durham", "Fired", "Total")
    assert found["value"]["Cleveland"] == pytest.approx((16 / 75) / (34 / 228), rel=1e-12)


@pytest.mark.parametrize("name", ["nomis_ts021_2021.csv", "nomis_qs201ew_2011.csv", "census_2011_wide.csv"])
def test_groups_of_a_census_in_columns(name: str) -> None:
    asked = cleaning.read_table(RAW / name)
    cleaned = answered(name)
    value = next(iter(asked.suggested["lengthen"]))
    whole = next(column for column in asked.suggested["drop"] if "all" in column.casefold())
    assert cleaned.frame[value].sum() == asked.frame[whole].sum()  # each person once
    found = compared(
        cleaned.frame.assign(areas=1), rate_ratio, "ethnicity", cleaned.frame["ethnicity"][0], value, "areas"
    )
    people = cleaned.frame.groupby("ethnicity")[value].sum()
    for group in people.index:
        assert found["value"][group] == pytest.approx(people[group] / people[cleaned.frame["ethnicity"][0]], rel=1e-12)


def test_estimates_and_their_margins() -> None:
    cleaned = answered("acs_2017_states_extract.csv")
    assert {"population", "population_moe90"} < set(cleaned.frame)
    black, white = (name for name in cleaned.frame["ethnicity"].unique() if "Black" in name or "White" in name)
    pair = cleaned.frame[cleaned.frame["ethnicity"].isin([black, white])].assign(stops=100)
    found = compared(pair, rate_ratio, "ethnicity", white, "stops", "population")
    people = pair.groupby("ethnicity")["population"].sum()
    assert found["value"][black] == pytest.approx(people[white] / people[black], rel=1e-12)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.*")), ids=lambda path: str(path.stem))
def test_the_report_reads_as_markdown_and_as_text(path: Path) -> None:
    if path.suffix == ".md":
        pytest.skip("no table")
    for cleaned in (asked := cleaning.read_table(path), cleaning.read_table(path, **asked.suggested)):
        report = cleaned.report()
        assert all(line.startswith("- ") and line.endswith(".") for line in report.splitlines())
        assert not SIGNS.search(re.sub("(`+).+?\\1", "", report))
        assert f"{cleaned.rows_in:,} rows below the heading" in report
        for line in cleaned.left_out:  # each by name
            name = line.before if isinstance(line.before, str) else next(iter((line.before or {}).values()), "")
            assert str(name).split(" | ")[0].strip() in report


def test_the_report_tells_what_was_answered_and_what_is_open() -> None:
    text = 'Force,Stops,|All|*\nKent,"1,204",2408\nEssex,1.310,620\nTotal,"1,514",3028\n'
    cleaned = cleaning.read_table(io.StringIO(text), leave_out={"Force": "Total"}, drop="|All|*")
    unclear = "1310 or 1.310? a point that separates thousands, or decimals"
    assert cleaned.report().splitlines() == [
        "- Of 3 rows below the heading 2 were kept and 1 left out; the table has 2 rows and 2 columns.",
        "- 1 column is dropped (as asked): `|All|*`.",
        "- 1 column is read as text in every cell: `Force`.",
        r"- 1 row is left out (Force is named in leave\_out=): `Total`.",
        "- In `Stops` 1 cell is changed (`,` separates thousands): `'1,204'` to `'1204'`.",
        "- These answers were given: `leave_out={'Force': ['Total']}, drop=['|All|*']`.",
        "- 1 question is open.",
        f"- Stops, row 1 (line 3): `1.310`: {unclear}; `answers={{(1, 'Stops'): '...'}}` says what it is.",
    ]


def test_the_report_names_what_is_empty_and_a_question_without_an_answer_names_the_argument() -> None:
    wide = pd.DataFrame({"force": ["Kent", "Essex"], "2019": [310.5, 212], "2020": [287, 190], "pct": [1.5, 2.5]})
    (question,) = cleaning.read_table(wide, lengthen={"events": {"period": ["2019", "2020"]}}).questions
    assert (question.answer, question.why[-24:]) == ({}, "; drop= can leave it out")
    gap = io.StringIO("force,,stops\nKent,,352\nEssex,,212\n")
    assert "- Nothing stands in columns 2, counted from 1." in str(cleaning.read_table(gap).report())
