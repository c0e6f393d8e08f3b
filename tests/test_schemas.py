from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, between, cleaning, rate, schemas
from disprop.schemas import Counts, Deployments, Events, Finding, Population, Report, TableError, check, validate


def objects(cells: list[Any]) -> pd.Series[Any]:
    """Return cells as they are: pandas before 3 takes counts known in part only from an array of objects."""
    return pd.Series(np.fromiter(cells, dtype=object, count=len(cells)), dtype=object)


def counts(*cells: object) -> pd.DataFrame:
    names = [f"group {i}" for i in range(len(cells))]
    return pd.DataFrame({"group": names, "stops": objects(list(cells))})


def rules(report: Report) -> list[tuple[str, str | None, int | None]]:
    return [(f.rule, f.column, f.position) for f in report.findings]


def deployments(rows: int = 6, **columns: Any) -> pd.DataFrame:
    """Return sound deployments, one a month, with the given columns instead."""
    sound: dict[str, object] = {
        "date": [f"2023-{month:02}-11" for month in range(1, rows + 1)],
        "alerts": [3] * rows,
        "true_alerts": [2] * rows,
        "false_alerts": [1] * rows,
        "faces_seen": [4000] * rows,
    }
    return pd.DataFrame({**sound, **columns})


# One cell

FAULTS: dict[str, list[Any]] = {
    "missing": [None, np.nan, pd.NA, pd.NaT, Decimal("NaN"), "", " ", "N/A", "nan", "..", "[x]"],
    "suppressed": ["<5", "< 50", "≤4", "*", "!", "-", "~", "fewer than 10", "c", "[c]", between(0, 4)],
    "thousands-separator": ["21,940", "1,234,567", "21 940", "1\u00a0000"],
    "number-as-text": ["12", " 12 ", "1.5", "-3", "1e3"],
    "duration": ["5h03m", "5h40", "4hr 47m", "6h 07m", "33m", "2 hours"],
    "text": ["twelve", "12 of 14", "12%"],
    "boolean": [True, False, np.True_],
    "negative": [-1, -0.5, np.int64(-3), Decimal(-2)],
    "fractional": [2.9, Fraction(1, 2), Decimal("0.5"), np.float32(1.5)],
    "infinite": [np.inf, -np.inf, 10**400],
    "not-a-number": [1j, [1, 2], {"a": 1}, date(2020, 2, 27), b"12"],
}


@pytest.mark.parametrize(("rule", "cell"), [(rule, cell) for rule, cells in FAULTS.items() for cell in cells])
def test_every_fault_of_a_cell_has_its_name(rule: str, cell: object) -> None:
    report = check(counts(4, cell), Counts, keys=["group"])
    assert rules(report) == [(rule, "stops", 1)]
    assert not report.ok


def test_a_cell_of_131072_digits_and_a_mark_is_text_at_once() -> None:
    report = check(counts(4, "1" * 131_072 + "!"), Counts, keys=["group"])
    assert rules(report) == [("text", "stops", 1)]


@pytest.mark.parametrize("cell", [0, 12, 12.0, np.int32(7), Decimal(3), Fraction(4), 2**40, -0.0])
def test_whole_numbers_of_any_type_are_counts(cell: object) -> None:
    assert check(counts(cell), Counts, keys=["group"]).findings == ()


@pytest.mark.parametrize(
    "dtype",
    [
        *("int8", "int32", "uint16", "float32", "float64", "Int64", "UInt8", "Float64", "object", "category"),
        *("int64[pyarrow]", "double[pyarrow]"),
    ],
)
def test_a_column_is_not_refused_for_its_type(dtype: str) -> None:
    frame = pd.DataFrame({"group": ["a", "b"], "stops": pd.Series([0, 7]).astype(pd.api.types.pandas_dtype(dtype))})
    assert check(frame.astype({"group": "category"}), Counts, keys=["group"]).ok


@pytest.mark.parametrize("dtype", ["boolean", "bool"])
def test_a_column_of_booleans_is_no_count(dtype: str) -> None:
    frame = pd.DataFrame({"group": ["a"], "stops": pd.Series([True], dtype=dtype)})
    assert [f.rule for f in check(frame, Counts, keys=["group"]).errors] == ["boolean"]


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("21,940", "21940"),
        ("5h03m", "303"),
        ("5h40", "340"),
        ("4hr 47m", "287"),
        ("6h 07m", "367"),
        ("12", "12"),
    ],
)
def test_the_advice_says_what_to_type(cell: str, typed: str) -> None:
    (finding,) = check(counts(cell), Counts, keys=["group"]).findings
    assert f"type {typed}" in finding.advice
    assert finding.value == cell


def test_missing_is_said_not_to_be_zero() -> None:
    (finding,) = check(counts(None), Counts, keys=["group"]).findings
    assert finding.advice.startswith("not known is not 0")


# The shape of a table


def test_keys_are_whole_and_unique() -> None:
    frame = pd.DataFrame({"force": ["Kent", "Kent", None, "Essex"], "year": [2019, 2019, 2019, 2019], "n": 1})
    assert rules(check(frame, Counts, keys=["force", "year"])) == [
        ("duplicate-key", "force + year", 0),
        ("duplicate-key", "force + year", 1),
        ("missing-key", "force", 2),
    ]


def test_a_key_may_be_a_mark_but_not_blank() -> None:
    frame = pd.DataFrame({"code": ["x", "NA", " ", "-"], "n": [1, 2, 3, 4]})
    assert rules(check(frame, Counts, keys="code")) == [("missing-key", "code", 2)]


def test_a_key_is_one_value() -> None:
    frame = pd.DataFrame({"force": [["Kent"], "Essex"], "n": [1, 2]})
    assert rules(check(frame, Counts, keys="force")) == [("unusable-key", "force", 0)]


def test_a_misspelt_key_is_missing_and_its_twin_is_not_taken_for_counts() -> None:
    report = check(pd.DataFrame({"force": ["Kent"], "n": [1]}), Counts, keys=["froce"])
    assert rules(report) == [("missing-column", "froce", None), ("unknown-column", "force", None)]
    assert "Did you mean 'force'?" in report.errors[0].advice


def test_a_missing_count_column_is_named_with_its_neighbour() -> None:
    report = check(pd.DataFrame({"force": ["Kent"], "stops": [1]}), Counts, keys=["force"], counts=["stop"])
    assert [(f.rule, f.column) for f in report.errors] == [("missing-column", "stop")]
    assert "Did you mean 'stops'?" in report.errors[0].advice


def test_only_the_counts_that_are_named_are_checked() -> None:
    frame = pd.DataFrame({"force": ["Kent"], "stops": [1], "rate": [0.5]})
    report = check(frame, Counts, keys=["force"], counts="stops")
    assert report.ok
    assert rules(report) == [("unknown-column", "rate", None)]
    assert [f.rule for f in check(frame, Counts, keys=["force"]).errors] == ["fractional"]


def test_an_empty_frame_and_a_repeated_column_are_errors() -> None:
    assert rules(check(counts(), Counts, keys=["group"])) == [("empty-frame", None, None)]
    frame = pd.DataFrame([["a", 1, 2]], columns=["group", "n", "n"])
    assert rules(check(frame, Counts, keys=["group"])) == [("duplicate-column", "n", None)]


def test_a_population_may_be_zero_or_fractional_but_not_missing() -> None:
    frame = pd.DataFrame({"force": list("abcd"), "population": [0, 1.5, np.nan, -1]})
    assert rules(check(frame, Population, keys=["force"])) == [
        ("missing", "population", 2),
        ("negative", "population", 3),
    ]


def test_a_part_above_its_whole_is_an_error() -> None:
    class Searches(Counts):
        county: Any = schemas.column.key()
        searches: Any = schemas.column.count()
        hits: Any = schemas.column.count(of="searches")

    frame = pd.DataFrame({"county": ["A", "B", "C"], "searches": [4, 4, None], "hits": [4, 5, 5]})
    report = check(frame, Searches)
    assert rules(report) == [("part-above-whole", "hits", 1), ("missing", "searches", 2)]
    assert report.errors[0].value == "5 of 4 searches"


# The call


@pytest.mark.parametrize(
    ("frame", "schema", "options", "message"),
    [
        ([1, 2], Counts, {"keys": ["a"]}, "data frame such as pandas or Polars; got list"),
        (cleaning.read_table(pd.DataFrame({"a": [1]})), Counts, {"keys": ["a"]}, "got Cleaned; its .frame is one"),
        (rate(3, 9), Counts, {"keys": ["a"]}, "got Estimate; tables.to_frame makes one of a result"),
        (pd.DataFrame({("a", "b"): [1]}), Counts, {"keys": ["a"]}, "one row of column names"),
        (counts(1), Counts, {}, "Counts needs keys="),
        (counts(1), Population, {}, "Population needs keys="),
        (counts(1), Counts, {"keys": ["group", "stops"]}, "Counts needs counts="),
        (counts(1), Counts, {"keys": ["group"], "counts": ["group"]}, "one role; got \\['group'\\]"),
    ],
)
def test_a_call_that_cannot_be_carried_out_says_why(
    frame: Any, schema: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(DispropError, match=message):
        check(frame, schema, **options)


# The report


def test_validate_returns_the_frame_itself() -> None:
    frame = counts(1, 2)
    assert validate(frame, Counts, keys=["group"]) is frame


def test_one_error_lists_every_row_and_changes_nothing() -> None:
    frame = counts("<5", 3, None, -1, "1,204")
    before = frame.copy(deep=True)
    with pytest.raises(DispropError) as caught:
        validate(frame, Counts, keys=["group"])
    assert isinstance(caught.value, TableError)
    found = [(f.rule, f.position) for f in caught.value.report.errors]
    assert found == [("suppressed", 0), ("missing", 2), ("negative", 3), ("thousands-separator", 4)]
    assert all(f"row {position}" in str(caught.value) for _, position in found)
    pd.testing.assert_frame_equal(frame, before)


def test_a_long_error_is_cut_and_says_by_how_many_but_its_report_is_whole() -> None:
    frame = counts(1).join(pd.DataFrame({f"crimes {i}": [-1] for i in range(332)}))
    with pytest.raises(TableError) as caught:
        validate(frame, Counts, keys=["group"])
    assert str(caught.value).endswith("and 312 more")
    assert len(caught.value.report.errors) == 332
    assert len(str(caught.value.report).splitlines()) == 333


def test_many_findings_that_are_alike_have_one_line_and_the_frame_has_them_all() -> None:
    report = check(counts(*map(str, range(10, 342)), -1), Counts, keys=["group"])
    assert str(report).splitlines() == [
        "Counts: 333 rows, 333 errors, 0 cautions (negative 1, number-as-text 332)",
        f"error: rows 0, 1, 2 and 329 more, stops: number-as-text (10, 11, 12, ...): {report.errors[0].advice}",
        "error: row 332, stops: negative (-1): below 0: it may be a code for not known, such as -9",
    ]
    assert report.to_frame()["value"].tolist() == [*map(str, range(10, 342)), -1]
    assert report.tally() == {("number-as-text", "stops"): 332, ("negative", "stops"): 1}
    three = check(counts("1", "2", "3"), Counts, keys=["group"])
    assert len(str(three).splitlines()) == 4


def test_an_error_survives_being_sent_to_another_process() -> None:
    error = TableError(check(counts(-1), Counts, keys=["group"]))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert again.report == error.report
    assert str(again) == str(error)


def test_a_report_as_text_frame_and_plain_data() -> None:
    frame = counts(2, -1).set_index(pd.Index(["x", "y"]))
    report = check(frame.assign(note="seen"), Counts, keys=["group"], counts=["stops"])
    assert str(report).splitlines() == [
        "Counts: 2 rows, 1 errors, 1 cautions (negative 1, unknown-column 1)",
        "error: row 1 ('y'), stops: negative (-1): below 0: it may be a code for not known, such as -9",
        "caution: table, note: unknown-column: not a column of this schema: it was not checked",
    ]
    table = report.to_frame()
    names = ["position", "label", "column", "rule", "value", "count", "advice", "severity"]
    assert list(table.columns) == names
    assert json.loads(report.to_json()) == report.to_dict()
    assert list(report.to_dict()["findings"][0]) == names
    assert [table[name][0] for name in ("position", "label", "column", "value")] == [1, "y", "stops", -1]
    assert table["position"].isna().tolist() == [False, True]
    assert json.loads(json.dumps(report.to_dict(), allow_nan=False)) == report.to_dict()
    assert report.to_dict()["ok"] is False


def test_a_clean_report_is_still_a_frame() -> None:
    report = check(counts(1), Counts, keys=["group"])
    assert report.ok
    assert report.to_frame().shape == (0, 8)


def test_labels_may_repeat_and_positions_tell_rows_apart() -> None:
    frame = counts(-1, 2, -3).set_index(pd.Index(["x", "x", "x"]))
    found = [(f.label, f.position) for f in check(frame, Counts, keys=["group"]).errors]
    assert found == [("x", 0), ("x", 2)]


def test_the_models_refuse_the_same_tables_within_pandera() -> None:
    assert Deployments.validate(deployments()) is not None
    with pytest.raises(pa.errors.SchemaError, match=r"disprop\.schemas\.check"):
        Deployments.validate(deployments(alerts=[3, 3, 3, 3, 3, -3]))


def test_every_rule_has_advice_that_can_be_written_out() -> None:
    for rule, entry in schemas.RULES.items():
        assert entry.severity in {"error", "caution"}
        assert "{" not in Finding(rule, "alerts", 0, 0, "5h03m").advice


# Deployments


def test_sound_deployments_have_no_findings() -> None:
    assert check(deployments(), Deployments).findings == ()
    split = deployments().drop(columns=["true_alerts", "false_alerts"])
    parts = {"true_alerts_confirmed": 1, "true_alerts_unconfirmed": 1}
    parts |= {"false_alerts_confirmed": 1, "false_alerts_unconfirmed": 0}
    assert check(split.assign(**parts), Deployments).findings == ()


def test_one_of_two_layouts_is_needed() -> None:
    plain = check(deployments().drop(columns="false_alerts"), Deployments)
    assert rules(plain) == [("missing-column", "false_alerts", None)]
    split = deployments().drop(columns=["true_alerts", "false_alerts"]).assign(true_alerts_confirmed=2)
    split = split.assign(true_alerts_unconfirmed=0, false_alerts_confirmed=1)
    assert rules(check(split, Deployments)) == [("missing-column", "false_alerts_unconfirmed", None)]


def test_a_misspelt_column_is_an_error_and_a_strange_one_a_caution() -> None:
    report = check(deployments(watch_list=9000, weather="dry"), Deployments)
    assert rules(report) == [("misspelt-column", "watch_list", None), ("unknown-column", "weather", None)]
    assert "Did you mean 'watchlist'?" in report.errors[0].advice


@pytest.mark.parametrize(
    ("name", "nearest"), [("age", ""), ("sex", ""), ("ward", ""), ("faces", "faces_seen"), ("charge", "charges")]
)
def test_a_name_is_near_only_to_one_that_it_may_stand_for(name: str, nearest: str) -> None:
    (finding,) = (
        check(deployments(**{name: 1}), Deployments).findings
        if name != "faces"
        else check(deployments(faces=1).drop(columns="faces_seen"), Deployments).findings
    )
    assert finding.hint == (f". Did you mean {nearest!r}?" if nearest else "")
    assert finding.rule == ("misspelt-column" if nearest else "unknown-column")


@pytest.mark.parametrize(
    ("column", "cells", "rule"),
    [
        ("faces_seen", [4000, 4000, "21,940", 4000, 4000, 4000], "thousands-separator"),
        ("duration_minutes", [303, 303, "5h03m", 303, 303, 303], "duration"),
        ("watchlist", [9000, 9000, -1, 9000, 9000, 9000], "negative"),
        (
            "date",
            ["2023-01-11", "2023-02-11", "March", "2023-04-11", "2023-05-11", "2023-06-11"],
            "date-unreadable",
        ),
        ("faces_seen", [4000, 4000, None, 4000, 4000, 4000], "missing"),
        ("faces_seen", [4000, 4000, 2, 4000, 4000, 4000], "part-above-whole"),
    ],
)
def test_what_cannot_be_used_is_an_error(column: str, cells: Any, rule: str) -> None:
    report = check(deployments(**{column: cells}), Deployments)
    assert [(f.rule, f.position) for f in report.errors] == [(rule, 2)]


def test_a_column_that_is_wholly_missing_was_not_published() -> None:
    assert check(deployments(arrests=pd.array([None] * 6, dtype="Int64")), Deployments).findings == ()


def test_settings_may_be_missing() -> None:
    assert check(deployments(threshold=[0.6, None, 0.6, 0.64, 0.64, 0.64]), Deployments).findings == ()


def test_a_row_without_counts_is_not_a_row_of_zeros() -> None:
    gap = deployments()
    gap.loc[2, ["alerts", "true_alerts", "false_alerts", "faces_seen"]] = np.nan
    report = check(gap, Deployments)
    assert report.ok
    assert rules(report) == [("no-counts", None, 2)]


def test_alerts_that_do_not_sum() -> None:
    report = check(deployments(alerts=[3, 3, 2, 3, 4, 3]), Deployments)
    assert rules(report) == [("alerts-do-not-sum", "alerts", 2), ("alerts-do-not-sum", "alerts", 4)]
    assert report.ok
    unverified = deployments(alerts=[3, 3, 3, 3, 4, 3], unverified_alerts=[0, 0, 0, 0, 1, 0])
    assert check(unverified, Deployments).findings == ()


def test_outcomes_that_differ_from_alerts() -> None:
    frame = deployments(arrests=[1, 1, 1, 1, 1, 1], other_disposal=[2, 2, 2, 1, 2, 2])
    assert rules(check(frame, Deployments)) == [("outcomes-do-not-sum", "arrests", 3)]


def test_a_copied_column_is_named_once_with_its_rows() -> None:
    frame = deployments(arrests=1, other_disposal=2, no_action=2)
    (finding,) = check(frame, Deployments).findings
    assert (finding.rule, finding.position, finding.value) == ("column-repeated", None, "6 of 6 rows")
    assert check(deployments(arrests=3, other_disposal=0, no_action=0), Deployments).findings == ()
    assert check(frame.assign(no_action=[2, 2, 2, 2, 2, 1]), Deployments).findings == ()


def test_a_date_far_from_its_neighbours() -> None:
    printed = ["11/01/23", "11/02/23", "11/03/22", "11/04/23", "11/05/23", "11/06/23"]
    (finding,) = check(deployments(date_as_printed=printed), Deployments).findings
    assert (finding.rule, finding.position, finding.value) == ("date-out-of-order", 2, "2022-03-11")


def test_a_pause_of_two_years_is_in_order_either_way() -> None:
    days = ["2020-02-11", "2020-02-21", "2020-02-27", "2022-01-28", "2022-03-10", "2022-07-07"]
    assert check(deployments(date=days), Deployments).findings == ()
    assert check(deployments(date=days[::-1]), Deployments).findings == ()


def test_a_table_in_another_order_has_no_dates_out_of_order() -> None:
    days = ["2023-01-11", "2020-01-11", "2022-06-11", "2023-01-11", "2021-01-11", "2022-06-11"]
    assert check(deployments(date=days), Deployments).findings == ()


@pytest.mark.parametrize(
    ("printed", "rule"),
    [
        ("0.02%", "rate-only-truncated"),
        ("0.03%", None),
        ("0.04%", "rate-does-not-follow"),
        ("0.03", "rate-unreadable"),
        ("1 in 4000", "rate-unreadable"),
        ("N/A", None),
        (None, None),
    ],
)
def test_a_printed_rate_is_compared_with_its_counts(printed: str | None, rule: str | None) -> None:
    frame = deployments(faces_seen=3900, printed_false_alert_rate=["0%", "0%", printed, "0%", "0%", "0%"])
    expected = [] if rule is None else [(rule, "printed_false_alert_rate", 2)]
    assert rules(check(frame, Deployments)) == expected


def test_a_printed_rate_that_would_need_fewer_figures_than_it_shows_does_not_follow() -> None:
    frame = deployments(faces_seen=7, printed_false_alert_rate=["14%", "10%", "14%", "14%", "14%", "14%"])
    assert rules(check(frame, Deployments)) == [("rate-does-not-follow", "printed_false_alert_rate", 1)]


def test_rounded_rates_are_named_only_among_truncated_ones() -> None:
    rounded = deployments(faces_seen=3900, printed_false_alert_rate="0.03%")
    assert check(rounded, Deployments).findings == ()
    mixed = rounded.assign(printed_false_alert_rate=["0.02%", *["0.03%"] * 5])
    assert [f.rule for f in check(mixed, Deployments).findings] == [
        "rate-only-truncated",
        *["rate-only-rounded"] * 5,
    ]


def test_columns_that_differ_between_years() -> None:
    frame = deployments(
        date=["2022-01-11", "2022-02-11", "2022-03-11", "2023-01-11", "2023-02-11", "2023-03-11"],
        watchlist=[None, None, None, 9000, 9000, 9000],
        faces_seen=[4000, 4000, 4000, None, None, None],
    )
    found = [(f.rule, f.column, f.value) for f in check(frame, Deployments).findings]
    assert found == [
        ("columns-differ", "faces_seen", "not in 2023"),
        ("columns-differ", "watchlist", "not in 2022"),
    ]


def monthly(*faces: int, alerts: int = 40) -> pd.DataFrame:
    months = pd.period_range("2023-01", periods=len(faces), freq="M")
    return pd.DataFrame(
        {
            "date": months.strftime("%Y-%m-15"),
            "alerts": alerts,
            "true_alerts": alerts,
            "false_alerts": 0,
            "faces_seen": faces,
        }
    )


def test_a_lasting_jump_in_alerts_per_face_is_named_where_it_begins() -> None:
    frame = monthly(*[40_000] * 4, *[4_000] * 5, *[20_000] * 3)
    found = [(f.rule, f.position, f.value) for f in check(frame, Deployments).findings]
    assert found == [
        ("faces-seen-changed", 4, "2023-05: 1 to 10 alerts per 1,000 faces"),
        ("faces-seen-changed", 9, "2023-10: 10 to 2 alerts per 1,000 faces"),
    ]


@pytest.mark.parametrize(
    ("faces", "alerts"),
    [
        ([40_000] * 4 + [20_000] * 4, 40),  # twice: below the factor
        ([40_000] * 4 + [4_000] + [40_000] * 4, 40),  # one month does not last
        ([40_000] * 4 + [4_000] * 2, 40),  # nor do two
        ([40_000] * 4 + [10_000] * 4, 1),  # four alerts against four: chance
        ([40_000] * 8, 0),  # no alerts at all
    ],
)
def test_what_is_small_short_or_chance_is_no_jump(faces: list[int], alerts: int) -> None:
    assert check(monthly(*faces, alerts=alerts), Deployments).findings == ()


# Dirty frames

DIRT = st.one_of(
    st.sampled_from([cell for cells in FAULTS.values() for cell in cells]),
    st.integers(max_value=-1),
    st.floats().filter(lambda x: not (np.isfinite(x) and x >= 0 and x == np.floor(x))),
    st.text(max_size=8),
    st.booleans(),
    st.dates(),
    st.lists(st.integers(), max_size=2),
)
CLEAN = st.integers(min_value=0, max_value=10**9)
COLUMNS = ("stops", "searches")


@st.composite
def dirty_frames(draw: st.DrawFn) -> tuple[pd.DataFrame, set[tuple[str | None, int | None]]]:
    """Draw a frame of counts and the places of its dirty cells."""
    rows = draw(st.integers(min_value=1, max_value=8))
    columns: dict[str, pd.Series[Any]] = {"group": pd.Series(range(rows))}
    dirty: set[tuple[str | None, int | None]] = set()
    for name in COLUMNS:
        is_dirty = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
        columns[name] = objects([draw(DIRT if bad else CLEAN) for bad in is_dirty])
        dirty |= {(name, position) for position, bad in enumerate(is_dirty) if bad}
    return pd.DataFrame(columns), dirty


@given(dirty_frames())
@settings(deadline=None, max_examples=150)
def test_every_dirty_cell_is_in_the_report_and_nothing_else(
    drawn: tuple[pd.DataFrame, set[tuple[str | None, int | None]]],
) -> None:
    frame, dirty = drawn
    before = [frame[name].tolist() for name in frame]
    report = check(frame, Counts, keys=["group"])
    assert {(f.column, f.position) for f in report.errors} == dirty
    assert len(report.findings) == len(dirty)
    assert all(
        a is b for cells, name in zip(before, frame, strict=True) for a, b in zip(cells, frame[name], strict=True)
    )
    json.dumps(report.to_dict(), allow_nan=False)
    assert len(str(report).splitlines()) <= 1 + len(dirty)
    assert sum(report.tally().values()) == len(dirty)


def test_cells_known_in_part_are_found_in_frames_of_objects_of_any_library() -> None:
    cells = [between(0, 4), 3]
    of_polars = pl.DataFrame({"group": ["A", "B"], "stops": pl.Series(cells, dtype=pl.Object)})
    for frame in (counts(*cells), of_polars):
        report = check(frame, Counts, keys="group")
        assert rules(report) == [("suppressed", "stops", 0)]
        assert report.to_frame()["value"].tolist() == cells[:1]


WORDS = ["2023-07-11", "11/07/23", "0.08%", date(2024, 7, 11), "0-4", "85+", "rate", "garwood", "per 10,000", 0.95]


@pytest.mark.parametrize(
    "schema", [Deployments, schemas.Searches, schemas.Scores, schemas.Estimates, schemas.StandardPopulation]
)
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_no_table_crashes_the_check(schema: Any, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(list(schema.roles())), unique=True))
    cells = st.one_of(DIRT, CLEAN, st.sampled_from(WORDS))
    rows = data.draw(st.integers(min_value=0, max_value=7))
    columns = {name: data.draw(st.lists(cells, min_size=rows, max_size=rows)) for name in names}
    frame = pd.DataFrame({name: objects(column) for name, column in columns.items()})
    report = check(frame, schema)
    json.dumps(report.to_dict(), allow_nan=False)
    assert report.ok == (not any(f.severity == "error" for f in report.findings))
    assert all(f.position is None or 0 <= f.position < rows for f in report.findings)


def test_outcomes_cannot_exceed_the_alerts_in_either_layout() -> None:
    split = {f"{kind}_alerts_{state}": [1] for kind in ("true", "false") for state in ("confirmed", "unconfirmed")}
    frame = pd.DataFrame({"alerts": [4], **split, "stops_on_true_alerts": [50], "arrests": [1000]})
    found = [(f.column, f.value) for f in check(frame, Deployments).errors]
    assert found == [("stops_on_true_alerts", "50 of 4 alerts"), ("arrests", "1000 of 4 alerts")]


def test_two_spellings_of_a_group_are_named() -> None:
    frame = pd.DataFrame({"force": ["A", "B", "C"], "group": ["Black", "Black", "black "], "stops": [1, 2, 3]})
    (finding,) = check(frame, Counts, keys=["force", "group"]).errors
    assert (finding.rule, finding.position, finding.value) == ("key-spelling", 2, "'black ' beside 'Black'")


def test_events_need_a_population() -> None:
    frame = pd.DataFrame({"group": ["A", "B"], "stops": [0, 3], "people": [0, 0]})
    (finding,) = check(frame, Events, keys="group", counts="stops", populations="people").errors
    assert (finding.rule, finding.position, finding.value) == ("no-population", 1, "0 for 3 stops")
