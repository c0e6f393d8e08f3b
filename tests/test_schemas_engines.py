"""The same rules, and the same number of rows that break them, whichever engine holds the frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, schemas
from disprop.schemas import Counts, Events, Population, TableError, check, validate
from engines.frames import EAGER, LAZY, OTHERS

ENGINES = {**EAGER, **LAZY, **OTHERS}
NEEDS = "this engine is not installed: make test-engines installs it"
INSTALLED = [
    pytest.param(make, id=name, marks=pytest.mark.skipif(not find_spec(name.split()[0]), reason=NEEDS))
    for name, make in ENGINES.items()
]
LAZY_ONES = [one for one in INSTALLED if one.id in {*LAZY, *OTHERS}]
EAGER_ONES = [one for one in INSTALLED if one.id in EAGER]
Rows = dict[str, list[Any]]
Make = Callable[[Rows], Any]


class Stops(Events):
    """Records with a column of every role."""

    force: Any = schemas.column.key()
    stops: Any = schemas.column.count(of="people")
    people: Any = schemas.column.population()
    age: Any = schemas.column.setting(whole=False)
    score: Any = schemas.column.score()
    limit: Any = schemas.column.number()
    armed: Any = schemas.column.flag()
    officer: Any = schemas.column.label()
    when: Any = schemas.column.day()
    note: Any | None = schemas.column.text()


SOUND: Rows = {
    "force": ["Kent", "Kent", "Essex", "Essex", "Surrey", "Kent"],
    "stops": [1.0, 0.0, 3.0, 4.0, 5.0, 6.0],
    "people": [10.0, 10.0, 10.0, 10.5, 7.0, 6.0],
    "age": [20.5, None, 1.0, 2.0, 0.0, 3.0],
    "score": [0.5, -1.0, 0.0, 2.0, 1.0, 0.1],
    "limit": [None, float("inf"), -1.0, 2.0, 0.5, 0.25],
    "armed": [1, 0, 0, 0, 1, 1],
    "officer": ["a", "b", "b", "b", "a", "a"],
    "when": ["2021-08-01", "2021-08-01T23:05:00+00:00", "31/08/2021", "1/8/21", None, "N/A"],
    "other": ["x", "y", "z", "x", "y", "z"],
}
DIRTY: Rows = {
    "force": ["Kent", None, " ", "kent", "Essex", "Kent"],
    "stops": [1.5, None, -3.5, 4.0, 7.0, float("inf")],
    "people": [10.0, 10.0, 10.0, None, 0.0, -1.0],
    "age": [-2.0, None, float("inf"), 2.0, 0.0, 3.0],
    "score": [0.5, None, float("inf"), 2.0, 1.0, 0.1],
    "limit": [None, float("inf"), -1.0, 2.0, 0.5, 0.25],
    "armed": [1, 0, None, 2, 3, -1],
    "officer": ["a", "", None, "b", "a", "a"],
    "when": ["2021-02-30", "2021-02-30T23:05:00+00:00", "August", "13/13/2021", "2021-8-1", "2021-08"],
    "other": [None] * 5 + ["z"],
}
FOUND = {
    ("missing-key", "force"): 2,
    ("key-spelling", "force"): 1,
    **{(rule, "stops"): 1 for rule in ("missing", "fractional", "negative", "infinite", "part-above-whole")},
    **{(rule, "people"): 1 for rule in ("missing", "no-population", "negative")},
    **{(rule, "age"): 1 for rule in ("negative", "infinite")},
    **{(rule, "score"): 1 for rule in ("missing", "infinite")},
    ("missing", "armed"): 1,
    ("not-a-flag", "armed"): 3,
    ("missing-label", "officer"): 2,
    ("date-unreadable", "when"): 5,
}


@pytest.mark.parametrize("make", INSTALLED)
def test_sound_records_have_no_findings(make: Make) -> None:
    frame = make(SOUND)
    assert check(frame, Stops).findings == ()
    assert validate(frame, Stops) is frame


@pytest.mark.parametrize("make", INSTALLED)
def test_every_rule_is_broken_as_often(make: Make) -> None:
    report = check(make(DIRTY), Stops)
    assert report.tally() == FOUND
    assert report.rows == 6


@pytest.mark.parametrize("make", INSTALLED)
def test_a_column_of_text_has_the_same_faults(make: Make) -> None:
    cells = ["<5", "* ", "1,204", "1\u00a0000", " 12 ", "5h03m", "twelve", "N/A", " ", None, "low", "1e3", "-"]
    rows: Rows = {"stops": cells, "force": ["A"] * len(cells)}
    assert check(make(rows), Events, keys="force", counts="stops").tally() == {
        ("suppressed", "stops"): 4,
        ("thousands-separator", "stops"): 2,
        ("number-as-text", "stops"): 2,
        ("duration", "stops"): 1,
        ("text", "stops"): 1,
        ("missing", "stops"): 3,
    }


@pytest.mark.parametrize("make", INSTALLED)
def test_other_types_are_named(make: Make) -> None:
    rows: Rows = {
        "key": [1.5, 2.0],
        "yes": [True, False],
        "day": [datetime(2021, 8, 1, tzinfo=UTC)] * 2,
        "n": [1, -2],
        "flag": ["a", "b"],
    }
    options: dict[str, Any] = {"keys": "key", "counts": ["yes", "n"], "populations": "day", "dates": "flag"}
    assert check(make(rows), Events, **options).tally() == {
        ("boolean", "yes"): 2,
        ("not-a-number", "day"): 2,
        ("negative", "n"): 1,
        ("date-unreadable", "flag"): 2,
    }


@pytest.mark.parametrize("make", INSTALLED)
def test_columns_are_named_before_any_row(make: Make) -> None:
    report = check(make({"Force": ["A"], "notes": ["x"]}), Stops)
    names = {name for name, role in Stops.roles().items() if role.needed}
    assert report.tally() == {**{("missing-column", name): 1 for name in names}, ("misspelt-column", "notes"): 1}


@pytest.mark.parametrize("make", LAZY_ONES)
def test_a_lazy_frame_is_told_how_many_rows_with_examples(make: Make) -> None:
    rows: Rows = {"force": ["A"] * 9, "stops": [-1] * 5 + [7] + [0] * 3, "people": [5] * 8 + [0]}
    report = check(make(rows), Events, keys="force", counts="stops", populations="people")
    (finding,) = report.errors
    assert (finding.rule, finding.position, finding.count, finding.value, finding.where) == (
        *("negative", None, 5, -1, "5 rows"),
    )
    assert str(report).splitlines() == [
        "Events: 9 rows, 5 errors, 0 cautions (negative 5)",
        "error: 5 rows, stops: negative (-1): below 0: it may be a code for not known, such as -9",
    ]
    with pytest.raises(TableError, match="5 rows, stops: negative"):
        validate(make(rows), Events, keys="force", counts="stops")


@pytest.mark.parametrize("make", INSTALLED)
def test_names_that_a_query_could_read_as_its_own_are_names(make: Make) -> None:
    report = check(make({"select": ["A", None], "2021": [-7, 2]}), Events, keys="select", counts="2021")
    assert report.tally() == {("missing-key", "select"): 1, ("negative", "2021"): 1}
    assert [finding.value for finding in report.findings if finding.rule == "negative"] == [-7]


@pytest.mark.parametrize("make", LAZY_ONES)
def test_what_is_counted_row_by_row_is_not_collected_unasked(make: Make) -> None:
    with pytest.raises(DispropError, match="Counts are checked row by row: collect this lazy frame first"):
        check(make({"force": ["A"], "n": [1]}), Counts, keys="force")


def test_a_lazy_frame_without_rows_is_empty() -> None:
    frame = LAZY["polars lazy"]({"force": ["A"]}).head(0)
    assert check(frame, Events, keys="force").tally() == {("empty-frame", None): 1}


@pytest.mark.parametrize("make", EAGER_ONES)
def test_counts_in_memory_keep_their_positions(make: Make) -> None:
    frame = make({"force": ["A", "B", "B"], "population": [1.5, None, -1.0]})
    found = [(f.rule, f.position) for f in check(frame, Population, keys="force").findings]
    assert found == [("missing", 1), ("duplicate-key", 1), ("negative", 2), ("duplicate-key", 2)]
    sound = make({"force": ["A", "B"], "population": [1, 2]})
    assert validate(sound, Population, keys="force") is sound


def test_categories_and_dates_of_a_lazy_frame_are_what_they_are() -> None:
    polars = pytest.importorskip("polars")
    times = [datetime(2021, 8, 1, tzinfo=UTC), None]
    plain = polars.LazyFrame({"force": ["Kent", "kent"], "n": ["1,204", "x"], "day": times, "month": times})
    frame = plain.with_columns(
        polars.col("n").cast(polars.Categorical),
        polars.col("force").cast(polars.Enum(["Kent", "kent"])),
        polars.col("month").dt.date(),
    )
    found = check(frame, Events, keys="force", counts="n", dates=["day", "month"]).tally()
    assert found == {("key-spelling", "force"): 1, ("thousands-separator", "n"): 1, ("missing", "n"): 1}


def test_a_column_of_anything_is_no_column_of_numbers_whatever_its_first_cell_is() -> None:
    polars = pytest.importorskip("polars")
    numbers = polars.Series("n", [2, b"12", None], dtype=polars.Object)
    frame = polars.LazyFrame({"force": ["A", "B", "C"]}).with_columns(numbers)
    assert check(frame, Events, keys="force", counts="n").tally() == {("not-a-number", "n"): 2, ("missing", "n"): 1}


def test_what_cannot_be_read_is_refused_in_words() -> None:
    arrow = pytest.importorskip("pyarrow")
    with pytest.raises(DispropError, match="several columns are called"):
        check(arrow.table([[1], [2]], names=["n", "n"]), Counts, keys="n")
    with pytest.raises(DispropError, match="frame must be a data frame such as pandas or Polars; got Series"):
        check(pd.Series([1]), Counts, keys="n")


CELLS = {
    "numbers": st.none() | st.floats(allow_nan=False) | st.integers(-3, 3).map(float),
    "texts": st.none()
    | st.sampled_from(["", "<5", "1,000", "12", "x", "NA", "5h", "abc", "2021-02-30", "1/2/21", "Kent", "kent "]),
}


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_random_records_break_the_same_rules_in_two_engines(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 6))
    kinds = {
        "key": "texts",
        "count": "numbers",
        "part": "numbers",
        "people": "numbers",
        "text": "texts",
        "day": "texts",
    }
    rows = {name: data.draw(st.lists(CELLS[kind], min_size=size, max_size=size)) for name, kind in kinds.items()}
    rows |= {name: [*map(str, cells)] for name, cells in rows.items() if kinds[name] == "texts" and not any(cells)}

    class Any_(Events):  # noqa: N801
        key: Any = schemas.column.key()
        count: Any = schemas.column.count()
        part: Any = schemas.column.count(of=("count", "people"))
        people: Any = schemas.column.population()
        text: Any = schemas.column.setting()
        day: Any = schemas.column.day()

    rows = {
        name: [float("nan") if cell is None and kinds[name] == "numbers" else cell for cell in cells]
        for name, cells in rows.items()
    }
    expected = check(EAGER["pandas"](rows), Any_).tally()
    expected.pop(("repeated-population", None), None)  # what lazy frames are not searched for
    assert check(LAZY["polars lazy"](rows), Any_).tally() == expected
    own = check(EAGER["polars"](rows), Any_).tally()
    assert {rule: found for rule, found in own.items() if rule[0] != "repeated-population"} == expected
