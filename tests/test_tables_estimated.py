"""Frames whose populations are estimates: each row is the call, sums are those of the rows, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import (
    DispropError,
    Estimate,
    areas,
    between,
    direct_rate_ratio,
    models,
    proportion,
    rate,
    rate_ratio,
    strata,
    tables,
)
from disprop.imperfect import estimated

RAW = Path(__file__).parent / "data" / "raw"
COLUMNS = ("events", "population")
SIDES: dict[str, Any] = {"columns": COLUMNS, "group": "group", "reference": "White"}
FRAME = pd.DataFrame(
    {
        "state": ["A", "A", "B", "B"],
        "group": ["Black", "White"] * 2,
        "events": [33, 352, 5, 90],
        "population": [46_476, 1_761_205, 5_791, 491_626],
        "population_moe90": [4_000, 20_000, 593, 210],
    }
)
NUMBERS = ("value", "low", "high")
GROUPS = {"White alone": "White", "Black or African American alone": "Black"}


def numbers(found: Estimate) -> list[float]:
    return [float(getattr(found, name)) for name in NUMBERS]


def survey() -> pd.DataFrame:
    """Return the five-year survey of 2013 to 2017, one row for each state and group, with margins at 90%."""
    wide = pd.read_csv(RAW / "acs_2017_states_extract.csv").set_index("Geography")
    start = "Not Hispanic or Latino: - "
    parts = [
        pd.DataFrame(
            {
                "group": name,
                "population": wide[f"Estimate; {start}{label}"],
                "population_moe90": wide[f"Margin of Error; {start}{label}"],
            }
        )
        for label, name in GROUPS.items()
    ]
    return pd.concat(parts).rename_axis("state").reset_index()


@pytest.mark.parametrize(
    ("column", "error"),
    [
        ("population_moe90", lambda size: {"moe": size, "level": 0.90}),
        ("population_moe_90", lambda size: {"moe": size, "level": 0.90}),
        ("population_moe99.5", lambda size: {"moe": size, "level": 0.995}),
        ("population_se", lambda size: {"se": size}),
        ("population_cv", lambda size: {"cv": size / 1e6}),
    ],
)
def test_a_row_of_a_frame_is_the_call(column: str, error: Any) -> None:
    sizes = FRAME["population_moe90"] / (1e6 if column.endswith("cv") else 1)
    frame = FRAME.drop(columns="population_moe90").assign(**{column: sizes})
    found = tables.estimate_by(frame, rate, columns=COLUMNS, by=["state", "group"])
    for at, row in enumerate(FRAME.to_dict("records")):
        alone = rate(row["events"], estimated(row["population"], **error(row["population_moe90"])))
        assert [found.loc[at, name] for name in NUMBERS] == pytest.approx(numbers(alone), rel=1e-12)


@pytest.mark.parametrize("engine", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_sums_have_the_root_of_the_sum_of_squares(engine: Any) -> None:
    found: Any = tables.compare_by(engine(FRAME.to_dict("list")), rate_ratio, **SIDES)
    row = pd.DataFrame(found if engine is pd.DataFrame else found.lazy().collect().to_dict(as_series=False)).loc[0]
    margins = [FRAME[["population", "population_moe90"]][at::2].T.to_numpy() for at in (0, 1)]
    people = [estimated(size, moe=margin, level=0.90).sum() for size, margin in margins]
    alone = rate_ratio(group=(38, people[0]), reference=(442, people[1]))
    assert [row[name] for name in NUMBERS] == pytest.approx(numbers(alone), rel=1e-12)
    assert row["population_se"] == pytest.approx(float(people[0].se))
    assert row["reference_population_se"] == pytest.approx(float(people[1].se))
    assert row["estimated"] == alone.basis["estimated"]


def test_a_coefficient_of_variation_of_a_sum_is_that_of_the_sum() -> None:
    frame = FRAME.drop(columns="population_moe90").assign(population_cv=[0.1, 0.2, 0.3, 0.4])
    people = [estimated(FRAME["population"][at::2], cv=frame["population_cv"][at::2]).sum() for at in (0, 1)]
    found = tables.compare_by(frame, rate_ratio, **SIDES)
    alone = rate_ratio(group=(38, people[0]), reference=(442, people[1]))
    assert found.loc[0, "high"] == pytest.approx(alone.high, rel=1e-12)


def test_strata_and_events_known_in_part_go_with_it() -> None:
    found = tables.compare_by(FRAME, direct_rate_ratio, **SIDES, strata="state", standard={"A": 1, "B": 1})
    people = [estimated(FRAME["population"][at::2], moe=FRAME["population_moe90"][at::2], level=0.90) for at in (0, 1)]
    alone = direct_rate_ratio(group=([33, 5], people[0]), reference=([352, 90], people[1]), standard=[1, 1])
    assert found.loc[0, "high"] == pytest.approx(alone.high, rel=1e-12)
    part = FRAME.assign(events_low=FRAME["events"] - 3, events_high=FRAME["events"], events=np.nan)
    row = tables.estimate_by(part, rate, columns=COLUMNS, by=["state", "group"]).loc[2]
    alone = rate(between(2, 5), estimated(5_791, moe=593, level=0.90))
    assert [row["low"], row["high"], row["most"]] == pytest.approx([alone.low, alone.high, alone.most], rel=1e-12)


def test_the_real_survey() -> None:
    people = survey()
    assert len(people) == 104
    events = people[["state", "group"]].assign(events=np.where(people["group"] == "Black", 33, 1_203))
    joined = tables.join_population(events, people, on=["state", "group"])
    assert list(joined) == ["state", "group", "events", "population", "population_moe90"]
    found = tables.compare_by(joined, rate_ratio, **SIDES, within="state").query("group == 'Black'").set_index("state")
    alone = rate_ratio(
        group=(33, estimated(5_791, moe=593, level=0.90)), reference=(1_203, estimated(491_626, moe=210, level=0.90))
    )
    assert [found.loc["Wyoming", name] for name in NUMBERS] == pytest.approx(numbers(alone), rel=1e-12)
    exact = tables.compare_by(joined.drop(columns="population_moe90"), rate_ratio, **SIDES, within="state")
    plain = exact.query("group == 'Black'").set_index("state")
    assert (found["high"] > plain["high"]).all()
    assert (found["low"] < plain["low"]).all()


BAD: dict[str, tuple[pd.DataFrame, Any, str]] = {
    "a margin without its level": (
        FRAME.rename(columns={"population_moe90": "population_moe"}),
        rate,
        "^'population_moe' is a margin of error, which says nothing without its level: rename it population_moe90",
    ),
    "two errors": (
        FRAME.assign(population_se=1.0),
        rate,
        "^'population' has errors in population_moe90, population_se; a population has one: leave the others out$",
    ),
    "a margin below 0": (
        FRAME.assign(population_moe90=[1, -555_555_555, 3, 4]),
        rate,
        r"row 1, population_moe90: negative \(-555555555\)",
    ),
    "a mark": (FRAME.assign(population_moe90=[1, "*****", 3, 4]), rate, r"row 1, population_moe90: "),
    "another statistic": (FRAME, proportion, "^proportion takes no estimate with an error of its own as whole; "),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_is_named(kind: str) -> None:
    frame, statistic, said = BAD[kind]
    with pytest.raises(DispropError, match=said):
        tables.estimate_by(frame, statistic, columns=COLUMNS, by=["state", "group"])


@pytest.mark.parametrize(
    ("statistic", "options", "said"),
    [
        (
            strata.mantel_haenszel,
            {"measure": "rate ratio", "strata": "state"},
            "takes no estimate with an error of its own",
        ),
        (areas.averages, {"strata": "state"}, "takes no estimate with an error of its own"),
        (models.adjusted_ratio, {}, "^a model takes no population with an error of its own, 'population_moe90'; "),
    ],
)
def test_so_are_statistics_without_room_for_it(statistic: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        tables.compare_by(FRAME, statistic, **SIDES, **options)


def test_a_population_without_its_error_is_there_and_has_no_interval() -> None:
    found = tables.estimate_by(
        FRAME.assign(population_moe90=[1, np.nan, 3, 4]), rate, columns=COLUMNS, by=["state", "group"]
    )
    assert np.isnan(found.loc[1, "value"])
    why = "the error of population missing: 0 only where its publisher says so"
    assert found["note"].tolist() == ["", why, "", ""]
    assert found["population"].tolist() == FRAME["population"].tolist()
    gone = FRAME.assign(population=FRAME["population"].where(FRAME.index > 0))
    assert tables.estimate_by(gone, rate, columns=COLUMNS, by=["state", "group"])["note"][0] == "population missing"
    assert np.isfinite(found.loc[[0, 2, 3], "high"]).all()


@pytest.mark.parametrize("column", ["population_MOE90", "population_margin", "population_moe0.90", "population se"])
def test_what_reads_like_an_error_is_never_left_out_in_silence(column: str) -> None:
    frame = FRAME.rename(columns={"population_moe90": column})
    with pytest.raises(DispropError, match="reads like the error of 'population', and is not read as one: rename it"):
        tables.estimate_by(frame, rate, columns=("events", "population"), by="area")
