"""Random dirty tables: never a crash, never a change without a line, and what was printed by a rule comes back."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings, strategies as st

from cleaning_law import lawful
from disprop import DispropError, cleaning
from disprop.cleaning import REPAIRS

LAW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
counts = st.integers(0, 10**12)
days = st.dates(date(1955, 1, 1), date(2060, 12, 31))
PRINTED = st.one_of(
    counts.map("{:,}".format),
    counts.map(lambda n: f"{n:,}".replace(",", "\u2009")),
    counts.map("{}*".format),
    counts.map("{:,} [1]".format),
    counts.map("{} (see note)".format),
    counts.map(str),
    st.integers(0, 10**6).map(lambda n: f"{n // 60}h{n % 60:02}m"),
    st.decimals(0, 100, places=2).map("{}%".format),
    days.map(lambda d: f"{d:%d/%m/%Y}"),
    days.map(date.isoformat),
    st.integers(20_000, 59_999).map(str),
    st.sampled_from(
        ["", "-", "N/A", "n/k", "*", "!", "~", "<5", "1-4", "..", "1.204", "5h3", "Total", "True", " Kent "]
    ),
)
JUNK = st.one_of(st.text(max_size=12), st.text("0123456789,.'*[]()%:/-hm \u00a0", max_size=10))
CELLS = st.one_of(PRINTED, JUNK, st.none(), counts, st.booleans(), st.floats(allow_nan=True), st.just(pd.Timestamp(0)))
ORDERS = ("thousands", "bounds", "blanks", "notes")
TYPES = ("integer", "number", "boolean", "date", "datetime", "text")
STEPS = st.lists(st.sampled_from([*REPAIRS, cleaning.dates("day"), cleaning.missing_marks("*")]), max_size=4)
NAMES = st.sampled_from(["force", "stops", "stops ", "\ufeffstops", "", " ", "stops (2)", "stops_low", "column 0"])


@st.composite
def frames(draw: st.DrawFn, cells: st.SearchStrategy[Any]) -> pd.DataFrame:
    names, rows = draw(st.lists(NAMES, min_size=1, max_size=4)), draw(st.integers(0, 8))
    columns = [draw(st.lists(cells, min_size=rows, max_size=rows)) for _ in names]
    frame = pd.concat([pd.Series(column, dtype=object) for column in columns], axis=1)
    return frame.set_axis(pd.Index(names, dtype=object), axis=1)


def read(cells: list[str], *steps: Any) -> list[Any]:
    """Return the column that the steps make of some texts, which must raise no question."""
    cleaned = cleaning.read_table(pd.DataFrame({"c": pd.Series(cells, dtype=object)}), columns={"c": steps})
    assert cleaned.questions == ()
    lawful(pd.DataFrame({"c": pd.Series(cells, dtype=object)}), cleaned)
    found: list[Any] = cleaned.frame["c"].tolist()
    return found


@LAW
@given(frames(CELLS), st.data())
def test_no_change_without_a_line_and_the_way_back_is_exact(raw: pd.DataFrame, data: st.DataObject) -> None:
    before = raw.copy(deep=True)
    read_as_it_looks = cleaning.read_table(raw)
    lawful(raw, read_as_it_looks)
    copies = {line.column for line in read_as_it_looks.log if line.rule == "column-copied"}
    names = [name for name in read_as_it_looks.frame.columns if name not in copies]
    chosen: dict[str, Any] = {name: (*data.draw(STEPS), data.draw(st.sampled_from(TYPES))) for name in names}
    cleaned = cleaning.read_table(raw, columns=chosen)
    lawful(raw, cleaned)
    pd.testing.assert_frame_equal(raw, before)
    assert str(cleaned)
    assert len(cleaned.to_frame()) == len(cleaned.log)
    assert cleaned.to_json()


@LAW
@given(frames(PRINTED), st.sampled_from(["bounds", cleaning.bounds({"!": (0, 99)})]), st.sampled_from(TYPES))
def test_bounds_hold_the_number_and_the_law(raw: pd.DataFrame, step: Any, kind: str) -> None:
    (name, *_) = cleaning.read_table(raw).frame.columns
    try:
        cleaned = cleaning.read_table(raw, columns={name: ("notes", step, kind)})
    except DispropError as error:
        assert "already" in str(error)  # noqa: PT017 (another column may have the name of a bound)
        return
    lawful(raw, cleaned)
    if cleaned.frame[name].dtype == cleaned.frame[f"{name}_low"].dtype == "Int64":
        known = cleaned.frame.dropna(subset=[name])
        assert (known[name] == known[f"{name}_low"]).all()
        assert (known[name] == known[f"{name}_high"]).all()


@LAW
@given(st.lists(st.text("abc,\"'\r\n;1*-\u00e9\ufeff ", max_size=30), max_size=5).map("\n".join))
def test_any_text_is_a_table_or_refused_in_a_sentence(text: str) -> None:
    for source in (io.StringIO(text), io.BytesIO(text.encode())):
        try:
            cleaned = cleaning.read_table(source)
        except DispropError:
            continue
        assert cleaned.rows_in == len(cleaned.frame) + cleaned.rows_left_out
        source.seek(0)
        pd.testing.assert_frame_equal(cleaned.replay(source), cleaned.frame)


@LAW
@given(st.binary(max_size=40))
def test_any_bytes_are_a_table_or_refused_in_a_sentence(content: bytes) -> None:
    try:
        cleaned = cleaning.read_table(io.BytesIO(content))
    except DispropError:
        return
    assert cleaned.log[0].rule == "encoding"


@LAW
@given(
    st.lists(counts, min_size=1),
    st.sampled_from(",'\u2019 \u00a0\u2009\u202f"),
    st.sampled_from(["", "*", " [1]", " (r)"]),
)
def test_numbers_printed_by_a_known_rule_come_back(numbers: list[int], mark: str, note: str) -> None:
    printed = [f"{n:,}".replace(",", mark) + note for n in numbers]
    assert read(printed, "notes", "thousands", "integer") == numbers


@LAW
@given(
    st.lists(st.integers(0, 999 * 60 + 59), min_size=1),
    st.sampled_from(["{}h{:02}m", "{}h{:02}", "{} hours {} minutes", "{}:{:02}:00"]),
)
def test_durations_come_back(minutes: list[int], style: str) -> None:
    assert read([style.format(n // 60, n % 60) for n in minutes], "durations", "integer") == minutes


@LAW
@given(st.lists(st.integers(0, 24 * 60 - 1), min_size=1), st.integers(24, 999))
def test_a_clock_comes_back_unless_the_column_has_one_beyond_a_day(minutes: list[int], long: int) -> None:
    clocks = [f"{n // 60}:{n % 60:02}" for n in minutes]
    assert read(clocks, "durations", "integer") == minutes
    column = [*clocks, f"{long}:00"]
    asked = cleaning.read_table(pd.DataFrame({"c": column}), columns={"c": ["durations", "integer"]})
    assert asked.frame["c"].tolist() == column
    assert [q.readings[0] for q in asked.questions] == [str(n) for n in [*minutes, 60 * long]]


@LAW
@given(st.lists(st.decimals(0, 100, places=4), min_size=1))
def test_percentages_come_back_digit_by_digit(shares: list[Decimal]) -> None:
    assert [Decimal(text) * 100 for text in read([f"{share}%" for share in shares], "percentages")] == shares


@LAW
@given(st.lists(days, min_size=1), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d-%b-%Y", "%Y/%m/%d"]))
def test_dates_come_back(printed: list[date], style: str) -> None:
    found = read([day.strftime(style) for day in printed], cleaning.dates("day"), "date")
    assert [moment.date() for moment in found] == printed


@LAW
@given(st.lists(days, min_size=1))
def test_the_days_of_a_spreadsheet_come_back(printed: list[date]) -> None:
    serials = [str((day - date(1899, 12, 30)).days) for day in printed]
    assert [moment.date() for moment in read(serials, "excel-serials", "date")] == printed


@LAW
@given(
    st.lists(st.dates(date(2000, 1, 1), date(2049, 12, 31)), min_size=1),
    st.sampled_from(["%d/%m/%y", "%m/%d/%y", "%y-%m-%d"]),
)
def test_a_date_with_a_year_of_two_digits_is_read_rightly_or_asked_about(printed: list[date], style: str) -> None:
    for day in printed:
        cleaned = cleaning.read_table(pd.DataFrame({"c": [day.strftime(style)]}), columns={"c": "dates"})
        readings = [reading for question in cleaned.questions for reading in question.readings]
        assert day.isoformat() in (readings or cleaned.frame["c"].tolist())


@LAW
@given(st.lists(st.sampled_from(["1.204", "86.000", "17", "1,204", "<5", "*", None, "12"])), st.permutations(ORDERS))
def test_an_open_question_blocks_every_column_made_of_its_own(cells: list[Any], steps: list[str]) -> None:
    raw = pd.DataFrame({"c": pd.Series(cells, dtype=object)})
    cleaned = cleaning.read_table(raw, columns={"c": (*steps, "number")})
    lawful(raw, cleaned)
    names = ["c", "c_low", "c_high"]
    assert list(cleaned.frame.columns) == names
    for name in names:
        asked = {q.row for q in cleaned.questions if q.column == name and len(q.readings) == 2}
        assert asked == {i for i, cell in enumerate(cells) if cell in ("1.204", "86.000")}
        assert (cleaned.frame[name].dtype == "float64") == (not asked)


@LAW
@given(st.lists(days, min_size=1))
def test_a_date_is_never_guessed(printed: list[date]) -> None:
    texts = [f"{day:%d/%m/%Y}" for day in printed]
    cleaned = cleaning.read_table(pd.DataFrame({"c": texts}), columns={"c": "dates"})
    right = [day.isoformat() for day in printed]
    shown = any(day.day > 12 for day in printed)
    for text, day, found in zip(texts, right, cleaned.frame["c"], strict=True):
        assert found in ({day} if shown else {text, day})
    assert all(right[q.row or 0] in q.readings for q in cleaned.questions)
