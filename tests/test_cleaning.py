"""The log, the questions, the way back, and what is read from files."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cleaning_law import lawful
from disprop import DispropError, cleaning, schemas
from disprop._twice import _sums
from disprop.cleaning import _looks
from disprop.cleaning._work import Work

TEXT = 'Force ,Stops,Note\nKent,"1,204*",ok\n Essex,n/k,\nSurrey,1.204,ok\nTotal,99,\n'
STEPS = {"Force": ["spaces", "text"], "Stops": ["missing-marks", "notes", "thousands", "integer"], "Note": ()}


def read(text: str, columns: dict[str, Any] | None = None, **options: Any) -> cleaning.Cleaned:
    return cleaning.read_table(io.StringIO(text), columns=columns or {}, **options)


# the result


def test_every_change_has_a_line_and_what_has_none_is_as_it_was() -> None:
    cleaned = read(TEXT, STEPS)
    assert cleaned.frame.to_dict("list") == {
        "Force": ["Kent", "Essex", "Surrey", "Total"],
        "Stops": ["1204", None, "1.204", "99"],
        "Note": ["ok", "", "ok", ""],
    }
    assert [(r.row, r.column, r.before, r.after, r.rule) for r in cleaned.log] == [
        (None, "Force ", "Force ", "Force", "heading-renamed"),
        (1, "Force", " Essex", "Essex", "spaces"),
        (None, "Force", "text", "text", "column-typed"),
        (1, "Stops", "n/k", None, "missing-marks"),
        (0, "Stops", "1,204*", "1,204", "notes"),
        (0, "Stops", "1,204", "1204", "thousands"),
    ]
    raw = pd.read_csv(io.StringIO(TEXT), dtype=str, keep_default_na=False)
    lawful(raw, cleaning.read_table(raw, columns=STEPS))


def test_questions_are_what_was_seen_and_left() -> None:
    assert [(q.row, q.column, q.value, q.readings) for q in read(TEXT, STEPS).questions] == [
        (2, "Stops", "1.204", ("1204", "1.204")),
        (3, "Force", "Total", ()),
    ]


def test_an_answer_is_a_line_like_any_other() -> None:
    cleaned = read(TEXT, STEPS, answers={(2, "Stops"): "1204"}, leave_out={"Force": "Total"})
    assert cleaned.frame["Stops"].tolist() == [1204, pd.NA, 1204]
    assert (cleaned.questions, cleaned.tally()["answered"]) == ((), 1)
    with pytest.raises(DispropError, match="answers= names row 9; the table has rows 0 to 3"):
        read(TEXT, answers={(9, "Stops"): "3"})
    with pytest.raises(DispropError, match=r"no column is called 'Stop'\. Did you mean 'Stops'"):
        read(TEXT, answers={(1, "Stop"): "3"})


def test_rows_left_out_are_named_with_what_they_held() -> None:
    cleaned = read(TEXT, leave_out={"Force": ["Total", "Surrey"]})
    assert cleaned.frame.index.tolist() == [0, 1]
    assert [(r.row, r.before) for r in cleaned.left_out] == [
        (2, {"Force": "Surrey", "Stops": "1.204", "Note": "ok"}),
        (3, {"Force": "Total", "Stops": "99", "Note": ""}),
    ]
    with pytest.raises(DispropError, match=r"no value of 'Force' is called 'Totals'\. Did you mean 'Total'"):
        read(TEXT, leave_out={"Force": "Totals"})


def test_in_words() -> None:
    text = str(read(TEXT, STEPS, leave_out={"Force": "Total"})).splitlines()
    assert text[0] == "- Of 4 rows below the heading 3 were kept and 1 left out; the table has 3 rows and 3 columns."
    assert (
        text[1] == "- 1 heading is renamed (no heading, or stray spaces and marks around it): `'Force '` to `'Force'`."
    )
    assert text[2] == "- 1 column is read as text in every cell: `Force`."
    assert text[3] == "- 1 row is left out (Force is named in leave\\_out=): `Total`."
    assert "- In `Stops` 1 cell is changed (a mark for a missing value, not 0): `'n/k'` to missing." in text
    assert text[-2] == "- 1 question is open."
    assert text[-1] == (
        "- Stops, row 2 (line 4): `1.204`: 1204 or 1.204? a point that separates thousands, or decimals; "
        "`answers={(2, 'Stops'): '...'}` says what it is."
    )


def test_many_lines_of_one_rule_are_one_line_of_text() -> None:
    cleaned = read("n\n" + "N/A\n" * 50 + '"y"\n' * 7, {"n": ["missing-marks", "integer"]})
    _, line, number, question = str(cleaned).splitlines()
    assert line == (
        "- In `n` 50 cells are changed (a mark for a missing value, not 0): "
        "`'N/A'` to missing, `'N/A'` to missing, `'N/A'` to missing and 47 more."
    )
    assert number == "- 7 questions are open."
    assert question.startswith("- n, row 50 (line 52): `y`: not a whole number, so the column stays text")
    assert question.endswith(" and 6 more (rows 51, 52, 53 and 3 more).")
    assert str(cleaned.log[0]) == "missing-marks, n, row 0: 'N/A' -> missing: a mark for a missing value, not 0"


def test_as_a_frame_and_as_json() -> None:
    cleaned = read(TEXT, STEPS, leave_out={"Force": "Total"})
    frame = cleaned.to_frame()
    assert list(frame.columns) == ["row", "column", "before", "after", "rule", "why"]
    assert len(frame) == len(cleaned.log)
    data = json.loads(cleaned.to_json())
    assert (data["rows_in"], data["rows_left_out"], len(data["log"])) == (4, 1, 7)
    assert data["log"][1]["before"] == {"Force": "Total", "Stops": "99", "Note": ""}
    assert data["questions"][0]["readings"] == ["1204", "1.204"]
    dates = cleaning.read_table(pd.DataFrame({"d": [pd.Timestamp("2023-04-06")]}), answers={(0, "d"): None})
    assert json.loads(dates.to_json())["log"][0]["before"] == "2023-04-06 00:00:00"


def test_an_empty_log_is_a_frame_too() -> None:
    cleaned = cleaning.read_table(pd.DataFrame({"a": [1, 2]}), columns={"a": ()})
    assert (len(cleaned.to_frame()), len(str(cleaned).splitlines())) == (0, 2)
    assert cleaned.frame["a"].dtype == "int64"


def test_the_way_back_is_from_the_same_table() -> None:
    cleaned = read(TEXT, STEPS, leave_out={"Force": "Total"})
    assert cleaned.replay(io.StringIO(TEXT)).equals(cleaned.frame)
    with pytest.raises(DispropError, match="the log is of another table"):
        cleaned.replay(io.StringIO("Force ,Stops,Note\nKent,1,\n"))
    with pytest.raises(DispropError, match="no column is called 'Force'"):
        cleaned.replay(io.StringIO("a,b\n" + "1,2\n" * 4))


def test_a_log_of_ones_own_is_checked_line_by_line() -> None:
    line = cleaning.Repair(None, "a", "b", "c", "column-mended", "for a test")
    log = cleaning.Cleaned(pd.DataFrame(), (line,), (), 0, 0)
    with pytest.raises(DispropError, match="no line of a log without a row has the rule 'column-mended'"):
        log.replay(io.StringIO("a\n1\n"))
    cell = cleaning.Repair(3, "stops", "1,204", "1204", "thousands", "a comma")
    assert str(cell) == "thousands, stops, row 3: '1,204' -> '1204': a comma"


# columns


def test_columns_are_renamed_first_and_dropped_as_soon_as_they_are_there() -> None:
    cleaned = read("A,B,C\n1,2,3\n", {"a": ["bounds", "integer"], "C": ()}, rename={"A": "a"}, drop=["B", "a_low"])
    assert cleaned.frame.to_dict("list") == {"a": [1], "a_high": [1], "C": ["3"]}
    assert [(r.rule, r.column, r.after) for r in cleaned.log if "typed" not in r.rule and "copied" not in r.rule] == [
        ("column-renamed", "A", "a"),
        ("column-dropped", "B", None),
        ("column-dropped", "a_low", None),
    ]


def test_columns_that_are_not_named_are_read_as_what_they_look_like() -> None:
    cleaned = read('Force,Stops,Seen\nKent,"1,204",<5\nEssex,310,12\n', {"Stops": ()})
    assert cleaned.frame["Stops"].tolist() == ["1,204", "310"]
    assert cleaned.frame["Seen_high"].tolist() == [4, 12]
    held = read("Force,stops,stops_low\nKent,<5,1\nEssex,7,2\n")  # a column of that name is there already
    assert (list(held.frame.columns), [q.value for q in held.questions]) == (["Force", "stops", "stops_low"], ["<5"])


def test_columns_of_a_frame_that_hold_neither_text_nor_numbers_stay_as_they_are() -> None:
    raw = pd.DataFrame({"day": pd.to_datetime(["2020-04-01", None]), "found": [True, False], "n": [3, 4]})
    cleaned = cleaning.read_table(raw)
    assert [str(dtype)[:8] for dtype in cleaned.frame.dtypes] == ["datetime", "bool", "Int64"]
    assert cleaned.questions == ()
    lawful(raw, cleaned)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"stop": "integer"}}, "no column is called 'stop'. Did you mean 'Stops'"),
        ({"rename": {"Stop": "stops"}}, "no column is called 'Stop'"),
        ({"rename": {"Stops": "Note"}}, "there is a column 'Note' already"),
        ({"drop": "Stop"}, "no column is called 'Stop'"),
        ({"leave_out": {"Forc": "Kent"}}, "no column is called 'Forc'"),
        ({"columns": "Stops"}, r"columns must be a mapping, such as columns=\{'stops': 'integer'\}; got 'Stops'"),
        ({"leave_out": "totals"}, r"leave_out must be a mapping, such as leave_out=\{'force': 'Total'\}; got 'totals'"),
        ({"rename": ["Stops"]}, r"rename must be a mapping, .*; got \['Stops'\]"),
        ({"answers": "12"}, r"answers must be a mapping, such as answers=\{\(3, 'stops'\): '12'\}; got '12'"),
    ],
)
def test_what_is_asked_of_columns_that_are_not_there_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        read(TEXT, **options)


def test_many_columns_alike_make_one_question_each() -> None:
    names = [f"c{i}" for i in range(400)]
    cleaned = read(
        "\n".join([",".join(names), *(",".join([cell] * 400) for cell in "12")]), dict.fromkeys(names, "integer")
    )
    assert [question.column for question in cleaned.questions] == names[1:]
    same = read("\n".join([",".join(["x"] * 2000), ",".join(["1"] * 2000)]))
    assert list(same.frame.columns) == ["x", *(f"x ({i})" for i in range(2, 2001))]


def test_a_sum_of_any_columns_is_looked_for_among_so_many_and_the_log_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def without_parts(basis: Any, _: Any) -> list[int]:
        asked.append(basis.shape[1])
        return []

    monkeypatch.setattr(_sums, "_parts", without_parts)
    assert _sums.combined(np.random.default_rng(1).integers(50, 5000, (2000, 400)).astype(float)) == {}
    assert asked == [*range(2, _sums.MANY)]
    asked.clear()
    assert _sums.combined(np.random.default_rng(1).integers(50, 5000, (2000, 5)).astype(float)) == {}
    assert asked == [2, 3, 4]  # five numbers of each tell no more
    rows = [[7, 90, 97, 1], [60, 5, 65, 2], [80, 3, 83, 3], [51, 70, 121, 5]]
    few = pd.DataFrame(rows, columns=["a", "b", "c", "d"], dtype="Int64")
    assert "not-looked-for" not in cleaning.read_table(few).tally()
    for module in (_sums, _looks):
        monkeypatch.setattr(module, "MANY", 3)
    many = cleaning.read_table(few)
    assert [repair.why for repair in many.log if repair.rule == "not-looked-for"] == [
        "whether a column is the sum of others that do not stand beside it was looked for among the 3 smallest only"
    ]
    assert "among the 3 smallest only" in many.report()
    lawful(few, many)


def test_columns_are_listed_as_often_whether_few_or_many(monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(columns: int) -> int:
        calls: list[int] = []
        numbers: Any = vars(Work)["numbers"].fget

        def counted(work: Work) -> Any:
            calls.append(1)
            return numbers(work)

        monkeypatch.setattr(Work, "numbers", property(counted))
        cleaning.read_table(pd.DataFrame([[7] * columns, [9] * columns], columns=[f"c{i}" for i in range(columns)]))
        monkeypatch.undo()
        return len(calls)

    assert listed(60) == listed(6)


def test_headings_become_names_and_each_is_there_once() -> None:
    cleaned = read("\ufeffForce, Stops ,Stops,,Stops (2),Stops\nKent,1,2,3,4,5\n")
    assert list(cleaned.frame.columns) == ["Force", "Stops", "Stops (3)", "column 3", "Stops (2)", "Stops (4)"]
    assert cleaned.frame.iloc[0].tolist() == ["Kent", 1, 2, 3, 4, 5]
    assert cleaned.tally() == {"encoding": 1, "heading-renamed": 4, "column-typed": 6}
    assert "byte order mark" in cleaned.log[0].why
    names = ["\ufeffForce", "a", "a", "a "]
    raw = pd.DataFrame([["Kent", "1", "2", "3"]], columns=names)
    tidy = cleaning.read_table(raw)
    assert list(tidy.frame.columns) == ["Force", "a", "a (2)", "a (3)"]
    lawful(raw, tidy)


def test_equal_columns_are_asked_about_and_dropped_only_if_asked() -> None:
    text = "a,b,c,d,e\n1,1,0,0,1\n2,2,0,0,1\n3,,0,0,2\n"
    steps = dict.fromkeys("abcde", ("blanks", "integer"))
    (question,) = read(text, steps).questions
    assert (question.column, question.row) == ("b", None)
    assert question.why.startswith("equal to a in 2 of 2 rows")
    dropped = read(text, steps, drop="b")
    assert (list(dropped.frame.columns), dropped.questions) == (["a", "c", "d", "e"], ())


TOTALS = [
    *(
        "Total",
        "TOTAL (all)",
        "*Total Tactics",
        "Grand total",
        "Sub-total",
        "White total",
        "London total",
        "Sum",
        "All",
    ),
    *("All ethnic groups", "All usual residents", "All categories: Ethnic group", "All police forces", "White: All"),
    *("England and Wales", "England & Wales", "England and Wales total", "Great Britain", "UK", "Persons", "Overall"),
]


@pytest.mark.parametrize("label", TOTALS)
def test_rows_that_look_like_totals_are_asked_about(label: str) -> None:
    assert [q.row for q in read(f"area\nKent\n{label}\n", {"area": ()}).questions] == [1]


NO_TOTALS = [
    *(
        "Allerdale",
        "Totnes",
        "Wales Street",
        "England's Lane",
        "New England",
        "Not stated",
        "Wales",
        "Northern Ireland",
    ),
    *("All other ethnic groups", "All Saints", "Summerhill", "Village Hall", "Persons under 5", "", "*", "12"),
    "the counts of this row were taken from a table whose total was not printed",
]


@pytest.mark.parametrize("label", NO_TOTALS)
def test_rows_that_do_not_are_not(label: str) -> None:
    assert read(f"area\nKent\n{label}\n", {"area": ()}).questions == ()


# reading


def test_bytes_are_read_in_the_stated_order(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    for encoding, told in [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ]:
        path.write_bytes("Force,£\nYnys Môn,“1”\n".encode(encoding))
        cleaned = cleaning.read_table(path, columns={"Force": (), "£": ()})
        assert cleaned.frame.to_dict("list") == {"Force": ["Ynys Môn"], "£": ["“1”"]}
        (line,) = cleaned.log
        assert (line.rule, line.after) == ("encoding", told)
        assert "utf-8-sig" not in line.why
        assert ("byte order mark" in line.why) == (encoding == "utf-8-sig")
        assert ("not UTF-8, which was tried first" in line.why) == (encoding == "cp1252")
        assert cleaned.replay(str(path)).equals(cleaned.frame)


@pytest.mark.parametrize("rest", [b"\0" * 60, b"a\0\0b" * 20], ids=["end", "between"])
def test_empty_bytes_on_both_sides_of_letters_are_no_utf_16(rest: bytes) -> None:
    with pytest.raises(DispropError, match=r"the text holds empty characters \(NUL\)"):
        cleaning.read_table(io.BytesIO(b"Force,Stops\nKent,1\n" + rest))


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_byte_of_another_encoding_is_asked_about_and_turns_no_other_letter(start: str) -> None:
    content = f"{start}Force,Nombre\nYnys Môn,“1”\n".encode() + "Orléans,2\n".encode("cp1252")
    cleaned = cleaning.read_table(io.BytesIO(content), columns={"Force": "text", "Nombre": ()})
    assert cleaned.frame["Force"].tolist() == ["Ynys Môn", "Orléans"]
    assert "one of them is not and was read as Windows-1252" in cleaned.log[0].why
    assert [(q.row, q.column, q.value) for q in cleaned.questions] == [(1, "Force", "Orléans")]
    assert cleaned.replay(io.BytesIO(content)).equals(cleaned.frame)
    content = "Région,Môn\n".encode("cp1252") + "Ynys Môn,1\n".encode()
    (asked,) = cleaning.read_table(io.BytesIO(content.replace(b"M\xf4n,", b"Mon,"))).questions[:1]
    assert (asked.row, asked.column) == (None, "Région")


def test_an_open_file_has_the_encoding_of_who_opened_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("Force\nYnys Môn\n".encode("latin-1"))
    with path.open(encoding="latin-1", newline="") as file:
        assert cleaning.read_table(file, columns={"Force": ()}).log == ()
    with path.open("rb") as file:
        assert cleaning.read_table(file).frame["Force"].tolist() == ["Ynys Môn"]


def test_nothing_is_read_as_anything_but_text() -> None:
    cells = ["007", "1e5", "NA", "null", "True", "", "nan", "2023-01-01", "-", "1,5"]
    cleaned = read("a;b,c\n" + "".join(f'"{cell}",x\n' for cell in cells), {"a;b": (), "c": ()})
    assert cleaned.frame["a;b"].tolist() == cells
    assert cleaned.log == ()


def test_lines_and_cells_that_are_not_there_are_named() -> None:
    cleaned = read("Force,Stops,Note\nKent,1,ok\n\nEssex,2\nSource: the force\n")
    assert cleaned.frame["Stops"].tolist() == [1, 2]
    assert [(r.row, r.rule) for r in cleaned.left_out] == [(1, "blank-line"), (3, "note-below")]
    assert [(q.row, q.value) for q in cleaned.questions] == [(2, "Essex")]
    assert "2 of 3 cells" in cleaned.questions[0].why
    assert read("Force,Stops\nKent,1\nSource\n", leave_out={"Force": "Source"}).rows_left_out == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file has no heading"),
        ("\n\n", "the file has no heading"),
        ("Force,Stops\nKent,1,204\n", "row 0 has 3 cells, the heading 2: a comma within a cell needs quotes"),
        ('Force,Stops\n"Kent,1\n', "not a table of separated values"),
    ],
)
def test_text_that_is_no_table_is_refused(text: str, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        read(text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04...", "damaged, or cut off"),
        (b"\xd0\xcf\x11\xe0...", "this workbook cannot be read"),
        (b"%PDF-1.7", "a PDF, not text"),
        (b"a\n\x81\x8d", "not text in UTF-8 or Windows-1252"),
        (b"\xff\xfea", "not text in UTF-16"),
        (gzip.compress(b"Force,Stops\nKent,1\n", mtime=0), "compressed: open it with gzip.open"),
        ("Force,Stops\n".encode("utf-32"), "holds empty characters"),
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        cleaning.read_table(io.BytesIO(content))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (7, "must be a path, an open file or a pandas DataFrame; got int"),
        ("no/such/file.csv", "no file can be read at 'no/such/file.csv'"),
        ("Force,Stops\nKent,1", "text goes in as io.StringIO"),
        ("a\0b", "no file can be read"),
        (pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])), "one row of column names"),
        (pd.DataFrame([[1]], columns=[2011]), "names of the columns must be text; got 2011"),
    ],
)
def test_a_source_that_is_none_is_refused(source: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        cleaning.read_table(source)


@pytest.mark.parametrize("dtype", ["object", "string", "category", None])
def test_frames_of_any_kind_of_text(dtype: str | None) -> None:
    cells = {"n": ["1,204", "x"], "k": ["a", "b"]}
    raw = pd.DataFrame({name: pd.Series(texts, index=[7, 7], dtype=dtype) for name, texts in cells.items()})
    cleaned = cleaning.read_table(raw, columns={"n": "thousands", "k": ()})
    assert cleaned.frame["n"].tolist() == ["1204", "x"]
    assert (cleaned.frame["k"].dtype, cleaned.frame.index.tolist()) == (raw["k"].dtype, [7, 7])
    assert raw["n"].tolist() == ["1,204", "x"]
    lawful(raw, cleaned)


def test_a_clean_frame_passes_the_schema_that_refused_the_raw_one() -> None:
    raw = pd.DataFrame({"force": ["Kent", "Essex"], "stops": ["1,204", "17"]})
    assert not schemas.check(raw, schemas.Counts, keys="force").ok
    cleaned = cleaning.read_table(raw, columns={"force": "text", "stops": ["thousands", "integer"]})
    assert schemas.check(cleaned.frame, schemas.Counts, keys="force").findings == ()
