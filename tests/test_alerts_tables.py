"""Tables of deployments and of searches: what they must have, and what the published ones hide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, alerts, datasets, tables
from disprop.alerts._deployment import COUNTS
from disprop.schemas import Deployments, Searches, TableError, check

LATER, EARLIER = "met-deployments-2023-2024", "met-deployments-2020-2022"
UNEVEN = 23  # 10 January 2024, Westminster: 1 alert, but 2 by their parts
ABORTED = 1  # 21 February 2020, Oxford Circus: no counts at all


def rules(frame: pd.DataFrame, schema: type[Any]) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.column) for finding in check(frame, schema).findings]


def one_row(**counts: Any) -> pd.DataFrame:
    return pd.DataFrame({name: [count] for name, count in counts.items()})


# From a table to deployments


def test_a_row_whose_alerts_do_not_add_up_is_refused_by_its_position() -> None:
    with pytest.raises(DispropError, match=r"must not exceed alerts; got 2 of 1 in row 23; one of the two"):
        tables.deployment_of(datasets.load(LATER))


def test_a_row_of_a_filtered_frame_is_named_by_its_label_too() -> None:
    frame = datasets.load(LATER).iloc[5:]
    with pytest.raises(DispropError, match=r"got 2 of 1 in row 18 \(23\); one of the two is wrong"):
        tables.deployment_of(frame)
    with pytest.raises(DispropError, match=r"^row 0 \(1\) has no counts"):
        tables.deployment_of(datasets.load(EARLIER).iloc[ABORTED:])


def test_all_other_rows_of_2023_24_give_their_rates() -> None:
    frame = datasets.load(LATER).drop(index=UNEVEN)
    found = tables.deployment_of(frame)
    true = (frame["true_alerts_confirmed"] + frame["true_alerts_unconfirmed"]).to_numpy(float)
    precision = alerts.precision(found)
    assert len(precision) == 202
    np.testing.assert_array_equal(precision.data["true_alerts"], true)
    np.testing.assert_array_equal(precision.data["alerts"], frame["alerts"].to_numpy(float))
    acted = alerts.human_false_accept_rate(found)
    np.testing.assert_array_equal(acted.data["false_alerts_confirmed"], frame["false_alerts_confirmed"].to_numpy(float))


def test_the_aborted_deployment_is_not_a_deployment_without_alerts() -> None:
    frame = datasets.load(EARLIER)
    with pytest.raises(DispropError, match=r"^row 1 has no counts, which are not zeros: leave it out"):
        tables.deployment_of(frame)
    found = tables.deployment_of(frame.drop(index=ABORTED))
    both = alerts.both_conventions(found)
    assert both.per_face is not None
    assert "7 of 8 alerts were false (87.5%" in str(both.per_alert)
    assert "7 of 8,600 faces seen raised a false alert (0.081%" in str(both.per_face)


def test_what_a_table_lacks_was_not_published() -> None:
    found = tables.deployment_of(datasets.load(LATER).drop(index=UNEVEN))
    assert (found.unverified_alerts, found.stops_on_false_alerts, found.mated_passes) == (None, None, None)
    with pytest.raises(DispropError, match="which this deployment did not publish"):
        alerts.wrongful_stops_per_stop(found)


def test_a_column_without_a_number_was_not_published_and_one_with_gaps_is_refused() -> None:
    frame = pd.DataFrame({"alerts": [3, 2], "true_alerts": [1, 0], "false_alerts": [2, 2]}, dtype="Int64")
    assert tables.deployment_of(frame.assign(faces_seen=pd.array([None, None], dtype="Int64"))).faces_seen is None
    with pytest.raises(TableError, match="faces_seen: missing"):
        tables.deployment_of(frame.assign(faces_seen=pd.array([100, None], dtype="Int64")))


def test_frames_of_other_libraries() -> None:
    counts = {"alerts": [14, 8], "true_alerts": [2, 1], "false_alerts": [12, 7], "adjudicated_by": ["officers"] * 2}
    for kind in (pd.DataFrame, pl.DataFrame):
        found = alerts.precision(tables.deployment_of(kind(counts)))
        assert found.basis["adjudicated_by"] == "officers"
        assert found.data["alerts"].tolist() == [14, 8]


def test_rows_that_different_people_decided_are_not_mixed() -> None:
    frame = pd.DataFrame(
        {"alerts": [1, 1], "true_alerts": [1, 1], "false_alerts": [0, 0], "adjudicated_by": ["a", "b"]}
    )
    with pytest.raises(DispropError, match="one adjudicated_by at a time; got 'a', 'b': split the table by it"):
        tables.deployment_of(frame)
    said = "row 1 does not say who decided, others say 'a': split the table by adjudicated_by"
    with pytest.raises(DispropError, match=said):
        tables.deployment_of(frame.assign(adjudicated_by=pd.Series(["a", None])))
    assert tables.deployment_of(frame.assign(adjudicated_by=None)).adjudicated_by is None


def test_a_table_with_errors_is_refused_with_all_of_them() -> None:
    frame = pd.DataFrame({"alerts": [3, "1,204"], "true_alerts": [4, 0], "false_alerts": [0, 2]})
    with pytest.raises(TableError) as refused:
        tables.deployment_of(frame)
    assert [finding.rule for finding in refused.value.report.errors] == ["part-above-whole", "thousands-separator"]


def test_alerts_per_face_are_not_one_thing_through_2023_24_but_alerts_are() -> None:
    frame = datasets.load(LATER).drop(index=UNEVEN)
    month = pd.to_datetime(frame["date"]).dt.strftime("%Y-%m")
    sums = frame.groupby(month)[["alerts", "faces_seen"]].sum().astype(float)
    per_thousand = 1_000 * sums["alerts"] / sums["faces_seen"]
    before, between, after = per_thousand[:"2023-11"], per_thousand["2023-12":"2024-07"], per_thousand["2024-08":]
    assert before.max() < between.min() / 5
    assert after.max() < between.min()


# What a table of deployments may have


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("rejected_alerts", "alerts"),
        ("lost_alerts", "alerts"),
        ("engaged_alerts", "alerts"),
        ("true_alerts_confirmed", "engaged_alerts"),
        ("false_alerts_confirmed", "engaged_alerts"),
        ("stops_on_true_alerts", "engaged_alerts"),
        ("stops_on_false_alerts", "engaged_alerts"),
        ("arrests_on_true_alerts", "stops_on_true_alerts"),
        ("arrests_on_false_alerts", "stops_on_false_alerts"),
        ("de_arrests", "arrests"),
        ("charges", "arrests"),
    ],
)
def test_each_part_lies_within_its_whole(part: str, whole: str) -> None:
    frame = one_row(**{"alerts": 40, "true_alerts": 20, "false_alerts": 20, whole: 5, part: 6})
    if whole == "alerts":
        frame = one_row(alerts=5, true_alerts=3, false_alerts=2, **{part: 6})
    assert ("part-above-whole", part) in rules(frame, Deployments)
    assert ("part-above-whole", part) not in rules(frame.assign(**{part: 5}), Deployments)


def test_every_count_of_a_deployment_is_a_column_of_the_schema() -> None:
    assert set(COUNTS) | {"adjudicated_by"} <= set(Deployments.roles())


# Searches of one image against many


def test_searches_as_they_should_be() -> None:
    frame = one_row(
        searches=900, mated_searches=300, non_mated_searches=600, true_matches=250, false_matches=40, candidates=4_500
    )
    assert rules(frame, Searches) == []


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"mated_searches": 300, "non_mated_searches": 599}, ("searches-do-not-sum", "searches")),
        ({"mated_searches": 901}, ("part-above-whole", "mated_searches")),
        ({"mated_searches": 3, "true_matches": 4}, ("part-above-whole", "true_matches")),
        ({"non_mated_searches": 3, "false_matches": 4}, ("part-above-whole", "false_matches")),
        ({"false_matches": "n/a"}, ("no-counts", None)),
        ({"mated_serches": 3}, ("misspelt-column", "mated_serches")),
    ],
)
def test_searches_that_are_not_what_they_seem(counts: dict[str, Any], found: tuple[str, str | None]) -> None:
    frame = one_row(**{"searches": None if found[0] == "no-counts" else 900, **counts})
    assert found in rules(frame, Searches)


def test_false_matches_are_divided_by_the_searches_that_were_not_mated() -> None:
    searched = alerts.Deployment(true_alerts=250, false_alerts=40, mated_passes=300, non_mated_passes=600)
    assert alerts.false_positive_rate(searched).value == 40 / 600
    assert alerts.true_positive_rate(searched).value == 250 / 300
