"""The rules of standard populations, scores and results: each has a table that breaks it, and one that does not."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import (
    areas,
    datasets,
    direct_rate,
    models,
    periods,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    risk_difference,
    risk_ratio,
    schemas,
    tables,
)
from disprop.alerts import scores
from disprop.schemas import Estimates, Finding, Report, Scores, StandardPopulation, check

Found = tuple[str, str | None, int | None, Any]


def found(report: Report) -> list[Found]:
    """Return the findings, with None for a value that is missing."""
    return [(f.rule, f.column, f.position, None if f.value != f.value else f.value) for f in report.findings]


# Standard populations


def standard(*bands: tuple[Any, Any], **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"age": [age for age, _ in bands], "weight": [weight for _, weight in bands], **columns})


STANDARDS: list[tuple[pd.DataFrame, list[Found]]] = [
    (standard(("0-14", 3), ("15 to 64", 6), ("65+", 1)), []),
    (standard(("65 and over", 1), ("under 1", 1), ("1-64", 8)), []),
    (standard((0, 1), (1.0, 2)), []),
    (standard(("0-4", 1), ("10-14", 2)), [("age-gap", "age", 1, "10-14 after 0-4")]),
    (standard(("0-4", 1), ("4-9", 2)), [("age-overlap", "age", 1, "4-9 after 0-4")]),
    (
        standard(("0-4", 1), ("0-4", 2)),
        [*(("duplicate-key", "age", i, "0-4") for i in (0, 1)), ("age-overlap", "age", 1, "0-4 after 0-4")],
    ),
    (standard(("young", 1), ("10-14", 2)), [("age-unreadable", "age", 0, "young")]),
    (standard((None, 1), ("10-14", 2)), [("missing-key", "age", 0, None)]),
    (standard(("0-4", -1), ("5+", 2)), [("negative", "weight", 0, -1)]),
    (standard(("0-4", 0), ("5+", 0)), [("no-weight", "weight", 0, 0)]),
    (standard(("0-4", 0.5), ("5+", 0.5004)), [("weights-do-not-sum", "weight", 0, "1.0004, not 1")]),
    (standard(("0-4", 0.4), ("5+", 0.5)), []),
    (standard(("0-4", 1), ("5+", 2), ("0-9", 1), ("10+", 3), standard=["a", "a", "b", "b"]), []),
]


@pytest.mark.parametrize(("frame", "expected"), STANDARDS)
def test_standard_populations(frame: pd.DataFrame, expected: list[Found]) -> None:
    assert found(check(frame, StandardPopulation)) == expected


def test_a_standard_may_have_other_strata_than_ages() -> None:
    frame = pd.DataFrame({"force": ["Kent", "Essex"], "weight": [2, 1]})
    assert check(frame, StandardPopulation, keys="force").findings == ()
    report = check(frame, StandardPopulation)
    assert [(f.rule, f.column) for f in report.errors] == [("missing-column", "age")]
    assert "or name the strata with keys=" in report.errors[0].advice
    sexes = standard(("0-4", 1), ("5+", 1), ("0-4", 1), ("5+", 1), sex=["f", "f", "m", "m"])
    assert check(sexes, StandardPopulation, keys="sex").findings == ()


def test_of_the_published_standards_one_was_rounded_before_it_was_printed() -> None:
    report = check(datasets.load("standard-populations"), StandardPopulation)
    assert report.ok
    assert [(f.rule, f.value) for f in report.findings] == [("weights-do-not-sum", "1.0003, not 1")]
    row = datasets.load("standard-populations").iloc[report.findings[0].position or 0]
    assert row["standard"] == "who-2000-2025"


# Scores


def scored(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"score": [0.9, 0.2, 0.7, 0.4], "mated": [1, 0, 1, 0], **columns})


SCORES: list[tuple[pd.DataFrame, list[Found]]] = [
    (scored(), []),
    (scored(mated=[True, False, True, False], score=[-3.0, 0.0, 1e9, -1e9]), []),
    (scored(person=["a", "b", "a", "b"], search=[1, 2, 3, 2], group="x", system="S", threshold=0.6), []),
    (scored(kept_from=0.2), []),
    (scored(kept_from=[0.2, 0.2, 0.3, np.nan]), [("kept-differently", "kept_from", None, "0.2 to 0.3")]),
    (scored(kept_from=0.3), [("score-not-kept", "score", 1, "0.2, but kept_from 0.3")]),
    (scored(kept_to=0.8), [("score-not-kept", "score", 0, "0.9, but kept_to 0.8")]),
    (scored(mated=1), [("one-class", "mated", None, "only mated")]),
    (scored(mated=[0, 0, 0, 2]), [("not-a-flag", "mated", 3, 2), ("one-class", "mated", None, "only non-mated")]),
    (scored(mated=[0, 1, "yes", None]), [("not-a-flag", "mated", 2, "yes"), ("missing", "mated", 3, None)]),
    (
        scored(score=[0.9, np.inf, 0.7, "0.4"]),
        [("infinite", "score", 1, np.inf), ("number-as-text", "score", 3, "0.4")],
    ),
    (scored(person=["a", "b", "", "b"]), [("missing-label", "person", 2, "")]),
    (
        scored(person=["a", "b", "a", "c"], search=[1, 2, 3, 2]),
        [("search-of-several", "search", 3, "2, c")],
    ),
    (scored(system=["S", "S", "T", "S"]), [("systems-mixed", "system", None, "S, T")]),
    (scored(Person=["a"] * 4), [("misspelt-column", "Person", None, None)]),
    (scored(camera=["a"] * 4), [("unknown-column", "camera", None, None)]),
]


@pytest.mark.parametrize(("frame", "expected"), SCORES)
def test_scores(frame: pd.DataFrame, expected: list[Found]) -> None:
    assert found(check(frame, Scores)) == expected


def test_checked_scores_are_what_the_rates_take() -> None:
    frame = schemas.validate(scored(), Scores)
    mated = frame["mated"] == 1
    point = scores.at_threshold(frame["score"][mated], frame["score"][~mated], threshold=0.5)
    assert [float(one.value) for one in (point.false_positive, point.false_negative)] == [0, 0]


# Results


def saved(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as it comes back from a CSV file."""
    back: pd.DataFrame = pd.read_csv(io.StringIO(frame.to_csv(index=False)))
    return back


STOPS = pd.DataFrame(
    {
        "force": ["Kent", "Kent", "Essex", "Essex", "Surrey"],
        "ethnicity": ["Black", "White", "Black", "White", "White"],
        "stops": [90, 400, 0, 900, 0],
        "people": [9_000, 100_000, 2_000, 150_000, 800],
    }
)
COLUMNS = ("stops", "people")
SIDES: dict[str, Any] = {"columns": COLUMNS, "group": "ethnicity", "reference": "White"}
BOTH = STOPS[:4]
POOL: Any = areas.pool
RESULTS = {
    "rate": tables.estimate_by(STOPS, rate, columns=COLUMNS, by=["force", "ethnicity"], per=10_000),
    "proportion": tables.estimate_by(STOPS, proportion, columns=COLUMNS, by=["force", "ethnicity"], per=100),
    "limit": tables.estimate_by(STOPS, rate, columns=COLUMNS, by="force", sides="upper"),
    "standardised": tables.estimate_by(
        BOTH, direct_rate, columns=COLUMNS, by="ethnicity", strata="force", standard={"Kent": 1, "Essex": 1}
    ),
    **{
        str(statistic.__name__): tables.compare_by(STOPS, statistic, **SIDES, within="force")
        for statistic in (rate_ratio, rate_difference, risk_ratio, risk_difference)
    },
    "pooled": tables.compare_by(BOTH, POOL, **SIDES, strata="force"),
    "averages": tables.compare_by(STOPS, areas.averages, **SIDES, strata="force"),
    "adjusted": tables.compare_by(BOTH, models.adjusted_ratio, **SIDES, covariates="force"),
    "plain": tables.to_frame(rate_ratio(group=([0, 3], [10, 20]), reference=([0, 5], [30, 40]))),
}


@pytest.mark.parametrize("name", RESULTS)
def test_what_we_write_is_sound_also_when_it_was_saved_and_read(name: str) -> None:
    frame = RESULTS[name]
    for table in (frame, saved(frame), saved(frame.round(2))):
        assert [str(error) for error in check(table, Estimates).errors] == []
    compared = {"value-not-compared"} if name in {"standardised", "pooled", "adjusted"} else set()
    assert {f.rule for f in check(saved(frame), Estimates).findings} - {"no-reason", "no-interval"} == compared


@pytest.mark.parametrize("name", sorted({*RESULTS} - {"standardised", "pooled", "averages", "adjusted"}))
def test_a_value_that_was_changed_does_not_follow_from_counts_of_any_name(name: str) -> None:
    frame = saved(RESULTS[name])
    numerator = "group_events" if name == "plain" else "stops"
    told = [f"reference_{numerator}", "reference_people"] if f"reference_{numerator}" in frame else []
    for i in np.flatnonzero(frame["value"].notna()).tolist():
        edited = frame.assign(value=frame["value"].where(frame.index != i, frame["value"] * 1.01 + 1e-3))
        (finding,) = (f for f in check(edited, Estimates).findings if f.rule == "value-does-not-follow")
        assert finding.position == i
        if name != "plain":
            assert str(finding.value).endswith(f" by {', '.join(['stops', 'people', *told])}")
    changed = frame.assign(**{numerator: frame[numerator] + 7})
    assert "value-does-not-follow" in {f.rule for f in check(changed, Estimates).findings}


def test_a_rate_over_a_period_is_compared_with_its_counts() -> None:
    august = periods.Period("2021-08", "2021-08")
    year = periods.annualised(periods.rate([72, 647], [72_257, 1_801_352], period=august))
    frame = pd.DataFrame({**year.per(1_000).to_dict(), "note": ""})
    assert check(saved(frame), Estimates).findings == ()
    edited = saved(frame).assign(value=[12.5, 4.2])
    assert {f.rule for f in check(edited, Estimates).findings} == {"value-does-not-follow"}


def test_values_whose_counts_are_gone_are_said_not_to_have_been_compared() -> None:
    frame = RESULTS["rate_ratio"]
    report = check(frame.drop(columns=["reference_stops", "reference_people"]), Estimates)
    assert found(report) == [("value-not-compared", "value", None, "rate ratio")]
    assert report.cautions[0].advice.startswith("value not compared with its counts")
    gap = frame.astype({"people": object})
    gap.loc[0, "people"] = None
    assert found(check(gap, Estimates)) == [("value-not-compared", "value", 0, "rate ratio")]


@pytest.mark.parametrize("verb", ["compare_by", "estimate_by"])
def test_numerator_and_denominator_that_were_swapped_are_pointed_out(verb: str) -> None:
    swapped: Any = {"columns": COLUMNS[::-1]}
    frame = BOTH[BOTH["stops"] > 0]
    if verb == "compare_by":
        result = tables.compare_by(frame, rate_ratio, **{**SIDES, **swapped}, within="force")
    else:
        result = tables.estimate_by(frame, rate, **swapped, by=["force", "ethnicity"])
    (finding,) = check(result, Estimates).findings
    assert (finding.rule, finding.column, finding.severity) == ("events-above-population", "people", "caution")
    assert finding.value == "3 of 3 rows"


def test_a_value_that_is_undefined_has_a_note_in_our_frames() -> None:
    frame = RESULTS["rate_ratio"]
    assert frame["value"].isna().any()
    assert check(saved(frame), Estimates).findings == ()
    rules = [f.rule for f in check(saved(frame).drop(columns="note"), Estimates).findings]
    assert set(rules) == {"no-reason", "no-interval"}


def estimates(**columns: Any) -> pd.DataFrame:
    plain = rate([33, 352], [46_476, 1_761_205]).per(10_000)
    return pd.DataFrame({**plain.to_dict(), "note": None, **columns})


def plain(**columns: Any) -> pd.DataFrame:
    """Return results without their counts."""
    return estimates(value=[7.1, 2.0], low=[4.9, 1.8], high=[10.0, 2.2], **columns).drop(
        columns=["events", "population"]
    )


BROKEN: list[tuple[pd.DataFrame, list[Found]]] = [
    (estimates(), []),
    (plain(), []),
    (estimates(value=[7.1, 2.0]), []),
    (estimates(value=[7.3, 2.0]), [("value-does-not-follow", "value", 0, "7.3, but 7.10044")]),
    (estimates(events=[43, 352]), [("value-does-not-follow", "value", 0, "7.10044, but 9.25209")]),
    (plain().assign(value=[7.1, 3.0]), [("value-outside", "value", 1, "3, 1.8 to 2.2")]),
    (plain().assign(low=[10.0, 1.8], high=[4.9, 2.2]), [("limits-swapped", "low", 0, "10 to 4.9")]),
    (plain().assign(high=[10.0, np.nan]), [("half-interval", "high", 1, None)]),
    (plain().assign(low=[np.nan, 1.8]), [("half-interval", "low", 0, None)]),
    (plain(level=95), [("level-outside", "level", i, 95.0) for i in (0, 1)]),
    (plain(level=[0.95, None]), [("missing", "level", 1, None)]),
    (plain(level=["95%", 0.95]), [("text", "level", 0, "95%")]),
    (plain(method=["garwod", "byar"]), [("method-unknown", "method", 0, "garwod of a rate")]),
    (plain(method=[None, "byar"]), [("missing-label", "method", 0, None)]),
    (plain(measure="something of our own", method="thought of"), []),
    (
        plain(measure="proportion", method="wilson", unit="per 1"),
        [
            ("outside-range", name, i, f"{number:.6g} is no proportion")
            for i, cells in enumerate([(7.1, 4.9, 10.0, *2 * (7.10044,)), (2.0, 1.8, 2.2, *2 * (1.99863,))])
            for name, number in zip(("value", "low", "high", "least", "most"), cells, strict=True)
        ],
    ),
    (plain(measure="proportion", method="wilson", unit="per 100"), []),
    (plain().assign(low=[-1.0, 1.8]), [("outside-range", "low", 0, "-1 is no rate")]),
    (plain().assign(value=[np.nan, 2.0], low=[np.nan, 1.8], high=[np.nan, 2.2]), [("no-reason", "value", 0, None)]),
    (plain().assign(value=[np.nan, 2.0], low=[0, 1.8], high=[np.inf, 2.2]), []),
    (plain().assign(low=[np.nan, 1.8], high=[np.nan, 2.2]), [("no-interval", "low", 0, None)]),
    (plain(note=["reference", None]).assign(value=[1, 2.0], low=[np.nan, 1.8], high=[np.nan, 2.2]), []),
    (plain().assign(value=["7.1 (4.9 to 10)", 2.0]), [("text", "value", 0, "7.1 (4.9 to 10)")]),
    (plain().drop(columns="low"), [("missing-column", "low", None, None)]),
]


@pytest.mark.parametrize(("frame", "expected"), BROKEN)
def test_results(frame: pd.DataFrame, expected: list[Found]) -> None:
    assert [one for one in found(check(frame, Estimates)) if one[0] != "value-not-compared"] == expected
    assert ("value-not-compared" in {f.rule for f in check(frame, Estimates).findings}) == ("events" not in frame)


def test_a_method_that_is_nearly_right_is_suggested() -> None:
    (finding,) = check(plain(method=["garwod", "byar"]), Estimates).errors
    assert finding.advice == "not a method of this measure. Did you mean 'garwood'?"


def test_rows_of_a_result_may_be_told_apart_by_keys() -> None:
    report = check(plain(force=["Kent", "Kent"]), Estimates, keys="force")
    assert [f.rule for f in report.errors] == ["duplicate-key", "duplicate-key"]


def test_polars_results_are_checked_too() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(rate([33, 352], [46_476, 1_761_205]).to_dict())
    assert schemas.validate(frame, Estimates) is frame
    assert [f.rule for f in check(frame.with_columns(level=95.0), Estimates).errors] == ["level-outside"] * 2


def test_every_rule_has_a_table_that_breaks_it() -> None:
    own = {"age-unreadable", "age-overlap", "age-gap", "no-weight", "weights-do-not-sum", "score-not-kept", "one-class"}
    own |= {"search-of-several", "systems-mixed", "kept-differently", "not-a-flag", "missing-label", "level-outside"}
    own |= {"half-interval", "limits-swapped", "value-outside", "outside-range", "method-unknown", "no-reason"}
    own |= {"no-interval", "value-does-not-follow"}  # those of counts that are gone or swapped have tests above
    assert own <= {rule for cases in (STANDARDS, SCORES, BROKEN) for _, expected in cases for rule, *_ in expected}
    assert all(Finding(rule).advice for rule in own)
