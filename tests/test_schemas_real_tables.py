from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import datasets, schemas
from disprop.alerts import breaks
from disprop.schemas import Counts, Deployments, Population, Report, check

DATA = Path(__file__).parent / "data"
POLICE = "met-deployments-2023-2024"


def stored(name: str, **options: Any) -> pd.DataFrame:
    frame: pd.DataFrame = pd.read_csv(DATA / f"{name}.csv", **options)
    return frame


def tally(report: Report) -> Counter[str]:
    return Counter(f.rule for f in report.findings)


def positions(report: Report, rule: str) -> list[int | None]:
    return [f.position for f in report.findings if f.rule == rule]


@pytest.fixture(scope="module")
def later() -> Report:
    return check(datasets.load(POLICE), Deployments)


# The traps of the table of 2023-24, each with its row


def test_the_deployments_of_2023_24_are_accepted_with_their_traps_named(later: Report) -> None:
    assert later.ok
    assert tally(later) == {
        "alerts-do-not-sum": 1,
        "column-repeated": 1,
        "date-out-of-order": 1,
        "faces-seen-changed": 2,
        "outcomes-do-not-sum": 15,
        "rate-does-not-follow": 1,
        "rate-only-rounded": 1,
        "rate-only-truncated": 10,
    }


def test_alerts_of_10_january_2024_do_not_sum(later: Report) -> None:
    (finding,) = (f for f in later.cautions if f.rule == "alerts-do-not-sum")
    row = datasets.load(POLICE).iloc[finding.position or 0]
    assert (row["location"], str(row["date"])[:10]) == ("Westminster", "2024-01-10")
    assert finding.value == "1, but their sum is 2"


def test_no_action_repeats_other_disposal_in_all_rows(later: Report) -> None:
    (finding,) = (f for f in later.cautions if f.rule == "column-repeated")
    assert (finding.position, finding.column, finding.value) == (None, "no_action", "203 of 203 rows")


def test_the_date_with_the_wrong_year_is_named_as_printed(later: Report) -> None:
    (finding,) = (f for f in later.cautions if f.rule == "date-out-of-order")
    assert (finding.column, finding.position, finding.value) == ("date_as_printed", 112, "2023-07-11")


def test_printed_rates_by_rounding(later: Report) -> None:
    frame = datasets.load(POLICE)
    nonzero = int((frame["false_alerts_confirmed"] + frame["false_alerts_unconfirmed"] > 0).sum())
    named = [f for f in later.cautions if f.rule.startswith("rate-")]
    assert nonzero == 22
    assert nonzero - len(named) == 10  # these follow either way
    (neither,) = (f for f in named if f.rule == "rate-does-not-follow")
    assert neither.value == "0.01%, but 1 of 3940 is 0.0254%"


def test_faces_seen_change_meaning_in_december_2023_and_august_2024(later: Report) -> None:
    values = [f.value for f in later.cautions if f.rule == "faces-seen-changed"]
    assert values == [
        "2023-12: 0.091 to 3.4 alerts per 1,000 faces",
        "2024-08: 3.4 to 0.83 alerts per 1,000 faces",
    ]


def test_the_breaks_do_not_hang_on_the_exact_factor(monkeypatch: pytest.MonkeyPatch, later: Report) -> None:
    for factor in (2.2, 4.0):
        monkeypatch.setattr("disprop.schemas._subjects.breaks", partial(breaks, times=factor))
        again = check(datasets.load(POLICE), Deployments)
        assert positions(again, "faces-seen-changed") == positions(later, "faces-seen-changed")


def test_the_table_as_typed_from_the_grid_is_refused_cell_by_cell() -> None:
    frame = datasets.load(POLICE).astype({"faces_seen": object, "duration_minutes": object})
    frame.loc[frame.index[3], "faces_seen"] = "21,940"
    frame.loc[frame.index[[0, 1, 2]], "duration_minutes"] = ["5h03m", "4hr 47m", "6h 07m"]
    errors = [(f.rule, f.position, f.advice.rsplit("type ", 1)[-1]) for f in check(frame, Deployments).errors]
    assert errors == [
        ("duration", 0, "303 (minutes)"),
        ("duration", 1, "287 (minutes)"),
        ("duration", 2, "367 (minutes)"),
        ("thousands-separator", 3, "21940, or read the file with thousands=','"),
    ]


# The table of 2020-22


def test_the_deployments_of_2020_22_are_accepted_and_the_aborted_one_is_named() -> None:
    frame = datasets.load("met-deployments-2020-2022")
    report = check(frame, Deployments)
    assert report.ok
    assert [(f.rule, f.position) for f in report.findings] == [("no-counts", 1)]
    assert frame["location"][1].startswith("Oxford Circus (technical fault")


def test_both_tables_together_publish_different_columns() -> None:
    names = ("met-deployments-2020-2022", POLICE)
    both = pd.concat([datasets.load(name) for name in names], ignore_index=True)
    report = check(both, Deployments)
    assert report.ok
    differ = {f.column: f.value for f in report.cautions if f.rule == "columns-differ"}
    assert differ["true_alerts"] == "not in 2023, 2024"
    assert differ["true_alerts_confirmed"] == differ["threshold"] == "not in 2020, 2022"
    assert "alerts" not in differ
    assert "faces_seen" not in differ


# South Wales, census, use of force


def test_south_wales_is_a_table_of_counts_without_a_total_of_alerts() -> None:
    frame = datasets.load("south-wales-2017-2018")
    assert check(frame, Counts, keys="event", counts=["true_alerts", "false_alerts"]).ok
    assert [(f.rule, f.column) for f in check(frame, Deployments).errors] == [("missing-column", "alerts")]


def test_census_2011_is_a_population() -> None:
    report = check(datasets.load("census-2011"), Population, keys=["force", "group", "ethnicity"])
    assert (report.rows, report.findings) == (774, ())


def test_a_key_too_few_is_found_out() -> None:
    report = check(datasets.load("census-2011"), Population, keys=["force", "group"])
    assert tally(report)["duplicate-key"] == 774


def test_use_of_force_is_a_table_of_counts() -> None:
    report = check(datasets.load("use-of-force-2018-2019"), Counts, keys=["force", "ethnicity"])
    assert report.ok
    assert tally(report) == {"not-stated": 86}  # Don't know, and Not reported, of 43 forces
    assert "no group, 27,290 of 630,793 tactics: without them every rate by group is too low" in report.text()


def test_census_2021_is_a_population_under_the_name_of_its_column() -> None:
    frame = stored("census_2021")
    keys = ["PFA22CD", "eth_code"]
    assert [f.rule for f in check(frame, Population, keys=keys).errors] == ["missing-column"]
    assert check(frame.rename(columns={"count": "population"}), Population, keys=keys).ok


# Tables of other publishers


def test_stops_by_local_authority() -> None:
    frame = stored("stops_local_authority_2019_2021")
    columns = ["Black_stopped", "Black_population", "White_stopped", "White_population"]
    report = check(frame, Counts, keys=["date", "la_code"], counts=columns)
    assert report.ok
    assert report.rows == 993
    assert set(tally(report)) == {"unknown-column"}


def test_more_stops_than_residents_is_not_an_error() -> None:
    frame = stored("stanford_stops_county", dtype={"location": str})
    assert (frame["n_stops"] > frame["county_population"]).sum() == 206
    assert check(frame, Counts, keys=["driver_race", "location"]).findings == ()


def test_more_hits_than_searches_would_be_an_error() -> None:
    class Searches(Counts):
        driver_race: Any = schemas.column.key()
        location: Any = schemas.column.key()
        n_hits: Any = schemas.column.count(of="n_searches")
        n_searches: Any = schemas.column.count()

    frame = stored("stanford_hits_county", dtype={"location": str})
    assert check(frame, Searches).findings == ()
    frame["n_hits"] = frame["n_hits"].mask(frame.index == 5, frame["n_searches"] + 1)
    assert [(f.rule, f.position) for f in check(frame, Searches).findings] == [("part-above-whole", 5)]


def test_every_suppression_mark_of_2021_is_named_and_nothing_is_coerced() -> None:
    frame = stored("population_suppressed_2021", dtype=str, keep_default_na=False)
    groups = list(frame.columns[1:])
    marks = frame[groups].isin(["!", "~", "-"]).to_numpy()
    report = check(frame, Counts, keys="LAD")
    suppressed = {(f.column, f.position) for f in report.errors if f.rule == "suppressed"}
    assert suppressed == {(groups[j], int(i)) for i, j in np.argwhere(marks)}
    assert len(suppressed) == 954
    assert tally(report)["number-as-text"] == frame[groups].size - 954


def test_cells_below_fifty_are_named() -> None:
    frame = stored("ojjdp_counts_2020")
    groups = ["All", "White", "Black", "AIAN", "ANHPI", "Hispanic"]
    report = check(frame, Counts, keys=["sex", "decision_point"], counts=groups)
    assert {f.value for f in report.errors if f.rule == "suppressed"} == {"<50"}
    assert tally(report)["suppressed"] == 5


def test_published_ratios_are_not_counts() -> None:
    report = check(stored("ojjdp_relative_rates_2009"), Counts, keys="stage")
    assert set(tally(report)) == {"fractional"}
